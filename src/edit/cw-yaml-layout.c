/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-layout"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-yaml-layout.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/**
 * cw_yaml_layout_text:
 * @yaml: a document
 *
 * Returns: its bytes; they live as long as it does
 */
CwYamlText
cw_yaml_layout_text (const CwYaml *yaml)
{
  CwYamlText text = { 0 };

  text.data = g_bytes_get_data (cw_yaml_get_text (yaml), &text.size);
  text.data = text.data != NULL ? text.data : "";
  return text;
}

/**
 * cw_yaml_layout_line_start:
 * @text: a document's bytes
 * @at: an offset
 *
 * The first line begins behind a byte order mark.
 *
 * Returns: where the line of @at begins
 */
gsize
cw_yaml_layout_line_start (CwYamlText text,
                           gsize      at)
{
  while (at > 0 && text.data[at - 1] != '\n')
    at--;
  if (at == 0 && text.size >= 3 && memcmp (text.data, BYTE_ORDER_MARK, 3) == 0)
    at = 3;
  return at;
}

/**
 * cw_yaml_layout_line_end:
 * @text: a document's bytes
 * @at: an offset
 *
 * Returns: the offset behind the line feed of @at's line, or the end of the text
 */
gsize
cw_yaml_layout_line_end (CwYamlText text,
                         gsize      at)
{
  const char *feed = at < text.size ? memchr (text.data + at, '\n', text.size - at) : NULL;

  return feed != NULL ? (gsize) (feed - text.data) + 1 : text.size;
}

/**
 * cw_yaml_layout_column:
 * @text: a document's bytes
 * @at: an offset of a key or a dash
 *
 * What stands before a key or a dash on its line is one byte a column.
 *
 * Returns: the column, from 0
 */
guint
cw_yaml_layout_column (CwYamlText text,
                       gsize      at)
{
  gsize start = cw_yaml_layout_line_start (text, at);

  return at > start ? (guint) (at - start) : 0;
}

/**
 * cw_yaml_layout_skip_spaces:
 * @text: a document's bytes
 * @at: an offset
 *
 * Returns: the first offset from @at on that has neither blank nor tab
 */
gsize
cw_yaml_layout_skip_spaces (CwYamlText text,
                            gsize      at)
{
  while (at < text.size && (text.data[at] == ' ' || text.data[at] == '\t'))
    at++;
  return at;
}

static gboolean
ends_line (CwYamlText text,
           gsize      at)
{
  return at >= text.size || text.data[at] == '\n' || text.data[at] == '\r';
}

gboolean
cw_yaml_layout_is_blank (CwYamlText text,
                         gsize      line_start)
{
  return line_start < text.size && ends_line (text, cw_yaml_layout_skip_spaces (text, line_start));
}

gboolean
cw_yaml_layout_is_comment (CwYamlText text,
                           gsize      line_start,
                           guint     *column)
{
  gsize at = cw_yaml_layout_skip_spaces (text, line_start);

  *column = (guint) (at - line_start);
  return at < text.size && text.data[at] == '#';
}

/**
 * cw_yaml_layout_skip_filler:
 * @text: a document's bytes
 * @at: an offset
 *
 * Returns: the first offset from @at on behind blanks, comments and line ends
 */
gsize
cw_yaml_layout_skip_filler (CwYamlText text,
                            gsize      at)
{
  while (at < text.size)
    {
      if (strchr (" \t\r\n", text.data[at]) != NULL)
        at++;
      else if (text.data[at] == '#')
        at = cw_yaml_layout_line_end (text, at);
      else
        break;
    }
  return at;
}

/**
 * cw_yaml_layout_behind_key:
 * @text: a document's bytes
 * @node: a value that has a key
 *
 * Returns: the offset behind the colon of its key
 */
gsize
cw_yaml_layout_behind_key (CwYamlText        text,
                           const CwYamlNode *node)
{
  gsize at = cw_yaml_layout_skip_spaces (text, node->key->end);

  return at < text.size && text.data[at] == ':' ? at + 1 : at;
}

/* Blank lines behind a block of text are no part of it, unless it says that it keeps them. */
static gsize
block_end (CwYamlText        text,
           const CwYamlNode *node)
{
  gsize header = cw_yaml_layout_line_end (text, node->content), end = node->end;
  const char *keep = memchr (text.data + node->content, '+', header - node->content);

  if (keep != NULL && keep - (text.data + node->content) <= 2)
    return end;
  while (end > header && strchr (" \t\r\n", text.data[end - 1]) != NULL)
    end--;
  return end <= header ? MIN (header, node->end) : cw_yaml_layout_line_end (text, end);
}

/**
 * cw_yaml_layout_value_end:
 * @text: a document's bytes
 * @node: a node
 *
 * Blank lines behind a block scalar are no part of it, unless it keeps them.
 *
 * Returns: the offset behind the last byte of its value
 */
gsize
cw_yaml_layout_value_end (CwYamlText        text,
                          const CwYamlNode *node)
{
  while (node->children != NULL && !node->flow && node->children->len > 0)
    node = node->children->pdata[node->children->len - 1];
  if (cw_yaml_node_is_block (node))
    return block_end (text, node);
  return node->key != NULL ? MAX (node->end, cw_yaml_layout_behind_key (text, node)) : node->end;
}

/* An item that isn't the first has its dash on a line of its own, in the column of the first one's. */
static gsize
dash_of (CwYamlText        text,
         const CwYamlNode *node)
{
  const CwYamlNode *sequence = node->parent;
  gsize first = sequence->content, line = node->start;
  guint column = cw_yaml_layout_column (text, first);

  if (node->index == 0)
    return first;
  while (line > first)
    {
      line = cw_yaml_layout_line_start (text, line);
      if (cw_yaml_layout_skip_spaces (text, line) == line + column && line + column < text.size
          && text.data[line + column] == '-')
        return line + column;
      if (line <= first)
        break;
      line--;
    }
  return first;
}

/**
 * cw_yaml_layout_in_brackets:
 * @node: a node
 *
 * Returns: whether it stands in a mapping or sequence in braces or brackets
 */
gboolean
cw_yaml_layout_in_brackets (const CwYamlNode *node)
{
  for (node = node->parent; node != NULL; node = node->parent)
    if (node->flow)
      return TRUE;
  return FALSE;
}

/**
 * cw_yaml_layout_head:
 * @text: a document's bytes
 * @node: an entry
 *
 * Returns: where its key, its dash or, in brackets, its text begins
 */
gsize
cw_yaml_layout_head (CwYamlText        text,
                     const CwYamlNode *node)
{
  if (node->key != NULL)
    return node->key->start;
  if (node->parent == NULL || node->parent->flow)
    return node->start;
  return dash_of (text, node);
}

/* Comments directly above it, in its column, down from @floor; those that open the file stay with the file. */
static gsize
start_with_comments (CwYamlText text,
                     gsize      head,
                     guint      column,
                     gsize      floor)
{
  gsize start = cw_yaml_layout_line_start (text, head), line = start;

  while (line > floor && line > 0)
    {
      gsize above = cw_yaml_layout_line_start (text, line - 1);
      guint found = 0;

      if (above < floor || above == line || !cw_yaml_layout_is_comment (text, above, &found) || found != column)
        return line;
      line = above;
    }
  return line == cw_yaml_layout_line_start (text, 0) ? start : line;
}

/* Comments below it that are indented deeper, and blank lines between these. */
static gsize
end_with_comments (CwYamlText text,
                   gsize      end,
                   guint      column)
{
  gsize line = end;
  guint found = 0;

  while (line < text.size)
    {
      gsize next = cw_yaml_layout_line_end (text, line);

      if (cw_yaml_layout_is_comment (text, line, &found) && found > column)
        end = next;
      else if (!cw_yaml_layout_is_blank (text, line))
        break;
      line = next;
    }
  return end;
}

static gsize
floor_of (CwYamlText        text,
          const CwYamlNode *node)
{
  gsize end = 0;

  if (node->index > 0)
    end = cw_yaml_layout_value_end (text, node->parent->children->pdata[node->index - 1]);
  else if (node->parent->key != NULL)
    end = cw_yaml_layout_behind_key (text, node->parent);
  else
    end = node->parent->start;
  if (node->index == 0 && node->parent->parent == NULL)
    return 0;
  return end > 0 && text.data[end - 1] == '\n' ? end : cw_yaml_layout_line_end (text, end);
}

/**
 * cw_yaml_layout_entry:
 * @text: a document's bytes
 * @node: what stands in a block mapping or sequence
 * @entry: (out caller-allocates): its lines
 * @error: return location
 *
 * Finds the lines of an entry. Refused with %CW_ERROR_VALIDATION is what isn't laid out in lines: a key that begins
 * with “?”, or something else behind the value on its last line.
 *
 * Returns: whether it has lines of its own
 */
gboolean
cw_yaml_layout_entry (CwYamlText        text,
                      const CwYamlNode *node,
                      CwYamlEntry      *entry,
                      GError          **error)
{
  gsize head = cw_yaml_layout_head (text, node), end = cw_yaml_layout_value_end (text, node);
  gsize line = cw_yaml_layout_line_start (text, head);
  gsize rest = cw_yaml_layout_skip_spaces (text, end);
  gboolean own_line = end > 0 && text.data[end - 1] == '\n';

  entry->head = head;
  entry->column = cw_yaml_layout_column (text, head);
  entry->shares = cw_yaml_layout_skip_spaces (text, line) < head;
  if ((!own_line && !ends_line (text, rest) && text.data[rest] != '#')
      || (entry->shares && (node->index > 0 || text.data[cw_yaml_layout_skip_spaces (text, line)] != '-')))
    {
      g_autofree char *path = cw_yaml_node_dup_path (node);

      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("Line %u: “%s” shares its line with something else and can’t be edited as a block"), node->line,
                   path);
      return FALSE;
    }
  entry->start = entry->shares ? head : start_with_comments (text, head, entry->column, floor_of (text, node));
  entry->end = end_with_comments (text, own_line ? end : cw_yaml_layout_line_end (text, end), entry->column);
  return TRUE;
}
