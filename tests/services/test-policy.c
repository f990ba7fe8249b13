/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-confluence-service.h"
#include "cw-error.h"
#include "cw-jira-service.h"
#include "cw-json.h"
#include "cw-phalanx-service.h"
#include "cw-slack-service.h"
#include "cw-test-services.h"
#include "cw-test.h"

/*
 * Which request may be tried again, and what it means that no answer came: every request of the services to whose
 * answer the engine listens. What asks only is tried again, and has failed then. What sets a value is tried again, and
 * may have been done; what makes something each time goes out once, and may have been done.
 */

#define MAX_TRIES 3
#define PULLED    "lsst-sqre/phalanx"
#define CHANNEL   "C0REH0001"

typedef struct {
  CwTestServices *services;
  CwJiraService *jira;
  CwConfluenceService *confluence;
  CwPhalanxService *github;
  CwSlackService *slack;
  char *page; /* id of one that is there */
} Fixture;

static const char *const names[] = { "one", NULL };

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_autoptr (CwConfluencePage) page = NULL;

  self->services = cw_test_services_start (NULL);
  self->jira = cw_jira_service_new (self->services->http, self->services->accounts->jira);
  self->confluence = cw_confluence_service_new (self->services->http, self->services->accounts->confluence);
  self->github = cw_phalanx_service_new (self->services->http, self->services->accounts->github);
  self->slack = cw_slack_service_new (self->services->http, self->services->accounts->slack);
  page = cw_confluence_service_create_page (self->confluence, "LSSTCOM", NULL, "A page", "<p>x</p>", NULL, NULL);
  g_assert_nonnull (page);
  self->page = g_strdup (page->id);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  g_clear_object (&self->jira);
  g_clear_object (&self->confluence);
  g_clear_object (&self->github);
  g_clear_object (&self->slack);
  g_free (self->page);
  cw_test_services_stop (self->services);
}

static void
jira_create (Fixture *self,
             GError **error)
{
  g_autoptr (JsonObject) fields = json_object_new ();

  g_assert_null (cw_jira_service_create_issue (self->jira, fields, NULL, error));
}

static void
jira_update (Fixture *self,
             GError **error)
{
  g_autoptr (JsonObject) fields = json_object_new ();

  g_assert_false (cw_jira_service_update_issue (self->jira, "OSW-1", fields, NULL, error));
}

static void
jira_get (Fixture *self,
          GError **error)
{
  g_assert_null (cw_jira_service_get_issue (self->jira, "OSW-1", names, NULL, error));
}

static void
jira_search (Fixture *self,
             GError **error)
{
  g_assert_null (cw_jira_service_search (self->jira, "project = OSW", names, 1, NULL, error));
}

static void
confluence_create (Fixture *self,
                   GError **error)
{
  g_assert_null (cw_confluence_service_create_page (self->confluence, "LSSTCOM", NULL, "New", "<p>x</p>", NULL, error));
}

static void
confluence_update (Fixture *self,
                   GError **error)
{
  g_assert_null (cw_confluence_service_update_page (self->confluence, self->page, 1, NULL, "Other", "<p>y</p>", NULL,
                                                    error));
}

static void
confluence_label (Fixture *self,
                  GError **error)
{
  g_assert_false (cw_confluence_service_add_labels (self->confluence, self->page, names, NULL, error));
}

static void
confluence_appear (Fixture *self,
                   GError **error)
{
  g_assert_false (cw_confluence_service_set_appearance (self->confluence, self->page, "full-width", NULL, error));
}

static void
confluence_get (Fixture *self,
                GError **error)
{
  g_assert_null (cw_confluence_service_get_page (self->confluence, self->page, NULL, error));
}

static void
github_create (Fixture *self,
               GError **error)
{
  g_assert_null (cw_phalanx_service_create_pull (self->github, PULLED, json_object_new (), NULL, error));
}

static void
github_update (Fixture *self,
               GError **error)
{
  g_assert_null (cw_phalanx_service_update_pull (self->github, PULLED, 1, json_object_new (), NULL, error));
}

static void
github_label (Fixture *self,
              GError **error)
{
  g_assert_false (cw_phalanx_service_add_labels (self->github, PULLED, 1, names, NULL, error));
}

static void
github_review (Fixture *self,
               GError **error)
{
  g_assert_false (cw_phalanx_service_request_reviewers (self->github, PULLED, 1, names, NULL, error));
}

static void
github_ready (Fixture *self,
              GError **error)
{
  g_assert_false (cw_phalanx_service_mark_ready (self->github, "PR_1", NULL, error));
}

static void
github_list (Fixture *self,
             GError **error)
{
  g_assert_null (cw_phalanx_service_list_pulls (self->github, PULLED, "branch", NULL, error));
}

static void
slack_post (Fixture *self,
            GError **error)
{
  g_assert_null (cw_slack_service_post (self->slack, CHANNEL, "x", "cw-1", NULL, error));
}

static void
slack_schedule (Fixture *self,
                GError **error)
{
  g_assert_null (cw_slack_service_schedule (self->slack, CHANNEL, "x", 4000000000, NULL, error));
}

static void
slack_take_back (Fixture *self,
                 GError **error)
{
  g_assert_false (cw_slack_service_delete_scheduled (self->slack, CHANNEL, "Q1", NULL, error));
}

static void
slack_list (Fixture *self,
            GError **error)
{
  g_assert_null (cw_slack_service_list_scheduled (self->slack, CHANNEL, 0, NULL, error));
}

static const struct {
  const char *service;
  const char *method;
  const char *path;
  CwHttpPolicy policy;
  void (*call) (Fixture *self,
                GError **error);
} requests[] = {
  { "jira", "POST", "/rest/api/3/issue", CW_HTTP_ONCE, jira_create },
  { "jira", "PUT", "/rest/api/3/issue", CW_HTTP_SET, jira_update },
  { "jira", "GET", "/rest/api/3/issue", CW_HTTP_READ, jira_get },
  { "jira", "POST", "/rest/api/3/search/jql", CW_HTTP_READ, jira_search },
  { "confluence", "POST", "/api/v2/pages", CW_HTTP_ONCE, confluence_create },
  /* A second try of one that was done would look like somebody else's change. */
  { "confluence", "PUT", "/api/v2/pages", CW_HTTP_ONCE, confluence_update },
  { "confluence", "POST", "/rest/api/content", CW_HTTP_SET, confluence_label },
  { "confluence", "POST", "/api/v2/pages", CW_HTTP_ONCE, confluence_appear },
  { "confluence", "GET", "/api/v2/pages", CW_HTTP_READ, confluence_get },
  { "github", "POST", "/repos/" PULLED "/pulls", CW_HTTP_ONCE, github_create },
  { "github", "PATCH", "/repos/" PULLED "/pulls", CW_HTTP_SET, github_update },
  { "github", "POST", "/repos/" PULLED "/issues", CW_HTTP_SET, github_label },
  { "github", "POST", "/repos/" PULLED "/pulls", CW_HTTP_SET, github_review },
  { "github", "POST", "/graphql", CW_HTTP_SET, github_ready },
  { "github", "GET", "/repos/" PULLED "/pulls", CW_HTTP_READ, github_list },
  { "slack", "POST", "/chat.postMessage", CW_HTTP_ONCE, slack_post },
  { "slack", "POST", "/chat.scheduleMessage", CW_HTTP_ONCE, slack_schedule },
  { "slack", "POST", "/chat.deleteScheduledMessage", CW_HTTP_SET, slack_take_back },
  { "slack", "GET", "/chat.scheduledMessages.list", CW_HTTP_READ, slack_list },
};

static void
set_fault (Fixture    *self,
           guint       request,
           const char *fault)
{
  g_autofree char *json = g_strdup_printf ("{\"service\":\"%s\",\"method\":\"%s\",\"path\":\"%s\",%s}",
                                           requests[request].service, requests[request].method,
                                           requests[request].path, fault);

  cw_test_rehearsal_fault (self->services->rehearsal, json);
}

/* Each answer is lost: the service has done it each time, or refused it, and nobody knows. */
static void
test_lost (Fixture      *self,
           gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean reads = requests[i].policy == CW_HTTP_READ;
      int code = reads ? (int) CW_ERROR_TIMED_OUT : (int) CW_ERROR_UNKNOWN_OUTCOME;
      guint hit;

      set_fault (self, i, "\"kind\":\"lose-reply\",\"times\":9");
      requests[i].call (self, &error);
      g_assert_error (error, CW_ERROR, code);
      hit = cw_test_rehearsal_count_hit (self->services->rehearsal);
      if (reads) /* libsoup, too, tries again what went over a connection that was kept */
        g_assert_cmpuint (hit, >=, MAX_TRIES);
      else
        g_assert_cmpuint (hit, ==, requests[i].policy == CW_HTTP_ONCE ? 1 : MAX_TRIES);
      cw_test_rehearsal_heal (self->services->rehearsal);
    }
}

/* A refusal says nothing of an earlier try that nobody answered, be it that there is no network any more. */
static void
test_refused_after_lost (Fixture      *self,
                         gconstpointer data)
{
  static const char *const later[] = {
    "\"kind\":\"status\",\"status\":404",
    "\"kind\":\"status\",\"status\":429,\"retry-after\":\"3600\"",
    "\"kind\":\"refuse-connection-before\",\"times\":9",
  };

  for (guint i = 0; i < G_N_ELEMENTS (requests) * G_N_ELEMENTS (later); i++)
    {
      guint request = i / G_N_ELEMENTS (later);
      g_autoptr (GError) error = NULL;

      if (requests[request].policy != CW_HTTP_SET)
        continue;
      set_fault (self, request, "\"kind\":\"lose-reply\"");
      set_fault (self, request, later[i % G_N_ELEMENTS (later)]);
      requests[request].call (self, &error);
      g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
      cw_test_rehearsal_heal (self->services->rehearsal);
    }
}

/* Who is to wait for hours is told until when. */
static void
test_long_wait (Fixture      *self,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  set_fault (self, 0, "\"kind\":\"status\",\"status\":429,\"retry-after\":\"86400\"");
  requests[0].call (self, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_RATE_LIMITED);
  g_assert_true (g_regex_match_simple ("from \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d on\\.$", error->message, 0, 0));
}

/* A write is never sent on: it was not done, and the person is told to where it should have gone. */
static void
test_sent_on (Fixture      *self,
              gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (GError) error = NULL;

      if (requests[i].policy == CW_HTTP_READ)
        continue;
      set_fault (self, i, "\"kind\":\"status\",\"status\":307,\"location\":\"/elsewhere?token=x\"");
      requests[i].call (self, &error);
      g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, "/elsewhere (307), where nothing was sent"));
    }
}

/* GitHub sends what writes to a repository's old name to an address made of numbers; what it is called now is told. */
static void
test_renamed (Fixture      *self,
              gconstpointer data)
{
  const char *github = self->services->accounts->github->url;
  g_autofree char *numbers = g_strdup_printf ("{\"service\":\"github\",\"path\":\"/repos/lsst-sqre/old/issues\","
                                              "\"kind\":\"status\",\"status\":301,\"location\":"
                                              "\"%s/repositories/17/issues/1/labels?token=x\",\"times\":2}", github);
  g_autofree char *name = g_strdup_printf ("{\"service\":\"github\",\"path\":\"/repos/lsst-sqre/old\","
                                           "\"kind\":\"status\",\"status\":301,\"location\":"
                                           "\"%s/repos/" PULLED "\"}", github);
  g_autoptr (GError) known = NULL, unknown = NULL;

  cw_test_rehearsal_fault (self->services->rehearsal, numbers);
  g_assert_false (cw_phalanx_service_add_labels (self->github, "lsst-sqre/old", 1, names, NULL, &unknown));
  g_assert_error (unknown, CW_ERROR, CW_ERROR_FAILED);
  g_assert_nonnull (strstr (unknown->message, "/github/repositories/17/issues/1/labels (301), where nothing was sent"));
  cw_test_rehearsal_fault (self->services->rehearsal, name);
  g_assert_false (cw_phalanx_service_add_labels (self->github, "lsst-sqre/old", 1, names, NULL, &known));
  g_assert_error (known, CW_ERROR, CW_ERROR_FAILED);
  g_assert_nonnull (strstr (known->message, "lsst-sqre/old is called " PULLED " now, where nothing was sent"));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add ("/services/policy/lost", Fixture, NULL, set_up, test_lost, tear_down);
  g_test_add ("/services/policy/refused-after-lost", Fixture, NULL, set_up, test_refused_after_lost, tear_down);
  g_test_add ("/services/policy/sent-on", Fixture, NULL, set_up, test_sent_on, tear_down);
  g_test_add ("/services/policy/long-wait", Fixture, NULL, set_up, test_long_wait, tear_down);
  g_test_add ("/services/policy/renamed", Fixture, NULL, set_up, test_renamed, tear_down);
  return g_test_run ();
}
