/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-desk-components"

#include "config.h"

#include "cw-desk-components.h"
#include "cw-desk-private.h"

typedef enum {
  ERRAND_READ,
  ERRAND_CHANGE,
  ERRAND_OFFERS,
  ERRAND_FIXES,
  ERRAND_TAKE,
  ERRAND_PLAN_COPY,
  ERRAND_PLAN_CHART,
  ERRAND_ADD_COPY,
} ErrandKind;

/* What is asked, and what came of it. The worker has it to itself while it runs; the task owns it. */
typedef struct {
  ErrandKind kind;
  char *site;
  char *source_site;        /* (nullable): where the offers come from */
  char *name;               /* (nullable): of a copy, or of a new component */
  char *application;        /* (nullable): of a new component */
  char *producer;           /* (nullable): how lists of producers name it */
  GPtrArray *input;         /* (nullable): changes, components, offers or steps */
  GPtrArray *output;        /* (nullable): offers or steps */
  GPtrArray *aside;         /* (element-type CwFix): what was changed elsewhere, and is no offer */
  CwComponentTable *table;  /* (nullable): what stands there now */
} Errand;

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  g_free (errand->site);
  g_free (errand->source_site);
  g_free (errand->name);
  g_free (errand->application);
  g_free (errand->producer);
  g_clear_pointer (&errand->input, g_ptr_array_unref);
  g_clear_pointer (&errand->output, g_ptr_array_unref);
  g_ptr_array_unref (errand->aside);
  g_clear_pointer (&errand->table, cw_component_table_unref);
  g_free (errand);
}

static Errand *
errand_new (ErrandKind  kind,
            const char *site,
            GPtrArray  *input)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->kind = kind;
  errand->site = g_strdup (site);
  errand->aside = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_fix_unref);
  errand->input = input != NULL ? g_ptr_array_ref (input) : NULL;
  return errand;
}

static gboolean
read_again (CwSession     *session,
            Errand        *errand,
            GCancellable  *cancellable,
            GError       **error)
{
  errand->table = cw_session_read_components (session, errand->site, cancellable, error);
  if (errand->table != NULL && !cw_session_mark_changes (session, errand->site, errand->table, cancellable, error))
    g_clear_pointer (&errand->table, cw_component_table_unref);
  return errand->table != NULL;
}

/* In the session's worker. */
static gboolean
do_errand (CwSession     *session,
           gpointer       data,
           GCancellable  *cancellable,
           GError       **error)
{
  Errand *errand = data;

  switch (errand->kind)
    {
    case ERRAND_READ:
      return read_again (session, errand, cancellable, error);
    case ERRAND_CHANGE:
      return cw_session_edit_components (session, errand->site, errand->input, cancellable, error)
             && read_again (session, errand, cancellable, error);
    case ERRAND_OFFERS:
      errand->output = cw_session_list_offers (session, errand->site, errand->source_site, errand->input, cancellable,
                                               error);
      return errand->output != NULL;
    case ERRAND_FIXES:
      errand->output = cw_session_list_fixes (session, errand->site, errand->aside, cancellable, error);
      return errand->output != NULL;
    case ERRAND_TAKE:
      return cw_session_take_offers (session, errand->site, errand->input, NULL, cancellable, error)
             && read_again (session, errand, cancellable, error);
    case ERRAND_PLAN_COPY:
      errand->output = cw_session_plan_component (session, errand->site, g_ptr_array_index (errand->input, 0),
                                                  errand->site, errand->name, cancellable, error);
      return errand->output != NULL;
    case ERRAND_PLAN_CHART:
      errand->output = cw_session_plan_from_chart (session, errand->site, errand->application, errand->name,
                                                   errand->producer, cancellable, error);
      return errand->output != NULL;
    case ERRAND_ADD_COPY:
      return cw_session_add_component (session, errand->site, errand->input, NULL, cancellable, error)
             && read_again (session, errand, cancellable, error);
    default:
      g_assert_not_reached ();
    }
}

static void
start (CwDesk              *self,
       Errand              *errand,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  cw_desk_run_errand (self, do_errand, errand, errand_free, cancellable, callback, user_data);
}

/**
 * cw_desk_read_components:
 * @self: a desk with a preparation
 * @site: id of a site that is prepared
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done; it calls cw_desk_components_finish()
 * @user_data: for @callback
 *
 * Reads what runs at @site and at the others.
 */
void
cw_desk_read_components (CwDesk              *self,
                         const char          *site,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (CW_IS_DESK (self) && site != NULL);

  start (self, errand_new (ERRAND_READ, site, NULL), cancellable, callback, user_data);
}

/**
 * cw_desk_change_components:
 * @self: a desk with a preparation
 * @site: id of a site that is prepared
 * @changes: (element-type CwComponentChange): what shall be said
 * @callback: called when it is done; it calls cw_desk_components_finish()
 * @user_data: for @callback
 *
 * Changes what the site's files say of components.
 */
void
cw_desk_change_components (CwDesk              *self,
                           const char          *site,
                           GPtrArray           *changes,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (CW_IS_DESK (self) && site != NULL && changes != NULL);

  start (self, errand_new (ERRAND_CHANGE, site, changes), NULL, callback, user_data);
}

/**
 * cw_desk_list_offers:
 * @self: a desk with a preparation
 * @site: id of a site that is prepared
 * @source_site: id of another site
 * @items: (element-type CwInventoryItem): components of @source_site
 * @callback: called when it is done; it calls cw_desk_offers_finish()
 * @user_data: for @callback
 *
 * Finds out what @site could take over from @source_site.
 */
void
cw_desk_list_offers (CwDesk              *self,
                     const char          *site,
                     const char          *source_site,
                     GPtrArray           *items,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  Errand *errand;

  g_return_if_fail (CW_IS_DESK (self) && site != NULL && source_site != NULL && items != NULL);

  errand = errand_new (ERRAND_OFFERS, site, items);
  errand->source_site = g_strdup (source_site);
  start (self, errand, NULL, callback, user_data);
}

/**
 * cw_desk_list_fixes:
 * @self: a desk with a preparation
 * @site: id of a site that is prepared
 * @callback: called when it is done; it calls cw_desk_offers_finish()
 * @user_data: for @callback
 *
 * Finds out what was fixed at other sites since their deployment and isn't at @site.
 */
void
cw_desk_list_fixes (CwDesk              *self,
                    const char          *site,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_return_if_fail (CW_IS_DESK (self) && site != NULL);

  start (self, errand_new (ERRAND_FIXES, site, NULL), NULL, callback, user_data);
}

/**
 * cw_desk_take_offers:
 * @self: a desk with a preparation
 * @site: id of a site that is prepared
 * @offers: (element-type CwComponentOffer): those that a person chose
 * @callback: called when it is done; it calls cw_desk_components_finish()
 * @user_data: for @callback
 *
 * Lets what is offered join the change set.
 */
void
cw_desk_take_offers (CwDesk              *self,
                     const char          *site,
                     GPtrArray           *offers,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_return_if_fail (CW_IS_DESK (self) && site != NULL && offers != NULL);

  start (self, errand_new (ERRAND_TAKE, site, offers), NULL, callback, user_data);
}

/**
 * cw_desk_plan_copy:
 * @self: a desk with a preparation
 * @site: id of a site that is prepared
 * @item: a component of it
 * @name: what its copy is to be called
 * @callback: called when it is done; it calls cw_desk_offers_finish()
 * @user_data: for @callback
 *
 * Works out the files that a copy of a component changes: the result's elements are #CwComponentStep.
 */
void
cw_desk_plan_copy (CwDesk                *self,
                   const char            *site,
                   const CwInventoryItem *item,
                   const char            *name,
                   GAsyncReadyCallback    callback,
                   gpointer               user_data)
{
  g_autoptr (GPtrArray) input = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_inventory_item_free);
  Errand *errand;

  g_return_if_fail (CW_IS_DESK (self) && site != NULL && item != NULL && name != NULL);

  g_ptr_array_add (input, cw_inventory_item_copy (item));
  errand = errand_new (ERRAND_PLAN_COPY, site, input);
  errand->name = g_strdup (name);
  start (self, errand, NULL, callback, user_data);
}

/**
 * cw_desk_plan_from_chart:
 * @self: a desk with a preparation
 * @site: id of a site that is prepared
 * @application: name of an application's folder
 * @name: what the new component is called
 * @producer: (nullable): how lists of producers name it
 * @callback: called when it is done; it calls cw_desk_offers_finish()
 * @user_data: for @callback
 *
 * Works out the files that change when a component is added as its application's chart has it: the result's elements
 * are #CwComponentStep, as those of a copy.
 */
void
cw_desk_plan_from_chart (CwDesk              *self,
                         const char          *site,
                         const char          *application,
                         const char          *name,
                         const char          *producer,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  Errand *errand;

  g_return_if_fail (CW_IS_DESK (self) && site != NULL && application != NULL && name != NULL);

  errand = errand_new (ERRAND_PLAN_CHART, site, NULL);
  errand->application = g_strdup (application);
  errand->name = g_strdup (name);
  errand->producer = g_strdup (producer);
  start (self, errand, NULL, callback, user_data);
}

/**
 * cw_desk_add_copy:
 * @self: a desk with a preparation
 * @site: id of a site that is prepared
 * @steps: (element-type CwComponentStep): what cw_desk_plan_copy() found, and the person saw
 * @callback: called when it is done; it calls cw_desk_components_finish()
 * @user_data: for @callback
 *
 * Lets the files join the change set.
 */
void
cw_desk_add_copy (CwDesk              *self,
                  const char          *site,
                  GPtrArray           *steps,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  g_return_if_fail (CW_IS_DESK (self) && site != NULL && steps != NULL);

  start (self, errand_new (ERRAND_ADD_COPY, site, steps), NULL, callback, user_data);
}

/**
 * cw_desk_components_finish:
 * @self: a desk
 * @result: what the callback was given
 * @error: where to store the reason
 *
 * Returns: (transfer full) (nullable): what runs where now
 */
CwComponentTable *
cw_desk_components_finish (CwDesk        *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  Errand *errand = cw_desk_finish_errand (self, result, error);

  return errand != NULL ? g_steal_pointer (&errand->table) : NULL;
}

/**
 * cw_desk_offers_finish:
 * @self: a desk
 * @result: what the callback was given
 * @aside: (out) (optional) (transfer full) (nullable) (element-type CwFix): where they are fixes: what was changed
 *   elsewhere, and isn't offered
 * @error: where to store the reason
 *
 * Returns: (transfer full) (nullable): the offers, or the steps of a copy
 */
GPtrArray *
cw_desk_offers_finish (CwDesk        *self,
                       GAsyncResult  *result,
                       GPtrArray    **aside,
                       GError       **error)
{
  Errand *errand = cw_desk_finish_errand (self, result, error);

  if (aside != NULL)
    *aside = errand != NULL ? g_ptr_array_ref (errand->aside) : NULL;
  return errand != NULL ? g_steal_pointer (&errand->output) : NULL;
}
