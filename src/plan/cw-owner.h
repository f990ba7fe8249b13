/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-procedure.h"

G_BEGIN_DECLS

/**
 * CwOwner:
 * @CW_OWNER_SITE: the site in question, alone or with others
 * @CW_OWNER_ALL: no site: it concerns all of them
 * @CW_OWNER_OTHER: another site
 * @CW_OWNER_NONE: an environment that is none of the procedure's sites
 *
 * Whose a file of a repository is.
 */
typedef enum {
  CW_OWNER_SITE,
  CW_OWNER_ALL,
  CW_OWNER_OTHER,
  CW_OWNER_NONE,
} CwOwner;

CwOwner cw_owner_find (CwProcedure        *procedure,
                       const CwRepository *repository,
                       const char         *site,
                       const char         *path,
                       const CwSite      **other);

gboolean cw_owner_concerns (const char *const *include,
                            const char        *path);

char   *cw_owner_find_sibling (CwProcedure        *procedure,
                               const CwRepository *repository,
                               const char         *site,
                               const char         *other,
                               const char         *path,
                               const char        **word,
                               const char        **other_word);
gboolean cw_owner_is_marked   (const CwSite       *site,
                               const char         *word,
                               gboolean            whole);

G_END_DECLS
