/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cw-cli-plan.h"
#include "cw-json.h"
#include "cw-pins.h"

/**
 * cw_cli_plan_ask_registry:
 * @cli: what every command knows
 * @self: what the person says
 * @plan: what came of it
 * @error: where to store that it was stopped
 *
 * Asks the registry where the person wants that, and a check of a branch didn't do it already.
 *
 * Returns: %FALSE when it was stopped
 */
gboolean
cw_cli_plan_ask_registry (CwCli      *cli,
                          CwCliPlan  *self,
                          CwPlan     *plan,
                          GError    **error)
{
  CwSessionConfig config;

  if (!self->registry || self->images != NULL)
    return TRUE;
  cw_cli_config (cli, &config);
  self->images = cw_plan_ask_registry (&config, self->source->procedure, plan, cli->stop, error);
  return self->images != NULL;
}

/* So many images are named; of more the number is said, as json has them all. */
#define MAX_NAMED 5

static char *
list_images (GPtrArray *images)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint named = images->len > MAX_NAMED + 1 ? MAX_NAMED : images->len, more = images->len - named;

  for (guint i = 0; i < named; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (const char *) g_ptr_array_index (images, i));
  if (more > 0)
    {
      g_autofree char *list = g_strdup (text->str);

      /* Translators: a list of images, and how many more there are. */
      g_string_printf (text, ngettext ("%s and %u more", "%s and %u more", more), list, more);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * cw_cli_plan_print_images:
 * @plan: a plan
 * @images: (nullable): what the registry has of it
 *
 * Says which images it lacks, and where a floating tag means a newer one; out of reach is no answer.
 *
 * Returns: how many images nobody can run, or not as meant
 */
guint
cw_cli_plan_print_images (CwPlan     *plan,
                          JsonObject *images)
{
  const char *trouble = images != NULL ? cw_json_get_string (images, "trouble", NULL) : NULL;
  g_autoptr (GArray) pins = cw_pins_list (plan, images);
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) missing = g_ptr_array_new (), older = g_ptr_array_new ();
  g_autofree char *all_missing = NULL, *all_older = NULL;

  if (trouble != NULL)
    g_printerr (_ ("Warning: the registry is out of reach: %s\n"), trouble);
  for (guint i = 0; i < pins->len; i++)
    {
      const CwPin *pin = &g_array_index (pins, CwPin, i);

      if ((pin->image != CW_PIN_IMAGE_MISSING && pin->image != CW_PIN_IMAGE_OLDER)
          || !g_hash_table_add (said, pin->resolution->after))
        continue;
      g_ptr_array_add (pin->image == CW_PIN_IMAGE_MISSING ? missing : older, pin->resolution->after);
    }
  all_missing = list_images (missing);
  all_older = list_images (older);
  if (missing->len == 1)
    g_printerr (_ ("Warning: %s is not in the registry\n"), all_missing);
  else if (missing->len > 1)
    g_printerr (ngettext ("Warning: %u image is not in the registry: %s\n",
                          "Warning: %u images are not in the registry: %s\n", missing->len),
                missing->len, all_missing);
  if (older->len == 1)
    g_printerr (_ ("Warning: %s is in the registry; the floating tag means a newer one\n"), all_older);
  else if (older->len > 1)
    g_printerr (ngettext ("Warning: %u image is in the registry where the floating tag means a newer one: %s\n",
                          "Warning: %u images are in the registry where the floating tag means a newer one: %s\n",
                          older->len), older->len, all_older);
  return g_hash_table_size (said);
}
