/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-test.h"

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = cw_json_parse (text, -1, 0, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);
  return node;
}

static void
assert_refused (const char *text,
                const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *shown = g_strescape (text, NULL);

  g_test_message ("%.80s", shown);
  g_assert_null (cw_json_parse (text, -1, 0, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
  if (strstr (error->message, expected) == NULL)
    g_error ("“%s” does not say “%s”", error->message, expected);
}

static void
test_refuse (void)
{
  static const char *const cases[][2] = {
    { "", "Line 1, column 1: the text ends where a value" },
    { "  \n ", "Line 2, column 2: the text ends where a value" },
    { "{\"a\": 1,\n \"a\": 2}", "Line 2, column 2: the key “a” is there twice" },
    { "{\"a\": {\"b\": 1, \"\\u0062\": 2}}", "Line 1, column 16: the key “b” is there twice" },
    { "{\"é\": 1, x}", "Line 1, column 10: “x” stands where a key" },
    { "[1,]", "Line 1, column 4: “]” stands where a value" },
    { "{\"a\":1,}", "Line 1, column 8: “}” stands where a key" },
    { "[1 2]", "“2” stands where a comma or “]”" },
    { "{\"a\" 1}", "“1” stands where a colon" },
    { "{\"a\": 1", "ends where a comma or “}”" },
    { "// note\n1", "“/” stands where a value" },
    { "[1] x", "“x” stands where the end" },
    { "NaN", "a value" },
    { "-Infinity", "a digit" },
    { "nul", "a value" },
    { "truely", "the end" },
    { "01", "“1” stands where the end" },
    { "+1", "a value" },
    { "1.", "a digit" },
    { ".5", "a value" },
    { "1e", "a digit" },
    { "0x10", "the end" },
    { "9223372036854775808", "too large" },
    { "1e999", "too large" },
    { "'a'", "a value" },
    { "\"a", "Line 1, column 1: a text begins here" },
    { "\"a\\", "after a backslash" },
    { "\"\\x41\"", "after a backslash" },
    { "\"a\tb\"", "U+0009 must be escaped" },
    { "\"\\u12g4\"", "a hexadecimal digit" },
    { "\"\\u0000\"", "NUL" },
    { "\"\\ud800\"", "half a surrogate pair" },
    { "\"\\ud800\\u0041\"", "half a surrogate pair" },
    { "\"\\udc00\"", "half a surrogate pair" },
    { "\xef\xbb\xbf{}", "U+FEFF stands where a value" },
    { "\"\xff\"", "not valid UTF-8 at byte 1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i][0], cases[i][1]);
}

static void
test_embedded_nul (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_json_parse ("[1]\0[2]", 7, 0, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
}

static void
test_size (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) fits = cw_json_parse ("[1,2]", -1, 5, &error);
  g_autofree char *large = g_strnfill (CW_JSON_DEFAULT_MAX_BYTES + 1, ' ');

  g_assert_no_error (error);
  g_assert_nonnull (fits);
  g_assert_null (cw_json_parse ("[1,2] ", -1, 5, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
  assert_refused (large, "larger than");
}

static char *
make_nested (guint       depth,
             const char *opening,
             const char *middle,
             char        closing)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, opening);
  g_string_append (text, middle);
  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, closing);
  return g_string_free (text, FALSE);
}

static void
test_depth (void)
{
  g_autofree char *deepest = make_nested (CW_JSON_MAX_DEPTH, "[", "", ']');
  g_autofree char *deeper = make_nested (CW_JSON_MAX_DEPTH + 1, "[", "", ']');
  g_autofree char *objects = make_nested (CW_JSON_MAX_DEPTH + 1, "{\"a\":", "1", '}');
  g_autofree char *abyss = make_nested (1000000, "[", "", ']');
  g_autoptr (JsonNode) node = parse (deepest);

  assert_refused (deeper, "column 129: nested deeper than 128");
  assert_refused (objects, "nested deeper than 128");
  assert_refused (abyss, "nested deeper than 128");
}

static void
test_canonical (void)
{
  static const char *const cases[][2] = {
    { " { \"b\" : 1 , \"a\" : [ true , false , null , -7 ] } ", "{\"a\":[true,false,null,-7],\"b\":1}" },
    { "{\"\\u00e9\":1,\"z\":2,\"Z\":3,\"\":4}", "{\"\":4,\"Z\":3,\"z\":2,\"é\":1}" },
    { "\"\\/ \\\" \\\\ \\u000a\\r\\t\\b\\f \\u001f\\u007f \\ud83d\\ude80\"",
      "\"/ \\\" \\\\ \\n\\r\\t\\b\\f \\u001f\x7f 🚀\"" },
    { "-9223372036854775808", "-9223372036854775808" },
    { "9223372036854775807", "9223372036854775807" },
    { "-0", "0" },
    { "[[],{}]", "[[],{}]" },
    { "\"\"", "\"\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = parse (cases[i][0]);
      g_autofree char *text = cw_json_canonical (node);

      g_assert_cmpstr (text, ==, cases[i][1]);
    }
}

static void
test_canonical_double (void)
{
  g_autoptr (JsonNode) node = parse ("{\"a\":[1.5]}");
  g_autofree char *text = cw_json_to_text (node, FALSE);

  g_assert_cmpstr (text, ==, "{\"a\":[1.5]}");
  g_test_expect_message ("cw-json", G_LOG_LEVEL_CRITICAL, "*no gdouble*");
  g_assert_null (cw_json_canonical (node));
  g_test_assert_expected_messages ();
}

static void
test_sha256 (void)
{
  g_autoptr (JsonNode) one = parse ("{\"b\":2,\"a\":1}");
  g_autoptr (JsonNode) two = parse ("{ \"a\": 1, \"b\": 2 }");
  g_autofree char *first = cw_json_sha256 (one);
  g_autofree char *second = cw_json_sha256 (two);

  /* printf '{"a":1,"b":2}' | sha256sum */
  g_assert_cmpstr (first, ==, "43258cff783fe7036d8a43033f830adfc60ec037382473548ac742b888292777");
  g_assert_cmpstr (second, ==, first);
}

static void
append_random_string (GRand   *random,
                      GString *out)
{
  static const char *const pieces[] = {
    "a", "Z", " ", "\\n", "\\\"", "\\\\", "\\u00e9", "é", "🚀", "\\ud83d\\ude80", "\\u0001", "{", "]", ",", "\\/",
  };
  int length = g_rand_int_range (random, 0, 6);

  g_string_append_c (out, '"');
  for (int i = 0; i < length; i++)
    g_string_append (out, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
  g_string_append_c (out, '"');
}

static void
append_random_value (GRand   *random,
                     guint    depth,
                     GString *out)
{
  static const char *const words[] = { "true", "false", "null", "0", "-12", "123456789012345678", " \n7\t" };
  int kind = g_rand_int_range (random, 0, depth > 6 ? 2 : 4);
  int length = g_rand_int_range (random, 0, 5);

  if (kind == 0)
    {
      g_string_append (out, words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))]);
      return;
    }
  if (kind == 1)
    {
      append_random_string (random, out);
      return;
    }

  g_string_append_c (out, kind == 2 ? '[' : '{');
  for (int i = 0; i < length; i++)
    {
      if (i > 0)
        g_string_append (out, " , ");
      if (kind == 3)
        g_string_append_printf (out, "\"%d key %d\": ", g_rand_int_range (random, 0, 100), i);
      append_random_value (random, depth + 1, out);
    }
  g_string_append_c (out, kind == 2 ? ']' : '}');
}

static void
test_canonical_is_stable (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (45);

  for (int i = 0; i < 2000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (JsonNode) first = NULL, second = NULL;
      g_autofree char *once = NULL, *twice = NULL;

      append_random_value (random, 0, text);
      first = parse (text->str);
      once = cw_json_canonical (first);
      second = parse (once);
      twice = cw_json_canonical (second);
      g_assert_cmpstr (once, ==, twice);
      g_assert_true (json_node_equal (first, second));
    }
}

/* Broken texts are refused or read; never a crash, a warning (fatal here) or a read past the end (ASan). */
static void
test_damaged (void)
{
  static const char bytes[] = "{}[],:\"\\u0e-+.tfn \xc3\xa9\xff\n";
  g_autoptr (GRand) random = g_rand_new_with_seed (46);
  guint n_refused = 0;

  for (int i = 0; i < 5000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (JsonNode) node = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *exact = NULL;
      int damages = g_rand_int_range (random, 1, 4);

      append_random_value (random, 0, text);
      for (int j = 0; j < damages; j++)
        text->str[g_rand_int_range (random, 0, (gint32) text->len)] = bytes[g_rand_int_range (random, 0, sizeof bytes)];
      exact = g_memdup2 (text->str, text->len);
      node = cw_json_parse (exact, (gssize) text->len, 0, &error);
      g_assert_true ((node == NULL) == (error != NULL));
      n_refused += node == NULL;
    }
  g_assert_cmpuint (n_refused, >, 1000);
}

static void
test_readers (void)
{
  g_autoptr (JsonNode) root = parse ("{\"key\":\"DM-1\",\"n\":7,\"on\":true,\"none\":null,\"big\":1.5,"
                                     "\"fields\":{\"project\":{\"key\":\"DM\"}},\"errors\":[{\"message\":\"no\"}]}");
  JsonObject *object = json_node_get_object (root);

  g_assert_cmpstr (cw_json_get_string (object, "key", "x"), ==, "DM-1");
  g_assert_cmpstr (cw_json_get_string (object, "n", "x"), ==, "x");
  g_assert_cmpstr (cw_json_get_string (object, "none", "x"), ==, "x");
  g_assert_null (cw_json_get_string (NULL, "key", NULL));
  g_assert_cmpint (cw_json_get_int (object, "n", -1), ==, 7);
  g_assert_cmpint (cw_json_get_int (object, "key", -1), ==, -1);
  g_assert_cmpint (cw_json_get_int (object, "big", -1), ==, -1);
  g_assert_true (cw_json_get_bool (object, "on", FALSE));
  g_assert_true (cw_json_get_bool (object, "absent", TRUE));
  g_assert_nonnull (cw_json_get_object (object, "fields"));
  g_assert_null (cw_json_get_object (object, "errors"));
  g_assert_nonnull (cw_json_get_array (object, "errors"));
  g_assert_null (cw_json_get_array (object, "fields"));
  g_assert_null (cw_json_get_array (object, "absent"));
  g_assert_cmpstr (cw_json_path_string (root, "fields.project.key"), ==, "DM");
  g_assert_cmpstr (cw_json_path_string (root, "errors.0.message"), ==, "no");
  g_assert_null (cw_json_path_string (root, "errors.1.message"));
  g_assert_null (cw_json_path_string (root, "errors.x.message"));
  g_assert_null (cw_json_path_string (root, "fields.project"));
  g_assert_null (cw_json_path_string (root, "key.key"));
  g_assert_null (cw_json_path_string (NULL, "key"));
}

static void
test_builders (void)
{
  g_autoptr (JsonNode) node
    = cw_json_node_object (cw_json_object ("project", "DM", "skipped", NULL, "summary", "A & B", NULL));
  g_autofree char *text = cw_json_to_text (node, FALSE);
  g_autofree char *pretty = cw_json_to_text (node, TRUE);

  g_assert_cmpstr (text, ==, "{\"project\":\"DM\",\"summary\":\"A & B\"}");
  g_assert_nonnull (strchr (pretty, '\n'));
}

/* Only what the object itself has counts, and only where it is plain. */
static void
test_find_text (void)
{
  static const struct {
    const char *json;
    const char *found; /* (nullable) */
  } cases[] = {
    { "{\"kind\":\"page\"}", "page" },
    { "{\"a\":{\"kind\":\"inner\"},\"kind\":\"page\"}", "page" },
    { "{\"a\":[{\"kind\":\"inner\"},\"]\"],\"kind\":\"page\",\"z\":1}", "page" },
    { "{\"a\":\"\\\"kind\\\":\\\"no\\\"\",\"kind\":\"page\"}", "page" },
    { "{\"a\":\"kind\",\"b\":\"x\"}", NULL },
    { "{\"a\":{\"kind\":\"inner\"}}", NULL },
    { "{\"kind\":1}", NULL },
    { "{\"kind\":\"a\\nb\"}", NULL },
    { "{\"kinds\":\"page\"}", NULL },
    { "{\"kind\":\"cut", NULL },
    { "{\"cut", NULL },
    { "]]}", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = cw_json_find_text (cases[i].json, "kind");

      g_assert_cmpstr (found, ==, cases[i].found);
    }
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/json/refuse", test_refuse);
  g_test_add_func ("/json/embedded-nul", test_embedded_nul);
  g_test_add_func ("/json/size", test_size);
  g_test_add_func ("/json/depth", test_depth);
  g_test_add_func ("/json/canonical", test_canonical);
  g_test_add_func ("/json/canonical-double", test_canonical_double);
  g_test_add_func ("/json/sha256", test_sha256);
  g_test_add_func ("/json/canonical-is-stable", test_canonical_is_stable);
  g_test_add_func ("/json/damaged", test_damaged);
  g_test_add_func ("/json/find-text", test_find_text);
  g_test_add_func ("/json/readers", test_readers);
  g_test_add_func ("/json/builders", test_builders);
  return g_test_run ();
}
