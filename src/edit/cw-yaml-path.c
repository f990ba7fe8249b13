/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-path"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-yaml-path.h"

/*
 * The path of a place, as a person writes it. It takes all that cw_yaml_node_dup_path() writes, and more:
 *
 *   csc.image.tag          keys parted by dots
 *   hosts."a.b/c"          a key in double quotes, where it has dots or brackets; `\"` and `\\` inside
 *   hosts.a\.b/c           the same with a backslash
 *   list[0], list[-1]      an item by its place, from the end where it is negative
 *   list[name=ataos]       the item whose field has that value; [name="a ] b"] where the value has a bracket
 *   list[=ataos]           the item that has that value itself
 *   list[+]                behind the last item, to add one
 *   key\2                  the second of two equal keys
 */

#define MAX_STEPS 256

static void
clear_step (gpointer data)
{
  CwYamlStep *step = data;

  g_free (step->key);
  g_free (step->value);
}

static gboolean
refuse_syntax (const char *path,
               const char *at,
               const char *problem,
               GError    **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("The path “%s” can’t be read at character %ld: %s"), path,
               g_utf8_pointer_to_offset (path, at) + 1, problem);
  return FALSE;
}

/* Reads a word in double quotes; moves behind it. */
static char *
read_quoted (const char **at)
{
  g_autoptr (GString) word = g_string_new (NULL);
  const char *p = *at + 1;

  for (; *p != '"'; p++)
    {
      if (*p == '\\' && p[1] != '\0')
        p++;
      if (*p == '\0')
        return NULL;
      g_string_append_c (word, *p);
    }
  *at = p + 1;
  return g_string_free (g_steal_pointer (&word), FALSE);
}

/* Reads a bare word up to one of @stops, with backslashes before what would end it; moves to where it ends. */
static char *
read_bare (const char **at,
           const char  *stops,
           guint       *turn)
{
  g_autoptr (GString) word = g_string_new (NULL);
  const char *p = *at;

  while (*p != '\0' && strchr (stops, *p) == NULL)
    {
      if (*p == '\\' && turn != NULL && g_ascii_isdigit (p[1]))
        {
          *turn = (guint) g_ascii_strtoull (p + 1, (char **) &p, 10);
          break;
        }
      if (*p == '\\' && p[1] == 'e')
        {
          p += 2;
          continue;
        }
      if (*p == '\\' && p[1] != '\0')
        p++;
      g_string_append_c (word, *p++);
    }
  *at = p;
  return g_string_free (g_steal_pointer (&word), FALSE);
}

static gboolean
read_match (const char **at,
            CwYamlStep  *step)
{
  step->kind = CW_YAML_STEP_MATCH;
  if (**at == '"')
    step->key = read_quoted (at);
  else if (**at != '=')
    step->key = read_bare (at, "=]", NULL);
  if (**at != '=')
    return FALSE;
  (*at)++;
  step->value = **at == '"' ? read_quoted (at) : read_bare (at, "]", NULL);
  return step->value != NULL;
}

/* Reads what stands in brackets at *@at; moves behind them. */
static gboolean
read_brackets (const char **at,
               CwYamlStep  *step)
{
  const char *p = *at + 1;
  gboolean good = TRUE;

  if (*p == '+' && p[1] == ']')
    {
      step->kind = CW_YAML_STEP_APPEND;
      p++;
    }
  else if (g_ascii_isdigit (*p) || (*p == '-' && g_ascii_isdigit (p[1])))
    {
      gint64 index = g_ascii_strtoll (p, (char **) &p, 10);

      step->kind = CW_YAML_STEP_INDEX;
      step->index = (int) CLAMP (index, -CW_YAML_MAX_NODES, CW_YAML_MAX_NODES);
    }
  else
    good = read_match (&p, step);
  if (!good || *p != ']')
    return FALSE;
  *at = p + 1;
  return TRUE;
}

static gboolean
read_step (const char **at,
           gboolean     first,
           CwYamlStep  *step)
{
  if (**at == '[')
    return read_brackets (at, step);
  if (**at == '.')
    (*at)++;
  else if (!first)
    return FALSE;
  step->kind = CW_YAML_STEP_KEY;
  if (**at == '"')
    step->key = read_quoted (at);
  else if (strchr (".[", **at) == NULL)
    step->key = read_bare (at, ".[", &step->turn);
  return step->key != NULL;
}

/**
 * cw_yaml_path_read:
 * @path: a path as a person writes it; empty for the whole document
 * @error: where to store a %CW_ERROR_VALIDATION that names the character
 *
 * Returns: (transfer full) (element-type CwYamlStep): its steps
 */
GArray *
cw_yaml_path_read (const char *path,
                   GError    **error)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, TRUE, sizeof (CwYamlStep));
  const char *at = path;

  g_return_val_if_fail (path != NULL, NULL);

  g_array_set_clear_func (steps, clear_step);
  if (!g_utf8_validate (path, -1, NULL))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("The path is no UTF-8 text"));
      return NULL;
    }
  while (*at != '\0')
    {
      CwYamlStep step = { 0 };
      gboolean good = read_step (&at, steps->len == 0, &step);

      g_array_append_val (steps, step);
      if (!good || steps->len > MAX_STEPS)
        {
          refuse_syntax (path, at, _ ("write keys parted by dots, items as [0], [name=value] or [+]"), error);
          return NULL;
        }
    }
  return g_steal_pointer (&steps);
}

static void
write_key (GString    *path,
           const char *key,
           guint       turn)
{
  if (path->len > 0)
    g_string_append_c (path, '.');
  if (*key == '\0')
    g_string_append (path, "\\e");
  for (; *key != '\0'; key++)
    {
      if (strchr (".[]\\\"", *key) != NULL)
        g_string_append_c (path, '\\');
      g_string_append_c (path, *key);
    }
  if (turn > 1)
    g_string_append_printf (path, "\\%u", turn);
}

/**
 * cw_yaml_path_write:
 * @steps: (element-type CwYamlStep): steps
 * @n_steps: how many of them
 *
 * Returns: (transfer full): the path that they make
 */
char *
cw_yaml_path_write (GArray *steps,
                    guint   n_steps)
{
  g_autoptr (GString) path = g_string_new (NULL);

  g_return_val_if_fail (steps != NULL && n_steps <= steps->len, NULL);

  for (guint i = 0; i < n_steps; i++)
    {
      const CwYamlStep *step = &g_array_index (steps, CwYamlStep, i);

      if (step->kind == CW_YAML_STEP_KEY)
        write_key (path, step->key, step->turn);
      else if (step->kind == CW_YAML_STEP_INDEX)
        g_string_append_printf (path, "[%d]", step->index);
      else if (step->kind == CW_YAML_STEP_APPEND)
        g_string_append (path, "[+]");
      else
        g_string_append_printf (path, "[%s=%s]", step->key != NULL ? step->key : "", step->value);
    }
  return g_string_free (g_steal_pointer (&path), FALSE);
}
