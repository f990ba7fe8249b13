/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-session-files.h"
#include "cw-session-private.h"
#include "cw-translate.h"
#include "cw-worker.h"
#include "cw-world-private.h"
#include "cw-yaml-copy.h"

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
  g_autoptr (CwSnapshot) snapshot = NULL;
  GPtrArray *learned;
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
  snapshot = cw_world_get_snapshot (self->world, repository, changes->base, cancellable, error);
  if (snapshot == NULL)
    return NULL;
  bytes = cw_snapshot_get_bytes (snapshot, path);
  if (bytes == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no file %s"), path);
      return NULL;
    }
  learned = cw_world_learn (self->world, repository, changes->base, other, file->site, cancellable, error);
  for (guint i = 0; learned != NULL && i < learned->len; i++)
    {
      const CwReplacement *one = g_ptr_array_index (learned, i);

      g_ptr_array_add (replacements, cw_replacement_new_at (one->key, one->from, one->to));
    }
  cw_translate_add_names (replacements, path, file->path, other_word, word);
  return g_bytes_ref (bytes);
}
