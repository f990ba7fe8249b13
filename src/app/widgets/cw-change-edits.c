/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-change-edits"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-change-edits.h"
#include "cw-text.h"

/**
 * cw_change_edits_find:
 * @plan: a plan
 * @edit: (nullable): id of an edit
 *
 * Returns: (transfer none) (nullable): the mention that it changes
 */
const CwMention *
cw_change_edits_find (CwPlan     *plan,
                      const char *edit)
{
  GPtrArray *mentions;

  g_return_val_if_fail (CW_IS_PLAN (plan), NULL);

  mentions = cw_plan_get_mentions (plan);
  for (guint i = 0; i < mentions->len; i++)
    if (g_strcmp0 (((const CwMention *) mentions->pdata[i])->edit, edit) == 0)
      return mentions->pdata[i];
  return NULL;
}

/**
 * cw_change_edits_name:
 * @mention: what an edit changes
 *
 * Returns: (transfer full): what a person is told that they leave out
 */
char *
cw_change_edits_name (const CwMention *mention)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (mention != NULL, NULL);

  text = g_strdup_printf (_ ("%s → %s in %s, line %u"), mention->value,
                          mention->target != NULL ? mention->target : _ ("nothing"), mention->path, mention->line);
  return cw_text_clean (text);
}

/**
 * cw_change_edits_between:
 * @plan: (nullable): a plan
 * @row: (nullable): a row of its changes
 * @first: a line of the file as it is
 * @last: another one
 *
 * Returns: (transfer full): ids of the edits of the row's file on these lines that aren't left out
 */
GStrv
cw_change_edits_between (CwPlan      *plan,
                         CwChangeRow *row,
                         guint        first,
                         guint        last)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const CwFileChange *file = row != NULL ? cw_change_row_get_file (row) : NULL;
  GPtrArray *mentions = plan != NULL ? cw_plan_get_mentions (plan) : NULL;

  for (guint i = 0; file != NULL && mentions != NULL && i < mentions->len; i++)
    {
      const CwMention *mention = mentions->pdata[i];

      if (mention->edit != NULL && !mention->left_out && mention->line >= first && mention->line <= last
          && g_strcmp0 (mention->repository, cw_change_row_get_repository (row)) == 0
          && g_str_equal (mention->path, file->path))
        g_strv_builder_add (builder, mention->edit);
    }
  return g_strv_builder_end (builder);
}
