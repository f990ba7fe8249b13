/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-world"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-merge.h"
#include "cw-template.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* Going back: what was pushed for a site, as the journal and the caches know it, is taken back. */

/* One site in one repository that goes back. */
typedef struct {
  CwWorld *world;
  CwDeployment *deployment;
  CwHistory *history;
  const CwRepository *repository;
  const CwSite *site;
  guint round;
  GCancellable *cancellable;
} Way;

static CwEffectRecord *
find_record (const Way  *way,
             const char *stage,
             const char *name,
             guint       round)
{
  g_autofree char *tag = NULL, *id = NULL;
  CwCycle cycle;

  if (!cw_deployment_get_cycle (way->deployment, &cycle))
    return NULL;
  tag = cw_cycle_to_tag (&cycle);
  id = cw_effect_make_id (tag, way->site->id, stage, name, round);
  return cw_history_get_record (way->history, id);
}

static CwEffectRecord *
find_back_record (const Way *way,
                  guint      round)
{
  g_autofree char *name = g_strconcat (way->repository->id, "-back", NULL);

  return find_record (way, way->repository->stage, name, round);
}

static CwEffectPhase
get_phase (CwEffectRecord *record)
{
  return record != NULL ? cw_effect_record_get_phase (record) : CW_PHASE_NONE;
}

static GStrv
list_files (JsonObject *payload)
{
  JsonArray *files = cw_json_get_array (payload, "files");
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    g_strv_builder_add (paths, cw_json_get_string (json_array_get_object_element (files, i), "path", ""));
  return g_strv_builder_end (paths);
}

/* The contents are named by the journal; they are there as long as any branch's history has them. */
static CwSnapshot *
read_side (const Way   *way,
           JsonArray   *files,
           const char  *side,
           GError     **error)
{
  g_autoptr (CwSnapshot) snapshot = cw_snapshot_new (way->repository->id, side, "");

  for (guint i = 0; i < json_array_get_length (files); i++)
    {
      JsonObject *file = json_array_get_object_element (files, i);
      const char *path = cw_json_get_string (file, "path", ""), *blob = cw_json_get_string (file, side, "");
      guint mode = (guint) g_ascii_strtoull (cw_json_get_string (file, "mode", ""), NULL, 8);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) local = NULL;

      if (*blob == '\0')
        continue;
      bytes = cw_git_service_read_blob (way->world->git, way->repository->url, blob, &local);
      if (bytes == NULL)
        {
          cw_error_refuse (error, CW_ERROR_NOT_FOUND, _ ("%s is not known any more as the cycle found or left it (%s); "
                                                         "take it back by hand"), path, local->message);
          return NULL;
        }
      cw_snapshot_add (snapshot, path, mode, blob, bytes);
    }
  return g_steal_pointer (&snapshot);
}

/* One time that the branch was brought onto a moved base. */
typedef struct {
  CwSnapshot *old;   /* (owned) (nullable): the base before; %NULL where that isn't known any more */
  CwSnapshot *onto;  /* (owned): the base since */
} Move;

static void
move_clear (Move *self)
{
  g_clear_object (&self->old);
  g_clear_object (&self->onto);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Move, move_clear)

static CwSnapshot *
read_files (const Way          *way,
            const char         *commit,
            const char *const  *paths,
            GError            **error)
{
  return cw_git_service_snapshot (way->world->git, way->repository->url, commit, way->repository->id, paths,
                                  way->cancellable, error);
}

static gboolean
move_read (Move               *self,
           const Way          *way,
           JsonObject         *payload,
           const char *const  *paths,
           GError            **error)
{
  const char *onto = cw_json_get_string (payload, "base", "");
  g_autofree char *parting = cw_git_service_find_parting (way->world->git, way->repository->url,
                                                          cw_json_get_string (payload, "expected", ""), onto);

  self->old = parting != NULL ? read_files (way, parting, paths, NULL) : NULL;
  self->onto = read_files (way, onto, paths, error);
  return self->onto != NULL;
}

/* (nullable): without lines to bring together: the base's file where it isn't changed, else the changed one */
static GBytes *
keep_whole (GBytes *old,
            GBytes *onto,
            GBytes *text)
{
  gboolean same = old != NULL && text != NULL ? g_bytes_equal (old, text) : old == text;
  GBytes *kept = same ? onto : text;

  return kept != NULL ? g_bytes_ref (kept) : NULL;
}

/* What the base changed since is no change of ours. Where both changed the same lines, a person chose. */
static CwSnapshot *
bring_onto (const Move        *move,
            CwSnapshot        *side,
            CwSnapshot        *before,
            const char *const *paths)
{
  CwSnapshot *moved = cw_snapshot_new (cw_snapshot_get_repository (side), cw_snapshot_get_reference (side), "");

  for (guint i = 0; paths[i] != NULL; i++)
    {
      GBytes *old = cw_snapshot_get_bytes (move->old != NULL ? move->old : before, paths[i]);
      GBytes *onto = cw_snapshot_get_bytes (move->onto, paths[i]), *text = cw_snapshot_get_bytes (side, paths[i]);
      g_autoptr (GBytes) merged = NULL;
      guint conflict = 0;

      if (old == NULL || onto == NULL || text == NULL
          || !cw_merge_texts (old, onto, text, CW_MERGE_MINE, &merged, &conflict, NULL))
        merged = keep_whole (old, onto, text);
      if (merged != NULL)
        cw_snapshot_add (moved, paths[i], cw_snapshot_get_mode (side, paths[i]), NULL, merged);
    }
  return moved;
}

/* (nullable): what became of @commit */
static const char *
find_replayed (JsonObject *payload,
               const char *commit)
{
  JsonArray *commits = cw_json_get_array (payload, "commits");

  for (guint i = 0; commits != NULL && i < json_array_get_length (commits); i++)
    {
      JsonObject *one = json_array_get_object_element (commits, i);

      if (g_str_equal (cw_json_get_string (one, "before", ""), commit))
        return cw_json_get_string (one, "after", "");
    }
  return NULL;
}

/* A branch that was brought onto a moved base since has what it brought on top of that: going back must leave what the
 * base has there now. */
static gboolean
follow_rebases (const Way          *way,
                CwEffectRecord     *record,
                const char *const  *paths,
                CwSnapshot        **before,
                CwSnapshot        **after,
                GError            **error)
{
  g_autofree char *name = g_strconcat (way->repository->id, "-rebase", NULL);
  JsonObject *outcome = cw_effect_record_get_outcome (record);
  const char *commit = outcome != NULL ? cw_json_get_string (outcome, "commit", "") : "";
  CwEffectRecord *rebase;

  for (guint turn = 1; (rebase = find_record (way, way->repository->stage, name, turn)) != NULL; turn++)
    {
      JsonNode *sent = cw_effect_record_get_sent (rebase);
      const char *replayed = get_phase (rebase) == CW_PHASE_DONE && sent != NULL
                               ? find_replayed (json_node_get_object (sent), commit) : NULL;
      g_auto (Move) move = { 0 };
      g_autoptr (CwSnapshot) old_before = NULL, old_after = NULL;

      if (replayed == NULL)
        continue;
      if (!move_read (&move, way, json_node_get_object (sent), paths, error))
        return FALSE;
      old_before = g_steal_pointer (before);
      old_after = g_steal_pointer (after);
      *before = bring_onto (&move, old_before, old_before, paths);
      *after = bring_onto (&move, old_after, old_before, paths);
      commit = replayed;
    }
  return TRUE;
}

static gboolean
add_step (const Way      *way,
          CwEffectRecord *record,
          GPtrArray      *steps,
          GError        **error)
{
  JsonNode *sent = cw_effect_record_get_sent (record);
  JsonObject *payload = sent != NULL ? json_node_get_object (sent) : NULL;
  JsonArray *files = payload != NULL ? cw_json_get_array (payload, "files") : NULL;
  g_auto (GStrv) paths = payload != NULL ? list_files (payload) : NULL;
  g_autoptr (CwSnapshot) before = NULL, after = NULL;

  if (files == NULL)
    return TRUE;
  before = read_side (way, files, "old", error);
  after = before != NULL ? read_side (way, files, "new", error) : NULL;
  if (after == NULL || !follow_rebases (way, record, (const char *const *) paths, &before, &after, error))
    return FALSE;
  g_ptr_array_add (steps, cw_back_step_new (before, after, (const char *const *) paths));
  return TRUE;
}

/* The rounds since the last time that the site went back, the newest first. */
static GPtrArray *
list_steps (const Way *way,
            GError   **error)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_back_step_free);

  for (guint round = way->round; round > 0; round--)
    {
      CwEffectRecord *record = find_record (way, way->repository->stage, way->repository->id, round);

      if (round < way->round && get_phase (find_back_record (way, round)) == CW_PHASE_DONE)
        break;
      if (get_phase (record) == CW_PHASE_BY_HAND)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
                       _ ("round %u was done by hand, so nobody here knows what it changed; take it back by hand"),
                       round);
          return NULL;
        }
      if (get_phase (record) == CW_PHASE_DONE && !add_step (way, record, steps, error))
        return NULL;
    }
  return g_steal_pointer (&steps);
}

static char *
name_branch (const Way *way)
{
  const CwBackTemplate *template = cw_procedure_get_back (way->world->procedure);
  CwEffectRecord *ticket = find_record (way, "tickets", "configuration", 1);
  const char *key = ticket != NULL ? cw_effect_record_get_key (ticket) : NULL;
  g_autoptr (GHashTable) variables = NULL;

  if (template == NULL || key == NULL || *key == '\0')
    return NULL;
  variables = cw_deployment_get_variables (way->deployment, way->site);
  g_hash_table_replace (variables, g_strdup ("ticket"), g_strdup (key));
  return cw_template_expand (template->branch, variables, NULL);
}

/* What was sent stays as it was planned; else the branch as it is now. */
static gboolean
find_base (const Way   *way,
           CwWorldBase *base,
           GHashTable  *observations,
           GError     **error)
{
  CwEffectRecord *record = find_back_record (way, way->round);
  CwGitService *git = way->world->git;
  const char *url = way->repository->url, *name = NULL;
  g_autofree char *branch = NULL, *effect = g_strconcat (way->repository->id, "-back", NULL);

  if (cw_world_take_sent (record, base))
    return TRUE;
  cw_deployment_get_back (way->deployment, way->site->id, way->repository->id, &name);
  base->name = g_strdup (name);
  base->commit = cw_git_service_get_tip (git, url, name, error);
  if (base->commit == NULL)
    return FALSE;
  branch = name_branch (way);
  base->tip = branch != NULL ? cw_git_service_get_tip (git, url, branch, NULL) : NULL;
  cw_world_note_moves (way->world, record, way->repository, way->site->id, effect, base, observations);
  return base->tip == NULL || cw_git_service_contains (git, url, base->commit, base->tip, &base->finished, error);
}

static GStrv
list_paths (GPtrArray *steps)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  for (guint i = 0; i < steps->len; i++)
    g_strv_builder_addv (paths, (const char **) ((const CwBackStep *) g_ptr_array_index (steps, i))->paths);
  return g_strv_builder_end (paths);
}

/* Who brought something at the cycle meanwhile has to say what becomes of it: it was never prepared here. */
static void
note_joined (const Way         *way,
             const CwWorldBase *base,
             const CwBack      *back,
             const CwCycle     *target,
             GHashTable        *observations)
{
  CwEffectRecord *record = find_record (way, way->repository->stage, way->repository->id, way->round);
  JsonNode *sent = record != NULL ? cw_effect_record_get_sent (record) : NULL;
  const char *from = sent != NULL ? cw_json_get_string (json_node_get_object (sent), "base", base->commit)
                                  : base->commit;

  g_hash_table_replace (observations, g_strdup_printf ("joined.%s.%s-back", way->site->id, way->repository->id),
                        cw_world_list_staying (way->world, way->repository, way->site->id, from, base->commit,
                                               back->changes, target));
}

static CwBack *
plan_way (const Way   *way,
          GHashTable  *answers,
          GHashTable  *observations,
          GError     **error)
{
  g_autoptr (GPtrArray) steps = list_steps (way, error);
  g_auto (CwWorldBase) base = { 0 };
  g_auto (GStrv) paths = NULL;
  g_autoptr (CwSnapshot) read = NULL, now = NULL;
  g_autoptr (CwBack) back = NULL;
  CwBackRequest request = { way->site->id, way->repository->id, way->round, NULL, steps, answers, { 0 } };

  if (steps == NULL || !find_base (way, &base, observations, error))
    return NULL;
  paths = list_paths (steps);
  read = cw_git_service_snapshot (way->world->git, way->repository->url, base.commit, way->repository->id,
                                  (const char *const *) paths, way->cancellable, error);
  if (read == NULL)
    return NULL;
  now = cw_snapshot_rename (read, base.name);
  request.now = now;
  cw_deployment_get_cycle (way->deployment, &request.target);
  cw_world_put_text (observations, base.tip != NULL ? base.tip : "", "back-tip.%s.%s", way->site->id,
                     way->repository->id);
  if (base.finished)
    cw_world_put_text (observations, base.commit, "back-parent.%s.%s", way->site->id, way->repository->id);
  back = cw_back_plan (&request, error);
  if (back != NULL)
    note_joined (way, &base, back, &request.target, observations);
  return g_steal_pointer (&back);
}

static gboolean
add_way (const Way   *way,
         GHashTable  *answers,
         GHashTable  *observations,
         GHashTable  *backs,
         GError     **error)
{
  g_autoptr (GError) local = NULL;
  CwBack *back = plan_way (way, answers, observations, &local);

  if (back != NULL)
    g_hash_table_replace (backs, g_strdup_printf ("%s/%s", way->site->id, way->repository->id), back);
  else if (cw_error_is_cancelled (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  else
    cw_world_put_text (observations, local->message, "back-trouble.%s.%s", way->site->id, way->repository->id);
  return TRUE;
}

/**
 * cw_world_plan_backs:
 * @self: a world
 * @deployment: what is prepared
 * @history: what was done
 * @observations: (element-type utf8 JsonNode): where what was seen is added: tips, trouble
 * @cancellable: (nullable): a cancellable
 * @error: where to store that it was cancelled
 *
 * Plans each way back from the caches, without the network.
 *
 * Returns: (transfer full) (element-type utf8 CwBack) (nullable): `SITE/REPOSITORY` → the way back
 */
GHashTable *
cw_world_plan_backs (CwWorld       *self,
                     CwDeployment  *deployment,
                     CwHistory     *history,
                     GHashTable    *observations,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autoptr (GHashTable) backs = NULL;
  g_autoptr (GHashTable) answers = cw_world_list_answers (history);
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (deployment);
  GPtrArray *repositories = cw_procedure_get_repositories (self->procedure);

  cw_assert_in_worker ();

  backs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cw_back_free);
  for (guint i = 0; i < sites->len; i++)
    for (guint j = 0; j < repositories->len; j++)
      {
        Way way = { self, deployment, history, g_ptr_array_index (repositories, j), g_ptr_array_index (sites, i), 0,
                    cancellable };

        way.round = cw_deployment_get_back (deployment, way.site->id, way.repository->id, NULL);
        if (way.round > 0 && cw_procedure_get_back (self->procedure) != NULL
            && !add_way (&way, answers, observations, backs, error))
          return NULL;
      }
  return g_steal_pointer (&backs);
}

/* Squashed or picked, a change has another commit, but a file of it is there as it was pushed. */
static gboolean
has_a_file (CwWorld            *self,
            const CwRepository *repository,
            const char         *commit,
            JsonObject         *payload)
{
  JsonArray *files = cw_json_get_array (payload, "files");
  g_auto (GStrv) paths = list_files (payload);
  g_autoptr (CwSnapshot) snapshot = cw_git_service_snapshot (self->git, repository->url, commit, repository->id,
                                                             (const char *const *) paths, NULL, NULL);

  for (guint i = 0; snapshot != NULL && i < json_array_get_length (files); i++)
    {
      JsonObject *file = json_array_get_object_element (files, i);
      const char *blob = cw_snapshot_get_blob (snapshot, cw_json_get_string (file, "path", ""));

      if (g_strcmp0 (blob, cw_json_get_string (file, "new", "")) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_world_has_sent:
 * @self: a world
 * @repository: the repository
 * @commit: a commit
 * @record: what the journal says of a branch that was pushed
 * @has: (out): whether @commit has what was pushed, merged as it is or otherwise
 * @error: where to store why that can't be told
 *
 * Returns: whether that is known
 */
gboolean
cw_world_has_sent (CwWorld            *self,
                   const CwRepository *repository,
                   const char         *commit,
                   CwEffectRecord     *record,
                   gboolean           *has,
                   GError            **error)
{
  JsonObject *payload = json_node_get_object (cw_effect_record_get_sent (record));
  JsonObject *outcome = cw_effect_record_get_outcome (record);

  if (!cw_git_service_contains (self->git, repository->url, commit,
                                outcome != NULL ? cw_json_get_string (outcome, "commit", "") : "", has, error))
    return FALSE;
  *has = *has || has_a_file (self, repository, commit, payload);
  return TRUE;
}

/**
 * cw_world_choose_back_base:
 * @self: a world
 * @repository: the repository
 * @record: what the journal says of the branch that was pushed
 * @base: (nullable): the branch that a person named
 * @error: where to store that there is no such branch
 *
 * Finds the branch that has the change now: the default branch once it was merged, else the one that was pushed.
 *
 * Returns: (transfer full) (nullable): the branch's name
 */
char *
cw_world_choose_back_base (CwWorld            *self,
                           const CwRepository *repository,
                           CwEffectRecord     *record,
                           const char         *base,
                           GError            **error)
{
  JsonObject *payload = json_node_get_object (cw_effect_record_get_sent (record));
  const char *branch = cw_json_get_string (payload, "branch", "");
  const char *url = repository->url;
  g_autofree char *tip = NULL, *merged = NULL;
  gboolean has = FALSE;

  if (base != NULL)
    {
      tip = cw_git_service_get_tip (self->git, url, base, error);
      return tip != NULL ? g_strdup (base) : NULL;
    }
  merged = cw_git_service_get_tip (self->git, url, repository->branch, error);
  tip = merged != NULL ? cw_git_service_get_tip (self->git, url, branch, NULL) : NULL;
  if (merged == NULL || !cw_world_has_sent (self, repository, merged, record, &has, error))
    return NULL;
  if (has || tip == NULL)
    return g_strdup (repository->branch);
  return g_strdup (branch);
}
