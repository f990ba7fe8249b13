/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-desk-check"

#include "config.h"

#include "cw-desk-check.h"
#include "cw-desk-private.h"

/* What is asked, and what came of it. The worker has it to itself while it runs; the task owns it. */
typedef struct {
  char *site;
  char *branch;
  gboolean has_target;
  CwCycle target;
  CwBranchReport *report;  /* (nullable) */
} Errand;

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  g_free (errand->site);
  g_free (errand->branch);
  g_clear_pointer (&errand->report, cw_branch_report_free);
  g_free (errand);
}

/* In the session's worker. */
static gboolean
do_errand (CwSession     *session,
           gpointer       data,
           GCancellable  *cancellable,
           GError       **error)
{
  Errand *errand = data;

  errand->report = cw_session_check_branch (session, errand->site, errand->branch,
                                            errand->has_target ? &errand->target : NULL, TRUE, cancellable, error);
  return errand->report != NULL;
}

/**
 * cw_desk_check_branch:
 * @self: a desk with a preparation
 * @site: id of a site
 * @branch: a branch, as git calls it, or a pull request: #12, phalanx#12 or its address
 * @target: (nullable): the cycle that it should be at; %NULL for the one that most of its files say
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done; it calls cw_desk_check_branch_finish()
 * @user_data: for @callback
 *
 * Looks at a branch that somebody made by hand as the planner would; nothing is written.
 */
void
cw_desk_check_branch (CwDesk              *self,
                      const char          *site,
                      const char          *branch,
                      const CwCycle       *target,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  Errand *errand;

  g_return_if_fail (CW_IS_DESK (self) && site != NULL && branch != NULL);

  errand = g_new0 (Errand, 1);
  errand->site = g_strdup (site);
  errand->branch = g_strdup (branch);
  errand->has_target = target != NULL;
  if (target != NULL)
    errand->target = *target;
  cw_desk_run_errand (self, do_errand, errand, errand_free, cancellable, callback, user_data);
}

/**
 * cw_desk_check_branch_finish:
 * @self: a desk
 * @result: what the callback was given
 * @error: where to store the reason
 *
 * Returns: (transfer full) (nullable): what was found there
 */
CwBranchReport *
cw_desk_check_branch_finish (CwDesk        *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  Errand *errand = cw_desk_finish_errand (self, result, error);

  return errand != NULL ? g_steal_pointer (&errand->report) : NULL;
}
