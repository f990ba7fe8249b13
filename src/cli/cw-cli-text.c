/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-clock.h"
#include "cw-date.h"
#include "cw-drift.h"
#include "cw-json.h"

/* Effects, stages and preparations as a person reads them. */

static const char *
check_sign (CwCheckState state)
{
  static const char *const signs[] = { "✓", "○", "!", "~", "?", "–" };

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

/* The candidates in the order of the numbers that "adopt" takes. */
static void
print_candidates (CwCli     *cli,
                  JsonArray *candidates)
{
  for (guint i = 0; i < json_array_get_length (candidates); i++)
    {
      JsonObject *candidate = json_array_get_object_element (candidates, i);

      cw_cli_print (cli, "      %u. %s  %s  %s\n", i + 1, cw_json_get_string (candidate, "key", ""),
                    cw_json_get_string (candidate, "title", ""), cw_json_get_string (candidate, "url", ""));
    }
}

/* Two machines, or two people, made the same thing. */
static void
print_several (CwCli            *cli,
               const CwViewItem *item)
{
  JsonArray *candidates = cw_effect_record_get_candidates (item->record);

  if (candidates == NULL)
    return;
  print_candidates (cli, candidates);
  /* What took the place of something that is gone may be one alone. */
  if (json_array_get_length (candidates) < 2)
    return;
  cw_cli_print (cli, _ ("      There are several: “adopt” with its number says which one counts; the others stay as they "
                        "are, and one that is closed counts no more.\n"));
}

/* What an effect asks. */
static void
print_question (CwCli            *cli,
                const CwViewItem *item)
{
  JsonArray *candidates = cw_effect_record_get_candidates (item->record);
  const char *where = cw_effect_record_get_reason (item->record);
  guint n_candidates = candidates != NULL ? json_array_get_length (candidates) : 0;
  g_autofree char *lacking = cw_drift_say_lacking (item);

  if (n_candidates == 0)
    {
      cw_cli_print (cli, _ ("      It can’t be told whether it is there (%s). Look yourself: “send-again” sends it, "
                            "“by-hand” says what is there.\n"), where != NULL ? where : "");
      return;
    }
  print_candidates (cli, candidates);
  if (lacking != NULL)
    cw_cli_print (cli, "      %s\n", lacking);
  if (where == NULL)
    where = "";
  if (g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_GIT_BRANCH))
    cw_cli_print (cli, _ ("      There is this already (%s): “adopt” takes it for ours as it stands. To put ours on top of "
                          "it: “send-again” and “refresh”, and choose it as the base where “show” offers that.\n"), where);
  else if (cw_effect_is_single (item->effect))
    cw_cli_print (cli, _ ("      There is this already (%s), and there can be no other: “adopt” takes it for ours.\n"),
                  where);
  else
    cw_cli_print (cli, _ ("      There is this already (%s): “adopt” takes it for ours, “send-again” makes another.\n"),
                  where);
}

static gint64
get_now (CwCli *cli)
{
  g_autoptr (GDateTime) now = cli->now != NULL ? cw_clock_parse (cli->now, NULL) : NULL;

  return now != NULL ? g_date_time_to_unix (now) : g_get_real_time () / G_USEC_PER_SEC;
}

/* Where it was looked for, and from when on looking tells. */
static void
print_doubt (CwCli            *cli,
             const CwViewItem *item)
{
  CwEffectRecord *record = cw_effect_record_get_doubt (item->record);
  const char *where = cw_effect_record_get_reason (record);
  gint64 then = cw_effect_record_get_look_again (record) / G_USEC_PER_SEC;
  g_autofree char *clock = cw_date_show_time (then, get_now (cli));

  if (record != item->record)
    cw_cli_print (cli, "      %s\n", cw_drift_say_decided (item));
  if (where != NULL && cw_effect_record_is_being_retracted (record))
    cw_cli_print (cli, _ ("      It was to be taken back, and was still in %s. It can go until %s; “run” looks again "
                          "then. Nothing is sent by that.\n"), where, clock);
  else if (where != NULL && cw_effect_record_is_being_amended (record))
    cw_cli_print (cli, _ ("      Looked at %s: the update is not there so far. It can arrive until %s; “run” looks again "
                          "then. Nothing is sent by that.\n"), where, clock);
  else if (where != NULL)
    cw_cli_print (cli, _ ("      Looked for in %s: not found so far. It can turn up there until %s; “run” looks again "
                          "then. Nothing is sent by that.\n"), where, clock);
  else
    cw_cli_print (cli, _ ("      It could not be looked for yet; “run” looks again. Nothing is sent by that.\n"));
}

/* An approval is of what was approved, and of nothing else. */
static void
print_void (CwCli            *cli,
            const CwViewItem *item)
{
  gint64 then = cw_effect_record_get_approved_time (item->record) / G_USEC_PER_SEC;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (then);
  g_autofree char *clock = time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("?");

  cw_cli_print (cli, _ ("      It changed since %s approved it (%s): “show” with its name shows what, and it wants "
                        "another approval.\n"), cw_effect_record_get_approved_by (item->record), clock);
}

/* What is in what we sent without anybody having reviewed it, and what isn't though it was. */
static void
print_theirs (CwCli            *cli,
              const CwViewItem *item)
{
  g_autofree char *theirs = cw_drift_say_theirs (item), *lacking = cw_drift_say_lacking (item);

  if (theirs != NULL)
    cw_cli_print (cli, "      %s\n", theirs);
  if (lacking != NULL)
    cw_cli_print (cli, "      %s\n", lacking);
}

/* What was taken over, and what becomes of ours in the same place. */
static void
print_contested (CwCli            *cli,
                 const CwViewItem *item)
{
  g_autofree char *conceded = cw_drift_say_conceded (item);

  cw_cli_print (cli, "      %s\n", _ ("That was taken over, and ours has changed in the same place since: “adopt” "
                                     "leaves theirs, “approve” and “run” put ours there"));
  if (conceded != NULL)
    cw_cli_print (cli, "      %s\n", conceded);
}

/**
 * cw_cli_print_item:
 * @cli: what every command knows
 * @item: an effect and where it stands
 *
 * Prints it with its outcome, or with what is the matter and the way on.
 */
void
cw_cli_print_item (CwCli            *cli,
                   const CwViewItem *item)
{
  const char *waiting = cw_effect_get_waiting (item->effect);
  const char *key = item->record != NULL ? cw_effect_record_get_key (item->record) : NULL;
  const char *url = item->record != NULL ? cw_effect_record_get_url (item->record) : NULL;
  CwEffectRecord *doubt = cw_effect_record_get_doubt (item->record);
  CwEffectRecord *known = doubt != NULL ? doubt : item->record;
  gboolean tried = known != NULL && !(item->state == CW_EFFECT_WAITING && cw_effect_is_retired (item->effect));
  const char *trouble = tried ? cw_effect_record_get_error (known) : NULL;
  gboolean failed = trouble != NULL && cw_effect_state_is_settled (item->state); /* taking it back, for instance */

  if (cli->effects != NULL)
    {
      json_array_add_object_element (cli->effects, cw_cli_item_to_json (item));
      return;
    }
  cw_cli_print (cli, "  %s %s: %s", failed ? "!" : item_sign (item->state), cw_effect_get_title (item->effect),
                item->state == CW_EFFECT_WAITING && waiting != NULL ? waiting : item->words);
  if (key != NULL && *key != '\0')
    cw_cli_print (cli, "  %s", key);
  if (url != NULL && *url != '\0' && !cw_drift_is_replaced (item))
    cw_cli_print (cli, "  %s", url);
  cw_cli_print (cli, "\n");
  if (cw_drift_is_kept (item))
    cw_cli_print (cli, _ ("      It was not taken back. %s\n"), trouble);
  else if (failed)
    cw_cli_print (cli, _ ("      The last try failed: %s\n"), trouble);
  else if (trouble != NULL)
    cw_cli_print (cli, "      %s\n", trouble);
  if (item->state == CW_EFFECT_IN_DOUBT)
    print_doubt (cli, item);
  if ((item->state == CW_EFFECT_READY || item->state == CW_EFFECT_OUTDATED)
      && cw_effect_record_is_void (item->record, item->effect))
    print_void (cli, item);
  if (cw_drift_is_gone (item))
    cw_cli_print (cli, "      %s\n", _ ("It is not there any more: “send-again” makes another, “by-hand” says where it is"));
  else if (item->state == CW_EFFECT_ASKING || item->state == CW_EFFECT_DRIFTED || item->state == CW_EFFECT_OUTDATED)
    cw_cli_print_differences (cli, item);
  else
    print_theirs (cli, item);
  if (cw_drift_has_gone_out (item))
    cw_cli_print (cli, "      %s\n", _ ("It is posted, and stays as it is: post a correction and say so with “by-hand”, "
                                       "or “send-again” makes another"));
  if (cw_drift_stays (item))
    cw_cli_print (cli, "      %s\n", _ ("That was taken over, and the update leaves it so"));
  if (cw_drift_is_replaced (item))
    cw_cli_print (cli, "      %s\n", _ ("It is not there any more, and another one of ours is: “adopt” takes that for it, "
                                       "“send-again” makes another"));
  if (cw_drift_is_contested (item))
    print_contested (cli, item);
  if (cw_drift_is_unfinished (item))
    cw_cli_print (cli, "      %s\n", _ ("The rest is there: “approve” and “run” try this again, “adopt” takes it as it is"));
  if (item->state == CW_EFFECT_ASKING)
    print_question (cli, item);
  else if (item->state == CW_EFFECT_DRIFTED)
    print_several (cli, item);
}

/**
 * cw_cli_print_effect:
 * @cli: what every command knows
 * @view: a view
 * @effect: id of an effect
 *
 * Prints where an effect stands, if it still is one of @view's.
 */
void
cw_cli_print_effect (CwCli      *cli,
                     CwView     *view,
                     const char *effect)
{
  const CwViewItem *item = cw_view_find (view, effect);

  if (item != NULL)
    cw_cli_print_item (cli, item);
}

/**
 * cw_cli_print_differences:
 * @cli: what every command knows
 * @item: an effect
 *
 * Prints how what is there differs from ours.
 */
void
cw_cli_print_differences (CwCli            *cli,
                          const CwViewItem *item)
{
  g_autoptr (GPtrArray) lines = cw_drift_describe (item);

  for (guint i = 0; i < lines->len; i++)
    cw_cli_print (cli, "      %s\n", (const char *) lines->pdata[i]);
}

/**
 * cw_cli_say_pending:
 * @view: a view
 * @ready: whether what still wants its approval is pending too
 *
 * Says on standard error what a stop left unsent or in doubt.
 */
void
cw_cli_say_pending (CwView   *view,
                    gboolean  ready)
{
  GPtrArray *stages = cw_view_get_stages (view);

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->items->len; j++)
        {
          const CwViewItem *item = g_ptr_array_index (stage->items, j);

          if (item->state == CW_EFFECT_APPROVED || item->state == CW_EFFECT_FAILED
              || item->state == CW_EFFECT_IN_DOUBT || (ready && item->state == CW_EFFECT_READY))
            g_printerr (_ ("Pending: %s (%s)\n"), cw_effect_get_title (item->effect), item->words);
        }
    }
}

/**
 * cw_cli_begin_effects:
 * @cli: what every command knows
 *
 * With JSON, the effects that are printed from here on are the command's output, one array.
 */
void
cw_cli_begin_effects (CwCli *cli)
{
  if (cli->json && cli->effects == NULL)
    cli->effects = json_array_new ();
}

/**
 * cw_cli_end_effects:
 * @cli: what every command knows
 *
 * Prints what was gathered since cw_cli_begin_effects(), if that was called.
 */
void
cw_cli_end_effects (CwCli *cli)
{
  g_autoptr (JsonNode) node = NULL;

  if (cli->effects == NULL)
    return;
  node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, g_steal_pointer (&cli->effects));
  cw_cli_print_json (node);
}

/**
 * cw_cli_print_question:
 * @cli: what every command knows
 * @question: a question
 *
 * Prints what is asked, the fact that answers it, and the answers there are.
 */
void
cw_cli_print_question (CwCli            *cli,
                       const CwQuestion *question)
{
  cw_cli_print (cli, "  ? %s (%s)\n", question->text, question->fact);
  for (guint i = 0; question->labels != NULL && question->labels[i] != NULL; i++)
    {
      const char *value = question->values[i], *label = question->labels[i];
      gboolean named = g_str_has_prefix (label, value) && label[strlen (value)] == ':';

      cw_cli_print (cli, "      %s%s%s%s\n", named ? "" : value, named ? "" : ": ", label,
                    g_strcmp0 (value, question->suggested) == 0 ? _ (" (suggested)") : "");
    }
}

static void
print_stage (CwCli             *cli,
             const CwViewStage *stage)
{
  cw_cli_print (cli, "%s %s%s%s\n", stage->done ? "✓" : "○", stage->title, stage->result->fact != NULL ? ": " : "",
                stage->result->fact != NULL ? stage->result->fact : "");
  for (guint i = 0; i < stage->result->questions->len; i++)
    cw_cli_print_question (cli, g_ptr_array_index (stage->result->questions, i));
  for (guint i = 0; i < stage->result->answered->len; i++)
    {
      const CwQuestion *question = g_ptr_array_index (stage->result->answered, i);

      cw_cli_print (cli, "  · %s %s (%s)\n", question->text, question->answer, question->fact);
    }
  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);

      cw_cli_print_item (cli, item);
      cw_cli_print (cli, "      %s\n", cw_effect_get_id (item->effect));
    }
  for (guint i = 0; i < stage->result->checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (stage->result->checks, i);

      if (check->state == CW_CHECK_WARNING || g_strstr_len (check->id, -1, "/") == NULL)
        cw_cli_print (cli, "  %s %s%s%s%s\n", check_sign (check->state), check->text,
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
      g_autoptr (JsonNode) node = cw_cli_view_to_json (cli, view);

      cw_cli_print_json (node);
      return;
    }
  cw_cli_print (cli, "%s%s%s\n", cw_view_get_id (view), cli->rehearsal ? _ (" (rehearsal)") : _ (" (real)"),
                cw_view_get_given_up (view) != NULL ? _ (" (given up)") : "");
  for (guint i = 0; i < stages->len; i++)
    print_stage (cli, g_ptr_array_index (stages, i));
  for (guint i = 0; i < cw_view_get_notes (view)->len; i++)
    {
      const CwNote *note = g_ptr_array_index (cw_view_get_notes (view), i);

      cw_cli_print (cli, _ ("Note of %s: %s\n"), note->actor, note->text);
    }
}
