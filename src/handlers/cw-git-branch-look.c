/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git-branch-handler"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-git-branch-look.h"
#include "cw-json.h"

#define MAX_COMMITS 50

void
cw_git_branch_look_clear (CwGitBranchLook *self)
{
  g_clear_pointer (&self->tip, g_free);
  g_clear_object (&self->snapshot);
}

/**
 * cw_git_branch_fetch:
 * @service: the repositories
 * @payload: what it is about
 * @cancellable: (nullable): cancels it
 * @error: where to store why it can't be seen
 *
 * Returns: whether the branch and its base are known here as they are now
 */
gboolean
cw_git_branch_fetch (CwGitService             *service,
                     const CwGitBranchPayload *payload,
                     GCancellable             *cancellable,
                     GError                  **error)
{
  const char *branches[] = { payload->base_name, payload->branch, NULL };

  return cw_git_service_fetch_branches (service, payload->url, branches, cancellable, error);
}

/**
 * cw_git_branch_look_read_files:
 * @self: a look
 * @revision: a branch, or a commit
 * @cancellable: (nullable): a cancellable
 * @error: where to store why not
 *
 * Returns: (transfer full) (nullable): the payload's files there
 */
CwSnapshot *
cw_git_branch_look_read_files (const CwGitBranchLook *self,
                               const char            *revision,
                               GCancellable          *cancellable,
                               GError               **error)
{
  g_auto (GStrv) paths = cw_git_branch_payload_list_paths (self->payload);

  return cw_git_service_snapshot (self->service, self->payload->url, revision, self->payload->repository,
                                  (const char *const *) paths, cancellable, error);
}

/**
 * cw_git_branch_look_take:
 * @self: (out caller-allocates): an empty look
 * @service: the repositories
 * @payload: what it is about
 * @cancellable: (nullable): cancels the fetch
 * @error: where to store why it can't be seen
 *
 * Returns: whether @self is how the branch is now
 */
gboolean
cw_git_branch_look_take (CwGitBranchLook          *self,
                         CwGitService             *service,
                         const CwGitBranchPayload *payload,
                         GCancellable             *cancellable,
                         GError                  **error)
{
  g_autoptr (GError) local = NULL;

  self->service = service;
  self->payload = payload;
  if (!cw_git_branch_fetch (service, payload, cancellable, error))
    return FALSE;
  self->tip = cw_git_service_get_tip (service, payload->url, payload->branch, &local);
  if (self->tip == NULL && g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    return TRUE;
  if (self->tip == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  self->snapshot = cw_git_branch_look_read_files (self, self->tip, cancellable, error);
  return self->snapshot != NULL;
}

/**
 * cw_git_branch_look_list_commits:
 * @self: a look at a branch that is there
 * @since: a commit
 * @error: where to store why not
 *
 * Returns: (transfer full) (element-type CwGitCommit) (nullable): the commits of the branch that @since lacks; all the
 *   newest ones where @since is not known here
 */
GPtrArray *
cw_git_branch_look_list_commits (const CwGitBranchLook *self,
                                 const char            *since,
                                 GError               **error)
{
  g_autoptr (GError) local = NULL;
  GPtrArray *commits = cw_git_service_log (self->service, self->payload->url, since, self->tip, MAX_COMMITS, &local);

  if (commits == NULL && g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    return cw_git_service_log (self->service, self->payload->url, NULL, self->tip, MAX_COMMITS, error);
  if (commits == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return commits;
}

/**
 * cw_git_branch_make_outcome:
 * @service: the repositories
 * @payload: what it is about
 * @commit: where the branch is
 *
 * Returns: (transfer full): the outcome (#CwGitBranchHandler)
 */
JsonObject *
cw_git_branch_make_outcome (CwGitService             *service,
                            const CwGitBranchPayload *payload,
                            const CwGitCommit        *commit)
{
  g_autofree char *url = cw_git_service_make_web_url (service, payload->url, payload->branch);

  return cw_json_object ("key", payload->branch, "commit", commit->id, "tree", commit->tree, "url", url, NULL);
}

/* The first of the payload's files that is neither as it was planned on nor as it is to be; %NULL for none. */
static const char *
find_touched (const CwGitBranchPayload *payload,
              CwSnapshot               *snapshot)
{
  for (guint i = 0; i < json_array_get_length (payload->files); i++)
    {
      JsonObject *file = json_array_get_object_element (payload->files, i);
      const char *path = cw_json_get_string (file, "path", ""), *blob = cw_snapshot_get_blob (snapshot, path);

      if (blob == NULL)
        blob = "";
      if (!g_str_equal (blob, cw_json_get_string (file, "old", ""))
          && !g_str_equal (blob, cw_json_get_string (file, "new", "")))
        return path;
    }
  return NULL;
}

/* (nullable): where the base is now, if it moved since and the branch is to be merged into it */
static char *
find_moved_base (const CwGitBranchLook *self)
{
  const CwGitBranchPayload *payload = self->payload;
  g_autofree char *base = cw_git_service_get_tip (self->service, payload->url, payload->base_name, NULL);

  if (base == NULL || g_str_equal (base, payload->base) || g_str_equal (payload->base_name, payload->branch))
    return NULL;
  return g_steal_pointer (&base);
}

/**
 * cw_git_branch_check_base:
 * @self: a look before the first push
 * @cancellable: (nullable): a cancellable
 * @error: where to store %CW_ERROR_CONFLICT
 *
 * A base that moved elsewhere does no harm; where it touched what is pushed, whoever merges would have a conflict that
 * can be seen now.
 *
 * Returns: whether the base, as it was fetched last, has the payload's files as they were planned on
 */
gboolean
cw_git_branch_check_base (const CwGitBranchLook *self,
                          GCancellable          *cancellable,
                          GError               **error)
{
  const CwGitBranchPayload *payload = self->payload;
  g_autofree char *base = find_moved_base (self);
  g_autoptr (CwSnapshot) files = NULL;
  const char *path;

  if (base == NULL || (*payload->parent != '\0' && !g_str_equal (payload->parent, payload->base)))
    return TRUE;
  files = cw_git_branch_look_read_files (self, base, cancellable, NULL);
  path = files != NULL ? find_touched (payload, files) : NULL;
  if (path == NULL)
    return TRUE;
  return cw_error_refuse (error, CW_ERROR_CONFLICT,
                          _ ("%s of %s moved since this was reviewed, from %.7s to %.7s, and it touches %s. Nothing "
                             "was sent: refresh, and review it again"), payload->base_name, payload->repository,
                          payload->base, base, path);
}

/* Whether the branch was brought onto @base since it was planned, or took it in. */
static gboolean
stands_on (const CwGitBranchLook *self,
           const char            *base)
{
  const CwGitBranchPayload *payload = self->payload;
  g_autofree char *tip = cw_git_service_get_tip (self->service, payload->url, payload->branch, NULL);
  gboolean contained = FALSE;

  return tip != NULL && cw_git_service_contains (self->service, payload->url, tip, base, &contained, NULL) && contained;
}

/* A file that is planned to be there has its new content with the effect. */
static GBytes *
read_new (const CwGitBranchLook *self,
          JsonObject            *file)
{
  const char *blob = cw_json_get_string (file, "new", "");
  GBytes *known = *blob != '\0' ? cw_effect_get_blob (self->payload->effect, blob) : NULL;

  if (known != NULL)
    return g_bytes_ref (known);
  return *blob != '\0' ? cw_git_service_read_blob (self->service, self->payload->url, blob, NULL) : NULL;
}

/* Whether what the base made of the file, from @before to @now, can't be merged with what the branch makes of it. */
static gboolean
is_contested (const CwGitBranchLook *self,
              JsonObject            *file,
              CwSnapshot            *before,
              CwSnapshot            *now)
{
  const char *path = cw_json_get_string (file, "path", "");
  GBytes *was = cw_snapshot_get_bytes (before, path), *is = cw_snapshot_get_bytes (now, path);
  g_autoptr (GBytes) ours = read_new (self, file);

  return was != NULL && is != NULL && ours != NULL && cw_git_texts_conflict (was, is, ours);
}

/**
 * cw_git_branch_check_lines:
 * @self: a look before what was pushed is added to
 * @cancellable: (nullable): a cancellable
 * @error: where to store %CW_ERROR_CONFLICT
 *
 * A branch that stands on an older base goes on there, unless that is sure to be a conflict for whoever merges.
 *
 * Returns: whether the base, as it was fetched last, left alone the very lines that the branch changes
 */
gboolean
cw_git_branch_check_lines (const CwGitBranchLook *self,
                           GCancellable          *cancellable,
                           GError               **error)
{
  const CwGitBranchPayload *payload = self->payload;
  g_autofree char *base = find_moved_base (self);
  g_autoptr (CwSnapshot) before = NULL, now = NULL;

  if (base == NULL || stands_on (self, base))
    return TRUE;
  before = cw_git_branch_look_read_files (self, payload->base, cancellable, NULL);
  now = before != NULL ? cw_git_branch_look_read_files (self, base, cancellable, NULL) : NULL;
  for (guint i = 0; now != NULL && i < json_array_get_length (payload->files); i++)
    {
      JsonObject *file = json_array_get_object_element (payload->files, i);

      if (is_contested (self, file, before, now))
        return cw_error_refuse (error, CW_ERROR_CONFLICT,
                                _ ("%s of %s moved from %.7s to %.7s and changed the very lines that this branch "
                                   "changes, in %s: whoever merges has a conflict. Nothing was sent: bring the branch "
                                   "onto the newest base (“rebase”), then review it again"), payload->base_name,
                                payload->repository, payload->base, base, cw_json_get_string (file, "path", ""));
    }
  return TRUE;
}

/**
 * cw_git_branch_dup_name:
 * @outcome: an outcome, also of what was done by hand
 * @payload: what it is about
 *
 * Returns: (transfer full): the branch that @outcome is of, by its key or its web address; @payload's own where neither
 *   says so, or no branch was needed
 */
char *
cw_git_branch_dup_name (JsonObject               *outcome,
                        const CwGitBranchPayload *payload)
{
  const char *key = cw_json_get_string (outcome, "key", "");
  const char *address = strstr (key, "://") != NULL ? key : cw_json_get_string (outcome, "url", "");
  const char *tree = strstr (address, "/tree/");

  if (json_object_has_member (outcome, CW_OUTCOME_ON))
    return g_strdup (payload->branch);
  if (*key != '\0' && strstr (key, "://") == NULL)
    return g_strdup (key);
  return g_strdup (tree != NULL && tree[strlen ("/tree/")] != '\0' ? tree + strlen ("/tree/") : payload->branch);
}
