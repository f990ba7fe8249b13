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

static gboolean
is_upon (CwSession  *self,
         JsonObject *whole,
         JsonObject *later)
{
  g_autoptr (GPtrArray) parts = list_parts (self, later);

  for (guint i = 0; i < parts->len; i++)
    if (!is_in (self, whole, parts->pdata[i]))
      return FALSE;
  return parts->len > 0;
}

/**
 * cw_session_list_upon:
 * @self: a session whose view is up to date
 * @site: id of a site that is prepared
 * @id: which question took a fix
 *
 * Returns: (transfer full) (element-type JsonObject): the fixes that were taken over later, and change nothing but what
 *   came as a whole by @id; the newest last
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
