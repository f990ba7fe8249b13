/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-cli.h"
#include "cw-session-files.h"

G_BEGIN_DECLS

/**
 * CwCliEdit:
 * @site: (nullable): id of the site
 * @repository: (nullable): id of the repository
 * @from: (nullable): where the new text is
 * @preparation: the preparation
 * @path: (nullable): the file
 * @editor: whether the person's editor is called
 * @remove: whether the file goes
 * @undo: whether the edit is taken back
 * @allow_broken: a person's word that the file may be one that can't be read
 *
 * What a person says to "edit".
 */
typedef struct {
  char       *site;
  char       *repository;
  char       *from;
  const char *preparation;
  const char *path;
  gboolean    editor;
  gboolean    remove;
  gboolean    undo;
  gboolean    allow_broken;
} CwCliEdit;

/* The person's own editor. */
char *cw_cli_edit_call   (CwCli             *cli,
                          const CwFileText  *file,
                          GBytes           **text,
                          GError           **error);
void  cw_cli_edit_forget (const char        *path);

G_END_DECLS
