/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *cw_data_folder        (void);
char *cw_data_locale_folder (void);

G_END_DECLS
