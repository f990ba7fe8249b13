/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-checkouts.h"
#include "cw-desk-deed.h"
#include "cw-desk.h"
#include "cw-doubt-watch.h"

G_BEGIN_DECLS

/* For the desk's own parts alone. */

struct _CwDesk
{
  GObject parent_instance;

  CwWorkbench *workbench;
  CwDrafts *drafts;
  CwCheckouts *checkouts;
  CwDoubtWatch *doubts;
  CwProcedure *procedure;
  char *data_dir;
  GDateTime *now;         /* (nullable): another "now" that a rehearsal begins with */
  GCancellable *cancellable;
  GCancellable *quiet;    /* (nullable): of a refresh that nobody asked for */
  gboolean check_failed;  /* the last of these, and not because it was cancelled */
  GPtrArray *sending;     /* effect ids on their way, that which goes out now first */
  GHashTable *troubles;   /* effect id, fact, or "" → why it went wrong */
  GHashTable *reviewed;   /* effect id → CwEffect as it was approved here */
  guint n_sent;
  guint n_to_send;
};

void         cw_desk_emit_changed  (CwDesk *self);
void         cw_desk_tell_trouble  (CwDesk     *self,
                                    const char *reason);
CwWorkbench *cw_desk_get_workbench (CwDesk *self);
void         cw_desk_stop_checking (CwDesk *self);
void         cw_desk_take_deed     (CwDesk *self,
                                    CwDeed *deed);
void         cw_desk_run_errand    (CwDesk              *self,
                                    CwWorkbenchDeed      deed,
                                    gpointer             errand,
                                    GDestroyNotify       errand_free,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gpointer     cw_desk_finish_errand (CwDesk        *self,
                                    GAsyncResult  *result,
                                    GError       **error);
void         cw_desk_remember_reviewed (CwDesk     *self,
                                        const char *effect_id,
                                        const char *hash);

G_END_DECLS
