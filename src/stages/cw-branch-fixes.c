/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-branch-fixes.h"
#include "cw-json.h"
#include "cw-stage-private.h"

/* What was fixed at a test stand since its deployment, and isn't here yet: the plan opens with these questions. */

/* The most characters of a value that a sentence shows. */
#define MAX_SHOWN 240

/* What @text has and @other hasn't, word by word; all of it where that is nothing. */
static char *
tell_rest (const char *text,
           const char *other)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1), others = g_strsplit (other, " ", -1);
  g_autoptr (GString) rest = g_string_new (NULL);
  gboolean skipped = FALSE, any = FALSE;

  for (guint i = 0; words[i] != NULL; i++)
    {
      gboolean same = g_strv_contains ((const char *const *) others, words[i]);

      if (same && skipped)
        continue;
      g_string_append_printf (rest, "%s%s", i > 0 ? " " : "", same ? "…" : words[i]);
      skipped = same;
      any = any || !same;
    }
  return any ? g_string_free (g_steal_pointer (&rest), FALSE) : g_strdup (text);
}

/* In one line, and not too long for a row. */
static char *
flatten (const char *text)
{
  g_auto (GStrv) words = text != NULL ? g_strsplit_set (text, " \t\r\n", -1) : NULL;
  g_autoptr (GString) flat = g_string_new (NULL);

  if (text == NULL)
    return NULL;
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (flat, "%s%s", flat->len > 0 ? " " : "", words[i]);
  if (g_utf8_strlen (flat->str, -1) > MAX_SHOWN)
    {
      g_string_truncate (flat, (gsize) (g_utf8_offset_to_pointer (flat->str, MAX_SHOWN) - flat->str));
      g_string_append (flat, "…");
    }
  return g_string_free (g_steal_pointer (&flat), FALSE);
}

/**
 * cw_branch_describe_fix:
 * @procedure: what this observatory does
 * @site: id of the site that hasn't got it
 * @fix: the fix, as the session observes it
 *
 * Returns: (transfer full): what it is, in a sentence
 */
char *
cw_branch_describe_fix (CwProcedure *procedure,
                        const char  *site,
                        JsonObject  *fix)
{
  const char *here = cw_procedure_get_site (procedure, site)->name;
  const char *from = cw_json_get_string (fix, "from", "");
  const CwSite *other = cw_procedure_get_site (procedure, from);
  const char *there = other != NULL ? other->name : from;
  const char *name = cw_json_get_string (fix, "name", ""), *path = cw_json_get_string (fix, "path", "");
  const char *place = cw_json_get_string (fix, "place", NULL), *replaced = cw_json_get_string (fix, "replaced", NULL);
  const char *trouble = cw_json_get_string (fix, "trouble", NULL);
  g_autofree char *where = place != NULL && *place != '\0' ? g_strdup_printf ("%s, %s", name, place)
                                                           : g_strdup (name);
  g_autofree char *before = flatten (cw_json_get_string (fix, "before", NULL));
  g_autofree char *after = flatten (cw_json_get_string (fix, "after", NULL));
  g_autofree char *ours = before != NULL && after != NULL ? tell_rest (before, after) : g_strdup (before);
  g_autofree char *theirs = before != NULL && after != NULL ? tell_rest (after, before) : g_strdup (after);
  g_autofree char *what = NULL;

  if (place == NULL && trouble != NULL)
    return g_strdup_printf (_ ("%s: %s got %s after its deployment (%s); here there is none, and it can't be taken "
                               "over: %s"), here, there, name, path, trouble);
  if (place == NULL)
    return g_strdup_printf (_ ("%s: %s got %s after its deployment (%s); here there is none"), here, there, name,
                            path);
  if (before == NULL)
    what = g_strdup_printf (_ ("%s, %s, %s: not here, added at %s since its deployment: “%s”"), here, path, where,
                            there, theirs);
  else if (after == NULL)
    what = g_strdup_printf (_ ("%s, %s, %s: here “%s”, taken out at %s since its deployment"), here, path, where,
                            ours, there);
  else
    what = g_strdup_printf (_ ("%s, %s, %s: here “%s”, changed at %s since its deployment to “%s”"), here, path, where,
                            ours, there, theirs);
  if (replaced == NULL)
    return g_steal_pointer (&what);
  return g_strdup_printf (_ ("%s, with this site's words: %s"), what, replaced);
}

static JsonArray *
list_fixes (const CwStageInput *input,
            const CwSite       *site)
{
  JsonNode *node = cw_stage_observe (input, "fixes.%s", site->id);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* Whether it was taken over, and the planned files haven't got it. */
static gboolean
is_lost (const CwStageInput *input,
         const CwSite       *site,
         JsonObject         *fix)
{
  JsonNode *node = cw_stage_observe (input, "fixes-lost.%s", site->id);
  JsonArray *lost = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; lost != NULL && i < json_array_get_length (lost); i++)
    if (g_strcmp0 (json_array_get_string_element (lost, i), cw_json_get_string (fix, "id", "")) == 0)
      return TRUE;
  return FALSE;
}

/* (nullable): what a person said, as long as that is so */
static const char *
find_answer (const CwStageInput *input,
             const CwSite       *site,
             JsonObject         *fix)
{
  if (is_lost (input, site, fix))
    return NULL;
  return cw_deployment_get_text (input->deployment, "answer.%s", cw_json_get_string (fix, "id", ""));
}

static CwQuestion *
make_question (const CwStageInput *input,
               const CwSite       *site,
               JsonObject         *fix)
{
  const char *const values[] = { CW_ANSWER_TAKE, CW_ANSWER_LEAVE, NULL };
  const char *const labels[] = { _ ("Take it over: it joins the change set as an edit by hand"), _ ("Leave it"), NULL };
  const char *const others[] = { CW_ANSWER_ADDED, CW_ANSWER_LEAVE, NULL };
  const char *const other_labels[] = { _ ("A person adds it by hand"), _ ("Leave it"), NULL };
  g_autofree char *text = cw_branch_describe_fix (cw_deployment_get_procedure (input->deployment), site->id, fix);
  gboolean takes = !json_object_has_member (fix, "trouble");
  CwQuestion *question = g_new0 (CwQuestion, 1);

  question->fact = g_strconcat ("answer.", cw_json_get_string (fix, "id", ""), NULL);
  question->site = g_strdup (site->id);
  question->text = is_lost (input, site, fix)
                     ? g_strdup_printf (_ ("%s; it was taken over, and the planned files haven't got it"), text)
                     : g_strdup (text);
  question->group = g_strdup (takes ? _ ("Fixed at a test stand, not here")
                                    : _ ("Added at a test stand, and can't be taken over"));
  question->values = g_strdupv ((char **) (takes ? values : others));
  question->labels = g_strdupv ((char **) (takes ? labels : other_labels));
  question->explained = g_strdup (CW_ANSWER_LEAVE);
  question->blocking = TRUE;
  return question;
}

/* Beside the last of those that are asked. */
static void
name_unasked (const CwStageInput *input,
              CwStageResult      *result,
              const CwSite       *site,
              const CwRepository *repository,
              JsonArray          *fixes)
{
  JsonNode *node = cw_stage_observe (input, "fixes-more.%s", site->id);
  guint n_unasked = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? (guint) json_node_get_int (node) : 0;
  guint n_fixes = fixes != NULL ? json_array_get_length (fixes) : 0;
  g_autofree char *id = g_strdup_printf ("fixes-more-%s", site->id);

  if (n_unasked == 0 || n_fixes == 0
      || !g_str_equal (cw_json_get_string (json_array_get_object_element (fixes, n_fixes - 1), "repository", ""),
                       repository->id))
    return;
  cw_stage_check (input, result, id, site->id, CW_CHECK_WARNING,
                  ngettext ("%s: %u more fix of a test stand is left for later",
                            "%s: %u more fixes of test stands are left for later", n_unasked), site->name, n_unasked);
}

/* Once for the site, beside its first repository. */
static void
name_trouble (const CwStageInput *input,
              CwStageResult      *result,
              const CwSite       *site,
              const CwRepository *repository)
{
  const char *trouble = cw_stage_observe_text (input, "fixes-trouble.%s", site->id);
  CwPlan *plan = g_hash_table_lookup (input->plans, site->id);
  GPtrArray *sets = plan != NULL ? cw_plan_get_change_sets (plan) : NULL;
  g_autofree char *id = g_strdup_printf ("fixes-trouble-%s", site->id);

  if (trouble != NULL && sets != NULL && sets->len > 0
      && g_str_equal (((const CwChangeSet *) sets->pdata[0])->repository, repository->id))
    cw_stage_check (input, result, id, site->id, CW_CHECK_WARNING,
                    _ ("%s couldn't be compared with the test stands, so what was fixed there may not be asked: %s"),
                    site->name, trouble);
}

/**
 * cw_branch_ask_fixes:
 * @input: the stage's input
 * @result: where the questions are added
 * @site: the site
 * @repository: the repository
 *
 * Asks of each fix whether it is taken over; the session observes them as `fixes.SITE`.
 */
void
cw_branch_ask_fixes (const CwStageInput *input,
                     CwStageResult      *result,
                     const CwSite       *site,
                     const CwRepository *repository)
{
  JsonArray *fixes = list_fixes (input, site);

  for (guint i = 0; fixes != NULL && i < json_array_get_length (fixes); i++)
    {
      JsonObject *fix = json_array_get_object_element (fixes, i);
      const char *answer = find_answer (input, site, fix);

      if (!g_str_equal (cw_json_get_string (fix, "repository", ""), repository->id))
        continue;
      if (answer == NULL)
        cw_stage_result_add_question (result, make_question (input, site, fix));
      else
        cw_stage_result_add_answered (result, make_question (input, site, fix), answer);
    }
  name_unasked (input, result, site, repository, fixes);
  name_trouble (input, result, site, repository);
}

/**
 * cw_branch_has_open_fix:
 * @input: the stage's input
 * @site: the site
 * @repository: the repository
 *
 * Returns: whether a fix there still wants an answer
 */
gboolean
cw_branch_has_open_fix (const CwStageInput *input,
                        const CwSite       *site,
                        const CwRepository *repository)
{
  JsonArray *fixes = list_fixes (input, site);

  for (guint i = 0; fixes != NULL && i < json_array_get_length (fixes); i++)
    {
      JsonObject *fix = json_array_get_object_element (fixes, i);

      if (g_str_equal (cw_json_get_string (fix, "repository", ""), repository->id)
          && find_answer (input, site, fix) == NULL)
        return TRUE;
    }
  return FALSE;
}
