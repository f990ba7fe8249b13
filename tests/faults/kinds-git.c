/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-snapshot.h"
#include "cw-test-git.h"
#include "scene.h"

/* What goes to a branch: a commit of its own, or the branch's commits on a base that moved. */

#define PUSHED     "lsst-ts/walrus"
#define REBASED    "lsst-ts/heron"
#define NEWER_PATH "README.md" /* what the base has since the branch began */

static char *
make_blob_id (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return cw_blob_id (bytes);
}

static char *
make_branch (Scene      *self,
             const char *text,
             const char *marker)
{
  gboolean moved = *self->beside != '\0' && g_str_equal (text, SECOND);
  const char *expected = moved ? "" : self->tip;
  g_autofree char *old = make_blob_id (*expected == '\0' ? SCENE_BEGINNING : FIRST "\n");
  g_autofree char *content = g_strconcat (text, "\n", NULL);
  g_autofree char *new = make_blob_id (content);

  return g_strdup_printf ("{\"repository\":\"" PUSHED "\",\"url\":\"https://github.com/" PUSHED ".git\","
                          "\"branch\":\"%s\",\"base\":\"%s\",\"base-name\":\"main\",\"expected\":\"%s\","
                          "\"author\":{\"name\":\"Rita Release\",\"email\":\"rita@example.org\"},"
                          "\"message\":\"Summit: Update to Cycle 45.\\n\\n"
                          "Cyclewright-Effect: %s\\n\",\"files\":[{\"path\":\"" SCENE_PATH "\",\"mode\":\"100644\","
                          "\"old\":\"%s\",\"new\":\"%s\"}]}", moved ? self->beside : self->branch, self->base,
                          expected, marker, old, new);
}

static char *
other_branch (Scene      *self,
              const char *text)
{
  g_autofree char *content = g_strconcat (text, "\n", NULL);
  g_autofree char *parent = g_strdup_printf ("refs/heads/%s^0", *self->tip == '\0' ? "main" : self->branch);
  g_autofree char *commit = cw_test_git_commit (self->repository, self->branch, parent, SCENE_SOMEBODY, "Mine",
                                                SCENE_PATH, content, NULL);

  return NULL;
}

static char *
change_branch (Scene      *self,
               const char *key,
               const char *text)
{
  return other_branch (self, text);
}

static void
remove_branch (Scene      *self,
               const char *key)
{
  g_autofree char *output = cw_test_git_run (self->repository, NULL, "branch", "--quiet", "-D", key, NULL);
}

/* They put a line of theirs beside ours. */
static void
touch_branch (Scene      *self,
              const char *key)
{
  g_autofree char *parent = g_strdup_printf ("refs/heads/%s^0", self->branch);

  g_free (cw_test_git_commit (self->repository, self->branch, parent, SCENE_SOMEBODY, "Mine too", SCENE_PATH,
                              FIRST "\n" TOUCHED "\n", NULL));
}

static void
move_branch (Scene *self)
{
  g_free (self->beside);
  self->beside = g_strconcat (self->branch, "-moved", NULL);
}

/* It is merged, its branch deleted, and somebody takes it back. */
static void
revert_branch (Scene *self)
{
  g_autofree char *output = NULL, *deleted = NULL;

  self->restored = g_strdup (self->base);
  output = cw_test_git_run (self->repository, NULL, "update-ref", "refs/heads/main", self->branch, NULL);
  deleted = cw_test_git_run (self->repository, NULL, "branch", "--quiet", "-D", self->branch, NULL);
  g_free (self->base);
  self->base = cw_test_git_commit (self->repository, "main", "refs/heads/main^0", SCENE_SOMEBODY, "Revert",
                                   SCENE_PATH, SCENE_BEGINNING, NULL);
}

/* Where there is no branch any more, it is made from its base again. */
static void
review_branch (Scene *self)
{
  g_free (self->tip);
  self->tip = g_strdup ("");
}

static void
make_base (Scene *self)
{
  g_autofree char *base = NULL, *first = NULL;
  const char *newer = "As it is since\n";

  first = cw_test_git_run (self->repository, NULL, "rev-list", "--max-parents=0", "main", NULL);
  if (g_str_equal (first, self->base))
    {
      base = cw_test_git_commit (self->repository, "main", first, SCENE_SOMEBODY, "Newer", NEWER_PATH, newer, NULL);
      g_free (self->base);
      self->base = g_steal_pointer (&base);
    }
  g_free (cw_test_git_commit (self->repository, self->branch, first, SCENE_SOMEBODY, "Changed", SCENE_PATH, FIRST "\n",
                              NULL));
}

/* The id of @commit on top of @onto, as anybody's git makes it: the same words, people and times. */
static char *
put_onto (Scene      *self,
          const char *commit,
          const char *onto)
{
  g_autofree char *text = cw_test_git_run (self->repository, NULL, "cat-file", "commit", commit, NULL);
  g_autofree char *spec = g_strconcat (commit, ":summit", NULL);
  g_autofree char *summit = cw_test_git_run (self->repository, NULL, "rev-parse", spec, NULL);
  g_autofree char *newer = cw_test_git_run (self->repository, NULL, "rev-parse", "main:" NEWER_PATH, NULL);
  g_autofree char *entries = NULL, *tree = NULL, *made = NULL;

  entries = g_strdup_printf ("100644 blob %s\t" NEWER_PATH "\n040000 tree %s\tsummit\n", newer, summit);
  tree = cw_test_git_run (self->repository, entries, "mktree", NULL);
  made = g_strdup_printf ("tree %s\nparent %s%s", tree, onto, strstr (text, "\nauthor "));
  return cw_test_git_run (self->repository, made, "hash-object", "-t", "commit", "--stdin", NULL);
}

/* What becomes of the branch's commits as they are now. */
static void
review_rebase (Scene *self)
{
  g_autofree char *range = g_strconcat ("main..", self->branch, NULL);
  g_autofree char *list = cw_test_git_run (self->repository, NULL, "rev-list", "--reverse", range, NULL);
  g_auto (GStrv) commits = g_strsplit (list, "\n", -1);

  g_free (self->tip);
  self->tip = cw_test_git_run (self->repository, NULL, "rev-parse", self->branch, NULL);
  g_free (self->wanted);
  self->wanted = g_strdup (self->base);
  for (guint i = 0; commits[i] != NULL; i++)
    {
      g_autofree char *below = self->wanted;

      self->wanted = put_onto (self, commits[i], below);
    }
}

static void
prepare_rebase (Scene *self)
{
  make_base (self);
  review_rebase (self);
}

static char *
make_rebase (Scene      *self,
             const char *text,
             const char *marker)
{
  return g_strdup_printf ("{\"repository\":\"" REBASED "\",\"url\":\"https://github.com/" REBASED ".git\","
                          "\"branch\":\"%s\",\"base\":\"%s\",\"base-name\":\"main\",\"expected\":\"%s\","
                          "\"tip\":\"%s\",\"one-commit\":false,\"commits\":[],\"files\":[]}", self->branch, self->base,
                          self->tip, self->wanted);
}

const Kind branch_kind = {
  .name = "branch",
  .effect = CW_EFFECT_KIND_GIT_BRANCH,
  .service = "git",
  .repository = PUSHED,
  .amendable = TRUE,
  .growing = TRUE,
  .contested = TRUE,
  .guarded = TRUE,
  .review = review_branch,
  .make = make_branch,
  .other = other_branch,
  .change = change_branch,
  .remove = remove_branch,
  .touch = touch_branch,
  .adding = TRUE,
  .move = move_branch,
  .revert = revert_branch,
};

/* It changes what stands there before, so that somebody can change that meanwhile; bringing it along once more is
 * another effect. */
const Kind rebase_kind = {
  .name = "rebase",
  .effect = CW_EFFECT_KIND_GIT_REBASE,
  .service = "git",
  .repository = REBASED,
  .standing = TRUE,
  .contested = TRUE,
  .guarded = TRUE,
  .prepare = prepare_rebase,
  .review = review_rebase,
  .make = make_rebase,
  .change = change_branch,
  .remove = remove_branch,
};
