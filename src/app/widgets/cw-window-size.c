/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-window-size"

#include "config.h"

#include "cw-window-size.h"

/* The setting: the name of a kind of windows, its width and height in pixels. */
#define KEY  "window-sizes"
#define TYPE "a{s(ii)}"

/* As for the main window, what a person's settings may say (the schema's ranges). */
#define LEAST 360
#define MOST  16384

#define NAME "cw-window-size"

/* As the person leaves it; a maximized window is left at what it had before. */
static gboolean
on_close (GtkWindow *window)
{
  g_autoptr (GSettings) settings = g_settings_new (CW_APPLICATION_ID);
  g_autoptr (GVariant) sizes = g_settings_get_value (settings, KEY);
  const char *name = g_object_get_data (G_OBJECT (window), NAME);
  g_autoptr (GVariantBuilder) all = g_variant_builder_new (G_VARIANT_TYPE (TYPE));
  GVariantIter iter;
  const char *other;
  int width, height;

  g_variant_iter_init (&iter, sizes);
  while (g_variant_iter_next (&iter, "{&s(ii)}", &other, &width, &height))
    if (!g_str_equal (other, name))
      g_variant_builder_add (all, "{s(ii)}", other, width, height);
  gtk_window_get_default_size (window, &width, &height);
  g_variant_builder_add (all, "{s(ii)}", name, width, height);
  g_settings_set_value (settings, KEY, g_variant_builder_end (all));
  return FALSE;
}

/**
 * cw_window_size_keep:
 * @window: a window beside the main one
 * @name: what kind of window it is
 *
 * Gives it the size at which a person closed one of its kind last, and keeps the one at which they close it.
 */
void
cw_window_size_keep (GtkWindow  *window,
                     const char *name)
{
  g_autoptr (GSettings) settings = g_settings_new (CW_APPLICATION_ID);
  g_autoptr (GVariant) sizes = g_settings_get_value (settings, KEY);
  int width, height;

  g_return_if_fail (GTK_IS_WINDOW (window) && name != NULL);

  if (g_variant_lookup (sizes, name, "(ii)", &width, &height))
    gtk_window_set_default_size (window, CLAMP (width, LEAST, MOST), CLAMP (height, LEAST, MOST));
  g_object_set_data_full (G_OBJECT (window), NAME, g_strdup (name), g_free);
  g_signal_connect (window, "close-request", G_CALLBACK (on_close), NULL);
}
