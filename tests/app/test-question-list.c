/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-app-test-desk.h"
#include "cw-app-test.h"
#include "cw-stage-page.h"
#include "cw-test-git.h"
#include "cw-test.h"

/* Questions that belong together, and one answer for all of them. */

#define SITE  "bts"
#define GROUP "Fixed at a test stand, not here"
#define THEIRS "applications/auxtel/values-tucson-teststand.yaml"
#define OURS "applications/auxtel/values-base.yaml"

static CwProcedure *procedure;

/* A colleague gives the queue more memory and a variable at the other stand, after its deployment. */
static void
fix_there (const char *folder)
{
  g_autofree char *text = cw_test_git_run (folder, NULL, "show", "main:" THEIRS, NULL);
  g_autoptr (GString) fixed = g_string_new (text);

  g_assert_cmpuint (g_string_replace (fixed, "      memory: 6Gi", "      memory: 9Gi", 1), ==, 1);
  g_assert_cmpuint (g_string_replace (fixed, "    RUN_ARG: \"2 --state enabled\"",
                                      "    RUN_ARG: \"2 --state enabled\"\n    HISTORY: all", 1), ==, 1);
  g_string_append_c (fixed, '\n');
  g_free (cw_test_git_commit (folder, "main", "refs/heads/main^0", "Ada <ada@example.org>", "Fix the queue", THEIRS,
                              fixed->str, NULL));
}

static GtkWidget *
find_button (GtkWidget  *root,
             const char *label)
{
  GtkWidget *found = cw_app_test_find_label (root, label);

  return found != NULL ? gtk_widget_get_ancestor (found, GTK_TYPE_BUTTON) : NULL;
}

static guint
count_asked (CwDesk *desk)
{
  const CwViewStage *stage = cw_view_get_stage (cw_desk_get_view (desk), "configuration");
  guint n = 0;

  for (guint i = 0; i < stage->result->questions->len; i++)
    n += g_strcmp0 (((const CwQuestion *) stage->result->questions->pdata[i])->group, GROUP) == 0;
  return n;
}

static void
test_group (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  g_autofree char *folder = g_build_filename (data_dir, "rehearsals", "services", "git", "lsst-sqre", "phalanx.git", NULL);
  CwDesk *desk = cw_app_test_desk_begin (procedure, data_dir, SITE);
  GtkWidget *window, *page;
  CwPlan *plan;

  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  g_assert_cmpuint (count_asked (desk), ==, 0);
  fix_there (folder);
  cw_desk_refresh (desk);
  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  g_assert_cmpuint (count_asked (desk), ==, 2);

  page = cw_app_test_show_page (desk, "configuration", &window);
  g_assert_nonnull (cw_app_test_find_label (page, GROUP));
  g_signal_emit_by_name (find_button (page, "Take All"), "clicked");
  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  g_assert_cmpstr (cw_desk_get_trouble (desk, ""), ==, NULL);
  g_assert_cmpuint (count_asked (desk), ==, 0);
  plan = cw_view_get_plan (cw_desk_get_view (desk), SITE);
  g_assert_nonnull (cw_plan_find_hand_change (plan, "phalanx", OURS));
  cw_app_test_close (window, page);
  g_assert_finalize_object (desk);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  procedure = cw_app_test_procedure ("rubin-2026");
  g_test_add_func ("/question-list/group", test_group);
  status = g_test_run ();
  g_object_unref (procedure);
  return status;
}
