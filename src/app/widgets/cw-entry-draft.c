/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-entry-draft"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "cw-entry-draft.h"

/* What goes with an entry whose text is taken over by a button of its own. */
typedef struct {
  CwDrafts *drafts; /* (nullable): the desk's, which writes down the last of them as it goes; a weak pointer */
  char *key;
  char *shown;      /* the text as the preparation has it */
  gboolean showing; /* the text is being set, nobody types */
  gboolean typed;   /* the row shows its own tick, since the person typed in it */
  gboolean left;    /* the person went elsewhere since */
  GtkWidget *words; /* that it isn't applied */
  GtkWidget *undo;  /* for what was typed before, of which the row itself knows nothing */
  GtkWidget *tick;  /* likewise */
} EntryDraft;

#define NAME "cw-entry-draft"

static void
entry_draft_free (gpointer data)
{
  EntryDraft *self = data;

  g_clear_weak_pointer (&self->drafts);
  g_free (self->key);
  g_free (self->shown);
  g_free (self);
}

static gboolean
is_old (EntryDraft *self)
{
  return (!self->typed || self->left) && self->drafts != NULL && cw_drafts_get (self->drafts, self->key) != NULL;
}

static void
show_words (EntryDraft *self)
{
  gboolean old = is_old (self);

  gtk_widget_set_visible (self->words, old);
  gtk_widget_set_visible (self->undo, old && !self->typed);
  gtk_widget_set_visible (self->tick, old && !self->typed);
}

static void
went_elsewhere (GtkWidget *entry)
{
  EntryDraft *self = g_object_get_data (G_OBJECT (entry), NAME);

  self->left = TRUE;
  show_words (self);
}

static void
text_changed (GtkEditable *entry)
{
  EntryDraft *self = g_object_get_data (G_OBJECT (entry), NAME);
  const char *text = gtk_editable_get_text (entry);

  if (self->showing || self->drafts == NULL)
    return;
  self->typed = TRUE;
  self->left = FALSE;
  cw_drafts_keep (self->drafts, self->key, g_str_equal (text, self->shown) ? NULL : text);
  show_words (self);
}

static void
apply (GtkWidget *entry)
{
  EntryDraft *self = g_object_get_data (G_OBJECT (entry), NAME);

  if (is_old (self) && !self->typed)
    g_signal_emit_by_name (entry, "apply");
}

/* What was typed gives way to what counts. */
static void
undo (GtkWidget *entry)
{
  EntryDraft *self = g_object_get_data (G_OBJECT (entry), NAME);

  if (self->drafts != NULL)
    cw_drafts_keep (self->drafts, self->key, NULL);
  self->showing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (entry), self->shown);
  self->showing = FALSE;
  gtk_widget_grab_focus (entry);
  show_words (self);
}

static GtkWidget *
add_button (GtkWidget  *entry,
            const char *icon,
            const char *what,
            GCallback   clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  g_autofree char *name = g_strdup_printf ("%s: %s", what,
                                           adw_preferences_row_get_title (ADW_PREFERENCES_ROW (entry)));

  gtk_widget_set_visible (button, FALSE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (entry), button);
  g_signal_connect_object (button, "clicked", clicked, entry, G_CONNECT_SWAPPED);
  return button;
}

/* What it is about, a way back, and a tick as the row's own. */
static void
add_buttons (EntryDraft *self,
             GtkWidget  *entry)
{
  self->words = gtk_label_new (_ ("Not applied"));
  gtk_widget_set_visible (self->words, FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (self->words), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->words, "caption");
  gtk_widget_add_css_class (self->words, "warning");
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (entry), self->words);
  self->undo = add_button (entry, "edit-undo-symbolic", _ ("Undo"), G_CALLBACK (undo));
  gtk_widget_set_name (self->undo, "draft-undo");
  gtk_widget_add_css_class (self->undo, "flat");
  self->tick = add_button (entry, "adw-entry-apply-symbolic", _ ("Apply"), G_CALLBACK (apply));
  gtk_widget_set_name (self->tick, "draft-tick");
  gtk_widget_add_css_class (self->tick, "suggested-action");
  g_signal_connect (entry, "entry-activated", G_CALLBACK (apply), NULL);
}

static EntryDraft *
entry_draft_get (GtkWidget  *entry,
                 CwDrafts   *drafts,
                 const char *key)
{
  EntryDraft *self = g_object_get_data (G_OBJECT (entry), NAME);

  if (self != NULL)
    return self;
  self = g_new0 (EntryDraft, 1);
  g_set_weak_pointer (&self->drafts, drafts);
  self->key = g_strconcat ("entry.", key, NULL);
  add_buttons (self, entry);
  g_object_set_data_full (G_OBJECT (entry), NAME, self, entry_draft_free);
  g_signal_connect (entry, "changed", G_CALLBACK (text_changed), NULL);
  g_signal_connect (entry, "unmap", G_CALLBACK (went_elsewhere), NULL);
  return self;
}

/**
 * cw_entry_draft_show:
 * @entry: an AdwEntryRow with an "apply" button
 * @drafts: where it is kept how far they got
 * @key: what is typed there; the same for each call
 * @text: the text as the preparation has it
 *
 * Shows @text, or what was typed since and isn't taken over yet: neither news nor the end of the program lose that.
 * What was typed before this row was made has its tick, too.
 */
void
cw_entry_draft_show (GtkWidget  *entry,
                     CwDrafts   *drafts,
                     const char *key,
                     const char *text)
{
  EntryDraft *self;
  const char *draft;

  g_return_if_fail (ADW_IS_ENTRY_ROW (entry) && CW_IS_DRAFTS (drafts) && key != NULL && text != NULL);

  self = entry_draft_get (entry, drafts, key);
  g_free (self->shown);
  self->shown = g_strdup (text);
  draft = cw_drafts_get (drafts, self->key);
  if (g_strcmp0 (draft, text) == 0)
    cw_drafts_keep (drafts, self->key, NULL);
  else if (draft != NULL)
    text = draft;
  if (cw_drafts_get (drafts, self->key) == NULL)
    self->typed = FALSE;
  show_words (self);
  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (entry)), text))
    return;
  self->showing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  self->showing = FALSE;
}

/**
 * cw_entry_draft_is_old:
 * @entry: an AdwEntryRow
 *
 * Returns: whether what stands there was typed before the person came to it this time, and isn't applied
 */
gboolean
cw_entry_draft_is_old (GtkWidget *entry)
{
  EntryDraft *self = g_object_get_data (G_OBJECT (entry), NAME);

  return self != NULL && is_old (self);
}

/**
 * cw_entry_draft_get_shown:
 * @entry: an AdwEntryRow
 *
 * Returns: (transfer none): the text as the preparation has it; what stands there where there is none
 */
const char *
cw_entry_draft_get_shown (GtkWidget *entry)
{
  EntryDraft *self = g_object_get_data (G_OBJECT (entry), NAME);

  g_return_val_if_fail (ADW_IS_ENTRY_ROW (entry), "");

  return self != NULL ? self->shown : gtk_editable_get_text (GTK_EDITABLE (entry));
}

/* Depth first. */
static GtkWidget *
find_apply_button (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget)
      && g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), "adw-entry-apply-symbolic") == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_apply_button (child);
  return found;
}

/**
 * cw_entry_draft_show_apply:
 * @entry: a row in which a text is typed
 *
 * Gives it the tick that appears when something was typed; libadwaita 1.2 gives that no name.
 */
void
cw_entry_draft_show_apply (AdwEntryRow *entry)
{
  GtkWidget *button;

  adw_entry_row_set_show_apply_button (entry, TRUE);
  button = find_apply_button (GTK_WIDGET (entry));
  if (button != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Apply"), -1);
}
