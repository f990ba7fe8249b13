/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-history.h"
#include "cw-view.h"

G_BEGIN_DECLS

/* A preparation of cycle 45 at the Summit and two stands, by rubin-2023 unless another procedure is named, whose world
 * is a few small files. */
typedef struct {
  CwProcedure *procedure;
  GHashTable *facts;
  CwHistory *history;
  GHashTable *observations;
  GHashTable *plans;
  char *now;
  gint64 seq;
} CwTestStage;

CwTestStage   *cw_test_stage_new     (void);
CwTestStage   *cw_test_stage_new_by  (const char  *path);
void           cw_test_stage_free    (CwTestStage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwTestStage, cw_test_stage_free)

void           cw_test_stage_fact    (CwTestStage *self,
                                      const char  *key,
                                      const char  *json);
void           cw_test_stage_see     (CwTestStage *self,
                                      const char  *key,
                                      const char  *json);
void           cw_test_stage_event   (CwTestStage *self,
                                      const char  *type,
                                      const char  *effect_id,
                                      const char  *json);
void           cw_test_stage_done    (CwTestStage *self,
                                      const char  *effect_id,
                                      const char  *key,
                                      const char  *url);
void           cw_test_stage_plan    (CwTestStage *self);

CwStageResult *cw_test_stage_run     (CwTestStage *self,
                                      const char  *stage);
CwView        *cw_test_stage_view    (CwTestStage *self,
                                      gboolean     reading);
CwEffect      *cw_test_stage_find    (CwStageResult *result,
                                      const char    *effect_id);
const CwCheck *cw_test_stage_check   (CwStageResult *result,
                                      const char    *id);
JsonObject    *cw_test_stage_payload (CwStageResult *result,
                                      const char    *effect_id);

G_END_DECLS
