/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-effect-record-private.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-test.h"

#define ID "c0045/summit/tickets/ticket/1"

static CwEffect *
make_effect (const char *payload)
{
  CwEffect *effect = cw_effect_new (ID, CW_EFFECT_KIND_JIRA_ISSUE, "Ticket");

  if (payload != NULL)
    {
      g_autoptr (JsonNode) node = cw_json_parse (payload, -1, 0, NULL);

      cw_effect_set_payload (effect, node);
    }
  return effect;
}

/* In the events' data $NOW stands for hash and payload of what is sent now, $OTHER for those of something else. */
static char *
fill_in (const char *data)
{
  g_autoptr (CwEffect) now = make_effect ("{\"a\":1}");
  g_autoptr (CwEffect) other = make_effect ("{\"a\":2}");
  g_autoptr (GString) text = g_string_new (data);
  g_autofree char *ours = g_strdup_printf ("\"hash\":\"%s\",\"payload\":{\"a\":1}", cw_effect_get_hash (now));
  g_autofree char *theirs = g_strdup_printf ("\"hash\":\"%s\",\"payload\":{\"a\":2}", cw_effect_get_hash (other));

  g_string_replace (text, "$NOW", ours, 0);
  g_string_replace (text, "$OTHER", theirs, 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static CwEffectRecord *
apply (CwEffectRecord *record,
       gint64          seq,
       const char     *type,
       const char     *data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = fill_in (data);
  g_autoptr (JsonNode) node = cw_json_parse (text, -1, 0, &error);
  g_autoptr (CwEvent) event = NULL;

  g_assert_no_error (error);
  event = cw_event_new (seq, seq * 1000, type, ID, "manager", node);
  return cw_effect_record_apply (record, event);
}

/* Words of the histories below. */
static const struct {
  const char *word;
  const char *type;
  const char *data;
} steps[] = {
  { "approve", CW_EVENT_APPROVED, "{$NOW}" },
  { "approve-other", CW_EVENT_APPROVED, "{$OTHER}" },
  { "withdraw", CW_EVENT_WITHDRAWN, "{}" },
  { "intent-of-kind", CW_EVENT_INTENT,
    "{$NOW,\"attempt\":1,\"deed\":\"perform\",\"kind\":\"jira-issue\",\"title\":\"Ticket\"}" },
  { "intent-of-message", CW_EVENT_INTENT,
    "{$NOW,\"attempt\":1,\"deed\":\"perform\",\"kind\":\"message\",\"title\":\"Message\"}" },
  { "intent", CW_EVENT_INTENT, "{$NOW,\"attempt\":1,\"deed\":\"perform\"}" },
  { "intent-other", CW_EVENT_INTENT, "{$OTHER,\"attempt\":1,\"deed\":\"perform\"}" },
  { "amend", CW_EVENT_INTENT, "{$NOW,\"attempt\":1,\"deed\":\"amend\"}" },
  { "retract", CW_EVENT_INTENT, "{\"attempt\":1,\"deed\":\"retract\"}" },
  { "outcome", CW_EVENT_OUTCOME, "{\"outcome\":{\"key\":\"K-1\",\"url\":\"https://x/K-1\"},\"adopted\":false}" },
  { "this-one", CW_EVENT_OUTCOME,
    "{\"outcome\":{\"key\":\"K-7\"},\"adopted\":true,$NOW,\"differences\":[{\"what\":\"summary\"}]}" },
  { "this-one-too", CW_EVENT_OUTCOME,
    "{\"outcome\":{\"key\":\"K-7\"},\"adopted\":true,$NOW,"
    "\"differences\":[{\"what\":\"summary\"},{\"what\":\"labels\"}]}" },
  /* In the very member in which something else would differ. */
  { "this-one-there", CW_EVENT_OUTCOME,
    "{\"outcome\":{\"key\":\"K-7\"},\"adopted\":true,$NOW,\"differences\":[{\"what\":\"a\"}]}" },
  { "in-doubt", CW_EVENT_IN_DOUBT, "{\"where\":\"Jira\",\"message\":\"lost\",\"look-again\":77}" },
  { "ask", CW_EVENT_ASKING, "{\"candidates\":[{\"key\":\"K-7\"}],\"differences\":[],\"where\":\"Jira\"}" },
  { "fail", CW_EVENT_FAILED, "{\"code\":\"forbidden\",\"message\":\"no\"}" },
  { "cancel", CW_EVENT_FAILED, "{\"code\":\"cancelled\",\"message\":\"\"}" },
  { "by-hand", CW_EVENT_BY_HAND, "{\"key\":\"K-9\",\"url\":\"\",\"word\":\"done at noon\"}" },
  { "leave-out", CW_EVENT_LEFT_OUT, "{\"reason\":\"not this time\"}" },
  { "restore", CW_EVENT_RESTORED, "{}" },
  { "equal", CW_EVENT_VERIFIED, "{\"answer\":\"equal\"}" },
  { "drift", CW_EVENT_VERIFIED, "{\"answer\":\"different\",\"differences\":[{\"what\":\"labels\"}]}" },
  { "known-drift", CW_EVENT_VERIFIED, "{\"answer\":\"different\",\"differences\":[{\"what\":\"summary\"}]}" },
  { "known-drift-turned", CW_EVENT_VERIFIED,
    "{\"answer\":\"different\",\"differences\":[{\"what\":\"labels\"},{\"what\":\"summary\"}]}" },
  { "ended", CW_EVENT_VERIFIED,
    "{\"answer\":\"different\",\"differences\":[{\"what\":\"state\",\"end\":\"merged\"}]}" },
  { "seen", CW_EVENT_VERIFIED,
    "{\"answer\":\"different\",\"differences\":[{\"what\":\"labels\"}],$NOW}" },
  { "seen-closed", CW_EVENT_VERIFIED,
    "{\"answer\":\"different\",\"differences\":[{\"what\":\"status\",\"end\":\"closed\"}],$NOW}" },
  { "gone", CW_EVENT_VERIFIED, "{\"answer\":\"nothing\"}" },
  { "replaced", CW_EVENT_VERIFIED,
    "{\"answer\":\"different\",\"differences\":[{\"what\":\"summary\"},{\"what\":\"instead\"}]}" },
  { "cant-tell", CW_EVENT_VERIFIED, "{\"answer\":\"cant-tell\"}" },
  { "retracted", CW_EVENT_RETRACTED, "{}" },
  { "raise", CW_EVENT_RAISED, "{}" },
  { "note", CW_EVENT_NOTE, "{\"text\":\"hm\"}" },
  { "unknown", "of-a-later-version", "{\"a\":1}" },
};

static CwEffectRecord *
fold (const char *history)
{
  g_auto (GStrv) words = g_strsplit (history, " ", -1);
  CwEffectRecord *record = NULL;
  gint64 seq = 0;

  for (gsize i = 0; words[i] != NULL && *words[i] != '\0'; i++)
    {
      CwEffectRecord *next = NULL;
      gsize s = 0;

      while (s < G_N_ELEMENTS (steps) && !g_str_equal (steps[s].word, words[i]))
        s++;
      g_assert_cmpuint (s, <, G_N_ELEMENTS (steps));
      next = apply (record, ++seq, steps[s].type, steps[s].data);
      g_clear_object (&record);
      record = next;
    }
  return record;
}

/* What the journal says, and the state when nothing is sent yet, when {"a":1} is, and when something else would be. */
static const struct {
  const char *history;
  CwEffectState without;
  CwEffectState now;
  CwEffectState later;
} table[] = {
  { "", CW_EFFECT_WAITING, CW_EFFECT_READY, CW_EFFECT_READY },
  { "note unknown", CW_EFFECT_WAITING, CW_EFFECT_READY, CW_EFFECT_READY },
  { "approve", CW_EFFECT_WAITING, CW_EFFECT_APPROVED, CW_EFFECT_READY },
  { "approve withdraw", CW_EFFECT_WAITING, CW_EFFECT_READY, CW_EFFECT_READY },
  { "approve-other", CW_EFFECT_WAITING, CW_EFFECT_READY, CW_EFFECT_READY },
  { "approve intent", CW_EFFECT_RUNNING, CW_EFFECT_RUNNING, CW_EFFECT_RUNNING },
  { "approve intent outcome", CW_EFFECT_DONE, CW_EFFECT_DONE, CW_EFFECT_OUTDATED },
  { "approve intent fail", CW_EFFECT_WAITING, CW_EFFECT_FAILED, CW_EFFECT_READY },
  { "approve intent cancel", CW_EFFECT_WAITING, CW_EFFECT_APPROVED, CW_EFFECT_READY },
  { "approve intent fail approve", CW_EFFECT_WAITING, CW_EFFECT_APPROVED, CW_EFFECT_READY },
  { "approve intent fail withdraw", CW_EFFECT_WAITING, CW_EFFECT_READY, CW_EFFECT_READY },
  { "approve intent fail intent outcome", CW_EFFECT_DONE, CW_EFFECT_DONE, CW_EFFECT_OUTDATED },
  { "approve intent in-doubt", CW_EFFECT_IN_DOUBT, CW_EFFECT_IN_DOUBT, CW_EFFECT_IN_DOUBT },
  { "approve intent in-doubt outcome", CW_EFFECT_DONE, CW_EFFECT_DONE, CW_EFFECT_OUTDATED },
  { "approve intent in-doubt ask", CW_EFFECT_ASKING, CW_EFFECT_ASKING, CW_EFFECT_ASKING },
  { "approve intent in-doubt fail", CW_EFFECT_WAITING, CW_EFFECT_FAILED, CW_EFFECT_READY },
  { "approve intent in-doubt raise", CW_EFFECT_WAITING, CW_EFFECT_READY, CW_EFFECT_READY },
  { "approve intent ask", CW_EFFECT_ASKING, CW_EFFECT_ASKING, CW_EFFECT_ASKING },
  { "approve intent ask this-one", CW_EFFECT_DONE, CW_EFFECT_DONE, CW_EFFECT_OUTDATED },
  { "approve intent-of-kind ask this-one", CW_EFFECT_DONE, CW_EFFECT_DONE, CW_EFFECT_OUTDATED },
  { "approve intent-of-kind ask this-one-there", CW_EFFECT_DONE, CW_EFFECT_DONE, CW_EFFECT_DRIFTED },
  { "approve intent-of-message ask this-one-there", CW_EFFECT_DONE, CW_EFFECT_DONE, CW_EFFECT_DRIFTED },
  { "approve intent ask this-one known-drift", CW_EFFECT_DONE, CW_EFFECT_DONE, CW_EFFECT_OUTDATED },
  { "approve intent ask this-one-too known-drift-turned", CW_EFFECT_DONE, CW_EFFECT_DONE, CW_EFFECT_OUTDATED },
  { "approve intent ask this-one known-drift-turned", CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED },
  { "approve intent ask this-one drift", CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED },
  { "approve intent ask this-one gone", CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED },
  { "approve intent ask raise", CW_EFFECT_WAITING, CW_EFFECT_READY, CW_EFFECT_READY },
  { "approve intent ask leave-out", CW_EFFECT_LEFT_OUT, CW_EFFECT_LEFT_OUT, CW_EFFECT_LEFT_OUT },
  { "approve intent ask leave-out restore", CW_EFFECT_ASKING, CW_EFFECT_ASKING, CW_EFFECT_ASKING },
  { "approve intent outcome equal", CW_EFFECT_DONE, CW_EFFECT_DONE, CW_EFFECT_OUTDATED },
  { "approve intent outcome drift", CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED },
  { "approve intent outcome ended", CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED },
  { "approve intent outcome gone", CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED },
  { "approve intent outcome cant-tell", CW_EFFECT_DONE, CW_EFFECT_DONE, CW_EFFECT_OUTDATED },
  { "approve intent outcome drift cant-tell", CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED },
  { "approve intent outcome drift equal", CW_EFFECT_DONE, CW_EFFECT_DONE, CW_EFFECT_OUTDATED },
  { "approve intent outcome drift this-one", CW_EFFECT_DONE, CW_EFFECT_DONE, CW_EFFECT_OUTDATED },
  { "approve intent outcome drift approve", CW_EFFECT_DRIFTED, CW_EFFECT_APPROVED, CW_EFFECT_DRIFTED },
  { "approve-other intent-other outcome", CW_EFFECT_DONE, CW_EFFECT_OUTDATED, CW_EFFECT_OUTDATED },
  { "approve-other intent-other outcome approve", CW_EFFECT_DONE, CW_EFFECT_APPROVED, CW_EFFECT_OUTDATED },
  { "approve-other intent-other outcome approve withdraw", CW_EFFECT_DONE, CW_EFFECT_OUTDATED, CW_EFFECT_OUTDATED },
  { "approve-other intent-other outcome approve amend", CW_EFFECT_RUNNING, CW_EFFECT_RUNNING, CW_EFFECT_RUNNING },
  { "approve-other intent-other outcome approve amend outcome", CW_EFFECT_DONE, CW_EFFECT_DONE, CW_EFFECT_OUTDATED },
  { "approve-other intent-other outcome approve amend fail", CW_EFFECT_DONE, CW_EFFECT_FAILED, CW_EFFECT_OUTDATED },
  { "approve-other intent-other outcome approve amend cancel", CW_EFFECT_DONE, CW_EFFECT_APPROVED,
    CW_EFFECT_OUTDATED },
  { "approve intent outcome retract", CW_EFFECT_RUNNING, CW_EFFECT_RUNNING, CW_EFFECT_RUNNING },
  { "approve intent outcome retract fail", CW_EFFECT_DONE, CW_EFFECT_DONE, CW_EFFECT_OUTDATED },
  { "approve intent outcome retract retracted", CW_EFFECT_WAITING, CW_EFFECT_READY, CW_EFFECT_READY },
  { "by-hand", CW_EFFECT_DONE_BY_HAND, CW_EFFECT_DONE_BY_HAND, CW_EFFECT_DONE_BY_HAND },
  { "by-hand seen", CW_EFFECT_DONE_BY_HAND, CW_EFFECT_DONE_BY_HAND, CW_EFFECT_DONE_BY_HAND },
  { "by-hand seen drift", CW_EFFECT_DONE_BY_HAND, CW_EFFECT_DONE_BY_HAND, CW_EFFECT_DONE_BY_HAND },
  { "by-hand seen cant-tell", CW_EFFECT_DONE_BY_HAND, CW_EFFECT_DONE_BY_HAND, CW_EFFECT_DONE_BY_HAND },
  { "by-hand seen known-drift", CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED },
  { "by-hand seen known-drift by-hand", CW_EFFECT_DONE_BY_HAND, CW_EFFECT_DONE_BY_HAND, CW_EFFECT_DONE_BY_HAND },
  { "by-hand seen known-drift this-one", CW_EFFECT_DONE, CW_EFFECT_DONE, CW_EFFECT_OUTDATED },
  { "by-hand seen gone", CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED },
  { "by-hand seen-closed", CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED },
  { "by-hand gone", CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED },
  { "by-hand restore", CW_EFFECT_WAITING, CW_EFFECT_READY, CW_EFFECT_READY },
  { "approve by-hand", CW_EFFECT_DONE_BY_HAND, CW_EFFECT_DONE_BY_HAND, CW_EFFECT_DONE_BY_HAND },
  { "approve by-hand restore", CW_EFFECT_WAITING, CW_EFFECT_APPROVED, CW_EFFECT_READY },
  { "approve by-hand by-hand leave-out restore", CW_EFFECT_WAITING, CW_EFFECT_APPROVED, CW_EFFECT_READY },
  { "approve intent in-doubt by-hand restore", CW_EFFECT_IN_DOUBT, CW_EFFECT_IN_DOUBT, CW_EFFECT_IN_DOUBT },
  { "approve intent outcome drift by-hand", CW_EFFECT_DONE_BY_HAND, CW_EFFECT_DONE_BY_HAND, CW_EFFECT_DONE_BY_HAND },
  { "approve intent outcome drift by-hand restore", CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED, CW_EFFECT_DRIFTED },
  { "leave-out", CW_EFFECT_LEFT_OUT, CW_EFFECT_LEFT_OUT, CW_EFFECT_LEFT_OUT },
  { "approve intent in-doubt leave-out", CW_EFFECT_IN_DOUBT, CW_EFFECT_IN_DOUBT, CW_EFFECT_IN_DOUBT },
  { "approve intent in-doubt leave-out restore", CW_EFFECT_IN_DOUBT, CW_EFFECT_IN_DOUBT, CW_EFFECT_IN_DOUBT },
  { "approve intent in-doubt leave-out by-hand", CW_EFFECT_IN_DOUBT, CW_EFFECT_IN_DOUBT, CW_EFFECT_IN_DOUBT },
  { "approve intent in-doubt leave-out outcome", CW_EFFECT_DONE, CW_EFFECT_DONE, CW_EFFECT_OUTDATED },
  { "approve intent in-doubt leave-out ask", CW_EFFECT_ASKING, CW_EFFECT_ASKING, CW_EFFECT_ASKING },
  { "approve intent in-doubt leave-out ask leave-out", CW_EFFECT_LEFT_OUT, CW_EFFECT_LEFT_OUT, CW_EFFECT_LEFT_OUT },
  { "approve intent in-doubt leave-out fail", CW_EFFECT_LEFT_OUT, CW_EFFECT_LEFT_OUT, CW_EFFECT_LEFT_OUT },
  { "approve intent in-doubt leave-out fail restore", CW_EFFECT_WAITING, CW_EFFECT_FAILED, CW_EFFECT_READY },
  { "approve intent in-doubt by-hand fail", CW_EFFECT_DONE_BY_HAND, CW_EFFECT_DONE_BY_HAND, CW_EFFECT_DONE_BY_HAND },
  { "approve intent in-doubt by-hand outcome", CW_EFFECT_DONE, CW_EFFECT_DONE, CW_EFFECT_OUTDATED },
  { "approve intent outcome retract in-doubt by-hand", CW_EFFECT_IN_DOUBT, CW_EFFECT_IN_DOUBT, CW_EFFECT_IN_DOUBT },
  { "approve intent outcome retract in-doubt by-hand retracted", CW_EFFECT_DONE_BY_HAND, CW_EFFECT_DONE_BY_HAND,
    CW_EFFECT_DONE_BY_HAND },
  { "approve intent outcome retract in-doubt by-hand fail", CW_EFFECT_DONE, CW_EFFECT_DONE, CW_EFFECT_OUTDATED },
  { "leave-out restore", CW_EFFECT_WAITING, CW_EFFECT_READY, CW_EFFECT_READY },
};

/* What was gone when it was last seen is gone, however often it can't be looked at. */
static void
test_gone (void)
{
  static const struct {
    const char *history;
    gboolean gone;
  } cases[] = {
    { "approve intent outcome", FALSE },
    { "approve intent outcome drift", FALSE },
    { "approve intent outcome drift cant-tell", FALSE },
    { "approve intent outcome gone", TRUE },
    { "approve intent outcome gone cant-tell", TRUE },
    { "approve intent outcome drift gone", TRUE },
    { "approve intent outcome gone equal", FALSE },
    { "approve intent outcome replaced", TRUE },
    { "approve intent outcome replaced drift", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwEffectRecord) record = fold (cases[i].history);

      g_test_message ("%s", cases[i].history);
      g_assert_cmpint (cw_effect_record_is_gone (record), ==, cases[i].gone);
    }
}

/* What was to end by now is done, whatever we would send now; nothing else is. */
static void
test_ended (void)
{
  static const struct {
    const char *history;
    CwEffectState state;
    const char *end;
  } cases[] = {
    { "approve intent outcome", CW_EFFECT_OUTDATED, NULL },
    { "approve intent outcome ended", CW_EFFECT_DONE, CW_END_MERGED },
    { "approve intent outcome drift", CW_EFFECT_DRIFTED, NULL },
    { "approve intent outcome gone", CW_EFFECT_DRIFTED, NULL },
    { "approve intent outcome ended equal", CW_EFFECT_OUTDATED, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwEffectRecord) record = fold (cases[i].history);
      g_autoptr (CwEffect) effect = make_effect ("{\"a\":3}");
      g_autoptr (CwEffect) ending = cw_effect_with_payload (effect, cw_effect_get_payload (effect));

      g_test_message ("%s", cases[i].history);
      cw_effect_set_may_end (ending, TRUE);
      g_assert_cmpint (cw_effect_record_get_state (record, ending), ==, cases[i].state);
      g_assert_cmpstr (cw_effect_record_get_end (record), ==, cases[i].end);
    }
}

static void
test_table (void)
{
  g_autoptr (CwEffect) now = make_effect ("{\"a\":1}");
  g_autoptr (CwEffect) later = make_effect ("{\"a\":3}");

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (CwEffectRecord) record = fold (table[i].history);
      g_autoptr (CwEffect) without = make_effect (NULL);

      g_test_message ("%s", table[i].history);
      g_assert_cmpint (cw_effect_record_get_state (record, without), ==, table[i].without);
      g_assert_cmpint (cw_effect_record_get_state (record, now), ==, table[i].now);
      g_assert_cmpint (cw_effect_record_get_state (record, later), ==, table[i].later);
    }
}

/* What was made stands outside, whatever became of an update of it. */
static void
test_outside (void)
{
  static const struct {
    const char *history;
    gboolean outside;
  } cases[] = {
    { "", FALSE },
    { "approve", FALSE },
    { "approve intent", TRUE },
    { "approve intent fail", FALSE },
    { "approve intent in-doubt", TRUE },
    { "approve intent in-doubt leave-out", TRUE },
    { "approve intent outcome", TRUE },
    { "approve intent outcome drift", TRUE },
    { "approve-other intent-other outcome approve", TRUE },
    { "approve-other intent-other outcome approve withdraw", TRUE },
    { "approve-other intent-other outcome approve amend", TRUE },
    { "approve-other intent-other outcome approve amend fail", TRUE },
    { "approve intent outcome retract retracted", FALSE },
    { "by-hand", TRUE },
    { "by-hand restore", FALSE },
    { "leave-out", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwEffectRecord) record = fold (cases[i].history);

      g_test_message ("%s", cases[i].history);
      g_assert_cmpint (cw_effect_record_get_outside (record) != NULL, ==, cases[i].outside);
    }
}

/* Only the last deed counts: what came after it says more. */
static void
test_failed_retract (void)
{
  static const struct {
    const char *history;
    gboolean failed;
  } cases[] = {
    { "approve intent fail", FALSE },
    { "approve intent outcome", FALSE },
    { "approve intent outcome retract", FALSE },
    { "approve intent outcome retract fail", TRUE },
    { "approve intent outcome retract fail retract retracted", FALSE },
    { "approve intent outcome retract fail approve", FALSE },
    { "approve-other intent-other outcome approve amend fail", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwEffectRecord) record = fold (cases[i].history);

      g_test_message ("%s", cases[i].history);
      g_assert_cmpint (cw_effect_record_has_failed_retract (record), ==, cases[i].failed);
    }
  g_assert_false (cw_effect_record_has_failed_retract (NULL));
}

static void
test_fields (void)
{
  g_autoptr (CwEffectRecord) sent = fold ("approve-other intent-other outcome approve amend");
  g_autoptr (CwEffectRecord) failed = fold ("approve-other intent-other outcome approve amend fail");
  g_autoptr (CwEffectRecord) doubt = fold ("approve intent in-doubt");
  g_autoptr (CwEffectRecord) raised = fold ("approve intent in-doubt raise");
  g_autoptr (CwEffectRecord) hand = fold ("by-hand");
  g_autoptr (CwEffectRecord) asking = fold ("approve intent ask");

  g_assert_cmpint (json_object_get_int_member (json_node_get_object (cw_effect_record_get_sent (sent)), "a"), ==, 1);
  g_assert_cmpstr (cw_effect_record_get_key (sent), ==, "K-1");
  g_assert_true (cw_effect_record_is_being_amended (sent));
  g_assert_false (cw_effect_record_is_being_amended (failed));
  g_assert_false (cw_effect_record_is_being_amended (doubt));
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (cw_effect_record_get_sent (failed)), "a"), ==, 2);
  g_assert_cmpint (cw_effect_record_get_error_code (failed), ==, CW_ERROR_FORBIDDEN);
  g_assert_cmpstr (cw_effect_record_get_error (failed), ==, "no");
  g_assert_cmpstr (cw_effect_record_get_approved_by (failed), ==, "manager");
  g_assert_cmpint (cw_effect_record_get_look_again (doubt), ==, 77);
  g_assert_cmpstr (cw_effect_record_get_reason (doubt), ==, "Jira");
  g_assert_cmpint (cw_effect_record_get_time (doubt), ==, 3000);
  g_assert_cmpuint (cw_effect_record_get_attempt (doubt), ==, 1);
  g_assert_cmpuint (cw_effect_record_get_attempt (raised), ==, 2);
  g_assert_cmpuint (cw_effect_record_get_attempt (NULL), ==, 1);
  g_assert_null (cw_effect_record_get_sent (raised));
  g_assert_cmpstr (cw_effect_record_get_key (hand), ==, "K-9");
  g_assert_null (cw_effect_record_get_url (hand));
  g_assert_cmpstr (cw_effect_record_get_reason (hand), ==, "done at noon");
  g_assert_cmpint (cw_effect_record_get_error_code (hand), ==, -1);
  g_assert_cmpuint (json_array_get_length (cw_effect_record_get_candidates (asking)), ==, 1);
}

/* The journal may have been written by another version: members of other types read as absent, nothing breaks. */
static void
test_strange_data (void)
{
  static const char *const data[] = {
    "{}",
    "{\"hash\":1,\"payload\":[],\"deed\":7,\"outcome\":\"x\",\"differences\":{},\"candidates\":1,\"where\":null,"
    "\"message\":[],\"look-again\":\"soon\",\"code\":3,\"key\":1,\"url\":{},\"word\":0,\"reason\":[],\"answer\":1}",
  };
  g_autoptr (CwEffect) effect = make_effect ("{\"a\":1}");

  for (gsize d = 0; d < G_N_ELEMENTS (data); d++)
    for (gsize s = 0; s < G_N_ELEMENTS (steps); s++)
      {
        g_autoptr (CwEffectRecord) record = fold ("approve intent outcome");
        g_autoptr (CwEffectRecord) next = apply (record, 9, steps[s].type, data[d]);
        g_autoptr (CwEffectRecord) first = apply (NULL, 9, steps[s].type, data[d]);

        g_assert_cmpint (cw_effect_record_get_state (next, effect), <=, CW_EFFECT_LEFT_OUT);
        g_assert_cmpint (cw_effect_record_get_state (first, effect), <=, CW_EFFECT_LEFT_OUT);
        cw_effect_record_get_key (next);
      }
}

static void
test_words (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (int state = CW_EFFECT_WAITING; state <= CW_EFFECT_LEFT_OUT; state++)
    {
      g_assert_true (g_hash_table_add (seen, (gpointer) cw_effect_state_to_word (state)));
      g_assert_true (g_hash_table_add (seen, (gpointer) cw_effect_state_to_text (state)));
    }
  g_assert_true (cw_effect_state_is_settled (CW_EFFECT_LEFT_OUT));
  g_assert_false (cw_effect_state_is_settled (CW_EFFECT_OUTDATED));
}

/* What failed and stands there in part is named, also beneath a decision, and can be made anew as it was sent. */
static void
test_in_part (void)
{
  const char *part = "{\"code\":\"failed\",\"message\":\"not whole\","
                     "\"candidates\":[{\"key\":\"K-3\",\"url\":\"https://x/K-3\"}]}";
  const char *intent = "{$NOW,\"attempt\":1,\"deed\":\"perform\",\"kind\":\"jira-issue\",\"title\":\"Ticket\"}";
  g_autoptr (CwEffectRecord) begun = apply (NULL, 1, CW_EVENT_INTENT, intent);
  g_autoptr (CwEffectRecord) failed = apply (begun, 2, CW_EVENT_FAILED, part);
  g_autoptr (CwEffectRecord) left = apply (failed, 3, CW_EVENT_LEFT_OUT, "{\"reason\":\"enough\"}");
  g_autoptr (CwEffectRecord) approved = apply (failed, 3, CW_EVENT_APPROVED, "{$NOW}");
  g_autoptr (CwEffect) sent = cw_effect_record_make_effect (failed);

  g_assert_true (cw_effect_record_get_outside (failed) == failed);
  g_assert_cmpstr (cw_effect_record_get_key (failed), ==, "K-3");
  g_assert_cmpstr (cw_effect_record_get_url (failed), ==, "https://x/K-3");
  g_assert_null (cw_effect_record_get_outcome (failed));
  g_assert_nonnull (sent);
  g_assert_true (cw_effect_record_get_outside (left) == failed);
  g_assert_null (cw_effect_record_get_key (approved));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/engine/record/table", test_table);
  g_test_add_func ("/engine/record/ended", test_ended);
  g_test_add_func ("/engine/record/gone", test_gone);
  g_test_add_func ("/engine/record/fields", test_fields);
  g_test_add_func ("/engine/record/outside", test_outside);
  g_test_add_func ("/engine/record/failed-retract", test_failed_retract);
  g_test_add_func ("/engine/record/in-part", test_in_part);
  g_test_add_func ("/engine/record/strange-data", test_strange_data);
  g_test_add_func ("/engine/record/words", test_words);
  return g_test_run ();
}
