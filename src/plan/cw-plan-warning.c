/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-plan"

#include "config.h"

#include <string.h>

#include "cw-plan-private.h"

/* One alarm speaks for all lines that say the same in one file. Whoever waves it through saw these lines: with one
 * more, or another text in one of them, it is another alarm. */

void
cw_plan_warning_free (CwPlanWarning *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_free (self->stem);
  g_free (self->seen);
  g_free (self->repository);
  g_free (self->text);
  g_free (self->check);
  g_free (self->path);
  g_clear_pointer (&self->more, g_array_unref);
  g_free (self->value);
  g_free (self->reason);
  g_free (self);
}

/**
 * cw_plan_add_line:
 * @self: a plan
 * @stem: what the id of an alarm would be that speaks for one line
 * @line: the line in the resulting file, from 1
 * @text: the line
 *
 * Lets the alarm that is there already speak for one more line.
 *
 * Returns: (transfer none) (nullable): it; %NULL where there is none
 */
CwPlanWarning *
cw_plan_add_line (CwPlan     *self,
                  const char *stem,
                  guint       line,
                  const char *text)
{
  GPtrArray *warnings = cw_plan_get_warnings (self);

  for (guint i = 0; i < warnings->len; i++)
    {
      CwPlanWarning *warning = g_ptr_array_index (warnings, i);
      g_autofree char *hash = NULL, *seen = NULL;

      if (g_strcmp0 (warning->stem, stem) != 0)
        continue;
      if (warning->more == NULL)
        warning->more = g_array_new (FALSE, FALSE, sizeof (guint));
      g_array_append_val (warning->more, line);
      seen = g_strconcat (warning->seen, "\n", text, NULL);
      hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, seen, -1);
      g_free (warning->seen);
      warning->seen = g_steal_pointer (&seen);
      g_free (warning->id);
      warning->id = g_strdup_printf ("%s/%.8s", stem, hash);
      return warning;
    }
  return NULL;
}

/**
 * cw_plan_warning_show_lines:
 * @self: an alarm
 *
 * Returns: (transfer full): the lines that it speaks of, each behind its number; empty where it speaks of none
 */
char *
cw_plan_warning_show_lines (const CwPlanWarning *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (self->seen != NULL ? self->seen : "", "\n", -1);

  for (guint i = 0; self->line > 0 && lines[i] != NULL; i++)
    {
      guint more = self->more != NULL ? self->more->len : 0;
      guint number = i == 0 || i > more ? self->line : g_array_index (self->more, guint, i - 1);

      g_string_append_printf (text, "%s%u  %s", i > 0 ? "\n" : "", number, g_strstrip (lines[i]));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * cw_plan_warning_dup_lines:
 * @self: an alarm of several lines
 *
 * Returns: (transfer full): their numbers, in words
 */
char *
cw_plan_warning_dup_lines (const CwPlanWarning *self)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  g_string_printf (lines, "%u", self->line);
  for (guint i = 0; self->more != NULL && i < self->more->len; i++)
    g_string_append_printf (lines, ", %u", g_array_index (self->more, guint, i));
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

/**
 * cw_plan_warning_name_check:
 * @self: a warning
 * @site: id of the site whose plan has it
 *
 * Returns: (transfer full): id of the check that the stages make of it
 */
char *
cw_plan_warning_name_check (const CwPlanWarning *self,
                            const char          *site)
{
  g_return_val_if_fail (self != NULL && site != NULL, NULL);

  return g_strdup_printf ("%s-%s", site, self->id);
}
