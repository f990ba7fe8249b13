/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-plan-alone"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-plan-alone.h"
#include "cw-preparations.h"
#include "cw-rehearsal-process.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* What is planned on without a preparation and without git directories: the procedure's repositories are fetched, and
 * on which branches they are planned is a question. */

/* What the ids of questions begin with that ask for a branch; behind it stand site and repository. */
#define BASE "base."

/* On which branches it is planned is answered as in a preparation. */
static void
put_bases (GHashTable *facts,
           GHashTable *answers)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, answers);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_str_has_prefix (key, BASE))
      g_hash_table_replace (facts, g_strdup (key), json_node_copy (value));
}

static CwDeployment *
make_deployment (CwProcedure   *procedure,
                 const char    *site,
                 const CwCycle *target,
                 GHashTable    *answers)
{
  g_autoptr (GHashTable) facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                        (GDestroyNotify) json_node_unref);
  g_autofree char *tag = cw_cycle_to_tag (target);

  cw_world_put_text (facts, tag, "cycle");
  put_bases (facts, answers);
  g_hash_table_replace (facts, g_strconcat ("site.", site, NULL), cw_json_node_object (json_object_new ()));
  return cw_deployment_new (procedure, facts);
}

static gboolean
check_trouble (GHashTable *observations,
               GError    **error)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, observations);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_str_has_prefix (key, "git-trouble."))
      {
        g_set_error (error, CW_ERROR, CW_ERROR_FAILED, "%s: %s", (const char *) key + strlen ("git-trouble."),
                     json_node_get_string (value));
        return FALSE;
      }
  return TRUE;
}

/**
 * cw_plan_open_world:
 * @config: where the caches are, and as whom we come
 * @procedure: what this observatory does
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * In a rehearsal its services are started; they end with the world.
 *
 * Returns: (transfer full) (nullable): what can be asked of the world without a preparation
 */
CwWorld *
cw_plan_open_world (const CwSessionConfig *config,
                    CwProcedure           *procedure,
                    GCancellable          *cancellable,
                    GError               **error)
{
  g_autofree char *cache = cw_preparations_get_cache (config->data_dir, config->rehearsal);
  g_autoptr (CwClock) clock = cw_clock_new ();
  g_autoptr (CwRehearsalProcess) process = NULL;
  g_autoptr (CwAccounts) accounts = NULL;
  CwWorld *world;

  if (config->rehearsal)
    {
      g_autofree char *folder = cw_preparations_get_folder (config->data_dir, TRUE);
      g_autofree char *state = g_build_filename (folder, "services", NULL);

      process = cw_rehearsal_process_start (state, config->now, cancellable, error);
      accounts = process != NULL ? cw_rehearsal_process_dup_accounts (process, error) : NULL;
      if (accounts == NULL)
        return NULL;
    }
  world = cw_world_new (procedure, accounts != NULL ? accounts : config->accounts, cache, clock);
  cw_world_set_progress (world, config->progress, config->progress_data);
  if (process != NULL)
    g_object_set_data_full (G_OBJECT (world), "cw-rehearsal", g_steal_pointer (&process), g_object_unref);
  return world;
}

/* The files that @plan was made of. */
static GPtrArray *
list_snapshots (CwWorld       *world,
                CwPlan        *plan,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *sets = cw_plan_get_change_sets (plan);

  for (guint i = 0; i < sets->len; i++)
    {
      const CwChangeSet *changes = g_ptr_array_index (sets, i);
      const CwRepository *repository = cw_procedure_get_repository (world->procedure, changes->repository);
      g_autoptr (CwSnapshot) snapshot = cw_world_get_snapshot (world, repository, changes->base, cancellable, error);
      g_autoptr (CwSnapshot) compared = NULL;

      if (snapshot == NULL)
        return NULL;
      compared = cw_world_compare (world, repository, snapshot, cancellable);
      g_ptr_array_add (snapshots, cw_snapshot_rename (compared, changes->base_name));
    }
  return g_steal_pointer (&snapshots);
}

static char *
make_base_id (const char         *site,
              const CwRepository *repository)
{
  return g_strdup_printf (BASE "%s.%s", site, repository->id);
}

/* Where a site could be planned on several branches, and nobody chose one. */
static JsonObject *
describe_base (CwProcedure        *procedure,
               const char         *site,
               const CwRepository *repository,
               JsonArray          *bases)
{
  g_autofree char *id = make_base_id (site, repository);
  g_autofree char *text = g_strdup_printf (_ ("On which branch of %s is the %s’s configuration planned?"),
                                           repository->name, cw_procedure_get_site (procedure, site)->name);
  JsonObject *object = cw_json_object ("id", id, "text", text, NULL);
  JsonArray *options = json_array_new ();

  json_object_set_array_member (object, "options", options);
  for (guint i = 0; i < json_array_get_length (bases); i++)
    {
      JsonObject *base = json_array_get_object_element (bases, i);
      const char *name = cw_json_get_string (base, "name", "");

      json_array_add_object_element (options, cw_json_object ("name", name, "label",
                                                              cw_json_get_string (base, "label", ""), NULL));
      if (cw_json_get_bool (base, "suggested", FALSE))
        json_object_set_string_member (object, "suggested", name);
    }
  return object;
}

static void
take_bases (CwPlanSource *self,
            const char   *site,
            GHashTable   *observations,
            GHashTable   *answers)
{
  GPtrArray *repositories = cw_procedure_get_repositories (self->procedure);

  self->bases = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  for (guint i = 0; i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);
      g_autofree char *id = make_base_id (site, repository), *key = g_strdup_printf ("bases.%s.%s", site, repository->id);
      JsonNode *node = g_hash_table_lookup (observations, key);

      if (node != NULL && JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 1
          && !g_hash_table_contains (answers, id))
        g_ptr_array_add (self->bases, describe_base (self->procedure, site, repository, json_node_get_array (node)));
    }
}

/**
 * cw_plan_source_asks_base:
 * @self: what is planned on
 * @site: id of the site
 * @id: a question
 *
 * Returns: whether @id asks on which branch one of the site's repositories is planned
 */
gboolean
cw_plan_source_asks_base (CwPlanSource *self,
                          const char   *site,
                          const char   *id)
{
  GPtrArray *repositories = cw_procedure_get_repositories (self->procedure);

  for (guint i = 0; self->world != NULL && i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);
      g_autofree char *one = make_base_id (site, repository);

      if (g_str_equal (one, id) && cw_procedure_get_site_files (self->procedure, repository, site) != NULL)
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_plan_source_fetch:
 * @config: where the caches are, and as whom we come
 * @procedure: what this observatory does
 * @site: id of the site
 * @target: the cycle or revision
 * @answers: (element-type utf8 JsonNode): question id → answer: on which branch a repository is planned
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Fetches the procedure's repositories, each to be planned on the base that would be suggested where nobody says one.
 *
 * Returns: (transfer full) (nullable): what can be planned on
 */
CwPlanSource *
cw_plan_source_fetch (const CwSessionConfig *config,
                      CwProcedure           *procedure,
                      const char            *site,
                      const CwCycle         *target,
                      GHashTable            *answers,
                      GCancellable          *cancellable,
                      GError               **error)
{
  g_autoptr (CwHistory) history = cw_history_new ();
  g_autoptr (CwDeployment) deployment = NULL;
  g_autoptr (CwWorld) world = NULL;
  g_autoptr (GHashTable) observations = NULL;
  g_autoptr (GHashTable) plans = NULL;
  g_autoptr (GPtrArray) snapshots = NULL;
  CwPlanSource *self;

  g_return_val_if_fail (config != NULL && CW_IS_PROCEDURE (procedure) && site != NULL && target != NULL, NULL);
  cw_assert_in_worker ();

  deployment = make_deployment (procedure, site, target, answers);
  observations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  world = cw_plan_open_world (config, procedure, cancellable, error);
  if (world == NULL || !cw_world_fetch (world, deployment, cancellable, error))
    return NULL;
  plans = cw_world_plan (world, deployment, history, observations, cancellable, error);
  if (plans == NULL || !check_trouble (observations, error))
    return NULL;
  snapshots = list_snapshots (world, g_hash_table_lookup (plans, site), cancellable, error);
  if (snapshots == NULL)
    return NULL;
  self = cw_plan_source_new (world, g_steal_pointer (&snapshots));
  take_bases (self, site, observations, answers);
  return self;
}

/**
 * cw_plan_ask_registry:
 * @config: where the registry is
 * @procedure: what this observatory does
 * @plan: a plan
 * @cancellable: (nullable): a cancellable
 * @error: where to store that it was cancelled
 *
 * Asks the registry for all that the plan resolves to; nothing else is asked of the network.
 *
 * Returns: (transfer full) (nullable): what it has, as cw_pins_list() takes it, or its `trouble` where it is out of reach
 */
JsonObject *
cw_plan_ask_registry (const CwSessionConfig *config,
                      CwProcedure           *procedure,
                      CwPlan                *plan,
                      GCancellable          *cancellable,
                      GError               **error)
{
  g_autoptr (CwWorld) world = NULL;

  g_return_val_if_fail (CW_IS_PLAN (plan), NULL);
  cw_assert_in_worker ();

  world = cw_plan_open_world (config, procedure, cancellable, error);
  return world != NULL ? cw_world_ask_images (world, plan, cancellable, error) : NULL;
}
