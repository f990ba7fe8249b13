/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-account-desk.h"
#include "cw-session.h"

G_BEGIN_DECLS

/* What a rehearsal follows, whatever real preparations do: the made-up sites are of its time. */
#define CW_APPLICATION_REHEARSAL_PROCEDURE "rubin-2023"

/**
 * CwApplication:
 *
 * The application: what was said on its command line, its windows, and what they share.
 */
#define CW_TYPE_APPLICATION (cw_application_get_type ())
G_DECLARE_FINAL_TYPE (CwApplication, cw_application, CW, APPLICATION, AdwApplication)

CwApplication *cw_application_new          (void);
const char    *cw_application_get_data_dir (CwApplication   *self);
void           cw_application_fill_config  (CwApplication   *self,
                                            gboolean         rehearsal,
                                            CwSessionConfig *config);

CwAccountDesk *cw_application_get_accounts (CwApplication   *self);

void           cw_application_add_author   (CwApplication   *self,
                                            GHashTable      *facts);

G_END_DECLS
