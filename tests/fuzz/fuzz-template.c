/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-template.h"
#include "fuzz.h"

/* What the check lets pass is expanded, and what it refuses isn't. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        size)
{
  static const char *const known[] = { "cycle", "site.name", "x_y-1", NULL };
  g_autofree char *raw = fuzz_text (data, size), *template = g_utf8_make_valid (raw, -1), *text = NULL;
  g_autoptr (GHashTable) variables = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) refusal = NULL;
  g_autoptr (GError) error = NULL;
  gboolean taken = cw_template_check (template, known, &refusal);

  for (guint i = 0; known[i] != NULL; i++)
    g_hash_table_insert (variables, (gpointer) known[i], (gpointer) "{value}");
  text = cw_template_expand (template, variables, &error);
  fuzz_assert_refused (text, error);
  g_assert_true (taken == (text != NULL));
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
  return 0;
}
