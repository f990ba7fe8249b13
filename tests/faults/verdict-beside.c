/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "verdict.h"

/* What stands beside ours, or beside what we change in it: it is as it was, and in sight. */

/**
 * verdict_check_twin:
 * @self: a verdict, while the scene's twin is meant
 * @story: what has been going on
 *
 * What another effect made that says the same goes out at its time, and is known as that one's; ours at its own, unless
 * it was taken back.
 */
void
verdict_check_twin (Verdict   *self,
                    StoryKind  story)
{
  g_autoptr (CwEffectRecord) record = verdict_read_record (self);
  g_autoptr (CwEffect) effect = scene_effect (self->scene, 1, 1);
  CwEffectState state = cw_effect_record_get_state (record, effect);
  const char *key = cw_effect_record_get_key (record);
  g_autofree char *twins = g_strdup_printf ("\"post_at\":%" G_GINT64_FORMAT, scene_get_post_at (self->scene));
  g_autofree char *ours = g_strdup_printf ("\"post_at\":%" G_GINT64_FORMAT, self->scene->post_at);

  if (state != CW_EFFECT_DONE || key == NULL || !scene_has_key (self->scene, key))
    verdict_complain (self, "the other effect's is %s, and known as %s", cw_effect_state_to_word (state), key);
  if (scene_count_saying (self->scene, twins) != 1
      || scene_count_saying (self->scene, ours) != (story_is_back (story) ? 0 : 1))
    verdict_complain (self, "not each of the two goes out at its time");
}

/**
 * verdict_check_gone:
 * @self: a verdict
 *
 * What came to the base and was taken back there isn't there any more.
 */
void
verdict_check_gone (Verdict *self)
{
  g_autoptr (CwEffectRecord) record = verdict_read_record (self);

  if (!cw_effect_record_is_gone (record))
    verdict_complain (self, "what was taken back on the base counts as done");
}

/**
 * verdict_check_kept:
 * @self: a verdict
 *
 * What was there before an update made another thing is outside as it was, and the journal knows it, too.
 */
void
verdict_check_kept (Verdict *self)
{
  g_autoptr (CwHistory) history = verdict_read_history (self);
  g_autofree char *id = scene_make_id (self->scene);
  g_autofree char *kept = cw_effect_make_attempt_id (id, 1);
  const char *before = cw_effect_record_get_key (cw_history_get_record (history, kept));
  const char *now = cw_effect_record_get_key (cw_history_get_record (history, id));
  guint all, such;

  scene_count (self->scene, FIRST, &all, &such);
  if (such != 1)
    verdict_complain (self, "what was there before isn't as it was");
  if (before == NULL || !scene_has_key (self->scene, before) || g_strcmp0 (before, now) == 0)
    verdict_complain (self, "what was there before is known as %s, and what is there now as %s", before, now);
}

/**
 * verdict_check_partial:
 * @self: a verdict
 * @record: what the journal says
 *
 * Ours was brought up to date once, and what somebody else changed elsewhere stays where a person took it, or where it
 * is an addition; a branch has their commit beside our two. Of a message nothing but ours is left.
 */
void
verdict_check_partial (Verdict        *self,
                       CwEffectRecord *record)
{
  const Kind *kind = self->scene->kind;
  guint all, such;

  scene_count (self->scene, SECOND, &all, &such);
  if (all != (kind->growing ? 3 : 1))
    verdict_complain (self, "there are %u of them outside", all);
  if (scene_count_saying (self->scene, SECOND) != 1 || scene_count_saying (self->scene, FIRST) != 0)
    verdict_complain (self, "what is outside isn't what was reviewed");
  if (scene_count_touched (self->scene) != ((self->taken || kind->adding) && !kind->whole ? 1 : 0))
    verdict_complain (self, "what somebody else changed elsewhere isn't as the person said");
}
