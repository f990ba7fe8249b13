/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "cw-app-test-desk.h"
#include "cw-app-test.h"
#include "cw-preparation-view.h"
#include "cw-review-window.h"
#include "cw-test.h"
#include "cw-welcome.h"
#include "cw-window.h"

#define PREPARATION "c0045-rubin-2023"

/* How long the last request may take, seconds. */
#define PATIENCE 200

static char *data_dir;

/* A rehearsal, let go again. */
static void
make_preparation (CwProcedure *procedure)
{
  CwDesk *desk = cw_app_test_desk_begin (procedure, data_dir, "tts");

  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  g_object_run_dispose (G_OBJECT (desk));
  g_object_unref (desk);
  cw_workbench_wait (PATIENCE);
}

static GtkApplication *
start (void)
{
  GApplication *application = G_APPLICATION (cw_application_new ());
  g_autoptr (GError) error = NULL;

  g_application_set_flags (application, G_APPLICATION_NON_UNIQUE);
  g_application_set_default (application);
  g_application_register (application, NULL, &error);
  g_assert_no_error (error);
  g_application_activate (application);
  cw_app_test_settle ();
  return GTK_APPLICATION (application);
}

/* As by Ctrl+Q, with nothing on its way. */
static void
quit (GtkApplication *application)
{
  g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);
  cw_app_test_settle ();
  g_assert_null (gtk_application_get_windows (application));
  cw_workbench_wait (PATIENCE);
  g_object_unref (application);
}

static CwDesk *
get_desk (GtkWidget *window)
{
  GtkWidget *view = cw_app_test_find (window, CW_TYPE_PREPARATION_VIEW, 0);

  return view != NULL ? cw_preparation_view_get_desk (CW_PREPARATION_VIEW (view)) : NULL;
}

static gboolean
is_open (gpointer window)
{
  CwDesk *desk = get_desk (window);

  if (desk != NULL)
    g_assert_cmpstr (cw_desk_get_trouble (desk, ""), ==, NULL);
  return desk != NULL && cw_app_test_is_idle (desk);
}

static CwDesk *
open_preparation (GtkWidget *window)
{
  gtk_widget_activate_action (window, "win.open", "(sb)", PREPARATION, TRUE);
  cw_app_test_wait_until (is_open, window);
  return get_desk (window);
}

/* The effects of all stages that stand there. */
static GPtrArray *
list_in_state (CwDesk        *desk,
               CwEffectState  state)
{
  GPtrArray *stages = cw_view_get_stages (cw_desk_get_view (desk)), *effects = g_ptr_array_new ();

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->items->len; j++)
        {
          const CwViewItem *item = g_ptr_array_index (stage->items, j);

          if (item->state == state)
            g_ptr_array_add (effects, item->effect);
        }
    }
  return effects;
}

static guint
count_in_state (CwDesk        *desk,
                CwEffectState  state)
{
  g_autoptr (GPtrArray) effects = list_in_state (desk, state);

  return effects->len;
}

/* Asks for all that can be sent, in one go. */
static guint
send_all (CwDesk *desk)
{
  g_autoptr (GPtrArray) ready = list_in_state (desk, CW_EFFECT_READY);
  guint n_done, n_all;

  for (guint i = 0; i < ready->len; i++)
    cw_desk_approve (desk, cw_effect_get_id (ready->pdata[i]), cw_effect_get_hash (ready->pdata[i]), NULL, TRUE);
  cw_desk_count_sending (desk, &n_done, &n_all);
  g_assert_cmpuint (n_all, >, 1);
  g_assert_false (cw_desk_is_queued (desk, cw_effect_get_id (ready->pdata[0])));
  g_assert_true (cw_desk_is_queued (desk, cw_effect_get_id (ready->pdata[1])));
  return n_all;
}

static void
answer (const char *response)
{
  GtkWidget *dialog = cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG);

  g_assert_nonnull (dialog);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==, "Something Is Being Sent");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
}

typedef struct {
  GtkWidget *window;
  GtkWidget *row; /* (nullable): of the list as it was; not owned */
} Listing;

static GtkWidget *
find_row (GtkWidget *window)
{
  return cw_app_test_find (cw_app_test_find (window, CW_TYPE_WELCOME, 0), ADW_TYPE_ACTION_ROW, 0);
}

static gboolean
is_listed_anew (gpointer data)
{
  const Listing *listing = data;

  return listing->row == NULL && find_row (listing->window) != NULL && get_desk (listing->window) != NULL;
}

/* The list of the welcome page, which is left at once, comes when another page is shown: the keyboard is there. */
static void
test_start_anew (void)
{
  GtkApplication *application = start ();
  GtkWidget *window = GTK_WIDGET (gtk_application_get_active_window (application));
  Listing listing = { window };
  GtkWidget *focus;

  open_preparation (window);
  g_set_weak_pointer (&listing.row, find_row (window));
  gtk_widget_activate_action (window, "win.start-anew", NULL);
  cw_app_test_wait_until (is_listed_anew, &listing);
  cw_app_test_settle ();
  focus = gtk_window_get_focus (GTK_WINDOW (window));
  g_assert_nonnull (focus);
  g_assert_nonnull (gtk_widget_get_ancestor (focus, CW_TYPE_PREPARATION_VIEW));
  quit (application);
}

/* Whoever leaves while something is sent is asked; what waits isn't sent, and the preparation can be opened at once. */
static void
test_leave_while_sending (void)
{
  GtkApplication *application = start ();
  GtkWidget *window = GTK_WIDGET (gtk_application_get_active_window (application));
  CwDesk *desk = open_preparation (window);
  GtkWidget *dialog;
  guint n_sent;

  n_sent = send_all (desk);
  gtk_widget_activate_action (window, "win.home", NULL);
  answer ("cancel");
  g_assert_true (get_desk (window) == desk);
  gtk_widget_activate_action (window, "win.start-anew", NULL);
  answer ("cancel");
  g_assert_true (get_desk (window) == desk);
  gtk_widget_activate_action (window, "win.home", NULL);
  g_assert_nonnull (cw_app_test_find_label (cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG), "is being sent now"));
  g_assert_nonnull (cw_app_test_find_label (cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG), "•"));
  answer ("deed");
  g_assert_null (get_desk (window));

  desk = open_preparation (window);
  g_assert_cmpuint (count_in_state (desk, CW_EFFECT_IN_DOUBT), ==, 0);
  g_assert_cmpuint (count_in_state (desk, CW_EFFECT_FAILED), ==, 0);
  g_assert_cmpuint (count_in_state (desk, CW_EFFECT_DONE), <, n_sent);

  /* Asked while the last ones go out, it says when they are through. */
  send_all (desk);
  gtk_widget_activate_action (window, "win.home", NULL);
  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  dialog = cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (cw_app_test_find_label (dialog, "Nothing Is Being Sent Any More"));
  g_assert_null (cw_app_test_find_label (dialog, "•"));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "deed");
  g_assert_null (get_desk (window));
  quit (application);
}

static gboolean
is_dialog (gpointer heading)
{
  GtkWidget *dialog = cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG);

  return dialog != NULL && g_str_equal (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), heading);
}

static GtkWidget *
wait_for_dialog (const char *heading)
{
  cw_app_test_wait_until (is_dialog, (gpointer) heading);
  return cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
}

static void
respond (const char *heading,
         const char *response)
{
  GtkWidget *dialog = wait_for_dialog (heading);

  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  cw_app_test_settle ();
}

/* To another machine, where it is seen before it is taken over, and back to this one, which has all of it. */
static void
test_transfer (void)
{
  GtkApplication *application = start ();
  GtkWidget *window = GTK_WIDGET (gtk_application_get_active_window (application));
  g_autofree char *folder = cw_test_directory ();
  g_autofree char *file = g_build_filename (folder, PREPARATION ".cyclewright.json", NULL);
  g_autofree char *journal = g_build_filename (data_dir, "rehearsals", PREPARATION ".cyclewright", NULL);
  g_autofree char *away = g_strconcat (journal, ".away", NULL);
  GtkWidget *dialog;

  g_assert_cmpint (g_chdir (folder), ==, 0);
  open_preparation (window);
  gtk_widget_activate_action (window, "win.export", NULL);
  cw_app_test_choose_file (file, GTK_RESPONSE_ACCEPT);
  respond ("The Preparation Is Exported", "close");
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  gtk_widget_activate_action (window, "win.home", NULL);
  cw_workbench_wait (PATIENCE);

  gtk_widget_activate_action (window, "win.import", NULL);
  cw_app_test_choose_file (file, GTK_RESPONSE_ACCEPT);
  respond ("There Is Nothing to Import", "close");

  g_assert_cmpint (g_rename (journal, away), ==, 0);
  gtk_widget_activate_action (window, "win.import", NULL);
  cw_app_test_choose_file (file, GTK_RESPONSE_ACCEPT);
  dialog = wait_for_dialog ("Import This Preparation?");
  g_assert_nonnull (cw_app_test_find_label (dialog, "A rehearsal of Cycle 45 for TTS, which "));
  respond ("Import This Preparation?", "cancel");
  g_assert_false (g_file_test (journal, G_FILE_TEST_EXISTS));

  gtk_widget_activate_action (window, "win.import", NULL);
  cw_app_test_choose_file (file, GTK_RESPONSE_ACCEPT);
  respond ("Import This Preparation?", "deed");
  respond ("The Preparation Is Taken Over", "close");
  cw_app_test_wait_until (is_open, window);
  g_assert_true (g_file_test (journal, G_FILE_TEST_EXISTS));

  /* What is no preparation says so. */
  gtk_widget_activate_action (window, "win.home", NULL);
  g_assert_true (g_file_set_contents (file, "{}", -1, NULL));
  gtk_widget_activate_action (window, "win.import", NULL);
  cw_app_test_choose_file (file, GTK_RESPONSE_ACCEPT);
  respond ("It Can’t Be Imported", "close");
  quit (application);
}

static gboolean
is_active (gpointer window)
{
  return gtk_window_is_active (window);
}

static gboolean
has_tooltip (GtkWidget *widget)
{
  g_autoptr (GtkTooltip) tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  gboolean answer = FALSE;

  g_signal_emit_by_name (widget, "query-tooltip", 0, 0, FALSE, tooltip, &answer);
  return answer;
}

static GtkWidget *
add_window (void)
{
  GtkWidget *window = gtk_window_new (), *button = gtk_button_new ();

  gtk_widget_set_tooltip_text (button, "What it is for");
  gtk_window_set_child (GTK_WINDOW (window), button);
  gtk_window_present (GTK_WINDOW (window));
  cw_app_test_wait_until (is_active, window);
  g_assert_true (has_tooltip (button));
  return button;
}

/* What is behind the window in use shows no tooltip. */
static void
test_tooltips (void)
{
  GtkApplication *application = start ();
  GtkWidget *behind = add_window (), *front = add_window ();

  g_assert_false (has_tooltip (behind));
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (front)));
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (behind)));
  quit (application);
}

/* What was written down a moment before is kept, and other windows go with the one they stand over. */
static void
test_quit (void)
{
  GtkApplication *application = start ();
  GtkWidget *window = GTK_WIDGET (gtk_application_get_active_window (application)), *review;
  CwDesk *desk = open_preparation (window);
  const CwViewItem *item = g_ptr_array_index (cw_view_get_stage (cw_desk_get_view (desk), "tickets")->items, 0);
  const char *ids[] = { cw_effect_get_id (item->effect), NULL };

  cw_review_window_present (desk, ids, GTK_WINDOW (window));
  review = cw_app_test_find_window (CW_TYPE_REVIEW_WINDOW);
  g_assert_nonnull (review);
  g_assert_true (gtk_window_get_application (GTK_WINDOW (review)) == application);
  cw_desk_refresh (desk);
  cw_desk_note (desk, "Written at the last moment");
  quit (application);
  g_assert_null (cw_app_test_find_window (CW_TYPE_REVIEW_WINDOW));

  application = start ();
  desk = open_preparation (GTK_WIDGET (gtk_application_get_active_window (application)));
  g_assert_cmpuint (cw_view_get_notes (cw_desk_get_view (desk))->len, ==, 1);
  quit (application);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (CwProcedure) procedure = NULL;
  g_autofree char *keyring = NULL;
  int status;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  /* The application asks the keyring, which makes the folder of its file. */
  keyring = g_build_filename (g_get_user_data_dir (), "keyring", NULL);
  g_setenv ("SECRET_FILE_TEST_PATH", keyring, TRUE);
  procedure = cw_app_test_procedure ("rubin-2023");
  data_dir = g_build_filename (g_get_user_data_dir (), "cyclewright", NULL);
  make_preparation (procedure);
  g_test_add_func ("/window/leave-while-sending", test_leave_while_sending);
  g_test_add_func ("/app/window/start-anew", test_start_anew);
  g_test_add_func ("/window/quit", test_quit);
  g_test_add_func ("/window/transfer", test_transfer);
  g_test_add_func ("/window/tooltips", test_tooltips);
  status = g_test_run ();
  g_free (data_dir);
  return status;
}
