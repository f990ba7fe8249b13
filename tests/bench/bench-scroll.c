/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtksourceview/gtksource.h>

#include "cw-app-test-plan.h"
#include "cw-app-test.h"
#include "cw-diff-view.h"

/* A diff of 5,000 changed lines scrolled page by page to its end, beside a plain source view of the same text in the
 * same run: processor time of the window's thread for each frame. */

#define MANY 5000

typedef struct {
  GtkAdjustment *adjustment;
  GMainLoop *loop;
  GArray *frames;   /* (element-type double): milliseconds each */
  gint64 begun;     /* nanoseconds of the thread's processor time */
} Scroll;

static gint64
get_cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static void
next_page (Scroll *scroll)
{
  double page = gtk_adjustment_get_page_size (scroll->adjustment);
  double value = gtk_adjustment_get_value (scroll->adjustment);

  scroll->begun = get_cpu_time ();
  if (value + page >= gtk_adjustment_get_upper (scroll->adjustment))
    g_main_loop_quit (scroll->loop);
  else
    gtk_adjustment_set_value (scroll->adjustment, value + page);
}

static void
frame_painted (Scroll *scroll)
{
  double spent = (double) (get_cpu_time () - scroll->begun) / 1e6;

  g_array_append_val (scroll->frames, spent);
  next_page (scroll);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return left < right ? -1 : left > right;
}

/* The frames of @view, sorted. */
static GArray *
scroll_through (GtkWidget *view)
{
  GtkWidget *source = cw_app_test_find (view, GTK_SOURCE_TYPE_VIEW, 0);
  Scroll scroll = { NULL, g_main_loop_new (NULL, FALSE), g_array_new (FALSE, FALSE, sizeof (double)), 0 };
  GdkFrameClock *clock;
  gulong handler;

  for (guint i = 0; source != NULL && !gtk_widget_get_mapped (source); i++)
    source = cw_app_test_find (view, GTK_SOURCE_TYPE_VIEW, i + 1);
  g_assert_nonnull (source);
  scroll.adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (source));
  gtk_adjustment_set_value (scroll.adjustment, 0);
  cw_app_test_settle ();
  clock = gtk_widget_get_frame_clock (source);
  handler = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (frame_painted), &scroll);
  next_page (&scroll);
  g_main_loop_run (scroll.loop);
  g_signal_handler_disconnect (clock, handler);
  g_main_loop_unref (scroll.loop);
  g_array_sort (scroll.frames, compare);
  return scroll.frames;
}

static double
print_frames (const char *what,
              GArray     *frames)
{
  double median = g_array_index (frames, double, frames->len / 2);

  g_print ("%s: %u pages, %.1f ms a frame (median), %.1f ms the longest\n", what, frames->len, median,
           g_array_index (frames, double, frames->len - 1));
  return median;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GArray) ours = NULL, plain = NULL;
  GtkWidget *view, *scroller, *source, *window;
  CwFileChange *file;
  double median;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  for (guint i = 0; i < MANY; i++)
    g_string_append_printf (text, "component%u:\n  tag: c0044\n", i);
  file = cw_app_test_file_change_new ("a.yaml", text->str, "c0044", "c0045", "The cycle.");
  view = cw_diff_view_new ();
  window = cw_app_test_show (view);
  cw_diff_view_set_file (CW_DIFF_VIEW (view), file->path, file->old_bytes, file->new_bytes, file->edits);
  cw_app_test_settle ();
  ours = scroll_through (view);
  cw_app_test_close (window, view);

  scroller = gtk_scrolled_window_new ();
  source = gtk_source_view_new ();
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (source), TRUE);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (source)), text->str, (int) text->len);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), source);
  window = cw_app_test_show (scroller);
  cw_app_test_settle ();
  plain = scroll_through (scroller);
  cw_app_test_close (window, scroller);
  median = print_frames ("Diff", ours);
  g_print ("A frame of the diff is %.1f of one of plain text\n", median / print_frames ("Plain text", plain));
  cw_app_test_file_change_free (file);
  return 0;
}
