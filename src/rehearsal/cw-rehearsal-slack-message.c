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

/**
 * cw_rehearsal_slack_now:
 * @store: the store
 *
 * Returns: the time in seconds
 */
gint64
cw_rehearsal_slack_now (CwRehearsalStore *store)
{
  g_autoptr (GDateTime) now = cw_rehearsal_store_now (store);

  return g_date_time_to_unix (now);
}

/* A time stamp names a message in its channel: one that was given is never given again. */
static char *
next_ts (CwRehearsalStore *store)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT ".%06d", cw_rehearsal_slack_now (store),
                          (int) (cw_rehearsal_store_next (store, "ts") % 1000000));
}

/**
 * cw_rehearsal_slack_store:
 * @store: the store
 * @channel: a channel's id
 * @ts: the message's time stamp
 * @text: its text
 * @user: (nullable): whose it is; %NULL for the bot's
 *
 * Returns: (transfer none): the new message of the state
 */
JsonNode *
cw_rehearsal_slack_store (CwRehearsalStore *store,
                          const char       *channel,
                          const char       *ts,
                          const char       *text,
                          const char       *user)
{
  JsonObject *slack = cw_json_get_object (cw_rehearsal_store_get_world (store), "slack");
  const char *bot = cw_json_get_string (slack, "bot_user", "");
  gboolean by_bot = user == NULL || strcmp (user, bot) == 0;
  JsonArray *messages = cw_rehearsal_store_get_list (store, "messages");
  JsonNode *message = cw_rehearsal_pack ("{channel:s ts:s text:s user:s bot_id?:s}", channel, ts, text,
                                         by_bot ? bot : user,
                                         by_bot ? cw_json_get_string (slack, "bot", NULL) : NULL);

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

  g_return_if_fail (CW_IS_REHEARSAL_STORE (store));
  g_return_if_fail (channel != NULL && user != NULL && text != NULL);

  ts = next_ts (store);
  cw_rehearsal_slack_store (store, channel, ts, text, user);
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

/* Metadata or blocks: in a JSON body as they are, in a form as JSON text, which is how Slack's own libraries send. */
static JsonNode *
get_part (CwRehearsalRequest *request,
          const char         *name)
{
  g_autofree char *text = cw_rehearsal_slack_arg (request, name);

  return text != NULL ? cw_json_parse (text, -1, 0, NULL) : NULL;
}

/**
 * cw_rehearsal_slack_take_text:
 * @request: a request that posts
 *
 * Returns: (transfer full) (nullable): the text that was sent, if it may be posted; without it the request has been
 *   answered
 */
char *
cw_rehearsal_slack_take_text (CwRehearsalRequest *request)
{
  g_autofree char *text = cw_rehearsal_slack_arg (request, "text");
  g_autofree char *blocks = cw_rehearsal_slack_arg (request, "blocks");
  g_autoptr (JsonNode) part = get_part (request, "metadata");
  JsonObject *metadata = part != NULL && JSON_NODE_HOLDS_OBJECT (part) ? json_node_get_object (part) : NULL;

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

/**
 * cw_rehearsal_slack_keep_extras:
 * @request: a request that posts
 * @message: the message of the state
 *
 * Keeps the metadata and blocks that came with the text.
 */
void
cw_rehearsal_slack_keep_extras (CwRehearsalRequest *request,
                                JsonObject         *message)
{
  static const char *const names[] = { "metadata", "blocks" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      JsonNode *part = get_part (request, names[i]);

      if (part != NULL)
        json_object_set_member (message, names[i], part);
    }
}

/**
 * cw_rehearsal_slack_post_message:
 * @request: `chat.postMessage`
 */
void
cw_rehearsal_slack_post_message (CwRehearsalRequest *request)
{
  JsonObject *channel = cw_rehearsal_slack_channel (request, TRUE);
  g_autofree char *text = channel != NULL ? cw_rehearsal_slack_take_text (request) : NULL;
  const char *id = cw_json_get_string (channel, "id", NULL);
  g_autofree char *ts = NULL;
  JsonObject *message;

  if (text == NULL)
    return;
  ts = next_ts (request->store);
  message = json_node_get_object (cw_rehearsal_slack_store (request->store, id, ts, text,
                                                            cw_rehearsal_slack_get_user (request)));
  cw_rehearsal_slack_keep_extras (request, message);
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
      if (g_strcmp0 (cw_json_get_string (message, "user", NULL), cw_rehearsal_slack_get_user (request)) != 0)
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
