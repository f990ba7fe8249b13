/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include "cw-branch-steps.h"

/* The way that a branch went from where it parted: what stands at its end as it did at its beginning may have been set
 * there in between. */

/**
 * cw_branch_note_steps:
 * @snapshot: the files at a branch's tip, of which is known from what it parted, and that nobody else knows yet
 * @commits: (nullable) (element-type CwGitCommit): those of the branch, the newest first; of more than
 *   %CW_BRANCH_MAX_STEPS nobody looks at each
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
  const char *tip = cw_snapshot_get_commit (snapshot);
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean reviewed = FALSE, known = commits != NULL && commits->len <= CW_BRANCH_MAX_STEPS;

  for (guint i = 0; commits != NULL && i < commits->len; i++)
    {
      const CwGitCommit *commit = g_ptr_array_index (commits, i);
      g_autofree char *ours = cw_git_commit_get_trailer (commit, CW_GIT_BRANCH_TRAILER);
      CwSnapshot *step;

      reviewed = reviewed || ours != NULL;
      if (!known || g_str_equal (commit->id, tip))
        continue;
      step = read (data, commit->id);
      known = step != NULL;
      if (known)
        g_ptr_array_add (steps, step);
    }
  cw_snapshot_take_steps (snapshot, known ? g_steal_pointer (&steps) : NULL, reviewed);
}
