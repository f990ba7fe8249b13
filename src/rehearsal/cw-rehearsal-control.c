/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-control"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-control.h"
#include "cw-rehearsal-outside.h"

static void
serve_faults (CwRehearsalRequest *request,
              CwRehearsalFaults  *faults)
{
  JsonObject *counters = cw_rehearsal_store_get_map (request->store, "counters");
  gint64 seen = cw_json_get_int (counters, "issue", 1) - 1;

  if (strcmp (request->method, "DELETE") == 0)
    {
      cw_rehearsal_faults_clear (faults);
      cw_rehearsal_request_answer (request, SOUP_STATUS_NO_CONTENT, NULL);
    }
  else if (strcmp (request->method, "GET") == 0)
    cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                                 cw_rehearsal_pack ("{hit:i}", (int) cw_rehearsal_faults_count_hit (faults)));
  else if (strcmp (request->method, "POST") == 0
           && cw_rehearsal_faults_add (faults, cw_rehearsal_request_object (request), seen))
    cw_rehearsal_request_answer (request, SOUP_STATUS_NO_CONTENT, NULL);
  else
    cw_rehearsal_request_answer (request, SOUP_STATUS_BAD_REQUEST,
                                 cw_rehearsal_pack ("{message:s}", "POST a fault with service, path and kind"));
}

/* One rehearsal serves many tests: each begins with the state as it was at first, and with an empty log. */
static void
begin_anew (CwRehearsalRequest *request,
            CwRehearsalFaults  *faults,
            JsonArray          *log)
{
  cw_rehearsal_store_reset (request->store);
  cw_rehearsal_faults_clear (faults);
  for (guint i = json_array_get_length (log); i > 0; i--)
    json_array_remove_element (log, i - 1);
  cw_rehearsal_request_answer (request, SOUP_STATUS_NO_CONTENT, NULL);
}

/**
 * cw_rehearsal_control_serve:
 * @request: a request that goes to no service
 * @faults: what shall go wrong
 * @log: the requests so far
 *
 * Answers what tests ask for: the state, the log, faults, deeds of others. All of it wants the token.
 *
 * Returns: whether there was such an address
 */
gboolean
cw_rehearsal_control_serve (CwRehearsalRequest *request,
                            CwRehearsalFaults  *faults,
                            JsonArray          *log)
{
  static const char *const names[] = { "state", "requests", "faults", "outside", NULL };
  g_autofree char *token = NULL;
  JsonObject *state;
  const char *name;

  g_return_val_if_fail (request != NULL, FALSE);

  state = cw_rehearsal_store_get_state (request->store);
  name = request->segments[0];
  if (name == NULL || !g_strv_contains (names, name) || request->segments[1] != NULL)
    return FALSE;
  token = cw_rehearsal_request_bearer (request);
  if (g_strcmp0 (token, cw_rehearsal_store_get_token (request->store)) != 0)
    cw_rehearsal_request_answer (request, SOUP_STATUS_UNAUTHORIZED, cw_rehearsal_pack ("{message:s}", "No token"));
  else if (strcmp (name, "state") == 0 && strcmp (request->method, "DELETE") == 0)
    begin_anew (request, faults, log);
  else if (strcmp (name, "state") == 0)
    cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                                 cw_rehearsal_json_own (json_object_ref (state)));
  else if (strcmp (name, "requests") == 0)
    cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                                 cw_rehearsal_pack ("{requests:o}", cw_rehearsal_json_list (json_array_ref (log))));
  else if (strcmp (name, "outside") == 0)
    cw_rehearsal_outside_serve (request);
  else
    serve_faults (request, faults);
  return TRUE;
}
