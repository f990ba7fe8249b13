/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test-desk.h"
#include "cw-app-test-picture.h"
#include "cw-app-test.h"
#include "cw-cycle-page.h"
#include "cw-document-writers.h"
#include "cw-effect-row.h"
#include "cw-json.h"
#include "cw-message-card.h"
#include "cw-message-view.h"
#include "cw-review-window.h"
#include "cw-stage-page.h"
#include "cw-test.h"

/* How long the last request may take, seconds. */
#define PATIENCE 200

#define PREPARATION "c0045-rubin-2023"
#define DAY_BEFORE "c0045/tts/announcement/day-before/1"
#define HOUR_BEFORE "c0045/tts/announcement/hour-before/1"
#define TICKET "c0045/tts/tickets/configuration/1"
#define BRANCH "c0045/tts/configuration/argocd-csc/1"

/* One rehearsal for all of them, made by the first; each opens it anew. */
static CwProcedure *procedure;
static char *data_dir;

static void
create (CwDesk *desk)
{
  g_autoptr (GHashTable) facts =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);

  g_hash_table_replace (facts, g_strdup ("cycle"), cw_json_parse ("\"c0045\"", -1, 0, NULL));
  g_hash_table_replace (facts, g_strdup ("site.tts"),
                        cw_json_node_object (cw_json_object ("date", "2027-01-05", "time", "17:00", NULL)));
  g_hash_table_replace (facts, g_strdup ("site.summit"),
                        cw_json_node_object (cw_json_object ("date", "2027-01-12", "time", "17:00", NULL)));
  cw_desk_create (desk, facts);
  cw_app_test_wait_idle (desk);
  g_assert_cmpstr (cw_desk_get_trouble (desk, ""), ==, NULL);
}

static CwDesk *
open_desk (void)
{
  CwDesk *desk = cw_app_test_desk_new (procedure, data_dir);
  g_autofree char *path = g_build_filename (data_dir, "rehearsals", PREPARATION ".cyclewright", NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    create (desk);
  else
    cw_desk_open (desk, PREPARATION);
  cw_app_test_wait_idle (desk);
  g_assert_cmpstr (cw_desk_get_trouble (desk, ""), ==, NULL);
  g_assert_nonnull (cw_desk_get_view (desk));
  return desk;
}

static void
close_desk (CwDesk *desk)
{
  cw_app_test_wait_idle (desk);
  /* The drafts' last word may still be on its way; the desk goes with it. */
  g_object_add_weak_pointer (G_OBJECT (desk), (gpointer *) &desk);
  g_object_unref (desk);
  while (desk != NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Approves all that the page's primary button shows, and sends it. */
static void
review_all (GtkWidget  *page,
            CwDesk     *desk,
            guint       n_items,
            const char *deed)
{
  GtkWidget *window;

  cw_stage_page_perform (CW_STAGE_PAGE (page));
  cw_app_test_settle ();
  window = cw_app_test_find_window (CW_TYPE_REVIEW_WINDOW);
  g_assert_nonnull (window);
  for (guint i = 1; i < n_items; i++)
    cw_app_test_press (window, "Approve, Next");
  cw_app_test_wait_idle (desk);
  cw_app_test_press (window, deed);
}

static GtkTextBuffer *
get_buffer (GtkWidget *root,
            guint      index)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (cw_app_test_find (root, GTK_TYPE_TEXT_VIEW, index)));
}

static char *
get_text (GtkTextBuffer *buffer)
{
  char *text = NULL;

  g_object_get (buffer, "text", &text, NULL);
  return text;
}

/* The other site's messages are there once it is chosen, and what is typed here stays meanwhile. */
static void
change_site (CwDesk    *desk,
             GtkWidget *page,
             GtkWidget *card)
{
  GtkWidget *other;

  gtk_text_buffer_set_text (get_buffer (page, 0), "Come all", -1);
  cw_stage_page_set_site (CW_STAGE_PAGE (page), "summit");
  g_assert_cmpuint (cw_app_test_count (page, CW_TYPE_MESSAGE_CARD), ==, 3);
  other = cw_app_test_find (page, CW_TYPE_MESSAGE_CARD, 0);
  g_assert_cmpstr (cw_message_card_get_id (CW_MESSAGE_CARD (other)), ==, "c0045/summit/announcement/day-before/1");
  cw_app_test_wait_idle (desk);
  cw_stage_page_set_site (CW_STAGE_PAGE (page), "tts");
  g_assert_true (cw_app_test_find (page, CW_TYPE_MESSAGE_CARD, 0) == card);
  g_assert_nonnull (cw_app_test_find_label (card, "Come all"));
  cw_app_test_press (card, "Use the Proposed Text");
  cw_app_test_wait_idle (desk);
}

/* Two sites, each with its three messages, the next site first; what is typed shows at once, and outlives a crash. */
static void
test_announcement (void)
{
  CwDesk *desk = open_desk ();
  GtkWidget *window, *page = cw_app_test_show_page (desk, "announcement", &window);
  GtkWidget *card = cw_app_test_find (page, CW_TYPE_MESSAGE_CARD, 0);
  g_autofree char *text = get_text (get_buffer (page, 0));

  g_assert_cmpuint (cw_app_test_count (page, CW_TYPE_MESSAGE_CARD), ==, 3);
  change_site (desk, page, card);
  g_assert_cmpstr (cw_message_card_get_id (CW_MESSAGE_CARD (card)), ==, DAY_BEFORE);
  g_assert_nonnull (g_strstr_len (text, -1, "Cycle 45"));
  g_assert_nonnull (cw_app_test_find_label (card, "Mon 4 Jan, 9:00 CLT"));
  g_assert_nonnull (cw_app_test_find_label (card, "Schedule"));
  g_assert_null (cw_app_test_find_label (card, "Use the Proposed Text"));
  g_assert_nonnull (cw_app_test_find_label (cw_app_test_find (page, CW_TYPE_MESSAGE_CARD, 2), "Waits for the deployment"));

  gtk_text_buffer_set_text (get_buffer (page, 0), "Come *all* & < > <b>x</b> caf\xc3\xa9 \xf0\x9f\x9a\x80 ``` last", -1);
  g_assert_nonnull (cw_app_test_find_label (cw_app_test_find (card, CW_TYPE_MESSAGE_VIEW, 0), "Come all"));
  g_assert_nonnull (cw_drafts_get (cw_desk_get_drafts (desk), "text." DAY_BEFORE));
  cw_app_test_close (window, page);
  close_desk (desk);
}

/* The text that was typed became the person's own when the page went; it names no date, and can be taken back. */
static void
test_own_text (void)
{
  CwDesk *desk = open_desk ();
  GtkWidget *window, *page = cw_app_test_show_page (desk, "announcement", &window);
  g_autofree char *text = get_text (get_buffer (page, 0));
  GtkWidget *button;

  g_assert_true (g_str_has_prefix (text, "Come *all*"));
  cw_app_test_wait_idle (desk);
  g_assert_null (cw_drafts_get (cw_desk_get_drafts (desk), "text." DAY_BEFORE));
  g_assert_nonnull (cw_app_test_find_label (cw_app_test_find (page, CW_TYPE_MESSAGE_CARD, 0),
                                            "doesn’t name the cycle (Cycle 45), the date"));
  button = gtk_widget_get_parent (cw_app_test_find_label (page, "Use the Proposed Text"));
  g_signal_emit_by_name (button, "clicked");
  cw_app_test_wait_idle (desk);
  g_free (text);
  text = get_text (get_buffer (page, 0));
  g_assert_nonnull (g_strstr_len (text, -1, "Cycle 45"));
  g_assert_null (cw_app_test_find_label (page, "doesn’t name"));
  cw_app_test_close (window, page);
  close_desk (desk);
}

/* A message without a text isn't sent: the page says so, and leads to it. */
static void
test_no_text (void)
{
  CwDesk *desk = open_desk ();
  GtkWidget *window, *page = cw_app_test_show_page (desk, "announcement", &window);
  g_autofree char *ours = get_text (get_buffer (page, 0)), *deed = NULL, *reason = NULL;

  gtk_text_buffer_set_text (get_buffer (page, 0), " ", -1);
  deed = cw_stage_page_get_deed (CW_STAGE_PAGE (page), &reason);
  g_assert_nonnull (deed);
  g_assert_cmpstr (reason, ==, "There is no text in “The day before, TTS”");
  cw_stage_page_perform (CW_STAGE_PAGE (page));
  cw_app_test_settle ();
  g_assert_null (cw_app_test_find_window (CW_TYPE_REVIEW_WINDOW));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == cw_app_test_find (page, GTK_TYPE_TEXT_VIEW, 0));
  gtk_text_buffer_set_text (get_buffer (page, 0), ours, -1);
  g_free (deed);
  g_free (reason);
  deed = cw_stage_page_get_deed (CW_STAGE_PAGE (page), &reason);
  g_assert_null (reason);
  cw_app_test_close (window, page);
  close_desk (desk);
}

/* A text that lacks the facts is kept, but not sent before its warning could be seen. */
static void
test_wrong_text (void)
{
  CwDesk *desk = open_desk ();
  GtkWidget *window, *page = cw_app_test_show_page (desk, "announcement", &window);
  GtkWidget *card = cw_app_test_find (page, CW_TYPE_MESSAGE_CARD, 0);
  g_autofree char *ours = get_text (get_buffer (page, 0));
  const char *trouble;

  gtk_text_buffer_set_text (get_buffer (page, 0), "Cycle 99 comes on Wednesday.", -1);
  /* The mouse leaves the text before it presses the button: the text is on its way already. */
  cw_message_card_keep (CW_MESSAGE_CARD (card));
  g_signal_emit_by_name (gtk_widget_get_parent (cw_app_test_find_label (card, "Schedule")), "clicked");
  cw_app_test_wait_idle (desk);
  trouble = cw_desk_get_trouble (desk, DAY_BEFORE);
  g_assert_nonnull (trouble);
  g_assert_nonnull (strstr (trouble, "doesn’t name the cycle (Cycle 45)"));
  g_assert_cmpint (cw_view_find (cw_desk_get_view (desk), DAY_BEFORE)->state, ==, CW_EFFECT_READY);
  gtk_text_buffer_set_text (get_buffer (page, 0), ours, -1);
  cw_app_test_close (window, page);
  close_desk (desk);
}

/* A long text at the narrowest window; the primary button sends what stands in the cards. */
static void
test_send_texts (void)
{
  CwDesk *desk = open_desk ();
  GtkWidget *window, *page = cw_app_test_show_page (desk, "announcement", &window);
  g_autofree char *reason = NULL, *deed = cw_stage_page_get_deed (CW_STAGE_PAGE (page), &reason);
  g_autoptr (GString) text = g_string_new ("Cycle 45 on Tue 5 Jan at 17:00.");
  const CwViewItem *item;
  JsonNode *sent;

  for (guint i = 0; i < 400; i++)
    g_string_append_printf (text, "\n• line %u", i);
  g_assert_cmpstr (deed, ==, "Schedule 2 Messages for TTS…");
  gtk_text_buffer_set_text (get_buffer (page, 0), text->str, -1);
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 600);
  cw_app_test_settle ();
  review_all (page, desk, 2, "Schedule 2 Messages");
  cw_app_test_wait_idle (desk);
  item = cw_view_find (cw_desk_get_view (desk), DAY_BEFORE);
  g_assert_cmpint (item->state, ==, CW_EFFECT_DONE);
  sent = cw_effect_record_get_sent (item->record);
  g_assert_cmpstr (cw_json_get_string (json_node_get_object (sent), "text", ""), ==, text->str);
  cw_app_test_close (window, page);
  close_desk (desk);
}

/* Of every image that the plans resolve to, it is known whether it is there, and since when it is missed. */
static void
test_build (void)
{
  CwDesk *desk = open_desk ();
  GtkWidget *window, *page = cw_app_test_show_page (desk, "build", &window);
  GtkWidget *bar = cw_app_test_find (page, GTK_TYPE_PROGRESS_BAR, 0);
  const CwViewStage *stage = cw_view_get_stage (cw_desk_get_view (desk), "build");
  const CwMissing *missing;

  g_assert_cmpuint (stage->result->missing->len, >, 0);
  missing = g_ptr_array_index (stage->result->missing, 0);
  g_assert_cmpint (missing->since, >, 0);
  g_assert_true (gtk_widget_get_visible (bar));
  gtk_test_accessible_assert_role (bar, GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)), <, 1);
  g_assert_nonnull (cw_app_test_find_label (page, missing->name));
  g_assert_nonnull (cw_app_test_find_label (page, "Missing since Tue 1 Dec, 9:00 CLT"));
  g_assert_nonnull (cw_app_test_find_label (page, "Agree on the schedule"));
  cw_app_test_close (window, page);
  close_desk (desk);
}

/* The cycle is what one sees first, and where each site stands now. */
static void
test_cycle (void)
{
  CwDesk *desk = open_desk ();
  GtkWidget *window, *page = cw_app_test_show_page (desk, "cycle", &window);

  g_assert_nonnull (cw_app_test_find_label (page, "Cycle 45"));
  g_assert_nonnull (cw_app_test_find_label (page, "Full: everything"));
  g_assert_nonnull (cw_app_test_find_label (page, "Configured for Cycle 44 on main"));
  g_assert_nonnull (cw_app_test_find_label (page, "Schedule"));
  cw_app_test_close (window, page);
  close_desk (desk);
}

/* A note is a draft until it is written; then it stands there with its time, and on every page that has notes. */
static void
test_notes (void)
{
  CwDesk *desk = open_desk ();
  GtkWidget *window, *page = cw_app_test_show_page (desk, "handover", &window);
  GtkWidget *entry = cw_app_test_find (page, ADW_TYPE_ENTRY_ROW, 0), *write;

  gtk_editable_set_text (GTK_EDITABLE (entry), "Conda <b>is</b> late & slow");
  g_assert_cmpstr (cw_drafts_get (cw_desk_get_drafts (desk), "note"), ==, "Conda <b>is</b> late & slow");
  for (guint i = 0; (write = cw_app_test_find (entry, GTK_TYPE_BUTTON, i)) != NULL
                    && g_strcmp0 (gtk_widget_get_tooltip_text (write), "Write the Note") != 0; i++)
    ;
  g_assert_nonnull (write);
  g_assert_true (gtk_widget_get_visible (write));
  g_signal_emit_by_name (write, "clicked");
  g_assert_false (gtk_widget_get_visible (write));
  cw_app_test_wait_idle (desk);
  g_assert_null (cw_drafts_get (cw_desk_get_drafts (desk), "note"));
  g_assert_nonnull (cw_app_test_find_label (page, "Conda <b>is</b> late & slow"));
  g_assert_nonnull (cw_app_test_find_label (page, " · Release Manager"));
  g_assert_nonnull (cw_app_test_find_label (page, "Print…"));
  cw_app_test_close (window, page);
  close_desk (desk);
}

/* Inputs beside the page as it will look, also where it is narrow; a fact is what was typed when the row is left. */
static void
test_page (void)
{
  CwDesk *desk = open_desk ();
  GtkWidget *window, *page = cw_app_test_show_page (desk, "page", &window);

  g_assert_nonnull (cw_app_test_find_label (page, "The Page as It Will Look"));
  gtk_text_buffer_set_text (get_buffer (page, 0), "The dome moves again", -1);
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 600);
  cw_app_test_settle ();
  cw_app_test_close (window, page);
  cw_app_test_wait_idle (desk);
  g_assert_cmpstr (cw_deployment_get_text (cw_view_get_deployment (cw_desk_get_view (desk)), "page.changes"), ==,
                   "The dome moves again");
  close_desk (desk);
}

static GtkWidget *
find_dialog_over (GtkWidget *window)
{
  g_autoptr (GList) all = gtk_window_list_toplevels ();

  for (GList *one = all; one != NULL; one = one->next)
    if (ADW_IS_MESSAGE_DIALOG (one->data) && gtk_window_get_transient_for (one->data) == GTK_WINDOW (window))
      return one->data;
  return NULL;
}

static gboolean
has_dialog (gpointer window)
{
  return find_dialog_over (window) != NULL;
}

static GtkWidget *
wait_for_dialog (GtkWidget *window)
{
  cw_app_test_wait_until (has_dialog, window);
  return find_dialog_over (window);
}

/* A second preparation of the same cycle at the same site asks first; a person may mean it. */
static void
test_second (void)
{
  CwDesk *desk = cw_app_test_desk_new (procedure, data_dir);
  GtkWidget *window, *page = cw_app_test_show_page (desk, "cycle", &window);
  g_autofree char *draft = g_build_filename (data_dir, "rehearsals", "new-rubin-2023.json", NULL);
  GtkWidget *dialog;

  cw_cycle_page_suggest (CW_CYCLE_PAGE (page), NULL);
  gtk_editable_set_text (GTK_EDITABLE (cw_app_test_find (page, ADW_TYPE_ENTRY_ROW, 0)), "45");
  cw_stage_page_perform (CW_STAGE_PAGE (page));
  dialog = wait_for_dialog (window);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), "“" PREPARATION "”"));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  cw_app_test_settle ();
  g_assert_false (cw_desk_is_busy (desk));
  g_assert_null (cw_desk_get_view (desk));

  cw_stage_page_perform (CW_STAGE_PAGE (page));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (wait_for_dialog (window)), "again");
  cw_app_test_wait_idle (desk);
  g_assert_null (cw_desk_get_trouble (desk, ""));
  g_assert_cmpstr (cw_view_get_id (cw_desk_get_view (desk)), ==, PREPARATION "-2");
  cw_app_test_close (window, page);
  close_desk (desk);
  /* What was typed became a preparation, and is no draft any more. */
  g_assert_false (g_file_test (draft, G_FILE_TEST_EXISTS));
}

static gboolean
can_press (GtkWidget  *window,
           const char *label)
{
  return gtk_widget_is_sensitive (gtk_widget_get_ancestor (cw_app_test_find_label (window, label), GTK_TYPE_BUTTON));
}

static void
click (GtkWidget  *window,
       const char *label)
{
  g_signal_emit_by_name (gtk_widget_get_ancestor (cw_app_test_find_label (window, label), GTK_TYPE_BUTTON), "clicked");
}

/* As if the time of a double click were over; else it is never over here. */
static void
end_guard (GtkWidget *window)
{
  g_source_set_ready_time (g_main_context_find_source_by_user_data (NULL, window), 0);
  cw_app_test_settle ();
}

/* What of a stage can be sent now; the rest waits for it. */
static guint
count_ready (CwDesk     *desk,
             const char *stage)
{
  GPtrArray *items = cw_view_get_stage (cw_desk_get_view (desk), stage)->items;
  guint ready = 0;

  for (guint i = 0; i < items->len; i++)
    ready += ((const CwViewItem *) g_ptr_array_index (items, i))->state == CW_EFFECT_READY;
  return ready;
}

/* The second click of a double click presses nothing that stands there instead, from the review's first moment to its
 * last. */
static void
test_double_click (void)
{
  CwDesk *desk = open_desk ();
  GtkWidget *page_window, *page = cw_app_test_show_page (desk, "tickets", &page_window), *window;
  guint n_items = cw_view_get_stage (cw_desk_get_view (desk), "tickets")->items->len;
  guint n_ready = count_ready (desk, "tickets");

  g_object_set (gtk_settings_get_default (), "gtk-double-click-time", 1000000, NULL);
  cw_stage_page_perform (CW_STAGE_PAGE (page));
  cw_app_test_settle ();
  window = cw_app_test_find_window (CW_TYPE_REVIEW_WINDOW);
  for (guint i = 1; i < n_ready; i++)
    {
      g_autofree char *place = g_strdup_printf ("%u of %u · ", i, n_ready);

      g_assert_nonnull (cw_app_test_find_label (window, place));
      g_assert_false (can_press (window, "Approve, Next"));
      click (window, "Approve, Next");
      g_assert_nonnull (cw_app_test_find_label (window, place));
      g_assert_false (cw_desk_is_busy (desk));
      end_guard (window);
      g_assert_true (can_press (window, "Approve, Next"));
      click (window, "Approve, Next");
      g_assert_null (cw_app_test_find_label (window, place));
      cw_app_test_wait_idle (desk);
    }
  /* What sends now isn't pressed by the click that approved the last but one. */
  g_assert_false (can_press (window, "Create"));
  click (window, "Create");
  g_assert_false (cw_desk_is_busy (desk));
  g_assert_true (cw_app_test_find_window (CW_TYPE_REVIEW_WINDOW) == window);
  g_object_set (gtk_settings_get_default (), "gtk-double-click-time", 1, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  for (guint i = 0; i < n_items; i++)
    {
      const CwViewItem *item = g_ptr_array_index (cw_view_get_stage (cw_desk_get_view (desk), "tickets")->items, i);

      if (item->state == CW_EFFECT_APPROVED)
        cw_desk_withdraw (desk, cw_effect_get_id (item->effect));
      cw_app_test_wait_idle (desk);
    }
  cw_app_test_close (page_window, page);
  close_desk (desk);
}

/* A window that closes while things are sent: the request that runs is finished, nothing is left in doubt. */
static void
test_close_while_sending (void)
{
  CwDesk *desk = open_desk ();
  GtkWidget *window, *page = cw_app_test_show_page (desk, "tickets", &window);
  guint n_done, n_all, n_items;

  review_all (page, desk, count_ready (desk, "tickets"), "Create");
  cw_desk_count_sending (desk, &n_done, &n_all);
  g_assert_cmpuint (n_all, >, 1);
  while (n_done == 0 && n_all > 0) /* on a busy machine all of it may be sent before this thread has a look */
    {
      g_main_context_iteration (NULL, TRUE);
      cw_desk_count_sending (desk, &n_done, &n_all);
    }
  cw_app_test_close (window, page);
  g_object_run_dispose (G_OBJECT (desk));
  cw_workbench_wait (PATIENCE);
  g_object_unref (desk);

  desk = open_desk ();
  n_items = cw_view_get_stage (cw_desk_get_view (desk), "tickets")->items->len;
  n_done = 0;
  for (guint i = 0; i < n_items; i++)
    {
      const CwViewItem *item =
        g_ptr_array_index (cw_view_get_stage (cw_desk_get_view (desk), "tickets")->items, i);

      g_assert_cmpint (item->state, !=, CW_EFFECT_IN_DOUBT);
      g_assert_cmpint (item->state, !=, CW_EFFECT_FAILED);
      n_done += item->state == CW_EFFECT_DONE;
    }
  g_assert_cmpuint (n_done, >, 0);
  close_desk (desk);
}

static GtkWidget *
show_review (CwDesk     *desk,
             const char *effect_id)
{
  const char *ids[] = { effect_id, NULL };
  GtkWidget *window = cw_review_window_new (desk, ids);

  g_object_ref (window);
  gtk_window_present (GTK_WINDOW (window));
  cw_app_test_settle ();
  return window;
}

static void
close_review (GtkWidget *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  cw_app_test_settle ();
  g_assert_finalize_object (window);
}

static void
set_time (CwDesk     *desk,
          const char *time)
{
  cw_desk_set (desk, "site.tts",
               cw_json_node_object (cw_json_object ("date", "2027-01-05", "time", time, NULL)));
  cw_app_test_wait_idle (desk);
  g_assert_cmpstr (cw_desk_get_trouble (desk, "site.tts"), ==, NULL);
}

/* What was sent and would be another now shows both, a ticket by its fields' and people's names. */
static void
test_changed_since (void)
{
  CwDesk *desk = open_desk ();
  GtkWidget *window = show_review (desk, TICKET);

  g_assert_null (cw_app_test_find_label (window, "Changed since"));
  g_assert_nonnull (cw_app_test_find_label (window, "Team"));
  g_assert_nonnull (cw_app_test_find_label (window, "Release Manager"));
  g_assert_null (cw_app_test_find_label (window, "customfield_"));
  close_review (window);

  set_time (desk, "16:00");
  window = show_review (desk, TICKET);
  g_assert_nonnull (cw_app_test_find_label (window, "Changed since it was last reviewed, by Release Manager"));
  g_assert_nonnull (cw_app_test_find_label (window, "- The deployment is planned for Tue 5 Jan at 17:00 CLT."));
  g_assert_nonnull (cw_app_test_find_label (window, "+ The deployment is planned for Tue 5 Jan at 16:00 CLT."));
  g_assert_null (cw_app_test_find_label (window, "Labels\n"));
  close_review (window);
  window = show_review (desk, HOUR_BEFORE);
  g_assert_nonnull (cw_app_test_find_label (window, "- Tue 5 Jan, 16:00 CLT"));
  g_assert_nonnull (cw_app_test_find_label (window, "+ Tue 5 Jan, 15:00 CLT"));
  close_review (window);
  set_time (desk, "17:00");
  close_desk (desk);
}

/* What changes under the finger isn't approved by it: first it is shown, then it can be. */
static void
test_changed_meanwhile (void)
{
  CwDesk *desk = open_desk ();
  GtkWidget *window;

  set_time (desk, "15:00");
  window = show_review (desk, HOUR_BEFORE);
  g_assert_null (cw_app_test_find_label (window, "Look at the Change"));
  set_time (desk, "16:00");
  g_assert_nonnull (cw_app_test_find_label (window, "This changed while you looked at it"));
  g_assert_null (cw_app_test_find_label (window, "Send Later"));
  cw_app_test_press (window, "Look at the Change");
  g_assert_nonnull (cw_app_test_find_label (window, "Changed while you looked at it"));
  g_assert_null (cw_app_test_find_label (window, "This changed while you looked at it"));
  g_assert_cmpint (cw_view_find (cw_desk_get_view (desk), HOUR_BEFORE)->state, !=, CW_EFFECT_APPROVED);
  g_assert_nonnull (cw_app_test_find_label (window, "Send Later"));
  close_review (window);
  set_time (desk, "17:00");
  close_desk (desk);
}

static const char *
find_edit (CwDesk     *desk,
           const char *repository)
{
  GPtrArray *mentions = cw_plan_get_mentions (cw_view_get_plan (cw_desk_get_view (desk), "tts"));

  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = g_ptr_array_index (mentions, i);

      if (g_str_equal (mention->repository, repository) && mention->edit != NULL && !mention->left_out)
        return mention->edit;
    }
  g_error ("Nothing is changed in %s", repository);
}

/* A branch that was approved and whose change set is another now: which file, and what it becomes instead. */
static void
test_branch_since (void)
{
  CwDesk *desk = open_desk ();
  const CwViewItem *item = cw_view_find (cw_desk_get_view (desk), BRANCH);
  g_autofree char *fact = NULL;
  GtkWidget *window;

  g_assert_cmpint (item->state, ==, CW_EFFECT_READY);
  cw_desk_approve (desk, BRANCH, cw_effect_get_hash (item->effect), NULL, FALSE);
  cw_app_test_wait_idle (desk);
  fact = g_strconcat ("left-out.", find_edit (desk, "argocd-csc"), NULL);
  cw_desk_set_text (desk, fact, "Not this one");
  cw_app_test_wait_idle (desk);
  g_assert_cmpint (cw_view_find (cw_desk_get_view (desk), BRANCH)->state, ==, CW_EFFECT_READY);
  window = show_review (desk, BRANCH);
  g_assert_nonnull (cw_app_test_find_label (window, "Changed since it was last reviewed, by Release Manager"));
  g_assert_nonnull (cw_app_test_find_label (window, "Stays as it is now; a change of it was reviewed"));
  g_assert_nonnull (cw_app_test_find_label (window, "Commit and Technical Details"));
  close_review (window);
  cw_desk_unset (desk, fact);
  cw_app_test_wait_idle (desk);
  g_assert_cmpint (cw_view_find (cw_desk_get_view (desk), BRANCH)->state, ==, CW_EFFECT_APPROVED);
  close_desk (desk);
}

static AdwMessageDialog *
find_dialog (void)
{
  GtkWidget *dialog = cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG);

  g_assert_nonnull (dialog);
  return ADW_MESSAGE_DIALOG (dialog);
}

static void
type (AdwMessageDialog *dialog,
      guint             index,
      const char       *text)
{
  gtk_editable_set_text (GTK_EDITABLE (cw_app_test_find (GTK_WIDGET (dialog), ADW_TYPE_ENTRY_ROW, index)), text);
}

static void
answer (AdwMessageDialog *dialog)
{
  g_assert_true (adw_message_dialog_get_response_enabled (dialog, "deed"));
  adw_message_dialog_response (dialog, "deed");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* What was done by hand has a link of its kind, or a word; another link is refused where it is typed. */
static void
test_by_hand (void)
{
  CwDesk *desk = open_desk ();
  GtkWidget *window, *page = cw_app_test_show_page (desk, "page", &window);
  GtkWidget *row = cw_app_test_find (page, CW_TYPE_EFFECT_ROW, 0);
  const CwViewItem *item = g_ptr_array_index (cw_stage_page_get_stage (CW_STAGE_PAGE (page))->items, 0);
  g_autofree char *id = g_strdup (cw_effect_get_id (item->effect));
  AdwMessageDialog *dialog;

  gtk_widget_activate_action (row, "effect.by-hand", NULL);
  dialog = find_dialog ();
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "deed"));
  type (dialog, 0, "the page");
  g_assert_nonnull (cw_app_test_find_label (GTK_WIDGET (dialog), "The link of a page begins with https://"));
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "deed"));
  type (dialog, 0, "https://wiki.example.org/pages/1");
  g_assert_null (cw_app_test_find_label (GTK_WIDGET (dialog), "The link of a page begins with https://"));
  answer (dialog);
  cw_app_test_wait_idle (desk);
  g_assert_cmpint (cw_view_find (cw_desk_get_view (desk), id)->state, ==, CW_EFFECT_DONE_BY_HAND);
  cw_desk_restore (desk, id);
  cw_app_test_wait_idle (desk);
  cw_app_test_close (window, page);
  close_desk (desk);
}

static GtkWidget *
leave_out (CwDesk      *desk,
           const char  *stage,
           const char  *reason,
           GtkWidget  **window)
{
  GtkWidget *page = cw_app_test_show_page (desk, stage, window);
  g_autofree char *said = g_strconcat ("left out, by Release Manager: ", reason, NULL);
  AdwMessageDialog *dialog;

  cw_stage_page_leave_out (CW_STAGE_PAGE (page));
  dialog = find_dialog ();
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "deed"));
  type (dialog, 0, reason);
  answer (dialog);
  cw_app_test_wait_idle (desk);
  g_assert_nonnull (cw_app_test_find_label (page, said));
  return page;
}

/* A stage is left out with a reason, which stands on its page and on the sheet; its sites aren't called done. */
static void
test_leave_stage_out (void)
{
  CwDesk *desk = open_desk ();
  GtkWidget *window, *page = leave_out (desk, "page", "The page is there already", &window);
  g_autofree char *sheet = cw_document_to_plain (cw_view_get_sheet (cw_desk_get_view (desk)));

  g_assert_nonnull (strstr (sheet, "The page is there already"));
  cw_app_test_press (page, "Take It Up Again");
  cw_app_test_wait_idle (desk);
  g_assert_null (cw_app_test_find_label (page, "left out"));
  cw_app_test_close (window, page);

  page = leave_out (desk, "configuration", "Nothing changes there", &window);
  g_assert_nonnull (cw_app_test_find_label (page, "Left out"));
  cw_app_test_take_picture (window, "stage-left-out");
  cw_app_test_press (page, "Take It Up Again");
  cw_app_test_wait_idle (desk);
  cw_app_test_close (window, page);
  close_desk (desk);
}

/* Pages of a preparation that is half-way, from their top to their end. */
static void
test_whole_pages (void)
{
  CwDesk *desk = open_desk ();
  GPtrArray *stages = cw_view_get_stages (cw_desk_get_view (desk));

  for (guint i = 0; i < stages->len; i++)
    {
      const char *id = ((const CwViewStage *) g_ptr_array_index (stages, i))->id;
      g_autofree char *name = g_strconcat ("half-way-", id, NULL);
      GtkWidget *window, *page = cw_app_test_show_page (desk, id, &window);

      cw_app_test_wait_idle (desk);
      cw_app_test_take_picture (window, name);
      cw_app_test_close (window, page);
    }
  close_desk (desk);
}

static void
give_up_other (void)
{
  CwDesk *desk = cw_app_test_desk_new (procedure, data_dir);

  cw_desk_open (desk, PREPARATION "-2");
  cw_app_test_wait_idle (desk);
  cw_desk_give_up (desk, "Twice is too often");
  cw_app_test_wait_idle (desk);
  g_assert_cmpstr (cw_desk_get_trouble (desk, ""), ==, NULL);
  g_assert_cmpstr (cw_view_get_given_up (cw_desk_get_view (desk)), ==, "Twice is too often");
  close_desk (desk);
}

/* Once it is given up there is nothing to press, and the sheet says why and what is to be taken back, until it is taken
 * up again. */
static void
test_given_up (void)
{
  CwDesk *desk = open_desk ();
  GtkWidget *window, *page = cw_app_test_show_page (desk, "announcement", &window);
  g_autofree char *deed = NULL, *reason = NULL, *sheet = NULL;
  static const char button[] = "Copy, I Post It Myself";

  g_assert_nonnull (cw_app_test_find_label (page, button));
  cw_desk_give_up (desk, "The cycle is put off");
  cw_app_test_wait_idle (desk);
  deed = cw_stage_page_get_deed (CW_STAGE_PAGE (page), &reason);
  g_assert_null (deed);
  g_assert_cmpstr (reason, ==, "Given up: nothing more is sent");
  g_assert_null (cw_app_test_find_label (page, button));
  g_assert_null (cw_app_test_find_label (page, "Mark as Done"));
  g_assert_nonnull (cw_app_test_find_label (page, "Not sent"));
  g_assert_null (cw_app_test_find_label (page, "Ready"));
  sheet = cw_document_to_plain (cw_view_get_sheet (cw_desk_get_view (desk)));
  g_assert_nonnull (strstr (sheet, "by Release Manager: The cycle is put off"));
  g_assert_nonnull (strstr (sheet, "To take back"));
  g_assert_null (strstr (sheet, "On the deployment day"));

  /* Another preparation of the same cycle took its place, and that one was never given up. */
  cw_desk_take_up (desk);
  cw_app_test_wait_idle (desk);
  g_assert_nonnull (strstr (cw_desk_get_trouble (desk, ""), "“" PREPARATION "-2” took its place"));
  g_assert_nonnull (cw_app_test_find_label (page, "took its place"));
  cw_app_test_close (window, page);
  close_desk (desk);
  give_up_other ();
  desk = open_desk ();
  page = cw_app_test_show_page (desk, "announcement", &window);
  g_assert_null (cw_app_test_find_label (page, button));
  cw_desk_take_up (desk);
  cw_app_test_wait_idle (desk);
  g_assert_cmpstr (cw_desk_get_trouble (desk, ""), ==, NULL);
  g_assert_nonnull (cw_app_test_find_label (page, button));
  cw_app_test_close (window, page);
  close_desk (desk);
}

/* What was half typed when the window went is there again. */
static void
test_drafts (void)
{
  CwDesk *desk = open_desk ();

  cw_drafts_keep (cw_desk_get_drafts (desk), "leave-out.x", "Because of th");
  cw_drafts_keep (cw_desk_get_drafts (desk), "note", "gone");
  cw_drafts_keep (cw_desk_get_drafts (desk), "note", NULL);
  close_desk (desk);

  desk = open_desk ();
  g_assert_cmpstr (cw_drafts_get (cw_desk_get_drafts (desk), "leave-out.x"), ==, "Because of th");
  g_assert_null (cw_drafts_get (cw_desk_get_drafts (desk), "note"));
  close_desk (desk);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  procedure = cw_app_test_procedure ("rubin-2023");
  data_dir = cw_test_directory ();
  g_test_add_func ("/pages/announcement", test_announcement);
  g_test_add_func ("/pages/own-text", test_own_text);
  g_test_add_func ("/pages/no-text", test_no_text);
  g_test_add_func ("/pages/wrong-text", test_wrong_text);
  g_test_add_func ("/pages/send-texts", test_send_texts);
  g_test_add_func ("/pages/build", test_build);
  g_test_add_func ("/pages/cycle", test_cycle);
  g_test_add_func ("/pages/notes", test_notes);
  g_test_add_func ("/pages/page", test_page);
  g_test_add_func ("/pages/second", test_second);
  g_test_add_func ("/pages/double-click", test_double_click);
  g_test_add_func ("/pages/close-while-sending", test_close_while_sending);
  g_test_add_func ("/pages/changed-since", test_changed_since);
  g_test_add_func ("/pages/changed-meanwhile", test_changed_meanwhile);
  g_test_add_func ("/pages/branch-since", test_branch_since);
  g_test_add_func ("/pages/by-hand", test_by_hand);
  g_test_add_func ("/pages/leave-stage-out", test_leave_stage_out);
  g_test_add_func ("/pages/drafts", test_drafts);
  g_test_add_func ("/pages/whole", test_whole_pages);
  g_test_add_func ("/pages/given-up", test_given_up);
  status = g_test_run ();
  g_object_unref (procedure);
  g_free (data_dir);
  return status;
}
