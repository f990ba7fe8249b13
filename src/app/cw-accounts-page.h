/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-account-desk.h"

G_BEGIN_DECLS

GtkWidget *cw_accounts_page_new (CwAccountDesk *desk);

G_END_DECLS
