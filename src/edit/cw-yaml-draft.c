/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-draft"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-yaml-draft.h"
#include "cw-yaml-edit.h"
#include "cw-yaml-piece.h"
#include "cw-yaml-write.h"

/**
 * cw_yaml_draft_init:
 * @self: (out caller-allocates): a draft, to be cleared by its owner
 * @yaml: what is changed; it outlives the draft
 *
 * Begins a draft without edits.
 */
void
cw_yaml_draft_init (CwYamlDraft  *self,
                    const CwYaml *yaml)
{
  *self = (CwYamlDraft) { .yaml = yaml, .text = cw_yaml_layout_text (yaml) };
  self->edits = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_edit_free);
  self->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_yaml_change_free);
}

void
cw_yaml_draft_clear (CwYamlDraft *self)
{
  g_clear_pointer (&self->edits, g_ptr_array_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
}

/**
 * cw_yaml_draft_edit:
 * @self: a draft
 * @start: first byte that goes
 * @end: the byte behind the last that goes
 * @replacement: what comes there
 *
 * Adds a change of bytes.
 *
 * Returns: (transfer none): the edit, which belongs to the draft
 */
CwEdit *
cw_yaml_draft_edit (CwYamlDraft *self,
                    gsize        start,
                    gsize        end,
                    const char  *replacement)
{
  CwEdit *edit = cw_edit_new (start, end - start, replacement);

  g_ptr_array_add (self->edits, edit);
  return edit;
}

/**
 * cw_yaml_draft_finish:
 * @self: a draft
 * @error: where to store a %CW_ERROR_INVALID_DATA: the text would not read as it was meant
 *
 * Returns: (transfer full): the text with all edits made, read again and proved to differ as planned and in nothing
 *   else
 */
CwYaml *
cw_yaml_draft_finish (CwYamlDraft *self,
                      GError     **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CwYaml) after = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  bytes = cw_edits_apply (cw_yaml_get_text (self->yaml), self->edits, error);
  after = bytes != NULL ? cw_yaml_read (bytes, error) : NULL;
  if (after == NULL || !cw_yaml_prove (self->yaml, after, self->changes, error))
    return NULL;
  return g_steal_pointer (&after);
}

static CwYamlChange *
plan (CwYamlDraft      *self,
      CwYamlChangeKind  kind,
      const CwYamlNode *node)
{
  CwYamlChange *change = cw_yaml_change_new (kind, node);

  g_ptr_array_add (self->changes, change);
  return change;
}

/**
 * cw_yaml_draft_remove:
 * @self: a draft
 * @node: a value
 * @prune: whether parents that would be left empty go as well
 * @error: where to store a %CW_ERROR_VALIDATION
 *
 * Returns: whether it can be taken out
 */
gboolean
cw_yaml_draft_remove (CwYamlDraft      *self,
                      const CwYamlNode *node,
                      gboolean          prune,
                      GError          **error)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new (), edits = NULL;

  g_ptr_array_add (nodes, (gpointer) node);
  edits = cw_yaml_edit_remove (self->yaml, nodes, prune, error);
  if (edits == NULL)
    return FALSE;
  for (guint i = 0; i < edits->len; i++)
    {
      const CwEdit *edit = edits->pdata[i];

      plan (self, edit->kind == CW_EDIT_EMPTY ? CW_YAML_CHANGE_EMPTY : CW_YAML_CHANGE_REMOVE,
            cw_yaml_lookup (self->yaml, edit->path));
    }
  g_ptr_array_extend_and_steal (self->edits, g_steal_pointer (&edits));
  return TRUE;
}

/**
 * cw_yaml_draft_rename:
 * @self: a draft
 * @node: a value of a mapping
 * @key: its new key
 * @error: where to store a %CW_ERROR_VALIDATION: there is such a key already
 *
 * Returns: whether it can be renamed
 */
gboolean
cw_yaml_draft_rename (CwYamlDraft      *self,
                      const CwYamlNode *node,
                      const char       *key,
                      GError          **error)
{
  const CwYamlNode *there = node->parent != NULL ? cw_yaml_node_get_child (node->parent, key) : NULL;
  g_autofree char *written = NULL;

  if (node->key == NULL || there != NULL || node->key->start < node->key->content)
    {
      if (there != NULL)
        g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("Line %u: there is a key “%s” already"),
                     there->key->line, key);
      else
        g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("Line %u: only a simple key can be renamed"), node->line);
      return FALSE;
    }
  written = cw_yaml_write_scalar (key, node->key->style, node->parent->flow);
  cw_yaml_draft_edit (self, node->key->content, node->key->end, written);
  plan (self, CW_YAML_CHANGE_RENAME, node)->key = g_strdup (key);
  return TRUE;
}

/* Where a value's bytes begin: behind the colon or the dash and the blanks there. */
static gsize
value_start (CwYamlText        text,
             const CwYamlNode *node)
{
  if (node->key != NULL)
    return cw_yaml_layout_behind_key (text, node);
  return node->parent != NULL && !node->parent->flow ? cw_yaml_layout_head (text, node) + 1 : node->start;
}

/* The new value as it stands behind the key or dash of @node; laid out by writing it as an entry of its own. */
static char *
write_behind (CwYamlDraft      *self,
              const CwYamlNode *node,
              const CwYaml     *content,
              GError          **error)
{
  g_autofree char *entry = cw_yaml_write_entry (node->key != NULL ? "k" : NULL, content), *lines = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (entry, strlen (entry));
  g_autoptr (CwYaml) piece = cw_yaml_read_fragment (bytes, error);
  CwYamlGuide guide = { 0 };
  guint column = 0;
  gsize skip = 0, length = 0;

  if (piece == NULL)
    return NULL;
  column = node->parent != NULL ? cw_yaml_layout_column (self->text, cw_yaml_layout_head (self->text, node)) : 0;
  cw_yaml_guide_read (&guide, self->yaml, node->parent);
  lines = cw_yaml_piece_lay_out (piece, &guide, column);
  skip = column + (node->key != NULL ? 2 : 1);
  length = strlen (lines) - (guide.crlf ? 2 : 1);
  return g_strndup (lines + skip, length - MIN (skip, length));
}

/**
 * cw_yaml_draft_replace:
 * @self: a draft
 * @node: a value
 * @content: what comes in its place, of any kind
 * @error: where to store a %CW_ERROR_VALIDATION: it would have to stand in brackets
 *
 * Gives a value another content, in its own words. Anchors of @node go.
 *
 * Returns: whether it can be done
 */
gboolean
cw_yaml_draft_replace (CwYamlDraft      *self,
                       const CwYamlNode *node,
                       CwYaml           *content,
                       GError          **error)
{
  const CwYamlNode *root = cw_yaml_get_root (content);
  g_autofree char *written = NULL;
  gsize start = value_start (self->text, node), end = cw_yaml_layout_value_end (self->text, node);
  CwYamlChange *change = NULL;

  if (node->parent != NULL && node->parent->flow && root != NULL && root->children != NULL && !root->flow)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("Line %u: what stands in brackets can only be replaced by a value in brackets"), node->line);
      return FALSE;
    }
  if (node->parent == NULL || (node->parent->flow && node->key == NULL))
    {
      CwYamlText text = cw_yaml_layout_text (content);

      written = root != NULL ? g_strndup (text.data + root->start, root->end - root->start) : g_strdup ("");
    }
  else
    written = write_behind (self, node, content, error);
  if (written == NULL)
    return FALSE;
  while (end > start && strchr ("\r\n", self->text.data[end - 1]) != NULL)
    end--;
  cw_yaml_draft_edit (self, start, MAX (start, end), written);
  change = plan (self, CW_YAML_CHANGE_SET, node);
  change->content = root;
  change->piece = cw_yaml_ref (content);
  return TRUE;
}
