/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test-view.h"
#include "cw-app-test.h"
#include "cw-show.h"
#include "cw-stage-entry.h"

/* Words that stand for states and deeds, wherever they stand. */

/* A branch that takes the cycle back is of the same kind as others. */
#define BACK "back"

static CwViewItem *
make_item (const char *kind)
{
  CwViewItem *item = g_new0 (CwViewItem, 1);
  gboolean back = g_str_equal (kind, BACK);

  item->effect = cw_effect_new (back ? "c0045/summit/configuration/phalanx-back/1" : "c0045/summit/tickets/x/1",
                                back ? CW_EFFECT_KIND_GIT_BRANCH : kind, "A thing");
  item->state = CW_EFFECT_READY;
  return item;
}

static void
free_item (gpointer data)
{
  CwViewItem *item = data;

  g_object_unref (item->effect);
  g_free (item);
}

static void
test_send_label (void)
{
  static const struct {
    const char *kinds[4];
    const char *label;
  } cases[] = {
    { { CW_EFFECT_KIND_JIRA_LINKS }, "Link 1 Ticket" },
    { { CW_EFFECT_KIND_JIRA_LINKS, CW_EFFECT_KIND_JIRA_LINKS }, "Link 2 Tickets" },
    { { CW_EFFECT_KIND_JIRA_ISSUE, CW_EFFECT_KIND_MESSAGE, CW_EFFECT_KIND_JIRA_ISSUE },
      "Create 2 Tickets, Post 1 Message" },
    { { CW_EFFECT_KIND_JIRA_ISSUE, CW_EFFECT_KIND_MESSAGE, CW_EFFECT_KIND_GIT_BRANCH }, "Send All 3" },
    { { CW_EFFECT_KIND_GIT_REBASE, CW_EFFECT_KIND_GIT_BRANCH }, "Push 2 Branches" },
    { { BACK, BACK, BACK }, "Take 3 Branches Back" },
    { { CW_EFFECT_KIND_GIT_BRANCH, BACK }, "Push 1 Branch, Take 1 Branch Back" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (free_item);
      g_autofree char *label = NULL;

      for (gsize j = 0; j < G_N_ELEMENTS (cases[i].kinds) && cases[i].kinds[j] != NULL; j++)
        g_ptr_array_add (items, make_item (cases[i].kinds[j]));
      label = cw_show_send_label (items);
      g_assert_cmpstr (label, ==, cases[i].label);
    }
}

static gboolean
is_in_doubt (const CwViewStage *stage)
{
  for (guint i = 0; i < stage->items->len; i++)
    if (((const CwViewItem *) g_ptr_array_index (stage->items, i))->state == CW_EFFECT_IN_DOUBT)
      return TRUE;
  return FALSE;
}

/* The sidebar: what wasn't done when it was given up isn't open, what was done stays done; what may have arrived has to
 * be looked for all the same. */
static void
test_given_up (void)
{
  g_autoptr (CwView) view = cw_app_test_view_new (CW_APP_TEST_GIVEN_UP);
  GPtrArray *stages = cw_view_get_stages (view);
  guint n_given_up = 0;

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);
      g_autoptr (CwStageEntry) entry = cw_stage_entry_new (stage->id, stage->title);
      GtkWidget *row = g_object_ref_sink (cw_stage_entry_make_row (entry, NULL));

      cw_stage_entry_update (entry, stage, TRUE);
      g_assert_null (cw_app_test_find_label (row, "open"));
      if (!stage->done)
        g_assert_nonnull (cw_app_test_find_label (row, is_in_doubt (stage) ? "Needs you" : "Given up"));
      n_given_up += !stage->done;
      g_object_unref (row);
    }
  g_assert_cmpuint (n_given_up, >, 0);
}

/* What may have arrived isn't told as sent. */
static void
test_sent (void)
{
  g_autoptr (CwView) view = cw_app_test_view_new (CW_APP_TEST_GIVEN_UP);
  GPtrArray *stages = cw_view_get_stages (view);
  guint n_doubts = 0;

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);
      g_autofree char *sent = cw_show_sent (view, NULL, stage->id);

      for (guint j = 0; j < stage->items->len; j++)
        {
          const CwViewItem *item = g_ptr_array_index (stage->items, j);
          g_autofree char *line = g_strdup_printf ("• %s: may have arrived", cw_effect_get_title (item->effect));

          if (item->state != CW_EFFECT_IN_DOUBT || item->post_at != 0)
            continue;
          g_assert_nonnull (strstr (sent, line));
          n_doubts++;
        }
    }
  g_assert_cmpuint (n_doubts, >, 0);
}

int
main (int    argc,
      char **argv)
{
  if (!cw_app_test_init (&argc, &argv))
    return 77;
  g_test_add_func ("/app/show/send-label", test_send_label);
  g_test_add_func ("/app/show/given-up", test_given_up);
  g_test_add_func ("/app/show/sent", test_sent);
  return g_test_run ();
}
