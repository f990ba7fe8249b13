/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-edit"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-yaml-edit.h"

static gboolean
has_control (const char *value)
{
  for (; *value != '\0'; value++)
    if (g_ascii_iscntrl (*value))
      return TRUE;
  return FALSE;
}

/* Stricter than YAML: what would need a look at its surroundings gets quotes. */
static gboolean
is_plain_safe (const char *value)
{
  gsize length = strlen (value);

  if (length == 0 || has_control (value) || !g_utf8_validate (value, -1, NULL))
    return FALSE;
  if (strchr (" \t-?:,[]{}#&*!|>'\"%@`=", value[0]) != NULL || value[length - 1] == ' ' || value[length - 1] == ':')
    return FALSE;
  if (strpbrk (value, ",[]{}") != NULL || strstr (value, ": ") != NULL || strstr (value, " #") != NULL)
    return FALSE;
  return strcmp (value, "...") != 0;
}

static char *
quote_double (const char *value)
{
  g_autoptr (GString) quoted = g_string_new ("\"");

  for (; *value != '\0'; value++)
    {
      if (*value == '"' || *value == '\\')
        g_string_append_printf (quoted, "\\%c", *value);
      else if (g_ascii_iscntrl (*value))
        g_string_append_printf (quoted, "\\x%02x", (guchar) *value);
      else
        g_string_append_c (quoted, *value);
    }
  g_string_append_c (quoted, '"');
  return g_string_free (g_steal_pointer (&quoted), FALSE);
}

static char *
quote_single (const char *value)
{
  g_autoptr (GString) quoted = g_string_new (value);

  g_string_replace (quoted, "'", "''", 0);
  g_string_prepend_c (quoted, '\'');
  g_string_append_c (quoted, '\'');
  return g_string_free (g_steal_pointer (&quoted), FALSE);
}

static char *
write_like (const CwYamlNode *node,
            const char       *value)
{
  if (node->style == CW_YAML_PLAIN && is_plain_safe (value))
    return g_strdup (value);
  if (node->style == CW_YAML_SINGLE_QUOTED && !has_control (value))
    return quote_single (value);
  return quote_double (value);
}

static CwEdit *
make_edit (const CwYaml     *yaml,
           const CwYamlNode *node,
           gsize             start,
           gsize             length,
           const char       *replacement)
{
  CwEdit *edit = cw_edit_new (start, length, replacement);
  g_autoptr (GPtrArray) edits = g_ptr_array_new ();

  edit->path = cw_yaml_node_dup_path (node);
  g_ptr_array_add (edits, edit);
  cw_edits_describe (cw_yaml_get_text (yaml), edits);
  return edit;
}

/**
 * cw_yaml_edit_set_scalar:
 * @yaml: a tree
 * @node: one of its scalars; no block scalar
 * @value: its new value
 * @error: where to store a %CW_ERROR_VALIDATION: @node is no scalar that can be set
 *
 * Gives a scalar another value. Its quotes stay as they are; a bare one stays bare where that is safe, so that what
 * type YAML reads it as follows from @value. Anchors, tags and comments stay.
 *
 * Returns: (transfer full): the edit
 */
CwEdit *
cw_yaml_edit_set_scalar (const CwYaml     *yaml,
                         const CwYamlNode *node,
                         const char       *value,
                         GError          **error)
{
  g_autofree char *written = NULL, *spaced = NULL;
  const char *data = NULL;
  CwEdit *edit = NULL;

  g_return_val_if_fail (yaml != NULL && node != NULL && value != NULL, NULL);

  if (node->kind != CW_YAML_SCALAR || cw_yaml_node_is_block (node) || !g_utf8_validate (value, -1, NULL))
    {
      g_autofree char *path = cw_yaml_node_dup_path (node);

      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("Line %u: “%s” is no simple value that can be set"),
                   node->line, path);
      return NULL;
    }

  data = g_bytes_get_data (cw_yaml_get_text (yaml), NULL);
  written = write_like (node, value);
  if ((node->end == node->content || node->content > node->start) && node->content > 0
      && strchr (" \t\n", data[node->content - 1]) == NULL)
    spaced = g_strconcat (" ", written, NULL);
  edit = make_edit (yaml, node, node->content, node->end - node->content, spaced != NULL ? spaced : written);
  edit->value = g_strdup (value);
  return edit;
}

/**
 * cw_yaml_edit_replace_text:
 * @yaml: a tree
 * @node: one of its block scalars
 * @start: byte offset in the whole text
 * @length: bytes to replace
 * @replacement: what comes there; one line
 * @error: where to store a %CW_ERROR_VALIDATION: the range doesn't lie on one line of that scalar
 *
 * Replaces a stretch of a block scalar's text (JSON in YAML) and nothing around it.
 *
 * Returns: (transfer full): the edit
 */
CwEdit *
cw_yaml_edit_replace_text (const CwYaml     *yaml,
                           const CwYamlNode *node,
                           gsize             start,
                           gsize             length,
                           const char       *replacement,
                           GError          **error)
{
  const char *data = NULL;

  g_return_val_if_fail (yaml != NULL && node != NULL && replacement != NULL, NULL);

  data = g_bytes_get_data (cw_yaml_get_text (yaml), NULL);
  if (!cw_yaml_node_is_block (node) || start < node->content || start > node->end || length > node->end - start
      || memchr (data + start, '\n', length) != NULL || has_control (replacement)
      || !g_utf8_validate (replacement, -1, NULL))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("Line %u: the text to replace does not lie on one line of a block of text"), node->line);
      return NULL;
    }
  return make_edit (yaml, node, start, length, replacement);
}

/* What a node is, apart from its children, its place in the text and its quotes. */
static GHashTable *
collect_signatures (const CwYaml *yaml)
{
  GHashTable *signatures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GPtrArray *nodes = cw_yaml_get_nodes (yaml);

  for (guint i = 0; i < nodes->len; i++)
    {
      const CwYamlNode *node = nodes->pdata[i];

      g_hash_table_insert (signatures, cw_yaml_node_dup_path (node),
                           g_strdup_printf ("%d &%s %s", node->kind, node->anchor != NULL ? node->anchor : "",
                                            node->value != NULL ? node->value : ""));
    }
  return signatures;
}

/* The paths of one side that the other lacks or has differently. */
static void
add_differences (GHashTable *differing,
                 GHashTable *side,
                 GHashTable *other)
{
  GHashTableIter iter;
  gpointer path, signature;

  g_hash_table_iter_init (&iter, side);
  while (g_hash_table_iter_next (&iter, &path, &signature))
    if (g_strcmp0 (g_hash_table_lookup (other, path), signature) != 0)
      g_hash_table_add (differing, path);
}

static gboolean
check_value (const CwYaml *after,
             const CwEdit *edit)
{
  const CwYamlNode *node = NULL;

  if (edit->value == NULL)
    return TRUE;
  node = cw_yaml_lookup (after, edit->path);
  return node != NULL && node->kind == CW_YAML_SCALAR && g_strcmp0 (node->value, edit->value) == 0;
}

/**
 * cw_yaml_verify:
 * @before: the tree before the edits
 * @after: the text after the edits, read again
 * @edits: (element-type CwEdit): the edits that were planned
 * @error: where to store a %CW_ERROR_INVALID_DATA that names the first path in question
 *
 * Proves that an edited file differs at exactly the planned paths, and that the scalars that were set have their value.
 *
 * Returns: whether that is so
 */
gboolean
cw_yaml_verify (const CwYaml *before,
                const CwYaml *after,
                GPtrArray    *edits,
                GError      **error)
{
  g_autoptr (GHashTable) old = NULL, new = NULL, differing = NULL;
  GHashTableIter iter;
  gpointer path;

  g_return_val_if_fail (before != NULL && after != NULL && edits != NULL, FALSE);

  old = collect_signatures (before);
  new = collect_signatures (after);
  differing = g_hash_table_new (g_str_hash, g_str_equal);
  add_differences (differing, old, new);
  add_differences (differing, new, old);
  for (guint i = 0; i < edits->len; i++)
    {
      const CwEdit *edit = edits->pdata[i];

      if (!g_hash_table_contains (differing, edit->path) || !check_value (after, edit))
        {
          g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA,
                       _ ("Line %u: the edit would not change “%s” as planned"), edit->line, edit->path);
          return FALSE;
        }
    }
  for (guint i = 0; i < edits->len; i++)
    g_hash_table_remove (differing, ((const CwEdit *) edits->pdata[i])->path);

  g_hash_table_iter_init (&iter, differing);
  if (g_hash_table_iter_next (&iter, &path, NULL))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("The edits would also change “%s”"),
                   (const char *) path);
      return FALSE;
    }
  return TRUE;
}
