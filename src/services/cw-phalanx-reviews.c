/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-phalanx-service"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-json.h"
#include "cw-pull-private.h"

#define PAGE_SIZE 100
#define MAX_PAGES 10

static void
add_name (GStrvBuilder *names,
          JsonNode     *review)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (review) ? json_node_get_object (review) : NULL;
  /* There is none whose account is gone. */
  const char *login = cw_json_get_string (cw_json_get_object (object, "user"), "login", NULL);

  if (login != NULL)
    g_strv_builder_add (names, login);
}

/**
 * cw_phalanx_service_list_reviewers:
 * @self: a client
 * @repository: owner and name
 * @pull: a pull request of @repository
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Returns: (transfer full): logins of whom were asked for a review, and of whom gave one; %NULL with @error set
 */
GStrv
cw_phalanx_service_list_reviewers (CwPhalanxService *self,
                                   const char       *repository,
                                   const CwPull     *pull,
                                   GCancellable     *cancellable,
                                   GError          **error)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  guint length = PAGE_SIZE;

  g_return_val_if_fail (CW_IS_PHALANX_SERVICE (self) && repository != NULL && pull != NULL, NULL);

  g_strv_builder_addv (names, (const char **) pull->reviewers);
  for (guint page = 1; length == PAGE_SIZE && page <= MAX_PAGES; page++)
    {
      g_autofree char *rest = g_strdup_printf ("/pulls/%" G_GINT64_FORMAT "/reviews?per_page=%d&page=%u", pull->number,
                                               PAGE_SIZE, page);
      g_autofree char *path = cw_phalanx_service_make_path (repository, rest);
      g_autoptr (JsonNode) answer = cw_rest_call (cw_phalanx_service_get_rest (self), "GET", path, NULL, CW_HTTP_READ,
                                                  NULL, cancellable, error);

      if (answer == NULL)
        return NULL;
      if (!JSON_NODE_HOLDS_ARRAY (answer))
        {
          cw_rest_set_unreadable (cw_phalanx_service_get_rest (self), CW_HTTP_READ, _ ("it is no list"), error);
          return NULL;
        }
      length = json_array_get_length (json_node_get_array (answer));
      for (guint i = 0; i < length; i++)
        add_name (names, json_array_get_element (json_node_get_array (answer), i));
    }
  return g_strv_builder_end (names);
}

/**
 * cw_phalanx_service_request_reviewers:
 * @self: a client
 * @repository: owner and name
 * @number: a pull request's number
 * @reviewers: (array zero-terminated=1): logins of collaborators
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Can be repeated.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_phalanx_service_request_reviewers (CwPhalanxService  *self,
                                      const char        *repository,
                                      gint64             number,
                                      const char *const *reviewers,
                                      GCancellable      *cancellable,
                                      GError           **error)
{
  g_autofree char *rest = g_strdup_printf ("/pulls/%" G_GINT64_FORMAT "/requested_reviewers", number);
  g_autoptr (JsonNode) answer = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (CW_IS_PHALANX_SERVICE (self) && repository != NULL && reviewers != NULL, FALSE);

  path = cw_phalanx_service_make_path (repository, rest);
  answer = cw_phalanx_service_call_write (self, "POST", path, cw_phalanx_service_make_list ("reviewers", reviewers),
                                          CW_HTTP_SET, cancellable, error);
  return answer != NULL;
}
