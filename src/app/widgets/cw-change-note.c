/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-change-note"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-change-note.h"
#include "cw-text.h"

struct _CwChangeNote
{
  AdwBin parent_instance;

  GtkLabel  *title;
  GtkLabel  *text;
  GtkLabel  *line;
  GtkButton *deed;
};

static guint deed_signal;

G_DEFINE_FINAL_TYPE (CwChangeNote, cw_change_note, ADW_TYPE_BIN)

static void
on_deed (CwChangeNote *self)
{
  g_signal_emit (self, deed_signal, 0);
}

static void
cw_change_note_class_init (CwChangeNoteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-change-note.ui");
  gtk_widget_class_bind_template_child (widget_class, CwChangeNote, title);
  gtk_widget_class_bind_template_child (widget_class, CwChangeNote, text);
  gtk_widget_class_bind_template_child (widget_class, CwChangeNote, line);
  gtk_widget_class_bind_template_child (widget_class, CwChangeNote, deed);
  gtk_widget_class_bind_template_callback (widget_class, on_deed);
  deed_signal = g_signal_new ("deed", CW_TYPE_CHANGE_NOTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_change_note_init (CwChangeNote *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_line (GtkLabel   *label,
          const char *text)
{
  g_autofree char *clean = g_strstrip (cw_text_clean (text != NULL ? text : ""));

  gtk_label_set_text (label, clean);
  gtk_widget_set_visible (GTK_WIDGET (label), *clean != '\0');
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

/* The button of a row about many edits: all of them are left out, or taken back; of a question: where it is answered. */
static void
show_deed (CwChangeNote *self,
           CwChangeRow  *row,
           gboolean      open)
{
  g_auto (GStrv) edits = cw_change_row_list_edits (row);
  gboolean back = cw_change_row_get_kind (row) == CW_CHANGE_ROW_LEFT_OUT;
  guint n_edits = g_strv_length (edits);
  g_autofree char *label = NULL;

  if (cw_change_row_get_kind (row) == CW_CHANGE_ROW_QUESTION)
    label = g_strdup (_ ("Answer in the Overview"));
  else if (n_edits > 1)
    label = back ? g_strdup_printf (ngettext ("Take Back %u Edit", "Take Back %u Edits", n_edits), n_edits)
                 : g_strdup_printf (ngettext ("Leave Out %u Edit…", "Leave Out %u Edits…", n_edits), n_edits);
  else
    label = g_strdup (back ? _ ("Take Back") : _ ("Leave Out…"));
  gtk_widget_set_visible (GTK_WIDGET (self->deed),
                          open && (n_edits > 0 || cw_change_row_get_kind (row) == CW_CHANGE_ROW_QUESTION));
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
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), kind != CW_CHANGE_ROW_FILE);
  if (kind == CW_CHANGE_ROW_FILE)
    return;
  text = explain (row, mention);
  gtk_label_set_text (self->title, cw_change_row_get_title (row));
  set_line (self->text, text);
  set_line (self->line, mention != NULL ? mention->text : NULL);
  show_deed (self, row, open);
}
