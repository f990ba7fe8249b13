/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-world"

#include "config.h"

#include "cw-json.h"
#include "cw-world-private.h"

/* How many commits are counted: more are as good as that many. */
#define MAX_COUNTED 1000

/* Between a person's approval and the sending, the base or the branch may move. What came is named; whether the
 * approval stands is the stage's to say, which knows what is planned now. */

static void
add_commits (CwWorld            *self,
             const CwRepository *repository,
             const char         *from,
             const char         *to,
             JsonObject         *moved)
{
  g_autoptr (GPtrArray) commits = cw_git_service_log (self->git, repository->url, from, to, MAX_COUNTED, NULL);
  const CwGitCommit *newest = commits != NULL && commits->len > 0 ? g_ptr_array_index (commits, 0) : NULL;

  json_object_set_int_member (moved, "commits", commits != NULL ? commits->len : 0);
  json_object_set_string_member (moved, "subject", newest != NULL ? newest->subject : "");
  json_object_set_string_member (moved, "author", newest != NULL ? newest->author : "");
}

static CwSnapshot *
read_paths (CwWorld            *self,
            const CwRepository *repository,
            const char         *commit,
            GStrv               paths)
{
  return cw_git_service_snapshot (self->git, repository->url, commit, repository->id, (const char *const *) paths, NULL,
                                  NULL);
}

/* The files of the payload that are others at @to than at @from. What the payload calls old may be what an earlier round
 * made of them. */
static JsonArray *
list_touched (CwWorld            *self,
              const CwRepository *repository,
              JsonArray          *files,
              const char         *from,
              const char         *to)
{
  JsonArray *touched = json_array_new ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) paths = NULL;
  g_autoptr (CwSnapshot) before = NULL, after = NULL;

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    g_strv_builder_add (builder, cw_json_get_string (json_array_get_object_element (files, i), "path", ""));
  paths = g_strv_builder_end (builder);
  before = read_paths (self, repository, from, paths);
  after = read_paths (self, repository, to, paths);
  for (guint i = 0; before != NULL && after != NULL && paths[i] != NULL; i++)
    if (g_strcmp0 (cw_snapshot_get_blob (before, paths[i]), cw_snapshot_get_blob (after, paths[i])) != 0)
      json_array_add_string_element (touched, paths[i]);
  return touched;
}

static GBytes *
get_text (CwSnapshot *snapshot,
          const char *path)
{
  GBytes *bytes = cw_snapshot_get_bytes (snapshot, path);

  return bytes != NULL ? g_bytes_ref (bytes) : g_bytes_new_static ("", 0);
}

/* Of the files that a base changed, from @from to @to, those in which it did so in the branch's very lines: whoever
 * merges has a conflict. */
static JsonArray *
list_contested (CwWorld            *self,
                const CwRepository *repository,
                JsonArray          *touched,
                const char         *branch,
                const char         *from,
                const char         *to)
{
  JsonArray *contested = json_array_new ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) paths = NULL;
  g_autoptr (CwSnapshot) before = NULL, after = NULL, ours = NULL;

  for (guint i = 0; i < json_array_get_length (touched); i++)
    g_strv_builder_add (builder, json_array_get_string_element (touched, i));
  paths = g_strv_builder_end (builder);
  before = paths[0] != NULL ? read_paths (self, repository, from, paths) : NULL;
  after = before != NULL ? read_paths (self, repository, to, paths) : NULL;
  ours = after != NULL ? read_paths (self, repository, branch, paths) : NULL;
  for (guint i = 0; ours != NULL && paths[i] != NULL; i++)
    {
      g_autoptr (GBytes) old = get_text (before, paths[i]), theirs = get_text (after, paths[i]);
      g_autoptr (GBytes) own = get_text (ours, paths[i]);

      if (cw_git_texts_conflict (old, theirs, own))
        json_array_add_string_element (contested, paths[i]);
    }
  return contested;
}

/* (nullable): how a branch went from one commit to another; %NULL where it didn't, or nobody can tell */
static JsonObject *
describe_move (CwWorld            *self,
               const CwRepository *repository,
               const char         *site,
               JsonArray          *files,
               const char         *name,
               const char         *from,
               const char         *to)
{
  g_auto (GStrv) joined = NULL;
  gboolean contained = FALSE;
  JsonObject *moved;

  if (*from == '\0' || *to == '\0' || g_str_equal (from, to)
      || !cw_git_service_contains (self->git, repository->url, to, from, &contained, NULL))
    return NULL;
  moved = cw_json_object ("name", name, "from", from, "to", to, NULL);
  json_object_set_boolean_member (moved, "contained", contained);
  json_object_set_array_member (moved, "files", list_touched (self, repository, files, from, to));
  joined = cw_world_list_joined (self, repository, site, from, to);
  json_object_set_int_member (moved, "joined", g_strv_length (joined));
  add_commits (self, repository, from, to, moved);
  return moved;
}

/**
 * cw_world_note_moves:
 * @self: a world
 * @record: (nullable): what the journal says of a branch to push
 * @repository: its repository
 * @site: id of the site
 * @name: name of the branch's effect
 * @base: what it is planned on now
 * @observations: (element-type utf8 JsonNode): where `moved.SITE.NAME` is added
 *
 * Names what moved since a person approved the branch: the base, and the branch itself.
 */
void
cw_world_note_moves (CwWorld            *self,
                     CwEffectRecord     *record,
                     const CwRepository *repository,
                     const char         *site,
                     const char         *name,
                     const CwWorldBase  *base,
                     GHashTable         *observations)
{
  JsonNode *approved = record != NULL ? cw_effect_record_get_approved (record) : NULL;
  JsonObject *payload = approved != NULL ? json_node_get_object (approved) : NULL, *moved = NULL;
  JsonArray *files = payload != NULL ? cw_json_get_array (payload, "files") : NULL, *moves;
  const char *branch = payload != NULL ? cw_json_get_string (payload, "branch", "") : "";
  JsonNode *node;

  if (payload == NULL || g_strcmp0 (cw_json_get_string (payload, "base-name", ""), base->name) != 0)
    return;
  moves = json_array_new ();
  moved = describe_move (self, repository, site, files, base->name, cw_json_get_string (payload, "base", ""), base->commit);
  if (moved != NULL)
    json_array_add_object_element (moves, moved);
  /* A branch that stands on itself moved once. */
  moved = g_str_equal (branch, base->name) ? NULL
                                           : describe_move (self, repository, site, files, branch,
                                                            cw_json_get_string (payload, "expected", ""),
                                                            base->tip != NULL ? base->tip : "");
  if (moved != NULL)
    json_array_add_object_element (moves, moved);
  node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, moves);
  g_hash_table_replace (observations, g_strdup_printf ("moved.%s.%s", site, name), node);
}

static gboolean
has_file (JsonArray  *files,
          const char *path)
{
  for (guint i = 0; i < json_array_get_length (files); i++)
    if (g_str_equal (cw_json_get_string (json_array_get_object_element (files, i), "path", ""), path))
      return TRUE;
  return FALSE;
}

/* A file that is changed there only since the move, or was before, with what it was then. */
static void
add_file (CwWorld            *self,
          const CwRepository *repository,
          const char         *from,
          const char         *path,
          JsonArray          *files)
{
  const char *const paths[] = { path, NULL };
  g_autoptr (CwSnapshot) snapshot = NULL;
  const char *old;

  if (has_file (files, path))
    return;
  snapshot = cw_git_service_snapshot (self->git, repository->url, from, repository->id, paths, NULL, NULL);
  old = snapshot != NULL ? cw_snapshot_get_blob (snapshot, path) : NULL;
  if (snapshot != NULL)
    json_array_add_object_element (files, cw_json_object ("path", path, "old", old != NULL ? old : "", NULL));
}

/**
 * cw_world_describe_move:
 * @self: a world
 * @repository: a repository
 * @site: id of the site
 * @before: (nullable): what was planned there before
 * @after: what is planned there now
 * @pushed: (nullable): the files that an earlier round pushed, as its payload says
 *
 * Returns: (transfer full): how the base went from the one to the other, with the files of either, and of an earlier
 *   round, that it touches; a JSON null where it didn't move
 */
JsonNode *
cw_world_describe_move (CwWorld            *self,
                        const CwRepository *repository,
                        const char         *site,
                        const CwChangeSet  *before,
                        const CwChangeSet  *after,
                        JsonArray          *pushed)
{
  g_autoptr (JsonArray) files = json_array_new ();
  g_autofree char *tip = cw_git_service_get_tip (self->git, repository->url, after->base_name, NULL);
  JsonObject *moved = NULL;
  JsonArray *moves;
  JsonNode *node;

  for (guint i = 0; before != NULL && i < before->files->len; i++)
    {
      const CwFileChange *file = g_ptr_array_index (before->files, i);

      json_array_add_object_element (files, cw_json_object ("path", file->path, "old", file->old_blob, NULL));
    }
  /* What somebody pushed already may stand on an earlier commit: no branch moved there. */
  if (before != NULL && g_str_equal (before->base_name, after->base_name) && g_strcmp0 (after->base, tip) == 0)
    {
      for (guint i = 0; i < after->files->len; i++)
        add_file (self, repository, before->base, ((const CwFileChange *) after->files->pdata[i])->path, files);
      for (guint i = 0; pushed != NULL && i < json_array_get_length (pushed); i++)
        add_file (self, repository, before->base,
                  cw_json_get_string (json_array_get_object_element (pushed, i), "path", ""), files);
      moved = describe_move (self, repository, site, files, after->base_name, before->base, after->base);
    }
  if (moved == NULL)
    return json_node_new (JSON_NODE_NULL);
  moves = json_array_new ();
  json_array_add_object_element (moves, moved);
  node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, moves);
  return node;
}

/**
 * cw_world_note_behind:
 * @self: a world
 * @repository: a repository
 * @site: id of the site
 * @paths: (array zero-terminated=1): the files that were pushed, in whichever round
 * @base_name: the branch on which the site's stands
 * @tip: the commit at which the site's branch is
 * @from: the commit that it stands on
 * @to: where @base_name is now
 * @observations: (element-type utf8 JsonNode): where `behind-by.SITE.REPOSITORY` is added
 *
 * Names what a base got since a branch was pushed, and ("contested") which of its files in the very lines.
 */
void
cw_world_note_behind (CwWorld            *self,
                      const CwRepository *repository,
                      const char         *site,
                      GStrv               paths,
                      const char         *base_name,
                      const char         *tip,
                      const char         *from,
                      const char         *to,
                      GHashTable         *observations)
{
  g_autoptr (JsonArray) files = json_array_new ();
  JsonObject *moved;

  for (guint i = 0; paths[i] != NULL; i++)
    json_array_add_object_element (files, cw_json_object ("path", paths[i], NULL));
  moved = describe_move (self, repository, site, files, base_name, from, to);
  if (moved != NULL)
    json_object_set_array_member (moved, "contested",
                                  list_contested (self, repository, cw_json_get_array (moved, "files"), tip, from, to));
  if (moved != NULL)
    g_hash_table_replace (observations, g_strdup_printf ("behind-by.%s.%s", site, repository->id),
                          cw_json_node_object (moved));
}
