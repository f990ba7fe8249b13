/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-component-copy.h"

G_BEGIN_DECLS

/**
 * CwComponentChart:
 * @repository: id of the repository
 * @values: path of what the application itself says of its components
 * @library: (nullable): path of what the chart says of which they are made
 * @neighbour: a component of the application at the site
 *
 * An application that has components at a site, and may have more.
 */
typedef struct {
  char            *repository;
  char            *values;
  char            *library;
  CwInventoryItem *neighbour;
} CwComponentChart;

CwComponentChart *cw_component_chart_find (CwProcedure            *procedure,
                                           GPtrArray              *snapshots,
                                           const char             *site,
                                           const char             *application,
                                           GError                **error);
GPtrArray        *cw_component_chart_add  (const CwComponentChart *self,
                                           CwProcedure            *procedure,
                                           GPtrArray              *snapshots,
                                           const char             *site,
                                           const char             *name,
                                           const char             *producer,
                                           GBytes                 *values,
                                           GBytes                 *library,
                                           GError                **error);
void              cw_component_chart_free (CwComponentChart       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwComponentChart, cw_component_chart_free)

G_END_DECLS
