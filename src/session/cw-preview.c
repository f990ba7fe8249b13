/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-preview"

#include "config.h"

#include "cw-preparations.h"
#include "cw-preview.h"
#include "cw-worker.h"

static CwProcedure *
find_procedure (const CwSessionConfig *config,
                GHashTable            *facts,
                GError               **error)
{
  g_autofree char *own = g_build_filename (config->data_dir, "procedures", NULL);
  g_autoptr (CwProcedure) procedure = cw_procedure_find (config->procedure, own, error);
  GHashTableIter iter;
  gpointer key, value;

  if (procedure == NULL)
    return NULL;
  g_hash_table_iter_init (&iter, facts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!cw_deployment_check_fact (procedure, key, value, error))
      return NULL;
  return g_steal_pointer (&procedure);
}

/**
 * cw_preview:
 * @config: where and as whom
 * @facts: (element-type utf8 JsonNode): what would be prepared
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * What a preparation of these facts would begin with: nothing is kept, nothing is sent, no repository is fetched.
 *
 * Returns: (transfer full) (nullable): the view
 */
CwView *
cw_preview (const CwSessionConfig *config,
            GHashTable            *facts,
            GCancellable          *cancellable,
            GError               **error)
{
  g_autoptr (CwProcedure) procedure = NULL;
  g_autoptr (CwDeployment) deployment = NULL;
  g_autoptr (CwWorld) world = NULL;
  g_autoptr (CwClock) clock = cw_clock_new ();
  g_autoptr (GDateTime) now = cw_clock_now (clock);
  g_autoptr (GHashTable) nothing = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (CwHistory) history = cw_history_new ();
  g_autoptr (GHashTable) observations = NULL;
  g_autofree char *cache = NULL;
  CwStageInput input = { 0 };

  g_return_val_if_fail (config != NULL && facts != NULL, NULL);
  cw_assert_in_worker ();

  procedure = find_procedure (config, facts, error);
  if (procedure == NULL)
    return NULL;
  cache = cw_preparations_get_cache (config->data_dir, config->rehearsal);
  deployment = cw_deployment_new (procedure, facts);
  world = cw_world_new (procedure, config->accounts, cache, clock);
  cw_world_set_script (world, config->script);
  observations = cw_world_look_at_scripts (world, deployment, cancellable, error);
  if (observations == NULL)
    return NULL;
  input.deployment = deployment;
  input.now = now;
  input.history = history;
  input.observations = observations;
  input.plans = nothing;
  return cw_view_new ("preview", &input, NULL, NULL, FALSE, 0);
}
