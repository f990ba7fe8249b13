/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-content"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json.h"

#include "cw-rehearsal-content-history.h"
#include "cw-rehearsal-content-tree.h"
#include "cw-rehearsal-json.h"
#include "cw-rehearsal-world.h"

#define DESCRIPTION "repository.json"

/*
 * History:
 *
 * Writes the commits of one repository, as its description tells them: each is its parent with other values, and all
 * of its files are made anew. Equal descriptions make equal commits, down to their ids.
 */
typedef struct
{
  git_repository *repository;      /* not owned */
  JsonObject *world;               /* not owned */
  JsonObject *description;         /* (owned) */
  CwRehearsalTemplates *templates; /* (owned) */
  GHashTable *states;              /* (owned): of a commit's name to State */
  GHashTable *blobs;               /* (owned): of a text to its git_oid: most files stay as they were */
} History;

/* What holds at a commit, and which one it became. */
typedef struct
{
  JsonObject *values; /* (owned) */
  JsonObject *sites;  /* (owned) */
  git_oid id;
} State;

static void
state_free (State *self)
{
  json_object_unref (self->values);
  json_object_unref (self->sites);
  g_free (self);
}

static void
history_clear (History *self)
{
  g_clear_pointer (&self->description, json_object_unref);
  g_clear_pointer (&self->templates, cw_rehearsal_templates_free);
  g_clear_pointer (&self->states, g_hash_table_unref);
  g_clear_pointer (&self->blobs, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (History, history_clear)

static gboolean
check_git (int          result,
           const char  *what,
           GError     **error)
{
  if (result >= 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, "%s: %s", what,
               git_error_last () != NULL ? git_error_last ()->message : "?");
  return FALSE;
}

static gboolean
refuse (const char  *name,
        const char  *what,
        GError     **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, "%s: %s", name, what);
  return FALSE;
}

/* Adds the members of @more, which win. */
static void
add_members (JsonObject *object,
             JsonObject *more)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (more == NULL)
    return;
  json_object_iter_init (&iter, more);
  while (json_object_iter_next (&iter, &name, &value))
    json_object_set_member (object, name, json_node_copy (value));
}

static JsonObject *
copy_with (JsonObject *object,
           JsonObject *more)
{
  JsonObject *copy = json_object_new ();

  add_members (copy, object);
  add_members (copy, more);
  return copy;
}

/* The same, for each member, which is an object. */
static JsonObject *
copy_sites (JsonObject *sites,
            JsonObject *more)
{
  g_autoptr (GList) names = json_object_get_members (sites);
  JsonObject *copy = json_object_new ();

  for (GList *name = names; name != NULL; name = name->next)
    json_object_set_object_member (copy, name->data, copy_with (cw_json_get_object (sites, name->data),
                                                                cw_json_get_object (more, name->data)));
  return copy;
}

/* A component as the world has it, with what this repository says of it, and its name taken apart: `ScriptQueue:2` has
 * the class `ScriptQueue` and the index 2. */
static JsonObject *
describe_component (JsonObject *component,
                    JsonObject *more)
{
  const char *csc = cw_json_get_string (component, "csc", NULL);
  const char *name = cw_json_get_string (component, "name", NULL);
  const char *colon = csc != NULL ? strchr (csc, ':') : NULL;
  g_autofree char *class = colon != NULL ? g_strndup (csc, (gsize) (colon - csc)) : g_strdup (csc);
  JsonObject *described = copy_with (component, NULL);

  json_object_set_string_member (described, "class", class != NULL ? class : "");
  json_object_set_string_member (described, "index", colon != NULL ? colon + 1 : "0");
  if (name != NULL)
    add_members (described, cw_json_get_object (more, name));
  return described;
}

/* The lists of the description, and the world's components. */
static JsonObject *
make_lists (History *self)
{
  JsonObject *lists = copy_with (cw_json_get_object (self->description, "lists"), NULL);
  JsonObject *more = cw_json_get_object (self->description, "components");
  JsonArray *components = cw_json_get_array (self->world, "components");
  JsonArray *described = json_array_new ();

  for (guint i = 0; components != NULL && i < json_array_get_length (components); i++)
    json_array_add_object_element (described, describe_component (cw_rehearsal_json_item (components, i), more));
  json_object_set_array_member (lists, "components", described);
  return lists;
}

static gboolean
load (History     *self,
      const char  *folder,
      GError     **error)
{
  static const char *const needed[] = { "sites", "values" };
  g_autofree char *path = g_build_filename (folder, DESCRIPTION, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (JsonObject) lists = NULL;

  if (!json_parser_load_from_file (parser, path, error))
    {
      cw_error_convert (error, path);
      return FALSE;
    }
  if (json_parser_get_root (parser) == NULL || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return refuse (path, _ ("It holds no object"), error);
  self->description = json_object_ref (json_node_get_object (json_parser_get_root (parser)));
  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    if (cw_json_get_object (self->description, needed[i]) == NULL)
      return refuse (path, _ ("It lacks “sites” or “values”"), error);
  if (cw_json_get_array (self->description, "files") == NULL
      || cw_json_get_array (self->description, "commits") == NULL
      || cw_json_get_string (self->description, "branch", NULL) == NULL)
    return refuse (path, _ ("It lacks “branch”, “files” or “commits”"), error);
  lists = make_lists (self);
  self->templates = cw_rehearsal_templates_new (folder, lists);
  return TRUE;
}

/* A file of a commit on its way into the index. */
typedef struct
{
  History *history;
  git_index *index;
} Filing;

static gboolean
file_text (const char  *path,
           guint        mode,
           const char  *text,
           gpointer     data,
           GError     **error)
{
  Filing *filing = data;
  History *self = filing->history;
  git_oid *id = g_hash_table_lookup (self->blobs, text);
  git_index_entry entry = { .mode = mode, .path = path };

  if (id == NULL)
    {
      id = g_new0 (git_oid, 1);
      g_hash_table_insert (self->blobs, g_strdup (text), id);
      if (!check_git (git_blob_create_from_buffer (id, self->repository, text, strlen (text)), path, error))
        return FALSE;
    }
  entry.id = *id;
  return check_git (git_index_add (filing->index, &entry), path, error);
}

static git_tree *
write_tree (History  *self,
            State    *state,
            GError  **error)
{
  CwRehearsalTree tree = { self->templates, cw_json_get_array (self->description, "files"), state->values,
                           state->sites };
  Filing filing = { self, NULL };
  git_tree *written = NULL;
  git_oid id;

  if (!check_git (git_index_new (&filing.index), "index", error))
    return NULL;
  if (cw_rehearsal_tree_walk (&tree, file_text, &filing, error)
      && check_git (git_index_write_tree_to (&id, filing.index, self->repository), "tree", error))
    check_git (git_tree_lookup (&written, self->repository, &id), "tree", error);
  git_index_free (filing.index);
  return written;
}

/* Who, and when: a person of the world, by login, and a time with its offset. */
static git_signature *
make_signature (History     *self,
                JsonObject  *commit,
                GError     **error)
{
  const char *login = cw_json_get_string (commit, "author", NULL);
  const char *time = cw_json_get_string (commit, "time", NULL);
  JsonObject *person = cw_rehearsal_world_user (self->world, "login", login);
  g_autoptr (GDateTime) when = time != NULL ? g_date_time_new_from_iso8601 (time, NULL) : NULL;
  git_signature *signature = NULL;

  if (person == NULL || when == NULL)
    {
      refuse (time != NULL ? time : "?", _ ("The commit has no time, or no author of the world"), error);
      return NULL;
    }
  check_git (git_signature_new (&signature, cw_json_get_string (person, "name", NULL),
                                cw_json_get_string (person, "email", NULL), g_date_time_to_unix (when),
                                (int) (g_date_time_get_utc_offset (when) / G_TIME_SPAN_MINUTE)),
             time, error);
  return signature;
}

static gboolean
write_commit (History     *self,
              JsonObject  *commit,
              State       *state,
              git_tree    *tree,
              State       *parent_state,
              GError     **error)
{
  const char *branch = cw_json_get_string (commit, "branch", NULL);
  const char *message = cw_json_get_string (commit, "message", NULL);
  g_autofree char *reference = g_strconcat ("refs/heads/", branch, NULL);
  g_autofree char *text = g_strconcat (message, "\n", NULL);
  git_signature *person = make_signature (self, commit, error);
  git_commit *parent = NULL;
  git_reference *head = NULL;
  gboolean written;

  if (person == NULL)
    return FALSE;
  written = (parent_state == NULL
             || check_git (git_commit_lookup (&parent, self->repository, &parent_state->id), branch, error))
            && check_git (git_commit_create_v (&state->id, self->repository, NULL, person, person, NULL, text, tree,
                                               parent != NULL ? 1 : 0, parent),
                          branch, error)
            && check_git (git_reference_create (&head, self->repository, reference, &state->id, TRUE, NULL), branch,
                          error);
  git_reference_free (head);
  git_commit_free (parent);
  git_signature_free (person);
  return written;
}

/* @previous is the commit before it in the description, its parent unless it names another one. */
static State *
add_commit (History     *self,
            JsonObject  *commit,
            State       *previous,
            GError     **error)
{
  const char *name = cw_json_get_string (commit, "parent", NULL);
  State *parent = name != NULL ? g_hash_table_lookup (self->states, name) : previous;
  const char *id = cw_json_get_string (commit, "id", NULL);
  State *state;
  git_tree *tree;
  gboolean written;

  if (cw_json_get_string (commit, "branch", NULL) == NULL || cw_json_get_string (commit, "message", NULL) == NULL
      || id == NULL || (name != NULL && parent == NULL))
    {
      refuse (id != NULL ? id : "?", _ ("The commit lacks its id, branch or message, or has no such parent"), error);
      return NULL;
    }
  state = g_new0 (State, 1);
  state->values = copy_with (parent != NULL ? parent->values : cw_json_get_object (self->description, "values"),
                             cw_json_get_object (commit, "values"));
  state->sites = copy_sites (parent != NULL ? parent->sites : cw_json_get_object (self->description, "sites"),
                             cw_json_get_object (commit, "sites"));
  g_hash_table_replace (self->states, g_strdup (id), state);
  tree = write_tree (self, state, error);
  if (tree == NULL)
    return NULL;
  written = write_commit (self, commit, state, tree, parent, error);
  git_tree_free (tree);
  return written ? state : NULL;
}

/**
 * cw_rehearsal_history_write:
 * @repository: an empty repository
 * @folder: the folder of the description, `repository.json`, and its templates: see data/rehearsal/content/README.md
 * @world: the world, for its people and components
 * @branch: (out): the default branch
 * @error: where to store what is wrong with the description, or with the disk
 *
 * Writes the commits and branches that the description tells of. Blocking.
 *
 * Returns: whether all were written
 */
gboolean
cw_rehearsal_history_write (git_repository  *repository,
                            const char      *folder,
                            JsonObject      *world,
                            char           **branch,
                            GError         **error)
{
  g_auto (History) self = { repository, world };
  JsonArray *commits;
  State *state = NULL;

  g_return_val_if_fail (repository != NULL && folder != NULL, FALSE);
  g_return_val_if_fail (world != NULL && branch != NULL, FALSE);

  self.states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) state_free);
  self.blobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!load (&self, folder, error))
    return FALSE;
  commits = cw_json_get_array (self.description, "commits");
  for (guint i = 0; i < json_array_get_length (commits); i++)
    {
      state = add_commit (&self, cw_rehearsal_json_item (commits, i), state, error);
      if (state == NULL)
        return FALSE;
    }
  *branch = g_strdup (cw_json_get_string (self.description, "branch", NULL));
  return TRUE;
}
