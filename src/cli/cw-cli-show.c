/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-patch.h"

static const char *
check_word (CwCheckState state)
{
  static const char *const words[] = { "holds", "open", "warning", "waved", "unknown" };

  return words[state];
}

static const char *
check_sign (CwCheckState state)
{
  static const char *const signs[] = { "✓", "○", "!", "~", "?" };

  return signs[state];
}

static const char *
item_sign (CwEffectState state)
{
  switch (state)
    {
    case CW_EFFECT_DONE:
    case CW_EFFECT_DONE_BY_HAND:
      return "✓";
    case CW_EFFECT_LEFT_OUT:
      return "–";
    case CW_EFFECT_FAILED:
      return "✗";
    case CW_EFFECT_IN_DOUBT:
    case CW_EFFECT_ASKING:
    case CW_EFFECT_OUTDATED:
    case CW_EFFECT_DRIFTED:
      return "!";
    case CW_EFFECT_WAITING:
    case CW_EFFECT_READY:
    case CW_EFFECT_APPROVED:
    case CW_EFFECT_RUNNING:
    default:
      return "○";
    }
}

static JsonObject *
item_to_json (const CwViewItem *item)
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
  if (cw_effect_record_get_error (item->record) != NULL)
    json_object_set_string_member (object, "error", cw_effect_record_get_error (item->record));
  if (cw_effect_record_get_reason (item->record) != NULL)
    json_object_set_string_member (object, "reason", cw_effect_record_get_reason (item->record));
  if (cw_effect_record_get_candidates (item->record) != NULL)
    json_object_set_array_member (object, "candidates", json_array_ref (cw_effect_record_get_candidates (item->record)));
  if (cw_effect_record_get_differences (item->record) != NULL)
    json_object_set_array_member (object, "differences",
                                  json_array_ref (cw_effect_record_get_differences (item->record)));
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
questions_to_json (const CwStageResult *result)
{
  JsonArray *all = json_array_new ();

  for (guint i = 0; i < result->questions->len; i++)
    {
      const CwQuestion *question = g_ptr_array_index (result->questions, i);
      JsonObject *object = cw_json_object ("fact", question->fact, "site", question->site, "text", question->text,
                                           "suggested", question->suggested, NULL);
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
      const CwViewNote *note = g_ptr_array_index (notes, i);
      JsonObject *object = cw_json_object ("actor", note->actor, "text", note->text, NULL);

      json_object_set_int_member (object, "time", note->time);
      json_array_add_object_element (all, object);
    }
  return all;
}

/**
 * cw_cli_view_to_json:
 * @view: a view
 *
 * Returns: (transfer full): all of it, for scripts
 */
JsonNode *
cw_cli_view_to_json (CwView *view)
{
  GPtrArray *stages = cw_view_get_stages (view);
  JsonObject *object = cw_json_object ("id", cw_view_get_id (view), "given-up", cw_view_get_given_up (view), NULL);
  JsonArray *all = json_array_new ();

  json_object_set_boolean_member (object, "done", cw_view_is_done (view));
  json_object_set_array_member (object, "notes", notes_to_json (view));
  json_object_set_array_member (object, "stages", all);
  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);
      JsonObject *entry = cw_json_object ("id", stage->id, "title", stage->title, "fact", stage->result->fact, NULL);
      JsonArray *effects = json_array_new ();

      for (guint j = 0; j < stage->items->len; j++)
        json_array_add_object_element (effects, item_to_json (g_ptr_array_index (stage->items, j)));
      json_object_set_boolean_member (entry, "done", stage->done);
      json_object_set_array_member (entry, "effects", effects);
      json_object_set_array_member (entry, "checks", checks_to_json (stage->result));
      json_object_set_array_member (entry, "questions", questions_to_json (stage->result));
      json_array_add_object_element (all, entry);
    }
  return cw_json_node_object (object);
}

/* What an effect asks, with the candidates in the order of the numbers that "adopt" takes. */
static void
print_question (CwEffectRecord *record)
{
  JsonArray *candidates = cw_effect_record_get_candidates (record);
  const char *where = cw_effect_record_get_reason (record);
  guint n_candidates = candidates != NULL ? json_array_get_length (candidates) : 0;

  if (n_candidates == 0)
    {
      g_print (_ ("      It may have arrived, and is not found (%s). Look yourself: “send-again” sends it once more, "
                  "“by-hand” says what is there.\n"), where != NULL ? where : "");
      return;
    }
  for (guint i = 0; i < n_candidates; i++)
    {
      JsonObject *candidate = json_array_get_object_element (candidates, i);

      g_print ("      %u. %s  %s  %s\n", i + 1, cw_json_get_string (candidate, "key", ""),
               cw_json_get_string (candidate, "title", ""), cw_json_get_string (candidate, "url", ""));
    }
  g_print (_ ("      There is this already (%s): “adopt” takes it for ours, “send-again” makes another.\n"),
           where != NULL ? where : "");
}

/**
 * cw_cli_print_item:
 * @item: an effect and where it stands
 *
 * Prints it with its outcome, or with what is the matter and the way on.
 */
void
cw_cli_print_item (const CwViewItem *item)
{
  const char *waiting = cw_effect_get_waiting (item->effect);
  const char *key = item->record != NULL ? cw_effect_record_get_key (item->record) : NULL;
  const char *url = item->record != NULL ? cw_effect_record_get_url (item->record) : NULL;
  const char *trouble = item->record != NULL ? cw_effect_record_get_error (item->record) : NULL;

  cw_cli_print ("  %s %s: %s", item_sign (item->state), cw_effect_get_title (item->effect),
                item->state == CW_EFFECT_WAITING && waiting != NULL ? waiting
                                                                    : cw_effect_state_to_text (item->state));
  if (key != NULL && *key != '\0')
    g_print ("  %s", key);
  if (url != NULL && *url != '\0')
    g_print ("  %s", url);
  g_print ("\n");
  if (trouble != NULL && !cw_effect_state_is_settled (item->state))
    g_print ("      %s\n", trouble);
  if (item->state == CW_EFFECT_IN_DOUBT)
    g_print (_ ("      “run” looks for it again; nothing is sent by that.\n"));
  if (item->state == CW_EFFECT_ASKING)
    print_question (item->record);
}

static void
print_stage (const CwViewStage *stage)
{
  cw_cli_print ("%s %s%s%s\n", stage->done ? "✓" : "○", stage->title, stage->result->fact != NULL ? ": " : "",
                stage->result->fact != NULL ? stage->result->fact : "");
  for (guint i = 0; i < stage->result->questions->len; i++)
    {
      const CwQuestion *question = g_ptr_array_index (stage->result->questions, i);

      g_print ("  ? %s (%s)\n", question->text, question->fact);
      for (guint j = 0; question->labels != NULL && question->labels[j] != NULL; j++)
        g_print ("      %s%s\n", question->labels[j],
                 g_strcmp0 (question->values[j], question->suggested) == 0 ? _ (" (suggested)") : "");
    }
  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);

      cw_cli_print_item (item);
      g_print ("      %s\n", cw_effect_get_id (item->effect));
    }
  for (guint i = 0; i < stage->result->checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (stage->result->checks, i);

      if (g_strstr_len (check->id, -1, "/") == NULL)
        g_print ("  %s %s%s%s%s\n", check_sign (check->state), check->text,
                 check->state == CW_CHECK_WARNING ? " (waved." : "",
                 check->state == CW_CHECK_WARNING ? check->id : "", check->state == CW_CHECK_WARNING ? ")" : "");
    }
}

/**
 * cw_cli_print_view:
 * @cli: what every command knows
 * @view: a view
 *
 * Prints the whole preparation, stage by stage.
 */
void
cw_cli_print_view (CwCli  *cli,
                   CwView *view)
{
  GPtrArray *stages = cw_view_get_stages (view);

  if (cli->json)
    {
      g_autoptr (JsonNode) node = cw_cli_view_to_json (view);

      cw_cli_print_json (node);
      return;
    }
  cw_cli_print ("%s%s\n", cw_view_get_id (view), cw_view_get_given_up (view) != NULL ? _ (" (given up)") : "");
  for (guint i = 0; i < stages->len; i++)
    print_stage (g_ptr_array_index (stages, i));
  for (guint i = 0; i < cw_view_get_notes (view)->len; i++)
    {
      const CwViewNote *note = g_ptr_array_index (cw_view_get_notes (view), i);

      g_print (_ ("Note of %s: %s\n"), note->actor, note->text);
    }
}

/* A branch is reviewed as its diff: the bytes behind the blobs of the payload. */
static void
print_diff (CwView   *view,
            CwEffect *effect)
{
  const char *site = cw_effect_get_site (effect);
  CwPlan *plan = site != NULL ? cw_view_get_plan (view, site) : NULL;
  g_auto (GStrv) parts = g_strsplit (cw_effect_get_id (effect), "/", -1);
  const CwChangeSet *changes = NULL;
  g_autofree char *patch = NULL;

  if (plan != NULL && g_str_equal (cw_effect_get_kind (effect), CW_EFFECT_KIND_GIT_BRANCH)
      && g_strv_length (parts) == 5)
    changes = cw_plan_get_change_set (plan, parts[3]);
  patch = changes != NULL ? cw_change_set_to_patch (changes, NULL) : NULL;
  if (patch != NULL)
    g_print ("\n%s", patch);
}

static int
show_effect (CwCli            *cli,
             CwView           *view,
             const CwViewItem *item)
{
  g_autoptr (JsonNode) node = cw_json_node_object (item_to_json (item));
  const char *preview = cw_effect_get_preview (item->effect);
  g_autofree char *payload = NULL;

  if (cli->json)
    {
      cw_cli_print_json (node);
      return CW_EXIT_DONE;
    }
  cw_cli_print_item (item);
  if (cw_effect_get_detail (item->effect) != NULL)
    g_print ("      %s\n", cw_effect_get_detail (item->effect));
  if (preview != NULL)
    g_print ("\n%s\n", preview);
  print_diff (view, item->effect);
  if (cw_effect_get_payload (item->effect) != NULL)
    {
      payload = cw_json_to_text (cw_effect_get_payload (item->effect), TRUE);
      g_print (_ ("\nExactly this is sent (%s):\n%s\n"), cw_effect_get_hash (item->effect), payload);
    }
  return CW_EXIT_DONE;
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
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;
  const CwViewItem *item;

  if (!cw_cli_parse (NULL, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc < 2 || argc > 3)
    return cw_cli_usage (_ ("“show” needs a preparation; “list” names them"));
  session = cw_cli_open (cli, argv[1], &error);
  if (session == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  if (argc == 2)
    {
      cw_cli_print_view (cli, cw_session_get_view (session));
      return CW_EXIT_DONE;
    }
  item = cw_view_find (cw_session_get_view (session), argv[2]);
  if (item == NULL)
    return cw_cli_fail (g_error_new (CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no effect “%s”"), argv[2]));
  return show_effect (cli, cw_session_get_view (session), item);
}
