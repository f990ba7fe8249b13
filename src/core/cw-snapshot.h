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

/**
 * CW_STEP_UNKNOWN:
 *
 * A step that nobody looked at, further back than all that are known.
 */
#define CW_STEP_UNKNOWN G_MAXUINT

/**
 * CwStep:
 * @files: (nullable): the repository's files at the commit; %NULL for those at the branch's tip, which are at hand
 * @parents: (element-type guint): which steps the commit follows, the one that it was made on first, or
 *   %CW_STEP_UNKNOWN
 * @own: whether the commit is one of the branch, and not one of what the branch parted from, or took in
 * @reviewed: whether the commit was planned and reviewed here, and is as it was made then
 *
 * A commit on the way that a branch went.
 */
typedef struct {
  CwSnapshot *files;
  GArray     *parents;
  gboolean    own;
  gboolean    reviewed;
} CwStep;

CwStep            *cw_step_new                (CwSnapshot *files);
void               cw_step_free               (CwStep     *self);

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
                                               GPtrArray  *steps);
GPtrArray         *cw_snapshot_get_steps      (CwSnapshot *self);
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
