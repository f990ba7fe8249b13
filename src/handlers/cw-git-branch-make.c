/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git-branch-handler"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-git-branch-make.h"
#include "cw-json.h"

/*
 * The commit that is pushed. On a branch with other people's lines in our files it has those as well: what was reviewed
 * is set right, and a person is told before and after what of others stays beside it.
 */

/**
 * cw_git_branch_make:
 * @self: what it is made with
 * @payload: what it is about
 * @effect: the payload's effect
 * @onto: (nullable): what it goes on top of; %NULL for what the payload says
 * @cancellable: (nullable): cancels a fetch
 * @error: where to store why not
 *
 * The parent may not have been fetched yet, or the cache may have been put aside.
 *
 * Returns: (transfer full): the commit; the tip of @onto where nothing is to be changed there
 */
CwGitCommit *
cw_git_branch_make (const CwGitBranchMaker   *self,
                    const CwGitBranchPayload *payload,
                    CwEffect                 *effect,
                    const CwGitBranchOnto    *onto,
                    GCancellable             *cancellable,
                    GError                  **error)
{
  g_autoptr (CwGitChange) change = cw_git_branch_payload_make_change (payload, effect, cw_clock_now_unix (self->clock));
  g_autoptr (GError) local = NULL;
  CwGitCommit *commit;

  if (onto != NULL)
    cw_git_change_put_onto (change, onto->tip, onto->own, payload->base, CW_GIT_BRANCH_TRAILER, onto->earlier,
                            self->check);
  commit = cw_git_service_commit (self->service, payload->url, change, &local);
  if (commit != NULL)
    return commit;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND) || g_error_matches (local, CW_ERROR, CW_ERROR_INVALID_DATA))
    {
      g_clear_error (&local);
      if (!cw_git_branch_fetch (self->service, payload, cancellable, error))
        return NULL;
      commit = cw_git_service_commit (self->service, payload->url, change, &local);
    }
  if (g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
                 _ ("%s has no commit %.7s any more, on which the reviewed change stands. Plan again"),
                 payload->repository, *payload->expected != '\0' ? payload->expected : payload->base);
  else if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return commit;
}

/**
 * cw_git_branch_is_as_reviewed:
 * @look: where to look
 * @commit: a commit
 * @cancellable: (nullable): a cancellable
 *
 * Returns: whether @commit has the payload's files as they were reviewed, and nothing else in them
 */
gboolean
cw_git_branch_is_as_reviewed (const CwGitBranchLook *look,
                              const char            *commit,
                              GCancellable          *cancellable)
{
  g_autoptr (CwSnapshot) files = cw_git_branch_look_read_files (look, commit, cancellable, NULL);

  return files == NULL || cw_git_branch_payload_compare (look->payload, NULL, files, NULL, NULL);
}

/**
 * cw_git_branch_refuse_theirs:
 * @payload: what was to be set right
 * @error: where to store that all of it is as it was reviewed already
 *
 * Returns: %FALSE
 */
gboolean
cw_git_branch_refuse_theirs (const CwGitBranchPayload *payload,
                             GError                  **error)
{
  return cw_error_refuse (error, CW_ERROR_NEEDS_PERSON,
                          _ ("on “%s” of %s only lines of other people differ from ours, and those are never taken out."
                             " Nothing was sent: take it over as it is (“adopt”), or take them out by hand"),
                          payload->branch, payload->repository);
}

static char *
describe_place (JsonObject *difference)
{
  const char *path = cw_json_get_string (difference, "what", "");
  const char *ours = cw_json_get_string (difference, "ours", "");
  const char *theirs = cw_json_get_string (difference, "theirs", "");

  if (*theirs == '\0')
    /* Translators: a file, and the line that isn’t there */
    return g_strdup_printf (_ ("%s without “%s”"), path, ours);
  if (*ours != '\0')
    /* Translators: a file, the line that is there, and ours */
    return g_strdup_printf (_ ("%s: “%s” for “%s”"), path, theirs, ours);
  return g_strdup_printf ("%s: “%s”", path, theirs);
}

/* What of other people's is in our files at a commit. */
static char *
list_theirs (const CwGitBranchLook *look,
             const char            *commit,
             GCancellable          *cancellable)
{
  g_autoptr (CwSnapshot) files = cw_git_branch_look_read_files (look, commit, cancellable, NULL);
  g_autoptr (CwFinding) places = cw_finding_new (CW_FINDING_DIFFERENT, "");
  g_autoptr (GString) text = g_string_new (NULL);

  if (files != NULL)
    cw_git_branch_payload_compare (look->payload, NULL, files, look->service, places);
  for (guint i = 0; i < places->differences->len; i++)
    {
      g_autofree char *place = describe_place (places->differences->pdata[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", place);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What was sent may have been another form of it; its files are known here. */
static CwEffect *
complete (const CwGitBranchLook *look,
          CwEffect              *effect)
{
  CwEffect *copy = cw_effect_with_payload (effect, cw_effect_get_payload (effect));

  for (guint i = 0; i < json_array_get_length (look->payload->files); i++)
    {
      const char *blob = cw_json_get_string (json_array_get_object_element (look->payload->files, i), "new", "");
      g_autoptr (GBytes) bytes = NULL;

      if (*blob == '\0' || cw_effect_get_blob (copy, blob) != NULL)
        continue;
      bytes = cw_git_service_read_blob (look->service, look->payload->url, blob, NULL);
      if (bytes != NULL)
        cw_effect_add_blob (copy, blob, bytes);
    }
  return copy;
}

/**
 * cw_git_branch_foresee:
 * @self: what a commit is made with
 * @look: a look at a branch that has other people's lines in our files
 * @effect: the effect, with the payload that was sent
 * @onto: (nullable): what it would go on top of; %NULL where all of it is there, and nothing is to be done
 * @cancellable: (nullable): a cancellable
 *
 * Returns: (transfer full): what would become of setting it right: of which payload (%CW_GIT_SEEN_HASH), why it would
 *   be refused (%CW_GIT_SEEN_REFUSED), and what of other people's stays (%CW_OUTCOME_KEPT)
 */
JsonObject *
cw_git_branch_foresee (const CwGitBranchMaker *self,
                       const CwGitBranchLook  *look,
                       CwEffect               *effect,
                       const CwGitBranchOnto  *onto,
                       GCancellable           *cancellable)
{
  g_autoptr (CwEffect) whole = complete (look, effect);
  g_autoptr (CwGitCommit) commit = NULL;
  g_autoptr (GError) refusal = NULL;
  g_autofree char *theirs = NULL;
  JsonObject *seen = cw_json_object (CW_GIT_SEEN_HASH, cw_effect_get_hash (effect), NULL);

  if (onto != NULL)
    commit = cw_git_branch_make (self, look->payload, whole, onto, cancellable, &refusal);
  if (commit != NULL && g_str_equal (commit->id, onto->tip))
    cw_git_branch_refuse_theirs (look->payload, &refusal);
  if (g_error_matches (refusal, CW_ERROR, CW_ERROR_CONFLICT)
      || g_error_matches (refusal, CW_ERROR, CW_ERROR_NEEDS_PERSON))
    json_object_set_string_member (seen, CW_GIT_SEEN_REFUSED, refusal->message);
  if (commit != NULL || onto == NULL)
    {
      theirs = list_theirs (look, commit != NULL ? commit->id : look->tip, cancellable);
      json_object_set_string_member (seen, CW_OUTCOME_KEPT, theirs);
    }
  return seen;
}
