/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-owner"

#include "config.h"

#include <string.h>

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

/* @glob with any name where the file's name has that of the site; %NULL where it doesn't. */
static char *
dup_any_site (const char *glob,
              const char *word)
{
  const char *slash = strrchr (glob, '/'), *name = slash != NULL ? slash + 1 : glob;
  const char *at = g_strrstr (name, word), *rest = at != NULL ? at + strlen (word) : NULL;

  if (at == NULL)
    return NULL;
  return g_strdup_printf ("%.*s*%s", (int) (at - glob), glob, rest + strspn (rest, "*"));
}

/* Whether @path is named as a site's file is, for an environment that the procedure doesn't know. */
static gboolean
is_of_stranger (CwProcedure        *procedure,
                const CwRepository *repository,
                const char         *path)
{
  GPtrArray *sites = cw_procedure_get_sites (procedure);

  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      GPtrArray *deployments = cw_procedure_get_site_files (procedure, repository, site->id);

      for (guint j = 0; deployments != NULL && j < deployments->len; j++)
        {
          const CwSiteFiles *files = g_ptr_array_index (deployments, j);

          for (guint k = 0; files->include[k] != NULL; k++)
            {
              g_autofree char *glob = dup_any_site (files->include[k], files->id);

              if (glob != NULL && cw_path_matches (glob, path))
                return TRUE;
            }
        }
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
  return is_of_stranger (procedure, repository, path) ? CW_OWNER_NONE : CW_OWNER_ALL;
}

/**
 * cw_owner_concerns:
 * @include: (array zero-terminated=1): a deployment's patterns
 * @path: path of what wasn't read, see cw_snapshot_skip()
 *
 * Returns: whether it is a file of the deployment, or a folder that may hold one
 */
gboolean
cw_owner_concerns (const char *const *include,
                   const char        *path)
{
  return g_str_has_suffix (path, "/") ? cw_path_may_hold (include, path) : cw_path_matches_any (include, path);
}

/* The file with the other deployment's name in place of its own, the last time it stands there. */
static char *
rename_file (const CwSiteFiles *own,
             const CwSiteFiles *other,
             const char        *path)
{
  const char *at = cw_path_matches_any ((const char *const *) own->include, path)
                     ? g_strrstr_len (path, -1, own->id) : NULL;
  g_autofree char *head = NULL;
  g_autofree char *renamed = NULL;

  if (at == NULL)
    return NULL;
  head = g_strndup (path, (gsize) (at - path));
  renamed = g_strconcat (head, other->id, at + strlen (own->id), NULL);
  return cw_path_matches_any ((const char *const *) other->include, renamed) ? g_steal_pointer (&renamed) : NULL;
}

/**
 * cw_owner_find_sibling:
 * @procedure: the procedure
 * @repository: a repository
 * @site: id of a site
 * @other: id of another site
 * @path: path of a file of @site
 * @word: (out): how @site is called in paths there
 * @other_word: (out): how @other is
 *
 * Returns: (transfer full) (nullable): where @other would have the same file; %NULL where the patterns of the
 *   procedure don't tell
 */
char *
cw_owner_find_sibling (CwProcedure        *procedure,
                       const CwRepository *repository,
                       const char         *site,
                       const char         *other,
                       const char         *path,
                       const char        **word,
                       const char        **other_word)
{
  GPtrArray *own = cw_procedure_get_site_files (procedure, repository, site);
  GPtrArray *others = cw_procedure_get_site_files (procedure, repository, other);

  for (guint i = 0; own != NULL && others != NULL && i < own->len; i++)
    for (guint j = 0; j < others->len; j++)
      {
        const CwSiteFiles *mine = g_ptr_array_index (own, i), *theirs = g_ptr_array_index (others, j);
        char *renamed = theirs->second ? NULL : rename_file (mine, theirs, path);

        if (renamed == NULL)
          continue;
        *word = mine->id;
        *other_word = theirs->id;
        return renamed;
      }
  return NULL;
}

/**
 * cw_owner_is_marked:
 * @site: a site
 * @word: a word of a file
 * @whole: whether @word is all of a value: a name counts only there, a host only as a word
 *
 * Returns: whether @word bears a mark of @site
 */
gboolean
cw_owner_is_marked (const CwSite *site,
                    const char   *word,
                    gboolean      whole)
{
  g_return_val_if_fail (site != NULL && word != NULL, FALSE);

  for (guint i = 0; site->marks != NULL && site->marks[i] != NULL; i++)
    if (whole == (strchr (site->marks[i], '.') == NULL) && g_pattern_match_simple (site->marks[i], word))
      return TRUE;
  return FALSE;
}
