/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-slack-service"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-file.h"
#include "cw-json.h"
#include "cw-rest.h"
#include "cw-slack-answer.h"
#include "cw-slack-channels.h"

/*
 * Slack names no channel's id: one reads the list of all, at most 20 pages a minute, and a page may come nearly empty.
 * So the account's own channels come first, which are few and may be asked for more often; each page that was read is
 * remembered whole; and a list that broke off goes on where it stopped, in the next run too.
 */

/* The most that both lists give at once. */
#define PAGE_SIZE "999"
/* A list with more pages than this is asked no further. */
#define MAX_PAGES 500
/* For so long a list that came to its end without a name isn't asked for it again, and one that broke off goes on. */
#define FRESH_SECONDS 10
#define CURSOR_SECONDS (60 * 60)
#define MAX_BYTES ((gsize) 4 * 1024 * 1024)

/* One list, as far as it was read. */
typedef struct
{
  const char *method;
  char *cursor;         /* (owned) (nullable): the next page; %NULL for the first, or after the last */
  gboolean public_only; /* private channels are not asked for: one sees only those that one is in, or not even these */
  guint n_pages;        /* read since its beginning */
  gint64 ended;         /* monotonic µs when its last page was read; 0 before */
} Walk;

struct _CwSlackChannels
{
  GMutex mutex;      /* guards all; held during a request, so that no page is read twice */
  GHashTable *names; /* (owned): name → id, as this run read it; an id outlives a renaming */
  GHashTable *kept;  /* (owned): name → id of earlier runs: to be asked for before it counts */
  char *path;        /* (owned) (nullable): where they are kept */
  Walk own, all;
};

static void
rewind_walk (Walk *walk)
{
  g_clear_pointer (&walk->cursor, g_free);
  walk->n_pages = 0;
  walk->ended = 0;
}

/*
 * cw_slack_channels_new:
 *
 * Returns: (transfer full): nothing is known yet; any thread may ask
 */
CwSlackChannels *
cw_slack_channels_new (void)
{
  CwSlackChannels *self = g_new0 (CwSlackChannels, 1);

  g_mutex_init (&self->mutex);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->own.method = "users.conversations";
  self->all.method = "conversations.list";
  self->all.public_only = TRUE;
  return self;
}

/*
 * cw_slack_channels_free:
 * @self: what is known of channels
 */
void
cw_slack_channels_free (CwSlackChannels *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->names);
  g_hash_table_unref (self->kept);
  g_free (self->path);
  g_free (self->own.cursor);
  g_free (self->all.cursor);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/* Takes up what an earlier run wrote; what can't be read is read anew from Slack. */
static void
load (CwSlackChannels *self)
{
  g_autoptr (GBytes) bytes = cw_file_read (self->path, MAX_BYTES, NULL);
  gsize size = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  g_autoptr (JsonNode) root = text != NULL ? cw_json_parse (text, (gssize) size, MAX_BYTES, NULL) : NULL;
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonObject *channels = cw_json_get_object (object, "channels");
  gint64 age = g_get_real_time () / G_USEC_PER_SEC - cw_json_get_int (object, "when", 0);
  g_autoptr (GList) names = channels != NULL ? json_object_get_members (channels) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *id = cw_json_get_string (channels, l->data, NULL);

      if (id != NULL)
        g_hash_table_insert (self->kept, g_strdup (l->data), g_strdup (id));
    }
  if (age >= 0 && age < CURSOR_SECONDS)
    self->all.cursor = g_strdup (cw_json_get_string (object, "cursor", NULL));
}

static void
add_names (JsonObject *object,
           GHashTable *names)
{
  GHashTableIter iter;
  gpointer name, id;

  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, &id))
    json_object_set_string_member (object, name, id);
}

/* A list that could not be kept is only read again. */
static void
save (CwSlackChannels *self)
{
  JsonObject *channels, *object;
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL, *folder = NULL;
  g_autoptr (GError) trouble = NULL;

  if (self->path == NULL)
    return;
  channels = json_object_new ();
  add_names (channels, self->kept);
  add_names (channels, self->names);
  object = cw_json_object ("cursor", self->all.cursor, NULL);
  json_object_set_int_member (object, "when", g_get_real_time () / G_USEC_PER_SEC);
  json_object_set_object_member (object, "channels", channels);
  root = cw_json_node_object (object);
  text = cw_json_to_text (root, FALSE);
  folder = g_path_get_dirname (self->path);
  if (g_mkdir_with_parents (folder, 0700) != 0
      || !g_file_set_contents_full (self->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &trouble))
    g_debug ("the names of channels can’t be kept: %s", trouble != NULL ? trouble->message : folder);
}

/*
 * cw_slack_channels_remember:
 * @self: what is known of channels
 * @path: a file of this account's alone
 *
 * Keeps the names there from run to run, and takes up what is there. Only the first call counts.
 */
void
cw_slack_channels_remember (CwSlackChannels *self,
                            const char      *path)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL && path != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  if (self->path != NULL)
    return;
  self->path = g_strdup (path);
  load (self);
}

/*
 * cw_slack_channels_know_own:
 * @self: what is known of channels
 *
 * Returns: whether the account's own channels are all known by name
 */
gboolean
cw_slack_channels_know_own (CwSlackChannels *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  return self->own.ended != 0;
}

static void
take_page (CwSlackChannels *self,
           JsonObject      *answer)
{
  JsonArray *channels = cw_json_get_array (answer, "channels");

  for (guint i = 0; channels != NULL && i < json_array_get_length (channels); i++)
    {
      JsonNode *item = json_array_get_element (channels, i);
      JsonObject *channel = JSON_NODE_HOLDS_OBJECT (item) ? json_node_get_object (item) : NULL;
      const char *name = cw_json_get_string (channel, "name", NULL), *id = cw_json_get_string (channel, "id", NULL);

      if (name != NULL && id != NULL && !g_hash_table_contains (self->names, name))
        g_hash_table_insert (self->names, g_strdup (name), g_strdup (id));
    }
}

/* The next page of a list. A token that may not see private channels is refused both kinds when it asks for both. */
static gboolean
read_page (CwSlackChannels *self,
           Walk            *walk,
           CwSlackService  *slack,
           GCancellable    *cancellable,
           GError         **error)
{
  g_autofree char *query = cw_rest_make_path ("?types=%s&exclude_archived=true&limit=" PAGE_SIZE "&cursor=%s",
                                              walk->public_only ? "public_channel" : "public_channel,private_channel",
                                              walk->cursor != NULL ? walk->cursor : "");
  g_autoptr (GError) refusal = NULL;
  g_autoptr (JsonObject) answer = cw_slack_service_read (slack, walk->method, query, cancellable, &refusal);

  if (answer != NULL)
    {
      g_autofree char *last = g_steal_pointer (&walk->cursor);

      take_page (self, answer);
      walk->n_pages++;
      walk->cursor = cw_slack_get_cursor (answer);
      if (walk->cursor == NULL || g_strcmp0 (walk->cursor, last) == 0)
        walk->ended = g_get_monotonic_time ();
      return TRUE;
    }
  if (g_error_matches (refusal, CW_ERROR, CW_ERROR_FORBIDDEN) && !walk->public_only)
    {
      rewind_walk (walk);
      walk->public_only = TRUE;
      return TRUE;
    }
  /* A cursor that Slack no longer knows: the list begins anew. */
  if (g_error_matches (refusal, CW_ERROR, CW_ERROR_VALIDATION) && walk->cursor != NULL)
    {
      rewind_walk (walk);
      return TRUE;
    }
  if (g_error_matches (refusal, CW_ERROR, CW_ERROR_RATE_LIMITED) && walk->cursor != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_RATE_LIMITED,
                 _ ("%s Slack’s list of channels is long: it goes on then where it broke off."), refusal->message);
  else
    g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

/* A name that an earlier run read may be another channel's by now, or an archived one's. */
static gboolean
prove_kept (CwSlackChannels *self,
            CwSlackService  *slack,
            const char      *name,
            GCancellable    *cancellable,
            GError         **error)
{
  const char *id = g_hash_table_lookup (self->kept, name);
  g_autofree char *query = id != NULL ? cw_rest_make_path ("?channel=%s", id) : NULL;
  g_autoptr (GError) refusal = NULL;
  g_autoptr (JsonObject) answer = NULL;
  JsonObject *channel;

  if (id == NULL)
    return TRUE;
  answer = cw_slack_service_read (slack, "conversations.info", query, cancellable, &refusal);
  channel = cw_json_get_object (answer, "channel");
  if (strcmp (cw_json_get_string (channel, "name", ""), name) == 0
      && !cw_json_get_bool (channel, "is_archived", FALSE))
    g_hash_table_insert (self->names, g_strdup (name), g_strdup (id));
  if (answer != NULL || g_error_matches (refusal, CW_ERROR, CW_ERROR_NOT_FOUND)
      || g_error_matches (refusal, CW_ERROR, CW_ERROR_FORBIDDEN))
    {
      g_hash_table_remove (self->kept, name);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

/* The list to read on in; %NULL when the end of both was seen. */
static Walk *
get_walk (CwSlackChannels *self)
{
  return self->own.ended == 0 ? &self->own : self->all.ended == 0 ? &self->all : NULL;
}

static void
set_unfound (CwSlackChannels *self,
             const char      *name,
             GError         **error)
{
  if (self->all.cursor != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND,
                 _ ("Slack’s list of channels came to no end, and #%s was not in what came of it: try again later, or "
                    "post by hand"), name);
  else if (self->own.public_only)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND,
                 _ ("Slack has no public channel #%s, and private ones may not be listed. Where it is private: add the "
                    "permission “groups:read” to the Slack app, or post by hand"), name);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND,
                 _ ("Slack has no channel #%s that the bot can see: invite it there, or post by hand"), name);
}

static gboolean
is_stale (const Walk *walk)
{
  return walk->ended != 0 && g_get_monotonic_time () - walk->ended > FRESH_SECONDS * G_TIME_SPAN_SECOND;
}

/* One step towards a name. Returns: whether to look again; otherwise @id is it, or @error is set. */
static gboolean
step (CwSlackChannels *self,
      CwSlackService  *slack,
      const char      *name,
      char           **id,
      GCancellable    *cancellable,
      GError         **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Walk *walk;

  if (!g_hash_table_contains (self->names, name) && !prove_kept (self, slack, name, cancellable, error))
    return FALSE;
  *id = g_strdup (g_hash_table_lookup (self->names, name));
  if (*id != NULL)
    return FALSE;
  walk = get_walk (self);
  if (walk == NULL)
    {
      set_unfound (self, name, error);
      return FALSE;
    }
  if (!read_page (self, walk, slack, cancellable, error))
    {
      save (self);
      return FALSE;
    }
  if (walk->n_pages >= MAX_PAGES)
    walk->ended = g_get_monotonic_time ();
  if (walk->ended != 0 || g_hash_table_contains (self->names, name))
    save (self);
  return TRUE;
}

/*
 * cw_slack_channels_find:
 * @self: what is known of channels
 * @slack: a client
 * @name: a channel's name, without `#`
 * @cancellable: (nullable): gives up
 * @error: where to store why not; a list that Slack breaks off (%CW_ERROR_RATE_LIMITED) goes on at the next call
 *
 * Returns: (transfer full): the channel's id, or %NULL with @error set
 */
char *
cw_slack_channels_find (CwSlackChannels *self,
                        CwSlackService  *slack,
                        const char      *name,
                        GCancellable    *cancellable,
                        GError         **error)
{
  char *id = NULL;

  g_return_val_if_fail (self != NULL && CW_IS_SLACK_SERVICE (slack) && name != NULL, NULL);

  g_mutex_lock (&self->mutex);
  if (is_stale (&self->own))
    {
      rewind_walk (&self->own);
      self->own.public_only = FALSE;
    }
  if (is_stale (&self->all))
    rewind_walk (&self->all);
  g_mutex_unlock (&self->mutex);
  while (step (self, slack, name, &id, cancellable, error))
    ;
  return id;
}

/**
 * cw_slack_service_is_member:
 * @self: a client
 * @channel: a channel's id
 * @member: (out): whether the token's owner is in it, and so may post there
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_slack_service_is_member (CwSlackService *self,
                            const char     *channel,
                            gboolean       *member,
                            GCancellable   *cancellable,
                            GError        **error)
{
  g_autofree char *query = NULL;
  g_autoptr (JsonObject) answer = NULL;

  g_return_val_if_fail (CW_IS_SLACK_SERVICE (self) && channel != NULL && member != NULL, FALSE);

  query = cw_rest_make_path ("?channel=%s", channel);
  answer = cw_slack_service_read (self, "conversations.info", query, cancellable, error);
  *member = cw_json_get_bool (cw_json_get_object (answer, "channel"), "is_member", FALSE);
  return answer != NULL;
}
