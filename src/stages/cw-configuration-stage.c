/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-configuration-stage"

#include "config.h"

#include "cw-stage-private.h"

/**
 * cw_configuration_stage:
 * @input: all that it may know
 * @result: where it says its effects
 *
 * Step 2 of the specification: the cycle's configuration in the git repositories, on branches named by the tickets.
 */
void
cw_configuration_stage (const CwStageInput *input,
                        CwStageResult      *result)
{
  CwCycle cycle;

  if (!cw_deployment_get_cycle (input->deployment, &cycle))
    return;
  cw_stage_add_branches (input, result, "configuration");
  cw_stage_add_tasks (input, result, "configuration", FALSE);
  cw_stage_check_effects (input, result);
}
