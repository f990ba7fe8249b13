/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GHashTable *cw_cli_answers_read (GStrv    texts,
                                 GError **error);

G_END_DECLS
