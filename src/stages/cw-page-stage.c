/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-page-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-document-writers.h"
#include "cw-json.h"
#include "cw-stage-private.h"

#define PAGE_STAGE "page"

static JsonArray *
make_array (const char *const *texts)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    json_array_add_string_element (array, texts[i]);
  return array;
}

/* The page names and links them: what isn't there any more isn't linked. */
static void
need_tickets (const CwStageInput *input,
              CwEffect           *effect)
{
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (input->deployment);

  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      g_autofree char *id = cw_stage_effect_id (input, site->id, "tickets", "configuration", 1);

      cw_effect_add_precondition (effect, id);
    }
}

static const char *
find_open_ticket (const CwStageInput *input)
{
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (input->deployment);

  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      g_autofree char *id = cw_stage_effect_id (input, site->id, "tickets", "configuration", 1);

      if (!cw_stage_is_settled (input, id))
        return site->name;
    }
  return NULL;
}

static void
add_page (const CwStageInput   *input,
          CwStageResult        *result,
          const CwWikiTemplate *wiki)
{
  g_autoptr (GHashTable) variables = cw_stage_get_variables (input, NULL);
  g_autofree char *title = cw_stage_expand (result, "page", wiki->title, variables);
  const char *open = find_open_ticket (input);
  g_autofree char *detail = g_strdup_printf ("%s · “%s”", wiki->space, title);
  g_autofree char *storage = NULL, *markdown = NULL;
  g_autoptr (CwDocument) document = NULL;
  g_autoptr (CwEffect) effect = NULL;
  JsonObject *payload;

  effect = cw_stage_new_effect (input, NULL, PAGE_STAGE, "page", 1, CW_EFFECT_KIND_WIKI_PAGE, title);
  need_tickets (input, effect);
  document = cw_page_document (input, cw_effect_get_marker (effect));
  storage = cw_document_to_storage (document);
  markdown = cw_document_to_markdown (document);
  cw_effect_set_detail (effect, detail);
  cw_effect_set_preview (effect, title, markdown);
  cw_effect_set_document (effect, document);
  if (open != NULL)
    {
      g_autofree char *reason = g_strdup_printf (_ ("Waits for the ticket of %s"), open);

      cw_effect_set_waiting (effect, reason);
      cw_stage_result_add_effect (result, g_steal_pointer (&effect));
      return;
    }
  payload = cw_json_object ("space", wiki->space, "parent", wiki->parent, "title", title, "body", storage, NULL);
  json_object_set_array_member (payload, "labels", make_array ((const char *const *) wiki->labels));
  if (wiki->full_width)
    json_object_set_string_member (payload, "appearance", "full-width");
  cw_stage_give_payload (input, result, effect, cw_json_node_object (payload));
  cw_stage_result_add_effect (result, g_steal_pointer (&effect));
}

static gboolean
base_artifacts_built (const CwStageInput   *input,
                      const CwWikiTemplate *wiki)
{
  if (cw_deployment_get_flag (input->deployment, "artifacts"))
    return TRUE;
  if (wiki->base_artifacts == NULL || wiki->base_artifacts[0] == NULL)
    return FALSE;
  for (guint i = 0; wiki->base_artifacts[i] != NULL; i++)
    {
      g_autofree char *id = cw_stage_effect_id (input, NULL, "build", wiki->base_artifacts[i], 1);

      if (!cw_stage_is_done (input, id))
        return FALSE;
    }
  return TRUE;
}

static void
ask_channel (CwStageResult *result,
             const char    *answer)
{
  CwQuestion *question = g_new0 (CwQuestion, 1);

  question->fact = g_strdup ("page.channel");
  question->text = g_strdup (_ ("In which channel is the page announced?"));
  question->blocking = TRUE;
  if (answer != NULL && *answer != '\0')
    cw_stage_result_add_answered (result, question, answer);
  else
    cw_stage_result_add_question (result, question);
}

static void
add_announcement (const CwStageInput   *input,
                  CwStageResult        *result,
                  const CwWikiTemplate *wiki)
{
  const char *channel = cw_deployment_get_text (input->deployment, "page.channel");
  g_autofree char *page = cw_stage_effect_id (input, NULL, PAGE_STAGE, "page", 1);
  g_autoptr (GHashTable) variables = cw_stage_get_variables (input, NULL);
  g_autofree char *text = NULL;
  g_autofree char *reason = cw_stage_wait_for (input, page, _ ("the page"), TRUE);
  g_autoptr (CwEffect) effect = NULL;

  cw_stage_escape_variables (variables);
  text = cw_stage_expand (result, "announce", wiki->announce, variables);

  if (wiki->announce_channel == NULL || *wiki->announce_channel == '\0')
    ask_channel (result, channel);
  if (channel == NULL || *channel == '\0')
    channel = wiki->announce_channel;
  effect = cw_stage_new_effect (input, NULL, PAGE_STAGE, "announcement", 1, CW_EFFECT_KIND_MESSAGE,
                                _ ("Announce the page"));
  cw_effect_add_precondition (effect, page);
  if (channel == NULL || *channel == '\0')
    cw_effect_set_waiting (effect, _ ("Waits for a channel"));
  else if (reason != NULL)
    cw_effect_set_waiting (effect, reason);
  else if (!base_artifacts_built (input, wiki))
    cw_effect_set_waiting (effect, _ ("Waits for the base artifacts"));
  else
    cw_stage_set_message (input, result, effect, channel, text, 0);
  g_clear_pointer (&result->hole, g_free);
  if (channel != NULL)
    cw_effect_set_detail (effect, channel);
  cw_stage_result_add_effect (result, g_steal_pointer (&effect));
}

static void
check_versions (const CwStageInput   *input,
                CwStageResult        *result,
                const CwWikiTemplate *wiki)
{
  const CwManifest *manifest = cw_procedure_get_manifest (cw_deployment_get_procedure (input->deployment));
  const char *built_for = manifest != NULL ? cw_stage_get_manifest (input, manifest->cycle_key) : NULL;
  const char *trouble = cw_stage_observe_text (input, "manifest-trouble");
  g_autofree char *bare = NULL;
  CwCycle cycle;

  if (trouble != NULL)
    {
      cw_stage_check (input, result, "manifest", NULL, CW_CHECK_UNKNOWN, _ ("The build manifest is out of reach: %s"),
                      trouble);
      cw_stage_result_add_out_of_reach (result, _ ("the build manifest"), NULL, trouble,
                                        cw_stage_observe (input, "manifest") != NULL);
    }
  if (built_for != NULL && cw_deployment_get_cycle (input->deployment, &cycle))
    {
      bare = cw_cycle_to_bare_tag (&cycle);
      if (!g_str_equal (bare, built_for))
        cw_stage_check (input, result, "manifest-cycle", NULL, CW_CHECK_WARNING,
                        _ ("The build manifest is for %s, not for %s: its versions aren’t taken"), built_for,
                        bare);
    }
  for (guint i = 0; i < wiki->versions->len; i++)
    {
      const CwVersion *version = g_ptr_array_index (wiki->versions, i);
      g_autofree char *id = g_strconcat ("version-", version->name, NULL);

      if (cw_deployment_get_text (input->deployment, "version.%s", version->name) != NULL
          || (version->key != NULL && cw_stage_get_built (input, version->key) != NULL))
        continue;
      cw_stage_check (input, result, id, NULL, CW_CHECK_WARNING, _ ("The version of %s is unconfirmed"),
                      version->name);
    }
}

/**
 * cw_page_stage:
 * @input: all that it may know
 * @result: where it says its effects
 *
 * Step 4 of the specification: the cycle's page with versions and operational changes, announced once all base
 * artifacts are built.
 */
void
cw_page_stage (const CwStageInput *input,
               CwStageResult      *result)
{
  const CwWikiTemplate *wiki = cw_procedure_get_wiki (cw_deployment_get_procedure (input->deployment));
  CwCycle cycle;

  if (!cw_deployment_get_cycle (input->deployment, &cycle))
    return;
  add_page (input, result, wiki);
  add_announcement (input, result, wiki);
  check_versions (input, result, wiki);
  cw_stage_add_tasks (input, result, PAGE_STAGE, FALSE);
  cw_stage_check_effects (input, result);
}
