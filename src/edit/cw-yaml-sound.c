/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <yaml.h>

#include "cw-error.h"
#include "cw-yaml-private.h"

/* What a text must be to be read at all. */

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (yaml_event_t, yaml_event_delete)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (yaml_parser_t, yaml_parser_delete)

/* For the reader: always %FALSE. */
gboolean
cw_yaml_refuse (GError    **error,
                gsize       line,
                gsize       column,
                const char *problem)
{
  /* Translators: the line comes first (cw_yaml_find_line()). */
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA,
               _ ("Line %zu, column %zu: %s"), line, column, problem);
  return FALSE;
}

/* Whether all of it is ASCII without NUL and CR: most files, which need no closer look. */
static gboolean
is_plain (const char *data,
          gsize       size)
{
  guint64 high = 0, word = 0;
  gsize i = 0;

  for (; i + sizeof word <= size; i += sizeof word)
    {
      memcpy (&word, data + i, sizeof word);
      high |= word;
    }
  for (; i < size; i++)
    high |= (guchar) data[i];
  return (high & G_GUINT64_CONSTANT (0x8080808080808080)) == 0
         && (size == 0 || (memchr (data, '\0', size) == NULL && memchr (data, '\r', size) == NULL));
}

/* For the reader: whether it is a text that libyaml may read. @plain: (out): whether each of its characters is one byte
 * and its lines end in LF alone. */
gboolean
cw_yaml_check_text (const char *data,
                    gsize       size,
                    gboolean   *plain,
                    GError    **error)
{
  const char *end = NULL, *line_start = NULL, *mark = NULL;
  gsize line = 1;

  if (size > CW_YAML_MAX_SIZE)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("The file is larger than %d MiB"),
                   CW_YAML_MAX_SIZE / (1024 * 1024));
      return FALSE;
    }
  *plain = is_plain (data, size);
  if (*plain)
    return TRUE;
  /* libyaml skips a mark inside the text without counting it: no place behind it would be right. */
  mark = size > 3 ? g_strstr_len (data + 3, (gssize) size - 3, CW_YAML_MARK) : NULL;
  if (g_utf8_validate_len (data, size, &end) && mark == NULL)
    return TRUE;
  if (mark != NULL && mark < end)
    end = mark;

  line_start = data;
  for (const char *p = data; p < end; p++)
    if (*p == '\n')
      {
        line++;
        line_start = p + 1;
      }
  return cw_yaml_refuse (error, line, (gsize) (end - line_start) + 1,
                         end == mark    ? _ ("a byte order mark inside the text")
                         : *end == '\0' ? _ ("a NUL byte; that is no text")
                                        : _ ("not UTF-8 text"));
}

/* Whether the aliases of an event have their anchors before them, in the same document. */
static gboolean
follow_anchors (const yaml_event_t *event,
                GHashTable         *anchors)
{
  const yaml_char_t *anchor = NULL;

  if (event->type == YAML_ALIAS_EVENT)
    return g_hash_table_contains (anchors, event->data.alias.anchor);
  if (event->type == YAML_DOCUMENT_START_EVENT)
    g_hash_table_remove_all (anchors);
  else if (event->type == YAML_SCALAR_EVENT)
    anchor = event->data.scalar.anchor;
  else if (event->type == YAML_SEQUENCE_START_EVENT)
    anchor = event->data.sequence_start.anchor;
  else if (event->type == YAML_MAPPING_START_EVENT)
    anchor = event->data.mapping_start.anchor;
  if (anchor != NULL)
    g_hash_table_add (anchors, g_strdup ((const char *) anchor));
  return TRUE;
}

/* How much deeper the next event lies. */
static int
get_step (const yaml_event_t *event)
{
  if (event->type == YAML_SEQUENCE_START_EVENT || event->type == YAML_MAPPING_START_EVENT)
    return 1;
  return event->type == YAML_SEQUENCE_END_EVENT || event->type == YAML_MAPPING_END_EVENT ? -1 : 0;
}

/**
 * cw_yaml_is_sound:
 * @text: a text that cw_yaml_read() refuses
 *
 * Returns: whether it is YAML all the same: of several documents, or with keys that aren't scalars, which others read
 */
gboolean
cw_yaml_is_sound (GBytes *text)
{
  g_auto (yaml_parser_t) parser = { 0 };
  g_autoptr (GHashTable) anchors = NULL;
  const char *data = NULL;
  gboolean done = FALSE, plain = FALSE;
  gsize size = 0;
  int depth = 0;

  g_return_val_if_fail (text != NULL, FALSE);

  data = g_bytes_get_data (text, &size);
  data = data != NULL ? data : "";
  if (!yaml_parser_initialize (&parser))
    g_error ("libyaml: out of memory");
  if (!cw_yaml_check_text (data, size, &plain, NULL))
    return FALSE;
  anchors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  yaml_parser_set_input_string (&parser, (const yaml_char_t *) data, size);
  for (guint i = 0; !done; i++)
    {
      g_auto (yaml_event_t) event = { 0 };

      if (i > 2 * CW_YAML_MAX_NODES || depth > CW_YAML_MAX_DEPTH || !yaml_parser_parse (&parser, &event)
          || !follow_anchors (&event, anchors))
        return FALSE;
      depth += get_step (&event);
      done = event.type == YAML_STREAM_END_EVENT;
    }
  return TRUE;
}
