/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test-desk.h"
#include "cw-app-test.h"
#include "cw-branch-review.h"
#include "cw-round-list.h"
#include "cw-session-back.h"
#include "cw-site-card.h"
#include "cw-site-menu.h"
#include "cw-stage-page.h"
#include "cw-test.h"

#define SITE   "tts"
#define TICKET "c0045/tts/tickets/configuration/1"
#define BRANCH "c0045/tts/configuration/argocd-csc/1"
#define BACK   "c0045/tts/configuration/argocd-csc-back/1"

static CwProcedure *procedure;

static CwView *
rest (CwDesk *desk)
{
  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  g_assert_cmpstr (cw_desk_get_trouble (desk, ""), ==, NULL);
  return cw_desk_get_view (desk);
}

static const CwViewItem *
find (CwDesk     *desk,
      const char *id)
{
  return cw_view_find (rest (desk), id);
}

static void
push (CwDesk     *desk,
      const char *id)
{
  cw_desk_approve (desk, id, cw_effect_get_hash (find (desk, id)->effect), NULL, TRUE);
  g_assert_cmpint (find (desk, id)->state, ==, CW_EFFECT_DONE);
}

static void
ask (CwDesk     *desk,
     GtkWidget  *menu,
     const char *action)
{
  GtkWidget *dialog;

  gtk_widget_activate_action (menu, action, NULL);
  dialog = cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "deed");
  gtk_window_destroy (GTK_WINDOW (dialog));
  rest (desk);
  cw_site_menu_update (CW_SITE_MENU (menu), desk, SITE);
}

/* The site's other branches can be pushed still: the button speaks of the way back alone. */
static void
try_deed (CwDesk *desk)
{
  GtkWidget *window, *page = cw_app_test_show_page (desk, "configuration", &window);
  g_autofree char *reason = NULL, *deed = cw_stage_page_get_deed (CW_STAGE_PAGE (page), &reason);

  g_assert_nonnull (deed);
  g_assert_true (g_str_has_prefix (deed, "Take 1 Branch Back"));
  cw_app_test_close (window, page);
}

/* Whoever prepares the site no more is told what was sent for it, and stays. */
static void
try_put_off (CwDesk *desk)
{
  GtkWidget *window, *page = cw_app_test_show_page (desk, "cycle", &window), *card = NULL, *dialog;

  for (guint i = 0; card == NULL || !g_str_equal (cw_site_card_get_site (CW_SITE_CARD (card))->id, SITE); i++)
    card = cw_app_test_find (page, CW_TYPE_SITE_CARD, i);
  adw_combo_row_set_selected (ADW_COMBO_ROW (cw_app_test_find (card, ADW_TYPE_COMBO_ROW, 0)), 1);
  dialog = cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (cw_app_test_find_label (dialog, "TTS: Nothing Was Taken Back"));
  g_assert_nonnull (cw_app_test_find_label (dialog, "tickets/DM-39871"));
  gtk_window_destroy (GTK_WINDOW (dialog));
  rest (desk);
  cw_app_test_close (window, page);
}

/* A site goes back by its menu once something was pushed; it is reviewed as a branch is, withdrawn, and pushed. */
static void
test_menu (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  CwDesk *desk = cw_app_test_desk_begin (procedure, data_dir, SITE);
  GtkWidget *menu = cw_site_menu_new (), *list = cw_round_list_new (), *window;
  const CwViewItem *item;

  rest (desk);
  window = cw_app_test_show (menu);
  cw_site_menu_update (CW_SITE_MENU (menu), desk, SITE);
  g_assert_false (gtk_widget_get_visible (menu));
  cw_desk_by_hand (desk, TICKET, "DM-39871", NULL, NULL);
  push (desk, BRANCH);
  cw_site_menu_update (CW_SITE_MENU (menu), desk, SITE);
  g_assert_true (gtk_widget_get_visible (menu));

  ask (desk, menu, "site.go-back");
  item = find (desk, BACK);
  g_assert_nonnull (item);
  g_assert_true (cw_branch_review_can_show (cw_desk_get_view (desk), item));
  try_deed (desk);
  gtk_widget_activate_action (menu, "site.stay", NULL);
  g_assert_null (find (desk, BACK));

  ask (desk, menu, "site.go-back");
  push (desk, BACK);
  g_assert_false (cw_session_goes_back (cw_desk_get_view (desk), SITE));
  g_assert_false (cw_session_can_go_back (cw_desk_get_view (desk), SITE));
  /* Another change is one of the site's configuration, not one of its way back. */
  g_object_ref_sink (list);
  cw_round_list_update (CW_ROUND_LIST (list), desk);
  g_assert_null (cw_app_test_find_label (list, "Way back on argocd-csc, TTS"));
  g_assert_nonnull (cw_app_test_find_label (list, "Branch on argocd-csc, TTS"));
  g_object_unref (list);
  try_put_off (desk);
  cw_app_test_close (window, menu);
  g_assert_finalize_object (desk);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  procedure = cw_app_test_procedure ("rubin-2023");
  g_test_add_func ("/app/site-menu", test_menu);
  status = g_test_run ();
  g_object_unref (procedure);
  return status;
}
