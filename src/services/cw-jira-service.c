/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-jira-service"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-jira-private.h"
#include "cw-json.h"

#define PAGE_SIZE 50
#define MAX_USERS 50
/* Issue types and fields of a project come in pages; more than this many pages is a fault of the service. */
#define MAX_PAGES 40

struct _CwJiraService
{
  GObject parent_instance;

  CwRest *rest; /* (owned) */
};

G_DEFINE_FINAL_TYPE (CwJiraService, cw_jira_service, G_TYPE_OBJECT)

/* `{"errorMessages": [TEXT], "errors": {FIELD: TEXT}}`; what stands before Jira answers `{"message": TEXT}`; 401 and
 * the like may hold a web page instead. */
static char *
extract_refusal (const CwHttpReply *reply)
{
  g_autoptr (JsonNode) root = cw_rest_read_json (reply);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonArray *messages = cw_json_get_array (object, "errorMessages");
  JsonObject *errors = cw_json_get_object (object, "errors");
  g_autoptr (GList) fields = errors != NULL ? json_object_get_members (errors) : NULL;

  for (guint i = 0; messages != NULL && i < json_array_get_length (messages); i++)
    if (JSON_NODE_HOLDS_VALUE (json_array_get_element (messages, i)))
      g_ptr_array_add (parts, g_strdup (json_array_get_string_element (messages, i)));
  for (GList *l = fields; l != NULL; l = l->next)
    g_ptr_array_add (parts, g_strdup_printf ("%s: %s", (const char *) l->data,
                                             cw_json_get_string (errors, l->data, "?")));
  if (parts->len == 0 && *cw_json_get_string (object, "message", "") != '\0')
    g_ptr_array_add (parts, g_strdup (cw_json_get_string (object, "message", "")));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv ("; ", (char **) parts->pdata);
}

static const char *const headers[] = { "Accept", "application/json", NULL };

static const CwRestService service = {
  .name = "Jira",
  .missing = N_ ("No account for Jira: add one in the preferences or by “cyclewright-cli accounts”, or do this "
                 "by hand."),
  .headers = headers,
  .extract = extract_refusal,
};

static void
cw_jira_service_finalize (GObject *object)
{
  CwJiraService *self = CW_JIRA_SERVICE (object);

  g_clear_object (&self->rest);

  G_OBJECT_CLASS (cw_jira_service_parent_class)->finalize (object);
}

static void
cw_jira_service_class_init (CwJiraServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_jira_service_finalize;
}

static void
cw_jira_service_init (CwJiraService *self)
{
}

/* Adds what an array holds to @found, up to @most; says how many there were. */
guint
cw_jira_service_add_objects (GPtrArray *found,
                             JsonArray *array,
                             guint      most)
{
  guint length = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < length && found->len < most; i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        g_ptr_array_add (found, json_node_dup_object (node));
    }
  return length;
}

/**
 * cw_jira_service_new:
 * @http: what sends
 * @account: (nullable): where Jira is and as whom we come
 *
 * Returns: (transfer full): a client
 */
CwJiraService *
cw_jira_service_new (CwHttp          *http,
                     const CwAccount *account)
{
  CwJiraService *self;

  g_return_val_if_fail (CW_IS_HTTP (http), NULL);

  self = g_object_new (CW_TYPE_JIRA_SERVICE, NULL);
  self->rest = cw_rest_new (http, &service, account);
  return self;
}

CwRest *
cw_jira_service_get_rest (CwJiraService *self)
{
  return self->rest;
}

/**
 * cw_jira_service_has_account:
 * @self: a client
 *
 * Returns: whether there is anybody as whom Jira could be asked
 */
gboolean
cw_jira_service_has_account (CwJiraService *self)
{
  g_return_val_if_fail (CW_IS_JIRA_SERVICE (self), FALSE);

  return *cw_rest_get_web (self->rest) != '\0';
}

/**
 * cw_jira_service_get_myself:
 * @self: a client
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Returns: (transfer full): `accountId`, `displayName`, `timeZone` of the account, or %NULL with @error set
 */
JsonObject *
cw_jira_service_get_myself (CwJiraService *self,
                            GCancellable  *cancellable,
                            GError       **error)
{
  g_return_val_if_fail (CW_IS_JIRA_SERVICE (self), NULL);

  return cw_rest_call_object (self->rest, "GET", "/rest/api/3/myself", NULL, CW_HTTP_READ, cancellable, error);
}

/**
 * cw_jira_service_create_issue:
 * @self: a client
 * @fields: the issue's fields as Jira takes them
 * @cancellable: (nullable): gives up
 * @error: where to store why not; %CW_ERROR_UNKNOWN_OUTCOME when it may be there nevertheless
 *
 * Can't be repeated: the same call makes a second issue.
 *
 * Returns: (transfer full): `{"key", "id", "url"}`, or %NULL with @error set
 */
JsonObject *
cw_jira_service_create_issue (CwJiraService *self,
                              JsonObject    *fields,
                              GCancellable  *cancellable,
                              GError       **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *url = NULL;
  JsonObject *body;
  const char *key;

  g_return_val_if_fail (CW_IS_JIRA_SERVICE (self) && fields != NULL, NULL);

  body = json_object_new ();
  json_object_set_object_member (body, "fields", json_object_ref (fields));
  answer = cw_rest_call_object (self->rest, "POST", "/rest/api/3/issue", body, CW_HTTP_ONCE, cancellable, error);
  if (answer == NULL)
    return NULL;
  key = cw_json_get_string (answer, "key", NULL);
  if (key == NULL)
    {
      cw_rest_set_unreadable (self->rest, CW_HTTP_ONCE, _ ("it names no ticket"), error);
      return NULL;
    }
  url = cw_jira_service_make_browse_url (self, key);
  return cw_json_object ("key", key, "id", cw_json_get_string (answer, "id", NULL), "url", url, NULL);
}

/**
 * cw_jira_service_get_issue:
 * @self: a client
 * @key: its key
 * @fields: (array zero-terminated=1) (nullable): names of the fields wanted; %NULL: all
 * @cancellable: (nullable): gives up
 * @error: where to store why not; %CW_ERROR_NOT_FOUND also where the account may not see it
 *
 * Unlike a search this knows an issue as soon as it exists.
 *
 * Returns: (transfer full): `id`, `key`, `fields`, or %NULL with @error set; an answer without fields is none
 */
JsonObject *
cw_jira_service_get_issue (CwJiraService     *self,
                           const char        *key,
                           const char *const *fields,
                           GCancellable      *cancellable,
                           GError           **error)
{
  g_autofree char *names = NULL;
  g_autofree char *path = NULL;
  g_autoptr (JsonObject) issue = NULL;

  g_return_val_if_fail (CW_IS_JIRA_SERVICE (self) && key != NULL, NULL);

  names = fields != NULL ? g_strjoinv (",", (char **) fields) : g_strdup ("*all");
  path = cw_rest_make_path ("/rest/api/3/issue/%s?fields=%s", key, names);
  issue = cw_rest_call_object (self->rest, "GET", path, NULL, CW_HTTP_READ, cancellable, error);
  if (issue == NULL || cw_json_get_object (issue, "fields") != NULL)
    return g_steal_pointer (&issue);
  cw_rest_set_unreadable (self->rest, CW_HTTP_READ, _ ("it has no fields"), error);
  return NULL;
}

/**
 * cw_jira_service_update_issue:
 * @self: a client
 * @key: its key
 * @fields: the fields to set, whole values
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Sets values, so it can be repeated.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_jira_service_update_issue (CwJiraService *self,
                              const char    *key,
                              JsonObject    *fields,
                              GCancellable  *cancellable,
                              GError       **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *path = NULL;
  JsonObject *body;

  g_return_val_if_fail (CW_IS_JIRA_SERVICE (self) && key != NULL && fields != NULL, FALSE);

  body = json_object_new ();
  json_object_set_object_member (body, "fields", json_object_ref (fields));
  path = cw_rest_make_path ("/rest/api/3/issue/%s", key);
  answer = cw_rest_call_object (self->rest, "PUT", path, body, CW_HTTP_SET, cancellable, error);
  return answer != NULL;
}

static JsonObject *
make_search (const char        *jql,
             const char *const *fields,
             guint              count,
             const char        *token)
{
  JsonObject *body = cw_json_object ("jql", jql, "nextPageToken", token, NULL);
  JsonArray *names = json_array_new ();

  for (guint i = 0; fields[i] != NULL; i++)
    json_array_add_string_element (names, fields[i]);
  json_object_set_array_member (body, "fields", names);
  json_object_set_int_member (body, "maxResults", MIN (count, PAGE_SIZE));
  return body;
}

/**
 * cw_jira_service_search:
 * @self: a client
 * @jql: a query that is bounded, by a project for instance
 * @fields: (array zero-terminated=1): names of the fields wanted
 * @max_issues: how many at most
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * The index behind it lags: an issue made minutes ago may be missing.
 *
 * Returns: (transfer full) (element-type JsonObject): the issues in the query's order, or %NULL with @error set
 */
GPtrArray *
cw_jira_service_search (CwJiraService     *self,
                        const char        *jql,
                        const char *const *fields,
                        guint              max_issues,
                        GCancellable      *cancellable,
                        GError           **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autofree char *token = NULL;

  g_return_val_if_fail (CW_IS_JIRA_SERVICE (self) && jql != NULL && fields != NULL, NULL);

  do
    {
      g_autoptr (JsonObject) answer = NULL;
      const char *next;

      answer = cw_rest_call_object (self->rest, "POST", "/rest/api/3/search/jql",
                                    make_search (jql, fields, max_issues - found->len, token), CW_HTTP_READ,
                                    cancellable, error);
      if (answer == NULL)
        return NULL;
      if (cw_jira_service_add_objects (found, cw_json_get_array (answer, "issues"), max_issues) == 0)
        break;
      next = cw_json_get_bool (answer, "isLast", FALSE) ? NULL : cw_json_get_string (answer, "nextPageToken", NULL);
      g_free (token);
      token = g_strdup (next);
    }
  while (token != NULL && found->len < max_issues);
  return g_steal_pointer (&found);
}

/* As Jira makes them: 24 hexadecimal digits in old accounts, a number and a UUID in newer ones. */
static gboolean
is_account_id (const char *text)
{
  return g_regex_match_simple ("^([0-9a-f]{24}|[0-9]+:[0-9A-Za-z-]+)$", text, 0, 0);
}

/**
 * cw_jira_service_find_users:
 * @self: a client
 * @query: an account's id, or part of a name or of an e-mail address
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Returns: (transfer full) (element-type JsonObject): users with `accountId`, `displayName`, `active`; or %NULL with
 *   @error set
 */
GPtrArray *
cw_jira_service_find_users (CwJiraService *self,
                            const char    *query,
                            GCancellable  *cancellable,
                            GError       **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autofree char *path = NULL;
  g_autoptr (JsonNode) answer = NULL;

  g_return_val_if_fail (CW_IS_JIRA_SERVICE (self) && query != NULL, NULL);

  path = cw_rest_make_path (is_account_id (query) ? "/rest/api/3/user/search?accountId=%s&maxResults=%s"
                                                  : "/rest/api/3/user/search?query=%s&maxResults=%s",
                            query, G_STRINGIFY (MAX_USERS));
  answer = cw_rest_call (self->rest, "GET", path, NULL, CW_HTTP_READ, NULL, cancellable, error);
  if (answer == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_ARRAY (answer))
    {
      cw_rest_set_unreadable (self->rest, CW_HTTP_READ, _ ("it is no list"), error);
      return NULL;
    }
  cw_jira_service_add_objects (found, json_node_get_array (answer), MAX_USERS);
  return g_steal_pointer (&found);
}

/**
 * cw_jira_service_is_assignable:
 * @self: a client
 * @project: its key
 * @account: an account's id
 * @assignable: (out): whether tickets of @project can be given to it
 * @cancellable: (nullable): gives up
 * @error: where to store why not; %CW_ERROR_NOT_FOUND when there is no such project
 *
 * Returns: %FALSE with @error set where that can't be told
 */
gboolean
cw_jira_service_is_assignable (CwJiraService *self,
                               const char    *project,
                               const char    *account,
                               gboolean      *assignable,
                               GCancellable  *cancellable,
                               GError       **error)
{
  g_autofree char *path = NULL;
  g_autoptr (JsonNode) answer = NULL;

  g_return_val_if_fail (CW_IS_JIRA_SERVICE (self) && project != NULL && account != NULL && assignable != NULL, FALSE);

  path = cw_rest_make_path ("/rest/api/3/user/assignable/search?project=%s&accountId=%s", project, account);
  answer = cw_rest_call (self->rest, "GET", path, NULL, CW_HTTP_READ, NULL, cancellable, error);
  if (answer == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_ARRAY (answer))
    {
      cw_rest_set_unreadable (self->rest, CW_HTTP_READ, _ ("it is no list"), error);
      return FALSE;
    }
  *assignable = json_array_get_length (json_node_get_array (answer)) > 0;
  return TRUE;
}

/* All pages of one of the create screen's lists, whose entries stand under @member. */
static GPtrArray *
get_create_list (CwJiraService *self,
                 const char    *path,
                 const char    *member,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

  for (guint page = 0; page < MAX_PAGES; page++)
    {
      g_autofree char *full = g_strdup_printf ("%s?startAt=%u&maxResults=%d", path, found->len, PAGE_SIZE);
      g_autoptr (JsonObject) answer = NULL;

      answer = cw_rest_call_object (self->rest, "GET", full, NULL, CW_HTTP_READ, cancellable, error);
      if (answer == NULL)
        return NULL;
      if (cw_jira_service_add_objects (found, cw_json_get_array (answer, member), G_MAXUINT) == 0
          || found->len >= cw_json_get_int (answer, "total", 0))
        break;
    }
  return g_steal_pointer (&found);
}

/**
 * cw_jira_service_list_create_types:
 * @self: a client
 * @project: its key
 * @cancellable: (nullable): gives up
 * @error: where to store why not; %CW_ERROR_NOT_FOUND where the account may not see the project
 *
 * Returns: (transfer full) (element-type JsonObject): `id` and `name` of the types of issues that the account may
 *   create there, or %NULL with @error set
 */
GPtrArray *
cw_jira_service_list_create_types (CwJiraService *self,
                                   const char    *project,
                                   GCancellable  *cancellable,
                                   GError       **error)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (CW_IS_JIRA_SERVICE (self) && project != NULL, NULL);

  path = cw_rest_make_path ("/rest/api/3/issue/createmeta/%s/issuetypes", project);
  return get_create_list (self, path, "issueTypes", cancellable, error);
}

/**
 * cw_jira_service_get_create_fields:
 * @self: a client
 * @project: its key
 * @issue_type: name of an issue type
 * @cancellable: (nullable): gives up
 * @error: where to store why not; %CW_ERROR_NOT_FOUND when the project has no such type
 *
 * What may be given when an issue is created.
 *
 * Returns: (transfer full) (element-type JsonObject): `fieldId`, `name`, `required`, `schema`, `allowedValues` …; or
 *   %NULL with @error set
 */
GPtrArray *
cw_jira_service_get_create_fields (CwJiraService *self,
                                   const char    *project,
                                   const char    *issue_type,
                                   GCancellable  *cancellable,
                                   GError       **error)
{
  g_autoptr (GPtrArray) types = NULL;

  g_return_val_if_fail (CW_IS_JIRA_SERVICE (self) && project != NULL && issue_type != NULL, NULL);

  types = cw_jira_service_list_create_types (self, project, cancellable, error);
  if (types == NULL)
    return NULL;
  for (guint i = 0; i < types->len; i++)
    {
      JsonObject *type = g_ptr_array_index (types, i);
      g_autofree char *fields = NULL;

      if (g_ascii_strcasecmp (cw_json_get_string (type, "name", ""), issue_type) != 0)
        continue;
      fields = cw_rest_make_path ("/rest/api/3/issue/createmeta/%s/issuetypes/%s", project,
                                  cw_json_get_string (type, "id", ""));
      return get_create_list (self, fields, "fields", cancellable, error);
    }
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("Jira’s project %s has no issue type “%s”"), project,
               issue_type);
  return NULL;
}

/**
 * cw_jira_service_make_browse_url:
 * @self: a client
 * @key: an issue's key
 *
 * Returns: (transfer full): where a person reads the issue
 */
char *
cw_jira_service_make_browse_url (CwJiraService *self,
                                 const char    *key)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (CW_IS_JIRA_SERVICE (self) && key != NULL, NULL);

  path = cw_rest_make_path ("/browse/%s", key);
  return g_strconcat (cw_rest_get_web (self->rest), path, NULL);
}

/**
 * cw_jira_quote:
 * @text: any text
 *
 * Returns: (transfer full): @text as a quoted value of JQL
 */
char *
cw_jira_quote (const char *text)
{
  g_autoptr (GString) quoted = g_string_new ("\"");

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, g_ascii_iscntrl (*p) ? ' ' : *p);
    }
  g_string_append_c (quoted, '"');
  return g_string_free (g_steal_pointer (&quoted), FALSE);
}

/**
 * cw_jira_quote_words:
 * @text: any text
 *
 * The `~` of JQL takes a query of its own, with operators; only the words of @text shall count.
 *
 * Returns: (transfer full): the words of @text as a quoted value of JQL
 */
char *
cw_jira_quote_words (const char *text)
{
  g_autofree char *words = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  /* In lower case AND, OR and NOT are words like others. */
  words = g_utf8_strdown (text, -1);
  g_strdelimit (words, "+-&|!(){}[]^~*?\\/:\"", ' ');
  return cw_jira_quote (words);
}
