/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsoup/soup.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#include "tap.h"

/**
 * tap_new:
 *
 * Returns: (transfer full): memory that children share
 */
Tap *
tap_new (void)
{
  void *memory = mmap (NULL, sizeof (Tap), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

  g_assert_true (memory != MAP_FAILED);
  return memory;
}

void
tap_clear (Tap *self)
{
  memset (self, 0, sizeof *self);
}

void
tap_free (Tap *self)
{
  munmap (self, sizeof *self);
}

/**
 * tap_pass:
 * @self: a tap
 * @format: what happens next, or has just happened
 * @...: its arguments
 *
 * A point at which a life may end.
 */
void
tap_pass (Tap        *self,
          const char *format,
          ...)
{
  va_list arguments;

  g_assert_cmpuint (self->n_points, <, TAP_MAX_POINTS);
  va_start (arguments, format);
  g_vsnprintf (self->points[self->n_points], TAP_NAME_SIZE, format, arguments);
  va_end (arguments);
  self->n_points++;
  if (self->n_points == self->kill_at)
    raise (SIGKILL);
  if (self->n_points == self->stop_at)
    raise (SIGSTOP);
}

/* A request is about to leave: the nth is the nth that the service gets. */
void
tap_request (Tap        *self,
             const char *name)
{
  g_assert_cmpuint (self->n_requests, <, TAP_MAX_POINTS);
  g_strlcpy (self->requests[self->n_requests++], name, TAP_NAME_SIZE);
}

void
tap_event (Tap    *self,
           gint64  seq)
{
  g_assert_cmpuint (self->n_events, <, TAP_MAX_EVENTS);
  self->events[self->n_events++] = seq;
}

/* The request without what differs from case to case: digits. */
static char *
describe (SoupMessage *message)
{
  const char *path = g_uri_get_path (soup_message_get_uri (message));
  const char *rest = strrchr (path, '/');
  g_autofree char *name = g_strdup_printf ("%s …%s", soup_message_get_method (message), rest != NULL ? rest : path);

  for (char *p = name; *p != '\0'; p++)
    if (g_ascii_isdigit (*p))
      *p = 'N';
  return g_steal_pointer (&name);
}

static const struct {
  const char *signal;
  const char *before;
  const char *after;
} moments[] = {
  { "starting", "before ", " goes out" },
  { "wrote-body", "after ", " went out" },
  { "got-headers", "as the answer to ", " begins" },
  { "got-body", "after the answer to ", "" },
};

static gboolean
on_moment (GSignalInvocationHint *hint,
           guint                  n_values,
           const GValue          *values,
           gpointer               data)
{
  const char *signal = g_signal_name (hint->signal_id);
  g_autofree char *request = describe (g_value_get_object (values));
  Tap *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    if (strcmp (moments[i].signal, signal) == 0)
      {
        if (i == 0)
          tap_request (self, request);
        tap_pass (self, "%s%s%s", moments[i].before, request, moments[i].after);
      }
  return TRUE;
}

/**
 * tap_install:
 * @self: a tap
 *
 * Lets this process report what it does, and end where it shall.
 */
void
tap_install (Tap *self)
{
  g_autoptr (GTypeClass) messages = g_type_class_ref (SOUP_TYPE_MESSAGE);

  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    g_signal_add_emission_hook (g_signal_lookup (moments[i].signal, SOUP_TYPE_MESSAGE), 0, on_moment, self, NULL);
  tap_install_journal (self);
}
