/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-plan-alone"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-git-service.h"
#include "cw-json.h"
#include "cw-plan-alone.h"
#include "cw-planner.h"
#include "cw-preparations.h"
#include "cw-rehearsal-process.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* What the ids of questions begin with that ask for a branch; behind it stand site and repository. */
#define BASE "base."

static GStrv
list_globs (CwProcedure        *procedure,
            const CwRepository *repository)
{
  g_autoptr (GStrvBuilder) globs = g_strv_builder_new ();
  GPtrArray *sites = cw_procedure_get_sites (procedure);

  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      GPtrArray *files = cw_procedure_get_site_files (procedure, repository, site->id);

      for (guint j = 0; files != NULL && j < files->len; j++)
        g_strv_builder_addv (globs, (const char **) ((const CwSiteFiles *) g_ptr_array_index (files, j))->include);
    }
  g_strv_builder_addv (globs, (const char **) repository->shared);
  return g_strv_builder_end (globs);
}

static char *
name_repositories (CwProcedure *procedure)
{
  GPtrArray *repositories = cw_procedure_get_repositories (procedure);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < repositories->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            ((const CwRepository *) g_ptr_array_index (repositories, i))->id);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* NAME=GITDIR@REV, split at the first = and the last @. */
static gboolean
split_repository (const char  *text,
                  char       **name,
                  char       **path,
                  const char **revision)
{
  const char *equals = strchr (text, '=');
  const char *at = strrchr (text, '@');

  if (equals == NULL || equals == text || at == NULL || at < equals || at[1] == '\0')
    return FALSE;
  *name = g_strndup (text, (gsize) (equals - text));
  *path = g_strndup (equals + 1, (gsize) (at - equals - 1));
  *revision = at + 1;
  return TRUE;
}

static CwSnapshot *
read_snapshot (CwProcedure   *procedure,
               const char    *text,
               GCancellable  *cancellable,
               GError       **error)
{
  const char *revision = NULL;
  g_autofree char *name = NULL, *path = NULL;
  const CwRepository *repository;
  g_auto (GStrv) globs = NULL;

  if (!split_repository (text, &name, &path, &revision))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” is no repository: write NAME=GITDIR@REVISION"), text);
      return NULL;
    }
  repository = cw_procedure_get_repository (procedure, name);
  if (repository == NULL)
    {
      g_autofree char *names = name_repositories (procedure);

      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("The procedure “%s” has no repository “%s”; it has %s"),
                   cw_procedure_get_id (procedure), name, names);
      return NULL;
    }
  globs = list_globs (procedure, repository);
  return cw_git_read_snapshot (path, revision, repository->id, (const char *const *) globs, cancellable, error);
}

/**
 * cw_plan_read_snapshots:
 * @procedure: what this observatory does
 * @repositories: `NAME=GITDIR@REVISION` each
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Reads all sites' files from git directories of this machine.
 *
 * Returns: (transfer full) (element-type CwSnapshot) (nullable): the files of each repository
 */
GPtrArray *
cw_plan_read_snapshots (CwProcedure       *procedure,
                        const char *const *repositories,
                        GCancellable      *cancellable,
                        GError           **error)
{
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (CW_IS_PROCEDURE (procedure) && repositories != NULL, NULL);
  cw_assert_in_worker ();

  for (guint i = 0; repositories[i] != NULL; i++)
    {
      CwSnapshot *snapshot = read_snapshot (procedure, repositories[i], cancellable, error);

      if (snapshot == NULL)
        return NULL;
      g_ptr_array_add (snapshots, snapshot);
    }
  return g_steal_pointer (&snapshots);
}

/* What a ticket's branch brings is known by the files from which it parted. */
static CwSnapshot *
compare_with_default (CwProcedure   *procedure,
                      CwSnapshot    *snapshot,
                      const char    *path,
                      GCancellable  *cancellable,
                      GError       **error)
{
  const CwRepository *repository = cw_procedure_get_repository (procedure, cw_snapshot_get_repository (snapshot));
  const char *tip = cw_snapshot_get_commit (snapshot);
  g_autofree char *parting = cw_git_read_parting (path, tip, repository->branch);
  g_auto (GStrv) globs = NULL;
  g_autoptr (CwSnapshot) before = NULL;

  if (parting == NULL || g_str_equal (parting, tip))
    return g_object_ref (snapshot);
  globs = list_globs (procedure, repository);
  before = cw_git_read_snapshot (path, parting, repository->id, (const char *const *) globs, cancellable, error);
  return before != NULL ? cw_snapshot_compare_with (snapshot, before) : NULL;
}

/**
 * cw_plan_source_open:
 * @procedure: what this observatory does
 * @repositories: `NAME=GITDIR@REVISION` each
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Reads git directories of this machine alone: no network, no account, no preparation.
 *
 * Returns: (transfer full) (nullable): what can be planned on
 */
CwPlanSource *
cw_plan_source_open (CwProcedure       *procedure,
                     const char *const *repositories,
                     GCancellable      *cancellable,
                     GError           **error)
{
  g_autoptr (CwPlanSource) self = g_new0 (CwPlanSource, 1);

  self->procedure = g_object_ref (procedure);
  self->repositories = g_strdupv ((char **) repositories);
  self->snapshots = cw_plan_read_snapshots (procedure, repositories, cancellable, error);
  for (guint i = 0; self->snapshots != NULL && i < self->snapshots->len; i++)
    {
      g_autoptr (CwSnapshot) snapshot = g_ptr_array_index (self->snapshots, i);
      g_autofree char *name = NULL, *path = NULL;
      const char *revision = NULL;

      split_repository (repositories[i], &name, &path, &revision);
      self->snapshots->pdata[i] = compare_with_default (procedure, snapshot, path, cancellable, error);
      if (self->snapshots->pdata[i] != NULL)
        continue;
      self->snapshots->pdata[i] = g_steal_pointer (&snapshot);
      return NULL;
    }
  return self->snapshots != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * cw_plan_source_new:
 * @world: where repositories were fetched
 * @snapshots: (transfer full) (element-type CwSnapshot): the files of each, of all sites
 *
 * Returns: (transfer full): what can be planned on
 */
CwPlanSource *
cw_plan_source_new (CwWorld   *world,
                    GPtrArray *snapshots)
{
  CwPlanSource *self = g_new0 (CwPlanSource, 1);

  self->procedure = g_object_ref (world->procedure);
  self->world = g_object_ref (world);
  self->snapshots = snapshots;
  return self;
}

void
cw_plan_source_free (CwPlanSource *self)
{
  g_return_if_fail (self != NULL);

  g_clear_object (&self->procedure);
  g_clear_object (&self->world);
  g_strfreev (self->repositories);
  g_clear_pointer (&self->snapshots, g_ptr_array_unref);
  g_clear_pointer (&self->bases, g_ptr_array_unref);
  g_free (self);
}

/**
 * cw_plan_source_plan:
 * @self: what is planned on
 * @site: id of the site
 * @target: the cycle or revision
 * @components: (nullable): components of a revision
 * @answers: (nullable) (element-type utf8 JsonNode): question id → answer
 * @error: where to store the reason
 *
 * Returns: (transfer full) (nullable): the plan
 */
CwPlan *
cw_plan_source_plan (CwPlanSource       *self,
                     const char         *site,
                     const CwCycle      *target,
                     const char *const  *components,
                     GHashTable         *answers,
                     GError            **error)
{
  g_return_val_if_fail (self != NULL && site != NULL && target != NULL, NULL);

  return cw_planner_plan (self->procedure, site, target, self->snapshots, components, answers, NULL, error);
}

/**
 * cw_plan_source_find_folder:
 * @self: what is planned on
 * @repository: a repository
 *
 * Returns: (transfer full) (nullable): the git directory that stands for @repository; %NULL where it was fetched
 */
char *
cw_plan_source_find_folder (CwPlanSource       *self,
                            const CwRepository *repository)
{
  for (guint i = 0; self->repositories != NULL && self->repositories[i] != NULL; i++)
    {
      const char *revision = NULL;
      g_autofree char *name = NULL, *path = NULL;

      if (split_repository (self->repositories[i], &name, &path, &revision)
          && cw_procedure_get_repository (self->procedure, name) == repository)
        return g_steal_pointer (&path);
    }
  return NULL;
}

/* A #CwValidateRead from the git directories that were named. */
static CwSnapshot *
read_files (const CwRepository *repository,
            const char         *commit,
            const char *const  *globs,
            gpointer            data,
            GCancellable       *cancellable,
            GError            **error)
{
  g_autofree char *path = cw_plan_source_find_folder (data, repository);

  if (commit != NULL && path != NULL)
    return cw_git_read_snapshot (path, commit, repository->id, globs, cancellable, error);
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, "%s", repository->id);
  return NULL;
}

/**
 * cw_plan_source_validate:
 * @self: what was planned on
 * @plan: the plan
 * @which: what validators look at
 * @validations: (element-type CwValidation): where the reports are added
 * @cancellable: (nullable): a cancellable
 * @error: where to store that it was cancelled
 *
 * Lets the procedure's validators look at the plan's files as they will be.
 *
 * Returns: %FALSE when it was cancelled
 */
gboolean
cw_plan_source_validate (CwPlanSource     *self,
                         CwPlan           *plan,
                         CwValidateFiles   which,
                         GPtrArray        *validations,
                         GCancellable     *cancellable,
                         GError          **error)
{
  if (self->world != NULL)
    return cw_world_validate (self->world, plan, which, validations, cancellable, error);
  return cw_validate_plan (self->procedure, plan, which, read_files, self, validations, cancellable, error);
}

/* On which branches it is planned is answered as in a preparation. */
static void
put_bases (GHashTable *facts,
           GHashTable *answers)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, answers);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_str_has_prefix (key, BASE))
      g_hash_table_replace (facts, g_strdup (key), json_node_copy (value));
}

static CwDeployment *
make_deployment (CwProcedure   *procedure,
                 const char    *site,
                 const CwCycle *target,
                 GHashTable    *answers)
{
  g_autoptr (GHashTable) facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                        (GDestroyNotify) json_node_unref);
  g_autofree char *tag = cw_cycle_to_tag (target);

  cw_world_put_text (facts, tag, "cycle");
  put_bases (facts, answers);
  g_hash_table_replace (facts, g_strconcat ("site.", site, NULL), cw_json_node_object (json_object_new ()));
  return cw_deployment_new (procedure, facts);
}

static gboolean
check_trouble (GHashTable *observations,
               GError    **error)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, observations);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_str_has_prefix (key, "git-trouble."))
      {
        g_set_error (error, CW_ERROR, CW_ERROR_FAILED, "%s: %s", (const char *) key + strlen ("git-trouble."),
                     json_node_get_string (value));
        return FALSE;
      }
  return TRUE;
}

/**
 * cw_plan_open_world:
 * @config: where the caches are, and as whom we come
 * @procedure: what this observatory does
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * In a rehearsal its services are started; they end with the world.
 *
 * Returns: (transfer full) (nullable): what can be asked of the world without a preparation
 */
CwWorld *
cw_plan_open_world (const CwSessionConfig *config,
                    CwProcedure           *procedure,
                    GCancellable          *cancellable,
                    GError               **error)
{
  g_autofree char *cache = cw_preparations_get_cache (config->data_dir, config->rehearsal);
  g_autoptr (CwClock) clock = cw_clock_new ();
  g_autoptr (CwRehearsalProcess) process = NULL;
  g_autoptr (CwAccounts) accounts = NULL;
  CwWorld *world;

  if (config->rehearsal)
    {
      g_autofree char *folder = cw_preparations_get_folder (config->data_dir, TRUE);
      g_autofree char *state = g_build_filename (folder, "services", NULL);

      process = cw_rehearsal_process_start (state, config->now, cancellable, error);
      accounts = process != NULL ? cw_rehearsal_process_dup_accounts (process, error) : NULL;
      if (accounts == NULL)
        return NULL;
    }
  world = cw_world_new (procedure, accounts != NULL ? accounts : config->accounts, cache, clock);
  cw_world_set_progress (world, config->progress, config->progress_data);
  if (process != NULL)
    g_object_set_data_full (G_OBJECT (world), "cw-rehearsal", g_steal_pointer (&process), g_object_unref);
  return world;
}

/* The files that @plan was made of. */
static GPtrArray *
list_snapshots (CwWorld       *world,
                CwPlan        *plan,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *sets = cw_plan_get_change_sets (plan);

  for (guint i = 0; i < sets->len; i++)
    {
      const CwChangeSet *changes = g_ptr_array_index (sets, i);
      const CwRepository *repository = cw_procedure_get_repository (world->procedure, changes->repository);
      g_autoptr (CwSnapshot) snapshot = cw_world_get_snapshot (world, repository, changes->base, cancellable, error);
      g_autoptr (CwSnapshot) compared = NULL;

      if (snapshot == NULL)
        return NULL;
      compared = cw_world_compare (world, repository, snapshot, cancellable);
      g_ptr_array_add (snapshots, cw_snapshot_rename (compared, changes->base_name));
    }
  return g_steal_pointer (&snapshots);
}

static char *
make_base_id (const char         *site,
              const CwRepository *repository)
{
  return g_strdup_printf (BASE "%s.%s", site, repository->id);
}

/* Where a site could be planned on several branches, and nobody chose one. */
static JsonObject *
describe_base (CwProcedure        *procedure,
               const char         *site,
               const CwRepository *repository,
               JsonArray          *bases)
{
  g_autofree char *id = make_base_id (site, repository);
  g_autofree char *text = g_strdup_printf (_ ("On which branch of %s is the %s's configuration planned?"),
                                           repository->name, cw_procedure_get_site (procedure, site)->name);
  JsonObject *object = cw_json_object ("id", id, "text", text, NULL);
  JsonArray *options = json_array_new ();

  json_object_set_array_member (object, "options", options);
  for (guint i = 0; i < json_array_get_length (bases); i++)
    {
      JsonObject *base = json_array_get_object_element (bases, i);
      const char *name = cw_json_get_string (base, "name", "");

      json_array_add_object_element (options, cw_json_object ("name", name, "label",
                                                              cw_json_get_string (base, "label", ""), NULL));
      if (cw_json_get_bool (base, "suggested", FALSE))
        json_object_set_string_member (object, "suggested", name);
    }
  return object;
}

static void
take_bases (CwPlanSource *self,
            const char   *site,
            GHashTable   *observations,
            GHashTable   *answers)
{
  GPtrArray *repositories = cw_procedure_get_repositories (self->procedure);

  self->bases = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  for (guint i = 0; i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);
      g_autofree char *id = make_base_id (site, repository), *key = g_strdup_printf ("bases.%s.%s", site, repository->id);
      JsonNode *node = g_hash_table_lookup (observations, key);

      if (node != NULL && JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 1
          && !g_hash_table_contains (answers, id))
        g_ptr_array_add (self->bases, describe_base (self->procedure, site, repository, json_node_get_array (node)));
    }
}

/**
 * cw_plan_source_asks_base:
 * @self: what is planned on
 * @site: id of the site
 * @id: a question
 *
 * Returns: whether @id asks on which branch one of the site's repositories is planned
 */
gboolean
cw_plan_source_asks_base (CwPlanSource *self,
                          const char   *site,
                          const char   *id)
{
  GPtrArray *repositories = cw_procedure_get_repositories (self->procedure);

  for (guint i = 0; self->world != NULL && i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);
      g_autofree char *one = make_base_id (site, repository);

      if (g_str_equal (one, id) && cw_procedure_get_site_files (self->procedure, repository, site) != NULL)
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_plan_source_fetch:
 * @config: where the caches are, and as whom we come
 * @procedure: what this observatory does
 * @site: id of the site
 * @target: the cycle or revision
 * @answers: (element-type utf8 JsonNode): question id → answer: on which branch a repository is planned
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Fetches the procedure's repositories, each to be planned on the base that would be suggested where nobody says one.
 *
 * Returns: (transfer full) (nullable): what can be planned on
 */
CwPlanSource *
cw_plan_source_fetch (const CwSessionConfig *config,
                      CwProcedure           *procedure,
                      const char            *site,
                      const CwCycle         *target,
                      GHashTable            *answers,
                      GCancellable          *cancellable,
                      GError               **error)
{
  g_autoptr (CwHistory) history = cw_history_new ();
  g_autoptr (CwDeployment) deployment = NULL;
  g_autoptr (CwWorld) world = NULL;
  g_autoptr (GHashTable) observations = NULL;
  g_autoptr (GHashTable) plans = NULL;
  g_autoptr (GPtrArray) snapshots = NULL;
  CwPlanSource *self;

  g_return_val_if_fail (config != NULL && CW_IS_PROCEDURE (procedure) && site != NULL && target != NULL, NULL);
  cw_assert_in_worker ();

  deployment = make_deployment (procedure, site, target, answers);
  observations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  world = cw_plan_open_world (config, procedure, cancellable, error);
  if (world == NULL || !cw_world_fetch (world, deployment, cancellable, error))
    return NULL;
  plans = cw_world_plan (world, deployment, history, observations, cancellable, error);
  if (plans == NULL || !check_trouble (observations, error))
    return NULL;
  snapshots = list_snapshots (world, g_hash_table_lookup (plans, site), cancellable, error);
  if (snapshots == NULL)
    return NULL;
  self = cw_plan_source_new (world, g_steal_pointer (&snapshots));
  take_bases (self, site, observations, answers);
  return self;
}

/**
 * cw_plan_ask_registry:
 * @config: where the registry is
 * @procedure: what this observatory does
 * @plan: a plan
 * @cancellable: (nullable): a cancellable
 * @error: where to store that it was cancelled
 *
 * Asks the registry for all that the plan resolves to; nothing else is asked of the network.
 *
 * Returns: (transfer full) (nullable): what it has, as cw_pins_list() takes it, or its `trouble` where it is out of reach
 */
JsonObject *
cw_plan_ask_registry (const CwSessionConfig *config,
                      CwProcedure           *procedure,
                      CwPlan                *plan,
                      GCancellable          *cancellable,
                      GError               **error)
{
  g_autoptr (CwWorld) world = NULL;

  g_return_val_if_fail (CW_IS_PLAN (plan), NULL);
  cw_assert_in_worker ();

  world = cw_plan_open_world (config, procedure, cancellable, error);
  return world != NULL ? cw_world_ask_images (world, plan, cancellable, error) : NULL;
}
