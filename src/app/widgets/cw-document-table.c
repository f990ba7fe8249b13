/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-document-table"

#include "config.h"

#include <adwaita.h>

#include "cw-document-table.h"
#include "cw-pager.h"
#include "cw-rich-label.h"

/* A column keeps its longest word whole where all columns can in this width, which the narrowest window has for a table;
 * else words break. */
#define NARROWEST 220
#define SPACING   12

/* Letters, where they can't. */
#define LEAST_WIDTH 4

/* So many rows tell how long words are; a longer word breaks. */
#define ROWS_MEASURED 50
#define LONGEST       24

typedef struct {
  const CwBlock *block; /* the document's, which outlives the table */
  int *widths;          /* letters as GTK reckons them, for each column */
} Table;

static void
table_free (gpointer data)
{
  Table *table = data;

  g_free (table->widths);
  g_free (table);
}

static int
measure_word (PangoLayout *layout,
              const char  *word)
{
  int width;

  if (g_utf8_strlen (word, -1) > LONGEST)
    return 0;
  pango_layout_set_text (layout, word, -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

/* In letters of @letter pixels. */
static void
measure_row (PangoLayout *layout,
             GPtrArray   *cells,
             Table       *table,
             int          letter)
{
  for (guint i = 0; i < cells->len && i < table->block->header->len; i++)
    {
      g_autofree char *plain = cw_text_to_plain (cells->pdata[i]);
      g_auto (GStrv) words = g_regex_split_simple ("(?<=-)|\\s+", plain, 0, 0);

      for (guint j = 0; words[j] != NULL; j++)
        table->widths[i] = MAX (table->widths[i], (measure_word (layout, words[j]) + letter - 1) / letter);
    }
}

/* The letter by which GTK reckons a label's width in letters. */
static int
find_letter (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int width = MAX (pango_font_metrics_get_approximate_char_width (metrics),
                   pango_font_metrics_get_approximate_digit_width (metrics));

  pango_font_metrics_unref (metrics);
  return MAX (PANGO_PIXELS_CEIL (width), 1);
}

static Table *
table_new (const CwBlock *block,
           GtkWidget     *widget)
{
  guint n_columns = block->header->len;
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, NULL);
  int letter = find_letter (widget), all = 0;
  Table *table = g_new0 (Table, 1);
  PangoAttrList *bold;

  table->block = block;
  table->widths = g_new0 (int, n_columns + 1);
  for (guint i = 0; i < block->rows->len && i < ROWS_MEASURED; i++)
    measure_row (layout, block->rows->pdata[i], table, letter);
  bold = pango_attr_list_new ();
  pango_attr_list_insert (bold, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, bold);
  pango_attr_list_unref (bold);
  measure_row (layout, block->header, table, letter);
  for (guint i = 0; i < n_columns; i++)
    all += table->widths[i] * letter + (i > 0 ? SPACING : 0);
  for (guint i = 0; i < n_columns; i++)
    table->widths[i] = all <= NARROWEST ? MAX (table->widths[i], LEAST_WIDTH) : LEAST_WIDTH;
  return table;
}

static void
add_cells (GtkGrid           *grid,
           const Table       *table,
           GPtrArray         *cells,
           int                row,
           GtkAccessibleRole  role)
{
  for (guint i = 0; i < cells->len; i++)
    {
      g_autofree char *markup = cw_rich_label_to_markup (cells->pdata[i]);
      GtkWidget *cell = cw_rich_label_new (markup, role);

      gtk_label_set_width_chars (GTK_LABEL (cell),
                                 i < table->block->header->len ? table->widths[i] : LEAST_WIDTH);
      gtk_widget_set_hexpand (cell, i + 1 == cells->len);
      if (role == GTK_ACCESSIBLE_ROLE_COLUMN_HEADER)
        gtk_widget_add_css_class (cell, "heading");
      gtk_grid_attach (grid, cell, (int) i, row, 1, 1);
    }
}

/* A line above each row; row 0 of the grid is the header. */
static void
add_row (GtkWidget *container,
         gpointer   data,
         guint      index)
{
  const Table *table = data;
  int row = 2 * (int) index + 1;

  gtk_grid_attach (GTK_GRID (container), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL), 0, row,
                   (int) table->block->header->len, 1);
  add_cells (GTK_GRID (container), table, table->block->rows->pdata[index], row + 1, GTK_ACCESSIBLE_ROLE_CELL);
}

/**
 * cw_document_table_new:
 * @block: a table; it must outlive the widget
 * @bit_by_bit: whether its rows come one after the other
 *
 * Returns: (transfer floating): the table as a card
 */
GtkWidget *
cw_document_table_new (const CwBlock *block,
                       gboolean       bit_by_bit)
{
  GtkWidget *grid = g_object_new (GTK_TYPE_GRID,
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_TABLE,
                                  "row-spacing", 6,
                                  "column-spacing", SPACING,
                                  NULL);
  GtkWidget *card = adw_bin_new ();
  Table *table = table_new (block, grid);
  GtkWidget *pager;

  add_cells (GTK_GRID (grid), table, block->header, 0, GTK_ACCESSIBLE_ROLE_COLUMN_HEADER);
  pager = cw_pager_new (grid, block->rows->len, add_row, table, table_free, bit_by_bit);
  gtk_widget_set_margin_top (pager, 12);
  gtk_widget_set_margin_bottom (pager, 12);
  gtk_widget_set_margin_start (pager, 12);
  gtk_widget_set_margin_end (pager, 12);
  adw_bin_set_child (ADW_BIN (card), pager);
  gtk_widget_add_css_class (card, "card");
  return card;
}
