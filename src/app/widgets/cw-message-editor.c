/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-message-editor"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-json.h"
#include "cw-message-editor.h"
#include "cw-message-view.h"
#include "cw-show.h"
#include "cw-wrap-box.h"

struct _CwMessageEditor
{
  AdwBin parent_instance;

  CwDesk *desk;
  char *effect_id;
  char *shown;         /* the text as the preparation has it */
  gboolean showing;    /* the text is being set, nobody types */

  GtkWidget *editing;
  GtkWidget *text;
  GtkWidget *own;
  GtkWidget *message;
  GtkWidget *warning;
};

static guint edited_signal;

G_DEFINE_FINAL_TYPE (CwMessageEditor, cw_message_editor, ADW_TYPE_BIN)

static const CwViewItem *
get_item (CwMessageEditor *self)
{
  CwView *view = self->desk != NULL ? cw_desk_get_view (self->desk) : NULL;

  return view != NULL ? cw_view_find (view, self->effect_id) : NULL;
}

static const char *
get_text (const CwViewItem *item)
{
  const char *text = cw_effect_get_preview (item->effect);

  return text != NULL ? text : "";
}

static char *
make_key (CwMessageEditor *self)
{
  return g_strconcat ("text.", self->effect_id, NULL);
}

static gboolean
is_typed (CwMessageEditor *self)
{
  g_autofree char *typed = cw_message_editor_dup_text (self);

  return self->shown != NULL && !g_str_equal (typed, self->shown);
}

/* Whether the text is another than the proposed one, or none at all. */
static gboolean
can_take_ours (CwMessageEditor *self)
{
  CwDeployment *deployment = cw_view_get_deployment (cw_desk_get_view (self->desk));

  return cw_message_editor_is_blank (self) || cw_deployment_get_text (deployment, "text.%s", self->effect_id) != NULL;
}

static void
set_text (CwMessageEditor *self,
          const char      *text)
{
  self->showing = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)), text, -1);
  self->showing = FALSE;
}

/* The check about this message's text, `text-SITE-MESSAGE`, where it doesn't hold. */
static const char *
find_check (CwMessageEditor *self)
{
  g_auto (GStrv) parts = g_strsplit (self->effect_id, "/", -1);
  g_autofree char *id = NULL;
  const CwCheck *check;

  if (g_strv_length (parts) < 4)
    return NULL;
  id = g_strdup_printf ("text-%s-%s", parts[1], parts[3]);
  check = cw_view_find_check (cw_desk_get_view (self->desk), id);
  return check != NULL && check->state == CW_CHECK_WARNING ? check->text : NULL;
}

/* What is wrong with the text as it stands; the check speaks of the one that the preparation has. */
static void
show_warning (CwMessageEditor *self)
{
  g_autofree char *key = make_key (self);
  const CwViewItem *item = get_item (self);
  const char *text = cw_desk_get_trouble (self->desk, key);

  if (cw_message_editor_is_blank (self))
    text = _ ("There is no text. Write one, or use the proposed one");
  else if (text == NULL && item != NULL && !is_typed (self))
    text = find_check (self);
  /* What the row or the review's head says already isn't said again. */
  if (text != NULL && g_strcmp0 (text, cw_desk_get_trouble (self->desk, self->effect_id)) == 0)
    text = NULL;
  cw_show_text (self->warning, text);
}

static void
text_changed (CwMessageEditor *self)
{
  g_autofree char *typed = cw_message_editor_dup_text (self);
  g_autofree char *key = NULL;

  cw_message_view_set_text (CW_MESSAGE_VIEW (self->message), typed);
  if (self->showing || self->desk == NULL)
    return;
  key = make_key (self);
  cw_drafts_keep (cw_desk_get_drafts (self->desk), key, is_typed (self) ? typed : NULL);
  cw_desk_forget_trouble (self->desk, key);
  cw_desk_forget_trouble (self->desk, self->effect_id);
  gtk_widget_set_visible (self->own, can_take_ours (self));
  show_warning (self);
  g_signal_emit (self, edited_signal, 0);
}

static void
use_ours (CwMessageEditor *self)
{
  g_autofree char *key = make_key (self);

  cw_drafts_keep (cw_desk_get_drafts (self->desk), key, NULL);
  set_text (self, self->shown);
  cw_desk_set_text (self->desk, key, "");
  show_warning (self);
  g_signal_emit (self, edited_signal, 0);
}

static void
cw_message_editor_unmap (GtkWidget *widget)
{
  cw_message_editor_keep (CW_MESSAGE_EDITOR (widget));
  GTK_WIDGET_CLASS (cw_message_editor_parent_class)->unmap (widget);
}

static void
cw_message_editor_dispose (GObject *object)
{
  g_clear_object (&CW_MESSAGE_EDITOR (object)->desk);

  G_OBJECT_CLASS (cw_message_editor_parent_class)->dispose (object);
}

static void
cw_message_editor_finalize (GObject *object)
{
  CwMessageEditor *self = CW_MESSAGE_EDITOR (object);

  g_free (self->effect_id);
  g_free (self->shown);

  G_OBJECT_CLASS (cw_message_editor_parent_class)->finalize (object);
}

static void
cw_message_editor_class_init (CwMessageEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_message_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_message_editor_finalize;
  widget_class->unmap = cw_message_editor_unmap;
  edited_signal = g_signal_new ("edited", CW_TYPE_MESSAGE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                0);

  g_type_ensure (CW_TYPE_MESSAGE_VIEW);
  g_type_ensure (CW_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-message-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, CwMessageEditor, editing);
  gtk_widget_class_bind_template_child (widget_class, CwMessageEditor, text);
  gtk_widget_class_bind_template_child (widget_class, CwMessageEditor, own);
  gtk_widget_class_bind_template_child (widget_class, CwMessageEditor, message);
  gtk_widget_class_bind_template_child (widget_class, CwMessageEditor, warning);
  gtk_widget_class_bind_template_callback (widget_class, use_ours);
}

static void
cw_message_editor_init (CwMessageEditor *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)), "changed",
                           G_CALLBACK (text_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (cw_message_editor_keep), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->text, focus);
}

/**
 * cw_message_editor_can_edit:
 * @view: the view that has @item
 * @item: an effect
 *
 * Returns: whether it is a message whose text can still become another: once it is posted, what was sent stands
 */
gboolean
cw_message_editor_can_edit (CwView           *view,
                            const CwViewItem *item)
{
  JsonNode *payload = cw_effect_get_payload (item->effect);
  gint64 post_at = payload != NULL ? cw_json_get_int (json_node_get_object (payload), "post-at", 0) : 0;

  if (item->closed || !g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_MESSAGE))
    return FALSE;
  if (cw_show_can_send (item) || item->state == CW_EFFECT_WAITING)
    return TRUE;
  return item->state == CW_EFFECT_DONE && post_at > g_date_time_to_unix (cw_view_get_now (view));
}

/* What is on screen stays as long as the preparation doesn't have it: while it is typed, and while it is being kept. */
static void
show_text (CwMessageEditor  *self,
           const CwViewItem *item,
           gboolean          first,
           gboolean          editable)
{
  CwDrafts *drafts = cw_desk_get_drafts (self->desk);
  g_autofree char *key = make_key (self);
  g_autofree char *typed = cw_message_editor_dup_text (self);
  gboolean typing = !first && editable && is_typed (self);
  const char *draft = cw_drafts_get (drafts, key);

  g_free (self->shown);
  self->shown = g_strdup (get_text (item));
  if (g_strcmp0 (draft, self->shown) == 0)
    cw_drafts_keep (drafts, key, NULL);
  draft = editable ? cw_drafts_get (drafts, key) : NULL;
  if (!typing && !g_str_equal (typed, draft != NULL ? draft : self->shown))
    set_text (self, draft != NULL ? draft : self->shown);
}

static void
begin (CwMessageEditor  *self,
       const CwViewItem *item)
{
  /* Translators: the name of the field with a message's text, such as “Text of The day before, Summit”. */
  g_autofree char *name = g_strdup_printf (_ ("Text of %s"), cw_effect_get_title (item->effect));

  g_free (self->effect_id);
  self->effect_id = g_strdup (cw_effect_get_id (item->effect));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * cw_message_editor_show:
 * @self: an editor
 * @desk: where the text is kept
 * @item: a message of the desk's view; not kept
 *
 * Shows the text as it is now; what the person is typing stays.
 */
void
cw_message_editor_show (CwMessageEditor  *self,
                        CwDesk           *desk,
                        const CwViewItem *item)
{
  const char *id = cw_effect_get_id (item->effect);
  const char *channel = cw_effect_get_preview_title (item->effect);
  CwView *view = cw_desk_get_view (desk);
  gboolean first = g_strcmp0 (self->effect_id, id) != 0;
  gboolean editable;

  g_return_if_fail (CW_IS_MESSAGE_EDITOR (self));

  g_set_object (&self->desk, desk);
  if (first)
    begin (self, item);
  editable = cw_message_editor_can_edit (view, item);
  cw_message_view_set_heading (CW_MESSAGE_VIEW (self->message), C_ ("author", "You"),
                               channel != NULL ? channel : "");
  show_text (self, item, first, editable);
  gtk_widget_set_visible (self->editing, editable);
  gtk_widget_set_visible (self->own, can_take_ours (self));
  show_warning (self);
}

/**
 * cw_message_editor_dup_text:
 * @self: an editor
 *
 * Returns: (transfer full): the text as it stands on screen
 */
char *
cw_message_editor_dup_text (CwMessageEditor *self)
{
  char *text = NULL;

  g_return_val_if_fail (CW_IS_MESSAGE_EDITOR (self), NULL);

  g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)), "text", &text, NULL);
  return text;
}

/**
 * cw_message_editor_dup_edited:
 * @self: an editor
 *
 * Returns: (transfer full) (nullable): the text on screen, where it isn't what the preparation would send now
 */
char *
cw_message_editor_dup_edited (CwMessageEditor *self)
{
  const CwViewItem *item;
  g_autofree char *text = NULL;

  g_return_val_if_fail (CW_IS_MESSAGE_EDITOR (self), NULL);

  item = get_item (self);
  text = cw_message_editor_dup_text (self);
  if (item == NULL || !gtk_widget_get_visible (self->editing) || g_str_equal (text, get_text (item)))
    return NULL;
  return g_steal_pointer (&text);
}

/**
 * cw_message_editor_is_blank:
 * @self: an editor
 *
 * Returns: whether nothing stands there that could be sent
 */
gboolean
cw_message_editor_is_blank (CwMessageEditor *self)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (CW_IS_MESSAGE_EDITOR (self), FALSE);

  text = cw_message_editor_dup_text (self);
  return *g_strstrip (text) == '\0';
}

/**
 * cw_message_editor_keep:
 * @self: an editor
 *
 * Makes what was typed the person's own text. Without one there is nothing to keep: it stays a draft, and isn't sent.
 */
void
cw_message_editor_keep (CwMessageEditor *self)
{
  g_autofree char *text = NULL, *key = NULL;

  g_return_if_fail (CW_IS_MESSAGE_EDITOR (self));

  if (self->desk == NULL || !is_typed (self) || cw_message_editor_is_blank (self)
      || cw_desk_is_sending (self->desk, self->effect_id))
    return;
  text = cw_message_editor_dup_text (self);
  key = make_key (self);
  cw_desk_set_text (self->desk, key, text);
}

/**
 * cw_message_editor_focus:
 * @self: an editor
 *
 * Moves the keyboard's focus into the text.
 */
void
cw_message_editor_focus (CwMessageEditor *self)
{
  g_return_if_fail (CW_IS_MESSAGE_EDITOR (self));

  gtk_widget_grab_focus (self->text);
}
