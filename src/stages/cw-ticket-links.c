/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-tickets-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-json.h"
#include "cw-stage-private.h"

/* The key of one of the site's tickets; %NULL, and @effect waits, while it has none. */
static const char *
need_key (const CwStageInput     *input,
          CwEffect               *effect,
          const CwSite           *site,
          const CwTicketTemplate *ticket)
{
  g_autofree char *id = cw_stage_effect_id (input, site->id, "tickets", ticket->id, 1);
  g_autofree char *reason = cw_stage_wait_for (input, id, ticket->title, FALSE);
  const char *key = cw_stage_get_key (input, id);

  cw_effect_add_precondition (effect, id);
  if (reason == NULL && (key == NULL || *key == '\0'))
    reason = g_strdup_printf (_ ("Waits for the key of %s: record it with “by hand”"), ticket->title);
  if (reason != NULL && cw_effect_get_waiting (effect) == NULL)
    cw_effect_set_waiting (effect, reason);
  return reason == NULL ? key : NULL;
}

/* What is to be linked to what, as far as it is known; @text says it for a person. */
static JsonObject *
make_payload (const CwStageInput     *input,
              CwEffect               *effect,
              const CwSite           *site,
              const CwTicketTemplate *ticket,
              GString                *text)
{
  CwProcedure *procedure = cw_deployment_get_procedure (input->deployment);
  const char *key = need_key (input, effect, site, ticket);
  JsonObject *payload = cw_json_object ("issue", key, NULL);
  JsonArray *links = json_array_new ();

  json_object_set_array_member (payload, "links", links);
  for (guint i = 0; i < ticket->links->len; i++)
    {
      const CwTicketLink *link = g_ptr_array_index (ticket->links, i);
      const CwTicketTemplate *other = cw_procedure_get_ticket (procedure, link->id);
      const char *other_key;

      if (!cw_stage_wants (input, site, (const char *const *) other->sites, (const char *const *) other->when))
        continue;
      other_key = need_key (input, effect, site, other);
      json_array_add_object_element (links, cw_json_object ("type", link->type, "issue", other_key, NULL));
      if (key != NULL && other_key != NULL)
        g_string_append_printf (text, "%s%s – %s – %s", text->len > 0 ? "\n" : "", key, link->type, other_key);
    }
  return payload;
}

/**
 * cw_stage_add_links:
 * @input: the stage's input
 * @result: where the effect is added
 * @site: the site
 * @ticket: one of its tickets
 *
 * Links @ticket to those of the site's other tickets that the procedure names, once all of them exist.
 */
void
cw_stage_add_links (const CwStageInput     *input,
                    CwStageResult          *result,
                    const CwSite           *site,
                    const CwTicketTemplate *ticket)
{
  g_autofree char *name = g_strconcat (ticket->id, "-links", NULL);
  g_autofree char *title = g_strdup_printf (_ ("Links of the %s, %s"), ticket->title, site->name);
  g_autoptr (CwEffect) effect = cw_stage_new_effect (input, site, "tickets", name, 1, CW_EFFECT_KIND_JIRA_LINKS, title);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonNode) payload = cw_json_node_object (make_payload (input, effect, site, ticket, text));

  if (json_array_get_length (cw_json_get_array (json_node_get_object (payload), "links")) == 0)
    return;
  if (cw_effect_get_waiting (effect) == NULL)
    {
      cw_effect_set_detail (effect, text->str);
      cw_effect_set_preview (effect, title, text->str);
      cw_effect_set_payload (effect, payload);
    }
  cw_stage_result_add_effect (result, g_steal_pointer (&effect));
}
