/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-effect-record.h"
#include "scene.h"
#include "tap.h"

G_BEGIN_DECLS

/*
 * LifeMood:
 * @LIFE_REVIEW: approves, sends nothing
 * @LIFE_HURRY: approves and sends; leaves at the first trouble
 * @LIFE_PATIENT: looks again and tries again, but answers no question
 * @LIFE_ANSWER: answers questions too: "this one" where there is one, "send again" where nothing is
 * @LIFE_TAKE_BACK: does it, then takes it back
 * @LIFE_DECIDE: decides what is to become of it, as far as they may, and sends nothing
 * @LIFE_REFRESH: only looks outside: for what is in doubt, and whether what was made is as it was
 * @LIFE_CLEAN_UP: takes back what stands outside and can be taken back
 *
 * What the person does in a life of the program.
 */
typedef enum {
  LIFE_REVIEW,
  LIFE_HURRY,
  LIFE_PATIENT,
  LIFE_ANSWER,
  LIFE_TAKE_BACK,
  LIFE_DECIDE,
  LIFE_REFRESH,
  LIFE_CLEAN_UP,
} LifeMood;

/*
 * Decision:
 * @DECISION_NONE: nothing
 * @DECISION_LEAVE_OUT: it is left out
 * @DECISION_BY_WORD: they did it by hand, as they say
 * @DECISION_NAMED: they made one by hand, and name it
 * @DECISION_GIVE_UP: the preparation is given up
 * @DECISION_PUT_OFF: its site is put off, so that no stage makes it any more
 * @DECISION_TAKEN_AWAY: nothing; somebody takes away what stands outside
 *
 * What a person decides while something went wrong, and nobody may know what became of it.
 */
typedef enum {
  DECISION_NONE,
  DECISION_LEAVE_OUT,
  DECISION_BY_WORD,
  DECISION_NAMED,
  DECISION_GIVE_UP,
  DECISION_PUT_OFF,
  DECISION_TAKEN_AWAY,
  N_DECISIONS,
} Decision;

/*
 * Life:
 * @scene: its world
 * @journal: the name of its journal in the scene's folder
 * @tap: where it reports, and what befalls it
 * @version: which version is wanted
 * @mood: what the person does
 * @seconds: what time it is, counted from the first life
 * @timeout: how many seconds an answer may take
 * @nothing_outside: whether the person, asked, sees that nothing is there
 * @takes: whether the person, asked, takes what somebody else made of it, else sets it right
 * @decision: what the person decides, or has decided
 * @named: (nullable): the key of what was made by hand
 * @stranger: whether it has the token of another Slack account
 *
 * One life of the program: from opening the journal to its end, in a process of its own.
 */
typedef struct {
  Scene      *scene;
  const char *journal;
  Tap        *tap;
  guint       version;
  LifeMood    mood;
  int         seconds;
  guint       timeout;
  gboolean    nothing_outside;
  gboolean    takes;
  Decision    decision;
  const char *named;
  gboolean    stranger;
} Life;

/*
 * LifeEnd:
 * @LIFE_ENDED: it came to its end
 * @LIFE_BUSY: the journal has another owner
 * @LIFE_KILLED: it was killed
 * @LIFE_HELD: it waits at its tap's stop_at for life_go_on()
 *
 * What has become of a life.
 */
typedef enum {
  LIFE_ENDED,
  LIFE_BUSY,
  LIFE_KILLED,
  LIFE_HELD,
} LifeEnd;

typedef struct _Nursery Nursery;

Nursery *nursery_new  (void);
void     nursery_free (Nursery    *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Nursery, nursery_free)

LifeEnd  life_run     (Nursery    *nursery,
                       const Life *self,
                       pid_t      *child);
LifeEnd  life_go_on   (Nursery    *nursery,
                       pid_t       child);
int      life_live    (const Life *self);

G_END_DECLS
