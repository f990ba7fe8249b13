/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-test-replay.h"
#include "cw-test.h"
#include "cw-yaml-edit.h"

/* Real files repeat from case to case: each content is looked at once. */
typedef struct
{
  GHashTable *seen;
  guint       files;
  guint       scalars;
} Count;

/* Sets one scalar and proves that only its own bytes changed. */
static void
check_edit (const CwYaml     *yaml,
            const CwYamlNode *node,
            const char       *path)
{
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_edit_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) result = NULL;
  g_autoptr (CwYaml) after = NULL;
  gsize size = 0, new_size = 0;
  const char *data = g_bytes_get_data (cw_yaml_get_text (yaml), &size), *new_data = NULL;

  g_ptr_array_add (edits, cw_yaml_edit_set_scalar (yaml, node, "an entirely new value", &error));
  g_assert_no_error (error);
  result = cw_edits_apply (cw_yaml_get_text (yaml), edits, &error);
  g_assert_no_error (error);
  after = cw_yaml_read (result, &error);
  g_assert_no_error (error);
  if (!cw_yaml_verify (yaml, after, edits, &error))
    g_error ("%s: %s", path, error->message);
  new_data = g_bytes_get_data (result, &new_size);
  g_assert_cmpmem (data, node->content, new_data, node->content);
  g_assert_cmpmem (data + node->end, size - node->end, new_data + new_size - (size - node->end), size - node->end);
}

static void
check_file (const char *path,
            const char *full,
            gpointer    user_data)
{
  Count *count = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CwYaml) yaml = NULL;
  GPtrArray *nodes = NULL;
  char *data = NULL;
  gsize size = 0;
  guint every = 0;

  if (!g_str_has_suffix (path, ".yaml"))
    return;
  g_file_get_contents (full, &data, &size, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (data, size);
  if (!g_hash_table_add (count->seen, g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, bytes)))
    return;
  yaml = cw_yaml_read (bytes, &error);
  if (yaml == NULL)
    g_error ("%s: %s", path, error->message);
  count->files++;

  /* A file of many scalars is sampled. */
  nodes = cw_yaml_get_nodes (yaml);
  every = nodes->len / 12 + 1;
  for (guint i = count->files % every; i < nodes->len; i += every)
    {
      const CwYamlNode *node = nodes->pdata[i];
      g_autofree char *place = cw_yaml_node_dup_path (node);

      g_assert_true (cw_yaml_lookup (yaml, place) == node);
      if (node->kind != CW_YAML_SCALAR || cw_yaml_node_is_block (node))
        continue;
      count->scalars++;
      check_edit (yaml, node, path);
    }
}

static void
test_files (void)
{
  g_autofree char *directory = cw_test_replay_unpack ();
  g_autoptr (GHashTable) seen = NULL;
  Count count = { 0 };

  if (directory == NULL)
    {
      g_test_skip ("the real upgrades are not here");
      return;
    }
  count.seen = seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  cw_test_foreach_file (directory, check_file, &count);
  g_test_message ("%u different files read, %u scalars edited", count.files, count.scalars);
  g_assert_cmpuint (count.files, >, 1000);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/replay-files/read-and-edit", test_files);
  return g_test_run ();
}
