/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-carry"

#include "config.h"

#include <git2.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-carry-lines.h"
#include "cw-error.h"

/* No file has a line that begins with so many of them: what does is libgit2's mark of a conflict. */
#define MARKER_SIZE 60

#define MAX_SHOWN 200

typedef git_merge_file_result CwGitMerge;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwGitMerge, git_merge_file_result_free)

/* The three texts of one conflict, in libgit2's order. */
typedef enum {
  PART_ONTO,
  PART_FROM,
  PART_TO,
  N_PARTS,
} Part;

typedef struct {
  GString *parts[N_PARTS];
  guint line;
} Region;

static void
region_clear (Region *self)
{
  for (guint i = 0; i < N_PARTS; i++)
    if (self->parts[i] != NULL)
      g_string_free (self->parts[i], TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Region, region_clear)

static void
fill_input (git_merge_file_input *input,
            GBytes               *bytes)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  input->ptr = data != NULL ? data : "";
  input->size = size;
}

/* libgit2 counts how often it was started; this start is never taken back. */
static void
start_git (void)
{
  static gsize started = 0;

  if (!g_once_init_enter (&started))
    return;
  git_libgit2_init ();
  g_once_init_leave (&started, 1);
}

static gboolean
merge (GBytes     *from,
       GBytes     *to,
       GBytes     *onto,
       CwGitMerge *result)
{
  git_merge_file_input ancestor = GIT_MERGE_FILE_INPUT_INIT, ours = GIT_MERGE_FILE_INPUT_INIT;
  git_merge_file_input theirs = GIT_MERGE_FILE_INPUT_INIT;
  git_merge_file_options options = GIT_MERGE_FILE_OPTIONS_INIT;

  start_git ();
  fill_input (&ancestor, from);
  fill_input (&ours, onto);
  fill_input (&theirs, to);
  options.flags = GIT_MERGE_FILE_STYLE_DIFF3;
  options.marker_size = MARKER_SIZE;
  return git_merge_file (result, &ancestor, &ours, &theirs, &options) == 0;
}

static gboolean
is_mark (const char *line,
         gsize       length,
         char        sign)
{
  for (gsize i = 0; i < MARKER_SIZE; i++)
    if (i >= length || line[i] != sign)
      return FALSE;
  return TRUE;
}

static char *
show (const GString *part)
{
  g_autofree char *text = NULL;

  if (part->len == 0)
    return NULL;
  text = g_utf8_make_valid (part->str, (gssize) MIN (part->len, MAX_SHOWN));
  return g_strdup (g_strchomp (text));
}

/* Writes the lines that a person decided for; else those that are there now. */
static void
settle (Region               *region,
        const CwCarryTrouble *trouble,
        GString              *text)
{
  CwConflict *conflict = g_new0 (CwConflict, 1);
  const GString *chosen;

  conflict->line = region->line;
  conflict->from = show (region->parts[PART_FROM]);
  conflict->to = show (region->parts[PART_TO]);
  conflict->onto = show (region->parts[PART_ONTO]);
  chosen = region->parts[cw_carry_trouble_take (trouble, conflict) == CW_CARRY_TAKE ? PART_TO : PART_ONTO];
  g_string_append_len (text, chosen->str, (gssize) chosen->len);
  for (guint i = 0; i < N_PARTS; i++)
    g_string_truncate (region->parts[i], 0);
}

/* The marked text without its marks. */
static GBytes *
settle_all (const CwGitMerge     *marked,
            const CwCarryTrouble *trouble)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (Region) region = { { g_string_new (NULL), g_string_new (NULL), g_string_new (NULL) }, 0 };
  const char *at = marked->ptr, *end = at + marked->len;
  int part = -1;
  guint line = 1;

  while (at < end)
    {
      const char *newline = memchr (at, '\n', (gsize) (end - at));
      gsize length = (gsize) ((newline != NULL ? newline + 1 : end) - at);

      if (is_mark (at, length, '<'))
        {
          part = PART_ONTO;
          region.line = line;
        }
      else if (is_mark (at, length, '|'))
        part = PART_FROM;
      else if (is_mark (at, length, '='))
        part = PART_TO;
      else if (is_mark (at, length, '>'))
        {
          settle (&region, trouble, text);
          part = -1;
        }
      else
        {
          g_string_append_len (part >= 0 ? region.parts[part] : text, at, (gssize) length);
          line += part <= PART_ONTO ? 1 : 0;
        }
      at += length;
    }
  return g_string_free_to_bytes (g_steal_pointer (&text));
}

/* libgit2 ends the last line of a conflict where the file's own last line has no end. */
static GBytes *
end_as (GBytes *result,
        GBytes *onto)
{
  gsize size = 0, own = 0;
  const char *data = g_bytes_get_data (result, &size), *end = g_bytes_get_data (onto, &own);

  if (own > 0 && end[own - 1] != '\n' && size > 0 && data[size - 1] == '\n')
    return g_bytes_new_from_bytes (result, 0, size - 1);
  return g_bytes_ref (result);
}

/**
 * cw_carry_lines_clean:
 * @from: a text before a change
 * @to: the text after it
 * @onto: the text that it is carried onto
 *
 * Returns: (transfer full) (nullable): @onto with the change; %NULL where both changed the same lines
 */
GBytes *
cw_carry_lines_clean (GBytes *from,
                      GBytes *to,
                      GBytes *onto)
{
  g_auto (CwGitMerge) merged = { 0 };

  if (!merge (from, to, onto, &merged) || !merged.automergeable)
    return NULL;
  return g_bytes_new (merged.ptr, merged.len);
}

/**
 * cw_carry_lines:
 * @name: the file's name
 * @from: a text before a change
 * @to: the text after it
 * @onto: the text that it is carried onto
 * @trouble: what becomes of the lines that both changed
 * @error: where to store a %CW_ERROR_INTERNAL
 *
 * Carries a change by lines, as git merges them.
 *
 * Returns: (transfer full): @onto with the change
 */
GBytes *
cw_carry_lines (const char           *name,
                GBytes               *from,
                GBytes               *to,
                GBytes               *onto,
                const CwCarryTrouble *trouble,
                GError              **error)
{
  g_auto (CwGitMerge) merged = { 0 };
  g_autoptr (GBytes) settled = NULL;

  if (!merge (from, to, onto, &merged))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INTERNAL, _ ("%s: the lines can’t be merged"), name);
      return NULL;
    }
  if (merged.automergeable)
    return g_bytes_new (merged.ptr, merged.len);
  settled = settle_all (&merged, trouble);
  return end_as (settled, onto);
}
