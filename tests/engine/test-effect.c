/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-effect.h"
#include "cw-json.h"
#include "cw-test.h"

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = cw_json_parse (text, -1, 0, &error);

  g_assert_no_error (error);
  return node;
}

static void
test_id (void)
{
  g_autofree char *site = cw_effect_make_id ("c0045", "summit", "configuration", "phalanx", 2);
  g_autofree char *all = cw_effect_make_id ("c0045.003", NULL, "page", "page", 1);

  g_assert_cmpstr (site, ==, "c0045/summit/configuration/phalanx/2");
  g_assert_cmpstr (all, ==, "c0045.003/all/page/page/1");
}

static void
test_marker (void)
{
  g_autofree char *text = g_strdup ("c0045/summit/tickets/ticket/1\n2");
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autofree char *expected = g_strdup_printf ("cw-%.12s", sum);
  g_autofree char *first = cw_effect_make_marker ("c0045/summit/tickets/ticket/1", 1);
  g_autofree char *again = cw_effect_make_marker ("c0045/summit/tickets/ticket/1", 1);
  g_autofree char *second = cw_effect_make_marker ("c0045/summit/tickets/ticket/1", 2);

  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, second);
  g_assert_cmpstr (second, ==, expected);
}

static void
test_payload (void)
{
  g_autoptr (CwEffect) one = cw_effect_new ("id/1", CW_EFFECT_KIND_TASK, "One");
  g_autoptr (CwEffect) two = cw_effect_new ("id/2", CW_EFFECT_KIND_TASK, "Two");
  g_autoptr (JsonNode) forwards = parse ("{\"a\": 1, \"b\": [true, null, \"é\"]}");
  g_autoptr (JsonNode) backwards = parse ("{ \"b\":[true,null,\"\\u00e9\"],\"a\":1 }");
  g_autofree char *sum = NULL;

  g_assert_null (cw_effect_get_payload (one));
  g_assert_null (cw_effect_get_payload_text (two));
  g_clear_object (&two);
  two = cw_effect_new ("id/2", CW_EFFECT_KIND_TASK, "Two");
  cw_effect_set_payload (one, forwards);
  cw_effect_set_payload (two, backwards);
  g_assert_cmpstr (cw_effect_get_payload_text (one), ==, "{\"a\":1,\"b\":[true,null,\"é\"]}");
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, cw_effect_get_payload_text (one), -1);
  g_assert_cmpstr (cw_effect_get_hash (one), ==, sum);
  g_assert_cmpstr (cw_effect_get_hash (two), ==, sum);
  g_assert_true (json_node_is_immutable (cw_effect_get_payload (one)));
}

static void
test_handed_out (void)
{
  g_autoptr (CwEffect) effect = cw_effect_new ("id/1", CW_EFFECT_KIND_TASK, "One");
  g_autoptr (JsonNode) payload = parse ("{\"text\": \"Do it\"}");

  cw_effect_set_payload (effect, payload);
  g_assert_nonnull (cw_effect_get_hash (effect));
  g_test_expect_message ("cw-effect", G_LOG_LEVEL_CRITICAL, "*may_change*");
  cw_effect_set_detail (effect, "too late");
  g_test_assert_expected_messages ();
  g_assert_null (cw_effect_get_detail (effect));
}

static void
test_with_payload (void)
{
  g_autoptr (CwEffect) effect = cw_effect_new ("id/1", CW_EFFECT_KIND_GIT_BRANCH, "One");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("hello", 5);
  g_autoptr (JsonNode) first = parse ("{\"a\": 1}");
  g_autoptr (JsonNode) second = parse ("{\"a\": 2}");
  g_autoptr (CwEffect) copy = NULL;

  cw_effect_set_stage (effect, "configuration");
  cw_effect_set_site (effect, "summit");
  cw_effect_set_marker (effect, "cw-1");
  cw_effect_set_optional (effect, TRUE);
  cw_effect_set_preview (effect, "Diff", "-a\n+b\n");
  cw_effect_add_precondition (effect, "id/0");
  cw_effect_add_precondition (effect, "id/9");
  cw_effect_add_blob (effect, "b6fc", bytes);
  cw_effect_set_payload (effect, first);

  copy = cw_effect_with_payload (effect, second);
  g_assert_cmpstr (cw_effect_get_payload_text (copy), ==, "{\"a\":2}");
  g_assert_cmpstr (cw_effect_get_payload_text (effect), ==, "{\"a\":1}");
  g_assert_cmpstr (cw_effect_get_id (copy), ==, "id/1");
  g_assert_cmpstr (cw_effect_get_kind (copy), ==, CW_EFFECT_KIND_GIT_BRANCH);
  g_assert_cmpstr (cw_effect_get_title (copy), ==, "One");
  g_assert_cmpstr (cw_effect_get_stage (copy), ==, "configuration");
  g_assert_cmpstr (cw_effect_get_site (copy), ==, "summit");
  g_assert_cmpstr (cw_effect_get_marker (copy), ==, "cw-1");
  g_assert_cmpstr (cw_effect_get_preview_title (copy), ==, "Diff");
  g_assert_cmpstr (cw_effect_get_preview (copy), ==, "-a\n+b\n");
  g_assert_true (cw_effect_get_optional (copy));
  g_assert_cmpstr (cw_effect_get_preconditions (copy)[1], ==, "id/9");
  g_assert_null (cw_effect_get_preconditions (copy)[2]);
  g_assert_true (cw_effect_get_blob (copy, "b6fc") == bytes);
  g_assert_null (cw_effect_get_blob (copy, "dead"));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/engine/effect/id", test_id);
  g_test_add_func ("/engine/effect/marker", test_marker);
  g_test_add_func ("/engine/effect/payload", test_payload);
  g_test_add_func ("/engine/effect/handed-out", test_handed_out);
  g_test_add_func ("/engine/effect/with-payload", test_with_payload);
  return g_test_run ();
}
