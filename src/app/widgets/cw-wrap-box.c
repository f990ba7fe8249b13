/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-wrap-box"

#include "config.h"

#include "cw-wrap-box.h"

/* The first child keeps at least this much beside the second, or all it would like where that is less. */
#define MIN_START 216
#define SPACING 12

/* Each of two even children keeps at least this much beside the other. */
#define MIN_EVEN 300

struct _CwWrapBox
{
  GtkWidget parent_instance;

  GtkWidget *start;
  GtkWidget *end;
  gboolean even;
};

enum {
  PROP_START = 1,
  PROP_END,
  PROP_EVEN,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (CwWrapBox, cw_wrap_box, GTK_TYPE_WIDGET)

static gboolean
is_shown (GtkWidget *child)
{
  return child != NULL && gtk_widget_should_layout (child);
}

static int
natural_width (GtkWidget *child)
{
  int natural = 0;

  if (is_shown (child))
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static gboolean
fits_in_line (CwWrapBox *self,
              int        width)
{
  if (!is_shown (self->start) || !is_shown (self->end))
    return TRUE;
  if (self->even)
    return width < 0 || width >= 2 * MIN_EVEN + SPACING;
  return width < 0 || width >= MIN (natural_width (self->start), MIN_START) + SPACING + natural_width (self->end);
}

/* How wide the second child is when both share @width, or stand one above the other in it. */
static int
end_width (CwWrapBox *self,
           int        width)
{
  if (!self->even || width < 0)
    return natural_width (self->end);
  return fits_in_line (self, width) ? (width - SPACING) / 2 : width;
}

static void
measure_width (CwWrapBox *self,
               int       *minimum,
               int       *natural)
{
  GtkWidget *children[] = { self->start, self->end };

  *minimum = *natural = 0;
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      int child_minimum, child_natural;

      if (!is_shown (children[i]))
        continue;
      gtk_widget_measure (children[i], GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural, NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural += child_natural + (*natural > 0 ? SPACING : 0);
    }
}

static int
measure_height (GtkWidget *child,
                int        width)
{
  int minimum = 0;

  if (is_shown (child))
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
  return minimum;
}

static void
cw_wrap_box_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  CwWrapBox *self = CW_WRAP_BOX (widget);
  gboolean both = is_shown (self->start) && is_shown (self->end);
  int end, height;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_width (self, minimum, natural);
      return;
    }
  end = end_width (self, for_size);
  if (!both)
    height = measure_height (is_shown (self->start) ? self->start : self->end, for_size);
  else if (fits_in_line (self, for_size))
    height = MAX (measure_height (self->start, for_size < 0 ? -1 : for_size - end - SPACING),
                  measure_height (self->end, for_size < 0 ? -1 : end));
  else
    height = measure_height (self->start, for_size) + (self->even ? SPACING : SPACING / 2)
             + measure_height (self->end, for_size);
  *minimum = *natural = height;
}

static void
place (GtkWidget *widget,
       GtkWidget *child,
       int        x,
       int        y,
       int        width,
       int        height)
{
  int whole = gtk_widget_get_width (widget);

  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    x = whole - x - width;
  gtk_widget_size_allocate (child, &(GtkAllocation) { x, y, width, height }, -1);
}

static void
cw_wrap_box_size_allocate (GtkWidget *widget,
                           int        width,
                           int        height,
                           int        baseline)
{
  CwWrapBox *self = CW_WRAP_BOX (widget);
  int end = end_width (self, width);

  if (!is_shown (self->start) || !is_shown (self->end))
    {
      if (is_shown (self->start) || is_shown (self->end))
        place (widget, is_shown (self->start) ? self->start : self->end, 0, 0, width, height);
      return;
    }
  if (fits_in_line (self, width))
    {
      place (widget, self->start, 0, 0, width - end - SPACING, height);
      place (widget, self->end, width - end, 0, end, height);
      return;
    }
  end = gtk_widget_compute_expand (self->end, GTK_ORIENTATION_HORIZONTAL) ? width : MIN (end, width);
  place (widget, self->start, 0, 0, width, measure_height (self->start, width));
  place (widget, self->end, width - end, height - measure_height (self->end, width), end,
         measure_height (self->end, width));
}

static GtkSizeRequestMode
cw_wrap_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
cw_wrap_box_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  CwWrapBox *self = CW_WRAP_BOX (object);

  switch (id)
    {
    case PROP_START:
      g_value_set_object (value, self->start);
      break;
    case PROP_END:
      g_value_set_object (value, self->end);
      break;
    case PROP_EVEN:
      g_value_set_boolean (value, self->even);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_child (CwWrapBox  *self,
           GtkWidget **place_of,
           GtkWidget  *child)
{
  g_clear_pointer (place_of, gtk_widget_unparent);
  *place_of = child;
  if (child != NULL)
    gtk_widget_insert_before (child, GTK_WIDGET (self), place_of == &self->start ? self->end : NULL);
}

static void
cw_wrap_box_set_property (GObject      *object,
                          guint         id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  CwWrapBox *self = CW_WRAP_BOX (object);

  switch (id)
    {
    case PROP_START:
      set_child (self, &self->start, g_value_get_object (value));
      break;
    case PROP_END:
      set_child (self, &self->end, g_value_get_object (value));
      break;
    case PROP_EVEN:
      self->even = g_value_get_boolean (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cw_wrap_box_dispose (GObject *object)
{
  CwWrapBox *self = CW_WRAP_BOX (object);

  g_clear_pointer (&self->start, gtk_widget_unparent);
  g_clear_pointer (&self->end, gtk_widget_unparent);

  G_OBJECT_CLASS (cw_wrap_box_parent_class)->dispose (object);
}

static void
cw_wrap_box_class_init (CwWrapBoxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cw_wrap_box_get_property;
  object_class->set_property = cw_wrap_box_set_property;
  object_class->dispose = cw_wrap_box_dispose;
  widget_class->measure = cw_wrap_box_measure;
  widget_class->size_allocate = cw_wrap_box_size_allocate;
  widget_class->get_request_mode = cw_wrap_box_get_request_mode;

  props[PROP_START] = g_param_spec_object ("start", NULL, NULL, GTK_TYPE_WIDGET,
                                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_END] = g_param_spec_object ("end", NULL, NULL, GTK_TYPE_WIDGET,
                                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_EVEN] = g_param_spec_boolean ("even", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
cw_wrap_box_init (CwWrapBox *self)
{
}
