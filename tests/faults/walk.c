/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-json.h"
#include "story-private.h"

/* The random walk: several faults in a row. */

#define WHILE_LATER   (20 * STORY_MINUTE) /* until it is started again, at times */
#define WALK_POINTS   70
#define WALK_REQUESTS 9

/* Whether a fault is one of those that this story knows (test-faults.c makes the cases by the same rules). */
static gboolean
can_happen (Teller    *self,
            FaultKind  fault)
{
  const Kind *kind = self->scene->kind;
  StoryKind story = self->plan->story;

  switch ((int) fault)
    {
    case FAULT_LAG:
      return g_strcmp0 (kind->service, "jira") == 0;
    case FAULT_LATE:
      return kind->service != NULL && !g_str_equal (kind->service, "git");
    case FAULT_MACHINE:
      return kind->service != NULL && story == STORY_MAKE;
    case FAULT_STRANGER:
      return kind->guarded && kind->change != NULL && story == (kind->standing ? STORY_MAKE : STORY_UPDATE);
    default:
      return TRUE;
    }
}

static FaultKind
pick_fault (Teller *self)
{
  static const FaultKind faults[] = { FAULT_NONE,   FAULT_KILL, FAULT_KILL, FAULT_TORN,    FAULT_FULL,    FAULT_REPLY,
                                      FAULT_REPLY,  FAULT_DOWN, FAULT_LAG,  FAULT_LATE,    FAULT_WINDOW,  FAULT_MACHINE,
                                      FAULT_STRANGER };
  FaultKind fault;

  do
    fault = faults[g_rand_int_range (self->random, 0, G_N_ELEMENTS (faults))];
  while (!can_happen (self, fault));
  return fault;
}

static gboolean
is_at_point (FaultKind fault)
{
  return fault == FAULT_KILL || fault == FAULT_WINDOW || fault == FAULT_MACHINE || fault == FAULT_STRANGER;
}

/* Lives with one fault each, at a point by chance, which they may reach or not, and at a time by chance. */
void
story_wander (Teller *self)
{
  static const int seconds[] = { STORY_YESTERDAY, STORY_LATER, STORY_LATER, WHILE_LATER };
  const Case *plan = self->plan;
  int lives = g_rand_int_range (self->random, 2, 7);

  for (int i = 0; i < lives; i++)
    {
      Case chance = *plan;
      guint version = story_get_wanted (self);
      Life life = { self->scene, STORY_JOURNAL, self->tap, version, LIFE_PATIENT, 0, STORY_PATIENCE, FALSE };
      g_autofree char *changed = NULL;
      LifeEnd end;
      pid_t child;

      chance.fault = pick_fault (self);
      chance.reply = (guint) g_rand_int_range (self->random, 0, (gint32) n_replies);
      chance.at = (guint) g_rand_int_range (self->random, 1, is_at_point (chance.fault) ? WALK_POINTS : WALK_REQUESTS);
      life.seconds = seconds[g_rand_int_range (self->random, 0, G_N_ELEMENTS (seconds))];
      if (story_is_back (plan->story))
        life.mood = LIFE_TAKE_BACK;
      self->plan = &chance;
      changed = chance.fault == FAULT_STRANGER ? story_find_changed (self) : NULL;
      story_aim (self, &life);
      end = life_run (self->nursery, &life, &child);
      if (end == LIFE_HELD)
        story_happen (self, &life, changed, child);
      else if (end == LIFE_KILLED && chance.fault != FAULT_LATE_KILL)
        cw_test_rehearsal_rest (self->scene->rehearsal);
      self->plan = plan;
      verdict_hear (&self->verdict, self->tap);
      cw_test_rehearsal_heal (self->scene->rehearsal);
    }
}
