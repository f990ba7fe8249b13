/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-journal"

#include "config.h"

#include <inttypes.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-event-private.h"
#include "cw-journal-private.h"

/*
 * Reading a journal, and the proof that its entries are what was written there. Both are short for a preparation of
 * the usual size. Of one with tens of thousands of entries the proof takes longer than everything else at its start:
 * a thread of its own makes it then, beside the planning, and nothing is shown or written before it is through.
 */

/* So many entries are proved faster than a thread is begun for them. */
#define AT_ONCE 500

/* Of entries as they were read, in the order of the file. The thread only reads what is said here, but for the result;
 * joining it hands that over. */
struct _CwJournalProof {
  GPtrArray *events; /* of CwEvent */
  GByteArray *sums;  /* those that the file has for them, one after the other */
  GThread *thread;   /* (nullable) */
  gboolean stopped;  /* (atomic) */
  CwEvent *changed;  /* (nullable): the first that isn't what was written */
};

typedef enum {
  DAMAGE_UNREADABLE,
  DAMAGE_CHANGED,
  DAMAGE_MISSING,
} Damage;

/* Returns: (transfer full): that the file @name has this damage in its entry @seq */
static char *
describe_damage (Damage      damage,
                 const char *name,
                 gint64      seq)
{
  switch (damage)
    {
    case DAMAGE_CHANGED:
      return g_strdup_printf (_ ("The preparation %s is damaged: its entry %" PRId64 " isn’t what was written there. "
                                 "It is left as it is: put back a copy of it, or begin anew"), name, seq);
    case DAMAGE_MISSING:
      return g_strdup_printf (_ ("The preparation %s is damaged: its entry %" PRId64 " is missing. It is left "
                                 "as it is: put back a copy of it, or begin anew"), name, seq);
    case DAMAGE_UNREADABLE:
    default:
      return g_strdup_printf (_ ("The preparation %s is damaged: its entry %" PRId64 " can’t be read. It is "
                                 "left as it is: put back a copy of it, or begin anew"), name, seq);
    }
}

/* An entry that is damaged makes the file a damaged one. */
static void
refuse_entry (CwJournal *self,
              gint64     seq,
              Damage     damage,
              GError   **error)
{
  g_autofree char *name = g_filename_display_name (self->path);
  g_autofree char *message = describe_damage (damage, name, seq);
  g_autoptr (GError) reason = g_error_new_literal (CW_ERROR, CW_ERROR_INVALID_DATA, message);

  if (cw_journal_is_owner (self))
    cw_journal_file_tell_of_copy (self->path, &reason);
  g_propagate_error (error, g_steal_pointer (&reason));
}


void
cw_journal_take_time (CwJournal *self,
                      gint64     time)
{
  if (time < self->newest)
    return;
  self->newest = time;
  self->newest_seen = g_get_monotonic_time ();
}

static CwJournalProof *
proof_new (GPtrArray *events)
{
  CwJournalProof *proof = g_new0 (CwJournalProof, 1);

  proof->events = g_ptr_array_ref (events);
  proof->sums = g_byte_array_new ();
  return proof;
}

static void
proof_free (CwJournalProof *proof)
{
  g_atomic_int_set (&proof->stopped, TRUE);
  if (proof->thread != NULL)
    g_thread_join (proof->thread);
  g_ptr_array_unref (proof->events);
  g_byte_array_unref (proof->sums);
  g_free (proof);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwJournalProof, proof_free)

static gpointer
prove (gpointer data)
{
  CwJournalProof *proof = data;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < proof->events->len && proof->changed == NULL && !g_atomic_int_get (&proof->stopped); i++)
    {
      guint8 sum[CW_JOURNAL_SUM_SIZE];

      cw_journal_entry_sum (proof->events->pdata[i], checksum, sum);
      if (memcmp (sum, proof->sums->data + (gsize) i * sizeof sum, sizeof sum) != 0)
        proof->changed = proof->events->pdata[i];
    }
  return NULL;
}

/*
 * cw_journal_stop_proof:
 * @self: a journal
 *
 * Ends the proof, if one is being made: whoever read the entries has no more use for them.
 */
void
cw_journal_stop_proof (CwJournal *self)
{
  g_clear_pointer (&self->proof, proof_free);
}

/**
 * cw_journal_prove:
 * @self: a journal
 * @error: where to store which entry isn't what was written there
 *
 * Waits until it is known whether what cw_journal_read_ahead() gave is what was written.
 *
 * Returns: whether it is; what was read is of no use otherwise, now and whenever it is asked again
 */
gboolean
cw_journal_prove (CwJournal  *self,
                  GError    **error)
{
  CwJournalProof *proof;

  g_return_val_if_fail (CW_IS_JOURNAL (self), FALSE);

  proof = self->proof;
  if (proof == NULL)
    return TRUE;
  if (proof->thread != NULL)
    g_thread_join (g_steal_pointer (&proof->thread));
  if (proof->changed == NULL)
    {
      cw_journal_stop_proof (self);
      return TRUE;
    }
  refuse_entry (self, cw_event_get_seq (proof->changed),
                cw_event_is_readable (proof->changed) ? DAMAGE_CHANGED : DAMAGE_UNREADABLE, error);
  return FALSE;
}

/**
 * cw_journal_refuse_unreadable:
 * @self: a journal
 * @seq: number of an entry whose data can't be read
 * @error: (out): where to store that
 */
void
cw_journal_refuse_unreadable (CwJournal  *self,
                              gint64      seq,
                              GError    **error)
{
  g_return_if_fail (CW_IS_JOURNAL (self));

  refuse_entry (self, seq, DAMAGE_UNREADABLE, error);
}

/* A text that holds a NUL would be another one to C. */
static gboolean
get_text (sqlite3_stmt  *statement,
          int            column,
          const char   **text)
{
  *text = sqlite3_column_type (statement, column) == SQLITE_TEXT
            ? (const char *) sqlite3_column_text (statement, column) : NULL;
  return *text != NULL && strlen (*text) == (gsize) sqlite3_column_bytes (statement, column);
}

/* The kinds of values belong to what is proved: here, as the sum takes them for granted. */
static CwEvent *
make_event (sqlite3_stmt *statement)
{
  const char *type, *effect_id, *actor, *text;

  if (sqlite3_column_type (statement, 0) != SQLITE_INTEGER || sqlite3_column_type (statement, 1) != SQLITE_INTEGER
      || !get_text (statement, 2, &type) || !get_text (statement, 4, &actor) || !get_text (statement, 5, &text)
      || (!get_text (statement, 3, &effect_id) && sqlite3_column_type (statement, 3) != SQLITE_NULL))
    return NULL;
  return cw_event_new_from_text (sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 1), type,
                                 effect_id, actor, text, (gsize) sqlite3_column_bytes (statement, 5));
}

static gboolean
take_sum (sqlite3_stmt *statement,
          GByteArray   *sums)
{
  if (sqlite3_column_type (statement, 6) != SQLITE_BLOB
      || sqlite3_column_bytes (statement, 6) != CW_JOURNAL_SUM_SIZE)
    return FALSE;
  g_byte_array_append (sums, sqlite3_column_blob (statement, 6), CW_JOURNAL_SUM_SIZE);
  return TRUE;
}

/* @sums: (nullable): where the sum goes; a file without sums is proved by what it says alone */
static CwEvent *
read_row (CwJournal     *self,
          sqlite3_stmt  *statement,
          GByteArray    *sums,
          GError       **error)
{
  g_autoptr (CwEvent) event = make_event (statement);

  if (event != NULL && (sums != NULL ? take_sum (statement, sums) : cw_event_is_readable (event)))
    {
      cw_journal_take_time (self, cw_event_get_time (event));
      return g_steal_pointer (&event);
    }
  refuse_entry (self, sqlite3_column_int64 (statement, 0),
                event != NULL && cw_event_is_readable (event) ? DAMAGE_CHANGED : DAMAGE_UNREADABLE, error);
  return NULL;
}

/* Entries are counted without a gap: what is missing was taken out by something else.
 * @expected: number of the first, 0 where some are left out */
static gboolean
read_rows (CwJournal     *self,
           sqlite3_stmt  *statement,
           gint64         expected,
           GPtrArray     *events,
           GByteArray    *sums,
           GError       **error)
{
  int result;

  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      CwEvent *event;

      if (expected != 0 && sqlite3_column_int64 (statement, 0) != expected)
        {
          refuse_entry (self, expected, DAMAGE_MISSING, error);
          return FALSE;
        }
      event = read_row (self, statement, sums, error);
      if (event == NULL)
        return FALSE;
      g_ptr_array_add (events, event);
      expected += expected != 0;
    }
  if (result == SQLITE_DONE)
    return TRUE;
  cw_sqlite_set_error (self->database, self->reading, error);
  return FALSE;
}

/* @expected: as of read_rows(); the proof of what was read begins where it is too long to be made at once */
static GPtrArray *
read_entries (CwJournal     *self,
              sqlite3_stmt  *statement,
              gboolean       summed,
              gint64         expected,
              GError       **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CwJournalProof) proof = proof_new (events);

  if (!read_rows (self, statement, expected, events, summed ? proof->sums : NULL, error))
    return NULL;
  if (!summed)
    return g_steal_pointer (&events);
  if (events->len > AT_ONCE)
    proof->thread = g_thread_new ("cw-journal-proof", prove, proof);
  else
    prove (proof);
  self->proof = g_steal_pointer (&proof);
  return events->len > AT_ONCE || cw_journal_prove (self, error) ? g_steal_pointer (&events) : NULL;
}

/**
 * cw_journal_read_ahead:
 * @self: a journal
 * @after_seq: the last event that the caller knows, 0 for none
 * @error: where to store why an event can't be read, or which one is missing
 *
 * As cw_journal_read(), but perhaps before the events are known to be what was written: before anything comes of them
 * cw_journal_prove() must say so. Nothing is appended before that.
 *
 * Returns: (transfer full) (element-type CwEvent) (nullable): the events since, oldest first, which stay as they are
 */
GPtrArray *
cw_journal_read_ahead (CwJournal  *self,
                       gint64      after_seq,
                       GError    **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  gboolean summed = FALSE;

  g_return_val_if_fail (CW_IS_JOURNAL (self), NULL);

  /* One proof at a time. */
  if (!cw_journal_prove (self, error))
    return NULL;
  statement = cw_journal_entry_prepare_read (self->database, "seq > ?1", &summed, self->reading, error);
  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, after_seq);
  return read_entries (self, statement, summed, after_seq + 1, error);
}

static gboolean
is_proved (CwJournal  *self,
           GPtrArray  *events,
           GError    **error)
{
  if (!cw_journal_prove (self, error))
    return FALSE;
  for (guint i = 0; i < events->len; i++)
    if (!cw_event_is_readable (events->pdata[i]))
      {
        refuse_entry (self, cw_event_get_seq (events->pdata[i]), DAMAGE_UNREADABLE, error);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_count (CwJournal  *self,
             GError    **error)
{
  gint64 missing = 0;

  if (!cw_sqlite_read_int (self->database,
                           "SELECT CASE WHEN count (*) = coalesce (max (seq), 0) THEN 0 ELSE"
                           " (SELECT min (n) FROM (SELECT 1 AS n UNION ALL SELECT seq + 1 FROM events)"
                           " WHERE n NOT IN (SELECT seq FROM events)) END FROM events",
                           &missing, self->reading, error))
    return FALSE;
  if (missing != 0)
    refuse_entry (self, missing, DAMAGE_MISSING, error);
  return missing == 0;
}

/**
 * cw_journal_read:
 * @self: a journal
 * @after_seq: the last event that the caller knows, 0 for none
 * @error: where to store why an event can't be read, or which one is missing
 *
 * Returns: (transfer full) (element-type CwEvent) (nullable): the events since, oldest first
 */
GPtrArray *
cw_journal_read (CwJournal  *self,
                 gint64      after_seq,
                 GError    **error)
{
  g_autoptr (GPtrArray) events = NULL;

  g_return_val_if_fail (CW_IS_JOURNAL (self), NULL);

  events = cw_journal_read_ahead (self, after_seq, error);
  return events != NULL && is_proved (self, events, error) ? g_steal_pointer (&events) : NULL;
}

/**
 * cw_journal_read_own:
 * @self: a journal
 * @error: where to store why an event can't be read, or which one is missing
 *
 * Leaves unread what was done outside, which is nearly all of a long journal.
 *
 * Returns: (transfer full) (element-type CwEvent) (nullable): the events that are of no effect, oldest first: what is
 *   prepared, and whether it was given up
 */
GPtrArray *
cw_journal_read_own (CwJournal  *self,
                     GError    **error)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (sqlite3_stmt) statement = NULL;
  gboolean summed = FALSE;

  g_return_val_if_fail (CW_IS_JOURNAL (self), NULL);

  if (!cw_journal_prove (self, error) || !check_count (self, error))
    return NULL;
  statement = cw_journal_entry_prepare_read (self->database, "effect IS NULL", &summed, self->reading, error);
  events = statement != NULL ? read_entries (self, statement, summed, 0, error) : NULL;
  return events != NULL && is_proved (self, events, error) ? g_steal_pointer (&events) : NULL;
}
