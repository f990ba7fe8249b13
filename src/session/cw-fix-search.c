/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include "cw-fix-search.h"
#include "cw-planner.h"
#include "cw-worker.h"

/* What a site's files said when its present cycle began there, and what they say now. */

/* Commits looked back over, for the one with which a site's present cycle began. */
#define MAX_COMMITS 5000

static CwSnapshot *
read_commit (const CwFixSearch  *self,
             const char         *commit,
             GError            **error)
{
  GPtrArray *files = cw_procedure_get_site_files (self->procedure, self->repository, self->other);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) globs = NULL;

  for (guint i = 0; files != NULL && i < files->len; i++)
    g_strv_builder_addv (builder, (const char **) ((const CwSiteFiles *) g_ptr_array_index (files, i))->include);
  globs = g_strv_builder_end (builder);
  if (self->git == NULL)
    return cw_git_read_snapshot (self->url, commit, self->repository->id, (const char *const *) globs,
                                 self->cancellable, error);
  return cw_git_service_snapshot (self->git, self->url, commit, self->repository->id, (const char *const *) globs,
                                  self->cancellable, error);
}

/* The cycle that the other site was at with a commit; 0 where its files say none. */
static gboolean
find_present (const CwFixSearch  *self,
              const char         *commit,
              guint              *number,
              GError            **error)
{
  g_autoptr (CwSnapshot) snapshot = read_commit (self, commit, error);

  if (snapshot == NULL)
    return FALSE;
  *number = cw_planner_find_present (self->procedure, self->other, snapshot).number;
  return TRUE;
}

static GHashTable *
index_commits (GPtrArray *commits)
{
  GHashTable *known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < commits->len; i++)
    {
      CwGitCommit *commit = g_ptr_array_index (commits, i);

      g_hash_table_replace (known, commit->id, commit);
    }
  return known;
}

/* @commit and each that the one before was made on: a branch that was merged doesn't belong to it, for it may have
 * parted long before. */
static GPtrArray *
list_own (GHashTable        *known,
          const CwGitCommit *commit)
{
  GPtrArray *own = g_ptr_array_new ();

  for (; commit != NULL; commit = commit->parents[0] != NULL ? g_hash_table_lookup (known, commit->parents[0]) : NULL)
    g_ptr_array_add (own, (gpointer) commit);
  return own;
}

/* The oldest of @own at which the site was at the cycle @present: cycles only go up, mostly. %NULL without @error where
 * it was at that all along. */
static const CwGitCommit *
find_oldest (const CwFixSearch  *self,
             GPtrArray          *own,
             guint               present,
             GError            **error)
{
  guint low = 0, high = own->len, number = 0;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (!find_present (self, ((const CwGitCommit *) own->pdata[middle])->id, &number, error))
        return NULL;
      if (number >= present)
        low = middle;
      else
        high = middle;
    }
  return high < own->len ? g_ptr_array_index (own, low) : NULL;
}

/* (nullable): the tip of the branch that brought the cycle, where @commit merged that */
static gboolean
find_merged (const CwFixSearch  *self,
             GHashTable         *known,
             const CwGitCommit  *commit,
             guint               present,
             const CwGitCommit **merged,
             GError            **error)
{
  guint number = 0;

  *merged = NULL;
  for (guint i = 1; *merged == NULL && commit->parents[0] != NULL && commit->parents[i] != NULL; i++)
    {
      const CwGitCommit *parent = g_hash_table_lookup (known, commit->parents[i]);

      if (parent == NULL)
        continue;
      if (!find_present (self, parent->id, &number, error))
        return FALSE;
      if (number >= present)
        *merged = parent;
    }
  return TRUE;
}

/* The oldest commit at which the site was at the cycle that it is at now, on the branch itself or on the one that
 * brought the cycle: what was fixed on that before it was merged counts. %NULL without @error where there is none, or
 * where it was at that cycle all along. */
static const char *
find_deployment (const CwFixSearch  *self,
                 GPtrArray          *commits,
                 GError            **error)
{
  g_autoptr (GHashTable) known = index_commits (commits);
  const CwGitCommit *start = commits->len > 1 ? g_ptr_array_index (commits, 0) : NULL, *oldest = NULL;
  guint present = 0;

  if (start == NULL || !find_present (self, start->id, &present, error) || present == 0)
    return NULL;
  while (start != NULL)
    {
      g_autoptr (GPtrArray) own = list_own (known, start);

      oldest = find_oldest (self, own, present, error);
      if (oldest == NULL || !find_merged (self, known, oldest, present, &start, error))
        return NULL;
    }
  return oldest->id;
}

static gboolean
is_same (CwSnapshot *then,
         CwSnapshot *now,
         const char *path)
{
  const char *blob = cw_snapshot_get_blob (then, path), *other = cw_snapshot_get_blob (now, path);

  return blob != NULL && g_strcmp0 (blob, other) == 0;
}

/* Only what differs is worth reading. */
static CwSnapshot *
leave_out_same (CwSnapshot *snapshot,
                CwSnapshot *other)
{
  const char *const *paths = cw_snapshot_get_paths (snapshot, NULL);
  CwSnapshot *rest = cw_snapshot_new (cw_snapshot_get_repository (snapshot), cw_snapshot_get_reference (snapshot),
                                      cw_snapshot_get_commit (snapshot));

  for (guint i = 0; paths[i] != NULL; i++)
    if (!is_same (snapshot, other, paths[i]))
      cw_snapshot_add (rest, paths[i], cw_snapshot_get_mode (snapshot, paths[i]),
                       cw_snapshot_get_blob (snapshot, paths[i]), cw_snapshot_get_bytes (snapshot, paths[i]));
  return rest;
}

static gboolean
read_both (const CwFixSearch  *self,
           const char         *deployment,
           const char         *base,
           CwSnapshot        **then,
           CwSnapshot        **now,
           GError            **error)
{
  g_autoptr (CwSnapshot) before = read_commit (self, deployment, error), after = NULL;

  after = before != NULL ? read_commit (self, base, error) : NULL;
  if (after == NULL)
    return FALSE;
  *now = leave_out_same (after, before);
  *then = leave_out_same (before, after);
  if (cw_snapshot_get_paths (*now, NULL)[0] == NULL && cw_snapshot_get_paths (*then, NULL)[0] == NULL)
    {
      g_clear_object (now);
      g_clear_object (then);
    }
  return TRUE;
}

/* What is fixed at a stand goes to the default branch, whichever branch this site is planned on. */
static char *
find_tip (const CwFixSearch *self,
          const char        *base)
{
  char *tip = self->git != NULL ? cw_git_service_get_tip (self->git, self->url, self->repository->branch, NULL) : NULL;

  return tip != NULL ? tip : g_strdup (base);
}

/**
 * cw_fix_search_read:
 * @self: a search
 * @base: the commit that is planned on: what is looked at where there is no default branch
 * @then: (out) (transfer full) (nullable): the site's files when its present cycle began there; only those that are
 *   otherwise now. %NULL where the history doesn't reach back to that, or where nothing changed since
 * @now: (out) (transfer full) (nullable): with @then: its files on the default branch; only those that were otherwise
 * @error: where to store the reason
 *
 * Returns: whether the history could be read
 */
gboolean
cw_fix_search_read (const CwFixSearch  *self,
                    const char         *base,
                    CwSnapshot        **then,
                    CwSnapshot        **now,
                    GError            **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) commits = NULL;
  g_autofree char *tip = NULL;
  const char *deployment;

  g_return_val_if_fail (self != NULL && base != NULL && then != NULL && now != NULL, FALSE);
  cw_assert_in_worker ();

  *then = *now = NULL;
  tip = find_tip (self, base);
  commits = self->git != NULL ? cw_git_service_log (self->git, self->url, NULL, tip, MAX_COMMITS, error)
                              : cw_git_read_log (self->url, NULL, tip, MAX_COMMITS, error);
  if (commits == NULL)
    return FALSE;
  deployment = find_deployment (self, commits, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return deployment == NULL || read_both (self, deployment, tip, then, now, error);
}

/**
 * cw_fix_search_read_since:
 * @self: a search
 * @since: a commit at which the site was looked at
 * @base: the commit that is planned on: what is looked at where there is no default branch
 * @then: (out) (transfer full) (nullable): the site's files at @since; only those that are otherwise now. %NULL where
 *   nothing changed
 * @now: (out) (transfer full) (nullable): with @then: its files on the default branch; only those that were otherwise
 * @error: where to store the reason
 *
 * Returns: whether both could be read
 */
gboolean
cw_fix_search_read_since (const CwFixSearch  *self,
                          const char         *since,
                          const char         *base,
                          CwSnapshot        **then,
                          CwSnapshot        **now,
                          GError            **error)
{
  g_autofree char *tip = NULL;

  g_return_val_if_fail (self != NULL && since != NULL && base != NULL && then != NULL && now != NULL, FALSE);
  cw_assert_in_worker ();

  *then = *now = NULL;
  tip = find_tip (self, base);
  return g_str_equal (tip, since) || read_both (self, since, tip, then, now, error);
}

/**
 * cw_fix_search_is_test_stand:
 * @procedure: what this observatory does
 * @site: id of a site
 *
 * Returns: whether what is fixed there is asked of the other sites
 */
gboolean
cw_fix_search_is_test_stand (CwProcedure *procedure,
                             const char  *site)
{
  const CwSite *known = cw_procedure_get_site (procedure, site);

  return known != NULL && g_strv_contains ((const char *const *) known->traits, "test-stand");
}
