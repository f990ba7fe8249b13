/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-accounts.h"
#include "cw-back.h"
#include "cw-clock.h"
#include "cw-deployment.h"
#include "cw-history.h"

G_BEGIN_DECLS

/**
 * CwWorldProgress:
 * @what: what is being done now, in words
 * @data: the caller's
 *
 * Called in the worker before each look outside.
 */
typedef void (*CwWorldProgress) (const char *what,
                                 gpointer    data);

/**
 * CwWorld:
 *
 * The world as one preparation sees it: the services' clients, the repositories' caches, and what was seen. Belongs to
 * the session's worker.
 */
#define CW_TYPE_WORLD (cw_world_get_type ())
G_DECLARE_FINAL_TYPE (CwWorld, cw_world, CW, WORLD, GObject)

CwWorld    *cw_world_new          (CwProcedure      *procedure,
                                   const CwAccounts *accounts,
                                   const char       *cache_dir,
                                   CwClock          *clock);
void        cw_world_set_script   (CwWorld          *self,
                                   const char       *program);
void        cw_world_set_progress (CwWorld          *self,
                                   CwWorldProgress   progress,
                                   gpointer          data);

GHashTable *cw_world_get_handlers (CwWorld          *self);

/* Over the network. */
gboolean    cw_world_fetch        (CwWorld          *self,
                                   CwDeployment     *deployment,
                                   GCancellable     *cancellable,
                                   GError          **error);
GHashTable *cw_world_look         (CwWorld          *self,
                                   CwDeployment     *deployment,
                                   GHashTable       *plans,
                                   GCancellable     *cancellable,
                                   GError          **error);

GHashTable *cw_world_look_at_scripts (CwWorld       *self,
                                      CwDeployment  *deployment,
                                      GCancellable  *cancellable,
                                      GError       **error);

GHashTable *cw_world_look_at_people  (CwWorld       *self,
                                      CwDeployment  *deployment,
                                      GCancellable  *cancellable,
                                      GError       **error);

/* From the caches alone. */
GHashTable *cw_world_plan         (CwWorld          *self,
                                   CwDeployment     *deployment,
                                   CwHistory        *history,
                                   GHashTable       *observations,
                                   GCancellable     *cancellable,
                                   GError          **error);
void        cw_world_plan_rebases (CwWorld          *self,
                                   CwDeployment     *deployment,
                                   CwHistory        *history,
                                   GHashTable       *observations);
GHashTable *cw_world_plan_backs   (CwWorld          *self,
                                   CwDeployment     *deployment,
                                   CwHistory        *history,
                                   GHashTable       *observations,
                                   GCancellable     *cancellable,
                                   GError          **error);

G_END_DECLS
