/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-rehearsal-request.h"

/* Shared by the files of the Confluence service alone. */

G_BEGIN_DECLS

void        cw_rehearsal_confluence_refuse       (CwRehearsalRequest *request,
                                                  guint               status,
                                                  const char         *code,
                                                  const char         *title);
JsonObject *cw_rehearsal_confluence_space        (CwRehearsalStore   *store,
                                                  const char         *id);
JsonObject *cw_rehearsal_confluence_page         (CwRehearsalRequest *request);
JsonNode   *cw_rehearsal_confluence_version_json (CwRehearsalStore   *store,
                                                  const char         *stamp,
                                                  gint64              number,
                                                  const char         *message);
JsonNode   *cw_rehearsal_confluence_page_json    (CwRehearsalStore   *store,
                                                  JsonObject         *page,
                                                  gboolean            with_body);
void        cw_rehearsal_confluence_answer_list  (CwRehearsalRequest *request,
                                                  JsonArray          *all);

/* the calls, by file */
void        cw_rehearsal_confluence_pages        (CwRehearsalRequest *request);
void        cw_rehearsal_confluence_space_pages  (CwRehearsalRequest *request);
void        cw_rehearsal_confluence_create       (CwRehearsalRequest *request);
void        cw_rehearsal_confluence_get          (CwRehearsalRequest *request);
void        cw_rehearsal_confluence_put          (CwRehearsalRequest *request);
void        cw_rehearsal_confluence_children     (CwRehearsalRequest *request);

void        cw_rehearsal_confluence_labels       (CwRehearsalRequest *request);
void        cw_rehearsal_confluence_add_labels   (CwRehearsalRequest *request);
void        cw_rehearsal_confluence_drop_label   (CwRehearsalRequest *request);
void        cw_rehearsal_confluence_properties   (CwRehearsalRequest *request);
void        cw_rehearsal_confluence_add_property (CwRehearsalRequest *request);
void        cw_rehearsal_confluence_get_property (CwRehearsalRequest *request);
void        cw_rehearsal_confluence_put_property (CwRehearsalRequest *request);
void        cw_rehearsal_confluence_search       (CwRehearsalRequest *request);

gboolean    cw_rehearsal_confluence_may_create (CwRehearsalStore *store,
                                                const char       *space);

G_END_DECLS
