/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-storage-text"

#include "config.h"

#include <string.h>

#include "cw-storage-text.h"

/* What Confluence writes anew when it keeps a page: the blanks between tags, the way an empty tag ends, ids that it
 * gives to macros and tasks, and letters that it turns into names. */
static const struct
{
  const char *pattern;
  const char *replacement;
} rewrites[] = {
  { ">\\s+<", "><" },
  { "\\s+/>", "/>" },
  { " (?:ac:|ri:)?(?:local-id|macro-id|schema-version|version-at-save)=\"[^\"]*\"", "" },
  { "&(?:nbsp|#160);", "\302\240" },
  { "&mdash;", "—" },
  { "&ndash;", "–" },
  { "&hellip;", "…" },
  { "&ldquo;", "“" },
  { "&rdquo;", "”" },
  { "&lsquo;", "‘" },
  { "&rsquo;", "’" },
  { "&rarr;", "→" },
  { "&(?:quot|#34);", "\"" },
  { "&(?:apos|#39);", "'" },
};

static char *
replace (char       *text,
         const char *pattern,
         const char *replacement)
{
  g_autofree char *old = text;
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);

  g_assert (regex != NULL);
  return g_regex_replace_literal (regex, old, -1, 0, replacement, 0, NULL);
}

static char *
normalise (const char *storage)
{
  char *text = g_utf8_make_valid (storage, -1);

  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (rewrites); i++)
    text = replace (text, rewrites[i].pattern, rewrites[i].replacement);
  return text != NULL ? g_strstrip (text) : g_strdup (storage);
}

/**
 * cw_storage_equal:
 * @ours: a page's body in storage format, as we send it
 * @theirs: as Confluence answers it
 *
 * Returns: whether both say the same, whatever Confluence wrote anew
 */
gboolean
cw_storage_equal (const char *ours,
                  const char *theirs)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  g_return_val_if_fail (ours != NULL && theirs != NULL, FALSE);

  a = normalise (ours);
  b = normalise (theirs);
  return strcmp (a, b) == 0;
}

/**
 * cw_storage_to_plain:
 * @storage: a page's body in storage format
 *
 * Returns: (transfer full): what a person reads there, a line for each block
 */
char *
cw_storage_to_plain (const char *storage)
{
  char *text;

  g_return_val_if_fail (storage != NULL, NULL);

  text = normalise (storage);
  text = replace (text, "</(?:p|h[1-6]|li|tr|table|ul|ol)>|<br/>", "\n");
  text = replace (text, "</t[dh]>", " ");
  text = replace (text, "<[^>]*>", "");
  text = replace (text, "[ \t]*\n\\s*", "\n");
  text = replace (text, "&lt;", "<");
  text = replace (text, "&gt;", ">");
  text = replace (text, "&amp;", "&");
  return g_strstrip (text);
}
