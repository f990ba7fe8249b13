/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-merge"

#include "config.h"

#include <string.h>

#include <git2.h>
#include <glib/gi18n-lib.h>

#include "cw-merge.h"
#include "cw-patch-private.h"

/* As libgit2 begins a conflict. */
#define MARKER "<<<<<<<"

typedef git_merge_file_result CwGitMerge;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwGitMerge, git_merge_file_result_free)

static void
fill (git_merge_file_input *input,
      GBytes               *text)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (text, &size);

  git_merge_file_input_init (input, GIT_MERGE_FILE_INPUT_VERSION);
  input->ptr = data != NULL ? data : "";
  input->size = size;
}

/* The line of the first conflict in the text with its markers: what stands before them is the same without. */
static guint
find_conflict (const CwGitMerge *merge)
{
  const char *at = merge->ptr, *end = at + merge->len;

  for (guint line = 1; at != NULL && at < end; line++)
    {
      if ((gsize) (end - at) >= strlen (MARKER) && memcmp (at, MARKER, strlen (MARKER)) == 0)
        return line;
      at = memchr (at, '\n', (gsize) (end - at));
      at = at != NULL ? at + 1 : NULL;
    }
  return 1;
}

static git_merge_file_favor_t
favor_of (CwMergeSide side)
{
  switch (side)
    {
    case CW_MERGE_PLANNED:
      return GIT_MERGE_FILE_FAVOR_OURS;
    case CW_MERGE_MINE:
      return GIT_MERGE_FILE_FAVOR_THEIRS;
    case CW_MERGE_ASK:
    default:
      return GIT_MERGE_FILE_FAVOR_NORMAL;
    }
}

/**
 * cw_merge_texts:
 * @from: what the person edited
 * @planned: what the plan makes of the file now
 * @mine: what the person made of it
 * @side: whose lines stand where both changed the same ones
 * @merged: (out): the text that has both changes; with @conflict set, the same with git's markers around what must be
 *   decided
 * @conflict: (out): the line of the first conflict, 0 where there is none
 * @error: where to store a %CW_ERROR_INTERNAL with libgit2's words
 *
 * Brings a person's edit onto the text that is planned now, as git merges files.
 *
 * Returns: whether libgit2 could compare them
 */
gboolean
cw_merge_texts (GBytes       *from,
                GBytes       *planned,
                GBytes       *mine,
                CwMergeSide   side,
                GBytes      **merged,
                guint        *conflict,
                GError      **error)
{
  git_merge_file_options options;
  git_merge_file_input ancestor, ours, theirs;
  g_auto (CwGitMerge) merge = { 0 };

  g_return_val_if_fail (from != NULL && planned != NULL && mine != NULL && merged != NULL && conflict != NULL, FALSE);

  cw_patch_start_git ();
  git_merge_file_options_init (&options, GIT_MERGE_FILE_OPTIONS_VERSION);
  options.favor = favor_of (side);
  options.our_label = _ ("the plan");
  options.their_label = _ ("edited by hand");
  fill (&ancestor, from);
  fill (&ours, planned);
  fill (&theirs, mine);
  if (git_merge_file (&merge, &ancestor, &ours, &theirs, &options) < 0)
    {
      cw_patch_set_error (error, _ ("The edit by hand"));
      return FALSE;
    }
  *conflict = merge.automergeable ? 0 : find_conflict (&merge);
  *merged = g_bytes_new (merge.ptr, merge.len);
  return TRUE;
}
