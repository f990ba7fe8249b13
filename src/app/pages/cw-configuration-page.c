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
#include "cw-pins-window.h"
#include "cw-site-switcher.h"

struct _CwConfigurationPage
{
  CwStagePage parent_instance;

  gboolean has_changes;  /* whether the stage pushes anything of its own */
  GtkWidget *sites;
  GtkWidget *deeds;      /* (nullable): what can be done beside the changes */
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
update_changes (CwConfigurationPage *self)
{
  CwDesk *desk = cw_stage_page_get_desk (CW_STAGE_PAGE (self));
  CwView *view = cw_desk_get_view (desk);
  const char *site = cw_stage_page_get_site (CW_STAGE_PAGE (self));
  gboolean closed = cw_stage_page_is_closed (CW_STAGE_PAGE (self));

  gtk_widget_set_visible (self->deeds, !closed);
  cw_changes_view_set_closed (CW_CHANGES_VIEW (self->changes), closed);
  cw_base_list_update (CW_BASE_LIST (self->bases), desk, cw_stage_page_get_stage (CW_STAGE_PAGE (self)), site);
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
  update_changes (self);
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

/* For whatever no rule of the plan knows. */
static void
edit_file (CwConfigurationPage *self)
{
  const char *site = cw_stage_page_get_site (CW_STAGE_PAGE (self));

  if (site != NULL)
    cw_file_list_present (cw_stage_page_get_desk (CW_STAGE_PAGE (self)), site, NULL,
                          GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
}

static void
show_components (CwConfigurationPage *self)
{
  const char *site = cw_stage_page_get_site (CW_STAGE_PAGE (self));

  if (site != NULL)
    cw_components_window_present (cw_stage_page_get_desk (CW_STAGE_PAGE (self)), site,
                                  GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
}

static void
show_pins (CwConfigurationPage *self)
{
  const char *site = cw_stage_page_get_site (CW_STAGE_PAGE (self));

  if (site != NULL)
    cw_pins_window_present (cw_stage_page_get_desk (CW_STAGE_PAGE (self)), site,
                            GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
}

static void
check_branch (CwConfigurationPage *self)
{
  const char *site = cw_stage_page_get_site (CW_STAGE_PAGE (self));

  if (site != NULL)
    cw_branch_window_ask (cw_stage_page_get_desk (CW_STAGE_PAGE (self)), site, GTK_WIDGET (self));
}

/* As high as the sites' tabs beside it: Tab goes by the middle of what it finds, and comes here after them. */
static void
add_deed (CwConfigurationPage *self,
          const char          *icon,
          const char          *name,
          GCallback            clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_margin_top (button, 12);
  gtk_widget_set_margin_bottom (button, 12);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->deeds), button);
}

/* What every stage has is the overview beside the changes, under the sites' tabs. */
static void
cw_configuration_page_set_up (CwStagePage *page)
{
  CwConfigurationPage *self = CW_CONFIGURATION_PAGE (page);
  CwProcedure *procedure = cw_desk_get_procedure (cw_stage_page_get_desk (page));
  g_auto (GStrv) repositories = list_repositories (procedure, cw_stage_page_get_id (page));
  GtkWidget *box, *top;
  g_autoptr (GtkWidget) body = NULL;

  self->has_changes = repositories[0] != NULL;
  if (!self->has_changes)
    return;
  cw_stage_page_add_between (page, self->bases);
  body = cw_stage_page_take_body (page);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_vexpand (self->changes, TRUE);
  cw_changes_view_set_repositories (CW_CHANGES_VIEW (self->changes), (const char *const *) repositories);
  cw_changes_view_set_overview (CW_CHANGES_VIEW (self->changes), body);
  gtk_widget_set_hexpand (self->sites, TRUE);
  gtk_box_append (GTK_BOX (top), self->sites);
  self->deeds = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_margin_end (self->deeds, 12);
  gtk_box_append (GTK_BOX (top), self->deeds);
  add_deed (self, "view-list-symbolic", _ ("Components, and other sites beside them"), G_CALLBACK (show_components));
  add_deed (self, "view-pin-symbolic", _ ("Pins, and whether the images are there"), G_CALLBACK (show_pins));
  add_deed (self, "system-search-symbolic", _ ("Check a branch that somebody made"), G_CALLBACK (check_branch));
  add_deed (self, "document-edit-symbolic", _ ("Edit a file"), G_CALLBACK (edit_file));
  gtk_box_append (GTK_BOX (box), top);
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

static void
cw_configuration_page_search (CwStagePage *page)
{
  CwConfigurationPage *self = CW_CONFIGURATION_PAGE (page);

  if (self->has_changes)
    gtk_widget_activate_action (self->changes, "changes.search", NULL);
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
  CW_STAGE_PAGE_CLASS (klass)->search = cw_configuration_page_search;
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
