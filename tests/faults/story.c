/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-json.h"
#include "story-private.h"

#define LAG "{\"service\":\"jira\",\"path\":\"/rest/api/3/search\",\"kind\":\"index-lag\",\"times\":100}"

const char *const story_names[N_STORIES] = {
  [STORY_MAKE] = "made",           [STORY_UPDATE] = "updated", [STORY_ADOPT] = "found",
  [STORY_TAKEN] = "taken",         [STORY_CHANGED] = "changed", [STORY_GONE] = "gone",
  [STORY_TAKE_BACK] = "taken back", [STORY_BACK_CHANGED] = "changed, then taken back",
  [STORY_BACK_GONE] = "gone, then taken back",
  [STORY_BESIDE] = "updated beside", [STORY_ELSEWHERE] = "changed elsewhere", [STORY_TAKEN_OVER] = "taken over",
  [STORY_TWIN] = "one of two", [STORY_TWIN_BACK] = "one of two, taken back", [STORY_REVERTED] = "reverted",
};

/* What can be wrong with an answer; the first ones may also last. */
static const struct {
  const char *name;
  const char *json;
  guint timeout;
  gboolean seconds; /* and so many seconds to wait, by chance more or less than anybody waits for */
} replies[] = {
  { "lost", "\"kind\":\"lose-reply\"", STORY_PATIENCE },
  { "refused connection", "\"kind\":\"refuse-connection-before\"", STORY_PATIENCE },
  { "401", "\"kind\":\"status\",\"status\":401,\"error\":\"invalid_auth\"", STORY_PATIENCE },
  { "403", "\"kind\":\"status\",\"status\":403,\"error\":\"missing_scope\"", STORY_PATIENCE },
  { "429", "\"kind\":\"status\",\"status\":429", STORY_PATIENCE },
  { "500", "\"kind\":\"status\",\"status\":500", STORY_PATIENCE },
  { "503", "\"kind\":\"status\",\"status\":503", STORY_PATIENCE },
  { "not JSON", "\"kind\":\"not-json\"", STORY_PATIENCE },
  { "cut short", "\"kind\":\"cut\"", STORY_PATIENCE },
  { "404", "\"kind\":\"status\",\"status\":404,\"error\":\"channel_not_found\"", STORY_PATIENCE },
  { "409", "\"kind\":\"status\",\"status\":409", STORY_PATIENCE },
  { "410", "\"kind\":\"status\",\"status\":410", STORY_PATIENCE },
  { "422", "\"kind\":\"status\",\"status\":422", STORY_PATIENCE },
  { "429, retry after seconds", "\"kind\":\"status\",\"status\":429", STORY_PATIENCE, TRUE },
  { "429, retry after a date", "\"kind\":\"status\",\"status\":429,\"retry-after\":\"Sun, 06 Nov 2044 08:49:37 GMT\"",
    STORY_PATIENCE },
  { "403, no request left", "\"kind\":\"status\",\"status\":403,\"reset\":\"2400000000\"", STORY_PATIENCE },
  { "502", "\"kind\":\"status\",\"status\":502", STORY_PATIENCE },
  { "late", "\"kind\":\"slow\",\"milliseconds\":1500", 1 },
};
const guint n_replies = G_N_ELEMENTS (replies);
const guint n_outages = 7;

const char *
story_reply_name (guint reply)
{
  return replies[reply].name;
}

/**
 * story_fits:
 * @story: a story
 * @kind: a kind of effect
 *
 * Returns: whether it can happen to it
 */
gboolean
story_fits (StoryKind   story,
            const Kind *kind)
{
  switch (story)
    {
    case STORY_MAKE:
      return TRUE;
    case STORY_UPDATE:
      return kind->amendable;
    case STORY_CHANGED:
      return (kind->amendable || kind->standing) && kind->change != NULL;
    case STORY_GONE:
      return (kind->amendable || kind->standing) && kind->remove != NULL;
    case STORY_ADOPT:
      return kind->service != NULL;
    case STORY_TAKEN:
      return kind->other != NULL;
    case STORY_TAKE_BACK:
      return kind->retractable;
    case STORY_BACK_CHANGED:
      return kind->retractable && kind->change != NULL;
    case STORY_BACK_GONE:
      return kind->retractable && kind->remove != NULL;
    case STORY_BESIDE:
      return kind->move != NULL;
    case STORY_ELSEWHERE:
    case STORY_TAKEN_OVER:
      return kind->touch != NULL;
    case STORY_TWIN:
    case STORY_TWIN_BACK:
      return kind->retractable;
    case STORY_REVERTED:
      return kind->revert != NULL;
    case N_STORIES:
    default:
      return FALSE;
    }
}

/**
 * story_is_back:
 * @story: a story
 *
 * Returns: whether it is taken back in it, so that nothing is left outside
 */
gboolean
story_is_back (StoryKind story)
{
  return story == STORY_TAKE_BACK || story == STORY_BACK_CHANGED || story == STORY_BACK_GONE
         || story == STORY_TWIN_BACK;
}

/**
 * story_is_partial:
 * @story: a story
 *
 * Returns: whether somebody changes another part than ours
 */
gboolean
story_is_partial (StoryKind story)
{
  return story == STORY_ELSEWHERE || story == STORY_TAKEN_OVER;
}

/**
 * story_has_twin:
 * @story: a story
 *
 * Returns: whether another effect has made one that says the same
 */
gboolean
story_has_twin (StoryKind story)
{
  return story == STORY_TWIN || story == STORY_TWIN_BACK;
}

/**
 * story_get_version:
 * @story: a story
 * @kind: a kind of effect
 *
 * Returns: which version is wanted in the end
 */
guint
story_get_version (StoryKind   story,
                   const Kind *kind)
{
  gboolean update = story == STORY_UPDATE || story == STORY_CHANGED || story == STORY_GONE || story == STORY_BESIDE
                    || story_is_partial (story);

  return update && !kind->standing ? 2 : 1;
}

/* Which version the case wants. */
guint
story_get_wanted (Teller *self)
{
  return story_get_version (self->plan->story, self->scene->kind);
}

/* A life to which nothing happens. */
void
story_run (Teller     *self,
           const Life *life)
{
  tap_clear (life->tap);
  g_assert_cmpint (life_run (self->nursery, life, NULL), ==, LIFE_ENDED);
  verdict_hear (&self->verdict, life->tap);
}

static void
set_reply (Teller *self,
           guint   times)
{
  int seconds = g_rand_boolean (self->random) ? g_rand_int_range (self->random, 1, 10) : 3600;
  g_autofree char *wait = replies[self->plan->reply].seconds ? g_strdup_printf (",\"retry-after\":\"%d\"", seconds)
                                                             : g_strdup ("");
  g_autofree char *json = g_strdup_printf ("{\"service\":\"%s\",\"path\":\"/\",\"skip\":%u,\"times\":%u,%s%s}",
                                           self->scene->kind->service, self->plan->at - 1, times,
                                           replies[self->plan->reply].json, wait);

  cw_test_rehearsal_fault (self->scene->rehearsal, json);
}

static void
set_late (Teller *self)
{
  g_autofree char *json = g_strdup_printf ("{\"service\":\"%s\",\"path\":\"/\",\"skip\":%u,\"kind\":\"arrive-later\"}",
                                           self->scene->kind->service, self->plan->at - 1);

  cw_test_rehearsal_fault (self->scene->rehearsal, json);
}

void
story_aim (Teller *self,
     Life   *life)
{
  tap_clear (self->tap);
  switch (self->plan->fault)
    {
    case FAULT_KILL:
    case FAULT_CLOCK:
    case FAULT_TOKEN:
      self->tap->kill_at = self->plan->at;
      break;
    case FAULT_TORN:
      self->tap->torn_at = self->plan->at;
      break;
    case FAULT_FULL:
      self->tap->full_from = self->plan->at;
      break;
    case FAULT_REPLY:
    case FAULT_LAG:
      set_reply (self, 1);
      life->timeout = replies[self->plan->reply].timeout;
      if (self->plan->fault == FAULT_LAG)
        cw_test_rehearsal_fault (self->scene->rehearsal, LAG);
      break;
    case FAULT_DOWN:
      set_reply (self, 1000);
      break;
    case FAULT_LATE_KILL:
      self->tap->kill_at = self->plan->reply;
      set_late (self);
      break;
    case FAULT_LATE:
      set_late (self);
      break;
    case FAULT_WINDOW:
    case FAULT_MACHINE:
    case FAULT_STRANGER:
      self->tap->stop_at = self->plan->at;
      break;
    case FAULT_NONE:
    case FAULT_WALK:
    default:
      break;
    }
}

/* What another program does while the first one is held. */
static void
meddle (Teller     *self,
        const Life *life)
{
  gboolean same = self->plan->fault == FAULT_WINDOW;
  Life second = *life;

  tap_clear (self->others);
  second.tap = self->others;
  second.journal = same ? STORY_JOURNAL : STORY_OTHER;
  if (life_run (self->nursery, &second, NULL) != (same ? LIFE_BUSY : LIFE_ENDED))
    self->verdict.wrong = g_strdup (same ? "two programs have one journal" : "the other machine came to no end");
}

static LifeEnd
get_expected_end (const Case *plan)
{
  switch (plan->fault)
    {
    case FAULT_KILL:
    case FAULT_TORN:
    case FAULT_CLOCK:
    case FAULT_TOKEN:
    case FAULT_LATE_KILL:
      return LIFE_KILLED;
    case FAULT_WINDOW:
    case FAULT_MACHINE:
    case FAULT_STRANGER:
      return LIFE_HELD;
    case FAULT_NONE:
    case FAULT_FULL:
    case FAULT_REPLY:
    case FAULT_DOWN:
    case FAULT_LAG:
    case FAULT_LATE:
    case FAULT_WALK:
    default:
      return LIFE_ENDED;
    }
}

/* What somebody changes is ours by its key, or the branch that stands there before. */
char *
story_find_changed (Teller *self)
{
  g_autoptr (CwEffectRecord) record = self->scene->kind->standing ? NULL : verdict_read_record (&self->verdict);

  return g_strdup (record != NULL ? cw_effect_record_get_key (record) : self->scene->branch);
}

/* While a life is held something happens, and it goes on. */
LifeEnd
story_happen (Teller     *self,
        const Life *life,
        const char *changed,
        pid_t       child)
{
  FaultKind fault = self->plan->fault;

  if (fault == FAULT_STRANGER && self->plan->reply == TAKES_AWAY)
    self->scene->kind->remove (self->scene, changed);
  else if (fault == FAULT_STRANGER)
    {
      g_free (self->scene->kind->change (self->scene, changed, STRANGER));
      self->verdict.strange++;
    }
  else
    meddle (self, life);
  self->verdict.twins |= fault == FAULT_MACHINE && !self->scene->kind->contested;
  return life_go_on (self->nursery, child);
}

/* The life to which it happens. */
static void
suffer (Teller *self)
{
  LifeMood mood = self->plan->story == STORY_TAKEN_OVER ? LIFE_ANSWER
                  : story_is_back (self->plan->story) ? LIFE_TAKE_BACK : LIFE_HURRY;
  Life life = { self->scene, STORY_JOURNAL, self->tap, story_get_wanted (self), mood, 0, STORY_PATIENCE, FALSE };
  g_autofree char *changed = self->plan->fault == FAULT_STRANGER ? story_find_changed (self) : NULL;
  LifeEnd end;
  pid_t child;

  life.takes = mood == LIFE_ANSWER;
  story_aim (self, &life);
  end = life_run (self->nursery, &life, &child);
  if (end != get_expected_end (self->plan))
    self->verdict.wrong = g_strdup ("it never came to that point");
  if (end == LIFE_HELD)
    g_assert_cmpint (story_happen (self, &life, changed, child), ==, LIFE_ENDED);
  /* The clock of the next life is far ahead of what git does meanwhile. */
  if (end == LIFE_KILLED && self->plan->fault != FAULT_LATE_KILL && self->scene->rehearsal != NULL)
    cw_test_rehearsal_rest (self->scene->rehearsal);
  verdict_hear (&self->verdict, self->tap);
}

/* Whether what goes wrong outside lasts until the program was started again. */
static gboolean
lasts (FaultKind fault)
{
  return fault == FAULT_LAG || fault == FAULT_LATE || fault == FAULT_LATE_KILL;
}

static void
check_hit (Teller *self)
{
  FaultKind fault = self->plan->fault;
  gboolean wanted = fault == FAULT_REPLY || fault == FAULT_DOWN || lasts (fault);
  /* With so little patience a busy machine may lose an earlier answer, and not get that far. */
  gboolean patient = fault == FAULT_LATE_KILL || replies[self->plan->reply].timeout == STORY_PATIENCE;

  if (wanted && patient && cw_test_rehearsal_count_hit (self->scene->rehearsal) == 0 && self->verdict.wrong == NULL)
    self->verdict.wrong = g_strdup ("no request met the fault");
  if (wanted && !lasts (fault))
    cw_test_rehearsal_heal (self->scene->rehearsal);
}

/* Whether somebody else changed ours, or took it away. */
static gboolean
is_meddled (Teller *self)
{
  StoryKind story = self->plan->story;

  return !story_is_back (story)
         && (self->verdict.strange > 0 || story == STORY_CHANGED || story == STORY_GONE || story_is_partial (story));
}

/* What can't be sent any more as it was reviewed is planned and reviewed anew. */
static void
review_again (Teller   *self,
              gboolean  nothing)
{
  g_autoptr (CwEffectRecord) record = verdict_read_record (&self->verdict);
  const Kind *kind = self->scene->kind;
  gboolean failed = is_meddled (self) && cw_effect_record_get_phase (record) == CW_PHASE_FAILED;

  if (kind->review != NULL && (kind->standing ? failed && !nothing : nothing))
    kind->review (self->scene);
}

static void
start_again (Teller  *self,
             Telling *telling,
             int      seconds,
             LifeMood mood)
{
  guint version = story_get_wanted (self);
  Life life = { self->scene, STORY_JOURNAL, self->others, version, mood, seconds, STORY_PATIENCE, FALSE };
  guint all, such;

  if (mood == LIFE_ANSWER)
    {
      scene_count (self->scene, FIRST, &all, &such);
      life.nothing_outside = all == 0;
      review_again (self, all == 0);
    }
  life.stranger = self->plan->fault == FAULT_TOKEN;
  life.takes = self->verdict.taken;
  life.named = self->named;
  if (story_is_back (self->plan->story) && mood != LIFE_REFRESH)
    life.mood = LIFE_TAKE_BACK;
  telling->restarts++;
  story_run (self, &life);
}

/* Whether somebody put another one in the place of what is to be taken back, which only a look tells. */
static gboolean
is_replaced (Teller *self)
{
  return self->plan->story == STORY_BACK_CHANGED
         || (story_is_back (self->plan->story) && self->verdict.strange > 0);
}

/* The person looks at what somebody else made of it, says what is to become of it, and looks once more. */
static void
answer (Teller  *self,
        Telling *telling)
{
  gboolean meddled = is_meddled (self);

  telling->asked = TRUE;
  if (meddled || is_replaced (self))
    start_again (self, telling, STORY_EVEN_LATER, LIFE_REFRESH);
  start_again (self, telling, STORY_EVEN_LATER, LIFE_ANSWER);
  if (meddled)
    start_again (self, telling, STORY_EVEN_LATER, LIFE_REFRESH);
}

/* Until it is done, or nobody but a person knows what to do. Whether ours came first or the stranger's, theirs stands
 * until a person says what is to become of it. */
static void
go_on (Teller  *self,
       Telling *telling)
{
  start_again (self, telling, self->plan->fault == FAULT_CLOCK ? STORY_YESTERDAY : STORY_LATER, LIFE_PATIENT);
  if (lasts (self->plan->fault))
    cw_test_rehearsal_heal (self->scene->rehearsal);
  if (!verdict_is_settled (&self->verdict, self->plan->story))
    start_again (self, telling, STORY_EVEN_LATER, LIFE_PATIENT);
  verdict_check_untouched (&self->verdict, is_meddled (self) && self->verdict.strange > 0 ? STORY_CHANGED
                                                                                          : self->plan->story);
  if (is_meddled (self) || !verdict_is_settled (&self->verdict, self->plan->story))
    answer (self, telling);
}

/* The other effect that says the same is as it was. */
static void
check_twin (Teller *self)
{
  Life life = { self->scene, STORY_JOURNAL, self->others, 1, LIFE_REFRESH, STORY_EVEN_LATER, STORY_PATIENCE, FALSE };

  if (!story_has_twin (self->plan->story))
    return;
  self->scene->twin = TRUE;
  story_run (self, &life);
  verdict_check_twin (&self->verdict, self->plan->story);
  self->scene->twin = FALSE;
}

/**
 * story_tell:
 * @self: a case
 * @stage: what all cases have in common
 * @seed: what chance makes of the case
 * @telling: (out caller-allocates): how it ended
 *
 * Plays one case from its beginning to its end.
 */
void
story_tell (const Case  *self,
            const Stage *stage,
            guint        seed,
            Telling     *telling)
{
  g_autofree char *name = g_strdup_printf ("walrus-%u-%u-of-%s", seed, self->number, stage->kind->name);
  g_autoptr (Scene) scene = scene_new (stage->rehearsal, stage->kind, name);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed * 65599 + self->number);
  Teller teller = { self, scene, stage->nursery, stage->tap, stage->others, random, NULL, { NULL } };

  *telling = (Telling) { NULL, NULL, FALSE, 0 };
  verdict_init (&teller.verdict, scene, STORY_JOURNAL);
  teller.verdict.taken = g_rand_boolean (random);
  story_begin (&teller);
  if (self->fault == FAULT_WALK)
    story_wander (&teller);
  else
    suffer (&teller);
  if (self->decision != DECISION_NONE)
    story_decide (&teller, telling);
  else
    {
      check_hit (&teller);
      go_on (&teller, telling);
      check_twin (&teller);
      verdict_check_end (&teller.verdict, self->story, telling->asked, teller.named != NULL);
    }
  telling->said = g_strdup (*stage->others->error != '\0' ? stage->others->error : stage->tap->error);
  telling->wrong = g_steal_pointer (&teller.verdict.wrong);
  verdict_clear (&teller.verdict);
  g_free (teller.named);
}
