/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-session.h"

G_BEGIN_DECLS

char     *cw_fact_keys_list     (void);
char     *cw_fact_keys_describe (void);
gboolean  cw_fact_keys_is_text  (const char  *key);

JsonNode *cw_session_get_fact   (CwSession   *self,
                                 const char  *key);
gboolean  cw_session_check_key  (CwSession   *self,
                                 const char  *key,
                                 JsonNode    *value,
                                 GError     **error);

G_END_DECLS
