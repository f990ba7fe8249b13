/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-scroll-anchor"

#include "config.h"

#include "cw-scroll-anchor.h"

/* How far apart rows are looked for; none is lower. */
#define STEP 24

struct _CwScrollAnchor
{
  GtkScrolledWindow *scroller;  /* not owned: its owner owns this */
  GtkWidget *widget;            /* (nullable): what stays; a weak pointer */
  double top;                   /* where it was */
  gboolean to_top;              /* whoever looks begins anew: nothing stays */
  GdkFrameClock *clock;         /* (nullable): while the next layout is waited for */
};

static void
stop_waiting (CwScrollAnchor *self)
{
  if (self->clock != NULL)
    g_signal_handlers_disconnect_by_data (self->clock, self);
  g_clear_object (&self->clock);
}

/**
 * cw_scroll_anchor_new:
 * @scroller: what scrolls; must live as long as the anchor
 *
 * Returns: (transfer full): an anchor that isn't dropped
 */
CwScrollAnchor *
cw_scroll_anchor_new (GtkScrolledWindow *scroller)
{
  CwScrollAnchor *self;

  g_return_val_if_fail (GTK_IS_SCROLLED_WINDOW (scroller), NULL);

  self = g_new0 (CwScrollAnchor, 1);
  self->scroller = scroller;
  /* Who scrolls wants to be elsewhere. */
  g_signal_connect_swapped (gtk_scrolled_window_get_vadjustment (scroller), "value-changed",
                            G_CALLBACK (g_clear_weak_pointer), &self->widget);
  return self;
}

void
cw_scroll_anchor_free (CwScrollAnchor *self)
{
  g_signal_handlers_disconnect_by_data (gtk_scrolled_window_get_vadjustment (self->scroller), &self->widget);
  g_clear_weak_pointer (&self->widget);
  stop_waiting (self);
  g_free (self);
}

static gboolean
find_top (CwScrollAnchor *self,
          GtkWidget      *widget,
          double         *top)
{
  graphene_point_t point;

  if (!gtk_widget_compute_point (widget, GTK_WIDGET (self->scroller), &GRAPHENE_POINT_INIT (0, 0), &point))
    return FALSE;
  *top = point.y;
  return TRUE;
}

static gboolean
is_seen (CwScrollAnchor *self,
         GtkWidget      *widget)
{
  double top;

  return gtk_widget_is_ancestor (widget, GTK_WIDGET (self->scroller)) && find_top (self, widget, &top) && top >= 0
         && top < gtk_widget_get_height (GTK_WIDGET (self->scroller));
}

/* What has the focus, where it is in sight; else the uppermost row. */
static GtkWidget *
find_widget (CwScrollAnchor *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->scroller));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  int width = gtk_widget_get_width (GTK_WIDGET (self->scroller));
  int height = gtk_widget_get_height (GTK_WIDGET (self->scroller));

  if (focus != NULL && is_seen (self, focus))
    return focus;
  for (int y = 0; y < height; y += STEP)
    {
      GtkWidget *at = gtk_widget_pick (GTK_WIDGET (self->scroller), width / 2, y, GTK_PICK_INSENSITIVE);
      GtkWidget *row = at != NULL ? gtk_widget_get_ancestor (at, GTK_TYPE_LIST_BOX_ROW) : NULL;

      if (row != NULL)
        return row;
    }
  return NULL;
}

/* After the window's own handler: the layout is made, and is made once more where it is scrolled now. */
static void
laid_out (CwScrollAnchor *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  GtkWidget *widget = self->widget;
  double top;

  stop_waiting (self);
  g_clear_weak_pointer (&self->widget);
  if (self->to_top)
    gtk_adjustment_set_value (adjustment, 0);
  else if (widget != NULL && gtk_widget_get_mapped (widget) && find_top (self, widget, &top) && top != self->top)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + top - self->top);
  self->to_top = FALSE;
}

static void
wait_for_layout (CwScrollAnchor *self)
{
  stop_waiting (self);
  self->clock = g_object_ref (gtk_widget_get_frame_clock (GTK_WIDGET (self->scroller)));
  g_signal_connect_swapped (self->clock, "layout", G_CALLBACK (laid_out), self);
  gdk_frame_clock_request_phase (self->clock, GDK_FRAME_CLOCK_PHASE_LAYOUT);
}

/**
 * cw_scroll_anchor_drop:
 * @self: an anchor
 *
 * Before something in the scrolled window changes that nobody asked for: what is looked at now is to stay where it is.
 */
void
cw_scroll_anchor_drop (CwScrollAnchor *self)
{
  GtkWidget *widget;

  g_return_if_fail (self != NULL);

  if (self->widget != NULL || self->to_top || !gtk_widget_get_mapped (GTK_WIDGET (self->scroller)))
    return;
  widget = find_widget (self);
  if (widget == NULL || !find_top (self, widget, &self->top))
    return;
  g_set_weak_pointer (&self->widget, widget);
  wait_for_layout (self);
}

/**
 * cw_scroll_anchor_go_to_top:
 * @self: an anchor
 *
 * Scrolls to the beginning once what changes now has its place.
 */
void
cw_scroll_anchor_go_to_top (CwScrollAnchor *self)
{
  g_return_if_fail (self != NULL);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self->scroller)))
    return;
  self->to_top = TRUE;
  wait_for_layout (self);
}
