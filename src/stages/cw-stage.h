/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-back.h"
#include "cw-deployment.h"
#include "cw-history.h"
#include "cw-plan.h"
#include "cw-snapshot.h"

G_BEGIN_DECLS

typedef struct _CwStageResult CwStageResult;

/**
 * CwGivingUp:
 * @reason: why the preparation was given up
 * @actor: by whom
 * @time: when, µs since 1970
 */
typedef struct {
  const char *reason;
  const char *actor;
  gint64      time;
} CwGivingUp;

/**
 * CwNote:
 * @effect_id: (nullable): the effect that it is about
 * @time: when it was written, µs since 1970
 * @actor: who wrote it
 * @text: what; of a fact that was set, what was asked, empty where nothing was
 * @answer: (nullable): of a fact that was set, what was answered, in words
 */
typedef struct {
  char  *effect_id;
  gint64 time;
  char  *actor;
  char  *text;
  char  *answer;
} CwNote;

/**
 * CwStageInput:
 * @deployment: what is prepared
 * @now: the instant for which the stage speaks, UTC
 * @history: what the journal says of the effects
 * @observations: (element-type utf8 JsonNode): what was seen outside, by key (see cw-observation keys in the session)
 * @plans: (element-type utf8 CwPlan): site id → its plan, where there is one
 * @backs: (nullable) (element-type utf8 CwBack): `SITE/REPOSITORY` → how the site goes back there, where it does
 * @earlier: (element-type CwStageResult): what the stages before this one said, in their order
 * @given_up: (nullable): that the preparation was given up
 * @words: (nullable) (element-type utf8 CwNote): who set each fact last, and when
 *
 * All that a stage may know. The stage owns none of it and changes none of it.
 */
typedef struct {
  CwDeployment     *deployment;
  GDateTime        *now;
  CwHistory        *history;
  GHashTable       *observations;
  GHashTable       *plans;
  GHashTable       *backs;
  GPtrArray        *earlier;
  const CwGivingUp *given_up;
  GHashTable       *words;
} CwStageInput;

/**
 * CwCheckState:
 * @CW_CHECK_HOLDS: proved
 * @CW_CHECK_OPEN: not yet
 * @CW_CHECK_WARNING: against the procedure's rules; a person may wave it through
 * @CW_CHECK_WAVED: waved through
 * @CW_CHECK_UNKNOWN: out of reach; keeps nothing from being sent, but only a person's word settles it
 * @CW_CHECK_SKIPPED: not made, for this computer hasn't got what it takes; keeps nothing open
 */
typedef enum {
  CW_CHECK_HOLDS,
  CW_CHECK_OPEN,
  CW_CHECK_WARNING,
  CW_CHECK_WAVED,
  CW_CHECK_UNKNOWN,
  CW_CHECK_SKIPPED,
} CwCheckState;

/**
 * CwCheck:
 * @id: unique in the stage; `waved.ID` is the fact that waves it through
 * @site: (nullable): the site that it is about
 * @state: where it stands
 * @text: one sentence
 */
typedef struct {
  char        *id;
  char        *site;
  CwCheckState state;
  char        *text;
} CwCheck;

/**
 * CwQuestion:
 * @fact: the fact that answers it, `base.summit.docker-compose-ops`
 * @site: (nullable): the site that it is about
 * @text: the question
 * @details: (nullable): lines that belong to it, to be read below
 * @group: (nullable): the title of the questions that it stands among, before all others
 * @values: (array zero-terminated=1) (nullable): the answers to choose from; %NULL: free text
 * @labels: (array zero-terminated=1) (nullable): what a person reads for each value
 * @accepted: (nullable): the value that agrees to what is asked, which all of @group may be given at once
 * @explained: (nullable): the value behind which a colon and the reason may follow
 * @other: with @values: whether another answer than these may be typed
 * @suggested: (nullable): the value that we would choose, with its reason in the label
 * @path: (nullable): of the file that may be written by hand instead: the answer is `hand:` and its text
 * @draft: (nullable): the text to begin with then
 * @answer: (nullable): what a person answered; an answer can be changed and taken back
 * @blocking: whether the stage isn't done while it is open
 */
typedef struct {
  char    *fact;
  char    *site;
  char    *text;
  char    *details;
  char    *group;
  GStrv    values;
  GStrv    labels;
  char    *accepted;
  char    *explained;
  char    *suggested;
  char    *path;
  char    *draft;
  char    *answer;
  gboolean other;
  gboolean blocking;
} CwQuestion;

/**
 * CwMissing:
 * @name: what isn't there
 * @since: since when that is known, seconds since 1970; 0 where it isn't known
 */
typedef struct {
  char  *name;
  gint64 since;
} CwMissing;

/**
 * CwOutOfReach:
 * @name: what can't be reached, "docker-compose-ops"
 * @site: (nullable): the site for which it was asked
 * @reason: why, as it was told
 * @known: whether what was learnt earlier still serves
 */
typedef struct {
  char    *name;
  char    *site;
  char    *reason;
  gboolean known;
} CwOutOfReach;

/**
 * CwStageResult:
 * @effects: (element-type CwEffect): in the order in which they are sent
 * @checks: (element-type CwCheck)
 * @questions: (element-type CwQuestion): those that have no answer yet
 * @answered: (element-type CwQuestion): those that a person answered
 * @skipped: whether a person left the whole stage out
 * @skip_reason: (nullable): why
 * @fact: (nullable): one short fact for the map of stages, "2 open"
 * @n_parts: how many things the stage looks for outside; 0 where that isn't known
 * @missing: (element-type CwMissing): those of them that aren't there
 * @out_of_reach: (element-type CwOutOfReach): what the stage would know more by
 * @hole: (nullable): while an effect is made: the first variable that one of its texts lacks
 */
struct _CwStageResult
{
  GPtrArray *effects;
  GPtrArray *checks;
  GPtrArray *questions;
  GPtrArray *answered;
  gboolean   skipped;
  char      *skip_reason;
  char      *fact;
  guint      n_parts;
  GPtrArray *missing;
  GPtrArray *out_of_reach;
  char      *hole;
};

/**
 * CwStage:
 * @id: as in the procedure
 * @run: the stage: equal inputs give byte-equal effects
 */
typedef struct {
  const char *id;
  void      (*run) (const CwStageInput *input,
                    CwStageResult      *result);
} CwStage;

const CwStage    *cw_stages_get                (guint              *n_stages);
const CwStage    *cw_stages_find               (const char         *id);

CwStageResult    *cw_stage_run                 (const CwStage      *stage,
                                                const CwStageInput *input);
gboolean          cw_stage_names_branches      (CwEffect           *effect);
void              cw_stage_result_free         (CwStageResult      *self);
gboolean          cw_check_is_settled          (const CwCheck       *self);
const char       *cw_question_label            (const CwQuestion    *self,
                                                const char          *value);
const char       *cw_question_get_answer_label (const CwQuestion    *self);
guint             cw_stage_result_count_open   (const CwStageResult *self,
                                                const char         *site);
gboolean          cw_stage_result_waits         (const CwStageResult    *self,
                                                 const char             *site);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwStageResult, cw_stage_result_free)

gint64            cw_stage_get_post_at         (const CwStageInput *input,
                                                CwEffectRecord     *record);
char             *cw_stage_describe_state      (const CwStageInput *input,
                                                CwEffectRecord     *record,
                                                CwEffectState       state);

/* For the stages themselves. */
void              cw_stage_result_add_effect   (CwStageResult      *self,
                                                CwEffect           *effect);
void              cw_stage_result_add_check    (CwStageResult      *self,
                                                const char         *id,
                                                const char         *site,
                                                CwCheckState        state,
                                                const char         *text);
void              cw_stage_result_add_question (CwStageResult      *self,
                                                CwQuestion         *question);
void              cw_stage_result_add_answered (CwStageResult      *self,
                                                CwQuestion         *question,
                                                const char         *answer);

void              cw_stage_result_add_out_of_reach (CwStageResult  *self,
                                                const char         *name,
                                                const char         *site,
                                                const char         *reason,
                                                gboolean            known);

/* The eight, each in a file of its own. */
void              cw_cycle_stage               (const CwStageInput *input,
                                                CwStageResult      *result);
void              cw_tickets_stage             (const CwStageInput *input,
                                                CwStageResult      *result);
void              cw_configuration_stage       (const CwStageInput *input,
                                                CwStageResult      *result);
void              cw_build_stage               (const CwStageInput *input,
                                                CwStageResult      *result);
void              cw_page_stage                (const CwStageInput *input,
                                                CwStageResult      *result);
void              cw_announcement_stage        (const CwStageInput *input,
                                                CwStageResult      *result);
void              cw_science_platform_stage    (const CwStageInput *input,
                                                CwStageResult      *result);
void              cw_handover_stage            (const CwStageInput *input,
                                                CwStageResult      *result);

G_END_DECLS
