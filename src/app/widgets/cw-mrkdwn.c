/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-mrkdwn"

#include "config.h"

#include <string.h>

#include "cw-mrkdwn.h"
#include "cw-open.h"
#include "cw-rich-label.h"
#include "cw-text.h"

/* Slack's mrkdwn as its clients draw it, https://docs.slack.dev/messaging/formatting-message-text: a sign counts only
 * at a word's edge and closes on the same line; &, < and > come escaped; <address|label> is a link. */

#define MAX_NESTING 4

static void append_inline (GString    *markup,
                           const char *text,
                           gsize       length,
                           guint       depth);

static char *
unescape (const char *text,
          gsize       length)
{
  GString *plain = g_string_new_len (text, (gssize) length);

  g_string_replace (plain, "&lt;", "<", 0);
  g_string_replace (plain, "&gt;", ">", 0);
  g_string_replace (plain, "&amp;", "&", 0);
  return g_string_free (plain, FALSE);
}

static void
append_plain (GString    *markup,
              const char *text,
              gsize       length)
{
  g_autofree char *plain = unescape (text, length);
  g_autofree char *escaped = g_markup_escape_text (plain, -1);

  g_string_append (markup, escaped);
}

/* What stands between < and >: an address, a person (@U…), a channel (#C…) or a group (!here), each perhaps with a
 * label. */
static void
append_reference (GString    *markup,
                  const char *text,
                  gsize       length)
{
  const char *bar = memchr (text, '|', length);
  gsize n_target = bar != NULL ? (gsize) (bar - text) : length;
  g_autofree char *target = unescape (text, n_target);
  g_autofree char *label = bar != NULL ? unescape (bar + 1, length - n_target - 1) : g_strdup (target);
  g_autofree char *shown = NULL;

  if (cw_open_may (target))
    {
      g_autofree char *address = g_markup_escape_text (target, -1);

      shown = g_markup_escape_text (label, -1);
      g_string_append_printf (markup, "<a href=\"%s\">%s</a>", address, shown);
      return;
    }
  if (bar != NULL && (*target == '#' || *target == '@'))
    {
      g_autofree char *named = g_strdup_printf ("%c%s", *target, label);

      shown = g_markup_escape_text (named, -1);
    }
  else if (*target == '!')
    {
      g_autofree char *named = g_strdup_printf ("@%s", bar != NULL ? label : target + 1);

      shown = g_markup_escape_text (named, -1);
    }
  else
    shown = g_markup_escape_text (label, -1);
  g_string_append_printf (markup, "<b>%s</b>", shown);
}

static gboolean
is_edge (const char *text,
         const char *at)
{
  return at < text || *at == '\0' || !(g_ascii_isalnum (*at) || (guchar) *at >= 0x80);
}

/* Where the sign at @open is closed, or %NULL. */
static const char *
find_close (const char *text,
            const char *open,
            const char *end)
{
  if (!is_edge (text, open - 1) || open + 1 >= end || g_ascii_isspace (open[1]) || open[1] == *open)
    return NULL;
  for (const char *p = open + 2; p < end && *p != '\n'; p++)
    if (*p == *open && !g_ascii_isspace (p[-1]) && (p + 1 == end || is_edge (text, p + 1)))
      return p;
  return NULL;
}

static void
append_styled (GString    *markup,
               char        sign,
               const char *text,
               gsize       length,
               guint       depth)
{
  const char *tag = sign == '*' ? "b" : sign == '_' ? "i" : sign == '~' ? "s" : "tt";

  g_string_append_printf (markup, "<%s>", tag);
  if (sign == '`')
    append_plain (markup, text, length);
  else
    append_inline (markup, text, length, depth + 1);
  g_string_append_printf (markup, "</%s>", tag);
}

static void
append_inline (GString    *markup,
               const char *text,
               gsize       length,
               guint       depth)
{
  const char *end = text + length, *plain = text, *p = text;

  while (p < end)
    {
      const char *close = NULL;

      if (*p == '<')
        close = memchr (p, '>', (gsize) (end - p));
      else if (strchr ("*_~`", *p) != NULL && depth < MAX_NESTING)
        close = find_close (text, p, end);
      if (close == NULL)
        {
          p++;
          continue;
        }
      append_plain (markup, plain, (gsize) (p - plain));
      if (*p == '<')
        append_reference (markup, p + 1, (gsize) (close - p - 1));
      else
        append_styled (markup, *p, p + 1, (gsize) (close - p - 1), depth);
      p = close + 1;
      plain = p;
    }
  append_plain (markup, plain, (gsize) (end - plain));
}

/**
 * cw_mrkdwn_to_markup:
 * @text: some lines of Slack's mrkdwn, any bytes
 *
 * Turns the signs within lines into Pango markup; what stands at the start of a line (quotes, lists) is the caller's.
 *
 * Returns: (transfer full): Pango markup
 */
char *
cw_mrkdwn_to_markup (const char *text)
{
  GString *markup = NULL;
  g_autofree char *clean = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  markup = g_string_new (NULL);
  clean = cw_text_clean (text);
  append_inline (markup, clean, strlen (clean), 0);
  return g_string_free (markup, FALSE);
}

/**
 * cw_mrkdwn_code_to_markup:
 * @text: what stands between fences, any bytes
 *
 * Returns: (transfer full): Pango markup; no sign counts but what is escaped
 */
char *
cw_mrkdwn_code_to_markup (const char *text)
{
  GString *markup = NULL;
  g_autofree char *clean = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  markup = g_string_new ("<tt>");
  clean = cw_text_clean (text);
  append_plain (markup, clean, strlen (clean));
  g_string_append (markup, "</tt>");
  return g_string_free (markup, FALSE);
}
