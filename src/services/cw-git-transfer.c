/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

/*
 * Talking to a server in a thread that can be left behind. libgit2 1.5 knows no timeout and can be interrupted only
 * where it calls back: over ssh, a server that accepts a connection and stays silent would hold its caller for ever. So
 * each transfer has a thread and an object shared between that thread and the one that waits. The waiter goes when it
 * is cancelled or when nothing was heard for the timeout; from then on every callback refuses, and
 * cw_git_transfer_enter() and cw_git_transfer_begin_sending() keep the thread from changing anything, here or there.
 *
 * Over HTTP the connection is ours (cw-git-web.c) and ends when it is told to: there the waiter stops it and waits for
 * the thread's end, so that nothing is left behind, and an answer that came at the last moment still counts.
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-git-private.h"
#include "cw-worker.h"

/* Kept of what a server says; counting objects may take many lines. */
#define MAX_WORDS      (16 * 1024)
#define PROGRESS_PAUSE (G_USEC_PER_SEC / 3)

struct _CwGitTransfer
{
  gatomicrefcount references;

  /* Never changed after the start. */
  char *url;
  GPtrArray *credentials;
  CwHttp *http;        /* (unowned): the waiter's, and used over HTTP only, where it waits for the thread's end */
  GCancellable *stop;  /* (owned): cancelled when nobody waits any more */
  CwGitTransferFunc func;
  gpointer data;
  GDestroyNotify data_free;

  /* The thread's own. */
  guint questions;
  GString *words;  /* (owned): what the server said */

  /* Under the lock. */
  GMutex lock;
  GCond changed;
  gboolean abandoned;
  gboolean entered;
  gboolean sent;
  gboolean done;
  gboolean success;
  GError *result;
  GError *reason;  /* why one of our callbacks said no */
  gint64 heard;    /* monotonic time of the last sign of life */
  guint received;
  guint total;
  guint64 bytes;
  gboolean news;
};

static CwGitTransfer *
transfer_ref (CwGitTransfer *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static void
transfer_unref (gpointer data)
{
  CwGitTransfer *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  if (self->data_free != NULL)
    self->data_free (self->data);
  g_ptr_array_unref (self->credentials);
  g_object_unref (self->stop);
  g_string_free (self->words, TRUE);
  g_clear_error (&self->result);
  g_clear_error (&self->reason);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->url);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwGitTransfer, transfer_unref)

/* A sign of life: to be called by every callback. Returns what the callback has to answer. */
int
cw_git_transfer_note_life (CwGitTransfer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->heard = g_get_monotonic_time ();
  return self->abandoned ? GIT_EUSER : 0;
}

/* The same, with news for whoever waits. */
int
cw_git_transfer_note_progress (CwGitTransfer *self,
                               guint          received,
                               guint          total,
                               guint64        bytes)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->heard = g_get_monotonic_time ();
  self->received = received;
  self->total = total;
  self->bytes = bytes;
  self->news = TRUE;
  return self->abandoned ? GIT_EUSER : 0;
}

/* How often the server of this connection has asked for credentials, this time included; the thread's own. */
guint
cw_git_transfer_count_question (CwGitTransfer *self)
{
  return ++self->questions;
}

void
cw_git_transfer_forget_questions (CwGitTransfer *self)
{
  self->questions = 0;
}

/* What the server says to the person beside its answers, for when it refuses; the thread's own. */
void
cw_git_transfer_note_words (CwGitTransfer *self,
                            const char    *text,
                            gsize          size)
{
  g_string_append_len (self->words, text, (gssize) MIN (size, MAX_WORDS - self->words->len));
}

const char *
cw_git_transfer_get_words (CwGitTransfer *self)
{
  return self->words->str;
}

const char *
cw_git_transfer_get_url (CwGitTransfer *self)
{
  return self->url;
}

GPtrArray *
cw_git_transfer_get_credentials (CwGitTransfer *self)
{
  return self->credentials;
}

CwHttp *
cw_git_transfer_get_http (CwGitTransfer *self)
{
  return self->http;
}

/* Cancelled when nobody waits any more: never by a person once something was sent that can't be undone. */
GCancellable *
cw_git_transfer_get_stop (CwGitTransfer *self)
{
  return self->stop;
}

/**
 * cw_git_transfer_refuse:
 * @self: a transfer
 * @reason: (transfer full): why one of its callbacks stops it
 *
 * The first reason counts.
 */
void
cw_git_transfer_refuse (CwGitTransfer *self,
                        GError        *reason)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->reason == NULL)
    self->reason = reason;
  else
    g_error_free (reason);
}

/**
 * cw_git_transfer_enter:
 * @self: a transfer
 * @error: where to say that nobody waits any more
 *
 * To be called before anything is changed in the cache: from here on the waiter waits for the (local) rest.
 */
gboolean
cw_git_transfer_enter (CwGitTransfer *self,
                       GError       **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->abandoned)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _ ("Cancelled"));
      return FALSE;
    }
  self->entered = TRUE;
  return TRUE;
}

/* After cw_git_transfer_enter(), before the server is spoken to again. */
void
cw_git_transfer_leave (CwGitTransfer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->entered = FALSE;
  self->heard = g_get_monotonic_time ();
}

/* To be called before the server is asked for what can't be undone; FALSE when nobody waits any more. */
gboolean
cw_git_transfer_begin_sending (CwGitTransfer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (!self->abandoned)
    self->sent = TRUE;
  return !self->abandoned;
}

/* After cw_git_transfer_begin_sending(), when it is certain that not a byte of it left. */
void
cw_git_transfer_note_unsent (CwGitTransfer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->sent = FALSE;
}

gboolean
cw_git_transfer_is_sent (CwGitTransfer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->sent;
}

/* What the transfer works on: libgit2's callbacks are given the transfer. */
gpointer
cw_git_transfer_get_data (CwGitTransfer *self)
{
  return self->data;
}

/**
 * cw_git_transfer_set_error:
 * @self: a transfer
 * @error: where to
 * @rc: what libgit2 returned just now
 * @what: what was being done: "Fetching"
 *
 * Says why a call of libgit2 failed: for the reason that one of our callbacks had, or libgit2's own.
 */
void
cw_git_transfer_set_error (CwGitTransfer *self,
                           GError       **error,
                           int            rc,
                           const char    *what)
{
  g_autofree char *shown = cw_git_show_url (self->url);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->reason != NULL)
    g_propagate_error (error, g_steal_pointer (&self->reason));
  else if (self->abandoned)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _ ("Cancelled"));
  else if (!cw_git_ssh_set_error (shown, error))
    cw_git_set_error (error, rc, "%s %s", what, shown);
}

static gpointer
transfer_thread (gpointer data)
{
  g_autoptr (CwGitTransfer) self = data;
  GError *error = NULL;
  gboolean success = self->func (self, self->data, &error);

  g_assert (success == (error == NULL));

  g_mutex_lock (&self->lock);
  self->done = TRUE;
  self->success = success;
  self->result = error;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  return NULL;
}

static void
on_cancelled (GCancellable *cancellable,
              gpointer      data)
{
  CwGitTransfer *self = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_cond_broadcast (&self->changed);
}

static void
set_silent (CwGitTransfer *self,
            guint          timeout,
            GError       **error)
{
  g_autofree char *shown = cw_git_show_url (self->url);

  if (self->sent)
    g_set_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME,
                 _ ("%s was sent the commit and has been silent for %u s: whether it took it is not known"), shown,
                 timeout);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_TIMED_OUT,
                 _ ("%s has been silent for %u s. Nothing was changed there; try again"), shown, timeout);
}

/* With the lock held; it is let go of while @progress runs. */
static void
report_progress (CwGitTransfer    *self,
                 CwGitProgressFunc progress,
                 gpointer          progress_data)
{
  guint received = self->received;
  guint total = self->total;
  guint64 bytes = self->bytes;

  if (progress == NULL || !self->news)
    return;
  self->news = FALSE;
  g_mutex_unlock (&self->lock);
  progress (received, total, bytes, progress_data);
  g_mutex_lock (&self->lock);
}

/* With the lock held, which is let go of meanwhile: ends a connection that is ours, and waits for the thread. */
static void
stop (CwGitTransfer *self)
{
  g_mutex_unlock (&self->lock);
  g_cancellable_cancel (self->stop);
  g_mutex_lock (&self->lock);
  while (cw_git_url_is_web (self->url) && !self->done)
    g_cond_wait (&self->changed, &self->lock);
}

/* With the lock held. Whether the waiter has to go, and why. */
static gboolean
is_over (CwGitTransfer *self,
         guint          timeout,
         GCancellable  *cancellable,
         GError       **error)
{
  if (!self->entered && !self->sent && g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _ ("Cancelled"));
      return TRUE;
    }
  if (!self->entered && g_get_monotonic_time () >= self->heard + timeout * G_USEC_PER_SEC)
    {
      set_silent (self, timeout, error);
      return TRUE;
    }
  return FALSE;
}

static gboolean
wait_for_end (CwGitTransfer    *self,
              guint             timeout,
              CwGitProgressFunc progress,
              gpointer          progress_data,
              GCancellable     *cancellable,
              GError          **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GError) over = NULL;

  while (!self->done && !self->abandoned)
    {
      gint64 now = g_get_monotonic_time ();
      gint64 deadline = self->heard + timeout * G_USEC_PER_SEC;

      self->abandoned = is_over (self, timeout, cancellable, &over);
      if (self->abandoned)
        break;
      g_cond_wait_until (&self->changed, &self->lock, MIN (MAX (deadline, now + 1000), now + PROGRESS_PAUSE));
      report_progress (self, progress, progress_data);
    }
  if (self->abandoned)
    stop (self);
  if (self->done && self->success)
    return TRUE;
  if (over == NULL)
    over = g_steal_pointer (&self->result);
  g_propagate_error (error, g_steal_pointer (&over));
  return FALSE;
}

/**
 * cw_git_transfer_run:
 * @service: whose credentials, timeout and HTTP are used
 * @url: where the server's repository really is
 * @func: what to do in the transfer's thread
 * @data: (transfer full): for @func
 * @data_free: how to free @data; by whichever thread lets go last
 * @progress: (nullable): told how far it is, in this thread
 * @progress_data: for @progress
 * @cancellable: stops the wait, but not once something was sent that can't be undone
 * @error: what @func says; %CW_ERROR_CANCELLED, %CW_ERROR_TIMED_OUT, or %CW_ERROR_UNKNOWN_OUTCOME after silence
 *
 * Returns: what @func returned, or %FALSE when it was left behind
 */
gboolean
cw_git_transfer_run (CwGitService     *service,
                     const char       *url,
                     CwGitTransferFunc func,
                     gpointer          data,
                     GDestroyNotify    data_free,
                     CwGitProgressFunc progress,
                     gpointer          progress_data,
                     GCancellable     *cancellable,
                     GError          **error)
{
  g_autoptr (CwGitTransfer) self = g_new0 (CwGitTransfer, 1);
  GThread *thread;
  gulong handler = 0;
  gboolean success;

  cw_assert_in_worker ();
  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->url = g_strdup (url);
  self->credentials = cw_git_service_ref_credentials (service);
  self->http = cw_git_service_get_http (service);
  self->stop = g_cancellable_new ();
  self->words = g_string_new (NULL);
  self->func = func;
  self->data = data;
  self->data_free = data_free;
  self->heard = g_get_monotonic_time ();

  thread = g_thread_try_new ("cw-git", transfer_thread, transfer_ref (self), error);
  if (thread == NULL)
    {
      transfer_unref (self);
      cw_error_convert (error, _ ("Starting a thread"));
      return FALSE;
    }
  g_thread_unref (thread);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self, NULL);
  success = wait_for_end (self, cw_git_service_get_timeout (service), progress, progress_data, cancellable, error);
  g_cancellable_disconnect (cancellable, handler);
  return success;
}
