/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-edit.h"
#include "cw-lines.h"

G_BEGIN_DECLS

/**
 * CwRun:
 * @old_start: number of the first old line, from 1; of the line behind it where lines are only added
 * @n_old: how many old lines go
 * @new_start: number of the first new line, from 1; of the line behind it where lines only go
 * @n_new: how many new lines come
 * @text: the new lines, with their line ends
 *
 * Lines of a text that stand together and give way to others, as git compares.
 */
typedef struct {
  guint old_start;
  guint n_old;
  guint new_start;
  guint n_new;
  char *text;
} CwRun;

GPtrArray   *cw_runs_new     (GBytes      *old_bytes,
                              GBytes      *new_bytes,
                              const char  *path,
                              GError     **error);
const CwRun *cw_runs_find    (GPtrArray   *runs,
                              guint        line);
CwEdit      *cw_run_make_edit (const CwRun   *run,
                               const CwLines *lines,
                               gsize          size);
gboolean     cw_runs_contain (GPtrArray   *runs,
                              const CwRun *run);

G_END_DECLS
