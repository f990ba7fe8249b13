/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a person settles a conflict between a commit and the base that it is put on: as the base has it, as the commit
 * makes it, or as they wrote it themselves: the whole text stands behind the colon. */
#define CW_CONFLICT_BASE "base"
#define CW_CONFLICT_COMMIT "commit"
#define CW_CONFLICT_HAND "hand"
#define CW_CONFLICT_HAND_TEXT "hand:"

/* In the id of the question of such a conflict, behind the repository's: `REPOSITORY/rebase-SITE/…`. */
#define CW_QUESTION_REBASE "rebase-"

G_END_DECLS
