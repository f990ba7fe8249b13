/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-yaml-edit.h"
#include "fuzz.h"

#define MAX_EDITS 8
#define TAG "c0045"

static void
check_node (const CwYaml     *yaml,
            const CwYamlNode *node)
{
  gsize size = g_bytes_get_size (cw_yaml_get_text (yaml));
  g_autofree char *path = cw_yaml_node_dup_path (node);

  g_assert_cmpuint (node->start, <=, node->content);
  g_assert_cmpuint (node->content, <=, node->end);
  g_assert_cmpuint (node->end, <=, size);
  g_assert_cmpuint (node->line, >=, 1);
  g_assert_true (cw_yaml_lookup (yaml, path) == node);
  cw_yaml_find_at (yaml, node->content);
}

/* The bytes outside the edit are those of the text before. */
static void
check_bytes (GBytes       *before,
             GBytes       *after,
             const CwEdit *edit)
{
  gsize old_size = 0, new_size = 0, put = g_bytes_get_size (edit->replacement);
  const char *old = g_bytes_get_data (before, &old_size), *new = g_bytes_get_data (after, &new_size);
  gsize rest = old_size - edit->start - edit->length;

  g_assert_cmpuint (new_size, ==, old_size - edit->length + put);
  g_assert_cmpint (memcmp (old, new, edit->start), ==, 0);
  g_assert_cmpint (memcmp (old + old_size - rest, new + new_size - rest, rest), ==, 0);
}

/* Whether a node is what the planner gives another tag: a bare scalar on one line. */
static gboolean
is_simple (const CwYaml     *yaml,
           const CwYamlNode *node)
{
  const char *text = g_bytes_get_data (cw_yaml_get_text (yaml), NULL);

  return node->kind == CW_YAML_SCALAR && node->style == CW_YAML_PLAIN && node->end > node->content
         && memchr (text + node->content, '\n', node->end - node->content) == NULL;
}

/*
 * A simple scalar can always be given a tag. Otherwise an edit is refused, or the text reads again with exactly that
 * change.
 */
static void
check_edit (const CwYaml     *yaml,
            const CwYamlNode *node,
            const char       *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_edit_free);
  g_autoptr (GBytes) text = NULL;
  g_autoptr (CwYaml) after = NULL;
  CwEdit *edit = cw_yaml_edit_set_scalar (yaml, node, value, &error);

  fuzz_assert_refused (edit, error);
  if (edit == NULL)
    return;
  g_ptr_array_add (edits, edit);
  text = cw_edits_apply (cw_yaml_get_text (yaml), edits, &error);
  g_assert_no_error (error);
  check_bytes (cw_yaml_get_text (yaml), text, edit);
  after = cw_yaml_read (text, &error);
  fuzz_assert_refused (after, error);
  if (after != NULL && cw_yaml_verify (yaml, after, edits, &error))
    g_assert_cmpstr (cw_yaml_lookup (after, edit->path)->value, ==, value);
  else if (g_str_equal (value, TAG) && g_strcmp0 (node->value, TAG) != 0)
    g_assert_false (is_simple (yaml, node));
}

/* Taking a value out is refused, or the text reads again without it and nothing else differs. */
static void
check_removal (const CwYaml     *yaml,
               const CwYamlNode *node,
               gboolean          prune)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) nodes = g_ptr_array_new (), edits = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autoptr (CwYaml) after = NULL;

  if (node->parent == NULL)
    return;
  g_ptr_array_add (nodes, (gpointer) node);
  edits = cw_yaml_edit_remove (yaml, nodes, prune, &error);
  fuzz_assert_refused (edits, error);
  if (edits == NULL)
    return;
  text = cw_edits_apply (cw_yaml_get_text (yaml), edits, &error);
  g_assert_no_error (error);
  after = cw_yaml_read (text, &error);
  fuzz_assert_refused (after, error);
  if (after != NULL && !cw_yaml_verify (yaml, after, edits, &error))
    g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = fuzz_bytes (data, size);
  g_autoptr (CwYaml) yaml = cw_yaml_read (text, &error);
  GPtrArray *nodes = NULL;

  fuzz_assert_refused (yaml, error);
  if (yaml == NULL)
    return 0;
  nodes = cw_yaml_get_nodes (yaml);
  for (guint i = 0; i < nodes->len; i++)
    check_node (yaml, nodes->pdata[i]);
  for (guint i = 0; i < MIN (nodes->len, MAX_EDITS); i++)
    {
      check_edit (yaml, nodes->pdata[i], TAG);
      check_edit (yaml, nodes->pdata[i], "it's: \"a\" #b");
      check_removal (yaml, nodes->pdata[i], i % 2 == 0);
    }
  return 0;
}
