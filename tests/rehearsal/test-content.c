/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <git2.h>
#include <glib/gstdio.h>
#include <string.h>
#include <yaml.h>

#include "cw-error.h"
#include "cw-rehearsal-content.h"
#include "cw-rehearsal-world.h"
#include "cw-test-git.h"
#include "cw-test-rehearsal.h"
#include "cw-test.h"

#define ARGOCD "lsst-ts/argocd-csc"
#define COMPOSE "lsst-it/docker-compose-ops"
#define LOVE "lsst-ts/LOVE-integration-tools"
#define PHALANX "lsst-sqre/phalanx"
#define BUILD "lsst-ts/ts_cycle_build"
#define TICKET "tickets/OSW-2010"

static const char *const repositories[] = { ARGOCD, COMPOSE, LOVE, PHALANX, BUILD };

/* Where the test that runs has its repositories. */
static char *made;

static JsonObject *
load_world (void)
{
  g_autofree char *path = cw_test_source ("data/rehearsal/world.json");
  g_autoptr (GError) error = NULL;
  JsonObject *world = cw_rehearsal_world_load (path, &error);

  g_assert_no_error (error);
  return world;
}

static char *
create (void)
{
  g_autoptr (JsonObject) world = load_world ();
  g_autoptr (GError) error = NULL;
  char *root = cw_test_directory ();

  g_assert_true (cw_rehearsal_content_create (root, world, &error));
  g_assert_no_error (error);
  return root;
}

static git_repository *
open_repository (const char *root,
                 const char *name)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.git", root, name);
  git_repository *repository = NULL;

  g_assert_cmpint (git_repository_open_bare (&repository, path), ==, 0);
  return repository;
}

/* Every reference of a repository with its id, and what HEAD stands for. */
static char *
list_references (const char *root,
                 const char *name)
{
  git_repository *repository = open_repository (root, name);
  g_autoptr (GString) list = g_string_new (NULL);
  git_reference_iterator *iterator = NULL;
  git_reference *reference = NULL;

  g_assert_cmpint (git_reference_lookup (&reference, repository, "HEAD"), ==, 0);
  g_string_append (list, git_reference_symbolic_target (reference));
  git_reference_free (reference);
  g_assert_cmpint (git_reference_iterator_new (&iterator, repository), ==, 0);
  while (git_reference_next (&reference, iterator) == 0)
    {
      g_string_append_printf (list, " %s %s", git_reference_name (reference),
                              git_oid_tostr_s (git_reference_target (reference)));
      git_reference_free (reference);
    }
  git_reference_iterator_free (iterator);
  git_repository_free (repository);
  return g_string_free (g_steal_pointer (&list), FALSE);
}

static char *
show (const char *name,
      const char *branch,
      const char *path)
{
  git_repository *repository = open_repository (made, name);
  g_autofree char *what = g_strdup_printf ("%s:%s", branch, path);
  git_object *blob = NULL;
  char *text;

  g_assert_cmpint (git_revparse_single (&blob, repository, what), ==, 0);
  text = g_strndup (git_blob_rawcontent ((git_blob *) blob), (gsize) git_blob_rawsize ((git_blob *) blob));
  git_object_free (blob);
  git_repository_free (repository);
  return text;
}

static guint
count (const char *text,
       const char *pattern)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  guint n = 0;

  g_assert_nonnull (regex);
  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    n++;
  return n;
}

static guint
count_in (const char *name,
          const char *branch,
          const char *path,
          const char *pattern)
{
  g_autofree char *text = show (name, branch, path);

  return count (text, pattern);
}

/* Calls @func for each file of a branch. */
typedef struct
{
  git_repository *repository;
  void (*func) (const char *path, const char *text, gsize length, gpointer data);
  gpointer data;
} Walk;

static int
on_entry (const char           *folder,
          const git_tree_entry *entry,
          void                 *data)
{
  Walk *walk = data;
  g_autofree char *path = g_strconcat (folder, git_tree_entry_name (entry), NULL);
  git_blob *blob = NULL;

  if (git_tree_entry_type (entry) != GIT_OBJECT_BLOB)
    return 0;
  g_assert_cmpint (git_blob_lookup (&blob, walk->repository, git_tree_entry_id (entry)), ==, 0);
  walk->func (path, git_blob_rawcontent (blob), (gsize) git_blob_rawsize (blob), walk->data);
  git_blob_free (blob);
  return 0;
}

static void
walk_branch (const char *name,
             const char *branch,
             void      (*func) (const char *path, const char *text, gsize length, gpointer data),
             gpointer    data)
{
  Walk walk = { open_repository (made, name), func, data };
  g_autofree char *what = g_strdup_printf ("%s^{tree}", branch);
  git_object *tree = NULL;

  g_assert_cmpint (git_revparse_single (&tree, walk.repository, what), ==, 0);
  g_assert_cmpint (git_tree_walk ((git_tree *) tree, GIT_TREEWALK_PRE, on_entry, &walk), ==, 0);
  git_object_free (tree);
  git_repository_free (walk.repository);
}

static void
test_equal (void)
{
  g_autofree char *again = create ();

  for (guint i = 0; i < G_N_ELEMENTS (repositories); i++)
    {
      g_autofree char *first = list_references (made, repositories[i]);
      g_autofree char *second = list_references (again, repositories[i]);

      g_assert_cmpstr (first, ==, second);
    }
}

static void
test_kept (void)
{
  g_autofree char *root = create ();
  g_autofree char *missing = g_strdup_printf ("%s/" BUILD ".git", root);
  g_autofree char *away = g_strdup_printf ("%s/away", root);
  g_autofree char *unfinished = g_strdup_printf ("%s/lsst-ts/.new-abcdef/objects", root);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (JsonObject) world = load_world ();
  g_autoptr (GError) error = NULL;
  git_repository *repository = open_repository (root, PHALANX);
  git_reference *main_branch = NULL;
  git_reference *other = NULL;

  g_assert_cmpint (git_reference_lookup (&main_branch, repository, "refs/heads/main"), ==, 0);
  g_assert_cmpint (git_reference_create (&other, repository, "refs/heads/other", git_reference_target (main_branch),
                                         FALSE, NULL), ==, 0);
  git_reference_free (other);
  git_reference_free (main_branch);
  git_repository_free (repository);
  before = list_references (root, PHALANX);
  g_assert_cmpint (g_rename (missing, away), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (unfinished, 0755), ==, 0);

  g_assert_true (cw_rehearsal_content_create (root, world, &error));
  g_assert_no_error (error);
  after = list_references (root, PHALANX);
  g_assert_cmpstr (after, ==, before);
  g_assert_true (g_file_test (missing, G_FILE_TEST_IS_DIR));
  g_assert_false (g_file_test (unfinished, G_FILE_TEST_EXISTS));
}

/* A repository that nothing is known of is refused, and nothing of it stays behind. */
static void
test_unknown (void)
{
  g_autofree char *root = cw_test_directory ();
  g_autofree char *owner = g_build_filename (root, "nobody", NULL);
  g_autoptr (JsonNode) node = json_from_string ("{\"github\":{\"repositories\":[{\"owner\":\"nobody\","
                                                "\"name\":\"nothing\"}]}}", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = NULL;

  g_assert_false (cw_rehearsal_content_create (root, json_node_get_object (node), &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == CW_ERROR);
  g_assert_nonnull (strstr (error->message, "nothing"));
  folder = g_dir_open (owner, 0, NULL);
  g_assert_nonnull (folder);
  g_assert_null (g_dir_read_name (folder));
}

static void
check_yaml (const char *path,
            const char *text,
            gsize       length,
            gpointer    data)
{
  yaml_parser_t parser;
  yaml_document_t document;

  if ((!g_str_has_suffix (path, ".yaml") && !g_str_has_suffix (path, ".yml")) || strstr (path, "/templates/") != NULL)
    return;
  g_assert_true (yaml_parser_initialize (&parser));
  yaml_parser_set_input_string (&parser, (const unsigned char *) text, length);
  if (!yaml_parser_load (&parser, &document))
    g_error ("%s:%" G_GSIZE_FORMAT ": %s", path, parser.problem_mark.line + 1, parser.problem);
  g_assert_nonnull (yaml_document_get_root_node (&document));
  yaml_document_delete (&document);
  yaml_parser_delete (&parser);
  (*(guint *) data)++;
}

static void
test_yaml (void)
{
  guint n = 0;

  walk_branch (ARGOCD, "main", check_yaml, &n);
  g_assert_cmpuint (n, >, 350);
  walk_branch (PHALANX, "main", check_yaml, &n);
  walk_branch (COMPOSE, "main", check_yaml, &n);
  walk_branch (COMPOSE, TICKET, check_yaml, &n);
  walk_branch (LOVE, "develop", check_yaml, &n);
  walk_branch (LOVE, TICKET, check_yaml, &n);
  g_assert_cmpuint (n, >, 500);
}

/* What a site's files of argocd-csc look like. */
typedef struct
{
  const char *ending;
  guint files;
  guint current;    /* files with a tag at cycle 44 */
  guint quoted;     /* tags in double or single quotes */
  guint versions;   /* tags with a version of their own */
  guint revisions;  /* tags with a revision */
  guint old;        /* tags of cycle 41 */
  guint simulators; /* files that end in -sim.yaml */
  guint anchors;
  guint merges;
  guint blocks;    /* block scalars */
  guint unended;   /* files without a last newline */
  guint comments;  /* files with a comment */
} Site;

static void
look_at_values (const char *path,
                const char *content,
                gsize       length,
                gpointer    data)
{
  Site *site = data;
  g_autofree char *text = g_strndup (content, length);

  if (strstr (path, site->ending) == NULL)
    return;
  site->files++;
  site->current += count (text, "^ *tag: *[\"']?c0044") > 0;
  site->quoted += count (text, "^ *tag: *[\"']c");
  site->versions += count (text, "^ *tag: *ts-v[0-9.]+_c004[45]$");
  site->revisions += count (text, "tag: \"?c0044\\.00");
  site->old += count (text, "^ *tag: c0041$");
  site->simulators += g_str_has_suffix (path, "-sim.yaml");
  site->anchors += count (text, ": &[A-Za-z-]+");
  site->merges += count (text, "<<: \\*");
  site->blocks += count (text, ": [|>][-+]?$");
  site->unended += !g_str_has_suffix (text, "\n");
  site->comments += count (text, "^ *#|  #") > 0;
}

static void
test_argocd (void)
{
  Site sites[] = { { "/values-summit" }, { "/values-tucson-teststand" }, { "/values-base-teststand" } };

  for (guint i = 0; i < G_N_ELEMENTS (sites); i++)
    {
      Site *site = &sites[i];

      walk_branch (ARGOCD, "main", look_at_values, site);
      g_test_message ("%s: %u files, %u at the cycle", site->ending, site->files, site->current);
      g_assert_cmpuint (site->current, >=, 55);
      g_assert_cmpuint (site->current, <=, 90);
      g_assert_cmpuint (site->quoted, >=, 5);
      g_assert_cmpuint (site->versions, >=, 1);
      g_assert_cmpuint (site->anchors, >=, 10);
      g_assert_cmpuint (site->merges, >=, 15);
      g_assert_cmpuint (site->blocks, >=, 5);
      g_assert_cmpuint (site->unended, ==, 2);
      g_assert_cmpuint (site->comments, >=, 5);
    }
  g_assert_cmpuint (sites[0].simulators, >=, 5);
  g_assert_cmpuint (sites[0].revisions, >=, 2);
  g_assert_cmpuint (sites[0].old, ==, 1);
  g_assert_cmpuint (sites[1].revisions, >=, 1);
  /* A sibling already has what comes next. */
  g_assert_cmpuint (count_in (ARGOCD, "main", "apps/atheaderservice/values-base-teststand.yaml", "ts-v[0-9.]*_c0045$"),
                    ==, 1);
  g_assert_cmpuint (count_in (ARGOCD, "main", "apps/love-manager/values-summit.yaml", "^ {8}tag: c0044\\.002$"), ==, 4);
  /* Two merges in one mapping. */
  g_assert_cmpuint (count_in (ARGOCD, "main", "apps/atoods/values-summit.yaml", "<<: \\*small\n *<<: \\*patient"),
                    ==, 1);
  g_assert_cmpuint (count_in (ARGOCD, "main", "apps/script-server/values-summit.yaml", "^ +\"title\""), ==, 1);
  g_assert_cmpuint (count_in (ARGOCD, "main", "apps/atqueue/values-summit.yaml", "^  RUN_ARG: 2 --state enabled$"),
                    ==, 1);
  g_assert_cmpuint (count_in (ARGOCD, "main", "apps/maintel/values-summit.yaml", "^  - [a-z]"), >, 20);
  g_assert_cmpuint (count_in (ARGOCD, "main", "apps/auxtel/values-summit.yaml", "^- [a-z]"), >, 15);
  g_assert_cmpuint (count_in (ARGOCD, "main", "apps/love-producer/values-summit-ccw-only.yaml", "tag: c0044"), ==, 1);
}

static void
test_compose (void)
{
  g_assert_cmpuint (count_in (COMPOSE, "main", "summit/setup.env", "^export CYCLE=c0043$"), ==, 1);
  g_assert_cmpuint (count_in (COMPOSE, TICKET, "summit/setup.env", "^export CYCLE=c0044$"), ==, 1);
  g_assert_cmpuint (count_in (COMPOSE, TICKET, "summit/setup.env", "^export (mtm1m3_)?rev=\\.00[0-9]$"), ==, 2);
  g_assert_cmpuint (count_in (COMPOSE, "main", "tucson-teststand/setup.env", "^export CYCLE=c0044$"), ==, 1);
  g_assert_cmpuint (count_in (COMPOSE, "main", "base-teststand/setup.env", "^export CYCLE=c0044$"), ==, 1);
  g_assert_cmpuint (count_in (COMPOSE, "main", "summit/setup_kp.env", "^export CYCLE_[A-Z]+=c00[23][0-9]$"), ==, 4);
  g_assert_cmpuint (count_in (COMPOSE, "main", "summit-test/setup.env", "^export CYCLE=c0039$"), ==, 1);
}

static void
test_love (void)
{
  static const char *const producers = "^LOVE_PRODUCER_WEBSOCKET_HOST_";
  guint before = count_in (LOVE, "develop", "deploy/summit/.env", producers);

  g_assert_cmpuint (count_in (LOVE, "develop", "deploy/summit/.env", "^cycle=c0043$"), ==, 1);
  g_assert_cmpuint (count_in (LOVE, TICKET, "deploy/summit/.env", "^cycle=c0044$"), ==, 1);
  g_assert_cmpuint (count_in (LOVE, TICKET, "deploy/summit/.env", producers), ==, before + 3);
  g_assert_cmpuint (count_in (LOVE, "develop", "deploy/summit/.env", "^[a-z]+_rev=\\.00[0-9]$"), ==, 4);
  g_assert_cmpuint (count_in (LOVE, "develop", "deploy/summit2/.env", "^cycle=c0040$"), ==, 1);
  g_assert_cmpuint (count_in (LOVE, "develop", "deploy/tucson/.env", "^cycle=c0044$"), ==, 1);
  g_assert_cmpuint (count_in (LOVE, "develop", "deploy/base/.env", "^cycle=c0044$"), ==, 1);
  g_assert_cmpuint (count_in (LOVE, "develop", "deploy/base/.env", "^."), >, 60);
}

/* A ticket branch that stands beside the default branch, with commits by others. */
static void
check_branch (const char *name,
              const char *base)
{
  git_repository *repository = open_repository (made, name);
  g_autofree char *base_name = g_strconcat ("refs/heads/", base, NULL);
  git_oid base_id;
  git_oid id;
  gsize ahead = 0;
  gsize behind = 0;
  git_commit *first = NULL;
  git_commit *last = NULL;

  g_assert_cmpint (git_reference_name_to_id (&base_id, repository, base_name), ==, 0);
  g_assert_cmpint (git_reference_name_to_id (&id, repository, "refs/heads/" TICKET), ==, 0);
  g_assert_cmpint (git_graph_ahead_behind (&ahead, &behind, repository, &id, &base_id), ==, 0);
  g_assert_cmpuint (ahead, ==, 3);
  g_assert_cmpuint (behind, ==, 1);
  g_assert_cmpint (git_commit_lookup (&last, repository, &id), ==, 0);
  g_assert_cmpint (git_commit_nth_gen_ancestor (&first, last, 2), ==, 0);
  g_assert_cmpstr (git_commit_author (first)->email, !=, git_commit_author (last)->email);
  g_assert_cmpstr (git_commit_message (first), ==, "Summit: Update to Cycle 44.\n");
  git_commit_free (first);
  git_commit_free (last);
  git_repository_free (repository);
}

static void
test_branches (void)
{
  check_branch (COMPOSE, "main");
  check_branch (LOVE, "develop");
}

static void
count_pins (const char *path,
            const char *text,
            gsize       length,
            gpointer    data)
{
  g_autofree char *copy = g_strndup (text, length);
  guint *pins = data;

  if (!g_str_has_prefix (path, "applications/"))
    return;
  pins[0] += g_str_has_suffix (path, "/values-summit.yaml") ? count (copy, "^    revision: [1-9]$") : 0;
  pins[1] += g_str_has_suffix (path, "/values-summit.yaml") ? count (copy, "^    revision: 0$") : 0;
  pins[2] += g_str_has_suffix (path, "/values-summit.yaml") ? 0 : count (copy, "^ *revision:");
}

static void
test_phalanx (void)
{
  static const char *const files[] = { "summit", "tucson-teststand", "base" };
  guint pins[3] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *environment = g_strdup_printf ("environments/values-%s.yaml", files[i]);
      g_autofree char *cachemachine = g_strdup_printf ("applications/cachemachine/values-%s.yaml", files[i]);
      g_autofree char *nublado = g_strdup_printf ("applications/nublado/values-%s.yaml", files[i]);

      g_assert_cmpuint (count_in (PHALANX, "main", environment, "^controlSystem:$"), ==, 1);
      g_assert_cmpuint (count_in (PHALANX, "main", environment, "^  imageTag: \"c0044\"$"), ==, 1);
      g_assert_cmpuint (count_in (PHALANX, "main", cachemachine, "^ +\"recommended_tag\": \"recommended_c0044\",$"),
                        ==, 1);
      g_assert_cmpuint (count_in (PHALANX, "main", cachemachine, "^ +\"cycle\": 44,$"), ==, 1);
      g_assert_cmpuint (count_in (PHALANX, "main", nublado, "^      cycle: 44$"), ==, 1);
      g_assert_cmpuint (count_in (PHALANX, "main", nublado, "^      recommendedTag: \"recommended_c0044\"$"), ==, 1);
    }
  walk_branch (PHALANX, "main", count_pins, pins);
  g_assert_cmpuint (pins[0], >, 30);
  g_assert_cmpuint (pins[1], >, 1);
  g_assert_cmpuint (pins[2], ==, 0);
  g_assert_cmpuint (count_in (PHALANX, "main", "applications/nightreport/values-summit.yaml", "tag: c0043"), ==, 1);
  g_assert_cmpuint (count_in (PHALANX, "main", "applications/simonyitel/values-summit.yaml",
                              "<<: \\*general\n *<<: \\*mounted"), ==, 1);
}

static void
test_build (void)
{
  static const char *const core = "^# Core packages$(\n[a-z_]+=[0-9.]+){6}\n\n";

  g_assert_cmpuint (count_in (BUILD, "main", "cycle/cycle.env", "^CYCLE=c0045$"), ==, 1);
  g_assert_cmpuint (count_in (BUILD, "main", "cycle/cycle.env", "^rev=\\.000$"), ==, 1);
  g_assert_cmpuint (count_in (BUILD, "main", "cycle/cycle.env", core), ==, 1);
  g_assert_cmpuint (count_in (BUILD, "main", "cycle/cycle.env", "^[A-Za-z_0-9]+=[^=]+$"), >, 100);
}

/* The program makes the same ones when it starts, and serves them. */
static void
test_served (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autofree char *folder = cw_test_directory ();

  for (guint i = 0; i < G_N_ELEMENTS (repositories); i++)
    {
      g_autofree char *url = g_strdup_printf ("http://anybody:%s@%s/%s.git", cw_test_rehearsal_get (rehearsal, "token"),
                                              cw_test_rehearsal_get (rehearsal, "git") + strlen ("http://"),
                                              repositories[i]);
      g_autofree char *path = g_strdup_printf ("%s/%s.git", made, repositories[i]);
      g_autofree char *served = cw_test_git_run (folder, NULL, "ls-remote", url, NULL);
      g_autofree char *wanted = cw_test_git_run (folder, NULL, "ls-remote", path, NULL);

      g_assert_nonnull (strstr (served, "\tHEAD"));
      g_assert_cmpstr (served, ==, wanted);
    }
}

/* Each test has a folder of its own, so each makes its repositories. */
static void
run (gconstpointer data)
{
  void (*test) (void) = (void (*) (void)) data;

  made = create ();
  test ();
  g_clear_pointer (&made, g_free);
}

static void
add (const char *path,
     void      (*test) (void))
{
  g_test_add_data_func (path, (gconstpointer) test, run);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *data = NULL;
  int status;

  cw_test_init (&argc, &argv);
  git_libgit2_init ();
  data = cw_test_source ("data");
  g_setenv ("CYCLEWRIGHT_SOURCE_DATA", data, TRUE);
  add ("/rehearsal/content/equal", test_equal);
  g_test_add_func ("/rehearsal/content/kept", test_kept);
  g_test_add_func ("/rehearsal/content/unknown", test_unknown);
  add ("/rehearsal/content/yaml", test_yaml);
  add ("/rehearsal/content/argocd", test_argocd);
  add ("/rehearsal/content/compose", test_compose);
  add ("/rehearsal/content/love", test_love);
  add ("/rehearsal/content/branches", test_branches);
  add ("/rehearsal/content/phalanx", test_phalanx);
  add ("/rehearsal/content/build", test_build);
  add ("/rehearsal/content/served", test_served);
  status = g_test_run ();
  git_libgit2_shutdown ();
  return status;
}
