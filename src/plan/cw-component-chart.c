/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-component-chart"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-component-carry-private.h"
#include "cw-component-chart.h"
#include "cw-component-names.h"
#include "cw-error.h"
#include "cw-operation.h"
#include "cw-yaml-path.h"

/*
 * A component that runs nowhere yet is added from its application: what the application's own values say of it, else
 * those of the chart of which its components are made. A site's file says of it what it says of the components beside
 * it; the rest stays with the chart. What lists them lists the new one too.
 */

void
cw_component_chart_free (CwComponentChart *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->repository);
  g_free (self->values);
  g_free (self->library);
  g_clear_pointer (&self->neighbour, cw_inventory_item_free);
  g_free (self);
}

/* A chart that lies below an application's is no application. */
static gboolean
is_chart_of (const char *path,
             const char *end)
{
  return g_str_has_suffix (path, end) && strstr (path, "/charts/") == NULL;
}

static CwSnapshot *
find_chart (GPtrArray   *snapshots,
            const char  *application,
            const char **chart)
{
  g_autofree char *end = g_strconcat ("/", application, "/Chart.yaml", NULL);

  for (guint i = 0; i < snapshots->len; i++)
    {
      CwSnapshot *snapshot = g_ptr_array_index (snapshots, i);
      const char *const *paths = cw_snapshot_get_paths (snapshot, NULL);

      for (guint j = 0; paths[j] != NULL; j++)
        if (is_chart_of (paths[j], end))
          {
            *chart = paths[j];
            return snapshot;
          }
    }
  return NULL;
}

/* The first component that is a block of its own in the application's folder. */
static CwInventoryItem *
find_neighbour (CwProcedure *procedure,
                CwSnapshot  *snapshot,
                const char  *site,
                const char  *folder)
{
  g_autoptr (GPtrArray) alone = g_ptr_array_new ();
  g_autoptr (GPtrArray) items = NULL;

  g_ptr_array_add (alone, snapshot);
  items = cw_inventory_new (procedure, site, alone);
  for (guint i = 0; i < items->len; i++)
    {
      const CwInventoryItem *item = g_ptr_array_index (items, i);
      g_autofree char *its_folder = g_path_get_dirname (item->path);

      if (g_str_equal (its_folder, folder) && g_str_equal (item->place, item->name))
        return cw_inventory_item_copy (item);
    }
  return NULL;
}

/* (nullable): the values of the chart that the neighbour is made of, by its dependency on a chart in the repository. */
static char *
find_library (CwSnapshot *snapshot,
              const char *chart,
              const char *folder,
              const char *neighbour)
{
  g_autoptr (CwYaml) yaml = cw_yaml_read (cw_snapshot_get_bytes (snapshot, chart), NULL);
  const CwYamlNode *list = yaml != NULL ? cw_yaml_lookup (yaml, "dependencies") : NULL;

  for (guint i = 0; list != NULL && list->kind == CW_YAML_SEQUENCE && i < list->children->len; i++)
    {
      const CwYamlNode *one = g_ptr_array_index (list->children, i);
      const CwYamlNode *alias = one->kind == CW_YAML_MAPPING ? cw_yaml_node_get_child (one, "alias") : NULL;
      const CwYamlNode *from = one->kind == CW_YAML_MAPPING ? cw_yaml_node_get_child (one, "repository") : NULL;
      g_autofree char *root = NULL, *path = NULL;

      if (alias == NULL || from == NULL || g_strcmp0 (alias->value, neighbour) != 0 || from->value == NULL
          || !g_str_has_prefix (from->value, "file://"))
        continue;
      root = g_strconcat ("/", folder, NULL);
      path = g_canonicalize_filename (from->value + strlen ("file://"), root);
      return g_build_filename (path + 1, "values.yaml", NULL);
    }
  return NULL;
}

/**
 * cw_component_chart_find:
 * @procedure: what the observatory does
 * @snapshots: (element-type CwSnapshot): the repositories' files
 * @site: id of a site
 * @application: name of an application's folder
 * @error: where to store the reason
 *
 * Looks for an application that has components at the site.
 *
 * Returns: (transfer full) (nullable): the application, and the files to read
 */
CwComponentChart *
cw_component_chart_find (CwProcedure *procedure,
                         GPtrArray   *snapshots,
                         const char  *site,
                         const char  *application,
                         GError     **error)
{
  g_autoptr (CwComponentChart) self = g_new0 (CwComponentChart, 1);
  const char *chart = NULL;
  CwSnapshot *snapshot;
  g_autofree char *folder = NULL;

  g_return_val_if_fail (CW_IS_PROCEDURE (procedure) && snapshots != NULL && site != NULL && application != NULL, NULL);

  snapshot = find_chart (snapshots, application, &chart);
  if (snapshot == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("No repository has an application “%s” with a Chart.yaml"),
                   application);
      return NULL;
    }
  folder = g_path_get_dirname (chart);
  self->repository = g_strdup (cw_snapshot_get_repository (snapshot));
  self->values = g_build_filename (folder, "values.yaml", NULL);
  self->neighbour = find_neighbour (procedure, snapshot, site, folder);
  if (self->neighbour == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
                   _ ("%s has no components at “%s” that a new one could stand beside: add it from another site"),
                   folder, site);
      return NULL;
    }
  self->library = find_library (snapshot, chart, folder, self->neighbour->name);
  return g_steal_pointer (&self);
}

/* A chart's values as the block of one component. */
static GBytes *
make_block (const char *name,
            GBytes     *values)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *all = g_strndup (g_bytes_get_data (values, NULL), g_bytes_get_size (values));
  g_auto (GStrv) lines = g_strsplit (all, "\n", -1);

  g_string_append_printf (text, "%s:\n", name);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      g_string_append_printf (text, "  %s\n", lines[i]);
  return g_string_free_to_bytes (g_steal_pointer (&text));
}

/* What the chart says of the component: the application's values, else those of the chart it is made of. */
static GBytes *
find_template (const char *name,
               GBytes     *values,
               GBytes     *library)
{
  g_autoptr (CwYaml) yaml = values != NULL ? cw_yaml_read (values, NULL) : NULL;
  const CwYamlNode *root = yaml != NULL ? cw_yaml_get_root (yaml) : NULL;
  const CwYamlNode *block = root != NULL && root->kind == CW_YAML_MAPPING ? cw_yaml_node_get_child (root, name) : NULL;

  if (block != NULL && block->kind == CW_YAML_MAPPING)
    return g_bytes_ref (values);
  return library != NULL ? make_block (name, library) : NULL;
}

static gboolean
is_empty (const CwYamlNode *node)
{
  if (node->kind == CW_YAML_SCALAR)
    return *node->value == '\0' || (node->style == CW_YAML_PLAIN && (g_str_equal (node->value, "null")
                                                                     || g_str_equal (node->value, "~")));
  return node->children != NULL && node->children->len == 0;
}

/* Whether another block of the file says something under the same keys. */
static gboolean
stands_beside (const CwYamlNode *root,
               const char       *name,
               const char       *key,
               const char       *inner)
{
  for (guint i = 0; i < root->children->len; i++)
    {
      const CwYamlNode *one = g_ptr_array_index (root->children, i);
      const CwYamlNode *child = one->kind == CW_YAML_MAPPING && g_strcmp0 (cw_yaml_node_get_key (one), name) != 0
                                  ? cw_yaml_node_get_child (one, key) : NULL;

      if (child != NULL && (inner == NULL || (child->kind == CW_YAML_MAPPING
                                              && cw_yaml_node_get_child (child, inner) != NULL)))
        return TRUE;
    }
  return FALSE;
}

static void
remove_entry (GPtrArray        *operations,
              const CwYamlNode *node)
{
  g_autofree char *path = cw_yaml_node_dup_path (node);

  g_ptr_array_add (operations, cw_operation_new (CW_OPERATION_REMOVE, path, NULL));
}

/* What no neighbour says at the site, or the chart leaves open, is left out; the component runs. */
static void
fit_block (const CwYamlNode *root,
           const CwYamlNode *block,
           GPtrArray        *operations,
           CwComponentStep  *step)
{
  for (guint i = 0; i < block->children->len; i++)
    {
      const CwYamlNode *child = g_ptr_array_index (block->children, i);
      const char *key = cw_yaml_node_get_key (child), *name = cw_yaml_node_get_key (block);

      if (g_str_equal (key, "enabled"))
        {
          g_autofree char *path = cw_yaml_node_dup_path (child);

          g_ptr_array_add (operations, cw_operation_new (CW_OPERATION_SET, path, "true"));
          continue;
        }
      if (is_empty (child) || !stands_beside (root, name, key, NULL))
        {
          remove_entry (operations, child);
          continue;
        }
      for (guint j = 0; child->kind == CW_YAML_MAPPING && j < child->children->len; j++)
        if (is_empty (g_ptr_array_index (child->children, j)))
          remove_entry (operations, g_ptr_array_index (child->children, j));
    }
}

/* What the neighbour says and the new component doesn't: a person has to say it. */
static void
note_open (const CwYamlNode *block,
           const CwYamlNode *neighbour,
           CwComponentStep  *step)
{
  for (guint i = 0; i < neighbour->children->len; i++)
    {
      const CwYamlNode *theirs = g_ptr_array_index (neighbour->children, i);
      const char *key = cw_yaml_node_get_key (theirs);
      const CwYamlNode *ours = cw_yaml_node_get_child (block, key);

      if (ours == NULL)
        cw_component_note (step, _ ("Still to be said, as “%s” does: “%s”; the chart leaves it open"),
                           cw_yaml_node_get_key (neighbour), key);
      for (guint j = 0; ours != NULL && ours->kind == CW_YAML_MAPPING && theirs->kind == CW_YAML_MAPPING
                        && j < theirs->children->len; j++)
        {
          const char *inner = cw_yaml_node_get_key (g_ptr_array_index (theirs->children, j));

          if (cw_yaml_node_get_child (ours, inner) == NULL)
            cw_component_note (step, _ ("Still to be said, as “%s” does: “%s.%s”; the chart leaves it open"),
                               cw_yaml_node_get_key (neighbour), key, inner);
        }
    }
}

static GBytes *
apply (const char  *path,
       GBytes      *text,
       GPtrArray   *operations,
       GError     **error)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);

  return operations->len > 0 ? cw_operations_apply (path, text, operations, notes, error) : g_bytes_ref (text);
}

static CwOperation *
make_copy (const char *name,
           GBytes     *template)
{
  CwOperation *operation = cw_operation_new (CW_OPERATION_COPY, name, NULL);

  operation->source = g_bytes_ref (template);
  operation->source_path = g_strdup (name);
  return operation;
}

/* The site's file with the component as the chart has it. */
static gboolean
fill_own_step (CwComponentStep        *step,
               const CwComponentChart *chart,
               const char             *name,
               GBytes                 *before,
               GBytes                 *template,
               GError                **error)
{
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_free);
  g_autoptr (GBytes) copied = NULL;
  g_autoptr (CwYaml) yaml = NULL, after = NULL;
  const CwYamlNode *root, *block;

  g_clear_pointer (&step->text, g_bytes_unref);
  g_ptr_array_set_size (step->notes, 0);
  g_ptr_array_add (operations, make_copy (name, template));
  copied = apply (step->path, before, operations, error);
  yaml = copied != NULL ? cw_yaml_read (copied, error) : NULL;
  if (yaml == NULL)
    return FALSE;
  root = cw_yaml_get_root (yaml);
  block = cw_yaml_node_get_child (root, name);
  g_ptr_array_set_size (operations, 0);
  fit_block (root, block, operations, step);
  step->text = apply (step->path, copied, operations, error);
  after = step->text != NULL ? cw_yaml_read (step->text, error) : NULL;
  if (after == NULL)
    return FALSE;
  cw_component_note (step, _ ("Adds “%s”, as the chart has it"), name);
  note_open (cw_yaml_find (after, name, NULL), cw_yaml_find (after, chart->neighbour->place, NULL), step);
  return TRUE;
}

/* (nullable): the field of an added item or entry that still names the neighbour. */
static char *
find_strange (const CwYaml *yaml,
              const char   *name)
{
  GPtrArray *nodes = cw_yaml_get_nodes (yaml);
  g_autofree char *word = cw_component_fold (name);
  char *const words[] = { word, NULL };

  for (guint i = 0; i < nodes->len; i++)
    {
      const CwYamlNode *node = g_ptr_array_index (nodes, i);
      g_autofree char *prefix = cw_component_dup_prefix (node, words);
      const CwYamlNode *field = NULL;

      if (node->kind == CW_YAML_SEQUENCE)
        field = cw_component_find_strange (node, name);
      else if (prefix != NULL)
        field = cw_component_find_strange_producer (node, name);
      if (field != NULL)
        return cw_yaml_node_dup_path (field);
    }
  return NULL;
}

/* (nullable): the field as another site's file has it, in the item of the same name and the list of the same place. */
static char *
find_elsewhere (CwSnapshot *snapshot,
                const char *than,
                const char *place,
                const char *name)
{
  const char *const *paths = cw_snapshot_get_paths (snapshot, NULL);
  const char *list_end = strrchr (place, '['), *dot = strrchr (place, '.');
  g_autofree char *folder = g_path_get_dirname (than);
  g_autofree char *list = list_end != NULL ? g_strndup (place, (gsize) (list_end - place)) : NULL;

  for (guint i = 0; list != NULL && dot != NULL && paths[i] != NULL; i++)
    {
      g_autofree char *its_folder = g_path_get_dirname (paths[i]);
      g_autofree char *path = g_strdup_printf ("%s[name=%s].%s", list, name, dot + 1);
      g_autoptr (CwYaml) yaml = NULL;
      const CwYamlNode *node;

      if (!g_str_equal (its_folder, folder) || g_str_equal (paths[i], than) || !g_str_has_suffix (paths[i], ".yaml"))
        continue;
      yaml = cw_yaml_read (cw_snapshot_get_bytes (snapshot, paths[i]), NULL);
      node = yaml != NULL ? cw_yaml_find (yaml, path, NULL) : NULL;
      if (node != NULL && node->kind == CW_YAML_SCALAR)
        return g_strdup (node->value);
    }
  return NULL;
}

/* A list that names the neighbour as a producer's component: how the new one is written there, another site or a person
 * knows. */
static gboolean
fit_list_step (CwComponentStep  *step,
               CwSnapshot       *snapshot,
               const char       *name,
               const char       *producer,
               GError          **error)
{
  g_autoptr (CwYaml) yaml = step->text != NULL ? cw_yaml_read (step->text, NULL) : NULL;
  g_autofree char *path = yaml != NULL ? find_strange (yaml, name) : NULL;
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_free);
  g_autoptr (GBytes) before = NULL;
  g_autofree char *known = NULL;

  if (path == NULL)
    return TRUE;
  if (producer == NULL)
    producer = known = find_elsewhere (snapshot, step->path, path, name);
  before = g_steal_pointer (&step->text);
  g_ptr_array_set_size (step->notes, 0);
  if (producer == NULL)
    {
      cw_component_note (step, _ ("Not added: this list also needs its name and index as producers have it, such as "
                                  "ATDome:0"));
      return TRUE;
    }
  g_ptr_array_add (operations, cw_operation_new (CW_OPERATION_SET, path, producer));
  step->text = apply (step->path, before, operations, error);
  cw_component_note (step, _ ("Adds “%s” as “%s”"), name, producer);
  return step->text != NULL;
}

/* (nullable): where a site's file switches the application off, among others of its kind. */
static char *
find_switch (const CwYaml *yaml,
             const char   *application)
{
  GPtrArray *nodes = cw_yaml_get_nodes (yaml);

  for (guint i = 0; i < nodes->len; i++)
    {
      const CwYamlNode *node = g_ptr_array_index (nodes, i);

      if (node->kind == CW_YAML_SCALAR && node->key != NULL && g_str_equal (node->key->value, application)
          && g_str_equal (node->value, "false") && node->parent->parent != NULL)
        return cw_yaml_node_dup_path (node);
    }
  return NULL;
}

/* An application that is off at the site is switched on: else nothing of it runs. */
static gboolean
add_switch (const CwComponentChart *self,
            CwProcedure            *procedure,
            CwSnapshot             *snapshot,
            const char             *site,
            GPtrArray              *steps,
            GError                **error)
{
  const CwRepository *repository = cw_procedure_get_repository (procedure, self->repository);
  const CwSiteFiles *files = g_ptr_array_index (cw_procedure_get_site_files (procedure, repository, site), 0);
  const char *const *paths = cw_snapshot_get_paths (snapshot, NULL);
  g_autofree char *folder = g_path_get_dirname (self->values), *application = g_path_get_basename (folder);
  g_autofree char *parent = g_path_get_dirname (folder);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      GBytes *bytes = cw_snapshot_get_bytes (snapshot, paths[i]);
      g_autoptr (CwYaml) yaml = NULL;
      g_autofree char *path = NULL;
      g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_free);
      CwComponentStep *step;

      if (!cw_path_matches_any ((const char *const *) files->include, paths[i]) || g_str_has_prefix (paths[i], parent))
        continue;
      yaml = cw_yaml_read (bytes, NULL);
      path = yaml != NULL ? find_switch (yaml, application) : NULL;
      if (path == NULL)
        continue;
      step = cw_component_step_new (self->repository, paths[i]);
      g_ptr_array_add (steps, step);
      g_ptr_array_add (operations, cw_operation_new (CW_OPERATION_SET, path, "true"));
      cw_component_note (step, _ ("Switches “%s” on"), application);
      step->text = apply (paths[i], bytes, operations, error);
      return step->text != NULL;
    }
  return TRUE;
}

/* What is left alone elsewhere for the neighbour's sake says nothing of the new component. */
static void
drop_elsewhere (const CwComponentChart *self,
                GPtrArray              *steps)
{
  for (guint i = steps->len; i > 0; i--)
    {
      const CwComponentStep *step = g_ptr_array_index (steps, i - 1);

      if (step->text == NULL && !g_str_equal (step->repository, self->repository))
        g_ptr_array_remove_index (steps, i - 1);
    }
}

/**
 * cw_component_chart_add:
 * @self: an application
 * @procedure: what the observatory does
 * @snapshots: (element-type CwSnapshot): the repositories' files
 * @site: id of the site that gets a component
 * @name: what it is called in the application's chart, or shall be
 * @producer: (nullable): its component's name and index, as lists of producers have it
 * @values: (nullable): the file at @self->values
 * @library: (nullable): the file at @self->library
 * @error: where to store the reason
 *
 * Works out the files that change when a component is added as the application's chart has it.
 *
 * Returns: (transfer full) (nullable) (element-type CwComponentStep): the files
 */
GPtrArray *
cw_component_chart_add (const CwComponentChart *self,
                        CwProcedure            *procedure,
                        GPtrArray              *snapshots,
                        const char             *site,
                        const char             *name,
                        const char             *producer,
                        GBytes                 *values,
                        GBytes                 *library,
                        GError                **error)
{
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GBytes) template = NULL;

  g_return_val_if_fail (self != NULL && CW_IS_PROCEDURE (procedure) && snapshots != NULL && name != NULL, NULL);

  template = find_template (name, values, library);
  if (template == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND,
                   _ ("Neither %s nor a chart of the repository says anything of “%s”"), self->values, name);
      return NULL;
    }
  steps = cw_component_copy (procedure, snapshots, site, self->neighbour, site, name, error);
  if (steps != NULL)
    drop_elsewhere (self, steps);
  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      CwComponentStep *step = g_ptr_array_index (steps, i);
      gboolean own = g_str_equal (step->repository, self->repository)
                     && g_str_equal (step->path, self->neighbour->path);
      CwSnapshot *snapshot = cw_snapshot_find (snapshots, step->repository);

      if (own ? !fill_own_step (step, self, name, cw_snapshot_get_bytes (snapshot, step->path), template, error)
              : !fit_list_step (step, snapshot, name, producer, error))
        return NULL;
    }
  if (steps == NULL
      || !add_switch (self, procedure, cw_snapshot_find (snapshots, self->repository), site, steps, error))
    return NULL;
  return g_steal_pointer (&steps);
}
