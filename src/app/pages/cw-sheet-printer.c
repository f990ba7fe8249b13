/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-sheet-printer"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-document-writers.h"
#include "cw-sheet-printer.h"

/* The sheet's pages, in points. */
#define A4_WIDTH 595.276
#define A4_HEIGHT 841.89

/* What is printed, and who waits for it. The operation owns it once there is one. */
typedef struct {
  GtkWidget *parent;
  char *name;
  GPtrArray *pages;   /* (nullable): until they are drawn */
  CwSheetSaid said;
  gpointer data;
  GDestroyNotify data_free;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->parent);
  g_free (job->name);
  g_clear_pointer (&job->pages, g_ptr_array_unref);
  if (job->data_free != NULL)
    job->data_free (job->data);
  g_free (job);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

/* In the worker. */
static gpointer
draw_pages (gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  return cw_document_draw_pages (input);
}

static void
draw_page (GtkPrintOperation *operation,
           GtkPrintContext   *context,
           int                number,
           const Job         *job)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  double width = gtk_print_context_get_width (context), height = gtk_print_context_get_height (context);
  double scale = MIN (width / A4_WIDTH, height / A4_HEIGHT);

  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, g_ptr_array_index (job->pages, number), 0, 0);
  cairo_paint (cr);
}

/* What goes to a file instead of a printer has an address among the settings that the person chose. */
static char *
describe_end (GtkPrintOperation *operation)
{
  GtkPrintSettings *settings = gtk_print_operation_get_print_settings (operation);
  const char *uri = settings != NULL ? gtk_print_settings_get (settings, GTK_PRINT_SETTINGS_OUTPUT_URI) : NULL;
  g_autoptr (GFile) file = uri != NULL ? g_file_new_for_uri (uri) : NULL;
  g_autofree char *place = file != NULL ? g_file_get_parse_name (file) : NULL;

  if (place != NULL)
    return g_strdup_printf (_ ("Written to %s"), place);
  return g_strdup (_ ("The sheet was sent to the printer"));
}

static void
printed (GtkPrintOperation       *operation,
         GtkPrintOperationResult  result,
         const Job               *job)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    gtk_print_operation_get_error (operation, &error); /* to ask for one where there is none is itself one */
  if (error != NULL)
    text = g_strdup_printf (_ ("The sheet was not printed: %s"), error->message);
  else if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    text = g_strdup (_ ("The sheet was not printed"));
  else if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    text = describe_end (operation);
  job->said (text, job->data);
}

/* What goes wrong on the way to the printer, or to the file, is known after the operation's end. */
static void
status_changed (GtkPrintOperation *operation,
                const Job         *job)
{
  if (gtk_print_operation_get_status (operation) == GTK_PRINT_STATUS_FINISHED_ABORTED)
    job->said (_ ("The sheet was not printed"), job->data);
}

static GtkPrintSettings *
make_settings (const Job *job)
{
  GtkPrintSettings *settings = gtk_print_settings_new ();
  const char *folder = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_DIR, folder != NULL ? folder : g_get_home_dir ());
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_BASENAME, job->name);
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_FILE_FORMAT, "pdf");
  return settings;
}

static GtkPrintOperation *
make_operation (Job *job)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  g_autoptr (GtkPrintSettings) settings = make_settings (job);

  g_object_set_data_full (G_OBJECT (operation), "job", job, job_free);
  gtk_print_operation_set_print_settings (operation, settings);
  gtk_print_operation_set_n_pages (operation, (int) job->pages->len);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, _ ("Handover Sheet"));
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_set_track_print_status (operation, TRUE);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page), job);
  g_signal_connect (operation, "done", G_CALLBACK (printed), job);
  g_signal_connect (operation, "status-changed", G_CALLBACK (status_changed), job);
  return operation;
}

static void
pages_drawn (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Job) job = user_data;
  g_autoptr (GtkPrintOperation) operation = NULL;
  GtkRoot *root = gtk_widget_get_root (job->parent);

  job->pages = cw_worker_call_finish (NULL, result, NULL);
  if (root == NULL)
    return;
  operation = make_operation (g_steal_pointer (&job));
  /* Its end is told by “done”, also where it can't be begun. */
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (root), NULL);
}

/**
 * cw_sheet_printer_print:
 * @parent: a widget of the window that asks
 * @worker: what draws the pages
 * @sheet: what is printed
 * @name: what a file is called, without its suffix, where it goes to one
 * @said: told what became of it
 * @data: for @said
 * @data_free: (nullable): frees @data
 *
 * Asks for a printer and prints.
 */
void
cw_sheet_printer_print (GtkWidget      *parent,
                        CwWorker       *worker,
                        CwDocument     *sheet,
                        const char     *name,
                        CwSheetSaid     said,
                        gpointer        data,
                        GDestroyNotify  data_free)
{
  Job *job = g_new0 (Job, 1);

  job->parent = g_object_ref (parent);
  job->name = g_strdup (name);
  job->said = said;
  job->data = data;
  job->data_free = data_free;
  cw_worker_call (worker, draw_pages, cw_document_ref (sheet), (GDestroyNotify) cw_document_unref,
                  (GDestroyNotify) g_ptr_array_unref, NULL, pages_drawn, job);
}
