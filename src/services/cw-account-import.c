/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-account-import"

/*
 * The files in which the observatory's scripts keep their tokens: `~/.auth/jira` with two lines, e-mail address and
 * token, and `~/.gh_token` with one. They are read, never written.
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "cw-account-import.h"
#include "cw-error.h"
#include "cw-file.h"
#include "cw-log.h"

#define MAX_FILE 4096

static const struct {
  CwAccountKind kind;
  const char   *path;
  guint         lines;
} files[] = {
  { CW_ACCOUNT_JIRA, ".auth/jira", 2 },
  { CW_ACCOUNT_GITHUB, ".gh_token", 1 },
};

/**
 * cw_account_file_free:
 * @self: an account in a file
 */
void
cw_account_file_free (CwAccountFile *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->path);
  g_free (self->user);
  g_free (self->secret);
  g_free (self->trouble);
  g_free (self);
}

static gboolean
is_private (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 && (info.st_mode & 077) == 0;
}

static gboolean
is_word (const char *line)
{
  for (const char *p = line; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return FALSE;
  return *line != '\0';
}

/* The lines of the file, without blanks around them; NULL with @error set where they aren't @n_lines. */
static GStrv
read_lines (const char *path,
            guint       n_lines,
            GError    **error)
{
  g_autoptr (GBytes) bytes = cw_file_read (path, MAX_FILE, error);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean good;

  if (bytes == NULL)
    return NULL;
  text = g_strndup (g_bytes_get_size (bytes) > 0 ? g_bytes_get_data (bytes, NULL) : "", g_bytes_get_size (bytes));
  lines = g_strsplit (g_strstrip (text), "\n", -1);
  good = g_strv_length (lines) == n_lines;
  for (guint i = 0; good && i < n_lines; i++)
    good = is_word (g_strstrip (lines[i]));
  if (good)
    return g_steal_pointer (&lines);
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA,
               ngettext ("%s should hold %u line, without blanks", "%s should hold %u lines, without blanks", n_lines),
               path, n_lines);
  return NULL;
}

/* Whether the first of two lines is an e-mail address: swapped with the token, that would be told as a user's name. */
static gboolean
is_address (const char *line)
{
  const char *at = strchr (line, '@');

  return at != NULL && at != line && at[1] != '\0' && strchr (at + 1, '@') == NULL;
}

static CwAccountFile *
read_file (const char   *path,
           CwAccountKind kind,
           guint         n_lines)
{
  CwAccountFile *self = g_new0 (CwAccountFile, 1);
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  self->kind = kind;
  self->path = g_strdup (path);
  if (!is_private (path))
    {
      self->trouble = g_strdup_printf (_ ("Other people may read %s: make it yours alone with “chmod 600”"), path);
      return self;
    }
  lines = read_lines (path, n_lines, &error);
  if (lines == NULL)
    {
      self->trouble = g_strdup (error->message);
      return self;
    }
  if (n_lines > 1 && !is_address (lines[0]))
    {
      cw_redact_add (lines[0]);
      self->trouble = g_strdup_printf (_ ("%s should hold an e-mail address in its first line and the token in its "
                                          "second"), path);
      return self;
    }
  self->user = n_lines > 1 ? g_strdup (lines[0]) : NULL;
  self->secret = g_strdup (lines[n_lines - 1]);
  cw_redact_add (self->secret);
  return self;
}

/**
 * cw_account_files_find:
 * @home: the person's home
 *
 * Returns: (transfer full) (element-type CwAccountFile): the files that are there, in the order of their kinds
 */
GPtrArray *
cw_account_files_find (const char *home)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_account_file_free);

  g_return_val_if_fail (home != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (home, files[i].path, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        g_ptr_array_add (found, read_file (path, files[i].kind, files[i].lines));
    }
  return found;
}
