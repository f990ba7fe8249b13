/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-payload"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-payload.h"

/**
 * cw_payload_get:
 * @effect: an effect
 * @required: (array zero-terminated=1): members that must hold text
 * @error: where to store a %CW_ERROR_VALIDATION
 *
 * Returns: (transfer none): the payload, or %NULL with @error set
 */
JsonObject *
cw_payload_get (CwEffect          *effect,
                const char *const *required,
                GError           **error)
{
  JsonNode *node;
  JsonObject *payload;

  g_return_val_if_fail (CW_IS_EFFECT (effect) && required != NULL, NULL);

  node = cw_effect_get_payload (effect);
  payload = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  for (guint i = 0; required[i] != NULL; i++)
    {
      const char *value = cw_json_get_string (payload, required[i], "");

      if (*value != '\0')
        continue;
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” can’t be sent: its %s is missing"),
                   cw_effect_get_title (effect), required[i]);
      return NULL;
    }
  return payload;
}

/**
 * cw_payload_dup_strings:
 * @payload: a payload
 * @member: a member that may hold a list of texts
 *
 * Returns: (transfer full): the texts
 */
GStrv
cw_payload_dup_strings (JsonObject *payload,
                        const char *member)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array;

  g_return_val_if_fail (payload != NULL && member != NULL, NULL);

  array = cw_json_get_array (payload, member);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (item) && json_node_get_value_type (item) == G_TYPE_STRING)
        g_strv_builder_add (builder, json_node_get_string (item));
    }
  return g_strv_builder_end (builder);
}

/**
 * cw_strv_has_all:
 * @have: (array zero-terminated=1): texts
 * @wanted: (array zero-terminated=1): other texts
 *
 * Returns: whether each of @wanted is among @have, without regard to case
 */
gboolean
cw_strv_has_all (const char *const *have,
                 const char *const *wanted)
{
  g_return_val_if_fail (have != NULL && wanted != NULL, FALSE);

  for (guint i = 0; wanted[i] != NULL; i++)
    {
      gboolean found = FALSE;

      for (guint j = 0; have[j] != NULL && !found; j++)
        found = g_ascii_strcasecmp (have[j], wanted[i]) == 0;
      if (!found)
        return FALSE;
    }
  return TRUE;
}

/**
 * cw_finding_compare:
 * @self: a finding
 * @what: name of what is compared
 * @ours: (nullable): what we would send
 * @theirs: (nullable): what is there
 *
 * Adds a difference, if it is one.
 */
void
cw_finding_compare (CwFinding  *self,
                    const char *what,
                    const char *ours,
                    const char *theirs)
{
  g_return_if_fail (self != NULL && what != NULL);

  if (g_strcmp0 (ours, theirs) != 0)
    cw_finding_add_difference (self, what, ours, theirs);
}

/**
 * cw_finding_compare_lists:
 * @self: a finding
 * @what: name of what is compared
 * @ours: (array zero-terminated=1): what we would send
 * @theirs: (array zero-terminated=1): what is there; more than ours is no difference
 *
 * Adds a difference when something of ours is missing.
 */
void
cw_finding_compare_lists (CwFinding         *self,
                          const char        *what,
                          const char *const *ours,
                          const char *const *theirs)
{
  g_autofree char *our_text = NULL;
  g_autofree char *their_text = NULL;

  g_return_if_fail (self != NULL && what != NULL);

  if (cw_strv_has_all (theirs, ours))
    return;
  our_text = g_strjoinv (", ", (char **) ours);
  their_text = g_strjoinv (", ", (char **) theirs);
  cw_finding_add_difference (self, what, our_text, their_text);
}

/**
 * cw_finding_conclude:
 * @self: a finding whose one candidate was compared
 *
 * Makes the answer of the differences.
 */
void
cw_finding_conclude (CwFinding *self)
{
  g_return_if_fail (self != NULL);

  self->answer = self->differences->len == 0 ? CW_FINDING_EQUAL : CW_FINDING_DIFFERENT;
}

/**
 * cw_finding_conclude_unfinished:
 * @self: a finding that was concluded, and knows whether it is ours
 * @what: (array zero-terminated=1): names of what is sent after the request that can't be repeated
 *
 * Says that the thing arrived and lacks nothing but some of @what, where that is so.
 */
void
cw_finding_conclude_unfinished (CwFinding         *self,
                                const char *const *what)
{
  g_return_if_fail (self != NULL && what != NULL);

  self->unfinished = self->ours && self->answer == CW_FINDING_DIFFERENT && self->candidates->len == 1;
  for (guint i = 0; i < self->differences->len; i++)
    if (!g_strv_contains (what, cw_json_get_string (g_ptr_array_index (self->differences, i), "what", "")))
      self->unfinished = FALSE;
}

/**
 * cw_outcome_lets_stay:
 * @outcome: what is to be brought up to date
 * @what: name of a difference
 *
 * Returns: whether a person took that over as it stands there, and the update has nothing to do with it
 */
gboolean
cw_outcome_lets_stay (JsonObject *outcome,
                      const char *what)
{
  JsonArray *names;

  g_return_val_if_fail (outcome != NULL && what != NULL, FALSE);

  names = cw_json_get_array (outcome, CW_OUTCOME_STAYS);
  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    if (g_strcmp0 (json_array_get_string_element (names, i), what) == 0)
      return TRUE;
  return FALSE;
}

/**
 * cw_outcome_add_unfinished:
 * @outcome: what was done
 * @what: what was not, though it can be repeated; as its difference is called
 * @why: why not
 *
 * The one request that counts was done, so there is an outcome; what could not be added to it stands under
 * "unfinished", and shows as a difference until an update adds it.
 */
void
cw_outcome_add_unfinished (JsonObject   *outcome,
                           const char   *what,
                           const GError *why)
{
  JsonArray *unfinished;

  g_return_if_fail (outcome != NULL && what != NULL && why != NULL);

  unfinished = cw_json_get_array (outcome, "unfinished");
  if (unfinished == NULL)
    {
      unfinished = json_array_new ();
      json_object_set_array_member (outcome, "unfinished", unfinished);
    }
  json_array_add_object_element (unfinished, cw_json_object ("what", what, "why", why->message, NULL));
}

/**
 * cw_finding_set_unseen:
 * @error: where to store that it can't be told
 * @why: why the place can't be looked at
 * @place: what it would be in, a project or a space
 * @thing: what is looked for
 *
 * "Not found" is also what a service says of all that an account may not see.
 *
 * Returns: %FALSE
 */
gboolean
cw_finding_set_unseen (GError       **error,
                       const GError  *why,
                       const char    *place,
                       const char    *thing)
{
  if (!g_error_matches (why, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_error_copy (why));
      return FALSE;
    }
  return cw_error_refuse (error, CW_ERROR_FORBIDDEN,
                          _ ("This account can’t see %s, so nobody can tell whether %s is there: check the account’s "
                             "address and permissions"), place, thing);
}

/**
 * cw_outcome_set_beside:
 * @outcome: what an update made, or found
 * @before: what was there already, and is another thing
 *
 * Keeps @before in sight: nobody took it away.
 */
void
cw_outcome_set_beside (JsonObject *outcome,
                       JsonObject *before)
{
  const char *key;

  g_return_if_fail (outcome != NULL && before != NULL);

  key = cw_json_get_string (before, "key", "");
  if (*key != '\0' && !g_str_equal (key, cw_json_get_string (outcome, "key", "")))
    json_object_set_string_member (outcome, CW_OUTCOME_BESIDE, key);
}
