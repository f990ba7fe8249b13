/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-document"

#include "config.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>

#include "cw-document-pdf-private.h"
#include "cw-document-writers.h"
#include "cw-error.h"
#include "cw-worker.h"

#define BLOCK_GAP 8.0
#define LIST_INDENT 20.0
#define CODE_INDENT 10.0
#define FOOTER_SIZE 8.0

static void
draw_footer (CwPdf *pdf)
{
  g_autofree char *number = g_strdup_printf ("%u", pdf->n_pages);
  g_autoptr (CwText) text = cw_text_new (number);
  g_autoptr (CwPdfText) laid_out = cw_pdf_text_new (pdf, text, 0, FOOTER_SIZE, FALSE);

  cairo_move_to (pdf->cr, (CW_PDF_WIDTH - cw_pdf_text_get_width (laid_out)) / 2,
                 CW_PDF_HEIGHT - CW_PDF_MARGIN / 2 - FOOTER_SIZE);
  pango_cairo_show_layout (pdf->cr, laid_out->layout);
}

/* A surface that only remembers what is drawn, for a printer to be drawn on later. */
static void
begin_surface (CwPdf *pdf)
{
  const cairo_rectangle_t extents = { 0, 0, CW_PDF_WIDTH, CW_PDF_HEIGHT };
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &extents);

  g_clear_pointer (&pdf->cr, cairo_destroy);
  pdf->cr = cairo_create (surface);
  g_ptr_array_add (pdf->pages, surface);
}

/* Ends the page with its number; what comes next stands on a new one. */
void
cw_pdf_end_page (CwPdf *pdf)
{
  draw_footer (pdf);
  if (pdf->pages != NULL)
    begin_surface (pdf);
  else
    cairo_show_page (pdf->cr);
  pdf->n_pages++;
  pdf->y = CW_PDF_MARGIN;
}

/* A line across the body; @grey: 0 is black. */
void
cw_pdf_draw_rule (CwPdf *pdf,
                  double y,
                  double grey)
{
  cairo_save (pdf->cr);
  cairo_set_source_rgb (pdf->cr, grey, grey, grey);
  cairo_set_line_width (pdf->cr, 0.5);
  cairo_move_to (pdf->cr, CW_PDF_MARGIN, y);
  cairo_line_to (pdf->cr, CW_PDF_WIDTH - CW_PDF_MARGIN, y);
  cairo_stroke (pdf->cr);
  cairo_restore (pdf->cr);
}

static void
draw_bar (CwPdf *pdf,
          double y,
          double height)
{
  cairo_save (pdf->cr);
  cairo_set_source_rgb (pdf->cr, 0.8, 0.8, 0.8);
  cairo_rectangle (pdf->cr, CW_PDF_MARGIN, y, 2, height);
  cairo_fill (pdf->cr);
  cairo_restore (pdf->cr);
}

/* Over as many pages as it takes; a line of text is far lower than a page, so each page gets one at least. */
static void
draw_text (CwPdf     *pdf,
           CwPdfText *text,
           double     indent,
           gboolean   bar)
{
  gboolean whole = FALSE;
  int line = 0;

  while (!whole)
    {
      double height = 0;

      whole = cw_pdf_text_draw_lines (text, pdf, CW_PDF_MARGIN + indent, pdf->y, &line, &height);
      if (bar)
        draw_bar (pdf, pdf->y, height);
      pdf->y += height;
      if (!whole)
        cw_pdf_end_page (pdf);
    }
}

/* Not at the very bottom: a heading stays with what it heads. */
static void
draw_heading (CwPdf         *pdf,
              const CwBlock *block)
{
  static const double sizes[] = { 20, 16, 13, 11.5, 10.5, 10 };
  double size = sizes[block->level - 1];
  g_autoptr (CwPdfText) text = cw_pdf_text_new (pdf, block->text, CW_PDF_BODY_WIDTH, size, TRUE);

  if (pdf->y > CW_PDF_MARGIN)
    pdf->y += size / 2;
  if (pdf->y + cw_pdf_text_get_height (text) + 4 * CW_PDF_TEXT_SIZE > CW_PDF_BOTTOM)
    cw_pdf_end_page (pdf);
  draw_text (pdf, text, 0, FALSE);
}

static void
draw_paragraph (CwPdf  *pdf,
                CwText *paragraph)
{
  g_autoptr (CwPdfText) text = cw_pdf_text_new (pdf, paragraph, CW_PDF_BODY_WIDTH, CW_PDF_TEXT_SIZE, FALSE);

  draw_text (pdf, text, 0, FALSE);
}

static void
draw_item (CwPdf      *pdf,
           CwText     *item,
           const char *label)
{
  g_autoptr (CwText) label_text = cw_text_new (label);
  g_autoptr (CwPdfText) sign = cw_pdf_text_new (pdf, label_text, 0, CW_PDF_TEXT_SIZE, FALSE);
  double indent = MAX (LIST_INDENT, cw_pdf_text_get_width (sign) + 6);
  g_autoptr (CwPdfText) text
    = cw_pdf_text_new (pdf, item, CW_PDF_BODY_WIDTH - indent, CW_PDF_TEXT_SIZE, FALSE);

  if (pdf->y + 2 * CW_PDF_TEXT_SIZE > CW_PDF_BOTTOM)
    cw_pdf_end_page (pdf);
  cairo_move_to (pdf->cr, CW_PDF_MARGIN + 4, pdf->y);
  pango_cairo_show_layout (pdf->cr, sign->layout);
  draw_text (pdf, text, indent, FALSE);
}

static void
draw_list (CwPdf         *pdf,
           const CwBlock *block)
{
  for (guint i = 0; i < block->items->len; i++)
    {
      g_autofree char *label = block->ordered ? g_strdup_printf ("%u.", i + 1) : g_strdup ("•");

      draw_item (pdf, g_ptr_array_index (block->items, i), label);
      pdf->y += 2;
    }
}

static void
draw_code (CwPdf         *pdf,
           const CwBlock *block)
{
  g_autoptr (CwPdfText) text = cw_pdf_text_new_code (pdf, block->literal, CW_PDF_BODY_WIDTH - CODE_INDENT);

  draw_text (pdf, text, CODE_INDENT, TRUE);
}

static void
draw_block (CwPdf         *pdf,
            const CwBlock *block)
{
  switch (block->kind)
    {
    case CW_BLOCK_HEADING:
      draw_heading (pdf, block);
      break;
    case CW_BLOCK_PARAGRAPH:
      draw_paragraph (pdf, block->text);
      break;
    case CW_BLOCK_LIST:
      draw_list (pdf, block);
      break;
    case CW_BLOCK_TABLE:
      cw_pdf_draw_table (pdf, block);
      break;
    case CW_BLOCK_CODE:
      draw_code (pdf, block);
      break;
    case CW_BLOCK_DIVIDER:
      cw_pdf_draw_rule (pdf, pdf->y, 0.5);
      break;
    case CW_BLOCK_MARKER:
      return;
    default:
      g_assert_not_reached ();
    }
  pdf->y += BLOCK_GAP;
}

static void
set_title (CwDocument      *self,
           cairo_surface_t *surface)
{
  for (guint i = 0; i < cw_document_get_n_blocks (self); i++)
    {
      const CwBlock *block = cw_document_get_block (self, i);

      if (block->kind == CW_BLOCK_HEADING)
        {
          g_autofree char *title = cw_text_to_plain (block->text);

          cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
          return;
        }
    }
}

static cairo_status_t
keep_bytes (void                *closure,
            const unsigned char *data,
            unsigned int         length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
draw_document (CwDocument *self,
               GByteArray *bytes)
{
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (keep_bytes, bytes, CW_PDF_WIDTH, CW_PDF_HEIGHT);
  CwPdf pdf = { .cr = cairo_create (surface), .y = CW_PDF_MARGIN, .n_pages = 1 };
  cairo_status_t status;

  set_title (self, surface);
  for (guint i = 0; i < cw_document_get_n_blocks (self); i++)
    draw_block (&pdf, cw_document_get_block (self, i));
  cw_pdf_end_page (&pdf);

  status = cairo_status (pdf.cr);
  cairo_destroy (pdf.cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

/**
 * cw_document_draw_pages:
 * @self: a document
 *
 * Draws the pages that cw_document_write_pdf() writes, for a printer. In a worker, since it takes its time.
 *
 * Returns: (transfer full) (element-type cairo_surface_t): A4 pages, in points
 */
GPtrArray *
cw_document_draw_pages (CwDocument *self)
{
  CwPdf pdf = { .y = CW_PDF_MARGIN, .n_pages = 1 };

  g_return_val_if_fail (self != NULL, NULL);

  cw_assert_in_worker ();
  pdf.pages = g_ptr_array_new_with_free_func ((GDestroyNotify) cairo_surface_destroy);
  begin_surface (&pdf);
  for (guint i = 0; i < cw_document_get_n_blocks (self); i++)
    draw_block (&pdf, cw_document_get_block (self, i));
  draw_footer (&pdf);
  cairo_destroy (pdf.cr);
  return pdf.pages;
}

/**
 * cw_document_write_pdf:
 * @self: a document
 * @path: the file, replaced as a whole or not at all
 * @error: where to store why it could not be written
 *
 * Writes A4 pages with page numbers, wrapped tables and links that can be followed. Blocking.
 *
 * Returns: whether the file is written
 */
gboolean
cw_document_write_pdf (CwDocument *self,
                       const char *path,
                       GError    **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *what = NULL, *shown = NULL;
  cairo_status_t status;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  cw_assert_in_worker ();
  shown = g_filename_display_name (path);
  what = g_strdup_printf (_ ("Writing %s"), shown);
  bytes = g_byte_array_new ();
  status = draw_document (self, bytes);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INTERNAL, "%s: %s", what, cairo_status_to_string (status));
      return FALSE;
    }
  if (!g_file_set_contents (path, (const char *) bytes->data, bytes->len, &local_error))
    {
      cw_error_convert (&local_error, what);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return TRUE;
}
