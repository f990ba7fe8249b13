/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-inventory"

#include "config.h"

#include <string.h>

#include "cw-inventory.h"
#include "cw-owner.h"
#include "cw-yaml.h"

/* Files of a site of whose components nothing is known. */

/* What stands where files of the site were looked for, and wasn't read at all. */
static void
add_skipped (CwProcedure        *procedure,
             const CwRepository *repository,
             const char         *site,
             CwSnapshot         *snapshot,
             GPtrArray          *unread)
{
  GHashTable *skipped = cw_snapshot_get_skipped (snapshot);
  g_autoptr (GList) paths = g_list_sort (g_hash_table_get_keys (skipped), (GCompareFunc) strcmp);
  GPtrArray *deployments = cw_procedure_get_site_files (procedure, repository, site);

  for (GList *l = paths; l != NULL; l = l->next)
    for (guint i = 0; deployments != NULL && i < deployments->len; i++)
      {
        const CwSiteFiles *files = g_ptr_array_index (deployments, i);

        if (!cw_owner_concerns ((const char *const *) files->include, l->data))
          continue;
        g_ptr_array_add (unread, g_strdup_printf ("%s, %s: %s", repository->id, (const char *) l->data,
                                                  (const char *) g_hash_table_lookup (skipped, l->data)));
        break;
      }
}

/**
 * cw_inventory_list_unread:
 * @procedure: what the observatory does
 * @site: id of a site
 * @snapshots: (element-type CwSnapshot): the repositories' files
 *
 * Returns: (transfer full) (element-type utf8): the YAML files of the site that can't be read, and what else stands
 *   where its files were looked for, whose components nobody knows: `REPOSITORY, PATH: why` each
 */
GPtrArray *
cw_inventory_list_unread (CwProcedure *procedure,
                          const char  *site,
                          GPtrArray   *snapshots)
{
  g_autoptr (GPtrArray) unread = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (CW_IS_PROCEDURE (procedure) && site != NULL && snapshots != NULL, NULL);

  for (guint i = 0; i < snapshots->len; i++)
    {
      CwSnapshot *snapshot = g_ptr_array_index (snapshots, i);
      const char *id = cw_snapshot_get_repository (snapshot);
      const CwRepository *repository = cw_procedure_get_repository (procedure, id);
      const char *const *paths = cw_snapshot_get_paths (snapshot, NULL);

      for (guint j = 0; repository != NULL && paths[j] != NULL; j++)
        {
          g_autoptr (CwYaml) tree = NULL;
          g_autoptr (GError) error = NULL;

          if (!cw_inventory_is_yaml (paths[j])
              || cw_owner_find (procedure, repository, site, paths[j], NULL) != CW_OWNER_SITE)
            continue;
          tree = cw_yaml_read (cw_snapshot_get_bytes (snapshot, paths[j]), &error);
          if (tree == NULL)
            g_ptr_array_add (unread, g_strdup_printf ("%s, %s: %s", id, paths[j], error->message));
        }
      if (repository != NULL)
        add_skipped (procedure, repository, site, snapshot, unread);
    }
  return g_steal_pointer (&unread);
}
