/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-effect-record"

#include "config.h"

#include "cw-effect-record-drift.h"
#include "cw-effect-record-private.h"
#include "cw-json.h"
#include "cw-outcome.h"

/**
 * cw_effect_record_is_changed:
 * @self: a record
 *
 * Returns: whether what was sent was otherwise, or gone, when it was last looked at, and had not come to its end;
 *   nobody has said what is to become of that
 */
gboolean
cw_effect_record_is_changed (CwEffectRecord *self)
{
  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), FALSE);

  return self->drifted && cw_effect_record_get_end (self) == NULL;
}

/**
 * cw_effect_record_is_gone:
 * @self: a record
 *
 * Returns: whether what was sent was not there any more when it was last looked at; another one may be in its place
 */
gboolean
cw_effect_record_is_gone (CwEffectRecord *self)
{
  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), FALSE);

  return self->drifted
         && (self->differences == NULL || json_array_get_length (json_node_get_array (self->differences)) == 0
             || cw_effect_record_is_replaced (self));
}

/**
 * cw_effect_record_is_replaced:
 * @self: a record
 *
 * Returns: whether what was sent was not there any more, but another one that is as much ours
 */
gboolean
cw_effect_record_is_replaced (CwEffectRecord *self)
{
  JsonArray *differences;

  g_return_val_if_fail (CW_IS_EFFECT_RECORD (self), FALSE);

  differences = self->drifted && self->differences != NULL ? json_node_get_array (self->differences) : NULL;
  for (guint i = 0; differences != NULL && i < json_array_get_length (differences); i++)
    if (g_strcmp0 (cw_json_get_string (json_array_get_object_element (differences, i), "what", NULL),
                   CW_DIFFERENCE_INSTEAD) == 0)
      return TRUE;
  return FALSE;
}
