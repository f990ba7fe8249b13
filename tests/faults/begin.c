/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-json.h"
#include "story-private.h"

/* What has happened before anything goes wrong. */

static void
run_well (Teller     *self,
          const char *journal,
          LifeMood    mood,
          guint       version)
{
  Life life = { self->scene, journal, self->others, version, mood, 0, STORY_PATIENCE, FALSE };

  story_run (self, &life);
}

static void
take_tip (Teller *self)
{
  g_autoptr (CwEffectRecord) record = verdict_read_record (&self->verdict);
  JsonObject *outcome = cw_effect_record_get_outcome (record);

  g_assert_nonnull (outcome);
  g_free (self->scene->tip);
  self->scene->tip = g_strdup (cw_json_get_string (outcome, "commit", ""));
}

/* What is to be changed was reviewed, and somebody changes it, or takes it away, before that is sent. */
static void
begin_changed (Teller *self)
{
  const Kind *kind = self->scene->kind;
  g_autoptr (CwEffectRecord) record = NULL;
  const char *key = self->scene->branch;

  if (!kind->standing)
    {
      run_well (self, STORY_JOURNAL, LIFE_HURRY, 1);
      take_tip (self);
      record = verdict_read_record (&self->verdict);
      key = cw_effect_record_get_key (record);
    }
  run_well (self, STORY_JOURNAL, LIFE_REVIEW, story_get_wanted (self));
  if (self->plan->story == STORY_GONE)
    kind->remove (self->scene, key);
  else
    self->named = kind->change (self->scene, key, STRANGER);
}

/* What is to be taken back is another one by then, or gone, and nobody has looked. */
static void
begin_back (Teller *self)
{
  const Kind *kind = self->scene->kind;
  g_autoptr (CwEffectRecord) record = NULL;

  run_well (self, STORY_JOURNAL, LIFE_HURRY, 1);
  record = verdict_read_record (&self->verdict);
  if (self->plan->story == STORY_BACK_GONE)
    kind->remove (self->scene, cw_effect_record_get_key (record));
  else if (self->plan->story == STORY_BACK_CHANGED)
    self->named = kind->change (self->scene, cw_effect_record_get_key (record), STRANGER);
}

/* What is to be updated goes to another place from now on. */
static void
begin_beside (Teller *self)
{
  run_well (self, STORY_JOURNAL, LIFE_HURRY, 1);
  take_tip (self);
  self->scene->kind->move (self->scene);
}

/* An update waits, and somebody changes another part of it: nobody has looked, or a person takes that over. */
static void
begin_partial (Teller *self)
{
  g_autoptr (CwEffectRecord) record = NULL;

  run_well (self, STORY_JOURNAL, LIFE_HURRY, 1);
  take_tip (self);
  record = verdict_read_record (&self->verdict);
  run_well (self, STORY_JOURNAL, LIFE_REVIEW, 2);
  self->scene->kind->touch (self->scene, cw_effect_record_get_key (record));
  if (self->plan->story == STORY_TAKEN_OVER)
    {
      self->verdict.taken = TRUE;
      run_well (self, STORY_JOURNAL, LIFE_REFRESH, 2);
    }
}

/* Another effect of the journal says the same. */
static void
begin_twin (Teller *self)
{
  self->scene->twin = TRUE;
  run_well (self, STORY_JOURNAL, LIFE_HURRY, 1);
  self->scene->twin = FALSE;
  if (self->plan->story == STORY_TWIN_BACK)
    run_well (self, STORY_JOURNAL, LIFE_HURRY, 1);
}

/* Another machine's came to the base, and was taken back there; it sees that. */
static void
begin_reverted (Teller *self)
{
  self->verdict.journal = STORY_OTHER;
  run_well (self, STORY_OTHER, LIFE_HURRY, 1);
  self->scene->kind->revert (self->scene);
  run_well (self, STORY_OTHER, LIFE_REFRESH, 1);
  verdict_check_gone (&self->verdict);
  verdict_forget (&self->verdict);
  self->verdict.journal = STORY_JOURNAL;
}

/*
 * story_begin:
 * @self: a case
 *
 * Plays what has happened before anything goes wrong.
 */
void
story_begin (Teller *self)
{
  const Kind *kind = self->scene->kind;

  switch (self->plan->story)
    {
    case STORY_UPDATE:
      run_well (self, STORY_JOURNAL, LIFE_HURRY, 1);
      take_tip (self);
      break;
    case STORY_TAKE_BACK:
    case STORY_BACK_CHANGED:
    case STORY_BACK_GONE:
      begin_back (self);
      break;
    case STORY_ADOPT:
      self->verdict.journal = STORY_OTHER;
      run_well (self, STORY_OTHER, LIFE_HURRY, 1);
      verdict_forget (&self->verdict);
      self->verdict.journal = STORY_JOURNAL;
      break;
    case STORY_TAKEN:
      run_well (self, STORY_JOURNAL, LIFE_REVIEW, 1);
      g_free (kind->other (self->scene, kind->members != NULL && g_str_equal (kind->effect, CW_EFFECT_KIND_MESSAGE)
                                        ? FIRST : STRANGER));
      break;
    case STORY_CHANGED:
    case STORY_GONE:
      begin_changed (self);
      break;
    case STORY_BESIDE:
      begin_beside (self);
      break;
    case STORY_ELSEWHERE:
    case STORY_TAKEN_OVER:
      begin_partial (self);
      break;
    case STORY_TWIN:
    case STORY_TWIN_BACK:
      begin_twin (self);
      break;
    case STORY_REVERTED:
      begin_reverted (self);
      break;
    case STORY_MAKE:
    case N_STORIES:
    default:
      break;
    }
}
