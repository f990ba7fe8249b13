/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-diff-sides"

#include "config.h"

#include "cw-diff-text.h"

/* A unified diff as two texts with as many rows each, so that what belongs together stands side by side. */

typedef struct {
  const CwDiffText *whole;
  CwDiffText *sides[2];  /* old and new */
  GArray *waiting[2];    /* (element-type guint): rows of the change that is looked at */
  GArray *places[2];     /* (element-type guint): for each row of the whole, where it stands on that side */
} Split;

static void
add_row (Split *split,
         guint  side,
         guint  index)
{
  const CwDiffRow *row = &g_array_index (split->whole->rows, CwDiffRow, index);
  CwDiffText *text = split->sides[side];
  CwDiffRow added = *row;

  if (text->rows->len > 0)
    g_string_append_c (text->text, '\n');
  added.start = text->text->len;
  g_string_append_len (text->text, split->whole->text->str + row->start, (gssize) row->length);
  g_array_index (split->places[side], guint, index) = text->rows->len;
  g_array_append_val (text->rows, added);
}

/* An empty row where the other side has one that this side lacks. */
static void
add_filler (CwDiffText *text)
{
  CwDiffRow filler = { CW_DIFF_FILLER, 0, 0, 0, 0 };

  if (text->rows->len > 0)
    g_string_append_c (text->text, '\n');
  filler.start = text->text->len;
  g_array_append_val (text->rows, filler);
}

/* Both sides of a change are equally long; its new rows know the old lines that they stand beside. */
static void
end_change (Split *split)
{
  guint n_rows = MAX (split->waiting[0]->len, split->waiting[1]->len);
  CwDiffChange change = { split->sides[0]->rows->len, n_rows };

  if (n_rows == 0)
    return;
  for (guint i = 0; i < n_rows; i++)
    {
      for (guint side = 0; side < 2; side++)
        if (i < split->waiting[side]->len)
          add_row (split, side, g_array_index (split->waiting[side], guint, i));
        else
          add_filler (split->sides[side]);
      g_array_index (split->sides[1]->rows, CwDiffRow, change.first + i).old_line =
        g_array_index (split->sides[0]->rows, CwDiffRow, change.first + i).old_line;
    }
  for (guint side = 0; side < 2; side++)
    {
      g_array_append_val (split->sides[side]->changes, change);
      g_array_set_size (split->waiting[side], 0);
    }
}

static void
add_rows (Split *split)
{
  CwDiffRowKind last = CW_DIFF_SAME;

  for (guint i = 0; i < split->whole->rows->len; i++)
    {
      CwDiffRowKind kind = g_array_index (split->whole->rows, CwDiffRow, i).kind;

      if (kind == CW_DIFF_SAME || kind == CW_DIFF_FOLD)
        {
          end_change (split);
          add_row (split, 0, i);
          add_row (split, 1, i);
          last = kind;
          continue;
        }
      last = kind == CW_DIFF_NOTE ? last : kind;
      if (last != CW_DIFF_ADDED)
        g_array_append_val (split->waiting[0], i);
      if (last != CW_DIFF_REMOVED)
        g_array_append_val (split->waiting[1], i);
    }
  end_change (split);
}

static void
add_words (Split *split)
{
  for (guint i = 0; i < split->whole->words->len; i++)
    {
      CwDiffWord word = g_array_index (split->whole->words, CwDiffWord, i);
      guint side = g_array_index (split->whole->rows, CwDiffRow, word.row).kind == CW_DIFF_ADDED ? 1 : 0;

      word.row = g_array_index (split->places[side], guint, word.row);
      g_array_append_val (split->sides[side]->words, word);
    }
}

/**
 * cw_diff_text_split:
 * @self: a unified diff
 * @old_side: (out): what stands on the left
 * @new_side: (out): what stands on the right, with as many rows
 *
 * Parts a diff into its sides. Rows that only one side has stand beside a #CW_DIFF_FILLER.
 */
void
cw_diff_text_split (const CwDiffText  *self,
                    CwDiffText       **old_side,
                    CwDiffText       **new_side)
{
  Split split = { self, { NULL }, { NULL }, { NULL } };

  g_return_if_fail (self != NULL && old_side != NULL && new_side != NULL);

  for (guint side = 0; side < 2; side++)
    {
      split.sides[side] = cw_diff_text_new_empty ();
      split.waiting[side] = g_array_new (FALSE, FALSE, sizeof (guint));
      split.places[side] = g_array_new (FALSE, TRUE, sizeof (guint));
      g_array_set_size (split.places[side], self->rows->len);
    }
  add_rows (&split);
  add_words (&split);
  for (guint side = 0; side < 2; side++)
    {
      g_array_unref (split.waiting[side]);
      g_array_unref (split.places[side]);
    }
  *old_side = split.sides[0];
  *new_side = split.sides[1];
}
