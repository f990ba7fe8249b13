/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-journal"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "cw-error.h"
#include "cw-journal-file-private.h"

/*
 * A journal's file: found, told apart from others, made, brought up to date. A file that isn't a sound journal of a
 * version that we know is refused before anything writes to it.
 *
 * https://www.sqlite.org/fileformat.html: 16 bytes of magic, user_version at 60, application_id at 68, big-endian.
 */
#define HEADER_SIZE 72
#define MAGIC "SQLite format 3"
#define APPLICATION_ID_AT 68

#define BUSY_TIMEOUT_MS 5000
/* So much is kept of what the proof of soundness has read, in KiB: what is read next is there already. */
#define CACHE "PRAGMA cache_size = -65536"
#define OWNER_SIZE 128
/* Whoever only asks holds the lock for less than this. */
#define ASKING_MS 10
#define MAX_TRIES 4
/* What is larger is no preparation, and no copy of it is made. */
#define MAX_ASIDE (256 * 1024 * 1024)

/* One for each version; each runs in a transaction of its own together with the step of user_version.
 *
 * 1: events (append-only) and drafts
 * 2: a sum in each event, of what it holds */
static const char *const migrations[CW_JOURNAL_VERSION] = {
  "CREATE TABLE events ("
  "  seq INTEGER PRIMARY KEY,"
  "  time INTEGER NOT NULL,"
  "  type TEXT NOT NULL,"
  "  effect TEXT,"
  "  actor TEXT NOT NULL,"
  "  data TEXT NOT NULL);"
  "CREATE TRIGGER events_are_kept BEFORE DELETE ON events"
  "  BEGIN SELECT RAISE (ABORT, 'events are never deleted'); END;"
  "CREATE TRIGGER events_stay BEFORE UPDATE ON events"
  "  BEGIN SELECT RAISE (ABORT, 'events are never changed'); END;"
  "CREATE TRIGGER events_are_not_replaced BEFORE INSERT ON events WHEN NEW.seq IN (SELECT seq FROM events)"
  "  BEGIN SELECT RAISE (ABORT, 'events are never replaced'); END;"
  "CREATE TABLE drafts (key TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;",

  "ALTER TABLE events ADD COLUMN sum BLOB NOT NULL DEFAULT x'';"
  "DROP TRIGGER events_stay;"
  "UPDATE events SET sum = entry_sum (seq, time, type, effect, actor, data);"
  "CREATE TRIGGER events_stay BEFORE UPDATE ON events"
  "  BEGIN SELECT RAISE (ABORT, 'events are never changed'); END;",
};

/* The lock's file names its owner, whom a refusal tells the person of. Not more than that: the lock is the kernel's. */
static void
sign_lock (int fd)
{
  g_autofree char *text = g_strdup_printf ("%s %d\n", g_get_prgname () != NULL ? g_get_prgname () : "?",
                                           (int) getpid ());

  if (ftruncate (fd, 0) != 0 || pwrite (fd, text, strlen (text), 0) < 0)
    g_debug ("The lock stays unsigned: %s", g_strerror (errno));
}

/* Returns: (transfer full): who holds the lock of @fd, as far as they signed it */
static char *
read_owner (int fd)
{
  char text[OWNER_SIZE] = "";
  ssize_t got = pread (fd, text, sizeof text - 1, 0);

  return got > 0 ? g_strstrip (g_utf8_make_valid (text, got)) : g_strdup ("?");
}

static gboolean
try_lock (int fd)
{
  for (guint tries = 1; flock (fd, LOCK_EX | LOCK_NB) != 0; tries++)
    {
      if (errno != EWOULDBLOCK || tries == MAX_TRIES)
        return FALSE;
      g_usleep (ASKING_MS * 1000);
    }
  return TRUE;
}

/*
 * cw_journal_file_lock:
 * @path: the journal's path
 * @error: where to store %CW_ERROR_BUSY, or why the lock's file can't be made
 *
 * Locks the journal by a flock on the file beside it, which the kernel frees however its owner ends.
 *
 * Returns: the descriptor that holds the lock, or -1
 */
int
cw_journal_file_lock (const char *path,
                      GError    **error)
{
  g_autofree char *lock = g_strconcat (path, ".lock", NULL);
  g_autofree char *name = g_filename_display_name (path);
  int fd = g_open (lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  g_autofree char *owner = NULL;
  int saved = errno;

  if (fd < 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, _ ("The preparation %s can’t be locked: %s"), name,
                   g_strerror (saved));
      return -1;
    }
  if (try_lock (fd))
    {
      sign_lock (fd);
      return fd;
    }

  saved = errno;
  owner = read_owner (fd);
  close (fd);
  if (saved == EWOULDBLOCK)
    g_set_error (error, CW_ERROR, CW_ERROR_BUSY,
                 _ ("The preparation %s is open in another window or command (%s). Go on there, or close it first"),
                 name, owner);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, _ ("The preparation %s can’t be locked: %s"), name,
                 g_strerror (saved));
  return -1;
}

/*
 * cw_journal_file_is_locked:
 * @path: the journal's path
 *
 * Asks the kernel by a shared lock that is held for an instant.
 *
 * Returns: whether the journal has an owner
 */
gboolean
cw_journal_file_is_locked (const char *path)
{
  g_autofree char *lock = g_strconcat (path, ".lock", NULL);
  int fd = g_open (lock, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
  gboolean locked;

  if (fd < 0)
    return FALSE;
  locked = flock (fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  close (fd);
  return locked;
}

static gboolean
read_header (const char *path,
             guint8      header[HEADER_SIZE],
             gsize      *length,
             GError    **error)
{
  g_autofree char *name = g_filename_display_name (path);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  int saved = errno;
  ssize_t got;

  if (fd < 0)
    {
      g_set_error (error, CW_ERROR, saved == ENOENT ? CW_ERROR_NOT_FOUND : CW_ERROR_STORAGE,
                   _ ("The preparation %s can’t be opened: %s"), name, g_strerror (saved));
      return FALSE;
    }
  got = read (fd, header, HEADER_SIZE);
  saved = errno;
  close (fd);
  if (got < 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, _ ("The preparation %s can’t be read: %s"), name,
                   g_strerror (saved));
      return FALSE;
    }
  *length = (gsize) got;
  return TRUE;
}

/* Reads the bytes themselves: SQLite might already repair a foreign file's own journal, and that isn't ours to do. */
static gboolean
check_header (const char *path,
              GError    **error)
{
  g_autofree char *name = g_filename_display_name (path);
  guint8 header[HEADER_SIZE] = { 0 };
  gsize length = 0;
  guint32 application_id;

  if (!read_header (path, header, &length, error))
    return FALSE;
  if (length < HEADER_SIZE || memcmp (header, MAGIC, sizeof (MAGIC)) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA,
                   _ ("%s is no preparation of Cyclewright, or it is damaged. It is left as it is"), name);
      return FALSE;
    }
  memcpy (&application_id, header + APPLICATION_ID_AT, sizeof (application_id));
  if (GUINT32_FROM_BE (application_id) == CW_JOURNAL_APPLICATION_ID)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("%s belongs to another program. It is left as it is"), name);
  return FALSE;
}

static gboolean
migrate (sqlite3    *database,
         gint64      from,
         const char *what,
         GError    **error)
{
  for (gint64 version = from; version < CW_JOURNAL_VERSION; version++)
    {
      g_autofree char *sql = g_strdup_printf ("BEGIN IMMEDIATE; %s PRAGMA user_version = %d; COMMIT;",
                                              migrations[version], (int) version + 1);

      if (cw_sqlite_exec (database, sql, what, error))
        continue;
      sqlite3_exec (database, "ROLLBACK;", NULL, NULL, NULL);
      return FALSE;
    }
  return TRUE;
}

static sqlite3 *
connect_to (const char *path,
            int         flags,
            const char *what,
            GError    **error)
{
  g_autoptr (sqlite3) database = NULL;

  if (sqlite3_open_v2 (path, &database, flags, NULL) != SQLITE_OK)
    {
      cw_sqlite_set_error (database, what, error);
      return NULL;
    }
  sqlite3_busy_timeout (database, BUSY_TIMEOUT_MS);
  if (!cw_sqlite_exec (database, CACHE, what, error))
    return NULL;
  sqlite3_db_config (database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  return cw_journal_entry_teach_sum (database, what, error) ? g_steal_pointer (&database) : NULL;
}

static gboolean
sync_folder_of (const char *path,
                const char *what,
                GError    **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean synced = fd >= 0 && fsync (fd) == 0;
  int saved = errno;

  if (fd >= 0)
    close (fd);
  if (!synced)
    g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, "%s: %s", what, g_strerror (saved));
  return synced;
}

/* Made whole under another name: however it is interrupted, there is a sound journal or none. */
static gboolean
create (const char *path,
        GError    **error)
{
  g_autofree char *fresh = g_strconcat (path, ".new", NULL);
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *what = g_strdup_printf (_ ("The preparation %s can’t be made"), name);
  g_autofree char *mark = g_strdup_printf ("PRAGMA synchronous = FULL; PRAGMA application_id = %d;",
                                           CW_JOURNAL_APPLICATION_ID);
  g_autoptr (sqlite3) database = NULL;
  gboolean made;

  g_unlink (fresh);
  database = connect_to (fresh, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW, what, error);
  made = database != NULL && cw_sqlite_exec (database, mark, what, error) && migrate (database, 0, what, error);
  g_clear_pointer (&database, sqlite3_close);
  if (made && g_rename (fresh, path) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, "%s: %s", what, g_strerror (errno));
      made = FALSE;
    }
  if (!made)
    g_unlink (fresh);
  return made && sync_folder_of (path, what, error);
}

static gboolean
say_damaged (const char  *name,
             GError     **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA,
               _ ("The preparation %s is damaged. It is left as it is: put back a copy of it, or begin anew"), name);
  return FALSE;
}

static gboolean
check_soundness (sqlite3    *database,
                 const char *name,
                 const char *what,
                 GError    **error)
{
  g_autoptr (sqlite3_stmt) statement = cw_sqlite_prepare (database, "PRAGMA quick_check (1)", what, error);
  const char *verdict;

  if (statement == NULL)
    return FALSE;
  if (sqlite3_step (statement) != SQLITE_ROW)
    {
      cw_sqlite_set_error (database, what, error);
      return FALSE;
    }
  verdict = (const char *) sqlite3_column_text (statement, 0);
  if (g_strcmp0 (verdict, "ok") == 0)
    return TRUE;
  g_debug ("%s: %s", name, verdict);
  return say_damaged (name, error);
}

/* (nullable): the columns of all tables, as text */
static char *
list_columns (sqlite3     *database,
              const char  *what,
              GError     **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  g_autoptr (GString) columns = g_string_new (NULL);
  int rc;

  statement = cw_sqlite_prepare (database, "SELECT t.name || '.' || c.name FROM sqlite_master AS t"
                                           " JOIN pragma_table_info (t.name) AS c WHERE t.type = 'table' ORDER BY 1",
                                 what, error);
  if (statement == NULL)
    return NULL;
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    g_string_append_printf (columns, "%s ", (const char *) sqlite3_column_text (statement, 0));
  if (rc != SQLITE_DONE)
    {
      cw_sqlite_set_error (database, what, error);
      return NULL;
    }
  return g_string_free (g_steal_pointer (&columns), FALSE);
}

/* Whether the tables are those of the version that the file says it is of: the number alone may be damaged, too. */
static gboolean
check_columns (sqlite3     *database,
               gint64       version,
               const char  *name,
               const char  *what,
               GError     **error)
{
  g_autoptr (sqlite3) empty = connect_to (":memory:", SQLITE_OPEN_READWRITE, what, error);
  g_autofree char *expected = NULL, *found = NULL;

  for (gint64 step = 0; empty != NULL && step < version; step++)
    if (!cw_sqlite_exec (empty, migrations[step], what, error))
      return FALSE;
  expected = empty != NULL ? list_columns (empty, what, error) : NULL;
  found = expected != NULL ? list_columns (database, what, error) : NULL;
  if (found == NULL)
    return FALSE;
  if (g_str_equal (expected, found))
    return TRUE;
  g_debug ("%s, of format %d: %s", name, (int) version, found);
  return say_damaged (name, error);
}

static gboolean
check_version (sqlite3      *database,
               CwJournalMode mode,
               const char   *name,
               const char   *what,
               GError      **error)
{
  gint64 version = 0;

  if (!cw_sqlite_read_int (database, "PRAGMA user_version", &version, what, error))
    return FALSE;
  if (version > CW_JOURNAL_VERSION)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA,
                   _ ("The preparation %s was written by a newer Cyclewright (format %d, this one knows %d). It is "
                      "left as it is: open it with the newer one"),
                   name, (int) version, CW_JOURNAL_VERSION);
      return FALSE;
    }
  if (!check_columns (database, version, name, what, error))
    return FALSE;
  if (mode == CW_JOURNAL_READER || version == CW_JOURNAL_VERSION)
    return TRUE;
  return migrate (database, MAX (version, 0), what, error);
}

static sqlite3 *
open_file (const char    *path,
           CwJournalMode  mode,
           GError       **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *what = g_strdup_printf (_ ("The preparation %s can’t be opened"), name);
  gboolean owner = mode == CW_JOURNAL_OWNER;
  g_autoptr (sqlite3) database = NULL;

  if (owner && !g_file_test (path, G_FILE_TEST_EXISTS) && !create (path, error))
    return NULL;
  if (!check_header (path, error))
    return NULL;
  database = connect_to (path, owner ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY, what, error);
  if (database == NULL)
    return NULL;
  /* Until it is known to be sound, closing it must not move anything from the write-ahead log into it. */
  sqlite3_db_config (database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  if (!check_soundness (database, name, what, error) || !check_version (database, mode, name, what, error))
    return NULL;
  if (owner
      && !cw_sqlite_exec (database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", what, error))
    return NULL;
  sqlite3_db_config (database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  return g_steal_pointer (&database);
}

/* What a file and the one that belongs to it are called. */
static const char *const endings[] = { "", "-wal" };

static gboolean
is_same_file (const char *one,
              const char *other)
{
  g_autoptr (GMappedFile) a = g_mapped_file_new (one, FALSE, NULL), b = g_mapped_file_new (other, FALSE, NULL);
  gsize size = a != NULL ? g_mapped_file_get_length (a) : 0;

  if (a == NULL || b == NULL)
    return a == NULL && b == NULL;
  return size == g_mapped_file_get_length (b)
         && (size == 0 || memcmp (g_mapped_file_get_contents (a), g_mapped_file_get_contents (b), size) == 0);
}

static gboolean
is_copy (const char *path,
         const char *aside)
{
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *from = g_strconcat (path, endings[i], NULL), *to = g_strconcat (aside, endings[i], NULL);

      if (!is_same_file (from, to))
        return FALSE;
    }
  return TRUE;
}

/* So many different ones are kept; the last name is of all that come after. */
#define MAX_COPIES 9

/* The name of the copy of a file as it is now: where an earlier one of another damage has the name, the next. */
static char *
name_copy (const char *path)
{
  char *aside = g_strconcat (path, ".aside", NULL);

  for (guint i = 2; i <= MAX_COPIES && g_file_test (aside, G_FILE_TEST_EXISTS) && !is_copy (path, aside); i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.aside-%u", path, i);
    }
  return aside;
}

/* A file that is refused is left alone; a copy beside it outlives whatever is tried with it next.
 * Returns: whether there is one of the file as it is now */
static gboolean
copy_aside (const char *path,
            const char *aside)
{
  gboolean copied = TRUE;

  if (g_file_test (aside, G_FILE_TEST_EXISTS))
    return is_copy (path, aside);
  /* The file itself comes last: where it is, the copy is whole. */
  for (gsize i = G_N_ELEMENTS (endings); i > 0 && copied; i--)
    {
      g_autofree char *from = g_strconcat (path, endings[i - 1], NULL);
      g_autofree char *to = g_strconcat (aside, endings[i - 1], NULL);
      g_autofree char *half = g_strconcat (to, ".new", NULL);
      g_autoptr (GFile) source = g_file_new_for_path (from);
      g_autoptr (GFile) target = g_file_new_for_path (half);
      GStatBuf status;

      if (g_stat (from, &status) != 0)
        continue;
      copied = S_ISREG (status.st_mode) && status.st_size <= MAX_ASIDE
               && g_file_copy (source, target, G_FILE_COPY_OVERWRITE | G_FILE_COPY_NOFOLLOW_SYMLINKS, NULL, NULL, NULL,
                               NULL)
               && g_rename (half, to) == 0;
      if (!copied)
        g_unlink (half);
    }
  return copied;
}

/*
 * cw_journal_file_tell_of_copy:
 * @path: path of a journal that its owner refuses
 * @error: (inout): why, a sentence without its full stop
 *
 * Puts a copy of the journal aside and says in @error where it is.
 */
void
cw_journal_file_tell_of_copy (const char *path,
                              GError    **error)
{
  g_autofree char *aside = name_copy (path);
  g_autofree char *name = g_filename_display_name (aside);
  g_autoptr (GError) reason = NULL;

  if (!copy_aside (path, aside))
    return;
  reason = g_steal_pointer (error);
  /* Translators: why a file can't be used (a sentence without its full stop), then the name of a copy of that file. */
  g_set_error (error, reason->domain, reason->code, _ ("%s. A copy of it was put aside as %s"), reason->message, name);
}

/*
 * cw_journal_file_open:
 * @path: the journal's path; for the owner, who holds the lock, it is made where it is absent
 * @mode: how it is opened
 * @error: where to store %CW_ERROR_NOT_FOUND, %CW_ERROR_INVALID_DATA (foreign, damaged or newer) or %CW_ERROR_STORAGE
 *
 * Returns: (transfer full) (nullable): the connection
 */
sqlite3 *
cw_journal_file_open (const char    *path,
                      CwJournalMode  mode,
                      GError       **error)
{
  g_autoptr (GError) reason = NULL;
  sqlite3 *database = open_file (path, mode, &reason);

  if (mode == CW_JOURNAL_OWNER && g_error_matches (reason, CW_ERROR, CW_ERROR_INVALID_DATA))
    cw_journal_file_tell_of_copy (path, &reason);
  if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return database;
}
