/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-place.h"

G_BEGIN_DECLS

/**
 * CwComponent:
 * @name: as the person or the procedure wrote it: `ATDome`, `ESS:301`
 * @base: the part before the colon, without case, dashes and underscores
 * @index: (nullable): the part behind the colon
 * @companion: whether it only goes along, because the procedure says so
 * @found: whether something in the site's files is called so
 * @pinned: whether something there says which revision of it runs, or must be asked
 * @stuck: whether something there names another revision of it, and no rule moves that
 *
 * A component that a revision is rolled out for.
 */
typedef struct {
  char    *name;
  char    *base;
  char    *index;
  gboolean companion;
  gboolean found;
  gboolean pinned;
  gboolean stuck;
} CwComponent;

/**
 * CwComponentMatch:
 * @CW_COMPONENT_OTHER: something else
 * @CW_COMPONENT_UNSURE: the component's image, but the file doesn't say which index
 * @CW_COMPONENT_SAME: the component
 *
 * What a component's name has to do with a place.
 */
typedef enum {
  CW_COMPONENT_OTHER,
  CW_COMPONENT_UNSURE,
  CW_COMPONENT_SAME,
} CwComponentMatch;

GPtrArray         *cw_components_new  (const char *const *names,
                                       const char *const *companions);
void               cw_components_see  (GPtrArray         *components,
                                       const char        *repository,
                                       const CwPlanFile  *file);
CwComponent       *cw_components_find (GPtrArray         *components,
                                       const char        *repository,
                                       const CwPlanFile  *file,
                                       const CwPlace     *place,
                                       CwComponentMatch  *match);

CwComponentMatch   cw_component_match_service (const CwComponent *self,
                                       const CwYamlNode  *service);

G_END_DECLS
