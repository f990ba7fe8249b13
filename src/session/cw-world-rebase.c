/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-world"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-conflict-side.h"
#include "cw-error.h"
#include "cw-git-replay.h"
#include "cw-hand-edit.h"
#include "cw-json.h"
#include "cw-patch.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* By this trailer a commit says that it is ours. */
#define TRAILER "Cyclewright-Effect"

/* The branch of one site in one repository, and the base under it. */
typedef struct {
  CwWorld *world;
  CwDeployment *deployment;
  CwHistory *history;
  const CwRepository *repository;
  const CwSite *site;
  const char *branch;
  const char *base_name;
  char *tip;
  char *base;
} Standing;

static void
standing_clear (Standing *self)
{
  g_free (self->tip);
  g_free (self->base);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Standing, standing_clear)

static CwEffectRecord *
find_record (const Standing *self,
             const char     *suffix,
             guint           round)
{
  g_autofree char *name = g_strconcat (self->repository->id, suffix, NULL);
  g_autofree char *tag = NULL, *id = NULL;
  CwCycle cycle;

  if (!cw_deployment_get_cycle (self->deployment, &cycle))
    return NULL;
  tag = cw_cycle_to_tag (&cycle);
  id = cw_effect_make_id (tag, self->site->id, self->repository->stage, name, round);
  return cw_history_get_record (self->history, id);
}

/* Whether it is known that what was pushed is as it was pushed: an update may have been refused since. */
static gboolean
is_pushed (CwEffectRecord *record)
{
  CwEffectPhase phase = cw_effect_record_get_phase (record);

  return phase == CW_PHASE_DONE
         || (phase == CW_PHASE_FAILED && cw_effect_record_get_outcome (record) != NULL
             && !cw_effect_record_may_arrive (record));
}

/* (nullable): what a round pushed */
static JsonObject *
get_pushed (const Standing *self,
            guint           round)
{
  CwEffectRecord *record = find_record (self, "", round);
  JsonNode *sent = is_pushed (record) ? cw_effect_record_get_sent (record) : NULL;

  return sent != NULL ? json_node_get_object (sent) : NULL;
}

/* The branch that was pushed, and the one on which its first round was planned. */
static gboolean
find_branch (Standing *self)
{
  guint round = cw_deployment_get_round (self->deployment, self->site->id, self->repository->id);

  self->base_name = self->repository->branch;
  for (; round > 0; round--)
    {
      JsonObject *pushed = get_pushed (self, round);
      const char *base_name = pushed != NULL ? cw_json_get_string (pushed, "base-name", "") : "";

      if (pushed == NULL)
        continue;
      self->branch = cw_json_get_string (pushed, "branch", "");
      if (!g_str_equal (base_name, self->branch))
        self->base_name = base_name;
    }
  return self->branch != NULL;
}

/* Whether the branch stands on a base that went on without it. One that was merged, or is gone, stands nowhere. */
static gboolean
is_behind (Standing *self)
{
  CwGitService *git = self->world->git;
  const char *url = self->repository->url;
  gboolean merged = FALSE, newest = FALSE;

  self->tip = cw_git_service_get_tip (git, url, self->branch, NULL);
  self->base = self->tip != NULL ? cw_git_service_get_tip (git, url, self->base_name, NULL) : NULL;
  return self->base != NULL && cw_git_service_contains (git, url, self->base, self->tip, &merged, NULL) && !merged
         && cw_git_service_contains (git, url, self->tip, self->base, &newest, NULL) && !newest;
}

static JsonArray *
describe_commits (const CwGitReplay *replay)
{
  JsonArray *commits = json_array_new ();

  for (guint i = 0; i < replay->commits->len; i++)
    {
      const CwGitReplayed *replayed = g_ptr_array_index (replay->commits, i);
      JsonObject *commit = cw_json_object ("before", replayed->before, "after",
                                           replayed->after != NULL ? replayed->after : "", "author", replayed->author,
                                           "subject", replayed->subject, NULL);

      json_object_set_int_member (commit, "date", replayed->date);
      json_array_add_object_element (commits, commit);
    }
  return commits;
}

static char *
name_question (const Standing *self,
               const char     *conflict)
{
  return g_strdup_printf ("%s/" CW_QUESTION_REBASE "%s/%s", self->repository->id, self->site->id, conflict);
}

static JsonObject *
describe_conflict (const Standing      *self,
                   const CwGitConflict *conflict)
{
  g_autofree char *question = conflict->id != NULL ? name_question (self, conflict->id) : NULL;
  JsonObject *object = cw_json_object ("question", question, "commit", conflict->commit, "path", conflict->path,
                                       "theirs", conflict->theirs, "base", conflict->base, NULL);

  json_object_set_int_member (object, "line", conflict->line);
  return object;
}

/* The file with both sides stands by it, for whoever writes it anew. */
static JsonArray *
describe_conflicts (const Standing    *self,
                    const CwGitReplay *replay)
{
  JsonArray *conflicts = json_array_new ();

  for (guint i = 0; i < replay->conflicts->len; i++)
    {
      const CwGitConflict *conflict = g_ptr_array_index (replay->conflicts, i);
      JsonObject *object = describe_conflict (self, conflict);
      gsize size = 0;
      const char *text = conflict->marked != NULL ? g_bytes_get_data (conflict->marked, &size) : NULL;
      g_autofree char *marked = size <= CW_HAND_EDIT_MAX_BYTES ? g_strndup (text, size) : NULL;

      if (marked != NULL)
        json_object_set_string_member (object, "marked", marked);
      json_array_add_object_element (conflicts, object);
    }
  return conflicts;
}

/* What a person decided, and what becomes of the file by it: it is sent, so it is shown. */
static JsonArray *
describe_settled (const Standing    *self,
                  const CwGitReplay *replay)
{
  JsonArray *settled = json_array_new ();

  for (guint i = 0; i < replay->settled->len; i++)
    {
      const CwGitConflict *conflict = g_ptr_array_index (replay->settled, i);
      JsonObject *object = describe_conflict (self, conflict);
      g_autofree char *patch = conflict->path != NULL
                                 ? cw_texts_to_patch (conflict->before, conflict->after, conflict->path, NULL) : NULL;

      json_object_set_string_member (object, "id", conflict->id);
      json_object_set_string_member (object, "answer", conflict->answer);
      if (patch != NULL && g_utf8_validate (patch, -1, NULL))
        json_object_set_string_member (object, "patch", patch);
      json_array_add_object_element (settled, object);
    }
  return settled;
}

/* What a person said of conflicts there, by the conflicts' ids. */
static JsonObject *
list_answers (const Standing *self)
{
  g_autofree char *prefix = name_question (self, "");
  g_autofree char *mark = g_strconcat ("answer.", prefix, NULL);
  JsonObject *answers = json_object_new ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, cw_history_get_facts (self->history));
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_str_has_prefix (key, mark) && json_node_get_value_type (value) == G_TYPE_STRING)
      json_object_set_string_member (answers, (const char *) key + strlen (mark), json_node_get_string (value));
  return answers;
}

static GStrv
list_paths (const Standing *self)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint round = cw_deployment_get_round (self->deployment, self->site->id, self->repository->id); round > 0;
       round--)
    {
      JsonObject *pushed = get_pushed (self, round);
      JsonArray *files = pushed != NULL ? cw_json_get_array (pushed, "files") : NULL;

      for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
        {
          const char *path = cw_json_get_string (json_array_get_object_element (files, i), "path", "");

          if (g_hash_table_add (seen, (gpointer) path))
            g_strv_builder_add (paths, path);
        }
    }
  return g_strv_builder_end (paths);
}

/* What becomes of the files that this preparation changed there. */
static JsonArray *
describe_files (const Standing *self,
                const char     *tip)
{
  g_auto (GStrv) paths = list_paths (self);
  g_autoptr (CwSnapshot) snapshot = cw_git_service_snapshot (self->world->git, self->repository->url, tip,
                                                             self->repository->id, (const char *const *) paths, NULL,
                                                             NULL);
  JsonArray *files = json_array_new ();

  for (guint i = 0; snapshot != NULL && paths[i] != NULL; i++)
    {
      const char *blob = cw_snapshot_get_blob (snapshot, paths[i]);

      json_array_add_object_element (files, cw_json_object ("path", paths[i], "blob", blob != NULL ? blob : "", NULL));
    }
  return files;
}

static JsonObject *
plan_rebase (const Standing *self,
             GError        **error)
{
  gboolean one_commit = cw_procedure_get_one_commit (self->world->procedure);
  g_autoptr (JsonObject) answers = list_answers (self);
  g_autoptr (CwGitReplay) replay = cw_git_service_replay (self->world->git, self->repository->url, self->tip,
                                                          self->base, one_commit ? TRAILER : NULL, answers, error);
  JsonObject *object;

  if (replay == NULL)
    return NULL;
  object = cw_json_object ("repository", self->repository->name, "url", self->repository->url, "branch", self->branch,
                           "base-name", self->base_name, "base", self->base, "expected", self->tip, "tip",
                           replay->tip != NULL ? replay->tip : "", NULL);
  json_object_set_boolean_member (object, "one-commit", one_commit);
  json_object_set_array_member (object, "commits", describe_commits (replay));
  if (replay->settled->len > 0)
    json_object_set_array_member (object, "settled", describe_settled (self, replay));
  if (replay->tip != NULL)
    json_object_set_array_member (object, "files", describe_files (self, replay->tip));
  else
    json_object_set_array_member (object, "conflicts", describe_conflicts (self, replay));
  return object;
}

static JsonArray *
describe_left (CwPlan *plan)
{
  GPtrArray *mentions = cw_plan_get_mentions (plan);
  JsonArray *left = json_array_new ();

  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = g_ptr_array_index (mentions, i);
      JsonObject *object;

      if (mention->fate != CW_FATE_CHANGED && mention->fate != CW_FATE_QUESTION)
        continue;
      object = cw_json_object ("path", mention->path, "value", mention->value, NULL);
      json_object_set_int_member (object, "line", mention->line);
      json_array_add_object_element (left, object);
    }
  return left;
}

/* A conflict that was settled for the base may bring a line back that the cycle had moved, and the base a pin of the
 * cycle before: the branch is planned once more as it will be. Where that can't be done, nobody can tell. */
static void
note_left (const Standing *self,
           const char     *tip,
           GHashTable     *observations)
{
  g_autoptr (CwSnapshot) snapshot = cw_world_get_snapshot (self->world, self->repository, tip, NULL, NULL);
  g_autoptr (CwSnapshot) compared = NULL;
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new ();
  g_autoptr (GHashTable) answers = cw_world_list_answers (self->history);
  g_autoptr (CwPlan) plan = NULL;
  JsonNode *left;

  if (snapshot != NULL)
    {
      compared = cw_world_compare (self->world, self->repository, snapshot, NULL);
      g_ptr_array_add (snapshots, compared);
      plan = cw_world_plan_snapshots (self->world, self->deployment, self->site->id, snapshots, answers, NULL, NULL);
    }
  if (plan == NULL)
    return;
  left = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (left, describe_left (plan));
  g_hash_table_replace (observations, g_strdup_printf ("rebase-left.%s.%s", self->site->id, self->repository->id), left);
}

/* What was sent stays as it was planned. */
static JsonObject *
take_sent (CwEffectRecord *record)
{
  CwEffectPhase phase = record != NULL ? cw_effect_record_get_phase (record) : CW_PHASE_NONE;
  JsonNode *sent = record != NULL ? cw_effect_record_get_sent (record) : NULL;

  if (sent == NULL || phase == CW_PHASE_NONE || phase == CW_PHASE_FAILED)
    return NULL;
  return json_object_ref (json_node_get_object (sent));
}

static void
note_behind (const Standing *self,
             GHashTable     *observations)
{
  g_auto (GStrv) paths = list_paths (self);
  g_autofree char *parting = cw_git_service_find_parting (self->world->git, self->repository->url, self->tip, self->base);

  cw_world_put_text (observations, self->base_name, "behind.%s.%s", self->site->id, self->repository->id);
  if (parting != NULL)
    cw_world_note_behind (self->world, self->repository, self->site->id, paths, self->base_name, self->tip, parting,
                          self->base, observations);
}

static void
look_at (Standing   *self,
         GHashTable *observations)
{
  guint number = cw_deployment_get_rebase (self->deployment, self->site->id, self->repository->id);
  g_autoptr (JsonObject) plan = take_sent (find_record (self, "-rebase", number));
  g_autoptr (GError) local = NULL;
  gboolean behind = find_branch (self) && is_behind (self), sent = plan != NULL;
  const char *tip;

  if (behind)
    note_behind (self, observations);
  if (number == 0)
    return;
  if (plan == NULL && behind)
    plan = plan_rebase (self, &local);
  tip = plan != NULL && !sent ? cw_json_get_string (plan, "tip", "") : self->tip;
  if (tip != NULL && *tip != '\0')
    note_left (self, tip, observations);
  if (plan != NULL)
    g_hash_table_replace (observations, g_strdup_printf ("rebase.%s.%s", self->site->id, self->repository->id),
                          cw_json_node_object (g_steal_pointer (&plan)));
  else if (local != NULL)
    cw_world_put_text (observations, local->message, "rebase-trouble.%s.%s", self->site->id, self->repository->id);
}

/**
 * cw_world_plan_rebases:
 * @self: a world
 * @deployment: what is prepared
 * @history: what was done
 * @observations: (element-type utf8 JsonNode): where is added which branches stand on a base that moved on, and what
 *   becomes of those that a person wants brought onto it
 *
 * From the caches, without the network.
 */
void
cw_world_plan_rebases (CwWorld      *self,
                       CwDeployment *deployment,
                       CwHistory    *history,
                       GHashTable   *observations)
{
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (deployment);
  GPtrArray *repositories = cw_procedure_get_repositories (self->procedure);

  cw_assert_in_worker ();

  for (guint i = 0; i < sites->len; i++)
    for (guint j = 0; j < repositories->len; j++)
      {
        g_auto (Standing) standing = { self, deployment, history, g_ptr_array_index (repositories, j),
                                       g_ptr_array_index (sites, i), NULL, NULL, NULL, NULL };

        look_at (&standing, observations);
      }
}
