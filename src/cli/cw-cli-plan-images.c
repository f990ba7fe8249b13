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

  if (trouble != NULL)
    g_printerr (_ ("Warning: the registry is out of reach: %s\n"), trouble);
  for (guint i = 0; i < pins->len; i++)
    {
      const CwPin *pin = &g_array_index (pins, CwPin, i);

      if ((pin->image != CW_PIN_IMAGE_MISSING && pin->image != CW_PIN_IMAGE_OLDER)
          || !g_hash_table_add (said, pin->resolution->after))
        continue;
      if (pin->image == CW_PIN_IMAGE_MISSING)
        g_printerr (_ ("Warning: %s is not in the registry\n"), pin->resolution->after);
      else
        g_printerr (_ ("Warning: %s is in the registry; the floating tag means a newer one\n"), pin->resolution->after);
    }
  return g_hash_table_size (said);
}
