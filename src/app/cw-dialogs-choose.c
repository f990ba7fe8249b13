/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-dialogs"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-dialogs.h"
#include "cw-show.h"

#define DEED "deed"

/* On a check button: whether it and the one before it can't both be chosen. */
#define SHUTS_OUT "cw-shuts-out"

#define MAX_HEIGHT 340
/* What a message dialog leaves for what is in it. */
#define WIDTH 340

/* From how many choices on they can be searched. */
#define MANY 8

typedef struct {
  AdwMessageDialog *dialog;  /* not owned: it owns this */
  GPtrArray *checks;         /* GtkCheckButton, the dialog's */
  CwDialogChosen answer;
  gpointer data;
  GDestroyNotify data_free;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  if (question->data_free != NULL)
    question->data_free (question->data);
  g_ptr_array_unref (question->checks);
  g_free (question);
}

void
cw_dialog_choice_free (CwDialogChoice *choice)
{
  g_return_if_fail (choice != NULL);

  g_free (choice->title);
  g_free (choice->subtitle);
  g_free (choice);
}

static gboolean
shuts_out_last (gpointer check)
{
  return g_object_get_data (check, SHUTS_OUT) != NULL;
}

static GPtrArray *
list_chosen (Question *question)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < question->checks->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (question->checks, i)))
      g_ptr_array_add (chosen, GUINT_TO_POINTER (i));
  return chosen;
}

static void
answered (Question   *question,
          const char *response)
{
  g_autoptr (GPtrArray) chosen = list_chosen (question);

  if (g_str_equal (response, DEED))
    question->answer (chosen, question->data);
}

/* Of those that shut each other out, the one that was chosen last stays. */
static void
shut_out (GtkCheckButton *check,
          Question       *question)
{
  guint at = 0, first, end;

  if (!gtk_check_button_get_active (check) || !g_ptr_array_find (question->checks, check, &at))
    return;
  for (first = at; first > 0 && shuts_out_last (question->checks->pdata[first]);)
    first--;
  for (end = at + 1; end < question->checks->len && shuts_out_last (question->checks->pdata[end]);)
    end++;
  for (guint i = first; i < end; i++)
    if (i != at)
      gtk_check_button_set_active (g_ptr_array_index (question->checks, i), FALSE);
}

static void
choice_changed (Question *question)
{
  g_autoptr (GPtrArray) chosen = list_chosen (question);

  adw_message_dialog_set_response_enabled (question->dialog, DEED, chosen->len > 0);
}

static GtkWidget *
make_row (Question             *question,
          const CwDialogChoice *choice)
{
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), choice->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), choice->subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), choice->chosen);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, choice->title, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_object_set_data (G_OBJECT (check), SHUTS_OUT, choice->shuts_out_last ? check : NULL);
  g_signal_connect (check, "toggled", G_CALLBACK (shut_out), question);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (choice_changed), question);
  g_ptr_array_add (question->checks, check);
  return row;
}

static gboolean
has_text (const char *text,
          const char *folded)
{
  g_autofree char *own = g_utf8_casefold (text != NULL ? text : "", -1);

  return strstr (own, folded) != NULL;
}

/* What was chosen stays in sight whatever is searched for. */
static gboolean
is_shown (GtkListBoxRow *row,
          gpointer       search)
{
  g_autofree char *folded = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (search)), -1);
  GtkWidget *check = adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row));

  return gtk_check_button_get_active (GTK_CHECK_BUTTON (check))
         || has_text (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), folded)
         || has_text (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), folded);
}

static GtkWidget *
make_search (GtkWidget *list)
{
  GtkWidget *search = gtk_search_entry_new (), *nothing = gtk_label_new (_ ("Nothing Found"));

  g_object_set (search, "placeholder-text", _ ("Search"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (search), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Search"), -1);
  gtk_widget_add_css_class (nothing, "dim-label");
  gtk_widget_set_margin_top (nothing, 18);
  gtk_widget_set_margin_bottom (nothing, 18);
  gtk_list_box_set_placeholder (GTK_LIST_BOX (list), nothing);
  gtk_list_box_set_filter_func (GTK_LIST_BOX (list), is_shown, search, NULL);
  g_signal_connect_swapped (search, "search-changed", G_CALLBACK (gtk_list_box_invalidate_filter), list);
  return search;
}

/* A message dialog gives what is in it the least height that it takes: a list that scrolls would be a slit. */
static void
give_height (GtkWidget *list)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (list, GTK_TYPE_SCROLLED_WINDOW);
  int natural = 0;

  gtk_widget_measure (list, GTK_ORIENTATION_VERTICAL, WIDTH, NULL, &natural, NULL, NULL);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), MIN (MAX_HEIGHT, natural));
}

/* The choices, with a way to search them where they are many. */
static GtkWidget *
make_content (GtkWidget *list,
              guint      n_choices)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  if (n_choices > MANY)
    gtk_box_append (GTK_BOX (box), make_search (list));
  gtk_box_append (GTK_BOX (box), scroller);
  return box;
}

/**
 * cw_dialogs_choose:
 * @parent: the widget that asks
 * @heading: the question
 * @body: what it means
 * @deed: what going on is called
 * @choices: (element-type CwDialogChoice): what can be chosen
 * @answer: called when the person went on, with at least one of them
 * @data: for @answer
 * @data_free: (nullable): frees @data
 *
 * Asks which of several things are to be done.
 */
void
cw_dialogs_choose (GtkWidget      *parent,
                   const char     *heading,
                   const char     *body,
                   const char     *deed,
                   GPtrArray      *choices,
                   CwDialogChosen  answer,
                   gpointer        data,
                   GDestroyNotify  data_free)
{
  Question *question = g_new0 (Question, 1);
  GtkRoot *root = gtk_widget_get_root (parent);
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, body);
  GtkWidget *list = cw_show_make_list (heading);

  question->dialog = ADW_MESSAGE_DIALOG (dialog);
  question->checks = g_ptr_array_new ();
  question->answer = answer;
  question->data = data;
  question->data_free = data_free;
  for (guint i = 0; i < choices->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), make_row (question, g_ptr_array_index (choices, i)));
  adw_message_dialog_set_extra_child (question->dialog, make_content (list, choices->len));
  adw_message_dialog_add_responses (question->dialog, "cancel", _ ("_Cancel"), DEED, deed, NULL);
  adw_message_dialog_set_close_response (question->dialog, "cancel");
  adw_message_dialog_set_default_response (question->dialog, DEED);
  adw_message_dialog_set_response_appearance (question->dialog, DEED, ADW_RESPONSE_SUGGESTED);
  give_height (list);
  choice_changed (question);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered), question, NULL, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (dialog), "question", question, question_free);
  gtk_window_present (GTK_WINDOW (dialog));
}
