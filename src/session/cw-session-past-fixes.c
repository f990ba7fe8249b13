/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include "cw-fact-keys.h"
#include "cw-fix-answer.h"
#include "cw-json.h"
#include "cw-session-private.h"

/* A fix that was taken over, isn't in the planned files any more, and that its stand itself doesn't have any more, is
 * past: what the stand says now is asked in its place. */

/* The places of what nobody answered. */
static void
list_open (CwSession *self,
           JsonArray *fixes,
           GPtrArray *places)
{
  for (guint i = 0; fixes != NULL && i < json_array_get_length (fixes); i++)
    {
      JsonObject *fix = json_array_get_object_element (fixes, i);
      const char *answer = cw_session_get_fix_answer (self, fix);

      if (answer == NULL)
        cw_fix_list_places (fix, places);
      else if (g_str_equal (answer, CW_ANSWER_EACH))
        list_open (self, cw_json_get_array (fix, "members"), places);
    }
}

/* Whether something newer is asked wherever it was lost. */
static gboolean
is_past (CwSession  *self,
         const char *site,
         JsonObject *fix,
         GPtrArray  *open)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  const char *id = cw_json_get_string (fix, "id", ""), *answer = cw_session_get_fix_answer (self, fix);
  gboolean lost = FALSE;

  cw_fix_list_parts (fix, answer != NULL ? answer : "", parts);
  for (guint i = 0; open->len > 0 && i < parts->len; i++)
    {
      if (!cw_session_is_fix_lost_in (self, site, id, cw_json_get_string (parts->pdata[i], "repository", ""),
                                      cw_json_get_string (parts->pdata[i], "path", "")))
        continue;
      lost = TRUE;
      if (!cw_fix_has_place (open, parts->pdata[i]))
        return FALSE;
    }
  return lost;
}

/**
 * cw_session_forget_past_fixes:
 * @self: a session whose view is up to date
 * @site: id of a site that is prepared
 * @error: where to store why the journal refused
 *
 * Forgets those fixes that were taken over and lost, and in whose place something newer is asked: of many files, where
 * that is so.
 *
 * Returns: whether that worked
 */
gboolean
cw_session_forget_past_fixes (CwSession   *self,
                              const char  *site,
                              GError     **error)
{
  g_autofree char *key = g_strconcat ("fixes.", site, NULL);
  JsonNode *known = cw_history_get_observation (cw_runner_get_history (self->runner), key, NULL);
  g_autoptr (JsonNode) fixes = known != NULL && JSON_NODE_HOLDS_ARRAY (known) ? json_node_ref (known) : NULL;
  g_autoptr (GPtrArray) taken = cw_session_list_taken (self, site), open = g_ptr_array_new ();

  if (fixes != NULL)
    list_open (self, json_node_get_array (fixes), open);
  for (guint i = 0; i < taken->len; i++)
    {
      const char *id = cw_json_get_string (taken->pdata[i], "id", "");

      if (!is_past (self, site, taken->pdata[i], open))
        continue;
      if (!cw_session_forget_fix (self, site, id, error)
          || (!cw_session_has_taken (self, id) && !cw_session_unask_fix (self, site, id, error)))
        return FALSE;
    }
  return TRUE;
}
