/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-change-note"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-change-note.h"
#include "cw-check-row.h"
#include "cw-file-editor.h"
#include "cw-question-row.h"
#include "cw-show.h"

/* Pixels of it that are seen even where the window is low: the rest is scrolled to. */
#define LEAST_HEIGHT 120

struct _CwChangeNote
{
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  GtkWidget *body;
  GtkLabel  *title;
  GtkLabel  *text;
  GtkLabel  *line;
  GtkButton *deed;
  GtkWidget *edit;      /* opens the file of a warning */
  AdwBin    *place;     /* of the question, or of the warning's check */

  CwDesk    *desk;      /* (owned) (nullable): where questions are answered */
  CwChangeRow *row;     /* (owned) (nullable) */
  GtkWidget *question;  /* (nullable): in @place */
  char      *asked;     /* (nullable): the fact and text of @question */
};

static guint deed_signal;

G_DEFINE_FINAL_TYPE (CwChangeNote, cw_change_note, ADW_TYPE_BIN)

static void
on_deed (CwChangeNote *self)
{
  g_signal_emit (self, deed_signal, 0);
}

static void
on_edit (CwChangeNote *self)
{
  const char *site = cw_plan_get_site (cw_change_row_get_plan (self->row));
  const CwPlanWarning *warning = cw_change_row_get_warning (self->row);

  cw_file_editor_present (self->desk, site, warning->repository, warning->path, warning->line,
                          GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
}

static void
cw_change_note_dispose (GObject *object)
{
  g_clear_object (&CW_CHANGE_NOTE (object)->desk);
  g_clear_object (&CW_CHANGE_NOTE (object)->row);
  G_OBJECT_CLASS (cw_change_note_parent_class)->dispose (object);
}

static void
cw_change_note_finalize (GObject *object)
{
  g_free (CW_CHANGE_NOTE (object)->asked);
  G_OBJECT_CLASS (cw_change_note_parent_class)->finalize (object);
}

static void
cw_change_note_class_init (CwChangeNoteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_change_note_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_change_note_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-change-note.ui");
  gtk_widget_class_bind_template_child (widget_class, CwChangeNote, scroller);
  gtk_widget_class_bind_template_child (widget_class, CwChangeNote, body);
  gtk_widget_class_bind_template_child (widget_class, CwChangeNote, title);
  gtk_widget_class_bind_template_child (widget_class, CwChangeNote, text);
  gtk_widget_class_bind_template_child (widget_class, CwChangeNote, line);
  gtk_widget_class_bind_template_child (widget_class, CwChangeNote, deed);
  gtk_widget_class_bind_template_child (widget_class, CwChangeNote, edit);
  gtk_widget_class_bind_template_child (widget_class, CwChangeNote, place);
  gtk_widget_class_bind_template_callback (widget_class, on_deed);
  gtk_widget_class_bind_template_callback (widget_class, on_edit);
  deed_signal = g_signal_new ("deed", CW_TYPE_CHANGE_NOTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* A scrolled window doesn't ask for the height that its text has when it wraps: this does, and is content with less where
 * there is no room for all of it. */
static void
measure (GtkWidget     *widget,
         GtkOrientation orientation,
         int            for_size,
         int           *minimum,
         int           *natural,
         int           *minimum_baseline,
         int           *natural_baseline)
{
  CwChangeNote *self = CW_CHANGE_NOTE (widget);

  /* What was never measured doesn't tell of a change in it. */
  gtk_widget_measure (GTK_WIDGET (self->scroller), orientation, -1, NULL, NULL, NULL, NULL);
  gtk_widget_measure (gtk_scrolled_window_get_child (self->scroller), orientation, for_size, NULL, NULL, NULL, NULL);
  gtk_widget_measure (self->body, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = MIN (*minimum, LEAST_HEIGHT);
}

static void
allocate (GtkWidget *widget,
          int        width,
          int        height,
          int        baseline)
{
  gtk_widget_allocate (GTK_WIDGET (CW_CHANGE_NOTE (widget)->scroller), width, height, -1, NULL);
}

static GtkSizeRequestMode
get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* Tab stops at the whole only where it has to be scrolled: GTK 4.8 stops at every scrolled window without anything that
 * takes the focus in it. */
static void
update_focus (CwChangeNote *self)
{
  GtkAdjustment *room = gtk_scrolled_window_get_vadjustment (self->scroller);

  gtk_widget_set_can_focus (GTK_WIDGET (self->scroller),
                            gtk_adjustment_get_upper (room) > gtk_adjustment_get_page_size (room)
                              || gtk_widget_get_visible (GTK_WIDGET (self->place)) || gtk_widget_get_visible (self->edit)
                              || gtk_widget_get_visible (GTK_WIDGET (self->deed)));
}

static void
cw_change_note_init (CwChangeNote *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (GTK_WIDGET (self), gtk_custom_layout_new (get_request_mode, measure, allocate));
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "changed", G_CALLBACK (update_focus), self,
                           G_CONNECT_SWAPPED);
  update_focus (self);
}

static char *
explain (CwChangeRow     *row,
         const CwMention *mention)
{
  guint n_files = cw_change_row_get_children (row) != NULL
                    ? g_list_model_get_n_items (cw_change_row_get_children (row)) : 0;

  if (mention != NULL && mention->target != NULL && !mention->left_out
      && !g_str_equal (mention->target, mention->value))
    return g_strdup_printf (_ ("%s It would become %s."), mention->reason, mention->target);
  if (mention != NULL)
    return g_strdup (mention->reason);
  if (cw_change_row_get_kind (row) == CW_CHANGE_ROW_GROUP)
    return g_strdup_printf (ngettext ("The same edits in %u file; its first one is shown.",
                                      "The same edits in %u files; the first one is shown.", n_files), n_files);
  return g_strdup (cw_change_row_get_subtitle (row));
}

/* (nullable): the open question about the mention, as the preparation's stages ask it. */
static const CwQuestion *
find_question (CwChangeNote    *self,
               const CwMention *mention)
{
  g_autofree char *fact = NULL;

  if (self->desk == NULL || mention == NULL || mention->question == NULL)
    return NULL;
  fact = g_strconcat ("answer.", mention->question, NULL);
  return cw_view_find_question (cw_desk_get_view (self->desk), fact);
}

/* (nullable): what the stages say of the warning. */
static const CwCheck *
find_check (CwChangeNote        *self,
            const CwPlanWarning *warning)
{
  g_autofree char *id = cw_plan_warning_name_check (warning, cw_plan_get_site (cw_change_row_get_plan (self->row)));

  return self->desk != NULL ? cw_view_find_check (cw_desk_get_view (self->desk), id) : NULL;
}

static void
put_in_place (CwChangeNote *self,
              const char   *name,
              GtkWidget    *row)
{
  GtkWidget *list = cw_show_make_list (name);

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  adw_bin_set_child (self->place, list);
  gtk_widget_show (GTK_WIDGET (self->place));
}

/* A warning as the page's checks have it, with what can be done about it. */
static void
show_warning (CwChangeNote        *self,
              const CwPlanWarning *warning,
              gboolean             open)
{
  const CwCheck *check = find_check (self, warning);
  /* One line stands in the diff below. */
  gboolean below = cw_change_row_get_file (self->row) != NULL && (warning->more == NULL || warning->more->len == 0);
  g_autofree char *lines = warning->path != NULL && !below ? cw_plan_warning_show_lines (warning) : NULL;

  if (check != NULL)
    put_in_place (self, _ ("Check"), cw_check_row_new (self->desk, check));
  gtk_widget_set_visible (GTK_WIDGET (self->title), check == NULL);
  cw_show_line (self->text, check != NULL ? NULL : warning->reason);
  cw_show_line (self->line, lines);
  gtk_widget_set_visible (self->edit, check != NULL && open && warning->path != NULL);
}

/* The same question keeps what was typed. */
static void
show_question (CwChangeNote     *self,
               const CwQuestion *question)
{
  g_autofree char *asked = question != NULL ? g_strconcat (question->fact, "\n", question->text, NULL) : NULL;

  if (question != NULL && g_strcmp0 (asked, self->asked) == 0)
    {
      cw_question_row_update (CW_QUESTION_ROW (self->question));
      return;
    }
  self->question = question != NULL ? cw_question_row_new (self->desk, question) : NULL;
  adw_bin_set_child (self->place, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->place), self->question != NULL);
  if (self->question != NULL)
    put_in_place (self, _ ("Question"), self->question);
  g_free (self->asked);
  self->asked = g_steal_pointer (&asked);
}

/* The button of a row about many edits: all of them are left out, or taken back. */
static void
show_deed (CwChangeNote *self,
           CwChangeRow  *row,
           gboolean      open)
{
  g_auto (GStrv) edits = cw_change_row_list_edits (row);
  gboolean back = cw_change_row_get_kind (row) == CW_CHANGE_ROW_LEFT_OUT;
  guint n_edits = g_strv_length (edits);
  g_autofree char *label = NULL;

  if (n_edits > 1)
    label = back ? g_strdup_printf (ngettext ("Take Back %u Edit", "Take Back %u Edits", n_edits), n_edits)
                 : g_strdup_printf (ngettext ("Leave Out %u Edit…", "Leave Out %u Edits…", n_edits), n_edits);
  else
    label = g_strdup (back ? _ ("Take Back") : _ ("Leave Out…"));
  gtk_widget_set_visible (GTK_WIDGET (self->deed), open && n_edits > 0);
  gtk_button_set_label (self->deed, label);
}

/**
 * cw_change_note_set_row:
 * @self: the note
 * @row: (nullable): what it explains; it hides for a file, whose diff says all
 * @open: whether something can still be done about it
 */
void
cw_change_note_set_row (CwChangeNote *self,
                        CwChangeRow  *row,
                        gboolean      open)
{
  CwChangeRowKind kind = row != NULL ? cw_change_row_get_kind (row) : CW_CHANGE_ROW_FILE;
  const CwMention *mention = row != NULL ? cw_change_row_get_mention (row) : NULL;
  const CwQuestion *question = kind == CW_CHANGE_ROW_QUESTION && open ? find_question (self, mention) : NULL;
  g_autofree char *text = NULL;

  g_set_object (&self->row, row);
  gtk_widget_set_visible (GTK_WIDGET (self), kind != CW_CHANGE_ROW_FILE);
  show_question (self, question);
  if (kind == CW_CHANGE_ROW_FILE)
    return;
  text = explain (row, mention);
  gtk_label_set_text (self->title, cw_change_row_get_title (row));
  gtk_widget_show (GTK_WIDGET (self->title));
  gtk_widget_hide (self->edit);
  /* The question says so itself. */
  cw_show_line (self->text, question != NULL ? NULL : text);
  cw_show_line (self->line, mention != NULL ? mention->text : NULL);
  show_deed (self, row, open);
  if (cw_change_row_get_warning (row) != NULL)
    show_warning (self, cw_change_row_get_warning (row), open);
  update_focus (self);
}

/**
 * cw_change_note_set_desk:
 * @self: the note
 * @desk: where the questions that it shows are answered
 */
void
cw_change_note_set_desk (CwChangeNote *self,
                         CwDesk       *desk)
{
  g_return_if_fail (CW_IS_CHANGE_NOTE (self) && CW_IS_DESK (desk));

  g_set_object (&self->desk, desk);
}
