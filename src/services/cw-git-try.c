/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-git-private.h"

/* Shakes hands as for a push and goes: servers refuse that already where the account may only read. */
static gboolean
try_in_thread (CwGitTransfer *transfer,
               gpointer       data,
               GError       **error)
{
  git_remote_connect_options options = GIT_REMOTE_CONNECT_OPTIONS_INIT;
  g_autoptr (git_remote) remote = NULL;
  int rc;

  cw_git_transfer_init_callbacks (transfer, &options.callbacks);
  rc = cw_git_create_remote (NULL, cw_git_transfer_get_url (transfer), &remote);
  if (rc == 0)
    rc = git_remote_connect_ext (remote, GIT_DIRECTION_PUSH, &options);
  if (rc < 0)
    cw_git_transfer_set_error (transfer, error, rc, _ ("Signing in at"));
  return rc == 0;
}

/**
 * cw_git_service_try:
 * @self: a service
 * @url: address of a repository
 * @cancellable: (nullable): gives up
 * @error: %CW_ERROR_AUTH_REQUIRED, %CW_ERROR_FORBIDDEN, %CW_ERROR_NOT_FOUND, %CW_ERROR_OFFLINE, …
 *
 * Signs in as for a push, and changes nothing.
 *
 * Returns: whether the server would take a push
 */
gboolean
cw_git_service_try (CwGitService *self,
                    const char   *url,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autofree char *server = NULL;

  g_return_val_if_fail (CW_IS_GIT_SERVICE (self) && url != NULL, FALSE);

  cw_git_init ();
  server = cw_git_service_locate (self, url);
  return cw_git_transfer_run (self, server, try_in_thread, NULL, NULL, NULL, NULL, cancellable, error);
}
