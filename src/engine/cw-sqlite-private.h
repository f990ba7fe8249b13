/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3, sqlite3_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

void          cw_sqlite_set_error (sqlite3     *database,
                                   const char  *what,
                                   GError     **error);
gboolean      cw_sqlite_exec      (sqlite3     *database,
                                   const char  *sql,
                                   const char  *what,
                                   GError     **error);
sqlite3_stmt *cw_sqlite_prepare   (sqlite3     *database,
                                   const char  *sql,
                                   const char  *what,
                                   GError     **error);
gboolean      cw_sqlite_read_int  (sqlite3     *database,
                                   const char  *sql,
                                   gint64      *value,
                                   const char  *what,
                                   GError     **error);

G_END_DECLS
