/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-remove"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-yaml-edit.h"
#include "cw-yaml-layout.h"

/*
 * Taking values out: which bytes go. Several at once are taken out together, so that a mapping that loses all it has
 * is seen as one that is empty.
 */
typedef struct
{
  const CwYaml *yaml;
  CwYamlText    text;
  gboolean      prune; /* whether a parent that would be left empty goes as well */
  GHashTable   *nodes; /* (owned) (element-type CwYamlNode): what goes */
  GPtrArray    *edits; /* (owned) (element-type CwEdit) */
} Removal;

static void
removal_clear (Removal *self)
{
  g_clear_pointer (&self->nodes, g_hash_table_unref);
  g_clear_pointer (&self->edits, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Removal, removal_clear)

static void
add_edit (Removal          *self,
          const CwYamlNode *node,
          CwEditKind        kind,
          gsize             start,
          gsize             end,
          const char       *replacement)
{
  CwEdit *edit = cw_edit_new (start, end - start, replacement);

  edit->path = cw_yaml_node_dup_path (node);
  edit->kind = kind;
  g_ptr_array_add (self->edits, edit);
}

static gsize
blanks_above (CwYamlText text,
              gsize      start)
{
  while (start > 0)
    {
      gsize above = cw_yaml_layout_line_start (text, start - 1);

      if (above >= start || !cw_yaml_layout_is_blank (text, above))
        break;
      start = above;
    }
  return start;
}

static gsize
blanks_below (CwYamlText text,
              gsize      end)
{
  while (cw_yaml_layout_is_blank (text, end))
    end = cw_yaml_layout_line_end (text, end);
  return end;
}

/* When the last line of a file goes that has no line feed at its end, then that of the line before goes too. */
static gsize
before_feed (CwYamlText text,
             gsize      start,
             gsize      end)
{
  if (end < text.size || start == 0 || end == 0 || text.data[end - 1] == '\n' || text.data[start - 1] != '\n')
    return start;
  return start - (start > 1 && text.data[start - 2] == '\r' ? 2 : 1);
}

/* Whether the blank lines that begin at @above are part of the text of the entry before. */
static gboolean
are_kept (const Removal    *self,
          const CwYamlNode *node,
          gsize             above)
{
  return node->index > 0
         && cw_yaml_layout_value_end (self->text, node->parent->children->pdata[node->index - 1]) > above;
}

/* Of the blank lines around a block those go that parted it from a neighbour, so that the others stand as they did; and
 * none that would join a text which keeps them. */
static void
take_blanks (const Removal     *self,
             const CwYamlNode  *node,
             const CwYamlEntry *entry,
             gsize             *start,
             gsize             *end)
{
  gsize above = blanks_above (self->text, entry->start), below = blanks_below (self->text, entry->end);
  gboolean first = node->index == 0, last = node->index + 1 == node->parent->children->len;

  if (are_kept (self, node, above))
    *end = below;
  else if (last || (!first && entry->start - above < below - entry->end))
    *start = above;
  else
    *end = below;
  *start = before_feed (self->text, *start, *end);
}

/* The next of its siblings that stays. */
static const CwYamlNode *
find_next (const Removal    *self,
           const CwYamlNode *node)
{
  for (guint i = node->index + 1; i < node->parent->children->len; i++)
    if (!g_hash_table_contains (self->nodes, node->parent->children->pdata[i]))
      return node->parent->children->pdata[i];
  return NULL;
}

/* The first entry behind a dash leaves the dash to the next one. */
static void
remove_behind_dash (Removal          *self,
                    const CwYamlNode *node)
{
  const CwYamlNode *next = find_next (self, node);
  gsize head = cw_yaml_layout_head (self->text, node), to = cw_yaml_layout_head (self->text, next);
  gsize end = cw_yaml_layout_value_end (self->text, node);
  gsize line = end > 0 && self->text.data[end - 1] == '\n' ? end : cw_yaml_layout_line_end (self->text, end);

  for (guint column = 0; line < to; line = cw_yaml_layout_line_end (self->text, line))
    if (cw_yaml_layout_is_comment (self->text, line, &column))
      {
        to = line + column;
        break;
      }
  add_edit (self, node, CW_EDIT_REMOVE, head, to, "");
}

static gboolean
remove_block (Removal          *self,
              const CwYamlNode *node,
              GError          **error)
{
  CwYamlEntry entry = { 0 };
  gsize start = 0, end = 0;

  if (!cw_yaml_layout_entry (self->text, node, &entry, error))
    return FALSE;
  if (entry.shares)
    {
      remove_behind_dash (self, node);
      return TRUE;
    }
  start = entry.start;
  end = entry.end;
  take_blanks (self, node, &entry, &start, &end);
  add_edit (self, node, CW_EDIT_REMOVE, start, end, "");
  return TRUE;
}

/* Where the comma behind an item in brackets stands; the text's size where there is none. */
static gsize
find_comma (CwYamlText        text,
            const CwYamlNode *node)
{
  gsize at = cw_yaml_layout_skip_filler (text, cw_yaml_layout_value_end (text, node));

  return at < text.size && text.data[at] == ',' ? at : text.size;
}

/* An item that has lines of its own goes with them, comments behind it included. */
static gboolean
remove_flow_lines (Removal          *self,
                   const CwYamlNode *node,
                   gsize             head,
                   gsize             comma)
{
  GPtrArray *siblings = node->parent->children;
  gsize line = cw_yaml_layout_line_start (self->text, head), last = comma;

  if (cw_yaml_layout_skip_spaces (self->text, line) < head)
    return FALSE;
  if (comma == self->text.size)
    last = cw_yaml_layout_value_end (self->text, node) - 1;
  last = cw_yaml_layout_skip_spaces (self->text, last + 1);
  if (last < self->text.size && strchr ("#\r\n", self->text.data[last]) == NULL)
    return FALSE;
  if (comma == self->text.size && node->index > 0)
    {
      gsize before = find_comma (self->text, siblings->pdata[node->index - 1]);

      add_edit (self, node, CW_EDIT_REMOVE, before, before + 1, "");
    }
  add_edit (self, node, CW_EDIT_REMOVE, line, cw_yaml_layout_line_end (self->text, last), "");
  return TRUE;
}

static void
remove_flow (Removal          *self,
             const CwYamlNode *node)
{
  GPtrArray *siblings = node->parent->children;
  gsize head = cw_yaml_layout_head (self->text, node), comma = find_comma (self->text, node);

  if (remove_flow_lines (self, node, head, comma))
    return;
  if (find_next (self, node) != NULL)
    add_edit (self, node, CW_EDIT_REMOVE, head,
              cw_yaml_layout_head (self->text, siblings->pdata[node->index + 1]), "");
  else
    add_edit (self, node, CW_EDIT_REMOVE,
              cw_yaml_layout_value_end (self->text, siblings->pdata[node->index - 1]),
              cw_yaml_layout_value_end (self->text, node), "");
}

/* What stands behind a key, an anchor or a tag on the same line as the first child's parent begins. */
static gsize
empty_at (const Removal    *self,
          const CwYamlNode *parent)
{
  gsize at = 0;

  if (parent->start < parent->content)
    at = parent->content;
  else if (parent->key != NULL)
    return cw_yaml_layout_behind_key (self->text, parent);
  else
    return parent->start;
  while (at > parent->start && strchr (" \t\r\n", self->text.data[at - 1]) != NULL)
    at--;
  return at;
}

/* Without its children a block would read as nothing at all: it is written as an empty one. */
static gboolean
empty_parent (Removal          *self,
              const CwYamlNode *parent,
              GError          **error)
{
  const CwYamlNode *first = parent->children->pdata[0], *last = parent->children->pdata[parent->children->len - 1];
  const char *empty = parent->kind == CW_YAML_MAPPING ? "{}" : "[]";
  CwYamlEntry begin = { 0 }, finish = { 0 };
  gsize at = empty_at (self, parent), rest = 0, from = 0;
  g_autofree char *spaced = NULL;

  if (parent->flow)
    {
      add_edit (self, parent, CW_EDIT_EMPTY, parent->content + 1, parent->end - 1, "");
      return TRUE;
    }
  if (!cw_yaml_layout_entry (self->text, first, &begin, error)
      || !cw_yaml_layout_entry (self->text, last, &finish, error))
    return FALSE;
  if (begin.shares || at >= begin.start)
    {
      gsize end = cw_yaml_layout_value_end (self->text, last);

      while (end > begin.head && strchr ("\r\n", self->text.data[end - 1]) != NULL)
        end--;
      add_edit (self, parent, CW_EDIT_EMPTY, begin.head, end, empty);
      return TRUE;
    }
  spaced = g_strconcat (" ", empty, NULL);
  rest = cw_yaml_layout_skip_spaces (self->text, at);
  rest = strchr ("\r\n", self->text.data[rest]) != NULL ? rest : at;
  from = before_feed (self->text, blanks_above (self->text, begin.start), finish.end);
  if (from <= rest)
    rest = from = finish.end;
  add_edit (self, parent, CW_EDIT_EMPTY, at, rest, spaced);
  if (from < finish.end)
    add_edit (self, parent, CW_EDIT_EMPTY, from, finish.end, "");
  return TRUE;
}

static gboolean
loses_all (const Removal    *self,
           const CwYamlNode *parent)
{
  for (guint i = 0; i < parent->children->len; i++)
    if (!g_hash_table_contains (self->nodes, parent->children->pdata[i]))
      return FALSE;
  return TRUE;
}

/* The highest of the values that go with @node. */
static const CwYamlNode *
climb (Removal          *self,
       const CwYamlNode *node)
{
  while (self->prune && node->parent != NULL && node->parent->parent != NULL && loses_all (self, node->parent))
    {
      node = node->parent;
      g_hash_table_add (self->nodes, (gpointer) node);
    }
  return node;
}

static gboolean
is_inside (const Removal    *self,
           const CwYamlNode *node)
{
  for (node = node->parent; node != NULL; node = node->parent)
    if (g_hash_table_contains (self->nodes, node))
      return TRUE;
  return FALSE;
}

static gboolean
remove_node (Removal          *self,
             const CwYamlNode *node,
             GError          **error)
{
  if (is_inside (self, node))
    return TRUE;
  if (!loses_all (self, node->parent))
    {
      if (!node->parent->flow)
        return remove_block (self, node, error);
      remove_flow (self, node);
      return TRUE;
    }
  if (node->index == 0)
    return empty_parent (self, node->parent, error);
  return TRUE;
}

/* Neighbours that both go may both claim the blank lines between them. */
static int
compare_starts (gconstpointer a,
                gconstpointer b)
{
  const CwEdit *left = *(const CwEdit *const *) a, *right = *(const CwEdit *const *) b;

  return left->start < right->start ? -1 : left->start > right->start;
}

static void
part_edits (GPtrArray *edits)
{
  gsize position = 0;

  g_ptr_array_sort (edits, compare_starts);
  for (guint i = 0; i < edits->len; i++)
    {
      CwEdit *edit = edits->pdata[i];
      gsize end = edit->start + edit->length;

      edit->start = MAX (edit->start, position);
      edit->length = MAX (end, edit->start) - edit->start;
      position = MAX (position, end);
    }
}

/**
 * cw_yaml_edit_remove:
 * @yaml: a tree
 * @nodes: (element-type CwYamlNode): some of its values, not the document's
 * @prune: whether a mapping or list that would be left empty goes as well; else it is written as `{}` or `[]`
 * @error: where to store a %CW_ERROR_VALIDATION that names line and path: a value shares its line with something else
 *
 * Takes values out, with their keys or dashes and with the comments that belong to them: those directly above in the
 * same column, and those below that are indented deeper. Of the blank lines around, those that parted it from the
 * neighbours go too.
 *
 * Returns: (transfer full) (element-type CwEdit): the edits in the order of the text; a value that leaves an empty
 *   block behind needs two
 */
GPtrArray *
cw_yaml_edit_remove (const CwYaml *yaml,
                     GPtrArray    *nodes,
                     gboolean      prune,
                     GError      **error)
{
  g_auto (Removal) self = { 0 };
  GHashTableIter iter;
  gpointer node;

  g_return_val_if_fail (yaml != NULL && nodes != NULL, NULL);

  self.yaml = yaml;
  self.text = cw_yaml_layout_text (yaml);
  self.prune = prune;
  self.nodes = g_hash_table_new (NULL, NULL);
  self.edits = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_edit_free);
  for (guint i = 0; i < nodes->len; i++)
    {
      const CwYamlNode *one = nodes->pdata[i];

      g_return_val_if_fail (one->parent != NULL, NULL);
      g_hash_table_add (self.nodes, (gpointer) one);
    }
  for (guint i = 0; i < nodes->len; i++)
    climb (&self, nodes->pdata[i]);
  g_hash_table_iter_init (&iter, self.nodes);
  while (g_hash_table_iter_next (&iter, &node, NULL))
    if (!remove_node (&self, node, error))
      return NULL;
  part_edits (self.edits);
  cw_edits_describe (cw_yaml_get_text (yaml), self.edits);
  return g_steal_pointer (&self.edits);
}
