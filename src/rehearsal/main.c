/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal"

#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cw-data.h"
#include "cw-rehearsal-content.h"
#include "cw-rehearsal-folder.h"
#include "cw-rehearsal-github.h"
#include "cw-rehearsal-server.h"
#include "cw-rehearsal-world.h"

#define EXIT_USAGE 2

/* What the command line says. */
typedef struct
{
  char *state;
  char *world;
  char *now;
  int port;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->state);
  g_free (self->world);
  g_free (self->now);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
read_options (Options *self,
              int     *argc,
              char  ***argv,
              GError **error)
{
  const GOptionEntry entries[] = {
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &self->state, N_ ("Keep the services’ state in this folder"), N_ ("DIR") },
    { "port", 0, 0, G_OPTION_ARG_INT, &self->port, N_ ("Listen on this port; 0 for any free one"), N_ ("PORT") },
    { "world", 0, 0, G_OPTION_ARG_FILENAME, &self->world, N_ ("Begin with this made-up world"), N_ ("FILE") },
    { "now", 0, 0, G_OPTION_ARG_STRING, &self->now, N_ ("Let it be this time (2026-11-23T12:00:00Z)"), N_ ("TIME") },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, _ ("Plays the services that a preparation speaks to, on the loopback "
                                            "interface only. Prints its addresses as one line of JSON, and ends when "
                                            "its standard input is closed."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (self->state == NULL || *argc > 1 || self->port < 0 || self->port > 65535)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("Say where to keep the state: --state DIR, and a port from 0 to 65535; see --help"));
      return FALSE;
    }
  return TRUE;
}

static CwRehearsalStore *
open_store (const Options *options,
            GError       **error)
{
  g_autoptr (CwRehearsalStore) store = NULL;
  g_autofree char *path = NULL, *repositories = NULL;
  g_autoptr (JsonObject) world = NULL;

  path = options->world != NULL ? g_strdup (options->world) : cw_rehearsal_world_find ("world.json");
  world = cw_rehearsal_world_load (path, error);
  if (world == NULL)
    return NULL;
  store = cw_rehearsal_store_open (options->state, world, error);
  if (store == NULL)
    return NULL;
  repositories = cw_rehearsal_github_root (store);
  if (!cw_rehearsal_content_create (repositories, world, error))
    return NULL;
  return g_steal_pointer (&store);
}

static gboolean
on_input (int          fd,
          GIOCondition condition,
          gpointer     data)
{
  char buffer[512];

  if (read (fd, buffer, sizeof buffer) > 0)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_signal (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

/* On the port of the last time where none is asked for and it is free. */
static CwRehearsalServer *
listen_again (const Options    *options,
              CwRehearsalStore *store,
              GError          **error)
{
  guint last = options->port == 0 ? cw_rehearsal_folder_port (options->state) : 0;
  CwRehearsalServer *server = last != 0 ? cw_rehearsal_server_new (store, last, NULL) : NULL;
  const char *base;

  if (server == NULL)
    server = cw_rehearsal_server_new (store, (guint) options->port, error);
  if (server == NULL)
    return NULL;
  base = cw_rehearsal_store_get_base (store);
  cw_rehearsal_folder_keep_port (options->state, (guint) g_ascii_strtoull (strrchr (base, ':') + 1, NULL, 10));
  return server;
}

static gboolean
run (const Options *options,
     GDateTime     *now,
     GError       **error)
{
  g_autoptr (CwRehearsalStore) store = open_store (options, error);
  g_autoptr (CwRehearsalServer) server = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *line = NULL;

  if (store == NULL)
    return FALSE;
  if (now != NULL)
    cw_rehearsal_store_set_now (store, now);
  server = listen_again (options, store, error);
  if (server == NULL)
    return FALSE;

  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR | G_IO_NVAL, on_input, loop);
  g_unix_signal_add (SIGTERM, on_signal, loop);
  g_unix_signal_add (SIGINT, on_signal, loop);
  line = cw_rehearsal_server_to_line (server);
  printf ("%s\n", line);
  fflush (stdout);
  g_main_loop_run (loop);
  return TRUE;
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *locale_folder = cw_data_locale_folder ();
  g_auto (Options) options = { NULL };
  g_autoptr (GDateTime) now = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (!read_options (&options, &argc, &argv, &error))
    {
      g_printerr ("cyclewright-rehearsal: %s\n", error->message);
      return EXIT_USAGE;
    }
  if (options.now != NULL && (now = g_date_time_new_from_iso8601 (options.now, NULL)) == NULL)
    {
      g_printerr (_ ("cyclewright-rehearsal: “%s” is no time: write 2026-11-23T12:00:00Z\n"), options.now);
      return EXIT_USAGE;
    }
  if (!run (&options, now, &error))
    {
      g_printerr ("cyclewright-rehearsal: %s\n", error->message);
      return 1;
    }
  return 0;
}
