/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-http"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-http-private.h"

/* The host of an address, for messages. */
char *
cw_http_get_host (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);

  return uri != NULL ? g_strdup (g_uri_get_host (uri)) : g_strdup (url);
}

/* One is enough to stop at: the one that tells most about what to do. */
static const char *
describe_flaws (GTlsCertificateFlags flaws)
{
  if ((flaws & G_TLS_CERTIFICATE_REVOKED) != 0)
    return _ ("its certificate was revoked");
  if ((flaws & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0)
    return _ ("nobody that this machine trusts vouches for its certificate");
  if ((flaws & G_TLS_CERTIFICATE_BAD_IDENTITY) != 0)
    return _ ("its certificate is for another name");
  if ((flaws & G_TLS_CERTIFICATE_EXPIRED) != 0)
    return _ ("its certificate has expired");
  if ((flaws & G_TLS_CERTIFICATE_NOT_ACTIVATED) != 0)
    return _ ("its certificate is not valid yet");
  return _ ("its certificate can’t be accepted");
}

static const char *
advise_on_flaws (GTlsCertificateFlags flaws)
{
  if ((flaws & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0)
    return _ ("Check the address; where the observatory vouches for its hosts itself, have its certificate authority "
              "added to those of this machine.");
  if ((flaws & (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED)) != 0)
    return _ ("Check this machine’s clock; if it is right, tell the host’s keepers.");
  return _ ("Check the address; if it is right, tell the host’s keepers.");
}

/* What the libraries call a failure says little to a person, and in one language only; they have hundreds of codes. */
static const struct {
  GQuark (*domain) (void);
  int code;
  const char *words;
} causes[] = {
  { g_io_error_quark, G_IO_ERROR_CONNECTION_REFUSED, N_ ("it refuses the connection") },
  { g_io_error_quark, G_IO_ERROR_CONNECTION_CLOSED, N_ ("the connection was closed") },
  { g_io_error_quark, G_IO_ERROR_PARTIAL_INPUT, N_ ("the answer broke off") },
  { g_io_error_quark, G_IO_ERROR_INVALID_DATA, N_ ("the answer is damaged") },
  { g_io_error_quark, G_IO_ERROR_HOST_NOT_FOUND, N_ ("there is no host of that name") },
  { g_io_error_quark, G_IO_ERROR_HOST_UNREACHABLE, N_ ("no network leads to it") },
  { g_io_error_quark, G_IO_ERROR_NETWORK_UNREACHABLE, N_ ("no network leads to it") },
  { g_io_error_quark, G_IO_ERROR_PROXY_FAILED, N_ ("the proxy doesn’t let it through") },
  { g_io_error_quark, G_IO_ERROR_PROXY_AUTH_FAILED, N_ ("the proxy asks for another account") },
  { g_io_error_quark, G_IO_ERROR_PROXY_NEED_AUTH, N_ ("the proxy asks for an account") },
  { g_io_error_quark, G_IO_ERROR_PROXY_NOT_ALLOWED, N_ ("the proxy doesn’t let it through") },
  { g_resolver_error_quark, G_RESOLVER_ERROR_NOT_FOUND, N_ ("there is no host of that name") },
  { g_resolver_error_quark, G_RESOLVER_ERROR_TEMPORARY_FAILURE, N_ ("its name can’t be looked up now") },
  { soup_session_error_quark, SOUP_SESSION_ERROR_PARSING, N_ ("the answer is damaged") },
  { soup_session_error_quark, SOUP_SESSION_ERROR_ENCODING, N_ ("the answer is damaged") },
  { soup_session_error_quark, SOUP_SESSION_ERROR_TOO_MANY_REDIRECTS, N_ ("it leads from one address to the next") },
  { soup_session_error_quark, SOUP_SESSION_ERROR_REDIRECT_NO_LOCATION, N_ ("it leads to no address") },
  { soup_session_error_quark, SOUP_SESSION_ERROR_REDIRECT_BAD_URI, N_ ("it leads to no address") },
};

static char *
describe_cause (const CwHttpTry *attempt,
                const GError    *cause)
{
  if (cause->domain == CW_ERROR)
    return g_strdup (cause->message);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_strdup_printf (ngettext ("nothing came for %u second", "nothing came for %u seconds", attempt->patience),
                            attempt->patience);
  g_debug ("%s: %s %d: %s", attempt->request->service, g_quark_to_string (cause->domain), cause->code, cause->message);
  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    if (g_error_matches (cause, causes[i].domain (), causes[i].code))
      return g_strdup (_ (causes[i].words));
  return g_strdup (_ ("the connection failed"));
}

/* Says why there is no complete answer, and whether a second try may help. */
void
cw_http_try_set_failure (CwHttpTry    *attempt,
                         const GError *cause,
                         GError      **error)
{
  const CwHttpRequest *request = attempt->request;
  gboolean cancelled = g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_autofree char *host = cw_http_get_host (attempt->url), *why = describe_cause (attempt, cause);

  if ((attempt->begun || attempt->doubtful) && request->policy != CW_HTTP_READ)
    g_set_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME,
                 _ ("The request went out to %s (%s), but its answer never came: %s. It may have been done; look "
                    "before anything else."),
                 request->service, host, why);
  else if (cancelled)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _ ("Cancelled"));
  else if (cause->domain == G_TLS_ERROR)
    g_set_error (error, CW_ERROR, CW_ERROR_OFFLINE,
                 _ ("The connection to %s (%s) is not safe: %s. Nothing was sent. %s"), request->service, host,
                 attempt->flaws != 0 ? describe_flaws (attempt->flaws) : _ ("no encryption was agreed upon"),
                 attempt->flaws != 0 ? advise_on_flaws (attempt->flaws) : _ ("Check the address."));
  else if (!attempt->begun && cause->domain == CW_ERROR) /* a proxy's word */
    g_set_error (error, CW_ERROR, CW_ERROR_OFFLINE, _ ("%s (%s) can’t be reached: %s. Nothing was sent."),
                 request->service, host, why);
  else if (!attempt->begun)
    g_set_error (error, CW_ERROR, CW_ERROR_OFFLINE,
                 _ ("%s (%s) can’t be reached: %s. Check the network; nothing was sent."), request->service, host,
                 why);
  else if (g_error_matches (cause, CW_ERROR, CW_ERROR_INVALID_DATA))
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("The answer of %s (%s) can’t be read: %s"),
                 request->service, host, cause->message);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_TIMED_OUT, _ ("%s (%s) gave no complete answer: %s. Try again."),
                 request->service, host, why);

  attempt->broken = !cancelled && cause->domain != G_TLS_ERROR
                    && !g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
                    && !g_error_matches (cause, CW_ERROR, CW_ERROR_TIMED_OUT)
                    && !g_error_matches (cause, CW_ERROR, CW_ERROR_AUTH_REQUIRED)
                    && !g_error_matches (cause, CW_ERROR, CW_ERROR_FORBIDDEN)
                    && !g_error_matches (cause, CW_ERROR, CW_ERROR_INVALID_DATA);
}
