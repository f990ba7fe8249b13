/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-reading-bar"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-reading-bar.h"
#include "cw-wrap-box.h"

struct _CwReadingBar
{
  AdwBin parent_instance;

  CwDesk *desk;

  GtkWidget *text;
  GtkWidget *take_over;
};

enum {
  LEFT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwReadingBar, cw_reading_bar, ADW_TYPE_BIN)

static void
take_over (CwReadingBar *self)
{
  if (cw_desk_is_reading (self->desk) && !cw_desk_is_busy (self->desk))
    cw_desk_take_over (self->desk);
}

static void
cw_reading_bar_dispose (GObject *object)
{
  CwReadingBar *self = CW_READING_BAR (object);

  if (self->desk != NULL)
    g_signal_handlers_disconnect_by_data (self->desk, self);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (cw_reading_bar_parent_class)->dispose (object);
}

static void
cw_reading_bar_class_init (CwReadingBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_reading_bar_dispose;

  g_type_ensure (CW_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/cyclewright/Cyclewright/ui/cw-reading-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, CwReadingBar, text);
  gtk_widget_class_bind_template_child (widget_class, CwReadingBar, take_over);
  gtk_widget_class_bind_template_callback (widget_class, take_over);
  signals[LEFT] = g_signal_new ("left", CW_TYPE_READING_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_reading_bar_init (CwReadingBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
desk_changed (CwReadingBar *self)
{
  gboolean owned = cw_desk_is_owned (self->desk);

  if (!cw_desk_is_reading (self->desk) && gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL)
    g_signal_emit (self, signals[LEFT], 0);
  gtk_widget_set_visible (GTK_WIDGET (self), cw_desk_is_reading (self->desk));
  gtk_label_set_text (GTK_LABEL (self->text),
                      owned ? _ ("Somebody works on this in another window or program: you are reading along.")
                            : _ ("You were reading along, and nobody works on this any more."));
  gtk_widget_set_visible (self->take_over, !owned);
}

/**
 * cw_reading_bar_watch:
 * @self: a bar
 * @desk: the desk whose preparation it is about
 */
void
cw_reading_bar_watch (CwReadingBar *self,
                      CwDesk       *desk)
{
  g_return_if_fail (CW_IS_READING_BAR (self) && CW_IS_DESK (desk) && self->desk == NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "changed", G_CALLBACK (desk_changed), self, G_CONNECT_SWAPPED);
  desk_changed (self);
}
