/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-world"

#include "config.h"

#include "cw-merge.h"
#include "cw-planner.h"
#include "cw-runs.h"
#include "cw-world-private.h"

/* What a base brings once a branch was pushed: no plan counts it. Both are put together as a merge would, and planned
 * anew: what would still change, on a line that the branch hasn't, was left behind. */

/* Commits of the base among which the last one before the merge is looked for. */
#define MAX_COMMITS 500

typedef struct {
  CwWorld *world;
  CwDeployment *deployment;
  const CwRepository *repository;
  const char *site;
  GHashTable *answers;
} Judge;

static CwSnapshot *
read_commit (const Judge *self,
             const char  *commit)
{
  return cw_world_get_snapshot (self->world, self->repository, commit, NULL, NULL);
}

static void
copy_file (CwSnapshot *to,
           CwSnapshot *from,
           const char *path)
{
  cw_snapshot_add (to, path, cw_snapshot_get_mode (from, path), cw_snapshot_get_blob (from, path),
                   cw_snapshot_get_bytes (from, path));
}

/* Where both changed the same lines a person decides; until then the branch's count. */
static void
merge_file (CwSnapshot *result,
            CwSnapshot *before,
            CwSnapshot *ours,
            CwSnapshot *theirs,
            const char *path)
{
  g_autoptr (GBytes) from = g_bytes_new (NULL, 0), merged = NULL;
  g_autofree char *blob = NULL;
  guint conflict = 0;

  if (cw_snapshot_get_bytes (before, path) != NULL)
    {
      g_bytes_unref (from);
      from = g_bytes_ref (cw_snapshot_get_bytes (before, path));
    }
  if (!cw_merge_texts (from, cw_snapshot_get_bytes (ours, path), cw_snapshot_get_bytes (theirs, path),
                       CW_MERGE_PLANNED, &merged, &conflict, NULL))
    {
      copy_file (result, ours, path);
      return;
    }
  blob = cw_blob_id (merged);
  cw_snapshot_add (result, path, cw_snapshot_get_mode (ours, path), blob, merged);
}

static void
merge_path (CwSnapshot *result,
            CwSnapshot *before,
            CwSnapshot *ours,
            CwSnapshot *theirs,
            const char *path)
{
  const char *old = cw_snapshot_get_blob (before, path), *mine = cw_snapshot_get_blob (ours, path);
  const char *their = cw_snapshot_get_blob (theirs, path);

  if (g_strcmp0 (old, their) == 0)
    copy_file (result, ours, path);
  else if (their != NULL && (g_strcmp0 (old, mine) == 0 || g_strcmp0 (mine, their) == 0))
    copy_file (result, theirs, path);
  else if (their != NULL)
    merge_file (result, before, ours, theirs, path);
}

/* (nullable): what a merge of @branch and @tip has; %NULL where @tip brings nothing, or nobody can tell */
static CwSnapshot *
merge (const Judge *self,
       CwSnapshot  *ours,
       const char  *tip)
{
  const char *branch = cw_snapshot_get_commit (ours);
  g_autofree char *parting = cw_git_service_find_parting (self->world->git, self->repository->url, branch, tip);
  g_autoptr (CwSnapshot) before = NULL, theirs = NULL, result = NULL;
  const char *const *paths;

  if (parting == NULL || g_str_equal (parting, tip))
    return NULL;
  theirs = read_commit (self, tip);
  before = theirs != NULL ? read_commit (self, parting) : NULL;
  if (before == NULL || g_str_equal (parting, branch))
    return g_steal_pointer (&theirs);
  result = cw_snapshot_new (self->repository->id, tip, tip);
  paths = cw_snapshot_get_paths (ours, NULL);
  for (guint i = 0; paths[i] != NULL; i++)
    merge_path (result, before, ours, theirs, paths[i]);
  paths = cw_snapshot_get_paths (theirs, NULL);
  for (guint i = 0; paths[i] != NULL; i++)
    if (cw_snapshot_get_blob (ours, paths[i]) == NULL && cw_snapshot_get_blob (before, paths[i]) == NULL)
      copy_file (result, theirs, paths[i]);
  return g_steal_pointer (&result);
}

static CwPlan *
plan (const Judge *self,
      CwSnapshot  *snapshot)
{
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new ();

  g_ptr_array_add (snapshots, snapshot);
  return cw_world_plan_snapshots (self->world, self->deployment, self->site, snapshots, self->answers, NULL, NULL);
}

/* (nullable): the newest files of the base at which it had not yet got the cycle by the branch */
static CwSnapshot *
read_before_merge (const Judge *self,
                   const char  *branch,
                   const char  *tip)
{
  g_autoptr (GPtrArray) commits = cw_git_service_log (self->world->git, self->repository->url, branch, tip, MAX_COMMITS,
                                                      NULL);
  g_autoptr (CwSnapshot) found = NULL;
  guint low = 0, high = commits != NULL ? commits->len : 0;
  CwCycle target;

  if (!cw_deployment_get_cycle (self->deployment, &target))
    return NULL;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      g_autoptr (CwSnapshot) snapshot = read_commit (self, ((const CwGitCommit *) commits->pdata[middle])->id);

      if (snapshot == NULL)
        return NULL;
      if (cw_planner_find_present (self->world->procedure, self->site, snapshot).number == target.number)
        low = middle + 1;
      else
        {
          high = middle;
          g_set_object (&found, snapshot);
        }
    }
  return g_steal_pointer (&found);
}

static char *
make_key (const CwMention *mention)
{
  return g_strconcat (mention->path, "\n", mention->text, NULL);
}

static gboolean
is_open (const CwMention *mention)
{
  return mention->fate == CW_FATE_CHANGED || mention->fate == CW_FATE_QUESTION;
}

/**
 * cw_world_is_new_line:
 * @before: files
 * @after: the same ones later
 * @path: one of @after
 * @line: a line of it, from 1
 *
 * Returns: whether @before hasn't that line
 */
gboolean
cw_world_is_new_line (CwSnapshot *before,
                      CwSnapshot *after,
                      const char *path,
                      guint       line)
{
  GBytes *old = cw_snapshot_get_bytes (before, path);
  g_autoptr (GPtrArray) runs = NULL;

  if (old == NULL)
    return TRUE;
  runs = cw_runs_new (old, cw_snapshot_get_bytes (after, path), path, NULL);
  for (guint i = 0; runs != NULL && i < runs->len; i++)
    {
      const CwRun *run = g_ptr_array_index (runs, i);

      if (line >= run->new_start && line < run->new_start + run->n_new)
        return TRUE;
    }
  return FALSE;
}

/* The new lines of the base that the cycle would have moved. A pin for the cycle before is none of them once the cycle
 * beside it moved: it looks as one that belongs there. */
static GHashTable *
list_due (const Judge *self,
          const char  *branch,
          const char  *tip)
{
  g_autoptr (CwSnapshot) now = read_before_merge (self, branch, tip), before = NULL;
  g_autofree char *parting = now != NULL ? cw_git_service_find_parting (self->world->git, self->repository->url, branch,
                                                                        cw_snapshot_get_commit (now)) : NULL;
  g_autoptr (CwPlan) planned = NULL;
  GPtrArray *mentions;
  GHashTable *due = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  before = parting != NULL ? read_commit (self, parting) : NULL;
  planned = before != NULL ? plan (self, now) : NULL;
  mentions = planned != NULL ? cw_plan_get_mentions (planned) : NULL;
  for (guint i = 0; mentions != NULL && i < mentions->len; i++)
    {
      const CwMention *mention = g_ptr_array_index (mentions, i);

      if (is_open (mention) && cw_world_is_new_line (before, now, mention->path, mention->line))
        g_hash_table_add (due, make_key (mention));
    }
  return due;
}

/**
 * cw_world_list_left:
 * @self: a world
 * @deployment: what is prepared
 * @history: what was done
 * @repository: a repository
 * @site: id of a site
 * @branch: the commit of a branch that was planned
 * @tip: where the branch is now on which it was planned, or into which it was merged
 *
 * Finds what @tip brings that the cycle would have moved, and that a merge of both leaves as it is.
 *
 * Returns: (transfer full): a JSON list of places, as texts; empty where nobody can tell
 */
JsonNode *
cw_world_list_left (CwWorld            *self,
                    CwDeployment       *deployment,
                    CwHistory          *history,
                    const CwRepository *repository,
                    const char         *site,
                    const char         *branch,
                    const char         *tip)
{
  g_autoptr (GHashTable) answers = cw_world_list_answers (history);
  const Judge judge = { self, deployment, repository, site, answers };
  g_autoptr (CwSnapshot) ours = read_commit (&judge, branch);
  g_autoptr (CwSnapshot) merged = ours != NULL ? merge (&judge, ours, tip) : NULL;
  g_autoptr (CwPlan) planned = merged != NULL ? plan (&judge, merged) : NULL;
  g_autoptr (GHashTable) due = planned != NULL ? list_due (&judge, branch, tip) : NULL;
  GPtrArray *mentions = planned != NULL ? cw_plan_get_mentions (planned) : NULL;
  JsonArray *places = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; mentions != NULL && i < mentions->len; i++)
    {
      const CwMention *mention = g_ptr_array_index (mentions, i);
      g_autofree char *key = make_key (mention);

      if ((is_open (mention) || g_hash_table_contains (due, key))
          && cw_world_is_new_line (ours, merged, mention->path, mention->line))
        cw_world_add_place (places, mention->path, mention->line, mention->value);
    }
  json_node_take_array (node, places);
  return node;
}
