/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-component-chart.h"
#include "cw-component-edit.h"
#include "cw-error.h"
#include "cw-operation.h"
#include "cw-owner.h"
#include "cw-session-components.h"
#include "cw-session-files.h"
#include "cw-session-private.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* What runs at a site and at the others, and how a person changes it: every change is an edit of a file by hand. */

static void
clear_table (gpointer table)
{
  CwComponentTable *self = table;

  g_strfreev (self->sites);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->inventories, g_ptr_array_unref);
  g_clear_pointer (&self->unread, g_ptr_array_unref);
  g_clear_pointer (&self->snapshots, g_ptr_array_unref);
}

CwComponentTable *
cw_component_table_ref (CwComponentTable *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
cw_component_table_unref (CwComponentTable *self)
{
  g_atomic_rc_box_release_full (self, clear_table);
}

/**
 * cw_component_table_find_site:
 * @self: a table
 * @site: id of a site
 *
 * Returns: which of its sites it is, %G_MAXUINT where it is none
 */
guint
cw_component_table_find_site (const CwComponentTable *self,
                              const char             *site)
{
  for (guint i = 0; self->sites[i] != NULL; i++)
    if (g_str_equal (self->sites[i], site))
      return i;
  return G_MAXUINT;
}

/**
 * cw_component_change_new:
 * @item: a component; copied
 * @field: what is said of it
 * @value: (nullable): what shall be said; %NULL takes it away
 *
 * Returns: (transfer full): a change to be made
 */
CwComponentChange *
cw_component_change_new (const CwInventoryItem *item,
                         CwInventoryField       field,
                         const char            *value)
{
  CwComponentChange *self = g_new0 (CwComponentChange, 1);

  self->item = cw_inventory_item_copy (item);
  self->field = field;
  self->value = g_strdup (value);
  return self;
}

void
cw_component_change_free (CwComponentChange *self)
{
  g_return_if_fail (self != NULL);

  cw_inventory_item_free (self->item);
  g_free (self->value);
  g_clear_pointer (&self->record, json_object_unref);
  g_free (self);
}

/* What the site's files will be, on top of what stands there. */
static void
add_changes (CwSnapshot        *snapshot,
             const CwChangeSet *changes)
{
  for (guint i = 0; i < changes->files->len; i++)
    {
      const CwFileChange *file = g_ptr_array_index (changes->files, i);

      cw_snapshot_add (snapshot, file->path, file->mode, NULL, file->new_bytes);
    }
}

/* A copy that more may be added to: the world's own is shared. */
static CwSnapshot *
dup_snapshot (CwSession           *self,
              const CwChangeSet   *changes,
              GCancellable        *cancellable,
              GError             **error)
{
  const CwRepository *repository = cw_procedure_get_repository (self->procedure, changes->repository);
  g_autoptr (CwSnapshot) shared = cw_world_get_snapshot (self->world, repository, changes->base, cancellable, error);
  g_autoptr (CwSnapshot) none = NULL;

  if (shared == NULL)
    return NULL;
  none = cw_snapshot_new (changes->repository, changes->base_name, changes->base);
  return cw_snapshot_join (shared, none);
}

/* Another site may be planned on another branch: its own files are those of that one. */
static gboolean
add_their_files (CwSession          *self,
                 CwSnapshot         *snapshot,
                 const char         *site,
                 const CwChangeSet  *theirs,
                 GCancellable       *cancellable,
                 GError            **error)
{
  const CwRepository *repository = cw_procedure_get_repository (self->procedure, theirs->repository);
  g_autoptr (CwSnapshot) shared = NULL;

  if (g_str_equal (cw_snapshot_get_commit (snapshot), theirs->base))
    return TRUE;
  shared = cw_world_get_snapshot (self->world, repository, theirs->base, cancellable, error);
  for (guint i = 0; shared != NULL && i < theirs->paths->len; i++)
    {
      const char *path = g_ptr_array_index (theirs->paths, i);
      GBytes *bytes = cw_snapshot_get_bytes (shared, path);

      if (bytes != NULL && cw_owner_find (self->procedure, repository, site, path, NULL) == CW_OWNER_OTHER)
        cw_snapshot_add (snapshot, path, cw_snapshot_get_mode (shared, path), NULL, bytes);
    }
  return shared != NULL;
}

/**
 * cw_session_read_planned:
 * @self: a session
 * @site: id of a site that is prepared
 * @other: (nullable): id of another site: its files and changes are in the repositories too, where it is prepared
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Returns: (transfer full) (nullable) (element-type CwSnapshot): the repositories as they are planned for @site
 */
GPtrArray *
cw_session_read_planned (CwSession     *self,
                         const char    *site,
                         const char    *other,
                         GCancellable  *cancellable,
                         GError       **error)
{
  CwPlan *plan = cw_view_get_plan (self->view, site);
  CwPlan *second = other != NULL ? cw_view_get_plan (self->view, other) : NULL;
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *sets = plan != NULL ? cw_plan_get_change_sets (plan) : NULL;

  if (sets == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("This preparation has no plan for the site “%s”"), site);
      return NULL;
    }
  for (guint i = 0; i < sets->len; i++)
    {
      const CwChangeSet *changes = g_ptr_array_index (sets, i);
      const CwChangeSet *theirs = second != NULL ? cw_plan_get_change_set (second, changes->repository) : NULL;
      CwSnapshot *snapshot = dup_snapshot (self, changes, cancellable, error);

      if (snapshot == NULL)
        return NULL;
      g_ptr_array_add (snapshots, snapshot);
      if (theirs != NULL)
        {
          if (!add_their_files (self, snapshot, site, theirs, cancellable, error))
            return NULL;
          add_changes (snapshot, theirs);
        }
      add_changes (snapshot, changes);
    }
  return g_steal_pointer (&snapshots);
}

static gboolean
add_site (CwSession         *self,
          CwComponentTable  *table,
          const char        *site,
          const char        *id,
          GCancellable      *cancellable,
          GError           **error)
{
  gboolean prepared = cw_view_get_plan (self->view, id) != NULL;
  g_autoptr (GPtrArray) snapshots = cw_session_read_planned (self, prepared ? id : site, NULL, cancellable, error);

  if (snapshots == NULL)
    return FALSE;
  g_ptr_array_add (table->inventories, cw_inventory_new (self->procedure, id, snapshots));
  g_ptr_array_add (table->unread, cw_inventory_list_unread (self->procedure, id, snapshots));
  g_ptr_array_add (table->snapshots, g_steal_pointer (&snapshots));
  return TRUE;
}

/**
 * cw_session_read_components:
 * @self: a session
 * @site: id of a site that is prepared
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Reads what runs at @site and at every other site.
 *
 * Returns: (transfer full) (nullable): the components
 */
CwComponentTable *
cw_session_read_components (CwSession     *self,
                            const char    *site,
                            GCancellable  *cancellable,
                            GError       **error)
{
  g_autoptr (CwComponentTable) table = g_atomic_rc_box_new0 (CwComponentTable);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  GPtrArray *sites;

  g_return_val_if_fail (CW_IS_SESSION (self) && site != NULL, NULL);
  cw_assert_in_worker ();

  sites = cw_procedure_get_sites (self->procedure);
  g_strv_builder_add (ids, site);
  table->inventories = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  table->unread = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  table->snapshots = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  if (!add_site (self, table, site, site, cancellable, error))
    return NULL;
  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *one = g_ptr_array_index (sites, i);

      if (g_str_equal (one->id, site))
        continue;
      g_strv_builder_add (ids, one->id);
      if (!add_site (self, table, site, one->id, cancellable, error))
        return NULL;
    }
  table->sites = g_strv_builder_end (ids);
  table->rows = cw_inventory_compare ((GPtrArray *const *) table->inventories->pdata, table->inventories->len);
  cw_inventory_add_blocks (table->rows, self->procedure, table->sites, (GPtrArray *const *) table->snapshots->pdata,
                           table->snapshots->len);
  return g_steal_pointer (&table);
}

/* A file that several changes may concern, with what was made of it so far. */
static gboolean
find_file (CwSession              *self,
           const char             *site,
           const CwInventoryItem  *item,
           GPtrArray              *files,
           GPtrArray              *texts,
           guint                  *index,
           GCancellable           *cancellable,
           GError                **error)
{
  CwFileText *file;

  for (*index = 0; *index < files->len; (*index)++)
    {
      file = g_ptr_array_index (files, *index);
      if (g_str_equal (file->repository, item->repository) && g_str_equal (file->path, item->path))
        return TRUE;
    }
  file = cw_session_read_file (self, site, item->repository, item->path, cancellable, error);
  if (file == NULL)
    return FALSE;
  g_ptr_array_add (files, file);
  if (file->text == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no file %s on %s"), file->path, file->base_name);
      return FALSE;
    }
  g_ptr_array_add (texts, g_bytes_ref (file->text));
  return TRUE;
}

static gboolean
apply_change (const CwComponentChange  *change,
              GPtrArray                *texts,
              guint                     index,
              GError                  **error)
{
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_free);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
  GBytes *text = g_ptr_array_index (texts, index), *after;

  if (!cw_component_edit (change->item, change->field, change->value, text, operations, error))
    return FALSE;
  if (operations->len == 0)
    return TRUE;
  after = cw_operations_apply (change->item->path, text, operations, notes, error);
  if (after == NULL)
    return FALSE;
  g_bytes_unref (text);
  texts->pdata[index] = after;
  return TRUE;
}

static void
add_record (const CwComponentChange *change,
            CwFileText              *file)
{
  if (change->record == NULL)
    return;
  if (file->record == NULL)
    file->record = json_array_new ();
  json_array_add_object_element (file->record, json_object_ref (change->record));
}

/* What the files become, nothing is kept yet. */
static gboolean
apply_changes (CwSession     *self,
               const char    *site,
               GPtrArray     *changes,
               GPtrArray     *files,
               GPtrArray     *texts,
               GCancellable  *cancellable,
               GError       **error)
{
  for (guint i = 0; i < changes->len; i++)
    {
      const CwComponentChange *change = g_ptr_array_index (changes, i);
      guint index = 0;

      if (!find_file (self, site, change->item, files, texts, &index, cancellable, error)
          || !apply_change (change, texts, index, error))
        return FALSE;
      add_record (change, g_ptr_array_index (files, index));
    }
  return TRUE;
}

/* All changes or none; @keeps: else it is only found out whether they could be made. */
static gboolean
change_components (CwSession     *self,
                   const char    *site,
                   GPtrArray     *changes,
                   gboolean       keeps,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_file_text_free);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_return_val_if_fail (CW_IS_SESSION (self) && site != NULL && changes != NULL, FALSE);
  cw_assert_in_worker ();

  return apply_changes (self, site, changes, files, texts, cancellable, error)
         && (!keeps || cw_session_edit_files (self, files, texts, error));
}

/**
 * cw_session_try_components:
 * @self: a session
 * @site: id of the site
 * @changes: (element-type CwComponentChange): what shall be said of which component
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Returns: whether cw_session_edit_components() could make the changes; nothing is changed
 */
gboolean
cw_session_try_components (CwSession     *self,
                           const char    *site,
                           GPtrArray     *changes,
                           GCancellable  *cancellable,
                           GError       **error)
{
  return change_components (self, site, changes, FALSE, cancellable, error);
}

/**
 * cw_session_edit_components:
 * @self: a session
 * @site: id of the site
 * @changes: (element-type CwComponentChange): what shall be said of which component
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Changes what the site's files say of components. All changes join the change set, or none where one can't.
 *
 * Returns: whether they did
 */
gboolean
cw_session_edit_components (CwSession     *self,
                            const char    *site,
                            GPtrArray     *changes,
                            GCancellable  *cancellable,
                            GError       **error)
{
  return change_components (self, site, changes, TRUE, cancellable, error);
}

/**
 * cw_session_plan_component:
 * @self: a session
 * @site: id of the site that gets a component
 * @source: a component of a table
 * @source_site: id of its site, which may be @site
 * @name: (nullable): the copy's name; %NULL for the same
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Works out what changes when @source is added to @site; nothing is done yet.
 *
 * Returns: (transfer full) (nullable) (element-type CwComponentStep): the files
 */
GPtrArray *
cw_session_plan_component (CwSession              *self,
                           const char             *site,
                           const CwInventoryItem  *source,
                           const char             *source_site,
                           const char             *name,
                           GCancellable           *cancellable,
                           GError                **error)
{
  g_autoptr (GPtrArray) snapshots = NULL;

  g_return_val_if_fail (CW_IS_SESSION (self) && site != NULL && source != NULL && source_site != NULL, NULL);
  cw_assert_in_worker ();

  snapshots = cw_session_read_planned (self, site, source_site, cancellable, error);
  if (snapshots == NULL)
    return NULL;
  return cw_component_copy (self->procedure, snapshots, site, source, source_site, name, error);
}

static gboolean
read_text (CwSession     *self,
           const char    *site,
           const char    *repository,
           const char    *path,
           GBytes       **text,
           GCancellable  *cancellable,
           GError       **error)
{
  CwFileText *file = path != NULL ? cw_session_read_file (self, site, repository, path, cancellable, error) : NULL;

  if (file == NULL)
    return path == NULL;
  *text = file->text != NULL ? g_bytes_ref (file->text) : NULL;
  cw_file_text_free (file);
  return TRUE;
}

/**
 * cw_session_plan_from_chart:
 * @self: a session
 * @site: id of the site that gets a component
 * @application: name of the application's folder
 * @name: what the component is called there, or shall be
 * @producer: (nullable): its component's name and index, as lists of producers have it
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Works out what changes when a component is added as its application's chart has it; nothing is done yet.
 *
 * Returns: (transfer full) (nullable) (element-type CwComponentStep): the files
 */
GPtrArray *
cw_session_plan_from_chart (CwSession     *self,
                            const char    *site,
                            const char    *application,
                            const char    *name,
                            const char    *producer,
                            GCancellable  *cancellable,
                            GError       **error)
{
  g_autoptr (GPtrArray) snapshots = NULL;
  g_autoptr (CwComponentChart) chart = NULL;
  g_autoptr (GBytes) values = NULL, library = NULL;

  g_return_val_if_fail (CW_IS_SESSION (self) && site != NULL && application != NULL && name != NULL, NULL);
  cw_assert_in_worker ();

  snapshots = cw_session_read_planned (self, site, NULL, cancellable, error);
  if (snapshots != NULL)
    chart = cw_component_chart_find (self->procedure, snapshots, site, application, error);
  if (chart == NULL || !read_text (self, site, chart->repository, chart->values, &values, cancellable, error)
      || !read_text (self, site, chart->repository, chart->library, &library, cancellable, error))
    return NULL;
  return cw_component_chart_add (chart, self->procedure, snapshots, site, name, producer, values, library, error);
}

/* Whoever calls it asks about fixes again in the end. */
gboolean
cw_session_carry_component (CwSession     *self,
                            const char    *site,
                            GPtrArray     *steps,
                            JsonArray     *record,
                            GCancellable  *cancellable,
                            GError       **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_file_text_free);
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();

  for (guint i = 0; i < steps->len; i++)
    {
      const CwComponentStep *step = g_ptr_array_index (steps, i);
      CwFileText *file;

      if (step->text == NULL)
        continue;
      file = cw_session_read_file (self, site, step->repository, step->path, cancellable, error);
      if (file == NULL)
        return FALSE;
      file->record = record != NULL ? json_array_ref (record) : NULL;
      g_ptr_array_add (files, file);
      g_ptr_array_add (texts, step->text);
    }
  return cw_session_edit_files (self, files, texts, error);
}

/**
 * cw_session_add_component:
 * @self: a session
 * @site: id of the site that gets the component
 * @steps: (element-type CwComponentStep): what cw_session_plan_component() worked out, and a person saw
 * @record: (nullable) (element-type JsonObject): whose it is, as #CwHandEdit has it
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Lets the files of @steps join the change set; what was asked about them and isn't missing any more is asked no longer.
 *
 * Returns: whether they did
 */
gboolean
cw_session_add_component (CwSession     *self,
                          const char    *site,
                          GPtrArray     *steps,
                          JsonArray     *record,
                          GCancellable  *cancellable,
                          GError       **error)
{
  g_return_val_if_fail (CW_IS_SESSION (self) && site != NULL && steps != NULL, FALSE);
  cw_assert_in_worker ();

  return cw_session_carry_component (self, site, steps, record, cancellable, error)
         && cw_session_ask_fixes (self, cancellable, error);
}
