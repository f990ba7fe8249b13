/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-accounts.h"
#include "cw-view.h"
#include "cw-world.h"

G_BEGIN_DECLS

/**
 * CwSessionConfig:
 * @data_dir: the person's data folder
 * @rehearsal: whether everything goes to the rehearsal's services
 * @now: (nullable): another "now", ISO 8601; in a rehearsal only
 * @procedure: (nullable): name or file of the procedure a new preparation is made with
 * @accounts: (nullable): the real services' accounts that were given in the environment; those of the keyring are
 *   added; not used in a rehearsal
 * @actor: who decides: stands beside each event of the journal
 * @script: (nullable): the announcements' script; %NULL to look for it on PATH
 * @reading: whether it only reads along while another program may own the preparation: nothing is sent, looked up or
 *   written, and a rehearsal's services aren't started
 * @progress: (nullable): told what is being done
 * @progress_data: for @progress
 */
typedef struct {
  const char       *data_dir;
  gboolean          rehearsal;
  const char       *now;
  const char       *procedure;
  const CwAccounts *accounts;
  const char       *actor;
  const char       *script;
  gboolean          reading;
  CwWorldProgress   progress;
  gpointer          progress_data;
} CwSessionConfig;

/**
 * CwSession:
 *
 * One preparation at work: takes snapshots and observations, folds the journal, calls the stages, runs the engine.
 * Blocking; all its functions are called in one worker, which owns it. What it shows is its view, which anybody may
 * read.
 */
#define CW_TYPE_SESSION (cw_session_get_type ())
G_DECLARE_FINAL_TYPE (CwSession, cw_session, CW, SESSION, GObject)

CwSession  *cw_session_create      (const CwSessionConfig *config,
                                    GHashTable            *facts,
                                    GCancellable          *cancellable,
                                    GError               **error);
CwSession  *cw_session_open        (const CwSessionConfig *config,
                                    const char            *id,
                                    GCancellable          *cancellable,
                                    GError               **error);

const char *cw_session_get_id      (CwSession     *self);
CwView     *cw_session_get_view    (CwSession     *self);
const char *cw_session_get_address (CwSession     *self);
char       *cw_session_digest      (CwSession     *self);

gboolean    cw_session_refresh     (CwSession     *self,
                                    gboolean       verify,
                                    GCancellable  *cancellable,
                                    GError       **error);

gboolean    cw_session_refresh_quietly (CwSession     *self,
                                    GCancellable  *cancellable,
                                    GError       **error);

gboolean    cw_session_set         (CwSession     *self,
                                    const char    *key,
                                    JsonNode      *value,
                                    GError       **error);
gboolean    cw_session_set_all     (CwSession     *self,
                                    JsonObject    *facts,
                                    GError       **error);
gboolean    cw_session_start_round (CwSession     *self,
                                    const char    *site,
                                    const char    *repository,
                                    GCancellable  *cancellable,
                                    GError       **error);
gboolean    cw_session_note        (CwSession     *self,
                                    const char    *effect_id,
                                    const char    *text,
                                    GError       **error);
gboolean    cw_session_set_draft   (CwSession     *self,
                                    const char    *key,
                                    const char    *text,
                                    GError       **error);
GHashTable *cw_session_read_drafts (CwSession     *self,
                                    GError       **error);
gboolean    cw_session_give_up     (CwSession     *self,
                                    const char    *reason,
                                    GError       **error);
gboolean    cw_session_take_up     (CwSession     *self,
                                    GError       **error);

gboolean    cw_session_approve     (CwSession     *self,
                                    const char    *effect_id,
                                    const char    *hash,
                                    GError       **error);
gboolean    cw_session_withdraw    (CwSession     *self,
                                    const char    *effect_id,
                                    GError       **error);
gboolean    cw_session_by_hand     (CwSession     *self,
                                    const char    *effect_id,
                                    const char    *key,
                                    const char    *url,
                                    const char    *word,
                                    GError       **error);
gboolean    cw_session_leave_out   (CwSession     *self,
                                    const char    *effect_id,
                                    const char    *reason,
                                    GError       **error);
gboolean    cw_session_restore     (CwSession     *self,
                                    const char    *effect_id,
                                    GError       **error);
gboolean    cw_session_adopt       (CwSession     *self,
                                    const char    *effect_id,
                                    guint          candidate,
                                    GCancellable  *cancellable,
                                    GError       **error);
gboolean    cw_session_send_again  (CwSession     *self,
                                    const char    *effect_id,
                                    GError       **error);
gboolean    cw_session_run         (CwSession     *self,
                                    const char    *effect_id,
                                    GCancellable  *cancellable,
                                    GError       **error);
gboolean    cw_session_retract     (CwSession     *self,
                                    const char    *effect_id,
                                    GCancellable  *cancellable,
                                    GError       **error);

G_END_DECLS
