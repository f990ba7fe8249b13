/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-date.h"
#include "cw-stage-private.h"

/*
 * What a stage made and makes no more: its site was put off, dropped or left to someone else, or the stage was left
 * out. It stays in sight with what can be done about it, as a message that is scheduled goes out all the same.
 */

static gboolean
is_in (const CwStageResult *result,
       const char          *id)
{
  for (guint i = 0; i < result->effects->len; i++)
    if (g_str_equal (cw_effect_get_id (g_ptr_array_index (result->effects, i)), id))
      return TRUE;
  return FALSE;
}

/* Of several rounds the last one stands for all, as each goes on where the one before it ended. */
static gboolean
has_later_round (const CwStageInput *input,
                 const char         *id)
{
  const char *slash = strrchr (id, '/');
  guint64 round = g_ascii_strtoull (slash + 1, NULL, 10);
  g_autofree char *later = g_strdup_printf ("%.*s/%" G_GUINT64_FORMAT, (int) (slash - id), id, round + 1);

  return cw_stage_get_record (input, later) != NULL;
}

static gboolean
is_of_stage (const char *id,
             const char *stage)
{
  g_auto (GStrv) parts = g_strsplit (id, "/", 4); /* cw_effect_make_id() */

  return g_strv_length (parts) == 4 && g_str_equal (parts[2], stage);
}

static gboolean
is_gone (const CwStageInput *input,
         CwEffect           *effect)
{
  const char *site = cw_effect_get_site (effect);

  return site != NULL && !cw_deployment_has_site (input->deployment, site);
}

static gboolean
is_unsettled (CwEffectRecord *record)
{
  CwEffectPhase phase = cw_effect_record_get_phase (record);

  return phase == CW_PHASE_INTENT || phase == CW_PHASE_ASKING || cw_effect_record_get_doubt (record) != NULL
         || cw_effect_record_may_arrive (record);
}

static void
check_remaining (const CwStageInput *input,
                 CwStageResult      *result,
                 CwEffect           *effect,
                 CwEffectRecord     *record)
{
  const char *site = cw_effect_get_site (effect), *title = cw_effect_get_title (effect);
  const char *key = cw_effect_record_get_key (record), *kind = cw_effect_get_kind (effect);
  g_autofree char *when = cw_stage_say_post_at (input, record);
  g_autofree char *id = g_strconcat ("remains-", cw_effect_get_id (effect), NULL);

  g_strdelimit (id, "/", '.'); /* an effect's own id stands for its row */
  if (is_unsettled (record))
    cw_stage_check (input, result, id, site, CW_CHECK_OPEN, "%s: %s", title,
                    cw_effect_state_to_text (cw_stage_get_state (input, effect)));
  else if (when != NULL)
    cw_stage_check (input, result, id, site, CW_CHECK_OPEN, _ ("%s: still goes out %s unless it is taken back"),
                    title, when);
  else if (is_gone (input, effect) && !g_str_equal (kind, CW_EFFECT_KIND_MESSAGE))
    cw_stage_check (input, result, id, site, CW_CHECK_WARNING, _ ("%s: %s is still there"), title,
                    key != NULL ? key : _ ("what was made"));
}

static void
add_remaining (const CwStageInput *input,
               CwStageResult      *result,
               CwEffectRecord     *record)
{
  CwEffectRecord *doubt = cw_effect_record_get_doubt (record);
  g_autoptr (CwEffect) effect = NULL;
  gboolean message;

  if (doubt == NULL
      && (cw_effect_record_get_outside (record) != record || cw_effect_record_get_phase (record) == CW_PHASE_BY_HAND))
    return;
  effect = cw_effect_record_make_effect (doubt != NULL ? doubt : record);
  if (effect == NULL)
    return;
  message = g_str_equal (cw_effect_get_kind (effect), CW_EFFECT_KIND_MESSAGE);
  if (doubt == NULL && !result->skipped && !is_gone (input, effect)
      && !(message && cw_stage_get_post_at (input, record) != 0))
    return;
  cw_effect_set_detail (effect, is_gone (input, effect) ? _ ("The site isn't prepared here any more")
                                                        : _ ("Not part of this stage any more"));
  check_remaining (input, result, effect, record);
  cw_stage_result_add_effect (result, g_steal_pointer (&effect));
}

/**
 * cw_stage_add_remains:
 * @input: the stage's input
 * @stage: id of the stage
 * @result: what the stage said of itself
 *
 * Adds what was made of the stage, stands outside and is no longer one of its effects: as it was sent, so that nothing
 * of it is to be sent again. What still goes out, and what nobody knows, is open; what stands there for a site that
 * isn't prepared here is a warning, which a person may wave through.
 */
void
cw_stage_add_remains (const CwStageInput *input,
                      const char         *stage,
                      CwStageResult      *result)
{
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (input->records), (GCompareFunc) strcmp);

  for (GList *l = ids; l != NULL; l = l->next)
    if (is_of_stage (l->data, stage) && !is_in (result, l->data) && !has_later_round (input, l->data))
      add_remaining (input, result, cw_stage_get_record (input, l->data));
}
