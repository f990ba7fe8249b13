/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CwConflict:
 * @path: (owned) (nullable): the place in a YAML file; %NULL for lines of another file, or for a whole file
 * @line: the line in the text that is carried onto, from 1; 0 for a whole file
 * @from: (owned) (nullable): what stood there before the change; %NULL: nothing
 * @to: (owned) (nullable): what the change makes of it
 * @onto: (owned) (nullable): what stands there now
 *
 * A place where a change can't be carried: something else happened there. It stays as it is; a person decides.
 */
typedef struct {
  char *path;
  guint line;
  char *from;
  char *to;
  char *onto;
} CwConflict;

void      cw_conflict_free     (CwConflict       *self);
char     *cw_conflict_describe (const CwConflict *self,
                                const char       *name);

gboolean  cw_carry             (const char       *name,
                                GBytes           *from,
                                GBytes           *to,
                                GBytes           *onto,
                                GBytes          **result,
                                GPtrArray        *conflicts,
                                GError          **error);

G_END_DECLS
