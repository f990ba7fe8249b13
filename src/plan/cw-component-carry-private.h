/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-component-copy.h"

G_BEGIN_DECLS

/*
 * CwComponentCarrying:
 *
 * A component that is copied, while the repositories are looked through for what belongs to it.
 */
typedef struct {
  CwProcedure *procedure;
  CwSnapshot *snapshot;       /* that is looked through */
  const CwRepository *repository;
  const char *site;
  const CwInventoryItem *source;
  const char *source_site;
  const char *name;           /* (nullable): the copy's, where it has another one */
  char *words[3];             /* what the component is called, folded; NULL ends it */
  char *new_words[3];         /* and its copy */
  gboolean own;               /* whether the component itself is there then, not only what names it */
  char *trouble;              /* (nullable): why it isn't */
  const char *cycle;          /* (nullable): the cycle's tag that @source_site has there */
  const char *new_cycle;      /* (nullable): and @site */
  GPtrArray *learned;         /* what @site says where @source_site says its own name or hosts, in @snapshot */
  GPtrArray *steps;
} CwComponentCarrying;

CwComponentStep *cw_component_add_step      (CwComponentCarrying *copy,
                                             const char          *path);
void             cw_component_note          (CwComponentStep     *step,
                                             const char          *format,
                                             ...) G_GNUC_PRINTF (2, 3);
void             cw_component_note_replaced (const CwComponentCarrying *copy,
                                             CwComponentStep     *step,
                                             const char          *from,
                                             const char          *to);
void             cw_component_carry         (CwComponentCarrying *copy,
                                             const char          *path,
                                             const char          *to,
                                             gboolean             own,
                                             GPtrArray           *replacements);
void             cw_component_note_variables (CwComponentCarrying *copy,
                                             guint                first);
void             cw_component_leave_pins    (const CwComponentCarrying *copy,
                                             CwComponentStep     *step,
                                             const char          *place);
void             cw_component_follow        (const CwComponentCarrying *copy,
                                             CwComponentStep     *step,
                                             const char          *place);

G_END_DECLS
