/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *cw_mrkdwn_to_markup      (const char *text);
char *cw_mrkdwn_code_to_markup (const char *text);

G_END_DECLS
