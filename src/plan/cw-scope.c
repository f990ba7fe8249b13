/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-scope"

#include "config.h"

#include <json-glib/json-glib.h>

#include "cw-decide.h"

/* How often a cycle stands in a deployment's files. */
typedef struct
{
  CwCycle cycle;
  guint   count;
} Tally;

/**
 * cw_cycle_is_below:
 * @cycle: a cycle
 * @target: the target
 *
 * Returns: whether @cycle gives way to @target: it is an earlier one, or one of the other series, which ran beside it
 */
gboolean
cw_cycle_is_below (const CwCycle *cycle,
                   const CwCycle *target)
{
  return cycle->number > 0 && (cycle->series != target->series || cycle->number < target->number);
}

/**
 * cw_place_names_cycle:
 * @place: a place
 *
 * Returns: whether it says which cycle is configured, as opposed to a revision
 */
gboolean
cw_place_names_cycle (const CwPlace *place)
{
  return place->rule->kind == CW_RULE_IMAGE_TAG || place->rule->kind == CW_RULE_ENV_TAG
         || place->rule->kind == CW_RULE_CYCLE_NUMBER || place->rule->kind == CW_RULE_SCALAR;
}

static void
count_cycle (GArray        *tallies,
             const CwCycle *cycle)
{
  Tally fresh = { { cycle->series, cycle->number, CW_CYCLE_NO_REVISION }, 1 };

  for (guint i = 0; i < tallies->len; i++)
    {
      Tally *tally = &g_array_index (tallies, Tally, i);

      if (cw_cycle_equal (&tally->cycle, &fresh.cycle))
        {
          tally->count++;
          return;
        }
    }
  g_array_append_val (tallies, fresh);
}

/* A number is always of the series c: where the tag beside it is of the other one, it says null. */
static GArray *
count_cycles (const CwScope *self)
{
  GArray *tallies = g_array_new (FALSE, FALSE, sizeof (Tally));

  for (guint i = 0; i < self->plan_files->len; i++)
    {
      const CwPlanFile *file = self->plan_files->pdata[i];

      for (guint j = 0; j < file->places->len; j++)
        {
          const CwPlace *place = file->places->pdata[j];

          if (cw_place_names_cycle (place) && place->tag.cycle.number > 0)
            count_cycle (tallies, &place->tag.cycle);
        }
    }
  return tallies;
}

/* Those that a branch moved on from. */
static GArray *
count_earlier_cycles (const CwScope *self)
{
  GArray *tallies = g_array_new (FALSE, FALSE, sizeof (Tally));

  for (guint i = 0; i < self->plan_files->len; i++)
    {
      const CwPlanFile *file = self->plan_files->pdata[i];

      for (guint j = 0; j < file->places->len; j++)
        {
          const CwPlace *place = file->places->pdata[j];
          CwCycle earlier = { 0 };

          if (cw_place_names_cycle (place) && cw_scope_find_earlier (self, file, place, &earlier)
              && earlier.number > 0)
            count_cycle (tallies, &earlier);
        }
    }
  return tallies;
}

/* The commonest one; of two as common the later one. */
static void
take_commonest (GArray  *tallies,
                CwCycle *commonest)
{
  guint count = 0;

  for (guint i = 0; i < tallies->len; i++)
    {
      const Tally *tally = &g_array_index (tallies, Tally, i);

      if (tally->count > count || (tally->count == count && cw_cycle_compare (&tally->cycle, commonest) > 0))
        {
          *commonest = tally->cycle;
          count = tally->count;
        }
    }
}

/* A second deployment follows while it is at most one cycle behind the first one; further behind it is retired. */
static gboolean
stayed_behind (const CwScope *self,
               const CwScope *first)
{
  if (!self->files->second || first == NULL || self->present.number == 0 || first->present.number == 0)
    return FALSE;
  return self->present.series != first->present.series || self->present.number + 1 < first->present.number;
}

/* Where a branch has moved everything to the target already, something may have been left at what it moved on from. */
static void
find_left (CwScope *self)
{
  g_autoptr (GArray) tallies = NULL;

  self->left = self->present;
  if (self->present.number != self->target->number || self->present.series != self->target->series)
    return;
  tallies = count_earlier_cycles (self);
  self->left = (CwCycle) { 'c', 0, CW_CYCLE_NO_REVISION };
  take_commonest (tallies, &self->left);
}

/* A target below the present cycle moves nothing by itself: one answer for the whole site says what is meant. Another
 * repository of the site may be at another present cycle, so any later one means to stay. */
static void
find_way_back (CwScope *self)
{
  g_autofree char *question = g_strconcat (self->site, "/", CW_QUESTION_BACK, NULL);
  const char *answer = cw_scope_get_answer (self, question);
  CwCycle cycle;

  self->back = self->present.series == self->target->series && self->present.number > self->target->number;
  if (!self->back)
    return;
  if (answer == NULL || !cw_cycle_parse (answer, &cycle, NULL) || cycle.series != self->target->series
      || cycle.number < self->target->number)
    self->held = TRUE;
  else
    self->stays = cycle.number > self->target->number;
}

/**
 * cw_scope_find_cycles:
 * @self: a deployment whose places are known
 * @first: (nullable): the site's first deployment, for a second one
 *
 * Finds which cycle the deployment has, and whether the target is ahead of it.
 */
void
cw_scope_find_cycles (CwScope       *self,
                      const CwScope *first)
{
  g_autoptr (GArray) tallies = count_cycles (self);

  self->present = (CwCycle) { 'c', 0, CW_CYCLE_NO_REVISION };
  take_commonest (tallies, &self->present);
  find_left (self);
  self->retired = stayed_behind (self, first);
  if (!self->retired)
    find_way_back (self);
}

/**
 * cw_scope_has_places:
 * @self: a deployment whose files were read
 *
 * Returns: whether any rule knows anything in its files
 */
gboolean
cw_scope_has_places (const CwScope *self)
{
  for (guint i = 0; i < self->plan_files->len; i++)
    if (((const CwPlanFile *) self->plan_files->pdata[i])->places->len > 0)
      return TRUE;
  return FALSE;
}

/**
 * cw_scope_dup_question:
 * @self: a deployment
 * @path: path of the file
 * @key: what in it is asked about
 *
 * Returns: (transfer full): the id of a question, the same for the same thing in every plan
 */
char *
cw_scope_dup_question (const CwScope *self,
                       const char    *path,
                       const char    *key)
{
  return g_strdup_printf ("%s/%s#%s", self->repository->id, path, key);
}

/**
 * cw_scope_dup_choice:
 * @self: a deployment
 * @file: a file of it
 * @place: (nullable): a place in it; %NULL is a mention that no rule claims
 *
 * Returns: (transfer full) (nullable): the id by which a person decides about @place; an application on its own
 *   schedule has one for its whole file
 */
char *
cw_scope_dup_choice (const CwScope    *self,
                     const CwPlanFile *file,
                     const CwPlace    *place)
{
  if (file->apart != NULL)
    return cw_scope_dup_question (self, file->path, file->apart->id);
  return place != NULL ? cw_scope_dup_question (self, file->path, place->key) : NULL;
}

/**
 * cw_scope_get_answer:
 * @self: a deployment
 * @question: id of a question
 *
 * Returns: (transfer none) (nullable): what the person answered
 */
const char *
cw_scope_get_answer (const CwScope *self,
                     const char    *question)
{
  JsonNode *answer = self->answers != NULL ? g_hash_table_lookup (self->answers, question) : NULL;

  if (answer == NULL || !JSON_NODE_HOLDS_VALUE (answer) || json_node_get_value_type (answer) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (answer);
}
