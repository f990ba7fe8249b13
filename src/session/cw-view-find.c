/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-view-find"

#include "config.h"

#include "cw-view.h"

/**
 * cw_view_find_check:
 * @self: a view
 * @id: id of a check
 *
 * Returns: (transfer none) (nullable): the check as it stands, %NULL where no stage has it now
 */
const CwCheck *
cw_view_find_check (CwView     *self,
                    const char *id)
{
  GPtrArray *stages;

  g_return_val_if_fail (CW_IS_VIEW (self) && id != NULL, NULL);

  stages = cw_view_get_stages (self);
  for (guint i = 0; i < stages->len; i++)
    {
      GPtrArray *checks = ((const CwViewStage *) stages->pdata[i])->result->checks;

      for (guint j = 0; j < checks->len; j++)
        if (g_str_equal (((const CwCheck *) checks->pdata[j])->id, id))
          return checks->pdata[j];
    }
  return NULL;
}

/**
 * cw_view_find_question:
 * @self: a view
 * @fact: key of the fact that answers it
 *
 * Returns: (transfer none) (nullable): the question, %NULL where no stage asks it now
 */
const CwQuestion *
cw_view_find_question (CwView     *self,
                       const char *fact)
{
  GPtrArray *stages;

  g_return_val_if_fail (CW_IS_VIEW (self) && fact != NULL, NULL);

  stages = cw_view_get_stages (self);
  for (guint i = 0; i < stages->len; i++)
    {
      GPtrArray *questions = ((const CwViewStage *) stages->pdata[i])->result->questions;

      for (guint j = 0; j < questions->len; j++)
        if (g_str_equal (((const CwQuestion *) questions->pdata[j])->fact, fact))
          return questions->pdata[j];
    }
  return NULL;
}
