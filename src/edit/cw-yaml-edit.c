/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-edit"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-operation.h"
#include "cw-yaml-edit.h"
#include "cw-yaml-layout.h"
#include "cw-yaml-operate.h"
#include "cw-yaml-write.h"

static CwEdit *
make_edit (const CwYaml     *yaml,
           const CwYamlNode *node,
           gsize             start,
           gsize             length,
           const char       *replacement)
{
  CwEdit *edit = cw_edit_new (start, length, replacement);
  g_autoptr (GPtrArray) edits = g_ptr_array_new ();

  edit->path = cw_yaml_node_dup_path (node);
  g_ptr_array_add (edits, edit);
  cw_edits_describe (cw_yaml_get_text (yaml), edits);
  return edit;
}

/**
 * cw_yaml_edit_set_scalar:
 * @yaml: a tree
 * @node: one of its scalars; no block scalar
 * @value: its new value
 * @error: where to store a %CW_ERROR_VALIDATION: @node is no scalar that can be set
 *
 * Gives a scalar another value. Its quotes stay as they are; a bare one stays bare where that is safe, so that what
 * type YAML reads it as follows from @value. Anchors, tags and comments stay.
 *
 * Returns: (transfer full): the edit
 */
CwEdit *
cw_yaml_edit_set_scalar (const CwYaml     *yaml,
                         const CwYamlNode *node,
                         const char       *value,
                         GError          **error)
{
  g_autofree char *written = NULL, *spaced = NULL;
  const char *data = NULL;
  CwEdit *edit = NULL;

  g_return_val_if_fail (yaml != NULL && node != NULL && value != NULL, NULL);

  if (node->kind != CW_YAML_SCALAR || cw_yaml_node_is_block (node) || !g_utf8_validate (value, -1, NULL))
    {
      g_autofree char *path = cw_yaml_node_dup_path (node);

      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("Line %u: “%s” is no simple value that can be set"),
                   node->line, path);
      return NULL;
    }

  data = g_bytes_get_data (cw_yaml_get_text (yaml), NULL);
  written = cw_yaml_write_scalar (value, node->style, cw_yaml_layout_in_brackets (node));
  if ((node->end == node->content || node->content > node->start) && node->content > 0
      && strchr (" \t\n", data[node->content - 1]) == NULL)
    spaced = g_strconcat (" ", written, NULL);
  edit = make_edit (yaml, node, node->content, node->end - node->content, spaced != NULL ? spaced : written);
  edit->value = g_strdup (value);
  return edit;
}

/**
 * cw_yaml_edit_replace_text:
 * @yaml: a tree
 * @node: one of its block scalars
 * @start: byte offset in the whole text
 * @length: bytes to replace
 * @replacement: what comes there; one line
 * @error: where to store a %CW_ERROR_VALIDATION: the range doesn't lie on one line of that scalar
 *
 * Replaces a stretch of a block scalar's text (JSON in YAML) and nothing around it.
 *
 * Returns: (transfer full): the edit
 */
CwEdit *
cw_yaml_edit_replace_text (const CwYaml     *yaml,
                           const CwYamlNode *node,
                           gsize             start,
                           gsize             length,
                           const char       *replacement,
                           GError          **error)
{
  const char *data = NULL;

  g_return_val_if_fail (yaml != NULL && node != NULL && replacement != NULL, NULL);

  data = g_bytes_get_data (cw_yaml_get_text (yaml), NULL);
  if (!cw_yaml_node_is_block (node) || start < node->content || start > node->end || length > node->end - start
      || memchr (data + start, '\n', length) != NULL || cw_yaml_has_control (replacement)
      || !g_utf8_validate (replacement, -1, NULL))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("Line %u: the text to replace does not lie on one line of a block of text"), node->line);
      return NULL;
    }
  return make_edit (yaml, node, start, length, replacement);
}

/* What was put into @old, as whole lines where it is that; %NULL where more than that is different. */
static CwEdit *
find_insertion (CwYamlText old,
                CwYamlText new)
{
  gsize added = new.size - old.size, start = 0, line;
  g_autofree char *text = NULL;

  while (start < old.size && old.data[start] == new.data[start])
    start++;
  if (memcmp (old.data + start, new.data + start + added, old.size - start) != 0)
    return NULL;
  line = cw_yaml_layout_line_start (old, start);
  if (memcmp (old.data + line, new.data + line + added, old.size - line) == 0)
    start = line;
  text = g_strndup (new.data + start, added);
  return cw_edit_new (start, 0, text);
}

/**
 * cw_yaml_edit_add:
 * @yaml: a tree
 * @mapping: one of its mappings
 * @key: a key that it hasn't got
 * @value: what stands there, as YAML: a number is one
 * @error: where to store why that can't be: it would change another place as well, or more than that one
 *
 * Adds a key as cw_operations_apply() does, in the style of its neighbours.
 *
 * Returns: (transfer full): the edit
 */
CwEdit *
cw_yaml_edit_add (const CwYaml     *yaml,
                  const CwYamlNode *mapping,
                  const char       *key,
                  const char       *value,
                  GError          **error)
{
  g_autofree char *place = cw_yaml_node_dup_path (mapping), *path = g_strconcat (place, ".", key, NULL);
  g_autoptr (CwOperation) operation = cw_operation_new (CW_OPERATION_ADD, path, value);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
  g_autoptr (GPtrArray) edits = g_ptr_array_new ();
  g_autoptr (CwYaml) after = NULL;
  CwEdit *edit = NULL;

  operation->is_yaml = TRUE;
  after = cw_yaml_operate (yaml, operation, notes, error);
  if (after == NULL)
    return NULL;
  if (notes->len == 0)
    edit = find_insertion (cw_yaml_layout_text (yaml), cw_yaml_layout_text (after));
  if (edit == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("Line %u: “%s” can’t be added without changing more"),
                   mapping->line, path);
      return NULL;
    }
  edit->kind = CW_EDIT_ADD;
  edit->path = g_steal_pointer (&place);
  edit->key = g_strdup (key);
  edit->value = g_strdup (value);
  g_ptr_array_add (edits, edit);
  cw_edits_describe (cw_yaml_get_text (yaml), edits);
  return edit;
}
