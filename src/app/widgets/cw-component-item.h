/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-session-components.h"

G_BEGIN_DECLS

/**
 * CwComponentItem:
 *
 * A component in a list model, at one site and at those that it is compared with; it keeps its table alive.
 */
#define CW_TYPE_COMPONENT_ITEM (cw_component_item_get_type ())
G_DECLARE_FINAL_TYPE (CwComponentItem, cw_component_item, CW, COMPONENT_ITEM, GObject)

CwComponentItem       *cw_component_item_new         (CwComponentTable     *table,
                                                      const CwInventoryRow *row);
const CwInventoryRow  *cw_component_item_get_row     (CwComponentItem      *self);
const CwInventoryItem *cw_component_item_get_at      (CwComponentItem      *self,
                                                      guint                 site);
gboolean               cw_component_item_is_part   (CwComponentItem  *self);
gboolean               cw_component_item_is_block    (CwComponentItem      *self);
const CwInventoryItem *cw_component_item_get_any     (CwComponentItem      *self,
                                                      const guint          *sites,
                                                      guint                 n_sites);
char                  *cw_component_item_get_text    (CwComponentItem      *self,
                                                      CwInventoryField      field);
char                  *cw_component_item_compare     (CwComponentItem      *self,
                                                      guint                 site,
                                                      const guint          *sites,
                                                      guint                 n_sites);
gboolean               cw_component_item_differs     (CwComponentItem      *self,
                                                      const guint          *sites,
                                                      guint                 n_sites);
gboolean               cw_component_item_matches     (CwComponentItem      *self,
                                                      const char           *folded);
const char            *cw_component_field_to_title   (CwInventoryField      field);

G_END_DECLS
