/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-component-columns"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-component-columns.h"

/* The columns of the table of components: what one site says, a column a field; or of several, a column a site. */

typedef enum {
  COLUMN_NAME,
  COLUMN_FIELD,
  COLUMN_SITE,
} ColumnKind;

/* What a column shows; its factory and its sorter own one each. */
typedef struct {
  ColumnKind kind;
  CwInventoryField field;
  guint site;
  guint *sites;
  guint n_sites;
} Column;

static Column *
column_copy (const Column *self)
{
  Column *copy = g_memdup2 (self, sizeof *self);

  copy->sites = g_memdup2 (self->sites, self->n_sites * sizeof *self->sites);
  return copy;
}

static void
column_free (gpointer data)
{
  Column *self = data;

  g_free (self->sites);
  g_free (self);
}

static void
column_closed (gpointer  data,
               GClosure *closure)
{
  column_free (data);
}

static char *
get_text (const Column    *self,
          CwComponentItem *item)
{
  if (self->kind == COLUMN_NAME)
    return g_strdup (cw_component_item_get_row (item)->name);
  if (self->kind == COLUMN_FIELD)
    return cw_component_item_get_text (item, self->field);
  return cw_component_item_compare (item, self->site, self->sites, self->n_sites);
}

static GtkWidget *
make_label (PangoEllipsizeMode mode)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), mode);
  return label;
}

static void
on_setup (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  user_data)
{
  const Column *column = user_data;
  GtkWidget *label = make_label (PANGO_ELLIPSIZE_END), *box, *place;

  if (column->kind != COLUMN_NAME)
    {
      gtk_list_item_set_child (item, label);
      return;
    }
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  place = make_label (PANGO_ELLIPSIZE_START);
  gtk_widget_add_css_class (place, "caption");
  gtk_widget_add_css_class (place, "dim-label");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), place);
  gtk_list_item_set_child (item, box);
}

/* The whole row is called as its component is, for whoever hears it. */
static void
name_row (GtkWidget  *child,
          const char *name)
{
  GtkWidget *cell = gtk_widget_get_parent (child), *row = cell != NULL ? gtk_widget_get_parent (cell) : NULL;

  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* Blocks that aren't everywhere mostly stand in the same few lists: the last part of the place comes first, a list's item
 * by its name, so that rows can be told apart. */
static char *
dup_title (const CwInventoryItem *item)
{
  gsize length = strlen (item->place);
  const char *bracket = length > 0 && item->place[length - 1] == ']' ? strrchr (item->place, '[') : NULL;
  const char *start = bracket != NULL ? bracket : strrchr (item->place, '.');
  const char *equals = bracket != NULL ? strchr (bracket, '=') : NULL, *last = equals != NULL ? equals + 1 : start + 1;
  g_autofree char *name = NULL, *rest = NULL;

  if (!item->block || start == NULL)
    return g_strdup (item->name);
  rest = g_strndup (item->place, (gsize) (start - item->place));
  name = g_strndup (last, length - (gsize) (last - item->place) - (bracket != NULL ? 1 : 0));
  return g_strdup_printf ("%s, %s", name, rest);
}

/* Several files may have a component of one name, so its file stands below. */
static void
bind_name (const Column    *column,
           GtkWidget       *box,
           CwComponentItem *item)
{
  GtkWidget *label = gtk_widget_get_first_child (box), *place = gtk_widget_get_next_sibling (label);
  const CwInventoryItem *at = cw_component_item_get_any (item, column->sites, column->n_sites);
  g_autofree char *title = dup_title (at), *name = g_strdup_printf ("%s, %s", title, at->path);
  g_autofree char *whole = at->block ? g_strdup_printf ("%s\n%s, %s", at->name, at->repository, at->path)
                                     : g_strdup_printf ("%s, %s", at->repository, at->path);

  gtk_label_set_text (GTK_LABEL (label), title);
  gtk_label_set_text (GTK_LABEL (place), at->path);
  gtk_widget_set_tooltip_text (box, whole);
  name_row (box, name);
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item,
         gpointer                  user_data)
{
  const Column *column = user_data;
  CwComponentItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *child = gtk_list_item_get_child (list_item);
  g_autofree char *text = get_text (column, item);
  const char *slash = strrchr (text, '/');

  if (column->kind == COLUMN_NAME)
    {
      bind_name (column, child, item);
      return;
    }
  gtk_label_set_text (GTK_LABEL (child),
                      column->kind == COLUMN_FIELD && column->field == CW_INVENTORY_IMAGE && slash != NULL ? slash + 1
                                                                                                           : text);
  gtk_widget_set_tooltip_text (child, text);
  if (column->kind == COLUMN_SITE && cw_component_item_get_at (item, column->site) == NULL)
    gtk_widget_add_css_class (child, "dim-label");
  else
    gtk_widget_remove_css_class (child, "dim-label");
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      user_data)
{
  g_autofree char *left = get_text (user_data, (CwComponentItem *) a);
  g_autofree char *right = get_text (user_data, (CwComponentItem *) b);
  int order = g_utf8_collate (left, right);

  return order < 0 ? GTK_ORDERING_SMALLER : order > 0 ? GTK_ORDERING_LARGER : GTK_ORDERING_EQUAL;
}

static void
add_column (GtkColumnView *view,
            const char    *title,
            const Column  *column,
            int            width)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *made = gtk_column_view_column_new (title, factory);
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare, column_copy (column), column_free));

  g_signal_connect_data (factory, "setup", G_CALLBACK (on_setup), column_copy (column), column_closed, 0);
  g_signal_connect_data (factory, "bind", G_CALLBACK (on_bind), column_copy (column), column_closed, 0);
  gtk_column_view_column_set_sorter (made, sorter);
  gtk_column_view_column_set_resizable (made, TRUE);
  if (width > 0)
    gtk_column_view_column_set_fixed_width (made, width);
  else
    gtk_column_view_column_set_expand (made, TRUE);
  gtk_column_view_append_column (view, made);
  g_object_unref (made);
}

static void
remove_columns (GtkColumnView *view)
{
  GListModel *columns = gtk_column_view_get_columns (view);

  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (view, column);
    }
}

/**
 * cw_component_columns_set:
 * @view: the table's view
 * @table: what is shown
 * @titles: (array length=n_sites): what the sites are called
 * @sites: (array length=n_sites): which of the table's sites are shown; of one alone, each field has a column
 * @n_sites: how many
 *
 * Gives a view the columns that it needs.
 */
void
cw_component_columns_set (GtkColumnView     *view,
                          CwComponentTable  *table,
                          const char *const *titles,
                          const guint       *sites,
                          guint              n_sites)
{
  static const struct
  {
    CwInventoryField field;
    int width;
  } fields[] = {
    { CW_INVENTORY_TAG, 120 },
    { CW_INVENTORY_PIN, 56 },
    { CW_INVENTORY_ENABLED, 84 },
    { CW_INVENTORY_COMMAND, 160 },
    { CW_INVENTORY_RESOURCES, 180 },
    { CW_INVENTORY_IMAGE, 0 },
  };
  Column column = { COLUMN_NAME, 0, 0, (guint *) sites, n_sites };

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view) && table != NULL && n_sites > 0);

  remove_columns (view);
  add_column (view, _ ("Component"), &column, 210);
  for (guint i = 0; n_sites == 1 && i < G_N_ELEMENTS (fields); i++)
    {
      column.kind = COLUMN_FIELD;
      column.field = fields[i].field;
      add_column (view, cw_component_field_to_title (column.field), &column, fields[i].width);
    }
  for (guint i = 0; n_sites > 1 && i < n_sites; i++)
    {
      column.kind = COLUMN_SITE;
      column.site = sites[i];
      add_column (view, titles[i], &column, i + 1 < n_sites ? 260 : 0);
    }
}
