/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-component-chart.h"
#include "cw-component-copy.h"
#include "cw-component-edit.h"
#include "cw-error.h"
#include "cw-operation.h"
#include "cw-test-plan.h"
#include "cw-test.h"

/* What is said of a component, changed; and a component added with all that names it. */

static GPtrArray *
make_snapshots (const char       *repository,
                const CwTestFile *files)
{
  GPtrArray *snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  CwSnapshot *snapshot = cw_snapshot_new (repository, "main", "0123456789012345678901234567890123456789");

  g_ptr_array_add (snapshots, snapshot);
  for (; files->path != NULL; files++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (files->text, strlen (files->text));

      cw_snapshot_add (snapshot, files->path, 0100644, NULL, bytes);
    }
  return snapshots;
}

static CwInventoryItem *
find_item (CwProcedure *procedure,
           GPtrArray   *snapshots,
           const char  *site,
           const char  *name)
{
  g_autoptr (GPtrArray) items = cw_inventory_new (procedure, site, snapshots);

  for (guint i = 0; i < items->len; i++)
    if (g_str_equal (((const CwInventoryItem *) items->pdata[i])->name, name))
      return cw_inventory_item_copy (items->pdata[i]);
  g_assert_not_reached ();
}

/* One component of a file of the Summit; %NULL where it can't be done. */
static char *
edit (const char        *before,
      CwInventoryField   field,
      const char        *value,
      GError           **error)
{
  const CwTestFile files[] = { { "apps/a/values-summit.yaml", before }, { NULL } };
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2023");
  g_autoptr (GPtrArray) snapshots = make_snapshots ("argocd-csc", files);
  g_autoptr (GPtrArray) items = cw_inventory_new (procedure, "summit", snapshots);
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_free);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
  g_autoptr (GBytes) text = g_bytes_new_static (before, strlen (before)), after = NULL;

  g_assert_cmpuint (items->len, ==, 1);
  if (!cw_component_edit (items->pdata[0], field, value, text, operations, error))
    return NULL;
  if (operations->len == 0)
    return g_strdup (before);
  after = cw_operations_apply ("a.yaml", text, operations, notes, error);
  return after != NULL ? g_strndup (g_bytes_get_data (after, NULL), g_bytes_get_size (after)) : NULL;
}

#define BLOCK "x:\n  image:\n    repository: r\n    tag: c0044\n"

static void
test_edit (void)
{
  const struct
  {
    const char *before;
    CwInventoryField field;
    const char *value;
    const char *after;
  } cases[] = {
    { BLOCK, CW_INVENTORY_TAG, "c0045", "x:\n  image:\n    repository: r\n    tag: c0045\n" },
    { BLOCK, CW_INVENTORY_TAG, "c0044", BLOCK },
    { BLOCK, CW_INVENTORY_IMAGE, "q/r", "x:\n  image:\n    repository: q/r\n    tag: c0044\n" },
    { BLOCK, CW_INVENTORY_IMAGE, "q:5000/r", "x:\n  image:\n    repository: q:5000/r\n    tag: c0044\n" },
    { BLOCK, CW_INVENTORY_PIN, "3", BLOCK "    revision: 3\n" },
    { BLOCK "    revision: 3\n", CW_INVENTORY_PIN, NULL, BLOCK },
    { BLOCK, CW_INVENTORY_PIN, NULL, BLOCK },
    { BLOCK, CW_INVENTORY_ENABLED, "false", BLOCK "  enabled: false\n" },
    { BLOCK "  enabled: true\n", CW_INVENTORY_ENABLED, "false", BLOCK "  enabled: false\n" },
    { "x:\n  image: r:c0044\n", CW_INVENTORY_TAG, "c0045", "x:\n  image: r:c0045\n" },
    { "x:\n  image: r:c0044\n", CW_INVENTORY_IMAGE, "q", "x:\n  image: q:c0044\n" },
    { BLOCK "  env:\n    RUN_ARG: 1\n", CW_INVENTORY_COMMAND, "2", BLOCK "  env:\n    RUN_ARG: 2\n" },
    { BLOCK "  env:\n  - name: RUN_ARG\n    value: a\n", CW_INVENTORY_COMMAND, "b",
      BLOCK "  env:\n  - name: RUN_ARG\n    value: b\n" },
    { BLOCK "  args: --one\n", CW_INVENTORY_COMMAND, "--two", BLOCK "  args: --two\n" },
    { BLOCK "  resources:\n    limits:\n      cpu: 1\n      memory: 1Gi\n", CW_INVENTORY_RESOURCES,
      "limits.cpu=2 requests.cpu=100m",
      BLOCK "  resources:\n    limits:\n      cpu: 2\n    requests:\n      cpu: 100m\n" },
    { "image:\n  repository: r\n  tag: c0044\n", CW_INVENTORY_TAG, "c0045",
      "image:\n  repository: r\n  tag: c0045\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *after = edit (cases[i].before, cases[i].field, cases[i].value, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (after, ==, cases[i].after);
    }
}

/* Image and tag are one word: whoever changes both loses neither. */
static void
test_edit_both (void)
{
  static const char *const before = "x:\n  image: q:5000/r:c0044\n";
  const CwTestFile files[] = { { "apps/a/values-summit.yaml", before }, { NULL } };
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2023");
  g_autoptr (GPtrArray) snapshots = make_snapshots ("argocd-csc", files);
  g_autoptr (CwInventoryItem) item = find_item (procedure, snapshots, "summit", "x");
  g_autoptr (GBytes) text = g_bytes_new_static (before, strlen (before));
  const char *const values[] = { "q:5000/other", "c0045" };
  const CwInventoryField fields[] = { CW_INVENTORY_IMAGE, CW_INVENTORY_TAG };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_free);
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
      g_autoptr (GError) error = NULL;
      GBytes *after;

      g_assert_true (cw_component_edit (item, fields[i], values[i], text, operations, &error));
      after = cw_operations_apply (item->path, text, operations, notes, &error);
      g_assert_no_error (error);
      g_bytes_unref (text);
      text = after;
    }
  g_assert_cmpmem (g_bytes_get_data (text, NULL), g_bytes_get_size (text), "x:\n  image: q:5000/other:c0045\n", 31);
}

static void
test_edit_refused (void)
{
  const struct
  {
    const char *before;
    CwInventoryField field;
    const char *value;
    const char *message;
  } cases[] = {
    { BLOCK, CW_INVENTORY_ENABLED, "yes", "not “yes”" },
    { BLOCK, CW_INVENTORY_TAG, "c0045 ", "has a space" },
    { BLOCK, CW_INVENTORY_RESOURCES, "cpu", "“cpu” is not" },
    { BLOCK, CW_INVENTORY_RESOURCES, "limits.cpu=abc", "“abc” is no amount" },
    { BLOCK, CW_INVENTORY_RESOURCES, "limits.memory=1 GiB", "is not" },
    { BLOCK, CW_INVENTORY_PIN, "c0045", "not “c0045”" },
    { BLOCK, CW_INVENTORY_IMAGE, "q/r:c0045", "has a tag" },
    { BLOCK, CW_INVENTORY_IMAGE, "r@sha256:0", "has a tag" },
    { BLOCK, CW_INVENTORY_PIN, "-1", "not “-1”" },
    { BLOCK "  args:\n  - a\n  - b\n", CW_INVENTORY_COMMAND, "c", "list of words" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (edit (cases[i].before, cases[i].field, cases[i].value, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
      g_assert_nonnull (strstr (error->message, cases[i].message));
    }
}

static void
test_edit_gone (void)
{
  const CwTestFile files[] = { { "apps/a/values-summit.yaml", BLOCK }, { NULL } };
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2023");
  g_autoptr (GPtrArray) snapshots = make_snapshots ("argocd-csc", files);
  g_autoptr (CwInventoryItem) item = find_item (procedure, snapshots, "summit", "x");
  g_autoptr (GPtrArray) operations = g_ptr_array_new ();
  g_autoptr (GBytes) text = g_bytes_new_static ("y: 1\n", 5), list = g_bytes_new_static ("x: 1\n", 5);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_component_edit (item, CW_INVENTORY_TAG, "c0045", text, operations, &error));
  g_assert_nonnull (strstr (error->message, "apps/a/values-summit.yaml"));
  g_clear_error (&error);
  g_assert_false (cw_component_edit (item, CW_INVENTORY_TAG, "c0045", list, operations, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
  g_assert_cmpuint (operations->len, ==, 0);
}

static void
assert_step (GPtrArray  *steps,
             const char *path,
             const char *text,
             const char *words)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const CwComponentStep *step = steps->pdata[i];
      gboolean said = words == NULL;

      if (!g_str_equal (step->path, path))
        continue;
      for (guint j = 0; j < step->notes->len; j++)
        said |= words != NULL && strstr (step->notes->pdata[j], words) != NULL;
      g_assert_true (said);
      if (text == NULL)
        g_assert_null (step->text);
      else
        {
          g_autofree char *found = g_strndup (g_bytes_get_data (step->text, NULL), g_bytes_get_size (step->text));

          g_assert_cmpstr (found, ==, text);
        }
      return;
    }
  g_error ("No step for %s", path);
}

/* A component that is a file: what lists it is copied along, at the places that this site has too. */
static void
test_copy_file (void)
{
  const CwTestFile files[] = {
    { "apps/ataos/values-summit.yaml", "image:\n  repository: ataos\n  tag: c0044\nenv:\n  SITE: summit\n" },
    { "apps/auxtel/values-summit.yaml", "apps:\n- atdome\n- ataos\n- atmcs\n" },
    { "apps/auxtel/values-base-teststand.yaml", "apps:\n- atdome\n- atmcs\n" },
    { "apps/kafka/values-summit.yaml",
      "producers:\n  one:\n    cscs: >-\n      ATAOS\n      ATDome\n  two:\n    cscs: ATAOS X\n" },
    { "apps/kafka/values-base-teststand.yaml", "producers:\n  one:\n    cscs: >-\n      ATDome\n      ATMCS\n" },
    { "apps/love/values-summit.yaml", "producers:\n- name: x\n- name: love-ataos\n  csc: ATAOS:0\n" },
    { "apps/love/values-base-teststand.yaml", "producers:\n- name: x\n- name: y\n" },
    { "apps/other/values-summit.yaml", "list:\n- ataos\n" },
    { NULL },
  };
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2023");
  g_autoptr (GPtrArray) snapshots = make_snapshots ("argocd-csc", files);
  g_autoptr (CwInventoryItem) item = find_item (procedure, snapshots, "summit", "ataos");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps = cw_component_copy (procedure, snapshots, "bts", item, "summit", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (steps->len, ==, 4);
  assert_step (steps, "apps/ataos/values-base-teststand.yaml",
               "image:\n  repository: ataos\n  tag: c0044\nenv:\n  SITE: base-teststand\n", "became “base-teststand”");
  assert_step (steps, "apps/auxtel/values-base-teststand.yaml", "apps:\n- atdome\n- ataos\n- atmcs\n",
               "Adds “ataos” to “apps”");
  assert_step (steps, "apps/kafka/values-base-teststand.yaml",
               "producers:\n  one:\n    cscs: >-\n      ATDome\n      ATMCS\n      ATAOS\n",
               "no place for “producers.two");
  assert_step (steps, "apps/love/values-base-teststand.yaml",
               "producers:\n- name: x\n- name: love-ataos\n  csc: ATAOS:0\n- name: y\n",
               "Adds “love-ataos” to “producers”");
}

/* A site's files carry one word in their names and another one in their values: the files themselves tell which. */
static void
test_copy_words (void)
{
  const CwTestFile files[] = {
    { "apps/ataos/values-summit.yaml",
      "image:\n  repository: a\nenv:\n  LSST_SITE: summit\n  LSST_DDS_PARTITION_PREFIX: summit\n"
      "  FILE: /x/values-summit.yaml\n"
      "  HOST: https://s3.cp.lsst.org/a\n  LOCATION: summit\n" },
    { "apps/atdome/values-summit.yaml",
      "env:\n  LSST_SITE: summit\n  LSST_DDS_PARTITION_PREFIX: summit\n  HOST: https://s3.cp.lsst.org/b\n"
      "  LOCATION: summit\n" },
    { "apps/atdome/values-base-teststand.yaml",
      "env:\n  LSST_SITE: base\n  LSST_DDS_PARTITION_PREFIX: base\n  HOST: https://s3.ls.lsst.org/b\n"
      "  LOCATION: La Serena\n" },
    { "apps/atmcs/values-summit.yaml", "env:\n  LSST_SITE: summit\n" },
    { "apps/atmcs/values-base-teststand.yaml", "env:\n  LSST_SITE: base\n" },
    { NULL },
  };
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2023");
  g_autoptr (GPtrArray) snapshots = make_snapshots ("argocd-csc", files);
  g_autoptr (GPtrArray) items = cw_inventory_new (procedure, "summit", snapshots);
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < items->len && steps == NULL; i++)
    if (g_str_equal (((const CwInventoryItem *) items->pdata[i])->path, files[0].path))
      steps = cw_component_copy (procedure, snapshots, "bts", items->pdata[i], "summit", NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (steps);
  assert_step (steps, "apps/ataos/values-base-teststand.yaml",
               "image:\n  repository: a\nenv:\n  LSST_SITE: base\n  LSST_DDS_PARTITION_PREFIX: base\n"
               "  FILE: /x/values-base-teststand.yaml\n"
               "  HOST: https://s3.ls.lsst.org/a\n  LOCATION: base\n", "“summit” became “base”");
}

/* Beside other components in one file, only the block comes along, and none of the folder's other files. */
static void
test_copy_compose (void)
{
  const CwTestFile files[] = {
    { "summit/docker-compose-a.yaml", "services:\n  one:\n    image: a/one:c0044\n  two:\n    image: a/two:c0044\n" },
    { "base-teststand/docker-compose-a.yaml", "services:\n  one:\n    image: a/one:c0044\n" },
    { "summit/docker-compose-b.yaml",
      "services:\n  three:\n    image: a/three:c0044\n  four:\n    image: a/four:c0044\n" },
    { NULL },
  };
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2023");
  g_autoptr (GPtrArray) snapshots = make_snapshots ("docker-compose-ops", files);
  g_autoptr (CwInventoryItem) item = find_item (procedure, snapshots, "summit", "two");
  g_autoptr (CwInventoryItem) lost = find_item (procedure, snapshots, "summit", "three");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps = cw_component_copy (procedure, snapshots, "bts", item, "summit", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (steps->len, ==, 1);
  assert_step (steps, "base-teststand/docker-compose-a.yaml",
               "services:\n  one:\n    image: a/one:c0044\n  two:\n    image: a/two:c0044\n", "Adds");
  g_assert_null (cw_component_copy (procedure, snapshots, "bts", lost, "summit", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
}

/* What the block uses and this site's env files don't set is named; what they do, or nobody sets, is not. */
static void
test_copy_variables (void)
{
  const CwTestFile files[] = {
    { "summit/docker-compose-a.yaml", "services:\n  one:\n    image: a/one:c0044\n  two:\n    image: a/two:${CYCLE}\n"
                                      "    ports: [\"${LASER_PORT:-8}:$SHELL_PORT\"]\n" },
    { "base-teststand/docker-compose-a.yaml", "services:\n  one:\n    image: a/one:c0044\n" },
    { "summit/setup.env", "export CYCLE=c0044\nexport LASER_PORT=8000\n" },
    { "base-teststand/setup.env", "export CYCLE=c0044\n" },
    { NULL },
  };
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2023");
  g_autoptr (GPtrArray) snapshots = make_snapshots ("docker-compose-ops", files);
  g_autoptr (CwInventoryItem) item = find_item (procedure, snapshots, "summit", "two");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps = cw_component_copy (procedure, snapshots, "bts", item, "summit", NULL, &error);
  const CwComponentStep *step = steps != NULL ? g_ptr_array_index (steps, 0) : NULL;
  guint n_named = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (steps->len, ==, 1);
  for (guint i = 0; i < step->notes->len; i++)
    n_named += g_str_has_prefix (step->notes->pdata[i], "It uses “");
  g_assert_cmpuint (n_named, ==, 1);
  g_assert_true (g_str_has_prefix (step->notes->pdata[step->notes->len - 1],
                                   "It uses “LASER_PORT”, which summit/setup.env sets"));
}

/* Services merge what their file anchors at its top; the copy uses its new file's. */
static void
test_copy_merge (void)
{
  const CwTestFile files[] = {
    { "summit/docker-compose-a.yaml", "x-common: &common\n  restart: \"no\"\nservices:\n  one:\n    <<: *common\n"
                                      "    image: a/one:c0044\n  two:\n    <<: *common\n    image: a/two:c0044\n" },
    { "base-teststand/docker-compose-a.yaml", "x-common: &common\n  restart: always\nservices:\n  one:\n"
                                              "    <<: *common\n    image: a/one:c0044\n" },
    { NULL },
  };
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2023");
  g_autoptr (GPtrArray) snapshots = make_snapshots ("docker-compose-ops", files);
  g_autoptr (CwInventoryItem) item = find_item (procedure, snapshots, "summit", "two");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps = cw_component_copy (procedure, snapshots, "bts", item, "summit", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (steps->len, ==, 1);
  assert_step (steps, files[1].path, "x-common: &common\n  restart: always\nservices:\n  one:\n    <<: *common\n"
                                     "    image: a/one:c0044\n  two:\n    <<: *common\n    image: a/two:c0044\n",
               "“*common” is that of line 1 here");
}

/* A block of an application of several components, and what is there already. */
static void
test_copy_block (void)
{
  const CwTestFile files[] = {
    { "applications/obssys/values-summit.yaml",
      "a:\n  image:\n    repository: a\nb:\n  image:\n    repository: b\n  host: summit.example.org\n"
      "c:\n  image:\n    repository: c\n" },
    { "applications/obssys/values-base.yaml",
      "a:\n  image:\n    repository: a\nc:\n  image:\n    repository: c\n" },
    { NULL },
  };
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2026");
  g_autoptr (GPtrArray) snapshots = make_snapshots ("phalanx", files);
  g_autoptr (CwInventoryItem) item = find_item (procedure, snapshots, "summit", "b");
  g_autoptr (CwInventoryItem) known = find_item (procedure, snapshots, "summit", "a");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps = cw_component_copy (procedure, snapshots, "bts", item, "summit", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (steps->len, ==, 1);
  assert_step (steps, "applications/obssys/values-base.yaml",
               "a:\n  image:\n    repository: a\nb:\n  image:\n    repository: b\n  host: base.example.org\n"
               "c:\n  image:\n    repository: c\n", "Adds “b”");
  g_assert_null (cw_component_copy (procedure, snapshots, "bts", known, "summit", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
}

/* A sibling under another name takes the chart's dependency along. */
static void
test_copy_sibling (void)
{
  const CwTestFile files[] = {
    { "applications/envsys/values-summit.yaml", "ess1:\n  image:\n    repository: ess\n  env:\n    RUN_ARG: 1\n" },
    { "applications/envsys/Chart.yaml", "name: envsys\ndependencies:\n- name: csc\n  alias: ess1\n  version: 1.0.0\n" },
    { "applications/love/values-summit.yaml", "producers:\n- name: ess1\n  csc: ESS:1\n" },
    { NULL },
  };
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2026");
  g_autoptr (GPtrArray) snapshots = make_snapshots ("phalanx", files);
  g_autoptr (CwInventoryItem) item = find_item (procedure, snapshots, "summit", "ess1");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps = cw_component_copy (procedure, snapshots, "summit", item, "summit", "ess2", &error);
  g_autoptr (GPtrArray) others = cw_component_copy (procedure, snapshots, "summit", item, "summit", "odd", NULL);

  g_assert_no_error (error);
  g_assert_cmpuint (steps->len, ==, 3);
  assert_step (steps, "applications/envsys/values-summit.yaml",
               "ess1:\n  image:\n    repository: ess\n  env:\n    RUN_ARG: 1\n"
               "ess2:\n  image:\n    repository: ess\n  env:\n    RUN_ARG: 2\n", "Adds “ess2”");
  assert_step (steps, "applications/love/values-summit.yaml",
               "producers:\n- name: ess1\n  csc: ESS:1\n- name: ess2\n  csc: ESS:2\n", "“ESS:1” became “ESS:2”");
  assert_step (steps, "applications/envsys/Chart.yaml",
               "name: envsys\ndependencies:\n- name: csc\n  alias: ess1\n  version: 1.0.0\n"
               "- name: csc\n  alias: ess2\n  version: 1.0.0\n", NULL);
  assert_step (others, "applications/love/values-summit.yaml",
               "producers:\n- name: ess1\n  csc: ESS:1\n- name: odd\n  csc: ESS:1\n", "still says “ESS:1”");
}

/* A file of its own under another name: what lists it says so too, and another repository's chart, of which no block
 * goes along, is left alone. */
static void
test_copy_sibling_file (void)
{
  const CwTestFile files[] = {
    { "apps/ess1/values-base-teststand.yaml", "image:\n  repository: ess\nenv:\n  RUN_ARG: 1\n" },
    { "apps/love-producer/values-base-teststand.yaml", "producers:\n  ess1: ESS:1\n" },
    { NULL },
  };
  const CwTestFile others[] = {
    { "applications/envsys/Chart.yaml", "name: envsys\ndependencies:\n- name: csc\n  alias: ess1\n" },
    { "applications/envsys/values-base.yaml", "ess3:\n  image:\n    repository: ess\n" },
    { NULL },
  };
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2023");
  g_autoptr (GPtrArray) snapshots = make_snapshots ("argocd-csc", files);
  g_autoptr (GPtrArray) phalanx = make_snapshots ("phalanx", others);
  g_autoptr (CwInventoryItem) item = find_item (procedure, snapshots, "bts", "ess1");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps = NULL;

  g_ptr_array_add (snapshots, g_object_ref (phalanx->pdata[0]));
  steps = cw_component_copy (procedure, snapshots, "bts", item, "bts", "ess2", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (steps->len, ==, 2);
  assert_step (steps, "apps/ess2/values-base-teststand.yaml", "image:\n  repository: ess\nenv:\n  RUN_ARG: 2\n",
               "A new file");
  assert_step (steps, "apps/love-producer/values-base-teststand.yaml",
               "producers:\n  ess1: ESS:1\n  ess2: ESS:2\n", "“ESS:1” became “ESS:2”");
}

/* A component of a site that has another cycle follows the cycle of its new site; where the components beside it share
 * one tag, it has none of its own. What is no tag of the cycle stays. */
static void
test_copy_cycle (void)
{
  const CwTestFile files[] = {
    { "applications/obssys/values-summit.yaml",
      "a:\n  image:\n    repository: a\n    tag: c0044\nb:\n  image:\n    repository: b\n    tag: c0044\n"
      "  sidecar: x:c0044\n  since: v1_c0044\nc:\n  image:\n    repository: c\n    tag: c0044\n" },
    { "applications/obssys/values-base.yaml",
      "a:\n  image:\n    repository: a\nc:\n  image:\n    repository: c\n" },
    { "environments/values-base.yaml", "controlSystem:\n  imageTag: c0045\n" },
    { "applications/auxtel/values-summit.yaml", "d:\n  image:\n    repository: d\n    tag: c0044\n" },
    { "applications/auxtel/values-base.yaml", "e:\n  image:\n    repository: e\n    tag: c0045\n" },
    { NULL },
  };
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2026");
  g_autoptr (GPtrArray) snapshots = make_snapshots ("phalanx", files);
  g_autoptr (CwInventoryItem) shared = find_item (procedure, snapshots, "summit", "b");
  g_autoptr (CwInventoryItem) own = find_item (procedure, snapshots, "summit", "d");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps = cw_component_copy (procedure, snapshots, "bts", shared, "summit", NULL, &error);
  g_autoptr (GPtrArray) others = cw_component_copy (procedure, snapshots, "bts", own, "summit", NULL, NULL);

  g_assert_no_error (error);
  assert_step (steps, "applications/obssys/values-base.yaml",
               "a:\n  image:\n    repository: a\nb:\n  image:\n    repository: b\n"
               "  sidecar: x:c0045\n  since: v1_c0044\nc:\n  image:\n    repository: c\n",
               "Leaves out “b.image.tag”");
  assert_step (others, "applications/auxtel/values-base.yaml",
               "e:\n  image:\n    repository: e\n    tag: c0045\nd:\n  image:\n    repository: d\n    tag: c0045\n",
               "“c0044” became “c0045”");
}

/* From a chart: what the site's file says of the neighbours, without what the chart leaves open; the application, which
 * is off, is switched on. */
static void
test_from_chart (void)
{
  const CwTestFile files[] = {
    { "applications/envsys/values-summit.yaml", "ess1:\n  image:\n    repository: ess\n    pullPolicy: Always\n" },
    { "applications/envsys/Chart.yaml", "name: envsys\ndependencies:\n- name: csc\n  alias: ess1\n"
                                        "  repository: file://../../charts/csc\n" },
    { "environments/values-summit.yaml", "applications:\n  envsys: false\n  mobu: true\n" },
    { NULL },
  };
  const char library[] = "# -- Whether it runs\nenabled: false\n\nimage:\n  repository:\n  pullPolicy: Never\nenv: {}\n"
                         "strange: 1\n";
  const char own[] = "ess3:\n  image:\n    repository: own\n";
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2026");
  g_autoptr (GPtrArray) snapshots = make_snapshots ("phalanx", files);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwComponentChart) chart = cw_component_chart_find (procedure, snapshots, "summit", "envsys", &error);
  g_autoptr (GBytes) values = g_bytes_new_static (own, strlen (own));
  g_autoptr (GBytes) values_of_chart = g_bytes_new_static (library, strlen (library));
  g_autoptr (GPtrArray) steps = NULL, others = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (chart->values, ==, "applications/envsys/values.yaml");
  g_assert_cmpstr (chart->library, ==, "charts/csc/values.yaml");
  steps = cw_component_chart_add (chart, procedure, snapshots, "summit", "ess2", NULL, values, values_of_chart, &error);
  g_assert_no_error (error);
  assert_step (steps, files[0].path,
               "ess1:\n  image:\n    repository: ess\n    pullPolicy: Always\ness2:\n  # -- Whether it runs\n"
               "  enabled: true\n  image:\n    pullPolicy: Never\n", "“image.repository”; the chart leaves it open");
  assert_step (steps, files[1].path,
               "name: envsys\ndependencies:\n- name: csc\n  alias: ess1\n  repository: file://../../charts/csc\n"
               "- name: csc\n  alias: ess2\n  repository: file://../../charts/csc\n", "Adds “ess2”");
  assert_step (steps, files[2].path, "applications:\n  envsys: true\n  mobu: true\n", "Switches “envsys” on");
  others = cw_component_chart_add (chart, procedure, snapshots, "summit", "ess3", NULL, values, NULL, &error);
  g_assert_no_error (error);
  assert_step (others, files[0].path,
               "ess1:\n  image:\n    repository: ess\n    pullPolicy: Always\ness3:\n  image:\n    repository: own\n",
               "as the chart has it");
  g_assert_null (cw_component_chart_add (chart, procedure, snapshots, "summit", "ess4", NULL, values, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

/* A neighbour's namesake in another repository is none of the new component's business. */
static void
test_from_chart_alone (void)
{
  const CwTestFile files[] = {
    { "applications/envsys/values-summit.yaml", "ess1:\n  image:\n    repository: ess\n" },
    { "applications/envsys/Chart.yaml", "name: envsys\n" }, { NULL } };
  const CwTestFile apps[] = {
    { "apps/ess1/values-summit.yaml", "image:\n  repository: ess\n" },
    { "apps/envsys/values-summit.yaml", "cscs:\n- ess1\n" }, { NULL } };
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2023");
  g_autoptr (GPtrArray) snapshots = make_snapshots ("phalanx", files), others = make_snapshots ("argocd-csc", apps);
  g_autoptr (GBytes) values = g_bytes_new_static ("ess2: {}\n", strlen ("ess2: {}\n"));
  g_autoptr (GError) error = NULL;
  g_autoptr (CwComponentChart) chart = NULL;
  g_autoptr (GPtrArray) steps = NULL;

  g_ptr_array_add (snapshots, g_object_ref (others->pdata[0]));
  chart = cw_component_chart_find (procedure, snapshots, "summit", "envsys", &error);
  g_assert_no_error (error);
  steps = cw_component_chart_add (chart, procedure, snapshots, "summit", "ess2", NULL, values, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (steps->len, ==, 1);
  assert_step (steps, files[0].path, "ess1:\n  image:\n    repository: ess\ness2: {}\n", "as the chart has it");
}

/* Another repository's component of the same name is another one: what names it stays, and that is said. */
static void
test_copy_apart (void)
{
  const CwTestFile applications[] = {
    { "applications/calsys/values-summit.yaml", "a1:\n  image:\n    repository: a\n" }, { NULL } };
  const CwTestFile apps[] = {
    { "apps/a1/values-summit.yaml", "image:\n  repository: a\n" },
    { "apps/calsys/values-summit.yaml", "cscs:\n- a1\n" }, { NULL } };
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2023");
  g_autoptr (GPtrArray) snapshots = make_snapshots ("phalanx", applications);
  g_autoptr (GPtrArray) others = make_snapshots ("argocd-csc", apps);
  g_autoptr (CwInventoryItem) item = find_item (procedure, snapshots, "summit", "a1");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps = NULL;

  g_ptr_array_add (snapshots, g_object_ref (g_ptr_array_index (others, 0)));
  steps = cw_component_copy (procedure, snapshots, "summit", item, "summit", "a2", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (steps->len, ==, 2);
  assert_step (steps, "applications/calsys/values-summit.yaml",
               "a1:\n  image:\n    repository: a\na2:\n  image:\n    repository: a\n", "Adds “a2”");
  g_assert_null (((const CwComponentStep *) g_ptr_array_index (steps, 1))->text);
  g_assert_nonnull (strstr (g_ptr_array_index (((const CwComponentStep *) g_ptr_array_index (steps, 1))->notes, 0),
                            "Left alone"));
}

#define SERVICES(start, end) \
  "x-producer: &producer\n  restart: \"no\"\nservices:\n" start "  redis:\n    image: redis:5.0.3\n" end
#define PRODUCER(name, csc) \
  "  producer-" name ":\n    <<: *producer\n    image: love:${cycle}\n" \
  "    environment:\n      LOVE_CSC_PRODUCER: " csc "\n"
#define SUMMIT_LOVE "deploy/summit/docker-compose.yml"

/* LOVE's host has a service for each producer: it goes along like an item of a list. */
static void
test_copy_service (void)
{
  const CwTestFile files[] = {
    { "applications/envsys/values-summit.yaml", "ess1:\n  image:\n    repository: ess\n" },
    { "applications/envsys/values-base.yaml",
      "gis:\n  image:\n    repository: g\nmtx:\n  image:\n    repository: m\n" },
    { NULL } };
  const CwTestFile love[] = {
    { SUMMIT_LOVE, SERVICES (PRODUCER ("ess1", "ESS:1 --log-level 10"), "") },
    { "deploy/base/docker-compose.yml", SERVICES (PRODUCER ("gis", "GIS:0") PRODUCER ("ess1", "ESS:1")
                                                  "  other-mtx:\n    image: mtx:3\n    host: mtx.x:80\n", "") },
    { NULL } };
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2023");
  g_autoptr (GPtrArray) snapshots = make_snapshots ("phalanx", files);
  g_autoptr (GPtrArray) others = make_snapshots ("LOVE-integration-tools", love);
  g_autoptr (CwInventoryItem) item = find_item (procedure, snapshots, "summit", "ess1");
  g_autoptr (CwInventoryItem) gis = find_item (procedure, snapshots, "bts", "gis");
  g_autoptr (CwInventoryItem) mtx = find_item (procedure, snapshots, "bts", "mtx");
  g_autoptr (GPtrArray) sibling = NULL, odd = NULL, from_site = NULL, none = NULL, there = NULL;

  g_ptr_array_add (snapshots, g_object_ref (others->pdata[0]));
  sibling = cw_component_copy (procedure, snapshots, "summit", item, "summit", "ess2", NULL);
  odd = cw_component_copy (procedure, snapshots, "summit", item, "summit", "odd", NULL);
  from_site = cw_component_copy (procedure, snapshots, "summit", gis, "bts", NULL, NULL);
  none = cw_component_copy (procedure, snapshots, "summit", mtx, "bts", NULL, NULL);
  there = cw_component_copy (procedure, snapshots, "bts", item, "summit", NULL, NULL);
  assert_step (sibling, SUMMIT_LOVE,
               SERVICES (PRODUCER ("ess1", "ESS:1 --log-level 10"), PRODUCER ("ess2", "ESS:2 --log-level 10")),
               "Adds “services.producer-ess2”");
  assert_step (odd, SUMMIT_LOVE,
               SERVICES (PRODUCER ("ess1", "ESS:1 --log-level 10"), PRODUCER ("odd", "ESS:1 --log-level 10")),
               "still says “ESS:1 --log-level 10” there");
  assert_step (from_site, SUMMIT_LOVE,
               SERVICES (PRODUCER ("ess1", "ESS:1 --log-level 10"), PRODUCER ("gis", "GIS:0")),
               "Adds “services.producer-gis”");
  g_assert_cmpuint (none->len, ==, 1);
  g_assert_cmpuint (there->len, ==, 1);
}

/* From a chart, a service needs its name and index as a list's item does. */
static void
test_from_chart_service (void)
{
  const CwTestFile files[] = {
    { "applications/envsys/values-summit.yaml", "gis:\n  image:\n    repository: g\n" },
    { "applications/envsys/Chart.yaml", "name: envsys\n" }, { NULL } };
  const CwTestFile love[] = { { SUMMIT_LOVE, SERVICES (PRODUCER ("gis", "GIS:0"), "") }, { NULL } };
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2026");
  g_autoptr (GPtrArray) snapshots = make_snapshots ("phalanx", files);
  g_autoptr (GPtrArray) others = make_snapshots ("LOVE-integration-tools", love);
  g_autoptr (GBytes) values = g_bytes_new_static ("new: {}\n", strlen ("new: {}\n"));
  g_autoptr (CwComponentChart) chart = NULL;
  g_autoptr (GPtrArray) told = NULL, untold = NULL;

  g_ptr_array_add (snapshots, g_object_ref (others->pdata[0]));
  chart = cw_component_chart_find (procedure, snapshots, "summit", "envsys", NULL);
  told = cw_component_chart_add (chart, procedure, snapshots, "summit", "new", "New:3", values, NULL, NULL);
  untold = cw_component_chart_add (chart, procedure, snapshots, "summit", "new", NULL, values, NULL, NULL);
  assert_step (told, SUMMIT_LOVE, SERVICES (PRODUCER ("gis", "GIS:0"), PRODUCER ("new", "New:3")),
               "Adds “new” as “New:3”");
  assert_step (untold, SUMMIT_LOVE, NULL, "Not added: this list also needs its name and index");
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/component/edit", test_edit);
  g_test_add_func ("/component/edit-both", test_edit_both);
  g_test_add_func ("/component/edit-refused", test_edit_refused);
  g_test_add_func ("/component/edit-gone", test_edit_gone);
  g_test_add_func ("/component/copy-file", test_copy_file);
  g_test_add_func ("/component/copy-words", test_copy_words);
  g_test_add_func ("/component/copy-compose", test_copy_compose);
  g_test_add_func ("/component/copy-merge", test_copy_merge);
  g_test_add_func ("/component/copy-variables", test_copy_variables);
  g_test_add_func ("/component/copy-block", test_copy_block);
  g_test_add_func ("/component/copy-sibling", test_copy_sibling);
  g_test_add_func ("/component/copy-sibling-file", test_copy_sibling_file);
  g_test_add_func ("/component/copy-cycle", test_copy_cycle);
  g_test_add_func ("/component/from-chart", test_from_chart);
  g_test_add_func ("/component/from-chart-alone", test_from_chart_alone);
  g_test_add_func ("/component/copy-apart", test_copy_apart);
  g_test_add_func ("/component/copy-service", test_copy_service);
  g_test_add_func ("/component/from-chart-service", test_from_chart_service);
  return g_test_run ();
}
