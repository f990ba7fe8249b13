/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-handlers.h"
#include "cw-json.h"
#include "cw-test-handler.h"
#include "cw-test-services.h"
#include "cw-test.h"

#define NOW "2026-11-23T12:00:00Z"
#define HOUR_LATER "2026-11-23T13:00:30Z"
#define AT_ONE "1795438800"
#define AT_TWO "1795442400"
#define MESSAGE(text, at) "{\"channel\":\"#summit-announce\",\"text\":\"" text "\",\"post-at\":" at "}"
#define CHANNEL "C0REH0001"

typedef struct
{
  CwTestServices *services;
  GHashTable *handlers;
  CwHandler *handler;
} Fixture;

static void
connect_handler (Fixture    *fixture,
                 const char *now)
{
  g_autoptr (GDateTime) instant = cw_clock_parse (now, NULL);
  g_autoptr (CwClock) clock = cw_clock_new_at (instant);

  fixture->handlers = cw_handlers_new (fixture->services->http, fixture->services->accounts, NULL, clock);
  fixture->handler = g_hash_table_lookup (fixture->handlers, CW_EFFECT_KIND_MESSAGE);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->services = cw_test_services_start (NOW);
  connect_handler (fixture, NOW);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_hash_table_unref (fixture->handlers);
  cw_test_services_stop (fixture->services);
}

static void
move_to (Fixture    *fixture,
         const char *now)
{
  g_hash_table_unref (fixture->handlers);
  fixture->services = cw_test_services_restart (fixture->services, now);
  connect_handler (fixture, now);
}

static CwEffect *
message (const char *marker,
         const char *payload)
{
  return cw_test_effect (CW_EFFECT_KIND_MESSAGE, marker, payload);
}

static const char *
state_of (CwFinding *finding)
{
  return cw_json_get_string (g_ptr_array_index (finding->candidates, 0), "state", "");
}

/* How many messages wait in the rehearsal. */
static guint
count_scheduled (Fixture *fixture)
{
  g_autoptr (JsonNode) state = cw_test_rehearsal_state (fixture->services->rehearsal);
  JsonArray *scheduled = cw_json_get_array (json_node_get_object (state), "scheduled");

  return scheduled != NULL ? json_array_get_length (scheduled) : 0;
}

static void
test_now (Fixture      *fixture,
          gconstpointer data)
{
  g_autoptr (CwEffect) effect = message ("cw-1", MESSAGE ("*Cycle 45* & more starts", "0"));
  g_autoptr (CwEffect) again = message ("cw-2", MESSAGE ("*Cycle 45* & more starts", "0"));
  g_autoptr (CwFinding) before = cw_test_find (fixture->handler, effect);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (CwFinding) after = cw_test_find (fixture->handler, effect);
  g_autoptr (CwFinding) verified = cw_test_verify (fixture->handler, effect, outcome);
  g_autoptr (CwFinding) second = cw_test_find (fixture->handler, again);

  g_assert_cmpint (before->answer, ==, CW_FINDING_NOTHING);
  g_assert_cmpstr (cw_json_get_string (outcome, "channel-id", ""), ==, CHANNEL);
  g_assert_nonnull (strstr (cw_json_get_string (outcome, "url", ""), "/archives/" CHANNEL "/p"));
  g_assert_cmpint (after->answer, ==, CW_FINDING_EQUAL);
  g_assert_true (after->ours);
  g_assert_cmpint (verified->answer, ==, CW_FINDING_EQUAL);
  /* Sent again on purpose it is another message. */
  g_assert_cmpint (second->answer, ==, CW_FINDING_NOTHING);
}

/* Slack can't change one that waits: somebody took it back and scheduled another in its place. */
static void
put_in_its_place (Fixture    *fixture,
                  CwEffect   *effect,
                  JsonObject *outcome,
                  const char *payload)
{
  g_autoptr (CwEffect) other = message ("cw-9", payload);
  g_autoptr (JsonObject) made = cw_test_perform (fixture->handler, other);
  g_autoptr (GError) error = NULL;

  cw_handler_retract (fixture->handler, effect, outcome, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_scheduled (fixture), ==, 1);
}

static void
test_rescheduled (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (CwEffect) effect = message ("cw-1", MESSAGE ("Soon", AT_ONE));
  g_autoptr (CwEffect) again = message ("cw-2", MESSAGE ("Soon", AT_ONE));
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (CwFinding) verified = NULL, found = NULL, right = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) amended = NULL;
  JsonObject *difference;

  put_in_its_place (fixture, effect, outcome, MESSAGE ("Soon", AT_TWO));
  verified = cw_test_verify (fixture->handler, effect, outcome);
  g_assert_cmpint (verified->answer, ==, CW_FINDING_DIFFERENT);
  g_assert_cmpuint (verified->differences->len, ==, 1);
  difference = verified->differences->pdata[0];
  g_assert_cmpstr (cw_json_get_string (difference, "what", ""), ==, "post-at");
  g_assert_cmpstr (cw_json_get_string (difference, "theirs", ""), ==, "2026-11-23T14:00:00Z");
  found = cw_test_find (fixture->handler, again);
  g_assert_cmpint (found->answer, ==, CW_FINDING_DIFFERENT);

  amended = cw_handler_amend (fixture->handler, effect, outcome, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_scheduled (fixture), ==, 1);
  right = cw_test_verify (fixture->handler, effect, amended);
  g_assert_cmpint (right->answer, ==, CW_FINDING_EQUAL);
}

static void
test_reworded (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (CwEffect) effect = message ("cw-1", MESSAGE ("Soon", AT_ONE));
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (CwFinding) verified = NULL, found = NULL, right = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) amended = NULL;
  JsonObject *difference;

  put_in_its_place (fixture, effect, outcome, MESSAGE ("Soon, indeed", AT_ONE));
  verified = cw_test_verify (fixture->handler, effect, outcome);
  g_assert_cmpint (verified->answer, ==, CW_FINDING_DIFFERENT);
  difference = verified->differences->pdata[0];
  g_assert_cmpstr (cw_json_get_string (difference, "what", ""), ==, "text");
  g_assert_cmpstr (cw_json_get_string (difference, "theirs", ""), ==, "Soon, indeed");
  found = cw_test_find (fixture->handler, effect);
  g_assert_cmpint (found->answer, ==, CW_FINDING_DIFFERENT);

  amended = cw_handler_amend (fixture->handler, effect, outcome, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_scheduled (fixture), ==, 1);
  right = cw_test_verify (fixture->handler, effect, amended);
  g_assert_cmpint (right->answer, ==, CW_FINDING_EQUAL);
}

static void
test_by_hand (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CwEffect) effect = message ("cw-1", MESSAGE ("Hello", "0"));
  g_autoptr (CwEffect) scheduled = message ("cw-1", MESSAGE ("Hello", AT_ONE));
  g_autoptr (JsonObject) word = cw_json_object ("word", "posted it", NULL);
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (GError) error = NULL;

  cw_test_rehearsal_outside (fixture->services->rehearsal, "{\"do\":\"post-message\",\"channel\":\"" CHANNEL "\","
                                                           "\"user\":\"U0REH0002\",\"text\":\"Hello\"}");
  finding = cw_test_find (fixture->handler, effect);
  g_assert_cmpint (finding->answer, ==, CW_FINDING_EQUAL);
  g_assert_false (finding->ours);
  g_assert_null (cw_handler_verify (fixture->handler, scheduled, word, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
}

static void
test_lost_reply (Fixture      *fixture,
                 gconstpointer data)
{
  const char *at = data;
  gboolean now = strcmp (at, "0") == 0;
  g_autofree char *payload = g_strdup_printf ("{\"channel\":\"#summit-announce\",\"text\":\"Hello\",\"post-at\":%s}",
                                              at);
  g_autoptr (CwEffect) effect = message ("cw-1", payload);
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (GError) error = NULL;

  cw_test_rehearsal_fault (fixture->services->rehearsal, "{\"service\":\"slack\",\"method\":\"POST\","
                                                         "\"path\":\"/chat.\",\"kind\":\"lose-reply\"}");
  g_assert_null (cw_handler_perform (fixture->handler, effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
  finding = cw_test_find (fixture->handler, effect);
  g_assert_cmpint (finding->answer, ==, CW_FINDING_EQUAL);
  g_assert_cmpstr (state_of (finding), ==, now ? "posted" : "scheduled");
}

static void
test_scheduled (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (CwEffect) effect = message ("cw-1", MESSAGE ("In an hour", AT_ONE));
  g_autoptr (CwEffect) other = message ("cw-1", MESSAGE ("In one hour", AT_ONE));
  g_autoptr (CwFinding) before = cw_test_find (fixture->handler, effect);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (CwFinding) after = cw_test_find (fixture->handler, effect);
  g_autoptr (CwFinding) verified = cw_test_verify (fixture->handler, effect, outcome);
  g_autoptr (CwFinding) different = cw_test_find (fixture->handler, other);
  g_autoptr (CwFinding) late = NULL;
  g_autoptr (CwFinding) late_verified = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (before->answer, ==, CW_FINDING_NOTHING);
  g_assert_cmpint (after->answer, ==, CW_FINDING_EQUAL);
  g_assert_cmpint (verified->answer, ==, CW_FINDING_EQUAL);
  g_assert_cmpstr (state_of (verified), ==, "scheduled");
  g_assert_cmpint (different->answer, ==, CW_FINDING_DIFFERENT);

  move_to (fixture, HOUR_LATER);
  late = cw_test_find (fixture->handler, effect);
  g_assert_cmpint (late->answer, ==, CW_FINDING_EQUAL);
  g_assert_cmpstr (state_of (late), ==, "posted");
  late_verified = cw_test_verify (fixture->handler, effect, outcome);
  g_assert_cmpint (late_verified->answer, ==, CW_FINDING_EQUAL);
  g_assert_cmpstr (state_of (late_verified), ==, "posted");
  g_assert_null (cw_handler_amend (fixture->handler, other, outcome, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (cw_handler_retract (fixture->handler, effect, outcome, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
}

static void
test_amend (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (CwEffect) effect = message ("cw-1", MESSAGE ("In an hour", AT_ONE));
  g_autoptr (CwEffect) newer = message ("cw-1", MESSAGE ("In two hours", AT_TWO));
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (CwFinding) drifted = cw_test_verify (fixture->handler, newer, outcome);
  g_autoptr (JsonObject) amended = NULL;
  g_autoptr (JsonObject) same = NULL;
  g_autoptr (CwFinding) verified = NULL;
  g_autoptr (CwFinding) old = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (drifted->differences->len, ==, 2);
  g_assert_cmpstr (cw_json_get_string (g_ptr_array_index (drifted->differences, 0), "theirs", ""), ==,
                   "2026-11-23T13:00:00Z");
  amended = cw_handler_amend (fixture->handler, newer, outcome, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_json_get_string (amended, "key", ""), !=, cw_json_get_string (outcome, "key", ""));
  g_assert_cmpuint (count_scheduled (fixture), ==, 1);
  verified = cw_test_verify (fixture->handler, newer, amended);
  g_assert_cmpint (verified->answer, ==, CW_FINDING_EQUAL);
  old = cw_test_find (fixture->handler, effect);
  g_assert_cmpint (old->answer, ==, CW_FINDING_NOTHING);
  same = cw_handler_amend (fixture->handler, newer, amended, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_json_get_string (same, "key", ""), ==, cw_json_get_string (amended, "key", ""));
}

/* Of several paragraphs, too, what was moved is known by what was sent, and what is posted isn't sent once more. */
static void
test_amend_paragraphs (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr (CwEffect) effect = message ("cw-1", MESSAGE ("In an hour\\n\\nSave your work.", AT_ONE));
  g_autoptr (CwEffect) newer = message ("cw-1", MESSAGE ("In two hours\\n\\nSave your work.", AT_TWO));
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (JsonObject) amended = NULL;
  g_autoptr (CwFinding) right = NULL;
  g_autoptr (GError) error = NULL;

  put_in_its_place (fixture, effect, outcome, MESSAGE ("In an hour\\n\\nSave your work.", "1795439400"));
  amended = cw_handler_amend (fixture->handler, newer, outcome, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_scheduled (fixture), ==, 1);
  right = cw_test_verify (fixture->handler, newer, amended);
  g_assert_cmpint (right->answer, ==, CW_FINDING_EQUAL);

  move_to (fixture, "2026-11-23T14:00:30Z");
  g_assert_null (cw_handler_amend (fixture->handler, effect, amended, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
}

/* Whatever breaks off on the way, there are never two. */
static void
test_amend_broken (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (CwEffect) effect = message ("cw-1", MESSAGE ("In an hour", AT_ONE));
  g_autoptr (CwEffect) newer = message ("cw-1", MESSAGE ("In two hours", AT_TWO));
  g_autoptr (CwEffect) impossible = message ("cw-1", MESSAGE ("Yesterday", "1795348800"));
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (JsonObject) second = NULL;
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (CwFinding) gone = NULL;
  g_autoptr (GError) error = NULL;

  cw_test_rehearsal_fault (fixture->services->rehearsal, "{\"service\":\"slack\",\"path\":\"/chat.scheduleMessage\","
                                                         "\"kind\":\"lose-reply\"}");
  g_assert_null (cw_handler_amend (fixture->handler, newer, outcome, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
  g_assert_cmpuint (count_scheduled (fixture), ==, 1);
  finding = cw_test_find (fixture->handler, newer);
  g_assert_cmpint (finding->answer, ==, CW_FINDING_EQUAL);
  second = json_object_ref (g_ptr_array_index (finding->candidates, 0));

  g_clear_error (&error);
  g_assert_null (cw_handler_amend (fixture->handler, impossible, second, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_nonnull (strstr (error->message, "taken back"));
  g_assert_cmpuint (count_scheduled (fixture), ==, 0);
  gone = cw_test_verify (fixture->handler, newer, second);
  g_assert_cmpint (gone->answer, ==, CW_FINDING_NOTHING);
}

/* An update that broke off is taken up where it stands, whether the new message waits already or not. */
static void
test_amend_again (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (CwEffect) effect = message ("cw-1", MESSAGE ("In an hour", AT_ONE));
  g_autoptr (CwEffect) newer = message ("cw-1", MESSAGE ("In two hours", AT_TWO));
  g_autoptr (CwEffect) other = message ("cw-1", MESSAGE ("In some hours", AT_TWO));
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (JsonObject) second = NULL;
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_handler_retract (fixture->handler, effect, outcome, NULL, NULL));
  first = cw_handler_amend (fixture->handler, newer, outcome, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_scheduled (fixture), ==, 1);
  second = cw_handler_amend (fixture->handler, newer, outcome, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (json_object_equal (first, second));
  finding = cw_test_verify (fixture->handler, newer, outcome);
  g_assert_cmpint (finding->answer, ==, CW_FINDING_EQUAL);
  g_assert_true (json_object_equal (g_ptr_array_index (finding->candidates, 0), first));
  g_assert_cmpuint (count_scheduled (fixture), ==, 1);

  /* Somebody else's stands in its place. */
  g_assert_null (cw_handler_amend (fixture->handler, other, outcome, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "In two hours"));
  g_assert_cmpuint (count_scheduled (fixture), ==, 1);
}

/* Two machines that looked at the same time: the message is there twice, and the comparison says so. */
static void
test_twice (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *payload = g_strdup_printf ("{\"channel\":\"#summit-announce\",\"text\":\"Hello\",\"post-at\":%s}",
                                              (const char *) data);
  g_autoptr (CwEffect) effect = message ("cw-1", payload);
  g_autoptr (JsonObject) first = cw_test_perform (fixture->handler, effect);
  g_autoptr (CwFinding) alone = cw_test_verify (fixture->handler, effect, first);
  g_autoptr (JsonObject) second = cw_test_perform (fixture->handler, effect);
  g_autoptr (CwFinding) both = cw_test_verify (fixture->handler, effect, first);

  g_assert_cmpint (alone->answer, ==, CW_FINDING_EQUAL);
  g_assert_cmpint (both->answer, ==, CW_FINDING_SEVERAL);
  g_assert_cmpuint (both->candidates->len, ==, 2);
}

static void
test_retract (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CwEffect) effect = message ("cw-1", MESSAGE ("In an hour", AT_ONE));
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_handler_can_retract (fixture->handler));
  cw_test_rehearsal_fault (fixture->services->rehearsal, "{\"service\":\"slack\",\"path\":\"/chat.delete\","
                                                         "\"kind\":\"lose-reply\"}");
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (cw_handler_retract (fixture->handler, effect, outcome, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (count_scheduled (fixture), ==, 0);
    }
}

/* Not what somebody put in its place: whoever took ours for taken back would be surprised by that one. */
static void
test_retract_moved (Fixture      *fixture,
                    gconstpointer data)
{
  const char *const places[] = { MESSAGE ("Soon", AT_TWO), MESSAGE ("Soon, indeed", AT_ONE), MESSAGE ("Soon", AT_ONE) };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (CwEffect) effect = message ("cw-1", MESSAGE ("Soon", AT_ONE));
      g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
      g_autoptr (CwFinding) verified = NULL;
      g_autoptr (GError) error = NULL;

      put_in_its_place (fixture, effect, outcome, places[i]);
      g_assert_false (cw_handler_retract (fixture->handler, effect, outcome, NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
      g_assert_nonnull (strstr (error->message, "Soon"));
      g_clear_error (&error);
      g_assert_cmpuint (count_scheduled (fixture), ==, 1);

      verified = cw_test_verify (fixture->handler, effect, outcome);
      g_assert_true (cw_handler_retract (fixture->handler, effect, verified->candidates->pdata[0], NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (count_scheduled (fixture), ==, 0);
    }
}

/* Both go out, and only one of them at its time. */
static void
test_copied (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (CwEffect) effect = message ("cw-1", MESSAGE ("Soon", AT_ONE));
  g_autoptr (CwEffect) copy = message ("cw-9", MESSAGE ("Soon", AT_TWO));
  g_autoptr (CwEffect) other = message ("cw-8", MESSAGE ("Something else", AT_ONE));
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (JsonObject) beside = cw_test_perform (fixture->handler, other);
  g_autoptr (CwFinding) alone = cw_test_verify (fixture->handler, effect, outcome);
  g_autoptr (JsonObject) second = cw_test_perform (fixture->handler, copy);
  g_autoptr (CwFinding) verified = cw_test_verify (fixture->handler, effect, outcome);
  g_autoptr (CwFinding) found = cw_test_find (fixture->handler, effect);
  g_autofree char *what = g_strdup_printf ("%s post-at", cw_json_get_string (second, "key", ""));
  g_autoptr (CwFinding) moved = NULL;
  g_autoptr (JsonObject) third = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (alone->answer, ==, CW_FINDING_EQUAL);
  g_assert_cmpint (verified->answer, ==, CW_FINDING_SEVERAL);
  g_assert_cmpuint (verified->candidates->len, ==, 2);
  g_assert_cmpuint (verified->differences->len, ==, 1);
  g_assert_cmpstr (cw_json_get_string (verified->differences->pdata[0], "what", ""), ==, what);
  g_assert_cmpint (found->answer, ==, CW_FINDING_SEVERAL);
  g_assert_true (json_object_equal (found->candidates->pdata[0], outcome));

  /* Moved, and twice so. */
  g_assert_true (cw_handler_retract (fixture->handler, effect, outcome, NULL, &error));
  g_assert_no_error (error);
  third = cw_test_perform (fixture->handler, copy);
  moved = cw_test_verify (fixture->handler, effect, outcome);
  g_assert_cmpint (moved->answer, ==, CW_FINDING_SEVERAL);
  g_assert_cmpuint (moved->candidates->len, ==, 2);
}

/* From here on it is another person's token, as after a preparation was taken over. */
static void
become_other (Fixture *fixture)
{
  CwAccount *account = fixture->services->accounts->slack;
  g_autofree char *other = g_strconcat (account->secret, "-other", NULL);

  g_free (account->secret);
  account->secret = g_steal_pointer (&other);
  g_hash_table_unref (fixture->handlers);
  connect_handler (fixture, NOW);
}

/* What another account scheduled can't be seen: it is neither gone nor made twice, and once posted it is there. */
static void
test_of_another_account (Fixture      *fixture,
                         gconstpointer data)
{
  g_autoptr (CwEffect) effect = message ("cw-1", MESSAGE ("Hello", AT_ONE));
  g_autoptr (CwEffect) changed = message ("cw-1", MESSAGE ("Hello all", AT_ONE));
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (CwFinding) waiting = NULL, posted = NULL;
  g_autoptr (GError) amended = NULL, retracted = NULL;

  g_assert_cmpstr (cw_json_get_string (outcome, "sender-name", NULL), ==, "cyclewright");
  become_other (fixture);
  waiting = cw_test_verify (fixture->handler, effect, outcome);
  g_assert_cmpint (waiting->answer, ==, CW_FINDING_CANT_TELL);
  g_assert_nonnull (strstr (waiting->where, "cyclewright"));
  g_assert_null (cw_handler_amend (fixture->handler, changed, outcome, NULL, &amended));
  g_assert_error (amended, CW_ERROR, CW_ERROR_NEEDS_PERSON);
  g_assert_false (cw_handler_retract (fixture->handler, effect, outcome, NULL, &retracted));
  g_assert_error (retracted, CW_ERROR, CW_ERROR_NEEDS_PERSON);
  g_assert_cmpuint (count_scheduled (fixture), ==, 1);

  move_to (fixture, HOUR_LATER);
  posted = cw_test_verify (fixture->handler, effect, outcome);
  g_assert_cmpint (posted->answer, ==, CW_FINDING_EQUAL);
}

/* The other account's can't be seen, and ours isn't that one: both go out, so both are told of. */
static void
test_beside_another_accounts (Fixture      *fixture,
                              gconstpointer data)
{
  g_autoptr (CwEffect) effect = message ("cw-1", MESSAGE ("Hello", AT_ONE));
  g_autoptr (JsonObject) theirs = cw_test_perform (fixture->handler, effect);
  g_autoptr (JsonObject) ours = NULL;
  g_autoptr (CwFinding) verified = NULL;
  g_autoptr (GError) amended = NULL, retracted = NULL;

  become_other (fixture);
  ours = cw_test_perform (fixture->handler, effect);
  g_assert_cmpstr (cw_json_get_string (ours, "key", ""), !=, cw_json_get_string (theirs, "key", ""));
  verified = cw_test_verify (fixture->handler, effect, theirs);
  g_assert_cmpint (verified->answer, ==, CW_FINDING_SEVERAL);
  g_assert_cmpuint (verified->candidates->len, ==, 2);
  g_assert_true (json_object_equal (verified->candidates->pdata[0], theirs));
  g_assert_cmpstr (cw_json_get_string (verified->candidates->pdata[1], "key", ""), ==,
                   cw_json_get_string (ours, "key", ""));
  g_assert_nonnull (strstr (verified->where, "cyclewright"));
  g_assert_null (cw_handler_amend (fixture->handler, effect, theirs, NULL, &amended));
  g_assert_error (amended, CW_ERROR, CW_ERROR_NEEDS_PERSON);
  g_assert_false (cw_handler_retract (fixture->handler, effect, theirs, NULL, &retracted));
  g_assert_error (retracted, CW_ERROR, CW_ERROR_NEEDS_PERSON);
  g_assert_cmpuint (count_scheduled (fixture), ==, 2);
}

/* With a person's token from the beginning: posted, scheduled and taken back like a bot's. */
static void
test_person (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (CwEffect) now = message ("cw-1", MESSAGE ("Hello", "0"));
  g_autoptr (CwEffect) later = message ("cw-2", MESSAGE ("In an hour", AT_ONE));
  g_autoptr (JsonObject) posted = NULL, scheduled = NULL;
  g_autoptr (CwFinding) there = NULL, waiting = NULL, found = NULL;
  g_autoptr (GError) error = NULL;

  become_other (fixture);
  posted = cw_test_perform (fixture->handler, now);
  there = cw_test_verify (fixture->handler, now, posted);
  g_assert_cmpint (there->answer, ==, CW_FINDING_EQUAL);
  scheduled = cw_test_perform (fixture->handler, later);
  g_assert_cmpstr (cw_json_get_string (scheduled, "sender-name", NULL), ==, "summit-activities-manager");
  waiting = cw_test_verify (fixture->handler, later, scheduled);
  g_assert_cmpint (waiting->answer, ==, CW_FINDING_EQUAL);
  found = cw_test_find (fixture->handler, now);
  g_assert_cmpint (found->answer, ==, CW_FINDING_EQUAL);
  g_assert_true (cw_handler_retract (fixture->handler, later, scheduled, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_scheduled (fixture), ==, 0);
}

/* A channel that may be posted to but not read. */
static void
test_unreadable (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (CwEffect) effect = message ("cw-1", MESSAGE ("Hello", "0"));
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (CwFinding) verified = NULL;

  cw_test_rehearsal_outside (fixture->services->rehearsal, "{\"do\":\"revoke-scope\",\"scope\":\"channels:history\"}");
  finding = cw_test_find (fixture->handler, effect);
  g_assert_cmpint (finding->answer, ==, CW_FINDING_CANT_TELL);
  g_assert_nonnull (strstr (finding->where, "channels:history"));
  verified = cw_test_verify (fixture->handler, effect, outcome);
  g_assert_cmpint (verified->answer, ==, CW_FINDING_CANT_TELL);
}

/* Much was said in the channel since: what can't be looked at may be there. */
static void
test_busy (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (CwEffect) effect = message ("cw-1", MESSAGE ("Hello", "0"));
  g_autoptr (CwEffect) other = message ("cw-2", MESSAGE ("Good morning", "0"));
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, effect);
  g_autoptr (CwFinding) early = NULL, late = NULL, first = NULL, since = NULL;
  g_autoptr (GError) error = NULL;
  gint64 sent = g_ascii_strtoll (cw_json_get_string (outcome, "key", ""), NULL, 10);

  early = cw_handler_find_since (fixture->handler, effect, sent, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (early->answer, ==, CW_FINDING_EQUAL);
  for (guint i = 0; i < 1001; i++)
    cw_test_rehearsal_outside (fixture->services->rehearsal, "{\"do\":\"post-message\",\"channel\":\"" CHANNEL "\","
                                                             "\"user\":\"U1\",\"text\":\"chat\"}");
  late = cw_handler_find_since (fixture->handler, effect, sent, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (late->answer, ==, CW_FINDING_CANT_TELL);
  g_assert_nonnull (strstr (late->where, "too many"));
  /* Before the first sending more is looked at: nobody is asked about what was never sent. */
  first = cw_test_find (fixture->handler, other);
  g_assert_cmpint (first->answer, ==, CW_FINDING_NOTHING);
  /* All that was said is days older than this. */
  since = cw_handler_find_since (fixture->handler, other, sent + 3 * 24 * 3600, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (since->answer, ==, CW_FINDING_NOTHING);
}

#define add(name, function, data) g_test_add ("/handlers/message/" name, Fixture, data, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  add ("now", test_now, NULL);
  add ("rescheduled", test_rescheduled, NULL);
  add ("reworded", test_reworded, NULL);
  add ("by-hand", test_by_hand, NULL);
  add ("lost-reply-now", test_lost_reply, "0");
  add ("lost-reply-scheduled", test_lost_reply, AT_ONE);
  add ("scheduled", test_scheduled, NULL);
  add ("amend", test_amend, NULL);
  add ("amend-paragraphs", test_amend_paragraphs, NULL);
  add ("amend-broken", test_amend_broken, NULL);
  add ("amend-again", test_amend_again, NULL);
  add ("twice-now", test_twice, "0");
  add ("beside-another-accounts", test_beside_another_accounts, NULL);
  add ("of-another-account", test_of_another_account, NULL);
  add ("person", test_person, NULL);
  add ("twice-scheduled", test_twice, AT_ONE);
  add ("retract", test_retract, NULL);
  add ("retract-moved", test_retract_moved, NULL);
  add ("copied", test_copied, NULL);
  add ("unreadable", test_unreadable, NULL);
  add ("busy", test_busy, NULL);
  return g_test_run ();
}
