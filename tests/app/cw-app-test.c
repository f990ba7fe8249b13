/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#include <gtksourceview/gtksource.h>
#include <string.h>

#include "cw-app-test.h"
#include "cw-worker.h"

/* As an AdwApplication does. */
static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/io/github/cyclewright/Cyclewright/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

#ifdef __SANITIZE_ADDRESS__
/* What libraries allocate while they are loaded is theirs: GLib lets go of its first table of quarks once there are
 * more, and says so. Their constructors run between these two. */
static void
disable_leaks (int    argc,
               char **argv,
               char **environment)
{
  __lsan_disable ();
}

__attribute__ ((section (".preinit_array"), used))
static void (*const before_libraries) (int, char **, char **) = disable_leaks;

__attribute__ ((constructor))
static void
enable_leaks (void)
{
  __lsan_enable ();
}
#endif

/**
 * cw_app_test_init:
 * @argc: main's
 * @argv: main's
 *
 * The home is a private one already (build-aux/with-display.py). %G_TEST_OPTION_ISOLATE_DIRS would hide the system's
 * data as well, which GTK needs for its icons and settings.
 *
 * Returns: whether there is a display; without one the test exits with 77
 */
gboolean
cw_app_test_init (int    *argc,
                  char ***argv)
{
  g_test_init (argc, argv, NULL);
  if (!gtk_init_check ())
    return FALSE;
  adw_init ();
  /* What waits for the second click of a double click needn't wait for a person's, and nobody watches what moves. */
  g_object_set (gtk_settings_get_default (), "gtk-double-click-time", 1, "gtk-enable-animations", FALSE, NULL);
  gtk_source_init ();
  load_style ();
  cw_worker_mark_main_thread ();
  return TRUE;
}

/**
 * cw_app_test_show:
 * @widget: (transfer floating): what is tested
 *
 * Returns: (transfer none): a window that shows it; the caller keeps a reference of @widget
 */
GtkWidget *
cw_app_test_show (GtkWidget *widget)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  g_object_ref (widget);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), widget);
  gtk_window_set_child (GTK_WINDOW (window), scrolled);
  gtk_window_set_default_size (GTK_WINDOW (window), 800, 600);
  gtk_window_present (GTK_WINDOW (window));
  cw_app_test_settle ();
  return window;
}

/**
 * cw_app_test_settle:
 *
 * Lets GTK do what is due.
 */
void
cw_app_test_settle (void)
{
  for (guint i = 0; i < 100 && g_main_context_iteration (NULL, FALSE); i++)
    ;
}

/**
 * cw_app_test_close:
 * @window: what cw_app_test_show() returned
 * @widget: (transfer full): what was tested; must go with the window
 *
 * Closes the window and asserts that nothing keeps the widget.
 */
void
cw_app_test_close (GtkWidget *window,
                   GtkWidget *widget)
{
  gtk_window_destroy (GTK_WINDOW (window));
  cw_app_test_settle ();
  g_assert_finalize_object (widget);
}

/**
 * cw_app_test_find_label:
 * @root: where to look
 * @text: a part of a label's text
 *
 * Returns: (transfer none) (nullable): the first label below @root that is visible and has @text
 */
GtkWidget *
cw_app_test_find_label (GtkWidget  *root,
                        const char *text)
{
  if (!gtk_widget_get_visible (root))
    return NULL;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), text) != NULL)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = cw_app_test_find_label (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/**
 * cw_app_test_count:
 * @root: where to look
 * @type: a type of widgets
 *
 * Returns: how many widgets of @type are below @root
 */
guint
cw_app_test_count (GtkWidget *root,
                   GType      type)
{
  guint count = g_type_is_a (G_OBJECT_TYPE (root), type) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    count += cw_app_test_count (child, type);
  return count;
}

/**
 * cw_app_test_find:
 * @root: where to look
 * @type: a type of widgets
 * @index: which of them, in the order of the tree
 *
 * Returns: (transfer none) (nullable): the widget
 */
GtkWidget *
cw_app_test_find (GtkWidget *root,
                  GType      type,
                  guint      index)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && index-- == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      guint below = cw_app_test_count (child, type);

      if (below > index)
        return cw_app_test_find (child, type, index);
      index -= below;
    }
  return NULL;
}

/**
 * cw_app_test_find_window:
 * @type: a type of windows
 *
 * Returns: (transfer none) (nullable): the first one that is open
 */
GtkWidget *
cw_app_test_find_window (GType type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *one = windows; one != NULL; one = one->next)
    if (g_type_is_a (G_OBJECT_TYPE (one->data), type))
      return one->data;
  return NULL;
}

/**
 * cw_app_test_press:
 * @root: where to look
 * @text: a part of a button's label
 *
 * Presses the button once it can be pressed.
 */
void
cw_app_test_press (GtkWidget  *root,
                   const char *text)
{
  GtkWidget *label = cw_app_test_find_label (root, text), *button;

  if (label == NULL)
    g_error ("There is no button “%s”", text);
  button = gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON);
  while (!gtk_widget_is_sensitive (button))
    g_main_context_iteration (NULL, TRUE);
  g_signal_emit_by_name (button, "clicked");
}
