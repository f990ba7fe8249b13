/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <gio/gio.h>
#include <stdio.h>
#include <time.h>

/* Preloaded into a program with a GApplication: writes how long each iteration of its main loop kept the thread busy,
 * one a line: when it began and its length by the monotonic clock, and the processor's time of it, all in microseconds.
 * LOOP_WATCH names the file. */

#define WORTH_WRITING 5000

static GPollFunc poll_before;
static FILE *out;
static gint64 busy_since;
static gint64 spent_before;

static gint64
get_spent (void)
{
  struct timespec spent;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &spent);
  return (gint64) spent.tv_sec * G_USEC_PER_SEC + spent.tv_nsec / 1000;
}

static int
watch_poll (GPollFD *fds,
            guint    n_fds,
            int      timeout)
{
  gint64 now = g_get_monotonic_time ();
  int n_ready;

  if (busy_since != 0 && now - busy_since >= WORTH_WRITING)
    fprintf (out, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", busy_since, now - busy_since,
             get_spent () - spent_before);
  n_ready = poll_before (fds, n_fds, timeout);
  spent_before = get_spent ();
  busy_since = g_get_monotonic_time ();
  return n_ready;
}

int
g_application_run (GApplication *application,
                   int           argc,
                   char        **argv)
{
  int (*run) (GApplication *, int, char **) =
    (int (*) (GApplication *, int, char **)) dlsym (RTLD_NEXT, "g_application_run");
  const char *path = g_getenv ("LOOP_WATCH");

  out = path != NULL ? fopen (path, "we") : NULL;
  if (out != NULL)
    {
      setvbuf (out, NULL, _IOLBF, 0);
      poll_before = g_main_context_get_poll_func (NULL);
      g_main_context_set_poll_func (NULL, watch_poll);
    }
  return run (application, argc, argv);
}
