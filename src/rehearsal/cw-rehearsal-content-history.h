/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <git2.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean cw_rehearsal_history_write (git_repository  *repository,
                                     const char      *folder,
                                     JsonObject      *world,
                                     char           **branch,
                                     GError         **error);

G_END_DECLS
