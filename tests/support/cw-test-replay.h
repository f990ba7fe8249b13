/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cw-snapshot.h"

G_BEGIN_DECLS

typedef void (*CwTestFileFunc) (const char *path,
                                const char *full,
                                gpointer    user_data);

gboolean cw_test_replay_is_own (void);
char    *cw_test_replay_unpack (void);
void     cw_test_foreach_file  (const char     *directory,
                                CwTestFileFunc  function,
                                gpointer        user_data);

/**
 * CwTestCase:
 * @directory: where it is
 * @object: its case.json
 *
 * One real upgrade.
 */
typedef struct {
  char       *directory;
  JsonParser *parser;
  JsonObject *object;
} CwTestCase;

GPtrArray  *cw_test_replay_cases    (const char       *directory);
CwSnapshot *cw_test_case_read       (const CwTestCase *self,
                                     const char       *tree);
gboolean    cw_test_case_has_line   (const CwTestCase *self,
                                     const char       *tree,
                                     const char       *path,
                                     const char       *line);
gboolean    cw_test_case_knows_line (const CwTestCase *self,
                                     const char       *line);

G_END_DECLS
