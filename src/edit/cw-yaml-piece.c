/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-piece"

#include "config.h"

#include <string.h>

#include "cw-lines.h"
#include "cw-yaml-layout.h"
#include "cw-yaml-piece.h"

#define UNKNOWN G_MAXINT
#define DEFAULT_STEP 2

/* Moves the lines of a piece to where they belong in another file; only blanks at their beginning change. */
typedef struct
{
  CwYamlText         text;
  const CwYamlGuide *guide;
  CwLines           *lines;
  GArray            *shifts; /* (owned) (element-type gint): for each line; UNKNOWN where nothing begins on it */
} Move;

static void
move_clear (Move *self)
{
  g_clear_pointer (&self->lines, cw_lines_free);
  g_clear_pointer (&self->shifts, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Move, move_clear)

static gboolean
is_block_parent (const CwYamlNode *node)
{
  return node->children != NULL && !node->flow && node->children->len > 0;
}

/* How much deeper the entries of a block stand than its key; negative where it has none or shares its line. */
static int
depth_of (CwYamlText        text,
          const CwYamlNode *node)
{
  if (!is_block_parent (node) || node->key == NULL || node->parent->flow)
    return -1;
  return (int) cw_yaml_layout_column (text, cw_yaml_layout_head (text, node->children->pdata[0]))
         - (int) cw_yaml_layout_column (text, node->key->start);
}

static void
count_depth (CwYamlText        text,
             const CwYamlNode *node,
             guint            *steps,
             guint            *dashes)
{
  int depth = depth_of (text, node);

  if (depth < 0 || depth > 8)
    return;
  if (node->kind == CW_YAML_MAPPING)
    steps[depth]++;
  else
    dashes[depth]++;
}

static int
commonest (const guint *counts)
{
  int best = -1;

  for (int i = 0; i <= 8; i++)
    if (counts[i] > 0 && (best < 0 || counts[i] > counts[best]))
      best = i;
  return best;
}

/**
 * cw_yaml_guide_read:
 * @self: what to fill
 * @yaml: a tree
 * @near: (nullable): a node whose own children are asked first
 *
 * Learns from a file how it is laid out.
 */
void
cw_yaml_guide_read (CwYamlGuide      *self,
                    const CwYaml     *yaml,
                    const CwYamlNode *near)
{
  CwYamlText text = cw_yaml_layout_text (yaml);
  GPtrArray *nodes = cw_yaml_get_nodes (yaml);
  const char *feed = text.size > 0 ? memchr (text.data, '\n', text.size) : NULL;
  guint steps[9] = { 0 }, dashes[9] = { 0 }, near_steps[9] = { 0 }, near_dashes[9] = { 0 };
  int step = 0, dash = 0;

  g_return_if_fail (self != NULL);

  for (guint i = 0; i < nodes->len; i++)
    count_depth (text, nodes->pdata[i], steps, dashes);
  for (guint i = 0; near != NULL && near->children != NULL && i < near->children->len; i++)
    count_depth (text, near->children->pdata[i], near_steps, near_dashes);
  step = commonest (near_steps) > 0 ? commonest (near_steps) : commonest (steps);
  dash = commonest (near_dashes) >= 0 ? commonest (near_dashes) : commonest (dashes);
  self->step = step > 0 ? (guint) step : 0;
  self->dash = dash;
  self->crlf = feed != NULL && feed > text.data && feed[-1] == '\r';
}

static void
set_shift (Move *self,
           gsize at,
           int   shift)
{
  guint line = cw_lines_find (self->lines, at) - 1;

  g_array_index (self->shifts, int, line) = shift;
}

/* The column that the entries of @node get, whose own key or dash comes to @column. */
static guint
column_within (const Move       *self,
               const CwYamlNode *node,
               guint             column)
{
  gsize head = cw_yaml_layout_head (self->text, node);
  gsize first = cw_yaml_layout_head (self->text, node->children->pdata[0]);
  guint own = cw_yaml_layout_column (self->text, first) - MIN (cw_yaml_layout_column (self->text, first),
                                                               cw_yaml_layout_column (self->text, head));

  if (node->key == NULL || cw_lines_find (self->lines, first) == cw_lines_find (self->lines, head))
    return column + own;
  if (node->kind == CW_YAML_MAPPING)
    return column + (self->guide->step > 0 ? self->guide->step : own);
  return column + (self->guide->dash >= 0 ? (guint) self->guide->dash : own);
}

/* The lines of a text behind its first one come one step deeper than its key or dash; among them nothing moves. */
static void
shift_text (Move             *self,
            const CwYamlNode *node,
            guint             column)
{
  gsize line = cw_yaml_layout_line_end (self->text, node->content);
  gsize end = cw_yaml_layout_value_end (self->text, node);
  guint step = node->key != NULL && self->guide->step > 0 ? self->guide->step : DEFAULT_STEP;
  const char *digit = self->text.data + node->content + 1;

  while (line < end && cw_yaml_layout_is_blank (self->text, line))
    line = cw_yaml_layout_line_end (self->text, line);
  if (line >= end || (cw_yaml_node_is_block (node) && (g_ascii_isdigit (digit[0]) || g_ascii_isdigit (digit[1]))))
    return;
  set_shift (self, line, (int) (column + step) - (int) (cw_yaml_layout_skip_spaces (self->text, line) - line));
}

static void
shift_entries (Move             *self,
               const CwYamlNode *parent,
               guint             column)
{
  for (guint i = 0; i < parent->children->len; i++)
    {
      const CwYamlNode *child = parent->children->pdata[i];
      CwYamlEntry entry = { 0 };

      if (!cw_yaml_layout_entry (self->text, child, &entry, NULL))
        continue;
      if (!entry.shares)
        for (gsize line = entry.start; line <= entry.head; line = cw_yaml_layout_line_end (self->text, line))
          set_shift (self, line, (int) column - (int) entry.column);
      if (is_block_parent (child))
        shift_entries (self, child, column_within (self, child, column));
      else if (child->kind == CW_YAML_SCALAR)
        shift_text (self, child, column);
    }
}

static void
append_line (const Move *self,
             GString    *moved,
             guint       line,
             int         shift)
{
  gsize length = 0, start = cw_lines_get_range (self->lines, line, &length);
  const char *data = self->text.data + start;

  while (length > 0 && strchr ("\r\n", data[length - 1]) != NULL)
    length--;
  for (; shift < 0 && length > 0 && *data == ' '; shift++, length--)
    data++;
  if (length > 0)
    g_string_append_printf (moved, "%*s", MAX (shift, 0), "");
  g_string_append_len (moved, data, (gssize) length);
  g_string_append (moved, self->guide->crlf ? "\r\n" : "\n");
}

/**
 * cw_yaml_piece_lay_out:
 * @piece: a block mapping or sequence
 * @guide: how the file is laid out that it comes to
 * @column: where its keys or dashes come to stand
 *
 * Returns: (transfer full): its lines, comments included, each indented anew; the bytes behind are its own
 */
char *
cw_yaml_piece_lay_out (const CwYaml      *piece,
                       const CwYamlGuide *guide,
                       guint              column)
{
  g_auto (Move) self = { .guide = guide };
  g_autoptr (GString) moved = g_string_new (NULL);
  const CwYamlNode *root = cw_yaml_get_root (piece);
  int shift = 0, first = UNKNOWN;
  guint n_lines = 0;

  g_return_val_if_fail (piece != NULL && guide != NULL && root != NULL && is_block_parent (root), NULL);

  self.text = cw_yaml_layout_text (piece);
  self.lines = cw_lines_new (self.text.data, self.text.size);
  n_lines = cw_lines_get_number (self.lines);
  self.shifts = g_array_sized_new (FALSE, FALSE, sizeof (int), n_lines);
  for (guint i = 0; i < n_lines; i++)
    {
      int unknown = UNKNOWN;

      g_array_append_val (self.shifts, unknown);
    }
  shift_entries (&self, root, column);
  for (guint i = 0; i < n_lines && first == UNKNOWN; i++)
    first = g_array_index (self.shifts, int, i);
  shift = first;
  for (guint i = 0; i < n_lines; i++)
    {
      int own = g_array_index (self.shifts, int, i);

      shift = own != UNKNOWN ? own : shift;
      append_line (&self, moved, i + 1, shift);
    }
  return g_string_free (g_steal_pointer (&moved), FALSE);
}
