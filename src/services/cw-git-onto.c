/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-git-private.h"

/*
 * A later form of a change that a branch has already, on top of whatever stands there now. What the earlier forms
 * brought is known by their trailer; all else on the branch is other people's, and stays as it is.
 */

typedef struct {
  const CwGitOnto *onto;
  git_repository *repository;
  git_tree *top;
  git_tree *taken;     /* (nullable): what somebody else made, and a person took for ours */
  GPtrArray *own;      /* our commits since the base, the newest first */
  GHashTable *brought; /* path → id of what our newest commit put there, "" where it took it away */
  GArray *updates;     /* of git_tree_update */
} Work;

static void
work_clear (Work *self)
{
  g_clear_pointer (&self->top, git_tree_free);
  g_clear_pointer (&self->taken, git_tree_free);
  g_clear_pointer (&self->own, g_ptr_array_unref);
  g_clear_pointer (&self->brought, g_hash_table_unref);
  g_clear_pointer (&self->updates, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* What a tree has at a path: "" for nothing. */
static char *
read_blob (git_tree   *tree,
           const char *path)
{
  g_autoptr (git_tree_entry) entry = NULL;
  char blob[GIT_OID_HEXSZ + 1] = "";

  if (git_tree_entry_bypath (&entry, tree, path) == 0)
    cw_git_format_id (git_tree_entry_id (entry), blob);
  return g_strdup (blob);
}

static gboolean
is_ours (Work       *self,
         git_commit *commit)
{
  g_autoptr (CwGitCommit) described = cw_git_describe_commit (commit);
  g_autofree char *value = cw_git_commit_get_trailer (described, self->onto->trailer);

  return g_strcmp0 (value, self->onto->value) == 0;
}

/* From the newest commit to the oldest: what is known of a path already is what counts. */
static int
note_commit (Work       *self,
             git_commit *commit)
{
  g_autoptr (git_commit) parent = NULL;
  g_autoptr (git_tree) before = NULL, after = NULL;
  g_autoptr (git_diff) diff = NULL;
  int rc = git_commit_parent (&parent, commit, 0);

  if (rc == 0)
    rc = git_commit_tree (&before, parent);
  if (rc == 0)
    rc = git_commit_tree (&after, commit);
  if (rc == 0)
    rc = git_diff_tree_to_tree (&diff, self->repository, before, after, NULL);
  for (size_t i = 0; rc == 0 && i < git_diff_num_deltas (diff); i++)
    {
      const char *path = git_diff_get_delta (diff, i)->new_file.path;

      if (!g_hash_table_contains (self->brought, path))
        g_hash_table_insert (self->brought, g_strdup (path), read_blob (after, path));
    }
  return rc;
}

static int
take_own (Work          *self,
          const git_oid *id)
{
  g_autoptr (git_commit) own = NULL;
  int rc = git_commit_lookup (&own, self->repository, id);

  return rc == 0 && !is_ours (self, own) ? git_commit_tree (&self->taken, own) : rc;
}

/* Our earlier commits since @base, also those that somebody took off the branch. */
static int
note_commits (Work *self)
{
  g_autoptr (git_revwalk) walk = NULL;
  git_oid id;
  int rc = git_revwalk_new (&walk, self->repository);

  if (rc == 0)
    rc = git_revwalk_sorting (walk, GIT_SORT_TOPOLOGICAL);
  if (rc == 0)
    rc = git_revwalk_push (walk, git_commit_id (self->onto->top));
  if (rc == 0 && git_oid_fromstr (&id, self->onto->own) == 0 && git_revwalk_push (walk, &id) == 0)
    rc = take_own (self, &id);
  if (rc == 0 && git_oid_fromstr (&id, self->onto->base) == 0)
    rc = git_revwalk_hide (walk, &id);
  while (rc == 0 && (rc = git_revwalk_next (&id, walk)) == 0)
    {
      g_autoptr (git_commit) commit = NULL;

      rc = git_commit_lookup (&commit, self->repository, &id);
      if (rc != 0 || !is_ours (self, commit))
        continue;
      rc = note_commit (self, commit);
      g_ptr_array_add (self->own, g_steal_pointer (&commit));
    }
  return rc == GIT_ITEROVER ? 0 : rc;
}

static void
put (Work           *self,
     const char     *path,
     const git_oid  *blob,
     git_filemode_t  mode)
{
  git_tree_update update = { .path = path, .filemode = mode };

  update.action = blob != NULL ? GIT_TREE_UPDATE_UPSERT : GIT_TREE_UPDATE_REMOVE;
  if (blob != NULL)
    git_oid_cpy (&update.id, blob);
  g_array_append_val (self->updates, update);
}

/* What an earlier form brought and nobody changed since is as it was before, where the change has it no more. */
static void
put_back (Work     *self,
          git_tree *parent)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->brought);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_autofree char *now = read_blob (self->top, key), *before = read_blob (parent, key);
      g_autoptr (git_tree_entry) entry = NULL;

      if (g_hash_table_contains (self->onto->wanted, key) || !g_str_equal (now, value) || g_str_equal (now, before))
        continue;
      git_tree_entry_bypath (&entry, parent, key);
      put (self, key, entry != NULL ? git_tree_entry_id (entry) : NULL,
           entry != NULL ? git_tree_entry_filemode (entry) : GIT_FILEMODE_BLOB);
    }
}

/* Whether it stands there as it was planned, as it is to be, or as a person knows it. */
static gboolean
is_known (Work       *self,
          const char *path,
          const char *before,
          const char *wanted)
{
  g_autofree char *now = read_blob (self->top, path);
  g_autofree char *taken = self->taken != NULL ? read_blob (self->taken, path) : NULL;

  return g_str_equal (now, before) || g_str_equal (now, wanted) || g_strcmp0 (now, taken) == 0
         || g_hash_table_contains (self->brought, path);
}

/* (nullable): the bytes of a blob; empty for none */
static GBytes *
load (Work       *self,
      const char *blob)
{
  g_autoptr (git_blob) object = NULL;
  git_oid id;

  if (*blob == '\0')
    return g_bytes_new_static ("", 0);
  if (git_oid_fromstr (&id, blob) < 0 || git_blob_lookup (&object, self->repository, &id) < 0)
    return NULL;
  return g_bytes_new (git_blob_rawcontent (object), (gsize) git_blob_rawsize (object));
}

/* (nullable): a file as one of our commits found it, and as that left it */
static gboolean
load_step (Work        *self,
           git_commit  *commit,
           const char  *path,
           GBytes     **before,
           GBytes     **after)
{
  g_autoptr (git_commit) parent = NULL;
  g_autoptr (git_tree) old = NULL, new = NULL;
  g_autofree char *old_blob = NULL, *new_blob = NULL;

  if (git_commit_parent (&parent, commit, 0) < 0 || git_commit_tree (&old, parent) < 0
      || git_commit_tree (&new, commit) < 0)
    return FALSE;
  old_blob = read_blob (old, path);
  new_blob = read_blob (new, path);
  *before = load (self, old_blob);
  *after = load (self, new_blob);
  return *before != NULL && *after != NULL;
}

/* (nullable): a file of the branch without what our own commits did to it: what other people made of it. */
static GBytes *
take_off_own (Work       *self,
              const char *path,
              const char *now)
{
  GBytes *theirs = load (self, now);

  for (guint i = 0; theirs != NULL && i < self->own->len; i++)
    {
      g_autoptr (GBytes) before = NULL, after = NULL, rest = theirs;

      theirs = NULL;
      if (!load_step (self, self->own->pdata[i], path, &before, &after))
        return NULL;
      theirs = g_bytes_equal (before, after) ? g_bytes_ref (rest) : cw_git_lines_merge (after, rest, before);
    }
  return theirs;
}

/* What is sent of a file that others changed, too: as it was reviewed, with their lines. */
static gboolean
merge (Work        *self,
       const char  *path,
       const char  *before,
       const char  *now,
       const char  *then,
       git_oid     *id,
       GError     **error)
{
  g_autoptr (GBytes) base = load (self, before), ours = load (self, then);
  g_autoptr (GBytes) theirs = take_off_own (self, path, now), merged = NULL, there = NULL;
  gsize size = 0;
  gconstpointer data;

  if (base != NULL && ours != NULL && theirs != NULL)
    merged = g_bytes_equal (base, theirs) ? g_bytes_ref (ours) : cw_git_lines_merge (base, ours, theirs);
  if (merged == NULL)
    return cw_error_refuse (error, CW_ERROR_CONFLICT,
                            _ ("somebody else changed %s on the branch, and the two can’t be put together. Nothing was "
                               "sent: take it as it is, or put ours in by hand and say so"), path);
  there = load (self, now);
  if (self->onto->check != NULL && !(there != NULL && g_bytes_equal (there, merged))
      && !self->onto->check (path, ours, merged, error))
    return FALSE;
  data = g_bytes_get_data (merged, &size);
  return git_blob_create_from_buffer (id, self->repository, data != NULL ? data : "", size) == 0
         || cw_error_refuse (error, CW_ERROR_STORAGE, _ ("%s can’t be written to the cache"), path);
}

/* What is new to the change must be there as it was reviewed; what was sent before was compared, and the person saw
 * how it differs: our lines are set right, and other people's stay. */
static gboolean
put_wanted (Work     *self,
            git_tree *parent,
            git_tree *wanted,
            GError  **error)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->onto->wanted);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_autofree char *now = read_blob (self->top, key), *before = read_blob (parent, key);
      g_autofree char *then = read_blob (wanted, key);
      g_autoptr (git_tree_entry) entry = NULL;
      git_oid id;

      if (!is_known (self, key, before, then))
        return cw_error_refuse (error, CW_ERROR_CONFLICT,
                                _ ("somebody else changed %s on the branch, and the update starts from what was there "
                                   "before. Nothing was sent; leave that file to another round"), (const char *) key);
      git_tree_entry_bypath (&entry, wanted, key);
      if (entry != NULL && *now != '\0' && !g_str_equal (now, before) && !g_str_equal (now, then))
        {
          if (!merge (self, key, before, now, then, &id, error))
            return FALSE;
          put (self, key, &id, git_tree_entry_filemode (entry));
        }
      else if (entry != NULL || *now != '\0')
        put (self, key, entry != NULL ? git_tree_entry_id (entry) : NULL,
             entry != NULL ? git_tree_entry_filemode (entry) : GIT_FILEMODE_BLOB);
    }
  return TRUE;
}

/*
 * cw_git_onto_make_tree:
 * @self: what it goes on top of
 * @repository: a repository
 * @parent: what the change was planned on
 * @wanted: that with the change
 * @error: %CW_ERROR_CONFLICT where somebody else changed what the change is about, …
 *
 * Returns: (transfer full): the branch as it stands with the change, and without what earlier forms of it brought
 */
git_tree *
cw_git_onto_make_tree (const CwGitOnto *self,
                       git_repository  *repository,
                       git_tree        *parent,
                       git_tree        *wanted,
                       GError         **error)
{
  g_auto (Work) work = { self, repository };
  git_tree *tree = NULL;
  git_oid id;
  int rc;

  work.own = g_ptr_array_new_with_free_func ((GDestroyNotify) git_commit_free);
  work.brought = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  work.updates = g_array_new (FALSE, FALSE, sizeof (git_tree_update));
  rc = git_commit_tree (&work.top, self->top);
  if (rc == 0)
    rc = note_commits (&work);
  if (rc == 0 && !put_wanted (&work, parent, wanted, error))
    return NULL;
  if (rc == 0 && self->earlier)
    put_back (&work, parent);
  if (rc == 0)
    rc = git_tree_create_updated (&id, repository, work.top, work.updates->len,
                                  (const git_tree_update *) (void *) work.updates->data);
  if (rc == 0)
    rc = git_tree_lookup (&tree, repository, &id);
  if (rc < 0)
    cw_git_set_error (error, rc, _ ("Making the commit’s tree in %s"), git_repository_path (repository));
  return tree;
}
