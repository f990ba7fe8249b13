/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-handover-sheet"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-date.h"
#include "cw-handover-sheet.h"
#include "cw-json.h"
#include "cw-stage-private.h"

static void
add_sites (const CwStageInput *input,
           CwDocument         *document)
{
  const char *const header[] = { _ ("Site"), _ ("Deployment begins"), NULL };
  const char *zone = cw_procedure_get_zone_name (cw_deployment_get_procedure (input->deployment));
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (input->deployment);

  cw_document_add_table (document, header);
  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      g_autoptr (GDateTime) start = cw_deployment_get_start (input->deployment, site->id);
      g_autofree char *when = start != NULL ? cw_date_show_civil (start, zone) : g_strdup ("–");
      CwText *cells[] = { cw_text_new (site->name), cw_text_new (when) };

      cw_document_add_row (document, cells, G_N_ELEMENTS (cells));
    }
}

/* As the observatory's people read it. */
char *
cw_stage_format_instant (const CwStageInput *input,
                         gint64              microseconds)
{
  CwProcedure *procedure = cw_deployment_get_procedure (input->deployment);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (microseconds / G_USEC_PER_SEC);
  g_autoptr (GDateTime) there = NULL;

  if (utc == NULL)
    return g_strdup ("–");
  there = g_date_time_to_timezone (utc, cw_procedure_get_time_zone (procedure));
  return cw_date_show_civil (there, cw_procedure_get_zone_name (procedure));
}

static void
append_outcome (CwText         *text,
                CwEffectRecord *record)
{
  const char *key = cw_effect_record_get_key (record);
  const char *url = cw_effect_record_get_url (record);
  gboolean named = key != NULL && *key != '\0';

  if (url != NULL && *url != '\0')
    {
      cw_text_append (text, ", ");
      cw_text_append_link (text, named ? key : url, url);
    }
  else if (named)
    {
      cw_text_append (text, ", ");
      cw_text_append_styled (text, key, CW_TEXT_CODE);
    }
}

/* With the person's reason or word, where there is one. */
static char *
describe_state (const CwStageInput *input,
                CwEffectRecord     *record,
                CwEffectState       state)
{
  const char *reason = cw_effect_record_get_reason (record);
  g_autofree char *word = cw_stage_describe_state (input, record, state);

  return reason != NULL ? g_strdup_printf (_ ("%s (%s)"), word, reason) : g_steal_pointer (&word);
}

/* Who approved what somebody else sent, and when. */
static char *
describe_approval (const CwStageInput *input,
                   CwEffectRecord     *record)
{
  const char *who = cw_effect_record_get_approved_by (record);
  g_autofree char *when = cw_stage_format_instant (input, cw_effect_record_get_approved_time (record));

  if (who == NULL || g_strcmp0 (who, cw_effect_record_get_actor (record)) == 0)
    return g_strdup ("");
  /* Translators: a person, and when. */
  return g_strdup_printf (_ ("; approved by %s, %s"), who, when);
}

/* What is there beside what was sent isn't what anybody approved. */
static void
append_theirs (CwText         *text,
               CwEffectRecord *record)
{
  const char *theirs = cw_effect_record_get_theirs (record);

  if (theirs == NULL)
    return;
  cw_text_append (text, _ ("; other people’s lines stand beside it: "));
  cw_text_append_styled (text, theirs, CW_TEXT_CODE);
}

/* A line for each, which reads at any width; a table of all that would not. */
static void
add_record (const CwStageInput *input,
            CwDocument         *document,
            const char         *title,
            CwEffectRecord     *record,
            CwEffectState       state)
{
  const char *sent = cw_stage_is_on_base (record) ? NULL : cw_effect_record_get_sent_hash (record);
  g_autofree char *word = describe_state (input, record, state);
  g_autofree char *when = cw_stage_format_instant (input, cw_effect_record_get_time (record));
  g_autofree char *approval = describe_approval (input, record);
  g_autofree char *by = g_strdup_printf (". %s, %s%s", when, cw_effect_record_get_actor (record), approval);
  g_autofree char *hash = sent != NULL ? g_strndup (sent, 12) : NULL;
  CwText *text = cw_text_new_empty ();

  cw_text_append_styled (text, title, CW_TEXT_BOLD);
  cw_text_append (text, ": ");
  cw_text_append (text, word);
  append_outcome (text, record);
  cw_text_append (text, by);
  if (hash != NULL)
    {
      cw_text_append (text, _ ("; checksum of what was sent: "));
      cw_text_append_styled (text, hash, CW_TEXT_CODE);
    }
  append_theirs (text, record);
  cw_document_add_item (document, text);
}

static CwEffectState
find_settled_state (CwEffectRecord *record)
{
  switch (cw_effect_record_get_phase (record))
    {
    case CW_PHASE_BY_HAND:
      return CW_EFFECT_DONE_BY_HAND;
    case CW_PHASE_LEFT_OUT:
      return CW_EFFECT_LEFT_OUT;
    case CW_PHASE_NONE:
    case CW_PHASE_INTENT:
    case CW_PHASE_IN_DOUBT:
    case CW_PHASE_ASKING:
    case CW_PHASE_DONE:
    case CW_PHASE_FAILED:
    default:
      return CW_EFFECT_DONE;
    }
}

/* More of the earlier ones nobody reads on a sheet. */
#define MAX_EARLIER 200

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Returns: (transfer container): ids of what was done and no stage has any more, in the order in which it was begun */
static GPtrArray *
list_earlier (const CwStageInput *input,
              GPtrArray          *results)
{
  g_autoptr (GHashTable) present = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *all = cw_history_get_ids (input->history), *ids = g_ptr_array_new ();

  for (guint i = 0; i < results->len; i++)
    {
      const CwStageResult *result = g_ptr_array_index (results, i);

      for (guint j = 0; j < result->effects->len; j++)
        g_hash_table_add (present, (gpointer) cw_effect_get_id (g_ptr_array_index (result->effects, j)));
    }
  for (guint i = 0; i < all->len; i++)
    if (!g_hash_table_contains (present, all->pdata[i]) && cw_stage_is_settled (input, all->pdata[i]))
      g_ptr_array_add (ids, all->pdata[i]);
  return ids;
}

static void
add_more (CwDocument *document,
          guint       n)
{
  g_autofree char *text =
    g_strdup_printf (ngettext ("Before these %u thing more was done; the exported preparation names it",
                               "Before these %u things more were done; the exported preparation names them", n), n);

  cw_document_add_item (document, cw_text_new (text));
}

/* What an earlier round pushed, or was done for a site that was dropped since, stays evidence. */
static void
add_earlier (const CwStageInput *input,
             GPtrArray          *results,
             CwDocument         *document)
{
  g_autoptr (GPtrArray) ids = list_earlier (input, results);
  guint n_more = ids->len > MAX_EARLIER ? ids->len - MAX_EARLIER : 0;

  if (n_more > 0)
    g_ptr_array_remove_range (ids, 0, n_more);
  g_ptr_array_sort (ids, compare_ids);
  for (guint i = 0; i < ids->len; i++)
    {
      CwEffectRecord *record = cw_stage_get_record (input, ids->pdata[i]);
      g_autofree char *title = g_strdup_printf (_ ("Earlier: %s"), (const char *) ids->pdata[i]);

      add_record (input, document, title, record, find_settled_state (record));
    }
  if (n_more > 0)
    add_more (document, n_more);
}

/* The evidence: what was done, by whom and when, with the first digits of the hash of what was sent. */
static void
add_evidence (const CwStageInput *input,
              GPtrArray          *results,
              CwDocument         *document)
{
  const CwBlock *list;

  cw_document_add_heading (document, 2, _ ("What was done"));
  cw_document_add_list (document, FALSE);
  list = cw_document_get_block (document, cw_document_get_n_blocks (document) - 1);
  for (guint i = 0; i < results->len; i++)
    {
      const CwStageResult *result = g_ptr_array_index (results, i);

      for (guint j = 0; j < result->effects->len; j++)
        {
          CwEffect *effect = g_ptr_array_index (result->effects, j);
          CwEffectRecord *record = cw_stage_get_record (input, cw_effect_get_id (effect));
          CwEffectState state = cw_stage_get_state (input, effect);

          if (record != NULL && cw_effect_state_is_settled (state))
            add_record (input, document, cw_effect_get_title (effect), record, state);
        }
    }
  add_earlier (input, results, document);
  if (list->items->len == 0)
    cw_document_add_plain (document, _ ("Nothing yet."));
}

/* A stage that a person left out, and why. */
static void
add_skipped (const CwStageInput *input,
             GPtrArray          *results,
             CwDocument         *document)
{
  CwProcedure *procedure = cw_deployment_get_procedure (input->deployment);
  guint n_stages;
  const CwStage *stages = cw_stages_get (&n_stages);
  gboolean any = FALSE;

  for (guint i = 0; i < results->len && i < n_stages; i++)
    {
      const CwStageResult *result = g_ptr_array_index (results, i);
      const CwStageTemplate *template = cw_procedure_get_stage (procedure, stages[i].id);
      const char *title = template != NULL ? template->title : stages[i].id;
      g_autofree char *text = result->skip_reason != NULL ? g_strdup_printf ("%s: %s", title, result->skip_reason)
                                                          : g_strdup (title);

      if (!result->skipped)
        continue;
      if (!any)
        {
          cw_document_add_heading (document, 2, _ ("Stages left out"));
          cw_document_add_list (document, FALSE);
        }
      cw_document_add_item (document, cw_text_new (text));
      any = TRUE;
    }
}

/* A task's, as the procedure has it; what is posted is posted by the release manager. */
static const char *
find_role (const CwStageInput *input,
           CwEffect           *effect)
{
  CwProcedure *procedure = cw_deployment_get_procedure (input->deployment);
  const CwStageTemplate *template = cw_procedure_get_stage (procedure, cw_effect_get_stage (effect));

  for (guint i = 0; template != NULL && i < template->tasks->len; i++)
    {
      const CwTaskTemplate *task = g_ptr_array_index (template->tasks, i);
      g_autofree char *part = g_strdup_printf ("/%s/", task->id);

      if (task->role != NULL && strstr (cw_effect_get_id (effect), part) != NULL)
        return cw_procedure_say (task->role);
    }
  return _ ("Release manager");
}

/* What is to be done, by whom, and the text for it. */
static void
add_deed (const CwStageInput *input,
          CwEffect           *effect,
          CwDocument         *document)
{
  const char *preview = cw_effect_get_preview (effect);
  CwText *role = cw_text_new_empty ();

  cw_document_add_heading (document, 4, cw_effect_get_title (effect));
  cw_text_append_styled (role, find_role (input, effect), CW_TEXT_ITALIC);
  cw_document_add_paragraph (document, role);
  if (preview != NULL && *preview != '\0')
    cw_document_add_code (document, NULL, preview);
}

/* Its day, and what waits for that: the tasks, and the texts that are posted as it begins, ready to copy. */
static void
add_day_of_site (const CwStageInput *input,
                 GPtrArray          *results,
                 const CwSite       *site,
                 CwDocument         *document)
{
  const char *zone = cw_procedure_get_zone_name (cw_deployment_get_procedure (input->deployment));
  g_autoptr (GDateTime) start = site != NULL ? cw_deployment_get_start (input->deployment, site->id) : NULL;
  g_autofree char *when = start != NULL ? cw_date_show_civil (start, zone) : NULL;
  g_autofree char *heading = site != NULL ? g_strjoin (", ", site->name, when, NULL) : g_strdup (_ ("At every site"));
  gboolean any = FALSE;

  for (guint i = 0; i < results->len; i++)
    {
      const CwStageResult *result = g_ptr_array_index (results, i);

      for (guint j = 0; j < result->effects->len; j++)
        {
          CwEffect *effect = g_ptr_array_index (result->effects, j);

          if (!cw_effect_get_optional (effect) || cw_stage_is_settled (input, cw_effect_get_id (effect))
              || g_strcmp0 (cw_effect_get_site (effect), site != NULL ? site->id : NULL) != 0)
            continue;
          if (!any)
            cw_document_add_heading (document, 3, heading);
          any = TRUE;
          add_deed (input, effect, document);
        }
    }
}

/* Who holds the sheet on a site's day finds that site's part, the first to be deployed before the others. */
static void
add_day (const CwStageInput *input,
         GPtrArray          *results,
         CwDocument         *document)
{
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (input->deployment);

  cw_document_add_heading (document, 2, _ ("On the deployment day"));
  for (guint i = 0; i < sites->len; i++)
    add_day_of_site (input, results, g_ptr_array_index (sites, i), document);
  add_day_of_site (input, results, NULL, document);
}

static void
add_helpers (const CwStageInput *input,
             CwDocument         *document)
{
  GPtrArray *helpers = cw_procedure_get_helpers (cw_deployment_get_procedure (input->deployment));

  if (helpers->len == 0)
    return;
  cw_document_add_heading (document, 2, _ ("Helper repositories"));
  cw_document_add_list (document, FALSE);
  for (guint i = 0; i < helpers->len; i++)
    {
      const CwLink *link = g_ptr_array_index (helpers, i);

      cw_document_add_item (document, cw_text_new_link (link->title, link->url));
    }
}

static const char *
find_title (GPtrArray  *results,
            const char *id)
{
  for (guint i = 0; i < results->len; i++)
    {
      const CwStageResult *result = g_ptr_array_index (results, i);

      for (guint j = 0; j < result->effects->len; j++)
        if (g_str_equal (cw_effect_get_id (g_ptr_array_index (result->effects, j)), id))
          return cw_effect_get_title (g_ptr_array_index (result->effects, j));
    }
  return id;
}

/* A message that is still scheduled goes out unless somebody prevents it. */
static const char *
warn_of (const CwStageInput *input,
         CwEffectRecord     *record)
{
  CwEffectPhase phase = cw_effect_record_get_phase (record);

  if (phase == CW_PHASE_INTENT || phase == CW_PHASE_IN_DOUBT || phase == CW_PHASE_ASKING)
    return _ ("It may have arrived: look whether it is there");
  return cw_stage_get_post_at (input, record) != 0 ? _ ("It still goes out: take it out of its schedule") : NULL;
}

static CwText *
describe_outside (const CwStageInput *input,
                  const char         *title,
                  CwEffectRecord     *record)
{
  const char *key = cw_effect_record_get_key (record), *url = cw_effect_record_get_url (record);
  const char *warning = cw_effect_record_get_phase (record) != CW_PHASE_BY_HAND ? warn_of (input, record) : NULL;
  CwText *text = cw_text_new (title);

  if (url != NULL && *url != '\0')
    {
      cw_text_append (text, ": ");
      cw_text_append_link (text, key != NULL && *key != '\0' ? key : url, url);
    }
  else if (key != NULL && *key != '\0')
    {
      cw_text_append (text, ": ");
      cw_text_append (text, key);
    }
  if (warning != NULL)
    {
      cw_text_append (text, ". ");
      cw_text_append_styled (text, warning, CW_TEXT_BOLD);
    }
  return text;
}

/* Nothing of a preparation that was given up is left to do but this. */
static void
add_given_up (const CwStageInput *input,
              GPtrArray          *results,
              CwDocument         *document)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_copy (cw_history_get_ids (input->history), NULL, NULL);
  g_autofree char *when = cw_stage_format_instant (input, input->given_up->time);
  /* Translators: when, by whom and why. */
  g_autofree char *text = g_strdup_printf (_ ("Given up on %s by %s: %s"), when, input->given_up->actor,
                                           input->given_up->reason);
  CwText *line = cw_text_new_empty ();
  gboolean any = FALSE;

  cw_text_append_styled (line, text, CW_TEXT_BOLD);
  cw_document_add_paragraph (document, line);
  cw_document_add_plain (document, _ ("Nothing more of it is sent, and nothing was deleted."));
  cw_document_add_heading (document, 2, _ ("To take back"));
  g_ptr_array_sort (ids, compare_ids);
  for (guint i = 0; i < ids->len; i++)
    {
      CwEffectRecord *known = cw_stage_get_record (input, ids->pdata[i]), *doubt = cw_effect_record_get_doubt (known);
      CwEffectRecord *record = doubt != NULL ? doubt : cw_effect_record_get_outside (known);

      if (record == NULL)
        continue;
      if (!any)
        cw_document_add_list (document, FALSE);
      cw_document_add_item (document, describe_outside (input, find_title (results, ids->pdata[i]), record));
      any = TRUE;
    }
  if (!any)
    cw_document_add_plain (document, _ ("Nothing was sent."));
}

/**
 * cw_handover_sheet:
 * @input: what the stages know
 * @results: (element-type CwStageResult): what all eight stages said
 *
 * Returns: (transfer full): the sheet for the deployment day and the evidence
 */
CwDocument *
cw_handover_sheet (const CwStageInput *input,
                   GPtrArray          *results)
{
  CwDocument *document;
  g_autofree char *text = NULL;
  CwCycle cycle;

  g_return_val_if_fail (input != NULL && results != NULL, NULL);

  document = cw_document_new ();
  if (cw_deployment_get_cycle (input->deployment, &cycle))
    text = cw_cycle_to_text (&cycle);
  cw_document_add_heading (document, 1, text != NULL ? text : _ ("No cycle"));
  if (input->given_up != NULL)
    add_given_up (input, results, document);
  add_sites (input, document);
  cw_stage_add_schedule (input, document, FALSE);
  if (input->given_up == NULL)
    cw_stage_add_open (input, results, document);
  cw_stage_add_decided (input, results, document);
  add_skipped (input, results, document);
  if (input->given_up == NULL)
    add_day (input, results, document);
  add_evidence (input, results, document);
  add_helpers (input, document);
  return document;
}
