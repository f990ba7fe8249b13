/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-tag.h"
#include "fuzz.h"

/* Mentions stand in the text, in its order, and what names the cycle doesn't overlap; two can share a word. */
static void
check_mentions (GArray *tags,
                gsize   size)
{
  gsize behind = 0;

  for (guint i = 0; i < tags->len; i++)
    {
      const CwTag *tag = &g_array_index (tags, CwTag, i);

      g_assert_cmpuint (tag->cycle_start, >=, behind);
      g_assert_cmpuint (tag->cycle_length, >, 0);
      g_assert_cmpuint (tag->cycle_start, >=, tag->start);
      g_assert_cmpuint (tag->cycle_start + tag->cycle_length, <=, tag->start + tag->length);
      g_assert_cmpuint (tag->start + tag->length, <=, size);
      g_assert_cmpuint (tag->cycle.number, <=, 9999);
      g_assert_nonnull (cw_tag_form_to_word (tag->form));
      behind = tag->cycle_start + tag->cycle_length;
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        size)
{
  g_autoptr (GBytes) bytes = fuzz_bytes (data, size);
  g_autofree char *word = fuzz_text (data, size);
  g_autoptr (GArray) tags = cw_tag_scan (size > 0 ? g_bytes_get_data (bytes, NULL) : "", size);
  g_autoptr (GError) error = NULL;
  CwCycle cycle = { 0 };
  CwTag tag = { 0 };

  check_mentions (tags, size);
  cw_tag_read (word, &tag);
  if (cw_cycle_parse (word, &cycle, &error))
    {
      g_autofree char *written = cw_cycle_to_tag (&cycle);
      CwCycle again = { 0 };

      g_assert_true (cw_cycle_parse (written, &again, &error));
      g_assert_true (cw_cycle_equal (&cycle, &again));
    }
  return 0;
}
