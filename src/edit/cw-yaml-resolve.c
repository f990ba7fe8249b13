/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-resolve"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-yaml-copy.h"
#include "cw-yaml-draft.h"
#include "cw-yaml-operate.h"
#include "cw-yaml-origin.h"

#define MAX_TURNS 16

/* Removing or renaming an alias, or putting something in its place, is no change of what it stands for. */
static gboolean
ends_at_alias (const CwOperation *operation,
               GArray            *steps,
               const CwYamlPlace *place)
{
  if (place->via != place->node || place->depth < steps->len)
    return FALSE;
  return operation->kind == CW_OPERATION_REMOVE || operation->kind == CW_OPERATION_RENAME
         || operation->kind == CW_OPERATION_MOVE || operation->origin == CW_ORIGIN_HERE;
}

/* A key that is added beside a merge overrides what it merges. */
static gboolean
stands_beside (const CwOperation *operation,
               GArray            *steps,
               const CwYamlPlace *place)
{
  return operation->origin == CW_ORIGIN_HERE && place->via != place->node && place->depth + 1 == steps->len
         && (operation->kind == CW_OPERATION_ADD || operation->kind == CW_OPERATION_COPY);
}

static void
ask (const CwYaml      *yaml,
     const CwOperation *operation,
     const CwYamlPlace *place,
     GError           **error)
{
  const CwYamlNode *target = place->via->target;
  g_autoptr (GPtrArray) dependents = cw_yaml_list_dependents (yaml, target);

  g_set_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON,
               ngettext ("Line %u: “%s” comes from the anchor “&%s” in line %u, which shows in %u place: override it "
                         "here, or change it at its source",
                         "Line %u: “%s” comes from the anchor “&%s” in line %u, which shows in %u places: override it "
                         "here, or change it at its source for all of them", dependents->len),
               place->via->line, operation->path, place->via->value, target->line, dependents->len);
}

/* The same path, led to where the anchor stands. */
static gboolean
go_to_source (GArray            *steps,
              const CwYamlPlace *place,
              GError           **error)
{
  g_autofree char *path = cw_yaml_node_dup_path (place->via->target);
  g_autoptr (GArray) source = cw_yaml_path_read (path, error);

  if (source == NULL)
    return FALSE;
  g_array_remove_range (steps, 0, place->depth);
  g_array_insert_vals (steps, 0, source->data, source->len);
  g_array_set_clear_func (source, NULL);
  return TRUE;
}

/* The bytes of @node's anchor, with the blanks that part it from the rest. */
static CwEdit *
drop_anchor (CwYamlText        text,
             const CwYamlNode *node)
{
  gsize start = node->start, end;

  while (text.data[start] != '&')
    start++;
  end = start + 1 + strlen (node->anchor);
  while (end < node->content && text.data[end] == ' ')
    end++;
  while (strchr ("\r\n", text.data[end]) != NULL && start > 0 && text.data[start - 1] == ' ')
    start--;
  return cw_edit_new (start, end - start, "");
}

/* A copy of what stands in this file: its anchors would hide those that they are copied from. */
static CwYaml *
read_copy (const char *text,
           GError    **error)
{
  g_autoptr (CwYaml) piece = cw_yaml_read_piece (text, error);
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_edit_free);
  GPtrArray *nodes = piece != NULL ? cw_yaml_get_nodes (piece) : NULL;
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; nodes != NULL && i < nodes->len; i++)
    if (((const CwYamlNode *) nodes->pdata[i])->anchor != NULL)
      g_ptr_array_add (edits, drop_anchor (cw_yaml_layout_text (piece), nodes->pdata[i]));
  if (piece == NULL || edits->len == 0)
    return g_steal_pointer (&piece);
  bytes = cw_edits_apply (cw_yaml_get_text (piece), edits, error);
  return bytes != NULL ? cw_yaml_read_fragment (bytes, error) : NULL;
}

/* What @alias stands for, as text of its own. */
static CwYaml *
copy_target (const CwYaml     *yaml,
             const CwYamlNode *node,
             GError          **error)
{
  CwYamlText text = cw_yaml_layout_text (yaml);
  g_autofree char *copy = NULL;

  if (node->kind == CW_YAML_MAPPING)
    copy = g_strdup_printf ("<<: *%s\n", node->anchor);
  else if (node->children != NULL && !node->flow)
    copy = g_strdup_printf ("%*s%.*s\n", (int) cw_yaml_layout_column (text, node->content), "",
                            (int) (cw_yaml_layout_value_end (text, node) - node->content), text.data + node->content);
  else
    copy = g_strndup (text.data + node->content, node->end - node->content);
  return read_copy (copy, error);
}

/* An alias on the way becomes a mapping that merges it, or a copy of the list that it stands for. */
static CwYaml *
open_alias (const CwYaml     *yaml,
            const CwYamlNode *alias,
            GError          **error)
{
  g_autoptr (CwYaml) content = copy_target (yaml, alias->target, error);
  g_auto (CwYamlDraft) draft = { 0 };

  if (content == NULL)
    return NULL;
  cw_yaml_draft_init (&draft, yaml);
  return cw_yaml_draft_replace (&draft, alias, content, error) ? cw_yaml_draft_finish (&draft, error) : NULL;
}

static const CwYamlNode *
find_merged (const CwYamlNode *node,
             const char       *key)
{
  const CwYamlNode *child = cw_yaml_node_get_child (node, key);

  for (guint i = 0; child == NULL && node->kind == CW_YAML_MAPPING && i < node->children->len; i++)
    {
      const CwYamlNode *merge = node->children->pdata[i];

      if (strcmp (merge->key->value, "<<") == 0 && merge->kind == CW_YAML_ALIAS && merge->target != NULL)
        child = find_merged (merge->target, key);
    }
  return child;
}

/* A merged key gets a copy of its own beside the merge. */
static CwYaml *
open_merge (const CwYaml      *yaml,
            GArray            *steps,
            const CwYamlPlace *place,
            GError           **error)
{
  const CwYamlStep *step = &g_array_index (steps, CwYamlStep, place->depth);
  const CwYamlNode *source = find_merged (place->via->target, step->key);
  g_autofree char *entry = NULL;
  g_autoptr (CwYaml) entries = NULL;
  g_auto (CwYamlDraft) draft = { 0 };

  if (source == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("Line %u: “%s” can’t be overridden here; change it at its source"),
                   place->via->line, step->key);
      return NULL;
    }
  entry = cw_yaml_copy_entry (yaml, source, error);
  entries = entry != NULL ? read_copy (entry, error) : NULL;
  if (entries == NULL)
    return NULL;
  cw_yaml_draft_init (&draft, yaml);
  if (!cw_yaml_draft_insert (&draft, place->node, place->node->children->len, entries, error))
    return NULL;
  return cw_yaml_draft_finish (&draft, error);
}

/* A merge brings all keys of its anchor: one of them can be overridden, and not be taken out or renamed. */
static gboolean
refuse_merged (const CwOperation *operation,
               GArray            *steps,
               const CwYamlPlace *place,
               GError           **error)
{
  if (place->via == place->node || place->depth + 1 < steps->len
      || (operation->kind != CW_OPERATION_REMOVE && operation->kind != CW_OPERATION_RENAME
          && operation->kind != CW_OPERATION_MOVE))
    return FALSE;
  g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
               _ ("Line %u: “%s” comes along with all that “&%s” has, and can’t be taken out here alone: set it to "
                  "something else here, or change it at its source"),
               place->via->line, operation->path, place->via->value);
  return TRUE;
}

/**
 * cw_yaml_resolve:
 * @yaml: a tree
 * @operation: an operation
 * @steps: (element-type CwYamlStep): its path; led to an anchor's place where the operation says so
 * @place: (out): how far the path leads
 * @error: where to store a %CW_ERROR_NEEDS_PERSON: it leads through an alias or a merge
 *
 * Follows a path through aliases and merges as the person chose. What is to be overridden gets its own place first.
 *
 * Returns: (transfer full): the tree that @place is in
 */
CwYaml *
cw_yaml_resolve (const CwYaml      *yaml,
                 const CwOperation *operation,
                 GArray            *steps,
                 CwYamlPlace       *place,
                 GError           **error)
{
  g_autoptr (CwYaml) current = cw_yaml_ref ((CwYaml *) yaml);

  for (guint turn = 0; turn < MAX_TURNS; turn++)
    {
      CwYaml *next = NULL;

      if (!cw_yaml_path_walk (current, steps, place, error))
        return NULL;
      if (place->via == NULL || ends_at_alias (operation, steps, place) || stands_beside (operation, steps, place))
        return g_steal_pointer (&current);
      if (operation->origin == CW_ORIGIN_ASK)
        {
          ask (current, operation, place, error);
          return NULL;
        }
      if (operation->origin == CW_ORIGIN_SOURCE)
        {
          if (!go_to_source (steps, place, error))
            return NULL;
          continue;
        }
      if (refuse_merged (operation, steps, place, error))
        return NULL;
      next = place->via == place->node ? open_alias (current, place->node, error)
                                       : open_merge (current, steps, place, error);
      if (next == NULL)
        return NULL;
      cw_yaml_unref (current);
      current = next;
    }
  g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” leads through too many aliases"), operation->path);
  return NULL;
}
