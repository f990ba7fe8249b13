/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "cw-cycle.h"

G_BEGIN_DECLS

/**
 * CwRuleKind:
 * @CW_RULE_IMAGE_TAG: under any of the rule's keys, a tag at the site's current cycle becomes the bare target
 * @CW_RULE_ENV_TAG: one key of one env file carries the bare tag
 * @CW_RULE_ENV_REVISION: keys of an env file that carry `.003`; they go to `.000` when the file's tag moves
 * @CW_RULE_CYCLE_NUMBER: a number (`cycle: 45`) and a recommended tag that always move together, in YAML or in JSON
 *   inside a block scalar
 * @CW_RULE_SCALAR: the scalars at the rule's YAML paths carry the bare tag
 * @CW_RULE_PIN: revisions of single components; they go back to zero, or go, when the cycle moves
 * @CW_RULE_OWN_SCHEDULE: files of applications that their own teams bump: never changed, shown apart
 * @CW_RULE_CHECK_SITE: nothing in the files bears another site's mark
 * @CW_RULE_CHECK_BRANCH: no tag or revision names a ticket's branch
 * @CW_RULE_CHECK_INDEX: the index in a launch command-line is that of the classifier or the block's name
 * @CW_RULE_CHECK_AMOUNT: amounts of CPU and memory have a unit as their siblings have
 * @CW_RULE_CHECK_IMAGE: a component says what those of the same kind say of their image
 * @CW_RULE_CHECK_VALUE: nothing like the rule's values is brought in where the site has nothing like them
 * @CW_RULE_CHECK_CHART: each component's block is a dependency in the `Chart.yaml` beside it
 * @CW_RULE_CHECK_PRODUCER: a component has a producer here where it had one, or where its siblings have one
 *
 * How a file says which cycle it is configured for (PLANNER-RULES.md has the evidence for each).
 */
typedef enum {
  CW_RULE_IMAGE_TAG,
  CW_RULE_ENV_TAG,
  CW_RULE_ENV_REVISION,
  CW_RULE_CYCLE_NUMBER,
  CW_RULE_SCALAR,
  CW_RULE_PIN,
  CW_RULE_OWN_SCHEDULE,
  CW_RULE_CHECK_SITE,
  CW_RULE_CHECK_BRANCH,
  CW_RULE_CHECK_INDEX,
  CW_RULE_CHECK_AMOUNT,
  CW_RULE_CHECK_IMAGE,
  CW_RULE_CHECK_VALUE,
  CW_RULE_CHECK_CHART,
  CW_RULE_CHECK_PRODUCER,
} CwRuleKind;

/* The rules from here on move nothing: they are checks on the resulting files. */
#define CW_RULE_FIRST_CHECK CW_RULE_CHECK_SITE

/**
 * CwTagRule:
 * @id: unique in its repository, shown to the person with each decision
 * @kind: what it does
 * @files: globs (`*` stays in one folder, `**` crosses folders) of paths in the repository
 * @keys: names of keys (image-tag, env-*, cycle-number, own-schedule, check-branch, check-chart) or YAML paths
 * @values: globs of values, for check-value
 * @reset: (nullable): for pins, "zero" or "remove"; for image tags "zero" where one with a revision goes to `.000`
 * @reason: one sentence for the person
 */
typedef struct {
  char      *id;
  CwRuleKind kind;
  GStrv      files;
  GStrv      keys;
  GStrv      values;
  char      *reset;
  char      *reason;
} CwTagRule;

/**
 * CwSiteFiles:
 * @id: the deployment, `summit` or `summit2`
 * @include: globs of all files that belong to the site; completeness is proved over these
 * @second: whether this is a second deployment, which follows only while it is at most one cycle behind
 * @rules: (element-type CwTagRule): what moves
 *
 * One deployment of a site in one repository.
 */
typedef struct {
  char      *id;
  GStrv      include;
  gboolean   second;
  GPtrArray *rules;
} CwSiteFiles;

/**
 * CwPullTemplate:
 * @title: template of the pull request's title
 * @body: (array zero-terminated=1): paragraphs, templates
 * @labels: labels to add
 * @reviewers: logins to ask
 * @draft: whether it is opened as a draft
 */
typedef struct {
  char    *title;
  GStrv    body;
  GStrv    labels;
  GStrv    reviewers;
  gboolean draft;
} CwPullTemplate;

/**
 * CwValidator:
 * @id: unique in its repository
 * @name: what a person calls it, "yamllint"
 * @command: the program and its arguments, with place holders: `{paths}` (an argument of its own) stands for all files
 *   that are looked at, `{path}` for one of them and `{parent}` for its folder (then it runs once for each file),
 *   `{root}` for the folder in which they lie
 * @files: globs of the files that it looks at; empty: all that change
 * @tree: globs of further files of the repository that lie beside them
 * @timeout: seconds after which a run is ended; 0 for the usual ones
 *
 * A program of the person's choice that looks at the files as they will be.
 */
typedef struct {
  char *id;
  char *name;
  GStrv command;
  GStrv files;
  GStrv tree;
  int   timeout;
} CwValidator;

/**
 * CwRepository:
 * @id: short name, `docker-compose-ops`
 * @name: owner and name, `lsst-it/docker-compose-ops`
 * @url: where git finds it; in a rehearsal only the path is used
 * @branch: the default branch
 * @stage: id of the stage that reviews and pushes it
 * @subject: template of the commit's subject
 * @pull: (nullable): how its pull request looks, for a repository that gets one
 * @shared: globs of files that belong to no site but that checks look at
 * @validators: (element-type CwValidator): programs that look at the resulting files where they are installed
 * @sites: (element-type utf8 GPtrArray): site id → array of #CwSiteFiles
 */
typedef struct {
  char           *id;
  char           *name;
  char           *url;
  char           *branch;
  char           *stage;
  char           *subject;
  CwPullTemplate *pull;
  GStrv           shared;
  GPtrArray      *validators;
  GHashTable     *sites;
} CwRepository;

/**
 * CwBackTemplate:
 * @branch: template of the branch's name
 * @subject: template of the commit's subject, and of the pull request's title where the repository gets one
 *
 * How a branch looks that takes a cycle back.
 */
typedef struct {
  char *branch;
  char *subject;
} CwBackTemplate;

/**
 * CwPrincipal:
 * @role: whom we need ("Camera", "DM"), never a name
 * @channel: where they are told; empty: by hand
 */
typedef struct {
  char *role;
  char *channel;
} CwPrincipal;

/**
 * CwSite:
 * @id: `summit`, `tts`, `bts`
 * @name: "Summit"
 * @phrase: as it stands in a sentence, "Tucson test stand"
 * @traits: words that conditions of templates ask for: `production`, `test-stand`, …
 * @marks: globs of words that belong to this site alone: hosts, or its name where that is a whole value
 * @channel: where its deployment is announced
 * @variables: (element-type utf8 utf8): further variables for templates
 * @principals: (element-type CwPrincipal)
 */
typedef struct {
  char       *id;
  char       *name;
  char       *phrase;
  GStrv       traits;
  GStrv       marks;
  char       *channel;
  GHashTable *variables;
  GPtrArray  *principals;
} CwSite;

/**
 * CwPerson:
 * @id: the role, `release-manager`, never a name
 * @title: what a person calls the role
 * @find: (nullable): account id, e-mail address or part of the name, by which Jira knows who it is; %NULL: whoever
 *   signs in there
 */
typedef struct {
  char *id;
  char *title;
  char *find;
} CwPerson;

/**
 * CwTicketPeople:
 * @id: the ticket's field, `assignee`
 * @role: (nullable): id of the one person who stands in it
 * @roles: (nullable): ids of the people who stand in it, for a field that takes several
 */
typedef struct {
  char *id;
  char *role;
  GStrv roles;
} CwTicketPeople;

/**
 * CwTicketLink:
 * @id: which other ticket of the same site
 * @type: what Jira calls such a link: `Relates`; one that has no direction
 */
typedef struct {
  char *id;
  char *type;
} CwTicketLink;

/**
 * CwTicketTemplate:
 * @id: `configuration` or `calendar`
 * @title: what a person calls it
 * @sites: ids of the sites that get one; %NULL: each
 * @when: condition words, all needed (see cw_procedure_condition_holds())
 * @summary: template; an existing ticket is found by it, without regard to case
 * @fields: further fields for the create call; each string in them is a template
 * @people: (element-type CwTicketPeople): the fields in which people stand
 * @description: paragraphs, templates
 * @links: (element-type CwTicketLink): the site's other tickets to which it is linked
 * @notice_role: (nullable): who must be told of it
 * @notice_channel: (nullable): where; empty: a task by hand
 * @notice: (nullable): template of what they are told
 */
typedef struct {
  char       *id;
  char       *title;
  GStrv       sites;
  GStrv       when;
  char       *summary;
  JsonObject *fields;
  GPtrArray  *people;
  GStrv       description;
  GPtrArray  *links;
  char       *notice_role;
  char       *notice_channel;
  char       *notice;
} CwTicketTemplate;

/**
 * CwVersion:
 * @name: what the page says, "ts_xml"
 * @key: (nullable): its key in the build manifest; %NULL: typed by a person, marked unconfirmed until then
 */
typedef struct {
  char *name;
  char *key;
} CwVersion;

/**
 * CwWikiTemplate:
 * @space: key of the space
 * @parent: id of the parent page
 * @title: template
 * @labels: labels that the page gets
 * @full_width: whether it is shown as wide as the window
 * @versions: (element-type CwVersion): the core packages
 * @announce_channel: (nullable): where the page is announced; empty: ask
 * @announce: template of the announcement
 * @base_artifacts: ids of the build stage's tasks that stand for the base artifacts
 */
typedef struct {
  char      *space;
  char      *parent;
  char      *title;
  GStrv      labels;
  gboolean   full_width;
  GPtrArray *versions;
  char      *announce_channel;
  char      *announce;
  GStrv      base_artifacts;
} CwWikiTemplate;

/**
 * CwManifest:
 * @repository: owner and name of the build's repository
 * @url: where git finds it
 * @branch: its branch
 * @path: the env file with `KEY=value` lines
 * @cycle_key: the key that says for which cycle the build is
 * @interfaces_key: the key with the version of the interface definitions, the variable `xml` of templates
 */
typedef struct {
  char *repository;
  char *url;
  char *branch;
  char *path;
  char *cycle_key;
  char *interfaces_key;
} CwManifest;

/**
 * CwRegistry:
 * @url: Docker Registry API v2, without `/v2/`
 * @notebook_image: (nullable): the notebook service's image
 * @notebook_tag: (nullable): template of its tag for a cycle
 */
typedef struct {
  char *url;
  char *notebook_image;
  char *notebook_tag;
} CwRegistry;

/**
 * CwParagraph:
 * @text: template
 * @when: condition words, all needed
 */
typedef struct {
  char *text;
  GStrv when;
} CwParagraph;

/**
 * CwMessageTemplate:
 * @id: `day-before`, `hour-before`, `start`; for notices `early`, `ready`
 * @title: what a person calls it
 * @days: calendar days before (negative) the deployment at @time; 0 when @minutes is meant
 * @time: (nullable): civil time of that day, "09:00"
 * @minutes: minutes before (negative) the deployment's start
 * @on_the_day: sent by hand as it begins, never scheduled
 * @paragraphs: (element-type CwParagraph): the text
 */
typedef struct {
  char      *id;
  char      *title;
  int        days;
  char      *time;
  int        minutes;
  gboolean   on_the_day;
  GPtrArray *paragraphs;
} CwMessageTemplate;

/**
 * CwScript:
 * @program: name looked up on PATH, or configured by the person
 * @arguments: (element-type CwParagraph): one argument each, with its conditions
 * @texts: ids of the messages that its output holds, parted by empty lines
 * @when: condition words
 */
typedef struct {
  char      *program;
  GPtrArray *arguments;
  GStrv      texts;
  GStrv      when;
} CwScript;

/**
 * CwNotice:
 * @channel: where SQuaRE is told; empty: by hand
 * @early: told early which cycle and when
 * @ready: told when the pull request is ready to merge
 *
 * Left out altogether (%NULL in the procedure) where the procedure's switch is off.
 */
typedef struct {
  char              *channel;
  CwMessageTemplate *early;
  CwMessageTemplate *ready;
} CwNotice;

/**
 * CwTaskTemplate:
 * @id: unique in its stage
 * @title: template of what is to be done by a person
 * @text: template: how, or what to say; may be empty
 * @sites: ids of the sites that get one each; %NULL: one for the whole cycle
 * @when: condition words
 * @day: whether it is done on the deployment day: then it only stands on the day's sheet
 * @role: (nullable): who does it, where that isn't the release manager alone
 */
typedef struct {
  char    *id;
  char    *title;
  char    *text;
  GStrv    sites;
  GStrv    when;
  gboolean day;
  char    *role;
} CwTaskTemplate;

/**
 * CwStageTemplate:
 * @id: `cycle`, `tickets`, `configuration`, `build`, `page`, `announcement`, `science-platform`, `handover`
 * @title: its name for the person
 * @purpose: one sentence: what happens here and why
 * @tasks: (element-type CwTaskTemplate): its manual tasks
 */
typedef struct {
  char      *id;
  char      *title;
  char      *purpose;
  GPtrArray *tasks;
} CwStageTemplate;

/**
 * CwScheduleStep:
 * @id: unique
 * @title: what happens
 * @day: counted from 1, the day on which work closes
 * @site: (nullable): the trait of the sites whose deployment this is: `production` is the anchor, `test-stand` the
 *   first stand
 */
typedef struct {
  char *id;
  char *title;
  int   day;
  char *site;
} CwScheduleStep;

/**
 * CwScheduleTemplate:
 * @when: `full` or `incremental`
 * @steps: (element-type CwScheduleStep)
 * @weekdays: ISO numbers (1 is Monday) on which the anchor may be; empty: any
 * @time: the usual civil time of a deployment, "09:00"
 * @not_before: (nullable): earliest civil time of the anchor, "17:00"
 */
typedef struct {
  char      *when;
  GPtrArray *steps;
  GArray    *weekdays;
  char      *time;
  char      *not_before;
} CwScheduleTemplate;

/**
 * CwLink:
 * @title: what it is
 * @url: where
 */
typedef struct {
  char *title;
  char *url;
} CwLink;

/**
 * CwProcedure:
 *
 * What this observatory does, read from a procedure file (data/procedures/README.md). Immutable; any thread may read
 * it. All that the structures above hold belongs to the procedure.
 */
#define CW_TYPE_PROCEDURE (cw_procedure_get_type ())
G_DECLARE_FINAL_TYPE (CwProcedure, cw_procedure, CW, PROCEDURE, GObject)

CwProcedure              *cw_procedure_load               (const char        *path,
                                                           GError           **error);
CwProcedure              *cw_procedure_parse              (const char        *text,
                                                           gssize             length,
                                                           const char        *name,
                                                           GError           **error);

CwProcedure              *cw_procedure_find               (const char        *name_or_path,
                                                           const char        *user_folder,
                                                           GError           **error);
GStrv                     cw_procedure_list               (const char        *user_folder);
const char *const        *cw_procedure_known_variables    (void);
const char               *cw_procedure_say                (const char        *text);

const char               *cw_procedure_get_id             (CwProcedure       *self);
const char               *cw_procedure_get_title          (CwProcedure       *self);
const char               *cw_procedure_get_text           (CwProcedure       *self);
GTimeZone                *cw_procedure_get_time_zone      (CwProcedure       *self);
const char               *cw_procedure_get_zone_name      (CwProcedure       *self);
const char               *cw_procedure_get_marker         (CwProcedure       *self);
const char               *cw_procedure_get_branch         (CwProcedure       *self);
gboolean                  cw_procedure_get_one_commit     (CwProcedure       *self);
const CwBackTemplate     *cw_procedure_get_back           (CwProcedure       *self);
const char *const        *cw_procedure_get_companions     (CwProcedure       *self);
const char               *cw_procedure_get_jira_url       (CwProcedure       *self);
const char               *cw_procedure_get_wiki_url       (CwProcedure       *self);

GPtrArray                *cw_procedure_get_sites          (CwProcedure       *self);
GPtrArray                *cw_procedure_order_sites        (CwProcedure       *self,
                                                           GHashTable        *starts);
const CwSite             *cw_procedure_get_site           (CwProcedure       *self,
                                                           const char        *id);
GPtrArray                *cw_procedure_get_repositories   (CwProcedure       *self);
const CwRepository       *cw_procedure_get_repository     (CwProcedure       *self,
                                                           const char        *id_or_name);
GPtrArray                *cw_procedure_get_site_files     (CwProcedure       *self,
                                                           const CwRepository *repository,
                                                           const char        *site);
GPtrArray                *cw_procedure_get_tickets        (CwProcedure       *self);
const CwTicketTemplate   *cw_procedure_get_ticket         (CwProcedure       *self,
                                                           const char        *id);
const char               *cw_procedure_get_field_name     (CwProcedure       *self,
                                                           const char        *id);
GPtrArray                *cw_procedure_get_people         (CwProcedure       *self);
const CwPerson           *cw_procedure_get_person         (CwProcedure       *self,
                                                           const char        *id);
const CwWikiTemplate     *cw_procedure_get_wiki           (CwProcedure       *self);
const CwManifest         *cw_procedure_get_manifest       (CwProcedure       *self);
const CwRegistry         *cw_procedure_get_registry       (CwProcedure       *self);
GPtrArray                *cw_procedure_get_announcements  (CwProcedure       *self);
const CwMessageTemplate  *cw_procedure_get_principals     (CwProcedure       *self);
GPtrArray                *cw_procedure_get_scripts        (CwProcedure       *self);
const CwNotice           *cw_procedure_get_notice         (CwProcedure       *self);
GPtrArray                *cw_procedure_get_stages         (CwProcedure       *self);
const CwStageTemplate    *cw_procedure_get_stage          (CwProcedure       *self,
                                                           const char        *id);
const CwScheduleTemplate *cw_procedure_get_schedule       (CwProcedure       *self,
                                                           const CwCycle     *cycle);
GPtrArray                *cw_procedure_get_helpers        (CwProcedure       *self);

gboolean                  cw_procedure_condition_holds    (const char *const *when,
                                                           const char *const *words);

G_END_DECLS
