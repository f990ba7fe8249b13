/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-pull-name"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-pull-name.h"

static gboolean
read_number (const char *text,
             guint      *number)
{
  guint64 value = 0;

  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT, &value, NULL))
    return FALSE;
  *number = (guint) value;
  return TRUE;
}

/* `https://github.com/OWNER/NAME/pull/12`, and what a browser shows of it below. */
static gboolean
read_address (const char  *text,
              char       **name,
              guint       *number)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  g_auto (GStrv) parts = uri != NULL ? g_strsplit (g_uri_get_path (uri), "/", -1) : NULL;
  guint n_parts = parts != NULL ? g_strv_length (parts) : 0;

  for (guint i = 2; i + 1 < n_parts; i++)
    if (g_str_equal (parts[i], "pull") && read_number (parts[i + 1], number))
      {
        *name = g_strconcat (parts[i - 2], "/", parts[i - 1], NULL);
        return TRUE;
      }
  return FALSE;
}

/* The one repository of the site whose changes go by pull request. */
static const CwRepository *
find_usual (CwProcedure  *procedure,
            const char   *site,
            GError      **error)
{
  GPtrArray *repositories = cw_procedure_get_repositories (procedure);
  const CwRepository *found = NULL;
  guint n_found = 0;

  for (guint i = 0; i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);

      if (repository->pull == NULL || cw_procedure_get_site_files (procedure, repository, site) == NULL)
        continue;
      found = repository;
      n_found++;
    }
  if (n_found == 1)
    return found;
  g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
               _ ("Of which repository is the pull request? Write it as NAME#12, or give its address"));
  return NULL;
}

/**
 * cw_pull_name_read:
 * @procedure: what this observatory does
 * @site: id of a site
 * @text: what a person wrote: `#12`, `phalanx#12`, or a pull request's address
 * @repository: (out) (nullable): its repository; %NULL where @text names no pull request
 * @number: (out): its number
 * @error: where to store %CW_ERROR_NOT_FOUND for a repository that the procedure doesn't know, or %CW_ERROR_VALIDATION
 *
 * Returns: %FALSE where @text names a pull request that nobody can find
 */
gboolean
cw_pull_name_read (CwProcedure         *procedure,
                   const char          *site,
                   const char          *text,
                   const CwRepository **repository,
                   guint               *number,
                   GError             **error)
{
  const char *hash = strrchr (text, '#');
  g_autofree char *name = NULL;

  g_return_val_if_fail (CW_IS_PROCEDURE (procedure) && site != NULL && text != NULL, FALSE);

  *repository = NULL;
  if (strstr (text, "://") != NULL)
    {
      if (!read_address (text, &name, number))
        return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("“%s” is no pull request’s address"), text);
    }
  else if (hash == NULL || !read_number (hash + 1, number))
    return TRUE;
  else
    name = g_strndup (text, (gsize) (hash - text));
  *repository = *name == '\0' ? find_usual (procedure, site, error) : cw_procedure_get_repository (procedure, name);
  if (*repository == NULL && *name != '\0')
    cw_error_refuse (error, CW_ERROR_NOT_FOUND, _ ("The procedure “%s” has no repository “%s”"),
                     cw_procedure_get_id (procedure), name);
  else if (*repository != NULL && cw_procedure_get_site_files (procedure, *repository, site) == NULL)
    return cw_error_refuse (error, CW_ERROR_NOT_FOUND, _ ("“%s” has no files in %s"), site, (*repository)->name);
  return *repository != NULL;
}
