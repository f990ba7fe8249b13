/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-env-operate"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-env.h"
#include "cw-error.h"
#include "cw-lines.h"

/* An env file that is being edited. */
typedef struct
{
  GBytes     *bytes;
  const char *data;
  gsize       size;
  GPtrArray  *entries; /* (owned) (element-type CwEnvEntry) */
  CwLines    *lines;   /* (owned) */
} File;

static void
file_clear (File *self)
{
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->lines, cw_lines_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (File, file_clear)

static gboolean
file_open (File    *self,
           GBytes  *bytes,
           GError **error)
{
  self->bytes = bytes;
  self->data = g_bytes_get_data (bytes, &self->size);
  self->data = self->data != NULL ? self->data : "";
  self->entries = cw_env_read (bytes, error);
  self->lines = cw_lines_new (self->data, self->size);
  return self->entries != NULL;
}

/* The one assignment of @key; NULL without an error where there is none. */
static const CwEnvEntry *
find_entry (const File *self,
            const char *key,
            GError    **error)
{
  const CwEnvEntry *found = NULL;

  for (guint i = 0; i < self->entries->len; i++)
    {
      const CwEnvEntry *entry = self->entries->pdata[i];

      if (strcmp (entry->key, key) != 0)
        continue;
      if (found != NULL)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                       _ ("Lines %u and %u: “%s” is set twice; take one of them out first"), found->line, entry->line,
                       key);
          return NULL;
        }
      found = entry;
    }
  return found;
}

static gboolean
check_value (const char *key,
             const char *value,
             GError    **error)
{
  if (value != NULL && g_utf8_validate (value, -1, NULL) && strpbrk (value, "\r\n\"'\\`") == NULL)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
               _ ("“%s”: the value of a variable takes one line, without quotes and backslashes"), key);
  return FALSE;
}

static gboolean
check_key (const char *key,
           GError    **error)
{
  if (*key != '\0' && !g_ascii_isdigit (*key)
      && strspn (key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == strlen (key))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” can’t be the name of a variable"), key);
  return FALSE;
}

/* A bare value with blanks gets quotes. */
static char *
write_value (const char *value,
             gboolean    quoted)
{
  if (quoted || strpbrk (value, " \t#;&|<>()*") == NULL)
    return g_strdup (value);
  return g_strdup_printf ("\"%s\"", value);
}

static CwEdit *
edit_set (const File       *self,
          const CwEnvEntry *entry,
          const char       *value,
          GError          **error)
{
  gsize end = entry->start + entry->length, length = 0, start = cw_lines_get_range (self->lines, entry->line, &length);
  gboolean quoted = entry->start > 0 && strchr ("\"'", self->data[entry->start - 1]) != NULL;
  g_autofree char *written = NULL, *rest = NULL;

  if (!check_value (entry->key, value, error))
    return NULL;
  rest = g_strndup (self->data + end + (quoted ? 1 : 0), start + length - end - (quoted ? 1 : 0));
  g_strstrip (rest);
  if (*rest != '\0' && *rest != '#')
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("Line %u: “%s” has more behind its value than one word; edit the line by hand"), entry->line,
                   entry->key);
      return NULL;
    }
  written = write_value (value, quoted);
  return cw_edit_new (entry->start, entry->length, written);
}

/* Comments directly above belong to a variable, unless they open the file. */
static gsize
start_of (const File       *self,
          const CwEnvEntry *entry)
{
  gsize length = 0;
  guint line = entry->line;

  for (; line > 1; line--)
    {
      gsize above = cw_lines_get_range (self->lines, line - 1, &length);

      if (length == 0 || self->data[above] != '#')
        break;
    }
  return cw_lines_get_range (self->lines, line > 1 ? line : entry->line, &length);
}

static CwEdit *
edit_remove (const File       *self,
             const CwEnvEntry *entry)
{
  gsize length = 0, end = cw_lines_get_range (self->lines, entry->line, &length) + length;
  gsize start = start_of (self, entry);

  return cw_edit_new (start, end - start, "");
}

static gboolean
is_exported (const File       *self,
             const CwEnvEntry *entry)
{
  g_autofree char *line = cw_lines_dup_text (self->lines, entry->line, self->data);

  return g_str_has_prefix (g_strchug (line), "export");
}

static const CwEnvEntry *
find_sibling (const File        *self,
              const CwOperation *operation,
              GError           **error)
{
  const char *name = operation->before != NULL ? operation->before : operation->after;
  const CwEnvEntry *entry = NULL;

  if (name == NULL)
    return self->entries->len > 0 ? self->entries->pdata[self->entries->len - 1] : NULL;
  entry = cw_env_lookup (self->entries, name);
  if (entry == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no variable “%s”"), name);
  return entry;
}

/* A new line in the manner of its neighbour: exported or not, its line end. */
static CwEdit *
edit_add (const File        *self,
          const CwOperation *operation,
          const char        *key,
          GError           **error)
{
  const CwEnvEntry *sibling = NULL;
  g_autoptr (GError) problem = NULL;
  g_autofree char *written = NULL, *line = NULL;
  const char *feed = g_strstr_len (self->data, (gssize) self->size, "\r\n") != NULL ? "\r\n" : "\n";
  gsize at = self->size, length = 0;
  gboolean open = FALSE;

  if (!check_key (key, error) || !check_value (key, operation->value, error))
    return NULL;
  sibling = find_sibling (self, operation, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  if (sibling != NULL)
    {
      at = cw_lines_get_range (self->lines, sibling->line, &length) + length;
      at = operation->before != NULL ? start_of (self, sibling) : at;
    }
  open = at > 0 && self->data[at - 1] != '\n';
  written = write_value (operation->value, FALSE);
  line = g_strdup_printf ("%s%s%s=%s%s", open ? feed : "",
                          sibling != NULL && is_exported (self, sibling) ? "export " : "", key, written,
                          open ? "" : feed);
  return cw_edit_new (at, 0, line);
}

/* What the assignments should be afterwards: @entry with another value or gone, or one more with @key. */
static gboolean
is_proved (const File       *before,
           const File       *after,
           const CwEnvEntry *entry,
           const char       *key,
           const char       *value)
{
  guint next = 0;
  gboolean added = entry != NULL;

  for (guint i = 0; i < after->entries->len; i++)
    {
      const CwEnvEntry *new = after->entries->pdata[i];
      const CwEnvEntry *old = next < before->entries->len ? before->entries->pdata[next] : NULL;

      if (old != NULL && old == entry && value == NULL)
        old = ++next < before->entries->len ? before->entries->pdata[next] : NULL;
      if (old != NULL && strcmp (old->key, new->key) == 0
          && strcmp (new->value, old == entry ? value : old->value) == 0)
        next++;
      else if (added || strcmp (new->key, key) != 0 || g_strcmp0 (new->value, value) != 0)
        return FALSE;
      else
        added = TRUE;
    }
  if (next < before->entries->len && before->entries->pdata[next] == entry && value == NULL)
    next++;
  return added && next == before->entries->len;
}

static GBytes *
finish (const File       *self,
        CwEdit           *edit,
        const CwEnvEntry *entry,
        const char       *key,
        const char       *value,
        GError          **error)
{
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_edit_free);
  g_autoptr (GBytes) bytes = NULL;
  g_auto (File) after = { 0 };

  g_ptr_array_add (edits, edit);
  bytes = cw_edits_apply (self->bytes, edits, error);
  if (bytes == NULL || !file_open (&after, bytes, error))
    return NULL;
  if (is_proved (self, &after, entry, key, value))
    return g_steal_pointer (&bytes);
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("The edit would not change “%s” as planned"), key);
  return NULL;
}

/**
 * cw_env_operate:
 * @text: an env file
 * @operation: to set, add or remove a variable; its path or its part is the name
 * @error: where to store why nothing is changed
 *
 * Returns: (transfer full): the edited text: comments, `export`, quotes and line ends stay; read again and proved
 */
GBytes *
cw_env_operate (GBytes            *text,
                const CwOperation *operation,
                GError           **error)
{
  g_auto (File) self = { 0 };
  g_autoptr (GError) problem = NULL;
  const CwEnvEntry *entry = NULL;
  const char *key = NULL, *value = NULL;
  gboolean removes = FALSE, adds = FALSE;
  CwEdit *edit = NULL;

  g_return_val_if_fail (text != NULL && operation != NULL, NULL);

  key = operation->part != NULL ? operation->part : operation->path;
  removes = operation->kind == CW_OPERATION_REMOVE || operation->kind == CW_OPERATION_REMOVE_VARIABLE;
  value = removes ? NULL : operation->value;
  if (!file_open (&self, text, error))
    return NULL;
  entry = find_entry (&self, key, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  adds = entry == NULL && (operation->kind == CW_OPERATION_ADD || operation->kind == CW_OPERATION_SET_VARIABLE);
  if (adds)
    edit = edit_add (&self, operation, key, error);
  else if (entry == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no variable “%s”; add it instead"), key);
  else if (operation->kind == CW_OPERATION_ADD)
    g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("Line %u: “%s” is there already; set it instead"),
                 entry->line, key);
  else if (removes)
    edit = edit_remove (&self, entry);
  else if (operation->kind == CW_OPERATION_SET || operation->kind == CW_OPERATION_SET_VARIABLE)
    edit = edit_set (&self, entry, value, error);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                 _ ("In an env file variables can be set, added and taken out, nothing else"));
  return edit != NULL ? finish (&self, edit, entry, key, value, error) : NULL;
}
