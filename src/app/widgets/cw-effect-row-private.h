/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-effect-row.h"

G_BEGIN_DECLS

struct _CwEffectRow
{
  AdwPreferencesRow parent_instance;

  CwDesk *desk;
  char *effect_id;
  gboolean in_place;    /* the payload stands beside the row: it needs no button to be reviewed */
  char *place;          /* (nullable): where and when, in the stead of the effect's own detail */
  char *shown_candidates; /* what the candidates were made of */

  GtkWidget *icon;
  GtkWidget *spinner;
  GtkWidget *title;
  GtkWidget *detail;
  GtkWidget *note;
  GtkWidget *unsaved;
  GtkWidget *unsaved_words;
  GtkWidget *word;
  GtkWidget *key;       /* where what was made has no link */
  GtkWidget *link;
  GtkWidget *deed;
  GtkWidget *menu;
  GtkWidget *trouble;
  GtkWidget *candidates;
};

/* The actions; cw-effect-row-actions.c */
void              cw_effect_row_install_actions (GtkWidgetClass   *widget_class);
void              cw_effect_row_enable_actions  (CwEffectRow      *self,
                                                 const CwViewItem *item);
const CwViewItem *cw_effect_row_get_item        (CwEffectRow      *self);
const char       *cw_effect_row_get_key         (CwEffectRow      *self);
GStrv             cw_effect_row_list_unsaved    (CwEffectRow      *self);

G_END_DECLS
