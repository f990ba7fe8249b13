/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-code-search"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-code-search.h"

struct _CwCodeSearch
{
  AdwBin parent_instance;

  GtkSearchBar *bar;
  GtkEditable *entry;
  GtkLabel *matches;

  GtkTextView *view;                /* (unowned): a sibling, which lives as long */
  GtkSourceSearchContext *context;  /* (owned) */
};

G_DEFINE_FINAL_TYPE (CwCodeSearch, cw_code_search, ADW_TYPE_BIN)

static void
show_matches (CwCodeSearch *self)
{
  int count = gtk_source_search_context_get_occurrences_count (self->context);
  const char *text = gtk_editable_get_text (self->entry);
  g_autofree char *words = NULL;

  if (*text != '\0' && count >= 0)
    words = g_strdup_printf (ngettext ("%d match", "%d matches", (gulong) count), count);
  gtk_label_set_text (self->matches, words != NULL ? words : "");
}

static void
on_changed (CwCodeSearch *self)
{
  gtk_source_search_settings_set_search_text (gtk_source_search_context_get_settings (self->context),
                                              gtk_editable_get_text (self->entry));
  show_matches (self);
}

static void
search (CwCodeSearch *self,
        gboolean      forward)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter from, to, start, end;
  gboolean wrapped, found;

  gtk_text_buffer_get_selection_bounds (buffer, &from, &to);
  found = forward ? gtk_source_search_context_forward (self->context, &to, &start, &end, &wrapped)
                  : gtk_source_search_context_backward (self->context, &from, &start, &end, &wrapped);
  if (!found)
    return;
  gtk_text_buffer_select_range (buffer, &start, &end);
  gtk_text_view_scroll_to_mark (self->view, gtk_text_buffer_get_insert (buffer), 0, TRUE, 0, CW_CODE_SCROLL_TO);
}

static void
on_next (CwCodeSearch *self)
{
  search (self, TRUE);
}

static void
on_previous (CwCodeSearch *self)
{
  search (self, FALSE);
}

static void
on_stop (CwCodeSearch *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
cw_code_search_dispose (GObject *object)
{
  g_clear_object (&CW_CODE_SEARCH (object)->context);
  G_OBJECT_CLASS (cw_code_search_parent_class)->dispose (object);
}

static void
cw_code_search_class_init (CwCodeSearchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_code_search_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/cyclewright/Cyclewright/ui/cw-code-search.ui");
  gtk_widget_class_bind_template_child (widget_class, CwCodeSearch, bar);
  gtk_widget_class_bind_template_child (widget_class, CwCodeSearch, entry);
  gtk_widget_class_bind_template_child (widget_class, CwCodeSearch, matches);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_previous);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
}

static void
cw_code_search_init (CwCodeSearch *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->bar, self->entry);
}

/**
 * cw_code_search_set_view:
 * @self: the bar
 * @view: (transfer none): what is searched, with a #GtkSourceBuffer; has to live as long as the bar
 *
 * Says once where to search.
 */
void
cw_code_search_set_view (CwCodeSearch  *self,
                         GtkSourceView *view)
{
  g_autoptr (GtkSourceSearchSettings) settings = gtk_source_search_settings_new ();

  g_return_if_fail (CW_IS_CODE_SEARCH (self) && self->view == NULL && GTK_SOURCE_IS_VIEW (view));

  self->view = GTK_TEXT_VIEW (view);
  gtk_source_search_settings_set_wrap_around (settings, TRUE);
  self->context = gtk_source_search_context_new (GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (self->view)), settings);
  g_signal_connect_object (self->context, "notify::occurrences-count", G_CALLBACK (show_matches), self,
                           G_CONNECT_SWAPPED);
}

/**
 * cw_code_search_begin:
 * @self: the bar
 *
 * Shows it, and lets the person type.
 */
void
cw_code_search_begin (CwCodeSearch *self)
{
  g_return_if_fail (CW_IS_CODE_SEARCH (self) && self->view != NULL);

  gtk_search_bar_set_search_mode (self->bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
