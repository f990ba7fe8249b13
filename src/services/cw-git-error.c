/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-git-private.h"
#include "cw-log.h"

/* The most of a server's own words that goes into a message. */
#define MAX_WORDS 500

/* The person's name and address as git itself would sign; read once, before libgit2 is told to forget where. */
static char *author_name;
static char *author_email;

static char *
get_setting (git_config *config,
             const char *name)
{
  const char *value = NULL;

  if (git_config_get_string (&value, config, name) < 0 || *value == '\0' || !g_utf8_validate (value, -1, NULL))
    return NULL;
  return g_strdup (value);
}

static void
read_author (void)
{
  g_autoptr (git_config) config = NULL;
  g_autoptr (git_config) snapshot = NULL;

  if (git_config_open_default (&config) < 0 || git_config_snapshot (&snapshot, config) < 0)
    return;
  author_name = get_setting (snapshot, "user.name");
  author_email = get_setting (snapshot, "user.email");
}

static gpointer
init_library (gpointer data)
{
  git_libgit2_init ();
  read_author ();
  /* A person's insteadOf, proxy or fsck setting would make the same preparation behave differently elsewhere. */
  for (int level = GIT_CONFIG_LEVEL_PROGRAMDATA; level <= GIT_CONFIG_LEVEL_GLOBAL; level++)
    git_libgit2_opts (GIT_OPT_SET_SEARCH_PATH, level, "");
  /* Objects are all we read from a repository of somebody else, nothing of it is run. */
  git_libgit2_opts (GIT_OPT_SET_OWNER_VALIDATION, 0);
  /* As git itself, which hashes what it fetches and not what it reads: zlib's checksum tells damage. */
  git_libgit2_opts (GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
  return NULL;
}

/* Before the first use of libgit2, from any thread. */
void
cw_git_init (void)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, init_library, NULL);
}

/**
 * cw_git_default_author:
 * @name: (out) (transfer full) (nullable): the person's name
 * @email: (out) (transfer full) (nullable): the person's address
 *
 * Looks up who git's own commits of this person would be by (`user.name` and `user.email` of the system's and the
 * person's configuration, as they were when git was first used here).
 *
 * Returns: whether both are known; only then are they set
 */
gboolean
cw_git_default_author (char **name,
                       char **email)
{
  g_return_val_if_fail (name != NULL && email != NULL, FALSE);

  cw_git_init ();
  if (author_name == NULL || author_email == NULL)
    return FALSE;
  *name = g_strdup (author_name);
  *email = g_strdup (author_email);
  return TRUE;
}

static CwError
code_for_class (int         klass,
                const char *message)
{
  switch (klass)
    {
    case GIT_ERROR_NET:
      return CW_ERROR_OFFLINE;
    case GIT_ERROR_SSH:
      return strstr (message, "auth") != NULL || strstr (message, "agent") != NULL ? CW_ERROR_AUTH_REQUIRED
                                                                                  : CW_ERROR_OFFLINE;
    case GIT_ERROR_OS:
      return g_str_has_prefix (message, "failed to connect") ? CW_ERROR_OFFLINE : CW_ERROR_STORAGE;
    case GIT_ERROR_FILESYSTEM:
      return CW_ERROR_STORAGE;
    case GIT_ERROR_ODB:
    case GIT_ERROR_ZLIB:
    case GIT_ERROR_OBJECT:
    case GIT_ERROR_INDEXER:
    case GIT_ERROR_TREE:
      return CW_ERROR_INVALID_DATA;
    default:
      return CW_ERROR_FAILED;
    }
}

static CwError
code_for_result (int              rc,
                 const git_error *last)
{
  switch (rc)
    {
    case GIT_EAUTH:
      return CW_ERROR_AUTH_REQUIRED;
    case GIT_ECERTIFICATE:
      return CW_ERROR_FORBIDDEN;
    case GIT_ENOTFOUND:
      return last != NULL && last->klass == GIT_ERROR_ODB ? CW_ERROR_INVALID_DATA : CW_ERROR_NOT_FOUND;
    case GIT_ELOCKED:
      return CW_ERROR_BUSY;
    case GIT_EEOF:
      return CW_ERROR_OFFLINE;
    case GIT_ENONFASTFORWARD:
    case GIT_EMODIFIED:
      return CW_ERROR_CONFLICT;
    case GIT_EINVALIDSPEC:
      return CW_ERROR_VALIDATION;
    default:
      return last != NULL ? code_for_class (last->klass, last->message) : CW_ERROR_FAILED;
    }
}

/**
 * cw_git_set_error:
 * @error: where to
 * @rc: what libgit2 returned, in this thread and just now
 * @format: what was being done, and with what
 *
 * Turns libgit2's last error into one of ours.
 */
void
cw_git_set_error (GError    **error,
                  int         rc,
                  const char *format,
                  ...)
{
  const git_error *last = git_error_last ();
  g_autofree char *what = NULL;
  g_autofree char *why = NULL;
  va_list args;

  g_return_if_fail (rc < 0 && format != NULL);

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  why = cw_redact (last != NULL && last->message != NULL ? last->message : _ ("git gave no reason"));
  g_set_error (error, CW_ERROR, code_for_result (rc, last), "%s: %s", what, why);
}

/* Whether what libgit2 just returned means that the repository on disk is broken. */
gboolean
cw_git_error_is_damage (int rc)
{
  const git_error *last = git_error_last ();

  if (last == NULL)
    return FALSE;
  if (rc == GIT_EMISMATCH)
    return TRUE;
  switch (last->klass)
    {
    case GIT_ERROR_ODB:
    case GIT_ERROR_ZLIB:
    case GIT_ERROR_OBJECT:
    case GIT_ERROR_TREE:
    case GIT_ERROR_REPOSITORY:
    case GIT_ERROR_CONFIG:
      return TRUE;
    case GIT_ERROR_REFERENCE:
      return rc == GIT_ERROR;
    default:
      return FALSE;
    }
}

/**
 * cw_git_show_url:
 * @url: address of a repository
 *
 * Returns: (transfer full): @url as it may be shown and logged: without anything before an `@` in its host part
 */
char *
cw_git_show_url (const char *url)
{
  const char *host = strstr (url, "://");
  const char *end;
  const char *at;

  if (host == NULL)
    return g_strdup (url);
  host += strlen ("://");
  end = host + strcspn (host, "/");
  at = g_strrstr_len (host, end - host, "@");
  if (at == NULL)
    return g_strdup (url);
  return g_strdup_printf ("%.*s%s", (int) (host - url), url, at + 1);
}

/**
 * cw_git_get_name:
 * @url: address of a repository
 *
 * Returns: (transfer full): how people call it: `lsst-it/docker-compose-ops`
 */
char *
cw_git_get_name (const char *url)
{
  g_autofree char *shown = cw_git_show_url (url);
  const char *host = strstr (shown, "://");
  const char *path = host != NULL ? strchr (host + strlen ("://"), '/') : NULL;
  char *name = g_strdup (path != NULL && path[1] != '\0' ? path + 1 : shown);

  if (g_str_has_suffix (name, ".git"))
    name[strlen (name) - strlen (".git")] = '\0';
  return name;
}

/* A line as a server says it, without what only a terminal needs. */
static char *
clean_line (const char *line)
{
  static const char *const prefixes[] = { "remote: ", "error: ", "ERROR: ", "fatal: " };
  const char *start = strrchr (line, '\r');
  char *text = g_utf8_make_valid (start != NULL ? start + 1 : line, -1);

  g_strstrip (text);
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (text, prefixes[i]))
      memmove (text, text + strlen (prefixes[i]), strlen (text) - strlen (prefixes[i]) + 1);
  for (char *p = text; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  return text;
}

/* Counting and packing, which ends in a percentage. */
static gboolean
is_progress (const char *line)
{
  return strstr (line, "% (") != NULL || g_str_has_suffix (line, ", done.") || g_str_has_prefix (line, "To ");
}

/**
 * cw_git_quote_words:
 * @text: what a server says, in as many lines as it likes
 *
 * Returns: (transfer full): that as a part of a sentence, bounded and on one line; "" when it says nothing
 */
char *
cw_git_quote_words (const char *text)
{
  g_autofree char *redacted = cw_redact (text);
  g_auto (GStrv) lines = g_strsplit (redacted, "\n", -1);
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *line = clean_line (lines[i]);

      if (*line != '\0' && !is_progress (line))
        g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", line);
    }
  if (g_utf8_strlen (words->str, -1) > MAX_WORDS)
    {
      g_string_truncate (words, (gsize) (g_utf8_offset_to_pointer (words->str, MAX_WORDS) - words->str));
      g_string_append (words, "…");
    }
  while (g_str_has_suffix (words->str, "."))
    g_string_truncate (words, words->len - 1);
  /* Translators: what a server says of itself, in its own language */
  return words->len > 0 ? g_strdup_printf (_ (" (the server says: %s)"), words->str) : g_strdup ("");
}

void
cw_git_format_id (const git_oid *oid,
                  char           text[GIT_OID_HEXSZ + 1])
{
  git_oid_tostr (text, GIT_OID_HEXSZ + 1, oid);
}
