/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-document.h"
#include "cw-worker.h"

G_BEGIN_DECLS

/**
 * CwSheetSaid:
 * @text: (nullable): what became of it; %NULL where the person thought better of it
 * @data: the caller's
 *
 * Called when a sheet was printed, and again where the printer reports more.
 */
typedef void (*CwSheetSaid) (const char *text,
                             gpointer    data);

void cw_sheet_printer_print (GtkWidget      *parent,
                             CwWorker       *worker,
                             CwDocument     *sheet,
                             const char     *name,
                             CwSheetSaid     said,
                             gpointer        data,
                             GDestroyNotify  data_free);

G_END_DECLS
