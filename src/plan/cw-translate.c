/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-translate"

#include "config.h"

#include <string.h>

#include "cw-owner.h"
#include "cw-translate.h"
#include "cw-yaml-copy.h"

/*
 * What a site says where another one says its own name, host or prefix. A site's files carry one word in their names
 * and often another one in their values, so the files themselves are asked: each file of the one site is laid beside
 * the other's, line by line under the same key, and what stands where the first site's mark stands is counted. What is
 * said most often is taken, for the key at hand before all keys. A host without a mark counts where another one stands
 * for it wherever both sites have one, and more than once.
 */

typedef struct {
  const CwSite *from;
  GHashTable *words;   /* the file names' words of @from */
  GHashTable *counts;  /* "KEY\nFROM" and "\nFROM" → GHashTable of what stands there instead → how often */
  GHashTable *hosts;   /* alike, of hosts without a mark, the same ones as well */
} Learning;

static void
count_one (GHashTable *table,
           const char *key,
           const char *from,
           const char *to)
{
  g_autofree char *id = g_strconcat (key, "\n", from, NULL);
  GHashTable *counts = g_hash_table_lookup (table, id);
  guint n;

  if (counts == NULL)
    {
      counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_insert (table, g_strdup (id), counts);
    }
  n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, to));
  g_hash_table_replace (counts, g_strdup (to), GUINT_TO_POINTER (n + 1));
}

/* Letters and digits belong to a word: “base” does not stand in “database”. */
static gboolean
has_word (const char *text,
          const char *word)
{
  for (const char *at = strstr (text, word); at != NULL; at = strstr (at + 1, word))
    if ((at == text || !g_ascii_isalnum (at[-1])) && !g_ascii_isalnum (at[strlen (word)]))
      return TRUE;
  return FALSE;
}

/* Whether it bears the mark of the site: its name, as a word, or one of its hosts. */
static gboolean
is_marked (const Learning *self,
           const char     *token)
{
  GHashTableIter iter;
  gpointer word;

  for (guint i = 0; self->from->marks != NULL && self->from->marks[i] != NULL; i++)
    if (g_pattern_match_simple (self->from->marks[i], token)
        || (strpbrk (self->from->marks[i], "*?") == NULL && has_word (token, self->from->marks[i])))
      return TRUE;
  g_hash_table_iter_init (&iter, self->words);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    if (has_word (token, word))
      return TRUE;
  return FALSE;
}

/* Words between full stops, more than two, of which the last is no number: an address and a version have numbers there,
 * a file's name is shorter. */
static gboolean
is_host (const char *token)
{
  const char *dot = strrchr (token, '.');
  guint n_dots = 0;

  for (const char *at = token; *at != '\0'; at++)
    {
      if (!g_ascii_isalnum (*at) && strchr (".-_", *at) == NULL)
        return FALSE;
      n_dots += *at == '.';
    }
  if (n_dots < 2 || *token == '.' || strlen (dot) < 3)
    return FALSE;
  for (const char *at = dot + 1; *at != '\0'; at++)
    if (!g_ascii_isalpha (*at))
      return FALSE;
  return TRUE;
}

/* The lines of a file by their keys, in their order. */
static GHashTable *
read_lines (GBytes *bytes)
{
  GHashTable *lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  g_autofree char *text = g_strndup (data != NULL ? data : "", size);
  g_auto (GStrv) all = g_strsplit (text, "\n", -1);

  for (guint i = 0; all[i] != NULL; i++)
    {
      const char *value = NULL;
      g_autofree char *key = cw_replacement_read_key (all[i], strlen (all[i]), &value);
      GPtrArray *values;

      if (key == NULL)
        continue;
      values = g_hash_table_lookup (lines, key);
      if (values == NULL)
        {
          values = g_ptr_array_new_with_free_func (g_free);
          g_hash_table_insert (lines, g_strdup (key), values);
        }
      g_ptr_array_add (values, g_strdup (value));
    }
  return lines;
}

static void
compare_values (Learning   *self,
                const char *key,
                const char *from,
                const char *to)
{
  g_auto (GStrv) ours = g_strsplit_set (from, CW_REPLACEMENT_SEPARATORS, -1);
  g_auto (GStrv) theirs = g_strsplit_set (to, CW_REPLACEMENT_SEPARATORS, -1);

  if (g_strv_length (ours) != g_strv_length (theirs))
    return;
  for (guint i = 0; ours[i] != NULL; i++)
    {
      if (*ours[i] == '\0' || *theirs[i] == '\0')
        continue;
      if (is_marked (self, ours[i]))
        {
          count_one (self->counts, key, ours[i], theirs[i]);
          count_one (self->counts, "", ours[i], theirs[i]);
        }
      else if (is_host (ours[i]))
        count_one (self->hosts, "", ours[i], theirs[i]);
    }
}

static void
compare_files (Learning *self,
               GBytes   *from,
               GBytes   *to)
{
  g_autoptr (GHashTable) ours = read_lines (from), theirs = read_lines (to);
  GHashTableIter iter;
  gpointer key, values;

  g_hash_table_iter_init (&iter, ours);
  while (g_hash_table_iter_next (&iter, &key, &values))
    {
      GPtrArray *mine = values, *other = g_hash_table_lookup (theirs, key);

      for (guint i = 0; other != NULL && mine->len == other->len && i < mine->len; i++)
        compare_values (self, key, g_ptr_array_index (mine, i), g_ptr_array_index (other, i));
    }
}

/* (nullable): what is said most often; where two are said equally often, nobody can tell */
static const char *
find_commonest (GHashTable *counts)
{
  const char *best = NULL;
  guint most = 0;
  gboolean even = FALSE;
  GHashTableIter iter;
  gpointer word, count;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &word, &count))
    {
      even = GPOINTER_TO_UINT (count) == most || (GPOINTER_TO_UINT (count) < most && even);
      if (GPOINTER_TO_UINT (count) <= most)
        continue;
      best = word;
      most = GPOINTER_TO_UINT (count);
    }
  return even ? NULL : best;
}

/* Where one host always stands for the other, more than once. */
static void
add_hosts (const Learning *self,
           GPtrArray      *replacements)
{
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (self->hosts), (GCompareFunc) strcmp);

  for (GList *l = ids; l != NULL; l = l->next)
    {
      const char *from = strchr (l->data, '\n') + 1;
      GHashTable *counts = g_hash_table_lookup (self->hosts, l->data);
      const char *to = g_hash_table_size (counts) == 1 ? find_commonest (counts) : NULL;

      if (to != NULL && is_host (to) && !g_str_equal (from, to)
          && GPOINTER_TO_UINT (g_hash_table_lookup (counts, to)) > 1)
        g_ptr_array_add (replacements, cw_replacement_new (from, to));
    }
}

/* The first deployment's word of a site in a repository; %NULL where it has none. */
static const char *
get_word (CwProcedure        *procedure,
          const CwRepository *repository,
          const char         *site)
{
  GPtrArray *files = cw_procedure_get_site_files (procedure, repository, site);

  return files != NULL && files->len > 0 ? ((const CwSiteFiles *) g_ptr_array_index (files, 0))->id : NULL;
}

/* Whether a shorter word of the site's is a part of it: replaced by itself it would leave half of a name. */
static gboolean
is_longer (const Learning *self,
           const char     *name)
{
  GHashTableIter iter;
  gpointer word;

  g_hash_table_iter_init (&iter, self->words);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    if (strlen (word) < strlen (name) && has_word (name, word))
      return TRUE;
  return FALSE;
}

/* A longer name of the site becomes what the other one is called where the files' names say so; else it stays whole,
 * for the checks to find. */
static void
add_longer (const Learning *self,
            CwProcedure    *procedure,
            const char     *to,
            GPtrArray      *replacements)
{
  GPtrArray *repositories = cw_procedure_get_repositories (procedure);

  for (guint i = 0; i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);
      const char *word = get_word (procedure, repository, self->from->id);
      const char *other = get_word (procedure, repository, to);

      if (word != NULL && other != NULL && is_longer (self, word))
        g_ptr_array_add (replacements, cw_replacement_new (word, other));
    }
  for (guint i = 0; self->from->marks != NULL && self->from->marks[i] != NULL; i++)
    if (strpbrk (self->from->marks[i], "*?") == NULL && is_longer (self, self->from->marks[i]))
      g_ptr_array_add (replacements, cw_replacement_new (self->from->marks[i], self->from->marks[i]));
}

static GPtrArray *
conclude (const Learning *self)
{
  GPtrArray *replacements = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_replacement_free);
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (self->counts), (GCompareFunc) strcmp);

  /* Those of a key stand before those of all keys, whose ids begin with the newline. */
  for (GList *l = g_list_last (ids); l != NULL; l = l->prev)
    {
      const char *id = l->data, *from = strchr (id, '\n') + 1, *to;
      g_autofree char *key = g_strndup (id, (gsize) (from - 1 - id));

      to = find_commonest (g_hash_table_lookup (self->counts, id));
      if (to != NULL)
        g_ptr_array_add (replacements, cw_replacement_new_at (*key != '\0' ? key : NULL, from, to));
    }
  add_hosts (self, replacements);
  return replacements;
}

/**
 * cw_translate_learn:
 * @procedure: the procedure
 * @repository: a repository
 * @snapshot: its files, of both sites
 * @from: id of the site whose words give way
 * @to: id of the site whose words take their place
 *
 * Learns from the sites' own files what @to says where @from says what marks it.
 *
 * Returns: (transfer full) (element-type CwReplacement): the replacements, the surest first
 */
GPtrArray *
cw_translate_learn (CwProcedure        *procedure,
                    const CwRepository *repository,
                    CwSnapshot         *snapshot,
                    const char         *from,
                    const char         *to)
{
  g_autoptr (GHashTable) words = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                         (GDestroyNotify) g_hash_table_unref);
  g_autoptr (GHashTable) hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                        (GDestroyNotify) g_hash_table_unref);
  Learning learning = { cw_procedure_get_site (procedure, from), words, counts, hosts };
  const char *const *paths = cw_snapshot_get_paths (snapshot, NULL);
  GPtrArray *replacements;

  if (g_str_equal (from, to))
    return conclude (&learning);
  for (guint i = 0; paths[i] != NULL; i++)
    {
      const char *word = NULL, *other_word = NULL;
      g_autofree char *other = cw_owner_find_sibling (procedure, repository, from, to, paths[i], &word, &other_word);

      if (word != NULL)
        g_hash_table_add (words, (gpointer) word);
      if (other != NULL && cw_snapshot_get_bytes (snapshot, other) != NULL)
        compare_files (&learning, cw_snapshot_get_bytes (snapshot, paths[i]), cw_snapshot_get_bytes (snapshot, other));
    }
  replacements = conclude (&learning);
  add_longer (&learning, procedure, to, replacements);
  return replacements;
}

/**
 * cw_translate_add_names:
 * @replacements: (element-type CwReplacement): what was learned; where the words of the files' names are added
 * @path: path of a file
 * @other_path: path of the one that it is copied to
 * @word: (nullable): the word in the former's name
 * @other_word: (nullable): that in the latter's
 *
 * What is called by a file's name goes on being called so; the word by itself stands for the site where the files say
 * nothing else.
 */
void
cw_translate_add_names (GPtrArray  *replacements,
                        const char *path,
                        const char *other_path,
                        const char *word,
                        const char *other_word)
{
  g_autofree char *name = g_path_get_basename (path), *other_name = g_path_get_basename (other_path);

  if (word == NULL || g_str_equal (word, other_word))
    return;
  if (!g_str_equal (name, other_name))
    g_ptr_array_add (replacements, cw_replacement_new (name, other_name));
  g_ptr_array_add (replacements, cw_replacement_new (word, other_word));
}

/**
 * cw_translate_list_words:
 * @learned: (nullable) (element-type CwReplacement): what was learned
 * @path: path of a file
 * @other_path: path of the one that it is copied to, or compared with
 * @word: (nullable): the word in the former's name
 * @other_word: (nullable): that in the latter's
 *
 * Returns: (transfer full) (element-type CwReplacement): what one site says where the other one says its own, in a file
 */
GPtrArray *
cw_translate_list_words (GPtrArray  *learned,
                         const char *path,
                         const char *other_path,
                         const char *word,
                         const char *other_word)
{
  GPtrArray *words = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_replacement_free);

  for (guint i = 0; learned != NULL && i < learned->len; i++)
    {
      const CwReplacement *one = g_ptr_array_index (learned, i);

      g_ptr_array_add (words, cw_replacement_new_at (one->key, one->from, one->to));
    }
  cw_translate_add_names (words, path, other_path, word, other_word);
  return words;
}
