/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-session.h"

G_BEGIN_DECLS

/**
 * CW_TRANSFER_SUFFIX:
 *
 * What the name of a file ends with that carries a preparation to another machine.
 */
#define CW_TRANSFER_SUFFIX ".cyclewright.json"

/**
 * CwTransfer:
 * @id: name of the preparation
 * @rehearsal: whether it is a rehearsal
 * @actor: who exported it
 * @time: when, µs since 1970
 * @n_taken: how many entries were taken over
 * @n_ahead: how many more there are here than in the file
 * @summary: (nullable): what it would bring, for a person, where it was only read
 *
 * What became of a file that was taken over, or would.
 */
typedef struct {
  char    *id;
  gboolean rehearsal;
  char    *actor;
  gint64   time;
  guint    n_taken;
  guint    n_ahead;
  char    *summary;
} CwTransfer;

void        cw_transfer_free   (CwTransfer            *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwTransfer, cw_transfer_free)

gboolean    cw_transfer_export (const CwSessionConfig *config,
                                const char            *id,
                                const char            *path,
                                GError               **error);
CwTransfer *cw_transfer_read   (const CwSessionConfig *config,
                                const char            *path,
                                GError               **error);
CwTransfer *cw_transfer_import (const CwSessionConfig *config,
                                const char            *path,
                                GError               **error);
char       *cw_transfer_to_text (const CwTransfer     *self);

G_END_DECLS
