/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

#include "config.h"

#include <string.h>

#include "cw-git-conflict.h"
#include "cw-git-private.h"

#define MAX_SHOWN 200

/* As libgit2 marks them. */
#define OURS   "<<<<<<<"
#define MIDDLE "======="
#define THEIRS ">>>>>>>"

typedef git_merge_file_result CwGitMerge;
typedef git_index_conflict_iterator CwGitConflictIter;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwGitMerge, git_merge_file_result_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwGitConflictIter, git_index_conflict_iterator_free)

void
cw_git_conflict_free (CwGitConflict *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->commit);
  g_free (self->path);
  g_free (self->theirs);
  g_free (self->base);
  g_free (self);
}

static char *
show (const GString *lines)
{
  g_autofree char *text = g_utf8_make_valid (lines->str, (gssize) MIN (lines->len, MAX_SHOWN));

  return *g_strchomp (text) != '\0' ? g_strdup (text) : NULL;
}

/* Both sides of the first place at which they part. */
static void
read_sides (CwGitConflict    *self,
            const CwGitMerge *merge)
{
  g_autofree char *text = g_strndup (merge->ptr, merge->len);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GString) base = g_string_new (NULL), theirs = g_string_new (NULL);
  GString *side = NULL;

  for (guint i = 0; lines[i] != NULL && !g_str_has_prefix (lines[i], THEIRS); i++)
    if (g_str_has_prefix (lines[i], OURS))
      {
        self->line = i + 1;
        side = base;
      }
    else if (side == base && g_str_has_prefix (lines[i], MIDDLE))
      side = theirs;
    else if (side != NULL)
      g_string_append_printf (side, "%s\n", lines[i]);
  self->base = show (base);
  self->theirs = show (theirs);
}

static CwGitConflict *
describe (git_repository        *repository,
          git_commit            *commit,
          const git_index_entry *ancestor,
          const git_index_entry *ours,
          const git_index_entry *theirs)
{
  const git_index_entry *any = ours != NULL ? ours : theirs != NULL ? theirs : ancestor;
  CwGitConflict *self = g_new0 (CwGitConflict, 1);
  g_auto (CwGitMerge) merge = { 0 };

  self->commit = g_malloc (GIT_OID_HEXSZ + 1);
  cw_git_format_id (git_commit_id (commit), self->commit);
  self->path = g_utf8_make_valid (any->path, -1);
  if (ours != NULL && theirs != NULL
      && git_merge_file_from_index (&merge, repository, ancestor, ours, theirs, NULL) == 0 && merge.ptr != NULL)
    read_sides (self, &merge);
  return self;
}

/**
 * cw_git_conflicts_add:
 * @repository: the repository
 * @index: what came of putting @commit on another base
 * @commit: that commit
 * @conflicts: (element-type CwGitConflict): where each file is added that both sides changed
 *
 * Returns: 0, or libgit2's error code
 */
int
cw_git_conflicts_add (git_repository *repository,
                      git_index      *index,
                      git_commit     *commit,
                      GPtrArray      *conflicts)
{
  g_autoptr (CwGitConflictIter) iter = NULL;
  const git_index_entry *ancestor, *ours, *theirs;
  int rc = git_index_conflict_iterator_new (&iter, index);

  while (rc == 0 && (rc = git_index_conflict_next (&ancestor, &ours, &theirs, iter)) == 0)
    g_ptr_array_add (conflicts, describe (repository, commit, ancestor, ours, theirs));
  return rc == GIT_ITEROVER ? 0 : rc;
}
