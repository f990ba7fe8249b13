/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-patch.h"
#include "cw-test-plan.h"
#include "cw-test.h"

/* Files that a person edited, on top of what the planner changes in them. */

#define REPOSITORY "argocd-csc"
#define PATH "apps/a/values-summit.yaml"
#define HEAD "image:\n  repository: registry.example.org/a\n"
#define BEFORE HEAD "  tag: c0029\n# one\nenv:\n  A: 1\n  B: 2\n"
#define PLANNED HEAD "  tag: c0030\n# one\nenv:\n  A: 1\n  B: 2\n"
#define EDITED HEAD "  tag: c0030\n# one\nenv:\n  A: 10\n  B: 2\n  C: 3\n"

static const CwTestFile files[] = {
  { PATH, BEFORE },
  { "apps/b/values-summit.yaml", "image:\n  repository: b\n  tag: c0029\n" },
  { NULL },
};

static const CwFileChange *
find_file (CwPlan     *plan,
           const char *path)
{
  const CwChangeSet *changes = cw_plan_get_change_sets (plan)->pdata[0];

  for (guint i = 0; i < changes->files->len; i++)
    if (g_str_equal (((const CwFileChange *) changes->files->pdata[i])->path, path))
      return changes->files->pdata[i];
  return NULL;
}

static CwPlan *
plan_edited (const CwTestFile *all,
             const char       *path,
             const char       *from,
             const char       *text)
{
  g_autoptr (CwHandEdit) edit = cw_test_hand_edit (REPOSITORY, path, from, text);

  return cw_test_plan_edited (REPOSITORY, "30", all, NULL, edit);
}

/* Every edit says whose it is, and all together make the file. */
static void
assert_edits (const CwFileChange *file,
              guint               n_planned,
              guint               n_hand)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = cw_edits_apply (file->old_bytes, file->edits, &error);
  guint n_found = 0;

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, file->new_bytes));
  for (guint i = 0; i < file->edits->len; i++)
    {
      const CwEdit *edit = file->edits->pdata[i];

      n_found += g_str_equal (edit->rule, CW_RULE_BY_HAND);
      g_assert_nonnull (edit->reason);
    }
  g_assert_cmpuint (n_found, ==, n_hand);
  g_assert_cmpuint (file->edits->len - n_found, ==, n_planned);
}

static void
test_on_top (void)
{
  g_autoptr (CwPlan) plan = plan_edited (files, PATH, PLANNED, EDITED);
  const CwHandChange *hand = cw_plan_find_hand_change (plan, REPOSITORY, PATH);

  cw_test_assert_after (plan, PATH, EDITED);
  assert_edits (find_file (plan, PATH), 1, 2);
  g_assert_cmpstr (hand->origin, ==, "by Vera, Tue 1 Dec, 12:00 UTC");
  g_assert_false (hand->common);
  g_assert_null (hand->question);
  g_assert_cmpmem (g_bytes_get_data (hand->planned, NULL), g_bytes_get_size (hand->planned), PLANNED, strlen (PLANNED));
  g_assert_cmpint (cw_test_get_mention (plan, PATH, 3)->fate, ==, CW_FATE_CHANGED);
  g_assert_cmpstr (cw_test_get_mention (plan, PATH, 3)->rule, !=, CW_RULE_BY_HAND);
  g_assert_nonnull (find_file (plan, "apps/b/values-summit.yaml"));
}

/* The edit was made before the base got another line and the plan another tag. */
static void
test_moved_base (void)
{
  static const CwTestFile moved[] = {
    { PATH, "# new\n" BEFORE },
    { NULL },
  };
  g_autoptr (CwHandEdit) edit = cw_test_hand_edit (REPOSITORY, PATH, PLANNED, EDITED);
  g_autoptr (CwPlan) plan = cw_test_plan_edited (REPOSITORY, "31", moved, NULL, edit);

  cw_test_assert_after (plan, PATH, "# new\n" HEAD "  tag: c0031\n# one\nenv:\n  A: 10\n  B: 2\n  C: 3\n");
  assert_edits (find_file (plan, PATH), 1, 2);
  g_assert_cmpuint (cw_plan_count (plan, NULL, CW_FATE_QUESTION), ==, 0);
}

static void
test_conflict (void)
{
  static const CwTestFile moved[] = {
    { PATH, HEAD "  tag: c0029\n# one\nenv:\n  A: 5\n  B: 2\n" },
    { NULL },
  };
  g_autoptr (CwHandEdit) edit = cw_test_hand_edit (REPOSITORY, PATH, PLANNED, EDITED);
  g_autoptr (CwPlan) plan = cw_test_plan_edited (REPOSITORY, "30", moved, NULL, edit);
  const CwHandChange *hand = cw_plan_find_hand_change (plan, REPOSITORY, PATH);
  const CwMention *asked = cw_test_get_mention (plan, PATH, 6);
  g_autoptr (GHashTable) mine = cw_test_answer (hand->question, CW_ANSWER_MINE);
  g_autoptr (GHashTable) planned = cw_test_answer (hand->question, CW_ANSWER_PLANNED);
  g_autoptr (CwPlan) with_mine = cw_test_plan_edited (REPOSITORY, "30", moved, mine, edit);
  g_autoptr (CwPlan) with_planned = cw_test_plan_edited (REPOSITORY, "30", moved, planned, edit);

  g_assert_cmpint (asked->fate, ==, CW_FATE_QUESTION);
  g_assert_cmpstr (asked->question, ==, hand->question);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (hand->marked, NULL), (gssize) g_bytes_get_size (hand->marked),
                                  "  A: 5\n=======\n  A: 10\n"));
  cw_test_assert_after (plan, PATH, HEAD "  tag: c0030\n# one\nenv:\n  A: 5\n  B: 2\n");
  cw_test_assert_after (with_mine, PATH, EDITED);
  cw_test_assert_after (with_planned, PATH, HEAD "  tag: c0030\n# one\nenv:\n  A: 5\n  B: 2\n  C: 3\n");
  g_assert_cmpuint (cw_plan_count (with_mine, NULL, CW_FATE_QUESTION), ==, 0);
}

/* What a person does to a mention is its fate, and what they write is one more. */
static void
test_mentions (void)
{
  g_autoptr (CwPlan) back = plan_edited (files, PATH, PLANNED, BEFORE);
  g_autoptr (CwPlan) other = plan_edited (files, PATH, PLANNED,
                                          HEAD "  tag: c0028\n# one c0027\nenv:\n  A: 1\n  B: 2\n");
  g_autoptr (CwPlan) gone = plan_edited (files, PATH, PLANNED, "image: {}\n");

  g_assert_null (find_file (back, PATH));
  g_assert_cmpint (cw_test_get_mention (back, PATH, 3)->fate, ==, CW_FATE_KEPT);
  g_assert_cmpstr (cw_test_get_mention (back, PATH, 3)->rule, ==, CW_RULE_BY_HAND);
  g_assert_cmpint (cw_test_get_mention (other, PATH, 3)->fate, ==, CW_FATE_CHANGED);
  g_assert_cmpstr (cw_test_get_mention (other, PATH, 3)->target, ==, "c0028");
  g_assert_cmpstr (cw_test_get_mention (other, PATH, 4)->value, ==, "c0027");
  g_assert_true (cw_test_has_warning (other, "hand-cycle-" REPOSITORY "/" PATH ":3"));
  g_assert_true (cw_test_has_warning (other, "hand-cycle-" REPOSITORY "/" PATH ":4"));
  g_assert_cmpint (cw_test_get_mention (gone, PATH, 3)->fate, ==, CW_FATE_CHANGED);
  g_assert_null (cw_test_get_mention (gone, PATH, 3)->target);
}

static gboolean
has_image (CwPlan     *plan,
           const char *image)
{
  GPtrArray *images = cw_plan_get_images (plan);

  for (guint i = 0; i < images->len; i++)
    if (g_str_equal (images->pdata[i], image))
      return TRUE;
  return FALSE;
}

/* The registry is asked for the images that the files will name. */
static void
test_images (void)
{
  g_autoptr (CwPlan) planned = plan_edited (files, PATH, PLANNED, EDITED);
  g_autoptr (CwPlan) other = plan_edited (files, PATH, PLANNED, HEAD "  tag: c0030.002\n");
  g_autoptr (CwPlan) added = plan_edited (files, "apps/n/values-summit.yaml", NULL,
                                          "image:\n  repository: n\n  tag: c0030\n");
  g_autoptr (CwPlan) gone = plan_edited (files, PATH, PLANNED, NULL);

  g_assert_true (has_image (planned, "a:c0030"));
  g_assert_true (has_image (planned, "b:c0030"));
  g_assert_true (has_image (other, "a:c0030.002"));
  g_assert_false (has_image (other, "a:c0030"));
  g_assert_true (has_image (added, "n:c0030"));
  g_assert_false (has_image (gone, "a:c0030"));
}

static void
test_new_and_gone (void)
{
  g_autoptr (CwPlan) added = plan_edited (files, "apps/n/values-summit.yaml", NULL, "a: 1\n");
  g_autoptr (CwPlan) gone = plan_edited (files, PATH, PLANNED, NULL);
  g_autoptr (CwPlan) empty = plan_edited (files, PATH, PLANNED, "");
  const CwFileChange *new = find_file (added, "apps/n/values-summit.yaml"), *old = find_file (gone, PATH);
  g_autofree char *new_patch = cw_file_change_to_patch (new, NULL);
  g_autofree char *old_patch = cw_file_change_to_patch (old, NULL);

  g_assert_cmpstr (new->old_blob, ==, "");
  g_assert_cmpuint (new->mode, ==, 0100644);
  assert_edits (new, 0, 1);
  g_assert_nonnull (strstr (new_patch, "new file mode 100644\n"));
  g_assert_nonnull (strstr (new_patch, "--- /dev/null\n+++ b/apps/n/values-summit.yaml\n@@ -0,0 +1 @@\n+a: 1\n"));
  g_assert_cmpstr (old->new_blob, ==, "");
  assert_edits (old, 0, 1);
  g_assert_nonnull (strstr (old_patch, "deleted file mode 100644\n"));
  g_assert_cmpstr (find_file (empty, PATH)->new_blob, ==, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
}

/* A file that came, or went, meanwhile is never silently overwritten. */
static void
test_whole_conflict (void)
{
  g_autoptr (CwPlan) came = plan_edited (files, PATH, NULL, "a: 1\n");
  g_autoptr (CwPlan) went = plan_edited (files, "apps/w/values-summit.yaml", "a: 1\n", "a: 2\n");
  g_autoptr (CwPlan) changed = plan_edited (files, PATH, "a: 1\n", NULL);

  g_assert_nonnull (cw_plan_find_hand_change (came, REPOSITORY, PATH)->question);
  cw_test_assert_after (came, PATH, PLANNED);
  g_assert_nonnull (cw_plan_find_hand_change (went, REPOSITORY, "apps/w/values-summit.yaml")->question);
  g_assert_null (find_file (went, "apps/w/values-summit.yaml"));
  g_assert_nonnull (cw_plan_find_hand_change (changed, REPOSITORY, PATH)->question);
  cw_test_assert_after (changed, PATH, PLANNED);
}

/* A file of every site says what it changes, and shows where. */
static void
test_common (void)
{
  const CwTestFile shared[] = { { PATH, BEFORE }, { "apps/a/values-base-teststand.yaml", BEFORE },
                                { "apps/a/values.yaml", "a: 1\nb: 1\n" }, { NULL } };
  g_autoptr (CwPlan) plan = plan_edited (shared, "apps/a/values.yaml", "a: 1\nb: 1\n", "a: 1\nb: 2\n");
  const CwHandChange *hand = cw_plan_find_hand_change (plan, REPOSITORY, "apps/a/values.yaml");
  GPtrArray *warnings = cw_plan_get_warnings (plan);
  const CwPlanWarning *warning = NULL;

  g_assert_true (hand->common);
  g_assert_cmpuint (hand->reach->len, ==, 2);
  for (guint i = 0; i < warnings->len; i++)
    if (g_str_has_prefix (((const CwPlanWarning *) warnings->pdata[i])->id, "hand-common-"))
      warning = warnings->pdata[i];
  g_assert_nonnull (warning);
  g_assert_true (g_str_has_suffix (warning->text, "It changes Summit: a; BTS: a"));
  g_assert_cmpstr (warning->path, ==, "apps/a/values.yaml");
  g_assert_cmpuint (warning->line, ==, 2);
}

/* The file of an environment that the procedure doesn't know is no site's, which isn't every site's. */
static void
test_stranger (void)
{
  const char *path = "apps/a/values-elsewhere.yaml";
  const CwTestFile strange[] = { { PATH, BEFORE }, { path, "a: 1\n" }, { NULL } };
  g_autoptr (CwPlan) plan = plan_edited (strange, path, "a: 1\n", "a: 2\n");

  g_assert_true (cw_test_has_warning (plan, "hand-stranger-" REPOSITORY "/"));
  g_assert_false (cw_test_has_warning (plan, "hand-common-"));
  g_assert_false (cw_plan_find_hand_change (plan, REPOSITORY, path)->common);
}

static void
test_broken (void)
{
  static const CwTestFile templates[] = {
    { PATH, BEFORE },
    { "charts/a/templates/x.yaml", "{{ if .Values.a }}\na: {{ b }}\n{{ end }}\n" },
    { NULL },
  };
  static const CwTestFile unreadable[] = {
    { PATH, BEFORE },
    { "apps/w/values-summit.yaml", "a: [1\n" },
    { NULL },
  };
  g_autoptr (CwPlan) was_broken = plan_edited (unreadable, PATH, BEFORE, PLANNED);
  g_autoptr (CwPlan) mended = plan_edited (unreadable, "apps/w/values-summit.yaml", "a: [1\n", "a: [1]\n");
  g_autoptr (CwPlan) broken = plan_edited (files, PATH, PLANNED, HEAD "  tag: [c0030\n");
  g_autoptr (CwPlan) template = plan_edited (templates, "charts/a/templates/x.yaml",
                                             "{{ if .Values.a }}\na: {{ b }}\n{{ end }}\n", "{{ if .Values.b }}\n");

  g_assert_true (cw_test_has_warning (broken, "hand-broken-" REPOSITORY "/" PATH));
  g_assert_true (cw_test_has_warning (was_broken, "unreadable-" REPOSITORY "/apps/w/values-summit.yaml"));
  g_assert_false (cw_test_has_warning (mended, "unreadable-"));
  cw_test_assert_after (broken, PATH, HEAD "  tag: [c0030\n");
  g_assert_false (cw_test_has_warning (template, "hand-broken-"));
  g_assert_true (cw_test_has_warning (template, "hand-common-" REPOSITORY "/charts/a/templates/x.yaml"));
  g_assert_true (cw_plan_find_hand_change (template, REPOSITORY, "charts/a/templates/x.yaml")->common);
}

/* What a person made readable is planned as what it is then; their lines stay. */
static void
test_mended (void)
{
  static const char *const path = "apps/w/values-summit.yaml";
  static const char *const text = "# c0028\nb: [1\nimage:\n  tag: c0029\n";
  static const CwTestFile unreadable[] = { { PATH, BEFORE }, { path, text }, { NULL } };
  g_autoptr (CwPlan) plan = plan_edited (unreadable, path, text, "b: [1]\nimage:\n  tag: c0029\n");
  g_autoptr (CwPlan) by_hand = plan_edited (unreadable, path, text, "b: [1]\nimage:\n  tag: c0030\n");
  g_autoptr (CwPlan) worse = plan_edited (unreadable, path, text, "b: [2\nimage:\n  tag: c0029\n");

  cw_test_assert_after (plan, path, "b: [1]\nimage:\n  tag: c0030\n");
  cw_test_assert_after (by_hand, path, "b: [1]\nimage:\n  tag: c0030\n");
  g_assert_cmpuint (cw_plan_count (plan, NULL, CW_FATE_QUESTION), ==, 0);
  g_assert_cmpint (cw_test_get_mention (plan, path, 3)->fate, ==, CW_FATE_CHANGED);
  g_assert_cmpuint (cw_plan_count (worse, NULL, CW_FATE_QUESTION), >, 0);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/plan/hand/on-top", test_on_top);
  g_test_add_func ("/plan/hand/moved-base", test_moved_base);
  g_test_add_func ("/plan/hand/conflict", test_conflict);
  g_test_add_func ("/plan/hand/mentions", test_mentions);
  g_test_add_func ("/plan/hand/images", test_images);
  g_test_add_func ("/plan/hand/new-and-gone", test_new_and_gone);
  g_test_add_func ("/plan/hand/whole-conflict", test_whole_conflict);
  g_test_add_func ("/plan/hand/broken", test_broken);
  g_test_add_func ("/plan/hand/mended", test_mended);
  g_test_add_func ("/plan/hand/common", test_common);
  g_test_add_func ("/plan/hand/stranger", test_stranger);
  return g_test_run ();
}
