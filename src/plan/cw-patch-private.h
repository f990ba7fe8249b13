/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <git2.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* libgit2's comparison, for the patch as text and as lines. */

typedef git_patch CwGitPatch;

void        cw_patch_start_git (void);
CwGitPatch *cw_patch_compare   (GBytes      *old_bytes,
                                GBytes      *new_bytes,
                                const char  *path,
                                guint        n_context,
                                GError     **error);
void        cw_patch_set_error (GError     **error,
                                const char  *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwGitPatch, git_patch_free)

G_END_DECLS
