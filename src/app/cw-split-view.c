/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-split-view"

#include "config.h"

#include "cw-split-view.h"

/* The one place that knows AdwLeaflet, which later versions replace. */

/* Pixels: how wide a sidebar may ask to be; a window of 360 has its borders. */
#define MAX_SIDEBAR 348

struct _CwSplitView
{
  AdwBin parent_instance;

  AdwLeaflet *leaflet;
  GtkWidget *sidebar;
  GtkWidget *content;
  int sidebar_width; /* that it asks for where letters have their usual size */
};

enum {
  PROP_SIDEBAR = 1,
  PROP_CONTENT,
  PROP_FOLDED,
  PROP_SHOW_CONTENT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (CwSplitView, cw_split_view, ADW_TYPE_BIN)

static void
folded_changed (CwSplitView *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FOLDED]);
}

static void
child_changed (CwSplitView *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SHOW_CONTENT]);
}

static void
add_child (CwSplitView *self,
           GtkWidget   *child)
{
  if (child != NULL)
    adw_leaflet_append (self->leaflet, child);
}

static void
cw_split_view_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  CwSplitView *self = CW_SPLIT_VIEW (object);

  switch (id)
    {
    case PROP_SIDEBAR:
      g_value_set_object (value, self->sidebar);
      break;
    case PROP_CONTENT:
      g_value_set_object (value, self->content);
      break;
    case PROP_FOLDED:
      g_value_set_boolean (value, cw_split_view_get_folded (self));
      break;
    case PROP_SHOW_CONTENT:
      g_value_set_boolean (value, cw_split_view_get_show_content (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cw_split_view_set_property (GObject      *object,
                            guint         id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  CwSplitView *self = CW_SPLIT_VIEW (object);

  switch (id)
    {
    case PROP_SIDEBAR:
      self->sidebar = g_value_get_object (value);
      if (self->sidebar != NULL)
        gtk_widget_get_size_request (self->sidebar, &self->sidebar_width, NULL);
      add_child (self, self->sidebar);
      break;
    case PROP_CONTENT:
      self->content = g_value_get_object (value);
      add_child (self, self->content);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* Larger letters need a wider sidebar. */
static void
fit_sidebar (CwSplitView *self)
{
  int dpi; /* in 1024ths; -1 where nothing says it */

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  if (self->sidebar != NULL && self->sidebar_width > 0 && dpi > 0)
    gtk_widget_set_size_request (self->sidebar, MIN (self->sidebar_width * dpi / (96 * 1024), MAX_SIDEBAR), -1);
}

static void
cw_split_view_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cw_split_view_parent_class)->root (widget);
  g_signal_connect_object (gtk_widget_get_settings (widget), "notify::gtk-xft-dpi", G_CALLBACK (fit_sidebar), widget,
                           G_CONNECT_SWAPPED);
  fit_sidebar (CW_SPLIT_VIEW (widget));
}

static void
cw_split_view_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_settings (widget), fit_sidebar, widget);
  GTK_WIDGET_CLASS (cw_split_view_parent_class)->unroot (widget);
}

static void
cw_split_view_class_init (CwSplitViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cw_split_view_get_property;
  object_class->set_property = cw_split_view_set_property;
  widget_class->root = cw_split_view_root;
  widget_class->unroot = cw_split_view_unroot;

  props[PROP_SIDEBAR] = g_param_spec_object ("sidebar", NULL, NULL, GTK_TYPE_WIDGET,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_FOLDED] = g_param_spec_boolean ("folded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_SHOW_CONTENT] = g_param_spec_boolean ("show-content", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
cw_split_view_init (CwSplitView *self)
{
  self->leaflet = ADW_LEAFLET (adw_leaflet_new ());
  adw_leaflet_set_can_navigate_back (self->leaflet, TRUE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->leaflet));
  g_signal_connect_object (self->leaflet, "notify::folded", G_CALLBACK (folded_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->leaflet, "notify::visible-child", G_CALLBACK (child_changed), self,
                           G_CONNECT_SWAPPED);
}

gboolean
cw_split_view_get_folded (CwSplitView *self)
{
  g_return_val_if_fail (CW_IS_SPLIT_VIEW (self), FALSE);

  return adw_leaflet_get_folded (self->leaflet);
}

gboolean
cw_split_view_get_show_content (CwSplitView *self)
{
  g_return_val_if_fail (CW_IS_SPLIT_VIEW (self), FALSE);

  return adw_leaflet_get_visible_child (self->leaflet) == self->content;
}

/**
 * cw_split_view_set_show_content:
 * @self: a split view
 * @show: whether the content is seen, rather than the sidebar
 *
 * Chooses the side that a folded view shows; an unfolded one shows both.
 */
void
cw_split_view_set_show_content (CwSplitView *self,
                                gboolean     show)
{
  g_return_if_fail (CW_IS_SPLIT_VIEW (self));

  adw_leaflet_set_visible_child (self->leaflet, show ? self->content : self->sidebar);
}
