/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-plan-changes"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-decide.h"
#include "cw-plan-changes.h"
#include "cw-yaml-edit.h"

static void
explain_edit (const CwPlace *place,
              CwEdit        *edit)
{
  edit->rule = g_strdup (place->rule->id);
  edit->reason = g_strdup (place->reason);
}

static CwEdit *
make_edit (const CwPlanFile *file,
           const CwPlace    *place,
           GError          **error)
{
  CwEdit *edit = NULL;

  if (place->absent)
    edit = cw_yaml_edit_add (file->yaml, place->node, strrchr (place->key, '.') + 1, place->target, error);
  else if (place->entry != NULL)
    edit = cw_env_edit (place->entry, place->target, error);
  else if (cw_yaml_node_is_block (place->node))
    edit = cw_yaml_edit_replace_text (file->yaml, place->node, place->tag.start, place->tag.length, place->target,
                                      error);
  else
    edit = cw_yaml_edit_set_scalar (file->yaml, place->node, place->target, error);
  if (edit == NULL)
    return NULL;
  explain_edit (place, edit);
  return edit;
}

/* What goes is taken out at once: neighbours share the blank lines around them. */
static gboolean
add_removals (const CwPlanFile *file,
              GPtrArray        *edits,
              GError          **error)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new (), removals = NULL;
  const CwPlace *first = NULL;

  for (guint i = 0; i < file->places->len; i++)
    {
      const CwPlace *place = file->places->pdata[i];

      if (!place->removed)
        continue;
      first = first != NULL ? first : place;
      g_ptr_array_add (nodes, (gpointer) place->node);
    }
  if (first == NULL)
    return TRUE;
  removals = cw_yaml_edit_remove (file->yaml, nodes, TRUE, error);
  if (removals == NULL)
    return FALSE;
  for (guint i = 0; i < removals->len; i++)
    explain_edit (first, removals->pdata[i]);
  g_ptr_array_extend_and_steal (edits, g_steal_pointer (&removals));
  return TRUE;
}

static GPtrArray *
make_edits (const CwPlanFile *file,
            GError          **error)
{
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_edit_free);

  for (guint i = 0; i < file->places->len; i++)
    {
      const CwPlace *place = file->places->pdata[i];
      CwEdit *edit = NULL;

      if ((place->fate != CW_FATE_CHANGED && !place->held) || place->removed)
        continue;
      edit = make_edit (file, place, error);
      if (edit == NULL)
        return NULL;
      g_ptr_array_add (edits, edit);
    }
  if (!add_removals (file, edits, error))
    return NULL;
  cw_edits_describe (file->bytes, edits);
  return g_steal_pointer (&edits);
}

/* Reads the new text again and refuses it when anything else than the planned places differs. */
static gboolean
verify (CwPlanFile *file,
        GBytes     *bytes,
        GPtrArray  *edits,
        GError    **error)
{
  if (file->yaml != NULL)
    {
      file->after = cw_yaml_read (bytes, error);
      return file->after != NULL && cw_yaml_verify (file->yaml, file->after, edits, error);
    }
  else
    {
      g_autoptr (GPtrArray) after = cw_env_read (bytes, error);

      return after != NULL && cw_env_verify (file->env, after, edits, error);
    }
}

static gboolean
add_file (CwScope     *self,
          CwPlanFile  *file,
          CwChangeSet *changes,
          GError     **error)
{
  g_autoptr (GPtrArray) edits = make_edits (file, error);
  g_autoptr (GBytes) bytes = NULL;
  CwFileChange *change = NULL;

  if (edits == NULL)
    return FALSE;
  if (edits->len == 0)
    return TRUE;
  bytes = cw_edits_apply (file->bytes, edits, error);
  if (bytes == NULL || !verify (file, bytes, edits, error))
    return FALSE;

  change = g_new0 (CwFileChange, 1);
  change->path = g_strdup (file->path);
  change->mode = cw_snapshot_get_mode (self->snapshot, file->path);
  change->old_blob = g_strdup (cw_snapshot_get_blob (self->snapshot, file->path));
  change->new_blob = cw_blob_id (bytes);
  change->old_bytes = g_bytes_ref (file->bytes);
  change->new_bytes = g_steal_pointer (&bytes);
  change->edits = g_steal_pointer (&edits);
  g_ptr_array_add (changes->files, change);
  return TRUE;
}

/**
 * cw_scope_add_changes:
 * @self: a deployment that was decided
 * @changes: its repository's change set
 * @error: where to store a %CW_ERROR_INVALID_DATA: an edit would do something else than what was planned
 *
 * Makes the edits of each file and adds its new bytes.
 *
 * Returns: whether that worked
 */
gboolean
cw_scope_add_changes (CwScope     *self,
                      CwChangeSet *changes,
                      GError     **error)
{
  for (guint i = 0; i < self->plan_files->len; i++)
    {
      CwPlanFile *file = self->plan_files->pdata[i];

      if (add_file (self, file, changes, error))
        continue;
      g_prefix_error (error, "%s, %s: ", self->repository->id, file->path);
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_comment (const char *text,
            gsize       start,
            gsize       at)
{
  for (gsize i = start; i < at; i++)
    if (text[i] == '#' && (i == start || text[i - 1] == ' ' || text[i - 1] == '\t'))
      return TRUE;
  return FALSE;
}

/* Why a mention that no rule claims stays; @number is its place among those of the file, from 1. */
static void
explain (const CwScope    *self,
         const CwPlanFile *file,
         guint             number,
         gboolean          comment,
         CwMention        *mention)
{
  mention->rule = g_strdup (file->apart != NULL ? file->apart->id : CW_PLAN_COMPLETENESS);
  mention->fate = file->apart != NULL || self->retired ? CW_FATE_NOT_PART : CW_FATE_KEPT;
  if (file->apart != NULL)
    mention->reason = g_strdup (file->apart->reason);
  else if (file->trouble != NULL && !self->retired)
    cw_scope_ask_unread (self, file, number, mention);
  else if (comment)
    mention->reason = g_strdup (_ ("It stands in a comment."));
  else if (!self->retired && !cw_scope_has_places (self))
    cw_scope_ask_unread (self, file, number, mention);
  else
    mention->reason = g_strdup (_ ("No rule of the procedure moves it."));
}

static gboolean
stands_in_comment (const CwPlanFile *file,
                   const CwTag      *tag,
                   guint             line)
{
  gsize length = 0;

  return is_comment (g_bytes_get_data (file->bytes, NULL), cw_lines_get_range (file->lines, line, &length), tag->start);
}

static CwMention *
make_mention (CwScope    *self,
              CwPlanFile *file,
              guint       index)
{
  const CwTag *tag = &g_array_index (file->tags, CwTag, index);
  const CwPlace *place = cw_plan_file_place_at (file, tag);
  const char *data = g_bytes_get_data (file->bytes, NULL);
  CwMention *mention = g_new0 (CwMention, 1);

  mention->repository = g_strdup (self->repository->id);
  mention->path = g_strdup (file->path);
  mention->line = cw_lines_find (file->lines, tag->start);
  mention->text = cw_lines_dup_text (file->lines, mention->line, data);
  mention->value = g_utf8_make_valid (data + tag->start, (gssize) tag->length);
  if (place == NULL)
    {
      explain (self, file, index + 1, stands_in_comment (file, tag, mention->line), mention);
      return mention;
    }
  if (place->absent)
    {
      g_free (mention->value);
      mention->value = g_strdup ("–");
    }
  mention->target = place->held ? NULL : g_strdup (place->target);
  mention->choice = cw_scope_dup_choice (self, file, place);
  mention->options = g_strdupv (place->options);
  mention->form = cw_place_get_form (place);
  mention->removed = place->removed && !place->held;
  mention->fate = place->fate;
  mention->rule = g_strdup (place->rule->id);
  mention->reason = g_strdup (place->reason);
  mention->question = g_strdup (place->question);
  mention->left_out = place->left_out;
  if (place->left_out || place->fate == CW_FATE_CHANGED)
    mention->edit = g_strdup (mention->choice);
  return mention;
}

static guint
count_text (GBytes     *bytes,
            const char *text)
{
  gsize size = 0, length = strlen (text);
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL, *end = data + size;
  guint n = 0;

  while (size > 0 && length > 0 && (data = g_strstr_len (data, end - data, text)) != NULL)
    {
      data += length;
      n++;
    }
  return n;
}

/* Whether the branch that is planned on brought the line. */
static gboolean
is_brought (const CwScope    *self,
            const CwPlanFile *file,
            const CwMention  *mention)
{
  CwSnapshot *before = cw_snapshot_get_before (self->snapshot);

  return before != self->snapshot
         && count_text (file->bytes, mention->text)
              > count_text (cw_snapshot_get_bytes (before, file->path), mention->text);
}

static gboolean
is_at (const CwTag   *tag,
       const CwCycle *cycle)
{
  return tag->cycle.number > 0 && tag->cycle.number == cycle->number && tag->cycle.series == cycle->series;
}

/* (nullable): what is odd about a mention that no rule claims: it stands at the cycle that everything else leaves, or
 * at a cycle or a revision that nobody else has and that a branch brought */
static char *
describe_unclaimed (const CwScope    *self,
                    const CwPlanFile *file,
                    const CwTag      *tag,
                    const CwMention  *mention)
{
  if (is_at (tag, &self->left))
    return is_at (tag, &self->present)
             ? g_strdup_printf (_ ("“%s” stays at the present cycle, and no rule says why"), mention->value)
             : g_strdup_printf (_ ("“%s” stayed at the cycle before, and no rule says why"), mention->value);
  if (tag->cycle.number == 0 || !is_brought (self, file, mention))
    return NULL;
  if (!is_at (tag, self->target))
    return g_strdup_printf (_ ("“%s” came with the branch and is at another cycle than the target, and no rule says "
                               "why"), mention->value);
  return cw_cycle_is_incremental (&tag->cycle)
           ? g_strdup_printf (_ ("“%s” came with the branch and names one revision, and no rule says why"),
                              mention->value)
           : NULL;
}

/* What no rule claims, and stands where nothing else is meant to stand, the procedure may have forgotten. In one file
 * one alarm speaks for all lines with the same value, as a person's word for one is a word for all. */
static void
warn_unclaimed (const CwScope    *self,
                const CwPlanFile *file,
                const CwTag      *tag,
                const CwMention  *mention,
                CwPlan           *plan)
{
  g_autofree char *stem = NULL, *text = NULL;
  CwPlanWarning *warning;

  if (self->retired || mention->fate != CW_FATE_KEPT || !g_str_equal (mention->rule, CW_PLAN_COMPLETENESS)
      || cw_cycle_is_incremental (self->target) || stands_in_comment (file, tag, mention->line))
    return;
  text = describe_unclaimed (self, file, tag, mention);
  if (text == NULL)
    return;
  stem = g_strdup_printf (CW_PLAN_COMPLETENESS "-%s/%s#%s", mention->repository, mention->path, mention->value);
  warning = cw_plan_add_line (plan, stem, mention->line, mention->text);
  if (warning != NULL)
    {
      g_autofree char *lines = cw_plan_warning_dup_lines (warning);

      g_free (warning->text);
      warning->text = g_strdup_printf (_ ("In %s, lines %s: %s"), mention->path, lines, text);
      return;
    }
  warning = g_new0 (CwPlanWarning, 1);
  warning->id = g_strdup (stem);
  warning->stem = g_steal_pointer (&stem);
  warning->seen = g_strdup (mention->text);
  warning->repository = g_strdup (mention->repository);
  warning->text = g_strdup_printf (_ ("In %s, line %u: %s"), mention->path, mention->line, text);
  warning->check = g_strdup (CW_PLAN_COMPLETENESS);
  warning->path = g_strdup (mention->path);
  warning->line = mention->line;
  warning->value = g_strdup (mention->value);
  warning->reason = g_strdup (is_at (tag, &self->left)
                                ? _ ("Everything else leaves that cycle: edit the line by hand, or let it stay.")
                                : _ ("No rule moves it with the cycle: edit the line by hand, or let it stay."));
  cw_plan_take_warning (plan, warning);
}

/**
 * cw_scope_add_mentions:
 * @self: a deployment that was decided
 * @plan: the plan
 *
 * Adds every mention of the deployment's files with its fate.
 */
void
cw_scope_add_mentions (CwScope *self,
                       CwPlan  *plan)
{
  for (guint i = 0; i < self->plan_files->len; i++)
    {
      CwPlanFile *file = self->plan_files->pdata[i];

      for (guint j = 0; j < file->tags->len; j++)
        {
          const CwTag *tag = &g_array_index (file->tags, CwTag, j);
          CwMention *mention = make_mention (self, file, j);

          warn_unclaimed (self, file, tag, mention, plan);
          cw_plan_take_mention (plan, mention);
        }
    }
}
