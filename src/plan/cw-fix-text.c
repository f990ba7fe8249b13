/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-fixes"

#include "config.h"

#include <string.h>

#include "cw-carry-lines.h"
#include "cw-env.h"
#include "cw-fixes.h"
#include "cw-owner.h"
#include "cw-tag.h"
#include "cw-yaml-copy.h"

/* What changed in a file that is no YAML, and what is no fix in any file. */

/* (nullable): the component of the other site that @place belongs to */
static const CwInventoryItem *
find_component (const CwFixFile *self,
                const char      *place)
{
  const CwInventoryItem *best = NULL;

  for (guint i = 0; i < self->components->len; i++)
    {
      const CwInventoryItem *item = g_ptr_array_index (self->components, i);
      gsize length = strlen (item->place);

      if ((length == 0 || (g_str_has_prefix (place, item->place) && strchr (".[", place[length]) != NULL))
          && (best == NULL || length > strlen (best->place)))
        best = item;
    }
  return best;
}

static CwFix *
make_fix (const CwFixFile *self,
          const char      *place,
          const char      *before,
          const char      *after)
{
  const CwInventoryItem *component = find_component (self, place);
  gsize skipped = component != NULL ? strlen (component->place) : 0;
  CwFix *fix = g_atomic_rc_box_new0 (CwFix);

  fix->repository = g_strdup (self->sides->repository->id);
  fix->path = g_strdup (self->path);
  fix->name = g_strdup (component != NULL ? component->name : self->name);
  fix->place = g_strdup (place + skipped + (skipped > 0 && place[skipped] == '.' ? 1 : 0));
  fix->before = g_strdup (before);
  fix->after = g_strdup (after);
  return fix;
}

/**
 * cw_fix_file_add:
 * @self: a file of both sites
 * @place: where in it something changed; empty where that has no name
 * @before: (nullable): what stands there
 * @after: (nullable): what would stand there
 *
 * Returns: (transfer none): the fix that was added, which doesn't know yet how it is done
 */
CwFix *
cw_fix_file_add (const CwFixFile *self,
                 const char      *place,
                 const char      *before,
                 const char      *after)
{
  CwFix *fix = make_fix (self, place, before, after);

  g_ptr_array_add (self->fixes, fix);
  return fix;
}

/* `key: value` with the same word for every cycle, revision and pin: a bare number is one by its key. */
static char *
mask (const char *key,
      const char *value)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", key, value);
  g_autoptr (GArray) tags = cw_tag_scan (text, strlen (text));
  g_autoptr (GString) masked = g_string_new (NULL);
  gsize at = 0;

  for (guint i = 0; i < tags->len; i++)
    {
      const CwTag *tag = &g_array_index (tags, CwTag, i);

      g_string_append_len (masked, text + at, (gssize) (tag->start - at));
      g_string_append (masked, "\1");
      at = MAX (tag->start + tag->length, tag->cycle_start + tag->cycle_length);
    }
  g_string_append (masked, text + at);
  return g_string_free (g_steal_pointer (&masked), FALSE);
}

/* What bears a mark of the other site that no word of this one replaced is the other one's own. */
static gboolean
is_marked (const CwFixFile *self,
           const char      *text)
{
  const CwSite *other = cw_procedure_get_site (self->sides->procedure, self->sides->other);
  const CwSite *own = cw_procedure_get_site (self->sides->procedure, self->sides->site);
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n/:@,;\"'=()[]{}", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (strchr (words[i], '.') != NULL && cw_owner_is_marked (other, words[i], FALSE)
        && !cw_owner_is_marked (own, words[i], FALSE))
      return TRUE;
  return cw_owner_is_marked (other, text, TRUE) && !cw_owner_is_marked (own, text, TRUE);
}

/**
 * cw_fix_file_is_noise:
 * @self: a file of both sites
 * @key: where it stands
 * @before: (nullable): what stands there
 * @after: (nullable): what would stand there
 *
 * Returns: whether it is no fix: only the cycle differs
 */
gboolean
cw_fix_file_is_noise (const CwFixFile *self,
                      const char      *key,
                      const char      *before,
                      const char      *after)
{
  g_autofree char *old = before != NULL ? mask (key, before) : NULL, *new = after != NULL ? mask (key, after) : NULL;

  return g_strcmp0 (old, new) == 0;
}

/**
 * cw_fix_file_is_own:
 * @self: a file of both sites
 * @place: where in it
 * @before: (nullable): what stands there
 * @after: (nullable): what would stand there
 *
 * Notes what bears the other site's marks.
 *
 * Returns: whether it does, and so is no fix
 */
gboolean
cw_fix_file_is_own (const CwFixFile *self,
                    const char      *place,
                    const char      *before,
                    const char      *after)
{
  if (after == NULL || !is_marked (self, after) || (before != NULL && is_marked (self, before)))
    return FALSE;
  if (self->sides->aside != NULL)
    g_ptr_array_add (self->sides->aside, make_fix (self, place, before, after));
  return TRUE;
}

/**
 * cw_fix_file_tell_replaced:
 * @self: a file of both sites
 * @start: a byte of the other site's text, as it is now
 * @end: another one behind it
 *
 * Returns: (transfer full) (nullable): which words of the other site were replaced between them
 */
char *
cw_fix_file_tell_replaced (const CwFixFile *self,
                           gsize            start,
                           gsize            end)
{
  g_autoptr (GHashTable) told = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->replaced->len; i++)
    {
      const CwReplaced *one = g_ptr_array_index (self->replaced, i);

      if (one->start >= start && one->start < end && !g_str_equal (one->from, one->to)
          && g_hash_table_add (told, one->from))
        g_string_append_printf (text, "%s%s → %s", text->len > 0 ? ", " : "", one->from, one->to);
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* A cycle that comes or goes is the plan's. */
static gboolean
is_cycle (const char *key,
          const char *value)
{
  g_autofree char *masked = mask (key, value);

  return strchr (masked, '\1') != NULL;
}

static void
add_variable (const CwFixFile  *self,
              CwOperationKind   kind,
              const CwEnvEntry *here,
              const CwEnvEntry *there)
{
  const char *key = here != NULL ? here->key : there->key;
  const char *before = here != NULL ? here->value : NULL, *after = there != NULL ? there->value : NULL;
  CwFix *fix;

  if (cw_fix_file_is_noise (self, key, before, after)
      || (kind != CW_OPERATION_SET && is_cycle (key, before != NULL ? before : after))
      || cw_fix_file_is_own (self, key, before, after))
    return;
  fix = cw_fix_file_add (self, key, before, after);
  fix->replaced = there != NULL ? cw_fix_file_tell_replaced (self, there->start, there->start + there->length) : NULL;
  fix->operation = cw_operation_new (kind, key, after);
}

/**
 * cw_fix_file_read_env:
 * @self: an env file of both sites
 *
 * Adds what changed in it.
 */
void
cw_fix_file_read_env (const CwFixFile *self)
{
  g_autoptr (GPtrArray) from = cw_env_read (self->from, NULL), to = cw_env_read (self->to, NULL);
  g_autoptr (GPtrArray) onto = cw_env_read (self->onto, NULL);

  for (guint i = 0; from != NULL && to != NULL && onto != NULL && i < to->len; i++)
    {
      const CwEnvEntry *there = g_ptr_array_index (to, i), *then = cw_env_lookup (from, there->key);
      const CwEnvEntry *here = cw_env_lookup (onto, there->key);

      if (then == NULL && here == NULL)
        add_variable (self, CW_OPERATION_ADD, NULL, there);
      else if (then != NULL && here != NULL && strcmp (then->value, there->value) != 0
               && strcmp (then->value, here->value) == 0)
        add_variable (self, CW_OPERATION_SET, here, there);
    }
  for (guint i = 0; from != NULL && to != NULL && onto != NULL && i < from->len; i++)
    {
      const CwEnvEntry *then = g_ptr_array_index (from, i), *here = cw_env_lookup (onto, then->key);

      if (cw_env_lookup (to, then->key) == NULL && here != NULL && strcmp (here->value, then->value) == 0)
        add_variable (self, CW_OPERATION_REMOVE, here, NULL);
    }
}

static char *
dup_text (GBytes *bytes)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  return g_utf8_validate (data != NULL ? data : "", (gssize) size, NULL) ? g_strndup (data, size) : NULL;
}

/* Whether both mention the same cycles. */
static gboolean
has_same_mentions (const char *left,
                   const char *right)
{
  g_autoptr (GArray) ours = cw_tag_scan (left, strlen (left)), theirs = cw_tag_scan (right, strlen (right));

  if (ours->len != theirs->len)
    return FALSE;
  for (guint i = 0; i < ours->len; i++)
    {
      const CwTag *one = &g_array_index (ours, CwTag, i), *other = &g_array_index (theirs, CwTag, i);

      if (one->length != other->length || strncmp (left + one->start, right + other->start, one->length) != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * cw_fix_file_read_lines:
 * @self: any other file of both sites
 *
 * Adds what changed in it, as one fix, where its lines are this site's too.
 */
void
cw_fix_file_read_lines (const CwFixFile *self)
{
  g_autofree char *then = dup_text (self->from), *now = dup_text (self->to), *here = dup_text (self->onto), *new = NULL;
  g_autoptr (GBytes) after = NULL;
  CwFix *fix;

  if (then == NULL || now == NULL || here == NULL || !has_same_mentions (then, now))
    return;
  after = cw_carry_lines_clean (self->from, self->to, self->onto);
  new = after != NULL ? dup_text (after) : NULL;
  if (new == NULL || strcmp (here, new) == 0)
    return;
  cw_fix_narrow (&here, &new);
  if (cw_fix_file_is_own (self, "", here, new))
    return;
  fix = cw_fix_file_add (self, "", here, new);
  fix->from = g_bytes_ref (self->from);
  fix->to = g_bytes_ref (self->to);
}

/**
 * cw_fix_file_read_new:
 * @self: a file that came to the other site
 *
 * Adds it as a whole, unless a component comes with it.
 */
void
cw_fix_file_read_new (const CwFixFile *self)
{
  g_autofree char *text = self->components->len == 0 ? dup_text (self->to) : NULL;
  CwFix *fix;

  if (text == NULL || *text == '\0')
    return;
  fix = cw_fix_file_add (self, "", NULL, g_strchomp (text));
  fix->replaced = cw_fix_file_tell_replaced (self, 0, g_bytes_get_size (self->to));
  fix->to = g_bytes_ref (self->to);
}
