/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-validate"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-command.h"
#include "cw-error.h"
#include "cw-scratch.h"
#include "cw-validate.h"
#include "cw-worker.h"

/* Programs of the person's choice look at the files as they will be, laid out in a temporary folder. */

/* Seconds that a run may take where the procedure doesn't say. */
#define USUAL_TIMEOUT 60

/* The most that is laid out, bytes. */
#define MAX_TREE ((gsize) 128 * 1024 * 1024)

/* One validator at work. */
typedef struct {
  const CwValidator *validator;
  const CwChangeSet *changes;
  CwSnapshot        *base;      /* (owned): the files that the plan begins with */
  CwSnapshot        *before;    /* (owned) (nullable): the files whose complaints are known */
  GStrv              paths;     /* (owned): those that it looks at */
  GCancellable      *cancellable;
} Work;

static void
work_clear (Work *self)
{
  g_clear_object (&self->base);
  g_clear_object (&self->before);
  g_strfreev (self->paths);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static const CwFileChange *
find_change (const CwChangeSet *changes,
             const char        *path)
{
  for (guint i = 0; i < changes->files->len; i++)
    if (g_str_equal (((const CwFileChange *) changes->files->pdata[i])->path, path))
      return changes->files->pdata[i];
  return NULL;
}

static gboolean
is_wanted (const CwValidator *validator,
           const char        *path)
{
  return validator->files[0] == NULL || cw_path_matches_any ((const char *const *) validator->files, path);
}

static GStrv
list_paths (const CwValidator *validator,
            const CwChangeSet *changes,
            CwValidateFiles    which)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  for (guint i = 0; i < changes->files->len; i++)
    {
      const CwFileChange *file = g_ptr_array_index (changes->files, i);

      if (*file->new_blob != '\0' && is_wanted (validator, file->path))
        g_strv_builder_add (paths, file->path);
    }
  for (guint i = 0; which == CW_VALIDATE_ALL && i < changes->paths->len; i++)
    {
      const char *path = g_ptr_array_index (changes->paths, i);

      if (find_change (changes, path) == NULL && is_wanted (validator, path))
        g_strv_builder_add (paths, path);
    }
  return g_strv_builder_end (paths);
}

static GStrv
list_globs (CwProcedure       *procedure,
            const char        *site,
            const CwChangeSet *changes,
            const CwValidator *validator)
{
  const CwRepository *repository = cw_procedure_get_repository (procedure, changes->repository);
  GPtrArray *files = cw_procedure_get_site_files (procedure, repository, site);
  g_autoptr (GStrvBuilder) globs = g_strv_builder_new ();

  for (guint i = 0; files != NULL && i < files->len; i++)
    g_strv_builder_addv (globs, (const char **) ((const CwSiteFiles *) g_ptr_array_index (files, i))->include);
  for (guint i = 0; i < changes->files->len; i++)
    g_strv_builder_add (globs, ((const CwFileChange *) g_ptr_array_index (changes->files, i))->path);
  g_strv_builder_addv (globs, (const char **) repository->shared);
  g_strv_builder_addv (globs, (const char **) validator->tree);
  return g_strv_builder_end (globs);
}

/* With @changes the files as they will be, without as they are. */
static gboolean
lay_out (CwScratch          *scratch,
         CwSnapshot         *snapshot,
         const CwChangeSet  *changes,
         GError            **error)
{
  const char *const *paths = cw_snapshot_get_paths (snapshot, NULL);
  gsize total = 0;

  for (guint i = 0; paths[i] != NULL; i++)
    {
      GBytes *bytes = cw_snapshot_get_bytes (snapshot, paths[i]);

      if (changes != NULL && find_change (changes, paths[i]) != NULL)
        continue;
      total += g_bytes_get_size (bytes);
      if (total > MAX_TREE)
        return cw_error_refuse (error, CW_ERROR_INVALID_DATA, _ ("The files are more than %d MiB"),
                                (int) (MAX_TREE / 1024 / 1024));
      if (!cw_scratch_put (scratch, paths[i], bytes, error))
        return FALSE;
    }
  for (guint i = 0; changes != NULL && i < changes->files->len; i++)
    {
      const CwFileChange *file = g_ptr_array_index (changes->files, i);

      if (*file->new_blob != '\0' && !cw_scratch_put (scratch, file->path, file->new_bytes, error))
        return FALSE;
    }
  return TRUE;
}

/* A file's name can't be taken for an option. */
static char *
make_argument (const char *argument,
               const char *root,
               const char *path)
{
  g_autoptr (GString) text = g_string_new (argument);
  g_autofree char *parent = path != NULL ? g_path_get_dirname (path) : NULL;
  g_autofree char *below = path != NULL ? g_strconcat ("./", path, NULL) : NULL;
  g_autofree char *folder = parent != NULL ? g_strconcat ("./", parent, NULL) : NULL;

  g_string_replace (text, "{root}", root, 0);
  if (below != NULL)
    g_string_replace (text, "{path}", below, 0);
  if (folder != NULL)
    g_string_replace (text, "{parent}", folder, 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* @path is the one file that is meant; without it all of @paths are. */
static GPtrArray *
make_command (const CwValidator *validator,
              const char        *root,
              const char *const *paths,
              const char        *path)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; validator->command[i] != NULL; i++)
    if (g_str_equal (validator->command[i], "{paths}"))
      for (guint j = 0; paths[j] != NULL; j++)
        g_ptr_array_add (argv, g_strconcat ("./", paths[j], NULL));
    else
      g_ptr_array_add (argv, make_argument (validator->command[i], root, path));
  g_ptr_array_add (argv, NULL);
  return argv;
}

static gboolean
run_once (const Work    *self,
          CwScratch     *scratch,
          const char    *path,
          CwValidation  *report,
          GError       **error)
{
  const char *root = cw_scratch_get_path (scratch);
  guint timeout = self->validator->timeout > 0 ? (guint) self->validator->timeout : USUAL_TIMEOUT;
  g_autoptr (GPtrArray) argv = make_command (self->validator, root, (const char *const *) self->paths, path);
  g_autoptr (CwCommandResult) result = cw_command_run_in (root, (const char *const *) argv->pdata, timeout,
                                                          self->cancellable, error);

  if (result == NULL)
    return FALSE;
  if (result->status < 0)
    return cw_error_refuse (error, CW_ERROR_FAILED, _ ("It was ended by a signal"));
  if (result->status > 0)
    cw_validation_read (report, root, result->output, result->errors);
  return TRUE;
}

static gboolean
takes_all (const CwValidator *validator)
{
  return g_strv_contains ((const char *const *) validator->command, "{paths}");
}

static gboolean
run (const Work         *self,
     CwSnapshot         *snapshot,
     const CwChangeSet  *changes,
     CwValidation       *report,
     GError            **error)
{
  g_autoptr (CwScratch) scratch = cw_scratch_new (error);

  if (scratch == NULL || !lay_out (scratch, snapshot, changes, error))
    return FALSE;
  if (takes_all (self->validator))
    return run_once (self, scratch, NULL, report, error);
  for (guint i = 0; self->paths[i] != NULL; i++)
    if (!run_once (self, scratch, self->paths[i], report, error))
      return FALSE;
  return TRUE;
}

/* New files weren't there before. */
static void
drop_new_paths (Work *self)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  for (guint i = 0; self->paths[i] != NULL; i++)
    if (cw_snapshot_get_bytes (self->before, self->paths[i]) != NULL)
      g_strv_builder_add (paths, self->paths[i]);
  g_strfreev (self->paths);
  self->paths = g_strv_builder_end (paths);
}

static gboolean
run_both (Work          *self,
          CwValidation  *report,
          GError       **error)
{
  g_autoptr (CwValidation) before = cw_validation_new (self->changes->repository, self->validator, "", 0);

  if (!run (self, self->base, self->changes, report, error))
    return FALSE;
  if (self->before == NULL || report->state == CW_VALIDATION_HOLDS)
    return TRUE;
  drop_new_paths (self);
  if (self->paths[0] != NULL && !run (self, self->before, NULL, before, error))
    return FALSE;
  cw_validation_drop_known (report, before);
  return TRUE;
}

/**
 * cw_validate_changes:
 * @procedure: what this observatory does
 * @site: id of the site
 * @changes: a repository's change set
 * @validator: one of the repository's validators
 * @which: what it looks at
 * @read: reads the repository's files
 * @data: for @read
 * @cancellable: (nullable): ends the program
 * @error: where to store that it was cancelled, or that there is nothing to look at (%CW_ERROR_NOT_FOUND)
 *
 * Lets a validator look at the files as they will be. That it isn't installed, or gives no report, is a report too.
 *
 * Returns: (transfer full) (nullable): its report
 */
CwValidation *
cw_validate_changes (CwProcedure       *procedure,
                     const char        *site,
                     const CwChangeSet *changes,
                     const CwValidator *validator,
                     CwValidateFiles    which,
                     CwValidateRead     read,
                     gpointer           data,
                     GCancellable      *cancellable,
                     GError           **error)
{
  g_autofree char *tree = cw_validation_hash_tree (changes);
  g_autofree char *program = cw_command_find (validator->command[0]);
  g_auto (Work) work = { validator, changes, NULL, NULL, list_paths (validator, changes, which), cancellable };
  g_auto (GStrv) globs = NULL;
  const CwRepository *repository = cw_procedure_get_repository (procedure, changes->repository);
  g_autoptr (CwValidation) report = NULL;
  g_autoptr (GError) local = NULL;

  cw_assert_in_worker ();

  if (work.paths[0] == NULL)
    {
      cw_error_refuse (error, CW_ERROR_NOT_FOUND, _ ("%s has nothing to look at in %s"), validator->name,
                       changes->repository);
      return NULL;
    }
  report = cw_validation_new (changes->repository, validator, tree, g_strv_length (work.paths));
  if (program == NULL)
    {
      report->state = CW_VALIDATION_ABSENT;
      return g_steal_pointer (&report);
    }
  globs = list_globs (procedure, site, changes, validator);
  work.base = read (repository, changes->base, (const char *const *) globs, data, cancellable, &local);
  if (work.base != NULL)
    work.before = which == CW_VALIDATE_CHANGED
                    ? g_object_ref (work.base)
                    : read (repository, NULL, (const char *const *) globs, data, cancellable, NULL);
  if (work.base == NULL || !run_both (&work, report, &local))
    {
      if (cw_error_is_cancelled (local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      cw_validation_fail (report, local->message);
    }
  return g_steal_pointer (&report);
}

/**
 * cw_validate_plan:
 * @procedure: what this observatory does
 * @plan: a site's plan
 * @which: what validators look at
 * @read: reads the repositories' files
 * @data: for @read
 * @validations: (element-type CwValidation): where the reports are added
 * @cancellable: (nullable): ends the program that runs
 * @error: where to store that it was cancelled
 *
 * Lets all validators of the procedure look at the files as they will be.
 *
 * Returns: %FALSE when it was cancelled
 */
gboolean
cw_validate_plan (CwProcedure       *procedure,
                  CwPlan            *plan,
                  CwValidateFiles    which,
                  CwValidateRead     read,
                  gpointer           data,
                  GPtrArray         *validations,
                  GCancellable      *cancellable,
                  GError           **error)
{
  GPtrArray *sets = cw_plan_get_change_sets (plan);

  g_return_val_if_fail (CW_IS_PROCEDURE (procedure) && read != NULL && validations != NULL, FALSE);

  for (guint i = 0; i < sets->len; i++)
    {
      const CwChangeSet *changes = g_ptr_array_index (sets, i);
      GPtrArray *validators = cw_procedure_get_repository (procedure, changes->repository)->validators;

      for (guint j = 0; j < validators->len; j++)
        {
          g_autoptr (GError) local = NULL;
          CwValidation *report = cw_validate_changes (procedure, cw_plan_get_site (plan), changes,
                                                      g_ptr_array_index (validators, j), which, read, data,
                                                      cancellable, &local);

          if (report != NULL)
            g_ptr_array_add (validations, report);
          else if (!g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
            {
              g_propagate_error (error, g_steal_pointer (&local));
              return FALSE;
            }
        }
    }
  return TRUE;
}
