/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "cw-json.h"
#include "cw-snapshot.h"
#include "cw-test-git.h"
#include "cw-test.h"
#include "scene.h"

#define PULLED     "lsst-sqre/phalanx" /* the only one of which the rehearsal's GitHub has pull requests */
#define PUSHED     "lsst-ts/walrus"
#define FILE_PATH  "summit/values.yaml"
#define BEGINNING  "As it was before\n"
#define ANNA       "Anna Author <anna@example.org>"
#define CHANNEL    "C0REH0001"
#define SCHEDULED_DAYS 10

/* The folder of a repository, which is made if it isn't there. */
static char *
make_repository (CwTestRehearsal *rehearsal,
                 const char      *name)
{
  g_autofree char *base = g_strconcat (name, ".git", NULL);
  char *folder = g_build_filename (cw_test_rehearsal_folder (rehearsal), "git", base, NULL);
  g_autofree char *made = NULL, *commit = NULL;

  if (g_file_test (folder, G_FILE_TEST_EXISTS))
    return folder;
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  made = cw_test_git_run (folder, NULL, "init", "--quiet", "--bare", "--initial-branch=main", NULL);
  commit = cw_test_git_commit (folder, "main", NULL, ANNA, "First", FILE_PATH, BEGINNING, NULL);
  return folder;
}

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

static void
other_ticket (Scene      *self,
              const char *text)
{
  g_autofree char *json = make_ticket (self, text, NULL);
  g_autoptr (JsonNode) answer = call (self, "jira", "POST", "/rest/api/3/issue", json);
}

static void
change_ticket (Scene      *self,
               const char *key,
               const char *text)
{
  g_autofree char *json = g_strdup_printf ("{\"do\":\"edit-issue\",\"key\":\"%s\",\"fields\":{\"description\":{"
                                           "\"type\":\"doc\",\"version\":1,\"content\":[{\"type\":\"paragraph\","
                                           "\"content\":[{\"type\":\"text\",\"text\":\"%s\"}]}]}}}", key, text);

  cw_test_rehearsal_outside (self->rehearsal, json);
}

static void
remove_ticket (Scene      *self,
               const char *key)
{
  g_autofree char *json = g_strdup_printf ("{\"do\":\"delete-issue\",\"key\":\"%s\"}", key);

  cw_test_rehearsal_outside (self->rehearsal, json);
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

static void
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
}

static void
change_page (Scene      *self,
             const char *key,
             const char *text)
{
  g_autofree char *json = g_strdup_printf ("{\"do\":\"edit-page\",\"id\":\"%s\",\"body\":\"<p>%s</p>\"}", key, text);

  cw_test_rehearsal_outside (self->rehearsal, json);
}

static void
remove_page (Scene      *self,
             const char *key)
{
  g_autofree char *json = g_strdup_printf ("{\"do\":\"edit-page\",\"id\":\"%s\",\"status\":\"archived\"}", key);

  cw_test_rehearsal_outside (self->rehearsal, json);
}

static char *
make_pull (Scene      *self,
           const char *text,
           const char *marker)
{
  return g_strdup_printf ("{\"repository\":\"" PULLED "\",\"head\":\"%s\",\"base\":\"main\",\"title\":\"%s\","
                          "\"body\":\"%s\\n\\n<!-- %s -->\",\"draft\":false,\"labels\":[\"deployment\"],"
                          "\"reviewers\":[\"square-liaison\"]}", self->branch, self->name, text,
                          marker != NULL ? marker : "by hand");
}

static void
other_pull (Scene      *self,
            const char *text)
{
  g_autofree char *json = g_strdup_printf ("{\"head\":\"%s\",\"base\":\"main\",\"title\":\"%s\",\"body\":\"%s\"}",
                                           self->branch, self->name, text);
  g_autoptr (JsonNode) answer = call (self, "github", "POST", "/repos/" PULLED "/pulls", json);
}

static void
change_pull (Scene      *self,
             const char *key,
             const char *text)
{
  g_autofree char *path = g_strdup_printf ("/repos/" PULLED "/pulls/%s", strrchr (key, '#') + 1);
  g_autofree char *json = g_strdup_printf ("{\"body\":\"%s\"}", text);
  g_autoptr (JsonNode) answer = call (self, "github", "PATCH", path, json);
}

static void
remove_pull (Scene      *self,
             const char *key)
{
  g_autofree char *json = g_strdup_printf ("{\"do\":\"close-pull\",\"repository\":\"" PULLED "\",\"number\":%s}",
                                           strrchr (key, '#') + 1);

  cw_test_rehearsal_outside (self->rehearsal, json);
}

static char *
make_message_at (Scene      *self,
                 const char *text,
                 gint64      post_at)
{
  return g_strdup_printf ("{\"channel\":\"#summit-announce\",\"text\":\"%s: %s\",\"post-at\":%" G_GINT64_FORMAT "}",
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
  return make_message_at (self, text, self->post_at);
}

static void
other_message (Scene      *self,
               const char *text)
{
  g_autofree char *json = g_strdup_printf ("{\"do\":\"post-message\",\"channel\":\"" CHANNEL "\",\"user\":"
                                           "\"U0REH0002\",\"text\":\"%s: %s\"}", self->name, text);

  cw_test_rehearsal_outside (self->rehearsal, json);
}

static void
other_scheduled (Scene      *self,
                 const char *text)
{
  g_autofree char *json = g_strdup_printf ("{\"channel\":\"" CHANNEL "\",\"text\":\"%s: %s\",\"post_at\":%"
                                           G_GINT64_FORMAT "}", self->name, text, self->post_at);
  g_autoptr (JsonNode) answer = call (self, "slack", "POST", "/chat.scheduleMessage", json);
}

static void
remove_scheduled (Scene      *self,
                  const char *key)
{
  g_autofree char *json = g_strdup_printf ("{\"channel\":\"" CHANNEL "\",\"scheduled_message_id\":\"%s\"}", key);
  g_autoptr (JsonNode) answer = call (self, "slack", "POST", "/chat.deleteScheduledMessage", json);
}

/* Nobody can change a scheduled message, but its owner can take it back and schedule another. */
static void
change_scheduled (Scene      *self,
                  const char *key,
                  const char *text)
{
  remove_scheduled (self, key);
  other_scheduled (self, text);
}

static char *
make_blob_id (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return cw_blob_id (bytes);
}

static char *
make_branch (Scene      *self,
             const char *text,
             const char *marker)
{
  g_autofree char *old = make_blob_id (*self->tip == '\0' ? BEGINNING : FIRST "\n");
  g_autofree char *content = g_strconcat (text, "\n", NULL);
  g_autofree char *new = make_blob_id (content);

  return g_strdup_printf ("{\"repository\":\"" PUSHED "\",\"url\":\"https://github.com/" PUSHED ".git\","
                          "\"branch\":\"%s\",\"base\":\"%s\",\"base-name\":\"main\",\"expected\":\"%s\","
                          "\"author\":{\"name\":\"Rita Release\",\"email\":\"rita@example.org\"},"
                          "\"message\":\"Summit: Update to Cycle 45.\\n\\n"
                          "Cyclewright-Effect: %s\\n\",\"files\":[{\"path\":\"" FILE_PATH "\",\"mode\":\"100644\","
                          "\"old\":\"%s\",\"new\":\"%s\"}]}", self->branch, self->base, self->tip, marker, old, new);
}

static void
other_branch (Scene      *self,
              const char *text)
{
  g_autofree char *content = g_strconcat (text, "\n", NULL);
  g_autofree char *parent = g_strdup_printf ("refs/heads/%s^0", *self->tip == '\0' ? "main" : self->branch);
  g_autofree char *commit = cw_test_git_commit (self->repository, self->branch, parent, ANNA, "Mine", FILE_PATH,
                                                content, NULL);
}

static void
change_branch (Scene      *self,
               const char *key,
               const char *text)
{
  other_branch (self, text);
}

static void
remove_branch (Scene      *self,
               const char *key)
{
  g_autofree char *output = cw_test_git_run (self->repository, NULL, "branch", "--quiet", "-D", key, NULL);
}

static char *
make_task (Scene      *self,
           const char *text,
           const char *marker)
{
  return g_strdup_printf ("{\"text\":\"%s: %s\"}", self->name, text);
}

static const char *const issues[] = { "issues", NULL };
static const char *const pages[] = { "pages", NULL };
static const char *const pulls[] = { "pulls", NULL };
static const char *const messages[] = { "messages", "scheduled", NULL };

const Kind kinds[] = {
  { "ticket", CW_EFFECT_KIND_JIRA_ISSUE, "jira", issues, TRUE, FALSE, FALSE, FALSE, make_ticket, other_ticket,
    change_ticket, remove_ticket },
  { "branch", CW_EFFECT_KIND_GIT_BRANCH, "git", NULL, TRUE, FALSE, TRUE, TRUE, make_branch, other_branch, change_branch,
    remove_branch },
  { "page", CW_EFFECT_KIND_WIKI_PAGE, "confluence", pages, TRUE, FALSE, TRUE, TRUE, make_page, other_page, change_page,
    remove_page },
  { "message", CW_EFFECT_KIND_MESSAGE, "slack", messages, FALSE, FALSE, FALSE, FALSE, make_message, other_message, NULL,
    NULL },
  { "scheduled-message", CW_EFFECT_KIND_MESSAGE, "slack", messages, TRUE, TRUE, FALSE, FALSE, make_scheduled,
    other_scheduled, change_scheduled, remove_scheduled },
  { "pull-request", CW_EFFECT_KIND_PULL_REQUEST, "github", pulls, TRUE, FALSE, TRUE, FALSE, make_pull, other_pull,
    change_pull, remove_pull },
  { "task", CW_EFFECT_KIND_TASK, NULL, NULL, FALSE, FALSE, FALSE, FALSE, make_task, NULL, NULL, NULL },
};
const guint n_kinds = G_N_ELEMENTS (kinds);

static const char *const services[] = { "jira", "confluence", "github", "slack", "registry", "git", "token", "email" };

/**
 * scene_new:
 * @rehearsal: the services, which forget all that happened
 * @kind: which kind of effect
 * @name: a name that no other case has
 *
 * Returns: (transfer full): a world in which nothing was done yet
 */
Scene *
scene_new (CwTestRehearsal *rehearsal,
           const Kind      *kind,
           const char      *name)
{
  Scene *self = g_new0 (Scene, 1);

  self->rehearsal = rehearsal;
  self->addresses = json_object_new ();
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    json_object_set_string_member (self->addresses, services[i], cw_test_rehearsal_get (rehearsal, services[i]));
  self->kind = kind;
  self->name = g_strdup (name);
  self->folder = cw_test_directory ();
  self->repository = make_repository (rehearsal, kind->members == pulls ? PULLED : PUSHED);
  self->base = cw_test_git_run (self->repository, NULL, "rev-parse", "main", NULL);
  self->branch = g_strconcat ("tickets/", name, NULL);
  self->tip = g_strdup ("");
  self->post_at = g_get_real_time () / G_USEC_PER_SEC + SCHEDULED_DAYS * 24 * 3600;
  cw_test_rehearsal_begin_anew (rehearsal);
  if (kind->members == pulls)
    g_free (cw_test_git_commit (self->repository, self->branch, "refs/heads/main^0", ANNA, "Changed", FILE_PATH,
                                FIRST "\n", NULL));
  return self;
}

/* What a child must know, by name. */
static const struct {
  const char *name;
  gsize offset;
} texts[] = {
  { "name", G_STRUCT_OFFSET (Scene, name) },     { "folder", G_STRUCT_OFFSET (Scene, folder) },
  { "base", G_STRUCT_OFFSET (Scene, base) },     { "branch", G_STRUCT_OFFSET (Scene, branch) },
  { "tip", G_STRUCT_OFFSET (Scene, tip) },
};

/**
 * scene_write:
 * @self: a scene
 *
 * Returns: (transfer full): what scene_read() reads
 */
JsonObject *
scene_write (Scene *self)
{
  JsonObject *told = cw_json_object ("kind", self->kind->name, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    json_object_set_string_member (told, texts[i].name, G_STRUCT_MEMBER (char *, self, texts[i].offset));
  json_object_set_int_member (told, "post-at", self->post_at);
  json_object_set_object_member (told, "addresses", json_object_ref (self->addresses));
  return told;
}

/**
 * scene_read:
 * @told: what scene_write() wrote
 *
 * Returns: (transfer full): the scene as a child sees it: it can't be counted there
 */
Scene *
scene_read (JsonObject *told)
{
  Scene *self = g_new0 (Scene, 1);

  for (guint i = 0; i < n_kinds; i++)
    if (g_str_equal (kinds[i].name, cw_json_get_string (told, "kind", "")))
      self->kind = &kinds[i];
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    G_STRUCT_MEMBER (char *, self, texts[i].offset) = g_strdup (cw_json_get_string (told, texts[i].name, ""));
  self->post_at = cw_json_get_int (told, "post-at", 0);
  self->addresses = json_object_ref (cw_json_get_object (told, "addresses"));
  return self;
}

void
scene_free (Scene *self)
{
  if (self->rehearsal != NULL)
    cw_test_remove_directory (self->folder);
  json_object_unref (self->addresses);
  g_free (self->name);
  g_free (self->folder);
  g_free (self->repository);
  g_free (self->base);
  g_free (self->branch);
  g_free (self->tip);
  g_free (self);
}

/**
 * scene_effect:
 * @self: a scene
 * @version: 1 or 2
 * @attempt: number of the attempt
 *
 * Returns: (transfer full): the effect as a stage would make it
 */
CwEffect *
scene_effect (Scene *self,
              guint  version,
              guint  attempt)
{
  g_autofree char *id = cw_effect_make_id ("c0045", "summit", "tickets", self->name, 1);
  g_autofree char *marker = cw_effect_make_marker (id, attempt);
  const char *text = version == 1 ? FIRST : SECOND;
  g_autofree char *payload = self->kind->make (self, text, marker);
  g_autofree char *content = g_strconcat (text, "\n", NULL);
  g_autofree char *blob = make_blob_id (content);
  g_autoptr (GBytes) bytes = g_bytes_new (content, strlen (content));
  g_autoptr (JsonNode) node = cw_json_parse (payload, -1, 0, NULL);
  CwEffect *effect = cw_effect_new (id, self->kind->effect, self->name);

  cw_effect_set_marker (effect, marker);
  cw_effect_set_payload (effect, node);
  cw_effect_add_blob (effect, blob, bytes);
  return effect;
}

/* Calls @visit for the text of each thing outside that has the scene's name. */
static void
visit_things (Scene   *self,
              void   (*visit) (const char *thing, gpointer data),
              gpointer data)
{
  g_autoptr (JsonNode) state = cw_test_rehearsal_state (self->rehearsal);

  for (guint i = 0; self->kind->members[i] != NULL; i++)
    {
      JsonNode *member = json_object_get_member (json_node_get_object (state), self->kind->members[i]);
      g_autoptr (GList) values = JSON_NODE_HOLDS_OBJECT (member)
                                 ? json_object_get_values (json_node_get_object (member))
                                 : json_array_get_elements (json_node_get_array (member));

      for (GList *l = values; l != NULL; l = l->next)
        {
          g_autofree char *thing = json_to_string (l->data, FALSE);

          if (strstr (thing, self->name) != NULL)
            visit (thing, data);
        }
    }
}

typedef struct {
  const char *text;
  guint all;
  guint such;
} Count;

static void
count (const char *thing,
       gpointer    data)
{
  Count *self = data;

  self->all++;
  self->such += strstr (thing, self->text) != NULL;
}

static gboolean
has_branch (Scene *self)
{
  g_autofree char *reference = g_strconcat ("refs/heads/", self->branch, NULL);
  g_autofree char *found = cw_test_git_run (self->repository, NULL, "for-each-ref", reference, NULL);

  return *found != '\0';
}

/**
 * scene_count:
 * @self: a scene
 * @text: what a thing may say
 * @all: (out): how many such things are outside; commits, for a branch
 * @such: (out): how many of them say @text
 */
void
scene_count (Scene      *self,
             const char *text,
             guint      *all,
             guint      *such)
{
  Count counted = { .text = text };

  if (self->kind->members != NULL)
    visit_things (self, count, &counted);
  else if (self->kind->service != NULL && has_branch (self))
    {
      g_autofree char *range = g_strconcat ("main..", self->branch, NULL);
      g_autofree char *file = g_strconcat (self->branch, ":" FILE_PATH, NULL);
      g_autofree char *number = cw_test_git_run (self->repository, NULL, "rev-list", "--count", range, NULL);
      g_autofree char *content = cw_test_git_run (self->repository, NULL, "show", file, NULL);

      counted.all = (guint) g_ascii_strtoull (number, NULL, 10);
      counted.such = strcmp (content, text) == 0;
    }
  *all = counted.all;
  *such = counted.such;
}

static void
find_key (const char *thing,
          gpointer    data)
{
  Count *self = data;

  self->such += strstr (thing, self->text) != NULL;
}

/**
 * scene_has_key:
 * @self: a scene
 * @key: what the journal knows a thing by
 *
 * Returns: whether a thing that is outside has that key
 */
gboolean
scene_has_key (Scene      *self,
               const char *key)
{
  g_autofree char *quoted = NULL;
  Count found = { 0 };

  if (self->kind->members == NULL)
    return strcmp (key, self->branch) == 0;
  quoted = self->kind->members == pulls ? g_strdup_printf ("\"number\":%s", strrchr (key, '#') + 1)
                                        : g_strdup_printf ("\"%s\"", key);
  found.text = quoted;
  visit_things (self, find_key, &found);
  return found.such == 1;
}
