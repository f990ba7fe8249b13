/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-operation.h"
#include "cw-test-replay.h"
#include "cw-test.h"
#include "cw-yaml.h"

/*
 * Properties of every operation, over generated documents and over all real files: the bytes around the edit are the
 * same, the parsed values differ in the planned paths and in no other, and the inverse operation gives the old bytes.
 * That exactly the planned paths differ is proved here by a way of its own: by the paths and values of both trees.
 */

#define SEED 20261126
#define N_DOCUMENTS 400
#define N_PER_FILE 3

typedef struct
{
  GRand      *random;
  GHashTable *seen;
  guint       files, done, refused, undone;
} Run;

/* Path → what stands there. */
static GHashTable *
collect (const CwYaml *yaml)
{
  GHashTable *values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GPtrArray *nodes = cw_yaml_get_nodes (yaml);

  for (guint i = 0; i < nodes->len; i++)
    {
      const CwYamlNode *node = nodes->pdata[i];

      g_hash_table_insert (values, cw_yaml_node_dup_path (node),
                           g_strdup_printf ("%d &%s %s", node->kind, node->anchor != NULL ? node->anchor : "",
                                            node->value != NULL ? node->value : ""));
    }
  return values;
}

static gboolean
is_below (const char *path,
          const char *top)
{
  gsize length = strlen (top);

  return length == 0 || (strncmp (path, top, length) == 0 && strchr (".[", path[length]) != NULL);
}

/* All that differs between the trees lies at @path or below. */
static void
check_paths (const CwYaml *before,
             const CwYaml *after,
             const char   *path)
{
  g_autoptr (GHashTable) old = collect (before), new = collect (after);
  GHashTable *sides[] = { old, new };

  for (guint i = 0; i < 2; i++)
    {
      GHashTableIter iter;
      gpointer one, value;

      g_hash_table_iter_init (&iter, sides[i]);
      while (g_hash_table_iter_next (&iter, &one, &value))
        if (g_strcmp0 (g_hash_table_lookup (sides[1 - i], one), value) != 0 && !is_below (one, path))
          g_error ("“%s” differs, planned was “%s”", (const char *) one, path);
    }
}

/* All lines of the shorter text but @may_change are those of the longer one, above and below one place. */
static void
check_lines (GBytes *shorter,
             GBytes *longer,
             guint   may_change)
{
  g_autofree char *left = g_strndup (g_bytes_get_data (shorter, NULL), g_bytes_get_size (shorter));
  g_autofree char *right = g_strndup (g_bytes_get_data (longer, NULL), g_bytes_get_size (longer));
  g_auto (GStrv) lines = g_strsplit (left, "\n", -1), others = g_strsplit (right, "\n", -1);
  guint n = g_strv_length (lines), n_others = g_strv_length (others), above = 0, below = 0;

  while (above < MIN (n, n_others) && strcmp (lines[above], others[above]) == 0)
    above++;
  while (below < MIN (n, n_others) - above && strcmp (lines[n - 1 - below], others[n_others - 1 - below]) == 0)
    below++;
  if (n - above - below > may_change)
    g_error ("%u lines are not the same:\n%s\n---\n%s", n - above - below, left, right);
}

static GBytes *
apply (const CwYaml *yaml,
       CwOperation  *operation,
       GError      **error)
{
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_free);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);

  g_ptr_array_add (operations, operation);
  return cw_operations_apply ("f.yaml", cw_yaml_get_text (yaml), operations, notes, error);
}

static CwYaml *
read_again (GBytes *text)
{
  g_autoptr (GError) error = NULL;
  CwYaml *yaml = cw_yaml_read (text, &error);

  g_assert_no_error (error);
  return yaml;
}

/* A block of text at the end of a file needs a line feed, which stays. */
static gboolean
is_closed (GBytes *before,
           GBytes *after)
{
  gsize size = 0, new_size = 0;
  const char *data = g_bytes_get_data (before, &size), *new_data = g_bytes_get_data (after, &new_size);

  return size > 0 && data[size - 1] != '\n' && new_size > size && new_size - size <= 2
         && memcmp (data, new_data, size) == 0 && new_data[new_size - 1] == '\n';
}

/* A key that is added and taken out again leaves the bytes as they were. */
static void
check_add (Run              *run,
           const CwYaml     *yaml,
           const CwYamlNode *node)
{
  static const char *const values[] = {
    "1", "a: b", "k: v\nl:\n- 1\n- name: x\n  y: z\n", "|\n  one\n\n  two\n", "'q'",
  };
  g_autofree char *parent = cw_yaml_node_dup_path (node);
  gboolean list = node->kind == CW_YAML_SEQUENCE, only = node->children->len == 0;
  g_autofree char *path = list ? g_strdup_printf ("%s[%u]", parent, node->children->len)
                               : g_strconcat (parent, *parent != '\0' ? "." : "", "cw-added", NULL);
  g_autofree char *add = list ? g_strdup_printf ("%s[+]", parent) : g_strdup (path);
  guint which = (guint) g_rand_int_range (run->random, 0, G_N_ELEMENTS (values));
  CwOperation *operation = cw_operation_new (CW_OPERATION_ADD, add, values[which]);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = NULL, undone = NULL;
  g_autoptr (CwYaml) after = NULL;

  operation->is_yaml = TRUE;
  if (node->children->len > 0)
    operation->after = list ? g_strdup ("[-1]") : NULL;
  text = apply (yaml, operation, &error);
  if (text == NULL)
    {
      run->refused++;
      return;
    }
  run->done++;
  after = read_again (text);
  check_paths (yaml, after, only ? parent : path);
  check_lines (cw_yaml_get_text (yaml), text, 1);
  undone = apply (after, cw_operation_new (CW_OPERATION_REMOVE, path, NULL), &error);
  g_assert_no_error (error);
  if (g_bytes_equal (undone, cw_yaml_get_text (yaml)))
    run->undone++;
  else if (!only && !node->flow && !is_closed (cw_yaml_get_text (yaml), undone))
    g_error ("%s is not undone:\n%.*s\n---\n%.*s", path, (int) g_bytes_get_size (cw_yaml_get_text (yaml)),
             (const char *) g_bytes_get_data (cw_yaml_get_text (yaml), NULL), (int) g_bytes_get_size (undone),
             (const char *) g_bytes_get_data (undone, NULL));
}

static void
check_set (Run              *run,
           const CwYaml     *yaml,
           const CwYamlNode *node)
{
  g_autofree char *path = cw_yaml_node_dup_path (node);
  CwOperation *operation = cw_operation_new (CW_OPERATION_SET, path, "a new: value"), *back = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = NULL, undone = NULL;
  g_autoptr (CwYaml) after = NULL;

  operation->retypes = TRUE;
  text = apply (yaml, operation, &error);
  if (text == NULL)
    {
      run->refused++;
      return;
    }
  run->done++;
  after = read_again (text);
  check_paths (yaml, after, path);
  back = cw_operation_new (CW_OPERATION_SET, path, node->value);
  back->retypes = TRUE;
  undone = apply (after, back, &error);
  run->undone += undone != NULL && g_bytes_equal (undone, cw_yaml_get_text (yaml));
}

/* What is taken out leaves the others as they are; in a list the paths behind it move up. */
static void
check_remove (Run              *run,
              const CwYaml     *yaml,
              const CwYamlNode *node)
{
  g_autofree char *path = cw_yaml_node_dup_path (node), *parent = cw_yaml_node_dup_path (node->parent);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = apply (yaml, cw_operation_new (CW_OPERATION_REMOVE, path, NULL), &error);
  g_autoptr (CwYaml) after = NULL;

  if (text == NULL)
    {
      run->refused++;
      return;
    }
  run->done++;
  after = read_again (text);
  check_paths (yaml, after, node->key != NULL && node->parent->children->len > 1 && node->turn == 0 ? path : parent);
  check_lines (text, cw_yaml_get_text (yaml), 1);
}

static void
check_one (Run          *run,
           const CwYaml *yaml)
{
  GPtrArray *nodes = cw_yaml_get_nodes (yaml);
  const CwYamlNode *node = NULL;

  if (nodes->len == 0)
    return;
  node = nodes->pdata[g_rand_int_range (run->random, 0, (gint32) nodes->len)];
  if (node->children != NULL)
    check_add (run, yaml, node);
  if (node->kind == CW_YAML_SCALAR)
    check_set (run, yaml, node);
  if (node->parent != NULL)
    check_remove (run, yaml, node);
}

static void
add_comment (GRand   *random,
             GString *text,
             guint    column)
{
  int what = g_rand_int_range (random, 0, 12);

  if (what == 0)
    g_string_append_printf (text, "%*s# a comment\n", (int) column, "");
  else if (what == 1)
    g_string_append_c (text, '\n');
}

static void generate_block (GRand   *random,
                            GString *text,
                            guint    column,
                            guint    depth,
                            gboolean continues);

static void
generate_value (GRand   *random,
                GString *text,
                guint    column,
                guint    depth,
                gboolean dash)
{
  static const char *const values[] = {
    "plain text", "'single # quoted'", "\"double: quoted\"", "12", "true", "", "{}", "[]", "[a, 'b', {c: d}]",
    "{a: 1, b: [2]}", "&%u anchored", "c0044 # why", "a value\n%*sof two lines", "|\n%*sone\n\n%*stwo",
    ">-\n%*sfolded\n%*stext", "[\n%*sx, # of x\n%*sy\n%*s]",
  };
  guint which = (guint) g_rand_int_range (random, 0, G_N_ELEMENTS (values) + 6);
  const char *value = NULL;

  if (which >= G_N_ELEMENTS (values) && depth < 5)
    {
      guint deeper = column + (guint) g_rand_int_range (random, 1, 3) * 2;

      if (dash)
        generate_block (random, text, column + 2, depth + 1, TRUE);
      else
        {
          g_string_append_c (text, '\n');
          generate_block (random, text, deeper, depth + 1, FALSE);
        }
      return;
    }
  for (value = values[which % G_N_ELEMENTS (values)]; *value != '\0'; value++)
    {
      if (g_str_has_prefix (value, "%*s"))
        g_string_append_printf (text, "%*s", (int) column + 2, "");
      else if (g_str_has_prefix (value, "%u"))
        g_string_append_printf (text, "a%u", g_rand_int (random));
      else
        {
          g_string_append_c (text, *value);
          continue;
        }
      value += *value == '%' && value[1] == '*' ? 2 : 1;
    }
  g_string_append_c (text, '\n');
}

static void
generate_block (GRand   *random,
                GString *text,
                guint    column,
                guint    depth,
                gboolean continues)
{
  gboolean list = depth > 0 && g_rand_int_range (random, 0, 3) == 0;
  guint n = (guint) g_rand_int_range (random, 1, 5);

  for (guint i = 0; i < n; i++)
    {
      if (i > 0 || !continues)
        {
          add_comment (random, text, column);
          g_string_append_printf (text, "%*s", (int) column, "");
        }
      if (list)
        g_string_append (text, "- ");
      else
        g_string_append_printf (text, "key%u: ", i);
      generate_value (random, text, column, depth, list);
    }
}

static void
test_generated (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);
  Run run = { .random = random };

  for (guint i = 0; i < N_DOCUMENTS; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (CwYaml) yaml = NULL;

      generate_block (random, text, 0, 0, FALSE);
      if (i % 5 == 0)
        g_string_replace (text, "\n", "\r\n", 0);
      if (i % 7 == 0 && g_str_has_suffix (text->str, "\n"))
        g_string_truncate (text, text->len - (i % 5 == 0 ? 2 : 1));
      bytes = g_bytes_new (text->str, text->len);
      yaml = read_again (bytes);
      for (guint j = 0; j < 8; j++)
        check_one (&run, yaml);
    }
  g_test_message ("%u operations done, %u undone to the byte, %u refused", run.done, run.undone, run.refused);
  g_assert_cmpuint (run.refused * 8, <, run.done);
  g_assert_cmpuint (run.undone * 2, >, run.done / 2);
}

static void
check_file (const char *path,
            const char *full,
            gpointer    user_data)
{
  Run *run = user_data;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CwYaml) yaml = NULL;
  char *data = NULL;
  gsize size = 0;

  if (!g_str_has_suffix (path, ".yaml") || !g_file_get_contents (full, &data, &size, NULL))
    return;
  bytes = g_bytes_new_take (data, size);
  if (!g_hash_table_add (run->seen, g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, bytes)))
    return;
  yaml = read_again (bytes);
  run->files++;
  for (guint i = 0; i < N_PER_FILE; i++)
    check_one (run, yaml);
}

static void
test_real (void)
{
  g_autofree char *directory = cw_test_replay_unpack ();
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Run run = { .random = random, .seen = seen };

  if (directory == NULL)
    {
      g_test_skip ("the real upgrades are not here");
      return;
    }
  cw_test_foreach_file (directory, check_file, &run);
  g_test_message ("%u files: %u operations done, %u undone to the byte, %u refused", run.files, run.done, run.undone,
                  run.refused);
  g_assert_cmpuint (run.files, >, 1000);
  g_assert_cmpuint (run.refused * 20, <, run.done);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/operation-random/generated", test_generated);
  g_test_add_func ("/operation-random/real", test_real);
  return g_test_run ();
}
