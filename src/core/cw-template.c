/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-template"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-template.h"

/* Answers the value of a placeholder, or %NULL where it is unknown; @data is the function's own. */
typedef const char *(*LookupFunc) (const char *name,
                                   gpointer    data);

static gboolean
is_name (const char *name)
{
  if (*name == '\0')
    return FALSE;
  for (; *name != '\0'; name++)
    if (!g_ascii_isalnum (*name) && *name != '_' && *name != '-' && *name != '.')
      return FALSE;
  return TRUE;
}

static gboolean
refuse_unknown (const char        *name,
                const char *const *known,
                GError           **error)
{
  g_autofree char *list = g_strjoinv (", ", (GStrv) known);

  if (*known == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“{%s}” is unknown; no placeholders can be used here"), name);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“{%s}” is unknown; these can be used here: %s"), name, list);
  return FALSE;
}

/* The first characters of @at, to show where it was. */
static char *
make_excerpt (const char *at)
{
  g_autofree char *valid = g_utf8_make_valid (at, -1);

  return g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), 20));
}

/* @at is just behind an opening brace; answers where the template goes on. */
static const char *
expand_placeholder (const char        *at,
                    const char *const *known,
                    LookupFunc         lookup,
                    gpointer           data,
                    GString           *out,
                    GError           **error)
{
  const char *end = strpbrk (at, "{}");
  g_autofree char *name = NULL;
  const char *value;

  if (end == NULL || *end == '{')
    {
      g_autofree char *excerpt = make_excerpt (at);

      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("A “{” has no “}” (before “%s”); write “{{” for a brace itself"), excerpt);
      return NULL;
    }
  name = g_strndup (at, (gsize) (end - at));
  if (!is_name (name))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("“{%s}” is no placeholder; write “{{” and “}}” for braces themselves"), name);
      return NULL;
    }

  value = lookup (name, data);
  if (value == NULL)
    {
      refuse_unknown (name, known, error);
      return NULL;
    }
  g_string_append (out, value);
  return end + 1;
}

static char *
expand (const char        *template,
        const char *const *known,
        LookupFunc         lookup,
        gpointer           data,
        GError           **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *at = template;

  while (*at != '\0')
    {
      gsize plain = strcspn (at, "{}");

      g_string_append_len (out, at, (gssize) plain);
      at += plain;
      if (*at == '\0')
        break;
      if (at[1] == at[0])
        {
          g_string_append_c (out, *at);
          at += 2;
        }
      else if (*at == '}')
        {
          g_autofree char *excerpt = make_excerpt (at);

          g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                       _ ("A “}” has no “{” (at “%s”); write “}}” for a brace itself"), excerpt);
          return NULL;
        }
      else if ((at = expand_placeholder (at + 1, known, lookup, data, out, error)) == NULL)
        return NULL;
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static const char *
lookup_variable (const char *name,
                 gpointer    data)
{
  return g_hash_table_lookup (data, name);
}

static const char *
lookup_known (const char *name,
              gpointer    data)
{
  return g_strv_contains (data, name) ? name : NULL;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * cw_template_expand:
 * @template: text with `{name}` for a variable's value, and `{{` and `}}` for braces
 * @variables: (element-type utf8 utf8): names and values; a value is put in as it is, its braces mean nothing
 * @error: where to store a %CW_ERROR_VALIDATION that names the unknown placeholder and those there are
 *
 * Returns: (transfer full): the text, or %NULL with @error set
 */
char *
cw_template_expand (const char *template,
                    GHashTable *variables,
                    GError    **error)
{
  g_autofree const char **known = NULL;
  guint n_known = 0;

  g_return_val_if_fail (template != NULL, NULL);
  g_return_val_if_fail (variables != NULL, NULL);

  known = (const char **) g_hash_table_get_keys_as_array (variables, &n_known);
  qsort (known, n_known, sizeof *known, compare_names);
  return expand (template, known, lookup_variable, variables, error);
}

typedef struct {
  GHashTable *variables;
  char *hole;
} Hole;

static const char *
lookup_hole (const char *name,
             gpointer    data)
{
  Hole *hole = data;
  const char *value = g_hash_table_lookup (hole->variables, name);

  if (hole->hole == NULL && value != NULL && *value == '\0')
    hole->hole = g_strdup (name);
  return "";
}

/**
 * cw_template_find_hole:
 * @template: a template
 * @variables: (element-type utf8 utf8): its variables
 *
 * Returns: (transfer full) (nullable): the first variable that @template uses and that is empty: its text would have a
 *   hole there
 */
char *
cw_template_find_hole (const char *template,
                       GHashTable *variables)
{
  static const char *const nothing[] = { NULL };
  Hole hole = { variables, NULL };
  g_autofree char *text = NULL;

  g_return_val_if_fail (template != NULL && variables != NULL, NULL);

  text = expand (template, nothing, lookup_hole, &hole, NULL);
  return hole.hole;
}

/**
 * cw_template_check:
 * @template: as for cw_template_expand()
 * @known: (array zero-terminated=1): the names that will have values
 * @error: where to store a %CW_ERROR_VALIDATION
 *
 * Returns: whether cw_template_expand() will take @template
 */
gboolean
cw_template_check (const char        *template,
                   const char *const *known,
                   GError           **error)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (template != NULL, FALSE);
  g_return_val_if_fail (known != NULL, FALSE);

  text = expand (template, known, lookup_known, (gpointer) known, error);
  return text != NULL;
}
