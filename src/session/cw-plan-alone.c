/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-plan-alone"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-branch-others.h"
#include "cw-branch-steps.h"
#include "cw-error.h"
#include "cw-git-service.h"
#include "cw-plan-alone.h"
#include "cw-plan-shared.h"
#include "cw-planner.h"
#include "cw-worker.h"
#include "cw-world-private.h"

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

typedef struct {
  const char *path;
  const char *repository;
  const char *const *globs;
  GCancellable *cancellable;
} Reading;

static CwSnapshot *
read_step (gpointer    data,
           const char *commit)
{
  const Reading *self = data;

  return cw_git_read_snapshot (self->path, commit, self->repository, self->globs, self->cancellable, NULL);
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
  g_auto (GStrv) globs = NULL, changed = NULL, paths = NULL;
  g_autoptr (CwSnapshot) before = NULL, more = NULL, whole = NULL;
  g_autoptr (GPtrArray) commits = NULL;
  CwSnapshot *compared;
  Reading reading;

  if (parting == NULL || g_str_equal (parting, tip))
    return g_object_ref (snapshot);
  globs = list_globs (procedure, repository);
  before = cw_git_read_snapshot (path, parting, repository->id, (const char *const *) globs, cancellable, error);
  if (before == NULL)
    return NULL;
  changed = cw_git_read_changed (path, parting, tip);
  paths = cw_plan_pick_brought (snapshot, (const char *const *) changed);
  more = *paths != NULL
           ? cw_git_read_snapshot (path, tip, repository->id, (const char *const *) paths, cancellable, error) : NULL;
  if (*paths != NULL && more == NULL)
    return NULL;
  whole = more != NULL ? cw_snapshot_join (snapshot, more) : g_object_ref (snapshot);
  compared = cw_snapshot_compare_with (whole, before);
  commits = cw_git_read_log (path, parting, tip, CW_BRANCH_MAX_STEPS + 1, NULL);
  reading = (Reading) { path, repository->id, (const char *const *) globs, cancellable };
  cw_branch_note_steps (compared, commits, read_step, &reading);
  return compared;
}

static CwPlanSource *
source_new (void)
{
  CwPlanSource *self = g_new0 (CwPlanSource, 1);

  self->aside = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_fix_unref);
  return self;
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
  g_autoptr (CwPlanSource) self = source_new ();

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
  CwPlanSource *self = source_new ();

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
  g_ptr_array_unref (self->aside);
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

/**
 * cw_plan_source_list_others:
 * @self: a source
 * @site: id of the site that is looked at
 *
 * What branches change that isn't the site's alone is looked at by nobody who looks at that site.
 *
 * Returns: (transfer full) (element-type utf8): a sentence, without a full stop, for each repository where there is such
 *   a thing
 */
GPtrArray *
cw_plan_source_list_others (CwPlanSource *self,
                            const char   *site)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (self != NULL && site != NULL, all);

  for (guint i = 0; i < self->snapshots->len; i++)
    {
      CwSnapshot *snapshot = g_ptr_array_index (self->snapshots, i), *before = cw_snapshot_get_before (snapshot);
      const CwRepository *repository = cw_procedure_get_repository (self->procedure,
                                                                    cw_snapshot_get_repository (snapshot));
      const char *from = cw_snapshot_get_commit (before), *to = cw_snapshot_get_commit (snapshot);
      g_autofree char *folder = before != snapshot && self->world == NULL
                                  ? cw_plan_source_find_folder (self, repository) : NULL;
      g_auto (GStrv) changed = NULL;
      char *text;

      if (before == snapshot)
        continue;
      changed = self->world != NULL ? cw_git_service_list_changed (self->world->git, repository->url, from, to)
                                    : cw_git_read_changed (folder, from, to);
      text = cw_branch_tell_others (self->procedure, repository, site, (const char *const *) changed);
      if (text != NULL)
        g_ptr_array_add (all, text);
    }
  return all;
}
