/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-runner"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-runner-private.h"

/*
 * Of kinds that are known outside by what they say alone two effects may be taken for each other: two messages of one
 * text. What one of them has made, as the journal knows, is none of the other's, and isn't taken away with it.
 */

static gboolean
is_named (GPtrArray  *keys,
          const char *key)
{
  return g_ptr_array_find_with_equal_func (keys, key, g_str_equal, NULL);
}

/* What the others have made, or may have; what stands for both of them is each one's own. */
static GPtrArray *
list_others (CwRunner   *self,
             CwEffect   *effect,
             const char *own)
{
  GPtrArray *ids = cw_history_get_ids (self->history);
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < ids->len; i++)
    {
      CwEffectRecord *record = cw_history_get_record (self->history, ids->pdata[i]);
      CwEffectRecord *outside = cw_effect_record_get_outside (record);
      const char *key = cw_effect_record_get_key (outside);

      if (key != NULL && g_strcmp0 (key, own) != 0 && !g_str_equal (ids->pdata[i], cw_effect_get_id (effect))
          && g_strcmp0 (cw_effect_record_get_kind (outside), cw_effect_get_kind (effect)) == 0)
        g_ptr_array_add (keys, g_strdup (key));
    }
  return keys;
}

static gboolean
may_be_confused (CwHandler *handler)
{
  return CW_HANDLER_GET_IFACE (handler)->replaces;
}

/*
 * cw_runner_name_others:
 * @self: a runner
 * @effect: an effect
 * @handler: its handler
 * @outcome: where it stands outside
 *
 * Returns: (transfer full): @outcome for a handler, with %CW_OUTCOME_OTHERS where there are such
 */
JsonObject *
cw_runner_name_others (CwRunner   *self,
                       CwEffect   *effect,
                       CwHandler  *handler,
                       JsonObject *outcome)
{
  g_autoptr (GPtrArray) keys = NULL;
  JsonArray *names;
  JsonObject *copy;

  if (may_be_confused (handler))
    keys = list_others (self, effect, cw_json_get_string (outcome, "key", NULL));
  if (keys == NULL || keys->len == 0)
    return json_object_ref (outcome);
  names = json_array_new ();
  for (guint i = 0; i < keys->len; i++)
    json_array_add_string_element (names, keys->pdata[i]);
  copy = cw_runner_copy_object (outcome);
  json_object_set_array_member (copy, CW_OUTCOME_OTHERS, names);
  return copy;
}

/*
 * cw_runner_verify_thing:
 * @self: a runner
 * @effect: an effect with what is compared
 * @handler: its handler
 * @outcome: where it stands outside
 * @cancellable: (nullable): cancels the look
 * @error: where to store why it can't be compared
 *
 * Returns: (transfer full) (nullable): as cw_handler_verify(), without what other effects have made
 */
CwFinding *
cw_runner_verify_thing (CwRunner      *self,
                        CwEffect      *effect,
                        CwHandler     *handler,
                        JsonObject    *outcome,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_autoptr (JsonObject) known = cw_runner_name_others (self, effect, handler, outcome);

  return cw_handler_verify (handler, effect, known, cancellable, error);
}

/* @key: of a candidate that is passed by, or (@stays) that is the only one now, so that its differences needn't say of
 * which one they are */
static void
rename_differences (CwFinding  *finding,
                    const char *key,
                    gboolean    stays)
{
  g_autofree char *prefix = g_strconcat (key, " ", NULL);

  for (guint i = finding->differences->len; i > 0; i--)
    {
      JsonObject *one = finding->differences->pdata[i - 1];
      const char *what = cw_json_get_string (one, "what", "");
      g_autofree char *plain = NULL;

      if (!g_str_has_prefix (what, prefix))
        continue;
      plain = g_strdup (what + strlen (prefix));
      if (stays)
        json_object_set_string_member (one, "what", plain);
      else
        g_ptr_array_remove_index (finding->differences, i - 1);
    }
}

static void
conclude_rest (CwFinding *finding)
{
  if (finding->candidates->len == 0)
    {
      g_ptr_array_set_size (finding->differences, 0);
      finding->answer = CW_FINDING_NOTHING;
    }
  else if (finding->candidates->len == 1)
    {
      rename_differences (finding, cw_json_get_string (finding->candidates->pdata[0], "key", ""), TRUE);
      finding->answer = finding->differences->len > 0 ? CW_FINDING_DIFFERENT : CW_FINDING_EQUAL;
    }
}

/*
 * cw_runner_pass_others:
 * @self: a runner
 * @effect: an effect that has made nothing that is known
 * @handler: its handler
 * @finding: what a search for it found
 *
 * Takes those out of @finding that other effects have made.
 */
void
cw_runner_pass_others (CwRunner  *self,
                       CwEffect  *effect,
                       CwHandler *handler,
                       CwFinding *finding)
{
  g_autoptr (GPtrArray) keys = NULL;
  gboolean any = FALSE;

  if (finding->candidates->len == 0 || !may_be_confused (handler))
    return;
  keys = list_others (self, effect, NULL);
  for (guint i = finding->candidates->len; i > 0; i--)
    {
      g_autofree char *key = g_strdup (cw_json_get_string (finding->candidates->pdata[i - 1], "key", ""));

      if (!is_named (keys, key))
        continue;
      g_ptr_array_remove_index (finding->candidates, i - 1);
      rename_differences (finding, key, FALSE);
      any = TRUE;
    }
  if (any)
    conclude_rest (finding);
}

/*
 * cw_runner_refuse_several:
 * @effect: an effect with an outcome, of which there are several
 * @error: where to store %CW_ERROR_NEEDS_PERSON
 *
 * Nobody but a person can tell which of them is a copy of ours, and which one somebody wants beside it.
 */
void
cw_runner_refuse_several (CwEffect  *effect,
                          GError   **error)
{
  cw_runner_refuse (effect, CW_ERROR_NEEDS_PERSON,
                    _ ("there are several of them: say first which one is ours (“adopt”); the others stay then"),
                    error);
}
