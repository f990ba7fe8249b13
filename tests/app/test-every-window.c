/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "cw-account-desk.h"
#include "cw-accounts-page.h"
#include "cw-app-test-audit.h"
#include "cw-app-test-desk.h"
#include "cw-app-test-picture.h"
#include "cw-app-test-view.h"
#include "cw-app-test.h"
#include "cw-branch-window.h"
#include "cw-by-hand.h"
#include "cw-components-window.h"
#include "cw-file-editor.h"
#include "cw-file-list.h"
#include "cw-pins-window.h"
#include "cw-preferences.h"
#include "cw-preparation-view.h"
#include "cw-review-window.h"
#include "cw-test.h"
#include "cw-welcome.h"

/* Each window with each kind of data: narrow enough, named, reached by Tab, and gone without a trace. What a window
 * reads of a repository is tried in odd-windows, and where there is one (site-windows, file-editor). */

#define MAX_CONTROLS 4

typedef struct {
  GtkAccessibleRole role;
  const char *name;
} Control;

static CwDesk *desk;
static char *data_dir;

static void
put_data (CwAppTestData data)
{
  static CwAppTestData on_desk = CW_APP_TEST_NONE;
  g_autoptr (CwView) view = NULL;

  if (data == on_desk)
    return;
  view = cw_app_test_view_new (data);
  cw_app_test_desk_put (desk, view);
  on_desk = data;
}

/* A window with what it has at least. */
static void
try_window (GtkWidget     *window,
            const Control *controls)
{
  gtk_window_present (GTK_WINDOW (window));
  cw_app_test_wait_frame (window);
  for (guint i = 0; controls != NULL && i < MAX_CONTROLS && controls[i].name != NULL; i++)
    if (cw_app_test_find_control (window, controls[i].role, controls[i].name) == NULL)
      g_error ("%s: nothing is known as “%s” in the role %d", G_OBJECT_TYPE_NAME (window), controls[i].name,
               controls[i].role);
  cw_app_test_take_one (window);
  cw_app_test_try_window (g_object_ref (window));
}

static void
try_widget (GtkWidget     *widget,
            int            width,
            const Control *controls)
{
  GtkWidget *window = adw_window_new ();

  g_object_ref_sink (widget);
  adw_window_set_content (ADW_WINDOW (window), widget);
  gtk_window_set_default_size (GTK_WINDOW (window), width, MIN (width * 4 / 5, 1040));
  try_window (window, controls);
  g_assert_finalize_object (widget);
}

/* A thing of each kind that can be sent in each state that it has, as it is reviewed. */
static void
test_review (gconstpointer test_data)
{
  static const Control controls[MAX_CONTROLS] = { { GTK_ACCESSIBLE_ROLE_BUTTON, "Close" } };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *stages;

  put_data (GPOINTER_TO_UINT (test_data));
  stages = cw_view_get_stages (cw_desk_get_view (desk));
  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->items->len; j++)
        {
          const CwViewItem *item = g_ptr_array_index (stage->items, j);
          const char *ids[] = { cw_effect_get_id (item->effect), NULL };
          gboolean odd = item->state == CW_EFFECT_DRIFTED || item->state == CW_EFFECT_WAITING;
          char *what = g_strdup_printf ("%s %s", cw_effect_get_kind (item->effect),
                                        odd ? cw_effect_state_to_word (item->state) : "");

          if (g_hash_table_add (seen, what))
            try_window (cw_review_window_new (desk, ids), controls);
        }
    }
}

static const CwViewStage *
get_tickets (void)
{
  return cw_view_get_stage (cw_desk_get_view (desk), "tickets");
}

/* All tickets, from the first to the last. */
static void
test_queue (gconstpointer test_data)
{
  static const Control controls[MAX_CONTROLS] = { { GTK_ACCESSIBLE_ROLE_BUTTON, "Previous" } };
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  GtkWidget *window;

  put_data (GPOINTER_TO_UINT (test_data));
  for (guint i = 0; i < get_tickets ()->items->len; i++)
    g_strv_builder_add (ids, cw_effect_get_id (((const CwViewItem *) get_tickets ()->items->pdata[i])->effect));
  all = g_strv_builder_end (ids);
  if (g_strv_length (all) < 2)
    return;
  window = cw_review_window_new (desk, (const char *const *) all);
  gtk_window_present (GTK_WINDOW (window));
  for (guint i = 0; all[i] != NULL; i++)
    gtk_widget_activate_action (window, "review.previous", NULL);
  for (guint i = 0; all[i] != NULL; i++)
    gtk_widget_activate_action (window, "review.next", NULL);
  try_window (window, controls);
}

/* The whole preparation with its list of stages, and where there is all the room that a screen has. */
static void
test_preparation (gconstpointer test_data)
{
  static const Control controls[MAX_CONTROLS] = {
    { GTK_ACCESSIBLE_ROLE_LIST, "Stages" },
    { GTK_ACCESSIBLE_ROLE_LIST_ITEM, "Handover" },
    { GTK_ACCESSIBLE_ROLE_BUTTON, "Next" },
    { GTK_ACCESSIBLE_ROLE_BUTTON, "Back" },
  };
  GtkWidget *view;

  put_data (GPOINTER_TO_UINT (test_data));
  view = cw_preparation_view_new (desk, NULL, NULL);
  cw_preparation_view_go_to (CW_PREPARATION_VIEW (view), 1);
  try_widget (view, 900, controls);
  view = cw_preparation_view_new (desk, NULL, NULL);
  cw_preparation_view_go_to (CW_PREPARATION_VIEW (view), 3);
  try_widget (view, 1900, controls);
}

static void
test_pins (gconstpointer test_data)
{
  GtkWidget *parent = g_object_ref (gtk_window_new ());

  put_data (GPOINTER_TO_UINT (test_data));
  cw_pins_window_present (desk, "summit", GTK_WINDOW (parent));
  try_window (cw_app_test_find_window (CW_TYPE_PINS_WINDOW), NULL);
  gtk_window_destroy (GTK_WINDOW (parent));
  g_assert_finalize_object (parent);
}

/* How each kind of thing is said to be done by hand. */
static void
test_by_hand (gconstpointer test_data)
{
  static const Control controls[MAX_CONTROLS] = { { GTK_ACCESSIBLE_ROLE_TEXT_BOX, "What was done" },
                                                  { GTK_ACCESSIBLE_ROLE_BUTTON, "Cancel" } };
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *stages;

  put_data (GPOINTER_TO_UINT (test_data));
  stages = cw_view_get_stages (cw_desk_get_view (desk));
  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->items->len; j++)
        {
          const CwViewItem *item = g_ptr_array_index (stage->items, j);
          GtkWidget *parent;

          if (!g_hash_table_add (seen, (gpointer) cw_effect_get_kind (item->effect)))
            continue;
          parent = cw_app_test_show (gtk_label_new (NULL));
          cw_by_hand_ask (parent, desk, item);
          try_window (cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG), controls);
          gtk_window_destroy (GTK_WINDOW (parent));
        }
    }
}

/* Windows that read in the worker first, which has nothing of what they ask for: they say so. */
static void
test_reading (gconstpointer test_data)
{
  static const Control controls[MAX_CONTROLS] = { { GTK_ACCESSIBLE_ROLE_BUTTON, "Close" } };
  const char *text = cw_app_test_data_text (GPOINTER_TO_UINT (test_data));
  GtkWidget *windows[5];

  put_data (GPOINTER_TO_UINT (test_data));
  windows[0] = cw_branch_window_new (desk, "summit", text, NULL);
  windows[1] = cw_branch_window_new (desk, "tts", "main", text);
  windows[2] = cw_components_window_new (desk, "summit");
  windows[3] = cw_file_list_new (desk, "summit", NULL);
  windows[4] = cw_file_editor_new (desk, "summit", "docker-compose-ops", text);
  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    {
      gtk_window_present (GTK_WINDOW (windows[i]));
      cw_app_test_wait_idle (desk);
      try_window (windows[i], controls);
    }
}

static void
test_welcome (gconstpointer test_data)
{
  static const Control controls[MAX_CONTROLS] = { { GTK_ACCESSIBLE_ROLE_BUTTON, "Rehearse" } };
  GtkWidget *welcome = g_object_new (CW_TYPE_WELCOME, NULL);

  cw_welcome_show_trouble (CW_WELCOME (welcome), cw_app_test_data_text (GPOINTER_TO_UINT (test_data)));
  try_widget (welcome, 900, controls);
}

static void
test_preferences (gconstpointer test_data)
{
  static const Control controls[MAX_CONTROLS] = { { GTK_ACCESSIBLE_ROLE_COMBO_BOX, "Procedure" } };
  const char *text = cw_app_test_data_text (GPOINTER_TO_UINT (test_data));
  g_autoptr (GSettings) settings = g_settings_new (CW_APPLICATION_ID);

  g_settings_set_string (settings, "author-name", text);
  g_settings_set_string (settings, "procedure", text);
  try_window (cw_preferences_new (settings, data_dir), controls);
}

/* Strange texts are tried in its own test. */
static void
test_accounts (void)
{
  static const Control controls[MAX_CONTROLS] = { { GTK_ACCESSIBLE_ROLE_TEXT_BOX, "Personal access token" } };
  static const char *const environment[] = { "CYCLEWRIGHT_SLACK_URL=https://example.org", "CYCLEWRIGHT_SLACK_TOKEN=none",
                                             NULL };
  g_autoptr (CwAccounts) given = cw_accounts_new_from_environment (environment, NULL);
  g_autoptr (CwAccountDesk) accounts = cw_account_desk_new (given, data_dir);

  try_widget (cw_accounts_page_new (accounts), 900, controls);
}

static const struct {
  const char *name;
  GTestDataFunc test;
  gboolean texts;   /* whether it depends on a text alone */
} windows[] = {
  { "review", test_review, FALSE },
  { "queue", test_queue, FALSE },
  { "preparation", test_preparation, FALSE },
  { "pins", test_pins, FALSE },
  { "by-hand", test_by_hand, FALSE },
  { "reading", test_reading, TRUE },
  { "welcome", test_welcome, TRUE },
  { "preferences", test_preferences, TRUE },
};

int
main (int    argc,
      char **argv)
{
  int status;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  data_dir = cw_test_directory ();
  desk = cw_app_test_desk_warm (data_dir);
  g_test_add_func ("/every-window/accounts", test_accounts);
  for (guint data = 0; data < CW_APP_TEST_NONE; data++)
    for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
      {
        g_autofree char *path = g_strdup_printf ("/every-window/%s/%s", cw_app_test_data_name (data), windows[i].name);

        /* What is only read, or given up, takes buttons away, no texts. */
        if (!windows[i].texts || (data != CW_APP_TEST_READING && data != CW_APP_TEST_GIVEN_UP && data != CW_APP_TEST_BAD))
          g_test_add_data_func (path, GUINT_TO_POINTER (data), windows[i].test);
      }
  status = g_test_run ();
  g_assert_finalize_object (desk);
  g_free (data_dir);
  return status;
}
