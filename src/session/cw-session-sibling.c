/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-session-files.h"
#include "cw-session-private.h"
#include "cw-worker.h"
#include "cw-world-private.h"
#include "cw-yaml-copy.h"

static GBytes *
read_path (CwSession          *self,
           const CwRepository *repository,
           const char         *commit,
           const char         *path,
           GCancellable       *cancellable,
           GError            **error)
{
  const char *const paths[] = { path, NULL };
  g_autoptr (CwSnapshot) snapshot = cw_git_service_snapshot (self->world->git, repository->url, commit, repository->id,
                                                             paths, cancellable, error);
  GBytes *bytes = snapshot != NULL ? cw_snapshot_get_bytes (snapshot, path) : NULL;

  if (bytes != NULL)
    return g_bytes_ref (bytes);
  if (snapshot != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no file %s"), path);
  return NULL;
}

/**
 * cw_session_read_sibling:
 * @self: a session
 * @file: a file of its site
 * @other: id of another site
 * @replacements: (element-type CwReplacement): where is added which words of @other give way to the site's own
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Reads what another site has in the place of @file, on the base of the plan.
 *
 * Returns: (transfer full) (nullable): the other site's file
 */
GBytes *
cw_session_read_sibling (CwSession         *self,
                         const CwFileText  *file,
                         const char        *other,
                         GPtrArray         *replacements,
                         GCancellable      *cancellable,
                         GError           **error)
{
  const CwRepository *repository;
  const CwChangeSet *changes;
  const char *word = NULL, *other_word = NULL;
  g_autofree char *path = NULL;
  GBytes *bytes;

  g_return_val_if_fail (CW_IS_SESSION (self) && file != NULL && other != NULL && replacements != NULL, NULL);
  cw_assert_in_worker ();

  repository = cw_procedure_get_repository (self->procedure, file->repository);
  changes = cw_plan_get_change_set (cw_view_get_plan (self->view, file->site), file->repository);
  path = cw_owner_find_sibling (self->procedure, repository, file->site, other, file->path, &word, &other_word);
  if (path == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("The site “%s” has no file in the place of %s"), other,
                   file->path);
      return NULL;
    }
  bytes = read_path (self, repository, changes->base, path, cancellable, error);
  if (bytes != NULL)
    g_ptr_array_add (replacements, cw_replacement_new (other_word, word));
  return bytes;
}
