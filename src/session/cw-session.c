/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-account-book.h"
#include "cw-error.h"
#include "cw-journal.h"
#include "cw-json.h"
#include "cw-preparations.h"
#include "cw-session-private.h"
#include "cw-worker.h"

G_DEFINE_FINAL_TYPE (CwSession, cw_session, G_TYPE_OBJECT)

static void
cw_session_finalize (GObject *object)
{
  CwSession *self = CW_SESSION (object);

  g_clear_object (&self->view);
  g_clear_object (&self->world);
  g_clear_object (&self->runner);
  g_clear_object (&self->process);
  g_clear_object (&self->procedure);
  g_clear_object (&self->clock);
  g_free (self->id);
  g_free (self->data_dir);
  g_free (self->summary);
  g_hash_table_unref (self->fix_keys);
  g_hash_table_unref (self->fix_bases);

  G_OBJECT_CLASS (cw_session_parent_class)->finalize (object);
}

static void
cw_session_class_init (CwSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_session_finalize;
}

static void
cw_session_init (CwSession *self)
{
  self->fix_keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->fix_bases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static CwClock *
make_clock (const CwSessionConfig *config,
            GError               **error)
{
  g_autoptr (GDateTime) now = NULL;

  if (config->now == NULL)
    return cw_clock_new ();
  if (!config->rehearsal)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("Another “now” can be given in a rehearsal only"));
      return NULL;
    }
  now = cw_clock_parse (config->now, error);
  return now != NULL ? cw_clock_new_at (now) : NULL;
}

static CwProcedure *
find_procedure (const CwSessionConfig *config,
                const char            *name,
                GError               **error)
{
  g_autofree char *own = g_build_filename (config->data_dir, "procedures", NULL);

  return cw_procedure_find (name, own, error);
}

static gboolean
open_journal (CwSession             *self,
              const CwSessionConfig *config,
              GError               **error)
{
  g_autofree char *path = cw_preparations_get_journal (config->data_dir, config->rehearsal, self->id);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (CwJournal) journal = NULL;

  if (!config->reading && g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, _ ("The folder %s can’t be made: %s"), folder,
                   g_strerror (errno));
      return FALSE;
    }
  journal = cw_journal_open (path, config->reading ? CW_JOURNAL_READER : CW_JOURNAL_OWNER, self->clock, error);
  if (journal == NULL)
    return FALSE;
  self->runner = cw_runner_new (journal, config->actor, error);
  return self->runner != NULL;
}

static gboolean
make_world (CwSession             *self,
            const CwSessionConfig *config,
            GCancellable          *cancellable,
            GError               **error)
{
  g_autofree char *cache = cw_preparations_get_cache (config->data_dir, config->rehearsal);
  g_autoptr (CwAccounts) accounts = NULL;

  if (config->rehearsal && !config->reading)
    {
      g_autofree char *folder = cw_preparations_get_folder (config->data_dir, TRUE);
      g_autofree char *state = g_build_filename (folder, "services", NULL);

      self->process = cw_rehearsal_process_start (state, config->now, cancellable, error);
      if (self->process == NULL)
        return FALSE;
      accounts = cw_rehearsal_process_dup_accounts (self->process, error);
    }
  else if (config->rehearsal)
    accounts = cw_accounts_new (); /* nothing is asked, and a rehearsal has no business with the person's keyring */
  else
    accounts = cw_account_book_gather (config->accounts, cancellable, error);
  if (accounts == NULL)
    return FALSE;
  self->world = cw_world_new (self->procedure, accounts, cache, self->clock);
  cw_world_set_script (self->world, config->script);
  cw_world_set_progress (self->world, config->progress, config->progress_data);
  return TRUE;
}

static void
connect_handlers (CwSession *self)
{
  GHashTableIter iter;
  gpointer kind, handler;

  g_hash_table_iter_init (&iter, cw_world_get_handlers (self->world));
  while (g_hash_table_iter_next (&iter, &kind, &handler))
    if (!g_str_equal (kind, CW_EFFECT_KIND_TASK))
      cw_runner_add_handler (self->runner, kind, handler);
}

static CwHistory *
get_history (CwSession *self)
{
  return cw_runner_get_history (self->runner);
}

static GHashTable *
copy_nodes (GHashTable *table)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  GHashTableIter iter;
  gpointer key, node;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, &node))
    if (!JSON_NODE_HOLDS_NULL ((JsonNode *) node))
      g_hash_table_replace (copy, g_strdup (key), json_node_ref (node));
  return copy;
}

CwDeployment *
cw_session_make_deployment (CwSession *self)
{
  g_autoptr (GHashTable) facts = copy_nodes (cw_history_get_facts (get_history (self)));

  return cw_deployment_new (self->procedure, facts);
}

/* A rehearsal's commits are nobody's: whoever tries the program out doesn't sign them. */
static void
make_up_author (CwSession  *self,
                GHashTable *observations)
{
  if (self->rehearsal)
    g_hash_table_replace (observations, g_strdup ("author"),
                          cw_json_node_object (cw_json_object ("name", "Release Manager", "email",
                                                               "release.manager@example.org", NULL)));
}

/* For the list of preparations; where it can't be kept, the list says less. */
static void
keep_summary (CwSession *self)
{
  GPtrArray *stages = cw_view_get_stages (self->view);
  CwJournal *journal = cw_runner_get_journal (self->runner);
  g_autofree char *summary = NULL;
  guint n_done = 0;

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      n_done += stage->done;
    }
  summary = g_strdup_printf ("%u/%u", n_done, stages->len);
  if (self->reading || g_strcmp0 (summary, self->summary) == 0
      || !cw_journal_set_draft (journal, CW_PREPARATIONS_SUMMARY, summary, NULL))
    return;
  g_free (self->summary);
  self->summary = g_steal_pointer (&summary);
}

/* The texts are the history's. */
static gboolean
read_giving_up (CwHistory  *history,
                CwGivingUp *given_up)
{
  CwEvent *event = cw_history_get_giving_up (history);

  if (event == NULL)
    return FALSE;
  given_up->reason = cw_history_get_given_up (history);
  given_up->actor = cw_event_get_actor (event);
  given_up->time = cw_event_get_time (event);
  return TRUE;
}

static gboolean
fold (CwSession     *self,
      GCancellable  *cancellable,
      GError       **error)
{
  CwHistory *history = get_history (self);
  g_autoptr (GHashTable) seen = cw_history_get_observations (history);
  g_autoptr (GHashTable) observations = copy_nodes (seen);
  g_autoptr (CwDeployment) deployment = cw_session_make_deployment (self);
  g_autoptr (GDateTime) now = cw_clock_now (self->clock);
  g_autoptr (GHashTable) plans = NULL, backs = NULL;
  CwStageInput input = { 0 };
  CwGivingUp given_up;

  make_up_author (self, observations);
  plans = cw_world_plan (self->world, deployment, history, observations, cancellable, error);
  if (plans == NULL)
    return FALSE;
  backs = cw_world_plan_backs (self->world, deployment, history, observations, cancellable, error);
  if (backs == NULL)
    return FALSE;
  cw_world_plan_rebases (self->world, deployment, history, observations);
  input.deployment = deployment;
  input.now = now;
  input.history = history;
  input.observations = observations;
  input.plans = plans;
  input.backs = backs;
  if (read_giving_up (history, &given_up))
    input.given_up = &given_up;
  g_set_object (&self->view, NULL);
  self->view = cw_view_new (self->id, &input, cw_history_get_notes (history), cw_history_get_words (history),
                            self->reading, self->checked);
  /* Beside all this the journal was proved. */
  if (!cw_runner_prove (self->runner, error))
    return FALSE;
  keep_summary (self);
  return TRUE;
}

/* Folds what is known into a new view; the caches answer, not the network. Where a site is planned on other commits than
 * those in which its fixes elsewhere were looked for, or hasn't got one any more that it took over, these are asked
 * before anything can be sent. */
gboolean
cw_session_update (CwSession     *self,
                   GCancellable  *cancellable,
                   GError       **error)
{
  gboolean changed = FALSE;

  if (!fold (self, cancellable, error))
    return FALSE;
  if (self->reading)
    return TRUE;
  return (!cw_session_fixes_are_due (self) || cw_session_ask_fixes (self, cancellable, error))
         && cw_session_note_lost_fixes (self, &changed, error) && (!changed || fold (self, cancellable, error));
}

GPtrArray *
cw_session_list_effects (CwSession *self)
{
  GPtrArray *stages = cw_view_get_stages (self->view);
  GPtrArray *effects = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->items->len; j++)
        g_ptr_array_add (effects, g_object_ref (((const CwViewItem *) g_ptr_array_index (stage->items, j))->effect));
    }
  return effects;
}

/* Intents without an outcome are looked up outside before anything else is done. */
static gboolean
recover (CwSession     *self,
         GCancellable  *cancellable,
         GError       **error)
{
  g_autoptr (GPtrArray) effects = cw_session_list_effects (self);

  return cw_runner_recover (self->runner, effects, cancellable, error) && cw_session_update (self, cancellable, error);
}

static CwSession *
new_session (const CwSessionConfig *config,
             const char            *id,
             GError               **error)
{
  g_autoptr (CwSession) self = g_object_new (CW_TYPE_SESSION, NULL);

  self->id = g_strdup (id);
  self->data_dir = g_strdup (config->data_dir);
  self->rehearsal = config->rehearsal;
  self->reading = config->reading;
  self->clock = make_clock (config, error);
  return self->clock != NULL ? g_steal_pointer (&self) : NULL;
}

static gboolean
check_facts (CwProcedure *procedure,
             GHashTable  *facts,
             GError     **error)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, facts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!cw_deployment_check_fact (procedure, key, value, error))
      return FALSE;
  return TRUE;
}

/* A deployment that is begun today can't lie in the past; one that was begun and whose day has come stays as it is. */
gboolean
cw_session_check_starts (CwSession   *self,
                         CwProcedure *procedure,
                         GHashTable  *facts,
                         GError     **error)
{
  g_autoptr (CwDeployment) deployment = cw_deployment_new (procedure, facts);
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (deployment);
  g_autoptr (GDateTime) now = cw_clock_now (self->clock);

  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      g_autoptr (GDateTime) start = cw_deployment_get_start (deployment, site->id);
      g_autofree char *day = g_date_time_format (start, "%Y-%m-%d %H:%M");

      if (g_date_time_compare (start, now) > 0)
        continue;
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("%s: %s is in the past; choose a later date"), site->name,
                   day);
      return FALSE;
    }
  return TRUE;
}

/* One entry of the journal: killed at any instant, there is a whole preparation or none. */
static gboolean
write_creation (CwSession   *self,
                const char  *procedure,
                GHashTable  *facts,
                GError     **error)
{
  JsonObject *creation = cw_json_object ("procedure", procedure, NULL);
  JsonObject *all = json_object_new ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, facts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    json_object_set_member (all, key, json_node_copy (value));
  json_object_set_object_member (creation, "facts", all);
  return cw_runner_create (self->runner, creation, error);
}

static char *
make_id (GHashTable  *facts,
         CwProcedure *procedure,
         GError     **error)
{
  JsonNode *cycle = g_hash_table_lookup (facts, "cycle");
  g_autofree char *tag = NULL;
  CwCycle value;

  if (cycle == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("Which cycle? Name one, such as 45 or c0045.003"));
      return NULL;
    }
  if (!cw_cycle_parse (json_node_get_string (cycle), &value, error))
    return NULL;
  tag = cw_cycle_to_tag (&value);
  return cw_preparations_make_id (tag, cw_procedure_get_id (procedure));
}

/* Another one of the same cycle gets a number behind its name. */
static char *
find_free_id (const CwSessionConfig *config,
              const char            *first)
{
  char *id = g_strdup (first);

  for (guint number = 2;; number++)
    {
      g_autofree char *path = cw_preparations_get_journal (config->data_dir, config->rehearsal, id);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return id;
      g_free (id);
      id = g_strdup_printf ("%s-%u", first, number);
    }
}

/**
 * cw_session_create:
 * @config: where and as whom
 * @facts: (element-type utf8 JsonNode): what is prepared (see #CwDeployment); the cycle at least
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Makes a new preparation. Its name follows from cycle and procedure, with a number where there is one of that name.
 * Whether another one is at the same work is asked before (cw_preparations_find_same()).
 *
 * Returns: (transfer full) (nullable): the preparation at work
 */
CwSession *
cw_session_create (const CwSessionConfig *config,
                   GHashTable            *facts,
                   GCancellable          *cancellable,
                   GError               **error)
{
  g_autoptr (CwProcedure) procedure = NULL;
  g_autoptr (CwSession) self = NULL;
  g_autofree char *first = NULL, *id = NULL;

  g_return_val_if_fail (config != NULL && config->data_dir != NULL && config->procedure != NULL, NULL);
  g_return_val_if_fail (facts != NULL, NULL);
  cw_assert_in_worker ();

  procedure = find_procedure (config, config->procedure, error);
  if (procedure == NULL || !check_facts (procedure, facts, error))
    return NULL;
  first = make_id (facts, procedure, error);
  id = first != NULL ? find_free_id (config, first) : NULL;
  self = id != NULL ? new_session (config, id, error) : NULL;
  if (self == NULL || !cw_session_check_starts (self, procedure, facts, error))
    return NULL;
  self->procedure = g_steal_pointer (&procedure);
  /* The journal comes last: what fails before it leaves no preparation behind. */
  if (!make_world (self, config, cancellable, error) || !open_journal (self, config, error)
      || !write_creation (self, config->procedure, facts, error))
    return NULL;
  connect_handlers (self);
  return cw_session_update (self, cancellable, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * cw_session_open:
 * @config: where and as whom
 * @id: the preparation's name
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Opens a preparation and looks up what an earlier end left unresolved; where it only reads along, that is the owner's.
 *
 * Returns: (transfer full) (nullable): the preparation at work
 */
CwSession *
cw_session_open (const CwSessionConfig *config,
                 const char            *id,
                 GCancellable          *cancellable,
                 GError               **error)
{
  g_autoptr (CwSession) self = NULL;
  g_autofree char *path = NULL;
  JsonObject *creation;

  g_return_val_if_fail (config != NULL && config->data_dir != NULL && id != NULL, NULL);
  cw_assert_in_worker ();

  path = cw_preparations_get_journal (config->data_dir, config->rehearsal, id);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND,
                   _ ("There is no preparation “%s”; “list” names those there are"), id);
      return NULL;
    }
  self = new_session (config, id, error);
  if (self == NULL || !open_journal (self, config, error))
    return NULL;
  creation = cw_history_get_creation (get_history (self));
  if (creation == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA,
                   _ ("The preparation “%s” was never wholly made; remove %s and make it anew"), id, path);
      return NULL;
    }
  self->procedure = find_procedure (config, cw_json_get_string (creation, "procedure", ""), error);
  if (self->procedure == NULL || !make_world (self, config, cancellable, error))
    return NULL;
  if (config->reading)
    return cw_session_update (self, cancellable, error) ? g_steal_pointer (&self) : NULL;
  connect_handlers (self);
  if (!cw_session_update (self, cancellable, error) || !recover (self, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

const char *
cw_session_get_id (CwSession *self)
{
  g_return_val_if_fail (CW_IS_SESSION (self), NULL);

  return self->id;
}

/**
 * cw_session_get_view:
 * @self: a session
 *
 * Returns: (transfer none): the preparation as it stands; take a reference to keep it
 */
CwView *
cw_session_get_view (CwSession *self)
{
  g_return_val_if_fail (CW_IS_SESSION (self), NULL);

  return self->view;
}

/**
 * cw_session_get_address:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): where a browser sees what a rehearsal created, while the session lives
 */
const char *
cw_session_get_address (CwSession *self)
{
  g_return_val_if_fail (CW_IS_SESSION (self), NULL);

  return self->process != NULL ? cw_rehearsal_process_get_address (self->process) : NULL;
}

/**
 * cw_session_digest:
 * @self: a session
 *
 * Returns: (transfer full): a hash of all that the journal adds up to; equal after it was closed and opened again
 */
char *
cw_session_digest (CwSession *self)
{
  g_return_val_if_fail (CW_IS_SESSION (self), NULL);

  return cw_history_digest (get_history (self));
}
