/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-event"

#include "config.h"

#include "cw-event.h"

struct _CwEvent
{
  GObject parent_instance;

  gint64 seq;
  gint64 time;
  char *type;
  char *effect_id; /* (nullable) */
  char *actor;
  JsonNode *data; /* an object, sealed */
};

G_DEFINE_FINAL_TYPE (CwEvent, cw_event, G_TYPE_OBJECT)

static void
cw_event_finalize (GObject *object)
{
  CwEvent *self = CW_EVENT (object);

  g_free (self->type);
  g_free (self->effect_id);
  g_free (self->actor);
  json_node_unref (self->data);

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

  self = g_object_new (CW_TYPE_EVENT, NULL);
  self->seq = seq;
  self->time = time;
  self->type = g_strdup (type);
  self->effect_id = g_strdup (effect_id);
  self->actor = g_strdup (actor);
  json_node_seal (data);
  self->data = json_node_ref (data);
  return self;
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

  return json_node_get_object (self->data);
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
    return json_node_ref (self->data);
  node = json_object_get_member (json_node_get_object (self->data), member);
  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? json_node_ref (node) : NULL;
}
