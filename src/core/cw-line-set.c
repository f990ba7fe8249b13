/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-line-set"

#include "config.h"

#include "cw-line-set.h"

/**
 * cw_line_set_new:
 * @bytes: (nullable): a text; none has no line but an empty one
 *
 * Returns: (transfer full) (element-type utf8): its lines
 */
GHashTable *
cw_line_set_new (GBytes *bytes)
{
  GHashTable *lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  g_autofree char *text = g_strndup (data != NULL ? data : "", size);
  g_auto (GStrv) all = g_strsplit (text, "\n", -1);

  for (guint i = 0; all[i] != NULL; i++)
    g_hash_table_add (lines, g_strdup (all[i]));
  return lines;
}

static gboolean
are_all (GHashTable *self,
         GHashTable *these,
         GHashTable *but,
         gboolean    there)
{
  GHashTableIter iter;
  gpointer line;

  g_hash_table_iter_init (&iter, these);
  while (g_hash_table_iter_next (&iter, &line, NULL))
    if (!g_hash_table_contains (but, line) && g_hash_table_contains (self, line) != there)
      return FALSE;
  return TRUE;
}

/**
 * cw_line_set_has_all:
 * @self: (element-type utf8): the lines of a text
 * @these: (element-type utf8): those of another
 * @but: (element-type utf8): lines that don't count
 *
 * Returns: whether @self has each line of @these that @but lacks
 */
gboolean
cw_line_set_has_all (GHashTable *self,
                     GHashTable *these,
                     GHashTable *but)
{
  g_return_val_if_fail (self != NULL && these != NULL && but != NULL, FALSE);

  return are_all (self, these, but, TRUE);
}

/**
 * cw_line_set_has_none:
 * @self: (element-type utf8): the lines of a text
 * @these: (element-type utf8): those of another
 * @but: (element-type utf8): lines that don't count
 *
 * Returns: whether @self has no line of @these that @but lacks
 */
gboolean
cw_line_set_has_none (GHashTable *self,
                      GHashTable *these,
                      GHashTable *but)
{
  g_return_val_if_fail (self != NULL && these != NULL && but != NULL, FALSE);

  return are_all (self, these, but, FALSE);
}
