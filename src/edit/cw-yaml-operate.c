/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-operate"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-yaml-copy.h"
#include "cw-yaml-draft.h"
#include "cw-yaml-operate.h"
#include "cw-yaml-origin.h"
#include "cw-yaml-write.h"

/* Says who else changes with @node. */
static void
note_dependents (const CwYaml     *yaml,
                 const CwYamlNode *node,
                 GPtrArray        *notes)
{
  g_autoptr (GPtrArray) paths = cw_yaml_list_dependents (yaml, node);

  for (guint i = 0; i < paths->len; i++)
    {
      CwOperationNote *note = g_new0 (CwOperationNote, 1);

      note->kind = CW_OPERATION_NOTE_ALSO;
      note->path = g_strdup (paths->pdata[i]);
      g_ptr_array_add (notes, note);
    }
}

/* The place must be there to its end; says what is there instead. */
static const CwYamlNode *
need_node (const CwYaml      *yaml,
           GArray            *steps,
           const CwYamlPlace *place,
           GError           **error)
{
  g_autofree char *path = NULL;

  if (place->node != NULL && place->depth == steps->len)
    return place->node;
  path = cw_yaml_path_write (steps, steps->len);
  return cw_yaml_find (yaml, path, error);
}

static const char *
label_of (const CwYamlNode *node)
{
  if (node->kind == CW_YAML_MAPPING)
    return _ ("a block of keys");
  if (node->kind == CW_YAML_SEQUENCE)
    return _ ("a list");
  return cw_yaml_type_to_label (cw_yaml_type_of (node->value, node->style));
}

/* Whether a value may become that: nothing may become anything, a text no number unless the person says so. */
static gboolean
check_type (const CwOperation *operation,
            const CwYamlNode  *node,
            const CwYamlNode  *content,
            GError           **error)
{
  CwYamlType old = CW_YAML_TYPE_TEXT, new = CW_YAML_TYPE_TEXT;

  if (operation->retypes || node->kind == CW_YAML_ALIAS || content->kind == CW_YAML_ALIAS)
    return TRUE;
  old = node->kind == CW_YAML_SCALAR ? cw_yaml_type_of (node->value, node->style) : CW_YAML_TYPE_TEXT;
  new = content->kind == CW_YAML_SCALAR ? cw_yaml_type_of (content->value, content->style) : CW_YAML_TYPE_TEXT;
  if (old == CW_YAML_TYPE_NULL || (node->kind == content->kind && old == new))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
               node->kind == CW_YAML_SCALAR && content->kind == CW_YAML_SCALAR && old == CW_YAML_TYPE_TEXT
                 ? _ ("Line %u: “%s” is %s; it would become %s. To keep it a text, give it as YAML, in quotes")
                 : _ ("Line %u: “%s” is %s; it would become %s. Where that is meant, take it out and add it anew"),
               node->line, operation->path, label_of (node), label_of (content));
  return FALSE;
}

static CwYaml *
set_content (const CwYaml      *yaml,
             const CwOperation *operation,
             const CwYamlNode  *node,
             GError           **error)
{
  g_autoptr (CwYaml) content = cw_yaml_read_piece (operation->value, error);
  g_auto (CwYamlDraft) draft = { 0 };

  if (content == NULL)
    return NULL;
  if (cw_yaml_get_root (content) == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("There is no value to put at “%s”"), operation->path);
      return NULL;
    }
  if (!check_type (operation, node, cw_yaml_get_root (content), error))
    return NULL;
  cw_yaml_draft_init (&draft, yaml);
  return cw_yaml_draft_replace (&draft, node, content, error) ? cw_yaml_draft_finish (&draft, error) : NULL;
}

static CwYaml *
set_scalar (const CwYaml      *yaml,
            const CwOperation *operation,
            const CwYamlNode  *node,
            GError           **error)
{
  CwYamlNode content = { .style = node->style, .value = operation->value };
  g_auto (CwYamlDraft) draft = { 0 };

  if (node->kind != CW_YAML_SCALAR)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("Line %u: “%s” is %s; give its new content as YAML, or name a value in it"),
                   node->key != NULL ? node->key->line : node->line, operation->path, label_of (node));
      return NULL;
    }
  if (node->style == CW_YAML_PLAIN && strchr (operation->value, '\n') != NULL)
    content.style = CW_YAML_LITERAL;
  if (!check_type (operation, node, &content, error))
    return NULL;
  cw_yaml_draft_init (&draft, yaml);
  return cw_yaml_draft_set (&draft, node, operation->value, error) ? cw_yaml_draft_finish (&draft, error) : NULL;
}

/* In place of an alias comes a value of its own. */
static CwYaml *
set_alias (const CwYaml      *yaml,
           const CwOperation *operation,
           const CwYamlNode  *node,
           GError           **error)
{
  gboolean simple = node->target != NULL && node->target->kind == CW_YAML_SCALAR;
  CwYamlStyle style = simple ? node->target->style : CW_YAML_PLAIN;
  g_autofree char *written = cw_yaml_write_scalar (operation->value, style, FALSE);
  g_autoptr (CwYaml) content = cw_yaml_read_piece (written, error);
  g_auto (CwYamlDraft) draft = { 0 };

  if (content == NULL)
    return NULL;
  if (simple)
    {
      CwYamlNode before = *node->target;

      before.line = node->line;
      if (!check_type (operation, &before, cw_yaml_get_root (content), error))
        return NULL;
    }
  cw_yaml_draft_init (&draft, yaml);
  return cw_yaml_draft_replace (&draft, node, content, error) ? cw_yaml_draft_finish (&draft, error) : NULL;
}

static CwYaml *
operate_set (const CwYaml      *yaml,
             const CwOperation *operation,
             GArray            *steps,
             const CwYamlPlace *place,
             GPtrArray         *notes,
             GError           **error)
{
  const CwYamlNode *node = need_node (yaml, steps, place, error);

  if (node == NULL)
    return NULL;
  note_dependents (yaml, node, notes);
  if (operation->is_yaml)
    return set_content (yaml, operation, node, error);
  return node->kind == CW_YAML_ALIAS ? set_alias (yaml, operation, node, error)
                                     : set_scalar (yaml, operation, node, error);
}

/* A value that isn't YAML of its own is written as its neighbours are. */
static CwYaml *
read_value (const CwOperation *operation,
            GArray            *steps,
            const CwYamlPlace *place,
            GError           **error)
{
  const CwYamlStep *last = &g_array_index (steps, CwYamlStep, steps->len - 1);
  g_autofree char *written = NULL;
  CwYamlStyle style = CW_YAML_PLAIN;

  if (operation->is_yaml)
    return cw_yaml_read_piece (operation->value, error);
  if (operation->value == NULL)
    return cw_yaml_read_piece ("", error);
  if (place->node != NULL && place->depth + 1 == steps->len)
    style = cw_yaml_style_among (place->node);
  else if (place->node != NULL && place->node->kind == CW_YAML_SEQUENCE && place->depth + 2 == steps->len
           && last->kind == CW_YAML_STEP_KEY)
    style = cw_yaml_style_in_items (place->node, last->key);
  if (style == CW_YAML_PLAIN && strchr (operation->value, '\n') != NULL)
    written = cw_yaml_write_text (operation->value, 2);
  else
    written = cw_yaml_write_scalar (operation->value, style, FALSE);
  return cw_yaml_read_piece (written, error);
}

static CwYaml *
operate_add (const CwYaml      *yaml,
             const CwOperation *operation,
             GArray            *steps,
             const CwYamlPlace *place,
             GPtrArray         *notes,
             GError           **error)
{
  g_autoptr (CwYaml) content = read_value (operation, steps, place, error);

  if (content == NULL)
    return NULL;
  if (place->node != NULL)
    note_dependents (yaml, place->node, notes);
  return cw_yaml_add_at (yaml, operation, steps, place, content, error);
}

static CwYaml *
operate_remove (const CwYaml      *yaml,
                const CwOperation *operation,
                const CwYamlNode  *node,
                GError           **error)
{
  const CwYamlNode *alias = cw_yaml_find_alias_into (yaml, node);
  g_auto (CwYamlDraft) draft = { 0 };

  if (node->parent == NULL || alias != NULL)
    {
      if (alias != NULL)
        g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                     _ ("Line %u: “%s” can’t go, for “*%s” in line %u needs it; change that one first"), node->line,
                     operation->path, alias->value, alias->line);
      else
        g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("A whole document can’t be taken out"));
      return NULL;
    }
  cw_yaml_draft_init (&draft, yaml);
  return cw_yaml_draft_remove (&draft, node, operation->prunes, error) ? cw_yaml_draft_finish (&draft, error) : NULL;
}

static CwYaml *
operate_at (const CwYaml      *yaml,
            const CwOperation *operation,
            const CwYamlNode  *node,
            GError           **error)
{
  g_auto (CwYamlDraft) draft = { 0 };
  gboolean good = FALSE;

  cw_yaml_draft_init (&draft, yaml);
  if (operation->kind == CW_OPERATION_RENAME)
    good = cw_yaml_draft_rename (&draft, node, operation->value, error);
  else
    good = cw_yaml_draft_replace_text (&draft, node, operation->part, operation->value, error);
  return good ? cw_yaml_draft_finish (&draft, error) : NULL;
}

static CwYaml *
operate_on_node (const CwYaml      *yaml,
                 const CwOperation *operation,
                 GArray            *steps,
                 const CwYamlPlace *place,
                 GPtrArray         *notes,
                 GError           **error)
{
  const CwYamlNode *node = need_node (yaml, steps, place, error);

  if (node == NULL)
    return NULL;
  note_dependents (yaml, node->parent != NULL && operation->kind != CW_OPERATION_REPLACE ? node->parent : node, notes);
  if (operation->kind == CW_OPERATION_REMOVE)
    return operate_remove (yaml, operation, node, error);
  return operate_at (yaml, operation, node, error);
}

static gboolean
check_operation (const CwOperation *operation,
                 GError           **error)
{
  gboolean needs_value = operation->kind == CW_OPERATION_SET || operation->kind == CW_OPERATION_RENAME
                         || operation->kind == CW_OPERATION_REPLACE || operation->kind == CW_OPERATION_SET_VARIABLE
                         || operation->is_yaml;
  gboolean needs_part = operation->kind == CW_OPERATION_REPLACE || operation->kind == CW_OPERATION_SET_VARIABLE
                        || operation->kind == CW_OPERATION_REMOVE_VARIABLE;
  gboolean needs_source = operation->kind == CW_OPERATION_COPY || operation->kind == CW_OPERATION_MOVE;

  if ((!needs_value || operation->value != NULL) && (!needs_part || operation->part != NULL)
      && (!needs_source || operation->source_path != NULL))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s”: the edit lacks a value"), operation->path);
  return FALSE;
}

/**
 * cw_yaml_operate:
 * @yaml: a tree
 * @operation: an operation
 * @notes: (element-type CwOperationNote): where is added what the person should know
 * @error: where to store why nothing is changed
 *
 * Returns: (transfer full): the edited text, read again and proved
 */
CwYaml *
cw_yaml_operate (const CwYaml      *yaml,
                 const CwOperation *operation,
                 GPtrArray         *notes,
                 GError           **error)
{
  g_autoptr (GArray) steps = NULL;
  g_autoptr (CwYaml) resolved = NULL;
  CwYamlPlace place = { 0 };

  g_return_val_if_fail (yaml != NULL && operation != NULL && notes != NULL, NULL);

  if (!check_operation (operation, error))
    return NULL;
  if (operation->kind == CW_OPERATION_COPY || operation->kind == CW_OPERATION_MOVE)
    return cw_yaml_operate_copy (yaml, operation, notes, error);
  if (operation->kind == CW_OPERATION_SET_VARIABLE || operation->kind == CW_OPERATION_REMOVE_VARIABLE)
    return cw_yaml_operate_variable (yaml, operation, notes, error);
  steps = cw_yaml_path_read (operation->path, error);
  resolved = steps != NULL ? cw_yaml_resolve (yaml, operation, steps, &place, error) : NULL;
  if (resolved == NULL)
    return NULL;
  if (operation->kind == CW_OPERATION_SET)
    return operate_set (resolved, operation, steps, &place, notes, error);
  if (operation->kind == CW_OPERATION_ADD)
    return operate_add (resolved, operation, steps, &place, notes, error);
  return operate_on_node (resolved, operation, steps, &place, notes, error);
}
