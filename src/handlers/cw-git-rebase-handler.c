/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git-rebase-handler"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-git-branch-payload.h"
#include "cw-git-rebase-handler.h"
#include "cw-git-replay.h"
#include "cw-json.h"

struct _CwGitRebaseHandler
{
  GObject parent_instance;

  CwGitService *service;  /* (owned) */
};

/* A git-rebase payload (see #CwEffect), checked to be whole; owned by the effect. */
typedef struct {
  const char *repository;
  const char *url;
  const char *branch;
  const char *base_name;
  const char *onto;
  const char *expected;
  const char *tip;
  gboolean one_commit;
  JsonArray *files;
  JsonArray *settled;
} Payload;

static void cw_git_rebase_handler_iface_init (CwHandlerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwGitRebaseHandler, cw_git_rebase_handler, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_HANDLER, cw_git_rebase_handler_iface_init))

static gboolean
read_payload (Payload   *self,
              CwEffect  *effect,
              GError   **error)
{
  JsonNode *node = cw_effect_get_payload (effect);
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (object != NULL)
    *self = (Payload) {
      .repository = cw_json_get_string (object, "repository", NULL),
      .url = cw_json_get_string (object, "url", NULL),
      .branch = cw_json_get_string (object, "branch", NULL),
      .base_name = cw_json_get_string (object, "base-name", NULL),
      .onto = cw_json_get_string (object, "base", NULL),
      .expected = cw_json_get_string (object, "expected", NULL),
      .tip = cw_json_get_string (object, "tip", NULL),
      .one_commit = cw_json_get_bool (object, "one-commit", FALSE),
      .files = cw_json_get_array (object, "files"),
      .settled = cw_json_get_array (object, "settled"),
    };
  if (object != NULL && self->repository != NULL && self->url != NULL && self->branch != NULL
      && self->base_name != NULL && self->onto != NULL && self->expected != NULL && self->tip != NULL)
    return TRUE;
  return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("“%s” has no complete change to push; plan again"),
                          cw_effect_get_title (effect));
}

static gboolean
fetch (CwGitRebaseHandler *self,
       const Payload      *payload,
       GCancellable       *cancellable,
       GError            **error)
{
  const char *branches[] = { payload->base_name, payload->branch, NULL };

  return cw_git_service_fetch_branches (self->service, payload->url, branches, cancellable, error);
}

/* (nullable): where the branch is now; %NULL without @error where there is none */
static char *
get_tip (CwGitRebaseHandler *self,
         const Payload      *payload,
         GError            **error)
{
  g_autoptr (GError) local = NULL;
  char *tip = cw_git_service_get_tip (self->service, payload->url, payload->branch, &local);

  if (tip == NULL && !g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&local));
  return tip;
}

static JsonObject *
make_outcome (CwGitRebaseHandler *self,
              const Payload      *payload)
{
  g_autofree char *url = cw_git_service_make_web_url (self->service, payload->url, payload->branch);

  return cw_json_object ("key", payload->branch, "commit", payload->tip, "before", payload->expected, "url", url, NULL);
}

/* The commits' ids say what they are: nobody else makes the same ones. */
static CwFinding *
cw_git_rebase_handler_find (CwHandler    *handler,
                            CwEffect     *effect,
                            GCancellable *cancellable,
                            GError      **error)
{
  CwGitRebaseHandler *self = CW_GIT_REBASE_HANDLER (handler);
  g_autofree char *tip = NULL, *where = NULL;
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (GError) local = NULL;
  gboolean contained = FALSE;
  Payload payload;

  if (!read_payload (&payload, effect, error) || !fetch (self, &payload, cancellable, error))
    return NULL;
  tip = get_tip (self, &payload, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  where = g_strdup_printf (_ ("branch “%s” of %s"), payload.branch, payload.repository);
  if (tip != NULL && !cw_git_service_contains (self->service, payload.url, tip, payload.tip, &contained, error))
    return NULL;
  finding = cw_finding_new (contained ? CW_FINDING_EQUAL : CW_FINDING_NOTHING, where);
  finding->ours = contained;
  if (contained)
    cw_finding_add_candidate (finding, make_outcome (self, &payload));
  return g_steal_pointer (&finding);
}

/* How the conflicts were settled, by their ids. */
static JsonObject *
list_answers (const Payload *payload)
{
  JsonObject *answers = json_object_new ();

  for (guint i = 0; payload->settled != NULL && i < json_array_get_length (payload->settled); i++)
    {
      JsonObject *one = json_array_get_object_element (payload->settled, i);

      json_object_set_string_member (answers, cw_json_get_string (one, "id", ""),
                                     cw_json_get_string (one, "answer", ""));
    }
  return answers;
}

/* What the branch had may not be known here any more because there is no branch. */
static void
say_gone (CwGitRebaseHandler *self,
          const Payload      *payload,
          GError            **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *tip = get_tip (self, payload, &local);

  if (tip != NULL || local != NULL)
    return;
  g_clear_error (error);
  cw_error_refuse (error, CW_ERROR_CONFLICT,
                   _ ("The branch “%s” of %s is gone, so there is nothing to bring along. Nothing was sent; plan "
                      "again, or leave it out"), payload->branch, payload->repository);
}

static CwGitReplay *
replay (CwGitRebaseHandler *self,
        const Payload      *payload,
        GCancellable       *cancellable,
        GError            **error)
{
  const char *trailer = payload->one_commit ? CW_GIT_BRANCH_TRAILER : NULL;
  g_autoptr (JsonObject) answers = list_answers (payload);
  g_autoptr (GError) failure = NULL;
  CwGitReplay *made = cw_git_service_replay (self->service, payload->url, payload->expected, payload->onto, trailer,
                                             answers, NULL);

  /* The cache may have been put aside. */
  if (made != NULL || !fetch (self, payload, cancellable, error))
    return made;
  made = cw_git_service_replay (self->service, payload->url, payload->expected, payload->onto, trailer, answers,
                                &failure);
  if (g_error_matches (failure, CW_ERROR, CW_ERROR_NOT_FOUND))
    say_gone (self, payload, &failure);
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return made;
}

static JsonObject *
cw_git_rebase_handler_perform (CwHandler    *handler,
                               CwEffect     *effect,
                               GCancellable *cancellable,
                               GError      **error)
{
  CwGitRebaseHandler *self = CW_GIT_REBASE_HANDLER (handler);
  g_autoptr (CwGitReplay) made = NULL;
  Payload payload;

  made = read_payload (&payload, effect, error) ? replay (self, &payload, cancellable, error) : NULL;
  if (made == NULL)
    return NULL;
  if (g_strcmp0 (made->tip, payload.tip) != 0)
    {
      cw_error_refuse (error, CW_ERROR_CONFLICT,
                       _ ("The commits are not those that were reviewed: %.7s instead of %.7s. Nothing was sent; plan "
                          "again"), made->tip != NULL ? made->tip : _ ("none"), payload.tip);
      return NULL;
    }
  if (!cw_git_service_push (self->service, payload.url, payload.branch, payload.tip, payload.expected, cancellable,
                            error))
    return NULL;
  return make_outcome (self, &payload);
}

static JsonObject *
cw_git_rebase_handler_amend (CwHandler    *handler,
                             CwEffect     *effect,
                             JsonObject   *outcome,
                             GCancellable *cancellable,
                             GError      **error)
{
  return cw_git_rebase_handler_perform (handler, effect, cancellable, error);
}

/* The files that this preparation changes on the branch. */
static gboolean
compare_files (CwGitRebaseHandler *self,
               const Payload      *payload,
               const char         *tip,
               CwFinding          *finding,
               GCancellable       *cancellable,
               GError            **error)
{
  guint n_files = payload->files != NULL ? json_array_get_length (payload->files) : 0;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) paths = NULL;
  g_autoptr (CwSnapshot) snapshot = NULL;

  for (guint i = 0; i < n_files; i++)
    g_strv_builder_add (builder,
                        cw_json_get_string (json_array_get_object_element (payload->files, i), "path", ""));
  paths = g_strv_builder_end (builder);
  snapshot = cw_git_service_snapshot (self->service, payload->url, tip, payload->repository,
                                      (const char *const *) paths, cancellable, error);
  if (snapshot == NULL)
    return FALSE;
  for (guint i = 0; i < n_files; i++)
    {
      JsonObject *file = json_array_get_object_element (payload->files, i);
      const char *ours = cw_json_get_string (file, "blob", ""), *theirs = cw_snapshot_get_blob (snapshot, paths[i]);

      if (g_str_equal (ours, theirs != NULL ? theirs : ""))
        continue;
      finding->answer = CW_FINDING_DIFFERENT;
      cw_finding_add_difference (finding, paths[i], ours, theirs);
    }
  return TRUE;
}

/* A later effect of ours on the same branch answers for its files itself. */
static gboolean
has_later_effect (CwGitRebaseHandler *self,
                  const Payload      *payload,
                  const char         *tip)
{
  g_autoptr (GPtrArray) commits = cw_git_service_log (self->service, payload->url, payload->tip, tip, 50, NULL);

  for (guint i = 0; commits != NULL && i < commits->len; i++)
    {
      g_autofree char *trailer = cw_git_commit_get_trailer (g_ptr_array_index (commits, i), CW_GIT_BRANCH_TRAILER);

      if (trailer != NULL)
        return TRUE;
    }
  return FALSE;
}

static CwFinding *
verify_gone (CwGitRebaseHandler *self,
             const Payload      *payload,
             JsonObject         *outcome,
             GError            **error)
{
  g_autofree char *base = cw_git_service_get_tip (self->service, payload->url, payload->base_name, NULL), *where = NULL;
  g_autoptr (CwFinding) finding = NULL;
  gboolean merged = FALSE;

  if (base != NULL && !cw_git_service_contains (self->service, payload->url, base, payload->tip, &merged, error))
    return NULL;
  where = merged ? g_strdup_printf (_ ("branch “%s” of %s, merged into %s"), payload->branch, payload->repository,
                                    payload->base_name)
                 : g_strdup_printf (_ ("branch “%s” of %s, which is gone"), payload->branch, payload->repository);
  finding = cw_finding_new (merged ? CW_FINDING_EQUAL : CW_FINDING_NOTHING, where);
  finding->ours = merged;
  if (merged)
    cw_finding_add_candidate (finding, json_object_ref (outcome));
  return g_steal_pointer (&finding);
}

static CwFinding *
cw_git_rebase_handler_verify (CwHandler    *handler,
                              CwEffect     *effect,
                              JsonObject   *outcome,
                              GCancellable *cancellable,
                              GError      **error)
{
  CwGitRebaseHandler *self = CW_GIT_REBASE_HANDLER (handler);
  g_autofree char *tip = NULL, *where = NULL;
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (GError) local = NULL;
  gboolean contained = FALSE;
  Payload payload;

  if (!read_payload (&payload, effect, error) || !fetch (self, &payload, cancellable, error))
    return NULL;
  tip = get_tip (self, &payload, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (tip == NULL)
    return verify_gone (self, &payload, outcome, error);
  if (!cw_git_service_contains (self->service, payload.url, tip, payload.tip, &contained, error))
    return NULL;
  where = contained ? g_strdup_printf (_ ("branch “%s” of %s"), payload.branch, payload.repository)
                    : g_strdup_printf (_ ("branch “%s” of %s, which was rewritten since"), payload.branch,
                                       payload.repository);
  finding = cw_finding_new (contained ? CW_FINDING_EQUAL : CW_FINDING_DIFFERENT, where);
  finding->ours = contained;
  cw_finding_add_candidate (finding, json_object_ref (outcome));
  if (!contained)
    cw_finding_add_difference (finding, payload.branch, payload.tip, tip);
  else if (!has_later_effect (self, &payload, tip)
           && !compare_files (self, &payload, tip, finding, cancellable, error))
    return NULL;
  return g_steal_pointer (&finding);
}

/* As for a branch: the push names the old id that it expects. */
static gboolean
cw_git_rebase_handler_is_guarded (CwHandler *handler,
                                  gboolean   first)
{
  return TRUE;
}

static void
cw_git_rebase_handler_iface_init (CwHandlerInterface *iface)
{
  iface->find = cw_git_rebase_handler_find;
  iface->perform = cw_git_rebase_handler_perform;
  iface->amend = cw_git_rebase_handler_amend;
  iface->verify = cw_git_rebase_handler_verify;
  iface->is_guarded = cw_git_rebase_handler_is_guarded;
}

static void
cw_git_rebase_handler_finalize (GObject *object)
{
  g_clear_object (&CW_GIT_REBASE_HANDLER (object)->service);

  G_OBJECT_CLASS (cw_git_rebase_handler_parent_class)->finalize (object);
}

static void
cw_git_rebase_handler_class_init (CwGitRebaseHandlerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_git_rebase_handler_finalize;
}

static void
cw_git_rebase_handler_init (CwGitRebaseHandler *self)
{
}

/**
 * cw_git_rebase_handler_new:
 * @service: the repositories
 *
 * Returns: (transfer full): a handler of git-rebase effects
 */
CwHandler *
cw_git_rebase_handler_new (CwGitService *service)
{
  CwGitRebaseHandler *self;

  g_return_val_if_fail (CW_IS_GIT_SERVICE (service), NULL);

  self = g_object_new (CW_TYPE_GIT_REBASE_HANDLER, NULL);
  self->service = g_object_ref (service);
  return CW_HANDLER (self);
}
