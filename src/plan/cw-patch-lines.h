/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CwPatchLineKind:
 * @CW_PATCH_SAME: on both sides
 * @CW_PATCH_REMOVED: on the old side only
 * @CW_PATCH_ADDED: on the new side only
 *
 * Which side of a patch a line is on.
 */
typedef enum {
  CW_PATCH_SAME,
  CW_PATCH_REMOVED,
  CW_PATCH_ADDED,
} CwPatchLineKind;

/**
 * CwPatchLine:
 * @kind: which side it is on
 * @old_line: its number on the old side, from 1; 0 where it is not there
 * @new_line: its number on the new side, from 1; 0 where it is not there
 * @text: its bytes without the newline; may hold anything
 * @length: how many
 * @unfinished: whether the file ends with it and without a newline
 *
 * A line of a patch.
 */
typedef struct {
  CwPatchLineKind kind;
  guint           old_line;
  guint           new_line;
  const char     *text;
  gsize           length;
  gboolean        unfinished;
} CwPatchLine;

/**
 * CwPatchHunk:
 * @first: index of its first line
 * @n_lines: how many lines it has
 * @old_start: number of its first line on the old side
 * @old_lines: how many lines of the old side it covers
 *
 * Changes that stand together, with their context.
 */
typedef struct {
  guint first;
  guint n_lines;
  guint old_start;
  guint old_lines;
} CwPatchHunk;

/**
 * CwPatch:
 * @binary: whether git takes the file for binary; it has no lines then
 * @lines: (element-type CwPatchLine): all lines
 * @hunks: (element-type CwPatchHunk): where they belong
 * @n_added: lines that are added
 * @n_removed: lines that are removed
 * @n_old_lines: lines of the whole old side
 *
 * libgit2's patch of one file, for showing.
 */
typedef struct {
  gboolean      binary;
  GArray       *lines;
  GArray       *hunks;
  guint         n_added;
  guint         n_removed;
  guint         n_old_lines;
  /*< private >*/
  GStringChunk *texts;
} CwPatch;

/* As context: the whole file. */
#define CW_PATCH_WHOLE_FILE G_MAXINT

CwPatch *cw_patch_new  (GBytes     *old_bytes,
                        GBytes     *new_bytes,
                        const char *path,
                        guint       n_context,
                        GError    **error);
void     cw_patch_free (CwPatch    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPatch, cw_patch_free)

G_END_DECLS
