/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-workbench"

#include "config.h"

#include "cw-bench-private.h"
#include "cw-error.h"
#include "cw-session-follow.h"

struct _CwBench
{
  gatomicrefcount refs;
  char *data_dir;
  gboolean rehearsal;
  char *now;
  char *procedure;
  CwAccounts *accounts;
  char *actor;
  char *script;
  CwSession *session;     /* touched in the worker only */
  GMutex lock;            /* over the three below */
  CwView *view;
  gboolean owned;
  char *address;
  GWeakRef owner;
  CwBenchTell tell;
};

/* Sessions of this process that are to end: until then they have their journals and the rehearsal's services. */
static GMutex ending_lock;
static GCond ending_over;
static guint n_ending;

/**
 * cw_workbench_wait:
 * @seconds: how long at most
 *
 * Blocks until the preparations of this process that are let go have ended, with the request that ran then and the
 * threads that they lived in.
 */
void
cw_workbench_wait (guint seconds)
{
  gint64 deadline = g_get_monotonic_time () + seconds * G_TIME_SPAN_SECOND;

  g_mutex_lock (&ending_lock);
  while (n_ending > 0 && g_cond_wait_until (&ending_over, &ending_lock, deadline))
    ;
  g_mutex_unlock (&ending_lock);
}

/* In the worker. */
static void
take_progress (const char *what,
               gpointer    data)
{
  CwBench *self = data;
  GObject *owner = g_weak_ref_get (&self->owner);

  if (owner != NULL)
    self->tell (owner, what);
}

/**
 * cw_bench_new:
 * @config: where and as whom; copied, its progress is not used
 * @owner: whom to tell what is being done
 * @tell: called for that, in the worker
 *
 * Returns: (transfer full): a bench without a session
 */
CwBench *
cw_bench_new (const CwSessionConfig *config,
              GObject               *owner,
              CwBenchTell            tell)
{
  CwBench *self = g_new0 (CwBench, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  g_weak_ref_init (&self->owner, owner);
  self->tell = tell;
  self->data_dir = g_strdup (config->data_dir);
  self->rehearsal = config->rehearsal;
  self->now = g_strdup (config->now);
  self->procedure = g_strdup (config->procedure);
  self->accounts = config->accounts != NULL ? cw_accounts_copy (config->accounts) : cw_accounts_new ();
  self->actor = g_strdup (config->actor);
  self->script = g_strdup (config->script);
  return self;
}

CwBench *
cw_bench_ref (CwBench *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
cw_bench_unref (CwBench *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_object (&self->session);
  g_clear_object (&self->view);
  g_weak_ref_clear (&self->owner);
  g_mutex_clear (&self->lock);
  g_clear_pointer (&self->accounts, cw_accounts_free);
  g_free (self->data_dir);
  g_free (self->now);
  g_free (self->procedure);
  g_free (self->actor);
  g_free (self->script);
  g_free (self->address);
  g_free (self);
}

gboolean
cw_bench_is_rehearsal (CwBench *self)
{
  return self->rehearsal;
}

/* Returns: (transfer full) (nullable): the newest view */
CwView *
cw_bench_dup_view (CwBench *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->view != NULL ? g_object_ref (self->view) : NULL;
}

/* Returns: whether somebody, here or elsewhere, was at work on the preparation when it was looked at last */
gboolean
cw_bench_has_owner (CwBench *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->owned;
}

/* Returns: (transfer full) (nullable): where a browser sees what a rehearsal created */
char *
cw_bench_dup_address (CwBench *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (self->address);
}

/* In the main thread: from now on others wait for the session to end; cw_bench_finish_end() has to follow. */
void
cw_bench_begin_end (void)
{
  g_mutex_lock (&ending_lock);
  n_ending++;
  g_mutex_unlock (&ending_lock);
}

/* In any thread, once the worker's is no more: the program may end behind it. */
void
cw_bench_finish_end (void)
{
  g_mutex_lock (&ending_lock);
  n_ending--;
  g_cond_broadcast (&ending_over);
  g_mutex_unlock (&ending_lock);
}

CwErrand *
cw_errand_new (CwBench *bench)
{
  CwErrand *self = g_new0 (CwErrand, 1);

  self->bench = cw_bench_ref (bench);
  return self;
}

void
cw_errand_free (gpointer data)
{
  CwErrand *self = data;

  g_clear_pointer (&self->facts, g_hash_table_unref);
  if (self->data_free != NULL)
    self->data_free (self->data);
  g_free (self->id);
  cw_bench_unref (self->bench);
  g_free (self);
}

static void
fill_config (CwBench         *self,
             CwSessionConfig *config)
{
  *config = (CwSessionConfig) {
    .data_dir = self->data_dir,
    .rehearsal = self->rehearsal,
    .now = self->now,
    .procedure = self->procedure,
    .accounts = self->accounts,
    .actor = self->actor,
    .script = self->script,
    .progress = take_progress,
    .progress_data = self,
  };
}

/* What somebody else works on is read along. */
static CwSession *
open_session (CwBench       *self,
              const char    *id,
              GCancellable  *cancellable,
              GError       **error)
{
  CwSessionConfig config;
  g_autoptr (GError) local = NULL;
  CwSession *session;

  fill_config (self, &config);
  session = cw_session_open (&config, id, cancellable, &local);
  if (session == NULL && g_error_matches (local, CW_ERROR, CW_ERROR_BUSY))
    {
      config.reading = TRUE;
      return cw_session_open (&config, id, cancellable, error);
    }
  if (session == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return session;
}

static gboolean
take_over (CwBench       *self,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr (CwSession) session = NULL;
  CwSessionConfig config;

  fill_config (self, &config);
  session = cw_session_open (&config, cw_session_get_id (self->session), cancellable, error);
  return session != NULL && g_set_object (&self->session, session);
}

static gboolean
do_errand (CwErrand      *errand,
           GCancellable  *cancellable,
           GError       **error)
{
  CwBench *bench = errand->bench;
  CwSessionConfig config;

  if (errand->deed != NULL)
    return errand->deed (bench->session, errand->data, cancellable, error);
  cw_workbench_wait (CW_WORKBENCH_PATIENCE);
  if (errand->takes_over)
    return take_over (bench, cancellable, error);
  fill_config (bench, &config);
  bench->session = errand->facts != NULL ? cw_session_create (&config, errand->facts, cancellable, error)
                                         : open_session (bench, errand->id, cancellable, error);
  return bench->session != NULL;
}

/* In the worker. */
gpointer
cw_errand_run (gpointer       input,
               GCancellable  *cancellable,
               GError       **error)
{
  CwErrand *errand = input;
  CwBench *bench = errand->bench;
  gboolean done, owned;

  if ((errand->deed != NULL || errand->takes_over) && bench->session == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INTERNAL, "No preparation is open");
      return NULL;
    }
  done = do_errand (errand, cancellable, error);
  owned = bench->session != NULL && cw_session_has_owner (bench->session);
  g_mutex_lock (&bench->lock);
  bench->owned = owned;
  if (bench->session != NULL)
    g_set_object (&bench->view, cw_session_get_view (bench->session));
  if (bench->session != NULL && bench->address == NULL)
    bench->address = g_strdup (cw_session_get_address (bench->session));
  g_mutex_unlock (&bench->lock);
  return done ? GINT_TO_POINTER (TRUE) : NULL;
}

/* The session ends where it lived: in the worker, after what is still queued. */
gpointer
cw_errand_end (gpointer       input,
               GCancellable  *cancellable,
               GError       **error)
{
  CwErrand *errand = input;

  g_clear_object (&errand->bench->session);
  return GINT_TO_POINTER (TRUE);
}
