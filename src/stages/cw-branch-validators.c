/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-branch-questions.h"
#include "cw-stage-private.h"
#include "cw-validation.h"

/* How many complaints of one validator have a check of their own; the rest is counted. */
#define MAX_COMPLAINTS 20

static void
add_complaints (const CwStageInput *input,
              CwStageResult      *result,
              const CwSite       *site,
              const CwValidation *report)
{
  guint n_shown = MIN (report->complaints->len, MAX_COMPLAINTS);
  guint n_more = report->complaints->len - n_shown + report->n_more;
  g_autofree char *rest = g_strdup_printf ("validator-%s-%s-%s-more", site->id, report->repository, report->id);

  for (guint i = 0; i < n_shown; i++)
    {
      const CwComplaint *complaint = g_ptr_array_index (report->complaints, i);
      g_autofree char *text = cw_complaint_describe (complaint);
      g_autofree char *id = g_strdup_printf ("validator-%s-%s-%s/%s=%s", site->id, report->repository, report->id,
                                             complaint->path, complaint->text);

      cw_stage_check (input, result, id, site->id, CW_CHECK_WARNING, _ ("%s, %s: %s: %s"), site->name,
                      report->repository, report->name, text);
    }
  if (n_more > 0)
    cw_stage_check (input, result, rest, site->id, CW_CHECK_WARNING,
                    ngettext ("%s, %s: %s complains of %u more thing", "%s, %s: %s complains of %u more things",
                              n_more), site->name, report->repository, report->name, n_more);
}

/* A report on other files than these says nothing of them; a program that isn't there has none. */
static void
add_report (const CwStageInput *input,
            CwStageResult      *result,
            const CwSite       *site,
            const CwValidation *report,
            const char         *tree)
{
  gboolean stale = report->state != CW_VALIDATION_ABSENT && !g_str_equal (report->tree, tree);
  g_autofree char *id = g_strdup_printf ("validator-%s-%s-%s", site->id, report->repository, report->id);
  g_autofree char *text = cw_validation_describe (report);

  if (stale)
    cw_stage_check (input, result, id, site->id, CW_CHECK_UNKNOWN,
                    _ ("%s: %s has not looked at %s since its files changed; a refresh asks it"), site->name,
                    report->name, report->repository);
  else if (report->state == CW_VALIDATION_COMPLAINS)
    add_complaints (input, result, site, report);
  else
    cw_stage_check (input, result, id, site->id,
                    report->state == CW_VALIDATION_FAILED   ? CW_CHECK_UNKNOWN
                    : report->state == CW_VALIDATION_ABSENT ? CW_CHECK_SKIPPED
                                                            : CW_CHECK_HOLDS, "%s: %s", site->name, text);
}

/**
 * cw_branch_check_validators:
 * @input: the stage's input
 * @result: where the checks are added
 * @site: the site
 * @changes: what would change in a repository
 *
 * Says what the validators found; the session observes it as `validators.SITE.REPOSITORY`, a list of reports.
 */
void
cw_branch_check_validators (const CwStageInput *input,
                            CwStageResult      *result,
                            const CwSite       *site,
                            const CwChangeSet  *changes)
{
  JsonNode *node = cw_stage_observe (input, "validators.%s.%s", site->id, changes->repository);
  JsonArray *reports = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autofree char *tree = reports != NULL ? cw_validation_hash_tree (changes) : NULL;

  for (guint i = 0; reports != NULL && i < json_array_get_length (reports); i++)
    {
      g_autoptr (CwValidation) report = cw_validation_from_json (json_array_get_object_element (reports, i));

      add_report (input, result, site, report, tree);
    }
}
