/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-decide-revision"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-decide.h"

/* Why a place of a component moves. */
static void
change (CwPlace           *place,
        const CwComponent *component,
        char              *target)
{
  g_autofree char *reason = NULL;

  if (component->companion)
    reason = g_strdup_printf (_ ("It goes along: %s is the procedure’s companion of any revision."), component->name);
  else
    reason = g_strdup_printf (_ ("The component %s takes part in this revision."), component->name);
  cw_place_change (place, target, reason);
}

/* Why a place of a component stays: its bare tag floats. */
static void
keep_floating (CwPlace           *place,
               const CwComponent *component)
{
  g_autofree char *reason = NULL;

  if (component->companion)
    reason = g_strdup_printf (_ ("It goes along, %s being the procedure’s companion of any revision, and its bare tag "
                                 "already means the newest revision of this cycle."), component->name);
  else
    reason = g_strdup_printf (_ ("The component %s takes part in this revision, and its bare tag already means the "
                                 "newest revision of this cycle."), component->name);
  cw_place_keep (place, reason);
}

static gboolean
is_of_target (const CwScope *self,
              const CwCycle *cycle)
{
  return cycle->series == self->target->series && cycle->number == self->target->number;
}

/**
 * cw_scope_find_owning_cycle:
 * @self: a deployment
 * @file: a file of it
 * @place: a revision in it that has no cycle of its own
 *
 * Returns: the cycle that the revision belongs to: that of its file's own tag, of the one tag that all components share
 *   or else the site's
 */
CwCycle
cw_scope_find_owning_cycle (const CwScope    *self,
                            const CwPlanFile *file,
                            const CwPlace    *place)
{
  gboolean own = place->rule->kind == CW_RULE_ENV_REVISION;

  for (guint i = 0; i < self->plan_files->len; i++)
    {
      const CwPlanFile *other = self->plan_files->pdata[i];

      for (guint j = 0; (!own || other == file) && j < other->places->len; j++)
        {
          const CwPlace *tag = other->places->pdata[j];

          if (tag->rule->kind == (own ? CW_RULE_ENV_TAG : CW_RULE_SCALAR))
            return tag->tag.cycle;
        }
    }
  return self->present;
}

/* A revision alone is composed with the cycle that stands elsewhere: of another cycle it would name an image that
 * nobody asked for. */
static gboolean
asks_of_cycle (const CwScope     *self,
               const CwPlanFile  *file,
               CwPlace           *place,
               const CwComponent *component,
               const char        *revision)
{
  const CwCycle cycle = cw_scope_find_owning_cycle (self, file, place);
  const char *options[] = { place->value, NULL, NULL };
  CwCycle composed = cycle;
  g_autofree char *present = NULL, *target = NULL, *named = NULL;

  if (cycle.number == 0 || is_of_target (self, &cycle))
    return FALSE;
  composed.revision = self->target->revision;
  present = cw_cycle_to_bare_tag (&cycle);
  target = cw_cycle_to_tag (self->target);
  options[1] = g_str_equal (revision, place->value) ? NULL : revision;
  place->options = g_strdupv ((char **) options);
  named = cw_cycle_to_tag (&composed);
  cw_scope_ask (self, file, place, g_strdup (place->value),
                g_strdup_printf (_ ("The site is at %s: this would bring %s of %s, not %s. Does it stay until the site "
                                    "is at the cycle of that revision?"), present, named, component->name, target));
  return TRUE;
}

/* A companion that is ahead stays so; of a named component a person says whether it goes back. */
static gboolean
is_newer (const CwScope     *self,
          const CwPlanFile  *file,
          CwPlace           *place,
          const CwComponent *component,
          const char        *target)
{
  const char *options[] = { place->value, target, NULL };

  if (place->tag.cycle.revision <= self->target->revision)
    return FALSE;
  if (component->companion)
    {
      cw_place_keep (place, _ ("It goes along with any revision, and is at a newer one already."));
      return TRUE;
    }
  place->options = g_strdupv ((char **) options);
  cw_scope_ask (self, file, place, g_strdup (place->value),
                g_strdup_printf (_ ("The component %s is at the newer revision %s: does it stay there?"),
                                 component->name, place->value));
  return TRUE;
}

static void
decide_tag (const CwScope     *self,
            const CwPlanFile  *file,
            CwPlace           *place,
            const CwComponent *component)
{
  const CwCycle *cycle = &place->tag.cycle;
  g_autofree char *target = cw_cycle_to_tag (self->target);

  if (!is_of_target (self, cycle))
    cw_scope_ask (self, file, place, cw_cycle_to_bare_tag (self->target),
                  g_strdup_printf (_ ("The component %s takes part in this revision, but is configured for another "
                                      "cycle: shall it follow?"), component->name));
  else if (place->tag.form == CW_TAG_REVISION)
    {
      if (!is_newer (self, file, place, component, target))
        change (place, component, g_steal_pointer (&target));
    }
  else if (place->tag.form == CW_TAG_BARE)
    keep_floating (place, component);
  else
    cw_scope_ask (self, file, place, NULL,
                  g_strdup_printf (_ ("The component %s takes part in this revision with a tag of its own: which tag "
                                      "was built for %s?"), component->name, target));
}

/* What says only a revision, and takes its cycle from elsewhere. */
static void
decide_lone_revision (const CwScope     *self,
                      const CwPlanFile  *file,
                      CwPlace           *place,
                      const CwComponent *component)
{
  g_autofree char *target = place->rule->kind == CW_RULE_PIN ? g_strdup_printf ("%d", self->target->revision)
                                                             : g_strdup_printf (".%03d", self->target->revision);

  if (!asks_of_cycle (self, file, place, component, target) && !is_newer (self, file, place, component, target))
    change (place, component, g_steal_pointer (&target));
}

/* So many services are named; of more the number is said. */
#define MAX_NAMED 4

static char *
list_services (GPtrArray *services)
{
  guint n_named = services->len > MAX_NAMED + 1 ? MAX_NAMED : services->len, n_more = services->len - n_named;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n_named; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (const char *) services->pdata[i]);
  if (n_more > 0)
    /* Translators: a list of services, and how many more there are. */
    return g_strdup_printf (ngettext ("%s and %u more", "%s and %u more", n_more), text->str, n_more);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A revision that several services share would move those that nobody named, too. */
static void
decide_shared (const CwScope     *self,
               const CwPlanFile  *file,
               CwPlace           *place,
               const CwComponent *component,
               GPtrArray         *others)
{
  g_autofree char *target = g_strdup_printf (".%03d", self->target->revision), *named = list_services (others);
  const char *options[] = { place->value, target, NULL };

  if (asks_of_cycle (self, file, place, component, target) || is_newer (self, file, place, component, target))
    return;
  if (g_str_equal (place->value, target))
    {
      cw_place_keep (place, _ ("It says so already."));
      return;
    }
  place->options = g_strdupv ((char **) options);
  cw_scope_ask (self, file, place, g_strdup (place->value),
                g_strdup_printf (_ ("The component %s has its revision from “%s”, which would move %s along: does it "
                                    "stay, until the component has a variable of its own?"),
                                 component->name, place->key, named));
}

static void
decide_component (const CwScope     *self,
                  const CwPlanFile  *file,
                  CwPlace           *place,
                  const CwComponent *component)
{
  if (place->rule->kind == CW_RULE_PIN || place->rule->kind == CW_RULE_ENV_REVISION)
    decide_lone_revision (self, file, place, component);
  else if (place->tag.form == CW_TAG_NUMBER || place->tag.form == CW_TAG_NAMED)
    cw_place_keep (place, _ ("A revision does not move the cycle."));
  else
    decide_tag (self, file, place, component);
}

static void
decide_other (const CwScope *self,
              CwPlace       *place)
{
  if (place->rule->kind != CW_RULE_IMAGE_TAG && cw_place_names_cycle (place))
    cw_place_keep (place, _ ("A revision does not move the cycle."));
  else if (self->components->len == 0)
    cw_place_keep (place, _ ("No component of this revision is named."));
  else
    cw_place_keep (place, _ ("It belongs to none of the components that take part in this revision."));
}

static void
decide_place (const CwScope    *self,
              const CwPlanFile *file,
              CwPlace          *place)
{
  CwComponentMatch match = CW_COMPONENT_OTHER;
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_free);
  CwComponent *component = NULL;

  if (place->rule->kind == CW_RULE_ENV_REVISION)
    component = cw_scope_find_service (self, file, place, &match, others);
  if (match == CW_COMPONENT_OTHER)
    component = cw_components_find (self->components, self->repository->id, file, place, &match);
  else if (match == CW_COMPONENT_SAME && others->len > 0)
    {
      decide_shared (self, file, place, component, others);
      return;
    }
  if (place->rule->kind == CW_RULE_OWN_SCHEDULE)
    cw_scope_decide_apart (self, file, place);
  else if (match == CW_COMPONENT_SAME)
    {
      decide_component (self, file, place, component);
      component->pinned |= place->fate != CW_FATE_KEPT || place->rule->kind == CW_RULE_PIN
                           || place->rule->kind == CW_RULE_ENV_REVISION || place->tag.form == CW_TAG_REVISION;
    }
  else if (match == CW_COMPONENT_UNSURE)
    cw_scope_ask (self, file, place, g_strdup (place->value),
                  g_strdup_printf (_ ("This has the image of %s, but says no index: does it take part in this "
                                      "revision?"), component->name));
  else
    decide_other (self, place);
}

/**
 * cw_scope_decide_revision:
 * @self: a deployment whose places and cycles are known; its target is a revision
 *
 * Gives each place its fate: what belongs to the components of the revision follows, everything else stays.
 */
void
cw_scope_decide_revision (CwScope *self)
{
  for (guint i = 0; i < self->plan_files->len; i++)
    {
      const CwPlanFile *file = self->plan_files->pdata[i];

      for (guint j = 0; j < file->places->len; j++)
        decide_place (self, file, file->places->pdata[j]);
    }
  cw_scope_ask_unpinned (self);
}
