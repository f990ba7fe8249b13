/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-journal-file-private.h"
#include "cw-json.h"

G_BEGIN_DECLS

/* The most that one event or draft may hold; what is refused on reading is refused on writing already. */
#define CW_JOURNAL_MAX_BYTES CW_JSON_DEFAULT_MAX_BYTES

typedef struct _CwJournalProof CwJournalProof;

struct _CwJournal
{
  GObject parent_instance;

  char *path;
  char *reading; /* beginnings of its errors: what can't be done with which file */
  char *writing;
  CwClock *clock;
  sqlite3 *database;
  int lock; /* of the owner; -1 for a reader */
  gint64 data_version;
  gint64 newest;         /* time of the newest event that was read or written */
  gint64 newest_seen;    /* when that was, by the monotonic clock */
  CwJournalProof *proof; /* (nullable): of what was read, while it isn't known to be what was written */
};

void cw_journal_take_time  (CwJournal *self,
                            gint64     time);
void cw_journal_stop_proof (CwJournal *self);

G_END_DECLS
