/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-leaving"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "cw-leaving.h"

/* What is asked of whoever leaves while something is being sent. It follows what happens meanwhile. */

#define CANCEL "cancel"
#define DEED "deed"

/* What is named of what waits. */
#define MAX_LISTED 8

typedef struct {
  AdwMessageDialog *dialog;   /* not owned: it owns this */
  CwDesk *desk;
  GtkWidget *list;            /* the dialog's: what waits, a line each */
  gboolean closes;
  CwLeavingAnswer answer;
  gpointer data;
  GDestroyNotify data_free;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_signal_handlers_disconnect_by_data (question->desk, question);
  g_object_unref (question->desk);
  if (question->data_free != NULL)
    question->data_free (question->data);
  g_free (question);
}

/* In the order of the stages: what is being sent, and what waits behind it; of many the first ones, and how many more. */
static const char *
list_sending (CwDesk  *desk,
              GString *queued)
{
  GPtrArray *stages = cw_view_get_stages (cw_desk_get_view (desk));
  const char *running = NULL;
  guint n_queued = 0;

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->items->len; j++)
        {
          const CwViewItem *item = g_ptr_array_index (stage->items, j);
          const char *id = cw_effect_get_id (item->effect), *title = cw_effect_get_title (item->effect);

          if (!cw_desk_is_queued (desk, id))
            running = cw_desk_is_sending (desk, id) ? title : running;
          else if (n_queued++ < MAX_LISTED)
            g_string_append_printf (queued, "%s• %s", queued->len > 0 ? "\n" : "", title);
        }
    }
  if (n_queued > MAX_LISTED)
    {
      g_string_append_c (queued, '\n');
      g_string_append_printf (queued, ngettext ("… and %u more", "… and %u more", n_queued - MAX_LISTED),
                              n_queued - MAX_LISTED);
    }
  return running;
}

static char *
describe (Question   *question,
          const char *running,
          gboolean    queued)
{
  g_autofree char *first = running != NULL
                             ? g_strdup_printf (_ ("“%s” is being sent now, and is finished in any case."), running)
                             : g_strdup (_ ("The request that runs is finished in any case."));

  if (!queued)
    return g_steal_pointer (&first);
  return g_strdup_printf ("%s %s", first,
                          question->closes ? _ ("If you close now, this is not sent. It can be sent once the preparation "
                                                "is opened again:")
                                           : _ ("If you leave now, this is not sent. It can be sent once the preparation "
                                                "is opened again:"));
}

static void
show_end (Question *question)
{
  adw_message_dialog_set_heading (question->dialog, _ ("Nothing Is Being Sent Any More"));
  adw_message_dialog_set_body (question->dialog, _ ("What was asked for is through. What became of it stands in its rows."));
  gtk_widget_set_visible (question->list, FALSE);
}

static void
update (Question *question)
{
  g_autoptr (GString) queued = g_string_new (NULL);
  g_autofree char *body = NULL;
  const char *running;
  guint n_done, n_all;

  if (cw_desk_get_view (question->desk) == NULL)
    return;
  cw_desk_count_sending (question->desk, &n_done, &n_all);
  if (n_all == 0)
    {
      show_end (question);
      return;
    }
  running = list_sending (question->desk, queued);
  body = describe (question, running, queued->len > 0);
  adw_message_dialog_set_body (question->dialog, body);
  gtk_label_set_text (GTK_LABEL (question->list), queued->str);
  gtk_widget_set_visible (question->list, queued->len > 0);
}

static void
answered (Question   *question,
          const char *response)
{
  if (g_str_equal (response, DEED))
    question->answer (question->data);
}

static GtkWidget *
make_list (void)
{
  GtkWidget *list = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (list), 0);
  gtk_label_set_wrap (GTK_LABEL (list), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (list), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (list), 2); /* of each */
  gtk_label_set_ellipsize (GTK_LABEL (list), PANGO_ELLIPSIZE_END);
  return list;
}

/**
 * cw_leaving_ask:
 * @window: the window that is left
 * @desk: the desk that sends
 * @closes: whether the window is closed, and not only the preparation left
 * @answer: called when the person leaves
 * @data: for @answer
 * @data_free: (nullable): frees @data
 *
 * Says what runs and what waits behind it, as long as something does.
 */
void
cw_leaving_ask (GtkWindow       *window,
                CwDesk          *desk,
                gboolean         closes,
                CwLeavingAnswer  answer,
                gpointer         data,
                GDestroyNotify   data_free)
{
  Question *question;

  g_return_if_fail (GTK_IS_WINDOW (window) && CW_IS_DESK (desk) && answer != NULL);

  question = g_new0 (Question, 1);
  question->dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (window, _ ("Something Is Being Sent"), NULL));
  question->desk = g_object_ref (desk);
  question->list = make_list ();
  question->closes = closes;
  question->answer = answer;
  question->data = data;
  question->data_free = data_free;
  adw_message_dialog_set_extra_child (question->dialog, question->list);
  adw_message_dialog_add_responses (question->dialog, CANCEL, _ ("_Stay"), DEED, closes ? _ ("Cl_ose") : _ ("_Leave"),
                                    NULL);
  adw_message_dialog_set_close_response (question->dialog, CANCEL);
  adw_message_dialog_set_default_response (question->dialog, CANCEL);
  update (question);
  g_signal_connect_swapped (desk, "changed", G_CALLBACK (update), question);
  g_signal_connect_data (question->dialog, "response", G_CALLBACK (answered), question, NULL, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (question->dialog), "question", question, question_free);
  gtk_window_present (GTK_WINDOW (question->dialog));
}
