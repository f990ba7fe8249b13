/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-drafts.h"

G_BEGIN_DECLS

/**
 * CwDesk:
 *
 * What the window's widgets work with: a workbench, the deeds they ask of it, and what became of them in words. Belongs
 * to the main thread. The signal `changed` says that the view, the things being sent or the troubles are others now;
 * `busy` and `progress` are properties.
 */
#define CW_TYPE_DESK (cw_desk_get_type ())
G_DECLARE_FINAL_TYPE (CwDesk, cw_desk, CW, DESK, GObject)

CwDesk      *cw_desk_new             (const CwSessionConfig *config,
                                      CwProcedure           *procedure);

CwProcedure *cw_desk_get_procedure   (CwDesk      *self);
CwView      *cw_desk_get_view        (CwDesk      *self);
GDateTime   *cw_desk_dup_now         (CwDesk      *self);
CwDrafts    *cw_desk_get_drafts      (CwDesk      *self);
const char  *cw_desk_get_data_dir    (CwDesk      *self);
const char  *cw_desk_get_address     (CwDesk      *self);
gboolean     cw_desk_is_rehearsal    (CwDesk      *self);
gboolean     cw_desk_is_reading      (CwDesk      *self);
gboolean     cw_desk_is_owned        (CwDesk      *self);
gboolean     cw_desk_is_busy         (CwDesk      *self);
const char  *cw_desk_get_progress    (CwDesk      *self);
const char  *cw_desk_get_trouble     (CwDesk      *self,
                                      const char  *about);
void         cw_desk_forget_trouble  (CwDesk      *self,
                                      const char  *about);
CwEffect    *cw_desk_get_reviewed    (CwDesk      *self,
                                      const char  *effect_id);
gboolean     cw_desk_is_sending      (CwDesk      *self,
                                      const char  *effect_id);
gboolean     cw_desk_is_queued       (CwDesk      *self,
                                      const char  *effect_id);
void         cw_desk_count_sending   (CwDesk      *self,
                                      guint       *n_done,
                                      guint       *n_all);

void         cw_desk_create          (CwDesk      *self,
                                      GHashTable  *facts);
void         cw_desk_open            (CwDesk      *self,
                                      const char  *id);
void         cw_desk_take_over       (CwDesk      *self);
void         cw_desk_refresh         (CwDesk      *self);
gboolean     cw_desk_refresh_quietly (CwDesk      *self);
gboolean     cw_desk_is_checking     (CwDesk      *self);
gboolean     cw_desk_failed_to_check (CwDesk      *self);
void         cw_desk_cancel          (CwDesk      *self);

void         cw_desk_set             (CwDesk      *self,
                                      const char  *fact,
                                      JsonNode    *value);
void         cw_desk_set_text        (CwDesk      *self,
                                      const char  *fact,
                                      const char  *text);
void         cw_desk_set_flag        (CwDesk      *self,
                                      const char  *fact,
                                      gboolean     value);
void         cw_desk_set_all         (CwDesk      *self,
                                      JsonObject  *facts);
void         cw_desk_unset           (CwDesk      *self,
                                      const char  *fact);
void         cw_desk_start_round     (CwDesk      *self,
                                      const char  *site,
                                      const char  *repository);
void         cw_desk_go_back         (CwDesk      *self,
                                      const char  *site);
void         cw_desk_stay            (CwDesk      *self,
                                      const char  *site);
void         cw_desk_rebase          (CwDesk      *self,
                                      const char  *site);
void         cw_desk_unrebase        (CwDesk      *self,
                                      const char  *site);
void         cw_desk_note            (CwDesk      *self,
                                      const char  *text);
void         cw_desk_give_up         (CwDesk      *self,
                                      const char  *reason);
void         cw_desk_take_up         (CwDesk      *self);

void         cw_desk_approve         (CwDesk      *self,
                                      const char  *effect_id,
                                      const char  *hash,
                                      const char  *text,
                                      gboolean     send);
void         cw_desk_run             (CwDesk      *self,
                                      const char  *effect_id);
void         cw_desk_withdraw        (CwDesk      *self,
                                      const char  *effect_id);
void         cw_desk_restore         (CwDesk      *self,
                                      const char  *effect_id);
void         cw_desk_retract         (CwDesk      *self,
                                      const char  *effect_id);
void         cw_desk_send_again      (CwDesk      *self,
                                      const char  *effect_id);
void         cw_desk_adopt           (CwDesk      *self,
                                      const char  *effect_id,
                                      guint        candidate);
void         cw_desk_by_hand         (CwDesk      *self,
                                      const char  *effect_id,
                                      const char  *key,
                                      const char  *url,
                                      const char  *word);
void         cw_desk_leave_out       (CwDesk      *self,
                                      const char  *effect_id,
                                      const char  *reason);

G_END_DECLS
