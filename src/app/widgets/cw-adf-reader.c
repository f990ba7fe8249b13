/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-adf-reader"

#include "config.h"

#include "cw-adf-reader.h"
#include "cw-json.h"

/* Reads Atlassian Document Format for showing. What it doesn't know (panels, mentions, media) is shown by its text:
 * nothing that is sent may be missing on screen. */

#define MAX_DEPTH 16

static CwTextStyle
read_style (JsonArray   *marks,
            const char **link)
{
  CwTextStyle style = CW_TEXT_PLAIN;

  for (guint i = 0; marks != NULL && i < json_array_get_length (marks); i++)
    {
      JsonNode *node = json_array_get_element (marks, i);
      JsonObject *mark = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *type = mark != NULL ? cw_json_get_string (mark, "type", "") : "";
      JsonObject *attributes = mark != NULL ? cw_json_get_object (mark, "attrs") : NULL;

      if (g_str_equal (type, "strong"))
        style |= CW_TEXT_BOLD;
      else if (g_str_equal (type, "em"))
        style |= CW_TEXT_ITALIC;
      else if (g_str_equal (type, "code"))
        style |= CW_TEXT_CODE;
      else if (g_str_equal (type, "link") && attributes != NULL)
        *link = cw_json_get_string (attributes, "href", NULL);
    }
  return style;
}

static void
add_inline (CwText     *text,
            JsonObject *node,
            guint       depth)
{
  JsonArray *content = cw_json_get_array (node, "content");
  JsonObject *attributes = cw_json_get_object (node, "attrs");
  const char *link = NULL;
  CwTextStyle style = read_style (cw_json_get_array (node, "marks"), &link);
  const char *words = cw_json_get_string (node, "text", NULL);

  if (words == NULL && attributes != NULL)
    words = cw_json_get_string (attributes, "text", cw_json_get_string (attributes, "url", NULL));
  if (g_str_equal (cw_json_get_string (node, "type", ""), "hardBreak"))
    cw_text_append (text, "\n");
  else if (words != NULL && link != NULL)
    cw_text_append_link (text, words, link);
  else if (words != NULL)
    cw_text_append_styled (text, words, style);
  for (guint i = 0; content != NULL && depth < MAX_DEPTH && i < json_array_get_length (content); i++)
    {
      JsonNode *child = json_array_get_element (content, i);

      if (JSON_NODE_HOLDS_OBJECT (child))
        add_inline (text, json_node_get_object (child), depth + 1);
    }
}

static CwText *
read_text (JsonObject *node)
{
  CwText *text = cw_text_new_empty ();

  add_inline (text, node, 0);
  return text;
}

static JsonObject *
get_child (JsonObject *node,
           guint       index)
{
  JsonArray *content = cw_json_get_array (node, "content");
  JsonNode *child = content != NULL && index < json_array_get_length (content)
                      ? json_array_get_element (content, index)
                      : NULL;

  return child != NULL && JSON_NODE_HOLDS_OBJECT (child) ? json_node_get_object (child) : NULL;
}

static guint
count_children (JsonObject *node)
{
  JsonArray *content = cw_json_get_array (node, "content");

  return content != NULL ? json_array_get_length (content) : 0;
}

static void
add_list (CwDocument *document,
          JsonObject *node,
          gboolean    ordered)
{
  cw_document_add_list (document, ordered);
  for (guint i = 0; i < count_children (node); i++)
    {
      JsonObject *item = get_child (node, i);

      if (item != NULL)
        cw_document_add_item (document, read_text (item));
    }
}

/* A row shorter than the first is filled up, so that every row has a cell for each column. */
static void
add_row (CwDocument *document,
         JsonObject *row,
         guint       n_columns)
{
  g_autofree CwText **cells = g_new0 (CwText *, n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      JsonObject *cell = get_child (row, i);

      cells[i] = cell != NULL ? read_text (cell) : cw_text_new_empty ();
    }
  cw_document_add_row (document, cells, n_columns);
}

static void
add_table (CwDocument *document,
           JsonObject *node)
{
  JsonObject *first = get_child (node, 0);
  guint n_columns = first != NULL ? count_children (first) : 0;
  g_auto (GStrv) header = NULL;

  if (n_columns == 0)
    return;
  header = g_new0 (char *, n_columns + 1);
  for (guint i = 0; i < n_columns; i++)
    {
      JsonObject *cell = get_child (first, i);
      g_autoptr (CwText) text = cell != NULL ? read_text (cell) : cw_text_new_empty ();

      header[i] = cw_text_to_plain (text);
    }
  cw_document_add_table (document, (const char *const *) header);
  for (guint i = 1; i < count_children (node); i++)
    {
      JsonObject *row = get_child (node, i);

      if (row != NULL)
        add_row (document, row, n_columns);
    }
}

static guint
read_level (JsonObject *node)
{
  JsonObject *attributes = cw_json_get_object (node, "attrs");

  return (guint) CLAMP (attributes != NULL ? cw_json_get_int (attributes, "level", 3) : 3, 1, 6);
}

static void
add_block (CwDocument *document,
           JsonObject *node)
{
  const char *type = cw_json_get_string (node, "type", "");
  g_autoptr (CwText) text = NULL;
  g_autofree char *plain = NULL;

  if (g_str_equal (type, "rule"))
    cw_document_add_divider (document);
  else if (g_str_equal (type, "bulletList") || g_str_equal (type, "orderedList"))
    add_list (document, node, g_str_equal (type, "orderedList"));
  else if (g_str_equal (type, "table"))
    add_table (document, node);
  else
    {
      text = read_text (node);
      plain = cw_text_to_plain (text);
    }
  if (plain == NULL || *plain == '\0')
    return;
  if (g_str_equal (type, "heading"))
    cw_document_add_heading (document, read_level (node), plain);
  else if (g_str_equal (type, "codeBlock"))
    cw_document_add_code (document, NULL, plain);
  else
    cw_document_add_paragraph (document, g_steal_pointer (&text));
}

/**
 * cw_adf_is_document:
 * @node: a value of a payload
 *
 * Returns: whether it is an Atlassian document
 */
gboolean
cw_adf_is_document (JsonNode *node)
{
  JsonObject *object = NULL;

  g_return_val_if_fail (node != NULL, FALSE);

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  object = json_node_get_object (node);
  return g_str_equal (cw_json_get_string (object, "type", ""), "doc") && cw_json_get_array (object, "content") != NULL;
}

/**
 * cw_adf_read:
 * @doc: a `doc` node
 *
 * Returns: (transfer full): the document
 */
CwDocument *
cw_adf_read (JsonObject *doc)
{
  CwDocument *document = NULL;

  g_return_val_if_fail (doc != NULL, NULL);

  document = cw_document_new ();
  for (guint i = 0; i < count_children (doc); i++)
    {
      JsonObject *node = get_child (doc, i);

      if (node != NULL)
        add_block (document, node);
    }
  return document;
}
