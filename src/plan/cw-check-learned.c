/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-check"

#include "config.h"

#include <stdio.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-check.h"
#include "cw-tag.h"
#include "cw-yaml-copy.h"

/* Another site's hosts, names and prefixes, learned from the sites' own files: what a person brought into a file, by an
 * edit or on a branch, that stands in no file of this site and in another site's, or that another site says everywhere
 * under a key where this one says something else everywhere. What the plan itself changes are tags, which need no such
 * look. */

/* So often a site must say the same under a key before that counts as its own word. */
#define MIN_SAID 3

/* What a site says under one key, over all its files. */
typedef struct {
  char *value;
  guint n;
  gboolean varies;
} Saying;

static void
saying_free (gpointer data)
{
  Saying *self = data;

  g_free (self->value);
  g_free (self);
}

/* Without quotes and a comment behind it. */
static char *
clean_value (const char *value)
{
  const char *comment = strstr (value, " #");
  g_autofree char *text = g_strndup (value, comment != NULL ? (gsize) (comment - value) : strlen (value));

  g_strstrip (g_strdelimit (text, "\"'", ' '));
  return g_steal_pointer (&text);
}

/* Names and prefixes are words; a cycle, a number, or yes and no are said by one site today, the other tomorrow. */
static gboolean
is_name (const char *value)
{
  static const char *const flags[] = { "true", "false", "yes", "no", "on", "off", "null", NULL };
  g_autofree char *lower = g_ascii_strdown (value, -1);
  CwTag tag;

  return strpbrk (lower, G_CSET_a_2_z) != NULL && !g_ascii_isdigit (*lower) && !g_strv_contains (flags, lower)
         && strpbrk (lower, " {}[]&*|>") == NULL && !cw_tag_read (value, &tag);
}

static void
listen (GHashTable *sayings,
        GBytes     *bytes)
{
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  g_autofree char *text = g_strndup (data != NULL ? data : "", size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *rest = NULL;
      g_autofree char *key = cw_replacement_read_key (lines[i], strlen (lines[i]), &rest);
      g_autofree char *value = key != NULL ? clean_value (rest) : NULL;
      Saying *saying = value != NULL && *value != '\0' ? g_hash_table_lookup (sayings, key) : NULL;

      if (value == NULL || *value == '\0')
        continue;
      if (saying == NULL)
        {
          saying = g_new0 (Saying, 1);
          saying->value = g_strdup (value);
          g_hash_table_insert (sayings, g_steal_pointer (&key), saying);
        }
      saying->n++;
      saying->varies = saying->varies || !g_str_equal (saying->value, value);
    }
}

static GHashTable *
listen_to_site (const CwScope *scope,
                const char    *site)
{
  GHashTable *sayings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, saying_free);
  GPtrArray *deployments = cw_procedure_get_site_files (scope->procedure, scope->repository, site);
  CwSnapshot *before = cw_snapshot_get_before (scope->snapshot);
  const char *const *paths = cw_snapshot_get_paths (before, NULL);

  for (guint i = 0; deployments != NULL && i < deployments->len; i++)
    for (guint j = 0; paths[j] != NULL; j++)
      if (cw_path_matches_any ((const char *const *) ((const CwSiteFiles *) deployments->pdata[i])->include, paths[j]))
        listen (sayings, cw_snapshot_get_bytes (before, paths[j]));
  return sayings;
}

/* (nullable): what a site says under a key, where it says one thing, and often */
static const char *
find_saying (GHashTable *sayings,
             const char *key)
{
  const Saying *saying = g_hash_table_lookup (sayings, key);

  return saying != NULL && !saying->varies && saying->n >= MIN_SAID && is_name (saying->value) ? saying->value : NULL;
}

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

/* Whether a file of @site has @word, as the files were. */
static gboolean
site_has (const CwScope *scope,
          const char    *site,
          const char    *word)
{
  GPtrArray *deployments = cw_procedure_get_site_files (scope->procedure, scope->repository, site);
  CwSnapshot *before = cw_snapshot_get_before (scope->snapshot);
  const char *const *paths = cw_snapshot_get_paths (before, NULL);

  for (guint i = 0; deployments != NULL && i < deployments->len; i++)
    for (guint j = 0; paths[j] != NULL; j++)
      if (cw_path_matches_any ((const char *const *) ((const CwSiteFiles *) deployments->pdata[i])->include, paths[j])
          && has_word (cw_snapshot_get_bytes (before, paths[j]), word))
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
              GBytes             *before,
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

      if (is_host (words[i]) && !cw_check_is_marked (self, words[i]) && !has_word (before, words[i]))
        owner = find_owner (self->scope, words[i]);
      if (owner == NULL)
        continue;
      text = g_strdup_printf (_ ("“%s” stands in files of %s, and in none of this site"), words[i], owner->name);
      cw_check_alarm (self, file->path, number, "learned", words[i], text);
      return;
    }
}

/* What the procedure marks as the site's has an alarm of its own. */
static gboolean
is_marked_for (const CwSite *site,
               const char   *value)
{
  for (guint i = 0; site->marks != NULL && site->marks[i] != NULL; i++)
    if (g_pattern_match_simple (site->marks[i], value))
      return TRUE;
  return FALSE;
}

static void
compare_line (CwCheckWork       *self,
              const CwCheckFile *file,
              GHashTable        *own,
              GHashTable        *other,
              const CwSite      *site,
              const char        *line,
              guint              number)
{
  const char *rest = NULL, *ours, *theirs;
  g_autofree char *key = cw_replacement_read_key (line, strlen (line), &rest);
  g_autofree char *value = key != NULL ? clean_value (rest) : NULL, *text = NULL;

  ours = key != NULL ? find_saying (own, key) : NULL;
  theirs = ours != NULL ? find_saying (other, key) : NULL;
  if (theirs == NULL || g_str_equal (ours, theirs) || !g_str_equal (value, theirs) || is_marked_for (site, value))
    return;
  text = g_strdup_printf (_ ("“%s” is what %s says under “%s”; this site says “%s” everywhere"), value, site->name, key,
                          ours);
  cw_check_alarm (self, file->path, number, key, value, text);
}

/* The lines that a person brought, beside what the sites say everywhere. */
static void
compare_sayings (CwCheckWork        *self,
                 const CwCheckFile  *file,
                 GBytes             *before,
                 GStrv               lines)
{
  GPtrArray *sites = cw_procedure_get_sites (self->scope->procedure);
  g_autoptr (GHashTable) own = listen_to_site (self->scope, self->scope->site);

  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = sites->pdata[i];
      g_autoptr (GHashTable) other = NULL;

      if (g_str_equal (site->id, self->scope->site))
        continue;
      other = listen_to_site (self->scope, site->id);
      for (guint j = 0; lines[j] != NULL; j++)
        if (!has_word (before, lines[j]))
          compare_line (self, file, own, other, site, lines[j], j + 1);
    }
}

/**
 * cw_check_learned:
 * @self: a check's work
 * @file: a file that the check concerns
 *
 * Looks for hosts, names and prefixes that a person brought from another site's files. For cw_check_sites().
 */
void
cw_check_learned (CwCheckWork       *self,
                  const CwCheckFile *file)
{
  GBytes *before = NULL;
  gsize size = 0;
  const char *data = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!cw_check_find_before (self, file, &before))
    return;
  data = g_bytes_get_data (file->bytes, &size);
  text = g_strndup (data != NULL ? data : "", size);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    look_at_line (self, file, before, lines[i], i + 1);
  compare_sayings (self, file, before, lines);
}
