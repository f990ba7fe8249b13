/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsoup/soup.h>

#include "cw-test-answer.h"

/**
 * cw_test_answer:
 * @rehearsal: a rehearsal
 * @service: a service
 * @method: the method
 * @path: what follows the service's address
 * @json: (nullable): the body
 * @wanted: the status that it must have
 *
 * Returns: (transfer full) (nullable): the answer
 */
JsonNode *
cw_test_answer (CwTestRehearsal *rehearsal,
                const char      *service,
                const char      *method,
                const char      *path,
                const char      *json,
                guint            wanted)
{
  guint status = 0;
  JsonNode *answer = cw_test_rehearsal_call (rehearsal, service, method, path, json, &status);

  if (status != wanted)
    g_test_message ("%s %s %s", service, method, path);
  g_assert_cmpuint (status, ==, wanted);
  return answer;
}

/**
 * cw_test_answer_all:
 * @rehearsal: a rehearsal
 * @service: a service
 * @calls: calls, one after the other
 * @n_calls: how many
 */
void
cw_test_answer_all (CwTestRehearsal  *rehearsal,
                    const char       *service,
                    const CwTestCall *calls,
                    gsize             n_calls)
{
  for (gsize i = 0; i < n_calls; i++)
    {
      g_autoptr (JsonNode) answer = cw_test_answer (rehearsal, service, calls[i].method, calls[i].path, calls[i].json,
                                                    calls[i].status);
    }
}

static JsonNode *
step (JsonNode   *node,
      const char *name)
{
  guint64 position;

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node)
      && g_ascii_string_to_unsigned (name, 10, 0, G_MAXUINT, &position, NULL))
    return position < json_array_get_length (json_node_get_array (node))
             ? json_array_get_element (json_node_get_array (node), (guint) position) : NULL;
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), name)
                                                       : NULL;
}

/**
 * cw_test_answer_at:
 * @answer: an answer
 * @path: names and positions, parted by slashes: `/issues/0/key`
 *
 * Returns: (transfer full) (nullable): what is there, as text
 */
char *
cw_test_answer_at (JsonNode   *answer,
                   const char *path)
{
  g_auto (GStrv) names = g_strsplit (path + 1, "/", -1);
  JsonNode *node = answer;

  g_assert_nonnull (answer);
  for (guint i = 0; names[i] != NULL; i++)
    node = step (node, names[i]);
  if (node == NULL)
    return NULL;
  return json_node_get_value_type (node) == G_TYPE_STRING ? json_node_dup_string (node) : json_to_string (node, FALSE);
}

/**
 * cw_test_answer_fetch:
 * @rehearsal: a rehearsal
 * @path: a path of its web pages
 * @status: (out): the status
 *
 * Returns: (transfer full): the page, fetched without credentials
 */
char *
cw_test_answer_fetch (CwTestRehearsal *rehearsal,
                      const char      *path,
                      guint           *status)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *address = g_strconcat (cw_test_rehearsal_get (rehearsal, "address"), path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", address);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = soup_session_send_and_read (session, message, NULL, &error);

  g_assert_no_error (error);
  *status = soup_message_get_status (message);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}
