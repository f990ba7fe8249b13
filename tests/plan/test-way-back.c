/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-back.h"
#include "cw-json.h"
#include "cw-test.h"

#define COMMIT "00000000000000000000000000000000000000aa"

typedef struct {
  const char *path;
  const char *text;
} File;

static CwSnapshot *
make_snapshot (const File *files)
{
  CwSnapshot *snapshot = cw_snapshot_new ("compose", "main", COMMIT);

  for (guint i = 0; files[i].path != NULL; i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (files[i].text, strlen (files[i].text));

      cw_snapshot_add (snapshot, files[i].path, 0100644, NULL, bytes);
    }
  return snapshot;
}

static void
add_step (GPtrArray         *steps,
          const File        *before,
          const File        *after,
          const char *const *paths)
{
  g_autoptr (CwSnapshot) from = make_snapshot (before), to = make_snapshot (after);

  g_ptr_array_add (steps, cw_back_step_new (from, to, paths));
}

static CwBack *
plan (const File *now,
      GPtrArray  *steps,
      GHashTable *answers)
{
  g_autoptr (CwSnapshot) snapshot = make_snapshot (now);
  CwBackRequest request = { "tts", "compose", steps->len, snapshot, steps, answers, { 'c', 45, CW_CYCLE_NO_REVISION } };
  g_autoptr (GError) error = NULL;
  CwBack *back = cw_back_plan (&request, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (back->changes->base, ==, COMMIT);
  g_assert_cmpstr (back->changes->base_name, ==, "main");
  return back;
}

static void
expect (const CwBack *back,
        const char   *path,
        const char   *text)
{
  for (guint i = 0; i < back->changes->files->len; i++)
    {
      const CwFileChange *file = g_ptr_array_index (back->changes->files, i);
      gsize size = 0;
      const char *data = g_bytes_get_data (file->new_bytes, &size);

      if (!g_str_equal (file->path, path))
        continue;
      g_assert_cmpmem (data, size, text, strlen (text));
      g_assert_cmpuint (file->edits->len, >, 0);
      if (*text != '\0')
        {
          g_autofree char *blob = cw_blob_id (file->new_bytes);

          g_assert_cmpstr (file->new_blob, ==, blob);
        }
      else
        g_assert_cmpstr (file->new_blob, ==, "");
      return;
    }
  g_assert_null (text);
}

/* Two rounds, of which the second goes on where the first ended; a file that came with the cycle goes with it. */
static void
test_rounds (void)
{
  static const char *const first[] = { "a.yaml", "new.env", NULL };
  static const char *const second[] = { "a.yaml", NULL };
  static const File nothing[] = { { "a.yaml", "tag: c44\nn: 1\nm: 1\nk: 1\n" }, { NULL } };
  static const File once[] = { { "a.yaml", "tag: c45\nn: 1\nm: 1\nk: 1\n" }, { "new.env", "A=1\n" }, { NULL } };
  static const File twice[] = { { "a.yaml", "tag: c45\nn: 1\nm: 2\nk: 1\n" }, { NULL } };
  static const File now[] = { { "a.yaml", "tag: c45\nn: 1\nm: 2\nk: 1\nhand: 1\n" }, { "new.env", "A=1\n" }, { NULL } };
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_back_step_free);
  g_autoptr (CwBack) back = NULL, again = NULL;

  add_step (steps, once, twice, second);
  add_step (steps, nothing, once, first);
  back = plan (now, steps, NULL);
  g_assert_cmpuint (back->changes->files->len, ==, 2);
  expect (back, "a.yaml", "tag: c44\nn: 1\nm: 1\nk: 1\nhand: 1\n");
  expect (back, "new.env", "");
  g_assert_cmpuint (back->conflicts->len, ==, 0);
  again = plan (nothing, steps, NULL);
  g_assert_cmpuint (again->changes->files->len, ==, 0);
}

/* What was changed otherwise since is asked; the answer is about what stood there when it was given. */
static void
test_questions (void)
{
  static const char *const paths[] = { "a.yaml", "chart/templates/x.yaml", NULL };
  static const File before[] = { { "a.yaml", "tag: c44\nother: 1\n" },
                                 { "chart/templates/x.yaml", "{{ if a }}\ntag: c44\n" }, { NULL } };
  static const File after[] = { { "a.yaml", "tag: c45\nother: 2\n" },
                                { "chart/templates/x.yaml", "{{ if a }}\ntag: c45\n" }, { NULL } };
  static const File now[] = { { "a.yaml", "tag: c45.001\nother: 2\n" },
                              { "chart/templates/x.yaml", "{{ if b }}\ntag: c45.002\n" }, { NULL } };
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_back_step_free);
  g_autoptr (GHashTable) answers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                          (GDestroyNotify) json_node_unref);
  g_autoptr (CwBack) open = NULL, decided = NULL;
  const CwBackConflict *tag, *template;

  add_step (steps, before, after, paths);
  open = plan (now, steps, answers);
  g_assert_cmpuint (open->n_open, ==, 2);
  g_assert_cmpuint (open->conflicts->len, ==, 2);
  expect (open, "a.yaml", "tag: c45.001\nother: 1\n");
  expect (open, "chart/templates/x.yaml", NULL);
  tag = g_ptr_array_index (open->conflicts, 0);
  template = g_ptr_array_index (open->conflicts, 1);
  g_assert_true (g_str_has_prefix (tag->question, "compose/a.yaml#back-tts:tag@"));
  g_assert_cmpstr (tag->conflict->from, ==, "c45");
  g_assert_cmpstr (tag->conflict->to, ==, "c44");
  g_assert_cmpstr (tag->conflict->onto, ==, "c45.001");
  g_assert_cmpuint (template->conflict->line, ==, 1);

  g_hash_table_replace (answers, tag->question, json_node_init_string (json_node_alloc (), CW_ANSWER_BEFORE));
  g_hash_table_replace (answers, template->question, json_node_init_string (json_node_alloc (), CW_ANSWER_STAYS));
  decided = plan (now, steps, answers);
  g_assert_cmpuint (decided->n_open, ==, 0);
  g_assert_cmpuint (decided->conflicts->len, ==, 2);
  expect (decided, "a.yaml", "tag: c44\nother: 1\n");
  expect (decided, "chart/templates/x.yaml", NULL);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/way-back/rounds", test_rounds);
  g_test_add_func ("/way-back/questions", test_questions);
  return g_test_run ();
}
