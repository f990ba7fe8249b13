/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-snapshot"

#include "config.h"

#include <string.h>

#include "cw-snapshot.h"

typedef struct {
  guint   mode;
  char   *blob;
  GBytes *bytes;
} File;

struct _CwSnapshot
{
  GObject parent_instance;

  char *repository;
  char *reference;
  char *commit;
  GHashTable *files;  /* path → File */
  GHashTable *skipped; /* path → why it was not read */
  CwSnapshot *before; /* (nullable): the files that these come from */
  GPtrArray *steps;   /* (owned) (nullable) (element-type CwStep): from this back to @before, where that is known */
  GPtrArray *paths;   /* sorted by bytes, %NULL-terminated; made on the first question, under the lock */
  GMutex lock;
};

G_DEFINE_FINAL_TYPE (CwSnapshot, cw_snapshot, G_TYPE_OBJECT)

static void
file_free (gpointer data)
{
  File *file = data;

  g_free (file->blob);
  g_bytes_unref (file->bytes);
  g_free (file);
}

static void
cw_snapshot_finalize (GObject *object)
{
  CwSnapshot *self = CW_SNAPSHOT (object);

  g_free (self->repository);
  g_free (self->reference);
  g_free (self->commit);
  g_hash_table_unref (self->files);
  g_hash_table_unref (self->skipped);
  g_clear_object (&self->before);
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (cw_snapshot_parent_class)->finalize (object);
}

static void
cw_snapshot_class_init (CwSnapshotClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_snapshot_finalize;
}

static void
cw_snapshot_init (CwSnapshot *self)
{
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, file_free);
  self->skipped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_mutex_init (&self->lock);
}

/**
 * cw_snapshot_new:
 * @repository: the repository's id in the procedure
 * @reference: the branch that was asked for, as a person would say it
 * @commit: the commit's id, 40 hex digits
 *
 * Returns: (transfer full): an empty snapshot to be filled with cw_snapshot_add()
 */
CwSnapshot *
cw_snapshot_new (const char *repository,
                 const char *reference,
                 const char *commit)
{
  CwSnapshot *self;

  g_return_val_if_fail (repository != NULL && reference != NULL && commit != NULL, NULL);

  self = g_object_new (CW_TYPE_SNAPSHOT, NULL);
  self->repository = g_strdup (repository);
  self->reference = g_strdup (reference);
  self->commit = g_strdup (commit);
  return self;
}

/**
 * cw_snapshot_rename:
 * @self: a snapshot
 * @reference: the branch, as a person would say it
 *
 * Returns: (transfer full): the same files under another reference; they are shared, not copied
 */
CwSnapshot *
cw_snapshot_rename (CwSnapshot *self,
                    const char *reference)
{
  CwSnapshot *renamed;

  g_return_val_if_fail (CW_IS_SNAPSHOT (self) && reference != NULL, NULL);

  renamed = cw_snapshot_new (self->repository, reference, self->commit);
  g_hash_table_unref (renamed->files);
  renamed->files = g_hash_table_ref (self->files);
  g_hash_table_unref (renamed->skipped);
  renamed->skipped = g_hash_table_ref (self->skipped);
  g_set_object (&renamed->before, self->before);
  renamed->steps = self->steps != NULL ? g_ptr_array_ref (self->steps) : NULL;
  return renamed;
}

/**
 * cw_step_new:
 * @files: (nullable): the repository's files at a commit
 *
 * Returns: (transfer full): a step of a branch's way that follows no other one yet
 */
CwStep *
cw_step_new (CwSnapshot *files)
{
  CwStep *self = g_new0 (CwStep, 1);

  g_set_object (&self->files, files);
  self->parents = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

void
cw_step_free (CwStep *self)
{
  g_return_if_fail (self != NULL);

  g_clear_object (&self->files);
  g_array_unref (self->parents);
  g_free (self);
}

/* As if the branch were a single commit. */
static GPtrArray *
make_one_step (CwSnapshot *before)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_step_free);
  CwStep *tip = cw_step_new (NULL);
  const guint parent = 1;

  tip->own = TRUE;
  g_array_append_val (tip->parents, parent);
  g_ptr_array_add (steps, tip);
  g_ptr_array_add (steps, cw_step_new (before));
  return steps;
}

/**
 * cw_snapshot_compare_with:
 * @self: a snapshot, of a branch that somebody made
 * @before: the files from which the branch parted
 *
 * Returns: (transfer full): the same files, of which is known what they were before
 */
CwSnapshot *
cw_snapshot_compare_with (CwSnapshot *self,
                          CwSnapshot *before)
{
  CwSnapshot *compared;

  g_return_val_if_fail (CW_IS_SNAPSHOT (self) && CW_IS_SNAPSHOT (before), NULL);

  compared = cw_snapshot_rename (self, self->reference);
  g_set_object (&compared->before, before);
  cw_snapshot_take_steps (compared, make_one_step (before));
  return compared;
}

/**
 * cw_snapshot_take_steps:
 * @self: a snapshot of which is known what it comes from, and that nobody else knows yet
 * @steps: (transfer full) (nullable) (element-type CwStep): the branch's way, its tip first; %NULL where it isn't known
 */
void
cw_snapshot_take_steps (CwSnapshot *self,
                        GPtrArray  *steps)
{
  g_return_if_fail (CW_IS_SNAPSHOT (self));

  g_clear_pointer (&self->steps, g_ptr_array_unref);
  self->steps = steps;
}

/**
 * cw_snapshot_get_steps:
 * @self: a snapshot of which is known what it comes from
 *
 * Returns: (transfer none) (nullable) (element-type CwStep): the way that its branch went, the tip first; %NULL where
 *   that isn't known
 */
GPtrArray *
cw_snapshot_get_steps (CwSnapshot *self)
{
  g_return_val_if_fail (CW_IS_SNAPSHOT (self), NULL);

  return self->steps;
}

/**
 * cw_snapshot_get_before:
 * @self: a snapshot
 *
 * Returns: (transfer none): the files that @self comes from; itself where nothing is known of them
 */
CwSnapshot *
cw_snapshot_get_before (CwSnapshot *self)
{
  g_return_val_if_fail (CW_IS_SNAPSHOT (self), NULL);

  return self->before != NULL ? self->before : self;
}

/**
 * cw_snapshot_add:
 * @self: a snapshot that nobody else knows yet
 * @path: path in the repository
 * @mode: git's file mode
 * @blob: (nullable): the blob's id; %NULL to have it computed
 * @bytes: the content
 */
void
cw_snapshot_add (CwSnapshot *self,
                 const char *path,
                 guint       mode,
                 const char *blob,
                 GBytes     *bytes)
{
  File *file;

  g_return_if_fail (CW_IS_SNAPSHOT (self));
  g_return_if_fail (path != NULL && bytes != NULL);
  g_return_if_fail (self->paths == NULL);

  file = g_new0 (File, 1);
  file->mode = mode;
  file->blob = blob != NULL ? g_strdup (blob) : cw_blob_id (bytes);
  file->bytes = g_bytes_ref (bytes);
  g_hash_table_replace (self->files, g_strdup (path), file);
}

/**
 * cw_snapshot_skip:
 * @self: a snapshot that nobody else knows yet
 * @path: path of what stands where a file was looked for; with a slash at its end where it takes the place of a folder
 * @reason: why it was not read, a sentence
 */
void
cw_snapshot_skip (CwSnapshot *self,
                  const char *path,
                  const char *reason)
{
  g_return_if_fail (CW_IS_SNAPSHOT (self) && path != NULL && reason != NULL);

  g_hash_table_replace (self->skipped, g_strdup (path), g_strdup (reason));
}

/**
 * cw_snapshot_get_skipped:
 * @self: a snapshot
 *
 * Returns: (transfer none) (element-type utf8 utf8): path → why it was not read
 */
GHashTable *
cw_snapshot_get_skipped (CwSnapshot *self)
{
  g_return_val_if_fail (CW_IS_SNAPSHOT (self), NULL);

  return self->skipped;
}

const char *
cw_snapshot_get_repository (CwSnapshot *self)
{
  g_return_val_if_fail (CW_IS_SNAPSHOT (self), NULL);

  return self->repository;
}

const char *
cw_snapshot_get_reference (CwSnapshot *self)
{
  g_return_val_if_fail (CW_IS_SNAPSHOT (self), NULL);

  return self->reference;
}

const char *
cw_snapshot_get_commit (CwSnapshot *self)
{
  g_return_val_if_fail (CW_IS_SNAPSHOT (self), NULL);

  return self->commit;
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_all (CwSnapshot *self,
         CwSnapshot *other)
{
  GHashTableIter iter;
  gpointer path, value;

  g_hash_table_iter_init (&iter, other->files);
  while (g_hash_table_iter_next (&iter, &path, &value))
    {
      const File *file = value;

      cw_snapshot_add (self, path, file->mode, file->blob, file->bytes);
    }
  g_hash_table_iter_init (&iter, other->skipped);
  while (g_hash_table_iter_next (&iter, &path, &value))
    cw_snapshot_skip (self, path, value);
}

/**
 * cw_snapshot_join:
 * @self: a snapshot
 * @more: other files of the same commit
 *
 * Returns: (transfer full): the files of both
 */
CwSnapshot *
cw_snapshot_join (CwSnapshot *self,
                  CwSnapshot *more)
{
  CwSnapshot *joined;

  g_return_val_if_fail (CW_IS_SNAPSHOT (self) && CW_IS_SNAPSHOT (more), NULL);

  joined = cw_snapshot_new (self->repository, self->reference, self->commit);
  add_all (joined, self);
  add_all (joined, more);
  return joined;
}

/**
 * cw_snapshot_get_paths:
 * @self: a snapshot
 * @n_paths: (out) (optional): how many there are
 *
 * Returns: (transfer none) (array zero-terminated=1): all paths, sorted by bytes
 */
const char *const *
cw_snapshot_get_paths (CwSnapshot *self,
                       guint      *n_paths)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (CW_IS_SNAPSHOT (self), NULL);

  locker = g_mutex_locker_new (&self->lock);
  if (self->paths == NULL)
    {
      GHashTableIter iter;
      gpointer path;

      self->paths = g_ptr_array_new ();
      g_hash_table_iter_init (&iter, self->files);
      while (g_hash_table_iter_next (&iter, &path, NULL))
        g_ptr_array_add (self->paths, path);
      g_ptr_array_sort (self->paths, compare_paths);
      g_ptr_array_add (self->paths, NULL);
    }
  if (n_paths != NULL)
    *n_paths = self->paths->len - 1;
  return (const char *const *) self->paths->pdata;
}

/**
 * cw_snapshot_get_bytes:
 * @self: a snapshot
 * @path: a path
 *
 * Returns: (transfer none) (nullable): the content, %NULL where there is no such file
 */
GBytes *
cw_snapshot_get_bytes (CwSnapshot *self,
                       const char *path)
{
  File *file;

  g_return_val_if_fail (CW_IS_SNAPSHOT (self) && path != NULL, NULL);

  file = g_hash_table_lookup (self->files, path);
  return file != NULL ? file->bytes : NULL;
}

guint
cw_snapshot_get_mode (CwSnapshot *self,
                      const char *path)
{
  File *file;

  g_return_val_if_fail (CW_IS_SNAPSHOT (self) && path != NULL, 0);

  file = g_hash_table_lookup (self->files, path);
  return file != NULL ? file->mode : 0;
}

const char *
cw_snapshot_get_blob (CwSnapshot *self,
                      const char *path)
{
  File *file;

  g_return_val_if_fail (CW_IS_SNAPSHOT (self) && path != NULL, NULL);

  file = g_hash_table_lookup (self->files, path);
  return file != NULL ? file->blob : NULL;
}

/**
 * cw_blob_id:
 * @bytes: a file's content
 *
 * Returns: (transfer full): the id under which git knows a blob of these bytes
 */
char *
cw_blob_id (GBytes *bytes)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);
  g_autofree char *header = NULL;
  gconstpointer data;
  gsize size;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &size);
  header = g_strdup_printf ("blob %" G_GSIZE_FORMAT, size);
  g_checksum_update (sum, (const guchar *) header, (gssize) strlen (header) + 1);
  if (size > 0)
    g_checksum_update (sum, data, (gssize) size);
  return g_strdup (g_checksum_get_string (sum));
}

/* Spares most places of a path the trying: plans ask this of each of ten thousand files. */
static gboolean
may_begin (const char *glob,
           const char *path)
{
  return *glob == *path || *glob == '*' || *glob == '?';
}

/**
 * cw_path_matches:
 * @glob: a pattern: `*` and `?` stay within one folder, a leading or inner `**` followed by a slash stands for any
 *   number of folders (also none), a closing `**` for everything below
 * @path: a path in a repository
 *
 * Returns: whether @path matches @glob wholly
 */
gboolean
cw_path_matches (const char *glob,
                 const char *path)
{
  g_return_val_if_fail (glob != NULL && path != NULL, FALSE);

  for (; *glob != '\0'; glob++, path++)
    {
      if (glob[0] == '*' && glob[1] == '*')
        {
          const char *rest = glob[2] == '/' ? glob + 3 : glob + 2;

          if (*rest == '\0')
            return TRUE;
          for (const char *at = path; at != NULL; at = strchr (at, '/') != NULL ? strchr (at, '/') + 1 : NULL)
            if (may_begin (rest, at) && cw_path_matches (rest, at))
              return TRUE;
          return FALSE;
        }
      if (glob[0] == '*')
        {
          for (const char *at = path;; at++)
            {
              if (may_begin (glob + 1, at) && cw_path_matches (glob + 1, at))
                return TRUE;
              if (*at == '\0' || *at == '/')
                return FALSE;
            }
        }
      if (*path == '\0' || (glob[0] == '?' ? *path == '/' : *glob != *path))
        return FALSE;
    }
  return *path == '\0';
}

/**
 * cw_path_matches_any:
 * @globs: (nullable) (array zero-terminated=1): patterns
 * @path: a path in a repository
 *
 * Returns: whether @path matches one of @globs
 */
gboolean
cw_path_matches_any (const char *const *globs,
                     const char        *path)
{
  g_return_val_if_fail (path != NULL, FALSE);

  for (guint i = 0; globs != NULL && globs[i] != NULL; i++)
    if (cw_path_matches (globs[i], path))
      return TRUE;
  return FALSE;
}

/**
 * cw_path_may_hold:
 * @globs: (nullable) (array zero-terminated=1): patterns
 * @folder: a folder in a repository, with or without a slash at its end
 *
 * Returns: whether something below @folder can match one of @globs
 */
gboolean
cw_path_may_hold (const char *const *globs,
                  const char        *folder)
{
  g_auto (GStrv) names = NULL;
  guint n_names = 0;

  g_return_val_if_fail (folder != NULL, FALSE);

  names = g_strsplit (folder, "/", -1);
  n_names = g_strv_length (names);
  if (n_names > 0 && *names[n_names - 1] == '\0')
    n_names--;
  for (guint i = 0; globs != NULL && globs[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (globs[i], "/", -1);
      guint at = 0;

      while (parts[at] != NULL && at < n_names && strstr (parts[at], "**") == NULL
             && cw_path_matches (parts[at], names[at]))
        at++;
      if (parts[at] != NULL && (at == n_names || strstr (parts[at], "**") != NULL))
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_snapshot_find:
 * @snapshots: (element-type CwSnapshot): of several repositories
 * @repository: id of a repository
 *
 * Returns: (transfer none) (nullable): the one of @repository
 */
CwSnapshot *
cw_snapshot_find (GPtrArray  *snapshots,
                  const char *repository)
{
  g_return_val_if_fail (snapshots != NULL && repository != NULL, NULL);

  for (guint i = 0; i < snapshots->len; i++)
    if (g_str_equal (cw_snapshot_get_repository (g_ptr_array_index (snapshots, i)), repository))
      return g_ptr_array_index (snapshots, i);
  return NULL;
}
