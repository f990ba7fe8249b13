/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cycle"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-cycle.h"
#include "cw-error.h"

#define TAG_DIGITS 4
#define REVISION_DIGITS 3

static gboolean
read_digits (const char *text,
             gsize       length,
             gsize       wanted,
             guint      *value)
{
  guint number = 0;

  if (length < wanted)
    return FALSE;
  for (gsize i = 0; i < wanted; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      number = number * 10 + g_ascii_digit_value (text[i]);
    }
  if (length > wanted && g_ascii_isdigit (text[wanted]))
    return FALSE;

  *value = number;
  return TRUE;
}

/**
 * cw_cycle_scan:
 * @text: text that may begin with a tag (`c0045`, `c0045.003`, `k0004`)
 * @length: how many bytes of @text may be read
 * @cycle: (out): the cycle, where there is one
 * @used: (out) (optional): how many bytes the tag takes
 *
 * Reads a tag at the very start of @text; what follows is not looked at, but for a digit, which makes it no tag.
 *
 * Returns: whether @text begins with a tag
 */
gboolean
cw_cycle_scan (const char *text,
               gsize       length,
               CwCycle    *cycle,
               gsize      *used)
{
  gsize taken = 1 + TAG_DIGITS;
  guint number = 0, revision = 0;
  int found_revision = CW_CYCLE_NO_REVISION;

  g_return_val_if_fail (text != NULL || length == 0, FALSE);
  g_return_val_if_fail (cycle != NULL, FALSE);

  if (length < taken || (text[0] != 'c' && text[0] != 'k'))
    return FALSE;
  if (!read_digits (text + 1, length - 1, TAG_DIGITS, &number) || number == 0)
    return FALSE;
  if (length > taken && text[taken] == '.'
      && read_digits (text + taken + 1, length - taken - 1, REVISION_DIGITS, &revision))
    {
      found_revision = (int) revision;
      taken += 1 + REVISION_DIGITS;
    }

  *cycle = (CwCycle) { .series = text[0], .number = number, .revision = found_revision };
  if (used != NULL)
    *used = taken;
  return TRUE;
}

/**
 * cw_cycle_parse:
 * @text: what a person typed: `45`, `c0045`, `c0045.003` or `k0004`
 * @cycle: (out): the cycle
 * @error: where to store a %CW_ERROR_VALIDATION
 *
 * Returns: %FALSE with @error set when @text names no cycle
 */
gboolean
cw_cycle_parse (const char *text,
                CwCycle    *cycle,
                GError    **error)
{
  g_autofree char *word = NULL;
  guint64 number = 0;
  gsize used = 0;
  CwCycle found;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (cycle != NULL, FALSE);

  word = g_strstrip (g_utf8_make_valid (text, -1));
  if (g_ascii_string_to_unsigned (word, 10, 1, 9999, &number, NULL))
    {
      *cycle = (CwCycle) { .series = 'c', .number = (guint) number, .revision = CW_CYCLE_NO_REVISION };
      return TRUE;
    }
  if (cw_cycle_scan (word, strlen (word), &found, &used) && word[used] == '\0')
    {
      *cycle = found;
      return TRUE;
    }

  g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
               _ ("“%s” is no cycle: write a number from 1 to 9999 or a tag such as c0045, c0045.003 or k0004"), word);
  return FALSE;
}

/**
 * cw_cycle_to_bare_tag:
 * @self: a cycle
 *
 * Returns: (transfer full): the tag without its revision, `c0045`
 */
char *
cw_cycle_to_bare_tag (const CwCycle *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup_printf ("%c%04u", self->series, self->number);
}

/**
 * cw_cycle_to_tag:
 * @self: a cycle
 *
 * Returns: (transfer full): the tag, `c0045` or `c0045.003`
 */
char *
cw_cycle_to_tag (const CwCycle *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->revision == CW_CYCLE_NO_REVISION)
    return cw_cycle_to_bare_tag (self);
  return g_strdup_printf ("%c%04u.%03d", self->series, self->number, self->revision);
}

/**
 * cw_cycle_to_text:
 * @self: a cycle
 *
 * Returns: (transfer full): what people call it, in their language: "Cycle 45" or "Cycle 45 revision 3"
 */
char *
cw_cycle_to_text (const CwCycle *self)
{
  g_autofree char *number = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  number = self->series == 'c' ? g_strdup_printf ("%u", self->number) : cw_cycle_to_bare_tag (self);
  if (self->revision == CW_CYCLE_NO_REVISION)
    return g_strdup_printf (_ ("Cycle %s"), number);
  return g_strdup_printf (_ ("Cycle %s revision %d"), number, self->revision);
}

/**
 * cw_cycle_is_incremental:
 * @self: a cycle
 *
 * Returns: whether @self names a revision: an upgrade of a few components inside a cycle
 */
gboolean
cw_cycle_is_incremental (const CwCycle *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->revision != CW_CYCLE_NO_REVISION;
}

/**
 * cw_cycle_equal:
 * @a: a cycle
 * @b: another
 *
 * Returns: whether both have the same tag
 */
gboolean
cw_cycle_equal (const CwCycle *a,
                const CwCycle *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return a->series == b->series && a->number == b->number && a->revision == b->revision;
}

/**
 * cw_cycle_compare:
 * @a: a cycle
 * @b: another of the same series
 *
 * Orders by number, then revision; a bare tag stands before revision 0. Cycles of two series have no order of their
 * own: the series' letter decides, so that sorting is stable.
 *
 * Returns: less than, equal to or greater than 0
 */
int
cw_cycle_compare (const CwCycle *a,
                  const CwCycle *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, 0);

  if (a->series != b->series)
    return a->series - b->series;
  if (a->number != b->number)
    return a->number < b->number ? -1 : 1;
  return a->revision - b->revision;
}
