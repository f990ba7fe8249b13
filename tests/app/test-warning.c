/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtksourceview/gtksource.h>
#include <string.h>

#include "cw-app-test-desk.h"
#include "cw-app-test.h"
#include "cw-change-row.h"
#include "cw-changes-view.h"
#include "cw-desk-files.h"
#include "cw-file-editor.h"
#include "cw-test.h"

#define SITE "tts"
#define REPOSITORY "docker-compose-ops"
#define PATH "tucson-teststand/setup.env"
#define ALIEN "export PEER=summit-lsp.lsst.codes\n"

static CwProcedure *procedure;

static void
file_was_read (GObject      *source,
               GAsyncResult *result,
               gpointer      file)
{
  g_autoptr (GError) error = NULL;

  *(CwFileText **) file = cw_desk_file_finish (CW_DESK (source), result, &error);
  g_assert_no_error (error);
}

static void
file_was_saved (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  cw_file_text_free (cw_desk_file_finish (CW_DESK (source), result, &error));
  g_assert_no_error (error);
}

static gboolean
is_read (gpointer file)
{
  return *(CwFileText **) file != NULL;
}

/* The host of another site joins the file; its line. */
static guint
save_alien (CwDesk *desk)
{
  CwFileText *file = NULL;
  g_autoptr (GString) text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  guint line = 1;

  cw_desk_read_file (desk, SITE, REPOSITORY, PATH, NULL, file_was_read, &file);
  cw_app_test_wait_until (is_read, &file);
  text = g_string_new_len (g_bytes_get_data (file->text, NULL), (gssize) g_bytes_get_size (file->text));
  for (const char *at = text->str; *at != '\0'; at++)
    line += *at == '\n';
  g_string_append (text, ALIEN);
  bytes = g_string_free_to_bytes (g_steal_pointer (&text));
  cw_desk_save_file (desk, file, bytes, FALSE, file_was_saved, NULL);
  cw_app_test_wait_idle (desk);
  cw_file_text_free (file);
  return line;
}

static CwChangeRow *
get_row (GtkSelectionModel *model,
         guint              position)
{
  g_autoptr (GtkTreeListRow) tree_row = g_list_model_get_item (G_LIST_MODEL (model), position);

  return gtk_tree_list_row_get_item (tree_row);
}

static guint
find_warning (GtkSelectionModel *model)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (model)); i++)
    {
      g_autoptr (CwChangeRow) row = get_row (model, i);

      if (cw_change_row_get_warning (row) != NULL)
        return i;
    }
  g_assert_not_reached ();
}

static GtkWidget *
get_list (GtkWidget *page)
{
  GtkWidget *list = NULL;

  for (guint i = 0; list == NULL || !gtk_widget_has_css_class (list, "navigation-sidebar"); i++)
    list = cw_app_test_find (cw_app_test_find (page, CW_TYPE_CHANGES_VIEW, 0), GTK_TYPE_LIST_VIEW, i);
  return list;
}

static GtkSelectionModel *
get_model (GtkWidget *page)
{
  return gtk_list_view_get_model (GTK_LIST_VIEW (get_list (page)));
}

/* Whether the whole row that is selected can be seen. */
static gboolean
is_selected_in_sight (gpointer page)
{
  GtkWidget *list = get_list (page);

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      graphene_rect_t bounds;

      if ((gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED) != 0 && gtk_widget_get_mapped (row)
          && gtk_widget_compute_bounds (row, list, &bounds))
        return bounds.origin.y >= 0 && bounds.origin.y + bounds.size.height <= gtk_widget_get_height (list);
    }
  return FALSE;
}

static void
assert_kind (GtkWidget      *page,
             CwChangeRowKind kind,
             gboolean        last)
{
  GtkSelectionModel *model = get_model (page);
  guint position = find_warning (model);
  g_autoptr (CwChangeRow) row = get_row (model, position);

  g_assert_cmpint (cw_change_row_get_kind (row), ==, kind);
  g_assert_true (gtk_selection_model_is_selected (model, position));
  g_assert_cmpint (position == g_list_model_get_n_items (G_LIST_MODEL (model)) - 1, ==, last);
}

static gboolean
is_at_line (gpointer line)
{
  GtkWidget *editor = cw_app_test_find_window (CW_TYPE_FILE_EDITOR);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (cw_app_test_find (editor, GTK_SOURCE_TYPE_VIEW, 0)));
  GtkTextIter at;

  gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_insert (buffer));
  return gtk_text_iter_get_line (&at) == (int) GPOINTER_TO_UINT (line) - 1;
}

/* A warning leads to its line in the file; waved through it stays in sight, behind what is open, and can come back. */
static void
test_wave (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  CwDesk *desk = cw_app_test_desk_begin (procedure, data_dir, SITE);
  GtkWidget *page, *window;
  guint line;

  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  line = save_alien (desk);
  page = cw_app_test_show_page (desk, "configuration", &window);
  /* So low that the list doesn't fit. */
  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 400);
  cw_app_test_settle ();
  gtk_selection_model_select_item (get_model (page), find_warning (get_model (page)), TRUE);
  cw_app_test_settle ();
  assert_kind (page, CW_CHANGE_ROW_WARNING, FALSE);
  cw_app_test_press (page, "Edit the File…");
  cw_app_test_wait_until (is_at_line, GUINT_TO_POINTER (line));
  gtk_window_close (GTK_WINDOW (cw_app_test_find_window (CW_TYPE_FILE_EDITOR)));
  cw_app_test_wait_idle (desk);
  cw_app_test_press (cw_app_test_find (page, CW_TYPE_CHANGES_VIEW, 0), "Wave Through");
  cw_app_test_wait_idle (desk);
  assert_kind (page, CW_CHANGE_ROW_WAVED, TRUE);
  cw_app_test_wait_until (is_selected_in_sight, page);
  cw_app_test_press (cw_app_test_find (page, CW_TYPE_CHANGES_VIEW, 0), "Undo");
  cw_app_test_wait_idle (desk);
  assert_kind (page, CW_CHANGE_ROW_WARNING, FALSE);
  cw_app_test_close (window, page);
  g_assert_finalize_object (desk);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  procedure = cw_app_test_procedure ("rubin-2023");
  g_test_add_func ("/app/warning/wave", test_wave);
  status = g_test_run ();
  g_object_unref (procedure);
  return status;
}
