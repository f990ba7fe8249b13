/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-inventory.h"
#include "cw-operation.h"

G_BEGIN_DECLS

/**
 * CwFix:
 * @repository: (owned): id of the repository
 * @path: (owned): path of this site's file; of a component that was added, of the other site's
 * @name: (owned): what a person calls the component, or the file
 * @stand: (owned) (nullable): id of the other site, where a component was built otherwise there: that is no fix, for
 *   half of it would be taken over, but is said; of the members below @after is what came in its place then
 * @gone: whether a component, or, without @operation, the file, went there as a whole
 * @added: (owned) (nullable): the other site's component, where it was added there as a whole; the members below are
 *   %NULL then
 * @place: (owned) (nullable): where in the file, seen from the component; empty where lines of any file changed
 * @before: (owned) (nullable): what stands there; %NULL: nothing
 * @after: (owned) (nullable): what would stand there, the other site's words replaced; %NULL: nothing
 * @replaced: (owned) (nullable): which words of the other site were replaced
 * @also: (owned) (nullable): the places that change as well, for their value comes from the same anchor
 * @operation: (owned) (nullable): the edit that does it
 * @trouble: (owned) (nullable): why that can't be done to the file as it is; with @stand, why nobody can read that
 *   site's file, so that what was fixed in it isn't known
 * @from: (owned) (nullable): without @operation: the text of the other site's file then; %NULL where it is new
 * @to: (owned) (nullable): without @operation: and now
 *
 * Something that was changed at another site after its deployment, and that this site hasn't got. Immutable; any thread
 * may read it.
 */
typedef struct {
  char            *repository;
  char            *path;
  char            *name;
  char            *stand;
  gboolean         gone;
  CwInventoryItem *added;
  char            *place;
  char            *before;
  char            *after;
  char            *replaced;
  char            *also;
  CwOperation     *operation;
  char            *trouble;
  GBytes          *from;
  GBytes          *to;
} CwFix;

CwFix  *cw_fix_new_added (const CwInventoryItem *item);
CwFix  *cw_fix_new_instead (const CwRepository  *repository,
                          const char            *path,
                          const char            *name,
                          const char            *stand,
                          const char            *after);
CwFix  *cw_fix_new_unread (const CwRepository   *repository,
                          const char            *path,
                          const char            *stand,
                          const char            *trouble);
CwFix  *cw_fix_new_gone  (const CwRepository    *repository,
                          const char            *path,
                          const char            *name,
                          const char            *place,
                          const char            *before);
guint   cw_fixes_count_unread (GPtrArray        *aside);
gboolean cw_fix_takes_file (const CwFix         *self);
CwFix  *cw_fix_ref       (CwFix                 *self);
void    cw_fix_unref     (CwFix                 *self);

GBytes *cw_fix_apply     (const CwFix           *self,
                          GBytes                *text,
                          GError               **error);
void    cw_fix_narrow    (char                 **before,
                          char                 **after);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwFix, cw_fix_unref)

G_END_DECLS
