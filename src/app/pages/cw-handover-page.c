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
#include "cw-sheet-printer.h"
#include "cw-show.h"
#include "cw-worker.h"

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

/* What is written, and as what, whatever the person calls the file. */
typedef struct {
  CwDocument *document;
  gboolean as_pdf;
  char *path;
} Export;

/* What a file is asked for. */
typedef struct {
  CwHandoverPage *page;
  gboolean as_pdf;
} Choice;

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
  g_autofree char *text = NULL, *shown = NULL, *what = NULL;

  if (job->as_pdf)
    return cw_document_write_pdf (job->document, job->path, error) ? g_strdup (job->path) : NULL;
  text = cw_document_to_markdown (job->document);
  if (g_file_set_contents (job->path, text, -1, error))
    return g_strdup (job->path);
  shown = g_filename_display_name (job->path);
  what = g_strdup_printf (_ ("Writing %s"), shown);
  cw_error_convert (error, what);
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
  const Choice *choice = data;
  CwHandoverPage *self = choice->page;
  CwView *view = self->worker != NULL ? cw_desk_get_view (cw_stage_page_get_desk (CW_STAGE_PAGE (self))) : NULL;
  Export *job;

  if (view == NULL)
    return;
  job = g_new0 (Export, 1);
  job->document = cw_document_ref (cw_view_get_sheet (view));
  job->as_pdf = choice->as_pdf;
  job->path = g_strdup (path);
  cw_worker_call (self->worker, write_export, job, export_free, g_free, NULL, exported, g_object_ref (self));
}

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_object_unref (choice->page);
  g_free (choice);
}

static void
choose_file (CwHandoverPage *self,
             gboolean        as_pdf)
{
  CwView *view = cw_desk_get_view (cw_stage_page_get_desk (CW_STAGE_PAGE (self)));
  g_autofree char *name = view != NULL ? g_strconcat (cw_view_get_id (view), as_pdf ? ".pdf" : ".md", NULL) : NULL;
  Choice *choice;

  if (name == NULL)
    return;
  choice = g_new0 (Choice, 1);
  choice->page = g_object_ref (self);
  choice->as_pdf = as_pdf;
  cw_dialogs_save_file (GTK_WIDGET (self), _ ("Export the Handover Sheet"), name, file_chosen, choice, choice_free);
}

static void
export_markdown (CwHandoverPage *self)
{
  choose_file (self, FALSE);
}

static void
export_pdf (CwHandoverPage *self)
{
  choose_file (self, TRUE);
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

static void
printed (const char *text,
         gpointer    data)
{
  CwHandoverPage *self = data;

  if (self->worker != NULL)
    cw_show_text (self->said, text);
}

static void
print_sheet (CwHandoverPage *self)
{
  CwView *view = cw_desk_get_view (cw_stage_page_get_desk (CW_STAGE_PAGE (self)));

  if (view != NULL)
    cw_sheet_printer_print (GTK_WIDGET (self), self->worker, cw_view_get_sheet (view), cw_view_get_id (view), printed,
                            g_object_ref (self), g_object_unref);
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
