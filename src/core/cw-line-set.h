/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The lines of a text, without their order: whether what somebody did to a file stands in another version of it. */

GHashTable *cw_line_set_new      (GBytes     *bytes);
gboolean    cw_line_set_has_all  (GHashTable *self,
                                  GHashTable *these,
                                  GHashTable *but);
gboolean    cw_line_set_has_none (GHashTable *self,
                                  GHashTable *these,
                                  GHashTable *but);

G_END_DECLS
