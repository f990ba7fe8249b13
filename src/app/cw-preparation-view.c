/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-preparation-view"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-cycle-page.h"
#include "cw-date-list.h"
#include "cw-dialogs.h"
#include "cw-focus.h"
#include "cw-freshness.h"
#include "cw-pages.h"
#include "cw-preparation-view-private.h"
#include "cw-reading-bar.h"
#include "cw-show.h"
#include "cw-split-view.h"
#include "cw-stage-entry.h"
#include "cw-wrap-box.h"

/* Where the words of the bar lead. */
#define FAULT "fault"
#define OPEN "open"

G_DEFINE_FINAL_TYPE (CwPreparationView, cw_preparation_view, ADW_TYPE_BIN)

/* (nullable): the page that is shown */
CwStagePage *
cw_preparation_view_get_page (CwPreparationView *self)
{
  return CW_STAGE_PAGE (gtk_stack_get_visible_child (GTK_STACK (self->pages)));
}

static const char *
get_id (CwPreparationView *self,
        guint              index)
{
  g_autoptr (CwStageEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->entries), index);

  return cw_stage_entry_get_id (entry);
}

/* (nullable): the one of several sites that the page shows alone */
static const CwSite *
find_shown_site (CwPreparationView *self,
                 CwView            *view)
{
  const char *shown = cw_stage_page_get_site (cw_preparation_view_get_page (self));
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (cw_view_get_deployment (view));

  return shown != NULL && sites->len > 1 ? cw_procedure_get_site (cw_desk_get_procedure (self->desk), shown) : NULL;
}

static char *
describe_open (CwPreparationView *self,
               const char        *reason)
{
  CwView *view = cw_desk_get_view (self->desk);
  const CwViewStage *stage = view != NULL ? cw_view_get_stage (view, get_id (self, self->current)) : NULL;
  gboolean counts = stage != NULL && cw_view_get_given_up (view) == NULL;
  g_autofree char *open = counts ? cw_show_open (stage, find_shown_site (self, view)) : NULL;

  if (view == NULL && reason == NULL)
    return g_strdup (_ ("The other stages open once it has begun"));
  /* Where nothing is open, what keeps a person from going on says it all. */
  if (open != NULL && reason != NULL && cw_stage_result_count_open (stage->result, NULL) == 0)
    return g_strdup (reason);
  if (open == NULL || reason == NULL)
    return g_strdup (open != NULL ? open : reason != NULL ? reason : "");
  /* Translators: how much is open, and why nothing can be sent: "2 things are still open here. Waits for the ticket" */
  return g_strdup_printf (_ ("%s. %s"), open, reason);
}

static gboolean
is_anything_open (CwPreparationView *self)
{
  CwView *view = cw_desk_get_view (self->desk);
  const CwViewStage *stage = view != NULL ? cw_view_get_stage (view, get_id (self, self->current)) : NULL;

  return stage != NULL && !cw_view_is_closed (view) && cw_stage_result_count_open (stage->result, NULL) > 0;
}

static char *
describe_progress (CwPreparationView *self)
{
  const char *progress = cw_desk_get_progress (self->desk);
  guint n_done, n_all;

  cw_desk_count_sending (self->desk, &n_done, &n_all);
  if (n_all > 0)
    return g_strdup_printf (_ ("Sending %u of %u"), MIN (n_done + 1, n_all), n_all);
  return progress != NULL ? g_strdup_printf ("%s…", progress) : g_strdup (_ ("Working…"));
}

/* What is at fault or open on the page is reached through the words that say it. */
static void
show_open (CwPreparationView *self,
           const char        *text,
           gboolean           faulty,
           gboolean           open)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_autofree char *link = g_strdup_printf ("<a href=\"%s\">%s</a>", faulty ? FAULT : OPEN, escaped);

  if (faulty || open)
    gtk_label_set_markup (GTK_LABEL (self->open), link);
  else
    gtk_label_set_text (GTK_LABEL (self->open), text);
  if (faulty)
    gtk_widget_remove_css_class (self->open, "dim-label");
  else
    gtk_widget_add_css_class (self->open, "dim-label");
  gtk_widget_set_tooltip_text (self->open, text);
}

/* The bar: what is open here, or what is being done now. */
static void
update_bar (CwPreparationView *self)
{
  g_autofree char *reason = NULL, *deed = NULL, *text = NULL;
  gboolean busy = cw_desk_is_busy (self->desk), focused = gtk_widget_is_focus (self->primary);
  GtkWidget *fault;
  guint n_done, n_all;

  if (cw_preparation_view_get_page (self) == NULL)
    return;
  cw_desk_count_sending (self->desk, &n_done, &n_all);
  deed = cw_stage_page_get_deed (cw_preparation_view_get_page (self), &reason);
  text = busy ? describe_progress (self) : describe_open (self, reason);
  fault = busy ? NULL : cw_stage_page_get_fault (cw_preparation_view_get_page (self));
  show_open (self, text, fault != NULL, !busy && is_anything_open (self));
  gtk_button_set_label (GTK_BUTTON (self->primary), deed != NULL ? deed : "");
  cw_show_let_shrink (self->primary);
  gtk_widget_set_visible (self->primary, deed != NULL && n_all == 0);
  /* Whoever pressed it goes on from there. */
  if (focused && !gtk_widget_get_visible (self->primary))
    {
      if (gtk_widget_is_sensitive (self->onward))
        gtk_widget_grab_focus (self->onward);
      else
        cw_stage_page_focus (cw_preparation_view_get_page (self));
    }
  gtk_widget_set_visible (self->cancel, busy);
  gtk_widget_set_visible (self->progress, n_all > 0);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), n_all > 0 ? (double) n_done / n_all : 0);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), busy);
  gtk_widget_set_visible (self->spinner, busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "preparation.perform",
                                 deed != NULL && n_all == 0 && fault == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "preparation.cancel", busy);
}

/* Without a cycle and a site there is nothing to prepare: that stage alone can't be left out. */
static gboolean
can_leave_out (CwPreparationView *self)
{
  CwView *view = cw_desk_get_view (self->desk);
  const CwViewStage *stage = view != NULL ? cw_view_get_stage (view, get_id (self, self->current)) : NULL;

  return stage != NULL && self->current > 0 && !stage->result->skipped && !cw_view_is_closed (view);
}

static void
update_actions (CwPreparationView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  guint n_stages = g_list_model_get_n_items (G_LIST_MODEL (self->entries));
  gboolean there = cw_desk_get_view (self->desk) != NULL;

  gtk_widget_action_set_enabled (widget, "preparation.back", self->current > 0);
  gtk_widget_action_set_enabled (widget, "preparation.next", there && self->current + 1 < n_stages);
  gtk_widget_action_set_enabled (widget, "preparation.go-to", there);
  gtk_widget_action_set_enabled (widget, "preparation.refresh", there && !cw_desk_is_busy (self->desk) && !cw_desk_is_reading (self->desk));
  gtk_widget_action_set_enabled (widget, "preparation.leave-stage-out", can_leave_out (self));
  gtk_widget_action_set_enabled (widget, "preparation.give-up",
                                 there && !cw_view_is_closed (cw_desk_get_view (self->desk)));
  gtk_widget_action_set_enabled (widget, "preparation.take-up",
                                 there && cw_view_get_given_up (cw_desk_get_view (self->desk)) != NULL
                                   && !cw_desk_is_reading (self->desk) && !cw_desk_is_busy (self->desk));
  gtk_widget_action_set_enabled (widget, "preparation.open-services", cw_desk_get_address (self->desk) != NULL);
}

static char *
describe_cycle (CwPreparationView *self)
{
  CwView *view = cw_desk_get_view (self->desk);
  CwCycle cycle;

  if (view != NULL && cw_deployment_get_cycle (cw_view_get_deployment (view), &cycle))
    return cw_cycle_to_text (&cycle);
  if (self->opening)
    return g_strdup ("");
  return g_strdup (cw_desk_is_rehearsal (self->desk) ? _ ("New Rehearsal") : _ ("New Preparation"));
}

static void
update_title (CwPreparationView *self)
{
  g_autofree char *cycle = describe_cycle (self);
  CwView *view = cw_desk_get_view (self->desk);
  const char *given_up = view != NULL ? cw_view_get_given_up (view) : NULL;
  g_autofree char *text = given_up != NULL ? g_strdup_printf (_ ("Given up: %s"), given_up) : NULL;

  adw_window_title_set_title (ADW_WINDOW_TITLE (self->title), cycle);
  cw_show_text (self->given_up_text, text);
  gtk_widget_set_visible (self->given_up, text != NULL);
}

static void
update_map (CwPreparationView *self)
{
  CwView *view = cw_desk_get_view (self->desk);
  gboolean given_up = view != NULL && cw_view_get_given_up (view) != NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->entries)); i++)
    {
      g_autoptr (CwStageEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->entries), i);

      cw_stage_entry_update (entry, view != NULL ? cw_view_get_stage (view, cw_stage_entry_get_id (entry)) : NULL,
                             given_up);
    }
  cw_date_list_update (CW_DATE_LIST (self->dates), view);
}

/* What stands there until the preparation does: that it is being opened, or why it can't be. */
static void
update_opening (CwPreparationView *self)
{
  const char *trouble = cw_desk_get_trouble (self->desk, "");
  gboolean there = cw_desk_get_view (self->desk) != NULL;
  gboolean failed = !there && trouble != NULL;
  gboolean opened = there && (self->opening || !self->there);

  if (there)
    self->opening = FALSE;
  self->there = there;
  gtk_stack_set_visible_child_name (GTK_STACK (self->body), self->opening ? "opening" : "stages");
  if (opened)
    cw_stage_page_focus (cw_preparation_view_get_page (self));
  adw_status_page_set_title (ADW_STATUS_PAGE (self->opening_page),
                             failed ? _ ("This Preparation Can’t Be Opened") : _ ("Opening the Preparation"));
  cw_show_text (self->opening_text, failed ? trouble : cw_desk_get_progress (self->desk));
  gtk_widget_set_visible (self->opening_spinner, !failed);
  gtk_widget_set_visible (self->opening_home, failed);
}

/* Whoever took it over begins at the head of the page, whose fields are still off; where the narrow window shows the
 * stages instead, with them. */
static void
reading_left (CwPreparationView *self)
{
  CwStagePage *page = cw_preparation_view_get_page (self);

  if (page != NULL && gtk_widget_get_mapped (GTK_WIDGET (page)))
    cw_stage_page_focus (page);
  else
    cw_focus_after (self->reading);
}

static void
desk_changed (CwPreparationView *self)
{
  update_opening (self);
  update_title (self);
  update_map (self);
  update_actions (self);
  update_bar (self);
}

static void
desk_busy (CwPreparationView *self)
{
  update_actions (self);
  update_bar (self);
}

static gboolean
show_split (gpointer data)
{
  CwPreparationView *self = data;
  gboolean folded = cw_split_view_get_folded (CW_SPLIT_VIEW (self->split));
  gboolean content = cw_split_view_get_show_content (CW_SPLIT_VIEW (self->split));

  gtk_widget_set_visible (self->stages_button, folded && content);
  gtk_widget_set_visible (self->home, !folded || !content);
  cw_show_deed_above (self->primary, folded);
  cw_freshness_set_narrow (ADW_WINDOW_TITLE (self->title), folded);
  self->split_idle = 0;
  return G_SOURCE_REMOVE;
}

/* Told while sizes are handed out, when no widget may come or go. */
static void
split_changed (CwPreparationView *self)
{
  if (self->split_idle == 0)
    self->split_idle = g_idle_add (show_split, self);
}

static GtkWidget *
build_page (CwPreparationView *self,
            const char        *id)
{
  GtkWidget *page = cw_pages_make (id);

  gtk_stack_add_named (GTK_STACK (self->pages), page, id);
  cw_stage_page_set_up (CW_STAGE_PAGE (page), self->desk, id);
  if (CW_IS_CYCLE_PAGE (page) && !self->opening && cw_desk_get_view (self->desk) == NULL)
    cw_cycle_page_suggest (CW_CYCLE_PAGE (page), self->cycle);
  g_signal_connect_object (page, "deed-changed", G_CALLBACK (update_bar), self, G_CONNECT_SWAPPED);
  return page;
}

/**
 * cw_preparation_view_go_to:
 * @self: the view
 * @stage: index of a stage
 *
 * Shows that stage's page, which is built on its first visit.
 */
void
cw_preparation_view_go_to (CwPreparationView *self,
                           guint              stage)
{
  GtkWidget *page;
  const char *id;

  g_return_if_fail (CW_IS_PREPARATION_VIEW (self));

  if (stage >= g_list_model_get_n_items (G_LIST_MODEL (self->entries)))
    return;
  id = get_id (self, stage);
  page = gtk_stack_get_child_by_name (GTK_STACK (self->pages), id);
  if (page == NULL)
    page = build_page (self, id);
  self->current = stage;
  gtk_stack_set_visible_child (GTK_STACK (self->pages), page);
  gtk_list_box_select_row (GTK_LIST_BOX (self->map),
                           gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->map), (int) stage));
  cw_split_view_set_show_content (CW_SPLIT_VIEW (self->split), TRUE);
  cw_stage_page_focus (CW_STAGE_PAGE (page));
  update_actions (self);
  update_bar (self);
}

/* Going through the list by keyboard selects each row in passing; the selection stays with the page that is shown. */
static void
row_selected (CwPreparationView *self,
              GtkListBoxRow     *row)
{
  if (row != NULL && gtk_list_box_row_get_index (row) != (int) self->current)
    gtk_list_box_select_row (GTK_LIST_BOX (self->map),
                             gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->map), (int) self->current));
}

static void
row_activated (CwPreparationView *self,
               GtkListBoxRow     *row)
{
  cw_preparation_view_go_to (self, (guint) gtk_list_box_row_get_index (row));
}

static gboolean
open_activated (CwPreparationView *self,
                const char        *link)
{
  GtkWidget *open = g_str_equal (link, OPEN) ? cw_stage_page_show_open (cw_preparation_view_get_page (self)) : NULL;

  if (g_str_equal (link, FAULT))
    gtk_widget_activate_action (GTK_WIDGET (self), "preparation.go-on", NULL);
  else if (open == NULL || !gtk_widget_child_focus (open, GTK_DIR_TAB_FORWARD))
    cw_stage_page_focus (cw_preparation_view_get_page (self));
  /* Where all is in sight, the ring alone shows whoever clicked where they are. */
  gtk_window_set_focus_visible (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), TRUE);
  return TRUE;
}

static void
cw_preparation_view_dispose (GObject *object)
{
  CwPreparationView *self = CW_PREPARATION_VIEW (object);

  g_clear_handle_id (&self->split_idle, g_source_remove);
  if (self->desk != NULL)
    g_signal_handlers_disconnect_by_data (self->desk, self);
  g_clear_object (&self->desk);
  g_clear_object (&self->entries);

  G_OBJECT_CLASS (cw_preparation_view_parent_class)->dispose (object);
}

static void
cw_preparation_view_finalize (GObject *object)
{
  g_free (CW_PREPARATION_VIEW (object)->cycle);

  G_OBJECT_CLASS (cw_preparation_view_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, title);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, home);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, stages_button);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, banner);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, reading);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, given_up);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, given_up_text);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, body);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, opening_page);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, opening_spinner);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, opening_text);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, opening_home);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, split);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, map);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, dates);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, pages);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, open);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, primary);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, onward);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, cancel);
  gtk_widget_class_bind_template_child (widget_class, CwPreparationView, progress);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
  gtk_widget_class_bind_template_callback (widget_class, row_selected);
  gtk_widget_class_bind_template_callback (widget_class, split_changed);
  gtk_widget_class_bind_template_callback (widget_class, open_activated);
}

static void
cw_preparation_view_class_init (CwPreparationViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cw_preparation_view_dispose;
  object_class->finalize = cw_preparation_view_finalize;

  g_type_ensure (CW_TYPE_DATE_LIST);
  g_type_ensure (CW_TYPE_READING_BAR);
  g_type_ensure (CW_TYPE_SPLIT_VIEW);
  g_type_ensure (CW_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-preparation-view.ui");
  bind_children (widget_class);
  cw_preparation_view_install_actions (widget_class);
}

static void
cw_preparation_view_init (CwPreparationView *self)
{
  self->entries = g_list_store_new (CW_TYPE_STAGE_ENTRY);
  gtk_widget_init_template (GTK_WIDGET (self));
  cw_show_take_deed_key (GTK_WIDGET (self), gtk_named_action_new ("preparation.go-on"));
  gtk_list_box_bind_model (GTK_LIST_BOX (self->map), G_LIST_MODEL (self->entries), cw_stage_entry_make_row, NULL,
                           NULL);
}

static void
fill_entries (CwPreparationView *self)
{
  guint n_stages;
  const CwStage *stages = cw_stages_get (&n_stages);

  for (guint i = 0; i < n_stages; i++)
    {
      const CwStageTemplate *template = cw_procedure_get_stage (cw_desk_get_procedure (self->desk), stages[i].id);
      g_autoptr (CwStageEntry) entry =
        cw_stage_entry_new (stages[i].id, template != NULL ? template->title : stages[i].id);

      g_list_store_append (self->entries, entry);
    }
}

/**
 * cw_preparation_view_new:
 * @desk: a desk, with a preparation or none
 * @id: (nullable): the preparation that is to be opened
 * @cycle: (nullable): the cycle suggested for a new one
 *
 * Returns: (transfer floating): the view
 */
GtkWidget *
cw_preparation_view_new (CwDesk     *desk,
                         const char *id,
                         const char *cycle)
{
  CwPreparationView *self;

  g_return_val_if_fail (CW_IS_DESK (desk), NULL);

  self = g_object_new (CW_TYPE_PREPARATION_VIEW, NULL);
  self->desk = g_object_ref (desk);
  self->cycle = g_strdup (cycle);
  self->opening = id != NULL;
  gtk_widget_set_visible (self->banner, cw_desk_is_rehearsal (desk));
  g_signal_connect_object (self->reading, "left", G_CALLBACK (reading_left), self, G_CONNECT_SWAPPED);
  cw_reading_bar_watch (CW_READING_BAR (self->reading), desk);
  cw_freshness_show (desk, ADW_WINDOW_TITLE (self->title));
  fill_entries (self);
  g_signal_connect_object (desk, "changed", G_CALLBACK (desk_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::busy", G_CALLBACK (desk_busy), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::progress", G_CALLBACK (update_bar), self, G_CONNECT_SWAPPED);
  cw_preparation_view_go_to (self, 0);
  desk_changed (self);
  show_split (self);
  if (id != NULL)
    cw_desk_open (desk, id);
  return GTK_WIDGET (self);
}

CwDesk *
cw_preparation_view_get_desk (CwPreparationView *self)
{
  g_return_val_if_fail (CW_IS_PREPARATION_VIEW (self), NULL);

  return self->desk;
}
