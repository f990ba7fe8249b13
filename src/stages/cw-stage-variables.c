/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include "cw-json.h"
#include "cw-stage-private.h"
#include "cw-template.h"

/* The variables of the procedure's templates that follow from outcomes and from the build manifest. */

/**
 * cw_stage_get_manifest:
 * @input: the stage's input
 * @key: a key of the build manifest
 *
 * Returns: (transfer none) (nullable): its value, where the manifest was seen and has it
 */
const char *
cw_stage_get_manifest (const CwStageInput *input,
                       const char         *key)
{
  JsonNode *manifest = cw_stage_observe (input, "manifest");

  if (manifest == NULL || !JSON_NODE_HOLDS_OBJECT (manifest))
    return NULL;
  return cw_json_get_string (json_node_get_object (manifest), key, NULL);
}

/**
 * cw_stage_get_built:
 * @input: the stage's input
 * @key: a key of the build manifest
 *
 * Returns: (transfer none) (nullable): its value, where the manifest is that of the cycle being prepared; another
 *   cycle's versions are no facts of this one
 */
const char *
cw_stage_get_built (const CwStageInput *input,
                    const char         *key)
{
  const CwManifest *manifest = cw_procedure_get_manifest (cw_deployment_get_procedure (input->deployment));
  const char *built_for = manifest != NULL ? cw_stage_get_manifest (input, manifest->cycle_key) : NULL;
  g_autofree char *bare = NULL;
  CwCycle cycle;

  if (built_for == NULL || !cw_deployment_get_cycle (input->deployment, &cycle))
    return NULL;
  bare = cw_cycle_to_bare_tag (&cycle);
  return g_str_equal (bare, built_for) ? cw_stage_get_manifest (input, key) : NULL;
}

/* The ticket beside the configuration's that the procedure has for this site and kind of upgrade. */
static const char *
find_calendar_ticket (const CwStageInput *input,
                      const CwSite       *site)
{
  GPtrArray *tickets = cw_procedure_get_tickets (cw_deployment_get_procedure (input->deployment));

  for (guint i = 0; i < tickets->len; i++)
    {
      const CwTicketTemplate *ticket = g_ptr_array_index (tickets, i);

      if (!g_str_equal (ticket->id, "configuration")
          && cw_stage_wants (input, site, (const char *const *) ticket->sites, (const char *const *) ticket->when))
        return cw_stage_get_ticket (input, site->id, ticket->id);
    }
  return NULL;
}

/* A person's word for the version of the interfaces comes before the build's. */
static void
put_interfaces (const CwStageInput *input,
                GHashTable         *variables)
{
  const CwManifest *manifest = cw_procedure_get_manifest (cw_deployment_get_procedure (input->deployment));
  const char *version = NULL;

  if (manifest != NULL)
    {
      version = cw_deployment_get_text (input->deployment, "version.%s", manifest->interfaces_key);
      version = version != NULL ? version : cw_stage_get_built (input, manifest->interfaces_key);
    }
  g_hash_table_replace (variables, g_strdup ("xml"), g_strdup (version != NULL ? version : ""));
}

static void
put_branch (const CwStageInput *input,
            const CwSite       *site,
            GHashTable         *variables)
{
  const char *ticket = g_hash_table_lookup (variables, "ticket");
  char *branch = NULL;

  if (*ticket != '\0')
    branch = cw_template_expand (cw_procedure_get_branch (cw_deployment_get_procedure (input->deployment)), variables,
                                 NULL);
  g_hash_table_replace (variables, g_strdup ("branch"), branch != NULL ? branch : g_strdup (""));
}

/* The site's pull request, once it is there: that of the first repository that gets one. */
static void
put_pull (const CwStageInput *input,
          const CwSite       *site,
          GHashTable         *variables)
{
  GPtrArray *repositories = cw_procedure_get_repositories (cw_deployment_get_procedure (input->deployment));

  for (guint i = 0; i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);
      guint round = cw_stage_get_round (input, site, repository);
      g_autofree char *name = g_strconcat ("pull-", repository->id, NULL);
      g_autofree char *id = cw_stage_effect_id (input, site->id, "science-platform", name, round);
      const char *url = cw_stage_get_url (input, id);
      char *title;

      if (repository->pull == NULL || url == NULL)
        continue;
      title = cw_template_expand (repository->pull->title, variables, NULL);
      g_hash_table_replace (variables, g_strdup ("pull_url"), g_strdup (url));
      g_hash_table_replace (variables, g_strdup ("pull_title"), title != NULL ? title : g_strdup (""));
      return;
    }
}

/**
 * cw_stage_get_variables:
 * @input: the stage's input
 * @site: (nullable): the site that a text speaks of
 *
 * Returns: (transfer full): the deployment's variables with those that follow from outcomes and observations
 */
GHashTable *
cw_stage_get_variables (const CwStageInput *input,
                        const CwSite       *site)
{
  GHashTable *variables = cw_deployment_get_variables (input->deployment, site);
  g_autofree char *page = cw_stage_effect_id (input, NULL, "page", "page", 1);
  const char *url = cw_stage_get_url (input, page);

  put_interfaces (input, variables);
  g_hash_table_replace (variables, g_strdup ("page_url"), g_strdup (url != NULL ? url : ""));
  if (site != NULL)
    {
      const char *ticket = cw_stage_get_ticket (input, site->id, "configuration");
      const char *calendar = find_calendar_ticket (input, site);

      g_hash_table_replace (variables, g_strdup ("ticket"), g_strdup (ticket != NULL ? ticket : ""));
      g_hash_table_replace (variables, g_strdup ("calendar_ticket"), g_strdup (calendar != NULL ? calendar : ""));
      put_branch (input, site, variables);
      put_pull (input, site, variables);
    }
  return variables;
}
