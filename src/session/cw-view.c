/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-view"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-date.h"
#include "cw-event.h"
#include "cw-handover-sheet.h"
#include "cw-json.h"
#include "cw-view.h"

struct _CwView
{
  GObject parent_instance;

  char *id;
  char *given_up;
  gboolean reading;
  gint64 checked;
  CwDeployment *deployment;
  GDateTime *now;
  GHashTable *plans;    /* site id → CwPlan */
  GHashTable *backs;    /* (nullable): "site/repository" → CwBack */
  GPtrArray *stages;    /* CwViewStage */
  GHashTable *items;    /* effect id → CwViewItem, borrowed from the stages */
  GPtrArray *notes;     /* CwNote */
  JsonNode *images;     /* (nullable): what the registry was seen to have */
  GHashTable *words;    /* fact → CwNote: who set it, and when */
  CwDocument *sheet;
};

G_DEFINE_FINAL_TYPE (CwView, cw_view, G_TYPE_OBJECT)

static void
item_free (gpointer data)
{
  CwViewItem *item = data;

  g_object_unref (item->effect);
  g_clear_object (&item->record);
  g_free (item->words);
  g_free (item);
}

static void
stage_free (gpointer data)
{
  CwViewStage *stage = data;

  g_ptr_array_unref (stage->items);
  cw_stage_result_free (stage->result);
  g_free (stage);
}

static void
note_free (gpointer data)
{
  CwNote *note = data;

  g_free (note->effect_id);
  g_free (note->actor);
  g_free (note->text);
  g_free (note->answer);
  g_free (note);
}

static void
cw_view_finalize (GObject *object)
{
  CwView *self = CW_VIEW (object);

  g_free (self->id);
  g_free (self->given_up);
  g_clear_pointer (&self->items, g_hash_table_unref);
  g_clear_pointer (&self->stages, g_ptr_array_unref);
  g_clear_pointer (&self->plans, g_hash_table_unref);
  g_clear_pointer (&self->backs, g_hash_table_unref);
  g_clear_pointer (&self->now, g_date_time_unref);
  g_clear_pointer (&self->sheet, cw_document_unref);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  g_clear_pointer (&self->words, g_hash_table_unref);
  g_clear_pointer (&self->images, json_node_unref);
  g_clear_object (&self->deployment);

  G_OBJECT_CLASS (cw_view_parent_class)->finalize (object);
}

static void
cw_view_class_init (CwViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_view_finalize;
}

static void
cw_view_init (CwView *self)
{
  self->stages = g_ptr_array_new_with_free_func (stage_free);
  self->items = g_hash_table_new (g_str_hash, g_str_equal);
  self->notes = g_ptr_array_new_with_free_func (note_free);
  self->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, note_free);
}

static CwNote *
note_new (CwEvent *event)
{
  CwNote *note = g_new0 (CwNote, 1);

  note->effect_id = g_strdup (cw_event_get_effect_id (event));
  note->time = cw_event_get_time (event);
  note->actor = g_strdup (cw_event_get_actor (event));
  note->text = g_strdup (cw_json_get_string (cw_event_get_data (event), "text", ""));
  note->answer = g_strdup (cw_json_get_string (cw_event_get_data (event), "answer", NULL));
  return note;
}

static void
add_notes (CwView    *self,
           GPtrArray *events)
{
  for (guint i = 0; events != NULL && i < events->len; i++)
    g_ptr_array_add (self->notes, note_new (g_ptr_array_index (events, i)));
}

static void
add_words (CwView     *self,
           GHashTable *words)
{
  GHashTableIter iter;
  gpointer fact, event;

  if (words == NULL)
    return;
  g_hash_table_iter_init (&iter, words);
  while (g_hash_table_iter_next (&iter, &fact, &event))
    g_hash_table_replace (self->words, g_strdup (fact), note_new (event));
}

/* As everything else on the sheet, in the observatory's time. */
static void
add_notes_to_sheet (CwView *self)
{
  CwProcedure *procedure = cw_deployment_get_procedure (self->deployment);

  if (self->notes->len == 0)
    return;
  cw_document_add_heading (self->sheet, 2, _ ("Notes"));
  cw_document_add_list (self->sheet, FALSE);
  for (guint i = 0; i < self->notes->len; i++)
    {
      const CwNote *note = g_ptr_array_index (self->notes, i);
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (note->time / G_USEC_PER_SEC);
      g_autoptr (GDateTime) when = g_date_time_to_timezone (utc, cw_procedure_get_time_zone (procedure));
      g_autofree char *time = cw_date_show_civil (when, cw_procedure_get_zone_name (procedure));
      CwText *text = cw_text_new_empty ();

      cw_text_append_styled (text, time, CW_TEXT_BOLD);
      cw_text_append (text, ", ");
      cw_text_append (text, note->actor);
      cw_text_append (text, ": ");
      cw_text_append (text, note->text);
      cw_document_add_item (self->sheet, text);
    }
}

static CwEffectState
find_state (CwEffect       *effect,
            CwEffectRecord *record)
{
  if (record != NULL)
    return cw_effect_record_get_state (record, effect);
  return cw_effect_get_payload (effect) != NULL ? CW_EFFECT_READY : CW_EFFECT_WAITING;
}

static gboolean
is_done (const CwStageResult *result)
{
  for (guint i = 0; i < result->checks->len; i++)
    if (!cw_check_is_settled (g_ptr_array_index (result->checks, i)))
      return FALSE;
  for (guint i = 0; i < result->questions->len; i++)
    if (((const CwQuestion *) g_ptr_array_index (result->questions, i))->blocking)
      return FALSE;
  return TRUE;
}

static char *
describe_dropped (CwEffect *effect)
{
  return g_strdup (g_str_equal (cw_effect_get_kind (effect), CW_EFFECT_KIND_TASK) ? _ ("Not done") : _ ("Not sent"));
}

static void
add_stage (CwView             *self,
           const CwStage      *stage,
           const CwStageInput *input,
           CwStageResult      *result)
{
  const CwStageTemplate *template =
    cw_procedure_get_stage (cw_deployment_get_procedure (self->deployment), stage->id);
  CwViewStage *view = g_new0 (CwViewStage, 1);

  view->id = stage->id;
  view->title = template != NULL ? template->title : stage->id;
  view->purpose = template != NULL ? template->purpose : "";
  view->result = result;
  view->done = is_done (result);
  view->items = g_ptr_array_new_with_free_func (item_free);
  for (guint i = 0; i < result->effects->len; i++)
    {
      CwEffect *effect = g_ptr_array_index (result->effects, i);
      CwEffectRecord *record = cw_history_get_record (input->history, cw_effect_get_id (effect));
      CwViewItem *item = g_new0 (CwViewItem, 1);

      item->effect = g_object_ref (effect);
      item->record = record != NULL ? g_object_ref (record) : NULL;
      item->state = find_state (effect, record);
      item->dropped = self->given_up != NULL
                      && (item->state == CW_EFFECT_WAITING || item->state == CW_EFFECT_READY
                          || item->state == CW_EFFECT_APPROVED);
      item->words = item->dropped ? describe_dropped (effect) : cw_stage_describe_state (input, record, item->state);
      item->post_at = cw_stage_get_post_at (input, record);
      item->closed = cw_view_is_closed (self);
      g_ptr_array_add (view->items, item);
      g_hash_table_replace (self->items, (gpointer) cw_effect_get_id (effect), item);
    }
  g_ptr_array_add (self->stages, view);
}

/**
 * cw_view_new:
 * @id: the preparation's name
 * @input: what the stages may know; its `earlier` is not used
 * @notes: (nullable) (element-type CwEvent): the notes of the journal
 * @words: (nullable) (element-type utf8 CwEvent): the event that set each fact
 * @reading: whether the preparation is only read along
 * @checked: as of cw_view_get_checked()
 *
 * Runs all stages over @input.
 *
 * Returns: (transfer full): the preparation as it stands
 */
CwView *
cw_view_new (const char         *id,
             const CwStageInput *input,
             GPtrArray          *notes,
             GHashTable         *words,
             gboolean            reading,
             gint64              checked)
{
  g_autoptr (GPtrArray) earlier = g_ptr_array_new ();
  CwStageInput own;
  JsonNode *images;
  guint n_stages;
  const CwStage *stages = cw_stages_get (&n_stages);
  CwView *self;

  g_return_val_if_fail (id != NULL && input != NULL, NULL);

  self = g_object_new (CW_TYPE_VIEW, NULL);
  self->id = g_strdup (id);
  self->given_up = input->given_up != NULL ? g_strdup (input->given_up->reason) : NULL;
  self->reading = reading;
  self->checked = checked;
  self->deployment = g_object_ref (input->deployment);
  self->now = g_date_time_ref (input->now);
  self->plans = g_hash_table_ref (input->plans);
  images = g_hash_table_lookup (input->observations, "images");
  self->images = images != NULL ? json_node_ref (images) : NULL;
  self->backs = input->backs != NULL ? g_hash_table_ref (input->backs) : NULL;
  add_words (self, words);
  own = *input;
  own.earlier = earlier;
  own.words = self->words;
  for (guint i = 0; i < n_stages; i++)
    {
      CwStageResult *result = cw_stage_run (&stages[i], &own);

      add_stage (self, &stages[i], input, result);
      g_ptr_array_add (earlier, result);
    }
  self->sheet = cw_handover_sheet (&own, earlier);
  add_notes (self, notes);
  add_notes_to_sheet (self);
  return self;
}

const char *
cw_view_get_id (CwView *self)
{
  g_return_val_if_fail (CW_IS_VIEW (self), NULL);

  return self->id;
}

CwDeployment *
cw_view_get_deployment (CwView *self)
{
  g_return_val_if_fail (CW_IS_VIEW (self), NULL);

  return self->deployment;
}

GDateTime *
cw_view_get_now (CwView *self)
{
  g_return_val_if_fail (CW_IS_VIEW (self), NULL);

  return self->now;
}

const char *
cw_view_get_given_up (CwView *self)
{
  g_return_val_if_fail (CW_IS_VIEW (self), NULL);

  return self->given_up;
}

/**
 * cw_view_get_checked:
 * @self: a view
 *
 * Returns: when all that was sent was last compared with what is outside, seconds since 1970; 0 where that wasn't since
 *   the preparation was opened, or something was out of reach ever since
 */
gint64
cw_view_get_checked (CwView *self)
{
  g_return_val_if_fail (CW_IS_VIEW (self), 0);

  return self->checked;
}

/**
 * cw_view_is_reading:
 * @self: a view
 *
 * Returns: whether the preparation is only read along: another window or program may be at work on it
 */
gboolean
cw_view_is_reading (CwView *self)
{
  g_return_val_if_fail (CW_IS_VIEW (self), FALSE);

  return self->reading;
}

/**
 * cw_view_is_closed:
 * @self: a view
 *
 * Returns: whether nothing can be sent or marked: the preparation was given up, or is only read along
 */
gboolean
cw_view_is_closed (CwView *self)
{
  g_return_val_if_fail (CW_IS_VIEW (self), FALSE);

  return self->given_up != NULL || self->reading;
}

/**
 * cw_view_get_stages:
 * @self: a view
 *
 * Returns: (transfer none) (element-type CwViewStage): all stages in their order
 */
GPtrArray *
cw_view_get_stages (CwView *self)
{
  g_return_val_if_fail (CW_IS_VIEW (self), NULL);

  return self->stages;
}

static gboolean
has_items (const CwViewStage *stage,
           const CwSite      *site)
{
  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);

      if (g_strcmp0 (cw_effect_get_site (item->effect), site->id) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_view_list_sites:
 * @self: a view
 * @stage: one of its stages
 *
 * Returns: (transfer container) (element-type CwSite): the sites that are prepared here, the next to be deployed first,
 *   then those of which something is left in @stage
 */
GPtrArray *
cw_view_list_sites (CwView            *self,
                    const CwViewStage *stage)
{
  GPtrArray *sites, *all;

  g_return_val_if_fail (CW_IS_VIEW (self) && stage != NULL, NULL);

  sites = cw_deployment_get_sites (self->deployment);
  all = cw_procedure_get_sites (cw_deployment_get_procedure (self->deployment));
  for (guint i = 0; i < all->len; i++)
    {
      const CwSite *site = g_ptr_array_index (all, i);

      if (has_items (stage, site) && !g_ptr_array_find (sites, site, NULL))
        g_ptr_array_add (sites, (gpointer) site);
    }
  return sites;
}

const CwViewStage *
cw_view_get_stage (CwView     *self,
                   const char *id)
{
  g_return_val_if_fail (CW_IS_VIEW (self) && id != NULL, NULL);

  for (guint i = 0; i < self->stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (self->stages, i);

      if (g_str_equal (stage->id, id))
        return stage;
    }
  return NULL;
}

/**
 * cw_view_find:
 * @self: a view
 * @effect_id: id of an effect
 *
 * Returns: (transfer none) (nullable): the effect as it stands, %NULL where no stage has it now
 */
const CwViewItem *
cw_view_find (CwView     *self,
              const char *effect_id)
{
  g_return_val_if_fail (CW_IS_VIEW (self) && effect_id != NULL, NULL);

  return g_hash_table_lookup (self->items, effect_id);
}

CwPlan *
cw_view_get_plan (CwView     *self,
                  const char *site)
{
  g_return_val_if_fail (CW_IS_VIEW (self) && site != NULL, NULL);

  return g_hash_table_lookup (self->plans, site);
}

/**
 * cw_view_get_plan_of:
 * @self: a view
 * @effect_id: id of a branch to push
 *
 * Returns: (transfer none) (nullable): the plan that its files are of: the site's, or that of its way back
 */
CwPlan *
cw_view_get_plan_of (CwView     *self,
                     const char *effect_id)
{
  g_auto (GStrv) parts = g_strsplit (effect_id, "/", -1);
  g_autofree char *key = NULL;
  const CwBack *back;

  g_return_val_if_fail (CW_IS_VIEW (self), NULL);

  if (g_strv_length (parts) != 5)
    return NULL;
  if (self->backs == NULL || !g_str_has_suffix (parts[3], "-back"))
    return cw_view_get_plan (self, parts[1]);
  key = g_strdup_printf ("%s/%.*s", parts[1], (int) (strlen (parts[3]) - strlen ("-back")), parts[3]);
  back = g_hash_table_lookup (self->backs, key);
  return back != NULL ? back->plan : NULL;
}

/**
 * cw_view_is_done:
 * @self: a view
 *
 * Returns: whether every stage is done
 */
gboolean
cw_view_is_done (CwView *self)
{
  g_return_val_if_fail (CW_IS_VIEW (self), FALSE);

  for (guint i = 0; i < self->stages->len; i++)
    if (!((const CwViewStage *) g_ptr_array_index (self->stages, i))->done)
      return FALSE;
  return TRUE;
}

/**
 * cw_view_get_notes:
 * @self: a view
 *
 * Returns: (transfer none) (element-type CwNote): the notes, in the order in which they were written
 */
GPtrArray *
cw_view_get_notes (CwView *self)
{
  g_return_val_if_fail (CW_IS_VIEW (self), NULL);

  return self->notes;
}

/**
 * cw_view_get_word:
 * @self: a view
 * @fact: a fact's key
 *
 * Returns: (transfer none) (nullable): by whom and when the fact was given; without a text
 */
const CwNote *
cw_view_get_word (CwView     *self,
                  const char *fact)
{
  g_return_val_if_fail (CW_IS_VIEW (self) && fact != NULL, NULL);

  return g_hash_table_lookup (self->words, fact);
}

/**
 * cw_view_get_sheet:
 * @self: a view
 *
 * Returns: (transfer none): the sheet for the deployment day and the evidence
 */
CwDocument *
cw_view_get_sheet (CwView *self)
{
  g_return_val_if_fail (CW_IS_VIEW (self), NULL);

  return self->sheet;
}

/**
 * cw_view_get_images:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): what the registry was seen to have, or the trouble with it; %NULL where it was
 *   not asked yet
 */
JsonObject *
cw_view_get_images (CwView *self)
{
  g_return_val_if_fail (CW_IS_VIEW (self), NULL);

  return self->images != NULL && JSON_NODE_HOLDS_OBJECT (self->images) ? json_node_get_object (self->images) : NULL;
}

/**
 * cw_view_list_pins:
 * @self: a view
 * @site: id of a site
 *
 * Returns: (transfer full) (nullable) (element-type CwPin): each component of the site with what it resolves to, %NULL
 *   where there is no plan for it; the view must outlive it
 */
GArray *
cw_view_list_pins (CwView     *self,
                   const char *site)
{
  CwPlan *plan;

  g_return_val_if_fail (CW_IS_VIEW (self) && site != NULL, NULL);

  plan = cw_view_get_plan (self, site);
  return plan != NULL ? cw_pins_list (plan, cw_view_get_images (self)) : NULL;
}
