/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-hand-edit.h"
#include "cw-json.h"
#include "cw-test.h"

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

/* A text comes back byte for byte, whatever it holds. */
static void
test_round_trip (void)
{
  static const char *const texts[] = {
    "", "a: 1\n", "\xef\xbb\xbf" "a: 1\r\nb: \"\\\t\"\r\n", "no end", "\xc3\xa9 \xe2\x80\xae\x01\x7f"
  };
  g_autoptr (GDateTime) at = g_date_time_new_utc (2026, 12, 1, 12, 0, 0);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) text = bytes_of (texts[i]);
      g_autoptr (CwHandEdit) edit = cw_hand_edit_new ("summit", "argocd-csc", "apps/a.b/x.yaml", NULL, text, "Vera",
                                                        at);
      g_autofree char *key = cw_hand_edit_make_key (edit->site, edit->repository, edit->path);
      g_autoptr (JsonNode) node = cw_hand_edit_to_json (edit);
      g_autofree char *journal = cw_json_to_text (node, FALSE);
      g_autoptr (JsonNode) read = cw_json_parse (journal, -1, 0, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwHandEdit) again = cw_hand_edit_read (key, read, &error);
      g_autofree char *hash = cw_hand_edit_hash (edit), *other_hash = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (key, ==, "edit.summit.argocd-csc.apps/a.b/x.yaml");
      g_assert_cmpstr (again->path, ==, "apps/a.b/x.yaml");
      g_assert_null (again->from);
      g_assert_true (g_bytes_equal (again->text, text));
      g_assert_cmpstr (again->at, ==, "2026-12-01T12:00:00Z");
      other_hash = cw_hand_edit_hash (again);
      g_assert_cmpstr (hash, ==, other_hash);
    }
}

static JsonNode *
edit_upon (JsonNode   *before,
           JsonArray  *record,
           const char *forget,
           char      **words)
{
  g_autoptr (GDateTime) at = g_date_time_new_utc (2026, 12, 1, 12, 0, 0);
  g_autoptr (GBytes) text = bytes_of ("a: 1\n");
  g_autoptr (CwHandEdit) edit = cw_hand_edit_new ("summit", "argocd-csc", "x.yaml", NULL, text, "Vera", at);
  g_autoptr (CwHandEdit) again = NULL;
  const char *const ids[] = { "other", forget, NULL };
  JsonNode *node;

  cw_hand_edit_take_over (edit, before, record, forget != NULL ? ids : NULL);
  node = cw_hand_edit_to_json (edit);
  again = cw_hand_edit_read ("edit.summit.argocd-csc.x.yaml", node, NULL);
  g_free (*words);
  *words = cw_hand_edit_describe (again);
  return node;
}

/* Whose it was stays known while a person edits on, until it is given back. */
static void
test_taken (void)
{
  g_autoptr (JsonArray) record = json_array_new ();
  g_autoptr (JsonNode) own = NULL, first = NULL, on = NULL, back = NULL;
  g_autofree char *words = NULL;

  json_array_add_object_element (record, cw_json_object ("id", "one", "site", "BTS", "commit", "1a2b3c4d5e", NULL));
  own = edit_upon (NULL, NULL, NULL, &words);
  g_assert_null (strstr (words, "taken over"));
  first = edit_upon (NULL, record, NULL, &words);
  g_assert_nonnull (strstr (words, ", taken over from BTS’s fix, commit 1a2b3c4"));
  on = edit_upon (first, NULL, NULL, &words);
  g_assert_nonnull (strstr (words, ", some of it taken over from BTS’s fix, commit 1a2b3c4"));
  back = edit_upon (on, NULL, "one", &words);
  g_assert_null (strstr (words, "taken over"));
}

/* What is no fix is told from one, and stands there once however often it was taken over. */
static void
test_copied (void)
{
  g_autoptr (JsonArray) record = json_array_new (), planned = json_array_new ();
  g_autoptr (JsonNode) first = NULL, again = NULL, more = NULL;
  g_autofree char *words = NULL;

  json_array_add_object_element (record, cw_json_object ("id", "one", "kind", CW_TAKEN_COPY, "site", "BTS", "commit",
                                                         "1a2b3c4d5e", NULL));
  json_array_add_object_element (planned, cw_json_object ("id", "two", "kind", CW_TAKEN_COPY, "site", "TTS", NULL));
  first = edit_upon (NULL, record, NULL, &words);
  g_assert_nonnull (strstr (words, ", taken over from BTS’s files, commit 1a2b3c4"));
  again = edit_upon (first, record, NULL, &words);
  g_assert_cmpuint (json_array_get_length (cw_json_get_array (json_node_get_object (again), "taken")), ==, 1);
  more = edit_upon (again, planned, NULL, &words);
  g_assert_nonnull (strstr (words, ", taken over from BTS’s files, commit 1a2b3c4; TTS’s planned files"));
}

static void
test_paths (void)
{
  static const char *const good[] = { "a", "a/b.yaml", ".github/x", "a/..b", "ä/ö" };
  static const char *const bad[] = {
    "", "/a", "a/", "a//b", "../a", "a/../b", "./a", "a/.", ".git/config", "a/.GIT/x", "a\nb", "a\\b", "\xff"
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (cw_hand_edit_check_path (good[i], NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (cw_hand_edit_check_path (bad[i], &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
    }
}

static void
test_texts (void)
{
  g_autofree char *long_text = g_strnfill (CW_HAND_EDIT_MAX_BYTES + 1, 'a');
  g_autoptr (GBytes) large = bytes_of (long_text);
  g_autoptr (GBytes) latin = g_bytes_new_static ("a\nb\n\xe9\n", 6);
  g_autoptr (GBytes) binary = g_bytes_new_static ("a\n\0b", 4);
  g_autoptr (GError) large_error = NULL;
  g_autoptr (GError) latin_error = NULL;
  g_autoptr (GError) binary_error = NULL;

  g_assert_false (cw_hand_edit_check_text ("x.yaml", large, &large_error));
  g_assert_nonnull (strstr (large_error->message, "1048577 bytes"));
  g_assert_false (cw_hand_edit_check_text ("x.yaml", latin, &latin_error));
  g_assert_nonnull (strstr (latin_error->message, "x.yaml, line 3: not UTF-8"));
  g_assert_false (cw_hand_edit_check_text ("x.yaml", binary, &binary_error));
  g_assert_nonnull (strstr (binary_error->message, "x.yaml, line 2: a NUL byte"));
}

/* What somebody wrote into a journal by other means is no edit. */
static void
test_nonsense (void)
{
  static const char *const values[] = {
    "\"text\"", "{}", "{\"by\":\"V\",\"at\":\"x\"}", "{\"text\":\"a\"}", "{\"by\":\"V\",\"at\":\"x\",\"text\":7}"
  };
  g_autoptr (JsonNode) good = cw_json_parse ("{\"by\":\"V\",\"at\":\"x\",\"text\":\"a\"}", -1, 0, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (JsonNode) node = cw_json_parse (values[i], -1, 0, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_hand_edit_read ("edit.summit.r.a", node, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
    }
  g_assert_null (cw_hand_edit_read ("edit.summit.r", good, NULL));
  g_assert_null (cw_hand_edit_read ("edit.summit.r.../x", good, NULL));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/core/hand-edit/round-trip", test_round_trip);
  g_test_add_func ("/core/hand-edit/taken", test_taken);
  g_test_add_func ("/core/hand-edit/copied", test_copied);
  g_test_add_func ("/core/hand-edit/paths", test_paths);
  g_test_add_func ("/core/hand-edit/texts", test_texts);
  g_test_add_func ("/core/hand-edit/nonsense", test_nonsense);
  return g_test_run ();
}
