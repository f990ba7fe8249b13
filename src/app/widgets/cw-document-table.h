/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-document.h"

G_BEGIN_DECLS

GtkWidget *cw_document_table_new (const CwBlock *block,
                                  gboolean       bit_by_bit);

G_END_DECLS
