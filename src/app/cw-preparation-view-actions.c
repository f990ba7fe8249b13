/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-preparation-view"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-dialogs.h"
#include "cw-open.h"
#include "cw-preparation-view-private.h"
#include "cw-show.h"
#include "cw-split-view.h"

/* What can be done with a preparation: the actions "preparation.…" of its view, and their keys. */

static void
go_back (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  CwPreparationView *self = CW_PREPARATION_VIEW (widget);

  cw_preparation_view_go_to (self, self->current - 1);
}

static void
go_next (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  CwPreparationView *self = CW_PREPARATION_VIEW (widget);

  cw_preparation_view_go_to (self, self->current + 1);
}

static void
go_to (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  cw_preparation_view_go_to (CW_PREPARATION_VIEW (widget), (guint) g_variant_get_int32 (parameter));
}

static void
show_stages (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  CwPreparationView *self = CW_PREPARATION_VIEW (widget);

  cw_split_view_set_show_content (CW_SPLIT_VIEW (self->split), FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->map), (int) self->current)));
}

static void
perform (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  CwPreparationView *self = CW_PREPARATION_VIEW (widget);

  if (cw_preparation_view_get_page (self) != NULL)
    cw_stage_page_perform (cw_preparation_view_get_page (self));
}

/* As the primary button, or to what keeps it from being pressed. */
static void
go_on (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  CwStagePage *page = cw_preparation_view_get_page (CW_PREPARATION_VIEW (widget));
  GtkWidget *fault = page != NULL ? cw_stage_page_get_fault (page) : NULL;

  if (fault != NULL)
    gtk_widget_grab_focus (fault);
  else
    gtk_widget_activate_action (widget, "preparation.perform", NULL);
}

static void
cancel (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  cw_desk_cancel (CW_PREPARATION_VIEW (widget)->desk);
}

static void
refresh (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  cw_desk_refresh (CW_PREPARATION_VIEW (widget)->desk);
}

static void
take_reason (const char *const *texts,
             gpointer           data)
{
  CwPreparationView *self = data;

  if (self->desk != NULL)
    cw_desk_give_up (self->desk, texts[0]);
}

static void
give_up (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  CwPreparationView *self = CW_PREPARATION_VIEW (widget);
  const CwDialogField fields[] = { { _ ("Why"), NULL, cw_desk_get_drafts (self->desk), "give-up" }, { NULL } };
  g_autofree char *sent = cw_show_sent (cw_desk_get_view (self->desk), NULL, NULL);
  g_autofree char *body = NULL;

  if (sent != NULL)
    body = g_strdup_printf (_ ("Nothing is deleted. What was sent, or may have been, stays where it is until somebody "
                               "takes it back; the handover sheet has the links:\n%s"), sent);
  cw_dialogs_ask (widget, _ ("Give This Preparation Up?"),
                  body != NULL ? body : _ ("Nothing was sent yet. What was decided stays in the record."),
                  _ ("_Give Up"), TRUE, fields, take_reason, g_object_ref (widget), g_object_unref);
}

static void
take_up_now (const char *const *texts,
             gpointer           data)
{
  CwPreparationView *self = data;

  if (self->desk != NULL)
    cw_desk_take_up (self->desk);
}

static void
take_up (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  cw_dialogs_ask (widget, _ ("Take This Preparation Up Again?"),
                  _ ("It goes on as it was left. What was sent stays sent, and is compared with what stands there now."),
                  _ ("_Take Up Again"), FALSE, NULL, take_up_now, g_object_ref (widget), g_object_unref);
}

static void
search (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  CwPreparationView *self = CW_PREPARATION_VIEW (widget);

  if (cw_preparation_view_get_page (self) != NULL)
    cw_stage_page_search (cw_preparation_view_get_page (self));
}

static void
leave_stage_out (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  CwPreparationView *self = CW_PREPARATION_VIEW (widget);

  if (cw_preparation_view_get_page (self) != NULL)
    cw_stage_page_leave_out (cw_preparation_view_get_page (self));
}

static void
open_services (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  cw_open_page (widget, cw_desk_get_address (CW_PREPARATION_VIEW (widget)->desk));
}

static void
add_shortcuts (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "preparation.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Right, GDK_ALT_MASK, "preparation.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, GDK_CONTROL_MASK, "preparation.refresh", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "preparation.search", NULL);
  for (int i = 0; i < 8; i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, GDK_CONTROL_MASK, "preparation.go-to", "i", i);
}

/* For the view's own file. */
void
cw_preparation_view_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "preparation.back", NULL, go_back);
  gtk_widget_class_install_action (widget_class, "preparation.next", NULL, go_next);
  gtk_widget_class_install_action (widget_class, "preparation.go-to", "i", go_to);
  gtk_widget_class_install_action (widget_class, "preparation.show-stages", NULL, show_stages);
  gtk_widget_class_install_action (widget_class, "preparation.perform", NULL, perform);
  gtk_widget_class_install_action (widget_class, "preparation.go-on", NULL, go_on);
  gtk_widget_class_install_action (widget_class, "preparation.cancel", NULL, cancel);
  gtk_widget_class_install_action (widget_class, "preparation.refresh", NULL, refresh);
  gtk_widget_class_install_action (widget_class, "preparation.search", NULL, search);
  gtk_widget_class_install_action (widget_class, "preparation.leave-stage-out", NULL, leave_stage_out);
  gtk_widget_class_install_action (widget_class, "preparation.give-up", NULL, give_up);
  gtk_widget_class_install_action (widget_class, "preparation.take-up", NULL, take_up);
  gtk_widget_class_install_action (widget_class, "preparation.open-services", NULL, open_services);
  add_shortcuts (widget_class);
}
