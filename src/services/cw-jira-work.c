/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-jira-service"

#include "config.h"

#include "cw-jira-private.h"
#include "cw-json.h"

/* What is done with an issue beyond its fields: its way through the project's workflow, and its links to others. */

/**
 * cw_jira_service_list_transitions:
 * @self: a client
 * @key: an issue's key
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Which there are depends on the workflow, on where the issue stands, and on what the account may do.
 *
 * Returns: (transfer full) (element-type JsonObject): `id`, `name` and `to` (the status after it) of each, or %NULL
 *   with @error set
 */
GPtrArray *
cw_jira_service_list_transitions (CwJiraService *self,
                                  const char    *key,
                                  GCancellable  *cancellable,
                                  GError       **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (CW_IS_JIRA_SERVICE (self) && key != NULL, NULL);

  path = cw_rest_make_path ("/rest/api/3/issue/%s/transitions", key);
  answer = cw_rest_call_object (cw_jira_service_get_rest (self), "GET", path, NULL, CW_HTTP_READ, cancellable, error);
  if (answer == NULL)
    return NULL;
  cw_jira_service_add_objects (found, cw_json_get_array (answer, "transitions"), G_MAXUINT);
  return g_steal_pointer (&found);
}

/**
 * cw_jira_service_transition:
 * @self: a client
 * @key: an issue's key
 * @transition: id of a transition, as listed for this issue a moment ago
 * @cancellable: (nullable): gives up
 * @error: where to store why not; %CW_ERROR_UNKNOWN_OUTCOME when it may be done nevertheless
 *
 * Not repeated by itself: the workflow may lead on from where the first one led.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_jira_service_transition (CwJiraService *self,
                            const char    *key,
                            const char    *transition,
                            GCancellable  *cancellable,
                            GError       **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *path = NULL;
  JsonObject *body;

  g_return_val_if_fail (CW_IS_JIRA_SERVICE (self) && key != NULL && transition != NULL, FALSE);

  body = json_object_new ();
  json_object_set_object_member (body, "transition", cw_json_object ("id", transition, NULL));
  path = cw_rest_make_path ("/rest/api/3/issue/%s/transitions", key);
  answer = cw_rest_call_object (cw_jira_service_get_rest (self), "POST", path, body, CW_HTTP_ONCE, cancellable, error);
  return answer != NULL;
}

/**
 * cw_jira_service_link:
 * @self: a client
 * @type: name of a kind of link, such as “Relates”
 * @inward: key of the issue that the link's inward words speak of
 * @outward: key of the other one
 * @cancellable: (nullable): gives up
 * @error: where to store why not; %CW_ERROR_NOT_FOUND when there is no such kind, or no such issue
 *
 * Can be repeated: Jira makes no second link of the same kind between the two.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_jira_service_link (CwJiraService *self,
                      const char    *type,
                      const char    *inward,
                      const char    *outward,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr (JsonObject) answer = NULL;
  JsonObject *body;

  g_return_val_if_fail (CW_IS_JIRA_SERVICE (self) && type != NULL && inward != NULL && outward != NULL, FALSE);

  body = json_object_new ();
  json_object_set_object_member (body, "type", cw_json_object ("name", type, NULL));
  json_object_set_object_member (body, "inwardIssue", cw_json_object ("key", inward, NULL));
  json_object_set_object_member (body, "outwardIssue", cw_json_object ("key", outward, NULL));
  answer = cw_rest_call_object (cw_jira_service_get_rest (self), "POST", "/rest/api/3/issueLink", body, CW_HTTP_SET,
                                cancellable, error);
  return answer != NULL;
}
