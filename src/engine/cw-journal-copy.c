/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-journal-copy"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-journal-copy.h"
#include "cw-json.h"

/*
 * {"format", "version", "id", "rehearsal", "actor", "machine", "time", "events": [{"time", "type", "effect", "actor",
 *  "data"}], "hash"}, the hash being SHA-256 of the canonical JSON of all the rest.
 */
#define FORMAT "cyclewright-preparation"
#define VERSION 1
/* It becomes the name of a file. */
#define ID "^[a-z0-9][a-z0-9._-]{0,99}$"

/**
 * cw_journal_copy_new:
 * @id: name of the preparation
 * @rehearsal: whether it is a rehearsal
 * @actor: who makes the copy
 * @machine: (nullable): the name of this computer
 * @time: when, µs since 1970
 * @events: (element-type CwEvent) (transfer none): all of its journal
 *
 * Returns: (transfer full): a copy
 */
CwJournalCopy *
cw_journal_copy_new (const char *id,
                     gboolean    rehearsal,
                     const char *actor,
                     const char *machine,
                     gint64      time,
                     GPtrArray  *events)
{
  CwJournalCopy *self;

  g_return_val_if_fail (id != NULL && actor != NULL && events != NULL, NULL);

  self = g_new0 (CwJournalCopy, 1);
  self->id = g_strdup (id);
  self->rehearsal = rehearsal;
  self->actor = g_strdup (actor);
  self->machine = g_strdup (machine);
  self->time = time;
  self->events = g_ptr_array_ref (events);
  return self;
}

void
cw_journal_copy_free (CwJournalCopy *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_free (self->actor);
  g_free (self->machine);
  g_ptr_array_unref (self->events);
  g_free (self);
}

static JsonObject *
write_event (CwEvent *event)
{
  JsonObject *object =
    cw_json_object ("type", cw_event_get_event_type (event), "actor", cw_event_get_actor (event), NULL);

  json_object_set_int_member (object, "time", cw_event_get_time (event));
  if (cw_event_get_effect_id (event) != NULL)
    json_object_set_string_member (object, "effect", cw_event_get_effect_id (event));
  json_object_set_object_member (object, "data", json_object_ref (cw_event_get_data (event)));
  return object;
}

/**
 * cw_journal_copy_to_text:
 * @self: a copy
 *
 * Returns: (transfer full): what cw_journal_copy_parse() reads
 */
char *
cw_journal_copy_to_text (CwJournalCopy *self)
{
  JsonObject *object;
  JsonArray *events;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *hash = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  object = cw_json_object ("format", FORMAT, "id", self->id, "actor", self->actor, "machine", self->machine, NULL);
  events = json_array_sized_new (self->events->len);
  json_object_set_int_member (object, "version", VERSION);
  json_object_set_boolean_member (object, "rehearsal", self->rehearsal);
  json_object_set_int_member (object, "time", self->time);
  for (guint i = 0; i < self->events->len; i++)
    json_array_add_object_element (events, write_event (self->events->pdata[i]));
  json_object_set_array_member (object, "events", events);
  node = cw_json_node_object (object);
  hash = cw_json_sha256 (node);
  json_object_set_string_member (object, "hash", hash);
  return cw_json_to_text (node, FALSE);
}

static gboolean
refuse (const char *name,
        const char *reason,
        GError    **error)
{
  /* Translators: the name of a file, then what is the matter with it. */
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("%s can’t be taken over: %s. Nothing was changed."), name,
               reason);
  return FALSE;
}

static gboolean
check_version (JsonObject *object,
               const char *name,
               GError    **error)
{
  gint64 version = cw_json_get_int (object, "version", 0);
  g_autofree char *reason = NULL;

  if (g_strcmp0 (cw_json_get_string (object, "format", NULL), FORMAT) != 0)
    return refuse (name, _ ("it is no exported preparation of Cyclewright"), error);
  if (version <= VERSION && version > 0)
    return TRUE;
  reason = g_strdup_printf (_ ("it was written by a newer Cyclewright (format %d, this one knows %d); take it over "
                               "with that one"),
                            (int) version, VERSION);
  return refuse (name, reason, error);
}

/* The hash is that of all the rest. */
static gboolean
check_hash (JsonNode   *root,
            const char *name,
            GError    **error)
{
  JsonObject *object = json_node_get_object (root);
  g_autofree char *told = g_strdup (cw_json_get_string (object, "hash", ""));
  g_autofree char *hash = NULL;

  json_object_remove_member (object, "hash");
  hash = cw_json_sha256 (root);
  if (g_strcmp0 (told, hash) == 0)
    return TRUE;
  return refuse (name, _ ("it isn’t as it was exported; fetch it once more, or export it anew"), error);
}

/* What a person approved, and what was sent, is bound to a hash. */
static gboolean
is_bound (JsonObject *data)
{
  JsonNode *payload = json_object_get_member (data, "payload");
  const char *told = cw_json_get_string (data, "hash", NULL);
  g_autofree char *hash = payload != NULL && told != NULL ? cw_json_sha256 (payload) : NULL;

  return payload == NULL || told == NULL || g_strcmp0 (told, hash) == 0;
}

static CwEvent *
read_event (JsonNode *node,
            guint     number)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObject *data = object != NULL ? cw_json_get_object (object, "data") : NULL;
  const char *type = object != NULL ? cw_json_get_string (object, "type", NULL) : NULL;
  const char *actor = object != NULL ? cw_json_get_string (object, "actor", NULL) : NULL;
  g_autoptr (JsonNode) owned = NULL;

  if (data == NULL || type == NULL || *type == '\0' || actor == NULL || cw_json_get_int (object, "time", 0) <= 0
      || !is_bound (data))
    return NULL;
  owned = cw_json_node_object (json_object_ref (data));
  return cw_event_new (number, cw_json_get_int (object, "time", 0), type, cw_json_get_string (object, "effect", NULL),
                       actor, owned);
}

static GPtrArray *
read_events (JsonArray  *array,
             const char *name,
             GError    **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      CwEvent *event = read_event (json_array_get_element (array, i), i + 1);
      g_autofree char *reason = NULL;

      if (event != NULL)
        {
          g_ptr_array_add (events, event);
          continue;
        }
      reason = g_strdup_printf (_ ("its entry %u is incomplete or contradicts itself"), i + 1);
      refuse (name, reason, error);
      return NULL;
    }
  if (events->len > 0 && cw_event_is (events->pdata[0], CW_EVENT_CREATED))
    return g_steal_pointer (&events);
  refuse (name, _ ("it has no beginning"), error);
  return NULL;
}

/**
 * cw_journal_copy_parse:
 * @text: what cw_journal_copy_to_text() made, or anything else
 * @length: its length
 * @name: name of the file, for messages
 * @error: where to store a %CW_ERROR_INVALID_DATA: foreign, damaged, or of a newer version
 *
 * Returns: (transfer full) (nullable): the copy, whole and in itself consistent
 */
CwJournalCopy *
cw_journal_copy_parse (const char *text,
                       gsize       length,
                       const char *name,
                       GError    **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) local = NULL;
  const char *id, *actor;
  JsonObject *object;

  g_return_val_if_fail (text != NULL && name != NULL, NULL);

  root = cw_json_parse (text, (gssize) length, CW_JOURNAL_COPY_MAX_BYTES, &local);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_debug ("%s: %s", name, local != NULL ? local->message : "no object");
      refuse (name, _ ("it isn’t whole, or no exported preparation of Cyclewright; fetch it once more, or export it "
                       "anew"), error);
      return NULL;
    }
  object = json_node_get_object (root);
  if (!check_version (object, name, error) || !check_hash (root, name, error))
    return NULL;
  id = cw_json_get_string (object, "id", NULL);
  actor = cw_json_get_string (object, "actor", NULL);
  if (actor == NULL || id == NULL || !g_regex_match_simple (ID, id, G_REGEX_DOLLAR_ENDONLY, 0))
    {
      refuse (name, _ ("it doesn’t say which preparation it is, or whose"), error);
      return NULL;
    }
  events = read_events (cw_json_get_array (object, "events"), name, error);
  if (events == NULL)
    return NULL;
  return cw_journal_copy_new (id, cw_json_get_bool (object, "rehearsal", FALSE), actor,
                              cw_json_get_string (object, "machine", NULL), cw_json_get_int (object, "time", 0),
                              events);
}

static gboolean
is_same (CwEvent *a,
         CwEvent *b)
{
  return cw_event_get_time (a) == cw_event_get_time (b) && cw_event_is (a, cw_event_get_event_type (b))
         && g_strcmp0 (cw_event_get_effect_id (a), cw_event_get_effect_id (b)) == 0
         && g_strcmp0 (cw_event_get_actor (a), cw_event_get_actor (b)) == 0
         && json_object_equal (cw_event_get_data (a), cw_event_get_data (b));
}

/**
 * cw_journal_copy_find_difference:
 * @self: a copy
 * @events: (element-type CwEvent): all of a journal
 *
 * Returns: position of the first entry in which both differ; -1 where one of them only goes on further than the other
 */
int
cw_journal_copy_find_difference (CwJournalCopy *self,
                                 GPtrArray     *events)
{
  g_return_val_if_fail (self != NULL && events != NULL, -1);

  for (guint i = 0; i < MIN (self->events->len, events->len); i++)
    if (!is_same (self->events->pdata[i], events->pdata[i]))
      return (int) i;
  return -1;
}
