/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-branch-fixes.h"
#include "cw-error.h"
#include "cw-fact-keys.h"
#include "cw-fix-search.h"
#include "cw-json.h"
#include "cw-session-offers.h"
#include "cw-session-private.h"
#include "cw-validation.h"
#include "cw-world-private.h"

/* What was fixed at a test stand since its deployment becomes questions of the plan; each is asked once. */

/* What was answered stays in sight, also once it was taken over and is a difference no more. */
static void
keep_answered (CwSession  *self,
               const char *site,
               JsonArray  *fixes)
{
  g_autofree char *key = g_strconcat ("fixes.", site, NULL);
  JsonNode *known = cw_history_get_observation (cw_runner_get_history (self->runner), key, NULL);
  JsonArray *before = known != NULL && JSON_NODE_HOLDS_ARRAY (known) ? json_node_get_array (known) : NULL;

  for (guint i = 0; before != NULL && i < json_array_get_length (before); i++)
    {
      JsonObject *fix = json_array_get_object_element (before, i);
      g_autofree char *fact = g_strconcat ("answer.", cw_json_get_string (fix, "id", ""), NULL);

      if (cw_session_get_fact (self, fact) != NULL)
        json_array_add_object_element (fixes, json_object_ref (fix));
    }
}

static gboolean
has_fix (JsonArray  *fixes,
         const char *id)
{
  for (guint i = 0; i < json_array_get_length (fixes); i++)
    if (g_str_equal (cw_json_get_string (json_array_get_object_element (fixes, i), "id", ""), id))
      return TRUE;
  return FALSE;
}

static gboolean
look_at_site (CwSession     *self,
              const char    *site,
              GHashTable    *seen,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr (GPtrArray) offers = cw_session_list_fixes (self, site, cancellable, error);
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonNode *more = json_node_new (JSON_NODE_VALUE);
  JsonArray *fixes = json_array_new ();
  guint n_unasked = 0;

  json_node_take_array (node, fixes);
  g_hash_table_replace (seen, g_strconcat ("fixes.", site, NULL), node);
  keep_answered (self, site, fixes);
  for (guint i = 0; offers != NULL && i < offers->len; i++)
    {
      const CwComponentOffer *offer = g_ptr_array_index (offers, i);
      g_autofree char *id = cw_component_offer_make_id (offer, site);

      if (!cw_fix_search_is_test_stand (self->procedure, offer->source_site) || has_fix (fixes, id))
        continue;
      if (json_array_get_length (fixes) >= CW_FIX_SEARCH_MAX)
        n_unasked++;
      else
        json_array_add_object_element (fixes, cw_component_offer_describe (offer, site));
    }
  json_node_set_int (more, n_unasked);
  g_hash_table_replace (seen, g_strconcat ("fixes-more.", site, NULL), more);
  return offers != NULL;
}

/* What the answer depends on, in words: two equal keys have equal fixes. */
static char *
make_key (CwSession *self,
          CwPlan    *plan)
{
  GPtrArray *sets = cw_plan_get_change_sets (plan);
  g_autoptr (GString) key = g_string_new (NULL);

  for (guint i = 0; i < sets->len; i++)
    {
      const CwChangeSet *changes = g_ptr_array_index (sets, i);
      const CwRepository *repository = cw_procedure_get_repository (self->procedure, changes->repository);
      g_autofree char *tree = cw_validation_hash_tree (changes);
      g_autofree char *tip = cw_git_service_get_tip (self->world->git, repository->url, repository->branch, NULL);

      g_string_append_printf (key, "%s %s ", tree, tip != NULL ? tip : changes->base);
    }
  return g_string_free (g_steal_pointer (&key), FALSE);
}

/**
 * cw_session_look_for_fixes:
 * @self: a session whose view is up to date
 * @seen: (element-type utf8 JsonNode): where the fixes are added, as `fixes.SITE`
 * @cancellable: (nullable): a cancellable
 * @error: where to store that it was cancelled
 *
 * Looks, for each site that is prepared, for what was fixed at a test stand since its deployment and isn't in the plan.
 * Where nothing changed since the last look, nothing is added. A history that can't be read stops nothing.
 *
 * Returns: %FALSE when it was cancelled
 */
gboolean
cw_session_look_for_fixes (CwSession     *self,
                           GHashTable    *seen,
                           GCancellable  *cancellable,
                           GError       **error)
{
  GPtrArray *sites = cw_procedure_get_sites (self->procedure);

  for (guint i = 0; i < sites->len; i++)
    {
      const char *site = ((const CwSite *) g_ptr_array_index (sites, i))->id;
      CwPlan *plan = cw_view_get_plan (self->view, site);
      g_autofree char *key = plan != NULL ? make_key (self, plan) : NULL;
      g_autoptr (GError) local = NULL;

      if (plan == NULL || g_strcmp0 (key, g_hash_table_lookup (self->fix_keys, site)) == 0)
        continue;
      if (look_at_site (self, site, seen, cancellable, &local))
        {
          g_hash_table_replace (self->fix_keys, g_strdup (site), g_steal_pointer (&key));
          continue;
        }
      if (cw_error_is_cancelled (local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      g_debug ("fixes elsewhere, %s: %s", site, local->message);
    }
  return TRUE;
}

/* The offer that @id asks about, in a list that owns it; empty where it is no difference any more. */
static GPtrArray *
find_offer (CwSession   *self,
            const char  *site,
            const char  *id,
            GError     **error)
{
  g_autoptr (GPtrArray) offers = cw_session_list_fixes (self, site, NULL, error);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_component_offer_free);

  for (guint i = 0; offers != NULL && i < offers->len; i++)
    {
      g_autofree char *one = cw_component_offer_make_id (g_ptr_array_index (offers, i), site);

      if (g_str_equal (one, id))
        g_ptr_array_add (chosen, cw_component_offer_copy (g_ptr_array_index (offers, i)));
    }
  return offers != NULL ? g_steal_pointer (&chosen) : NULL;
}

/**
 * cw_session_answer_fix:
 * @self: a session
 * @key: a fact's key
 * @value: what a person says
 * @error: where to store why that can't be done
 *
 * Where @key answers the question of a fix: lets what is taken join the change set, before the answer stands; any other
 * answer takes that back.
 *
 * Returns: whether the answer can stand
 */
gboolean
cw_session_answer_fix (CwSession   *self,
                       const char  *key,
                       JsonNode    *value,
                       GError     **error)
{
  const char *id = g_str_has_prefix (key, "answer.") ? key + strlen ("answer.") : "";
  const char *mark = strstr (id, "/" CW_QUESTION_FIX "/");
  const char *answer = JSON_NODE_HOLDS_NULL (value) ? NULL : json_node_get_string (value);
  g_autofree char *site = mark != NULL ? g_strndup (id, (gsize) (mark - id)) : NULL;
  g_autoptr (GPtrArray) chosen = NULL;

  if (site == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_NULL (value) && !cw_component_offer_check_answer (answer, error))
    return FALSE;
  if (g_strcmp0 (answer, CW_ANSWER_TAKE) != 0)
    return cw_session_give_fix_back (self, site, id, error);
  chosen = find_offer (self, site, id, error);
  /* One that is no difference any more is as good as taken over. */
  return chosen != NULL && (chosen->len == 0 || cw_session_take_fix (self, site, id, chosen, error));
}
