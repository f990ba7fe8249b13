/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-confluence-service.h"
#include "cw-error.h"
#include "cw-handlers.h"
#include "cw-json.h"
#include "cw-test-handler.h"
#include "cw-test-services.h"
#include "cw-test.h"

#define PAGE(title, body) \
  "{\"space\":\"LSSTCOM\",\"parent\":\"53752125\",\"title\":\"" title "\",\"body\":\"" body "\"," \
  "\"labels\":[\"cycle\"],\"appearance\":\"full-width\"}"
#define OURS PAGE ("Cycle 45 Upgrade", "<h2>Schedule</h2><p>Summit: Tuesday</p><p>cw-1</p>")
#define NEWER PAGE ("Cycle 45 Upgrade", "<h2>Schedule</h2><p>Summit: Wednesday</p><p>cw-1</p>")

typedef struct
{
  CwTestServices *services;
  GHashTable *handlers;
  CwHandler *handler;
  CwEffect *effect;
  CwEffect *newer;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (CwClock) clock = cw_clock_new ();

  fixture->services = cw_test_services_start (NULL);
  fixture->handlers = cw_handlers_new (fixture->services->http, fixture->services->accounts, NULL, clock);
  fixture->handler = g_hash_table_lookup (fixture->handlers, CW_EFFECT_KIND_WIKI_PAGE);
  fixture->effect = cw_test_effect (CW_EFFECT_KIND_WIKI_PAGE, "cw-1", OURS);
  fixture->newer = cw_test_effect (CW_EFFECT_KIND_WIKI_PAGE, "cw-1", NEWER);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_object_unref (fixture->effect);
  g_object_unref (fixture->newer);
  g_hash_table_unref (fixture->handlers);
  cw_test_services_stop (fixture->services);
}

static void
edit (Fixture    *fixture,
      JsonObject *outcome,
      const char *member,
      const char *value)
{
  g_autofree char *deed = g_strdup_printf ("{\"do\":\"edit-page\",\"id\":\"%s\",\"%s\":\"%s\"}",
                                           cw_json_get_string (outcome, "id", ""), member, value);

  cw_test_rehearsal_outside (fixture->services->rehearsal, deed);
}

static void
test_once (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (CwFinding) before = cw_test_find (fixture->handler, fixture->effect);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, fixture->effect);
  g_autoptr (CwFinding) after = cw_test_find (fixture->handler, fixture->effect);
  g_autoptr (CwFinding) verified = cw_test_verify (fixture->handler, fixture->effect, outcome);
  g_autoptr (CwFinding) outdated = cw_test_find (fixture->handler, fixture->newer);
  JsonObject *difference;

  g_assert_cmpint (before->answer, ==, CW_FINDING_NOTHING);
  g_assert_cmpstr (cw_json_get_string (outcome, "key", "a"), ==, cw_json_get_string (outcome, "id", "b"));
  g_assert_cmpint (cw_json_get_int (outcome, "version", 0), ==, 1);
  g_assert_false (json_object_has_member (outcome, "unfinished"));
  g_assert_cmpint (after->answer, ==, CW_FINDING_EQUAL);
  g_assert_true (after->ours);
  g_assert_cmpint (verified->answer, ==, CW_FINDING_EQUAL);
  g_assert_cmpint (outdated->answer, ==, CW_FINDING_DIFFERENT);
  g_assert_cmpuint (outdated->differences->len, ==, 1);
  difference = g_ptr_array_index (outdated->differences, 0);
  g_assert_cmpstr (cw_json_get_string (difference, "what", ""), ==, "body");
  g_assert_cmpstr (cw_json_get_string (difference, "ours", ""), ==, "Schedule\nSummit: Wednesday\ncw-1");
}

static void
test_taken (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (CwEffect) theirs = cw_test_effect (CW_EFFECT_KIND_WIKI_PAGE, "cw-1", PAGE ("Cycle 44 Upgrade", "<p/>"));
  g_autoptr (CwEffect) archived = cw_test_effect (CW_EFFECT_KIND_WIKI_PAGE, "cw-1", PAGE ("Cycle 46 Upgrade", "<p/>"));
  g_autoptr (CwFinding) finding = cw_test_find (fixture->handler, theirs);
  g_autoptr (CwFinding) put_away = cw_test_find (fixture->handler, archived);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (finding->answer, ==, CW_FINDING_DIFFERENT);
  g_assert_false (finding->ours);
  g_assert_cmpint (put_away->answer, ==, CW_FINDING_DIFFERENT);
  g_assert_cmpstr (cw_json_get_string (g_ptr_array_index (put_away->differences, 0), "theirs", ""), ==, "archived");
  g_assert_null (cw_handler_perform (fixture->handler, theirs, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "/pages/64422907"));
  g_clear_error (&error);
  g_assert_null (cw_handler_perform (fixture->handler, archived, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "archived"));
}

static void
test_moved (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, fixture->effect), back = NULL;
  g_autoptr (CwFinding) finding = NULL, again = NULL;
  g_autoptr (GError) error = NULL;

  edit (fixture, outcome, "parentId", "64422907");
  finding = cw_test_verify (fixture->handler, fixture->effect, outcome);
  g_assert_cmpint (finding->answer, ==, CW_FINDING_DIFFERENT);
  g_assert_cmpuint (finding->differences->len, ==, 1);
  g_assert_cmpstr (cw_json_get_string (finding->differences->pdata[0], "what", ""), ==, "parent");
  g_assert_cmpstr (cw_json_get_string (finding->differences->pdata[0], "theirs", ""), ==, "64422907");
  back = cw_handler_amend (fixture->handler, fixture->effect, finding->candidates->pdata[0], NULL, &error);
  g_assert_no_error (error);
  again = cw_test_verify (fixture->handler, fixture->effect, back);
  g_assert_cmpint (again->answer, ==, CW_FINDING_EQUAL);
}

static void
test_lost_reply (Fixture      *fixture,
                 gconstpointer data)
{
  g_autofree char *fault = g_strdup_printf ("{\"service\":\"confluence\",\"method\":\"POST\","
                                            "\"path\":\"/api/v2/pages\",\"kind\":\"%s\"}", (const char *) data);
  g_autoptr (JsonObject) amended = NULL;
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (CwFinding) verified = NULL;
  g_autoptr (GError) error = NULL;

  cw_test_rehearsal_fault (fixture->services->rehearsal, fault);
  g_assert_null (cw_handler_perform (fixture->handler, fixture->effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
  g_clear_error (&error);
  /* It is there, but for its labels and its width, which an update adds. */
  finding = cw_test_find (fixture->handler, fixture->effect);
  g_assert_true (finding->ours);
  g_assert_true (finding->unfinished);
  g_assert_cmpint (finding->answer, ==, CW_FINDING_DIFFERENT);
  g_assert_cmpuint (finding->differences->len, ==, 2);
  amended = cw_handler_amend (fixture->handler, fixture->effect, g_ptr_array_index (finding->candidates, 0), NULL,
                              &error);
  g_assert_no_error (error);
  g_assert_cmpint (cw_json_get_int (amended, "version", 0), ==, 1);
  verified = cw_test_verify (fixture->handler, fixture->effect, amended);
  g_assert_cmpint (verified->answer, ==, CW_FINDING_EQUAL);
}

static void
test_labels_refused (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (JsonObject) outcome = NULL;

  cw_test_rehearsal_fault (fixture->services->rehearsal, "{\"service\":\"confluence\",\"method\":\"POST\",\"path\":"
                                                         "\"/rest/api/content\",\"kind\":\"status\",\"status\":403}");
  outcome = cw_test_perform (fixture->handler, fixture->effect);
  g_assert_cmpuint (json_array_get_length (cw_json_get_array (outcome, "unfinished")), ==, 1);
}

/* A refused width is told, shows as a difference and comes with an update; another one that somebody chose is drift. */
static void
test_width (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (CwConfluenceService) service = cw_confluence_service_new (fixture->services->http,
                                                                       fixture->services->accounts->confluence);
  g_autoptr (JsonObject) outcome = NULL, amended = NULL, again = NULL;
  g_autoptr (CwFinding) refused = NULL, whole = NULL, drifted = NULL, mended = NULL;
  g_autoptr (GError) error = NULL;

  cw_test_rehearsal_fault (fixture->services->rehearsal, "{\"service\":\"confluence\",\"method\":\"POST\",\"path\":"
                                                         "\"/api/v2/pages/\",\"kind\":\"status\",\"status\":403}");
  outcome = cw_test_perform (fixture->handler, fixture->effect);
  g_assert_cmpuint (json_array_get_length (cw_json_get_array (outcome, "unfinished")), ==, 1);
  refused = cw_test_verify (fixture->handler, fixture->effect, outcome);
  g_assert_true (refused->unfinished);
  amended = cw_handler_amend (fixture->handler, fixture->effect, outcome, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (json_object_has_member (amended, "unfinished"));
  whole = cw_test_verify (fixture->handler, fixture->effect, amended);
  g_assert_cmpint (whole->answer, ==, CW_FINDING_EQUAL);

  g_assert_true (cw_confluence_service_set_appearance (service, cw_json_get_string (outcome, "id", ""), "default", NULL,
                                                       NULL));
  drifted = cw_test_verify (fixture->handler, fixture->effect, amended);
  g_assert_cmpint (drifted->answer, ==, CW_FINDING_DIFFERENT);
  again = cw_handler_amend (fixture->handler, fixture->effect, amended, NULL, &error);
  g_assert_no_error (error);
  mended = cw_test_verify (fixture->handler, fixture->effect, again);
  g_assert_cmpint (mended->answer, ==, CW_FINDING_EQUAL);
}

static void
test_amend (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, fixture->effect);
  g_autoptr (JsonObject) amended = NULL;
  g_autoptr (CwFinding) verified = NULL;
  g_autoptr (CwFinding) drifted = NULL;
  g_autoptr (GError) error = NULL;

  amended = cw_handler_amend (fixture->handler, fixture->newer, outcome, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cw_json_get_int (amended, "version", 0), ==, 2);
  verified = cw_test_verify (fixture->handler, fixture->newer, amended);
  g_assert_cmpint (verified->answer, ==, CW_FINDING_EQUAL);

  edit (fixture, outcome, "body", "<p>Theirs</p>");
  drifted = cw_test_verify (fixture->handler, fixture->newer, amended);
  g_assert_cmpint (drifted->answer, ==, CW_FINDING_DIFFERENT);
  g_assert_null (cw_handler_amend (fixture->handler, fixture->effect, amended, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
}

static void
test_amend_lost_reply (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, fixture->effect);
  g_autoptr (JsonObject) amended = NULL;
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (GError) error = NULL;

  cw_test_rehearsal_fault (fixture->services->rehearsal, "{\"service\":\"confluence\",\"method\":\"PUT\","
                                                         "\"path\":\"/\",\"kind\":\"lose-reply\"}");
  g_assert_null (cw_handler_amend (fixture->handler, fixture->newer, outcome, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
  g_clear_error (&error);
  finding = cw_test_find (fixture->handler, fixture->newer);
  g_assert_cmpint (finding->answer, ==, CW_FINDING_EQUAL);
  amended = cw_handler_amend (fixture->handler, fixture->newer, outcome, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cw_json_get_int (amended, "version", 0), ==, 2);
}

static void
test_by_hand (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, fixture->effect);
  g_autoptr (JsonObject) link = cw_json_object ("url", cw_json_get_string (outcome, "url", ""), NULL);
  g_autoptr (JsonObject) gone = cw_json_object ("key", "999999", NULL);
  g_autoptr (JsonObject) word = cw_json_object ("word", "done", NULL);
  g_autoptr (CwFinding) by_link = cw_test_verify (fixture->handler, fixture->effect, link);
  g_autoptr (CwFinding) missing = cw_test_verify (fixture->handler, fixture->effect, gone);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (by_link->answer, ==, CW_FINDING_EQUAL);
  g_assert_cmpint (missing->answer, ==, CW_FINDING_NOTHING);
  g_assert_null (cw_handler_verify (fixture->handler, fixture->effect, word, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
}

#define add(name, function, data) g_test_add ("/handlers/wiki-page/" name, Fixture, data, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  add ("once", test_once, NULL);
  add ("taken", test_taken, NULL);
  add ("moved", test_moved, NULL);
  add ("lost-reply", test_lost_reply, "lose-reply");
  add ("cut-reply", test_lost_reply, "cut");
  add ("labels-refused", test_labels_refused, NULL);
  add ("width", test_width, NULL);
  add ("amend", test_amend, NULL);
  add ("amend-lost-reply", test_amend_lost_reply, NULL);
  add ("by-hand", test_by_hand, NULL);
  return g_test_run ();
}
