/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-component-copy"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-component-carry-private.h"
#include "cw-env.h"
#include "cw-owner.h"

/* A block that is copied may use a variable which the other site's env files set, and this site's don't. */

#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

/* name → the file of the site that sets it */
static GHashTable *
list_set (const CwComponentCarrying *copy,
          const char                *site)
{
  const char *const *paths = cw_snapshot_get_paths (copy->snapshot, NULL);
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      GBytes *bytes = g_str_has_suffix (paths[i], ".env") ? cw_snapshot_get_bytes (copy->snapshot, paths[i]) : NULL;
      g_autoptr (GPtrArray) entries = NULL;

      if (bytes == NULL || cw_owner_find (copy->procedure, copy->repository, site, paths[i], NULL) != CW_OWNER_SITE)
        continue;
      entries = cw_env_read (bytes, NULL);
      for (guint j = 0; entries != NULL && j < entries->len; j++)
        g_hash_table_replace (names, g_strdup (((const CwEnvEntry *) g_ptr_array_index (entries, j))->key),
                              (gpointer) paths[i]);
    }
  return names;
}

/* The names behind a dollar, with or without a brace. */
static GHashTable *
list_used (GBytes *bytes)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  g_autofree char *text = g_strndup (data, size);

  for (const char *at = data != NULL ? strchr (text, '$') : NULL; at != NULL; at = strchr (at + 1, '$'))
    {
      const char *name = at + (at[1] == '{' ? 2 : 1);
      gsize length = strspn (name, NAME_CHARACTERS);

      if (length > 0)
        g_hash_table_add (names, g_strndup (name, length));
    }
  return names;
}

/**
 * cw_component_note_variables:
 * @copy: a component that is copied
 * @first: the first of its steps in the repository that is looked through
 *
 * Says which variables the copy uses that the other site's env files set, and none of this site's does.
 */
void
cw_component_note_variables (CwComponentCarrying *copy,
                             guint                first)
{
  g_autoptr (GHashTable) theirs = list_set (copy, copy->source_site), ours = list_set (copy, copy->site);

  for (guint i = first; g_hash_table_size (theirs) > 0 && i < copy->steps->len; i++)
    {
      CwComponentStep *step = g_ptr_array_index (copy->steps, i);
      g_autoptr (GHashTable) before = list_used (cw_snapshot_get_bytes (copy->snapshot, step->path));
      g_autoptr (GHashTable) used = list_used (step->text);
      g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (used), (GCompareFunc) strcmp);

      for (GList *name = names; name != NULL; name = name->next)
        if (!g_hash_table_contains (before, name->data) && !g_hash_table_contains (ours, name->data)
            && g_hash_table_contains (theirs, name->data))
          cw_component_note (step, _ ("It uses “%s”, which %s sets and no env file of this site does"),
                             (const char *) name->data, (const char *) g_hash_table_lookup (theirs, name->data));
    }
}
