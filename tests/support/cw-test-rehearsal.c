/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "cw-test-rehearsal.h"
#include "cw-test.h"

/*
 * CwTestRehearsal:
 *
 * A running `cyclewright-rehearsal`. Its standard input is a pipe of ours: when this process dies, it ends too.
 */
struct _CwTestRehearsal
{
  GSubprocess *process; /* (owned) */
  JsonNode *addresses;  /* (owned): the line that it printed */
  SoupSession *session; /* (owned) */
  char *folder;         /* (owned): of its state */
};

/**
 * cw_test_rehearsal_start:
 * @state: (nullable): the folder of its state; %NULL for a new one
 * @now: (nullable): what time it shall be there, `2026-11-23T12:00:00Z`
 *
 * Starts the real program and waits until it listens.
 *
 * Returns: (transfer full): it; end it by cw_test_rehearsal_stop()
 */
CwTestRehearsal *
cw_test_rehearsal_start (const char *state,
                         const char *now)
{
  CwTestRehearsal *self = g_new0 (CwTestRehearsal, 1);
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *data = cw_test_source ("data");
  g_autofree char *line = NULL;
  const char *argv[] = { g_getenv ("CW_TEST_REHEARSAL"), "--state", NULL, now != NULL ? "--now" : NULL, now, NULL };

  g_assert_nonnull (argv[0]);
  self->folder = state != NULL ? g_strdup (state) : cw_test_directory ();
  argv[2] = self->folder;
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_subprocess_launcher_setenv (launcher, "CYCLEWRIGHT_SOURCE_DATA", data, TRUE);
  self->process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);

  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  line = g_data_input_stream_read_line_utf8 (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  self->addresses = json_from_string (line, &error);
  g_assert_no_error (error);
  self->session = soup_session_new_with_options ("timeout", 30, NULL);
  return self;
}

/**
 * cw_test_rehearsal_get:
 * @self: a rehearsal
 * @name: `address`, `jira`, `confluence`, `github`, `slack`, `registry`, `git`, `token` or `email`
 *
 * Returns: (transfer none): what it printed under that name
 */
const char *
cw_test_rehearsal_get (CwTestRehearsal *self,
                       const char      *name)
{
  return json_object_get_string_member (json_node_get_object (self->addresses), name);
}

/**
 * cw_test_rehearsal_folder:
 * @self: a rehearsal
 *
 * Returns: (transfer none): the folder of its state
 */
const char *
cw_test_rehearsal_folder (CwTestRehearsal *self)
{
  return self->folder;
}

static void
sign (CwTestRehearsal *self,
      SoupMessage     *message,
      const char      *service)
{
  const char *token = cw_test_rehearsal_get (self, "token");
  g_autofree char *pair = g_strdup_printf ("%s:%s", cw_test_rehearsal_get (self, "email"), token);
  g_autofree char *basic = g_base64_encode ((const guchar *) pair, strlen (pair));
  gboolean is_basic = g_str_equal (service, "jira") || g_str_equal (service, "confluence")
                      || g_str_equal (service, "git");
  g_autofree char *value = is_basic ? g_strconcat ("Basic ", basic, NULL) : g_strconcat ("Bearer ", token, NULL);

  if (!g_str_equal (service, "registry"))
    soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", value);
  if (g_str_equal (service, "github"))
    soup_message_headers_append (soup_message_get_request_headers (message), "X-GitHub-Api-Version", "2022-11-28");
  soup_message_headers_append (soup_message_get_request_headers (message), "User-Agent", "cyclewright-test");
}

/**
 * cw_test_rehearsal_call:
 * @self: a rehearsal
 * @service: the name of an address, whose credentials are sent along; `address` for the control calls
 * @method: the method
 * @path: what follows the address, with its query
 * @json: (nullable): the body
 * @status: (out): the HTTP status; 0 when no answer came
 *
 * Returns: (transfer full) (nullable): the answer, if it is JSON
 */
JsonNode *
cw_test_rehearsal_call (CwTestRehearsal *self,
                        const char      *service,
                        const char      *method,
                        const char      *path,
                        const char      *json,
                        guint           *status)
{
  g_autofree char *uri = g_strconcat (cw_test_rehearsal_get (self, service), path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, uri);
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_assert_nonnull (message);
  /* Each call has a connection of its own: a lost reply must not be repeated behind our back. */
  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  /* The program's end of one that is closed here first would stay open: after thousands of cases it had no more. */
  if (g_str_equal (service, "address"))
    soup_message_headers_replace (soup_message_get_request_headers (message), "Connection", "close");
  sign (self, message, service);
  if (json != NULL)
    {
      g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));

      soup_message_set_request_body_from_bytes (message, "application/json", body);
    }
  answer = soup_session_send_and_read (self->session, message, NULL, NULL);
  *status = answer != NULL ? soup_message_get_status (message) : 0;
  if (answer == NULL || g_bytes_get_size (answer) == 0
      || !json_parser_load_from_data (parser, g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer),
                                      NULL))
    return NULL;
  return json_parser_steal_root (parser);
}

static JsonNode *
control (CwTestRehearsal *self,
         const char      *method,
         const char      *path,
         const char      *json)
{
  guint status = 0;
  JsonNode *answer = cw_test_rehearsal_call (self, "address", method, path, json, &status);

  g_assert_cmpuint (status / 100, ==, 2);
  return answer;
}

/**
 * cw_test_rehearsal_state:
 * @self: a rehearsal
 *
 * Returns: (transfer full): all that its services remember
 */
JsonNode *
cw_test_rehearsal_state (CwTestRehearsal *self)
{
  return control (self, "GET", "/state", NULL);
}

/**
 * cw_test_rehearsal_log:
 * @self: a rehearsal
 *
 * Returns: (transfer full): an array of `{service, method, path, status, time}`, the oldest first
 */
JsonNode *
cw_test_rehearsal_log (CwTestRehearsal *self)
{
  g_autoptr (JsonNode) answer = control (self, "GET", "/requests", NULL);

  return json_node_copy (json_object_get_member (json_node_get_object (answer), "requests"));
}

/**
 * cw_test_rehearsal_rest:
 * @self: a rehearsal
 *
 * Returns once git is through with what it was asked, also by programs that are gone: it works beside the services.
 */
void
cw_test_rehearsal_rest (CwTestRehearsal *self)
{
  gboolean running = TRUE;

  while (running)
    {
      g_autoptr (JsonNode) log = cw_test_rehearsal_log (self);
      JsonArray *entries = json_node_get_array (log);

      running = FALSE;
      for (guint i = 0; i < json_array_get_length (entries); i++)
        running |= json_object_get_boolean_member_with_default (json_array_get_object_element (entries, i), "running",
                                                                FALSE);
    }
}

/**
 * cw_test_rehearsal_fault:
 * @self: a rehearsal
 * @json: what shall go wrong: `{"service", "path", "kind", "method", "times", "skip", "status", …}`
 */
void
cw_test_rehearsal_fault (CwTestRehearsal *self,
                         const char      *json)
{
  g_autoptr (JsonNode) answer = control (self, "POST", "/faults", json);
}

/**
 * cw_test_rehearsal_heal:
 * @self: a rehearsal
 *
 * From now on nothing goes wrong.
 */
void
cw_test_rehearsal_heal (CwTestRehearsal *self)
{
  g_autoptr (JsonNode) answer = control (self, "DELETE", "/faults", NULL);
}

/**
 * cw_test_rehearsal_count_hit:
 * @self: a rehearsal
 *
 * Returns: how many requests met a fault since the last time all were cleared
 */
guint
cw_test_rehearsal_count_hit (CwTestRehearsal *self)
{
  g_autoptr (JsonNode) answer = control (self, "GET", "/faults", NULL);

  return (guint) json_object_get_int_member (json_node_get_object (answer), "hit");
}

/**
 * cw_test_rehearsal_begin_anew:
 * @self: a rehearsal
 *
 * Puts its services back to how they were when it started: what was made is forgotten, nothing goes wrong, the log is
 * empty. Git's repositories stay.
 */
void
cw_test_rehearsal_begin_anew (CwTestRehearsal *self)
{
  g_autoptr (JsonNode) answer = control (self, "DELETE", "/state", NULL);
}

/**
 * cw_test_rehearsal_outside:
 * @self: a rehearsal
 * @json: what somebody else does: `{"do": "edit-issue", …}`
 */
void
cw_test_rehearsal_outside (CwTestRehearsal *self,
                           const char      *json)
{
  g_autoptr (JsonNode) answer = control (self, "POST", "/outside", json);
}

/**
 * cw_test_rehearsal_stop:
 * @self: (transfer full): a rehearsal
 *
 * Closes its standard input and waits until it has ended, which it must do well.
 */
void
cw_test_rehearsal_stop (CwTestRehearsal *self)
{
  g_autoptr (GError) error = NULL;

  soup_session_abort (self->session);
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (self->process, NULL, &error));
  g_assert_no_error (error);
  g_object_unref (self->session);
  g_object_unref (self->process);
  json_node_unref (self->addresses);
  g_free (self->folder);
  g_free (self);
}
