/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

/* What a git server's HTTP answers mean, and what to do about them. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-git-private.h"

/* As much of what isn't git's goes into a message. */
#define MAX_BEGINNING 60

/* Git servers explain themselves in plain text; pages are for browsers. */
static char *
extract_words (const CwHttpReply *reply)
{
  const char *type = cw_http_reply_get_header (reply, "Content-Type");
  gsize size;
  const char *text = g_bytes_get_data (reply->body, &size);

  return type != NULL && g_str_has_prefix (type, "text/plain") && size > 0 ? g_strndup (text, size) : NULL;
}

/* The repository's new address, or NULL when we are sent to something else, a page to sign in on for one. */
static char *
find_new_address (const char *location)
{
  const char *end = strstr (location, "/info/refs");

  return end != NULL ? g_strndup (location, (gsize) (end - location)) : NULL;
}

static void
set_moved (const char          *shown,
           const CwHttpReply   *reply,
           const CwHttpRequest *request,
           GError             **error)
{
  g_autofree char *place = cw_http_reply_show_location (reply, request->url);
  g_autofree char *address = find_new_address (place);

  if (address != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND,
                 _ ("%s was renamed or moved: its address is now %s, where nothing was sent. Write that address into "
                    "the procedure"),
                 shown, address);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_FAILED,
                 _ ("%s sends us to another page, %s, instead of answering. Open that in a browser to see what it "
                    "wants, perhaps that you sign in to the network; then try again"),
                 shown, place);
}

static void
set_unknown_account (CwGitTransfer       *transfer,
                     const char          *shown,
                     const CwHttpRequest *request,
                     const char          *words,
                     GError             **error)
{
  if (request->authorization != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED,
                 _ ("%s: the server refuses the credentials%s. Check whether the token is right, and still valid"),
                 shown, words);
  else if (cw_git_transfer_find_credentials (transfer) != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED,
                 _ ("%s: no token is sent over an unencrypted connection. Use its https:// address"), shown);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED,
                 _ ("%s: the server asks who we are, and no token is known for it. Add one, or do it by hand"), shown);
}

/* What services other than git say too, by the host's name; which repository it was is put before. */
static void
set_common (const CwHttpReply   *reply,
            const CwHttpRequest *request,
            GError             **error)
{
  g_autoptr (GUri) uri = g_uri_parse (request->url, SOUP_HTTP_URI_FLAGS, NULL);
  CwHttpRequest at_host = *request;

  at_host.service = g_uri_get_host (uri);
  cw_http_reply_check (reply, &at_host, extract_words, error);
}

/**
 * cw_git_web_set_refusal:
 * @transfer: for whom it was asked
 * @reply: an answer that is none of git's
 * @request: to what
 * @error: where to: %CW_ERROR_AUTH_REQUIRED, %CW_ERROR_FORBIDDEN, %CW_ERROR_NOT_FOUND, %CW_ERROR_RATE_LIMITED,
 *   %CW_ERROR_OFFLINE, %CW_ERROR_UNKNOWN_OUTCOME …
 *
 * Says what an answer without success means.
 */
void
cw_git_web_set_refusal (CwGitTransfer       *transfer,
                        const CwHttpReply   *reply,
                        const CwHttpRequest *request,
                        GError             **error)
{
  g_autofree char *shown = cw_git_show_url (cw_git_transfer_get_url (transfer));
  g_autofree char *said = extract_words (reply);
  g_autofree char *words = cw_git_quote_words (said != NULL ? said : "");
  g_autoptr (GError) common = NULL;

  if (cw_http_reply_is_redirect (reply))
    {
      set_moved (shown, reply, request, error);
      return;
    }
  set_common (reply, request, &common);
  if (g_error_matches (common, CW_ERROR, CW_ERROR_AUTH_REQUIRED))
    set_unknown_account (transfer, shown, request, words, error);
  else if (g_error_matches (common, CW_ERROR, CW_ERROR_FORBIDDEN))
    g_set_error (error, CW_ERROR, CW_ERROR_FORBIDDEN,
                 _ ("%s: the account may not do this%s. Ask the repository’s owners for access, or use another token"),
                 shown, words);
  else if (g_error_matches (common, CW_ERROR, CW_ERROR_NOT_FOUND))
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND,
                 _ ("There is no repository at %s, or the account may not see it%s. Check the address in the "
                    "procedure, and the token"),
                 shown, words);
  else
    {
      g_prefix_error (&common, "%s: ", shown);
      g_propagate_error (error, g_steal_pointer (&common));
    }
}

/**
 * cw_git_web_set_foreign:
 * @transfer: for whom it was asked
 * @reply: an answer with success, but of another type than git's
 * @error: where to store a %CW_ERROR_INVALID_DATA
 *
 * Says that something else than a git server answers.
 */
void
cw_git_web_set_foreign (CwGitTransfer     *transfer,
                        const CwHttpReply *reply,
                        GError           **error)
{
  g_autofree char *shown = cw_git_show_url (cw_git_transfer_get_url (transfer));
  const char *type = cw_http_reply_get_header (reply, "Content-Type");
  g_autofree char *valid = g_utf8_make_valid (type != NULL ? type : "?", type != NULL ? MIN (strlen (type), 80) : 1);

  g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA,
               _ ("What answers at %s is no git server (%s). Open it in a browser: a page may stand in between that "
                  "wants you to sign in to the network"),
               shown, valid);
}

/**
 * cw_git_web_set_garbled:
 * @transfer: for whom it was asked
 * @body: what came under the name of git's answer, or its beginning
 * @error: where to store a %CW_ERROR_INVALID_DATA
 *
 * Says that what came isn't what git says.
 */
void
cw_git_web_set_garbled (CwGitTransfer *transfer,
                        GBytes        *body,
                        GError       **error)
{
  g_autofree char *shown = cw_git_show_url (cw_git_transfer_get_url (transfer));
  gsize size;
  const char *data = g_bytes_get_data (body, &size);
  g_autofree char *beginning = g_utf8_make_valid (data != NULL ? data : "", MIN (size, MAX_BEGINNING));

  for (char *p = beginning; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA,
               _ ("What %s answers is not what git says; it begins with “%s”. Check the address in the procedure; if "
                  "it is right, something stands in between, or the server is broken: try “git ls-remote”, and tell "
                  "its keepers"),
               shown, beginning);
}
