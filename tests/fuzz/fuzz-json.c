/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-json.h"
#include "fuzz.h"

#define MAX_BYTES 65536

/* What is read can be written, and what is written reads as the same and is written the same. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = fuzz_bytes (data, size);
  const char *text = size > 0 ? g_bytes_get_data (bytes, NULL) : "";
  g_autoptr (JsonNode) node = cw_json_parse (text, (gssize) size, MAX_BYTES, &error);
  g_autoptr (JsonNode) again = NULL;
  g_autofree char *pretty = NULL, *first = NULL, *second = NULL, *hash = NULL;

  fuzz_assert_refused (node, error);
  if (node == NULL)
    return 0;
  pretty = cw_json_to_text (node, TRUE);
  g_assert_nonnull (pretty);
  if (fuzz_has_double (node))
    return 0;

  first = cw_json_canonical (node);
  again = cw_json_parse (first, -1, 0, &error);
  g_assert_no_error (error);
  g_assert_true (json_node_equal (node, again));
  second = cw_json_canonical (again);
  g_assert_cmpstr (first, ==, second);
  hash = cw_json_sha256 (again);
  g_assert_nonnull (hash);
  return 0;
}
