/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CwProcedureChosen:
 * @name: name of a procedure
 * @data: the caller's
 *
 * Called when the person went on.
 */
typedef void (*CwProcedureChosen) (const char *name,
                                   gpointer    data);

void cw_procedure_chooser_ask (GtkWidget          *parent,
                               GPtrArray          *procedures,
                               const char         *suggested,
                               CwProcedureChosen   chosen,
                               gpointer            data,
                               GDestroyNotify      data_free);

G_END_DECLS
