/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "cw-effect.h"
#include "cw-procedure.h"

G_BEGIN_DECLS

/**
 * CwFieldsView:
 *
 * JSON for a person: a grid of names and values, nested ones indented, Jira's wrappers (`{"name": "Story"}`) left away,
 * Atlassian documents drawn. Read only; it doesn't scroll by itself.
 */
#define CW_TYPE_FIELDS_VIEW (cw_fields_view_get_type ())
G_DECLARE_FINAL_TYPE (CwFieldsView, cw_fields_view, CW, FIELDS_VIEW, AdwBin)

GtkWidget *cw_fields_view_new      (void);
void       cw_fields_view_set_json (CwFieldsView      *self,
                                    JsonNode          *node,
                                    const char *const *without,
                                    CwProcedure       *procedure,
                                    CwEffect          *effect);

G_END_DECLS
