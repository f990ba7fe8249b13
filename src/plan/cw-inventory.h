/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-procedure.h"
#include "cw-snapshot.h"
#include "cw-yaml.h"

G_BEGIN_DECLS

/**
 * CwInventoryField:
 * @CW_INVENTORY_IMAGE: the image's name, without its tag
 * @CW_INVENTORY_TAG: its tag as it stands there; a shared one is named as such
 * @CW_INVENTORY_PIN: the revision that it is pinned to
 * @CW_INVENTORY_ENABLED: whether it runs
 * @CW_INVENTORY_COMMAND: its launch command-line
 * @CW_INVENTORY_RESOURCES: what it asks for, and its limits
 *
 * What is said of a component.
 */
typedef enum {
  CW_INVENTORY_IMAGE,
  CW_INVENTORY_TAG,
  CW_INVENTORY_PIN,
  CW_INVENTORY_ENABLED,
  CW_INVENTORY_COMMAND,
  CW_INVENTORY_RESOURCES,
  CW_INVENTORY_N_FIELDS,
} CwInventoryField;

/**
 * CwInventoryItem:
 * @repository: id of the repository
 * @path: path of the file
 * @line: where it stands in it, from 1
 * @place: the path of its block in the file; empty where the whole file is the block
 * @id: what it is called at every site: the path without the site's name, and the place in the file
 * @name: what a person calls it
 * @fields: (nullable): each as it stands there, %NULL where nothing is said
 * @resolved: (nullable): the tag with the values of its variables, where it has any and all of them are set
 * @changed: for each field, whether it changed at its site since the present cycle began there, where that is known
 * @added: whether the component came there since, where that is known
 * @block: whether it is no component, but another block, or a file, that only some sites have
 *
 * A component of a site.
 */
typedef struct {
  char *repository;
  char *path;
  guint line;
  char *place;
  char *id;
  char *name;
  char *fields[CW_INVENTORY_N_FIELDS];
  char *resolved;
  gboolean changed[CW_INVENTORY_N_FIELDS];
  gboolean added;
  gboolean block;
} CwInventoryItem;

/**
 * CwInventoryAlso:
 * @site: which of the sites
 * @item: (unowned): what runs there as well
 *
 * A component that a site has in a second repository, too.
 */
typedef struct {
  guint                  site;
  const CwInventoryItem *item;
} CwInventoryAlso;

/**
 * CwInventoryRow:
 * @repository: id of the repository; where the sites have it in several, that of most
 * @name: what a person calls it
 * @items: (array): for each site, in their order, the component there; %NULL where there is none
 * @differs: for each field, whether the sites that have the component say different things
 * @blocks: (owned) (nullable) (element-type CwInventoryItem): the items, where this is no component but another block,
 *   or a file, that only some sites have
 * @lacks: (array) (owned) (nullable): of such a block, for each site, whether it is the block that is missing there,
 *   and not what it would stand in
 * @also: (owned) (nullable) (element-type CwInventoryAlso): what of it runs at these sites by a second repository
 * @part: whether it is among @also of another row, and no component of its own
 *
 * One component at several sites.
 */
typedef struct {
  char                   *repository;
  char                   *name;
  const CwInventoryItem **items;
  gboolean                differs[CW_INVENTORY_N_FIELDS];
  GPtrArray              *blocks;
  gboolean               *lacks;
  GArray                 *also;
  gboolean                part;
} CwInventoryRow;

GPtrArray  *cw_inventory_new     (CwProcedure      *procedure,
                                  const char       *site,
                                  GPtrArray        *snapshots);
GPtrArray  *cw_inventory_list_unread (CwProcedure  *procedure,
                                  const char       *site,
                                  GPtrArray        *snapshots);
GPtrArray  *cw_inventory_compare (GPtrArray *const *inventories,
                                  guint             n_inventories);
void        cw_inventory_join    (GPtrArray        *rows,
                                  guint             n_sites);
gboolean    cw_inventory_row_is_apart (const CwInventoryRow *self,
                                  const guint      *sites,
                                  guint             n_sites);
const CwInventoryItem *cw_inventory_row_find_missing (const CwInventoryRow *self,
                                  guint             site,
                                  guint             other);
const CwInventoryItem *cw_inventory_find_twin (GPtrArray *items,
                                  const CwInventoryItem *like);
void        cw_inventory_add_blocks (GPtrArray     *rows,
                                  CwProcedure      *procedure,
                                  char *const      *sites,
                                  GPtrArray *const *snapshots,
                                  guint             n_sites);
void        cw_inventory_row_free (CwInventoryRow  *self);
char       *cw_inventory_dup_file_id (const CwSiteFiles *files,
                                  const char       *path);
gboolean    cw_inventory_is_component (const CwYamlNode *node);
gboolean    cw_inventory_is_yaml (const char       *path);
const char *cw_inventory_item_get_value (const CwInventoryItem *self,
                                  CwInventoryField  field);
const char *cw_inventory_field_to_word (CwInventoryField field);
gboolean    cw_inventory_field_from_word (const char *word,
                                  CwInventoryField *field);
const CwInventoryItem *cw_inventory_find (GPtrArray *items,
                                  const CwInventoryItem *like);
CwInventoryItem *cw_inventory_item_copy (const CwInventoryItem *self);
void        cw_inventory_item_free (CwInventoryItem *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwInventoryItem, cw_inventory_item_free)

G_END_DECLS
