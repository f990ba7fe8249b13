/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-carry.h"
#include "cw-error.h"
#include "cw-test-replay.h"
#include "cw-test.h"

static GBytes *
make_bytes (const char *text)
{
  return text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
}

static CwCarrySide
take_all (const CwConflict *conflict,
          gpointer          data)
{
  return GPOINTER_TO_INT (data);
}

static char *
carry_with (const char    *name,
            const char    *from,
            const char    *to,
            const char    *onto,
            CwCarryTrouble trouble)
{
  g_autoptr (GBytes) old = make_bytes (from), new = make_bytes (to), now = make_bytes (onto), result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_carry (name, old, new, now, &result, &trouble, &error));
  g_assert_no_error (error);
  return result != NULL ? g_strndup (g_bytes_get_data (result, NULL), g_bytes_get_size (result)) : NULL;
}

static char *
carry (const char *name,
       const char *from,
       const char *to,
       const char *onto,
       GPtrArray  *conflicts)
{
  return carry_with (name, from, to, onto, (CwCarryTrouble) { conflicts, NULL, NULL });
}

static void
test_carry (void)
{
  static const struct
  {
    const char *from, *to, *onto, *result, *conflict;
  } cases[] = {
    /* nothing else changed; the same was done already */
    { "a: 1\n", "a: 2\n", "a: 1\n", "a: 2\n", NULL },
    { "a: 1\n", "a: 2\n", "a: 2\n", "a: 2\n", NULL },
    /* lines apart: comments and layout come along */
    { "a: 1\nx: 1\ny: 1\nz: 1\nb: 1\n", "# why\na: 2\nx: 1\ny: 1\nz: 1\nb: 1\n", "a: 1\nx: 1\ny: 1\nz: 1\nb: 5\n",
      "# why\na: 2\nx: 1\ny: 1\nz: 1\nb: 5\n", NULL },
    /* neighbouring lines */
    { "a: 1\nb: 1\n", "a: 2\nb: 1\n", "a: 1\nb: 5\n", "a: 2\nb: 5\n", NULL },
    { "t: c45\nn: 1\n", "t: c44\nn: 1\n", "t: c45\nn: 1\nhand: 1\n", "t: c44\nn: 1\nhand: 1\n", NULL },
    { "a: 1\nb: 1\nc: 1\n", "a: 1\nc: 1\n", "a: 2\nb: 1\nc: 1\n", "a: 2\nc: 1\n", NULL },
    { "a: 1\nc: 1\n", "a: 1\n# new\nb: 1\nc: 1\n", "a: 2\nc: 1\n", "a: 2\n# new\nb: 1\nc: 1\n", NULL },
    { "l:\n- a\n- b\n", "l:\n- a\n- b\n- c\n", "l:\n- a\n- b\n- d\n", "l:\n- a\n- b\n- c\n- d\n", NULL },
    { "l:\n- a\n- b\n- c\n", "l:\n- a\n- c\n", "l:\n- b\n- c\n- d\n", "l:\n- c\n- d\n", NULL },
    { "l:\n- name: x\n  v: 1\n- name: y\n  v: 1\n", "l:\n- name: x\n  v: 2\n- name: y\n  v: 1\n",
      "l:\n- name: y\n  v: 3\n- name: x\n  v: 1\n", "l:\n- name: y\n  v: 3\n- name: x\n  v: 2\n", NULL },
    { "l:\n- A=1\n- B=1\n", "l:\n- A=1\n- B=2\n", "l:\n- B=1\n- A=5\n", "l:\n- B=2\n- A=5\n", NULL },
    { "l:\n- at: /x\n  name: v\n- at: /y\n  name: v\n", "l:\n- at: /x\n  name: w\n- at: /y\n  name: v\n",
      "l:\n- at: /y\n  name: u\n- at: /x\n  name: v\n", "l:\n- at: /y\n  name: u\n- at: /x\n  name: w\n", NULL },
    /* a block that both added, and a text of several lines that both changed */
    { "b: 1\n", "a: {x: 1}\nb: 1\n", "a: {y: 1}\nb: 1\n", "a: {x: 1, y: 1}\nb: 1\n", NULL },
    { "t: |\n  a=1\n  x\n  y\n  b=1\nn: 1\n", "t: |\n  a=1\n  x\n  y\n  b=2\nn: 1\n",
      "t: |\n  a=5\n  x\n  y\n  b=1\nn: 3\n", "t: |\n  a=5\n  x\n  y\n  b=2\nn: 3\n", NULL },
    /* conflicts: the rest is carried */
    { "a: 1\nb: 1\n", "a: 2\nb: 2\n", "a: 3\nb: 1\n", "a: 3\nb: 2\n",
      "f.yaml: line 1: “a” should go from 1 to 2, but is 3 now" },
    { "a:\n  t: 1\nb: 1\n", "a:\n  t: 2\nb: 1\n", "b: 2\n", "b: 2\n",
      "f.yaml: line 1: “a” should go from t: 1 to t: 2, but is nothing now" },
    { "a: 1\nb: 1\n", "b: 1\n", "a: 2\nb: 1\n", "a: 2\nb: 1\n",
      "f.yaml: line 1: “a” should go from 1 to nothing, but is 2 now" },
    { "b: 1\n", "a: 1\nb: 1\n", "a: 2\nb: 1\n", "a: 2\nb: 1\n",
      "f.yaml: line 1: “a” should go from nothing to 1, but is 2 now" },
    { "a: [1, 1]\n", "a: [1, 2]\n", "a: [1, 3]\n", "a: [1, 3]\n",
      "f.yaml: line 1: “a” should go from [1, 1] to [1, 2], but is [1, 3] now" },
    /* files that come and go */
    { NULL, "a: 1\n", NULL, "a: 1\n", NULL },
    { "a: 1\n", NULL, "a: 1\n", NULL, NULL },
    { "a: 1\n", NULL, "a: 2\n", "a: 2\n", "f.yaml: the whole file changed otherwise, or is gone" },
    { "a: 1\n", "a: 2\n", NULL, NULL, "f.yaml: the whole file changed otherwise, or is gone" },
    { "# only\n", "a: 1\n", "# mine\n", "# mine\n", "f.yaml: the whole file changed otherwise, or is gone" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_conflict_free);
      g_autofree char *result = carry ("f.yaml", cases[i].from, cases[i].to, cases[i].onto, conflicts), *told = NULL;

      g_assert_cmpstr (result, ==, cases[i].result);
      g_assert_cmpuint (conflicts->len, ==, cases[i].conflict != NULL ? 1 : 0);
      told = conflicts->len > 0 ? cw_conflict_describe (conflicts->pdata[0], "f.yaml") : NULL;
      g_assert_cmpstr (told, ==, cases[i].conflict);
    }
}

static void
test_lines (void)
{
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_conflict_free);
  g_autofree char *clean = carry ("setup.env", "A=1\nB=1\nC=1\nD=1\n", "A=2\nB=1\nC=1\nD=1\n",
                                  "A=1\nB=1\nC=1\nD=3\n", conflicts);
  g_autofree char *torn = NULL, *told = NULL;

  g_assert_cmpstr (clean, ==, "A=2\nB=1\nC=1\nD=3\n");
  g_assert_cmpuint (conflicts->len, ==, 0);
  torn = carry ("setup.env", "A=1\nB=1\nC=1\nD=1\n", "A=2\nB=1\nC=1\nD=4\n", "A=1\nB=1\nC=1\nD=3\n", conflicts);
  g_assert_cmpstr (torn, ==, "A=2\nB=1\nC=1\nD=3\n");
  g_assert_cmpuint (conflicts->len, ==, 1);
  told = cw_conflict_describe (conflicts->pdata[0], "setup.env");
  g_assert_cmpstr (told, ==, "setup.env: line 4: should go from D=1 to D=4, but is D=3 now");
}

/* What a person decides about each conflict stands in the text. */
static void
test_decided (void)
{
  static const struct
  {
    const char *name, *from, *to, *onto, *taken;
  } cases[] = {
    { "f.yaml", "a: 1\nb: 1\n", "a: 2\nb: 2\n", "a: 3\nb: 1\n", "a: 2\nb: 2\n" },
    { "f.yaml", "a: 1\nb: 1\n", "b: 1\n", "a: 2\nb: 1\n", "b: 1\n" },
    { "f.yaml", "b: 1\n", "a: 1\nb: 1\n", "a: 2\nb: 1\n", "a: 1\nb: 1\n" },
    { "f.yaml", "a: 1\nb: 1\n", "a: 2\nb: 1\n", "b: 2\n", "b: 2\na: 2\n" },
    { "f.yaml", "a: [1, 1]\n", "a: [1, 2]\n", "a: [1, 3]\n", "a: [1, 2]\n" },
    { "f.yaml", "l:\n- name: x\n  v: 1\n", "l:\n- name: x\n  v: 2\n", "l:\n- name: y\n  v: 1\n",
      "l:\n- name: y\n  v: 1\n- name: x\n  v: 2\n" },
    { "f.yaml", "a: 1\n", NULL, "a: 2\n", NULL },
    { "f.env", "A=1\nB=1\nC=1\n", "A=2\nB=1\nC=2\n", "A=3\nB=1\nC=1\n", "A=2\nB=1\nC=2\n" },
    { "f.env", "A=1\nB=1\nC=1\nD=1", "A=2\nB=1\nC=1\nD=2", "A=3\nB=1\nC=1\nD=3", "A=2\nB=1\nC=1\nD=2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int side = CW_CARRY_KEEP; side <= CW_CARRY_TAKE; side++)
      {
        g_autoptr (GPtrArray) conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_conflict_free);
        g_autofree char *kept = carry (cases[i].name, cases[i].from, cases[i].to, cases[i].onto, conflicts);
        guint n_conflicts = conflicts->len;
        g_autofree char *result = carry_with (cases[i].name, cases[i].from, cases[i].to, cases[i].onto,
                                              (CwCarryTrouble) { conflicts, take_all, GINT_TO_POINTER (side) });

        g_assert_cmpuint (n_conflicts, >, 0);
        g_assert_cmpstr (result, ==, side == CW_CARRY_TAKE ? cases[i].taken : kept);
        g_assert_cmpuint (conflicts->len, ==, 2 * n_conflicts);
        for (guint j = 0; j < conflicts->len; j++)
          g_assert_cmpint (((const CwConflict *) conflicts->pdata[j])->side, ==, j < n_conflicts ? 0 : side);
      }
}

static void
test_unread (void)
{
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_conflict_free);
  g_autoptr (GBytes) old = make_bytes ("a: 1\n"), new = make_bytes ("a: 2\n"), now = make_bytes ("a: [\n");
  g_autoptr (GBytes) result = NULL;
  g_autoptr (GError) error = NULL;
  CwCarryTrouble trouble = { conflicts, NULL, NULL };

  g_assert_false (cw_carry ("f.yaml", old, new, now, &result, &trouble, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
  g_assert_true (g_str_has_prefix (error->message, "f.yaml: Line"));
  g_assert_null (result);
}

typedef struct
{
  const char *after;
  GHashTable *seen;
  guint       files, whole, conflicts;
} Run;

/* A site that was upgraded, and in which a hand put a key at the end since: going back keeps the key. */
static void
go_back (const char *path,
         const char *full,
         gpointer    user_data)
{
  Run *run = user_data;
  g_autofree char *other = g_build_filename (run->after, path, NULL), *before = NULL, *after = NULL;
  g_autofree char *now = NULL, *wanted = NULL, *result = NULL;
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_conflict_free);

  if (!g_str_has_suffix (path, ".yaml") || !g_file_get_contents (full, &before, NULL, NULL)
      || !g_file_get_contents (other, &after, NULL, NULL) || strcmp (before, after) == 0
      || !g_str_has_suffix (before, "\n") || !g_str_has_suffix (after, "\n"))
    return;
  now = g_strconcat (after, "byHand: true\n", NULL);
  wanted = g_strconcat (before, "byHand: true\n", NULL);
  result = carry ("f.yaml", after, before, now, conflicts);
  run->files++;
  run->conflicts += conflicts->len;
  run->whole += strcmp (result, wanted) == 0;
}

static void
test_replay (void)
{
  g_autofree char *directory = cw_test_replay_unpack ();
  g_autoptr (GDir) cases = NULL;
  const char *name = NULL;
  Run run = { 0 };

  if (directory == NULL)
    {
      g_test_skip ("the real upgrades are not here");
      return;
    }
  cases = g_dir_open (directory, 0, NULL);
  while ((name = g_dir_read_name (cases)) != NULL)
    {
      g_autofree char *before = g_build_filename (directory, name, "before", NULL);
      g_autofree char *after = g_build_filename (directory, name, "after", NULL);

      run.after = after;
      if (g_file_test (before, G_FILE_TEST_IS_DIR))
        cw_test_foreach_file (before, go_back, &run);
    }
  g_test_message ("%u files taken back, %u to the byte, %u conflicts", run.files, run.whole, run.conflicts);
  g_assert_cmpuint (run.files, >, 1000);
  g_assert_cmpuint (run.conflicts, ==, 0);
  g_assert_cmpuint (run.whole * 100, >=, run.files * 99);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/carry/carry", test_carry);
  g_test_add_func ("/carry/lines", test_lines);
  g_test_add_func ("/carry/decided", test_decided);
  g_test_add_func ("/carry/unread", test_unread);
  g_test_add_func ("/carry/replay", test_replay);
  return g_test_run ();
}
