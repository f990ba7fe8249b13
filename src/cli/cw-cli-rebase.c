/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "cw-cli-answers.h"
#include "cw-cli-edit.h"
#include "cw-conflict-side.h"
#include "cw-error.h"
#include "cw-file.h"
#include "cw-hand-edit.h"
#include "cw-session-rebase.h"

/* Bringing branches onto a base that moved. */

typedef struct {
  char *site;
  char *repository;
  GStrv answers;
  gboolean withdraw;
} RebaseOptions;

static void
rebase_options_clear (RebaseOptions *self)
{
  g_free (self->site);
  g_free (self->repository);
  g_strfreev (self->answers);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RebaseOptions, rebase_options_clear)

static gboolean
is_meant (const RebaseOptions *options,
          const char          *site)
{
  return options->site == NULL || g_strcmp0 (site, options->site) == 0;
}

static void
print_effects (CwCli               *cli,
               const RebaseOptions *options,
               const CwViewStage   *stage,
               int                 *status)
{
  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);
      const char *preview = cw_effect_get_preview (item->effect);

      if (!g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_GIT_REBASE)
          || !is_meant (options, cw_effect_get_site (item->effect)))
        continue;
      cw_cli_print_item (cli, item);
      if (!cli->json)
        cw_cli_print (cli, "      %s\n", cw_effect_get_id (item->effect));
      if (!cli->json && preview != NULL)
        cw_cli_print (cli, "\n%s\n", preview);
      if (item->state == CW_EFFECT_WAITING)
        *status = CW_EXIT_PERSON;
    }
}

static gboolean
is_conflict (const CwQuestion *question)
{
  return strstr (question->fact, "/" CW_QUESTION_REBASE) != NULL;
}

/* What a person must decide, and what keeps a branch where it is. */
static void
print_open (CwCli               *cli,
            const RebaseOptions *options,
            const CwViewStage   *stage)
{
  for (guint i = 0; i < stage->result->questions->len; i++)
    {
      const CwQuestion *question = g_ptr_array_index (stage->result->questions, i);

      if (is_conflict (question) && is_meant (options, question->site))
        cw_cli_print_question (cli, question);
    }
  for (guint i = 0; i < stage->result->checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (stage->result->checks, i);

      if (g_str_has_prefix (check->id, "rebase-") && is_meant (options, check->site))
        cw_cli_print (cli, "      %s\n", check->text);
    }
}

/* Prints each plan that is open; what can't be sent as it stands waits for a person. */
static int
print_plans (CwCli               *cli,
             const RebaseOptions *options,
             CwView              *view)
{
  GPtrArray *stages = cw_view_get_stages (view);
  int status = CW_EXIT_DONE;

  cw_cli_begin_effects (cli);
  for (guint i = 0; i < stages->len; i++)
    {
      print_effects (cli, options, g_ptr_array_index (stages, i), &status);
      if (!cli->json)
        print_open (cli, options, g_ptr_array_index (stages, i));
    }
  return status;
}

/* (nullable): the conflict as it is asked now, or was settled */
static const CwQuestion *
find_conflict (CwView     *view,
               const char *id)
{
  g_autofree char *fact = g_strconcat ("answer.", id, NULL);
  GPtrArray *stages = cw_view_get_stages (view);

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);
      GPtrArray *lists[] = { stage->result->questions, stage->result->answered };

      for (guint j = 0; j < G_N_ELEMENTS (lists); j++)
        for (guint k = 0; k < lists[j]->len; k++)
          {
            const CwQuestion *question = g_ptr_array_index (lists[j], k);

            if (is_conflict (question) && g_str_equal (question->fact, fact))
              return question;
          }
    }
  return NULL;
}

/* Nobody waits for this preparation while the person types. */
static GBytes *
write_by_hand (CwCli             *cli,
               CwSession        **session,
               const char        *preparation,
               const CwQuestion  *question,
               char             **kept,
               GError           **error)
{
  g_autofree char *path = g_strdup (question->path);
  g_autoptr (GBytes) draft = g_bytes_new (question->draft, strlen (question->draft));
  g_autoptr (GBytes) text = NULL;

  g_clear_object (session);
  *kept = cw_cli_edit_call (cli, path, draft, &text, error);
  *session = *kept != NULL ? cw_cli_open (cli, preparation, error) : NULL;
  return *session != NULL ? g_steal_pointer (&text) : NULL;
}

static gboolean
set_answer (CwSession   *session,
            const char  *id,
            const char  *answer,
            GBytes      *text,
            GError     **error)
{
  g_autofree char *fact = g_strconcat ("answer.", id, NULL);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_VALUE);
  g_autofree char *whole = NULL;

  if (text != NULL && !cw_hand_edit_check_text (id, text, error))
    return FALSE;
  if (text != NULL)
    whole = g_strdup_printf (CW_CONFLICT_HAND_TEXT "%.*s", (int) g_bytes_get_size (text),
                             (const char *) g_bytes_get_data (text, NULL));
  json_node_set_string (node, whole != NULL ? whole : answer);
  return cw_session_set (session, fact, node, error);
}

/* `base` and `commit` name a side, `@FILE` has the file as it shall be, `hand` calls the person's editor. */
static gboolean
answer_one (CwCli       *cli,
            CwSession  **session,
            const char  *preparation,
            const char  *id,
            const char  *answer,
            GError     **error)
{
  const CwQuestion *question = find_conflict (cw_session_get_view (*session), id);
  g_autoptr (GBytes) text = NULL;
  g_autofree char *kept = NULL;
  gboolean by_hand = g_str_equal (answer, CW_CONFLICT_HAND);

  if (by_hand && (question == NULL || question->draft == NULL))
    return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("“%s” is no conflict in a file with lines"), id);
  if (by_hand)
    text = write_by_hand (cli, session, preparation, question, &kept, error);
  else if (*answer == '@')
    text = cw_file_read (answer + 1, CW_HAND_EDIT_MAX_BYTES, error);
  if ((by_hand || *answer == '@') && text == NULL)
    return FALSE;
  if (!set_answer (*session, id, answer, text, error))
    {
      if (kept != NULL)
        g_prefix_error (error, _ ("Your text is kept in %s. "), kept);
      return FALSE;
    }
  if (kept != NULL)
    cw_cli_edit_forget (kept);
  return TRUE;
}

/* A question is named as it is asked, or by the fact that answers it, which is what is printed. */
static const char *
get_question (const char *name)
{
  return g_str_has_prefix (name, "answer.") ? name + strlen ("answer.") : name;
}

/* A commit's conflicts are asked once those of the commits before it are settled: what isn't asked yet waits. */
static gboolean
answer_all (CwCli       *cli,
            CwSession  **session,
            const char  *preparation,
            GHashTable  *answers,
            GError     **error)
{
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (answers), (GCompareFunc) strcmp);
  gboolean any = TRUE;

  while (any)
    {
      any = FALSE;
      for (GList *l = ids, *next; l != NULL; l = next)
        {
          next = l->next;
          if (find_conflict (cw_session_get_view (*session), get_question (l->data)) == NULL)
            continue;
          if (!answer_one (cli, session, preparation, get_question (l->data),
                           json_node_get_string (g_hash_table_lookup (answers, l->data)), error))
            return FALSE;
          ids = g_list_delete_link (ids, l);
          any = TRUE;
        }
    }
  return ids == NULL || cw_error_refuse (error, CW_ERROR_NOT_FOUND, _ ("Nobody asks “%s” there"),
                                         (const char *) ids->data);
}

static gboolean
do_rebase (CwCli                *cli,
           CwSession           **session,
           const RebaseOptions  *options,
           const char           *preparation,
           GError              **error)
{
  g_autoptr (GHashTable) answers = NULL;

  if (options->withdraw)
    return cw_session_unrebase (*session, options->site, options->repository, error);
  answers = cw_cli_answers_read (options->answers, error);
  return answers != NULL && cw_session_rebase (*session, options->site, options->repository, cli->stop, error)
         && answer_all (cli, session, preparation, answers, error);
}

/**
 * cw_cli_rebase:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Plans to bring branches onto a base that moved, or withdraws that.
 *
 * Returns: the exit status
 */
int
cw_cli_rebase (CwCli *cli,
               int    argc,
               char **argv)
{
  g_auto (RebaseOptions) options = { 0 };
  const GOptionEntry entries[] = {
    { "site", 0, 0, G_OPTION_ARG_STRING, &options.site, N_ ("Only this site’s"), "SITE" },
    { "repository", 0, 0, G_OPTION_ARG_STRING, &options.repository, N_ ("Only in this one"), "NAME" },
    { "answer", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.answers,
      N_ ("How a conflict is settled: base, commit, hand (your editor) or @TEXTFILE; or a JSON file of answers"),
      "QUESTION=ANSWER|FILE" },
    { "withdraw", 0, 0, G_OPTION_ARG_NONE, &options.withdraw, N_ ("Withdraw it: the branches stay where they are"),
      NULL },
    { NULL },
  };
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (!cw_cli_parse (entries, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc != 2 || (options.withdraw && options.answers != NULL))
    return cw_cli_usage (_ ("“rebase” needs a preparation, and either answers or --withdraw"));
  session = cw_cli_open (cli, argv[1], &error);
  if (session == NULL || !do_rebase (cli, &session, &options, argv[1], &error))
    return cw_cli_fail (g_steal_pointer (&error));
  return print_plans (cli, &options, cw_session_get_view (session));
}
