/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-beginning-draft.h"
#include "cw-beginning.h"
#include "cw-cycle-page.h"

G_BEGIN_DECLS

/* The page's own: cw-cycle-page.c shows the dates, cw-cycle-page-begin.c makes a preparation of them. */

struct _CwCyclePage
{
  CwStagePage parent_instance;

  CwBeginning *beginning;
  CwBeginningDraft *draft;  /* (nullable): of a page that may begin a preparation */
  gboolean filling;         /* the draft is being shown */
  GPtrArray *cards;      /* CwSiteCard, the page's */
  gboolean exists;       /* whether the cards are those of a preparation that is there */

  GtkWidget *number;
  GtkWidget *entries;
  GtkWidget *cycle;
  GtkWidget *components;
  GtkWidget *trouble;
  GtkWidget *sites;
  GtkWidget *schedule;
};

void     cw_cycle_page_cycle_changed (CwCyclePage  *self);
gboolean cw_cycle_page_read_cycle    (CwCyclePage  *self,
                                      CwCycle      *cycle,
                                      GError      **error);
void     cw_cycle_page_keep_draft    (CwCyclePage  *self);
void     cw_cycle_page_begin         (CwCyclePage  *self);

G_END_DECLS
