/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-procedure"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-procedure-fields.h"

/* The format, as data/procedures/procedure.schema.json describes it; one table for each kind of object. */

static gboolean
verify_people (const CwJsonCursor *place,
               gpointer            data,
               gpointer            names,
               GError            **error)
{
  const CwTicketPeople *people = data;

  if ((people->role == NULL) == (people->roles == NULL))
    return cw_json_cursor_refuse (place, error, _ ("expected either “role” or “roles”"));
  return TRUE;
}

static const CwJsonField people_fields[] = {
  { "id", CW_JSON_TEXT, AT (CwTicketPeople, id), REQUIRED, ID, .example = "assignee" },
  { "role", CW_JSON_TEXT, AT (CwTicketPeople, role), OPTIONAL, .check = cw_procedure_check_person },
  { "roles", CW_JSON_TEXTS, AT (CwTicketPeople, roles), OPTIONAL, .check = cw_procedure_check_person },
  END,
};

static const CwJsonShape people_shape = {
  .size = sizeof (CwTicketPeople), .fields = people_fields, .has_id = TRUE, .verify = verify_people,
};

static const CwJsonField ticket_link_fields[] = {
  { "id", CW_JSON_TEXT, AT (CwTicketLink, id), REQUIRED, .check = cw_procedure_check_ticket },
  { "type", CW_JSON_TEXT, AT (CwTicketLink, type), REQUIRED, FILLED, .example = "Relates" },
  END,
};

static const CwJsonShape ticket_link_shape = {
  .size = sizeof (CwTicketLink), .fields = ticket_link_fields, .has_id = TRUE,
};

static gboolean
verify_ticket (const CwJsonCursor *place,
               gpointer            data,
               gpointer            names,
               GError            **error)
{
  const CwTicketTemplate *ticket = data;

  if ((ticket->notice_role == NULL) != (ticket->notice == NULL))
    return cw_json_cursor_refuse (place, error, _ ("“notice-role” and “notice” belong together"));
  for (guint i = 0; i < ticket->people->len; i++)
    {
      const CwTicketPeople *people = g_ptr_array_index (ticket->people, i);

      if (json_object_has_member (ticket->fields, people->id))
        return cw_json_cursor_refuse (place, error, _ ("“%s” stands both in “fields” and in “people”"), people->id);
    }
  return TRUE;
}

static const CwJsonField ticket_fields[] = {
  { "id", CW_JSON_TEXT, AT (CwTicketTemplate, id), REQUIRED, ID, .example = "configuration" },
  { "title", CW_JSON_TEXT, AT (CwTicketTemplate, title), REQUIRED, FILLED, SHOWN },
  { "sites", CW_JSON_TEXTS, AT (CwTicketTemplate, sites), OPTIONAL, SITES },
  { "when", CW_JSON_TEXTS, AT (CwTicketTemplate, when), OPTIONAL, WHEN },
  { "summary", CW_JSON_TEXT, AT (CwTicketTemplate, summary), REQUIRED, TEMPLATE },
  { "fields", CW_JSON_RAW, AT (CwTicketTemplate, fields), REQUIRED, TEMPLATE },
  { "people", CW_JSON_LIST, AT (CwTicketTemplate, people), OR_EMPTY, .shape = &people_shape },
  { "description", CW_JSON_TEXTS, AT (CwTicketTemplate, description), OR_EMPTY, TEMPLATE },
  { "links", CW_JSON_LIST, AT (CwTicketTemplate, links), OR_EMPTY, .shape = &ticket_link_shape },
  { "notice-role", CW_JSON_TEXT, AT (CwTicketTemplate, notice_role), OPTIONAL, FILLED },
  { "notice-channel", CW_JSON_TEXT, AT (CwTicketTemplate, notice_channel), OR_EMPTY, .example = "#activities" },
  { "notice", CW_JSON_TEXT, AT (CwTicketTemplate, notice), OPTIONAL, TEMPLATE },
  END,
};

static const CwJsonShape ticket_shape = {
  .size = sizeof (CwTicketTemplate), .fields = ticket_fields, .has_id = TRUE, .verify = verify_ticket,
};

static const CwJsonField person_fields[] = {
  { "id", CW_JSON_TEXT, AT (CwPerson, id), REQUIRED, ID, .example = "release-manager" },
  { "title", CW_JSON_TEXT, AT (CwPerson, title), REQUIRED, FILLED, SHOWN },
  { "find", CW_JSON_TEXT, AT (CwPerson, find), OPTIONAL, FILLED, .example = "name@example.org" },
  END,
};

static const CwJsonShape person_shape = { .size = sizeof (CwPerson), .fields = person_fields, .has_id = TRUE };

static const CwJsonField jira_fields[] = {
  { "url", CW_JSON_TEXT, AT (CwJiraDraft, url), REQUIRED, URL },
  { "people", CW_JSON_LIST, AT (CwJiraDraft, people), OR_EMPTY, .shape = &person_shape },
  { "tickets", CW_JSON_LIST, AT (CwJiraDraft, tickets), REQUIRED, .shape = &ticket_shape },
  { "field-names", CW_JSON_MAP, AT (CwJiraDraft, field_names), OR_EMPTY, FILLED, .check_key = cw_procedure_check_id },
  END,
};

static const CwJsonShape jira_shape = { .size = sizeof (CwJiraDraft), .fields = jira_fields };

static const CwJsonField version_fields[] = {
  { "name", CW_JSON_TEXT, AT (CwVersion, name), REQUIRED, FILLED, .example = "ts_xml" },
  { "key", CW_JSON_TEXT, AT (CwVersion, key), OPTIONAL, FILLED, .example = "ts_xml" },
  END,
};

static const CwJsonShape version_shape = {
  .size = sizeof (CwVersion), .fields = version_fields, .short_form = "name",
};

static const CwJsonField wiki_fields[] = {
  { "url", CW_JSON_TEXT, AT (CwWikiDraft, url), REQUIRED, URL },
  { "space", CW_JSON_TEXT, AT (CwWikiDraft, wiki.space), REQUIRED, FILLED, .example = "SPACE" },
  { "parent", CW_JSON_TEXT, AT (CwWikiDraft, wiki.parent), REQUIRED, FILLED, .example = "53752125" },
  { "title", CW_JSON_TEXT, AT (CwWikiDraft, wiki.title), REQUIRED, TEMPLATE },
  { "labels", CW_JSON_TEXTS, AT (CwWikiDraft, wiki.labels), OR_EMPTY, FILLED },
  { "full-width", CW_JSON_FLAG, AT (CwWikiDraft, wiki.full_width), OPTIONAL },
  { "versions", CW_JSON_LIST, AT (CwWikiDraft, wiki.versions), REQUIRED, .shape = &version_shape },
  { "announce-channel", CW_JSON_TEXT, AT (CwWikiDraft, wiki.announce_channel), OPTIONAL, .example = "#releases" },
  { "announce", CW_JSON_TEXT, AT (CwWikiDraft, wiki.announce), REQUIRED, TEMPLATE },
  { "base-artifacts", CW_JSON_TEXTS, AT (CwWikiDraft, wiki.base_artifacts), REQUIRED,
    .check = cw_procedure_check_task },
  END,
};

static const CwJsonShape wiki_shape = { .size = sizeof (CwWikiDraft), .fields = wiki_fields };

static const CwJsonField manifest_fields[] = {
  { "repository", CW_JSON_TEXT, AT (CwManifest, repository), REQUIRED, FILLED, .example = "owner/repository" },
  { "url", CW_JSON_TEXT, AT (CwManifest, url), REQUIRED, URL },
  { "branch", CW_JSON_TEXT, AT (CwManifest, branch), REQUIRED, FILLED, .example = "main" },
  { "path", CW_JSON_TEXT, AT (CwManifest, path), REQUIRED, FILLED, .example = "cycle/cycle.env" },
  { "cycle-key", CW_JSON_TEXT, AT (CwManifest, cycle_key), REQUIRED, FILLED, .example = "CYCLE" },
  { "interfaces-key", CW_JSON_TEXT, AT (CwManifest, interfaces_key), REQUIRED, FILLED, .example = "ts_xml" },
  END,
};

static const CwJsonShape manifest_shape = { .size = sizeof (CwManifest), .fields = manifest_fields };

static const CwJsonField registry_fields[] = {
  { "url", CW_JSON_TEXT, AT (CwRegistry, url), REQUIRED, URL },
  { "notebook-image", CW_JSON_TEXT, AT (CwRegistry, notebook_image), OPTIONAL, FILLED },
  { "notebook-tag", CW_JSON_TEXT, AT (CwRegistry, notebook_tag), OPTIONAL, TEMPLATE },
  END,
};

static const CwJsonShape registry_shape = { .size = sizeof (CwRegistry), .fields = registry_fields };

static const CwJsonField paragraph_fields[] = {
  { "text", CW_JSON_TEXT, AT (CwParagraph, text), REQUIRED, TEMPLATE },
  { "when", CW_JSON_TEXTS, AT (CwParagraph, when), OPTIONAL, WHEN },
  END,
};

static const CwJsonShape paragraph_shape = {
  .size = sizeof (CwParagraph), .fields = paragraph_fields, .short_form = "text",
};

static gboolean
verify_message (const CwJsonCursor *place,
                gpointer            data,
                gpointer            names,
                GError            **error)
{
  const CwMessageTemplate *message = data;
  int ways = (message->days != 0 || message->time != NULL) + (message->minutes != 0) + message->on_the_day;

  if (ways > 1)
    return cw_json_cursor_refuse (place, error,
                                  _ ("expected one of “days” with “time”, “minutes”, or “on-the-day”, not several"));
  if (message->days != 0 && message->time == NULL)
    return cw_json_cursor_refuse (place, error, _ ("“time” is missing: “days” needs a time such as “09:00”"));
  if (message->paragraphs->len == 0)
    return cw_json_cursor_refuse (place, error, _ ("“paragraphs” is empty: expected at least one"));
  return TRUE;
}

static const CwJsonField message_fields[] = {
  { "id", CW_JSON_TEXT, AT (CwMessageTemplate, id), REQUIRED, ID, .example = "day-before" },
  { "title", CW_JSON_TEXT, AT (CwMessageTemplate, title), REQUIRED, FILLED, SHOWN },
  { "days", CW_JSON_INTEGER, AT (CwMessageTemplate, days), OPTIONAL, .minimum = -60, .maximum = 0 },
  { "time", CW_JSON_TEXT, AT (CwMessageTemplate, time), OPTIONAL, .check = cw_procedure_check_time,
    .example = "09:00" },
  { "minutes", CW_JSON_INTEGER, AT (CwMessageTemplate, minutes), OPTIONAL, .minimum = -1440, .maximum = 0 },
  { "on-the-day", CW_JSON_FLAG, AT (CwMessageTemplate, on_the_day), OPTIONAL },
  { "paragraphs", CW_JSON_LIST, AT (CwMessageTemplate, paragraphs), REQUIRED, .shape = &paragraph_shape },
  END,
};

static const CwJsonShape message_shape = {
  .size = sizeof (CwMessageTemplate), .fields = message_fields, .has_id = TRUE, .verify = verify_message,
};

static const CwJsonField script_fields[] = {
  { "program", CW_JSON_TEXT, AT (CwScript, program), REQUIRED, FILLED, .example = "release_announcement" },
  { "arguments", CW_JSON_LIST, AT (CwScript, arguments), OR_EMPTY, .shape = &paragraph_shape },
  { "texts", CW_JSON_TEXTS, AT (CwScript, texts), REQUIRED, .check = cw_procedure_check_announcement },
  { "when", CW_JSON_TEXTS, AT (CwScript, when), OPTIONAL, WHEN },
  END,
};

static const CwJsonShape script_shape = { .size = sizeof (CwScript), .fields = script_fields };

static const CwJsonField notice_fields[] = {
  { "channel", CW_JSON_TEXT, AT (CwNotice, channel), OR_EMPTY, .example = "#support" },
  { "early", CW_JSON_OBJECT, AT (CwNotice, early), REQUIRED, .shape = &message_shape },
  { "ready", CW_JSON_OBJECT, AT (CwNotice, ready), REQUIRED, .shape = &message_shape },
  END,
};

static const CwJsonShape notice_shape = { .size = sizeof (CwNotice), .fields = notice_fields };

static const CwJsonField task_fields[] = {
  { "id", CW_JSON_TEXT, AT (CwTaskTemplate, id), REQUIRED, ID, .example = "base-artifacts" },
  { "title", CW_JSON_TEXT, AT (CwTaskTemplate, title), REQUIRED, TEMPLATE },
  { "text", CW_JSON_TEXT, AT (CwTaskTemplate, text), OR_EMPTY, TEMPLATE },
  { "sites", CW_JSON_TEXTS, AT (CwTaskTemplate, sites), OPTIONAL, SITES },
  { "when", CW_JSON_TEXTS, AT (CwTaskTemplate, when), OPTIONAL, WHEN },
  { "day", CW_JSON_FLAG, AT (CwTaskTemplate, day), OPTIONAL },
  { "role", CW_JSON_TEXT, AT (CwTaskTemplate, role), OPTIONAL, FILLED, SHOWN },
  END,
};

static const CwJsonShape task_shape = { .size = sizeof (CwTaskTemplate), .fields = task_fields, .has_id = TRUE };

static const CwJsonField stage_fields[] = {
  { "id", CW_JSON_TEXT, AT (CwStageTemplate, id), REQUIRED, .check = cw_procedure_check_stage_id, .example = "build" },
  { "title", CW_JSON_TEXT, AT (CwStageTemplate, title), REQUIRED, FILLED, SHOWN },
  { "purpose", CW_JSON_TEXT, AT (CwStageTemplate, purpose), REQUIRED, FILLED, SHOWN },
  { "tasks", CW_JSON_LIST, AT (CwStageTemplate, tasks), OR_EMPTY, .shape = &task_shape },
  END,
};

static const CwJsonShape stage_shape = { .size = sizeof (CwStageTemplate), .fields = stage_fields, .has_id = TRUE };

static const CwJsonField step_fields[] = {
  { "id", CW_JSON_TEXT, AT (CwScheduleStep, id), REQUIRED, ID, .example = "close" },
  { "title", CW_JSON_TEXT, AT (CwScheduleStep, title), REQUIRED, FILLED },
  { "day", CW_JSON_INTEGER, AT (CwScheduleStep, day), REQUIRED, .minimum = 1, .maximum = 365 },
  { "site", CW_JSON_TEXT, AT (CwScheduleStep, site), OPTIONAL, .check = cw_procedure_check_trait,
    .example = "production" },
  END,
};

static const CwJsonShape step_shape = { .size = sizeof (CwScheduleStep), .fields = step_fields, .has_id = TRUE };

static gboolean
verify_schedule (const CwJsonCursor *place,
                 gpointer            data,
                 gpointer            names,
                 GError            **error)
{
  const CwScheduleTemplate *schedule = data;
  gboolean anchored = FALSE;
  int day = 0;

  for (guint i = 0; i < schedule->steps->len; i++)
    {
      const CwScheduleStep *step = g_ptr_array_index (schedule->steps, i);

      if (step->day < day)
        return cw_json_cursor_refuse (place, error,
                                      _ ("the step “%s” stands after a later one: expected them by day"), step->id);
      day = step->day;
      anchored = anchored || g_strcmp0 (step->site, "production") == 0;
    }
  if (!anchored)
    return cw_json_cursor_refuse (place, error, _ ("expected a step whose “site” is production"));
  return TRUE;
}

static const CwJsonField schedule_fields[] = {
  { "id", CW_JSON_TEXT, AT (CwScheduleTemplate, when), REQUIRED, .check = cw_procedure_check_size,
    .example = "full" },
  { "steps", CW_JSON_LIST, AT (CwScheduleTemplate, steps), REQUIRED, .shape = &step_shape },
  { "weekdays", CW_JSON_INTEGERS, AT (CwScheduleTemplate, weekdays), OR_EMPTY, .minimum = 1, .maximum = 7 },
  { "time", CW_JSON_TEXT, AT (CwScheduleTemplate, time), REQUIRED, .check = cw_procedure_check_time,
    .example = "09:00" },
  { "not-before", CW_JSON_TEXT, AT (CwScheduleTemplate, not_before), OPTIONAL, .check = cw_procedure_check_time,
    .example = "17:00" },
  END,
};

static const CwJsonShape schedule_shape = {
  .size = sizeof (CwScheduleTemplate), .fields = schedule_fields, .has_id = TRUE, .verify = verify_schedule,
};

static const CwJsonField link_fields[] = {
  { "title", CW_JSON_TEXT, AT (CwLink, title), REQUIRED, FILLED },
  { "url", CW_JSON_TEXT, AT (CwLink, url), REQUIRED, URL },
  END,
};

static const CwJsonShape link_shape = { .size = sizeof (CwLink), .fields = link_fields };

static const CwJsonField back_fields[] = {
  { "branch", CW_JSON_TEXT, AT (CwBackTemplate, branch), REQUIRED, TEMPLATE },
  { "subject", CW_JSON_TEXT, AT (CwBackTemplate, subject), REQUIRED, TEMPLATE },
  END,
};

static const CwJsonShape back_shape = { .size = sizeof (CwBackTemplate), .fields = back_fields };

static gboolean
verify_procedure (const CwJsonCursor *place,
                  gpointer            data,
                  gpointer            names,
                  GError            **error)
{
  const CwProcedureData *procedure = data;
  CwJsonCursor schedules = cw_json_cursor_member (place, "schedules");

  if (procedure->schedules->len != 2)
    return cw_json_cursor_refuse (&schedules, error, _ ("expected one schedule for full and one for incremental"));
  return TRUE;
}

static const CwJsonField procedure_fields[] = {
  { "$schema", CW_JSON_IGNORED, OPTIONAL },
  { "format", CW_JSON_INTEGER, AT (CwProcedureData, format), REQUIRED,
    .minimum = CW_PROCEDURE_FORMAT, .maximum = CW_PROCEDURE_FORMAT },
  { "id", CW_JSON_TEXT, AT (CwProcedureData, id), REQUIRED, ID, .example = "rubin-2026" },
  { "title", CW_JSON_TEXT, AT (CwProcedureData, title), REQUIRED, FILLED, SHOWN },
  { "time-zone", CW_JSON_TEXT, AT (CwProcedureData, zone), REQUIRED, .check = cw_procedure_check_zone,
    .example = "America/Santiago" },
  { "zone-name", CW_JSON_TEXT, AT (CwProcedureData, zone_name), REQUIRED, FILLED, .example = "CLT" },
  { "branch", CW_JSON_TEXT, AT (CwProcedureData, branch), REQUIRED, TEMPLATE },
  { "one-commit", CW_JSON_FLAG, AT (CwProcedureData, one_commit), OPTIONAL },
  { "back", CW_JSON_OBJECT, AT (CwProcedureData, back), OPTIONAL, .shape = &back_shape },
  { "marker", CW_JSON_TEXT, AT (CwProcedureData, marker), OR_EMPTY, TEMPLATE },
  { "companions", CW_JSON_TEXTS, AT (CwProcedureData, companions), OR_EMPTY, FILLED },
  { "sites", CW_JSON_LIST, AT (CwProcedureData, sites), REQUIRED, .shape = &cw_procedure_site_shape },
  { "repositories", CW_JSON_LIST, AT (CwProcedureData, repositories), REQUIRED,
    .shape = &cw_procedure_repository_shape },
  { "jira", CW_JSON_OBJECT, AT (CwProcedureData, jira), REQUIRED, .shape = &jira_shape },
  { "wiki", CW_JSON_OBJECT, AT (CwProcedureData, wiki), REQUIRED, .shape = &wiki_shape },
  { "manifest", CW_JSON_OBJECT, AT (CwProcedureData, manifest), REQUIRED, .shape = &manifest_shape },
  { "registry", CW_JSON_OBJECT, AT (CwProcedureData, registry), REQUIRED, .shape = &registry_shape },
  { "announcements", CW_JSON_LIST, AT (CwProcedureData, announcements), REQUIRED, .shape = &message_shape },
  { "principals", CW_JSON_OBJECT, AT (CwProcedureData, principals), OPTIONAL, .shape = &message_shape },
  { "scripts", CW_JSON_LIST, AT (CwProcedureData, scripts), OR_EMPTY, .shape = &script_shape },
  { "notice", CW_JSON_OBJECT, AT (CwProcedureData, notice), OPTIONAL, .shape = &notice_shape },
  { "stages", CW_JSON_LIST, AT (CwProcedureData, stages), REQUIRED, .shape = &stage_shape },
  { "schedules", CW_JSON_LIST, AT (CwProcedureData, schedules), REQUIRED, .shape = &schedule_shape },
  { "helpers", CW_JSON_LIST, AT (CwProcedureData, helpers), OR_EMPTY, .shape = &link_shape },
  END,
};

const CwJsonShape cw_procedure_shape = {
  .size = sizeof (CwProcedureData), .fields = procedure_fields, .verify = verify_procedure,
};
