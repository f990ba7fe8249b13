/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-plan-private.h"
#include "cw-scope.h"

G_BEGIN_DECLS

/**
 * CwPlanEarlier:
 * @file: (nullable): the file that was looked at last
 * @there: whether it was there before a person brought anything
 * @yaml: (nullable): its tree, where it was another text
 * @deployed: whether the branch is what the hosts run: what it brought is there
 * @looked: whether that was looked at
 *
 * A deployment's files without what a person brought, one after the other.
 */
typedef struct {
  const CwPlanFile *file;
  gboolean          there;
  CwYaml           *yaml;
  gboolean          deployed;
  gboolean          looked;
} CwPlanEarlier;

gboolean cw_plan_earlier_has   (CwPlanEarlier    *self,
                                const CwScope    *scope,
                                const CwPlanFile *file,
                                const CwYamlNode *block);
void     cw_plan_earlier_clear (CwPlanEarlier    *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwPlanEarlier, cw_plan_earlier_clear)

gboolean cw_scope_add_changes  (CwScope     *self,
                                CwChangeSet *changes,
                                GError     **error);
void     cw_scope_add_mentions (CwScope     *self,
                                CwPlan      *plan);
GBytes  *cw_scope_find_mended  (const CwScope    *self,
                                const char       *path,
                                GBytes           *bytes);
void     cw_scope_prove_file   (const CwScope    *self,
                                CwPlanFile       *file,
                                CwPlan           *plan);
void     cw_scope_ask_unread   (const CwScope    *self,
                                const CwPlanFile *file,
                                guint             number,
                                CwMention        *mention);
void     cw_scope_ask_skipped  (const CwScope    *self,
                                GHashTable       *taken,
                                CwPlan           *plan);
void     cw_scope_add_images   (CwScope     *self,
                                CwPlan      *plan);
void     cw_scope_add_compose_images (CwScope *self,
                                const CwChangeSet *changes,
                                CwPlan      *plan);

G_END_DECLS
