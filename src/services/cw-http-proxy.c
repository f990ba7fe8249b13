/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-http"

/*
 * The proxy between us and a service: it gets the account that stands in its address, and what it refuses is told as
 * its own word. libsoup 3.2 would do the first itself, but repeats what a proxy refused at the proxy's own address,
 * and an account that is wrong twenty times.
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-http-private.h"
#include "cw-log.h"

/* The proxy that the message's connection leads to; NULL without one. Others than those of HTTP, SOCKS for one, are
 * GIO's affair: behind them each byte is for the service. */
static GProxyAddress *
find_proxy (SoupMessage *message)
{
  GSocketAddress *address = soup_message_get_remote_address (message);

  if (address == NULL || !G_IS_PROXY_ADDRESS (address)
      || g_strcmp0 (g_proxy_address_get_protocol (G_PROXY_ADDRESS (address)), "http") != 0)
    return NULL;
  return G_PROXY_ADDRESS (address);
}

/* Whether the proxy reads the message itself, and not only carries what is encrypted. */
static gboolean
is_for_proxy (SoupMessage *message)
{
  return soup_message_get_method (message) == SOUP_METHOD_CONNECT
         || strcmp (g_uri_get_scheme (soup_message_get_uri (message)), "http") == 0;
}

/* Without the account that the address may hold. */
static char *
show_proxy (GProxyAddress *proxy)
{
  const char *address = g_proxy_address_get_uri (proxy);
  g_autoptr (GUri) uri = address != NULL ? g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  guint port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (proxy));

  return g_strdup_printf ("%s:%u", uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : "?", port);
}

/* Once the connection stands, before anything is written to it. */
void
cw_http_proxy_sign_in (SoupMessage *message)
{
  GProxyAddress *proxy = find_proxy (message);
  const char *user = proxy != NULL ? g_proxy_address_get_username (proxy) : NULL;
  const char *password = proxy != NULL ? g_proxy_address_get_password (proxy) : NULL;
  g_autofree char *pair = NULL, *code = NULL, *value = NULL;

  if (user == NULL || !is_for_proxy (message))
    return;
  pair = g_strconcat (user, ":", password != NULL ? password : "", NULL);
  code = g_base64_encode ((const guchar *) pair, strlen (pair));
  value = g_strconcat ("Basic ", code, NULL);
  if (password != NULL)
    cw_redact_add (password);
  cw_redact_add (code);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Proxy-Authorization", value);
}

static void
on_request_queued (SoupSession *session,
                   SoupMessage *message)
{
  if (soup_message_get_method (message) == SOUP_METHOD_CONNECT)
    g_signal_connect (message, "starting", G_CALLBACK (cw_http_proxy_sign_in), NULL);
}

/* The tunnel to a service is asked for in a message of libsoup's own. */
void
cw_http_proxy_watch (SoupSession *session)
{
  g_signal_connect (session, "request-queued", G_CALLBACK (on_request_queued), NULL);
}

/* Whether the answer is the service's; what the proxy says in its place means that the service heard nothing: the
 * tunnel was refused, or what the proxy reads itself lacked its account. */
gboolean
cw_http_proxy_check (SoupMessage *message,
                     gboolean     begun,
                     GError     **error)
{
  GProxyAddress *proxy = find_proxy (message);
  guint status = soup_message_get_status (message);
  g_autofree char *shown = NULL;

  if (proxy == NULL || (begun && !(status == SOUP_STATUS_PROXY_UNAUTHORIZED && is_for_proxy (message))))
    return TRUE;
  shown = show_proxy (proxy);
  if (status != SOUP_STATUS_PROXY_UNAUTHORIZED)
    g_set_error (error, CW_ERROR, status >= 500 ? CW_ERROR_OFFLINE : CW_ERROR_FORBIDDEN,
                 _ ("the proxy %s doesn’t let it through (%u %s)"), shown, status, soup_status_get_phrase (status));
  else if (g_proxy_address_get_username (proxy) == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED,
                 _ ("the proxy %s asks for an account, which belongs into the proxy’s address: "
                    "http://USER:PASSWORD@%s"), shown, shown);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED,
                 _ ("the proxy %s does not accept the account in its address"), shown);
  return FALSE;
}
