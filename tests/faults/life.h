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
 *
 * What the person does in a life of the program.
 */
typedef enum {
  LIFE_REVIEW,
  LIFE_HURRY,
  LIFE_PATIENT,
  LIFE_ANSWER,
  LIFE_TAKE_BACK,
} LifeMood;

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
