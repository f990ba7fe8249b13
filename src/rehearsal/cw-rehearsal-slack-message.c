/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-slack-message"

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-slack-private.h"

#define TEXT_BYTES 40000
#define HISTORY_SIZE 100
#define MOST_HISTORY 999
#define MOST_SCHEDULED 100
#define FARTHEST (120 * 24 * 3600)
#define WINDOW 300
#define MOST_IN_WINDOW 30

static gint64
now_of (CwRehearsalStore *store)
{
  g_autoptr (GDateTime) now = cw_rehearsal_store_now (store);

  return g_date_time_to_unix (now);
}

/* A time stamp names a message in its channel: one that was given is never given again. */
static char *
next_ts (CwRehearsalStore *store)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT ".%06d", now_of (store),
                          (int) (cw_rehearsal_store_next (store, "ts") % 1000000));
}

/**
 * cw_rehearsal_slack_store:
 * @store: the store
 * @channel: a channel's id
 * @ts: the message's time stamp
 * @text: its text
 *
 * Returns: (transfer none): the new message of the state, by the bot
 */
JsonNode *
cw_rehearsal_slack_store (CwRehearsalStore *store,
                          const char       *channel,
                          const char       *ts,
                          const char       *text)
{
  JsonObject *slack = cw_json_get_object (cw_rehearsal_store_get_world (store), "slack");
  JsonArray *messages = cw_rehearsal_store_get_list (store, "messages");
  JsonNode *message = cw_rehearsal_pack ("{channel:s ts:s text:s user:s bot_id:s}", channel, ts, text,
                                         cw_json_get_string (slack, "bot_user", NULL),
                                         cw_json_get_string (slack, "bot", NULL));

  json_array_add_element (messages, message);
  cw_rehearsal_store_touch (store);
  return message;
}

/**
 * cw_rehearsal_slack_post:
 * @store: the store
 * @channel: a channel's id
 * @user: somebody's id
 * @text: what they say
 *
 * Posts as a person would.
 */
void
cw_rehearsal_slack_post (CwRehearsalStore *store,
                         const char       *channel,
                         const char       *user,
                         const char       *text)
{
  g_autofree char *ts = NULL;
  JsonObject *message;

  g_return_if_fail (CW_IS_REHEARSAL_STORE (store));
  g_return_if_fail (channel != NULL && user != NULL && text != NULL);

  ts = next_ts (store);
  message = json_node_get_object (cw_rehearsal_slack_store (store, channel, ts, text));
  json_object_set_string_member (message, "user", user);
  json_object_remove_member (message, "bot_id");
}

/**
 * cw_rehearsal_slack_message_json:
 * @store: the store
 * @message: a message of the state
 * @with_metadata: whether its metadata shall be in the answer
 *
 * Returns: (transfer full): the message
 */
JsonNode *
cw_rehearsal_slack_message_json (CwRehearsalStore *store,
                                 JsonObject       *message,
                                 gboolean          with_metadata)
{
  JsonObject *slack = cw_json_get_object (cw_rehearsal_store_get_world (store), "slack");
  JsonObject *metadata = with_metadata ? cw_json_get_object (message, "metadata") : NULL;

  return cw_rehearsal_pack ("{type:s user:s bot_id?:s team:s text:s ts:s metadata?:o}", "message",
                            cw_json_get_string (message, "user", NULL), cw_json_get_string (message, "bot_id", NULL),
                            cw_json_get_string (slack, "team", NULL), cw_json_get_string (message, "text", NULL),
                            cw_json_get_string (message, "ts", NULL),
                            metadata != NULL ? cw_rehearsal_json_own (json_object_ref (metadata)) : NULL);
}

/* The text that was sent, if it may be posted; NULL when the request has been answered. */
static char *
take_text (CwRehearsalRequest *request)
{
  g_autofree char *text = cw_rehearsal_slack_arg (request, "text");
  g_autofree char *blocks = cw_rehearsal_slack_arg (request, "blocks");
  JsonObject *sent = cw_rehearsal_request_object (request);
  JsonObject *metadata = cw_json_get_object (sent, "metadata");

  if ((text == NULL || *text == '\0') && blocks == NULL)
    cw_rehearsal_slack_refuse (request, "no_text");
  else if (text != NULL && strlen (text) > TEXT_BYTES)
    cw_rehearsal_slack_refuse (request, "msg_too_long");
  else if (metadata != NULL && (cw_json_get_string (metadata, "event_type", NULL) == NULL
                                || cw_json_get_object (metadata, "event_payload") == NULL))
    cw_rehearsal_slack_refuse (request, "invalid_metadata_schema");
  else
    return text != NULL ? g_steal_pointer (&text) : g_strdup ("");
  return NULL;
}

static void
keep_extras (CwRehearsalRequest *request,
             JsonObject         *message)
{
  JsonObject *sent = cw_rehearsal_request_object (request);
  static const char *const names[] = { "metadata", "blocks" };

  for (guint i = 0; sent != NULL && i < G_N_ELEMENTS (names); i++)
    if (json_object_has_member (sent, names[i]))
      json_object_set_member (message, names[i], json_node_copy (json_object_get_member (sent, names[i])));
}

/**
 * cw_rehearsal_slack_post_message:
 * @request: `chat.postMessage`
 */
void
cw_rehearsal_slack_post_message (CwRehearsalRequest *request)
{
  JsonObject *channel = cw_rehearsal_slack_channel (request, TRUE);
  g_autofree char *text = channel != NULL ? take_text (request) : NULL;
  const char *id = cw_json_get_string (channel, "id", NULL);
  g_autofree char *ts = NULL;
  JsonObject *message;

  if (text == NULL)
    return;
  ts = next_ts (request->store);
  message = json_node_get_object (cw_rehearsal_slack_store (request->store, id, ts, text));
  keep_extras (request, message);
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{ok:b channel:s ts:s message:o}", TRUE, id, ts,
                                                  cw_rehearsal_slack_message_json (request->store, message, TRUE)));
}

/**
 * cw_rehearsal_slack_delete:
 * @request: `chat.delete`
 */
void
cw_rehearsal_slack_delete (CwRehearsalRequest *request)
{
  JsonObject *channel = cw_rehearsal_slack_channel (request, FALSE);
  JsonArray *messages = cw_rehearsal_store_get_list (request->store, "messages");
  g_autofree char *ts = cw_rehearsal_slack_arg (request, "ts");
  const char *id = cw_json_get_string (channel, "id", NULL);

  if (channel == NULL)
    return;
  for (guint i = 0; i < json_array_get_length (messages); i++)
    {
      JsonObject *message = cw_rehearsal_json_item (messages, i);

      if (g_strcmp0 (ts, cw_json_get_string (message, "ts", NULL)) != 0
          || strcmp (id, cw_json_get_string (message, "channel", NULL)) != 0)
        continue;
      if (cw_json_get_string (message, "bot_id", NULL) == NULL)
        {
          cw_rehearsal_slack_refuse (request, "cant_delete_message");
          return;
        }
      json_array_remove_element (messages, i);
      cw_rehearsal_store_touch (request->store);
      cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_pack ("{ok:b channel:s ts:s}", TRUE, id, ts));
      return;
    }
  cw_rehearsal_slack_refuse (request, "message_not_found");
}

static const char *
refuse_time (CwRehearsalRequest *request,
             const char         *channel,
             gint64              post_at)
{
  JsonArray *scheduled = cw_rehearsal_store_get_list (request->store, "scheduled");
  gint64 now = now_of (request->store);
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
  g_autofree char *text = channel != NULL ? take_text (request) : NULL;
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
  message = cw_rehearsal_pack ("{id:s channel:s post_at:I created:I text:s}", name, id, post_at,
                               now_of (request->store), text);
  keep_extras (request, json_node_get_object (message));
  json_array_add_element (cw_rehearsal_store_get_list (request->store, "scheduled"), message);
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{ok:b channel:s scheduled_message_id:s post_at:I "
                                                  "message:{text:s type:s}}",
                                                  TRUE, id, name, post_at, text, "delayed_message"));
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

      if (post_at < oldest || post_at > latest
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

      if (g_strcmp0 (id, cw_json_get_string (message, "id", NULL)) != 0
          || strcmp (cw_json_get_string (channel, "id", NULL), cw_json_get_string (message, "channel", NULL)) != 0)
        continue;
      json_array_remove_element (all, i);
      cw_rehearsal_store_touch (request->store);
      cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_pack ("{ok:b}", TRUE));
      return;
    }
  cw_rehearsal_slack_refuse (request, "invalid_scheduled_message_id");
}

/* Whether @ts lies between the ends that were asked for; an end itself only where `inclusive` says so. */
static gboolean
is_between (const char *ts,
            const char *oldest,
            const char *latest,
            gboolean    inclusive)
{
  double at = g_ascii_strtod (ts, NULL);
  double from = oldest != NULL ? g_ascii_strtod (oldest, NULL) : 0;
  double to = latest != NULL ? g_ascii_strtod (latest, NULL) : G_MAXDOUBLE;

  return inclusive ? at >= from && at <= to : at > from && at < to;
}

static int
newest_first (gconstpointer a,
              gconstpointer b)
{
  return g_strcmp0 (cw_json_get_string (*(JsonObject *const *) b, "ts", NULL),
                    cw_json_get_string (*(JsonObject *const *) a, "ts", NULL));
}

static GPtrArray *
find_messages (CwRehearsalRequest *request,
               const char         *channel)
{
  JsonArray *all = cw_rehearsal_store_get_list (request->store, "messages");
  g_autofree char *oldest = cw_rehearsal_slack_arg (request, "oldest");
  g_autofree char *latest = cw_rehearsal_slack_arg (request, "latest");
  g_autofree char *inclusive = cw_rehearsal_slack_arg (request, "inclusive");
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      JsonObject *message = cw_rehearsal_json_item (all, i);

      if (strcmp (cw_json_get_string (message, "channel", NULL), channel) == 0
          && is_between (cw_json_get_string (message, "ts", NULL), oldest, latest,
                         g_strcmp0 (inclusive, "true") == 0 || g_strcmp0 (inclusive, "1") == 0))
        g_ptr_array_add (found, message);
    }
  g_ptr_array_sort (found, newest_first);
  return found;
}

/**
 * cw_rehearsal_slack_history:
 * @request: `conversations.history`, the newest message first
 */
void
cw_rehearsal_slack_history (CwRehearsalRequest *request)
{
  JsonObject *channel = cw_rehearsal_slack_channel (request, TRUE);
  g_autofree char *with = cw_rehearsal_slack_arg (request, "include_all_metadata");
  g_autofree char *cursor = cw_rehearsal_slack_arg (request, "cursor");
  gint64 limit = CLAMP (cw_rehearsal_slack_arg_int (request, "limit", HISTORY_SIZE), 1, MOST_HISTORY);
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *next = NULL;
  guint at = 0, end;
  JsonArray *page;

  if (channel == NULL)
    return;
  if (cursor != NULL)
    sscanf (cursor, "message:%u", &at);
  found = find_messages (request, cw_json_get_string (channel, "id", NULL));
  end = (guint) MIN ((gint64) at + limit, (gint64) found->len);
  page = json_array_new ();
  for (; at < end; at++)
    json_array_add_element (page, cw_rehearsal_slack_message_json (request->store, g_ptr_array_index (found, at),
                                                                   g_strcmp0 (with, "true") == 0
                                                                     || g_strcmp0 (with, "1") == 0));
  next = end < found->len ? g_strdup_printf ("message:%u", end) : g_strdup ("");
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{ok:b messages:o has_more:b response_metadata:{next_cursor:s}}",
                                                  TRUE, cw_rehearsal_json_list (page), end < found->len, next));
}

/**
 * cw_rehearsal_slack_permalink:
 * @request: `chat.getPermalink`
 */
void
cw_rehearsal_slack_permalink (CwRehearsalRequest *request)
{
  JsonObject *channel = cw_rehearsal_slack_channel (request, FALSE);
  g_autofree char *ts = cw_rehearsal_slack_arg (request, "message_ts");
  const char *id = cw_json_get_string (channel, "id", NULL);
  g_autofree char *link = NULL;

  if (channel == NULL)
    return;
  if (cw_rehearsal_json_find (cw_rehearsal_store_get_list (request->store, "messages"), "ts", ts) == NULL)
    {
      cw_rehearsal_slack_refuse (request, "message_not_found");
      return;
    }
  link = g_strdup_printf ("%s/slack/archives/%s#%s", cw_rehearsal_store_get_base (request->store), id, ts);
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{ok:b channel:s permalink:s}", TRUE, id, link));
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
  now = now_of (store);
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
                                    cw_json_get_string (message, "text", NULL));
        }
      json_array_remove_element (all, i - 1);
      cw_rehearsal_store_touch (store);
    }
}
