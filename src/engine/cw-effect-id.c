/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-effect"

#include "config.h"

#include <string.h>

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

/* What a person passed by with "send again" goes on as a thing of its own. */
#define ATTEMPT_SIGN '~'

/**
 * cw_effect_make_attempt_id:
 * @id: the effect's id
 * @attempt: number of an attempt that isn't the present one
 *
 * Returns: (transfer full): by what the thing which that attempt made is known here, `…/configuration/1~1`
 */
char *
cw_effect_make_attempt_id (const char *id,
                           guint       attempt)
{
  g_return_val_if_fail (id != NULL, NULL);

  return g_strdup_printf ("%s%c%u", id, ATTEMPT_SIGN, attempt);
}

/**
 * cw_effect_find_later_id:
 * @id: an id
 *
 * Returns: (transfer full) (nullable): the id of the effect whose earlier attempt @id is; %NULL where it is none
 */
char *
cw_effect_find_later_id (const char *id)
{
  const char *sign;

  g_return_val_if_fail (id != NULL, NULL);

  sign = strrchr (id, ATTEMPT_SIGN);
  return sign != NULL && strchr (sign, '/') == NULL ? g_strndup (id, (gsize) (sign - id)) : NULL;
}

/**
 * cw_effect_is_single:
 * @self: an effect
 *
 * Returns: whether the service takes only one of its name: sent again there can't be two
 */
gboolean
cw_effect_is_single (CwEffect *self)
{
  static const char *const kinds[] = {
    CW_EFFECT_KIND_JIRA_LINKS, CW_EFFECT_KIND_GIT_BRANCH,   CW_EFFECT_KIND_GIT_REBASE,
    CW_EFFECT_KIND_WIKI_PAGE,  CW_EFFECT_KIND_PULL_REQUEST, NULL,
  };

  g_return_val_if_fail (CW_IS_EFFECT (self), FALSE);

  return g_strv_contains (kinds, cw_effect_get_kind (self));
}
