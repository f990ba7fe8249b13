/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CwNarrowFunc:
 * @ours: what one text has at a place, in one line
 * @theirs: what the other one has there
 * @data: what was passed
 *
 * Is told one place at which two texts differ.
 */
typedef void (*CwNarrowFunc) (const char *ours,
                              const char *theirs,
                              gpointer    data);

void cw_narrow_each (const char  *ours,
                     const char  *theirs,
                     CwNarrowFunc func,
                     gpointer     data);
void cw_narrow_lines (const char  *ours,
                      const char  *theirs,
                      char       **our_part,
                      char       **their_part);

G_END_DECLS
