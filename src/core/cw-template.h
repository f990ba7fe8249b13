/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char    *cw_template_expand (const char        *template,
                             GHashTable        *variables,
                             GError           **error);
char    *cw_template_find_hole (const char     *template,
                                GHashTable     *variables);
gboolean cw_template_check  (const char        *template,
                             const char *const *known,
                             GError           **error);

G_END_DECLS
