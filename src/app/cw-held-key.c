/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-held-key"

#include "config.h"

#include "cw-held-key.h"

/* A key that is held down comes again and again. Where it presses a button, only its first press counts: held a moment
 * too long, it would press what that press opened as well, in a window that came under the finger meanwhile. */

/* No keyboard waits so long before it repeats, in milliseconds. */
#define LONGEST_DELAY 3000

/* Which one is down, whichever window it went down in, and when it came last; 0 while none is. There is one keyboard.
 * Its release is lost where its press closes the window. Another key that goes down, Ctrl too, ends the repeating as
 * well, or begins a new press; else it counts as down for a while. */
static guint held;
static guint32 held_at;

static gboolean
presses (guint keyval)
{
  return keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter
         || keyval == GDK_KEY_space || keyval == GDK_KEY_KP_Space;
}

/* Whether the key only writes: lines and spaces may be held. */
static gboolean
writes (GtkWidget      *focus,
        guint           keyval,
        GdkModifierType state)
{
  if ((state & GDK_CONTROL_MASK) != 0)
    return FALSE;
  return GTK_IS_TEXT_VIEW (focus) || (GTK_IS_TEXT (focus) && (keyval == GDK_KEY_space || keyval == GDK_KEY_KP_Space));
}

static gboolean
key_pressed (GtkEventControllerKey *controller,
             guint                  keyval,
             guint                  keycode,
             GdkModifierType        state,
             gpointer               user_data)
{
  GtkWidget *window = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  GdkModifierType with = GPOINTER_TO_UINT (user_data);
  guint32 now = gtk_event_controller_get_current_event_time (GTK_EVENT_CONTROLLER (controller));
  gboolean again = keycode == held && now - held_at < LONGEST_DELAY;

  if (keycode != held)
    held = 0;
  if (!presses (keyval) || (state & with) != with)
    return GDK_EVENT_PROPAGATE;
  held = keycode;
  held_at = now;
  return again && !writes (gtk_window_get_focus (GTK_WINDOW (window)), keyval, state);
}

static void
key_released (GtkEventControllerKey *controller,
              guint                  keyval,
              guint                  keycode,
              GdkModifierType        state,
              gpointer               user_data)
{
  if (keycode == held)
    held = 0;
}

/**
 * cw_held_key_ignore:
 * @window: a window that has all of its other controllers of keys
 * @with: what must be down besides; 0 where a key counts alone
 *
 * From now on a key that is held presses nothing in @window.
 */
void
cw_held_key_ignore (GtkWindow      *window,
                    GdkModifierType with)
{
  GtkEventController *controller = gtk_event_controller_key_new ();

  g_return_if_fail (GTK_IS_WINDOW (window));

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "key-pressed", G_CALLBACK (key_pressed), GUINT_TO_POINTER (with));
  g_signal_connect (controller, "key-released", G_CALLBACK (key_released), NULL);
  gtk_widget_add_controller (GTK_WIDGET (window), controller);
}
