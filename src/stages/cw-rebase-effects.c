/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-branch-payload.h"
#include "cw-conflict-side.h"
#include "cw-json.h"

/* Bringing a branch onto a base that moved: a deed of its own, which shows what becomes of each commit. */

/* The lines of a side, in quotes and without the indentation around them: they stand in the middle of a sentence. */
static char *
show (JsonObject *object,
      const char *member)
{
  g_autofree char *text = g_strdup (cw_json_get_string (object, member, ""));

  /* Translators: what stands on one side of a conflict, such as “revision: 3” */
  return *g_strstrip (text) != '\0' ? g_strdup_printf (_ ("“%s”"), text) : g_strdup (_ ("nothing"));
}

static char *
describe_conflict (JsonObject *conflict)
{
  const char *commit = cw_json_get_string (conflict, "commit", ""), *path = cw_json_get_string (conflict, "path", NULL);
  guint line = (guint) cw_json_get_int (conflict, "line", 0);
  g_autofree char *theirs = show (conflict, "theirs"), *base = show (conflict, "base");

  if (path == NULL)
    return g_strdup_printf (_ ("the merge %.7s holds what none of its commits has"), commit);
  if (line == 0)
    return g_strdup_printf (_ ("commit %.7s, %s: the file was made, or taken away, on one side"), commit, path);
  return g_strdup_printf (_ ("commit %.7s, %s, line %u: the commit makes it %s, the base has %s"), commit, path, line,
                          theirs, base);
}

/* What nobody can settle here keeps the branch where it is. */
static void
name_conflict (const CwStageInput *input,
               CwStageResult      *result,
               const CwSite       *site,
               const CwRepository *repository,
               JsonObject         *conflict)
{
  g_autofree char *text = describe_conflict (conflict);
  g_autofree char *id = g_strdup_printf ("rebase-%s-%s-1", site->id, repository->id);

  cw_stage_check (input, result, id, site->id, CW_CHECK_OPEN, _ ("%s, %s: the branch can’t be brought along: %s"),
                  site->name, repository->id, text);
}

static void
add_sides (CwQuestion *question,
           JsonObject *conflict,
           const char *base_name)
{
  const char *path = cw_json_get_string (conflict, "path", NULL);
  const char *marked = cw_json_get_string (conflict, "marked", NULL);
  g_autofree char *base = g_strdup_printf (_ ("As %s has it now"), base_name);
  const char *labels[] = { base, _ ("As the commit makes it"), _ ("Edit the file by hand"), NULL };
  const char *values[] = { CW_CONFLICT_BASE, CW_CONFLICT_COMMIT, CW_CONFLICT_HAND, NULL };

  if (path == NULL)
    {
      labels[0] = _ ("Leave out what only the merge holds");
      labels[1] = _ ("Keep it, in a commit of its own");
    }
  if (marked == NULL)
    values[2] = labels[2] = NULL;
  question->values = g_strdupv ((char **) values);
  question->labels = g_strdupv ((char **) labels);
  question->path = g_strdup (marked != NULL ? path : NULL);
  question->draft = g_strdup (marked);
}

static CwQuestion *
make_question (const CwSite       *site,
               const CwRepository *repository,
               JsonObject         *conflict,
               const char         *base_name)
{
  g_autofree char *text = describe_conflict (conflict);
  CwQuestion *question = g_new0 (CwQuestion, 1);

  question->fact = g_strconcat ("answer.", cw_json_get_string (conflict, "question", ""), NULL);
  question->site = g_strdup (site->id);
  question->text = g_strdup_printf (_ ("%s, %s, onto the newest %s: %s"), site->name, repository->id, base_name, text);
  question->blocking = TRUE;
  add_sides (question, conflict, base_name);
  return question;
}

static void
ask_conflicts (const CwStageInput *input,
               CwStageResult      *result,
               const CwSite       *site,
               const CwRepository *repository,
               JsonObject         *plan)
{
  JsonArray *conflicts = cw_json_get_array (plan, "conflicts");
  const char *base_name = cw_json_get_string (plan, "base-name", "");

  for (guint i = 0; conflicts != NULL && i < json_array_get_length (conflicts); i++)
    {
      JsonObject *conflict = json_array_get_object_element (conflicts, i);

      if (cw_json_get_string (conflict, "question", NULL) != NULL)
        cw_stage_result_add_question (result, make_question (site, repository, conflict, base_name));
      else
        name_conflict (input, result, site, repository, conflict);
    }
}

/* What was settled stays in sight, and can be settled anew until it is sent. */
static void
show_settled (CwStageResult      *result,
              const CwSite       *site,
              const CwRepository *repository,
              JsonObject         *plan)
{
  JsonArray *settled = cw_json_get_array (plan, "settled");
  const char *base_name = cw_json_get_string (plan, "base-name", "");

  for (guint i = 0; settled != NULL && i < json_array_get_length (settled); i++)
    {
      JsonObject *conflict = json_array_get_object_element (settled, i);
      const char *answer = cw_json_get_string (conflict, "answer", "");
      gboolean by_hand = g_str_has_prefix (answer, CW_CONFLICT_HAND_TEXT);
      CwQuestion *question = make_question (site, repository, conflict, base_name);

      if (by_hand)
        {
          g_free (question->draft);
          question->draft = g_strdup (answer + strlen (CW_CONFLICT_HAND_TEXT));
        }
      cw_stage_result_add_answered (result, question, by_hand ? CW_CONFLICT_HAND : answer);
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

static char *
tell_answer (const char *answer,
             const char *base_name)
{
  if (g_str_equal (answer, CW_CONFLICT_BASE))
    return g_strdup_printf (_ ("stays as %s has it"), base_name);
  return g_strdup (g_str_equal (answer, CW_CONFLICT_COMMIT) ? _ ("becomes what the commit makes of it")
                                                            : _ ("becomes what was written by hand"));
}

/* What the person decided, and what becomes of each file by it. */
static void
describe_settled (GString    *text,
                  JsonObject *plan)
{
  JsonArray *settled = cw_json_get_array (plan, "settled");

  for (guint i = 0; settled != NULL && i < json_array_get_length (settled); i++)
    {
      JsonObject *conflict = json_array_get_object_element (settled, i);
      const char *patch = cw_json_get_string (conflict, "patch", "");
      g_autofree char *answer = tell_answer (cw_json_get_string (conflict, "answer", ""),
                                             cw_json_get_string (plan, "base-name", ""));

      g_string_append (text, "\n\n");
      g_string_append_printf (text, _ ("Conflict of %.7s, %s: %s"), cw_json_get_string (conflict, "commit", ""),
                              cw_json_get_string (conflict, "path", _ ("what only the merge holds")), answer);
      if (*patch != '\0')
        g_string_append_printf (text, "\n%s", patch);
    }
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
  describe_settled (text, plan);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* How many places are named. */
#define MAX_NAMED 5

/* What the branch leaves at another cycle once it stands on the newest base, by what was settled or by what is new. */
static void
name_left (const CwStageInput *input,
           CwStageResult      *result,
           const CwSite       *site,
           const CwRepository *repository)
{
  JsonNode *node = cw_stage_observe (input, "rebase-left.%s.%s", site->id, repository->id);
  JsonArray *left = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n_left = left != NULL ? json_array_get_length (left) : 0;
  g_autoptr (GString) places = g_string_new (NULL);
  g_autofree char *id = NULL;

  if (n_left == 0)
    return;
  for (guint i = 0; i < MIN (n_left, MAX_NAMED); i++)
    {
      JsonObject *one = json_array_get_object_element (left, i);

      g_string_append_printf (places, "%s%s:%u “%s”", i > 0 ? ", " : "", cw_json_get_string (one, "path", ""),
                              (guint) cw_json_get_int (one, "line", 0), cw_json_get_string (one, "value", ""));
    }
  if (n_left > MAX_NAMED)
    g_string_append (places, ", …");
  id = g_strdup_printf ("rebase-left-%s-%s-%08x", site->id, repository->id, g_str_hash (places->str));
  cw_stage_check (input, result, id, site->id, CW_CHECK_WARNING,
                  ngettext ("%s, %s: on the newest base the branch leaves %u mention behind, whatever the sums of its "
                            "plan say: %s",
                            "%s, %s: on the newest base the branch leaves %u mentions behind, whatever the sums of its "
                            "plan say: %s", n_left),
                  site->name, repository->id, n_left, places->str);
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
  show_settled (result, site, repository, plan);
  ask_conflicts (input, result, site, repository, plan);
  if (conflicts != NULL)
    cw_effect_set_waiting (effect, _ ("Waits until its conflicts are settled"));
  else
    {
      shown = g_strdup_printf ("%s, %s", repository->name, cw_json_get_string (plan, "branch", ""));
      text = describe_plan (plan);
      cw_effect_set_preview (effect, shown, text);
      cw_stage_give_payload (input, result, effect, cw_json_node_object (json_object_ref (plan)));
    }
  cw_stage_result_add_effect (result, g_steal_pointer (&effect));
}

/* What the base got since, as far as that is known. */
static void
name_behind (const CwStageInput *input,
             CwStageResult      *result,
             const CwSite       *site,
             const CwRepository *repository,
             const char         *behind)
{
  JsonNode *node = cw_stage_observe (input, "behind-by.%s.%s", site->id, repository->id);
  JsonObject *moved = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autofree char *move = moved != NULL ? cw_branch_describe_move (moved) : NULL;
  g_autofree char *touched = moved != NULL ? cw_branch_list_touched (moved) : NULL;
  g_autofree char *contested = moved != NULL ? cw_branch_list_contested (moved) : NULL;
  g_autofree char *id = g_strdup_printf ("behind-%s-%s", site->id, repository->id);

  if (move == NULL)
    cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS, _ ("%s, %s: the branch stands on an older %s"),
                    site->name, repository->id, behind);
  else if (*touched == '\0')
    cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS,
                    _ ("%s, %s: the branch stands on an older %s: %s; it touches no file of this branch"), site->name,
                    repository->id, behind, move);
  else if (*contested != '\0')
    cw_stage_check (input, result, id, site->id, CW_CHECK_WARNING,
                    _ ("%s, %s: the branch stands on an older %s: %s; it changes the very lines that this branch "
                       "changes, in %s. Whoever merges has a conflict: bring the branch onto the newest base"),
                    site->name, repository->id, behind, move, contested);
  else
    cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS,
                    _ ("%s, %s: the branch stands on an older %s: %s; it touches %s"), site->name, repository->id,
                    behind, move, touched);
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
    cw_stage_check (input, result, id, site->id, CW_CHECK_OPEN, _ ("%s, %s: the branch can’t be brought along: %s"),
                    site->name, repository->id, trouble);
  else if (behind != NULL)
    name_behind (input, result, site, repository, behind);
  if (plan == NULL || !JSON_NODE_HOLDS_OBJECT (plan))
    return;
  name_left (input, result, site, repository);
  add_effect (input, result, site, repository, json_node_get_object (plan));
}
