/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cw-cli-fixes.h"
#include "cw-error.h"
#include "cw-fix-answer.h"
#include "cw-json.h"
#include "cw-session-offers.h"

/* What a plan asks about fixes of test stands: one question may be asked of many places, at once or one by one. */

/**
 * cw_cli_fix_set_answers:
 * @fix: what is asked
 * @answers: (element-type utf8 JsonNode): question → answer
 *
 * Notes what a person said of it, unless that can't be done.
 */
void
cw_cli_fix_set_answers (JsonObject *fix,
                        GHashTable *answers)
{
  JsonNode *answer = g_hash_table_lookup (answers, cw_json_get_string (fix, "id", ""));
  JsonArray *members = cw_json_get_array (fix, "members");
  const char *text = answer != NULL ? json_node_get_string (answer) : NULL;

  if (text != NULL && !(json_object_has_member (fix, "trouble") && g_str_has_prefix (text, CW_ANSWER_TAKE)))
    json_object_set_string_member (fix, "answer", text);
  for (guint i = 0; members != NULL && i < json_array_get_length (members); i++)
    cw_cli_fix_set_answers (json_array_get_object_element (members, i), answers);
}

static JsonObject *
find_within (JsonObject *fix,
             const char *id)
{
  JsonArray *members = cw_json_get_array (fix, "members");
  JsonObject *found = g_str_equal (cw_json_get_string (fix, "id", ""), id) ? fix : NULL;

  for (guint i = 0; found == NULL && members != NULL && i < json_array_get_length (members); i++)
    found = find_within (json_array_get_object_element (members, i), id);
  return found;
}

/**
 * cw_cli_fixes_find:
 * @fixes: (nullable) (element-type JsonObject): what is asked
 * @id: a question's id
 *
 * Returns: (transfer none) (nullable): what is asked under it
 */
JsonObject *
cw_cli_fixes_find (GPtrArray  *fixes,
                   const char *id)
{
  JsonObject *found = NULL;

  for (guint i = 0; found == NULL && fixes != NULL && i < fixes->len; i++)
    found = find_within (g_ptr_array_index (fixes, i), id);
  return found;
}

static void
add_open (JsonObject *fix,
          GPtrArray  *open)
{
  const char *answer = cw_json_get_string (fix, "answer", NULL);
  JsonArray *members = cw_json_get_array (fix, "members");

  if (answer == NULL)
    g_ptr_array_add (open, fix);
  else if (g_str_equal (answer, CW_ANSWER_EACH))
    for (guint i = 0; members != NULL && i < json_array_get_length (members); i++)
      add_open (json_array_get_object_element (members, i), open);
}

/**
 * cw_cli_fixes_list_open:
 * @fixes: (nullable) (element-type JsonObject): what is asked
 *
 * Returns: (transfer container) (element-type JsonObject): what nobody has answered
 */
GPtrArray *
cw_cli_fixes_list_open (GPtrArray *fixes)
{
  GPtrArray *open = g_ptr_array_new ();

  for (guint i = 0; fixes != NULL && i < fixes->len; i++)
    add_open (g_ptr_array_index (fixes, i), open);
  return open;
}

/**
 * cw_cli_fix_indent:
 * @fix: what is asked
 *
 * Returns: (transfer full): the lines to be read below it, each with its end; empty where there are none
 */
char *
cw_cli_fix_indent (JsonObject *fix)
{
  const char *details = cw_json_get_string (fix, "details", NULL);
  g_autoptr (GString) text = g_string_new (details);

  if (details == NULL)
    return g_strdup ("");
  g_string_replace (text, "\n", "\n    ", 0);
  g_string_prepend (text, "    ");
  g_string_append_c (text, '\n');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Whoever takes all can't mean two values for one place. */
static gboolean
check_ways (GPtrArray  *questions,
            GError    **error)
{
  for (guint i = 0; i < questions->len; i++)
    {
      g_autoptr (GPtrArray) ways = cw_fix_question_list_ways (g_ptr_array_index (questions, i));
      const CwComponentOffer *first = g_ptr_array_index ((GPtrArray *) ways->pdata[0], 0);

      if (ways->len > 1)
        return cw_error_refuse (error, CW_ERROR_CONFLICT,
                                _ ("Several sites fixed %s, %s each in another way, so not all can be taken over: answer "
                                   "the plan’s question, or use “component”"),
                                cw_component_offer_get_path (first), cw_component_offer_get_place (first));
    }
  return TRUE;
}

static gboolean
is_taken_along (const CwComponentOffer *offer)
{
  return offer->trouble == NULL && (offer->fix == NULL || !offer->fix->gone);
}

/* Returns: how many files of a stand can't be read, of which nobody knows what was fixed in them. */
static guint
print_aside (CwSession *session,
             GPtrArray *aside)
{
  CwProcedure *procedure = cw_deployment_get_procedure (cw_view_get_deployment (cw_session_get_view (session)));

  for (guint i = 0; i < aside->len; i++)
    {
      g_autofree char *text = cw_fix_tell_aside (procedure, g_ptr_array_index (aside, i));

      g_printerr ("%s\n", text);
    }
  return cw_fixes_count_unread (aside);
}

/**
 * cw_cli_fixes:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Lists, or takes over, what was fixed at other sites since their deployment and isn't at this one.
 *
 * Returns: the exit status: 3 while there is something to take over, or where a stand's file can't be read
 */
int
cw_cli_fixes (CwCli *cli,
              int    argc,
              char **argv)
{
  g_autofree char *site = NULL;
  gboolean take = FALSE;
  int status;
  const GOptionEntry entries[] = {
    { "site", 0, 0, G_OPTION_ARG_STRING, &site, N_ ("The site that is prepared"), "SITE" },
    { "take-over", 0, 0, G_OPTION_ARG_NONE, &take, N_ ("Let all of it join the change set"), NULL },
    { NULL },
  };
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GPtrArray) aside = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_fix_unref);
  g_autoptr (GPtrArray) offers = NULL, questions = NULL;
  g_autoptr (GError) error = NULL;
  guint n_unread;

  if (!cw_cli_parse (entries, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc != 2 || site == NULL)
    return cw_cli_usage (_ ("“fixes” needs a preparation and --site"));
  session = cw_cli_open (cli, argv[1], &error);
  if (session != NULL)
    offers = cw_session_list_fixes (session, site, aside, cli->stop, &error);
  if (offers == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  questions = cw_fix_questions_new (offers, site);
  if (cli->json)
    cw_cli_print_offers (cli, offers);
  for (guint i = 0; !cli->json && i < questions->len; i++)
    cw_cli_print_fix (cli, g_ptr_array_index (questions, i));
  n_unread = print_aside (session, aside);
  if (offers->len + n_unread == 0)
    g_printerr (_ ("Nothing was fixed elsewhere that isn’t here.\n"));
  if (!take)
    return offers->len + n_unread > 0 ? CW_EXIT_PERSON : CW_EXIT_DONE;
  status = n_unread > 0 ? CW_EXIT_PERSON : CW_EXIT_DONE;
  /* Those that can't be taken were printed with the reason; what goes as a whole goes by a word of its own. */
  for (guint i = offers->len; i > 0; i--)
    if (!is_taken_along (offers->pdata[i - 1]))
      {
        g_ptr_array_remove_index (offers, i - 1);
        status = CW_EXIT_PERSON;
      }
  return check_ways (questions, &error) && cw_session_take_offers (session, site, offers, NULL, cli->stop, &error)
           ? status : cw_cli_fail (g_steal_pointer (&error));
}
