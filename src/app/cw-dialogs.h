/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cw-drafts.h"

G_BEGIN_DECLS

/* The dialogs, and with the split view the only place where libadwaita 1.2 has nothing that later versions keep. */

/**
 * CwDialogField:
 * @label: what is asked; %NULL ends an array of fields
 * @text: (nullable): what stands there at first
 * @drafts: (nullable): where it is kept while it is typed, so that it is there when the question is asked again
 * @draft: (nullable): under which key
 * @pattern: (nullable): a regular expression that a text must match
 * @complaint: (nullable): what is said where it doesn't
 * @beside: whether it isn't enough alone
 * @choices: (nullable) (array zero-terminated=1): the texts that it can have; @text, or else the first, is chosen
 */
typedef struct {
  const char *label;
  const char *text;
  CwDrafts   *drafts;
  const char *draft;
  const char *pattern;
  const char *complaint;
  gboolean    beside;
  const char *const *choices;
} CwDialogField;

/**
 * CwDialogAnswer:
 * @texts: (array zero-terminated=1): what was typed, a field each; empty strings where nothing was
 * @data: the caller's
 *
 * Called when the person went on; at least one field that is enough has a text then, where there are fields.
 */
typedef void (*CwDialogAnswer) (const char *const *texts,
                                gpointer           data);

void cw_dialogs_ask       (GtkWidget           *parent,
                           const char          *heading,
                           const char          *body,
                           const char          *deed,
                           gboolean             destructive,
                           const CwDialogField *fields,
                           CwDialogAnswer       answer,
                           gpointer             data,
                           GDestroyNotify       data_free);

/**
 * CwDialogChoice:
 * @title: (owned): what it is
 * @subtitle: (owned): what it would do
 * @chosen: whether it is chosen at first
 * @shuts_out_last: whether it and the one before it can't both be chosen
 */
typedef struct {
  char    *title;
  char    *subtitle;
  gboolean chosen;
  gboolean shuts_out_last;
} CwDialogChoice;

/**
 * CwDialogChosen:
 * @chosen: (element-type guint): the numbers of those that the person chose, by GUINT_TO_POINTER
 * @data: the caller's
 */
typedef void (*CwDialogChosen) (GPtrArray *chosen,
                                gpointer   data);

void cw_dialogs_choose    (GtkWidget           *parent,
                           const char          *heading,
                           const char          *body,
                           const char          *deed,
                           GPtrArray           *choices,
                           CwDialogChosen       answer,
                           gpointer             data,
                           GDestroyNotify       data_free);
void cw_dialog_choice_free (CwDialogChoice     *choice);

/**
 * CwDialogFile:
 * @path: the chosen file
 * @data: the caller's
 */
typedef void (*CwDialogFile) (const char *path,
                              gpointer    data);

GtkWidget *cw_dialogs_tell (GtkWidget  *parent,
                            const char *heading,
                            const char *body);

void cw_dialogs_open_file (GtkWidget           *parent,
                           const char          *title,
                           CwDialogFile         answer,
                           gpointer             data,
                           GDestroyNotify       data_free);
void cw_dialogs_save_file (GtkWidget           *parent,
                           const char          *title,
                           const char          *name,
                           CwDialogFile         answer,
                           gpointer             data,
                           GDestroyNotify       data_free);

G_END_DECLS
