/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-outside-file.h"
#include "cw-session-files.h"

G_BEGIN_DECLS

CwOutsideFile *cw_session_hand_out         (CwSession        *self,
                                            const CwFileText *file,
                                            GBytes           *text,
                                            GError          **error);
gboolean       cw_session_take_back        (CwSession        *self,
                                            const char       *record,
                                            CwFileText      **file,
                                            GCancellable     *cancellable,
                                            GError          **error);
gboolean       cw_session_finish_outside   (CwSession        *self,
                                            const char       *record,
                                            CwFileText      **file,
                                            GCancellable     *cancellable,
                                            GError          **error);
gboolean       cw_session_look_outside     (CwSession        *self,
                                            GHashTable       *open,
                                            GPtrArray        *keys,
                                            GError          **error);

G_END_DECLS
