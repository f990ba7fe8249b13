/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-fixes.h"
#include "cw-test-plan.h"
#include "cw-test.h"
#include "cw-translate.h"

/* What was changed at a test stand after its deployment, and this site hasn't got. */

#define HEAD "a:\n  image:\n    repository: a\n    tag: "
#define BLOCK(name, image) name ":\n  image:\n    repository: " image "\n"
#define LASER "services:\n  laser:\n    image: lsst/laser:${CYCLE}\n    environment:\n"

typedef struct
{
  const char *then, *now, *ours;
  const char *found; /* each fix on a line: name, place, before → after */
  const char *taken; /* this site's file with all of them; %NULL: as it was */
  const char *own;   /* what names the other site's hosts, and what was built otherwise, alike; %NULL: nothing */
} Case;

static CwSnapshot *
make_snapshot (const char *repository,
               const char *path,
               const char *text)
{
  CwSnapshot *snapshot = cw_snapshot_new (repository, "main", "0123456789012345678901234567890123456789");
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  cw_snapshot_add (snapshot, path, 0100644, NULL, bytes);
  return snapshot;
}

static char *
tell (GPtrArray *fixes)
{
  g_autoptr (GString) told = g_string_new (NULL);

  for (guint i = 0; i < fixes->len; i++)
    {
      const CwFix *fix = g_ptr_array_index (fixes, i);

      if (fix->stand != NULL && fix->trouble != NULL)
        g_string_append_printf (told, "%s unread\n", fix->path);
      else if (fix->stand != NULL)
        g_string_append_printf (told, "%s went%s%s\n", fix->name, fix->after != NULL ? " for " : "",
                                fix->after != NULL ? fix->after : "");
      else if (fix->gone)
        g_string_append_printf (told, "%s goes%s\n", fix->name, fix->trouble != NULL ? " by hand" : "");
      else if (fix->added != NULL)
        g_string_append_printf (told, "%s\n", fix->name);
      else
        g_string_append_printf (told, "%s %s: %s → %s%s%s%s%s%s\n", fix->name, fix->place,
                                fix->before != NULL ? fix->before : "", fix->after != NULL ? fix->after : "",
                                fix->replaced != NULL ? " with " : "", fix->replaced != NULL ? fix->replaced : "",
                                fix->also != NULL ? " and " : "", fix->also != NULL ? fix->also : "",
                                fix->trouble != NULL ? " by hand" : "");
    }
  return g_string_free (g_steal_pointer (&told), FALSE);
}

static char *
take_all (GPtrArray  *fixes,
          const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  for (guint i = fixes->len; i > 0; i--)
    {
      const CwFix *fix = g_ptr_array_index (fixes, i - 1);
      GBytes *after = fix->added == NULL && fix->trouble == NULL ? cw_fix_apply (fix, bytes, &error)
                                                                 : g_bytes_ref (bytes);

      g_assert_no_error (error);
      g_bytes_unref (bytes);
      bytes = after;
    }
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
try_case (const Case *one,
          const char *repository,
          const char *path,
          const char *own)
{
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2023");
  g_autoptr (CwSnapshot) then = make_snapshot (repository, path, one->then);
  g_autoptr (CwSnapshot) now = make_snapshot (repository, path, one->now);
  g_autoptr (CwSnapshot) ours = make_snapshot (repository, own, one->ours);
  g_autoptr (GBytes) env = g_bytes_new_static ("export CYCLE=c0044\n", 19);
  g_autoptr (CwSnapshot) both = NULL;
  const CwRepository *known = cw_procedure_get_repository (procedure, repository);
  g_autoptr (GPtrArray) learned = NULL, fixes = NULL;
  g_autoptr (GPtrArray) left = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_fix_unref);
  g_autofree char *told = NULL, *taken = NULL, *hosts = NULL;

  if (!g_str_has_suffix (own, "/setup.env"))
    cw_snapshot_add (ours, "summit/setup.env", 0100644, NULL, env);
  both = cw_snapshot_join (ours, now);
  learned = cw_translate_learn (procedure, known, both, "tts", "summit");
  fixes = cw_fixes_find (&(const CwFixSides) { procedure, known, "tts", "summit", then, now, ours, learned, left,
                                               TRUE });
  told = tell (fixes);
  hosts = tell (left);
  taken = take_all (fixes, one->ours);

  g_assert_cmpstr (told, ==, one->found);
  g_assert_cmpstr (hosts, ==, one->own != NULL ? one->own : "");
  g_assert_cmpstr (taken, ==, one->taken != NULL ? one->taken : one->ours);
}

static void
try_cases (const Case *cases,
           gsize       n_cases,
           const char *repository,
           const char *path,
           const char *own)
{
  for (gsize i = 0; i < n_cases; i++)
    try_case (&cases[i], repository, path, own);
}

static void
test_values (void)
{
  static const Case cases[] = {
    /* a value; the tag is the plan's; what this site says otherwise is its own; what it says already is no fix */
    { HEAD "c0044\n  args: one\n  own: 1\n  same: 1\n", HEAD "c0044.001\n  args: two\n  own: 2\n  same: 2\n",
      HEAD "c0044\n  args: one\n  own: 3\n  same: 2\n", "a args: one → two\n",
      HEAD "c0044\n  args: two\n  own: 3\n  same: 2\n" },
    /* memory that was raised, though another amount differs; one that was taken out */
    { HEAD "c0044\n  resources:\n    limits: {cpu: 1}\n    requests: {memory: 200Mi, cpu: 1}\n",
      HEAD "c0044\n  resources:\n    limits: {cpu: 1}\n    requests: {memory: 400Mi}\n",
      HEAD "c0044\n  resources:\n    limits: {cpu: 4}\n    requests: {memory: 200Mi, cpu: 1}\n",
      "a resources.requests.memory: 200Mi → 400Mi\na resources.requests.cpu: 1 → \n",
      HEAD "c0044\n  resources:\n    limits: {cpu: 4}\n    requests: {memory: 400Mi}\n" },
    /* pins and tags alone; a pin that was added */
    { HEAD "c0044\n", HEAD "c0045\n    revision: 3\n", HEAD "c0044\n", "", NULL },
    /* keys beside each other, each by itself, in a block that this site has otherwise */
    { HEAD "c0044\n  env:\n    RUN_ARG: 1\n",
      HEAD "c0044\n  env:\n    RUN_ARG: 1\n    X: one\n    Y: 2\n  extra:\n    b: 1\n",
      HEAD "c0044\n  env:\n    RUN_ARG: 1\n    HERE: 5\n  extra:\n    a: 1\n",
      "a env.X:  → one\na env.Y:  → 2\na extra.b:  → 1\n",
      HEAD "c0044\n  env:\n    RUN_ARG: 1\n    X: one\n    Y: 2\n    HERE: 5\n  extra:\n    b: 1\n    a: 1\n" },
    /* the other site's own: without a word for it here, and where there is one */
    { HEAD "c0044\n  host: love.tu.lsst.org\n", HEAD "c0044\n  host: love.tu.lsst.org\n  logs: logs.tu.lsst.org\n",
      HEAD "c0044\n  host: love.cp.lsst.org\n", "", NULL, "a logs:  → logs.tu.lsst.org\n" },
    { HEAD "c0044\n  list:\n  - x\n", HEAD "c0044\n  list:\n  - x\n  - k.tu.lsst.org\n",
      HEAD "c0044\n  list:\n  - x\n", "", NULL, "a list[1]:  → k.tu.lsst.org\n" },
    /* a value that others have through an anchor */
    { "small: &small {memory: 1Gi}\n" HEAD "c0044\n  resources: *small\n",
      "small: &small {memory: 2Gi}\n" HEAD "c0044\n  resources: *small\n",
      "small: &small {memory: 1Gi}\n" HEAD "c0044\n  resources: *small\n",
      "a small.memory: 1Gi → 2Gi and a.resources.memory\n",
      "small: &small {memory: 2Gi}\n" HEAD "c0044\n  resources: *small\n" },
    { HEAD "c0044\n  host: love.tu.lsst.org\n",
      HEAD "c0044\n  host: love.tu.lsst.org\n  url: http://love.tu.lsst.org/x\n",
      HEAD "c0044\n  host: love.cp.lsst.org\n",
      "a url:  → http://love.cp.lsst.org/x with love.tu.lsst.org → love.cp.lsst.org\n",
      HEAD "c0044\n  host: love.cp.lsst.org\n  url: http://love.cp.lsst.org/x\n" },
    /* a host that always stands for another one, though no mark tells whose it is; one that doesn't always */
    { HEAD "c0044\n  a: {server: n1.b.example.org}\n  b: {server: n1.b.example.org}\n",
      HEAD "c0044\n  a: {server: n1.b.example.org}\n  b: {server: n1.b.example.org}\n  c: n1.b.example.org\n",
      HEAD "c0044\n  a: {server: n1.s.example.org}\n  b: {server: n1.s.example.org}\n",
      "a c:  → n1.s.example.org with n1.b.example.org → n1.s.example.org\n",
      HEAD "c0044\n  a: {server: n1.s.example.org}\n  b: {server: n1.s.example.org}\n  c: n1.s.example.org\n" },
    { HEAD "c0044\n  a: n1.b.example.org\n  b: n1.b.example.org\n",
      HEAD "c0044\n  a: n1.b.example.org\n  b: n1.b.example.org\n  c: n1.b.example.org\n",
      HEAD "c0044\n  a: n1.s.example.org\n  b: n1.b.example.org\n", "a c:  → n1.b.example.org\n",
      HEAD "c0044\n  a: n1.s.example.org\n  b: n1.b.example.org\n  c: n1.b.example.org\n" },
    /* a block with an anchor, and who uses it */
    { HEAD "c0044\n  args: x\n",
      HEAD "c0044\n  args: x\n  secret: &secret\n    name: b\n  fixer:\n    secret: *secret\n",
      HEAD "c0044\n  args: x\n",
      "a secret:  → &secret\nname: b\na fixer:  → secret: *secret by hand\n",
      HEAD "c0044\n  args: x\n  secret: &secret\n    name: b\n" },
    /* a name in a folded list that this site has otherwise; one that went; prose is no list */
    { HEAD "c0044\n  cscs: >-\n    ATDome\n    ATMCS\n", HEAD "c0044\n  cscs: >-\n    ATDome\n    MTMount\n    ATMCS\n",
      HEAD "c0044\n  cscs: >-\n    ATDome\n    Here\n    ATMCS\n", "a cscs:  → MTMount\n",
      HEAD "c0044\n  cscs: >-\n    ATDome\n    MTMount\n    Here\n    ATMCS\n" },
    { HEAD "c0044\n  cscs: >-\n    A\n    B\n", HEAD "c0044\n  cscs: >-\n    A\n",
      HEAD "c0044\n  cscs: >-\n    A\n    B\n    C\n", "a cscs: B → \n", HEAD "c0044\n  cscs: >-\n    A\n    C\n" },
    { HEAD "c0044\n  why: >-\n    so it is\n", HEAD "c0044\n  why: >-\n    so it was\n",
      HEAD "c0044\n  why: >-\n    so it be\n", "", NULL },
    /* a component of its own, with all that it has; a file that can't be read */
    { HEAD "c0044\n", HEAD "c0044\nb:\n  image:\n    repository: b\n  args: x\n", HEAD "c0044\n", "b\n", NULL },
    { HEAD "c0044\n", HEAD "c0045\n  x: [\n", HEAD "c0044\n", "", NULL,
      "apps/a/values-tucson-teststand.yaml unread\n" },
    /* one that went, and one whose block is another one now, which is only named */
    { HEAD "c0044\nb:\n  image:\n    repository: b\n", HEAD "c0044\n",
      HEAD "c0044\nb:\n  image:\n    repository: b\n  ours: 1\n", "b goes\n", HEAD "c0044\n" },
    { HEAD "c0044\n", "image:\n  repository: a\n  tag: c0045\n", HEAD "c0044\n", "", NULL, "a went for a\n" },
    /* one that went hides none that came beside it, but the one block of its image; what isn't here can't go */
    { HEAD "c0044\n" BLOCK ("b", "b"), HEAD "c0044\n" BLOCK ("c", "c") BLOCK ("d", "d"),
      HEAD "c0044\n" BLOCK ("b", "b"),
      "b goes\nc\nd\n", HEAD "c0044\n" },
    { HEAD "c0044\n" BLOCK ("b", "ess"), HEAD "c0044\n" BLOCK ("c", "ess") BLOCK ("d", "ess"),
      HEAD "c0044\n" BLOCK ("b", "ess"), "d\n", NULL, "b went for c\n" },
    { HEAD "c0044\n" BLOCK ("b", "b"), HEAD "c0044\n", HEAD "c0044\n", "", NULL },
  };

  try_cases (cases, G_N_ELEMENTS (cases), "argocd-csc", "apps/a/values-tucson-teststand.yaml",
             "apps/a/values-summit.yaml");
}

static void
test_lists_and_texts (void)
{
  static const Case cases[] = {
    /* what has an image of its own, in a list and in a component of this file, is a change of the file */
    { HEAD "c0044\n  producers:\n  - name: x\n    image: {repository: p, tag: c0044}\n",
      HEAD "c0045\n  producers:\n  - name: x\n    image: {repository: p, tag: c0045}\n"
           "  - name: y\n    image: {repository: p, tag: c0045}\n  sidecar:\n    image: {repository: s, tag: s1}\n",
      HEAD "c0045\n  producers:\n  - name: x\n    image: {repository: p, tag: c0045}\n",
      "a :  → name: y\nimage: {repository: p, tag: c0045}\nsidecar :  → image: {repository: s, tag: s1}\n",
      HEAD "c0045\n  producers:\n  - name: x\n    image: {repository: p, tag: c0045}\n"
           "  - name: y\n    image: {repository: p, tag: c0045}\n  sidecar:\n    image: {repository: s, tag: s1}\n" },
    /* a mount, an item's field, and a variable in a list */
    { HEAD "c0044\n  nfsMountpoint:\n  - name: data\n    server: nfs1\n  env:\n  - name: X\n    value: 1\n",
      HEAD "c0044\n  nfsMountpoint:\n  - name: data\n    server: nfs1\n  - name: home\n    server: nfs.tu.lsst.org\n"
      "  env:\n  - name: X\n    value: 2\n",
      HEAD "c0044\n  nfsMountpoint:\n  - name: data\n    server: nfs7\n  env:\n  - name: X\n    value: 1\n",
      "a nfsMountpoint[1]:  → name: home\nserver: nfs.tu.lsst.org\na env[0].value: 1 → 2\n",
      HEAD "c0044\n  nfsMountpoint:\n  - name: data\n    server: nfs7\n  - name: home\n    server: nfs.tu.lsst.org\n"
      "  env:\n  - name: X\n    value: 2\n" },
    /* the text of a configuration file, of which this site has another line; only its cycle */
    { HEAD "c0044\n  config: |\n    host: a\n    x: 1\n    y: 1\n    rate: 5\n",
      HEAD "c0044\n  config: |\n    host: a\n    x: 1\n    y: 1\n    rate: 9\n",
      HEAD "c0044\n  config: |\n    host: b\n    x: 1\n    y: 1\n    rate: 5\n", "a config: rate: 5 → rate: 9\n",
      HEAD "c0044\n  config: |\n    host: b\n    x: 1\n    y: 1\n    rate: 9\n" },
    { HEAD "c0044\n  config: |\n    at nfs.tu.lsst.org\n    rate: 5\n",
      HEAD "c0044\n  config: |\n    at nfs.tu.lsst.org\n    rate: 9\n",
      HEAD "c0044\n  config: |\n    at nfs.tu.lsst.org\n    rate: 5\n", "a config: rate: 5 → rate: 9\n",
      HEAD "c0044\n  config: |\n    at nfs.tu.lsst.org\n    rate: 9\n" },
    { HEAD "c0044\n  script: |\n    run c0044\n    end\n", HEAD "c0044\n  script: |\n    run c0045\n    end\n",
      HEAD "c0044\n  script: |\n    run c0044\n    end\n", "", NULL },
    /* lists that no field tells apart: all of it, where it is the same here */
    { HEAD "c0044\n  n: [1, 1]\n", HEAD "c0044\n  n: [1, 2, 2]\n", HEAD "c0044\n  n: [1, 1]\n",
      "a n: [1, 1] → [1, 2, 2]\n", HEAD "c0044\n  n: [1, 2, 2]\n" },
    { HEAD "c0044\n  n: [1, 1]\n", HEAD "c0044\n  n: [1, 2, 2]\n", HEAD "c0044\n  n: [1, 3]\n", "", NULL },
  };

  try_cases (cases, G_N_ELEMENTS (cases), "argocd-csc", "apps/a/values-tucson-teststand.yaml",
             "apps/a/values-summit.yaml");
}

/* A file that came there, in a folder that this site has too; with a component in it, it is one. */
static void
test_new_file (void)
{
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2023");
  const CwRepository *repository = cw_procedure_get_repository (procedure, "docker-compose-ops");
  g_autoptr (CwSnapshot) then = make_snapshot (repository->id, "tucson-teststand/setup.env", "export CYCLE=c0044\n");
  g_autoptr (CwSnapshot) now = make_snapshot (repository->id, "tucson-teststand/setup.env", "export CYCLE=c0044\n");
  g_autoptr (CwSnapshot) ours = make_snapshot (repository->id, "summit/setup.env", "export CYCLE=c0044\n");
  g_autoptr (GBytes) text = g_bytes_new_static ("at tucson-teststand\n", 20);
  g_autoptr (GBytes) env = g_bytes_new_static ("export A=1\n", 11);
  g_autoptr (GBytes) compose = g_bytes_new_static ("services:\n  x:\n    image: a/x:c0044\n", 36);
  g_autoptr (GPtrArray) fixes = NULL;
  g_autoptr (GBytes) made = NULL, again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *told = NULL;

  cw_snapshot_add (now, "tucson-teststand/conf/new.txt", 0100644, NULL, text);
  cw_snapshot_add (now, "tucson-teststand/extra.env", 0100644, NULL, env);
  cw_snapshot_add (now, "tucson-teststand/docker-compose-x.yaml", 0100644, NULL, compose);
  fixes = cw_fixes_find (&(const CwFixSides) { procedure, repository, "tts", "summit", then, now, ours, NULL, NULL });
  told = tell (fixes);
  g_assert_cmpstr (told, ==, "extra.env :  → export A=1\nnew.txt :  → at summit with tucson-teststand → summit\nx\n");
  made = cw_fix_apply (g_ptr_array_index (fixes, 1), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (made, NULL), g_bytes_get_size (made), "at summit\n", 10);
  again = cw_fix_apply (g_ptr_array_index (fixes, 1), text, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
  g_assert_null (again);
}

/* A file that went there, and is here: it is asked about as one, with all that is in it. */
static void
test_gone_file (void)
{
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2023");
  const CwRepository *repository = cw_procedure_get_repository (procedure, "argocd-csc");
  const char *path = "apps/b/values-tucson-teststand.yaml", *text = BLOCK ("b", "b") BLOCK ("c", "c");
  g_autoptr (CwSnapshot) then = make_snapshot (repository->id, path, text);
  g_autoptr (CwSnapshot) now = make_snapshot (repository->id, "apps/a/values-tucson-teststand.yaml", "x: 1\n");
  g_autoptr (CwSnapshot) ours = make_snapshot (repository->id, "apps/b/values-summit.yaml", text);
  g_autoptr (GPtrArray) aside = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_fix_unref), fixes = NULL;
  g_autoptr (GPtrArray) unasked = NULL;
  const CwFix *fix;

  fixes = cw_fixes_find (&(const CwFixSides) { procedure, repository, "tts", "summit", then, now, ours, NULL, aside,
                                               TRUE });
  unasked = cw_fixes_find (&(const CwFixSides) { procedure, repository, "tts", "summit", then, now, ours, NULL,
                                                 aside });
  g_assert_cmpuint (unasked->len, ==, 0);
  g_assert_cmpuint (aside->len, ==, 0);
  g_assert_cmpuint (fixes->len, ==, 1);
  fix = g_ptr_array_index (fixes, 0);
  g_assert_cmpstr (fix->path, ==, "apps/b/values-summit.yaml");
  g_assert_cmpstr (fix->name, ==, "b");
  g_assert_true (cw_fix_takes_file (fix));
}

static void
test_hosts (void)
{
  static const Case env[] = {
    { "export CYCLE=c0044\nA=1\nB=1\nC=1\n", "export CYCLE=c0045\nA=2\nB=1\nD=x\n",
      "export CYCLE=c0044\nA=1\nB=7\nC=1\n",
      "setup.env A: 1 → 2\nsetup.env D:  → x\nsetup.env C: 1 → \n", "export CYCLE=c0044\nA=2\nB=7\nD=x\n" },
    { "rev=.001\n", "rev=.002\nother_rev=.001\nX=logs.tu.lsst.org\n", "rev=.001\n", "", NULL,
      "setup.env X:  → logs.tu.lsst.org\n" },
  };
  static const Case compose[] = {
    { LASER "    - RUN_ARG=1\n    - DEBUG=0\n", LASER "    - RUN_ARG=1\n    - DEBUG=1\n    shm_size: 1g\n",
      LASER "    - DEBUG=0\n    - RUN_ARG=1\n", "laser environment[0]: DEBUG=0 → DEBUG=1\nlaser shm_size:  → 1g\n",
      LASER "    - DEBUG=1\n    - RUN_ARG=1\n    shm_size: 1g\n" },
  };
  static const Case other[] = {
    { "listen 80;\nroot /a;\nx;\ny;\nserver a;\n", "listen 80;\nroot /b;\nx;\ny;\nserver a;\n",
      "listen 80;\nroot /a;\nx;\ny;\nserver z;\n", "nginx.conf : root /a; → root /b;\n",
      "listen 80;\nroot /b;\nx;\ny;\nserver z;\n" },
    { "tag c0044\nx\n", "tag c0045\ny\n", "tag c0044\nx\n", "", NULL },
  };

  try_cases (env, G_N_ELEMENTS (env), "docker-compose-ops", "tucson-teststand/setup.env", "summit/setup.env");
  try_cases (compose, G_N_ELEMENTS (compose), "docker-compose-ops", "tucson-teststand/docker-compose-a.yaml",
             "summit/docker-compose-a.yaml");
  try_cases (other, G_N_ELEMENTS (other), "docker-compose-ops", "tucson-teststand/nginx.conf", "summit/nginx.conf");
}

/* An application on its own schedule, or that the procedure moves nothing of, is others' to mend. */
static void
test_whose (void)
{
  static const Case ours[] = {
    { "x:\n  args: 1\n", "x:\n  args: 2\n", "x:\n  args: 1\n", "auxtel x.args: 1 → 2\n", "x:\n  args: 2\n" },
    { "x:\n  args: a\n", "x:\n  args: \"a\"\n", "x:\n  args: a\n", "", NULL },
    { "x:\n  args: 1\n", "x:\n  args: \"1\"\n", "x:\n  args: 1\n", "auxtel x.args: 1 → \"1\"\n",
      "x:\n  args: \"1\"\n" },
  };
  static const Case theirs[] = { { "x:\n  args: 1\n", "x:\n  args: 2\n", "x:\n  args: 1\n", "", NULL } };
  static const char *const names[] = { "gafaelfawr", "nightreport" };

  try_cases (ours, G_N_ELEMENTS (ours), "phalanx", "applications/auxtel/values-tucson-teststand.yaml",
             "applications/auxtel/values-summit.yaml");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strdup_printf ("applications/%s/values-tucson-teststand.yaml", names[i]);
      g_autofree char *own = g_strdup_printf ("applications/%s/values-summit.yaml", names[i]);

      try_cases (theirs, G_N_ELEMENTS (theirs), "phalanx", path, own);
    }
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/fixes/values", test_values);
  g_test_add_func ("/fixes/lists-and-texts", test_lists_and_texts);
  g_test_add_func ("/fixes/hosts", test_hosts);
  g_test_add_func ("/fixes/new-file", test_new_file);
  g_test_add_func ("/fixes/gone-file", test_gone_file);
  g_test_add_func ("/fixes/whose", test_whose);
  return g_test_run ();
}
