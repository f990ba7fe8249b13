/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-test-rehearsal.h"

G_BEGIN_DECLS

/* One call, and the status that it shall have. */
typedef struct
{
  const char *method;
  const char *path;
  const char *json;
  guint status;
} CwTestCall;

JsonNode *cw_test_answer       (CwTestRehearsal  *rehearsal,
                                const char       *service,
                                const char       *method,
                                const char       *path,
                                const char       *json,
                                guint             wanted);
void      cw_test_answer_all   (CwTestRehearsal  *rehearsal,
                                const char       *service,
                                const CwTestCall *calls,
                                gsize             n_calls);
char     *cw_test_answer_at    (JsonNode         *answer,
                                const char       *path);
char     *cw_test_answer_fetch (CwTestRehearsal  *rehearsal,
                                const char       *path,
                                guint            *status);

/* What is at a place in an answer, as text; NULL for nothing. */
#define cw_test_assert_at(answer, path, wanted) \
  G_STMT_START { \
    g_autofree char *text_ = cw_test_answer_at (answer, path); \
    g_assert_cmpstr (text_, ==, wanted); \
  } G_STMT_END

G_END_DECLS
