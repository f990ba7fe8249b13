/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-site-switcher"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-show.h"
#include "cw-site-switcher.h"

struct _CwSiteSwitcher
{
  GtkBox parent_instance;

  char *shown;      /* the ids of the tabs: only when they change are tabs made anew, so that the focus stays */
  char *site;       /* (nullable) */
  GPtrArray *tabs;  /* GtkToggleButton */
};

enum {
  PROP_SITE = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (CwSiteSwitcher, cw_site_switcher, GTK_TYPE_BOX)

#define SITE "cw-site"

static void
cw_site_switcher_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  if (id == PROP_SITE)
    g_value_set_string (value, CW_SITE_SWITCHER (object)->site);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_site_switcher_finalize (GObject *object)
{
  CwSiteSwitcher *self = CW_SITE_SWITCHER (object);

  g_free (self->shown);
  g_free (self->site);
  g_ptr_array_unref (self->tabs);

  G_OBJECT_CLASS (cw_site_switcher_parent_class)->finalize (object);
}

static void
cw_site_switcher_class_init (CwSiteSwitcherClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cw_site_switcher_get_property;
  object_class->finalize = cw_site_switcher_finalize;
  props[PROP_SITE] = g_param_spec_string ("site", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
cw_site_switcher_init (CwSiteSwitcher *self)
{
  self->tabs = g_ptr_array_new ();
  gtk_box_set_homogeneous (GTK_BOX (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "linked");
  gtk_widget_add_css_class (GTK_WIDGET (self), "sites");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Site"), -1);
}

/**
 * cw_site_switcher_new:
 *
 * Makes the tabs by which a site is chosen.
 *
 * Returns: (transfer floating): the switcher
 */
GtkWidget *
cw_site_switcher_new (void)
{
  return g_object_new (CW_TYPE_SITE_SWITCHER, NULL);
}

static void
tab_toggled (CwSiteSwitcher  *self,
             GtkToggleButton *tab)
{
  const char *site = g_object_get_data (G_OBJECT (tab), SITE);

  if (!gtk_toggle_button_get_active (tab) || g_strcmp0 (site, self->site) == 0)
    return;
  g_free (self->site);
  self->site = g_strdup (site);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SITE]);
}

static GtkWidget *
make_label (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), 2);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, style);
  return label;
}

static void
add_tab (CwSiteSwitcher *self,
         const CwSite   *site)
{
  GtkWidget *tab = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *sum = make_label ("caption");

  gtk_widget_add_css_class (sum, "numeric");
  gtk_box_append (GTK_BOX (box), make_label ("heading"));
  gtk_box_append (GTK_BOX (box), sum);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (tab), box);
  g_object_set_data_full (G_OBJECT (tab), SITE, g_strdup (site->id), g_free);
  if (self->tabs->len > 0)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (tab), g_ptr_array_index (self->tabs, 0));
  g_ptr_array_add (self->tabs, tab);
  gtk_box_append (GTK_BOX (self), tab);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tab), g_strcmp0 (site->id, self->site) == 0);
  g_signal_connect_object (tab, "toggled", G_CALLBACK (tab_toggled), self, G_CONNECT_SWAPPED);
}

static char *
describe (GPtrArray *sites)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < sites->len; i++)
    g_string_append_printf (text, "%s\n", ((const CwSite *) g_ptr_array_index (sites, i))->id);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
has_site (GPtrArray  *sites,
          const char *id)
{
  for (guint i = 0; i < sites->len; i++)
    if (g_strcmp0 (((const CwSite *) g_ptr_array_index (sites, i))->id, id) == 0)
      return TRUE;
  return FALSE;
}

static void
rebuild (CwSiteSwitcher *self,
         GPtrArray      *sites)
{
  for (guint i = 0; i < self->tabs->len; i++)
    gtk_box_remove (GTK_BOX (self), g_ptr_array_index (self->tabs, i));
  g_ptr_array_set_size (self->tabs, 0);
  for (guint i = 0; i < sites->len; i++)
    add_tab (self, g_ptr_array_index (sites, i));
}

static char *
describe_site (const CwSite      *site,
               CwView            *view,
               const CwViewStage *stage)
{
  guint open = cw_stage_result_count_open (stage->result, site->id);

  if (open == 0 && stage->result->skipped)
    return g_strdup (_ ("Left out"));
  if (open == 0 && !cw_stage_result_waits (stage->result, site->id))
    return g_strdup (_ ("Done"));
  if (cw_view_get_given_up (view) != NULL)
    return g_strdup (C_ ("state", "Given up"));
  return open > 0 ? g_strdup_printf (ngettext ("%u open", "%u open", open), open) : g_strdup (_ ("Waiting"));
}

static void
show_tab (GtkWidget         *tab,
          const CwSite      *site,
          CwView            *view,
          const CwViewStage *stage)
{
  GtkWidget *box = gtk_button_get_child (GTK_BUTTON (tab));
  g_autofree char *sum = describe_site (site, view, stage);
  g_autofree char *name = g_strdup_printf ("%s, %s", site->name, sum);

  gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (box)), site->name);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (box)), sum);
  gtk_widget_set_tooltip_text (tab, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (tab), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * cw_site_switcher_update:
 * @self: the switcher
 * @view: the preparation as it stands
 * @stage: the stage that the tabs speak of
 *
 * Shows the sites that are prepared here, or of which something is left; a chosen one stays chosen while it is among
 * them.
 */
void
cw_site_switcher_update (CwSiteSwitcher    *self,
                         CwView            *view,
                         const CwViewStage *stage)
{
  g_autoptr (GPtrArray) sites = NULL;
  g_autofree char *text = NULL;
  const char *first;

  g_return_if_fail (CW_IS_SITE_SWITCHER (self) && CW_IS_VIEW (view) && stage != NULL);

  sites = cw_view_list_sites (view, stage);
  text = describe (sites);
  first = sites->len > 0 ? ((const CwSite *) g_ptr_array_index (sites, 0))->id : NULL;
  gtk_widget_set_visible (GTK_WIDGET (self), sites->len > 1);
  if (!has_site (sites, self->site))
    {
      g_free (self->site);
      self->site = g_strdup (first);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SITE]);
    }
  if (g_strcmp0 (text, self->shown) != 0)
    {
      g_free (self->shown);
      self->shown = g_steal_pointer (&text);
      rebuild (self, sites);
    }
  for (guint i = 0; i < sites->len; i++)
    show_tab (g_ptr_array_index (self->tabs, i), g_ptr_array_index (sites, i), view, stage);
}

/**
 * cw_site_switcher_get_site:
 * @self: the switcher
 *
 * Returns: (transfer none) (nullable): id of the chosen site; %NULL while there is none
 */
const char *
cw_site_switcher_get_site (CwSiteSwitcher *self)
{
  g_return_val_if_fail (CW_IS_SITE_SWITCHER (self), NULL);

  return self->site;
}
