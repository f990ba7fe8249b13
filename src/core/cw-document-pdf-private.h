/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "cw-document.h"

G_BEGIN_DECLS

/* Lengths are in points, 1/72 inch, from the top left of the page. */
#define CW_PDF_WIDTH 595.276
#define CW_PDF_HEIGHT 841.89
#define CW_PDF_MARGIN 56.693
#define CW_PDF_BODY_WIDTH (CW_PDF_WIDTH - 2 * CW_PDF_MARGIN)
#define CW_PDF_BOTTOM (CW_PDF_HEIGHT - CW_PDF_MARGIN)
#define CW_PDF_TEXT_SIZE 10.0

typedef struct {
  cairo_t   *cr;
  double     y; /* where the next thing begins */
  guint      n_pages;
  GPtrArray *pages; /* (nullable): cairo surfaces, where each page is one of its own */
} CwPdf;

/* A text laid out in a column of lines. */
typedef struct {
  CwText      *text;
  PangoLayout *layout;
} CwPdfText;

CwPdfText *cw_pdf_text_new        (CwPdf         *pdf,
                                   CwText        *text,
                                   double         width,
                                   double         size,
                                   gboolean       bold);
CwPdfText *cw_pdf_text_new_code   (CwPdf         *pdf,
                                   const char    *code,
                                   double         width);
void       cw_pdf_text_free       (CwPdfText     *self);
double     cw_pdf_text_get_width  (CwPdfText     *self);
double     cw_pdf_text_get_height (CwPdfText     *self);
gboolean   cw_pdf_text_draw_lines (CwPdfText     *self,
                                   CwPdf         *pdf,
                                   double         x,
                                   double         y,
                                   int           *line,
                                   double        *height);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPdfText, cw_pdf_text_free)

void       cw_pdf_end_page        (CwPdf         *pdf);
void       cw_pdf_draw_rule       (CwPdf         *pdf,
                                   double         y,
                                   double         grey);
void       cw_pdf_draw_table      (CwPdf         *pdf,
                                   const CwBlock *table);

G_END_DECLS
