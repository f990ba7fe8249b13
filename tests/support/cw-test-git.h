/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cw-git-service.h"

G_BEGIN_DECLS

#define CW_TEST_GIT_USER  "manager"
#define CW_TEST_GIT_TOKEN "right-token"

/**
 * CwTestGitMood:
 * @CW_TEST_GIT_SERVE: git's own backend answers
 * @CW_TEST_GIT_DROP: the backend does its work, then the connection is cut without an answer
 * @CW_TEST_GIT_HANG: nothing is done and nothing is answered
 * @CW_TEST_GIT_BUSY: nothing is done, 503 is answered
 * @CW_TEST_GIT_CUT: the backend does its work, and the connection is cut in the middle of its answer
 * @CW_TEST_GIT_STALL: the same, but the connection stays and is silent
 *
 * What becomes of one request.
 */
typedef enum {
  CW_TEST_GIT_SERVE,
  CW_TEST_GIT_DROP,
  CW_TEST_GIT_HANG,
  CW_TEST_GIT_BUSY,
  CW_TEST_GIT_CUT,
  CW_TEST_GIT_STALL,
} CwTestGitMood;

/* Asked at each request, in the server's thread, before anything is done. */
typedef CwTestGitMood (*CwTestGitHook) (const char *method,
                                        const char *path,
                                        gpointer    data);

/* Asked before that, in the server's thread, whoever asks; TRUE when it has answered in the server's place. */
typedef gboolean (*CwTestGitScript) (SoupServerMessage *message,
                                     const char        *path,
                                     gpointer           data);

/**
 * CwTestGit:
 *
 * Bare repositories in a folder of their own, served over smart HTTP by git's http-backend to whoever has the token.
 * Unlike the rehearsal, it lets a test step in between the two requests of one push.
 */
typedef struct _CwTestGit CwTestGit;

CwTestGit    *cw_test_git_new        (void);
CwTestGit    *cw_test_git_new_secure (GTlsCertificate *certificate);
void          cw_test_git_free       (CwTestGit       *self);
void          cw_test_git_set_hook   (CwTestGit       *self,
                                      CwTestGitHook    hook,
                                      gpointer         data);
void          cw_test_git_set_script (CwTestGit       *self,
                                      CwTestGitScript  script,
                                      gpointer         data);
char         *cw_test_git_add        (CwTestGit       *self,
                                      const char      *name);
char         *cw_test_git_get_url    (CwTestGit       *self,
                                      const char      *name);
guint         cw_test_git_get_port   (CwTestGit       *self);
void          cw_test_git_close      (CwTestGit       *self);
CwGitService *cw_test_git_service    (const char      *cache);
char         *cw_test_git_run        (const char      *folder,
                                      const char      *input,
                                      const char      *command,
                                      ...) G_GNUC_NULL_TERMINATED;
char         *cw_test_git_commit     (const char      *folder,
                                      const char      *branch,
                                      const char      *parent,
                                      const char      *author,
                                      const char      *message,
                                      ...) G_GNUC_NULL_TERMINATED;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwTestGit, cw_test_git_free)

G_END_DECLS
