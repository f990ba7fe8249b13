/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-procedure"

#include "config.h"

#include "cw-procedure-private.h"

/* Names are collected before the procedure is read, so that a text may refer to what stands after it. Whatever has a
 * wrong type here is passed over: reading refuses it. */

static const char *const variables[] = {
  "bare_tag", "branch", "calendar_ticket", "channel", "component_list", "components", "cycle", "cycle_text", "date",
  "end_date", "end_time", "iso_date", "iso_ready_time", "iso_time", "iso_until_time", "marker", "next_site",
  "page_url", "pull_title", "pull_url", "ready_time", "revision", "role", "site", "site_dates", "site_id",
  "site_phrase", "start_date", "tag", "ticket", "time", "until_time", "xml", "zone", NULL,
};

static const char *const words[] = { "full", "incremental", "integration-testing", "principals", NULL };

/**
 * cw_procedure_known_variables:
 *
 * Returns: (transfer none) (array zero-terminated=1): the variables that every template may use; those of a site's own
 *   come on top
 */
const char *const *
cw_procedure_known_variables (void)
{
  return variables;
}

static GHashTable *
new_set (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static CwJsonCursor
member_of (const CwJsonCursor *place,
           const char         *member)
{
  if (place->node == NULL || !JSON_NODE_HOLDS_OBJECT (place->node))
    return (CwJsonCursor) { .document = place->document, .parent = place };
  return cw_json_cursor_member (place, member);
}

static guint
length_of (const CwJsonCursor *place)
{
  if (place->node == NULL || !JSON_NODE_HOLDS_ARRAY (place->node))
    return 0;
  return json_array_get_length (json_node_get_array (place->node));
}

static void
add_text (GHashTable         *set,
          const CwJsonCursor *place)
{
  if (cw_json_cursor_is_text (place))
    g_hash_table_add (set, g_strdup (json_node_get_string (place->node)));
}

static GHashTable *
collect_ids (const CwJsonCursor *list)
{
  GHashTable *set = new_set ();

  for (guint i = 0; i < length_of (list); i++)
    {
      CwJsonCursor element = cw_json_cursor_element (list, i);
      CwJsonCursor id = member_of (&element, "id");

      add_text (set, &id);
    }
  return set;
}

static void
add_site (CwProcedureNames   *self,
          GHashTable         *known,
          const CwJsonCursor *site)
{
  CwJsonCursor traits = member_of (site, "traits");
  CwJsonCursor own = member_of (site, "variables");
  JsonObjectIter iter;
  const char *name;

  for (guint i = 0; i < length_of (&traits); i++)
    {
      CwJsonCursor trait = cw_json_cursor_element (&traits, i);

      add_text (self->traits, &trait);
      add_text (self->words, &trait);
    }
  if (own.node == NULL || !JSON_NODE_HOLDS_OBJECT (own.node))
    return;
  json_object_iter_init (&iter, json_node_get_object (own.node));
  while (json_object_iter_next (&iter, &name, NULL))
    g_hash_table_add (known, g_strdup (name));
}

static GHashTable *
collect_tasks (const CwJsonCursor *stages)
{
  for (guint i = 0; i < length_of (stages); i++)
    {
      CwJsonCursor stage = cw_json_cursor_element (stages, i);
      CwJsonCursor id = member_of (&stage, "id");
      CwJsonCursor tasks = member_of (&stage, "tasks");

      if (cw_json_cursor_is_text (&id) && strcmp (json_node_get_string (id.node), "build") == 0)
        return collect_ids (&tasks);
    }
  return new_set ();
}

/**
 * cw_procedure_names_new:
 * @root: the place of a whole procedure
 *
 * Returns: (transfer full): what its texts may refer to
 */
CwProcedureNames *
cw_procedure_names_new (const CwJsonCursor *root)
{
  CwProcedureNames *self = g_new0 (CwProcedureNames, 1);
  g_autoptr (GHashTable) known = new_set ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  CwJsonCursor sites = member_of (root, "sites");
  CwJsonCursor stages = member_of (root, "stages");
  CwJsonCursor announcements = member_of (root, "announcements");
  CwJsonCursor jira = member_of (root, "jira");
  CwJsonCursor people = member_of (&jira, "people");
  CwJsonCursor tickets = member_of (&jira, "tickets");
  GHashTableIter iter;
  gpointer name;

  self->sites = collect_ids (&sites);
  self->stages = collect_ids (&stages);
  self->announcements = collect_ids (&announcements);
  self->tasks = collect_tasks (&stages);
  self->people = collect_ids (&people);
  self->tickets = collect_ids (&tickets);
  self->traits = new_set ();
  self->words = new_set ();
  for (guint i = 0; words[i] != NULL; i++)
    g_hash_table_add (self->words, g_strdup (words[i]));
  for (guint i = 0; i < length_of (&sites); i++)
    {
      CwJsonCursor site = cw_json_cursor_element (&sites, i);

      add_site (self, known, &site);
    }

  g_strv_builder_addv (builder, (const char **) variables);
  g_hash_table_iter_init (&iter, known);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_strv_builder_add (builder, name);
  self->variables = g_strv_builder_end (builder);
  return self;
}

void
cw_procedure_names_free (CwProcedureNames *self)
{
  g_hash_table_unref (self->sites);
  g_hash_table_unref (self->stages);
  g_hash_table_unref (self->announcements);
  g_hash_table_unref (self->tasks);
  g_hash_table_unref (self->people);
  g_hash_table_unref (self->tickets);
  g_hash_table_unref (self->traits);
  g_hash_table_unref (self->words);
  g_strfreev (self->variables);
  g_free (self);
}
