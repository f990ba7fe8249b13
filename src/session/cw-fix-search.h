/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-git-service.h"
#include "cw-procedure.h"

G_BEGIN_DECLS

/* The most that is asked for one site; whoever has more compares the sites. */
#define CW_FIX_SEARCH_MAX 40

/**
 * CwFixSearch:
 * @procedure: (unowned): what this observatory does
 * @repository: (unowned): the repository
 * @other: (unowned): id of the site whose history is looked through
 * @git: (unowned) (nullable): where @url was fetched; %NULL where @url is a git directory of this machine
 * @url: (unowned): address of the repository
 * @cancellable: (unowned) (nullable): a cancellable
 *
 * A look into the history of a site's files. It needs no preparation.
 */
typedef struct {
  CwProcedure        *procedure;
  const CwRepository *repository;
  const char         *other;
  CwGitService       *git;
  const char         *url;
  GCancellable       *cancellable;
} CwFixSearch;

gboolean cw_fix_search_read (const CwFixSearch  *self,
                             const char         *base,
                             CwSnapshot        **then,
                             CwSnapshot        **now,
                             GError            **error);

gboolean cw_fix_search_read_since (const CwFixSearch  *self,
                                   const char         *since,
                                   const char         *base,
                                   CwSnapshot        **then,
                                   CwSnapshot        **now,
                                   GError            **error);

gboolean cw_fix_search_is_test_stand (CwProcedure *procedure,
                                      const char  *site);

G_END_DECLS
