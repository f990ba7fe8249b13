/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-branch-fixes.h"
#include "cw-json.h"
#include "cw-stage-private.h"

/* What was fixed at a test stand since its deployment, and isn't here yet: the plan opens with these questions. */

/* The most places that a sentence names. */
#define MAX_PLACES 12

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
  const char *answer = cw_deployment_get_text (input->deployment, "answer.%s", cw_json_get_string (fix, "id", ""));

  if (answer == NULL || is_lost (input, site, fix))
    return NULL;
  return json_object_has_member (fix, "withdrawn") && g_str_has_prefix (answer, CW_ANSWER_TAKE) ? NULL : answer;
}

static void
add_answer (GStrvBuilder *values,
            GStrvBuilder *labels,
            const char   *value,
            const char   *label)
{
  g_strv_builder_add (values, value);
  g_strv_builder_add (labels, label);
}

/* One for each stand that has something of its own there. */
static void
add_choices (CwProcedure  *procedure,
             JsonArray    *choices,
             GStrvBuilder *values,
             GStrvBuilder *labels)
{
  for (guint i = 0; i < json_array_get_length (choices); i++)
    {
      JsonObject *choice = json_array_get_object_element (choices, i);
      g_autofree char *value = g_strconcat (CW_ANSWER_TAKE ":", cw_json_get_string (choice, "from", ""), NULL);
      g_autofree char *label = cw_branch_label_choice (procedure, choice);

      add_answer (values, labels, value, label);
    }
}

/* Its stand has it no more; or, of what went, has it again. */
static void
set_still (CwQuestion *question,
           gboolean    gone)
{
  const char *const values[] = { CW_ANSWER_STILL, CW_ANSWER_LEAVE, NULL };
  const char *const labels[] = { gone ? _ ("Let it go all the same") : _ ("Keep it all the same"),
                                 gone ? _ ("Put it back here, too") : _ ("Take it out here, too"), NULL };

  question->values = g_strdupv ((char **) values);
  question->labels = g_strdupv ((char **) labels);
  question->explained = g_strdup (CW_ANSWER_LEAVE);
}

/* What taking it over does, in words. */
static const char *
label_take (JsonObject *fix)
{
  gboolean many = json_object_has_member (fix, "members");

  if (json_object_has_member (fix, "gone"))
    return many ? _ ("Take it out everywhere: it joins the change set as edits by hand")
                : _ ("Take it out here, too: it joins the change set as an edit by hand");
  return many ? _ ("Take it over everywhere: it joins the change set as edits by hand")
              : _ ("Take it over: it joins the change set as an edit by hand");
}

static const char *
label_leave (JsonObject *fix)
{
  gboolean many = json_object_has_member (fix, "members");

  if (json_object_has_member (fix, "gone"))
    return many ? _ ("Keep it everywhere") : _ ("Keep it here");
  return many ? _ ("Leave it everywhere") : _ ("Leave it");
}

static void
set_answers (CwProcedure *procedure,
             JsonObject  *fix,
             CwQuestion  *question)
{
  JsonArray *choices = cw_json_get_array (fix, "choices"), *members = cw_json_get_array (fix, "members");
  g_autoptr (GStrvBuilder) values = g_strv_builder_new (), labels = g_strv_builder_new ();

  if (json_object_has_member (fix, "withdrawn"))
    {
      set_still (question, json_object_has_member (fix, "gone"));
      return;
    }
  if (json_object_has_member (fix, "trouble"))
    add_answer (values, labels, CW_ANSWER_ADDED,
                json_object_has_member (fix, "gone") ? _ ("A person takes it out by hand")
                                                     : _ ("A person adds it by hand"));
  else if (choices != NULL)
    add_choices (procedure, choices, values, labels);
  else
    {
      add_answer (values, labels, CW_ANSWER_TAKE, label_take (fix));
      question->accepted = g_strdup (CW_ANSWER_TAKE);
    }
  add_answer (values, labels, CW_ANSWER_LEAVE, label_leave (fix));
  if (members != NULL)
    add_answer (values, labels, CW_ANSWER_EACH, _ ("Ask about each by itself"));
  question->values = g_strv_builder_end (values);
  question->labels = g_strv_builder_end (labels);
  question->explained = g_strdup (CW_ANSWER_LEAVE);
}

static const char *
find_group (JsonObject *fix)
{
  if (json_object_has_member (fix, "withdrawn"))
    return _ ("Taken over from a test stand, which took it back since");
  if (json_object_has_member (fix, "trouble"))
    return _ ("Fixed at a test stand, and can’t be taken over by itself");
  if (json_object_has_member (fix, "gone"))
    return _ ("Taken out at a test stand, still here");
  return json_object_has_member (fix, "choices") ? _ ("Fixed in two ways at test stands, not here")
                                                 : _ ("Fixed at a test stand, not here");
}

static CwQuestion *
make_question (const CwStageInput *input,
               const CwSite       *site,
               JsonObject         *fix)
{
  CwProcedure *procedure = cw_deployment_get_procedure (input->deployment);
  g_autofree char *text = cw_branch_describe_fix (procedure, site->id, fix);
  CwQuestion *question = g_new0 (CwQuestion, 1);

  question->fact = g_strconcat ("answer.", cw_json_get_string (fix, "id", ""), NULL);
  question->site = g_strdup (site->id);
  question->text = is_lost (input, site, fix)
                     ? g_strdup_printf (_ ("%s; it was taken over, and the planned files haven’t got it"), text)
                     : g_steal_pointer (&text);
  question->details = cw_branch_detail_fix (procedure, fix);
  question->group = g_strdup (find_group (fix));
  set_answers (procedure, fix, question);
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
static gboolean
is_first (const CwStageInput *input,
          const CwSite       *site,
          const CwRepository *repository)
{
  CwPlan *plan = g_hash_table_lookup (input->plans, site->id);
  GPtrArray *sets = plan != NULL ? cw_plan_get_change_sets (plan) : NULL;

  return sets != NULL && sets->len > 0
         && g_str_equal (((const CwChangeSet *) sets->pdata[0])->repository, repository->id);
}

/* What was observed under @key, in one line, and of how many places that is. */
static char *
list_places (const CwStageInput *input,
             const CwSite       *site,
             const char         *key,
             guint              *n_places)
{
  JsonNode *node = cw_stage_observe (input, "%s.%s", key, site->id);
  JsonArray *all = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GString) places = g_string_new (NULL);

  *n_places = all != NULL ? json_array_get_length (all) : 0;
  for (guint i = 0; i < MIN (*n_places, MAX_PLACES); i++)
    g_string_append_printf (places, "%s%s", i > 0 ? "; " : "", json_array_get_string_element (all, i));
  if (*n_places > MAX_PLACES)
    g_string_append (places, "; …");
  return g_string_free (g_steal_pointer (&places), FALSE);
}

/* What names a stand's own hosts is no fix here as it stands there, but may be one with this site's; what was built
 * otherwise at a stand may have to be here, too. */
static void
name_aside (const CwStageInput *input,
            CwStageResult      *result,
            const CwSite       *site)
{
  guint n_own = 0, n_instead = 0;
  g_autofree char *own = list_places (input, site, "fixes-own", &n_own);
  g_autofree char *instead = list_places (input, site, "fixes-instead", &n_instead);
  g_autofree char *own_id = g_strdup_printf ("fixes-own-%s", site->id);
  g_autofree char *instead_id = g_strdup_printf ("fixes-instead-%s", site->id);

  if (n_own > 0)
    cw_stage_check (input, result, own_id, site->id, CW_CHECK_WARNING,
                    ngettext ("%s: %u change of a test stand names a host of its own and isn’t asked: %s",
                              "%s: %u changes of test stands name hosts of their own and aren’t asked: %s", n_own),
                    site->name, n_own, own);
  if (n_instead > 0)
    cw_stage_check (input, result, instead_id, site->id, CW_CHECK_WARNING,
                    ngettext ("%s: %u component was built otherwise at a test stand and isn’t asked: %s",
                              "%s: %u components were built otherwise at test stands and aren’t asked: %s", n_instead),
                    site->name, n_instead, instead);
}

/* Mended there, it may have what this site needs, too. */
static void
name_unread (const CwStageInput *input,
             CwStageResult      *result,
             const CwSite       *site)
{
  guint n_unread = 0;
  g_autofree char *unread = list_places (input, site, "fixes-unread", &n_unread);
  g_autofree char *id = g_strdup_printf ("fixes-unread-%s", site->id);

  if (n_unread > 0)
    cw_stage_check (input, result, id, site->id, CW_CHECK_WARNING,
                    ngettext ("%s: %u file of a test stand can’t be read, and what was fixed in it isn’t known: %s",
                              "%s: %u files of test stands can’t be read, and what was fixed in them isn’t known: %s",
                              n_unread), site->name, n_unread, unread);
}

static void
name_trouble (const CwStageInput *input,
              CwStageResult      *result,
              const CwSite       *site)
{
  const char *trouble = cw_stage_observe_text (input, "fixes-trouble.%s", site->id);
  g_autofree char *id = g_strdup_printf ("fixes-trouble-%s", site->id);

  if (trouble != NULL)
    cw_stage_check (input, result, id, site->id, CW_CHECK_WARNING,
                    _ ("%s couldn’t be compared with the test stands, so what was fixed there may not be asked: %s"),
                    site->name, trouble);
}

/* Each place by itself, where a person wants that. */
static void
ask (const CwStageInput *input,
     CwStageResult      *result,
     const CwSite       *site,
     const CwRepository *repository,
     JsonArray          *fixes)
{
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
      if (g_strcmp0 (answer, CW_ANSWER_EACH) == 0)
        ask (input, result, site, repository, cw_json_get_array (fix, "members"));
    }
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

  ask (input, result, site, repository, fixes);
  name_unasked (input, result, site, repository, fixes);
  if (!is_first (input, site, repository))
    return;
  name_aside (input, result, site);
  name_unread (input, result, site);
  name_trouble (input, result, site);
}

static gboolean
has_open (const CwStageInput *input,
          const CwSite       *site,
          const CwRepository *repository,
          JsonArray          *fixes)
{
  for (guint i = 0; fixes != NULL && i < json_array_get_length (fixes); i++)
    {
      JsonObject *fix = json_array_get_object_element (fixes, i);
      const char *answer = find_answer (input, site, fix);

      if (g_str_equal (cw_json_get_string (fix, "repository", ""), repository->id)
          && (answer == NULL || (g_str_equal (answer, CW_ANSWER_EACH)
                                 && has_open (input, site, repository, cw_json_get_array (fix, "members")))))
        return TRUE;
    }
  return FALSE;
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
  return has_open (input, site, repository, list_fixes (input, site));
}
