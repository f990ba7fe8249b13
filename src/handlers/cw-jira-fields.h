/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean cw_jira_field_equal       (const char *name,
                                    JsonNode   *ours,
                                    JsonNode   *theirs);
char    *cw_jira_field_to_text     (JsonNode   *value);
char    *cw_jira_field_show_theirs (JsonNode   *ours,
                                    JsonNode   *theirs);
JsonNode *cw_jira_field_add_labels (JsonNode   *ours,
                                    JsonNode   *theirs);

G_END_DECLS
