/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-slack-answer"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-log.h"
#include "cw-slack-answer.h"

/* Slack's error words that tell what to do; the list is open-ended, all others are a refusal. */
typedef struct
{
  const char *word;
  CwError code;
  const char *text; /* not yet translated; NULL: the word says it */
} Refusal;

static const Refusal refusals[] = {
  { "invalid_auth", CW_ERROR_AUTH_REQUIRED, N_ ("the token is not accepted: check the account") },
  { "not_authed", CW_ERROR_AUTH_REQUIRED, N_ ("the token is not accepted: check the account") },
  { "account_inactive", CW_ERROR_AUTH_REQUIRED, N_ ("the token’s account is gone: get a new token") },
  { "token_expired", CW_ERROR_AUTH_REQUIRED, N_ ("the token has expired: get a new one") },
  { "token_revoked", CW_ERROR_AUTH_REQUIRED, N_ ("the token was revoked: get a new one") },
  { "missing_scope", CW_ERROR_FORBIDDEN, N_ ("the token lacks a permission") },
  { "no_permission", CW_ERROR_FORBIDDEN, N_ ("the token lacks a permission") },
  { "not_in_channel", CW_ERROR_FORBIDDEN, N_ ("the bot is not in this channel: invite it there") },
  { "restricted_action", CW_ERROR_FORBIDDEN, N_ ("the workspace does not allow it in this channel") },
  { "is_archived", CW_ERROR_FORBIDDEN, N_ ("the channel is archived") },
  { "channel_not_found", CW_ERROR_NOT_FOUND, N_ ("there is no such channel, or the bot may not see it") },
  { "message_not_found", CW_ERROR_NOT_FOUND, N_ ("there is no such message") },
  { "invalid_scheduled_message_id", CW_ERROR_NOT_FOUND,
    N_ ("there is no such scheduled message: it was posted or taken back") },
  { "ratelimited", CW_ERROR_RATE_LIMITED, N_ ("too many requests: try again in a minute") },
  { "rate_limited", CW_ERROR_RATE_LIMITED, N_ ("too many requests: try again in a minute") },
  { "time_in_past", CW_ERROR_VALIDATION, N_ ("the time to post at is past") },
  { "time_too_far", CW_ERROR_VALIDATION, N_ ("the time to post at is more than 120 days away") },
  { "restricted_too_many", CW_ERROR_VALIDATION, N_ ("too many messages are scheduled for these minutes") },
  { "msg_too_long", CW_ERROR_VALIDATION, N_ ("the text is too long") },
  { "no_text", CW_ERROR_VALIDATION, N_ ("the text is empty") },
};

/* Words that leave open what happened. */
static const char *const troubles[] = { "internal_error", "fatal_error", "request_timeout", "service_unavailable",
                                        "accesslimited", NULL };

static const Refusal *
find_refusal (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (strcmp (refusals[i].word, word) == 0)
      return &refusals[i];
  return NULL;
}

/**
 * cw_slack_extract_refusal:
 * @reply: a refusal by HTTP status, which is rare
 *
 * Returns: (transfer full) (nullable): Slack's error word
 */
char *
cw_slack_extract_refusal (const CwHttpReply *reply)
{
  g_autoptr (JsonNode) root = cw_rest_read_json (reply);

  return root != NULL ? g_strdup (cw_json_path_string (root, "error")) : NULL;
}

/**
 * cw_slack_check_answer:
 * @rest: what called
 * @answer: an answer with status 200
 * @method: Slack's method, for the message
 * @policy: what the call may be treated like
 * @error: where to store what `"ok": false` means
 *
 * Slack refuses with status 200 and an error word.
 *
 * Returns: whether @answer is good
 */
gboolean
cw_slack_check_answer (CwRest     *rest,
                       JsonObject *answer,
                       const char *method,
                       CwHttpPolicy policy,
                       GError    **error)
{
  const char *said = cw_json_get_string (answer, "error", NULL);
  g_autofree char *word = said != NULL ? cw_redact (said) : NULL;
  const char *needed = cw_json_get_string (answer, "needed", NULL);
  const Refusal *refusal;

  if (cw_json_get_bool (answer, "ok", FALSE))
    return TRUE;
  if (word == NULL)
    {
      cw_rest_set_unreadable (rest, policy, _ ("it says neither yes nor no"), error);
      return FALSE;
    }
  if (g_strv_contains (troubles, word))
    {
      g_set_error (error, CW_ERROR, policy == CW_HTTP_READ ? CW_ERROR_OFFLINE : CW_ERROR_UNKNOWN_OUTCOME,
                   policy == CW_HTTP_READ
                     ? _ ("Slack has trouble of its own in %s (%s). Try again later.")
                     : _ ("Slack broke off %s (%s); it may have been done. Look before anything else."),
                   method, word);
      return FALSE;
    }
  refusal = find_refusal (word);
  if (needed != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_FORBIDDEN, _ ("Slack refused %s: the token lacks the permission “%s”"),
                 method, needed);
  else
    g_set_error (error, CW_ERROR, refusal != NULL ? refusal->code : CW_ERROR_VALIDATION,
                 _ ("Slack refused %s: %s (%s)"), method,
                 refusal != NULL ? _ (refusal->text) : _ ("it gives a reason of its own"), word);
  return FALSE;
}

/**
 * cw_slack_message_free:
 * @self: a message
 */
void
cw_slack_message_free (CwSlackMessage *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_free (self->text);
  g_free (self->marker);
  g_free (self);
}

/**
 * cw_slack_message_read:
 * @object: a message of a channel
 *
 * Returns: (transfer full) (nullable): the message; %NULL when it has no time stamp
 */
CwSlackMessage *
cw_slack_message_read (JsonObject *object)
{
  JsonObject *metadata = cw_json_get_object (object, "metadata");
  const char *ts = cw_json_get_string (object, "ts", NULL);
  CwSlackMessage *message;

  if (ts == NULL)
    return NULL;
  message = g_new0 (CwSlackMessage, 1);
  message->id = g_strdup (ts);
  message->text = g_strdup (cw_json_get_string (object, "text", ""));
  if (strcmp (cw_json_get_string (metadata, "event_type", ""), CW_SLACK_EVENT_TYPE) == 0)
    message->marker = g_strdup (cw_json_get_string (cw_json_get_object (metadata, "event_payload"), "marker", NULL));
  message->post_at = g_ascii_strtoll (ts, NULL, 10);
  return message;
}

/**
 * cw_slack_message_read_scheduled:
 * @object: an entry of the list of scheduled messages
 *
 * The documents show the id as a text and as a number.
 *
 * Returns: (transfer full) (nullable): the message; %NULL when it has no id
 */
CwSlackMessage *
cw_slack_message_read_scheduled (JsonObject *object)
{
  gint64 number = cw_json_get_int (object, "id", 0);
  const char *id = cw_json_get_string (object, "id", NULL);
  CwSlackMessage *message;

  if (id == NULL && number == 0)
    return NULL;
  message = g_new0 (CwSlackMessage, 1);
  message->id = id != NULL ? g_strdup (id) : g_strdup_printf ("%" G_GINT64_FORMAT, number);
  message->text = g_strdup (cw_json_get_string (object, "text", ""));
  message->post_at = cw_json_get_int (object, "post_at", 0);
  return message;
}

/* `<https://x>` is how Slack keeps a bare address; `&amp;`, `&lt;` and `&gt;` are its only entities. */
static char *
normalise (const char *text)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  const char *p = text;

  while (*p != '\0')
    {
      const char *end = *p == '<' ? strchr (p, '>') : NULL;

      if (end != NULL && (g_str_has_prefix (p, "<http://") || g_str_has_prefix (p, "<https://"))
          && memchr (p, '|', (gsize) (end - p)) == NULL)
        {
          g_string_append_len (plain, p + 1, end - p - 1);
          p = end + 1;
        }
      else
        g_string_append_c (plain, *p++);
    }
  g_string_replace (plain, "\r\n", "\n", 0);
  g_string_replace (plain, "&lt;", "<", 0);
  g_string_replace (plain, "&gt;", ">", 0);
  g_string_replace (plain, "&amp;", "&", 0);
  return g_strstrip (g_string_free (g_steal_pointer (&plain), FALSE));
}

/**
 * cw_slack_text_equal:
 * @ours: mrkdwn as we send it
 * @theirs: mrkdwn as Slack answers it
 *
 * Returns: whether both read the same
 */
gboolean
cw_slack_text_equal (const char *ours,
                     const char *theirs)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  g_return_val_if_fail (ours != NULL && theirs != NULL, FALSE);

  a = normalise (ours);
  b = normalise (theirs);
  return strcmp (a, b) == 0;
}
