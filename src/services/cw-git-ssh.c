/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

/* What goes wrong over ssh, and what to do about it. */

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-git-private.h"

#define KEY_CHARS 43 /* of a SHA-256 in base64, as ssh shows it */

/* `|1|salt|hash`: the host's name hidden by HMAC-SHA1, as Debian's ssh writes it. */
static gboolean
is_hash_of (const char *entry,
            const char *name)
{
  g_auto (GStrv) parts = g_strsplit (entry, "|", 4);
  g_autofree guchar *salt = NULL;
  g_autofree char *encoded = NULL;
  g_autoptr (GHmac) hmac = NULL;
  guchar digest[20];
  gsize size = 0;

  if (g_strv_length (parts) != 4 || strcmp (parts[1], "1") != 0)
    return FALSE;
  salt = g_base64_decode (parts[2], &size);
  hmac = g_hmac_new (G_CHECKSUM_SHA1, salt, size);
  g_hmac_update (hmac, (const guchar *) name, -1);
  size = sizeof digest;
  g_hmac_get_digest (hmac, digest, &size);
  encoded = g_base64_encode (digest, size);
  return strcmp (encoded, parts[3]) == 0;
}

/* Whether a line of known_hosts is about @host, by its name alone or with its port. */
static gboolean
names_host (const char *line,
            const char *host,
            const char *with_port)
{
  g_auto (GStrv) words = g_strsplit_set (line, " \t", -1);
  const char *hosts = words[0] != NULL && *words[0] == '@' ? words[1] : words[0];
  g_auto (GStrv) entries = g_strsplit (hosts != NULL ? hosts : "", ",", -1);

  for (guint i = 0; entries[i] != NULL; i++)
    if (g_ascii_strcasecmp (entries[i], host) == 0 || g_ascii_strcasecmp (entries[i], with_port) == 0
        || is_hash_of (entries[i], host) || is_hash_of (entries[i], with_port))
      return TRUE;
  return FALSE;
}

static gboolean
is_known (const char *url,
          const char *host)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_PARSE_RELAXED, NULL);
  int port = uri != NULL && g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : 22;
  g_autofree char *with_port = g_strdup_printf ("[%s]:%d", host, port);
  g_autofree char *path = g_build_filename (g_getenv ("HOME") != NULL ? g_getenv ("HOME") : g_get_home_dir (), ".ssh",
                                            "known_hosts", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (names_host (lines[i], host, with_port))
      return TRUE;
  return FALSE;
}

/**
 * cw_git_ssh_explain_host_key:
 * @url: the server's repository
 * @host: the server
 * @key: what it showed and ssh's known hosts don't vouch for
 *
 * Returns: (transfer full): a %CW_ERROR_FORBIDDEN that tells a host seen for the first time from one whose key changed
 */
GError *
cw_git_ssh_explain_host_key (const char             *url,
                             const char             *host,
                             const git_cert_hostkey *key)
{
  g_autofree char *sum = NULL;

  if ((key->type & GIT_CERT_SSH_SHA256) != 0)
    sum = g_base64_encode (key->hash_sha256, sizeof key->hash_sha256);
  if (is_known (url, host))
    return g_error_new (CW_ERROR, CW_ERROR_FORBIDDEN,
                        _ ("The host key that %s shows (SHA256:%.*s) is none of those that ~/.ssh/known_hosts has for "
                           "it. Either the host was set up anew, or somebody stands in between; nothing was sent. Ask "
                           "the host’s keepers; only if they confirm it, take the old key out with ssh-keygen -R, and "
                           "connect once with ssh"),
                        host, KEY_CHARS, sum != NULL ? sum : "?");
  return g_error_new (CW_ERROR, CW_ERROR_FORBIDDEN,
                      _ ("The host %s is not in ~/.ssh/known_hosts yet; its key is SHA256:%.*s. Compare that with what "
                         "the host’s keepers published, then connect once with ssh"),
                      host, KEY_CHARS, sum != NULL ? sum : "?");
}

static gboolean
says (const char        *text,
      const char *const *words)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (text, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* Why there is no connection at all; NULL where libgit2 says something else. What it says ends with the system's word
 * for it, in the person's language. */
static const char *
describe_no_connection (const char *message)
{
  if (g_str_has_prefix (message, "failed to resolve address"))
    return _ ("there is no host of that name");
  if (!g_str_has_prefix (message, "failed to connect"))
    return NULL;
  if (g_str_has_suffix (message, g_strerror (ECONNREFUSED)))
    return _ ("it refuses the connection");
  if (g_str_has_suffix (message, g_strerror (ENETUNREACH)) || g_str_has_suffix (message, g_strerror (EHOSTUNREACH)))
    return _ ("no network leads to it");
  return _ ("the connection failed");
}

/**
 * cw_git_ssh_set_error:
 * @shown: the server's repository, for messages
 * @error: where to
 *
 * Says what libgit2's last error means over ssh: servers have only a line of text to refuse with.
 *
 * Returns: whether it is one of those that are known here; else @error is as it was
 */
gboolean
cw_git_ssh_set_error (const char *shown,
                      GError    **error)
{
  static const char *const missing[] = { "not found", "not appear to be a git", "not exist", NULL };
  static const char *const refusing[] = { "denied", "archived", "read-only", "not allowed", NULL };
  const git_error *last = git_error_last ();
  const char *why = last != NULL && last->message != NULL ? describe_no_connection (last->message) : NULL;
  g_autofree char *words = NULL;

  if (why != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_OFFLINE,
                   _ ("%s can’t be reached: %s. Check the network; nothing was sent"), shown, why);
      return TRUE;
    }
  if (last == NULL || last->klass != GIT_ERROR_SSH || last->message == NULL)
    return FALSE;
  words = cw_git_quote_words (last->message);
  /* Without SSH_AUTH_SOCK there is no word of an agent. */
  if (strstr (last->message, "agent") != NULL || strstr (last->message, "auth sock") != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED,
                 _ ("%s: no ssh agent answers. Start ssh-agent, add your key with ssh-add, and start this program from "
                    "there"),
                 shown);
  else if (strstr (last->message, "exchange encryption keys") != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_FORBIDDEN,
                 _ ("%s: no key of the host that both sides take. Mostly ~/.ssh/known_hosts has only an old RSA key of "
                    "it, which it no longer uses: connect once with ssh, then try again"),
                 shown);
  else if (says (last->message, missing))
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND,
                 _ ("There is no repository at %s, or your key may not see it%s. Check the address in the procedure, "
                    "and whose key it is"),
                 shown, words);
  else if (says (last->message, refusing))
    g_set_error (error, CW_ERROR, CW_ERROR_FORBIDDEN,
                 _ ("%s: your key may not do this%s. Ask the repository’s owners for access"), shown, words);
  else
    return FALSE;
  return TRUE;
}
