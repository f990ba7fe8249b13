/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-phalanx-service"

/* A repository that was renamed or given to others: GitHub follows for who reads, and sends who writes to an address
 * made of numbers. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-pull-private.h"
#include "cw-rest.h"

/* The longest name that goes into a message. */
#define MAX_NAME 200

/* Owner and name in a path as of cw_phalanx_service_make_path(); NULL for another path. */
static char *
get_repository (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", 5);
  g_autofree char *joined = NULL;

  if (g_strv_length (parts) < 4 || strcmp (parts[1], "repos") != 0)
    return NULL;
  joined = g_strconcat (parts[2], "/", parts[3], NULL);
  return g_uri_unescape_string (joined, NULL);
}

/* A write to @path was sent elsewhere, which @error says: where GitHub knows the repository by another name, that is
 * what a person must know. */
void
cw_phalanx_service_explain_move (CwPhalanxService *self,
                                 const char       *path,
                                 GCancellable     *cancellable,
                                 GError          **error)
{
  g_autofree char *repository = get_repository (path);
  g_autofree char *read = repository != NULL ? cw_phalanx_service_make_path (repository, "") : NULL;
  g_autoptr (JsonObject) answer = NULL;
  const char *name;

  if (read == NULL)
    return;
  answer = cw_rest_call_object (cw_phalanx_service_get_rest (self), "GET", read, NULL, CW_HTTP_READ, cancellable, NULL);
  name = cw_json_get_string (answer, "full_name", NULL);
  if (name == NULL || strcmp (name, repository) == 0 || strlen (name) > MAX_NAME)
    return;
  g_clear_error (error);
  g_set_error (error, CW_ERROR, CW_ERROR_FAILED,
               _ ("GitHub’s repository %s is called %s now, where nothing was sent. Write that name into the "
                  "procedure"),
               repository, name);
}
