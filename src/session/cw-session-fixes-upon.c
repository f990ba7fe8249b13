/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include "cw-fix-answer.h"
#include "cw-json.h"
#include "cw-session-private.h"

/* What a stand changed later in a component, or a file, that came as a whole goes with it. */

static GPtrArray *
list_parts (CwSession  *self,
            JsonObject *fix)
{
  GPtrArray *parts = g_ptr_array_new ();
  const char *answer = cw_session_get_fix_answer (self, fix);

  cw_fix_list_parts (fix, answer != NULL ? answer : "", parts);
  return parts;
}

/* What came as a whole is remembered by the stand's path, and each file that it changed here by this site's. */
static gboolean
is_in (CwSession  *self,
       JsonObject *whole,
       JsonObject *part)
{
  g_autoptr (GPtrArray) parts = list_parts (self, whole);

  for (guint i = 0; i < parts->len; i++)
    if (g_str_equal (cw_json_get_string (parts->pdata[i], "name", ""), cw_json_get_string (part, "name", "")))
      return cw_session_took_in_file (self, cw_json_get_string (whole, "id", ""),
                                      cw_json_get_string (part, "repository", ""), cw_json_get_string (part, "path", ""));
  return FALSE;
}

/* Whether @later changed it, and nothing else in its files: of many places, others may be elsewhere. */
static gboolean
is_upon (CwSession  *self,
         JsonObject *whole,
         JsonObject *later)
{
  g_autoptr (GPtrArray) parts = list_parts (self, later);
  gboolean found = FALSE;

  for (guint i = 0; i < parts->len; i++)
    if (is_in (self, whole, parts->pdata[i]))
      found = TRUE;
    else if (cw_session_took_in_file (self, cw_json_get_string (whole, "id", ""),
                                      cw_json_get_string (parts->pdata[i], "repository", ""),
                                      cw_json_get_string (parts->pdata[i], "path", "")))
      return FALSE;
  return found;
}

/**
 * cw_session_list_upon:
 * @self: a session whose view is up to date
 * @site: id of a site that is prepared
 * @id: which question took a fix
 *
 * Returns: (transfer full) (element-type JsonObject): the fixes that were taken over later, and change what came as a
 *   whole by @id, and in its files nothing but that; the newest last
 */
GPtrArray *
cw_session_list_upon (CwSession  *self,
                      const char *site,
                      const char *id)
{
  GPtrArray *held = cw_session_list_held (self, site);
  g_autoptr (JsonObject) whole = NULL;

  for (guint i = held->len; i > 0; i--)
    if (g_str_equal (cw_json_get_string (held->pdata[i - 1], "id", ""), id))
      whole = g_ptr_array_steal_index (held, i - 1);
  for (guint i = held->len; i > 0; i--)
    if (whole == NULL || !cw_session_is_whole_fix (self, whole) || !is_upon (self, whole, held->pdata[i - 1]))
      g_ptr_array_remove_index (held, i - 1);
  return held;
}

/* What @later changed in other files stays taken over; where that is nothing, it isn't asked any more either. */
static gboolean
forget_in (CwSession   *self,
           const char  *site,
           const char  *id,
           const char  *later,
           GError     **error)
{
  g_autofree char *key = g_strconcat ("taken.", later, NULL);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *taken = cw_session_get_taken (self, later), *rest = json_array_new ();

  json_node_take_array (node, rest);
  for (guint i = 0; taken != NULL && i < json_array_get_length (taken); i++)
    {
      JsonObject *noted = json_array_get_object_element (taken, i);

      if (!cw_session_took_in_file (self, id, cw_json_get_string (noted, "repository", ""),
                                    cw_json_get_string (noted, "path", "")))
        json_array_add_element (rest, json_array_dup_element (taken, i));
    }
  if (json_array_get_length (rest) > 0)
    return cw_runner_observe (self->runner, key, node, error);
  return cw_session_drop_fix (self, later, error) && cw_session_unask_fix (self, site, later, error);
}

/**
 * cw_session_forget_upon:
 * @self: a session
 * @site: id of a site that is prepared
 * @id: which question took a fix that is given back
 * @upon: (element-type JsonObject): what cw_session_list_upon() found of it
 * @error: where to store why the journal refused
 *
 * Forgets what went with it.
 *
 * Returns: whether that worked
 */
gboolean
cw_session_forget_upon (CwSession   *self,
                        const char  *site,
                        const char  *id,
                        GPtrArray   *upon,
                        GError     **error)
{
  for (guint i = 0; i < upon->len; i++)
    if (!forget_in (self, site, id, cw_json_get_string (upon->pdata[i], "id", ""), error))
      return FALSE;
  return TRUE;
}
