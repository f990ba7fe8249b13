/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-pins"

#include "config.h"

#include <string.h>

#include "cw-json.h"
#include "cw-pins.h"

static void
add_words (GHashTable *states,
           JsonObject *images,
           const char *member,
           CwPinImage  image)
{
  JsonArray *names = images != NULL ? cw_json_get_array (images, member) : NULL;

  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    g_hash_table_replace (states, (gpointer) json_array_get_string_element (names, i), GINT_TO_POINTER (image));
}

/* By what a person decides there: an edit by hand moves lines. */
static const CwMention *
find_mention (CwPlan             *plan,
              const CwResolution *resolution)
{
  GPtrArray *mentions = cw_plan_get_mentions (plan);

  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = g_ptr_array_index (mentions, i);

      if (resolution->choice != NULL && g_strcmp0 (mention->choice, resolution->choice) == 0
          && g_str_equal (mention->repository, resolution->repository) && g_str_equal (mention->path, resolution->path))
        return mention;
    }
  return NULL;
}

/**
 * cw_pins_list:
 * @plan: a site's plan
 * @images: (nullable): what the registry was seen to have: lists of `there`, `missing` and `older` images
 *
 * Returns: (transfer full) (element-type CwPin): each component of the site with what it resolves to; the plan must
 *   outlive it
 */
GArray *
cw_pins_list (CwPlan     *plan,
              JsonObject *images)
{
  GArray *pins = g_array_new (FALSE, FALSE, sizeof (CwPin));
  g_autoptr (GHashTable) states = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *resolutions;

  g_return_val_if_fail (CW_IS_PLAN (plan), pins);

  add_words (states, images, "there", CW_PIN_IMAGE_THERE);
  add_words (states, images, "missing", CW_PIN_IMAGE_MISSING);
  add_words (states, images, "older", CW_PIN_IMAGE_OLDER);
  resolutions = cw_plan_get_resolutions (plan);
  for (guint i = 0; i < resolutions->len; i++)
    {
      const CwResolution *resolution = g_ptr_array_index (resolutions, i);
      const CwPin pin = { resolution, find_mention (plan, resolution),
                          (CwPinImage) GPOINTER_TO_INT (g_hash_table_lookup (states, resolution->after)) };

      g_array_append_val (pins, pin);
    }
  return pins;
}

/**
 * cw_pin_image_to_word:
 * @image: what the registry says
 *
 * Returns: (transfer none): the stable word for it
 */
const char *
cw_pin_image_to_word (CwPinImage image)
{
  static const char *const words[] = { "unknown", "there", "missing", "older" };

  return words[image];
}

static gboolean
has_revision (const char *image)
{
  const char *tag = image != NULL ? strrchr (image, ':') : NULL;

  return tag != NULL && strchr (tag, '.') != NULL;
}

/**
 * cw_pin_is_pinned:
 * @self: a component's image
 *
 * Returns: whether a revision is named, before or after
 */
gboolean
cw_pin_is_pinned (const CwPin *self)
{
  return has_revision (self->resolution->before) || has_revision (self->resolution->after);
}
