/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-json.h"
#include "cw-stage-private.h"

/* Texts for Slack, and when they go out. */

/* A message whose instant is nearer than this many seconds has missed it: Slack refuses instants of the past. */
#define SCHEDULE_MARGIN 120

/**
 * cw_stage_escape_variables:
 * @variables: (element-type utf8 utf8): variables of a text for Slack
 *
 * Escapes what Slack would take for its own marks, so that no name or number can ping a channel; the template's own
 * marks are its author's (API-FACTS, section 5).
 */
void
cw_stage_escape_variables (GHashTable *variables)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, variables);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      g_autoptr (GString) text = g_string_new (value);

      g_string_replace (text, "&", "&amp;", 0);
      g_string_replace (text, "<", "&lt;", 0);
      g_string_replace (text, ">", "&gt;", 0);
      g_hash_table_iter_replace (&iter, g_string_free (g_steal_pointer (&text), FALSE));
    }
}

/**
 * cw_stage_expand_message:
 * @input: the stage's input
 * @result: where trouble is noted
 * @site: (nullable): the site that it speaks of
 * @message: the template
 * @variables: its variables
 *
 * Returns: (transfer full): the paragraphs whose conditions hold, parted by empty lines
 */
char *
cw_stage_expand_message (const CwStageInput      *input,
                         CwStageResult           *result,
                         const CwSite            *site,
                         const CwMessageTemplate *message,
                         GHashTable              *variables)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < message->paragraphs->len; i++)
    {
      const CwParagraph *paragraph = g_ptr_array_index (message->paragraphs, i);
      g_autofree char *part = NULL;

      if (!cw_stage_wants (input, site, NULL, (const char *const *) paragraph->when))
        continue;
      part = cw_stage_expand (result, message->id, paragraph->text, variables);
      if (*part == '\0')
        continue;
      if (text->len > 0)
        g_string_append (text, "\n\n");
      g_string_append (text, part);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gint64
pick_second (CwEffect *effect,
             gint64    post_at)
{
  /* A second of its own within the minute: a scheduled message is found again by it (API-FACTS, section 5). */
  return post_at - post_at % 60 + (gint64) (g_str_hash (cw_effect_get_marker (effect)) % 60);
}

/* A text whose time has passed may be wrong by now ("in one hour"): a person says whether it still goes out. */
static gboolean
ask_missed (const CwStageInput *input,
            CwStageResult      *result,
            CwEffect           *effect)
{
  static const char *const values[] = { "now", "never", NULL };
  const char *const labels[] = { _ ("Send it now"), _ ("Don’t send it"), NULL };
  const char *answer = cw_deployment_get_text (input->deployment, "missed.%s", cw_effect_get_id (effect));
  CwQuestion *question = g_new0 (CwQuestion, 1);

  g_clear_pointer (&result->hole, g_free);
  question->fact = g_strconcat ("missed.", cw_effect_get_id (effect), NULL);
  question->site = g_strdup (cw_effect_get_site (effect));
  question->text = g_strdup_printf (_ ("The time of “%s” has passed. Send it all the same?"),
                                    cw_effect_get_title (effect));
  question->values = g_strdupv ((char **) values);
  question->labels = g_strdupv ((char **) labels);
  question->blocking = TRUE;
  if (answer != NULL)
    cw_stage_result_add_answered (result, question, answer);
  else
    cw_stage_result_add_question (result, question);
  if (g_strcmp0 (answer, "now") == 0)
    return TRUE;
  cw_effect_set_waiting (effect, _ ("Its time has passed"));
  cw_effect_set_optional (effect, TRUE);
  return FALSE;
}

/* Whether @text names @key, and not one that only begins or ends so. */
static gboolean
names_key (const char *text,
           const char *key)
{
  g_autofree char *escaped = g_regex_escape_string (key, -1);
  g_autofree char *pattern = g_strdup_printf ("(?<![A-Za-z0-9_-])%s(?![0-9])", escaped);

  return g_regex_match_simple (pattern, text, 0, 0);
}

/* Whoever is told of a ticket, by a template or in a person's own words, looks for it. */
static void
need_named_tickets (const CwStageInput *input,
                    CwEffect           *effect,
                    const char         *text)
{
  GPtrArray *tickets = cw_procedure_get_tickets (cw_deployment_get_procedure (input->deployment));
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (input->deployment);

  for (guint i = 0; i < sites->len * tickets->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i / tickets->len);
      const CwTicketTemplate *ticket = g_ptr_array_index (tickets, i % tickets->len);
      const char *key = cw_stage_get_ticket (input, site->id, ticket->id);
      g_autofree char *id = cw_stage_effect_id (input, site->id, "tickets", ticket->id, 1);

      if (key != NULL && *key != '\0' && names_key (text, key))
        cw_effect_add_precondition (effect, id);
    }
}

/**
 * cw_stage_set_message:
 * @input: the stage's input
 * @result: where its text was expanded
 * @effect: an effect of kind message
 * @channel: where it goes
 * @text: what it says, unless the person wrote a text of their own
 * @post_at: when, in seconds since 1970; 0 for now
 *
 * Gives @effect its payload; what was already sent keeps its instant, so that the passing of time alone changes no
 * payload. A ticket that the text names is needed.
 */
void
cw_stage_set_message (const CwStageInput *input,
                      CwStageResult      *result,
                      CwEffect           *effect,
                      const char         *channel,
                      const char         *text,
                      gint64              post_at)
{
  const char *own = cw_deployment_get_text (input->deployment, "text.%s", cw_effect_get_id (effect));
  CwEffectRecord *record = cw_stage_get_record (input, cw_effect_get_id (effect));
  JsonNode *sent = record != NULL ? cw_effect_record_get_sent (record) : NULL;
  JsonObject *payload = json_object_new ();

  if (post_at != 0)
    post_at = pick_second (effect, post_at);
  if (sent != NULL && cw_json_get_int (json_node_get_object (sent), "post-at", -1) == 0)
    post_at = 0;
  else if (sent == NULL && post_at != 0 && post_at < g_date_time_to_unix (input->now) + SCHEDULE_MARGIN)
    {
      if (!ask_missed (input, result, effect))
        {
          json_object_unref (payload);
          return;
        }
      post_at = 0;
    }
  if (own != NULL)
    g_clear_pointer (&result->hole, g_free);

  json_object_set_string_member (payload, "channel", channel);
  json_object_set_string_member (payload, "text", own != NULL ? own : text);
  json_object_set_int_member (payload, "post-at", post_at);
  if (result->hole == NULL)
    cw_effect_set_preview (effect, channel, own != NULL ? own : text);
  need_named_tickets (input, effect, own != NULL ? own : text);
  cw_stage_give_payload (input, result, effect, cw_json_node_object (payload));
}
