/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-carry"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-carry.h"
#include "cw-carry-lines.h"
#include "cw-error.h"
#include "cw-operation.h"
#include "cw-yaml-carry.h"

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
    return g_strdup_printf (_ ("%s: line %u: should go from %s to %s, but is %s now"), name, self->line,
                            show (self->from), show (self->to), show (self->onto));
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

/**
 * cw_carry_trouble_take:
 * @self: what becomes of conflicts
 * @conflict: (transfer full): one more of them
 *
 * Returns: what a person decided about it
 */
CwCarrySide
cw_carry_trouble_take (const CwCarryTrouble *self,
                       CwConflict           *conflict)
{
  g_return_val_if_fail (self != NULL && conflict != NULL, CW_CARRY_ASK);

  conflict->side = self->choose != NULL ? self->choose (conflict, self->data) : CW_CARRY_ASK;
  g_ptr_array_add (self->conflicts, conflict);
  return conflict->side;
}

/* Where there are no lines, or no places, to tell apart: all of it. */
static GBytes *
choose_whole (GBytes               *to,
              GBytes               *onto,
              const CwCarryTrouble *trouble)
{
  return take_bytes (cw_carry_trouble_take (trouble, g_new0 (CwConflict, 1)) == CW_CARRY_TAKE ? to : onto);
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
carry_yaml (const char           *name,
            GBytes               *from,
            GBytes               *to,
            GBytes               *onto,
            const CwCarryTrouble *trouble,
            GError              **error)
{
  g_autoptr (CwYaml) old = cw_yaml_read (from, error), new = NULL, now = NULL;
  g_autoptr (GPtrArray) operations = NULL;
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
  g_autoptr (GBytes) merged = NULL;

  new = old != NULL ? cw_yaml_read (to, error) : NULL;
  now = new != NULL ? cw_yaml_read (onto, error) : NULL;
  if (now == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return NULL;
    }
  merged = cw_carry_lines_clean (from, to, onto);
  if (merged != NULL && is_sound (merged, now))
    return g_steal_pointer (&merged);
  if (cw_yaml_get_root (old) == NULL || cw_yaml_get_root (new) == NULL || cw_yaml_get_root (now) == NULL)
    return choose_whole (to, onto, trouble);
  operations = cw_yaml_carry (old, new, now, trouble);
  return cw_operations_apply (name, onto, operations, notes, error);
}

/**
 * cw_carry:
 * @name: the file's name
 * @from: (nullable): the file before a change; %NULL where it wasn't there
 * @to: (nullable): the file after it; %NULL where it is gone
 * @onto: (nullable): the file as it is now, or on another base
 * @result: (out) (transfer full) (nullable): @onto with the change, but for the conflicts; %NULL where it is gone
 * @trouble: what becomes of what can't be carried
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
cw_carry (const char           *name,
          GBytes               *from,
          GBytes               *to,
          GBytes               *onto,
          GBytes              **result,
          const CwCarryTrouble *trouble,
          GError              **error)
{
  g_return_val_if_fail (name != NULL && result != NULL && trouble != NULL, FALSE);

  *result = NULL;
  if (is_same (from, to) || is_same (onto, to))
    *result = take_bytes (onto);
  else if (is_same (onto, from))
    *result = take_bytes (to);
  else if (from == NULL || to == NULL || onto == NULL)
    *result = choose_whole (to, onto, trouble);
  else
    {
      *result = is_yaml (name) ? carry_yaml (name, from, to, onto, trouble, error)
                               : cw_carry_lines (name, from, to, onto, trouble, error);
      return *result != NULL;
    }
  return TRUE;
}
