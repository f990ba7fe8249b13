/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-components-window"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-component-item.h"
#include "cw-components-window-private.h"
#include "cw-desk-components.h"
#include "cw-dialogs.h"
#include "cw-error.h"
#include "cw-fix-answer.h"
#include "cw-fix-question.h"

/* What can be done with chosen components: changed, copied, taken over from another site. */

/* What can be changed in the table. */
static const CwInventoryField fields[] = {
  CW_INVENTORY_IMAGE, CW_INVENTORY_TAG, CW_INVENTORY_PIN, CW_INVENTORY_ENABLED, CW_INVENTORY_COMMAND, CW_INVENTORY_RESOURCES,
};

/* Of nothing yet. */
CwComponentsDeed *
cw_components_deed_new (CwComponentsWindow *window)
{
  CwComponentsDeed *deed = g_new0 (CwComponentsDeed, 1);

  deed->window = g_object_ref (window);
  deed->items = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_inventory_item_free);
  return deed;
}

void
cw_components_deed_free (gpointer data)
{
  CwComponentsDeed *deed = data;

  g_object_unref (deed->window);
  g_ptr_array_unref (deed->items);
  g_strfreev (deed->before);
  g_free (deed->name);
  g_free (deed->source);
  g_clear_pointer (&deed->ways, g_ptr_array_unref);
  g_clear_pointer (&deed->fixes, g_ptr_array_unref);
  g_clear_pointer (&deed->offers, g_ptr_array_unref);
  g_clear_pointer (&deed->steps, g_ptr_array_unref);
  g_free (deed);
}

/* (nullable): what stands at a site of the table. A block is only taken over: from a site that has it, to this one, which
 * hasn't. */
static const CwInventoryItem *
find_at (CwComponentItem *item,
         guint            site)
{
  if (cw_component_item_is_block (item) && (site == 0 || cw_component_item_get_at (item, 0) != NULL))
    return NULL;
  return cw_component_item_get_at (item, site);
}

/* Those of the chosen ones that stand at a site of the table. */
CwComponentsDeed *
cw_components_deed_new_chosen (CwComponentsWindow *window,
                               guint               site)
{
  CwComponentsDeed *deed = cw_components_deed_new (window);

  for (guint i = 0; i < gtk_bitset_get_size (window->chosen); i++)
    {
      g_autoptr (CwComponentItem) item = g_list_model_get_item (G_LIST_MODEL (window->selection),
                                                                gtk_bitset_get_nth (window->chosen, i));
      const CwInventoryItem *at = find_at (item, site);

      if (at != NULL)
        g_ptr_array_add (deed->items, cw_inventory_item_copy (at));
    }
  return deed;
}

void
cw_components_deed_begin (CwComponentsWindow *window)
{
  cw_components_window_show_error (window, NULL);
  cw_components_window_set_busy (window, TRUE);
}

static void
deed_ended (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (CwComponentsWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  CwComponentTable *table = cw_desk_components_finish (CW_DESK (source), result, &error);

  cw_components_window_set_busy (self, FALSE);
  if (table != NULL)
    cw_components_window_take_table (self, table);
  else if (!cw_error_is_cancelled (error))
    cw_components_window_show_error (self, error);
}

/* The values that all of the components have; those that differ are left empty, and so stay as they are. */
static void
find_common_values (CwComponentsDeed *deed)
{
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const CwInventoryItem *first = g_ptr_array_index (deed->items, 0);
      const char *value = first->fields[fields[i]];

      for (guint j = 1; j < deed->items->len; j++)
        if (g_strcmp0 (((const CwInventoryItem *) g_ptr_array_index (deed->items, j))->fields[fields[i]], value) != 0)
          value = NULL;
      g_strv_builder_add (values, value != NULL ? value : "");
    }
  deed->before = g_strv_builder_end (values);
}

static void
take_values (const char *const *texts,
             gpointer           data)
{
  CwComponentsDeed *deed = data;
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_component_change_free);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    for (guint j = 0; j < deed->items->len && !g_str_equal (texts[i], deed->before[i]); j++)
      g_ptr_array_add (changes, cw_component_change_new (g_ptr_array_index (deed->items, j), fields[i],
                                                         *texts[i] != '\0' ? texts[i] : NULL));
  if (changes->len == 0)
    return;
  cw_components_deed_begin (deed->window);
  cw_desk_change_components (deed->window->desk, deed->window->site, changes, deed_ended, g_object_ref (deed->window));
}

static void
change (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  CwComponentsDeed *deed = cw_components_deed_new_chosen (CW_COMPONENTS_WINDOW (widget), 0);
  guint n_items = deed->items->len;
  CwDialogField asked[G_N_ELEMENTS (fields) + 1] = { { NULL } };
  g_autofree char *heading = NULL;
  const char *body = n_items == 1 ? _ ("An empty field takes out what the file says.")
                                  : _ ("A field that you leave as it is changes nothing; where the components differ it "
                                       "is empty.");

  if (n_items == 1)
    heading = g_strdup_printf (_ ("Change %s"), ((const CwInventoryItem *) g_ptr_array_index (deed->items, 0))->name);
  else
    heading = g_strdup_printf (ngettext ("Change %u Component", "Change %u Components", n_items), n_items);
  find_common_values (deed);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      asked[i].label = cw_component_field_to_title (fields[i]);
      asked[i].text = deed->before[i];
    }
  cw_dialogs_ask (widget, heading, body, _ ("C_hange"), FALSE, asked, take_values, deed, cw_components_deed_free);
}

static char *
describe_steps (GPtrArray *steps)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < steps->len; i++)
    {
      const CwComponentStep *step = g_ptr_array_index (steps, i);

      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", step->path);
      for (guint j = 0; j < step->notes->len; j++)
        g_string_append_printf (text, "\n    %s", (const char *) g_ptr_array_index (step->notes, j));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_copy (GPtrArray *chosen,
          gpointer   data)
{
  CwComponentsDeed *deed = data;

  cw_components_deed_begin (deed->window);
  cw_desk_add_copy (deed->window->desk, deed->window->site, deed->steps, deed_ended, g_object_ref (deed->window));
}

/* What a copy changes is seen before it is made. */
void
cw_components_deed_take_copy (GObject      *desk,
                              GAsyncResult *result,
                              gpointer      data)
{
  CwComponentsDeed *deed = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) choices = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_dialog_choice_free);
  CwDialogChoice *choice;

  deed->steps = cw_desk_offers_finish (CW_DESK (desk), result, NULL, &error);
  cw_components_window_set_busy (deed->window, FALSE);
  if (deed->steps == NULL)
    {
      cw_components_window_show_error (deed->window, error);
      cw_components_deed_free (deed);
      return;
    }
  choice = g_new0 (CwDialogChoice, 1);
  choice->title = g_strdup_printf (_ ("Add %s"), deed->name);
  choice->subtitle = describe_steps (deed->steps);
  choice->chosen = TRUE;
  g_ptr_array_add (choices, choice);
  cw_dialogs_choose (GTK_WIDGET (deed->window), _ ("Add a Component"),
                     _ ("It joins the change set, and is reviewed with it."), _ ("_Add"), choices, add_copy, deed,
                     cw_components_deed_free);
}

static void
take_name (const char *const *texts,
           gpointer           data)
{
  CwComponentsDeed *asked = data;
  CwComponentsDeed *deed = cw_components_deed_new (asked->window);

  g_ptr_array_unref (deed->items);
  deed->items = g_ptr_array_ref (asked->items);
  deed->name = g_strdup (texts[0]);
  cw_components_deed_begin (deed->window);
  cw_desk_plan_copy (deed->window->desk, deed->window->site, g_ptr_array_index (deed->items, 0), deed->name,
                     cw_components_deed_take_copy, deed);
}

static void
copy (GtkWidget  *widget,
      const char *action,
      GVariant   *parameter)
{
  CwComponentsDeed *deed = cw_components_deed_new_chosen (CW_COMPONENTS_WINDOW (widget), 0);
  const CwDialogField asked[] = { { _ ("Name of the new component"), NULL }, { NULL } };
  g_autofree char *heading = g_strdup_printf (_ ("Copy %s"),
                                              ((const CwInventoryItem *) g_ptr_array_index (deed->items, 0))->name);

  cw_dialogs_ask (widget, heading, _ ("What the files say of it is copied under another name, with what lists it "
                                      "elsewhere: a chart’s dependency, an application’s switch, a producer."),
                  _ ("C_ontinue"), FALSE, asked, take_name, deed, cw_components_deed_free);
}

static void
take_chosen (GPtrArray *chosen,
             gpointer   data)
{
  CwComponentsDeed *deed = data;
  g_autoptr (GPtrArray) offers = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_component_offer_free);

  for (guint i = 0; i < chosen->len; i++)
    {
      GPtrArray *way = g_ptr_array_index (deed->ways, GPOINTER_TO_UINT (g_ptr_array_index (chosen, i)));

      for (guint j = 0; j < way->len; j++)
        g_ptr_array_add (offers, cw_component_offer_copy (g_ptr_array_index (way, j)));
    }
  cw_components_deed_begin (deed->window);
  cw_desk_take_offers (deed->window->desk, deed->window->site, offers, deed_ended, g_object_ref (deed->window));
}

/* Tags and pins follow the cycle, which the plan sees to: they are offered, but not chosen. */
static CwDialogChoice *
make_choice (const CwComponentOffer *offer,
             guint                   n_offers)
{
  CwDialogChoice *choice = g_new0 (CwDialogChoice, 1);
  const char *name = cw_component_offer_get_name (offer), *place = cw_component_offer_get_place (offer);
  const char *before = cw_component_offer_get_before (offer), *after = cw_component_offer_get_after (offer);
  g_autofree char *many = NULL;

  if (place == NULL)
    {
      choice->title = g_strdup_printf (_ ("Add %s"), name);
      choice->subtitle = offer->trouble != NULL ? g_strdup (offer->trouble) : describe_steps (offer->steps);
      /* A second one is added only where a person says so. */
      choice->chosen = offer->trouble == NULL && !offer->second;
      return choice;
    }
  place = offer->fix != NULL ? place : cw_component_field_to_title (offer->field);
  many = g_strdup_printf (ngettext ("%u Place", "%u Places", n_offers), n_offers);
  choice->title = *place != '\0' ? g_strdup_printf ("%s: %s", n_offers > 1 ? many : name, place) : g_strdup (name);
  choice->subtitle = g_strdup_printf ("%s →%s%s", before != NULL ? before : "–",
                                      after != NULL && strchr (after, '\n') != NULL ? "\n" : " ",
                                      after != NULL ? after : "–");
  if (offer->fix != NULL && offer->fix->gone)
    {
      g_free (choice->subtitle);
      choice->subtitle = g_strdup (_ ("Taken out there: it goes here, too"));
      return choice;
    }
  choice->chosen = offer->fix != NULL ? offer->trouble == NULL
                                      : offer->field != CW_INVENTORY_TAG && offer->field != CW_INVENTORY_PIN;
  return choice;
}

/* The most places that a row names; the question about the fix names all. */
#define MAX_NAMED 5

/* With more places of the same fix, these below it, and what an anchor changes besides. */
static void
name_places (CwDialogChoice *choice,
             GPtrArray      *way)
{
  const CwComponentOffer *first = g_ptr_array_index (way, 0);
  g_autoptr (GString) text = g_string_new (choice->subtitle);
  guint n_named = MIN (way->len, MAX_NAMED);

  if (first->fix != NULL && first->trouble != NULL)
    g_string_append_printf (text, "\n%s", first->trouble);
  if (first->fix != NULL && first->fix->also != NULL)
    g_string_append_printf (text, _ ("\nThe same anchor changes %s, too"), first->fix->also);
  for (guint i = 0; way->len > 1 && i < n_named; i++)
    g_string_append_printf (text, "\n%s", cw_component_offer_get_path (g_ptr_array_index (way, i)));
  if (way->len > n_named)
    g_string_append_printf (text, ngettext ("\nand %u more", "\nand %u more", way->len - n_named), way->len - n_named);
  g_free (choice->subtitle);
  choice->subtitle = g_string_free (g_steal_pointer (&text), FALSE);
}

/* Where stands have something else each, a person chooses one, and no one is chosen at first. */
static void
add_question (CwComponentsDeed    *deed,
              const CwFixQuestion *question,
              GPtrArray           *choices)
{
  g_autoptr (GPtrArray) ways = cw_fix_question_list_ways (question);
  guint n_ways = ways->len;

  for (guint i = 0; i < n_ways; i++)
    {
      GPtrArray *way = g_ptr_array_index (ways, i);
      const CwComponentOffer *first = g_ptr_array_index (way, 0);
      CwDialogChoice *choice = make_choice (first, way->len);

      if (n_ways > 1)
        {
          g_autofree char *title = g_steal_pointer (&choice->title);

          choice->title = g_strdup_printf ("%s (%s)", title,
                                           cw_components_window_get_site_name (deed->window, first->source_site));
          choice->chosen = FALSE;
        }
      choice->shuts_out_last = i > 0;
      name_places (choice, way);
      g_ptr_array_add (choices, choice);
    }
  g_ptr_array_extend_and_steal (deed->ways, g_steal_pointer (&ways));
}

static void
add_choices (CwComponentsDeed *deed,
             GPtrArray        *choices)
{
  deed->ways = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  /* Not of chosen components: of all, and fixes. */
  if (deed->items->len == 0)
    deed->fixes = cw_fix_questions_new (deed->offers, deed->window->site);
  for (guint i = 0; deed->fixes != NULL && i < deed->fixes->len; i++)
    add_question (deed, g_ptr_array_index (deed->fixes, i), choices);
  for (guint i = 0; deed->fixes == NULL && i < deed->offers->len; i++)
    {
      GPtrArray *way = g_ptr_array_new ();
      CwDialogChoice *choice = make_choice (g_ptr_array_index (deed->offers, i), 1);

      g_ptr_array_add (way, g_ptr_array_index (deed->offers, i));
      g_ptr_array_add (deed->ways, way);
      name_places (choice, way);
      g_ptr_array_add (choices, choice);
    }
}

/* What was changed elsewhere and can't be chosen is read below @text. */
static char *
tell_aside (CwComponentsDeed *deed,
            const char       *text,
            GPtrArray        *aside)
{
  g_autoptr (GString) body = g_string_new (text);
  CwProcedure *procedure = cw_desk_get_procedure (deed->window->desk);

  for (guint i = 0; procedure != NULL && i < aside->len; i++)
    {
      g_autofree char *one = cw_fix_tell_aside (procedure, g_ptr_array_index (aside, i));

      g_string_append_printf (body, "\n%s", one);
    }
  return g_string_free (g_steal_pointer (&body), FALSE);
}

static void
offers_were_listed (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  CwComponentsDeed *deed = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) choices = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_dialog_choice_free);
  g_autoptr (GPtrArray) aside = NULL;
  g_autofree char *body = NULL;

  deed->offers = cw_desk_offers_finish (CW_DESK (source), result, &aside, &error);
  cw_components_window_set_busy (deed->window, FALSE);
  if (deed->offers == NULL)
    {
      cw_components_window_show_error (deed->window, error);
      cw_components_deed_free (deed);
      return;
    }
  add_choices (deed, choices);
  if (choices->len == 0)
    {
      body = tell_aside (deed, deed->items->len > 0 ? _ ("Both sites say the same of what you chose.")
                                                    : _ ("Nothing was fixed elsewhere that isn’t here."), aside);
      cw_components_window_say (deed->window, body);
      cw_components_deed_free (deed);
      return;
    }
  body = tell_aside (deed, _ ("What you choose joins the change set, with this site’s name in place of the other’s."),
                     aside);
  cw_dialogs_choose (GTK_WIDGET (deed->window), deed->source != NULL ? _ ("Add a Component") : _ ("Take Over"), body,
                     deed->source != NULL ? _ ("_Add") : _ ("_Take Over"), choices, take_chosen, deed,
                     cw_components_deed_free);
}

/* Of the deed's components; takes it over. */
void
cw_components_deed_list_offers (CwComponentsDeed *deed,
                                const char       *source)
{
  cw_components_deed_begin (deed->window);
  cw_desk_list_offers (deed->window->desk, deed->window->site, source, deed->items, offers_were_listed, deed);
}

/* With a site that the menu named, or the one that is shown. */
static void
take_over (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  CwComponentsWindow *self = CW_COMPONENTS_WINDOW (widget);
  guint sites[CW_COMPONENTS_MAX_SITES];
  guint other = parameter != NULL ? cw_component_table_find_site (self->table, g_variant_get_string (parameter, NULL))
                : cw_components_window_list_shown (self, sites) == 2 ? sites[1] : G_MAXUINT;

  if (other != G_MAXUINT)
    cw_components_deed_list_offers (cw_components_deed_new_chosen (self, other), self->table->sites[other]);
}

/* Not of chosen components: of all. */
static void
take_fixes (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  CwComponentsWindow *self = CW_COMPONENTS_WINDOW (widget);
  CwComponentsDeed *deed = cw_components_deed_new (self);

  cw_components_deed_begin (self);
  cw_desk_list_fixes (self->desk, self->site, offers_were_listed, deed);
}

static guint
count_chosen (CwComponentsWindow *self,
              guint               site)
{
  guint n_there = 0;

  for (guint i = 0; i < gtk_bitset_get_size (self->chosen); i++)
    {
      g_autoptr (CwComponentItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection),
                                                                gtk_bitset_get_nth (self->chosen, i));

      n_there += find_at (item, site) != NULL;
    }
  return n_there;
}

/* The sites to take from: those that are shown and have one of the chosen components. */
static void
update_sources (CwComponentsWindow *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  guint sites[CW_COMPONENTS_MAX_SITES];
  guint n_shown = self->table != NULL ? cw_components_window_list_shown (self, sites) : 1;

  self->n_sources = 0;
  for (guint i = 1; i < n_shown; i++)
    {
      const char *id = self->table->sites[sites[i]];
      g_autofree char *label = NULL;
      g_autoptr (GMenuItem) entry = NULL;

      if (count_chosen (self, sites[i]) == 0)
        continue;
      label = g_strdup_printf (_ ("From %s…"), cw_components_window_get_site_name (self, id));
      entry = g_menu_item_new (label, NULL);
      g_menu_item_set_action_and_target (entry, "components.take-over-from", "s", id);
      g_menu_append_item (menu, entry);
      self->n_sources++;
    }
  gtk_menu_button_set_menu_model (self->take_from, G_MENU_MODEL (menu));
  gtk_widget_set_visible (self->take, n_shown == 2);
  gtk_widget_set_visible (GTK_WIDGET (self->take_from), n_shown > 2);
  gtk_widget_set_sensitive (GTK_WIDGET (self->take_from), self->n_sources > 0 && !self->busy);
}

/* What can be done with what is chosen now. */
void
cw_components_window_update_deeds (CwComponentsWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  guint n_ours = self->table != NULL ? count_chosen (self, 0) : 0;
  gboolean one = n_ours == 1 && gtk_bitset_get_size (self->chosen) == 1;

  update_sources (self);
  cw_components_window_update_adding (self);
  gtk_widget_action_set_enabled (widget, "components.change", n_ours > 0 && !self->busy);
  gtk_widget_action_set_enabled (widget, "components.copy", one && !self->busy);
  gtk_widget_action_set_enabled (widget, "components.take-over", self->n_sources > 0 && !self->busy);
  gtk_widget_action_set_enabled (widget, "components.take-over-from", self->n_sources > 0 && !self->busy);
  gtk_widget_action_set_enabled (widget, "components.fixes", self->table != NULL && !self->busy);
}

void
cw_components_window_install_deeds (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "components.change", NULL, change);
  gtk_widget_class_install_action (widget_class, "components.copy", NULL, copy);
  gtk_widget_class_install_action (widget_class, "components.take-over", NULL, take_over);
  gtk_widget_class_install_action (widget_class, "components.take-over-from", "s", take_over);
  gtk_widget_class_install_action (widget_class, "components.fixes", NULL, take_fixes);
}
