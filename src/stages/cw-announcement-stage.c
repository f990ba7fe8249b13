/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-announcement-stage"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-date.h"
#include "cw-json.h"
#include "cw-stage-private.h"

/* The text of the script where it has one for this message (an observation of the session), else our template's. */
static char *
find_text (const CwStageInput      *input,
           CwStageResult           *result,
           const CwSite            *site,
           const CwMessageTemplate *message)
{
  const char *scripted = cw_stage_observe_text (input, "script.%s.%s", site->id, message->id);
  g_autoptr (GHashTable) variables = NULL;

  if (scripted != NULL)
    return g_strdup (scripted);
  variables = cw_stage_get_variables (input, site);
  cw_stage_escape_variables (variables);
  return cw_stage_expand_message (input, result, site, message, variables);
}

/* Less than, equal to or greater than 0 before, on and after the deployment day, in the site's civil time. */
static int
compare_day (const CwStageInput *input,
             GDateTime          *start)
{
  g_autoptr (GDateTime) now = g_date_time_to_timezone (input->now, g_date_time_get_timezone (start));
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *day = g_date_time_format (start, "%Y-%m-%d");

  return g_strcmp0 (today, day);
}

/* "cycle 45" says as much as "Cycle 45". */
static gboolean
names (const char *text,
       const char *value)
{
  g_autofree char *folded_text = g_utf8_casefold (text, -1);
  g_autofree char *folded_value = g_utf8_casefold (value, -1);

  return strstr (folded_text, folded_value) != NULL;
}

/* A text that a person wrote names what ours would name; dates move, and a text of last week doesn't follow them. */
static void
check_text (const CwStageInput      *input,
            CwStageResult           *result,
            const CwSite            *site,
            const CwMessageTemplate *message,
            CwEffect                *effect,
            const char              *ours)
{
  static const struct {
    const char *name;
    const char *what;
  } facts[] = {
    { "cycle_text", N_ ("the cycle") },
    { "date", N_ ("the date") },
    { "time", N_ ("the time") },
    { "ready_time", N_ ("when systems must be ready") },
    { "until_time", N_ ("until when testers have the stand") },
    { "component_list", N_ ("the components") },
  };
  const char *own = cw_deployment_get_text (input->deployment, "text.%s", cw_effect_get_id (effect));
  g_autoptr (GHashTable) variables = NULL;
  g_autoptr (GString) missing = g_string_new (NULL);
  g_autofree char *id = g_strdup_printf ("text-%s-%s", site->id, message->id);

  if (own == NULL)
    return;
  variables = cw_stage_get_variables (input, site);
  cw_stage_escape_variables (variables);
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      const char *value = g_hash_table_lookup (variables, facts[i].name);

      if (value == NULL || *value == '\0' || strstr (ours, value) == NULL || names (own, value))
        continue;
      g_string_append_printf (missing, "%s%s (%s)", missing->len > 0 ? ", " : "", _ (facts[i].what), value);
    }
  if (missing->len > 0)
    cw_stage_check (input, result, id, site->id, CW_CHECK_WARNING, _ ("The text of “%s” doesn’t name %s"),
                    cw_effect_get_title (effect), missing->str);
}

static void
add_message (const CwStageInput      *input,
             CwStageResult           *result,
             const CwSite            *site,
             const CwMessageTemplate *message,
             GDateTime               *start)
{
  const char *zone = cw_procedure_get_zone_name (cw_deployment_get_procedure (input->deployment));
  g_autofree char *title = g_strdup_printf ("%s, %s", message->title, site->name);
  g_autofree char *text = find_text (input, result, site, message);
  g_autoptr (GDateTime) instant = cw_deployment_get_instant (input->deployment, site->id, message);
  gboolean by_hand = site->channel == NULL || *site->channel == '\0';
  g_autofree char *when = NULL, *detail = NULL;
  g_autoptr (CwEffect) effect = NULL;
  const char *own;

  effect = cw_stage_new_effect (input, site, "announcement", message->id, 1,
                                by_hand ? CW_EFFECT_KIND_TASK : CW_EFFECT_KIND_MESSAGE, title);
  when = instant != NULL ? cw_date_show_civil (instant, zone) : NULL;
  detail = g_strdup_printf ("%s · %s", by_hand ? _ ("By hand") : site->channel,
                            when != NULL ? when : _ ("no such time on that day"));
  cw_effect_set_detail (effect, detail);
  cw_effect_set_optional (effect, message->on_the_day);
  own = cw_deployment_get_text (input->deployment, "text.%s", cw_effect_get_id (effect));
  /* A text with a hole is nobody's to copy. */
  if (own != NULL || result->hole == NULL)
    cw_effect_set_preview (effect, site->channel, own != NULL ? own : text);
  if (message->on_the_day && compare_day (input, start) != 0)
    cw_effect_set_waiting (effect, compare_day (input, start) < 0 ? _ ("Waits for the deployment day")
                                                                  : _ ("The deployment day has passed"));
  else if (instant == NULL)
    cw_effect_set_waiting (effect, _ ("Waits for a time that exists on that day"));
  else if (by_hand)
    cw_stage_give_payload (input, result, effect, cw_json_node_object (cw_json_object ("text", text, NULL)));
  else
    cw_stage_set_message (input, result, effect, site->channel, text,
                          message->on_the_day ? 0 : g_date_time_to_unix (instant));
  g_clear_pointer (&result->hole, g_free);
  if (!by_hand)
    check_text (input, result, site, message, effect, text);
  cw_stage_result_add_effect (result, g_steal_pointer (&effect));
}

static void
add_principal (const CwStageInput      *input,
               CwStageResult           *result,
               const CwSite            *site,
               const CwPrincipal       *principal,
               const CwMessageTemplate *message)
{
  g_autofree char *role = g_ascii_strdown (principal->role, -1);
  g_autofree char *name = g_strconcat ("principals-", role, NULL);
  g_autofree char *title = g_strdup_printf (_ ("Ask the %s principals for help, %s"), principal->role, site->name);
  g_autoptr (GHashTable) variables = cw_stage_get_variables (input, site);
  gboolean by_hand = principal->channel == NULL || *principal->channel == '\0';
  g_autofree char *text = NULL;
  g_autoptr (CwEffect) effect = NULL;

  g_hash_table_replace (variables, g_strdup ("role"), g_strdup (principal->role));
  if (!by_hand)
    cw_stage_escape_variables (variables);
  text = cw_stage_expand_message (input, result, site, message, variables);
  effect = cw_stage_new_effect (input, site, "announcement", name, 1,
                                by_hand ? CW_EFFECT_KIND_TASK : CW_EFFECT_KIND_MESSAGE, title);
  if (by_hand)
    {
      cw_effect_set_preview (effect, principal->role, text);
      cw_stage_give_payload (input, result, effect, cw_json_node_object (cw_json_object ("text", text, NULL)));
    }
  else
    cw_stage_set_message (input, result, effect, principal->channel, text, 0);
  cw_stage_result_add_effect (result, g_steal_pointer (&effect));
}

static void
add_site (const CwStageInput *input,
          CwStageResult      *result,
          const CwSite       *site)
{
  CwProcedure *procedure = cw_deployment_get_procedure (input->deployment);
  GPtrArray *messages = cw_procedure_get_announcements (procedure);
  const CwMessageTemplate *principals = cw_procedure_get_principals (procedure);
  const char *failure = cw_stage_observe_text (input, "script-failure.%s", site->id);
  g_autoptr (GDateTime) start = cw_deployment_get_start (input->deployment, site->id);

  if (start == NULL)
    return;
  if (failure != NULL)
    {
      g_autofree char *id = g_strconcat ("script-", site->id, NULL);

      cw_stage_check (input, result, id, site->id, CW_CHECK_WARNING, "%s", failure);
    }
  for (guint i = 0; i < messages->len; i++)
    add_message (input, result, site, g_ptr_array_index (messages, i), start);
  if (principals == NULL || !cw_deployment_get_flag (input->deployment, "principals.%s", site->id))
    return;
  for (guint i = 0; i < site->principals->len; i++)
    add_principal (input, result, site, g_ptr_array_index (site->principals, i), principals);
}

/* When the next message that nobody sent or scheduled goes out; 0 where there is none. */
static gint64
find_next (const CwStageInput  *input,
           const CwStageResult *result)
{
  gint64 next = 0;

  for (guint i = 0; i < result->effects->len; i++)
    {
      CwEffect *effect = g_ptr_array_index (result->effects, i);
      JsonNode *payload = cw_effect_get_payload (effect);
      gint64 at = payload != NULL ? cw_json_get_int (json_node_get_object (payload), "post-at", 0) : 0;

      if (at != 0 && (next == 0 || at < next) && !cw_stage_is_settled (input, cw_effect_get_id (effect)))
        next = at;
    }
  return next;
}

/* What is due within a week is said in days, by the calendar of the site. */
static void
say_when_due (const CwStageInput *input,
              CwStageResult      *result)
{
  GTimeZone *zone = cw_procedure_get_time_zone (cw_deployment_get_procedure (input->deployment));
  gint64 next = find_next (input, result);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (next);
  g_autoptr (GDateTime) due = g_date_time_to_timezone (utc, zone);
  g_autoptr (GDateTime) now = g_date_time_to_timezone (input->now, zone);
  GDate days[2];
  int left;

  if (next == 0)
    return;
  g_date_clear (days, 2);
  g_date_set_dmy (&days[0], (GDateDay) g_date_time_get_day_of_month (now), (GDateMonth) g_date_time_get_month (now),
                  (GDateYear) g_date_time_get_year (now));
  g_date_set_dmy (&days[1], (GDateDay) g_date_time_get_day_of_month (due), (GDateMonth) g_date_time_get_month (due),
                  (GDateYear) g_date_time_get_year (due));
  left = g_date_days_between (&days[0], &days[1]);
  if (left < 0 || left > 7)
    return;
  g_free (result->fact);
  if (left == 0)
    result->fact = g_strdup (_ ("due today"));
  else if (left == 1)
    result->fact = g_strdup (_ ("due tomorrow"));
  else
    result->fact = g_strdup_printf (ngettext ("due in %d day", "due in %d days", (gulong) left), left);
}

/**
 * cw_announcement_stage:
 * @input: all that it may know
 * @result: where it says its effects
 *
 * Step 5 of the specification: each site's deployment is announced the day before, an hour before and as it begins;
 * the principals of DM and Camera machines are told where the manager wants their help.
 */
void
cw_announcement_stage (const CwStageInput *input,
                       CwStageResult      *result)
{
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (input->deployment);
  CwCycle cycle;

  if (!cw_deployment_get_cycle (input->deployment, &cycle))
    return;
  for (guint i = 0; i < sites->len; i++)
    add_site (input, result, g_ptr_array_index (sites, i));
  cw_stage_add_tasks (input, result, "announcement", FALSE);
  cw_stage_check_effects (input, result);
  say_when_due (input, result);
}
