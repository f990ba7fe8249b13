/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtksourceview/gtksource.h>

#include "cw-app-test.h"
#include "cw-code-editor.h"

/* A file of 10,000 lines opened in the editor and one key typed at its end, beside a plain source view with the same
 * highlighting in the same run: processor time of the window's thread. */

#define MANY 10000

typedef struct {
  double open;   /* milliseconds each */
  double key;
} Cost;

static double
get_cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static double
type_at_end (GtkWidget *widget)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (cw_app_test_find (widget, GTK_SOURCE_TYPE_VIEW, 0)));
  double begun = get_cpu_time ();
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_insert_interactive (buffer, &end, "x", 1, TRUE);
  cw_app_test_settle ();
  return get_cpu_time () - begun;
}

static Cost
measure_ours (GBytes *text)
{
  GtkWidget *editor = cw_code_editor_new (), *window = cw_app_test_show (editor);
  double begun = get_cpu_time ();
  Cost cost;

  cw_code_editor_set_file (CW_CODE_EDITOR (editor), "x.yaml", text, text);
  cw_app_test_settle ();
  cost.open = get_cpu_time () - begun;
  cost.key = type_at_end (editor);
  cw_app_test_close (window, editor);
  return cost;
}

static Cost
measure_plain (GBytes *text)
{
  GtkWidget *scroller = gtk_scrolled_window_new (), *view = gtk_source_view_new (), *window;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  double begun;
  Cost cost;

  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  window = cw_app_test_show (scroller);
  begun = get_cpu_time ();
  gtk_source_buffer_set_language (GTK_SOURCE_BUFFER (buffer), gtk_source_language_manager_get_language (
                                    gtk_source_language_manager_get_default (), "yaml"));
  gtk_text_buffer_set_text (buffer, g_bytes_get_data (text, NULL), (int) g_bytes_get_size (text));
  cw_app_test_settle ();
  cost.open = get_cpu_time () - begun;
  cost.key = type_at_end (scroller);
  cw_app_test_close (window, scroller);
  return cost;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (GBytes) text = NULL;
  Cost ours, plain;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  for (guint i = 0; i < MANY; i++)
    g_string_append_printf (all, "key%u: \"value %u\" # a comment that makes the line a bit longer\n", i, i);
  text = g_bytes_new (all->str, all->len);
  measure_plain (text);
  ours = measure_ours (text);
  plain = measure_plain (text);
  g_print ("%d lines opened: %.1f ms, %.1f of a plain source view's %.1f ms\n", MANY, ours.open,
           ours.open / plain.open, plain.open);
  g_print ("A key at the end: %.1f ms, %.1f of a plain source view's %.1f ms\n", ours.key, ours.key / plain.key,
           plain.key);
  return 0;
}
