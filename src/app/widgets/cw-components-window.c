/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-components-window"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-child-window.h"
#include "cw-component-columns.h"
#include "cw-component-item.h"
#include "cw-components-window-private.h"
#include "cw-desk-components.h"
#include "cw-error.h"
#include "cw-show.h"
#include "cw-window-size.h"
#include "cw-wrap-box.h"

G_DEFINE_FINAL_TYPE (CwComponentsWindow, cw_components_window, ADW_TYPE_WINDOW)

const char *
cw_components_window_get_site_name (CwComponentsWindow *self,
                                    const char         *id)
{
  const CwSite *site = cw_procedure_get_site (cw_desk_get_procedure (self->desk), id);

  return site != NULL ? site->name : id;
}

/* Which of the table's sites are shown: the first alone, with one other, or all. */
guint
cw_components_window_list_shown (CwComponentsWindow *self,
                                 guint              *sites)
{
  guint choice = gtk_drop_down_get_selected (self->others);
  guint n_all = MIN (g_strv_length (self->table->sites), CW_COMPONENTS_MAX_SITES);

  sites[0] = 0;
  if (choice == 0 || choice == GTK_INVALID_LIST_POSITION)
    return 1;
  if (choice < n_all)
    {
      sites[1] = choice;
      return 2;
    }
  for (guint i = 1; i < n_all; i++)
    sites[i] = i;
  return n_all;
}

static gboolean
is_shown (gpointer item,
          gpointer user_data)
{
  CwComponentsWindow *self = user_data;
  guint sites[CW_COMPONENTS_MAX_SITES];
  guint n_sites;
  gboolean there = FALSE;

  if (self->table == NULL)
    return FALSE;
  n_sites = cw_components_window_list_shown (self, sites);
  for (guint i = 0; i < n_sites; i++)
    there |= cw_component_item_get_at (item, sites[i]) != NULL;
  /* A block is a row only where a site that is shown lacks it. */
  if (cw_component_item_is_block (item) && (n_sites == 1 || !cw_component_item_differs (item, sites, n_sites)))
    return FALSE;
  if (n_sites > 1 && cw_component_item_is_part (item))
    return FALSE;
  if (!there || (n_sites > 1 && !gtk_check_button_get_active (self->equal)
                 && !cw_component_item_differs (item, sites, n_sites)))
    return FALSE;
  return *self->words == '\0' || cw_component_item_matches (item, self->words);
}

static guint
count_blocks (CwComponentsWindow *self)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->shown)); i++)
    {
      g_autoptr (CwComponentItem) item = g_list_model_get_item (G_LIST_MODEL (self->shown), i);

      n += cw_component_item_is_block (item);
    }
  return n;
}

/* What differs of the sites that are shown; @n_shown counts blocks, too. */
static char *
tell_differences (CwComponentsWindow *self,
                  guint               n_shown)
{
  guint n_blocks = count_blocks (self), n = n_shown - n_blocks;
  gboolean all = gtk_check_button_get_active (self->equal);
  g_autofree char *components = NULL, *blocks = NULL;

  components = g_strdup_printf (all ? ngettext ("%u component.", "%u components.", n)
                                    : ngettext ("%u component differs.", "%u components differ.", n), n);
  if (n_blocks == 0)
    return g_steal_pointer (&components);
  blocks = g_strdup_printf (ngettext ("%u other block isn’t everywhere.", "%u other blocks aren’t everywhere.", n_blocks),
                            n_blocks);
  return g_strconcat (components, " ", blocks, NULL);
}

static void
show_count (CwComponentsWindow *self)
{
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  guint n_chosen = (guint) gtk_bitset_get_size (self->chosen);
  guint n_sites = gtk_drop_down_get_selected (self->others);
  g_autofree char *text = NULL;

  if (self->table == NULL)
    return;
  if (n_chosen > 0 && n_sites > 0 && self->n_sources == 0)
    text = g_strdup_printf (ngettext ("%u component is chosen. No other site that is shown has it: there is nothing to "
                                      "take over.", "%u components are chosen. No other site that is shown has one of "
                                      "them: there is nothing to take over.", n_chosen), n_chosen);
  else if (n_chosen > 0)
    text = g_strdup_printf (ngettext ("%u component is chosen.", "%u components are chosen.", n_chosen), n_chosen);
  else if (n_sites == 0)
    text = g_strdup_printf (ngettext ("%u component. Choose it to change it.",
                                      "%u components. Choose one or several to change them.", n_shown), n_shown);
  else
    text = tell_differences (self, n_shown);
  gtk_label_set_text (self->count, text);
}

/* Whether what is searched for is there, and folded away since it is the same. */
static gboolean
is_found_equal (CwComponentsWindow *self)
{
  if (gtk_drop_down_get_selected (self->others) == 0)
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->components)); i++)
    {
      g_autoptr (CwComponentItem) item = g_list_model_get_item (G_LIST_MODEL (self->components), i);

      if (!cw_component_item_is_block (item) && cw_component_item_matches (item, self->words))
        return TRUE;
    }
  return FALSE;
}

static void
show_state (CwComponentsWindow *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->shown)) > 0;
  gboolean compared = gtk_drop_down_get_selected (self->others) > 0, searched = *self->words != '\0';

  if (self->table == NULL)
    return;
  adw_status_page_set_title (self->empty, searched && is_found_equal (self) ? _ ("Found, and the Same")
                                          : searched                        ? _ ("No Such Component")
                                          : compared                        ? _ ("Everything Is the Same")
                                                                            : _ ("No Components"));
  adw_status_page_set_description (self->empty, searched || compared
                                                  ? NULL : _ ("No component stands in the site’s files."));
  gtk_stack_set_visible_child_name (self->stack, any ? "table" : "empty");
  show_count (self);
}

static void
selection_changed (CwComponentsWindow *self)
{
  g_clear_pointer (&self->chosen, gtk_bitset_unref);
  self->chosen = gtk_selection_model_get_selection (self->selection);
  cw_components_window_update_deeds (self);
  show_count (self);
}

static void
filter_changed (CwComponentsWindow *self)
{
  g_free (self->words);
  self->words = g_utf8_casefold (gtk_editable_get_text (self->search), -1);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  /* What was tried and failed was about what was looked at before. */
  cw_components_window_show_error (self, NULL);
  show_state (self);
}

static void
on_stop_search (CwComponentsWindow *self)
{
  if (*gtk_editable_get_text (self->search) != '\0')
    gtk_editable_set_text (self->search, "");
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
show_columns (CwComponentsWindow *self)
{
  guint sites[CW_COMPONENTS_MAX_SITES], n_sites;
  const char *titles[CW_COMPONENTS_MAX_SITES];

  if (self->table == NULL)
    return;
  n_sites = cw_components_window_list_shown (self, sites);
  for (guint i = 0; i < n_sites; i++)
    titles[i] = cw_components_window_get_site_name (self, self->table->sites[sites[i]]);
  cw_component_columns_set (self->view, self->table, titles, sites, n_sites);
}

static void
other_chosen (CwComponentsWindow *self)
{
  gboolean compared = gtk_drop_down_get_selected (self->others) > 0;

  gtk_widget_set_visible (GTK_WIDGET (self->equal), compared);
  show_columns (self);
  filter_changed (self);
  selection_changed (self);
}

static void
fill_others (CwComponentsWindow *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint n_sites = g_strv_length (self->table->sites);

  gtk_string_list_append (names, _ ("This site alone"));
  for (guint i = 1; i < n_sites; i++)
    {
      g_autofree char *name = g_strdup_printf (_ ("Beside %s"), cw_components_window_get_site_name (self, self->table->sites[i]));

      gtk_string_list_append (names, name);
    }
  if (n_sites > 2)
    gtk_string_list_append (names, _ ("Beside all sites"));
  gtk_drop_down_set_model (self->others, G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (self->others), TRUE);
}

/* What stands there now; takes over the reference. */
void
cw_components_window_take_table (CwComponentsWindow *self,
                                 CwComponentTable   *table)
{
  gboolean first = self->table == NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  g_clear_pointer (&self->table, cw_component_table_unref);
  self->table = table;
  for (guint i = 0; i < table->rows->len; i++)
    g_ptr_array_add (items, cw_component_item_new (table, g_ptr_array_index (table->rows, i)));
  if (first)
    {
      fill_others (self);
      g_signal_connect_object (self->others, "notify::selected", G_CALLBACK (other_chosen), self, G_CONNECT_SWAPPED);
    }
  show_columns (self);
  g_list_store_splice (self->components, 0, g_list_model_get_n_items (G_LIST_MODEL (self->components)), items->pdata,
                       items->len);
  show_state (self);
  selection_changed (self);
}

void
cw_components_window_set_busy (CwComponentsWindow *self,
                               gboolean            busy)
{
  self->busy = busy;
  selection_changed (self);
}

/* Where something could not be done: in words, under the table, until the next try. */
void
cw_components_window_show_error (CwComponentsWindow *self,
                                 const GError       *error)
{
  gtk_label_set_text (self->error, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), error != NULL);
}

/* What there is to say and is no error, in the place of the count until something is chosen. */
void
cw_components_window_say (CwComponentsWindow *self,
                          const char         *text)
{
  gtk_label_set_text (self->count, text);
}

static void
table_was_read (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (CwComponentsWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  CwComponentTable *table = cw_desk_components_finish (CW_DESK (source), result, &error);

  gtk_spinner_stop (self->spinner);
  if (table != NULL)
    cw_components_window_take_table (self, table);
  else if (!cw_error_is_cancelled (error))
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->failure, escaped);
      gtk_stack_set_visible_child_name (self->stack, "failure");
    }
}

static void
read_table (CwComponentsWindow *self)
{
  gtk_stack_set_visible_child_name (self->stack, "loading");
  gtk_spinner_start (self->spinner);
  cw_desk_read_components (self->desk, self->site, self->cancellable, table_was_read, g_object_ref (self));
}

static void
on_activate (CwComponentsWindow *self,
             guint               position)
{
  gtk_selection_model_select_item (self->selection, position, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self), "components.change", NULL);
}

/* Tab would stop at each row; the arrows go from one to the next. */
static void
leave_table (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  CwComponentsWindow *self = CW_COMPONENTS_WINDOW (widget);

  if (!gtk_widget_child_focus (self->deeds, GTK_DIR_TAB_FORWARD))
    gtk_widget_grab_focus (self->fixes);
}

static void
leave_table_back (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (CW_COMPONENTS_WINDOW (widget)->others));
}

static void
cw_components_window_dispose (GObject *object)
{
  CwComponentsWindow *self = CW_COMPONENTS_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  g_clear_object (&self->filter);
  g_clear_object (&self->selection);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (cw_components_window_parent_class)->dispose (object);
}

static void
cw_components_window_finalize (GObject *object)
{
  CwComponentsWindow *self = CW_COMPONENTS_WINDOW (object);

  g_clear_pointer (&self->table, cw_component_table_unref);
  g_clear_pointer (&self->chosen, gtk_bitset_unref);
  g_object_unref (self->cancellable);
  g_free (self->site);
  g_free (self->words);
  G_OBJECT_CLASS (cw_components_window_parent_class)->finalize (object);
}

static void
cw_components_window_class_init (CwComponentsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_components_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_components_window_finalize;
  g_type_ensure (CW_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-components-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CwComponentsWindow, title);
  gtk_widget_class_bind_template_child (widget_class, CwComponentsWindow, search);
  gtk_widget_class_bind_template_child (widget_class, CwComponentsWindow, others);
  gtk_widget_class_bind_template_child (widget_class, CwComponentsWindow, equal);
  gtk_widget_class_bind_template_child (widget_class, CwComponentsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CwComponentsWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwComponentsWindow, view);
  gtk_widget_class_bind_template_child (widget_class, CwComponentsWindow, empty);
  gtk_widget_class_bind_template_child (widget_class, CwComponentsWindow, failure);
  gtk_widget_class_bind_template_child (widget_class, CwComponentsWindow, error);
  gtk_widget_class_bind_template_child (widget_class, CwComponentsWindow, count);
  gtk_widget_class_bind_template_child (widget_class, CwComponentsWindow, deeds);
  gtk_widget_class_bind_template_child (widget_class, CwComponentsWindow, take);
  gtk_widget_class_bind_template_child (widget_class, CwComponentsWindow, take_from);
  gtk_widget_class_bind_template_child (widget_class, CwComponentsWindow, fixes);
  gtk_widget_class_bind_template_child (widget_class, CwComponentsWindow, add);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, read_table);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_install_action (widget_class, "components.leave-table", NULL, leave_table);
  gtk_widget_class_install_action (widget_class, "components.leave-table-back", NULL, leave_table_back);
  cw_components_window_install_deeds (widget_class);
  cw_components_window_install_adding (widget_class);
}

static void
cw_components_window_init (CwComponentsWindow *self)
{
  self->cancellable = g_cancellable_new ();
  self->words = g_strdup ("");
  self->chosen = gtk_bitset_new_empty ();
  gtk_widget_init_template (GTK_WIDGET (self));
  cw_window_size_keep (GTK_WINDOW (self), "components");
  cw_show_let_shrink (self->fixes);
  cw_show_shorten_choice (self->others);
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search), GTK_WIDGET (self->view));
  self->components = g_list_store_new (CW_TYPE_COMPONENT_ITEM);
  self->filter = gtk_custom_filter_new (is_shown, self, NULL);
  self->shown = gtk_filter_list_model_new (G_LIST_MODEL (self->components), GTK_FILTER (g_object_ref (self->filter)));
  self->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (
    G_LIST_MODEL (gtk_sort_list_model_new (G_LIST_MODEL (self->shown),
                                           g_object_ref (gtk_column_view_get_sorter (self->view))))));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_column_view_set_model (self->view, self->selection);
  /* The rows' own list inside the view has no name of its own. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_last_child (GTK_WIDGET (self->view))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Components"), -1);
}

/**
 * cw_components_window_new:
 * @desk: where changes join the change set
 * @site: id of a site that is prepared
 *
 * Returns: (transfer floating): a window with the components of @site
 */
GtkWidget *
cw_components_window_new (CwDesk     *desk,
                          const char *site)
{
  CwComponentsWindow *self;

  g_return_val_if_fail (CW_IS_DESK (desk) && site != NULL, NULL);

  self = g_object_new (CW_TYPE_COMPONENTS_WINDOW, NULL);
  self->desk = g_object_ref (desk);
  self->site = g_strdup (site);
  adw_window_title_set_subtitle (self->title, cw_components_window_get_site_name (self, site));
  selection_changed (self);
  read_table (self);
  return GTK_WIDGET (self);
}

/**
 * cw_components_window_present:
 * @desk: a desk
 * @site: id of a site
 * @parent: the window that asked
 *
 * Opens the table of a site's components.
 */
void
cw_components_window_present (CwDesk     *desk,
                              const char *site,
                              GtkWindow  *parent)
{
  GtkWidget *window = cw_components_window_new (desk, site);

  cw_child_window_present (GTK_WINDOW (window), parent);
}
