/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-fix-search.h"
#include "cw-test-git.h"
#include "cw-test.h"

/* A test stand's history of several deployments: what was changed since the present one. */

#define FILE "apps/hvac/values-base-teststand.yaml"
#define SIDE "apps/ataos/values-base-teststand.yaml"

typedef struct {
  char *folder;
  CwProcedure *procedure;
} History;

static void
history_init (History *self)
{
  g_autofree char *path = cw_test_source ("data/procedures/rubin-2023.json");
  g_autoptr (GError) error = NULL;

  self->folder = cw_test_directory ();
  self->procedure = cw_procedure_load (path, &error);
  g_assert_no_error (error);
  g_free (cw_test_git_run (self->folder, NULL, "init", "-q", "--bare", "-b", "main", NULL));
}

static void
history_clear (History *self)
{
  cw_test_remove_directory (self->folder);
  g_free (self->folder);
  g_object_unref (self->procedure);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (History, history_clear)

/* A commit that leaves the stand at @cycle, with @level in its one file and @side in its other one. */
static char *
commit (History    *self,
        const char *branch,
        const char *parent,
        guint       cycle,
        guint       level,
        guint       side)
{
  static const char form[] = "%s:\n  image:\n    repository: x\n    tag: c%04u\n  env:\n    LEVEL: %u\n";
  g_autofree char *one = g_strdup_printf (form, "hvac", cycle, level), *other = g_strdup_printf (form, "ataos", cycle, side);

  return cw_test_git_commit (self->folder, branch, parent, "T <t@example.org>", "Change", FILE, one, SIDE, other, NULL);
}

/* What @merged brought onto @parent, whose files are those of @files then. */
static char *
merge (History    *self,
       const char *branch,
       const char *parent,
       const char *merged,
       const char *files)
{
  g_autofree char *tree = g_strconcat (files, "^{tree}", NULL), *reference = g_strconcat ("refs/heads/", branch, NULL);
  char *id = cw_test_git_run (self->folder, NULL, "-c", "user.name=T", "-c", "user.email=t@example.org", "commit-tree",
                              tree, "-p", parent, "-p", merged, "-m", "Merge", NULL);

  g_free (cw_test_git_run (self->folder, NULL, "update-ref", reference, id, NULL));
  return id;
}

/* Which commit the present deployment is; %NULL where that isn't known, or nothing changed since. */
static char *
find (History *self)
{
  const CwRepository *repository = cw_procedure_get_repository (self->procedure, "argocd-csc");
  const CwFixSearch search = { self->procedure, repository, "bts", NULL, self->folder, NULL };
  g_autoptr (CwSnapshot) then = NULL, now = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_fix_search_read (&search, "main", &then, &now, &error));
  g_assert_no_error (error);
  g_assert_true ((then == NULL) == (now == NULL));
  return then != NULL ? g_strdup (cw_snapshot_get_commit (then)) : NULL;
}

static void
test_several_cycles (void)
{
  g_auto (History) history = { 0 };
  g_autofree char *deployed = NULL, *found = NULL;
  guint cycle = 40;

  history_init (&history);
  g_free (commit (&history, "main", NULL, cycle, 0, 0));
  for (cycle = 41; cycle < 45; cycle++)
    for (guint level = 1; level < 4; level++)
      g_free (commit (&history, "main", "refs/heads/main^0", cycle, level, 0));
  deployed = commit (&history, "main", "refs/heads/main^0", 45, 3, 0);
  found = find (&history);
  g_assert_null (found);
  for (guint level = 4; level < 12; level++)
    {
      g_free (commit (&history, "main", "refs/heads/main^0", 45, level, 0));
      g_free (found);
      found = find (&history);
      g_assert_cmpstr (found, ==, deployed);
    }
}

static void
test_one_cycle (void)
{
  g_auto (History) history = { 0 };
  g_autofree char *found = NULL;

  history_init (&history);
  g_free (commit (&history, "main", NULL, 45, 0, 0));
  for (guint level = 1; level < 4; level++)
    g_free (commit (&history, "main", "refs/heads/main^0", 45, level, 0));
  found = find (&history);
  g_assert_null (found);
}

/* Branches that parted before the deployment, and that somebody went on with and merged after it. */
static void
test_late_branches (void)
{
  for (guint length = 1; length < 9; length++)
    {
      g_auto (History) history = { 0 };
      g_autofree char *before = NULL, *deployed = NULL, *side = NULL, *files = NULL, *found = NULL;

      history_init (&history);
      before = commit (&history, "main", NULL, 44, 0, 0);
      deployed = commit (&history, "main", before, 45, 0, 0);
      side = g_strdup (before);
      for (guint i = 1; i <= length; i++)
        {
          g_autofree char *parent = g_steal_pointer (&side);

          side = commit (&history, "side", parent, 44, 0, i);
        }
      files = commit (&history, "files", deployed, 45, 0, length);
      g_free (merge (&history, "main", deployed, side, files));
      found = find (&history);
      g_assert_cmpstr (found, ==, deployed);
    }
}

/* The cycle came by a branch, on which something was fixed before it was merged. */
static void
test_merged_deployment (void)
{
  g_auto (History) history = { 0 };
  g_autofree char *before = NULL, *deployed = NULL, *fixed = NULL, *found = NULL;

  history_init (&history);
  g_free (commit (&history, "main", NULL, 43, 0, 0));
  before = commit (&history, "main", "refs/heads/main^0", 44, 0, 0);
  deployed = commit (&history, "ticket", before, 45, 0, 0);
  fixed = commit (&history, "ticket", deployed, 45, 1, 0);
  g_free (merge (&history, "main", before, fixed, fixed));
  found = find (&history);
  g_assert_cmpstr (found, ==, deployed);
}

/* Somebody merged the default branch into theirs, and made that the default branch. */
static void
test_crossed (void)
{
  g_auto (History) history = { 0 };
  g_autofree char *before = NULL, *deployed = NULL, *side = NULL, *files = NULL, *found = NULL;

  history_init (&history);
  before = commit (&history, "main", NULL, 44, 0, 0);
  deployed = commit (&history, "main", before, 45, 0, 0);
  side = commit (&history, "side", before, 44, 0, 1);
  files = commit (&history, "files", deployed, 45, 0, 1);
  g_free (merge (&history, "main", side, deployed, files));
  found = find (&history);
  g_assert_cmpstr (found, ==, deployed);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/session/fix-search/several-cycles", test_several_cycles);
  g_test_add_func ("/session/fix-search/one-cycle", test_one_cycle);
  g_test_add_func ("/session/fix-search/late-branches", test_late_branches);
  g_test_add_func ("/session/fix-search/merged-deployment", test_merged_deployment);
  g_test_add_func ("/session/fix-search/crossed", test_crossed);
  return g_test_run ();
}
