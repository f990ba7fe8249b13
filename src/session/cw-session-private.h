/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-fix.h"
#include "cw-rehearsal-process.h"
#include "cw-runner.h"
#include "cw-session.h"

G_BEGIN_DECLS

struct _CwSession
{
  GObject parent_instance;

  char *id;
  char *data_dir;               /* the person's */
  gboolean rehearsal;
  gboolean reading;
  gint64 checked;               /* when all was last compared with what is outside, seconds since 1970; 0 for never */
  char *summary;                /* (nullable): as it was kept last */
  CwClock *clock;
  CwProcedure *procedure;
  CwRehearsalProcess *process;  /* (nullable): a rehearsal's services */
  CwRunner *runner;
  CwWorld *world;
  CwView *view;
  GHashTable *fix_keys;         /* site → what its fixes elsewhere were last looked for in, in words */
  GHashTable *fix_bases;        /* site → the commits in which that was tried last, in words */
};

gboolean cw_session_update (CwSession     *self,
                            GCancellable  *cancellable,
                            GError       **error);
gboolean cw_session_check_starts (CwSession   *self,
                                  CwProcedure *procedure,
                                  GHashTable  *facts,
                                  GError     **error);
gboolean cw_session_look_at_people (CwSession     *self,
                                    GCancellable  *cancellable,
                                    GError       **error);
gboolean cw_session_look_for_fixes (CwSession     *self,
                                    GHashTable    *seen,
                                    GCancellable  *cancellable,
                                    GError       **error);
gboolean cw_session_fixes_are_due (CwSession *self);
gboolean cw_session_ask_fixes (CwSession     *self,
                               GCancellable  *cancellable,
                               GError       **error);
gboolean cw_session_carry_component (CwSession     *self,
                                     const char    *site,
                                     GPtrArray     *steps,
                                     JsonArray     *record,
                                     GCancellable  *cancellable,
                                     GError       **error);
gboolean cw_session_answer_fix (CwSession   *self,
                                const char  *key,
                                JsonNode    *value,
                                GError     **error);
gboolean cw_session_take_fix (CwSession   *self,
                              const char  *site,
                              const char  *id,
                              GPtrArray   *offers,
                              GError     **error);
gboolean cw_session_is_fix_lost (CwSession  *self,
                                 const char *site,
                                 const char *id);
void     cw_session_suppose_fix (CwSession  *self,
                                 const char *id,
                                 gboolean    held,
                                 GPtrArray  *snapshots);
gboolean cw_session_made_file (CwSession  *self,
                               const char *id);
gboolean cw_session_took_in_file (CwSession  *self,
                                  const char *id,
                                  const char *repository,
                                  const char *path);
gboolean cw_session_is_whole_fix (CwSession  *self,
                                  JsonObject *fix);
GPtrArray *cw_session_list_upon (CwSession  *self,
                                 const char *site,
                                 const char *id);
gboolean cw_session_forget_upon (CwSession   *self,
                                 const char  *site,
                                 const char  *id,
                                 GPtrArray   *upon,
                                 GError     **error);
JsonArray *cw_session_get_taken (CwSession  *self,
                                 const char *id);
gboolean cw_session_drop_fix (CwSession   *self,
                              const char  *id,
                              GError     **error);
gboolean cw_session_unask_fix (CwSession   *self,
                               const char  *site,
                               const char  *id,
                               GError     **error);
JsonObject *cw_session_find_fix (CwSession  *self,
                                 const char *site,
                                 const char *id);
const char *cw_session_get_fix_answer (CwSession  *self,
                                       JsonObject *fix);
gboolean cw_session_add_later_fixes (CwSession     *self,
                                     const char    *site,
                                     GPtrArray     *whole,
                                     GPtrArray     *snapshots,
                                     GPtrArray     *offers,
                                     GCancellable  *cancellable,
                                     GError       **error);
gboolean cw_session_take_in_fix (CwSession     *self,
                                 const char    *site,
                                 const char    *other,
                                 const char    *seen,
                                 CwFix         *fix,
                                 GPtrArray     *offers,
                                 GCancellable  *cancellable,
                                 GError       **error);
GPtrArray *cw_session_list_held (CwSession  *self,
                                 const char *site);
gboolean cw_session_mark_withdrawn (CwSession     *self,
                                    const char    *site,
                                    GPtrArray     *fixes,
                                    GCancellable  *cancellable,
                                    GError       **error);
GPtrArray *cw_session_list_taken (CwSession  *self,
                                  const char *site);
gboolean cw_session_has_taken (CwSession  *self,
                               const char *id);
gboolean cw_session_forget_fix (CwSession   *self,
                                const char  *site,
                                const char  *id,
                                GError     **error);
gboolean cw_session_is_fix_lost_in (CwSession  *self,
                                    const char *site,
                                    const char *id,
                                    const char *repository,
                                    const char *path);
gboolean cw_session_forget_past_fixes (CwSession   *self,
                                       const char  *site,
                                       GError     **error);
gboolean cw_session_note_lost_fixes (CwSession  *self,
                                     gboolean   *changed,
                                     GError    **error);
gboolean cw_session_give_fix_back (CwSession   *self,
                                   const char  *site,
                                   const char  *id,
                                   GError     **error);
CwDeployment *cw_session_make_deployment (CwSession *self);
gboolean cw_session_check_round (CwSession   *self,
                                 const char  *key,
                                 JsonNode    *value,
                                 GError     **error);
GPtrArray    *cw_session_list_effects    (CwSession *self);
gboolean cw_session_compare       (CwSession     *self,
                                   const char    *effect_id,
                                   GCancellable  *cancellable,
                                   GError       **error);
gboolean cw_session_look_at_named (CwSession     *self,
                                   const char    *effect_id,
                                   GCancellable  *cancellable,
                                   GError       **error);

GPtrArray *cw_session_read_planned      (CwSession           *self,
                                         const char          *site,
                                         const char          *other,
                                         GCancellable        *cancellable,
                                         GError             **error);

G_END_DECLS
