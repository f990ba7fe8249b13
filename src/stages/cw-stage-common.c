/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-json.h"
#include "cw-stage-private.h"
#include "cw-template.h"

/* A message whose instant is nearer than this many seconds goes out at once: Slack refuses instants of the past. */
#define SCHEDULE_MARGIN 120

/**
 * cw_stage_effect_id:
 * @input: the stage's input; a cycle must be chosen
 * @site: (nullable): id of the site, %NULL for the whole cycle
 * @stage: id of the stage
 * @name: what it is in the stage
 * @round: its round, from 1
 *
 * Returns: (transfer full): the stable id
 */
char *
cw_stage_effect_id (const CwStageInput *input,
                    const char         *site,
                    const char         *stage,
                    const char         *name,
                    guint               round)
{
  g_autofree char *tag = NULL;
  CwCycle cycle;

  if (!cw_deployment_get_cycle (input->deployment, &cycle))
    g_return_val_if_reached (NULL);
  tag = cw_cycle_to_tag (&cycle);
  return cw_effect_make_id (tag, site, stage, name, round);
}

/**
 * cw_stage_new_effect:
 * @input: the stage's input
 * @site: (nullable): the site
 * @stage: id of the stage
 * @name: what it is in the stage
 * @round: its round
 * @kind: which handler speaks for it
 * @title: what a person calls it
 *
 * Returns: (transfer full): an effect with id, stage, site and the marker of its current attempt
 */
CwEffect *
cw_stage_new_effect (const CwStageInput *input,
                     const CwSite       *site,
                     const char         *stage,
                     const char         *name,
                     guint               round,
                     const char         *kind,
                     const char         *title)
{
  g_autofree char *id = cw_stage_effect_id (input, site != NULL ? site->id : NULL, stage, name, round);
  CwEffectRecord *record = cw_stage_get_record (input, id);
  g_autofree char *marker = cw_effect_make_marker (id, record != NULL ? cw_effect_record_get_attempt (record) : 1);
  CwEffect *effect = cw_effect_new (id, kind, title);

  cw_effect_set_stage (effect, stage);
  if (site != NULL)
    cw_effect_set_site (effect, site->id);
  cw_effect_set_marker (effect, marker);
  return effect;
}

CwEffectRecord *
cw_stage_get_record (const CwStageInput *input,
                     const char         *effect_id)
{
  return g_hash_table_lookup (input->records, effect_id);
}

/**
 * cw_stage_get_state:
 * @input: the stage's input
 * @effect: an effect of now
 *
 * Returns: where @effect stands
 */
CwEffectState
cw_stage_get_state (const CwStageInput *input,
                    CwEffect           *effect)
{
  CwEffectRecord *record = cw_stage_get_record (input, cw_effect_get_id (effect));

  if (record != NULL)
    return cw_effect_record_get_state (record, effect);
  return cw_effect_get_payload (effect) != NULL ? CW_EFFECT_READY : CW_EFFECT_WAITING;
}

/**
 * cw_stage_is_settled:
 * @input: the stage's input
 * @effect_id: id of an effect, perhaps of another stage
 *
 * Returns: whether it was done, done by hand or left out
 */
gboolean
cw_stage_is_settled (const CwStageInput *input,
                     const char         *effect_id)
{
  CwEffectRecord *record = cw_stage_get_record (input, effect_id);
  CwEffectPhase phase = record != NULL ? cw_effect_record_get_phase (record) : CW_PHASE_NONE;

  return phase == CW_PHASE_DONE || phase == CW_PHASE_BY_HAND || phase == CW_PHASE_LEFT_OUT;
}

/**
 * cw_stage_is_done:
 * @input: the stage's input
 * @effect_id: id of an effect, perhaps of another stage
 *
 * Returns: whether it was done, by us or by hand; what was left out was not done
 */
gboolean
cw_stage_is_done (const CwStageInput *input,
                  const char         *effect_id)
{
  CwEffectRecord *record = cw_stage_get_record (input, effect_id);
  CwEffectPhase phase = record != NULL ? cw_effect_record_get_phase (record) : CW_PHASE_NONE;

  return phase == CW_PHASE_DONE || phase == CW_PHASE_BY_HAND;
}

const char *
cw_stage_get_key (const CwStageInput *input,
                  const char         *effect_id)
{
  CwEffectRecord *record = cw_stage_get_record (input, effect_id);

  return record != NULL && cw_stage_is_settled (input, effect_id) ? cw_effect_record_get_key (record) : NULL;
}

const char *
cw_stage_get_url (const CwStageInput *input,
                  const char         *effect_id)
{
  CwEffectRecord *record = cw_stage_get_record (input, effect_id);

  return record != NULL && cw_stage_is_settled (input, effect_id) ? cw_effect_record_get_url (record) : NULL;
}

/**
 * cw_stage_get_ticket:
 * @input: the stage's input
 * @site: id of the site
 * @ticket: id of the ticket's template
 *
 * Returns: (transfer none) (nullable): the ticket's key once it exists
 */
const char *
cw_stage_get_ticket (const CwStageInput *input,
                     const char         *site,
                     const char         *ticket)
{
  g_autofree char *id = cw_stage_effect_id (input, site, "tickets", ticket, 1);

  return cw_stage_get_key (input, id);
}

/**
 * cw_stage_observe:
 * @input: the stage's input
 * @format: printf-like pattern of the observation's key
 * @...: its arguments
 *
 * Returns: (transfer none) (nullable): what was seen
 */
JsonNode *
cw_stage_observe (const CwStageInput *input,
                  const char         *format,
                  ...)
{
  g_autofree char *key = NULL;
  va_list arguments;

  va_start (arguments, format);
  key = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return g_hash_table_lookup (input->observations, key);
}

const char *
cw_stage_observe_text (const CwStageInput *input,
                       const char         *format,
                       ...)
{
  g_autofree char *key = NULL;
  va_list arguments;
  JsonNode *node;

  va_start (arguments, format);
  key = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  node = g_hash_table_lookup (input->observations, key);
  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

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
      guint round = cw_deployment_get_round (input->deployment, site->id, repository->id);
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

/* The version of the interfaces is asked for when a text needs it and the build doesn't say it for this cycle; what the
 * build says for another one is offered, not taken. */
static void
ask_interfaces (const CwStageInput *input,
                CwStageResult      *result)
{
  const CwManifest *manifest = cw_procedure_get_manifest (cw_deployment_get_procedure (input->deployment));
  g_autofree char *fact = manifest != NULL ? g_strconcat ("version.", manifest->interfaces_key, NULL) : NULL;
  CwQuestion *question;

  for (guint i = 0; i < result->questions->len; i++)
    if (g_strcmp0 (((CwQuestion *) g_ptr_array_index (result->questions, i))->fact, fact) == 0)
      return;
  if (fact == NULL)
    return;
  question = g_new0 (CwQuestion, 1);
  question->text = g_strdup_printf (_ ("Which version of %s does this upgrade bring?"), manifest->interfaces_key);
  question->suggested = g_strdup (cw_stage_get_manifest (input, manifest->interfaces_key));
  question->fact = g_steal_pointer (&fact);
  question->blocking = TRUE;
  cw_stage_result_add_question (result, question);
}

/**
 * cw_stage_give_payload:
 * @input: the stage's input
 * @result: where the effect's texts were expanded
 * @effect: an effect
 * @payload: (transfer full): what would be sent
 *
 * Gives @effect its payload, unless one of its texts has a hole: then it waits, and says for what.
 */
void
cw_stage_give_payload (const CwStageInput *input,
                       CwStageResult      *result,
                       CwEffect           *effect,
                       JsonNode           *payload)
{
  g_autofree char *hole = g_steal_pointer (&result->hole);
  g_autofree char *reason = NULL;

  if (hole == NULL)
    {
      cw_effect_set_payload (effect, payload);
      json_node_unref (payload);
      return;
    }
  json_node_unref (payload);
  if (g_str_equal (hole, "xml"))
    ask_interfaces (input, result);
  reason = g_strdup_printf (_ ("Waits for a value of “%s”, which its text needs"), hole);
  cw_effect_set_waiting (effect, reason);
}

/**
 * cw_stage_wait_for:
 * @input: the stage's input
 * @effect_id: what is needed first
 * @what: its name in a sentence, "the page"
 * @with_link: whether its link is needed
 *
 * Returns: (transfer full) (nullable): why there is nothing to be sent yet; %NULL when @effect_id is there
 */
char *
cw_stage_wait_for (const CwStageInput *input,
                   const char         *effect_id,
                   const char         *what,
                   gboolean            with_link)
{
  CwEffectRecord *record = cw_stage_get_record (input, effect_id);
  const char *url = cw_stage_get_url (input, effect_id);

  if (!cw_stage_is_settled (input, effect_id))
    return g_strdup_printf (_ ("Waits for %s"), what);
  if (cw_effect_record_get_phase (record) == CW_PHASE_LEFT_OUT)
    return g_strdup_printf (_ ("%s was left out: leave this out too, or do it by hand"), what);
  if (with_link && (url == NULL || *url == '\0'))
    return g_strdup_printf (_ ("Waits for the link of %s: record it with “by hand”"), what);
  return NULL;
}

/**
 * cw_stage_expand:
 * @result: where trouble is noted as an open check
 * @where: which template it is, for the person
 * @template: a template of the procedure
 * @variables: its variables
 *
 * A variable that is used and has no value is remembered as the result's hole: cw_stage_give_payload() makes the effect
 * wait for it, so that no text goes out with a hole.
 *
 * Returns: (transfer full): the text; where the template is wrong, its own text, and a check says so
 */
char *
cw_stage_expand (CwStageResult *result,
                 const char    *where,
                 const char    *template,
                 GHashTable    *variables)
{
  g_autoptr (GError) error = NULL;
  char *text = cw_template_expand (template, variables, &error);

  if (text != NULL && result->hole == NULL)
    result->hole = cw_template_find_hole (template, variables);
  if (text != NULL)
    return text;
  cw_stage_result_add_check (result, where, NULL, CW_CHECK_OPEN, error->message);
  return g_strdup (template);
}

/**
 * cw_stage_wants:
 * @input: the stage's input
 * @site: (nullable): a site, %NULL for the whole cycle
 * @sites: (nullable): ids of the sites that a template is for
 * @when: (nullable): condition words of the template
 *
 * Returns: whether the template speaks for @site
 */
gboolean
cw_stage_wants (const CwStageInput *input,
                const CwSite       *site,
                const char *const  *sites,
                const char *const  *when)
{
  g_auto (GStrv) words = cw_deployment_get_words (input->deployment, site);

  if (sites != NULL && site != NULL && !g_strv_contains (sites, site->id))
    return FALSE;
  return cw_procedure_condition_holds (when, (const char *const *) words);
}

/**
 * cw_stage_escape_variables:
 * @variables: (element-type utf8 utf8): variables of a text for Slack
 *
 * Escapes what Slack would take for its own marks, so that no name or number can ping a channel; the template's own
 * marks are its author's (API-FACTS, section 5).
 */
void
cw_stage_escape_variables (GHashTable *variables)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, variables);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      g_autoptr (GString) text = g_string_new (value);

      g_string_replace (text, "&", "&amp;", 0);
      g_string_replace (text, "<", "&lt;", 0);
      g_string_replace (text, ">", "&gt;", 0);
      g_hash_table_iter_replace (&iter, g_string_free (g_steal_pointer (&text), FALSE));
    }
}

/**
 * cw_stage_expand_message:
 * @input: the stage's input
 * @result: where trouble is noted
 * @site: (nullable): the site that it speaks of
 * @message: the template
 * @variables: its variables
 *
 * Returns: (transfer full): the paragraphs whose conditions hold, parted by empty lines
 */
char *
cw_stage_expand_message (const CwStageInput      *input,
                         CwStageResult           *result,
                         const CwSite            *site,
                         const CwMessageTemplate *message,
                         GHashTable              *variables)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < message->paragraphs->len; i++)
    {
      const CwParagraph *paragraph = g_ptr_array_index (message->paragraphs, i);
      g_autofree char *part = NULL;

      if (!cw_stage_wants (input, site, NULL, (const char *const *) paragraph->when))
        continue;
      part = cw_stage_expand (result, message->id, paragraph->text, variables);
      if (*part == '\0')
        continue;
      if (text->len > 0)
        g_string_append (text, "\n\n");
      g_string_append (text, part);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gint64
pick_second (CwEffect *effect,
             gint64    post_at)
{
  /* A second of its own within the minute: a scheduled message is found again by it (API-FACTS, section 5). */
  return post_at - post_at % 60 + (gint64) (g_str_hash (cw_effect_get_marker (effect)) % 60);
}

/* A text whose time has passed may be wrong by now ("in one hour"): a person says whether it still goes out. */
static gboolean
ask_missed (const CwStageInput *input,
            CwStageResult      *result,
            CwEffect           *effect)
{
  static const char *const values[] = { "now", "never", NULL };
  const char *const labels[] = { _ ("Send it now"), _ ("Don't send it"), NULL };
  const char *answer = cw_deployment_get_text (input->deployment, "missed.%s", cw_effect_get_id (effect));
  CwQuestion *question;

  g_clear_pointer (&result->hole, g_free);
  if (g_strcmp0 (answer, "now") == 0)
    return TRUE;
  cw_effect_set_waiting (effect, _ ("Its time has passed"));
  cw_effect_set_optional (effect, TRUE);
  if (g_strcmp0 (answer, "never") == 0)
    return FALSE;
  question = g_new0 (CwQuestion, 1);
  question->fact = g_strconcat ("missed.", cw_effect_get_id (effect), NULL);
  question->site = g_strdup (cw_effect_get_site (effect));
  question->text = g_strdup_printf (_ ("The time of “%s” has passed. Send it all the same?"),
                                    cw_effect_get_title (effect));
  question->values = g_strdupv ((char **) values);
  question->labels = g_strdupv ((char **) labels);
  question->blocking = TRUE;
  cw_stage_result_add_question (result, question);
  return FALSE;
}

/**
 * cw_stage_set_message:
 * @input: the stage's input
 * @result: where its text was expanded
 * @effect: an effect of kind message
 * @channel: where it goes
 * @text: what it says, unless the person wrote a text of their own
 * @post_at: when, in seconds since 1970; 0 for now
 *
 * Gives @effect its payload. What was already sent keeps its instant, so that the passing of time alone changes no
 * payload.
 */
void
cw_stage_set_message (const CwStageInput *input,
                      CwStageResult      *result,
                      CwEffect           *effect,
                      const char         *channel,
                      const char         *text,
                      gint64              post_at)
{
  const char *own = cw_deployment_get_text (input->deployment, "text.%s", cw_effect_get_id (effect));
  CwEffectRecord *record = cw_stage_get_record (input, cw_effect_get_id (effect));
  JsonNode *sent = record != NULL ? cw_effect_record_get_sent (record) : NULL;
  JsonObject *payload = json_object_new ();

  if (post_at != 0)
    post_at = pick_second (effect, post_at);
  if (sent != NULL && cw_json_get_int (json_node_get_object (sent), "post-at", -1) == 0)
    post_at = 0;
  else if (sent == NULL && post_at != 0 && post_at < g_date_time_to_unix (input->now) + SCHEDULE_MARGIN)
    {
      if (!ask_missed (input, result, effect))
        {
          json_object_unref (payload);
          return;
        }
      post_at = 0;
    }
  if (own != NULL)
    g_clear_pointer (&result->hole, g_free);

  json_object_set_string_member (payload, "channel", channel);
  json_object_set_string_member (payload, "text", own != NULL ? own : text);
  json_object_set_int_member (payload, "post-at", post_at);
  cw_effect_set_preview (effect, channel, own != NULL ? own : text);
  cw_stage_give_payload (input, result, effect, cw_json_node_object (payload));
}

static void
add_task (const CwStageInput   *input,
          CwStageResult        *result,
          const CwSite         *site,
          const char           *stage,
          const CwTaskTemplate *task)
{
  g_autoptr (GHashTable) variables = cw_stage_get_variables (input, site);
  g_autofree char *title = cw_stage_expand (result, task->id, task->title, variables);
  g_autofree char *text = cw_stage_expand (result, task->id, task->text != NULL ? task->text : "", variables);
  g_autoptr (CwEffect) effect = NULL;

  effect = cw_stage_new_effect (input, site, stage, task->id, 1, CW_EFFECT_KIND_TASK, title);
  cw_effect_set_preview (effect, title, text);
  cw_effect_set_optional (effect, task->day);
  if (task->day)
    {
      cw_effect_set_detail (effect, _ ("On the day"));
      cw_effect_set_waiting (effect, _ ("Waits for the deployment day"));
    }
  else
    cw_stage_give_payload (input, result, effect,
                           cw_json_node_object (cw_json_object ("text", *text != '\0' ? text : title, NULL)));
  g_clear_pointer (&result->hole, g_free);
  cw_stage_result_add_effect (result, g_steal_pointer (&effect));
}

/**
 * cw_stage_add_tasks:
 * @input: the stage's input
 * @result: where they are added
 * @stage: id of the stage
 * @day: whether the tasks of the deployment day are wanted, or those of before
 *
 * Adds the procedure's manual tasks of a stage.
 */
void
cw_stage_add_tasks (const CwStageInput *input,
                    CwStageResult      *result,
                    const char         *stage,
                    gboolean            day)
{
  const CwStageTemplate *template =
    cw_procedure_get_stage (cw_deployment_get_procedure (input->deployment), stage);
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (input->deployment);

  for (guint i = 0; template != NULL && i < template->tasks->len; i++)
    {
      const CwTaskTemplate *task = g_ptr_array_index (template->tasks, i);

      if (task->day != day)
        continue;
      if (task->sites == NULL && cw_stage_wants (input, NULL, NULL, (const char *const *) task->when))
        add_task (input, result, NULL, stage, task);
      for (guint j = 0; task->sites != NULL && j < sites->len; j++)
        {
          const CwSite *site = g_ptr_array_index (sites, j);

          if (cw_stage_wants (input, site, (const char *const *) task->sites, (const char *const *) task->when))
            add_task (input, result, site, stage, task);
        }
    }
}

/**
 * cw_stage_check:
 * @input: the stage's input
 * @result: where it is added
 * @id: unique in the stage
 * @site: (nullable): the site that it is about
 * @state: where it stands; a warning that was waved through becomes so, as long as it says the same as then
 * @format: printf-like sentence
 * @...: its arguments
 */
void
cw_stage_check (const CwStageInput *input,
                CwStageResult      *result,
                const char         *id,
                const char         *site,
                CwCheckState        state,
                const char         *format,
                ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if ((state == CW_CHECK_WARNING || state == CW_CHECK_UNKNOWN)
      && g_strcmp0 (cw_deployment_get_text (input->deployment, "waved.%s", id), text) == 0)
    state = CW_CHECK_WAVED;
  cw_stage_result_add_check (result, id, site, state, text);
}

/**
 * cw_stage_check_effects:
 * @input: the stage's input
 * @result: a result with all its effects
 *
 * Adds a check for each effect: settled, or where it stands; and the stage's fact, "2 of 9".
 */
void
cw_stage_check_effects (const CwStageInput *input,
                        CwStageResult      *result)
{
  guint settled = 0, counted = 0;

  for (guint i = 0; i < result->effects->len; i++)
    {
      CwEffect *effect = g_ptr_array_index (result->effects, i);
      CwEffectState state = cw_stage_get_state (input, effect);
      gboolean holds = cw_effect_state_is_settled (state);
      const char *waiting = cw_effect_get_waiting (effect);

      if (cw_effect_get_optional (effect) && !holds)
        continue;
      counted++;
      settled += holds;
      cw_stage_check (input, result, cw_effect_get_id (effect), cw_effect_get_site (effect),
                      holds ? CW_CHECK_HOLDS : CW_CHECK_OPEN, "%s: %s", cw_effect_get_title (effect),
                      state == CW_EFFECT_WAITING && waiting != NULL ? waiting : cw_effect_state_to_text (state));
    }
  if (result->fact == NULL && counted > 0)
    result->fact = g_strdup_printf (_ ("%u of %u"), settled, counted);
}
