/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-effect"

#include "config.h"

#include "cw-effect.h"

/* By what an effect is known here, and by what its thing is known outside. */

#define MARKER_DIGITS 12

/**
 * cw_effect_make_id:
 * @tag: the cycle's tag
 * @site: (nullable): the site's id, %NULL for what concerns all of them
 * @stage: the stage's id
 * @name: what it is within the stage
 * @round: number of the round, from 1
 *
 * Returns: (transfer full): the stable id, `c0045/summit/configuration/phalanx/2`
 */
char *
cw_effect_make_id (const char *tag,
                   const char *site,
                   const char *stage,
                   const char *name,
                   guint       round)
{
  g_return_val_if_fail (tag != NULL && stage != NULL && name != NULL, NULL);

  return g_strdup_printf ("%s/%s/%s/%s/%u", tag, site != NULL ? site : "all", stage, name, round);
}

/**
 * cw_effect_make_marker:
 * @id: the effect's id
 * @attempt: number of the attempt, from 1; cw_effect_record_get_attempt() knows it
 *
 * Makes the mark by which any machine recognises the thing that this attempt made: letters, digits and a dash, so that
 * it can be a label, a trailer or a comment.
 *
 * Returns: (transfer full): the marker, `cw-` and 12 hex digits
 */
char *
cw_effect_make_marker (const char *id,
                       guint       attempt)
{
  g_autofree char *text = NULL;
  g_autofree char *sum = NULL;

  g_return_val_if_fail (id != NULL, NULL);

  text = g_strdup_printf ("%s\n%u", id, attempt);
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  return g_strdup_printf ("cw-%.*s", MARKER_DIGITS, sum);
}
