/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-phalanx-service"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-pull-private.h"
#include "cw-rest.h"

/* GitHub asks for a second between writes (its "secondary" limit). */
#define WRITE_SPACING 1.0
#define PAGE_SIZE 100
#define MAX_PAGES 10
#define READY \
  "mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { isDraft } } }"

struct _CwPhalanxService
{
  GObject parent_instance;

  CwRest *rest;       /* (owned) */
  GMutex mutex;       /* guards last_write: one write at a time keeps its distance */
  gint64 last_write;  /* monotonic, 0 before the first */
  double spacing;     /* seconds */
};

G_DEFINE_FINAL_TYPE (CwPhalanxService, cw_phalanx_service, G_TYPE_OBJECT)

/* `{"message", "errors": [{"message", "field", "code"} or TEXT]}`. */
static char *
extract_refusal (const CwHttpReply *reply)
{
  g_autoptr (JsonNode) root = cw_rest_read_json (reply);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonArray *errors = cw_json_get_array (object, "errors");
  g_autoptr (GString) text = g_string_new (cw_json_get_string (object, "message", ""));

  for (guint i = 0; errors != NULL && i < json_array_get_length (errors); i++)
    {
      JsonNode *item = json_array_get_element (errors, i);
      JsonObject *problem = JSON_NODE_HOLDS_OBJECT (item) ? json_node_get_object (item) : NULL;
      const char *message = cw_json_get_string (problem, "message", NULL);

      if (problem == NULL && JSON_NODE_HOLDS_VALUE (item) && json_node_get_value_type (item) == G_TYPE_STRING)
        g_string_append_printf (text, "; %s", json_node_get_string (item));
      else if (message != NULL)
        g_string_append_printf (text, "; %s", message);
      else if (problem != NULL)
        g_string_append_printf (text, "; %s %s", cw_json_get_string (problem, "field", "?"),
                                cw_json_get_string (problem, "code", "?"));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const char *const headers[] = { "Accept", "application/vnd.github+json",
                                       "X-GitHub-Api-Version", "2022-11-28", NULL };

static const CwRestService service = {
  .name = "GitHub",
  .missing = N_ ("No account for GitHub: add one in the preferences or by “cyclewright-cli accounts”, or do "
                 "this by hand."),
  .headers = headers,
  .extract = extract_refusal,
};

static void
cw_phalanx_service_finalize (GObject *object)
{
  CwPhalanxService *self = CW_PHALANX_SERVICE (object);

  g_clear_object (&self->rest);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (cw_phalanx_service_parent_class)->finalize (object);
}

static void
cw_phalanx_service_class_init (CwPhalanxServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_phalanx_service_finalize;
}

static void
cw_phalanx_service_init (CwPhalanxService *self)
{
  g_mutex_init (&self->mutex);
  self->spacing = WRITE_SPACING;
}

CwRest *
cw_phalanx_service_get_rest (CwPhalanxService *self)
{
  return self->rest;
}

/* `/repos/OWNER/NAME` and what follows it; @rest is already encoded. */
char *
cw_phalanx_service_make_path (const char *repository,
                              const char *rest)
{
  g_auto (GStrv) parts = g_strsplit (repository, "/", 2);
  g_autofree char *root = cw_rest_make_path ("/repos/%s/%s", parts[0] != NULL ? parts[0] : "",
                                             parts[0] != NULL && parts[1] != NULL ? parts[1] : "");

  return g_strconcat (root, rest, NULL);
}

/* A write, at its distance from the one before; GitHub wants no two at once. */
JsonNode *
cw_phalanx_service_call_write (CwPhalanxService *self,
                               const char       *method,
                               const char       *path,
                               JsonObject       *body,
                               CwHttpPolicy      policy,
                               GCancellable     *cancellable,
                               GError          **error)
{
  g_autoptr (JsonNode) sent = cw_json_node_object (body);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  double since = (double) (g_get_monotonic_time () - self->last_write) / G_TIME_SPAN_SECOND;
  g_autoptr (CwHttpReply) reply = NULL;
  JsonNode *answer;

  if (self->last_write != 0 && since < self->spacing)
    cw_http_sleep (cw_rest_get_http (self->rest), self->spacing - since, cancellable);
  answer = cw_rest_call (self->rest, method, path, sent, policy, &reply, cancellable, error);
  self->last_write = g_get_monotonic_time ();
  if (reply != NULL && cw_http_reply_is_redirect (reply) && !reply->doubtful)
    cw_phalanx_service_explain_move (self, path, cancellable, error);
  return answer;
}

static CwPull *
take_pull (CwPhalanxService *self,
           JsonNode         *answer,
           CwHttpPolicy      policy,
           GError          **error)
{
  CwPull *pull;

  if (answer == NULL)
    return NULL;
  pull = JSON_NODE_HOLDS_OBJECT (answer) ? cw_pull_read (json_node_get_object (answer)) : NULL;
  if (pull == NULL)
    cw_rest_set_unreadable (self->rest, policy, _ ("it names no pull request"), error);
  return pull;
}

JsonObject *
cw_phalanx_service_make_list (const char        *member,
                              const char *const *values)
{
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; values[i] != NULL; i++)
    json_array_add_string_element (array, values[i]);
  json_object_set_array_member (object, member, array);
  return object;
}

/**
 * cw_phalanx_service_new:
 * @http: what sends
 * @account: (nullable): where GitHub is and as whom we come
 *
 * Returns: (transfer full): a client that leaves a second between writes
 */
CwPhalanxService *
cw_phalanx_service_new (CwHttp          *http,
                        const CwAccount *account)
{
  CwPhalanxService *self;

  g_return_val_if_fail (CW_IS_HTTP (http), NULL);

  self = g_object_new (CW_TYPE_PHALANX_SERVICE, NULL);
  self->rest = cw_rest_new (http, &service, account);
  return self;
}

/**
 * cw_phalanx_service_get_myself:
 * @self: a client
 * @scopes: (out) (nullable) (transfer full): what the token may do, comma-separated; %NULL for tokens that don't say
 *   (fine-grained ones)
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Returns: (transfer full): `login` and `name` of the account, or %NULL with @error set
 */
JsonObject *
cw_phalanx_service_get_myself (CwPhalanxService *self,
                               char            **scopes,
                               GCancellable     *cancellable,
                               GError          **error)
{
  g_autoptr (CwHttpReply) reply = NULL;
  g_autoptr (JsonNode) answer = NULL;

  g_return_val_if_fail (CW_IS_PHALANX_SERVICE (self) && scopes != NULL, NULL);

  answer = cw_rest_call (self->rest, "GET", "/user", NULL, CW_HTTP_READ, &reply, cancellable, error);
  if (answer == NULL)
    return NULL;
  *scopes = g_strdup (cw_http_reply_get_header (reply, "X-OAuth-Scopes"));
  if (JSON_NODE_HOLDS_OBJECT (answer))
    return json_node_dup_object (answer);
  cw_rest_set_unreadable (self->rest, CW_HTTP_READ, _ ("it is no object"), error);
  return NULL;
}

/**
 * cw_phalanx_service_may_push:
 * @self: a client
 * @repository: owner and name
 * @may: (out): whether the account may push there
 * @cancellable: (nullable): gives up
 * @error: where to store why not; %CW_ERROR_NOT_FOUND also where the account may not see it
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_phalanx_service_may_push (CwPhalanxService *self,
                             const char       *repository,
                             gboolean         *may,
                             GCancellable     *cancellable,
                             GError          **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (CW_IS_PHALANX_SERVICE (self) && repository != NULL && may != NULL, FALSE);

  path = cw_phalanx_service_make_path (repository, "");
  answer = cw_rest_call_object (self->rest, "GET", path, NULL, CW_HTTP_READ, cancellable, error);
  *may = cw_json_get_bool (cw_json_get_object (answer, "permissions"), "push", FALSE);
  return answer != NULL;
}

/**
 * cw_phalanx_service_set_write_spacing:
 * @self: a client; before its first call
 * @seconds: how much time to leave between two writes; none against a rehearsal
 */
void
cw_phalanx_service_set_write_spacing (CwPhalanxService *self,
                                      double            seconds)
{
  g_return_if_fail (CW_IS_PHALANX_SERVICE (self) && seconds >= 0);

  self->spacing = seconds;
}

/**
 * cw_phalanx_service_list_pulls:
 * @self: a client
 * @repository: owner and name
 * @branch: a branch of @repository
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Open, closed and merged ones. The list is up to date at once, unlike GitHub's search.
 *
 * Returns: (transfer full) (element-type CwPull): the pull requests from that branch, the newest first, or %NULL with
 *   @error set
 */
GPtrArray *
cw_phalanx_service_list_pulls (CwPhalanxService *self,
                               const char       *repository,
                               const char       *branch,
                               GCancellable     *cancellable,
                               GError          **error)
{
  g_autoptr (GPtrArray) pulls = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_pull_free);
  g_autoptr (JsonNode) answer = NULL;
  g_autofree char *owner = NULL;
  g_autofree char *head = NULL;
  g_autofree char *query = NULL;
  g_autofree char *path = NULL;
  JsonArray *array;

  g_return_val_if_fail (CW_IS_PHALANX_SERVICE (self) && repository != NULL && branch != NULL, NULL);

  /* Without its owner GitHub ignores the head and lists everything. */
  owner = g_strndup (repository, strcspn (repository, "/"));
  head = g_strconcat (owner, ":", branch, NULL);
  query = cw_rest_make_path ("/pulls?state=all&sort=created&direction=desc&per_page=%s&head=%s",
                             G_STRINGIFY (PAGE_SIZE), head);
  path = cw_phalanx_service_make_path (repository, query);
  answer = cw_rest_call (self->rest, "GET", path, NULL, CW_HTTP_READ, NULL, cancellable, error);
  if (answer == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_ARRAY (answer))
    {
      cw_rest_set_unreadable (self->rest, CW_HTTP_READ, _ ("it is no list"), error);
      return NULL;
    }
  array = json_node_get_array (answer);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);
      CwPull *pull = JSON_NODE_HOLDS_OBJECT (item) ? cw_pull_read (json_node_get_object (item)) : NULL;

      if (pull != NULL)
        g_ptr_array_add (pulls, pull);
    }
  return g_steal_pointer (&pulls);
}

/**
 * cw_phalanx_service_get_pull:
 * @self: a client
 * @repository: owner and name
 * @number: its number
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Returns: (transfer full): the pull request, or %NULL with @error set
 */
CwPull *
cw_phalanx_service_get_pull (CwPhalanxService *self,
                             const char       *repository,
                             gint64            number,
                             GCancellable     *cancellable,
                             GError          **error)
{
  g_autofree char *rest = g_strdup_printf ("/pulls/%" G_GINT64_FORMAT, number);
  g_autoptr (JsonNode) answer = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (CW_IS_PHALANX_SERVICE (self) && repository != NULL, NULL);

  path = cw_phalanx_service_make_path (repository, rest);
  answer = cw_rest_call (self->rest, "GET", path, NULL, CW_HTTP_READ, NULL, cancellable, error);
  return take_pull (self, answer, CW_HTTP_READ, error);
}

/**
 * cw_phalanx_service_create_pull:
 * @self: a client
 * @repository: owner and name
 * @pull: (transfer full): `title`, `body`, `head`, `base`, `draft`
 * @cancellable: (nullable): gives up
 * @error: where to store why not; %CW_ERROR_VALIDATION also when there is an open one for the branch;
 *   %CW_ERROR_UNKNOWN_OUTCOME when it may be there nevertheless
 *
 * Returns: (transfer full): the pull request, or %NULL with @error set
 */
CwPull *
cw_phalanx_service_create_pull (CwPhalanxService *self,
                                const char       *repository,
                                JsonObject       *pull,
                                GCancellable     *cancellable,
                                GError          **error)
{
  g_autoptr (JsonNode) answer = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (CW_IS_PHALANX_SERVICE (self) && repository != NULL && pull != NULL, NULL);

  path = cw_phalanx_service_make_path (repository, "/pulls");
  answer = cw_phalanx_service_call_write (self, "POST", path, pull, CW_HTTP_ONCE, cancellable, error);
  return take_pull (self, answer, CW_HTTP_ONCE, error);
}

/**
 * cw_phalanx_service_update_pull:
 * @self: a client
 * @repository: owner and name
 * @number: its number
 * @changes: (transfer full): `title`, `body`, `base`
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Sets values, so it can be repeated. A draft is made ready by cw_phalanx_service_mark_ready().
 *
 * Returns: (transfer full): the pull request, or %NULL with @error set
 */
CwPull *
cw_phalanx_service_update_pull (CwPhalanxService *self,
                                const char       *repository,
                                gint64            number,
                                JsonObject       *changes,
                                GCancellable     *cancellable,
                                GError          **error)
{
  g_autofree char *rest = g_strdup_printf ("/pulls/%" G_GINT64_FORMAT, number);
  g_autoptr (JsonNode) answer = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (CW_IS_PHALANX_SERVICE (self) && repository != NULL && changes != NULL, NULL);

  path = cw_phalanx_service_make_path (repository, rest);
  answer = cw_phalanx_service_call_write (self, "PATCH", path, changes, CW_HTTP_SET, cancellable, error);
  return take_pull (self, answer, CW_HTTP_SET, error);
}

/**
 * cw_phalanx_service_add_labels:
 * @self: a client
 * @repository: owner and name
 * @number: a pull request's number
 * @labels: (array zero-terminated=1): names; those that are there stay
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Can be repeated.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_phalanx_service_add_labels (CwPhalanxService  *self,
                               const char        *repository,
                               gint64             number,
                               const char *const *labels,
                               GCancellable      *cancellable,
                               GError           **error)
{
  g_autofree char *rest = g_strdup_printf ("/issues/%" G_GINT64_FORMAT "/labels", number);
  g_autoptr (JsonNode) answer = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (CW_IS_PHALANX_SERVICE (self) && repository != NULL && labels != NULL, FALSE);

  path = cw_phalanx_service_make_path (repository, rest);
  answer = cw_phalanx_service_call_write (self, "POST", path, cw_phalanx_service_make_list ("labels", labels),
                                          CW_HTTP_SET, cancellable, error);
  return answer != NULL;
}

/**
 * cw_phalanx_service_mark_ready:
 * @self: a client
 * @node_id: a pull request's name in the GraphQL interface
 * @cancellable: (nullable): gives up
 * @error: where to store why not
 *
 * Makes a draft ready for review; nothing but GraphQL can. Can be repeated.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_phalanx_service_mark_ready (CwPhalanxService *self,
                               const char       *node_id,
                               GCancellable     *cancellable,
                               GError          **error)
{
  g_autoptr (JsonNode) answer = NULL;
  JsonObject *body;
  JsonArray *errors;
  const char *said;

  g_return_val_if_fail (CW_IS_PHALANX_SERVICE (self) && node_id != NULL, FALSE);

  body = cw_json_object ("query", READY, NULL);
  json_object_set_object_member (body, "variables", cw_json_object ("id", node_id, NULL));
  answer = cw_phalanx_service_call_write (self, "POST", "/graphql", body, CW_HTTP_SET, cancellable, error);
  if (answer == NULL)
    return FALSE;
  /* GraphQL refuses with status 200. */
  errors = JSON_NODE_HOLDS_OBJECT (answer) ? cw_json_get_array (json_node_get_object (answer), "errors") : NULL;
  if (errors == NULL || json_array_get_length (errors) == 0)
    return TRUE;
  said = cw_json_path_string (answer, "errors.0.message");
  g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("GitHub refused to make the draft ready: %s"),
               said != NULL ? said : "?");
  return FALSE;
}

static gboolean
read_all_runs (CwPhalanxService *self,
               const char       *repository,
               const char       *sha,
               CwChecks         *checks,
               GCancellable     *cancellable,
               GError          **error)
{
  for (guint page = 1; page <= MAX_PAGES; page++)
    {
      g_autofree char *number = g_strdup_printf ("%u", page);
      g_autofree char *rest = cw_rest_make_path ("/commits/%s/check-runs?filter=latest&per_page=%s&page=%s", sha,
                                                 G_STRINGIFY (PAGE_SIZE), number);
      g_autofree char *path = cw_phalanx_service_make_path (repository, rest);
      g_autoptr (JsonObject) answer = NULL;

      answer = cw_rest_call_object (self->rest, "GET", path, NULL, CW_HTTP_READ, cancellable, error);
      if (answer == NULL)
        return FALSE;
      *checks = cw_checks_combine (*checks, cw_checks_read_runs (answer));
      if (cw_json_get_int (answer, "total_count", 0) <= (gint64) page * PAGE_SIZE)
        break;
    }
  return TRUE;
}

/**
 * cw_phalanx_service_get_checks:
 * @self: a client
 * @repository: owner and name
 * @sha: a commit
 * @checks: (out): what its checks say
 * @cancellable: (nullable): gives up
 * @error: where to store why they are not known
 *
 * Asks for check runs and for statuses: each alone misses half of the checks.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_phalanx_service_get_checks (CwPhalanxService *self,
                               const char       *repository,
                               const char       *sha,
                               CwChecks         *checks,
                               GCancellable     *cancellable,
                               GError          **error)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *path = NULL;
  CwChecks found = CW_CHECKS_NONE;

  g_return_val_if_fail (CW_IS_PHALANX_SERVICE (self) && repository != NULL && sha != NULL && checks != NULL, FALSE);

  if (!read_all_runs (self, repository, sha, &found, cancellable, error))
    return FALSE;
  rest = cw_rest_make_path ("/commits/%s/status?per_page=%s", sha, G_STRINGIFY (PAGE_SIZE));
  path = cw_phalanx_service_make_path (repository, rest);
  answer = cw_rest_call_object (self->rest, "GET", path, NULL, CW_HTTP_READ, cancellable, error);
  if (answer == NULL)
    return FALSE;
  *checks = cw_checks_combine (found, cw_checks_read_status (answer));
  return TRUE;
}
