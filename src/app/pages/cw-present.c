/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-present"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-present.h"

typedef struct {
  char *where;          /* cycle and branch */
  GString *repositories;
} Present;

static void
present_free (gpointer data)
{
  Present *present = data;

  g_free (present->where);
  g_string_free (present->repositories, TRUE);
  g_free (present);
}

static void
add_present (GPtrArray         *presents,
             const CwChangeSet *changes)
{
  g_autofree char *cycle = cw_cycle_to_text (&changes->present);
  g_autofree char *where = g_strdup_printf (_ ("%s on %s"), cycle, changes->base_name);
  Present *present = NULL;

  for (guint i = 0; present == NULL && i < presents->len; i++)
    if (g_str_equal (((Present *) g_ptr_array_index (presents, i))->where, where))
      present = g_ptr_array_index (presents, i);
  if (present == NULL)
    {
      present = g_new0 (Present, 1);
      present->where = g_steal_pointer (&where);
      present->repositories = g_string_new (NULL);
      g_ptr_array_add (presents, present);
    }
  g_string_append_printf (present->repositories, "%s%s", present->repositories->len > 0 ? ", " : "",
                          changes->repository);
}

/**
 * cw_present_describe:
 * @plan: what is changed for a site
 *
 * Returns: (transfer full) (nullable): what the site is configured for, and where that is said
 */
char *
cw_present_describe (CwPlan *plan)
{
  g_autoptr (GPtrArray) presents = g_ptr_array_new_with_free_func (present_free);
  g_autoptr (GString) text = g_string_new (NULL);
  GPtrArray *sets;

  g_return_val_if_fail (CW_IS_PLAN (plan), NULL);

  sets = cw_plan_get_change_sets (plan);
  for (guint i = 0; i < sets->len; i++)
    if (((const CwChangeSet *) g_ptr_array_index (sets, i))->present.number > 0)
      add_present (presents, g_ptr_array_index (sets, i));
  for (guint i = 0; i < presents->len; i++)
    {
      const Present *present = g_ptr_array_index (presents, i);

      g_string_append_printf (text, "%s%s (%s)", i > 0 ? " · " : "", present->where, present->repositories->str);
    }
  return text->len > 0 ? g_strdup_printf (_ ("Configured for %s"), text->str) : NULL;
}
