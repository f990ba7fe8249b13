/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-deployment.h"
#include "cw-schedule.h"
#include "cw-drafts.h"

G_BEGIN_DECLS

/**
 * CwSiteCard:
 *
 * One site: whether it is prepared here, when it is deployed, what comes with it. The signal `changed` tells of every
 * keystroke, `applied` that the person said that date and time are right, `fate-chosen` and `principals-chosen` of
 * those two.
 */
#define CW_TYPE_SITE_CARD (cw_site_card_get_type ())
G_DECLARE_FINAL_TYPE (CwSiteCard, cw_site_card, CW, SITE_CARD, AdwBin)

GtkWidget    *cw_site_card_new            (CwProcedure  *procedure,
                                           const CwSite *site,
                                           gboolean      exists);
const CwSite *cw_site_card_get_site       (CwSiteCard   *self);
void          cw_site_card_propose        (CwSiteCard   *self,
                                           GDateTime    *start);
void          cw_site_card_show           (CwSiteCard   *self,
                                           CwDeployment *deployment,
                                           CwDrafts     *drafts,
                                           gboolean      settled);
void          cw_site_card_show_present   (CwSiteCard   *self,
                                           const char   *text);
void          cw_site_card_show_trouble   (CwSiteCard   *self,
                                           const char   *trouble);
void          cw_site_card_show_warnings  (CwSiteCard   *self,
                                           CwSchedule   *schedule,
                                           CwDeployment *deployment);
GtkWidget    *cw_site_card_get_fault      (CwSiteCard   *self);
GtkWidget    *cw_site_card_get_choice     (CwSiteCard   *self);
gboolean      cw_site_card_is_wanted      (CwSiteCard   *self);
const char   *cw_site_card_get_fate       (CwSiteCard   *self);
gboolean      cw_site_card_get_principals (CwSiteCard   *self);
GDateTime    *cw_site_card_get_start      (CwSiteCard   *self,
                                           GDateTime    *after,
                                           GError      **error);
JsonNode     *cw_site_card_read           (CwSiteCard   *self);
JsonObject   *cw_site_card_get_draft      (CwSiteCard   *self);
void          cw_site_card_put_draft      (CwSiteCard   *self,
                                           JsonObject   *draft);

G_END_DECLS
