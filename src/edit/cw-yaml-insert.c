/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-insert"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-yaml-draft.h"
#include "cw-yaml-piece.h"
#include "cw-yaml-write.h"

#define DEFAULT_STEP 2

static const char *
line_feed (const CwYamlGuide *guide)
{
  return guide->crlf ? "\r\n" : "\n";
}

/* What is meant to differ: one addition for each entry. */
static void
plan_additions (CwYamlDraft      *self,
                const CwYamlNode *parent,
                guint             index,
                CwYaml           *entries)
{
  const CwYamlNode *root = cw_yaml_get_root (entries);

  for (guint i = 0; i < root->children->len; i++)
    {
      const CwYamlNode *child = root->children->pdata[i];
      CwYamlChange *change = cw_yaml_change_new (CW_YAML_CHANGE_ADD, parent);

      change->index = index;
      change->key = child->key != NULL ? g_strdup (child->key->value) : NULL;
      change->content = child;
      change->piece = cw_yaml_ref (entries);
      g_ptr_array_add (self->changes, change);
    }
}

static void
plan_content (CwYamlDraft      *self,
              const CwYamlNode *node,
              CwYaml           *entries)
{
  CwYamlChange *change = cw_yaml_change_new (node != NULL ? CW_YAML_CHANGE_SET : CW_YAML_CHANGE_ADD, node);

  change->content = cw_yaml_get_root (entries);
  change->piece = cw_yaml_ref (entries);
  g_ptr_array_add (self->changes, change);
}

/* Whether the last thing in it is a block of text, to which the line's end belongs. */
static gboolean
ends_with_text (const CwYamlNode *node)
{
  while (node->children != NULL && !node->flow && node->children->len > 0)
    node = node->children->pdata[node->children->len - 1];
  return cw_yaml_node_is_block (node);
}

/* Puts whole lines at the beginning of one; a file without a line feed at its end stays one. */
static void
put_lines (CwYamlDraft       *self,
           const CwYamlGuide *guide,
           gsize              at,
           const char        *lines,
           const CwYaml      *entries)
{
  g_autofree char *closed = NULL;
  gsize length = strlen (lines);

  if (at == 0 || self->text.data[at - 1] == '\n' || at == cw_yaml_layout_line_start (self->text, 0))
    {
      cw_yaml_draft_edit (self, at, at, lines);
      return;
    }
  length -= ends_with_text (cw_yaml_get_root (entries)) ? 0 : MIN (length, strlen (line_feed (guide)));
  closed = g_strdup_printf ("%s%.*s", line_feed (guide), (int) length, lines);
  cw_yaml_draft_edit (self, at, at, closed);
}

static gboolean
is_tall (const CwYamlNode *node)
{
  return cw_yaml_node_is_block (node) || (node->children != NULL && !node->flow && node->children->len > 0);
}

static guint
count_blanks (CwYamlText        text,
              const CwYamlNode *node)
{
  CwYamlEntry entry = { 0 };
  guint blanks = 0;

  if (!cw_yaml_layout_entry (text, node, &entry, NULL))
    return 0;
  for (gsize at = entry.end; cw_yaml_layout_is_blank (text, at); at = cw_yaml_layout_line_end (text, at))
    blanks++;
  return blanks;
}

/* The blank lines that part all neighbours: those of one line each, or those of which one is @tall. */
static guint
count_gap (CwYamlText        text,
           const CwYamlNode *parent,
           gboolean          tall)
{
  guint gap = G_MAXUINT, any = G_MAXUINT;

  for (guint i = 0; i + 1 < parent->children->len; i++)
    {
      const CwYamlNode *left = parent->children->pdata[i], *right = parent->children->pdata[i + 1];
      guint blanks = count_blanks (text, left);

      any = MIN (any, blanks);
      if ((is_tall (left) || is_tall (right)) == tall)
        gap = MIN (gap, blanks);
    }
  if (gap == G_MAXUINT)
    gap = tall && any != G_MAXUINT ? any : 0;
  return gap;
}

static gboolean
insert_block (CwYamlDraft      *self,
              const CwYamlNode *parent,
              guint             index,
              CwYaml           *entries,
              GError          **error)
{
  const CwYamlNode *neighbour = parent->children->pdata[index > 0 ? index - 1 : 0];
  g_autoptr (GString) lines = NULL;
  g_autofree char *laid_out = NULL;
  CwYamlGuide guide = { 0 };
  CwYamlEntry entry = { 0 };
  guint gap = 0;

  if (!cw_yaml_layout_entry (self->text, neighbour, &entry, error))
    return FALSE;
  cw_yaml_guide_read (&guide, self->yaml, parent);
  gap = count_gap (self->text, parent,
                   is_tall (neighbour) || is_tall (cw_yaml_get_root (entries)->children->pdata[0]));
  laid_out = cw_yaml_piece_lay_out (entries, &guide, entry.column);
  lines = g_string_new (laid_out);
  for (guint i = 0; i < gap; i++)
    g_string_insert (lines, index > 0 ? 0 : -1, line_feed (&guide));
  if (index == 0 && entry.shares)
    {
      g_string_erase (lines, 0, (gssize) strspn (lines->str, " "));
      g_string_append_printf (lines, "%*s", (int) entry.column, "");
    }
  if (index == 0)
    cw_yaml_draft_edit (self, entry.start, entry.start, lines->str);
  else
    put_lines (self, &guide, entry.end, lines->str, entries);
  plan_additions (self, parent, index, entries);
  return TRUE;
}

/* One block's entries on one line, as they stand between brackets; a comment has no place there. */
static gboolean
append_flow (GString          *flow,
             CwYamlText        text,
             const CwYamlNode *parent,
             const char       *pad)
{
  for (guint i = 0; i < parent->children->len; i++)
    {
      const CwYamlNode *child = parent->children->pdata[i];
      gsize end = cw_yaml_layout_value_end (text, child);
      gboolean block = child->children != NULL && !child->flow;

      if (cw_yaml_node_is_block (child) || (block && (child->start < child->content || child->children->len == 0))
          || memchr (text.data + child->start, block ? '#' : '\n', end - child->start) != NULL)
        return FALSE;
      if (i > 0)
        g_string_append (flow, ", ");
      if (child->key != NULL)
        g_string_append_printf (flow, "%.*s: ", (int) (child->key->end - child->key->start),
                                text.data + child->key->start);
      if (block)
        {
          gboolean mapping = child->kind == CW_YAML_MAPPING;

          g_string_append_printf (flow, "%c%s", mapping ? '{' : '[', mapping ? pad : "");
          if (!append_flow (flow, text, child, pad))
            return FALSE;
          g_string_append_printf (flow, "%s%c", mapping ? pad : "", mapping ? '}' : ']');
        }
      else if (child->kind == CW_YAML_SCALAR && child->style == CW_YAML_PLAIN && child->start == child->content)
        {
          g_autofree char *safe = *child->value != '\0' ? cw_yaml_write_scalar (child->value, CW_YAML_PLAIN, TRUE)
                                                        : g_strdup ("null");

          g_string_append (flow, safe);
        }
      else
        g_string_append_len (flow, text.data + child->start, (gssize) (child->end - child->start));
    }
  return TRUE;
}

/* What stands behind the brace of the mappings among which it comes: a blank, or nothing. */
static const char *
find_pad (CwYamlText        text,
          const CwYamlNode *parent)
{
  for (guint i = 0; i < parent->children->len; i++)
    {
      const CwYamlNode *child = parent->children->pdata[i];

      if (child->kind == CW_YAML_MAPPING && child->flow && child->content + 1 < text.size)
        return text.data[child->content + 1] == ' ' ? " " : "";
    }
  return "";
}

/* The entries on one line, as they stand between the brackets of @parent. */
static char *
write_flow (CwYamlText         text,
            const CwYamlNode  *parent,
            const CwYaml      *entries,
            GError           **error)
{
  g_autoptr (GString) flow = g_string_new (NULL);

  if (append_flow (flow, cw_yaml_layout_text (entries), cw_yaml_get_root (entries), find_pad (text, parent)))
    return g_string_free (g_steal_pointer (&flow), FALSE);
  g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
               _ ("What is added between brackets must stand on one line; write it with brackets too"));
  return NULL;
}

/* Behind an item that has a line of its own, on the next line. */
static gboolean
insert_flow_line (CwYamlDraft      *self,
                  const CwYamlNode *previous,
                  const char       *flow)
{
  gsize head = cw_yaml_layout_head (self->text, previous), line = cw_yaml_layout_line_start (self->text, head);
  gsize end = cw_yaml_layout_value_end (self->text, previous), comma = cw_yaml_layout_skip_filler (self->text, end);
  gboolean has_comma = comma < self->text.size && self->text.data[comma] == ',';
  gsize last = cw_yaml_layout_skip_spaces (self->text, has_comma ? comma + 1 : end);
  gsize next = cw_yaml_layout_line_end (self->text, last);
  g_autofree char *lines = NULL;

  if (cw_yaml_layout_skip_spaces (self->text, line) < head || last >= self->text.size
      || strchr ("#\r\n", self->text.data[last]) == NULL)
    return FALSE;
  lines = g_strdup_printf ("%.*s%s%s%s", (int) (head - line), self->text.data + line, flow, has_comma ? "," : "",
                           self->text.data[next - 1] == '\n' && next > 1 && self->text.data[next - 2] == '\r'
                             ? "\r\n" : "\n");
  if (!has_comma)
    cw_yaml_draft_edit (self, end, end, ",");
  cw_yaml_draft_edit (self, next, next, lines);
  return TRUE;
}

static gboolean
insert_flow (CwYamlDraft      *self,
             const CwYamlNode *parent,
             guint             index,
             CwYaml           *entries,
             GError          **error)
{
  g_autofree char *flow = write_flow (self->text, parent, entries, error), *parted = NULL;

  if (flow == NULL)
    return FALSE;
  plan_additions (self, parent, index, entries);
  if (parent->children->len == 0)
    {
      cw_yaml_draft_edit (self, parent->content + 1, parent->content + 1, flow);
      return TRUE;
    }
  if (index == 0)
    {
      gsize at = cw_yaml_layout_head (self->text, parent->children->pdata[0]);

      parted = g_strconcat (flow, ", ", NULL);
      cw_yaml_draft_edit (self, at, at, parted);
    }
  else if (!insert_flow_line (self, parent->children->pdata[index - 1], flow))
    {
      gsize at = cw_yaml_layout_value_end (self->text, parent->children->pdata[index - 1]);

      parted = g_strconcat (", ", flow, NULL);
      cw_yaml_draft_edit (self, at, at, parted);
    }
  return TRUE;
}

/* The first entries of a key that has none: its lines come below it. */
static void
fill_below (CwYamlDraft       *self,
            const CwYamlNode  *node,
            const CwYamlGuide *guide,
            CwYaml            *entries)
{
  guint column = cw_yaml_layout_column (self->text, node->key->start);
  gboolean list = cw_yaml_get_root (entries)->kind == CW_YAML_SEQUENCE;
  guint deeper = list && guide->dash >= 0 ? (guint) guide->dash : guide->step > 0 ? guide->step : DEFAULT_STEP;
  g_autofree char *lines = cw_yaml_piece_lay_out (entries, guide, column + deeper);
  gsize from = node->start < node->content ? node->content : cw_yaml_layout_behind_key (self->text, node);
  gsize end = cw_yaml_layout_value_end (self->text, node);

  while (from > node->start && strchr (" \t\r\n", self->text.data[from - 1]) != NULL)
    from--;
  if (from < end)
    cw_yaml_draft_edit (self, from, end, "");
  put_lines (self, guide, cw_yaml_layout_line_end (self->text, end), lines, entries);
}

/* The first entries of an empty list item or document. */
static void
fill_here (CwYamlDraft       *self,
           const CwYamlNode  *node,
           const CwYamlGuide *guide,
           CwYaml            *entries)
{
  gboolean bare = node->content == node->end && node->content > 0 && self->text.data[node->content - 1] == '-';
  guint column = cw_yaml_layout_column (self->text, node->content) + (bare ? 1 : 0);
  g_autofree char *lines = cw_yaml_piece_lay_out (entries, guide, column), *spaced = NULL;
  gsize length = strlen (lines) - strlen (line_feed (guide)), first = strspn (lines, " ");

  spaced = g_strdup_printf ("%s%.*s", bare ? " " : "", (int) (length - first), lines + first);
  cw_yaml_draft_edit (self, node->content, node->end, spaced);
}

static gboolean
fill (CwYamlDraft      *self,
      const CwYamlNode *node,
      CwYaml           *entries,
      GError          **error)
{
  CwYamlGuide guide = { 0 };

  if (cw_yaml_layout_in_brackets (node))
    {
      if (node->children != NULL)
        return insert_flow (self, node, 0, entries, error);
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("Line %u: nothing can be added below a value in brackets"),
                   node->line);
      return FALSE;
    }
  cw_yaml_guide_read (&guide, self->yaml, node->parent);
  if (node->key != NULL)
    fill_below (self, node, &guide, entries);
  else
    fill_here (self, node, &guide, entries);
  if (node->children != NULL)
    plan_additions (self, node, 0, entries);
  else
    plan_content (self, node, entries);
  return TRUE;
}

/**
 * cw_yaml_draft_insert:
 * @self: a draft
 * @parent: (nullable): the mapping or list that gets more, or a value that is nothing yet; %NULL for an empty document
 * @index: how many of its children stand before
 * @entries: a block mapping or list: what is added, with its comments
 * @error: where to store a %CW_ERROR_VALIDATION
 *
 * Adds entries in their own words, indented as their neighbours are, and with the blank lines that part these.
 *
 * Returns: whether it can be done
 */
gboolean
cw_yaml_draft_insert (CwYamlDraft      *self,
                      const CwYamlNode *parent,
                      guint             index,
                      CwYaml           *entries,
                      GError          **error)
{
  CwYamlGuide guide = { 0 };

  g_return_val_if_fail (self != NULL && entries != NULL, FALSE);

  if (parent == NULL)
    {
      g_autofree char *lines = NULL;

      cw_yaml_guide_read (&guide, self->yaml, NULL);
      lines = cw_yaml_piece_lay_out (entries, &guide, 0);
      if (self->text.size > 0 && self->text.data[self->text.size - 1] != '\n')
        {
          g_autofree char *closed = g_strconcat (line_feed (&guide), lines, NULL);

          cw_yaml_draft_edit (self, self->text.size, self->text.size, closed);
        }
      else
        cw_yaml_draft_edit (self, self->text.size, self->text.size, lines);
      plan_content (self, NULL, entries);
      return TRUE;
    }
  if (parent->children != NULL && parent->kind != cw_yaml_get_root (entries)->kind)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   parent->kind == CW_YAML_MAPPING ? _ ("Line %u: only keys can be added there, no list items")
                                                   : _ ("Line %u: only list items can be added there, no keys"),
                   parent->line);
      return FALSE;
    }
  if (parent->children == NULL || parent->children->len == 0)
    return fill (self, parent, entries, error);
  return parent->flow ? insert_flow (self, parent, index, entries, error)
                      : insert_block (self, parent, index, entries, error);
}
