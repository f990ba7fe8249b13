/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-fold-box"

#include "config.h"

#include "cw-fold-box.h"

struct _CwFoldBox
{
  GtkWidget parent_instance;

  GtkWidget *start;
  GtkWidget *wide;
  GtkWidget *narrow;
};

G_DEFINE_FINAL_TYPE (CwFoldBox, cw_fold_box, GTK_TYPE_WIDGET)

static int
get_width (GtkWidget *child,
           gboolean   natural)
{
  int widths[2] = { 0, 0 };

  if (gtk_widget_get_visible (child))
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &widths[0], &widths[1], NULL, NULL);
  return widths[natural];
}

static int
get_height (GtkWidget *child,
            int        width)
{
  int minimum = 0;

  if (gtk_widget_get_visible (child))
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
  return minimum;
}

static GtkWidget *
choose (CwFoldBox *self,
        int        width)
{
  return width < 0 || width >= get_width (self->start, TRUE) + get_width (self->wide, TRUE) ? self->wide : self->narrow;
}

static void
cw_fold_box_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  CwFoldBox *self = CW_FOLD_BOX (widget);
  GtkWidget *end = choose (self, for_size);
  int rest;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = get_width (self->start, FALSE) + get_width (self->narrow, FALSE);
      *natural = MAX (*minimum, get_width (self->start, TRUE) + get_width (self->wide, TRUE));
      return;
    }
  rest = for_size < 0 ? -1 : MAX (get_width (self->start, FALSE), for_size - get_width (end, FALSE));
  *minimum = *natural = MAX (get_height (self->start, rest), get_height (end, -1));
}

static GtkSizeRequestMode
cw_fold_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
place (GtkWidget *widget,
       GtkWidget *child,
       int        x,
       int        width,
       int        height)
{
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    x = gtk_widget_get_width (widget) - x - width;
  if (gtk_widget_get_visible (child))
    gtk_widget_size_allocate (child, &(GtkAllocation) { x, 0, width, height }, -1);
}

static void
cw_fold_box_size_allocate (GtkWidget *widget,
                           int        width,
                           int        height,
                           int        baseline)
{
  CwFoldBox *self = CW_FOLD_BOX (widget);
  GtkWidget *end = choose (self, width);
  int own = get_width (end, FALSE);

  gtk_widget_set_child_visible (self->wide, end == self->wide);
  gtk_widget_set_child_visible (self->narrow, end == self->narrow);
  place (widget, self->start, 0, width - own, height);
  place (widget, end, width - own, own, height);
}

static void
cw_fold_box_dispose (GObject *object)
{
  g_clear_pointer (&CW_FOLD_BOX (object)->start, gtk_widget_unparent);
  g_clear_pointer (&CW_FOLD_BOX (object)->wide, gtk_widget_unparent);
  g_clear_pointer (&CW_FOLD_BOX (object)->narrow, gtk_widget_unparent);

  G_OBJECT_CLASS (cw_fold_box_parent_class)->dispose (object);
}

static void
cw_fold_box_class_init (CwFoldBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_fold_box_dispose;
  GTK_WIDGET_CLASS (klass)->measure = cw_fold_box_measure;
  GTK_WIDGET_CLASS (klass)->get_request_mode = cw_fold_box_get_request_mode;
  GTK_WIDGET_CLASS (klass)->size_allocate = cw_fold_box_size_allocate;
}

static void
cw_fold_box_init (CwFoldBox *self)
{
}

/**
 * cw_fold_box_new:
 * @start: what has all the room that is left
 * @wide: what stands after it, such as a row of buttons
 * @narrow: what stands there instead where there is no room for both
 *
 * Returns: (transfer floating): a box of them
 */
GtkWidget *
cw_fold_box_new (GtkWidget *start,
                 GtkWidget *wide,
                 GtkWidget *narrow)
{
  CwFoldBox *self = g_object_new (CW_TYPE_FOLD_BOX, NULL);

  self->start = start;
  self->wide = wide;
  self->narrow = narrow;
  gtk_widget_set_parent (start, GTK_WIDGET (self));
  gtk_widget_set_parent (wide, GTK_WIDGET (self));
  gtk_widget_set_parent (narrow, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
