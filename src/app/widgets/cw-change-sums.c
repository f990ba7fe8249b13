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

/* How many questions about their files are open. */
static guint
count_asked (CwPlan            *plan,
             const char *const *repositories)
{
  GPtrArray *sets = cw_plan_get_change_sets (plan);
  guint n_asked = 0;

  for (guint i = 0; i < sets->len; i++)
    {
      const char *repository = ((const CwChangeSet *) sets->pdata[i])->repository;

      if (is_wanted (repositories, repository))
        n_asked += cw_plan_count (plan, repository, CW_FATE_QUESTION);
    }
  return n_asked;
}

/* The files of which a question is. */
static GHashTable *
list_asked (CwPlan            *plan,
            const char *const *repositories)
{
  GHashTable *asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *mentions = cw_plan_get_mentions (plan);

  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = mentions->pdata[i];

      if (is_wanted (repositories, mention->repository) && mention->fate == CW_FATE_QUESTION)
        g_hash_table_add (asked, make_key (mention->repository, mention->path));
    }
  return asked;
}

/* How many edits were left out, and how many mentions look like slips. */
static void
append_unusual (GString           *all,
                CwPlan            *plan,
                const char *const *repositories)
{
  GPtrArray *mentions = cw_plan_get_mentions (plan);
  guint n_left_out = 0, n_odd = 0;

  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = mentions->pdata[i];

      if (!is_wanted (repositories, mention->repository))
        continue;
      n_left_out += mention->left_out;
      n_odd += mention->fate == CW_FATE_ODD;
    }
  if (n_left_out > 0)
    {
      g_autofree char *left_out = g_strdup_printf (ngettext ("%u edit left out", "%u edits left out", n_left_out),
                                                   n_left_out);

      g_string_append_printf (all, ", %s", left_out);
    }
  if (n_odd > 0)
    {
      g_autofree char *odd = g_strdup_printf (ngettext ("%u mention odd", "%u mentions odd", n_odd), n_odd);

      g_string_append_printf (all, ", %s", odd);
    }
}

/**
 * cw_change_sums_completeness:
 * @plan: a plan
 * @repositories: (nullable) (array zero-terminated=1): ids of those that are counted; %NULL for all
 * @n_open: how much is open
 *
 * Each file of the site is counted once: in question, else changed, else kept. What is open may be more than the files'
 * questions.
 *
 * Returns: (transfer full): "118 files, 73 changed, 45 kept, 0 open", how many edits were left out, and how many mentions look like slips
 */
char *
cw_change_sums_completeness (CwPlan            *plan,
                             const char *const *repositories,
                             guint              n_open)
{
  g_autoptr (GHashTable) asked = NULL;
  guint n_files = 0, n_changed = 0, n_asked = 0;
  g_autofree char *files = NULL, *open = NULL;
  g_autoptr (GString) all = g_string_new (NULL);
  GPtrArray *sets = NULL;

  g_return_val_if_fail (CW_IS_PLAN (plan), NULL);

  asked = list_asked (plan, repositories);
  sets = cw_plan_get_change_sets (plan);
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

          n_changed += !g_hash_table_contains (asked, key);
        }
    }
  n_asked = g_hash_table_size (asked);
  files = g_strdup_printf (ngettext ("%u file", "%u files", n_files), n_files);
  /* Translators: the first is "118 files"; then how many of them. */
  g_string_printf (all, _ ("%s, %u changed, %u kept"), files, n_changed, n_files - MIN (n_files, n_changed + n_asked));
  if (n_asked > 0)
    g_string_append_printf (all, ngettext (", %u in question", ", %u in question", n_asked), n_asked);
  open = g_strdup_printf (ngettext ("%u open", "%u open", n_open), n_open);
  g_string_append_printf (all, ", %s", open);
  append_unusual (all, plan, repositories);
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

/* A line for each of the repositories, also for those whose files nobody could read. */
static char *
list_sums (CwPlan            *plan,
           const char *const *repositories,
           GPtrArray         *missing)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *sets = cw_plan_get_change_sets (plan);

  for (guint i = 0; i < sets->len; i++)
    {
      const CwChangeSet *changes = sets->pdata[i];

      if (is_wanted (repositories, changes->repository))
        g_ptr_array_add (lines, cw_change_sums_repository (plan, changes));
    }
  for (guint i = 0; i < missing->len; i++)
    g_ptr_array_add (lines, g_strdup_printf (_ ("%s: not planned, its files aren’t counted"),
                                             (const char *) missing->pdata[i]));
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

/* (element-type utf8): ids of the repositories that the site has files in and that the plan lacks */
static GPtrArray *
list_missing (CwPlan            *plan,
              CwProcedure       *procedure,
              const char *const *repositories)
{
  GPtrArray *missing = g_ptr_array_new (), *all = procedure != NULL ? cw_procedure_get_repositories (procedure) : NULL;

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const CwRepository *repository = all->pdata[i];

      if (is_wanted (repositories, repository->id) && cw_plan_get_change_set (plan, repository->id) == NULL
          && cw_procedure_get_site_files (procedure, repository, cw_plan_get_site (plan)) != NULL)
        g_ptr_array_add (missing, repository->id);
    }
  return missing;
}

/**
 * cw_change_sums_make:
 * @plan: a plan
 * @procedure: (nullable): the procedure, where repositories may be out of reach
 * @repositories: (nullable) (array zero-terminated=1): ids of those that are counted; %NULL for all
 * @n_open: how much is open as a stage counts it; below 0 the questions about the files are counted
 * @waits: whether something can't be known yet
 * @completeness: (out): what cw_change_sums_completeness() says
 * @sums: (out): a line for each repository
 *
 * Returns: (transfer none): the icon that says whether all that is settled
 */
const char *
cw_change_sums_make (CwPlan            *plan,
                     CwProcedure       *procedure,
                     const char *const *repositories,
                     int                n_open,
                     gboolean           waits,
                     char             **completeness,
                     char             **sums)
{
  g_autoptr (GPtrArray) missing = NULL;
  guint open;

  g_return_val_if_fail (CW_IS_PLAN (plan) && completeness != NULL && sums != NULL, NULL);

  missing = list_missing (plan, procedure, repositories);
  open = n_open < 0 ? count_asked (plan, repositories) : (guint) n_open;
  *completeness = cw_change_sums_completeness (plan, repositories, open);
  *sums = list_sums (plan, repositories, missing);
  if (open > 0)
    return "dialog-question-symbolic";
  return waits || missing->len > 0 ? "content-loading-symbolic" : "object-select-symbolic";
}
