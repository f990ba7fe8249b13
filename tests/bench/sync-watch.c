/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <unistd.h>

/*
 * Preloaded into a program: counts how often it waits for the disk, and at its end adds its name and that number as a
 * line to the file that CW_BENCH_SYNCS names.
 */

static int n_syncs;

static int
count (const char *name,
       int         fd)
{
  int (*next) (int) = (int (*) (int)) dlsym (RTLD_NEXT, name);

  g_atomic_int_inc (&n_syncs);
  return next (fd);
}

int
fsync (int fd)
{
  return count ("fsync", fd);
}

int
fdatasync (int fd)
{
  return count ("fdatasync", fd);
}

static void __attribute__ ((destructor))
write_down (void)
{
  const char *path = g_getenv ("CW_BENCH_SYNCS");
  int fd = path != NULL ? open (path, O_WRONLY | O_APPEND | O_CREAT, 0600) : -1;

  if (fd < 0)
    return;
  dprintf (fd, "%s %d\n", program_invocation_short_name, g_atomic_int_get (&n_syncs));
  close (fd);
}
