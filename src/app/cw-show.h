/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-view.h"

G_BEGIN_DECLS

/* How the session's values look: icons with a style class, words. Nothing here decides anything. */

const char *cw_show_effect_icon   (const CwViewItem  *item);
const char *cw_show_effect_style  (const CwViewItem  *item);
const char *cw_show_check_icon    (CwCheckState       state);
const char *cw_show_check_style   (CwCheckState       state);
const char *cw_show_check_word    (CwCheckState       state);
void        cw_show_icon          (GtkWidget         *image,
                                   const char        *icon,
                                   const char        *style,
                                   const char        *word);

gboolean    cw_show_can_send      (const CwViewItem  *item);
gboolean    cw_show_can_look      (CwView            *view,
                                   const CwViewItem  *item);
gboolean    cw_show_is_decided    (const CwViewItem  *item);
gboolean    cw_show_is_scheduled  (const CwViewItem  *item);
gboolean    cw_show_is_task       (const CwViewItem  *item);
gboolean    cw_show_is_way_back     (const CwViewItem *item);
char       *cw_show_send_label    (GPtrArray         *items);
char       *cw_show_open          (const CwViewStage *stage,
                                   const CwSite      *site);
char       *cw_show_sent          (CwView            *view,
                                   const char        *site,
                                   const char        *stage_id);
char       *cw_show_instant       (CwProcedure       *procedure,
                                   gint64             seconds);

void        cw_show_text          (GtkWidget         *label,
                                   const char        *text);
void        cw_show_line          (GtkLabel          *label,
                                   const char        *text);
GtkWidget  *cw_show_make_list     (const char        *name);
void        cw_show_let_shrink    (GtkWidget         *button);
void        cw_show_shorten_choice (GtkDropDown      *choices);
void        cw_show_deed_above    (GtkWidget         *button,
                                   gboolean           above);
void        cw_show_take_deed_key (GtkWidget         *widget,
                                   GtkShortcutAction *action);

G_END_DECLS
