/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-journal"

#include "config.h"

#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-journal-private.h"
#include "cw-json.h"

G_DEFINE_FINAL_TYPE (CwJournal, cw_journal, G_TYPE_OBJECT)

static void
cw_journal_finalize (GObject *object)
{
  CwJournal *self = CW_JOURNAL (object);

  cw_journal_stop_proof (self);
  g_clear_pointer (&self->database, sqlite3_close);
  if (self->lock >= 0)
    close (self->lock);
  g_clear_object (&self->clock);
  g_free (self->path);
  g_free (self->reading);
  g_free (self->writing);

  G_OBJECT_CLASS (cw_journal_parent_class)->finalize (object);
}

static void
cw_journal_class_init (CwJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_journal_finalize;
}

static void
cw_journal_init (CwJournal *self)
{
  self->lock = -1;
}

/**
 * cw_journal_open:
 * @path: the file; the owner makes it where it is absent, in a folder that exists
 * @mode: how to open it
 * @clock: (nullable): what time its events get; %NULL for the system's
 * @error: where to store %CW_ERROR_BUSY (it has an owner), %CW_ERROR_NOT_FOUND (a reader finds none),
 *   %CW_ERROR_INVALID_DATA (foreign, damaged or of a newer version: the file is left as it is) or %CW_ERROR_STORAGE
 *
 * Returns: (transfer full) (nullable): the journal
 */
CwJournal *
cw_journal_open (const char    *path,
                 CwJournalMode  mode,
                 CwClock       *clock,
                 GError       **error)
{
  g_autoptr (CwJournal) self = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (clock == NULL || CW_IS_CLOCK (clock), NULL);

  name = g_filename_display_name (path);
  self = g_object_new (CW_TYPE_JOURNAL, NULL);
  self->path = g_strdup (path);
  self->reading = g_strdup_printf (_ ("The preparation %s can’t be read"), name);
  self->writing = g_strdup_printf (_ ("The preparation %s can’t be written"), name);
  self->clock = clock != NULL ? g_object_ref (clock) : cw_clock_new ();
  if (mode == CW_JOURNAL_OWNER)
    {
      self->lock = cw_journal_file_lock (path, error);
      if (self->lock < 0)
        return NULL;
    }
  self->database = cw_journal_file_open (path, mode, error);
  if (self->database == NULL)
    return NULL;
  if (!cw_sqlite_read_int (self->database, "PRAGMA data_version", &self->data_version, self->reading, error))
    return NULL;
  return g_steal_pointer (&self);
}

const char *
cw_journal_get_path (CwJournal *self)
{
  g_return_val_if_fail (CW_IS_JOURNAL (self), NULL);

  return self->path;
}

gboolean
cw_journal_is_owner (CwJournal *self)
{
  g_return_val_if_fail (CW_IS_JOURNAL (self), FALSE);

  return self->lock >= 0;
}

/**
 * cw_journal_has_owner:
 * @self: a journal
 *
 * Returns: whether somebody has it open to write, whoever it is
 */
gboolean
cw_journal_has_owner (CwJournal *self)
{
  g_return_val_if_fail (CW_IS_JOURNAL (self), FALSE);

  return cw_journal_is_owner (self) || cw_journal_file_is_locked (self->path);
}

/**
 * cw_journal_read_clock:
 * @self: a journal
 *
 * Returns: the present instant by the computer's clock, in µs since 1970, though it may have been set back to before an
 *   event
 */
gint64
cw_journal_read_clock (CwJournal *self)
{
  g_autoptr (GDateTime) time = NULL;

  g_return_val_if_fail (CW_IS_JOURNAL (self), 0);

  time = cw_clock_now (self->clock);
  return g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
}

/**
 * cw_journal_now:
 * @self: a journal
 *
 * A clock that was set back must not leave what happened in the future, where it would be waited for: time goes on from
 * the newest event then, as fast as ever.
 *
 * Returns: the present instant by the clock that stamps the events, in µs since 1970; never before an event
 */
gint64
cw_journal_now (CwJournal *self)
{
  gint64 now;

  g_return_val_if_fail (CW_IS_JOURNAL (self), 0);

  now = cw_journal_read_clock (self);
  return now >= self->newest ? now : self->newest + g_get_monotonic_time () - self->newest_seen;
}

static gboolean
check_writable (CwJournal  *self,
                GError    **error)
{
  if (cw_journal_is_owner (self))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_BUSY, _ ("%s: it was opened to read along only"), self->writing);
  return FALSE;
}

static gboolean
check_size (CwJournal  *self,
            const char *text,
            GError    **error)
{
  if (strlen (text) <= CW_JOURNAL_MAX_BYTES)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("%s: one entry holds at most %d MiB"), self->writing,
               (int) (CW_JOURNAL_MAX_BYTES / 1024 / 1024));
  return FALSE;
}

static gboolean
insert_event (CwJournal  *self,
              gint64      time,
              const char *type,
              const char *effect_id,
              const char *actor,
              const char *text,
              GError    **error)
{
  g_autoptr (sqlite3_stmt) statement = cw_journal_entry_prepare_insert (self->database, self->writing, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, time);
  sqlite3_bind_text (statement, 2, type, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, effect_id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 4, actor, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 5, text, -1, SQLITE_STATIC);
  if (sqlite3_step (statement) == SQLITE_DONE)
    return TRUE;
  cw_sqlite_set_error (self->database, self->writing, error);
  return FALSE;
}

/**
 * cw_journal_append:
 * @self: an owner's journal
 * @type: one of CW_EVENT_…
 * @effect_id: (nullable): the effect that it is about
 * @actor: who
 * @data: (transfer none) (nullable): the event's members; sealed by this call
 * @error: where to store %CW_ERROR_STORAGE (a full disk, for one), %CW_ERROR_BUSY (a reader's journal),
 *   %CW_ERROR_VALIDATION (too large) or what cw_journal_prove() found
 *
 * Returns: (transfer full) (nullable): the event; it is on the disk
 */
CwEvent *
cw_journal_append (CwJournal  *self,
                   const char *type,
                   const char *effect_id,
                   const char *actor,
                   JsonObject *data,
                   GError    **error)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  gint64 time;

  g_return_val_if_fail (CW_IS_JOURNAL (self), NULL);
  g_return_val_if_fail (type != NULL && actor != NULL, NULL);

  if (!check_writable (self, error) || !cw_journal_prove (self, error))
    return NULL;
  node = cw_json_node_object (data != NULL ? json_object_ref (data) : json_object_new ());
  text = cw_json_canonical (node);
  if (text == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INTERNAL, _ ("%s: an entry holds what JSON can’t carry"), self->writing);
      return NULL;
    }
  time = cw_journal_now (self);
  if (!check_size (self, text, error) || !insert_event (self, time, type, effect_id, actor, text, error))
    return NULL;
  cw_journal_take_time (self, time);
  g_debug ("%s %s", type, effect_id != NULL ? effect_id : "");
  return cw_event_new (sqlite3_last_insert_rowid (self->database), time, type, effect_id, actor, node);
}

static gboolean
take_event (CwJournal  *self,
            CwEvent    *event,
            GError    **error)
{
  g_autoptr (JsonNode) node = cw_json_node_object (json_object_ref (cw_event_get_data (event)));
  g_autofree char *text = cw_json_canonical (node);

  if (text == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INTERNAL, _ ("%s: an entry holds what JSON can’t carry"), self->writing);
      return FALSE;
    }
  return check_size (self, text, error)
         && insert_event (self, cw_event_get_time (event), cw_event_get_event_type (event),
                          cw_event_get_effect_id (event), cw_event_get_actor (event), text, error);
}

/**
 * cw_journal_take:
 * @self: an owner's journal
 * @events: (element-type CwEvent): events of another machine's journal, whose beginning this one has
 * @first: the first of them that it doesn't have
 * @error: where to store an error, as for cw_journal_append()
 *
 * Takes over what another machine wrote, with its times and names: all of it or nothing.
 *
 * Returns: whether it is on the disk
 */
gboolean
cw_journal_take (CwJournal  *self,
                 GPtrArray  *events,
                 guint       first,
                 GError    **error)
{
  gboolean taken;

  g_return_val_if_fail (CW_IS_JOURNAL (self) && events != NULL, FALSE);

  if (!check_writable (self, error) || !cw_sqlite_exec (self->database, "BEGIN IMMEDIATE", self->writing, error))
    return FALSE;
  taken = TRUE;
  for (guint i = first; i < events->len && taken; i++)
    taken = take_event (self, events->pdata[i], error);
  taken = taken && cw_sqlite_exec (self->database, "COMMIT", self->writing, error);
  if (!taken)
    sqlite3_exec (self->database, "ROLLBACK", NULL, NULL, NULL);
  for (guint i = first; i < events->len && taken; i++)
    cw_journal_take_time (self, cw_event_get_time (events->pdata[i]));
  return taken;
}

/**
 * cw_journal_has_changed:
 * @self: a journal
 *
 * Cheap enough to be asked every second: https://www.sqlite.org/pragma.html#pragma_data_version
 *
 * Returns: whether somebody else wrote to the journal since it was opened or last asked
 */
gboolean
cw_journal_has_changed (CwJournal *self)
{
  gint64 version = 0;

  g_return_val_if_fail (CW_IS_JOURNAL (self), FALSE);

  /* Where it can't be read now, reading says why. */
  if (!cw_sqlite_read_int (self->database, "PRAGMA data_version", &version, self->reading, NULL))
    return TRUE;
  if (version == self->data_version)
    return FALSE;
  self->data_version = version;
  return TRUE;
}

/**
 * cw_journal_set_draft:
 * @self: an owner's journal
 * @key: what is being typed
 * @text: (nullable): how far it got; %NULL forgets it
 * @error: where to store an error, as for cw_journal_append()
 *
 * Returns: whether it is on the disk
 */
gboolean
cw_journal_set_draft (CwJournal  *self,
                      const char *key,
                      const char *text,
                      GError    **error)
{
  static const char *const upsert = "INSERT INTO drafts (key, text) VALUES (?1, ?2)"
                                    " ON CONFLICT (key) DO UPDATE SET text = excluded.text";
  g_autoptr (sqlite3_stmt) statement = NULL;

  g_return_val_if_fail (CW_IS_JOURNAL (self), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  if (!check_writable (self, error) || (text != NULL && !check_size (self, text, error)))
    return FALSE;
  statement = cw_sqlite_prepare (self->database, text != NULL ? upsert : "DELETE FROM drafts WHERE key = ?1",
                                 self->writing, error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  if (text != NULL)
    sqlite3_bind_text (statement, 2, text, -1, SQLITE_STATIC);
  if (sqlite3_step (statement) == SQLITE_DONE)
    return TRUE;
  cw_sqlite_set_error (self->database, self->writing, error);
  return FALSE;
}

/**
 * cw_journal_get_draft:
 * @self: a journal
 * @key: what is being typed
 * @text: (out) (transfer full) (nullable): how far it got, %NULL where there is no draft
 * @error: where to store why it can't be read
 *
 * Returns: whether the drafts could be read
 */
gboolean
cw_journal_get_draft (CwJournal  *self,
                      const char *key,
                      char      **text,
                      GError    **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  int result;

  g_return_val_if_fail (CW_IS_JOURNAL (self), FALSE);
  g_return_val_if_fail (key != NULL && text != NULL, FALSE);

  statement = cw_sqlite_prepare (self->database, "SELECT text FROM drafts WHERE key = ?1", self->reading, error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  result = sqlite3_step (statement);
  if (result != SQLITE_ROW && result != SQLITE_DONE)
    {
      cw_sqlite_set_error (self->database, self->reading, error);
      return FALSE;
    }
  *text = result == SQLITE_ROW ? g_strdup ((const char *) sqlite3_column_text (statement, 0)) : NULL;
  return TRUE;
}

/**
 * cw_journal_read_drafts:
 * @self: a journal
 * @error: where to store why they can't be read
 *
 * Returns: (transfer full) (element-type utf8 utf8) (nullable): key → how far the person got
 */
GHashTable *
cw_journal_read_drafts (CwJournal  *self,
                        GError    **error)
{
  g_autoptr (GHashTable) drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (sqlite3_stmt) statement = NULL;
  int result;

  g_return_val_if_fail (CW_IS_JOURNAL (self), NULL);

  statement = cw_sqlite_prepare (self->database, "SELECT key, text FROM drafts", self->reading, error);
  if (statement == NULL)
    return NULL;
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    g_hash_table_replace (drafts, g_strdup ((const char *) sqlite3_column_text (statement, 0)),
                          g_strdup ((const char *) sqlite3_column_text (statement, 1)));
  if (result == SQLITE_DONE)
    return g_steal_pointer (&drafts);
  cw_sqlite_set_error (self->database, self->reading, error);
  return NULL;
}
