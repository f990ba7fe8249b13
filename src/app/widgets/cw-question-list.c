/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-question-list"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-question-list.h"
#include "cw-question-row.h"
#include "cw-wrap-box.h"

struct _CwQuestionList
{
  AdwBin parent_instance;

  CwDesk *desk;
  char *shown;
  GPtrArray *rows;         /* CwQuestionRow, the group's */
  GPtrArray *suggestions;  /* fact, value, fact, value … */
  GtkWidget *answered_row; /* (nullable): the group's */
  gboolean expanded;       /* whether the answered ones were opened */
};

/* On a button: the facts that it sets. */
#define FACTS "cw-facts"

G_DEFINE_FINAL_TYPE (CwQuestionList, cw_question_list, ADW_TYPE_BIN)

static void
cw_question_list_dispose (GObject *object)
{
  g_clear_object (&CW_QUESTION_LIST (object)->desk);

  G_OBJECT_CLASS (cw_question_list_parent_class)->dispose (object);
}

static void
cw_question_list_finalize (GObject *object)
{
  CwQuestionList *self = CW_QUESTION_LIST (object);

  g_free (self->shown);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->suggestions);

  G_OBJECT_CLASS (cw_question_list_parent_class)->finalize (object);
}

static void
cw_question_list_class_init (CwQuestionListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_question_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_question_list_finalize;
}

static void
cw_question_list_init (CwQuestionList *self)
{
  self->rows = g_ptr_array_new ();
  self->suggestions = g_ptr_array_new_with_free_func (g_free);
}

static char *
describe (GPtrArray *questions)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < questions->len; i++)
    {
      const CwQuestion *question = g_ptr_array_index (questions, i);

      g_string_append_printf (text, "%s\t%s\t%s\t%s\t%s\t%s\n", question->fact, question->text,
                              question->details != NULL ? question->details : "",
                              question->suggested != NULL ? question->suggested : "",
                              question->answer != NULL ? question->answer : "",
                              question->draft != NULL ? question->draft : "");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
take_suggestions (CwQuestionList *self)
{
  JsonObject *facts = json_object_new ();

  for (guint i = 0; i + 1 < self->suggestions->len; i += 2)
    json_object_set_string_member (facts, g_ptr_array_index (self->suggestions, i),
                                   g_ptr_array_index (self->suggestions, i + 1));
  cw_desk_set_all (self->desk, facts);
}

static void
list_suggestions (CwQuestionList *self,
                  GPtrArray      *questions)
{
  g_ptr_array_set_size (self->suggestions, 0);
  for (guint i = 0; i < questions->len; i++)
    {
      const CwQuestion *question = g_ptr_array_index (questions, i);

      if (question->suggested == NULL)
        continue;
      g_ptr_array_add (self->suggestions, g_strdup (question->fact));
      g_ptr_array_add (self->suggestions, g_strdup (question->suggested));
    }
}

static GtkWidget *
make_all_button (CwQuestionList *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("Answer _All as Suggested"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (take_suggestions), self, G_CONNECT_SWAPPED);
  return button;
}

static void
add_row (CwQuestionList   *self,
         const CwQuestion *question,
         GtkWidget        *group)
{
  GtkWidget *row = cw_question_row_new (self->desk, question);

  if (ADW_IS_EXPANDER_ROW (group))
    adw_expander_row_add_row (ADW_EXPANDER_ROW (group), row);
  else
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  g_ptr_array_add (self->rows, row);
}

/* What was answered stands folded away, to be looked at and changed. */
static GtkWidget *
make_answered (CwQuestionList *self,
               GPtrArray      *answered)
{
  GtkWidget *row = adw_expander_row_new ();
  g_autofree char *title = g_strdup_printf (ngettext ("%u answered", "%u answered", answered->len), answered->len);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), self->expanded);
  self->answered_row = row;
  for (guint i = 0; i < answered->len; i++)
    add_row (self, g_ptr_array_index (answered, i), row);
  return row;
}

/* One answer for all that nobody has said anything of. */
static void
answer_rest (GtkButton *button,
             gpointer   user_data)
{
  CwQuestionList *self = user_data;
  JsonObject *facts = json_object_ref (g_object_get_data (G_OBJECT (button), FACTS));

  cw_desk_set_all (self->desk, facts);
}

/* @takes: whether all of @group that can be are agreed to; else they are left */
static GtkWidget *
make_rest_button (CwQuestionList *self,
                  GPtrArray      *questions,
                  const char     *group,
                  const char     *label,
                  gboolean        takes)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);
  JsonObject *facts = json_object_new ();

  for (guint i = 0; i < questions->len; i++)
    {
      const CwQuestion *question = g_ptr_array_index (questions, i);

      const char *answer = takes ? question->accepted : question->explained;

      if (g_strcmp0 (question->group, group) == 0 && answer != NULL)
        json_object_set_string_member (facts, question->fact, answer);
    }
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (button, json_object_get_size (facts) > 0);
  g_object_set_data_full (G_OBJECT (button), FACTS, facts, (GDestroyNotify) json_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (answer_rest), self, 0);
  return button;
}

static GtkWidget *
make_rest_buttons (CwQuestionList *self,
                   GPtrArray      *questions,
                   const char     *group)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (box), make_rest_button (self, questions, group, _ ("_Take All"), TRUE));
  gtk_box_append (GTK_BOX (box), make_rest_button (self, questions, group, _ ("_Leave All"), FALSE));
  return box;
}

static guint
add_rows (CwQuestionList *self,
          GPtrArray      *questions,
          const char     *group,
          GtkWidget      *widget)
{
  guint n_rows = 0;

  for (guint i = 0; i < questions->len; i++)
    if (g_strcmp0 (((const CwQuestion *) g_ptr_array_index (questions, i))->group, group) == 0)
      {
        add_row (self, g_ptr_array_index (questions, i), widget);
        n_rows++;
      }
  return n_rows;
}

/* Beside the title, or below it where it would get too narrow. */
static GtkWidget *
make_header (const char *title,
             GtkWidget  *buttons)
{
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "heading");
  return g_object_new (CW_TYPE_WRAP_BOX, "start", label, "end", buttons, NULL);
}

/* Those that belong together stand first, under a title of their own. */
static void
add_groups (CwQuestionList *self,
            GPtrArray      *questions,
            GtkWidget      *box)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < questions->len; i++)
    {
      const char *title = ((const CwQuestion *) g_ptr_array_index (questions, i))->group;
      GtkWidget *group, *buttons, *whole;

      if (title == NULL || !g_hash_table_add (seen, (gpointer) title))
        continue;
      whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
      group = adw_preferences_group_new ();
      buttons = make_rest_buttons (self, questions, title);
      gtk_accessible_update_property (GTK_ACCESSIBLE (group), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
      gtk_widget_set_visible (buttons, add_rows (self, questions, title, group) > 1);
      gtk_box_append (GTK_BOX (whole), make_header (title, buttons));
      gtk_box_append (GTK_BOX (whole), group);
      gtk_box_append (GTK_BOX (box), whole);
    }
}

static void
add_others (CwQuestionList *self,
            GPtrArray      *questions,
            GPtrArray      *answered,
            GtkWidget      *box)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *title = NULL;
  guint n_rows;

  gtk_box_append (GTK_BOX (box), group);
  n_rows = add_rows (self, questions, NULL, group);
  title = g_strdup_printf (ngettext ("%u question", "%u questions", n_rows), n_rows);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), n_rows > 0 ? title : _ ("Questions"));
  if (self->suggestions->len > 2)
    adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), make_all_button (self));
  if (answered->len > 0)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_answered (self, answered));
  gtk_widget_set_visible (group, n_rows + answered->len > 0);
}

static void
rebuild (CwQuestionList *self,
         GPtrArray      *questions,
         GPtrArray      *answered)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  self->expanded = self->answered_row != NULL && adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self->answered_row));
  self->answered_row = NULL;
  list_suggestions (self, questions);
  g_ptr_array_set_size (self->rows, 0);
  add_groups (self, questions, box);
  add_others (self, questions, answered, box);
  adw_bin_set_child (ADW_BIN (self), box);
}

/* Those of @site, and of the whole cycle; the bases have a place of their own once they are settled. */
static GPtrArray *
choose (GPtrArray  *questions,
        const char *site)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < questions->len; i++)
    {
      CwQuestion *question = g_ptr_array_index (questions, i);

      if (site != NULL && question->site != NULL && !g_str_equal (site, question->site))
        continue;
      if (question->answer == NULL || !g_str_has_prefix (question->fact, "base."))
        g_ptr_array_add (chosen, question);
    }
  return chosen;
}

/**
 * cw_question_list_update:
 * @self: the list
 * @desk: where they are answered
 * @stage: the stage; not kept
 * @site: (nullable): id of the site whose questions are shown; %NULL for all
 */
void
cw_question_list_update (CwQuestionList    *self,
                         CwDesk            *desk,
                         const CwViewStage *stage,
                         const char        *site)
{
  g_autoptr (GPtrArray) questions = choose (stage->result->questions, site);
  g_autoptr (GPtrArray) answered = choose (stage->result->answered, site);
  g_autofree char *open_text = describe (questions), *answered_text = describe (answered);
  g_autofree char *text = g_strconcat (open_text, answered_text, NULL);

  g_return_if_fail (CW_IS_QUESTION_LIST (self));

  g_set_object (&self->desk, desk);
  if (g_strcmp0 (text, self->shown) != 0)
    {
      g_free (self->shown);
      self->shown = g_steal_pointer (&text);
      rebuild (self, questions, answered);
      gtk_widget_set_visible (GTK_WIDGET (self), questions->len + answered->len > 0);
    }
  for (guint i = 0; i < self->rows->len; i++)
    cw_question_row_update (g_ptr_array_index (self->rows, i));
}
