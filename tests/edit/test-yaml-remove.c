/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-test.h"
#include "cw-yaml-edit.h"

typedef struct
{
  const char *before, *paths, *after;
  gboolean    prune;
} Case;

static CwYaml *
read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  CwYaml *yaml = cw_yaml_read (bytes, &error);

  g_assert_no_error (error);
  return yaml;
}

static GPtrArray *
lookup_all (const CwYaml *yaml,
            const char   *paths)
{
  GPtrArray *nodes = g_ptr_array_new ();
  g_auto (GStrv) words = g_strsplit (paths, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const CwYamlNode *node = cw_yaml_lookup (yaml, words[i]);

      g_assert_nonnull (node);
      g_ptr_array_add (nodes, (gpointer) node);
    }
  return nodes;
}

static void
check_cases (const Case *cases,
             guint       n_cases)
{
  for (guint i = 0; i < n_cases; i++)
    {
      g_autoptr (CwYaml) yaml = read_text (cases[i].before), after = NULL;
      g_autoptr (GPtrArray) nodes = lookup_all (yaml, cases[i].paths), edits = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) result = NULL;
      g_autofree char *text = NULL;

      edits = cw_yaml_edit_remove (yaml, nodes, cases[i].prune, &error);
      g_assert_no_error (error);
      result = cw_edits_apply (cw_yaml_get_text (yaml), edits, &error);
      g_assert_no_error (error);
      text = g_strndup (g_bytes_get_data (result, NULL), g_bytes_get_size (result));
      g_assert_cmpstr (text, ==, cases[i].after);
      after = cw_yaml_read (result, &error);
      g_assert_no_error (error);
      g_assert_true (cw_yaml_verify (yaml, after, edits, &error));
      g_assert_no_error (error);
    }
}

static void
test_keys (void)
{
  static const Case cases[] = {
    { "a: 1\nb: 2 # two\nc: 3\n", "b", "a: 1\nc: 3\n" },
    { "a: 1\r\nb: 2\r\nc: 3\r\n", "b", "a: 1\r\nc: 3\r\n" },
    { "\xef\xbb\xbf" "a: 1\nb: 2\n", "a", "\xef\xbb\xbf" "b: 2\n" },
    { "a: 1\nb: 2", "b", "a: 1" },
    { "a: 1\r\nb: 2", "b", "a: 1" },
    { "a: 1\nb:\n  c: 2\n  d: 3\ne: 4\n", "b", "a: 1\ne: 4\n" },
    { "a: 1\nb:\n- c\n- d\ne: 4\n", "b", "a: 1\ne: 4\n" },
    { "a: 1\nb: |\n  x\n\n  y\n\nc: 3\n", "b", "a: 1\n\nc: 3\n" },
    { "a: 1\nb: |+\n  x\n\nc: 3\n", "b", "a: 1\nc: 3\n" },
    { "a: |+\n  x\n\nb: 2\n", "b", "a: |+\n  x\n\n" },
    { "a: |+\n  x\n\nb: 2\n\n\nc: 3\n", "b", "a: |+\n  x\n\nc: 3\n" },
    { "o:\n  a:\n    b: |+\n      x\n\n\n  c: 2\n\np: 1\n", "o.c", "o:\n  a:\n    b: |+\n      x\n\n\np: 1\n" },
    { "a: |\n  x\n\nb: 2\n", "b", "a: |\n  x\n" },
    { "a: 1\nb: x\n  y\nc: 3\n", "b", "a: 1\nc: 3\n" },
    { "a:\n  b: 1\n  c: 2\nd: &x 3\ne: *x\n", "a.b e", "a:\n  c: 2\nd: &x 3\n" },
    { "a: 1\n\"b.c\": 2\n", "b\\.c", "a: 1\n" },
    { "a: {b: 1, c: 2, d: 3}\n", "a.b", "a: {c: 2, d: 3}\n" },
    { "a: {b: 1, c: 2, d: 3}\n", "a.d", "a: {b: 1, c: 2}\n" },
    { "a: { b: 1, c: 2, d: 3 }\n", "a.c a.d", "a: { b: 1 }\n" },
    { "a: {b: 1, c: 2}\n", "a.b a.c", "a: {}\n" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_items (void)
{
  static const Case cases[] = {
    { "a:\n- b\n- c # see\n- d\n", "a[1]", "a:\n- b\n- d\n" },
    { "a:\n  - b\n  - c\n", "a[1]", "a:\n  - b\n" },
    { "a:\n  - b\n  - c\nd: 1\n", "a[0]", "a:\n  - c\nd: 1\n" },
    { "a:\n  - name: x\n    value: 1\n  - name: y\n    value: 2\n", "a[0]", "a:\n  - name: y\n    value: 2\n" },
    { "a:\n-\n  name: x\n-\n  name: y\n", "a[1]", "a:\n-\n  name: x\n" },
    { "a:\n- name: x\n  value: 1\n  more: 2\n", "a[0].name", "a:\n- value: 1\n  more: 2\n" },
    { "a:\n- name: x\n  value: 1\n  more: 2\n", "a[0].name a[0].value", "a:\n- more: 2\n" },
    { "a:\n- name: x\n  # of it\n  value: 1\n", "a[0].name", "a:\n- # of it\n  value: 1\n" },
    { "- - a\n  - b\n- c\n", "[0][0]", "- - b\n- c\n" },
    { "-\n- a\n-\n", "[0]", "- a\n-\n" },
    { "a: [b, c, d]\n", "a[0]", "a: [c, d]\n" },
    { "a: [b, c, d,]\n", "a[2]", "a: [b, c,]\n" },
    { "a: [\n  b, # first\n  c, # second\n  d # third\n]\n", "a[1]", "a: [\n  b, # first\n  d # third\n]\n" },
    { "a: [\n  b, # first\n  c # second\n]\n", "a[1]", "a: [\n  b # first\n]\n" },
    { "a: [\n  b,\n  c,\n]\n", "a[1]", "a: [\n  b,\n]\n" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_comments (void)
{
  static const Case cases[] = {
    { "# the file's\na: 1\nb: 2\n", "a", "# the file's\nb: 2\n" },
    { "a: 1\n# of b\n# more\nb: 2\n# of c\nc: 3\n", "b", "a: 1\n# of c\nc: 3\n" },
    { "a: 1\n\n# apart\n\n# of b\nb: 2\n\n# of c\nc: 3\n", "b", "a: 1\n\n# apart\n\n# of c\nc: 3\n" },
    { "a:\n  # of b\n  b: 1\n  # of c\n  c: 2\n", "a.b", "a:\n  # of c\n  c: 2\n" },
    { "a:\n  b: 1\n  # in a\n\n  # in a too\nc: 1\n", "a", "c: 1\n" },
    { "a: |\n  text\n  # text\nb: 1\nc: 2\n", "b", "a: |\n  text\n  # text\nc: 2\n" },
    { "a: 1\n\nb: 2\n\nc: 3\n", "b", "a: 1\n\nc: 3\n" },
    { "a: 1\n\n\nb: 2\n\nc: 3\n", "b", "a: 1\n\n\nc: 3\n" },
    { "a: 1\n\nb: 2\n\nc: 3\n", "a", "b: 2\n\nc: 3\n" },
    { "a: 1\n\nb: 2\n\nc: 3\n", "c", "a: 1\n\nb: 2\n" },
    { "a: 1\n\nb: 2\n\nc: 3\n\nd: 4\n", "b c", "a: 1\n\nd: 4\n" },
    { "a:\n  b: 1\n\n  c: 2\nd: 3\n", "a.c", "a:\n  b: 1\nd: 3\n" },
    { "a:\n  b: 1\n\n  c: 2\n\nd: 3\n", "a.c", "a:\n  b: 1\n\nd: 3\n" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_emptied (void)
{
  static const Case cases[] = {
    { "a: # why\n  b: 1\nc: 2\n", "a.b", "a: {} # why\nc: 2\n" },
    { "a: &x\n  b: 1\nc: *x\n", "a.b", "a: &x {}\nc: *x\n" },
    { "a:\n- b\n- c\nd: 1\n", "a[0] a[1]", "a: []\nd: 1\n" },
    { "a:\n- b: 1\n- c\n", "a[0].b", "a:\n- {}\n- c\n" },
    { "a: 1\n", "a", "{}\n" },
    { "a:\n  b:\n    c: 1\n  d: 2\n", "a.b.c", "a:\n  d: 2\n", TRUE },
    { "a:\n  b:\n    c: 1\n    e: 2\nd: 2\n", "a.b.c a.b.e", "d: 2\n", TRUE },
    { "a:\n  b:\n    c: 1\n", "a.b.c", "{}\n", TRUE },
    { "x: 1\nataos:\n  image:\n    # pinned\n    revision: 4\nmtm2: 2\n", "ataos.image.revision", "x: 1\nmtm2: 2\n",
      TRUE },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_refused (void)
{
  g_autoptr (CwYaml) yaml = read_text ("? a\n: b\n? c\n: d\n");
  g_autoptr (GPtrArray) nodes = lookup_all (yaml, "a");
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_yaml_edit_remove (yaml, nodes, FALSE, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_nonnull (strstr (error->message, "Line 2: “a”"));
}

/* What an alias stands for is a part of the proof. */
static void
test_anchors (void)
{
  g_autoptr (CwYaml) yaml = read_text ("a: &x 1\nb: &x 2\nc: *x\n"), after = read_text ("a: &x 1\nc: *x\n");
  g_autoptr (GPtrArray) nodes = lookup_all (yaml, "b"), edits = NULL;
  g_autoptr (GError) error = NULL;

  edits = cw_yaml_edit_remove (yaml, nodes, FALSE, &error);
  g_assert_no_error (error);
  g_assert_false (cw_yaml_verify (yaml, after, edits, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/yaml-remove/keys", test_keys);
  g_test_add_func ("/yaml-remove/items", test_items);
  g_test_add_func ("/yaml-remove/comments", test_comments);
  g_test_add_func ("/yaml-remove/emptied", test_emptied);
  g_test_add_func ("/yaml-remove/refused", test_refused);
  g_test_add_func ("/yaml-remove/anchors", test_anchors);
  return g_test_run ();
}
