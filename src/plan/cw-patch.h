/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-plan.h"

G_BEGIN_DECLS

char *cw_change_set_to_patch  (const CwChangeSet  *self,
                               GError            **error);
char *cw_file_change_to_patch (const CwFileChange *self,
                               GError            **error);
char *cw_texts_to_patch       (GBytes             *before,
                               GBytes             *after,
                               const char         *path,
                               GError            **error);

G_END_DECLS
