/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "cw-app-test-audit.h"
#include "cw-app-test-desk.h"
#include "cw-app-test-picture.h"
#include "cw-app-test-view.h"
#include "cw-app-test.h"
#include "cw-branch-window-private.h"
#include "cw-checkouts.h"
#include "cw-components-window-private.h"
#include "cw-desk-private.h"
#include "cw-file-editor.h"
#include "cw-file-item.h"
#include "cw-file-list.h"
#include "cw-hand-edit.h"
#include "cw-json.h"
#include "cw-leaving.h"
#include "cw-plan-private.h"
#include "cw-test.h"
#include "cw-transfer-dialogs.h"
#include "cw-validation.h"

/* Windows about files and about leaving, with what no repository and no preparation of ours has. */

#define SITE "summit"
#define REPOSITORY "docker-compose-ops"
#define MANY 300

static CwDesk *desk;
static char *data_dir;

static guint
count (CwAppTestData data)
{
  return data == CW_APP_TEST_MANY ? MANY : data == CW_APP_TEST_EMPTY ? 0 : 3;
}

static void
put_data (CwAppTestData data)
{
  g_autoptr (CwView) view = cw_app_test_view_new (data);

  cw_app_test_desk_put (desk, view);
}

static void
try_window (GtkWidget *window)
{
  g_autofree char *wide = NULL;

  cw_app_test_wait_frame (window);
  wide = cw_app_test_audit_width (window);
  g_assert_cmpstr (wide, ==, NULL);
  cw_app_test_take_one (window);
  cw_app_test_try_window (g_object_ref (window));
}

static void
show_window (GtkWidget *window)
{
  gtk_window_present (GTK_WINDOW (window));
  cw_app_test_wait_idle (desk);
}

static CwInventoryItem *
make_item (CwAppTestData data,
           guint         number,
           guint         site)
{
  const char *text = cw_app_test_data_text (data);
  CwInventoryItem *item = g_new0 (CwInventoryItem, 1);

  item->repository = g_strdup (REPOSITORY);
  item->path = g_strdup_printf ("site-%u/%s/values.yaml", site, text);
  item->line = 1;
  item->place = g_strdup (text);
  item->id = g_strdup_printf ("%u", number);
  item->name = g_strdup_printf ("%s %u", text, number);
  for (guint i = 0; i < CW_INVENTORY_N_FIELDS; i++)
    {
      item->fields[i] = (number + i) % 3 == 0 ? NULL : g_strdup_printf ("%s %u", text, number + site % 2);
      item->changed[i] = number % 2 == 0;
    }
  item->added = number % 5 == 0;
  return item;
}

static CwComponentTable *
make_table (CwAppTestData data)
{
  static const char *const sites[] = { SITE, "tts", "base", NULL };
  CwComponentTable *table = g_atomic_rc_box_new0 (CwComponentTable);

  table->sites = g_strdupv ((char **) sites);
  table->inventories = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  for (guint site = 0; sites[site] != NULL; site++)
    {
      GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_inventory_item_free);

      for (guint i = 0; i < count (data); i++)
        if (i % 4 != site)
          g_ptr_array_add (items, make_item (data, i, site));
      g_ptr_array_add (table->inventories, items);
    }
  table->rows = cw_inventory_compare ((GPtrArray *const *) table->inventories->pdata, table->inventories->len);
  return table;
}

/* The audit goes from row to row: of many it doesn't see the end, which a person reaches by one key. */
static void
try_leaving_table (CwComponentsWindow *window)
{
  gtk_selection_model_select_item (window->selection, 0, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (window->view));
  gtk_widget_activate_action (GTK_WIDGET (window), "components.leave-table", NULL);
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (window)), window->deeds));
  gtk_selection_model_unselect_all (window->selection);
}

/* The components of the sites beside each other, chosen. */
static void
test_components (gconstpointer test_data)
{
  CwAppTestData data = GPOINTER_TO_UINT (test_data);
  GtkWidget *window;
  CwComponentsWindow *components;

  put_data (data);
  window = cw_components_window_new (desk, SITE);
  components = CW_COMPONENTS_WINDOW (window);
  show_window (window);
  cw_components_window_take_table (components, make_table (data));
  gtk_drop_down_set_selected (components->others, 1);
  if (data != CW_APP_TEST_MANY)
    gtk_selection_model_select_all (components->selection);
  else
    try_leaving_table (components);
  try_window (window);
}

static CwValidation *
make_validation (const char *text,
                 guint       number)
{
  static const char *const states[] = { "holds", "complains", "not-installed", "failed" };
  g_autoptr (JsonObject) report = cw_json_object ("repository", text, "id", text, "name", text, "tree", "", "state",
                                                  states[number % G_N_ELEMENTS (states)], "trouble", text, NULL);
  JsonArray *complaints = json_array_new ();

  for (guint i = 0; number % G_N_ELEMENTS (states) == 1 && i < 5; i++)
    json_array_add_object_element (complaints, cw_json_object ("path", i % 2 == 0 ? text : "", "text", text, NULL));
  json_object_set_int_member (report, "files", number);
  json_object_set_array_member (report, "complaints", complaints);
  return cw_validation_from_json (report);
}

/* What was found on a branch: what validators say, what was fixed elsewhere, and which branches were missing. */
static void
test_branch (gconstpointer test_data)
{
  CwAppTestData data = GPOINTER_TO_UINT (test_data);
  const char *text = cw_app_test_data_text (data);
  const CwCycle target = { 'c', 45, CW_CYCLE_NO_REVISION };
  GtkWidget *window;
  CwBranchReport report = { cw_plan_new (SITE, &target), g_ptr_array_new_with_free_func (g_free),
                            g_ptr_array_new_with_free_func ((GDestroyNotify) cw_validation_free), NULL,
                            g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref) };

  put_data (data);
  for (guint i = 0; i < MIN (count (data), 40); i++)
    {
      g_ptr_array_add (report.notes, g_strdup (text));
      g_ptr_array_add (report.validations, make_validation (text, i));
      g_ptr_array_add (report.fixes, cw_json_object ("repository", text, "path", text, "text", text, NULL));
    }
  window = cw_branch_window_new (desk, SITE, text, "no cycle");
  show_window (window);
  cw_branch_window_show_report (CW_BRANCH_WINDOW (window), &report);
  try_window (window);
  g_object_unref (report.plan);
  g_ptr_array_unref (report.notes);
  g_ptr_array_unref (report.validations);
  g_ptr_array_unref (report.fixes);
}

static void
test_list (gconstpointer test_data)
{
  CwAppTestData data = GPOINTER_TO_UINT (test_data);
  g_autofree char *path = g_strdup_printf ("%s/%s.yaml", cw_app_test_data_text (data), cw_app_test_data_text (data));
  GtkWidget *window, *list;
  GListModel *model;

  put_data (data);
  window = cw_file_list_new (desk, SITE, NULL);
  show_window (window);
  /* After that of the repositories; its rows are a selection of what is wanted of what there is. */
  list = cw_app_test_find (window, GTK_TYPE_LIST_VIEW, cw_app_test_count (window, GTK_TYPE_LIST_VIEW) - 1);
  model = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list)));
  model = gtk_no_selection_get_model (GTK_NO_SELECTION (model));
  model = gtk_filter_list_model_get_model (GTK_FILTER_LIST_MODEL (model));
  for (guint i = 0; i < count (data); i++)
    {
      const CwFileEntry entry = { .path = path, .owner = i % 3, .changed = i % 2, .edited = i % 3 == 1,
                                  .unsaved = i % 3 == 2 };
      g_autoptr (CwFileItem) item = cw_file_item_new (&entry);

      g_list_store_append (G_LIST_STORE (model), item);
    }
  g_signal_emit_by_name (cw_app_test_find (window, GTK_TYPE_SEARCH_ENTRY, 0), "search-changed");
  try_window (window);
}

/* A file with odd lines, in each state that the window says something of. */
static void
try_file (CwAppTestData  data,
          CwFileText    *file,
          const char    *trouble)
{
  GtkWidget *window = cw_file_editor_new (desk, SITE, REPOSITORY, file->path);
  g_autofree char *key = cw_hand_edit_make_key (SITE, REPOSITORY, file->path);

  show_window (window);
  g_signal_emit_by_name (cw_desk_get_checkouts (desk), "changed", key, file, trouble);
  g_assert_nonnull (cw_app_test_find_label (window, file->draft != NULL ? "own editor" : "In the change set"));
  try_window (window);
}

static void
test_file (gconstpointer test_data)
{
  CwAppTestData data = GPOINTER_TO_UINT (test_data);
  const char *text = cw_app_test_data_text (data);
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (CwFileText) file = g_new0 (CwFileText, 1);

  put_data (data);
  for (guint i = 0; i < count (data); i++)
    g_string_append_printf (lines, "%s\n", text);
  file->site = g_strdup (SITE);
  file->repository = g_strdup (REPOSITORY);
  file->path = g_strdup_printf ("a/%s.yaml", text);
  file->base_name = g_strdup (text);
  file->origin = g_strdup (text);
  file->text = g_bytes_new (lines->str, lines->len);
  file->planned = g_bytes_ref (file->text);
  try_file (data, file, NULL);
  file->draft = g_bytes_ref (file->text);
  file->outside = g_strdup (text);
  try_file (data, file, text);
}

static void
never (gpointer data)
{
  g_assert_not_reached ();
}

/* What waits to be sent, all that there is. */
static void
test_leaving (gconstpointer test_data)
{
  GtkWidget *parent = g_object_ref (gtk_window_new ()), *dialog;
  GPtrArray *stages;

  put_data (GPOINTER_TO_UINT (test_data));
  stages = cw_view_get_stages (cw_desk_get_view (desk));
  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->items->len; j++)
        g_ptr_array_add (desk->sending, g_strdup (cw_effect_get_id (((CwViewItem *) stage->items->pdata[j])->effect)));
    }
  desk->n_to_send = desk->sending->len;
  gtk_window_present (GTK_WINDOW (parent));
  cw_leaving_ask (GTK_WINDOW (parent), desk, TRUE, never, NULL, NULL);
  dialog = cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_cmpint (cw_app_test_find_label (dialog, "If you close now, this is not sent") != NULL, ==,
                   desk->sending->len > 1);
  try_window (dialog);
  g_ptr_array_set_size (desk->sending, 0);
  desk->n_to_send = 0;
  gtk_window_destroy (GTK_WINDOW (parent));
  g_assert_finalize_object (parent);
}

static void
never_taken (const CwTransfer *transfer,
             const GError     *error,
             gpointer          data)
{
  g_assert_not_reached ();
}

static gboolean
is_told (gpointer data)
{
  return cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL;
}

/* A file with an odd name that is no preparation. */
static void
test_import (gconstpointer test_data)
{
  const char *text = cw_app_test_data_text (GPOINTER_TO_UINT (test_data));
  g_autofree char *start = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), 40));
  g_autofree char *name = g_strdup_printf ("%s.json", g_strdelimit (start, "/", '_'));
  g_autofree char *path = g_build_filename (data_dir, name, NULL);
  g_autoptr (CwWorker) worker = cw_worker_new ("transfer");
  GtkWidget *parent = cw_app_test_show (gtk_label_new (NULL));
  const CwSessionConfig config = { .data_dir = data_dir, .rehearsal = TRUE, .actor = text };

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  cw_transfer_dialogs_import (parent, worker, &config, never_taken, NULL, NULL);
  cw_app_test_choose_file (path, GTK_RESPONSE_ACCEPT);
  cw_app_test_wait_until (is_told, NULL);
  g_assert_nonnull (cw_app_test_find_label (cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG), "Be Imported"));
  try_window (cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG));
  gtk_window_destroy (GTK_WINDOW (parent));
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *name;
    GTestDataFunc test;
  } windows[] = {
    { "components", test_components }, { "branch", test_branch }, { "file-list", test_list }, { "file", test_file },
    { "leaving", test_leaving },       { "import", test_import },
  };
  static const CwAppTestData all_data[] = { CW_APP_TEST_EMPTY, CW_APP_TEST_LONG, CW_APP_TEST_MANY, CW_APP_TEST_ODD };
  int status;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  data_dir = cw_test_directory ();
  desk = cw_app_test_desk_warm (data_dir);
  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    for (guint j = 0; j < G_N_ELEMENTS (all_data); j++)
      {
        g_autofree char *path = g_strdup_printf ("/odd-windows/%s/%s", windows[i].name,
                                                 cw_app_test_data_name (all_data[j]));

        g_test_add_data_func (path, GUINT_TO_POINTER (all_data[j]), windows[i].test);
      }
  status = g_test_run ();
  g_assert_finalize_object (desk);
  g_free (data_dir);
  return status;
}
