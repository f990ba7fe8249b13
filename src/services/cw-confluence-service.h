/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cw-account.h"
#include "cw-http.h"

G_BEGIN_DECLS

/**
 * CwConfluencePage:
 * @id: digits
 * @title: the title, unique in its space
 * @status: `current` or `archived`
 * @parent: (nullable): id of the parent page
 * @url: where a person reads it
 * @body: (nullable): storage format; %NULL where it was not asked for
 * @version: the version's number, from 1
 * @appearance: (nullable): how wide it is shown, `full-width`; %NULL where nobody chose
 * @labels: names of its labels
 *
 * A page of the wiki.
 */
typedef struct {
  char  *id;
  char  *title;
  char  *status;
  char  *parent;
  char  *url;
  char  *body;
  gint64 version;
  char  *appearance;
  GStrv  labels;
} CwConfluencePage;

void cw_confluence_page_free (CwConfluencePage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwConfluencePage, cw_confluence_page_free)

/**
 * CwConfluenceService:
 *
 * Confluence Cloud: pages by version 2 of its REST interface, labels by version 1. Blocking; any worker may call it.
 */
#define CW_TYPE_CONFLUENCE_SERVICE (cw_confluence_service_get_type ())
G_DECLARE_FINAL_TYPE (CwConfluenceService, cw_confluence_service, CW, CONFLUENCE_SERVICE, GObject)

CwConfluenceService *cw_confluence_service_new           (CwHttp              *http,
                                                          const CwAccount     *account);

JsonObject          *cw_confluence_service_get_myself    (CwConfluenceService *self,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
char                *cw_confluence_service_find_space    (CwConfluenceService *self,
                                                          const char          *key,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean             cw_confluence_service_may_create    (CwConfluenceService *self,
                                                          const char          *space,
                                                          gboolean            *may,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean             cw_confluence_service_find_page     (CwConfluenceService *self,
                                                          const char          *space_key,
                                                          const char          *title,
                                                          CwConfluencePage   **page,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
CwConfluencePage    *cw_confluence_service_get_page      (CwConfluenceService *self,
                                                          const char          *id,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
CwConfluencePage    *cw_confluence_service_create_page   (CwConfluenceService *self,
                                                          const char          *space_key,
                                                          const char          *parent,
                                                          const char          *title,
                                                          const char          *body,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
CwConfluencePage    *cw_confluence_service_update_page   (CwConfluenceService *self,
                                                          const char          *id,
                                                          gint64               version,
                                                          const char          *parent,
                                                          const char          *title,
                                                          const char          *body,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean             cw_confluence_service_add_labels    (CwConfluenceService *self,
                                                          const char          *id,
                                                          const char *const   *labels,
                                                          GCancellable        *cancellable,
                                                          GError             **error);
gboolean             cw_confluence_service_set_appearance (CwConfluenceService *self,
                                                          const char          *id,
                                                          const char          *appearance,
                                                          GCancellable        *cancellable,
                                                          GError             **error);

G_END_DECLS
