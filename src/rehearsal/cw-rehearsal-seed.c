/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-seed"

#include "config.h"

#include "cw-json.h"

#include "cw-rehearsal-json.h"
#include "cw-rehearsal-seed.h"
#include "cw-rehearsal-world.h"

#define FORMAT 1
#define FIRST_ID 200100
#define FIRST_PAGE 70000001
#define OLD_STAMP "2026-09-01T12:00:00.000Z"

/* Names under which the fields of the world's issues are given by e-mail address or name, and not in Jira's form. */
static JsonNode *
seed_field (JsonObject *world,
            const char *name,
            JsonNode   *value)
{
  if (g_str_equal (name, "assignee"))
    {
      JsonObject *user = cw_rehearsal_world_user (world, "email", json_node_get_string (value));

      return cw_rehearsal_pack ("{accountId:s}", cw_json_get_string (user, "account", NULL));
    }
  if (g_str_equal (name, "priority"))
    return cw_rehearsal_pack ("{name:s}", json_node_get_string (value));
  if (g_str_equal (name, "components"))
    {
      g_autoptr (JsonArray) array = json_array_new ();

      for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
        json_array_add_element (array, cw_rehearsal_pack ("{name:s}", json_array_get_string_element (
                                                                        json_node_get_array (value), i)));
      return cw_rehearsal_json_list (g_steal_pointer (&array));
    }
  return json_node_copy (value);
}

static void
seed_issue (CwRehearsalStore *store,
            JsonObject       *given)
{
  JsonObject *world = cw_rehearsal_store_get_world (store);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, cw_rehearsal_store_next (store, "issue"));
  g_autoptr (JsonObject) fields = json_object_new ();
  const char *key = cw_json_get_string (given, "key", NULL);
  const char *status = "To Do";
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, cw_json_get_object (given, "fields"));
  while (json_object_iter_next (&iter, &name, &value))
    {
      if (g_str_equal (name, "status"))
        status = json_node_get_string (value);
      else
        json_object_set_member (fields, name, seed_field (world, name, value));
    }
  json_object_set_member (cw_rehearsal_store_get_map (store, "issues"), key,
                          cw_rehearsal_pack ("{id:s key:s type:s status:s created:s updated:s fields:o "
                                             "properties:{} remotelinks:[] comments:[]}",
                                             id, key, cw_json_get_string (given, "type", NULL), status, OLD_STAMP,
                                             OLD_STAMP, cw_rehearsal_json_own (g_steal_pointer (&fields))));
}

static void
seed_jira (CwRehearsalStore *store)
{
  JsonObject *world = cw_rehearsal_store_get_world (store);
  JsonArray *projects = cw_rehearsal_world_list (world, "jira", "projects");
  JsonArray *issues = cw_rehearsal_world_list (world, "jira", "issues");
  JsonObject *counters = cw_rehearsal_store_get_map (store, "counters");

  for (guint i = 0; projects != NULL && i < json_array_get_length (projects); i++)
    {
      JsonObject *project = cw_rehearsal_json_item (projects, i);
      const char *key = cw_json_get_string (project, "key", NULL);
      JsonArray *versions = cw_json_get_array (project, "versions");

      json_object_set_int_member (counters, key, cw_json_get_int (project, "next", 1));
      json_object_set_array_member (cw_rehearsal_store_get_map (store, "versions"), key,
                                    versions != NULL ? json_array_ref (versions) : json_array_new ());
    }
  for (guint i = 0; issues != NULL && i < json_array_get_length (issues); i++)
    seed_issue (store, cw_rehearsal_json_item (issues, i));
}

static void
seed_page (CwRehearsalStore *store,
           JsonObject       *given)
{
  JsonObject *world = cw_rehearsal_store_get_world (store);
  JsonObject *space = cw_rehearsal_json_find (cw_rehearsal_world_list (world, "confluence", "spaces"), "key",
                                              cw_json_get_string (given, "space", NULL));
  const char *id = cw_json_get_string (given, "id", NULL);
  const char *status = cw_json_get_string (given, "status", NULL);
  JsonArray *labels = cw_json_get_array (given, "labels");

  json_object_set_member (cw_rehearsal_store_get_map (store, "pages"), id,
                          cw_rehearsal_pack ("{id:s spaceId:s parentId:s title:s status:s body:s version:i message:s "
                                             "created:s updated:s labels:o properties:[] changed_by:s}",
                                             id, cw_json_get_string (space, "id", NULL),
                                             cw_json_get_string (given, "parent", NULL),
                                             cw_json_get_string (given, "title", NULL),
                                             status != NULL ? status : "current",
                                             cw_json_get_string (given, "body", NULL), 1, "", OLD_STAMP, OLD_STAMP,
                                             cw_rehearsal_json_list (labels != NULL ? json_array_ref (labels)
                                                                                    : json_array_new ()),
                                             NULL));
}

/* Copies what others can change: who is in which channel, and what the bot may do. */
static void
seed_slack (CwRehearsalStore *store)
{
  JsonObject *world = cw_rehearsal_store_get_world (store);
  static const char *const lists[] = { "channels", "scopes" };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      JsonArray *given = cw_rehearsal_world_list (world, "slack", lists[i]);
      JsonArray *list = cw_rehearsal_store_get_list (store, lists[i]);

      for (guint j = 0; given != NULL && j < json_array_get_length (given); j++)
        json_array_add_element (list, json_node_copy (json_array_get_element (given, j)));
    }
}

/**
 * cw_rehearsal_seed:
 * @store: a store without a state
 *
 * Fills the state with what the made-up world begins with.
 */
void
cw_rehearsal_seed (CwRehearsalStore *store)
{
  static const char *const empty_lists[] = { "pulls", "links", "messages", "scheduled", "lost", "images" };
  JsonObject *world, *counters, *pulls;
  JsonArray *pages;

  g_return_if_fail (CW_IS_REHEARSAL_STORE (store));

  world = cw_rehearsal_store_get_world (store);
  json_object_set_int_member (cw_rehearsal_store_get_state (store), "format", FORMAT);
  counters = cw_rehearsal_store_get_map (store, "counters");
  json_object_set_int_member (counters, "issue", FIRST_ID);
  json_object_set_int_member (counters, "page", FIRST_PAGE);
  pulls = cw_json_get_object (cw_json_get_object (world, "github"), "pulls");
  json_object_set_int_member (counters, "pull", cw_json_get_int (pulls, "next", 1));
  seed_jira (store);
  seed_slack (store);
  pages = cw_rehearsal_world_list (world, "confluence", "pages");
  for (guint i = 0; pages != NULL && i < json_array_get_length (pages); i++)
    seed_page (store, cw_rehearsal_json_item (pages, i));
  for (guint i = 0; i < G_N_ELEMENTS (empty_lists); i++)
    cw_rehearsal_store_get_list (store, empty_lists[i]);
}
