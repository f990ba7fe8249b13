/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-question-row"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-json.h"
#include "cw-question-row.h"
#include "cw-show.h"

struct _CwQuestionRow
{
  AdwPreferencesRow parent_instance;

  CwDesk *desk;
  char *fact;
  GPtrArray *choices;   /* GtkCheckButton, its value as data */

  GtkWidget *text;
  GtkWidget *box;
  GtkWidget *entry;
  GtkWidget *answer;
  GtkWidget *trouble;
};

G_DEFINE_FINAL_TYPE (CwQuestionRow, cw_question_row, ADW_TYPE_PREFERENCES_ROW)

#define VALUE "cw-value"

static void
cw_question_row_dispose (GObject *object)
{
  CwQuestionRow *self = CW_QUESTION_ROW (object);

  g_clear_object (&self->desk);

  G_OBJECT_CLASS (cw_question_row_parent_class)->dispose (object);
}

static void
cw_question_row_finalize (GObject *object)
{
  CwQuestionRow *self = CW_QUESTION_ROW (object);

  g_free (self->fact);
  g_ptr_array_unref (self->choices);

  G_OBJECT_CLASS (cw_question_row_parent_class)->finalize (object);
}

static const char *
get_chosen (CwQuestionRow *self)
{
  for (guint i = 0; i < self->choices->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->choices, i)))
      return g_object_get_data (g_ptr_array_index (self->choices, i), VALUE);
  return NULL;
}

static void
choice_changed (CwQuestionRow *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  gboolean any = self->choices->len > 0 ? get_chosen (self) != NULL : *typed != '\0';

  gtk_widget_set_sensitive (self->answer, any);
}

/* “Name <name@example.org>” is two things. */
static JsonNode *
read_author (const char *text)
{
  const char *open = strchr (text, '<');
  const char *close = open != NULL ? strchr (open, '>') : NULL;
  g_autofree char *name = g_strstrip (g_strndup (text, open != NULL ? (gsize) (open - text) : strlen (text)));
  g_autofree char *email = close != NULL ? g_strndup (open + 1, (gsize) (close - open - 1)) : g_strdup ("");

  return cw_json_node_object (cw_json_object ("name", name, "email", email, NULL));
}

static void
answer (CwQuestionRow *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  if (!gtk_widget_get_sensitive (self->answer))
    return;
  if (self->choices->len > 0)
    cw_desk_set_text (self->desk, self->fact, get_chosen (self));
  else if (g_str_equal (self->fact, "author"))
    cw_desk_set (self->desk, self->fact, read_author (typed));
  else
    cw_desk_set_text (self->desk, self->fact, typed);
}

static void
cw_question_row_class_init (CwQuestionRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cw_question_row_dispose;
  object_class->finalize = cw_question_row_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-question-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CwQuestionRow, text);
  gtk_widget_class_bind_template_child (widget_class, CwQuestionRow, box);
  gtk_widget_class_bind_template_child (widget_class, CwQuestionRow, entry);
  gtk_widget_class_bind_template_child (widget_class, CwQuestionRow, answer);
  gtk_widget_class_bind_template_child (widget_class, CwQuestionRow, trouble);
  gtk_widget_class_bind_template_callback (widget_class, answer);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed);
}

static void
cw_question_row_init (CwQuestionRow *self)
{
  self->choices = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_choice (CwQuestionRow    *self,
            const CwQuestion *question,
            guint             index)
{
  const char *value = question->values[index];
  const char *label = question->labels != NULL && question->labels[index] != NULL ? question->labels[index] : value;
  gboolean suggested = g_strcmp0 (question->suggested, value) == 0;
  g_autofree char *text = suggested ? g_strdup_printf (_ ("%s (suggested)"), label) : g_strdup (label);
  GtkWidget *button = gtk_check_button_new ();
  GtkWidget *wrapped = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (wrapped), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (wrapped), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (wrapped), 0);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (button), wrapped);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_object_set_data_full (G_OBJECT (button), VALUE, g_strdup (value), g_free);
  if (self->choices->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), g_ptr_array_index (self->choices, 0));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), suggested);
  g_signal_connect_object (button, "toggled", G_CALLBACK (choice_changed), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->choices, button);
  gtk_box_append (GTK_BOX (self->box), button);
}

/**
 * cw_question_row_new:
 * @desk: where it is answered
 * @question: a question; not kept
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
cw_question_row_new (CwDesk           *desk,
                     const CwQuestion *question)
{
  CwQuestionRow *self = g_object_new (CW_TYPE_QUESTION_ROW, NULL);
  g_autofree char *name = g_strdup_printf (_ ("Answer: %s"), question->text);

  self->desk = g_object_ref (desk);
  self->fact = g_strdup (question->fact);
  gtk_label_set_text (GTK_LABEL (self->text), question->text);
  for (guint i = 0; question->values != NULL && question->values[i] != NULL; i++)
    add_choice (self, question, i);
  gtk_widget_set_visible (self->box, self->choices->len > 0);
  gtk_widget_set_visible (self->entry, self->choices->len == 0);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), question->suggested != NULL ? question->suggested : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, question->text, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->answer), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, question->text, -1);
  choice_changed (self);
  cw_question_row_update (self);
  return GTK_WIDGET (self);
}

const char *
cw_question_row_get_fact (CwQuestionRow *self)
{
  g_return_val_if_fail (CW_IS_QUESTION_ROW (self), NULL);

  return self->fact;
}

/**
 * cw_question_row_update:
 * @self: a row
 *
 * Shows why the last answer could not stand, where that is so.
 */
void
cw_question_row_update (CwQuestionRow *self)
{
  g_return_if_fail (CW_IS_QUESTION_ROW (self));

  cw_show_text (self->trouble, cw_desk_get_trouble (self->desk, self->fact));
}
