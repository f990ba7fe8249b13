/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-event"

#include "config.h"

#include <string.h>

#include "cw-event-private.h"
#include "cw-json.h"

/* What a journal wrote is read as JSON only once somebody asks what it says: most of a long journal's entries are of
 * what was done long ago, and nobody does. */
struct _CwEvent
{
  GObject parent_instance;

  gint64 seq;
  gint64 time;
  char *strings;         /* all of the texts below, one after the other */
  const char *type;
  const char *effect_id; /* (nullable) */
  const char *actor;
  const char *text;      /* (nullable): the data as JSON, while it may still have to be read */
  gsize length;
  JsonNode *data;        /* (nullable) (atomic): an object, sealed */
  gboolean unreadable;   /* (atomic): the text is no object */
};

G_DEFINE_FINAL_TYPE (CwEvent, cw_event, G_TYPE_OBJECT)

static void
cw_event_finalize (GObject *object)
{
  CwEvent *self = CW_EVENT (object);

  g_free (self->strings);
  g_clear_pointer (&self->data, json_node_unref);

  G_OBJECT_CLASS (cw_event_parent_class)->finalize (object);
}

static void
cw_event_class_init (CwEventClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_event_finalize;
}

static void
cw_event_init (CwEvent *self)
{
}

static char *
add_string (char       **place,
            const char  *string,
            gsize        length)
{
  char *added = *place;

  memcpy (added, string, length);
  added[length] = '\0';
  *place += length + 1;
  return added;
}

static CwEvent *
new_event (gint64      seq,
           gint64      time,
           const char *type,
           const char *effect_id,
           const char *actor,
           const char *text,
           gsize       length)
{
  CwEvent *self = g_object_new (CW_TYPE_EVENT, NULL);
  gsize of_type = strlen (type), of_actor = strlen (actor), of_effect = effect_id != NULL ? strlen (effect_id) : 0;
  char *place;

  self->seq = seq;
  self->time = time;
  self->strings = place = g_malloc (of_type + of_actor + of_effect + length + 4);
  self->type = add_string (&place, type, of_type);
  self->actor = add_string (&place, actor, of_actor);
  self->effect_id = effect_id != NULL ? add_string (&place, effect_id, of_effect) : NULL;
  self->text = text != NULL ? add_string (&place, text, length) : NULL;
  self->length = length;
  return self;
}

/**
 * cw_event_new:
 * @seq: its place in the journal, from 1
 * @time: when, in µs since 1970
 * @type: one of CW_EVENT_…; a later version's type is kept and not understood
 * @effect_id: (nullable): the effect that it is about
 * @actor: who
 * @data: (transfer none): an object; it is sealed
 *
 * Returns: (transfer full): the event
 */
CwEvent *
cw_event_new (gint64      seq,
              gint64      time,
              const char *type,
              const char *effect_id,
              const char *actor,
              JsonNode   *data)
{
  CwEvent *self;

  g_return_val_if_fail (type != NULL && actor != NULL, NULL);
  g_return_val_if_fail (data != NULL && JSON_NODE_HOLDS_OBJECT (data), NULL);

  self = new_event (seq, time, type, effect_id, actor, NULL, 0);
  json_node_seal (data);
  self->data = json_node_ref (data);
  return self;
}

/*
 * cw_event_new_from_text:
 * @seq: its place in the journal, from 1
 * @time: when, in µs since 1970
 * @type: its type
 * @effect_id: (nullable): the effect that it is about
 * @actor: who
 * @text: its data as the journal has it, JSON
 * @length: length of @text in bytes
 *
 * Returns: (transfer full): the event, whose data is read once it is asked for
 */
CwEvent *
cw_event_new_from_text (gint64      seq,
                        gint64      time,
                        const char *type,
                        const char *effect_id,
                        const char *actor,
                        const char *text,
                        gsize       length)
{
  g_assert (type != NULL && actor != NULL && text != NULL);

  return new_event (seq, time, type, effect_id, actor, text, length);
}

/*
 * cw_event_get_text:
 * @self: an event
 * @length: (out): its length in bytes
 *
 * Returns: (transfer none) (nullable): its data as the journal has it; %NULL where it wasn't read from there
 */
const char *
cw_event_get_text (CwEvent *self,
                   gsize   *length)
{
  *length = self->length;
  return self->text;
}

/* Two threads may read it at once: the first to be through is believed. */
static JsonNode *
get_data (CwEvent *self)
{
  JsonNode *data = g_atomic_pointer_get (&self->data);
  g_autoptr (GError) error = NULL;

  if (data != NULL)
    return data;
  data = cw_json_parse (self->text, (gssize) self->length, CW_JSON_DEFAULT_MAX_BYTES, &error);
  if (data == NULL || !JSON_NODE_HOLDS_OBJECT (data))
    {
      g_debug ("Entry %" G_GINT64_FORMAT ": %s", self->seq, error != NULL ? error->message : "no object");
      g_atomic_int_set (&self->unreadable, TRUE);
      g_clear_pointer (&data, json_node_unref);
      data = cw_json_node_object (json_object_new ());
    }
  json_node_seal (data);
  if (!g_atomic_pointer_compare_and_exchange (&self->data, NULL, data))
    json_node_unref (data);
  return g_atomic_pointer_get (&self->data);
}

/*
 * cw_event_is_readable:
 * @self: an event
 *
 * Reads what @self says.
 *
 * Returns: whether that is an object of JSON
 */
gboolean
cw_event_is_readable (CwEvent *self)
{
  get_data (self);
  return !g_atomic_int_get (&self->unreadable);
}

gint64
cw_event_get_seq (CwEvent *self)
{
  g_return_val_if_fail (CW_IS_EVENT (self), 0);

  return self->seq;
}

gint64
cw_event_get_time (CwEvent *self)
{
  g_return_val_if_fail (CW_IS_EVENT (self), 0);

  return self->time;
}

const char *
cw_event_get_event_type (CwEvent *self)
{
  g_return_val_if_fail (CW_IS_EVENT (self), NULL);

  return self->type;
}

/**
 * cw_event_is:
 * @self: an event
 * @type: a type, one of CW_EVENT_…
 *
 * Returns: whether @self is of that type
 */
gboolean
cw_event_is (CwEvent    *self,
             const char *type)
{
  g_return_val_if_fail (CW_IS_EVENT (self) && type != NULL, FALSE);

  return g_str_equal (self->type, type);
}

const char *
cw_event_get_effect_id (CwEvent *self)
{
  g_return_val_if_fail (CW_IS_EVENT (self), NULL);

  return self->effect_id;
}

const char *
cw_event_get_actor (CwEvent *self)
{
  g_return_val_if_fail (CW_IS_EVENT (self), NULL);

  return self->actor;
}

/**
 * cw_event_get_data:
 * @self: an event
 *
 * json-glib counts the references of an object without a lock, so other threads may read it but not keep it: they keep
 * @self, or a member's node from cw_event_dup_member().
 *
 * Returns: (transfer none): its data
 */
JsonObject *
cw_event_get_data (CwEvent *self)
{
  g_return_val_if_fail (CW_IS_EVENT (self), NULL);

  return json_node_get_object (get_data (self));
}

/**
 * cw_event_dup_member:
 * @self: an event
 * @member: (nullable): a member's name, %NULL for the data as a whole
 *
 * Returns: (transfer full) (nullable): a reference to that member's node, if it is there and not null
 */
JsonNode *
cw_event_dup_member (CwEvent    *self,
                     const char *member)
{
  JsonNode *node;

  g_return_val_if_fail (CW_IS_EVENT (self), NULL);

  if (member == NULL)
    return json_node_ref (get_data (self));
  node = json_object_get_member (json_node_get_object (get_data (self)), member);
  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? json_node_ref (node) : NULL;
}
