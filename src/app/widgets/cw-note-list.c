/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-note-list"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-note-list.h"
#include "cw-show.h"
#include "cw-text.h"

#define DRAFT "note"

/* Older ones stand on the sheet. */
#define MAX_NOTES 50

struct _CwNoteList
{
  AdwBin parent_instance;

  CwDesk *desk;
  guint n_shown;
  gboolean showing;   /* a draft is being put back, nobody types */

  GtkWidget *entry;
  GtkWidget *write;
  GtkWidget *notes;
};

G_DEFINE_FINAL_TYPE (CwNoteList, cw_note_list, ADW_TYPE_BIN)

static void
text_changed (CwNoteList *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *words = g_strstrip (g_strdup (text));

  gtk_widget_set_visible (self->write, *words != '\0');
  if (!self->showing && self->desk != NULL)
    cw_drafts_keep (cw_desk_get_drafts (self->desk), DRAFT, *text != '\0' ? text : NULL);
}

static void
write_note (CwNoteList *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  if (self->desk == NULL || *g_strstrip (text) == '\0')
    return;
  cw_desk_note (self->desk, text);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
cw_note_list_dispose (GObject *object)
{
  g_clear_object (&CW_NOTE_LIST (object)->desk);

  G_OBJECT_CLASS (cw_note_list_parent_class)->dispose (object);
}

static void
cw_note_list_class_init (CwNoteListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_note_list_dispose;
}

static void
cw_note_list_init (CwNoteList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *group = adw_preferences_group_new ();

  self->entry = adw_entry_row_new ();
  self->notes = adw_bin_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Notes"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), _ ("Write a _note into the record"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self->entry), TRUE);
  self->write = gtk_button_new_from_icon_name ("adw-entry-apply-symbolic");
  gtk_widget_set_valign (self->write, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->write, "suggested-action");
  gtk_widget_add_css_class (self->write, "circular");
  gtk_widget_set_tooltip_text (self->write, _ ("Write the Note"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->write), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Write the Note"), -1);
  gtk_widget_set_visible (self->write, FALSE);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->entry), self->write);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (text_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "entry-activated", G_CALLBACK (write_note), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->write, "clicked", G_CALLBACK (write_note), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->entry);
  gtk_box_append (GTK_BOX (box), group);
  gtk_box_append (GTK_BOX (box), self->notes);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * cw_note_list_new:
 *
 * Makes the list of notes about a stage.
 *
 * Returns: (transfer floating): the list
 */
GtkWidget *
cw_note_list_new (void)
{
  return g_object_new (CW_TYPE_NOTE_LIST, NULL);
}

static void
add_note (GtkWidget        *list,
          CwProcedure      *procedure,
          const CwNote *note)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *when = cw_show_instant (procedure, note->time / G_USEC_PER_SEC);
  g_autofree char *text = cw_text_clean (note->text);
  g_autofree char *detail = g_strdup_printf ("%s · %s", when, note->actor);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static void
show_draft (CwNoteList *self)
{
  const char *draft = cw_drafts_get (cw_desk_get_drafts (self->desk), DRAFT);

  if (draft == NULL || *gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0')
    return;
  self->showing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), draft);
  self->showing = FALSE;
}

/**
 * cw_note_list_update:
 * @self: the list
 * @desk: a desk with a preparation
 */
void
cw_note_list_update (CwNoteList *self,
                     CwDesk     *desk)
{
  CwProcedure *procedure = cw_desk_get_procedure (desk);
  GPtrArray *notes = cw_view_get_notes (cw_desk_get_view (desk));
  GtkWidget *list;

  g_return_if_fail (CW_IS_NOTE_LIST (self));

  g_set_object (&self->desk, desk);
  gtk_widget_set_sensitive (self->entry, !cw_desk_is_reading (desk));
  show_draft (self);
  if (notes->len == self->n_shown)
    return;
  self->n_shown = notes->len;
  list = cw_show_make_list (_ ("Notes"));
  for (guint i = 0; i < MIN (notes->len, MAX_NOTES); i++)
    add_note (list, procedure, g_ptr_array_index (notes, notes->len - 1 - i));
  adw_bin_set_child (ADW_BIN (self->notes), list);
}
