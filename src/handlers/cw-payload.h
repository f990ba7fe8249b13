/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-handler.h"

G_BEGIN_DECLS

/* What the handlers have in common: reading payloads and outcomes, and comparing. */
JsonObject *cw_payload_get           (CwEffect           *effect,
                                      const char *const  *required,
                                      GError            **error);
GStrv       cw_payload_dup_strings   (JsonObject         *payload,
                                      const char         *member);
gboolean    cw_strv_has_all          (const char *const  *have,
                                      const char *const  *wanted);

void        cw_finding_compare       (CwFinding          *self,
                                      const char         *what,
                                      const char         *ours,
                                      const char         *theirs);
void        cw_finding_compare_lists (CwFinding          *self,
                                      const char         *what,
                                      const char *const  *ours,
                                      const char *const  *theirs);
void        cw_finding_conclude      (CwFinding          *self);
void        cw_finding_conclude_unfinished (CwFinding         *self,
                                            const char *const *what);

gboolean    cw_finding_set_unseen     (GError            **error,
                                      const GError       *why,
                                      const char         *place,
                                      const char         *thing);

gboolean    cw_outcome_lets_stay     (JsonObject         *outcome,
                                      const char         *what);
void        cw_outcome_set_beside    (JsonObject         *outcome,
                                      JsonObject         *before);
void        cw_outcome_add_unfinished (JsonObject        *outcome,
                                      const char         *what,
                                      const GError       *why);

G_END_DECLS
