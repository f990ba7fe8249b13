/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cw-accounts.h"
#include "cw-http.h"
#include "cw-snapshot.h"

G_BEGIN_DECLS

/**
 * CwGitBranch:
 * @name: without `refs/heads/`
 * @tip: id of its newest commit
 * @ahead: commits that the default branch lacks
 * @date: committer time of @tip, seconds of the epoch
 * @subject: first line of @tip's message
 * @author: who wrote @tip
 * @finished: the default branch has all of it
 *
 * A branch on which a change could be based.
 */
typedef struct {
  char    *name;
  char    *tip;
  guint    ahead;
  gint64   date;
  char    *subject;
  char    *author;
  gboolean finished;
} CwGitBranch;

void cw_git_branch_free (CwGitBranch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwGitBranch, cw_git_branch_free)

/**
 * CwGitCommit:
 * @id: 40 hex digits
 * @tree: id of its tree
 * @parents: ids of the commits that it follows, the one that it was made on first
 * @author: who wrote it
 * @email: the author's address
 * @date: committer time, seconds of the epoch
 * @subject: first line of the message
 * @message: the whole message
 *
 * What is known of one commit.
 */
typedef struct {
  char  *id;
  char  *tree;
  GStrv  parents;
  char  *author;
  char  *email;
  gint64 date;
  char  *subject;
  char  *message;
} CwGitCommit;

void  cw_git_commit_free        (CwGitCommit       *self);
char *cw_git_commit_get_trailer (const CwGitCommit *self,
                                 const char        *key);

/**
 * CW_GIT_TREE_TRAILER:
 *
 * Name of the trailer by which a commit says with what files it was made: whoever makes it anew on other files keeps
 * its message.
 */
#define CW_GIT_TREE_TRAILER "Cyclewright-Tree"

gboolean cw_git_commit_is_as_made (const CwGitCommit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwGitCommit, cw_git_commit_free)

gboolean cw_git_texts_conflict (GBytes *from,
                                GBytes *one,
                                GBytes *other);

/**
 * CwGitChange:
 *
 * The content of one commit to be made: files of a reviewed payload on a named parent.
 */
typedef struct _CwGitChange CwGitChange;

/**
 * CwGitMergedFunc:
 * @path: path of a file
 * @ours: the file as it was reviewed
 * @merged: that with other people's lines
 * @error: where to store why not
 *
 * Returns: whether @merged may be committed
 */
typedef gboolean (*CwGitMergedFunc) (const char  *path,
                                     GBytes      *ours,
                                     GBytes      *merged,
                                     GError     **error);

CwGitChange *cw_git_change_new        (const char  *parent,
                                       const char  *author,
                                       const char  *email,
                                       const char  *message,
                                       gint64       date);
void         cw_git_change_add_file   (CwGitChange *self,
                                       const char  *path,
                                       guint        mode,
                                       const char  *old_blob,
                                       const char  *new_blob,
                                       GBytes      *bytes);
void         cw_git_change_put_onto   (CwGitChange       *self,
                                       const char        *top,
                                       const char        *own,
                                       const char        *base,
                                       const char        *trailer,
                                       gboolean           earlier,
                                       CwGitMergedFunc    check);
void         cw_git_change_free       (CwGitChange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwGitChange, cw_git_change_free)

/**
 * CwGitEntry:
 * @path: path in the repository
 * @mode: git's mode: 0100644 and 0100755 are files, 0040000 is a folder, 0120000 a symbolic link, 0160000 a submodule
 *
 * What stands at a path of a commit's tree.
 */
typedef struct {
  char *path;
  guint mode;
} CwGitEntry;

void cw_git_entry_free (CwGitEntry *self);

#define CW_GIT_MODE_FOLDER     0040000
#define CW_GIT_MODE_FILE       0100644
#define CW_GIT_MODE_EXECUTABLE 0100755
#define CW_GIT_MODE_LINK       0120000
#define CW_GIT_MODE_SUBMODULE  0160000

/**
 * CwGitProgressFunc:
 * @received: objects received so far
 * @total: objects to be received
 * @bytes: bytes received so far
 * @data: the caller's
 *
 * Called in the thread that waits for the fetch, a few times a second at most.
 */
typedef void (*CwGitProgressFunc) (guint    received,
                                   guint    total,
                                   guint64  bytes,
                                   gpointer data);

/**
 * CwGitService:
 *
 * Repositories without work trees: a bare cache for each URL, read by commit, and pushed from. All functions block and
 * may be called from any thread, also several at once. A call that waits for a silent server comes back when it is
 * cancelled, or after the timeout; over ssh, the thread that hangs in libgit2 is left behind and changes nothing any
 * more.
 *
 * HTTP goes through #CwHttp like everything else: certificates, proxies, waits and limits are the same. The person's
 * own git configuration is not read (except by cw_git_default_author()); host keys that libgit2 does not accept are
 * refused.
 */
#define CW_TYPE_GIT_SERVICE (cw_git_service_get_type ())
G_DECLARE_FINAL_TYPE (CwGitService, cw_git_service, CW, GIT_SERVICE, GObject)

CwGitService *cw_git_service_new             (const char         *cache_folder,
                                              CwHttp             *http);
void          cw_git_service_add_credentials (CwGitService       *self,
                                              const char         *url_prefix,
                                              const char         *user,
                                              const char         *token);
void          cw_git_service_set_root        (CwGitService       *self,
                                              const char         *root);
void          cw_git_service_take_account    (CwGitService       *self,
                                              const CwAccount    *account);
void          cw_git_service_set_timeout     (CwGitService       *self,
                                              guint               seconds);
char         *cw_git_service_make_web_url    (CwGitService       *self,
                                              const char         *url,
                                              const char         *branch);

/* From and to the server. */
gboolean      cw_git_service_fetch           (CwGitService       *self,
                                              const char         *url,
                                              const char         *branch,
                                              CwGitProgressFunc   progress,
                                              gpointer            progress_data,
                                              GCancellable       *cancellable,
                                              GError            **error);
gboolean      cw_git_service_fetch_branches  (CwGitService       *self,
                                              const char         *url,
                                              const char *const  *branches,
                                              GCancellable       *cancellable,
                                              GError            **error);
gboolean      cw_git_service_find_branch_at  (CwGitService       *self,
                                              const char         *url,
                                              const char         *default_branch,
                                              const char         *commit,
                                              char              **branch,
                                              GError            **error);
char         *cw_git_service_fetch_pull      (CwGitService       *self,
                                              const char         *url,
                                              guint               number,
                                              const char         *branch,
                                              GCancellable       *cancellable,
                                              GError            **error);
gboolean      cw_git_service_push            (CwGitService       *self,
                                              const char         *url,
                                              const char         *branch,
                                              const char         *commit,
                                              const char         *expected,
                                              GCancellable       *cancellable,
                                              GError            **error);
gboolean      cw_git_service_try             (CwGitService       *self,
                                              const char         *url,
                                              GCancellable       *cancellable,
                                              GError            **error);

/* From what was fetched. */
char         *cw_git_service_get_tip         (CwGitService       *self,
                                              const char         *url,
                                              const char         *branch,
                                              GError            **error);
GPtrArray    *cw_git_service_list_branches   (CwGitService       *self,
                                              const char         *url,
                                              const char         *default_branch,
                                              const char *const  *globs,
                                              GCancellable       *cancellable,
                                              GError            **error);
GPtrArray    *cw_git_service_log             (CwGitService       *self,
                                              const char         *url,
                                              const char         *since,
                                              const char         *revision,
                                              guint               limit,
                                              GError            **error);
gboolean      cw_git_service_contains        (CwGitService       *self,
                                              const char         *url,
                                              const char         *revision,
                                              const char         *commit,
                                              gboolean           *contains,
                                              GError            **error);
char         *cw_git_service_find_parting    (CwGitService       *self,
                                              const char         *url,
                                              const char         *one,
                                              const char         *other);
GStrv         cw_git_service_list_changed    (CwGitService       *self,
                                              const char         *url,
                                              const char         *from,
                                              const char         *to);
CwSnapshot   *cw_git_service_snapshot        (CwGitService       *self,
                                              const char         *url,
                                              const char         *revision,
                                              const char         *repository_id,
                                              const char *const  *globs,
                                              GCancellable       *cancellable,
                                              GError            **error);
GBytes       *cw_git_service_read_blob       (CwGitService       *self,
                                              const char         *url,
                                              const char         *blob,
                                              GError            **error);
GPtrArray    *cw_git_service_list            (CwGitService       *self,
                                              const char         *url,
                                              const char         *revision,
                                              GCancellable       *cancellable,
                                              GError            **error);
CwGitCommit  *cw_git_service_commit          (CwGitService       *self,
                                              const char         *url,
                                              const CwGitChange  *change,
                                              GError            **error);

/* From any git directory of this machine. */
CwSnapshot   *cw_git_read_snapshot           (const char         *path,
                                              const char         *revision,
                                              const char         *repository_id,
                                              const char *const  *globs,
                                              GCancellable       *cancellable,
                                              GError            **error);
GPtrArray    *cw_git_read_log                (const char         *path,
                                              const char         *since,
                                              const char         *revision,
                                              guint               limit,
                                              GError            **error);
char         *cw_git_read_parting            (const char         *path,
                                              const char         *one,
                                              const char         *other);
GStrv         cw_git_read_changed            (const char         *path,
                                              const char         *from,
                                              const char         *to);
gboolean      cw_git_default_author          (char              **name,
                                              char              **email);

G_END_DECLS
