/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtksourceview/gtksource.h>

#include "cw-diff-text.h"

G_BEGIN_DECLS

/* The buffer that a diff is shown in: syntax colours, and tags for the lines and words that changed. */

GtkSourceBuffer *cw_diff_buffer_new        (void);
void             cw_diff_buffer_fill       (GtkSourceBuffer  *buffer,
                                            const char       *path,
                                            const CwDiffText *text);
guint            cw_diff_buffer_mark_words (GtkSourceBuffer  *buffer,
                                            const CwDiffText *text,
                                            guint             first,
                                            guint             n_words);
void             cw_diff_buffer_set_looks  (GtkSourceBuffer  *buffer,
                                            gboolean          dark,
                                            gboolean          high_contrast);

G_END_DECLS
