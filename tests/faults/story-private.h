/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "story.h"
#include "verdict.h"

G_BEGIN_DECLS

#define STORY_JOURNAL    "journal"
#define STORY_OTHER      "other"   /* another machine's */
#define STORY_PATIENCE   10 /* seconds for an answer */
#define STORY_MINUTE     60
#define STORY_LATER      30 /* seconds until it is started again: what was sent may still be on its way */
#define STORY_EVEN_LATER (60 * STORY_MINUTE) /* until nothing is on its way and no search lags any more */
#define STORY_YESTERDAY  (-24 * 60 * STORY_MINUTE)

/*
 * Teller:
 * @tap: of the life to which it happens
 * @others: of all other lives
 * @named: (nullable): the key of what somebody put in the place of ours
 *
 * A case while it is being told.
 */
typedef struct {
  const Case *plan;
  Scene *scene;
  Nursery *nursery;
  Tap *tap;
  Tap *others;
  GRand *random;
  char *named;
  Verdict verdict;
} Teller;

void     story_begin        (Teller     *self);
guint    story_get_wanted   (Teller     *self);
char    *story_find_changed (Teller     *self);
void     story_aim          (Teller     *self,
                             Life       *life);
LifeEnd  story_happen       (Teller     *self,
                             const Life *life,
                             const char *changed,
                             pid_t       child);
void     story_run          (Teller     *self,
                             const Life *life);
void     story_wander       (Teller     *self);
void     story_decide       (Teller     *self,
                             Telling    *telling);

G_END_DECLS
