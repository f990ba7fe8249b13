/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-document-view"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-document-table.h"
#include "cw-document-view.h"
#include "cw-pager.h"
#include "cw-rich-label.h"

#define N_TITLE_STYLES 3

struct _CwDocumentView
{
  AdwBin parent_instance;
};

/* A document being drawn. */
typedef struct {
  CwDocument *document; /* (owned) */
  gboolean bit_by_bit;
} Drawing;

G_DEFINE_FINAL_TYPE (CwDocumentView, cw_document_view, ADW_TYPE_BIN)

static GtkWidget *
make_text (CwText           *text,
           GtkAccessibleRole role)
{
  g_autofree char *markup = cw_rich_label_to_markup (text);

  return cw_rich_label_new (markup, role);
}

static GtkWidget *
make_heading (const CwBlock *block)
{
  static const char *const styles[N_TITLE_STYLES] = { "title-2", "title-3", "title-4" };
  GtkWidget *label = make_text (block->text, GTK_ACCESSIBLE_ROLE_HEADING);

  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LEVEL, (int) block->level, -1);
  gtk_widget_add_css_class (label, block->level <= N_TITLE_STYLES ? styles[block->level - 1] : "heading");
  gtk_widget_set_margin_top (label, 6);
  return label;
}

static void
add_item (GtkWidget *container,
          gpointer   data,
          guint      index)
{
  const CwBlock *block = data;
  GtkWidget *row = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM, "spacing", 6, NULL);
  g_autofree char *number = block->ordered ? g_strdup_printf ("%u.", index + 1) : NULL;
  GtkWidget *sign = gtk_label_new (number != NULL ? number : "•");
  GtkWidget *text = make_text (block->items->pdata[index], GTK_ACCESSIBLE_ROLE_LABEL);

  gtk_label_set_width_chars (GTK_LABEL (sign), 3);
  gtk_label_set_xalign (GTK_LABEL (sign), 1);
  gtk_label_set_yalign (GTK_LABEL (sign), 0);
  gtk_widget_set_valign (sign, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (row), sign);
  gtk_widget_set_hexpand (text, TRUE); /* else it wraps long before its room ends */
  gtk_box_append (GTK_BOX (row), text);
  gtk_box_append (GTK_BOX (container), row);
}

static GtkWidget *
make_list (const CwBlock *block,
           gboolean       bit_by_bit)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX,
                                 "accessible-role", GTK_ACCESSIBLE_ROLE_LIST,
                                 "orientation", GTK_ORIENTATION_VERTICAL,
                                 "spacing", 6,
                                 NULL);

  return cw_pager_new (box, block->items->len, add_item, (gpointer) block, NULL, bit_by_bit);
}

static void
on_copy (GtkWidget  *button,
         const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (button), text);
}

/* Its lines wrap where it is narrow; what is copied has them as they are. */
static GtkWidget *
make_code (const CwBlock *block)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *text = cw_rich_label_new_plain (block->literal);
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  char *literal = cw_text_clean (block->literal);

  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (text, "monospace");
  gtk_widget_set_margin_top (text, 12);
  gtk_widget_set_margin_bottom (text, 12);
  gtk_widget_set_margin_start (text, 12);
  gtk_widget_set_margin_end (text, 12);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_add_css_class (card, "card");
  gtk_box_append (GTK_BOX (card), text);
  gtk_widget_set_tooltip_text (button, _ ("Copy"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Copy This Text"), -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_margin_top (button, 6);
  gtk_widget_set_margin_end (button, 6);
  gtk_box_append (GTK_BOX (card), button);
  g_signal_connect_data (button, "clicked", G_CALLBACK (on_copy), literal, (GClosureNotify) (void *) g_free, 0);
  return card;
}

static GtkWidget *
make_block (const CwBlock *block,
            gboolean       bit_by_bit)
{
  switch (block->kind)
    {
    case CW_BLOCK_HEADING:
      return make_heading (block);
    case CW_BLOCK_PARAGRAPH:
      return make_text (block->text, GTK_ACCESSIBLE_ROLE_LABEL);
    case CW_BLOCK_LIST:
      return make_list (block, bit_by_bit);
    case CW_BLOCK_TABLE:
      return cw_document_table_new (block, bit_by_bit);
    case CW_BLOCK_CODE:
      return make_code (block);
    case CW_BLOCK_DIVIDER:
      return gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
    case CW_BLOCK_MARKER:
    default:
      return NULL;
    }
}

static void
drawing_free (gpointer data)
{
  Drawing *drawing = data;

  cw_document_unref (drawing->document);
  g_free (drawing);
}

static void
add_block (GtkWidget *container,
           gpointer   data,
           guint      index)
{
  const Drawing *drawing = data;
  GtkWidget *widget = make_block (cw_document_get_block (drawing->document, index), drawing->bit_by_bit);

  if (widget != NULL)
    gtk_box_append (GTK_BOX (container), widget);
}

static void
cw_document_view_class_init (CwDocumentViewClass *klass)
{
}

static void
cw_document_view_init (CwDocumentView *self)
{
}

/**
 * cw_document_view_new:
 *
 * Returns: (transfer floating): an empty view
 */
GtkWidget *
cw_document_view_new (void)
{
  return g_object_new (CW_TYPE_DOCUMENT_VIEW, NULL);
}

/**
 * cw_document_view_set_document:
 * @self: the view
 * @document: (nullable): what is drawn; a reference is taken
 *
 * Draws @document: a first one bit by bit; what takes the place of another is there at once, so that the page doesn't
 * shrink in between and a reader stays where they are. Markers are not drawn: they are invisible where it is sent, too.
 */
void
cw_document_view_set_document (CwDocumentView *self,
                               CwDocument     *document)
{
  gboolean first;
  Drawing *drawing;
  GtkWidget *box = NULL;

  g_return_if_fail (CW_IS_DOCUMENT_VIEW (self));

  first = adw_bin_get_child (ADW_BIN (self)) == NULL;
  adw_bin_set_child (ADW_BIN (self), NULL);
  if (document == NULL)
    return;
  drawing = g_new0 (Drawing, 1);
  drawing->document = cw_document_ref (document);
  drawing->bit_by_bit = first;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  adw_bin_set_child (ADW_BIN (self), cw_pager_new (box, cw_document_get_n_blocks (document), add_block, drawing,
                                                   drawing_free, drawing->bit_by_bit));
}
