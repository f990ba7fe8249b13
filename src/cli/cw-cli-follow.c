/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-json.h"
#include "cw-session-follow.h"

/* Reading along while a window or another command works on a preparation: a line for each thing that happens. */

/* How long the journal is left alone between two looks, milliseconds. */
#define PAUSE 500

/* What happened to an effect, and which member of the event says more. */
static const struct {
  const char *type;
  const char *text;
  const char *more; /* (nullable) */
} deeds[] = {
  { CW_EVENT_APPROVED, N_ ("approved"), NULL },
  { CW_EVENT_WITHDRAWN, N_ ("approval withdrawn"), NULL },
  { CW_EVENT_IN_DOUBT, N_ ("in doubt"), "message" },
  { CW_EVENT_ASKING, N_ ("asks"), "where" },
  { CW_EVENT_FAILED, N_ ("failed"), "message" },
  { CW_EVENT_BY_HAND, N_ ("done by hand"), "word" },
  { CW_EVENT_LEFT_OUT, N_ ("left out"), "reason" },
  { CW_EVENT_RESTORED, N_ ("taken up again"), NULL },
  { CW_EVENT_RETRACTED, N_ ("taken back"), NULL },
  { CW_EVENT_RAISED, N_ ("begun anew"), NULL },
  { CW_EVENT_NOTE, N_ ("note"), "text" },
};

static char *
add_more (const char *text,
          const char *more)
{
  /* Translators: what happened, and more of it: "failed: Jira asks to wait" */
  return more != NULL && *more != '\0' ? g_strdup_printf (_ ("%s: %s"), text, more) : g_strdup (text);
}

static char *
describe_outcome (JsonObject *data)
{
  JsonObject *outcome = cw_json_get_object (data, "outcome");
  const char *key = outcome != NULL ? cw_json_get_string (outcome, "key", "") : "";
  const char *url = outcome != NULL ? cw_json_get_string (outcome, "url", "") : "";
  const char *text = cw_json_get_bool (data, "adopted", FALSE) ? _ ("done, found there") : _ ("done");

  return g_strconcat (text, *key != '\0' ? "  " : "", key, *url != '\0' ? "  " : "", url, NULL);
}

static char *
describe_intent (JsonObject *data)
{
  const char *deed = cw_json_get_string (data, "deed", CW_DEED_PERFORM);

  if (g_str_equal (deed, CW_DEED_AMEND))
    return g_strdup (_ ("its update is being sent"));
  return g_strdup (g_str_equal (deed, CW_DEED_RETRACT) ? _ ("is being taken back") : _ ("is being sent"));
}

static char *
describe_deed (CwEvent *event)
{
  JsonObject *data = cw_event_get_data (event);

  if (cw_event_is (event, CW_EVENT_OUTCOME))
    return describe_outcome (data);
  if (cw_event_is (event, CW_EVENT_INTENT))
    return describe_intent (data);
  if (cw_event_is (event, CW_EVENT_VERIFIED))
    return g_strdup (g_str_equal (cw_json_get_string (data, "answer", ""), "equal") ? _ ("compared: as it was sent")
                                                                                    : _ ("compared: changed outside"));
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    if (cw_event_is (event, deeds[i].type))
      return add_more (_ (deeds[i].text),
                       deeds[i].more != NULL ? cw_json_get_string (data, deeds[i].more, NULL) : NULL);
  return g_strdup (cw_event_get_event_type (event));
}

/* What happened to the preparation as a whole. */
static char *
describe_rest (CwEvent *event)
{
  JsonObject *data = cw_event_get_data (event);
  const char *key = cw_json_get_string (data, "key", "");
  g_autofree char *value = NULL;

  if (cw_event_is (event, CW_EVENT_OBSERVED))
    return g_strdup_printf (_ ("looked outside: %s"), key);
  if (cw_event_is (event, CW_EVENT_NOTE))
    return add_more (_ ("note"), cw_json_get_string (data, "text", NULL));
  if (cw_event_is (event, CW_EVENT_GIVEN_UP))
    return add_more (_ ("given up"), cw_json_get_string (data, "reason", NULL));
  if (cw_event_is (event, CW_EVENT_TAKEN_UP))
    return g_strdup (_ ("taken up again"));
  if (!cw_event_is (event, CW_EVENT_SET))
    return g_strdup (cw_event_get_event_type (event));
  value = json_object_has_member (data, "value") ? cw_json_canonical (json_object_get_member (data, "value")) : NULL;
  return g_strdup_printf ("%s = %s", key, value != NULL ? value : "null");
}

static void
print_text (CwCli   *cli,
            CwView  *view,
            CwEvent *event)
{
  const char *effect = cw_event_get_effect_id (event);
  const CwViewItem *item = effect != NULL ? cw_view_find (view, effect) : NULL;
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (cw_event_get_time (event) / G_USEC_PER_SEC);
  g_autofree char *clock = g_date_time_format (when, "%H:%M:%S");
  g_autofree char *what = effect != NULL ? describe_deed (event) : describe_rest (event);
  g_autofree char *line = cw_text_clean (what);

  g_strdelimit (line, "\n", ' ');
  if (effect == NULL)
    cw_cli_print (cli, "%s  %s  %s\n", clock, cw_event_get_actor (event), line);
  else
    cw_cli_print (cli, "%s  %s  %s: %s\n", clock, cw_event_get_actor (event),
                  item != NULL ? cw_effect_get_title (item->effect) : effect, line);
}

/* One object a line, for scripts. */
static void
print_line (JsonNode *node)
{
  g_autofree char *text = cw_json_to_text (node, FALSE);

  g_print ("%s\n", text);
}

/* Where it stands before anything happens. */
static void
print_beginning (CwCli      *cli,
                 CwView     *view,
                 const char *effect)
{
  const CwViewItem *item = effect != NULL ? cw_view_find (view, effect) : NULL;
  g_autoptr (JsonNode) node = item != NULL ? cw_json_node_object (cw_cli_item_to_json (item))
                                           : cw_cli_view_to_json (cli, view);

  print_line (node);
}

static void
print_json (CwEvent *event)
{
  JsonObject *object = cw_json_object ("type", cw_event_get_event_type (event), "effect",
                                       cw_event_get_effect_id (event), "actor", cw_event_get_actor (event), NULL);
  g_autoptr (JsonNode) node = cw_json_node_object (object);

  json_object_set_int_member (object, "seq", cw_event_get_seq (event));
  json_object_set_int_member (object, "time", cw_event_get_time (event));
  json_object_set_object_member (object, "data", json_object_ref (cw_event_get_data (event)));
  print_line (node);
}

static void
wait_a_little (GCancellable *stop)
{
  GPollFD fd;

  if (!g_cancellable_make_pollfd (stop, &fd))
    return;
  g_poll (&fd, 1, PAUSE);
  g_cancellable_release_fd (stop);
}

/**
 * cw_cli_follow:
 * @cli: what every command knows
 * @session: a session that reads along
 * @effect: (nullable): the effect whose events are wanted; %NULL for all
 *
 * Prints what happens to the preparation, as it happens, until Ctrl+C; with JSON, where it stands first.
 *
 * Returns: the exit status
 */
int
cw_cli_follow (CwCli      *cli,
               CwSession  *session,
               const char *effect)
{
  if (cli->json)
    print_beginning (cli, cw_session_get_view (session), effect);
  while (!g_cancellable_is_cancelled (cli->stop))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) events = cw_session_follow (session, cli->stop, &error);

      if (events == NULL && g_cancellable_is_cancelled (cli->stop))
        break;
      if (events == NULL)
        return cw_cli_fail (g_steal_pointer (&error));
      for (guint i = 0; i < events->len; i++)
        {
          CwEvent *event = g_ptr_array_index (events, i);

          if (effect != NULL && g_strcmp0 (cw_event_get_effect_id (event), effect) != 0)
            continue;
          if (cli->json)
            print_json (event);
          else
            print_text (cli, cw_session_get_view (session), event);
        }
      wait_a_little (cli->stop);
    }
  return CW_EXIT_DONE;
}
