/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-world"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-env.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-plan.h"
#include "cw-template.h"
#include "cw-worker.h"
#include "cw-world-private.h"

GHashTable *
cw_world_new_observations (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
}

static void
copy_entry (JsonObject *object,
            GPtrArray  *entries,
            const char *key)
{
  const CwEnvEntry *entry = key != NULL ? cw_env_lookup (entries, key) : NULL;

  if (entry != NULL)
    json_object_set_string_member (object, key, entry->value);
}

/* The manifest is as of its newest commit, not as of our look: a page doesn't change because somebody looked again. */
static char *
find_manifest_date (CwWorld          *self,
                    const CwManifest *manifest)
{
  g_autoptr (GPtrArray) log = cw_git_service_log (self->git, manifest->url, NULL, manifest->branch, 1, NULL);
  const CwGitCommit *newest = log != NULL && log->len > 0 ? g_ptr_array_index (log, 0) : NULL;
  g_autoptr (GDateTime) when = newest != NULL ? g_date_time_new_from_unix_utc (newest->date) : NULL;

  return when != NULL ? g_date_time_format (when, "%Y-%m-%d") : NULL;
}

static JsonNode *
read_manifest (CwWorld       *self,
               GCancellable  *cancellable,
               GError       **error)
{
  const CwManifest *manifest = cw_procedure_get_manifest (self->procedure);
  const CwWikiTemplate *wiki = cw_procedure_get_wiki (self->procedure);
  const char *const globs[] = { manifest->path, NULL };
  g_autoptr (CwSnapshot) snapshot = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree char *as_of = NULL;
  GBytes *bytes;
  JsonObject *object;

  snapshot = cw_git_service_snapshot (self->git, manifest->url, manifest->branch, "manifest", globs, cancellable, error);
  if (snapshot == NULL)
    return NULL;
  bytes = cw_snapshot_get_bytes (snapshot, manifest->path);
  if (bytes == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("%s has no file %s"), manifest->repository, manifest->path);
      return NULL;
    }
  entries = cw_env_read (bytes, error);
  if (entries == NULL)
    {
      g_prefix_error (error, "%s, %s: ", manifest->repository, manifest->path);
      return NULL;
    }
  object = json_object_new ();
  copy_entry (object, entries, manifest->cycle_key);
  copy_entry (object, entries, manifest->interfaces_key);
  for (guint i = 0; i < wiki->versions->len; i++)
    copy_entry (object, entries, ((const CwVersion *) g_ptr_array_index (wiki->versions, i))->key);
  as_of = find_manifest_date (self, manifest);
  if (as_of != NULL)
    json_object_set_string_member (object, "as-of", as_of);
  return cw_json_node_object (object);
}

static gboolean
look_at_manifest (CwWorld       *self,
                  GHashTable    *observations,
                  GCancellable  *cancellable,
                  GError       **error)
{
  const char *fetch_trouble = g_hash_table_lookup (self->trouble, "manifest");
  g_autoptr (GError) local = NULL;
  JsonNode *manifest;

  if (cw_procedure_get_manifest (self->procedure) == NULL)
    return TRUE;
  cw_world_say (self, _ ("Reading the build manifest"));
  manifest = read_manifest (self, cancellable, &local);
  if (manifest != NULL)
    g_hash_table_replace (observations, g_strdup ("manifest"), manifest);
  else if (cw_error_is_cancelled (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (fetch_trouble != NULL || local != NULL)
    cw_world_put_text (observations, fetch_trouble != NULL ? fetch_trouble : local->message, "manifest-trouble");
  else
    g_hash_table_replace (observations, g_strdup ("manifest-trouble"), json_node_new (JSON_NODE_NULL));
  return TRUE;
}

static gboolean
look_at_notebook (CwWorld       *self,
                  CwDeployment  *deployment,
                  GHashTable    *observations,
                  GCancellable  *cancellable,
                  GError       **error)
{
  const CwRegistry *registry = cw_procedure_get_registry (self->procedure);
  g_autoptr (GHashTable) variables = NULL;
  g_autofree char *tag = NULL, *image = NULL, *digest = NULL;
  g_autoptr (GError) local = NULL;
  JsonObject *object;

  if (registry->notebook_image == NULL)
    return TRUE;
  variables = cw_deployment_get_variables (deployment, NULL);
  tag = cw_template_expand (registry->notebook_tag, variables, error);
  if (tag == NULL)
    return FALSE;
  image = g_strdup_printf ("%s:%s", registry->notebook_image, tag);
  cw_world_say (self, _ ("Looking for the notebook’s image %s"), image);
  if (!cw_registry_service_find_tag (self->registry, registry->notebook_image, tag, &digest, cancellable, &local)
      && cw_error_is_cancelled (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  object = cw_json_object ("image", image, "trouble", local != NULL ? local->message : NULL, NULL);
  json_object_set_boolean_member (object, "found", digest != NULL);
  g_hash_table_replace (observations, g_strdup ("notebook"), cw_json_node_object (object));
  return TRUE;
}

/* Why a repository could not be fetched, for as long as it can't. */
static void
look_at_trouble (CwWorld    *self,
                 GHashTable *observations)
{
  GPtrArray *repositories = cw_procedure_get_repositories (self->procedure);

  for (guint i = 0; i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);
      const char *trouble = g_hash_table_lookup (self->trouble, repository->id);

      if (trouble != NULL)
        cw_world_put_text (observations, trouble, "fetch-trouble.%s", repository->id);
      else
        g_hash_table_replace (observations, g_strdup_printf ("fetch-trouble.%s", repository->id),
                              json_node_new (JSON_NODE_NULL));
    }
}

static void
look_at_author (GHashTable *observations)
{
  g_autofree char *name = NULL, *email = NULL;

  if (cw_git_default_author (&name, &email))
    g_hash_table_replace (observations, g_strdup ("author"),
                          cw_json_node_object (cw_json_object ("name", name, "email", email, NULL)));
}

/**
 * cw_world_look:
 * @self: a world
 * @deployment: what is prepared
 * @plans: (element-type utf8 CwPlan): site id → plan
 * @cancellable: (nullable): a cancellable
 * @error: where to store that it was cancelled
 *
 * Looks at the build manifest, the registry, what validators say of the plans, the people of the tickets, the
 * announcements' script and git's author. What is out of reach is an observation of its own and stops nothing.
 *
 * Returns: (transfer full) (element-type utf8 JsonNode) (nullable): what was seen, by key; a JSON null says that an
 *   earlier observation no longer holds; %NULL only when it was cancelled
 */
GHashTable *
cw_world_look (CwWorld       *self,
               CwDeployment  *deployment,
               GHashTable    *plans,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr (GHashTable) observations = NULL;
  CwCycle cycle;

  g_return_val_if_fail (CW_IS_WORLD (self) && CW_IS_DEPLOYMENT (deployment) && plans != NULL, NULL);
  cw_assert_in_worker ();

  observations = cw_world_new_observations ();
  look_at_author (observations);
  look_at_trouble (self, observations);
  if (!cw_deployment_get_cycle (deployment, &cycle))
    return g_steal_pointer (&observations);
  if (!look_at_manifest (self, observations, cancellable, error)
      || !cw_world_add_images (self, plans, observations, cancellable, error)
      || !look_at_notebook (self, deployment, observations, cancellable, error)
      || !cw_world_add_validations (self, plans, observations, cancellable, error)
      || !cw_world_add_people (self, deployment, observations, cancellable, error)
      || !cw_world_add_scripts (self, deployment, observations, cancellable, error))
    return NULL;
  return g_steal_pointer (&observations);
}
