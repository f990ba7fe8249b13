/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-merged.h"
#include "cw-test.h"

typedef struct {
  const char *name;
  const char *ours;
  const char *merged;
  const char *said; /* (nullable): it is refused with this */
} Case;

static const Case cases[] = {
  { "values.yaml", "a: 1\n", "a: 1\nb: 2\n", NULL },
  { "values.yaml", "a: 1\nx:\n  y: 1\n", "a: 1\nx:\n  y: 0\nx:\n  y: 1\n", "“x” twice" },
  { "values.yaml", "a: 1\nb:\n  c: 1\n", "a: 1\nb:\n  c: 1\n  c: 2\n", "“c” twice" },
  { "values.yaml", "a: 1\na: 2\n", "a: 1\na: 2\nb: 3\n", NULL }, /* it was so */
  { "values.yaml", "a: [1]\n", "a: [1\nb: 2\n", "read" },
  { "values.yaml", "a: {{ x }}: [\n", "a: {{ x }}: [\nb: 1\n", NULL }, /* a template */
  { "setup.env", "export A=1\n", "export A=1\nexport B=2\n", NULL },
  { "setup.env", "export A=1\n", "export A=0\nexport A=1\n", "“A” twice" },
  { "setup.env", "A=1\nA=2\n", "A=1\nA=2\nB=3\n", NULL },
  { "README", "A=1\n", "A=1\nA=2\n", NULL },
};

static void
test_check (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) ours = g_bytes_new_static (cases[i].ours, strlen (cases[i].ours));
      g_autoptr (GBytes) merged = g_bytes_new_static (cases[i].merged, strlen (cases[i].merged));
      g_autoptr (GError) error = NULL;
      gboolean fine = cw_merged_check (cases[i].name, ours, merged, &error);

      g_test_message ("%u: %s", i, error != NULL ? error->message : "fine");
      g_assert_cmpint (fine, ==, cases[i].said == NULL);
      if (fine)
        continue;
      g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
      g_assert_nonnull (strstr (error->message, cases[i].said));
    }
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);

  g_test_add_func ("/merged/check", test_check);

  return g_test_run ();
}
