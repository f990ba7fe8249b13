/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-git-private.h"

#define MAX_SHOWN_COMMITS 100

/* What a push works on; shared by the caller and the transfer's thread. */
typedef struct {
  char *path;
  char *url;
  char *server;  /* where @url really is, see cw_git_service_set_root() */
  char *branch;
  char *commit;
  char *expected;  /* "" when the branch must not exist */

  /* The thread's own until it is done. */
  char *theirs;    /* (nullable): what the server has instead of @expected, "" for no branch */
  char *status;    /* (nullable): why the server refused the reference */
  gboolean taken;
} Push;

static void
push_clear (gpointer data)
{
  Push *self = data;

  g_free (self->path);
  g_free (self->url);
  g_free (self->server);
  g_free (self->branch);
  g_free (self->commit);
  g_free (self->expected);
  g_free (self->theirs);
  g_free (self->status);
}

static void
push_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, push_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Push, push_unref)

static char *
format_present (const git_oid *id)
{
  char *text = g_malloc0 (GIT_OID_HEXSZ + 1);

  if (!git_oid_is_zero (id))
    cw_git_format_id (id, text);
  return text;
}

/* The last moment before anything is sent: libgit2 has the server's references, we have the reviewed one. */
static int
on_negotiation (const git_push_update **updates,
                size_t                  n,
                void                   *payload)
{
  Push *self = cw_git_transfer_get_data (payload);

  for (size_t i = 0; i < n; i++)
    {
      g_autofree char *theirs = format_present (&updates[i]->src);

      if (!g_str_equal (theirs, self->expected))
        {
          self->theirs = g_steal_pointer (&theirs);
          return GIT_EUSER;
        }
    }
  return cw_git_transfer_begin_sending (payload) ? 0 : GIT_EUSER;
}

static int
on_update (const char *reference,
           const char *status,
           void       *payload)
{
  Push *self = cw_git_transfer_get_data (payload);

  self->taken = status == NULL;
  self->status = status != NULL ? g_utf8_make_valid (status, -1) : NULL;
  return 0;
}

/* libgit2 pushes references only, so the commit has one of its own for a moment. */
static int
set_reference (Push           *self,
               git_repository *repository,
               const char     *name,
               const char     *commit)
{
  g_autoptr (CwGitLock) lock = cw_git_cache_lock (self->path, NULL);
  g_autoptr (git_reference) reference = NULL;
  git_oid id;
  int rc;

  if (lock == NULL)
    return GIT_ELOCKED;
  if (commit == NULL)
    return git_reference_remove (repository, name);
  rc = git_oid_fromstr (&id, commit);
  return rc < 0 ? rc : git_reference_create (&reference, repository, name, &id, TRUE, NULL);
}

/* After the commands went out, only some failures tell that they were not obeyed. */
static gboolean
is_certainly_refused (const GError *reason)
{
  return g_error_matches (reason, CW_ERROR, CW_ERROR_AUTH_REQUIRED)
         || g_error_matches (reason, CW_ERROR, CW_ERROR_FORBIDDEN)
         || g_error_matches (reason, CW_ERROR, CW_ERROR_NOT_FOUND)
         || g_error_matches (reason, CW_ERROR, CW_ERROR_RATE_LIMITED)
         || g_error_matches (reason, CW_ERROR, CW_ERROR_VALIDATION)
         || strstr (reason->message, "unpacking the sent packfile failed") != NULL;
}

static gboolean
judge (Push          *self,
       CwGitTransfer *transfer,
       int            rc,
       GError       **error)
{
  g_autoptr (GError) reason = NULL;

  if (self->status != NULL)
    {
      cw_git_push_set_refused (self->url, self->branch, self->status, cw_git_transfer_get_words (transfer), error);
      return FALSE;
    }
  if (self->taken)
    return TRUE;
  if (rc < 0)
    cw_git_transfer_set_error (transfer, &reason, rc, _ ("Pushing to"));
  if (self->theirs != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT, _ ("The branch “%s” moved"), self->branch);
      return FALSE;
    }
  if (reason != NULL && (!cw_git_transfer_is_sent (transfer) || is_certainly_refused (reason)
                         || g_error_matches (reason, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME)))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  g_set_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME,
               _ ("The commit was sent, but the server did not say whether it took it (%s)"),
               reason != NULL ? reason->message : _ ("its answer has no word about the branch"));
  return FALSE;
}

static gboolean
push_in_thread (CwGitTransfer *transfer,
                gpointer       data,
                GError       **error)
{
  Push *self = data;
  git_push_options options = GIT_PUSH_OPTIONS_INIT;
  g_autoptr (git_repository) repository = cw_git_cache_open (self->path, self->url, FALSE, error);
  g_autoptr (git_remote) remote = NULL;
  g_autofree char *source = g_strdup_printf ("refs/cyclewright/%s", self->commit);
  g_autofree char *tracking = g_strconcat (CW_GIT_TRACKING, self->branch, NULL);
  /* Forced, because libgit2's own check knows less than ours: the server's tip is compared in on_negotiation(). */
  g_autofree char *spec = g_strdup_printf ("+%s:refs/heads/%s", source, self->branch);
  git_strarray specs = { &spec, 1 };
  gboolean success;
  int rc;

  if (repository == NULL)
    return FALSE;
  cw_git_transfer_init_callbacks (transfer, &options.callbacks);
  options.callbacks.push_negotiation = on_negotiation;
  options.callbacks.push_update_reference = on_update;

  rc = set_reference (self, repository, source, self->commit);
  if (rc == 0)
    rc = cw_git_create_remote (repository, self->server, &remote);
  if (rc == 0)
    rc = git_remote_push (remote, &specs, &options);
  success = judge (self, transfer, rc, error);
  /* Only a convenience: the next fetch says the same. */
  if (success)
    set_reference (self, repository, tracking, self->commit);
  set_reference (self, repository, source, NULL);
  return success;
}

static gboolean
is_pushable (const char *url)
{
  return g_str_has_prefix (url, "https://") || g_str_has_prefix (url, "http://") || g_str_has_prefix (url, "ssh://")
         || (strstr (url, "://") == NULL && *url != '/' && strchr (url, ':') != NULL);
}

/* “Subject” by somebody, when. */
static char *
describe_newest (GPtrArray *commits)
{
  const CwGitCommit *newest = g_ptr_array_index (commits, 0);
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (newest->date);
  g_autofree char *date = when != NULL ? g_date_time_format (when, "%F %R") : g_strdup ("?");

  /* Translators: subject, author and time of a commit */
  return g_strdup_printf (_ ("“%s” by %s, %s"), newest->subject, newest->author, date);
}

/* Names what moved: from, to, what came on top, by whom and when. */
static char *
describe_move (CwGitService *self,
               const Push   *push,
               GCancellable *cancellable)
{
  const char *branches[] = { push->branch, NULL };
  const char *expected = *push->expected != '\0' ? push->expected : NULL;
  g_autoptr (GPtrArray) commits = NULL;
  g_autofree char *tip = NULL;
  g_autofree char *newest = NULL;

  if (cw_git_service_fetch_branches (self, push->url, branches, cancellable, NULL))
    tip = cw_git_service_get_tip (self, push->url, push->branch, NULL);
  if (tip == NULL)
    return expected != NULL ? g_strdup_printf (_ ("it was at %.7s, now it is gone"), expected)
                            : g_strdup (_ ("it changed at that very moment"));
  commits = cw_git_service_log (self, push->url, expected, tip, expected != NULL ? MAX_SHOWN_COMMITS : 1, NULL);
  if (commits == NULL || commits->len == 0)
    return g_strdup_printf (_ ("it was at %.7s, now it is at %.7s"), push->expected, tip);
  newest = describe_newest (commits);
  if (expected == NULL)
    return g_strdup_printf (_ ("it was not there, now it is at %.7s (%s)"), tip, newest);
  return g_strdup_printf (ngettext ("it was at %.7s, now it is at %.7s (%u commit: %s)",
                                    "it was at %.7s, now it is at %.7s (%u commits, the newest: %s)", commits->len),
                          expected, tip, commits->len, newest);
}

static void
explain_conflict (CwGitService *self,
                  const Push   *push,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_autofree char *move = describe_move (self, push, cancellable);
  g_autofree char *shown = cw_git_show_url (push->url);

  g_clear_error (error);
  g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
               _ ("The branch “%s” of %s moved since it was reviewed: %s. Nothing was changed there; plan again"),
               push->branch, shown, move);
}

/**
 * cw_git_service_push:
 * @self: a service
 * @url: address of a repository (https or ssh; http on this machine)
 * @branch: the branch to make or to move
 * @commit: a commit of the cache
 * @expected: the commit that the server must have there, "" when it must have no such branch
 * @cancellable: stops it before the commit is sent, not later
 * @error: %CW_ERROR_CONFLICT, naming what moved, when the server's branch is not at @expected; %CW_ERROR_FORBIDDEN with
 *   the server's words when it refuses; %CW_ERROR_UNKNOWN_OUTCOME when it was sent and no answer came; what
 *   cw_git_service_fetch_branches() says, when nothing was sent
 *
 * Puts @commit on @branch of the server, never over something that was not reviewed: the expected commit is compared
 * with the server's before anything is sent, and the server compares it again when it moves the branch. That is so over
 * HTTP and SSH; libgit2 1.5 doesn't over `file://`, which is refused.
 */
gboolean
cw_git_service_push (CwGitService *self,
                     const char   *url,
                     const char   *branch,
                     const char   *commit,
                     const char   *expected,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_autofree char *server = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (Push) push = NULL;

  g_return_val_if_fail (CW_IS_GIT_SERVICE (self) && url != NULL && branch != NULL, FALSE);
  g_return_val_if_fail (commit != NULL && expected != NULL, FALSE);

  server = cw_git_service_locate (self, url);
  if (!is_pushable (server))
    {
      g_autofree char *shown = cw_git_show_url (server);

      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("%s: branches are pushed over https or ssh only, where a branch that moved is safe"), shown);
      return FALSE;
    }
  push = g_atomic_rc_box_new0 (Push);
  push->path = cw_git_cache_get_path (cw_git_service_get_cache_folder (self), url);
  push->url = g_strdup (url);
  push->server = g_steal_pointer (&server);
  push->branch = g_strdup (branch);
  push->commit = g_strdup (commit);
  push->expected = g_strdup (expected);
  if (cw_git_transfer_run (self, push->server, push_in_thread, g_atomic_rc_box_acquire (push), push_unref, NULL, NULL,
                           cancellable, &local))
    return TRUE;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_CONFLICT))
    explain_conflict (self, push, cancellable, &local);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
