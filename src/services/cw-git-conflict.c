/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-conflict-side.h"
#include "cw-git-conflict.h"
#include "cw-git-private.h"
#include "cw-json.h"

#define MAX_SHOWN 200

/* As libgit2 marks them. */
#define OURS   "<<<<<<<"
#define MIDDLE "======="
#define THEIRS ">>>>>>>"

typedef git_merge_file_result CwGitMerge;
typedef git_index_conflict_iterator CwGitConflictIter;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwGitMerge, git_merge_file_result_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwGitConflictIter, git_index_conflict_iterator_free)

/* What both sides made of one file, as libgit2 tells it; the names are the index's. */
typedef struct {
  const git_index_entry *ancestor;  /* (nullable) */
  const git_index_entry *base;      /* (nullable) */
  const git_index_entry *commit;    /* (nullable) */
} Sides;

/* What a settled file becomes in the index. */
typedef struct {
  char *path;
  git_oid id;
  guint32 mode;  /* 0: it goes */
} Settling;

void
cw_git_conflict_free (CwGitConflict *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_free (self->commit);
  g_free (self->path);
  g_free (self->theirs);
  g_free (self->base);
  g_clear_pointer (&self->marked, g_bytes_unref);
  g_clear_pointer (&self->before, g_bytes_unref);
  g_clear_pointer (&self->after, g_bytes_unref);
  g_free (self->answer);
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

/* Other contents are another conflict: an answer is about what the person saw. */
static char *
make_id (const char           *commit,
         const char           *path,
         const git_oid *const *contents,
         guint                 n_contents)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < n_contents; i++)
    if (contents[i] != NULL)
      g_checksum_update (checksum, contents[i]->id, GIT_OID_RAWSZ);
    else
      g_checksum_update (checksum, (const guchar *) "-", 1);
  return g_strdup_printf ("%s:%.7s@%.7s", path, commit, g_checksum_get_string (checksum));
}

static int
merge_sides (CwGitMerge             *merge,
             git_repository         *repository,
             const Sides            *sides,
             git_merge_file_favor_t  favor,
             const char             *commit)
{
  g_autofree char *label = g_strdup_printf (_ ("commit %.7s"), commit);
  git_merge_file_options options = GIT_MERGE_FILE_OPTIONS_INIT;

  options.favor = favor;
  options.our_label = _ ("the base");
  options.their_label = label;
  return git_merge_file_from_index (merge, repository, sides->ancestor, sides->base, sides->commit, &options);
}

static CwGitConflict *
describe (git_repository *repository,
          git_commit     *commit,
          const Sides    *sides)
{
  const git_index_entry *any = sides->base != NULL ? sides->base
                               : sides->commit != NULL ? sides->commit : sides->ancestor;
  const git_oid *contents[] = { sides->ancestor != NULL ? &sides->ancestor->id : NULL,
                                sides->base != NULL ? &sides->base->id : NULL,
                                sides->commit != NULL ? &sides->commit->id : NULL };
  CwGitConflict *self = g_new0 (CwGitConflict, 1);
  g_auto (CwGitMerge) merge = { 0 };

  self->commit = g_malloc (GIT_OID_HEXSZ + 1);
  cw_git_format_id (git_commit_id (commit), self->commit);
  self->path = g_utf8_make_valid (any->path, -1);
  self->id = make_id (self->commit, self->path, contents, G_N_ELEMENTS (contents));
  if (sides->base == NULL || sides->commit == NULL
      || merge_sides (&merge, repository, sides, GIT_MERGE_FILE_FAVOR_NORMAL, self->commit) != 0 || merge.ptr == NULL)
    return self;
  read_sides (self, &merge);
  if (g_utf8_validate_len (merge.ptr, merge.len, NULL))
    self->marked = g_bytes_new (merge.ptr, merge.len);
  return self;
}

/**
 * cw_git_conflict_new_merge:
 * @commit: id of a merge
 * @tree: (nullable): what all files are to become by it; %NULL where nobody here can tell
 *
 * Returns: (transfer full): that the merge holds what none of its commits has
 */
CwGitConflict *
cw_git_conflict_new_merge (const char    *commit,
                           const git_oid *tree)
{
  CwGitConflict *self = g_new0 (CwGitConflict, 1);

  self->commit = g_strdup (commit);
  self->id = tree != NULL ? make_id (commit, "", &tree, 1) : NULL;
  return self;
}

static int
read_blob (git_repository        *repository,
           const git_index_entry *entry,
           GBytes               **bytes)
{
  g_autoptr (git_blob) blob = NULL;
  int rc = entry != NULL ? git_blob_lookup (&blob, repository, &entry->id) : 0;

  if (rc == 0 && entry != NULL)
    *bytes = g_bytes_new (git_blob_rawcontent (blob), git_blob_rawsize (blob));
  return rc;
}

/* Where both have the file, what they don't dispute stands as they made it. */
static int
take_side (CwGitConflict  *self,
           git_repository *repository,
           const Sides    *sides,
           gboolean        base,
           Settling       *settling)
{
  const git_index_entry *entry = base ? sides->base : sides->commit;
  git_merge_file_favor_t favor = base ? GIT_MERGE_FILE_FAVOR_OURS : GIT_MERGE_FILE_FAVOR_THEIRS;
  g_auto (CwGitMerge) merge = { 0 };

  if (self->marked != NULL && merge_sides (&merge, repository, sides, favor, self->commit) == 0 && merge.ptr != NULL)
    {
      self->after = g_bytes_new (merge.ptr, merge.len);
      settling->mode = merge.mode;
      return git_blob_create_from_buffer (&settling->id, repository, merge.ptr, merge.len);
    }
  settling->mode = entry != NULL ? entry->mode : 0;
  if (entry != NULL)
    git_oid_cpy (&settling->id, &entry->id);
  return read_blob (repository, entry, &self->after);
}

static int
settle (CwGitConflict  *self,
        git_repository *repository,
        const Sides    *sides,
        const char     *answer,
        GArray         *settlings)
{
  const git_index_entry *any = sides->base != NULL ? sides->base : sides->commit;
  gboolean base = g_str_equal (answer, CW_CONFLICT_BASE);
  Settling settling = { NULL, { { 0 } }, any != NULL ? any->mode : 0 };
  int rc;

  self->answer = g_strdup (answer);
  if (g_str_has_prefix (answer, CW_CONFLICT_HAND_TEXT))
    {
      const char *text = answer + strlen (CW_CONFLICT_HAND_TEXT);

      self->after = g_bytes_new (text, strlen (text));
      rc = git_blob_create_from_buffer (&settling.id, repository, text, strlen (text));
    }
  else
    rc = take_side (self, repository, sides, base, &settling);
  if (rc == 0)
    rc = read_blob (repository, sides->base, &self->before);
  settling.path = g_strdup (any != NULL ? any->path : sides->ancestor->path);
  g_array_append_val (settlings, settling);
  return rc;
}

/* An answer that isn't one, as another version of this program might have kept, is none. */
static const char *
find_answer (JsonObject          *answers,
             const CwGitConflict *conflict)
{
  const char *answer = answers != NULL ? cw_json_get_string (answers, conflict->id, NULL) : NULL;

  if (answer == NULL || g_str_equal (answer, CW_CONFLICT_BASE) || g_str_equal (answer, CW_CONFLICT_COMMIT))
    return answer;
  return g_str_has_prefix (answer, CW_CONFLICT_HAND_TEXT) && conflict->marked != NULL ? answer : NULL;
}

static int
put_settled (git_index *index,
             GArray    *settlings)
{
  int rc = 0;

  for (guint i = 0; i < settlings->len && rc == 0; i++)
    {
      const Settling *settling = &g_array_index (settlings, Settling, i);
      git_index_entry entry = { .path = settling->path, .mode = settling->mode };

      git_oid_cpy (&entry.id, &settling->id);
      rc = git_index_conflict_remove (index, settling->path);
      if (rc == 0 && settling->mode != 0)
        rc = git_index_add (index, &entry);
    }
  return rc;
}

static void
settling_clear (gpointer data)
{
  g_free (((Settling *) data)->path);
}

/**
 * cw_git_conflicts_settle:
 * @repository: the repository
 * @index: what came of putting @commit on another base; where a person settled all, it has no conflict any more
 * @commit: that commit
 * @answers: (nullable): what a person said, by the conflicts' ids
 * @replay: where each file is added that both sides changed: to the conflicts, or to the settled ones
 *
 * Returns: 0, or libgit2's error code
 */
int
cw_git_conflicts_settle (git_repository *repository,
                         git_index      *index,
                         git_commit     *commit,
                         JsonObject     *answers,
                         CwGitReplay    *replay)
{
  g_autoptr (GArray) settlings = g_array_new (FALSE, FALSE, sizeof (Settling));
  g_autoptr (CwGitConflictIter) iter = NULL;
  int rc = git_index_conflict_iterator_new (&iter, index);
  Sides sides;

  g_array_set_clear_func (settlings, settling_clear);
  while (rc == 0 && (rc = git_index_conflict_next (&sides.ancestor, &sides.base, &sides.commit, iter)) == 0)
    {
      CwGitConflict *conflict = describe (repository, commit, &sides);
      const char *answer = find_answer (answers, conflict);

      g_ptr_array_add (answer != NULL ? replay->settled : replay->conflicts, conflict);
      if (answer != NULL)
        rc = settle (conflict, repository, &sides, answer, settlings);
    }
  return rc == GIT_ITEROVER ? put_settled (index, settlings) : rc;
}

static void
fill (git_merge_file_input *input,
      GBytes               *bytes)
{
  git_merge_file_input_init (input, GIT_MERGE_FILE_INPUT_VERSION);
  input->ptr = g_bytes_get_data (bytes, &input->size);
  if (input->ptr == NULL)
    input->ptr = "";
}

/**
 * cw_git_texts_conflict:
 * @from: a text
 * @one: what somebody made of it
 * @other: what somebody else made of it
 *
 * Returns: whether git has a conflict where it merges the two: lines that stand one under the other are enough for that
 */
gboolean
cw_git_texts_conflict (GBytes *from,
                       GBytes *one,
                       GBytes *other)
{
  git_merge_file_input ancestor, ours, theirs;
  g_auto (CwGitMerge) merge = { 0 };

  g_return_val_if_fail (from != NULL && one != NULL && other != NULL, FALSE);

  fill (&ancestor, from);
  fill (&ours, one);
  fill (&theirs, other);
  return git_merge_file (&merge, &ancestor, &ours, &theirs, NULL) == 0 && !merge.automergeable;
}
