/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-runs"

#include "config.h"

#include "cw-patch-lines.h"
#include "cw-runs.h"

static void
free_run (gpointer data)
{
  CwRun *run = data;

  g_free (run->text);
  g_free (run);
}

/* A hunk without context; where a side has no line, git names the line before. */
static CwRun *
read_hunk (const CwPatch     *patch,
           const CwPatchHunk *hunk,
           guint              behind)
{
  g_autoptr (GString) text = g_string_new (NULL);
  CwRun *run = g_new0 (CwRun, 1);

  run->old_start = hunk->old_lines > 0 ? hunk->old_start : hunk->old_start + 1;
  run->n_old = hunk->old_lines;
  run->new_start = run->old_start + behind;
  for (guint i = 0; i < hunk->n_lines; i++)
    {
      const CwPatchLine *line = &g_array_index (patch->lines, CwPatchLine, hunk->first + i);

      if (line->kind != CW_PATCH_ADDED)
        continue;
      run->n_new++;
      g_string_append_len (text, line->text, (gssize) line->length);
      if (!line->unfinished)
        g_string_append_c (text, '\n');
    }
  run->text = g_string_free (g_steal_pointer (&text), FALSE);
  return run;
}

/**
 * cw_runs_new:
 * @old_bytes: a text
 * @new_bytes: what became of it
 * @path: its path, for the error
 * @error: where to store a %CW_ERROR_INTERNAL with libgit2's words
 *
 * Returns: (transfer full) (element-type CwRun): what differs, in the order of the text
 */
GPtrArray *
cw_runs_new (GBytes     *old_bytes,
             GBytes     *new_bytes,
             const char *path,
             GError    **error)
{
  g_autoptr (CwPatch) patch = cw_patch_new (old_bytes, new_bytes, path, 0, error);
  GPtrArray *runs;
  guint behind = 0;

  if (patch == NULL)
    return NULL;
  runs = g_ptr_array_new_with_free_func (free_run);
  for (guint i = 0; i < patch->hunks->len; i++)
    {
      CwRun *run = read_hunk (patch, &g_array_index (patch->hunks, CwPatchHunk, i), behind);

      behind += run->n_new - run->n_old;
      g_ptr_array_add (runs, run);
    }
  return runs;
}

/**
 * cw_runs_find:
 * @runs: (element-type CwRun): what differs
 * @line: an old line
 *
 * Returns: (nullable): the run in which it goes
 */
const CwRun *
cw_runs_find (GPtrArray *runs,
              guint      line)
{
  for (guint i = 0; i < runs->len; i++)
    {
      const CwRun *run = g_ptr_array_index (runs, i);

      if (line >= run->old_start && line < run->old_start + run->n_old)
        return run;
    }
  return NULL;
}

/**
 * cw_run_make_edit:
 * @run: lines that give way to others
 * @lines: where the old text's lines are
 * @size: how many bytes that text has
 *
 * Returns: (transfer full): the edit that does it
 */
CwEdit *
cw_run_make_edit (const CwRun   *run,
                  const CwLines *lines,
                  gsize          size)
{
  gsize start = size, end = size, length = 0;

  if (run->old_start <= cw_lines_get_number (lines))
    start = end = cw_lines_get_range (lines, run->old_start, &length);
  if (run->n_old > 0)
    {
      end = cw_lines_get_range (lines, run->old_start + run->n_old - 1, &length);
      end += length;
    }
  return cw_edit_new (start, end - start, run->text);
}

/**
 * cw_runs_contain:
 * @runs: (element-type CwRun): what differs
 * @run: a run of another comparison of the same old text
 *
 * Returns: whether the same lines give way to the same there
 */
gboolean
cw_runs_contain (GPtrArray   *runs,
                 const CwRun *run)
{
  for (guint i = 0; i < runs->len; i++)
    {
      const CwRun *other = g_ptr_array_index (runs, i);

      if (other->old_start == run->old_start && other->n_old == run->n_old && g_str_equal (other->text, run->text))
        return TRUE;
    }
  return FALSE;
}
