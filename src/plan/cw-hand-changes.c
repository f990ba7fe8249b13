/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-hand-changes"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-env.h"
#include "cw-hand-changes.h"
#include "cw-merge.h"
#include "cw-owner.h"
#include "cw-plan-changes.h"
#include "cw-reach.h"
#include "cw-runs.h"

/* A person's text was made on the text that the plan gave the file then. It is brought onto what the plan makes of the
 * file now, so that both survive; where both changed the same lines, the person is asked, and nothing is lost. */

static GBytes *
get_planned (const CwHandWork *work)
{
  return work->planned != NULL ? work->planned->new_bytes : work->base;
}

static gboolean
is_same (GBytes *a,
         GBytes *b)
{
  return a == NULL || b == NULL ? a == b : g_bytes_equal (a, b);
}

static GBytes *
keep_bytes (GBytes *bytes)
{
  return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

static char *
dup_question (const CwHandWork *work)
{
  GBytes *planned = get_planned (work);
  g_autofree char *blob = planned != NULL ? cw_blob_id (planned) : g_strdup ("none");
  g_autofree char *key = g_strdup_printf ("hand-%s@%.7s", work->edit->site, blob);

  return cw_scope_dup_question (work->scope, work->edit->path, key);
}

static CwMergeSide
find_side (const CwHandWork *work,
           const char       *question)
{
  const char *answer = cw_scope_get_answer (work->scope, question);

  if (g_strcmp0 (answer, CW_ANSWER_MINE) == 0)
    return CW_MERGE_MINE;
  return g_strcmp0 (answer, CW_ANSWER_PLANNED) == 0 ? CW_MERGE_PLANNED : CW_MERGE_ASK;
}

/* Where one side has no such file, or has one that is no text, there are no lines to bring together. */
static void
choose_whole (const CwHandWork *work,
              CwMergeSide       side,
              CwHandChange     *hand,
              guint            *conflict)
{
  *conflict = side == CW_MERGE_ASK ? 1 : 0;
  hand->result = keep_bytes (side == CW_MERGE_MINE ? work->edit->text : get_planned (work));
}

static gboolean
merge_lines (const CwHandWork *work,
             CwMergeSide       side,
             CwHandChange     *hand,
             guint            *conflict,
             GError          **error)
{
  g_autoptr (GBytes) merged = NULL;

  if (!cw_merge_texts (work->edit->from, get_planned (work), work->edit->text, side, &merged, conflict, error))
    return FALSE;
  hand->result = g_bytes_ref (*conflict > 0 ? get_planned (work) : merged);
  hand->marked = *conflict > 0 ? g_steal_pointer (&merged) : NULL;
  return TRUE;
}

static void
ask (const CwHandWork *work,
     guint             line,
     CwHandChange     *hand,
     char             *question)
{
  CwMention *mention = g_new0 (CwMention, 1);

  hand->question = g_strdup (question);
  mention->repository = g_strdup (work->changes->repository);
  mention->path = g_strdup (work->edit->path);
  mention->line = line;
  mention->text = g_strdup ("");
  mention->value = g_strdup (_ ("the edit by hand"));
  mention->fate = CW_FATE_QUESTION;
  mention->form = CW_ANSWER_FORM_SIDE;
  mention->rule = g_strdup (CW_RULE_BY_HAND);
  mention->question = question;
  mention->reason = g_strdup_printf (_ ("What was edited %s has changed since in the same place: does the edit stand "
                                        "there, or what the plan says now?"), work->origin);
  cw_plan_take_mention (work->plan, mention);
}

static gboolean
bring (const CwHandWork *work,
       CwHandChange     *hand,
       GError          **error)
{
  GBytes *planned = get_planned (work), *from = work->edit->from, *text = work->edit->text;
  g_autofree char *question = dup_question (work);
  CwMergeSide side = find_side (work, question);
  guint conflict = 0;

  hand->mine = keep_bytes (text);
  if (work->mended)
    {
      hand->planned = keep_bytes (work->base);
      hand->result = g_bytes_ref (work->planned != NULL ? work->planned->new_bytes : text);
      return TRUE;
    }
  hand->planned = keep_bytes (planned);
  if (is_same (from, planned) || is_same (text, planned))
    hand->result = keep_bytes (text);
  else if (planned == NULL || from == NULL || text == NULL
           || !cw_hand_edit_check_text (work->edit->path, planned, NULL))
    choose_whole (work, side, hand, &conflict);
  else if (!merge_lines (work, side, hand, &conflict, error))
    return FALSE;
  if (conflict > 0)
    ask (work, conflict, hand, g_steal_pointer (&question));
  return TRUE;
}

static void
put_change (const CwHandWork   *work,
            const CwHandChange *hand,
            GPtrArray          *edits)
{
  const char *blob = cw_snapshot_get_blob (work->scope->snapshot, work->edit->path);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  CwFileChange *change = g_new0 (CwFileChange, 1);

  change->path = g_strdup (work->edit->path);
  change->mode = work->base != NULL ? cw_snapshot_get_mode (work->scope->snapshot, work->edit->path) : 0100644;
  change->old_blob = g_strdup (work->base != NULL ? blob : "");
  change->new_blob = hand->result != NULL ? cw_blob_id (hand->result) : g_strdup ("");
  change->old_bytes = g_bytes_ref (work->base != NULL ? work->base : empty);
  change->new_bytes = g_bytes_ref (hand->result != NULL ? hand->result : empty);
  change->edits = edits;
  g_ptr_array_add (work->changes->files, change);
}

/* Whether a reader of such files takes it. What is a template for Helm is no YAML yet. */
static char *
find_break (const char *path,
            GBytes     *bytes)
{
  g_autoptr (CwYaml) yaml = NULL;
  g_autoptr (GError) error = NULL;

  if (bytes == NULL || (!g_str_has_suffix (path, ".yaml") && !g_str_has_suffix (path, ".yml")))
    return NULL;
  yaml = cw_yaml_read (bytes, &error);
  return yaml == NULL ? g_strdup (error->message) : NULL;
}

/**
 * cw_hand_edit_find_break:
 * @path: path of the file
 * @before: (nullable): its text before the edit
 * @after: (nullable): its text after the edit
 *
 * Returns: (transfer full) (nullable): why the file can't be read any more, with the line; %NULL where it can, or
 *   never could
 */
char *
cw_hand_edit_find_break (const char *path,
                         GBytes     *before,
                         GBytes     *after)
{
  g_autofree char *old_break = NULL;
  g_autofree char *new_break = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  new_break = find_break (path, after);
  if (new_break == NULL || (before == NULL && strstr (path, "templates/") != NULL))
    return NULL;
  old_break = find_break (path, before);
  return old_break == NULL ? g_steal_pointer (&new_break) : NULL;
}

static CwOwner
find_owner (const CwScope *scope,
            const char    *path)
{
  return cw_owner_find (scope->procedure, scope->repository, scope->site, path, NULL);
}

static CwFileChange *
find_change (const CwChangeSet *changes,
             const char        *path)
{
  for (guint i = 0; i < changes->files->len; i++)
    {
      CwFileChange *change = g_ptr_array_index (changes->files, i);

      if (g_str_equal (change->path, path))
        return change;
    }
  return NULL;
}

static void
warn_of_common (const CwHandWork   *work,
                const CwHandChange *hand)
{
  const char *path = work->edit->path, *repository = work->changes->repository;
  const CwFileChange *change = find_change (work->changes, path);
  const CwEdit *first = change != NULL && change->edits->len > 0 ? change->edits->pdata[0] : NULL;
  g_autofree char *reach = cw_reach_say (hand->reach);
  CwPlanWarning *warning = g_new0 (CwPlanWarning, 1);

  warning->id = g_strdup_printf ("hand-common-%s/%s", repository, path);
  warning->repository = g_strdup (repository);
  warning->path = g_strdup (path);
  warning->line = first != NULL ? MAX (first->line, 1) : 1;
  if (*reach != '\0')
    warning->text = g_strdup_printf (_ ("The file %s was edited %s; it concerns every site, not this one alone. "
                                        "It changes %s"), path, work->origin, reach);
  else
    warning->text = g_strdup_printf (_ ("The file %s was edited %s; it concerns every site, not this one alone"),
                                     path, work->origin);
  cw_plan_take_warning (work->plan, warning);
}

static void
warn_of_file (const CwHandWork   *work,
              const CwHandChange *hand)
{
  const char *path = work->edit->path, *repository = work->changes->repository;
  g_autofree char *trouble = cw_hand_edit_find_break (path, work->base, hand->result);

  if (trouble != NULL)
    cw_plan_add_warning (work->plan, repository, g_strdup_printf ("hand-broken-%s/%s", repository, path),
                         g_strdup_printf (_ ("The file %s was edited %s; it can’t be read any more: %s"), path,
                                          work->origin, trouble));
  if (hand->common && !is_same (work->base, hand->result))
    warn_of_common (work, hand);
  if (find_owner (work->scope, path) == CW_OWNER_NONE && !is_same (work->base, hand->result))
    cw_plan_add_warning (work->plan, repository, g_strdup_printf ("hand-stranger-%s/%s", repository, path),
                         g_strdup_printf (_ ("The file %s was edited %s; it concerns none of the procedure’s sites"),
                                          path, work->origin));
}

static gboolean
take_result (CwHandWork    *work,
             CwHandChange  *hand,
             GError       **error)
{
  const char *path = work->edit->path;
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  GBytes *base = work->base != NULL ? work->base : empty;
  g_autoptr (GPtrArray) runs = cw_runs_new (base, hand->result != NULL ? hand->result : empty, path, error);
  g_autoptr (GPtrArray) planned_runs = NULL;
  g_autoptr (GPtrArray) edits = NULL;

  if (runs == NULL)
    return FALSE;
  planned_runs = cw_runs_new (base, work->planned != NULL && !work->mended ? work->planned->new_bytes : base, path,
                              error);
  if (planned_runs == NULL)
    return FALSE;
  /* What was planned on the person's text is told by its mentions as they are. */
  if (!hand->common && !work->mended)
    cw_hand_adjust_mentions (work, runs, planned_runs);
  edits = cw_hand_make_edits (work, hand->result != NULL ? hand->result : empty, runs, planned_runs);
  if (work->planned != NULL)
    g_ptr_array_remove (work->changes->files, work->planned);
  work->planned = NULL;
  if (!is_same (work->base, hand->result))
    put_change (work, hand, g_steal_pointer (&edits));
  if (hand->common && !is_same (work->base, hand->result))
    hand->reach = cw_reach_find (work->scope->procedure, work->scope->snapshot, path, work->base, hand->result);
  warn_of_file (work, hand);
  return TRUE;
}

static gboolean
add_edit (const CwScope    *scope,
          const CwHandEdit *edit,
          CwChangeSet      *changes,
          CwPlan           *plan,
          GError          **error)
{
  g_autofree char *origin = cw_hand_edit_describe (edit);
  CwHandWork work = { scope, edit, origin, plan, changes, find_change (changes, edit->path),
                      cw_snapshot_get_bytes (scope->snapshot, edit->path) };
  CwHandChange *hand = g_new0 (CwHandChange, 1);
  CwOwner owner;

  work.mended = cw_scope_find_mended (scope, edit->path, work.base) != NULL;
  hand->repository = g_strdup (changes->repository);
  hand->path = g_strdup (edit->path);
  hand->origin = g_strdup (origin);
  hand->taken = edit->taken != NULL ? json_array_ref (edit->taken) : NULL;
  owner = find_owner (scope, edit->path);
  hand->common = owner != CW_OWNER_SITE && owner != CW_OWNER_NONE;
  cw_plan_take_hand_change (plan, hand);
  return bring (&work, hand, error) && (hand->question != NULL || take_result (&work, hand, error));
}

/**
 * cw_hand_changes_add:
 * @scope: what is planned, with the repository and its snapshot
 * @changes: what the planner changes there
 * @plan: the plan
 * @error: where to store a %CW_ERROR_INTERNAL with libgit2's words
 *
 * Takes the files that a person edited into the change set.
 *
 * Returns: whether that worked
 */
gboolean
cw_hand_changes_add (const CwScope  *scope,
                     CwChangeSet    *changes,
                     CwPlan         *plan,
                     GError        **error)
{
  for (guint i = 0; scope->edits != NULL && i < scope->edits->len; i++)
    {
      const CwHandEdit *edit = g_ptr_array_index (scope->edits, i);

      if (!g_str_equal (edit->repository, changes->repository) || !g_str_equal (edit->site, cw_plan_get_site (plan)))
        continue;
      if (add_edit (scope, edit, changes, plan, error))
        continue;
      g_prefix_error (error, "%s, %s: ", changes->repository, edit->path);
      return FALSE;
    }
  return TRUE;
}
