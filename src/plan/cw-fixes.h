/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-fix.h"
#include "cw-yaml.h"

G_BEGIN_DECLS

/**
 * CwFixSides:
 * @procedure: what the observatory does
 * @repository: the repository
 * @other: id of the site where something was fixed
 * @site: id of this site
 * @then: @other's files when its cycle began there
 * @now: its files now
 * @ours: this site's files, as they will be
 * @learned: (nullable) (element-type CwReplacement): what @site says where @other says its own
 * @aside: (nullable) (element-type CwFix): where is added what is no fix and must be said all the same: what names
 *   @other's own hosts, and, with its `stand`, what was built otherwise there
 * @asks_gone: whether what went there as a whole is a fix, as it is at a test stand
 *
 * What is compared. All is the caller's.
 */
typedef struct {
  CwProcedure        *procedure;
  const CwRepository *repository;
  const char         *other;
  const char         *site;
  CwSnapshot         *then;
  CwSnapshot         *now;
  CwSnapshot         *ours;
  GPtrArray          *learned;
  GPtrArray          *aside;
  gboolean            asks_gone;
} CwFixSides;

GPtrArray *cw_fixes_find (const CwFixSides *sides);

/* For the search: the parts below. */

/**
 * CwFixFile:
 * @sides: what is compared
 * @path: path of this site's file
 * @name: what the file is called where no component says more
 * @components: (element-type CwInventoryItem): the other site's, in this file
 * @added: (element-type CwInventoryItem): those that are no fix of a place, since they were added as a whole
 * @gone: (element-type CwInventoryItem): those that went as a whole: what runs at a site is its own
 * @from: (nullable): the other site's text then, its words replaced
 * @to: and now
 * @onto: (nullable): this site's
 * @replaced: (element-type CwReplaced): which words were replaced in @to
 * @fixes: (element-type CwFix): where the fixes are added
 *
 * A file of both sites that changed at the other one; one that came there and isn't here has neither @from nor @onto.
 */
typedef struct {
  const CwFixSides *sides;
  const char       *path;
  const char       *name;
  GPtrArray        *components;
  GPtrArray        *added;
  GPtrArray        *gone;
  GBytes           *from;
  GBytes           *to;
  GBytes           *onto;
  GPtrArray        *replaced;
  GPtrArray        *fixes;
} CwFixFile;

void     cw_fix_file_read_yaml     (const CwFixFile *self);
void     cw_fix_file_read_env      (const CwFixFile *self);
void     cw_fix_file_read_lines    (const CwFixFile *self);
void     cw_fix_file_read_new      (const CwFixFile *self);
CwFix   *cw_fix_file_add           (const CwFixFile *self,
                                    const char      *place,
                                    const char      *before,
                                    const char      *after);
gboolean cw_fix_file_is_noise      (const CwFixFile *self,
                                    const char      *key,
                                    const char      *before,
                                    const char      *after);
gboolean cw_fix_file_is_own       (const CwFixFile *self,
                                    const char      *place,
                                    const char      *before,
                                    const char      *after);
char    *cw_fix_dup_source         (const CwYaml     *yaml,
                                    const CwYamlNode *node);
char    *cw_fix_file_tell_replaced (const CwFixFile *self,
                                    gsize            start,
                                    gsize            end);

G_END_DECLS
