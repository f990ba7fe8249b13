/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwFileList:
 *
 * A window in which a person chooses the file to edit: the site's repositories, their files, a search, and a new file.
 */
#define CW_TYPE_FILE_LIST (cw_file_list_get_type ())
G_DECLARE_FINAL_TYPE (CwFileList, cw_file_list, CW, FILE_LIST, AdwWindow)

GtkWidget *cw_file_list_new     (CwDesk     *desk,
                                 const char *site,
                                 const char *repository);
void       cw_file_list_present (CwDesk     *desk,
                                 const char *site,
                                 const char *repository,
                                 GtkWindow  *parent);

G_END_DECLS
