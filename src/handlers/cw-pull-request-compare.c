/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-pull-request-handler"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-payload.h"
#include "cw-pull-request-compare.h"

/* A pull request as it is there: what of it is written down, and how it differs from ours. */

/**
 * cw_pull_request_make_outcome:
 * @repository: `owner/name`
 * @pull: one of its pull requests
 *
 * Returns: (transfer full): what is written down of it
 */
JsonObject *
cw_pull_request_make_outcome (const char   *repository,
                              const CwPull *pull)
{
  g_autofree char *key = g_strdup_printf ("%s#%" G_GINT64_FORMAT, repository, pull->number);
  JsonObject *outcome = cw_json_object ("key", key, "url", pull->url, "node-id", pull->node_id, "title", pull->title,
                                        "state", pull->state, "sha", pull->sha, NULL);

  json_object_set_int_member (outcome, "number", pull->number);
  json_object_set_boolean_member (outcome, "draft", pull->draft);
  return outcome;
}

/**
 * cw_pull_request_get_number:
 * @outcome: what is known of one; of one that was opened by hand perhaps only the address or `owner/name#7`
 * @error: where to store %CW_ERROR_NEEDS_PERSON
 *
 * Returns: its number, 0 or less with @error set where nothing tells it
 */
gint64
cw_pull_request_get_number (JsonObject *outcome,
                            GError    **error)
{
  static const char *const members[] = { "key", "url", NULL };
  g_autoptr (GRegex) regex = g_regex_new ("(?:^|#|/pull/)([0-9]+)(?:[/?#]|$)", 0, 0, NULL);
  gint64 number = cw_json_get_int (outcome, "number", 0);

  for (guint i = 0; members[i] != NULL && number <= 0; i++)
    {
      g_autoptr (GMatchInfo) match = NULL;
      g_autofree char *digits = NULL;

      if (!g_regex_match (regex, cw_json_get_string (outcome, members[i], ""), 0, &match))
        continue;
      digits = g_match_info_fetch (match, 1);
      number = g_ascii_strtoll (digits, NULL, 10);
    }
  if (number <= 0)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_NEEDS_PERSON,
                         _ ("The pull request’s number is not known: write down its link first"));
  return number;
}

static const char *
say_draft (gboolean draft)
{
  return draft ? _ ("draft") : _ ("ready for review");
}

/**
 * cw_pull_request_compare:
 * @finding: where differences are added
 * @payload: ours
 * @pull: theirs
 */
void
cw_pull_request_compare (CwFinding    *finding,
                         JsonObject   *payload,
                         const CwPull *pull)
{
  g_auto (GStrv) labels = cw_payload_dup_strings (payload, "labels");

  cw_finding_compare (finding, "title", cw_json_get_string (payload, "title", ""), pull->title);
  cw_finding_compare (finding, "body", cw_json_get_string (payload, "body", ""), pull->body);
  cw_finding_compare (finding, "base", cw_json_get_string (payload, "base", ""), pull->base);
  cw_finding_compare (finding, "draft", say_draft (cw_json_get_bool (payload, "draft", FALSE)),
                      say_draft (pull->draft));
  cw_finding_compare_lists (finding, "labels", (const char *const *) labels, (const char *const *) pull->labels);
}

/**
 * cw_pull_request_compare_reviewers:
 * @service: GitHub
 * @finding: where a difference is added
 * @payload: ours
 * @pull: theirs
 * @cancellable: (nullable): cancels the call
 * @error: where to store why it can't be told
 *
 * Whoever has answered is no longer among those who are asked; others, whom the owners of the code add, don't count.
 *
 * Returns: whether all is known
 */
gboolean
cw_pull_request_compare_reviewers (CwPhalanxService *service,
                                   CwFinding        *finding,
                                   JsonObject       *payload,
                                   const CwPull     *pull,
                                   GCancellable     *cancellable,
                                   GError          **error)
{
  g_auto (GStrv) ours = cw_payload_dup_strings (payload, "reviewers");
  g_auto (GStrv) theirs = NULL;

  if (cw_strv_has_all ((const char *const *) pull->reviewers, (const char *const *) ours))
    return TRUE;
  theirs = cw_phalanx_service_list_reviewers (service, cw_json_get_string (payload, "repository", ""), pull,
                                              cancellable, error);
  if (theirs != NULL)
    cw_finding_compare_lists (finding, "reviewers", (const char *const *) ours, (const char *const *) theirs);
  return theirs != NULL;
}
