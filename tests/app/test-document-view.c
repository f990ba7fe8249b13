/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test.h"
#include "cw-document-view.h"

#define MANY 5000

static CwDocument *
make_document (const char *text)
{
  CwDocument *document = cw_document_new ();
  const char *header[] = { "Name", "Version", NULL };
  CwText *cells[] = { cw_text_new (text), cw_text_new ("1.2") };

  cw_document_add_heading (document, 1, text);
  cw_document_add_plain (document, text);
  cw_document_add_paragraph (document, cw_text_new_link (text, "https://example.org/?a=1&b=2"));
  cw_document_add_list (document, TRUE);
  cw_document_add_item (document, cw_text_new (text));
  cw_document_add_table (document, header);
  cw_document_add_row (document, cells, G_N_ELEMENTS (cells));
  cw_document_add_code (document, NULL, text);
  cw_document_add_divider (document);
  cw_document_add_marker (document, "marker");
  return document;
}

static void
test_good (void)
{
  g_autoptr (CwDocument) document = make_document ("Upgrade");
  GtkWidget *view = cw_document_view_new (), *window = NULL, *label = NULL;

  cw_document_view_set_document (CW_DOCUMENT_VIEW (view), document);
  window = cw_app_test_show (view);
  label = cw_app_test_find_label (view, "Upgrade");
  gtk_test_accessible_assert_role (label, GTK_ACCESSIBLE_ROLE_HEADING);
  gtk_test_accessible_assert_property (label, GTK_ACCESSIBLE_PROPERTY_LEVEL, 1);
  gtk_test_accessible_assert_role (cw_app_test_find_label (view, "Version"), GTK_ACCESSIBLE_ROLE_COLUMN_HEADER);
  gtk_test_accessible_assert_role (cw_app_test_find_label (view, "1.2"), GTK_ACCESSIBLE_ROLE_CELL);
  g_assert_null (cw_app_test_find_label (view, "marker"));
  cw_app_test_close (window, view);
}

static void
test_nasty (void)
{
  g_autoptr (CwDocument) document = make_document (CW_APP_TEST_NASTY);
  GtkWidget *view = cw_document_view_new (), *window = cw_app_test_show (view);

  cw_document_view_set_document (CW_DOCUMENT_VIEW (view), document);
  cw_app_test_settle ();
  g_assert_nonnull (cw_app_test_find_label (view, "& < > <b>x</b>"));
  cw_document_view_set_document (CW_DOCUMENT_VIEW (view), NULL);
  cw_app_test_close (window, view);
}

static void
test_empty (void)
{
  g_autoptr (CwDocument) document = cw_document_new ();
  GtkWidget *view = cw_document_view_new (), *window = NULL;
  const char *header[] = { "A", NULL };

  cw_document_add_list (document, FALSE);
  cw_document_add_table (document, header);
  cw_document_add_code (document, NULL, "");
  cw_document_view_set_document (CW_DOCUMENT_VIEW (view), document);
  window = cw_app_test_show (view);
  cw_app_test_close (window, view);
}

/* What is long is there bit by bit, and in pages; the button brings the next one. */
static void
test_long (void)
{
  g_autoptr (CwDocument) document = cw_document_new ();
  GtkWidget *view = cw_document_view_new (), *window = cw_app_test_show (view), *more = NULL;
  guint first = 0, before = 0;

  cw_document_add_list (document, FALSE);
  for (guint i = 0; i < MANY; i++)
    cw_document_add_item (document, cw_text_new ("item"));
  cw_document_view_set_document (CW_DOCUMENT_VIEW (view), document);
  first = cw_app_test_count (view, GTK_TYPE_LABEL);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  before = cw_app_test_count (view, GTK_TYPE_LABEL);
  g_assert_cmpuint (before, >, first);
  g_assert_cmpuint (before, <, 1000);
  more = gtk_widget_get_ancestor (cw_app_test_find_label (view, "Show More"), GTK_TYPE_BUTTON);
  g_signal_emit_by_name (more, "clicked");
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (cw_app_test_count (view, GTK_TYPE_LABEL), >, before);
  cw_app_test_close (window, view);
}

/* A text that can be selected but not focused would keep Tab for itself. */
static void
test_tab_goes_on (void)
{
  g_autoptr (CwDocument) document = cw_document_new ();
  GtkWidget *view = cw_document_view_new (), *window = cw_app_test_show (view);

  cw_document_add_heading (document, 1, "Upgrade");
  cw_document_add_plain (document, "No link");
  cw_document_view_set_document (CW_DOCUMENT_VIEW (view), document);
  cw_app_test_settle ();
  g_assert_false (gtk_widget_child_focus (view, GTK_DIR_TAB_FORWARD));
  cw_document_add_paragraph (document, cw_text_new_link ("Link", "https://example.org/"));
  cw_document_view_set_document (CW_DOCUMENT_VIEW (view), document);
  cw_app_test_settle ();
  g_assert_true (gtk_widget_child_focus (view, GTK_DIR_TAB_FORWARD));
  g_assert_nonnull (gtk_widget_get_focus_child (view));
  cw_app_test_close (window, view);
}

static void
add_row (CwDocument *document,
         const char *first,
         const char *second)
{
  CwText *cells[] = { cw_text_new (first), cw_text_new (second) };

  cw_document_add_row (document, cells, G_N_ELEMENTS (cells));
}

static int
get_width_of (const char *word)
{
  const char *const header[] = { "Name", "State", NULL };
  g_autoptr (CwDocument) document = cw_document_new ();
  GtkWidget *view = cw_document_view_new (), *window = cw_app_test_show (view);
  int width;

  cw_document_add_table (document, header);
  add_row (document, "x", word);
  cw_document_view_set_document (CW_DOCUMENT_VIEW (view), document);
  cw_app_test_settle ();
  width = gtk_label_get_width_chars (GTK_LABEL (cw_app_test_find_label (view, word)));
  cw_app_test_close (window, view);
  return width;
}

/* A column is as wide as its longest word where that leaves room for the others; else words break. */
static void
test_widths (void)
{
  int some = get_width_of ("Unconfirmed"), more = get_width_of ("Unconfirmed-and-kept");

  g_assert_cmpint (some, >, 7);
  g_assert_cmpint (more, ==, some);
  g_assert_cmpint (get_width_of ("sha256:0123456789abcdef0123456789abcdef"), <, some);
  g_assert_cmpint (get_width_of ("WWWWWWWWWWWWWWWWWWWWWWWW"), ==, 4);
}

int
main (int    argc,
      char **argv)
{
  if (!cw_app_test_init (&argc, &argv))
    return 77;
  g_test_add_func ("/document-view/good", test_good);
  g_test_add_func ("/document-view/nasty", test_nasty);
  g_test_add_func ("/document-view/empty", test_empty);
  g_test_add_func ("/document-view/long", test_long);
  g_test_add_func ("/document-view/tab-goes-on", test_tab_goes_on);
  g_test_add_func ("/document-view/widths", test_widths);
  return g_test_run ();
}
