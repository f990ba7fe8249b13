/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <sqlite3.h>
#include <string.h>

#include "tap.h"

/*
 * SQLite writes through a VFS (https://www.sqlite.org/vfs.html). This one is the system's, whose files pass a point
 * before they write, shorten or flush anything, and after they have flushed.
 */

static Tap *tap;
static sqlite3_vfs *system_vfs;

/* The system's methods with some of ours in front; there are two sets, for files with and without locks. */
typedef struct {
  sqlite3_io_methods ours;
  const sqlite3_io_methods *theirs;
} Methods;

static const sqlite3_io_methods *
get_theirs (sqlite3_file *file)
{
  return ((const Methods *) file->pMethods)->theirs;
}

static gboolean
is_full (void)
{
  tap->n_writes++;
  return tap->full_from > 0 && tap->n_writes >= tap->full_from;
}

static int
on_write (sqlite3_file *file,
          const void   *data,
          int           size,
          sqlite3_int64 offset)
{
  tap_pass (tap, "before the journal writes %d bytes", size);
  if (is_full ())
    return SQLITE_FULL;
  if (tap->torn_at == tap->n_writes)
    {
      get_theirs (file)->xWrite (file, data, size / 2, offset);
      raise (SIGKILL);
    }
  return get_theirs (file)->xWrite (file, data, size, offset);
}

static int
on_truncate (sqlite3_file *file,
             sqlite3_int64 size)
{
  tap_pass (tap, "before the journal shortens a file");
  return get_theirs (file)->xTruncate (file, size);
}

static int
on_sync (sqlite3_file *file,
         int           flags)
{
  int rc;

  tap_pass (tap, "before the journal is flushed");
  rc = get_theirs (file)->xSync (file, flags);
  tap_pass (tap, "after the journal was flushed");
  return rc;
}

static const sqlite3_io_methods *
find_ours (const sqlite3_io_methods *theirs)
{
  static Methods sets[4];
  guint i = 0;

  while (sets[i].theirs != NULL && sets[i].theirs != theirs)
    g_assert_cmpuint (++i, <, G_N_ELEMENTS (sets));
  sets[i].theirs = theirs;
  sets[i].ours = *theirs;
  sets[i].ours.xWrite = on_write;
  sets[i].ours.xTruncate = on_truncate;
  sets[i].ours.xSync = on_sync;
  return &sets[i].ours;
}

static int
on_open (sqlite3_vfs  *vfs,
         const char   *name,
         sqlite3_file *file,
         int           flags,
         int          *flags_out)
{
  int rc = system_vfs->xOpen (system_vfs, name, file, flags, flags_out);

  if (rc == SQLITE_OK && file->pMethods != NULL)
    file->pMethods = find_ours (file->pMethods);
  return rc;
}

static int
on_delete (sqlite3_vfs *vfs,
           const char  *name,
           int          sync)
{
  tap_pass (tap, "before the journal removes a file");
  return system_vfs->xDelete (system_vfs, name, sync);
}

/**
 * tap_install_journal:
 * @self: a tap
 *
 * Lets the files that SQLite opens from now on pass points.
 */
void
tap_install_journal (Tap *self)
{
  static sqlite3_vfs vfs;

  tap = self;
  system_vfs = sqlite3_vfs_find (NULL);
  vfs = *system_vfs;
  vfs.pNext = NULL;
  vfs.zName = "tap";
  vfs.xOpen = on_open;
  vfs.xDelete = on_delete;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 1), ==, SQLITE_OK);
}
