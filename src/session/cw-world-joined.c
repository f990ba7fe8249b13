/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-world"

#include "config.h"

#include "cw-tag.h"
#include "cw-world-private.h"

/* Files of a site that came to a branch after it was planned there: no plan has them, so no sum counts them. */

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

/* Whether a value of a file is at the target, or at an earlier cycle. */
static gboolean
names_cycle (GBytes        *bytes,
             const CwCycle *target,
             gboolean       at_target)
{
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  g_autoptr (GArray) tags = cw_tag_scan (data != NULL ? data : "", size);

  for (guint i = 0; i < tags->len; i++)
    {
      const CwTag *tag = &g_array_index (tags, CwTag, i);
      const CwCycle *cycle = &tag->cycle;

      if (!is_in_comment (data, tag->start) && cycle->series == target->series && cycle->number > 0
          && (at_target ? cycle->number == target->number : cycle->number < target->number))
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_world_describe_joined:
 * @self: a world
 * @repository: a repository
 * @site: id of a site
 * @from: a commit that was planned on
 * @to: where the branch is now
 * @target: the cycle
 * @known: (nullable) (array zero-terminated=1): where files at the cycle are looked for, those that are known; where
 *   %NULL, files at an earlier one are
 *
 * Finds the files of the site that came since and that say a cycle.
 *
 * Returns: (transfer full): a JSON list of their paths
 */
JsonNode *
cw_world_describe_joined (CwWorld            *self,
                          const CwRepository *repository,
                          const char         *site,
                          const char         *from,
                          const char         *to,
                          const CwCycle      *target,
                          const char *const  *known)
{
  g_auto (GStrv) joined = g_str_equal (from, to) ? NULL : cw_world_list_joined (self, repository, site, from, to);
  g_autoptr (CwSnapshot) snapshot = NULL;
  JsonArray *files = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  if (joined != NULL && *joined != NULL)
    snapshot = cw_git_service_snapshot (self->git, repository->url, to, repository->id, (const char *const *) joined,
                                        NULL, NULL);
  for (guint i = 0; snapshot != NULL && joined[i] != NULL; i++)
    if ((known == NULL || !g_strv_contains (known, joined[i]))
        && names_cycle (cw_snapshot_get_bytes (snapshot, joined[i]), target, known != NULL))
      json_array_add_string_element (files, joined[i]);
  json_node_take_array (node, files);
  return node;
}
