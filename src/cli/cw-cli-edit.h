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
 * @words: (array length=n_words): what is done at a path of the file, such as `set image.tag c0045`
 * @n_words: how many
 * @yaml: whether a value is YAML of its own
 * @before: (nullable): the key that an addition goes before
 * @after: (nullable): or behind
 * @here: whether what comes from an anchor is overridden
 * @source: whether it is changed where the anchor stands
 * @from_site: (nullable): the other site of a copy
 * @replace: (nullable): further `OLD=NEW` of a copy
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
  char      **words;
  int         n_words;
  gboolean    yaml;
  char       *before;
  char       *after;
  gboolean    here;
  gboolean    source;
  char       *from_site;
  GStrv       replace;
} CwCliEdit;

/* An edit at a path of the file. */
const char *cw_cli_edit_find_misuse (const CwCliEdit  *options);
GBytes     *cw_cli_edit_at_path     (CwCli            *cli,
                                     CwSession        *session,
                                     const CwCliEdit  *options,
                                     const CwFileText *file,
                                     GError          **error);

/* The person's own editor. */
char *cw_cli_edit_call   (CwCli       *cli,
                          const char  *path,
                          GBytes      *text,
                          GBytes     **edited,
                          GError     **error);
void  cw_cli_edit_forget (const char  *path);

G_END_DECLS
