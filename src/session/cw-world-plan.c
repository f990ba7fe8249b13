/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-world"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-planner.h"
#include "cw-template.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* The base of one site in one repository, and the tip of the branch that will be pushed. */
typedef struct {
  char *name;
  char *commit;
  char *tip;
} Base;

static void
base_clear (Base *base)
{
  g_free (base->name);
  g_free (base->commit);
  g_free (base->tip);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Base, base_clear)

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
  return g_strv_builder_end (globs);
}

static GStrv
list_site_globs (CwWorld            *self,
                 const CwRepository *repository,
                 const char         *site)
{
  g_autoptr (GStrvBuilder) globs = g_strv_builder_new ();
  GPtrArray *files = cw_procedure_get_site_files (self->procedure, repository, site);

  for (guint j = 0; files != NULL && j < files->len; j++)
    g_strv_builder_addv (globs, (const char **) ((const CwSiteFiles *) g_ptr_array_index (files, j))->include);
  return g_strv_builder_end (globs);
}

static CwSnapshot *
get_snapshot (CwWorld            *self,
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

static CwPlan *
plan_snapshots (CwWorld      *self,
                CwDeployment *deployment,
                const char   *site,
                GPtrArray    *snapshots,
                GHashTable   *answers,
                GError      **error)
{
  const char *components = cw_deployment_get_text (deployment, "components");
  g_auto (GStrv) names = components != NULL && *components != '\0' ? g_strsplit (components, ",", -1) : NULL;
  CwCycle target;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    g_strstrip (names[i]);
  if (!cw_deployment_get_cycle (deployment, &target))
    return NULL;
  return cw_planner_plan (self->procedure, site, &target, snapshots, (const char *const *) names, answers, error);
}

/* What a branch is configured for, as a person would say it; for the label of a candidate. */
static void
find_current (CwWorld            *self,
              CwDeployment       *deployment,
              const CwRepository *repository,
              const char         *site,
              const char         *commit,
              CwCycle            *current,
              GCancellable       *cancellable)
{
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CwPlan) plan = NULL;
  CwSnapshot *snapshot = get_snapshot (self, repository, commit, cancellable, NULL);
  const CwChangeSet *changes;

  *current = (CwCycle) { 'c', 0, CW_CYCLE_NO_REVISION };
  if (snapshot == NULL)
    return;
  g_ptr_array_add (snapshots, snapshot);
  plan = plan_snapshots (self, deployment, site, snapshots, NULL, NULL);
  changes = plan != NULL ? cw_plan_get_change_set (plan, repository->id) : NULL;
  if (changes != NULL)
    *current = changes->current;
}

static JsonObject *
describe_candidate (const char    *name,
                    const CwCycle *current,
                    guint          ahead,
                    gint64         date,
                    gboolean       suggested)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (date);
  g_autofree char *day = when != NULL ? g_date_time_format (when, "%Y-%m-%d") : g_strdup ("–");
  g_autofree char *tag = current->number > 0 ? cw_cycle_to_tag (current) : g_strdup (_ ("no cycle"));
  g_autofree char *label = NULL;
  JsonObject *candidate;

  if (ahead == 0)
    label = g_strdup_printf (_ ("%s: configured for %s"), name, tag);
  else
    label = g_strdup_printf (ngettext ("%s: configured for %s, %u commit ahead, last on %s",
                                       "%s: configured for %s, %u commits ahead, last on %s", ahead),
                             name, tag, ahead, day);
  candidate = cw_json_object ("name", name, "label", label, NULL);
  json_object_set_boolean_member (candidate, "suggested", suggested);
  return candidate;
}

/* Hosts run ticket branches that are merged late or never (DOMAIN): among the unmerged branches that touch the site's
 * files, the one that is configured for the newest cycle is what runs, the newest commit deciding between equals. */
static const CwGitBranch *
pick_suggested (CwWorld            *self,
                CwDeployment       *deployment,
                const CwRepository *repository,
                const char         *site,
                GPtrArray          *branches,
                CwCycle            *currents,
                GCancellable       *cancellable)
{
  const CwGitBranch *best = NULL;
  guint best_index = 0;

  for (guint i = 0; i < branches->len; i++)
    {
      const CwGitBranch *branch = g_ptr_array_index (branches, i);
      int order;

      find_current (self, deployment, repository, site, branch->tip, &currents[i], cancellable);
      order = best != NULL ? cw_cycle_compare (&currents[i], &currents[best_index]) : 1;
      if (order > 0 || (order == 0 && branch->ahead > 0 && branch->date > best->date))
        {
          best = branch;
          best_index = i;
        }
    }
  return best;
}

static void
keep_unfinished (GPtrArray *branches)
{
  for (guint i = branches->len; i > 0; i--)
    {
      const CwGitBranch *branch = g_ptr_array_index (branches, i - 1);

      if (branch->finished && branch->ahead == 0 && i > 1)
        g_ptr_array_remove_index (branches, i - 1);
    }
}

/* Chooses among the candidates, and puts the choice as a question while there is more than one. */
static gboolean
choose_base (CwWorld            *self,
             CwDeployment       *deployment,
             const CwRepository *repository,
             const char         *site,
             GHashTable         *observations,
             Base               *base,
             GCancellable       *cancellable,
             GError            **error)
{
  const char *chosen = cw_deployment_get_text (deployment, "base.%s.%s", site, repository->id);
  g_auto (GStrv) globs = list_site_globs (self, repository, site);
  g_autoptr (GPtrArray) branches = NULL;
  g_autofree CwCycle *currents = NULL;
  const CwGitBranch *suggested;
  JsonArray *candidates;
  JsonNode *node;

  if (chosen != NULL)
    {
      base->name = g_strdup (chosen);
      base->commit = cw_git_service_get_tip (self->git, repository->url, chosen, error);
      return base->commit != NULL;
    }
  branches = cw_git_service_list_branches (self->git, repository->url, repository->branch,
                                           (const char *const *) globs, cancellable, error);
  if (branches == NULL)
    return FALSE;
  keep_unfinished (branches);
  currents = g_new0 (CwCycle, branches->len + 1);
  suggested = pick_suggested (self, deployment, repository, site, branches, currents, cancellable);
  if (suggested == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("%s has no branch %s"), repository->name,
                   repository->branch);
      return FALSE;
    }
  base->name = g_strdup (suggested->name);
  base->commit = g_strdup (suggested->tip);
  if (branches->len < 2)
    return TRUE;

  candidates = json_array_new ();
  for (guint i = 0; i < branches->len; i++)
    {
      const CwGitBranch *branch = g_ptr_array_index (branches, i);

      json_array_add_object_element (candidates, describe_candidate (branch->name, &currents[i], branch->ahead,
                                                                     branch->date, branch == suggested));
    }
  node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, candidates);
  g_hash_table_replace (observations, g_strdup_printf ("bases.%s.%s", site, repository->id), node);
  return TRUE;
}

static CwEffectRecord *
find_record (CwDeployment       *deployment,
             CwHistory          *history,
             const CwRepository *repository,
             const char         *site,
             const char         *stage,
             const char         *name)
{
  guint round = stage == repository->stage ? cw_deployment_get_round (deployment, site, repository->id) : 1;
  g_autofree char *tag = NULL, *id = NULL;
  CwCycle cycle;

  if (!cw_deployment_get_cycle (deployment, &cycle))
    return NULL;
  tag = cw_cycle_to_tag (&cycle);
  id = cw_effect_make_id (tag, site, stage, name, round);
  return cw_history_get_record (history, id);
}

/* What was sent stays as it was planned, though the branches move on: else each new commit there would call it
 * outdated. Another round starts from the world as it is then. */
static gboolean
take_sent_base (CwDeployment       *deployment,
                CwHistory          *history,
                const CwRepository *repository,
                const char         *site,
                Base               *base)
{
  CwEffectRecord *record = find_record (deployment, history, repository, site, repository->stage, repository->id);
  CwEffectPhase phase = record != NULL ? cw_effect_record_get_phase (record) : CW_PHASE_NONE;
  JsonNode *sent = record != NULL ? cw_effect_record_get_sent (record) : NULL;
  JsonObject *payload;

  if (sent == NULL || phase == CW_PHASE_NONE || phase == CW_PHASE_FAILED || phase == CW_PHASE_ASKING)
    return FALSE;
  payload = json_node_get_object (sent);
  base->name = g_strdup (cw_json_get_string (payload, "base-name", ""));
  base->commit = g_strdup (cw_json_get_string (payload, "base", ""));
  base->tip = g_strdup (cw_json_get_string (payload, "expected", ""));
  return *base->commit != '\0';
}

static char *
find_tip (CwWorld            *self,
          CwDeployment       *deployment,
          CwHistory          *history,
          const CwRepository *repository,
          const char         *site)
{
  CwEffectRecord *ticket = find_record (deployment, history, repository, site, "tickets", "configuration");
  const char *key = ticket != NULL ? cw_effect_record_get_key (ticket) : NULL;
  g_autoptr (GHashTable) variables = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *branch = NULL;
  char *tip;

  if (key == NULL || *key == '\0')
    return g_strdup ("");
  g_hash_table_insert (variables, (gpointer) "ticket", (gpointer) key);
  branch = cw_template_expand (cw_procedure_get_branch (self->procedure), variables, NULL);
  tip = branch != NULL ? cw_git_service_get_tip (self->git, repository->url, branch, NULL) : NULL;
  return tip != NULL ? tip : g_strdup ("");
}

static gboolean
find_base (CwWorld            *self,
           CwDeployment       *deployment,
           CwHistory          *history,
           const CwRepository *repository,
           const char         *site,
           GHashTable         *observations,
           Base               *base,
           GCancellable       *cancellable,
           GError            **error)
{
  if (take_sent_base (deployment, history, repository, site, base))
    return TRUE;
  base_clear (base);
  *base = (Base) { NULL, NULL, NULL };
  if (!choose_base (self, deployment, repository, site, observations, base, cancellable, error))
    return FALSE;
  base->tip = find_tip (self, deployment, history, repository, site);
  return TRUE;
}

static gboolean
add_snapshot (CwWorld            *self,
              CwDeployment       *deployment,
              CwHistory          *history,
              const CwRepository *repository,
              const char         *site,
              GHashTable         *observations,
              GPtrArray          *snapshots,
              GCancellable       *cancellable,
              GError            **error)
{
  g_auto (Base) base = { NULL, NULL, NULL };
  g_autoptr (CwSnapshot) read = NULL;

  if (!find_base (self, deployment, history, repository, site, observations, &base, cancellable, error))
    return FALSE;
  read = get_snapshot (self, repository, base.commit, cancellable, error);
  if (read == NULL)
    return FALSE;
  g_ptr_array_add (snapshots, cw_snapshot_rename (read, base.name));
  cw_world_put_text (observations, base.tip, "tip.%s.%s", site, repository->id);
  return TRUE;
}

static GHashTable *
list_answers (CwHistory *history)
{
  GHashTable *answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, cw_history_get_facts (history));
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_str_has_prefix (key, "answer."))
      g_hash_table_replace (answers, g_strdup ((const char *) key + strlen ("answer.")), json_node_copy (value));
  return answers;
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
  g_autoptr (GHashTable) answers = list_answers (history);
  CwPlan *plan;

  for (guint i = 0; i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);
      const char *fetch_trouble = g_hash_table_lookup (self->trouble, repository->id);
      g_autoptr (GError) local = NULL;

      if (cw_procedure_get_site_files (self->procedure, repository, site) == NULL)
        continue;
      if (add_snapshot (self, deployment, history, repository, site, observations, snapshots, cancellable, &local))
        continue;
      if (cw_error_is_cancelled (local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      cw_world_put_text (observations, fetch_trouble != NULL ? fetch_trouble : local->message, "git-trouble.%s.%s",
                         site, repository->id);
    }
  plan = plan_snapshots (self, deployment, site, snapshots, answers, error);
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
