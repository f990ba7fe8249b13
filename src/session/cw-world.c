/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-world"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-git-branch-handler.h"
#include "cw-git-rebase-handler.h"
#include "cw-handlers.h"
#include "cw-json.h"
#include "cw-merged.h"
#include "cw-worker.h"
#include "cw-world-private.h"

G_DEFINE_FINAL_TYPE (CwWorld, cw_world, G_TYPE_OBJECT)

static void
cw_world_finalize (GObject *object)
{
  CwWorld *self = CW_WORLD (object);

  g_clear_pointer (&self->handlers, g_hash_table_unref);
  g_clear_pointer (&self->snapshots, g_hash_table_unref);
  g_clear_pointer (&self->learned, g_hash_table_unref);
  g_clear_pointer (&self->branches, g_hash_table_unref);
  g_clear_pointer (&self->currents, g_hash_table_unref);
  g_clear_pointer (&self->merged, g_hash_table_unref);
  g_clear_pointer (&self->plans, g_hash_table_unref);
  g_clear_pointer (&self->plan_keys, g_hash_table_unref);
  g_clear_pointer (&self->validations, g_hash_table_unref);
  g_clear_pointer (&self->digests, g_hash_table_unref);
  g_clear_pointer (&self->trouble, g_hash_table_unref);
  g_clear_object (&self->procedure);
  g_clear_object (&self->clock);
  g_clear_object (&self->registry);
  g_clear_object (&self->jira);
  g_clear_object (&self->git);
  g_clear_object (&self->http);
  g_free (self->script);

  G_OBJECT_CLASS (cw_world_parent_class)->finalize (object);
}

static void
cw_world_class_init (CwWorldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_world_finalize;
}

static void
cw_world_init (CwWorld *self)
{
  self->snapshots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->learned = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->branches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->currents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->merged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->plans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->plan_keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->validations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  self->digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->trouble = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * cw_world_new:
 * @procedure: what this observatory does
 * @accounts: where the services are and as whom we come
 * @cache_dir: where the repositories' caches are
 * @clock: the clock
 *
 * Returns: (transfer full): the world, not yet looked at
 */
CwWorld *
cw_world_new (CwProcedure      *procedure,
              const CwAccounts *accounts,
              const char       *cache_dir,
              CwClock          *clock)
{
  CwWorld *self;

  g_return_val_if_fail (CW_IS_PROCEDURE (procedure) && accounts != NULL && cache_dir != NULL, NULL);
  g_return_val_if_fail (CW_IS_CLOCK (clock), NULL);

  self = g_object_new (CW_TYPE_WORLD, NULL);
  self->procedure = g_object_ref (procedure);
  self->clock = g_object_ref (clock);
  self->http = cw_http_new ();
  self->registry = cw_registry_service_new (self->http, accounts->registry);
  self->jira = cw_jira_service_new (self->http, accounts->jira);
  self->git = cw_git_service_new (cache_dir, self->http);
  if (accounts->git != NULL)
    cw_git_service_take_account (self->git, accounts->git);
  self->handlers = cw_handlers_new (self->http, accounts, cache_dir, clock);
  g_hash_table_replace (self->handlers, g_strdup (CW_EFFECT_KIND_GIT_BRANCH),
                        cw_git_branch_handler_new (self->git, clock, cw_merged_check));
  g_hash_table_replace (self->handlers, g_strdup (CW_EFFECT_KIND_GIT_REBASE), cw_git_rebase_handler_new (self->git));
  return self;
}

/**
 * cw_world_set_script:
 * @self: a world
 * @program: (nullable): the announcements' script; %NULL to look for it on PATH
 */
void
cw_world_set_script (CwWorld    *self,
                     const char *program)
{
  g_return_if_fail (CW_IS_WORLD (self));

  g_free (self->script);
  self->script = g_strdup (program);
}

/**
 * cw_world_set_progress:
 * @self: a world
 * @progress: (nullable): told before each look outside, in the worker
 * @data: for @progress
 */
void
cw_world_set_progress (CwWorld         *self,
                       CwWorldProgress  progress,
                       gpointer         data)
{
  g_return_if_fail (CW_IS_WORLD (self));

  self->progress = progress;
  self->progress_data = data;
}

/**
 * cw_world_get_handlers:
 * @self: a world
 *
 * Returns: (transfer none) (element-type utf8 CwHandler): kind → handler
 */
GHashTable *
cw_world_get_handlers (CwWorld *self)
{
  g_return_val_if_fail (CW_IS_WORLD (self), NULL);

  return self->handlers;
}

void
cw_world_say (CwWorld    *self,
              const char *format,
              ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  if (self->progress == NULL)
    return;
  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  self->progress (what, self->progress_data);
}

void
cw_world_put_text (GHashTable *observations,
                   const char *text,
                   const char *format,
                   ...)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);
  va_list arguments;

  json_node_set_string (node, text);
  va_start (arguments, format);
  g_hash_table_replace (observations, g_strdup_vprintf (format, arguments), node);
  va_end (arguments);
}

static gboolean
is_wanted (CwWorld            *self,
           CwDeployment       *deployment,
           const CwRepository *repository)
{
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (deployment);

  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);

      if (cw_procedure_get_site_files (self->procedure, repository, site->id) != NULL)
        return TRUE;
    }
  return FALSE;
}

static gboolean
fetch_one (CwWorld       *self,
           const char    *key,
           const char    *name,
           const char    *url,
           const char    *branch,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr (GError) local = NULL;

  g_debug ("fetching %s from %s", branch, url);
  cw_world_say (self, _ ("Fetching %s"), name);
  if (cw_git_service_fetch (self->git, url, branch, NULL, NULL, cancellable, &local))
    {
      g_hash_table_remove (self->trouble, key);
      return TRUE;
    }
  if (cw_error_is_cancelled (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_hash_table_replace (self->trouble, g_strdup (key), g_strdup (local->message));
  return TRUE;
}

/**
 * cw_world_fetch:
 * @self: a world
 * @deployment: what is prepared
 * @cancellable: (nullable): a cancellable
 * @error: where to store that it was cancelled
 *
 * Brings the caches of all repositories that the deployment needs up to date. One that can't be reached stops nothing:
 * what was fetched before still serves, and the view says what is out of reach.
 *
 * Returns: %FALSE only when it was cancelled
 */
gboolean
cw_world_fetch (CwWorld       *self,
                CwDeployment  *deployment,
                GCancellable  *cancellable,
                GError       **error)
{
  const CwManifest *manifest;
  GPtrArray *repositories;

  g_return_val_if_fail (CW_IS_WORLD (self) && CW_IS_DEPLOYMENT (deployment), FALSE);
  cw_assert_in_worker ();

  g_hash_table_remove_all (self->branches);
  repositories = cw_procedure_get_repositories (self->procedure);
  for (guint i = 0; i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);

      if (is_wanted (self, deployment, repository)
          && !fetch_one (self, repository->id, repository->name, repository->url, repository->branch, cancellable, error))
        return FALSE;
    }
  manifest = cw_procedure_get_manifest (self->procedure);
  return manifest == NULL
         || fetch_one (self, "manifest", manifest->repository, manifest->url, manifest->branch, cancellable, error);
}
