/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-git-door"

#include "config.h"

#include <string.h>

#include "cw-rehearsal-deliver.h"
#include "cw-rehearsal-git-door.h"

/* A request of git's that runs beside. The message's signals own it, so that it lives as long as the message. */
typedef struct
{
  CwRehearsalGit *git;        /* (owned) */
  SoupServerMessage *message; /* not owned */
  JsonObject *entry;          /* (owned): its line in the log, with whether it runs, and the status at the end */
  char *path;                 /* (owned) */
  gboolean lose;
  guint late; /* a source */
} Visit;

static void
visit_free (gpointer  data,
            GClosure *closure)
{
  Visit *self = data;

  g_clear_handle_id (&self->late, g_source_remove);
  g_object_unref (self->git);
  json_object_unref (self->entry);
  g_free (self->path);
  g_free (self);
}

static void
on_finished (SoupServerMessage *message,
             gpointer           data)
{
  Visit *self = data;
  guint status = self->lose ? 0 : soup_server_message_get_status (message);

  g_clear_handle_id (&self->late, g_source_remove);
  json_object_set_int_member (self->entry, "status", status);
  json_object_set_boolean_member (self->entry, "running", FALSE);
}

/* All is done and the head of the answer is out: that is where this answer ends. */
static void
on_wrote_headers (SoupServerMessage *message,
                  gpointer           data)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

  g_io_stream_close (stream, NULL, NULL);
}

static gboolean
on_late (gpointer data)
{
  Visit *self = data;

  self->late = 0;
  soup_server_message_unpause (self->message);
  cw_rehearsal_git_handle (self->git, self->message, self->path);
  return G_SOURCE_REMOVE;
}

static gboolean
is_allowed (CwRehearsalRequest *request)
{
  g_autofree char *user = NULL, *secret = NULL;

  return cw_rehearsal_request_basic (request, &user, &secret)
         && strcmp (secret, cw_rehearsal_store_get_token (request->store)) == 0;
}

static void
enter (CwRehearsalGit         *git,
       CwRehearsalRequest     *request,
       const CwRehearsalFault *fault,
       JsonObject             *entry)
{
  CwRehearsalFaultKind kind = fault != NULL ? fault->kind : CW_REHEARSAL_FAULT_NONE;
  Visit *self = g_new0 (Visit, 1);

  self->git = g_object_ref (git);
  self->message = request->message;
  self->entry = json_object_ref (entry);
  json_object_set_boolean_member (entry, "running", TRUE);
  self->path = g_strdup (request->path + 1);
  self->lose = kind == CW_REHEARSAL_FAULT_LOSE_REPLY || kind == CW_REHEARSAL_FAULT_CUT;
  g_signal_connect_data (request->message, "finished", G_CALLBACK (on_finished), self, visit_free, 0);
  if (self->lose)
    g_signal_connect (request->message, "wrote-headers", G_CALLBACK (on_wrote_headers), NULL);
  if (kind != CW_REHEARSAL_FAULT_SLOW)
    {
      cw_rehearsal_git_handle (git, request->message, self->path);
      return;
    }
  soup_server_message_pause (request->message);
  self->late = g_timeout_add (fault->milliseconds, on_late, self);
}

/**
 * cw_rehearsal_git_door_serve:
 * @git: what serves the repositories
 * @request: a request below `/git`
 * @fault: (nullable): what goes wrong
 * @entry: the request's line in the log; its status is set when all is over
 *
 * Asks for the token, whatever the name that comes with it, and lets git's own server answer.
 */
void
cw_rehearsal_git_door_serve (CwRehearsalGit         *git,
                             CwRehearsalRequest     *request,
                             const CwRehearsalFault *fault,
                             JsonObject             *entry)
{
  gboolean before = fault != NULL && (fault->kind == CW_REHEARSAL_FAULT_STATUS
                                      || fault->kind == CW_REHEARSAL_FAULT_REFUSE
                                      || fault->kind == CW_REHEARSAL_FAULT_ARRIVE_LATER
                                      || fault->kind == CW_REHEARSAL_FAULT_NOT_JSON);

  g_return_if_fail (CW_IS_REHEARSAL_GIT (git));
  g_return_if_fail (request != NULL);
  g_return_if_fail (entry != NULL);

  if (is_allowed (request) && !before)
    {
      enter (git, request, fault, entry);
      return;
    }
  if (!before)
    {
      cw_rehearsal_request_set_header (request, "WWW-Authenticate", "Basic realm=\"rehearsal\"");
      cw_rehearsal_request_answer_text (request, SOUP_STATUS_UNAUTHORIZED, "text/plain", "Authentication required.\n");
    }
  /* A web page in git's place, as a captive portal has it: nothing is done. */
  if (before && fault->kind == CW_REHEARSAL_FAULT_NOT_JSON)
    request->status = SOUP_STATUS_OK;
  cw_rehearsal_deliver (request, "git", before ? fault : NULL);
  json_object_set_int_member (entry, "status", request->status);
}
