/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-diff-search"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-diff-search.h"

/* A match is scrolled to this part of the view's height. */
#define SCROLL_TO 0.25

/* Matches that are counted and gone through on one side. */
#define MAX_MATCHES 10000

typedef struct {
  GtkTextView            *view;    /* (unowned) */
  GtkSourceSearchContext *context; /* (owned) */
} Side;

/* The old side stands before the new one. */
enum {
  SIDE_OLD,
  SIDE_NEW,
  N_SIDES
};

typedef struct {
  int row;
  int side;
  int start; /* offsets in the line, in characters */
  int end;
} Match;

struct _CwDiffSearch
{
  AdwBin parent_instance;

  GtkSearchBar *bar;
  GtkEditable  *entry;
  GtkLabel     *matches;

  GtkSourceSearchSettings *settings;
  Side  sides[N_SIDES];
  Match last; /* what was selected last; its row is -1 before that */
};

enum {
  PROP_ACTIVE = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (CwDiffSearch, cw_diff_search, ADW_TYPE_BIN)

static char *
dup_line (CwDiffSearch *self,
          int           side,
          int           row)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->sides[side].view);
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_line (buffer, &start, row);
  end = start;
  if (!gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/* Old and new side have as many lines; one that doesn't change stands on both. */
static gboolean
is_on_both (CwDiffSearch *self,
            int           row)
{
  g_autofree char *old_line = dup_line (self, SIDE_OLD, row), *new_line = dup_line (self, SIDE_NEW, row);

  return g_str_equal (old_line, new_line);
}

static void
list_side (CwDiffSearch *self,
           int           side,
           GArray       *matches)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->sides[side].view);
  GtkTextIter at, start, end;
  guint n_matches = 0;

  gtk_text_buffer_get_start_iter (buffer, &at);
  while (n_matches < MAX_MATCHES
         && gtk_source_search_context_forward (self->sides[side].context, &at, &start, &end, NULL))
    {
      Match match = { gtk_text_iter_get_line (&start), side, gtk_text_iter_get_line_offset (&start), 0 };

      match.end = match.start + gtk_text_iter_get_offset (&end) - gtk_text_iter_get_offset (&start);
      at = end;
      if (side == SIDE_OLD && is_on_both (self, match.row))
        continue;
      g_array_append_val (matches, match);
      n_matches++;
    }
}

static int
compare_matches (gconstpointer one,
                 gconstpointer other)
{
  const Match *a = one, *b = other;

  if (a->row != b->row)
    return a->row - b->row;
  return a->side != b->side ? a->side - b->side : a->start - b->start;
}

/* From the top, what stands at the old side before what stands beside it. */
static GArray *
list_matches (CwDiffSearch *self)
{
  GArray *matches = g_array_new (FALSE, FALSE, sizeof (Match));

  for (int i = 0; i < N_SIDES; i++)
    list_side (self, i, matches);
  g_array_sort (matches, compare_matches);
  return matches;
}

static void
show_matches (CwDiffSearch *self)
{
  g_autoptr (GArray) matches = NULL;
  g_autofree char *text = NULL;

  if (*gtk_editable_get_text (self->entry) != '\0')
    {
      matches = list_matches (self);
      text = g_strdup_printf (ngettext ("%d match", "%d matches", matches->len), (int) matches->len);
    }
  gtk_label_set_text (self->matches, text != NULL ? text : "");
}

/* Where the reader is: at what was found last, unless they went elsewhere since. */
static Match
find_place (CwDiffSearch *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->sides[SIDE_NEW].view);
  GtkTextIter at;
  Match place = { 0, SIDE_OLD, -1, -1 };

  gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_insert (buffer));
  if (self->last.row == gtk_text_iter_get_line (&at))
    return self->last;
  place.row = gtk_text_iter_get_line (&at);
  return place;
}

/* The new side's cursor is where the reader is, also where the match is at the old one. */
static void
select_match (CwDiffSearch *self,
              const Match  *match)
{
  Side *side = &self->sides[match->side];
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (side->view);
  GtkTextIter start, end;

  if (match->side == SIDE_OLD)
    {
      GtkTextBuffer *other = gtk_text_view_get_buffer (self->sides[SIDE_NEW].view);

      gtk_text_buffer_get_iter_at_line (other, &start, match->row);
      gtk_text_buffer_place_cursor (other, &start);
    }
  gtk_text_buffer_get_iter_at_line_offset (buffer, &start, match->row, match->start);
  gtk_text_buffer_get_iter_at_line_offset (buffer, &end, match->row, match->end);
  gtk_text_buffer_select_range (buffer, &start, &end);
  gtk_text_view_scroll_to_mark (side->view, gtk_text_buffer_get_insert (buffer), 0, TRUE, 0.5, SCROLL_TO);
  self->last = *match;
}

/* The next match after the place, or before it; round the end where there is none. */
static void
search_from (CwDiffSearch *self,
             gboolean      forward,
             gboolean      stay)
{
  g_autoptr (GArray) matches = list_matches (self);
  Match place = find_place (self);

  if (matches->len == 0)
    return;
  for (guint i = 0; i < matches->len; i++)
    {
      const Match *match = &g_array_index (matches, Match, forward ? i : matches->len - 1 - i);
      int order = compare_matches (match, &place);

      if (forward ? order > 0 || (stay && order == 0) : order < 0)
        {
          select_match (self, match);
          return;
        }
    }
  select_match (self, &g_array_index (matches, Match, forward ? 0 : matches->len - 1));
}

static void
on_search_changed (CwDiffSearch *self)
{
  const char *text = gtk_editable_get_text (self->entry);

  gtk_source_search_settings_set_search_text (self->settings, text);
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
  gtk_source_search_settings_set_search_text (self->settings, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->sides[SIDE_NEW].view));
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
  CwDiffSearch *self = CW_DIFF_SEARCH (object);

  for (guint i = 0; i < N_SIDES; i++)
    g_clear_object (&self->sides[i].context);
  g_clear_object (&self->settings);
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
  self->settings = gtk_source_search_settings_new ();
  self->last.row = -1;
  gtk_search_bar_connect_entry (self->bar, self->entry);
}

static void
set_side (CwDiffSearch  *self,
          int            side,
          GtkSourceView *view)
{
  self->sides[side].view = GTK_TEXT_VIEW (view);
  self->sides[side].context =
    gtk_source_search_context_new (GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view))), self->settings);
  g_signal_connect_object (self->sides[side].context, "notify::occurrences-count", G_CALLBACK (show_matches), self,
                           G_CONNECT_SWAPPED);
}

/**
 * cw_diff_search_set_views:
 * @self: the bar
 * @old_view: where what was there before is, where that stands beside; empty otherwise
 * @view: where all else is; both live as long as the bar
 *
 * Says, once, where it searches.
 */
void
cw_diff_search_set_views (CwDiffSearch  *self,
                          GtkSourceView *old_view,
                          GtkSourceView *view)
{
  g_return_if_fail (CW_IS_DIFF_SEARCH (self) && GTK_SOURCE_IS_VIEW (old_view) && GTK_SOURCE_IS_VIEW (view));

  set_side (self, SIDE_OLD, old_view);
  set_side (self, SIDE_NEW, view);
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
