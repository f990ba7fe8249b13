/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-component-copy.h"
#include "cw-fixes.h"
#include "cw-procedure.h"

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

CwComponentOffer *cw_component_offer_new       (const CwInventoryItem  *theirs,
                                                const char             *source_site);
CwComponentOffer *cw_component_offer_new_fix   (CwProcedure            *procedure,
                                                const char             *site,
                                                const char             *source_site,
                                                const CwFix            *fix,
                                                GPtrArray              *ours,
                                                GPtrArray              *learned);
CwComponentOffer *cw_component_offer_copy      (const CwComponentOffer *self);
void              cw_component_offer_free      (CwComponentOffer       *self);
char             *cw_component_offer_translate (CwProcedure            *procedure,
                                                const char             *site,
                                                const char             *source_site,
                                                const CwInventoryItem  *theirs,
                                                const char             *value,
                                                GPtrArray              *learned);
char             *cw_component_offer_make_id   (const CwComponentOffer *self,
                                                const char             *site);
JsonObject       *cw_component_offer_describe  (const CwComponentOffer *self,
                                                const char             *site);
gboolean          cw_component_offer_check_answer (const char          *answer,
                                                GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwComponentOffer, cw_component_offer_free)

G_END_DECLS
