/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-conflict-editor"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-code-editor.h"
#include "cw-conflict-editor.h"
#include "cw-conflict-side.h"
#include "cw-drafts.h"
#include "cw-hand-edit.h"
#include "cw-show.h"
#include "cw-window-size.h"
#include "cw-wrap-box.h"

struct _CwConflictEditor
{
  AdwWindow parent_instance;

  GtkWidget *title;
  GtkWidget *path_label;
  CwCodeEditor *editor;
  GtkWidget *status;

  CwDesk *desk;
  char *fact;
  char *path;
  gboolean typed;
};

G_DEFINE_FINAL_TYPE (CwConflictEditor, cw_conflict_editor, ADW_TYPE_WINDOW)

/* (nullable): why the text can't stand */
static char *
find_trouble (CwConflictEditor *self)
{
  const char *broken = cw_code_editor_get_trouble (self->editor);
  g_autoptr (GBytes) text = cw_code_editor_dup_text (self->editor);
  g_autoptr (GError) error = NULL;

  if (!cw_hand_edit_check_markers (self->path, text, &error) || !cw_hand_edit_check_text (self->path, text, &error))
    return g_strdup (error->message);
  return g_strdup (broken);
}

static void
update_bar (CwConflictEditor *self)
{
  g_autofree char *trouble = self->desk != NULL ? find_trouble (self) : NULL;

  gtk_label_set_text (GTK_LABEL (self->status), trouble != NULL ? trouble : _ ("No conflict is left"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "conflict.use", trouble == NULL);
}

static void
on_edited (CwConflictEditor *self)
{
  self->typed = TRUE;
  update_bar (self);
}

static void
use_text (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  CwConflictEditor *self = CW_CONFLICT_EDITOR (widget);
  g_autoptr (GBytes) text = cw_code_editor_dup_text (self->editor);
  g_autofree char *trouble = find_trouble (self);
  g_autoptr (GString) answer = g_string_new (CW_CONFLICT_HAND_TEXT);

  if (trouble != NULL)
    return;
  g_string_append_len (answer, g_bytes_get_data (text, NULL), (gssize) g_bytes_get_size (text));
  self->typed = FALSE;
  cw_drafts_keep (cw_desk_get_drafts (self->desk), self->fact, NULL);
  cw_desk_set_text (self->desk, self->fact, answer->str);
  gtk_window_close (GTK_WINDOW (self));
}

static void
begin_search (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  gtk_widget_activate_action (GTK_WIDGET (CW_CONFLICT_EDITOR (widget)->editor), "code.search", NULL);
}

/* Nothing typed is lost. */
static gboolean
cw_conflict_editor_close_request (GtkWindow *window)
{
  CwConflictEditor *self = CW_CONFLICT_EDITOR (window);
  g_autoptr (GBytes) text = self->typed ? cw_code_editor_dup_text (self->editor) : NULL;
  g_autofree char *kept = NULL;

  if (text != NULL)
    {
      kept = g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
      cw_drafts_keep (cw_desk_get_drafts (self->desk), self->fact, kept);
    }
  return GTK_WINDOW_CLASS (cw_conflict_editor_parent_class)->close_request (window);
}

static void
cw_conflict_editor_dispose (GObject *object)
{
  g_clear_object (&CW_CONFLICT_EDITOR (object)->desk);

  G_OBJECT_CLASS (cw_conflict_editor_parent_class)->dispose (object);
}

static void
cw_conflict_editor_finalize (GObject *object)
{
  CwConflictEditor *self = CW_CONFLICT_EDITOR (object);

  g_free (self->fact);
  g_free (self->path);

  G_OBJECT_CLASS (cw_conflict_editor_parent_class)->finalize (object);
}

static void
cw_conflict_editor_class_init (CwConflictEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_conflict_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_conflict_editor_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = cw_conflict_editor_close_request;
  g_type_ensure (CW_TYPE_CODE_EDITOR);
  g_type_ensure (CW_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-conflict-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, CwConflictEditor, title);
  gtk_widget_class_bind_template_child (widget_class, CwConflictEditor, path_label);
  gtk_widget_class_bind_template_child (widget_class, CwConflictEditor, editor);
  gtk_widget_class_bind_template_child (widget_class, CwConflictEditor, status);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, update_bar);
  gtk_widget_class_install_action (widget_class, "conflict.use", NULL, use_text);
  gtk_widget_class_install_action (widget_class, "conflict.search", NULL, begin_search);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "conflict.use", NULL);
}

static void
cw_conflict_editor_init (CwConflictEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cw_show_take_deed_key (GTK_WIDGET (self), gtk_named_action_new ("conflict.use"));
  cw_window_size_keep (GTK_WINDOW (self), "conflict");
}

/**
 * cw_conflict_editor_new:
 * @desk: where it is answered
 * @fact: the fact that answers the question of the conflict
 * @path: path of the file
 * @text: the file with both sides, or as it was settled before
 *
 * Returns: (transfer floating): a window that settles it
 */
GtkWidget *
cw_conflict_editor_new (CwDesk     *desk,
                        const char *fact,
                        const char *path,
                        const char *text)
{
  CwConflictEditor *self;
  g_autofree char *name = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const char *draft;

  g_return_val_if_fail (CW_IS_DESK (desk) && fact != NULL && path != NULL && text != NULL, NULL);

  self = g_object_new (CW_TYPE_CONFLICT_EDITOR, NULL);
  self->desk = g_object_ref (desk);
  self->fact = g_strdup (fact);
  self->path = g_strdup (path);
  draft = cw_drafts_get (cw_desk_get_drafts (desk), fact);
  bytes = g_bytes_new (draft != NULL ? draft : text, strlen (draft != NULL ? draft : text));
  name = g_path_get_basename (path);
  gtk_window_set_title (GTK_WINDOW (self), name);
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->title), name);
  gtk_label_set_text (GTK_LABEL (self->path_label), path);
  cw_code_editor_set_file (self->editor, path, NULL, bytes);
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
  update_bar (self);
  return GTK_WIDGET (self);
}
