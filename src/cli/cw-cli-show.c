/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-drift.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-patch.h"

static const char *
check_word (CwCheckState state)
{
  static const char *const words[] = { "holds", "open", "warning", "waved", "unknown", "skipped" };

  return words[state];
}

static JsonObject *
approval_to_json (CwEffectRecord *record)
{
  JsonObject *object = cw_json_object ("by", cw_effect_record_get_approved_by (record), "hash",
                                       cw_effect_record_get_approved_hash (record), NULL);

  json_object_set_int_member (object, "time", cw_effect_record_get_approved_time (record));
  json_object_set_member (object, "payload", json_node_copy (cw_effect_record_get_approved (record)));
  return object;
}

/* Also beneath what a person decided meanwhile, whose own words “reason” has. */
static JsonObject *
doubt_to_json (CwEffectRecord *doubt)
{
  JsonObject *object = cw_json_object ("where", cw_effect_record_get_reason (doubt), "error",
                                       cw_effect_record_get_error (doubt), NULL);

  json_object_set_int_member (object, "look-again", cw_effect_record_get_look_again (doubt));
  return object;
}

/**
 * cw_cli_item_to_json:
 * @item: an effect and where it stands
 *
 * Returns: (transfer full): all of it, for scripts
 */
JsonObject *
cw_cli_item_to_json (const CwViewItem *item)
{
  CwEffect *effect = item->effect;
  JsonObject *object = cw_json_object ("id", cw_effect_get_id (effect), "kind", cw_effect_get_kind (effect), "title",
                                       cw_effect_get_title (effect), "site", cw_effect_get_site (effect), "detail",
                                       cw_effect_get_detail (effect), "state", cw_effect_state_to_word (item->state),
                                       "waiting", cw_effect_get_waiting (effect), "hash", cw_effect_get_hash (effect),
                                       "preview", cw_effect_get_preview (effect), NULL);
  JsonNode *payload = cw_effect_get_payload (effect);

  json_object_set_boolean_member (object, "optional", cw_effect_get_optional (effect));
  if (payload != NULL)
    json_object_set_member (object, "payload", json_node_copy (payload));
  if (item->record == NULL)
    return object;
  if (cw_effect_record_get_outcome (item->record) != NULL)
    json_object_set_object_member (object, "outcome", json_object_ref (cw_effect_record_get_outcome (item->record)));
  if (cw_effect_record_get_approved (item->record) != NULL)
    json_object_set_object_member (object, "approved", approval_to_json (item->record));
  if (cw_effect_record_get_error (item->record) != NULL)
    json_object_set_string_member (object, "error", cw_effect_record_get_error (item->record));
  if (cw_effect_record_get_reason (item->record) != NULL)
    json_object_set_string_member (object, "reason", cw_effect_record_get_reason (item->record));
  if (cw_effect_record_get_doubt (item->record) != NULL)
    json_object_set_object_member (object, "doubt", doubt_to_json (cw_effect_record_get_doubt (item->record)));
  if (cw_effect_record_get_candidates (item->record) != NULL)
    json_object_set_array_member (object, "candidates",
                                  json_array_ref (cw_effect_record_get_candidates (item->record)));
  if (cw_effect_record_get_differences (item->record) != NULL)
    json_object_set_array_member (object, "differences",
                                  json_array_ref (cw_effect_record_get_differences (item->record)));
  if (cw_effect_record_get_sent (item->record) != NULL)
    json_object_set_member (object, "sent", json_node_copy (cw_effect_record_get_sent (item->record)));
  if (cw_drift_is_unfinished (item))
    json_object_set_array_member (object, "unfinished", json_array_ref (cw_json_get_array (
                                  cw_effect_record_get_outcome (item->record), "unfinished")));
  if (cw_drift_is_gone (item))
    json_object_set_boolean_member (object, "gone", TRUE);
  return object;
}

static JsonArray *
checks_to_json (const CwStageResult *result)
{
  JsonArray *all = json_array_new ();

  for (guint i = 0; i < result->checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (result->checks, i);

      json_array_add_object_element (all, cw_json_object ("id", check->id, "site", check->site, "state",
                                                          check_word (check->state), "text", check->text, NULL));
    }
  return all;
}

static JsonArray *
questions_to_json (GPtrArray *questions)
{
  JsonArray *all = json_array_new ();

  for (guint i = 0; i < questions->len; i++)
    {
      const CwQuestion *question = g_ptr_array_index (questions, i);
      JsonObject *object = cw_json_object ("fact", question->fact, "site", question->site, "text", question->text,
                                           "details", question->details, "group", question->group, "suggested",
                                           question->suggested, "answer", question->answer, NULL);
      JsonArray *values = json_array_new ();

      for (guint j = 0; question->values != NULL && question->values[j] != NULL; j++)
        json_array_add_string_element (values, question->values[j]);
      json_object_set_array_member (object, "values", values);
      json_array_add_object_element (all, object);
    }
  return all;
}

static JsonArray *
notes_to_json (CwView *view)
{
  GPtrArray *notes = cw_view_get_notes (view);
  JsonArray *all = json_array_new ();

  for (guint i = 0; i < notes->len; i++)
    {
      const CwNote *note = g_ptr_array_index (notes, i);
      JsonObject *object = cw_json_object ("actor", note->actor, "text", note->text, NULL);

      json_object_set_int_member (object, "time", note->time);
      json_array_add_object_element (all, object);
    }
  return all;
}

/**
 * cw_cli_view_to_json:
 * @cli: what every command knows
 * @view: a view
 *
 * Returns: (transfer full): all of it, for scripts
 */
JsonNode *
cw_cli_view_to_json (CwCli  *cli,
                     CwView *view)
{
  GPtrArray *stages = cw_view_get_stages (view);
  JsonObject *object = cw_json_object ("id", cw_view_get_id (view), "given-up", cw_view_get_given_up (view), NULL);
  JsonArray *all = json_array_new ();

  json_object_set_boolean_member (object, "rehearsal", cli->rehearsal);
  json_object_set_boolean_member (object, "done", cw_view_is_done (view));
  json_object_set_array_member (object, "notes", notes_to_json (view));
  json_object_set_array_member (object, "stages", all);
  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);
      JsonObject *entry = cw_json_object ("id", stage->id, "title", stage->title, "fact", stage->result->fact, NULL);
      JsonArray *effects = json_array_new ();

      for (guint j = 0; j < stage->items->len; j++)
        json_array_add_object_element (effects, cw_cli_item_to_json (g_ptr_array_index (stage->items, j)));
      json_object_set_boolean_member (entry, "done", stage->done);
      json_object_set_array_member (entry, "effects", effects);
      json_object_set_array_member (entry, "checks", checks_to_json (stage->result));
      json_object_set_array_member (entry, "questions", questions_to_json (stage->result->questions));
      json_object_set_array_member (entry, "answered", questions_to_json (stage->result->answered));
      json_array_add_object_element (all, entry);
    }
  return cw_json_node_object (object);
}

/* What a branch will change, while something about it is open. */
static void
print_plan (CwCli    *cli,
            CwView   *view,
            CwEffect *effect)
{
  const char *site = cw_effect_get_site (effect);
  CwPlan *plan = site != NULL ? cw_view_get_plan (view, site) : NULL;
  g_auto (GStrv) parts = g_strsplit (cw_effect_get_id (effect), "/", -1);
  const CwChangeSet *changes = NULL;
  g_autofree char *patch = NULL;

  if (plan != NULL && g_strv_length (parts) == 5)
    changes = cw_plan_get_change_set (plan, parts[3]);
  patch = changes != NULL ? cw_change_set_to_patch (changes, NULL) : NULL;
  if (patch != NULL)
    cw_cli_print (cli, "\n%s", patch);
}

/* A branch is reviewed as its diff: the bytes behind the blobs of the payload. */
static void
print_diff (CwCli    *cli,
            CwView   *view,
            CwEffect *effect)
{
  JsonNode *node = cw_effect_get_payload (effect);
  JsonArray *files = node != NULL ? cw_json_get_array (json_node_get_object (node), "files") : NULL;

  if (node == NULL)
    print_plan (cli, view, effect);
  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    {
      JsonObject *file = json_array_get_object_element (files, i);
      GBytes *before = cw_effect_get_blob (effect, cw_json_get_string (file, "old", ""));
      GBytes *after = cw_effect_get_blob (effect, cw_json_get_string (file, "new", ""));
      g_autofree char *patch = cw_texts_to_patch (before, after, cw_json_get_string (file, "path", ""), NULL);

      cw_cli_print (cli, "%s%s", i == 0 ? "\n" : "", patch != NULL ? patch : "");
    }
}

/* A payload in lines that can be compared: its members in one order, each line and each element of a text by itself. */
static GBytes *
payload_to_bytes (JsonNode *payload)
{
  g_autofree char *canonical = payload != NULL ? cw_json_canonical (payload) : NULL;
  g_autoptr (JsonNode) sorted = canonical != NULL ? cw_json_parse (canonical, -1, 0, NULL) : NULL;
  g_autofree char *text = sorted != NULL ? cw_json_to_text (sorted, TRUE) : g_strdup ("");
  g_autoptr (GString) lines = g_string_new (text);

  g_string_replace (lines, "\\n", "\n", 0);
  g_string_replace (lines, "><", ">\n<", 0);
  g_string_append_c (lines, '\n');
  return g_string_free_to_bytes (g_steal_pointer (&lines));
}

/* From what was approved, or what stands there as we sent it, to what would be sent now. */
static void
print_payload_diff (CwCli      *cli,
                    const char *heading,
                    JsonNode   *old,
                    CwEffect   *effect)
{
  g_autoptr (GBytes) before = payload_to_bytes (old);
  g_autoptr (GBytes) after = payload_to_bytes (cw_effect_get_payload (effect));
  g_autofree char *patch = cw_texts_to_patch (before, after, "payload", NULL);

  cw_cli_print (cli, "\n%s\n%s", heading, patch != NULL ? patch : "");
}

static void
show_effect (CwCli            *cli,
             CwView           *view,
             const CwViewItem *item)
{
  g_autoptr (JsonNode) node = cw_json_node_object (cw_cli_item_to_json (item));
  const char *preview = cw_effect_get_preview (item->effect);
  g_autofree char *payload = NULL;
  gboolean branch = g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_GIT_BRANCH);

  if (cli->json)
    {
      cw_cli_print_json (node);
      return;
    }
  cw_cli_print_item (cli, item);
  if (cw_effect_get_detail (item->effect) != NULL)
    cw_cli_print (cli, "      %s\n", cw_effect_get_detail (item->effect));
  if (preview != NULL)
    cw_cli_print (cli, "\n%s\n", preview);
  if (branch)
    print_diff (cli, view, item->effect);
  if (cw_effect_record_is_void (item->record, item->effect))
    print_payload_diff (cli, _ ("Since it was approved:"), cw_effect_record_get_approved (item->record), item->effect);
  if ((item->state == CW_EFFECT_OUTDATED || cw_drift_is_contested (item)) && !branch)
    print_payload_diff (cli, _ ("What the update changes:"), cw_effect_record_get_sent (item->record), item->effect);
  if (cw_effect_get_payload (item->effect) != NULL)
    {
      payload = cw_json_to_text (cw_effect_get_payload (item->effect), TRUE);
      cw_cli_print (cli, _ ("\nExactly this is sent (%s):\n%s\n"), cw_effect_get_hash (item->effect), payload);
    }
}

/**
 * cw_cli_show:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Returns: the exit status
 */
int
cw_cli_show (CwCli *cli,
             int    argc,
             char **argv)
{
  gboolean follow = FALSE;
  const GOptionEntry entries[] = {
    { "follow", 0, 0, G_OPTION_ARG_NONE, &follow, N_ ("Then print what happens, as it happens, until Ctrl+C"), NULL },
    { NULL },
  };
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;
  const CwViewItem *item = NULL;

  if (!cw_cli_parse (entries, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc < 2 || argc > 3)
    return cw_cli_usage (_ ("“show” needs a preparation; “list” names them"));
  session = cw_cli_read (cli, argv[1], &error);
  if (session == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  if (argc == 3)
    item = cw_view_find (cw_session_get_view (session), argv[2]);
  if (argc == 3 && item == NULL)
    return cw_cli_fail (g_error_new (CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no effect “%s”"), argv[2]));
  if (follow && cli->json)
    return cw_cli_follow (cli, session, argv[2]);
  if (item != NULL)
    show_effect (cli, cw_session_get_view (session), item);
  else
    cw_cli_print_view (cli, cw_session_get_view (session));
  return follow ? cw_cli_follow (cli, session, argv[2]) : CW_EXIT_DONE;
}
