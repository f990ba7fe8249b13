/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-diff-buffer"

#include "config.h"

#include "cw-diff-buffer.h"
#include "cw-language.h"

#define TAG_ADDED "cw-added"
#define TAG_REMOVED "cw-removed"
#define TAG_ADDED_WORD "cw-added-word"
#define TAG_REMOVED_WORD "cw-removed-word"
#define TAG_QUIET "cw-quiet"

/**
 * cw_diff_buffer_new:
 *
 * Returns: (transfer full): an empty buffer
 */
GtkSourceBuffer *
cw_diff_buffer_new (void)
{
  GtkSourceBuffer *buffer = gtk_source_buffer_new (NULL);

  gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (buffer), TAG_REMOVED, NULL);
  gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (buffer), TAG_ADDED, NULL);
  gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (buffer), TAG_REMOVED_WORD, NULL);
  gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (buffer), TAG_ADDED_WORD, NULL);
  gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (buffer), TAG_QUIET, "style", PANGO_STYLE_ITALIC, NULL);
  gtk_source_buffer_set_highlight_matching_brackets (buffer, FALSE);
  gtk_text_buffer_set_enable_undo (GTK_TEXT_BUFFER (buffer), FALSE);
  return buffer;
}

static const char *
get_tag (CwDiffRowKind kind)
{
  switch (kind)
    {
    case CW_DIFF_REMOVED:
      return TAG_REMOVED;
    case CW_DIFF_ADDED:
      return TAG_ADDED;
    case CW_DIFF_FOLD:
    case CW_DIFF_NOTE:
    case CW_DIFF_FILLER:
      return TAG_QUIET;
    case CW_DIFF_SAME:
    default:
      return NULL;
    }
}

/* Rows of one kind that stand together get their tag in one go. */
static void
tag_rows (GtkTextBuffer    *buffer,
          const CwDiffText *text)
{
  guint i = 0;

  while (i < text->rows->len)
    {
      CwDiffRowKind kind = g_array_index (text->rows, CwDiffRow, i).kind;
      const char *tag = get_tag (kind);
      GtkTextIter start, end;

      gtk_text_buffer_get_iter_at_line (buffer, &start, (int) i);
      while (i < text->rows->len && g_array_index (text->rows, CwDiffRow, i).kind == kind)
        i++;
      if (i < text->rows->len)
        gtk_text_buffer_get_iter_at_line (buffer, &end, (int) i);
      else
        gtk_text_buffer_get_end_iter (buffer, &end);
      if (tag != NULL)
        gtk_text_buffer_apply_tag_by_name (buffer, tag, &start, &end);
    }
}

/**
 * cw_diff_buffer_fill:
 * @buffer: what cw_diff_buffer_new() returned
 * @path: the file's path, for the language
 * @text: what is shown
 *
 * Fills the buffer; the changed words are not marked yet.
 */
void
cw_diff_buffer_fill (GtkSourceBuffer  *buffer,
                     const char       *path,
                     const CwDiffText *text)
{
  g_return_if_fail (GTK_SOURCE_IS_BUFFER (buffer) && path != NULL && text != NULL);

  gtk_source_buffer_set_language (buffer, cw_language_find (path, CW_LANGUAGE_DIFF));
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (buffer), text->text->str, (int) text->text->len);
  tag_rows (GTK_TEXT_BUFFER (buffer), text);
}

/**
 * cw_diff_buffer_mark_words:
 * @buffer: a filled buffer
 * @text: what it is filled with
 * @first: index of the first changed word that is marked
 * @n_words: how many, at most
 *
 * Marks changed words; apart from filling, because thousands of them take longer than a frame.
 *
 * Returns: the index to go on from, or 0 where all are marked
 */
guint
cw_diff_buffer_mark_words (GtkSourceBuffer  *buffer,
                           const CwDiffText *text,
                           guint             first,
                           guint             n_words)
{
  guint end = 0;

  g_return_val_if_fail (GTK_SOURCE_IS_BUFFER (buffer) && text != NULL, 0);

  end = MIN (text->words->len, first + n_words);
  for (guint i = first; i < end; i++)
    {
      const CwDiffWord *word = &g_array_index (text->words, CwDiffWord, i);
      gboolean added = g_array_index (text->rows, CwDiffRow, word->row).kind == CW_DIFF_ADDED;
      GtkTextIter from, to;

      gtk_text_buffer_get_iter_at_line_index (GTK_TEXT_BUFFER (buffer), &from, (int) word->row, (int) word->start);
      gtk_text_buffer_get_iter_at_line_index (GTK_TEXT_BUFFER (buffer), &to, (int) word->row,
                                              (int) (word->start + word->length));
      gtk_text_buffer_apply_tag_by_name (GTK_TEXT_BUFFER (buffer), added ? TAG_ADDED_WORD : TAG_REMOVED_WORD, &from,
                                         &to);
    }
  return end < text->words->len ? end : 0;
}

static void
set_colour (GtkSourceBuffer *buffer,
            const char      *name,
            const char      *property,
            GdkRGBA          colour)
{
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (GTK_TEXT_BUFFER (buffer)), name);

  g_object_set (tag, property, &colour, NULL);
}

/**
 * cw_diff_buffer_set_looks:
 * @buffer: what cw_diff_buffer_new() returned
 * @dark: light text on dark ground
 * @high_contrast: stronger colours, changed words underlined
 *
 * Sets the colours.
 */
void
cw_diff_buffer_set_looks (GtkSourceBuffer *buffer,
                          gboolean         dark,
                          gboolean         high_contrast)
{
  const float line = high_contrast ? 0.25f : dark ? 0.17f : 0.13f, word = high_contrast ? 0.5f : dark ? 0.42f : 0.36f;
  const PangoUnderline underline = high_contrast ? PANGO_UNDERLINE_SINGLE : PANGO_UNDERLINE_NONE;
  GtkTextTagTable *table = NULL;

  g_return_if_fail (GTK_SOURCE_IS_BUFFER (buffer));

  table = gtk_text_buffer_get_tag_table (GTK_TEXT_BUFFER (buffer));
  gtk_source_buffer_set_style_scheme (buffer, gtk_source_style_scheme_manager_get_scheme (
                                                gtk_source_style_scheme_manager_get_default (),
                                                dark ? "Adwaita-dark" : "Adwaita"));
  set_colour (buffer, TAG_ADDED, "paragraph-background-rgba", (GdkRGBA) { 0.18f, 0.76f, 0.49f, line });
  set_colour (buffer, TAG_REMOVED, "paragraph-background-rgba", (GdkRGBA) { 0.88f, 0.11f, 0.14f, line });
  set_colour (buffer, TAG_ADDED_WORD, "background-rgba", (GdkRGBA) { 0.18f, 0.76f, 0.49f, word });
  set_colour (buffer, TAG_REMOVED_WORD, "background-rgba", (GdkRGBA) { 0.88f, 0.11f, 0.14f, word });
  set_colour (buffer, TAG_QUIET, "paragraph-background-rgba", (GdkRGBA) { 0.5f, 0.5f, 0.5f, 0.1f });
  g_object_set (gtk_text_tag_table_lookup (table, TAG_ADDED_WORD), "underline", underline, NULL);
  g_object_set (gtk_text_tag_table_lookup (table, TAG_REMOVED_WORD), "underline", underline, NULL);
}
