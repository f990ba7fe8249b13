/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-lines-row"

#include "config.h"

#include "cw-lines-row.h"

struct _CwLinesRow
{
  AdwPreferencesRow parent_instance;

  char *shown;     /* what the preparation says */

  GtkWidget *text;
};

static guint written_signal;

G_DEFINE_FINAL_TYPE (CwLinesRow, cw_lines_row, ADW_TYPE_PREFERENCES_ROW)

static void
cw_lines_row_finalize (GObject *object)
{
  g_free (CW_LINES_ROW (object)->shown);

  G_OBJECT_CLASS (cw_lines_row_parent_class)->finalize (object);
}

static void
keep (CwLinesRow *self)
{
  g_autofree char *text = cw_lines_row_dup_text (self);

  if (g_str_equal (text, self->shown))
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
  g_signal_emit (self, written_signal, 0);
}

static void
cw_lines_row_unmap (GtkWidget *widget)
{
  keep (CW_LINES_ROW (widget));
  GTK_WIDGET_CLASS (cw_lines_row_parent_class)->unmap (widget);
}

static void
cw_lines_row_class_init (CwLinesRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_lines_row_finalize;
  GTK_WIDGET_CLASS (klass)->unmap = cw_lines_row_unmap;
  written_signal = g_signal_new ("written", CW_TYPE_LINES_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_lines_row_init (CwLinesRow *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->shown = g_strdup ("");
  self->text = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->text), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->text), FALSE);
  gtk_widget_set_size_request (self->text, -1, 72);
  gtk_widget_add_css_class (self->text, "lines");
  g_signal_connect_object (focus, "leave", G_CALLBACK (keep), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->text, focus);
}

/**
 * cw_lines_row_new:
 * @title: what is written there; with a mnemonic
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
cw_lines_row_new (const char *title)
{
  CwLinesRow *self = g_object_new (CW_TYPE_LINES_ROW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new_with_mnemonic (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), self->text);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (box, "field");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), self->text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (GTK_LABEL (label)), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (GTK_LABEL (label)), -1);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  return GTK_WIDGET (self);
}

/**
 * cw_lines_row_show:
 * @self: a row
 * @text: (nullable): what the preparation says; what the person is typing stays
 */
void
cw_lines_row_show (CwLinesRow *self,
                   const char *text)
{
  g_autofree char *typed = NULL;

  g_return_if_fail (CW_IS_LINES_ROW (self));

  typed = cw_lines_row_dup_text (self);
  if (!g_str_equal (typed, self->shown) || g_strcmp0 (text, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_strdup (text != NULL ? text : "");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)), self->shown, -1);
}

/**
 * cw_lines_row_dup_text:
 * @self: a row
 *
 * Returns: (transfer full): its text as it stands on screen
 */
char *
cw_lines_row_dup_text (CwLinesRow *self)
{
  char *text = NULL;

  g_return_val_if_fail (CW_IS_LINES_ROW (self), NULL);

  g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)), "text", &text, NULL);
  return text;
}
