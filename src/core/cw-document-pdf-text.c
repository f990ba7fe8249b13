/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-document"

#include "config.h"

#include <string.h>

#include "cw-document-pdf-private.h"

#define CODE_SIZE 9.0

static void
add_attribute (PangoAttrList  *list,
               PangoAttribute *attribute,
               guint           start,
               guint           end)
{
  attribute->start_index = start;
  attribute->end_index = end;
  pango_attr_list_insert (list, attribute);
}

static PangoAttrList *
make_attributes (CwText *text)
{
  PangoAttrList *list = pango_attr_list_new ();
  guint start = 0;

  for (guint i = 0; i < cw_text_get_n_runs (text); i++)
    {
      const CwTextRun *run = cw_text_get_run (text, i);
      guint end = start + (guint) strlen (run->text);

      if (run->style & CW_TEXT_BOLD)
        add_attribute (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD), start, end);
      if (run->style & CW_TEXT_ITALIC)
        add_attribute (list, pango_attr_style_new (PANGO_STYLE_ITALIC), start, end);
      if (run->style & CW_TEXT_CODE)
        add_attribute (list, pango_attr_family_new ("Monospace"), start, end);
      if (run->link != NULL)
        add_attribute (list, pango_attr_foreground_new (0x1a1a, 0x5f5f, 0xb4b4), start, end);
      start = end;
    }
  return list;
}

static CwPdfText *
lay_out (CwPdf      *pdf,
         CwText     *text,
         double      width,
         const char *family,
         double      size,
         gboolean    bold)
{
  g_autofree char *plain = cw_text_to_plain (text);
  PangoFontDescription *font = pango_font_description_new ();
  PangoAttrList *attributes = make_attributes (text);
  CwPdfText *self = g_new0 (CwPdfText, 1);

  pango_font_description_set_family (font, family);
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);

  self->text = cw_text_ref (text);
  self->layout = pango_cairo_create_layout (pdf->cr);
  pango_layout_set_font_description (self->layout, font);
  pango_layout_set_text (self->layout, plain, -1);
  pango_layout_set_attributes (self->layout, attributes);
  pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width (self->layout, width > 0 ? (int) (width * PANGO_SCALE) : -1);

  pango_attr_list_unref (attributes);
  pango_font_description_free (font);
  return self;
}

/* @width: where lines are broken, or 0 for never */
CwPdfText *
cw_pdf_text_new (CwPdf   *pdf,
                 CwText  *text,
                 double   width,
                 double   size,
                 gboolean bold)
{
  return lay_out (pdf, text, width, "Sans", size, bold);
}

CwPdfText *
cw_pdf_text_new_code (CwPdf      *pdf,
                      const char *code,
                      double      width)
{
  g_autoptr (CwText) text = cw_text_new (code);

  return lay_out (pdf, text, width, "Monospace", CODE_SIZE, FALSE);
}

void
cw_pdf_text_free (CwPdfText *self)
{
  cw_text_unref (self->text);
  g_object_unref (self->layout);
  g_free (self);
}

double
cw_pdf_text_get_width (CwPdfText *self)
{
  int width;

  pango_layout_get_size (self->layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

double
cw_pdf_text_get_height (CwPdfText *self)
{
  int height;

  pango_layout_get_size (self->layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

/* Cairo reads numbers with a point and the address between single quotes, whatever the locale. */
static void
draw_link (cairo_t                 *cr,
           const cairo_rectangle_t *place,
           const char              *link)
{
  const double numbers[] = { place->x, place->y, place->width, place->height };
  g_autofree char *encoded = g_uri_escape_string (link, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH "%?#[]", FALSE);
  g_autoptr (GString) tag = g_string_new ("rect=[");
  g_autoptr (GString) address = g_string_new (encoded);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_printf (tag, "%s ", g_ascii_formatd (number, sizeof number, "%.2f", numbers[i]));
    }
  g_string_replace (address, "'", "%27", 0);
  g_string_append_printf (tag, "] uri='%s'", address->str);
  cairo_tag_begin (cr, CAIRO_TAG_LINK, tag->str);
  cairo_tag_end (cr, CAIRO_TAG_LINK);
}

static void
draw_links (CwPdfText            *self,
            cairo_t              *cr,
            PangoLayoutLine      *line,
            double                x,
            double                y,
            const PangoRectangle *extents)
{
  int start = 0;

  for (guint i = 0; i < cw_text_get_n_runs (self->text); i++)
    {
      const CwTextRun *run = cw_text_get_run (self->text, i);
      int end = start + (int) strlen (run->text);
      int first = MAX (start, line->start_index);
      int last = MIN (end, line->start_index + line->length);
      g_autofree int *ranges = NULL;
      int n_ranges = 0;

      if (run->link != NULL && first < last)
        pango_layout_line_get_x_ranges (line, first, last, &ranges, &n_ranges);
      for (int j = 0; j < n_ranges; j++)
        {
          const cairo_rectangle_t place = {
            x + (double) ranges[2 * j] / PANGO_SCALE, y,
            (double) (ranges[2 * j + 1] - ranges[2 * j]) / PANGO_SCALE, (double) extents->height / PANGO_SCALE,
          };

          draw_link (cr, &place, run->link);
        }
      start = end;
    }
}

/* Draws from line *@line on, at @x and @y, what fits above the bottom of the page; @line is where to go on, @height
 * what was taken. Answers whether that was all. */
gboolean
cw_pdf_text_draw_lines (CwPdfText *self,
                        CwPdf     *pdf,
                        double     x,
                        double     y,
                        int       *line,
                        double    *height)
{
  PangoLayoutIter *iter = pango_layout_get_iter (self->layout);
  gboolean more = TRUE, fits = TRUE;
  double top = y;

  for (int i = 0; i < *line && more; i++)
    more = pango_layout_iter_next_line (iter);
  while (more && fits)
    {
      PangoLayoutLine *current = pango_layout_iter_get_line_readonly (iter);
      double baseline = (double) pango_layout_iter_get_baseline (iter) / PANGO_SCALE;
      PangoRectangle extents;

      pango_layout_iter_get_line_extents (iter, NULL, &extents);
      fits = y + (double) extents.height / PANGO_SCALE <= CW_PDF_BOTTOM;
      if (!fits)
        break;
      cairo_move_to (pdf->cr, x + (double) extents.x / PANGO_SCALE, y + baseline - (double) extents.y / PANGO_SCALE);
      pango_cairo_show_layout_line (pdf->cr, current);
      if (pdf->pages == NULL)
        draw_links (self, pdf->cr, current, x, y, &extents);
      y += (double) extents.height / PANGO_SCALE;
      ++*line;
      more = pango_layout_iter_next_line (iter);
    }
  pango_layout_iter_free (iter);
  *height = y - top;
  return fits;
}
