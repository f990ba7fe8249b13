/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-effect-groups"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-effect-groups.h"
#include "cw-effect-row.h"
#include "cw-show.h"

struct _CwEffectGroups
{
  AdwBin parent_instance;

  GtkWidget *box;
  GHashTable *lists;  /* id of a site, "" for the whole cycle → the list of its group (unowned) */
  GHashTable *rows;   /* effect id → CwEffectRow (unowned): it stays as long as its effect, with its focus and its menu */
};

G_DEFINE_FINAL_TYPE (CwEffectGroups, cw_effect_groups, ADW_TYPE_BIN)

static void
cw_effect_groups_finalize (GObject *object)
{
  CwEffectGroups *self = CW_EFFECT_GROUPS (object);

  g_hash_table_unref (self->lists);
  g_hash_table_unref (self->rows);

  G_OBJECT_CLASS (cw_effect_groups_parent_class)->finalize (object);
}

static void
cw_effect_groups_class_init (CwEffectGroupsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_effect_groups_finalize;
}

static void
cw_effect_groups_init (CwEffectGroups *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  self->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  adw_bin_set_child (ADW_BIN (self), self->box);
}

static gboolean
is_shown (const CwViewItem *item,
          const char       *site)
{
  const char *of = cw_effect_get_site (item->effect);

  return site == NULL || of == NULL || g_str_equal (of, site);
}

static const char *
name_site (CwDesk     *desk,
           const char *id)
{
  const CwSite *site = id != NULL ? cw_procedure_get_site (cw_desk_get_procedure (desk), id) : NULL;

  return site != NULL ? site->name : _ ("For the Whole Cycle");
}

/* Of which site it is; "" for the whole cycle. */
static const char *
get_place (const CwViewItem *item)
{
  const char *site = cw_effect_get_site (item->effect);

  return site != NULL ? site : "";
}

/* The sites in the order in which the stage has them. */
static GPtrArray *
list_sites (const CwViewStage *stage,
            const char        *only)
{
  GPtrArray *sites = g_ptr_array_new ();

  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);
      const char *site = get_place (item);

      if (is_shown (item, only) && !g_ptr_array_find_with_equal_func (sites, site, g_str_equal, NULL))
        g_ptr_array_add (sites, (gpointer) site);
    }
  return sites;
}

/* The group of a site, after the one before. */
static GtkWidget *
take_group (CwEffectGroups *self,
            CwDesk         *desk,
            const char     *site,
            GtkWidget      *before)
{
  GtkWidget *list = g_hash_table_lookup (self->lists, site), *group;
  const char *name = name_site (desk, *site != '\0' ? site : NULL);
  g_autofree char *title = g_markup_escape_text (name, -1);

  if (list == NULL)
    {
      group = adw_preferences_group_new ();
      list = cw_show_make_list (name);
      adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), list);
      gtk_box_append (GTK_BOX (self->box), group);
      g_hash_table_insert (self->lists, g_strdup (site), list);
    }
  group = gtk_widget_get_ancestor (list, ADW_TYPE_PREFERENCES_GROUP);
  gtk_box_reorder_child_after (GTK_BOX (self->box), group, before);
  return group;
}

/* Only a row that is new, or has another place, is put in. */
static void
take_row (CwEffectGroups *self,
          CwDesk         *desk,
          const char     *id,
          GtkWidget      *list,
          int             index)
{
  GtkWidget *row = g_hash_table_lookup (self->rows, id);

  if (row == NULL)
    {
      row = cw_effect_row_new (desk, id);
      g_hash_table_insert (self->rows, g_strdup (id), row);
      gtk_list_box_insert (GTK_LIST_BOX (list), row, index);
      return;
    }
  cw_effect_row_update (CW_EFFECT_ROW (row));
  if (gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) == index)
    return;
  g_object_ref (row);
  gtk_list_box_remove (GTK_LIST_BOX (list), row);
  gtk_list_box_insert (GTK_LIST_BOX (list), row, index);
  g_object_unref (row);
}

static void
fill_group (CwEffectGroups    *self,
            CwDesk            *desk,
            const CwViewStage *stage,
            const char        *site)
{
  GtkWidget *list = g_hash_table_lookup (self->lists, site);
  int index = 0;

  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);

      if (g_str_equal (get_place (item), site))
        take_row (self, desk, cw_effect_get_id (item->effect), list, index++);
    }
}

static const CwViewItem *
find_item (const CwViewStage *stage,
           const char        *id)
{
  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);

      if (g_str_equal (cw_effect_get_id (item->effect), id))
        return item;
    }
  return NULL;
}

/* What isn't shown any more goes first: the others have their places then. */
static void
drop_rows (CwEffectGroups    *self,
           const CwViewStage *stage,
           const char        *only)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const CwViewItem *item = find_item (stage, key);

      if (item != NULL && is_shown (item, only))
        continue;
      gtk_list_box_remove (GTK_LIST_BOX (gtk_widget_get_parent (value)), value);
      g_hash_table_iter_remove (&iter);
    }
}

static void
drop_groups (CwEffectGroups *self)
{
  GHashTableIter iter;
  gpointer list;

  g_hash_table_iter_init (&iter, self->lists);
  while (g_hash_table_iter_next (&iter, NULL, &list))
    {
      if (gtk_widget_get_first_child (list) != NULL)
        continue;
      gtk_box_remove (GTK_BOX (self->box), gtk_widget_get_ancestor (list, ADW_TYPE_PREFERENCES_GROUP));
      g_hash_table_iter_remove (&iter);
    }
}

/**
 * cw_effect_groups_update:
 * @self: the groups
 * @desk: where deeds are done
 * @stage: the stage; not kept
 * @site: (nullable): id of the site whose effects are shown, beside those of the whole cycle; %NULL for all
 */
void
cw_effect_groups_update (CwEffectGroups    *self,
                         CwDesk            *desk,
                         const CwViewStage *stage,
                         const char        *site)
{
  g_autoptr (GPtrArray) sites = list_sites (stage, site);
  GtkWidget *before = NULL;

  g_return_if_fail (CW_IS_EFFECT_GROUPS (self));

  gtk_widget_set_visible (GTK_WIDGET (self), sites->len > 0);
  drop_rows (self, stage, site);
  drop_groups (self);
  for (guint i = 0; i < sites->len; i++)
    {
      before = take_group (self, desk, sites->pdata[i], before);
      fill_group (self, desk, stage, sites->pdata[i]);
    }
}
