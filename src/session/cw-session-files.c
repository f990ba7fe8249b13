/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-fact-keys.h"
#include "cw-hand-edit.h"
#include "cw-json.h"
#include "cw-merge.h"
#include "cw-session-files.h"
#include "cw-session-private.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* The files of a site's repositories, as a person edits them: read on the base of the plan. */

/* Where a person is at work. */
typedef struct {
  const char *site;
  const CwRepository *repository;
  CwPlan *plan;
  const CwChangeSet *changes;
  GHashTable *drafts;   /* (nullable): key → what is half typed */
} Place;

void
cw_file_entry_free (CwFileEntry *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->path);
  g_free (self);
}

void
cw_file_text_free (CwFileText *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->site);
  g_free (self->repository);
  g_free (self->path);
  g_free (self->base_name);
  g_clear_pointer (&self->planned, g_bytes_unref);
  g_clear_pointer (&self->text, g_bytes_unref);
  g_free (self->origin);
  g_clear_pointer (&self->marked, g_bytes_unref);
  g_free (self->question);
  g_clear_pointer (&self->draft, g_bytes_unref);
  g_free (self->outside);
  g_clear_pointer (&self->record, json_array_unref);
  g_strfreev (self->forget);
  g_free (self);
}

static GBytes *
keep_bytes (GBytes *bytes)
{
  return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

CwFileText *
cw_file_text_copy (const CwFileText *self)
{
  CwFileText *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (CwFileText, 1);
  copy->site = g_strdup (self->site);
  copy->repository = g_strdup (self->repository);
  copy->path = g_strdup (self->path);
  copy->owner = self->owner;
  copy->base_name = g_strdup (self->base_name);
  copy->planned = keep_bytes (self->planned);
  copy->text = keep_bytes (self->text);
  copy->origin = g_strdup (self->origin);
  copy->marked = keep_bytes (self->marked);
  copy->question = g_strdup (self->question);
  copy->draft = keep_bytes (self->draft);
  copy->outside = g_strdup (self->outside);
  return copy;
}

static gboolean
find_place (CwSession   *self,
            const char  *site,
            const char  *repository,
            Place       *place,
            GError     **error)
{
  g_autofree char *key = g_strconcat ("base.", site, ".", repository, NULL);
  g_autoptr (JsonNode) none = json_node_new (JSON_NODE_NULL);

  if (!cw_session_check_key (self, key, none, error))
    return FALSE;
  place->site = site;
  place->repository = cw_procedure_get_repository (self->procedure, repository);
  place->plan = cw_view_get_plan (self->view, site);
  if (place->plan == NULL)
    return cw_error_refuse (error, CW_ERROR_NOT_FOUND, _ ("This preparation has no plan for the site “%s”"), site);
  place->changes = cw_plan_get_change_set (place->plan, repository);
  if (place->changes == NULL)
    return cw_error_refuse (error, CW_ERROR_NOT_FOUND, _ ("%s was not planned yet for “%s”: refresh first"),
                            place->repository->name, site);
  return TRUE;
}

static gboolean
check_owner (CwSession    *self,
             const Place  *place,
             const char   *site,
             const char   *path,
             CwOwner      *owner,
             GError      **error)
{
  const CwSite *other = NULL;

  *owner = cw_owner_find (self->procedure, place->repository, site, path, &other);
  if (*owner != CW_OWNER_OTHER)
    return TRUE;
  return cw_error_refuse (error, CW_ERROR_VALIDATION,
                          _ ("%s belongs to the site “%s”: edit it for that site, on its own ticket"), path, other->id);
}

static const CwFileChange *
find_change (const CwChangeSet *changes,
             const char        *path)
{
  for (guint i = 0; i < changes->files->len; i++)
    {
      const CwFileChange *change = g_ptr_array_index (changes->files, i);

      if (g_str_equal (change->path, path))
        return change;
    }
  return NULL;
}

static gboolean
is_file (guint mode)
{
  return mode == CW_GIT_MODE_FILE || mode == CW_GIT_MODE_EXECUTABLE;
}

static GPtrArray *
list_entries (CwSession     *self,
              const Place   *place,
              GCancellable  *cancellable,
              GError       **error)
{
  return cw_git_service_list (self->world->git, place->repository->url, place->changes->base, cancellable, error);
}

static CwFileEntry *
new_entry (const Place *place,
           const char  *path,
           CwOwner      owner)
{
  const CwHandChange *hand = cw_plan_find_hand_change (place->plan, place->repository->id, path);
  g_autofree char *key = cw_hand_edit_make_key (place->site, place->repository->id, path);
  CwFileEntry *entry = g_new0 (CwFileEntry, 1);

  entry->path = g_strdup (path);
  entry->owner = owner;
  entry->edited = hand != NULL;
  entry->changed = find_change (place->changes, path) != NULL;
  entry->unsaved = g_hash_table_contains (place->drafts, key);
  return entry;
}

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  const CwFileEntry *left = *(const CwFileEntry *const *) a, *right = *(const CwFileEntry *const *) b;

  if (left->owner != right->owner)
    return left->owner < right->owner ? -1 : 1;
  return strcmp (left->path, right->path);
}

static void
add_new_file (CwSession   *self,
              const Place *place,
              const char  *path,
              GHashTable  *known,
              GPtrArray   *files)
{
  if (g_hash_table_contains (known, path))
    return;
  g_ptr_array_add (files,
                   new_entry (place, path, cw_owner_find (self->procedure, place->repository, place->site, path, NULL)));
  g_hash_table_add (known, ((CwFileEntry *) g_ptr_array_index (files, files->len - 1))->path);
}

/* Files that a person made or began to make, or that are in conflict with a base that has none. */
static void
add_new_files (CwSession   *self,
               const Place *place,
               GHashTable  *known,
               GPtrArray   *files)
{
  GPtrArray *hands = cw_plan_get_hand_changes (place->plan);
  g_autofree char *prefix = cw_hand_edit_make_key (place->site, place->repository->id, "");
  GHashTableIter iter;
  gpointer key;

  for (guint i = 0; i < hands->len; i++)
    {
      const CwHandChange *hand = g_ptr_array_index (hands, i);

      if (g_str_equal (hand->repository, place->repository->id))
        add_new_file (self, place, hand->path, known, files);
    }
  g_hash_table_iter_init (&iter, place->drafts);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (g_str_has_prefix (key, prefix))
      add_new_file (self, place, (const char *) key + strlen (prefix), known, files);
}

/**
 * cw_session_list_files:
 * @self: a session
 * @site: id of a site
 * @repository: id of a repository
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Lists the files of @repository that can be edited for @site, as they are on the base and in the change set: those of
 * the site, and those that concern every site.
 *
 * Returns: (transfer full) (element-type CwFileEntry) (nullable): the site's own first, each by path
 */
GPtrArray *
cw_session_list_files (CwSession     *self,
                       const char    *site,
                       const char    *repository,
                       GCancellable  *cancellable,
                       GError       **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_file_entry_free);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) drafts = NULL;
  Place place = { NULL };

  g_return_val_if_fail (CW_IS_SESSION (self) && site != NULL && repository != NULL, NULL);
  cw_assert_in_worker ();

  entries = find_place (self, site, repository, &place, error) ? list_entries (self, &place, cancellable, error) : NULL;
  drafts = entries != NULL ? cw_session_read_drafts (self, error) : NULL;
  if (drafts == NULL)
    return NULL;
  place.drafts = drafts;
  for (guint i = 0; i < entries->len; i++)
    {
      const CwGitEntry *entry = g_ptr_array_index (entries, i);
      CwOwner owner = cw_owner_find (self->procedure, place.repository, site, entry->path, NULL);

      if (!is_file (entry->mode) || owner == CW_OWNER_OTHER)
        continue;
      g_hash_table_add (known, entry->path);
      g_ptr_array_add (files, new_entry (&place, entry->path, owner));
    }
  add_new_files (self, &place, known, files);
  g_ptr_array_sort (files, compare_entries);
  return g_steal_pointer (&files);
}

/* A link stands for a file elsewhere, a submodule for another repository: neither is text of this one. */
static gboolean
check_entry (const CwGitEntry *entry,
             const char       *path,
             GError          **error)
{
  gsize length = strlen (entry->path);
  gboolean same = g_str_equal (entry->path, path);
  gboolean above = strncmp (entry->path, path, length) == 0 && path[length] == '/';

  if ((!same && !above) || (same && is_file (entry->mode)) || (above && entry->mode == CW_GIT_MODE_FOLDER))
    return TRUE;
  if (entry->mode == CW_GIT_MODE_LINK)
    return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("%s is a symbolic link: edit the file that it leads to"),
                            entry->path);
  if (entry->mode == CW_GIT_MODE_SUBMODULE)
    return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("%s is a submodule: its files belong to another repository"),
                            entry->path);
  if (entry->mode == CW_GIT_MODE_FOLDER)
    return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("%s is a folder: name a file in it"), path);
  return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("%s is a file, so nothing can stand below it"), entry->path);
}

static gboolean
read_base (CwSession     *self,
           const Place   *place,
           const char    *path,
           GBytes       **bytes,
           GCancellable  *cancellable,
           GError       **error)
{
  const char *const paths[] = { path, NULL };
  g_autoptr (GPtrArray) entries = list_entries (self, place, cancellable, error);
  g_autoptr (CwSnapshot) snapshot = NULL;

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    if (!check_entry (g_ptr_array_index (entries, i), path, error))
      return FALSE;
  snapshot = entries != NULL ? cw_git_service_snapshot (self->world->git, place->repository->url, place->changes->base,
                                                        place->repository->id, paths, cancellable, error) : NULL;
  if (snapshot == NULL)
    return FALSE;
  *bytes = cw_snapshot_get_bytes (snapshot, path);
  if (*bytes != NULL)
    g_bytes_ref (*bytes);
  return TRUE;
}

static void
fill_edited (CwFileText         *file,
             const CwHandChange *hand)
{
  g_clear_pointer (&file->planned, g_bytes_unref);
  file->planned = keep_bytes (hand->planned);
  file->text = keep_bytes (hand->question != NULL ? hand->mine : hand->result);
  file->origin = g_strdup (hand->origin);
  file->marked = keep_bytes (hand->marked);
  file->question = g_strdup (hand->question);
}

static void
fill_planned (CwFileText         *file,
              const CwFileChange *change)
{
  if (change != NULL)
    {
      g_clear_pointer (&file->planned, g_bytes_unref);
      file->planned = g_bytes_ref (change->new_bytes);
    }
  file->text = keep_bytes (file->planned);
}

/* A draft is brought onto what the plan says now; where that changed the same lines, git's marks stand around them. */
static gboolean
read_draft (CwSession   *self,
            CwFileText  *file,
            GError     **error)
{
  CwJournal *journal = cw_runner_get_journal (self->runner);
  g_autofree char *key = cw_hand_edit_make_key (file->site, file->repository, file->path);
  g_autofree char *kept = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (CwHandEdit) draft = NULL;
  guint conflict = 0;

  if (!cw_journal_get_draft (journal, key, &kept, error))
    return FALSE;
  node = kept != NULL ? cw_json_parse (kept, -1, 0, NULL) : NULL;
  draft = node != NULL ? cw_hand_edit_read (key, node, NULL) : NULL;
  if (draft == NULL || draft->text == NULL)
    return TRUE;
  if (cw_json_get_bool (json_node_get_object (node), CW_DRAFT_OUTSIDE, FALSE))
    file->outside = cw_hand_edit_describe (draft);
  if (draft->from == NULL || file->planned == NULL || g_bytes_equal (draft->from, file->planned))
    file->draft = g_bytes_ref (draft->text);
  else
    return cw_merge_texts (draft->from, file->planned, draft->text, CW_MERGE_ASK, &file->draft, &conflict, error);
  return TRUE;
}

/**
 * cw_session_read_file:
 * @self: a session
 * @site: id of a site
 * @repository: id of a repository
 * @path: path of the file in @repository, also of one that shall be made
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason: a path that leads out of the repository, another site's file, a link, a submodule,
 *   a file that is no text …
 *
 * Returns: (transfer full) (nullable): the file, ready to be edited
 */
CwFileText *
cw_session_read_file (CwSession     *self,
                      const char    *site,
                      const char    *repository,
                      const char    *path,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr (CwFileText) file = g_new0 (CwFileText, 1);
  const CwHandChange *hand;
  Place place = { NULL };

  g_return_val_if_fail (CW_IS_SESSION (self) && site != NULL && repository != NULL && path != NULL, NULL);
  cw_assert_in_worker ();

  if (!find_place (self, site, repository, &place, error) || !cw_hand_edit_check_path (path, error)
      || !check_owner (self, &place, site, path, &file->owner, error)
      || !read_base (self, &place, path, &file->planned, cancellable, error))
    return NULL;
  file->site = g_strdup (site);
  file->repository = g_strdup (repository);
  file->path = g_strdup (path);
  file->base_name = g_strdup (place.changes->base_name);
  hand = cw_plan_find_hand_change (place.plan, repository, path);
  if (hand != NULL)
    fill_edited (file, hand);
  else
    fill_planned (file, find_change (place.changes, path));
  if (file->planned != NULL && !cw_hand_edit_check_text (path, file->planned, error))
    return NULL;
  if (!read_draft (self, file, error))
    return NULL;
  return g_steal_pointer (&file);
}
