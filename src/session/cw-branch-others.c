/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-branch-others"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-branch-others.h"
#include "cw-owner.h"

/* How many files are named before the others are only counted. */
#define MANY 6

/* (nullable): the file, with whose it is; %NULL of the site's own */
static char *
describe (CwProcedure        *procedure,
          const CwRepository *repository,
          const char         *site,
          const char         *path)
{
  const CwSite *other = NULL;

  switch (cw_owner_find (procedure, repository, site, path, &other))
    {
    case CW_OWNER_OTHER:
      return g_strdup_printf ("%s (%s)", path, other->name);
    case CW_OWNER_ALL:
      return g_strdup_printf (_ ("%s (every site)"), path);
    case CW_OWNER_NONE:
      return g_strdup_printf (_ ("%s (none of the sites)"), path);
    case CW_OWNER_SITE:
    default:
      return NULL;
    }
}

/**
 * cw_branch_tell_others:
 * @procedure: what the observatory does
 * @repository: a repository
 * @site: id of the site that is looked at
 * @changed: (nullable) (array zero-terminated=1): paths of the files that a branch changes there
 *
 * Returns: (transfer full) (nullable): which of them aren't the site's alone, and whose they are, for a person; %NULL
 *   where all are
 */
char *
cw_branch_tell_others (CwProcedure        *procedure,
                       const CwRepository *repository,
                       const char         *site,
                       const char *const  *changed)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_others = 0;

  g_return_val_if_fail (CW_IS_PROCEDURE (procedure) && repository != NULL && site != NULL, NULL);

  for (guint i = 0; changed != NULL && changed[i] != NULL; i++)
    {
      g_autofree char *one = describe (procedure, repository, site, changed[i]);

      if (one != NULL && n_others++ < MANY)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", one);
    }
  if (n_others > MANY)
    g_string_append_printf (text, ngettext (" and %u more", " and %u more", n_others - MANY), n_others - MANY);
  /* Translators: a repository; files with whose they are */
  return n_others > 0 ? g_strdup_printf (_ ("%s: the branch also changes what isn’t this site’s alone: %s"),
                                         repository->id, text->str)
                      : NULL;
}
