/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage-uncompared"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-json.h"
#include "cw-stage-private.h"

/* What was sent and couldn't be compared with what is there now, as the last refresh left it: why, by effect. "Done"
 * then rests on what was known before. */

/* Who would have had to answer. */
static const char *
name_service (CwEffect *effect)
{
  static const struct {
    const char *kind;
    const char *name;
  } services[] = {
    { CW_EFFECT_KIND_JIRA_ISSUE, "Jira" },
    { CW_EFFECT_KIND_JIRA_LINKS, "Jira" },
    { CW_EFFECT_KIND_WIKI_PAGE, "Confluence" },
    { CW_EFFECT_KIND_PULL_REQUEST, "GitHub" },
    { CW_EFFECT_KIND_MESSAGE, "Slack" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    if (g_str_equal (cw_effect_get_kind (effect), services[i].kind))
      return services[i].name;
  return cw_effect_get_title (effect);
}

/**
 * cw_stage_name_uncompared:
 * @input: the stage's input
 * @effects: (element-type CwEffect): of this stage or another
 * @result: where what could not be reached is named
 * @reason: (out) (transfer none) (nullable): why, of the first
 *
 * Returns: how many of @effects could not be compared with what is there now
 */
guint
cw_stage_name_uncompared (const CwStageInput *input,
                          GPtrArray          *effects,
                          CwStageResult      *result,
                          const char        **reason)
{
  JsonNode *seen = cw_stage_observe (input, "uncompared");
  JsonObject *reasons = seen != NULL && JSON_NODE_HOLDS_OBJECT (seen) ? json_node_get_object (seen) : NULL;
  guint n = 0;

  *reason = NULL;
  for (guint i = 0; reasons != NULL && i < effects->len; i++)
    {
      CwEffect *effect = g_ptr_array_index (effects, i);
      const char *why = cw_json_get_string (reasons, cw_effect_get_id (effect), NULL);

      if (why == NULL)
        continue;
      if (n++ == 0)
        *reason = why;
      cw_stage_result_add_out_of_reach (result, name_service (effect), cw_effect_get_site (effect), why, TRUE);
    }
  return n;
}

/**
 * cw_stage_add_uncompared:
 * @input: the stage's input
 * @result: a result with all its effects
 *
 * Says it of the stage's own effects, with a check that nobody has to wait for.
 */
void
cw_stage_add_uncompared (const CwStageInput *input,
                         CwStageResult      *result)
{
  const char *reason;
  guint n = cw_stage_name_uncompared (input, result->effects, result, &reason);

  if (n > 0)
    cw_stage_check (input, result, "uncompared", NULL, CW_CHECK_UNKNOWN,
                    ngettext ("%u thing that was sent could not be compared with what is there now: %s",
                              "%u things that were sent could not be compared with what is there now: %s", n),
                    n, reason);
}
