/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-slack-schedule"

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-slack-private.h"

#define MOST_SCHEDULED 100
#define FARTHEST (120 * 24 * 3600)
#define WINDOW 300
#define MOST_IN_WINDOW 30

static const char *
refuse_time (CwRehearsalRequest *request,
             const char         *channel,
             gint64              post_at)
{
  JsonArray *scheduled = cw_rehearsal_store_get_list (request->store, "scheduled");
  gint64 now = cw_rehearsal_slack_now (request->store);
  guint near = 0;

  if (post_at <= 0)
    return "invalid_time";
  if (post_at <= now)
    return "time_in_past";
  if (post_at > now + FARTHEST)
    return "time_too_far";
  for (guint i = 0; i < json_array_get_length (scheduled); i++)
    {
      JsonObject *other = cw_rehearsal_json_item (scheduled, i);

      if (strcmp (cw_json_get_string (other, "channel", NULL), channel) == 0
          && cw_json_get_int (other, "post_at", 0) / WINDOW == post_at / WINDOW)
        near++;
    }
  return near >= MOST_IN_WINDOW ? "restricted_too_many" : NULL;
}

/**
 * cw_rehearsal_slack_schedule:
 * @request: `chat.scheduleMessage`
 */
void
cw_rehearsal_slack_schedule (CwRehearsalRequest *request)
{
  JsonObject *channel = cw_rehearsal_slack_channel (request, TRUE);
  g_autofree char *text = channel != NULL ? cw_rehearsal_slack_take_text (request) : NULL;
  gint64 post_at = cw_rehearsal_slack_arg_int (request, "post_at", 0);
  const char *id = cw_json_get_string (channel, "id", NULL), *wrong;
  g_autofree char *name = NULL;
  JsonNode *message;

  if (text == NULL)
    return;
  wrong = refuse_time (request, id, post_at);
  if (wrong != NULL)
    {
      cw_rehearsal_slack_refuse (request, wrong);
      return;
    }
  name = g_strdup_printf ("Q0REH%06" G_GINT64_FORMAT, cw_rehearsal_store_next (request->store, "scheduled"));
  message = cw_rehearsal_pack ("{id:s channel:s post_at:I created:I text:s user:s}", name, id, post_at,
                               cw_rehearsal_slack_now (request->store), text, cw_rehearsal_slack_get_user (request));
  cw_rehearsal_slack_keep_extras (request, json_node_get_object (message));
  json_array_add_element (cw_rehearsal_store_get_list (request->store, "scheduled"), message);
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{ok:b channel:s scheduled_message_id:s post_at:I "
                                                  "message:{text:s type:s}}",
                                                  TRUE, id, name, post_at, text, "delayed_message"));
}

/* Only the account that scheduled a message sees it, and can take it back. */
static gboolean
is_own (CwRehearsalRequest *request,
        JsonObject         *message)
{
  const char *user = cw_rehearsal_slack_get_user (request);

  return strcmp (cw_json_get_string (message, "user", user), user) == 0;
}

/**
 * cw_rehearsal_slack_scheduled:
 * @request: `chat.scheduledMessages.list`, by pages
 */
void
cw_rehearsal_slack_scheduled (CwRehearsalRequest *request)
{
  JsonArray *all = cw_rehearsal_store_get_list (request->store, "scheduled");
  g_autofree char *channel = cw_rehearsal_slack_arg (request, "channel");
  g_autofree char *cursor = cw_rehearsal_slack_arg (request, "cursor");
  gint64 oldest = cw_rehearsal_slack_arg_int (request, "oldest", 0);
  gint64 latest = cw_rehearsal_slack_arg_int (request, "latest", G_MAXINT64);
  gint64 limit = CLAMP (cw_rehearsal_slack_arg_int (request, "limit", MOST_SCHEDULED), 1, MOST_SCHEDULED);
  guint at = 0;
  g_autofree char *next = NULL;
  JsonArray *found = json_array_new ();

  if (cursor != NULL)
    sscanf (cursor, "scheduled:%u", &at);
  for (; at < json_array_get_length (all) && (gint64) json_array_get_length (found) < limit; at++)
    {
      JsonObject *message = cw_rehearsal_json_item (all, at);
      gint64 post_at = cw_json_get_int (message, "post_at", 0);

      if (!is_own (request, message) || post_at < oldest || post_at > latest
          || (channel != NULL && strcmp (channel, cw_json_get_string (message, "channel", NULL)) != 0))
        continue;
      json_array_add_element (found, cw_rehearsal_pack ("{id:s channel_id:s post_at:I date_created:I text:s}",
                                                        cw_json_get_string (message, "id", NULL),
                                                        cw_json_get_string (message, "channel", NULL), post_at,
                                                        cw_json_get_int (message, "created", 0),
                                                        cw_json_get_string (message, "text", NULL)));
    }
  next = at < json_array_get_length (all) ? g_strdup_printf ("scheduled:%u", at) : g_strdup ("");
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{ok:b scheduled_messages:o response_metadata:{next_cursor:s}}", TRUE,
                                                  cw_rehearsal_json_list (found), next));
}

/**
 * cw_rehearsal_slack_unschedule:
 * @request: `chat.deleteScheduledMessage`
 */
void
cw_rehearsal_slack_unschedule (CwRehearsalRequest *request)
{
  JsonObject *channel = cw_rehearsal_slack_channel (request, FALSE);
  JsonArray *all = cw_rehearsal_store_get_list (request->store, "scheduled");
  g_autofree char *id = cw_rehearsal_slack_arg (request, "scheduled_message_id");

  if (channel == NULL)
    return;
  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      JsonObject *message = cw_rehearsal_json_item (all, i);

      if (g_strcmp0 (id, cw_json_get_string (message, "id", NULL)) != 0 || !is_own (request, message)
          || strcmp (cw_json_get_string (channel, "id", NULL), cw_json_get_string (message, "channel", NULL)) != 0)
        continue;
      json_array_remove_element (all, i);
      cw_rehearsal_store_touch (request->store);
      cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_pack ("{ok:b}", TRUE));
      return;
    }
  cw_rehearsal_slack_refuse (request, "invalid_scheduled_message_id");
}

/**
 * cw_rehearsal_slack_tick:
 * @store: the store
 *
 * Posts the scheduled messages whose time has come. One with metadata is lost instead: that is what Slack does, see the
 * "bug alert" in its documentation of chat.scheduleMessage.
 */
void
cw_rehearsal_slack_tick (CwRehearsalStore *store)
{
  JsonArray *all;
  gint64 now;

  g_return_if_fail (CW_IS_REHEARSAL_STORE (store));

  all = cw_rehearsal_store_get_list (store, "scheduled");
  now = cw_rehearsal_slack_now (store);
  for (guint i = json_array_get_length (all); i > 0; i--)
    {
      JsonObject *message = cw_rehearsal_json_item (all, i - 1);
      gint64 post_at = cw_json_get_int (message, "post_at", 0);
      g_autofree char *ts = NULL;

      if (post_at > now)
        continue;
      if (json_object_has_member (message, "metadata"))
        json_array_add_object_element (cw_rehearsal_store_get_list (store, "lost"), json_object_ref (message));
      else
        {
          ts = g_strdup_printf ("%" G_GINT64_FORMAT ".%06d", post_at,
                                (int) (cw_rehearsal_store_next (store, "ts") % 1000000));
          cw_rehearsal_slack_store (store, cw_json_get_string (message, "channel", NULL), ts,
                                    cw_json_get_string (message, "text", NULL),
                                    cw_json_get_string (message, "user", NULL));
        }
      json_array_remove_element (all, i - 1);
      cw_rehearsal_store_touch (store);
    }
}
