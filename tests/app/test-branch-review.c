/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test-desk.h"
#include "cw-app-test-view.h"
#include "cw-app-test.h"
#include "cw-branch-review.h"
#include "cw-test-stage.h"
#include "cw-test.h"

#define BRANCH "c0045/summit/configuration/docker-compose-ops/1"
#define TICKET "c0045/summit/tickets/configuration/1"
#define TIP    "0123456789abcdef0123456789abcdef01234567"

/* As every view, it isn't made in the main thread. */
static gpointer
make_view (gpointer tip)
{
  g_autoptr (CwTestStage) world = cw_test_stage_new ();

  cw_test_stage_plan (world);
  cw_test_stage_done (world, TICKET, "DM-7", "");
  cw_test_stage_fact (world, "author", "{\"name\":\"Ada\",\"email\":\"ada@example.org\"}");
  if (tip != NULL)
    cw_test_stage_see (world, "tip.summit.docker-compose-ops", tip);
  return cw_test_stage_view (world, FALSE);
}

/* The review of a branch says what the commit stands on, which need not be the base: where two sites share a ticket the
 * other one's commit is there. */
static void
look (CwDesk     *desk,
      const char *tip,
      const char *words)
{
  g_autoptr (CwView) view = g_thread_join (g_thread_new ("view", make_view, (gpointer) tip));
  GtkWidget *review = g_object_ref_sink (g_object_new (CW_TYPE_BRANCH_REVIEW, NULL));
  const CwViewItem *item = cw_view_find (view, BRANCH);

  cw_app_test_desk_put (desk, view);
  g_assert_true (cw_branch_review_can_show (view, item));
  cw_branch_review_show (CW_BRANCH_REVIEW (review), desk, item);
  g_assert_nonnull (cw_app_test_find_label (review, words));
  g_assert_finalize_object (review);
}

static void
test_place (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  CwDesk *desk = cw_app_test_desk_warm (data_dir);

  look (desk, NULL, "branch tickets/DM-7, from ");
  look (desk, "\"" TIP "\"", "branch tickets/DM-7, on top of 0123456789 that is there · ");
  g_assert_finalize_object (desk);
}

int
main (int    argc,
      char **argv)
{
  if (!cw_app_test_init (&argc, &argv))
    return 77;
  g_test_add_func ("/app/branch-review/place", test_place);
  return g_test_run ();
}
