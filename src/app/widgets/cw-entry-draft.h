/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-drafts.h"

G_BEGIN_DECLS

void cw_entry_draft_show (GtkWidget  *entry,
                          CwDrafts   *drafts,
                          const char *key,
                          const char *text);

G_END_DECLS
