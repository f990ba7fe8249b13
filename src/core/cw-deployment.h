/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-procedure.h"

G_BEGIN_DECLS

/**
 * CwDeployment:
 *
 * What is being prepared, as a view of the preparation's facts: flat keys with JSON values, set one by one and kept by
 * the journal. Immutable. The keys:
 *
 * | key | value |
 * | --- | --- |
 * | `cycle` | the tag, `c0045` or `c0045.003` |
 * | `components` | names, comma-separated, for a revision |
 * | `site.SITE` | `{"date": "2027-01-12", "time": "09:00"}`, perhaps with `ready`, `until` (as `2027-01-12T14:00`) and `end` (`17:00`) |
 * | `fate.SITE` | `put-off`, `dropped` or `by-other` (prepared by someone else) |
 * | `principals.SITE` | true where the principals' help is wanted |
 * | `person.ROLE` | who it is in Jira: account id, e-mail address, part of the name, or `nobody` |
 * | `author` | `{"name": …, "email": …}` of the commits |
 * | `base.SITE.REPOSITORY` | the branch that the change is planned on |
 * | `round.SITE.REPOSITORY` | number of the current round, absent for 1 |
 * | `back.SITE.REPOSITORY` | `{"round": 1, "base": "main"}`: that round, and those before it, are taken back on that branch |
 * | `rebase.SITE.REPOSITORY` | the how manieth time the branch there is brought onto its base; absent: it stays |
 * | `version.NAME` | a version that a person typed |
 * | `page.changes`, `page.problems` | texts for the page, one item a line |
 * | `page.channel` | where the page is announced |
 * | `artifacts` | a person's word that the base artifacts are built |
 * | `text.EFFECT` | a message's text as the person wants it |
 * | `waved.CHECK` | the warning's text as it was waved through: another text is another warning |
 * | `missed.EFFECT` | `now` or `never`: what becomes of a message whose time has passed |
 * | `answer.QUESTION` | the answer to a question of the plan |
 * | `edit.SITE.REPOSITORY.PATH` | a file that a person edited (#CwHandEdit) |
 * | `left-out.EDIT` | why an edit of the plan is left out |
 * | `skipped.STAGE` | why the stage is left out, or true |
 */
#define CW_TYPE_DEPLOYMENT (cw_deployment_get_type ())
G_DECLARE_FINAL_TYPE (CwDeployment, cw_deployment, CW, DEPLOYMENT, GObject)

/**
 * CW_DEPLOYMENT_NOBODY:
 *
 * The value of `person.ROLE` by which a person says that nobody stands in that role.
 */
#define CW_DEPLOYMENT_NOBODY "nobody"

CwDeployment  *cw_deployment_new              (CwProcedure   *procedure,
                                               GHashTable    *facts);

CwProcedure   *cw_deployment_get_procedure    (CwDeployment  *self);
gboolean       cw_deployment_get_cycle        (CwDeployment  *self,
                                               CwCycle       *cycle);
GPtrArray     *cw_deployment_get_sites        (CwDeployment  *self);
GHashTable    *cw_deployment_list_starts      (CwDeployment  *self);
gboolean       cw_deployment_has_site         (CwDeployment  *self,
                                               const char    *site);
const char    *cw_deployment_get_fate         (CwDeployment  *self,
                                               const char    *site);
GDateTime     *cw_deployment_get_start        (CwDeployment  *self,
                                               const char    *site);
GDateTime     *cw_deployment_get_instant      (CwDeployment  *self,
                                               const char    *site,
                                               const CwMessageTemplate *message);
GDateTime     *cw_deployment_get_anchor       (CwDeployment  *self);
JsonNode      *cw_deployment_get_fact         (CwDeployment  *self,
                                               const char    *key);
GStrv          cw_deployment_list_keys        (CwDeployment  *self,
                                               const char    *prefix);
const char    *cw_deployment_get_text         (CwDeployment  *self,
                                               const char    *format,
                                               ...) G_GNUC_PRINTF (2, 3);
gboolean       cw_deployment_get_flag         (CwDeployment  *self,
                                               const char    *format,
                                               ...) G_GNUC_PRINTF (2, 3);
JsonObject    *cw_deployment_get_object       (CwDeployment  *self,
                                               const char    *format,
                                               ...) G_GNUC_PRINTF (2, 3);
const char    *cw_deployment_get_person_query (CwDeployment  *self,
                                               const CwPerson *person);
guint          cw_deployment_get_round        (CwDeployment  *self,
                                               const char    *site,
                                               const char    *repository);
guint          cw_deployment_get_back         (CwDeployment  *self,
                                               const char    *site,
                                               const char    *repository,
                                               const char   **base);
guint          cw_deployment_get_rebase       (CwDeployment  *self,
                                               const char    *site,
                                               const char    *repository);
GHashTable    *cw_deployment_get_variables    (CwDeployment  *self,
                                               const CwSite  *site);
GStrv          cw_deployment_get_words        (CwDeployment  *self,
                                               const CwSite  *site);

gboolean       cw_deployment_is_instant       (const char    *text,
                                               GTimeZone     *zone);
gboolean       cw_deployment_check_fact       (CwProcedure   *procedure,
                                               const char    *key,
                                               JsonNode      *value,
                                               GError       **error);

G_END_DECLS
