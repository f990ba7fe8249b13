/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "cw-app-test.h"
#include "cw-preferences.h"
#include "cw-test.h"

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

/* The script is run when that is asked for. */
static void
test_script (GtkWidget  *window,
             const char *program,
             const char *answer)
{
  GtkWidget *label;

  gtk_editable_set_text (GTK_EDITABLE (find_entry (window, "_Announcements")), program);
  label = cw_app_test_find_label (window, "Test");
  g_signal_emit_by_name (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON), "clicked");
  wait_for (window, answer);
}

/* What is wrong with an input stands below it as it is typed, and goes when it is right. */
static void
test_inputs (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  g_autoptr (GSettings) settings = g_settings_new (CW_APPLICATION_ID);
  GtkWidget *window = cw_preferences_new (settings, data_dir);
  g_autoptr (GVariant) untouched = NULL;
  g_autofree char *chosen = NULL;
  g_autofree char *plain = g_build_filename (data_dir, "script", NULL);
  GtkWidget *procedure, *script;

  gtk_window_present (GTK_WINDOW (window));
  g_object_ref (window);
  procedure = cw_app_test_find (window, ADW_TYPE_COMBO_ROW, 0);
  script = find_entry (window, "_Announcements");
  wait_for (window, "the procedure’s own texts");

  wait_for (window, "as it works in 2026");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (procedure)), ==, 0);
  /* Looking at it decides nothing: another default is followed. */
  untouched = g_settings_get_user_value (settings, "procedure");
  g_assert_null (untouched);
  adw_combo_row_set_selected (ADW_COMBO_ROW (procedure), 1);
  chosen = g_settings_get_string (settings, "procedure");
  g_assert_cmpstr (chosen, ==, "rubin-2023");
  g_assert_nonnull (cw_app_test_find_label (window, "as its deployment guide describes it"));
  gtk_editable_set_text (GTK_EDITABLE (script), "/nonexistent/<b>script</b> & more");
  wait_for (window, "“/nonexistent/<b>script</b> & more” is no program");
  g_assert_true (gtk_widget_has_css_class (script, "error"));

  test_script (window, "/nonexistent/script", "is not found");
  g_assert_true (g_file_set_contents (plain, "#!/bin/sh\necho Used as it is\n", -1, NULL));
  test_script (window, plain, "not executable");
  g_assert_cmpint (g_chmod (plain, 0700), ==, 0);
  test_script (window, plain, "It answers: Used as it is");
  test_script (window, "/bin/false", "ended with status 1");

  gtk_editable_set_text (GTK_EDITABLE (script), "/bin/sh");
  wait_for (window, "/bin/sh can be run");
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
  g_test_add_func ("/preferences/inputs", test_inputs);
  return g_test_run ();
}
