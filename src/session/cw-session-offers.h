/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-fixes.h"
#include "cw-session-components.h"

G_BEGIN_DECLS

/**
 * CwComponentOffer:
 * @theirs: (owned): the other site's component
 * @source_site: (owned): id of that site
 * @ours: (owned) (nullable): this site's; %NULL where it has none and it would be added
 * @field: with @ours: what differs
 * @value: (owned) (nullable): with @ours: what would be said, the other site's words replaced
 * @steps: (nullable) (element-type CwComponentStep): without @ours: the files that would change
 *
 * Something that a site could take over from another one.
 */
typedef struct {
  CwInventoryItem *theirs;
  char            *source_site;
  CwInventoryItem *ours;
  CwInventoryField field;
  char            *value;
  GPtrArray       *steps;
} CwComponentOffer;

GPtrArray *cw_session_list_offers     (CwSession        *self,
                                       const char       *site,
                                       const char       *source_site,
                                       GPtrArray        *items,
                                       GCancellable     *cancellable,
                                       GError          **error);
GPtrArray *cw_session_list_fixes      (CwSession        *self,
                                       const char       *site,
                                       GCancellable     *cancellable,
                                       GError          **error);
gboolean   cw_session_add_fix         (CwSession        *self,
                                       const char       *site,
                                       const char       *source_site,
                                       const CwFix      *fix,
                                       GPtrArray        *ours,
                                       GPtrArray        *offers,
                                       GCancellable     *cancellable,
                                       GError          **error);
gboolean   cw_session_take_offers     (CwSession        *self,
                                       const char       *site,
                                       GPtrArray        *offers,
                                       GCancellable     *cancellable,
                                       GError          **error);
CwComponentOffer *cw_component_offer_copy (const CwComponentOffer *self);
void       cw_component_offer_free    (CwComponentOffer *self);

G_END_DECLS
