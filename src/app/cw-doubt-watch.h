/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwDoubtWatch:
 *
 * Looks by itself for what is in doubt at a desk, as soon as a look tells, and again from time to time. Nothing is sent
 * by that. Belongs to its desk.
 */
typedef struct _CwDoubtWatch CwDoubtWatch;

CwDoubtWatch *cw_doubt_watch_new  (CwDesk       *desk);
void          cw_doubt_watch_free (CwDoubtWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwDoubtWatch, cw_doubt_watch_free)

G_END_DECLS
