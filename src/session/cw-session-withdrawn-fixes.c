/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <string.h>

#include "cw-branch-fixes.h"
#include "cw-fact-keys.h"
#include "cw-fix-answer.h"
#include "cw-fix-search.h"
#include "cw-fixes.h"
#include "cw-inventory.h"
#include "cw-json.h"
#include "cw-owner.h"
#include "cw-session-private.h"
#include "cw-world-private.h"

/* A fix that was taken over and that its stand took back since: what the stand says now is compared with what it said
 * when the fix was seen there, over this site's planned files, which have it. */

typedef struct {
  CwSession *session;
  const char *site;
  GPtrArray *planned;    /* (element-type CwSnapshot) */
  GHashTable *found;     /* what changed since: repository, stand and commit → CwFixes */
  GCancellable *cancellable;
} Look;

static GPtrArray *
find_changes (const Look          *look,
              const CwRepository  *repository,
              const char          *stand,
              const char          *seen,
              GError             **error)
{
  CwSession *session = look->session;
  const CwFixSearch search = { session->procedure, repository, stand, session->world->git, repository->url,
                               look->cancellable };
  CwPlan *plan = cw_view_get_plan (session->view, look->site);
  const CwChangeSet *changes = plan != NULL ? cw_plan_get_change_set (plan, repository->id) : NULL;
  CwSnapshot *ours = cw_snapshot_find (look->planned, repository->id);
  g_autoptr (CwSnapshot) then = NULL, now = NULL;
  GPtrArray *learned;

  if (changes == NULL || ours == NULL)
    return g_ptr_array_new ();
  if (!cw_fix_search_read_since (&search, seen, changes->base, &then, &now, error))
    return NULL;
  if (then == NULL)
    return g_ptr_array_new ();
  learned = cw_world_learn (session->world, repository, changes->base, stand, look->site, look->cancellable, error);
  return learned != NULL ? cw_fixes_find (&(const CwFixSides) { session->procedure, repository, stand, look->site, then,
                                                                now, ours, learned, NULL })
                         : NULL;
}

static GPtrArray *
get_changes (Look        *look,
             JsonObject  *fix,
             const char  *stand,
             GError     **error)
{
  const char *id = cw_json_get_string (fix, "repository", ""), *seen = cw_json_get_string (fix, "seen", NULL);
  const CwRepository *repository = cw_procedure_get_repository (look->session->procedure, id);
  g_autofree char *key = g_strjoin ("\n", id, stand, seen, NULL);
  GPtrArray *changes = g_hash_table_lookup (look->found, key);

  if (changes != NULL || repository == NULL || seen == NULL)
    return changes;
  changes = find_changes (look, repository, stand, seen, error);
  if (changes != NULL)
    g_hash_table_replace (look->found, g_steal_pointer (&key), changes);
  return changes;
}

/* What was there before is there again. */
static gboolean
undoes (const CwFix *change,
        JsonObject  *fix)
{
  return change->place != NULL && g_strcmp0 (change->place, cw_json_get_string (fix, "place", NULL)) == 0
         && g_str_equal (change->path, cw_json_get_string (fix, "path", ""))
         && g_str_equal (change->name, cw_json_get_string (fix, "name", ""))
         && g_strcmp0 (change->before, cw_json_get_string (fix, "after", NULL)) == 0
         && g_strcmp0 (change->after, cw_json_get_string (fix, "before", NULL)) == 0;
}

/* Whether @path is the stand's file to @own, of this site. */
static gboolean
is_own_file (const CwFixSearch *search,
             const char        *site,
             const char        *path,
             const char        *own)
{
  const char *word = NULL, *own_word = NULL;
  g_autofree char *sibling = cw_owner_find_sibling (search->procedure, search->repository, search->other, site, path,
                                                    &word, &own_word);

  return g_strcmp0 (sibling, own) == 0;
}

/* Whether @path is the stand's file to this site's that @fix is about. */
static gboolean
is_sibling (const CwFixSearch *search,
            const char        *site,
            const char        *path,
            JsonObject        *fix)
{
  return is_own_file (search, site, path, cw_json_get_string (fix, "path", ""));
}

/* A component that was added by itself bears the stand's path; one within another component a place of this site. */
static gboolean
is_component (const CwFixSearch     *search,
              const char            *site,
              const CwInventoryItem *item,
              JsonObject            *fix)
{
  const char *place = cw_json_get_string (fix, "place", NULL);
  g_autofree char *within = g_strconcat (".", place, NULL);

  if (place == NULL)
    return g_str_equal (item->path, cw_json_get_string (fix, "path", ""))
           && g_str_equal (item->name, cw_json_get_string (fix, "name", ""));
  return (*place == '\0' ? g_str_equal (item->name, cw_json_get_string (fix, "name", ""))
                         : g_str_equal (item->place, place) || g_str_has_suffix (item->place, within))
         && is_sibling (search, site, item->path, fix);
}

static gboolean
has_component (const CwFixSearch *search,
               const char        *site,
               CwSnapshot        *snapshot,
               JsonObject        *fix)
{
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new (), items = NULL;

  g_ptr_array_add (snapshots, snapshot);
  items = cw_inventory_new (search->procedure, search->other, snapshots);
  for (guint i = 0; i < items->len; i++)
    if (is_component (search, site, g_ptr_array_index (items, i), fix))
      return TRUE;
  return FALSE;
}

static gboolean
has_file (const CwFixSearch *search,
          const char        *site,
          CwSnapshot        *snapshot,
          JsonObject        *fix)
{
  const char *const *paths = cw_snapshot_get_paths (snapshot, NULL);

  for (guint i = 0; paths[i] != NULL; i++)
    if (is_sibling (search, site, paths[i], fix))
      return TRUE;
  return FALSE;
}

/* A component or a file that came as a whole, and went again. */
static gboolean
went (Look        *look,
      JsonObject  *fix,
      const char  *stand,
      GError     **error)
{
  CwSession *session = look->session;
  const char *id = cw_json_get_string (fix, "repository", ""), *seen = cw_json_get_string (fix, "seen", NULL);
  const CwRepository *repository = cw_procedure_get_repository (session->procedure, id);
  CwPlan *plan = cw_view_get_plan (session->view, look->site);
  const CwChangeSet *changes = plan != NULL ? cw_plan_get_change_set (plan, id) : NULL;
  g_autoptr (CwSnapshot) then = NULL, now = NULL;
  CwFixSearch search;

  if (repository == NULL || changes == NULL || seen == NULL)
    return FALSE;
  search = (CwFixSearch) { session->procedure, repository, stand, session->world->git, repository->url,
                           look->cancellable };
  if (!cw_fix_search_read_since (&search, seen, changes->base, &then, &now, error) || then == NULL)
    return FALSE;
  if (has_component (&search, look->site, then, fix))
    return !has_component (&search, look->site, now, fix);
  return g_strcmp0 (cw_json_get_string (fix, "place", NULL), "") == 0 && has_file (&search, look->site, then, fix)
         && !has_file (&search, look->site, now, fix);
}

/* What had gone as a whole is there again. */
static gboolean
brings_back (const Look  *look,
             const CwFix *change,
             JsonObject  *fix,
             const char  *stand)
{
  const CwRepository *repository = cw_procedure_get_repository (look->session->procedure, change->repository);
  const CwFixSearch search = { look->session->procedure, repository, stand, NULL, NULL, NULL };

  if (!json_object_has_member (fix, "gone") || change->before != NULL
      || !g_str_equal (change->name, cw_json_get_string (fix, "name", "")))
    return FALSE;
  if (change->added != NULL)
    return is_sibling (&search, look->site, change->added->path, fix);
  return g_str_equal (change->path, cw_json_get_string (fix, "path", ""))
         && (g_strcmp0 (change->place, cw_json_get_string (fix, "place", NULL)) == 0 || *change->place == '\0');
}

static gboolean
is_undone (Look        *look,
           JsonObject  *fix,
           const char  *stand,
           GError     **error)
{
  GPtrArray *changes = get_changes (look, fix, stand, error);

  for (guint i = 0; changes != NULL && i < changes->len; i++)
    if (undoes (changes->pdata[i], fix) || brings_back (look, changes->pdata[i], fix, stand))
      return TRUE;
  return changes != NULL && !json_object_has_member (fix, "before") && went (look, fix, stand, error);
}

/* (nullable): the stand that took a place back */
static const char *
find_withdrawn (Look        *look,
                JsonObject  *part,
                GError     **error)
{
  const char *from = cw_json_get_string (part, "from", "");
  JsonArray *also = cw_json_get_array (part, "also");

  if (is_undone (look, part, from, error))
    return from;
  for (guint i = 0; *error == NULL && also != NULL && i < json_array_get_length (also); i++)
    if (is_undone (look, part, json_array_get_string_element (also, i), error))
      return json_array_get_string_element (also, i);
  return NULL;
}

/* What a person keeps all the same stays marked. */
static gboolean
mark (Look        *look,
      JsonObject  *fix,
      const char  *answer,
      GError     **error)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  g_autoptr (GError) local = NULL;
  guint n_withdrawn = 0;

  json_object_remove_member (fix, "withdrawn");
  cw_fix_list_parts (fix, answer, parts);
  for (guint i = 0; local == NULL && i < parts->len; i++)
    {
      const char *stand = find_withdrawn (look, g_ptr_array_index (parts, i), &local);

      if (stand == NULL)
        continue;
      json_object_set_string_member (fix, "withdrawn", stand);
      json_object_set_int_member (fix, "n-withdrawn", ++n_withdrawn);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
look_clear (Look *self)
{
  g_clear_pointer (&self->planned, g_ptr_array_unref);
  g_clear_pointer (&self->found, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Look, look_clear)

/**
 * cw_session_mark_withdrawn:
 * @self: a session whose view is up to date
 * @site: id of a site that is prepared
 * @fixes: (element-type JsonObject): fixes that the planned files took over from test stands
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Marks those that a stand took back since: `withdrawn` is the stand, `n-withdrawn` of how many places.
 *
 * Returns: whether that is known
 */
gboolean
cw_session_mark_withdrawn (CwSession     *self,
                           const char    *site,
                           GPtrArray     *fixes,
                           GCancellable  *cancellable,
                           GError       **error)
{
  g_auto (Look) look = { self, site, NULL, NULL, cancellable };

  if (fixes->len == 0)
    return TRUE;
  look.found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  look.planned = cw_session_read_planned (self, site, NULL, cancellable, error);
  if (look.planned == NULL)
    return FALSE;
  /* Whatever became of them here. */
  for (guint i = 0; i < fixes->len; i++)
    cw_session_suppose_fix (self, cw_json_get_string (fixes->pdata[i], "id", ""), TRUE, look.planned);
  for (guint i = 0; i < fixes->len; i++)
    {
      JsonObject *fix = g_ptr_array_index (fixes, i);
      const char *answer = cw_session_get_fix_answer (self, fix);

      if (answer != NULL && !g_str_equal (answer, CW_ANSWER_STILL) && !mark (&look, fix, answer, error))
        return FALSE;
    }
  return TRUE;
}

/* Whether @change is made in what @part took over. */
static gboolean
is_change_of (const Look         *look,
              const CwRepository *repository,
              const char         *stand,
              JsonObject         *part,
              const CwFix        *change)
{
  const char *path = cw_json_get_string (part, "path", "");
  const CwFixSearch search = { look->session->procedure, repository, stand, NULL, NULL, NULL };

  return change->added == NULL && g_str_equal (change->name, cw_json_get_string (part, "name", ""))
         && (g_str_equal (change->path, path)
             || (cw_json_get_string (part, "place", NULL) == NULL && is_own_file (&search, look->site, path, change->path)));
}

static gboolean
add_changes (Look        *look,
             JsonObject  *part,
             const char  *stand,
             GPtrArray   *offers,
             GError     **error)
{
  const char *id = cw_json_get_string (part, "repository", "");
  const CwRepository *repository = cw_procedure_get_repository (look->session->procedure, id);
  g_autofree char *tip = repository != NULL ? cw_git_service_get_tip (look->session->world->git, repository->url,
                                                                      repository->branch, NULL) : NULL;
  g_autoptr (GError) local = NULL;
  GPtrArray *changes = get_changes (look, part, stand, &local);

  for (guint i = 0; changes != NULL && repository != NULL && i < changes->len; i++)
    if (is_change_of (look, repository, stand, part, changes->pdata[i])
        && !cw_session_take_in_fix (look->session, look->site, stand, tip, changes->pdata[i], offers,
                                    look->cancellable, error))
      return FALSE;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * cw_session_add_later_fixes:
 * @self: a session whose view is up to date
 * @site: id of a site that is prepared
 * @whole: (element-type JsonObject): those fixes that the planned files took over, of which a component, or a file, came
 *   as a whole
 * @snapshots: (element-type CwSnapshot): the planned files, as they would be without other fixes
 * @offers: (element-type CwComponentOffer): where is added what could be taken over
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Adds what a stand changed in them since they were taken over: that is no difference to a site without them.
 *
 * Returns: whether that is known
 */
gboolean
cw_session_add_later_fixes (CwSession     *self,
                            const char    *site,
                            GPtrArray     *whole,
                            GPtrArray     *snapshots,
                            GPtrArray     *offers,
                            GCancellable  *cancellable,
                            GError       **error)
{
  g_auto (Look) look = { self, site, NULL, NULL, cancellable };

  look.planned = g_ptr_array_ref (snapshots);
  look.found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < whole->len; i++)
    {
      g_autoptr (GPtrArray) parts = g_ptr_array_new ();
      const char *answer = cw_session_get_fix_answer (self, whole->pdata[i]);

      cw_fix_list_parts (whole->pdata[i], answer != NULL ? answer : "", parts);
      for (guint j = 0; j < parts->len; j++)
        if (!add_changes (&look, parts->pdata[j], cw_json_get_string (parts->pdata[j], "from", ""), offers, error))
          return FALSE;
    }
  return TRUE;
}
