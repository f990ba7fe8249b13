/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include "cw-branch-steps.h"

/* The way that a branch went from where it parted: what stands at its end as it did at its beginning may have been set
 * there in between, and what stands there otherwise may have come with the default branch. */

typedef struct {
  CwSnapshot *tip;
  GPtrArray *commits;
  CwBranchRead read;
  gpointer data;
  GPtrArray *steps;     /* (element-type CwStep): those of @commits, then those that are none of the branch's own */
  guint n_own;
  GHashTable *position; /* (owned): a commit's id → its step */
} Walk;

/* The branch's own commits, as far back as they can be read. */
static void
add_own (Walk *self)
{
  guint n_commits = MIN (self->commits->len, CW_BRANCH_MAX_STEPS);

  for (; self->n_own < n_commits; self->n_own++)
    {
      const CwGitCommit *commit = g_ptr_array_index (self->commits, self->n_own);
      gboolean is_tip = g_str_equal (commit->id, cw_snapshot_get_commit (self->tip));
      g_autoptr (CwSnapshot) files = is_tip ? NULL : self->read (self->data, commit->id);
      CwStep *step;

      if (files == NULL && !is_tip)
        return;
      step = cw_step_new (files);
      step->own = TRUE;
      step->reviewed = cw_git_commit_is_as_made (commit);
      g_hash_table_insert (self->position, commit->id, GUINT_TO_POINTER (self->steps->len));
      g_ptr_array_add (self->steps, step);
    }
}

/* Which step the commit @id is. Beyond the branch's own it is what the branch parted from, or took in; where not all of
 * its own are known, only the former is known for that. */
static guint
find_step (Walk *self,
           char *id)
{
  CwSnapshot *before = cw_snapshot_get_before (self->tip);
  gboolean parting = g_str_equal (id, cw_snapshot_get_commit (before));
  g_autoptr (CwSnapshot) files = NULL;
  gpointer known = NULL;
  guint position = self->steps->len;

  if (g_hash_table_lookup_extended (self->position, id, NULL, &known))
    return GPOINTER_TO_UINT (known);
  if (!parting && self->n_own < self->commits->len)
    return CW_STEP_UNKNOWN;
  files = parting ? g_object_ref (before) : self->read (self->data, id);
  if (files == NULL)
    return CW_STEP_UNKNOWN;
  g_hash_table_insert (self->position, id, GUINT_TO_POINTER (position));
  g_ptr_array_add (self->steps, cw_step_new (files));
  return position;
}

/**
 * cw_branch_note_steps:
 * @snapshot: the files at a branch's tip, of which is known from what it parted, and that nobody else knows yet
 * @commits: (nullable) (element-type CwGitCommit): those of the branch, the newest first; of more than
 *   %CW_BRANCH_MAX_STEPS only the newer ones are looked at
 * @read: reads the files at a commit
 * @data: for @read
 *
 * Notes on @snapshot the files at each commit in between, where these can be read.
 */
void
cw_branch_note_steps (CwSnapshot   *snapshot,
                      GPtrArray    *commits,
                      CwBranchRead  read,
                      gpointer      data)
{
  Walk walk = { .tip = snapshot, .commits = commits, .read = read, .data = data };

  if (commits == NULL)
    {
      cw_snapshot_take_steps (snapshot, NULL);
      return;
    }
  walk.steps = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_step_free);
  walk.position = g_hash_table_new (g_str_hash, g_str_equal);
  add_own (&walk);
  for (guint i = 0; i < walk.n_own; i++)
    {
      const CwGitCommit *commit = g_ptr_array_index (commits, i);
      const CwStep *step = g_ptr_array_index (walk.steps, i);

      for (guint j = 0; commit->parents[j] != NULL; j++)
        {
          guint parent = find_step (&walk, commit->parents[j]);

          g_array_append_val (step->parents, parent);
        }
    }
  g_hash_table_unref (walk.position);
  cw_snapshot_take_steps (snapshot, walk.steps);
}
