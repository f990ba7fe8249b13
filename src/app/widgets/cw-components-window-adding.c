/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-components-window"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-component-item.h"
#include "cw-components-window-private.h"
#include "cw-desk-components.h"
#include "cw-dialogs.h"

/* Adding a component: what runs at another site and not here, mostly; else a copy of one, or what a chart has. */

/* (element-type CwInventoryItem): what @other has, and this site hasn't. */
static GPtrArray *
list_missing (CwComponentsWindow *self,
              guint               other)
{
  GPtrArray *missing = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_inventory_item_free);

  for (guint i = 0; self->table != NULL && i < self->table->rows->len; i++)
    {
      const CwInventoryItem *item = cw_inventory_row_find_missing (g_ptr_array_index (self->table->rows, i), 0, other);

      if (item != NULL)
        g_ptr_array_add (missing, cw_inventory_item_copy (item));
    }
  return missing;
}

static void
take_missing (GPtrArray *chosen,
              gpointer   data)
{
  CwComponentsDeed *asked = data, *deed = cw_components_deed_new (asked->window);

  for (guint i = 0; i < chosen->len; i++)
    g_ptr_array_add (deed->items, cw_inventory_item_copy (
                                    g_ptr_array_index (asked->items, GPOINTER_TO_UINT (chosen->pdata[i]))));
  deed->source = g_strdup (asked->source);
  cw_components_deed_list_offers (deed, asked->source);
}

/* Leaves only what this site's files have a place for, which is what a person can choose. */
static guint
leave_out_troubled (CwComponentsDeed *deed,
                    GPtrArray        *offers)
{
  guint n_troubled = 0;

  g_ptr_array_unref (deed->items);
  deed->items = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_inventory_item_free);
  for (guint i = 0; i < offers->len; i++)
    {
      const CwComponentOffer *offer = g_ptr_array_index (offers, i);

      if (offer->trouble == NULL)
        g_ptr_array_add (deed->items, cw_inventory_item_copy (offer->theirs));
      else
        n_troubled++;
    }
  return n_troubled;
}

/* (nullable): of those that can't be chosen. */
static char *
tell_troubled (guint n_troubled)
{
  if (n_troubled == 0)
    return NULL;
  return g_strdup_printf (ngettext ("%u more runs there that this site’s files have no place for.",
                                    "%u more run there that this site’s files have no place for.", n_troubled),
                          n_troubled);
}

static void
ask_which (CwComponentsDeed *deed,
           const char       *troubled)
{
  g_autoptr (GPtrArray) choices = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_dialog_choice_free);
  g_autofree char *heading = g_strdup_printf (_ ("Add From %s"),
                                              cw_components_window_get_site_name (deed->window, deed->source));
  g_autofree char *body = g_strjoin ("\n", _ ("These run there, and not here. What each of them changes is shown next."),
                                     troubled, NULL);

  for (guint i = 0; i < deed->items->len; i++)
    {
      const CwInventoryItem *item = g_ptr_array_index (deed->items, i);
      CwDialogChoice *choice = g_new0 (CwDialogChoice, 1);

      choice->title = g_strdup (item->name);
      choice->subtitle = g_strdup_printf ("%s · %s", item->repository, item->path);
      g_ptr_array_add (choices, choice);
    }
  cw_dialogs_choose (GTK_WIDGET (deed->window), heading, body, _ ("C_ontinue"), choices, take_missing, deed,
                     cw_components_deed_free);
}

static void
missing_were_tried (GObject      *source,
                    GAsyncResult *result,
                    gpointer      data)
{
  CwComponentsDeed *deed = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) offers = cw_desk_offers_finish (CW_DESK (source), result, NULL, &error);
  guint n_troubled = offers != NULL ? leave_out_troubled (deed, offers) : 0;
  g_autofree char *troubled = tell_troubled (n_troubled);

  cw_components_window_set_busy (deed->window, FALSE);
  if (offers != NULL && deed->items->len > 0)
    {
      ask_which (deed, troubled);
      return;
    }
  if (offers == NULL)
    cw_components_window_show_error (deed->window, error);
  else if (troubled != NULL)
    cw_components_window_say (deed->window, troubled);
  cw_components_deed_free (deed);
}

/* First which; then what each of them changes. */
static void
add_from (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  CwComponentsWindow *self = CW_COMPONENTS_WINDOW (widget);
  const char *source = g_variant_get_string (parameter, NULL);
  guint other = cw_component_table_find_site (self->table, source);
  CwComponentsDeed *deed;

  g_return_if_fail (other != G_MAXUINT);

  deed = cw_components_deed_new (self);
  g_ptr_array_unref (deed->items);
  deed->items = list_missing (self, other);
  deed->source = g_strdup (source);
  cw_components_deed_begin (self);
  cw_desk_list_offers (self->desk, self->site, source, deed->items, missing_were_tried, deed);
}

static void
take_chart (const char *const *texts,
            gpointer           data)
{
  CwComponentsDeed *asked = data, *deed = cw_components_deed_new (asked->window);

  deed->name = g_strdup (texts[0]);
  cw_components_deed_begin (deed->window);
  cw_desk_plan_from_chart (deed->window->desk, deed->window->site, texts[1], deed->name,
                           *texts[2] != '\0' ? texts[2] : NULL, cw_components_deed_take_copy, deed);
}

static char *
find_application (const CwInventoryItem *item)
{
  g_autofree char *folder = g_path_get_dirname (item->path);

  return g_path_get_basename (folder);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* The applications whose files have blocks of components at this site: a new one can stand beside them. */
static GStrv
list_applications (CwComponentsWindow *self)
{
  GPtrArray *items = g_ptr_array_index (self->table->inventories, 0), *names = g_ptr_array_new ();

  for (guint i = 0; i < items->len; i++)
    {
      const CwInventoryItem *item = g_ptr_array_index (items, i);
      g_autofree char *application = find_application (item);

      if (g_str_equal (item->place, item->name)
          && !g_ptr_array_find_with_equal_func (names, application, g_str_equal, NULL))
        g_ptr_array_add (names, g_steal_pointer (&application));
    }
  g_ptr_array_sort (names, compare_texts);
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (names, FALSE);
}

/* From a chart; the application of what is chosen is proposed. */
static void
add (GtkWidget  *widget,
     const char *action,
     GVariant   *parameter)
{
  CwComponentsDeed *deed = cw_components_deed_new_chosen (CW_COMPONENTS_WINDOW (widget), 0);
  g_autofree char *application = deed->items->len > 0 ? find_application (g_ptr_array_index (deed->items, 0)) : NULL;
  g_auto (GStrv) applications = list_applications (deed->window);
  const CwDialogField asked[] = {
    { _ ("Name of the new component"), NULL, .pattern = "^[A-Za-z0-9_-]+$",
      .complaint = _ ("Letters, digits and dashes only") },
    { _ ("Application"), application, .beside = TRUE, .choices = (const char *const *) applications },
    { _ ("Producer, as ATDome:0"), NULL, .beside = TRUE },
    { NULL },
  };

  cw_dialogs_ask (widget, _ ("Add a Component"),
                  _ ("What the application’s chart says of it is added to this site’s file, with the chart’s dependency "
                     "and what lists the components beside it."), _ ("C_ontinue"), FALSE, asked, take_chart, deed,
                  cw_components_deed_free);
}

static void
append_site (CwComponentsWindow *self,
             GMenu              *menu,
             guint               other)
{
  const char *id = self->table->sites[other];
  g_autoptr (GPtrArray) missing = list_missing (self, other);
  g_autofree char *label = g_strdup_printf (_ ("From %s…"), cw_components_window_get_site_name (self, id));
  g_autoptr (GMenuItem) entry = g_menu_item_new (label, NULL);

  if (missing->len == 0)
    return;
  g_menu_item_set_action_and_target (entry, "components.add-from", "s", id);
  g_menu_append_item (menu, entry);
}

/* What can be added now: the sites that have something which isn't here, first. */
void
cw_components_window_update_adding (CwComponentsWindow *self)
{
  g_autoptr (GMenu) menu = g_menu_new (), sites = g_menu_new (), others = g_menu_new ();
  g_auto (GStrv) applications = self->table != NULL ? list_applications (self) : NULL;
  guint n_sites = self->table != NULL ? MIN (g_strv_length (self->table->sites), CW_COMPONENTS_MAX_SITES) : 0;

  for (guint i = 1; i < n_sites; i++)
    append_site (self, sites, i);
  g_menu_append (others, _ ("Copy of the Chosen One…"), "components.copy");
  g_menu_append (others, _ ("From an Application’s Chart…"), "components.add");
  if (g_menu_model_get_n_items (G_MENU_MODEL (sites)) > 0)
    g_menu_append_section (menu, _ ("Runs There, and Not Here"), G_MENU_MODEL (sites));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (others));
  gtk_menu_button_set_menu_model (self->add, G_MENU_MODEL (menu));
  gtk_widget_set_sensitive (GTK_WIDGET (self->add), self->table != NULL && !self->busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "components.add",
                                 applications != NULL && applications[0] != NULL && !self->busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "components.add-from", self->table != NULL && !self->busy);
}

void
cw_components_window_install_adding (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "components.add", NULL, add);
  gtk_widget_class_install_action (widget_class, "components.add-from", "s", add_from);
}
