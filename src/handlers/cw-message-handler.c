/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-message-handler"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-message-handler.h"
#include "cw-payload.h"
#include "cw-pending.h"

/* How far back in a channel a message of ours is looked for. */
#define MAX_HISTORY 1000
#define LOOK_BACK   (90 * 24 * 3600) /* seconds: no preparation takes longer, and an older text is of another one */
#define MOST_BACK   10000            /* of those at most; in a channel that is busier still the person is asked */
#define CLOCK_ERROR (24 * 3600)      /* seconds by which the computer's clock may be ahead: set to another zone */

/*
 * CwMessageHandler:
 *
 * A message for now carries its marker in metadata. A scheduled one can't (Slack never posts those that have metadata):
 * channel, second and text tell it. An amended scheduled message is deleted first and scheduled anew after: if that
 * breaks off in between, nothing is posted, which the next look shows, and never two. Slack shows a scheduled message
 * to the account that scheduled it alone: the outcome says which one that was, and another one neither takes it for
 * gone nor schedules it anew. The intent says it too, for what is in doubt.
 */
struct _CwMessageHandler
{
  GObject parent_instance;

  CwSlackService *service; /* (owned) */
  CwClock *clock;          /* (owned) */
};

static void cw_message_handler_iface_init (CwHandlerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwMessageHandler, cw_message_handler, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_HANDLER, cw_message_handler_iface_init))

static const char *const required[] = { "channel", "text", NULL };

static void
cw_message_handler_finalize (GObject *object)
{
  CwMessageHandler *self = CW_MESSAGE_HANDLER (object);

  g_clear_object (&self->service);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (cw_message_handler_parent_class)->finalize (object);
}

static void
cw_message_handler_class_init (CwMessageHandlerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_message_handler_finalize;
}

static void
cw_message_handler_init (CwMessageHandler *self)
{
}

static char *
find_channel (CwMessageHandler *self,
              JsonObject       *payload,
              GCancellable     *cancellable,
              GError          **error)
{
  return cw_slack_service_find_channel (self->service, cw_json_get_string (payload, "channel", ""), cancellable, error);
}

static JsonObject *
make_outcome (const char           *channel,
              const CwSlackMessage *message,
              const char           *url,
              const char           *state)
{
  JsonObject *outcome = cw_json_object ("key", message->id, "url", url, "channel-id", channel, "state", state, "title",
                                        message->text, NULL);

  json_object_set_int_member (outcome, "post-at", message->post_at);
  return outcome;
}

/* One that this account sees waiting. */
static JsonObject *
make_scheduled (CwMessageHandler     *self,
                const char           *channel,
                const CwSlackMessage *message,
                GCancellable         *cancellable)
{
  JsonObject *outcome = make_outcome (channel, message, "", "scheduled");
  g_autofree char *name = NULL;
  g_autofree char *user = cw_slack_service_dup_user (self->service, &name, cancellable, NULL);

  if (user != NULL)
    {
      json_object_set_string_member (outcome, "sender", user);
      json_object_set_string_member (outcome, "sender-name", name);
    }
  return outcome;
}

static JsonObject *
make_posted (CwMessageHandler     *self,
             const char           *channel,
             const CwSlackMessage *message,
             GCancellable         *cancellable)
{
  g_autofree char *url = cw_slack_service_make_url (self->service, channel, message->id, cancellable);

  return make_outcome (channel, message, url, "posted");
}

/* Nobody can tell then that something isn't there. */
static void
add_doubt (CwFinding  *finding,
           const char *reason)
{
  char *where = g_strdup_printf ("%s (%s)", finding->where, reason);

  g_free (finding->where);
  finding->where = where;
  finding->answer = CW_FINDING_CANT_TELL;
}

/* What the channel holds in between. A channel may be posted to but not read, or hold more than can be looked at. */
static GPtrArray *
read_history (CwMessageHandler *self,
              CwFinding        *finding,
              const char       *channel,
              gint64            oldest,
              gint64            latest,
              guint             most,
              GCancellable     *cancellable,
              GError          **error)
{
  g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT ".000000", oldest);
  g_autofree char *to = latest > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT ".000000", latest) : NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) failure = NULL;
  gboolean cut;

  messages = cw_slack_service_get_history (self->service, channel, from, to, most, &cut, cancellable, &failure);
  if (messages != NULL && cut)
    add_doubt (finding, _ ("too many to look at all of them"));
  else if (g_error_matches (failure, CW_ERROR, CW_ERROR_FORBIDDEN))
    add_doubt (finding, failure->message);
  else if (messages == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return failure != NULL ? g_ptr_array_new () : g_steal_pointer (&messages);
}

static void
add_posted (CwMessageHandler     *self,
            CwFinding            *finding,
            const char           *channel,
            const CwSlackMessage *message,
            CwEffect             *effect,
            const char           *text,
            GCancellable         *cancellable)
{
  if (finding->candidates->len == 0)
    {
      if (!cw_slack_text_equal (text, message->text))
        cw_finding_add_difference (finding, "text", text, message->text);
      finding->ours = message->marker != NULL && g_strcmp0 (message->marker, cw_effect_get_marker (effect)) == 0;
    }
  cw_finding_add_candidate (finding, make_posted (self, channel, message, cancellable));
}

/* A message that somebody posted by hand counts by its text. One that carries the marker of another effect, or of
 * another attempt, is a message of its own. */
static void
add_all (CwMessageHandler *self,
         CwFinding        *finding,
         const char       *channel,
         GPtrArray        *messages,
         CwEffect         *effect,
         gboolean          ours,
         GCancellable     *cancellable)
{
  const char *text = cw_json_get_string (json_node_get_object (cw_effect_get_payload (effect)), "text", "");

  for (guint i = 0; i < messages->len; i++)
    {
      const CwSlackMessage *message = g_ptr_array_index (messages, i);

      if (ours ? message->marker != NULL && g_strcmp0 (message->marker, cw_effect_get_marker (effect)) == 0
               : message->marker == NULL && cw_slack_text_equal (text, message->text))
        add_posted (self, finding, channel, message, effect, text, cancellable);
    }
}

static void
conclude (CwFinding *finding)
{
  if (finding->candidates->len > 1)
    finding->answer = CW_FINDING_SEVERAL;
  else if (finding->candidates->len == 1)
    cw_finding_conclude (finding);
}

/* Looks for a message of ours, or one that reads the same, among the latest of its channel. */
static CwFinding *
find_posted (CwMessageHandler *self,
             CwEffect         *effect,
             JsonObject       *payload,
             const char       *channel,
             gint64            oldest,
             gint64            latest,
             guint             most,
             GCancellable     *cancellable,
             GError          **error)
{
  g_autofree char *where = g_strdup_printf (_ ("Slack, messages in %s"), cw_json_get_string (payload, "channel", ""));
  g_autoptr (CwFinding) finding = cw_finding_new (CW_FINDING_NOTHING, where);
  g_autoptr (GPtrArray) messages = read_history (self, finding, channel, oldest, latest, most, cancellable,
                                                 error);

  if (messages == NULL)
    return NULL;
  add_all (self, finding, channel, messages, effect, TRUE, cancellable);
  if (finding->candidates->len == 0)
    add_all (self, finding, channel, messages, effect, FALSE, cancellable);
  conclude (finding);
  return g_steal_pointer (&finding);
}

/* The same around the second of a scheduled message. */
static CwFinding *
find_posted_at (CwMessageHandler *self,
                CwEffect         *effect,
                JsonObject       *payload,
                const char       *channel,
                gint64            post_at,
                GCancellable     *cancellable,
                GError          **error)
{
  return find_posted (self, effect, payload, channel, post_at - CW_PENDING_EARLY, post_at + CW_PENDING_LATE,
                      MAX_HISTORY, cancellable, error);
}

/* All of them count: none of those that wait is posted instead of another. */
static void
add_copies (CwMessageHandler *self,
            CwFinding        *finding,
            JsonObject       *payload,
            const char       *channel,
            GPtrArray        *copies,
            GCancellable     *cancellable)
{
  for (guint i = 0; i < copies->len; i++)
    {
      const CwSlackMessage *message = copies->pdata[i];
      guint first = finding->differences->len;

      cw_pending_compare (finding, payload, message);
      if (copies->len > 1)
        cw_finding_name_candidate (finding, first, message->id);
      cw_finding_add_candidate (finding, make_scheduled (self, channel, message, cancellable));
    }
  conclude (finding);
}

/* Among all that wait in the channel; another text for this second is told of only where there is none like ours. */
static CwFinding *
find_scheduled (CwMessageHandler *self,
                JsonObject       *payload,
                const char       *channel,
                GCancellable     *cancellable,
                GError          **error)
{
  g_autofree char *where = g_strdup_printf (_ ("Slack, messages scheduled for %s"),
                                            cw_json_get_string (payload, "channel", ""));
  g_autoptr (CwFinding) finding = cw_finding_new (CW_FINDING_NOTHING, where);
  g_autoptr (GPtrArray) messages = NULL, copies = NULL;

  messages = cw_slack_service_list_scheduled (self->service, channel, 0, cancellable, error);
  if (messages == NULL)
    return NULL;
  copies = cw_pending_list_copies (messages, payload, NULL);
  add_copies (self, finding, payload, channel, copies, cancellable);
  return g_steal_pointer (&finding);
}

static CwFinding *
cw_message_handler_find_since (CwHandler    *handler,
                               CwEffect     *effect,
                               gint64        since,
                               GCancellable *cancellable,
                               GError      **error)
{
  CwMessageHandler *self = CW_MESSAGE_HANDLER (handler);
  JsonObject *payload = cw_payload_get (effect, required, error);
  gint64 post_at = cw_json_get_int (payload, "post-at", 0);
  g_autoptr (CwFinding) finding = NULL;
  g_autofree char *channel = NULL;

  if (payload == NULL)
    return NULL;
  channel = find_channel (self, payload, cancellable, error);
  if (channel == NULL)
    return NULL;
  if (post_at == 0)
    return find_posted (self, effect, payload, channel,
                        since > 0 ? since - CLOCK_ERROR : cw_clock_now_unix (self->clock) - LOOK_BACK, 0,
                        since > 0 ? MAX_HISTORY : MOST_BACK, cancellable, error);

  finding = find_scheduled (self, payload, channel, cancellable, error);
  if (finding == NULL || finding->answer != CW_FINDING_NOTHING)
    return g_steal_pointer (&finding);
  /* Not waiting: perhaps its time has come already. */
  return find_posted_at (self, effect, payload, channel, post_at, cancellable, error);
}

static CwFinding *
cw_message_handler_find (CwHandler    *handler,
                         CwEffect     *effect,
                         GCancellable *cancellable,
                         GError      **error)
{
  return cw_message_handler_find_since (handler, effect, 0, cancellable, error);
}

static JsonObject *
cw_message_handler_perform (CwHandler    *handler,
                            CwEffect     *effect,
                            GCancellable *cancellable,
                            GError      **error)
{
  CwMessageHandler *self = CW_MESSAGE_HANDLER (handler);
  JsonObject *payload = cw_payload_get (effect, required, error);
  gint64 post_at = cw_json_get_int (payload, "post-at", 0);
  const char *text = cw_json_get_string (payload, "text", "");
  g_autoptr (CwSlackMessage) message = NULL;
  g_autofree char *channel = NULL;

  if (payload == NULL)
    return NULL;
  channel = find_channel (self, payload, cancellable, error);
  if (channel == NULL)
    return NULL;
  if (post_at > 0)
    {
      /* Whose it will be must be known before there is anything. */
      g_autofree char *user = cw_slack_service_dup_user (self->service, NULL, cancellable, error);

      if (user == NULL)
        return NULL;
      message = cw_slack_service_schedule (self->service, channel, text, post_at, cancellable, error);
    }
  else
    message = cw_slack_service_post (self->service, channel, text, cw_effect_get_marker (effect), cancellable, error);
  if (message == NULL)
    {
      g_prefix_error (error, "%s: ", cw_json_get_string (payload, "channel", ""));
      return NULL;
    }
  return post_at > 0 ? make_scheduled (self, channel, message, cancellable)
                     : make_posted (self, channel, message, cancellable);
}

static JsonObject *
find_settled (CwMessageHandler *self,
              const char       *channel,
              JsonObject       *payload,
              GPtrArray        *messages,
              GCancellable     *cancellable)
{
  const CwSlackMessage *settled = cw_pending_find_settled (messages, payload);

  return settled != NULL ? make_scheduled (self, channel, settled, cancellable) : NULL;
}

static JsonObject *
cw_message_handler_amend (CwHandler    *handler,
                          CwEffect     *effect,
                          JsonObject   *outcome,
                          GCancellable *cancellable,
                          GError      **error)
{
  CwMessageHandler *self = CW_MESSAGE_HANDLER (handler);
  JsonObject *payload = cw_payload_get (effect, required, error);
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (JsonObject) waiting = NULL;
  const CwSlackMessage *pending, *moved;
  JsonObject *amended = NULL;
  gboolean foreign;

  if (payload == NULL)
    return NULL;
  messages = cw_pending_list (self->service, outcome, cancellable, error);
  if (messages == NULL || !cw_pending_is_foreign (self->service, outcome, &foreign, cancellable, error))
    return NULL;
  pending = cw_pending_pick (messages, outcome);
  if (pending != NULL && cw_pending_is_settled (pending, payload))
    return make_scheduled (self, cw_json_get_string (outcome, "channel-id", ""), pending, cancellable);
  if (pending == NULL && !foreign && cw_json_get_int (payload, "post-at", 0) > 0)
    amended = find_settled (self, cw_json_get_string (outcome, "channel-id", ""), payload, messages, cancellable);
  if (amended != NULL)
    return amended;
  /* What somebody put in its place goes as what was known would have gone: whoever approved this has seen it. */
  moved = pending == NULL && !foreign ? cw_pending_find_moved (messages, payload, outcome) : NULL;
  if (pending == NULL && moved == NULL
      && !cw_pending_refuse_other (payload, cw_pending_find_other (messages, payload), error))
    return NULL;
  if (moved != NULL)
    waiting = make_scheduled (self, cw_json_get_string (outcome, "channel-id", ""), moved, cancellable);
  if (!cw_pending_take_back (self->service, payload, waiting != NULL ? waiting : outcome, cancellable, error))
    return NULL;
  amended = cw_message_handler_perform (handler, effect, cancellable, error);
  if (amended == NULL)
    g_prefix_error (error, _ ("The earlier message was taken back, and the new one is not there: "));
  return amended;
}

/* The very message of an outcome, if it is still there; and whether another machine posted the same beside it. */
static CwFinding *
verify_posted (CwMessageHandler *self,
               CwEffect         *effect,
               JsonObject       *payload,
               JsonObject       *outcome,
               GCancellable     *cancellable,
               GError          **error)
{
  const char *key = cw_json_get_string (outcome, "key", "");
  const char *channel = cw_json_get_string (outcome, "channel-id", "");
  gint64 posted = g_ascii_strtoll (key, NULL, 10);
  g_autofree char *where = g_strdup_printf (_ ("Slack, the message in %s"),
                                            cw_json_get_string (payload, "channel", ""));
  g_autoptr (CwFinding) finding = cw_finding_new (CW_FINDING_NOTHING, where);
  g_autoptr (GPtrArray) messages = read_history (self, finding, channel, posted - CW_PENDING_LATE,
                                                 posted + CW_PENDING_LATE, MAX_HISTORY, cancellable, error);

  if (messages == NULL)
    return NULL;
  for (guint i = 0; i < messages->len; i++)
    {
      const CwSlackMessage *message = g_ptr_array_index (messages, i);

      if (strcmp (message->id, key) == 0
          || (message->marker != NULL && g_strcmp0 (message->marker, cw_effect_get_marker (effect)) == 0))
        add_posted (self, finding, channel, message, effect, cw_json_get_string (payload, "text", ""), cancellable);
    }
  conclude (finding);
  return g_steal_pointer (&finding);
}

static CwFinding *
verify_copies (CwMessageHandler *self,
               JsonObject       *payload,
               const char       *channel,
               GPtrArray        *copies,
               GCancellable     *cancellable)
{
  CwFinding *finding = cw_finding_new (CW_FINDING_NOTHING, _ ("Slack, scheduled messages"));

  add_copies (self, finding, payload, channel, copies, cancellable);
  return finding;
}

static gboolean
may_wait (CwMessageHandler *self,
          JsonObject       *payload)
{
  gint64 post_at = cw_json_get_int (payload, "post-at", 0);

  return post_at > 0 && cw_clock_now_unix (self->clock) < post_at + CW_PENDING_LATE;
}

static JsonObject *
cw_message_handler_name_sender (CwHandler    *handler,
                                CwEffect     *effect,
                                GCancellable *cancellable,
                                GError      **error)
{
  CwMessageHandler *self = CW_MESSAGE_HANDLER (handler);
  JsonObject *payload = cw_payload_get (effect, required, error);

  return payload != NULL && cw_json_get_int (payload, "post-at", 0) > 0
           ? cw_pending_name_sender (self->service, cancellable, error) : NULL;
}

static gboolean
cw_message_handler_doubt (CwHandler    *handler,
                          CwEffect     *effect,
                          CwFinding    *finding,
                          JsonObject   *sender,
                          GCancellable *cancellable,
                          GError      **error)
{
  CwMessageHandler *self = CW_MESSAGE_HANDLER (handler);
  JsonObject *payload = cw_payload_get (effect, required, error);

  return payload != NULL
         && (!may_wait (self, payload) || cw_pending_doubt (self->service, finding, sender, cancellable, error));
}

static CwFinding *
cw_message_handler_verify (CwHandler    *handler,
                           CwEffect     *effect,
                           JsonObject   *outcome,
                           GCancellable *cancellable,
                           GError      **error)
{
  CwMessageHandler *self = CW_MESSAGE_HANDLER (handler);
  JsonObject *payload = cw_payload_get (effect, required, error);
  gint64 post_at = cw_json_get_int (payload, "post-at", 0);
  const char *channel = cw_json_get_string (outcome, "channel-id", "");
  g_autoptr (GPtrArray) messages = NULL, copies = NULL;
  g_autoptr (CwFinding) finding = NULL;
  gboolean foreign;

  if (payload == NULL)
    return NULL;
  if (*channel != '\0' && strcmp (cw_json_get_string (outcome, "state", ""), "posted") == 0)
    return verify_posted (self, effect, payload, outcome, cancellable, error);
  messages = cw_pending_list (self->service, outcome, cancellable, error);
  if (messages == NULL || !cw_pending_is_foreign (self->service, outcome, &foreign, cancellable, error))
    return NULL;
  copies = cw_pending_list_copies (messages, payload, outcome);
  if (foreign && copies->len > 0 && may_wait (self, payload))
    {
      finding = cw_pending_find_foreign (outcome);
      add_copies (self, finding, payload, channel, copies, cancellable);
      return g_steal_pointer (&finding);
    }
  if (cw_pending_pick (messages, outcome) != NULL || cw_pending_find_settled (messages, payload) != NULL)
    return verify_copies (self, payload, channel, copies, cancellable);
  finding = find_posted_at (self, effect, payload, channel, post_at, cancellable, error);
  if (finding != NULL && finding->answer == CW_FINDING_NOTHING && post_at > 0 && copies->len > 0)
    return verify_copies (self, payload, channel, copies, cancellable);
  if (finding != NULL && finding->answer == CW_FINDING_NOTHING && may_wait (self, payload)
      && !cw_pending_doubt (self->service, finding, outcome, cancellable, error))
    return NULL;
  return g_steal_pointer (&finding);
}

static gboolean
cw_message_handler_retract (CwHandler    *handler,
                            CwEffect     *effect,
                            JsonObject   *outcome,
                            GCancellable *cancellable,
                            GError      **error)
{
  CwMessageHandler *self = CW_MESSAGE_HANDLER (handler);
  JsonObject *payload = cw_payload_get (effect, required, error);

  return payload != NULL && cw_pending_take_back (self->service, payload, outcome, cancellable, error);
}

static void
cw_message_handler_iface_init (CwHandlerInterface *iface)
{
  iface->find = cw_message_handler_find;
  iface->find_since = cw_message_handler_find_since;
  iface->perform = cw_message_handler_perform;
  iface->amend = cw_message_handler_amend;
  iface->verify = cw_message_handler_verify;
  iface->retract = cw_message_handler_retract;
  iface->name_sender = cw_message_handler_name_sender;
  iface->doubt = cw_message_handler_doubt;
  iface->replaces = TRUE;
}

/**
 * cw_message_handler_new:
 * @service: Slack
 * @clock: what time it is
 *
 * Returns: (transfer full): what posts, schedules, finds and takes back messages
 */
CwHandler *
cw_message_handler_new (CwSlackService *service,
                        CwClock        *clock)
{
  CwMessageHandler *self;

  g_return_val_if_fail (CW_IS_SLACK_SERVICE (service) && CW_IS_CLOCK (clock), NULL);

  self = g_object_new (CW_TYPE_MESSAGE_HANDLER, NULL);
  self->service = g_object_ref (service);
  self->clock = g_object_ref (clock);
  return CW_HANDLER (self);
}
