/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-branch-fixes.h"
#include "cw-error.h"
#include "cw-fact-keys.h"
#include "cw-json.h"
#include "cw-session-offers.h"
#include "cw-session-private.h"
#include "cw-validation.h"

/* What was fixed at a test stand since its deployment becomes questions of the plan; each is asked once. */

/* The most that is asked for one site; whoever has more compares the sites. */
#define MAX_FIXES 40

static gboolean
is_test_stand (CwSession  *self,
               const char *site)
{
  const CwSite *known = cw_procedure_get_site (self->procedure, site);

  return known != NULL && g_strv_contains ((const char *const *) known->traits, "test-stand");
}

/* The same fix has the same name on every machine; another one at the same place has another. */
static char *
make_id (const char             *site,
         const CwComponentOffer *offer)
{
  const char *field = offer->ours != NULL ? cw_inventory_field_to_word (offer->field) : "";
  g_autofree char *whole = g_strjoin ("\n", offer->source_site, offer->theirs->repository, offer->theirs->id, field,
                                      offer->value != NULL ? offer->value : "", NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, whole, -1);

  return g_strdup_printf ("%s/" CW_QUESTION_FIX "/%s/%.8s", site, offer->theirs->name, hash);
}

static JsonObject *
describe (const char             *site,
          const CwComponentOffer *offer)
{
  g_autofree char *id = make_id (site, offer);
  const CwInventoryItem *at = offer->ours != NULL ? offer->ours : offer->theirs;
  JsonObject *object = cw_json_object ("id", id, "from", offer->source_site, "repository", at->repository, "path",
                                       at->path, "name", at->name, NULL);

  if (offer->ours == NULL)
    return object;
  json_object_set_string_member (object, "field", cw_inventory_field_to_word (offer->field));
  if (offer->ours->fields[offer->field] != NULL)
    json_object_set_string_member (object, "before", offer->ours->fields[offer->field]);
  if (offer->value != NULL)
    json_object_set_string_member (object, "after", offer->value);
  return object;
}

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
  JsonArray *fixes = json_array_new ();

  json_node_take_array (node, fixes);
  g_hash_table_replace (seen, g_strconcat ("fixes.", site, NULL), node);
  keep_answered (self, site, fixes);
  for (guint i = 0; offers != NULL && i < offers->len && json_array_get_length (fixes) < MAX_FIXES; i++)
    {
      const CwComponentOffer *offer = g_ptr_array_index (offers, i);
      g_autofree char *id = make_id (site, offer);

      if (is_test_stand (self, offer->source_site) && !has_fix (fixes, id))
        json_array_add_object_element (fixes, describe (site, offer));
    }
  return offers != NULL;
}

/* What the answer depends on, in words: two equal keys have equal fixes. */
static char *
make_key (CwPlan *plan)
{
  GPtrArray *sets = cw_plan_get_change_sets (plan);
  g_autoptr (GString) key = g_string_new (NULL);

  for (guint i = 0; i < sets->len; i++)
    {
      g_autofree char *tree = cw_validation_hash_tree (g_ptr_array_index (sets, i));

      g_string_append_printf (key, "%s ", tree);
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
      g_autofree char *key = plan != NULL ? make_key (plan) : NULL;
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

static gboolean
is_answer (const char *text)
{
  return g_strcmp0 (text, CW_ANSWER_TAKE) == 0 || g_strcmp0 (text, CW_ANSWER_LEAVE) == 0
         || (text != NULL && g_str_has_prefix (text, CW_ANSWER_LEAVE ":"));
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
      g_autofree char *one = make_id (site, g_ptr_array_index (offers, i));

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
  if (!JSON_NODE_HOLDS_NULL (value) && !is_answer (answer))
    return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("A fix is answered by %s, %s or “%s: why”"), CW_ANSWER_TAKE,
                            CW_ANSWER_LEAVE, CW_ANSWER_LEAVE);
  if (g_strcmp0 (answer, CW_ANSWER_TAKE) != 0)
    return cw_session_give_fix_back (self, site, id, error);
  chosen = find_offer (self, site, id, error);
  /* One that is no difference any more is as good as taken over. */
  return chosen != NULL && (chosen->len == 0 || cw_session_take_fix (self, site, id, chosen, error));
}
