/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define CW_TYPE_REHEARSAL_GIT (cw_rehearsal_git_get_type ())
G_DECLARE_FINAL_TYPE (CwRehearsalGit, cw_rehearsal_git, CW, REHEARSAL_GIT, GObject)

void            cw_rehearsal_git_begin   (void);

CwRehearsalGit *cw_rehearsal_git_new     (const char        *root);

char           *cw_rehearsal_git_resolve (CwRehearsalGit    *self,
                                          const char        *repository,
                                          const char        *branch);
void            cw_rehearsal_git_handle  (CwRehearsalGit    *self,
                                          SoupServerMessage *message,
                                          const char        *path);

G_END_DECLS
