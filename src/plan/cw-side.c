/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-side"

#include "config.h"

#include <string.h>

#include "cw-inventory.h"
#include "cw-side.h"

/* One repository of the site. */
typedef struct
{
  CwPlan             *plan;
  const CwRepository *repository;
  GPtrArray          *deployments;
  CwSnapshot         *snapshot;
} Work;

static void
free_file (gpointer data)
{
  CwSideFile *file = data;

  g_clear_pointer (&file->yaml, cw_yaml_unref);
  g_free (file);
}

static void
free_component (gpointer data)
{
  CwSideComponent *component = data;

  g_free (component->name);
  g_free (component->folded);
  g_free (component->stem);
  g_free (component);
}

static void
init (CwSide *self)
{
  self->files = g_ptr_array_new_with_free_func (free_file);
  self->components = g_ptr_array_new_with_free_func (free_component);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->running = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->unread = FALSE;
}

void
cw_side_clear (CwSide *self)
{
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->running, g_hash_table_unref);
  g_clear_pointer (&self->components, g_ptr_array_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
}

/**
 * cw_side_fold:
 * @name: what a component is called somewhere
 * @length: of @name, in bytes
 *
 * Returns: (transfer full): the word by which names are compared: `ESS:309` is ess309
 */
char *
cw_side_fold (const char *name,
              gsize       length)
{
  GString *folded = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    if (g_ascii_isalnum (name[i]))
      g_string_append_c (folded, g_ascii_tolower (name[i]));
  return g_string_free (folded, FALSE);
}

static const CwSiteFiles *
find_deployment (const Work *work,
                 const char *path)
{
  for (guint i = 0; cw_inventory_is_yaml (path) && i < work->deployments->len; i++)
    {
      const CwSiteFiles *files = work->deployments->pdata[i];

      if (!files->second && cw_path_matches_any ((const char *const *) files->include, path))
        return files;
    }
  return NULL;
}

static const CwFileChange *
find_change (const Work *work,
             const char *path)
{
  const CwChangeSet *changes = cw_plan_get_change_set (work->plan, work->repository->id);

  for (guint i = 0; changes != NULL && i < changes->files->len; i++)
    {
      const CwFileChange *file = changes->files->pdata[i];

      if (g_str_equal (file->path, path))
        return file;
    }
  return NULL;
}

/* (transfer none) (nullable): the file without what a person brought, or as it will be */
static GBytes *
get_text (const Work *work,
          const char *path,
          gboolean    later)
{
  const CwFileChange *change = later ? find_change (work, path) : NULL;

  if (change != NULL)
    return *change->new_blob != '\0' ? change->new_bytes : NULL;
  return cw_snapshot_get_bytes (later ? work->snapshot : cw_snapshot_get_before (work->snapshot), path);
}

/* A collector's file may have blocks that say less of a component than others do, or that take all from its chart. */
static gboolean
is_component (const CwSideFile *file,
              const CwYamlNode *node)
{
  if (node->key == NULL && node->parent != NULL)
    return FALSE;
  if (cw_inventory_is_component (node))
    return TRUE;
  for (guint i = 0; node->parent != NULL && node->parent->parent == NULL && i < file->deployment->rules->len; i++)
    {
      const CwTagRule *rule = file->deployment->rules->pdata[i];

      if (rule->kind == CW_RULE_CHECK_CHART && cw_path_matches_any ((const char *const *) rule->files, file->path)
          && (cw_check_is_component (rule, node) || (node->kind == CW_YAML_MAPPING && node->children->len == 0)))
        return TRUE;
    }
  return FALSE;
}

static char *
dup_name (const CwSideFile *file,
          const CwYamlNode *node)
{
  g_autofree char *folder = g_path_get_dirname (file->path);

  return node->key != NULL ? g_strdup (node->key->value) : g_path_get_basename (folder);
}

static void
add_names (GHashTable            *names,
           const CwSideComponent *component)
{
  g_hash_table_add (names, g_strdup (component->folded));
  g_hash_table_add (names, g_strdup (component->stem));
}

static void
add_component (CwSide           *self,
               const CwSideFile *file,
               const CwYamlNode *node)
{
  CwSideComponent *component = g_new0 (CwSideComponent, 1);

  component->file = file;
  component->node = node;
  component->name = dup_name (file, node);
  component->folded = cw_side_fold (component->name, strlen (component->name));
  component->stem = cw_side_fold (component->name, strcspn (component->name, "-_"));
  component->runs = cw_check_runs (node);
  add_names (self->names, component);
  if (component->runs)
    add_names (self->running, component);
  g_ptr_array_add (self->components, component);
}

static void
read_file (CwSide     *self,
           const Work *work,
           const char *path,
           gboolean    later)
{
  const CwSiteFiles *deployment = find_deployment (work, path);
  GBytes *text = deployment != NULL ? get_text (work, path, later) : NULL;
  CwSideFile *file;
  GPtrArray *nodes;

  if (text == NULL)
    return;
  file = g_new0 (CwSideFile, 1);
  file->repository = work->repository;
  file->deployment = deployment;
  file->path = path;
  file->yaml = cw_yaml_read (text, NULL);
  g_ptr_array_add (self->files, file);
  self->unread |= file->yaml == NULL;
  nodes = file->yaml != NULL ? cw_yaml_get_nodes (file->yaml) : NULL;
  for (guint i = 0; nodes != NULL && i < nodes->len; i++)
    if (is_component (file, nodes->pdata[i]))
      add_component (self, file, nodes->pdata[i]);
}

/* The files of the repository that a person changed; those of both times. */
static GHashTable *
list_brought (const Work *work)
{
  GHashTable *brought = g_hash_table_new (g_str_hash, g_str_equal);
  CwSnapshot *sides[] = { cw_snapshot_get_before (work->snapshot), work->snapshot };
  GPtrArray *hands = cw_plan_get_hand_changes (work->plan);

  for (guint i = 0; i < hands->len; i++)
    {
      const CwHandChange *hand = hands->pdata[i];

      if (g_str_equal (hand->repository, work->repository->id))
        g_hash_table_add (brought, hand->path);
    }
  for (guint i = 0; sides[0] != sides[1] && i < G_N_ELEMENTS (sides); i++)
    {
      const char *const *paths = cw_snapshot_get_paths (sides[i], NULL);

      for (guint j = 0; paths[j] != NULL; j++)
        {
          GBytes *text = cw_snapshot_get_bytes (sides[1 - i], paths[j]);

          if (text == NULL || !g_bytes_equal (text, cw_snapshot_get_bytes (sides[i], paths[j])))
            g_hash_table_add (brought, (gpointer) paths[j]);
        }
    }
  return brought;
}

static gboolean
init_work (Work        *work,
           CwPlan      *plan,
           CwProcedure *procedure,
           CwSnapshot  *snapshot)
{
  work->plan = plan;
  work->snapshot = snapshot;
  work->repository = cw_procedure_get_repository (procedure, cw_snapshot_get_repository (snapshot));
  work->deployments = cw_procedure_get_site_files (procedure, work->repository, cw_plan_get_site (plan));
  return work->deployments != NULL;
}

static gboolean
have_same_keys (GHashTable *one,
                GHashTable *other)
{
  GHashTableIter iter;
  gpointer key;

  if (g_hash_table_size (one) != g_hash_table_size (other))
    return FALSE;
  g_hash_table_iter_init (&iter, one);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (other, key))
      return FALSE;
  return TRUE;
}

/**
 * cw_side_differs:
 * @plan: a plan with all repositories' changes
 * @procedure: the procedure
 * @snapshots: (element-type CwSnapshot): the repositories
 *
 * Reads what a person changed, and nothing else.
 *
 * Returns: whether a component came or went, or was switched on or off
 */
gboolean
cw_side_differs (CwPlan      *plan,
                 CwProcedure *procedure,
                 GPtrArray   *snapshots)
{
  g_auto (CwSide) earlier = { 0 }, later = { 0 };

  init (&earlier);
  init (&later);
  for (guint i = 0; i < snapshots->len; i++)
    {
      g_autoptr (GHashTable) brought = NULL;
      GHashTableIter iter;
      gpointer path;
      Work work;

      if (!init_work (&work, plan, procedure, snapshots->pdata[i]))
        continue;
      brought = list_brought (&work);
      g_hash_table_iter_init (&iter, brought);
      while (g_hash_table_iter_next (&iter, &path, NULL))
        {
          read_file (&earlier, &work, path, FALSE);
          read_file (&later, &work, path, TRUE);
        }
    }
  return !have_same_keys (earlier.running, later.running) || !have_same_keys (earlier.names, later.names);
}

/**
 * cw_side_read:
 * @self: (out): a side
 * @plan: a plan with all repositories' changes
 * @procedure: the procedure
 * @snapshots: (element-type CwSnapshot): the repositories; they must outlive the side, as the plan must
 * @later: whether the site is wanted as it will be, and not as it was before a person brought anything
 *
 * Reads all YAML files of the site.
 */
void
cw_side_read (CwSide      *self,
              CwPlan      *plan,
              CwProcedure *procedure,
              GPtrArray   *snapshots,
              gboolean     later)
{
  init (self);
  for (guint i = 0; i < snapshots->len; i++)
    {
      Work work;
      CwSnapshot *snapshot = snapshots->pdata[i];
      const char *const *paths;
      const CwChangeSet *changes;

      if (!init_work (&work, plan, procedure, snapshot))
        continue;
      paths = cw_snapshot_get_paths (later ? snapshot : cw_snapshot_get_before (snapshot), NULL);
      for (guint j = 0; paths[j] != NULL; j++)
        read_file (self, &work, paths[j], later);
      changes = later ? cw_plan_get_change_set (plan, work.repository->id) : NULL;
      for (guint j = 0; changes != NULL && j < changes->files->len; j++)
        {
          const char *path = ((const CwFileChange *) changes->files->pdata[j])->path;

          if (cw_snapshot_get_bytes (snapshot, path) == NULL)
            read_file (self, &work, path, TRUE);
        }
    }
}
