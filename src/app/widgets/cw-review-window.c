/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-review-window"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-message-editor.h"
#include "cw-payload-view.h"
#include "cw-review-window.h"
#include "cw-show.h"

struct _CwReviewWindow
{
  AdwWindow parent_instance;

  CwDesk *desk;
  char *effect_id;
  char *hash;         /* (nullable): of the payload on screen */
  gboolean changed;   /* the payload changed while the person looked at it */

  GtkWidget *title;
  GtkWidget *state;
  GtkWidget *notice;
  GtkWidget *payload;
  GtkWidget *editor;
  GtkWidget *bar;
  GtkWidget *reason;
  GtkWidget *approve;
  GtkWidget *send;
};

G_DEFINE_FINAL_TYPE (CwReviewWindow, cw_review_window, ADW_TYPE_WINDOW)

static const CwViewItem *
get_item (CwReviewWindow *self)
{
  CwView *view = cw_desk_get_view (self->desk);

  return view != NULL ? cw_view_find (view, self->effect_id) : NULL;
}

static void
approve_it (CwReviewWindow *self,
            gboolean        send)
{
  const CwViewItem *item = get_item (self);
  g_autofree char *edited = cw_message_editor_dup_edited (CW_MESSAGE_EDITOR (self->editor));

  if (item == NULL || self->hash == NULL)
    return;
  cw_desk_approve (self->desk, self->effect_id, self->hash, edited, send);
  gtk_window_close (GTK_WINDOW (self));
}

static void
approve (CwReviewWindow *self)
{
  approve_it (self, FALSE);
}

static void
send_it (CwReviewWindow *self)
{
  approve_it (self, TRUE);
}

static gboolean
send_by_key (GtkWidget *widget,
             GVariant  *args,
             gpointer   user_data)
{
  CwReviewWindow *self = CW_REVIEW_WINDOW (widget);

  if (gtk_widget_get_visible (self->send))
    send_it (self);
  return GDK_EVENT_STOP;
}

static void
show_bar (CwReviewWindow   *self,
          const CwViewItem *item)
{
  /* What was changed outside is put back only from here, where a person saw it; never among others. */
  gboolean can_send = cw_show_can_send (item) || item->state == CW_EFFECT_DRIFTED;
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autofree char *label = NULL;

  g_ptr_array_add (items, (gpointer) item);
  label = cw_show_send_label (items);
  gtk_widget_set_visible (self->approve, can_send && item->state != CW_EFFECT_APPROVED);
  gtk_widget_set_visible (self->send, can_send);
  gtk_button_set_label (GTK_BUTTON (self->send), item->state == CW_EFFECT_APPROVED ? _ ("Send") : label);
  cw_show_text (self->reason, item->state == CW_EFFECT_WAITING ? cw_effect_get_waiting (item->effect) : NULL);
  gtk_widget_set_visible (self->bar, can_send || gtk_widget_get_visible (self->reason));
}

static void
show_item (CwReviewWindow   *self,
           const CwViewItem *item)
{
  const char *preview_title = cw_effect_get_preview_title (item->effect);
  gboolean editable = cw_message_editor_can_edit (cw_desk_get_view (self->desk), item);

  gtk_window_set_title (GTK_WINDOW (self), cw_effect_get_title (item->effect));
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->title), cw_effect_get_title (item->effect));
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title), cw_effect_state_to_text (item->state));
  cw_show_text (self->state, preview_title);
  cw_payload_view_show (CW_PAYLOAD_VIEW (self->payload), cw_desk_get_procedure (self->desk), item, editable);
  gtk_widget_set_visible (self->editor, editable);
  if (editable)
    cw_message_editor_show (CW_MESSAGE_EDITOR (self->editor), self->desk, item);
  show_bar (self, item);
  g_free (self->hash);
  self->hash = g_strdup (cw_effect_get_hash (item->effect));
  gtk_widget_set_visible (self->notice, self->changed);
}

/* Whether the payload is another one only because the person wrote its text here. */
static gboolean
is_own_change (CwReviewWindow   *self,
               const CwViewItem *item)
{
  g_autofree char *typed = cw_message_editor_dup_text (CW_MESSAGE_EDITOR (self->editor));

  return cw_message_editor_can_edit (cw_desk_get_view (self->desk), item)
         && g_strcmp0 (typed, cw_effect_get_preview (item->effect)) == 0;
}

static void
desk_changed (CwReviewWindow *self)
{
  const CwViewItem *item = get_item (self);

  if (item == NULL)
    return;
  if (g_strcmp0 (self->hash, cw_effect_get_hash (item->effect)) == 0)
    {
      show_bar (self, item);
      return;
    }
  self->changed |= !is_own_change (self, item);
  show_item (self, item);
}

static void
cw_review_window_dispose (GObject *object)
{
  g_clear_object (&CW_REVIEW_WINDOW (object)->desk);

  G_OBJECT_CLASS (cw_review_window_parent_class)->dispose (object);
}

static void
cw_review_window_finalize (GObject *object)
{
  CwReviewWindow *self = CW_REVIEW_WINDOW (object);

  g_free (self->effect_id);
  g_free (self->hash);

  G_OBJECT_CLASS (cw_review_window_parent_class)->finalize (object);
}

static void
cw_review_window_class_init (CwReviewWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cw_review_window_dispose;
  object_class->finalize = cw_review_window_finalize;

  g_type_ensure (CW_TYPE_MESSAGE_EDITOR);
  g_type_ensure (CW_TYPE_PAYLOAD_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-review-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CwReviewWindow, title);
  gtk_widget_class_bind_template_child (widget_class, CwReviewWindow, state);
  gtk_widget_class_bind_template_child (widget_class, CwReviewWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, CwReviewWindow, payload);
  gtk_widget_class_bind_template_child (widget_class, CwReviewWindow, editor);
  gtk_widget_class_bind_template_child (widget_class, CwReviewWindow, bar);
  gtk_widget_class_bind_template_child (widget_class, CwReviewWindow, reason);
  gtk_widget_class_bind_template_child (widget_class, CwReviewWindow, approve);
  gtk_widget_class_bind_template_child (widget_class, CwReviewWindow, send);
  gtk_widget_class_bind_template_callback (widget_class, approve);
  gtk_widget_class_bind_template_callback (widget_class, send_it);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
cw_review_window_init (CwReviewWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cw_show_take_deed_key (GTK_WIDGET (self), gtk_callback_action_new (send_by_key, NULL, NULL));
}

/**
 * cw_review_window_new:
 * @desk: where it is approved
 * @effect_id: id of an effect of the desk's view
 *
 * Returns: (transfer floating): a window with all that will arrive
 */
GtkWidget *
cw_review_window_new (CwDesk     *desk,
                      const char *effect_id)
{
  CwReviewWindow *self;
  const CwViewItem *item;

  g_return_val_if_fail (CW_IS_DESK (desk) && effect_id != NULL, NULL);

  self = g_object_new (CW_TYPE_REVIEW_WINDOW, NULL);
  self->desk = g_object_ref (desk);
  self->effect_id = g_strdup (effect_id);
  item = get_item (self);
  if (item != NULL)
    show_item (self, item);
  g_signal_connect_object (desk, "changed", G_CALLBACK (desk_changed), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
cw_review_window_present (CwDesk     *desk,
                          const char *effect_id,
                          GtkWindow  *parent)
{
  GtkWidget *window = cw_review_window_new (desk, effect_id);

  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_present (GTK_WINDOW (window));
}
