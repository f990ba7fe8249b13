/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-change-item"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-change-item.h"
#include "cw-change-row.h"

static const struct
{
  const char *icon;
  const char *style; /* (nullable) */
  const char *word;
} looks[] = {
  [CW_CHANGE_ROW_QUESTION] = { "dialog-question-symbolic", "warning", N_ ("Question") },
  [CW_CHANGE_ROW_WARNING] = { "dialog-warning-symbolic", "warning", N_ ("Warning") },
  [CW_CHANGE_ROW_WAVED] = { "emblem-ok-symbolic", "dim-label", N_ ("Waved through") },
  [CW_CHANGE_ROW_FILE] = { "text-x-generic-symbolic", NULL, N_ ("File") },
  [CW_CHANGE_ROW_GROUP] = { "view-list-symbolic", NULL, N_ ("Equal edits") },
  [CW_CHANGE_ROW_LEFT_OUT] = { "edit-clear-symbolic", "warning", N_ ("Left out") },
};

static GtkWidget *
make_line (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (style != NULL)
    {
      gtk_widget_add_css_class (label, style);
      gtk_widget_add_css_class (label, "dim-label");
    }
  return label;
}

static void
setup (GtkSignalListItemFactory *factory,
       GtkListItem              *item)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_set_margin_top (row, 6);
  gtk_widget_set_margin_bottom (row, 6);
  gtk_box_append (GTK_BOX (lines), make_line (NULL));
  gtk_box_append (GTK_BOX (lines), make_line ("caption"));
  gtk_box_append (GTK_BOX (row), gtk_image_new ());
  gtk_box_append (GTK_BOX (row), lines);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), row);
  gtk_list_item_set_child (item, expander);
}

static void
bind_icon (GtkWidget      *image,
           CwChangeRowKind kind)
{
  const char *classes[] = { looks[kind].style, NULL };

  gtk_image_set_from_icon_name (GTK_IMAGE (image), looks[kind].icon);
  gtk_widget_set_css_classes (image, classes);
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (looks[kind].word), -1);
}

/* Of a path both ends tell files apart, of everything else the start. Questions and warnings are read whole. */
static void
bind_line (GtkWidget      *label,
           const char     *text,
           CwChangeRowKind kind,
           gboolean        path)
{
  gboolean whole = kind == CW_CHANGE_ROW_QUESTION || kind == CW_CHANGE_ROW_WARNING || kind == CW_CHANGE_ROW_WAVED;

  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_label_set_wrap (GTK_LABEL (label), whole);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_ellipsize (GTK_LABEL (label), whole  ? PANGO_ELLIPSIZE_NONE
                                              : path ? PANGO_ELLIPSIZE_MIDDLE
                                                     : PANGO_ELLIPSIZE_END);
  gtk_widget_set_visible (label, *text != '\0');
}

static void
bind (GtkSignalListItemFactory *factory,
      GtkListItem              *item)
{
  GtkTreeListRow *tree_row = gtk_list_item_get_item (item);
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (item));
  g_autoptr (CwChangeRow) row = gtk_tree_list_row_get_item (tree_row);
  CwChangeRowKind kind = cw_change_row_get_kind (row);
  GtkWidget *icon = gtk_widget_get_first_child (gtk_tree_expander_get_child (expander));
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_next_sibling (icon));
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (expander));
  g_autofree char *name = g_strdup_printf ("%s: %s, %s", _ (looks[kind].word), cw_change_row_get_title (row),
                                           cw_change_row_get_subtitle (row));
  g_autofree char *tip = g_strdup_printf ("%s\n%s", cw_change_row_get_title (row), cw_change_row_get_subtitle (row));

  gtk_tree_expander_set_list_row (expander, tree_row);
  bind_icon (icon, kind);
  bind_line (title, cw_change_row_get_title (row), kind, kind == CW_CHANGE_ROW_FILE);
  bind_line (gtk_widget_get_next_sibling (title), cw_change_row_get_subtitle (row), kind, FALSE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (expander), tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * cw_change_item_make_factory:
 *
 * Returns: (transfer full): what makes the rows of the list of changes, of a GtkTreeListRow of a #CwChangeRow each
 */
GtkListItemFactory *
cw_change_item_make_factory (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind), NULL);
  return factory;
}
