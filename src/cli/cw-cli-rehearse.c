/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-preparations.h"

/* A rehearsal plays the person too: where a real preparation waits for one, this stands in the journal. */
#define REHEARSED_WORD "Rehearsed: a person does this"

/* A rehearsal that runs: @tried is where effects stood when they were tried in vain. */
typedef struct {
  CwCli      *cli;
  CwSession  *session;
  GHashTable *tried;
  gboolean    moved;
  guint       n_adopted;
} Rehearsal;

static JsonNode *
true_node (void)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_boolean (node, TRUE);
  return node;
}

static GHashTable *
make_facts (CwCli        *cli,
            CwCliChoice  *choice,
            CwProcedure  *procedure,
            GError      **error)
{
  g_autoptr (GHashTable) facts = NULL;

  if (choice->cycle == NULL)
    choice->cycle = cw_cli_world_get_text ("target", error);
  if (choice->cycle == NULL)
    return NULL;
  facts = cw_cli_choice_get_facts (choice, procedure, error);
  if (facts == NULL || !cw_cli_world_complete (cli, procedure, facts, error))
    return NULL;
  return g_steal_pointer (&facts);
}

/* A rehearsal that was begun goes on where it was; nothing is done twice. */
static CwSession *
open_or_create (CwCli        *cli,
                CwCliChoice  *choice,
                GError      **error)
{
  g_autoptr (CwProcedure) procedure = cw_cli_load_procedure (cli, error);
  g_autoptr (GHashTable) facts = NULL;
  g_autofree char *id = NULL, *path = NULL;
  CwSessionConfig config;

  if (procedure == NULL)
    return NULL;
  facts = make_facts (cli, choice, procedure, error);
  if (facts == NULL)
    return NULL;
  cw_cli_config (cli, &config);
  id = cw_preparations_make_id (json_node_get_string (g_hash_table_lookup (facts, "cycle")),
                                cw_procedure_get_id (procedure));
  path = cw_preparations_get_journal (cli->data_dir, TRUE, id);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return cw_session_create (&config, facts, cli->stop, error);
  cw_cli_print (cli, _ ("The rehearsal “%s” was begun before: it goes on.\n"), id);
  return cw_session_open (&config, id, cli->stop, error);
}

static gboolean
answer_question (Rehearsal         *self,
                 const CwQuestion  *question,
                 GError           **error)
{
  g_autoptr (JsonNode) value = NULL;

  if (question->suggested == NULL)
    return TRUE;
  cw_cli_print (self->cli, "  ? %s\n    → %s\n", question->text, question->suggested);
  value = cw_cli_text_node (question->suggested);
  self->moved = TRUE;
  return cw_session_set (self->session, question->fact, value, error);
}

static gboolean
wave_through (Rehearsal      *self,
              const CwCheck  *check,
              GError        **error)
{
  g_autofree char *fact = g_strconcat ("waved.", check->id, NULL);
  g_autoptr (JsonNode) value = true_node ();

  cw_cli_print (self->cli, _ ("  ~ Waved through: %s\n"), check->text);
  self->moved = TRUE;
  return cw_session_set (self->session, fact, value, error);
}

/* The first of those that were found, its differences shown, or once more where a look that could tell found none. */
static gboolean
answer_asking (Rehearsal         *self,
               const CwViewItem  *item,
               const char        *id,
               GError           **error)
{
  JsonArray *candidates = cw_effect_record_get_candidates (item->record);

  if (candidates == NULL || json_array_get_length (candidates) == 0)
    return cw_session_send_again (self->session, id, error);
  cw_cli_print (self->cli, _ ("  → There already, and taken over: %s\n"), cw_effect_get_title (item->effect));
  cw_cli_print_differences (self->cli, item);
  if (!cw_session_adopt (self->session, id, 0, NULL, error))
    return FALSE;
  self->n_adopted++;
  return TRUE;
}

/* Whether an effect could be brought on, and it was tried: its own failure stands in its record and is printed. */
static gboolean
bring_on (Rehearsal  *self,
          const char *id)
{
  CwSession *session = self->session;
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
      return answer_asking (self, item, id, &error);
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
has_check (const CwViewStage *stage,
           const char        *id)
{
  for (guint i = 0; i < stage->result->checks->len; i++)
    if (g_str_equal (((const CwCheck *) g_ptr_array_index (stage->result->checks, i))->id, id))
      return TRUE;
  return FALSE;
}

/* The answers of a stage before can come to images that nobody asked for yet; a person presses Refresh. */
static gboolean
ask_for_images (Rehearsal   *self,
                const char  *stage_id,
                GError     **error)
{
  return !has_check (cw_view_get_stage (cw_session_get_view (self->session), stage_id), "images-unasked")
         || cw_session_refresh (self->session, FALSE, self->cli->stop, error);
}

static gboolean
answer_stage (Rehearsal   *self,
              const char  *stage_id,
              GError     **error)
{
  g_autoptr (CwView) view = NULL;
  const CwViewStage *stage;

  if (!ask_for_images (self, stage_id, error))
    return FALSE;
  view = g_object_ref (cw_session_get_view (self->session));
  stage = cw_view_get_stage (view, stage_id);
  for (guint i = 0; i < stage->result->questions->len; i++)
    if (!answer_question (self, g_ptr_array_index (stage->result->questions, i), error))
      return FALSE;
  for (guint i = 0; i < stage->result->checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (stage->result->checks, i);

      if (check->state == CW_CHECK_WARNING && !wave_through (self, check, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
rehearse_stage (Rehearsal   *self,
                const char  *stage_id,
                GError     **error)
{
  CwView *view;

  if (!answer_stage (self, stage_id, error))
    return FALSE;
  while (!g_cancellable_is_cancelled (self->cli->stop))
    {
      g_autofree char *id = NULL;

      view = cw_session_get_view (self->session);
      id = find_movable (cw_view_get_stage (view, stage_id), self->tried);
      if (id == NULL)
        return TRUE;
      g_hash_table_add (self->tried, name_try (cw_view_find (view, id)));
      self->moved = bring_on (self, id) || self->moved;
      cw_cli_print_effect (self->cli, cw_session_get_view (self->session), id);
    }
  return FALSE;
}

static gboolean
rehearse_all (Rehearsal  *self,
              GError    **error)
{
  g_autoptr (GHashTable) announced = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_stages;
  const CwStage *stages = cw_stages_get (&n_stages);

  self->moved = TRUE;
  while (self->moved)
    {
      self->moved = FALSE;
      for (guint i = 0; i < n_stages; i++)
        {
          if (g_hash_table_add (announced, (gpointer) stages[i].id))
            cw_cli_print (self->cli, "%s\n",
                          cw_view_get_stage (cw_session_get_view (self->session), stages[i].id)->title);
          if (!rehearse_stage (self, stages[i].id, error))
            return FALSE;
        }
    }
  return TRUE;
}

static void
print_questions (const CwViewStage *stage)
{
  for (guint i = 0; i < stage->result->questions->len; i++)
    {
      const CwQuestion *question = g_ptr_array_index (stage->result->questions, i);

      g_printerr (_ ("Question “%s” of “%s”: %s\n"), question->fact, stage->title, question->text);
    }
}

static gboolean
has_failed (const CwViewStage *stage)
{
  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);

      if (item->state == CW_EFFECT_FAILED || item->state == CW_EFFECT_IN_DOUBT)
        return TRUE;
    }
  return FALSE;
}

/* Says what is open at the end, and how a person goes on from there; the exit status follows. */
static int
print_open (CwView *view)
{
  GPtrArray *stages = cw_view_get_stages (view);
  gboolean failed = FALSE;
  guint n_questions = 0;

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->result->checks->len; j++)
        {
          const CwCheck *check = g_ptr_array_index (stage->result->checks, j);

          if (check->state == CW_CHECK_OPEN || check->state == CW_CHECK_WARNING)
            g_printerr (_ ("Open in “%s”: %s\n"), stage->title, check->text);
        }
      print_questions (stage);
      failed = failed || has_failed (stage);
      n_questions += stage->result->questions->len;
    }
  if (n_questions > 0)
    g_printerr (ngettext ("“cyclewright-cli --rehearsal set %s KEY VALUE” answers it.\n",
                          "“cyclewright-cli --rehearsal set %s KEY VALUE” answers each of them.\n", n_questions),
                cw_view_get_id (view));
  return failed || n_questions == 0 ? CW_EXIT_FAILED : CW_EXIT_PERSON;
}

static guint
count_waved (CwView *view)
{
  GPtrArray *stages = cw_view_get_stages (view);
  guint n_waved = 0;

  for (guint i = 0; i < stages->len; i++)
    {
      GPtrArray *checks = ((const CwViewStage *) g_ptr_array_index (stages, i))->result->checks;

      for (guint j = 0; j < checks->len; j++)
        if (((const CwCheck *) g_ptr_array_index (checks, j))->state == CW_CHECK_WAVED)
          n_waved++;
    }
  return n_waved;
}

/* "Every check of every stage holds; 14 warnings were waved through, 1 thing that was there already was taken over." */
static void
print_success (Rehearsal *self)
{
  guint n_waved = count_waved (cw_session_get_view (self->session));
  g_autofree char *waved = g_strdup_printf (ngettext ("%u warning was waved through", "%u warnings were waved through",
                                                      n_waved), n_waved);
  g_autofree char *adopted = g_strdup_printf (ngettext ("%u thing that was there already was taken over",
                                                        "%u things that were there already were taken over",
                                                        self->n_adopted), self->n_adopted);

  if (n_waved > 0 && self->n_adopted > 0)
    cw_cli_print (self->cli, _ ("Every check of every stage holds; %s, %s.\n"), waved, adopted);
  else if (n_waved > 0 || self->n_adopted > 0)
    cw_cli_print (self->cli, _ ("Every check of every stage holds; %s.\n"), n_waved > 0 ? waved : adopted);
  else
    cw_cli_print (self->cli, _ ("Every check of every stage holds.\n"));
}

static int
conclude (Rehearsal *self,
          gboolean   whole,
          GError    *error)
{
  CwView *view = cw_session_get_view (self->session);

  if (self->cli->json)
    cw_cli_print_view (self->cli, view);
  if (error != NULL)
    return cw_cli_fail (g_error_copy (error));
  if (!whole)
    {
      g_printerr (_ ("Stopped: nothing more is sent. The same command goes on from here.\n"));
      cw_cli_say_pending (view, TRUE);
      return CW_EXIT_FAILED;
    }
  if (!cw_view_is_done (view))
    return print_open (view);
  print_success (self);
  return CW_EXIT_DONE;
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
 * Returns: 0 only if every check of every stage holds; 3 where nothing failed and a question is open
 */
int
cw_cli_rehearse (CwCli *cli,
                 int    argc,
                 char **argv)
{
  g_auto (CwCliChoice) choice = { 0 };
  g_autoptr (GHashTable) tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;
  Rehearsal rehearsal = { .cli = cli, .tried = tried };
  gboolean whole;
  int status;

  if (!cw_cli_choice_parse (&choice, FALSE, &argc, &argv, &status))
    return status;
  cli->rehearsal = TRUE;
  cw_cli_print (cli, _ ("Rehearsal: nothing leaves this computer.\n"));
  session = open_or_create (cli, &choice, &error);
  if (session == NULL || !cw_session_refresh (session, TRUE, cli->stop, &error))
    return cw_cli_fail (g_steal_pointer (&error));
  rehearsal.session = session;
  whole = rehearse_all (&rehearsal, &error);
  return conclude (&rehearsal, whole, error);
}
