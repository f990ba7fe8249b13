/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-event.h"

G_BEGIN_DECLS

/* The most that a copy may hold; what is larger is no preparation. */
#define CW_JOURNAL_COPY_MAX_BYTES ((gsize) 128 * 1024 * 1024)

/**
 * CwJournalCopy:
 * @id: name of the preparation
 * @rehearsal: whether it is a rehearsal
 * @actor: who made the copy
 * @machine: (nullable): the name of the computer where it was made
 * @time: when, µs since 1970
 * @events: (element-type CwEvent): all of its journal, oldest first
 *
 * A journal as it travels to another machine: one JSON text, whose hash shows whether it arrived whole. What a journal
 * doesn't hold, secrets above all, isn't in it; half-typed texts stay behind.
 */
typedef struct {
  char      *id;
  gboolean   rehearsal;
  char      *actor;
  char      *machine;
  gint64     time;
  GPtrArray *events;
} CwJournalCopy;

CwJournalCopy *cw_journal_copy_new             (const char    *id,
                                                gboolean       rehearsal,
                                                const char    *actor,
                                                const char    *machine,
                                                gint64         time,
                                                GPtrArray     *events);
CwJournalCopy *cw_journal_copy_parse           (const char    *text,
                                                gsize          length,
                                                const char    *name,
                                                GError       **error);
void           cw_journal_copy_free            (CwJournalCopy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwJournalCopy, cw_journal_copy_free)

char          *cw_journal_copy_to_text         (CwJournalCopy *self);
int            cw_journal_copy_find_difference (CwJournalCopy *self,
                                                GPtrArray     *events);

G_END_DECLS
