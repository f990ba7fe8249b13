/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CwLines:
 *
 * Where the lines of a text begin. A line ends with a line feed and with nothing else, as git counts them. Immutable.
 */
typedef struct _CwLines CwLines;

CwLines *cw_lines_new        (const char    *text,
                              gsize          length);
void     cw_lines_free       (CwLines       *self);

guint    cw_lines_get_number (const CwLines *self);
guint    cw_lines_find       (const CwLines *self,
                              gsize          offset);
gsize    cw_lines_get_range  (const CwLines *self,
                              guint          line,
                              gsize         *length);
char    *cw_lines_dup_text   (const CwLines *self,
                              guint          line,
                              const char    *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwLines, cw_lines_free)

G_END_DECLS
