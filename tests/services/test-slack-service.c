/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-slack-service.h"
#include "cw-test-services.h"
#include "cw-test.h"

#define NOW "2026-11-23T12:00:00Z"
#define NOW_SECONDS 1795435200

typedef struct
{
  CwTestServices *services;
  CwSlackService *slack;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->services = cw_test_services_start (NOW);
  fixture->slack = cw_slack_service_new (fixture->services->http, fixture->services->accounts->slack);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->slack);
  cw_test_services_stop (fixture->services);
}

static char *
find (Fixture    *fixture,
      const char *name)
{
  g_autoptr (GError) error = NULL;
  char *id = cw_slack_service_find_channel (fixture->slack, name, NULL, &error);

  g_assert_no_error (error);
  return id;
}

static void
test_channel (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *id = find (fixture, "#summit-announce");
  g_autofree char *again = find (fixture, "summit-announce");
  g_autoptr (JsonObject) auth = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (id, ==, "C0REH0001");
  g_assert_cmpstr (again, ==, id);
  g_assert_cmpuint (cw_test_services_count (fixture->services, "slack", "GET", "/users.conversations"), ==, 1);
  g_assert_cmpuint (cw_test_services_count (fixture->services, "slack", "GET", "/conversations.list"), ==, 0);
  g_assert_null (cw_slack_service_find_channel (fixture->slack, "#nowhere", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "#nowhere"));
  g_clear_error (&error);
  g_assert_null (cw_slack_service_find_channel (fixture->slack, "#old-announcements", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  auth = cw_slack_service_test_auth (fixture->slack, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (cw_json_get_string (auth, "team_id", NULL));
}

/* In a large workspace: two channels a page, two pages a minute. The account is in all but #summit-control-room. */
static void
limit (Fixture *fixture)
{
  cw_test_rehearsal_outside (fixture->services->rehearsal, "{\"do\":\"limit-channels\",\"page\":2,\"calls\":2}");
}

static guint
count_lists (Fixture *fixture)
{
  return cw_test_services_count (fixture->services, "slack", "GET", "/conversations.list");
}

/* Asks, a minute after another, until all pages that the name needs were read. */
static char *
find_by_and_by (Fixture        *fixture,
                CwSlackService *slack,
                const char     *name,
                guint           n_refusals)
{
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n_refusals; i++)
    {
      g_assert_null (cw_slack_service_find_channel (slack, name, NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_RATE_LIMITED);
      g_assert_nonnull (strstr (error->message, "goes on then where it broke off"));
      g_clear_error (&error);
      limit (fixture);
    }
  id = cw_slack_service_find_channel (slack, name, NULL, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&id);
}

static void
test_many_channels (Fixture      *fixture,
                    gconstpointer data)
{
  g_autofree char *own = NULL, *other = NULL, *known = NULL;
  g_autoptr (GError) error = NULL;

  limit (fixture);
  own = find (fixture, "build-team");
  g_assert_cmpstr (own, ==, "C0REH0009");
  g_assert_cmpuint (count_lists (fixture), ==, 0);
  other = find_by_and_by (fixture, fixture->slack, "summit-control-room", 2);
  g_assert_cmpstr (other, ==, "C0REH0010");
  g_assert_cmpuint (cw_test_services_count (fixture->services, "slack", "GET", "/users.conversations"), ==, 1);
  known = find (fixture, "summit-control-room");
  g_assert_cmpstr (known, ==, other);
}

/* Each run is a new client. */
static CwSlackService *
make_next_run (Fixture    *fixture,
               const char *folder)
{
  CwSlackService *slack = cw_slack_service_new (fixture->services->http, fixture->services->accounts->slack);

  cw_slack_service_remember_in (slack, folder);
  return slack;
}

static void
test_next_run (Fixture      *fixture,
               gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *own = NULL, *other = NULL, *again = NULL;
  g_autoptr (GError) error = NULL;
  guint lists;

  limit (fixture);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CwSlackService) slack = make_next_run (fixture, folder);

      g_assert_null (cw_slack_service_find_channel (slack, "summit-control-room", NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_RATE_LIMITED);
      g_clear_error (&error);
      limit (fixture);
    }
  {
    g_autoptr (CwSlackService) slack = make_next_run (fixture, folder);

    other = cw_slack_service_find_channel (slack, "summit-control-room", NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (other, ==, "C0REH0010");
  }
  lists = count_lists (fixture);
  {
    g_autoptr (CwSlackService) slack = make_next_run (fixture, folder);

    again = cw_slack_service_find_channel (slack, "summit-control-room", NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (again, ==, other);
    g_assert_cmpuint (count_lists (fixture), ==, lists);
  }
  cw_test_remove_directory (folder);
}

/* What was read in an earlier run may be another channel's name by now. */
static void
test_renamed (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;

  {
    g_autoptr (CwSlackService) slack = make_next_run (fixture, folder);

    before = cw_slack_service_find_channel (slack, "build-team", NULL, &error);
    g_assert_cmpstr (before, ==, "C0REH0009");
  }
  cw_test_rehearsal_outside (fixture->services->rehearsal,
                             "{\"do\":\"rename-channel\",\"channel\":\"C0REH0009\",\"name\":\"builders\"}");
  cw_test_rehearsal_outside (fixture->services->rehearsal,
                             "{\"do\":\"rename-channel\",\"channel\":\"C0REH0005\",\"name\":\"build-team\"}");
  {
    g_autoptr (CwSlackService) slack = make_next_run (fixture, folder);

    after = cw_slack_service_find_channel (slack, "build-team", NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (after, ==, "C0REH0005");
  }
  cw_test_remove_directory (folder);
}

static void
test_post (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *channel = find (fixture, "summit-announce");
  g_autoptr (CwSlackMessage) message = NULL;
  g_autoptr (GPtrArray) history = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  CwSlackMessage *newest;
  gboolean cut;

  message = cw_slack_service_post (fixture->slack, channel, "*Cycle 45* starts", "cw-1", NULL, &error);
  g_assert_no_error (error);
  history = cw_slack_service_get_history (fixture->slack, channel, NULL, NULL, 50, &cut, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (cut);
  newest = g_ptr_array_index (history, 0);
  g_assert_cmpstr (newest->id, ==, message->id);
  g_assert_cmpstr (newest->marker, ==, "cw-1");
  g_assert_cmpstr (newest->text, ==, "*Cycle 45* starts");
  url = cw_slack_service_make_url (fixture->slack, channel, message->id, NULL);
  g_assert_nonnull (strstr (url, "/archives/C0REH0001/p1795435"));
}

static void
test_schedule (Fixture      *fixture,
               gconstpointer data)
{
  g_autofree char *channel = find (fixture, "summit-announce");
  g_autoptr (CwSlackMessage) message = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;

  message = cw_slack_service_schedule (fixture->slack, channel, "Soon", NOW_SECONDS + 3600, NULL, &error);
  g_assert_no_error (error);
  all = cw_slack_service_list_scheduled (fixture->slack, channel, NOW_SECONDS + 3600, NULL, &error);
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpstr (((CwSlackMessage *) g_ptr_array_index (all, 0))->id, ==, message->id);
  none = cw_slack_service_list_scheduled (fixture->slack, channel, NOW_SECONDS + 3601, NULL, &error);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_true (cw_slack_service_delete_scheduled (fixture->slack, channel, message->id, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (cw_slack_service_delete_scheduled (fixture->slack, channel, message->id, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

/* A person's token: no bot's id, and what it posts and sees waiting is the person's own. */
static void
test_person (Fixture      *fixture,
             gconstpointer data)
{
  const CwAccount *bot = fixture->services->accounts->slack;
  g_autofree char *secret = g_strconcat (bot->secret, "-other", NULL);
  g_autoptr (CwAccount) account = cw_account_new (bot->url, NULL, secret, NULL);
  gboolean cut;
  g_autoptr (CwSlackService) person = cw_slack_service_new (fixture->services->http, account);
  g_autofree char *name = NULL, *user = NULL, *channel = NULL, *bots = NULL;
  g_autoptr (CwSlackMessage) posted = NULL, later = NULL, ours = NULL;
  g_autoptr (GPtrArray) waiting = NULL, history = NULL;
  g_autoptr (JsonObject) auth = NULL;
  g_autoptr (GError) error = NULL;

  auth = cw_slack_service_test_auth (person, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (json_object_has_member (auth, "bot_id"));
  user = cw_slack_service_dup_user (person, &name, NULL, &error);
  bots = cw_slack_service_dup_user (fixture->slack, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, "summit-activities-manager");
  g_assert_cmpstr (user, !=, bots);
  channel = cw_slack_service_find_channel (person, "summit-announce", NULL, &error);
  g_assert_no_error (error);
  posted = cw_slack_service_post (person, channel, "By hand", "cw-1", NULL, &error);
  g_assert_no_error (error);
  history = cw_slack_service_get_history (person, channel, NULL, NULL, 50, &cut, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (((CwSlackMessage *) g_ptr_array_index (history, 0))->marker, ==, "cw-1");
  later = cw_slack_service_schedule (person, channel, "Soon", NOW_SECONDS + 3600, NULL, &error);
  ours = cw_slack_service_schedule (fixture->slack, channel, "Soon", NOW_SECONDS + 3600, NULL, &error);
  waiting = cw_slack_service_list_scheduled (person, channel, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (waiting->len, ==, 1);
  g_assert_cmpstr (((CwSlackMessage *) g_ptr_array_index (waiting, 0))->id, ==, later->id);
}

static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *channel = find (fixture, "summit-announce");
  g_autofree char *closed = find (fixture, "summit-control-room");
  g_autoptr (CwAccount) wrong = cw_account_new (fixture->services->accounts->slack->url, NULL, "xoxb-wrong-token",
                                                NULL);
  g_autoptr (CwSlackService) stranger = cw_slack_service_new (fixture->services->http, wrong);
  g_autoptr (CwSlackService) newcomer = cw_slack_service_new (fixture->services->http,
                                                              fixture->services->accounts->slack);
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_slack_service_schedule (fixture->slack, channel, "x", NOW_SECONDS - 10, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_nonnull (strstr (error->message, "past"));
  g_clear_error (&error);
  g_assert_null (cw_slack_service_schedule (fixture->slack, channel, "x", NOW_SECONDS + 200 * 86400, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_nonnull (strstr (error->message, "120 days"));
  g_clear_error (&error);
  g_assert_null (cw_slack_service_post (fixture->slack, closed, "x", NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FORBIDDEN);
  g_clear_error (&error);
  g_assert_null (cw_slack_service_post (fixture->slack, "C0NOTHING", "x", NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cw_slack_service_post (stranger, channel, "x", NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED);
  g_clear_error (&error);
  cw_test_rehearsal_outside (fixture->services->rehearsal, "{\"do\":\"revoke-scope\",\"scope\":\"chat:write\"}");
  g_assert_null (cw_slack_service_post (fixture->slack, channel, "x", NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FORBIDDEN);
  g_assert_nonnull (strstr (error->message, "chat:write"));
  g_clear_error (&error);
  /* It may be there, and ours be in it. */
  cw_test_rehearsal_outside (fixture->services->rehearsal, "{\"do\":\"revoke-scope\",\"scope\":\"groups:read\"}");
  g_assert_null (cw_slack_service_find_channel (newcomer, "#somewhere-private", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "groups:read"));
}

static void
test_trouble (Fixture      *fixture,
              gconstpointer data)
{
  static const struct
  {
    const char *fault;
    int code;
  } cases[] = {
    { "\"kind\":\"status\",\"status\":200,\"error\":\"internal_error\"", CW_ERROR_UNKNOWN_OUTCOME },
    { "\"kind\":\"status\",\"status\":200,\"error\":\"ratelimited\"", CW_ERROR_RATE_LIMITED },
    { "\"kind\":\"status\",\"status\":200,\"error\":\"something_new\"", CW_ERROR_VALIDATION },
    { "\"kind\":\"status\",\"status\":429,\"retry-after\":\"30\"", CW_ERROR_RATE_LIMITED },
    { "\"kind\":\"status\",\"status\":500", CW_ERROR_UNKNOWN_OUTCOME },
    { "\"kind\":\"not-json\"", CW_ERROR_UNKNOWN_OUTCOME },
    { "\"kind\":\"lose-reply\"", CW_ERROR_UNKNOWN_OUTCOME },
    { "\"kind\":\"cut\"", CW_ERROR_UNKNOWN_OUTCOME },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *fault = g_strdup_printf ("{\"service\":\"slack\",\"path\":\"/chat.postMessage\",%s}",
                                                cases[i].fault);
      g_autoptr (GError) error = NULL;

      cw_test_rehearsal_fault (fixture->services->rehearsal, fault);
      g_assert_null (cw_slack_service_post (fixture->slack, "C0REH0001", "x", NULL, NULL, &error));
      g_assert_error (error, CW_ERROR, cases[i].code);
    }
}

static void
test_text (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_true (cw_slack_text_equal ("A & B\nhttps://example.org/x?a=1&b=2 ",
                                      "A &amp; B\r\n<https://example.org/x?a=1&amp;b=2>"));
  g_assert_true (cw_slack_text_equal ("<https://example.org|here>", "<https://example.org|here>"));
  g_assert_false (cw_slack_text_equal ("<https://example.org|here>", "<https://example.org|there>"));
  g_assert_false (cw_slack_text_equal ("A", "B"));
}

#define add(name, function) g_test_add ("/services/slack/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  add ("channel", test_channel);
  add ("many-channels", test_many_channels);
  add ("next-run", test_next_run);
  add ("renamed-channel", test_renamed);
  add ("post", test_post);
  add ("schedule", test_schedule);
  add ("person", test_person);
  add ("refused", test_refused);
  add ("trouble", test_trouble);
  add ("text", test_text);
  return g_test_run ();
}
