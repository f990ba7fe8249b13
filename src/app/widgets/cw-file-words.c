/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-file-words"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-file-words.h"

static char *
describe_draft (const CwFileText *file)
{
  if (file->outside == NULL)
    return g_strdup (_ ("This is what you typed last time and didn’t save."));
  /* Translators: %s is a name and a time, as in “by Vera, 2026-12-01 12:00 UTC” */
  return g_strdup_printf (_ ("This was saved in your own editor %s, and the change set doesn’t have it yet. Save takes it "
                             "over."), file->outside);
}

/**
 * cw_file_words_notice:
 * @file: a file as the person has it before them
 * @outside: whether it is open in the person's own editor
 * @deed: (out) (transfer none) (nullable): the label of the button beside it
 * @action: (out) (transfer none) (nullable): what that button does
 *
 * One thing at a time is said, what matters most.
 *
 * Returns: (transfer full) (nullable): what a person should know before they type
 */
char *
cw_file_words_notice (const CwFileText  *file,
                      gboolean           outside,
                      const char       **deed,
                      const char       **action)
{
  g_return_val_if_fail (file != NULL && deed != NULL && action != NULL, NULL);

  *deed = *action = NULL;
  if (outside)
    {
      *deed = _ ("_Finish");
      *action = "file.close-outside";
      return g_strdup (_ ("Open in your own editor, as a file of its own: each time you save there, it joins the change "
                          "set, also when this window is closed. Finish takes that file away."));
    }
  if (file->question != NULL)
    return g_strdup (_ ("What you edited has changed since in the same place. Settle it here, between the marks, and "
                        "save; or answer the question on the page."));
  if (file->text == NULL && file->origin != NULL)
    {
      *deed = _ ("_Undo My Edit");
      *action = "file.undo";
      return g_strdup (_ ("This file is taken away by the change set."));
    }
  if (file->draft != NULL)
    {
      *deed = _ ("_Drop Draft");
      *action = "file.drop-draft";
      return describe_draft (file);
    }
  if (file->planned == NULL)
    return g_strdup (_ ("There is no such file yet: it is new."));
  if (file->owner == CW_OWNER_NONE)
    return g_strdup (_ ("This file concerns none of the procedure’s sites."));
  return file->owner == CW_OWNER_ALL ? g_strdup (_ ("This file concerns every site, not this one alone.")) : NULL;
}

/**
 * cw_file_words_origin:
 * @file: a file that is saved
 *
 * Returns: (transfer full): where its text comes from
 */
char *
cw_file_words_origin (const CwFileText *file)
{
  g_return_val_if_fail (file != NULL, NULL);

  if (file->origin != NULL)
    return g_strdup_printf (_ ("In the change set, edited %s"), file->origin);
  return g_strdup (_ ("As the plan has it"));
}
