/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-document.h"
#include "cw-schedule.h"
#include "cw-stage.h"

G_BEGIN_DECLS

/* What the stages share. Everything here is pure, as they are. */

char           *cw_stage_effect_id      (const CwStageInput *input,
                                         const char         *site,
                                         const char         *stage,
                                         const char         *name,
                                         guint               round);
CwEffect       *cw_stage_new_effect     (const CwStageInput *input,
                                         const CwSite       *site,
                                         const char         *stage,
                                         const char         *name,
                                         guint               round,
                                         const char         *kind,
                                         const char         *title);

void            cw_stage_let_end        (const CwStageInput *input,
                                         const CwSite       *site,
                                         CwEffect           *effect);
CwEffectRecord *cw_stage_get_record     (const CwStageInput *input,
                                         const char         *effect_id);
CwEffectState   cw_stage_get_state      (const CwStageInput *input,
                                         CwEffect           *effect);
gboolean        cw_stage_is_settled     (const CwStageInput *input,
                                         const char         *effect_id);
gboolean        cw_stage_is_done        (const CwStageInput *input,
                                         const char         *effect_id);
gboolean        cw_stage_is_on_base     (CwEffectRecord     *record);
const char     *cw_stage_get_key        (const CwStageInput *input,
                                         const char         *effect_id);
const char     *cw_stage_get_url        (const CwStageInput *input,
                                         const char         *effect_id);
const char     *cw_stage_get_ticket     (const CwStageInput *input,
                                         const char         *site,
                                         const char         *ticket);
JsonNode       *cw_stage_observe        (const CwStageInput *input,
                                         const char         *format,
                                         ...) G_GNUC_PRINTF (2, 3);
const char     *cw_stage_observe_text   (const CwStageInput *input,
                                         const char         *format,
                                         ...) G_GNUC_PRINTF (2, 3);

const char     *cw_stage_get_manifest   (const CwStageInput *input,
                                         const char         *key);
const char     *cw_stage_get_built      (const CwStageInput *input,
                                         const char         *key);
void            cw_stage_give_payload   (const CwStageInput *input,
                                         CwStageResult      *result,
                                         CwEffect           *effect,
                                         JsonNode           *payload);
char           *cw_stage_wait_for_decision (const CwStageInput *input,
                                            const char         *effect_id,
                                            const char         *what);
char           *cw_stage_wait_for       (const CwStageInput *input,
                                         const char         *effect_id,
                                         const char         *what,
                                         gboolean            with_link);
GHashTable     *cw_stage_get_variables  (const CwStageInput *input,
                                         const CwSite       *site);
char           *cw_stage_expand         (CwStageResult      *result,
                                         const char         *where,
                                         const char         *template,
                                         GHashTable         *variables);
void            cw_stage_escape_variables (GHashTable       *variables);
char           *cw_stage_expand_message (const CwStageInput *input,
                                         CwStageResult      *result,
                                         const CwSite       *site,
                                         const CwMessageTemplate *message,
                                         GHashTable         *variables);
void            cw_stage_set_message    (const CwStageInput *input,
                                         CwStageResult      *result,
                                         CwEffect           *effect,
                                         const char         *channel,
                                         const char         *text,
                                         gint64              post_at);
char           *cw_stage_add_people     (const CwStageInput *input,
                                         CwStageResult      *result,
                                         const CwTicketTemplate *ticket,
                                         CwEffect           *effect,
                                         JsonObject         *fields);
void            cw_stage_add_links      (const CwStageInput     *input,
                                         CwStageResult          *result,
                                         const CwSite           *site,
                                         const CwTicketTemplate *ticket);
gboolean        cw_stage_wants          (const CwStageInput *input,
                                         const CwSite       *site,
                                         const char *const  *sites,
                                         const char *const  *when);

void            cw_stage_add_tasks      (const CwStageInput *input,
                                         CwStageResult      *result,
                                         const char         *stage,
                                         gboolean            day);
void            cw_stage_add_branches   (const CwStageInput *input,
                                         CwStageResult      *result,
                                         const char         *stage);
char           *cw_stage_branch_name    (const CwStageInput *input,
                                         CwStageResult      *result,
                                         const CwSite       *site,
                                         const CwRepository *repository);
gboolean        cw_stage_has_branch     (const CwStageInput *input,
                                         const CwSite       *site,
                                         const CwRepository *repository);
void            cw_stage_check_effects  (const CwStageInput *input,
                                         CwStageResult      *result);
CwCheckState    cw_stage_check          (const CwStageInput *input,
                                         CwStageResult      *result,
                                         const char         *id,
                                         const char         *site,
                                         CwCheckState        state,
                                         const char         *format,
                                         ...) G_GNUC_PRINTF (6, 7);

char           *cw_stage_say_post_at    (const CwStageInput *input,
                                         CwEffectRecord     *record);
guint           cw_stage_name_uncompared (const CwStageInput *input,
                                         GPtrArray          *effects,
                                         CwStageResult      *result,
                                         const char        **reason);
void            cw_stage_add_uncompared (const CwStageInput *input,
                                         CwStageResult      *result);
guint           cw_stage_get_round      (const CwStageInput *input,
                                         const CwSite       *site,
                                         const CwRepository *repository);
void            cw_stage_add_remains    (const CwStageInput *input,
                                         const char         *stage,
                                         CwStageResult      *result);

CwSchedule     *cw_stage_make_schedule  (const CwStageInput *input);
void            cw_stage_add_schedule   (const CwStageInput *input,
                                         CwDocument         *document,
                                         gboolean            sent);
char           *cw_stage_format_instant (const CwStageInput *input,
                                         gint64              microseconds);
void            cw_stage_add_open       (const CwStageInput *input,
                                         GPtrArray          *results,
                                         CwDocument         *document);
void            cw_stage_add_decided    (const CwStageInput *input,
                                         GPtrArray          *results,
                                         CwDocument         *document);
CwDocument     *cw_page_document        (const CwStageInput *input,
                                         const char         *marker);

G_END_DECLS
