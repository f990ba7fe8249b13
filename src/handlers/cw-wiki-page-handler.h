/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-handler.h"
#include "cw-confluence-service.h"

G_BEGIN_DECLS

/**
 * CwWikiPageHandler:
 *
 * Pages of Confluence, as effects.
 */
#define CW_TYPE_WIKI_PAGE_HANDLER (cw_wiki_page_handler_get_type ())
G_DECLARE_FINAL_TYPE (CwWikiPageHandler, cw_wiki_page_handler, CW, WIKI_PAGE_HANDLER, GObject)

CwHandler *cw_wiki_page_handler_new (CwConfluenceService *service);

G_END_DECLS
