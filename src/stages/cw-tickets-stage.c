/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-tickets-stage"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-document-writers.h"
#include "cw-json.h"
#include "cw-stage-private.h"
#include "cw-template.h"

static JsonNode *expand_node (CwStageResult *result,
                              const char    *where,
                              JsonNode      *node,
                              GHashTable    *variables);

static JsonNode *
expand_array (CwStageResult *result,
              const char    *where,
              JsonArray     *array,
              GHashTable    *variables)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *expanded = json_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    json_array_add_element (expanded, expand_node (result, where, json_array_get_element (array, i), variables));
  json_node_take_array (node, expanded);
  return node;
}

static JsonObject *
expand_object (CwStageResult *result,
               const char    *where,
               JsonObject    *object,
               GHashTable    *variables)
{
  JsonObject *expanded = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  /* A reader finds them in the procedure's order. */
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    json_object_set_member (expanded, name, expand_node (result, where, member, variables));
  return expanded;
}

static JsonNode *
expand_node (CwStageResult *result,
             const char    *where,
             JsonNode      *node,
             GHashTable    *variables)
{
  g_autofree char *text = NULL;
  JsonNode *expanded;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return cw_json_node_object (expand_object (result, where, json_node_get_object (node), variables));
  if (JSON_NODE_HOLDS_ARRAY (node))
    return expand_array (result, where, json_node_get_array (node), variables);
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return json_node_copy (node);

  text = cw_stage_expand (result, where, json_node_get_string (node), variables);
  expanded = json_node_new (JSON_NODE_VALUE);
  json_node_set_string (expanded, text);
  return expanded;
}

static void
add_label (JsonObject *fields,
           const char *label)
{
  JsonArray *labels = cw_json_get_array (fields, "labels");

  if (labels == NULL)
    {
      labels = json_array_new ();
      json_object_set_array_member (fields, "labels", labels);
    }
  json_array_add_string_element (labels, label);
}

/* The label by which the service knows the effect again; its form is the procedure's, which may want none. */
static char *
make_label (const CwStageInput *input,
            CwEffect           *effect)
{
  const char *form = cw_procedure_get_marker (cw_deployment_get_procedure (input->deployment));
  g_autoptr (GHashTable) variables = g_hash_table_new (g_str_hash, g_str_equal);

  if (form == NULL || *form == '\0')
    return NULL;
  g_hash_table_insert (variables, (gpointer) "marker", (gpointer) cw_effect_get_marker (effect));
  return cw_template_expand (form, variables, NULL);
}

static CwDocument *
describe (CwStageResult          *result,
          const CwTicketTemplate *ticket,
          GHashTable             *variables)
{
  CwDocument *document = cw_document_new ();

  for (guint i = 0; ticket->description != NULL && ticket->description[i] != NULL; i++)
    {
      g_autofree char *text = cw_stage_expand (result, ticket->id, ticket->description[i], variables);

      if (*text != '\0')
        cw_document_add_plain (document, text);
    }
  return document;
}

static const char *
name_of (JsonObject *fields,
         const char *field,
         const char *member)
{
  JsonObject *object = cw_json_get_object (fields, field);

  return object != NULL ? cw_json_get_string (object, member, "") : "";
}

/* Nobody is asked who stands in a ticket that a person made, or left out. */
static gboolean
needs_people (const CwStageInput *input,
              CwEffect           *effect)
{
  CwEffectRecord *record = cw_stage_get_record (input, cw_effect_get_id (effect));
  CwEffectPhase phase = cw_effect_record_get_phase (record);

  return phase != CW_PHASE_BY_HAND && phase != CW_PHASE_LEFT_OUT;
}

static void
name_fields (const CwStageInput *input,
             CwEffect           *effect,
             JsonObject         *fields)
{
  CwProcedure *procedure = cw_deployment_get_procedure (input->deployment);
  g_autoptr (GList) ids = json_object_get_members (fields);

  for (GList *id = ids; id != NULL; id = id->next)
    {
      const char *name = cw_procedure_get_field_name (procedure, id->data);

      if (name != NULL)
        cw_effect_add_name (effect, id->data, name);
    }
}

static void
give_payload (const CwStageInput     *input,
              CwStageResult          *result,
              const CwTicketTemplate *ticket,
              CwEffect               *effect,
              JsonObject             *fields,
              const char             *summary)
{
  g_autofree char *people = needs_people (input, effect) ? cw_stage_add_people (input, result, ticket, effect, fields)
                                                         : g_strdup ("");
  g_autofree char *detail = g_strdup_printf ("%s · %s · “%s”%s", name_of (fields, "project", "key"),
                                             name_of (fields, "issuetype", "name"), summary,
                                             people != NULL ? people : "");
  JsonObject *payload = json_object_new ();

  cw_effect_set_detail (effect, detail);
  name_fields (input, effect, fields);
  json_object_set_object_member (payload, "fields", fields);
  if (people != NULL)
    cw_stage_give_payload (input, result, effect, cw_json_node_object (payload));
  else
    {
      g_clear_pointer (&result->hole, g_free);
      json_object_unref (payload);
      cw_effect_set_waiting (effect, _ ("Waits for the answer who stands in it"));
    }
}

static void
add_ticket (const CwStageInput     *input,
            CwStageResult          *result,
            const CwSite           *site,
            const CwTicketTemplate *ticket)
{
  g_autoptr (GHashTable) variables = cw_stage_get_variables (input, site);
  g_autofree char *summary = cw_stage_expand (result, ticket->id, ticket->summary, variables);
  g_autofree char *title = g_strdup_printf ("%s, %s", ticket->title, site->name);
  g_autoptr (CwEffect) effect = NULL;
  g_autoptr (CwDocument) description = describe (result, ticket, variables);
  g_autofree char *label = NULL, *preview = NULL;
  JsonObject *fields;

  effect = cw_stage_new_effect (input, site, "tickets", ticket->id, 1, CW_EFFECT_KIND_JIRA_ISSUE, title);
  cw_stage_let_end (input, site, effect);
  fields = expand_object (result, ticket->id, ticket->fields, variables);
  json_object_set_string_member (fields, "summary", summary);
  json_object_set_member (fields, "description", cw_document_to_adf (description));
  label = make_label (input, effect);
  if (label != NULL)
    add_label (fields, label);
  cw_effect_set_marker (effect, label);

  preview = cw_document_to_markdown (description);
  cw_effect_set_preview (effect, summary, preview);
  cw_effect_set_document (effect, description);
  give_payload (input, result, ticket, effect, fields, summary);
  cw_stage_result_add_effect (result, g_steal_pointer (&effect));
}

/* Whoever must know of a ticket is told once it exists: in a channel where the procedure names one, else by hand. */
static void
add_notice (const CwStageInput     *input,
            CwStageResult          *result,
            const CwSite           *site,
            const CwTicketTemplate *ticket)
{
  g_autofree char *name = g_strconcat (ticket->id, "-notice", NULL);
  g_autofree char *title = g_strdup_printf (_ ("Tell the %s of the %s"), ticket->notice_role, ticket->title);
  g_autofree char *ticket_id = cw_stage_effect_id (input, site->id, "tickets", ticket->id, 1);
  gboolean by_hand = ticket->notice_channel == NULL || *ticket->notice_channel == '\0';
  g_autoptr (GHashTable) variables = cw_stage_get_variables (input, site);
  g_autofree char *text = NULL;
  g_autofree char *reason = cw_stage_wait_for (input, ticket_id, ticket->title, FALSE);
  g_autoptr (CwEffect) effect = NULL;

  if (!by_hand)
    cw_stage_escape_variables (variables);
  text = cw_stage_expand (result, name, ticket->notice, variables);

  effect = cw_stage_new_effect (input, site, "tickets", name, 1,
                                by_hand ? CW_EFFECT_KIND_TASK : CW_EFFECT_KIND_MESSAGE, title);
  cw_effect_add_precondition (effect, ticket_id);
  if (reason != NULL)
    cw_effect_set_waiting (effect, reason);
  else if (by_hand)
    {
      cw_effect_set_preview (effect, ticket->notice_role, text);
      cw_stage_give_payload (input, result, effect, cw_json_node_object (cw_json_object ("text", text, NULL)));
    }
  else
    cw_stage_set_message (input, result, effect, ticket->notice_channel, text, 0);
  g_clear_pointer (&result->hole, g_free);
  cw_stage_result_add_effect (result, g_steal_pointer (&effect));
}

/**
 * cw_stage_names_branches:
 * @effect: an effect
 *
 * Branches are named by a site's ticket for its configuration; whoever shares another ticket shares nothing but that.
 *
 * Returns: whether @effect is such a ticket
 */
gboolean
cw_stage_names_branches (CwEffect *effect)
{
  g_return_val_if_fail (CW_IS_EFFECT (effect), FALSE);

  return strstr (cw_effect_get_id (effect), "/tickets/configuration/") != NULL;
}

/* The branches bear the tickets' names: what two sites push under one stands on top of each other. Whether that is
 * meant only a person knows. */
static void
check_shared (const CwStageInput *input,
              CwStageResult      *result)
{
  g_autoptr (GHashTable) tickets = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < result->effects->len; i++)
    {
      CwEffect *effect = g_ptr_array_index (result->effects, i), *other;
      const char *key = cw_stage_get_key (input, cw_effect_get_id (effect));
      g_autofree char *id = NULL;

      if (!g_str_equal (cw_effect_get_kind (effect), CW_EFFECT_KIND_JIRA_ISSUE) || key == NULL || *key == '\0')
        continue;
      other = g_hash_table_lookup (tickets, key);
      if (other == NULL)
        {
          g_hash_table_insert (tickets, (gpointer) key, effect);
          continue;
        }
      id = g_strdup_printf ("shared-%s-%s", key, cw_effect_get_site (effect));
      cw_stage_check (input, result, id, cw_effect_get_site (effect), CW_CHECK_WARNING,
                      cw_stage_names_branches (effect) && cw_stage_names_branches (other)
                        ? _ ("%s is both “%s” and “%s”: what is pushed for either goes to the same branches")
                        : _ ("%s is both “%s” and “%s”"),
                      key, cw_effect_get_title (other), cw_effect_get_title (effect));
    }
}

/**
 * cw_tickets_stage:
 * @input: all that it may know
 * @result: where it says its effects
 *
 * Step 1 of the specification: a configuration ticket for each site, and the Summit's calendar ticket with its people
 * told (steps 1 and 3; DOMAIN, "Jira"), and linked to each other where the procedure says so.
 */
void
cw_tickets_stage (const CwStageInput *input,
                  CwStageResult      *result)
{
  GPtrArray *tickets = cw_procedure_get_tickets (cw_deployment_get_procedure (input->deployment));
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (input->deployment);
  CwCycle cycle;

  if (!cw_deployment_get_cycle (input->deployment, &cycle))
    return;
  for (guint i = 0; i < tickets->len; i++)
    for (guint j = 0; j < sites->len; j++)
      {
        const CwTicketTemplate *ticket = g_ptr_array_index (tickets, i);
        const CwSite *site = g_ptr_array_index (sites, j);

        if (!cw_stage_wants (input, site, (const char *const *) ticket->sites, (const char *const *) ticket->when))
          continue;
        add_ticket (input, result, site, ticket);
        cw_stage_add_links (input, result, site, ticket);
        if (ticket->notice_role != NULL)
          add_notice (input, result, site, ticket);
      }
  cw_stage_add_tasks (input, result, "tickets", FALSE);
  cw_stage_check_effects (input, result);
  check_shared (input, result);
}
