/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-since-list"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-field-names.h"
#include "cw-field-text.h"
#include "cw-json.h"
#include "cw-show.h"
#include "cw-since-list.h"
#include "cw-storage-text.h"

/* What is compared: the payload that was approved last, or sent, and the one that would be sent now. */
typedef struct {
  CwProcedure *procedure;
  CwEffect *effect;
  CwEffect *reviewed;   /* (nullable): what was on screen then; it alone has the files' content */
  GPtrArray *changes;   /* CwSinceChange */
} Comparison;

static void
change_free (gpointer data)
{
  CwSinceChange *change = data;

  g_free (change->what);
  g_free (change->before);
  g_free (change->after);
  g_free (change->note);
  g_free (change);
}

static CwSinceChange *
add_change (Comparison *self,
            const char *what)
{
  CwSinceChange *change = g_new0 (CwSinceChange, 1);

  change->what = g_strdup (what);
  g_ptr_array_add (self->changes, change);
  return change;
}

/* As the page or the message shows it. */
static char *
write_member (Comparison *self,
              const char *name,
              JsonNode   *node)
{
  gboolean page = g_str_equal (cw_effect_get_kind (self->effect), CW_EFFECT_KIND_WIKI_PAGE);

  if (node == NULL)
    return g_strdup ("");
  if (page && g_str_equal (name, "body") && JSON_NODE_HOLDS_VALUE (node)
      && json_node_get_value_type (node) == G_TYPE_STRING)
    return cw_storage_to_plain (json_node_get_string (node));
  if (g_str_equal (name, "post-at"))
    return json_node_get_int (node) > 0 ? cw_show_instant (self->procedure, json_node_get_int (node))
                                        : g_strdup (_ ("At once"));
  return cw_field_text_write (self->procedure, self->effect, node);
}

static void
compare_member (Comparison *self,
                const char *name,
                JsonObject *before,
                JsonObject *after)
{
  JsonNode *old = json_object_get_member (before, name), *new = json_object_get_member (after, name);
  CwSinceChange *change;

  if (old != NULL && new != NULL && json_node_equal (old, new))
    return;
  change = add_change (self, cw_field_names_get (self->effect, name));
  change->before = write_member (self, name, old);
  change->after = write_member (self, name, new);
  if (g_str_equal (change->before, change->after))
    change->note = g_strdup (_ ("Reads the same; what doesn’t show changed"));
}

static void
compare_members (Comparison        *self,
                 JsonObject        *before,
                 JsonObject        *after,
                 const char *const *without)
{
  g_autoptr (GList) old_names = json_object_get_members (before), new_names = json_object_get_members (after);

  for (GList *name = new_names; name != NULL; name = name->next)
    if (!g_strv_contains (without, name->data))
      compare_member (self, name->data, before, after);
  for (GList *name = old_names; name != NULL; name = name->next)
    if (!g_strv_contains (without, name->data) && !json_object_has_member (after, name->data))
      compare_member (self, name->data, before, after);
}

static JsonObject *
find_file (JsonArray  *files,
           const char *path)
{
  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    {
      JsonNode *node = json_array_get_element (files, i);

      if (JSON_NODE_HOLDS_OBJECT (node)
          && g_str_equal (cw_json_get_string (json_node_get_object (node), "path", ""), path))
        return json_node_get_object (node);
    }
  return NULL;
}

static char *
read_blob (CwEffect   *effect,
           JsonObject *file)
{
  const char *blob = cw_json_get_string (file, "new", "");
  GBytes *bytes = effect != NULL && *blob != '\0' ? cw_effect_get_blob (effect, blob) : NULL;
  const char *data;
  gsize size;

  if (bytes == NULL)
    return *blob == '\0' ? g_strdup ("") : NULL;
  data = g_bytes_get_data (bytes, &size);
  return data != NULL ? g_utf8_make_valid (data, (gssize) size) : g_strdup ("");
}

static void
compare_file (Comparison *self,
              const char *path,
              JsonObject *before,
              JsonObject *after)
{
  CwSinceChange *change;

  if (before != NULL && after != NULL
      && g_str_equal (cw_json_get_string (before, "new", ""), cw_json_get_string (after, "new", ""))
      && g_str_equal (cw_json_get_string (before, "mode", ""), cw_json_get_string (after, "mode", "")))
    return;
  change = add_change (self, path);
  if (before == NULL)
    change->note = g_strdup (_ ("Changes now too; it wasn’t among what was reviewed"));
  else if (after == NULL)
    change->note = g_strdup (_ ("Stays as it is now; a change of it was reviewed"));
  if (change->note != NULL)
    return;
  change->code = TRUE;
  change->before = read_blob (self->reviewed, before);
  change->after = read_blob (self->effect, after);
  if (change->before != NULL && change->after != NULL)
    return;
  g_clear_pointer (&change->before, g_free);
  g_clear_pointer (&change->after, g_free);
  change->note = g_strdup (_ ("Becomes another text than the reviewed one; all of its change stands below"));
}

static void
compare_files (Comparison *self,
               JsonArray  *before,
               JsonArray  *after)
{
  for (guint i = 0; after != NULL && i < json_array_get_length (after); i++)
    {
      JsonObject *file = json_array_get_object_element (after, i);
      const char *path = cw_json_get_string (file, "path", "");

      compare_file (self, path, find_file (before, path), file);
    }
  for (guint i = 0; before != NULL && i < json_array_get_length (before); i++)
    {
      JsonNode *node = json_array_get_element (before, i);
      const char *path = JSON_NODE_HOLDS_OBJECT (node) ? cw_json_get_string (json_node_get_object (node), "path", "")
                                                       : "";

      if (*path != '\0' && find_file (after, path) == NULL)
        compare_file (self, path, json_node_get_object (node), NULL);
    }
}

/* What a person saw last: what they approved, else what was sent. */
static JsonObject *
find_reviewed (const CwViewItem *item)
{
  JsonNode *node = item->record != NULL ? cw_effect_record_get_approved (item->record) : NULL;

  if (node == NULL && item->record != NULL)
    node = cw_effect_record_get_sent (item->record);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
compare_payloads (Comparison *self,
                  JsonObject *before,
                  JsonObject *after)
{
  static const char *const files[] = { "files", NULL };
  static const char *const fields[] = { "fields", NULL };

  if (g_str_equal (cw_effect_get_kind (self->effect), CW_EFFECT_KIND_GIT_BRANCH))
    {
      compare_files (self, cw_json_get_array (before, "files"), cw_json_get_array (after, "files"));
      compare_members (self, before, after, files);
    }
  else if (cw_json_get_object (before, "fields") != NULL && cw_json_get_object (after, "fields") != NULL)
    {
      compare_members (self, cw_json_get_object (before, "fields"), cw_json_get_object (after, "fields"), files);
      compare_members (self, before, after, fields);
    }
  else
    compare_members (self, before, after, files);
}

/**
 * cw_since_list_new:
 * @procedure: whose times are shown
 * @item: an effect
 * @reviewed: (nullable): the effect as it was when it was approved, where that is still known
 *
 * Returns: (transfer full) (element-type CwSinceChange): what of its payload isn't any more what was approved last;
 *   empty where it is, or where nothing was approved yet
 */
GPtrArray *
cw_since_list_new (CwProcedure      *procedure,
                   const CwViewItem *item,
                   CwEffect         *reviewed)
{
  JsonNode *node = cw_effect_get_payload (item->effect);
  JsonObject *before = find_reviewed (item), *after = node != NULL ? json_node_get_object (node) : NULL;
  Comparison self = { procedure, item->effect, reviewed, g_ptr_array_new_with_free_func (change_free) };

  g_return_val_if_fail (CW_IS_PROCEDURE (procedure), self.changes);

  if (before != NULL && after != NULL)
    compare_payloads (&self, before, after);
  return self.changes;
}

/**
 * cw_since_list_new_between:
 * @procedure: whose times are shown
 * @before: an effect
 * @after: the same one later
 *
 * Returns: (transfer full) (element-type CwSinceChange): what of its payload changed
 */
GPtrArray *
cw_since_list_new_between (CwProcedure *procedure,
                           CwEffect    *before,
                           CwEffect    *after)
{
  JsonNode *old = cw_effect_get_payload (before), *new = cw_effect_get_payload (after);
  Comparison self = { procedure, after, before, g_ptr_array_new_with_free_func (change_free) };

  if (old != NULL && new != NULL)
    compare_payloads (&self, json_node_get_object (old), json_node_get_object (new));
  return self.changes;
}
