/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-dialogs"

#include "config.h"

#include <string.h>

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "cw-dialogs.h"
#include "cw-show.h"

#define DEED "deed"
#define DRAFT "cw-draft"
#define PATTERN "cw-pattern"
#define COMPLAINT "cw-complaint"
#define BESIDE "cw-beside"

/* More lines than these scroll, in so many px. */
#define MAX_LINES 8
#define SCROLLED_HEIGHT 200

typedef struct {
  AdwMessageDialog *dialog;   /* not owned: it owns this */
  GPtrArray *entries;         /* AdwEntryRow or AdwComboRow, the dialog's; what its field says as data */
  GtkWidget *complaint;       /* (nullable): the dialog's */
  CwDrafts *drafts;           /* (nullable): of the last field that has some */
  CwDialogAnswer answer;
  gpointer data;
  GDestroyNotify data_free;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  if (question->data_free != NULL)
    question->data_free (question->data);
  g_ptr_array_unref (question->entries);
  g_clear_object (&question->drafts);
  g_free (question);
}

static const char *
get_text (GtkWidget *entry)
{
  if (ADW_IS_COMBO_ROW (entry))
    return gtk_string_object_get_string (adw_combo_row_get_selected_item (ADW_COMBO_ROW (entry)));
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

static GStrv
read_texts (Question *question)
{
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();

  for (guint i = 0; i < question->entries->len; i++)
    {
      g_autofree char *text = g_strdup (get_text (g_ptr_array_index (question->entries, i)));

      g_strv_builder_add (texts, g_strstrip (text));
    }
  return g_strv_builder_end (texts);
}

static void
keep_draft (Question   *question,
            GtkWidget  *entry,
            const char *text)
{
  const char *key = g_object_get_data (G_OBJECT (entry), DRAFT);

  if (question->drafts != NULL && key != NULL)
    cw_drafts_keep (question->drafts, key, text);
}

static void
answered (Question   *question,
          const char *response)
{
  g_auto (GStrv) texts = NULL;

  if (!g_str_equal (response, DEED))
    return;
  texts = read_texts (question);
  question->answer ((const char *const *) texts, question->data);
}

/* What is wrong with a text, where something is. */
static const char *
find_complaint (GtkWidget  *entry,
                const char *text)
{
  const char *pattern = g_object_get_data (G_OBJECT (entry), PATTERN);

  if (*text == '\0' || pattern == NULL || g_regex_match_simple (pattern, text, 0, 0))
    return NULL;
  return g_object_get_data (G_OBJECT (entry), COMPLAINT);
}

static void
mark_entry (GtkWidget *entry,
            gboolean   wrong)
{
  if (wrong)
    gtk_widget_add_css_class (entry, "error");
  else
    gtk_widget_remove_css_class (entry, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
texts_changed (Question *question)
{
  g_auto (GStrv) texts = read_texts (question);
  gboolean enough = texts[0] == NULL;
  const char *complaint = NULL;

  for (guint i = 0; texts[i] != NULL; i++)
    {
      GtkWidget *entry = g_ptr_array_index (question->entries, i);
      const char *wrong = find_complaint (entry, texts[i]);

      enough |= *texts[i] != '\0' && g_object_get_data (G_OBJECT (entry), BESIDE) == NULL;
      complaint = complaint != NULL ? complaint : wrong;
      mark_entry (entry, wrong != NULL);
      keep_draft (question, entry, *texts[i] != '\0' ? texts[i] : NULL);
    }
  if (question->complaint != NULL)
    gtk_label_set_text (GTK_LABEL (question->complaint), complaint != NULL ? complaint : "");
  adw_message_dialog_set_response_enabled (question->dialog, DEED, enough && complaint == NULL);
}

static const char *
find_text (const CwDialogField *field)
{
  const char *draft =
    field->drafts != NULL && field->draft != NULL ? cw_drafts_get (field->drafts, field->draft) : NULL;

  if (draft != NULL)
    return draft;
  return field->text != NULL ? field->text : "";
}

static guint
count_lines (const char *text)
{
  guint n_lines = 1;

  for (; *text != '\0'; text++)
    n_lines += *text == '\n';
  return n_lines;
}

/* What is listed stands in lines of its own at the left, and scrolls where there are many; the body is centred. */
static GtkWidget *
make_details (const char *details)
{
  GtkWidget *label = gtk_label_new (details), *scroller;

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (count_lines (details) <= MAX_LINES)
    return label;
  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_overlay_scrolling (GTK_SCROLLED_WINDOW (scroller), FALSE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), SCROLLED_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), label);
  return scroller;
}

static GtkWidget *
make_choice (const CwDialogField *field)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) texts = gtk_string_list_new (field->choices);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), field->label);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (texts));
  for (guint i = 0; field->text != NULL && field->choices[i] != NULL; i++)
    if (g_str_equal (field->choices[i], field->text))
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
  g_object_set_data (G_OBJECT (row), BESIDE, GINT_TO_POINTER (TRUE));
  return row;
}

static GtkWidget *
make_entry (Question            *question,
            const CwDialogField *field)
{
  GtkWidget *entry = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), field->label);
  gtk_editable_set_text (GTK_EDITABLE (entry), find_text (field));
  if (field->drafts != NULL)
    g_set_object (&question->drafts, field->drafts);
  g_object_set_data_full (G_OBJECT (entry), DRAFT, g_strdup (field->draft), g_free);
  g_object_set_data_full (G_OBJECT (entry), PATTERN, g_strdup (field->pattern), g_free);
  g_object_set_data_full (G_OBJECT (entry), COMPLAINT, g_strdup (field->complaint), g_free);
  g_object_set_data (G_OBJECT (entry), BESIDE, GINT_TO_POINTER (field->beside));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (entry), TRUE);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (texts_changed), question);
  return entry;
}

static GtkWidget *
make_complaint (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "error");
  gtk_widget_add_css_class (label, "caption");
  return label;
}

static GtkWidget *
make_fields (Question            *question,
             const CwDialogField *fields)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *list;

  list = cw_show_make_list (adw_message_dialog_get_heading (question->dialog));
  gtk_box_append (GTK_BOX (box), list);
  for (; fields->label != NULL; fields++)
    {
      GtkWidget *entry = fields->choices != NULL ? make_choice (fields) : make_entry (question, fields);

      gtk_list_box_append (GTK_LIST_BOX (list), entry);
      g_ptr_array_add (question->entries, entry);
      if (fields->pattern != NULL && question->complaint == NULL)
        question->complaint = make_complaint ();
    }
  if (question->complaint != NULL)
    gtk_box_append (GTK_BOX (box), question->complaint);
  return box;
}

static void
add_extra (Question            *question,
           const char          *details,
           const CwDialogField *fields)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  if (details != NULL)
    gtk_box_append (GTK_BOX (box), make_details (details));
  if (fields != NULL)
    gtk_box_append (GTK_BOX (box), make_fields (question, fields));
  adw_message_dialog_set_extra_child (question->dialog, box);
}

static GtkWindow *
find_window (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/**
 * cw_dialogs_ask:
 * @parent: the widget that asks
 * @heading: the question
 * @body: what it means; lines that begin with a bullet come last
 * @deed: what going on is called
 * @destructive: whether it can't be taken back: Enter doesn't do it then, the button alone does
 * @fields: (nullable): texts to give, ended by one without a label; one that is enough alone is needed
 * @answer: called when the person went on
 * @data: for @answer
 * @data_free: (nullable): frees @data
 */
void
cw_dialogs_ask (GtkWidget           *parent,
                const char          *heading,
                const char          *body,
                const char          *deed,
                gboolean             destructive,
                const CwDialogField *fields,
                CwDialogAnswer       answer,
                gpointer             data,
                GDestroyNotify       data_free)
{
  Question *question = g_new0 (Question, 1);
  const char *details = strstr (body, "\n•");
  g_autofree char *first = details != NULL ? g_strndup (body, details - body) : g_strdup (body);
  GtkWidget *dialog = adw_message_dialog_new (find_window (parent), heading, g_strstrip (first));

  question->dialog = ADW_MESSAGE_DIALOG (dialog);
  question->entries = g_ptr_array_new ();
  question->answer = answer;
  question->data = data;
  question->data_free = data_free;
  adw_message_dialog_add_responses (question->dialog, "cancel", _ ("_Cancel"), DEED, deed, NULL);
  adw_message_dialog_set_close_response (question->dialog, "cancel");
  if (!destructive)
    adw_message_dialog_set_default_response (question->dialog, DEED);
  else if (fields == NULL)
    adw_message_dialog_set_default_response (question->dialog, "cancel");
  adw_message_dialog_set_response_appearance (question->dialog, DEED,
                                              destructive ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  if (fields != NULL || details != NULL)
    add_extra (question, details != NULL ? details + 1 : NULL, fields);
  texts_changed (question);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered), question, NULL, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (dialog), "question", question, question_free);
  gtk_window_present (GTK_WINDOW (dialog));
  if (question->entries->len > 0)
    gtk_widget_grab_focus (g_ptr_array_index (question->entries, 0));
}

/**
 * cw_dialogs_tell:
 * @parent: the widget that tells
 * @heading: what happened
 * @body: what it means
 *
 * Says something that must not be missed, and asks nothing.
 *
 * Returns: (transfer none): the dialog
 */
GtkWidget *
cw_dialogs_tell (GtkWidget  *parent,
                 const char *heading,
                 const char *body)
{
  GtkWidget *dialog;

  g_return_val_if_fail (GTK_IS_WIDGET (parent) && heading != NULL && body != NULL, NULL);

  dialog = adw_message_dialog_new (find_window (parent), heading, body);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

typedef struct {
  CwDialogFile answer;
  gpointer data;
  GDestroyNotify data_free;
} Choosing;

static void
choosing_free (gpointer  data,
             GClosure *closure)
{
  Choosing *choosing = data;

  if (choosing->data_free != NULL)
    choosing->data_free (choosing->data);
  g_free (choosing);
}

static void
file_chosen (GtkNativeDialog *chooser,
             int              response,
             gpointer         data)
{
  Choosing *choosing = data;
  g_autoptr (GtkNativeDialog) owned = chooser;
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL && g_file_peek_path (file) != NULL)
    choosing->answer (g_file_peek_path (file), choosing->data);
  gtk_native_dialog_destroy (chooser);
}

static void
choose_file (GtkFileChooserNative *chooser,
             CwDialogFile          answer,
             gpointer              data,
             GDestroyNotify        data_free)
{
  Choosing *choosing = g_new0 (Choosing, 1);

  choosing->answer = answer;
  choosing->data = data;
  choosing->data_free = data_free;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_data (chooser, "response", G_CALLBACK (file_chosen), choosing, choosing_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/**
 * cw_dialogs_open_file:
 * @parent: the widget that asks
 * @title: what is opened
 * @answer: called with the file that the person chose
 * @data: for @answer
 * @data_free: (nullable): frees @data
 */
void
cw_dialogs_open_file (GtkWidget      *parent,
                      const char     *title,
                      CwDialogFile    answer,
                      gpointer        data,
                      GDestroyNotify  data_free)
{
  choose_file (gtk_file_chooser_native_new (title, find_window (parent), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"),
                                            _ ("_Cancel")),
               answer, data, data_free);
}

/**
 * cw_dialogs_save_file:
 * @parent: the widget that asks
 * @title: what is saved
 * @name: the name proposed
 * @answer: called with the file that the person chose
 * @data: for @answer
 * @data_free: (nullable): frees @data
 */
void
cw_dialogs_save_file (GtkWidget      *parent,
                      const char     *title,
                      const char     *name,
                      CwDialogFile    answer,
                      gpointer        data,
                      GDestroyNotify  data_free)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (title, find_window (parent),
                                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"),
                                                               _ ("_Cancel"));

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  choose_file (chooser, answer, data, data_free);
}
