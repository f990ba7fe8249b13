/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-jira-service.h"
#include "cw-rest.h"

G_BEGIN_DECLS

CwRest *cw_jira_service_get_rest    (CwJiraService *self);
guint   cw_jira_service_add_objects (GPtrArray     *found,
                                     JsonArray     *array,
                                     guint          most);

G_END_DECLS
