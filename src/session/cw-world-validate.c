/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-world"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-validate.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* What validators say of the plans; one that looked at these very files is not asked again. */

/* A #CwValidateRead from the caches. */
static CwSnapshot *
read_files (const CwRepository *repository,
            const char         *commit,
            const char *const  *globs,
            gpointer            data,
            GCancellable       *cancellable,
            GError            **error)
{
  CwWorld *self = data;

  return cw_git_service_snapshot (self->git, repository->url, commit != NULL ? commit : repository->branch,
                                  repository->id, globs, cancellable, error);
}

/* A report that stands as long as the files do. */
static gboolean
is_lasting (const CwValidation *report)
{
  return report->state == CW_VALIDATION_HOLDS || report->state == CW_VALIDATION_COMPLAINS;
}

static JsonNode *
ask (CwWorld            *self,
     const char         *site,
     const CwChangeSet  *changes,
     const CwValidator  *validator,
     GCancellable       *cancellable,
     GError            **error)
{
  g_autofree char *tree = cw_validation_hash_tree (changes);
  g_autofree char *key = g_strdup_printf ("%s/%s/%s/%s", site, changes->repository, validator->id, tree);
  JsonNode *known = g_hash_table_lookup (self->validations, key);
  g_autoptr (CwValidation) report = NULL;
  JsonNode *node;

  if (known != NULL)
    return json_node_ref (known);
  cw_world_say (self, _ ("Asking %s about %s"), validator->name, changes->repository);
  report = cw_validate_changes (self->procedure, site, changes, validator, CW_VALIDATE_CHANGED, read_files, self,
                                cancellable, error);
  if (report == NULL)
    return NULL;
  node = cw_json_node_object (cw_validation_to_json (report));
  if (is_lasting (report))
    g_hash_table_replace (self->validations, g_steal_pointer (&key), json_node_ref (node));
  return node;
}

static gboolean
add_reports (CwWorld            *self,
             const char         *site,
             const CwChangeSet  *changes,
             GHashTable         *observations,
             GCancellable       *cancellable,
             GError            **error)
{
  GPtrArray *validators = cw_procedure_get_repository (self->procedure, changes->repository)->validators;
  g_autoptr (JsonArray) reports = json_array_new ();
  g_autoptr (JsonNode) all = NULL;

  for (guint i = 0; i < validators->len; i++)
    {
      g_autoptr (GError) local = NULL;
      JsonNode *report = ask (self, site, changes, g_ptr_array_index (validators, i), cancellable, &local);

      if (report != NULL)
        json_array_add_element (reports, report);
      else if (!g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  all = json_node_new (json_array_get_length (reports) > 0 ? JSON_NODE_ARRAY : JSON_NODE_NULL);
  if (json_array_get_length (reports) > 0)
    json_node_set_array (all, reports);
  g_hash_table_replace (observations, g_strdup_printf ("validators.%s.%s", site, changes->repository),
                        g_steal_pointer (&all));
  return TRUE;
}

gboolean
cw_world_add_validations (CwWorld       *self,
                          GHashTable    *plans,
                          GHashTable    *observations,
                          GCancellable  *cancellable,
                          GError       **error)
{
  GHashTableIter iter;
  gpointer site, plan;

  g_hash_table_iter_init (&iter, plans);
  while (g_hash_table_iter_next (&iter, &site, &plan))
    {
      GPtrArray *sets = cw_plan_get_change_sets (plan);

      for (guint i = 0; i < sets->len; i++)
        if (!add_reports (self, site, g_ptr_array_index (sets, i), observations, cancellable, error))
          return FALSE;
    }
  return TRUE;
}

gboolean
cw_world_validate (CwWorld          *self,
                   CwPlan           *plan,
                   CwValidateFiles   which,
                   GPtrArray        *validations,
                   GCancellable     *cancellable,
                   GError          **error)
{
  return cw_validate_plan (self->procedure, plan, which, read_files, self, validations, cancellable, error);
}
