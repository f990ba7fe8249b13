/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-component-offer.h"
#include "cw-plan.h"
#include "cw-session.h"
#include "cw-validate.h"

G_BEGIN_DECLS

CwPlan *cw_plan_offline (CwProcedure       *procedure,
                         const char        *site,
                         const CwCycle     *target,
                         const char *const *components,
                         const char *const *repositories,
                         GHashTable        *answers,
                         GCancellable      *cancellable,
                         GError           **error);
GPtrArray *cw_plan_read_snapshots (CwProcedure       *procedure,
                                   const char *const *repositories,
                                   GCancellable      *cancellable,
                                   GError           **error);
gboolean cw_plan_validate_offline (CwProcedure        *procedure,
                                   CwPlan             *plan,
                                   CwValidateFiles     which,
                                   const char *const  *repositories,
                                   GPtrArray          *validations,
                                   GCancellable       *cancellable,
                                   GError            **error);
char *cw_plan_find_folder (CwProcedure        *procedure,
                           const CwRepository *repository,
                           const char *const  *repositories);
GPtrArray *cw_plan_find_fixes (CwProcedure       *procedure,
                               CwPlan            *plan,
                               const char *const *repositories,
                               GCancellable      *cancellable,
                               GError           **error);
CwPlan *cw_plan_take_fixes (CwProcedure       *procedure,
                            CwPlan            *plan,
                            const char *const *components,
                            const char *const *repositories,
                            GHashTable        *answers,
                            GPtrArray         *fixes,
                            GCancellable      *cancellable,
                            GError           **error);
JsonObject *cw_plan_describe_fix (CwProcedure            *procedure,
                                  CwPlan                 *plan,
                                  const CwComponentOffer *fix);
CwPlan *cw_plan_online  (const CwSessionConfig *config,
                         CwProcedure       *procedure,
                         const char        *site,
                         const CwCycle     *target,
                         const char        *components,
                         GPtrArray         *validations,
                         GCancellable      *cancellable,
                         GError           **error);
JsonObject *cw_plan_ask_registry (const CwSessionConfig *config,
                                  CwProcedure           *procedure,
                                  CwPlan                *plan,
                                  GCancellable          *cancellable,
                                  GError               **error);

G_END_DECLS
