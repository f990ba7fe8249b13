/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-world"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-date.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-planner.h"
#include "cw-template.h"
#include "cw-world-private.h"

/* The base of one site in one repository: what its change is planned on. */

void
cw_world_base_clear (CwWorldBase *base)
{
  g_clear_pointer (&base->name, g_free);
  g_clear_pointer (&base->commit, g_free);
  g_clear_pointer (&base->tip, g_free);
  g_clear_pointer (&base->there, g_free);
}

static GStrv
list_site_globs (CwWorld            *self,
                 const CwRepository *repository,
                 const char         *site)
{
  g_autoptr (GStrvBuilder) globs = g_strv_builder_new ();
  GPtrArray *files = cw_procedure_get_site_files (self->procedure, repository, site);

  for (guint j = 0; files != NULL && j < files->len; j++)
    g_strv_builder_addv (globs, (const char **) ((const CwSiteFiles *) g_ptr_array_index (files, j))->include);
  return g_strv_builder_end (globs);
}

static CwCycle
read_present (CwWorld            *self,
              const CwRepository *repository,
              const char         *site,
              const char         *commit,
              GCancellable       *cancellable)
{
  g_autoptr (CwSnapshot) snapshot = cw_world_get_snapshot (self, repository, commit, cancellable, NULL);

  return snapshot != NULL ? cw_planner_find_present (self->procedure, site, snapshot)
                          : (CwCycle) { 'c', 0, CW_CYCLE_NO_REVISION };
}

/* What a branch is configured for, as a person would say it; for the label of a candidate. */
static CwCycle
find_present (CwWorld            *self,
              const CwRepository *repository,
              const char         *site,
              const char         *commit,
              GCancellable       *cancellable)
{
  g_autofree char *key = g_strdup_printf ("%s/%s@%s", site, repository->id, commit);
  CwCycle *known = g_hash_table_lookup (self->currents, key);

  if (known == NULL)
    {
      known = g_new0 (CwCycle, 1);
      *known = read_present (self, repository, site, commit, cancellable);
      g_hash_table_replace (self->currents, g_steal_pointer (&key), known);
    }
  return *known;
}

/* @there: whether it is the ticket's own branch, pushed by somebody else */
static JsonObject *
describe_candidate (const CwGitBranch *branch,
                    const CwCycle     *present,
                    gboolean           suggested,
                    gboolean           there)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (branch->date);
  g_autofree char *day = when != NULL ? cw_date_show_past (when) : g_strdup ("–");
  g_autofree char *tag = present->number > 0 ? cw_cycle_to_tag (present) : g_strdup (_ ("no cycle"));
  g_autofree char *label = NULL;
  JsonObject *candidate;

  if (branch->ahead == 0)
    label = g_strdup_printf (_ ("%s: configured for %s"), branch->name, tag);
  else
    label = g_strdup_printf (ngettext ("%s: configured for %s, %u commit ahead, last on %s",
                                       "%s: configured for %s, %u commits ahead, last on %s", branch->ahead),
                             branch->name, tag, branch->ahead, day);
  if (there)
    {
      /* Translators: %s is a branch and what is known of it */
      g_autofree char *more = g_strdup_printf (_ ("%s; it is this ticket’s own: choose it to add to it"), label);

      g_free (label);
      label = g_steal_pointer (&more);
    }
  candidate = cw_json_object ("name", branch->name, "label", label, NULL);
  json_object_set_boolean_member (candidate, "suggested", suggested);
  return candidate;
}

/* Hosts run ticket branches that are merged late or never (DOMAIN): among the unmerged branches that touch the site's
 * files, the one that is configured for the newest cycle is what runs, the newest commit deciding between equals. The
 * ticket's own branch runs nowhere yet. */
static const CwGitBranch *
pick_suggested (CwWorld            *self,
                const CwRepository *repository,
                const char         *site,
                GPtrArray          *branches,
                const CwGitBranch  *own,
                CwCycle            *presents,
                GCancellable       *cancellable)
{
  const CwGitBranch *best = NULL;
  guint best_index = 0;

  for (guint i = 0; i < branches->len; i++)
    {
      const CwGitBranch *branch = g_ptr_array_index (branches, i);
      int order;

      presents[i] = find_present (self, repository, site, branch->tip, cancellable);
      if (branch == own)
        continue;
      order = best != NULL ? cw_cycle_compare (&presents[i], &presents[best_index]) : 1;
      if (order > 0 || (order == 0 && branch->ahead > 0 && branch->date > best->date))
        {
          best = branch;
          best_index = i;
        }
    }
  return best;
}

static void
keep_unfinished (GPtrArray *branches)
{
  for (guint i = branches->len; i > 0; i--)
    {
      const CwGitBranch *branch = g_ptr_array_index (branches, i - 1);

      if (branch->finished && branch->ahead == 0 && i > 1)
        g_ptr_array_remove_index (branches, i - 1);
    }
}

/* The default branch and the unmerged ticket branches that touch the site's files, as of the last fetch. */
static GPtrArray *
list_branches (CwWorld            *self,
               const CwRepository *repository,
               const char         *site,
               GCancellable       *cancellable,
               GError            **error)
{
  g_autofree char *key = g_strdup_printf ("%s/%s", site, repository->id);
  GPtrArray *known = g_hash_table_lookup (self->branches, key);
  g_auto (GStrv) globs = NULL;

  if (known != NULL)
    return known;
  globs = list_site_globs (self, repository, site);
  known = cw_git_service_list_branches (self->git, repository->url, repository->branch, (const char *const *) globs,
                                        cancellable, error);
  if (known == NULL)
    return NULL;
  keep_unfinished (known);
  g_hash_table_replace (self->branches, g_steal_pointer (&key), known);
  return known;
}

/* (nullable): the id of an effect; %NULL while there is no cycle */
static char *
name_effect (CwDeployment       *deployment,
             const CwRepository *repository,
             const char         *site,
             const char         *stage,
             const char         *name)
{
  guint round = stage == repository->stage ? cw_deployment_get_round (deployment, site, repository->id) : 1;
  g_autofree char *tag = NULL;
  CwCycle cycle;

  if (!cw_deployment_get_cycle (deployment, &cycle))
    return NULL;
  tag = cw_cycle_to_tag (&cycle);
  return cw_effect_make_id (tag, site, stage, name, round);
}

static CwEffectRecord *
find_record (CwDeployment       *deployment,
             CwHistory          *history,
             const CwRepository *repository,
             const char         *site,
             const char         *stage,
             const char         *name)
{
  g_autofree char *id = name_effect (deployment, repository, site, stage, name);

  return id != NULL ? cw_history_get_record (history, id) : NULL;
}

/**
 * cw_world_take_sent:
 * @record: (nullable): what the journal says of a branch
 * @base: set where it was sent
 *
 * What was sent stays as it was planned, though the branches move on: else each new commit there would call it
 * outdated. That holds for what was sent and whose update failed, too. Another round starts from the world as it is then.
 *
 * Returns: whether @base was set
 */
gboolean
cw_world_take_sent (CwEffectRecord *record,
                    CwWorldBase    *base)
{
  CwEffectPhase phase = record != NULL ? cw_effect_record_get_phase (record) : CW_PHASE_NONE;
  JsonNode *sent = record != NULL ? cw_effect_record_get_sent (record) : NULL;
  JsonObject *payload;

  if (sent == NULL || phase == CW_PHASE_NONE || phase == CW_PHASE_ASKING
      || (phase == CW_PHASE_FAILED && cw_effect_record_get_outcome (record) == NULL))
    return FALSE;
  payload = json_node_get_object (sent);
  base->name = g_strdup (cw_json_get_string (payload, "base-name", ""));
  base->commit = g_strdup (cw_json_get_string (payload, "base", ""));
  base->tip = g_strdup (cw_json_get_string (payload, "expected", ""));
  base->finished = json_object_has_member (payload, "parent");
  return *base->commit != '\0';
}

/* (nullable): the branch that the site's ticket names; %NULL while there is no ticket */
static char *
name_ticket_branch (CwWorld            *self,
                    CwDeployment       *deployment,
                    CwHistory          *history,
                    const CwRepository *repository,
                    const char         *site)
{
  CwEffectRecord *ticket = find_record (deployment, history, repository, site, "tickets", "configuration");
  const char *key = ticket != NULL ? cw_effect_record_get_key (ticket) : NULL;
  g_autoptr (GHashTable) variables = g_hash_table_new (g_str_hash, g_str_equal);

  if (key == NULL || *key == '\0')
    return NULL;
  g_hash_table_insert (variables, (gpointer) "ticket", (gpointer) key);
  return cw_template_expand (cw_procedure_get_branch (self->procedure), variables, NULL);
}

/* Where the ticket's branch is now. A branch that the base has all of is finished: what comes now stands on the base. */
static gboolean
find_tip (CwWorld            *self,
          const CwRepository *repository,
          const char         *ticket_branch,
          CwWorldBase        *base,
          GError            **error)
{
  g_autofree char *tip = NULL;

  tip = ticket_branch != NULL ? cw_git_service_get_tip (self->git, repository->url, ticket_branch, NULL) : NULL;
  base->tip = g_strdup (tip != NULL ? tip : "");
  if (tip == NULL || g_str_equal (tip, base->commit))
    return TRUE;
  return cw_git_service_contains (self->git, repository->url, base->commit, tip, &base->finished, error);
}

/* The branches among which one is chosen, and what is known of them. */
typedef struct {
  CwWorld            *world;
  CwDeployment       *deployment;
  const CwRepository *repository;
  const char         *site;
  GPtrArray          *branches;
  CwCycle            *presents;   /* (owned): what each is configured for */
  const CwGitBranch  *own;        /* (nullable): the ticket's, with commits that the default branch lacks */
  const CwGitBranch  *suggested;  /* (nullable) */
  gboolean            again;      /* whether it is another round */
} Choice;

static void
choice_clear (Choice *choice)
{
  g_clear_pointer (&choice->presents, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Choice, choice_clear)

/* The branches to choose from, for the face: always, so that a choice can be made anew. */
static void
put_candidates (const Choice *choice,
                GHashTable   *observations)
{
  JsonArray *candidates = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < choice->branches->len; i++)
    {
      const CwGitBranch *branch = g_ptr_array_index (choice->branches, i);
      gboolean own = branch == choice->own;
      JsonObject *candidate = describe_candidate (branch, &choice->presents[i], branch == choice->suggested,
                                                  own && !choice->again);

      json_object_set_boolean_member (candidate, "own", own);
      json_array_add_object_element (candidates, candidate);
    }
  json_node_take_array (node, candidates);
  g_hash_table_replace (observations, g_strdup_printf ("bases.%s.%s", choice->site, choice->repository->id), node);
}

static const CwGitBranch *
find_branch (GPtrArray  *branches,
             const char *name)
{
  for (guint i = 0; i < branches->len; i++)
    if (g_strcmp0 (((const CwGitBranch *) g_ptr_array_index (branches, i))->name, name) == 0)
      return g_ptr_array_index (branches, i);
  return NULL;
}

static gboolean
list_choices (Choice       *choice,
              const char   *ticket_branch,
              GCancellable *cancellable,
              GError      **error)
{
  const CwGitBranch *own;

  choice->branches = list_branches (choice->world, choice->repository, choice->site, cancellable, error);
  if (choice->branches == NULL)
    return FALSE;
  own = find_branch (choice->branches, ticket_branch);
  choice->own = own != NULL && own->ahead > 0 ? own : NULL;
  choice->again = cw_deployment_get_round (choice->deployment, choice->site, choice->repository->id) > 1;
  choice->presents = g_new0 (CwCycle, choice->branches->len + 1);
  choice->suggested = pick_suggested (choice->world, choice->repository, choice->site,
                                      choice->branches, choice->again ? NULL : choice->own, choice->presents,
                                      cancellable);
  if (choice->again && choice->own != NULL)
    choice->suggested = choice->own;
  return TRUE;
}

/* A ticket's branch that somebody pushed already is planned as it would have been: on what it stands on. Where a person
 * chose another base, it is planned there all the same, and what is there differs. */
static void
stand_where_it_stands (Choice      *choice,
                       const char  *chosen,
                       CwWorldBase *base)
{
  const CwGitBranch *footing = cw_world_find_footing (choice->world, choice->repository, choice->branches, choice->own,
                                                      &base->commit);

  if (footing != NULL)
    choice->suggested = footing;
  if (footing == NULL || (chosen != NULL && !g_str_equal (chosen, footing->name)))
    g_clear_pointer (&base->commit, g_free);
  base->there = g_strdup (choice->own->name);
}

/* A ticket's branch that was pushed and merged already is planned as it was then: it is found and taken over. */
static gboolean
stand_before_merge (Choice      *choice,
                    const char  *ticket_branch,
                    GHashTable  *observations,
                    CwWorldBase *base)
{
  const CwRepository *repository = choice->repository;
  g_autofree char *id = name_effect (choice->deployment, repository, choice->site, repository->stage, repository->id);
  g_autofree char *marker = id != NULL ? cw_effect_make_marker (id, 1) : NULL;
  const char *before = NULL;

  if (marker != NULL && ticket_branch != NULL && choice->own == NULL && !choice->again
      && cw_deployment_get_text (choice->deployment, "base.%s.%s", choice->site, repository->id) == NULL)
    before = cw_world_find_merged (choice->world, repository, marker);
  if (before == NULL)
    return FALSE;
  put_candidates (choice, observations);
  base->name = g_strdup (repository->branch);
  base->commit = g_strdup (before);
  base->tip = g_strdup ("");
  base->there = g_strdup (ticket_branch);
  base->merged = TRUE;
  return TRUE;
}

/* Branches are merged months later, and deleted: a choice of one that is gone is a choice no more. */
static gboolean
is_gone (const Choice *choice,
         const char   *name)
{
  g_autofree char *tip = NULL;
  g_autoptr (GError) error = NULL;

  if (find_branch (choice->branches, name) != NULL)
    return FALSE;
  tip = cw_git_service_get_tip (choice->world->git, choice->repository->url, name, &error);
  return tip == NULL && g_error_matches (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

/* The person's choice counts; else another round goes on with the ticket's own branch while that is unfinished; else
 * what runs at the site is suggested. Who chooses the ticket's branch in the first round adds to it, as long as there is
 * something to add. */
static gboolean
choose_base (Choice       *choice,
             CwHistory    *history,
             GHashTable   *observations,
             CwWorldBase  *base,
             GCancellable *cancellable,
             GError      **error)
{
  const CwRepository *repository = choice->repository;
  const char *chosen = cw_deployment_get_text (choice->deployment, "base.%s.%s", choice->site, repository->id);
  gboolean first = choice->own != NULL && !choice->again;
  gboolean on_own = first && g_strcmp0 (chosen, choice->own->name) == 0;

  if (chosen != NULL && is_gone (choice, chosen))
    {
      g_hash_table_replace (observations, g_strdup_printf ("gone.%s.%s", choice->site, repository->id),
                            json_node_init_string (json_node_alloc (), chosen));
      chosen = NULL;
    }
  if (on_own && cw_world_is_whole (choice->world, choice->deployment, history, repository, choice->site,
                                   choice->own->tip, cancellable))
    {
      on_own = FALSE;
      chosen = NULL;
    }
  if (first && !on_own)
    stand_where_it_stands (choice, chosen, base);
  if (choice->suggested == NULL && chosen == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("%s has no branch %s"), repository->name,
                   repository->branch);
      return FALSE;
    }
  put_candidates (choice, observations);
  base->name = g_strdup (chosen != NULL ? chosen : choice->suggested->name);
  if (base->commit == NULL)
    base->commit = chosen != NULL ? cw_git_service_get_tip (choice->world->git, repository->url, chosen, error)
                                  : g_strdup (choice->suggested->tip);
  return base->commit != NULL;
}

/* What was sent stays as it was, and another round goes on with it, but @base may have got something of the site since
 * that nothing there counts. */
static void
note_left (CwWorld            *self,
           CwDeployment       *deployment,
           CwHistory          *history,
           const CwRepository *repository,
           const char         *site,
           const char         *commit,
           const char         *base,
           GHashTable         *observations)
{
  g_autofree char *tip = cw_git_service_get_tip (self->git, repository->url, base, NULL);

  if (tip != NULL && commit != NULL && *commit != '\0')
    g_hash_table_replace (observations, g_strdup_printf ("joined.%s.%s", site, repository->id),
                          cw_world_list_left (self, deployment, history, repository, site, commit, tip));
}

/* The branch may be gone, or have got more commits, since it was sent; one that stands on itself is to be merged into
 * the default branch. */
static void
note_left_of_sent (CwWorld            *self,
                   CwDeployment       *deployment,
                   CwHistory          *history,
                   CwEffectRecord     *record,
                   const CwRepository *repository,
                   const char         *site,
                   const CwWorldBase  *base,
                   GHashTable         *observations)
{
  JsonObject *outcome = cw_effect_record_get_outcome (record);
  const char *branch = cw_json_get_string (json_node_get_object (cw_effect_record_get_sent (record)), "branch", "");
  g_autofree char *tip = cw_git_service_get_tip (self->git, repository->url, branch, NULL);

  note_left (self, deployment, history, repository, site,
             tip != NULL ? tip : outcome != NULL ? cw_json_get_string (outcome, "commit", NULL) : NULL,
             g_str_equal (base->name, branch) ? repository->branch : base->name, observations);
}

/* The ticket became another one since: its branch is to be a new one, whatever the old one was at, and stands on its base
 * as that is now. */
static void
forget_other_tip (CwWorld            *self,
                  CwDeployment       *deployment,
                  CwHistory          *history,
                  CwEffectRecord     *record,
                  const CwRepository *repository,
                  const char         *site,
                  CwWorldBase        *base)
{
  g_autofree char *branch = name_ticket_branch (self, deployment, history, repository, site);
  const char *sent = cw_json_get_string (json_node_get_object (cw_effect_record_get_sent (record)), "branch", "");
  char *now;

  if (branch == NULL || g_str_equal (branch, sent))
    return;
  g_free (base->tip);
  base->tip = g_strdup ("");
  now = g_str_equal (base->name, sent) ? NULL : cw_git_service_get_tip (self->git, repository->url, base->name, NULL);
  if (now == NULL)
    return;
  g_free (base->commit);
  base->commit = now;
}

gboolean
cw_world_find_base (CwWorld            *self,
                    CwDeployment       *deployment,
                    CwHistory          *history,
                    const CwRepository *repository,
                    const char         *site,
                    GHashTable         *observations,
                    CwWorldBase        *base,
                    GCancellable       *cancellable,
                    GError            **error)
{
  CwEffectRecord *record = find_record (deployment, history, repository, site, repository->stage, repository->id);
  g_auto (Choice) choice = { self, deployment, repository, site };
  g_autofree char *ticket_branch = NULL;

  if (cw_world_take_sent (record, base))
    {
      forget_other_tip (self, deployment, history, record, repository, site, base);
      note_left_of_sent (self, deployment, history, record, repository, site, base, observations);
      return TRUE;
    }
  cw_world_base_clear (base);
  ticket_branch = name_ticket_branch (self, deployment, history, repository, site);
  if (!list_choices (&choice, ticket_branch, cancellable, error))
    return FALSE;
  if (stand_before_merge (&choice, ticket_branch, observations, base))
    return TRUE;
  if (!choose_base (&choice, history, observations, base, cancellable, error))
    return FALSE;
  if (base->there != NULL)
    {
      base->tip = g_strdup ("");
      return TRUE;
    }
  if (!find_tip (self, repository, ticket_branch, base, error))
    return FALSE;
  if (g_strcmp0 (base->name, ticket_branch) == 0)
    note_left (self, deployment, history, repository, site, base->commit, repository->branch, observations);
  cw_world_note_moves (self, record, repository, site, repository->id, base, observations);
  return TRUE;
}
