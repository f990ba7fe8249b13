/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-conflict-side.h"
#include "cw-error.h"
#include "cw-git-conflict.h"
#include "cw-git-private.h"
#include "cw-git-replay.h"
#include "cw-json.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_index, git_index_free)

/* More commits than that were not made for one ticket. */
#define MAX_COMMITS 200

/* A branch while it is replayed: each commit on what became of the one before it. */
typedef struct {
  git_repository *repository;
  const char     *trailer;   /* (nullable): commits that have it become one where they follow each other */
  JsonObject     *answers;   /* (nullable): how a person settled conflicts, by their ids */
  git_commit     *top;       /* what the next one is put on */
  gboolean        top_ours;  /* whether @top is ours, and made here */
  char           *merge;     /* (nullable): id of the first merge that was left out */
  CwGitReplay    *replay;
} Work;

static void
work_clear (Work *self)
{
  g_clear_pointer (&self->top, git_commit_free);
  g_clear_pointer (&self->merge, g_free);
  g_clear_pointer (&self->replay, cw_git_replay_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static void
replayed_free (gpointer data)
{
  CwGitReplayed *self = data;

  g_free (self->before);
  g_free (self->after);
  g_free (self->author);
  g_free (self->subject);
  g_free (self);
}

void
cw_git_replay_free (CwGitReplay *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->tip);
  g_ptr_array_unref (self->commits);
  g_ptr_array_unref (self->conflicts);
  g_ptr_array_unref (self->settled);
  g_free (self);
}

static char *
dup_id (const git_commit *commit)
{
  char *id = g_malloc (GIT_OID_HEXSZ + 1);

  cw_git_format_id (git_commit_id (commit), id);
  return id;
}

static CwGitReplayed *
add_replayed (Work        *work,
              git_commit  *commit,
              char       **trailer)
{
  g_autoptr (CwGitCommit) described = cw_git_describe_commit (commit);
  CwGitReplayed *replayed = g_new0 (CwGitReplayed, 1);

  replayed->before = g_strdup (described->id);
  replayed->author = g_strdup (described->author);
  replayed->date = git_commit_author (commit)->when.time;
  replayed->subject = g_strdup (described->subject);
  *trailer = work->trailer != NULL ? cw_git_commit_get_trailer (described, work->trailer) : NULL;
  g_ptr_array_add (work->replay->commits, replayed);
  return replayed;
}

/* The first one's message, with the trailers of all: each of our effects finds itself again; and the last one's files
 * are those that they were made with. */
static char *
join_messages (const Work *work,
               git_commit *last,
               const char *trailer)
{
  g_autoptr (CwGitCommit) described = cw_git_describe_commit (last);
  g_autofree char *tree = cw_git_commit_get_trailer (described, CW_GIT_TREE_TRAILER);
  g_autoptr (GString) message = g_string_new (git_commit_message_raw (work->top));

  g_strchomp (message->str);
  g_string_truncate (message, strlen (message->str));
  g_string_append_printf (message, "\n%s: %s\n", work->trailer, trailer);
  if (tree != NULL)
    g_string_append_printf (message, "%s: %s\n", CW_GIT_TREE_TRAILER, tree);
  return g_string_free (g_steal_pointer (&message), FALSE);
}

/* Author, dates and words stay; who committed it stays, too, so that the same replay has the same ids anywhere. */
static int
write_commit (Work       *work,
              git_commit *commit,
              git_tree   *tree,
              const char *trailer)
{
  gboolean joins = trailer != NULL && work->top_ours;
  g_autoptr (git_commit) below = NULL;
  g_autofree char *joined = NULL;
  const char *message = git_commit_message_raw (commit);
  const git_commit *parents[1] = { work->top };
  git_oid id;
  int rc = 0;

  if (joins)
    {
      joined = join_messages (work, commit, trailer);
      message = joined;
      rc = git_commit_parent (&below, work->top, 0);
      parents[0] = below;
    }
  if (rc == 0)
    rc = git_commit_create (&id, work->repository, NULL, git_commit_author (commit), git_commit_committer (commit),
                            git_commit_message_encoding (commit), message, tree, 1, parents);
  if (rc < 0)
    return rc;
  g_clear_pointer (&work->top, git_commit_free);
  work->top_ours = trailer != NULL;
  return git_commit_lookup (&work->top, work->repository, &id);
}

/* Commits that became one are one from the first of them on. */
static void
note_id (Work       *work,
         const char *former)
{
  GPtrArray *commits = work->replay->commits;
  g_autofree char *id = dup_id (work->top);

  for (guint i = commits->len; i > 0; i--)
    {
      CwGitReplayed *replayed = g_ptr_array_index (commits, i - 1);

      if (i < commits->len && (former == NULL || g_strcmp0 (replayed->after, former) != 0))
        continue;
      g_free (replayed->after);
      replayed->after = g_strdup (id);
    }
}

static int
replay_commit (Work       *work,
               git_commit *commit)
{
  g_autoptr (git_index) index = NULL;
  g_autoptr (git_tree) tree = NULL;
  g_autofree char *trailer = NULL, *former = dup_id (work->top);
  gboolean joins;
  git_oid id;
  int rc = git_cherrypick_commit (&index, work->repository, commit, work->top, 0, NULL);

  if (rc == 0)
    rc = cw_git_conflicts_settle (work->repository, index, commit, work->answers, work->replay);
  if (rc < 0 || work->replay->conflicts->len > 0)
    return rc;
  add_replayed (work, commit, &trailer);
  joins = trailer != NULL && work->top_ours;
  rc = git_index_write_tree_to (&id, index, work->repository);
  if (rc == 0)
    rc = git_tree_lookup (&tree, work->repository, &id);
  if (rc < 0 || git_oid_equal (&id, git_commit_tree_id (work->top)))
    return rc;
  rc = write_commit (work, commit, tree, trailer);
  if (rc == 0)
    note_id (work, joins ? former : NULL);
  return rc;
}

static int
list_commits (Work             *work,
              const git_commit *tip,
              const git_commit *onto,
              git_revwalk     **walk)
{
  int rc = git_revwalk_new (walk, work->repository);

  if (rc == 0)
    rc = git_revwalk_sorting (*walk, GIT_SORT_TOPOLOGICAL | GIT_SORT_REVERSE);
  if (rc == 0)
    rc = git_revwalk_push (*walk, git_commit_id (tip));
  if (rc == 0)
    rc = git_revwalk_hide (*walk, git_commit_id (onto));
  return rc;
}

static int
replay_all (Work             *work,
            const git_commit *tip,
            const git_commit *onto,
            GError          **error)
{
  g_autoptr (git_revwalk) walk = NULL;
  guint n_commits = 0;
  git_oid id;
  int rc = list_commits (work, tip, onto, &walk);

  while (rc == 0 && work->replay->conflicts->len == 0 && (rc = git_revwalk_next (&id, walk)) == 0)
    {
      g_autoptr (git_commit) commit = NULL;

      if (++n_commits > MAX_COMMITS)
        {
          cw_error_refuse (error, CW_ERROR_VALIDATION,
                           _ ("More than %u commits: bring such a branch onto its base by hand"), MAX_COMMITS);
          return GIT_EUSER;
        }
      rc = git_commit_lookup (&commit, work->repository, &id);
      if (rc == 0 && git_commit_parentcount (commit) == 1)
        rc = replay_commit (work, commit);
      else if (rc == 0 && work->merge == NULL)
        work->merge = dup_id (commit);
    }
  return rc == GIT_ITEROVER ? 0 : rc;
}

/* What only a merge holds comes in a commit of its own, with the merge's words. */
static int
keep_merge (Work          *work,
            git_commit    *merge,
            const git_oid *id)
{
  g_autoptr (git_tree) tree = NULL;
  g_autofree char *trailer = NULL;
  int rc = git_tree_lookup (&tree, work->repository, id);

  if (rc < 0)
    return rc;
  add_replayed (work, merge, &trailer);
  rc = write_commit (work, merge, tree, NULL);
  if (rc == 0)
    note_id (work, NULL);
  return rc;
}

static int
ask_merge (Work          *work,
           const git_oid *tree)
{
  CwGitConflict *conflict = cw_git_conflict_new_merge (work->merge, tree);
  const char *answer = work->answers != NULL ? cw_json_get_string (work->answers, conflict->id, NULL) : NULL;
  g_autoptr (git_commit) merge = NULL;
  git_oid id;
  int rc;

  if (g_strcmp0 (answer, CW_CONFLICT_BASE) != 0 && g_strcmp0 (answer, CW_CONFLICT_COMMIT) != 0)
    {
      g_ptr_array_add (work->replay->conflicts, conflict);
      return 0;
    }
  conflict->answer = g_strdup (answer);
  g_ptr_array_add (work->replay->settled, conflict);
  if (g_str_equal (answer, CW_CONFLICT_BASE))
    return 0;
  rc = git_oid_fromstr (&id, work->merge);
  if (rc == 0)
    rc = git_commit_lookup (&merge, work->repository, &id);
  return rc == 0 ? keep_merge (work, merge, tree) : rc;
}

/* Merges are left out. What one of them decided would be lost: then the files differ from those of a merge. Where
 * merging has conflicts of its own, a person settled them commit by commit. */
static int
check_merges (Work       *work,
              git_commit *tip,
              git_commit *onto)
{
  g_autoptr (git_index) index = NULL;
  git_oid id;
  int rc;

  if (work->merge == NULL || work->replay->conflicts->len > 0)
    return 0;
  rc = git_merge_commits (&index, work->repository, onto, tip, NULL);
  if (rc < 0)
    return rc;
  if (git_index_has_conflicts (index) && work->replay->settled->len > 0)
    return 0;
  if (git_index_has_conflicts (index))
    {
      g_ptr_array_add (work->replay->conflicts, cw_git_conflict_new_merge (work->merge, NULL));
      return 0;
    }
  rc = git_index_write_tree_to (&id, index, work->repository);
  return rc < 0 || git_oid_equal (&id, git_commit_tree_id (work->top)) ? rc : ask_merge (work, &id);
}

static CwGitReplay *
replay (git_repository *repository,
        const char     *tip,
        const char     *onto,
        const char     *trailer,
        JsonObject     *answers,
        GError        **error)
{
  g_autoptr (git_commit) from = NULL, base = NULL;
  g_auto (Work) work = { .repository = repository, .trailer = trailer, .answers = answers };
  int rc;

  if (!cw_git_resolve (repository, tip, &from, error) || !cw_git_resolve (repository, onto, &base, error))
    return NULL;
  work.replay = g_new0 (CwGitReplay, 1);
  work.replay->commits = g_ptr_array_new_with_free_func (replayed_free);
  work.replay->conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_git_conflict_free);
  work.replay->settled = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_git_conflict_free);
  rc = git_commit_dup (&work.top, base);
  if (rc == 0)
    rc = replay_all (&work, from, base, error);
  if (rc == 0)
    rc = check_merges (&work, from, base);
  if (rc < 0)
    {
      if (error != NULL && *error == NULL)
        cw_git_set_error (error, rc, _ ("Bringing %.7s onto %.7s"), tip, onto);
      return NULL;
    }
  if (work.replay->conflicts->len == 0)
    work.replay->tip = dup_id (work.top);
  return g_steal_pointer (&work.replay);
}

/**
 * cw_git_service_replay:
 * @self: a service
 * @url: address of a repository that was fetched
 * @tip: a branch's newest commit
 * @onto: the commit that the branch is to stand on
 * @trailer: (nullable): name of a trailer: commits that have it become one where they follow each other
 * @answers: (nullable): how a person settled conflicts, by their ids
 * @error: %CW_ERROR_NOT_FOUND when a commit is not known here, …
 *
 * Makes the branch's commits anew in the cache, each under its author, with its dates and words, on @onto. Merges are
 * left out. No reference points to them: until they are pushed, nobody sees them. Where a commit can't be replayed,
 * that is named, unless a person settled it. The same commits and answers have the same ids wherever this is done.
 *
 * Returns: (transfer full): what becomes of each commit
 */
CwGitReplay *
cw_git_service_replay (CwGitService *self,
                       const char   *url,
                       const char   *tip,
                       const char   *onto,
                       const char   *trailer,
                       JsonObject   *answers,
                       GError      **error)
{
  g_autoptr (git_repository) repository = NULL;
  g_autoptr (GError) local = NULL;
  CwGitReplay *made;

  g_return_val_if_fail (CW_IS_GIT_SERVICE (self) && url != NULL && tip != NULL && onto != NULL, NULL);

  repository = cw_git_service_open (self, url, error);
  if (repository == NULL)
    return NULL;
  made = replay (repository, tip, onto, trailer, answers, &local);
  if (made == NULL)
    cw_git_service_take_error (self, url, error, g_steal_pointer (&local));
  return made;
}
