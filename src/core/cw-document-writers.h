/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cw-document.h"

G_BEGIN_DECLS

JsonNode *cw_document_to_adf      (CwDocument *self);
char     *cw_document_to_storage  (CwDocument *self);
char     *cw_document_to_markdown (CwDocument *self);
char     *cw_document_to_mrkdwn   (CwDocument *self);
char     *cw_document_to_plain    (CwDocument *self);
GPtrArray *cw_document_draw_pages (CwDocument *self);
gboolean  cw_document_write_pdf   (CwDocument *self,
                                   const char *path,
                                   GError    **error);

G_END_DECLS
