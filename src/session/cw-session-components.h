/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-component-copy.h"
#include "cw-session.h"

G_BEGIN_DECLS

/**
 * CwComponentTable:
 * @sites: (array zero-terminated=1): ids of the sites: the one that is prepared first
 * @rows: (element-type CwInventoryRow): the components, and the other blocks that not all have, with an item for each of
 *   @sites
 * @unread: (element-type GPtrArray): of each of @sites the files that can't be read
 * @snapshots: (element-type GPtrArray): of each of @sites the repositories' files
 *
 * The components of a site beside those of the others: of a site that is prepared as its files will be, of another one
 * as they are. Immutable; any thread may read it. Counted: cw_component_table_ref(), cw_component_table_unref().
 */
typedef struct {
  GStrv      sites;
  GPtrArray *rows;
  GPtrArray *inventories;  /* (element-type GPtrArray): what the rows' items belong to */
  GPtrArray *unread;
  GPtrArray *snapshots;
} CwComponentTable;

/**
 * CwComponentChange:
 * @item: (owned): a component of the site
 * @field: what is said of it
 * @value: (owned) (nullable): what shall be said; %NULL takes it away
 * @record: (owned) (nullable): whose that is, as #CwHandEdit has it; set by whoever takes it over
 */
typedef struct {
  CwInventoryItem *item;
  CwInventoryField field;
  char            *value;
  JsonObject      *record;
} CwComponentChange;

CwComponentTable  *cw_session_read_components (CwSession             *self,
                                               const char            *site,
                                               GCancellable          *cancellable,
                                               GError               **error);
gboolean           cw_session_mark_changes    (CwSession             *self,
                                               const char            *site,
                                               CwComponentTable      *table,
                                               GCancellable          *cancellable,
                                               GError               **error);
gboolean           cw_session_try_components  (CwSession             *self,
                                               const char            *site,
                                               GPtrArray             *changes,
                                               GCancellable          *cancellable,
                                               GError               **error);
gboolean           cw_session_edit_components (CwSession             *self,
                                               const char            *site,
                                               GPtrArray             *changes,
                                               GCancellable          *cancellable,
                                               GError               **error);
GPtrArray         *cw_session_plan_component  (CwSession             *self,
                                               const char            *site,
                                               const CwInventoryItem *source,
                                               const char            *source_site,
                                               const char            *name,
                                               GCancellable          *cancellable,
                                               GError               **error);
GPtrArray         *cw_session_plan_from_chart (CwSession            *self,
                                               const char            *site,
                                               const char            *application,
                                               const char            *name,
                                               const char            *producer,
                                               GCancellable          *cancellable,
                                               GError               **error);
gboolean           cw_session_add_component   (CwSession             *self,
                                               const char            *site,
                                               GPtrArray             *steps,
                                               JsonArray             *record,
                                               GCancellable          *cancellable,
                                               GError               **error);

CwComponentTable  *cw_component_table_ref     (CwComponentTable      *self);
void               cw_component_table_unref   (CwComponentTable      *self);
guint              cw_component_table_find_site (const CwComponentTable *self,
                                               const char            *site);
CwComponentChange *cw_component_change_new    (const CwInventoryItem *item,
                                               CwInventoryField       field,
                                               const char            *value);
void               cw_component_change_free   (CwComponentChange     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwComponentTable, cw_component_table_unref)

G_END_DECLS
