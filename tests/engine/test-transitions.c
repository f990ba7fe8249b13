/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-test.h"
#include "runner-fixture.h"

/*
 * The state machine of effects from outside: what each deed makes of an effect in each state; in doubt counts twice,
 * before and after its time to look is over, failed and in doubt also where something stands outside already, which
 * was to be changed or taken back. A dash says that it is refused, with words, and that the journal is as it
 * was. How the journal's events lead from phase to phase is drawn in
 * cw-effect-fold.c; the states follow from the phase and from what would be sent now.
 */

#define PAYLOAD "{\"a\":1}"
#define NEWER   "{\"a\":2}"
#define OTHER   "{\"a\":7}"

/* How an effect gets into a state; what it would send then is returned. */
typedef const char *(*Begin) (Fixture *f);
typedef gboolean (*Deed) (Fixture  *f,
                          CwEffect *effect,
                          GError  **error);

static void
run (Fixture *f)
{
  g_autoptr (CwEffect) effect = fixture_effect (PAYLOAD, 1);

  fixture_approve (f, effect);
  cw_runner_run (f->runner, effect, NULL, NULL);
}

static const char *
begin_waiting (Fixture *f)
{
  return NULL;
}

static const char *
begin_ready (Fixture *f)
{
  return PAYLOAD;
}

static const char *
begin_approved (Fixture *f)
{
  g_autoptr (CwEffect) effect = fixture_effect (PAYLOAD, 1);

  fixture_approve (f, effect);
  return PAYLOAD;
}

/* As the next start finds it when the program died: the intent is the journal's last word. */
static const char *
begin_running (Fixture *f)
{
  g_autoptr (CwEffect) effect = fixture_effect (PAYLOAD, 1);
  g_autoptr (JsonObject) data = cw_json_object ("deed", CW_DEED_PERFORM, "hash", cw_effect_get_hash (effect), NULL);
  g_autoptr (CwEvent) event = NULL;

  fixture_approve (f, effect);
  json_object_set_member (data, "payload", json_node_ref (cw_effect_get_payload (effect)));
  event = cw_journal_append (f->journal, CW_EVENT_INTENT, FIXTURE_ID, "manager", data, NULL);
  g_assert_nonnull (event);
  fixture_open_at (f, 0);
  return PAYLOAD;
}

static const char *
begin_guarded_running (Fixture *f)
{
  f->outside->guarded = TRUE;
  return begin_running (f);
}

static const char *
begin_in_doubt (Fixture *f)
{
  f->outside->lag = 600;
  f->outside->perform = TROUBLE_LOST_BEFORE;
  run (f);
  return PAYLOAD;
}

static const char *
begin_long_in_doubt (Fixture *f)
{
  begin_in_doubt (f);
  fixture_open_at (f, 20);
  return PAYLOAD;
}

static const char *
begin_left_out_in_doubt (Fixture *f)
{
  g_autoptr (CwEffect) effect = fixture_effect (PAYLOAD, 1);

  begin_in_doubt (f);
  g_assert_true (cw_runner_leave_out (f->runner, effect, "not now", NULL));
  fixture_open_at (f, 20);
  return PAYLOAD;
}

static const char *
begin_by_hand_in_doubt (Fixture *f)
{
  g_autoptr (CwEffect) effect = fixture_effect (PAYLOAD, 1);

  begin_in_doubt (f);
  g_assert_true (cw_runner_by_hand (f->runner, effect, "K-9", NULL, NULL, NULL));
  fixture_open_at (f, 20);
  return PAYLOAD;
}

static const char *
begin_asking (Fixture *f)
{
  g_autoptr (CwEffect) effect = fixture_effect (PAYLOAD, 1);

  outside_add (f->outside, cw_effect_get_marker (effect), OTHER);
  run (f);
  return PAYLOAD;
}

static const char *
begin_done (Fixture *f)
{
  run (f);
  return PAYLOAD;
}

static const char *
begin_by_hand (Fixture *f)
{
  g_autoptr (CwEffect) effect = fixture_effect (PAYLOAD, 1);

  g_assert_true (cw_runner_by_hand (f->runner, effect, "K-9", NULL, NULL, NULL));
  return PAYLOAD;
}

/* What a person made differs from ours from the start; only what became of it since is news. */
static const char *
begin_by_hand_changed (Fixture *f)
{
  g_autoptr (CwEffect) effect = fixture_effect (PAYLOAD, 1);

  outside_add (f->outside, "-", OTHER);
  g_assert_true (cw_runner_by_hand (f->runner, effect, "T-0", NULL, NULL, NULL));
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  fixture_assert_state (f, effect, CW_EFFECT_DONE_BY_HAND);
  outside_change (f->outside, 0, "-", NEWER);
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  return PAYLOAD;
}

static const char *
begin_outdated (Fixture *f)
{
  run (f);
  return NEWER;
}

static const char *
begin_drifted (Fixture *f)
{
  g_autoptr (CwEffect) effect = fixture_effect (PAYLOAD, 1);

  run (f);
  outside_change (f->outside, 0, cw_effect_get_marker (effect), OTHER);
  g_assert_true (cw_runner_verify (f->runner, effect, NULL, NULL));
  return PAYLOAD;
}

static const char *
begin_failed (Fixture *f)
{
  f->outside->perform = TROUBLE_REFUSED;
  run (f);
  return PAYLOAD;
}

/* It may be sent again at once, and may arrive until then. */
static const char *
begin_failed_guarded (Fixture *f)
{
  f->outside->guarded = TRUE;
  f->outside->perform = TROUBLE_LOST_BEFORE;
  run (f);
  return PAYLOAD;
}

static const char *
begin_long_failed_guarded (Fixture *f)
{
  begin_failed_guarded (f);
  fixture_open_at (f, 20);
  return PAYLOAD;
}

/* Done, and brought up to date, or not. */
static const char *
update (Fixture *f,
        Trouble  trouble)
{
  g_autoptr (CwEffect) newer = fixture_effect (NEWER, 1);

  run (f);
  fixture_approve (f, newer);
  f->outside->amend = trouble;
  cw_runner_amend (f->runner, newer, NULL, NULL);
  return NEWER;
}

static const char *
begin_update_failed (Fixture *f)
{
  return update (f, TROUBLE_REFUSED);
}

static const char *
begin_update_in_doubt (Fixture *f)
{
  f->outside->lag = 600;
  return update (f, TROUBLE_LOST_BEFORE);
}

static const char *
take_back (Fixture *f,
           Trouble  trouble)
{
  g_autoptr (CwEffect) effect = fixture_effect (PAYLOAD, 1);

  run (f);
  f->outside->retract = trouble;
  cw_runner_retract (f->runner, effect, NULL, NULL);
  return PAYLOAD;
}

static const char *
begin_withdrawal_failed (Fixture *f)
{
  return take_back (f, TROUBLE_REFUSED);
}

static const char *
begin_withdrawal_in_doubt (Fixture *f)
{
  f->outside->lag = 600;
  return take_back (f, TROUBLE_LOST_BEFORE);
}

static const char *
begin_left_out (Fixture *f)
{
  g_autoptr (CwEffect) effect = fixture_effect (PAYLOAD, 1);

  g_assert_true (cw_runner_leave_out (f->runner, effect, "not now", NULL));
  return PAYLOAD;
}

static gboolean
approve (Fixture  *f,
         CwEffect *effect,
         GError  **error)
{
  return cw_runner_approve (f->runner, effect, error);
}

static gboolean
withdraw (Fixture  *f,
          CwEffect *effect,
          GError  **error)
{
  return cw_runner_withdraw (f->runner, effect, error);
}

static gboolean
by_hand (Fixture  *f,
         CwEffect *effect,
         GError  **error)
{
  return cw_runner_by_hand (f->runner, effect, NULL, NULL, "done at noon", error);
}

static gboolean
leave_out (Fixture  *f,
           CwEffect *effect,
           GError  **error)
{
  return cw_runner_leave_out (f->runner, effect, "not this time", error);
}

static gboolean
restore (Fixture  *f,
         CwEffect *effect,
         GError  **error)
{
  return cw_runner_restore (f->runner, effect, error);
}

static gboolean
adopt (Fixture  *f,
       CwEffect *effect,
       GError  **error)
{
  return cw_runner_adopt (f->runner, effect, 0, NULL, error);
}

static gboolean
send_again (Fixture  *f,
            CwEffect *effect,
            GError  **error)
{
  return cw_runner_send_again (f->runner, effect, error);
}

static gboolean
send (Fixture  *f,
      CwEffect *effect,
      GError  **error)
{
  return cw_runner_run (f->runner, effect, NULL, error);
}

static gboolean
amend (Fixture  *f,
       CwEffect *effect,
       GError  **error)
{
  return cw_runner_amend (f->runner, effect, NULL, error);
}

static gboolean
look (Fixture  *f,
      CwEffect *effect,
      GError  **error)
{
  return cw_runner_look (f->runner, effect, NULL, error);
}

static gboolean
verify (Fixture  *f,
        CwEffect *effect,
        GError  **error)
{
  return cw_runner_verify (f->runner, effect, NULL, error);
}

static gboolean
retract (Fixture  *f,
         CwEffect *effect,
         GError  **error)
{
  return cw_runner_retract (f->runner, effect, NULL, error);
}

static gboolean
recover (Fixture  *f,
         CwEffect *effect,
         GError  **error)
{
  g_autoptr (GPtrArray) effects = g_ptr_array_new ();

  g_ptr_array_add (effects, effect);
  return cw_runner_recover (f->runner, effects, NULL, error);
}

static const Deed deeds[] = { approve, withdraw, by_hand, leave_out, restore, adopt,  send_again,
                              send,    amend,    look,    verify,    retract, recover };
static const struct {
  CwEffectState state;
  Begin begin;
  const char *after;
} rows[] = {
  /* approve withdraw by-hand leave-out restore adopt send-again run amend look verify retract recover */
  { CW_EFFECT_WAITING, begin_waiting,
    "- - done-by-hand left-out - - - - - - - - waiting" },
  { CW_EFFECT_READY, begin_ready,
    "approved - done-by-hand left-out - - - - - - - - ready" },
  { CW_EFFECT_APPROVED, begin_approved,
    "approved ready done-by-hand left-out - - - done - - - - approved" },
  { CW_EFFECT_RUNNING, begin_running,
    "- - - - - - - - - - - - in-doubt" },
  { CW_EFFECT_RUNNING, begin_guarded_running,
    "- - - - - - - - - - - - failed" },
  { CW_EFFECT_IN_DOUBT, begin_in_doubt,
    "- - in-doubt in-doubt - - - - - - - - in-doubt" },
  { CW_EFFECT_IN_DOUBT, begin_long_in_doubt,
    "- - in-doubt in-doubt - - ready - - asking - - in-doubt" },
  { CW_EFFECT_IN_DOUBT, begin_left_out_in_doubt,
    "- - in-doubt in-doubt in-doubt - ready - - left-out - - in-doubt" },
  { CW_EFFECT_IN_DOUBT, begin_by_hand_in_doubt,
    "- - in-doubt - in-doubt - ready - - done-by-hand - - in-doubt" },
  { CW_EFFECT_ASKING, begin_asking,
    "- - done-by-hand left-out - done ready - - - - - asking" },
  { CW_EFFECT_DONE, begin_done,
    "- - - - - done ready - - - done ready done" },
  { CW_EFFECT_DONE_BY_HAND, begin_by_hand,
    "- - done-by-hand - ready - - - - - drifted - done-by-hand" },
  { CW_EFFECT_DRIFTED, begin_by_hand_changed,
    "- - done-by-hand - ready done ready - - - drifted - drifted" },
  { CW_EFFECT_OUTDATED, begin_outdated,
    "approved - - - - - ready - - - outdated ready outdated" },
  { CW_EFFECT_DRIFTED, begin_drifted,
    "approved - done-by-hand - - done ready - - - drifted ready drifted" },
  { CW_EFFECT_FAILED, begin_failed,
    "approved ready done-by-hand left-out - - ready done - - - - failed" },
  { CW_EFFECT_FAILED, begin_failed_guarded,
    "approved ready in-doubt in-doubt - - ready done - - - - failed" },
  { CW_EFFECT_FAILED, begin_long_failed_guarded,
    "approved ready in-doubt in-doubt - - ready done - failed - - failed" },
  { CW_EFFECT_FAILED, begin_update_failed,
    "approved outdated done-by-hand - - - ready done done - failed ready failed" },
  { CW_EFFECT_IN_DOUBT, begin_update_in_doubt,
    "- - in-doubt - - - - - - - - - in-doubt" },
  { CW_EFFECT_DONE, begin_withdrawal_failed,
    "- - - - - done ready - - - done ready done" },
  { CW_EFFECT_IN_DOUBT, begin_withdrawal_in_doubt,
    "- - in-doubt - - - - - - - - - in-doubt" },
  { CW_EFFECT_LEFT_OUT, begin_left_out,
    "- - done-by-hand left-out ready - - - - - - - left-out" },
};

static gint64
get_seq (Fixture *f)
{
  return cw_history_get_seq (cw_runner_get_history (f->runner));
}

/* What the deed makes of the state, or a dash. */
static const char *
try_deed (gsize row,
          gsize deed)
{
  Fixture f = { 0 };
  g_autoptr (CwEffect) effect = NULL;
  g_autoptr (GError) error = NULL;
  CwEffectState after;
  gint64 seq;
  gboolean done;

  fixture_set_up (&f, NULL);
  effect = fixture_effect (rows[row].begin (&f), 1);
  fixture_assert_state (&f, effect, rows[row].state);
  f.outside->perform = f.outside->amend = f.outside->retract = TROUBLE_NONE;
  seq = get_seq (&f);
  done = deeds[deed] (&f, effect, &error);
  g_assert_true (done == (error == NULL));
  if (error != NULL)
    g_assert_cmpstr (error->message, !=, "");
  after = cw_effect_record_get_state (fixture_record (&f), effect);
  fixture_assert_state (&f, effect, after);
  if (get_seq (&f) == seq && error != NULL)
    g_assert_cmpint (after, ==, rows[row].state);
  done = done || get_seq (&f) != seq;
  fixture_tear_down (&f, NULL);
  return done ? cw_effect_state_to_word (after) : "-";
}

static void
test_row (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_auto (GStrv) expected = g_strsplit (rows[row].after, " ", -1);
  g_autoptr (GString) all = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      const char *after = try_deed (row, i);

      g_string_append_printf (all, "%s%s", i > 0 ? " " : "", after);
    }
  g_test_message ("%s: %s", cw_effect_state_to_word (rows[row].state), all->str);
  g_assert_cmpuint (g_strv_length (expected), ==, G_N_ELEMENTS (deeds));
  g_assert_cmpstr (all->str, ==, rows[row].after);
}

int
main (int    argc,
      char **argv)
{
  cw_test_use_memory ();
  cw_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/transitions/%" G_GSIZE_FORMAT "-%s", i,
                                               cw_effect_state_to_word (rows[i].state));

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_row);
    }
  return g_test_run ();
}
