/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CwRehearsalComparison:
 * @commits: how many commits the head has that the base has not
 * @files: how many files differ
 * @added: lines added
 * @removed: lines removed
 * @patch: (owned): the unified diff, from where the two parted
 *
 * What a pull request would bring.
 */
typedef struct
{
  gsize commits;
  gsize files;
  gsize added;
  gsize removed;
  char *patch;
} CwRehearsalComparison;

void     cw_rehearsal_comparison_clear  (CwRehearsalComparison *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwRehearsalComparison, cw_rehearsal_comparison_clear)

char    *cw_rehearsal_branches_tip      (const char            *root,
                                         const char            *repository,
                                         const char            *branch);
gboolean cw_rehearsal_branches_compare  (const char            *root,
                                         const char            *repository,
                                         const char            *base,
                                         const char            *head,
                                         CwRehearsalComparison *comparison);
gboolean cw_rehearsal_branches_name_pull (const char           *root,
                                         const char            *repository,
                                         gint64                 number,
                                         const char            *head);
char    *cw_rehearsal_branches_merge    (const char            *root,
                                         const char            *repository,
                                         const char            *base,
                                         const char            *head,
                                         const char            *message);

G_END_DECLS
