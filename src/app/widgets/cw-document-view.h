/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cw-document.h"

G_BEGIN_DECLS

/**
 * CwDocumentView:
 *
 * Draws a document with widgets: headings, paragraphs, lists, tables, code that can be copied. Read only; the text can
 * be selected. It doesn't scroll by itself.
 */
#define CW_TYPE_DOCUMENT_VIEW (cw_document_view_get_type ())
G_DECLARE_FINAL_TYPE (CwDocumentView, cw_document_view, CW, DOCUMENT_VIEW, AdwBin)

GtkWidget *cw_document_view_new          (void);
void       cw_document_view_set_document (CwDocumentView *self,
                                          CwDocument     *document);

G_END_DECLS
