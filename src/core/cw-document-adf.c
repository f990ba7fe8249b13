/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-document"

#include "config.h"

#include "cw-document-writers.h"
#include "cw-json.h"

/* Atlassian Document Format, https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ */

static JsonObject *
make_node (const char *type,
           JsonArray  *content)
{
  JsonObject *node = cw_json_object ("type", type, NULL);

  if (content != NULL)
    json_object_set_array_member (node, "content", content);
  return node;
}

static JsonArray *
make_array_of (JsonObject *only)
{
  JsonArray *array = json_array_new ();

  json_array_add_object_element (array, only);
  return array;
}

/* The schema allows no mark but a link beside code. */
static JsonArray *
make_marks (const CwTextRun *run)
{
  JsonArray *marks = json_array_new ();

  if (run->link != NULL)
    {
      JsonObject *mark = make_node ("link", NULL);

      json_object_set_object_member (mark, "attrs", cw_json_object ("href", run->link, NULL));
      json_array_add_object_element (marks, mark);
    }
  if (run->style & CW_TEXT_CODE)
    {
      json_array_add_object_element (marks, make_node ("code", NULL));
      return marks;
    }
  if (run->style & CW_TEXT_BOLD)
    json_array_add_object_element (marks, make_node ("strong", NULL));
  if (run->style & CW_TEXT_ITALIC)
    json_array_add_object_element (marks, make_node ("em", NULL));
  return marks;
}

static JsonObject *
make_text_node (const CwTextRun *run,
                const char      *text)
{
  JsonObject *node = cw_json_object ("type", "text", "text", text, NULL);

  if (run->style != CW_TEXT_PLAIN || run->link != NULL)
    json_object_set_array_member (node, "marks", make_marks (run));
  return node;
}

static void
add_run (JsonArray       *content,
         const CwTextRun *run)
{
  g_auto (GStrv) lines = g_strsplit (run->text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (i > 0)
        json_array_add_object_element (content, make_node ("hardBreak", NULL));
      if (*lines[i] != '\0')
        json_array_add_object_element (content, make_text_node (run, lines[i]));
    }
}

static JsonArray *
make_inline (CwText *text)
{
  JsonArray *content = json_array_new ();

  for (guint i = 0; i < cw_text_get_n_runs (text); i++)
    add_run (content, cw_text_get_run (text, i));
  return content;
}

static JsonObject *
make_heading (const CwBlock *block)
{
  JsonObject *node = make_node ("heading", make_inline (block->text));
  JsonObject *attributes = json_object_new ();

  json_object_set_int_member (attributes, "level", block->level);
  json_object_set_object_member (node, "attrs", attributes);
  return node;
}

static JsonObject *
make_list (const CwBlock *block)
{
  JsonArray *items = json_array_new ();

  for (guint i = 0; i < block->items->len; i++)
    {
      JsonObject *paragraph = make_node ("paragraph", make_inline (g_ptr_array_index (block->items, i)));

      json_array_add_object_element (items, make_node ("listItem", make_array_of (paragraph)));
    }
  return make_node (block->ordered ? "orderedList" : "bulletList", items);
}

static JsonObject *
make_row (GPtrArray  *cells,
          const char *type)
{
  JsonArray *content = json_array_new ();

  for (guint i = 0; i < cells->len; i++)
    {
      JsonObject *paragraph = make_node ("paragraph", make_inline (g_ptr_array_index (cells, i)));

      json_array_add_object_element (content, make_node (type, make_array_of (paragraph)));
    }
  return make_node ("tableRow", content);
}

static JsonObject *
make_table (const CwBlock *block)
{
  JsonArray *rows = make_array_of (make_row (block->header, "tableHeader"));

  for (guint i = 0; i < block->rows->len; i++)
    json_array_add_object_element (rows, make_row (g_ptr_array_index (block->rows, i), "tableCell"));
  return make_node ("table", rows);
}

static JsonObject *
make_code (const CwBlock *block)
{
  JsonArray *content = json_array_new ();
  JsonObject *node = make_node ("codeBlock", content);

  if (*block->literal != '\0')
    json_array_add_object_element (content, cw_json_object ("type", "text", "text", block->literal, NULL));
  if (block->language != NULL)
    json_object_set_object_member (node, "attrs", cw_json_object ("language", block->language, NULL));
  return node;
}

static JsonObject *
make_block (const CwBlock *block)
{
  switch (block->kind)
    {
    case CW_BLOCK_HEADING:
      return make_heading (block);
    case CW_BLOCK_PARAGRAPH:
      return make_node ("paragraph", make_inline (block->text));
    case CW_BLOCK_LIST:
      return block->items->len > 0 ? make_list (block) : NULL;
    case CW_BLOCK_TABLE:
      return make_table (block);
    case CW_BLOCK_CODE:
      return make_code (block);
    case CW_BLOCK_DIVIDER:
      return make_node ("rule", NULL);
    case CW_BLOCK_MARKER:
    default:
      return NULL;
    }
}

/**
 * cw_document_to_adf:
 * @self: a document
 *
 * Writes Atlassian Document Format, version 1, for Jira. It has no place for a marker: Jira's issues carry a label.
 *
 * Returns: (transfer full): the `doc` node
 */
JsonNode *
cw_document_to_adf (CwDocument *self)
{
  JsonArray *content;
  JsonObject *doc;

  g_return_val_if_fail (self != NULL, NULL);

  content = json_array_new ();
  for (guint i = 0; i < cw_document_get_n_blocks (self); i++)
    {
      JsonObject *node = make_block (cw_document_get_block (self, i));

      if (node != NULL)
        json_array_add_object_element (content, node);
    }
  if (json_array_get_length (content) == 0)
    json_array_add_object_element (content, make_node ("paragraph", json_array_new ()));

  doc = make_node ("doc", content);
  json_object_set_int_member (doc, "version", 1);
  return cw_json_node_object (doc);
}
