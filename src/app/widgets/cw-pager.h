/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CwPagerAdd:
 * @container: the widget that the piece goes into
 * @data: the caller's
 * @index: which piece
 *
 * Makes one piece of something long.
 */
typedef void (*CwPagerAdd) (GtkWidget *container,
                            gpointer   data,
                            guint      index);

GtkWidget *cw_pager_new (GtkWidget      *container,
                         guint           n_pieces,
                         CwPagerAdd      add,
                         gpointer        data,
                         GDestroyNotify  data_free,
                         gboolean        bit_by_bit);

G_END_DECLS
