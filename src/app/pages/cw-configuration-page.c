/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-configuration-page"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-base-list.h"
#include "cw-branch-window.h"
#include "cw-changes-view.h"
#include "cw-components-window.h"
#include "cw-configuration-page.h"
#include "cw-edit-choice.h"
#include "cw-file-list.h"
#include "cw-fold-box.h"
#include "cw-pins-window.h"
#include "cw-site-switcher.h"

struct _CwConfigurationPage
{
  CwStagePage parent_instance;

  gboolean has_changes;  /* whether the stage pushes anything of its own */
  GtkWidget *sites;
  GtkWidget *buttons;    /* (nullable): what can be done beside the changes */
  GtkWidget *menu;       /* (nullable): the same */
  GtkWidget *changes;
  GtkWidget *bases;
};

G_DEFINE_FINAL_TYPE (CwConfigurationPage, cw_configuration_page, CW_TYPE_STAGE_PAGE)

static void
on_leave_out (CwConfigurationPage *self,
              char               **edits,
              const char          *what)
{
  cw_edit_choice_leave_out (GTK_WIDGET (self), cw_stage_page_get_desk (CW_STAGE_PAGE (self)), edits, what);
}

static void
on_take_back (CwConfigurationPage *self,
              char               **edits)
{
  cw_edit_choice_take_back (cw_stage_page_get_desk (CW_STAGE_PAGE (self)), edits);
}

static void
update_changes (CwConfigurationPage *self,
                const CwViewStage   *stage)
{
  CwDesk *desk = cw_stage_page_get_desk (CW_STAGE_PAGE (self));
  CwView *view = cw_desk_get_view (desk);
  const char *site = cw_stage_page_get_site (CW_STAGE_PAGE (self));
  gboolean closed = cw_stage_page_is_closed (CW_STAGE_PAGE (self));

  gtk_widget_set_visible (self->buttons, !closed);
  gtk_widget_set_visible (self->menu, !closed);
  cw_changes_view_set_closed (CW_CHANGES_VIEW (self->changes), closed);
  cw_changes_view_set_desk (CW_CHANGES_VIEW (self->changes), desk, TRUE);
  cw_base_list_update (CW_BASE_LIST (self->bases), desk, cw_stage_page_get_stage (CW_STAGE_PAGE (self)), site);
  if (site != NULL)
    cw_changes_view_set_open (CW_CHANGES_VIEW (self->changes), cw_stage_result_count_open (stage->result, site),
                              cw_stage_result_waits (stage->result, site));
  cw_changes_view_set_plan (CW_CHANGES_VIEW (self->changes), site != NULL ? cw_view_get_plan (view, site) : NULL);
}

static void
cw_configuration_page_update (CwStagePage       *page,
                              const CwViewStage *stage)
{
  CwConfigurationPage *self = CW_CONFIGURATION_PAGE (page);
  CwView *view = cw_desk_get_view (cw_stage_page_get_desk (page));

  if (!self->has_changes || stage == NULL)
    return;
  cw_site_switcher_update (CW_SITE_SWITCHER (self->sites), view, stage);
  update_changes (self, stage);
}

static void
site_chosen (CwConfigurationPage *self)
{
  cw_stage_page_set_site (CW_STAGE_PAGE (self), cw_site_switcher_get_site (CW_SITE_SWITCHER (self->sites)));
}

static GStrv
list_repositories (CwProcedure *procedure,
                   const char  *stage)
{
  GPtrArray *repositories = cw_procedure_get_repositories (procedure);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);

      if (g_str_equal (repository->stage, stage))
        g_strv_builder_add (builder, repository->id);
    }
  return g_strv_builder_end (builder);
}

/* What a deed needs: the site whose tab is chosen; %NULL before there is one. */
static const char *
get_site (GtkWidget *widget)
{
  return cw_stage_page_get_site (CW_STAGE_PAGE (widget));
}

/* For whatever no rule of the plan knows. */
static void
edit_file (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  if (get_site (widget) != NULL)
    cw_file_list_present (cw_stage_page_get_desk (CW_STAGE_PAGE (widget)), get_site (widget), NULL,
                          GTK_WINDOW (gtk_widget_get_root (widget)));
}

static void
show_components (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  if (get_site (widget) != NULL)
    cw_components_window_present (cw_stage_page_get_desk (CW_STAGE_PAGE (widget)), get_site (widget),
                                  GTK_WINDOW (gtk_widget_get_root (widget)));
}

static void
show_pins (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  if (get_site (widget) != NULL)
    cw_pins_window_present (cw_stage_page_get_desk (CW_STAGE_PAGE (widget)), get_site (widget),
                            GTK_WINDOW (gtk_widget_get_root (widget)));
}

static void
check_branch (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  if (get_site (widget) != NULL)
    cw_branch_window_ask (cw_stage_page_get_desk (CW_STAGE_PAGE (widget)), get_site (widget), widget);
}

/* What can be done beside the changes, in the order of the buttons and of the menu that takes their place. */
static const struct {
  const char *action;
  const char *label;
  const char *help;
  GtkWidgetActionActivateFunc activate;
} deeds[] = {
  { "configuration.components", N_ ("C_omponents"), N_ ("Components, and other sites beside them"), show_components },
  { "configuration.pins", N_ ("_Pins"), N_ ("Pins, and whether the images are there"), show_pins },
  { "configuration.check-branch", N_ ("C_heck a Branch…"), N_ ("Check a branch that somebody made"), check_branch },
  { "configuration.edit-file", N_ ("_Edit a File…"), N_ ("Change what no rule of the plan knows"), edit_file },
};

/* As high as the sites' tabs beside it: Tab goes by the middle of what it finds, and comes here after them. */
static void
put_beside_sites (GtkWidget *widget)
{
  gtk_widget_set_margin_top (widget, 12);
  gtk_widget_set_margin_bottom (widget, 12);
  gtk_widget_set_margin_end (widget, 12);
}

static GtkWidget *
make_buttons (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      GtkWidget *button = gtk_button_new_with_mnemonic (_ (deeds[i].label));

      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_tooltip_text (button, _ (deeds[i].help));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), deeds[i].action);
      gtk_box_append (GTK_BOX (box), button);
    }
  put_beside_sites (box);
  return box;
}

static GtkWidget *
make_menu (void)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    g_menu_append (menu, _ (deeds[i].label), deeds[i].action);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("More for This Configuration"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("More for This Configuration"), -1);
  put_beside_sites (button);
  return button;
}

/* What every stage has is the overview beside the changes, under the sites' tabs. */
static void
cw_configuration_page_set_up (CwStagePage *page)
{
  CwConfigurationPage *self = CW_CONFIGURATION_PAGE (page);
  CwProcedure *procedure = cw_desk_get_procedure (cw_stage_page_get_desk (page));
  g_auto (GStrv) repositories = list_repositories (procedure, cw_stage_page_get_id (page));
  GtkWidget *box;
  g_autoptr (GtkWidget) body = NULL;

  self->has_changes = repositories[0] != NULL;
  if (!self->has_changes)
    return;
  cw_stage_page_add_between (page, self->bases);
  body = cw_stage_page_take_body (page);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_vexpand (self->changes, TRUE);
  cw_changes_view_set_repositories (CW_CHANGES_VIEW (self->changes), (const char *const *) repositories);
  cw_changes_view_set_overview (CW_CHANGES_VIEW (self->changes), body);
  self->buttons = make_buttons ();
  self->menu = make_menu ();
  gtk_box_append (GTK_BOX (box), cw_fold_box_new (self->sites, self->buttons, self->menu));
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), self->changes);
  adw_bin_set_child (ADW_BIN (self), box);
}

static gboolean
cw_configuration_page_focus (CwStagePage *page)
{
  CwConfigurationPage *self = CW_CONFIGURATION_PAGE (page);

  if (!self->has_changes || cw_changes_view_shows_overview (CW_CHANGES_VIEW (self->changes)))
    return FALSE;
  return gtk_widget_child_focus (self->changes, GTK_DIR_TAB_FORWARD);
}

/* It stands in the overview, but for what is asked about the change that is shown. */
static void
cw_configuration_page_show_open (CwStagePage *page)
{
  CwConfigurationPage *self = CW_CONFIGURATION_PAGE (page);

  if (self->has_changes)
    cw_changes_view_show_overview (CW_CHANGES_VIEW (self->changes));
}

static void
cw_configuration_page_search (CwStagePage *page)
{
  CwConfigurationPage *self = CW_CONFIGURATION_PAGE (page);

  if (self->has_changes)
    gtk_widget_activate_action (self->changes, "changes.search", NULL);
}

/* Also from the sites' tabs and the overview: the keys by which a review goes on begin it there. */
static void
go_on (GtkWidget  *widget,
       const char *action,
       GVariant   *parameter)
{
  CwConfigurationPage *self = CW_CONFIGURATION_PAGE (widget);
  g_autofree char *name = g_strconcat ("changes", strchr (action, '.'), NULL);

  if (self->has_changes)
    gtk_widget_activate_action (self->changes, name, NULL);
}

static void
cw_configuration_page_dispose (GObject *object)
{
  CwConfigurationPage *self = CW_CONFIGURATION_PAGE (object);

  g_clear_object (&self->sites);
  g_clear_object (&self->changes);
  g_clear_object (&self->bases);

  G_OBJECT_CLASS (cw_configuration_page_parent_class)->dispose (object);
}

static void
cw_configuration_page_class_init (CwConfigurationPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_configuration_page_dispose;
  CW_STAGE_PAGE_CLASS (klass)->set_up = cw_configuration_page_set_up;
  CW_STAGE_PAGE_CLASS (klass)->update = cw_configuration_page_update;
  CW_STAGE_PAGE_CLASS (klass)->focus = cw_configuration_page_focus;
  CW_STAGE_PAGE_CLASS (klass)->show_open = cw_configuration_page_show_open;
  CW_STAGE_PAGE_CLASS (klass)->search = cw_configuration_page_search;
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), deeds[i].action, NULL, deeds[i].activate);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "configuration.next", NULL, go_on);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "configuration.previous", NULL, go_on);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_n, 0, "configuration.next", NULL);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_p, 0, "configuration.previous", NULL);
}

static void
cw_configuration_page_init (CwConfigurationPage *self)
{
  self->sites = g_object_ref_sink (cw_site_switcher_new ());
  self->changes = g_object_ref_sink (cw_changes_view_new ());
  self->bases = g_object_ref_sink (g_object_new (CW_TYPE_BASE_LIST, NULL));
  gtk_widget_set_margin_top (self->sites, 12);
  gtk_widget_set_margin_bottom (self->sites, 12);
  gtk_widget_set_margin_start (self->sites, 12);
  gtk_widget_set_margin_end (self->sites, 12);
  g_signal_connect_object (self->sites, "notify::site", G_CALLBACK (site_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->changes, "leave-out", G_CALLBACK (on_leave_out), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->changes, "take-back", G_CALLBACK (on_take_back), self, G_CONNECT_SWAPPED);
}
