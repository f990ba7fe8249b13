/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-transfer.h"
#include "cw-worker.h"

G_BEGIN_DECLS

/**
 * CwTransferTaken:
 * @transfer: (nullable): what became of the file
 * @error: (nullable): why nothing did
 * @data: the caller's
 */
typedef void (*CwTransferTaken) (const CwTransfer *transfer,
                                 const GError     *error,
                                 gpointer          data);

void cw_transfer_dialogs_export (GtkWidget             *parent,
                                 CwWorker              *worker,
                                 const CwSessionConfig *config,
                                 const char            *id);
void cw_transfer_dialogs_import (GtkWidget             *parent,
                                 CwWorker              *worker,
                                 const CwSessionConfig *config,
                                 CwTransferTaken        taken,
                                 gpointer               data,
                                 GDestroyNotify         data_free);

G_END_DECLS
