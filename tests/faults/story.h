/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "life.h"

G_BEGIN_DECLS

/*
 * StoryKind:
 * @STORY_MAKE: it is made
 * @STORY_UPDATE: it was made, and is brought up to date
 * @STORY_ADOPT: it was made from another machine, and is found
 * @STORY_TAKEN: between review and sending somebody makes one of the same name
 * @STORY_CHANGED: between review and sending of an update somebody changes it
 * @STORY_GONE: between review and sending of an update somebody takes it away
 * @STORY_TAKE_BACK: it was made, and is taken back
 * @STORY_BACK_CHANGED: the same, and before that somebody puts another one in its place
 * @STORY_BACK_GONE: the same, and before that somebody takes it away
 * @STORY_BESIDE: what it is brought up to date with makes another thing, and the first one stays
 * @STORY_ELSEWHERE: between review and sending of an update somebody changes another part of it
 * @STORY_TAKEN_OVER: the same, it was seen, and a person takes it over while the update waits
 * @STORY_TWIN: another effect has made one that says the same
 * @STORY_TWIN_BACK: two effects have made one that says the same, and ours is taken back
 * @STORY_REVERTED: another machine's came to the base, and somebody took it back there
 *
 * What is going on when something goes wrong.
 */
typedef enum {
  STORY_MAKE,
  STORY_UPDATE,
  STORY_ADOPT,
  STORY_TAKEN,
  STORY_CHANGED,
  STORY_GONE,
  STORY_TAKE_BACK,
  STORY_BACK_CHANGED,
  STORY_BACK_GONE,
  STORY_BESIDE,
  STORY_ELSEWHERE,
  STORY_TAKEN_OVER,
  STORY_TWIN,
  STORY_TWIN_BACK,
  STORY_REVERTED,
  N_STORIES,
} StoryKind;

/*
 * FaultKind:
 * @FAULT_NONE: nothing
 * @FAULT_KILL: SIGKILL at the point @at
 * @FAULT_TORN: SIGKILL in the middle of the journal's write @at
 * @FAULT_FULL: the disk is full from the journal's write @at on
 * @FAULT_REPLY: something is wrong with the answer to request @at
 * @FAULT_DOWN: the same with all answers from @at on
 * @FAULT_CLOCK: as FAULT_KILL, and at the next start the clock is set back by a day
 * @FAULT_TOKEN: as FAULT_KILL, and from the next start on it is another Slack account that looks
 * @FAULT_LAG: as FAULT_REPLY, and until the second restart Jira's search knows of nothing new
 * @FAULT_LATE: the connection breaks at request @at, which arrives nevertheless, after the next start has looked
 * @FAULT_LATE_KILL: as FAULT_LATE, and SIGKILL at the point @reply, right after
 * @FAULT_WINDOW: held at the point @at, while a second program wants the same journal
 * @FAULT_MACHINE: held at the point @at, while another machine does the same
 * @FAULT_STRANGER: held at the point @at, while somebody else changes what is being updated
 * @FAULT_WALK: one fault after the other, by chance
 */
typedef enum {
  FAULT_NONE,
  FAULT_KILL,
  FAULT_TORN,
  FAULT_FULL,
  FAULT_REPLY,
  FAULT_DOWN,
  FAULT_CLOCK,
  FAULT_TOKEN,
  FAULT_LAG,
  FAULT_LATE,
  FAULT_LATE_KILL,
  FAULT_WINDOW,
  FAULT_MACHINE,
  FAULT_STRANGER,
  FAULT_WALK,
} FaultKind;

/*
 * Case:
 * @number: counted from 1 in one kind of effect
 * @story: what is going on
 * @fault: what goes wrong
 * @at: where
 * @reply: which of the replies' faults; with FAULT_LATE_KILL the point of the end, with FAULT_STRANGER 1 where they
 *   take it away
 * @decision: what is decided then, instead of going on
 * @name: all of that in words
 */
typedef struct {
  guint     number;
  StoryKind story;
  FaultKind fault;
  guint     at;
  guint     reply;
  Decision  decision;
  char     *name;
} Case;

/*
 * Telling:
 * @wrong: (nullable): what isn't as it must be
 * @said: (nullable): what the person was told of it last
 * @asked: whether a person was asked
 * @restarts: how often the program was started again
 */
typedef struct {
  char    *wrong;
  char    *said;
  gboolean asked;
  guint    restarts;
} Telling;

/*
 * Stage:
 * @rehearsal: the services
 * @nursery: where lives begin
 * @kind: the kind of effect
 * @tap: of the life to which it happens
 * @others: of all other lives
 *
 * What all cases have in common.
 */
typedef struct {
  CwTestRehearsal *rehearsal;
  Nursery         *nursery;
  const Kind      *kind;
  Tap             *tap;
  Tap             *others;
} Stage;

/* Two of the replies' faults. */
#define REPLY_LOST      0
#define REPLY_FORBIDDEN 3

/* What somebody does who doesn't change it. */
#define TAKES_AWAY 1

extern const char *const story_names[N_STORIES];
extern const char *const decision_names[N_DECISIONS];
extern const guint n_replies;
extern const guint n_outages;

const char *story_reply_name (guint        reply);
guint       story_get_version (StoryKind   story,
                               const Kind  *kind);
gboolean    story_fits       (StoryKind    story,
                              const Kind  *kind);
gboolean    story_is_back    (StoryKind    story);
gboolean    story_is_partial (StoryKind    story);
gboolean    story_has_twin   (StoryKind    story);
gboolean    story_sends      (StoryKind    story);
gboolean    story_has        (StoryKind    story,
                              Decision     decision,
                              const Kind  *kind);
void        story_tell       (const Case  *self,
                              const Stage *stage,
                              guint        seed,
                              Telling     *telling);

G_END_DECLS
