/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <yaml.h>

#include "cw-lines.h"
#include "cw-yaml-private.h"

#define FEW_KEYS 4
#define MANY_KEYS 16

/* A mapping or sequence that is still open. */
typedef struct
{
  CwYamlNode *node;
  CwYamlNode *key;  /* (nullable): a mapping's key that waits for its value */
  GHashTable *seen; /* (owned) (nullable): key → how often, in a mapping of many keys */
} Frame;

/* libyaml counts characters; the cursor walks along and knows the byte offset of one of them. */
typedef struct
{
  yaml_parser_t parser;
  CwYaml       *tree;
  CwLines      *lines; /* (nullable): made where marks don't tell the line */
  const char   *data;
  gsize         size;
  gsize         character;
  gsize         byte;
  gboolean      plain; /* each character is one byte, and lines end in LF alone: marks tell where things stand */
  guint         line; /* of the last node */
  guint         documents;
  gboolean      fragment; /* the anchors may stand elsewhere */
  GArray       *frames;  /* (element-type Frame) */
  GHashTable   *anchors; /* (element-type utf8 CwYamlNode): the last of each name */
} Reader;

static void
clear_frame (gpointer data)
{
  Frame *frame = data;

  g_clear_pointer (&frame->seen, g_hash_table_unref);
}

static void
reader_clear (Reader *self)
{
  yaml_parser_delete (&self->parser);
  g_clear_pointer (&self->tree, cw_yaml_unref);
  g_clear_pointer (&self->lines, cw_lines_free);
  g_clear_pointer (&self->frames, g_array_unref);
  g_clear_pointer (&self->anchors, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (yaml_event_t, yaml_event_delete)

/**
 * cw_yaml_find_line:
 * @message: what cw_yaml_read() said of a text that it can't read
 *
 * Returns: the line that @message names, from 1; 0 where it names none
 */
guint
cw_yaml_find_line (const char *message)
{
  const char *digits;

  g_return_val_if_fail (message != NULL, 0);

  digits = message + strcspn (message, "0123456789");
  return strchr (message, ',') != NULL ? (guint) g_ascii_strtoull (digits, NULL, 10) : 0;
}

static gsize
byte_at (Reader *self,
         gsize   character)
{
  if (self->plain)
    return MIN (character, self->size);
  while (self->character < character && self->byte < self->size)
    {
      self->byte++;
      while (self->byte < self->size && ((guchar) self->data[self->byte] & 0xc0) == 0x80)
        self->byte++;
      self->character++;
    }
  while (self->character > character && self->byte > 0)
    {
      self->byte--;
      while (self->byte > 0 && ((guchar) self->data[self->byte] & 0xc0) == 0x80)
        self->byte--;
      self->character--;
    }
  return self->byte;
}

/* Nodes come in the order of the text: the line is the last one's or one soon behind it. */
static guint
line_at (Reader *self,
         gsize   at)
{
  gsize length = 0, start = 0;
  guint n_lines = 0;

  if (self->lines == NULL)
    self->lines = cw_lines_new (self->data, self->size);
  n_lines = cw_lines_get_number (self->lines);
  start = cw_lines_get_range (self->lines, self->line, &length);
  for (guint i = 0; i < 8 && at >= start + length && self->line < n_lines; i++)
    start = cw_lines_get_range (self->lines, ++self->line, &length);
  if (at < start || (at >= start + length && self->line < n_lines))
    self->line = cw_lines_find (self->lines, at);
  return self->line;
}

static CwYamlStyle
style_of (yaml_scalar_style_t style)
{
  switch (style)
    {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
      return CW_YAML_SINGLE_QUOTED;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
      return CW_YAML_DOUBLE_QUOTED;
    case YAML_LITERAL_SCALAR_STYLE:
      return CW_YAML_LITERAL;
    case YAML_FOLDED_SCALAR_STYLE:
      return CW_YAML_FOLDED;
    case YAML_ANY_SCALAR_STYLE:
    case YAML_PLAIN_SCALAR_STYLE:
    default:
      return CW_YAML_PLAIN;
    }
}

/* libyaml ends an anchor at the first byte that can't be in its name: “&a:b” anchors the plain scalar “:b”. */
static gsize
skip_anchor (Reader *self,
             gsize   at,
             gsize   end)
{
  while (at < end && (g_ascii_isalnum (self->data[at]) || strchr ("_-", self->data[at]) != NULL))
    at++;
  return at;
}

/* Anchor and tag may stand on lines of their own, with comments behind them. */
static gsize
skip_properties (Reader *self,
                 gsize   start,
                 gsize   end)
{
  gsize at = start;

  while (at < end)
    {
      char c = self->data[at];

      if (c == '&')
        at = skip_anchor (self, at + 1, end);
      else if (c == '!')
        {
          while (at < end && strchr (" \t\r\n", self->data[at]) == NULL)
            at++;
        }
      else if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
        at++;
      else if (c == '#')
        {
          while (at < end && self->data[at] != '\n' && self->data[at] != '\r')
            at++;
        }
      else
        break;
    }
  return at;
}

static char *
keep (Reader            *self,
      const yaml_char_t *text)
{
  return text != NULL ? cw_yaml_keep (self->tree, (const char *) text, strlen ((const char *) text)) : NULL;
}

static void
take_properties (Reader             *self,
                 CwYamlNode         *node,
                 const yaml_char_t  *anchor,
                 const yaml_char_t  *tag,
                 gboolean           *has)
{
  node->anchor = keep (self, anchor);
  *has = anchor != NULL || tag != NULL;
}

static CwYamlNode *
make_node (Reader             *self,
           const yaml_event_t *event)
{
  CwYamlNode *node = cw_yaml_make_node (self->tree);
  gboolean has = FALSE;

  if (event->type == YAML_SCALAR_EVENT)
    {
      node->style = style_of (event->data.scalar.style);
      node->value = cw_yaml_keep (self->tree, (const char *) event->data.scalar.value, event->data.scalar.length);
      take_properties (self, node, event->data.scalar.anchor, event->data.scalar.tag, &has);
    }
  else if (event->type == YAML_ALIAS_EVENT)
    {
      node->kind = CW_YAML_ALIAS;
      node->value = keep (self, event->data.alias.anchor);
    }
  else if (event->type == YAML_MAPPING_START_EVENT)
    {
      node->kind = CW_YAML_MAPPING;
      node->flow = event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
      take_properties (self, node, event->data.mapping_start.anchor, event->data.mapping_start.tag, &has);
    }
  else
    {
      node->kind = CW_YAML_SEQUENCE;
      node->flow = event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
      take_properties (self, node, event->data.sequence_start.anchor, event->data.sequence_start.tag, &has);
    }
  if (node->kind == CW_YAML_MAPPING || node->kind == CW_YAML_SEQUENCE)
    node->children = g_ptr_array_sized_new (FEW_KEYS);

  node->start = byte_at (self, event->start_mark.index);
  node->end = byte_at (self, event->end_mark.index);
  node->content = has ? skip_properties (self, node->start, self->size) : node->start;
  if (node->kind == CW_YAML_SCALAR && node->content > node->end)
    node->content = node->end;
  node->line = self->plain && !has ? (guint) event->start_mark.line + 1 : line_at (self, node->content);
  if (node->kind == CW_YAML_ALIAS)
    node->target = g_hash_table_lookup (self->anchors, node->value);
  if (node->anchor != NULL)
    g_hash_table_insert (self->anchors, node->anchor, node);
  return node;
}

/* How often @key was there before; a mapping of few keys is looked through, one of many has a table. */
static guint
count_before (Frame      *frame,
              const char *key)
{
  GPtrArray *children = frame->node->children;
  guint turn = 0;

  if (frame->seen == NULL && children->len >= MANY_KEYS)
    {
      frame->seen = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint i = 0; i < children->len; i++)
        {
          const CwYamlNode *child = children->pdata[i];

          g_hash_table_insert (frame->seen, child->key->value, GUINT_TO_POINTER (child->turn + 1));
        }
    }
  if (frame->seen != NULL)
    {
      turn = GPOINTER_TO_UINT (g_hash_table_lookup (frame->seen, key));
      g_hash_table_insert (frame->seen, (char *) key, GUINT_TO_POINTER (turn + 1));
      return turn;
    }
  for (guint i = 0; i < children->len; i++)
    turn += strcmp (((const CwYamlNode *) children->pdata[i])->key->value, key) == 0;
  return turn;
}

static gboolean
take_key (Reader             *self,
          Frame              *frame,
          CwYamlNode         *node,
          const yaml_event_t *event,
          GError            **error)
{
  node->parent = frame->node;
  if (node->kind != CW_YAML_SCALAR)
    return cw_yaml_refuse (error, event->start_mark.line + 1, event->start_mark.column + 1,
                           _ ("a key that is not a simple value can’t be edited here"));
  node->turn = count_before (frame, node->value);
  if (node->turn > 0 && strcmp (node->value, "<<") != 0)
    g_ptr_array_add (self->tree->duplicates, node);
  frame->key = node;
  return TRUE;
}

static gboolean
take_node (Reader             *self,
           const yaml_event_t *event,
           GError            **error)
{
  CwYamlNode *node = make_node (self, event);
  Frame *frame = self->frames->len > 0 ? &g_array_index (self->frames, Frame, self->frames->len - 1) : NULL;

  if (node->kind == CW_YAML_ALIAS && node->target == NULL && !self->fragment)
    {
      g_autofree char *problem = g_strdup_printf (_ ("nothing above is anchored as “%s”"), node->value);

      return cw_yaml_refuse (error, event->start_mark.line + 1, event->start_mark.column + 1, problem);
    }
  if (frame != NULL && frame->node->kind == CW_YAML_MAPPING && frame->key == NULL)
    return take_key (self, frame, node, event, error);

  g_ptr_array_add (self->tree->nodes, node);
  if (self->tree->nodes->len > CW_YAML_MAX_NODES)
    return cw_yaml_refuse (error, event->start_mark.line + 1, event->start_mark.column + 1,
                           _ ("too many values in one file"));
  if (frame == NULL)
    self->tree->root = node;
  else
    {
      node->parent = frame->node;
      node->index = frame->node->children->len;
      node->key = g_steal_pointer (&frame->key);
      node->turn = node->key != NULL ? node->key->turn : 0;
      g_ptr_array_add (frame->node->children, node);
    }
  if (node->children != NULL)
    {
      Frame inner = { .node = node };

      if (self->frames->len >= CW_YAML_MAX_DEPTH)
        return cw_yaml_refuse (error, event->start_mark.line + 1, event->start_mark.column + 1,
                               _ ("values are nested too deeply"));
      g_array_append_val (self->frames, inner);
    }
  return TRUE;
}

/* libyaml lets a block end where the next thing begins: take the last child's end instead. */
static void
close_frame (Reader             *self,
             const yaml_event_t *event)
{
  CwYamlNode *node = g_array_index (self->frames, Frame, self->frames->len - 1).node;

  if (node->flow)
    node->end = byte_at (self, event->end_mark.index);
  else if (node->children->len > 0)
    {
      const CwYamlNode *last = node->children->pdata[node->children->len - 1];

      node->end = MAX (last->end, last->key != NULL ? last->key->end : 0);
    }
  g_array_set_size (self->frames, self->frames->len - 1);
}

static gboolean
refuse_syntax (Reader  *self,
               GError **error)
{
  return cw_yaml_refuse (error, self->parser.problem_mark.line + 1, self->parser.problem_mark.column + 1,
                         self->parser.problem != NULL ? self->parser.problem : _ ("not YAML"));
}

/* What is broken further on is said first: whoever mends it may not need the other document. */
static gboolean
refuse_document (Reader             *self,
                 const yaml_event_t *event,
                 GError            **error)
{
  guint line = event->start_mark.line + 1, column = event->start_mark.column + 1;
  g_auto (yaml_event_t) later = { 0 };

  do
    {
      yaml_event_delete (&later);
      if (!yaml_parser_parse (&self->parser, &later))
        return refuse_syntax (self, error);
    }
  while (later.type != YAML_STREAM_END_EVENT);
  return cw_yaml_refuse (error, line, column, _ ("a second document in one file can’t be edited here"));
}

static gboolean
take_event (Reader             *self,
            const yaml_event_t *event,
            GError            **error)
{
  switch (event->type)
    {
    case YAML_DOCUMENT_START_EVENT:
      if (++self->documents > 1)
        return refuse_document (self, event, error);
      return TRUE;
    case YAML_SCALAR_EVENT:
    case YAML_ALIAS_EVENT:
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
      return take_node (self, event, error);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
      close_frame (self, event);
      return TRUE;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
    default:
      return TRUE;
    }
}

static gboolean
read_events (Reader  *self,
             GError **error)
{
  g_auto (yaml_event_t) event = { 0 };
  gboolean done = FALSE;

  while (!done)
    {
      yaml_event_delete (&event);
      if (!yaml_parser_parse (&self->parser, &event))
        return refuse_syntax (self, error);
      if (!take_event (self, &event, error))
        return FALSE;
      done = event.type == YAML_STREAM_END_EVENT;
    }
  return TRUE;
}

static CwYaml *
read_text (GBytes   *text,
           gboolean  fragment,
           GError  **error)
{
  g_auto (Reader) reader = { .fragment = fragment };

  reader.data = g_bytes_get_data (text, &reader.size);
  reader.data = reader.data != NULL ? reader.data : "";
  if (!yaml_parser_initialize (&reader.parser))
    g_error ("libyaml: out of memory");
  if (!cw_yaml_check_text (reader.data, reader.size, &reader.plain, error))
    return NULL;

  reader.tree = cw_yaml_new_empty (text);
  reader.line = 1;
  reader.anchors = g_hash_table_new (g_str_hash, g_str_equal);
  reader.frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  g_array_set_clear_func (reader.frames, clear_frame);
  /* libyaml doesn't count the byte order mark. */
  if (reader.size >= 3 && memcmp (reader.data, CW_YAML_MARK, 3) == 0)
    reader.byte = 3;
  yaml_parser_set_input_string (&reader.parser, (const yaml_char_t *) reader.data, reader.size);
  if (!read_events (&reader, error))
    return NULL;
  return g_steal_pointer (&reader.tree);
}

/**
 * cw_yaml_read:
 * @text: a YAML text of one document
 * @error: where to store a %CW_ERROR_INVALID_DATA that names line and column
 *
 * Reads @text with libyaml. Anchors are noted, aliases never followed. Refused are texts over the limits of size, depth
 * and nodes, a second document, keys that aren't scalars, aliases of no anchor, and what isn't UTF-8.
 *
 * Returns: (transfer full): the tree
 */
CwYaml *
cw_yaml_read (GBytes  *text,
              GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  return read_text (text, FALSE, error);
}

/**
 * cw_yaml_read_fragment:
 * @text: a part of a YAML text
 * @error: as for cw_yaml_read()
 *
 * Reads a part of a text, whose aliases may have their anchors in another one.
 *
 * Returns: (transfer full): the tree
 */
CwYaml *
cw_yaml_read_fragment (GBytes  *text,
                       GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  return read_text (text, TRUE, error);
}
