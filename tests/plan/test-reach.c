/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-reach.h"
#include "cw-test-plan.h"
#include "cw-test.h"

/* What a file of every site changes where. */

#define COMPONENT "  image:\n    repository: x\n    tag: c0044\n"
#define CHARTS "  repository: file://../../charts/"
#define DEPENDENCIES \
  "dependencies:\n- name: csc\n  alias: atdome\n" CHARTS "csc\n- name: csc\n  alias: dream\n" CHARTS "csc\n" \
  "- name: other\n  alias: love\n" CHARTS "other\n"

static const CwTestFile files[] = {
  { "applications/auxtel/Chart.yaml", "name: auxtel\n" DEPENDENCIES },
  { "applications/auxtel/values-summit.yaml", "atdome:\n" COMPONENT "dream:\n" COMPONENT "love:\n" COMPONENT },
  { "applications/auxtel/values-tucson-teststand.yaml", "atdome:\n" COMPONENT "love:\n" COMPONENT },
  { "applications/plain/Chart.yaml", "name: plain\n" },
  { "applications/plain/values-base.yaml", "thing:\n" COMPONENT },
  { NULL },
};

static void
assert_reach (const char *path,
              const char *before,
              const char *after,
              const char *said)
{
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure ("rubin-2023");
  g_autoptr (CwSnapshot) snapshot = cw_snapshot_new ("phalanx", "main", "0000000000000000000000000000000000000000");
  g_autoptr (GBytes) old = before != NULL ? g_bytes_new (before, strlen (before)) : NULL;
  g_autoptr (GBytes) new = after != NULL ? g_bytes_new (after, strlen (after)) : NULL;
  g_autoptr (GPtrArray) reach = NULL;
  g_autofree char *found = NULL;

  g_test_message ("%s", path);
  for (guint i = 0; files[i].path != NULL; i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (files[i].text, strlen (files[i].text));

      cw_snapshot_add (snapshot, files[i].path, 0100644, NULL, bytes);
    }
  reach = cw_reach_find (procedure, snapshot, path, old, new);
  found = cw_reach_say (reach);
  g_assert_cmpstr (found, ==, said);
}

/* A chart is a matter of those that take it in, under the names that they give it. */
static void
test_chart (void)
{
  assert_reach ("charts/csc/values.yaml", "a: 1\n", "a: 2\n", "Summit: atdome, dream; TTS: atdome");
  assert_reach ("charts/csc/templates/x.yaml", "{{ a }}\n", "{{ b }}\n", "Summit: atdome, dream; TTS: atdome");
  assert_reach ("charts/other/Chart.yaml", "version: 1\n", NULL, "Summit: love; TTS: love");
  assert_reach ("charts/nobody/values.yaml", "a: 1\n", "a: 2\n", "");
}

/* Of an application's values and dependencies only those count that differ. */
static void
test_application (void)
{
  assert_reach ("applications/auxtel/values.yaml", "atdome:\n  a: 1\ndream:\n  a: 1\n",
                "atdome:\n  a: 1\ndream:\n  a: 2\n", "Summit: dream");
  assert_reach ("applications/auxtel/values.yaml", "atdome:\n  a: 1\n", "atdome:\n  a: 1\nlove:\n  a: 2\n",
                "Summit: love; TTS: love");
  assert_reach ("applications/auxtel/Chart.yaml", "name: auxtel\n" DEPENDENCIES,
                "name: auxtel\n" DEPENDENCIES "- name: csc\n  alias: new\n", "");
  assert_reach ("applications/auxtel/Chart.yaml", "name: auxtel\n" DEPENDENCIES, "name: x\n" DEPENDENCIES,
                "Summit: atdome, dream, love; TTS: atdome, love");
  assert_reach ("applications/auxtel/templates/x.yaml", NULL, "{{ a }}\n",
                "Summit: atdome, dream, love; TTS: atdome, love");
  assert_reach ("applications/plain/values.yaml", NULL, "thing:\n  a: 1\n", "BTS: thing");
  assert_reach ("README.md", "a\n", "b\n", "");
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/reach/chart", test_chart);
  g_test_add_func ("/reach/application", test_application);
  return g_test_run ();
}
