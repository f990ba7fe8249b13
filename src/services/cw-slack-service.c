/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-slack-service"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-rest.h"
#include "cw-slack-answer.h"
#include "cw-slack-channels.h"

#define PAGE_SIZE "200"
/* The most that Slack gives of a channel at once. */
#define HISTORY_PAGE "999"
/* More pages of scheduled messages than these are not asked for. */
#define MAX_PAGES 50

struct _CwSlackService
{
  GObject parent_instance;

  CwRest *rest;              /* (owned) */
  CwSlackChannels *channels; /* (owned): their names, as far as they are known */
  char *directory;           /* (owned) (nullable): where the names are kept from run to run */
  GMutex mutex;              /* guards what follows */
  JsonObject *owner; /* (owned) (nullable): whose the token is, as auth.test answered; never another one again */
};

G_DEFINE_FINAL_TYPE (CwSlackService, cw_slack_service, G_TYPE_OBJECT)

static const char *const headers[] = { "Accept", "application/json", NULL };

static const CwRestService service = {
  .name = "Slack",
  .missing = N_ ("No account for Slack: add one in the preferences or by “cyclewright-cli accounts”, or post "
                 "this by hand."),
  .headers = headers,
  .extract = cw_slack_extract_refusal,
};

static void
cw_slack_service_finalize (GObject *object)
{
  CwSlackService *self = CW_SLACK_SERVICE (object);

  g_clear_object (&self->rest);
  g_clear_pointer (&self->channels, cw_slack_channels_free);
  g_clear_pointer (&self->directory, g_free);
  g_clear_pointer (&self->owner, json_object_unref);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (cw_slack_service_parent_class)->finalize (object);
}

static void
cw_slack_service_class_init (CwSlackServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_slack_service_finalize;
}

static void
cw_slack_service_init (CwSlackService *self)
{
  g_mutex_init (&self->mutex);
  self->channels = cw_slack_channels_new ();
}

static JsonObject *
check (CwSlackService *self,
       JsonObject     *answer,
       const char     *method,
       CwHttpPolicy    policy,
       GError        **error)
{
  g_autoptr (JsonObject) object = answer;

  if (object == NULL || !cw_slack_check_answer (self->rest, object, method, policy, error))
    return NULL;
  return g_steal_pointer (&object);
}

/*
 * cw_slack_service_read:
 * @self: a client
 * @method: what is asked
 * @query: (nullable): with `?` before it
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Returns: (transfer full): the answer, or %NULL with @error set
 */
JsonObject *
cw_slack_service_read (CwSlackService *self,
                       const char     *method,
                       const char     *query,
                       GCancellable   *cancellable,
                       GError        **error)
{
  g_autofree char *path = g_strconcat ("/", method, query, NULL);

  return check (self, cw_rest_call_object (self->rest, "GET", path, NULL, CW_HTTP_READ, cancellable, error), method,
                CW_HTTP_READ, error);
}

static JsonObject *
call_write (CwSlackService *self,
            const char     *method,
            JsonObject     *body,
            CwHttpPolicy    policy,
            GCancellable   *cancellable,
            GError        **error)
{
  g_autofree char *path = g_strconcat ("/", method, NULL);

  return check (self, cw_rest_call_object (self->rest, "POST", path, body, policy, cancellable, error), method,
                policy, error);
}

char *
cw_slack_get_cursor (JsonObject *answer)
{
  const char *cursor = cw_json_get_string (cw_json_get_object (answer, "response_metadata"), "next_cursor", "");

  return *cursor != '\0' ? g_strdup (cursor) : NULL;
}

/**
 * cw_slack_service_new:
 * @http: what sends
 * @account: (nullable): where Slack is and as whom we come
 *
 * Returns: (transfer full): a client
 */
CwSlackService *
cw_slack_service_new (CwHttp          *http,
                      const CwAccount *account)
{
  CwSlackService *self;

  g_return_val_if_fail (CW_IS_HTTP (http), NULL);

  self = g_object_new (CW_TYPE_SLACK_SERVICE, NULL);
  self->rest = cw_rest_new (http, &service, account);
  return self;
}

/**
 * cw_slack_service_test_auth:
 * @self: a client
 * @scopes: (out) (optional) (nullable) (transfer full): what the token may do, comma-separated, where the answer says
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Returns: (transfer full): `team_id`, `user_id`, `bot_id` (of a bot's token alone), `url`, or %NULL with @error set
 */
JsonObject *
cw_slack_service_test_auth (CwSlackService *self,
                            char          **scopes,
                            GCancellable   *cancellable,
                            GError        **error)
{
  g_autoptr (JsonNode) empty = cw_json_node_object (json_object_new ());
  g_autoptr (CwHttpReply) reply = NULL;
  g_autoptr (JsonNode) answer = NULL;

  g_return_val_if_fail (CW_IS_SLACK_SERVICE (self), NULL);

  answer = cw_rest_call (self->rest, "POST", "/auth.test", empty, CW_HTTP_READ, &reply, cancellable, error);
  if (answer == NULL)
    return NULL;
  if (scopes != NULL)
    *scopes = g_strdup (cw_http_reply_get_header (reply, "X-OAuth-Scopes"));
  if (JSON_NODE_HOLDS_OBJECT (answer))
    return check (self, json_node_dup_object (answer), "auth.test", TRUE, error);
  cw_rest_set_unreadable (self->rest, CW_HTTP_READ, _ ("it is no object"), error);
  return NULL;
}

/* Slack is asked once. Returns: (transfer none) (nullable) */
static JsonObject *
get_owner (CwSlackService *self,
           GCancellable   *cancellable,
           GError        **error)
{
  g_autoptr (JsonObject) answer = NULL;
  JsonObject *owner;

  g_mutex_lock (&self->mutex);
  owner = self->owner;
  g_mutex_unlock (&self->mutex);
  if (owner != NULL)
    return owner;
  answer = cw_slack_service_test_auth (self, NULL, cancellable, error);
  if (answer == NULL)
    return NULL;
  g_mutex_lock (&self->mutex);
  if (self->owner == NULL)
    self->owner = g_steal_pointer (&answer);
  owner = self->owner;
  g_mutex_unlock (&self->mutex);
  return owner;
}

/**
 * cw_slack_service_dup_user:
 * @self: a client
 * @name: (out) (optional) (transfer full): what people call it
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Returns: (transfer full): id of the account whose token it is; what one account schedules no other one sees
 */
char *
cw_slack_service_dup_user (CwSlackService *self,
                           char          **name,
                           GCancellable   *cancellable,
                           GError        **error)
{
  JsonObject *owner;

  g_return_val_if_fail (CW_IS_SLACK_SERVICE (self), NULL);

  owner = get_owner (self, cancellable, error);
  if (owner != NULL && name != NULL)
    *name = g_strdup (cw_json_get_string (owner, "user", ""));
  return owner != NULL ? g_strdup (cw_json_get_string (owner, "user_id", "")) : NULL;
}

/**
 * cw_slack_service_remember_in:
 * @self: a client that was asked nothing yet
 * @directory: a folder for what can be lost
 *
 * Keeps the names of channels there from run to run.
 */
void
cw_slack_service_remember_in (CwSlackService *self,
                              const char     *directory)
{
  g_return_if_fail (CW_IS_SLACK_SERVICE (self) && directory != NULL);

  g_free (self->directory);
  self->directory = g_strdup (directory);
}

/**
 * cw_slack_service_knows_own_channels:
 * @self: a client
 *
 * Returns: whether all channels that the account is in were found by now; it is in none of the others
 */
gboolean
cw_slack_service_knows_own_channels (CwSlackService *self)
{
  g_return_val_if_fail (CW_IS_SLACK_SERVICE (self), FALSE);

  return cw_slack_channels_know_own (self->channels);
}

/* What one account sees is no other's. */
static gboolean
remember_channels (CwSlackService *self,
                   GCancellable   *cancellable,
                   GError        **error)
{
  JsonObject *owner;
  g_autofree char *account = NULL, *hash = NULL, *name = NULL, *path = NULL;

  if (self->directory == NULL)
    return TRUE;
  owner = get_owner (self, cancellable, error);
  if (owner == NULL)
    return FALSE;
  account = g_strdup_printf ("%s %s", cw_json_get_string (owner, "team_id", ""),
                             cw_json_get_string (owner, "user_id", ""));
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, account, -1);
  name = g_strdup_printf ("slack-channels-%.16s.json", hash);
  path = g_build_filename (self->directory, name, NULL);
  cw_slack_channels_remember (self->channels, path);
  return TRUE;
}

/**
 * cw_slack_service_find_channel:
 * @self: a client
 * @name: a channel's name, with or without `#`
 * @cancellable: (nullable): gives up
 * @error: where to store why not; %CW_ERROR_NOT_FOUND when there is none, or an archived one only
 *
 * Where Slack asks to wait before all channels were seen, the next call goes on there.
 *
 * Returns: (transfer full): the channel's id, or %NULL with @error set
 */
char *
cw_slack_service_find_channel (CwSlackService *self,
                               const char     *name,
                               GCancellable   *cancellable,
                               GError        **error)
{
  g_return_val_if_fail (CW_IS_SLACK_SERVICE (self) && name != NULL, NULL);

  if (!remember_channels (self, cancellable, error))
    return NULL;
  return cw_slack_channels_find (self->channels, self, *name == '#' ? name + 1 : name, cancellable, error);
}

/**
 * cw_slack_service_post:
 * @self: a client
 * @channel: a channel's id
 * @text: mrkdwn
 * @marker: (nullable): an effect's marker, which travels in the metadata and nobody sees
 * @cancellable: (nullable): gives up
 * @error: where to store why not; %CW_ERROR_UNKNOWN_OUTCOME when it may be there nevertheless
 *
 * Can't be repeated: the same call posts it twice.
 *
 * Returns: (transfer full): the message, or %NULL with @error set
 */
CwSlackMessage *
cw_slack_service_post (CwSlackService *self,
                       const char     *channel,
                       const char     *text,
                       const char     *marker,
                       GCancellable   *cancellable,
                       GError        **error)
{
  g_autoptr (JsonObject) answer = NULL;
  JsonObject *body;
  CwSlackMessage *message;

  g_return_val_if_fail (CW_IS_SLACK_SERVICE (self) && channel != NULL && text != NULL, NULL);

  body = cw_json_object ("channel", channel, "text", text, NULL);
  if (marker != NULL)
    {
      JsonObject *metadata = cw_json_object ("event_type", CW_SLACK_EVENT_TYPE, NULL);

      json_object_set_object_member (metadata, "event_payload", cw_json_object ("marker", marker, NULL));
      json_object_set_object_member (body, "metadata", metadata);
    }
  answer = call_write (self, "chat.postMessage", body, CW_HTTP_ONCE, cancellable, error);
  if (answer == NULL)
    return NULL;
  message = cw_slack_message_read (answer);
  if (message == NULL)
    cw_rest_set_unreadable (self->rest, CW_HTTP_ONCE, _ ("it names no message"), error);
  return message;
}

/**
 * cw_slack_service_schedule:
 * @self: a client
 * @channel: a channel's id
 * @text: mrkdwn
 * @post_at: when to post it, epoch seconds, at most 120 days ahead
 * @cancellable: (nullable): gives up
 * @error: where to store why not; %CW_ERROR_UNKNOWN_OUTCOME when it may be there nevertheless
 *
 * Without metadata: Slack never posts a scheduled message that has any (a bug that its documents admit), so channel,
 * second and text are all that tells it from others.
 *
 * Returns: (transfer full): the scheduled message, or %NULL with @error set
 */
CwSlackMessage *
cw_slack_service_schedule (CwSlackService *self,
                           const char     *channel,
                           const char     *text,
                           gint64          post_at,
                           GCancellable   *cancellable,
                           GError        **error)
{
  g_autoptr (JsonObject) answer = NULL;
  JsonObject *body;
  CwSlackMessage *message;
  const char *id;

  g_return_val_if_fail (CW_IS_SLACK_SERVICE (self) && channel != NULL && text != NULL && post_at > 0, NULL);

  body = cw_json_object ("channel", channel, "text", text, NULL);
  json_object_set_int_member (body, "post_at", post_at);
  answer = call_write (self, "chat.scheduleMessage", body, CW_HTTP_ONCE, cancellable, error);
  if (answer == NULL)
    return NULL;
  id = cw_json_get_string (answer, "scheduled_message_id", NULL);
  if (id == NULL)
    {
      cw_rest_set_unreadable (self->rest, CW_HTTP_ONCE, _ ("it names no scheduled message"), error);
      return NULL;
    }
  message = g_new0 (CwSlackMessage, 1);
  message->id = g_strdup (id);
  message->text = g_strdup (text);
  message->post_at = cw_json_get_int (answer, "post_at", post_at);
  return message;
}

/**
 * cw_slack_service_list_scheduled:
 * @self: a client
 * @channel: a channel's id
 * @post_at: the second at which they are posted; 0 for all
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Only those that this token scheduled and that are not posted yet.
 *
 * Returns: (transfer full) (element-type CwSlackMessage): the messages, or %NULL with @error set
 */
GPtrArray *
cw_slack_service_list_scheduled (CwSlackService *self,
                                 const char     *channel,
                                 gint64          post_at,
                                 GCancellable   *cancellable,
                                 GError        **error)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_slack_message_free);
  g_autofree char *cursor = g_strdup ("");

  g_return_val_if_fail (CW_IS_SLACK_SERVICE (self) && channel != NULL, NULL);

  for (guint page = 0; page < MAX_PAGES && cursor != NULL; page++)
    {
      g_autofree char *query = cw_rest_make_path ("?channel=%s&limit=100&cursor=%s", channel, cursor);
      g_autoptr (JsonObject) answer = cw_slack_service_read (self, "chat.scheduledMessages.list", query,
                 cancellable, error);
      JsonArray *array;

      if (answer == NULL)
        return NULL;
      array = cw_json_get_array (answer, "scheduled_messages");
      for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
        {
          JsonNode *item = json_array_get_element (array, i);
          JsonObject *object = JSON_NODE_HOLDS_OBJECT (item) ? json_node_get_object (item) : NULL;
          CwSlackMessage *message = cw_slack_message_read_scheduled (object);

          if (message != NULL && (post_at == 0 || message->post_at == post_at))
            g_ptr_array_add (messages, message);
          else
            g_clear_pointer (&message, cw_slack_message_free);
        }
      g_free (cursor);
      cursor = cw_slack_get_cursor (answer);
    }
  return g_steal_pointer (&messages);
}

/**
 * cw_slack_service_delete_scheduled:
 * @self: a client
 * @channel: a channel's id
 * @id: a scheduled message's id
 * @cancellable: (nullable): gives up
 * @error: where to store why not; %CW_ERROR_NOT_FOUND when it was posted or taken back before
 *
 * Can be repeated; the second time it says %CW_ERROR_NOT_FOUND.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_slack_service_delete_scheduled (CwSlackService *self,
                                   const char     *channel,
                                   const char     *id,
                                   GCancellable   *cancellable,
                                   GError        **error)
{
  g_autoptr (JsonObject) answer = NULL;

  g_return_val_if_fail (CW_IS_SLACK_SERVICE (self) && channel != NULL && id != NULL, FALSE);

  answer = call_write (self, "chat.deleteScheduledMessage",
                       cw_json_object ("channel", channel, "scheduled_message_id", id, NULL), CW_HTTP_SET,
                       cancellable, error);
  return answer != NULL;
}

/* The query of a history but for the cursor, which comes last. */
static char *
make_range (const char *channel,
            const char *oldest,
            const char *latest)
{
  g_autofree char *whole = cw_rest_make_path ("?channel=%s&inclusive=true&include_all_metadata=true"
                                              "&limit=" HISTORY_PAGE, channel);
  g_autofree char *from = oldest != NULL ? cw_rest_make_path ("&oldest=%s", oldest) : g_strdup ("");
  g_autofree char *to = latest != NULL ? cw_rest_make_path ("&latest=%s", latest) : g_strdup ("");

  return g_strconcat (whole, from, to, "&cursor=", NULL);
}

/**
 * cw_slack_service_get_history:
 * @self: a client
 * @channel: a channel's id
 * @oldest: (nullable): time stamp of the oldest message wanted
 * @latest: (nullable): time stamp of the latest one wanted
 * @max_messages: how many at most
 * @cut: (out): whether there are more, which can't be told of then
 * @cancellable: (nullable): gives up
 * @error: where to store why not; %CW_ERROR_FORBIDDEN without the permission to read
 *
 * Returns: (transfer full) (element-type CwSlackMessage): the messages, the newest first, or %NULL with @error set
 */
GPtrArray *
cw_slack_service_get_history (CwSlackService *self,
                              const char     *channel,
                              const char     *oldest,
                              const char     *latest,
                              guint           max_messages,
                              gboolean       *cut,
                              GCancellable   *cancellable,
                              GError        **error)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_slack_message_free);
  g_autofree char *cursor = g_strdup ("");
  g_autofree char *range = NULL;

  g_return_val_if_fail (CW_IS_SLACK_SERVICE (self) && channel != NULL && cut != NULL, NULL);

  *cut = FALSE;
  range = make_range (channel, oldest, latest);
  while (cursor != NULL && messages->len < max_messages)
    {
      g_autofree char *escaped = cw_rest_make_path ("%s", cursor);
      g_autofree char *query = g_strconcat (range, escaped, NULL);
      g_autoptr (JsonObject) answer = cw_slack_service_read (self, "conversations.history", query, cancellable, error);
      JsonArray *array;

      if (answer == NULL)
        return NULL;
      array = cw_json_get_array (answer, "messages");
      /* Nothing, and more to come: that isn't the end of the channel. */
      if (array == NULL || (json_array_get_length (array) == 0 && cw_json_get_bool (answer, "has_more", FALSE)))
        {
          cw_rest_set_unreadable (self->rest, CW_HTTP_READ, _ ("it has no messages"), error);
          return NULL;
        }
      *cut = messages->len + json_array_get_length (array) > max_messages;
      for (guint i = 0; i < json_array_get_length (array) && messages->len < max_messages; i++)
        {
          JsonNode *item = json_array_get_element (array, i);
          CwSlackMessage *message = JSON_NODE_HOLDS_OBJECT (item)
                                      ? cw_slack_message_read (json_node_get_object (item))
                                      : NULL;

          if (message != NULL)
            g_ptr_array_add (messages, message);
        }
      g_free (cursor);
      cursor = json_array_get_length (array) > 0 ? cw_slack_get_cursor (answer) : NULL;
    }
  *cut |= cursor != NULL;
  return g_steal_pointer (&messages);
}

/**
 * cw_slack_service_make_url:
 * @self: a client
 * @channel: a channel's id
 * @ts: a posted message's time stamp
 * @cancellable: (nullable): gives up
 *
 * Returns: (transfer full): where a person reads the message; empty where the workspace's address can't be had
 */
char *
cw_slack_service_make_url (CwSlackService *self,
                           const char     *channel,
                           const char     *ts,
                           GCancellable   *cancellable)
{
  const char *workspace;
  JsonObject *owner;
  g_auto (GStrv) parts = NULL;
  g_autofree char *digits = NULL;

  g_return_val_if_fail (CW_IS_SLACK_SERVICE (self) && channel != NULL && ts != NULL, NULL);

  owner = get_owner (self, cancellable, NULL);
  workspace = owner != NULL ? cw_json_get_string (owner, "url", "") : "";
  if (*workspace == '\0')
    return g_strdup ("");
  parts = g_strsplit (ts, ".", -1);
  digits = g_strjoinv ("", parts);
  return g_strconcat (workspace, g_str_has_suffix (workspace, "/") ? "" : "/", "archives/", channel, "/p", digits,
                      NULL);
}
