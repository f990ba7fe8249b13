/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-rehearsal-content-scope.h"

G_BEGIN_DECLS

typedef struct _CwRehearsalTemplates CwRehearsalTemplates;

CwRehearsalTemplates *cw_rehearsal_templates_new    (const char              *folder,
                                                     JsonObject              *lists);
void                  cw_rehearsal_templates_free   (CwRehearsalTemplates    *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRehearsalTemplates, cw_rehearsal_templates_free)

JsonArray            *cw_rehearsal_templates_list   (CwRehearsalTemplates    *self,
                                                     const char              *name,
                                                     GError                 **error);
char                 *cw_rehearsal_templates_expand (CwRehearsalTemplates    *self,
                                                     const char              *name,
                                                     const CwRehearsalScope  *scope,
                                                     GError                 **error);

G_END_DECLS
