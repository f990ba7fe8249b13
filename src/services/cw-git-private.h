/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <git2.h>

#include "cw-git-service.h"
#include "cw-http.h"

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_blob, git_blob_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_commit, git_commit_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_config, git_config_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_diff, git_diff_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_object, git_object_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_odb, git_odb_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_odb_object, git_odb_object_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_reference, git_reference_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_reference_iterator, git_reference_iterator_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_remote, git_remote_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_repository, git_repository_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_revwalk, git_revwalk_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_signature, git_signature_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_tree, git_tree_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_tree_entry, git_tree_entry_free)

#define CW_GIT_TRACKING "refs/remotes/origin/"
#define CW_GIT_TICKETS  "tickets/"

/* cw-git-error.c */
void            cw_git_init              (void);
void            cw_git_set_error         (GError      **error,
                                          int           rc,
                                          const char   *format,
                                          ...) G_GNUC_PRINTF (3, 4);
gboolean        cw_git_error_is_damage   (int           rc);
char           *cw_git_show_url          (const char   *url);
char           *cw_git_get_name          (const char   *url);
char           *cw_git_quote_words       (const char   *text);
void            cw_git_format_id         (const git_oid *oid,
                                          char          text[GIT_OID_HEXSZ + 1]);

/* cw-git-cache.c */
typedef struct _CwGitLock CwGitLock;

char           *cw_git_cache_get_path    (const char   *folder,
                                          const char   *url);
git_repository *cw_git_cache_open        (const char   *path,
                                          const char   *url,
                                          gboolean      create,
                                          GError      **error);
gboolean        cw_git_cache_put_aside   (const char   *path,
                                          GError      **error);
CwGitLock      *cw_git_cache_lock        (const char   *path,
                                          GError      **error);
void            cw_git_cache_sweep_locks (const char   *path);
void            cw_git_lock_free         (CwGitLock    *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwGitLock, cw_git_lock_free)

/* cw-git-onto.c: what a later form of a change goes on top of */
typedef struct {
  git_commit *top;     /* (unowned): what stands there now */
  const char *own;     /* our last commit there, as far as that is known */
  const char *base;    /* where the branch began */
  const char *trailer; /* the name of the trailer of our commits */
  char *value;         /* its value in those of this change */
  gboolean earlier;    /* whether the change was planned on what was there before our commits */
  GHashTable *wanted;  /* the paths of the change's files */
  CwGitMergedFunc check; /* (nullable): asked about each file that is put together */
} CwGitOnto;

git_tree       *cw_git_onto_make_tree          (const CwGitOnto      *self,
                                                git_repository       *repository,
                                                git_tree             *parent,
                                                git_tree             *wanted,
                                                GError              **error);

/* cw-git-lines.c */
GBytes         *cw_git_lines_merge             (GBytes               *base,
                                                GBytes               *ours,
                                                GBytes               *theirs);

/* cw-git-transfer.c */
typedef struct _CwGitTransfer CwGitTransfer;

/* Runs in the transfer's own thread. */
typedef gboolean (*CwGitTransferFunc) (CwGitTransfer *transfer,
                                       gpointer       data,
                                       GError       **error);

/* Who may be told which token; immutable once a transfer knows it. */
typedef struct {
  char *prefix;
  char *user;
  char *token;
} CwGitCredentials;

gboolean        cw_git_transfer_run            (CwGitService         *service,
                                                const char           *url,
                                                CwGitTransferFunc     func,
                                                gpointer              data,
                                                GDestroyNotify        data_free,
                                                CwGitProgressFunc     progress,
                                                gpointer              progress_data,
                                                GCancellable         *cancellable,
                                                GError              **error);
gboolean        cw_git_transfer_enter          (CwGitTransfer        *self,
                                                GError              **error);
void            cw_git_transfer_leave          (CwGitTransfer        *self);
void            cw_git_transfer_refuse         (CwGitTransfer        *self,
                                                GError               *reason);
gpointer        cw_git_transfer_get_data       (CwGitTransfer        *self);
gboolean        cw_git_transfer_is_sent        (CwGitTransfer        *self);
gboolean        cw_git_transfer_begin_sending  (CwGitTransfer        *self);
void            cw_git_transfer_note_unsent    (CwGitTransfer        *self);
void            cw_git_transfer_set_error      (CwGitTransfer        *self,
                                                GError              **error,
                                                int                   rc,
                                                const char           *what);

int             cw_git_transfer_note_life        (CwGitTransfer     *self);
int             cw_git_transfer_note_progress    (CwGitTransfer     *self,
                                                  guint              received,
                                                  guint              total,
                                                  guint64            bytes);
guint           cw_git_transfer_count_question   (CwGitTransfer     *self);
void            cw_git_transfer_forget_questions (CwGitTransfer     *self);
const char     *cw_git_transfer_get_url          (CwGitTransfer     *self);
GPtrArray      *cw_git_transfer_get_credentials  (CwGitTransfer     *self);
void            cw_git_transfer_note_words       (CwGitTransfer     *self,
                                                  const char        *text,
                                                  gsize              size);
const char     *cw_git_transfer_get_words        (CwGitTransfer     *self);
CwHttp         *cw_git_transfer_get_http         (CwGitTransfer     *self);
GCancellable   *cw_git_transfer_get_stop         (CwGitTransfer     *self);

/* cw-git-callbacks.c */
int             cw_git_create_remote           (git_repository       *repository,
                                                const char           *url,
                                                git_remote          **remote);
void            cw_git_transfer_init_callbacks (CwGitTransfer        *self,
                                                git_remote_callbacks *callbacks);
const CwGitCredentials *
                cw_git_transfer_find_credentials (CwGitTransfer      *self);

/* cw-git-web.c */
gboolean        cw_git_url_is_web              (const char           *url);
int             cw_git_web_new                 (git_transport       **out,
                                                git_remote           *remote,
                                                void                 *transfer);

/* cw-git-web-error.c */
void            cw_git_web_set_refusal         (CwGitTransfer        *transfer,
                                                const CwHttpReply    *reply,
                                                const CwHttpRequest  *request,
                                                GError              **error);
void            cw_git_web_set_foreign         (CwGitTransfer        *transfer,
                                                const CwHttpReply    *reply,
                                                GError              **error);
void            cw_git_web_set_garbled         (CwGitTransfer        *transfer,
                                                GBytes               *body,
                                                GError              **error);

/* cw-git-ssh.c */
GError         *cw_git_ssh_explain_host_key    (const char             *url,
                                                const char             *host,
                                                const git_cert_hostkey *key);
gboolean        cw_git_ssh_set_error           (const char             *shown,
                                                GError                **error);

/* cw-git-push-error.c */
void            cw_git_push_set_refused        (const char           *url,
                                                const char           *branch,
                                                const char           *status,
                                                const char           *words,
                                                GError              **error);

/* cw-git-read.c */
git_repository *cw_git_open_folder             (const char           *path,
                                                GError              **error);
gboolean        cw_git_resolve                 (git_repository       *repository,
                                                const char           *revision,
                                                git_commit          **commit,
                                                GError              **error);

/* cw-git-history.c */
CwGitCommit    *cw_git_describe_commit         (git_commit           *commit);

/* cw-git-service.c */
const char     *cw_git_service_get_cache_folder (CwGitService *self);
CwHttp         *cw_git_service_get_http         (CwGitService *self);
GPtrArray      *cw_git_service_ref_credentials  (CwGitService *self);
guint           cw_git_service_get_timeout      (CwGitService *self);
char           *cw_git_service_locate           (CwGitService *self,
                                                 const char   *url);
git_repository *cw_git_service_open             (CwGitService *self,
                                                 const char   *url,
                                                 GError      **error);
void            cw_git_service_take_error       (CwGitService *self,
                                                 const char   *url,
                                                 GError      **error,
                                                 GError       *reason);

G_END_DECLS
