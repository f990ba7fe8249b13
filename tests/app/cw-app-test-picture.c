/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "cw-app-test-audit.h"
#include "cw-app-test-picture.h"

/* What is scrolled out of sight most of all; @root where nothing is. */
static GtkWidget *
find_whole (GtkWidget *root,
            double    *hidden)
{
  GtkWidget *whole = root;

  if (!gtk_widget_get_mapped (root))
    return root;
  if (GTK_IS_SCROLLED_WINDOW (root) && GTK_IS_VIEWPORT (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (root))))
    {
      GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (root));
      double rest = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

      if (rest > *hidden)
        {
          *hidden = rest;
          whole = gtk_viewport_get_child (GTK_VIEWPORT (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (root))));
        }
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      double before = *hidden;
      GtkWidget *inner = find_whole (child, hidden);

      if (*hidden > before)
        whole = inner;
    }
  return whole;
}

static GskRenderNode *
draw (GtkWidget *window,
      GtkWidget *whole)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (whole);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width = gtk_widget_get_width (whole), height = gtk_widget_get_height (whole);
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height);
  GdkRGBA ground = { 1, 1, 1, 1 };

  gtk_style_context_lookup_color (gtk_widget_get_style_context (window), "window_bg_color", &ground);
  gtk_snapshot_append_color (snapshot, &ground, &all);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  return gtk_snapshot_free_to_node (snapshot);
}

/**
 * cw_app_test_take_picture:
 * @window: a window that is shown
 * @name: what the picture is called
 *
 * Draws a window into the build folder's screenshots; where a part of it is scrolled out of sight, what it is a part of
 * as a whole.
 */
void
cw_app_test_take_picture (GtkWidget  *window,
                          const char *name)
{
  g_autofree char *folder = g_build_filename (g_test_get_dir (G_TEST_BUILT), "screenshots", "whole", NULL);
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *path = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  double hidden = 0;

  cw_app_test_wait_frame (window);
  g_strdelimit (file, " /", '-');
  path = g_build_filename (folder, file, NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  node = draw (window, find_whole (window, &hidden));
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

/**
 * cw_app_test_take_one:
 * @window: a window that is shown
 *
 * As cw_app_test_take_picture(), called like the test that runs; of the data alone that no walk meets and that a person
 * can look through.
 */
void
cw_app_test_take_one (GtkWidget *window)
{
  static guint n_taken;
  const char *test = g_test_get_path () + 1;
  g_autofree char *name = g_strdup_printf ("%s %02u", test, n_taken + 1);

  if (strstr (test, "/bad/") == NULL && strstr (test, "odd") == NULL && strstr (test, "good/review") == NULL)
    return;
  cw_app_test_take_picture (window, name);
  n_taken++;
}
