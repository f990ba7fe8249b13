/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git-branch-handler"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-git-branch-handler.h"
#include "cw-git-branch-make.h"
#include "cw-json.h"
#include "cw-payload.h"

struct _CwGitBranchHandler
{
  GObject parent_instance;

  CwGitBranchMaker maker; /* its objects are owned */
};

static void cw_git_branch_handler_iface_init (CwHandlerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwGitBranchHandler, cw_git_branch_handler, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_HANDLER, cw_git_branch_handler_iface_init))

/* @own: (nullable): our last commit on the branch, where the tip may be another one
 * @kept: as %CW_OUTCOME_KEPT */
static gboolean
add_tip (const CwGitBranchLook *look,
         const char            *own,
         gboolean               kept,
         CwFinding             *finding,
         GError               **error)
{
  g_autoptr (GPtrArray) newest = cw_git_service_log (look->service, look->payload->url, NULL, look->tip, 1, error);
  JsonObject *outcome;

  if (newest == NULL || newest->len == 0)
    return FALSE;
  outcome = cw_git_branch_make_outcome (look->service, look->payload, g_ptr_array_index (newest, 0));
  if (own != NULL && !g_str_equal (own, look->tip))
    json_object_set_string_member (outcome, "own", own);
  if (kept)
    json_object_set_boolean_member (outcome, CW_OUTCOME_KEPT, TRUE);
  cw_finding_add_candidate (finding, outcome);
  return TRUE;
}

static char *
describe_commit (const CwGitCommit *commit)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (commit->date);
  g_autofree char *date = when != NULL ? g_date_time_format (when, "%F %R") : g_strdup ("?");

  /* Translators: subject, author and time of a commit */
  return g_strdup_printf (_ ("“%s” by %s, %s"), commit->subject, commit->author, date);
}

/* What came on top, each commit with its author: the person is to know whom to ask. */
static void
add_commits (CwFinding *finding,
             GPtrArray *commits)
{
  for (guint i = 0; i < commits->len; i++)
    {
      const CwGitCommit *commit = g_ptr_array_index (commits, i);
      g_autofree char *what = g_strdup_printf (_ ("commit %.7s"), commit->id);
      g_autofree char *theirs = describe_commit (commit);

      cw_finding_add_news (finding, what, theirs);
    }
}

static gboolean
has_trailer (GPtrArray  *commits,
             const char *marker,
             gboolean    equal)
{
  for (guint i = 0; i < commits->len; i++)
    {
      g_autofree char *trailer = cw_git_commit_get_trailer (g_ptr_array_index (commits, i), CW_GIT_BRANCH_TRAILER);

      if (trailer != NULL && g_str_equal (trailer, marker) == equal)
        return TRUE;
    }
  return FALSE;
}

/* Where it was at the review and where it is now, by whom. */
static char *
describe_move (const CwGitBranchLook *look,
               const char            *where,
               GPtrArray             *commits)
{
  const CwGitBranchPayload *payload = look->payload;
  g_autofree char *newest = commits->len > 0 ? describe_commit (g_ptr_array_index (commits, 0)) : NULL;

  if (newest == NULL || *payload->expected == '\0' || g_str_equal (look->tip, payload->expected))
    return g_strdup (where);
  return g_strdup_printf (_ ("%s, which moved from %.7s to %.7s since it was planned: %s"), where, payload->expected,
                          look->tip, newest);
}

static CwFinding *
find_on_branch (const CwGitBranchLook *look,
                const char            *marker,
                const char            *where,
                GError               **error)
{
  const CwGitBranchPayload *payload = look->payload;
  gboolean untouched = g_str_equal (look->tip, payload->expected);
  gboolean equal = cw_git_branch_payload_compare (payload, NULL, look->snapshot, NULL, NULL);
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (GPtrArray) commits = NULL;
  g_autofree char *moved = NULL;

  if (untouched && !equal)
    return cw_finding_new (CW_FINDING_NOTHING, where);
  commits = cw_git_branch_look_list_commits (look, untouched || *payload->expected == '\0' ? payload->base
                                                                                         : payload->expected, error);
  if (commits == NULL)
    return NULL;
  moved = describe_move (look, where, commits);
  finding = cw_finding_new (equal ? CW_FINDING_EQUAL : CW_FINDING_DIFFERENT, moved);
  finding->ours = has_trailer (commits, marker, TRUE);
  if (!add_tip (look, NULL, FALSE, finding, error))
    return NULL;
  if (!equal)
    {
      add_commits (finding, commits);
      cw_git_branch_payload_compare (payload, NULL, look->snapshot, look->service, finding);
    }
  return g_steal_pointer (&finding);
}

static CwFinding *
cw_git_branch_handler_find (CwHandler    *handler,
                            CwEffect     *effect,
                            GCancellable *cancellable,
                            GError      **error)
{
  CwGitBranchHandler *self = CW_GIT_BRANCH_HANDLER (handler);
  g_auto (CwGitBranchLook) look = { 0 };
  g_autofree char *where = NULL;
  CwGitBranchPayload payload;

  if (!cw_git_branch_payload_read (&payload, effect, error))
    return NULL;
  if (!cw_git_branch_look_take (&look, self->maker.service, &payload, cancellable, error))
    return NULL;
  where = g_strdup_printf (_ ("branch “%s” of %s"), payload.branch, payload.repository);
  if (look.tip == NULL)
    return cw_git_branch_find_merged (&look, cw_effect_get_marker (effect), where, cancellable, error);
  return find_on_branch (&look, cw_effect_get_marker (effect), where, error);
}

static gboolean
is_own (const CwGitCommit *commit,
        CwEffect          *effect)
{
  g_autofree char *trailer = cw_git_commit_get_trailer (commit, CW_GIT_BRANCH_TRAILER);

  return g_strcmp0 (trailer, cw_effect_get_marker (effect)) == 0;
}

static JsonObject *
push (CwGitBranchHandler       *self,
      const CwGitBranchPayload *payload,
      CwEffect                 *effect,
      const CwGitBranchOnto    *onto,
      GCancellable             *cancellable,
      GError                  **error)
{
  const CwGitBranchLook look = { self->maker.service, payload, NULL, NULL };
  const char *expected = onto != NULL ? onto->tip : payload->expected;
  g_autoptr (CwGitCommit) commit = cw_git_branch_make (&self->maker, payload, effect, onto, cancellable, error);
  JsonObject *outcome;
  gboolean nothing, kept;

  if (commit == NULL)
    return NULL;
  nothing = onto != NULL && g_str_equal (commit->id, onto->tip);
  kept = onto != NULL && !cw_git_branch_is_as_reviewed (&look, commit->id, cancellable);
  if (nothing && kept && !is_own (commit, effect))
    {
      cw_git_branch_refuse_theirs (payload, error);
      return NULL;
    }
  if (!nothing && !cw_git_service_push (self->maker.service, payload->url, payload->branch, commit->id, expected,
                                        cancellable, error))
    return NULL;
  outcome = cw_git_branch_make_outcome (self->maker.service, payload, commit);
  if (kept)
    json_object_set_boolean_member (outcome, CW_OUTCOME_KEPT, TRUE);
  return outcome;
}

static JsonObject *
cw_git_branch_handler_perform (CwHandler    *handler,
                               CwEffect     *effect,
                               GCancellable *cancellable,
                               GError      **error)
{
  CwGitBranchHandler *self = CW_GIT_BRANCH_HANDLER (handler);
  CwGitBranchPayload payload;
  const CwGitBranchLook look = { self->maker.service, &payload, NULL, NULL };

  if (!cw_git_branch_payload_read (&payload, effect, error) || !cw_git_branch_check_base (&look, cancellable, error))
    return NULL;
  return push (self, &payload, effect, NULL, cancellable, error);
}

/* Whether the branch was as the payload expects it before our own commit came on top: then that is what it stands on
 * now. A payload that was planned later names the tip that it was reviewed on. */
static gboolean
is_before (CwGitBranchHandler       *self,
           const CwGitBranchPayload *payload,
           const char               *commit)
{
  gboolean contains = FALSE;

  if (*payload->expected == '\0')
    return TRUE;
  return !g_str_equal (payload->expected, commit)
         && cw_git_service_contains (self->maker.service, payload->url, commit, payload->expected, &contains, NULL)
         && contains;
}

/* What an update would go on top of, as it was just seen. */
static CwGitBranchOnto
make_onto (CwGitBranchHandler       *self,
           const CwGitBranchPayload *payload,
           JsonObject               *present)
{
  const char *tip = cw_json_get_string (present, "commit", "");
  CwGitBranchOnto onto = { tip, cw_json_get_string (present, "own", tip), FALSE };

  onto.earlier = *tip != '\0' && is_before (self, payload, onto.own);
  return onto;
}

/* Whether the tip is a commit of ours that has all of the payload, put together with other people's lines: then there
 * is nothing to be added to it. */
static gboolean
is_put_together (CwGitBranchHandler    *self,
                 const CwGitBranchLook *look,
                 CwEffect              *effect,
                 GCancellable          *cancellable)
{
  g_autoptr (GPtrArray) newest = cw_git_service_log (self->maker.service, look->payload->url, NULL, look->tip, 1, NULL);
  g_autoptr (CwGitCommit) commit = NULL;
  const CwGitBranchOnto onto = { look->tip, look->tip, is_before (self, look->payload, look->tip) };

  if (newest == NULL || !has_trailer (newest, cw_effect_get_marker (effect), TRUE)
      || cw_git_branch_payload_compare (look->payload, NULL, look->snapshot, NULL, NULL))
    return FALSE;
  commit = cw_git_branch_make (&self->maker, look->payload, effect, &onto, cancellable, NULL);
  return commit != NULL && g_str_equal (commit->id, look->tip);
}

/* (nullable) without an error: what an earlier try of the same push has made of the branch, though it arrived late. */
static JsonObject *
find_arrived (CwGitBranchHandler       *self,
              const CwGitBranchPayload *payload,
              CwEffect                 *effect,
              GCancellable             *cancellable)
{
  g_autoptr (CwFinding) finding = cw_git_branch_handler_find (CW_HANDLER (self), effect, cancellable, NULL);
  g_auto (CwGitBranchLook) look = { 0 };
  JsonObject *outcome;

  if (finding == NULL || !finding->ours || finding->candidates->len == 0)
    return NULL;
  outcome = finding->candidates->pdata[0];
  if (finding->answer == CW_FINDING_EQUAL)
    return json_object_ref (outcome);
  if (!cw_git_branch_look_take (&look, self->maker.service, payload, cancellable, NULL) || look.tip == NULL
      || !is_put_together (self, &look, effect, cancellable))
    return NULL;
  json_object_set_boolean_member (outcome, CW_OUTCOME_KEPT, TRUE);
  return json_object_ref (outcome);
}

/* The ticket became another one, and with it the branch: what was pushed stays where it is, and this is the first push
 * of the other. So it is where nothing needed to be pushed before. */
static JsonObject *
push_anew (CwGitBranchHandler       *self,
           const CwGitBranchPayload *payload,
           CwEffect                 *effect,
           JsonObject               *outcome,
           GCancellable             *cancellable,
           GError                  **error)
{
  const CwGitBranchLook look = { self->maker.service, payload, NULL, NULL };
  g_autoptr (CwFinding) finding = cw_git_branch_handler_find (CW_HANDLER (self), effect, cancellable, error);
  JsonObject *pushed;

  if (finding == NULL)
    return NULL;
  /* What the base had already of somebody else is known, and was reviewed. */
  if (finding->answer == CW_FINDING_NOTHING && !json_object_has_member (outcome, CW_OUTCOME_ON)
      && !cw_git_branch_check_base (&look, cancellable, error))
    return NULL;
  if (finding->answer == CW_FINDING_NOTHING)
    pushed = push (self, payload, effect, NULL, cancellable, error);
  else if (finding->answer == CW_FINDING_EQUAL && finding->candidates->len > 0)
    pushed = json_object_ref (finding->candidates->pdata[0]);
  else
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
                   _ ("%s: there is one already, and it differs; what was pushed before is “%s”. Nothing was sent: "
                      "choose it as the base, or begin anew (“send-again”) and say what is to become of it"),
                   finding->where, cw_json_get_string (outcome, "key", ""));
      return NULL;
    }
  if (pushed != NULL && !json_object_has_member (outcome, CW_OUTCOME_ON))
    cw_outcome_set_beside (pushed, outcome);
  return pushed;
}

/* A branch is added to, never rewritten: it goes on top of what was seen there, which whoever approved it knows. Where
 * the branch has moved because an earlier try of this very push was still on its way, it is as it was to be. */
static JsonObject *
cw_git_branch_handler_amend (CwHandler    *handler,
                             CwEffect     *effect,
                             JsonObject   *outcome,
                             GCancellable *cancellable,
                             GError      **error)
{
  CwGitBranchHandler *self = CW_GIT_BRANCH_HANDLER (handler);
  const char *tip = cw_json_get_string (outcome, "commit", "");
  CwGitBranchOnto onto;
  g_autoptr (GError) failure = NULL;
  g_autofree char *name = NULL;
  JsonObject *amended = NULL;
  CwGitBranchPayload payload;
  const CwGitBranchLook look = { self->maker.service, &payload, NULL, NULL };
  gboolean planned;

  if (!cw_git_branch_payload_read (&payload, effect, error))
    return NULL;
  name = cw_git_branch_dup_name (outcome, &payload);
  if (!g_str_equal (name, payload.branch) || json_object_has_member (outcome, CW_OUTCOME_ON))
    return push_anew (self, &payload, effect, outcome, cancellable, error);
  onto = make_onto (self, &payload, outcome);
  planned = *tip == '\0' || (!onto.earlier && g_str_equal (payload.expected, tip));
  if (cw_git_branch_check_lines (&look, cancellable, &failure))
    amended = push (self, &payload, effect, planned ? NULL : &onto, cancellable, &failure);
  if (amended != NULL)
    return amended;
  if (g_error_matches (failure, CW_ERROR, CW_ERROR_CONFLICT))
    amended = find_arrived (self, &payload, effect, cancellable);
  if (amended != NULL)
    return amended;
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

/* What has become of the branch since we pushed, in words. */
static char *
describe_since (const CwGitBranchLook *look,
                gboolean               contained,
                GPtrArray             *commits)
{
  const CwGitBranchPayload *payload = look->payload;
  g_autofree char *newest = commits->len > 0 ? describe_commit (g_ptr_array_index (commits, 0)) : NULL;

  if (!contained)
    return g_strdup_printf (_ ("branch “%s” of %s, which was rewritten since: %s"), payload->branch,
                            payload->repository, newest != NULL ? newest : look->tip);
  if (newest == NULL)
    return g_strdup_printf (_ ("branch “%s” of %s"), payload->branch, payload->repository);
  return g_strdup_printf (ngettext ("branch “%s” of %s, to which %u commit was added: %s",
                                    "branch “%s” of %s, to which %u commits were added, the newest: %s", commits->len),
                          payload->branch, payload->repository, commits->len, newest);
}

/* @replayed: (nullable): what became of our commit when we brought the branch onto another base: its files may have
 * taken in what the base has
 * @kept: (nullable): our commit that has other people's lines in its files */
static CwFinding *
verify_branch (const CwGitBranchLook *look,
               const char            *marker,
               JsonObject            *outcome,
               const char            *replayed,
               const char            *kept,
               GCancellable          *cancellable,
               GError               **error)
{
  const CwGitBranchPayload *payload = look->payload;
  const char *pushed = replayed != NULL ? replayed : cw_json_get_string (outcome, "commit", "");
  const char *whole = replayed != NULL ? replayed : kept;
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (CwSnapshot) ours = NULL;
  g_autoptr (GPtrArray) commits = NULL;
  g_autofree char *where = NULL;
  gboolean contained = FALSE;
  gboolean equal;

  if (!cw_git_service_contains (look->service, payload->url, look->tip, pushed, &contained, error))
    return NULL;
  commits = cw_git_branch_look_list_commits (look, contained ? pushed : payload->base, error);
  if (commits == NULL)
    return NULL;
  ours = whole != NULL && contained ? cw_git_branch_look_read_files (look, whole, cancellable, NULL) : NULL;
  where = describe_since (look, contained, commits);
  /* A later effect of ours on the same branch answers for its files itself. */
  equal = cw_git_branch_payload_compare (payload, ours, look->snapshot, NULL, NULL)
          || (contained && has_trailer (commits, marker, FALSE));
  finding = cw_finding_new (equal ? CW_FINDING_EQUAL : CW_FINDING_DIFFERENT, where);
  finding->ours = contained;
  if (!add_tip (look, kept != NULL ? kept : cw_json_get_string (outcome, "own", pushed), kept != NULL, finding, error))
    return NULL;
  if (!equal)
    {
      cw_git_branch_payload_compare (payload, ours, look->snapshot, look->service, finding);
      add_commits (finding, commits);
    }
  return g_steal_pointer (&finding);
}

/* Another branch than the payload's: what a person said that they pushed, or what was pushed while the ticket had
 * another key. The payload's own may have been pushed without our knowing. */
static CwFinding *
verify_other (CwGitBranchHandler       *self,
              const CwGitBranchPayload *payload,
              const char               *name,
              CwEffect                 *effect,
              JsonObject               *outcome,
              GCancellable             *cancellable,
              GError                  **error)
{
  CwGitBranchPayload other = *payload;
  g_auto (CwGitBranchLook) look = { 0 };
  g_autoptr (CwFinding) own = NULL, finding = NULL;

  if (json_object_has_member (outcome, "commit"))
    {
      own = cw_git_branch_handler_find (CW_HANDLER (self), effect, cancellable, error);
      if (own == NULL)
        return NULL;
      if (own->answer == CW_FINDING_EQUAL && own->ours && own->candidates->len > 0)
        {
          cw_outcome_set_beside (own->candidates->pdata[0], outcome);
          return g_steal_pointer (&own);
        }
    }
  other.branch = name;
  if (!cw_git_branch_look_take (&look, self->maker.service, &other, cancellable, error))
    return NULL;
  if (look.tip == NULL)
    return cw_git_branch_verify_gone (&look, outcome, cancellable, error);
  finding = verify_branch (&look, cw_effect_get_marker (effect), outcome, NULL, NULL, cancellable, error);
  if (finding == NULL)
    return NULL;
  cw_finding_compare (finding, "branch", payload->branch, name);
  cw_finding_conclude (finding);
  return g_steal_pointer (&finding);
}

/* Of what a person pushed nothing is ever set right by us. */
static void
note_theirs (CwGitBranchHandler    *self,
             const CwGitBranchLook *look,
             CwEffect              *effect,
             JsonObject            *outcome,
             CwFinding             *finding,
             GCancellable          *cancellable)
{
  CwGitBranchOnto onto;

  if (!json_object_has_member (outcome, "commit") || finding->candidates->len == 0)
    return;
  onto = make_onto (self, look->payload, finding->candidates->pdata[0]);
  if (finding->answer == CW_FINDING_DIFFERENT)
    finding->seen = cw_git_branch_foresee (&self->maker, look, effect, &onto, cancellable);
  else if (cw_json_get_bool (finding->candidates->pdata[0], CW_OUTCOME_KEPT, FALSE))
    finding->seen = cw_git_branch_foresee (&self->maker, look, effect, NULL, cancellable);
}

static CwFinding *
cw_git_branch_handler_verify (CwHandler    *handler,
                              CwEffect     *effect,
                              JsonObject   *outcome,
                              GCancellable *cancellable,
                              GError      **error)
{
  CwGitBranchHandler *self = CW_GIT_BRANCH_HANDLER (handler);
  g_auto (CwGitBranchLook) look = { 0 };
  const char *kept = NULL, *replayed;
  g_autofree char *name = NULL;
  CwFinding *finding;
  CwGitBranchPayload payload;

  if (!cw_git_branch_payload_read (&payload, effect, error))
    return NULL;
  name = cw_git_branch_dup_name (outcome, &payload);
  if (!g_str_equal (name, payload.branch))
    return verify_other (self, &payload, name, effect, outcome, cancellable, error);
  if (!cw_git_branch_look_take (&look, self->maker.service, &payload, cancellable, error))
    return NULL;
  if (look.tip == NULL)
    return cw_git_branch_verify_gone (&look, outcome, cancellable, error);
  if (cw_json_get_bool (outcome, CW_OUTCOME_KEPT, FALSE))
    kept = cw_json_get_string (outcome, "own", cw_json_get_string (outcome, "commit", NULL));
  else if (g_strcmp0 (cw_json_get_string (outcome, "commit", NULL), look.tip) != 0
           && is_put_together (self, &look, effect, cancellable))
    kept = look.tip;
  replayed = cw_json_get_string (outcome, CW_OUTCOME_REPLAYED, NULL);
  finding = verify_branch (&look, cw_effect_get_marker (effect), outcome, replayed, kept, cancellable, error);
  if (finding != NULL && replayed == NULL)
    note_theirs (self, &look, effect, outcome, finding, cancellable);
  return finding;
}

/* What was seen is of what was sent; another payload may have more to be set right. */
static gboolean
cw_git_branch_handler_check_amend (CwHandler   *handler,
                                   CwEffect    *effect,
                                   JsonObject  *outcome,
                                   JsonArray   *differences,
                                   JsonNode    *seen,
                                   GError     **error)
{
  JsonObject *object = seen != NULL ? json_node_get_object (seen) : NULL;
  const char *refusal = object != NULL ? cw_json_get_string (object, CW_GIT_SEEN_REFUSED, NULL) : NULL;

  if (refusal == NULL
      || g_strcmp0 (cw_json_get_string (object, CW_GIT_SEEN_HASH, NULL), cw_effect_get_hash (effect)) != 0)
    return TRUE;
  return cw_error_refuse (error, CW_ERROR_NEEDS_PERSON, "%s", refusal);
}

/* Every push names the old id that it expects: of two of them the server takes the one that comes first. */
static gboolean
cw_git_branch_handler_is_guarded (CwHandler *handler,
                                  gboolean   first)
{
  return TRUE;
}

static void
cw_git_branch_handler_iface_init (CwHandlerInterface *iface)
{
  iface->needs_present = TRUE; /* the tip that an update goes on top of */
  iface->find = cw_git_branch_handler_find;
  iface->perform = cw_git_branch_handler_perform;
  iface->amend = cw_git_branch_handler_amend;
  iface->verify = cw_git_branch_handler_verify;
  iface->check_amend = cw_git_branch_handler_check_amend;
  iface->is_guarded = cw_git_branch_handler_is_guarded;
}

static void
cw_git_branch_handler_finalize (GObject *object)
{
  CwGitBranchHandler *self = CW_GIT_BRANCH_HANDLER (object);

  g_clear_object (&self->maker.service);
  g_clear_object (&self->maker.clock);

  G_OBJECT_CLASS (cw_git_branch_handler_parent_class)->finalize (object);
}

static void
cw_git_branch_handler_class_init (CwGitBranchHandlerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_git_branch_handler_finalize;
}

static void
cw_git_branch_handler_init (CwGitBranchHandler *self)
{
}

/**
 * cw_git_branch_handler_new:
 * @service: the repositories
 * @clock: says when a commit is made
 * @check: (nullable): asked about each file that is put together with other people's lines
 *
 * Returns: (transfer full): a handler of git-branch effects
 */
CwHandler *
cw_git_branch_handler_new (CwGitService    *service,
                           CwClock         *clock,
                           CwGitMergedFunc  check)
{
  CwGitBranchHandler *self;

  g_return_val_if_fail (CW_IS_GIT_SERVICE (service) && CW_IS_CLOCK (clock), NULL);

  self = g_object_new (CW_TYPE_GIT_BRANCH_HANDLER, NULL);
  self->maker.service = g_object_ref (service);
  self->maker.clock = g_object_ref (clock);
  self->maker.check = check;
  return CW_HANDLER (self);
}
