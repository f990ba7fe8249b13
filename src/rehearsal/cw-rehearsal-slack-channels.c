/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-slack"

#include "config.h"

#include <stdio.h>

#include "cw-json.h"

#include "cw-rehearsal-slack-private.h"
#include "cw-rehearsal-world.h"

#define LIST_SIZE 100
#define MOST_CHANNELS 1000
#define MINUTE 60
#define TOO_MANY_REQUESTS 429 /* not in libsoup */

static JsonNode *
channel_json (JsonObject *channel)
{
  return cw_rehearsal_pack ("{id:s name:s is_channel:b is_private:b is_archived:b is_member:b}",
                            cw_json_get_string (channel, "id", NULL), cw_json_get_string (channel, "name", NULL), TRUE,
                            FALSE, cw_json_get_bool (channel, "archived", FALSE),
                            cw_json_get_bool (channel, "member", FALSE));
}

/* Without the fields that Slack leaves out where it lists one's own channels. */
static JsonNode *
own_channel_json (JsonObject *channel)
{
  JsonNode *node = channel_json (channel);

  json_object_remove_member (json_node_get_object (node), "is_member");
  return node;
}

static void
list (CwRehearsalRequest *request,
      gint64              most,
      gboolean            own)
{
  JsonArray *all = cw_rehearsal_store_get_list (request->store, "channels");
  g_autofree char *cursor = cw_rehearsal_slack_arg (request, "cursor");
  g_autofree char *without = cw_rehearsal_slack_arg (request, "exclude_archived");
  gint64 limit = CLAMP (cw_rehearsal_slack_arg_int (request, "limit", LIST_SIZE), 1, most);
  guint at = 0, count = json_array_get_length (all);
  g_autofree char *next = NULL;
  JsonArray *found;

  if (cursor != NULL && *cursor != '\0'
      && (sscanf (cursor, "channel:%u", &at) != 1 || at >= count))
    {
      cw_rehearsal_slack_refuse (request, "invalid_cursor");
      return;
    }
  found = json_array_new ();
  for (; at < count && (gint64) json_array_get_length (found) < limit; at++)
    {
      JsonObject *channel = cw_rehearsal_json_item (all, at);

      if ((g_strcmp0 (without, "true") == 0 && cw_json_get_bool (channel, "archived", FALSE))
          || (own && !cw_json_get_bool (channel, "member", FALSE)))
        continue;
      json_array_add_element (found, own ? own_channel_json (channel) : channel_json (channel));
    }
  next = at < count ? g_strdup_printf ("channel:%u", at) : g_strdup ("");
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{ok:b channels:o response_metadata:{next_cursor:s}}", TRUE,
                                                  cw_rehearsal_json_list (found), next));
}

/* Counts a call, where a test limits them: as Slack does, by the minute. */
static gboolean
is_too_often (CwRehearsalRequest *request,
              JsonObject         *limit)
{
  gint64 calls = cw_json_get_int (limit, "calls", 0), now = cw_rehearsal_slack_now (request->store);

  if (calls == 0)
    return FALSE;
  if (now - cw_json_get_int (limit, "since", 0) >= MINUTE)
    {
      json_object_set_int_member (limit, "since", now);
      json_object_set_int_member (limit, "count", 0);
    }
  if (cw_json_get_int (limit, "count", 0) >= calls)
    return TRUE;
  json_object_set_int_member (limit, "count", cw_json_get_int (limit, "count", 0) + 1);
  return FALSE;
}

/**
 * cw_rehearsal_slack_channels:
 * @request: `conversations.list`
 *
 * Lists all channels.
 */
void
cw_rehearsal_slack_channels (CwRehearsalRequest *request)
{
  JsonObject *limit = cw_rehearsal_store_get_map (request->store, "channel-limit");
  gint64 page = cw_json_get_int (limit, "page", 0);

  if (is_too_often (request, limit))
    {
      cw_rehearsal_request_set_header (request, "Retry-After", G_STRINGIFY (MINUTE));
      cw_rehearsal_request_answer (request, TOO_MANY_REQUESTS,
                                   cw_rehearsal_pack ("{ok:b error:s}", FALSE, "ratelimited"));
      return;
    }
  list (request, page > 0 ? page : MOST_CHANNELS, FALSE);
}

/**
 * cw_rehearsal_slack_own_channels:
 * @request: `users.conversations`
 *
 * Lists the channels that the account is in.
 */
void
cw_rehearsal_slack_own_channels (CwRehearsalRequest *request)
{
  list (request, MOST_CHANNELS - 1, TRUE);
}

/**
 * cw_rehearsal_slack_channel_info:
 * @request: `conversations.info`
 *
 * Tells of one channel.
 */
void
cw_rehearsal_slack_channel_info (CwRehearsalRequest *request)
{
  JsonObject *channel = cw_rehearsal_slack_channel (request, FALSE);

  if (channel != NULL)
    cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                                 cw_rehearsal_pack ("{ok:b channel:o}", TRUE, channel_json (channel)));
}
