/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CwWordRange:
 * @start: byte offset in its line
 * @length: bytes
 *
 * A stretch of a line that the other line doesn't have.
 */
typedef struct {
  gsize start;
  gsize length;
} CwWordRange;

void cw_words_compare (const char *before,
                       const char *after,
                       GArray    **removed,
                       GArray    **added);

G_END_DECLS
