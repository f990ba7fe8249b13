/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-desk.h"
#include "cw-session-files.h"

G_BEGIN_DECLS

/* The files of a preparation's repositories, for the window: each call is done in the session's worker. */

void        cw_desk_list_files   (CwDesk               *self,
                                  const char           *site,
                                  const char           *repository,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
void        cw_desk_read_file    (CwDesk               *self,
                                  const char           *site,
                                  const char           *repository,
                                  const char           *path,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
void        cw_desk_save_file    (CwDesk               *self,
                                  const CwFileText     *file,
                                  GBytes               *text,
                                  gboolean              may_break,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
void        cw_desk_undo_edit    (CwDesk               *self,
                                  const CwFileText     *file,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
void        cw_desk_keep_draft   (CwDesk               *self,
                                  const CwFileText     *file,
                                  GBytes               *text);

GStrv       cw_desk_list_unsaved (CwDesk               *self,
                                  const char           *site,
                                  const char           *repository);

GPtrArray  *cw_desk_list_finish  (CwDesk               *self,
                                  GAsyncResult         *result,
                                  GError              **error);
CwFileText *cw_desk_file_finish  (CwDesk               *self,
                                  GAsyncResult         *result,
                                  GError              **error);

G_END_DECLS
