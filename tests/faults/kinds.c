/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-json.h"
#include "cw-test-git.h"
#include "scene.h"

/* The kinds of effects that have a service with an HTTP interface, and what a person does; git's are in kinds-git.c. */

#define CHANNEL "C0REH0001"
#define PULLED  "lsst-sqre/phalanx" /* the only one of which the rehearsal's GitHub has pull requests */

static JsonNode *
call (Scene      *self,
      const char *service,
      const char *method,
      const char *path,
      const char *json)
{
  guint status = 0;
  JsonNode *answer = cw_test_rehearsal_call (self->rehearsal, service, method, path, json, &status);

  if (status / 100 != 2)
    g_error ("%s %s: %u", method, path, status);
  return answer;
}

static char *
make_ticket (Scene      *self,
             const char *text,
             const char *marker)
{
  g_autofree char *label = marker != NULL ? g_strdup_printf ("\"%s\"", marker) : g_strdup ("");

  return g_strdup_printf ("{\"fields\":{\"project\":{\"key\":\"OSW\"},\"issuetype\":{\"name\":\"Story\"},\"summary\":"
                          "\"Ready %s\",\"labels\":[%s],\"customfield_10056\":{\"value\":\"Deployment\"},"
                          "\"description\":{\"type\":\"doc\",\"version\":1,\"content\":[{\"type\":\"paragraph\","
                          "\"content\":[{\"type\":\"text\",\"text\":\"%s\"}]}]}}}", self->name, label, text);
}

static char *
other_ticket (Scene      *self,
              const char *text)
{
  g_autofree char *json = make_ticket (self, text, NULL);
  g_autoptr (JsonNode) answer = call (self, "jira", "POST", "/rest/api/3/issue", json);

  return g_strdup (cw_json_get_string (json_node_get_object (answer), "key", ""));
}

static char *
change_ticket (Scene      *self,
               const char *key,
               const char *text)
{
  g_autofree char *json = g_strdup_printf ("{\"do\":\"edit-issue\",\"key\":\"%s\",\"fields\":{\"description\":{"
                                           "\"type\":\"doc\",\"version\":1,\"content\":[{\"type\":\"paragraph\","
                                           "\"content\":[{\"type\":\"text\",\"text\":\"%s\"}]}]}}}", key, text);

  cw_test_rehearsal_outside (self->rehearsal, json);
  return NULL;
}

static void
remove_ticket (Scene      *self,
               const char *key)
{
  g_autofree char *json = g_strdup_printf ("{\"do\":\"delete-issue\",\"key\":\"%s\"}", key);

  cw_test_rehearsal_outside (self->rehearsal, json);
}

static void
touch_ticket (Scene      *self,
              const char *key)
{
  g_autofree char *json = g_strdup_printf ("{\"do\":\"edit-issue\",\"key\":\"%s\",\"fields\":{\"summary\":"
                                           "\"%s " TOUCHED "\"}}", key, self->name);

  cw_test_rehearsal_outside (self->rehearsal, json);
}

static void
prepare_links (Scene *self)
{
  g_free (self->ticket);
  self->ticket = other_ticket (self, FIRST);
  g_free (self->other);
  self->other = other_ticket (self, FIRST);
}

static char *
make_links (Scene      *self,
            const char *text,
            const char *marker)
{
  g_autofree char *more = g_str_equal (text, SECOND) ? g_strdup_printf (",{\"type\":\"Blocks\",\"issue\":\"%s\"}",
                                                                       self->other) : g_strdup ("");

  return g_strdup_printf ("{\"issue\":\"%s\",\"links\":[{\"type\":\"Relates\",\"issue\":\"%s\"}%s]}", self->ticket,
                          self->other, more);
}

static void
remove_links (Scene      *self,
              const char *key)
{
  g_autofree char *json = g_strdup_printf ("{\"do\":\"unlink\",\"key\":\"%s\",\"other\":\"%s\"}", key, self->other);

  cw_test_rehearsal_outside (self->rehearsal, json);
}

static char *
other_links (Scene      *self,
             const char *text)
{
  g_autofree char *json = g_strdup_printf ("{\"type\":{\"name\":\"Relates\"},\"inwardIssue\":{\"key\":\"%s\"},"
                                           "\"outwardIssue\":{\"key\":\"%s\"}}", self->other, self->ticket);
  g_autoptr (JsonNode) answer = call (self, "jira", "POST", "/rest/api/3/issueLink", json);

  return NULL;
}

static char *
make_page (Scene      *self,
           const char *text,
           const char *marker)
{
  return g_strdup_printf ("{\"space\":\"LSSTCOM\",\"parent\":\"53752125\",\"title\":\"Cycle %s\",\"body\":\"<p>%s</p>"
                          "<p>%s</p>\",\"labels\":[\"cycle\"],\"appearance\":\"full-width\"}", self->name, text,
                          marker != NULL ? marker : "by hand");
}

static char *
other_page (Scene      *self,
            const char *text)
{
  g_autofree char *json = NULL;
  g_autoptr (JsonNode) spaces = call (self, "confluence", "GET", "/api/v2/spaces?keys=LSSTCOM", NULL);
  JsonArray *results = cw_json_get_array (json_node_get_object (spaces), "results");
  g_autoptr (JsonNode) answer = NULL;

  json = g_strdup_printf ("{\"spaceId\":\"%s\",\"status\":\"current\",\"title\":\"Cycle %s\",\"body\":{\"representation"
                          "\":\"storage\",\"value\":\"<p>%s</p>\"}}",
                          cw_json_get_string (json_array_get_object_element (results, 0), "id", ""), self->name, text);
  answer = call (self, "confluence", "POST", "/api/v2/pages", json);

  return NULL;
}

static char *
change_page (Scene      *self,
             const char *key,
             const char *text)
{
  g_autofree char *json = g_strdup_printf ("{\"do\":\"edit-page\",\"id\":\"%s\",\"body\":\"<p>%s</p>\"}", key, text);

  cw_test_rehearsal_outside (self->rehearsal, json);
  return NULL;
}

static void
remove_page (Scene      *self,
             const char *key)
{
  g_autofree char *json = g_strdup_printf ("{\"do\":\"edit-page\",\"id\":\"%s\",\"status\":\"archived\"}", key);

  cw_test_rehearsal_outside (self->rehearsal, json);
}

static void
push_head (Scene      *self,
           const char *branch)
{
  g_free (cw_test_git_commit (self->repository, branch, "refs/heads/main^0", SCENE_SOMEBODY, "Changed", SCENE_PATH,
                              FIRST "\n", NULL));
}

static void
prepare_pull (Scene *self)
{
  push_head (self, self->branch);
}

/* The ticket became another one, and with it the branch over which it is opened. */
static void
move_pull (Scene *self)
{
  g_free (self->beside);
  self->beside = g_strconcat (self->branch, "-moved", NULL);
  push_head (self, self->beside);
}

static char *
make_pull (Scene      *self,
           const char *text,
           const char *marker)
{
  return g_strdup_printf ("{\"repository\":\"" PULLED "\",\"head\":\"%s\",\"base\":\"main\",\"title\":\"%s\","
                          "\"body\":\"%s\\n\\n<!-- %s -->\",\"draft\":false,\"labels\":[\"deployment\"],"
                          "\"reviewers\":[\"square-liaison\"]}",
                          *self->beside != '\0' && g_str_equal (text, SECOND) ? self->beside : self->branch,
                          self->name, text,
                          marker != NULL ? marker : "by hand");
}

static char *
other_pull (Scene      *self,
            const char *text)
{
  g_autofree char *json = g_strdup_printf ("{\"head\":\"%s\",\"base\":\"main\",\"title\":\"%s\",\"body\":\"%s\"}",
                                           self->branch, self->name, text);
  g_autoptr (JsonNode) answer = call (self, "github", "POST", "/repos/" PULLED "/pulls", json);

  return NULL;
}

static void
patch_pull (Scene      *self,
            const char *key,
            const char *member,
            const char *text)
{
  g_autofree char *path = g_strdup_printf ("/repos/" PULLED "/pulls/%s", strrchr (key, '#') + 1);
  g_autofree char *json = g_strdup_printf ("{\"%s\":\"%s\"}", member, text);
  g_autoptr (JsonNode) answer = call (self, "github", "PATCH", path, json);
}

static char *
change_pull (Scene      *self,
             const char *key,
             const char *text)
{
  patch_pull (self, key, "body", text);
  return NULL;
}

static void
touch_pull (Scene      *self,
            const char *key)
{
  g_autofree char *title = g_strconcat (self->name, " " TOUCHED, NULL);

  patch_pull (self, key, "title", title);
}

static void
remove_pull (Scene      *self,
             const char *key)
{
  g_autofree char *json = g_strdup_printf ("{\"do\":\"close-pull\",\"repository\":\"" PULLED "\",\"number\":%s}",
                                           strrchr (key, '#') + 1);

  cw_test_rehearsal_outside (self->rehearsal, json);
}

/* Of several paragraphs, as announcements are. */
#define WORDS "%s: %s\\n\\nSave your work."

static char *
make_message_at (Scene      *self,
                 const char *text,
                 gint64      post_at)
{
  return g_strdup_printf ("{\"channel\":\"#summit-announce\",\"text\":\"" WORDS "\",\"post-at\":%"
                          G_GINT64_FORMAT "}",
                          self->name, text, post_at);
}

static char *
make_message (Scene      *self,
              const char *text,
              const char *marker)
{
  return make_message_at (self, text, 0);
}

static char *
make_scheduled (Scene      *self,
                const char *text,
                const char *marker)
{
  return make_message_at (self, text, scene_get_post_at (self));
}

static char *
other_message (Scene      *self,
               const char *text)
{
  g_autofree char *json = g_strdup_printf ("{\"do\":\"post-message\",\"channel\":\"" CHANNEL "\",\"user\":"
                                           "\"U0REH0002\",\"text\":\"" WORDS "\"}", self->name, text);

  cw_test_rehearsal_outside (self->rehearsal, json);
  return NULL;
}

static char *
schedule_other (Scene      *self,
                const char *text,
                gint64      post_at)
{
  g_autofree char *json = g_strdup_printf ("{\"channel\":\"" CHANNEL "\",\"text\":\"" WORDS "\",\"post_at\":%"
                                           G_GINT64_FORMAT "}", self->name, text, post_at);
  g_autoptr (JsonNode) answer = call (self, "slack", "POST", "/chat.scheduleMessage", json);

  return g_strdup (cw_json_get_string (json_node_get_object (answer), "scheduled_message_id", ""));
}

static char *
other_scheduled (Scene      *self,
                 const char *text)
{
  return schedule_other (self, text, self->post_at);
}

static void
remove_scheduled (Scene      *self,
                  const char *key)
{
  g_autofree char *json = g_strdup_printf ("{\"channel\":\"" CHANNEL "\",\"scheduled_message_id\":\"%s\"}", key);
  g_autoptr (JsonNode) answer = call (self, "slack", "POST", "/chat.deleteScheduledMessage", json);
}

/* Nobody can change a scheduled message, but its owner can take it back and schedule another. */
static char *
change_scheduled (Scene      *self,
                  const char *key,
                  const char *text)
{
  remove_scheduled (self, key);
  return other_scheduled (self, text);
}

/* They move it: the same goes out later. */
static void
touch_scheduled (Scene      *self,
                 const char *key)
{
  remove_scheduled (self, key);
  g_free (schedule_other (self, FIRST, self->post_at + SCENE_MOVED));
}

static char *
make_task (Scene      *self,
           const char *text,
           const char *marker)
{
  return g_strdup_printf ("{\"text\":\"%s: %s\"}", self->name, text);
}

static const char *const issues[] = { "issues", NULL };
static const char *const links[] = { "links", NULL };
static const char *const pages[] = { "pages", NULL };
static const char *const pulls[] = { "pulls", NULL };
static const char *const messages[] = { "messages", "scheduled", NULL };

static const Kind ticket = {
  .name = "ticket",
  .effect = CW_EFFECT_KIND_JIRA_ISSUE,
  .service = "jira",
  .members = issues,
  .amendable = TRUE,
  .make = make_ticket,
  .other = other_ticket,
  .change = change_ticket,
  .remove = remove_ticket,
  .touch = touch_ticket,
};

static const Kind ticket_links = {
  .name = "links",
  .effect = CW_EFFECT_KIND_JIRA_LINKS,
  .service = "jira",
  .members = links,
  .amendable = TRUE,
  .growing = TRUE,
  .contested = TRUE,
  .guarded = TRUE,
  .wordless = TRUE,
  .prepare = prepare_links,
  .make = make_links,
  .other = other_links,
  .remove = remove_links,
};

static const Kind page = {
  .name = "page",
  .effect = CW_EFFECT_KIND_WIKI_PAGE,
  .service = "confluence",
  .members = pages,
  .amendable = TRUE,
  .contested = TRUE,
  .guarded = TRUE,
  .kept = TRUE,
  .ended = "\"status\":\"archived\"",
  .make = make_page,
  .other = other_page,
  .change = change_page,
  .remove = remove_page,
};

static const Kind message = {
  .name = "message",
  .effect = CW_EFFECT_KIND_MESSAGE,
  .service = "slack",
  .members = messages,
  .make = make_message,
  .other = other_message,
};

static const Kind scheduled_message = {
  .name = "scheduled-message",
  .effect = CW_EFFECT_KIND_MESSAGE,
  .service = "slack",
  .members = messages,
  .amendable = TRUE,
  .retractable = TRUE,
  .make = make_scheduled,
  .other = other_scheduled,
  .change = change_scheduled,
  .remove = remove_scheduled,
  .touch = touch_scheduled,
  .whole = TRUE,
};

static const Kind pull_request = {
  .name = "pull-request",
  .effect = CW_EFFECT_KIND_PULL_REQUEST,
  .service = "github",
  .members = pulls,
  .repository = PULLED,
  .amendable = TRUE,
  .contested = TRUE,
  .ended = "\"state\":\"closed\"",
  .prepare = prepare_pull,
  .make = make_pull,
  .other = other_pull,
  .change = change_pull,
  .remove = remove_pull,
  .touch = touch_pull,
  .move = move_pull,
};

static const Kind task = {
  .name = "task",
  .effect = CW_EFFECT_KIND_TASK,
  .make = make_task,
};

const Kind *const kinds[] = {
  &ticket, &ticket_links, &branch_kind, &rebase_kind, &page, &message, &scheduled_message, &pull_request, &task,
};
const guint n_kinds = G_N_ELEMENTS (kinds);
