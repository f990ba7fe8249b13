/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-components-window.h"
#include "cw-session-components.h"

G_BEGIN_DECLS

/* The observatory has three sites; a procedure with more than this shows the first ones. */
#define CW_COMPONENTS_MAX_SITES 32

struct _CwComponentsWindow
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  GtkEditable *search;
  GtkDropDown *others;
  GtkCheckButton *equal;
  GtkStack *stack;
  GtkSpinner *spinner;
  GtkColumnView *view;
  AdwStatusPage *empty;
  AdwStatusPage *failure;
  GtkLabel *error;
  GtkLabel *count;
  GtkWidget *deeds;
  GtkWidget *take;               /* shown where one other site is */
  GtkMenuButton *take_from;      /* and this one where several are */
  GtkWidget *fixes;
  GtkMenuButton *add;

  CwDesk *desk;
  char *site;
  CwComponentTable *table;       /* (nullable): once it was read */
  GListStore *components;        /* (unowned): (element-type CwComponentItem): @shown's */
  GtkCustomFilter *filter;       /* (owned) */
  GtkFilterListModel *shown;     /* (unowned): @selection's */
  GtkSelectionModel *selection;  /* (owned) */
  GtkBitset *chosen;             /* (owned): places in @selection */
  char *words;                   /* what is searched for, folded */
  guint n_sources;               /* other sites that are shown and have one of the chosen */
  gboolean busy;                 /* whether a deed is under way */
  GCancellable *cancellable;     /* of reading */
};

/* What a person is asked about. */
typedef struct {
  CwComponentsWindow *window;
  GPtrArray *items;    /* (element-type CwInventoryItem): the components */
  GStrv before;        /* (nullable): what each field said, the same for all; empty where they differ */
  char *name;          /* (nullable): of a copy */
  char *source;        /* (nullable): id of the site that components are added from */
  GPtrArray *offers;   /* (nullable) (element-type CwComponentOffer) */
  GPtrArray *fixes;    /* (nullable) (element-type CwFixQuestion): of @offers, where these are fixes */
  GPtrArray *ways;     /* (nullable) (element-type GPtrArray): what each row of the dialog takes, CwComponentOffers */
  GPtrArray *steps;    /* (nullable) (element-type CwComponentStep): of a copy */
} CwComponentsDeed;

CwComponentsDeed *cw_components_deed_new (CwComponentsWindow *window);
void  cw_components_deed_free            (gpointer            data);
CwComponentsDeed *cw_components_deed_new_chosen (CwComponentsWindow *window,
                                          guint               site);
void  cw_components_deed_begin           (CwComponentsWindow *window);
void  cw_components_deed_list_offers     (CwComponentsDeed   *deed,
                                          const char         *source);
void  cw_components_deed_take_copy       (GObject            *desk,
                                          GAsyncResult       *result,
                                          gpointer            data);

void  cw_components_window_install_adding (GtkWidgetClass    *widget_class);
void  cw_components_window_update_adding (CwComponentsWindow *self);
void  cw_components_window_install_deeds (GtkWidgetClass     *widget_class);
void  cw_components_window_update_deeds  (CwComponentsWindow *self);
guint cw_components_window_list_shown    (CwComponentsWindow *self,
                                          guint              *sites);
const char *cw_components_window_get_site_name (CwComponentsWindow *self,
                                                const char         *id);
void  cw_components_window_take_table    (CwComponentsWindow *self,
                                          CwComponentTable   *table);
void  cw_components_window_set_busy      (CwComponentsWindow *self,
                                          gboolean            busy);
void  cw_components_window_show_error    (CwComponentsWindow *self,
                                          const GError       *error);
void  cw_components_window_say           (CwComponentsWindow *self,
                                          const char         *text);

G_END_DECLS
