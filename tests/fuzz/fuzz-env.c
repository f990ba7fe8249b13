/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-env.h"
#include "fuzz.h"

#define MAX_EDITS 16

/* An assignment can always be given a plain value, and nothing else changes then. */
static void
check_edit (GBytes           *text,
            GPtrArray        *entries,
            const CwEnvEntry *entry)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_edit_free);
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GBytes) changed = NULL;

  g_ptr_array_add (edits, cw_env_edit (entry, "c0045", &error));
  g_assert_no_error (error);
  cw_edits_describe (text, edits);
  changed = cw_edits_apply (text, edits, &error);
  g_assert_no_error (error);
  after = cw_env_read (changed, &error);
  g_assert_no_error (error);
  g_assert_true (cw_env_verify (entries, after, edits, &error));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = fuzz_bytes (data, size);
  g_autoptr (GPtrArray) entries = cw_env_read (text, &error);

  fuzz_assert_refused (entries, error);
  for (guint i = 0; entries != NULL && i < MIN (entries->len, MAX_EDITS); i++)
    {
      const CwEnvEntry *entry = entries->pdata[i];

      g_assert_cmpuint (entry->start + entry->length, <=, size);
      g_assert_nonnull (cw_env_lookup (entries, entry->key));
      check_edit (text, entries, entry);
    }
  return 0;
}
