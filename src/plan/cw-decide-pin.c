/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-decide-pin"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-decide.h"
#include "cw-yaml-edit.h"

static gboolean
has_alias (const CwYaml     *yaml,
           const CwYamlNode *node)
{
  GPtrArray *nodes = cw_yaml_get_nodes (yaml);

  for (guint i = 0; i < nodes->len; i++)
    if (((const CwYamlNode *) nodes->pdata[i])->target == node)
      return TRUE;
  return FALSE;
}

/**
 * cw_pin_can_go:
 * @file: a file
 * @place: a place in it
 * @answer: what a person said
 *
 * Returns: whether @answer takes a pin out, and its key can be taken out without harm: nothing else stands on its line,
 *   and no other place of the file is an alias of what it stands in
 */
gboolean
cw_pin_can_go (const CwPlanFile *file,
               const CwPlace    *place,
               const char       *answer)
{
  g_autoptr (GPtrArray) nodes = NULL, edits = NULL;

  if (place->rule->kind != CW_RULE_PIN || !g_str_equal (answer, CW_ANSWER_REMOVE))
    return FALSE;
  for (const CwYamlNode *node = place->node; node->parent != NULL; node = node->parent)
    if (node->anchor != NULL && has_alias (file->yaml, node))
      return FALSE;
  nodes = g_ptr_array_new ();
  g_ptr_array_add (nodes, (gpointer) place->node);
  edits = cw_yaml_edit_remove (file->yaml, nodes, TRUE, NULL);
  return edits != NULL;
}

/**
 * cw_scope_cycle_moves:
 * @self: a deployment; what names its cycle was decided
 *
 * Returns: whether the cycle that its pins belong to moves: the one tag that all components share, where there is such
 *   a thing
 */
gboolean
cw_scope_cycle_moves (const CwScope *self)
{
  gboolean moves = FALSE, shared = FALSE, shared_moves = FALSE;

  for (guint i = 0; i < self->plan_files->len; i++)
    {
      const CwPlanFile *file = self->plan_files->pdata[i];

      for (guint j = 0; j < file->places->len; j++)
        {
          const CwPlace *place = file->places->pdata[j];
          gboolean changed = cw_place_names_cycle (place) && place->fate == CW_FATE_CHANGED;

          moves |= changed;
          shared |= place->rule->kind == CW_RULE_SCALAR;
          shared_moves |= changed && place->rule->kind == CW_RULE_SCALAR;
        }
    }
  return shared ? shared_moves : moves;
}

/* The three things that can become of a pin, what the site does first; one that can't be taken out has two. */
static GStrv
list_options (const CwPlanFile *file,
              const CwPlace    *place,
              const char       *habit)
{
  gboolean can_go = cw_pin_can_go (file, place, CW_ANSWER_REMOVE);
  gboolean removes = can_go && g_str_equal (habit, CW_ANSWER_REMOVE);
  g_autoptr (GStrvBuilder) options = g_strv_builder_new ();

  g_strv_builder_add (options, removes ? CW_ANSWER_REMOVE : "0");
  if (can_go)
    g_strv_builder_add (options, removes ? "0" : CW_ANSWER_REMOVE);
  if (!g_str_equal (place->value, "0"))
    g_strv_builder_add (options, place->value);
  return g_strv_builder_end (options);
}

static void
remove_pin (const CwScope    *self,
            const CwPlanFile *file,
            CwPlace          *place)
{
  if (!cw_pin_can_go (file, place, CW_ANSWER_REMOVE))
    {
      cw_scope_ask (self, file, place, g_strdup ("0"),
                    g_strdup (_ ("Its key can’t be taken out without harm: is it set to 0?")));
      return;
    }
  place->fate = CW_FATE_CHANGED;
  place->removed = TRUE;
  place->reason = g_strdup (place->rule->reason);
}

/* A pin where the branch had moved the cycle already. @said: whether a person said what becomes of all pins of the
 * site. Returns: whether it was decided there and then. */
static gboolean
decide_moved (const CwScope    *self,
              const CwPlanFile *file,
              CwPlace          *place,
              guint             mover,
              const char       *habit,
              gboolean          said)
{
  switch (cw_scope_find_standing (self, file, place, mover))
    {
    case CW_STANDING_SET:
      cw_place_keep (place, _ ("The branch that moved the cycle set this pin, too."));
      return TRUE;
    case CW_STANDING_REVIEWED:
      cw_place_keep (place, _ ("The branch that moved the cycle was reviewed with this pin."));
      return TRUE;
    case CW_STANDING_UNSURE:
      if (said || (g_str_equal (place->value, "0") && !g_str_equal (habit, CW_ANSWER_REMOVE)))
        return FALSE;
      place->options = list_options (file, place, habit);
      cw_scope_ask_standing (self, file, place, g_strdup ("0"));
      return TRUE;
    case CW_STANDING_LEFT:
    default:
      return FALSE;
    }
}

/**
 * cw_scope_decide_pin:
 * @self: a deployment
 * @file: a file of it
 * @place: a pin in it
 * @moves: whether the cycle that it belongs to moves
 * @mover: (nullable): the step of the branch that is planned on which had moved it; %NULL where none did
 *
 * Gives a pin its fate: as a person said for all pins of the site, else as the procedure says. Zero and none differ: 0
 * names the cycle's first revision, none the newest. A pin that the branch set itself is one of the new cycle.
 */
void
cw_scope_decide_pin (const CwScope    *self,
                     const CwPlanFile *file,
                     CwPlace          *place,
                     gboolean          moves,
                     const guint      *mover)
{
  g_autofree char *question = g_strconcat (self->site, "/", CW_QUESTION_PINS, NULL);
  const char *habit = cw_scope_get_answer (self, question);
  gboolean said = habit != NULL;

  if (!moves && mover == NULL)
    {
      cw_place_keep (place, _ ("The cycle does not move, so its pins stay."));
      return;
    }
  habit = habit != NULL ? habit : place->rule->reset;
  if (!moves && decide_moved (self, file, place, *mover, habit, said))
    return;
  place->options = list_options (file, place, habit);
  if (g_str_equal (habit, CW_ANSWER_KEEP))
    cw_place_keep (place, _ ("A person decided that the site’s pins stay."));
  else if (g_str_equal (habit, CW_ANSWER_REMOVE))
    remove_pin (self, file, place);
  else
    cw_place_change (place, g_strdup ("0"),
                     moves  ? place->rule->reason
                     : said ? _ ("A person decided that the site’s pins become 0.")
                            : _ ("The branch moved the cycle and left this pin behind, which names an image of the "
                                 "cycle before."));
}
