/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-check-row"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-check-row.h"
#include "cw-show.h"
#include "cw-wrap-box.h"

struct _CwCheckRow
{
  AdwPreferencesRow parent_instance;

  CwDesk *desk;
  char *fact;
  gboolean waved;
  gboolean open; /* it waits for somebody */

  GtkWidget *icon;
  GtkWidget *text;
  GtkWidget *word;
  GtkWidget *wave;
};

G_DEFINE_FINAL_TYPE (CwCheckRow, cw_check_row, ADW_TYPE_PREFERENCES_ROW)

static void
cw_check_row_dispose (GObject *object)
{
  CwCheckRow *self = CW_CHECK_ROW (object);

  g_clear_object (&self->desk);

  G_OBJECT_CLASS (cw_check_row_parent_class)->dispose (object);
}

static void
cw_check_row_finalize (GObject *object)
{
  CwCheckRow *self = CW_CHECK_ROW (object);

  g_free (self->fact);

  G_OBJECT_CLASS (cw_check_row_parent_class)->finalize (object);
}

static void
wave (CwCheckRow *self)
{
  cw_desk_set_flag (self->desk, self->fact, !self->waved);
}

static void
cw_check_row_class_init (CwCheckRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cw_check_row_dispose;
  object_class->finalize = cw_check_row_finalize;

  g_type_ensure (CW_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/cyclewright/Cyclewright/ui/cw-check-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CwCheckRow, icon);
  gtk_widget_class_bind_template_child (widget_class, CwCheckRow, text);
  gtk_widget_class_bind_template_child (widget_class, CwCheckRow, word);
  gtk_widget_class_bind_template_child (widget_class, CwCheckRow, wave);
  gtk_widget_class_bind_template_callback (widget_class, wave);
}

static void
cw_check_row_init (CwCheckRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Who waved a warning through, and when. */
static void
show_word (CwCheckRow *self,
           const char *word)
{
  CwView *view = cw_desk_get_view (self->desk);
  const CwNote *note = self->waved && view != NULL ? cw_view_get_word (view, self->fact) : NULL;
  g_autofree char *when = NULL, *text = NULL;

  if (note != NULL)
    {
      when = cw_show_instant (cw_desk_get_procedure (self->desk), note->time / G_USEC_PER_SEC);
      text = g_strdup_printf (_ ("%s · %s, %s"), word, note->actor, when);
    }
  gtk_label_set_text (GTK_LABEL (self->word), text != NULL ? text : word);
}

/**
 * cw_check_row_new:
 * @desk: where a warning is waved through
 * @check: a check; not kept
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
cw_check_row_new (CwDesk        *desk,
                  const CwCheck *check)
{
  CwCheckRow *self = g_object_new (CW_TYPE_CHECK_ROW, NULL);
  const char *word = cw_show_check_word (check->state);
  CwView *view = cw_desk_get_view (desk);
  gboolean closed = view != NULL && cw_view_is_closed (view);
  g_autofree char *name = NULL;

  self->desk = g_object_ref (desk);
  self->fact = g_strconcat ("waved.", check->id, NULL);
  self->waved = check->state == CW_CHECK_WAVED;
  self->open = !cw_check_is_settled (check);
  cw_show_icon (self->icon, cw_show_check_icon (check->state), cw_show_check_style (check->state), word);
  gtk_label_set_text (GTK_LABEL (self->text), check->text);
  show_word (self, word);
  gtk_widget_set_visible (self->wave, !closed && (self->waved || check->state == CW_CHECK_WARNING));
  gtk_button_set_label (GTK_BUTTON (self->wave), self->waved ? _ ("Undo") : _ ("Wave Through"));
  name = g_strdup_printf ("%s: %s", gtk_button_get_label (GTK_BUTTON (self->wave)), check->text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->wave), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, check->text, -1);
  return GTK_WIDGET (self);
}

gboolean
cw_check_row_is_open (CwCheckRow *self)
{
  g_return_val_if_fail (CW_IS_CHECK_ROW (self), FALSE);

  return self->open;
}
