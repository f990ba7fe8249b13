/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-owner"

#include "config.h"

#include "cw-owner.h"
#include "cw-snapshot.h"

static gboolean
belongs_to (CwProcedure        *procedure,
            const CwRepository *repository,
            const char         *site,
            const char         *path)
{
  GPtrArray *deployments = cw_procedure_get_site_files (procedure, repository, site);

  for (guint i = 0; deployments != NULL && i < deployments->len; i++)
    {
      const CwSiteFiles *files = g_ptr_array_index (deployments, i);

      if (cw_path_matches_any ((const char *const *) files->include, path))
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_owner_find:
 * @procedure: the procedure
 * @repository: a repository
 * @site: id of the site in question
 * @path: path of a file
 * @other: (out) (optional) (nullable): the other site whose it is
 *
 * Returns: whose file it is, by the patterns of the procedure
 */
CwOwner
cw_owner_find (CwProcedure        *procedure,
               const CwRepository *repository,
               const char         *site,
               const char         *path,
               const CwSite      **other)
{
  GPtrArray *sites = cw_procedure_get_sites (procedure);

  if (other != NULL)
    *other = NULL;
  if (belongs_to (procedure, repository, site, path))
    return CW_OWNER_SITE;
  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *candidate = g_ptr_array_index (sites, i);

      if (!belongs_to (procedure, repository, candidate->id, path))
        continue;
      if (other != NULL)
        *other = candidate;
      return CW_OWNER_OTHER;
    }
  return CW_OWNER_ALL;
}
