/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-plan-private.h"
#include "cw-scope.h"

G_BEGIN_DECLS

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
