/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-history"

#include "config.h"

#include "cw-effect-record-private.h"
#include "cw-history.h"
#include "cw-json.h"
#include "cw-stories-private.h"

typedef struct {
  JsonNode *value;
  gint64 time;
} Observation;

struct _CwHistory
{
  GObject parent_instance;

  gint64 seq;       /* of the last event that was applied */
  CwEvent *created; /* (nullable) */
  CwEvent *given_up; /* (nullable) */
  GHashTable *facts;
  GHashTable *words;    /* fact → the CwEvent that set it */
  GHashTable *observations;
  CwStories *stories;
  GPtrArray *notes; /* of CwEvent */
};

G_DEFINE_FINAL_TYPE (CwHistory, cw_history, G_TYPE_OBJECT)

static Observation *
observation_new (JsonNode *value,
                 gint64    time)
{
  Observation *observation = g_new0 (Observation, 1);

  observation->value = json_node_ref (value);
  observation->time = time;
  return observation;
}

static void
observation_free (gpointer data)
{
  Observation *observation = data;

  json_node_unref (observation->value);
  g_free (observation);
}

static void
cw_history_finalize (GObject *object)
{
  CwHistory *self = CW_HISTORY (object);

  g_clear_object (&self->created);
  g_clear_object (&self->given_up);
  g_hash_table_unref (self->facts);
  g_hash_table_unref (self->words);
  g_hash_table_unref (self->observations);
  cw_stories_free (self->stories);
  g_ptr_array_unref (self->notes);

  G_OBJECT_CLASS (cw_history_parent_class)->finalize (object);
}

static void
cw_history_class_init (CwHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_history_finalize;
}

static void
cw_history_init (CwHistory *self)
{
  self->facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  self->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->observations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, observation_free);
  self->stories = cw_stories_new ();
  self->notes = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * cw_history_new:
 *
 * Returns: (transfer full): a history without events
 */
CwHistory *
cw_history_new (void)
{
  return g_object_new (CW_TYPE_HISTORY, NULL);
}

/**
 * cw_history_snapshot:
 * @self: a history
 *
 * Returns: (transfer full): a copy that shares the immutable records and values, for another thread
 */
CwHistory *
cw_history_snapshot (CwHistory *self)
{
  CwHistory *copy;
  GHashTableIter iter;
  gpointer key, value;

  g_return_val_if_fail (CW_IS_HISTORY (self), NULL);

  copy = cw_history_new ();
  copy->seq = self->seq;
  copy->created = self->created != NULL ? g_object_ref (self->created) : NULL;
  copy->given_up = self->given_up != NULL ? g_object_ref (self->given_up) : NULL;
  g_hash_table_iter_init (&iter, self->facts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy->facts, g_strdup (key), json_node_ref (value));
  g_hash_table_iter_init (&iter, self->words);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy->words, g_strdup (key), g_object_ref (value));
  g_hash_table_iter_init (&iter, self->observations);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      Observation *observation = value;

      g_hash_table_insert (copy->observations, g_strdup (key), observation_new (observation->value, observation->time));
    }
  cw_stories_copy (self->stories, copy->stories);
  for (guint i = 0; i < self->notes->len; i++)
    g_ptr_array_add (copy->notes, g_object_ref (self->notes->pdata[i]));
  return copy;
}

static void
apply_fact (CwHistory *self,
            CwEvent   *event)
{
  const char *key = cw_json_get_string (cw_event_get_data (event), "key", NULL);
  g_autoptr (JsonNode) value = cw_event_dup_member (event, "value");

  if (key == NULL)
    return;
  g_hash_table_replace (self->words, g_strdup (key), g_object_ref (event));
  if (value != NULL)
    g_hash_table_replace (self->facts, g_strdup (key), g_steal_pointer (&value));
  else
    g_hash_table_remove (self->facts, key);
}

/* A preparation begins with facts: all of them in one entry, so that it is begun whole or not at all. */
static void
apply_creation (CwHistory *self,
                CwEvent   *event)
{
  JsonObject *facts = cw_json_get_object (cw_event_get_data (event), "facts");
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  g_set_object (&self->created, event);
  if (facts == NULL)
    return;
  json_object_iter_init (&iter, facts);
  while (json_object_iter_next (&iter, &key, &value))
    {
      g_hash_table_replace (self->facts, g_strdup (key), json_node_copy (value));
      g_hash_table_replace (self->words, g_strdup (key), g_object_ref (event));
    }
}

static void
apply_observation (CwHistory *self,
                   CwEvent   *event)
{
  const char *key = cw_json_get_string (cw_event_get_data (event), "key", NULL);
  g_autoptr (JsonNode) value = cw_event_dup_member (event, "value");

  if (key == NULL)
    return;
  if (value != NULL)
    g_hash_table_replace (self->observations, g_strdup (key), observation_new (value, cw_event_get_time (event)));
  else
    g_hash_table_remove (self->observations, key);
}

/**
 * cw_history_get_unreadable:
 * @self: a history
 *
 * What an effect's events say is read when its record is asked for first.
 *
 * Returns: number of an event that was read and says nothing, whatever was made of it; 0 where there was none so far
 */
gint64
cw_history_get_unreadable (CwHistory *self)
{
  g_return_val_if_fail (CW_IS_HISTORY (self), 0);

  return cw_stories_get_unreadable (self->stories);
}

/**
 * cw_history_apply:
 * @self: a history
 * @event: the journal's next event; a type of a later version changes nothing
 */
void
cw_history_apply (CwHistory *self,
                  CwEvent   *event)
{
  g_return_if_fail (CW_IS_HISTORY (self) && CW_IS_EVENT (event));
  g_return_if_fail (cw_event_get_seq (event) > self->seq);

  self->seq = cw_event_get_seq (event);
  if (cw_event_is (event, CW_EVENT_NOTE))
    g_ptr_array_add (self->notes, g_object_ref (event));
  else if (cw_event_get_effect_id (event) != NULL)
    cw_stories_apply (self->stories, event);
  else if (cw_event_is (event, CW_EVENT_SET))
    apply_fact (self, event);
  else if (cw_event_is (event, CW_EVENT_OBSERVED))
    apply_observation (self, event);
  else if (cw_event_is (event, CW_EVENT_CREATED))
    apply_creation (self, event);
  else if (cw_event_is (event, CW_EVENT_GIVEN_UP))
    g_set_object (&self->given_up, event);
  else if (cw_event_is (event, CW_EVENT_TAKEN_UP))
    g_clear_object (&self->given_up);
}

/**
 * cw_history_apply_all:
 * @self: a history
 * @events: (element-type CwEvent): the journal's next events, in order
 */
void
cw_history_apply_all (CwHistory *self,
                      GPtrArray *events)
{
  g_return_if_fail (CW_IS_HISTORY (self) && events != NULL);

  for (guint i = 0; i < events->len; i++)
    cw_history_apply (self, events->pdata[i]);
}

/**
 * cw_history_get_seq:
 * @self: a history
 *
 * Returns: number of the last event that was applied, 0 for none
 */
gint64
cw_history_get_seq (CwHistory *self)
{
  g_return_val_if_fail (CW_IS_HISTORY (self), 0);

  return self->seq;
}

/**
 * cw_history_get_created:
 * @self: a history
 *
 * Returns: when the preparation was made, in µs since 1970; 0 before that
 */
gint64
cw_history_get_created (CwHistory *self)
{
  g_return_val_if_fail (CW_IS_HISTORY (self), 0);

  return self->created != NULL ? cw_event_get_time (self->created) : 0;
}

/**
 * cw_history_get_creation:
 * @self: a history
 *
 * Returns: (transfer none) (nullable): what the preparation was made for, as cw_runner_create() got it
 */
JsonObject *
cw_history_get_creation (CwHistory *self)
{
  g_return_val_if_fail (CW_IS_HISTORY (self), NULL);

  return self->created != NULL ? cw_event_get_data (self->created) : NULL;
}

/**
 * cw_history_get_given_up:
 * @self: a history
 *
 * Returns: (transfer none) (nullable): why the preparation was given up, %NULL while it isn't
 */
const char *
cw_history_get_given_up (CwHistory *self)
{
  g_return_val_if_fail (CW_IS_HISTORY (self), NULL);

  return self->given_up != NULL ? cw_json_get_string (cw_event_get_data (self->given_up), "reason", "") : NULL;
}

/**
 * cw_history_get_giving_up:
 * @self: a history
 *
 * Returns: (transfer none) (nullable): the event that gave the preparation up: by whom, and when
 */
CwEvent *
cw_history_get_giving_up (CwHistory *self)
{
  g_return_val_if_fail (CW_IS_HISTORY (self), NULL);

  return self->given_up;
}

/**
 * cw_history_get_records:
 * @self: a history
 *
 * Returns: (transfer full) (element-type CwEffectRecord): the records in the order in which the effects were begun
 */
GPtrArray *
cw_history_get_records (CwHistory *self)
{
  GPtrArray *ids, *records;

  g_return_val_if_fail (CW_IS_HISTORY (self), NULL);

  ids = cw_stories_get_ids (self->stories);
  records = g_ptr_array_new_full (ids->len, g_object_unref);
  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (records, g_object_ref (cw_stories_get (self->stories, ids->pdata[i])));
  return records;
}

/**
 * cw_history_get_ids:
 * @self: a history
 *
 * Returns: (transfer none) (element-type utf8): the ids of the records, in the order in which the effects were begun;
 *   until the next event
 */
GPtrArray *
cw_history_get_ids (CwHistory *self)
{
  g_return_val_if_fail (CW_IS_HISTORY (self), NULL);

  return cw_stories_get_ids (self->stories);
}

/**
 * cw_history_is_plain:
 * @self: a history
 * @effect_id: an effect's id
 *
 * Cheap, as the effect's record needn't be made for it.
 *
 * Returns: whether nothing is known of that effect but that it was done, whatever was sent again or compared since;
 *   %FALSE says nothing
 */
gboolean
cw_history_is_plain (CwHistory  *self,
                     const char *effect_id)
{
  g_return_val_if_fail (CW_IS_HISTORY (self) && effect_id != NULL, FALSE);

  return cw_stories_is_plain (self->stories, effect_id);
}

/**
 * cw_history_dup_kind:
 * @self: a history
 * @effect_id: an effect's id
 *
 * Cheap, as the effect's record needn't be made for it.
 *
 * Returns: (transfer full) (nullable): the kind of that effect, as it was last sent
 */
char *
cw_history_dup_kind (CwHistory  *self,
                     const char *effect_id)
{
  g_return_val_if_fail (CW_IS_HISTORY (self) && effect_id != NULL, NULL);

  return cw_stories_dup_kind (self->stories, effect_id);
}

/**
 * cw_history_get_record:
 * @self: a history
 * @effect_id: an effect's id
 *
 * Returns: (transfer none) (nullable): its record; %NULL where nothing was begun
 */
CwEffectRecord *
cw_history_get_record (CwHistory  *self,
                       const char *effect_id)
{
  g_return_val_if_fail (CW_IS_HISTORY (self) && effect_id != NULL, NULL);

  return cw_stories_get (self->stories, effect_id);
}

/**
 * cw_history_get_facts:
 * @self: a history
 *
 * Returns: (transfer none) (element-type utf8 JsonNode): the facts by key, until the next event
 */
GHashTable *
cw_history_get_facts (CwHistory *self)
{
  g_return_val_if_fail (CW_IS_HISTORY (self), NULL);

  return self->facts;
}

/**
 * cw_history_get_fact:
 * @self: a history
 * @key: a fact's key
 *
 * Returns: (transfer none) (nullable): its value, sealed
 */
JsonNode *
cw_history_get_fact (CwHistory  *self,
                     const char *key)
{
  g_return_val_if_fail (CW_IS_HISTORY (self) && key != NULL, NULL);

  return g_hash_table_lookup (self->facts, key);
}

/**
 * cw_history_get_words:
 * @self: a history
 *
 * Returns: (transfer none) (element-type utf8 CwEvent): the event that last set or took away each fact: by whom, when
 */
GHashTable *
cw_history_get_words (CwHistory *self)
{
  g_return_val_if_fail (CW_IS_HISTORY (self), NULL);

  return self->words;
}

/**
 * cw_history_get_observation:
 * @self: a history
 * @key: what was looked at
 * @time: (out) (optional): when, in µs since 1970; 0 for never
 *
 * Returns: (transfer none) (nullable): what was seen last, sealed
 */
JsonNode *
cw_history_get_observation (CwHistory  *self,
                            const char *key,
                            gint64     *time)
{
  Observation *observation;

  g_return_val_if_fail (CW_IS_HISTORY (self) && key != NULL, NULL);

  observation = g_hash_table_lookup (self->observations, key);
  if (time != NULL)
    *time = observation != NULL ? observation->time : 0;
  return observation != NULL ? observation->value : NULL;
}

/**
 * cw_history_get_observations:
 * @self: a history
 *
 * Returns: (transfer full) (element-type utf8 JsonNode): what was seen last, by key
 */
GHashTable *
cw_history_get_observations (CwHistory *self)
{
  GHashTable *observations;
  GHashTableIter iter;
  gpointer key, value;

  g_return_val_if_fail (CW_IS_HISTORY (self), NULL);

  observations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  g_hash_table_iter_init (&iter, self->observations);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (observations, g_strdup (key), json_node_ref (((Observation *) value)->value));
  return observations;
}

/**
 * cw_history_get_notes:
 * @self: a history
 *
 * Returns: (transfer none) (element-type CwEvent): the notes, oldest first, until the next event
 */
GPtrArray *
cw_history_get_notes (CwHistory *self)
{
  g_return_val_if_fail (CW_IS_HISTORY (self), NULL);

  return self->notes;
}

static JsonObject *
dump_observations (CwHistory *self)
{
  JsonObject *object = json_object_new ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->observations);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      JsonArray *pair = json_array_sized_new (2);
      Observation *observation = value;

      json_array_add_int_element (pair, observation->time);
      json_array_add_element (pair, json_node_ref (observation->value));
      json_object_set_array_member (object, key, pair);
    }
  return object;
}

static JsonObject *
dump_facts (CwHistory *self)
{
  JsonObject *object = json_object_new ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->facts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    json_object_set_member (object, key, json_node_ref (value));
  return object;
}

/**
 * cw_history_digest:
 * @self: a history
 *
 * Returns: (transfer full): SHA-256 of all that it says; equal histories have equal digests
 */
char *
cw_history_digest (CwHistory *self)
{
  JsonObject *all = json_object_new ();
  JsonArray *records = json_array_new ();
  JsonArray *notes = json_array_new ();
  g_autoptr (JsonNode) node = cw_json_node_object (all);
  GPtrArray *ids;

  g_return_val_if_fail (CW_IS_HISTORY (self), NULL);

  ids = cw_stories_get_ids (self->stories);
  json_object_set_int_member (all, "seq", self->seq);
  json_object_set_int_member (all, "created", cw_history_get_created (self));
  if (self->created != NULL)
    json_object_set_member (all, "creation", cw_event_dup_member (self->created, NULL));
  json_object_set_string_member (all, "given-up", cw_history_get_given_up (self));
  json_object_set_object_member (all, "facts", dump_facts (self));
  json_object_set_object_member (all, "observations", dump_observations (self));
  for (guint i = 0; i < ids->len; i++)
    json_array_add_element (records, cw_effect_record_dump (cw_stories_get (self->stories, ids->pdata[i])));
  json_object_set_array_member (all, "records", records);
  for (guint i = 0; i < self->notes->len; i++)
    json_array_add_element (notes, cw_event_dup_member (self->notes->pdata[i], NULL));
  json_object_set_array_member (all, "notes", notes);
  return cw_json_sha256 (node);
}
