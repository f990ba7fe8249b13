/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git"

/*
 * Git's smart protocol over our own HTTP: libgit2 speaks it, we carry. The server's list of references is a read like
 * any other, whole and bounded; what follows is one question, sent whole, whose answer is handed on as it comes. No
 * redirect is followed: what was reviewed names an address, and a commit must not land at another.
 *
 * All of it runs in a transfer's thread, which outlives every connection that it makes.
 */

#include "config.h"

#include <git2/sys/transport.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-git-private.h"

/* Far more than any change to configuration files. */
#define MAX_QUESTION (64 * 1024 * 1024)
#define MAX_WORDS    4096

/* GitHub takes addresses without .git for repositories only from programs that call themselves git. */
#define USER_AGENT "git/2.0 (Cyclewright/" CW_VERSION ")"

typedef struct {
  git_smart_subtransport parent;  /* libgit2's view of it */
  CwGitTransfer *transfer;        /* (unowned) */
} Web;

/* What is asked of which address; a step without a type of its question is a plain read. */
typedef struct {
  const char *path;
  const char *question_type;
  const char *answer_type;
} Step;

typedef struct {
  git_smart_subtransport_stream parent;
  CwGitTransfer *transfer;  /* (unowned) */
  const Step *step;
  gboolean sends;           /* what can't be undone */
  gboolean asked;
  gboolean heard;           /* whether anything of the answer was handed on */
  GByteArray *question;     /* (owned) */
  GInputStream *answer;     /* (owned) (nullable): once it was asked */
} Conversation;

static const Step steps[] = {
  [GIT_SERVICE_UPLOADPACK_LS] = { "info/refs?service=git-upload-pack", NULL,
                                  "application/x-git-upload-pack-advertisement" },
  [GIT_SERVICE_UPLOADPACK] = { "git-upload-pack", "application/x-git-upload-pack-request",
                               "application/x-git-upload-pack-result" },
  [GIT_SERVICE_RECEIVEPACK_LS] = { "info/refs?service=git-receive-pack", NULL,
                                   "application/x-git-receive-pack-advertisement" },
  [GIT_SERVICE_RECEIVEPACK] = { "git-receive-pack", "application/x-git-receive-pack-request",
                                "application/x-git-receive-pack-result" },
};

/**
 * cw_git_url_is_web:
 * @url: where a repository is
 *
 * Returns: whether it is reached over HTTP
 */
gboolean
cw_git_url_is_web (const char *url)
{
  return g_str_has_prefix (url, "https://") || g_str_has_prefix (url, "http://");
}

/* Only the transfer's callers read the error itself; libgit2 wants one too. */
static int
fail (Conversation *self,
      GError       *error)
{
  git_error_set_str (GIT_ERROR_NET, error->message);
  cw_git_transfer_refuse (self->transfer, error);
  return GIT_ERROR;
}

/* A token leaves this machine only under TLS. */
static char *
make_authorization (CwGitTransfer *transfer,
                    const char    *url)
{
  const CwGitCredentials *credentials = cw_git_transfer_find_credentials (transfer);
  g_autoptr (CwAccount) account = NULL;

  if (credentials == NULL)
    return NULL;
  account = cw_account_new (url, credentials->user, credentials->token, NULL);
  return account != NULL ? cw_account_make_authorization (account) : NULL;
}

/* What a refusal says, from a stream that may say much more. */
static void
read_words (Conversation *self,
            CwHttpReply  *reply)
{
  char *words = g_malloc (MAX_WORDS);
  gsize size = 0;

  if (!g_input_stream_read_all (self->answer, words, MAX_WORDS, &size, cw_git_transfer_get_stop (self->transfer), NULL))
    size = 0;
  g_bytes_unref (reply->body);
  reply->body = g_bytes_new_take (words, size);
}

/* A packet begins with its length in four hexadecimal digits; below four are marks without content. */
static gboolean
is_packet (const char *text,
           gsize       size,
           gsize      *length)
{
  char digits[5] = "";

  if (size < 4)
    return FALSE;
  for (guint i = 0; i < 4; i++)
    if (!g_ascii_isxdigit (text[i]))
      return FALSE;
  memcpy (digits, text, 4);
  *length = MAX (g_ascii_strtoull (digits, NULL, 16), 4);
  return TRUE;
}

/* Whether the list of references, which is whole, is packets from its beginning to its end. */
static gboolean
is_list (GBytes *body)
{
  gsize size, length;
  const char *text = g_bytes_get_data (body, &size);
  gsize at = 0;

  while (at < size && is_packet (text + at, size - at, &length) && length <= size - at)
    at += length;
  return size > 0 && at == size;
}

static gboolean
check (Conversation        *self,
       CwHttpReply         *reply,
       const CwHttpRequest *request,
       GError             **error)
{
  const char *type = cw_http_reply_get_header (reply, "Content-Type");

  if (reply->status != SOUP_STATUS_OK)
    {
      if (g_bytes_get_size (reply->body) == 0)
        read_words (self, reply);
      cw_git_web_set_refusal (self->transfer, reply, request, error);
      return FALSE;
    }
  if (type == NULL || !g_str_has_prefix (type, self->step->answer_type))
    {
      cw_git_web_set_foreign (self->transfer, reply, error);
      return FALSE;
    }
  if (self->step->question_type == NULL && !is_list (reply->body))
    {
      cw_git_web_set_garbled (self->transfer, reply->body, error);
      return FALSE;
    }
  return TRUE;
}

static CwHttpReply *
send (Conversation        *self,
      const CwHttpRequest *request,
      GError             **error)
{
  CwHttp *http = cw_git_transfer_get_http (self->transfer);
  GCancellable *stop = cw_git_transfer_get_stop (self->transfer);
  CwHttpReply *reply = NULL;
  g_autoptr (GError) local = NULL;

  if (request->body == NULL)
    {
      reply = cw_http_send (http, request, stop, error);
      if (reply != NULL)
        self->answer = g_memory_input_stream_new_from_bytes (reply->body);
      return reply;
    }
  self->answer = cw_http_open (http, request, &reply, stop, &local);
  if (self->answer == NULL)
    {
      if (self->sends && !g_error_matches (local, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME))
        cw_git_transfer_note_unsent (self->transfer);
      g_propagate_error (error, g_steal_pointer (&local));
    }
  return reply;
}

/* Asks what was written so far, as far as the begin of an answer that can be handed on. */
static gboolean
ask (Conversation *self,
     GError      **error)
{
  static const char *const headers[] = { "User-Agent", USER_AGENT, NULL };
  g_autofree char *address = cw_git_show_url (cw_git_transfer_get_url (self->transfer));
  g_autofree char *url = g_strconcat (address, g_str_has_suffix (address, "/") ? "" : "/", self->step->path, NULL);
  g_autofree char *authorization = make_authorization (self->transfer, address);
  g_autofree char *name = cw_git_get_name (address);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (CwHttpReply) reply = NULL;
  CwHttpRequest request = {
    .service = name, .url = url, .authorization = authorization, .headers = headers,
    .content_type = self->step->question_type, .policy = self->sends ? CW_HTTP_ONCE : CW_HTTP_READ, .stays = TRUE,
  };

  self->asked = TRUE;
  if (self->step->question_type != NULL)
    body = g_byte_array_free_to_bytes (g_steal_pointer (&self->question));
  request.body = body;
  request.method = body != NULL ? "POST" : "GET";
  reply = send (self, &request, error);
  if (reply != NULL && check (self, reply, &request, error))
    return TRUE;
  g_clear_object (&self->answer);
  return FALSE;
}

static void
set_broken_off (Conversation *self,
                const GError *cause,
                GError      **error)
{
  g_autofree char *shown = cw_git_show_url (cw_git_transfer_get_url (self->transfer));

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CANCELLED, _ ("Cancelled"));
  else if (self->sends)
    g_set_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME, _ ("The answer of %s broke off: %s"), shown,
                 cause->message);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_TIMED_OUT, _ ("The answer of %s broke off: %s. Try again."), shown,
                 cause->message);
}

/* What libgit2 makes of anything else than packets would be told as a broken connection. Of a push nobody knows then
 * what came of it, which its caller says. */
static gboolean
check_beginning (Conversation *self,
                 const char   *text,
                 gsize         size,
                 GError      **error)
{
  gboolean first = !self->heard;
  g_autoptr (GBytes) beginning = NULL;
  gsize length;

  self->heard = TRUE;
  if (!first || self->sends || size < 4 || is_packet (text, size, &length))
    return TRUE;
  beginning = g_bytes_new (text, size);
  cw_git_web_set_garbled (self->transfer, beginning, error);
  return FALSE;
}

static int
conversation_read (git_smart_subtransport_stream *stream,
                   char                          *buffer,
                   size_t                         size,
                   size_t                        *count)
{
  Conversation *self = (Conversation *) stream;
  g_autoptr (GError) cause = NULL;
  GError *error = NULL;
  gssize read;

  if (!self->asked && !ask (self, &error))
    return fail (self, error);
  if (self->answer == NULL)
    return GIT_ERROR;
  read = g_input_stream_read (self->answer, buffer, size, cw_git_transfer_get_stop (self->transfer), &cause);
  if (read < 0)
    {
      set_broken_off (self, cause, &error);
      return fail (self, error);
    }
  if (!check_beginning (self, buffer, (gsize) read, &error))
    return fail (self, error);
  *count = (size_t) read;
  return cw_git_transfer_note_life (self->transfer);
}

static int
conversation_write (git_smart_subtransport_stream *stream,
                    const char                    *buffer,
                    size_t                         size)
{
  Conversation *self = (Conversation *) stream;

  if (self->asked || size > MAX_QUESTION - self->question->len)
    return fail (self, g_error_new (CW_ERROR, CW_ERROR_VALIDATION,
                                    _ ("The commits to be sent are larger than %d MiB. Push them with git"),
                                    MAX_QUESTION / (1024 * 1024)));
  g_byte_array_append (self->question, (const guint8 *) buffer, (guint) size);
  return cw_git_transfer_note_life (self->transfer);
}

static void
conversation_free (git_smart_subtransport_stream *stream)
{
  Conversation *self = (Conversation *) stream;

  g_clear_object (&self->answer);
  g_clear_pointer (&self->question, g_byte_array_unref);
  g_free (self);
}

static int
web_action (git_smart_subtransport_stream **out,
            git_smart_subtransport         *subtransport,
            const char                     *url,
            git_smart_service_t             service)
{
  Conversation *self = g_new0 (Conversation, 1);

  self->parent.subtransport = subtransport;
  self->parent.read = conversation_read;
  self->parent.write = conversation_write;
  self->parent.free = conversation_free;
  self->transfer = ((Web *) subtransport)->transfer;
  self->step = &steps[service];
  self->sends = service == GIT_SERVICE_RECEIVEPACK;
  self->question = g_byte_array_new ();
  *out = &self->parent;
  return 0;
}

/* Each conversation is a request of its own: there is nothing to hang up. */
static int
web_close (git_smart_subtransport *subtransport)
{
  return 0;
}

static void
web_free (git_smart_subtransport *subtransport)
{
  g_free (subtransport);
}

static int
web_make (git_smart_subtransport **out,
          git_transport           *owner,
          void                    *transfer)
{
  Web *self = g_new0 (Web, 1);

  self->parent.action = web_action;
  self->parent.close = web_close;
  self->parent.free = web_free;
  self->transfer = transfer;
  *out = &self->parent;
  return 0;
}

/**
 * cw_git_web_new:
 * @out: (out): the transport
 * @remote: whose it is
 * @transfer: a #CwGitTransfer
 *
 * For `git_remote_callbacks`: git over our HTTP.
 */
int
cw_git_web_new (git_transport **out,
                git_remote     *remote,
                void           *transfer)
{
  git_smart_subtransport_definition definition = { web_make, TRUE, transfer };

  return git_transport_smart (out, remote, &definition);
}
