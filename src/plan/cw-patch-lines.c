/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-patch"

#include "config.h"

#include <git2.h>
#include <string.h>

#include "cw-patch-lines.h"
#include "cw-patch-private.h"

static guint
count_lines (GBytes *bytes)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size), *at = data;
  guint count = 0;

  while (size > 0 && at < data + size)
    {
      at = memchr (at, '\n', (gsize) (data + size - at));
      count++;
      if (at == NULL)
        break;
      at++;
    }
  return count;
}

/* libgit2 also reports the missing newline at a file's end as a line of its own; the line before says it already. */
static gboolean
read_kind (char             origin,
           CwPatchLineKind *kind)
{
  switch (origin)
    {
    case GIT_DIFF_LINE_CONTEXT:
      *kind = CW_PATCH_SAME;
      return TRUE;
    case GIT_DIFF_LINE_ADDITION:
      *kind = CW_PATCH_ADDED;
      return TRUE;
    case GIT_DIFF_LINE_DELETION:
      *kind = CW_PATCH_REMOVED;
      return TRUE;
    default:
      return FALSE;
    }
}

static void
add_line (CwPatch             *self,
          const git_diff_line *source)
{
  CwPatchLine line = { CW_PATCH_SAME };

  if (!read_kind (source->origin, &line.kind))
    return;
  line.length = source->content_len;
  line.unfinished = line.length == 0 || source->content[line.length - 1] != '\n';
  if (!line.unfinished)
    line.length--;
  line.text = g_string_chunk_insert_len (self->texts, source->content, (gssize) line.length);
  line.old_line = line.kind != CW_PATCH_ADDED ? (guint) source->old_lineno : 0;
  line.new_line = line.kind != CW_PATCH_REMOVED ? (guint) source->new_lineno : 0;
  self->n_added += line.kind == CW_PATCH_ADDED;
  self->n_removed += line.kind == CW_PATCH_REMOVED;
  g_array_append_val (self->lines, line);
}

static gboolean
add_hunk (CwPatch   *self,
          git_patch *patch,
          gsize      index)
{
  const git_diff_hunk *source = NULL;
  size_t n_lines = 0;
  CwPatchHunk hunk = { 0 };

  if (git_patch_get_hunk (&source, &n_lines, patch, index) < 0)
    return FALSE;
  hunk.first = self->lines->len;
  hunk.old_start = (guint) source->old_start;
  hunk.old_lines = (guint) source->old_lines;
  for (size_t i = 0; i < n_lines; i++)
    {
      const git_diff_line *line = NULL;

      if (git_patch_get_line_in_hunk (&line, patch, index, i) < 0)
        return FALSE;
      add_line (self, line);
    }
  hunk.n_lines = self->lines->len - hunk.first;
  g_array_append_val (self->hunks, hunk);
  return TRUE;
}

/**
 * cw_patch_new:
 * @old_bytes: the file before
 * @new_bytes: the file after
 * @path: its path, for git's attributes and for the error
 * @n_context: how many unchanged lines stand around a change, or %CW_PATCH_WHOLE_FILE
 * @error: where to store a %CW_ERROR_INTERNAL with libgit2's words
 *
 * Compares with libgit2, as cw_file_change_to_patch() does, so that what is shown is the patch that is meant.
 *
 * Returns: (transfer full): the patch; without hunks where nothing differs
 */
CwPatch *
cw_patch_new (GBytes     *old_bytes,
              GBytes     *new_bytes,
              const char *path,
              guint       n_context,
              GError    **error)
{
  g_autoptr (CwPatch) self = NULL;
  g_autoptr (CwGitPatch) patch = NULL;

  g_return_val_if_fail (old_bytes != NULL && new_bytes != NULL && path != NULL, NULL);

  patch = cw_patch_compare (old_bytes, new_bytes, path, n_context, error);
  if (patch == NULL)
    return NULL;
  self = g_new0 (CwPatch, 1);
  self->lines = g_array_new (FALSE, FALSE, sizeof (CwPatchLine));
  self->hunks = g_array_new (FALSE, FALSE, sizeof (CwPatchHunk));
  self->texts = g_string_chunk_new (4096);
  self->n_old_lines = count_lines (old_bytes);
  self->binary = (git_patch_get_delta (patch)->flags & GIT_DIFF_FLAG_BINARY) != 0;
  for (gsize i = 0; i < git_patch_num_hunks (patch); i++)
    if (!add_hunk (self, patch, i))
      {
        cw_patch_set_error (error, path);
        return NULL;
      }
  return g_steal_pointer (&self);
}

/**
 * cw_patch_free:
 * @self: a patch
 *
 * Frees it.
 */
void
cw_patch_free (CwPatch *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->lines);
  g_array_unref (self->hunks);
  g_string_chunk_free (self->texts);
  g_free (self);
}
