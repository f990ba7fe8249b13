/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "cw-json.h"
#include "cw-snapshot.h"
#include "cw-test-git.h"
#include "cw-test.h"
#include "scene.h"

#define SCHEDULED_DAYS 10
#define TWIN_LATER     3600

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
  commit = cw_test_git_commit (folder, "main", NULL, SCENE_SOMEBODY, "First", SCENE_PATH, SCENE_BEGINNING, NULL);
  return folder;
}

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
  self->repository = kind->repository != NULL ? make_repository (rehearsal, kind->repository) : NULL;
  self->base = self->repository != NULL ? cw_test_git_run (self->repository, NULL, "rev-parse", "main", NULL)
                                        : g_strdup ("");
  self->branch = g_strconcat ("tickets/", name, NULL);
  self->tip = g_strdup ("");
  self->wanted = g_strdup ("");
  self->ticket = g_strdup ("");
  self->other = g_strdup ("");
  self->beside = g_strdup ("");
  self->post_at = g_get_real_time () / G_USEC_PER_SEC + SCHEDULED_DAYS * 24 * 3600;
  cw_test_rehearsal_begin_anew (rehearsal);
  if (kind->prepare != NULL)
    kind->prepare (self);
  return self;
}

/* What a child must know, by name. */
static const struct {
  const char *name;
  gsize offset;
} texts[] = {
  { "name", G_STRUCT_OFFSET (Scene, name) },     { "folder", G_STRUCT_OFFSET (Scene, folder) },
  { "base", G_STRUCT_OFFSET (Scene, base) },     { "branch", G_STRUCT_OFFSET (Scene, branch) },
  { "tip", G_STRUCT_OFFSET (Scene, tip) },       { "wanted", G_STRUCT_OFFSET (Scene, wanted) },
  { "ticket", G_STRUCT_OFFSET (Scene, ticket) }, { "other", G_STRUCT_OFFSET (Scene, other) },
  { "beside", G_STRUCT_OFFSET (Scene, beside) },
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
  json_object_set_boolean_member (told, "twin", self->twin);
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
    if (g_str_equal (kinds[i]->name, cw_json_get_string (told, "kind", "")))
      self->kind = kinds[i];
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    G_STRUCT_MEMBER (char *, self, texts[i].offset) = g_strdup (cw_json_get_string (told, texts[i].name, ""));
  self->post_at = cw_json_get_int (told, "post-at", 0);
  self->twin = cw_json_get_bool (told, "twin", FALSE);
  self->addresses = json_object_ref (cw_json_get_object (told, "addresses"));
  return self;
}

void
scene_free (Scene *self)
{
  if (self->restored != NULL)
    g_free (cw_test_git_run (self->repository, NULL, "update-ref", "refs/heads/main", self->restored, NULL));
  if (self->rehearsal != NULL)
    cw_test_remove_directory (self->folder);
  json_object_unref (self->addresses);
  g_free (self->name);
  g_free (self->folder);
  g_free (self->repository);
  g_free (self->base);
  g_free (self->branch);
  g_free (self->tip);
  g_free (self->wanted);
  g_free (self->ticket);
  g_free (self->other);
  g_free (self->beside);
  g_free (self->restored);
  g_free (self);
}

/**
 * scene_make_id:
 * @self: a scene
 *
 * Returns: (transfer full): the effect's id
 */
char *
scene_make_id (Scene *self)
{
  return cw_effect_make_id ("c0045", "summit", "tickets", self->twin ? "twin" : self->name, 1);
}

/**
 * scene_get_post_at:
 * @self: a scene
 *
 * Returns: when a message goes out, in seconds since 1970
 */
gint64
scene_get_post_at (Scene *self)
{
  return self->post_at + (self->twin ? TWIN_LATER : 0);
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
  g_autofree char *id = scene_make_id (self);
  g_autofree char *marker = cw_effect_make_marker (id, attempt);
  const char *text = version == 1 ? FIRST : SECOND;
  g_autofree char *payload = self->kind->make (self, text, marker);
  g_autofree char *content = g_strconcat (text, "\n", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (content, strlen (content));
  g_autofree char *blob = cw_blob_id (bytes);
  g_autoptr (JsonNode) node = cw_json_parse (payload, -1, 0, NULL);
  CwEffect *effect = cw_effect_new (id, self->kind->effect, self->name);

  cw_effect_set_marker (effect, marker);
  cw_effect_set_payload (effect, node);
  cw_effect_add_blob (effect, blob, bytes);
  return effect;
}

/* Calls @visit for the text of each thing outside that has the scene's name, or its ticket's key. */
static void
visit_things (Scene   *self,
              void   (*visit) (const char *thing, gpointer data),
              gpointer data)
{
  g_autoptr (JsonNode) state = cw_test_rehearsal_state (self->rehearsal);
  g_autofree char *key = g_strdup_printf ("\"%s\"", self->ticket);
  const char *sign = *self->ticket != '\0' ? key : self->name;

  for (guint i = 0; self->kind->members[i] != NULL; i++)
    {
      JsonNode *member = json_object_get_member (json_node_get_object (state), self->kind->members[i]);
      g_autoptr (GList) values = JSON_NODE_HOLDS_OBJECT (member)
                                 ? json_object_get_values (json_node_get_object (member))
                                 : json_array_get_elements (json_node_get_array (member));

      for (GList *l = values; l != NULL; l = l->next)
        {
          g_autofree char *thing = json_to_string (l->data, FALSE);

          if (strstr (thing, sign) != NULL)
            visit (thing, data);
        }
    }
}

typedef struct {
  const char *text;
  const char *ended; /* (nullable) */
  guint all;
  guint such;
} Count;

static void
count (const char *thing,
       gpointer    data)
{
  Count *self = data;

  self->all += self->ended == NULL || strstr (thing, self->ended) == NULL;
  self->such += strstr (thing, self->text) != NULL;
}

static gboolean
has_branch (Scene      *self,
            const char *branch)
{
  g_autofree char *reference = g_strconcat ("refs/heads/", branch, NULL);
  g_autofree char *found = cw_test_git_run (self->repository, NULL, "for-each-ref", reference, NULL);

  return *branch != '\0' && *found != '\0';
}

static char *
read_branch (Scene      *self,
             const char *branch)
{
  g_autofree char *file = g_strconcat (branch, ":" SCENE_PATH, NULL);

  return cw_test_git_run (self->repository, NULL, "show", file, NULL);
}

static void
count_branch (Scene      *self,
              const char *branch,
              Count      *counted)
{
  g_autofree char *range = g_strconcat ("main..", branch, NULL);
  g_autofree char *number = NULL, *content = NULL;

  if (!has_branch (self, branch))
    return;
  number = cw_test_git_run (self->repository, NULL, "rev-list", "--count", range, NULL);
  content = read_branch (self, branch);
  counted->all += (guint) g_ascii_strtoull (number, NULL, 10);
  counted->such += strcmp (content, counted->text) == 0;
}

/**
 * scene_is_there:
 * @self: a scene
 *
 * Returns: whether a branch that is brought onto its base stands where it shall; %TRUE for all else
 */
gboolean
scene_is_there (Scene *self)
{
  g_autofree char *tip = NULL;

  if (*self->wanted == '\0')
    return TRUE;
  tip = cw_test_git_run (self->repository, NULL, "rev-parse", self->branch, NULL);
  return strcmp (tip, self->wanted) == 0;
}

/**
 * scene_holds:
 * @self: a scene
 *
 * Returns: whether a branch that is brought onto its base has what it shall, beneath whatever somebody added since;
 *   %TRUE for all else
 */
gboolean
scene_holds (Scene *self)
{
  g_autofree char *range = g_strconcat ("main..", self->branch, NULL);
  g_autofree char *commits = NULL;

  if (*self->wanted == '\0')
    return TRUE;
  commits = cw_test_git_run (self->repository, NULL, "rev-list", range, NULL);
  return strstr (commits, self->wanted) != NULL;
}

/**
 * scene_count:
 * @self: a scene
 * @text: what a thing may say
 * @all: (out): how many such things stand outside; commits, for a branch
 * @such: (out): how many of them say @text, those that came to their end among them
 */
void
scene_count (Scene      *self,
             const char *text,
             guint      *all,
             guint      *such)
{
  Count counted = { .text = self->kind->wordless ? "" : text, .ended = self->kind->ended };

  if (self->kind->members != NULL)
    visit_things (self, count, &counted);
  else if (self->kind->service != NULL)
    {
      count_branch (self, self->branch, &counted);
      count_branch (self, self->beside, &counted);
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
 * scene_count_saying:
 * @self: a scene
 * @text: what a thing may say beside other words
 *
 * Returns: how many such things stand outside
 */
guint
scene_count_saying (Scene      *self,
                    const char *text)
{
  Count found = { .text = text };
  g_autofree char *content = NULL;

  if (self->kind->members != NULL)
    visit_things (self, find_key, &found);
  else if (has_branch (self, self->branch))
    {
      content = read_branch (self, self->branch);
      found.such = strstr (content, text) != NULL;
    }
  return found.such;
}

/**
 * scene_count_touched:
 * @self: a scene
 *
 * Returns: how many things are outside of which somebody changed another part
 */
guint
scene_count_touched (Scene *self)
{
  g_autofree char *moved = g_strdup_printf ("\"post_at\":%" G_GINT64_FORMAT, self->post_at + SCENE_MOVED);

  return scene_count_saying (self, self->kind->whole ? moved : TOUCHED);
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
    return strcmp (key, self->branch) == 0 || (*key != '\0' && strcmp (key, self->beside) == 0);
  quoted = strcmp (self->kind->service, "github") == 0 ? g_strdup_printf ("\"number\":%s", strrchr (key, '#') + 1)
                                                       : g_strdup_printf ("\"%s\"", key);
  found.text = quoted;
  visit_things (self, find_key, &found);
  return self->kind->growing ? found.such > 0 : found.such == 1;
}
