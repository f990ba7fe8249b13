/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-check-cycles"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-check.h"

/* A check for cycles that nothing else is at: a later cycle than the target stays, but c0054 for c0045 is a slip. */

/* Whether @tag stands in any of the site's files but @path. */
static gboolean
is_elsewhere (const CwCheckWork *self,
              const char        *path,
              const char        *tag)
{
  GPtrArray *paths = self->changes->paths;

  for (guint i = 0; i < paths->len; i++)
    {
      GBytes *bytes = g_str_equal (paths->pdata[i], path) ? NULL : cw_check_get_result (self, paths->pdata[i]);
      gsize size = 0;
      const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

      if (size > 0 && g_strstr_len (data, (gssize) size, tag) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
look_at_place (CwCheckWork      *self,
               const CwPlanFile *file,
               const CwPlace    *place)
{
  const CwCycle *cycle = &place->tag.cycle, *target = self->scope->target;
  g_autofree char *tag = NULL, *expected = NULL, *text = NULL, *reason = NULL, *key = NULL;

  if (place->fate != CW_FATE_KEPT || cycle->series != target->series || cycle->number <= target->number)
    return;
  tag = cw_cycle_to_bare_tag (cycle);
  if (is_elsewhere (self, file->path, tag))
    return;
  expected = cw_cycle_to_bare_tag (target);
  text = g_strdup_printf (_ ("“%s” is newer than %s, and no other file of the site is at it"), place->value, expected);
  reason = g_strdup_printf (_ ("It is newer than %s, and no other file of the site is at it."), expected);
  self->rule = place->rule;
  /* That the halves differ is another alarm about the same value. */
  key = g_strconcat (place->key, "/alone", NULL);
  cw_check_odd (self, file->path, cw_lines_find (file->lines, place->tag.start), key, place->value, text, reason);
}

/**
 * cw_check_lone_cycles:
 * @self: a check's work
 *
 * Looks for later cycles than the target that stand in one file alone. For cw_scope_check().
 */
void
cw_check_lone_cycles (CwCheckWork *self)
{
  for (guint i = 0; i < self->scope->plan_files->len; i++)
    {
      const CwPlanFile *file = self->scope->plan_files->pdata[i];

      for (guint j = 0; file->apart == NULL && j < file->places->len; j++)
        look_at_place (self, file, file->places->pdata[j]);
    }
}
