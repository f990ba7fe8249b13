/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "cw-cli-answers.h"
#include "cw-error.h"
#include "cw-file.h"
#include "cw-json.h"

/* What a person answers on the command line. */

static void
put_answer (GHashTable *answers,
            const char *question,
            const char *answer)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (node, answer);
  g_hash_table_replace (answers, g_strdup (question), node);
}

static gboolean
put_answers (GHashTable *answers,
             JsonNode   *node,
             const char *path,
             GError    **error)
{
  gboolean right = JSON_NODE_HOLDS_OBJECT (node);
  JsonObjectIter iter;
  const char *question = NULL;
  JsonNode *answer = NULL;

  if (right)
    json_object_iter_init (&iter, json_node_get_object (node));
  while (right && json_object_iter_next (&iter, &question, &answer))
    {
      right = JSON_NODE_HOLDS_VALUE (answer) && json_node_get_value_type (answer) == G_TYPE_STRING;
      if (right)
        put_answer (answers, question, json_node_get_string (answer));
    }
  if (!right)
    g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                 _ ("%s: expected one object of texts, as {\"QUESTION\": \"ANSWER\"}"), path);
  return right;
}

static gboolean
read_answers (GHashTable *answers,
              const char *path,
              GError    **error)
{
  g_autoptr (GBytes) bytes = cw_file_read (path, CW_JSON_DEFAULT_MAX_BYTES, error);
  g_autoptr (JsonNode) node = NULL;

  if (bytes == NULL)
    return FALSE;
  node = cw_json_parse (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), CW_JSON_DEFAULT_MAX_BYTES,
                        error);
  if (node == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  return put_answers (answers, node, path, error);
}

/**
 * cw_cli_answers_read:
 * @texts: (nullable) (array zero-terminated=1): `QUESTION=ANSWER`, or a JSON file of answers, each
 * @error: where to store what can't be read, which names the file
 *
 * Returns: (transfer full) (element-type utf8 JsonNode) (nullable): question → answer
 */
GHashTable *
cw_cli_answers_read (GStrv    texts,
                     GError **error)
{
  g_autoptr (GHashTable) answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                          (GDestroyNotify) json_node_unref);

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      const char *equals = strrchr (texts[i], '=');
      g_autofree char *question = equals != NULL ? g_strndup (texts[i], (gsize) (equals - texts[i])) : NULL;

      if (question != NULL)
        put_answer (answers, question, equals + 1);
      else if (!read_answers (answers, texts[i], error))
        return NULL;
    }
  return g_steal_pointer (&answers);
}
