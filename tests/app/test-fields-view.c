/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test-desk.h"
#include "cw-app-test.h"
#include "cw-document-writers.h"
#include "cw-fields-view.h"
#include "cw-json.h"

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = cw_json_parse (text, -1, CW_JSON_DEFAULT_MAX_BYTES, &error);

  g_assert_no_error (error);
  return node;
}

static void
test_good (void)
{
  g_autoptr (JsonNode) node = parse (
    "{\"hidden\": 1, \"issuetype\": {\"name\": \"Story\"}, \"labels\": [\"a\", \"b\"], \"empty\": \"\", "
    "\"none\": null, \"really\": true, \"people\": [{\"id\": \"x\", \"kind\": 1}, {\"id\": \"y\", \"kind\": 2}], "
    "\"when\": \"2027-01-12T17:00:00.000-0300\", \"day\": \"2027-01-12\", "
    "\"customfield_10141\": [{\"value\": \"Software\"}], \"assignee\": {\"accountId\": \"712020:1\"}, \"object\": {}, \"array\": []}");
  const char *without[] = { "hidden", NULL };
  g_autoptr (CwProcedure) procedure = cw_app_test_procedure ("rubin-2023");
  g_autoptr (CwEffect) effect = cw_effect_new ("c0045/summit/tickets/calendar/1", CW_EFFECT_KIND_JIRA_ISSUE, "Ticket");
  GtkWidget *view = cw_fields_view_new (), *window = cw_app_test_show (view), *name = NULL, *value = NULL;

  cw_effect_add_name (effect, "customfield_10141", "Discipline");
  cw_effect_add_name (effect, "712020:1", "Vera Tester");
  cw_fields_view_set_json (CW_FIELDS_VIEW (view), node, without, procedure, effect);
  name = cw_app_test_find_label (view, "Issue type");
  value = cw_app_test_find_label (view, "Story");
  gtk_test_accessible_assert_relation (value, GTK_ACCESSIBLE_RELATION_LABELLED_BY, name, NULL);
  g_assert_nonnull (cw_app_test_find_label (view, "a, b"));
  g_assert_nonnull (cw_app_test_find_label (view, "Software"));
  g_assert_nonnull (cw_app_test_find_label (view, "Discipline"));
  g_assert_nonnull (cw_app_test_find_label (view, "Tue 12 Jan, 17:00 CLT"));
  g_assert_nonnull (cw_app_test_find_label (view, "2027-01-12"));
  g_assert_nonnull (cw_app_test_find_label (view, "Vera Tester"));
  g_assert_null (cw_app_test_find_label (view, "712020"));
  g_assert_nonnull (cw_app_test_find_label (view, "yes"));
  g_assert_nonnull (cw_app_test_find_label (view, "{}"));
  g_assert_null (cw_app_test_find_label (view, "hidden"));
  g_assert_true (gtk_widget_has_css_class (cw_app_test_find_label (view, "people"), "heading"));
  cw_app_test_close (window, view);
}

static void
test_adf (void)
{
  g_autoptr (CwDocument) document = cw_document_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  GtkWidget *view = cw_fields_view_new (), *window = cw_app_test_show (view);
  const char *header[] = { "Core", NULL };
  CwText *cells[] = { cw_text_new ("ts_xml") };

  cw_document_add_heading (document, 2, "What");
  cw_document_add_plain (document, "The systems are upgraded.");
  cw_document_add_list (document, TRUE);
  cw_document_add_item (document, cw_text_new ("First thing"));
  cw_document_add_table (document, header);
  cw_document_add_row (document, cells, 1);
  cw_document_add_code (document, NULL, "x = 1");
  cw_document_add_divider (document);
  json_node_take_object (node, json_object_new ());
  json_object_set_member (json_node_get_object (node), "description", cw_document_to_adf (document));
  cw_fields_view_set_json (CW_FIELDS_VIEW (view), node, NULL, NULL, NULL);
  gtk_test_accessible_assert_role (cw_app_test_find_label (view, "What"), GTK_ACCESSIBLE_ROLE_HEADING);
  g_assert_nonnull (cw_app_test_find_label (view, "The systems are upgraded."));
  g_assert_nonnull (cw_app_test_find_label (view, "First thing"));
  g_assert_nonnull (cw_app_test_find_label (view, "ts_xml"));
  g_assert_nonnull (cw_app_test_find_label (view, "x = 1"));
  cw_app_test_close (window, view);
}

/* Nodes of the wrong kind, an unknown block, a level out of range: shown as far as it goes, never a warning. */
static void
test_bad (void)
{
  static const char *const texts[] = {
    "{\"d\": {\"type\": \"doc\", \"content\": [1, null, {\"type\": \"heading\", \"attrs\": {\"level\": 99}, "
    "\"content\": [{\"type\": \"text\", \"text\": \"H\", \"marks\": [1, {\"type\": \"link\"}]}]}, "
    "{\"type\": \"panel\", \"content\": "
    "[{\"type\": \"paragraph\", \"content\": [{\"type\": \"mention\", \"attrs\": {\"text\": \"@you\"}}]}]}, "
    "{\"type\": \"table\"}, {\"type\": \"table\", \"content\": [{\"type\": \"tableRow\"}]}, "
    "{\"type\": \"bulletList\"}]}}",
    "{\"a\": {\"b\": [{\"c\": {\"d\": [{\"e\": {\"f\": [{\"g\": [[[[1,2],[3,4]],[5,6]],7], \"h\": 1}], \"i\": 1}}, 2], "
    "\"j\": 1}}, 3], \"k\": 1}, \"<b>&\": \"<i>&\\u0001\"}",
    "\"scalar\"",
    "[]",
    "{}",
    "[1, {\"a\": 1, \"b\": 2}]",
  };
  GtkWidget *view = cw_fields_view_new (), *window = cw_app_test_show (view);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (JsonNode) node = parse (texts[i]);

      cw_fields_view_set_json (CW_FIELDS_VIEW (view), node, NULL, NULL, NULL);
      cw_app_test_settle ();
      g_assert_true (i != 0 || cw_app_test_find_label (view, "@you") != NULL);
    }
  cw_fields_view_set_json (CW_FIELDS_VIEW (view), NULL, NULL, NULL, NULL);
  cw_app_test_close (window, view);
}

static void
test_long (void)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  GtkWidget *view = cw_fields_view_new (), *window = cw_app_test_show (view);

  json_node_take_object (node, json_object_new ());
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *name = g_strdup_printf ("field %u", i);

      json_object_set_int_member (json_node_get_object (node), name, i);
    }
  cw_fields_view_set_json (CW_FIELDS_VIEW (view), node, NULL, NULL, NULL);
  g_assert_nonnull (cw_app_test_find_label (view, "Show More"));
  cw_app_test_close (window, view);
}

int
main (int    argc,
      char **argv)
{
  if (!cw_app_test_init (&argc, &argv))
    return 77;
  g_test_add_func ("/fields-view/good", test_good);
  g_test_add_func ("/fields-view/adf", test_adf);
  g_test_add_func ("/fields-view/bad", test_bad);
  g_test_add_func ("/fields-view/long", test_long);
  return g_test_run ();
}
