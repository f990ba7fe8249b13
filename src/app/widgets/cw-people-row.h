/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwPeopleRow:
 *
 * Who stands in the tickets in one role: whom the procedure means, or whom a person names instead.
 */
#define CW_TYPE_PEOPLE_ROW (cw_people_row_get_type ())
G_DECLARE_FINAL_TYPE (CwPeopleRow, cw_people_row, CW, PEOPLE_ROW, AdwEntryRow)

GtkWidget *cw_people_row_new    (CwDesk         *desk,
                                 const CwPerson *person);
void       cw_people_row_update (CwPeopleRow    *self);

G_END_DECLS
