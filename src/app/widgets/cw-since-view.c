/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-since-view"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-date.h"
#include "cw-diff-text.h"
#include "cw-since-view.h"

/* Unchanged lines around a change. */
#define N_CONTEXT 1

/* Much longer texts changed as a whole: the document below says it better. */
#define MAX_TEXT 20000

struct _CwSinceView
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (CwSinceView, cw_since_view, ADW_TYPE_BIN)

static void
cw_since_view_class_init (CwSinceViewClass *klass)
{
}

static void
cw_since_view_init (CwSinceView *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* Half transparent, so that it stands on light and dark ground. */
static void
add_ground (PangoAttrList *attributes,
            gsize          start,
            gsize          length,
            gboolean       added,
            gboolean       strong)
{
  PangoAttribute *ground = added ? pango_attr_background_new (0x2e00, 0xc200, 0x7e00)
                                 : pango_attr_background_new (0xe000, 0x1b00, 0x2400);
  PangoAttribute *alpha = pango_attr_background_alpha_new (strong ? 0x6000 : 0x2400);

  ground->start_index = alpha->start_index = (guint) start;
  ground->end_index = alpha->end_index = (guint) (start + length);
  pango_attr_list_change (attributes, ground);
  pango_attr_list_change (attributes, alpha);
}

static PangoAttrList *
make_attributes (const CwDiffText *diff)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  for (guint i = 0; i < diff->rows->len; i++)
    {
      const CwDiffRow *row = &g_array_index (diff->rows, CwDiffRow, i);

      if (row->kind == CW_DIFF_ADDED || row->kind == CW_DIFF_REMOVED)
        add_ground (attributes, row->start, row->length, row->kind == CW_DIFF_ADDED, FALSE);
    }
  for (guint i = 0; i < diff->words->len; i++)
    {
      const CwDiffWord *word = &g_array_index (diff->words, CwDiffWord, i);
      const CwDiffRow *row = &g_array_index (diff->rows, CwDiffRow, word->row);

      add_ground (attributes, row->start + word->start, word->length, row->kind == CW_DIFF_ADDED, TRUE);
    }
  return attributes;
}

/* Ended by a newline, so that no line is noted for its lack. */
static GBytes *
make_bytes (const char *text)
{
  char *ended = *text != '\0' && !g_str_has_suffix (text, "\n") ? g_strconcat (text, "\n", NULL) : g_strdup (text);

  return g_bytes_new_take (ended, strlen (ended));
}

static CwDiffText *
compare (const CwSinceChange *change)
{
  g_autoptr (GBytes) before = make_bytes (change->before), after = make_bytes (change->after);
  g_autoptr (CwPatch) patch = cw_patch_new (before, after, "text", N_CONTEXT, NULL);

  return patch != NULL && !patch->binary ? cw_diff_text_new (patch) : NULL;
}

static GtkWidget *
make_label (const char *text,
            const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static void
add_change (GtkWidget           *box,
            const CwSinceChange *change)
{
  gboolean shown = change->before != NULL && change->after != NULL
                   && strlen (change->before) + strlen (change->after) < MAX_TEXT;
  g_autoptr (CwDiffText) diff = shown ? compare (change) : NULL;
  g_autoptr (PangoAttrList) attributes = NULL;
  GtkWidget *text;

  gtk_box_append (GTK_BOX (box), make_label (change->what, "caption-heading"));
  if (change->note != NULL)
    gtk_box_append (GTK_BOX (box), make_label (change->note, "dim-label"));
  if (change->note != NULL)
    return;
  if (diff == NULL || diff->text->len == 0)
    {
      gtk_box_append (GTK_BOX (box), make_label (_ ("Changed too much to be shown here"), "dim-label"));
      return;
    }
  text = make_label (diff->text->str, change->code ? "monospace" : NULL);
  attributes = make_attributes (diff);
  gtk_label_set_attributes (GTK_LABEL (text), attributes);
  gtk_box_append (GTK_BOX (box), text);
}

static char *
describe (const CwViewItem *item)
{
  const char *who = cw_effect_record_get_approved_by (item->record);
  gint64 then = cw_effect_record_get_approved_time (item->record) / G_USEC_PER_SEC;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (then);
  g_autofree char *day = time != NULL ? cw_date_show_day (time) : g_strdup ("?");
  g_autofree char *clock = time != NULL ? g_date_time_format (time, "%H:%M") : g_strdup ("?");

  if (who == NULL || cw_effect_record_get_approved (item->record) == NULL)
    return g_strdup (_ ("Changed since it was sent"));
  /* Translators: a person, a day, and the time of day. */
  return g_strdup_printf (_ ("Changed since it was last reviewed, by %s on %s at %s"), who, day, clock);
}

static void
show_changes (CwSinceView *self,
              GPtrArray   *changes,
              const char  *title)
{
  GtkWidget *box, *group;

  gtk_widget_set_visible (GTK_WIDGET (self), changes->len > 0);
  adw_bin_set_child (ADW_BIN (self), NULL);
  if (changes->len == 0)
    return;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "trouble");
  for (guint i = 0; i < changes->len; i++)
    add_change (box, g_ptr_array_index (changes, i));
  group = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (group), make_label (title, "heading"));
  gtk_box_append (GTK_BOX (group), box);
  adw_bin_set_child (ADW_BIN (self), group);
}

/**
 * cw_since_view_show:
 * @self: the view
 * @procedure: whose times are shown
 * @item: an effect; not kept
 * @reviewed: (nullable): the effect as it was when it was approved
 */
void
cw_since_view_show (CwSinceView      *self,
                    CwProcedure      *procedure,
                    const CwViewItem *item,
                    CwEffect         *reviewed)
{
  g_autoptr (GPtrArray) changes = cw_since_list_new (procedure, item, reviewed);
  g_autofree char *title = changes->len > 0 ? describe (item) : NULL;

  g_return_if_fail (CW_IS_SINCE_VIEW (self));

  show_changes (self, changes, title);
}

/**
 * cw_since_view_show_between:
 * @self: the view
 * @procedure: whose times are shown
 * @before: the effect as a person saw it
 * @after: the effect as it is now
 *
 * Shows what changed between the two.
 */
void
cw_since_view_show_between (CwSinceView *self,
                            CwProcedure *procedure,
                            CwEffect    *before,
                            CwEffect    *after)
{
  g_autoptr (GPtrArray) changes = cw_since_list_new_between (procedure, before, after);

  g_return_if_fail (CW_IS_SINCE_VIEW (self));

  show_changes (self, changes, _ ("Changed while you looked at it"));
}
