/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CwScratch:
 *
 * A temporary folder that nobody else may read; it goes with all that is in it when it is freed.
 */
typedef struct _CwScratch CwScratch;

CwScratch  *cw_scratch_new      (GError      **error);
void        cw_scratch_free     (CwScratch    *self);
const char *cw_scratch_get_path (CwScratch    *self);
gboolean    cw_scratch_put      (CwScratch    *self,
                                 const char   *path,
                                 GBytes       *bytes,
                                 GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwScratch, cw_scratch_free)

G_END_DECLS
