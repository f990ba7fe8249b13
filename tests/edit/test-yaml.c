/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-test.h"
#include "cw-yaml.h"

static CwYaml *
read_text (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  CwYaml *yaml = cw_yaml_read (bytes, &error);

  g_assert_no_error (error);
  g_assert_nonnull (yaml);
  return yaml;
}

static void
assert_refused (const char *data,
                gsize       size,
                const char *place)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_yaml_read (bytes, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
  if (strstr (error->message, place) == NULL)
    g_error ("“%s” does not say “%s”", error->message, place);
}

/* The text between the marks of a scalar, at each path: what an edit would replace. */
static void
assert_source (const CwYaml *yaml,
               const char   *path,
               const char   *source)
{
  const CwYamlNode *node = cw_yaml_lookup (yaml, path);
  const char *data = g_bytes_get_data (cw_yaml_get_text (yaml), NULL);
  g_autofree char *found = NULL, *back = NULL;

  if (node == NULL)
    g_error ("there is nothing at “%s”", path);
  found = g_strndup (data + node->content, node->end - node->content);
  g_assert_cmpstr (found, ==, source);
  back = cw_yaml_node_dup_path (node);
  g_assert_cmpstr (back, ==, path);
}

static void
test_tree (void)
{
  g_autoptr (CwYaml) yaml = read_text ("image: &img\n"
                                       "  repository: 'a/b' # é\n"
                                       "  tag: &t c0045\n"
                                       "list:\n"
                                       "- name: \"x\"\n"
                                       "  args: [1, {k: v}]\n"
                                       "-   second\n"
                                       "csc:\n"
                                       "  <<: *img\n"
                                       "  <<: *img\n"
                                       "  empty:\n"
                                       "  a.b[c]\\d: odd\n"
                                       "  '': none\n"
                                       "text: |\n"
                                       "  {\n"
                                       "    \"cycle\": 38\n"
                                       "  }\n"
                                       "\n"
                                       "# end\n"
                                       "last: yes");

  assert_source (yaml, "image.repository", "'a/b'");
  assert_source (yaml, "image.tag", "c0045");
  assert_source (yaml, "list[0].name", "\"x\"");
  assert_source (yaml, "list[0].args[0]", "1");
  assert_source (yaml, "list[0].args[1].k", "v");
  assert_source (yaml, "list[1]", "second");
  assert_source (yaml, "csc.<<", "*img");
  assert_source (yaml, "csc.<<\\2", "*img");
  assert_source (yaml, "csc.empty", "");
  assert_source (yaml, "csc.a\\.b\\[c\\]\\\\d", "odd");
  assert_source (yaml, "csc.\\e", "none");
  assert_source (yaml, "text", "|\n  {\n    \"cycle\": 38\n  }\n\n");
  assert_source (yaml, "last", "yes");
  g_assert_cmpstr (cw_yaml_lookup (yaml, "image")->anchor, ==, "img");
  g_assert_cmpstr (cw_yaml_lookup (yaml, "image.tag")->anchor, ==, "t");
  g_assert_cmpuint (cw_yaml_lookup (yaml, "image.tag")->line, ==, 3);
  g_assert_cmpuint (cw_yaml_lookup (yaml, "last")->line, ==, 20);
  g_assert_cmpuint (cw_yaml_get_duplicates (yaml)->len, ==, 0);
  g_assert_null (cw_yaml_lookup (yaml, "image.none"));
  g_assert_null (cw_yaml_lookup (yaml, "list[2]"));
  g_assert_null (cw_yaml_lookup (yaml, "list[99999999999999]"));
  g_assert_null (cw_yaml_lookup (yaml, "image[0]"));
  g_assert_null (cw_yaml_lookup (yaml, "list[0]name"));
  g_assert_true (cw_yaml_lookup (yaml, "") == cw_yaml_get_root (yaml));
}

static void
test_positions (void)
{
  static const struct
  {
    const char *text;
    const char *path;
    const char *source;
  } cases[] = {
    { "\xef\xbb\xbf" "a: b\nc: d\n", "c", "d" },
    { "\xef\xbb\xbf" "a: b\nc: d\n", "a", "b" },
    { "a: ünï\r\nc: dé # x\r\n", "c", "dé" },
    { "# €€€\n\na: 'ü'\nb: \"😀\"\n", "b", "\"😀\"" },
    { "a: x\xe2\x80\xa8\nb: y\n", "b", "y" },
    { "---\na: b\n...\n", "a", "b" },
    { "a: !!str &x # why\n  b\n", "a", "b" },
    { "a: b c\n  d # e\nf: g", "a", "b c\n  d" },
    { "a:\n  - b\n  -\n  - c\n", "a[2]", "c" },
    { "\"a\" : b", "a", "b" },
    { "a:\tb\n", "a", "b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwYaml) yaml = read_text (cases[i].text);

      assert_source (yaml, cases[i].path, cases[i].source);
    }
}

static void
test_find_at (void)
{
  const char *text = "# c0001\na: c0002 # c0003\nc0004: |\n  c0005\n";
  g_autoptr (CwYaml) yaml = read_text (text);
  static const char *const expected[] = { NULL, "a", NULL, NULL, "c0004" };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *tag = g_strdup_printf ("c%04u", i + 1), *path = NULL;
      const CwYamlNode *node = cw_yaml_find_at (yaml, (gsize) (strstr (text, tag) - text));

      path = node != NULL ? cw_yaml_node_dup_path (node) : NULL;
      g_assert_cmpstr (path, ==, expected[i]);
    }
}

static void
test_empty (void)
{
  static const char *const cases[] = { "", "\n", "# only a comment\n", "---\n", "\xef\xbb\xbf" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwYaml) yaml = read_text (cases[i]);

      g_assert_null (cw_yaml_lookup (yaml, "a"));
      g_assert_null (cw_yaml_find_at (yaml, 0));
    }
}

static void
test_duplicates (void)
{
  g_autoptr (CwYaml) yaml = read_text ("a: 1\nb: 2\na: 3\n");
  const CwYamlNode *key = NULL;

  g_assert_cmpuint (cw_yaml_get_duplicates (yaml)->len, ==, 1);
  key = cw_yaml_get_duplicates (yaml)->pdata[0];
  g_assert_cmpuint (key->line, ==, 3);
  assert_source (yaml, "a", "1");
  assert_source (yaml, "a\\2", "3");
}

static void
test_aliases (void)
{
  g_autoptr (GString) text = g_string_new ("a0: &a0 [x, x]\n");
  g_autoptr (CwYaml) yaml = NULL;

  for (guint i = 1; i < 100; i++)
    g_string_append_printf (text, "a%u: &a%u [*a%u, *a%u, *a%u]\n", i, i, i - 1, i - 1, i - 1);
  yaml = read_text (text->str);
  g_assert_cmpuint (cw_yaml_get_nodes (yaml)->len, ==, 1 + 3 + 99 * 4);
}

static void
test_refuse (void)
{
  assert_refused ("a: b\n  c: d\n", 12, "Line 2");
  assert_refused ("a: b\n\tc: d\n", 11, "Line 2");
  assert_refused ("a: [1, 2\n", 9, "Line");
  assert_refused ("a: \"open\n", 9, "Line");
  assert_refused ("a: *\n", 5, "Line 1");
  assert_refused ("a: b\nc: \xff\n", 11, "Line 2, column 4");
  assert_refused ("a: b\0c\n", 7, "Line 1, column 5");
  assert_refused ("a: \x01\n", 5, "Line 1");
  assert_refused ("a: 1\n---\nb: 2\n", 14, "Line 2");
  assert_refused ("? [a, b]\n: c\n", 13, "Line 1");
  assert_refused ("a: b\nc: x\0y\n", 11, "Line 2, column 5: a NUL byte");
  assert_refused ("\xff\xfe" "a\0:\0", 6, "Line 1, column 1");
}

static void
test_nested (void)
{
  g_autoptr (GString) flow = g_string_new (NULL), block = g_string_new (NULL), items = g_string_new (NULL);

  for (guint i = 0; i < 10000; i++)
    {
      g_string_append_c (flow, '[');
      g_string_append (items, "- ");
    }
  for (guint i = 0; i < 1000; i++)
    {
      for (guint j = 0; j < i; j++)
        g_string_append_c (block, ' ');
      g_string_append (block, "a:\n");
    }
  assert_refused (flow->str, flow->len, "Line 1");
  assert_refused (items->str, items->len, "Line 1");
  assert_refused (block->str, block->len, "Line 129");
}

static void
test_large (void)
{
  gsize size = 50 * 1024 * 1024;
  g_autofree char *large = g_malloc (size);
  g_autoptr (GString) many = g_string_new (NULL);

  memset (large, 'a', size);
  assert_refused (large, size, "8 MiB");
  for (guint i = 0; i <= CW_YAML_MAX_NODES; i++)
    g_string_append (many, "- 1\n");
  assert_refused (many->str, many->len, "too many");
}

/* Of two documents the error in the second one is said, and otherwise that there are two. */
static void
test_documents (void)
{
  static const char broken[] = "a: 1\n---\nb: [2\n", whole[] = "a: 1\n---\nb: 2\n";

  assert_refused (broken, strlen (broken), "Line 4");
  assert_refused (whole, strlen (whole), "a second document");
  assert_refused (whole, strlen (whole), "Line 2");
}

/* What others read all the same: several documents, keys that are no words. */
static void
test_sound (void)
{
  static const struct
  {
    const char *text;
    gboolean sound;
  } cases[] = {
    { "---\na: 1\n---\nb: 2\n", TRUE },     { "a: {{ .Values.x }}\n", TRUE },
    { "a: &b 1\n---\nc: *b\n", FALSE },      { "a: [1\n", FALSE },
    { "---\na: 1\n---\nb: [2\n", FALSE },   { "a: 1\n---\nb: \xff\n", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].text, strlen (cases[i].text));
      g_autoptr (CwYaml) yaml = cw_yaml_read (bytes, NULL);

      g_assert_null (yaml);
      g_assert_cmpint (cw_yaml_is_sound (bytes), ==, cases[i].sound);
    }
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/yaml/tree", test_tree);
  g_test_add_func ("/yaml/positions", test_positions);
  g_test_add_func ("/yaml/find-at", test_find_at);
  g_test_add_func ("/yaml/empty", test_empty);
  g_test_add_func ("/yaml/duplicates", test_duplicates);
  g_test_add_func ("/yaml/aliases", test_aliases);
  g_test_add_func ("/yaml/refuse", test_refuse);
  g_test_add_func ("/yaml/nested", test_nested);
  g_test_add_func ("/yaml/large", test_large);
  g_test_add_func ("/yaml/documents", test_documents);
  g_test_add_func ("/yaml/sound", test_sound);
  return g_test_run ();
}
