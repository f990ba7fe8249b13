/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _CwTestRehearsal CwTestRehearsal;

CwTestRehearsal *cw_test_rehearsal_start   (const char      *state,
                                            const char      *now);
const char      *cw_test_rehearsal_get     (CwTestRehearsal *self,
                                            const char      *name);
const char      *cw_test_rehearsal_folder  (CwTestRehearsal *self);
JsonNode        *cw_test_rehearsal_state   (CwTestRehearsal *self);
JsonNode        *cw_test_rehearsal_log     (CwTestRehearsal *self);
void             cw_test_rehearsal_rest    (CwTestRehearsal *self);
void             cw_test_rehearsal_fault   (CwTestRehearsal *self,
                                            const char      *json);
void             cw_test_rehearsal_heal    (CwTestRehearsal *self);
guint            cw_test_rehearsal_count_hit (CwTestRehearsal *self);
void             cw_test_rehearsal_begin_anew (CwTestRehearsal *self);
void             cw_test_rehearsal_outside (CwTestRehearsal *self,
                                            const char      *json);
JsonNode        *cw_test_rehearsal_call    (CwTestRehearsal *self,
                                            const char      *service,
                                            const char      *method,
                                            const char      *path,
                                            const char      *json,
                                            guint           *status);
void             cw_test_rehearsal_stop    (CwTestRehearsal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwTestRehearsal, cw_test_rehearsal_stop)

G_END_DECLS
