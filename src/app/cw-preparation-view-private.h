/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-preparation-view.h"
#include "cw-stage-page.h"

G_BEGIN_DECLS

struct _CwPreparationView
{
  AdwBin parent_instance;

  CwDesk *desk;
  char *cycle;            /* (nullable): suggested for a new one */
  GListStore *entries;    /* CwStageEntry, one a stage */
  guint current;
  guint split_idle;
  gboolean opening;       /* an existing one is asked for and not yet there */
  gboolean there;         /* a preparation was shown already */

  GtkWidget *title;
  GtkWidget *home;
  GtkWidget *stages_button;
  GtkWidget *spinner;
  GtkWidget *banner;
  GtkWidget *reading;
  GtkWidget *given_up;
  GtkWidget *given_up_text;
  GtkWidget *body;
  GtkWidget *opening_page;
  GtkWidget *opening_spinner;
  GtkWidget *opening_text;
  GtkWidget *opening_home;
  GtkWidget *split;
  GtkWidget *map;
  GtkWidget *dates;
  GtkWidget *pages;
  GtkWidget *open;
  GtkWidget *primary;
  GtkWidget *onward;
  GtkWidget *cancel;
  GtkWidget *progress;
};

/* For the view's own parts alone. */

CwStagePage *cw_preparation_view_get_page        (CwPreparationView *self);

/* The actions; cw-preparation-view-actions.c */
void         cw_preparation_view_install_actions (GtkWidgetClass    *widget_class);

G_END_DECLS
