/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test-desk.h"
#include "cw-app-test.h"
#include "cw-pages.h"

/* How long anything may take, seconds: the slowest machine under sanitizers. */
#define PATIENCE 200

static gboolean
too_late (gpointer data)
{
  g_error ("Nothing happened for too long");
  return G_SOURCE_REMOVE;
}

/* Lets the main loop run until something is so. */
void
cw_app_test_wait_until (CwAppTestCondition condition,
                        gpointer           data)
{
  guint guard = g_timeout_add_seconds (PATIENCE, too_late, NULL);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
  cw_app_test_settle ();
}

static gpointer
load (gpointer name)
{
  g_autoptr (GError) error = NULL;
  CwProcedure *procedure = cw_procedure_find (name, "/dev/null", &error);

  g_assert_no_error (error);
  return procedure;
}

/* By its name or its file; read as everything is, not in the main thread. */
CwProcedure *
cw_app_test_procedure (const char *name)
{
  return g_thread_join (g_thread_new ("procedure", load, (gpointer) name));
}

/* A desk for rehearsals, without one. */
CwDesk *
cw_app_test_desk_new (CwProcedure *procedure,
                      const char  *data_dir)
{
  const CwSessionConfig config = {
    .data_dir = data_dir,
    .rehearsal = TRUE,
    .now = CW_APP_TEST_NOW,
    .procedure = cw_procedure_get_id (procedure),
    .actor = "Release Manager",
  };

  return cw_desk_new (&config, procedure);
}

/* A desk on which the rehearsal of cycle 45 at one site begins. */
CwDesk *
cw_app_test_desk_begin (CwProcedure *procedure,
                        const char  *data_dir,
                        const char  *site)
{
  CwDesk *desk = cw_app_test_desk_new (procedure, data_dir);
  g_autofree char *fact = g_strconcat ("site.", site, NULL);
  g_autoptr (GHashTable) facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                        (GDestroyNotify) json_node_unref);

  g_hash_table_replace (facts, g_strdup ("cycle"), json_node_init_string (json_node_alloc (), "c0045"));
  g_hash_table_replace (facts, g_steal_pointer (&fact),
                        json_from_string ("{\"date\":\"2027-01-05\",\"time\":\"17:00\"}", NULL));
  cw_desk_create (desk, facts);
  return desk;
}

static gboolean
is_quiet (gpointer desk)
{
  return !cw_desk_is_busy (desk);
}

/* Until what was asked for is through. */
void
cw_app_test_wait_idle (CwDesk *desk)
{
  cw_app_test_wait_until (is_quiet, desk);
}

gboolean
cw_app_test_is_idle (gpointer desk)
{
  return !cw_desk_is_busy (desk) && cw_desk_get_view (desk) != NULL;
}

/* The page of a stage in a window of its own; the caller has a reference of it, for cw_app_test_close(). */
GtkWidget *
cw_app_test_show_page (CwDesk      *desk,
                       const char  *stage,
                       GtkWidget  **window)
{
  GtkWidget *page = cw_pages_make (stage);

  *window = gtk_window_new ();
  g_object_ref (page);
  gtk_window_set_child (GTK_WINDOW (*window), page);
  gtk_window_set_default_size (GTK_WINDOW (*window), 900, 720);
  gtk_window_present (GTK_WINDOW (*window));
  cw_stage_page_set_up (CW_STAGE_PAGE (page), desk, stage);
  cw_app_test_settle ();
  return page;
}

typedef struct {
  GtkFileChooser *chooser;
  GFile *file;
} Choice;

static gboolean
is_chosen (gpointer data)
{
  const Choice *choice = data;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (choice->chooser);

  return file != NULL && g_file_equal (file, choice->file);
}

/* GTK 4.8 draws the arrows of a path bar before they have a size where the first frame comes before the path is known
 * (gtk_path_bar_size_allocate() returns when there are no buttons yet), with a warning that ends the test. */
static void
hide_path_bar (GtkWidget *chooser)
{
  GtkWidget *bar = cw_app_test_find (chooser, g_type_from_name ("GtkPathBar"), 0);

  g_assert_nonnull (bar);
  gtk_widget_hide (bar);
}

/**
 * cw_app_test_choose_file:
 * @path: a file
 * @response: what is pressed, of #GtkResponseType
 *
 * Answers the file chooser that is open. What is saved has the name that it proposes, or that was put into it.
 */
void
cw_app_test_choose_file (const char *path,
                         int         response)
{
  GtkWidget *chooser = cw_app_test_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  Choice choice = { GTK_FILE_CHOOSER (chooser), file };

  g_assert_nonnull (chooser);
  hide_path_bar (chooser);
  if (gtk_file_chooser_get_action (choice.chooser) == GTK_FILE_CHOOSER_ACTION_OPEN)
    gtk_file_chooser_set_file (choice.chooser, file, NULL);
  cw_app_test_wait_until (is_chosen, &choice);
  gtk_dialog_response (GTK_DIALOG (chooser), response);
}
