/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-document"

#include "config.h"

#include "cw-document-pdf-private.h"

#define PADDING 4.0
#define NARROWEST 12.0

static void
widen (CwPdf     *pdf,
       GPtrArray *cells,
       gboolean   bold,
       double    *widths)
{
  for (guint i = 0; i < cells->len; i++)
    {
      g_autoptr (CwPdfText) text
        = cw_pdf_text_new (pdf, g_ptr_array_index (cells, i), 0, CW_PDF_TEXT_SIZE, bold);

      widths[i] = MAX (widths[i], cw_pdf_text_get_width (text) + 2 * PADDING + 1);
    }
}

/* Columns that need less than an equal share get what they need; the others share the rest. */
static void
share_width (double *widths,
             guint   n)
{
  g_autofree gboolean *settled = g_new0 (gboolean, n);
  double left = CW_PDF_BODY_WIDTH;
  guint n_left = n;
  gboolean changed = TRUE;

  while (changed && n_left > 0)
    {
      double share = left / n_left;

      changed = FALSE;
      for (guint i = 0; i < n; i++)
        if (!settled[i] && widths[i] <= share)
          {
            settled[i] = TRUE;
            changed = TRUE;
            left -= widths[i];
            n_left--;
          }
    }
  for (guint i = 0; i < n; i++)
    if (!settled[i])
      widths[i] = MAX (left / n_left, NARROWEST);
}

static double *
make_widths (CwPdf         *pdf,
             const CwBlock *table)
{
  double *widths = g_new0 (double, table->header->len);

  widen (pdf, table->header, TRUE, widths);
  for (guint i = 0; i < table->rows->len; i++)
    widen (pdf, g_ptr_array_index (table->rows, i), FALSE, widths);
  share_width (widths, table->header->len);
  return widths;
}

static GPtrArray *
lay_out_row (CwPdf        *pdf,
             GPtrArray    *cells,
             const double *widths,
             gboolean      bold)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_pdf_text_free);

  for (guint i = 0; i < cells->len; i++)
    g_ptr_array_add (texts, cw_pdf_text_new (pdf, g_ptr_array_index (cells, i), widths[i] - 2 * PADDING,
                                             CW_PDF_TEXT_SIZE, bold));
  return texts;
}

static double
get_height (GPtrArray *texts)
{
  double height = 0;

  for (guint i = 0; i < texts->len; i++)
    height = MAX (height, cw_pdf_text_get_height (g_ptr_array_index (texts, i)));
  return height + 2 * PADDING;
}

/* Draws what fits on this page; answers whether that was the whole row. */
static gboolean
draw_part (CwPdf        *pdf,
           GPtrArray    *texts,
           const double *widths,
           int          *lines,
           double        grey)
{
  double x = CW_PDF_MARGIN, tallest = 0;
  gboolean whole = TRUE;

  for (guint i = 0; i < texts->len; i++)
    {
      double height = 0;

      if (!cw_pdf_text_draw_lines (g_ptr_array_index (texts, i), pdf, x + PADDING, pdf->y + PADDING, &lines[i],
                                   &height))
        whole = FALSE;
      tallest = MAX (tallest, height);
      x += widths[i];
    }
  pdf->y += tallest + 2 * PADDING;
  cw_pdf_draw_rule (pdf, pdf->y, grey);
  return whole;
}

static void
draw_row (CwPdf        *pdf,
          GPtrArray    *texts,
          const double *widths,
          double        grey)
{
  g_autofree int *lines = g_new0 (int, texts->len);

  while (!draw_part (pdf, texts, widths, lines, grey))
    cw_pdf_end_page (pdf);
}

/* Draws @table under its header, which comes again on each further page. A row that fits on a page is not divided. */
void
cw_pdf_draw_table (CwPdf         *pdf,
                   const CwBlock *table)
{
  g_autofree double *widths = make_widths (pdf, table);
  g_autoptr (GPtrArray) header = lay_out_row (pdf, table->header, widths, TRUE);
  double header_height = get_height (header);
  gboolean at_header = TRUE;

  if (pdf->y + header_height + 2 * CW_PDF_TEXT_SIZE > CW_PDF_BOTTOM)
    cw_pdf_end_page (pdf);
  draw_row (pdf, header, widths, 0.3);
  for (guint i = 0; i < table->rows->len; i++)
    {
      g_autoptr (GPtrArray) row = lay_out_row (pdf, g_ptr_array_index (table->rows, i), widths, FALSE);

      if (!at_header && pdf->y + get_height (row) > CW_PDF_BOTTOM)
        {
          cw_pdf_end_page (pdf);
          draw_row (pdf, header, widths, 0.3);
        }
      draw_row (pdf, row, widths, 0.8);
      at_header = FALSE;
    }
}
