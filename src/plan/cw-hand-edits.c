/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-hand-edits"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-hand-changes.h"
#include "cw-runs.h"

/* The edits that lead from a file as it is to what a person made of it: the planner's where their lines came to stand,
 * with their reasons, and theirs for all other lines. */

static CwEdit *
copy_edit (const CwEdit *edit)
{
  CwEdit *copy = g_new0 (CwEdit, 1);

  copy->start = edit->start;
  copy->length = edit->length;
  copy->replacement = g_bytes_ref (edit->replacement);
  copy->path = g_strdup (edit->path);
  copy->value = g_strdup (edit->value);
  copy->rule = g_strdup (edit->rule);
  copy->reason = g_strdup (edit->reason);
  return copy;
}

static CwEdit *
explain (const CwHandWork *work,
         CwEdit           *edit)
{
  edit->rule = g_strdup (CW_RULE_BY_HAND);
  edit->reason = g_strdup_printf (_ ("Edited %s."), work->origin);
  return edit;
}

/* Lines that are only added come with an edit at the end of the line before, or at the beginning of the one behind. */
static gboolean
makes_run (const CwEdit *edit,
           const CwRun  *run)
{
  if (run->n_old > 0)
    return edit->line >= run->old_start && edit->line < run->old_start + run->n_old;
  return edit->line == run->old_start || edit->line + 1 == run->old_start;
}

static void
add_planned (const CwHandWork *work,
             const CwRun      *run,
             GPtrArray        *edits)
{
  for (guint i = 0; i < work->planned->edits->len; i++)
    {
      const CwEdit *edit = g_ptr_array_index (work->planned->edits, i);

      if (makes_run (edit, run))
        g_ptr_array_add (edits, copy_edit (edit));
    }
}

static gboolean
lead_to (GBytes    *base,
         GPtrArray *edits,
         GBytes    *result)
{
  g_autoptr (GBytes) bytes = cw_edits_apply (base, edits, NULL);

  return bytes != NULL && g_bytes_equal (bytes, result);
}

/**
 * cw_hand_make_edits:
 * @work: an edited file
 * @result: what it becomes; empty where it goes
 * @runs: (element-type CwRun): what changes in it
 * @planned_runs: (element-type CwRun): what the planner alone would change
 *
 * Returns: (transfer full) (element-type CwEdit): the edits, described
 */
GPtrArray *
cw_hand_make_edits (const CwHandWork *work,
                    GBytes           *result,
                    GPtrArray        *runs,
                    GPtrArray        *planned_runs)
{
  g_autoptr (GBytes) base = work->base != NULL ? g_bytes_ref (work->base) : g_bytes_new_static ("", 0);
  GPtrArray *edits = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_edit_free);
  g_autoptr (CwLines) lines = NULL;
  gsize size = 0;
  const char *data = g_bytes_get_data (base, &size);

  lines = cw_lines_new (data != NULL ? data : "", size);
  for (guint i = 0; i < runs->len; i++)
    {
      const CwRun *run = g_ptr_array_index (runs, i);

      if (cw_runs_contain (planned_runs, run))
        add_planned (work, run, edits);
      else
        g_ptr_array_add (edits, explain (work, cw_run_make_edit (run, lines, size)));
    }
  /* What git takes for binary has no lines. */
  if (!lead_to (base, edits, result))
    {
      g_autofree char *whole = g_strndup (g_bytes_get_data (result, NULL), g_bytes_get_size (result));

      g_ptr_array_set_size (edits, 0);
      g_ptr_array_add (edits, explain (work, cw_edit_new (0, size, whole != NULL ? whole : "")));
    }
  cw_edits_describe (base, edits);
  return edits;
}
