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

  char *shown;      /* the ids of the rows: only when they change are rows made anew, so that the focus stays */
  GPtrArray *rows;  /* CwEffectRow, the groups' */
};

G_DEFINE_FINAL_TYPE (CwEffectGroups, cw_effect_groups, ADW_TYPE_BIN)

static void
cw_effect_groups_finalize (GObject *object)
{
  CwEffectGroups *self = CW_EFFECT_GROUPS (object);

  g_free (self->shown);
  g_ptr_array_unref (self->rows);

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
  self->rows = g_ptr_array_new ();
}

static gboolean
is_shown (const CwViewItem *item,
          const char       *site)
{
  const char *of = cw_effect_get_site (item->effect);

  return site == NULL || of == NULL || g_str_equal (of, site);
}

static char *
describe (const CwViewStage *stage,
          const char        *site)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);

      if (is_shown (item, site))
        g_string_append_printf (text, "%s\n", cw_effect_get_id (item->effect));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const char *
name_site (CwDesk     *desk,
           const char *id)
{
  const CwSite *site = id != NULL ? cw_procedure_get_site (cw_desk_get_procedure (desk), id) : NULL;

  return site != NULL ? site->name : _ ("For the whole cycle");
}

/* The sites in the order in which the stage has them; "" stands for the whole cycle. */
static GPtrArray *
list_sites (const CwViewStage *stage,
            const char        *only)
{
  GPtrArray *sites = g_ptr_array_new ();

  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);
      const char *site = cw_effect_get_site (item->effect);

      site = site != NULL ? site : "";
      if (is_shown (item, only) && !g_ptr_array_find_with_equal_func (sites, site, g_str_equal, NULL))
        g_ptr_array_add (sites, (gpointer) site);
    }
  return sites;
}

static GtkWidget *
make_group (CwEffectGroups    *self,
            CwDesk            *desk,
            const CwViewStage *stage,
            const char        *site)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *title = g_markup_escape_text (name_site (desk, *site != '\0' ? site : NULL), -1);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);
      const char *of = cw_effect_get_site (item->effect);
      GtkWidget *row;

      if (!g_str_equal (of != NULL ? of : "", site))
        continue;
      row = cw_effect_row_new (desk, cw_effect_get_id (item->effect));
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
      g_ptr_array_add (self->rows, row);
    }
  return group;
}

static void
rebuild (CwEffectGroups    *self,
         CwDesk            *desk,
         const CwViewStage *stage,
         const char        *only)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  g_autoptr (GPtrArray) sites = list_sites (stage, only);

  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < sites->len; i++)
    {
      const char *site = g_ptr_array_index (sites, i);

      gtk_box_append (GTK_BOX (box), make_group (self, desk, stage, site));
    }
  adw_bin_set_child (ADW_BIN (self), box);
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
  g_autofree char *text = describe (stage, site);

  g_return_if_fail (CW_IS_EFFECT_GROUPS (self));

  gtk_widget_set_visible (GTK_WIDGET (self), *text != '\0');
  if (g_strcmp0 (text, self->shown) != 0)
    {
      g_free (self->shown);
      self->shown = g_steal_pointer (&text);
      rebuild (self, desk, stage, site);
      return;
    }
  for (guint i = 0; i < self->rows->len; i++)
    cw_effect_row_update (g_ptr_array_index (self->rows, i));
}
