/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include "cw-cli-plan.h"
#include "cw-json.h"
#include "cw-patch.h"
#include "cw-pins.h"

/* A plan as a script reads it. */

static const char *const fates[] = {
  [CW_FATE_CHANGED] = "changed",
  [CW_FATE_KEPT] = "kept",
  [CW_FATE_QUESTION] = "question",
  [CW_FATE_NOT_PART] = "not-part",
  [CW_FATE_ODD] = "odd",
};

/**
 * cw_cli_fate_word:
 * @mention: a mention
 *
 * Returns: (transfer none): the stable word of its fate
 */
const char *
cw_cli_fate_word (const CwMention *mention)
{
  return mention->left_out ? "left-out" : fates[mention->fate];
}

static void
set_texts (JsonObject        *object,
           const char        *name,
           const char *const *texts)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    json_array_add_string_element (array, texts[i]);
  json_object_set_array_member (object, name, array);
}

/**
 * cw_cli_mention_to_json:
 * @plan: a plan
 * @mention: one of its mentions
 *
 * Returns: (transfer full): all of it, for scripts
 */
JsonObject *
cw_cli_mention_to_json (CwPlan          *plan,
                        const CwMention *mention)
{
  g_auto (GStrv) options = cw_plan_dup_options (plan, mention);
  JsonObject *object = cw_json_object ("repository", mention->repository, "path", mention->path, "text", mention->text,
                                       "value", mention->value, "target", mention->target, "fate",
                                       cw_cli_fate_word (mention), "rule", mention->rule, "reason", mention->reason,
                                       "question", mention->question, "choice", mention->choice, "edit", mention->edit,
                                       NULL);

  json_object_set_int_member (object, "line", mention->line);
  json_object_set_boolean_member (object, "removed", mention->removed);
  set_texts (object, "options", (const char *const *) options);
  return object;
}

static JsonObject *
sums_to_json (CwPlan     *plan,
              const char *repository)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (fates); i++)
    json_object_set_int_member (object, fates[i], cw_plan_count (plan, repository, (CwFate) i));
  return object;
}

static JsonObject *
changes_to_json (CwPlan            *plan,
                 const CwChangeSet *changes,
                 GError           **error)
{
  g_autofree char *patch = cw_change_set_to_patch (changes, error);
  g_autofree char *present = changes->present.number > 0 ? cw_cycle_to_tag (&changes->present) : NULL;
  JsonArray *paths = json_array_new ();
  JsonObject *object = NULL;

  if (patch == NULL)
    {
      json_array_unref (paths);
      return NULL;
    }
  for (guint i = 0; i < changes->paths->len; i++)
    json_array_add_string_element (paths, changes->paths->pdata[i]);
  object = cw_json_object ("id", changes->repository, "base", changes->base, "base-name", changes->base_name,
                           "current", present, "diff", patch, NULL);
  json_object_set_int_member (object, "files", changes->n_files);
  json_object_set_int_member (object, "changed", changes->files->len);
  json_object_set_array_member (object, "paths", paths);
  json_object_set_object_member (object, "sums", sums_to_json (plan, changes->repository));
  return object;
}

static JsonObject *
check_to_json (const CwPlanWarning *warning)
{
  JsonObject *object = cw_json_object ("id", warning->id, "check", warning->check, "repository", warning->repository,
                                       "path", warning->path, "value", warning->value, "text", warning->text,
                                       "reason", warning->reason, NULL);
  JsonArray *lines = json_array_new ();

  json_array_add_int_element (lines, warning->line);
  for (guint i = 0; warning->more != NULL && i < warning->more->len; i++)
    json_array_add_int_element (lines, g_array_index (warning->more, guint, i));
  json_object_set_int_member (object, "line", warning->line);
  json_object_set_array_member (object, "lines", lines);
  return object;
}

static void
add_warnings (JsonObject *object,
              CwPlan     *plan)
{
  GPtrArray *warnings = cw_plan_get_warnings (plan);
  JsonArray *texts = json_array_new (), *checks = json_array_new ();

  for (guint i = 0; i < warnings->len; i++)
    {
      const CwPlanWarning *warning = g_ptr_array_index (warnings, i);

      if (warning->check != NULL)
        json_array_add_object_element (checks, check_to_json (warning));
      else
        json_array_add_string_element (texts, warning->text);
    }
  json_object_set_array_member (object, "warnings", texts);
  json_object_set_array_member (object, "checks", checks);
}

static JsonArray *
images_to_json (CwPlan     *plan,
                JsonObject *images)
{
  g_autoptr (GArray) pins = cw_pins_list (plan, images);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < pins->len; i++)
    {
      const CwPin *pin = &g_array_index (pins, CwPin, i);
      const CwResolution *one = pin->resolution;
      JsonObject *object = cw_json_object ("repository", one->repository, "path", one->path, "component",
                                           one->component, "before", one->before, "after", one->after, "registry",
                                           cw_pin_image_to_word (pin->image), NULL);

      json_object_set_int_member (object, "line", one->line);
      json_array_add_object_element (array, object);
    }
  return array;
}

static JsonArray *
validators_to_json (GPtrArray *validations)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < validations->len; i++)
    json_array_add_object_element (array, cw_validation_to_json (g_ptr_array_index (validations, i)));
  return array;
}

static JsonArray *
objects_to_json (GPtrArray *objects)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < objects->len; i++)
    json_array_add_object_element (array, json_object_ref (g_ptr_array_index (objects, i)));
  return array;
}

static const char *
tell_registry (JsonObject *images)
{
  if (images == NULL)
    return "not-asked";
  return cw_json_get_string (images, "trouble", NULL) != NULL ? "out-of-reach" : "asked";
}
/* The files that fixes were taken over into: each says whose it is. */
static JsonArray *
edited_to_json (CwPlan *plan)
{
  GPtrArray *hands = cw_plan_get_hand_changes (plan);
  JsonArray *all = json_array_new ();

  for (guint i = 0; i < hands->len; i++)
    {
      const CwHandChange *hand = g_ptr_array_index (hands, i);
      JsonObject *object = cw_json_object ("repository", hand->repository, "path", hand->path, "edited", hand->origin,
                                           NULL);

      if (hand->taken != NULL)
        json_object_set_array_member (object, "taken", json_array_ref (hand->taken));
      json_array_add_object_element (all, object);
    }
  return all;
}

/**
 * cw_cli_plan_to_json:
 * @plan: a plan
 * @validations: (element-type CwValidation): what validators say of it
 * @images: (nullable): what the registry has of it; %NULL where it was not asked
 * @fixes: (nullable) (element-type JsonObject): what was fixed at a test stand, and isn't here
 * @bases: (nullable) (element-type JsonObject): on which branches it could have been planned instead
 * @error: where to store the reason
 *
 * Returns: (transfer full) (nullable): all of it: files, mentions with rule, reason and fate, sums, images, checks,
 *   validators
 */
JsonNode *
cw_cli_plan_to_json (CwPlan     *plan,
                     GPtrArray  *validations,
                     JsonObject *images,
                     GPtrArray  *fixes,
                     GPtrArray  *bases,
                     GError    **error)
{
  GPtrArray *change_sets = cw_plan_get_change_sets (plan), *mentions = cw_plan_get_mentions (plan);
  g_autofree char *tag = cw_cycle_to_tag (cw_plan_get_target (plan));
  JsonObject *object = cw_json_object ("site", cw_plan_get_site (plan), "target", tag, NULL);
  g_autoptr (JsonNode) node = cw_json_node_object (object);
  JsonArray *repositories = json_array_new (), *all = json_array_new ();

  json_object_set_array_member (object, "repositories", repositories);
  json_object_set_array_member (object, "mentions", all);
  json_object_set_object_member (object, "sums", sums_to_json (plan, NULL));
  for (guint i = 0; i < change_sets->len; i++)
    {
      JsonObject *changes = changes_to_json (plan, g_ptr_array_index (change_sets, i), error);

      if (changes == NULL)
        return NULL;
      json_array_add_object_element (repositories, changes);
    }
  for (guint i = 0; i < mentions->len; i++)
    json_array_add_object_element (all, cw_cli_mention_to_json (plan, g_ptr_array_index (mentions, i)));
  if (fixes != NULL)
    json_object_set_array_member (object, "fixes", objects_to_json (fixes));
  json_object_set_array_member (object, "edited", edited_to_json (plan));
  if (bases != NULL)
    json_object_set_array_member (object, "bases", objects_to_json (bases));
  add_warnings (object, plan);
  json_object_set_array_member (object, "images", images_to_json (plan, images));
  json_object_set_string_member (object, "registry", tell_registry (images));
  json_object_set_array_member (object, "validators", validators_to_json (validations));
  return g_steal_pointer (&node);
}
