/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-code-editor.h"
#include "cw-file-editor.h"
#include "cw-session-files.h"

G_BEGIN_DECLS

/* For the editor's own files alone. */

struct _CwFileEditor
{
  AdwWindow parent_instance;

  GtkWidget *title;
  GtkWidget *path_label;
  GtkWidget *notice;
  GtkWidget *notice_text;
  GtkWidget *notice_deed;
  GtkStack *stack;
  GtkWidget *spinner;
  AdwStatusPage *failure;
  CwCodeEditor *editor;
  GtkWidget *status;
  GtkWidget *save;

  CwDesk *desk;
  char *site;
  char *repository;
  char *path;
  guint line;               /* where the person begins; 0 for the file's beginning */
  CwFileText *file;         /* (nullable): as the person has it before them */
  GCancellable *cancellable;
  gboolean saving;
  gboolean typed;           /* whether the person changed anything since it was shown */
  guint draft_source;
  char *trouble;            /* (nullable): why the last save failed */
};

void     cw_file_editor_install_outside (GtkWidgetClass *widget_class);
void     cw_file_editor_follow_outside  (CwFileEditor   *self);
gboolean cw_file_editor_is_outside      (CwFileEditor   *self);

void     cw_file_editor_show_notice     (CwFileEditor   *self);
void     cw_file_editor_take_trouble    (CwFileEditor   *self,
                                         const char     *trouble);
void     cw_file_editor_take_file       (CwFileEditor   *self,
                                         CwFileText     *file);
void     cw_file_editor_stop_draft      (CwFileEditor   *self);
void     cw_file_editor_keep_draft      (CwFileEditor   *self);

G_END_DECLS
