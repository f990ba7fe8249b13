/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-plan-shared"

#include "config.h"

#include <string.h>

#include "cw-owner.h"
#include "cw-plan-shared.h"
#include "cw-yaml.h"

/* What renders a site's configuration stops at a file that can't be read, whosesoever it is: those that every site
 * shares, and those that a branch brings. */

/* What is a template is no YAML yet. */
static gboolean
is_yaml (const char *path)
{
  return (g_str_has_suffix (path, ".yaml") || g_str_has_suffix (path, ".yml")) && strstr (path, "templates/") == NULL;
}

/**
 * cw_plan_pick_brought:
 * @snapshot: what was read of a branch
 * @changed: (array zero-terminated=1): the paths that the branch changed
 *
 * Returns: (transfer full): those that are to be read as well
 */
GStrv
cw_plan_pick_brought (CwSnapshot        *snapshot,
                      const char *const *changed)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  g_return_val_if_fail (CW_IS_SNAPSHOT (snapshot) && changed != NULL, NULL);

  for (guint i = 0; changed[i] != NULL; i++)
    if (is_yaml (changed[i]) && cw_snapshot_get_bytes (snapshot, changed[i]) == NULL
        && strpbrk (changed[i], "*?") == NULL)
      g_strv_builder_add (paths, changed[i]);
  return g_strv_builder_end (paths);
}

static gboolean
is_brought (CwSnapshot *snapshot,
            const char *path)
{
  CwSnapshot *before = cw_snapshot_get_before (snapshot);

  return before != snapshot
         && g_strcmp0 (cw_snapshot_get_blob (before, path), cw_snapshot_get_blob (snapshot, path)) != 0;
}

/* The file as it will be; %NULL where there will be none. */
static GBytes *
get_result (CwSnapshot        *snapshot,
            const CwChangeSet *changes,
            const char        *path)
{
  for (guint i = 0; i < changes->files->len; i++)
    {
      const CwFileChange *change = g_ptr_array_index (changes->files, i);

      if (g_str_equal (change->path, path))
        return *change->new_blob != '\0' ? change->new_bytes : NULL;
    }
  return cw_snapshot_get_bytes (snapshot, path);
}

/**
 * cw_plan_prove_shared:
 * @self: the plan
 * @procedure: what the observatory does
 * @snapshot: a repository's files
 * @changes: what changes there
 *
 * Warns of what nobody can read among the files that are none of the site's own.
 */
void
cw_plan_prove_shared (CwPlan            *self,
                      CwProcedure       *procedure,
                      CwSnapshot        *snapshot,
                      const CwChangeSet *changes)
{
  const CwRepository *repository = cw_procedure_get_repository (procedure, changes->repository);
  const char *const *paths = cw_snapshot_get_paths (snapshot, NULL);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwYaml) yaml = NULL;
      GBytes *bytes;

      if (!is_yaml (paths[i]) || !(cw_path_matches_any ((const char *const *) repository->shared, paths[i])
                                   || is_brought (snapshot, paths[i]))
          || cw_owner_find (procedure, repository, cw_plan_get_site (self), paths[i], NULL) == CW_OWNER_SITE)
        continue;
      bytes = get_result (snapshot, changes, paths[i]);
      yaml = bytes != NULL ? cw_yaml_read (bytes, &error) : NULL;
      if (error != NULL && !cw_yaml_is_sound (bytes))
        cw_plan_warn_unreadable (self, changes->repository, paths[i], error->message);
    }
}
