/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-text"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-yaml-draft.h"
#include "cw-yaml-edit.h"
#include "cw-yaml-write.h"

#define DEFAULT_STEP 2
#define MAX_WORDS 512
#define MAX_SHOWN 200

/* The text of a block scalar without its indentation, and where in the file each of its bytes stands. */
typedef struct
{
  gsize    start;       /* where the first line behind the `|` or `>` begins */
  gsize    end;
  guint    indentation;
  GString *text;        /* (owned) */
  GArray  *offsets;     /* (owned) (element-type gsize): one more than there are bytes */
} Body;

static void
body_clear (Body *self)
{
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_clear_pointer (&self->offsets, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Body, body_clear)

static guint
find_indentation (CwYamlText        text,
                  const CwYamlNode *node,
                  gsize             start,
                  gsize             end)
{
  for (gsize at = start; at < end; at = cw_yaml_layout_line_end (text, at))
    if (!cw_yaml_layout_is_blank (text, at))
      return (guint) (cw_yaml_layout_skip_spaces (text, at) - at);
  return node->parent != NULL
           ? cw_yaml_layout_column (text, cw_yaml_layout_head (text, node)) + DEFAULT_STEP : DEFAULT_STEP;
}

static void
body_read (Body             *self,
           CwYamlText        text,
           const CwYamlNode *node)
{
  self->start = MIN (cw_yaml_layout_line_end (text, node->content), node->end);
  self->end = cw_yaml_layout_value_end (text, node);
  self->indentation = find_indentation (text, node, self->start, self->end);
  self->text = g_string_new (NULL);
  self->offsets = g_array_new (FALSE, FALSE, sizeof (gsize));
  for (gsize at = self->start; at < self->end;)
    {
      gsize next = MIN (cw_yaml_layout_line_end (text, at), self->end);

      for (guint i = 0; i < self->indentation && at < next && text.data[at] == ' '; i++)
        at++;
      for (; at < next; at++)
        {
          g_array_append_val (self->offsets, at);
          g_string_append_c (self->text, text.data[at]);
        }
    }
  g_array_append_val (self->offsets, self->end);
}

/* What a block ends with, by the sign behind its `|` or `>`. */
static char
chomping_of (CwYamlText        text,
             const CwYamlNode *node)
{
  for (gsize at = node->content + 1; at < node->content + 3 && at < text.size; at++)
    if (strchr ("+-", text.data[at]) != NULL)
      return text.data[at];
  return ' ';
}

static const char *
feed_of (CwYamlText text,
         gsize      at)
{
  return at > 1 && text.data[at - 1] == '\n' && text.data[at - 2] == '\r' ? "\r\n" : "\n";
}

/* Adds @text with its lines indented; the first one only when it begins a line. */
static void
append_indented (GString    *lines,
                 const char *text,
                 guint       indentation,
                 gboolean    first,
                 const char *feed)
{
  gboolean begins = first;

  for (; *text != '\0'; text++)
    {
      if (*text == '\n')
        {
          g_string_append (lines, feed);
          begins = TRUE;
          continue;
        }
      if (begins)
        g_string_append_printf (lines, "%*s", (int) indentation, "");
      begins = FALSE;
      g_string_append_c (lines, *text);
    }
}

static void
plan_value (CwYamlDraft      *self,
            const CwYamlNode *node,
            const char       *value)
{
  CwYamlChange *change = cw_yaml_change_new (CW_YAML_CHANGE_SET, node);

  change->value = g_strdup (value);
  g_ptr_array_add (self->changes, change);
}

/* The breaks of the old lines stay where the words beside them do; a new word breaks as most of the old ones did. */
static char *
fold_like (const char *old_text,
           const char *value)
{
  g_auto (GStrv) old = g_strsplit_set (old_text, " \r\n", -1), new = g_strsplit (value, " ", -1);
  guint n_old = g_strv_length (old), next = 0, n_breaks = 0, n_words = 0;
  g_autoptr (GString) folded = g_string_new (NULL);
  g_autofree gboolean *breaks = g_new0 (gboolean, n_old + 1);
  const char *at = old_text;

  for (guint i = 0; i < n_old; at += strlen (old[i]) + 1, i++)
    {
      breaks[i] = at > old_text && at[-1] == '\n';
      n_words += *old[i] != '\0';
      n_breaks += *old[i] != '\0' && breaks[i];
    }
  for (guint i = 0; new[i] != NULL; i++)
    {
      guint match = next;
      gboolean breaks_here = n_words > 1 && n_breaks * 2 >= n_words - 1;

      while (match < n_old && match < next + MAX_WORDS && strcmp (old[match], new[i]) != 0)
        match++;
      if (match < n_old && strcmp (old[match], new[i]) == 0)
        {
          breaks_here = breaks[match];
          next = match + 1;
        }
      if (i > 0)
        g_string_append_c (folded, breaks_here ? '\n' : ' ');
      g_string_append (folded, new[i]);
    }
  return g_string_free (g_steal_pointer (&folded), FALSE);
}

/* The line ends that a block with a `+` ends with: those of its new text, where that says any, else those it has. */
static guint
count_kept_feeds (const Body *body,
                  const char *value)
{
  const char *text = g_str_has_suffix (value, "\n") ? value : body->text->str;
  guint n_feeds = 0;

  for (gsize at = strlen (text); at > 0 && strchr ("\r\n", text[at - 1]) != NULL; at--)
    n_feeds += text[at - 1] == '\n';
  return n_feeds;
}

static void
append_feeds (GString    *lines,
              const char *feed,
              guint       n_feeds)
{
  for (guint i = 0; i < n_feeds; i++)
    g_string_append (lines, feed);
}

static gboolean
set_block (CwYamlDraft      *self,
           const CwYamlNode *node,
           const char       *value,
           GError          **error)
{
  g_auto (Body) body = { 0 };
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *stripped = g_strdup (value), *text = NULL;
  g_autoptr (GString) expected = NULL;
  char chomping = chomping_of (self->text, node);
  gsize length = strlen (stripped);
  guint n_feeds = 0;

  body_read (&body, self->text, node);
  while (length > 0 && stripped[length - 1] == '\n')
    stripped[--length] = '\0';
  if (node->style == CW_YAML_FOLDED && strchr (stripped, '\n') != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("Line %u: a folded text takes one line; replace a part of it, or give it as YAML with “|”"),
                   node->line);
      return FALSE;
    }
  text = node->style == CW_YAML_FOLDED ? fold_like (body.text->str, stripped) : g_strdup (stripped);
  append_indented (lines, text, body.indentation, TRUE, feed_of (self->text, body.start));
  if (chomping == '+')
    n_feeds = count_kept_feeds (&body, value);
  else if (length > 0 && (body.end == 0 || self->text.data[body.end - 1] == '\n'))
    n_feeds = 1;
  append_feeds (lines, feed_of (self->text, body.start), n_feeds);
  cw_yaml_draft_edit (self, body.start, body.end, lines->str);
  expected = g_string_new (stripped);
  append_feeds (expected, "\n", chomping == '-' ? 0 : n_feeds);
  plan_value (self, node, expected->str);
  return TRUE;
}

/* A bare value becomes a text of several lines. */
static void
set_lines (CwYamlDraft      *self,
           const CwYamlNode *node,
           const char       *value)
{
  guint column = node->parent != NULL ? cw_yaml_layout_column (self->text, cw_yaml_layout_head (self->text, node)) : 0;
  g_autofree char *text = cw_yaml_write_text (value, column + DEFAULT_STEP), *spaced = NULL;
  gboolean blank = node->content > 0 && strchr (" \n", self->text.data[node->content - 1]) != NULL;

  text[strlen (text) - 1] = '\0';
  spaced = g_strconcat (blank ? "" : " ", text, NULL);
  cw_yaml_draft_edit (self, node->content, node->end, spaced);
  plan_value (self, node, value);
}

/**
 * cw_yaml_draft_set:
 * @self: a draft
 * @node: a scalar
 * @value: its new value
 * @error: where to store a %CW_ERROR_VALIDATION
 *
 * Gives a scalar another value: in the same quotes, or as the same kind of block of text.
 *
 * Returns: whether it can be done
 */
gboolean
cw_yaml_draft_set (CwYamlDraft      *self,
                   const CwYamlNode *node,
                   const char       *value,
                   GError          **error)
{
  CwEdit *edit = NULL;

  if (cw_yaml_node_is_block (node))
    return set_block (self, node, value, error);
  if (node->kind == CW_YAML_SCALAR && node->style == CW_YAML_PLAIN && strchr (value, '\n') != NULL
      && strpbrk (value, "\r\t") == NULL && g_utf8_validate (value, -1, NULL) && !cw_yaml_layout_in_brackets (node))
    {
      set_lines (self, node, value);
      return TRUE;
    }
  edit = cw_yaml_edit_set_scalar (self->yaml, node, value, error);
  if (edit == NULL)
    return FALSE;
  g_ptr_array_add (self->edits, edit);
  plan_value (self, node, value);
  return TRUE;
}

/* Where @old_text stands in @text, once and not more often. */
static gboolean
find_once (const char       *text,
           const char       *old_text,
           const CwYamlNode *node,
           gsize            *at,
           GError          **error)
{
  const char *found = *old_text != '\0' ? strstr (text, old_text) : NULL;
  g_autofree char *shown = g_utf8_substring (old_text, 0, MIN (MAX_SHOWN, g_utf8_strlen (old_text, -1)));

  if (found == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("Line %u: the text there has no “%s”"), node->line, shown);
      return FALSE;
    }
  if (strstr (found + 1, old_text) != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("Line %u: the text there has “%s” more than once; name more of what stands around it"),
                   node->line, shown);
      return FALSE;
    }
  *at = (gsize) (found - text);
  return TRUE;
}

static char *
splice (const char *text,
        gsize       at,
        const char *old_text,
        const char *new_text)
{
  return g_strdup_printf ("%.*s%s%s", (int) at, text, new_text, text + at + strlen (old_text));
}

static gboolean
replace_in_block (CwYamlDraft      *self,
                  const CwYamlNode *node,
                  const char       *old_text,
                  const char       *new_text,
                  GError          **error)
{
  g_auto (Body) body = { 0 };
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *expected = NULL;
  gsize at = 0, stop = 0, start = 0, end = 0, in_value = 0;

  body_read (&body, self->text, node);
  if (!find_once (body.text->str, old_text, node, &at, error))
    return FALSE;
  stop = at + strlen (old_text);
  start = g_array_index (body.offsets, gsize, at);
  end = g_array_index (body.offsets, gsize, stop);
  append_indented (lines, new_text, body.indentation, FALSE, feed_of (self->text, body.start));
  if (at == 0 || body.text->str[at - 1] == '\n')
    {
      gboolean whole = body.text->str[stop - 1] == '\n' && (*new_text == '\0' || g_str_has_suffix (new_text, "\n"));

      start = cw_yaml_layout_line_start (self->text, start);
      end = whole ? cw_yaml_layout_line_start (self->text, end) : end;
      g_string_truncate (lines, 0);
      append_indented (lines, new_text, body.indentation, TRUE, feed_of (self->text, body.start));
    }
  else if (g_str_has_suffix (new_text, "\n") && body.text->str[stop] != '\n' && body.text->str[stop] != '\0')
    g_string_append_printf (lines, "%*s", (int) body.indentation, "");
  cw_yaml_draft_edit (self, start, end, lines->str);
  if (node->style == CW_YAML_LITERAL && find_once (node->value, old_text, node, &in_value, NULL))
    expected = splice (node->value, in_value, old_text, new_text);
  plan_value (self, node, expected);
  return TRUE;
}

/**
 * cw_yaml_draft_replace_text:
 * @self: a draft
 * @node: a scalar
 * @old_text: a part of its text; in a block of text as it stands there, without the indentation
 * @new_text: what comes in its place
 * @error: where to store a %CW_ERROR_NOT_FOUND: it isn't there; a %CW_ERROR_VALIDATION: it is there more than once
 *
 * Replaces a part of a text (JSON, YAML or a script in YAML) and nothing around it; new lines are indented as the
 * others are.
 *
 * Returns: whether it can be done
 */
gboolean
cw_yaml_draft_replace_text (CwYamlDraft      *self,
                            const CwYamlNode *node,
                            const char       *old_text,
                            const char       *new_text,
                            GError          **error)
{
  g_autofree char *value = NULL;
  gsize at = 0;

  if (node->kind != CW_YAML_SCALAR)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("Line %u: only in a text can a part be replaced"),
                   node->line);
      return FALSE;
    }
  if (cw_yaml_node_is_block (node))
    return replace_in_block (self, node, old_text, new_text, error);
  if (!find_once (node->value, old_text, node, &at, error))
    return FALSE;
  value = splice (node->value, at, old_text, new_text);
  return cw_yaml_draft_set (self, node, value, error);
}
