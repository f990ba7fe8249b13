/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-site-menu"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-dialogs.h"
#include "cw-session-back.h"
#include "cw-session-rebase.h"
#include "cw-site-menu.h"

struct _CwSiteMenu
{
  AdwBin parent_instance;

  CwDesk *desk;
  char *site;

  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (CwSiteMenu, cw_site_menu, ADW_TYPE_BIN)

static void
begin_back (const char *const *texts,
            gpointer           data)
{
  CwSiteMenu *self = data;

  cw_desk_go_back (self->desk, self->site);
}

static void
go_back (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  const CwDialogField none[] = { { NULL } };

  cw_dialogs_ask (widget, _ ("Go Back?"),
                  _ ("A branch is planned that takes back what was pushed for this site. What changed since, and isn’t "
                     "the cycle’s, stays. You review and push it like any other."),
                  _ ("_Plan"), FALSE, none, begin_back, g_object_ref (widget), g_object_unref);
}

static void
stay (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  CwSiteMenu *self = CW_SITE_MENU (widget);

  cw_desk_stay (self->desk, self->site);
}

static void
begin_rebase (const char *const *texts,
              gpointer           data)
{
  CwSiteMenu *self = data;

  cw_desk_rebase (self->desk, self->site);
}

static void
rebase (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  const CwDialogField none[] = { { NULL } };

  cw_dialogs_ask (widget, _ ("Bring Branches onto the Newest Base?"),
                  _ ("Each commit is made anew on what the base is now, under its author. You see the old and the new "
                     "ones before anything is pushed."),
                  _ ("_Plan"), FALSE, none, begin_rebase, g_object_ref (widget), g_object_unref);
}

static void
leave (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  CwSiteMenu *self = CW_SITE_MENU (widget);

  cw_desk_unrebase (self->desk, self->site);
}

static void
cw_site_menu_dispose (GObject *object)
{
  g_clear_object (&CW_SITE_MENU (object)->desk);

  G_OBJECT_CLASS (cw_site_menu_parent_class)->dispose (object);
}

static void
cw_site_menu_finalize (GObject *object)
{
  g_free (CW_SITE_MENU (object)->site);

  G_OBJECT_CLASS (cw_site_menu_parent_class)->finalize (object);
}

static void
cw_site_menu_class_init (CwSiteMenuClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_site_menu_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_site_menu_finalize;
  gtk_widget_class_install_action (widget_class, "site.go-back", NULL, go_back);
  gtk_widget_class_install_action (widget_class, "site.stay", NULL, stay);
  gtk_widget_class_install_action (widget_class, "site.rebase", NULL, rebase);
  gtk_widget_class_install_action (widget_class, "site.leave", NULL, leave);
}

static void
cw_site_menu_init (CwSiteMenu *self)
{
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->button), "view-more-symbolic");
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->button, _ ("More for This Site"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("More for This Site"), -1);
  adw_bin_set_child (ADW_BIN (self), self->button);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * cw_site_menu_new:
 *
 * Returns: (transfer floating): a menu without a site
 */
GtkWidget *
cw_site_menu_new (void)
{
  return g_object_new (CW_TYPE_SITE_MENU, NULL);
}

static void
add_item (GMenu      *menu,
          gboolean    wanted,
          const char *label,
          const char *action)
{
  if (wanted)
    g_menu_append (menu, label, action);
}

/**
 * cw_site_menu_update:
 * @self: the menu
 * @desk: where the site is prepared
 * @site: (nullable): id of the site; %NULL: none is chosen
 *
 * Offers what makes sense as the site stands; nothing where nothing is changed.
 */
void
cw_site_menu_update (CwSiteMenu *self,
                     CwDesk     *desk,
                     const char *site)
{
  CwView *view = cw_desk_get_view (desk);
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autofree char *chosen = g_strdup (site);

  g_return_if_fail (CW_IS_SITE_MENU (self) && CW_IS_DESK (desk));

  g_set_object (&self->desk, desk);
  g_free (self->site);
  self->site = g_steal_pointer (&chosen);
  if (view != NULL && site != NULL && !cw_view_is_closed (view))
    {
      gboolean back = cw_session_goes_back (view, site), moves = cw_session_is_rebasing (view, site);

      add_item (menu, !back && cw_session_can_go_back (view, site), _ ("_Go Back…"), "site.go-back");
      add_item (menu, back, _ ("_Stay as Prepared"), "site.stay");
      add_item (menu, !moves && cw_session_is_behind (view, site), _ ("_Bring Branches onto the Newest Base…"),
                "site.rebase");
      add_item (menu, moves, _ ("_Leave Branches Where They Are"), "site.leave");
    }
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->button), G_MENU_MODEL (menu));
  gtk_widget_set_visible (GTK_WIDGET (self), g_menu_model_get_n_items (G_MENU_MODEL (menu)) > 0);
}
