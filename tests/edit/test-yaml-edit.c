/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-test.h"
#include "cw-yaml-edit.h"

static CwYaml *
read_bytes (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  CwYaml *yaml = cw_yaml_read (bytes, &error);

  g_assert_no_error (error);
  return yaml;
}

static void
test_set (void)
{
  static const struct
  {
    const char *before, *path, *value, *after;
  } cases[] = {
    { "a: c0044 # why\r\nb: 1\r\n", "a", "c0045", "a: c0045 # why\r\nb: 1\r\n" },
    { "a: 'c0044'\n", "a", "c0045", "a: 'c0045'\n" },
    { "a: \"c0044\"", "a", "c0045", "a: \"c0045\"" },
    { "a: &x c0044\nb: *x\n", "a", "c0045", "a: &x c0045\nb: *x\n" },
    { "a: !!str c0044\n", "a", "c0045", "a: !!str c0045\n" },
    { "a:\nb: 1\n", "a", "x", "a: x\nb: 1\n" },
    { "a: # none\nb: 1\n", "a", "x", "a: x # none\nb: 1\n" },
    { "a: 38\n", "a", "null", "a: null\n" },
    { "a: x\n", "a", "", "a: \"\"\n" },
    { "a: x\n", "a", "b: c", "a: \"b: c\"\n" },
    { "a: x\n", "a", "# no", "a: \"# no\"\n" },
    { "a: x\n", "a", "--state enabled", "a: --state enabled\n" },
    { "a: x\n", "a", "- x", "a: \"- x\"\n" },
    { "a: x\n", "a", "p,q", "a: p,q\n" },
    { "a: x\n", "a", "b\\\"\n", "a: \"b\\\\\\\"\\x0a\"\n" },
    { "a: 'x'\n", "a", "it's", "a: 'it''s'\n" },
    { "a: [x, y]\n", "a[0]", "p,q", "a: [\"p,q\", y]\n" },
    { "é: x\nü: y\n", "ü", "ø", "é: x\nü: ø\n" },
    { "a: x\n  y\n  z\nb: c\n", "a", "w", "a: w\nb: c\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) text = g_bytes_new_static (cases[i].before, strlen (cases[i].before)), result = NULL;
      g_autoptr (CwYaml) yaml = read_bytes (text), after = NULL;
      g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_edit_free);
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (edits, cw_yaml_edit_set_scalar (yaml, cw_yaml_lookup (yaml, cases[i].path), cases[i].value,
                                                       &error));
      g_assert_no_error (error);
      result = cw_edits_apply (text, edits, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (result, NULL), g_bytes_get_size (result), cases[i].after,
                       strlen (cases[i].after));
      after = read_bytes (result);
      g_assert_true (cw_yaml_verify (yaml, after, edits, &error));
      g_assert_no_error (error);
    }
}

static void
test_refuse (void)
{
  const char *text = "a: {b: c}\nd: &x |\n  e\n  f\ng: *x\n";
  static const char *const paths[] = { "a", "d", "g", "" };
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (CwYaml) yaml = read_bytes (bytes);

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_yaml_edit_set_scalar (yaml, cw_yaml_lookup (yaml, paths[i]), "x", &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
    }
}

static void
test_block (void)
{
  const char *text = "t: |\n  { \"cycle\": 38 }\n  x\nb: 38\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text)), result = NULL;
  g_autoptr (CwYaml) yaml = read_bytes (bytes), after = NULL;
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_edit_free);
  g_autoptr (GError) error = NULL;
  const CwYamlNode *node = cw_yaml_lookup (yaml, "t");
  gsize start = (gsize) (strstr (text, "38") - text);

  g_assert_null (cw_yaml_edit_replace_text (yaml, node, start, 8, "39", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_clear_error (&error);
  g_assert_null (cw_yaml_edit_replace_text (yaml, node, strlen (text) - 3, 2, "39", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_clear_error (&error);
  g_assert_null (cw_yaml_edit_replace_text (yaml, cw_yaml_lookup (yaml, "b"), strlen (text) - 3, 2, "39", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_clear_error (&error);

  g_ptr_array_add (edits, cw_yaml_edit_replace_text (yaml, node, start, 2, "39", &error));
  g_assert_no_error (error);
  result = cw_edits_apply (bytes, edits, &error);
  after = read_bytes (result);
  g_assert_true (cw_yaml_verify (yaml, after, edits, &error));
  g_assert_cmpstr (cw_yaml_lookup (after, "t")->value, ==, "{ \"cycle\": 39 }\nx\n");
  g_assert_cmpstr (((CwEdit *) edits->pdata[0])->after, ==, "  { \"cycle\": 39 }");
}

static void
test_verify (void)
{
  static const struct
  {
    const char *after, *path, *value;
  } cases[] = {
    { "a: 1\nb: 2\n", "a", "2" },            /* nothing changed */
    { "a: 2\nb: 3\n", "a", "2" },            /* b as well */
    { "a: 3\nb: 2\n", "a", "2" },            /* another value */
    { "a: 2\n", "a", "2" },                  /* b went */
    { "a: 2\nb: 2\nc: 3\n", "a", "2" },      /* c came */
    { "a: 2\nb: &x 2\n", "a", "2" },         /* an anchor came */
  };
  g_autoptr (GBytes) text = g_bytes_new_static ("a: 1\nb: 2\n", 10);
  g_autoptr (CwYaml) before = read_bytes (text);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].after, strlen (cases[i].after));
      g_autoptr (CwYaml) after = read_bytes (bytes);
      g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_edit_free);
      g_autoptr (GError) error = NULL;
      CwEdit *edit = cw_edit_new (3, 1, cases[i].value);

      edit->path = g_strdup (cases[i].path);
      edit->value = g_strdup (cases[i].value);
      g_ptr_array_add (edits, edit);
      g_assert_false (cw_yaml_verify (before, after, edits, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
    }
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/yaml-edit/set", test_set);
  g_test_add_func ("/yaml-edit/refuse", test_refuse);
  g_test_add_func ("/yaml-edit/block", test_block);
  g_test_add_func ("/yaml-edit/verify", test_verify);
  return g_test_run ();
}
