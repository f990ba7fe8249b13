/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage-entry"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-show.h"
#include "cw-stage-entry.h"

struct _CwStageEntry
{
  GObject parent_instance;

  char *id;
  char *title;
  char *fact;
  const char *icon;
  const char *style;
  const char *word;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (CwStageEntry, cw_stage_entry, G_TYPE_OBJECT)

static void
cw_stage_entry_finalize (GObject *object)
{
  CwStageEntry *self = CW_STAGE_ENTRY (object);

  g_free (self->id);
  g_free (self->title);
  g_free (self->fact);

  G_OBJECT_CLASS (cw_stage_entry_parent_class)->finalize (object);
}

static void
cw_stage_entry_class_init (CwStageEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_stage_entry_finalize;
  changed_signal = g_signal_new ("changed", CW_TYPE_STAGE_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 0);
}

static void
cw_stage_entry_init (CwStageEntry *self)
{
}

/**
 * cw_stage_entry_new:
 * @id: a stage's id
 * @title: its title, translated
 *
 * Makes the sidebar's entry of a stage, open and without sums until it is updated.
 *
 * Returns: (transfer full): the entry
 */
CwStageEntry *
cw_stage_entry_new (const char *id,
                    const char *title)
{
  CwStageEntry *self = g_object_new (CW_TYPE_STAGE_ENTRY, NULL);

  self->id = g_strdup (id);
  self->title = g_strdup (title);
  cw_stage_entry_update (self, NULL, FALSE);
  return self;
}

const char *
cw_stage_entry_get_id (CwStageEntry *self)
{
  g_return_val_if_fail (CW_IS_STAGE_ENTRY (self), NULL);

  return self->id;
}

static gboolean
any_in (const CwViewStage *stage,
        guint              states)
{
  for (guint i = 0; i < stage->items->len; i++)
    if ((states & (1u << ((const CwViewItem *) g_ptr_array_index (stage->items, i))->state)) != 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_warning (const CwViewStage *stage)
{
  for (guint i = 0; i < stage->result->checks->len; i++)
    if (((const CwCheck *) g_ptr_array_index (stage->result->checks, i))->state == CW_CHECK_WARNING)
      return TRUE;
  return FALSE;
}

static void
set_state (CwStageEntry *self,
           const char   *icon,
           const char   *style,
           const char   *word)
{
  self->icon = icon;
  self->style = style;
  self->word = word;
}

/**
 * cw_stage_entry_update:
 * @self: an entry
 * @stage: (nullable): the stage as it stands; %NULL while there is no preparation
 * @given_up: whether nothing comes of what isn't done yet
 */
void
cw_stage_entry_update (CwStageEntry      *self,
                       const CwViewStage *stage,
                       gboolean           given_up)
{
  const guint trouble = 1u << CW_EFFECT_FAILED | 1u << CW_EFFECT_IN_DOUBT | 1u << CW_EFFECT_ASKING
                        | 1u << CW_EFFECT_DRIFTED;
  const guint begun = 1u << CW_EFFECT_READY | 1u << CW_EFFECT_APPROVED | 1u << CW_EFFECT_OUTDATED;

  g_return_if_fail (CW_IS_STAGE_ENTRY (self));

  if (stage == NULL)
    set_state (self, "radio-symbolic", "dim-label", _ ("Not begun"));
  /* Whether it arrived has to be found out, also when nothing comes of it any more. */
  else if (given_up && any_in (stage, 1u << CW_EFFECT_IN_DOUBT))
    set_state (self, "dialog-warning-symbolic", "warning", _ ("Needs you"));
  else if (stage->result->skipped && stage->done)
    set_state (self, "window-minimize-symbolic", "dim-label", _ ("Left out"));
  else if (stage->done)
    set_state (self, "emblem-ok-symbolic", "success", _ ("Done"));
  else if (given_up)
    set_state (self, "action-unavailable-symbolic", "dim-label", C_ ("state", "Given up"));
  else if (any_in (stage, trouble))
    set_state (self, "dialog-warning-symbolic", "warning", _ ("Needs you"));
  else if (stage->result->out_of_reach->len > 0)
    set_state (self, "network-wired-disconnected-symbolic", "warning", _ ("Out of reach"));
  else if (any_in (stage, begun) || stage->result->questions->len > 0 || has_warning (stage))
    set_state (self, "radio-mixed-symbolic", "accent", _ ("Open"));
  else
    set_state (self, "radio-symbolic", "dim-label", _ ("Waiting"));
  g_free (self->fact);
  self->fact = g_strdup (stage == NULL ? NULL : !stage->done && given_up ? self->word : stage->result->fact);
  g_signal_emit (self, changed_signal, 0);
}

static void
show_entry (GtkWidget    *row,
            CwStageEntry *self)
{
  GtkWidget *box = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row));
  GtkWidget *icon = gtk_widget_get_first_child (box);
  GtkWidget *fact = gtk_widget_get_last_child (box);
  g_autofree char *name = NULL;

  name = g_strjoin (", ", self->title, self->word, g_strcmp0 (self->fact, self->word) != 0 ? self->fact : NULL, NULL);
  cw_show_icon (icon, self->icon, self->style, self->word);
  gtk_label_set_text (GTK_LABEL (fact), self->fact != NULL ? self->fact : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * cw_stage_entry_make_row:
 * @entry: a #CwStageEntry
 * @user_data: unused
 *
 * Returns: (transfer floating): its row on the map, which follows it
 */
GtkWidget *
cw_stage_entry_make_row (gpointer entry,
                         gpointer user_data)
{
  CwStageEntry *self = CW_STAGE_ENTRY (entry);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (self->title);
  GtkWidget *fact = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (fact, "dim-label");
  gtk_widget_add_css_class (fact, "caption");
  gtk_widget_add_css_class (fact, "numeric");
  gtk_widget_add_css_class (row, "stage");
  gtk_box_append (GTK_BOX (box), gtk_image_new ());
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), fact);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  show_entry (row, self);
  g_signal_connect_object (self, "changed", G_CALLBACK (show_entry), row, G_CONNECT_SWAPPED);
  return row;
}
