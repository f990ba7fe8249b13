/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-fixes"

#include "config.h"

#include <string.h>

#include "cw-fixes.h"
#include "cw-owner.h"
#include "cw-translate.h"
#include "cw-yaml-copy.h"
#include "cw-yaml-path.h"

/*
 * What a test stand learned after its deployment and this site is about to repeat. The stand's files then and now are
 * laid over this site's file of the same component: what changed there from what this site still says, once the
 * stand's words are replaced, is a fix; what this site says otherwise is its own.
 */

static GPtrArray *
list_components (const CwFixSides *sides,
                 const char       *site,
                 CwSnapshot       *snapshot)
{
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new ();

  g_ptr_array_add (snapshots, snapshot);
  return cw_inventory_new (sides->procedure, site, snapshots);
}

/* Those of @items that aren't among @others. */
static GPtrArray *
leave_out (GPtrArray *items,
           GPtrArray *others)
{
  GPtrArray *rest = g_ptr_array_new ();

  for (guint i = 0; i < items->len; i++)
    if (cw_inventory_find (others, items->pdata[i]) == NULL)
      g_ptr_array_add (rest, items->pdata[i]);
  return rest;
}

/* What one site has, and what came to the other one and went from it since. */
typedef struct {
  GPtrArray *then, *now, *ours; /* (owned) (element-type CwInventoryItem) */
  GPtrArray *added;             /* (owned): that came as a whole, and this site hasn't got */
  GPtrArray *gone;              /* (owned): that went as a whole */
  GHashTable *instead;          /* (owned): one that was added → the one that went, in whose place it came */
} Components;

static gboolean
is_in_list (const char *place)
{
  for (; *place != '\0'; place += *place == '\\' && place[1] != '\0' ? 2 : 1)
    if (*place == '[')
      return TRUE;
  return FALSE;
}

/* @inner: the path of another place of the same file */
static gboolean
is_within (const char *outer,
           const char *inner)
{
  gsize length = strlen (outer);

  return *inner != '\0' && (length == 0 || (strncmp (outer, inner, length) == 0 && strchr (".[", inner[length]) != NULL
                                            && inner[length] != '\0'));
}

/* What came into a list, or into a component, of a file that this site has is a change of that file. */
static gboolean
is_of_place (const CwFixSides      *sides,
             GPtrArray             *ours,
             const CwInventoryItem *item)
{
  const char *word = NULL, *own_word = NULL;
  g_autofree char *own = cw_owner_find_sibling (sides->procedure, sides->repository, sides->other, sides->site,
                                                item->path, &word, &own_word);

  if (own == NULL || cw_snapshot_get_bytes (sides->ours, own) == NULL)
    return FALSE;
  if (is_in_list (item->place))
    return TRUE;
  for (guint i = 0; i < ours->len; i++)
    {
      const CwInventoryItem *one = g_ptr_array_index (ours, i);

      if (g_str_equal (one->path, own) && is_within (one->place, item->place))
        return TRUE;
    }
  return FALSE;
}

/* Of a file that was built otherwise, each block at the place of one that went, or around it or in it. */
static gboolean
is_at_place (const CwInventoryItem *gone,
             const CwInventoryItem *added)
{
  return g_str_equal (gone->path, added->path)
         && (g_str_equal (gone->place, added->place) || is_within (gone->place, added->place)
             || is_within (added->place, gone->place));
}

static gboolean
has_same_image (const CwInventoryItem *gone,
                const CwInventoryItem *added)
{
  return g_str_equal (gone->path, added->path) && gone->fields[CW_INVENTORY_IMAGE] != NULL
         && g_strcmp0 (gone->fields[CW_INVENTORY_IMAGE], added->fields[CW_INVENTORY_IMAGE]) == 0;
}

/* One that went was only built otherwise where another one came in its place; of the same image, that is one. */
static void
find_instead (Components *self)
{
  self->instead = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < self->gone->len; i++)
    for (guint j = 0; j < self->added->len; j++)
      if (is_at_place (self->gone->pdata[i], self->added->pdata[j]))
        g_hash_table_replace (self->instead, self->added->pdata[j], self->gone->pdata[i]);
  for (guint i = 0; i < self->gone->len; i++)
    for (guint j = 0; j < self->added->len; j++)
      if (has_same_image (self->gone->pdata[i], self->added->pdata[j])
          && !g_hash_table_contains (self->instead, self->added->pdata[j]))
        {
          g_hash_table_replace (self->instead, self->added->pdata[j], self->gone->pdata[i]);
          break;
        }
}

/* Of a file that can't be read nobody knows what went. */
static gboolean
can_be_read (CwSnapshot *snapshot,
             const char *path)
{
  GBytes *bytes = cw_snapshot_get_bytes (snapshot, path);
  g_autoptr (CwYaml) yaml = bytes != NULL ? cw_yaml_read (bytes, NULL) : NULL;

  return bytes == NULL || yaml != NULL;
}

static void
components_fill (Components       *self,
                 const CwFixSides *sides)
{
  g_autoptr (GPtrArray) new = NULL;

  self->then = list_components (sides, sides->other, sides->then);
  self->now = list_components (sides, sides->other, sides->now);
  self->ours = list_components (sides, sides->site, sides->ours);
  new = leave_out (self->now, self->then);
  self->added = leave_out (new, self->ours);
  for (guint i = self->added->len; i > 0; i--)
    if (is_of_place (sides, self->ours, self->added->pdata[i - 1]))
      g_ptr_array_remove_index (self->added, i - 1);
  self->gone = leave_out (self->then, self->now);
  for (guint i = self->gone->len; i > 0; i--)
    if (!can_be_read (sides->now, ((const CwInventoryItem *) self->gone->pdata[i - 1])->path))
      g_ptr_array_remove_index (self->gone, i - 1);
  find_instead (self);
}

static void
components_clear (Components *self)
{
  g_ptr_array_unref (self->added);
  g_ptr_array_unref (self->gone);
  g_hash_table_unref (self->instead);
  g_ptr_array_unref (self->then);
  g_ptr_array_unref (self->now);
  g_ptr_array_unref (self->ours);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Components, components_clear)

static GPtrArray *
list_in_file (GPtrArray  *items,
              const char *path)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < items->len; i++)
    if (g_str_equal (((const CwInventoryItem *) items->pdata[i])->path, path))
      g_ptr_array_add (chosen, items->pdata[i]);
  return chosen;
}

/* The last part of the path that doesn't name the site. */
static char *
dup_name (const char *path,
          const char *word)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  for (guint i = g_strv_length (parts); i > 0; i--)
    if (strstr (parts[i - 1], word) == NULL)
      return g_strdup (parts[i - 1]);
  return g_path_get_basename (path);
}

static gboolean
has_suffix (const char        *path,
            const char *const *suffixes)
{
  for (guint i = 0; suffixes[i] != NULL; i++)
    if (g_str_has_suffix (path, suffixes[i]))
      return TRUE;
  return FALSE;
}

static void
read_file (const CwFixFile *file)
{
  const char *const yaml[] = { ".yaml", ".yml", NULL }, *const env[] = { ".env", NULL };

  if (file->onto == NULL)
    cw_fix_file_read_new (file);
  else if (has_suffix (file->path, yaml))
    cw_fix_file_read_yaml (file);
  else if (has_suffix (file->path, env))
    cw_fix_file_read_env (file);
  else
    cw_fix_file_read_lines (file);
}

/* Whether a rule moves something in @path. */
static gboolean
is_moved (const CwFixSides *sides,
          const char       *path)
{
  GPtrArray *deployments = cw_procedure_get_site_files (sides->procedure, sides->repository, sides->site);

  for (guint i = 0; deployments != NULL && i < deployments->len; i++)
    {
      GPtrArray *rules = ((const CwSiteFiles *) g_ptr_array_index (deployments, i))->rules;

      for (guint j = 0; j < rules->len; j++)
        {
          const CwTagRule *rule = g_ptr_array_index (rules, j);

          if (rule->kind < CW_RULE_FIRST_CHECK && rule->kind != CW_RULE_OWN_SCHEDULE
              && cw_path_matches_any ((const char *const *) rule->files, path))
            return TRUE;
        }
    }
  return FALSE;
}

/* An application that the procedure moves nothing of is others' to run, and so are its fixes; what stands beside a file
 * that it does, or in a folder of it, belongs to that. */
static gboolean
is_ours (const CwFixSides *sides,
         const char       *path)
{
  const char *const *paths = cw_snapshot_get_paths (sides->ours, NULL);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      const char *slash = strrchr (paths[i], '/');
      gsize length = slash != NULL ? (gsize) (slash - paths[i]) + 1 : 0;

      if (strncmp (paths[i], path, length) == 0 && is_moved (sides, paths[i]))
        return TRUE;
    }
  return FALSE;
}

/* Of a file that can't be read nobody knows what was fixed in it: that is said, where anybody listens. */
static void
note_unread (const CwFixSides *sides,
             const char       *path,
             GBytes           *now)
{
  const char *const yaml[] = { ".yaml", ".yml", NULL };
  g_autoptr (CwYaml) tree = NULL;
  g_autoptr (GError) error = NULL;

  if (sides->aside == NULL || !has_suffix (path, yaml))
    return;
  tree = cw_yaml_read (now, &error);
  if (tree == NULL)
    g_ptr_array_add (sides->aside, cw_fix_new_unread (sides->repository, path, sides->other, error->message));
}

static void
compare_file (const CwFixSides *sides,
              const char       *path,
              const Components *components,
              GPtrArray        *fixes)
{
  GBytes *then = cw_snapshot_get_bytes (sides->then, path), *now = cw_snapshot_get_bytes (sides->now, path);
  const char *word = NULL, *own_word = NULL;
  g_autofree char *own = cw_owner_find_sibling (sides->procedure, sides->repository, sides->other, sides->site, path,
                                                &word, &own_word);
  gboolean apart = own != NULL && !g_str_equal (own, path);
  GBytes *onto = apart ? cw_snapshot_get_bytes (sides->ours, own) : NULL;
  g_autoptr (GPtrArray) now_here = list_in_file (components->now, path), words = NULL;
  g_autoptr (GPtrArray) added = list_in_file (components->added, path);
  g_autoptr (GPtrArray) gone = list_in_file (components->gone, path);
  g_autoptr (GPtrArray) replaced = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_replaced_free);
  g_autoptr (GPtrArray) unused = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_replaced_free);
  g_autoptr (GBytes) from = NULL, to = NULL;
  g_autofree char *name = NULL;

  if (!apart || now == NULL || !is_ours (sides, own) || (then != NULL && g_bytes_equal (then, now)))
    return;
  note_unread (sides, path, now);
  if ((then == NULL) != (onto == NULL))
    return;
  words = cw_translate_list_words (sides->learned, path, own, word, own_word);
  from = then != NULL ? cw_replacements_apply (words, then, unused) : NULL;
  to = cw_replacements_apply (words, now, replaced);
  name = dup_name (path, word);
  read_file (&(const CwFixFile) { sides, own, name, now_here, added, gone, from, to, onto, replaced, fixes });
}

/* (nullable): this site's file of what stood in the other one's, where it has that */
static char *
find_own (const CwFixSides *sides,
          const char       *path)
{
  const char *word = NULL, *own_word = NULL;
  g_autofree char *own = cw_owner_find_sibling (sides->procedure, sides->repository, sides->other, sides->site, path,
                                                &word, &own_word);

  return own != NULL && !g_str_equal (own, path) && cw_snapshot_get_bytes (sides->ours, own) != NULL
             && is_ours (sides, own)
           ? g_steal_pointer (&own) : NULL;
}

/* (nullable): what came in its place */
static char *
list_instead (const Components      *components,
              const CwInventoryItem *gone)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < components->added->len; i++)
    if (g_hash_table_lookup (components->instead, components->added->pdata[i]) == gone)
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                              ((const CwInventoryItem *) components->added->pdata[i])->name);
  return names->len > 0 ? g_string_free (g_steal_pointer (&names), FALSE) : NULL;
}

/* What is taken out of this site's file, should a person want that; why it can't be, else. */
static CwFix *
make_gone (const CwFixSides      *sides,
           const char            *own,
           const CwInventoryItem *item)
{
  GBytes *text = cw_snapshot_get_bytes (sides->ours, own);
  g_autoptr (CwYaml) yaml = cw_yaml_read (text, NULL);
  const CwYamlNode *node = yaml != NULL ? cw_yaml_find (yaml, item->place, NULL) : NULL;
  g_autofree char *before = node != NULL ? cw_fix_dup_source (yaml, node) : g_strdup ("");
  CwFix *fix = cw_fix_new_gone (sides->repository, own, item->name, item->place, before);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) after = cw_fix_apply (fix, text, &error);

  fix->trouble = after == NULL ? g_strdup (error->message) : NULL;
  return fix;
}

/* What runs at a site is its own, so a person says whether it goes here, too. What was built otherwise at the stand is
 * only named: the one half of that without the other would be wrong. */
static void
add_gone_components (const CwFixSides *sides,
                     const Components *components,
                     GPtrArray        *fixes)
{
  for (guint i = 0; i < components->gone->len; i++)
    {
      const CwInventoryItem *item = g_ptr_array_index (components->gone, i);
      const CwInventoryItem *ours = cw_inventory_find (components->ours, item);
      g_autofree char *own = find_own (sides, item->path), *instead = list_instead (components, item);

      if (own == NULL || ours == NULL || cw_snapshot_get_bytes (sides->now, item->path) == NULL)
        continue;
      if (instead == NULL && *ours->place != '\0')
        g_ptr_array_add (fixes, make_gone (sides, own, ours));
      else if (sides->aside != NULL)
        g_ptr_array_add (sides->aside, cw_fix_new_instead (sides->repository, own, item->name, sides->other, instead));
    }
}

static void
add_gone_files (const CwFixSides *sides,
                GPtrArray        *fixes)
{
  const char *const *paths = cw_snapshot_get_paths (sides->then, NULL);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      const char *word = NULL, *own_word = NULL;
      g_autofree char *own = find_own (sides, paths[i]), *name = NULL, *sibling = NULL;

      if (own == NULL || cw_snapshot_get_bytes (sides->now, paths[i]) != NULL)
        continue;
      sibling = cw_owner_find_sibling (sides->procedure, sides->repository, sides->other, sides->site, paths[i], &word,
                                       &own_word);
      name = dup_name (paths[i], word);
      g_ptr_array_add (fixes, cw_fix_new_gone (sides->repository, own, name, "", ""));
    }
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp ((*(const CwFix *const *) a)->name, (*(const CwFix *const *) b)->name);
}

/**
 * cw_fixes_find:
 * @sides: what is compared: of @then and @now only files that differ are needed
 *
 * Finds what was changed at the other site from a value that this site still has, what was added there, and what was
 * taken out. Cycles, revisions and pins don't count, nor what bears the other site's marks.
 *
 * Returns: (transfer full) (element-type CwFix): the fixes, those of a component together
 */
GPtrArray *
cw_fixes_find (const CwFixSides *sides)
{
  GPtrArray *fixes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_fix_unref);
  g_auto (Components) components = { 0 };
  const char *const *paths;

  g_return_val_if_fail (sides != NULL, fixes);

  components_fill (&components, sides);
  for (guint i = 0; i < components.added->len; i++)
    if (!g_hash_table_contains (components.instead, components.added->pdata[i]))
      g_ptr_array_add (fixes, cw_fix_new_added (components.added->pdata[i]));
  paths = cw_snapshot_get_paths (sides->now, NULL);
  for (guint i = 0; paths[i] != NULL; i++)
    compare_file (sides, paths[i], &components, fixes);
  if (sides->asks_gone)
    {
      add_gone_components (sides, &components, fixes);
      add_gone_files (sides, fixes);
    }
  g_ptr_array_sort (fixes, compare_names);
  return fixes;
}
