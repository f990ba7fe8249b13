/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-file-editor"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-checkouts.h"
#include "cw-file-editor-private.h"
#include "cw-hand-edit.h"

/* A file that is open in the person's own editor: the window shows what is saved there. */

static char *
make_key (CwFileEditor *self)
{
  return cw_hand_edit_make_key (self->site, self->repository, self->path);
}

/* For the editor's own file. */
gboolean
cw_file_editor_is_outside (CwFileEditor *self)
{
  g_autofree char *key = make_key (self);
  CwCheckouts *checkouts = self->desk != NULL ? cw_desk_get_checkouts (self->desk) : NULL;

  return checkouts != NULL && cw_checkouts_has (checkouts, key);
}

/* Nothing was typed here meanwhile. */
static void
show_saved (CwFileEditor     *self,
            const CwFileText *file)
{
  GBytes *shown = file->draft != NULL ? file->draft : file->marked != NULL ? file->marked : file->text;

  cw_file_editor_take_file (self, cw_file_text_copy (file));
  if (shown != NULL)
    cw_code_editor_replace (self->editor, shown);
  cw_code_editor_set_modified (self->editor, file->draft != NULL);
  cw_file_editor_stop_draft (self);
  self->typed = FALSE;
  gtk_stack_set_visible_child_name (self->stack, "editor");
}

static void
checkout_changed (CwFileEditor     *self,
                  const char       *key,
                  const CwFileText *file,
                  const char       *trouble)
{
  g_autofree char *own = make_key (self);
  g_autofree char *words = NULL;

  if (g_cancellable_is_cancelled (self->cancellable) || !g_str_equal (own, key))
    return;
  if (file != NULL)
    show_saved (self, file);
  if (file != NULL && file->draft != NULL && trouble != NULL)
    words = g_strdup_printf (_ ("Kept as a draft, not in the change set: %s"), trouble);
  cw_code_editor_set_editable (self->editor, !cw_file_editor_is_outside (self));
  cw_file_editor_show_notice (self);
  cw_file_editor_take_trouble (self, words != NULL ? words : trouble);
}

/* For the editor's own file: what was saved there while nobody followed is looked for before the file is read. */
void
cw_file_editor_follow_outside (CwFileEditor *self)
{
  CwCheckouts *checkouts = cw_desk_get_checkouts (self->desk);

  g_signal_connect_object (checkouts, "changed", G_CALLBACK (checkout_changed), self, G_CONNECT_SWAPPED);
  cw_code_editor_set_editable (self->editor, !cw_file_editor_is_outside (self));
  if (!cw_desk_is_reading (self->desk))
    cw_checkouts_look (checkouts);
}

static void
open_outside (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  CwFileEditor *self = CW_FILE_EDITOR (widget);
  g_autoptr (GBytes) text = cw_code_editor_dup_text (self->editor);

  cw_file_editor_keep_draft (self);
  cw_checkouts_open (cw_desk_get_checkouts (self->desk), self->file, text);
}

static void
close_outside (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  CwFileEditor *self = CW_FILE_EDITOR (widget);
  g_autofree char *key = make_key (self);

  cw_checkouts_finish (cw_desk_get_checkouts (self->desk), key);
}

/* For the editor's own file. */
void
cw_file_editor_install_outside (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "file.open-outside", NULL, open_outside);
  gtk_widget_class_install_action (widget_class, "file.close-outside", NULL, close_outside);
}
