/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-document-writers.h"
#include "cw-json.h"
#include "cw-test-document.h"
#include "cw-test.h"

/* What may stand in what, from Atlassian's schema of ADF version 1 as far as we write it. */
static const struct
{
  const char *type;
  const char *children;
  gboolean needs_child;
} rules[] = {
  { "doc", "heading paragraph bulletList orderedList table codeBlock rule", TRUE },
  { "heading", "text hardBreak", FALSE },
  { "paragraph", "text hardBreak", FALSE },
  { "bulletList", "listItem", TRUE },
  { "orderedList", "listItem", TRUE },
  { "listItem", "paragraph", TRUE },
  { "table", "tableRow", TRUE },
  { "tableRow", "tableHeader tableCell", TRUE },
  { "tableHeader", "paragraph", TRUE },
  { "tableCell", "paragraph", TRUE },
  { "codeBlock", "text", FALSE },
  { "rule", NULL, FALSE },
  { "hardBreak", NULL, FALSE },
  { "text", NULL, FALSE },
};

static void
check_text (JsonObject *node,
            gboolean    in_code)
{
  JsonArray *marks = cw_json_get_array (node, "marks");
  gboolean code = FALSE;

  g_assert_cmpstr (cw_json_get_string (node, "text", ""), !=, "");
  if (marks == NULL)
    return;
  g_assert_false (in_code);
  g_assert_cmpuint (json_array_get_length (marks), >, 0);
  for (guint i = 0; i < json_array_get_length (marks); i++)
    {
      JsonObject *mark = json_array_get_object_element (marks, i);
      const char *type = cw_json_get_string (mark, "type", "");

      g_assert_true (g_strv_contains ((const char *const[]) { "strong", "em", "code", "link", NULL }, type));
      code = code || g_str_equal (type, "code");
      if (g_str_equal (type, "link"))
        g_assert_nonnull (cw_json_get_string (cw_json_get_object (mark, "attrs"), "href", NULL));
    }
  if (code)
    g_assert_cmpuint (json_array_get_length (marks), ==, 1);
}

static void
check_node (JsonObject *node,
            gboolean    in_code,
            GString    *text)
{
  const char *type = cw_json_get_string (node, "type", "");
  JsonArray *content = cw_json_get_array (node, "content");
  g_auto (GStrv) allowed = NULL;
  guint rule = 0;

  while (rule < G_N_ELEMENTS (rules) && !g_str_equal (rules[rule].type, type))
    rule++;
  g_assert_cmpuint (rule, <, G_N_ELEMENTS (rules));
  if (g_str_equal (type, "text"))
    {
      check_text (node, in_code);
      g_string_append (text, cw_json_get_string (node, "text", ""));
    }
  if (g_str_equal (type, "hardBreak"))
    g_string_append_c (text, '\n');
  g_assert_true ((content == NULL) == (rules[rule].children == NULL));
  if (content == NULL)
    return;

  g_assert_true (!rules[rule].needs_child || json_array_get_length (content) > 0);
  allowed = g_strsplit (rules[rule].children, " ", -1);
  for (guint i = 0; i < json_array_get_length (content); i++)
    {
      JsonObject *child = json_array_get_object_element (content, i);

      g_assert_true (g_strv_contains ((const char *const *) allowed, cw_json_get_string (child, "type", "")));
      check_node (child, g_str_equal (type, "codeBlock"), text);
    }
}

static char *
check_document (CwDocument *document)
{
  g_autoptr (JsonNode) adf = cw_document_to_adf (document);
  g_autofree char *canonical = cw_json_canonical (adf);
  g_autoptr (JsonNode) again = cw_json_parse (canonical, -1, 0, NULL);
  GString *text = g_string_new (NULL);

  g_assert_true (json_node_equal (adf, again));
  g_assert_cmpint (cw_json_get_int (json_node_get_object (adf), "version", 0), ==, 1);
  g_assert_cmpstr (cw_json_path_string (adf, "type"), ==, "doc");
  check_node (json_node_get_object (adf), FALSE, text);
  return g_string_free (text, FALSE);
}

static void
test_structure (void)
{
  for (guint i = 0; i < cw_test_n_nasty_texts; i++)
    {
      g_autoptr (CwDocument) document = cw_test_document_make (cw_test_nasty_texts[i]);
      g_autofree char *text = check_document (document);

      g_assert_nonnull (strstr (text, cw_test_nasty_texts[i]));
    }
}

static void
test_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  for (int i = 0; i < 500; i++)
    {
      g_autoptr (CwDocument) document = cw_test_document_random (random);
      g_autofree char *text = check_document (document);
    }
}

static void
test_empty (void)
{
  g_autoptr (CwDocument) document = cw_document_new ();
  g_autofree char *text = check_document (document);

  cw_document_add_list (document, FALSE);
  cw_document_add_marker (document, "cw-1");
  g_free (text);
  text = check_document (document);
  g_assert_cmpstr (text, ==, "");
}

static void
test_exact (void)
{
  g_autoptr (CwDocument) document = cw_document_new ();
  g_autoptr (JsonNode) adf = NULL;
  g_autofree char *canonical = NULL;
  CwText *text = cw_text_new ("a\n");

  cw_text_append_styled (text, "b", CW_TEXT_BOLD | CW_TEXT_ITALIC);
  cw_text_append_styled (text, "c", CW_TEXT_BOLD | CW_TEXT_CODE);
  cw_text_append_link (text, "d", "https://e/");
  cw_document_add_heading (document, 3, "h");
  cw_document_add_paragraph (document, text);
  adf = cw_document_to_adf (document);
  canonical = cw_json_canonical (adf);
  g_assert_cmpstr (canonical, ==,
                   "{\"content\":["
                   "{\"attrs\":{\"level\":3},\"content\":[{\"text\":\"h\",\"type\":\"text\"}],\"type\":\"heading\"},"
                   "{\"content\":[{\"text\":\"a\",\"type\":\"text\"},{\"type\":\"hardBreak\"},"
                   "{\"marks\":[{\"type\":\"strong\"},{\"type\":\"em\"}],\"text\":\"b\",\"type\":\"text\"},"
                   "{\"marks\":[{\"type\":\"code\"}],\"text\":\"c\",\"type\":\"text\"},"
                   "{\"marks\":[{\"attrs\":{\"href\":\"https://e/\"},\"type\":\"link\"}],\"text\":\"d\","
                   "\"type\":\"text\"}],\"type\":\"paragraph\"}],\"type\":\"doc\",\"version\":1}");
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/document-adf/structure", test_structure);
  g_test_add_func ("/document-adf/random", test_random);
  g_test_add_func ("/document-adf/empty", test_empty);
  g_test_add_func ("/document-adf/exact", test_exact);
  return g_test_run ();
}
