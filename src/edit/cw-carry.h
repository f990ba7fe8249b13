/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CwCarrySide:
 * @CW_CARRY_ASK: nobody decided: it stays as it is now
 * @CW_CARRY_KEEP: a person lets it stay as it is now
 * @CW_CARRY_TAKE: a person wants what the change makes of it
 *
 * What becomes of a place where a change can't be carried.
 */
typedef enum {
  CW_CARRY_ASK,
  CW_CARRY_KEEP,
  CW_CARRY_TAKE,
} CwCarrySide;

/**
 * CwConflict:
 * @path: (owned) (nullable): the place in a YAML file; %NULL for lines of another file, or for a whole file
 * @line: the line in the text that is carried onto, from 1; 0 for a whole file
 * @from: (owned) (nullable): what stood there before the change; %NULL: nothing
 * @to: (owned) (nullable): what the change makes of it
 * @onto: (owned) (nullable): what stands there now
 * @side: what a person decided
 *
 * A place where a change can't be carried: something else happened there.
 */
typedef struct {
  char *path;
  guint line;
  char *from;
  char *to;
  char *onto;
  CwCarrySide side;
} CwConflict;

/**
 * CwCarryChoice:
 * @conflict: what a person must decide
 * @data: the caller's
 *
 * Returns: what they decided
 */
typedef CwCarrySide (*CwCarryChoice) (const CwConflict *conflict,
                                      gpointer          data);

/**
 * CwCarryTrouble:
 * @conflicts: (element-type CwConflict): where each conflict is added, decided or not
 * @choose: (nullable): asked for each; %NULL: nothing is decided
 * @data: for @choose
 *
 * What becomes of what can't be carried.
 */
typedef struct {
  GPtrArray    *conflicts;
  CwCarryChoice choose;
  gpointer      data;
} CwCarryTrouble;

void        cw_conflict_free      (CwConflict           *self);
char       *cw_conflict_describe  (const CwConflict     *self,
                                   const char           *name);

CwCarrySide cw_carry_trouble_take (const CwCarryTrouble *self,
                                   CwConflict           *conflict);
gboolean    cw_carry              (const char           *name,
                                   GBytes               *from,
                                   GBytes               *to,
                                   GBytes               *onto,
                                   GBytes              **result,
                                   const CwCarryTrouble *trouble,
                                   GError              **error);

G_END_DECLS
