/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-pending"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-payload.h"
#include "cw-pending.h"

/*
 * Scheduled messages that wait in a channel. Slack can't change one: an update takes it back and schedules another, and
 * may break off in between, or without hearing that it came to its end. What waits, and what the channel holds, tells.
 */

#define MAX_HISTORY 1000

static void
set_posted (JsonObject *payload,
            GError    **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
               _ ("The message in %s is posted: look there, and post a correction by hand"),
               cw_json_get_string (payload, "channel", "?"));
}

/**
 * cw_pending_is_foreign:
 * @service: Slack
 * @outcome: of a scheduled message
 * @foreign: (out): whether another account scheduled it: Slack shows it to that one alone
 * @cancellable: (nullable): gives up
 * @error: where to store why it can't be told
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_pending_is_foreign (CwSlackService *service,
                       JsonObject     *outcome,
                       gboolean       *foreign,
                       GCancellable   *cancellable,
                       GError        **error)
{
  const char *sender = cw_json_get_string (outcome, "sender", "");
  g_autofree char *user = NULL;

  g_return_val_if_fail (CW_IS_SLACK_SERVICE (service) && foreign != NULL, FALSE);

  *foreign = FALSE;
  if (*sender == '\0')
    return TRUE;
  user = cw_slack_service_dup_user (service, NULL, cancellable, error);
  if (user == NULL)
    return FALSE;
  *foreign = strcmp (user, sender) != 0;
  return TRUE;
}

/**
 * cw_pending_name_sender:
 * @service: Slack
 * @cancellable: (nullable): gives up
 * @error: where to store why it can't be told
 *
 * Returns: (transfer full) (nullable): the present account, as it stands in outcomes
 */
JsonObject *
cw_pending_name_sender (CwSlackService *service,
                        GCancellable   *cancellable,
                        GError        **error)
{
  g_autofree char *name = NULL;
  g_autofree char *user = cw_slack_service_dup_user (service, &name, cancellable, error);

  return user != NULL ? cw_json_object ("sender", user, "sender-name", name, NULL) : NULL;
}

/**
 * cw_pending_doubt:
 * @service: Slack
 * @finding: a look before the message's time, that found nothing
 * @sender: (nullable): who scheduled it, as it stands in outcomes
 * @cancellable: (nullable): gives up
 * @error: where to store why it can't be told whose the present account is
 *
 * What another account may have scheduled can wait unseen: then the look can't tell.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_pending_doubt (CwSlackService *service,
                  CwFinding      *finding,
                  JsonObject     *sender,
                  GCancellable   *cancellable,
                  GError        **error)
{
  const char *name = sender != NULL ? cw_json_get_string (sender, "sender-name", "") : "";
  gboolean known = sender != NULL && *cw_json_get_string (sender, "sender", "") != '\0';
  gboolean foreign = TRUE;

  if (known && !cw_pending_is_foreign (service, sender, &foreign, cancellable, error))
    return FALSE;
  if (!foreign)
    return TRUE;
  finding->answer = CW_FINDING_CANT_TELL;
  g_free (finding->where);
  finding->where = *name != '\0'
    ? g_strdup_printf (_ ("Slack, messages that %s scheduled: only that account sees them"), name)
    : g_strdup (_ ("Slack, messages that another account may have scheduled: only that one sees them"));
  return TRUE;
}

/**
 * cw_pending_find_foreign:
 * @outcome: of a message that another account scheduled
 *
 * It isn't seen, and a copy of the present account's is never that one: both go out.
 *
 * Returns: (transfer full): a finding that holds it, as it is known, for the others to be added
 */
CwFinding *
cw_pending_find_foreign (JsonObject *outcome)
{
  const char *name = cw_json_get_string (outcome, "sender-name", "");
  g_autofree char *where = *name != '\0'
    ? g_strdup_printf (_ ("Slack, scheduled messages: the first is one that %s scheduled and only that account sees"),
                       name)
    : g_strdup (_ ("Slack, scheduled messages: the first is one that another account scheduled and only that one "
                   "sees"));
  CwFinding *finding = cw_finding_new (CW_FINDING_NOTHING, where);
  g_autoptr (GList) names = json_object_get_members (outcome);
  JsonObject *known = json_object_new ();

  for (GList *l = names; l != NULL; l = l->next)
    if (strcmp (l->data, CW_OUTCOME_OTHERS) != 0)
      json_object_set_member (known, l->data, json_node_copy (json_object_get_member (outcome, l->data)));
  cw_finding_add_candidate (finding, known);
  return finding;
}

static void
pass_others (GPtrArray  *messages,
             JsonObject *outcome)
{
  JsonArray *others = cw_json_get_array (outcome, CW_OUTCOME_OTHERS);

  for (guint i = messages->len; others != NULL && i > 0; i--)
    {
      const CwSlackMessage *message = messages->pdata[i - 1];
      gboolean other = FALSE;

      for (guint j = 0; j < json_array_get_length (others) && !other; j++)
        other = strcmp (json_array_get_string_element (others, j), message->id) == 0;
      if (other)
        g_ptr_array_remove_index (messages, i - 1);
    }
}

/**
 * cw_pending_list:
 * @service: Slack
 * @outcome: of a message
 * @cancellable: (nullable): gives up
 * @error: where to store why not; %CW_ERROR_NEEDS_PERSON where only a person knows of the message
 *
 * Returns: (transfer full) (element-type CwSlackMessage) (nullable): all that wait in its channel, without those
 *   that are known to be of other effects
 */
GPtrArray *
cw_pending_list (CwSlackService *service,
                 JsonObject     *outcome,
                 GCancellable   *cancellable,
                 GError        **error)
{
  const char *channel = cw_json_get_string (outcome, "channel-id", NULL);
  GPtrArray *messages;

  g_return_val_if_fail (CW_IS_SLACK_SERVICE (service), NULL);

  if (channel != NULL && *cw_json_get_string (outcome, "key", "") != '\0')
    {
      messages = cw_slack_service_list_scheduled (service, channel, 0, cancellable, error);
      if (messages != NULL)
        pass_others (messages, outcome);
      return messages;
    }
  g_set_error_literal (error, CW_ERROR, CW_ERROR_NEEDS_PERSON,
                       _ ("Nothing of this message is known but a person’s word: look at the channel"));
  return NULL;
}

/**
 * cw_pending_pick:
 * @messages: (element-type CwSlackMessage): what waits
 * @outcome: of a message
 *
 * Returns: (transfer none) (nullable): that very message, if it waits
 */
const CwSlackMessage *
cw_pending_pick (GPtrArray  *messages,
                 JsonObject *outcome)
{
  for (guint i = 0; i < messages->len; i++)
    {
      const CwSlackMessage *message = g_ptr_array_index (messages, i);

      if (strcmp (message->id, cw_json_get_string (outcome, "key", "")) == 0)
        return message;
    }
  return NULL;
}

/**
 * cw_pending_is_settled:
 * @message: one that waits
 * @payload: what shall be posted
 *
 * Returns: whether it is that, at that second
 */
gboolean
cw_pending_is_settled (const CwSlackMessage *message,
                       JsonObject           *payload)
{
  return message->post_at == cw_json_get_int (payload, "post-at", 0)
         && cw_slack_text_equal (cw_json_get_string (payload, "text", ""), message->text);
}

/**
 * cw_pending_find_settled:
 * @messages: (element-type CwSlackMessage): what waits
 * @payload: what shall be posted
 *
 * Returns: (transfer none) (nullable): the first that is just that
 */
const CwSlackMessage *
cw_pending_find_settled (GPtrArray  *messages,
                         JsonObject *payload)
{
  for (guint i = 0; i < messages->len; i++)
    if (cw_pending_is_settled (g_ptr_array_index (messages, i), payload))
      return g_ptr_array_index (messages, i);
  return NULL;
}

/**
 * cw_pending_find_other:
 * @messages: (element-type CwSlackMessage): what waits
 * @payload: what shall be posted
 *
 * Returns: (transfer none) (nullable): the first that waits for the same second and says something else
 */
const CwSlackMessage *
cw_pending_find_other (GPtrArray  *messages,
                       JsonObject *payload)
{
  for (guint i = 0; i < messages->len; i++)
    {
      const CwSlackMessage *message = g_ptr_array_index (messages, i);

      if (message->post_at == cw_json_get_int (payload, "post-at", 0) && !cw_pending_is_settled (message, payload))
        return message;
    }
  return NULL;
}

/* Whether it reads as the one that was scheduled: an outcome has its text in one line. */
static gboolean
reads_as (const CwSlackMessage *message,
          JsonObject           *outcome)
{
  g_autofree char *shown = cw_handler_show_in_line (message->text);

  return cw_slack_text_equal (cw_json_get_string (outcome, "title", ""), shown);
}

static gboolean
is_copy (const CwSlackMessage *message,
         JsonObject           *payload,
         JsonObject           *outcome)
{
  return cw_slack_text_equal (cw_json_get_string (payload, "text", ""), message->text)
         || (outcome != NULL && reads_as (message, outcome));
}

/**
 * cw_pending_list_copies:
 * @messages: (element-type CwSlackMessage): what waits
 * @payload: what shall be posted
 * @outcome: (nullable): of the message that was scheduled
 *
 * Slack knows no other way to change a scheduled message than to take it back and schedule another.
 *
 * Returns: (transfer full) (element-type CwSlackMessage): that very message if it waits, and all of the same text,
 *   those of the right second first; else what somebody put in its place: another text for the same time
 */
GPtrArray *
cw_pending_list_copies (GPtrArray  *messages,
                        JsonObject *payload,
                        JsonObject *outcome)
{
  const CwSlackMessage *pending = outcome != NULL ? cw_pending_pick (messages, outcome) : NULL;
  gint64 post_at = cw_json_get_int (outcome != NULL ? outcome : payload, "post-at", 0);
  GPtrArray *copies = g_ptr_array_new ();

  if (pending != NULL)
    g_ptr_array_add (copies, (gpointer) pending);
  for (guint settled = 0; settled < 2; settled++)
    for (guint i = 0; i < messages->len; i++)
      if (messages->pdata[i] != pending && is_copy (messages->pdata[i], payload, outcome)
          && cw_pending_is_settled (messages->pdata[i], payload) == (settled == 0))
        g_ptr_array_add (copies, messages->pdata[i]);
  for (guint i = 0; copies->len == 0 && i < messages->len; i++)
    if (((const CwSlackMessage *) messages->pdata[i])->post_at == post_at)
      g_ptr_array_add (copies, messages->pdata[i]);
  return copies;
}

/**
 * cw_pending_find_moved:
 * @messages: (element-type CwSlackMessage): what waits
 * @payload: what shall be posted
 * @outcome: (nullable): of the message that waits no longer
 *
 * Returns: (transfer none) (nullable): what somebody put in its place: the same text for another time, else another
 *   text for the same time
 */
const CwSlackMessage *
cw_pending_find_moved (GPtrArray  *messages,
                       JsonObject *payload,
                       JsonObject *outcome)
{
  g_autoptr (GPtrArray) copies = cw_pending_list_copies (messages, payload, outcome);

  return copies->len > 0 ? copies->pdata[0] : NULL;
}

/**
 * cw_pending_refuse_other:
 * @payload: what shall be posted
 * @other: (nullable): what waits in its place
 * @error: where to store that
 *
 * Returns: whether there is nothing else, so that @error isn't set
 */
gboolean
cw_pending_refuse_other (JsonObject            *payload,
                         const CwSlackMessage  *other,
                         GError               **error)
{
  if (other != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
                 _ ("Another message waits in its place in %s: “%s”. Take that back, or leave this one as it is"),
                 cw_json_get_string (payload, "channel", "?"), other->text);
  return other == NULL;
}

static char *
time_to_text (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return time != NULL ? g_date_time_format_iso8601 (time) : g_strdup ("?");
}

/**
 * cw_pending_compare:
 * @finding: where is told how they differ
 * @payload: what shall be posted
 * @message: one that waits
 */
void
cw_pending_compare (CwFinding            *finding,
                    JsonObject           *payload,
                    const CwSlackMessage *message)
{
  const char *text = cw_json_get_string (payload, "text", "");
  g_autofree char *ours = time_to_text (cw_json_get_int (payload, "post-at", 0));
  g_autofree char *theirs = time_to_text (message->post_at);

  cw_finding_compare (finding, "post-at", ours, theirs);
  if (!cw_slack_text_equal (text, message->text))
    cw_finding_add_difference (finding, "text", text, message->text);
}

/* What waits no longer was posted, which nothing can undo, or taken back. */
static gboolean
check_not_posted (CwSlackService *service,
                  JsonObject     *payload,
                  JsonObject     *outcome,
                  GCancellable   *cancellable,
                  GError        **error)
{
  const char *channel = cw_json_get_string (outcome, "channel-id", "");
  gint64 post_at = cw_json_get_int (outcome, "post-at", 0);
  g_autofree char *oldest = g_strdup_printf ("%" G_GINT64_FORMAT ".000000", post_at - CW_PENDING_EARLY);
  g_autofree char *latest = g_strdup_printf ("%" G_GINT64_FORMAT ".000000", post_at + CW_PENDING_LATE);
  g_autoptr (GPtrArray) messages = NULL;
  gboolean cut;

  messages = cw_slack_service_get_history (service, channel, oldest, latest, MAX_HISTORY, &cut, cancellable, error);
  if (messages == NULL)
    return FALSE;
  for (guint i = 0; i < messages->len; i++)
    {
      const CwSlackMessage *message = g_ptr_array_index (messages, i);

      if (message->marker != NULL || !reads_as (message, outcome))
        continue;
      set_posted (payload, error);
      return FALSE;
    }
  return !cut
         || cw_error_refuse (error, CW_ERROR_NEEDS_PERSON,
                             _ ("It can’t be told whether the message in %s is posted, there are too many others: look "
                                "there. Nothing was sent"),
                             cw_json_get_string (payload, "channel", "?"));
}

/* What another account scheduled isn't gone because ours doesn't see it. */
static gboolean
check_own (CwSlackService *service,
           JsonObject     *outcome,
           GCancellable   *cancellable,
           GError        **error)
{
  gboolean foreign;

  if (!cw_pending_is_foreign (service, outcome, &foreign, cancellable, error))
    return FALSE;
  if (foreign)
    g_set_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON,
                 _ ("%s scheduled this message, and only that Slack account can change it or take it back: ask them, "
                    "or use their account. Nothing was sent"),
                 cw_json_get_string (outcome, "sender-name", cw_json_get_string (outcome, "sender", "?")));
  return !foreign;
}

static gboolean
check_gone (CwSlackService *service,
            JsonObject     *payload,
            JsonObject     *outcome,
            gboolean       *gone,
            GCancellable   *cancellable,
            GError        **error)
{
  g_autoptr (GPtrArray) messages = cw_pending_list (service, outcome, cancellable, error);
  const CwSlackMessage *moved;
  gboolean foreign;

  if (messages == NULL || !cw_pending_is_foreign (service, outcome, &foreign, cancellable, error))
    return FALSE;
  *gone = cw_pending_pick (messages, outcome) == NULL;
  /* What waits here can't be in the place of one that is not seen here. */
  moved = *gone && !foreign ? cw_pending_find_moved (messages, payload, outcome) : NULL;
  return !*gone || (cw_pending_refuse_other (payload, moved, error)
                    && check_not_posted (service, payload, outcome, cancellable, error)
                    && check_own (service, outcome, cancellable, error));
}

/**
 * cw_pending_take_back:
 * @service: Slack
 * @payload: what shall be, or should have been, posted
 * @outcome: of the message that is taken back
 * @cancellable: (nullable): gives up
 * @error: where to store why it may still be there; %CW_ERROR_CONFLICT when it is posted
 *
 * Can be repeated: what an earlier try has taken back is gone. What somebody put in its place isn't touched: who says
 * that it shall go has its outcome.
 *
 * Returns: whether nothing waits under @outcome any more, nor in its place, and nothing was posted
 */
gboolean
cw_pending_take_back (CwSlackService *service,
                      JsonObject     *payload,
                      JsonObject     *outcome,
                      GCancellable   *cancellable,
                      GError        **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean gone = FALSE;

  g_return_val_if_fail (CW_IS_SLACK_SERVICE (service) && payload != NULL, FALSE);

  if (strcmp (cw_json_get_string (outcome, "state", ""), "posted") == 0)
    {
      set_posted (payload, error);
      return FALSE;
    }
  if (!check_gone (service, payload, outcome, &gone, cancellable, error))
    return FALSE;
  if (gone || cw_slack_service_delete_scheduled (service, cw_json_get_string (outcome, "channel-id", ""),
                                                 cw_json_get_string (outcome, "key", ""), cancellable, &failure))
    return TRUE;
  /* Perhaps an earlier try of this very request deleted it, and its answer was lost. */
  if (g_error_matches (failure, CW_ERROR, CW_ERROR_NOT_FOUND)
      && !check_gone (service, payload, outcome, &gone, cancellable, error))
    return FALSE;
  if (!gone)
    g_propagate_error (error, g_steal_pointer (&failure));
  return gone;
}
