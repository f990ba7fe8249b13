/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-owner.h"
#include "cw-session.h"

G_BEGIN_DECLS

/* The member of a draft that says that it was saved in the person's own editor. */
#define CW_DRAFT_OUTSIDE "outside"

/**
 * CwFileEntry:
 * @path: path in the repository
 * @owner: whose it is
 * @changed: whether the change set has it
 * @edited: whether a person edited it
 * @unsaved: whether they typed something since that they didn't save
 *
 * A file that can be edited for a site.
 */
typedef struct {
  char    *path;
  CwOwner  owner;
  gboolean changed;
  gboolean edited;
  gboolean unsaved;
} CwFileEntry;

/**
 * CwFileText:
 * @site: id of the site
 * @repository: id of the repository
 * @path: path of the file
 * @owner: whose it is
 * @base_name: the branch that the change is planned on
 * @planned: (nullable): what the plan alone makes of it; %NULL where there is no such file
 * @text: (nullable): what the change set makes of it; %NULL where there will be none
 * @origin: (nullable): who edited it and when; %NULL where nobody did
 * @marked: (nullable): while the plan and the person's edit are in conflict: both, with git's markers
 * @question: (nullable): id of the question that is open then
 * @draft: (nullable): what a person typed and didn't save, brought onto what the plan says now
 * @outside: (nullable): who saved @draft and when, where that was in their own editor
 * @record: (nullable) (element-type JsonObject): set by whoever takes something over into it: whose that is, as
 *   #CwHandEdit has it
 * @forget: (nullable): set by whoever gives some of that back: which of it
 *
 * A file as a person edits it for a site. Immutable once others have it; any thread may read it.
 */
typedef struct {
  char      *site;
  char      *repository;
  char      *path;
  CwOwner    owner;
  char      *base_name;
  GBytes    *planned;
  GBytes    *text;
  char      *origin;
  GBytes    *marked;
  char      *question;
  GBytes    *draft;
  char      *outside;
  JsonArray *record;
  GStrv      forget;
} CwFileText;

GPtrArray  *cw_session_list_files (CwSession         *self,
                                   const char        *site,
                                   const char        *repository,
                                   GCancellable      *cancellable,
                                   GError           **error);
CwFileText *cw_session_read_file  (CwSession         *self,
                                   const char        *site,
                                   const char        *repository,
                                   const char        *path,
                                   GCancellable      *cancellable,
                                   GError           **error);
gboolean    cw_session_edit_file  (CwSession         *self,
                                   const CwFileText  *file,
                                   GBytes            *text,
                                   gboolean           may_break,
                                   GError           **error);
gboolean    cw_session_edit_files (CwSession         *self,
                                   GPtrArray         *files,
                                   GPtrArray         *texts,
                                   GError           **error);
gboolean    cw_session_undo_edit  (CwSession         *self,
                                   const CwFileText  *file,
                                   GError           **error);
gboolean    cw_session_drop_edit  (CwSession         *self,
                                   const CwFileText  *file,
                                   GError           **error);

gboolean    cw_session_keep_draft (CwSession         *self,
                                   const CwFileText  *file,
                                   GBytes            *text,
                                   GError           **error);

GBytes     *cw_session_read_sibling (CwSession       *self,
                                   const CwFileText  *file,
                                   const char        *other,
                                   GPtrArray         *replacements,
                                   GCancellable      *cancellable,
                                   GError           **error);

void        cw_file_entry_free    (CwFileEntry       *self);
CwFileText *cw_file_text_copy     (const CwFileText  *self);
void        cw_file_text_free     (CwFileText        *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwFileText, cw_file_text_free)

G_END_DECLS
