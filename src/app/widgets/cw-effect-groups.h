/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwEffectGroups:
 *
 * The things to be done of a stage, a group for each site.
 */
#define CW_TYPE_EFFECT_GROUPS (cw_effect_groups_get_type ())
G_DECLARE_FINAL_TYPE (CwEffectGroups, cw_effect_groups, CW, EFFECT_GROUPS, AdwBin)

void cw_effect_groups_update (CwEffectGroups    *self,
                              CwDesk            *desk,
                              const CwViewStage *stage,
                              const char        *site);

G_END_DECLS
