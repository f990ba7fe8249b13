/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-content"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json.h"

#include "cw-rehearsal-content-scope.h"

/* A value may name others; deeper than this it names itself. */
#define MAX_DEPTH 8

/* The longest name, with its end. Names are copied here rather than allocated: there are a million of them. */
#define NAME_SIZE 32

#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789_"

static gboolean expand (const CwRehearsalScope *self, const char *text, guint depth, GString *out, GError **error);

static JsonNode *look_up (const CwRehearsalScope *self, const char *name);

/* Of a list nothing: its members are matched, never written. */
static const char *
text_of (JsonNode *value)
{
  if (value == NULL || !JSON_NODE_HOLDS_VALUE (value))
    return NULL;
  if (json_node_get_value_type (value) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (value) ? "true" : "";
  return json_node_get_string (value);
}

/* What holds at the site that we are at goes before what holds everywhere. */
static JsonNode *
look_here (const CwRehearsalScope *self,
           const char             *name)
{
  JsonObject *sites = cw_json_get_object (self->values, "at");
  const char *site = sites != NULL ? text_of (look_up (self->parent, "site")) : NULL;
  JsonObject *here = site != NULL ? cw_json_get_object (sites, site) : NULL;

  if (here != NULL && json_object_has_member (here, name))
    return json_object_get_member (here, name);
  return json_object_get_member (self->values, name);
}

static JsonNode *
look_up (const CwRehearsalScope *self,
         const char             *name)
{
  JsonNode *value = NULL;

  for (; self != NULL && value == NULL; self = self->parent)
    if (self->values != NULL)
      value = look_here (self, name);
  return value;
}

/* A name that is too long is cut off, and then known to nobody. */
static void
copy_name (char        name[NAME_SIZE],
           const char *text,
           gsize       length)
{
  g_strlcpy (name, text, MIN (length + 1, NAME_SIZE));
}

/* @at is at the first of two signs around a name; answers the second, or %NULL when these are no such two. */
static const char *
find_end (const char *at)
{
  gsize length = strspn (at + 1, NAME_CHARACTERS);

  return length > 0 && at[1 + length] == '@' ? at + 1 + length : NULL;
}

static gboolean
expand_name (const CwRehearsalScope *self,
             const char             *name,
             guint                   depth,
             GString                *out,
             GError                **error)
{
  const char *text = text_of (look_up (self, name));

  if (text == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("“@%s@” stands for nothing here"), name);
      return FALSE;
    }
  return expand (self, text, depth + 1, out, error);
}

static gboolean
expand (const CwRehearsalScope *self,
        const char             *text,
        guint                   depth,
        GString                *out,
        GError                **error)
{
  if (depth > MAX_DEPTH)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("“%s” stands for itself"), text);
      return FALSE;
    }
  while (*text != '\0')
    {
      const char *sign = strchr (text, '@');
      const char *end = sign != NULL ? find_end (sign) : NULL;
      char name[NAME_SIZE];

      if (end == NULL)
        {
          gsize length = sign != NULL ? (gsize) (sign - text) + 1 : strlen (text);

          g_string_append_len (out, text, (gssize) length);
          text += length;
          continue;
        }
      g_string_append_len (out, text, sign - text);
      copy_name (name, sign + 1, (gsize) (end - sign) - 1);
      if (!expand_name (self, name, depth, out, error))
        return FALSE;
      text = end + 1;
    }
  return TRUE;
}

/**
 * cw_rehearsal_scope_expand:
 * @self: the names
 * @text: a text in which `@name@` stands for a value, which may use names itself
 * @out: to what the result is added
 * @error: where to store a %CW_ERROR_INVALID_DATA, when a name is unknown
 *
 * Returns: whether every name stood for something
 */
gboolean
cw_rehearsal_scope_expand (const CwRehearsalScope *self,
                           const char             *text,
                           GString                *out,
                           GError                **error)
{
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (out != NULL, FALSE);

  return expand (self, text, 0, out, error);
}

/**
 * cw_rehearsal_scope_format:
 * @self: the names
 * @text: as in cw_rehearsal_scope_expand()
 * @error: where to store a %CW_ERROR_INVALID_DATA
 *
 * Returns: (transfer full): the text with its values, or %NULL with @error set
 */
char *
cw_rehearsal_scope_format (const CwRehearsalScope *self,
                           const char             *text,
                           GError                **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (!cw_rehearsal_scope_expand (self, text, out, error))
    return NULL;
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Whether @text is one of @choices, which bars divide. */
static gboolean
is_choice (const char *text,
           const char *choices)
{
  gsize length = strlen (text);

  for (; choices != NULL; choices = strchr (choices, '|'))
    {
      if (*choices == '|')
        choices++;
      if (strcspn (choices, "|") == length && strncmp (choices, text, length) == 0)
        return TRUE;
    }
  return FALSE;
}

/* @text itself when there is no name in it, else what it becomes, which @owned holds. */
static const char *
format_if_needed (const CwRehearsalScope *self,
                  const char             *text,
                  char                  **owned,
                  GError                **error)
{
  if (strchr (text, '@') == NULL)
    return text;
  return *owned = cw_rehearsal_scope_format (self, text, error);
}

/* Whether @value is one of @choices, or as a list has one of them. */
static gboolean
compare (const CwRehearsalScope *self,
         JsonNode               *value,
         const char             *choices,
         gboolean               *equal,
         GError                **error)
{
  g_autofree char *owned = NULL;
  const char *text;

  *equal = FALSE;
  if (value != NULL && JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *array = json_node_get_array (value);

      for (guint i = 0; i < json_array_get_length (array) && !*equal; i++)
        {
          text = text_of (json_array_get_element (array, i));
          *equal = text != NULL && is_choice (text, choices);
        }
      return TRUE;
    }
  if (text_of (value) == NULL)
    return TRUE;
  text = format_if_needed (self, text_of (value), &owned, error);
  if (text == NULL)
    return FALSE;
  *equal = is_choice (text, choices);
  return TRUE;
}

/**
 * cw_rehearsal_scope_matches:
 * @self: the names
 * @condition: `name` (it has a value that isn't empty), `name=value`, `name!=value`, or with several values `name=a|b`;
 *   values may use names; a list is equal to each of its members
 * @matches: (out): whether that is so
 * @error: where to store a %CW_ERROR_INVALID_DATA
 *
 * Returns: %TRUE, or %FALSE with @error set when the condition can't be read
 */
gboolean
cw_rehearsal_scope_matches (const CwRehearsalScope *self,
                            const char             *condition,
                            gboolean               *matches,
                            GError                **error)
{
  gsize length;
  gboolean negated;
  char name[NAME_SIZE];
  g_autofree char *owned = NULL;
  const char *choices;
  JsonNode *value;
  gboolean equal;

  g_return_val_if_fail (condition != NULL, FALSE);
  g_return_val_if_fail (matches != NULL, FALSE);

  length = strcspn (condition, "=!");
  negated = condition[length] == '!';
  copy_name (name, condition, length);
  value = look_up (self, name);
  if (condition[length] == '\0')
    {
      *matches = text_of (value) != NULL && *text_of (value) != '\0';
      return TRUE;
    }
  choices = format_if_needed (self, condition + length + (negated ? 2 : 1), &owned, error);
  if (choices == NULL || !compare (self, value, choices, &equal, error))
    return FALSE;
  *matches = equal != negated;
  return TRUE;
}
