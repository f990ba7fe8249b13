/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-content"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-file.h"
#include "cw-json.h"

#include "cw-rehearsal-content-template.h"
#include "cw-rehearsal-json.h"

#define MAX_FILE ((gsize) 1024 * 1024)
#define MAX_DEPTH 16

/*
 * CwRehearsalTemplates:
 *
 * The templates of one folder and the lists that they go through. A template is a text, in which `@name@` stands for a
 * value and lines that begin with `%` are instructions, up to a line `%end`: `%if CONDITION`, `%else`, `%each LIST
 * CONDITION…`; and `%include FILE`, indented as the line is.
 */
struct _CwRehearsalTemplates
{
  char *folder;      /* (owned) */
  JsonObject *lists; /* (owned): arrays of objects, by name */
  GHashTable *files; /* (owned): of name to an array of Line, the last one ends the outermost block */
};

/* A line with its newline, or the instruction on it. */
typedef struct
{
  char *text;        /* (owned) */
  char *instruction; /* (owned) (nullable): without the sign before it */
} Line;

/* Where we are in a template, and where its text goes. */
typedef struct
{
  CwRehearsalTemplates *templates;
  GArray *lines; /* of Line; the templates own it */
  guint at;
  const char *indent; /* before each line that isn't empty */
  guint depth;
  GString *out;
} Reader;

static gboolean read_block (Reader *reader, const CwRehearsalScope *scope, gboolean writes, GError **error);
static gboolean expand_file (CwRehearsalTemplates *self, const char *name, const char *indent, guint depth,
                             const CwRehearsalScope *scope, GString *out, GError **error);

static void
line_clear (gpointer data)
{
  Line *self = data;

  g_free (self->text);
  g_free (self->instruction);
}

static gboolean
is_word (const char *instruction,
         const char *word)
{
  gsize length = strlen (word);

  return strncmp (instruction, word, length) == 0 && (instruction[length] == '\0' || instruction[length] == ' ');
}

static gboolean
write_line (Reader                 *reader,
            const CwRehearsalScope *scope,
            const char             *line,
            GError                **error)
{
  if (*line != '\n')
    g_string_append (reader->out, reader->indent);
  return cw_rehearsal_scope_expand (scope, line, reader->out, error);
}

/* Behind `%if`: one of two blocks, up to its end. */
static gboolean
read_if (Reader                 *reader,
         const CwRehearsalScope *scope,
         const char             *condition,
         gboolean                writes,
         GError                **error)
{
  gboolean matches = FALSE;
  const Line *last;

  if (writes && !cw_rehearsal_scope_matches (scope, condition, &matches, error))
    return FALSE;
  if (!read_block (reader, scope, writes && matches, error))
    return FALSE;
  last = &g_array_index (reader->lines, Line, reader->at - 1);
  if (!is_word (last->instruction, "else"))
    return TRUE;
  return read_block (reader, scope, writes && !matches, error);
}

static gboolean
matches_all (const CwRehearsalScope *scope,
             const char *const      *conditions,
             gboolean               *matches,
             GError                **error)
{
  *matches = TRUE;
  for (; *conditions != NULL && *matches; conditions++)
    if (!cw_rehearsal_scope_matches (scope, *conditions, matches, error))
      return FALSE;
  return TRUE;
}

/* Behind `%each`: the block once for each item that meets the conditions; what they name is outside the block. */
static gboolean
read_each (Reader                 *reader,
           const CwRehearsalScope *scope,
           const char             *what,
           gboolean                writes,
           GError                **error)
{
  guint start = reader->at;
  g_autofree char *known = NULL;
  g_auto (GStrv) words = NULL;
  JsonArray *list;

  if (!read_block (reader, scope, FALSE, error))
    return FALSE;
  if (!writes)
    return TRUE;
  known = cw_rehearsal_scope_format (scope, what, error);
  if (known == NULL)
    return FALSE;
  words = g_strsplit (known, " ", -1);
  list = words[0] != NULL ? cw_rehearsal_templates_list (reader->templates, words[0], error) : NULL;
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      CwRehearsalScope item = { scope, cw_rehearsal_json_item (list, i) };
      gboolean matches;

      if (!matches_all (&item, (const char *const *) words + 1, &matches, error))
        return FALSE;
      if (!matches)
        continue;
      reader->at = start;
      if (!read_block (reader, &item, TRUE, error))
        return FALSE;
    }
  return list != NULL;
}

static gboolean
include (Reader                 *reader,
         const CwRehearsalScope *scope,
         const char             *line,
         const char             *what,
         GError                **error)
{
  g_autofree char *indent = g_strdup_printf ("%s%*s", reader->indent, (int) strspn (line, " "), "");
  g_autofree char *name = cw_rehearsal_scope_format (scope, what, error);

  if (name == NULL)
    return FALSE;
  return expand_file (reader->templates, name, indent, reader->depth + 1, scope, reader->out, error);
}

static gboolean
obey (Reader                 *reader,
      const CwRehearsalScope *scope,
      const char             *line,
      const char             *instruction,
      gboolean                writes,
      GError                **error)
{
  const char *rest = strchr (instruction, ' ');

  rest = rest != NULL ? rest + strspn (rest, " ") : "";
  if (is_word (instruction, "if"))
    return read_if (reader, scope, rest, writes, error);
  if (is_word (instruction, "each"))
    return read_each (reader, scope, rest, writes, error);
  if (is_word (instruction, "include"))
    return !writes || include (reader, scope, line, rest, error);
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("“%%%s” is no instruction"), instruction);
  return FALSE;
}

/* Up to behind the `%end` or `%else` that belongs to this block, or to the end of the file, where depth says so. */
static gboolean
read_block (Reader                 *reader,
            const CwRehearsalScope *scope,
            gboolean                writes,
            GError                **error)
{
  while (reader->at < reader->lines->len)
    {
      const Line *line = &g_array_index (reader->lines, Line, reader->at++);

      if (line->instruction == NULL && writes && !write_line (reader, scope, line->text, error))
        return FALSE;
      if (line->instruction == NULL)
        continue;
      if (is_word (line->instruction, "end") || is_word (line->instruction, "else"))
        return TRUE;
      if (!obey (reader, scope, line->text, line->instruction, writes, error))
        return FALSE;
    }
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("“%%end” is missing"));
  return FALSE;
}

static void
add_line (GArray     *lines,
          const char *text,
          gsize       length)
{
  Line line = { g_strndup (text, length), NULL };
  const char *start = line.text + strspn (line.text, " ");

  if (*start == '%')
    line.instruction = g_strstrip (g_strdup (start + 1));
  g_array_append_val (lines, line);
}

/* A text as lines, and an end of the outermost block. */
static GArray *
split_lines (const char *text,
             gsize       length)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (Line));
  const char *end = text + length;

  g_array_set_clear_func (lines, line_clear);
  while (text < end)
    {
      const char *newline = memchr (text, '\n', (gsize) (end - text));
      gsize size = newline != NULL ? (gsize) (newline - text) + 1 : (gsize) (end - text);

      add_line (lines, text, size);
      text += size;
    }
  add_line (lines, "%end", strlen ("%end"));
  return lines;
}

static GArray *
read_file (CwRehearsalTemplates *self,
           const char           *name,
           GError              **error)
{
  GArray *lines = g_hash_table_lookup (self->files, name);
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gconstpointer data;
  gsize length;

  if (lines != NULL)
    return lines;
  path = g_build_filename (self->folder, name, NULL);
  bytes = cw_file_read (path, MAX_FILE, error);
  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &length);
  lines = split_lines (data != NULL ? data : "", length);
  g_hash_table_insert (self->files, g_strdup (name), lines);
  return lines;
}

static gboolean
expand_file (CwRehearsalTemplates   *self,
             const char             *name,
             const char             *indent,
             guint                   depth,
             const CwRehearsalScope *scope,
             GString                *out,
             GError                **error)
{
  Reader reader = { self, NULL, 0, indent, depth, out };

  if (depth > MAX_DEPTH)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("“%s” includes itself"), name);
      return FALSE;
    }
  reader.lines = read_file (self, name, error);
  if (reader.lines == NULL)
    return FALSE;
  if (!read_block (&reader, scope, TRUE, error))
    {
      g_prefix_error (error, _ ("Line %u of “%s”: "), reader.at, name);
      return FALSE;
    }
  if (reader.at < reader.lines->len)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("Line %u of “%s” ends what never began"), reader.at,
                   name);
      return FALSE;
    }
  return TRUE;
}

/**
 * cw_rehearsal_templates_new:
 * @folder: where the templates are
 * @lists: arrays of objects, by name
 *
 * Returns: (transfer full): the templates, none of them read yet
 */
CwRehearsalTemplates *
cw_rehearsal_templates_new (const char *folder,
                            JsonObject *lists)
{
  CwRehearsalTemplates *self;

  g_return_val_if_fail (folder != NULL, NULL);
  g_return_val_if_fail (lists != NULL, NULL);

  self = g_new0 (CwRehearsalTemplates, 1);
  self->folder = g_strdup (folder);
  self->lists = json_object_ref (lists);
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  return self;
}

/**
 * cw_rehearsal_templates_free:
 * @self: (transfer full): templates
 */
void
cw_rehearsal_templates_free (CwRehearsalTemplates *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->files);
  json_object_unref (self->lists);
  g_free (self->folder);
  g_free (self);
}

/**
 * cw_rehearsal_templates_list:
 * @self: templates
 * @name: of a list
 * @error: where to store a %CW_ERROR_INVALID_DATA
 *
 * Returns: (transfer none): the list, or %NULL with @error set when there is none of that name
 */
JsonArray *
cw_rehearsal_templates_list (CwRehearsalTemplates *self,
                             const char           *name,
                             GError              **error)
{
  JsonArray *list;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  list = cw_json_get_array (self->lists, name);
  if (list == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("There is no list “%s”"), name);
  return list;
}

/**
 * cw_rehearsal_templates_expand:
 * @self: templates
 * @name: a file's name in their folder
 * @scope: the names that it may use
 * @error: where to store why not, with the line
 *
 * Blocking.
 *
 * Returns: (transfer full): the text, or %NULL with @error set
 */
char *
cw_rehearsal_templates_expand (CwRehearsalTemplates   *self,
                               const char             *name,
                               const CwRehearsalScope *scope,
                               GError                **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (!expand_file (self, name, "", 0, scope, out, error))
    return NULL;
  return g_string_free (g_steal_pointer (&out), FALSE);
}
