/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test.h"
#include "cw-held-key.h"

/* A key that is held presses once, in whichever window; what only writes may be held. */

#define ENTER 36
#define SPACE 65
#define OTHER 38

/* The controller that was added last comes first. */
static GtkEventController *
find_controller (GtkWidget *window)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (window);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller)
          && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
        return controller;
    }
  g_assert_not_reached ();
}

/* Whether the key is kept from the window. */
static gboolean
press (GtkWidget       *window,
       guint            keyval,
       guint            keycode,
       GdkModifierType  state)
{
  gboolean kept = FALSE;

  g_signal_emit_by_name (find_controller (window), "key-pressed", keyval, keycode, state, &kept);
  return kept;
}

static void
lift (GtkWidget *window,
      guint      keyval,
      guint      keycode)
{
  g_signal_emit_by_name (find_controller (window), "key-released", keyval, keycode, 0);
}

static GtkWidget *
show_window (GtkWidget       *content,
             GdkModifierType  with)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), content);
  cw_held_key_ignore (GTK_WINDOW (window), with);
  gtk_window_present (GTK_WINDOW (window));
  cw_app_test_settle ();
  return window;
}

static void
test_held (void)
{
  GtkWidget *window = show_window (gtk_button_new_with_label ("Approve"), 0);

  g_assert_false (press (window, GDK_KEY_Return, ENTER, 0));
  g_assert_true (press (window, GDK_KEY_Return, ENTER, 0));
  g_assert_true (press (window, GDK_KEY_Return, ENTER, GDK_CONTROL_MASK));
  lift (window, GDK_KEY_Return, ENTER);
  g_assert_false (press (window, GDK_KEY_Return, ENTER, 0));
  /* Another key ends it, and repeats as it likes. */
  g_assert_false (press (window, GDK_KEY_a, OTHER, 0));
  g_assert_false (press (window, GDK_KEY_a, OTHER, 0));
  g_assert_false (press (window, GDK_KEY_Return, ENTER, 0));
  lift (window, GDK_KEY_Return, ENTER);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What the first press opened gets the rest of it. */
static void
test_other_window (void)
{
  GtkWidget *window = show_window (gtk_button_new_with_label ("Review"), GDK_CONTROL_MASK), *opened;

  g_assert_false (press (window, GDK_KEY_Return, ENTER, 0));
  g_assert_false (press (window, GDK_KEY_Return, ENTER, 0));
  g_assert_false (press (window, GDK_KEY_Return, ENTER, GDK_CONTROL_MASK));
  opened = show_window (gtk_button_new_with_label ("Send"), 0);
  g_assert_true (press (opened, GDK_KEY_Return, ENTER, GDK_CONTROL_MASK));
  lift (opened, GDK_KEY_Return, ENTER);
  g_assert_false (press (opened, GDK_KEY_Return, ENTER, GDK_CONTROL_MASK));
  lift (opened, GDK_KEY_Return, ENTER);
  gtk_window_destroy (GTK_WINDOW (opened));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_writing (void)
{
  GtkWidget *view = gtk_text_view_new (), *window = show_window (view, 0);

  gtk_widget_grab_focus (view);
  g_assert_false (press (window, GDK_KEY_Return, ENTER, 0));
  g_assert_false (press (window, GDK_KEY_Return, ENTER, 0));
  g_assert_true (press (window, GDK_KEY_Return, ENTER, GDK_CONTROL_MASK));
  lift (window, GDK_KEY_Return, ENTER);
  g_assert_false (press (window, GDK_KEY_space, SPACE, 0));
  g_assert_false (press (window, GDK_KEY_space, SPACE, 0));
  lift (window, GDK_KEY_space, SPACE);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  if (!cw_app_test_init (&argc, &argv))
    return 77;
  g_test_add_func ("/held-key/held", test_held);
  g_test_add_func ("/held-key/other-window", test_other_window);
  g_test_add_func ("/held-key/writing", test_writing);
  return g_test_run ();
}
