/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-journal"

#include "config.h"

#include "cw-journal-file-private.h"

/*
 * The sum that each entry of a journal carries: SHA-256 of all its other columns. SQLite proves its pages, and JSON its
 * brackets; a bit that flipped on the disk inside a text passes both, and would be believed.
 *
 * It is a function of SQL's, so that writing, reading and the migration of older files can't differ in it.
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
  guint8 digest[32];
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

/*
 * cw_journal_entry_prepare_read:
 * @database: a connection
 * @what: what is being done, for the error
 * @error: where to store an error
 *
 * Returns: (transfer full) (nullable): a statement of the entries after its parameter: seq, time, type, effect, actor,
 *   data, and whether they are as they were written, as far as that file can tell
 */
sqlite3_stmt *
cw_journal_entry_prepare_read (sqlite3    *database,
                               const char *what,
                               GError    **error)
{
  gint64 version = 0;
  g_autofree char *sql = NULL;

  /* Who only reads along doesn't bring an older file up to date, and its owner may do so meanwhile. */
  if (!cw_sqlite_read_int (database, "PRAGMA user_version", &version, what, error))
    return NULL;
  sql = g_strdup_printf ("SELECT seq, time, type, effect, actor, data, %s FROM events WHERE seq > ?1 ORDER BY seq",
                         version >= CW_JOURNAL_VERSION_SUMS ? "sum = entry_sum (seq, time, type, effect, actor, data)"
                                                            : "TRUE");
  return cw_sqlite_prepare (database, sql, what, error);
}
