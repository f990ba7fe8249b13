/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-git-private.h"

/* Why a server may refuse a branch. */
typedef enum {
  REFUSAL_MOVED,
  REFUSAL_PROTECTED,
  REFUSAL_RULES,
  REFUSAL_PRIVATE_ADDRESS,
  REFUSAL_HOOK,
  REFUSAL_OTHER,
} Refusal;

/* What is said in the status of the branch, or in the lines before it; the first that fits counts. GitHub numbers its
   reasons, GitLab and others only have their hook's words. */
static const struct {
  Refusal refusal;
  const char *sign;
} signs[] = {
  { REFUSAL_PRIVATE_ADDRESS, "GH007" },
  { REFUSAL_PRIVATE_ADDRESS, "email privacy" },
  { REFUSAL_RULES, "GH013" },
  { REFUSAL_RULES, "rule violations" },
  { REFUSAL_PROTECTED, "GH006" },
  { REFUSAL_PROTECTED, "protected branch" },
  { REFUSAL_HOOK, "hook declined" },
  /* The reference is no longer as it was when it was asked for first. */
  { REFUSAL_MOVED, "failed to update ref" },
  { REFUSAL_MOVED, "incorrect old value" },
  { REFUSAL_MOVED, "fetch first" },
  { REFUSAL_MOVED, "stale info" },
  { REFUSAL_MOVED, "non-fast-forward" },
  { REFUSAL_MOVED, "already exists" },
  { REFUSAL_MOVED, "cannot lock ref" },
  { REFUSAL_MOVED, "failed to lock" },
};

static Refusal
classify (const char *status,
          const char *words)
{
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strstr (status, signs[i].sign) != NULL
        || (signs[i].refusal != REFUSAL_MOVED && strstr (words, signs[i].sign) != NULL))
      return signs[i].refusal;
  return REFUSAL_OTHER;
}

/**
 * cw_git_push_set_refused:
 * @url: the repository
 * @branch: the branch that the server did not take
 * @status: the server's reason, in a few words
 * @words: what it said before that, "" for nothing
 * @error: where to: %CW_ERROR_CONFLICT for a branch that moved, else %CW_ERROR_FORBIDDEN
 *
 * Says why a branch was not taken, and what to do about it.
 */
void
cw_git_push_set_refused (const char *url,
                         const char *branch,
                         const char *status,
                         const char *words,
                         GError    **error)
{
  g_autofree char *shown = cw_git_show_url (url);
  g_autofree char *quoted = cw_git_quote_words (*words != '\0' ? words : status);

  switch (classify (status, words))
    {
    case REFUSAL_MOVED:
      g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
                   _ ("The branch “%s” of %s moved while the commit was on its way (%s). Nothing was changed there; "
                      "plan again"),
                   branch, shown, status);
      break;
    case REFUSAL_PROTECTED:
      g_set_error (error, CW_ERROR, CW_ERROR_FORBIDDEN,
                   _ ("The branch “%s” of %s is protected%s. Ask the repository’s owners to let this account push to "
                      "it, or have them push the commit"),
                   branch, shown, quoted);
      break;
    case REFUSAL_RULES:
      g_set_error (error, CW_ERROR, CW_ERROR_FORBIDDEN,
                   _ ("The rules of %s forbid this commit on the branch “%s”%s. Set right what they name, or ask the "
                      "repository’s owners"),
                   shown, branch, quoted);
      break;
    case REFUSAL_PRIVATE_ADDRESS:
      g_set_error (error, CW_ERROR, CW_ERROR_FORBIDDEN,
                   _ ("%s takes no commit with your private e-mail address on the branch “%s”%s. Give git the address "
                      "that the server shows for you (git config --global user.email), then plan again"),
                   shown, branch, quoted);
      break;
    case REFUSAL_HOOK:
      g_set_error (error, CW_ERROR, CW_ERROR_FORBIDDEN,
                   _ ("A check of %s refuses the commit on the branch “%s”%s. Set right what it names, or ask the "
                      "repository’s owners"),
                   shown, branch, quoted);
      break;
    case REFUSAL_OTHER:
    default:
      g_set_error (error, CW_ERROR, CW_ERROR_FORBIDDEN,
                   _ ("%s refuses the branch “%s”%s. Ask the repository’s owners, or push it by hand"), shown, branch,
                   quoted);
    }
}
