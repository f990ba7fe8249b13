/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-write"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-yaml-layout.h"
#include "cw-yaml-write.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

gboolean
cw_yaml_has_control (const char *value)
{
  for (; *value != '\0'; value++)
    if (g_ascii_iscntrl (*value))
      return TRUE;
  return FALSE;
}

/* Stricter than YAML: what would need a look at its surroundings gets quotes. */
static gboolean
is_plain_safe (const char *value,
               gboolean    in_brackets)
{
  gsize length = strlen (value);
  gboolean dash = value[0] == '-' && value[1] != '\0' && value[1] != ' ' && !g_str_has_prefix (value, "---");

  if (length == 0 || cw_yaml_has_control (value) || !g_utf8_validate (value, -1, NULL))
    return FALSE;
  if ((strchr (" \t-?:,[]{}#&*!|>'\"%@`=", value[0]) != NULL && !dash) || strchr (" :", value[length - 1]) != NULL)
    return FALSE;
  if ((in_brackets && strpbrk (value, ",[]{}") != NULL) || strstr (value, ": ") != NULL || strstr (value, " #") != NULL)
    return FALSE;
  return strcmp (value, "...") != 0 && strstr (value, BYTE_ORDER_MARK) == NULL;
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

/**
 * cw_yaml_write_scalar:
 * @value: a value
 * @style: how it is to be written; a bare one gets quotes where it needs them
 * @in_brackets: whether it comes between brackets
 *
 * Returns: (transfer full): @value as YAML on one line
 */
char *
cw_yaml_write_scalar (const char *value,
                      CwYamlStyle style,
                      gboolean    in_brackets)
{
  g_return_val_if_fail (value != NULL, NULL);

  if (style == CW_YAML_PLAIN && is_plain_safe (value, in_brackets))
    return g_strdup (value);
  if (style == CW_YAML_SINGLE_QUOTED && !cw_yaml_has_control (value))
    return quote_single (value);
  return quote_double (value);
}

static gboolean
is_word (const char        *value,
         const char *const *words)
{
  g_autofree char *lower = g_ascii_strdown (value, -1), *title = g_strdup (lower), *upper = g_ascii_strup (value, -1);

  title[0] = g_ascii_toupper (title[0]);
  return g_strv_contains (words, lower)
         && (strcmp (value, lower) == 0 || strcmp (value, title) == 0 || strcmp (value, upper) == 0);
}

static gboolean
is_number (const char *value)
{
  char *end = NULL;

  if (*value == '+' || *value == '-')
    value++;
  if (g_ascii_strcasecmp (value, ".inf") == 0 || g_ascii_strcasecmp (value, ".nan") == 0)
    return TRUE;
  if (value[0] == '0' && value[1] != '\0' && strchr ("xob", value[1]) != NULL)
    return value[2] != '\0' && strspn (value + 2, "0123456789abcdefABCDEF_") == strlen (value + 2);
  if (!g_ascii_isdigit (value[0]) && !(value[0] == '.' && g_ascii_isdigit (value[1])))
    return FALSE;
  if (strspn (value, "0123456789_") == strlen (value))
    return TRUE;
  if (strspn (value, "0123456789.eE+-") != strlen (value))
    return FALSE;
  g_ascii_strtod (value, &end);
  return *end == '\0';
}

/**
 * cw_yaml_type_of:
 * @value: a scalar's value
 * @style: how it is written: only a bare one is something else than a text
 *
 * Returns: what it is read as
 */
CwYamlType
cw_yaml_type_of (const char *value,
                 CwYamlStyle style)
{
  static const char *const nulls[] = { "~", "null", NULL };
  static const char *const booleans[] = { "true", "false", "yes", "no", "on", "off", "y", "n", NULL };

  g_return_val_if_fail (value != NULL, CW_YAML_TYPE_TEXT);

  if (style != CW_YAML_PLAIN)
    return CW_YAML_TYPE_TEXT;
  if (*value == '\0' || is_word (value, nulls))
    return CW_YAML_TYPE_NULL;
  if (is_word (value, booleans))
    return CW_YAML_TYPE_BOOLEAN;
  return is_number (value) ? CW_YAML_TYPE_NUMBER : CW_YAML_TYPE_TEXT;
}

/**
 * cw_yaml_type_to_label:
 * @type: a type
 *
 * Returns: (transfer none): what a person calls it
 */
const char *
cw_yaml_type_to_label (CwYamlType type)
{
  switch (type)
    {
    case CW_YAML_TYPE_NUMBER:
      return _ ("a number");
    case CW_YAML_TYPE_BOOLEAN:
      return _ ("true or false");
    case CW_YAML_TYPE_NULL:
      return _ ("nothing");
    case CW_YAML_TYPE_TEXT:
    default:
      return _ ("a text");
    }
}

/**
 * cw_yaml_style_among:
 * @parent: a mapping or sequence
 *
 * Returns: how its simple values are written: in quotes where all of them are, in the last one's where they differ
 */
CwYamlStyle
cw_yaml_style_among (const CwYamlNode *parent)
{
  CwYamlStyle style = CW_YAML_PLAIN;

  g_return_val_if_fail (parent != NULL, CW_YAML_PLAIN);

  for (guint i = 0; parent->children != NULL && i < parent->children->len; i++)
    {
      const CwYamlNode *child = parent->children->pdata[i];

      if (child->kind != CW_YAML_SCALAR || cw_yaml_node_is_block (child))
        continue;
      if (child->style == CW_YAML_PLAIN)
        return CW_YAML_PLAIN;
      style = child->style;
    }
  return style;
}

/**
 * cw_yaml_style_in_items:
 * @parent: (nullable): a sequence
 * @key: a field of its items
 *
 * Returns: how that field is written: in quotes where it is in all of them that have it, in the last one's where they
 *   differ
 */
CwYamlStyle
cw_yaml_style_in_items (const CwYamlNode *parent,
                        const char       *key)
{
  CwYamlStyle style = CW_YAML_PLAIN;

  for (guint i = 0; parent != NULL && parent->children != NULL && i < parent->children->len; i++)
    {
      const CwYamlNode *item = parent->children->pdata[i];
      const CwYamlNode *child = item->kind == CW_YAML_MAPPING ? cw_yaml_node_get_child (item, key) : NULL;

      if (child == NULL || child->kind != CW_YAML_SCALAR || cw_yaml_node_is_block (child))
        continue;
      if (child->style == CW_YAML_PLAIN)
        return CW_YAML_PLAIN;
      style = child->style;
    }
  return style;
}

/**
 * cw_yaml_write_text:
 * @value: a text of several lines
 * @indentation: how far its lines are indented
 *
 * Returns: (transfer full): @value as a literal block, from its `|` to its last line's end
 */
char *
cw_yaml_write_text (const char *value,
                    guint       indentation)
{
  g_autoptr (GString) text = NULL;
  g_auto (GStrv) lines = NULL;
  gsize length = 0;
  guint n_lines = 0;
  gboolean ends = FALSE;

  g_return_val_if_fail (value != NULL, NULL);

  length = strlen (value);
  ends = length > 0 && value[length - 1] == '\n';
  text = g_string_new (!ends ? "|-" : length > 1 && value[length - 2] == '\n' ? "|+" : "|");
  if (value[0] == ' ' || value[0] == '\n')
    g_string_insert_c (text, 1, '2');
  g_string_append_c (text, '\n');
  lines = g_strsplit (value, "\n", -1);
  n_lines = g_strv_length (lines) - (ends ? 1 : 0);
  for (guint i = 0; i < n_lines; i++)
    g_string_append_printf (text, "%*s%s\n", *lines[i] != '\0' ? (int) indentation : 0, "", lines[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Appends @text, the lines behind the first one moved right. */
static void
append_shifted (GString    *entry,
                const char *text,
                gsize       length,
                guint       shift,
                gboolean    first)
{
  gsize at = 0;

  while (at < length)
    {
      const char *feed = memchr (text + at, '\n', length - at);
      gsize next = feed != NULL ? (gsize) (feed - text) + 1 : length;
      gsize word = at;

      while (word < next && strchr (" \r\n", text[word]) != NULL)
        word++;
      if ((at > 0 || first) && word < next)
        g_string_append_printf (entry, "%*s", (int) shift, "");
      g_string_append_len (entry, text + at, (gssize) (next - at));
      at = next;
    }
}

/* Where the text of a block begins, comments above its first entry included. */
static gsize
block_start (CwYamlText        text,
             const CwYamlNode *root)
{
  gsize head = cw_yaml_layout_head (text, root->children->pdata[0]), line = cw_yaml_layout_line_start (text, head);
  guint column = 0;

  while (line > 0)
    {
      gsize above = cw_yaml_layout_line_start (text, line - 1);

      if (above >= line || !cw_yaml_layout_is_comment (text, above, &column))
        break;
      line = above;
    }
  return line;
}

/* How far the lines behind a value's first one are indented. */
static guint
continuation_column (CwYamlText        text,
                     const CwYamlNode *root,
                     gsize             end)
{
  gsize line = cw_yaml_layout_line_end (text, root->content);

  while (line < end && cw_yaml_layout_is_blank (text, line))
    line = cw_yaml_layout_line_end (text, line);
  return line < end ? (guint) (cw_yaml_layout_skip_spaces (text, line) - line) : 0;
}

/* The anchor and the tag of a block, behind the key that it comes to. */
static void
append_properties (GString          *entry,
                   CwYamlText        text,
                   const CwYamlNode *root)
{
  g_autofree char *properties = g_strndup (text.data + root->start, root->content - root->start);

  properties[strcspn (properties, "\r\n#")] = '\0';
  g_string_append_printf (entry, " %s", g_strstrip (properties));
}

/**
 * cw_yaml_write_entry:
 * @key: (nullable): the key to put before it; %NULL for a list's dash
 * @content: what comes behind it
 *
 * Returns: (transfer full): a block mapping or sequence of one entry, in @content's own words
 */
char *
cw_yaml_write_entry (const char   *key,
                     const CwYaml *content)
{
  const CwYamlNode *root = cw_yaml_get_root (content);
  CwYamlText text = cw_yaml_layout_text (content);
  g_autofree char *written = key != NULL ? cw_yaml_write_scalar (key, CW_YAML_PLAIN, FALSE) : NULL;
  g_autoptr (GString) entry = g_string_new (written != NULL ? written : "-");
  gsize start = 0, end = 0;

  g_return_val_if_fail (content != NULL, NULL);

  if (written != NULL)
    g_string_append_c (entry, ':');
  if (root == NULL)
    return g_string_free (g_steal_pointer (&entry), FALSE);
  end = cw_yaml_layout_value_end (text, root);
  if (root->children != NULL && !root->flow)
    {
      CwYamlEntry last = { 0 };
      guint column = cw_yaml_layout_column (text, cw_yaml_layout_head (text, root->children->pdata[0]));

      start = block_start (text, root);
      if (cw_yaml_layout_entry (text, root->children->pdata[root->children->len - 1], &last, NULL))
        end = last.end;
      if (root->start < root->content)
        append_properties (entry, text, root);
      if (key == NULL && root->start == root->content)
        {
          g_string_append_c (entry, ' ');
          start = cw_yaml_layout_head (text, root->children->pdata[0]);
        }
      else
        g_string_append_c (entry, '\n');
      append_shifted (entry, text.data + start, end - start, column < 2 ? 2 - column : 0, key != NULL);
    }
  else
    {
      guint column = continuation_column (text, root, end);

      g_string_append_c (entry, ' ');
      append_shifted (entry, text.data + root->start, end - root->start, column < 2 ? 2 - column : 0, FALSE);
    }
  return g_string_free (g_steal_pointer (&entry), FALSE);
}
