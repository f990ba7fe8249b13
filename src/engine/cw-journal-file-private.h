/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-journal.h"
#include "cw-sqlite-private.h"

G_BEGIN_DECLS

/* What SQLite's header carries so that other files are told apart: "CWjr". */
#define CW_JOURNAL_APPLICATION_ID 0x43576a72
#define CW_JOURNAL_VERSION 2
/* The first whose entries have sums. */
#define CW_JOURNAL_VERSION_SUMS 2
#define CW_JOURNAL_SUM_SIZE 32

int      cw_journal_file_lock (const char    *path,
                               GError       **error);
gboolean cw_journal_file_is_locked (const char *path);
sqlite3 *cw_journal_file_open (const char    *path,
                               CwJournalMode  mode,
                               GError       **error);
void     cw_journal_file_tell_of_copy (const char    *path,
                                       GError       **error);

gboolean      cw_journal_entry_teach_sum      (sqlite3    *database,
                                               const char *what,
                                               GError    **error);
sqlite3_stmt *cw_journal_entry_prepare_insert (sqlite3    *database,
                                               const char *what,
                                               GError    **error);
void          cw_journal_entry_sum            (CwEvent    *event,
                                               GChecksum  *checksum,
                                               guint8      sum[CW_JOURNAL_SUM_SIZE]);
sqlite3_stmt *cw_journal_entry_prepare_read   (sqlite3    *database,
                                               const char *which,
                                               gboolean   *summed,
                                               const char *what,
                                               GError    **error);

G_END_DECLS
