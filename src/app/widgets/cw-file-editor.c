/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-file-editor"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-child-window.h"
#include "cw-desk-files.h"
#include "cw-dialogs.h"
#include "cw-error.h"
#include "cw-file-editor-private.h"
#include "cw-file-words.h"
#include "cw-show.h"
#include "cw-window-size.h"
#include "cw-wrap-box.h"

/* Seconds from the last key to the draft. */
#define DRAFT_AFTER 2

G_DEFINE_FINAL_TYPE (CwFileEditor, cw_file_editor, ADW_TYPE_WINDOW)

static const char *
get_site_name (CwFileEditor *self)
{
  const CwSite *site = cw_procedure_get_site (cw_desk_get_procedure (self->desk), self->site);

  return site != NULL ? site->name : self->site;
}

/* For the editor's own files, as are those below that begin with its name. */
void
cw_file_editor_show_notice (CwFileEditor *self)
{
  const char *deed = NULL, *action = NULL;
  gboolean outside = cw_file_editor_is_outside (self);
  g_autofree char *text = self->file != NULL ? cw_file_words_notice (self->file, outside, &deed, &action) : NULL;

  gtk_widget_set_visible (self->notice, text != NULL);
  gtk_label_set_text (GTK_LABEL (self->notice_text), text != NULL ? text : "");
  gtk_widget_set_visible (self->notice_deed, deed != NULL);
  gtk_button_set_label (GTK_BUTTON (self->notice_deed), deed != NULL ? deed : "");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->notice_deed), action);
}

static char *
describe_status (CwFileEditor *self)
{
  if (self->trouble != NULL)
    return g_strdup (self->trouble);
  if (self->saving)
    return g_strdup (_ ("Saving…"));
  if (cw_code_editor_get_modified (self->editor))
    return g_strdup (_ ("Not saved yet"));
  return cw_file_words_origin (self->file);
}

static void
update_bar (CwFileEditor *self)
{
  gboolean modified = cw_code_editor_get_modified (self->editor), broken = cw_code_editor_get_trouble (self->editor) != NULL;
  g_autofree char *status = self->file != NULL ? describe_status (self) : g_strdup ("");

  gtk_label_set_text (GTK_LABEL (self->status), status);
  if (self->trouble != NULL)
    gtk_widget_add_css_class (self->status, "error");
  else
    gtk_widget_remove_css_class (self->status, "error");
  gtk_widget_set_sensitive (self->save, self->file != NULL && modified && !self->saving);
  gtk_button_set_label (GTK_BUTTON (self->save), broken ? _ ("_Save Though Broken…") : _ ("_Save into the Change Set"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "file.undo", self->file != NULL && self->file->origin != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "file.remove", self->file != NULL && self->file->planned != NULL
                                                                     && self->file->text != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "file.open-outside", self->file != NULL && !self->saving
                                                                           && !cw_file_editor_is_outside (self));
}

void
cw_file_editor_take_trouble (CwFileEditor *self,
                             const char   *trouble)
{
  g_free (self->trouble);
  self->trouble = g_strdup (trouble);
  update_bar (self);
}

static void
show_subtitle (CwFileEditor *self)
{
  g_autofree char *subtitle = g_strdup_printf (_ ("%s · %s · on %s"), get_site_name (self), self->repository,
                                               self->file->base_name);

  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title), subtitle);
}

void
cw_file_editor_take_file (CwFileEditor *self,
                          CwFileText   *file)
{
  g_clear_pointer (&self->file, cw_file_text_free);
  self->file = file;
  show_subtitle (self);
}

/* What stands in the editor when a file is begun: a conflict is shown as git marks it, a draft before what was saved. */
static void
show_file (CwFileEditor *self)
{
  const CwFileText *file = self->file;

  cw_code_editor_set_file (self->editor, file->path, file->planned, file->marked != NULL ? file->marked : file->text);
  if (file->draft != NULL)
    cw_code_editor_replace (self->editor, file->draft);
  else if (file->marked != NULL)
    cw_code_editor_set_modified (self->editor, TRUE);
  self->typed = FALSE;
  gtk_stack_set_visible_child_name (self->stack, "editor");
  if (self->line > 0)
    cw_code_editor_go_to_line (self->editor, self->line);
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
  cw_file_editor_show_notice (self);
  cw_file_editor_take_trouble (self, NULL);
}

void
cw_file_editor_stop_draft (CwFileEditor *self)
{
  g_clear_handle_id (&self->draft_source, g_source_remove);
}

void
cw_file_editor_keep_draft (CwFileEditor *self)
{
  g_autoptr (GBytes) text = NULL;

  cw_file_editor_stop_draft (self);
  if (self->file == NULL || self->saving || !self->typed || !cw_code_editor_get_modified (self->editor))
    return;
  text = cw_code_editor_dup_text (self->editor);
  cw_desk_keep_draft (self->desk, self->file, text);
}

static gboolean
draft_is_due (gpointer data)
{
  CwFileEditor *self = data;

  self->draft_source = 0;
  cw_file_editor_keep_draft (self);
  return G_SOURCE_REMOVE;
}

static void
on_edited (CwFileEditor *self)
{
  if (self->trouble != NULL)
    cw_file_editor_take_trouble (self, NULL);
  self->typed = TRUE;
  cw_file_editor_stop_draft (self);
  self->draft_source = g_timeout_add_seconds (DRAFT_AFTER, draft_is_due, self);
}

static void
file_was_read (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (CwFileEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  CwFileText *file = cw_desk_file_finish (CW_DESK (source), result, &error);
  g_autofree char *escaped = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_clear_pointer (&file, cw_file_text_free);
      return;
    }
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  if (file != NULL)
    {
      cw_file_editor_take_file (self, file);
      show_file (self);
      return;
    }
  escaped = g_markup_escape_text (error->message, -1);
  adw_status_page_set_description (self->failure, escaped);
  gtk_stack_set_visible_child_name (self->stack, "failure");
}

static void
read_file (CwFileEditor *self)
{
  gtk_stack_set_visible_child_name (self->stack, "loading");
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  cw_desk_read_file (self->desk, self->site, self->repository, self->path, self->cancellable, file_was_read,
                     g_object_ref (self));
}

/* What was typed while it was saved stays, and is not saved yet. */
static void
file_was_saved (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (CwFileEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  CwFileText *file = cw_desk_file_finish (CW_DESK (source), result, &error);
  g_autoptr (GBytes) text = NULL;

  self->saving = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_clear_pointer (&file, cw_file_text_free);
      return;
    }
  if (file == NULL)
    {
      cw_file_editor_take_trouble (self, error->message);
      return;
    }
  cw_file_editor_take_file (self, file);
  text = cw_code_editor_dup_text (self->editor);
  if (file->text == NULL || g_bytes_equal (text, file->text))
    cw_code_editor_set_modified (self->editor, FALSE);
  cw_file_editor_show_notice (self);
  cw_file_editor_take_trouble (self, NULL);
}

/* Its button is off from now on: the focus goes on where the person does. */
static void
save_text (CwFileEditor *self,
           GBytes       *text,
           gboolean      may_break)
{
  cw_file_editor_stop_draft (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
  self->saving = TRUE;
  cw_file_editor_take_trouble (self, NULL);
  cw_desk_save_file (self->desk, self->file, text, may_break, file_was_saved, g_object_ref (self));
}

static void
save_broken (const char *const *texts,
             gpointer           data)
{
  CwFileEditor *self = data;
  g_autoptr (GBytes) text = cw_code_editor_dup_text (self->editor);

  save_text (self, text, TRUE);
}

static void
save_file (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  CwFileEditor *self = CW_FILE_EDITOR (widget);
  const char *trouble = cw_code_editor_get_trouble (self->editor);
  g_autoptr (GBytes) text = cw_code_editor_dup_text (self->editor);

  if (self->file == NULL || self->saving || !cw_code_editor_get_modified (self->editor))
    return;
  if (trouble == NULL)
    {
      save_text (self, text, FALSE);
      return;
    }
  cw_dialogs_ask (widget, _ ("Save a File That Can’t Be Read?"), trouble, _ ("_Save Though Broken"), TRUE, NULL,
                  save_broken, g_object_ref (self), g_object_unref);
}

static void
edit_was_undone (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (CwFileEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  CwFileText *file = cw_desk_file_finish (CW_DESK (source), result, &error);

  self->saving = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_clear_pointer (&file, cw_file_text_free);
      return;
    }
  if (file == NULL)
    {
      cw_file_editor_take_trouble (self, error->message);
      return;
    }
  cw_file_editor_take_file (self, file);
  if (file->text == NULL)
    cw_code_editor_set_file (self->editor, file->path, NULL, NULL);
  else
    cw_code_editor_replace (self->editor, file->text);
  cw_code_editor_set_modified (self->editor, FALSE);
  cw_file_editor_stop_draft (self);
  cw_file_editor_show_notice (self);
  cw_file_editor_take_trouble (self, NULL);
}

/* Ctrl+Z brings the person's text back into the editor. */
static void
undo_edit (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  CwFileEditor *self = CW_FILE_EDITOR (widget);

  if (self->saving)
    return;
  self->saving = TRUE;
  cw_desk_undo_edit (self->desk, self->file, edit_was_undone, g_object_ref (self));
}

static void
drop_draft (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  CwFileEditor *self = CW_FILE_EDITOR (widget);

  cw_file_editor_stop_draft (self);
  g_clear_pointer (&self->file->draft, g_bytes_unref);
  cw_desk_keep_draft (self->desk, self->file, NULL);
  show_file (self);
}

static void
remove_file_now (const char *const *texts,
                 gpointer           data)
{
  save_text (data, NULL, FALSE);
}

static void
remove_file (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  CwFileEditor *self = CW_FILE_EDITOR (widget);

  cw_dialogs_ask (widget, _ ("Take This File Away?"),
                  _ ("The change set then removes it from the branch. “Undo my edit” brings it back."), _ ("_Take Away"),
                  TRUE, NULL, remove_file_now, g_object_ref (self), g_object_unref);
}

static void
begin_search (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  gtk_widget_activate_action (GTK_WIDGET (CW_FILE_EDITOR (widget)->editor), "code.search", NULL);
}

/* Nothing typed is lost. */
static gboolean
cw_file_editor_close_request (GtkWindow *window)
{
  cw_file_editor_keep_draft (CW_FILE_EDITOR (window));
  return GTK_WINDOW_CLASS (cw_file_editor_parent_class)->close_request (window);
}

static void
cw_file_editor_dispose (GObject *object)
{
  CwFileEditor *self = CW_FILE_EDITOR (object);

  cw_file_editor_stop_draft (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (cw_file_editor_parent_class)->dispose (object);
}

static void
cw_file_editor_finalize (GObject *object)
{
  CwFileEditor *self = CW_FILE_EDITOR (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->file, cw_file_text_free);
  g_free (self->site);
  g_free (self->repository);
  g_free (self->path);
  g_free (self->trouble);
  G_OBJECT_CLASS (cw_file_editor_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/cyclewright/Cyclewright/ui/cw-file-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, CwFileEditor, title);
  gtk_widget_class_bind_template_child (widget_class, CwFileEditor, path_label);
  gtk_widget_class_bind_template_child (widget_class, CwFileEditor, notice);
  gtk_widget_class_bind_template_child (widget_class, CwFileEditor, notice_text);
  gtk_widget_class_bind_template_child (widget_class, CwFileEditor, notice_deed);
  gtk_widget_class_bind_template_child (widget_class, CwFileEditor, stack);
  gtk_widget_class_bind_template_child (widget_class, CwFileEditor, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwFileEditor, failure);
  gtk_widget_class_bind_template_child (widget_class, CwFileEditor, editor);
  gtk_widget_class_bind_template_child (widget_class, CwFileEditor, status);
  gtk_widget_class_bind_template_child (widget_class, CwFileEditor, save);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, update_bar);
}

static void
cw_file_editor_class_init (CwFileEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_file_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_file_editor_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = cw_file_editor_close_request;
  g_type_ensure (CW_TYPE_CODE_EDITOR);
  g_type_ensure (CW_TYPE_WRAP_BOX);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "file.save", NULL, save_file);
  gtk_widget_class_install_action (widget_class, "file.undo", NULL, undo_edit);
  gtk_widget_class_install_action (widget_class, "file.drop-draft", NULL, drop_draft);
  gtk_widget_class_install_action (widget_class, "file.remove", NULL, remove_file);
  gtk_widget_class_install_action (widget_class, "file.search", NULL, begin_search);
  cw_file_editor_install_outside (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "file.save", NULL);
}

static void
cw_file_editor_init (CwFileEditor *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  cw_show_take_deed_key (GTK_WIDGET (self), gtk_named_action_new ("file.save"));
  cw_window_size_keep (GTK_WINDOW (self), "file");
}

/**
 * cw_file_editor_new:
 * @desk: where it is saved
 * @site: id of the site whose branch carries it
 * @repository: id of the repository
 * @path: path of the file, also of one that shall be made
 *
 * Returns: (transfer floating): a window that edits it
 */
GtkWidget *
cw_file_editor_new (CwDesk     *desk,
                    const char *site,
                    const char *repository,
                    const char *path)
{
  CwFileEditor *self;
  g_autofree char *name = NULL;

  g_return_val_if_fail (CW_IS_DESK (desk) && site != NULL && repository != NULL && path != NULL, NULL);

  self = g_object_new (CW_TYPE_FILE_EDITOR, NULL);
  self->desk = g_object_ref (desk);
  self->site = g_strdup (site);
  self->repository = g_strdup (repository);
  self->path = g_strdup (path);
  name = g_path_get_basename (path);
  gtk_window_set_title (GTK_WINDOW (self), name);
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->title), name);
  gtk_label_set_text (GTK_LABEL (self->path_label), path);
  cw_file_editor_follow_outside (self);
  update_bar (self);
  read_file (self);
  return GTK_WIDGET (self);
}

/**
 * cw_file_editor_present:
 * @desk: a desk
 * @site: id of a site
 * @repository: id of a repository
 * @path: a file in it
 * @line: where in it the person begins, from 1; 0 for its beginning
 * @parent: the window that asked
 *
 * Opens an editor of one file; what is saved there joins the site's changes.
 */
void
cw_file_editor_present (CwDesk     *desk,
                        const char *site,
                        const char *repository,
                        const char *path,
                        guint       line,
                        GtkWindow  *parent)
{
  GtkWidget *window = cw_file_editor_new (desk, site, repository, path);

  CW_FILE_EDITOR (window)->line = line;
  cw_child_window_present (GTK_WINDOW (window), parent);
}
