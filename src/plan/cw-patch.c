/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-patch"

#include "config.h"

#include <git2.h>
#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-patch-private.h"
#include "cw-patch.h"

#define N_CONTEXT 3

typedef git_buf CwGitBuf;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwGitBuf, git_buf_dispose)

/* libgit2 counts how often it was started; this start is never taken back. */
void
cw_patch_start_git (void)
{
  static gsize started = 0;

  if (!g_once_init_enter (&started))
    return;
  git_libgit2_init ();
  g_once_init_leave (&started, 1);
}

/* For the patch: what libgit2 said, as an error. */
void
cw_patch_set_error (GError    **error,
                    const char *path)
{
  const git_error *problem = git_error_last ();

  g_set_error (error, CW_ERROR, CW_ERROR_INTERNAL, _ ("%s: the diff can’t be made: %s"), path,
               problem != NULL ? problem->message : _ ("no reason given"));
}

/* libgit2 takes no data for a file that isn't there. */
static const void *
get_data (GBytes *bytes,
          gsize  *size)
{
  const void *data = bytes != NULL ? g_bytes_get_data (bytes, size) : NULL;

  return bytes != NULL && data == NULL ? "" : data;
}

/* For the patch: the bytes must outlive what is returned; none stand for a file that isn't there. */
CwGitPatch *
cw_patch_compare (GBytes     *old_bytes,
                  GBytes     *new_bytes,
                  const char *path,
                  guint       n_context,
                  GError    **error)
{
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  g_autoptr (CwGitPatch) patch = NULL;
  gsize old_size = 0, new_size = 0;
  const void *old_data = get_data (old_bytes, &old_size), *new_data = get_data (new_bytes, &new_size);

  cw_patch_start_git ();
  options.context_lines = n_context;
  options.old_prefix = "a";
  options.new_prefix = "b";
  if (git_patch_from_buffers (&patch, old_data, old_size, path, new_data, new_size, path, &options) < 0)
    {
      cw_patch_set_error (error, path);
      return NULL;
    }
  return g_steal_pointer (&patch);
}

/**
 * cw_texts_to_patch:
 * @before: (nullable): a file; %NULL: there is none
 * @after: (nullable): what becomes of it; %NULL: it goes
 * @path: its path
 * @error: where to store a %CW_ERROR_INTERNAL with libgit2's words
 *
 * Returns: (transfer full): libgit2's unified diff, with paths below `a/` and `b/`, as `git apply` takes it
 */
char *
cw_texts_to_patch (GBytes      *before,
                   GBytes      *after,
                   const char  *path,
                   GError     **error)
{
  g_autoptr (CwGitPatch) patch = NULL;
  g_auto (CwGitBuf) text = { 0 };

  g_return_val_if_fail (path != NULL, NULL);

  patch = cw_patch_compare (before, after, path, N_CONTEXT, error);
  if (patch == NULL)
    return NULL;
  if (git_patch_to_buf (&text, patch) < 0)
    {
      cw_patch_set_error (error, path);
      return NULL;
    }
  return g_strndup (text.ptr, text.size);
}

/**
 * cw_file_change_to_patch:
 * @self: a changed file
 * @error: where to store a %CW_ERROR_INTERNAL with libgit2's words
 *
 * Returns: (transfer full): the unified diff of the file
 */
char *
cw_file_change_to_patch (const CwFileChange *self,
                         GError            **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  return cw_texts_to_patch (*self->old_blob != '\0' ? self->old_bytes : NULL,
                            *self->new_blob != '\0' ? self->new_bytes : NULL, self->path, error);
}

/**
 * cw_change_set_to_patch:
 * @self: a change set
 * @error: where to store a %CW_ERROR_INTERNAL with libgit2's words
 *
 * Returns: (transfer full): the unified diff of all its files; empty where nothing changes
 */
char *
cw_change_set_to_patch (const CwChangeSet *self,
                        GError           **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->files->len; i++)
    {
      g_autofree char *patch = cw_file_change_to_patch (self->files->pdata[i], error);

      if (patch == NULL)
        return NULL;
      g_string_append (text, patch);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
