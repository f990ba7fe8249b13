/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-sqlite"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-sqlite-private.h"

/*
 * cw_sqlite_set_error:
 * @database: the connection whose last call failed
 * @what: what was being done, and with which file
 * @error: where to store the error
 *
 * SQLite's result codes: https://www.sqlite.org/rescode.html
 */
void
cw_sqlite_set_error (sqlite3    *database,
                     const char *what,
                     GError    **error)
{
  const char *message = sqlite3_errmsg (database);

  switch (sqlite3_errcode (database))
    {
    case SQLITE_FULL:
      g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, _ ("%s: the disk is full (%s). Free some space and try again"),
                   what, message);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, CW_ERROR, CW_ERROR_BUSY, _ ("%s: another program uses it just now (%s). Try again"), what,
                   message);
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA,
                   _ ("%s: the file is damaged (%s). It is left as it is: put back a copy of it, or begin anew"), what,
                   message);
      break;
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      g_set_error (error, CW_ERROR, CW_ERROR_STORAGE,
                   _ ("%s: the disk refused (%s). Check its space and the file’s permissions, then try again"), what,
                   message);
      break;
    default:
      g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, "%s: %s", what, message);
      break;
    }
}

/*
 * cw_sqlite_exec:
 * @database: a connection
 * @sql: statements whose rows nobody wants
 * @what: what is being done, for the error
 * @error: where to store an error
 *
 * Returns: whether all of them worked
 */
gboolean
cw_sqlite_exec (sqlite3    *database,
                const char *sql,
                const char *what,
                GError    **error)
{
  if (sqlite3_exec (database, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  cw_sqlite_set_error (database, what, error);
  return FALSE;
}

/*
 * cw_sqlite_prepare:
 * @database: a connection
 * @sql: one statement
 * @what: what is being done, for the error
 * @error: where to store an error
 *
 * Returns: (transfer full) (nullable): the statement, ready to be bound
 */
sqlite3_stmt *
cw_sqlite_prepare (sqlite3    *database,
                   const char *sql,
                   const char *what,
                   GError    **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL) == SQLITE_OK)
    return statement;
  cw_sqlite_set_error (database, what, error);
  return NULL;
}

/*
 * cw_sqlite_read_int:
 * @database: a connection
 * @sql: a statement with one row of one integer
 * @value: (out): the integer
 * @what: what is being done, for the error
 * @error: where to store an error
 *
 * Returns: whether the row came
 */
gboolean
cw_sqlite_read_int (sqlite3    *database,
                    const char *sql,
                    gint64     *value,
                    const char *what,
                    GError    **error)
{
  g_autoptr (sqlite3_stmt) statement = cw_sqlite_prepare (database, sql, what, error);

  if (statement == NULL)
    return FALSE;
  if (sqlite3_step (statement) != SQLITE_ROW)
    {
      cw_sqlite_set_error (database, what, error);
      return FALSE;
    }
  *value = sqlite3_column_int64 (statement, 0);
  return TRUE;
}
