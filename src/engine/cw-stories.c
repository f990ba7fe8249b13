/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-history"

#include "config.h"

#include <string.h>

#include "cw-effect-record-private.h"
#include "cw-event-private.h"
#include "cw-json.h"
#include "cw-outcome.h"
#include "cw-stories-private.h"

/* What the journal says of one effect: as a record, or as the events from which that is folded once somebody asks. So
 * are held those that say nothing but what was approved, sent, made and compared. */
typedef struct {
  CwEffectRecord *record; /* (nullable) */
  GPtrArray *events;      /* (nullable): of CwEvent */
  CwEvent *intent;        /* (nullable) (unowned): the last of those events */
  gboolean made;          /* that intent has its outcome */
} Story;

struct _CwStories {
  GHashTable *table; /* an effect's id → its Story */
  GPtrArray *order;  /* the effects' ids in the order of their first event; the table's own */
  gint64 unreadable; /* number of an event whose data can't be read, 0 for none */
};

static Story *
story_new (CwEffectRecord *record)
{
  Story *story = g_new0 (Story, 1);

  story->record = record;
  return story;
}

static void
story_free (gpointer data)
{
  Story *story = data;

  g_clear_object (&story->record);
  g_clear_pointer (&story->events, g_ptr_array_unref);
  g_free (story);
}

/*
 * cw_stories_new:
 *
 * Returns: (transfer full): none so far
 */
CwStories *
cw_stories_new (void)
{
  CwStories *self = g_new0 (CwStories, 1);

  self->table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, story_free);
  self->order = g_ptr_array_new ();
  return self;
}

void
cw_stories_free (CwStories *self)
{
  g_ptr_array_unref (self->order);
  g_hash_table_unref (self->table);
  g_free (self);
}

static void
add_story (CwStories  *self,
           const char *id,
           Story      *story)
{
  char *key = g_strdup (id);

  g_hash_table_insert (self->table, key, story);
  g_ptr_array_add (self->order, key);
}

static void
take_record (CwStories      *self,
             CwEffectRecord *record)
{
  const char *id = cw_effect_record_get_id (record);
  Story *story = g_hash_table_lookup (self->table, id);

  if (story == NULL)
    add_story (self, id, story_new (record));
  else
    {
      g_clear_object (&story->record);
      story->record = record;
    }
}

/* The record is asked for: what is told of it from now on, is told to that. */
static CwEffectRecord *
fold (CwStories *self,
      Story     *story)
{
  if (story->events == NULL)
    return story->record;
  for (guint i = 0; i < story->events->len && self->unreadable == 0; i++)
    if (!cw_event_is_readable (story->events->pdata[i]))
      self->unreadable = cw_event_get_seq (story->events->pdata[i]);
  story->record = cw_effect_record_fold_plain (story->events);
  g_clear_pointer (&story->events, g_ptr_array_unref);
  story->intent = NULL;
  return story->record;
}

/*
 * cw_stories_get:
 * @self: the stories
 * @id: an effect's id
 *
 * Returns: (transfer none) (nullable): its record
 */
CwEffectRecord *
cw_stories_get (CwStories  *self,
                const char *id)
{
  Story *story = g_hash_table_lookup (self->table, id);

  return story != NULL ? fold (self, story) : NULL;
}

/* One attempt may have made several things, one after the other (a branch whose ticket became another one): each is
 * known by an id of its own. */
static char *
name_kept (CwStories      *self,
           CwEffectRecord *record)
{
  g_autofree char *first = cw_effect_make_attempt_id (cw_effect_record_get_id (record),
                                                      cw_effect_record_get_attempt (record));
  g_autofree char *id = g_strdup (first);
  CwEffectRecord *there;

  for (guint n = 2; (there = cw_stories_get (self, id)) != NULL
                    && g_strcmp0 (cw_effect_record_get_key (there), cw_effect_record_get_key (record)) != 0; n++)
    {
      g_free (id);
      id = g_strdup_printf ("%s.%u", first, n);
    }
  return g_steal_pointer (&id);
}

/* What stays outside though another takes its place. */
static void
keep (CwStories      *self,
      CwEffectRecord *record,
      CwEvent        *event)
{
  g_autofree char *id = NULL;
  CwEffectRecord *kept;

  if (record == NULL || !(cw_event_is (event, CW_EVENT_RAISED) || cw_event_is (event, CW_EVENT_OUTCOME)))
    return;
  id = name_kept (self, record);
  kept = cw_effect_record_keep (record, event, id);
  if (kept != NULL)
    take_record (self, kept);
}

/* Whether @event only lengthens a story that may stay unread. An outcome that might be of another thing than the one
 * that was there leaves a second record behind. */
static gboolean
is_plain (Story   *story,
          CwEvent *event)
{
  gsize length = 0;
  const char *text = cw_event_get_text (event, &length);

  if (text == NULL || (story != NULL && story->events == NULL))
    return FALSE;
  if (cw_event_is (event, CW_EVENT_OUTCOME))
    return strstr (text, "\"" CW_OUTCOME_BESIDE "\"") == NULL;
  return cw_event_is (event, CW_EVENT_APPROVED) || cw_event_is (event, CW_EVENT_WITHDRAWN)
         || cw_event_is (event, CW_EVENT_INTENT) || cw_event_is (event, CW_EVENT_VERIFIED);
}

static void
lengthen (CwStories *self,
          Story     *story,
          CwEvent   *event)
{
  if (story == NULL)
    {
      story = story_new (NULL);
      story->events = g_ptr_array_new_full (4, g_object_unref);
      add_story (self, cw_event_get_effect_id (event), story);
    }
  g_ptr_array_add (story->events, g_object_ref (event));
  if (cw_event_is (event, CW_EVENT_INTENT))
    story->intent = event;
  if (cw_event_is (event, CW_EVENT_INTENT) || cw_event_is (event, CW_EVENT_OUTCOME))
    story->made = cw_event_is (event, CW_EVENT_OUTCOME);
}

/*
 * cw_stories_apply:
 * @self: the stories
 * @event: the next event of an effect; a type of a later version changes nothing
 */
void
cw_stories_apply (CwStories *self,
                  CwEvent   *event)
{
  Story *story = g_hash_table_lookup (self->table, cw_event_get_effect_id (event));
  CwEffectRecord *record, *next;

  if (is_plain (story, event))
    {
      lengthen (self, story, event);
      return;
    }
  record = story != NULL ? fold (self, story) : NULL;
  next = cw_effect_record_apply (record, event);
  keep (self, record, event);
  if (next != NULL)
    take_record (self, next);
}

/*
 * cw_stories_copy:
 * @self: the stories
 * @other: where they are told as well, sharing the records; none so far
 */
void
cw_stories_copy (CwStories *self,
                 CwStories *other)
{
  for (guint i = 0; i < self->order->len; i++)
    take_record (other, g_object_ref (cw_stories_get (self, self->order->pdata[i])));
}

/*
 * cw_stories_get_ids:
 * @self: the stories
 *
 * Returns: (transfer none) (element-type utf8): the ids in the order in which the effects were begun
 */
GPtrArray *
cw_stories_get_ids (CwStories *self)
{
  return self->order;
}

gint64
cw_stories_get_unreadable (CwStories *self)
{
  return self->unreadable;
}

/*
 * cw_stories_is_plain:
 * @self: the stories
 * @id: an effect's id
 *
 * Returns: whether it is known without its record that it was done, and nothing but what may follow
 */
gboolean
cw_stories_is_plain (CwStories  *self,
                     const char *id)
{
  Story *story = g_hash_table_lookup (self->table, id);

  return story != NULL && story->events != NULL && story->made;
}

/*
 * cw_stories_dup_kind:
 * @self: the stories
 * @id: an effect's id
 *
 * Returns: (transfer full) (nullable): its kind as its last intent names it, found without its record
 */
char *
cw_stories_dup_kind (CwStories  *self,
                     const char *id)
{
  Story *story = g_hash_table_lookup (self->table, id);
  gsize length = 0;

  if (story == NULL)
    return NULL;
  if (story->events == NULL)
    return g_strdup (cw_effect_record_get_kind (story->record));
  return story->intent != NULL ? cw_json_find_text (cw_event_get_text (story->intent, &length), "kind") : NULL;
}
