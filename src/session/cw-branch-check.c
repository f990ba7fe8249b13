/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-branch-check"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-branch-check.h"
#include "cw-error.h"
#include "cw-fix-answer.h"
#include "cw-plan-alone.h"
#include "cw-planner.h"
#include "cw-pull-name.h"
#include "cw-session-private.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* The branch in each repository that has it, and the default branch in the others: a change that was made in one
 * repository and forgotten in the next is what is looked for. A pull request's branch is looked for under the name that
 * it has in its own repository. */
typedef struct {
  CwWorld *world;
  const char *site;
  const CwRepository *pull;  /* (nullable): the pull request's repository */
  char *pull_name;           /* (nullable): what it is called */
  char *pull_tip;            /* (nullable): its commit */
  char *branch;              /* (nullable): of a pull request that is on no branch of its repository */
  GPtrArray *snapshots;
  GPtrArray *notes;
  guint n_found;
} Look;

static void
look_clear (Look *self)
{
  g_free (self->pull_name);
  g_free (self->pull_tip);
  g_free (self->branch);
  g_ptr_array_unref (self->snapshots);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Look, look_clear)

static gboolean
take_snapshot (Look                *look,
               const CwRepository  *repository,
               const char          *tip,
               const char          *name,
               GCancellable        *cancellable,
               GError             **error)
{
  g_autoptr (CwSnapshot) snapshot = cw_world_get_snapshot (look->world, repository, tip, cancellable, error);
  g_autoptr (CwSnapshot) compared = NULL;

  if (snapshot == NULL)
    return FALSE;
  compared = cw_world_compare (look->world, repository, snapshot, cancellable);
  g_ptr_array_add (look->snapshots, cw_snapshot_rename (compared, name));
  return TRUE;
}

/* The branch may be called anything, not only as tickets are: it is asked for by its name. */
static gboolean
fetch (Look                *look,
       const CwRepository  *repository,
       GCancellable        *cancellable,
       GError             **error)
{
  const char *branches[] = { repository->branch, look->branch, NULL };

  cw_world_say (look->world, _ ("Fetching %s"), repository->name);
  return cw_git_service_fetch_branches (look->world->git, repository->url, branches, cancellable, error);
}

static gboolean
look_at (Look                *look,
         const CwRepository  *repository,
         GCancellable        *cancellable,
         GError             **error)
{
  CwGitService *git = look->world->git;
  g_autofree char *tip = NULL;
  const char *name = look->branch;

  if (repository == look->pull)
    return take_snapshot (look, repository, look->pull_tip, look->pull_name, cancellable, error);
  if (!fetch (look, repository, cancellable, error))
    return FALSE;
  tip = name != NULL ? cw_git_service_get_tip (git, repository->url, name, NULL) : NULL;
  if (tip != NULL)
    look->n_found++;
  else
    {
      name = repository->branch;
      g_ptr_array_add (look->notes,
                       look->branch != NULL
                         ? g_strdup_printf (_ ("%s has no branch %s: %s was looked at"), repository->name, look->branch,
                                            name)
                         : g_strdup_printf (_ ("%s: %s was looked at, since the pull request is on no branch of its repository"),
                                            repository->name, name));
      tip = cw_git_service_get_tip (git, repository->url, name, error);
    }
  return tip != NULL && take_snapshot (look, repository, tip, name, cancellable, error);
}

/* @place is a branch, or names a pull request. */
static gboolean
find_place (Look          *look,
            const char    *place,
            GCancellable  *cancellable,
            GError       **error)
{
  guint number = 0;

  if (!cw_pull_name_read (look->world->procedure, look->site, place, &look->pull, &number, error))
    return FALSE;
  if (look->pull == NULL)
    {
      look->branch = g_strdup (place);
      return TRUE;
    }
  cw_world_say (look->world, _ ("Fetching %s"), look->pull->name);
  look->n_found++;
  look->pull_name = g_strdup_printf (_ ("pull request %u"), number);
  look->pull_tip = cw_git_service_fetch_pull (look->world->git, look->pull->url, number, look->pull->branch,
                                              cancellable, error);
  /* Git alone knows a pull request's head, not its branch: that is the one which is at the same commit. */
  return look->pull_tip != NULL
         && cw_git_service_find_branch_at (look->world->git, look->pull->url, look->pull->branch, look->pull_tip,
                                           &look->branch, error);
}

/* The latest cycle that most of a repository's files of the site are at, of those below @below; its number is 0 where
 * they say none. */
static gboolean
find_present (const Look     *look,
              GPtrArray      *snapshots,
              const CwCycle  *below,
              CwCycle        *target,
              GError        **error)
{
  const CwCycle first = { 'c', 1, CW_CYCLE_NO_REVISION };
  g_autoptr (CwPlan) plan = cw_planner_plan (look->world->procedure, look->site, &first, snapshots, NULL, NULL, NULL,
                                             error);
  GPtrArray *sets = plan != NULL ? cw_plan_get_change_sets (plan) : NULL;

  *target = (CwCycle) { 'c', 0, CW_CYCLE_NO_REVISION };
  for (guint i = 0; sets != NULL && i < sets->len; i++)
    {
      const CwCycle *present = &((const CwChangeSet *) g_ptr_array_index (sets, i))->present;

      if (present->number > 0 && (below == NULL || cw_cycle_compare (present, below) < 0)
          && (target->number == 0 || cw_cycle_compare (present, target) > 0))
        *target = *present;
    }
  return plan != NULL;
}

static gboolean
find_target (const Look  *look,
             CwCycle     *target,
             GError     **error)
{
  if (!find_present (look, look->snapshots, NULL, target, error))
    return FALSE;
  if (target->number == 0)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("No file of “%s” says a cycle on %s: name one"), look->site,
                 look->pull_name != NULL ? look->pull_name : look->branch);
  return target->number > 0;
}

/* What the default branches say the site comes from: a file that is still there was forgotten on the branch, while one
 * that was behind already is a question. Without them nothing is known. */
static GHashTable *
find_origin (const Look    *look,
             const CwCycle *target,
             GCancellable  *cancellable)
{
  GHashTable *answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  CwCycle from;

  for (guint i = 0; i < look->snapshots->len; i++)
    {
      const CwRepository *repository
        = cw_procedure_get_repository (look->world->procedure,
                                       cw_snapshot_get_repository (g_ptr_array_index (look->snapshots, i)));
      g_autofree char *tip = cw_git_service_get_tip (look->world->git, repository->url, repository->branch, NULL);
      CwSnapshot *snapshot = tip != NULL ? cw_world_get_snapshot (look->world, repository, tip, cancellable, NULL) : NULL;

      if (snapshot != NULL)
        g_ptr_array_add (snapshots, snapshot);
    }
  if (find_present (look, snapshots, target, &from, NULL) && from.number > 0)
    {
      JsonNode *tag = json_node_new (JSON_NODE_VALUE);
      g_autofree char *text = cw_cycle_to_bare_tag (&from);

      json_node_set_string (tag, text);
      g_hash_table_replace (answers, g_strconcat (look->site, "/", CW_QUESTION_FROM, NULL), tag);
    }
  return answers;
}

void
cw_branch_report_free (CwBranchReport *self)
{
  g_return_if_fail (self != NULL);

  g_clear_object (&self->plan);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  g_clear_pointer (&self->validations, g_ptr_array_unref);
  g_clear_pointer (&self->fixes, g_ptr_array_unref);
  g_clear_pointer (&self->images, json_object_unref);
  g_free (self);
}

static CwBranchReport *
report_new (void)
{
  CwBranchReport *self = g_new0 (CwBranchReport, 1);

  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->validations = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_validation_free);
  self->fixes = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  return self;
}

/* What was fixed at a test stand, and isn't on the branch. A history that can't be read stops nothing. */
static gboolean
find_fixes (CwPlanSource    *source,
            CwBranchReport  *report,
            GCancellable    *cancellable,
            GError         **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) questions = cw_plan_source_find_fixes (source, report->plan, NULL, cancellable, &local);

  if (questions == NULL && cw_error_is_cancelled (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (questions == NULL)
    g_ptr_array_add (report->notes, g_strdup_printf (_ ("What was fixed at a test stand isn’t known: %s"),
                                                     local->message));
  if (source->n_unasked > 0)
    g_ptr_array_add (report->notes,
                     g_strdup_printf (ngettext ("%u more fix of a test stand is left for later",
                                                "%u more fixes of test stands are left for later", source->n_unasked),
                                      source->n_unasked));
  for (guint i = 0; i < source->aside->len; i++)
    g_ptr_array_add (report->notes, cw_fix_tell_aside (source->procedure, g_ptr_array_index (source->aside, i)));
  for (guint i = 0; questions != NULL && i < questions->len; i++)
    g_ptr_array_add (report->fixes, cw_plan_describe_fix (source->procedure, report->plan,
                                                          g_ptr_array_index (questions, i)));
  return TRUE;
}

static gboolean
look_everywhere (Look          *look,
                 const char    *branch,
                 GCancellable  *cancellable,
                 GError       **error)
{
  CwProcedure *procedure = look->world->procedure;
  GPtrArray *repositories = cw_procedure_get_repositories (procedure);

  if (!find_place (look, branch, cancellable, error))
    return FALSE;
  for (guint i = 0; i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);

      if (cw_procedure_get_site_files (procedure, repository, look->site) != NULL
          && !look_at (look, repository, cancellable, error))
        return FALSE;
    }
  if (look->n_found > 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND,
               _ ("None of the repositories has a branch “%s” for %s; write it as git does, such as tickets/DM-1"), branch,
               cw_procedure_get_site (procedure, look->site)->name);
  return FALSE;
}

static CwBranchReport *
check_branch (CwWorld        *world,
              const char     *site,
              const char     *branch,
              const CwCycle  *target,
              gboolean        registry,
              GCancellable   *cancellable,
              GError        **error)
{
  g_autoptr (CwBranchReport) report = report_new ();
  g_autoptr (CwPlanSource) source = NULL;
  g_autoptr (GHashTable) answers = NULL;
  g_auto (Look) look = { world, site };
  CwCycle found;

  look.notes = report->notes;
  look.snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  if (!look_everywhere (&look, branch, cancellable, error)
      || (target == NULL && !find_target (&look, &found, error)))
    return NULL;
  target = target != NULL ? target : &found;
  answers = find_origin (&look, target, cancellable);
  source = cw_plan_source_new (world, g_ptr_array_ref (look.snapshots));
  g_ptr_array_extend_and_steal (report->notes, cw_plan_source_list_others (source, site));
  report->plan = cw_plan_source_plan (source, site, target, NULL, answers, error);
  if (report->plan == NULL || !find_fixes (source, report, cancellable, error)
      || !cw_plan_source_validate (source, report->plan, CW_VALIDATE_ALL, report->validations, cancellable, error))
    return NULL;
  if (registry && (report->images = cw_world_ask_images (world, report->plan, cancellable, error)) == NULL)
    return NULL;
  return g_steal_pointer (&report);
}

/**
 * cw_session_check_branch:
 * @self: a session; its repositories are looked at
 * @site: id of a site
 * @branch: a branch, as git calls it, or a pull request as cw_pull_name_read() has it
 * @target: (nullable): the cycle that it should be at; %NULL for the one that most of its files say
 * @registry: whether the registry is asked for the images
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Plans a site on a branch: what the plan would still change was left behind there.
 *
 * Returns: (transfer full) (nullable): what was found
 */
CwBranchReport *
cw_session_check_branch (CwSession      *self,
                         const char     *site,
                         const char     *branch,
                         const CwCycle  *target,
                         gboolean        registry,
                         GCancellable   *cancellable,
                         GError        **error)
{
  g_return_val_if_fail (CW_IS_SESSION (self) && site != NULL && branch != NULL, NULL);
  cw_assert_in_worker ();

  return check_branch (self->world, site, branch, target, registry, cancellable, error);
}

/**
 * cw_branch_check:
 * @config: where the caches are, and as whom we come
 * @procedure: what this observatory does
 * @site: id of a site
 * @branch: a branch, as git calls it, or a pull request as cw_pull_name_read() has it
 * @target: (nullable): the cycle that it should be at; %NULL for the one that most of its files say
 * @registry: whether the registry is asked for the images
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * The same without a preparation: the procedure's repositories are fetched.
 *
 * Returns: (transfer full) (nullable): what was found
 */
CwBranchReport *
cw_branch_check (const CwSessionConfig *config,
                 CwProcedure           *procedure,
                 const char            *site,
                 const char            *branch,
                 const CwCycle         *target,
                 gboolean               registry,
                 GCancellable          *cancellable,
                 GError               **error)
{
  g_autoptr (CwWorld) world = NULL;

  g_return_val_if_fail (config != NULL && CW_IS_PROCEDURE (procedure) && site != NULL && branch != NULL, NULL);
  cw_assert_in_worker ();

  world = cw_plan_open_world (config, procedure, cancellable, error);
  return world != NULL ? check_branch (world, site, branch, target, registry, cancellable, error) : NULL;
}
