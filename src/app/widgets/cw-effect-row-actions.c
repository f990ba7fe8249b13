/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-effect-row"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-by-hand.h"
#include "cw-desk-files.h"
#include "cw-dialogs.h"
#include "cw-drift.h"
#include "cw-effect-row-private.h"
#include "cw-file-editor.h"
#include "cw-file-list.h"
#include "cw-open.h"
#include "cw-review-window.h"
#include "cw-show.h"

/* What can be done with an effect: the actions "effect.…" of its row. */

static void
review (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  CwEffectRow *self = CW_EFFECT_ROW (widget);
  const char *ids[] = { self->effect_id, NULL };
  GtkRoot *root = gtk_widget_get_root (widget);

  cw_review_window_present (self->desk, ids, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL);
}

/* A branch's id names its site and its repository. */
static void
edit_file (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  CwEffectRow *self = CW_EFFECT_ROW (widget);
  g_auto (GStrv) parts = g_strsplit (self->effect_id, "/", -1);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (g_strv_length (parts) == 5)
    cw_file_list_present (self->desk, parts[1], parts[3], GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL);
}

/* (nullable): what was typed into files of the branch and not saved */
GStrv
cw_effect_row_list_unsaved (CwEffectRow *self)
{
  const CwViewItem *item = cw_effect_row_get_item (self);
  g_auto (GStrv) parts = g_strsplit (self->effect_id, "/", -1);

  if (item == NULL || g_strv_length (parts) != 5
      || !g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_GIT_BRANCH))
    return NULL;
  return cw_desk_list_unsaved (self->desk, parts[1], parts[3]);
}

/* Of several a person chooses; they say in the list which they are. */
static void
edit_unsaved (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  CwEffectRow *self = CW_EFFECT_ROW (widget);
  g_auto (GStrv) paths = cw_effect_row_list_unsaved (self);
  g_auto (GStrv) parts = g_strsplit (self->effect_id, "/", -1);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (paths != NULL && paths[0] != NULL && paths[1] == NULL)
    cw_file_editor_present (self->desk, parts[1], parts[3], paths[0], 0, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL);
  else
    edit_file (widget, name, parameter);
}

static void
mark_done (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  CwEffectRow *self = CW_EFFECT_ROW (widget);

  cw_desk_by_hand (self->desk, self->effect_id, NULL, NULL, _ ("Done"));
}

static void
by_hand (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  CwEffectRow *self = CW_EFFECT_ROW (widget);
  const CwViewItem *item = cw_effect_row_get_item (self);

  if (item != NULL)
    cw_by_hand_ask (widget, self->desk, item);
}

static void
take_reason (const char *const *texts,
             gpointer           data)
{
  CwEffectRow *self = data;

  if (self->desk != NULL)
    cw_desk_leave_out (self->desk, self->effect_id, texts[0]);
}

static void
leave_out (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  CwEffectRow *self = CW_EFFECT_ROW (widget);
  g_autofree char *draft = g_strconcat ("leave-out.", self->effect_id, NULL);
  const CwDialogField fields[] = { { _ ("Why"), NULL, cw_desk_get_drafts (self->desk), draft }, { NULL } };

  cw_dialogs_ask (widget, _ ("Leave It Out"),
                  _ ("It is not sent, and counts as settled. The reason stands on the handover sheet."),
                  _ ("_Leave Out"), FALSE, fields, take_reason, g_object_ref (widget), g_object_unref);
}

static void
run (GtkWidget  *widget,
     const char *name,
     GVariant   *parameter)
{
  CwEffectRow *self = CW_EFFECT_ROW (widget);

  cw_desk_run (self->desk, self->effect_id);
}

static void
withdraw (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  CwEffectRow *self = CW_EFFECT_ROW (widget);

  cw_desk_withdraw (self->desk, self->effect_id);
}

static void
restore (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  CwEffectRow *self = CW_EFFECT_ROW (widget);

  cw_desk_restore (self->desk, self->effect_id);
}

static void
retract_it (const char *const *texts,
            gpointer           data)
{
  CwEffectRow *self = data;

  if (self->desk != NULL)
    cw_desk_retract (self->desk, self->effect_id);
}

static void
retract (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  cw_dialogs_ask (widget, _ ("Take It Back?"), _ ("The message is taken out of its schedule and is not posted."),
                  _ ("_Take Back"), TRUE, NULL, retract_it, g_object_ref (widget), g_object_unref);
}

static void
again_it (const char *const *texts,
          gpointer           data)
{
  CwEffectRow *self = data;

  if (self->desk != NULL)
    cw_desk_send_again (self->desk, self->effect_id);
}

static void
send_again (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  cw_dialogs_ask (widget, _ ("Begin Anew?"),
                  _ ("What is there stays there. This becomes ready again, to be reviewed and sent as a new one."),
                  _ ("_Begin Anew"), TRUE, NULL, again_it, g_object_ref (widget), g_object_unref);
}

static void
concede (const char *const *texts,
         gpointer           data)
{
  CwEffectRow *self = data;

  if (self->desk != NULL)
    cw_desk_adopt (self->desk, self->effect_id, 0);
}

/* That more of ours goes by it than was asked about is said before. */
static void
adopt (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  CwEffectRow *self = CW_EFFECT_ROW (widget);
  const CwViewItem *item = cw_effect_row_get_item (self);
  g_autofree char *conceded = item != NULL ? cw_drift_say_conceded (item) : NULL;

  if (conceded != NULL)
    cw_dialogs_ask (widget, _ ("Take It as It Is?"), conceded, _ ("_Take It"), TRUE, NULL, concede,
                    g_object_ref (widget), g_object_unref);
  else
    cw_desk_adopt (self->desk, self->effect_id, g_variant_get_uint32 (parameter));
}

static const char *
get_url (CwEffectRow *self)
{
  const CwViewItem *item = cw_effect_row_get_item (self);

  /* What is gone leads nowhere; the row has links of its own to what stands in its place. */
  return item != NULL && item->record != NULL && !cw_drift_is_replaced (item) ? cw_effect_record_get_url (item->record)
                                                                             : NULL;
}

static void
open_address (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  cw_open_page (widget, g_variant_get_string (parameter, NULL));
}

static void
open_link (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  cw_open_page (widget, get_url (CW_EFFECT_ROW (widget)));
}

static void
copy_link (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  const char *url = get_url (CW_EFFECT_ROW (widget));

  if (url != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), url);
}

static void
copy_key (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  const char *key = cw_effect_row_get_key (CW_EFFECT_ROW (widget));

  if (key != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), key);
}

static void
copy_text (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  const CwViewItem *item = cw_effect_row_get_item (CW_EFFECT_ROW (widget));

  if (item != NULL && cw_effect_get_preview (item->effect) != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), cw_effect_get_preview (item->effect));
}

void
cw_effect_row_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "effect.review", NULL, review);
  gtk_widget_class_install_action (widget_class, "effect.edit-file", NULL, edit_file);
  gtk_widget_class_install_action (widget_class, "effect.edit-unsaved", NULL, edit_unsaved);
  gtk_widget_class_install_action (widget_class, "effect.mark-done", NULL, mark_done);
  gtk_widget_class_install_action (widget_class, "effect.by-hand", NULL, by_hand);
  gtk_widget_class_install_action (widget_class, "effect.leave-out", NULL, leave_out);
  gtk_widget_class_install_action (widget_class, "effect.run", NULL, run);
  gtk_widget_class_install_action (widget_class, "effect.withdraw", NULL, withdraw);
  gtk_widget_class_install_action (widget_class, "effect.restore", NULL, restore);
  gtk_widget_class_install_action (widget_class, "effect.retract", NULL, retract);
  gtk_widget_class_install_action (widget_class, "effect.send-again", NULL, send_again);
  gtk_widget_class_install_action (widget_class, "effect.adopt", "u", adopt);
  gtk_widget_class_install_action (widget_class, "effect.open", "s", open_address);
  gtk_widget_class_install_action (widget_class, "effect.open-link", NULL, open_link);
  gtk_widget_class_install_action (widget_class, "effect.copy-link", NULL, copy_link);
  gtk_widget_class_install_action (widget_class, "effect.copy-key", NULL, copy_key);
  gtk_widget_class_install_action (widget_class, "effect.copy-text", NULL, copy_text);
}

static gboolean
is_unsettled (CwEffectState state)
{
  return state == CW_EFFECT_WAITING || state == CW_EFFECT_READY || state == CW_EFFECT_APPROVED
         || state == CW_EFFECT_FAILED || state == CW_EFFECT_IN_DOUBT || state == CW_EFFECT_ASKING;
}

/* What can still turn up, or is to go, isn't sent once more; the engine refuses that as well. */
static gboolean
can_begin_anew (CwEffectRow    *self,
                CwEffectRecord *doubt)
{
  gint64 now = g_date_time_to_unix (cw_view_get_now (cw_desk_get_view (self->desk)));

  return !cw_effect_record_is_being_retracted (doubt)
         && (doubt == NULL || cw_effect_record_get_look_again (doubt) / G_USEC_PER_SEC <= now);
}

/* What waits to go out, whether it is as it was sent or not, and whether an update of it was approved or failed. */
static gboolean
can_take_back (const CwViewItem *item)
{
  CwEffectPhase phase = cw_effect_record_get_phase (item->record);

  return (phase == CW_PHASE_DONE || phase == CW_PHASE_FAILED) && cw_effect_record_get_outcome (item->record) != NULL
         && cw_show_is_scheduled (item) && !cw_drift_is_gone (item) && !cw_drift_has_gone_out (item);
}

/**
 * cw_effect_row_enable_actions:
 * @self: a row
 * @item: (nullable): its effect; %NULL while it is being sent
 *
 * Lets only those actions be that make sense where the effect stands; the menu hides the others. Of a preparation that
 * was given up what is there can be looked at and taken back.
 */
void
cw_effect_row_enable_actions (CwEffectRow      *self,
                              const CwViewItem *item)
{
  GtkWidget *widget = GTK_WIDGET (self);
  CwEffectState state = item != NULL && !item->closed ? item->state : CW_EFFECT_RUNNING;
  CwEffectRecord *doubt = item != NULL ? cw_effect_record_get_doubt (item->record) : NULL;
  gboolean back = cw_effect_record_is_being_retracted (doubt);
  gboolean open = is_unsettled (state) && !back;
  gboolean linked = get_url (self) != NULL && *get_url (self) != '\0';
  gboolean text = item != NULL && cw_effect_get_preview (item->effect) != NULL;

  gtk_widget_action_set_enabled (widget, "effect.review", text);
  gtk_widget_action_set_enabled (widget, "effect.edit-file",
                                 item != NULL && open && !cw_show_is_way_back (item)
                                   && g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_GIT_BRANCH));
  gtk_widget_action_set_enabled (widget, "effect.copy-text", text && *cw_effect_get_preview (item->effect) != '\0');
  gtk_widget_action_set_enabled (widget, "effect.mark-done", state == CW_EFFECT_READY);
  gtk_widget_action_set_enabled (widget, "effect.by-hand",
                                 open || state == CW_EFFECT_DRIFTED || state == CW_EFFECT_OUTDATED);
  gtk_widget_action_set_enabled (widget, "effect.leave-out", open);
  gtk_widget_action_set_enabled (widget, "effect.run",
                                 state == CW_EFFECT_APPROVED || state == CW_EFFECT_FAILED
                                 || (item != NULL && cw_show_can_look (cw_desk_get_view (self->desk), item)));
  gtk_widget_action_set_enabled (widget, "effect.withdraw", state == CW_EFFECT_APPROVED);
  gtk_widget_action_set_enabled (widget, "effect.restore",
                                 item != NULL && !item->closed && cw_show_is_decided (item));
  gtk_widget_action_set_enabled (widget, "effect.retract", item != NULL && can_take_back (item));
  gtk_widget_action_set_enabled (widget, "effect.send-again",
                                 state == CW_EFFECT_ASKING || state == CW_EFFECT_DRIFTED
                                   || (state == CW_EFFECT_IN_DOUBT && can_begin_anew (self, doubt))
                                   || (state == CW_EFFECT_OUTDATED && cw_drift_has_gone_out (item)));
  gtk_widget_action_set_enabled (widget, "effect.adopt", state == CW_EFFECT_ASKING || state == CW_EFFECT_DRIFTED);
  gtk_widget_action_set_enabled (widget, "effect.open-link", linked);
  gtk_widget_action_set_enabled (widget, "effect.copy-link", linked);
  gtk_widget_action_set_enabled (widget, "effect.copy-key", cw_effect_row_get_key (self) != NULL);
}
