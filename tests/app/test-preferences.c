/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test.h"
#include "cw-preferences.h"
#include "cw-test.h"
#include "cw-worker.h"

static GtkWidget *
find_entry (GtkWidget  *root,
            const char *title)
{
  for (guint i = 0; i < cw_app_test_count (root, ADW_TYPE_ENTRY_ROW); i++)
    {
      GtkWidget *entry = cw_app_test_find (root, ADW_TYPE_ENTRY_ROW, i);

      if (g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (entry)), title))
        return entry;
    }
  return NULL;
}

static gboolean
too_late (gpointer data)
{
  g_error ("It was never said: %s", (const char *) data);
  return G_SOURCE_REMOVE;
}

static void
wait_for (GtkWidget  *root,
          const char *text)
{
  guint guard = g_timeout_add_seconds (60, too_late, (gpointer) text);

  while (cw_app_test_find_label (root, text) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
}

/* What is wrong with an input stands below it as it is typed, and goes when it is right. */
static void
test_inputs (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  g_autoptr (GSettings) settings = g_settings_new (CW_APPLICATION_ID);
  GtkWidget *window = cw_preferences_new (settings, data_dir);
  GtkWidget *procedure, *script;

  gtk_window_present (GTK_WINDOW (window));
  g_object_ref (window);
  procedure = find_entry (window, "_Procedure");
  script = find_entry (window, "_Announcements");
  wait_for (window, "the procedure’s own texts");

  gtk_editable_set_text (GTK_EDITABLE (procedure), "nowhere");
  wait_for (window, "nowhere");
  g_assert_true (gtk_widget_has_css_class (procedure, "error"));
  gtk_editable_set_text (GTK_EDITABLE (script), "/nonexistent/<b>script</b> & more");
  wait_for (window, "“/nonexistent/<b>script</b> & more” is no program");
  g_assert_true (gtk_widget_has_css_class (script, "error"));

  gtk_editable_set_text (GTK_EDITABLE (procedure), "rubin-2023");
  gtk_editable_set_text (GTK_EDITABLE (script), "/bin/sh");
  wait_for (window, "/bin/sh can be run");
  g_assert_false (gtk_widget_has_css_class (procedure, "error"));
  g_assert_false (gtk_widget_has_css_class (script, "error"));
  gtk_window_destroy (GTK_WINDOW (window));
  cw_app_test_settle ();
  g_assert_finalize_object (window);
}

int
main (int    argc,
      char **argv)
{
  if (!cw_app_test_init (&argc, &argv))
    return 77;
  cw_worker_mark_main_thread ();
  g_test_add_func ("/preferences/inputs", test_inputs);
  return g_test_run ();
}
