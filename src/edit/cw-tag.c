/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-tag"

#include "config.h"

#include <string.h>

#include "cw-tag.h"

#define MAX_DIGITS 9

typedef struct
{
  const char *text;
  gsize       length;
} Scan;

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '.' || c == '-' || c == '+';
}

static gboolean
has_digit (const char *text,
           gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (g_ascii_isdigit (text[i]))
      return TRUE;
  return FALSE;
}

/* The word around the cycle; a full stop at its end belongs to a sentence. */
static void
find_word (const Scan *scan,
           CwTag      *tag)
{
  gsize start = tag->cycle_start, end = tag->cycle_start + tag->cycle_length;

  while (start > 0 && is_word (scan->text[start - 1]))
    start--;
  while (end < scan->length && is_word (scan->text[end]))
    end++;
  while (end > tag->cycle_start + tag->cycle_length && strchr (".-+", scan->text[end - 1]) != NULL)
    end--;
  tag->start = start;
  tag->length = end - start;
}

static void
find_form (const Scan *scan,
           CwTag      *tag)
{
  gsize before = tag->cycle_start - tag->start;
  gsize after = tag->start + tag->length - tag->cycle_start - tag->cycle_length;

  if (after > 0)
    tag->form = CW_TAG_CUSTOM;
  else if (before > 0)
    tag->form = has_digit (scan->text + tag->start, before) ? CW_TAG_VERSION : CW_TAG_NAMED;
  else
    tag->form = tag->cycle.revision == CW_CYCLE_NO_REVISION ? CW_TAG_BARE : CW_TAG_REVISION;
}

static gboolean
scan_tag (const Scan *scan,
          gsize       at,
          CwTag      *tag)
{
  gsize used = 0;

  if (at > 0 && g_ascii_isalnum (scan->text[at - 1]))
    return FALSE;
  if (!cw_cycle_scan (scan->text + at, scan->length - at, &tag->cycle, &used))
    return FALSE;
  if (at + used < scan->length && g_ascii_isalnum (scan->text[at + used]))
    return FALSE;
  tag->cycle_start = at;
  tag->cycle_length = used;
  find_word (scan, tag);
  find_form (scan, tag);
  return TRUE;
}

static gsize
skip_blanks (const Scan *scan,
             gsize       at)
{
  while (at < scan->length && (scan->text[at] == ' ' || scan->text[at] == '\t'))
    at++;
  return at;
}

/* Moves behind `": `, `: ` or `=` after a key; quotes on both sides are passed over. */
static gboolean
skip_assignment (const Scan *scan,
                 gsize      *at)
{
  gsize p = *at;

  if (p < scan->length && (scan->text[p] == '"' || scan->text[p] == '\''))
    p++;
  p = skip_blanks (scan, p);
  if (p >= scan->length || (scan->text[p] != ':' && scan->text[p] != '='))
    return FALSE;
  p = skip_blanks (scan, p + 1);
  if (p < scan->length && (scan->text[p] == '"' || scan->text[p] == '\''))
    p++;
  *at = p;
  return TRUE;
}

/* Reads the number that ends a value; a version such as 1.2 is none. */
static gboolean
read_number (const Scan *scan,
             gsize       at,
             gsize      *length,
             guint      *value)
{
  gsize end = at;

  *value = 0;
  while (end < scan->length && end - at < MAX_DIGITS && g_ascii_isdigit (scan->text[end]))
    *value = *value * 10 + (guint) g_ascii_digit_value (scan->text[end++]);
  *length = end - at;
  return end > at && (end == scan->length || !is_word (scan->text[end]));
}

/* `cycle: null` stands beside a tag of the other series. */
static gboolean
read_null (const Scan *scan,
           gsize       at,
           gsize      *length)
{
  *length = strlen ("null");
  return scan->length - at >= *length && memcmp (scan->text + at, "null", *length) == 0
         && (at + *length == scan->length || !is_word (scan->text[at + *length]));
}

static gboolean
key_ends (const Scan *scan,
          gsize       at,
          const char *key)
{
  gsize length = strlen (key);

  return scan->length - at >= length && g_ascii_strncasecmp (scan->text + at, key, length) == 0
         && (at + length == scan->length || !is_word (scan->text[at + length]));
}

static gboolean
scan_number (const Scan *scan,
             gsize       at,
             const char *key,
             CwTagForm   form,
             CwTag      *tag)
{
  gsize value = at + strlen (key), start = 0;
  guint number = 0;

  if (!key_ends (scan, at, key) || (at > 0 && g_ascii_isalnum (scan->text[at - 1])))
    return FALSE;
  if (!skip_assignment (scan, &value))
    return FALSE;
  start = value;
  if (form == CW_TAG_SUFFIX && (value >= scan->length || scan->text[value++] != '.'))
    return FALSE;
  if (!read_number (scan, value, &tag->cycle_length, &number)
      && !(form == CW_TAG_NUMBER && read_null (scan, value, &tag->cycle_length)))
    return FALSE;
  tag->form = form;
  tag->cycle_length += value - start;
  tag->cycle_start = tag->start = start;
  tag->length = tag->cycle_length;
  tag->cycle = (CwCycle) { .series = 'c', .number = 0, .revision = CW_CYCLE_NO_REVISION };
  if (form == CW_TAG_NUMBER)
    tag->cycle.number = number;
  else
    tag->cycle.revision = (int) number;
  return form != CW_TAG_NUMBER || (number > 0 && number <= 9999) || scan->text[start] == 'n';
}

/* “cycle” as a word of its own, or as one of a name: `last_cycle`, `lastCycle`. */
static gboolean
begins_cycle (const Scan *scan,
              gsize       at)
{
  static const char word[] = "cycle";
  const char *text = scan->text;

  if (scan->length - at < strlen (word) || g_ascii_strncasecmp (text + at, word, strlen (word)) != 0)
    return FALSE;
  return at == 0 || !g_ascii_isalnum (text[at - 1])
         || (g_ascii_islower (text[at - 1]) && text[at] == 'C' && text[at + 1] == 'y');
}

static gboolean
has_char (const Scan *scan,
          gsize       at,
          const char *set)
{
  return at < scan->length && scan->text[at] != '\0' && strchr (set, scan->text[at]) != NULL;
}

static gboolean
has_text (const Scan *scan,
          gsize       at,
          const char *word)
{
  gsize length = strlen (word);

  return scan->length - at >= length && g_ascii_strncasecmp (scan->text + at, word, length) == 0;
}

/* Moves behind `Number`, `_NUMBER`, ` no.` or ` nr.`, where that is the rest of the name. */
static gsize
skip_number_word (const Scan *scan,
                  gsize       at)
{
  static const char *const words[] = { "number", "no.", "nr.", "no ", "nr " };
  gsize start = at + (has_char (scan, at, " _-") ? 1 : 0);

  for (guint i = 0; i < (start > at ? G_N_ELEMENTS (words) : 1); i++)
    if (has_text (scan, start, words[i]))
      return start + strlen (words[i]) - (g_str_has_suffix (words[i], " ") ? 1 : 0);
  return at;
}

/* Moves from an option, `--cycle`, to the next item of a list, which is its value. */
static gboolean
skip_to_next_item (const Scan *scan,
                   gsize       word,
                   gsize      *at)
{
  gsize p = skip_blanks (scan, *at + (has_char (scan, *at, "\"'") ? 1 : 0));

  if (word == 0 || scan->text[word - 1] != '-' || !has_char (scan, p, "\r\n"))
    return FALSE;
  while (has_char (scan, p, " \t\r\n"))
    p++;
  if (!has_char (scan, p, "-") || !has_char (scan, p + 1, " \t"))
    return FALSE;
  p = skip_blanks (scan, p + 1);
  *at = p + (has_char (scan, p, "\"'") ? 1 : 0);
  return TRUE;
}

/* Moves from `CYCLE` to what the same item of a list gives as its value: `name: CYCLE`, `value: "44"`. */
static gboolean
skip_to_value (const Scan *scan,
               gsize       word,
               gsize      *at)
{
  static const char name[] = "name", value[] = "value";
  gsize before = word, p = *at;

  while (before > 0 && strchr (" \t\"':", scan->text[before - 1]) != NULL)
    before--;
  if (before < strlen (name) || before == word
      || memcmp (scan->text + before - strlen (name), name, strlen (name)) != 0)
    return FALSE;
  while (has_char (scan, p, " \t\r\n\"',"))
    p++;
  if (scan->length - p < strlen (value) || memcmp (scan->text + p, value, strlen (value)) != 0)
    return FALSE;
  p += strlen (value);
  if (!skip_assignment (scan, &p))
    return FALSE;
  *at = p;
  return TRUE;
}

/* Moves over what stands between the word and its number: an assignment, blanks, a dash, or a list item's next key. */
static gboolean
skip_link (const Scan *scan,
           gsize       word,
           gsize      *at)
{
  gsize p = *at;

  if (skip_assignment (scan, at) || skip_to_value (scan, word, at) || skip_to_next_item (scan, word, at))
    return TRUE;
  if (has_char (scan, p, "\"'"))
    p += has_char (scan, p + 1, ",") ? 2 : 1;
  else if (has_char (scan, p, "-_"))
    p++;
  p = skip_blanks (scan, p);
  if (p == *at)
    return FALSE;
  if (has_char (scan, p, "#\"'"))
    p++;
  *at = p;
  return TRUE;
}

/* Reads a number that a sentence may end with. */
static gsize
measure_number (const Scan *scan,
                gsize       at,
                guint      *number)
{
  gsize end = at;

  *number = 0;
  while (end < scan->length && end - at < MAX_DIGITS && g_ascii_isdigit (scan->text[end]))
    *number = *number * 10 + (guint) g_ascii_digit_value (scan->text[end++]);
  if (end < scan->length && is_word (scan->text[end])
      && (g_ascii_isalnum (scan->text[end]) || scan->text[end] == '_'
          || (end + 1 < scan->length && g_ascii_isalnum (scan->text[end + 1]))))
    return 0;
  return end - at;
}

static gboolean
read_words (const Scan *scan,
            gsize       at,
            CwTag      *tag)
{
  guint number = 0;
  gsize length = measure_number (scan, at, &number);

  if (length == 0 || number == 0 || number > 9999)
    return FALSE;
  *tag = (CwTag) { .form = CW_TAG_WORDS, .start = at, .length = length, .cycle_start = at, .cycle_length = length,
                   .cycle = { 'c', number, CW_CYCLE_NO_REVISION } };
  return TRUE;
}

/* What only a reader takes for a cycle. */
static gboolean
scan_words (const Scan *scan,
            gsize       at,
            CwTag      *tag)
{
  gsize p = at + strlen ("cycle");

  if (!begins_cycle (scan, at))
    return FALSE;
  if (has_char (scan, p, "s") && has_char (scan, p + 1, " \t"))
    return read_words (scan, skip_blanks (scan, p + 1), tag);
  p = skip_number_word (scan, p);
  if (has_char (scan, p, "0123456789"))
    return read_words (scan, p, tag);
  return skip_link (scan, at, &p) && read_words (scan, p, tag);
}

/* The next number of “cycles 43, 44 and 45”, behind @tag. */
static gboolean
scan_next (const Scan *scan,
           CwTag      *tag)
{
  static const char *const links[] = { "and ", "or ", "to ", "&", "/", "-", "–", "" };
  gsize p = tag->start + tag->length;
  gboolean comma = has_char (scan, p, ",");

  p = skip_blanks (scan, p + (comma ? 1 : 0));
  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    if (has_text (scan, p, links[i]) && (*links[i] != '\0' || comma))
      return read_words (scan, skip_blanks (scan, p + strlen (links[i])), tag);
  return FALSE;
}

static gboolean
begins_several (const Scan  *scan,
                gsize        at,
                const CwTag *tag)
{
  return tag->form == CW_TAG_WORDS && has_text (scan, at, "cycles");
}

static gboolean
scan_at (const Scan *scan,
         gsize       at,
         CwTag      *tag)
{
  switch (scan->text[at])
    {
    case 'c':
    case 'C':
      return (scan->text[at] == 'c' && scan_tag (scan, at, tag)) || scan_number (scan, at, "cycle", CW_TAG_NUMBER, tag)
             || scan_words (scan, at, tag);
    case 'k':
      return scan_tag (scan, at, tag);
    case 'r':
      return scan_number (scan, at, "revision", CW_TAG_PIN, tag) || scan_number (scan, at, "rev", CW_TAG_SUFFIX, tag);
    default:
      return FALSE;
    }
}

/**
 * cw_tag_scan:
 * @text: a text
 * @length: its bytes
 *
 * Finds each mention of a cycle, a revision or a pin, in comments and keys as well: the list that completeness is
 * proved over. A tag inside a longer run of letters and digits (a hash) is none.
 *
 * Returns: (transfer full) (element-type CwTag): the mentions in the order of the text
 */
GArray *
cw_tag_scan (const char *text,
             gsize       length)
{
  g_autoptr (GArray) tags = NULL;
  Scan scan = { text, length };
  gsize at = 0;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  tags = g_array_new (FALSE, FALSE, sizeof (CwTag));
  while (at < length)
    {
      CwTag tag = { 0 };

      if (scan_at (&scan, at, &tag))
        {
          gboolean several = begins_several (&scan, at, &tag);

          do
            {
              g_array_append_val (tags, tag);
              at = tag.cycle_start + tag.cycle_length;
            }
          while (several && scan_next (&scan, &tag));
        }
      else
        at++;
    }
  return g_steal_pointer (&tags);
}

/**
 * cw_tag_read:
 * @word: a scalar's whole value
 * @tag: (out): the tag
 *
 * Returns: whether @word is one tag and nothing else, in any form but the numbers
 */
gboolean
cw_tag_read (const char *word,
             CwTag      *tag)
{
  g_autoptr (GArray) tags = NULL;

  g_return_val_if_fail (word != NULL && tag != NULL, FALSE);

  tags = cw_tag_scan (word, strlen (word));
  if (tags->len != 1 || g_array_index (tags, CwTag, 0).length != strlen (word))
    return FALSE;
  *tag = g_array_index (tags, CwTag, 0);
  return tag->form <= CW_TAG_CUSTOM;
}

/**
 * cw_tag_form_to_word:
 * @form: how a mention is written
 *
 * Returns: (transfer none): a stable word for it
 */
const char *
cw_tag_form_to_word (CwTagForm form)
{
  static const char *const words[] = {
    [CW_TAG_BARE] = "bare",     [CW_TAG_REVISION] = "revision", [CW_TAG_NAMED] = "named", [CW_TAG_VERSION] = "version",
    [CW_TAG_CUSTOM] = "custom", [CW_TAG_NUMBER] = "number",     [CW_TAG_PIN] = "pin",     [CW_TAG_SUFFIX] = "suffix",
    [CW_TAG_WORDS] = "words",
  };

  g_return_val_if_fail (form < G_N_ELEMENTS (words), "bare");

  return words[form];
}
