/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test-audit.h"
#include "cw-app-test-picture.h"
#include "cw-app-test.h"
#include "cw-open.h"

/* Links on a computer where no program opens any. */

#define ADDRESS "https://example.org/browse/DM-1"

static void
test_may (void)
{
  g_assert_true (cw_open_may ("https://example.org"));
  g_assert_true (cw_open_may ("mailto:someone@example.org"));
  g_assert_false (cw_open_may ("file:///etc/passwd"));
  g_assert_false (cw_open_may ("javascript:alert(1)"));
  g_assert_false (cw_open_may ("no address"));
}

static void
on_read (GObject      *clipboard,
         GAsyncResult *result,
         gpointer      text)
{
  g_autoptr (GError) error = NULL;

  *(char **) text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, &error);
  g_assert_no_error (error);
}

/* It is said, with the address, which can be copied; what isn't a page is not even tried. */
static void
test_nobody (void)
{
  GtkWidget *widget = gtk_label_new ("DM-1"), *window = cw_app_test_show (widget), *dialog;
  g_autofree char *copied = NULL;

  cw_open_page (widget, NULL);
  cw_open_page (widget, "file:///etc/passwd");
  cw_app_test_settle ();
  g_assert_null (cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG));
  cw_open_page (widget, ADDRESS);
  while ((dialog = cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  cw_app_test_settle ();
  cw_app_test_take_picture (dialog, "link-not-opened");
  cw_app_test_look_through (dialog);
  g_assert_nonnull (cw_app_test_find_label (dialog, ADDRESS));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "copy");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, on_read, &copied);
  while (copied == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (copied, ==, ADDRESS);
  cw_app_test_close (window, widget);
}

/* What was clicked is made anew before the answer comes: it is said all the same. */
static void
test_made_anew (void)
{
  GtkWidget *bin = adw_bin_new (), *label = gtk_label_new ("DM-1"), *window, *dialog;

  adw_bin_set_child (ADW_BIN (bin), label);
  window = cw_app_test_show (bin);
  cw_open_page (label, ADDRESS);
  adw_bin_set_child (ADW_BIN (bin), gtk_label_new ("DM-1"));
  while ((dialog = cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (cw_app_test_find_label (dialog, ADDRESS));
  gtk_window_destroy (GTK_WINDOW (dialog));
  cw_app_test_close (window, bin);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("XDG_DATA_DIRS", "/nowhere", TRUE);
  g_setenv ("XDG_CONFIG_DIRS", "/nowhere", TRUE);
  if (!cw_app_test_init (&argc, &argv))
    return 77;
  g_test_add_func ("/app/open/may", test_may);
  g_test_add_func ("/app/open/nobody", test_nobody);
  g_test_add_func ("/app/open/made-anew", test_made_anew);
  return g_test_run ();
}
