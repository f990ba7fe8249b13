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
  JsonNode *node, *more;
  JsonArray *fixes;
  guint n_asked = 0, n_unasked = 0;

  if (offers == NULL)
    return FALSE;
  node = json_node_new (JSON_NODE_ARRAY);
  more = json_node_new (JSON_NODE_VALUE);
  fixes = json_array_new ();
  json_node_take_array (node, fixes);
  g_hash_table_replace (seen, g_strconcat ("fixes.", site, NULL), node);
  keep_answered (self, site, fixes);
  for (guint i = 0; i < offers->len; i++)
    {
      const CwComponentOffer *offer = g_ptr_array_index (offers, i);
      g_autofree char *id = cw_component_offer_make_id (offer, site);

      if (!cw_fix_search_is_test_stand (self->procedure, offer->source_site) || has_fix (fixes, id))
        continue;
      if (n_asked >= CW_FIX_SEARCH_MAX)
        {
          n_unasked++;
          continue;
        }
      n_asked++;
      json_array_add_object_element (fixes, cw_component_offer_describe (offer, site));
    }
  json_node_set_int (more, n_unasked);
  g_hash_table_replace (seen, g_strconcat ("fixes-more.", site, NULL), more);
  return TRUE;
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

      g_string_append_printf (key, "%s %s %s ", changes->base, tree, tip != NULL ? tip : "-");
    }
  return g_string_free (g_steal_pointer (&key), FALSE);
}

/* The commits that are compared, in words: %NULL where there are none. */
static char *
make_base (CwSession *self,
           CwPlan    *plan)
{
  GPtrArray *sets = cw_plan_get_change_sets (plan);
  g_autoptr (GString) base = g_string_new (NULL);

  for (guint i = 0; i < sets->len; i++)
    {
      const CwChangeSet *changes = g_ptr_array_index (sets, i);
      const CwRepository *repository = cw_procedure_get_repository (self->procedure, changes->repository);
      g_autofree char *tip = cw_git_service_get_tip (self->world->git, repository->url, repository->branch, NULL);

      g_string_append_printf (base, "%s%s %s %s", i > 0 ? ", " : "", changes->repository, changes->base,
                              tip != NULL ? tip : "-");
    }
  return base->len > 0 ? g_string_free (g_steal_pointer (&base), FALSE) : NULL;
}

static gboolean
is_due (CwSession  *self,
        const char *site)
{
  CwPlan *plan = cw_view_get_plan (self->view, site);
  g_autofree char *base = plan != NULL ? make_base (self, plan) : NULL;
  g_autofree char *key = g_strconcat ("fixes-base.", site, NULL);
  JsonNode *known = cw_history_get_observation (cw_runner_get_history (self->runner), key, NULL);

  return base != NULL && g_strcmp0 (base, g_hash_table_lookup (self->fix_bases, site)) != 0
         && (known == NULL || g_strcmp0 (base, json_node_get_string (known)) != 0);
}

/**
 * cw_session_fixes_are_due:
 * @self: a session whose view is up to date
 *
 * Returns: whether a site is planned on other commits than those in which its fixes elsewhere were looked for
 */
gboolean
cw_session_fixes_are_due (CwSession *self)
{
  GPtrArray *sites = cw_procedure_get_sites (self->procedure);

  for (guint i = 0; i < sites->len; i++)
    if (is_due (self, ((const CwSite *) g_ptr_array_index (sites, i))->id))
      return TRUE;
  return FALSE;
}

/* What was looked at, or why it couldn't be: what was found before stays then. */
static void
note_look (CwSession    *self,
           const char   *site,
           CwPlan       *plan,
           const GError *trouble,
           GHashTable   *seen)
{
  g_autofree char *base = make_base (self, plan);

  if (trouble != NULL)
    cw_world_put_text (seen, trouble->message, "fixes-trouble.%s", site);
  else
    g_hash_table_replace (seen, g_strconcat ("fixes-trouble.", site, NULL), json_node_new (JSON_NODE_NULL));
  if (base == NULL)
    return;
  if (trouble == NULL)
    cw_world_put_text (seen, base, "fixes-base.%s", site);
  g_hash_table_replace (self->fix_bases, g_strdup (site), g_steal_pointer (&base));
}

/**
 * cw_session_look_for_fixes:
 * @self: a session whose view is up to date
 * @seen: (element-type utf8 JsonNode): where the fixes are added, as `fixes.SITE`
 * @cancellable: (nullable): a cancellable
 * @error: where to store that it was cancelled
 *
 * Looks, for each site that is prepared, for what was fixed at a test stand since its deployment and isn't in the plan.
 * Where nothing changed since the last look, nothing is added. A history that can't be read stops nothing: why is added
 * as `fixes-trouble.SITE`.
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
        g_hash_table_replace (self->fix_keys, g_strdup (site), g_steal_pointer (&key));
      else if (cw_error_is_cancelled (local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      note_look (self, site, plan, local, seen);
    }
  return TRUE;
}

/**
 * cw_session_list_taken:
 * @self: a session
 * @site: id of a site
 *
 * Returns: (transfer full) (element-type utf8): the fixes that a person said are taken over, by the ids of their
 *   questions
 */
GPtrArray *
cw_session_list_taken (CwSession  *self,
                       const char *site)
{
  g_autofree char *key = g_strconcat ("fixes.", site, NULL);
  JsonNode *known = cw_history_get_observation (cw_runner_get_history (self->runner), key, NULL);
  JsonArray *fixes = known != NULL && JSON_NODE_HOLDS_ARRAY (known) ? json_node_get_array (known) : NULL;
  GPtrArray *taken = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; fixes != NULL && i < json_array_get_length (fixes); i++)
    {
      const char *id = cw_json_get_string (json_array_get_object_element (fixes, i), "id", "");
      g_autofree char *fact = g_strconcat ("answer.", id, NULL);
      JsonNode *answer = cw_session_get_fact (self, fact);

      if (answer != NULL && g_strcmp0 (json_node_get_string (answer), CW_ANSWER_TAKE) == 0)
        g_ptr_array_add (taken, g_strdup (id));
    }
  return taken;
}

static JsonNode *
list_lost (CwSession  *self,
           const char *site)
{
  g_autoptr (GPtrArray) taken = cw_session_list_taken (self, site);
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *lost = json_array_new ();

  for (guint i = 0; i < taken->len; i++)
    if (cw_session_is_fix_lost (self, site, taken->pdata[i]))
      json_array_add_string_element (lost, taken->pdata[i]);
  json_node_take_array (node, lost);
  return node;
}

/**
 * cw_session_note_lost_fixes:
 * @self: a session whose view is up to date
 * @changed: set where the view must be made anew
 * @error: where to store why the journal refused
 *
 * Observes as `fixes-lost.SITE` which fixes were taken over and aren't in the planned files: they are asked again.
 *
 * Returns: whether that worked
 */
gboolean
cw_session_note_lost_fixes (CwSession  *self,
                            gboolean   *changed,
                            GError    **error)
{
  GPtrArray *sites = cw_procedure_get_sites (self->procedure);

  for (guint i = 0; i < sites->len; i++)
    {
      const char *site = ((const CwSite *) g_ptr_array_index (sites, i))->id;
      g_autofree char *key = g_strconcat ("fixes-lost.", site, NULL);
      g_autoptr (JsonNode) lost = cw_view_get_plan (self->view, site) != NULL ? list_lost (self, site) : NULL;
      JsonNode *known = cw_history_get_observation (cw_runner_get_history (self->runner), key, NULL);

      if (lost == NULL
          || (known != NULL ? json_node_equal (known, lost) : json_array_get_length (json_node_get_array (lost)) == 0))
        continue;
      *changed = TRUE;
      if (!cw_runner_observe (self->runner, key, lost, error))
        return FALSE;
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
  for (guint i = 0; chosen != NULL && i < chosen->len; i++)
    {
      const CwComponentOffer *offer = g_ptr_array_index (chosen, i);

      if (offer->trouble != NULL)
        {
          g_set_error_literal (error, CW_ERROR, CW_ERROR_CONFLICT, offer->trouble);
          return FALSE;
        }
    }
  /* One that is no difference any more is as good as taken over. */
  if (chosen != NULL && chosen->len == 0)
    return !cw_session_is_fix_lost (self, site, id) || cw_session_forget_fix (self, id, error);
  return chosen != NULL && cw_session_take_fix (self, site, id, chosen, error);
}
