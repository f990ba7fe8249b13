/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-diff-gutter"

#include "config.h"

#include "cw-diff-gutter.h"
#include "cw-diff-text.h"

#define PADDING 6

struct _CwDiffGutter
{
  GtkSourceGutterRendererText parent_instance;

  gboolean old_side;
  GArray  *rows; /* (nullable) (element-type CwDiffRow): a reference */
  guint    largest;
};

G_DEFINE_FINAL_TYPE (CwDiffGutter, cw_diff_gutter, GTK_SOURCE_TYPE_GUTTER_RENDERER_TEXT)

static guint
get_number (CwDiffGutter *self,
            guint         index)
{
  const CwDiffRow *row = &g_array_index (self->rows, CwDiffRow, index);

  return self->old_side ? row->old_line : row->new_line;
}

static void
cw_diff_gutter_query_data (GtkSourceGutterRenderer *renderer,
                           GtkSourceGutterLines    *lines,
                           guint                    line)
{
  CwDiffGutter *self = CW_DIFF_GUTTER (renderer);
  guint number = self->rows != NULL && line < self->rows->len ? get_number (self, line) : 0;
  char text[12] = "";

  if (number > 0)
    g_snprintf (text, sizeof text, "%u", number);
  gtk_source_gutter_renderer_text_set_text (GTK_SOURCE_GUTTER_RENDERER_TEXT (self), text, -1);
}

static void
cw_diff_gutter_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  CwDiffGutter *self = CW_DIFF_GUTTER (widget);
  char text[12] = "";
  int width = 0;

  *minimum = 0;
  *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    return;
  g_snprintf (text, sizeof text, "%u", MAX (self->largest, 10));
  gtk_source_gutter_renderer_text_measure (GTK_SOURCE_GUTTER_RENDERER_TEXT (self), text, &width, NULL);
  *minimum = width + 2 * PADDING;
  *natural = *minimum;
}

static void
cw_diff_gutter_finalize (GObject *object)
{
  g_clear_pointer (&CW_DIFF_GUTTER (object)->rows, g_array_unref);
  G_OBJECT_CLASS (cw_diff_gutter_parent_class)->finalize (object);
}

static void
cw_diff_gutter_class_init (CwDiffGutterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_diff_gutter_finalize;
  GTK_WIDGET_CLASS (klass)->measure = cw_diff_gutter_measure;
  GTK_SOURCE_GUTTER_RENDERER_CLASS (klass)->query_data = cw_diff_gutter_query_data;
}

static void
cw_diff_gutter_init (CwDiffGutter *self)
{
  gtk_source_gutter_renderer_set_xpad (GTK_SOURCE_GUTTER_RENDERER (self), PADDING);
  gtk_source_gutter_renderer_set_xalign (GTK_SOURCE_GUTTER_RENDERER (self), 1);
}

/**
 * cw_diff_gutter_new:
 * @old_side: the old side's numbers, else the new side's
 *
 * Returns: (transfer floating): an empty gutter
 */
GtkSourceGutterRenderer *
cw_diff_gutter_new (gboolean old_side)
{
  CwDiffGutter *self = g_object_new (CW_TYPE_DIFF_GUTTER, NULL);

  self->old_side = old_side;
  return GTK_SOURCE_GUTTER_RENDERER (self);
}

/**
 * cw_diff_gutter_set_rows:
 * @self: the gutter
 * @rows: (nullable) (element-type CwDiffRow): the rows of the buffer that stands beside it
 *
 * Sets what is numbered.
 */
void
cw_diff_gutter_set_rows (CwDiffGutter *self,
                         GArray       *rows)
{
  g_return_if_fail (CW_IS_DIFF_GUTTER (self));

  g_clear_pointer (&self->rows, g_array_unref);
  self->rows = rows != NULL ? g_array_ref (rows) : NULL;
  self->largest = 0;
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    self->largest = MAX (self->largest, get_number (self, i));
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
