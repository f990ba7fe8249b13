/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <stdio.h>
#include <unistd.h>

#include "cw-cli.h"

/* What others wrote (a ticket's summary, a commit's subject, a branch's name) may hold what a terminal would obey. Where
 * nobody but a program reads, as in a patch, it stays as it is. */

#define PICTURES 0x2400 /* of the control characters, in their order */
#define PICTURE_OF_DELETE 0x2421

static gunichar
show_control (gunichar c)
{
  if (c == '\n' || c == '\t')
    return c;
  if (c < 0x20)
    return PICTURES + c;
  if (c == 0x7F)
    return PICTURE_OF_DELETE;
  return c >= 0x80 && c < 0xA0 ? 0xFFFD : c;
}

static char *
show_controls (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *shown = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (shown, show_control (g_utf8_get_char (p)));
  return g_string_free (shown, FALSE);
}

static void
write_text (FILE       *stream,
            const char *text)
{
  g_autofree char *shown = isatty (fileno (stream)) ? show_controls (text) : g_strdup (text);
  g_autofree char *converted = NULL;
  const char *charset;

  if (!g_get_console_charset (&charset))
    converted = g_convert_with_fallback (shown, -1, charset, "UTF-8", "?", NULL, NULL, NULL);
  fputs (converted != NULL ? converted : shown, stream);
  fflush (stream);
}

static void
write_output (const char *text)
{
  write_text (stdout, text);
}

static void
write_error (const char *text)
{
  write_text (stderr, text);
}

/**
 * cw_cli_guard_terminal:
 *
 * From now on whatever is printed on a terminal shows control characters instead of sending them there.
 */
void
cw_cli_guard_terminal (void)
{
  g_set_print_handler (write_output);
  g_set_printerr_handler (write_error);
}
