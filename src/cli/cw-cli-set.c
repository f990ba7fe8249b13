/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-error.h"
#include "cw-fact-keys.h"
#include "cw-json.h"

/* A value is JSON where it reads as an object, an array, a number or a word of JSON, else a text. */
static JsonNode *
read_value (const char *text)
{
  JsonNode *node = cw_json_parse (text, -1, 0, NULL);

  if (node != NULL && json_node_get_value_type (node) != G_TYPE_DOUBLE)
    return node;
  g_clear_pointer (&node, json_node_unref);
  return cw_cli_text_node (text);
}

static JsonNode *
read_author (const char *text)
{
  const char *open = strchr (text, '<');
  g_autofree char *name = NULL, *email = NULL;

  if (open == NULL || !g_str_has_suffix (text, ">"))
    return read_value (text);
  name = g_strstrip (g_strndup (text, (gsize) (open - text)));
  email = g_strndup (open + 1, strlen (open) - 2);
  return cw_json_node_object (cw_json_object ("name", name, "email", email, NULL));
}

static JsonNode *
read_fact (const char *key,
           const char *text)
{
  if (g_str_equal (key, "author"))
    return read_author (text);
  if (cw_fact_keys_is_text (key) && !g_str_equal (text, "null"))
    return cw_cli_text_node (text);
  return read_value (text);
}

/* A site's date may be written as “new” takes it. */
static gboolean
is_date (const char *key,
         const char *text)
{
  return g_str_has_prefix (key, "site.") && g_ascii_isdigit (*text);
}

static JsonNode *
read_date (CwSession   *session,
           const char  *key,
           const char  *text,
           GError     **error)
{
  CwDeployment *deployment = cw_view_get_deployment (cw_session_get_view (session));
  CwProcedure *procedure = cw_deployment_get_procedure (deployment);
  JsonNode *cycle = cw_session_get_fact (session, "cycle");
  g_autoptr (GHashTable) facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                        (GDestroyNotify) json_node_unref);
  g_autofree char *site = g_strconcat (key + strlen ("site."), "=", text, NULL);
  JsonNode *date;

  g_hash_table_replace (facts, g_strdup ("cycle"), json_node_copy (cycle));
  if (!cw_cli_add_site (procedure, facts, site, error))
    return NULL;
  date = g_hash_table_lookup (facts, key);
  return date != NULL ? json_node_copy (date) : NULL;
}

static char *
describe (JsonNode *value)
{
  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return g_strdup (_ ("not set"));
  if (json_node_get_value_type (value) == G_TYPE_STRING)
    return g_strdup_printf ("“%s”", json_node_get_string (value));
  return cw_json_to_text (value, FALSE);
}

/* A choice takes nothing back by itself: what stands, or goes out later, is said with it. */
static void
print_remains (CwCli      *cli,
               CwSession  *session,
               const char *key)
{
  JsonNode *value = cw_session_get_fact (session, key);
  gboolean fate = g_str_has_prefix (key, "fate."), skipped = g_str_has_prefix (key, "skipped.");
  const char *name = strchr (key, '.');

  if ((fate || skipped) && value != NULL && !JSON_NODE_HOLDS_NULL (value))
    cw_cli_print_standing (cli, cw_session_get_view (session), fate ? name + 1 : NULL, skipped ? name + 1 : NULL,
                           _ ("Nothing was taken back. What was sent, or may have been, stays until somebody takes it back:"));
}

static gboolean
is_approved_of (const CwViewItem  *item,
                const CwViewStage *stage,
                const char        *site,
                const char        *stage_id)
{
  return item->state == CW_EFFECT_APPROVED
         && (site == NULL || g_strcmp0 (cw_effect_get_site (item->effect), site) == 0)
         && (stage_id == NULL || g_str_equal (stage->id, stage_id));
}

/* What was approved before its site, or its stage, was left out counts again when that comes back. */
static void
print_approved (CwCli      *cli,
                CwSession  *session,
                const char *key)
{
  GPtrArray *stages = cw_view_get_stages (cw_session_get_view (session));
  gboolean fate = g_str_has_prefix (key, "fate."), any = FALSE;
  const char *name = strchr (key, '.');

  if (!fate && !g_str_has_prefix (key, "skipped."))
    return;
  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->items->len; j++)
        {
          const CwViewItem *item = g_ptr_array_index (stage->items, j);

          if (!is_approved_of (item, stage, fate ? name + 1 : NULL, fate ? NULL : name + 1))
            continue;
          if (!any)
            cw_cli_print (cli, "%s\n", _ ("This was approved before and counts again: “run” sends it, “withdraw” takes the "
                                          "approval back:"));
          any = TRUE;
          cw_cli_print_item (cli, item);
        }
    }
}

/**
 * cw_cli_set:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Sets a fact and prints what changed.
 *
 * Returns: the exit status
 */
int
cw_cli_set (CwCli *cli,
            int    argc,
            char **argv)
{
  g_autoptr (CwSession) session = NULL;
  g_autoptr (JsonNode) value = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL, *after = NULL;

  if (!cw_cli_parse (NULL, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc != 4)
    return cw_cli_usage (_ ("“set” needs a preparation, a key and a value"));
  session = cw_cli_open (cli, argv[1], &error);
  if (session == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  value = is_date (argv[2], argv[3]) ? read_date (session, argv[2], argv[3], &error) : read_fact (argv[2], argv[3]);
  if (value == NULL)
    return cw_cli_usage ("%s", error->message);
  before = describe (cw_session_get_fact (session, argv[2]));
  if (!cw_session_check_key (session, argv[2], value, &error))
    return cw_cli_fail (g_steal_pointer (&error));
  if (!cw_session_set (session, argv[2], value, &error))
    return g_str_has_prefix (argv[2], "answer.") && g_error_matches (error, CW_ERROR, CW_ERROR_VALIDATION)
             ? cw_cli_usage ("%s", error->message) : cw_cli_fail (g_steal_pointer (&error));
  after = describe (cw_session_get_fact (session, argv[2]));
  if (cli->json)
    cw_cli_print_view (cli, cw_session_get_view (session));
  else
    {
      cw_cli_print (cli, "%s: %s → %s\n", argv[2], before, after);
      print_remains (cli, session, argv[2]);
      if (g_str_equal (after, _ ("not set")) || g_str_equal (after, "false"))
        print_approved (cli, session, argv[2]);
    }
  return CW_EXIT_DONE;
}
