/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-jira-issue-handler"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-jira-create.h"
#include "cw-jira-fields.h"
#include "cw-jira-issue-handler.h"
#include "cw-jira-search.h"
#include "cw-jira-status.h"
#include "cw-payload.h"
#include "cw-json.h"

/* Jira's search knows a new issue minutes later, hours on a bad day (API notes of 2025 and 2026). */
#define LAG_SECONDS 600

/* Of more tickets than these that could be ours only the names are shown. */
#define MAX_COMPARED 5

struct _CwJiraIssueHandler
{
  GObject parent_instance;

  CwJiraService *service; /* (owned) */
  GHashTable *known;      /* (owned): "PROJECT TYPE" → what such a ticket may hold; the runner's worker's own */
};

static void cw_jira_issue_handler_iface_init (CwHandlerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwJiraIssueHandler, cw_jira_issue_handler, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_HANDLER, cw_jira_issue_handler_iface_init))

static void
cw_jira_issue_handler_finalize (GObject *object)
{
  CwJiraIssueHandler *self = CW_JIRA_ISSUE_HANDLER (object);

  g_clear_object (&self->service);
  g_clear_pointer (&self->known, g_hash_table_unref);

  G_OBJECT_CLASS (cw_jira_issue_handler_parent_class)->finalize (object);
}

static void
cw_jira_issue_handler_class_init (CwJiraIssueHandlerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_jira_issue_handler_finalize;
}

static void
cw_jira_issue_handler_init (CwJiraIssueHandler *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
}

static JsonObject *
get_fields (CwEffect *effect,
            GError  **error)
{
  JsonNode *payload = cw_effect_get_payload (effect);
  JsonObject *fields = payload != NULL ? cw_json_get_object (json_node_get_object (payload), "fields") : NULL;

  if (fields == NULL || cw_json_get_string (fields, "summary", NULL) == NULL
      || cw_json_get_object (fields, "project") == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” has no ticket with a project and a summary to send"),
                   cw_effect_get_title (effect));
      return NULL;
    }
  return fields;
}

static GStrv
list_names (JsonObject *fields)
{
  g_autoptr (GList) members = json_object_get_members (fields);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (GList *l = members; l != NULL; l = l->next)
    g_strv_builder_add (names, l->data);
  g_strv_builder_add (names, "status");
  return g_strv_builder_end (names);
}

static JsonObject *
make_outcome (CwJiraIssueHandler *self,
              JsonObject         *issue)
{
  const char *key = cw_json_get_string (issue, "key", "");
  g_autofree char *url = cw_jira_service_make_browse_url (self->service, key);

  return cw_json_object ("key", key, "id", cw_json_get_string (issue, "id", NULL), "url", url, "title",
                         cw_json_get_string (cw_json_get_object (issue, "fields"), "summary", NULL), NULL);
}

/* The names of the fields in which the issue differs from what we would send; differences go to @finding too. */
static GPtrArray *
compare (JsonObject *ours,
         JsonObject *theirs,
         CwFinding  *finding)
{
  g_autoptr (GList) members = json_object_get_members (ours);
  GPtrArray *names = g_ptr_array_new ();

  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonNode *our_value = json_object_get_member (ours, l->data);
      JsonNode *their_value = theirs != NULL ? json_object_get_member (theirs, l->data) : NULL;

      if (cw_jira_field_equal (l->data, our_value, their_value))
        continue;
      g_ptr_array_add (names, (gpointer) g_intern_string (l->data));
      if (finding != NULL)
        {
          g_autofree char *our_text = cw_jira_field_to_text (our_value);
          g_autofree char *their_text = cw_jira_field_show_theirs (our_value, their_value);

          cw_finding_add_difference (finding, l->data, our_text, their_text);
        }
    }
  return names;
}

static JsonObject *
get_issue (CwJiraIssueHandler *self,
           const char         *key,
           JsonObject         *fields,
           GCancellable       *cancellable,
           GError            **error)
{
  g_auto (GStrv) names = list_names (fields);

  return cw_jira_service_get_issue (self->service, key, (const char *const *) names, cancellable, error);
}

static gboolean
add_ticket (CwJiraIssueHandler *self,
            CwFinding          *finding,
            CwEffect           *effect,
            JsonObject         *fields,
            const char         *key,
            GCancellable       *cancellable,
            GError            **error)
{
  g_autoptr (JsonObject) issue = get_issue (self, key, fields, cancellable, error);
  g_autoptr (GPtrArray) names = NULL;

  if (issue == NULL)
    return FALSE;
  cw_finding_add_candidate (finding, make_outcome (self, issue));
  names = compare (fields, cw_json_get_object (issue, "fields"), finding);
  return cw_jira_status_compare (self->service, finding, effect, issue, cancellable, error);
}

/* The answer for what a search found; each is compared as it is now, not as the index knows it. */
static CwFinding *
make_finding (CwJiraIssueHandler *self,
              CwEffect           *effect,
              JsonObject         *fields,
              GPtrArray          *issues,
              const char         *where,
              GCancellable       *cancellable,
              GError            **error)
{
  g_autoptr (CwFinding) finding = cw_finding_new (CW_FINDING_NOTHING, where);

  for (guint i = 0; i < MIN (issues->len, MAX_COMPARED); i++)
    {
      const char *key = cw_json_get_string (g_ptr_array_index (issues, i), "key", "");
      guint first = finding->differences->len;

      if (!add_ticket (self, finding, effect, fields, key, cancellable, error))
        return NULL;
      if (issues->len > 1)
        cw_finding_name_candidate (finding, first, key);
    }
  for (guint i = MAX_COMPARED; i < issues->len; i++)
    cw_finding_add_candidate (finding, make_outcome (self, g_ptr_array_index (issues, i)));
  if (issues->len > 1)
    finding->answer = CW_FINDING_SEVERAL;
  else if (issues->len == 1)
    cw_finding_conclude (finding);
  return g_steal_pointer (&finding);
}

static gboolean
has_label (JsonObject *fields,
           const char *label)
{
  JsonArray *labels = cw_json_get_array (fields, "labels");

  for (guint i = 0; labels != NULL && i < json_array_get_length (labels); i++)
    if (g_strcmp0 (json_array_get_string_element (labels, i), label) == 0)
      return TRUE;
  return FALSE;
}

static CwFinding *
cw_jira_issue_handler_find (CwHandler    *handler,
                            CwEffect     *effect,
                            GCancellable *cancellable,
                            GError      **error)
{
  CwJiraIssueHandler *self = CW_JIRA_ISSUE_HANDLER (handler);
  JsonObject *fields = get_fields (effect, error);
  const char *marker = cw_effect_get_marker (effect);
  g_autoptr (GPtrArray) issues = NULL;
  g_autofree char *where = NULL;
  const char *summary;

  if (fields == NULL)
    return NULL;
  summary = cw_json_get_string (fields, "summary", "");
  if (marker != NULL && has_label (fields, marker))
    {
      issues = cw_jira_search_by_marker (self->service, fields, marker, cancellable, error);
      if (issues == NULL)
        return NULL;
      where = g_strdup_printf (_ ("Jira, label %s, then summary “%s”"), marker, summary);
      if (issues->len > 0)
        {
          CwFinding *finding = make_finding (self, effect, fields, issues, where, cancellable, error);

          if (finding != NULL)
            finding->ours = TRUE;
          return finding;
        }
      g_clear_pointer (&issues, g_ptr_array_unref);
    }
  else
    where = g_strdup_printf (_ ("Jira, summary “%s”"), summary);

  issues = cw_jira_search_by_summary (self->service, fields, cancellable, error);
  if (issues == NULL)
    return NULL;
  return make_finding (self, effect, fields, issues, where, cancellable, error);
}

/* Asked for once for each kind of ticket. An account that may not see it leaves the verdict to Jira. */
static gboolean
check_create (CwJiraIssueHandler *self,
              JsonObject         *fields,
              GCancellable       *cancellable,
              GError            **error)
{
  const char *project = cw_json_get_string (cw_json_get_object (fields, "project"), "key", NULL);
  const char *type = cw_json_get_string (cw_json_get_object (fields, "issuetype"), "name", NULL);
  g_autofree char *kind = g_strdup_printf ("%s %s", project, type);
  GPtrArray *known = g_hash_table_lookup (self->known, kind);
  g_autoptr (GError) refusal = NULL;

  if (project == NULL || type == NULL)
    return TRUE;
  if (known == NULL)
    {
      known = cw_jira_service_get_create_fields (self->service, project, type, cancellable, &refusal);
      if (known != NULL)
        g_hash_table_replace (self->known, g_steal_pointer (&kind), known);
    }
  if (known != NULL && known->len > 0)
    return cw_jira_create_check (fields, known, error);
  if (refusal == NULL || g_error_matches (refusal, CW_ERROR, CW_ERROR_NOT_FOUND)
      || g_error_matches (refusal, CW_ERROR, CW_ERROR_FORBIDDEN))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

static JsonObject *
cw_jira_issue_handler_perform (CwHandler    *handler,
                               CwEffect     *effect,
                               GCancellable *cancellable,
                               GError      **error)
{
  CwJiraIssueHandler *self = CW_JIRA_ISSUE_HANDLER (handler);
  JsonObject *fields = get_fields (effect, error);
  JsonObject *outcome;

  if (fields == NULL || !check_create (self, fields, cancellable, error))
    return NULL;
  outcome = cw_jira_service_create_issue (self->service, fields, cancellable, error);
  if (outcome != NULL)
    json_object_set_string_member (outcome, "title", cw_json_get_string (fields, "summary", ""));
  return outcome;
}

/* Another ticket than the one that was to be made. */
static const char *const fixed[] = { "project", "issuetype", NULL };

static void
say_fixed (const char  *key,
           const char  *name,
           GError     **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
               _ ("%s has another %s than planned, which an update can’t change: move it in Jira, or make a "
                  "new ticket"), key, name);
}

static gboolean
cw_jira_issue_handler_check_amend (CwHandler   *handler,
                                   CwEffect    *effect,
                                   JsonObject  *outcome,
                                   JsonArray   *differences,
                                   JsonNode    *seen,
                                   GError     **error)
{
  for (guint i = 0; fixed[i] != NULL; i++)
    if (cw_handler_find_theirs (differences, fixed[i]) != NULL)
      {
        say_fixed (cw_json_get_string (outcome, "key", ""), fixed[i], error);
        return FALSE;
      }
  return TRUE;
}

/* What an update may set; %NULL with @error set when the issue would have to become another one. */
static JsonObject *
make_changes (const char *key,
              JsonObject *outcome,
              JsonObject *ours,
              JsonObject *theirs,
              GError    **error)
{
  g_autoptr (GPtrArray) names = compare (ours, theirs, NULL);
  g_autoptr (JsonObject) changes = json_object_new ();

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      JsonNode *our_value = json_object_get_member (ours, name);

      if (cw_outcome_lets_stay (outcome, name))
        continue;
      if (g_strv_contains (fixed, name))
        {
          say_fixed (key, name, error);
          return NULL;
        }
      if (strcmp (name, "labels") == 0)
        json_object_set_member (changes, name,
                                cw_jira_field_add_labels (our_value, json_object_get_member (theirs, name)));
      else
        json_object_set_member (changes, name, json_node_copy (our_value));
    }
  return g_steal_pointer (&changes);
}

static JsonObject *
get_issue_of_outcome (CwJiraIssueHandler *self,
                      JsonObject         *fields,
                      JsonObject         *outcome,
                      GCancellable       *cancellable,
                      GError            **error)
{
  const char *key = cw_json_get_string (outcome, "key", NULL);

  if (key == NULL || *key == '\0')
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_NEEDS_PERSON,
                           _ ("No ticket’s key is known for this: write it down first"));
      return NULL;
    }
  return get_issue (self, key, fields, cancellable, error);
}

static JsonObject *
cw_jira_issue_handler_amend (CwHandler    *handler,
                             CwEffect     *effect,
                             JsonObject   *outcome,
                             GCancellable *cancellable,
                             GError      **error)
{
  CwJiraIssueHandler *self = CW_JIRA_ISSUE_HANDLER (handler);
  JsonObject *fields = get_fields (effect, error);
  g_autoptr (JsonObject) issue = NULL;
  g_autoptr (JsonObject) changes = NULL;
  JsonObject *amended;
  const char *key;

  if (fields == NULL)
    return NULL;
  issue = get_issue_of_outcome (self, fields, outcome, cancellable, error);
  if (issue == NULL)
    return NULL;
  key = cw_json_get_string (outcome, "key", "");
  changes = make_changes (key, outcome, fields, cw_json_get_object (issue, "fields"), error);
  if (changes == NULL)
    return NULL;
  if (json_object_get_size (changes) > 0
      && !cw_jira_service_update_issue (self->service, key, changes, cancellable, error))
    return NULL;
  if (!cw_effect_may_end (effect) && !cw_outcome_lets_stay (outcome, "status")
      && !cw_jira_status_open_again (self->service, issue, cancellable, error))
    return NULL;
  amended = make_outcome (self, issue);
  json_object_set_string_member (amended, "title", cw_json_get_string (fields, "summary", ""));
  return amended;
}

/* Two machines that looked at the same time both found nothing, and Jira takes a ticket twice. */
static gboolean
add_twins (CwJiraIssueHandler *self,
           CwFinding          *finding,
           JsonObject         *fields,
           const char         *marker,
           JsonObject         *issue,
           GCancellable       *cancellable,
           GError            **error)
{
  g_autoptr (GPtrArray) issues = NULL;

  issues = cw_jira_search_by_marker (self->service, fields, marker, cancellable, error);
  for (guint i = 0; issues != NULL && i < issues->len; i++)
    {
      JsonObject *other = g_ptr_array_index (issues, i);

      /* One that somebody closed as a duplicate has come to its end. */
      if (g_strcmp0 (cw_json_get_string (other, "key", NULL), cw_json_get_string (issue, "key", NULL)) == 0
          || cw_jira_status_is_closed (other))
        continue;
      cw_finding_add_candidate (finding, make_outcome (self, other));
      finding->answer = CW_FINDING_SEVERAL;
    }
  return issues != NULL;
}

/* Jira says the same of a ticket that is gone and of a project that the account may not see. */
static gboolean
sees_project (CwJiraIssueHandler *self,
              JsonObject         *fields,
              JsonObject         *outcome,
              GCancellable       *cancellable,
              GError            **error)
{
  const char *project = cw_json_get_string (cw_json_get_object (fields, "project"), "key", "");
  g_autoptr (GError) failure = NULL;
  g_autoptr (GPtrArray) types = cw_jira_service_list_create_types (self->service, project, cancellable, &failure);
  g_autofree char *place = NULL;

  if (types != NULL)
    return TRUE;
  /* Translators: %s is the key of a project in Jira */
  place = g_strdup_printf (_ ("Jira’s project %s"), project);
  return cw_finding_set_unseen (error, failure, place, cw_json_get_string (outcome, "key", "?"));
}

/* The ticket @key is gone. That another one has our marker, made by another machine or cloned before, is told at once:
 * a person says whether it takes its place. */
static CwFinding *
find_instead (CwJiraIssueHandler *self,
              CwEffect           *effect,
              JsonObject         *fields,
              const char         *key,
              const char         *where,
              GCancellable       *cancellable,
              GError            **error)
{
  const char *marker = cw_effect_get_marker (effect);
  g_autoptr (GPtrArray) issues = NULL;
  g_autoptr (GString) theirs = g_string_new (NULL);
  CwFinding *finding;

  if (marker == NULL || !has_label (fields, marker))
    return cw_finding_new (CW_FINDING_NOTHING, where);
  issues = cw_jira_search_by_marker (self->service, fields, marker, cancellable, error);
  for (guint i = issues != NULL ? issues->len : 0; i > 0; i--)
    if (cw_jira_status_is_closed (issues->pdata[i - 1])
        || g_ascii_strcasecmp (cw_json_get_string (issues->pdata[i - 1], "key", ""), key) == 0)
      g_ptr_array_remove_index (issues, i - 1);
  finding = issues != NULL ? make_finding (self, effect, fields, issues, where, cancellable, error) : NULL;
  if (finding == NULL || issues->len == 0)
    return finding;
  for (guint i = 0; i < issues->len; i++)
    g_string_append_printf (theirs, "%s%s", i > 0 ? ", " : "", cw_json_get_string (issues->pdata[i], "key", "?"));
  cw_finding_add_difference (finding, CW_DIFFERENCE_INSTEAD, key, theirs->str);
  finding->ours = TRUE;
  if (finding->answer == CW_FINDING_EQUAL)
    finding->answer = CW_FINDING_DIFFERENT;
  return finding;
}

static CwFinding *
cw_jira_issue_handler_verify (CwHandler    *handler,
                              CwEffect     *effect,
                              JsonObject   *outcome,
                              GCancellable *cancellable,
                              GError      **error)
{
  CwJiraIssueHandler *self = CW_JIRA_ISSUE_HANDLER (handler);
  JsonObject *fields = get_fields (effect, error);
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (JsonObject) issue = NULL;
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GError) failure = NULL;
  g_autofree char *where = NULL;
  const char *key;

  if (fields == NULL)
    return NULL;
  where = g_strdup_printf (_ ("Jira, ticket %s"), cw_json_get_string (outcome, "key", "?"));
  finding = cw_finding_new (CW_FINDING_NOTHING, where);
  issue = get_issue_of_outcome (self, fields, outcome, cancellable, &failure);
  if (issue == NULL && g_error_matches (failure, CW_ERROR, CW_ERROR_NOT_FOUND))
    return sees_project (self, fields, outcome, cancellable, error)
             ? find_instead (self, effect, fields, cw_json_get_string (outcome, "key", ""), where, cancellable, error)
             : NULL;
  if (issue == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  cw_finding_add_candidate (finding, make_outcome (self, issue));
  key = cw_json_get_string (issue, "key", "");
  /* Jira answers with the new key of a ticket that was moved, and branches are named by it. */
  if (g_ascii_strcasecmp (key, cw_json_get_string (outcome, "key", "")) != 0)
    cw_finding_add_difference (finding, "issue", cw_json_get_string (outcome, "key", ""), key);
  names = compare (fields, cw_json_get_object (issue, "fields"), finding);
  if (!cw_jira_status_compare (self->service, finding, effect, issue, cancellable, error))
    return NULL;
  cw_finding_conclude (finding);
  finding->ours = has_label (cw_json_get_object (issue, "fields"), cw_effect_get_marker (effect));
  if (finding->ours
      && !add_twins (self, finding, fields, cw_effect_get_marker (effect), issue, cancellable, error))
    return NULL;
  return g_steal_pointer (&finding);
}

static guint
cw_jira_issue_handler_get_lag (CwHandler *handler)
{
  return LAG_SECONDS;
}

static void
cw_jira_issue_handler_iface_init (CwHandlerInterface *iface)
{
  iface->find = cw_jira_issue_handler_find;
  iface->perform = cw_jira_issue_handler_perform;
  iface->amend = cw_jira_issue_handler_amend;
  iface->check_amend = cw_jira_issue_handler_check_amend;
  iface->verify = cw_jira_issue_handler_verify;
  iface->get_lag = cw_jira_issue_handler_get_lag;
}

/**
 * cw_jira_issue_handler_new:
 * @service: Jira
 *
 * Returns: (transfer full): what makes, finds and mends issues
 */
CwHandler *
cw_jira_issue_handler_new (CwJiraService *service)
{
  CwJiraIssueHandler *self;

  g_return_val_if_fail (CW_IS_JIRA_SERVICE (service), NULL);

  self = g_object_new (CW_TYPE_JIRA_ISSUE_HANDLER, NULL);
  self->service = g_object_ref (service);
  return CW_HANDLER (self);
}
