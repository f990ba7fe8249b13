/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-validation.h"

G_BEGIN_DECLS

/**
 * CwValidateRead:
 * @repository: a repository
 * @commit: (nullable): a commit of it; %NULL for the one that a branch made by hand is compared with
 * @globs: (array zero-terminated=1): the files that are wanted
 * @data: the caller's
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Returns: (transfer full) (nullable): the files
 */
typedef CwSnapshot *(*CwValidateRead) (const CwRepository *repository,
                                       const char         *commit,
                                       const char *const  *globs,
                                       gpointer            data,
                                       GCancellable       *cancellable,
                                       GError            **error);

/**
 * CwValidateFiles:
 * @CW_VALIDATE_CHANGED: the files that the plan changes; what was complained of before the change is left out
 * @CW_VALIDATE_ALL: all files of the site; what is complained of on the default branch as well is left out
 *
 * What validators look at.
 */
typedef enum {
  CW_VALIDATE_CHANGED,
  CW_VALIDATE_ALL,
} CwValidateFiles;

CwValidation *cw_validate_changes (CwProcedure       *procedure,
                                   const char        *site,
                                   const CwChangeSet *changes,
                                   const CwValidator *validator,
                                   CwValidateFiles    which,
                                   CwValidateRead     read,
                                   gpointer           data,
                                   GCancellable      *cancellable,
                                   GError           **error);
gboolean      cw_validate_plan    (CwProcedure       *procedure,
                                   CwPlan            *plan,
                                   CwValidateFiles    which,
                                   CwValidateRead     read,
                                   gpointer           data,
                                   GPtrArray         *validations,
                                   GCancellable      *cancellable,
                                   GError           **error);

G_END_DECLS
