/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-world"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* Who stands in the tickets: Jira is asked for each role that the procedure names.
 *
 * `person.ROLE` is `{"query": …, "people": [{"account", "name"}], "refused": [PROJECT]}`: whom the query means, and
 * the projects that would not take the one person as the assignee of a ticket; without an account, `{"query": …,
 * "unasked": true}`: then a person makes the tickets, and gives them to whom they like. It stays when Jira is out of
 * reach later; then `person-trouble.ROLE` says why. */

static JsonObject *
describe_user (JsonObject *user)
{
  return cw_json_object ("account", cw_json_get_string (user, "accountId", ""), "name",
                         cw_json_get_string (user, "displayName", ""), NULL);
}

/* Programs have accounts too, and those who left keep theirs. */
static gboolean
is_person (JsonObject *user)
{
  return cw_json_get_bool (user, "active", TRUE)
         && g_str_equal (cw_json_get_string (user, "accountType", "atlassian"), "atlassian");
}

static gboolean
has_name (JsonObject *user,
          const char *query)
{
  g_autofree char *name = g_utf8_casefold (cw_json_get_string (user, "displayName", ""), -1);
  g_autofree char *wanted = g_utf8_casefold (query, -1);

  return g_str_equal (name, wanted);
}

/* All that Jira found; where several hold the query and one bears it as the whole name, that one. */
static JsonArray *
pick_people (GPtrArray  *users,
             const char *query)
{
  JsonArray *people = json_array_new (), *exact = json_array_new ();

  for (guint i = 0; i < users->len; i++)
    {
      JsonObject *user = g_ptr_array_index (users, i);

      if (!is_person (user))
        continue;
      json_array_add_object_element (people, describe_user (user));
      if (has_name (user, query))
        json_array_add_object_element (exact, describe_user (user));
    }
  if (json_array_get_length (exact) == 1)
    {
      json_array_unref (people);
      return exact;
    }
  json_array_unref (exact);
  return people;
}

static JsonArray *
find_people (CwWorld       *self,
             const char    *query,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr (GPtrArray) users = NULL;
  JsonObject *myself;

  if (*query != '\0')
    users = cw_jira_service_find_users (self->jira, query, cancellable, error);
  else
    {
      myself = cw_jira_service_get_myself (self->jira, cancellable, error);
      users = myself != NULL ? g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref) : NULL;
      if (users != NULL)
        g_ptr_array_add (users, myself);
    }
  return users != NULL ? pick_people (users, query) : NULL;
  return pick_people (users, query);
}

static gboolean
is_assignee (const CwTicketTemplate *ticket,
             const char             *role)
{
  for (guint i = 0; i < ticket->people->len; i++)
    {
      const CwTicketPeople *people = g_ptr_array_index (ticket->people, i);

      if (g_str_equal (people->id, "assignee") && g_strcmp0 (people->role, role) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The projects in which the role is the assignee of a ticket, once each. */
static GPtrArray *
list_projects (CwWorld    *self,
               const char *role)
{
  GPtrArray *tickets = cw_procedure_get_tickets (self->procedure);
  GPtrArray *projects = g_ptr_array_new ();

  for (guint i = 0; i < tickets->len; i++)
    {
      const CwTicketTemplate *ticket = g_ptr_array_index (tickets, i);
      const char *key = cw_json_get_string (cw_json_get_object (ticket->fields, "project"), "key", NULL);

      if (key != NULL && is_assignee (ticket, role)
          && !g_ptr_array_find_with_equal_func (projects, key, g_str_equal, NULL))
        g_ptr_array_add (projects, (gpointer) key);
    }
  return projects;
}

static JsonArray *
find_refused (CwWorld       *self,
              const char    *role,
              const char    *account,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr (GPtrArray) projects = list_projects (self, role);
  g_autoptr (JsonArray) refused = json_array_new ();

  for (guint i = 0; i < projects->len; i++)
    {
      const char *project = g_ptr_array_index (projects, i);
      gboolean can;

      if (!cw_jira_service_is_assignable (self->jira, project, account, &can, cancellable, error))
        return NULL;
      if (!can)
        json_array_add_string_element (refused, project);
    }
  return g_steal_pointer (&refused);
}

static JsonNode *
look_for (CwWorld         *self,
          const CwPerson  *person,
          const char      *query,
          GCancellable    *cancellable,
          GError         **error)
{
  JsonObject *seen = cw_json_object ("query", query, NULL);
  g_autoptr (JsonNode) node = cw_json_node_object (seen);
  JsonArray *people = NULL;
  JsonArray *refused = NULL;

  if (!cw_jira_service_has_account (self->jira))
    {
      json_object_set_boolean_member (seen, "unasked", TRUE);
      return g_steal_pointer (&node);
    }
  people = find_people (self, query, cancellable, error);
  if (people == NULL)
    return NULL;
  json_object_set_array_member (seen, "people", people);
  if (json_array_get_length (people) != 1)
    return g_steal_pointer (&node);
  refused = find_refused (self, person->id,
                          cw_json_get_string (json_array_get_object_element (people, 0), "account", ""), cancellable,
                          error);
  if (refused == NULL)
    return NULL;
  json_object_set_array_member (seen, "refused", refused);
  return g_steal_pointer (&node);
}

gboolean
cw_world_add_people (CwWorld       *self,
                     CwDeployment  *deployment,
                     GHashTable    *observations,
                     GCancellable  *cancellable,
                     GError       **error)
{
  GPtrArray *people = cw_procedure_get_people (self->procedure);

  for (guint i = 0; i < people->len; i++)
    {
      const CwPerson *person = g_ptr_array_index (people, i);
      const char *query = cw_deployment_get_person_query (deployment, person);
      g_autofree char *trouble = g_strconcat ("person-trouble.", person->id, NULL);
      g_autoptr (GError) local = NULL;
      JsonNode *seen;

      if (query == NULL)
        continue;
      cw_world_say (self, _ ("Asking Jira who the %s is"), person->title);
      seen = look_for (self, person, query, cancellable, &local);
      if (seen == NULL && cw_error_is_cancelled (local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (seen == NULL)
        {
          cw_world_put_text (observations, local->message, "%s", trouble);
          continue;
        }
      g_hash_table_replace (observations, g_strconcat ("person.", person->id, NULL), seen);
      g_hash_table_replace (observations, g_steal_pointer (&trouble), json_node_new (JSON_NODE_NULL));
    }
  return TRUE;
}

/**
 * cw_world_look_at_people:
 * @self: a world
 * @deployment: what is prepared
 * @cancellable: (nullable): a cancellable
 * @error: where to store that it was cancelled
 *
 * Returns: (transfer full) (element-type utf8 JsonNode) (nullable): who stands in the tickets, alone
 */
GHashTable *
cw_world_look_at_people (CwWorld       *self,
                         CwDeployment  *deployment,
                         GCancellable  *cancellable,
                         GError       **error)
{
  g_autoptr (GHashTable) observations = cw_world_new_observations ();

  g_return_val_if_fail (CW_IS_WORLD (self) && CW_IS_DEPLOYMENT (deployment), NULL);
  cw_assert_in_worker ();

  return cw_world_add_people (self, deployment, observations, cancellable, error) ? g_steal_pointer (&observations) : NULL;
}
