/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-branches"

#include "config.h"

#include <git2.h>

#include "cw-rehearsal-branches.h"

#define MERGER "Rehearsal"
#define MERGER_EMAIL "rehearsal@example.org"

/* Two commits of one repository. */
typedef struct
{
  git_repository *repository; /* (owned) */
  git_oid base;
  git_oid head;
} Pair;

static void
pair_clear (Pair *self)
{
  git_repository_free (self->repository);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_commit, git_commit_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_diff, git_diff_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_diff_stats, git_diff_stats_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_index, git_index_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_object, git_object_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_signature, git_signature_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_tree, git_tree_free)

static git_repository *
open_repository (const char *root,
                 const char *name)
{
  g_autofree char *folder = g_strconcat (name, ".git", NULL);
  g_autofree char *path = g_build_filename (root, folder, NULL);
  git_repository *repository = NULL;

  git_libgit2_init ();
  return git_repository_open_bare (&repository, path) == 0 ? repository : NULL;
}

/* @name is a branch, else a commit's id. */
static gboolean
look_up (git_repository *repository,
         const char     *name,
         git_oid        *id)
{
  g_autofree char *reference = g_strconcat ("refs/heads/", name, NULL);
  g_autoptr (git_object) object = NULL;

  if (git_reference_name_to_id (id, repository, reference) == 0)
    return TRUE;
  if (git_oid_fromstr (id, name) != 0)
    return FALSE;
  return git_object_lookup (&object, repository, id, GIT_OBJECT_COMMIT) == 0;
}

static gboolean
open_pair (Pair       *self,
           const char *root,
           const char *repository,
           const char *base,
           const char *head)
{
  self->repository = open_repository (root, repository);
  return self->repository != NULL && look_up (self->repository, base, &self->base)
         && look_up (self->repository, head, &self->head);
}

/**
 * cw_rehearsal_comparison_clear:
 * @self: a comparison
 */
void
cw_rehearsal_comparison_clear (CwRehearsalComparison *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->patch, g_free);
}

/**
 * cw_rehearsal_branches_tip:
 * @root: the folder of the bare repositories
 * @repository: `OWNER/NAME`
 * @branch: a branch, or a commit's id
 *
 * Returns: (transfer full) (nullable): the commit's id
 */
char *
cw_rehearsal_branches_tip (const char *root,
                           const char *repository,
                           const char *branch)
{
  g_auto (Pair) pair = { NULL };
  char text[GIT_OID_HEXSZ + 1];

  g_return_val_if_fail (root != NULL && repository != NULL && branch != NULL, NULL);

  if (!open_pair (&pair, root, repository, branch, branch))
    return NULL;
  return g_strdup (git_oid_tostr (text, sizeof text, &pair.head));
}

static gboolean
read_diff (Pair                  *pair,
           const git_oid         *from,
           CwRehearsalComparison *comparison)
{
  g_autoptr (git_commit) old = NULL, new = NULL;
  g_autoptr (git_tree) old_tree = NULL, new_tree = NULL;
  g_autoptr (git_diff) diff = NULL;
  g_autoptr (git_diff_stats) stats = NULL;
  git_buf text = { NULL };

  if (git_commit_lookup (&old, pair->repository, from) != 0
      || git_commit_lookup (&new, pair->repository, &pair->head) != 0 || git_commit_tree (&old_tree, old) != 0
      || git_commit_tree (&new_tree, new) != 0
      || git_diff_tree_to_tree (&diff, pair->repository, old_tree, new_tree, NULL) != 0
      || git_diff_get_stats (&stats, diff) != 0 || git_diff_to_buf (&text, diff, GIT_DIFF_FORMAT_PATCH) != 0)
    return FALSE;
  comparison->files = git_diff_stats_files_changed (stats);
  comparison->added = git_diff_stats_insertions (stats);
  comparison->removed = git_diff_stats_deletions (stats);
  comparison->patch = g_strndup (text.ptr, text.size);
  git_buf_dispose (&text);
  return TRUE;
}

/**
 * cw_rehearsal_branches_compare:
 * @root: the folder of the bare repositories
 * @repository: `OWNER/NAME`
 * @base: a branch or a commit's id
 * @head: another
 * @comparison: (out): what @head would bring to @base
 *
 * Returns: whether both exist and have a common past
 */
gboolean
cw_rehearsal_branches_compare (const char            *root,
                               const char            *repository,
                               const char            *base,
                               const char            *head,
                               CwRehearsalComparison *comparison)
{
  g_auto (Pair) pair = { NULL };
  gsize behind = 0;
  git_oid parting;

  g_return_val_if_fail (root != NULL && repository != NULL && base != NULL && head != NULL, FALSE);
  g_return_val_if_fail (comparison != NULL, FALSE);

  return open_pair (&pair, root, repository, base, head)
         && git_graph_ahead_behind (&comparison->commits, &behind, pair.repository, &pair.head, &pair.base) == 0
         && git_merge_base (&parting, pair.repository, &pair.base, &pair.head) == 0
         && read_diff (&pair, &parting, comparison);
}

/**
 * cw_rehearsal_branches_merge:
 * @root: the folder of the bare repositories
 * @repository: `OWNER/NAME`
 * @base: the branch that moves
 * @head: the branch that is merged into it
 * @message: the merge commit's message
 *
 * Returns: (transfer full) (nullable): the merge commit's id; %NULL when the branches can't be merged without a person
 */
char *
cw_rehearsal_branches_merge (const char *root,
                             const char *repository,
                             const char *base,
                             const char *head,
                             const char *message)
{
  g_auto (Pair) pair = { NULL };
  g_autoptr (git_commit) ours = NULL, theirs = NULL;
  g_autoptr (git_index) index = NULL;
  g_autoptr (git_tree) tree = NULL;
  g_autoptr (git_signature) who = NULL;
  g_autofree char *reference = g_strconcat ("refs/heads/", base, NULL);
  char text[GIT_OID_HEXSZ + 1];
  git_oid tree_id, id;

  g_return_val_if_fail (root != NULL && repository != NULL && base != NULL && head != NULL, NULL);
  g_return_val_if_fail (message != NULL, NULL);

  if (!open_pair (&pair, root, repository, base, head)
      || git_commit_lookup (&ours, pair.repository, &pair.base) != 0
      || git_commit_lookup (&theirs, pair.repository, &pair.head) != 0
      || git_merge_commits (&index, pair.repository, ours, theirs, NULL) != 0 || git_index_has_conflicts (index)
      || git_index_write_tree_to (&tree_id, index, pair.repository) != 0
      || git_tree_lookup (&tree, pair.repository, &tree_id) != 0
      || git_signature_now (&who, MERGER, MERGER_EMAIL) != 0
      || git_commit_create_v (&id, pair.repository, reference, who, who, NULL, message, tree, 2, ours, theirs) != 0)
    return NULL;
  return g_strdup (git_oid_tostr (text, sizeof text, &id));
}

/**
 * cw_rehearsal_branches_name_pull:
 * @root: the folder of the bare repositories
 * @repository: `OWNER/NAME`
 * @number: a pull request's number
 * @head: its branch
 *
 * Lets git have the pull request's head as `refs/pull/NUMBER/head`, which follows the branch.
 *
 * Returns: whether it has
 */
gboolean
cw_rehearsal_branches_name_pull (const char *root,
                                 const char *repository,
                                 gint64      number,
                                 const char *head)
{
  g_auto (Pair) pair = { NULL };
  g_autofree char *name = g_strdup_printf ("refs/pull/%" G_GINT64_FORMAT "/head", number);
  g_autofree char *target = g_strconcat ("refs/heads/", head, NULL);
  git_reference *reference = NULL;
  gboolean made;

  g_return_val_if_fail (root != NULL && repository != NULL && head != NULL, FALSE);

  pair.repository = open_repository (root, repository);
  made = pair.repository != NULL
         && git_reference_symbolic_create (&reference, pair.repository, name, target, TRUE, NULL) == 0;
  git_reference_free (reference);
  return made;
}
