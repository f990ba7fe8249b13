/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-merged"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-env.h"
#include "cw-error.h"
#include "cw-merged.h"
#include "cw-yaml.h"

/* Lines that part well may still make a file that no longer reads, or that has a key twice. */

static gboolean
refuse_twice (const char  *name,
              const char  *key,
              GError     **error)
{
  return cw_error_refuse (error, CW_ERROR_CONFLICT,
                          _ ("with other people’s lines %s would have “%s” twice. Nothing was sent: take it as it is, "
                             "or put the two together by hand on the branch"), name, key);
}

static char *
dup_place (const CwYamlNode *key)
{
  g_autofree char *mapping = cw_yaml_node_dup_path (key->parent);

  return g_strdup_printf ("%s\n%s", mapping, key->value);
}

static GHashTable *
list_places (const CwYaml *yaml)
{
  GPtrArray *twice = cw_yaml_get_duplicates (yaml);
  GHashTable *places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < twice->len; i++)
    g_hash_table_add (places, dup_place (twice->pdata[i]));
  return places;
}

static gboolean
check_yaml (const char  *name,
            GBytes      *ours,
            GBytes      *merged,
            GError     **error)
{
  g_autoptr (CwYaml) old = cw_yaml_read (ours, NULL), new = NULL;
  g_autoptr (GHashTable) known = NULL;
  g_autoptr (GError) local = NULL;
  GPtrArray *twice;

  if (old == NULL) /* a template, say */
    return TRUE;
  new = cw_yaml_read (merged, &local);
  if (new == NULL)
    return cw_error_refuse (error, CW_ERROR_CONFLICT,
                            _ ("with other people’s lines %s couldn’t be read any more (%s). Nothing was sent: take it "
                               "as it is, or put the two together by hand on the branch"), name, local->message);
  known = list_places (old);
  twice = cw_yaml_get_duplicates (new);
  for (guint i = 0; i < twice->len; i++)
    {
      const CwYamlNode *key = twice->pdata[i];
      g_autofree char *place = dup_place (key);

      if (!g_hash_table_contains (known, place))
        return refuse_twice (name, key->value, error);
    }
  return TRUE;
}

static guint
count_key (GPtrArray  *entries,
           const char *key)
{
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    n += g_str_equal (((const CwEnvEntry *) entries->pdata[i])->key, key);
  return n;
}

static gboolean
check_env (const char  *name,
           GBytes      *ours,
           GBytes      *merged,
           GError     **error)
{
  g_autoptr (GPtrArray) old = cw_env_read (ours, NULL), new = cw_env_read (merged, error);

  if (new == NULL)
    return FALSE;
  for (guint i = 0; old != NULL && i < new->len; i++)
    {
      const char *key = ((const CwEnvEntry *) new->pdata[i])->key;
      guint n = count_key (new, key);

      if (n > 1 && n > count_key (old, key))
        return refuse_twice (name, key, error);
    }
  return TRUE;
}

/**
 * cw_merged_check:
 * @name: the file's name
 * @ours: the file as it was reviewed
 * @merged: that with other people's lines
 * @error: where to store a %CW_ERROR_CONFLICT
 *
 * Returns: whether @merged reads as well as @ours, and has no key twice that @ours hasn't
 */
gboolean
cw_merged_check (const char  *name,
                 GBytes      *ours,
                 GBytes      *merged,
                 GError     **error)
{
  g_return_val_if_fail (name != NULL && ours != NULL && merged != NULL, FALSE);

  if (g_str_has_suffix (name, ".yaml") || g_str_has_suffix (name, ".yml"))
    return check_yaml (name, ours, merged, error);
  if (g_str_has_suffix (name, ".env"))
    return check_env (name, ours, merged, error);
  return TRUE;
}
