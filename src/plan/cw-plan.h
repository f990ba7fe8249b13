/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cw-cycle.h"
#include "cw-edit.h"
#include "cw-snapshot.h"

G_BEGIN_DECLS

/**
 * CW_QUESTION_BACK:
 *
 * The one question of a site whose present cycle is ahead of the target, as `SITE/back`: the target's tag goes back, a
 * later one stays.
 */
#define CW_QUESTION_BACK "back"

/**
 * CW_QUESTION_PINS:
 *
 * Behind the site's id and a slash: what becomes of its pins when the cycle moves; each pin has its own word as well.
 */
#define CW_QUESTION_PINS "pins"

/**
 * CW_QUESTION_FROM:
 *
 * Behind the site's id and a slash: the tag of the cycle that the site comes from, where that is known from elsewhere.
 * Nobody is asked: what is still at it was left behind, not pinned.
 */
#define CW_QUESTION_FROM "from"

/* What a person can answer apart from the word that shall stand there. */
#define CW_ANSWER_KEEP "keep"     /* of pins, one that could be added too, or of what can't be read: it stays */
#define CW_ANSWER_ZERO "zero"     /* of a site's pins: they go back to 0 */
#define CW_ANSWER_REMOVE "remove" /* of a pin, or a site's pins: its key goes */
#define CW_ANSWER_FOLLOW "follow" /* of an application on its own schedule: it moves along this time */

/**
 * CwFate:
 * @CW_FATE_CHANGED: an edit changes it
 * @CW_FATE_KEPT: it stays, for the reason given
 * @CW_FATE_QUESTION: a person must decide
 * @CW_FATE_NOT_PART: not part of the cycle: an application on its own schedule, a retired deployment
 * @CW_FATE_ODD: it stays, and looks like a slip: no cycle at all, or one that nothing else is at
 *
 * What becomes of a mention of a cycle.
 */
typedef enum {
  CW_FATE_CHANGED,
  CW_FATE_KEPT,
  CW_FATE_QUESTION,
  CW_FATE_NOT_PART,
  CW_FATE_ODD,
} CwFate;

/**
 * CwAnswerForm:
 * @CW_ANSWER_FORM_TAG: a tag that names a cycle, `c0045` or `ts-v3.1.12_c0045`
 * @CW_ANSWER_FORM_NUMBER: a number
 * @CW_ANSWER_FORM_PIN: a number, or #CW_ANSWER_REMOVE
 * @CW_ANSWER_FORM_NEW_PIN: a number for a pin that isn't there yet, or #CW_ANSWER_KEEP: there is none
 * @CW_ANSWER_FORM_SUFFIX: a revision as `.003`
 * @CW_ANSWER_FORM_KEEP: #CW_ANSWER_KEEP: nothing else can be said here
 * @CW_ANSWER_FORM_SIDE: #CW_ANSWER_MINE or #CW_ANSWER_PLANNED
 * @CW_ANSWER_FORM_FOLLOW: #CW_ANSWER_FOLLOW
 *
 * What the word is like that can stand in a mention's place.
 */
typedef enum {
  CW_ANSWER_FORM_TAG,
  CW_ANSWER_FORM_NUMBER,
  CW_ANSWER_FORM_PIN,
  CW_ANSWER_FORM_NEW_PIN,
  CW_ANSWER_FORM_SUFFIX,
  CW_ANSWER_FORM_KEEP,
  CW_ANSWER_FORM_SIDE,
  CW_ANSWER_FORM_FOLLOW,
} CwAnswerForm;

/* The rule of a mention that none of the procedure's rules claims. */
#define CW_PLAN_COMPLETENESS "completeness"

/* What the id of a warning begins with that says of a named component that nothing is called so. */
#define CW_PLAN_UNKNOWN_COMPONENT "component-"

/* The check that says which files of the site can't be read. */
#define CW_PLAN_UNREADABLE "unreadable"

/**
 * CwMention:
 * @repository: id of the repository
 * @path: path in it
 * @line: its line, from 1
 * @text: that line as it is
 * @value: the tag, number or revision as it is; a dash where there is none yet
 * @target: (nullable): what it becomes, or for a question what we would suggest; %NULL when it is removed
 * @removed: whether its key goes
 * @fate: what becomes of it
 * @rule: id of the rule that says so
 * @reason: one sentence for the person
 * @question: (nullable): for a question: its stable id; the answer is the fact `answer.ID`
 * @choice: (nullable): the id by which a person may decide otherwise, question or not: the fact `answer.ID` is the word
 *   that shall stand there; for an application on its own schedule it is #CW_ANSWER_FOLLOW
 * @options: (nullable) (array zero-terminated=1): words to offer, the first one suggested
 * @form: what a person's word for it is like
 * @edit: (nullable): for what an edit changes, or would if it were not left out: the edit's stable id; the reason for
 *   leaving it out is the fact `left-out.ID`
 * @left_out: whether it is kept because a person left the edit out
 *
 * One mention of a cycle, revision or pin in a file that belongs to the site.
 */
typedef struct {
  char    *repository;
  char    *path;
  guint    line;
  char    *text;
  char    *value;
  char    *target;
  gboolean removed;
  CwFate   fate;
  char    *rule;
  char    *reason;
  char    *question;
  char    *choice;
  GStrv    options;
  CwAnswerForm form;
  char    *edit;
  gboolean left_out;
} CwMention;

/* The rule of what a person edited by hand. */
#define CW_RULE_BY_HAND "by-hand"

/* The answers where a person's edit and the plan changed the same lines: whose stand. */
#define CW_ANSWER_MINE "mine"
#define CW_ANSWER_PLANNED "planned"

/**
 * CwFileChange:
 * @path: path in the repository
 * @mode: git's file mode
 * @old_blob: the blob's id before; empty for a new file
 * @new_blob: the blob's id after; empty for a file that is taken away
 * @old_bytes: the content before; empty for a new file
 * @new_bytes: the content after; empty for a file that is taken away
 * @edits: (element-type CwEdit): what changes in it, by position
 */
typedef struct {
  char      *path;
  guint      mode;
  char      *old_blob;
  char      *new_blob;
  GBytes    *old_bytes;
  GBytes    *new_bytes;
  GPtrArray *edits;
} CwFileChange;

/**
 * CwChangeSet:
 * @repository: id of the repository
 * @base: the commit that it was planned on
 * @base_name: the branch that it was planned on
 * @present: the commonest cycle in the site's files, whatever the target; its number is 0 where there is none
 * @files: (element-type CwFileChange): by path; empty where nothing is to change. While the question is open whether
 *   the site goes back, they hold what going back would change
 * @n_files: how many files belong to the site
 * @paths: (element-type utf8): their paths
 */
typedef struct {
  char      *repository;
  char      *base;
  char      *base_name;
  CwCycle    present;
  GPtrArray *files;
  guint      n_files;
  GPtrArray *paths;
} CwChangeSet;

/**
 * CwHandChange:
 * @repository: id of the repository
 * @path: path in it
 * @origin: who edited it and when, “by Vera, 2026-12-01 12:00 UTC”
 * @common: whether it concerns every site, not this one alone
 * @reach: (nullable) (element-type CwReach): of such a file: what it changes at each site, where that is known
 * @planned: (nullable): what the plan alone makes of the file; %NULL: there is none
 * @mine: (nullable): what the person made of it; %NULL: they took it away
 * @result: (nullable): what it becomes; while @question is open, what the plan says
 * @marked: (nullable): while lines are in question: the text with git's markers
 * @question: (nullable): the id of the open question whose lines stand, %CW_ANSWER_MINE or %CW_ANSWER_PLANNED
 * @taken: (nullable) (element-type JsonObject): what of it was taken over from other sites, as #CwHandEdit has it
 *
 * A file that a person edited by hand, as the plan takes it.
 */
typedef struct {
  char      *repository;
  char      *path;
  char      *origin;
  gboolean   common;
  GPtrArray *reach;
  GBytes    *planned;
  GBytes    *mine;
  GBytes    *result;
  GBytes    *marked;
  char      *question;
  JsonArray *taken;
} CwHandChange;

/**
 * CwPlanWarning:
 * @id: stable; `waved.ID` waves it through
 * @stem: (nullable): for an alarm: what its id begins with; it is all of it for an alarm of one line
 * @seen: (nullable): for an alarm: the lines, as they are
 * @repository: (nullable): id of the repository
 * @text: one sentence: a rule that matches nothing, a target below the present cycle …
 * @check: (nullable): for an alarm of a check on the resulting files: id of the check
 * @path: (nullable): for an alarm: the file
 * @line: for an alarm: the line in the resulting file, from 1
 * @more: (nullable) (element-type guint): for an alarm that speaks for several lines: the others
 * @value: (nullable): for an alarm: what stands there
 * @reason: (nullable): for an alarm: why that matters
 */
typedef struct {
  char *id;
  char *stem;
  char *seen;
  char *repository;
  char *text;
  char *check;
  char *path;
  guint line;
  GArray *more;
  char *value;
  char *reason;
} CwPlanWarning;

/**
 * CwResolution:
 * @repository: id of the repository
 * @path: path in it
 * @line: the line of its pin, tag or image, from 1
 * @choice: (nullable): the id by which a person decides about its pin or tag, as the mention's
 * @component: the block that names the image, or its file's folder
 * @before: (nullable): the image, `NAME:TAG`, that it is now; %NULL for one that joins with the plan
 * @after: the image that it will be
 *
 * What a component resolves to.
 */
typedef struct {
  char *repository;
  char *path;
  guint line;
  char *choice;
  char *component;
  char *before;
  char *after;
} CwResolution;

/**
 * CwPlan:
 *
 * All changes that one site needs for a target, over the repositories that were given, and the fate of every mention of
 * a cycle. Immutable once the planner hands it out.
 */
#define CW_TYPE_PLAN (cw_plan_get_type ())
G_DECLARE_FINAL_TYPE (CwPlan, cw_plan, CW, PLAN, GObject)

const char        *cw_plan_get_site        (CwPlan     *self);
const CwCycle     *cw_plan_get_target      (CwPlan     *self);
GPtrArray         *cw_plan_get_change_sets (CwPlan     *self);
const CwChangeSet *cw_plan_get_change_set  (CwPlan     *self,
                                            const char *repository);
GPtrArray         *cw_plan_get_mentions    (CwPlan     *self);
GPtrArray         *cw_plan_get_warnings    (CwPlan     *self);
char              *cw_plan_warning_show_lines (const CwPlanWarning *self);
char              *cw_plan_warning_name_check (const CwPlanWarning *self,
                                               const char          *site);
guint              cw_plan_count           (CwPlan     *self,
                                            const char *repository,
                                            CwFate      fate);
gboolean           cw_plan_check_answer   (CwPlan     *self,
                                           const char *choice,
                                           const char *answer,
                                           GError    **error);
GStrv              cw_plan_dup_options     (CwPlan          *self,
                                            const CwMention *mention);
gboolean           cw_plan_offers         (CwPlan     *self,
                                            const char *choice);
GPtrArray         *cw_plan_get_resolutions (CwPlan     *self);
GPtrArray         *cw_plan_get_images      (CwPlan     *self);
GPtrArray         *cw_plan_get_hand_changes (CwPlan     *self);
const CwHandChange *cw_plan_find_hand_change (CwPlan    *self,
                                            const char *repository,
                                            const char *path);

char              *cw_hand_edit_find_break (const char *path,
                                            GBytes     *before,
                                            GBytes     *after);

G_END_DECLS
