/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-deliver"

#include "config.h"

#include <string.h>

#include "cw-rehearsal-deliver.h"

#define WEB_PAGE "<!DOCTYPE html><html><head><title>Please stand by</title></head><body>Please stand by.</body></html>"

/* A slow answer: the message stays paused until the time is over or the other side has gone. */
typedef struct
{
  SoupServerMessage *message; /* not owned: the message owns this */
  guint source;
} Late;

static void
send (CwRehearsalRequest *request)
{
  gconstpointer data = NULL;
  gsize length = 0;

  soup_server_message_set_status (request->message, request->status, NULL);
  if (request->answer == NULL)
    {
      /* libsoup closes the connection then; who is not told would send its next request into nothing. */
      soup_message_headers_replace (soup_server_message_get_response_headers (request->message), "Connection", "close");
      return;
    }
  data = g_bytes_get_data (request->answer, &length);
  soup_server_message_set_response (request->message, request->type, SOUP_MEMORY_COPY, data, length);
}

/* An error body in the shape that @service is known for. */
static JsonNode *
fault_body (const char             *service,
            const CwRehearsalFault *fault)
{
  const char *text = fault->status == 429 ? "Rate limit exceeded." : "Something went wrong.";

  /* What stands before Jira says it otherwise. */
  if (strcmp (service, "jira") == 0 && fault->word != NULL)
    return cw_rehearsal_pack ("{code:i message:s}", (int) fault->status, fault->word);
  if (strcmp (service, "jira") == 0)
    return cw_rehearsal_pack ("{errorMessages:[s] errors:{}}", text);
  if (strcmp (service, "confluence") == 0)
    return cw_rehearsal_pack ("{errors:[{status:i code:s title:s detail:n}]}", (int) fault->status,
                              fault->status == 429 ? "TOO_MANY_REQUESTS" : "INTERNAL_SERVER_ERROR", text);
  if (strcmp (service, "slack") == 0)
    return cw_rehearsal_pack ("{ok:b error:s}", FALSE,
                              fault->word != NULL ? fault->word
                              : fault->status == 429 ? "ratelimited" : "internal_error");
  if (strcmp (service, "registry") == 0)
    return cw_rehearsal_pack ("{errors:[{code:s message:s}]}", fault->status == 429 ? "TOOMANYREQUESTS" : "UNKNOWN",
                              text);
  return cw_rehearsal_pack ("{message:s documentation_url:s}", text, "https://docs.github.com/rest");
}

static void
close_connection (CwRehearsalRequest *request,
                  const char         *last_words)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (request->message);

  if (last_words != NULL)
    g_output_stream_write_all (g_io_stream_get_output_stream (stream), last_words, strlen (last_words), NULL, NULL,
                               NULL);
  g_io_stream_close (stream, NULL, NULL);
}

static void
cut_short (CwRehearsalRequest *request)
{
  gsize length = 0;
  const char *data = request->answer != NULL ? g_bytes_get_data (request->answer, &length) : "";
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 %u Cut\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT
                                           "\r\n\r\n%.*s",
                                           request->status, request->type != NULL ? request->type : "text/plain",
                                           length + 2, (int) (length / 2), data);

  close_connection (request, head);
}

static gboolean
on_late (gpointer data)
{
  Late *late = data;

  late->source = 0;
  soup_server_message_unpause (late->message);
  return G_SOURCE_REMOVE;
}

static void
on_finished (SoupServerMessage *message,
             gpointer           data)
{
  Late *late = data;

  g_clear_handle_id (&late->source, g_source_remove);
}

static void
late_free (gpointer  data,
           GClosure *closure)
{
  Late *late = data;

  g_clear_handle_id (&late->source, g_source_remove);
  g_free (late);
}

static void
send_late (CwRehearsalRequest *request,
           guint               milliseconds)
{
  Late *late = g_new0 (Late, 1);

  /* The signal's closure owns it, and lives as long as the message: no reference of our own. */
  late->message = request->message;
  send (request);
  soup_server_message_pause (request->message);
  late->source = g_timeout_add (milliseconds, on_late, late);
  g_signal_connect_data (request->message, "finished", G_CALLBACK (on_finished), late, late_free, 0);
}

/**
 * cw_rehearsal_deliver:
 * @request: an answered request
 * @service: the service's name
 * @fault: (nullable): what goes wrong on the way
 *
 * Sends the answer, or does with it what @fault says. The request's status becomes what the other side was told, 0 when
 * it was told nothing.
 */
void
cw_rehearsal_deliver (CwRehearsalRequest     *request,
                      const char             *service,
                      const CwRehearsalFault *fault)
{
  g_return_if_fail (request != NULL);
  g_return_if_fail (service != NULL);

  switch (fault != NULL ? fault->kind : CW_REHEARSAL_FAULT_NONE)
    {
    case CW_REHEARSAL_FAULT_STATUS:
      if (fault->retry_after != NULL)
        cw_rehearsal_request_set_header (request, "Retry-After", fault->retry_after);
      if (fault->location != NULL)
        cw_rehearsal_request_set_header (request, "Location", fault->location);
      if (fault->reset != NULL)
        {
          cw_rehearsal_request_set_header (request, "X-RateLimit-Remaining", "0");
          cw_rehearsal_request_set_header (request, "X-RateLimit-Reset", fault->reset);
        }
      if (fault->challenge != NULL)
        cw_rehearsal_request_set_header (request, "WWW-Authenticate", fault->challenge);
      cw_rehearsal_request_answer (request, fault->status, fault_body (service, fault));
      send (request);
      break;
    case CW_REHEARSAL_FAULT_REFUSE:
    case CW_REHEARSAL_FAULT_LOSE_REPLY:
    case CW_REHEARSAL_FAULT_ARRIVE_LATER:
      close_connection (request, NULL);
      request->status = 0;
      break;
    case CW_REHEARSAL_FAULT_CUT:
      cut_short (request);
      break;
    case CW_REHEARSAL_FAULT_NOT_JSON:
      cw_rehearsal_request_answer_text (request, request->status, "text/html; charset=utf-8", WEB_PAGE);
      send (request);
      break;
    case CW_REHEARSAL_FAULT_SLOW:
      send_late (request, fault->milliseconds);
      break;
    case CW_REHEARSAL_FAULT_INDEX_LAG:
    case CW_REHEARSAL_FAULT_NONE:
    default:
      send (request);
      break;
    }
}
