/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "cw-app-test-desk.h"
#include "cw-app-test-view.h"
#include "cw-app-test.h"
#include "cw-document-writers.h"
#include "cw-pages.h"
#include "cw-stage-page.h"
#include "cw-test.h"

/* The sheet goes out of the program: onto the clipboard, into files, to a printer. */

static CwDesk *desk;
static char *folder;

typedef struct {
  GtkWidget *root;
  const char *text;
} Said;

static gboolean
is_said (gpointer data)
{
  const Said *said = data;

  return cw_app_test_find_label (said->root, said->text) != NULL;
}

static void
wait_said (GtkWidget  *page,
           const char *text)
{
  Said said = { page, text };

  cw_app_test_wait_until (is_said, &said);
}

static GtkWidget *
show_page (GtkWidget **window)
{
  GtkWidget *page = cw_pages_make ("handover");

  *window = cw_app_test_show (page);
  cw_stage_page_set_up (CW_STAGE_PAGE (page), desk, "handover");
  cw_app_test_settle ();
  return page;
}

static char *
make_markdown (void)
{
  return cw_document_to_markdown (cw_view_get_sheet (cw_desk_get_view (desk)));
}

static char *
make_path (const char *suffix)
{
  g_autofree char *name = g_strconcat (cw_view_get_id (cw_desk_get_view (desk)), suffix, NULL);

  return g_build_filename (folder, name, NULL);
}

static void
text_read (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
is_set (gpointer data)
{
  return *(char **) data != NULL;
}

static void
test_copy (void)
{
  GtkWidget *window, *page = show_page (&window);
  g_autofree char *sheet = make_markdown ();
  g_autofree char *text = NULL;

  cw_app_test_press (page, "Copy as Markdown");
  g_assert_nonnull (cw_app_test_find_label (page, "on the clipboard"));
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (page), NULL, text_read, &text);
  cw_app_test_wait_until (is_set, &text);
  g_assert_cmpstr (text, ==, sheet);
  cw_app_test_close (window, page);
}

/* The chooser begins in the folder in which the program runs. */
static void
choose_file (GtkWidget  *page,
             const char *button,
             const char *path,
             int         response)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  GtkWidget *chooser;

  g_assert_cmpint (g_chdir (parent), ==, 0);
  cw_app_test_press (page, button);
  chooser = cw_app_test_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG);
  g_assert_nonnull (chooser);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  cw_app_test_choose_file (path, response);
  cw_app_test_settle ();
}

static void
assert_file (const char *path,
             const char *begin)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, begin));
}

/* Each is what its button says, whatever it is called. */
static void
test_export (void)
{
  GtkWidget *window, *page = show_page (&window);
  g_autofree char *sheet = make_markdown ();
  g_autofree char *markdown = make_path (".md");
  g_autofree char *pdf = make_path (".pdf");
  g_autofree char *other = make_path (".sheet");

  choose_file (page, "Export Markdown…", markdown, GTK_RESPONSE_CANCEL);
  g_assert_false (g_file_test (markdown, G_FILE_TEST_EXISTS));
  choose_file (page, "Export Markdown…", markdown, GTK_RESPONSE_ACCEPT);
  wait_said (page, markdown);
  assert_file (markdown, sheet);
  choose_file (page, "Export PDF…", pdf, GTK_RESPONSE_ACCEPT);
  wait_said (page, pdf);
  assert_file (pdf, "%PDF-");
  choose_file (page, "Export PDF…", other, GTK_RESPONSE_ACCEPT);
  wait_said (page, other);
  assert_file (other, "%PDF-");
  cw_app_test_close (window, page);
}

static gboolean
is_asked (gpointer data)
{
  return cw_app_test_find_window (GTK_TYPE_MESSAGE_DIALOG) != NULL;
}

/* What was there is replaced only where the person says so. */
static void
answer_replacing (const char *path,
                  int         response)
{
  GtkWidget *question;
  g_autofree char *name = g_path_get_basename (path);

  cw_app_test_wait_until (is_asked, NULL);
  question = cw_app_test_find_window (GTK_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (cw_app_test_find_label (question, name));
  gtk_dialog_response (GTK_DIALOG (question), response);
  cw_app_test_settle ();
  g_assert_false (is_asked (NULL));
}

static void
test_replace (void)
{
  GtkWidget *window, *page = show_page (&window);
  g_autofree char *pdf = make_path (".again");

  g_assert_true (g_file_set_contents (pdf, "as it was", -1, NULL));
  choose_file (page, "Export PDF…", pdf, GTK_RESPONSE_ACCEPT);
  answer_replacing (pdf, GTK_RESPONSE_CANCEL);
  assert_file (pdf, "as it was");
  gtk_dialog_response (GTK_DIALOG (cw_app_test_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG)), GTK_RESPONSE_ACCEPT);
  cw_app_test_settle ();
  answer_replacing (pdf, GTK_RESPONSE_ACCEPT);
  wait_said (page, pdf);
  assert_file (pdf, "%PDF-");
  cw_app_test_close (window, page);
}

/* What can't be written is told, with its place. */
static void
test_unwritable (void)
{
  GtkWidget *window, *page = show_page (&window);
  g_autofree char *name = g_strnfill (255, 'a');
  g_autofree char *path = g_build_filename (folder, name, NULL);

  choose_file (page, "Export Markdown…", path, GTK_RESPONSE_ACCEPT);
  wait_said (page, "Writing /");
  cw_app_test_press (page, "Copy as Markdown");
  choose_file (page, "Export PDF…", path, GTK_RESPONSE_ACCEPT);
  wait_said (page, "Writing /");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  cw_app_test_close (window, page);
}

static gboolean
is_dialog (gpointer data)
{
  GType type = g_type_from_name ("GtkPrintUnixDialog");

  return type != 0 && cw_app_test_find_window (type) != NULL;
}

static GtkWidget *
open_printing (GtkWidget *page)
{
  cw_app_test_press (page, "Print…");
  cw_app_test_wait_until (is_dialog, NULL);
  return cw_app_test_find_window (g_type_from_name ("GtkPrintUnixDialog"));
}

/* The one printer that there is is a file. */
static gboolean
is_ready (gpointer dialog)
{
  GtkSelectionModel *printers
    = gtk_column_view_get_model (GTK_COLUMN_VIEW (cw_app_test_find (dialog, GTK_TYPE_COLUMN_VIEW, 0)));

  gtk_selection_model_select_item (printers, 0, TRUE);
  return gtk_widget_is_sensitive (gtk_dialog_get_widget_for_response (dialog, GTK_RESPONSE_OK));
}

/* Where it is printed to a file it is not said to be at a printer. */
static void
test_print (void)
{
  GtkWidget *window, *page = show_page (&window), *dialog = open_printing (page);
  g_autofree char *pdf = g_strconcat (g_get_home_dir (), "/", cw_view_get_id (cw_desk_get_view (desk)), ".pdf", NULL);

  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  cw_app_test_settle ();
  g_assert_null (cw_app_test_find_label (page, "printer"));
  g_assert_null (cw_app_test_find_label (page, "not printed"));
  dialog = open_printing (page);
  cw_app_test_wait_until (is_ready, dialog);
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK);
  wait_said (page, pdf);
  g_assert_null (cw_app_test_find_label (page, "sent to the printer"));
  assert_file (pdf, "%PDF-");
  cw_app_test_close (window, page);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  g_object_set (gtk_settings_get_default (), "gtk-print-backends", "file", NULL);
  folder = cw_test_directory ();
  desk = cw_app_test_desk_warm (folder);
  cw_app_test_desk_put (desk, cw_app_test_view_new (CW_APP_TEST_GOOD));
  g_test_add_func ("/app/handover-page/copy", test_copy);
  g_test_add_func ("/app/handover-page/export", test_export);
  g_test_add_func ("/app/handover-page/replace", test_replace);
  g_test_add_func ("/app/handover-page/unwritable", test_unwritable);
  g_test_add_func ("/app/handover-page/print", test_print);
  status = g_test_run ();
  g_assert_finalize_object (desk);
  g_free (folder);
  return status;
}
