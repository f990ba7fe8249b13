/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "cw-env.h"
#include "cw-lines.h"
#include "cw-operation.h"
#include "cw-test-replay.h"
#include "cw-test.h"
#include "cw-yaml-layout.h"

/*
 * Real upgrades in which people changed more than tags: their edit is read off the parsed files before and after,
 * asked of the engine, and what the engine writes is held against what they wrote.
 */

#define ALL_CASES 42

/* One file's edit in the making. */
typedef struct
{
  const CwYaml *before, *after;
  GPtrArray    *operations; /* (element-type CwOperation) */
} Diff;

typedef struct
{
  guint cases, same_bytes, same_content;
  guint files, files_bytes, files_content;
  guint operations;
} Count;

static CwOperation *
add_operation (Diff           *self,
               CwOperationKind kind,
               const char     *path,
               const char     *value)
{
  CwOperation *operation = cw_operation_new (kind, path, value);

  operation->retypes = TRUE;
  operation->origin = CW_ORIGIN_SOURCE;
  g_ptr_array_add (self->operations, operation);
  return operation;
}

/* Writes a value in a layout of our own, so that the engine has to find that of the neighbours. */
static void
emit (const CwYaml     *yaml,
      const CwYamlNode *node,
      guint             indentation,
      GString          *out)
{
  CwYamlText text = cw_yaml_layout_text (yaml);

  if (node->children == NULL || node->flow || node->children->len == 0)
    {
      gsize end = cw_yaml_layout_value_end (text, node), line = cw_yaml_layout_line_end (text, node->content);
      gsize own = 0;

      if (!cw_yaml_node_is_block (node))
        {
          g_string_append_len (out, text.data + node->start, (gssize) (end - node->start));
          return;
        }
      own = cw_yaml_layout_skip_spaces (text, line) - line;
      g_string_append_len (out, text.data + node->start, (gssize) (line - node->start - 1));
      for (; line < end; line = cw_yaml_layout_line_end (text, line))
        {
          gsize next = MIN (cw_yaml_layout_line_end (text, line), end), from = MIN (line + own, next - 1);

          g_string_append_printf (out, "\n%*s%.*s", (int) indentation + 2, "", (int) (next - 1 - from),
                                  text.data + from);
        }
      return;
    }
  for (guint i = 0; i < node->children->len; i++)
    {
      const CwYamlNode *child = node->children->pdata[i];
      gboolean deeper = child->children != NULL && !child->flow && child->children->len > 0;

      if (i > 0)
        g_string_append_printf (out, "\n%*s", (int) indentation, "");
      if (child->key != NULL)
        g_string_append_printf (out, "%.*s:", (int) (child->key->end - child->key->start),
                                text.data + child->key->start);
      else
        g_string_append_c (out, '-');
      if (child->key != NULL && deeper)
        g_string_append_printf (out, "\n%*s", (int) indentation + 4, "");
      else
        g_string_append_c (out, ' ');
      emit (yaml, child, indentation + (child->key != NULL ? 4 : 2), out);
    }
}

static char *
write_value (const CwYaml     *yaml,
             const CwYamlNode *node)
{
  g_autoptr (GString) out = g_string_new (NULL);

  emit (yaml, node, 0, out);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
is_equal (const CwYamlNode *left,
          const CwYamlNode *right)
{
  if (left->kind != right->kind || g_strcmp0 (left->value, right->value) != 0)
    return FALSE;
  if (left->children == NULL)
    return TRUE;
  if (left->children->len != right->children->len)
    return FALSE;
  for (guint i = 0; i < left->children->len; i++)
    {
      const CwYamlNode *one = left->children->pdata[i], *other = NULL;

      other = one->key != NULL && strcmp (one->key->value, "<<") != 0
                ? cw_yaml_node_get_child (right, one->key->value) : right->children->pdata[i];
      if (other == NULL || !is_equal (one, other))
        return FALSE;
    }
  return TRUE;
}

static char *
child_path (const char *path,
            const char *key)
{
  g_autoptr (GString) written = g_string_new (NULL);

  for (; *key != '\0'; key++)
    {
      if (strchr (".[]\\\"", *key) != NULL)
        g_string_append_c (written, '\\');
      g_string_append_c (written, *key);
    }
  return *path != '\0' ? g_strconcat (path, ".", written->str, NULL) : g_strdup (written->str);
}

static void diff_nodes (Diff             *self,
                        const char       *path,
                        const CwYamlNode *before,
                        const CwYamlNode *after);

static void
add_value (Diff             *self,
           const char       *path,
           const CwYamlNode *node,
           const char       *beside,
           gboolean          before)
{
  g_autofree char *value = write_value (self->after, node);
  CwOperation *operation = add_operation (self, CW_OPERATION_ADD, path, value);

  operation->is_yaml = TRUE;
  if (before)
    operation->before = g_strdup (beside);
  else
    operation->after = g_strdup (beside);
}

static void
diff_mappings (Diff             *self,
               const char       *path,
               const CwYamlNode *before,
               const CwYamlNode *after)
{
  g_autofree char *beside = NULL;
  GPtrArray *old = before->children, *new = after->children;

  for (guint i = 0; i < new->len; i++)
    {
      const CwYamlNode *node = new->pdata[i], *there = cw_yaml_node_get_child (before, node->key->value);
      g_autofree char *own = child_path (path, node->key->value);

      if (there != NULL)
        diff_nodes (self, own, there, node);
      else if (beside != NULL || old->len == 0)
        add_value (self, own, node, beside, FALSE);
      else
        {
          g_autofree char *first = child_path ("", ((const CwYamlNode *) old->pdata[0])->key->value);

          add_value (self, own, node, first, TRUE);
        }
      g_free (beside);
      beside = child_path ("", node->key->value);
    }
  for (guint i = 0; i < old->len; i++)
    {
      const CwYamlNode *node = old->pdata[i];
      g_autofree char *own = child_path (path, node->key->value);

      if (cw_yaml_node_get_child (after, node->key->value) == NULL)
        add_operation (self, CW_OPERATION_REMOVE, own, NULL);
    }
}

static const char *
name_of (const CwYamlNode *node)
{
  const CwYamlNode *name = cw_yaml_node_get_child (node, "name");

  return name != NULL ? name->value : NULL;
}

/* Whether two items are the same one, changed or not. */
static gboolean
is_partner (const CwYamlNode *left,
            const CwYamlNode *right)
{
  return is_equal (left, right) || (name_of (left) != NULL && g_strcmp0 (name_of (left), name_of (right)) == 0);
}

static void
diff_lists (Diff             *self,
            const char       *path,
            const CwYamlNode *before,
            const CwYamlNode *after)
{
  guint n_old = before->children->len, n_new = after->children->len, at = 0, i = 0;

  while (i < n_old || at < n_new)
    {
      const CwYamlNode *old = i < n_old ? before->children->pdata[i] : NULL;
      const CwYamlNode *new = at < n_new ? after->children->pdata[at] : NULL;
      gboolean comes_later = FALSE;
      g_autofree char *own = g_strdup_printf ("%s[%u]", path, at), *end = g_strconcat (path, "[+]", NULL);

      for (guint j = at; old != NULL && j < n_new; j++)
        comes_later |= is_partner (old, after->children->pdata[j]);
      if (old != NULL && new != NULL && (is_partner (old, new) || (!comes_later && n_old == n_new)))
        {
          diff_nodes (self, own, old, new);
          i++;
          at++;
        }
      else if (old != NULL && !comes_later)
        {
          add_operation (self, CW_OPERATION_REMOVE, own, NULL);
          i++;
        }
      else
        {
          g_autofree char *beside = g_strdup_printf ("[%u]", at > 0 ? at - 1 : 0);

          add_value (self, end, new, n_old > 0 || at > 0 ? beside : NULL, at == 0);
          at++;
        }
    }
}

static void
diff_nodes (Diff             *self,
            const char       *path,
            const CwYamlNode *before,
            const CwYamlNode *after)
{
  CwOperation *operation = NULL;
  g_autofree char *value = NULL;

  if (is_equal (before, after))
    return;
  if (before->kind == CW_YAML_MAPPING && after->kind == CW_YAML_MAPPING)
    diff_mappings (self, path, before, after);
  else if (before->kind == CW_YAML_SEQUENCE && after->kind == CW_YAML_SEQUENCE)
    diff_lists (self, path, before, after);
  else if (before->kind == CW_YAML_SCALAR && after->kind == CW_YAML_SCALAR && before->style == after->style)
    add_operation (self, CW_OPERATION_SET, path, after->value);
  else
    {
      value = write_value (self->after, after);
      operation = add_operation (self, CW_OPERATION_SET, path, value);
      operation->is_yaml = TRUE;
    }
}

static void
diff_env (Diff   *self,
          GBytes *before,
          GBytes *after)
{
  g_autoptr (GPtrArray) old = cw_env_read (before, NULL), new = cw_env_read (after, NULL);

  for (guint i = 0; i < new->len; i++)
    {
      const CwEnvEntry *entry = new->pdata[i], *there = cw_env_lookup (old, entry->key);

      if (there != NULL && strcmp (there->value, entry->value) != 0)
        add_operation (self, CW_OPERATION_SET, entry->key, entry->value);
      if (there == NULL)
        {
          CwOperation *operation = add_operation (self, CW_OPERATION_ADD, entry->key, entry->value);
          const CwEnvEntry *next = i + 1 < new->len ? new->pdata[i + 1] : NULL;

          if (next != NULL && cw_env_lookup (old, next->key) != NULL)
            operation->before = g_strdup (next->key);
          else if (i > 0)
            operation->after = g_strdup (((const CwEnvEntry *) new->pdata[i - 1])->key);
        }
    }
  for (guint i = 0; i < old->len; i++)
    if (cw_env_lookup (new, ((const CwEnvEntry *) old->pdata[i])->key) == NULL)
      add_operation (self, CW_OPERATION_REMOVE, ((const CwEnvEntry *) old->pdata[i])->key, NULL);
}

static char **
split_lines (GBytes *text)
{
  g_autofree char *data = g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));

  return g_strsplit (data, "\n", -1);
}

/* How many lines of @text the other one lacks. */
static guint
count_new_lines (GBytes *text,
                 GBytes *other)
{
  g_auto (GStrv) lines = split_lines (text), known = split_lines (other);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint count = 0;

  for (guint i = 0; known[i] != NULL; i++)
    g_hash_table_add (seen, known[i]);
  for (guint i = 0; lines[i] != NULL; i++)
    count += !g_hash_table_contains (seen, lines[i]);
  return count;
}

static GBytes *
read_file (const char *folder,
           const char *path)
{
  g_autofree char *full = g_build_filename (folder, path, NULL);
  char *data = NULL;
  gsize size = 0;

  if (!g_file_get_contents (full, &data, &size, NULL))
    return NULL;
  return g_bytes_new_take (data, size);
}

static gboolean
is_same_content (const char *path,
                 GBytes     *left,
                 GBytes     *right)
{
  g_autoptr (CwYaml) one = NULL, other = NULL;

  if (!g_str_has_suffix (path, ".yaml"))
    return g_bytes_equal (left, right);
  one = cw_yaml_read (left, NULL);
  other = cw_yaml_read (right, NULL);
  return one != NULL && other != NULL && is_equal (cw_yaml_get_root (one), cw_yaml_get_root (other));
}

/* What a file's edit came to: 2 the people's bytes, 1 the same content with no more lines touched, 0 neither. */
static guint
replay_file (Count      *count,
             const char *name,
             const char *path,
             GBytes     *before,
             GBytes     *after)
{
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_free);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
  g_autoptr (CwYaml) old = NULL, new = NULL;
  g_autoptr (GBytes) result = NULL;
  g_autoptr (GError) error = NULL;
  Diff diff = { .operations = operations };

  if (g_str_has_suffix (path, ".yaml"))
    {
      diff.before = old = cw_yaml_read (before, NULL);
      diff.after = new = cw_yaml_read (after, NULL);
      diff_nodes (&diff, "", cw_yaml_get_root (old), cw_yaml_get_root (new));
    }
  else
    diff_env (&diff, before, after);
  count->operations += operations->len;
  result = cw_operations_apply (path, before, operations, notes, &error);
  if (result == NULL)
    g_test_message ("%s: %s", name, error->message);
  else if (g_bytes_equal (result, after))
    return 2;
  else if (is_same_content (path, result, after) && count_new_lines (result, before) <= count_new_lines (after, before))
    return 1;
  else
    g_test_message ("%s: %s is not as the people have it", name, path);
  return 0;
}

typedef struct
{
  Count      *count;
  const char *name, *after;
  guint       worst;
} Case;

static void
replay_before (const char *path,
               const char *full,
               gpointer    user_data)
{
  Case *self = user_data;
  g_autofree char *folder = g_path_get_dirname (full), *base = g_path_get_basename (full);
  g_autoptr (GBytes) before = read_file (folder, base), after = read_file (self->after, path);
  guint reached = 0;

  if (after == NULL || g_bytes_equal (before, after))
    return;
  reached = replay_file (self->count, self->name, path, before, after);
  self->count->files++;
  self->count->files_bytes += reached == 2;
  self->count->files_content += reached == 1;
  self->worst = MIN (self->worst, reached);
}

static gint64
count_other_lines (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "case.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (!json_parser_load_from_file (parser, path, NULL))
    return 0;
  return json_object_get_int_member_with_default (json_node_get_object (json_parser_get_root (parser)), "other_lines",
                                                  0);
}

static void
replay_case (Count      *count,
             const char *directory,
             const char *name)
{
  g_autofree char *folder = g_build_filename (directory, name, NULL);
  g_autofree char *before = g_build_filename (folder, "before", NULL);
  g_autofree char *after = g_build_filename (folder, "after", NULL);
  Case self = { .count = count, .name = name, .after = after, .worst = 2 };

  if (count_other_lines (folder) == 0)
    return;
  cw_test_foreach_file (before, replay_before, &self);
  count->cases++;
  count->same_bytes += self.worst == 2;
  count->same_content += self.worst == 1;
}

static void
test_edits (void)
{
  g_autofree char *directory = cw_test_replay_unpack ();
  g_autoptr (GDir) cases = NULL;
  const char *name = NULL;
  Count count = { 0 };

  if (directory == NULL)
    {
      g_test_skip ("the real upgrades are not here");
      return;
    }
  cases = g_dir_open (directory, 0, NULL);
  while ((name = g_dir_read_name (cases)) != NULL)
    replay_case (&count, directory, name);
  g_test_message ("%u cases: %u to the byte, %u in content; %u files by %u operations: %u to the byte, %u in content",
                  count.cases, count.same_bytes, count.same_content, count.files, count.operations, count.files_bytes,
                  count.files_content);
  g_assert_cmpuint (count.same_bytes, >=, 20);
  if (count.cases == ALL_CASES)
    g_assert_cmpuint (count.same_bytes + count.same_content, ==, count.cases);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/replay-edits/people", test_edits);
  return g_test_run ();
}
