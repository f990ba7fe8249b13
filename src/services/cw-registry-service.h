/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-account.h"
#include "cw-http.h"

G_BEGIN_DECLS

/**
 * CwRegistryService:
 *
 * A registry of container images (Docker Registry API v2), only read. Blocking; any worker may call it.
 */
#define CW_TYPE_REGISTRY_SERVICE (cw_registry_service_get_type ())
G_DECLARE_FINAL_TYPE (CwRegistryService, cw_registry_service, CW, REGISTRY_SERVICE, GObject)

CwRegistryService *cw_registry_service_new       (CwHttp             *http,
                                                  const CwAccount    *account);
gboolean           cw_registry_service_check     (CwRegistryService  *self,
                                                  gboolean           *signed_in,
                                                  GCancellable       *cancellable,
                                                  GError            **error);
GStrv              cw_registry_service_list_tags (CwRegistryService  *self,
                                                  const char         *image,
                                                  GCancellable       *cancellable,
                                                  GError            **error);
gboolean           cw_registry_service_find_tag  (CwRegistryService  *self,
                                                  const char         *image,
                                                  const char         *tag,
                                                  char              **digest,
                                                  GCancellable       *cancellable,
                                                  GError            **error);

G_END_DECLS
