/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-clock.h"
#include "cw-event.h"

G_BEGIN_DECLS

/**
 * CwJournalMode:
 * @CW_JOURNAL_OWNER: may write; made where it is absent; one owner at a time
 * @CW_JOURNAL_READER: reads along, whoever owns it
 *
 * How a journal is opened.
 */
typedef enum {
  CW_JOURNAL_OWNER,
  CW_JOURNAL_READER,
} CwJournalMode;

/**
 * CwJournal:
 *
 * The memory of one preparation: an SQLite file with append-only events and the drafts of half-typed texts. What was
 * appended is on the disk when the call returns. Belongs to one thread at a time.
 */
#define CW_TYPE_JOURNAL (cw_journal_get_type ())
G_DECLARE_FINAL_TYPE (CwJournal, cw_journal, CW, JOURNAL, GObject)

CwJournal  *cw_journal_open        (const char    *path,
                                    CwJournalMode  mode,
                                    CwClock       *clock,
                                    GError       **error);

const char *cw_journal_get_path    (CwJournal     *self);
gboolean    cw_journal_is_owner    (CwJournal     *self);
gboolean    cw_journal_has_owner   (CwJournal     *self);
gint64      cw_journal_read_clock  (CwJournal     *self);
gint64      cw_journal_now         (CwJournal     *self);

CwEvent    *cw_journal_append      (CwJournal     *self,
                                    const char    *type,
                                    const char    *effect_id,
                                    const char    *actor,
                                    JsonObject    *data,
                                    GError       **error);
gboolean    cw_journal_take        (CwJournal     *self,
                                    GPtrArray     *events,
                                    guint          first,
                                    GError       **error);
GPtrArray  *cw_journal_read        (CwJournal     *self,
                                    gint64         after_seq,
                                    GError       **error);
GPtrArray  *cw_journal_read_ahead  (CwJournal     *self,
                                    gint64         after_seq,
                                    GError       **error);
GPtrArray  *cw_journal_read_own    (CwJournal     *self,
                                    GError       **error);
gboolean    cw_journal_prove       (CwJournal     *self,
                                    GError       **error);
void        cw_journal_refuse_unreadable (CwJournal *self,
                                    gint64         seq,
                                    GError       **error);
gboolean    cw_journal_has_changed (CwJournal     *self);

gboolean    cw_journal_set_draft   (CwJournal     *self,
                                    const char    *key,
                                    const char    *text,
                                    GError       **error);
gboolean    cw_journal_get_draft   (CwJournal     *self,
                                    const char    *key,
                                    char         **text,
                                    GError       **error);
GHashTable *cw_journal_read_drafts (CwJournal     *self,
                                    GError       **error);

G_END_DECLS
