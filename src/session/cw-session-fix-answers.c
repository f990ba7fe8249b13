/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-fact-keys.h"
#include "cw-fix-answer.h"
#include "cw-json.h"
#include "cw-session-offers.h"
#include "cw-session-private.h"

/* What a person says of a fix is done before the answer stands: what is taken over joins the change set. */

/* The offers that @answer takes, in a list that owns them; empty where they are no difference any more. */
static GPtrArray *
find_offers (CwSession   *self,
             const char  *site,
             JsonObject  *fix,
             const char  *answer,
             GError     **error)
{
  g_autoptr (GPtrArray) offers = cw_session_list_fixes (self, site, NULL, NULL, error);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_component_offer_free);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();

  cw_fix_list_parts (fix, answer, parts);
  for (guint i = 0; i < parts->len; i++)
    g_hash_table_add (ids, (gpointer) cw_json_get_string (parts->pdata[i], "id", ""));
  for (guint i = 0; offers != NULL && i < offers->len; i++)
    {
      g_autofree char *one = cw_component_offer_make_id (g_ptr_array_index (offers, i), site);

      if (g_hash_table_contains (ids, one))
        g_ptr_array_add (chosen, cw_component_offer_copy (g_ptr_array_index (offers, i)));
    }
  return offers != NULL ? g_steal_pointer (&chosen) : NULL;
}

/* What another answer took over of it, of all its places at once or of each. */
static gboolean
give_back (CwSession   *self,
           const char  *site,
           JsonObject  *fix,
           GError     **error)
{
  JsonArray *members = cw_json_get_array (fix, "members");

  for (guint i = 0; members != NULL && i < json_array_get_length (members); i++)
    if (!give_back (self, site, json_array_get_object_element (members, i), error))
      return FALSE;
  return cw_session_give_fix_back (self, site, cw_json_get_string (fix, "id", ""), error);
}

/* Whether all that @held took over is at places that @parts take over. */
static gboolean
is_superseded (CwSession  *self,
               JsonObject *held,
               GPtrArray  *parts)
{
  g_autoptr (GPtrArray) old = g_ptr_array_new ();
  const char *answer = cw_session_get_fix_answer (self, held);

  cw_fix_list_parts (held, answer != NULL ? answer : "", old);
  for (guint i = 0; i < old->len; i++)
    if (!cw_fix_has_place (parts, old->pdata[i]))
      return FALSE;
  return old->len > 0;
}

/* An earlier fix of the same places is past: it is taken out, and forgotten where that was adjusted here. */
static gboolean
give_way (CwSession   *self,
          const char  *site,
          JsonObject  *fix,
          const char  *answer,
          GError     **error)
{
  g_autoptr (GPtrArray) held = cw_session_list_held (self, site), parts = g_ptr_array_new ();

  cw_fix_list_parts (fix, answer, parts);
  for (guint i = 0; i < held->len; i++)
    {
      const char *id = cw_json_get_string (held->pdata[i], "id", "");
      g_autoptr (GError) local = NULL;

      if (g_str_equal (id, cw_json_get_string (fix, "id", "")) || !is_superseded (self, held->pdata[i], parts))
        continue;
      if (!cw_session_give_fix_back (self, site, id, &local))
        {
          if (!g_error_matches (local, CW_ERROR, CW_ERROR_CONFLICT))
            {
              g_propagate_error (error, g_steal_pointer (&local));
              return FALSE;
            }
          if (!cw_session_drop_fix (self, id, error))
            return FALSE;
        }
      if (!cw_session_unask_fix (self, site, id, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take (CwSession   *self,
      const char  *site,
      JsonObject  *fix,
      const char  *answer,
      GError     **error)
{
  const char *id = cw_json_get_string (fix, "id", ""), *before = cw_session_get_fix_answer (self, fix);
  g_autoptr (GPtrArray) chosen = NULL;

  if (before != NULL && !g_str_equal (before, answer) && !give_back (self, site, fix, error))
    return FALSE;
  chosen = find_offers (self, site, fix, answer, error);
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
    return !cw_session_is_fix_lost (self, site, id) || cw_session_forget_fix (self, site, id, error);
  return chosen != NULL && give_way (self, site, fix, answer, error)
         && cw_session_take_fix (self, site, id, chosen, error);
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
  const char *answer = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_string (value) : NULL;
  g_autofree char *site = mark != NULL ? g_strndup (id, (gsize) (mark - id)) : NULL;
  g_autoptr (JsonObject) fix = NULL;
  JsonObject *known;

  if (site == NULL)
    return TRUE;
  known = cw_session_find_fix (self, site, id);
  fix = known != NULL ? json_object_ref (known) : cw_json_object ("id", id, NULL);
  if (!JSON_NODE_HOLDS_NULL (value) && !cw_fix_check_answer (fix, answer, error))
    return FALSE;
  /* Where it was lost meanwhile, what stands in the files is what the person wants. */
  if (g_strcmp0 (answer, CW_ANSWER_STILL) == 0)
    return cw_session_forget_fix (self, site, id, error);
  if (!cw_fix_is_take (answer))
    return (g_strcmp0 (answer, CW_ANSWER_EACH) == 0 && g_strcmp0 (cw_session_get_fix_answer (self, fix), answer) == 0)
           || give_back (self, site, fix, error);
  return take (self, site, fix, answer, error);
}
