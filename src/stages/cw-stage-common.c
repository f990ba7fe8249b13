/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-json.h"
#include "cw-stage-private.h"
#include "cw-template.h"

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

static gboolean
is_same_day (GDateTime *a,
             GDateTime *b)
{
  return g_date_time_get_year (a) == g_date_time_get_year (b)
         && g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

/**
 * cw_stage_let_end:
 * @input: the stage's input
 * @site: a site
 * @effect: an effect of @site
 *
 * From the day of the deployment on, what is merged or closed was to be so.
 */
void
cw_stage_let_end (const CwStageInput *input,
                  const CwSite       *site,
                  CwEffect           *effect)
{
  g_autoptr (GDateTime) start = cw_deployment_get_start (input->deployment, site->id);
  g_autoptr (GDateTime) there = start != NULL ? g_date_time_to_timezone (input->now, g_date_time_get_timezone (start))
                                              : NULL;

  cw_effect_set_may_end (effect, there != NULL
                                   && (g_date_time_compare (there, start) >= 0 || is_same_day (there, start)));
}

CwEffectRecord *
cw_stage_get_record (const CwStageInput *input,
                     const char         *effect_id)
{
  return cw_history_get_record (input->history, effect_id);
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
  CwEffectPhase phase;

  if (cw_history_is_plain (input->history, effect_id))
    return TRUE;
  phase = cw_effect_record_get_phase (cw_stage_get_record (input, effect_id));
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

/* A revision may begin without naming its components; a text that lists them needs them. */
static void
ask_components (CwStageResult *result)
{
  CwQuestion *question;

  for (guint i = 0; i < result->questions->len; i++)
    if (g_strcmp0 (((CwQuestion *) g_ptr_array_index (result->questions, i))->fact, "components") == 0)
      return;
  question = g_new0 (CwQuestion, 1);
  question->text = g_strdup (_ ("Which components does this revision bring, such as MTMount, ATDome?"));
  question->fact = g_strdup ("components");
  question->blocking = TRUE;
  cw_stage_result_add_question (result, question);
}

/* (nullable): why it can't be begun: what it needs, or names, was taken away outside. What is begun goes on. */
static char *
say_gone (const CwStageInput *input,
          CwEffect           *effect)
{
  const char *const *ids = cw_effect_get_preconditions (effect);
  CwEffectPhase phase = cw_effect_record_get_phase (cw_stage_get_record (input, cw_effect_get_id (effect)));

  for (gsize i = 0; ids[i] != NULL && (phase == CW_PHASE_NONE || phase == CW_PHASE_FAILED); i++)
    {
      CwEffectRecord *record = cw_stage_get_record (input, ids[i]);
      const char *key = record != NULL ? cw_effect_record_get_key (record) : NULL;

      if (record != NULL && cw_effect_record_is_gone (record))
        return g_strdup_printf (_ ("%s is not there any more: say first what is to become of that"),
                                key != NULL ? key : ids[i]);
    }
  return NULL;
}

/**
 * cw_stage_give_payload:
 * @input: the stage's input
 * @result: where the effect's texts were expanded
 * @effect: an effect with its preconditions
 * @payload: (transfer full): what would be sent
 *
 * Gives @effect its payload, unless one of its texts has a hole, or what it needs is gone: then it waits, and says for
 * what.
 */
void
cw_stage_give_payload (const CwStageInput *input,
                       CwStageResult      *result,
                       CwEffect           *effect,
                       JsonNode           *payload)
{
  g_autofree char *hole = g_steal_pointer (&result->hole);
  g_autofree char *gone = say_gone (input, effect);
  g_autofree char *reason = NULL;

  if (hole == NULL && gone == NULL)
    cw_effect_set_payload (effect, payload);
  json_node_unref (payload);
  if (gone != NULL)
    cw_effect_set_waiting (effect, gone);
  if (hole == NULL || gone != NULL)
    return;
  if (g_str_equal (hole, "xml"))
    ask_interfaces (input, result);
  if (g_str_equal (hole, "component_list"))
    {
      ask_components (result);
      cw_effect_set_waiting (effect, _ ("Waits for the components of the revision"));
      return;
    }
  reason = g_strdup_printf (_ ("Waits for a value of “%s”, which its text needs"), hole);
  cw_effect_set_waiting (effect, reason);
}

/**
 * cw_stage_wait_for_decision:
 * @input: the stage's input
 * @effect_id: what was made
 * @what: its name in a sentence, "the page"
 *
 * Returns: (transfer full) (nullable): that it isn't any more as it was sent, and nobody has said what is to become of
 *   that
 */
char *
cw_stage_wait_for_decision (const CwStageInput *input,
                            const char         *effect_id,
                            const char         *what)
{
  CwEffectRecord *record = cw_stage_get_record (input, effect_id);

  if (record == NULL || !cw_effect_record_is_changed (record))
    return NULL;
  if (cw_effect_record_is_unfinished (record))
    return g_strdup_printf (_ ("A service did not take all of %s: say first whether it is tried again or stays so"),
                            what);
  return g_strdup_printf (_ ("%s was changed outside: say first what is to become of that"), what);
}

/**
 * cw_stage_wait_for:
 * @input: the stage's input
 * @effect_id: what is needed first
 * @what: its name in a sentence, "the page"
 * @with_link: whether people are sent there: its link is needed, and what was changed there is decided on first
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
  char *changed = NULL;

  if (!cw_stage_is_settled (input, effect_id))
    return g_strdup_printf (_ ("Waits for %s"), what);
  if (cw_effect_record_get_phase (record) == CW_PHASE_LEFT_OUT)
    return g_strdup_printf (_ ("%s was left out: leave this out too, or do it by hand"), what);
  if (with_link)
    changed = cw_stage_wait_for_decision (input, effect_id, what);
  if (changed != NULL)
    return changed;
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
 * cw_stage_check:
 * @input: the stage's input
 * @result: where it is added
 * @id: unique in the stage
 * @site: (nullable): the site that it is about
 * @state: where it stands; a warning that was waved through becomes so, as long as it says the same as then
 * @format: printf-like sentence
 * @...: its arguments
 *
 * Returns: where it stands, waved through or not
 */
CwCheckState
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
  return state;
}

/**
 * cw_stage_check_effects:
 * @input: the stage's input
 * @result: a result with all its effects
 *
 * Adds a check for each effect: settled, or where it stands.
 */
void
cw_stage_check_effects (const CwStageInput *input,
                        CwStageResult      *result)
{
  for (guint i = 0; i < result->effects->len; i++)
    {
      CwEffect *effect = g_ptr_array_index (result->effects, i);
      CwEffectState state = cw_stage_get_state (input, effect);
      gboolean holds = cw_effect_state_is_settled (state);
      const char *waiting = cw_effect_get_waiting (effect);
      CwEffectRecord *record = cw_stage_get_record (input, cw_effect_get_id (effect));
      g_autofree char *words = holds && !cw_stage_is_on_base (record) ? g_strdup (cw_effect_state_to_text (state))
                                     : cw_stage_describe_state (input, record, state);

      if (cw_effect_get_optional (effect) && !holds)
        continue;
      cw_stage_check (input, result, cw_effect_get_id (effect), cw_effect_get_site (effect),
                      holds ? CW_CHECK_HOLDS : CW_CHECK_OPEN, "%s: %s", cw_effect_get_title (effect),
                      state == CW_EFFECT_WAITING && waiting != NULL ? waiting : words);
    }
}
