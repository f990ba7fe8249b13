/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-workbench.h"

G_BEGIN_DECLS

/**
 * CwDrafts:
 *
 * The half-typed texts of the preparation that is open, by what they are for: a fact's key, `note`, `leave-out.EFFECT`.
 * What is typed goes into the preparation's journal within half a second and when the drafts go, so that neither
 * closing a window nor a crash loses it. Belongs to the main thread. Signals: `loaded`, when others are known; `failed`,
 * with the reason why they can't be kept.
 */
#define CW_TYPE_DRAFTS (cw_drafts_get_type ())
G_DECLARE_FINAL_TYPE (CwDrafts, cw_drafts, CW, DRAFTS, GObject)

CwDrafts   *cw_drafts_new  (CwWorkbench *workbench);
void        cw_drafts_load (CwDrafts    *self);
const char *cw_drafts_get  (CwDrafts    *self,
                            const char  *key);
void        cw_drafts_keep (CwDrafts    *self,
                            const char  *key,
                            const char  *text);
void        cw_drafts_note (CwDrafts    *self,
                            const char  *key,
                            gboolean     kept);
GStrv       cw_drafts_list (CwDrafts    *self,
                            const char  *prefix);

G_END_DECLS
