/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-effect-differences"

#include "config.h"

#include "cw-effect-record-private.h"

/* What differs outside, as sets. */

static gboolean
holds (JsonArray *differences,
       JsonNode  *difference)
{
  for (guint i = 0; i < json_array_get_length (differences); i++)
    if (json_node_equal (json_array_get_element (differences, i), difference))
      return TRUE;
  return FALSE;
}

/*
 * cw_effect_holds_differences:
 * @differences: (nullable): an array
 * @others: (nullable): another one
 *
 * Returns: whether each of @others is among @differences
 */
gboolean
cw_effect_holds_differences (JsonNode *differences,
                             JsonNode *others)
{
  JsonArray *a = differences != NULL ? json_node_get_array (differences) : NULL;
  JsonArray *b = others != NULL ? json_node_get_array (others) : NULL;

  if (a == NULL || b == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (b); i++)
    if (!holds (a, json_array_get_element (b, i)))
      return FALSE;
  return TRUE;
}

/*
 * cw_effect_same_differences:
 * @differences: (nullable): an array
 * @others: (nullable): another one
 *
 * Their order says nothing: it is the payload's, which is another one once it was read from the journal.
 *
 * Returns: whether both hold the same
 */
gboolean
cw_effect_same_differences (JsonNode *differences,
                            JsonNode *others)
{
  return cw_effect_holds_differences (differences, others) && cw_effect_holds_differences (others, differences);
}
