/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-message-card"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-dialogs.h"
#include "cw-effect-row.h"
#include "cw-message-card.h"
#include "cw-message-editor.h"
#include "cw-show.h"

struct _CwMessageCard
{
  AdwBin parent_instance;

  CwDesk *desk;
  char *effect_id;

  GtkWidget *list;
  GtkWidget *row;
  GtkWidget *content;
  GtkWidget *editor;
  GtkWidget *buttons;
  GtkWidget *copy;
  GtkWidget *send;
};

static guint edited_signal;

G_DEFINE_FINAL_TYPE (CwMessageCard, cw_message_card, ADW_TYPE_BIN)

static const CwViewItem *
get_item (CwMessageCard *self)
{
  CwView *view = self->desk != NULL ? cw_desk_get_view (self->desk) : NULL;

  return view != NULL ? cw_view_find (view, self->effect_id) : NULL;
}

static void
send_it (CwMessageCard *self)
{
  const CwViewItem *item = get_item (self);
  g_autofree char *edited = cw_message_editor_dup_edited (CW_MESSAGE_EDITOR (self->editor));

  if (item != NULL && cw_effect_get_hash (item->effect) != NULL)
    cw_desk_approve (self->desk, self->effect_id, cw_effect_get_hash (item->effect), edited, TRUE);
}

static void
enable_buttons (CwMessageCard *self)
{
  gboolean blank = cw_message_editor_is_blank (CW_MESSAGE_EDITOR (self->editor));

  gtk_widget_set_sensitive (self->send, !blank);
  gtk_widget_set_sensitive (self->copy, !blank);
}

static void
text_edited (CwMessageCard *self)
{
  enable_buttons (self);
  g_signal_emit (self, edited_signal, 0);
}

static void
take_posted (const char *const *texts,
             gpointer           data)
{
  CwMessageCard *self = data;

  if (self->desk != NULL)
    cw_desk_by_hand (self->desk, self->effect_id, NULL, *texts[0] != '\0' ? texts[0] : NULL,
                     *texts[1] != '\0' ? texts[1] : NULL);
}

/* The text goes to the clipboard at once; that it was posted is the person's word, given when it is. */
static void
copy_it (CwMessageCard *self)
{
  const CwDialogField fields[] = {
    { _ ("Link of the message, if you have it"), NULL },
    { _ ("In words"), _ ("Posted by hand") },
    { NULL },
  };
  g_autofree char *text = cw_message_editor_dup_text (CW_MESSAGE_EDITOR (self->editor));
  const CwViewItem *item = get_item (self);
  const char *detail = item != NULL ? cw_effect_get_detail (item->effect) : NULL;
  g_autofree char *body = NULL;

  cw_message_editor_keep (CW_MESSAGE_EDITOR (self->editor));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  body = g_strdup_printf (_ ("The text is on the clipboard: paste it in Slack (%s). When it is there, say so here; "
                             "until then the message stays as it is."), detail != NULL ? detail : "");
  cw_dialogs_ask (GTK_WIDGET (self), _ ("Post It Yourself"), body, _ ("_It Is Posted"), FALSE, fields, take_posted,
                  g_object_ref (self), g_object_unref);
}

static void
cw_message_card_dispose (GObject *object)
{
  g_clear_object (&CW_MESSAGE_CARD (object)->desk);

  G_OBJECT_CLASS (cw_message_card_parent_class)->dispose (object);
}

static void
cw_message_card_finalize (GObject *object)
{
  g_free (CW_MESSAGE_CARD (object)->effect_id);

  G_OBJECT_CLASS (cw_message_card_parent_class)->finalize (object);
}

static void
cw_message_card_class_init (CwMessageCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_message_card_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_message_card_finalize;
  edited_signal = g_signal_new ("edited", CW_TYPE_MESSAGE_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                0);

  g_type_ensure (CW_TYPE_MESSAGE_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-message-card.ui");
  gtk_widget_class_bind_template_child (widget_class, CwMessageCard, list);
  gtk_widget_class_bind_template_child (widget_class, CwMessageCard, content);
  gtk_widget_class_bind_template_child (widget_class, CwMessageCard, editor);
  gtk_widget_class_bind_template_child (widget_class, CwMessageCard, buttons);
  gtk_widget_class_bind_template_child (widget_class, CwMessageCard, copy);
  gtk_widget_class_bind_template_child (widget_class, CwMessageCard, send);
  gtk_widget_class_bind_template_callback (widget_class, copy_it);
  gtk_widget_class_bind_template_callback (widget_class, text_edited);
  gtk_widget_class_bind_template_callback (widget_class, send_it);
}

static void
cw_message_card_init (CwMessageCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cw_show_let_shrink (self->copy);
}

/**
 * cw_message_card_new:
 * @desk: where its deeds are done
 * @effect_id: id of a message of the desk's view
 * @detail: (nullable): where and when, in words
 *
 * Returns: (transfer floating): a card
 */
GtkWidget *
cw_message_card_new (CwDesk     *desk,
                     const char *effect_id,
                     const char *detail)
{
  CwMessageCard *self;

  g_return_val_if_fail (CW_IS_DESK (desk) && effect_id != NULL, NULL);

  self = g_object_new (CW_TYPE_MESSAGE_CARD, NULL);
  self->desk = g_object_ref (desk);
  self->effect_id = g_strdup (effect_id);
  self->row = cw_effect_row_new (desk, effect_id);
  cw_effect_row_set_in_place (CW_EFFECT_ROW (self->row), detail);
  gtk_list_box_prepend (GTK_LIST_BOX (self->list), self->row);
  cw_message_card_update (self);
  return GTK_WIDGET (self);
}

const char *
cw_message_card_get_id (CwMessageCard *self)
{
  g_return_val_if_fail (CW_IS_MESSAGE_CARD (self), NULL);

  return self->effect_id;
}

static const char *
name_deed (const CwViewItem *item)
{
  if (item->state == CW_EFFECT_OUTDATED)
    return _ ("Send Update");
  return cw_show_is_scheduled (item) ? C_ ("verb", "Schedule") : C_ ("verb", "Post");
}

static void
update_names (CwMessageCard    *self,
              const CwViewItem *item)
{
  const char *title = cw_effect_get_title (item->effect);
  g_autofree char *send = g_strdup_printf ("%s: %s", name_deed (item), title);
  g_autofree char *copy = g_strdup_printf ("%s: %s", _ ("Copy, I Post It Myself"), title);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->content), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->send), GTK_ACCESSIBLE_PROPERTY_LABEL, send, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy), GTK_ACCESSIBLE_PROPERTY_LABEL, copy, -1);
}

/**
 * cw_message_card_update:
 * @self: a card
 *
 * Shows the message as the desk has it now.
 */
void
cw_message_card_update (CwMessageCard *self)
{
  const CwViewItem *item;
  gboolean sending, open, copyable, focused;

  g_return_if_fail (CW_IS_MESSAGE_CARD (self));

  item = get_item (self);
  if (item == NULL)
    return;
  sending = cw_desk_is_sending (self->desk, self->effect_id);
  open = cw_show_can_send (item) && !sending;
  focused = gtk_widget_get_focus_child (self->buttons) != NULL;
  copyable = open || (item->state == CW_EFFECT_WAITING && !item->closed);
  cw_effect_row_update (CW_EFFECT_ROW (self->row));
  cw_message_editor_show (CW_MESSAGE_EDITOR (self->editor), self->desk, item);
  gtk_button_set_label (GTK_BUTTON (self->send), name_deed (item));
  gtk_widget_set_visible (self->send, open && item->state != CW_EFFECT_FAILED);
  gtk_widget_set_visible (self->copy, copyable);
  gtk_widget_set_visible (self->buttons, copyable);
  /* Whoever pressed what isn't there any more stays with this message. */
  if (focused && !gtk_widget_get_visible (self->send))
    gtk_widget_child_focus (self->row, GTK_DIR_TAB_FORWARD);
  enable_buttons (self);
  update_names (self, item);
}

gboolean
cw_message_card_is_blank (CwMessageCard *self)
{
  g_return_val_if_fail (CW_IS_MESSAGE_CARD (self), FALSE);

  return cw_message_editor_is_blank (CW_MESSAGE_EDITOR (self->editor));
}

/**
 * cw_message_card_keep:
 * @self: a card
 *
 * Makes what was typed the person's own text.
 */
void
cw_message_card_keep (CwMessageCard *self)
{
  g_return_if_fail (CW_IS_MESSAGE_CARD (self));

  cw_message_editor_keep (CW_MESSAGE_EDITOR (self->editor));
}

/**
 * cw_message_card_focus:
 * @self: a card
 *
 * Takes the person to the text.
 */
void
cw_message_card_focus (CwMessageCard *self)
{
  g_return_if_fail (CW_IS_MESSAGE_CARD (self));

  cw_message_editor_focus (CW_MESSAGE_EDITOR (self->editor));
}
