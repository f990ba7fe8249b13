/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-handover-page"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-dialogs.h"
#include "cw-document-view.h"
#include "cw-document-writers.h"
#include "cw-error.h"
#include "cw-handover-page.h"
#include "cw-note-list.h"
#include "cw-round-list.h"
#include "cw-show.h"
#include "cw-worker.h"

/* The sheet's pages, in points. */
#define A4_WIDTH 595.276
#define A4_HEIGHT 841.89

struct _CwHandoverPage
{
  CwStagePage parent_instance;

  CwWorker *worker;
  char *shown;          /* (nullable): the sheet as it is drawn, as text */

  GtkWidget *notes;
  GtkWidget *said;
  GtkWidget *sheet;
  GtkWidget *rounds;
};

typedef struct {
  CwDocument *document;
  char *path;
} Export;

G_DEFINE_FINAL_TYPE (CwHandoverPage, cw_handover_page, CW_TYPE_STAGE_PAGE)

static void
export_free (gpointer data)
{
  Export *job = data;

  cw_document_unref (job->document);
  g_free (job->path);
  g_free (job);
}

/* In the worker. */
static gpointer
write_export (gpointer       input,
              GCancellable  *cancellable,
              GError       **error)
{
  Export *job = input;
  g_autofree char *text = NULL;

  if (g_str_has_suffix (job->path, ".pdf"))
    return cw_document_write_pdf (job->document, job->path, error) ? g_strdup (job->path) : NULL;
  text = cw_document_to_markdown (job->document);
  if (g_file_set_contents (job->path, text, -1, error))
    return g_strdup (job->path);
  cw_error_convert (error, _ ("Writing the sheet"));
  return NULL;
}

static void
exported (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (CwHandoverPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = cw_worker_call_finish (NULL, result, &error);
  g_autofree char *text = path != NULL ? g_strdup_printf (_ ("Written to %s"), path) : NULL;

  if (self->worker != NULL)
    cw_show_text (self->said, path != NULL ? text : error->message);
}

static void
file_chosen (const char *path,
             gpointer    data)
{
  CwHandoverPage *self = data;
  CwView *view = self->worker != NULL ? cw_desk_get_view (cw_stage_page_get_desk (CW_STAGE_PAGE (self))) : NULL;
  Export *job;

  if (view == NULL)
    return;
  job = g_new0 (Export, 1);
  job->document = cw_document_ref (cw_view_get_sheet (view));
  job->path = g_strdup (path);
  cw_worker_call (self->worker, write_export, job, export_free, g_free, NULL, exported, g_object_ref (self));
}

static void
choose_file (CwHandoverPage *self,
             const char     *suffix)
{
  CwView *view = cw_desk_get_view (cw_stage_page_get_desk (CW_STAGE_PAGE (self)));
  g_autofree char *name = view != NULL ? g_strconcat (cw_view_get_id (view), suffix, NULL) : NULL;

  if (name != NULL)
    cw_dialogs_save_file (GTK_WIDGET (self), _ ("Export the Handover Sheet"), name, file_chosen, g_object_ref (self),
                          g_object_unref);
}

static void
export_markdown (CwHandoverPage *self)
{
  choose_file (self, ".md");
}

static void
export_pdf (CwHandoverPage *self)
{
  choose_file (self, ".pdf");
}

static void
copy_sheet (CwHandoverPage *self)
{
  CwView *view = cw_desk_get_view (cw_stage_page_get_desk (CW_STAGE_PAGE (self)));
  g_autofree char *text = view != NULL ? cw_document_to_markdown (cw_view_get_sheet (view)) : NULL;

  if (text == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  cw_show_text (self->said, _ ("The sheet is on the clipboard, as Markdown"));
}

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
           GPtrArray         *pages)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  double width = gtk_print_context_get_width (context), height = gtk_print_context_get_height (context);
  double scale = MIN (width / A4_WIDTH, height / A4_HEIGHT);

  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, g_ptr_array_index (pages, number), 0, 0);
  cairo_paint (cr);
}

static void
printed (GtkPrintOperation       *operation,
         GtkPrintOperationResult  result,
         CwHandoverPage          *self)
{
  g_autoptr (GError) error = NULL;

  if (self->worker == NULL)
    return;
  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    {
      gtk_print_operation_get_error (operation, &error); /* to ask for one where there is none is itself one */
      cw_show_text (self->said, error != NULL ? error->message : _ ("The sheet was not printed"));
    }
  else
    cw_show_text (self->said, result == GTK_PRINT_OPERATION_RESULT_APPLY ? _ ("The sheet was sent to the printer")
                                                                        : NULL);
}

static void
pages_drawn (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (CwHandoverPage) self = user_data;
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GError) error = NULL;
  GPtrArray *pages = cw_worker_call_finish (NULL, result, NULL);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  g_object_set_data_full (G_OBJECT (operation), "cw-pages", pages, (GDestroyNotify) g_ptr_array_unref);
  if (self->worker == NULL || root == NULL)
    return;
  gtk_print_operation_set_n_pages (operation, (int) pages->len);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, _ ("Handover Sheet"));
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page), pages);
  g_signal_connect_object (operation, "done", G_CALLBACK (printed), self, 0);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (root), &error)
      == GTK_PRINT_OPERATION_RESULT_ERROR)
    cw_show_text (self->said, error->message);
}

static void
print_sheet (CwHandoverPage *self)
{
  CwView *view = cw_desk_get_view (cw_stage_page_get_desk (CW_STAGE_PAGE (self)));

  if (view != NULL)
    cw_worker_call (self->worker, draw_pages, cw_document_ref (cw_view_get_sheet (view)),
                    (GDestroyNotify) cw_document_unref, (GDestroyNotify) g_ptr_array_unref, NULL, pages_drawn,
                    g_object_ref (self));
}

static void
cw_handover_page_update (CwStagePage       *page,
                         const CwViewStage *stage)
{
  CwHandoverPage *self = CW_HANDOVER_PAGE (page);
  CwView *view = cw_desk_get_view (cw_stage_page_get_desk (page));
  g_autofree char *text = NULL;

  cw_round_list_update (CW_ROUND_LIST (self->rounds), cw_stage_page_get_desk (page));
  if (view == NULL)
    return;
  cw_note_list_update (CW_NOTE_LIST (self->notes), cw_stage_page_get_desk (page));
  text = cw_document_to_markdown (cw_view_get_sheet (view));
  if (g_strcmp0 (text, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
  cw_document_view_set_document (CW_DOCUMENT_VIEW (self->sheet), cw_view_get_sheet (view));
}

static void
cw_handover_page_dispose (GObject *object)
{
  g_clear_object (&CW_HANDOVER_PAGE (object)->worker);

  G_OBJECT_CLASS (cw_handover_page_parent_class)->dispose (object);
}

static void
cw_handover_page_finalize (GObject *object)
{
  g_free (CW_HANDOVER_PAGE (object)->shown);

  G_OBJECT_CLASS (cw_handover_page_parent_class)->finalize (object);
}

static void
cw_handover_page_class_init (CwHandoverPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_handover_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_handover_page_finalize;
  CW_STAGE_PAGE_CLASS (klass)->update = cw_handover_page_update;
}

static void
add_button (CwHandoverPage *self,
            GtkWidget      *box,
            const char     *label,
            GCallback       clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), TRUE);
  gtk_label_set_justify (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), GTK_JUSTIFY_CENTER);
  gtk_flow_box_append (GTK_FLOW_BOX (box), button);
  gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
}

static GtkWidget *
make_buttons (CwHandoverPage *self)
{
  GtkWidget *box = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (box), GTK_SELECTION_NONE);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (box), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (box), 6);
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (box), 2);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (box), 4);
  gtk_widget_add_css_class (box, "deeds");
  add_button (self, box, _ ("_Copy as Markdown"), G_CALLBACK (copy_sheet));
  add_button (self, box, _ ("_Export Markdown…"), G_CALLBACK (export_markdown));
  add_button (self, box, _ ("Export _PDF…"), G_CALLBACK (export_pdf));
  add_button (self, box, _ ("P_rint…"), G_CALLBACK (print_sheet));
  return box;
}

static void
cw_handover_page_init (CwHandoverPage *self)
{
  self->worker = cw_worker_new ("export");
  self->sheet = cw_document_view_new ();
  gtk_widget_add_css_class (self->sheet, "card");
  gtk_widget_add_css_class (self->sheet, "paper");
  self->said = gtk_label_new (NULL);
  self->notes = cw_note_list_new ();
  gtk_label_set_wrap (GTK_LABEL (self->said), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->said), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->said), 0);
  gtk_widget_set_visible (self->said, FALSE);
  cw_stage_page_add_above (CW_STAGE_PAGE (self), make_buttons (self));
  cw_stage_page_add_above (CW_STAGE_PAGE (self), self->said);
  cw_stage_page_add_above (CW_STAGE_PAGE (self), self->sheet);
  self->rounds = cw_round_list_new ();
  cw_stage_page_add_below (CW_STAGE_PAGE (self), self->rounds);
  cw_stage_page_add_below (CW_STAGE_PAGE (self), self->notes);
}
