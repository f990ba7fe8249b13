/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-slack-service"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-slack-answer.h"

#define PAGE_SIZE "200"
/* A workspace with more pages of channels than this is asked no further. */
#define MAX_PAGES 50

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

/* The id of a channel by its name among one page of channels. */
static char *
pick_channel (JsonObject *answer,
              const char *name)
{
  JsonArray *channels = cw_json_get_array (answer, "channels");

  for (guint i = 0; channels != NULL && i < json_array_get_length (channels); i++)
    {
      JsonNode *item = json_array_get_element (channels, i);
      JsonObject *channel = JSON_NODE_HOLDS_OBJECT (item) ? json_node_get_object (item) : NULL;

      if (strcmp (cw_json_get_string (channel, "name", ""), name) == 0)
        return g_strdup (cw_json_get_string (channel, "id", NULL));
    }
  return NULL;
}

static char *
look_among (CwSlackService *self,
            const char     *types,
            const char     *name,
            GCancellable   *cancellable,
            GError        **error)
{
  g_autofree char *cursor = g_strdup ("");

  for (guint page = 0; page < MAX_PAGES && cursor != NULL; page++)
    {
      g_autofree char *query = cw_rest_make_path ("?types=%s&exclude_archived=true&limit=" PAGE_SIZE "&cursor=%s",
                                                  types, cursor);
      g_autoptr (JsonObject) answer = cw_slack_service_read (self, "conversations.list", query, cancellable,
                                                              error);
      char *id;

      if (answer == NULL)
        return NULL;
      id = pick_channel (answer, name);
      if (id != NULL)
        return id;
      g_free (cursor);
      cursor = cw_slack_get_cursor (answer);
    }
  if (cursor != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND,
                 _ ("Slack’s list of channels came to no end, and #%s was not in what came of it: try again later, or "
                    "post by hand"), name);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND,
                 _ ("Slack has no channel #%s that the bot can see: invite it there, or post by hand"), name);
  return NULL;
}

/*
 * cw_slack_service_look_up_channel:
 * @self: a client
 * @name: a channel's name, without `#`
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * A token that may not see private channels is refused both kinds when it asks for both.
 *
 * Returns: (transfer full): the channel's id, or %NULL with @error set
 */
char *
cw_slack_service_look_up_channel (CwSlackService *self,
                                  const char     *name,
                                  GCancellable   *cancellable,
                                  GError        **error)
{
  g_autoptr (GError) refusal = NULL, local = NULL;
  char *id = look_among (self, "public_channel,private_channel", name, cancellable, &refusal);

  if (id != NULL)
    return id;
  if (!g_error_matches (refusal, CW_ERROR, CW_ERROR_FORBIDDEN))
    {
      g_propagate_error (error, g_steal_pointer (&refusal));
      return NULL;
    }
  id = look_among (self, "public_channel", name, cancellable, &local);
  if (g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND,
                 _ ("Slack has no public channel #%s, and private ones may not be listed (%s). Where it is private: "
                    "add the permission “groups:read” to the Slack app, or post by hand"),
                 name, refusal->message);
  else if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return id;
}
