/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-decide-unpinned"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-decide.h"
#include "cw-yaml-edit.h"

/* A component of a revision that no file pins, at a site that pins others: its floating tag means the newest revision,
 * which a person may want or not. */

/* (nullable): the key that would hold the pin of what @image describes, as the procedure lays it out */
static const char *
find_key (const CwTagRule  *rule,
          const CwYamlNode *image)
{
  g_autofree char *place = cw_yaml_node_dup_path (image);

  for (guint i = 0; rule->keys != NULL && rule->keys[i] != NULL; i++)
    {
      const char *dot = strrchr (rule->keys[i], '.'), *key = dot != NULL ? dot + 1 : rule->keys[i];
      g_autofree char *path = g_strconcat (place, ".", key, NULL);

      if (strpbrk (key, "*?") == NULL && cw_tag_rule_has_path (rule, path))
        return key;
    }
  return NULL;
}

/* Whether @node describes an image that has no tag of its own, and no pin. */
static gboolean
is_unpinned (const CwYamlNode *node,
             const char       *key)
{
  return cw_yaml_node_get_child (node, key) == NULL && cw_yaml_node_get_child (node, "tag") == NULL
         && cw_yaml_node_get_child (node, "repository") != NULL;
}

/* What an anchor would pin as well isn't offered. */
static gboolean
can_be_pinned (const CwPlanFile *file,
               const CwYamlNode *image,
               const char       *key)
{
  g_autoptr (CwEdit) edit = cw_yaml_edit_add (file->yaml, image, key, "0", NULL);

  return edit != NULL;
}

static CwPlace *
make_place (const CwTagRule  *rule,
            const CwYamlNode *image,
            const char       *key)
{
  CwPlace *place = g_new0 (CwPlace, 1);
  g_autofree char *path = cw_yaml_node_dup_path (image);

  place->rule = rule;
  place->node = image;
  place->absent = TRUE;
  place->tag.form = CW_TAG_PIN;
  place->tag.start = place->tag.cycle_start = image->key->start;
  place->tag.cycle = (CwCycle) { 'c', 0, CW_CYCLE_NO_REVISION };
  place->value = g_strdup ("");
  place->key = g_strconcat (path, ".", key, NULL);
  return place;
}

static gboolean
is_of_target (const CwScope    *self,
              const CwPlanFile *file,
              const CwPlace    *place)
{
  const CwCycle cycle = cw_scope_find_owning_cycle (self, file, place);

  return cycle.series == self->target->series && cycle.number == self->target->number;
}

static void
ask (const CwScope    *self,
     CwPlanFile       *file,
     CwPlace          *place,
     const CwComponent *component)
{
  g_autofree char *pin = g_strdup_printf ("%d", self->target->revision), *tag = cw_cycle_to_tag (self->target);
  const char *options[] = { pin, CW_ANSWER_KEEP, NULL };

  place->options = g_strdupv ((char **) options);
  g_ptr_array_add (file->places, place);
  cw_scope_ask (self, file, place, g_strdup (pin),
                g_strdup_printf (_ ("The component %s takes part in this revision and has no pin, as others here have: "
                                    "its floating tag means the newest one. Is it pinned to %s?"), component->name,
                                 tag));
}

static void
look_at_node (const CwScope    *self,
              CwPlanFile       *file,
              const CwTagRule  *rule,
              const CwYamlNode *node)
{
  const char *key = node->kind == CW_YAML_MAPPING && node->key != NULL ? find_key (rule, node) : NULL;
  CwComponentMatch match = CW_COMPONENT_OTHER;
  CwComponent *component;
  CwPlace *place;

  if (key == NULL || !is_unpinned (node, key))
    return;
  place = make_place (rule, node, key);
  component = cw_components_find (self->components, self->repository->id, file, place, &match);
  if (match == CW_COMPONENT_SAME && !component->companion && is_of_target (self, file, place)
      && can_be_pinned (file, node, key))
    {
      component->pinned = TRUE;
      ask (self, file, place, component);
    }
  else
    cw_place_free (place);
}

/**
 * cw_scope_ask_unpinned:
 * @self: a deployment whose target is a revision, and whose places were decided
 *
 * Offers a pin for each named component that has none, where the site pins others.
 */
void
cw_scope_ask_unpinned (const CwScope *self)
{
  if (!cw_scope_has_pins (self))
    return;
  for (guint i = 0; i < self->plan_files->len; i++)
    {
      CwPlanFile *file = self->plan_files->pdata[i];
      GPtrArray *nodes = file->yaml != NULL && file->apart == NULL ? cw_yaml_get_nodes (file->yaml) : NULL;

      for (guint j = 0; nodes != NULL && j < self->files->rules->len; j++)
        {
          const CwTagRule *rule = self->files->rules->pdata[j];

          if (rule->kind == CW_RULE_PIN && cw_path_matches_any ((const char *const *) rule->files, file->path))
            for (guint k = 0; k < nodes->len; k++)
              look_at_node (self, file, rule, nodes->pdata[k]);
        }
      cw_plan_file_sort_places (file);
    }
}
