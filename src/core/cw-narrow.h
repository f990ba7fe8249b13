/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void cw_narrow_lines (const char  *ours,
                      const char  *theirs,
                      char       **our_part,
                      char       **their_part);

G_END_DECLS
