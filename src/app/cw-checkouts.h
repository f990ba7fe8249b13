/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-desk.h"
#include "cw-session-files.h"

G_BEGIN_DECLS

/**
 * CwCheckouts:
 *
 * The files of a preparation that are open in the person's own editor. They are followed as long as the preparation is
 * open, whether or not a window shows them; what was saved there while nobody followed is looked for when it is opened
 * again. The signal `changed` (key of the file, nullable #CwFileText as it is now, nullable text of what went wrong)
 * says that one was opened, saved or finished. Belongs to the main thread.
 */
#define CW_TYPE_CHECKOUTS (cw_checkouts_get_type ())
G_DECLARE_FINAL_TYPE (CwCheckouts, cw_checkouts, CW, CHECKOUTS, GObject)

CwCheckouts *cw_checkouts_new    (CwDesk           *desk);
void         cw_checkouts_open   (CwCheckouts      *self,
                                  const CwFileText *file,
                                  GBytes           *text);
gboolean     cw_checkouts_has    (CwCheckouts      *self,
                                  const char       *key);
void         cw_checkouts_finish (CwCheckouts      *self,
                                  const char       *key);
void         cw_checkouts_look   (CwCheckouts      *self);

CwCheckouts *cw_desk_get_checkouts (CwDesk         *self);

G_END_DECLS
