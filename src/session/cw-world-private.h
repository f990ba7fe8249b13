/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-git-service.h"
#include "cw-http.h"
#include "cw-jira-service.h"
#include "cw-plan.h"
#include "cw-registry-service.h"
#include "cw-validate.h"
#include "cw-world.h"

G_BEGIN_DECLS

struct _CwWorld
{
  GObject parent_instance;

  CwProcedure *procedure;
  CwClock *clock;
  CwHttp *http;
  CwGitService *git;
  CwRegistryService *registry;
  CwJiraService *jira;
  GHashTable *handlers;    /* kind → CwHandler */
  GHashTable *snapshots;   /* "repository@commit" → CwSnapshot */
  GHashTable *learned;     /* "from/to/repository@commit" → GPtrArray of CwReplacement: what @to says instead */
  GHashTable *branches;    /* "site/repository" → GPtrArray of CwGitBranch, until the next fetch */
  GHashTable *merged;      /* "repository@commit marker" → what our commits there stand on, "" for none */
  GHashTable *currents;    /* "site/repository@commit" → CwCycle: what it is configured for */
  GHashTable *plans;       /* site → CwPlan, with the inputs it was made of in @plan_keys */
  GHashTable *plan_keys;   /* site → text */
  GHashTable *validations; /* "site/repository/validator/tree" → JsonNode: its report on these files */
  GHashTable *digests;     /* "image:revision" → text: what the registry has for good */
  GHashTable *trouble;     /* repository id → text: why the last fetch failed */
  char *script;            /* (nullable): where the announcements' script is, else it is looked for on PATH */
  CwWorldProgress progress;
  gpointer progress_data;
};

/**
 * CwWorldBase:
 * @name: the branch that a change is planned on
 * @commit: that branch's commit
 * @tip: the commit of the branch that will be pushed; empty where there is none yet
 * @finished: whether @commit has all of @tip: the branch was merged, and goes on from @commit
 * @there: (nullable): the branch that will be pushed, where somebody did so already: what is there is compared with the
 *   change, not added to
 * @merged: whether that one was merged into @name, and @commit is what it stood on
 */
typedef struct {
  char    *name;
  char    *commit;
  char    *tip;
  gboolean finished;
  char    *there;
  gboolean merged;
} CwWorldBase;

void        cw_world_base_clear     (CwWorldBase        *base);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwWorldBase, cw_world_base_clear)

gboolean    cw_world_take_sent      (CwEffectRecord     *record,
                                     CwWorldBase        *base);
gboolean    cw_world_find_base      (CwWorld            *self,
                                     CwDeployment       *deployment,
                                     CwHistory          *history,
                                     const CwRepository *repository,
                                     const char         *site,
                                     GHashTable         *observations,
                                     CwWorldBase        *base,
                                     GCancellable       *cancellable,
                                     GError            **error);
void        cw_world_note_moves     (CwWorld            *self,
                                     CwEffectRecord     *record,
                                     const CwRepository *repository,
                                     const char         *site,
                                     const char         *name,
                                     const CwWorldBase  *base,
                                     GHashTable         *observations);
GStrv       cw_world_list_joined    (CwWorld            *self,
                                     const CwRepository *repository,
                                     const char         *site,
                                     const char         *from,
                                     const char         *to);
void        cw_world_add_place      (JsonArray          *places,
                                     const char         *path,
                                     guint               line,
                                     const char         *value);
JsonNode   *cw_world_list_staying   (CwWorld            *self,
                                     const CwRepository *repository,
                                     const char         *site,
                                     const char         *from,
                                     const char         *to,
                                     const CwChangeSet  *changes,
                                     const CwCycle      *target);
gboolean    cw_world_is_new_line    (CwSnapshot         *before,
                                     CwSnapshot         *after,
                                     const char         *path,
                                     guint               line);
JsonNode   *cw_world_list_left      (CwWorld            *self,
                                     CwDeployment       *deployment,
                                     CwHistory          *history,
                                     const CwRepository *repository,
                                     const char         *site,
                                     const char         *branch,
                                     const char         *tip);
JsonNode   *cw_world_describe_move  (CwWorld            *self,
                                     const CwRepository *repository,
                                     const char         *site,
                                     const CwChangeSet  *before,
                                     const CwChangeSet  *after,
                                     JsonArray          *pushed);
void        cw_world_note_behind    (CwWorld            *self,
                                     const CwRepository *repository,
                                     const char         *site,
                                     GStrv               paths,
                                     const char         *base_name,
                                     const char         *tip,
                                     const char         *from,
                                     const char         *to,
                                     GHashTable         *observations);
const CwGitBranch *
            cw_world_find_footing   (CwWorld            *self,
                                     const CwRepository *repository,
                                     GPtrArray          *branches,
                                     const CwGitBranch  *own,
                                     char              **commit);
const char *cw_world_find_merged    (CwWorld            *self,
                                     const CwRepository *repository,
                                     const char         *marker);
gboolean    cw_world_is_whole       (CwWorld            *self,
                                     CwDeployment       *deployment,
                                     CwHistory          *history,
                                     const CwRepository *repository,
                                     const char         *site,
                                     const char         *commit,
                                     GCancellable       *cancellable);
CwSnapshot *cw_world_get_snapshot   (CwWorld            *self,
                                     const CwRepository *repository,
                                     const char         *commit,
                                     GCancellable       *cancellable,
                                     GError            **error);
CwSnapshot *cw_world_compare        (CwWorld            *self,
                                     const CwRepository *repository,
                                     CwSnapshot         *snapshot,
                                     GCancellable       *cancellable);
GPtrArray  *cw_world_learn          (CwWorld            *self,
                                     const CwRepository *repository,
                                     const char         *commit,
                                     const char         *from,
                                     const char         *to,
                                     GCancellable       *cancellable,
                                     GError            **error);
CwPlan     *cw_world_plan_snapshots (CwWorld            *self,
                                     CwDeployment       *deployment,
                                     const char         *site,
                                     GPtrArray          *snapshots,
                                     GHashTable         *answers,
                                     GPtrArray          *edits,
                                     GError            **error);

gboolean    cw_world_has_sent       (CwWorld            *self,
                                     const CwRepository *repository,
                                     const char         *commit,
                                     CwEffectRecord     *record,
                                     gboolean           *has,
                                     GError            **error);
char       *cw_world_choose_back_base (CwWorld            *self,
                                       const CwRepository *repository,
                                       CwEffectRecord     *record,
                                       const char         *base,
                                       GError            **error);
GHashTable *cw_world_list_answers   (CwHistory          *history);
GHashTable *cw_world_new_observations (void);
gboolean    cw_world_add_scripts    (CwWorld            *self,
                                     CwDeployment       *deployment,
                                     GHashTable         *observations,
                                     GCancellable       *cancellable,
                                     GError            **error);
gboolean    cw_world_add_images     (CwWorld            *self,
                                     GHashTable         *plans,
                                     GHashTable         *observations,
                                     GCancellable       *cancellable,
                                     GError            **error);
JsonObject *cw_world_ask_images     (CwWorld            *self,
                                     CwPlan             *plan,
                                     GCancellable       *cancellable,
                                     GError            **error);
gboolean    cw_world_add_validations (CwWorld           *self,
                                     GHashTable         *plans,
                                     GHashTable         *observations,
                                     GCancellable       *cancellable,
                                     GError            **error);
gboolean    cw_world_validate       (CwWorld            *self,
                                     CwPlan             *plan,
                                     CwValidateFiles     which,
                                     GPtrArray          *validations,
                                     GCancellable       *cancellable,
                                     GError            **error);
gboolean    cw_world_add_people     (CwWorld            *self,
                                     CwDeployment       *deployment,
                                     GHashTable         *observations,
                                     GCancellable       *cancellable,
                                     GError            **error);

void cw_world_say        (CwWorld    *self,
                          const char *format,
                          ...) G_GNUC_PRINTF (2, 3);
void cw_world_put_text   (GHashTable *observations,
                          const char *text,
                          const char *format,
                          ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
