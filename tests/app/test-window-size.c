/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test.h"
#include "cw-window-size.h"

static GtkWidget *
make_window (const char *name,
             int         width,
             int         height)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  cw_window_size_keep (GTK_WINDOW (window), name);
  return window;
}

/* As a person does. */
static void
close_window (GtkWidget *window)
{
  gtk_window_present (GTK_WINDOW (window));
  cw_app_test_settle ();
  gtk_window_close (GTK_WINDOW (window));
  cw_app_test_settle ();
}

static void
assert_size (GtkWidget *window,
             int        width,
             int        height)
{
  int its_width, its_height;

  gtk_window_get_default_size (GTK_WINDOW (window), &its_width, &its_height);
  g_assert_cmpint (its_width, ==, width);
  g_assert_cmpint (its_height, ==, height);
}

/* Each kind opens as large as a person left the last of it. */
static void
test_kinds (void)
{
  GtkWidget *window = make_window ("review", 800, 600), *other;

  assert_size (window, 800, 600);
  gtk_window_set_default_size (GTK_WINDOW (window), 500, 400);
  close_window (window);
  window = make_window ("pins", 700, 650);
  assert_size (window, 700, 650);
  close_window (window);
  window = make_window ("review", 800, 600);
  other = make_window ("pins", 100, 100);
  assert_size (window, 500, 400);
  assert_size (other, 700, 650);
  gtk_window_destroy (GTK_WINDOW (window));
  gtk_window_destroy (GTK_WINDOW (other));
}

/* Settings are a file that anybody can write. */
static void
test_odd (void)
{
  g_autoptr (GSettings) settings = g_settings_new (CW_APPLICATION_ID);
  g_autoptr (GVariant) sizes = g_variant_ref_sink (g_variant_new_parsed ("{'odd': (-5, 1000000)}"));
  GtkWidget *window;

  g_settings_set_value (settings, "window-sizes", sizes);
  window = make_window ("odd", 800, 600);
  assert_size (window, 360, 16384);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  if (!cw_app_test_init (&argc, &argv))
    return 77;
  g_test_add_func ("/app/window-size/kinds", test_kinds);
  g_test_add_func ("/app/window-size/odd", test_odd);
  return g_test_run ();
}
