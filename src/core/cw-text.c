/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-text"

#include "config.h"

#include <string.h>

#include "cw-text.h"

struct _CwText
{
  gatomicrefcount ref_count;

  GPtrArray *runs; /* (owned) (element-type CwTextRun) */
};

G_DEFINE_BOXED_TYPE (CwText, cw_text, cw_text_ref, cw_text_unref)

static void
run_free (CwTextRun *run)
{
  g_free (run->text);
  g_free (run->link);
  g_free (run);
}

static gboolean
is_allowed (gunichar c)
{
  if (c < 0x20)
    return c == '\n' || c == '\t';
  return c != 0x7F && c != 0xFFFE && c != 0xFFFF;
}

/**
 * cw_text_clean:
 * @text: any bytes
 *
 * Makes @text fit for every format: valid UTF-8, lines that end with `\n`, and U+FFFD in place of characters that XML
 * can't carry (control characters).
 *
 * Returns: (transfer full): the text
 */
char *
cw_text_clean (const char *text)
{
  g_autofree char *valid = NULL;
  GString *clean;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  clean = g_string_sized_new (strlen (valid));
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\r' && p[1] == '\n')
        continue;
      if (c == '\r')
        c = '\n';
      g_string_append_unichar (clean, is_allowed (c) ? c : 0xFFFD);
    }
  return g_string_free (clean, FALSE);
}

/**
 * cw_text_new_empty:
 *
 * Returns: (transfer full): a text without runs, to be appended to
 */
CwText *
cw_text_new_empty (void)
{
  CwText *self = g_new0 (CwText, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) run_free);
  return self;
}

/**
 * cw_text_new:
 * @text: the text; nothing in it is markup
 *
 * Returns: (transfer full): a plain text
 */
CwText *
cw_text_new (const char *text)
{
  CwText *self;

  g_return_val_if_fail (text != NULL, NULL);

  self = cw_text_new_empty ();
  cw_text_append (self, text);
  return self;
}

/**
 * cw_text_new_link:
 * @text: the text
 * @link: (nullable): where it leads, see cw_text_append_link()
 *
 * Returns: (transfer full): a text that is one link
 */
CwText *
cw_text_new_link (const char *text,
                  const char *link)
{
  CwText *self;

  g_return_val_if_fail (text != NULL, NULL);

  self = cw_text_new_empty ();
  cw_text_append_link (self, text, link);
  return self;
}

/**
 * cw_text_ref:
 * @self: a text
 *
 * Returns: (transfer full): @self
 */
CwText *
cw_text_ref (CwText *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * cw_text_unref:
 * @self: (transfer full): a text
 *
 * Gives back a reference.
 */
void
cw_text_unref (CwText *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->runs);
  g_free (self);
}

/* Runs that look the same are one, so that equal texts have equal runs however they were put together. */
static void
append_run (CwText     *self,
            const char *text,
            CwTextStyle style,
            const char *link)
{
  g_autofree char *clean = cw_text_clean (text);
  CwTextRun *last = self->runs->len > 0 ? g_ptr_array_index (self->runs, self->runs->len - 1) : NULL;
  CwTextRun *run;

  if (*clean == '\0')
    return;
  if (last != NULL && last->style == style && g_strcmp0 (last->link, link) == 0)
    {
      g_autofree char *first = g_steal_pointer (&last->text);

      last->text = g_strconcat (first, clean, NULL);
      return;
    }

  run = g_new0 (CwTextRun, 1);
  run->text = g_steal_pointer (&clean);
  run->style = style;
  run->link = g_strdup (link);
  g_ptr_array_add (self->runs, run);
}

/**
 * cw_text_append:
 * @self: a text that nobody else holds yet
 * @text: what is added; nothing in it is markup
 *
 * Adds plain text.
 */
void
cw_text_append (CwText     *self,
                const char *text)
{
  cw_text_append_styled (self, text, CW_TEXT_PLAIN);
}

/**
 * cw_text_append_styled:
 * @self: a text that nobody else holds yet
 * @text: what is added
 * @style: how it looks
 *
 * Adds styled text.
 */
void
cw_text_append_styled (CwText     *self,
                       const char *text,
                       CwTextStyle style)
{
  g_return_if_fail (self != NULL && g_atomic_ref_count_compare (&self->ref_count, 1));
  g_return_if_fail (text != NULL);

  append_run (self, text, style, NULL);
}

static gboolean
may_lead_to (const char *link)
{
  static const char *const schemes[] = { "https", "http", "mailto" };
  const char *scheme = g_uri_peek_scheme (link);

  for (guint i = 0; scheme != NULL && i < G_N_ELEMENTS (schemes); i++)
    if (g_str_equal (scheme, schemes[i]))
      return TRUE;
  return FALSE;
}

/**
 * cw_text_append_link:
 * @self: a text that nobody else holds yet
 * @text: what is added; the address itself when it is empty
 * @link: (nullable): a http, https or mailto address; with any other the text stays without a link, since addresses
 *   come from outside
 *
 * Adds a link.
 */
void
cw_text_append_link (CwText     *self,
                     const char *text,
                     const char *link)
{
  g_autofree char *clean = NULL;

  g_return_if_fail (self != NULL && g_atomic_ref_count_compare (&self->ref_count, 1));
  g_return_if_fail (text != NULL);

  clean = link != NULL && may_lead_to (link) ? cw_text_clean (link) : NULL;
  append_run (self, *text == '\0' && clean != NULL ? clean : text, CW_TEXT_PLAIN, clean);
}

/**
 * cw_text_get_n_runs:
 * @self: a text
 *
 * Returns: how many runs it has
 */
guint
cw_text_get_n_runs (CwText *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->runs->len;
}

/**
 * cw_text_get_run:
 * @self: a text
 * @index: below cw_text_get_n_runs()
 *
 * Returns: (transfer none): the run
 */
const CwTextRun *
cw_text_get_run (CwText *self,
                 guint   index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->runs->len, NULL);

  return g_ptr_array_index (self->runs, index);
}

/**
 * cw_text_to_plain:
 * @self: a text
 *
 * Returns: (transfer full): the text of all runs, without their looks and links
 */
char *
cw_text_to_plain (CwText *self)
{
  GString *plain;

  g_return_val_if_fail (self != NULL, NULL);

  plain = g_string_new (NULL);
  for (guint i = 0; i < self->runs->len; i++)
    g_string_append (plain, cw_text_get_run (self, i)->text);
  return g_string_free (plain, FALSE);
}
