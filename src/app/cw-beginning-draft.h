/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * CwBeginningDraft:
 *
 * What was typed for a preparation that isn't begun yet, and so has no journal: a small file beside the journals. What
 * is typed goes there within half a second and when the draft goes. Belongs to the main thread. Signals: `loaded`, with
 * what was kept, where there is something and nothing was typed meanwhile; `failed`, with the reason why it can't be
 * kept.
 */
#define CW_TYPE_BEGINNING_DRAFT (cw_beginning_draft_get_type ())
G_DECLARE_FINAL_TYPE (CwBeginningDraft, cw_beginning_draft, CW, BEGINNING_DRAFT, GObject)

CwBeginningDraft *cw_beginning_draft_new    (const char       *path);
void              cw_beginning_draft_load   (CwBeginningDraft *self);
void              cw_beginning_draft_keep   (CwBeginningDraft *self,
                                             JsonObject       *draft);
void              cw_beginning_draft_forget (CwBeginningDraft *self);

G_END_DECLS
