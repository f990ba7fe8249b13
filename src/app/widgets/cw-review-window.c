/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-review-window"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-child-window.h"
#include "cw-held-key.h"
#include "cw-review-queue.h"
#include "cw-review-view.h"
#include "cw-review-window.h"
#include "cw-show.h"
#include "cw-wrap-box.h"
#include "cw-window-size.h"

/* A text is read in a column, a branch's changes beside the list of its files. */
#define TEXT_WIDTH 720
#define BRANCH_WIDTH 1040
#define HEIGHT 660

/* What a button does now. */
typedef enum {
  DEED_NONE,
  DEED_LOOK,            /* at what changed meanwhile */
  DEED_APPROVE,         /* this one, and on to the next that isn't */
  DEED_APPROVE_LATER,   /* this one, which is sent from the page */
  DEED_APPROVE_SEND,    /* this one, and sends all */
  DEED_GO_ON,           /* to the next one that isn't approved */
  DEED_SEND,            /* those that are approved */
} Deed;

struct _CwReviewWindow
{
  AdwWindow parent_instance;

  CwDesk *desk;
  CwReviewQueue *queue;
  guint current;
  Deed primary_deed;
  Deed side_deed;
  guint shown;        /* which one the buttons are for; G_MAXUINT before the first */
  guint guard;        /* while it runs, the buttons can't be pressed */
  GtkWidget *waiting; /* (nullable) (unowned): the button that has the focus again then */

  GtkWidget *title;
  GtkWidget *pager;
  GtkWidget *content;
  GtkWidget *bar;
  GtkWidget *reason;
  GtkWidget *side;
  GtkWidget *primary;
};

G_DEFINE_FINAL_TYPE (CwReviewWindow, cw_review_window, ADW_TYPE_WINDOW)

static gboolean
is_one (CwReviewWindow *self)
{
  return cw_review_queue_get_length (self->queue) == 1;
}

static gboolean
end_guard (gpointer data)
{
  CwReviewWindow *self = data;

  self->guard = 0;
  gtk_widget_set_sensitive (self->side, TRUE);
  gtk_widget_set_sensitive (self->primary, TRUE);
  if (self->waiting != NULL && gtk_window_get_focus (GTK_WINDOW (self)) == NULL)
    gtk_widget_grab_focus (self->waiting);
  self->waiting = NULL;
  return G_SOURCE_REMOVE;
}

/* Buttons that do something else than a moment ago can't be pressed yet: the second click of a double click, or the
 * third of a hurried hand, was meant for what they did before, and nobody has read what is shown now. */
static void
begin_guard (CwReviewWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  int double_click;

  if (focus != NULL && (focus == self->side || focus == self->primary))
    self->waiting = focus;
  g_clear_handle_id (&self->guard, g_source_remove);
  gtk_widget_set_sensitive (self->side, FALSE);
  gtk_widget_set_sensitive (self->primary, FALSE);
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-double-click-time", &double_click, NULL);
  self->guard = g_timeout_add ((guint) double_click * 3 / 2, end_guard, self);
}

/* What the buttons do follows from what is on screen, and from what else is still to be looked at. */
static void
choose_deeds (CwReviewWindow *self,
              guint           n_reviewed)
{
  guint next = cw_review_queue_find_open (self->queue, self->current);
  gboolean open = cw_review_queue_is_open (self->queue, self->current);
  gboolean others = next < cw_review_queue_get_length (self->queue) && next != self->current;

  self->side_deed = DEED_NONE;
  if (open && cw_review_view_has_changed (CW_REVIEW_VIEW (self->content)))
    {
      self->primary_deed = DEED_LOOK;
      return;
    }
  if (open)
    self->primary_deed = others ? DEED_APPROVE : DEED_APPROVE_SEND;
  else if (others)
    self->primary_deed = DEED_GO_ON;
  else
    self->primary_deed = n_reviewed > 0 ? DEED_SEND : DEED_NONE;
  if (open && is_one (self))
    self->side_deed = DEED_APPROVE_LATER;
  else if (others && n_reviewed > 0)
    self->side_deed = DEED_SEND;
}

/* What is on screen and isn't approved doesn't go along. */
static char *
label_send (CwReviewWindow *self,
            GPtrArray      *reviewed)
{
  const CwViewItem *item = cw_review_queue_get_item (self->queue, self->current);

  if (item != NULL && !g_ptr_array_find (reviewed, item, NULL))
    return g_strdup_printf (ngettext ("Send the %u Approved", "Send the %u Approved", reviewed->len), reviewed->len);
  return cw_show_send_label (reviewed);
}

static char *
label_deed (CwReviewWindow *self,
            Deed            deed,
            GPtrArray      *reviewed)
{
  g_autoptr (GPtrArray) items = NULL;

  switch (deed)
    {
    case DEED_LOOK:
      return g_strdup (_ ("_Look at the Change"));
    case DEED_APPROVE:
      return g_strdup (_ ("_Approve, Next"));
    case DEED_APPROVE_LATER:
      return g_strdup (_ ("Send _Later"));
    case DEED_GO_ON:
      return g_strdup (_ ("_Go On"));
    case DEED_APPROVE_SEND:
      items = g_ptr_array_copy (reviewed, NULL, NULL);
      g_ptr_array_add (items, (gpointer) cw_review_queue_get_item (self->queue, self->current));
      return cw_show_send_label (items);
    case DEED_SEND:
      return label_send (self, reviewed);
    case DEED_NONE:
    default:
      return g_strdup ("");
    }
}

static const char *
explain_deed (Deed deed)
{
  switch (deed)
    {
    case DEED_APPROVE:
      return _ ("Approves exactly this; nothing is sent yet");
    case DEED_APPROVE_LATER:
      return _ ("Approves exactly this now. It goes out with the page’s button, or with Send in its row");
    case DEED_SEND:
      return _ ("Sends what was approved, and nothing else");
    case DEED_LOOK:
    case DEED_APPROVE_SEND:
    case DEED_GO_ON:
    case DEED_NONE:
    default:
      return NULL;
    }
}

static void
show_button (CwReviewWindow *self,
             GtkWidget      *button,
             Deed            deed,
             GPtrArray      *reviewed)
{
  g_autofree char *label = label_deed (self, deed, reviewed);

  gtk_button_set_use_underline (GTK_BUTTON (button), deed != DEED_SEND && deed != DEED_APPROVE_SEND);
  gtk_button_set_label (GTK_BUTTON (button), label);
  gtk_widget_set_tooltip_text (button, explain_deed (deed));
  cw_show_let_shrink (button);
  gtk_widget_set_visible (button, deed != DEED_NONE);
}

/* How far the person is, or why there is nothing to press. */
static char *
describe (CwReviewWindow   *self,
          const CwViewItem *item,
          guint             n_reviewed)
{
  const char *waiting = item->state == CW_EFFECT_WAITING ? cw_effect_get_waiting (item->effect) : NULL;
  guint length = cw_review_queue_get_length (self->queue);

  if (waiting != NULL)
    return g_strdup (waiting);
  if (is_one (self) || self->primary_deed == DEED_NONE)
    return NULL;
  if (self->primary_deed == DEED_APPROVE_SEND)
    return g_strdup_printf (ngettext ("The other is approved. This sends all %u",
                                      "The others are approved. This sends all %u", n_reviewed), n_reviewed + 1);
  return g_strdup_printf (_ ("%u of %u approved, nothing sent yet"), n_reviewed, length);
}

static void
show_bar (CwReviewWindow   *self,
          const CwViewItem *item)
{
  g_autoptr (GPtrArray) reviewed = cw_review_queue_list_reviewed (self->queue);
  g_autofree char *text = NULL;
  Deed primary_deed = self->primary_deed, side_deed = self->side_deed;

  choose_deeds (self, reviewed->len);
  if (self->shown != self->current || self->primary_deed != primary_deed || self->side_deed != side_deed)
    begin_guard (self);
  self->shown = self->current;
  text = describe (self, item, reviewed->len);
  show_button (self, self->side, self->side_deed, reviewed);
  show_button (self, self->primary, self->primary_deed, reviewed);
  gtk_label_set_text (GTK_LABEL (self->reason), text != NULL ? text : "");
  gtk_widget_set_visible (self->bar, text != NULL || self->primary_deed != DEED_NONE);
}

static void
show_title (CwReviewWindow   *self,
            const CwViewItem *item)
{
  const char *title = cw_effect_get_title (item->effect), *state = item->words;
  guint length = cw_review_queue_get_length (self->queue);
  /* Translators: which of how many, and where it stands: "2 of 4 · Ready" */
  g_autofree char *place = g_strdup_printf (_ ("%u of %u · %s"), self->current + 1, length, state);

  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->title), title);
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title), is_one (self) ? state : place);
  gtk_widget_set_visible (self->pager, !is_one (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "review.previous", self->current > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "review.next", self->current + 1 < length);
}

static void
show (CwReviewWindow *self)
{
  const CwViewItem *item = cw_review_queue_get_item (self->queue, self->current);

  if (item == NULL)
    return;
  show_title (self, item);
  cw_review_view_show (CW_REVIEW_VIEW (self->content), self->desk, item);
  show_bar (self, item);
}

static void
go_to (CwReviewWindow *self,
       guint           index)
{
  self->current = index;
  show (self);
}

static void
go_on (CwReviewWindow *self)
{
  guint next = cw_review_queue_find_open (self->queue, self->current);

  if (next < cw_review_queue_get_length (self->queue))
    go_to (self, next);
}

static gboolean
approve (CwReviewWindow *self)
{
  g_autofree char *edited = cw_review_view_dup_edited (CW_REVIEW_VIEW (self->content));
  const char *hash = cw_review_view_get_hash (CW_REVIEW_VIEW (self->content));

  if (hash == NULL || cw_review_view_is_blank (CW_REVIEW_VIEW (self->content)))
    return FALSE;
  cw_review_queue_approve (self->queue, self->current, hash, edited);
  return TRUE;
}

static void
perform (CwReviewWindow *self,
         Deed            deed)
{
  if (self->guard != 0)
    return;
  switch (deed)
    {
    case DEED_LOOK:
      cw_review_view_look (CW_REVIEW_VIEW (self->content));
      show (self);
      break;
    case DEED_APPROVE:
      if (approve (self))
        go_on (self);
      break;
    case DEED_APPROVE_LATER:
      if (approve (self))
        gtk_window_close (GTK_WINDOW (self));
      break;
    case DEED_APPROVE_SEND:
    case DEED_SEND:
      if (deed == DEED_APPROVE_SEND && !approve (self))
        break;
      cw_review_queue_send (self->queue);
      gtk_window_close (GTK_WINDOW (self));
      break;
    case DEED_GO_ON:
      go_on (self);
      break;
    case DEED_NONE:
    default:
      break;
    }
}

static void
do_primary (CwReviewWindow *self)
{
  perform (self, self->primary_deed);
}

static void
do_side (CwReviewWindow *self)
{
  perform (self, self->side_deed);
}

static gboolean
perform_by_key (GtkWidget *widget,
                GVariant  *args,
                gpointer   user_data)
{
  do_primary (CW_REVIEW_WINDOW (widget));
  return GDK_EVENT_STOP;
}

static void
go_back (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  CwReviewWindow *self = CW_REVIEW_WINDOW (widget);

  cw_review_view_keep (CW_REVIEW_VIEW (self->content));
  go_to (self, self->current - 1);
}

static void
go_forward (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  CwReviewWindow *self = CW_REVIEW_WINDOW (widget);

  cw_review_view_keep (CW_REVIEW_VIEW (self->content));
  go_to (self, self->current + 1);
}

/* It may take a while to come up, and whoever opened it may have clicked twice. */
static void
cw_review_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cw_review_window_parent_class)->map (widget);
  begin_guard (CW_REVIEW_WINDOW (widget));
}

static void
cw_review_window_dispose (GObject *object)
{
  CwReviewWindow *self = CW_REVIEW_WINDOW (object);

  if (self->desk != NULL)
    g_signal_handlers_disconnect_by_data (self->desk, self);
  g_clear_handle_id (&self->guard, g_source_remove);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->queue, cw_review_queue_free);

  G_OBJECT_CLASS (cw_review_window_parent_class)->dispose (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "review.previous", NULL, go_back);
  gtk_widget_class_install_action (widget_class, "review.next", NULL, go_forward);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "review.previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Right, GDK_ALT_MASK, "review.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, GDK_CONTROL_MASK, "review.previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, GDK_CONTROL_MASK, "review.next", NULL);
}

static void
cw_review_window_class_init (CwReviewWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_review_window_dispose;
  widget_class->map = cw_review_window_map;

  g_type_ensure (CW_TYPE_REVIEW_VIEW);
  g_type_ensure (CW_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-review-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CwReviewWindow, title);
  gtk_widget_class_bind_template_child (widget_class, CwReviewWindow, pager);
  gtk_widget_class_bind_template_child (widget_class, CwReviewWindow, content);
  gtk_widget_class_bind_template_child (widget_class, CwReviewWindow, bar);
  gtk_widget_class_bind_template_child (widget_class, CwReviewWindow, reason);
  gtk_widget_class_bind_template_child (widget_class, CwReviewWindow, side);
  gtk_widget_class_bind_template_child (widget_class, CwReviewWindow, primary);
  gtk_widget_class_bind_template_callback (widget_class, do_primary);
  gtk_widget_class_bind_template_callback (widget_class, do_side);
  add_keys (widget_class);
}

static void
cw_review_window_init (CwReviewWindow *self)
{
  self->shown = G_MAXUINT;
  gtk_widget_init_template (GTK_WIDGET (self));
  cw_show_take_deed_key (GTK_WIDGET (self), gtk_callback_action_new (perform_by_key, NULL, NULL));
  cw_held_key_ignore (GTK_WINDOW (self), 0);
}

static int
find_width (CwReviewWindow *self)
{
  for (guint i = 0; i < cw_review_queue_get_length (self->queue); i++)
    {
      const CwViewItem *item = cw_review_queue_get_item (self->queue, i);

      if (item != NULL
          && (g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_GIT_BRANCH)
              || g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_PULL_REQUEST)))
        return BRANCH_WIDTH;
    }
  return TEXT_WIDTH;
}

/**
 * cw_review_window_new:
 * @desk: where they are approved
 * @effect_ids: (array zero-terminated=1): ids of effects of the desk's view, at least one, in the order of sending
 *
 * Returns: (transfer floating): a window that begins with the first one that isn't approved
 */
GtkWidget *
cw_review_window_new (CwDesk            *desk,
                      const char *const *effect_ids)
{
  g_autofree char *kind = NULL;
  CwReviewWindow *self;
  guint length;

  g_return_val_if_fail (CW_IS_DESK (desk) && effect_ids != NULL && effect_ids[0] != NULL, NULL);

  self = g_object_new (CW_TYPE_REVIEW_WINDOW, NULL);
  self->desk = g_object_ref (desk);
  self->queue = cw_review_queue_new (desk, effect_ids);
  length = cw_review_queue_get_length (self->queue);
  self->current = cw_review_queue_find_open (self->queue, length - 1) % length;
  /* A diff wants another width than a message: each kind has its own. */
  kind = g_strdup_printf ("review-%d", find_width (self));
  gtk_window_set_default_size (GTK_WINDOW (self), find_width (self), HEIGHT);
  cw_window_size_keep (GTK_WINDOW (self), kind);
  show (self);
  g_signal_connect_object (desk, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * cw_review_window_present:
 * @desk: a desk
 * @effect_ids: (array zero-terminated=1): effects to be reviewed, one after the other
 * @parent: the window that asked
 *
 * Opens the review, with the focus in what is to be read.
 */
void
cw_review_window_present (CwDesk            *desk,
                          const char *const *effect_ids,
                          GtkWindow         *parent)
{
  GtkWidget *window = cw_review_window_new (desk, effect_ids);

  cw_child_window_present (GTK_WINDOW (window), parent);
  cw_review_view_focus (CW_REVIEW_VIEW (CW_REVIEW_WINDOW (window)->content));
}
