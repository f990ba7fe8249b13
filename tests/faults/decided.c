/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "story-private.h"

/*
 * What a person decides while something went wrong, and nobody may know what became of it. Whatever that is, what
 * stands outside, or goes out later, must be in sight after the next look.
 */

const char *const decision_names[N_DECISIONS] = {
  [DECISION_NONE] = "it goes on",
  [DECISION_LEAVE_OUT] = "it is left out",
  [DECISION_BY_WORD] = "it was done by hand",
  [DECISION_NAMED] = "another one was made by hand",
  [DECISION_GIVE_UP] = "all is given up",
  [DECISION_PUT_OFF] = "its site is put off",
  [DECISION_TAKEN_AWAY] = "somebody takes it away",
};

/**
 * story_sends:
 * @story: a story
 *
 * Returns: whether anything but questions goes out in it
 */
gboolean
story_sends (StoryKind story)
{
  return story == STORY_MAKE || story == STORY_UPDATE || story == STORY_TAKE_BACK;
}

/**
 * story_has:
 * @story: a story
 * @decision: a decision
 * @kind: a kind of effect
 *
 * Returns: whether @decision is told of it
 */
gboolean
story_has (StoryKind   story,
           Decision    decision,
           const Kind *kind)
{
  if (!story_sends (story) || kind->service == NULL)
    return FALSE;
  if (decision == DECISION_NAMED)
    return story == STORY_MAKE && kind->other != NULL && kind->amendable && !kind->contested;
  return decision != DECISION_TAKEN_AWAY || kind->remove != NULL;
}

static void
live (Teller     *self,
      LifeMood    mood,
      int         seconds,
      const char *named)
{
  Life life = { self->scene, STORY_JOURNAL, self->others, story_get_wanted (self), mood, seconds, STORY_PATIENCE, FALSE,
                FALSE, self->plan->decision, named };

  story_run (self, &life);
}

/* Somebody takes away what stands there by what the journal knows. */
static void
take_away (Teller *self)
{
  g_autoptr (CwEffectRecord) record = verdict_read_record (&self->verdict);
  const Kind *kind = self->scene->kind;
  const char *key = cw_effect_record_get_key (record);
  guint all = 0, such = 0;

  if (kind->members == NULL)
    key = self->scene->branch;
  scene_count (self->scene, FIRST, &all, &such);
  if (all == 0 || key == NULL || !scene_has_key (self->scene, key))
    return;
  kind->remove (self->scene, key);
  self->verdict.removed = TRUE;
}

/* Whether a request must have met it. */
static gboolean
is_met (FaultKind fault)
{
  return fault == FAULT_DOWN || fault == FAULT_LATE;
}

/* Nobody makes another one before the service is there again. */
static char *
make_other (Teller *self)
{
  if (self->plan->decision != DECISION_NAMED)
    return NULL;
  if (self->plan->fault == FAULT_DOWN)
    cw_test_rehearsal_heal (self->scene->rehearsal);
  self->verdict.others = 1;
  return self->scene->kind->other (self->scene, STRANGER);
}

/**
 * story_decide:
 * @self: a case, in which something went wrong
 * @telling: (inout): how it ends
 *
 * The person decides, while what is wrong outside lasts. Then all is well again, and what was on its way arrives; two
 * looks, and what can be taken back is.
 */
void
story_decide (Teller  *self,
              Telling *telling)
{
  Decision decision = self->plan->decision;
  g_autofree char *named = NULL;

  if (is_met (self->plan->fault) && cw_test_rehearsal_count_hit (self->scene->rehearsal) == 0
      && self->verdict.wrong == NULL)
    self->verdict.wrong = g_strdup ("no request met the fault");
  named = make_other (self);
  telling->restarts = 3;
  live (self, LIFE_DECIDE, STORY_LATER, named);
  cw_test_rehearsal_heal (self->scene->rehearsal);
  if (decision == DECISION_TAKEN_AWAY)
    take_away (self);
  live (self, LIFE_REFRESH, STORY_EVEN_LATER, named);
  live (self, LIFE_REFRESH, STORY_EVEN_LATER, named);
  telling->asked = verdict_check_decided (&self->verdict, self->plan->story);
  if (!self->scene->kind->retractable || decision == DECISION_NAMED || telling->asked)
    return;
  telling->restarts++;
  live (self, LIFE_CLEAN_UP, STORY_EVEN_LATER, named);
  verdict_check_nothing_left (&self->verdict);
}
