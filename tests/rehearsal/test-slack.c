/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-test-answer.h"
#include "cw-test.h"

#define NOW "2026-11-23T12:00:00Z"
#define NOW_SECONDS 1795435200
#define CHANNEL "C0REH0001"

static JsonNode *
call (CwTestRehearsal *rehearsal,
      const char      *method,
      const char      *json)
{
  g_autofree char *path = g_strconcat ("/", method, NULL);

  return cw_test_answer (rehearsal, "slack", json != NULL ? "POST" : "GET", path, json, 200);
}

static void
assert_refused (CwTestRehearsal *rehearsal,
                const char      *method,
                const char      *json,
                const char      *word)
{
  g_autoptr (JsonNode) answer = call (rehearsal, method, json);

  cw_test_assert_at (answer, "/ok", "false");
  cw_test_assert_at (answer, "/error", word);
}

static char *
schedule (const char *channel,
          gint64      post_at,
          const char *more)
{
  return g_strdup_printf ("{\"channel\":\"%s\",\"text\":\"later\",\"post_at\":%" G_GINT64_FORMAT "%s}", channel,
                          post_at, more);
}

static void
test_post (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NOW);
  g_autoptr (JsonNode) who = call (rehearsal, "auth.test", "{}");
  g_autoptr (JsonNode) posted = call (rehearsal, "chat.postMessage",
                                      "{\"channel\":\"" CHANNEL "\",\"text\":\"hello\",\"metadata\":"
                                      "{\"event_type\":\"cw\",\"event_payload\":{\"id\":\"7\"}}}");
  g_autoptr (JsonNode) plain = call (rehearsal, "conversations.history?channel=" CHANNEL, NULL);
  g_autoptr (JsonNode) whole = call (rehearsal, "conversations.history?channel=" CHANNEL "&include_all_metadata=true",
                                     NULL);
  g_autoptr (JsonNode) later = call (rehearsal, "conversations.history?channel=" CHANNEL "&oldest=1999999999", NULL);
  g_autofree char *ts = cw_test_answer_at (posted, "/ts");

  cw_test_assert_at (who, "/user", "cyclewright");
  cw_test_assert_at (plain, "/messages/0/ts", ts);
  cw_test_assert_at (plain, "/messages/0/metadata", NULL);
  cw_test_assert_at (whole, "/messages/0/metadata/event_payload/id", "7");
  cw_test_assert_at (later, "/messages/0", NULL);
}

static void
test_refusals (void)
{
  static const struct
  {
    const char *method;
    const char *json;
    const char *word;
  } cases[] = {
    { "chat.postMessage", "{\"channel\":\"C000000000\",\"text\":\"x\"}", "channel_not_found" },
    { "chat.postMessage", "{\"channel\":\"C0REH0010\",\"text\":\"x\"}", "not_in_channel" },
    { "chat.postMessage", "{\"channel\":\"C0REH0090\",\"text\":\"x\"}", "is_archived" },
    { "chat.postMessage", "{\"channel\":\"" CHANNEL "\",\"text\":\"\"}", "no_text" },
    { "chat.scheduleMessage", "{\"channel\":\"" CHANNEL "\",\"text\":\"x\",\"post_at\":1}", "time_in_past" },
    { "chat.scheduleMessage", "{\"channel\":\"" CHANNEL "\",\"text\":\"x\",\"post_at\":1999999999}", "time_too_far" },
    { "chat.scheduleMessage", "{\"channel\":\"C0REH0010\",\"text\":\"x\",\"post_at\":1999999999}", "not_in_channel" },
    { "chat.deleteScheduledMessage", "{\"channel\":\"" CHANNEL "\",\"scheduled_message_id\":\"Q1\"}",
      "invalid_scheduled_message_id" },
    { "chat.delete", "{\"channel\":\"" CHANNEL "\",\"ts\":\"1.000001\"}", "message_not_found" },
    { "users.lookupByEmail?email=nobody@example.org", NULL, "users_not_found" },
    { "no.method", "{}", "unknown_method" },
  };
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NOW);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (rehearsal, cases[i].method, cases[i].json, cases[i].word);
  cw_test_rehearsal_outside (rehearsal, "{\"do\":\"revoke-scope\",\"scope\":\"chat:write\"}");
  assert_refused (rehearsal, "chat.postMessage", "{\"channel\":\"" CHANNEL "\",\"text\":\"x\"}", "missing_scope");
}

static void
test_schedule (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NOW);
  g_autofree char *state = g_strdup (cw_test_rehearsal_folder (rehearsal));
  g_autofree char *wanted = schedule (CHANNEL, NOW_SECONDS + 3600, "");
  g_autofree char *taken_back = schedule (CHANNEL, NOW_SECONDS + 7200, "");
  g_autofree char *cursed = schedule (CHANNEL, NOW_SECONDS + 3660,
                                      ",\"metadata\":{\"event_type\":\"cw\",\"event_payload\":{}}");
  g_autoptr (JsonNode) one = call (rehearsal, "chat.scheduleMessage", wanted);
  g_autoptr (JsonNode) two = call (rehearsal, "chat.scheduleMessage", taken_back);
  g_autoptr (JsonNode) three = call (rehearsal, "chat.scheduleMessage", cursed);
  g_autoptr (JsonNode) gone = call (rehearsal, "chat.deleteScheduledMessage",
                                    "{\"channel\":\"" CHANNEL "\",\"scheduled_message_id\":\"Q0REH000002\"}");
  g_autoptr (JsonNode) pending = call (rehearsal, "chat.scheduledMessages.list", "{\"channel\":\"" CHANNEL "\"}");
  g_autoptr (JsonNode) after = NULL, history = NULL;

  cw_test_assert_at (gone, "/ok", "true");
  cw_test_assert_at (pending, "/scheduled_messages/0/post_at", "1795438800");
  cw_test_assert_at (pending, "/scheduled_messages/2", NULL);

  /* Two hours later the message is there, and the one with metadata is lost. */
  g_clear_pointer (&rehearsal, cw_test_rehearsal_stop);
  rehearsal = cw_test_rehearsal_start (state, "2026-11-23T14:00:01Z");
  history = call (rehearsal, "conversations.history?channel=" CHANNEL, NULL);
  after = call (rehearsal, "chat.scheduledMessages.list", "{\"channel\":\"" CHANNEL "\"}");
  cw_test_assert_at (history, "/messages/0/text", "later");
  cw_test_assert_at (history, "/messages/1", NULL);
  cw_test_assert_at (after, "/scheduled_messages/0", NULL);
}

static void
test_too_many (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NOW);
  g_autofree char *wanted = schedule (CHANNEL, NOW_SECONDS + 3600, "");

  for (guint i = 0; i < 30; i++)
    {
      g_autoptr (JsonNode) answer = call (rehearsal, "chat.scheduleMessage", wanted);

      cw_test_assert_at (answer, "/ok", "true");
    }
  assert_refused (rehearsal, "chat.scheduleMessage", wanted, "restricted_too_many");
}

static void
test_channels (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NOW);
  g_autoptr (JsonNode) first = call (rehearsal, "conversations.list?limit=10&exclude_archived=true", NULL);
  g_autofree char *cursor = cw_test_answer_at (first, "/response_metadata/next_cursor");
  g_autofree char *path = g_strdup_printf ("conversations.list?limit=10&cursor=%s", cursor);
  g_autoptr (JsonNode) second = call (rehearsal, path, NULL);
  g_autoptr (JsonNode) own = call (rehearsal, "users.conversations", NULL);

  cw_test_assert_at (first, "/channels/0/name", "summit-announce");
  cw_test_assert_at (first, "/channels/9/is_member", "false");
  cw_test_assert_at (own, "/channels/8/name", "build-team");
  cw_test_assert_at (own, "/channels/9/name", "old-announcements");
  g_assert_null (cw_test_answer_at (own, "/channels/0/is_member"));
  cw_test_assert_at (second, "/channels/0/is_archived", "true");
  cw_test_assert_at (second, "/response_metadata/next_cursor", "");
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/rehearsal/slack/post", test_post);
  g_test_add_func ("/rehearsal/slack/refusals", test_refusals);
  g_test_add_func ("/rehearsal/slack/schedule", test_schedule);
  g_test_add_func ("/rehearsal/slack/too-many", test_too_many);
  g_test_add_func ("/rehearsal/slack/channels", test_channels);
  return g_test_run ();
}
