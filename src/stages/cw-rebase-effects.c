/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-branch-payload.h"
#include "cw-json.h"

/* Bringing a branch onto a base that moved: a deed of its own, which shows what becomes of each commit. */

static const char *
show (JsonObject *object,
      const char *member)
{
  return cw_json_get_string (object, member, _ ("nothing"));
}

static char *
describe_conflict (JsonObject *conflict)
{
  const char *commit = cw_json_get_string (conflict, "commit", ""), *path = cw_json_get_string (conflict, "path", NULL);
  guint line = (guint) cw_json_get_int (conflict, "line", 0);

  if (path == NULL)
    return g_strdup_printf (_ ("the merge %.7s holds what none of its commits has"), commit);
  if (line == 0)
    return g_strdup_printf (_ ("commit %.7s, %s: the file was made, or taken away, on one side"), commit, path);
  return g_strdup_printf (_ ("commit %.7s, %s, line %u: the commit makes it %s, the base has %s"), commit, path, line,
                          show (conflict, "theirs"), show (conflict, "base"));
}

static void
name_conflicts (const CwStageInput *input,
                CwStageResult      *result,
                const CwSite       *site,
                const CwRepository *repository,
                JsonArray          *conflicts)
{
  for (guint i = 0; i < json_array_get_length (conflicts); i++)
    {
      g_autofree char *text = describe_conflict (json_array_get_object_element (conflicts, i));
      g_autofree char *id = g_strdup_printf ("rebase-%s-%s-%u", site->id, repository->id, i + 1);

      cw_stage_check (input, result, id, site->id, CW_CHECK_OPEN, _ ("%s, %s: the branch can't be brought along: %s"),
                      site->name, repository->id, text);
    }
}

static void
describe_commit (GString    *text,
                 JsonObject *commit)
{
  const char *after = cw_json_get_string (commit, "after", "");
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (cw_json_get_int (commit, "date", 0));
  g_autofree char *date = g_date_time_format (when, "%Y-%m-%d %H:%M UTC");

  g_string_append_printf (text, "\n%.7s → %.7s  %s, %s: %s", cw_json_get_string (commit, "before", ""),
                          *after != '\0' ? after : _ ("nothing"), cw_json_get_string (commit, "author", ""), date,
                          cw_json_get_string (commit, "subject", ""));
}

/* What the person reads: from where to where, and each commit, the oldest first. */
static char *
describe_plan (JsonObject *plan)
{
  JsonArray *commits = cw_json_get_array (plan, "commits");
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text,
                          _ ("%s goes from %.7s to %.7s, onto %s at %.7s. The old commits stay in the journal."),
                          cw_json_get_string (plan, "branch", ""), cw_json_get_string (plan, "expected", ""),
                          cw_json_get_string (plan, "tip", ""), cw_json_get_string (plan, "base-name", ""),
                          cw_json_get_string (plan, "base", ""));
  g_string_append_c (text, '\n');
  for (guint i = 0; commits != NULL && i < json_array_get_length (commits); i++)
    describe_commit (text, json_array_get_object_element (commits, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_effect (const CwStageInput *input,
            CwStageResult      *result,
            const CwSite       *site,
            const CwRepository *repository,
            JsonObject         *plan)
{
  guint number = cw_deployment_get_rebase (input->deployment, site->id, repository->id);
  JsonArray *conflicts = cw_json_get_array (plan, "conflicts"), *commits = cw_json_get_array (plan, "commits");
  guint n_commits = commits != NULL ? json_array_get_length (commits) : 0;
  const char *base_name = cw_json_get_string (plan, "base-name", "");
  g_autofree char *name = g_strconcat (repository->id, "-rebase", NULL);
  /* Translators: a branch that is brought onto another's newest commit: repository, that branch, site */
  g_autofree char *title = g_strdup_printf (_ ("Branch on %s onto the newest %s, %s"), repository->id, base_name,
                                            site->name);
  g_autofree char *detail = NULL, *shown = NULL, *text = NULL;
  g_autoptr (CwEffect) effect = NULL;

  effect = cw_stage_new_effect (input, site, repository->stage, name, number, CW_EFFECT_KIND_GIT_REBASE, title);
  detail = g_strdup_printf (ngettext ("%s · %u commit", "%s · %u commits", n_commits), repository->name, n_commits);
  cw_effect_set_detail (effect, detail);
  if (conflicts != NULL)
    {
      cw_effect_set_waiting (effect, _ ("Waits until its conflicts are resolved on the branch"));
      name_conflicts (input, result, site, repository, conflicts);
    }
  else
    {
      shown = g_strdup_printf ("%s, %s", repository->name, cw_json_get_string (plan, "branch", ""));
      text = describe_plan (plan);
      cw_effect_set_preview (effect, shown, text);
      cw_stage_give_payload (input, result, effect, cw_json_node_object (json_object_ref (plan)));
    }
  cw_stage_result_add_effect (result, g_steal_pointer (&effect));
}

/**
 * cw_branch_add_rebase:
 * @input: the stage's input
 * @result: where it is added
 * @site: the site
 * @repository: the repository
 *
 * Says where the site's branch stands on a base that moved, and adds, where a person wants that, what brings it along.
 */
void
cw_branch_add_rebase (const CwStageInput *input,
                      CwStageResult      *result,
                      const CwSite       *site,
                      const CwRepository *repository)
{
  JsonNode *plan = cw_stage_observe (input, "rebase.%s.%s", site->id, repository->id);
  const char *behind = cw_stage_observe_text (input, "behind.%s.%s", site->id, repository->id);
  const char *trouble = cw_stage_observe_text (input, "rebase-trouble.%s.%s", site->id, repository->id);
  g_autofree char *id = g_strdup_printf ("behind-%s-%s", site->id, repository->id);

  if (trouble != NULL)
    cw_stage_check (input, result, id, site->id, CW_CHECK_OPEN, _ ("%s, %s: the branch can't be brought along: %s"),
                    site->name, repository->id, trouble);
  else if (behind != NULL)
    cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS, _ ("%s, %s: the branch stands on an older %s"),
                    site->name, repository->id, behind);
  if (plan != NULL && JSON_NODE_HOLDS_OBJECT (plan))
    add_effect (input, result, site, repository, json_node_get_object (plan));
}
