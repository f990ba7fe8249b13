/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-pull-request-handler"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-payload.h"
#include "cw-pull-request-compare.h"
#include "cw-pull-request-handler.h"

struct _CwPullRequestHandler
{
  GObject parent_instance;

  CwPhalanxService *service; /* (owned) */
};

static void cw_pull_request_handler_iface_init (CwHandlerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwPullRequestHandler, cw_pull_request_handler, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_HANDLER, cw_pull_request_handler_iface_init))

static const char *const required[] = { "repository", "head", "base", "title", NULL };
/* What follows the request that makes it, and can be repeated. */
static const char *const later[] = { "labels", "reviewers", NULL };

static void
cw_pull_request_handler_finalize (GObject *object)
{
  CwPullRequestHandler *self = CW_PULL_REQUEST_HANDLER (object);

  g_clear_object (&self->service);

  G_OBJECT_CLASS (cw_pull_request_handler_parent_class)->finalize (object);
}

static void
cw_pull_request_handler_class_init (CwPullRequestHandlerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_pull_request_handler_finalize;
}

static void
cw_pull_request_handler_init (CwPullRequestHandler *self)
{
}

/* (nullable): what the earlier round, whose pull request this is, sent. Where that still stands it is only to be
 * brought up to date. */
static JsonObject *
get_earlier (JsonObject   *payload,
             const char   *repository,
             const CwPull *pull)
{
  JsonObject *earlier = cw_json_get_object (payload, "earlier");
  g_autofree char *key = g_strdup_printf ("%s#%" G_GINT64_FORMAT, repository, pull->number);

  return earlier != NULL && strcmp (cw_json_get_string (earlier, "key", ""), key) == 0
           && strcmp (cw_json_get_string (earlier, "title", ""), pull->title) == 0
           && strcmp (cw_json_get_string (earlier, "body", ""), pull->body) == 0 ? earlier : NULL;
}

/* The same with the texts that this round would send: they are no difference then. */
static JsonObject *
take_texts (JsonObject   *payload,
            const CwPull *pull)
{
  JsonObject *copy = json_object_new ();
  g_autoptr (GList) members = json_object_get_members (payload);

  for (GList *l = members; l != NULL; l = l->next)
    json_object_set_member (copy, l->data, json_object_dup_member (payload, l->data));
  json_object_set_string_member (copy, "title", pull->title);
  json_object_set_string_member (copy, "body", pull->body);
  return copy;
}

static gboolean
is_ours (CwEffect     *effect,
         const CwPull *pull)
{
  const char *marker = cw_effect_get_marker (effect);

  return marker != NULL && strstr (pull->body, marker) != NULL;
}

/* Where was looked, with those that are closed: they are told of, and not adopted unless ours is merged. */
static char *
describe (JsonObject *payload,
          GPtrArray  *pulls)
{
  g_autoptr (GString) where = g_string_new (NULL);

  g_string_printf (where, _ ("GitHub, open pull requests of %s from %s"),
                   cw_json_get_string (payload, "repository", ""), cw_json_get_string (payload, "head", ""));
  for (guint i = 0; i < pulls->len; i++)
    {
      const CwPull *pull = g_ptr_array_index (pulls, i);

      if (strcmp (pull->state, "merged") == 0)
        g_string_append_printf (where, _ ("; #%d is merged"), (int) pull->number);
      else if (strcmp (pull->state, "open") != 0)
        g_string_append_printf (where, _ ("; #%d is closed"), (int) pull->number);
    }
  return g_string_free (g_steal_pointer (&where), FALSE);
}

/* (nullable): ours, which another machine opened and somebody merged before we knew of it: it is at its end, and all
 * that it was to be. */
static CwFinding *
find_merged (CwEffect   *effect,
             const char *repository,
             GPtrArray  *pulls,
             const char *where)
{
  for (guint i = 0; i < pulls->len; i++)
    {
      const CwPull *pull = g_ptr_array_index (pulls, i);
      CwFinding *finding;

      if (strcmp (pull->state, "merged") != 0 || !is_ours (effect, pull))
        continue;
      finding = cw_finding_new (CW_FINDING_EQUAL, where);
      finding->ours = TRUE;
      cw_finding_add_candidate (finding, cw_pull_request_make_outcome (repository, pull));
      return finding;
    }
  return NULL;
}

static guint
count_open (GPtrArray *pulls)
{
  guint open = 0;

  for (guint i = 0; i < pulls->len; i++)
    open += strcmp (((const CwPull *) pulls->pdata[i])->state, "open") == 0;
  return open;
}

static CwFinding *
cw_pull_request_handler_find (CwHandler    *handler,
                              CwEffect     *effect,
                              GCancellable *cancellable,
                              GError      **error)
{
  CwPullRequestHandler *self = CW_PULL_REQUEST_HANDLER (handler);
  JsonObject *payload = cw_payload_get (effect, required, error);
  const char *repository = cw_json_get_string (payload, "repository", "");
  g_autoptr (GPtrArray) pulls = NULL;
  g_autoptr (CwFinding) finding = NULL;
  g_autofree char *where = NULL;
  gboolean taken = FALSE;

  if (payload == NULL)
    return NULL;
  pulls = cw_phalanx_service_list_pulls (self->service, repository, cw_json_get_string (payload, "head", ""),
                                         cancellable, error);
  if (pulls == NULL)
    return NULL;
  where = describe (payload, pulls);
  finding = count_open (pulls) == 0 ? find_merged (effect, repository, pulls, where) : NULL;
  if (finding != NULL)
    return g_steal_pointer (&finding);
  finding = cw_finding_new (CW_FINDING_NOTHING, where);
  for (guint i = 0; i < pulls->len; i++)
    {
      const CwPull *pull = g_ptr_array_index (pulls, i);
      g_autofree char *key = g_strdup_printf ("#%" G_GINT64_FORMAT, pull->number);
      g_autoptr (JsonObject) known = NULL;
      guint first = finding->differences->len;
      JsonObject *earlier;

      if (strcmp (pull->state, "open") != 0)
        continue;
      earlier = get_earlier (payload, repository, pull);
      known = earlier != NULL ? take_texts (payload, pull) : json_object_ref (payload);
      taken |= earlier != NULL;
      if (finding->candidates->len == 0)
        finding->ours = earlier != NULL || is_ours (effect, pull);
      cw_pull_request_compare (finding, known, pull);
      if (!cw_pull_request_compare_reviewers (self->service, finding, payload, pull, cancellable, error))
        return NULL;
      if (count_open (pulls) > 1)
        cw_finding_name_candidate (finding, first, key);
      cw_finding_add_candidate (finding, cw_pull_request_make_outcome (repository, pull));
    }
  if (finding->candidates->len > 1)
    finding->answer = CW_FINDING_SEVERAL;
  else if (finding->candidates->len == 1)
    cw_finding_conclude (finding);
  cw_finding_conclude_unfinished (finding, later);
  finding->unfinished |= taken && finding->answer == CW_FINDING_EQUAL;
  return g_steal_pointer (&finding);
}

/* What can be repeated: labels and reviewers. */
static void
add_extras (CwPullRequestHandler *self,
            JsonObject           *payload,
            gint64                number,
            JsonObject           *known,
            JsonObject           *outcome,
            GCancellable         *cancellable)
{
  const char *repository = cw_json_get_string (payload, "repository", "");
  g_auto (GStrv) labels = cw_payload_dup_strings (payload, "labels");
  g_auto (GStrv) reviewers = cw_payload_dup_strings (payload, "reviewers");
  g_autoptr (GError) label_error = NULL;
  g_autoptr (GError) reviewer_error = NULL;

  if (labels[0] != NULL && !cw_outcome_lets_stay (known, "labels")
      && !cw_phalanx_service_add_labels (self->service, repository, number, (const char *const *) labels, cancellable,
                                         &label_error))
    cw_outcome_add_unfinished (outcome, "labels", label_error);
  if (reviewers[0] != NULL && !cw_outcome_lets_stay (known, "reviewers")
      && !cw_phalanx_service_request_reviewers (self->service, repository, number, (const char *const *) reviewers,
                                                cancellable, &reviewer_error))
    cw_outcome_add_unfinished (outcome, "reviewers", reviewer_error);
}

static JsonObject *
cw_pull_request_handler_perform (CwHandler    *handler,
                                 CwEffect     *effect,
                                 GCancellable *cancellable,
                                 GError      **error)
{
  CwPullRequestHandler *self = CW_PULL_REQUEST_HANDLER (handler);
  JsonObject *payload = cw_payload_get (effect, required, error);
  const char *repository = cw_json_get_string (payload, "repository", "");
  g_autoptr (CwPull) pull = NULL;
  JsonObject *sent;
  JsonObject *outcome;

  if (payload == NULL)
    return NULL;
  sent = cw_json_object ("title", cw_json_get_string (payload, "title", ""), "body",
                         cw_json_get_string (payload, "body", ""), "head", cw_json_get_string (payload, "head", ""),
                         "base", cw_json_get_string (payload, "base", ""), NULL);
  json_object_set_boolean_member (sent, "draft", cw_json_get_bool (payload, "draft", FALSE));
  pull = cw_phalanx_service_create_pull (self->service, repository, sent, cancellable, error);
  if (pull == NULL)
    return NULL;
  outcome = cw_pull_request_make_outcome (repository, pull);
  add_extras (self, payload, pull->number, outcome, outcome, cancellable);
  return outcome;
}

/* What has ended can't be brought up to date. */
static void
say_ended (const char  *key,
           const char  *state,
           GError     **error)
{
  if (g_str_equal (state, "merged"))
    g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
                 _ ("%s is merged: take it as it is, or begin another round of changes"), key);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
                 _ ("%s is %s: open it again there, take it as it is, or begin another round of changes"), key, state);
}

static gboolean
cw_pull_request_handler_check_amend (CwHandler   *handler,
                                     CwEffect    *effect,
                                     JsonObject  *outcome,
                                     JsonArray   *differences,
                                     JsonNode    *seen,
                                     GError     **error)
{
  const char *state = cw_handler_find_theirs (differences, "state");

  if (state == NULL)
    return TRUE;
  say_ended (cw_json_get_string (outcome, "key", ""), state, error);
  return FALSE;
}

static gboolean
check_open (const char   *repository,
            const CwPull *pull,
            GError      **error)
{
  g_autofree char *key = g_strdup_printf ("%s#%d", repository, (int) pull->number);

  if (strcmp (pull->state, "open") == 0)
    return TRUE;
  say_ended (key, pull->state, error);
  return FALSE;
}

static CwPull *
send_changes (CwPullRequestHandler *self,
              JsonObject           *payload,
              JsonObject           *outcome,
              const CwPull         *pull,
              GCancellable         *cancellable,
              GError              **error)
{
  static const char *const members[] = { "title", "body", "base" };
  const char *theirs[] = { pull->title, pull->body, pull->base };
  const char *repository = cw_json_get_string (payload, "repository", "");
  g_autoptr (JsonObject) changes = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (strcmp (cw_json_get_string (payload, members[i], ""), theirs[i]) != 0
        && !cw_outcome_lets_stay (outcome, members[i]))
      json_object_set_string_member (changes, members[i], cw_json_get_string (payload, members[i], ""));
  if (json_object_get_size (changes) == 0)
    return cw_phalanx_service_get_pull (self->service, repository, pull->number, cancellable, error);
  return cw_phalanx_service_update_pull (self->service, repository, pull->number, g_steal_pointer (&changes),
                                         cancellable, error);
}

/* Of another branch than the payload's: the ticket became another one. GitHub can't change where one comes from. */
static gboolean
is_of_other (JsonObject   *payload,
             const CwPull *pull)
{
  return *pull->head != '\0' && strcmp (pull->head, cw_json_get_string (payload, "head", "")) != 0;
}

/* What was opened over the other branch stays as it is, and one is opened over this. */
static JsonObject *
open_anew (CwHandler    *handler,
           CwEffect     *effect,
           JsonObject   *outcome,
           GCancellable *cancellable,
           GError      **error)
{
  CwPullRequestHandler *self = CW_PULL_REQUEST_HANDLER (handler);
  JsonObject *payload = cw_payload_get (effect, required, error), *opened = NULL;
  g_autoptr (CwFinding) finding = cw_pull_request_handler_find (handler, effect, cancellable, error);
  gboolean whole = finding != NULL && finding->candidates->len > 0
                   && (finding->answer == CW_FINDING_EQUAL || finding->unfinished);

  if (finding == NULL)
    return NULL;
  if (finding->answer == CW_FINDING_NOTHING)
    opened = cw_pull_request_handler_perform (handler, effect, cancellable, error);
  else if (whole)
    {
      opened = json_object_ref (finding->candidates->pdata[0]);
      if (finding->unfinished)
        add_extras (self, payload, cw_json_get_int (opened, "number", 0), opened, opened, cancellable);
    }
  else
    g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
                 _ ("%s: there is one already, and it differs; what was opened before is %s. Nothing was sent: begin "
                    "anew (“send-again”) and say what is to become of it"),
                 finding->where, cw_json_get_string (outcome, "key", ""));
  if (opened != NULL)
    cw_outcome_set_beside (opened, outcome);
  return opened;
}

static JsonObject *
cw_pull_request_handler_amend (CwHandler    *handler,
                               CwEffect     *effect,
                               JsonObject   *outcome,
                               GCancellable *cancellable,
                               GError      **error)
{
  CwPullRequestHandler *self = CW_PULL_REQUEST_HANDLER (handler);
  JsonObject *payload = cw_payload_get (effect, required, error);
  const char *repository = cw_json_get_string (payload, "repository", "");
  g_autoptr (CwPull) pull = NULL, amended = NULL;
  JsonObject *result;
  gint64 number;

  if (payload == NULL || (number = cw_pull_request_get_number (outcome, error)) <= 0)
    return NULL;
  pull = cw_phalanx_service_get_pull (self->service, repository, number, cancellable, error);
  if (pull == NULL)
    return NULL;
  if (is_of_other (payload, pull))
    return open_anew (handler, effect, outcome, cancellable, error);
  if (!check_open (repository, pull, error))
    return NULL;
  amended = send_changes (self, payload, outcome, pull, cancellable, error);
  if (amended == NULL)
    return NULL;
  /* A draft becomes ready when we would now send it so; back to a draft is a person's deed. */
  if (amended->draft && !cw_json_get_bool (payload, "draft", FALSE) && !cw_outcome_lets_stay (outcome, "draft"))
    {
      if (!cw_phalanx_service_mark_ready (self->service, amended->node_id, cancellable, error))
        return NULL;
      amended->draft = FALSE;
    }
  result = cw_pull_request_make_outcome (repository, amended);
  add_extras (self, payload, number, outcome, result, cancellable);
  return result;
}

/* GitHub says the same of what is gone and of what the account may not see. */
static gboolean
sees_repository (CwPullRequestHandler *self,
                 const char           *repository,
                 gint64                number,
                 GCancellable         *cancellable,
                 GError              **error)
{
  /* Translators: %s is owner and name of a repository */
  g_autofree char *place = g_strdup_printf (_ ("GitHub’s repository %s"), repository);
  g_autofree char *pull = g_strdup_printf ("%s#%" G_GINT64_FORMAT, repository, number);
  g_autoptr (GError) failure = NULL;
  gboolean may;

  if (cw_phalanx_service_may_push (self->service, repository, &may, cancellable, &failure))
    return TRUE;
  return cw_finding_set_unseen (error, failure, place, pull);
}

static CwFinding *
cw_pull_request_handler_verify (CwHandler    *handler,
                                CwEffect     *effect,
                                JsonObject   *outcome,
                                GCancellable *cancellable,
                                GError      **error)
{
  CwPullRequestHandler *self = CW_PULL_REQUEST_HANDLER (handler);
  JsonObject *payload = cw_payload_get (effect, required, error);
  const char *repository = cw_json_get_string (payload, "repository", "");
  g_autoptr (CwFinding) finding = NULL, opened = NULL;
  g_autoptr (CwPull) pull = NULL;
  g_autoptr (GError) failure = NULL;
  g_autofree char *where = NULL;
  CwChecks checks = CW_CHECKS_NONE;
  gint64 number;

  if (payload == NULL || (number = cw_pull_request_get_number (outcome, error)) <= 0)
    return NULL;
  where = g_strdup_printf (_ ("GitHub, %s#%d"), repository, (int) number);
  finding = cw_finding_new (CW_FINDING_NOTHING, where);
  pull = cw_phalanx_service_get_pull (self->service, repository, number, cancellable, &failure);
  if (pull == NULL && g_error_matches (failure, CW_ERROR, CW_ERROR_NOT_FOUND))
    return sees_repository (self, repository, number, cancellable, error) ? g_steal_pointer (&finding) : NULL;
  /* An update may have opened one over the payload's branch without our knowing. */
  if (pull != NULL && is_of_other (payload, pull) && json_object_has_member (outcome, "number"))
    opened = cw_pull_request_handler_find (handler, effect, cancellable, &failure);
  if (opened != NULL && opened->candidates->len == 1 && opened->ours)
    {
      cw_outcome_set_beside (opened->candidates->pdata[0], outcome);
      return g_steal_pointer (&opened);
    }
  if (opened != NULL)
    {
      g_free (finding->where);
      finding->where = g_strdup (opened->where);
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  if (is_of_other (payload, pull))
    cw_finding_compare (finding, "head", cw_json_get_string (payload, "head", ""), pull->head);
  if (!cw_phalanx_service_get_checks (self->service, repository, pull->sha, &checks, cancellable, error))
    return NULL;
  cw_finding_add_candidate (finding, cw_pull_request_make_outcome (repository, pull));
  finding->seen = cw_json_object ("checks", cw_checks_to_word (checks), "sha", pull->sha, NULL);
  cw_pull_request_compare (finding, payload, pull);
  if (!cw_pull_request_compare_reviewers (self->service, finding, payload, pull, cancellable, error))
    return NULL;
  /* Merged, too: we never do, and before its day it is news. */
  if (strcmp (pull->state, "merged") == 0)
    cw_finding_add_end (finding, "state", "open", pull->state, CW_END_MERGED);
  else
    cw_finding_compare (finding, "state", "open", pull->state);
  cw_finding_conclude (finding);
  finding->ours = is_ours (effect, pull);
  return g_steal_pointer (&finding);
}

/* A branch has one open pull request onto a base: GitHub refuses the second. An update sets texts unconditionally. */
static gboolean
cw_pull_request_handler_is_guarded (CwHandler *handler,
                                    gboolean   first)
{
  return first;
}

static void
cw_pull_request_handler_iface_init (CwHandlerInterface *iface)
{
  iface->find = cw_pull_request_handler_find;
  iface->perform = cw_pull_request_handler_perform;
  iface->amend = cw_pull_request_handler_amend;
  iface->verify = cw_pull_request_handler_verify;
  iface->is_guarded = cw_pull_request_handler_is_guarded;
  iface->check_amend = cw_pull_request_handler_check_amend;
}

/**
 * cw_pull_request_handler_new:
 * @service: GitHub
 *
 * Returns: (transfer full): what opens, finds and updates pull requests, and never merges one
 */
CwHandler *
cw_pull_request_handler_new (CwPhalanxService *service)
{
  CwPullRequestHandler *self;

  g_return_val_if_fail (CW_IS_PHALANX_SERVICE (service), NULL);

  self = g_object_new (CW_TYPE_PULL_REQUEST_HANDLER, NULL);
  self->service = g_object_ref (service);
  return CW_HANDLER (self);
}
