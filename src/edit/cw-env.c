/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-env"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-env.h"
#include "cw-error.h"
#include "cw-lines.h"

#define MAX_SIZE (8 * 1024 * 1024)

void
cw_env_entry_free (CwEnvEntry *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->key);
  g_free (self->value);
  g_free (self);
}

static gsize
skip_blanks (const char *text,
             gsize       at,
             gsize       end)
{
  while (at < end && (text[at] == ' ' || text[at] == '\t'))
    at++;
  return at;
}

static gboolean
is_name (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/* Sets the range of a value that begins at @at; a bare one ends at a blank, a quoted one at its quote. */
static void
read_value (const char *text,
            gsize       at,
            gsize       end,
            CwEnvEntry *entry)
{
  char quote = at < end && (text[at] == '"' || text[at] == '\'') ? text[at] : '\0';
  gsize stop = at + (quote != '\0');
  const char *closing = quote != '\0' ? memchr (text + stop, quote, end - stop) : NULL;

  entry->start = at;
  if (closing != NULL)
    {
      entry->start = stop;
      stop = (gsize) (closing - text);
    }
  else
    {
      stop = at;
      while (stop < end && strchr (" \t\r", text[stop]) == NULL)
        stop++;
    }
  entry->length = stop - entry->start;
  entry->value = g_utf8_make_valid (text + entry->start, (gssize) entry->length);
}

static CwEnvEntry *
read_line (const char *text,
           gsize       start,
           gsize       end,
           guint       line)
{
  gsize at = skip_blanks (text, start, end), name = 0;
  CwEnvEntry *entry = NULL;

  if (end - at > 7 && strncmp (text + at, "export", 6) == 0 && strchr (" \t", text[at + 6]) != NULL)
    at = skip_blanks (text, at + 6, end);
  name = at;
  while (at < end && is_name (text[at]))
    at++;
  if (at == name || at >= end || text[at] != '=')
    return NULL;

  entry = g_new0 (CwEnvEntry, 1);
  entry->key = g_strndup (text + name, at - name);
  entry->line = line;
  read_value (text, at + 1, end, entry);
  return entry;
}

/**
 * cw_env_read:
 * @text: an env file
 * @error: where to store a %CW_ERROR_INVALID_DATA: it is too large or holds NUL bytes
 *
 * Reads the assignments of an env file: `KEY=value` or `export KEY=value`, a value in quotes or up to the next blank.
 * Everything else is passed over.
 *
 * Returns: (transfer full) (element-type CwEnvEntry): the assignments in the order of the file
 */
GPtrArray *
cw_env_read (GBytes  *text,
             GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (CwLines) lines = NULL;
  const char *data = NULL;
  gsize size = 0;

  g_return_val_if_fail (text != NULL, NULL);

  data = g_bytes_get_data (text, &size);
  if (size > MAX_SIZE || (size > 0 && memchr (data, '\0', size) != NULL))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("The file is no env file: it is too large or not text"));
      return NULL;
    }
  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_env_entry_free);
  lines = cw_lines_new (data != NULL ? data : "", size);
  for (guint line = 1; line <= cw_lines_get_number (lines) && size > 0; line++)
    {
      gsize length = 0, start = cw_lines_get_range (lines, line, &length);
      CwEnvEntry *entry = NULL;

      if (length > 0 && data[start + length - 1] == '\n')
        length--;
      entry = read_line (data, start, start + length, line);
      if (entry != NULL)
        g_ptr_array_add (entries, entry);
    }
  return g_steal_pointer (&entries);
}

/**
 * cw_env_lookup:
 * @entries: (element-type CwEnvEntry): what cw_env_read() gave
 * @key: a variable's name
 *
 * Returns: (transfer none) (nullable): the assignment that counts: the last one of @key
 */
const CwEnvEntry *
cw_env_lookup (GPtrArray  *entries,
               const char *key)
{
  g_return_val_if_fail (entries != NULL && key != NULL, NULL);

  for (guint i = entries->len; i > 0; i--)
    {
      const CwEnvEntry *entry = entries->pdata[i - 1];

      if (strcmp (entry->key, key) == 0)
        return entry;
    }
  return NULL;
}

/**
 * cw_env_edit:
 * @entry: an assignment
 * @value: its new value: letters, digits and `._:/+-` only
 * @error: where to store a %CW_ERROR_VALIDATION: @value would need quoting
 *
 * Returns: (transfer full): the edit; quotes, blanks and the line's end stay
 */
CwEdit *
cw_env_edit (const CwEnvEntry *entry,
             const char       *value,
             GError          **error)
{
  CwEdit *edit = NULL;

  g_return_val_if_fail (entry != NULL && value != NULL, NULL);

  for (const char *p = value; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("._:/+-", *p) == NULL)
      {
        g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” can’t be a value of an env file"), value);
        return NULL;
      }
  edit = cw_edit_new (entry->start, entry->length, value);
  edit->line = entry->line;
  edit->path = g_strdup (entry->key);
  edit->value = g_strdup (value);
  return edit;
}

static const char *
planned_value (GPtrArray  *edits,
               guint       line,
               const char *key)
{
  for (guint i = 0; i < edits->len; i++)
    {
      const CwEdit *edit = edits->pdata[i];

      if (edit->line == line && g_strcmp0 (edit->path, key) == 0)
        return edit->value;
    }
  return NULL;
}

/**
 * cw_env_verify:
 * @before: (element-type CwEnvEntry): the assignments before the edits
 * @after: (element-type CwEnvEntry): those of the edited text
 * @edits: (element-type CwEdit): the edits that were planned
 * @error: where to store a %CW_ERROR_INVALID_DATA that names the key in question
 *
 * Returns: whether exactly the planned assignments changed
 */
gboolean
cw_env_verify (GPtrArray *before,
               GPtrArray *after,
               GPtrArray *edits,
               GError   **error)
{
  g_return_val_if_fail (before != NULL && after != NULL && edits != NULL, FALSE);

  for (guint i = 0; i < before->len; i++)
    {
      const CwEnvEntry *old = before->pdata[i];
      const CwEnvEntry *new = i < after->len ? after->pdata[i] : NULL;
      const char *planned = planned_value (edits, old->line, old->key);

      if (new != NULL && strcmp (new->key, old->key) == 0
          && strcmp (new->value, planned != NULL ? planned : old->value) == 0)
        continue;
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("Line %u: the edit would not change “%s” as planned"),
                   old->line, old->key);
      return FALSE;
    }
  if (after->len == before->len)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("The edits would add an assignment that was not planned"));
  return FALSE;
}
