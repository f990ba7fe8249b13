/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-carry"

#include "config.h"

#include <git2.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-carry.h"
#include "cw-error.h"
#include "cw-operation.h"
#include "cw-yaml-carry.h"

typedef git_merge_file_result CwGitMerge;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwGitMerge, git_merge_file_result_free)

void
cw_conflict_free (CwConflict *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->path);
  g_free (self->from);
  g_free (self->to);
  g_free (self->onto);
  g_free (self);
}

static const char *
show (const char *text)
{
  return text != NULL ? text : _ ("nothing");
}

/**
 * cw_conflict_describe:
 * @self: a conflict
 * @name: the file's name
 *
 * Returns: (transfer full): what a person is told: file, line, place, and the three values
 */
char *
cw_conflict_describe (const CwConflict *self,
                      const char       *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  if (self->line == 0)
    return g_strdup_printf (_ ("%s: the whole file changed otherwise, or is gone"), name);
  if (self->path == NULL)
    return g_strdup_printf (_ ("%s: line %u: changed otherwise: %s"), name, self->line, show (self->onto));
  return g_strdup_printf (_ ("%s: line %u: “%s” should go from %s to %s, but is %s now"), name, self->line, self->path,
                          show (self->from), show (self->to), show (self->onto));
}

static gboolean
is_same (GBytes *left,
         GBytes *right)
{
  return left == right || (left != NULL && right != NULL && g_bytes_equal (left, right));
}

static gboolean
is_yaml (const char *name)
{
  return g_str_has_suffix (name, ".yaml") || g_str_has_suffix (name, ".yml");
}

static GBytes *
take_bytes (GBytes *bytes)
{
  return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

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

/* libgit2's merge of lines; where both sides changed, @favor says whose stay. */
static GBytes *
merge_lines (GBytes                *from,
             GBytes                *to,
             GBytes                *onto,
             git_merge_file_favor_t favor,
             gboolean              *clean)
{
  git_merge_file_input ancestor = GIT_MERGE_FILE_INPUT_INIT, ours = GIT_MERGE_FILE_INPUT_INIT;
  git_merge_file_input theirs = GIT_MERGE_FILE_INPUT_INIT;
  git_merge_file_options options = GIT_MERGE_FILE_OPTIONS_INIT;
  g_auto (CwGitMerge) merge = { 0 };

  start_git ();
  fill_input (&ancestor, from);
  fill_input (&ours, onto);
  fill_input (&theirs, to);
  options.favor = favor;
  if (git_merge_file (&merge, &ancestor, &ours, &theirs, &options) < 0)
    return NULL;
  *clean = merge.automergeable != 0;
  return g_bytes_new (merge.ptr, merge.len);
}

/* The places where the merge has markers; each names the line in the text that is carried onto. */
static void
name_lines (GBytes    *marked,
            GPtrArray *conflicts)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (marked, NULL), g_bytes_get_size (marked));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean theirs = FALSE;
  guint line = 1;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], "<<<<<<<"))
        {
          CwConflict *conflict = g_new0 (CwConflict, 1);

          conflict->line = line;
          conflict->onto = g_utf8_make_valid (lines[i + 1] != NULL ? lines[i + 1] : "", -1);
          g_ptr_array_add (conflicts, conflict);
        }
      else if (g_str_has_prefix (lines[i], "======="))
        theirs = TRUE;
      else if (g_str_has_prefix (lines[i], ">>>>>>>"))
        theirs = FALSE;
      else if (!theirs)
        line++;
    }
}

static guint
count_duplicates (const CwYaml *yaml)
{
  return cw_yaml_get_duplicates (yaml)->len;
}

/* Lines that part well may still make a file that no longer reads, or that has a key twice. */
static gboolean
is_sound (GBytes       *merged,
          const CwYaml *onto)
{
  g_autoptr (CwYaml) yaml = cw_yaml_read (merged, NULL);

  return yaml != NULL && cw_yaml_get_root (yaml) != NULL && count_duplicates (yaml) <= count_duplicates (onto);
}

static GBytes *
carry_yaml (const char *name,
            GBytes     *from,
            GBytes     *to,
            GBytes     *onto,
            GPtrArray  *conflicts,
            GError    **error)
{
  g_autoptr (CwYaml) old = cw_yaml_read (from, error), new = NULL, now = NULL;
  g_autoptr (GPtrArray) operations = NULL;
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
  g_autoptr (GBytes) merged = NULL;
  gboolean clean = FALSE;

  new = old != NULL ? cw_yaml_read (to, error) : NULL;
  now = new != NULL ? cw_yaml_read (onto, error) : NULL;
  if (now == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return NULL;
    }
  merged = merge_lines (from, to, onto, GIT_MERGE_FILE_FAVOR_NORMAL, &clean);
  if (merged != NULL && clean && is_sound (merged, now))
    return g_steal_pointer (&merged);
  if (cw_yaml_get_root (old) == NULL || cw_yaml_get_root (new) == NULL || cw_yaml_get_root (now) == NULL)
    {
      g_ptr_array_add (conflicts, g_new0 (CwConflict, 1));
      return g_bytes_ref (onto);
    }
  operations = cw_yaml_carry (old, new, now, conflicts);
  return cw_operations_apply (name, onto, operations, notes, error);
}

static GBytes *
carry_lines (const char *name,
             GBytes     *from,
             GBytes     *to,
             GBytes     *onto,
             GPtrArray  *conflicts,
             GError    **error)
{
  gboolean clean = FALSE;
  g_autoptr (GBytes) merged = merge_lines (from, to, onto, GIT_MERGE_FILE_FAVOR_NORMAL, &clean), kept = NULL;

  if (merged != NULL && clean)
    return g_steal_pointer (&merged);
  if (merged != NULL)
    kept = merge_lines (from, to, onto, GIT_MERGE_FILE_FAVOR_OURS, &clean);
  if (kept == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INTERNAL, _ ("%s: the lines can't be merged"), name);
      return NULL;
    }
  name_lines (merged, conflicts);
  return g_steal_pointer (&kept);
}

/**
 * cw_carry:
 * @name: the file's name
 * @from: (nullable): the file before a change; %NULL where it wasn't there
 * @to: (nullable): the file after it; %NULL where it is gone
 * @onto: (nullable): the file as it is now, or on another base
 * @result: (out) (transfer full) (nullable): @onto with the change, but for the conflicts; %NULL where it is gone
 * @conflicts: (element-type CwConflict): where is added what a person must decide
 * @error: where to store a %CW_ERROR_INVALID_DATA: one of the three can't be read
 *
 * Does to one text what was done to another: what a person edited by hand goes onto a base that moved (@from the old
 * base, @to the edited file, @onto the new base), and a cycle is taken back from a site (@from the file after the
 * preparation, @to the one before, @onto as it is now). What else changed meanwhile stays. First by lines, as git
 * merges them, comments and layout included; where these conflict, by the places of YAML. A pure function.
 *
 * Returns: whether the files could be read
 */
gboolean
cw_carry (const char *name,
          GBytes     *from,
          GBytes     *to,
          GBytes     *onto,
          GBytes    **result,
          GPtrArray  *conflicts,
          GError    **error)
{
  g_return_val_if_fail (name != NULL && result != NULL && conflicts != NULL, FALSE);

  *result = NULL;
  if (is_same (from, to) || is_same (onto, to))
    *result = take_bytes (onto);
  else if (is_same (onto, from))
    *result = take_bytes (to);
  else if (from == NULL || to == NULL || onto == NULL)
    {
      g_ptr_array_add (conflicts, g_new0 (CwConflict, 1));
      *result = take_bytes (onto);
    }
  else
    {
      *result = is_yaml (name) ? carry_yaml (name, from, to, onto, conflicts, error)
                               : carry_lines (name, from, to, onto, conflicts, error);
      return *result != NULL;
    }
  return TRUE;
}
