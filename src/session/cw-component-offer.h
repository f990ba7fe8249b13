/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-component-copy.h"
#include "cw-fix.h"
#include "cw-procedure.h"

G_BEGIN_DECLS

/**
 * CwComponentOffer:
 * @source_site: (owned): id of the other site
 * @also: (owned) (nullable): ids of more sites that have just the same fix
 * @seen: (owned) (nullable): the commit at which it was seen there
 * @copied: whether it is what the other site says, rather than what was fixed there
 * @here: (owned) (nullable): of a fix: what this site says now, where that is another value than the one that was fixed,
 *   for an earlier fix was taken over
 * @fix: (owned) (nullable): what was fixed there at one place of a file; the members below are %NULL then
 * @theirs: (owned): the other site's component
 * @ours: (owned) (nullable): this site's; %NULL where it has none and it would be added
 * @field: with @ours: what differs
 * @value: (owned) (nullable): with @ours: what would be said, the other site's words replaced
 * @steps: (nullable) (element-type CwComponentStep): without @ours: the files that would change
 * @second: whether it would be added, and another repository runs one of its name at this site already
 * @trouble: (owned) (nullable): without @ours: why it can't be taken over as the file is
 *
 * Something that a site could take over from another one.
 */
typedef struct {
  char            *source_site;
  GStrv            also;
  char            *seen;
  gboolean         copied;
  char            *here;
  CwFix           *fix;
  CwInventoryItem *theirs;
  CwInventoryItem *ours;
  CwInventoryField field;
  char            *value;
  GPtrArray       *steps;
  gboolean         second;
  char            *trouble;
} CwComponentOffer;

CwComponentOffer *cw_component_offer_new       (const CwInventoryItem  *theirs,
                                                const char             *source_site);
CwComponentOffer *cw_component_offer_new_fix   (CwFix                  *fix,
                                                const char             *source_site);
CwComponentOffer *cw_component_offer_copy      (const CwComponentOffer *self);
void              cw_component_offer_free      (CwComponentOffer       *self);
char             *cw_component_offer_translate (CwProcedure            *procedure,
                                                const char             *site,
                                                const char             *source_site,
                                                const CwInventoryItem  *theirs,
                                                const char             *value,
                                                GPtrArray              *learned);
const char       *cw_component_offer_get_name  (const CwComponentOffer *self);
const char       *cw_component_offer_get_repository (const CwComponentOffer *self);
const char       *cw_component_offer_get_path  (const CwComponentOffer *self);
const char       *cw_component_offer_get_place (const CwComponentOffer *self);
const char       *cw_component_offer_get_before (const CwComponentOffer *self);
const char       *cw_component_offer_get_after (const CwComponentOffer *self);
void              cw_component_offer_add_site (CwComponentOffer *self,
                                               const char       *site);
void              cw_component_offers_sort     (GPtrArray              *offers);
char             *cw_component_offer_make_id   (const CwComponentOffer *self,
                                                const char             *site);
JsonObject       *cw_component_offer_record    (const CwComponentOffer *self,
                                                const char             *site,
                                                CwProcedure            *procedure,
                                                const char             *by,
                                                GDateTime              *at);
JsonObject       *cw_component_offer_describe  (const CwComponentOffer *self,
                                                const char             *site);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwComponentOffer, cw_component_offer_free)

G_END_DECLS
