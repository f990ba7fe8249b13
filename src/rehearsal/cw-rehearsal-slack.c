/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-slack"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-slack-private.h"
#include "cw-rehearsal-world.h"

/* What the services' token ends with where it is a person's, not the bot's: they see other pending messages. */
#define OTHER "-other"

/* A method, the scope that it wants, and who answers. */
typedef struct
{
  const char *name;
  const char *scope;
  CwRehearsalHandler handler;
} Method;

static JsonObject *
slack_of (CwRehearsalStore *store)
{
  return cw_json_get_object (cw_rehearsal_store_get_world (store), "slack");
}

/**
 * cw_rehearsal_slack_refuse:
 * @request: a request
 * @error: Slack's word for what is wrong
 *
 * Refuses as Slack does: with status 200.
 */
void
cw_rehearsal_slack_refuse (CwRehearsalRequest *request,
                           const char         *error)
{
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_pack ("{ok:b error:s}", FALSE, error));
}

/**
 * cw_rehearsal_slack_arg:
 * @request: a request
 * @name: an argument
 *
 * Returns: (transfer full) (nullable): its value, from the JSON body, the form or the query
 */
char *
cw_rehearsal_slack_arg (CwRehearsalRequest *request,
                        const char         *name)
{
  JsonObject *sent = cw_rehearsal_request_object (request);
  JsonNode *node = sent != NULL ? json_object_get_member (sent, name) : NULL;
  const char *text = NULL;

  if (node != NULL && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  if (node != NULL)
    return JSON_NODE_HOLDS_NULL (node) ? NULL : cw_json_to_text (node, FALSE);
  if (request->form != NULL)
    text = g_hash_table_lookup (request->form, name);
  return g_strdup (text != NULL ? text : cw_rehearsal_request_query (request, name));
}

/**
 * cw_rehearsal_slack_arg_int:
 * @request: a request
 * @name: an argument
 * @otherwise: what it is when it is absent or no number
 *
 * Returns: its value
 */
gint64
cw_rehearsal_slack_arg_int (CwRehearsalRequest *request,
                            const char         *name,
                            gint64              otherwise)
{
  g_autofree char *text = cw_rehearsal_slack_arg (request, name);
  gint64 number = otherwise;

  return text != NULL && g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &number, NULL) ? number : otherwise;
}

/**
 * cw_rehearsal_slack_channel:
 * @request: a request with the argument `channel`
 * @as_member: whether the bot must be in it
 *
 * Returns: (transfer none) (nullable): the channel; without one the request has been answered
 */
JsonObject *
cw_rehearsal_slack_channel (CwRehearsalRequest *request,
                            gboolean            as_member)
{
  JsonArray *channels = cw_rehearsal_store_get_list (request->store, "channels");
  g_autofree char *wanted = cw_rehearsal_slack_arg (request, "channel");
  JsonObject *channel = cw_rehearsal_json_find (channels, "id", wanted);
  gboolean posting = as_member && g_str_has_prefix (request->path, "/chat.");

  /* Only what posts takes names too. */
  if (channel == NULL && posting && wanted != NULL)
    channel = cw_rehearsal_json_find (channels, "name", *wanted == '#' ? wanted + 1 : wanted);
  if (channel == NULL)
    cw_rehearsal_slack_refuse (request, "channel_not_found");
  else if (as_member && posting && cw_json_get_bool (channel, "archived", FALSE))
    cw_rehearsal_slack_refuse (request, "is_archived");
  else if (as_member && !cw_json_get_bool (channel, "member", FALSE))
    cw_rehearsal_slack_refuse (request, "not_in_channel");
  else
    return channel;
  return NULL;
}

static gboolean
is_other (CwRehearsalRequest *request)
{
  g_autofree char *token = cw_rehearsal_request_bearer (request);

  return token != NULL && g_str_has_suffix (token, OTHER);
}

/**
 * cw_rehearsal_slack_get_user:
 * @request: a request
 *
 * Returns: (transfer none): id of the account that asks
 */
const char *
cw_rehearsal_slack_get_user (CwRehearsalRequest *request)
{
  JsonArray *users = cw_json_get_array (cw_rehearsal_store_get_world (request->store), "users");

  if (is_other (request))
    return cw_json_get_string (cw_rehearsal_json_item (users, 1), "slack", "");
  return cw_json_get_string (slack_of (request->store), "bot_user", "");
}

static const char *
get_user_name (CwRehearsalRequest *request)
{
  JsonArray *users = cw_json_get_array (cw_rehearsal_store_get_world (request->store), "users");

  if (is_other (request))
    return cw_json_get_string (cw_rehearsal_json_item (users, 1), "login", "");
  return cw_json_get_string (slack_of (request->store), "bot_name", "");
}

static void
auth_test (CwRehearsalRequest *request)
{
  JsonObject *slack = slack_of (request->store);
  g_autofree char *url = g_strconcat (cw_rehearsal_store_get_base (request->store), "/slack/", NULL);

  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{ok:b url:s team:s user:s team_id:s user_id:s bot_id?:s "
                                                  "is_enterprise_install:b}",
                                                  TRUE, url, cw_json_get_string (slack, "team_name", NULL),
                                                  get_user_name (request), cw_json_get_string (slack, "team", NULL),
                                                  cw_rehearsal_slack_get_user (request),
                                                  is_other (request) ? NULL
                                                                     : cw_json_get_string (slack, "bot", NULL),
                                                  FALSE));
}

static void
user_by_email (CwRehearsalRequest *request)
{
  g_autofree char *email = cw_rehearsal_slack_arg (request, "email");
  JsonObject *user = cw_rehearsal_world_user (cw_rehearsal_store_get_world (request->store), "email", email);

  if (user == NULL)
    cw_rehearsal_slack_refuse (request, "users_not_found");
  else
    cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                                 cw_rehearsal_pack ("{ok:b user:{id:s name:s real_name:s profile:{real_name:s}}}", TRUE,
                                                    cw_json_get_string (user, "slack", NULL),
                                                    cw_json_get_string (user, "login", NULL),
                                                    cw_json_get_string (user, "name", NULL),
                                                    cw_json_get_string (user, "name", NULL)));
}

static const Method methods[] = {
  { "auth.test", NULL, auth_test },
  { "chat.delete", "chat:write", cw_rehearsal_slack_delete },
  { "chat.deleteScheduledMessage", "chat:write", cw_rehearsal_slack_unschedule },
  { "chat.getPermalink", NULL, cw_rehearsal_slack_permalink },
  { "chat.postMessage", "chat:write", cw_rehearsal_slack_post_message },
  { "chat.scheduleMessage", "chat:write", cw_rehearsal_slack_schedule },
  { "chat.scheduledMessages.list", NULL, cw_rehearsal_slack_scheduled },
  { "conversations.history", "channels:history", cw_rehearsal_slack_history },
  { "conversations.info", "channels:read", cw_rehearsal_slack_channel_info },
  { "conversations.list", "channels:read", cw_rehearsal_slack_channels },
  { "users.conversations", "channels:read", cw_rehearsal_slack_own_channels },
  { "users.lookupByEmail", "users:read.email", user_by_email },
};

static char *
granted (JsonArray *scopes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (scopes); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", json_array_get_string_element (scopes, i));
  return g_string_free (text, FALSE);
}

/* The scope without which a call is refused; private channels have one of their own. */
static const char *
get_scope (CwRehearsalRequest *request,
           const Method       *method)
{
  g_autofree char *types = cw_rehearsal_slack_arg (request, "types");

  return types != NULL && strstr (types, "private_channel") != NULL ? "groups:read" : method->scope;
}

static void
call (CwRehearsalRequest *request,
      const Method       *method)
{
  const char *scope = get_scope (request, method);
  JsonArray *scopes = cw_rehearsal_store_get_list (request->store, "scopes");
  g_autofree char *provided = granted (scopes);
  g_autofree char *token = cw_rehearsal_request_bearer (request);
  g_autofree char *other = g_strconcat (cw_rehearsal_store_get_token (request->store), OTHER, NULL);

  if (token == NULL)
    cw_rehearsal_slack_refuse (request, "not_authed");
  else if (strcmp (token, cw_rehearsal_store_get_token (request->store)) != 0 && strcmp (token, other) != 0)
    cw_rehearsal_slack_refuse (request, "invalid_auth");
  else if (scope != NULL && !cw_rehearsal_json_has (scopes, scope))
    cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                                 cw_rehearsal_pack ("{ok:b error:s needed:s provided:s}", FALSE, "missing_scope",
                                                    scope, provided));
  else
    {
      cw_rehearsal_request_set_header (request, "X-OAuth-Scopes", provided);
      method->handler (request);
    }
}

/**
 * cw_rehearsal_slack_serve:
 * @request: a request below `/slack/api`
 *
 * Plays Slack's Web API.
 */
void
cw_rehearsal_slack_serve (CwRehearsalRequest *request)
{
  g_return_if_fail (request != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_strcmp0 (methods[i].name, request->segments[0]) == 0)
      {
        call (request, &methods[i]);
        return;
      }
  cw_rehearsal_slack_refuse (request, "unknown_method");
}
