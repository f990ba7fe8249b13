/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-component-offer.h"
#include "cw-session-components.h"
#include "cw-session-files.h"

G_BEGIN_DECLS

GPtrArray *cw_session_list_offers     (CwSession        *self,
                                       const char       *site,
                                       const char       *source_site,
                                       GPtrArray        *items,
                                       GCancellable     *cancellable,
                                       GError          **error);
GPtrArray *cw_session_list_fixes      (CwSession        *self,
                                       const char       *site,
                                       GPtrArray        *aside,
                                       GCancellable     *cancellable,
                                       GError          **error);
gboolean   cw_session_add_fix         (CwSession        *self,
                                       const char       *site,
                                       const char       *source_site,
                                       CwFix            *fix,
                                       GPtrArray        *offers,
                                       GCancellable     *cancellable,
                                       GError          **error);
void       cw_session_offer_block     (CwSession        *self,
                                       const CwComponentTable *table,
                                       const char       *source_site,
                                       const CwInventoryItem *theirs,
                                       GPtrArray        *learned,
                                       GPtrArray        *offers);
JsonArray *cw_session_record_component (CwSession       *self,
                                       const char       *site,
                                       const CwInventoryItem *theirs,
                                       const char       *source_site);
JsonArray *cw_session_record_copy     (CwSession        *self,
                                       const CwFileText *file,
                                       const char       *source_site,
                                       const char       *key);
gboolean   cw_session_take_offers     (CwSession        *self,
                                       const char       *site,
                                       GPtrArray        *offers,
                                       const char       *id,
                                       GCancellable     *cancellable,
                                       GError          **error);

G_END_DECLS
