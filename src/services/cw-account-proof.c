/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-account-proof"

/*
 * Trying an account: who one is with it, and what it lacks for a procedure's work. Everything here only reads; what
 * can't be seen without writing shows when it is written.
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-account-proof.h"
#include "cw-confluence-service.h"
#include "cw-error.h"
#include "cw-git-service.h"
#include "cw-jira-service.h"
#include "cw-json.h"
#include "cw-phalanx-service.h"
#include "cw-registry-service.h"
#include "cw-slack-service.h"

/* A trial: what it is made with, and what it has found so far. */
typedef struct {
  const CwAccount *account;
  CwProcedure     *procedure; /* (nullable) */
  CwHttp          *http;
  GCancellable    *cancellable;
  CwAccountProof  *proof;
} Trial;

typedef gboolean (*Prove) (Trial   *trial,
                           GError **error);

static void
add_missing (Trial      *trial,
             const char *format,
             ...) G_GNUC_PRINTF (2, 3);

static void
add_missing (Trial      *trial,
             const char *format,
             ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (trial->proof->missing, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

/* A refusal of one thing is something missing; refused credentials, trouble of the service or of the network end the
 * trial. */
static gboolean
take_refusal (Trial      *trial,
              GError     *refusal,
              const char *what,
              GError    **error)
{
  if (refusal->domain == CW_ERROR
      && (refusal->code == CW_ERROR_NOT_FOUND || refusal->code == CW_ERROR_FORBIDDEN
          || refusal->code == CW_ERROR_VALIDATION))
    {
      /* Why it is forbidden (a scope, single sign-on) only the service knows. */
      if (refusal->code == CW_ERROR_FORBIDDEN && strstr (what, refusal->message) == NULL)
        add_missing (trial, "%s (%s)", what, refusal->message);
      else
        add_missing (trial, "%s", what);
      g_error_free (refusal);
      return TRUE;
    }
  g_propagate_error (error, refusal);
  return FALSE;
}

/* Whether the service says who signs in: at a wrong address something else may answer. */
static gboolean
names_somebody (Trial      *trial,
                JsonObject *myself,
                const char *member,
                const char *service,
                GError    **error)
{
  if (*cw_json_get_string (myself, member, "") != '\0')
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA,
               _ ("%s answers at %s without saying who signs in: check that address"), service, trial->account->url);
  return FALSE;
}

static char *
join_person (const char *name,
             const char *login)
{
  if (name == NULL || *name == '\0')
    return g_strdup (login != NULL ? login : _ ("an account without a name"));
  return login != NULL && *login != '\0' ? g_strdup_printf ("%s (%s)", name, login) : g_strdup (name);
}

/* Texts in the order in which they came, each once. */
static void
add_once (GPtrArray  *list,
          const char *text)
{
  if (text != NULL && *text != '\0' && !g_ptr_array_find_with_equal_func (list, text, g_str_equal, NULL))
    g_ptr_array_add (list, (gpointer) text);
}

static gboolean
has_type (GPtrArray  *types,
          const char *name)
{
  for (guint i = 0; i < types->len; i++)
    if (g_ascii_strcasecmp (cw_json_get_string (g_ptr_array_index (types, i), "name", ""), name) == 0)
      return TRUE;
  return FALSE;
}

/* The project of one kind of ticket: whether such a ticket may be created there. */
static gboolean
prove_ticket (Trial                  *trial,
              CwJiraService          *jira,
              const CwTicketTemplate *ticket,
              GHashTable             *projects,
              GError                **error)
{
  const char *project = cw_json_get_string (cw_json_get_object (ticket->fields, "project"), "key", NULL);
  const char *type = cw_json_get_string (cw_json_get_object (ticket->fields, "issuetype"), "name", "");
  g_autofree char *pair = g_strdup_printf ("%s %s", project, type);
  g_autoptr (GPtrArray) types = NULL;
  GError *refusal = NULL;

  if (project == NULL || !g_hash_table_add (projects, g_steal_pointer (&pair)))
    return TRUE;
  types = cw_jira_service_list_create_types (jira, project, trial->cancellable, &refusal);
  if (types == NULL)
    {
      g_autofree char *what = g_strdup_printf (_ ("Jira’s project %s can’t be seen: ask its keepers to let you in"),
                                               project);

      return take_refusal (trial, refusal, what, error);
    }
  if (types->len == 0)
    add_missing (trial, _ ("In Jira’s project %s you may not create tickets: ask its keepers"), project);
  else if (*type != '\0' && !has_type (types, type))
    add_missing (trial, _ ("Jira’s project %s has no issue type “%s” that you may create"), project, type);
  return TRUE;
}

static gboolean
prove_jira (Trial   *trial,
            GError **error)
{
  g_autoptr (CwJiraService) jira = cw_jira_service_new (trial->http, trial->account);
  g_autoptr (JsonObject) myself = cw_jira_service_get_myself (jira, trial->cancellable, error);
  g_autoptr (GHashTable) projects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *tickets = trial->procedure != NULL ? cw_procedure_get_tickets (trial->procedure) : NULL;

  if (myself == NULL || !names_somebody (trial, myself, "accountId", "Jira", error))
    return FALSE;
  trial->proof->who = join_person (cw_json_get_string (myself, "displayName", NULL), trial->account->user);
  for (guint i = 0; tickets != NULL && i < tickets->len; i++)
    if (!prove_ticket (trial, jira, g_ptr_array_index (tickets, i), projects, error))
      return FALSE;
  return TRUE;
}

static gboolean
prove_confluence (Trial   *trial,
                  GError **error)
{
  g_autoptr (CwConfluenceService) confluence = cw_confluence_service_new (trial->http, trial->account);
  g_autoptr (JsonObject) myself = cw_confluence_service_get_myself (confluence, trial->cancellable, error);
  const CwWikiTemplate *wiki = trial->procedure != NULL ? cw_procedure_get_wiki (trial->procedure) : NULL;
  g_autofree char *id = NULL;
  gboolean may = FALSE;
  GError *refusal = NULL;

  if (myself == NULL || !names_somebody (trial, myself, "accountId", "Confluence", error))
    return FALSE;
  trial->proof->who = join_person (cw_json_get_string (myself, "displayName", NULL), trial->account->user);
  if (wiki == NULL)
    return TRUE;
  id = cw_confluence_service_find_space (confluence, wiki->space, trial->cancellable, &refusal);
  if (id == NULL || !cw_confluence_service_may_create (confluence, id, &may, trial->cancellable, &refusal))
    {
      g_autofree char *what = g_strdup_printf (_ ("Confluence’s space %s can’t be seen: ask its keepers to let you in"),
                                               wiki->space);

      return take_refusal (trial, refusal, what, error);
    }
  if (!may)
    add_missing (trial, _ ("In Confluence’s space %s you may not create pages: ask its keepers"), wiki->space);
  return TRUE;
}

static gboolean
has_scope (const char *scopes,
           const char *wanted)
{
  g_auto (GStrv) list = g_strsplit (scopes, ",", -1);

  for (guint i = 0; list[i] != NULL; i++)
    if (strcmp (g_strstrip (list[i]), wanted) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
prove_repository (Trial            *trial,
                  CwPhalanxService *github,
                  const char       *name,
                  GError          **error)
{
  gboolean may = FALSE;
  GError *refusal = NULL;

  if (!cw_phalanx_service_may_push (github, name, &may, trial->cancellable, &refusal))
    {
      g_autofree char *what = g_strdup_printf (_ ("GitHub’s repository %s can’t be seen: ask for access, or let the "
                                                  "token have it"), name);

      return take_refusal (trial, refusal, what, error);
    }
  if (!may)
    add_missing (trial, _ ("In GitHub’s repository %s you may not push: ask for write access"), name);
  return TRUE;
}

static gboolean
prove_github (Trial   *trial,
              GError **error)
{
  g_autoptr (CwPhalanxService) github = cw_phalanx_service_new (trial->http, trial->account);
  g_autofree char *scopes = NULL;
  g_autoptr (JsonObject) myself = cw_phalanx_service_get_myself (github, &scopes, trial->cancellable, error);
  GPtrArray *repositories = trial->procedure != NULL ? cw_procedure_get_repositories (trial->procedure) : NULL;

  if (myself == NULL || !names_somebody (trial, myself, "login", "GitHub", error))
    return FALSE;
  trial->proof->who = join_person (cw_json_get_string (myself, "name", NULL),
                                   cw_json_get_string (myself, "login", NULL));
  if (scopes != NULL && *scopes != '\0' && !has_scope (scopes, "repo") && !has_scope (scopes, "public_repo"))
    add_missing (trial, _ ("The token has not the scope “repo” (it has: %s)"), scopes);
  for (guint i = 0; repositories != NULL && i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);

      if (repository->pull != NULL && !prove_repository (trial, github, repository->name, error))
        return FALSE;
    }
  return TRUE;
}

/* All channels that a procedure writes to. */
static GPtrArray *
list_channels (CwProcedure *procedure)
{
  GPtrArray *channels = g_ptr_array_new ();
  GPtrArray *sites = cw_procedure_get_sites (procedure);
  const CwWikiTemplate *wiki = cw_procedure_get_wiki (procedure);
  const CwNotice *notice = cw_procedure_get_notice (procedure);

  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);

      add_once (channels, site->channel);
      for (guint j = 0; site->principals != NULL && j < site->principals->len; j++)
        add_once (channels, ((const CwPrincipal *) g_ptr_array_index (site->principals, j))->channel);
    }
  add_once (channels, wiki != NULL ? wiki->announce_channel : NULL);
  add_once (channels, notice != NULL ? notice->channel : NULL);
  return channels;
}

static gboolean
prove_channel (Trial          *trial,
               CwSlackService *slack,
               const char     *name,
               gboolean        may_see_private,
               GError        **error)
{
  const char *bare = *name == '#' ? name + 1 : name;
  g_autofree char *id = NULL;
  gboolean member = FALSE;
  GError *refusal = NULL;

  id = cw_slack_service_find_channel (slack, name, trial->cancellable, &refusal);
  /* In a large workspace all channels take minutes to list; those that the account is in are known before. */
  if (g_error_matches (refusal, CW_ERROR, CW_ERROR_RATE_LIMITED) && cw_slack_service_knows_own_channels (slack))
    {
      add_missing (trial, _ ("The account is not in the channel #%s: invite it there"), bare);
      g_error_free (refusal);
      return TRUE;
    }
  if (id == NULL || !cw_slack_service_is_member (slack, id, &member, trial->cancellable, &refusal))
    {
      g_autofree char *what = g_strdup_printf (
        may_see_private ? _ ("The channel #%s can’t be seen: invite the account there")
                        : _ ("The channel #%s can’t be seen: invite the account there; if it is private, the token "
                             "needs the scopes “groups:read” and “groups:history” too"), bare);

      return take_refusal (trial, refusal, what, error);
    }
  if (!member)
    add_missing (trial, _ ("The account is not in the channel #%s: invite it there"), bare);
  return TRUE;
}

static gboolean
prove_slack (Trial   *trial,
             GError **error)
{
  static const char *const wanted[] = { "chat:write", "channels:read", "channels:history" };
  g_autoptr (CwSlackService) slack = cw_slack_service_new (trial->http, trial->account);
  g_autofree char *scopes = NULL;
  g_autoptr (JsonObject) myself = cw_slack_service_test_auth (slack, &scopes, trial->cancellable, error);
  g_autoptr (GPtrArray) channels = NULL;
  gboolean bot;

  if (myself == NULL || !names_somebody (trial, myself, "user_id", "Slack", error))
    return FALSE;
  bot = cw_json_get_string (myself, "bot_id", NULL) != NULL;
  trial->proof->who = g_strdup_printf (bot ? _ ("the bot %s in %s") : _ ("%s in %s"),
                                       cw_json_get_string (myself, "user", "?"),
                                       cw_json_get_string (myself, "team", "?"));
  for (guint i = 0; scopes != NULL && i < G_N_ELEMENTS (wanted); i++)
    if (!has_scope (scopes, wanted[i]))
      add_missing (trial, _ ("The token has not the scope “%s”: add it to Slack’s app and install that again"),
                   wanted[i]);
  if (trial->procedure == NULL || (scopes != NULL && !has_scope (scopes, "channels:read")))
    return TRUE;
  channels = list_channels (trial->procedure);
  for (guint i = 0; i < channels->len; i++)
    if (!prove_channel (trial, slack, g_ptr_array_index (channels, i),
                        scopes == NULL || (has_scope (scopes, "groups:read") && has_scope (scopes, "groups:history")),
                        error))
      return FALSE;
  return TRUE;
}

static gboolean
prove_registry (Trial   *trial,
                GError **error)
{
  g_autoptr (CwRegistryService) registry = cw_registry_service_new (trial->http, trial->account);
  const CwRegistry *known = trial->procedure != NULL ? cw_procedure_get_registry (trial->procedure) : NULL;
  const char *image = known != NULL ? known->notebook_image : NULL;
  g_auto (GStrv) tags = NULL;
  gboolean signed_in = FALSE;
  GError *refusal = NULL;

  if (!cw_registry_service_check (registry, &signed_in, trial->cancellable, error))
    return FALSE;
  if (signed_in)
    trial->proof->who = join_person (NULL, trial->account->user);
  else if (trial->account->secret == NULL)
    trial->proof->who = g_strdup (_ ("nobody: the registry is read without an account"));
  else
    trial->proof->who = g_strdup (_ ("nobody: the registry is open to all and did not look at the account"));
  if (image == NULL)
    return TRUE;
  tags = cw_registry_service_list_tags (registry, image, trial->cancellable, &refusal);
  if (tags == NULL)
    {
      g_autofree char *what = g_strdup_printf (_ ("The image %s can’t be seen in the registry"), image);

      return take_refusal (trial, refusal, what, error);
    }
  return TRUE;
}

static gboolean
prove_git (Trial   *trial,
           GError **error)
{
  g_autofree char *nowhere = g_build_filename (g_get_user_cache_dir (), "cyclewright", NULL);
  g_autoptr (CwGitService) git = cw_git_service_new (nowhere, trial->http);
  GPtrArray *repositories = trial->procedure != NULL ? cw_procedure_get_repositories (trial->procedure) : NULL;
  gboolean ssh = g_str_has_prefix (trial->account->url, "ssh://");
  gboolean in = !ssh || repositories == NULL || repositories->len == 0;
  g_autoptr (GError) first = NULL;

  cw_git_service_take_account (git, trial->account);
  for (guint i = 0; repositories != NULL && i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);
      GError *refusal = NULL;

      if (cw_git_service_try (git, repository->url, trial->cancellable, &refusal))
        in = TRUE;
      else
        {
          g_autofree char *what = g_strdup_printf (_ ("To %s you may not push: %s"), repository->name,
                                                   refusal->message);

          if (first == NULL)
            first = g_error_copy (refusal);
          if (!take_refusal (trial, refusal, what, error))
            return FALSE;
        }
    }
  /* Over ssh a refusal doesn't say whether somebody signed in: where nothing was let in, nobody did. */
  if (!in)
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return FALSE;
    }
  trial->proof->who = join_person (NULL, trial->account->user != NULL ? trial->account->user
                                                                      : _ ("the key of the ssh agent"));
  return TRUE;
}

/**
 * cw_account_proof_make:
 * @kind: for what the account is
 * @account: an account
 * @procedure: (nullable): the work it is for
 * @http: what sends
 * @cancellable: (nullable): gives up
 * @error: where to store why one can't sign in, or why it is not known
 *
 * Tries an account; nothing is written anywhere.
 *
 * Returns: (transfer full): what it showed, or %NULL with @error set
 */
CwAccountProof *
cw_account_proof_make (CwAccountKind    kind,
                       const CwAccount *account,
                       CwProcedure     *procedure,
                       CwHttp          *http,
                       GCancellable    *cancellable,
                       GError         **error)
{
  static const Prove proves[CW_N_ACCOUNTS] = {
    [CW_ACCOUNT_JIRA] = prove_jira,   [CW_ACCOUNT_CONFLUENCE] = prove_confluence,
    [CW_ACCOUNT_GITHUB] = prove_github, [CW_ACCOUNT_SLACK] = prove_slack,
    [CW_ACCOUNT_REGISTRY] = prove_registry, [CW_ACCOUNT_GIT] = prove_git,
  };
  g_autoptr (CwAccountProof) proof = NULL;
  Trial trial = { account, procedure, http, cancellable, NULL };

  g_return_val_if_fail (kind < CW_N_ACCOUNTS && account != NULL && CW_IS_HTTP (http), NULL);

  proof = g_new0 (CwAccountProof, 1);
  proof->missing = g_ptr_array_new_with_free_func (g_free);
  trial.proof = proof;
  return proves[kind](&trial, error) ? g_steal_pointer (&proof) : NULL;
}

/**
 * cw_account_proof_free:
 * @self: what a trial showed
 */
void
cw_account_proof_free (CwAccountProof *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->who);
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  g_free (self);
}
