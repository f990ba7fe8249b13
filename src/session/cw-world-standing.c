/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-world"

#include "config.h"

#include "cw-git-branch-payload.h"
#include "cw-hand-edit.h"
#include "cw-world-private.h"

/* A ticket's branch that is there before this preparation pushed it: another machine's, or a person's. It is what
 * would be pushed, and never what that is planned on; what it stands on says with what it is compared. */

/* Commits of the default branch among which ours are looked for. */
#define MAX_MERGED 500

/* Whether @one has commits that @other lacks, all of @other's among them. */
static gboolean
is_later (CwWorld            *self,
          const CwRepository *repository,
          const char         *one,
          const char         *other)
{
  gboolean contains = FALSE;

  return !g_str_equal (one, other)
         && cw_git_service_contains (self->git, repository->url, one, other, &contains, NULL) && contains;
}

/**
 * cw_world_find_footing:
 * @self: a world
 * @repository: a repository
 * @branches: (element-type CwGitBranch): those on which a change could be based, the default branch first
 * @own: that of @branches which the ticket names
 * @commit: (out) (transfer full): the commit that @own stands on
 *
 * Among several it is the one from which @own parted last; a branch that goes on from @own itself is none of them.
 *
 * Returns: (nullable): that of @branches which @own stands on; %NULL where it has nothing in common with any
 */
const CwGitBranch *
cw_world_find_footing (CwWorld            *self,
                       const CwRepository *repository,
                       GPtrArray          *branches,
                       const CwGitBranch  *own,
                       char              **commit)
{
  const CwGitBranch *found = NULL;
  g_autofree char *latest = NULL;

  for (guint i = 0; i < branches->len; i++)
    {
      const CwGitBranch *branch = g_ptr_array_index (branches, i);
      g_autofree char *parting = branch != own ? cw_git_service_find_parting (self->git, repository->url, own->tip,
                                                                              branch->tip) : NULL;

      if (parting == NULL || g_str_equal (parting, own->tip)
          || (latest != NULL && !is_later (self, repository, parting, latest)))
        continue;
      found = branch;
      g_free (latest);
      latest = g_steal_pointer (&parting);
    }
  *commit = g_steal_pointer (&latest);
  return found;
}

/**
 * cw_world_is_whole:
 * @self: a world
 * @deployment: what is prepared
 * @history: what was done
 * @repository: a repository
 * @site: id of a site
 * @commit: a commit
 * @cancellable: (nullable): a cancellable
 *
 * Returns: whether @commit has all that @site would change in @repository
 */
gboolean
cw_world_is_whole (CwWorld            *self,
                   CwDeployment       *deployment,
                   CwHistory          *history,
                   const CwRepository *repository,
                   const char         *site,
                   const char         *commit,
                   GCancellable       *cancellable)
{
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) answers = cw_world_list_answers (history);
  g_autoptr (GPtrArray) edits = cw_deployment_list_edits (deployment, site);
  g_autoptr (CwSnapshot) snapshot = cw_world_get_snapshot (self, repository, commit, cancellable, NULL);
  g_autoptr (CwPlan) plan = NULL;
  const CwChangeSet *changes;

  if (snapshot == NULL)
    return FALSE;
  g_ptr_array_add (snapshots, cw_world_compare (self, repository, snapshot, cancellable));
  plan = cw_world_plan_snapshots (self, deployment, site, snapshots, answers, edits, NULL);
  changes = plan != NULL ? cw_plan_get_change_set (plan, repository->id) : NULL;
  return changes != NULL && changes->files->len == 0 && cw_plan_count (plan, repository->id, CW_FATE_QUESTION) == 0;
}

static char *
look_for_merged (CwWorld            *self,
                 const CwRepository *repository,
                 const char         *tip,
                 const char         *marker)
{
  g_autoptr (GPtrArray) commits = cw_git_service_log (self->git, repository->url, NULL, tip, MAX_MERGED, NULL);
  g_autoptr (GPtrArray) two = NULL;
  const char *oldest = NULL;

  for (guint i = 0; commits != NULL && i < commits->len; i++)
    {
      const CwGitCommit *commit = g_ptr_array_index (commits, i);
      g_autofree char *trailer = cw_git_commit_get_trailer (commit, CW_GIT_BRANCH_TRAILER);

      if (g_strcmp0 (trailer, marker) == 0)
        oldest = commit->id;
    }
  two = oldest != NULL ? cw_git_service_log (self->git, repository->url, NULL, oldest, 2, NULL) : NULL;
  return g_strdup (two != NULL && two->len == 2 ? ((const CwGitCommit *) two->pdata[1])->id : "");
}

/**
 * cw_world_find_merged:
 * @self: a world
 * @repository: a repository
 * @marker: what our commits carry
 *
 * A branch that another machine pushed may be merged before this one begins: then the default branch has its commits,
 * and nothing is left to plan on it.
 *
 * Returns: (transfer none) (nullable): what the oldest of them stands on
 */
const char *
cw_world_find_merged (CwWorld            *self,
                      const CwRepository *repository,
                      const char         *marker)
{
  g_autofree char *tip = cw_git_service_get_tip (self->git, repository->url, repository->branch, NULL);
  g_autofree char *key = g_strdup_printf ("%s@%s %s", repository->id, tip != NULL ? tip : "", marker);
  const char *found = g_hash_table_lookup (self->merged, key);

  if (tip == NULL)
    return NULL;
  if (found == NULL)
    {
      char *before = look_for_merged (self, repository, tip, marker);

      g_hash_table_replace (self->merged, g_steal_pointer (&key), before);
      found = before;
    }
  return *found != '\0' ? found : NULL;
}
