/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-entry-draft"

#include "config.h"

#include "cw-entry-draft.h"

/* What goes with an entry whose text is taken over by a button of its own. */
typedef struct {
  CwDrafts *drafts; /* (owned) */
  char *key;
  char *shown;      /* the text as the preparation has it */
  gboolean showing; /* the text is being set, nobody types */
} EntryDraft;

#define NAME "cw-entry-draft"

static void
entry_draft_free (gpointer data)
{
  EntryDraft *self = data;

  g_object_unref (self->drafts);
  g_free (self->key);
  g_free (self->shown);
  g_free (self);
}

static void
text_changed (GtkEditable *entry)
{
  EntryDraft *self = g_object_get_data (G_OBJECT (entry), NAME);
  const char *text = gtk_editable_get_text (entry);

  if (!self->showing)
    cw_drafts_keep (self->drafts, self->key, g_str_equal (text, self->shown) ? NULL : text);
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
  self->drafts = g_object_ref (drafts);
  self->key = g_strconcat ("entry.", key, NULL);
  g_object_set_data_full (G_OBJECT (entry), NAME, self, entry_draft_free);
  g_signal_connect (entry, "changed", G_CALLBACK (text_changed), NULL);
  return self;
}

/**
 * cw_entry_draft_show:
 * @entry: a GtkEditable in which a person types, and which takes the text over by a button
 * @drafts: where it is kept how far they got
 * @key: what is typed there; the same for each call
 * @text: the text as the preparation has it
 *
 * Shows @text, or what was typed since and isn't taken over yet: neither news nor the end of the program lose that.
 */
void
cw_entry_draft_show (GtkWidget  *entry,
                     CwDrafts   *drafts,
                     const char *key,
                     const char *text)
{
  EntryDraft *self;
  const char *draft;

  g_return_if_fail (GTK_IS_EDITABLE (entry) && CW_IS_DRAFTS (drafts) && key != NULL && text != NULL);

  self = entry_draft_get (entry, drafts, key);
  g_free (self->shown);
  self->shown = g_strdup (text);
  draft = cw_drafts_get (drafts, self->key);
  if (g_strcmp0 (draft, text) == 0)
    cw_drafts_keep (drafts, self->key, NULL);
  else if (draft != NULL)
    text = draft;
  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (entry)), text))
    return;
  self->showing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  self->showing = FALSE;
}
