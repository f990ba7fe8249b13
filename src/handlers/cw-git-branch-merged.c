/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git-branch-handler"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-git-branch-look.h"
#include "cw-json.h"
#include "cw-line-set.h"

/* A branch that isn't there may be merged, and was removed then. */

/* Of the base, since our commit stood on it. */
#define MAX_MERGED 500

/* (nullable) without @error: what came to the base since our commit stood on it, newest first. */
static GPtrArray *
list_base (const CwGitBranchLook *look,
           guint                  most,
           GError               **error)
{
  const CwGitBranchPayload *payload = look->payload;
  g_autofree char *base = cw_git_service_get_tip (look->service, payload->url, payload->base_name, NULL);

  return base != NULL ? cw_git_service_log (look->service, payload->url, payload->base, base, most, error) : NULL;
}

/* (nullable) without @error: our commit on the base, newest first: merged, rebased or squashed with its message. */
static CwGitCommit *
find_on_base (const CwGitBranchLook *look,
              const char            *marker,
              GError               **error)
{
  g_autoptr (GPtrArray) commits = list_base (look, MAX_MERGED, error);

  for (guint i = 0; commits != NULL && i < commits->len; i++)
    {
      g_autofree char *trailer = cw_git_commit_get_trailer (commits->pdata[i], CW_GIT_BRANCH_TRAILER);

      if (g_strcmp0 (trailer, marker) == 0)
        return g_ptr_array_steal_index (commits, i);
    }
  return NULL;
}

/* Each is read with all the payload's files, so these are fewer. */
#define MAX_READ 50

/* (nullable) without @error: the newest commit of the base that has all our files as we sent them: squashed or picked
 * under a message of somebody else, it is merged all the same. The base of the plan doesn't have them. */
static CwGitCommit *
find_squashed (const CwGitBranchLook *look,
               GCancellable          *cancellable,
               GError               **error)
{
  const CwGitBranchPayload *payload = look->payload;
  g_autoptr (GPtrArray) commits = list_base (look, MAX_READ, error);

  for (guint i = 0; commits != NULL && i < commits->len; i++)
    {
      const CwGitCommit *commit = commits->pdata[i];
      g_autoptr (CwSnapshot) snapshot = cw_git_branch_look_read_files (look, commit->id, cancellable, error);

      if (snapshot == NULL)
        return NULL;
      if (cw_git_branch_payload_compare (payload, NULL, snapshot, NULL, NULL))
        return g_ptr_array_steal_index (commits, i);
    }
  return NULL;
}

static char *
describe_others (const CwGitBranchPayload *payload,
                 const char               *id,
                 const char               *author)
{
  /* Translators: a repository, its base branch, a commit and its author */
  return g_strdup_printf (_ ("%s: %s has all of it already, by commit %.7s of %s"), payload->repository,
                          payload->base_name, id, author);
}

/* All that is known is that the base has it: whether it came by a branch of this name nobody can tell, and no such
 * branch is there. */
static CwFinding *
find_others (const CwGitBranchLook *look,
             const CwGitCommit     *commit)
{
  const CwGitBranchPayload *payload = look->payload;
  g_autofree char *where = describe_others (payload, commit->id, commit->author);
  g_autofree char *key = g_strdup_printf ("%s@%.7s", payload->base_name, commit->id);
  g_autofree char *url = cw_git_service_make_web_url (look->service, payload->url, commit->id);
  CwFinding *finding = cw_finding_new (CW_FINDING_EQUAL, where);

  cw_finding_add_candidate (finding, cw_json_object ("key", key, "commit", commit->id, "tree", commit->tree, "url", url,
                                                     CW_OUTCOME_ON, payload->base_name, CW_OUTCOME_BY, commit->author,
                                                     NULL));
  return finding;
}

static GHashTable *
list_lines (CwSnapshot *snapshot,
            const char *path)
{
  return cw_line_set_new (cw_snapshot_get_bytes (snapshot, path));
}

/* Whether what a commit of somebody else did of ours still stands on the base: its lines are there, and those that it
 * took away aren't. All else may have changed since. */
static gboolean
still_stands (const CwGitBranchLook *look,
              const char            *commit,
              gboolean              *answer,
              GCancellable          *cancellable,
              GError               **error)
{
  const CwGitBranchPayload *payload = look->payload;
  g_auto (GStrv) paths = cw_git_branch_payload_list_paths (payload);
  g_autofree char *tip = cw_git_service_get_tip (look->service, payload->url, payload->base_name, NULL);
  g_autoptr (CwSnapshot) before = NULL, after = NULL, now = NULL;

  *answer = FALSE;
  if (tip == NULL)
    return TRUE;
  before = cw_git_branch_look_read_files (look, payload->base, cancellable, error);
  after = before != NULL ? cw_git_branch_look_read_files (look, commit, cancellable, error) : NULL;
  now = after != NULL ? cw_git_branch_look_read_files (look, tip, cancellable, error) : NULL;
  if (now == NULL)
    return FALSE;
  *answer = TRUE;
  for (guint i = 0; paths[i] != NULL && *answer; i++)
    {
      g_autoptr (GHashTable) old = list_lines (before, paths[i]), new = list_lines (after, paths[i]);
      g_autoptr (GHashTable) there = list_lines (now, paths[i]);

      *answer = cw_line_set_has_all (there, new, old) && cw_line_set_has_none (there, old, new);
    }
  return TRUE;
}

/* Whether some file is at @now what it was before ours: as a whole, or in lines that are there again while ours aren't.
 * What went on from ours to something newer wasn't taken back. */
static gboolean
is_back_at (const CwGitBranchPayload *payload,
            CwSnapshot               *before,
            CwSnapshot               *after,
            CwSnapshot               *now)
{
  g_auto (GStrv) paths = cw_git_branch_payload_list_paths (payload);
  gboolean back = FALSE;

  for (guint i = 0; paths[i] != NULL && !back; i++)
    {
      const char *was = cw_snapshot_get_blob (before, paths[i]);
      g_autoptr (GHashTable) old = list_lines (before, paths[i]), new = list_lines (after, paths[i]);
      g_autoptr (GHashTable) there = list_lines (now, paths[i]);

      if (g_strcmp0 (was, cw_snapshot_get_blob (after, paths[i])) == 0)
        continue;
      back = g_strcmp0 (was, cw_snapshot_get_blob (now, paths[i])) == 0
             || (!cw_line_set_has_none (there, old, new) && !cw_line_set_has_all (there, new, old));
    }
  return back;
}

/* (nullable) without @error: the newest of our own commits on the base by which it was taken back. */
static CwGitCommit *
find_own_back (const CwGitBranchLook *look,
               CwSnapshot            *before,
               CwSnapshot            *after,
               GCancellable          *cancellable,
               GError               **error)
{
  g_autoptr (GPtrArray) commits = list_base (look, MAX_READ, error);

  for (guint i = 0; commits != NULL && i < commits->len; i++)
    {
      const CwGitCommit *commit = commits->pdata[i];
      g_autofree char *trailer = cw_git_commit_get_trailer (commit, CW_GIT_BRANCH_TRAILER);
      g_autoptr (CwSnapshot) then = NULL;

      if (trailer == NULL)
        continue;
      then = cw_git_branch_look_read_files (look, commit->id, cancellable, error);
      if (then == NULL)
        return NULL;
      if (is_back_at (look->payload, before, after, then))
        return g_ptr_array_steal_index (commits, i);
    }
  return NULL;
}

/* Whether somebody took back on the base what our commit, or one that has all of ours, brought there. A way back that
 * was pushed from here is an effect of its own. */
static gboolean
is_taken_back (const CwGitBranchLook *look,
               const char            *commit,
               gboolean              *answer,
               GCancellable          *cancellable,
               GError               **error)
{
  const CwGitBranchPayload *payload = look->payload;
  g_autofree char *tip = cw_git_service_get_tip (look->service, payload->url, payload->base_name, NULL);
  g_autoptr (CwSnapshot) before = NULL, after = NULL, now = NULL;
  g_autoptr (CwGitCommit) own = NULL;
  g_autoptr (GError) local = NULL;

  *answer = FALSE;
  if (tip != NULL)
    before = cw_git_branch_look_read_files (look, payload->base, cancellable, &local);
  after = before != NULL ? cw_git_branch_look_read_files (look, commit, cancellable, &local) : NULL;
  now = after != NULL ? cw_git_branch_look_read_files (look, tip, cancellable, &local) : NULL;
  if (now != NULL && is_back_at (payload, before, after, now))
    {
      own = find_own_back (look, before, after, cancellable, &local);
      *answer = own == NULL && local == NULL;
    }
  if (local == NULL || g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * cw_git_branch_find_merged:
 * @look: a look at a branch that isn't there
 * @marker: what our commits carry
 * @where: where was looked, in words
 * @cancellable: (nullable): a cancellable
 * @error: where to store why it can't be told
 *
 * Returns: (transfer full): what the base has of it, or that it has nothing, also where it was taken back there
 */
CwFinding *
cw_git_branch_find_merged (const CwGitBranchLook *look,
                           const char            *marker,
                           const char            *where,
                           GCancellable          *cancellable,
                           GError               **error)
{
  const CwGitBranchPayload *payload = look->payload;
  g_autoptr (GError) local = NULL;
  g_autoptr (CwGitCommit) commit = find_on_base (look, marker, &local);
  g_autoptr (CwGitCommit) other = NULL;
  g_autoptr (CwSnapshot) snapshot = NULL;
  g_autofree char *merged = NULL;
  CwFinding *finding;
  gboolean stands = FALSE, back = FALSE, equal;

  if (commit == NULL && local == NULL)
    other = find_squashed (look, cancellable, &local);
  if (local != NULL && !g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (other != NULL && !still_stands (look, other->id, &stands, cancellable, error))
    return NULL;
  if (stands)
    return find_others (look, other);
  if (commit != NULL && !is_taken_back (look, commit->id, &back, cancellable, error))
    return NULL;
  if (commit == NULL || back)
    return cw_finding_new (CW_FINDING_NOTHING, where);
  snapshot = cw_git_branch_look_read_files (look, commit->id, cancellable, error);
  if (snapshot == NULL)
    return NULL;
  merged = g_strdup_printf (_ ("branch “%s” of %s, merged into %s"), payload->branch, payload->repository,
                            payload->base_name);
  equal = cw_git_branch_payload_compare (payload, NULL, snapshot, NULL, NULL);
  finding = cw_finding_new (equal ? CW_FINDING_EQUAL : CW_FINDING_DIFFERENT, merged);
  finding->ours = TRUE;
  cw_finding_add_candidate (finding, cw_git_branch_make_outcome (look->service, payload, commit));
  if (!equal)
    cw_git_branch_payload_compare (payload, NULL, snapshot, look->service, finding);
  return finding;
}

/* Merged: the base has our commit, or (squashed, picked) our files. @found: (out) (transfer full) (nullable): the
 * commit that brought them there */
static gboolean
is_in_base (const CwGitBranchLook *look,
            const char            *commit,
            char                 **found,
            GCancellable          *cancellable,
            GError               **error)
{
  const CwGitBranchPayload *payload = look->payload;
  g_autoptr (CwGitCommit) squashed = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *base = cw_git_service_get_tip (look->service, payload->url, payload->base_name, NULL);
  gboolean contained = FALSE;

  *found = NULL;
  if (base == NULL)
    return TRUE;
  /* Of what was pushed by hand no commit is known. */
  if (*commit != '\0' && !cw_git_service_contains (look->service, payload->url, base, commit, &contained, error))
    return FALSE;
  if (contained)
    {
      *found = g_strdup (commit);
      return TRUE;
    }
  squashed = find_squashed (look, cancellable, &local);
  *found = squashed != NULL ? g_strdup (squashed->id) : NULL;
  if (local == NULL || g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* What somebody else brought to the base is looked at as it is now: nothing of ours would be left where they took it
 * back. */
static CwFinding *
verify_others (const CwGitBranchLook *look,
               JsonObject            *outcome,
               GCancellable          *cancellable,
               GError               **error)
{
  const CwGitBranchPayload *payload = look->payload;
  const char *commit = cw_json_get_string (outcome, "commit", "");
  g_autofree char *where = describe_others (payload, commit, cw_json_get_string (outcome, CW_OUTCOME_BY, ""));
  g_autofree char *gone = NULL;
  CwFinding *finding;
  gboolean stands = FALSE;

  if (!still_stands (look, commit, &stands, cancellable, error))
    return NULL;
  if (!stands)
    {
      /* Translators: a repository, its base branch, a commit and its author */
      gone = g_strdup_printf (_ ("%s: %s hasn’t got it any more, which commit %.7s of %s had brought"),
                              payload->repository, payload->base_name, commit,
                              cw_json_get_string (outcome, CW_OUTCOME_BY, ""));
      return cw_finding_new (CW_FINDING_NOTHING, gone);
    }
  finding = cw_finding_new (CW_FINDING_EQUAL, where);
  cw_finding_add_candidate (finding, json_object_ref (outcome));
  return finding;
}

/**
 * cw_git_branch_verify_gone:
 * @look: a look at a branch that isn't there any more
 * @outcome: what was pushed
 * @cancellable: (nullable): a cancellable
 * @error: where to store why it can't be told
 *
 * Returns: (transfer full): whether it was merged, or is gone
 */
CwFinding *
cw_git_branch_verify_gone (const CwGitBranchLook *look,
                           JsonObject            *outcome,
                           GCancellable          *cancellable,
                           GError               **error)
{
  const CwGitBranchPayload *payload = look->payload;
  g_autofree char *where = NULL, *commit = NULL;
  CwFinding *finding;
  gboolean back = FALSE;

  if (json_object_has_member (outcome, CW_OUTCOME_ON))
    return verify_others (look, outcome, cancellable, error);
  if (!is_in_base (look, cw_json_get_string (outcome, "commit", ""), &commit, cancellable, error)
      || (commit != NULL && !is_taken_back (look, commit, &back, cancellable, error)))
    return NULL;
  if (back)
    {
      /* Translators: a repository, its base branch and a commit */
      where = g_strdup_printf (_ ("%s: %s hasn’t got commit %.7s any more, which was merged and taken back"),
                               payload->repository, payload->base_name, commit);
      return cw_finding_new (CW_FINDING_NOTHING, where);
    }
  if (commit == NULL)
    {
      where = g_strdup_printf (_ ("branch “%s” of %s, which is gone"), payload->branch, payload->repository);
      return cw_finding_new (CW_FINDING_NOTHING, where);
    }
  where = g_strdup_printf (_ ("branch “%s” of %s, merged into %s"), payload->branch, payload->repository,
                           payload->base_name);
  finding = cw_finding_new (CW_FINDING_EQUAL, where);
  finding->ours = TRUE;
  cw_finding_add_candidate (finding, json_object_ref (outcome));
  return finding;
}
