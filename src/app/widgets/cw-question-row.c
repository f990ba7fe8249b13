/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-question-row"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-child-window.h"
#include "cw-conflict-editor.h"
#include "cw-conflict-side.h"
#include "cw-json.h"
#include "cw-question-row.h"
#include "cw-show.h"

struct _CwQuestionRow
{
  AdwPreferencesRow parent_instance;

  CwDesk *desk;
  char *fact;
  GPtrArray *choices;   /* GtkCheckButton, its value as data */
  GtkWidget *partner;   /* (owned) (nullable): never seen: with it in its group a lone choice is no box to tick */

  char *given;          /* (nullable): the answer that stands */
  char *explained;      /* (nullable): the choice for which a reason may be typed */
  gboolean other;       /* whether another answer may be typed */
  char *path;           /* (nullable): the file that may be written by hand instead */
  char *draft;          /* (nullable): its text to begin with */
  char *first;          /* what stands there before the person does anything, as of describe_input() */
  gboolean filling;     /* nobody chooses or types */

  GtkWidget *icon;
  GtkWidget *text;
  GtkWidget *details;
  GtkWidget *folded;
  GtkWidget *folded_details;
  GtkWidget *word;
  GtkWidget *box;
  GtkWidget *entry;
  GtkWidget *answer;
  GtkWidget *take_back;
  GtkWidget *trouble;
};

G_DEFINE_FINAL_TYPE (CwQuestionRow, cw_question_row, ADW_TYPE_PREFERENCES_ROW)

#define VALUE "cw-value"

/* The most lines that stand open below a question. */
#define MAX_LINES 12

/* The choice of another answer than those that are offered; it is typed. */
#define OTHER "other"

static void
cw_question_row_dispose (GObject *object)
{
  CwQuestionRow *self = CW_QUESTION_ROW (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->partner);

  G_OBJECT_CLASS (cw_question_row_parent_class)->dispose (object);
}

static void
cw_question_row_finalize (GObject *object)
{
  CwQuestionRow *self = CW_QUESTION_ROW (object);

  g_free (self->fact);
  g_free (self->given);
  g_free (self->explained);
  g_free (self->path);
  g_free (self->draft);
  g_free (self->first);
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

/* What is chosen, and on a line of its own what is typed. */
static char *
describe_input (CwQuestionRow *self)
{
  const char *chosen = get_chosen (self);

  return g_strdup_printf ("%s\n%s", chosen != NULL ? chosen : "", gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static char *
make_key (CwQuestionRow *self)
{
  return g_strconcat ("answer.", self->fact, NULL);
}

/* Rows are made anew with every answer: what isn't given yet is a draft. */
static void
keep_draft (CwQuestionRow *self)
{
  g_autofree char *key = make_key (self), *input = describe_input (self);

  if (!self->filling)
    cw_drafts_keep (cw_desk_get_drafts (self->desk), key, g_str_equal (input, self->first) ? NULL : input);
}

/* Where the person did nothing here yet; drafts may come later than the questions. */
static void
show_draft (CwQuestionRow *self)
{
  g_autofree char *key = make_key (self), *input = describe_input (self);
  const char *draft = cw_drafts_get (cw_desk_get_drafts (self->desk), key);
  const char *end = draft != NULL ? strchr (draft, '\n') : NULL;
  g_autofree char *chosen = end != NULL ? g_strndup (draft, (gsize) (end - draft)) : NULL;

  if (end == NULL || !g_str_equal (input, self->first))
    return;
  self->filling = TRUE;
  for (guint i = 0; i < self->choices->len; i++)
    if (g_str_equal (g_object_get_data (g_ptr_array_index (self->choices, i), VALUE), chosen))
      gtk_check_button_set_active (g_ptr_array_index (self->choices, i), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), end + 1);
  self->filling = FALSE;
}

static void
choice_changed (CwQuestionRow *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  const char *chosen = get_chosen (self);
  gboolean other = self->other && g_strcmp0 (chosen, OTHER) == 0;
  const char *value = self->choices->len > 0 && !other ? chosen : typed;
  gboolean by_hand = self->draft != NULL && g_strcmp0 (value, CW_CONFLICT_HAND) == 0;
  const char *deed = by_hand ? _ ("Edit the File…") : self->given != NULL ? _ ("Change") : C_ ("verb", "Answer");
  g_autofree char *name = g_strdup_printf ("%s: %s", deed, gtk_label_get_text (GTK_LABEL (self->text)));

  /* A button's label becomes its name, which says here what is answered. */
  gtk_button_set_label (GTK_BUTTON (self->answer), deed);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->answer), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (self->explained != NULL)
    gtk_widget_set_visible (self->entry, g_strcmp0 (value, self->explained) == 0);
  if (self->other)
    gtk_widget_set_visible (self->entry, other);
  keep_draft (self);
  gtk_widget_set_sensitive (self->answer, value != NULL && *value != '\0'
                                          && (by_hand || g_strcmp0 (value, self->given) != 0));
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
edit_by_hand (CwQuestionRow *self)
{
  GtkWidget *window = cw_conflict_editor_new (self->desk, self->fact, self->path, self->draft);

  cw_child_window_present (GTK_WINDOW (window), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
}

static void
answer (CwQuestionRow *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *key = make_key (self);

  if (!gtk_widget_get_sensitive (self->answer))
    return;
  cw_drafts_keep (cw_desk_get_drafts (self->desk), key, NULL);
  if (self->draft != NULL && g_strcmp0 (get_chosen (self), CW_CONFLICT_HAND) == 0)
    edit_by_hand (self);
  else if (self->other && g_strcmp0 (get_chosen (self), OTHER) == 0)
    cw_desk_set_text (self->desk, self->fact, typed);
  else if (self->choices->len > 0)
    {
      const char *chosen = get_chosen (self);
      g_autofree char *whole = *typed != '\0' && g_strcmp0 (chosen, self->explained) == 0
                                 ? g_strdup_printf ("%s: %s", chosen, typed)
                                 : g_strdup (chosen);

      cw_desk_set_text (self->desk, self->fact, whole);
    }
  else if (g_str_equal (self->fact, "author"))
    cw_desk_set (self->desk, self->fact, read_author (typed));
  else
    cw_desk_set_text (self->desk, self->fact, typed);
}

static void
take_back (CwQuestionRow *self)
{
  cw_desk_unset (self->desk, self->fact);
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
  gtk_widget_class_bind_template_child (widget_class, CwQuestionRow, icon);
  gtk_widget_class_bind_template_child (widget_class, CwQuestionRow, text);
  gtk_widget_class_bind_template_child (widget_class, CwQuestionRow, details);
  gtk_widget_class_bind_template_child (widget_class, CwQuestionRow, folded);
  gtk_widget_class_bind_template_child (widget_class, CwQuestionRow, folded_details);
  gtk_widget_class_bind_template_child (widget_class, CwQuestionRow, word);
  gtk_widget_class_bind_template_child (widget_class, CwQuestionRow, box);
  gtk_widget_class_bind_template_child (widget_class, CwQuestionRow, entry);
  gtk_widget_class_bind_template_child (widget_class, CwQuestionRow, answer);
  gtk_widget_class_bind_template_child (widget_class, CwQuestionRow, take_back);
  gtk_widget_class_bind_template_child (widget_class, CwQuestionRow, trouble);
  gtk_widget_class_bind_template_callback (widget_class, answer);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed);
  gtk_widget_class_bind_template_callback (widget_class, take_back);
}

static void
cw_question_row_init (CwQuestionRow *self)
{
  self->choices = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_button (CwQuestionRow *self,
            const char    *value,
            const char    *text,
            gboolean       chosen)
{
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
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), chosen);
  g_signal_connect_object (button, "toggled", G_CALLBACK (choice_changed), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->choices, button);
  gtk_box_append (GTK_BOX (self->box), button);
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

  add_button (self, value, text, g_strcmp0 (value, question->answer != NULL ? question->answer
                                                                            : question->suggested) == 0);
}

/* The one answer that there is isn't ticked or not: it looks as choices do, and is chosen; it only is to be given. */
static void
settle_lone_choice (CwQuestionRow *self)
{
  GtkCheckButton *choice = self->choices->len == 1 ? g_ptr_array_index (self->choices, 0) : NULL;

  if (choice == NULL)
    return;
  self->partner = g_object_ref_sink (gtk_check_button_new ());
  gtk_check_button_set_group (choice, GTK_CHECK_BUTTON (self->partner));
  gtk_check_button_set_active (choice, TRUE);
}

/* What was answered otherwise stands in the entry. */
static void
add_other (CwQuestionRow    *self,
           const CwQuestion *question)
{
  gboolean chosen = question->answer != NULL && !g_strv_contains ((const char *const *) question->values,
                                                                  question->answer);

  self->other = TRUE;
  add_button (self, OTHER, _ ("Something else"), chosen);
  if (chosen)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), question->answer);
}

/* Many lines are folded away. */
static void
show_details (CwQuestionRow    *self,
              const CwQuestion *question)
{
  g_auto (GStrv) lines = question->details != NULL ? g_strsplit (question->details, "\n", -1) : NULL;
  guint n_lines = lines != NULL ? g_strv_length (lines) : 0;
  g_autofree char *title = g_strdup_printf (ngettext ("Show %u Line", "Show All %u Lines", n_lines), n_lines);
  gboolean folds = n_lines > MAX_LINES;
  g_autofree char *name = g_strdup_printf ("%s: %s", title, question->text);

  cw_show_text (self->details, folds ? NULL : question->details);
  gtk_widget_set_visible (self->folded, folds);
  gtk_expander_set_label (GTK_EXPANDER (self->folded), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->folded), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  cw_show_text (self->folded_details, folds ? question->details : NULL);
}

/* The answer that stands, by whom and when; what follows by itself has nobody. */
static void
show_answer (CwQuestionRow    *self,
             const CwQuestion *question)
{
  CwView *view = cw_desk_get_view (self->desk);
  JsonNode *fact = view != NULL ? cw_deployment_get_fact (cw_view_get_deployment (view), question->fact) : NULL;
  const CwNote *word = fact != NULL ? cw_view_get_word (view, question->fact) : NULL;
  g_autofree char *when = NULL, *text = NULL, *name = NULL;

  self->given = g_strdup (question->answer);
  when = word != NULL ? cw_show_instant (cw_desk_get_procedure (self->desk), word->time / G_USEC_PER_SEC) : NULL;
  text = word != NULL ? g_strdup_printf (_ ("%s · %s, %s"), cw_question_get_answer_label (question), word->actor, when)
                      : g_strdup (cw_question_get_answer_label (question));
  cw_show_text (self->word, text);
  cw_show_icon (self->icon, "emblem-ok-symbolic", "success", _ ("Answered"));
  gtk_widget_set_visible (self->take_back, fact != NULL);
  name = g_strdup_printf (_ ("Take Back: %s"), question->text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->take_back), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * cw_question_row_new:
 * @desk: where it is answered
 * @question: a question, open or answered; not kept
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
cw_question_row_new (CwDesk           *desk,
                     const CwQuestion *question)
{
  CwQuestionRow *self = g_object_new (CW_TYPE_QUESTION_ROW, NULL);
  const char *first = question->answer != NULL ? question->answer : question->suggested;

  self->filling = TRUE;
  self->desk = g_object_ref (desk);
  self->fact = g_strdup (question->fact);
  self->path = g_strdup (question->path);
  self->draft = g_strdup (question->draft);
  gtk_label_set_text (GTK_LABEL (self->text), question->text);
  show_details (self, question);
  for (guint i = 0; question->values != NULL && question->values[i] != NULL; i++)
    add_choice (self, question, i);
  if (question->other && question->values != NULL)
    add_other (self, question);
  settle_lone_choice (self);
  gtk_widget_set_visible (self->box, self->choices->len > 0);
  gtk_widget_set_visible (self->entry, self->choices->len == 0);
  if (self->choices->len == 0 && first != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), first);
  if (question->explained != NULL)
    {
      self->explained = g_strdup (question->explained);
      gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _ ("Why (may stay empty)"));
    }
  if (question->answer != NULL)
    show_answer (self, question);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  question->explained != NULL ? _ ("Why") : question->text, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, question->text, -1);
  self->first = describe_input (self);
  choice_changed (self);
  self->filling = FALSE;
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
 * Shows how far the person got before, and why the last answer could not stand, where that is so.
 */
void
cw_question_row_update (CwQuestionRow *self)
{
  g_return_if_fail (CW_IS_QUESTION_ROW (self));

  show_draft (self);
  cw_show_text (self->trouble, cw_desk_get_trouble (self->desk, self->fact));
}
