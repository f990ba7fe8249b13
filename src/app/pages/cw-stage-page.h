/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwStagePage:
 *
 * The page of one stage: its purpose, questions, things to be done, checks. A stage that has more to show derives from
 * it and adds its own widgets.
 */
#define CW_TYPE_STAGE_PAGE (cw_stage_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (CwStagePage, cw_stage_page, CW, STAGE_PAGE, AdwBin)

/**
 * CwStagePageClass:
 * @set_up: the desk is there now; called once
 * @update: shows the view as it is now; @stage is %NULL while there is no preparation
 * @get_deed: what the page's primary button is called, %NULL where there is nothing to press; @reason says why then, or
 *   what keeps it from being pressed
 * @get_fault: (nullable): the field because of which nothing can be pressed
 * @perform: the primary button was pressed
 * @own_effects: whether the page shows the things to be done itself
 * @focus: (nullable): the page is shown again: takes the focus where the heading is out of sight
 * @show_open: (nullable): brings what waits for somebody into sight
 * @search: (nullable): the person wants to search the page
 */
struct _CwStagePageClass
{
  AdwBinClass parent_class;

  void     (*set_up)   (CwStagePage       *self);
  void     (*update)   (CwStagePage       *self,
                        const CwViewStage *stage);
  char    *(*get_deed) (CwStagePage       *self,
                        char             **reason);
  GtkWidget *(*get_fault) (CwStagePage    *self);
  void     (*perform)  (CwStagePage       *self);
  gboolean (*focus)    (CwStagePage       *self);
  void     (*show_open) (CwStagePage      *self);
  void     (*search)   (CwStagePage       *self);
  gboolean own_effects;
};

void               cw_stage_page_set_up      (CwStagePage *self,
                                              CwDesk      *desk,
                                              const char  *stage_id);
CwDesk            *cw_stage_page_get_desk    (CwStagePage *self);
const char        *cw_stage_page_get_id      (CwStagePage *self);
const CwViewStage *cw_stage_page_get_stage   (CwStagePage *self);
void               cw_stage_page_add_above   (CwStagePage *self,
                                              GtkWidget   *widget);
void               cw_stage_page_add_between (CwStagePage *self,
                                              GtkWidget   *widget);
void               cw_stage_page_add_below   (CwStagePage *self,
                                              GtkWidget   *widget);
void               cw_stage_page_add_input   (CwStagePage *self,
                                              GtkWidget   *widget);
GtkWidget         *cw_stage_page_take_body   (CwStagePage *self);
gboolean           cw_stage_page_is_closed   (CwStagePage *self);
const char        *cw_stage_page_get_site    (CwStagePage *self);
void               cw_stage_page_set_site    (CwStagePage *self,
                                              const char  *site);
char              *cw_stage_page_get_deed    (CwStagePage *self,
                                              char       **reason);
GtkWidget         *cw_stage_page_get_fault   (CwStagePage *self);
GtkWidget         *cw_stage_page_show_open   (CwStagePage *self);
void               cw_stage_page_perform     (CwStagePage *self);
void               cw_stage_page_leave_out   (CwStagePage *self);
void               cw_stage_page_tell_what_stays (CwStagePage  *self,
                                                  const CwSite *site);
void               cw_stage_page_deed_changed (CwStagePage *self);
void               cw_stage_page_search      (CwStagePage *self);
void               cw_stage_page_focus       (CwStagePage *self);

G_END_DECLS
