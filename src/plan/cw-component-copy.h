/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-inventory.h"

G_BEGIN_DECLS

/**
 * CwComponentStep:
 * @repository: id of the repository
 * @path: path of a file of the site, or of one that concerns every site
 * @text: (nullable): the file as it is to be; %NULL where nothing in it could be done
 * @notes: (element-type utf8): what is done in it, in words, or why it could not be
 *
 * A file that changes when a component is added.
 */
typedef struct {
  char      *repository;
  char      *path;
  GBytes    *text;
  GPtrArray *notes;
} CwComponentStep;

GPtrArray *cw_component_copy      (CwProcedure           *procedure,
                                   GPtrArray             *snapshots,
                                   const char            *site,
                                   const CwInventoryItem *source,
                                   const char            *source_site,
                                   const char            *name,
                                   GError               **error);
CwComponentStep *cw_component_step_new (const char             *repository,
                                   const char             *path);
void       cw_component_step_free (CwComponentStep       *self);

G_END_DECLS
