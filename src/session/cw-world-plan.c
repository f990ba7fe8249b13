/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-world"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-branch-steps.h"
#include "cw-error.h"
#include "cw-hand-edit.h"
#include "cw-json.h"
#include "cw-plan-shared.h"
#include "cw-planner.h"
#include "cw-translate.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* All sites' files are read, so that the planner can look at a sibling's. */
static GStrv
list_globs (CwWorld            *self,
            const CwRepository *repository)
{
  g_autoptr (GStrvBuilder) globs = g_strv_builder_new ();
  GPtrArray *sites = cw_procedure_get_sites (self->procedure);

  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      GPtrArray *files = cw_procedure_get_site_files (self->procedure, repository, site->id);

      for (guint j = 0; files != NULL && j < files->len; j++)
        g_strv_builder_addv (globs, (const char **) ((const CwSiteFiles *) g_ptr_array_index (files, j))->include);
    }
  g_strv_builder_addv (globs, (const char **) repository->shared);
  return g_strv_builder_end (globs);
}

CwSnapshot *
cw_world_get_snapshot (CwWorld            *self,
                       const CwRepository *repository,
                       const char         *commit,
                       GCancellable       *cancellable,
                       GError            **error)
{
  g_autofree char *key = g_strdup_printf ("%s@%s", repository->id, commit);
  CwSnapshot *known = g_hash_table_lookup (self->snapshots, key);
  g_auto (GStrv) globs = NULL;
  CwSnapshot *snapshot;

  if (known != NULL)
    return g_object_ref (known);
  globs = list_globs (self, repository);
  snapshot = cw_git_service_snapshot (self->git, repository->url, commit, repository->id,
                                      (const char *const *) globs, cancellable, error);
  if (snapshot != NULL)
    g_hash_table_replace (self->snapshots, g_steal_pointer (&key), g_object_ref (snapshot));
  return snapshot;
}

/**
 * cw_world_learn:
 * @self: a world
 * @repository: a repository
 * @commit: a commit of it
 * @from: id of the site whose words give way
 * @to: id of the site whose words take their place
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Learns once for each commit (see cw_translate_learn()).
 *
 * Returns: (transfer none) (element-type CwReplacement) (nullable): what @to says where @from says its own
 */
GPtrArray *
cw_world_learn (CwWorld             *self,
                const CwRepository  *repository,
                const char          *commit,
                const char          *from,
                const char          *to,
                GCancellable        *cancellable,
                GError             **error)
{
  g_autofree char *key = g_strdup_printf ("%s/%s/%s@%s", from, to, repository->id, commit);
  GPtrArray *known = g_hash_table_lookup (self->learned, key);
  g_autoptr (CwSnapshot) snapshot = NULL;

  if (known != NULL)
    return known;
  snapshot = cw_world_get_snapshot (self, repository, commit, cancellable, error);
  if (snapshot == NULL)
    return NULL;
  known = cw_translate_learn (self->procedure, repository, snapshot, from, to);
  g_hash_table_replace (self->learned, g_steal_pointer (&key), known);
  return known;
}

CwPlan *
cw_world_plan_snapshots (CwWorld      *self,
                         CwDeployment *deployment,
                         const char   *site,
                         GPtrArray    *snapshots,
                         GHashTable   *answers,
                         GPtrArray    *edits,
                         GError      **error)
{
  const char *components = cw_deployment_get_text (deployment, "components");
  g_auto (GStrv) names = components != NULL && *components != '\0' ? g_strsplit (components, ",", -1) : NULL;
  CwCycle target;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    g_strstrip (names[i]);
  if (!cw_deployment_get_cycle (deployment, &target))
    return NULL;
  return cw_planner_plan (self->procedure, site, &target, snapshots, (const char *const *) names, answers, edits,
                          error);
}

/* A person may have edited files that no pattern of the procedure reads. */
static CwSnapshot *
add_edited_files (CwWorld            *self,
                  const CwRepository *repository,
                  CwSnapshot         *snapshot,
                  GPtrArray          *edits,
                  GCancellable       *cancellable,
                  GError            **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) paths = NULL;
  g_autoptr (CwSnapshot) more = NULL;

  for (guint i = 0; i < edits->len; i++)
    {
      const CwHandEdit *edit = g_ptr_array_index (edits, i);

      if (g_str_equal (edit->repository, repository->id) && cw_snapshot_get_bytes (snapshot, edit->path) == NULL)
        g_strv_builder_add (builder, edit->path);
    }
  paths = g_strv_builder_end (builder);
  if (paths[0] == NULL)
    return g_object_ref (snapshot);
  more = cw_git_service_snapshot (self->git, repository->url, cw_snapshot_get_commit (snapshot), repository->id,
                                  (const char *const *) paths, cancellable, error);
  return more != NULL ? cw_snapshot_join (snapshot, more) : NULL;
}

/* What a branch brings and no pattern reads is read to see whether anybody can. */
static CwSnapshot *
add_brought (CwWorld            *self,
             const CwRepository *repository,
             CwSnapshot         *snapshot,
             const char         *parting,
             GCancellable       *cancellable)
{
  const char *tip = cw_snapshot_get_commit (snapshot);
  g_auto (GStrv) changed = cw_git_service_list_changed (self->git, repository->url, parting, tip);
  g_auto (GStrv) paths = cw_plan_pick_brought (snapshot, (const char *const *) changed);
  g_autoptr (CwSnapshot) more = *paths != NULL
                                  ? cw_git_service_snapshot (self->git, repository->url, tip, repository->id,
                                                             (const char *const *) paths, cancellable, NULL) : NULL;

  return more != NULL ? cw_snapshot_join (snapshot, more) : g_object_ref (snapshot);
}

typedef struct {
  CwWorld *world;
  const CwRepository *repository;
  GCancellable *cancellable;
} Reading;

static CwSnapshot *
read_step (gpointer    data,
           const char *commit)
{
  const Reading *self = data;

  return cw_world_get_snapshot (self->world, self->repository, commit, self->cancellable, NULL);
}

/**
 * cw_world_compare:
 * @self: a world
 * @repository: a repository
 * @snapshot: its files on some branch
 * @cancellable: (nullable): a cancellable
 *
 * What a ticket's branch brings is known by the files from which it parted from the default branch.
 *
 * Returns: (transfer full): the same files, of which is known what they were before, where anything is
 */
CwSnapshot *
cw_world_compare (CwWorld            *self,
                  const CwRepository *repository,
                  CwSnapshot         *snapshot,
                  GCancellable       *cancellable)
{
  const char *tip = cw_snapshot_get_commit (snapshot);
  g_autofree char *onto = cw_git_service_get_tip (self->git, repository->url, repository->branch, NULL);
  g_autofree char *parting = onto != NULL && !g_str_equal (onto, tip)
                               ? cw_git_service_find_parting (self->git, repository->url, tip, onto) : NULL;
  g_autoptr (CwSnapshot) before = parting != NULL && !g_str_equal (parting, tip)
                                    ? cw_world_get_snapshot (self, repository, parting, cancellable, NULL) : NULL;
  g_autoptr (CwSnapshot) whole = NULL;
  g_autoptr (GPtrArray) commits = NULL;
  Reading reading = { self, repository, cancellable };
  CwSnapshot *compared;

  if (before == NULL)
    return g_object_ref (snapshot);
  whole = add_brought (self, repository, snapshot, parting, cancellable);
  compared = cw_snapshot_compare_with (whole, before);
  commits = cw_git_service_log (self->git, repository->url, parting, tip, CW_BRANCH_MAX_STEPS + 1, NULL);
  cw_branch_note_steps (compared, commits, read_step, &reading);
  return compared;
}

static gboolean
add_snapshot (CwWorld            *self,
              CwDeployment       *deployment,
              CwHistory          *history,
              const CwRepository *repository,
              const char         *site,
              GHashTable         *observations,
              GPtrArray          *edits,
              GPtrArray          *snapshots,
              GCancellable       *cancellable,
              GError            **error)
{
  g_auto (CwWorldBase) base = { 0 };
  g_autoptr (CwSnapshot) read = NULL;
  g_autoptr (CwSnapshot) whole = NULL, compared = NULL;

  if (!cw_world_find_base (self, deployment, history, repository, site, observations, &base, cancellable, error))
    return FALSE;
  read = cw_world_get_snapshot (self, repository, base.commit, cancellable, error);
  whole = read != NULL ? add_edited_files (self, repository, read, edits, cancellable, error) : NULL;
  if (whole == NULL)
    return FALSE;
  compared = cw_world_compare (self, repository, whole, cancellable);
  g_ptr_array_add (snapshots, cw_snapshot_rename (compared, base.name));
  cw_world_put_text (observations, base.tip, "tip.%s.%s", site, repository->id);
  if (base.finished)
    cw_world_put_text (observations, base.commit, "parent.%s.%s", site, repository->id);
  if (base.there != NULL)
    cw_world_put_text (observations, base.there, base.merged ? "merged.%s.%s" : "there.%s.%s", site, repository->id);
  return TRUE;
}

GHashTable *
cw_world_list_answers (CwHistory *history)
{
  GHashTable *answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, cw_history_get_facts (history));
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_str_has_prefix (key, "answer."))
      g_hash_table_replace (answers, g_strdup ((const char *) key + strlen ("answer.")), json_node_copy (value));
    else if (g_str_has_prefix (key, "left-out."))
      g_hash_table_replace (answers, g_strdup (key), json_node_copy (value));
  return answers;
}

/* All that a plan is made of, in words: two equal keys have equal plans. */
static char *
make_plan_key (CwDeployment *deployment,
               GPtrArray    *snapshots,
               GHashTable   *answers,
               GPtrArray    *edits)
{
  const char *components = cw_deployment_get_text (deployment, "components");
  g_autoptr (GString) key = g_string_new (cw_deployment_get_text (deployment, "cycle"));
  g_autoptr (GList) questions = g_list_sort (g_hash_table_get_keys (answers), (GCompareFunc) strcmp);

  g_string_append_printf (key, "\n%s", components != NULL ? components : "");
  for (guint i = 0; i < snapshots->len; i++)
    {
      CwSnapshot *snapshot = g_ptr_array_index (snapshots, i);

      g_string_append_printf (key, "\n%s@%s %s %s", cw_snapshot_get_repository (snapshot),
                              cw_snapshot_get_commit (snapshot), cw_snapshot_get_reference (snapshot),
                              cw_snapshot_get_commit (cw_snapshot_get_before (snapshot)));
    }
  for (GList *l = questions; l != NULL; l = l->next)
    {
      g_autofree char *answer = cw_json_canonical (g_hash_table_lookup (answers, l->data));

      g_string_append_printf (key, "\n%s=%s", (const char *) l->data, answer);
    }
  for (guint i = 0; i < edits->len; i++)
    {
      g_autofree char *hash = cw_hand_edit_hash (g_ptr_array_index (edits, i));

      g_string_append_printf (key, "\n%s", hash);
    }
  return g_string_free (g_steal_pointer (&key), FALSE);
}

/* Planning is pure: the plan of the last time serves as long as nothing that it is made of changed. */
static CwPlan *
plan_again (CwWorld       *self,
            CwDeployment  *deployment,
            const char    *site,
            GPtrArray     *snapshots,
            GHashTable    *answers,
            GPtrArray     *edits,
            GError       **error)
{
  g_autofree char *key = make_plan_key (deployment, snapshots, answers, edits);
  CwPlan *plan;

  if (g_strcmp0 (key, g_hash_table_lookup (self->plan_keys, site)) == 0)
    return g_object_ref (g_hash_table_lookup (self->plans, site));
  plan = cw_world_plan_snapshots (self, deployment, site, snapshots, answers, edits, error);
  if (plan == NULL)
    return NULL;
  g_hash_table_replace (self->plans, g_strdup (site), g_object_ref (plan));
  g_hash_table_replace (self->plan_keys, g_strdup (site), g_steal_pointer (&key));
  return plan;
}

static gboolean
plan_site (CwWorld       *self,
           CwDeployment  *deployment,
           CwHistory     *history,
           const char    *site,
           GHashTable    *observations,
           GHashTable    *plans,
           GCancellable  *cancellable,
           GError       **error)
{
  GPtrArray *repositories = cw_procedure_get_repositories (self->procedure);
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) answers = cw_world_list_answers (history);
  g_autoptr (GPtrArray) edits = cw_deployment_list_edits (deployment, site);
  CwPlan *plan;

  for (guint i = 0; i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);
      const char *fetch_trouble = g_hash_table_lookup (self->trouble, repository->id);
      g_autoptr (GError) local = NULL;

      if (cw_procedure_get_site_files (self->procedure, repository, site) == NULL)
        continue;
      if (add_snapshot (self, deployment, history, repository, site, observations, edits, snapshots, cancellable,
                        &local))
        continue;
      if (cw_error_is_cancelled (local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      cw_world_put_text (observations, fetch_trouble != NULL ? fetch_trouble : local->message, "git-trouble.%s.%s",
                         site, repository->id);
    }
  plan = plan_again (self, deployment, site, snapshots, answers, edits, error);
  if (plan == NULL)
    return FALSE;
  g_hash_table_replace (plans, g_strdup (site), plan);
  return TRUE;
}

/**
 * cw_world_plan:
 * @self: a world
 * @deployment: what is prepared
 * @history: what was done
 * @observations: (element-type utf8 JsonNode): where what was seen is added: candidates for bases, tips, trouble
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Plans each site from the caches, without the network.
 *
 * Returns: (transfer full) (element-type utf8 CwPlan) (nullable): site id → plan
 */
GHashTable *
cw_world_plan (CwWorld       *self,
               CwDeployment  *deployment,
               CwHistory     *history,
               GHashTable    *observations,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr (GHashTable) plans = NULL;
  g_autoptr (GPtrArray) sites = NULL;
  CwCycle cycle;

  g_return_val_if_fail (CW_IS_WORLD (self) && CW_IS_DEPLOYMENT (deployment) && CW_IS_HISTORY (history), NULL);
  cw_assert_in_worker ();

  plans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  if (!cw_deployment_get_cycle (deployment, &cycle))
    return g_steal_pointer (&plans);
  sites = cw_deployment_get_sites (deployment);
  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);

      if (!plan_site (self, deployment, history, site->id, observations, plans, cancellable, error))
        return NULL;
    }
  return g_steal_pointer (&plans);
}
