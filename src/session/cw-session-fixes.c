/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <string.h>

#include "cw-fix-answer.h"
#include "cw-fix-search.h"
#include "cw-fixes.h"
#include "cw-json.h"
#include "cw-session-files.h"
#include "cw-session-offers.h"
#include "cw-session-private.h"
#include "cw-worker.h"
#include "cw-world-private.h"
#include "cw-yaml-path.h"

/* What was fixed at other sites since their deployment, and isn't here yet. */

static CwFixSearch
make_search (CwSession          *self,
             const char         *other,
             const CwRepository *repository,
             GCancellable       *cancellable)
{
  return (CwFixSearch) { self->procedure, repository, other, self->world->git, repository->url, cancellable };
}

/* The same fix at two sites is one; that of a test stand is the one that is asked about, and of two such it names both. */
static gboolean
is_known (CwSession   *self,
          CwFix       *fix,
          const char  *site,
          const char  *other,
          GPtrArray   *offers)
{
  g_autoptr (CwComponentOffer) offer = cw_component_offer_new_fix (fix, other);
  g_autofree char *id = cw_component_offer_make_id (offer, site);

  for (guint i = 0; i < offers->len; i++)
    {
      CwComponentOffer *one = g_ptr_array_index (offers, i);
      g_autofree char *known = cw_component_offer_make_id (one, site);

      if (!g_str_equal (known, id))
        continue;
      if (!cw_fix_search_is_test_stand (self->procedure, other))
        return TRUE;
      if (cw_fix_search_is_test_stand (self->procedure, one->source_site))
        {
          if (!g_str_equal (one->source_site, other))
            cw_component_offer_add_site (one, other);
          return TRUE;
        }
      g_ptr_array_remove_index (offers, i);
      return FALSE;
    }
  return FALSE;
}

/**
 * cw_session_take_in_fix:
 * @self: a session
 * @site: id of a site that is prepared
 * @other: id of the site where something was fixed
 * @seen: the commit at which it was seen there
 * @fix: what that is
 * @offers: (element-type CwComponentOffer): where it is added, unless it is known from another site
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Returns: whether that worked
 */
gboolean
cw_session_take_in_fix (CwSession     *self,
                        const char    *site,
                        const char    *other,
                        const char    *seen,
                        CwFix         *fix,
                        GPtrArray     *offers,
                        GCancellable  *cancellable,
                        GError       **error)
{
  if (is_known (self, fix, site, other, offers))
    return TRUE;
  if (!cw_session_add_fix (self, site, other, fix, offers, cancellable, error))
    return FALSE;
  ((CwComponentOffer *) offers->pdata[offers->len - 1])->seen = g_strdup (seen);
  return TRUE;
}

static gboolean
add_fixes (CwSession          *self,
           const CwFixSearch  *search,
           const char         *site,
           const char         *base,
           GPtrArray          *snapshots,
           GPtrArray          *offers,
           GPtrArray          *aside,
           GError            **error)
{
  const char *repository = search->repository->id;
  g_autoptr (CwSnapshot) then = NULL, now = NULL;
  g_autoptr (GPtrArray) fixes = NULL;
  gboolean stand = cw_fix_search_is_test_stand (self->procedure, search->other);
  GPtrArray *learned;

  if (!cw_fix_search_read (search, base, &then, &now, error))
    return FALSE;
  if (then == NULL)
    return TRUE;
  learned = cw_world_learn (self->world, search->repository, base, search->other, site, search->cancellable, error);
  if (learned == NULL)
    return FALSE;
  fixes = cw_fixes_find (&(const CwFixSides) { self->procedure, search->repository, search->other, site, then, now,
                                               cw_snapshot_find (snapshots, repository), learned,
                                               stand ? aside : NULL, stand });
  for (guint i = 0; i < fixes->len; i++)
    if (!cw_session_take_in_fix (self, site, search->other, cw_snapshot_get_commit (now), g_ptr_array_index (fixes, i),
                                 offers, search->cancellable, error))
      return FALSE;
  return TRUE;
}

static const char *
get_id (JsonObject *fix)
{
  return cw_json_get_string (fix, "id", "");
}

/**
 * cw_session_list_held:
 * @self: a session whose view is up to date
 * @site: id of a site that is prepared
 *
 * Returns: (transfer full) (element-type JsonObject): the fixes that were taken over and that the planned files have, as
 *   they were asked
 */
GPtrArray *
cw_session_list_held (CwSession  *self,
                      const char *site)
{
  GPtrArray *held = cw_session_list_taken (self, site);

  for (guint i = held->len; i > 0; i--)
    if (!cw_session_has_taken (self, get_id (held->pdata[i - 1]))
        || cw_session_is_fix_lost (self, site, get_id (held->pdata[i - 1])))
      g_ptr_array_remove_index (held, i - 1);
  return held;
}

/* What one stand has at a place settles what the other one has there. */
static gboolean
asks (JsonObject *fix,
      const char *id)
{
  JsonArray *inner = cw_json_get_array (fix, "members");

  inner = inner != NULL ? inner : cw_json_get_array (fix, "choices");
  for (guint i = 0; inner != NULL && i < json_array_get_length (inner); i++)
    if (asks (json_array_get_object_element (inner, i), id))
      return TRUE;
  return inner == NULL && g_str_equal (get_id (fix), id);
}

static void
remove_held (GPtrArray  *offers,
             GPtrArray  *held,
             const char *site)
{
  for (guint i = offers->len; i > 0; i--)
    {
      g_autofree char *id = cw_component_offer_make_id (offers->pdata[i - 1], site);
      gboolean found = FALSE;

      for (guint j = 0; !found && j < held->len; j++)
        found = asks (held->pdata[j], id);
      if (found)
        g_ptr_array_remove_index (offers, i - 1);
    }
}

/**
 * cw_session_is_whole_fix:
 * @self: a session
 * @fix: a fix that was taken over
 *
 * Returns: whether it is a component, or a file, that came as a whole
 */
gboolean
cw_session_is_whole_fix (CwSession  *self,
                         JsonObject *fix)
{
  JsonArray *inner = cw_json_get_array (fix, "members");
  JsonObject *first;

  inner = inner != NULL ? inner : cw_json_get_array (fix, "choices");
  first = inner != NULL ? json_array_get_object_element (inner, 0) : fix;
  return !json_object_has_member (first, "before")
         && (!json_object_has_member (first, "place") || cw_session_made_file (self, get_id (fix)));
}

/* The newest first, for that was taken over upon the others. */
static void
leave_out (CwSession *self,
           GPtrArray *held,
           GPtrArray *snapshots)
{
  for (guint i = held->len; i > 0; i--)
    cw_session_suppose_fix (self, get_id (held->pdata[i - 1]), FALSE, snapshots);
}

/* What was taken over is a difference still: what was fixed there since is compared with what stood here before. */
static gboolean
leave_held_out (CwSession     *self,
                const char    *site,
                GPtrArray     *held,
                GPtrArray     *snapshots,
                GPtrArray     *offers,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr (GPtrArray) whole = g_ptr_array_new (), others = g_ptr_array_new ();

  for (guint i = 0; i < held->len; i++)
    g_ptr_array_add (cw_session_is_whole_fix (self, held->pdata[i]) ? whole : others, held->pdata[i]);
  leave_out (self, others, snapshots);
  if (!cw_session_add_later_fixes (self, site, whole, snapshots, offers, cancellable, error))
    return FALSE;
  leave_out (self, whole, snapshots);
  return TRUE;
}

/* What couldn't be done by itself may be once what it needs was taken over. */
static void
try_again (CwSession    *self,
           const char   *site,
           GPtrArray    *offers,
           GCancellable *cancellable)
{
  for (guint i = 0; i < offers->len; i++)
    {
      CwComponentOffer *offer = g_ptr_array_index (offers, i);
      g_autoptr (CwFileText) file = NULL;
      g_autoptr (GBytes) after = NULL;

      if (offer->fix == NULL || offer->trouble == NULL)
        continue;
      file = cw_session_read_file (self, site, offer->fix->repository, offer->fix->path, cancellable, NULL);
      after = file != NULL && file->text != NULL ? cw_fix_apply (offer->fix, file->text, NULL) : NULL;
      if (after != NULL)
        g_clear_pointer (&offer->trouble, g_free);
    }
}

static gboolean
is_at (JsonObject             *part,
       const CwComponentOffer *offer)
{
  return g_str_equal (cw_json_get_string (part, "path", ""), offer->fix->path)
         && g_str_equal (cw_json_get_string (part, "name", ""), offer->fix->name)
         && g_strcmp0 (cw_json_get_string (part, "place", NULL), offer->fix->place) == 0;
}

/* Whether something was taken over at the same place. */
static gboolean
is_held_there (CwSession              *self,
               GPtrArray              *held,
               const CwComponentOffer *offer)
{
  for (guint i = 0; i < held->len; i++)
    {
      g_autoptr (GPtrArray) parts = g_ptr_array_new ();
      const char *answer = cw_session_get_fix_answer (self, held->pdata[i]);

      cw_fix_list_parts (held->pdata[i], answer != NULL ? answer : "", parts);
      for (guint j = 0; j < parts->len; j++)
        if (is_at (parts->pdata[j], offer))
          return TRUE;
    }
  return FALSE;
}

/* Of a fix upon another one that was taken over, a person sees what that made here of the value. */
static void
note_here (CwSession    *self,
           const char   *site,
           GPtrArray    *held,
           GPtrArray    *offers,
           GCancellable *cancellable)
{
  for (guint i = 0; i < offers->len; i++)
    {
      CwComponentOffer *offer = g_ptr_array_index (offers, i);
      g_autoptr (CwFileText) file = NULL;
      g_autoptr (CwYaml) yaml = NULL;
      const CwYamlNode *node;

      if (offer->fix == NULL || offer->fix->before == NULL || offer->fix->operation == NULL
          || !is_held_there (self, held, offer))
        continue;
      file = cw_session_read_file (self, site, offer->fix->repository, offer->fix->path, cancellable, NULL);
      yaml = file != NULL && file->text != NULL ? cw_yaml_read (file->text, NULL) : NULL;
      node = yaml != NULL ? cw_yaml_find (yaml, offer->fix->operation->path, NULL) : NULL;
      if (node != NULL && node->kind == CW_YAML_SCALAR && strchr (node->value, '\n') == NULL
          && strcmp (node->value, offer->fix->before) != 0)
        offer->here = g_strdup (node->value);
    }
}

/**
 * cw_session_list_fixes:
 * @self: a session
 * @site: id of a site that is prepared
 * @aside: (nullable) (element-type CwFix): where is added what test stands changed and isn't asked
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Looks through the history of the other sites' files for what was changed since their present cycle began there, from
 * a value that @site still has, or would have had it not taken over an earlier fix: a fix at a test stand that the next
 * site needs too. Changes that are planned for other sites don't count.
 *
 * Returns: (transfer full) (nullable) (element-type CwComponentOffer): what could be taken over
 */
GPtrArray *
cw_session_list_fixes (CwSession     *self,
                       const char    *site,
                       GPtrArray     *aside,
                       GCancellable  *cancellable,
                       GError       **error)
{
  g_autoptr (GPtrArray) offers = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_component_offer_free);
  g_autoptr (GPtrArray) snapshots = NULL, held = NULL;
  GPtrArray *sites, *sets;

  g_return_val_if_fail (CW_IS_SESSION (self) && site != NULL, NULL);
  cw_assert_in_worker ();

  snapshots = cw_session_read_planned (self, site, NULL, cancellable, error);
  if (snapshots == NULL)
    return NULL;
  held = cw_session_list_held (self, site);
  if (!leave_held_out (self, site, held, snapshots, offers, cancellable, error))
    return NULL;
  sites = cw_procedure_get_sites (self->procedure);
  sets = cw_plan_get_change_sets (cw_view_get_plan (self->view, site));
  for (guint i = 0; i < sites->len; i++)
    for (guint j = 0; j < sets->len; j++)
      {
        const CwChangeSet *changes = g_ptr_array_index (sets, j);
        const CwRepository *repository = cw_procedure_get_repository (self->procedure, changes->repository);
        const CwFixSearch search = make_search (self, ((const CwSite *) sites->pdata[i])->id, repository, cancellable);

        if (!g_str_equal (search.other, site)
            && cw_procedure_get_site_files (self->procedure, repository, search.other) != NULL
            && !add_fixes (self, &search, site, changes->base, snapshots, offers, aside, error))
          return NULL;
      }
  remove_held (offers, held, site);
  note_here (self, site, held, offers, cancellable);
  try_again (self, site, offers, cancellable);
  cw_component_offers_sort (offers);
  return g_steal_pointer (&offers);
}

/* The shared tag is the deployment itself, and a pin that is gone or is 0 belongs to it. */
static gboolean
is_change (CwInventoryField field,
           const char      *before,
           const char      *after)
{
  if (field == CW_INVENTORY_TAG || (field == CW_INVENTORY_PIN && (after == NULL || g_str_equal (after, "0"))))
    return FALSE;
  return g_strcmp0 (before, after) != 0;
}

static void
mark_items (const CwFixSearch *search,
            GPtrArray         *items,
            GPtrArray         *then,
            GPtrArray         *now)
{
  for (guint i = 0; i < items->len; i++)
    {
      CwInventoryItem *item = g_ptr_array_index (items, i);
      const CwInventoryItem *before, *after;

      if (!g_str_equal (item->repository, search->repository->id))
        continue;
      before = cw_inventory_find (then, item);
      after = cw_inventory_find (now, item);
      item->added = before == NULL && after != NULL;
      /* Where the plan has another value it is the plan's, whatever stood there. */
      for (guint j = 0; before != NULL && after != NULL && j < CW_INVENTORY_N_FIELDS; j++)
        item->changed[j] = is_change (j, before->fields[j], after->fields[j])
                           && g_strcmp0 (item->fields[j], after->fields[j]) == 0;
    }
}

static GPtrArray *
list_components (const CwFixSearch *search,
                 CwSnapshot        *snapshot)
{
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new ();

  g_ptr_array_add (snapshots, snapshot);
  return cw_inventory_new (search->procedure, search->other, snapshots);
}

static gboolean
mark_site (const CwFixSearch  *search,
           const CwChangeSet  *changes,
           GPtrArray          *items,
           GError            **error)
{
  g_autoptr (CwSnapshot) then = NULL, now = NULL;
  g_autoptr (GPtrArray) before = NULL, after = NULL;

  if (!cw_fix_search_read (search, changes->base, &then, &now, error))
    return FALSE;
  if (then == NULL)
    return TRUE;
  before = list_components (search, then);
  after = list_components (search, now);
  mark_items (search, items, before, after);
  return TRUE;
}

/**
 * cw_session_mark_changes:
 * @self: a session
 * @site: id of a site that is prepared
 * @table: its components, which nobody else has yet
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Marks what changed at each site since its present cycle began there: a fix, mostly. Changes that are planned don't
 * count.
 *
 * Returns: whether the histories could be read
 */
gboolean
cw_session_mark_changes (CwSession         *self,
                         const char        *site,
                         CwComponentTable  *table,
                         GCancellable      *cancellable,
                         GError           **error)
{
  GPtrArray *sets;

  g_return_val_if_fail (CW_IS_SESSION (self) && site != NULL && table != NULL, FALSE);
  cw_assert_in_worker ();

  sets = cw_plan_get_change_sets (cw_view_get_plan (self->view, site));
  for (guint i = 0; table->sites[i] != NULL; i++)
    for (guint j = 0; j < sets->len; j++)
      {
        const CwChangeSet *changes = g_ptr_array_index (sets, j);
        const CwRepository *repository = cw_procedure_get_repository (self->procedure, changes->repository);
        const CwFixSearch search = make_search (self, table->sites[i], repository, cancellable);

        if (cw_procedure_get_site_files (self->procedure, repository, search.other) != NULL
            && !mark_site (&search, changes, g_ptr_array_index (table->inventories, i), error))
          return FALSE;
      }
  return TRUE;
}
