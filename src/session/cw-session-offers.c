/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-component-cycle.h"
#include "cw-error.h"
#include "cw-session-files.h"
#include "cw-session-offers.h"
#include "cw-session-private.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* What another site has and this one hasn't, or has otherwise: offered one by one, taken over as a person chooses. */

static GPtrArray *
learn (CwSession             *self,
       const char            *site,
       const char            *source_site,
       const CwInventoryItem *theirs)
{
  const CwRepository *repository = cw_procedure_get_repository (self->procedure, theirs->repository);
  CwPlan *plan = cw_view_get_plan (self->view, site);
  const CwChangeSet *changes = plan != NULL ? cw_plan_get_change_set (plan, repository->id) : NULL;

  return changes != NULL ? cw_world_learn (self->world, repository, changes->base, source_site, site, NULL, NULL) : NULL;
}

static CwComponentOffer *
add_offer (GPtrArray             *offers,
           const CwInventoryItem *theirs,
           const char            *source_site)
{
  CwComponentOffer *offer = cw_component_offer_new (theirs, source_site);

  g_ptr_array_add (offers, offer);
  return offer;
}

/* A tag that is the cycle of its site differs with the sites' cycles, and follows them. */
static gboolean
follows_cycle (const CwComponentTable *table,
               const char             *source_site,
               const CwInventoryItem  *ours,
               const CwInventoryItem  *theirs)
{
  guint other = cw_component_table_find_site (table, source_site);
  const char *cycle = cw_component_find_cycle (g_ptr_array_index (table->inventories, 0), ours->repository);
  const char *their_cycle = other != G_MAXUINT ? cw_component_find_cycle (g_ptr_array_index (table->inventories, other),
                                                                          theirs->repository) : NULL;

  return cycle != NULL && their_cycle != NULL && g_strcmp0 (ours->fields[CW_INVENTORY_TAG], cycle) == 0
         && g_strcmp0 (theirs->fields[CW_INVENTORY_TAG], their_cycle) == 0;
}

static void
add_differences (CwSession              *self,
                 const char             *site,
                 const char             *source_site,
                 const CwComponentTable *table,
                 const CwInventoryItem  *ours,
                 const CwInventoryItem  *theirs,
                 GPtrArray              *offers)
{
  GPtrArray *learned = learn (self, site, source_site, theirs);

  for (guint i = 0; i < CW_INVENTORY_N_FIELDS; i++)
    {
      g_autofree char *value = cw_component_offer_translate (self->procedure, site, source_site, theirs,
                                                             theirs->fields[i], learned);
      CwComponentOffer *offer;

      if (g_strcmp0 (value, ours->fields[i]) == 0
          || (i == CW_INVENTORY_TAG && follows_cycle (table, source_site, ours, theirs)))
        continue;
      offer = add_offer (offers, theirs, source_site);
      offer->ours = cw_inventory_item_copy (ours);
      offer->field = i;
      offer->value = g_steal_pointer (&value);
    }
}

/* What can't be added by itself is offered all the same, with the reason: the others go on without it. */
static gboolean
add_addition (CwSession              *self,
              const char             *site,
              const char             *source_site,
              const CwInventoryItem  *theirs,
              GPtrArray              *offers,
              GCancellable           *cancellable,
              GError                **error)
{
  CwComponentOffer *offer = add_offer (offers, theirs, source_site);
  g_autoptr (GError) local = NULL;

  offer->steps = cw_session_plan_component (self, site, theirs, source_site, NULL, cancellable, &local);
  if (offer->steps != NULL)
    return TRUE;
  if (cw_error_is_cancelled (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  offer->trouble = g_strdup (local->message);
  return TRUE;
}

/* What the other site says; where it isn't prepared, that is what its files say on this site's base. */
static void
set_copied (CwSession        *self,
            const char       *site,
            CwComponentOffer *offer)
{
  CwPlan *plan = cw_view_get_plan (self->view, site);
  const char *repository = cw_component_offer_get_repository (offer);
  const CwChangeSet *changes = plan != NULL ? cw_plan_get_change_set (plan, repository) : NULL;

  offer->copied = TRUE;
  if (changes != NULL && cw_view_get_plan (self->view, offer->source_site) == NULL)
    offer->seen = g_strdup (changes->base);
}

/**
 * cw_session_add_fix:
 * @self: a session
 * @site: id of a site that is prepared
 * @source_site: id of the other site
 * @fix: what was changed there
 * @offers: (element-type CwComponentOffer): where the offer is added
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Returns: whether that worked
 */
gboolean
cw_session_add_fix (CwSession     *self,
                    const char    *site,
                    const char    *source_site,
                    CwFix         *fix,
                    GPtrArray     *offers,
                    GCancellable  *cancellable,
                    GError       **error)
{
  if (fix->added != NULL)
    return add_addition (self, site, source_site, fix->added, offers, cancellable, error);
  g_ptr_array_add (offers, cw_component_offer_new_fix (fix, source_site));
  return TRUE;
}

/**
 * cw_session_list_offers:
 * @self: a session
 * @site: id of a site that is prepared
 * @source_site: id of another site
 * @items: (element-type CwInventoryItem): components of @source_site, and blocks that not every site has
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Finds out what @site could take over: each thing that is said otherwise there, and each component that it lacks.
 *
 * Returns: (transfer full) (nullable) (element-type CwComponentOffer): the offers; empty where all is the same
 */
GPtrArray *
cw_session_list_offers (CwSession     *self,
                        const char    *site,
                        const char    *source_site,
                        GPtrArray     *items,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_autoptr (CwComponentTable) table = NULL;
  g_autoptr (GPtrArray) offers = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_component_offer_free);

  g_return_val_if_fail (CW_IS_SESSION (self) && site != NULL && source_site != NULL && items != NULL, NULL);
  cw_assert_in_worker ();

  table = cw_session_read_components (self, site, cancellable, error);
  for (guint i = 0; table != NULL && i < items->len; i++)
    {
      const CwInventoryItem *theirs = g_ptr_array_index (items, i), *ours;

      ours = cw_inventory_find (g_ptr_array_index (table->inventories, 0), theirs);

      if (theirs->block)
        {
          cw_session_offer_block (self, table, source_site, theirs, learn (self, site, source_site, theirs), offers);
          continue;
        }
      if (ours != NULL)
        {
          add_differences (self, site, source_site, table, ours, theirs, offers);
          continue;
        }
      if (!add_addition (self, site, source_site, theirs, offers, cancellable, error))
        return NULL;
      ((CwComponentOffer *) g_ptr_array_index (offers, offers->len - 1))->second =
        cw_inventory_find_twin (g_ptr_array_index (table->inventories, 0), theirs) != NULL;
    }
  for (guint i = 0; i < offers->len; i++)
    set_copied (self, site, g_ptr_array_index (offers, i));
  return table != NULL ? g_steal_pointer (&offers) : NULL;
}

/* Whose it is, who takes it over and when; @id: (nullable): which question takes it, where that isn't its own. */
static JsonObject *
make_record (CwSession               *self,
             const char              *site,
             const CwComponentOffer  *offer,
             const char              *id)
{
  g_autoptr (GDateTime) now = cw_clock_now (self->clock);
  JsonObject *whose = cw_component_offer_record (offer, site, self->procedure, cw_runner_get_actor (self->runner), now);

  if (id != NULL)
    json_object_set_string_member (whose, "id", id);
  return whose;
}

/**
 * cw_session_record_component:
 * @self: a session
 * @site: id of a site that is prepared
 * @theirs: a component that it gets as it is at another site
 * @source_site: id of that site
 *
 * Returns: (transfer full) (element-type JsonObject): whose it is, as #CwHandEdit has it
 */
JsonArray *
cw_session_record_component (CwSession             *self,
                             const char            *site,
                             const CwInventoryItem *theirs,
                             const char            *source_site)
{
  g_autoptr (CwComponentOffer) offer = cw_component_offer_new (theirs, source_site);
  JsonArray *record = json_array_new ();

  set_copied (self, site, offer);
  json_array_add_object_element (record, make_record (self, site, offer, NULL));
  return record;
}

/**
 * cw_session_record_copy:
 * @self: a session
 * @file: a file of a site that is prepared
 * @source_site: id of another site, whose file cw_session_read_sibling() read
 * @key: (nullable): what was copied; %NULL for the whole file
 *
 * Returns: (transfer full) (element-type JsonObject): whose it is, as #CwHandEdit has it
 */
JsonArray *
cw_session_record_copy (CwSession        *self,
                        const CwFileText *file,
                        const char       *source_site,
                        const char       *key)
{
  g_autoptr (CwComponentOffer) offer = g_new0 (CwComponentOffer, 1);
  JsonArray *record = json_array_new ();

  offer->fix = g_atomic_rc_box_new0 (CwFix);
  offer->fix->repository = g_strdup (file->repository);
  offer->fix->path = g_strdup (file->path);
  offer->fix->name = g_strdup (file->path);
  offer->fix->place = g_strdup (key != NULL ? key : "");
  offer->source_site = g_strdup (source_site);
  offer->copied = TRUE;
  offer->seen = g_strdup (cw_plan_get_change_set (cw_view_get_plan (self->view, file->site), file->repository)->base);
  json_array_add_object_element (record, make_record (self, file->site, offer, NULL));
  return record;
}

/* A file that fixes concern, with all of @offers' fixes that belong to it. Those that stand behind others come first:
 * what is added then finds its place among its neighbours. */
static gboolean
take_fixes_of_file (CwSession               *self,
                    const char              *site,
                    const CwComponentOffer  *first,
                    GPtrArray               *offers,
                    const char              *id,
                    GCancellable            *cancellable,
                    GError                 **error)
{
  const char *repository = first->fix->repository, *path = first->fix->path;
  g_autoptr (CwFileText) file = cw_session_read_file (self, site, repository, path, cancellable, error);
  g_autoptr (GBytes) text = file != NULL && file->text != NULL ? g_bytes_ref (file->text) : NULL;

  if (file == NULL)
    return FALSE;
  file->record = json_array_new ();
  for (guint i = offers->len; i > 0; i--)
    {
      const CwComponentOffer *offer = g_ptr_array_index (offers, i - 1);
      GBytes *after;

      if (offer->fix == NULL || !g_str_equal (offer->fix->repository, repository) || !g_str_equal (offer->fix->path, path))
        continue;
      after = cw_fix_takes_file (offer->fix) ? NULL : cw_fix_apply (offer->fix, text, error);
      if (after == NULL && !cw_fix_takes_file (offer->fix))
        return FALSE;
      g_clear_pointer (&text, g_bytes_unref);
      text = after;
      json_array_add_object_element (file->record, make_record (self, site, offer, id));
    }
  return cw_session_edit_file (self, file, text, FALSE, error);
}

static CwComponentChange *
make_change (CwSession              *self,
             const char             *site,
             const CwComponentOffer *offer)
{
  CwComponentChange *change = cw_component_change_new (offer->ours, offer->field, offer->value);

  change->record = make_record (self, site, offer, NULL);
  return change;
}

static gboolean
take_fixes (CwSession     *self,
            const char    *site,
            GPtrArray     *offers,
            const char    *id,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < offers->len; i++)
    {
      const CwComponentOffer *offer = g_ptr_array_index (offers, i);

      if (offer->fix != NULL
          && g_hash_table_add (seen, g_strconcat (offer->fix->repository, "\n", offer->fix->path, NULL))
          && !take_fixes_of_file (self, site, offer, offers, id, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * cw_session_take_offers:
 * @self: a session
 * @site: id of the site
 * @offers: (element-type CwComponentOffer): those that a person chose
 * @id: (nullable): which question takes them, where that isn't each one's own
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Lets what is offered join the change set. Components are added one after the other, since they may stand in one list;
 * those before one that can't be added stay.
 *
 * Returns: whether all did
 */
gboolean
cw_session_take_offers (CwSession     *self,
                        const char    *site,
                        GPtrArray     *offers,
                        const char    *id,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_component_change_free);

  g_return_val_if_fail (CW_IS_SESSION (self) && site != NULL && offers != NULL, FALSE);
  cw_assert_in_worker ();

  for (guint i = 0; i < offers->len; i++)
    {
      const CwComponentOffer *offer = g_ptr_array_index (offers, i);

      if (offer->ours != NULL)
        g_ptr_array_add (changes, make_change (self, site, offer));
    }
  if (!cw_session_edit_components (self, site, changes, cancellable, error)
      || !take_fixes (self, site, offers, id, cancellable, error))
    return FALSE;
  for (guint i = 0; i < offers->len; i++)
    {
      const CwComponentOffer *offer = g_ptr_array_index (offers, i);
      g_autoptr (GPtrArray) steps = NULL;
      g_autoptr (JsonArray) whose = json_array_new ();

      if (offer->ours != NULL || offer->fix != NULL)
        continue;
      steps = cw_session_plan_component (self, site, offer->theirs, offer->source_site, NULL, cancellable, error);
      json_array_add_object_element (whose, make_record (self, site, offer, id));
      if (steps == NULL || !cw_session_carry_component (self, site, steps, whose, cancellable, error))
        return FALSE;
    }
  /* Where it answers a question, the answer settles that. */
  return id != NULL || cw_session_ask_fixes (self, cancellable, error);
}
