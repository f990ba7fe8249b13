/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CwSnapshot:
 *
 * Files of one repository as they are at one commit: path → bytes, mode and blob id. Filled by one owner, then sealed
 * by being handed out; immutable from there, any thread may read it.
 */
#define CW_TYPE_SNAPSHOT (cw_snapshot_get_type ())
G_DECLARE_FINAL_TYPE (CwSnapshot, cw_snapshot, CW, SNAPSHOT, GObject)

CwSnapshot        *cw_snapshot_new            (const char *repository,
                                               const char *reference,
                                               const char *commit);
CwSnapshot        *cw_snapshot_rename         (CwSnapshot *self,
                                               const char *reference);
CwSnapshot        *cw_snapshot_join           (CwSnapshot *self,
                                               CwSnapshot *more);
void               cw_snapshot_add            (CwSnapshot *self,
                                               const char *path,
                                               guint       mode,
                                               const char *blob,
                                               GBytes     *bytes);

void               cw_snapshot_skip           (CwSnapshot *self,
                                               const char *path,
                                               const char *reason);
CwSnapshot        *cw_snapshot_compare_with   (CwSnapshot *self,
                                               CwSnapshot *before);
void               cw_snapshot_take_steps     (CwSnapshot *self,
                                               GPtrArray  *steps,
                                               gboolean    reviewed);
GPtrArray         *cw_snapshot_get_steps      (CwSnapshot *self,
                                               gboolean   *reviewed);
CwSnapshot        *cw_snapshot_get_before     (CwSnapshot *self);
GHashTable        *cw_snapshot_get_skipped    (CwSnapshot *self);
const char        *cw_snapshot_get_repository (CwSnapshot *self);
const char        *cw_snapshot_get_reference  (CwSnapshot *self);
const char        *cw_snapshot_get_commit     (CwSnapshot *self);
const char *const *cw_snapshot_get_paths      (CwSnapshot *self,
                                               guint      *n_paths);
GBytes            *cw_snapshot_get_bytes      (CwSnapshot *self,
                                               const char *path);
guint              cw_snapshot_get_mode       (CwSnapshot *self,
                                               const char *path);
const char        *cw_snapshot_get_blob       (CwSnapshot *self,
                                               const char *path);

CwSnapshot        *cw_snapshot_find           (GPtrArray  *snapshots,
                                               const char *repository);

char              *cw_blob_id                 (GBytes     *bytes);
gboolean           cw_path_matches            (const char *glob,
                                               const char *path);
gboolean           cw_path_matches_any        (const char *const *globs,
                                               const char *path);
gboolean           cw_path_may_hold           (const char *const *globs,
                                               const char *folder);

G_END_DECLS
