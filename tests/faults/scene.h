/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-effect.h"
#include "cw-accounts.h"
#include "cw-test-rehearsal.h"

G_BEGIN_DECLS

typedef struct _Scene Scene;

/*
 * Kind:
 * @name: the name of the test
 * @effect: one of CW_EFFECT_KIND_…
 * @service: the rehearsal's service whose requests go wrong; %NULL for what a person does
 * @members: where the rehearsal's state keeps such things, by turns; %NULL for a branch
 * @repository: (nullable): the repository that it is about
 * @amendable: whether what stands outside can be changed
 * @growing: whether what it is updated with comes beside what was there
 * @standing: whether the first sending changes what stands outside already
 * @retractable: whether it can be taken back
 * @contested: whether the service itself refuses a second one
 * @guarded: whether it refuses an update of what isn't there any more as it was
 * @kept: whether what somebody else wrote in it is never written over, whatever a person answers
 * @wordless: whether nothing that is outside says the text
 * @ended: (nullable): what the service's state says of one that was closed or archived: it is there no more
 * @prepare: (nullable): makes what must be there before
 * @review: (nullable): a person reviews it anew, by what stands outside now
 * @make: the payload
 * @other: somebody makes one like it; @text is what it says. Returns its key, where a person would name it
 * @change: somebody changes ours, whose key is given, so that it says @text. Returns the key of what stands there
 *   instead, where that is another one
 * @remove: somebody takes ours away, or ends it
 * @touch: (nullable): somebody changes another part of ours, whose key is given, so that it says %TOUCHED there, or
 *   goes out later
 * @adding: whether what they change there is an addition, which stays whatever becomes of ours
 * @whole: whether an update puts another in the place of all of it
 * @move: (nullable): what is made from now on is another thing than what was made before
 * @revert: (nullable): what was made comes to the base, and is taken back there
 *
 * What is special about one kind of effect.
 */
typedef struct {
  const char        *name;
  const char        *effect;
  const char        *service;
  const char *const *members;
  const char        *repository;
  gboolean           amendable;
  gboolean           growing;
  gboolean           standing;
  gboolean           retractable;
  gboolean           contested;
  gboolean           guarded;
  gboolean           kept;
  gboolean           wordless;
  const char        *ended;
  void              (*prepare) (Scene      *scene);
  void              (*review)  (Scene      *scene);
  char             *(*make)    (Scene      *scene,
                                const char *text,
                                const char *marker);
  char             *(*other)   (Scene      *scene,
                                const char *text);
  char             *(*change)  (Scene      *scene,
                                const char *key,
                                const char *text);
  void              (*remove)  (Scene      *scene,
                                const char *key);
  void              (*touch)   (Scene      *scene,
                                const char *key);
  gboolean            adding;
  gboolean            whole;
  void              (*move)    (Scene      *scene);
  void              (*revert)  (Scene      *scene);
} Kind;

/* What is said in the first and second version, and what somebody else says. */
#define FIRST    "As it was reviewed first"
#define SECOND   "As it was reviewed later"
#define STRANGER "As somebody else wants it"
#define TOUCHED  "As somebody else has it"

/* By how many seconds somebody moves a message. */
#define SCENE_MOVED 600

/* A branch's file, what it says before, and who writes where nobody of ours does. */
#define SCENE_PATH      "summit/values.yaml"
#define SCENE_BEGINNING "As it was before\n"
#define SCENE_SOMEBODY  "Anna Author <anna@example.org>"

/*
 * Scene:
 *
 * One effect, and the world in which it is to happen: the one warm rehearsal, put back to its beginning, and a folder
 * with the journals and the git caches of this case.
 */
struct _Scene {
  CwTestRehearsal *rehearsal; /* (unowned) (nullable): only the test has it */
  JsonObject *addresses;      /* of the rehearsal's services */
  const Kind *kind;
  char *name;       /* no other case has it; it is part of all that is made */
  char *ticket;     /* key of a ticket that is there before, "" where there is none; what is made is known by it */
  char *other;      /* and of another one */
  char *folder;
  char *repository; /* (nullable): the rehearsal's own folder of the repository */
  char *base;       /* the tip of its main branch, "" without a repository */
  char *branch;
  char *tip;        /* where our branch is, "" before it exists */
  char *wanted;     /* where a branch that is brought onto its base shall be, else "" */
  char *beside;     /* where the update goes that makes another thing, else "" */
  char *restored;   /* (nullable): where the main branch is put back to */
  gint64 post_at;
  gboolean twin;    /* it is the other effect that is meant, which says the same and goes out at another time */
};

extern const Kind branch_kind;
extern const Kind rebase_kind;
extern const Kind *const kinds[];
extern const guint n_kinds;

Scene    *scene_new           (CwTestRehearsal *rehearsal,
                               const Kind      *kind,
                               const char      *name);
Scene    *scene_read          (JsonObject      *told);
JsonObject *scene_write       (Scene           *self);
void      scene_free          (Scene           *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scene, scene_free)

char     *scene_make_id       (Scene           *self);
gint64    scene_get_post_at   (Scene           *self);
CwEffect *scene_effect        (Scene           *self,
                               guint            version,
                               guint            attempt);
void      scene_count         (Scene           *self,
                               const char      *text,
                               guint           *all,
                               guint           *such);
guint     scene_count_saying  (Scene           *self,
                               const char      *text);
guint     scene_count_touched (Scene           *self);
gboolean  scene_is_there      (Scene           *self);
gboolean  scene_holds         (Scene           *self);
gboolean  scene_has_key       (Scene           *self,
                               const char      *key);

G_END_DECLS
