/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-hand-edit.h"
#include "cw-planner.h"

/* A file of a repository; the last one of a list has no path. */
typedef struct
{
  const char *path;
  const char *text;
} CwTestFile;

CwProcedure     *cw_test_load_procedure (const char        *name);
CwSnapshot      *cw_test_make_snapshot  (const char        *repository,
                                         const CwTestFile  *files);
CwPlan          *cw_test_plan_all       (const char        *name,
                                         GPtrArray         *snapshots,
                                         const char        *site,
                                         const char        *tag,
                                         const char *const *components,
                                         GHashTable        *answers,
                                         GPtrArray         *edits);
CwPlan          *cw_test_plan_with      (const char        *name,
                                         const char        *repository,
                                         const char        *site,
                                         const char        *tag,
                                         const CwTestFile  *files,
                                         const char *const *components,
                                         GHashTable        *answers);
CwPlan          *cw_test_plan_edited    (const char        *repository,
                                         const char        *tag,
                                         const CwTestFile  *files,
                                         GHashTable        *answers,
                                         CwHandEdit        *edit);
CwPlan          *cw_test_plan_branch    (const char        *repository,
                                         const char        *tag,
                                         const CwTestFile  *before,
                                         const CwTestFile  *files);
CwHandEdit      *cw_test_hand_edit      (const char        *repository,
                                         const char        *path,
                                         const char        *from,
                                         const char        *text);
CwPlan          *cw_test_plan           (const char        *repository,
                                         const char        *site,
                                         const char        *tag,
                                         const CwTestFile  *files);
void             cw_test_assert_after   (CwPlan            *plan,
                                         const char        *path,
                                         const char        *text);
const CwMention *cw_test_get_mention    (CwPlan            *plan,
                                         const char        *path,
                                         guint              line);
gboolean         cw_test_has_warning    (CwPlan            *plan,
                                         const char        *prefix);
GHashTable      *cw_test_answer         (const char        *question,
                                         const char        *text);
CwPlan          *cw_test_plan_auxtel    (const char        *auxtel);
const CwPlanWarning *cw_test_find_alarm (CwPlan            *plan,
                                         const char        *check);
guint            cw_test_count_alarms   (CwPlan            *plan);
