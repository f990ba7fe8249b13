/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-http.h"

G_BEGIN_DECLS

/* One try: the request as it goes out now, and how far it came. Inside CwHttp. */
typedef struct
{
  const CwHttpRequest *request;
  const char *url;            /* (unowned): changes with redirects */
  const char *authorization;  /* (unowned) (nullable): gone once another host is asked */
  guint patience;             /* seconds without a byte until it is given up */
  gboolean begun;             /* the connection stands, bytes may have left */
  gboolean doubtful;          /* an earlier try may have done what is wanted */
  gboolean broken;            /* failed in a way that a second try may mend */
  GTlsCertificateFlags flaws; /* of the certificate that the other side showed */
} CwHttpTry;

void     cw_http_try_set_failure (CwHttpTry    *attempt,
                                  const GError *cause,
                                  GError      **error);
char    *cw_http_get_host        (const char   *url);

void     cw_http_proxy_watch     (SoupSession  *session);
void     cw_http_proxy_sign_in   (SoupMessage  *message);
gboolean cw_http_proxy_check     (SoupMessage  *message,
                                  gboolean      begun,
                                  GError      **error);

G_END_DECLS
