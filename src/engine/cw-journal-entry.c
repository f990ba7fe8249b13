/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-journal"

#include "config.h"

#include <string.h>

#include "cw-event-private.h"
#include "cw-journal-file-private.h"

/*
 * The sum that each entry of a journal carries: SHA-256 of all its other columns. SQLite proves its pages, and JSON its
 * brackets; a bit that flipped on the disk inside a text passes both, and would be believed.
 *
 * It is a function of SQL's for what is written and for the migration of older files; what was read is reckoned by the
 * same rule without a database, as that may take its time elsewhere.
 */

/* What kind of value it is and how long goes in front of each: no two rows give the same bytes. */
static void
add_value (GChecksum     *sum,
           sqlite3_value *value)
{
  int type = sqlite3_value_type (value);
  gint64 number = type == SQLITE_INTEGER ? GINT64_TO_BE (sqlite3_value_int64 (value)) : 0;
  const void *bytes = type == SQLITE_INTEGER ? &number : sqlite3_value_blob (value);
  int length = type == SQLITE_INTEGER ? (int) sizeof number : sqlite3_value_bytes (value);
  guint32 head[2] = { GUINT32_TO_BE ((guint32) type), GUINT32_TO_BE ((guint32) length) };

  g_checksum_update (sum, (const guchar *) head, sizeof head);
  if (length > 0)
    g_checksum_update (sum, bytes, length);
}

static void
sum_entry (sqlite3_context *context,
           int              n_values,
           sqlite3_value  **values)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[CW_JOURNAL_SUM_SIZE];
  gsize length = sizeof digest;

  for (int i = 0; i < n_values; i++)
    add_value (sum, values[i]);
  g_checksum_get_digest (sum, digest, &length);
  sqlite3_result_blob (context, digest, (int) length, SQLITE_TRANSIENT);
}

/*
 * cw_journal_entry_teach_sum:
 * @database: a connection
 * @what: what is being done, for the error
 * @error: where to store an error
 *
 * Teaches @database the function entry_sum() of SQL.
 *
 * Returns: whether it worked
 */
gboolean
cw_journal_entry_teach_sum (sqlite3    *database,
                            const char *what,
                            GError    **error)
{
  if (sqlite3_create_function (database, "entry_sum", 6, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL,
                               sum_entry, NULL, NULL)
      == SQLITE_OK)
    return TRUE;
  cw_sqlite_set_error (database, what, error);
  return FALSE;
}

/*
 * cw_journal_entry_prepare_insert:
 * @database: an owner's connection
 * @what: what is being done, for the error
 * @error: where to store an error
 *
 * Returns: (transfer full) (nullable): a statement that appends an entry; its parameters are time, type, effect, actor
 *   and data
 */
sqlite3_stmt *
cw_journal_entry_prepare_insert (sqlite3    *database,
                                 const char *what,
                                 GError    **error)
{
  return cw_sqlite_prepare (database,
                            "INSERT INTO events (seq, time, type, effect, actor, data, sum)"
                            " SELECT next, ?1, ?2, ?3, ?4, ?5, entry_sum (next, ?1, ?2, ?3, ?4, ?5)"
                            " FROM (SELECT coalesce (max (seq), 0) + 1 AS next FROM events)",
                            what, error);
}

static void
add_text (GChecksum  *sum,
          const char *text,
          gsize       length)
{
  guint32 head[2] = { GUINT32_TO_BE ((guint32) SQLITE_TEXT), GUINT32_TO_BE ((guint32) length) };

  g_checksum_update (sum, (const guchar *) head, sizeof head);
  g_checksum_update (sum, (const guchar *) text, (gssize) length);
}

static void
add_number (GChecksum *sum,
            gint64     value)
{
  guint32 head[2] = { GUINT32_TO_BE ((guint32) SQLITE_INTEGER), GUINT32_TO_BE ((guint32) sizeof value) };
  gint64 number = GINT64_TO_BE (value);

  g_checksum_update (sum, (const guchar *) head, sizeof head);
  g_checksum_update (sum, (const guchar *) &number, sizeof number);
}

/*
 * cw_journal_entry_sum:
 * @event: an event that was read from a journal
 * @checksum: a SHA-256 to reckon with; reset
 * @sum: (out): what entry_sum() gives for it
 *
 * Touches no database: any thread may call it.
 */
void
cw_journal_entry_sum (CwEvent   *event,
                      GChecksum *checksum,
                      guint8     sum[CW_JOURNAL_SUM_SIZE])
{
  const guint32 null[2] = { GUINT32_TO_BE (SQLITE_NULL), 0 };
  const char *type = cw_event_get_event_type (event), *effect = cw_event_get_effect_id (event);
  const char *actor = cw_event_get_actor (event);
  gsize length = 0, size = CW_JOURNAL_SUM_SIZE;
  const char *text = cw_event_get_text (event, &length);

  g_checksum_reset (checksum);
  add_number (checksum, cw_event_get_seq (event));
  add_number (checksum, cw_event_get_time (event));
  add_text (checksum, type, strlen (type));
  if (effect != NULL)
    add_text (checksum, effect, strlen (effect));
  else
    g_checksum_update (checksum, (const guchar *) null, sizeof null);
  add_text (checksum, actor, strlen (actor));
  add_text (checksum, text, length);
  g_checksum_get_digest (checksum, sum, &size);
}

/*
 * cw_journal_entry_prepare_read:
 * @database: a connection
 * @which: which entries, in SQL
 * @summed: (out): whether that file has sums
 * @what: what is being done, for the error
 * @error: where to store an error
 *
 * Returns: (transfer full) (nullable): a statement of these entries in their order: seq, time, type, effect, actor,
 *   data, and the sum where there is one
 */
sqlite3_stmt *
cw_journal_entry_prepare_read (sqlite3    *database,
                               const char *which,
                               gboolean   *summed,
                               const char *what,
                               GError    **error)
{
  gint64 version = 0;
  g_autofree char *sql = NULL;

  /* Who only reads along doesn't bring an older file up to date, and its owner may do so meanwhile. */
  if (!cw_sqlite_read_int (database, "PRAGMA user_version", &version, what, error))
    return NULL;
  *summed = version >= CW_JOURNAL_VERSION_SUMS;
  sql = g_strdup_printf ("SELECT seq, time, type, effect, actor, data, %s FROM events WHERE %s ORDER BY seq",
                         *summed ? "sum" : "NULL", which);
  return cw_sqlite_prepare (database, sql, what, error);
}
