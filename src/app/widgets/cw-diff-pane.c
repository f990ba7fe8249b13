/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-diff-pane"

#include "config.h"

#include "cw-diff-buffer.h"
#include "cw-diff-gutter.h"
#include "cw-diff-pane.h"

/* A change is scrolled to this part of the view's height. */
#define SCROLL_TO 0.25
/* A row is scrolled to until it stayed in its place for so long (a scrolling window glides for 200 ms): lines are
 * measured little by little, and what stands around the view takes its height, which moves what is below. */
#define STILL (300 * G_TIME_SPAN_MILLISECOND)
/* No longer than this, so that something that never rests can't keep the view. */
#define LONGEST (3 * G_TIME_SPAN_SECOND)
/* Changed words marked at a time. */
#define N_WORDS 500

struct _CwDiffPane
{
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  GtkSourceView     *view;

  CwDiffGutter    *old_gutter; /* (unowned): the view's */
  CwDiffGutter    *new_gutter; /* (unowned): the view's */
  GtkSourceBuffer *buffer;     /* (unowned): the view's; %NULL once disposed of */
  const CwDiffText *text;      /* (unowned) (nullable): the owner's, until it is cleared */
  guint             next_word; /* of @text, to be marked */
  guint             marking;   /* source id, or 0 */
  gboolean          seeking;   /* the cursor's row is to come into sight; goes on where the view is seen again */
  guint             scrolling; /* tick callback, or 0 */
  gint64            began;     /* frame time of the first tick, or 0 */
  gint64            moved;     /* frame time when the row was last seen elsewhere */
  int               place;     /* of the row, from the top of what is seen */
  double            height;    /* of the whole text, as far as it is measured */
};

enum {
  ROW_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwDiffPane, cw_diff_pane, ADW_TYPE_BIN)

static gboolean
mark_words (gpointer data)
{
  CwDiffPane *self = data;

  self->next_word = cw_diff_buffer_mark_words (self->buffer, self->text, self->next_word, N_WORDS);
  if (self->next_word > 0)
    return G_SOURCE_CONTINUE;
  self->marking = 0;
  return G_SOURCE_REMOVE;
}

static void
scroll_to_cursor (CwDiffPane *self)
{
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self->view),
                                gtk_text_buffer_get_insert (GTK_TEXT_BUFFER (self->buffer)), 0, TRUE, 0, SCROLL_TO);
}

/* Whether the row is where it was in the last frame, in sight, in a text as high. */
static gboolean
is_still (CwDiffPane *self)
{
  GtkTextView *view = GTK_TEXT_VIEW (self->view);
  double height = gtk_adjustment_get_upper (gtk_scrolled_window_get_vadjustment (self->scroller)), last = self->height;
  int place = self->place;
  GdkRectangle row, seen;
  GtkTextIter at;

  gtk_text_buffer_get_iter_at_mark (gtk_text_view_get_buffer (view), &at,
                                    gtk_text_buffer_get_insert (GTK_TEXT_BUFFER (self->buffer)));
  gtk_text_view_get_iter_location (view, &at, &row);
  gtk_text_view_get_visible_rect (view, &seen);
  self->place = row.y - seen.y;
  self->height = height;
  return self->place == place && G_APPROX_VALUE (height, last, 0.5) && self->place >= 0
         && self->place + row.height <= seen.height;
}

static gboolean
scroll_in_frame (GtkWidget     *view,
                 GdkFrameClock *clock,
                 gpointer       data)
{
  CwDiffPane *self = data;
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (self->began == 0)
    self->began = now;
  if (!is_still (self) || self->moved == 0)
    self->moved = now;
  if (now - self->moved < STILL && now - self->began < LONGEST)
    {
      scroll_to_cursor (self);
      return G_SOURCE_CONTINUE;
    }
  self->seeking = FALSE;
  self->scrolling = 0;
  return G_SOURCE_REMOVE;
}

static void
pause_scrolling (CwDiffPane *self)
{
  if (self->scrolling != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->view), self->scrolling);
  self->scrolling = 0;
}

static void
stop_scrolling (CwDiffPane *self)
{
  self->seeking = FALSE;
  pause_scrolling (self);
}

/* Where nothing is seen nothing gets its place. */
static void
go_on_scrolling (CwDiffPane *self)
{
  if (!self->seeking || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->began = self->moved = 0;
  if (self->scrolling == 0)
    self->scrolling = gtk_widget_add_tick_callback (GTK_WIDGET (self->view), scroll_in_frame, self, NULL);
}

/* Whoever scrolls, clicks or types in it goes where they want. */
static gboolean
on_event (CwDiffPane *self,
          GdkEvent   *event)
{
  switch ((guint) gdk_event_get_event_type (event))
    {
    case GDK_SCROLL:
    case GDK_BUTTON_PRESS:
    case GDK_TOUCH_BEGIN:
    case GDK_KEY_PRESS:
      if (self->buffer != NULL)
        stop_scrolling (self);
      break;
    default:
      break;
    }
  return GDK_EVENT_PROPAGATE;
}

/* What a person does in @widget, @self's view moves by. */
static void
follow_events (CwDiffPane *self,
               GtkWidget  *widget)
{
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "event", G_CALLBACK (on_event), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, controller);
}

static void
update_looks (CwDiffPane *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  cw_diff_buffer_set_looks (self->buffer, adw_style_manager_get_dark (manager),
                            adw_style_manager_get_high_contrast (manager));
}

static void
cursor_moved (CwDiffPane *self)
{
  g_signal_emit (self, signals[ROW_CHANGED], 0);
}

static void
cw_diff_pane_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cw_diff_pane_parent_class)->map (widget);
  go_on_scrolling (CW_DIFF_PANE (widget));
}

static void
cw_diff_pane_unmap (GtkWidget *widget)
{
  pause_scrolling (CW_DIFF_PANE (widget));
  GTK_WIDGET_CLASS (cw_diff_pane_parent_class)->unmap (widget);
}

static void
cw_diff_pane_dispose (GObject *object)
{
  CwDiffPane *self = CW_DIFF_PANE (object);

  g_clear_handle_id (&self->marking, g_source_remove);
  if (self->buffer != NULL)
    stop_scrolling (self);
  self->buffer = NULL;
  G_OBJECT_CLASS (cw_diff_pane_parent_class)->dispose (object);
}

static void
cw_diff_pane_class_init (CwDiffPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_diff_pane_dispose;
  widget_class->map = cw_diff_pane_map;
  widget_class->unmap = cw_diff_pane_unmap;
  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/cyclewright/Cyclewright/ui/cw-diff-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, CwDiffPane, scroller);
  gtk_widget_class_bind_template_child (widget_class, CwDiffPane, view);
  signals[ROW_CHANGED] = g_signal_new ("row-changed", CW_TYPE_DIFF_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
}

static void
cw_diff_pane_init (CwDiffPane *self)
{
  g_autoptr (GtkSourceBuffer) buffer = cw_diff_buffer_new ();
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkSourceGutter *gutter;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->buffer = buffer;
  gtk_text_view_set_buffer (GTK_TEXT_VIEW (self->view), GTK_TEXT_BUFFER (buffer));
  gutter = gtk_source_view_get_gutter (self->view, GTK_TEXT_WINDOW_LEFT);
  self->old_gutter = CW_DIFF_GUTTER (cw_diff_gutter_new (TRUE));
  self->new_gutter = CW_DIFF_GUTTER (cw_diff_gutter_new (FALSE));
  gtk_source_gutter_insert (gutter, GTK_SOURCE_GUTTER_RENDERER (self->old_gutter), 0);
  gtk_source_gutter_insert (gutter, GTK_SOURCE_GUTTER_RENDERER (self->new_gutter), 1);
  follow_events (self, GTK_WIDGET (self));
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (update_looks), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (update_looks), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "notify::cursor-position", G_CALLBACK (cursor_moved), self, G_CONNECT_SWAPPED);
  update_looks (self);
}

/**
 * cw_diff_pane_set_text:
 * @self: the pane
 * @path: the file's path; the language is guessed from it
 * @text: what is shown; it must live until the pane is cleared or gets another one
 * @side: what it is of. A single side doesn't wrap its lines, so that both stay side by side
 *
 * Shows a text.
 */
void
cw_diff_pane_set_text (CwDiffPane       *self,
                       const char       *path,
                       const CwDiffText *text,
                       CwDiffSide        side)
{
  g_return_if_fail (CW_IS_DIFF_PANE (self) && path != NULL && text != NULL);

  cw_diff_pane_clear (self);
  self->text = text;
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view),
                               side == CW_DIFF_BOTH ? GTK_WRAP_WORD_CHAR : GTK_WRAP_NONE);
  gtk_widget_set_visible (GTK_WIDGET (self->old_gutter), side != CW_DIFF_NEW);
  gtk_widget_set_visible (GTK_WIDGET (self->new_gutter), side != CW_DIFF_OLD);
  cw_diff_buffer_fill (self->buffer, path, text);
  cw_diff_gutter_set_rows (self->old_gutter, text->rows);
  cw_diff_gutter_set_rows (self->new_gutter, text->rows);
  if (mark_words (self))
    self->marking = g_idle_add (mark_words, self);
}

/**
 * cw_diff_pane_clear:
 * @self: the pane
 *
 * Shows nothing, and lets go of the text.
 */
void
cw_diff_pane_clear (CwDiffPane *self)
{
  g_return_if_fail (CW_IS_DIFF_PANE (self));

  g_clear_handle_id (&self->marking, g_source_remove);
  self->text = NULL;
  self->next_word = 0;
  if (self->buffer == NULL)
    return;
  stop_scrolling (self);
  cw_diff_gutter_set_rows (self->old_gutter, NULL);
  cw_diff_gutter_set_rows (self->new_gutter, NULL);
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->buffer), "", 0);
}

GtkSourceView *
cw_diff_pane_get_view (CwDiffPane *self)
{
  g_return_val_if_fail (CW_IS_DIFF_PANE (self), NULL);

  return self->view;
}

/**
 * cw_diff_pane_get_row:
 * @self: the pane
 *
 * Returns: the row that the cursor is in
 */
guint
cw_diff_pane_get_row (CwDiffPane *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter at;

  g_return_val_if_fail (CW_IS_DIFF_PANE (self), 0);

  buffer = GTK_TEXT_BUFFER (self->buffer);
  gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_insert (buffer));
  return (guint) gtk_text_iter_get_line (&at);
}

/**
 * cw_diff_pane_set_row:
 * @self: a pane
 * @row: from 0
 *
 * Puts the cursor into a row without scrolling.
 */
void
cw_diff_pane_set_row (CwDiffPane *self,
                      guint       row)
{
  GtkTextIter at;

  g_return_if_fail (CW_IS_DIFF_PANE (self));

  gtk_text_buffer_get_iter_at_line (GTK_TEXT_BUFFER (self->buffer), &at, (int) row);
  gtk_text_buffer_place_cursor (GTK_TEXT_BUFFER (self->buffer), &at);
}

/**
 * cw_diff_pane_scroll_to_row:
 * @self: a pane
 * @row: from 0
 *
 * Puts the cursor into a row and scrolls it into sight, until it stays there or somebody scrolls elsewhere.
 */
void
cw_diff_pane_scroll_to_row (CwDiffPane *self,
                            guint       row)
{
  g_return_if_fail (CW_IS_DIFF_PANE (self));

  cw_diff_pane_set_row (self, row);
  scroll_to_cursor (self);
  self->seeking = TRUE;
  go_on_scrolling (self);
}

/**
 * cw_diff_pane_scroll_with:
 * @self: a pane
 * @other: the one beside it
 *
 * Lets both scroll by one adjustment; their texts have as many rows.
 */
void
cw_diff_pane_scroll_with (CwDiffPane *self,
                          CwDiffPane *other)
{
  g_return_if_fail (CW_IS_DIFF_PANE (self) && CW_IS_DIFF_PANE (other));

  gtk_scrolled_window_set_vadjustment (self->scroller, gtk_scrolled_window_get_vadjustment (other->scroller));
  gtk_scrolled_window_set_policy (self->scroller, GTK_POLICY_AUTOMATIC, GTK_POLICY_EXTERNAL);
  follow_events (other, GTK_WIDGET (self));
}
