/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-effect-dump"

#include "config.h"

#include "cw-effect-record-private.h"
#include "cw-json.h"

/* All that a record knows, so that two histories can be told apart. */

static void
dump_string (JsonObject *object,
             const char *member,
             const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
}

static void
dump_node (JsonObject *object,
           const char *member,
           JsonNode   *node)
{
  if (node != NULL)
    json_object_set_member (object, member, json_node_ref (node));
}

/*
 * cw_effect_record_dump:
 * @self: a record
 *
 * Returns: (transfer full): all of it as an object, for a digest
 */
JsonNode *
cw_effect_record_dump (CwEffectRecord *self)
{
  JsonObject *object = json_object_new ();

  dump_string (object, "id", self->id);
  json_object_set_int_member (object, "phase", self->phase);
  json_object_set_int_member (object, "time", self->time);
  dump_string (object, "actor", self->actor);
  dump_string (object, "kind", self->kind);
  dump_string (object, "title", self->title);
  json_object_set_int_member (object, "attempt", self->attempt);
  dump_node (object, "approved", self->approved);
  dump_string (object, "approved-hash", self->approved_hash);
  dump_string (object, "approved-by", self->approved_by);
  json_object_set_int_member (object, "approved-time", self->approved_time);
  json_object_set_boolean_member (object, "approval-used", self->approval_used);
  dump_string (object, "deed", self->deed);
  json_object_set_int_member (object, "intent", self->intent);
  dump_node (object, "pending", self->pending);
  dump_string (object, "pending-hash", self->pending_hash);
  dump_node (object, "sender", self->sender);
  json_object_set_boolean_member (object, "doubted", self->doubted);
  json_object_set_int_member (object, "look-again", self->look_again);
  json_object_set_int_member (object, "clock-from", self->clock_from);
  json_object_set_int_member (object, "clock-until", self->clock_until);
  dump_node (object, "declined", self->declined);
  dump_node (object, "outcome", self->outcome);
  dump_node (object, "sent", self->sent);
  dump_string (object, "sent-hash", self->sent_hash);
  dump_node (object, "accepted", self->accepted);
  dump_string (object, "verified", self->verified);
  json_object_set_boolean_member (object, "drifted", self->drifted);
  if (self->half_way)
    json_object_set_boolean_member (object, "half-way", TRUE);
  dump_node (object, "seen", self->seen);
  dump_node (object, "baseline", self->baseline);
  dump_node (object, "candidates", self->candidates);
  dump_node (object, "differences", self->differences);
  dump_string (object, "reason", self->reason);
  json_object_set_int_member (object, "error-code", self->error_code);
  dump_string (object, "error", self->error);
  dump_string (object, "failed", self->failed);
  if (self->covered != NULL)
    json_object_set_member (object, "covered", cw_effect_record_dump (self->covered));
  return cw_json_node_object (object);
}
