/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-procedure.h"
#include "cw-yaml.h"

G_BEGIN_DECLS

/**
 * CwComposeFind:
 * @path: path of a file of the repository
 * @data: what the caller needs
 *
 * Returns: (transfer none) (nullable): its content
 */
typedef GBytes *(*CwComposeFind) (const char *path,
                                  gpointer    data);

GPtrArray  *cw_compose_list_services  (const CwYaml      *yaml);
const CwYamlNode *cw_compose_find_image (const CwYamlNode *service);
GHashTable *cw_compose_read_variables (const CwSiteFiles *files,
                                       const char *const *paths,
                                       const char        *compose,
                                       CwComposeFind      find,
                                       gpointer           data);
char       *cw_compose_resolve        (GHashTable        *variables,
                                       const char        *word,
                                       GPtrArray         *undefined);
const char *cw_compose_find_tag       (const char        *image);

G_END_DECLS
