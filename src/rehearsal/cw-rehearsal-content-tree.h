/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-rehearsal-content-template.h"

G_BEGIN_DECLS

/**
 * CwRehearsalTree:
 * @templates: where the texts come from
 * @files: the entries of a repository's description
 * @values: what holds at this commit
 * @sites: what holds at each site at this commit
 *
 * All that the files of one commit are made of. Owns nothing.
 */
typedef struct
{
  CwRehearsalTemplates *templates;
  JsonArray *files;
  JsonObject *values;
  JsonObject *sites;
} CwRehearsalTree;

typedef gboolean (*CwRehearsalTreeFunc) (const char  *path,
                                         guint        mode,
                                         const char  *text,
                                         gpointer     data,
                                         GError     **error);

gboolean cw_rehearsal_tree_walk (const CwRehearsalTree  *self,
                                 CwRehearsalTreeFunc     func,
                                 gpointer                data,
                                 GError                **error);

G_END_DECLS
