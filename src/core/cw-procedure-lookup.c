/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-procedure"

#include "config.h"

#include "cw-procedure-private.h"

/* The element of @list, whose structures begin with their id (a schedule: with its size), that has this one. */
static gconstpointer
find_by_id (GPtrArray  *list,
            const char *id)
{
  for (guint i = 0; i < list->len; i++)
    {
      gpointer thing = g_ptr_array_index (list, i);

      if (g_strcmp0 (*(char **) thing, id) == 0)
        return thing;
    }
  return NULL;
}

static int
compare_starts (gconstpointer a,
                gconstpointer b,
                gpointer      starts)
{
  GDateTime *start_a = g_hash_table_lookup (starts, (*(const CwSite *const *) a)->id);
  GDateTime *start_b = g_hash_table_lookup (starts, (*(const CwSite *const *) b)->id);

  if (start_a == NULL || start_b == NULL)
    return (start_a == NULL) - (start_b == NULL);
  return g_date_time_compare (start_a, start_b);
}

/**
 * cw_procedure_order_sites:
 * @self: a procedure
 * @starts: (element-type utf8 GDateTime): when each site is deployed, by its id
 *
 * The one order in which sites are shown and worked on.
 *
 * Returns: (transfer container) (element-type CwSite): all sites, the earliest first, those without a start last, and
 *   those of the same instant as the procedure has them
 */
GPtrArray *
cw_procedure_order_sites (CwProcedure *self,
                          GHashTable  *starts)
{
  GPtrArray *sites;

  g_return_val_if_fail (CW_IS_PROCEDURE (self) && starts != NULL, NULL);

  sites = g_ptr_array_copy (cw_procedure_get_sites (self), NULL, NULL);
  g_ptr_array_set_free_func (sites, NULL);
  g_ptr_array_sort_with_data (sites, compare_starts, starts);
  return sites;
}

/**
 * cw_procedure_get_site:
 * @self: a procedure
 * @id: an id
 *
 * Returns: (transfer none) (nullable): the site of that id
 */
const CwSite *
cw_procedure_get_site (CwProcedure *self,
                       const char  *id)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self) && id != NULL, NULL);

  return find_by_id (cw_procedure_get_sites (self), id);
}

/**
 * cw_procedure_get_ticket:
 * @self: a procedure
 * @id: an id
 *
 * Returns: (transfer none) (nullable): the ticket of that id
 */
const CwTicketTemplate *
cw_procedure_get_ticket (CwProcedure *self,
                         const char  *id)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self) && id != NULL, NULL);

  return find_by_id (cw_procedure_get_tickets (self), id);
}

/**
 * cw_procedure_get_stage:
 * @self: a procedure
 * @id: an id
 *
 * Returns: (transfer none) (nullable): the stage of that id
 */
const CwStageTemplate *
cw_procedure_get_stage (CwProcedure *self,
                        const char  *id)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self) && id != NULL, NULL);

  return find_by_id (cw_procedure_get_stages (self), id);
}

/**
 * cw_procedure_get_person:
 * @self: a procedure
 * @id: a role
 *
 * Returns: (transfer none) (nullable): the person in that role
 */
const CwPerson *
cw_procedure_get_person (CwProcedure *self,
                         const char  *id)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self) && id != NULL, NULL);

  return find_by_id (cw_procedure_get_people (self), id);
}

/**
 * cw_procedure_get_repository:
 * @self: a procedure
 * @id_or_name: `phalanx` or `lsst-sqre/phalanx`
 *
 * Returns: (transfer none) (nullable): that repository
 */
const CwRepository *
cw_procedure_get_repository (CwProcedure *self,
                             const char  *id_or_name)
{
  const CwRepository *found;
  GPtrArray *list;

  g_return_val_if_fail (CW_IS_PROCEDURE (self) && id_or_name != NULL, NULL);

  list = cw_procedure_get_repositories (self);
  found = find_by_id (list, id_or_name);
  for (guint i = 0; found == NULL && i < list->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (list, i);

      if (strcmp (repository->name, id_or_name) == 0)
        found = repository;
    }
  return found;
}

/**
 * cw_procedure_get_site_files:
 * @self: a procedure
 * @repository: one of its repositories
 * @site: a site's id
 *
 * Returns: (transfer none) (nullable) (element-type CwSiteFiles): the site's deployments there; %NULL where the site
 *   has none in this repository
 */
GPtrArray *
cw_procedure_get_site_files (CwProcedure        *self,
                             const CwRepository *repository,
                             const char         *site)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self) && repository != NULL && site != NULL, NULL);

  return g_hash_table_lookup (repository->sites, site);
}

/**
 * cw_procedure_get_schedule:
 * @self: a procedure
 * @cycle: what is prepared
 *
 * Returns: (transfer none): the schedule of a full cycle or of an incremental upgrade
 */
const CwScheduleTemplate *
cw_procedure_get_schedule (CwProcedure   *self,
                           const CwCycle *cycle)
{
  g_return_val_if_fail (CW_IS_PROCEDURE (self) && cycle != NULL, NULL);

  return find_by_id (cw_procedure_get_schedules (self), cw_cycle_is_incremental (cycle) ? "incremental" : "full");
}

/**
 * cw_procedure_condition_holds:
 * @when: (nullable) (array zero-terminated=1): condition words; one that begins with `!` must not be there
 * @words: (nullable) (array zero-terminated=1): the words that are true here
 *
 * Returns: whether all of @when holds
 */
gboolean
cw_procedure_condition_holds (const char *const *when,
                              const char *const *words)
{
  static const char *const none[] = { NULL };

  if (words == NULL)
    words = none;
  for (guint i = 0; when != NULL && when[i] != NULL; i++)
    {
      gboolean wanted = when[i][0] != '!';

      if (g_strv_contains (words, wanted ? when[i] : when[i] + 1) != wanted)
        return FALSE;
    }
  return TRUE;
}
