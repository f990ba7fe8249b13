/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CW_CYCLE_NO_REVISION:
 *
 * The revision of a bare tag, which floats to the newest revision; not the same as revision 0.
 */
#define CW_CYCLE_NO_REVISION (-1)

/**
 * CwCycle:
 * @series: 'c' for cycles, 'k' for the Kafka ones that ran beside them
 * @number: 1 to 9999
 * @revision: 0 to 999, or %CW_CYCLE_NO_REVISION
 *
 * A cycle, or one revision of it. A plain value: copy it.
 */
typedef struct {
  char  series;
  guint number;
  int   revision;
} CwCycle;

gboolean cw_cycle_parse          (const char    *text,
                                  CwCycle       *cycle,
                                  GError       **error);
gboolean cw_cycle_scan           (const char    *text,
                                  gsize          length,
                                  CwCycle       *cycle,
                                  gsize         *used);
char    *cw_cycle_to_tag         (const CwCycle *self);
char    *cw_cycle_to_bare_tag    (const CwCycle *self);
char    *cw_cycle_to_text        (const CwCycle *self);
gboolean cw_cycle_is_incremental (const CwCycle *self);
gboolean cw_cycle_equal          (const CwCycle *a,
                                  const CwCycle *b);
int      cw_cycle_compare        (const CwCycle *a,
                                  const CwCycle *b);

G_END_DECLS
