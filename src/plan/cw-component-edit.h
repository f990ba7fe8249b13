/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-inventory.h"

G_BEGIN_DECLS

gboolean cw_component_edit (const CwInventoryItem *item,
                            CwInventoryField       field,
                            const char            *value,
                            GBytes                *text,
                            GPtrArray             *operations,
                            GError               **error);

gboolean cw_component_is_quantity (const char *text);

G_END_DECLS
