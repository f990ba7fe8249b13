/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CwMergeSide:
 * @CW_MERGE_ASK: neither: a conflict stays one
 * @CW_MERGE_PLANNED: the plan's lines
 * @CW_MERGE_MINE: the person's lines
 *
 * Whose lines stand where both changed the same ones.
 */
typedef enum {
  CW_MERGE_ASK,
  CW_MERGE_PLANNED,
  CW_MERGE_MINE,
} CwMergeSide;

gboolean cw_merge_texts (GBytes       *from,
                         GBytes       *planned,
                         GBytes       *mine,
                         CwMergeSide   side,
                         GBytes      **merged,
                         guint        *conflict,
                         GError      **error);

G_END_DECLS
