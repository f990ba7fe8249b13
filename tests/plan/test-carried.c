/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-component-copy.h"
#include "cw-test-plan.h"
#include "cw-test.h"

/* What a component leaves behind, and takes on, when it goes to another site. */

#define BASE "applications/auxtel/values-base.yaml"
#define SUMMIT "applications/auxtel/values-summit.yaml"
#define STAND "applications/auxtel/values-tucson-teststand.yaml"

static GPtrArray *
copy (const char       *procedure_name,
      const CwTestFile *files,
      const char       *name,
      const char       *from,
      const char       *to)
{
  g_autoptr (CwProcedure) procedure = cw_test_load_procedure (procedure_name);
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref), items = NULL;
  g_autoptr (GError) error = NULL;
  CwSnapshot *snapshot = cw_snapshot_new ("phalanx", "main", "0123456789012345678901234567890123456789");
  GPtrArray *steps = NULL;

  for (; files->path != NULL; files++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (files->text, strlen (files->text));

      cw_snapshot_add (snapshot, files->path, 0100644, NULL, bytes);
    }
  g_ptr_array_add (snapshots, snapshot);
  items = cw_inventory_new (procedure, from, snapshots);
  for (guint i = 0; i < items->len && steps == NULL; i++)
    {
      const CwInventoryItem *item = g_ptr_array_index (items, i);

      if (g_str_equal (item->name, name))
        steps = cw_component_copy (procedure, snapshots, to, item, from, NULL, &error);
    }
  g_assert_no_error (error);
  g_assert_nonnull (steps);
  return steps;
}

static gboolean
has_note (GPtrArray  *steps,
          const char *words)
{
  for (guint i = 0; i < steps->len; i++)
    {
      GPtrArray *notes = ((const CwComponentStep *) g_ptr_array_index (steps, i))->notes;

      for (guint j = 0; j < notes->len; j++)
        if (strstr (g_ptr_array_index (notes, j), words) != NULL)
          return TRUE;
    }
  return FALSE;
}

static void
assert_text (GPtrArray  *steps,
             const char *path,
             const char *text)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const CwComponentStep *step = g_ptr_array_index (steps, i);
      g_autofree char *after = NULL;

      if (!g_str_equal (step->path, path))
        continue;
      after = g_strndup (g_bytes_get_data (step->text, NULL), g_bytes_get_size (step->text));
      g_assert_cmpstr (after, ==, text);
      return;
    }
  g_error ("%s does not change", path);
}

/* Where pins are removed, that of another site isn't brought along; where they go back to 0, it is. */
static void
test_pins (void)
{
  const CwTestFile files[] = {
    { SUMMIT, "ataos:\n  image:\n    repository: ataos\nnew:\n  image:\n    repository: new\n    revision: 0\n" },
    { BASE, "ataos:\n  image:\n    repository: ataos\nother:\n  image:\n    repository: other\n    revision: 2\n" },
    { NULL },
  };
  g_autoptr (GPtrArray) down = copy ("rubin-2026", files, "new", "summit", "bts");
  g_autoptr (GPtrArray) up = copy ("rubin-2026", files, "other", "bts", "summit");

  assert_text (down, BASE, "ataos:\n  image:\n    repository: ataos\nnew:\n  image:\n    repository: new\n"
                           "other:\n  image:\n    repository: other\n    revision: 2\n");
  g_assert_true (has_note (down, "Leaves out “new.image.revision”"));
  assert_text (up, SUMMIT, "ataos:\n  image:\n    repository: ataos\nother:\n  image:\n    repository: other\n"
                           "    revision: 2\nnew:\n  image:\n    repository: new\n    revision: 0\n");
}

/* A site's longer name is no shorter one with something behind it: it becomes the other site's, or stays whole where no
 * repository says what that is. */
static void
test_longer_names (void)
{
  const CwTestFile files[] = {
    { BASE, "a:\n  image:\n    repository: a\n  env:\n    SITE: base\n"
            "new:\n  image:\n    repository: new\n  env:\n    SITE: base\n    PART: base-teststand\n" },
    { SUMMIT, "a:\n  image:\n    repository: a\n  env:\n    SITE: summit\n" },
    { STAND, "a:\n  image:\n    repository: a\n  env:\n    SITE: tucson\n" },
    { NULL },
  };
  g_autoptr (GPtrArray) up = copy ("rubin-2023", files, "new", "bts", "summit");
  g_autoptr (GPtrArray) beside = copy ("rubin-2023", files, "new", "bts", "tts");
  g_autoptr (GPtrArray) whole = copy ("rubin-2026", files, "new", "bts", "summit");

  assert_text (up, SUMMIT, "a:\n  image:\n    repository: a\n  env:\n    SITE: summit\n"
                           "new:\n  image:\n    repository: new\n  env:\n    SITE: summit\n    PART: summit\n");
  assert_text (beside, STAND, "a:\n  image:\n    repository: a\n  env:\n    SITE: tucson\n"
                              "new:\n  image:\n    repository: new\n  env:\n    SITE: tucson-teststand\n"
                              "    PART: tucson-teststand\n");
  assert_text (whole, SUMMIT, "a:\n  image:\n    repository: a\n  env:\n    SITE: summit\n"
                              "new:\n  image:\n    repository: new\n  env:\n    SITE: summit\n"
                              "    PART: base-teststand\n");
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *data = NULL;

  cw_test_init (&argc, &argv);
  data = cw_test_source ("data");
  g_setenv ("CYCLEWRIGHT_SOURCE_DATA", data, TRUE);
  g_test_add_func ("/carried/pins", test_pins);
  g_test_add_func ("/carried/longer-names", test_longer_names);
  return g_test_run ();
}
