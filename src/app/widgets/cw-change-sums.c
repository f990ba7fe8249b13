/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-change-sums"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-change-sums.h"

static gboolean
is_wanted (const char *const *repositories,
           const char        *id)
{
  return repositories == NULL || g_strv_contains (repositories, id);
}

static char *
make_key (const char *repository,
          const char *path)
{
  return g_strconcat (repository, "\n", path, NULL);
}

/**
 * cw_change_sums_completeness:
 * @plan: a plan
 * @repositories: (nullable) (array zero-terminated=1): ids of those that are counted; %NULL for all
 *
 * Each file of the site is counted once: open where a question about it is, else changed, else kept.
 *
 * Returns: (transfer full): "118 files, 73 changed, 45 kept, 0 open", how many edits were left out, and how many mentions look like slips
 */
char *
cw_change_sums_completeness (CwPlan            *plan,
                             const char *const *repositories)
{
  g_autoptr (GHashTable) open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_files = 0, n_changed = 0, n_open = 0, n_left_out = 0, n_odd = 0;
  g_autofree char *files = NULL, *left_out = NULL, *odd = NULL;
  g_autoptr (GString) all = g_string_new (NULL);
  GPtrArray *mentions = NULL, *sets = NULL;

  g_return_val_if_fail (CW_IS_PLAN (plan), NULL);

  mentions = cw_plan_get_mentions (plan);
  sets = cw_plan_get_change_sets (plan);
  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = mentions->pdata[i];

      if (!is_wanted (repositories, mention->repository))
        continue;
      n_left_out += mention->left_out;
      n_odd += mention->fate == CW_FATE_ODD;
      if (mention->fate == CW_FATE_QUESTION)
        g_hash_table_add (open, make_key (mention->repository, mention->path));
    }
  for (guint i = 0; i < sets->len; i++)
    {
      const CwChangeSet *changes = sets->pdata[i];

      if (!is_wanted (repositories, changes->repository))
        continue;
      n_files += changes->n_files;
      for (guint k = 0; k < changes->files->len; k++)
        {
          const CwFileChange *file = changes->files->pdata[k];
          g_autofree char *key = make_key (changes->repository, file->path);

          n_changed += !g_hash_table_contains (open, key);
        }
    }
  n_open = g_hash_table_size (open);
  files = g_strdup_printf (ngettext ("%u file", "%u files", n_files), n_files);
  /* Translators: the first is "118 files"; then how many of them. */
  g_string_printf (all, _ ("%s, %u changed, %u kept, %u open"), files, n_changed,
                   n_files - MIN (n_files, n_changed + n_open), n_open);
  left_out = g_strdup_printf (ngettext ("%u edit left out", "%u edits left out", n_left_out), n_left_out);
  odd = g_strdup_printf (ngettext ("%u mention odd", "%u mentions odd", n_odd), n_odd);
  if (n_left_out > 0)
    g_string_append_printf (all, ", %s", left_out);
  if (n_odd > 0)
    g_string_append_printf (all, ", %s", odd);
  return g_string_free (g_steal_pointer (&all), FALSE);
}

/**
 * cw_change_sums_repository:
 * @plan: a plan
 * @changes: one of its change sets
 *
 * Returns: (transfer full): "phalanx: 9 of 52 files change, 61 edits"
 */
char *
cw_change_sums_repository (CwPlan            *plan,
                           const CwChangeSet *changes)
{
  guint n_edits = 0, n_open = 0;
  g_autofree char *files = NULL, *edits = NULL, *open = NULL;

  g_return_val_if_fail (CW_IS_PLAN (plan) && changes != NULL, NULL);

  for (guint i = 0; i < changes->files->len; i++)
    n_edits += ((const CwFileChange *) changes->files->pdata[i])->edits->len;
  n_open = cw_plan_count (plan, changes->repository, CW_FATE_QUESTION);
  files = g_strdup_printf (ngettext ("%u of %u file changes", "%u of %u files change", changes->n_files),
                           changes->files->len, changes->n_files);
  edits = g_strdup_printf (ngettext ("%u edit", "%u edits", n_edits), n_edits);
  if (n_open == 0)
    return g_strdup_printf (_ ("%s: %s, %s"), changes->repository, files, edits);
  open = g_strdup_printf (ngettext ("%u question", "%u questions", n_open), n_open);
  return g_strdup_printf (_ ("%s: %s, %s, %s"), changes->repository, files, edits, open);
}

/**
 * cw_change_sums_list:
 * @plan: a plan
 * @repositories: (nullable) (array zero-terminated=1): ids of those that are counted; %NULL for all
 * @open: (out): whether a question of one of them is open
 *
 * Returns: (transfer full): a line for each of its repositories
 */
char *
cw_change_sums_list (CwPlan            *plan,
                     const char *const *repositories,
                     gboolean          *open)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *sets;

  g_return_val_if_fail (CW_IS_PLAN (plan) && open != NULL, NULL);

  sets = cw_plan_get_change_sets (plan);
  *open = FALSE;
  for (guint i = 0; i < sets->len; i++)
    {
      const CwChangeSet *changes = sets->pdata[i];

      if (!is_wanted (repositories, changes->repository))
        continue;
      g_ptr_array_add (lines, cw_change_sums_repository (plan, changes));
      *open |= cw_plan_count (plan, changes->repository, CW_FATE_QUESTION) > 0;
    }
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}
