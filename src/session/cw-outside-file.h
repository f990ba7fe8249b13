/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-hand-edit.h"

G_BEGIN_DECLS

/**
 * CwOutsideFile:
 * @record: the file that says what this is
 * @place: the file that the person's own editor has
 * @edit: what was handed out, or taken over last
 *
 * A file that was handed out to the person's own editor. Its record stands beside it, so that what is saved there is
 * found again whatever became of the program that handed it out. Lives in workers.
 */
typedef struct {
  char       *record;
  char       *place;
  CwHandEdit *edit;
} CwOutsideFile;

CwOutsideFile *cw_outside_file_make   (const char           *folder,
                                       const CwHandEdit     *edit,
                                       GError              **error);
CwOutsideFile *cw_outside_file_load   (const char           *record,
                                       GError              **error);
GPtrArray     *cw_outside_file_list   (const char           *folder);
GBytes        *cw_outside_file_read   (const CwOutsideFile  *self,
                                       GError              **error);
gboolean       cw_outside_file_is_new (const CwOutsideFile  *self,
                                       GBytes               *text);
gboolean       cw_outside_file_take   (CwOutsideFile        *self,
                                       GBytes               *text,
                                       GError              **error);
gboolean       cw_outside_file_is_old (const CwOutsideFile  *self);
GDateTime     *cw_outside_file_saved_at (const CwOutsideFile *self);
void           cw_outside_file_remove (const CwOutsideFile  *self);
void           cw_outside_file_free   (CwOutsideFile        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwOutsideFile, cw_outside_file_free)

G_END_DECLS
