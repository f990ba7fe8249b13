/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-effect-unfinished"

#include "config.h"

#include "cw-effect-record.h"
#include "cw-json.h"

/* A thing is made by one request that counts; what can be repeated comes after it (labels, reviewers), and a service
 * may refuse that. The outcome says what and why; nobody changed anything then. */

/**
 * cw_effect_record_get_refusal:
 * @self: a record
 * @what: name of a difference
 *
 * Returns: (transfer none) (nullable): the service's words, where it refused @what when this was sent last
 */
const char *
cw_effect_record_get_refusal (CwEffectRecord *self,
                              const char     *what)
{
  JsonObject *outcome;
  JsonArray *unfinished;

  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self) && what != NULL, NULL);

  outcome = cw_effect_record_get_outcome (self);
  unfinished = outcome != NULL ? cw_json_get_array (outcome, "unfinished") : NULL;
  for (guint i = 0; unfinished != NULL && i < json_array_get_length (unfinished); i++)
    {
      JsonNode *node = json_array_get_element (unfinished, i);
      JsonObject *one = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      if (one != NULL && g_str_equal (cw_json_get_string (one, "what", ""), what))
        return cw_json_get_string (one, "why", NULL);
    }
  return NULL;
}

/**
 * cw_effect_record_is_unfinished:
 * @self: (nullable): a record
 *
 * Returns: whether what stands outside lacks nothing but what the service refused
 */
gboolean
cw_effect_record_is_unfinished (CwEffectRecord *self)
{
  JsonArray *differences;
  guint n_differences;

  g_return_val_if_fail (self == NULL || CW_IS_EFFECT_RECORD (self), FALSE);

  differences = self != NULL ? cw_effect_record_get_differences (self) : NULL;
  n_differences = differences != NULL ? json_array_get_length (differences) : 0;
  for (guint i = 0; i < n_differences; i++)
    {
      JsonNode *node = json_array_get_element (differences, i);

      if (!JSON_NODE_HOLDS_OBJECT (node)
          || cw_effect_record_get_refusal (self, cw_json_get_string (json_node_get_object (node), "what", "")) == NULL)
        return FALSE;
    }
  return n_differences > 0;
}
