/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <git2.h>
#include <string.h>

#include "cw-error.h"
#include "cw-handlers.h"
#include "cw-json.h"
#include "cw-phalanx-service.h"
#include "cw-test-handler.h"
#include "cw-test-services.h"
#include "cw-test.h"

#define REPOSITORY "lsst-sqre/phalanx"
#define BRANCH "tickets/OSW-1"
#define PULL(title, body, draft) \
  "{\"repository\":\"" REPOSITORY "\",\"head\":\"" BRANCH "\",\"base\":\"main\",\"title\":\"" title "\",\"body\":\"" \
  body "\",\"draft\":" draft ",\"labels\":[\"deployment\"],\"reviewers\":[\"square-liaison\"]}"
#define OURS PULL ("OSW-1: Cycle 45 Summit configuration", "Ready.\\n\\n<!-- cw-1 -->", "false")
#define NEWER PULL ("OSW-1: Cycle 45.001 Summit configuration", "Ready.\\n\\n<!-- cw-1 -->", "false")
#define DRAFT PULL ("OSW-1: Cycle 45 Summit configuration", "Ready.\\n\\n<!-- cw-1 -->", "true")
#define STRANGE_REVIEWER \
  "{\"repository\":\"" REPOSITORY "\",\"head\":\"" BRANCH "\",\"base\":\"main\",\"title\":\"t\",\"body\":\"\"," \
  "\"reviewers\":[\"nobody-we-know\"]}"

typedef struct
{
  CwTestServices *services;
  GHashTable *handlers;
  CwHandler *handler;
  CwPhalanxService *service;
  CwEffect *effect;
} Fixture;

/* A commit with one file of its own on @branch, whose parent is the tip of main, if there is one. */
static void
commit (git_repository *repository,
        const char     *branch,
        const char     *text)
{
  g_autofree char *reference = g_strconcat ("refs/heads/", branch, NULL);
  git_treebuilder *builder = NULL;
  git_signature *person = NULL;
  git_commit *parent = NULL;
  git_tree *tree = NULL;
  git_oid id;

  if (git_reference_name_to_id (&id, repository, "refs/heads/main") == 0)
    g_assert_cmpint (git_commit_lookup (&parent, repository, &id), ==, 0);
  g_assert_cmpint (git_treebuilder_new (&builder, repository, NULL), ==, 0);
  g_assert_cmpint (git_blob_create_from_buffer (&id, repository, text, strlen (text)), ==, 0);
  g_assert_cmpint (git_treebuilder_insert (NULL, builder, "file", &id, GIT_FILEMODE_BLOB), ==, 0);
  g_assert_cmpint (git_treebuilder_write (&id, builder), ==, 0);
  g_assert_cmpint (git_tree_lookup (&tree, repository, &id), ==, 0);
  g_assert_cmpint (git_signature_new (&person, "A", "a@example.org", 1700000000, 0), ==, 0);
  g_assert_cmpint (git_commit_create_v (&id, repository, reference, person, person, NULL, "Change it.", tree,
                                        parent != NULL ? 1 : 0, parent), ==, 0);
  git_signature_free (person);
  git_tree_free (tree);
  git_treebuilder_free (builder);
  git_commit_free (parent);
}

/* A branch that can be asked to be pulled, in the rehearsal's own repository. */
static void
push_branch (Fixture *fixture)
{
  g_autofree char *folder = g_build_filename (cw_test_rehearsal_folder (fixture->services->rehearsal), "git",
                                              REPOSITORY ".git", NULL);
  git_repository *repository = NULL;
  git_oid id;

  if (git_repository_open_bare (&repository, folder) != 0)
    {
      git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;

      options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKPATH;
      options.initial_head = "main";
      g_assert_cmpint (git_repository_init_ext (&repository, folder, &options), ==, 0);
    }
  if (git_reference_name_to_id (&id, repository, "refs/heads/main") != 0)
    commit (repository, "main", "base\n");
  commit (repository, BRANCH, "changed\n");
  git_repository_free (repository);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (CwClock) clock = cw_clock_new ();

  fixture->services = cw_test_services_start (NULL);
  push_branch (fixture);
  fixture->handlers = cw_handlers_new (fixture->services->http, fixture->services->accounts, NULL, clock);
  fixture->handler = g_hash_table_lookup (fixture->handlers, CW_EFFECT_KIND_PULL_REQUEST);
  fixture->service = cw_phalanx_service_new (fixture->services->http, fixture->services->accounts->github);
  fixture->effect = cw_test_effect (CW_EFFECT_KIND_PULL_REQUEST, "cw-1", OURS);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_object_unref (fixture->effect);
  g_object_unref (fixture->service);
  g_hash_table_unref (fixture->handlers);
  cw_test_services_stop (fixture->services);
}

static void
act (Fixture    *fixture,
     const char *deed,
     JsonObject *outcome,
     const char *more)
{
  g_autofree char *json = g_strdup_printf ("{\"do\":\"%s\",\"repository\":\"" REPOSITORY "\",\"branch\":\"" BRANCH "\","
                                           "\"number\":%" G_GINT64_FORMAT "%s}", deed,
                                           cw_json_get_int (outcome, "number", 0), more);

  cw_test_rehearsal_outside (fixture->services->rehearsal, json);
}

static const char *
get_of (CwFinding  *finding,
        const char *member)
{
  return cw_json_get_string (g_ptr_array_index (finding->candidates, 0), member, "");
}

static void
test_once (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (CwFinding) before = cw_test_find (fixture->handler, fixture->effect);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, fixture->effect);
  g_autoptr (CwFinding) after = cw_test_find (fixture->handler, fixture->effect);
  g_autoptr (CwFinding) verified = cw_test_verify (fixture->handler, fixture->effect, outcome);
  g_autoptr (CwPull) pull = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (before->answer, ==, CW_FINDING_NOTHING);
  g_assert_true (g_str_has_prefix (cw_json_get_string (outcome, "key", ""), REPOSITORY "#"));
  g_assert_false (json_object_has_member (outcome, "unfinished"));
  g_assert_cmpint (after->answer, ==, CW_FINDING_EQUAL);
  g_assert_true (after->ours);
  g_assert_cmpint (verified->answer, ==, CW_FINDING_EQUAL);
  g_assert_cmpstr (get_of (verified, "state"), ==, "open");
  pull = cw_phalanx_service_get_pull (fixture->service, REPOSITORY, cw_json_get_int (outcome, "number", 0), NULL,
                                      &error);
  g_assert_no_error (error);
  g_assert_true (g_strv_contains ((const char *const *) pull->labels, "deployment"));
  g_assert_true (g_strv_contains ((const char *const *) pull->reviewers, "square-liaison"));

  g_assert_null (cw_handler_perform (fixture->handler, fixture->effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_nonnull (strstr (error->message, "already exists"));
}

static void
test_lost_reply (Fixture      *fixture,
                 gconstpointer data)
{
  g_autofree char *fault = g_strdup_printf ("{\"service\":\"github\",\"method\":\"POST\",\"path\":\"/repos/\","
                                            "\"kind\":\"%s\"}", (const char *) data);
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (GError) error = NULL;

  cw_test_rehearsal_fault (fixture->services->rehearsal, fault);
  g_assert_null (cw_handler_perform (fixture->handler, fixture->effect, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
  finding = cw_test_find (fixture->handler, fixture->effect);
  g_assert_cmpuint (finding->candidates->len, ==, 1);
  g_assert_true (finding->ours);
}

static void
test_amend (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (CwEffect) draft = cw_test_effect (CW_EFFECT_KIND_PULL_REQUEST, "cw-1", DRAFT);
  g_autoptr (CwEffect) newer = cw_test_effect (CW_EFFECT_KIND_PULL_REQUEST, "cw-1", NEWER);
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, draft);
  g_autoptr (JsonObject) link = cw_json_object ("url", cw_json_get_string (outcome, "url", ""), NULL);
  g_autoptr (CwFinding) drifted = cw_test_verify (fixture->handler, newer, link);
  g_autoptr (JsonObject) amended = NULL;
  g_autoptr (CwFinding) verified = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_json_get_bool (outcome, "draft", FALSE));
  g_assert_cmpint (drifted->answer, ==, CW_FINDING_DIFFERENT);
  amended = cw_handler_amend (fixture->handler, newer, link, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_json_get_string (amended, "key", "?"), ==, cw_json_get_string (outcome, "key", ""));
  g_assert_false (cw_json_get_bool (amended, "draft", TRUE));
  verified = cw_test_verify (fixture->handler, newer, amended);
  g_assert_cmpint (verified->answer, ==, CW_FINDING_EQUAL);
  g_assert_false (cw_json_get_bool (g_ptr_array_index (verified->candidates, 0), "draft", TRUE));
}

static void
test_checks (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, fixture->effect);
  g_autoptr (CwFinding) green = NULL;
  g_autoptr (CwFinding) red = NULL;

  act (fixture, "set-checks", outcome, ",\"conclusion\":\"success\"");
  green = cw_test_verify (fixture->handler, fixture->effect, outcome);
  g_assert_cmpstr (cw_json_get_string (green->seen, "checks", ""), ==, "green");
  act (fixture, "set-checks", outcome, ",\"conclusion\":\"failure\"");
  red = cw_test_verify (fixture->handler, fixture->effect, outcome);
  g_assert_cmpstr (cw_json_get_string (red->seen, "checks", ""), ==, "red");
}

/* Whoever answered counts, whoever isn't asked any more is missed; an update asks again. */
static void
test_reviewers (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, fixture->effect);
  g_autoptr (CwFinding) missed = NULL, amended = NULL, reviewed = NULL;
  g_autoptr (JsonObject) again = NULL;

  act (fixture, "drop-reviewer", outcome, ",\"user\":\"square-liaison\"");
  missed = cw_test_verify (fixture->handler, fixture->effect, outcome);
  g_assert_cmpint (missed->answer, ==, CW_FINDING_DIFFERENT);
  g_assert_cmpuint (missed->differences->len, ==, 1);
  g_assert_cmpstr (cw_json_get_string (missed->differences->pdata[0], "what", ""), ==, "reviewers");
  again = cw_handler_amend (fixture->handler, fixture->effect, outcome, NULL, NULL);
  amended = cw_test_verify (fixture->handler, fixture->effect, again);
  g_assert_cmpint (amended->answer, ==, CW_FINDING_EQUAL);
  act (fixture, "review-pull", outcome, ",\"user\":\"square-liaison\"");
  reviewed = cw_test_verify (fixture->handler, fixture->effect, again);
  g_assert_cmpint (reviewed->answer, ==, CW_FINDING_EQUAL);
}

static void
test_closed (Fixture      *fixture,
             gconstpointer data)
{
  const char *deed = data;
  gboolean merged = strcmp (deed, "merge-pull") == 0;
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, fixture->effect);
  g_autoptr (CwFinding) verified = NULL;
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (GError) error = NULL;

  act (fixture, deed, outcome, "");
  verified = cw_test_verify (fixture->handler, fixture->effect, outcome);
  g_assert_cmpint (verified->answer, ==, CW_FINDING_DIFFERENT);
  g_assert_cmpstr (get_of (verified, "state"), ==, merged ? "merged" : "closed");
  g_assert_cmpstr (cw_json_get_string (verified->differences->pdata[0], "end", ""), ==, merged ? CW_END_MERGED : "");
  finding = cw_test_find (fixture->handler, fixture->effect);
  /* Ours is what it was to be, once it is merged; a closed one is not. */
  g_assert_cmpint (finding->answer, ==, merged ? CW_FINDING_EQUAL : CW_FINDING_NOTHING);
  g_assert_cmpint (finding->ours, ==, merged);
  g_assert_nonnull (strstr (finding->where, merged ? "is merged" : "is closed"));
  g_assert_null (cw_handler_amend (fixture->handler, fixture->effect, outcome, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
}

/* The ticket became another one, and so the branch: what is looked for is one from that. */
static void
test_looked_for_anew (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, fixture->effect);
  g_autoptr (CwEffect) other = cw_test_effect (CW_EFFECT_KIND_PULL_REQUEST, "cw-1",
                                               "{\"repository\":\"" REPOSITORY "\",\"head\":\"tickets/OSW-2\","
                                               "\"base\":\"main\",\"title\":\"t\","
                                               "\"body\":\"\"}");
  g_autoptr (CwFinding) finding = cw_test_verify (fixture->handler, other, outcome);

  g_assert_cmpint (finding->answer, ==, CW_FINDING_DIFFERENT);
  g_assert_nonnull (strstr (finding->where, "tickets/OSW-2"));
}

static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CwEffect) branch = cw_test_effect (CW_EFFECT_KIND_PULL_REQUEST, NULL, "{\"repository\":\"" REPOSITORY "\","
                                                "\"head\":\"nope\",\"base\":\"main\",\"title\":\"t\",\"body\":\"\"}");
  g_autoptr (CwEffect) repository = cw_test_effect (CW_EFFECT_KIND_PULL_REQUEST, NULL, "{\"repository\":\"a/b\","
                                                    "\"head\":\"nope\",\"base\":\"main\",\"title\":\"t\"}");
  g_autoptr (CwEffect) reviewer = cw_test_effect (CW_EFFECT_KIND_PULL_REQUEST, NULL, STRANGE_REVIEWER);
  g_autoptr (JsonObject) outcome = NULL;
  g_autoptr (JsonObject) gone = cw_json_object ("key", "99999", NULL);
  g_autoptr (JsonObject) word = cw_json_object ("word", "done", NULL);
  g_autoptr (CwFinding) missing = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *refused;

  g_assert_null (cw_handler_perform (fixture->handler, branch, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_clear_error (&error);
  g_assert_null (cw_handler_find (fixture->handler, repository, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  outcome = cw_test_perform (fixture->handler, reviewer);
  g_assert_cmpuint (json_array_get_length (cw_json_get_array (outcome, "unfinished")), ==, 1);
  refused = json_array_get_object_element (cw_json_get_array (outcome, "unfinished"), 0);
  g_assert_cmpstr (cw_json_get_string (refused, "what", ""), ==, "reviewers");
  g_assert_nonnull (strstr (cw_json_get_string (refused, "why", ""), "GitHub refused this"));
  missing = cw_test_verify (fixture->handler, fixture->effect, gone);
  g_assert_cmpint (missing->answer, ==, CW_FINDING_NOTHING);
  g_assert_null (cw_handler_verify (fixture->handler, fixture->effect, word, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON);
}

/* A token that lost its permission: nobody can tell whether it is gone. */
static void
test_unseen (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, fixture->effect);
  g_autoptr (GError) error = NULL;

  cw_test_rehearsal_fault (fixture->services->rehearsal, "{\"service\":\"github\",\"path\":\"/repos/\","
                                                         "\"kind\":\"status\",\"status\":404,\"times\":9}");
  g_assert_null (cw_handler_verify (fixture->handler, fixture->effect, outcome, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FORBIDDEN);
  g_assert_nonnull (strstr (error->message, "can’t see GitHub’s repository " REPOSITORY));
}

/* Two writes in a row keep the distance that GitHub asks for. */
static void
test_spacing (Fixture      *fixture,
              gconstpointer data)
{
  static const char *const labels[] = { "deployment", NULL };
  g_autoptr (JsonObject) outcome = cw_test_perform (fixture->handler, fixture->effect);
  gint64 number = cw_json_get_int (outcome, "number", 0);
  guint naps = fixture->services->naps;

  g_assert_true (cw_phalanx_service_add_labels (fixture->service, REPOSITORY, number, labels, NULL, NULL));
  g_assert_cmpuint (fixture->services->naps, ==, naps);
  g_assert_true (cw_phalanx_service_add_labels (fixture->service, REPOSITORY, number, labels, NULL, NULL));
  g_assert_cmpuint (fixture->services->naps, ==, naps + 1);
}

#define add(name, function, data) \
  g_test_add ("/handlers/pull-request/" name, Fixture, data, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  add ("once", test_once, NULL);
  add ("lost-reply", test_lost_reply, "lose-reply");
  add ("cut-reply", test_lost_reply, "cut");
  add ("amend", test_amend, NULL);
  add ("checks", test_checks, NULL);
  add ("reviewers", test_reviewers, NULL);
  add ("closed", test_closed, "close-pull");
  add ("merged", test_closed, "merge-pull");
  add ("looked-for-anew", test_looked_for_anew, NULL);
  add ("refused", test_refused, NULL);
  add ("unseen", test_unseen, NULL);
  add ("spacing", test_spacing, NULL);
  return g_test_run ();
}
