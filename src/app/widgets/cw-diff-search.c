/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-diff-search"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-diff-search.h"

/* A match is scrolled to this part of the view's height. */
#define SCROLL_TO 0.25

struct _CwDiffSearch
{
  AdwBin parent_instance;

  GtkSearchBar *bar;
  GtkEditable  *entry;
  GtkLabel     *matches;

  GtkTextView            *view;    /* (unowned) (nullable) */
  GtkSourceSearchContext *context; /* (owned) (nullable) */
};

enum {
  PROP_ACTIVE = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (CwDiffSearch, cw_diff_search, ADW_TYPE_BIN)

static void
show_matches (CwDiffSearch *self)
{
  int count = gtk_source_search_context_get_occurrences_count (self->context);
  g_autofree char *text = NULL;

  if (*gtk_editable_get_text (self->entry) == '\0' || count < 0)
    text = g_strdup ("");
  else
    text = g_strdup_printf (ngettext ("%d match", "%d matches", (gulong) count), count);
  gtk_label_set_text (self->matches, text);
}

static void
search_from (CwDiffSearch *self,
             gboolean    forward,
             gboolean    stay)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter at, end, start, stop;
  gboolean found = FALSE;

  gtk_text_buffer_get_selection_bounds (buffer, &at, &end);
  found = forward ? gtk_source_search_context_forward (self->context, stay ? &at : &end, &start, &stop, NULL)
                  : gtk_source_search_context_backward (self->context, &at, &start, &stop, NULL);
  if (!found)
    return;
  gtk_text_buffer_select_range (buffer, &start, &stop);
  gtk_text_view_scroll_to_mark (self->view, gtk_text_buffer_get_insert (buffer), 0, TRUE, 0.5,
                                SCROLL_TO);
}

static void
on_search_changed (CwDiffSearch *self)
{
  const char *text = gtk_editable_get_text (self->entry);

  gtk_source_search_settings_set_search_text (gtk_source_search_context_get_settings (self->context), text);
  if (*text != '\0')
    search_from (self, TRUE, TRUE);
  show_matches (self);
}

static void
on_search_next (CwDiffSearch *self)
{
  search_from (self, TRUE, FALSE);
}

static void
on_search_previous (CwDiffSearch *self)
{
  search_from (self, FALSE, FALSE);
}

static void
on_search_stop (CwDiffSearch *self)
{
  gtk_search_bar_set_search_mode (self->bar, FALSE);
  gtk_source_search_settings_set_search_text (gtk_source_search_context_get_settings (self->context), NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
on_mode (CwDiffSearch *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACTIVE]);
}

static void
cw_diff_search_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  if (id == PROP_ACTIVE)
    g_value_set_boolean (value, gtk_search_bar_get_search_mode (CW_DIFF_SEARCH (object)->bar));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_diff_search_set_property (GObject      *object,
                             guint         id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  if (id == PROP_ACTIVE)
    gtk_search_bar_set_search_mode (CW_DIFF_SEARCH (object)->bar, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cw_diff_search_dispose (GObject *object)
{
  g_clear_object (&CW_DIFF_SEARCH (object)->context);
  G_OBJECT_CLASS (cw_diff_search_parent_class)->dispose (object);
}

static void
cw_diff_search_class_init (CwDiffSearchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cw_diff_search_get_property;
  object_class->set_property = cw_diff_search_set_property;
  object_class->dispose = cw_diff_search_dispose;
  props[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE,
                                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-diff-search.ui");
  gtk_widget_class_bind_template_child (widget_class, CwDiffSearch, bar);
  gtk_widget_class_bind_template_child (widget_class, CwDiffSearch, entry);
  gtk_widget_class_bind_template_child (widget_class, CwDiffSearch, matches);
  gtk_widget_class_bind_template_callback (widget_class, on_mode);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_next);
  gtk_widget_class_bind_template_callback (widget_class, on_search_previous);
  gtk_widget_class_bind_template_callback (widget_class, on_search_stop);
}

static void
cw_diff_search_init (CwDiffSearch *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->bar, self->entry);
}

/**
 * cw_diff_search_set_view:
 * @self: the bar
 * @view: where it searches; it lives as long as the bar
 */
void
cw_diff_search_set_view (CwDiffSearch  *self,
                         GtkSourceView *view)
{
  g_autoptr (GtkSourceSearchSettings) settings = gtk_source_search_settings_new ();

  g_return_if_fail (CW_IS_DIFF_SEARCH (self) && GTK_SOURCE_IS_VIEW (view));

  gtk_source_search_settings_set_wrap_around (settings, TRUE);
  self->view = GTK_TEXT_VIEW (view);
  g_clear_object (&self->context);
  self->context = gtk_source_search_context_new (GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (self->view)), settings);
  g_signal_connect_object (self->context, "notify::occurrences-count", G_CALLBACK (show_matches), self,
                           G_CONNECT_SWAPPED);
}

/**
 * cw_diff_search_begin:
 * @self: the bar
 *
 * Shows it and puts the cursor there.
 */
void
cw_diff_search_begin (CwDiffSearch *self)
{
  g_return_if_fail (CW_IS_DIFF_SEARCH (self));

  gtk_search_bar_set_search_mode (self->bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
