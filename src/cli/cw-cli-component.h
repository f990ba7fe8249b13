/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-cli.h"
#include "cw-inventory.h"

G_BEGIN_DECLS

/* A component, as the commands print it. */
JsonObject *cw_cli_component_to_json (const CwInventoryItem *item);
void        cw_cli_component_print   (CwCli                 *cli,
                                      const CwInventoryItem *item);

G_END_DECLS
