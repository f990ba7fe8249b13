/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-outside-file"

#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "cw-error.h"
#include "cw-file.h"
#include "cw-json.h"
#include "cw-outside-file.h"
#include "cw-worker.h"

#define RECORD_SUFFIX ".json"
/* Both texts of an edit, escaped at worst. */
#define MAX_RECORD (13 * CW_HAND_EDIT_MAX_BYTES)
/* Whoever leaves an editor open over a weekend is still heard. */
#define MAX_AGE (7 * G_TIME_SPAN_DAY / G_TIME_SPAN_SECOND)

void
cw_outside_file_free (CwOutsideFile *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->record);
  g_free (self->place);
  g_clear_pointer (&self->edit, cw_hand_edit_free);
  g_free (self);
}

static CwHandEdit *
copy_edit (const CwHandEdit *edit,
           GBytes           *text)
{
  CwHandEdit *copy = g_new0 (CwHandEdit, 1);

  copy->site = g_strdup (edit->site);
  copy->repository = g_strdup (edit->repository);
  copy->path = g_strdup (edit->path);
  copy->from = edit->from != NULL ? g_bytes_ref (edit->from) : NULL;
  copy->text = g_bytes_ref (text);
  copy->by = g_strdup (edit->by);
  copy->at = g_strdup (edit->at);
  return copy;
}

static char *
find_place (const char       *record,
            const CwHandEdit *edit)
{
  g_autofree char *folder = g_strndup (record, strlen (record) - strlen (RECORD_SUFFIX));
  g_autofree char *name = g_path_get_basename (edit->path);

  return g_build_filename (folder, name, NULL);
}

static gboolean
write_record (const CwOutsideFile  *self,
              GError              **error)
{
  g_autofree char *key = cw_hand_edit_make_key (self->edit->site, self->edit->repository, self->edit->path);
  g_autoptr (JsonNode) edit = cw_hand_edit_to_json (self->edit);
  JsonObject *record = cw_json_object ("key", key, NULL);
  g_autoptr (JsonNode) node = cw_json_node_object (record);
  g_autofree char *text = NULL;

  json_object_set_member (record, "edit", g_steal_pointer (&edit));
  text = cw_json_to_text (node, FALSE);
  return g_file_set_contents_full (self->record, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/**
 * cw_outside_file_make:
 * @folder: where such files are
 * @edit: what is handed out
 * @error: where to store the reason
 *
 * Returns: (transfer full) (nullable): a new file with the text of @edit, and its record
 */
CwOutsideFile *
cw_outside_file_make (const char        *folder,
                      const CwHandEdit  *edit,
                      GError           **error)
{
  g_autoptr (CwOutsideFile) self = g_new0 (CwOutsideFile, 1);
  g_autofree char *own = NULL;
  gsize size = 0;
  const char *data;

  g_return_val_if_fail (folder != NULL && edit != NULL && edit->text != NULL, NULL);
  cw_assert_in_worker ();

  own = g_build_filename (folder, "edit-XXXXXX", NULL);
  if (g_mkdir_with_parents (folder, 0700) != 0 || g_mkdtemp_full (own, 0700) == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, _ ("The folder %s can’t be made: %s"), own, g_strerror (errno));
      return NULL;
    }
  self->record = g_strconcat (own, RECORD_SUFFIX, NULL);
  self->edit = copy_edit (edit, edit->text);
  self->place = find_place (self->record, edit);
  data = g_bytes_get_data (edit->text, &size);
  if (write_record (self, error) && g_file_set_contents (self->place, data != NULL ? data : "", (gssize) size, error))
    return g_steal_pointer (&self);
  cw_outside_file_remove (self);
  return NULL;
}

/**
 * cw_outside_file_load:
 * @record: the record of a file that was handed out
 * @error: where to store the reason
 *
 * Returns: (transfer full) (nullable): that file
 */
CwOutsideFile *
cw_outside_file_load (const char  *record,
                      GError     **error)
{
  g_autoptr (CwOutsideFile) self = g_new0 (CwOutsideFile, 1);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  g_return_val_if_fail (record != NULL, NULL);

  bytes = cw_file_read (record, MAX_RECORD, error);
  node = bytes != NULL ? cw_json_parse (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), 0, error)
                       : NULL;
  if (node == NULL)
    return NULL;
  object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  if (object != NULL && json_object_has_member (object, "edit"))
    self->edit = cw_hand_edit_read (cw_json_get_string (object, "key", ""), json_object_get_member (object, "edit"),
                                    error);
  else
    cw_error_refuse (error, CW_ERROR_INVALID_DATA, _ ("%s is no record of a file in your own editor"), record);
  if (self->edit == NULL)
    return NULL;
  self->record = g_strdup (record);
  self->place = find_place (record, self->edit);
  return g_steal_pointer (&self);
}

static int
compare_records (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * cw_outside_file_list:
 * @folder: where such files are
 *
 * Returns: (transfer full) (element-type utf8): their records
 */
GPtrArray *
cw_outside_file_list (const char *folder)
{
  GPtrArray *records = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_return_val_if_fail (folder != NULL, records);
  cw_assert_in_worker ();

  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "edit-") && g_str_has_suffix (name, RECORD_SUFFIX))
      g_ptr_array_add (records, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (records, compare_records);
  return records;
}

/**
 * cw_outside_file_read:
 * @self: a file that was handed out
 * @error: where to store the reason: %CW_ERROR_NOT_FOUND while there is none, which an editor makes so for a moment
 *
 * Returns: (transfer full) (nullable): what stands in it
 */
GBytes *
cw_outside_file_read (const CwOutsideFile  *self,
                      GError              **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) text = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  text = cw_file_read (self->place, CW_HAND_EDIT_MAX_BYTES, &local);
  if (text != NULL && cw_hand_edit_check_text (self->edit->path, text, &local))
    return g_steal_pointer (&text);
  if (g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("What was saved as %s isn’t taken over: %s"), self->place,
                 local->message);
  return NULL;
}

gboolean
cw_outside_file_is_new (const CwOutsideFile *self,
                        GBytes              *text)
{
  g_return_val_if_fail (self != NULL && text != NULL, FALSE);

  return !g_bytes_equal (self->edit->text, text);
}

/**
 * cw_outside_file_take:
 * @self: a file that was handed out
 * @text: what was saved there, and is kept elsewhere by now
 * @error: where to store the reason
 *
 * Returns: whether its record says so
 */
gboolean
cw_outside_file_take (CwOutsideFile  *self,
                      GBytes         *text,
                      GError        **error)
{
  CwHandEdit *edit;

  g_return_val_if_fail (self != NULL && text != NULL, FALSE);
  cw_assert_in_worker ();

  edit = copy_edit (self->edit, text);
  cw_hand_edit_free (self->edit);
  self->edit = edit;
  return write_record (self, error);
}

static gint64
get_saved_at (const CwOutsideFile *self)
{
  GStatBuf status;

  return g_stat (self->place, &status) == 0 ? (gint64) status.st_mtime : 0;
}

/**
 * cw_outside_file_is_old:
 * @self: a file that was handed out
 *
 * Returns: whether nobody saved anything there for so long that no editor has it open any more
 */
gboolean
cw_outside_file_is_old (const CwOutsideFile *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_get_real_time () / G_USEC_PER_SEC - get_saved_at (self) > MAX_AGE;
}

/**
 * cw_outside_file_saved_at:
 * @self: a file that was handed out
 *
 * Returns: (transfer full): when somebody saved it last
 */
GDateTime *
cw_outside_file_saved_at (const CwOutsideFile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_date_time_new_from_unix_utc (get_saved_at (self));
}

/**
 * cw_outside_file_remove:
 * @self: a file that was handed out
 *
 * Takes it away, its record, and what the editor left beside it.
 */
void
cw_outside_file_remove (const CwOutsideFile *self)
{
  g_autofree char *folder = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_return_if_fail (self != NULL);
  cw_assert_in_worker ();

  folder = g_path_get_dirname (self->place);
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *other = g_build_filename (folder, name, NULL);

      g_unlink (other);
    }
  g_rmdir (folder);
  g_unlink (self->record);
}
