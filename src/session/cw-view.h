/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-deployment.h"
#include "cw-document.h"
#include "cw-pins.h"
#include "cw-stage.h"

G_BEGIN_DECLS

/**
 * CwViewItem:
 * @effect: the effect as its stage makes it now
 * @record: (nullable): what the journal says of it
 * @state: where it stands
 * @words: the same as a person reads it
 * @post_at: when Slack posts a message that was sent for a later instant, seconds since 1970; else 0
 * @closed: whether nothing is sent or marked here, as of cw_view_is_closed()
 * @dropped: whether it was neither sent nor done when the preparation was given up
 */
typedef struct {
  CwEffect       *effect;
  CwEffectRecord *record;
  CwEffectState   state;
  char           *words;
  gint64          post_at;
  gboolean        closed;
  gboolean        dropped;
} CwViewItem;

/**
 * CwViewStage:
 * @id: id of the stage
 * @title: its name for the person
 * @purpose: what happens there and why
 * @result: its checks and questions
 * @items: (element-type CwViewItem): its effects
 * @done: whether each of its checks holds or was waved through by a person's word, and no blocking question is open
 */
typedef struct {
  const char    *id;
  const char    *title;
  const char    *purpose;
  CwStageResult *result;
  GPtrArray     *items;
  gboolean       done;
} CwViewStage;

/**
 * CwView:
 *
 * One preparation at one instant: what both faces show. Immutable; made in the session's worker, read anywhere.
 */
#define CW_TYPE_VIEW (cw_view_get_type ())
G_DECLARE_FINAL_TYPE (CwView, cw_view, CW, VIEW, GObject)

CwView            *cw_view_new             (const char         *id,
                                            const CwStageInput *input,
                                            GPtrArray          *notes,
                                            GHashTable         *words,
                                            gboolean            reading,
                                            gint64              checked);

const char        *cw_view_get_id          (CwView             *self);
CwDeployment      *cw_view_get_deployment  (CwView             *self);
GDateTime         *cw_view_get_now         (CwView             *self);
const char        *cw_view_get_given_up    (CwView             *self);
gint64             cw_view_get_checked     (CwView             *self);
gboolean           cw_view_is_reading      (CwView             *self);
gboolean           cw_view_is_closed       (CwView             *self);
GPtrArray         *cw_view_get_stages      (CwView             *self);
GPtrArray         *cw_view_list_sites      (CwView             *self,
                                            const CwViewStage  *stage);
const CwViewStage *cw_view_get_stage       (CwView             *self,
                                            const char         *id);
const CwViewItem  *cw_view_find            (CwView             *self,
                                            const char         *effect_id);
const CwCheck     *cw_view_find_check      (CwView             *self,
                                            const char         *id);
const CwQuestion  *cw_view_find_question   (CwView             *self,
                                            const char         *fact);
CwPlan            *cw_view_get_plan        (CwView             *self,
                                            const char         *site);
CwPlan            *cw_view_get_plan_of     (CwView             *self,
                                            const char         *effect_id);
gboolean           cw_view_is_done         (CwView             *self);
GPtrArray         *cw_view_get_notes       (CwView             *self);
const CwNote  *cw_view_get_word        (CwView             *self,
                                            const char         *fact);
JsonObject        *cw_view_get_images      (CwView             *self);
GArray            *cw_view_list_pins       (CwView             *self,
                                            const char         *site);
CwDocument        *cw_view_get_sheet       (CwView             *self);

G_END_DECLS
