/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-preparations.h"
#include "cw-schedule.h"

/* What a rehearsal prepares when nothing else is said: the made-up sites are at cycle 44 (data/rehearsal). */
#define REHEARSED_CYCLE "c0045"

/* A rehearsal plays the person too: where a real preparation waits for one, this stands in the journal. */
#define REHEARSED_WORD "Rehearsed: a person does this"

typedef struct {
  char *cycle;
  char *components;
  GStrv sites;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->cycle);
  g_free (options->components);
  g_strfreev (options->sites);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static JsonNode *
text_node (const char *text)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (node, text);
  return node;
}

static JsonNode *
true_node (void)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_boolean (node, TRUE);
  return node;
}

static gboolean
propose_sites (CwCli         *cli,
               CwProcedure   *procedure,
               const CwCycle *cycle,
               GHashTable    *facts,
               GError       **error)
{
  GPtrArray *sites = cw_procedure_get_sites (procedure);
  g_autoptr (CwClock) clock = cw_clock_new ();
  g_autoptr (GDateTime) now = cli->now != NULL ? cw_clock_parse (cli->now, error) : cw_clock_now (clock);
  g_autoptr (GDateTime) anchor = NULL;

  if (now == NULL)
    return FALSE;
  anchor = cw_schedule_propose (procedure, cycle, now);
  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      g_autoptr (GDateTime) start = cw_schedule_propose_for_site (procedure, cycle, site, anchor);
      g_autofree char *text = g_date_time_format (start, "%Y-%m-%dT%H:%M");
      g_autofree char *choice = g_strdup_printf ("%s=%s", site->id, text);

      if (!cw_cli_add_site (procedure, facts, choice, error))
        return FALSE;
    }
  return TRUE;
}

static GHashTable *
make_facts (CwCli       *cli,
            Options     *options,
            CwProcedure *procedure,
            GError     **error)
{
  g_autoptr (GHashTable) facts = NULL;
  g_autofree char *tag = NULL;
  CwCycle cycle;

  if (!cw_cycle_parse (options->cycle != NULL ? options->cycle : REHEARSED_CYCLE, &cycle, error))
    return NULL;
  tag = cw_cycle_to_tag (&cycle);
  facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  g_hash_table_replace (facts, g_strdup ("cycle"), text_node (tag));
  if (options->components != NULL)
    g_hash_table_replace (facts, g_strdup ("components"), text_node (options->components));
  if (options->sites == NULL && !propose_sites (cli, procedure, &cycle, facts, error))
    return NULL;
  for (guint i = 0; options->sites != NULL && options->sites[i] != NULL; i++)
    if (!cw_cli_add_site (procedure, facts, options->sites[i], error))
      return NULL;
  return g_steal_pointer (&facts);
}

/* A rehearsal that was begun goes on where it was; nothing is done twice. */
static CwSession *
open_or_create (CwCli    *cli,
                Options  *options,
                GError  **error)
{
  g_autoptr (CwProcedure) procedure = cw_cli_load_procedure (cli, error);
  g_autoptr (GHashTable) facts = NULL;
  g_autofree char *id = NULL, *path = NULL;
  CwSessionConfig config;

  if (procedure == NULL)
    return NULL;
  facts = make_facts (cli, options, procedure, error);
  if (facts == NULL)
    return NULL;
  cw_cli_config (cli, &config);
  id = cw_preparations_make_id (json_node_get_string (g_hash_table_lookup (facts, "cycle")),
                                cw_procedure_get_id (procedure));
  path = cw_preparations_get_journal (cli->data_dir, TRUE, id);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return cw_session_create (&config, facts, cli->stop, error);
  cw_cli_print (_ ("The rehearsal “%s” was begun before: it goes on.\n"), id);
  return cw_session_open (&config, id, cli->stop, error);
}

static gboolean
answer_question (CwSession         *session,
                 const CwQuestion  *question,
                 gboolean          *moved,
                 GError           **error)
{
  g_autoptr (JsonNode) value = NULL;

  if (question->suggested == NULL)
    return TRUE;
  cw_cli_print ("  ? %s\n    → %s\n", question->text, question->suggested);
  value = text_node (question->suggested);
  *moved = TRUE;
  return cw_session_set (session, question->fact, value, error);
}

static gboolean
wave_through (CwSession     *session,
              const CwCheck *check,
              gboolean      *moved,
              GError       **error)
{
  g_autofree char *fact = g_strconcat ("waved.", check->id, NULL);
  g_autoptr (JsonNode) value = true_node ();

  cw_cli_print (_ ("  ~ Waved through: %s\n"), check->text);
  *moved = TRUE;
  return cw_session_set (session, fact, value, error);
}

/* The first of those that were found, or once more where a look that could tell found none. */
static gboolean
answer_asking (CwSession        *session,
               const CwViewItem *item,
               const char       *id,
               GError          **error)
{
  JsonArray *candidates = cw_effect_record_get_candidates (item->record);

  if (candidates != NULL && json_array_get_length (candidates) > 0)
    return cw_session_adopt (session, id, 0, NULL, error);
  return cw_session_send_again (session, id, error);
}

/* Whether an effect could be brought on, and it was tried: its own failure stands in its record and is printed. */
static gboolean
bring_on (CwSession  *session,
          const char *id)
{
  const CwViewItem *item = cw_view_find (cw_session_get_view (session), id);
  g_autofree char *hash = NULL;
  g_autoptr (GError) error = NULL;

  switch (item->state)
    {
    case CW_EFFECT_READY:
    case CW_EFFECT_OUTDATED:
      if (g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_TASK))
        return cw_session_by_hand (session, id, NULL, NULL, REHEARSED_WORD, &error);
      hash = g_strdup (cw_effect_get_hash (item->effect));
      return cw_session_approve (session, id, hash, &error) && cw_session_run (session, id, NULL, &error);
    case CW_EFFECT_APPROVED:
    case CW_EFFECT_FAILED:
    case CW_EFFECT_IN_DOUBT:
      return cw_session_run (session, id, NULL, &error);
    case CW_EFFECT_ASKING:
      return answer_asking (session, item, id, &error);
    case CW_EFFECT_WAITING:
    case CW_EFFECT_RUNNING:
    case CW_EFFECT_DONE:
    case CW_EFFECT_DONE_BY_HAND:
    case CW_EFFECT_DRIFTED:
    case CW_EFFECT_LEFT_OUT:
    default:
      return FALSE;
    }
}

/* What was tried in vain isn't tried again as long as it stands where it stood: trouble can't make an endless loop. */
static char *
name_try (const CwViewItem *item)
{
  return g_strdup_printf ("%s %s", cw_effect_get_id (item->effect), cw_effect_state_to_word (item->state));
}

static gboolean
is_movable (const CwViewItem *item,
            GHashTable       *tried)
{
  g_autofree char *this_try = name_try (item);

  return !cw_effect_state_is_settled (item->state) && item->state != CW_EFFECT_WAITING
         && item->state != CW_EFFECT_DRIFTED && item->state != CW_EFFECT_RUNNING
         && !g_hash_table_contains (tried, this_try);
}

static char *
find_movable (const CwViewStage *stage,
              GHashTable        *tried)
{
  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);

      if (is_movable (item, tried))
        return g_strdup (cw_effect_get_id (item->effect));
    }
  return NULL;
}

static gboolean
answer_stage (CwSession  *session,
              const char *stage_id,
              gboolean   *moved,
              GError    **error)
{
  g_autoptr (CwView) view = g_object_ref (cw_session_get_view (session));
  const CwViewStage *stage = cw_view_get_stage (view, stage_id);

  for (guint i = 0; i < stage->result->questions->len; i++)
    if (!answer_question (session, g_ptr_array_index (stage->result->questions, i), moved, error))
      return FALSE;
  for (guint i = 0; i < stage->result->checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (stage->result->checks, i);

      if (check->state == CW_CHECK_WARNING && !wave_through (session, check, moved, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
rehearse_stage (CwCli       *cli,
                CwSession   *session,
                const char  *stage_id,
                GHashTable  *tried,
                gboolean    *moved,
                GError     **error)
{
  const CwViewStage *stage = cw_view_get_stage (cw_session_get_view (session), stage_id);
  char *id;

  if (!answer_stage (session, stage_id, moved, error))
    return FALSE;
  while (!g_cancellable_is_cancelled (cli->stop))
    {
      g_autofree char *owned = NULL;

      stage = cw_view_get_stage (cw_session_get_view (session), stage_id);
      owned = id = find_movable (stage, tried);
      if (id == NULL)
        return TRUE;
      g_hash_table_add (tried, name_try (cw_view_find (cw_session_get_view (session), id)));
      *moved = bring_on (session, id) || *moved;
      if (cw_view_find (cw_session_get_view (session), id) != NULL)
        cw_cli_print_item (cw_view_find (cw_session_get_view (session), id));
    }
  return FALSE;
}

static gboolean
rehearse_all (CwCli      *cli,
              CwSession  *session,
              GError    **error)
{
  g_autoptr (GHashTable) tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) announced = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean moved = TRUE;
  guint n_stages;
  const CwStage *stages = cw_stages_get (&n_stages);

  while (moved)
    {
      moved = FALSE;
      for (guint i = 0; i < n_stages; i++)
        {
          if (g_hash_table_add (announced, (gpointer) stages[i].id))
            cw_cli_print ("%s\n", cw_view_get_stage (cw_session_get_view (session), stages[i].id)->title);
          if (!rehearse_stage (cli, session, stages[i].id, tried, &moved, error))
            return FALSE;
        }
    }
  return TRUE;
}

static void
print_open (CwView *view)
{
  GPtrArray *stages = cw_view_get_stages (view);

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->result->checks->len; j++)
        {
          const CwCheck *check = g_ptr_array_index (stage->result->checks, j);

          if (check->state == CW_CHECK_OPEN || check->state == CW_CHECK_WARNING)
            g_printerr (_ ("Open: %s: %s\n"), stage->title, check->text);
        }
    }
}

static int
conclude (CwCli     *cli,
          CwSession *session)
{
  CwView *view = cw_session_get_view (session);

  if (cli->json)
    cw_cli_print_view (cli, view);
  if (cw_view_is_done (view))
    {
      cw_cli_print (_ ("Every check of every stage holds.\n"));
      return CW_EXIT_DONE;
    }
  print_open (view);
  return CW_EXIT_FAILED;
}

/**
 * cw_cli_rehearse:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Does a whole preparation against the loopback services: answers as suggested, approves what is ready, sends it, and
 * says of each effect where it stands.
 *
 * Returns: 0 only if every check of every stage holds
 */
int
cw_cli_rehearse (CwCli *cli,
                 int    argc,
                 char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "cycle", 0, 0, G_OPTION_ARG_STRING, &options.cycle, N_ ("The cycle or revision"), "TAG" },
    { "site", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.sites, N_ ("A site and its date; all sites else"),
      "SITE=DATE[THH:MM]" },
    { "components", 0, 0, G_OPTION_ARG_STRING, &options.components, N_ ("Components of a revision"), "A,B" },
    { NULL },
  };
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (!cw_cli_parse (entries, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc > 1)
    return cw_cli_usage (_ ("“rehearse” takes no other words"));
  cli->rehearsal = TRUE;
  cw_cli_print (_ ("Rehearsal: nothing leaves this computer.\n"));
  session = open_or_create (cli, &options, &error);
  if (session == NULL || !cw_session_refresh (session, TRUE, cli->stop, &error))
    return cw_cli_fail (g_steal_pointer (&error));
  if (!rehearse_all (cli, session, &error))
    {
      if (error != NULL)
        return cw_cli_fail (g_steal_pointer (&error));
      g_printerr (_ ("Stopped: nothing more is sent. The same command goes on from here.\n"));
      return CW_EXIT_FAILED;
    }
  return conclude (cli, session);
}
