/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-check"

#include "config.h"

#include <stdio.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-check.h"

/* Another site's hosts, learned from the sites' own files: what a person brought into a file, that stands in no file of
 * this site and in another site's. What the plan itself changes are tags, which need no such look. */

static gboolean
has_word (GBytes     *bytes,
          const char *word)
{
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  return size > 0 && g_strstr_len (data, (gssize) size, word) != NULL;
}

static gboolean
is_address (const char *word)
{
  guint numbers[4];
  int length = 0;

  return sscanf (word, "%3u.%3u.%3u.%3u%n", &numbers[0], &numbers[1], &numbers[2], &numbers[3], &length) == 4
         && word[length] == '\0';
}

/* `s3.ls.example.org` or `10.2.3.4`; neither a version nor a file's name. */
static gboolean
is_host (const char *word)
{
  static const char *const files[] = { "conf", "env", "json", "py", "sh", "txt", "xml", "yaml", "yml", NULL };
  const char *last = strrchr (word, '.');
  guint n_dots = 0;

  if (last == NULL || strspn (word, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS ".-_") != strlen (word))
    return FALSE;
  for (const char *at = word; *at != '\0'; at++)
    n_dots += *at == '.';
  if (is_address (word))
    return TRUE;
  return n_dots >= 2 && strlen (last + 1) >= 2 && strspn (last + 1, G_CSET_a_2_z) == strlen (last + 1)
         && !g_strv_contains (files, last + 1);
}

/* Whether a file of @site has @word, as the files are. */
static gboolean
site_has (const CwScope *scope,
          const char    *site,
          const char    *word)
{
  GPtrArray *deployments = cw_procedure_get_site_files (scope->procedure, scope->repository, site);
  const char *const *paths = cw_snapshot_get_paths (scope->snapshot, NULL);

  for (guint i = 0; deployments != NULL && i < deployments->len; i++)
    for (guint j = 0; paths[j] != NULL; j++)
      if (cw_path_matches_any ((const char *const *) ((const CwSiteFiles *) deployments->pdata[i])->include, paths[j])
          && has_word (cw_snapshot_get_bytes (scope->snapshot, paths[j]), word))
        return TRUE;
  return FALSE;
}

/* What stands in a chart is everybody's. */
static gboolean
shared_has (const CwScope *scope,
            const char    *word)
{
  const char *const *paths = cw_snapshot_get_paths (scope->snapshot, NULL);

  for (guint i = 0; paths[i] != NULL; i++)
    if (cw_path_matches_any ((const char *const *) scope->repository->shared, paths[i])
        && has_word (cw_snapshot_get_bytes (scope->snapshot, paths[i]), word))
      return TRUE;
  return FALSE;
}

static const CwSite *
find_owner (const CwScope *scope,
            const char    *word)
{
  GPtrArray *sites = cw_procedure_get_sites (scope->procedure);

  if (site_has (scope, scope->site, word) || shared_has (scope, word))
    return NULL;
  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = sites->pdata[i];

      if (!g_str_equal (site->id, scope->site) && site_has (scope, site->id, word))
        return site;
    }
  return NULL;
}

static void
look_at_line (CwCheckWork        *self,
              const CwCheckFile  *file,
              const CwHandChange *hand,
              const char         *line,
              guint               number)
{
  g_auto (GStrv) words = NULL;

  if (strchr (line, '.') == NULL)
    return;
  words = g_strsplit_set (line, " \t\r/:@,;\"'=()[]{}", -1);
  for (guint i = 0; words[i] != NULL && *words[i] != '#'; i++)
    {
      const CwSite *owner = NULL;
      g_autofree char *text = NULL;

      if (is_host (words[i]) && !cw_check_is_marked (self, words[i]) && !has_word (hand->planned, words[i]))
        owner = find_owner (self->scope, words[i]);
      if (owner == NULL)
        continue;
      text = g_strdup_printf (_ ("“%s” stands in files of %s, and in none of this site"), words[i], owner->name);
      cw_check_alarm (self, file->path, number, "learned", words[i], text);
      return;
    }
}

/**
 * cw_check_learned:
 * @self: a check's work
 * @file: a file that the check concerns
 *
 * Looks for hosts that a person brought from another site's files. For cw_check_sites().
 */
void
cw_check_learned (CwCheckWork       *self,
                  const CwCheckFile *file)
{
  const CwHandChange *hand = cw_plan_find_hand_change (self->plan, self->scope->repository->id, file->path);
  gsize size = 0;
  const char *data = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (hand == NULL)
    return;
  data = g_bytes_get_data (file->bytes, &size);
  text = g_strndup (data != NULL ? data : "", size);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    look_at_line (self, file, hand, lines[i], i + 1);
}
