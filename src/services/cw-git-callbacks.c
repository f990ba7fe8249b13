/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

/* What libgit2 asks while it talks to a server: over ssh who we are and whether to trust it, and always whether to go
   on. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-git-private.h"

/* The longest prefix that ends where a part of the address ends. */
const CwGitCredentials *
cw_git_transfer_find_credentials (CwGitTransfer *self)
{
  GPtrArray *known = cw_git_transfer_get_credentials (self);
  g_autofree char *url = cw_git_show_url (cw_git_transfer_get_url (self));
  const CwGitCredentials *found = NULL;

  for (guint i = 0; i < known->len; i++)
    {
      const CwGitCredentials *one = g_ptr_array_index (known, i);
      gsize length = strlen (one->prefix);

      if (!g_str_has_prefix (url, one->prefix) || length == 0)
        continue;
      if (one->prefix[length - 1] != '/' && url[length] != '/' && url[length] != '\0')
        continue;
      if (found == NULL || length > strlen (found->prefix))
        found = one;
    }
  return found;
}

static int
refuse_to_sign_in (CwGitTransfer *self,
                   const char    *why)
{
  g_autofree char *shown = cw_git_show_url (cw_git_transfer_get_url (self));

  cw_git_transfer_refuse (self, g_error_new (CW_ERROR, CW_ERROR_AUTH_REQUIRED, "%s: %s", shown, why));
  return GIT_EAUTH;
}

static int
give_token (CwGitTransfer   *self,
            git_credential **out)
{
  const CwGitCredentials *credentials = cw_git_transfer_find_credentials (self);

  if (credentials == NULL)
    return refuse_to_sign_in (self, _ ("the server asks who we are, and no token is known for it. Add one, or do it by "
                                       "hand"));
  return git_credential_userpass_plaintext_new (out, credentials->user, credentials->token);
}

static int
on_credentials (git_credential **out,
                const char      *url,
                const char      *user_in_url,
                unsigned int     allowed,
                void            *payload)
{
  CwGitTransfer *self = payload;
  const CwGitCredentials *credentials = cw_git_transfer_find_credentials (self);
  const char *user = user_in_url != NULL ? user_in_url : credentials != NULL ? credentials->user : "git";
  int rc = cw_git_transfer_note_life (self);

  if (rc != 0)
    return rc;
  if ((allowed & GIT_CREDENTIAL_USERNAME) != 0)
    return git_credential_username_new (out, user);
  /* libgit2 asks again when the answer was refused, and would go on for ever. */
  if (cw_git_transfer_count_question (self) > 1)
    return refuse_to_sign_in (self, (allowed & GIT_CREDENTIAL_SSH_KEY) != 0
                                      ? _ ("the server takes no key of the ssh agent. Add one with ssh-add, and check "
                                           "that the server knows it")
                                      : _ ("the server refuses the credentials. Check whether the token is right, and "
                                           "still valid"));
  if ((allowed & GIT_CREDENTIAL_SSH_KEY) != 0)
    return git_credential_ssh_key_from_agent (out, user);
  if ((allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT) != 0)
    return give_token (self, out);
  return refuse_to_sign_in (self, _ ("the server asks to sign in in a way that is not known here. Do it by hand"));
}

/* Never kinder than libgit2's own verdict; only ssh comes here. */
static int
on_certificate (git_cert   *certificate,
                int         valid,
                const char *host,
                void       *payload)
{
  CwGitTransfer *self = payload;
  int rc = cw_git_transfer_note_life (self);

  if (rc != 0)
    return rc;
  if (valid)
    return 0;
  cw_git_transfer_refuse (self, cw_git_ssh_explain_host_key (cw_git_transfer_get_url (self), host,
                                                             (const git_cert_hostkey *) certificate));
  return GIT_ECERTIFICATE;
}

static int
on_progress (const git_indexer_progress *stats,
             void                       *payload)
{
  return cw_git_transfer_note_progress (payload, stats->received_objects, stats->total_objects, stats->received_bytes);
}

static int
on_sideband (const char *text,
             int         length,
             void       *payload)
{
  cw_git_transfer_note_words (payload, text, (gsize) length);
  return cw_git_transfer_note_life (payload);
}

static int
on_packing (int      stage,
            uint32_t current,
            uint32_t total,
            void    *payload)
{
  return cw_git_transfer_note_life (payload);
}

static int
on_upload (unsigned int current,
           unsigned int total,
           size_t       bytes,
           void        *payload)
{
  return cw_git_transfer_note_life (payload);
}

/* A server for one transfer, known to no configuration. No `insteadOf` is looked up: that would send us elsewhere, and
   libgit2 1.5 leaks 40 kB each time it looks. */
int
cw_git_create_remote (git_repository *repository,
                      const char     *url,
                      git_remote    **remote)
{
  git_remote_create_options options = GIT_REMOTE_CREATE_OPTIONS_INIT;

  options.repository = repository;
  options.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC;
  return git_remote_create_with_opts (remote, url, &options);
}

/* For one connection; whoever adds callbacks of their own gets the transfer as their payload. */
void
cw_git_transfer_init_callbacks (CwGitTransfer        *self,
                                git_remote_callbacks *callbacks)
{
  git_remote_init_callbacks (callbacks, GIT_REMOTE_CALLBACKS_VERSION);
  callbacks->credentials = on_credentials;
  callbacks->certificate_check = on_certificate;
  callbacks->transfer_progress = on_progress;
  callbacks->sideband_progress = on_sideband;
  callbacks->pack_progress = on_packing;
  callbacks->push_transfer_progress = on_upload;
  if (cw_git_url_is_web (cw_git_transfer_get_url (self)))
    callbacks->transport = cw_git_web_new;
  callbacks->payload = self;
  cw_git_transfer_forget_questions (self);
}
