/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-lines-row"

#include "config.h"

#include "cw-lines-row.h"
#include "cw-show.h"

struct _CwLinesRow
{
  AdwPreferencesRow parent_instance;

  CwDesk *desk;
  char *fact;
  char *shown;       /* what the preparation says */
  gboolean showing;  /* the text is being set, nobody types */

  GtkWidget *text;
  GtkWidget *trouble;
};

G_DEFINE_FINAL_TYPE (CwLinesRow, cw_lines_row, ADW_TYPE_PREFERENCES_ROW)

static char *
dup_text (CwLinesRow *self)
{
  char *text = NULL;

  g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)), "text", &text, NULL);
  return text;
}

static void
cw_lines_row_dispose (GObject *object)
{
  g_clear_object (&CW_LINES_ROW (object)->desk);

  G_OBJECT_CLASS (cw_lines_row_parent_class)->dispose (object);
}

static void
cw_lines_row_finalize (GObject *object)
{
  g_free (CW_LINES_ROW (object)->fact);
  g_free (CW_LINES_ROW (object)->shown);

  G_OBJECT_CLASS (cw_lines_row_parent_class)->finalize (object);
}

static void
text_changed (CwLinesRow *self)
{
  g_autofree char *text = dup_text (self);

  if (!self->showing && self->desk != NULL)
    cw_drafts_keep (cw_desk_get_drafts (self->desk), self->fact, g_str_equal (text, self->shown) ? NULL : text);
}

/* The draft goes when the preparation has the text: see cw_lines_row_update(). */
static void
keep (CwLinesRow *self)
{
  g_autofree char *text = dup_text (self);

  if (self->desk != NULL && !g_str_equal (text, self->shown))
    cw_desk_set_text (self->desk, self->fact, text);
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
  G_OBJECT_CLASS (klass)->dispose = cw_lines_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_lines_row_finalize;
  GTK_WIDGET_CLASS (klass)->unmap = cw_lines_row_unmap;
}

static void
cw_lines_row_init (CwLinesRow *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->shown = g_strdup ("");
  self->text = gtk_text_view_new ();
  self->trouble = gtk_label_new (NULL);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->text), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->text), FALSE);
  gtk_widget_set_size_request (self->text, -1, 72);
  gtk_widget_add_css_class (self->text, "lines");
  gtk_label_set_xalign (GTK_LABEL (self->trouble), 0);
  gtk_label_set_wrap (GTK_LABEL (self->trouble), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->trouble), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (self->trouble, "error");
  gtk_widget_set_visible (self->trouble, FALSE);
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)), "changed",
                           G_CALLBACK (text_changed), self, G_CONNECT_SWAPPED);
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
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), self->text);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (box, "field");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), self->text);
  gtk_box_append (GTK_BOX (box), self->trouble);
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
 * cw_lines_row_set_up:
 * @self: a row that was just made
 * @desk: where the text is kept
 * @fact: key of the fact that it is
 */
void
cw_lines_row_set_up (CwLinesRow *self,
                     CwDesk     *desk,
                     const char *fact)
{
  g_return_if_fail (CW_IS_LINES_ROW (self) && CW_IS_DESK (desk) && fact != NULL);

  self->desk = g_object_ref (desk);
  self->fact = g_strdup (fact);
}

/**
 * cw_lines_row_update:
 * @self: a row
 *
 * Shows what the preparation says, or the draft; what the person is typing stays.
 */
void
cw_lines_row_update (CwLinesRow *self)
{
  g_autofree char *typed = NULL;
  const char *text, *draft;
  CwDrafts *drafts;
  gboolean typing;

  g_return_if_fail (CW_IS_LINES_ROW (self) && self->desk != NULL);

  drafts = cw_desk_get_drafts (self->desk);
  typed = dup_text (self);
  typing = !g_str_equal (typed, self->shown);
  text = cw_deployment_get_text (cw_view_get_deployment (cw_desk_get_view (self->desk)), "%s", self->fact);
  g_free (self->shown);
  self->shown = g_strdup (text != NULL ? text : "");
  draft = cw_drafts_get (drafts, self->fact);
  if (g_strcmp0 (draft, self->shown) == 0)
    {
      cw_drafts_keep (drafts, self->fact, NULL);
      draft = NULL;
    }
  cw_show_text (self->trouble, cw_desk_get_trouble (self->desk, self->fact));
  if (typing || g_str_equal (typed, draft != NULL ? draft : self->shown))
    return;
  self->showing = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)),
                            draft != NULL ? draft : self->shown, -1);
  self->showing = FALSE;
}
