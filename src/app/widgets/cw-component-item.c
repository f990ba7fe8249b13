/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-component-item"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-component-item.h"

struct _CwComponentItem
{
  GObject parent_instance;

  CwComponentTable *table;
  const CwInventoryRow *row;  /* @table's */
};

G_DEFINE_FINAL_TYPE (CwComponentItem, cw_component_item, G_TYPE_OBJECT)

static void
cw_component_item_finalize (GObject *object)
{
  CwComponentItem *self = CW_COMPONENT_ITEM (object);

  g_clear_pointer (&self->table, cw_component_table_unref);
  G_OBJECT_CLASS (cw_component_item_parent_class)->finalize (object);
}

static void
cw_component_item_class_init (CwComponentItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_component_item_finalize;
}

static void
cw_component_item_init (CwComponentItem *self)
{
}

/**
 * cw_component_item_new:
 * @table: the table that owns @row
 * @row: a component
 *
 * Makes a list's item; it keeps the table alive.
 *
 * Returns: (transfer full): the item
 */
CwComponentItem *
cw_component_item_new (CwComponentTable     *table,
                       const CwInventoryRow *row)
{
  CwComponentItem *self = g_object_new (CW_TYPE_COMPONENT_ITEM, NULL);

  self->table = cw_component_table_ref (table);
  self->row = row;
  return self;
}

const CwInventoryRow *
cw_component_item_get_row (CwComponentItem *self)
{
  g_return_val_if_fail (CW_IS_COMPONENT_ITEM (self), NULL);

  return self->row;
}

/**
 * cw_component_item_get_at:
 * @self: a component
 * @site: which of the table's sites
 *
 * Returns: (transfer none) (nullable): the component there
 */
const CwInventoryItem *
cw_component_item_get_at (CwComponentItem *self,
                          guint            site)
{
  g_return_val_if_fail (CW_IS_COMPONENT_ITEM (self), NULL);

  return self->row->items[site];
}

/**
 * cw_component_item_is_block:
 * @self: a row
 *
 * Returns: whether it is no component, but another block that not every site has
 */
gboolean
cw_component_item_is_block (CwComponentItem *self)
{
  g_return_val_if_fail (CW_IS_COMPONENT_ITEM (self), FALSE);

  return self->row->blocks != NULL;
}

/**
 * cw_component_item_is_part:
 * @self: a row
 *
 * Returns: whether it is what a site has of a component in a second repository: it is no row beside other sites
 */
gboolean
cw_component_item_is_part (CwComponentItem *self)
{
  g_return_val_if_fail (CW_IS_COMPONENT_ITEM (self), FALSE);

  return self->row->part;
}

/**
 * cw_component_item_get_any:
 * @self: a component
 * @sites: (array length=n_sites): which of the table's sites are looked at
 * @n_sites: how many
 *
 * Returns: (transfer none): the component at the first of them that has it, else at the first of all sites that has
 */
const CwInventoryItem *
cw_component_item_get_any (CwComponentItem *self,
                           const guint     *sites,
                           guint            n_sites)
{
  g_return_val_if_fail (CW_IS_COMPONENT_ITEM (self), NULL);

  for (guint i = 0; i < n_sites; i++)
    if (self->row->items[sites[i]] != NULL)
      return self->row->items[sites[i]];
  for (guint i = 0; self->table->sites[i] != NULL; i++)
    if (self->row->items[i] != NULL)
      return self->row->items[i];
  g_return_val_if_reached (NULL);
}

/**
 * cw_component_item_get_text:
 * @self: a component
 * @field: a field
 *
 * Returns: (transfer full): what the first site says of it; empty where it says nothing
 */
char *
cw_component_item_get_text (CwComponentItem  *self,
                            CwInventoryField  field)
{
  const CwInventoryItem *item;
  const char *text;

  g_return_val_if_fail (CW_IS_COMPONENT_ITEM (self), NULL);

  item = self->row->items[0];
  text = item != NULL ? cw_inventory_item_get_value (item, field) : NULL;
  if (field == CW_INVENTORY_ENABLED && text != NULL)
    text = g_str_equal (text, "true") ? _ ("Yes") : g_str_equal (text, "false") ? _ ("No") : text;
  return g_strdup (text != NULL ? text : "");
}

static gboolean
field_differs (CwComponentItem *self,
               CwInventoryField field,
               const guint     *sites,
               guint            n_sites)
{
  const CwInventoryItem *first = NULL;

  for (guint i = 0; i < n_sites; i++)
    {
      const CwInventoryItem *item = self->row->items[sites[i]];

      if (item == NULL)
        continue;
      if (first != NULL && g_strcmp0 (cw_inventory_item_get_value (item, field),
                                        cw_inventory_item_get_value (first, field)) != 0)
        return TRUE;
      first = item;
    }
  return FALSE;
}

/* By which repository the site runs it, or by which ones. */
static void
add_repositories (CwComponentItem *self,
                  guint            site,
                  GString         *text)
{
  g_string_append_printf (text, _ ("In %s"), self->row->items[site]->repository);
  for (guint i = 0; self->row->also != NULL && i < self->row->also->len; i++)
    {
      const CwInventoryAlso *also = &g_array_index (self->row->also, CwInventoryAlso, i);

      if (also->site != site)
        continue;
      g_string_append_c (text, '\n');
      /* Translators: a repository in which a component stands a second time. */
      g_string_append_printf (text, _ ("Also in %s"), also->item->repository);
    }
}

static gboolean
all_say (CwComponentItem *self,
         const char      *part,
         const guint     *sites,
         guint            n_sites)
{
  for (guint i = 0; i < n_sites; i++)
    {
      const CwInventoryItem *item = self->row->items[sites[i]];
      const char *value = item != NULL ? cw_inventory_item_get_value (item, CW_INVENTORY_RESOURCES) : NULL;
      g_auto (GStrv) parts = g_strsplit (value != NULL ? value : "", " ", -1);

      if (item != NULL && !g_strv_contains ((const char *const *) parts, part))
        return FALSE;
    }
  return TRUE;
}

/* Of many amounts the cell has room for a few: those that all sites have alike go, so that the others are seen. */
static char *
dup_resources_apart (CwComponentItem *self,
                     const char      *value,
                     const guint     *sites,
                     guint            n_sites)
{
  g_auto (GStrv) parts = g_strsplit (value, " ", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    if (!all_say (self, parts[i], sites, n_sites))
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", parts[i]);
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/**
 * cw_component_item_compare:
 * @self: a component
 * @site: which of the table's sites
 * @sites: (array length=n_sites): those that are compared
 * @n_sites: how many
 *
 * Returns: (transfer full): what @site says of the component where the sites don't agree, a line each
 */
char *
cw_component_item_compare (CwComponentItem *self,
                           guint            site,
                           const guint     *sites,
                           guint            n_sites)
{
  const CwInventoryItem *item;
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (CW_IS_COMPONENT_ITEM (self), NULL);

  item = self->row->items[site];
  if (item == NULL)
    return g_strdup (_ ("Not there"));
  if (cw_inventory_row_is_apart (self->row, sites, n_sites))
    add_repositories (self, site, text);
  for (guint i = 0; i < CW_INVENTORY_N_FIELDS; i++)
    if (field_differs (self, i, sites, n_sites))
      {
        const char *value = cw_inventory_item_get_value (item, i);
        g_autofree char *apart = i == CW_INVENTORY_RESOURCES && value != NULL
                                   ? dup_resources_apart (self, value, sites, n_sites) : g_strdup (value);

        g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "\n" : "", cw_component_field_to_title (i),
                                apart != NULL ? apart : "–");
        if (item->changed[i])
          g_string_append_printf (text, "\n%s", _ ("● changed since its last deployment"));
      }
  if (item->added)
    return g_strdup (_ ("● There since its last deployment"));
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : g_strdup (_ ("There"));
}

/**
 * cw_component_item_differs:
 * @self: a component
 * @sites: (array length=n_sites): which of the table's sites are compared
 * @n_sites: how many
 *
 * Returns: whether they don't agree: one lacks it, or says something else
 */
gboolean
cw_component_item_differs (CwComponentItem *self,
                           const guint     *sites,
                           guint            n_sites)
{
  guint n_there = 0, n_lack = 0;

  g_return_val_if_fail (CW_IS_COMPONENT_ITEM (self), FALSE);

  for (guint i = 0; i < n_sites; i++)
    {
      n_there += self->row->items[sites[i]] != NULL;
      n_lack += self->row->blocks != NULL && self->row->lacks[sites[i]];
    }
  if (n_there == 0)
    return FALSE;
  if (self->row->blocks != NULL)
    return n_lack > 0;
  if (cw_inventory_row_is_apart (self->row, sites, n_sites))
    return TRUE;
  for (guint i = 0; i < CW_INVENTORY_N_FIELDS; i++)
    if (field_differs (self, i, sites, n_sites))
      return TRUE;
  return n_there < n_sites;
}

static gboolean
contains (const char *text,
          const char *folded)
{
  g_autofree char *own = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return own != NULL && strstr (own, folded) != NULL;
}

/**
 * cw_component_item_matches:
 * @self: a component
 * @folded: what is searched for, folded
 *
 * Returns: whether its name or anything that a site says of it has that
 */
gboolean
cw_component_item_matches (CwComponentItem *self,
                           const char      *folded)
{
  g_return_val_if_fail (CW_IS_COMPONENT_ITEM (self) && folded != NULL, FALSE);

  if (contains (self->row->name, folded) || contains (self->row->repository, folded))
    return TRUE;
  for (guint i = 0; self->table->sites[i] != NULL; i++)
    for (guint j = 0; self->row->items[i] != NULL && j < CW_INVENTORY_N_FIELDS; j++)
      if (contains (self->row->items[i]->path, folded) || contains (self->row->items[i]->fields[j], folded)
          || contains (self->row->items[i]->resolved, folded))
        return TRUE;
  return FALSE;
}

/**
 * cw_component_field_to_title:
 * @field: a column
 *
 * Returns: (transfer none): its title, translated
 */
const char *
cw_component_field_to_title (CwInventoryField field)
{
  switch (field)
    {
    case CW_INVENTORY_IMAGE:
      return _ ("Image");
    case CW_INVENTORY_TAG:
      return _ ("Tag");
    case CW_INVENTORY_PIN:
      return _ ("Pin");
    case CW_INVENTORY_ENABLED:
      return C_ ("component", "Enabled");
    case CW_INVENTORY_COMMAND:
      return _ ("Command");
    case CW_INVENTORY_RESOURCES:
      return _ ("Resources");
    case CW_INVENTORY_N_FIELDS:
    default:
      g_return_val_if_reached ("");
    }
}
