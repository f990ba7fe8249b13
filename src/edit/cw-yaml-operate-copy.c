/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-operate-copy"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-yaml-copy.h"
#include "cw-yaml-draft.h"
#include "cw-yaml-operate.h"
#include "cw-yaml-origin.h"
#include "cw-yaml-proof.h"

static guint
line_at (GBytes *text,
         gsize   offset)
{
  const char *data = g_bytes_get_data (text, NULL);
  guint line = 1;

  for (gsize at = 0; at < offset; at++)
    line += data[at] == '\n';
  return line;
}

static void
add_note (GPtrArray        *notes,
          GBytes           *text,
          const CwReplaced *one)
{
  CwOperationNote *note = g_new0 (CwOperationNote, 1);

  note->kind = CW_OPERATION_NOTE_REPLACED;
  note->line = line_at (text, one->start);
  note->from = g_strdup (one->from);
  note->to = g_strdup (one->to);
  g_ptr_array_add (notes, note);
}

/* Names the key or item that each replaced word is in; words in comments have none. */
static void
name_places (const CwYaml *piece,
             GPtrArray    *replaced,
             GPtrArray    *notes,
             guint         first)
{
  for (guint i = 0; i < replaced->len; i++)
    {
      const CwReplaced *one = replaced->pdata[i];
      const CwYamlNode *node = cw_yaml_find_at (piece, one->start);

      if (node != NULL)
        ((CwOperationNote *) notes->pdata[first + i])->path = cw_yaml_node_dup_path (node);
    }
}

/* The block as it comes here: the other site's words replaced. */
static CwYaml *
make_piece (const CwYaml      *source,
            const CwYamlNode  *node,
            const CwOperation *operation,
            GPtrArray         *notes,
            GError           **error)
{
  g_autoptr (GPtrArray) replaced = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_replaced_free);
  g_autofree char *entry = cw_yaml_copy_entry (source, node, error);
  g_autoptr (GBytes) text = NULL, mended = NULL;
  g_autoptr (CwYaml) piece = NULL;
  guint first = notes->len;

  if (entry == NULL)
    return NULL;
  text = g_bytes_new (entry, strlen (entry));
  mended = operation->replacements != NULL ? cw_replacements_apply (operation->replacements, text, replaced)
                                           : g_bytes_ref (text);
  piece = cw_yaml_read_fragment (mended, error);
  if (piece == NULL)
    return NULL;
  for (guint i = 0; i < replaced->len; i++)
    add_note (notes, mended, replaced->pdata[i]);
  name_places (piece, replaced, notes, first);
  return g_steal_pointer (&piece);
}

/* The only node that sets the anchor @name; %NULL where there are none or several. */
static const CwYamlNode *
find_anchor (const CwYaml *yaml,
             const char   *name)
{
  GPtrArray *nodes = cw_yaml_get_nodes (yaml);
  const CwYamlNode *found = NULL;

  for (guint i = 0; i < nodes->len; i++)
    {
      const CwYamlNode *node = nodes->pdata[i];

      if (g_strcmp0 (node->anchor, name) != 0)
        continue;
      if (found != NULL)
        return NULL;
      found = node;
    }
  return found;
}

/* What the alias @name stands for within @node. */
static const CwYamlNode *
find_target (const CwYamlNode *node,
             const char       *name)
{
  const CwYamlNode *found = NULL;

  if (node->kind == CW_YAML_ALIAS && strcmp (node->value, name) == 0)
    return node->target;
  for (guint i = 0; found == NULL && node->children != NULL && i < node->children->len; i++)
    found = find_target (node->children->pdata[i], name);
  return found;
}

/* Files of the same kind anchor the same parts at their top: the copy then uses those of its new file. */
static gboolean
check_alias (const CwYaml     *yaml,
             const CwYamlNode *source,
             const char       *name,
             GPtrArray        *notes,
             GError          **error)
{
  const CwYamlNode *here = find_anchor (yaml, name), *there = find_target (source, name);
  CwOperationNote *note = NULL;

  if (here == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("The block to copy uses “*%s”, which is not part of it; write its values out first"), name);
      return FALSE;
    }
  for (guint i = 0; i < notes->len; i++)
    if (((CwOperationNote *) notes->pdata[i])->kind == CW_OPERATION_NOTE_ANCHOR
        && strcmp (((CwOperationNote *) notes->pdata[i])->from, name) == 0)
      return TRUE;
  if (cw_yaml_is_content (there, here))
    return TRUE;
  note = g_new0 (CwOperationNote, 1);
  note->kind = CW_OPERATION_NOTE_ANCHOR;
  note->path = cw_yaml_node_dup_path (here);
  note->line = here->key != NULL ? here->key->line : here->line;
  note->from = g_strdup (name);
  g_ptr_array_add (notes, note);
  return TRUE;
}

/* An alias in the copy needs its anchor here, and an anchor of its own would hide one of this file. */
static gboolean
check_anchors (const CwYaml     *yaml,
               const CwYaml     *piece,
               const CwYamlNode *source,
               GPtrArray        *notes,
               GError          **error)
{
  GPtrArray *nodes = cw_yaml_get_nodes (piece), *own = cw_yaml_get_nodes (yaml);

  for (guint i = 0; i < nodes->len; i++)
    {
      const CwYamlNode *node = nodes->pdata[i];

      if (node->kind == CW_YAML_ALIAS && node->target == NULL
          && !check_alias (yaml, source, node->value, notes, error))
        return FALSE;
      for (guint j = 0; node->anchor != NULL && j < own->len; j++)
        if (g_strcmp0 (((const CwYamlNode *) own->pdata[j])->anchor, node->anchor) == 0)
          {
            g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                         _ ("The block to copy sets the anchor “&%s”, which line %u has already"), node->anchor,
                         ((const CwYamlNode *) own->pdata[j])->line);
            return FALSE;
          }
    }
  return TRUE;
}

static CwYaml *
rename_piece (CwYaml     *piece,
              const char *key,
              GError    **error)
{
  const CwYamlNode *child = cw_yaml_get_root (piece)->children->pdata[0];
  g_auto (CwYamlDraft) draft = { 0 };

  if (child->key == NULL || strcmp (child->key->value, key) == 0)
    return cw_yaml_ref (piece);
  cw_yaml_draft_init (&draft, piece);
  return cw_yaml_draft_rename (&draft, child, key, error) ? cw_yaml_draft_finish (&draft, error) : NULL;
}

/* Beside the neighbour that it has in its own file, where that one is here too. */
static char *
find_neighbour (const CwYamlNode *node,
                const CwYamlNode *parent)
{
  g_autoptr (GString) name = NULL;

  if (node->key == NULL || parent == NULL || parent->kind != CW_YAML_MAPPING)
    return NULL;
  for (guint i = node->index; i > 0; i--)
    {
      const CwYamlNode *neighbour = node->parent->children->pdata[i - 1];

      if (cw_yaml_node_get_child (parent, neighbour->key->value) == NULL)
        continue;
      name = g_string_new (neighbour->key->value);
      g_string_replace (name, "\\", "\\\\", 0);
      g_string_replace (name, "\"", "\\\"", 0);
      g_string_prepend_c (name, '"');
      g_string_append_c (name, '"');
      return g_string_free (g_steal_pointer (&name), FALSE);
    }
  return NULL;
}

static CwYaml *
put_piece (const CwYaml      *yaml,
           const CwOperation *operation,
           const CwYamlNode  *node,
           CwYaml            *piece,
           GError           **error)
{
  g_autoptr (GArray) steps = cw_yaml_path_read (operation->path, error);
  g_autoptr (CwYaml) resolved = NULL, entries = NULL;
  g_autofree char *neighbour = NULL;
  CwYamlPlace place = { 0 };
  CwOperation addition = *operation;
  const CwYamlStep *last = NULL;

  resolved = steps != NULL ? cw_yaml_resolve (yaml, operation, steps, &place, error) : NULL;
  if (resolved == NULL)
    return NULL;
  if (steps->len == 0 || place.depth + 1 != steps->len)
    {
      g_autofree char *parent = cw_yaml_path_write (steps, steps->len > 0 ? steps->len - 1 : 0);

      if (place.depth == steps->len)
        g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” is there already"), operation->path);
      else
        g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no “%s” to copy into; add it first"), parent);
      return NULL;
    }
  last = &g_array_index (steps, CwYamlStep, steps->len - 1);
  entries = last->kind == CW_YAML_STEP_KEY ? rename_piece (piece, last->key, error) : cw_yaml_ref (piece);
  if (entries == NULL)
    return NULL;
  if (operation->before == NULL && operation->after == NULL)
    addition.after = neighbour = find_neighbour (node, place.node);
  return cw_yaml_insert_entries (resolved, &addition, place.node, entries, error);
}

static CwYaml *
take_out (const CwYaml     *yaml,
          const CwYamlNode *node,
          GError          **error)
{
  g_auto (CwYamlDraft) draft = { 0 };

  cw_yaml_draft_init (&draft, yaml);
  return cw_yaml_draft_remove (&draft, node, FALSE, error) ? cw_yaml_draft_finish (&draft, error) : NULL;
}

/* Copies or moves a block: adds it where the path leads, beside the neighbour that it has where it comes from. */
CwYaml *
cw_yaml_operate_copy (const CwYaml      *yaml,
                      const CwOperation *operation,
                      GPtrArray         *notes,
                      GError           **error)
{
  gboolean moves = operation->kind == CW_OPERATION_MOVE;
  g_autoptr (CwYaml) source = operation->source != NULL && !moves ? cw_yaml_read (operation->source, error)
                                                                  : cw_yaml_ref ((CwYaml *) yaml);
  g_autoptr (CwYaml) piece = NULL, rest = NULL;
  const CwYamlNode *node = NULL;

  if (source == NULL)
    {
      g_prefix_error (error, "%s: ", _ ("In the file to copy from"));
      return NULL;
    }
  node = cw_yaml_find (source, operation->source_path, error);
  if (node == NULL)
    return NULL;
  if (node->parent == NULL || (moves && cw_yaml_find_alias_into (yaml, node) != NULL))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” can’t be taken from where it is"),
                   operation->source_path);
      return NULL;
    }
  piece = make_piece (source, node, operation, notes, error);
  if (piece == NULL)
    return NULL;
  rest = moves ? take_out (yaml, node, error) : cw_yaml_ref ((CwYaml *) yaml);
  if (rest == NULL || !check_anchors (rest, piece, node, notes, error))
    return NULL;
  return put_piece (rest, operation, node, piece, error);
}
