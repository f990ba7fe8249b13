/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <signal.h>
#include <stdlib.h>

#include "fuzz.h"

/* GLib ends a program by SIGTRAP, which libFuzzer takes for no finding. */
static void
on_trap (int number)
{
  abort ();
}

/* A broken precondition is a finding, as in the tests: every warning ends the program. */
int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  signal (SIGTRAP, on_trap);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  return 0;
}

/* The input as a string of its own; it ends at its first NUL. */
char *
fuzz_text (const guint8 *data,
           size_t        size)
{
  return g_strndup (size > 0 ? (const char *) data : "", size);
}

/* The input in a block of exactly its size, so that a read behind it is seen. */
GBytes *
fuzz_bytes (const guint8 *data,
            size_t        size)
{
  return g_bytes_new (data, size);
}

/* A function answers or says why not; never both, never neither. */
void
fuzz_assert_refused (gconstpointer result,
                     const GError *error)
{
  if (result != NULL)
    {
      g_assert_no_error (error);
      return;
    }
  g_assert_nonnull (error);
  g_assert_nonnull (error->message);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

/* Whether a double stands in it, which canonical JSON, and with it a journal, does not know. */
gboolean
fuzz_has_double (JsonNode *node)
{
  g_autoptr (GList) values = NULL;

  if (JSON_NODE_HOLDS_VALUE (node))
    return json_node_get_value_type (node) == G_TYPE_DOUBLE;
  if (JSON_NODE_HOLDS_OBJECT (node))
    values = json_object_get_values (json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    values = json_array_get_elements (json_node_get_array (node));
  for (GList *l = values; l != NULL; l = l->next)
    if (fuzz_has_double (l->data))
      return TRUE;
  return FALSE;
}
