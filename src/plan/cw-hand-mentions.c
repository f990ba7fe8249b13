/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-hand-mentions"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-hand-changes.h"
#include "cw-runs.h"

/* What becomes of the mentions of a file that a person edited: completeness speaks of the file as it will be. */

/* Lines that the person changed: what was there before, and what they wrote. */
typedef struct {
  const CwHandWork *work;
  const CwRun *run;
  GStrv lines;        /* the new ones */
  guint *n_mentions;  /* (array): for each new line, how many mentions stood on the line that it replaces */
} Reading;

static gboolean
is_of_file (const CwHandWork *work,
            const CwMention  *mention)
{
  return g_str_equal (mention->path, work->edit->path)
         && g_str_equal (mention->repository, work->changes->repository);
}

static void
settle (CwMention  *mention,
        CwFate      fate,
        const char *target,
        char       *reason)
{
  mention->fate = fate;
  g_free (mention->target);
  mention->target = g_strdup (target);
  g_free (mention->rule);
  mention->rule = g_strdup (CW_RULE_BY_HAND);
  g_free (mention->reason);
  mention->reason = reason;
  g_clear_pointer (&mention->question, g_free);
  /* No edit of the plan's own stands there any more that could be left out. */
  g_clear_pointer (&mention->edit, g_free);
  mention->left_out = FALSE;
}

static void
keep (const CwHandWork *work,
      CwMention        *mention)
{
  settle (mention, CW_FATE_KEPT, NULL, g_strdup_printf (_ ("Left as it is %s."), work->origin));
}

/* The word of the mention of that number on a line. */
static char *
dup_word (const char *line,
          guint       number,
          CwCycle    *cycle)
{
  g_autoptr (GArray) tags = cw_tag_scan (line, strlen (line));
  const CwTag *tag;

  if (number >= tags->len)
    return NULL;
  tag = &g_array_index (tags, CwTag, number);
  *cycle = tag->cycle;
  return g_strndup (line + tag->start, tag->length);
}

/* A person may know better, but then knowingly. */
static void
warn_of_cycle (const CwHandWork *work,
               guint             line,
               const char       *word,
               const CwCycle    *cycle)
{
  const CwCycle *target = work->scope->target;
  g_autofree char *tag = cw_cycle_to_bare_tag (target);

  if (cycle->number == 0 || (cycle->number == target->number && cycle->series == target->series))
    return;
  cw_plan_add_warning (work->plan, work->changes->repository,
                       g_strdup_printf ("hand-cycle-%s/%s:%u", work->changes->repository, work->edit->path, line),
                       g_strdup_printf (_ ("In %s, line %u, “%s” was written %s; the plan leads to %s"),
                                        work->edit->path, line, word, work->origin, tag));
}

static void
compare (Reading   *reading,
         CwMention *mention)
{
  const CwHandWork *work = reading->work;
  guint index = mention->line - reading->run->old_start;
  g_autofree char *word = NULL;
  CwCycle cycle = { 0 };

  if (index < reading->run->n_new)
    word = dup_word (reading->lines[index], reading->n_mentions[index]++, &cycle);
  if (word == NULL)
    settle (mention, CW_FATE_CHANGED, NULL, g_strdup_printf (_ ("Taken away %s."), work->origin));
  else if (g_str_equal (word, mention->value))
    {
      if (mention->fate == CW_FATE_CHANGED)
        keep (work, mention);
    }
  else if (mention->fate != CW_FATE_CHANGED || g_strcmp0 (word, mention->target) != 0)
    {
      settle (mention, CW_FATE_CHANGED, word, g_strdup_printf (_ ("Changed %s."), work->origin));
      warn_of_cycle (work, reading->run->new_start + index, word, &cycle);
    }
}

static void
add_mention (const CwHandWork *work,
             guint             at,
             guint             line,
             const char       *text,
             const char       *word)
{
  CwMention *mention = g_new0 (CwMention, 1);

  mention->repository = g_strdup (work->changes->repository);
  mention->path = g_strdup (work->edit->path);
  mention->line = line;
  mention->text = g_strdup (text);
  mention->value = g_strdup (word);
  settle (mention, CW_FATE_CHANGED, word, g_strdup_printf (_ ("Written %s."), work->origin));
  g_ptr_array_insert (cw_plan_get_mentions (work->plan), (int) at, mention);
}

/* Mentions that the person's lines have beyond those that they replace. */
static void
add_new_mentions (Reading *reading,
                  guint   *at)
{
  for (guint i = 0; i < reading->run->n_new; i++)
    {
      CwCycle cycle = { 0 };
      char *word;

      for (guint number = reading->n_mentions[i];
           (word = dup_word (reading->lines[i], number, &cycle)) != NULL; number++)
        {
          add_mention (reading->work, (*at)++, reading->run->new_start + i, reading->lines[i], word);
          warn_of_cycle (reading->work, reading->run->new_start + i, word, &cycle);
          g_free (word);
        }
    }
}

/* The mentions of one file stand together, in its order. */
static void
find_mentions (const CwHandWork *work,
               guint            *first,
               guint            *end)
{
  GPtrArray *mentions = cw_plan_get_mentions (work->plan);

  *first = *end = mentions->len;
  for (guint i = 0; i < mentions->len; i++)
    if (is_of_file (work, g_ptr_array_index (mentions, i)))
      {
        *first = MIN (*first, i);
        *end = i + 1;
      }
}

/* Whether the edit that the plan makes of @mention isn't in what the person made of the file. A pin that is added
 * stands somewhere behind the line that it belongs to. */
static gboolean
is_untouched (const CwMention *mention,
              GPtrArray       *runs,
              GPtrArray       *planned_runs)
{
  if (mention->form != CW_ANSWER_FORM_NEW_PIN)
    return cw_runs_find (runs, mention->line) == NULL;
  for (guint i = 0; i < planned_runs->len; i++)
    {
      const CwRun *run = g_ptr_array_index (planned_runs, i);

      if (run->n_old == 0 && run->old_start >= mention->line)
        return !cw_runs_contain (runs, run);
    }
  return FALSE;
}

/* Lines that the plan would have changed, and that the person left as they are. */
static void
keep_untouched (const CwHandWork *work,
                GPtrArray        *runs,
                GPtrArray        *planned_runs,
                guint             first,
                guint             end)
{
  for (guint i = first; i < end; i++)
    {
      CwMention *mention = g_ptr_array_index (cw_plan_get_mentions (work->plan), i);

      if (mention->fate == CW_FATE_CHANGED && is_untouched (mention, runs, planned_runs))
        keep (work, mention);
    }
}

/**
 * cw_hand_adjust_mentions:
 * @work: an edited file
 * @runs: (element-type CwRun): what changes in it
 * @planned_runs: (element-type CwRun): what the planner alone would change
 *
 * Says of each mention in the file what becomes of it with the edit, and adds those that the person wrote.
 */
void
cw_hand_adjust_mentions (const CwHandWork *work,
                         GPtrArray        *runs,
                         GPtrArray        *planned_runs)
{
  guint first, end, at;

  find_mentions (work, &first, &end);
  keep_untouched (work, runs, planned_runs, first, end);
  at = end;
  for (guint i = 0; i < runs->len; i++)
    {
      const CwRun *run = g_ptr_array_index (runs, i);
      Reading reading = { work, run };

      if (cw_runs_contain (planned_runs, run))
        continue;
      reading.lines = g_strsplit (run->text, "\n", (int) run->n_new + 1);
      reading.n_mentions = g_new0 (guint, run->n_new + 1);
      for (guint j = first; j < end; j++)
        {
          CwMention *mention = g_ptr_array_index (cw_plan_get_mentions (work->plan), j);

          if (mention->line >= run->old_start && mention->line < run->old_start + run->n_old)
            compare (&reading, mention);
        }
      add_new_mentions (&reading, &at);
      g_strfreev (reading.lines);
      g_free (reading.n_mentions);
    }
}
