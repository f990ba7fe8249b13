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
  const char *xml = cw_deployment_get_text (input->deployment, "version.ts_xml");
  const char *url = cw_stage_get_url (input, page);

  if (xml == NULL)
    xml = cw_stage_get_manifest (input, "ts_xml");
  g_hash_table_replace (variables, g_strdup ("xml"), g_strdup (xml != NULL ? xml : ""));
  g_hash_table_replace (variables, g_strdup ("page_url"), g_strdup (url != NULL ? url : ""));
  if (site != NULL)
    {
      const char *ticket = cw_stage_get_ticket (input, site->id, "configuration");
      const char *calendar = find_calendar_ticket (input, site);

      g_hash_table_replace (variables, g_strdup ("ticket"), g_strdup (ticket != NULL ? ticket : ""));
      g_hash_table_replace (variables, g_strdup ("calendar_ticket"), g_strdup (calendar != NULL ? calendar : ""));
    }
  return variables;
}

/**
 * cw_stage_expand:
 * @result: where trouble is noted as an open check
 * @where: which template it is, for the person
 * @template: a template of the procedure
 * @variables: its variables
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

/**
 * cw_stage_set_message:
 * @input: the stage's input
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
    post_at = 0;

  json_object_set_string_member (payload, "channel", channel);
  json_object_set_string_member (payload, "text", own != NULL ? own : text);
  json_object_set_int_member (payload, "post-at", post_at);
  cw_effect_set_preview (effect, channel, own != NULL ? own : text);
  cw_effect_set_payload (effect, cw_json_node_object (payload));
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
    cw_effect_set_payload (effect, cw_json_node_object (cw_json_object ("text", *text != '\0' ? text : title, NULL)));
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
 * @state: where it stands; a warning that was waved through becomes so
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
  if (state == CW_CHECK_WARNING && cw_deployment_get_flag (input->deployment, "waved.%s", id))
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
