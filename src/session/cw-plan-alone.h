/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-fix-question.h"
#include "cw-plan.h"
#include "cw-session.h"
#include "cw-validate.h"
#include "cw-world.h"

G_BEGIN_DECLS

/**
 * CwPlanSource:
 * @procedure: what this observatory does
 * @world: (nullable): where the repositories were fetched
 * @repositories: (nullable): `NAME=GITDIR@REVISION` each, where they were not
 * @snapshots: (element-type CwSnapshot): the files of each, of all sites
 * @bases: (nullable) (element-type JsonObject): which branches could have been planned on instead, where nobody said:
 *   the question's `id` and `text`, its `options` by `name` and `label`, and the one that is `suggested`
 * @aside: (element-type CwFix): what test stands changed and isn't asked, the last time that fixes were looked for
 * @n_unasked: how many fixes of test stands were left for later, the last time that they were looked for
 *
 * What is planned on without a preparation.
 */
typedef struct {
  CwProcedure *procedure;
  CwWorld *world;
  GStrv repositories;
  GPtrArray *snapshots;
  GPtrArray *bases;
  GPtrArray *aside;
  guint n_unasked;
} CwPlanSource;

CwPlanSource *cw_plan_source_open        (CwProcedure           *procedure,
                                          const char *const     *repositories,
                                          GCancellable          *cancellable,
                                          GError               **error);
CwPlanSource *cw_plan_source_fetch       (const CwSessionConfig *config,
                                          CwProcedure           *procedure,
                                          const char            *site,
                                          const CwCycle         *target,
                                          GHashTable            *answers,
                                          GCancellable          *cancellable,
                                          GError               **error);
gboolean      cw_plan_source_asks_base   (CwPlanSource          *self,
                                          const char            *site,
                                          const char            *id);
CwPlanSource *cw_plan_source_new         (CwWorld               *world,
                                          GPtrArray             *snapshots);
void          cw_plan_source_free        (CwPlanSource          *self);
GPtrArray    *cw_plan_source_list_others (CwPlanSource          *self,
                                          const char            *site);
char         *cw_plan_source_find_folder (CwPlanSource          *self,
                                          const CwRepository    *repository);
CwPlan       *cw_plan_source_plan        (CwPlanSource          *self,
                                          const char            *site,
                                          const CwCycle         *target,
                                          const char *const     *components,
                                          GHashTable            *answers,
                                          GError               **error);
gboolean      cw_plan_source_validate    (CwPlanSource          *self,
                                          CwPlan                *plan,
                                          CwValidateFiles        which,
                                          GPtrArray             *validations,
                                          GCancellable          *cancellable,
                                          GError               **error);
GPtrArray    *cw_plan_source_find_fixes  (CwPlanSource          *self,
                                          CwPlan                *plan,
                                          GHashTable            *answers,
                                          GCancellable          *cancellable,
                                          GError               **error);
CwPlan       *cw_plan_source_take_fixes  (CwPlanSource          *self,
                                          CwPlan                *plan,
                                          const char *const     *components,
                                          GHashTable            *answers,
                                          GPtrArray             *fixes,
                                          GError               **error);

CwWorld      *cw_plan_open_world         (const CwSessionConfig *config,
                                          CwProcedure           *procedure,
                                          GCancellable          *cancellable,
                                          GError               **error);
GPtrArray    *cw_plan_read_snapshots     (CwProcedure           *procedure,
                                          const char *const     *repositories,
                                          GCancellable          *cancellable,
                                          GError               **error);
JsonObject   *cw_plan_describe_fix       (CwProcedure           *procedure,
                                          CwPlan                *plan,
                                          const CwFixQuestion   *fix);
JsonObject   *cw_plan_ask_registry       (const CwSessionConfig *config,
                                          CwProcedure           *procedure,
                                          CwPlan                *plan,
                                          GCancellable          *cancellable,
                                          GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPlanSource, cw_plan_source_free)

G_END_DECLS
