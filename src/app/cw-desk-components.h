/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-desk.h"
#include "cw-session-offers.h"

G_BEGIN_DECLS

/* The components of a preparation's sites, for the window: each call is done in the session's worker. */

void              cw_desk_read_components   (CwDesk                *self,
                                             const char            *site,
                                             GCancellable          *cancellable,
                                             GAsyncReadyCallback    callback,
                                             gpointer               user_data);
void              cw_desk_change_components (CwDesk                *self,
                                             const char            *site,
                                             GPtrArray             *changes,
                                             GAsyncReadyCallback    callback,
                                             gpointer               user_data);
void              cw_desk_list_offers       (CwDesk                *self,
                                             const char            *site,
                                             const char            *source_site,
                                             GPtrArray             *items,
                                             GAsyncReadyCallback    callback,
                                             gpointer               user_data);
void              cw_desk_list_fixes        (CwDesk                *self,
                                             const char            *site,
                                             GAsyncReadyCallback    callback,
                                             gpointer               user_data);
void              cw_desk_take_offers       (CwDesk                *self,
                                             const char            *site,
                                             GPtrArray             *offers,
                                             GAsyncReadyCallback    callback,
                                             gpointer               user_data);
void              cw_desk_plan_copy         (CwDesk                *self,
                                             const char            *site,
                                             const CwInventoryItem *item,
                                             const char            *name,
                                             GAsyncReadyCallback    callback,
                                             gpointer               user_data);
void              cw_desk_plan_from_chart   (CwDesk                *self,
                                             const char            *site,
                                             const char            *application,
                                             const char            *name,
                                             const char            *producer,
                                             GAsyncReadyCallback    callback,
                                             gpointer               user_data);
void              cw_desk_add_copy          (CwDesk                *self,
                                             const char            *site,
                                             GPtrArray             *steps,
                                             GAsyncReadyCallback    callback,
                                             gpointer               user_data);

CwComponentTable *cw_desk_components_finish (CwDesk                *self,
                                             GAsyncResult          *result,
                                             GError               **error);
GPtrArray        *cw_desk_offers_finish     (CwDesk                *self,
                                             GAsyncResult          *result,
                                             GPtrArray            **aside,
                                             GError               **error);

G_END_DECLS
