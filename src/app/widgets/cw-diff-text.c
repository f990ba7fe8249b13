/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-diff-text"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-diff-text.h"
#include "cw-words.h"

/* A longer line is cut for showing, in bytes: text views get slow with them. */
#define MAX_LINE 10000

/* A text view would begin a new line at these. */
static gunichar
make_visible (gunichar c)
{
  if (c == '\r')
    return 0x240D;
  if (c == 0x2028 || c == 0x2029)
    return 0x2424;
  return c != '\t' && (c < 0x20 || c == 0x7F) ? 0xFFFD : c;
}

static void
append_visible (GString    *text,
                const char *bytes,
                gsize       length)
{
  gsize shown = MIN (length, MAX_LINE);
  g_autofree char *valid = g_utf8_make_valid (bytes, (gssize) shown);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (text, make_visible (g_utf8_get_char (p)));
  if (shown < length)
    g_string_append_printf (text, ngettext ("… %u more byte", "… %u more bytes", (guint) (length - shown)),
                            (guint) (length - shown));
}

static void
begin_row (CwDiffText   *self,
           CwDiffRowKind kind,
           guint         old_line,
           guint         new_line)
{
  CwDiffRow row = { kind, old_line, new_line, 0, 0 };

  if (self->rows->len > 0)
    g_string_append_c (self->text, '\n');
  row.start = self->text->len;
  g_array_append_val (self->rows, row);
}

static void
end_row (CwDiffText *self)
{
  CwDiffRow *row = &g_array_index (self->rows, CwDiffRow, self->rows->len - 1);

  row->length = self->text->len - row->start;
}

static void
add_fold (CwDiffText *self,
          guint       n_lines)
{
  if (n_lines == 0)
    return;
  begin_row (self, CW_DIFF_FOLD, 0, 0);
  g_string_append_printf (self->text, ngettext ("⋯ %u unchanged line", "⋯ %u unchanged lines", n_lines), n_lines);
  end_row (self);
}

static char *
dup_line (CwDiffText *self,
          guint       index)
{
  const CwDiffRow *row = &g_array_index (self->rows, CwDiffRow, index);

  return g_strndup (self->text->str + row->start + CW_DIFF_SIGN_LENGTH, row->length - CW_DIFF_SIGN_LENGTH);
}

static void
add_words (CwDiffText *self,
           guint       row,
           GArray     *ranges)
{
  for (guint i = 0; i < ranges->len; i++)
    {
      const CwWordRange *range = &g_array_index (ranges, CwWordRange, i);
      CwDiffWord word = { row, (guint) range->start + CW_DIFF_SIGN_LENGTH, (guint) range->length };

      g_array_append_val (self->words, word);
    }
}

/* Line by line where as many were added as removed; elsewhere no line has a partner. */
static void
mark_words (CwDiffText         *self,
            const CwDiffChange *change,
            guint               n_pairs)
{
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  for (guint i = 0; i < n_pairs; i++)
    {
      g_autofree char *before = dup_line (self, change->first + i);
      g_autofree char *after = dup_line (self, change->first + n_pairs + i);
      g_autoptr (GArray) old_words = NULL;
      GArray *new_words = NULL;

      cw_words_compare (before, after, &old_words, &new_words);
      add_words (self, change->first + i, old_words);
      g_ptr_array_add (added, new_words);
    }
  for (guint i = 0; i < n_pairs; i++)
    add_words (self, change->first + n_pairs + i, added->pdata[i]);
}

static void
find_changes (CwDiffText *self)
{
  guint i = 0;

  while (i < self->rows->len)
    {
      CwDiffChange change = { i, 0 };
      guint n_of[CW_DIFF_NOTE + 1] = { 0 };

      for (; i < self->rows->len; i++)
        {
          CwDiffRowKind kind = g_array_index (self->rows, CwDiffRow, i).kind;

          if (kind == CW_DIFF_SAME || kind == CW_DIFF_FOLD)
            break;
          n_of[kind]++;
        }
      change.n_rows = i - change.first;
      if (change.n_rows == 0)
        i++;
      else
        g_array_append_val (self->changes, change);
      if (n_of[CW_DIFF_REMOVED] == n_of[CW_DIFF_ADDED] && n_of[CW_DIFF_NOTE] == 0)
        mark_words (self, &change, n_of[CW_DIFF_ADDED]);
    }
}

static void
add_line (CwDiffText        *self,
          const CwPatchLine *line)
{
  static const CwDiffRowKind kinds[] = { CW_DIFF_SAME, CW_DIFF_REMOVED, CW_DIFF_ADDED };
  static const char *const signs[] = { "  ", "- ", "+ " };

  begin_row (self, kinds[line->kind], line->old_line, line->new_line);
  g_string_append (self->text, signs[line->kind]);
  append_visible (self->text, line->text, line->length);
  end_row (self);
  if (!line->unfinished)
    return;
  begin_row (self, CW_DIFF_NOTE, 0, 0);
  g_string_append (self->text, _ ("\\ No newline at the end of the file"));
  end_row (self);
}

/**
 * cw_diff_text_new_empty:
 *
 * Returns: (transfer full): a text without rows
 */
CwDiffText *
cw_diff_text_new_empty (void)
{
  CwDiffText *self = g_new0 (CwDiffText, 1);

  self->text = g_string_new (NULL);
  self->rows = g_array_new (FALSE, FALSE, sizeof (CwDiffRow));
  self->words = g_array_new (FALSE, FALSE, sizeof (CwDiffWord));
  self->changes = g_array_new (FALSE, FALSE, sizeof (CwDiffChange));
  return self;
}

/**
 * cw_diff_text_new:
 * @patch: what is shown
 *
 * Returns: (transfer full): it as text
 */
CwDiffText *
cw_diff_text_new (const CwPatch *patch)
{
  CwDiffText *self = NULL;
  guint shown = 0;

  g_return_val_if_fail (patch != NULL, NULL);

  self = cw_diff_text_new_empty ();
  for (guint i = 0; i < patch->hunks->len; i++)
    {
      const CwPatchHunk *hunk = &g_array_index (patch->hunks, CwPatchHunk, i);

      if (hunk->old_start > 0 && hunk->old_lines > 0)
        add_fold (self, hunk->old_start - 1 - shown);
      for (guint k = 0; k < hunk->n_lines; k++)
        add_line (self, &g_array_index (patch->lines, CwPatchLine, hunk->first + k));
      shown = hunk->old_lines > 0 ? hunk->old_start + hunk->old_lines - 1 : hunk->old_start;
    }
  if (patch->hunks->len > 0)
    add_fold (self, patch->n_old_lines - MIN (shown, patch->n_old_lines));
  find_changes (self);
  return self;
}

/**
 * cw_diff_text_free:
 * @self: a text
 *
 * Frees it.
 */
void
cw_diff_text_free (CwDiffText *self)
{
  g_return_if_fail (self != NULL);

  g_string_free (self->text, TRUE);
  g_array_unref (self->rows);
  g_array_unref (self->words);
  g_array_unref (self->changes);
  g_free (self);
}
