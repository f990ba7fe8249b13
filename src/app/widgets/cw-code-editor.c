/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-code-editor"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>

#include "cw-code-editor.h"
#include "cw-code-search.h"
#include "cw-language.h"
#include "cw-plan.h"
#include "cw-worker.h"
#include "cw-yaml.h"

#define TAG_TROUBLE "cw-trouble"

struct _CwCodeEditor
{
  AdwBin parent_instance;

  CwCodeSearch *search;
  GtkSourceView *view;
  GtkWidget *trouble_bar;
  GtkLabel *trouble_text;

  GtkSourceBuffer *buffer;         /* (unowned): the view's */
  CwWorker *worker;                /* (owned): reads the text */
  char *path;                      /* (nullable) */
  GBytes *before;                  /* (nullable): the text that the person's is compared with */
  char *trouble;                   /* (nullable) */
  guint trouble_line;
  gboolean crlf;                   /* whether lines end as on DOS */
  gboolean filling;
  gboolean reading;                /* a text is being read */
  gboolean stale;                  /* the text changed since */
  guint waiting;                   /* source id: it shall be read when nothing else is to be done */
};

/* What the worker reads, and what it finds. */
typedef struct {
  char *path;
  GBytes *before;
  GBytes *text;
} Reading;

typedef struct {
  char *message;  /* (nullable) */
} Finding;

enum {
  PROP_MODIFIED = 1,
  PROP_TROUBLE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint edited_signal;

G_DEFINE_FINAL_TYPE (CwCodeEditor, cw_code_editor, ADW_TYPE_BIN)

static void read_later (CwCodeEditor *self);

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_free (reading->path);
  g_clear_pointer (&reading->before, g_bytes_unref);
  g_bytes_unref (reading->text);
  g_free (reading);
}

static void
finding_free (gpointer data)
{
  Finding *finding = data;

  g_free (finding->message);
  g_free (finding);
}

static GtkTextBuffer *
get_buffer (CwCodeEditor *self)
{
  return GTK_TEXT_BUFFER (self->buffer);
}

static void
on_go_to_trouble (CwCodeEditor *self)
{
  if (self->trouble_line > 0)
    cw_code_editor_go_to_line (self, self->trouble_line);
}

static void
mark_line (CwCodeEditor *self,
           guint         line)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (get_buffer (self), &start, &end);
  gtk_text_buffer_remove_tag_by_name (get_buffer (self), TAG_TROUBLE, &start, &end);
  if (line == 0)
    return;
  gtk_text_buffer_get_iter_at_line (get_buffer (self), &start, (int) line - 1);
  /* The reader often notices on the empty line behind. */
  while (gtk_text_iter_ends_line (&start) && gtk_text_iter_backward_line (&start))
    ;
  end = start;
  if (!gtk_text_iter_forward_line (&end))
    gtk_text_buffer_get_end_iter (get_buffer (self), &end);
  gtk_text_buffer_apply_tag_by_name (get_buffer (self), TAG_TROUBLE, &start, &end);
}

static void
show_trouble (CwCodeEditor *self,
              const char   *message)
{
  if (message == NULL && self->trouble == NULL)
    return;
  self->trouble_line = message != NULL ? cw_yaml_find_line (message) : 0;
  mark_line (self, self->trouble_line);
  gtk_label_set_text (self->trouble_text, message != NULL ? message : "");
  gtk_widget_set_visible (self->trouble_bar, message != NULL);
  if (g_strcmp0 (self->trouble, message) == 0)
    return;
  g_free (self->trouble);
  self->trouble = g_strdup (message);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TROUBLE]);
}

/* In the worker. */
static gpointer
read_text (gpointer       input,
           GCancellable  *cancellable,
           GError       **error)
{
  const Reading *reading = input;
  Finding *finding = g_new0 (Finding, 1);

  finding->message = cw_hand_edit_find_break (reading->path, reading->before, reading->text);
  return finding;
}

static void
text_was_read (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (CwCodeEditor) self = user_data;
  Finding *finding = cw_worker_call_finish (CW_WORKER (source), result, NULL);

  self->reading = FALSE;
  if (finding != NULL && self->worker != NULL && !self->stale)
    show_trouble (self, finding->message);
  else if (self->worker != NULL)
    read_later (self);
  g_clear_pointer (&finding, finding_free);
}

/* One text at a time: what is typed meanwhile is read next. */
static gboolean
read_now (gpointer data)
{
  CwCodeEditor *self = data;
  Reading *reading;

  self->waiting = 0;
  reading = g_new0 (Reading, 1);
  reading->path = g_strdup (self->path);
  reading->before = self->before != NULL ? g_bytes_ref (self->before) : NULL;
  reading->text = cw_code_editor_dup_text (self);
  self->reading = TRUE;
  self->stale = FALSE;
  cw_worker_call (self->worker, read_text, reading, reading_free, finding_free, NULL, text_was_read,
                  g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
read_later (CwCodeEditor *self)
{
  self->stale = TRUE;
  if (self->waiting == 0 && !self->reading && self->path != NULL)
    self->waiting = g_idle_add_full (G_PRIORITY_LOW, read_now, self, NULL);
}

/* GTK 4.8 measures what was typed when it is drawn, where that is sooner than its idle, and warns of the scrollbar that
 * it then has to move: measured here, it has its place in time. */
static void
measure_change (CwCodeEditor *self)
{
  GtkTextIter at;

  gtk_text_buffer_get_iter_at_mark (get_buffer (self), &at, gtk_text_buffer_get_insert (get_buffer (self)));
  gtk_text_view_scroll_to_iter (GTK_TEXT_VIEW (self->view), &at, 0, FALSE, 0, 0);
}

static void
on_changed (CwCodeEditor *self)
{
  if (self->filling)
    return;
  measure_change (self);
  read_later (self);
  g_signal_emit (self, edited_signal, 0);
}

static void
on_modified (CwCodeEditor *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODIFIED]);
}

static void
begin_search (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  cw_code_search_begin (CW_CODE_EDITOR (widget)->search);
}

static void
update_looks (CwCodeEditor *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (get_buffer (self)), TAG_TROUBLE);
  const GdkRGBA colour = { 0.88f, 0.11f, 0.14f, adw_style_manager_get_high_contrast (manager) ? 0.4f : 0.2f };

  gtk_source_buffer_set_style_scheme (self->buffer, gtk_source_style_scheme_manager_get_scheme (
                                                      gtk_source_style_scheme_manager_get_default (),
                                                      adw_style_manager_get_dark (manager) ? "Adwaita-dark"
                                                                                           : "Adwaita"));
  g_object_set (tag, "paragraph-background-rgba", &colour, "underline", PANGO_UNDERLINE_ERROR, NULL);
}

static void
cw_code_editor_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  CwCodeEditor *self = CW_CODE_EDITOR (object);

  switch (id)
    {
    case PROP_MODIFIED:
      g_value_set_boolean (value, cw_code_editor_get_modified (self));
      break;
    case PROP_TROUBLE:
      g_value_set_string (value, self->trouble);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cw_code_editor_dispose (GObject *object)
{
  CwCodeEditor *self = CW_CODE_EDITOR (object);

  g_clear_handle_id (&self->waiting, g_source_remove);
  g_clear_object (&self->worker);
  G_OBJECT_CLASS (cw_code_editor_parent_class)->dispose (object);
}

static void
cw_code_editor_finalize (GObject *object)
{
  CwCodeEditor *self = CW_CODE_EDITOR (object);

  g_free (self->path);
  g_clear_pointer (&self->before, g_bytes_unref);
  g_free (self->trouble);
  G_OBJECT_CLASS (cw_code_editor_parent_class)->finalize (object);
}

static gboolean
cw_code_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (CW_CODE_EDITOR (widget)->view));
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/cyclewright/Cyclewright/ui/cw-code-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, CwCodeEditor, search);
  gtk_widget_class_bind_template_child (widget_class, CwCodeEditor, view);
  gtk_widget_class_bind_template_child (widget_class, CwCodeEditor, trouble_bar);
  gtk_widget_class_bind_template_child (widget_class, CwCodeEditor, trouble_text);
  gtk_widget_class_bind_template_callback (widget_class, on_go_to_trouble);
}

static void
cw_code_editor_class_init (CwCodeEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cw_code_editor_get_property;
  object_class->dispose = cw_code_editor_dispose;
  object_class->finalize = cw_code_editor_finalize;
  widget_class->grab_focus = cw_code_editor_grab_focus;
  props[PROP_MODIFIED] = g_param_spec_boolean ("modified", NULL, NULL, FALSE,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_TROUBLE] = g_param_spec_string ("trouble", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  edited_signal = g_signal_new ("edited", CW_TYPE_CODE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (CW_TYPE_CODE_SEARCH);
  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "code.search", NULL, begin_search);
}

static void
cw_code_editor_init (CwCodeEditor *self)
{
  g_autoptr (GtkSourceBuffer) buffer = gtk_source_buffer_new (NULL);
  AdwStyleManager *manager = adw_style_manager_get_default ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->worker = cw_worker_new ("code-editor");
  self->buffer = buffer;
  gtk_text_buffer_create_tag (get_buffer (self), TAG_TROUBLE, NULL);
  gtk_text_view_set_buffer (GTK_TEXT_VIEW (self->view), GTK_TEXT_BUFFER (buffer));
  cw_code_search_set_view (self->search, self->view);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (update_looks), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (update_looks), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "modified-changed", G_CALLBACK (on_modified), self, G_CONNECT_SWAPPED);
  update_looks (self);
}

/**
 * cw_code_editor_new:
 *
 * Returns: (transfer floating): an empty editor
 */
GtkWidget *
cw_code_editor_new (void)
{
  return g_object_new (CW_TYPE_CODE_EDITOR, NULL);
}

static gboolean
ends_lines_with_crlf (const char *data,
                      gsize       size)
{
  const char *end = size > 0 ? memchr (data, '\n', size) : NULL;

  return end != NULL && end > data && end[-1] == '\r';
}

/**
 * cw_code_editor_set_file:
 * @self: the editor
 * @path: the file's path; language and reader follow from it
 * @before: (nullable): the text that the person's is compared with: what could not be read before may stay so
 * @text: (nullable): the text to begin with; UTF-8 without NUL bytes
 *
 * Begins a file; nothing of it can be undone.
 */
void
cw_code_editor_set_file (CwCodeEditor *self,
                         const char   *path,
                         GBytes       *before,
                         GBytes       *text)
{
  GtkTextIter start;
  gsize size = 0;
  const char *data;

  g_return_if_fail (CW_IS_CODE_EDITOR (self) && path != NULL);

  data = text != NULL ? g_bytes_get_data (text, &size) : NULL;
  g_free (self->path);
  self->path = g_strdup (path);
  g_clear_pointer (&self->before, g_bytes_unref);
  self->before = before != NULL ? g_bytes_ref (before) : NULL;
  self->crlf = ends_lines_with_crlf (data, size);
  self->filling = TRUE;
  gtk_source_buffer_set_language (self->buffer, cw_language_find (path, CW_LANGUAGE_FILE));
  gtk_text_buffer_begin_irreversible_action (get_buffer (self));
  gtk_text_buffer_set_text (get_buffer (self), data != NULL ? data : "", (int) size);
  gtk_text_buffer_end_irreversible_action (get_buffer (self));
  gtk_text_buffer_set_modified (get_buffer (self), FALSE);
  self->filling = FALSE;
  gtk_text_buffer_get_start_iter (get_buffer (self), &start);
  gtk_text_buffer_place_cursor (get_buffer (self), &start);
  gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view)), 0);
  read_later (self);
}

/**
 * cw_code_editor_replace:
 * @self: the editor
 * @text: another text of the file
 *
 * Puts @text there as if the person had typed it: it can be undone.
 */
void
cw_code_editor_replace (CwCodeEditor *self,
                        GBytes       *text)
{
  GtkTextIter start, end;
  gsize size = 0;
  const char *data;

  g_return_if_fail (CW_IS_CODE_EDITOR (self) && text != NULL);

  data = g_bytes_get_data (text, &size);
  gtk_text_buffer_begin_user_action (get_buffer (self));
  gtk_text_buffer_get_bounds (get_buffer (self), &start, &end);
  gtk_text_buffer_delete (get_buffer (self), &start, &end);
  gtk_text_buffer_insert (get_buffer (self), &start, data != NULL ? data : "", (int) size);
  gtk_text_buffer_end_user_action (get_buffer (self));
}

/**
 * cw_code_editor_go_to_line:
 * @self: the editor
 * @line: number of a line, from 1; behind the last one it is the last
 *
 * Takes the person there: cursor, sight and focus.
 */
void
cw_code_editor_go_to_line (CwCodeEditor *self,
                           guint         line)
{
  GtkTextIter at;

  g_return_if_fail (CW_IS_CODE_EDITOR (self) && line > 0);

  gtk_text_buffer_get_iter_at_line (get_buffer (self), &at, (int) line - 1);
  gtk_text_buffer_place_cursor (get_buffer (self), &at);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self->view), gtk_text_buffer_get_insert (get_buffer (self)), 0, TRUE, 0,
                                CW_CODE_SCROLL_TO);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/**
 * cw_code_editor_set_editable:
 * @self: an editor
 * @editable: whether it takes what is typed
 *
 * Lets a person type, or only read.
 */
void
cw_code_editor_set_editable (CwCodeEditor *self,
                             gboolean      editable)
{
  g_return_if_fail (CW_IS_CODE_EDITOR (self));

  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->view), editable);
}

/* Lines that were typed end as the file's own do. */
static GBytes *
add_returns (const char *text)
{
  GString *all = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '\n' && (at == text || at[-1] != '\r'))
        g_string_append_c (all, '\r');
      g_string_append_c (all, *at);
    }
  return g_string_free_to_bytes (all);
}

/**
 * cw_code_editor_dup_text:
 * @self: the editor
 *
 * Returns: (transfer full): the text as it stands
 */
GBytes *
cw_code_editor_dup_text (CwCodeEditor *self)
{
  g_autofree char *text = NULL;
  GtkTextIter start, end;
  gsize size;

  g_return_val_if_fail (CW_IS_CODE_EDITOR (self), NULL);

  gtk_text_buffer_get_bounds (get_buffer (self), &start, &end);
  text = gtk_text_buffer_get_text (get_buffer (self), &start, &end, TRUE);
  if (self->crlf)
    return add_returns (text);
  size = strlen (text);
  return g_bytes_new_take (g_steal_pointer (&text), size);
}

gboolean
cw_code_editor_get_modified (CwCodeEditor *self)
{
  g_return_val_if_fail (CW_IS_CODE_EDITOR (self), FALSE);

  return gtk_text_buffer_get_modified (get_buffer (self));
}

/**
 * cw_code_editor_set_modified:
 * @self: an editor
 * @modified: whether it differs from what is kept
 *
 * Marks the text as changed or as saved.
 */
void
cw_code_editor_set_modified (CwCodeEditor *self,
                             gboolean      modified)
{
  g_return_if_fail (CW_IS_CODE_EDITOR (self));

  gtk_text_buffer_set_modified (get_buffer (self), modified);
}

const char *
cw_code_editor_get_trouble (CwCodeEditor *self)
{
  g_return_val_if_fail (CW_IS_CODE_EDITOR (self), NULL);

  return self->trouble;
}
