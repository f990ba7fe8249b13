/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-component-item.h"

G_BEGIN_DECLS

void cw_component_columns_set (GtkColumnView    *view,
                               CwComponentTable *table,
                               const char *const *titles,
                               const guint      *sites,
                               guint             n_sites);

G_END_DECLS
