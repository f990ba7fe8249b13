/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-planner"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-check.h"
#include "cw-error.h"
#include "cw-owner.h"
#include "cw-hand-changes.h"
#include "cw-plan-changes.h"
#include "cw-plan-shared.h"
#include "cw-planner.h"

/* One repository of the site, while it is planned. */
typedef struct
{
  const CwRepository *repository;
  CwSnapshot         *snapshot;
  GPtrArray          *scopes;  /* (owned) (element-type CwScope): the deployments, the first one first */
  GHashTable         *matched; /* (owned) (element-type utf8): ids of rules that speak of something here */
  CwPlan             *plan;
  CwChangeSet        *changes;
} Work;

static void
free_scope (gpointer data)
{
  CwScope *scope = data;

  g_ptr_array_unref (scope->plan_files);
  g_free (scope);
}

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->scopes, g_ptr_array_unref);
  g_clear_pointer (&work->matched, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* Whether a rule of this kind always has something to say where its files are. */
static gboolean
needs_place (const CwTagRule *rule)
{
  return rule->kind == CW_RULE_IMAGE_TAG || rule->kind == CW_RULE_ENV_TAG || rule->kind == CW_RULE_CYCLE_NUMBER
         || rule->kind == CW_RULE_SCALAR;
}

static void
apply_rule (Work            *work,
            CwPlanFile      *file,
            const CwTagRule *rule)
{
  gboolean found = FALSE;

  if (rule->kind == CW_RULE_OWN_SCHEDULE)
    file->apart = rule;
  if (rule->kind == CW_RULE_PIN || file->tags->len > 0)
    found = cw_plan_file_read (file, rule) && cw_plan_file_find_places (file, rule);
  if (found)
    g_hash_table_add (work->matched, rule->id);
}

static void
warn_of_file (Work       *work,
              CwPlanFile *file)
{
  GPtrArray *duplicates = file->yaml != NULL ? cw_yaml_get_duplicates (file->yaml) : NULL;

  for (guint i = 0; duplicates != NULL && i < duplicates->len; i++)
    {
      const CwYamlNode *key = duplicates->pdata[i];

      cw_plan_add_warning (work->plan, work->repository->id,
                           g_strdup_printf ("duplicate-%s/%s:%u", work->repository->id, file->path, key->line),
                           g_strdup_printf (_ ("The key “%s” stands twice in one block of %s, line %u; readers "
                                               "differ about which one counts"), key->value, file->path, key->line));
    }
}

static CwPlanFile *
look_at_file (Work              *work,
              const CwSiteFiles *files,
              const char        *path,
              GBytes            *bytes)
{
  CwPlanFile *file = cw_plan_file_new (path, bytes);

  for (guint i = 0; i < files->rules->len && file->apart == NULL; i++)
    {
      const CwTagRule *rule = files->rules->pdata[i];

      if (rule->kind == CW_RULE_OWN_SCHEDULE && cw_path_matches_any ((const char *const *) rule->files, path))
        apply_rule (work, file, rule);
    }
  for (guint i = 0; i < files->rules->len && file->apart == NULL; i++)
    {
      const CwTagRule *rule = files->rules->pdata[i];

      if (rule->kind != CW_RULE_OWN_SCHEDULE && rule->kind < CW_RULE_FIRST_CHECK
          && cw_path_matches_any ((const char *const *) rule->files, path))
        apply_rule (work, file, rule);
    }
  cw_plan_file_sort_places (file);
  return file;
}

/* A path belongs to the first deployment that includes it. */
static void
fill_scope (Work       *work,
            CwScope    *scope,
            GHashTable *taken)
{
  const char *const *paths = cw_snapshot_get_paths (work->snapshot, NULL);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      GBytes *bytes = cw_snapshot_get_bytes (work->snapshot, paths[i]), *mended;
      CwPlanFile *file = NULL;

      if (!cw_path_matches_any ((const char *const *) scope->files->include, paths[i])
          || !g_hash_table_add (taken, (gpointer) paths[i]))
        continue;
      scope->n_files++;
      g_ptr_array_add (work->changes->paths, g_strdup (paths[i]));
      mended = cw_scope_find_mended (scope, paths[i], bytes);
      file = look_at_file (work, scope->files, paths[i], mended != NULL ? mended : bytes);
      cw_scope_prove_file (scope, file, work->plan);
      warn_of_file (work, file);
      cw_components_see (scope->components, work->repository->id, file);
      if (file->tags->len > 0 || file->yaml != NULL)
        g_ptr_array_add (scope->plan_files, file);
      else
        cw_plan_file_free (file);
    }
}

static void
warn_of_rule (Work            *work,
              GHashTable      *warned,
              const CwTagRule *rule)
{
  /* A pin, or an application on its own schedule, may be there or not; so may a tag that is reset in its own way. */
  gboolean optional = !needs_place (rule) || (rule->kind == CW_RULE_IMAGE_TAG && rule->reset != NULL);

  if (optional || g_hash_table_contains (work->matched, rule->id) || !g_hash_table_add (warned, rule->id))
    return;
  cw_plan_add_warning (work->plan, work->repository->id,
                       g_strdup_printf ("unmatched-%s-%s", work->repository->id, rule->id),
                       g_strdup_printf (_ ("The rule “%s” matches nothing in %s"), rule->id, work->repository->id));
}

/* Where a whole deployment says nothing to any rule, that is said once. */
static void
warn_of_rules (Work *work)
{
  g_autoptr (GHashTable) warned = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < work->scopes->len; i++)
    {
      const CwScope *scope = work->scopes->pdata[i];

      if (scope->n_files > 0 && !cw_scope_has_places (scope))
        cw_plan_add_warning (work->plan, work->repository->id,
                             g_strdup_printf ("silent-%s-%s", work->repository->id, scope->files->id),
                             g_strdup_printf (ngettext ("No rule matches anything in the %u file of %s in %s",
                                                        "No rule matches anything in the %u files of %s in %s",
                                                        scope->n_files),
                                              scope->n_files, scope->files->id, work->repository->id));
      else
        for (guint j = 0; j < scope->files->rules->len; j++)
          warn_of_rule (work, warned, scope->files->rules->pdata[j]);
    }
}

/* Whether the target is a revision of a cycle that the deployment doesn't have. */
static gboolean
is_elsewhere (const CwScope *scope)
{
  return cw_cycle_is_incremental (scope->target) && scope->present.number > 0
         && (scope->present.series != scope->target->series || scope->present.number != scope->target->number);
}

static void
warn_of_cycles (Work          *work,
                const CwScope *scope)
{
  g_autofree char *present = cw_cycle_to_bare_tag (&scope->present), *target = cw_cycle_to_tag (scope->target);

  if (scope->retired)
    cw_plan_add_warning (work->plan, work->repository->id,
                         g_strdup_printf ("retired-%s-%s", work->repository->id, scope->files->id),
                         g_strdup_printf (_ ("The second deployment %s in %s stayed at %s; it is left as it is"),
                                          scope->files->id, work->repository->id, present));
  else if (!scope->back && is_elsewhere (scope))
    cw_plan_add_warning (work->plan, work->repository->id,
                         g_strdup_printf ("elsewhere-%s-%s", work->repository->id, scope->files->id),
                         g_strdup_printf (_ ("The target %s is a revision of another cycle than %s, the present one of "
                                             "%s in %s"), target, present, scope->files->id, work->repository->id));
}

static gboolean
finish_scopes (Work    *work,
               GError **error)
{
  g_autoptr (GHashTable) skipped = g_hash_table_new (g_str_hash, g_str_equal);
  CwScope *first = NULL;

  for (guint i = 0; i < work->scopes->len; i++)
    {
      CwScope *scope = work->scopes->pdata[i];

      cw_scope_find_cycles (scope, first);
      cw_scope_decide (scope);
      warn_of_cycles (work, scope);
      if (!cw_scope_add_changes (scope, work->changes, error))
        return FALSE;
      cw_scope_add_mentions (scope, work->plan);
      cw_scope_ask_skipped (scope, skipped, work->plan);
      work->changes->n_files += scope->n_files;
      if (first == NULL && !scope->files->second)
        {
          first = scope;
          work->changes->present = scope->present;
        }
    }
  return TRUE;
}

/* The file as a person leaves it: what stands there stays there. Takes ownership of @former. */
static CwPlanFile *
read_result (Work         *work,
             CwScope      *scope,
             CwHandChange *hand,
             CwPlanFile   *former)
{
  CwPlanFile *file = look_at_file (work, scope->files, hand->path, hand->result);
  GBytes *base = cw_snapshot_get_bytes (work->snapshot, hand->path);

  if (former == NULL && base != NULL)
    former = look_at_file (work, scope->files, hand->path, base);
  file->former = former;
  for (guint i = 0; i < file->places->len; i++)
    ((CwPlace *) file->places->pdata[i])->fate = CW_FATE_KEPT;
  return file;
}

/* The images are those that the files name with the edits by hand. */
static void
take_results (Work    *work,
              CwScope *scope)
{
  GPtrArray *hands = cw_plan_get_hand_changes (work->plan);

  for (guint i = 0; i < hands->len; i++)
    {
      CwHandChange *hand = hands->pdata[i];
      CwPlanFile *former = NULL;

      if (hand->question != NULL || !g_str_equal (hand->repository, work->repository->id)
          || !cw_path_matches_any ((const char *const *) scope->files->include, hand->path))
        continue;
      for (guint j = scope->plan_files->len; j > 0; j--)
        if (g_str_equal (((const CwPlanFile *) scope->plan_files->pdata[j - 1])->path, hand->path))
          former = g_ptr_array_steal_index (scope->plan_files, j - 1);
      if (hand->result != NULL)
        g_ptr_array_add (scope->plan_files, read_result (work, scope, hand, g_steal_pointer (&former)));
      g_clear_pointer (&former, cw_plan_file_free);
    }
}

static gboolean
add_edits_by_hand (Work          *work,
                   const CwScope *pattern,
                   GError       **error)
{
  CwScope whole = *pattern;

  whole.repository = work->repository;
  whole.snapshot = work->snapshot;
  if (!cw_hand_changes_add (&whole, work->changes, work->plan, error))
    return FALSE;
  for (guint i = 0; i < work->scopes->len; i++)
    {
      take_results (work, work->scopes->pdata[i]);
      cw_scope_add_images (work->scopes->pdata[i], work->plan);
      cw_scope_add_compose_images (work->scopes->pdata[i], work->changes, work->plan);
      cw_scope_check (work->scopes->pdata[i], work->changes, work->plan);
    }
  return TRUE;
}

static int
compare_files (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 ((*(const CwFileChange *const *) a)->path, (*(const CwFileChange *const *) b)->path);
}

static void
free_file (gpointer data)
{
  cw_plan_file_free (data);
}

static void
fill_scopes (Work          *work,
             GPtrArray     *deployments,
             const CwScope *pattern)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);

  work->scopes = g_ptr_array_new_with_free_func (free_scope);
  work->matched = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < deployments->len; i++)
    {
      CwScope *scope = g_new0 (CwScope, 1);

      *scope = *pattern;
      scope->repository = work->repository;
      scope->snapshot = work->snapshot;
      scope->files = deployments->pdata[i];
      scope->plan_files = g_ptr_array_new_with_free_func (free_file);
      g_ptr_array_add (work->scopes, scope);
      fill_scope (work, scope, taken);
    }
}

static gboolean
plan_repository (Work          *work,
                 GPtrArray     *deployments,
                 const CwScope *pattern,
                 GError       **error)
{
  fill_scopes (work, deployments, pattern);
  if (!finish_scopes (work, error))
    return FALSE;
  warn_of_rules (work);
  if (!add_edits_by_hand (work, pattern, error))
    return FALSE;
  cw_plan_prove_shared (work->plan, pattern->procedure, work->snapshot, work->changes);
  g_ptr_array_sort (work->changes->files, compare_files);
  return TRUE;
}

static gboolean
plan_snapshot (CwPlan        *plan,
               CwSnapshot    *snapshot,
               const CwScope *pattern,
               GError       **error)
{
  const char *id = cw_snapshot_get_repository (snapshot);
  const CwRepository *repository = cw_procedure_get_repository (pattern->procedure, id);
  GPtrArray *deployments = NULL;
  g_autoptr (CwChangeSet) changes = NULL;
  g_auto (Work) work = { 0 };

  if (repository == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("The procedure %s knows no repository “%s”"),
                   cw_procedure_get_id (pattern->procedure), id);
      return FALSE;
    }
  deployments = cw_procedure_get_site_files (pattern->procedure, repository, cw_plan_get_site (plan));
  if (deployments == NULL)
    return TRUE;

  changes = cw_change_set_new (repository->id, cw_snapshot_get_commit (snapshot), cw_snapshot_get_reference (snapshot));
  work.repository = repository;
  work.snapshot = snapshot;
  work.plan = plan;
  work.changes = changes;
  if (!plan_repository (&work, deployments, pattern, error))
    return FALSE;
  cw_plan_take_change_set (plan, g_steal_pointer (&changes));
  return TRUE;
}

static gboolean
changes_nothing (CwPlan *plan)
{
  GPtrArray *change_sets = cw_plan_get_change_sets (plan);

  for (guint i = 0; i < change_sets->len; i++)
    if (((const CwChangeSet *) change_sets->pdata[i])->files->len > 0)
      return FALSE;
  return cw_plan_count (plan, NULL, CW_FATE_QUESTION) == 0;
}

/* A named component that nothing pins: its bare tag floats, and brings the revision without a change. */
static void
warn_of_unpinned (CwPlan            *plan,
                  const CwComponent *component)
{
  cw_plan_add_warning (plan, NULL, g_strdup_printf ("unpinned-%s", component->name),
                       g_strdup_printf (_ ("Nothing changes for %s: no file pins it, and its bare tag already means "
                                           "the newest revision"), component->name));
}

/* A revision says which named components it didn't find, and why it is empty. */
static void
warn_of_components (CwPlan    *plan,
                    GPtrArray *components)
{
  g_autofree char *tag = cw_cycle_to_tag (cw_plan_get_target (plan));
  gboolean found = FALSE, stuck = FALSE;

  for (guint i = 0; i < components->len; i++)
    {
      const CwComponent *component = components->pdata[i];

      stuck |= component->stuck;
      found |= component->found && !component->companion;
      if (!component->found && !component->companion)
        cw_plan_add_warning (plan, NULL, g_strdup_printf (CW_PLAN_UNKNOWN_COMPONENT "%s", component->name),
                             g_strdup_printf (_ ("The component “%s” matches nothing in the site’s files"),
                                              component->name));
    }
  if (!changes_nothing (plan))
    {
      for (guint i = 0; i < components->len; i++)
        {
          const CwComponent *component = components->pdata[i];

          if (component->found && !component->companion && !component->pinned && !component->stuck)
            warn_of_unpinned (plan, component);
        }
      return;
    }
  if (components->len == 0)
    cw_plan_add_warning (plan, NULL, g_strdup ("nothing-named"),
                         g_strdup_printf (_ ("Nothing changes for %s: none of its components is named"), tag));
  else if (found && !stuck)
    cw_plan_add_warning (plan, NULL, g_strdup ("nothing-pinned"),
                         g_strdup_printf (_ ("Nothing changes for %s: the bare tag already means the newest revision, "
                                             "and no named component is pinned to another one"), tag));
}

static gboolean
plan_snapshots (CwPlan        *plan,
                GPtrArray     *snapshots,
                const CwScope *pattern,
                GError       **error)
{
  for (guint i = 0; i < snapshots->len; i++)
    if (!plan_snapshot (plan, snapshots->pdata[i], pattern, error))
      return FALSE;
  cw_plan_check_services (plan, pattern->procedure, snapshots);
  if (cw_cycle_is_incremental (pattern->target) && cw_plan_get_change_sets (plan)->len > 0)
    warn_of_components (plan, pattern->components);
  cw_plan_seal (plan);
  return TRUE;
}

/**
 * cw_planner_find_present:
 * @procedure: what the observatory does
 * @site: id of a site
 * @snapshot: the site's files in one repository
 *
 * Finds out which cycle most of the files are at, without planning anything.
 *
 * Returns: the cycle; its number is 0 where they say none
 */
CwCycle
cw_planner_find_present (CwProcedure *procedure,
                         const char  *site,
                         CwSnapshot  *snapshot)
{
  const CwCycle first = { 'c', 1, CW_CYCLE_NO_REVISION }, none = { 'c', 0, CW_CYCLE_NO_REVISION };
  const CwRepository *repository = cw_procedure_get_repository (procedure, cw_snapshot_get_repository (snapshot));
  GPtrArray *deployments = repository != NULL ? cw_procedure_get_site_files (procedure, repository, site) : NULL;
  g_autoptr (CwPlan) plan = cw_plan_new (site, &first);
  g_autoptr (GPtrArray) named = cw_components_new (NULL, cw_procedure_get_companions (procedure));
  const CwScope pattern = { .procedure = procedure, .site = site, .target = &first, .components = named };
  g_autoptr (CwChangeSet) changes = NULL;
  g_auto (Work) work = { 0 };

  if (deployments == NULL)
    return none;
  changes = cw_change_set_new (repository->id, cw_snapshot_get_commit (snapshot), cw_snapshot_get_reference (snapshot));
  work.repository = repository;
  work.snapshot = snapshot;
  work.plan = plan;
  work.changes = changes;
  fill_scopes (&work, deployments, &pattern);
  for (guint i = 0; i < work.scopes->len; i++)
    {
      CwScope *scope = g_ptr_array_index (work.scopes, i);

      if (scope->files->second)
        continue;
      cw_scope_find_cycles (scope, NULL);
      return scope->present;
    }
  return none;
}

/**
 * cw_planner_plan:
 * @procedure: what the observatory does
 * @site: id of a site
 * @target: the cycle, or the revision of an incremental upgrade
 * @snapshots: (element-type CwSnapshot): the repositories to plan, with the files of all their sites: tags with a
 *   version of their own are looked up at the others
 * @components: (nullable) (array zero-terminated=1): the components of a revision, as people write them (`ATDome`,
 *   `ESS:301`); the procedure's companions go along. A full cycle is for all of them
 * @answers: (nullable) (element-type utf8 JsonNode): question id → the word that shall stand there, as a string; the
 *   word that stands there, or an empty one, keeps it. For %CW_QUESTION_BACK of the site: the target's tag, or a later
 *   one to stay. Under `left-out.` and the id of an edit: the reason why that edit is left out
 * @edits: (nullable) (element-type CwHandEdit): the files that a person edited; the snapshots have them too, where they
 *   are there
 * @error: where to store the error: %CW_ERROR_VALIDATION for a site or repository that the procedure doesn't know,
 *   %CW_ERROR_INVALID_DATA for an edit that would do something else than what was planned
 *
 * Plans one site. A pure function: equal inputs make equal plans, byte for byte.
 *
 * Returns: (transfer full): the plan
 */
CwPlan *
cw_planner_plan (CwProcedure       *procedure,
                 const char        *site,
                 const CwCycle     *target,
                 GPtrArray         *snapshots,
                 const char *const *components,
                 GHashTable        *answers,
                 GPtrArray         *edits,
                 GError           **error)
{
  g_autoptr (CwPlan) plan = NULL;
  g_autoptr (GPtrArray) named = NULL;
  CwScope pattern = { 0 };

  g_return_val_if_fail (CW_IS_PROCEDURE (procedure), NULL);
  g_return_val_if_fail (site != NULL && target != NULL && snapshots != NULL, NULL);

  if (cw_procedure_get_site (procedure, site) == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("The procedure %s knows no site “%s”"),
                   cw_procedure_get_id (procedure), site);
      return NULL;
    }
  plan = cw_plan_new (site, target);
  pattern.procedure = procedure;
  pattern.site = cw_plan_get_site (plan);
  pattern.target = cw_plan_get_target (plan);
  named = cw_components_new (components, cw_procedure_get_companions (procedure));
  pattern.components = named;
  pattern.answers = answers;
  pattern.edits = edits;
  return plan_snapshots (plan, snapshots, &pattern, error) ? g_steal_pointer (&plan) : NULL;
}
