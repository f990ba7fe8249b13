/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-world"

#include "config.h"

#include "cw-tag.h"
#include "cw-world-private.h"

/* What came to a branch after it was planned there: no plan has it, so no sum counts it. */

static gboolean
is_of_site (GPtrArray  *deployments,
            const char *path)
{
  for (guint i = 0; i < deployments->len; i++)
    if (cw_path_matches_any ((const char *const *) ((const CwSiteFiles *) deployments->pdata[i])->include, path))
      return TRUE;
  return FALSE;
}

/* (nullable): the site's paths in a commit's tree; %NULL where nobody can tell */
static GHashTable *
list_paths (CwWorld            *self,
            const CwRepository *repository,
            const char         *site,
            const char         *commit)
{
  GPtrArray *deployments = cw_procedure_get_site_files (self->procedure, repository, site);
  g_autoptr (GPtrArray) entries = cw_git_service_list (self->git, repository->url, commit, NULL, NULL);
  GHashTable *paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; entries != NULL && deployments != NULL && i < entries->len; i++)
    {
      const CwGitEntry *entry = g_ptr_array_index (entries, i);

      if ((entry->mode == CW_GIT_MODE_FILE || entry->mode == CW_GIT_MODE_EXECUTABLE)
          && is_of_site (deployments, entry->path))
        g_hash_table_add (paths, g_strdup (entry->path));
    }
  if (entries == NULL)
    g_clear_pointer (&paths, g_hash_table_unref);
  return paths;
}

/**
 * cw_world_list_joined:
 * @self: a world
 * @repository: a repository
 * @site: id of a site
 * @from: a commit
 * @to: a later one
 *
 * Returns: (transfer full): the files of the site that @to has and @from has not; none where nobody can tell
 */
GStrv
cw_world_list_joined (CwWorld            *self,
                      const CwRepository *repository,
                      const char         *site,
                      const char         *from,
                      const char         *to)
{
  g_autoptr (GHashTable) before = list_paths (self, repository, site, from);
  g_autoptr (GHashTable) after = before != NULL ? list_paths (self, repository, site, to) : NULL;
  g_autoptr (GList) paths = after != NULL ? g_list_sort (g_hash_table_get_keys (after), (GCompareFunc) g_strcmp0) : NULL;
  g_autoptr (GStrvBuilder) joined = g_strv_builder_new ();

  for (GList *path = paths; path != NULL; path = path->next)
    if (!g_hash_table_contains (before, path->data))
      g_strv_builder_add (joined, path->data);
  return g_strv_builder_end (joined);
}

/* What a comment says of a cycle is configured nowhere: from a # at the beginning of a word to the end of its line. */
static gboolean
is_in_comment (const char *data,
               gsize       at)
{
  while (at > 0 && data[at - 1] != '\n')
    {
      at--;
      if (data[at] == '#' && (at == 0 || g_ascii_isspace (data[at - 1])))
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_world_add_place:
 * @places: where it is added
 * @path: path of a file
 * @line: a line of it, from 1
 * @value: what stands there
 *
 * Adds a place as a person reads it.
 */
void
cw_world_add_place (JsonArray  *places,
                    const char *path,
                    guint       line,
                    const char *value)
{
  g_autofree char *place = g_strdup_printf ("%s:%u “%s”", path, line, value);

  json_array_add_string_element (places, place);
}

/* Where a file says the target, on lines that @before hasn't. */
static void
add_at_target (CwSnapshot    *before,
               CwSnapshot    *after,
               const char    *path,
               const CwCycle *target,
               JsonArray     *places)
{
  gsize size = 0, counted = 0;
  const char *data = g_bytes_get_data (cw_snapshot_get_bytes (after, path), &size);
  g_autoptr (GArray) tags = cw_tag_scan (data != NULL ? data : "", size);
  guint line = 1;

  for (guint i = 0; i < tags->len; i++)
    {
      const CwTag *tag = &g_array_index (tags, CwTag, i);
      g_autofree char *value = g_strndup (data + tag->start, tag->length);

      for (; counted < tag->start; counted++)
        line += data[counted] == '\n';
      if (!is_in_comment (data, tag->start) && tag->cycle.series == target->series
          && tag->cycle.number == target->number && cw_world_is_new_line (before, after, path, line))
        cw_world_add_place (places, path, line, value);
    }
}

/* What a way back makes of the files. */
static CwSnapshot *
take_back (CwSnapshot        *now,
           const CwChangeSet *changes)
{
  CwSnapshot *after = cw_snapshot_join (now, now);

  for (guint i = 0; i < changes->files->len; i++)
    {
      const CwFileChange *file = g_ptr_array_index (changes->files, i);

      if (*file->new_blob != '\0')
        cw_snapshot_add (after, file->path, file->mode, file->new_blob, file->new_bytes);
    }
  return after;
}

/**
 * cw_world_list_staying:
 * @self: a world
 * @repository: a repository
 * @site: id of a site
 * @from: the commit on which the cycle was planned
 * @to: the commit on which the way back is planned
 * @changes: the way back
 * @target: the cycle
 *
 * Finds the places of the site's files that came since and stay at the cycle.
 *
 * Returns: (transfer full): a JSON list of them, as texts
 */
JsonNode *
cw_world_list_staying (CwWorld            *self,
                       const CwRepository *repository,
                       const char         *site,
                       const char         *from,
                       const char         *to,
                       const CwChangeSet  *changes,
                       const CwCycle      *target)
{
  GPtrArray *deployments = cw_procedure_get_site_files (self->procedure, repository, site);
  g_autoptr (CwSnapshot) before = cw_world_get_snapshot (self, repository, from, NULL, NULL);
  g_autoptr (CwSnapshot) now = before != NULL ? cw_world_get_snapshot (self, repository, to, NULL, NULL) : NULL;
  g_autoptr (CwSnapshot) after = now != NULL && deployments != NULL ? take_back (now, changes) : NULL;
  const char *const *paths = after != NULL ? cw_snapshot_get_paths (after, NULL) : NULL;
  JsonArray *places = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    if (is_of_site (deployments, paths[i]) && cw_snapshot_get_bytes (after, paths[i]) != NULL)
      add_at_target (before, after, paths[i], target, places);
  json_node_take_array (node, places);
  return node;
}
