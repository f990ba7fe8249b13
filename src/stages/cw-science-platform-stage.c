/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-science-platform-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-branch-payload.h"
#include "cw-json.h"

#define THIS_STAGE "science-platform"

static JsonArray *
make_array (const char *const *texts)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    json_array_add_string_element (array, texts[i]);
  return array;
}

/* A pull request over one branch of a site: what it is called, and what it says. */
typedef struct {
  const CwSite *site;
  const CwRepository *repository;
  const char *name;
  guint round;
  const char *head;
  const char *title;
  const char *const *body;
} Pull;

static char *
make_body (CwStageResult     *result,
           const char *const *paragraphs,
           GHashTable        *variables,
           const char        *marker)
{
  g_autoptr (GString) body = g_string_new (NULL);

  for (guint i = 0; paragraphs != NULL && paragraphs[i] != NULL; i++)
    {
      g_autofree char *paragraph = cw_stage_expand (result, "pull-request", paragraphs[i], variables);

      if (*paragraph != '\0')
        g_string_append_printf (body, "%s\n\n", paragraph);
    }
  g_string_append_printf (body, "<!-- %s -->\n", marker);
  return g_string_free (g_steal_pointer (&body), FALSE);
}

/* (nullable): the pull request that an earlier round opened over the same branch, while it may be open. */
static CwEffectRecord *
find_earlier (const CwStageInput *input,
              const Pull         *pull)
{
  g_autofree char *name = g_strconcat ("pull-", pull->name, NULL);

  for (guint round = pull->round - 1; round > 0; round--)
    {
      g_autofree char *id = cw_stage_effect_id (input, pull->site->id, THIS_STAGE, name, round);
      CwEffectRecord *record = cw_stage_get_record (input, id);

      if (record != NULL && cw_effect_record_get_key (record) != NULL)
        return cw_effect_record_get_end (record) == NULL && !cw_effect_record_is_gone (record) ? record : NULL;
    }
  return NULL;
}

/* The journal knows that it is ours: it becomes this round's. What this round's was once sent with stays so. */
static void
take_over (const CwStageInput *input,
           const Pull         *pull,
           CwEffect           *effect,
           JsonObject         *payload)
{
  CwEffectRecord *own = cw_stage_get_record (input, cw_effect_get_id (effect)), *earlier = find_earlier (input, pull);
  JsonNode *sent = own != NULL ? cw_effect_record_get_sent (own) : NULL;
  JsonNode *before = earlier != NULL ? cw_effect_record_get_sent (earlier) : NULL;
  JsonObject *known = sent != NULL ? cw_json_get_object (json_node_get_object (sent), "earlier") : NULL;

  if (known != NULL)
    json_object_set_object_member (payload, "earlier", json_object_ref (known));
  else if (sent == NULL && before != NULL)
    json_object_set_object_member (
      payload, "earlier",
      cw_json_object ("key", cw_effect_record_get_key (earlier), "title",
                      cw_json_get_string (json_node_get_object (before), "title", ""), "body",
                      cw_json_get_string (json_node_get_object (before), "body", ""), NULL));
}

static char *
wait_for_earlier (const CwStageInput *input,
                  const Pull         *pull)
{
  CwEffectRecord *earlier = find_earlier (input, pull);

  return earlier != NULL ? cw_stage_wait_for_decision (input, cw_effect_record_get_id (earlier),
                                                       _ ("the pull request")) : NULL;
}

static void
set_pull_payload (const CwStageInput *input,
                  CwStageResult      *result,
                  CwEffect           *effect,
                  const Pull         *pull)
{
  const CwPullTemplate *template = pull->repository->pull;
  g_autoptr (GHashTable) variables = cw_stage_get_variables (input, pull->site);
  g_autofree char *title = cw_stage_expand (result, "pull-request", pull->title, variables);
  g_autofree char *body = make_body (result, pull->body, variables, cw_effect_get_marker (effect));
  JsonObject *payload;

  payload = cw_json_object ("repository", pull->repository->name, "head", pull->head, "base",
                            pull->repository->branch, "title", title, "body", body, NULL);
  take_over (input, pull, effect, payload);
  json_object_set_boolean_member (payload, "draft", template->draft);
  json_object_set_array_member (payload, "labels", make_array ((const char *const *) template->labels));
  json_object_set_array_member (payload, "reviewers", make_array ((const char *const *) template->reviewers));
  cw_effect_set_preview (effect, title, body);
  cw_stage_give_payload (input, result, effect, cw_json_node_object (payload));
}

static char *
wait_for_branch (const CwStageInput *input,
                 const char         *branch_id)
{
  char *reason = cw_stage_wait_for (input, branch_id, _ ("the branch"), FALSE);

  return reason != NULL ? reason : cw_stage_wait_for_decision (input, branch_id, _ ("the branch"));
}

static void
add_pull_effect (const CwStageInput *input,
                 CwStageResult      *result,
                 const Pull         *pull,
                 const char         *shown)
{
  g_autofree char *branch_id = cw_stage_effect_id (input, pull->site->id, pull->repository->stage, pull->name,
                                                   pull->round);
  g_autofree char *name = g_strconcat ("pull-", pull->name, NULL);
  g_autofree char *ticket_id = cw_stage_effect_id (input, pull->site->id, "tickets", "configuration", 1);
  g_autofree char *pull_id = cw_stage_effect_id (input, pull->site->id, THIS_STAGE, name, pull->round);
  g_autofree char *reason = wait_for_branch (input, branch_id);
  g_autoptr (CwEffect) effect = NULL;

  if (reason == NULL && !cw_stage_is_settled (input, pull_id))
    reason = wait_for_earlier (input, pull);
  effect = cw_stage_new_effect (input, pull->site, THIS_STAGE, name, pull->round, CW_EFFECT_KIND_PULL_REQUEST, shown);
  cw_effect_add_precondition (effect, branch_id);
  cw_effect_add_precondition (effect, ticket_id); /* its title names it */
  cw_effect_set_detail (effect, pull->repository->name);
  cw_stage_let_end (input, pull->site, effect);
  if (reason != NULL)
    cw_effect_set_waiting (effect, reason);
  else
    set_pull_payload (input, result, effect, pull);
  cw_stage_result_add_effect (result, g_steal_pointer (&effect));
}

static void
add_pull (const CwStageInput *input,
          CwStageResult      *result,
          const CwSite       *site,
          const CwRepository *repository)
{
  g_autofree char *shown = g_strdup_printf (_ ("Pull request on %s, %s"), repository->id, site->name);
  g_autofree char *branch = cw_stage_branch_name (input, result, site, repository);
  Pull pull = { site, repository, repository->id, cw_stage_get_round (input, site, repository), branch,
                repository->pull->title, (const char *const *) repository->pull->body };

  add_pull_effect (input, result, &pull, shown);
}

/* The way back is merged as the way there was; what was never merged has nothing to be taken back there. */
static void
add_pull_back (const CwStageInput *input,
               CwStageResult      *result,
               const CwSite       *site,
               const CwRepository *repository)
{
  const CwBack *back = cw_branch_find_back (input, site, repository);
  const CwBackTemplate *template = cw_procedure_get_back (cw_deployment_get_procedure (input->deployment));
  const char *body[] = { template != NULL ? template->subject : NULL, NULL };
  g_autofree char *shown = NULL, *name = NULL, *branch = NULL;

  if (back == NULL || back->changes->files->len == 0
      || !g_str_equal (back->changes->base_name, repository->branch))
    return;
  shown = g_strdup_printf (_ ("Pull request for the way back on %s, %s"), repository->id, site->name);
  name = g_strconcat (repository->id, "-back", NULL);
  branch = cw_branch_name_back (input, result, site);
  add_pull_effect (input, result, &(Pull) { site, repository, name, back->round, branch, template->subject, body },
                   shown);
}

/* What the last look saw of a pull request's checks: none, pending, green or red; %NULL where it didn't see any list of
 * them, or of another commit than the branch has now. */
static const char *
get_checks (const CwStageInput *input,
            const char         *pull_id,
            const char         *branch_id)
{
  CwEffectRecord *record = cw_stage_get_record (input, pull_id), *branch = cw_stage_get_record (input, branch_id);
  JsonObject *outcome = branch != NULL ? cw_effect_record_get_outcome (branch) : NULL;
  const char *commit = outcome != NULL ? cw_json_get_string (outcome, "commit", "") : "";
  const char *seen = record != NULL ? cw_effect_record_get_seen (record, "sha") : NULL;

  if (seen == NULL || (*commit != '\0' && !g_str_equal (seen, commit)))
    return NULL;
  return cw_effect_record_get_seen (record, "checks");
}

/* Nobody is told that something is ready to merge whose checks are running or have failed, or that is merged. Of what a
 * person opened by hand their word may be all that is known. */
static char *
wait_for_pull (const CwStageInput *input,
               const char         *pull_id,
               const char         *branch_id)
{
  const char *checks = get_checks (input, pull_id, branch_id);
  CwEffectRecord *record = cw_stage_get_record (input, pull_id);
  char *reason = cw_stage_wait_for (input, pull_id, _ ("the pull request"), TRUE);

  if (reason == NULL)
    reason = cw_stage_wait_for_decision (input, branch_id, _ ("the branch"));
  if (reason != NULL)
    return reason;
  if (g_strcmp0 (cw_effect_record_get_end (record), CW_END_MERGED) == 0)
    return g_strdup (_ ("The pull request is merged already: leave this out"));
  if (checks == NULL)
    return cw_effect_record_get_phase (record) == CW_PHASE_BY_HAND
             ? NULL : g_strdup (_ ("Waits for a look at the checks of the pull request: refresh"));
  if (g_str_equal (checks, "pending"))
    return g_strdup (_ ("Waits for the checks of the pull request"));
  if (g_str_equal (checks, "red"))
    return g_strdup (_ ("The checks of the pull request failed"));
  return NULL;
}

static void
add_notice (const CwStageInput      *input,
            CwStageResult           *result,
            const CwSite            *site,
            const char              *channel,
            const CwMessageTemplate *message,
            const CwRepository      *repository,
            const char              *pull_id,
            const char              *branch_id)
{
  g_autofree char *name = g_strjoin ("-", "notice", message->id, repository != NULL ? repository->id : NULL, NULL);
  guint round = repository != NULL ? cw_stage_get_round (input, site, repository) : 1;
  g_autofree char *title = site != NULL ? g_strdup_printf ("%s, %s", message->title, site->name)
                                        : g_strdup (message->title);
  g_autoptr (GHashTable) variables = cw_stage_get_variables (input, site);
  gboolean by_hand = channel == NULL || *channel == '\0';
  g_autofree char *text = NULL, *reason = NULL;
  g_autoptr (CwEffect) effect = NULL;

  effect = cw_stage_new_effect (input, site, THIS_STAGE, name, round,
                                by_hand ? CW_EFFECT_KIND_TASK : CW_EFFECT_KIND_MESSAGE, title);
  if (pull_id != NULL)
    cw_effect_add_precondition (effect, pull_id);
  reason = pull_id != NULL ? wait_for_pull (input, pull_id, branch_id) : NULL;
  if (!by_hand)
    cw_stage_escape_variables (variables);
  text = cw_stage_expand_message (input, result, site, message, variables);
  cw_effect_set_detail (effect, by_hand ? _ ("By hand") : channel);
  if (reason != NULL)
    cw_effect_set_waiting (effect, reason);
  else if (by_hand)
    {
      cw_effect_set_preview (effect, title, text);
      cw_stage_give_payload (input, result, effect, cw_json_node_object (cw_json_object ("text", text, NULL)));
    }
  else
    cw_stage_set_message (input, result, effect, channel, text, 0);
  g_clear_pointer (&result->hole, g_free);
  cw_stage_result_add_effect (result, g_steal_pointer (&effect));
}

/* The pull request itself may be as it was sent, while what it brings isn't. */
static void
check_branch (const CwStageInput *input,
              CwStageResult      *result,
              const CwSite       *site,
              const CwRepository *repository,
              const char         *branch_id)
{
  g_autofree char *reason = cw_stage_wait_for_decision (input, branch_id, _ ("the branch"));
  g_autofree char *id = g_strdup_printf ("pulled-%s-%s", site->id, repository->id);

  if (reason != NULL)
    cw_stage_check (input, result, id, site->id, CW_CHECK_WARNING, _ ("%s: the branch of the pull request was changed "
                    "outside, and nobody has said what is to become of that"), site->name);
}

static void
check_pull (const CwStageInput *input,
            CwStageResult      *result,
            const CwSite       *site,
            const CwRepository *repository,
            const char         *pull_id,
            const char         *branch_id)
{
  const char *checks = get_checks (input, pull_id, branch_id);
  g_autofree char *id = g_strdup_printf ("checks-%s-%s", site->id, repository->id);

  if (!cw_stage_is_done (input, pull_id))
    return;
  check_branch (input, result, site, repository, branch_id);
  if (checks == NULL)
    cw_stage_check (input, result, id, site->id, CW_CHECK_UNKNOWN,
                    _ ("%s: the checks of the pull request were not looked at yet"), site->name);
  else if (g_str_equal (checks, "red"))
    cw_stage_check (input, result, id, site->id, CW_CHECK_WARNING, _ ("%s: the checks of the pull request failed"),
                    site->name);
  else if (g_str_equal (checks, "pending"))
    cw_stage_check (input, result, id, site->id, CW_CHECK_WARNING,
                    _ ("%s: the checks of the pull request are running"), site->name);
  else
    cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS,
                    g_str_equal (checks, "green") ? _ ("%s: the checks of the pull request are green")
                                                  : _ ("%s: the pull request has no checks"), site->name);
}

/* There is no branch that a pull request could be opened over. */
static void
check_on_base (const CwStageInput *input,
               CwStageResult      *result,
               const CwSite       *site,
               const CwRepository *repository,
               const char         *branch_id)
{
  g_autofree char *id = g_strdup_printf ("on-base-%s-%s", site->id, repository->id);
  g_autofree char *words = cw_stage_describe_state (input, cw_stage_get_record (input, branch_id), CW_EFFECT_DONE);

  cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS, _ ("%s, %s: no pull request is needed: %s"), site->name,
                  repository->id, words);
}

static void
add_site (const CwStageInput *input,
          CwStageResult      *result,
          const CwSite       *site,
          const CwNotice     *notice)
{
  GPtrArray *repositories = cw_procedure_get_repositories (cw_deployment_get_procedure (input->deployment));

  for (guint i = 0; i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);
      guint round = cw_stage_get_round (input, site, repository);
      g_autofree char *name = g_strconcat ("pull-", repository->id, NULL);
      g_autofree char *pull_id = cw_stage_effect_id (input, site->id, THIS_STAGE, name, round);
      g_autofree char *branch_id = cw_stage_effect_id (input, site->id, repository->stage, repository->id, round);

      if (repository->pull == NULL || (!cw_stage_has_branch (input, site, repository)
                                       && cw_stage_get_record (input, branch_id) == NULL))
        continue;
      if (cw_stage_is_on_base (cw_stage_get_record (input, branch_id)) && cw_stage_get_record (input, pull_id) == NULL)
        {
          check_on_base (input, result, site, repository, branch_id);
          continue;
        }
      add_pull (input, result, site, repository);
      add_pull_back (input, result, site, repository);
      check_pull (input, result, site, repository, pull_id, branch_id);
      if (notice != NULL)
        add_notice (input, result, site, notice->channel, notice->ready, repository, pull_id, branch_id);
    }
}

/* The notebook service's image carries the interfaces of the cycle; it must be there on the deployment day. */
static void
check_notebook (const CwStageInput *input,
                CwStageResult      *result)
{
  JsonNode *node = cw_stage_observe (input, "notebook");
  JsonObject *notebook = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *trouble = notebook != NULL ? cw_json_get_string (notebook, "trouble", NULL) : NULL;
  const char *image = notebook != NULL ? cw_json_get_string (notebook, "image", "") : "";

  if (cw_procedure_get_registry (cw_deployment_get_procedure (input->deployment))->notebook_image == NULL)
    return;
  if (notebook == NULL)
    cw_stage_check (input, result, "notebook", NULL, CW_CHECK_UNKNOWN,
                    _ ("The notebook’s image was not looked up yet"));
  else if (trouble != NULL)
    {
      cw_stage_check (input, result, "notebook", NULL, CW_CHECK_UNKNOWN, _ ("The registry is out of reach: %s"),
                      trouble);
      cw_stage_result_add_out_of_reach (result, _ ("the registry"), NULL, trouble, FALSE);
    }
  else if (cw_json_get_bool (notebook, "found", FALSE))
    cw_stage_check (input, result, "notebook", NULL, CW_CHECK_HOLDS, _ ("The notebook’s image %s is in the registry"),
                    image);
  else
    cw_stage_check (input, result, "notebook", NULL, CW_CHECK_WARNING,
                    _ ("The notebook’s image %s is not in the registry yet"), image);
}

/**
 * cw_science_platform_stage:
 * @input: all that it may know
 * @result: where it says its effects
 *
 * Step 6 of the specification: a pull request with the site's science-platform change, SQuaRE told early and again
 * when it is ready to merge. Merging and syncing are never ours; the sync stands on the day's sheet.
 */
void
cw_science_platform_stage (const CwStageInput *input,
                           CwStageResult      *result)
{
  const CwNotice *notice = cw_procedure_get_notice (cw_deployment_get_procedure (input->deployment));
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (input->deployment);
  CwCycle cycle;

  if (!cw_deployment_get_cycle (input->deployment, &cycle))
    return;
  check_notebook (input, result);
  if (notice != NULL)
    add_notice (input, result, NULL, notice->channel, notice->early, NULL, NULL, NULL);
  cw_stage_add_branches (input, result, THIS_STAGE);
  for (guint i = 0; i < sites->len; i++)
    add_site (input, result, g_ptr_array_index (sites, i), notice);
  cw_stage_add_tasks (input, result, THIS_STAGE, FALSE);
  cw_stage_check_effects (input, result);
}
