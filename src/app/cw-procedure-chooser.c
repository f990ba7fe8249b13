/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-procedure-chooser"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "cw-procedure-chooser.h"
#include "cw-procedure.h"
#include "cw-show.h"

#define DEED "prepare"

/* The question before real work: by which procedure. */
typedef struct {
  char *name;       /* (nullable): what is chosen */
  CwProcedureChosen chosen;
  gpointer data;
  GDestroyNotify data_free;
} Question;

static void
question_free (gpointer data,
               GClosure *closure)
{
  Question *question = data;

  if (question->data_free != NULL)
    question->data_free (question->data);
  g_free (question->name);
  g_free (question);
}

static void
answered (AdwMessageDialog *dialog,
          const char       *response,
          gpointer          user_data)
{
  Question *question = user_data;

  if (g_str_equal (response, DEED) && question->name != NULL)
    question->chosen (question->name, question->data);
}

static void
toggled (GtkCheckButton *check,
         gpointer        user_data)
{
  Question *question = user_data;

  if (!gtk_check_button_get_active (check))
    return;
  g_free (question->name);
  question->name = g_strdup (gtk_widget_get_name (GTK_WIDGET (check)));
}

static GtkWidget *
make_row (CwProcedure *procedure,
          GtkWidget   *first,
          Question    *question)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  const char *title = cw_procedure_get_title (procedure);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), cw_procedure_get_id (procedure));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 3);
  gtk_widget_set_name (check, cw_procedure_get_id (procedure));
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), first != NULL ? GTK_CHECK_BUTTON (first) : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect (check, "toggled", G_CALLBACK (toggled), question);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  return check;
}

/* The newest first, and that chosen unless the settings name another. */
static GtkWidget *
make_list (GPtrArray  *procedures,
           const char *suggested,
           Question   *question)
{
  GtkWidget *list = cw_show_make_list (_ ("Procedures"));
  GtkWidget *first = NULL;

  for (guint i = 0; i < procedures->len; i++)
    {
      CwProcedure *procedure = g_ptr_array_index (procedures, i);
      GtkWidget *check = make_row (procedure, first, question);

      gtk_list_box_append (GTK_LIST_BOX (list), gtk_widget_get_ancestor (check, ADW_TYPE_ACTION_ROW));
      if (first == NULL || g_strcmp0 (cw_procedure_get_id (procedure), suggested) == 0)
        gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
      if (first == NULL)
        first = check;
    }
  return list;
}

/**
 * cw_procedure_chooser_ask:
 * @parent: a widget of the window
 * @procedures: (element-type CwProcedure): the procedures, the newest first
 * @suggested: (nullable): id of the one that is chosen at first, else the newest
 * @chosen: called when the person goes on
 * @data: for @chosen
 * @data_free: frees @data
 *
 * Asks by which procedure real work is prepared; this is the one deed that leads from rehearsing to it.
 */
void
cw_procedure_chooser_ask (GtkWidget         *parent,
                          GPtrArray         *procedures,
                          const char        *suggested,
                          CwProcedureChosen  chosen,
                          gpointer           data,
                          GDestroyNotify     data_free)
{
  Question *question = g_new0 (Question, 1);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (parent)), _ ("Prepare for Real?"),
                                              _ ("Tickets, branches, pages and messages of this preparation go to "
                                                 "the real services. Each is shown before it is sent. By which "
                                                 "procedure?"));

  question->chosen = chosen;
  question->data = data;
  question->data_free = data_free;
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), DEED, _ ("_Prepare"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), DEED, ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), DEED);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered), question, question_free, 0);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), make_list (procedures, suggested, question));
  gtk_window_present (GTK_WINDOW (dialog));
}
