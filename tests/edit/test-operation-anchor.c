/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-operation.h"
#include "cw-test.h"
#include "cw-yaml-copy.h"
#include "cw-yaml.h"

/* Anchors, aliases and merges; blocks copied and moved; input that is wrong or hostile. */

typedef struct
{
  const char     *before;
  CwOperationKind kind;
  const char     *path, *value;
  CwOrigin        origin;
  const char     *after;
  const char     *also; /* (nullable): the paths that change as well, parted by blanks */
} Case;

static char *
apply (const char  *text,
       gssize       length,
       CwOperation *operation,
       GPtrArray   *notes,
       GError     **error)
{
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_free);
  g_autoptr (GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length), result = NULL;

  g_ptr_array_add (operations, operation);
  result = cw_operations_apply ("f.yaml", bytes, operations, notes, error);
  return result != NULL ? g_strndup (g_bytes_get_data (result, NULL), g_bytes_get_size (result)) : NULL;
}

static char *
join_paths (GPtrArray *notes)
{
  g_autoptr (GString) paths = g_string_new (NULL);

  for (guint i = 0; i < notes->len; i++)
    {
      const CwOperationNote *note = notes->pdata[i];

      if (note->kind == CW_OPERATION_NOTE_ALSO)
        g_string_append_printf (paths, "%s%s", paths->len > 0 ? " " : "", note->path);
    }
  return g_string_free (g_steal_pointer (&paths), FALSE);
}

static void
test_anchors (void)
{
  static const char *const merged =
    "d: &d\n  tag: 1\n  image:\n    repo: x\n    tag: 1\na:\n  <<: *d\nb:\n  <<: *d\n  tag: 3\n";
  static const Case cases[] = {
    { "a: &x 1\nb: *x\nc: [*x]\n", CW_OPERATION_SET, "a", "2", CW_ORIGIN_ASK, "a: &x 2\nb: *x\nc: [*x]\n", "b c[0]" },
    { "a: &x 1\nb: *x\n", CW_OPERATION_SET, "b", "2", CW_ORIGIN_SOURCE, "a: &x 2\nb: *x\n", "b" },
    { "a: &x 1\nb: *x\n", CW_OPERATION_SET, "b", "2", CW_ORIGIN_HERE, "a: &x 1\nb: 2\n", "" },
    { "a: &x\n  p: 1\nb: *x\n", CW_OPERATION_SET, "b.p", "2", CW_ORIGIN_HERE,
      "a: &x\n  p: 1\nb:\n  <<: *x\n  p: 2\n", "" },
    { "a: &x\n- p: 1\nb: *x\n", CW_OPERATION_SET, "b[0].p", "2", CW_ORIGIN_HERE,
      "a: &x\n- p: 1\nb:\n- p: 2\n", "" },
    { merged, CW_OPERATION_SET, "d.tag", "2", CW_ORIGIN_ASK,
      "d: &d\n  tag: 2\n  image:\n    repo: x\n    tag: 1\na:\n  <<: *d\nb:\n  <<: *d\n  tag: 3\n", "a.tag" },
    { merged, CW_OPERATION_SET, "a.image.tag", "2", CW_ORIGIN_SOURCE,
      "d: &d\n  tag: 1\n  image:\n    repo: x\n    tag: 2\na:\n  <<: *d\nb:\n  <<: *d\n  tag: 3\n",
      "a.image.tag b.image.tag" },
    { merged, CW_OPERATION_SET, "a.image.tag", "2", CW_ORIGIN_HERE,
      "d: &d\n  tag: 1\n  image:\n    repo: x\n    tag: 1\na:\n  <<: *d\n  image:\n    repo: x\n    tag: 2\nb:\n"
      "  <<: *d\n  tag: 3\n", "" },
    /* what the source anchors in it is no anchor of the copy */
    { "d: &d\n  image: &img\n    repo: x\n    tag: &t 1\n  k: *t\na:\n  <<: *d\nb: *img\n", CW_OPERATION_SET,
      "a.image.tag", "2", CW_ORIGIN_HERE,
      "d: &d\n  image: &img\n    repo: x\n    tag: &t 1\n  k: *t\na:\n  <<: *d\n  image:\n    repo: x\n"
      "    tag: 2\nb: *img\n", "" },
    { "d: &d\n  image: &img {repo: x, tag: 1}\na:\n  <<: *d\n", CW_OPERATION_SET, "a.image.tag", "2", CW_ORIGIN_HERE,
      "d: &d\n  image: &img {repo: x, tag: 1}\na:\n  <<: *d\n  image: {repo: x, tag: 2}\n", "" },
    { merged, CW_OPERATION_ADD, "a.tag", "5", CW_ORIGIN_HERE,
      "d: &d\n  tag: 1\n  image:\n    repo: x\n    tag: 1\na:\n  <<: *d\n  tag: 5\nb:\n  <<: *d\n  tag: 3\n", "" },
    { merged, CW_OPERATION_REMOVE, "b.tag", NULL, CW_ORIGIN_ASK,
      "d: &d\n  tag: 1\n  image:\n    repo: x\n    tag: 1\na:\n  <<: *d\nb:\n  <<: *d\n", "" },
    { merged, CW_OPERATION_REMOVE, "d.tag", NULL, CW_ORIGIN_ASK,
      "d: &d\n  image:\n    repo: x\n    tag: 1\na:\n  <<: *d\nb:\n  <<: *d\n  tag: 3\n", "a b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
      g_autoptr (GError) error = NULL;
      CwOperation *operation = cw_operation_new (cases[i].kind, cases[i].path, cases[i].value);
      g_autofree char *text = NULL, *also = NULL;

      operation->origin = cases[i].origin;
      text = apply (cases[i].before, -1, operation, notes, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, cases[i].after);
      also = join_paths (notes);
      g_assert_cmpstr (also, ==, cases[i].also);
    }
}

/* What comes through an alias is no more to become a number, or true, than what stands there itself. */
static void
test_types (void)
{
  static const char *const values[] = { "2", "true", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
      g_autoptr (GError) error = NULL;
      CwOperation *operation = cw_operation_new (CW_OPERATION_SET, "b", values[i]);
      g_autofree char *text = NULL;

      operation->origin = CW_ORIGIN_HERE;
      text = apply ("a: &x one\nb: *x\n", -1, operation, notes, &error);
      g_assert_null (text);
      g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
      g_assert_nonnull (strstr (error->message, "Line 2: “b” is a text"));
    }
}

static void
test_ask (void)
{
  static const char *const paths[] = { "b", "c.p" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
      g_autoptr (GError) error = NULL;

      g_assert_null (apply ("a: &x\n  p: 1\nb: *x\nc:\n  <<: *x\n", -1,
                            cw_operation_new (CW_OPERATION_SET, paths[i], "2"), notes, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
      g_assert_nonnull (strstr (error->message, "the anchor “&x” in line"));
      g_assert_nonnull (strstr (error->message, "2 places"));
    }
}

static GPtrArray *
make_replacements (void)
{
  GPtrArray *replacements = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_replacement_free);

  g_ptr_array_add (replacements, cw_replacement_new ("tucson", "summit"));
  g_ptr_array_add (replacements, cw_replacement_new ("tucson-teststand.lsst.codes", "summit-lsp.lsst.codes"));
  return replacements;
}

static void
test_copy (void)
{
  const char *source = "csc:\n    image: 1\n    # of ess, tucson\n    ess:\n"
                       "        host: ess.tucson-teststand.lsst.codes\n        site: tucson\n"
                       "        city: tucsonian\n        args:\n          - -s\n    zed: 1\n";
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
  g_autoptr (GError) error = NULL;
  CwOperation *copy = cw_operation_new (CW_OPERATION_COPY, "csc.ess", NULL);
  g_autofree char *text = NULL;
  const CwOperationNote *note = NULL;

  copy->source = g_bytes_new (source, strlen (source));
  copy->source_path = g_strdup ("csc.ess");
  copy->replacements = make_replacements ();
  text = apply ("csc:\n  image: 1\n  other: 2\nlist:\n- a\n", -1, copy, notes, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==,
                   "csc:\n  image: 1\n  # of ess, summit\n  ess:\n    host: ess.summit-lsp.lsst.codes\n"
                   "    site: summit\n    city: tucsonian\n    args:\n    - -s\n  other: 2\nlist:\n- a\n");
  g_assert_cmpuint (notes->len, ==, 3);
  note = notes->pdata[1];
  g_assert_cmpint (note->kind, ==, CW_OPERATION_NOTE_REPLACED);
  g_assert_cmpuint (note->line, ==, 3);
  g_assert_cmpstr (note->path, ==, "ess.host");
  g_assert_cmpstr (note->from, ==, "tucson-teststand.lsst.codes");
  g_assert_cmpstr (note->to, ==, "summit-lsp.lsst.codes");
  g_assert_null (((const CwOperationNote *) notes->pdata[0])->path);
}

/* A block that merges what both files anchor uses its new file's; what that doesn't anchor above it can't come. */
static void
test_copy_alias (void)
{
  const char *source = "x: &common\n  restart: no\nservices:\n  a:\n    <<: *common\n  b:\n    <<: *common\n    c: 1\n";
  static const struct
  {
    const char *before, *after;
    guint       line;  /* of the note that the anchor says something else; 0 for none */
  } cases[] = {
    { "x: &common   # as usual\n    restart: no\nservices:\n    a:\n        <<: *common\n",
      "x: &common   # as usual\n    restart: no\nservices:\n    a:\n        <<: *common\n"
      "    b:\n        <<: *common\n        c: 1\n", 0 },
    { "y: 1\nx: &common {restart: always}\nservices:\n  a: 1\n",
      "y: 1\nx: &common {restart: always}\nservices:\n  a: 1\n  b:\n    <<: *common\n    c: 1\n", 2 },
    { "services:\n  a: 1\nx: &common {}\n", NULL, 0 },
    { "x: &other {}\nservices:\n  a: 1\n", NULL, 0 },
    { "x: &common {}\ny: &common {}\nservices:\n  a: 1\n", NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
      g_autoptr (GError) error = NULL;
      CwOperation *copy = cw_operation_new (CW_OPERATION_COPY, "services.b", NULL);
      g_autofree char *text = NULL;

      copy->source = g_bytes_new (source, strlen (source));
      copy->source_path = g_strdup ("services.b");
      text = apply (cases[i].before, -1, copy, notes, &error);
      g_assert_cmpstr (text, ==, cases[i].after);
      g_assert_true ((error == NULL) == (text != NULL));
      if (text != NULL)
        g_assert_cmpuint (notes->len, ==, cases[i].line != 0 ? 1 : 0);
      if (cases[i].line != 0)
        {
          const CwOperationNote *note = notes->pdata[0];

          g_assert_cmpint (note->kind, ==, CW_OPERATION_NOTE_ANCHOR);
          g_assert_cmpstr (note->from, ==, "common");
          g_assert_cmpuint (note->line, ==, cases[i].line);
        }
    }
}

static void
test_move (void)
{
  static const struct
  {
    const char *before, *from, *to, *after;
    CwError     code;
  } cases[] = {
    { "a:\n  x: 1\n  y: 2\nb:\n  z: 1\n", "a.x", "b.w", "a:\n  y: 2\nb:\n  z: 1\n  w: 1\n", 0 },
    { "a:\n- x\n- y\nb:\n  - z\n", "a[=x]", "b[+]", "a:\n- y\nb:\n  - z\n  - x\n", 0 },
    { "a:\n- name: x\n  v: 1\n- name: y\nb: {}\n", "a[0].name", "b.name", "a:\n- v: 1\n- name: y\nb:\n  name: x\n", 0 },
    { "a: &x 1\nb: *x\nc: {}\n", "a", "c.a", NULL, CW_ERROR_VALIDATION },
    { "a: 1\nb: 2\n", "a", "b", NULL, CW_ERROR_VALIDATION },
    { "a: 1\nb: 2\n", "a", "c.d.e", NULL, CW_ERROR_NOT_FOUND },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
      g_autoptr (GError) error = NULL;
      CwOperation *move = cw_operation_new (CW_OPERATION_MOVE, cases[i].to, NULL);
      g_autofree char *text = NULL;

      move->source_path = g_strdup (cases[i].from);
      text = apply (cases[i].before, -1, move, notes, &error);
      g_assert_cmpstr (text, ==, cases[i].after);
      if (text == NULL)
        g_assert_error (error, CW_ERROR, (int) cases[i].code);
    }
}

/* A key that only a merge brings can't be taken out of it: that is said, and not done in silence. */
static void
test_merged_key (void)
{
  static const char *const text = "d: &d\n  res: 1\na:\n  <<: *d\nb:\n  <<: [*d, {x: 1}]\n  res: 2\n";
  static const struct
  {
    CwOperationKind kind;
    const char *path, *value;
    const char *after; /* (nullable): what it becomes; %NULL where it is refused */
  } cases[] = {
    { CW_OPERATION_REMOVE, "a.res", NULL, NULL },
    { CW_OPERATION_RENAME, "a.res", "other", NULL },
    { CW_OPERATION_REMOVE, "b.res", NULL, "d: &d\n  res: 1\na:\n  <<: *d\nb:\n  <<: [*d, {x: 1}]\n" },
    { CW_OPERATION_SET, "a.res", "2",
      "d: &d\n  res: 1\na:\n  <<: *d\n  res: 2\nb:\n  <<: [*d, {x: 1}]\n  res: 2\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
      g_autoptr (GError) error = NULL;
      CwOperation *operation = cw_operation_new (cases[i].kind, cases[i].path, cases[i].value);
      g_autofree char *after = NULL;

      operation->origin = CW_ORIGIN_HERE;
      after = apply (text, -1, operation, notes, &error);
      g_assert_cmpstr (after, ==, cases[i].after);
      if (after != NULL)
        continue;
      g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
      g_assert_nonnull (strstr (error->message, "can’t be taken out here alone"));
    }
}

static char *
repeat (const char *text,
        gsize       times,
        const char *end)
{
  g_autoptr (GString) long_text = g_string_new (NULL);

  for (gsize i = 0; i < times; i++)
    g_string_append (long_text, text);
  g_string_append (long_text, end);
  return g_string_free (g_steal_pointer (&long_text), FALSE);
}

static void
assert_refused (const char *text,
                gssize      length,
                const char *words)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
  g_autoptr (GError) error = NULL;

  g_assert_null (apply (text, length, cw_operation_new (CW_OPERATION_SET, "a", "2"), notes, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
  g_assert_true (g_str_has_prefix (error->message, "f.yaml: "));
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_hostile (void)
{
  g_autofree char *large = repeat ("a: 0123456789012345678901234567890123456789\n", 50 * 1024 * 1024 / 44, "");
  g_autofree char *brackets = repeat ("[", 10000, ""), *deep = repeat ("- ", 10000, "x\n");

  assert_refused (large, -1, "larger than 8 MiB");
  assert_refused (brackets, -1, "Line 1");
  assert_refused (deep, -1, "Line 1");
  assert_refused ("a: 1\nb: x\0y\n", 12, "Line 2, column 5");
}

/* Nine aliases of nine aliases of nine: an edit is still quick and lists only so many. */
static void
test_bomb (void)
{
  g_autoptr (GString) bomb = g_string_new ("a: &a0 1\n");
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  for (guint i = 1; i < 12; i++)
    {
      g_string_append_printf (bomb, "b%u: &a%u [", i, i);
      for (guint j = 0; j < 9; j++)
        g_string_append_printf (bomb, "%s*a%u", j > 0 ? ", " : "", i - 1);
      g_string_append (bomb, "]\n");
    }
  text = apply (bomb->str, -1, cw_operation_new (CW_OPERATION_SET, "a", "2"), notes, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (text, "a: &a0 2\n"));
  g_assert_cmpuint (notes->len, ==, 200);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/operation/merged-key", test_merged_key);
  g_test_add_func ("/operation-anchor/anchors", test_anchors);
  g_test_add_func ("/operation-anchor/types", test_types);
  g_test_add_func ("/operation-anchor/ask", test_ask);
  g_test_add_func ("/operation-anchor/copy", test_copy);
  g_test_add_func ("/operation-anchor/copy-alias", test_copy_alias);
  g_test_add_func ("/operation-anchor/move", test_move);
  g_test_add_func ("/operation-anchor/hostile", test_hostile);
  g_test_add_func ("/operation-anchor/bomb", test_bomb);
  return g_test_run ();
}
