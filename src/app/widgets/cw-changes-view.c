/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-changes-view"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-change-edits.h"
#include "cw-change-item.h"
#include "cw-change-note.h"
#include "cw-change-place.h"
#include "cw-change-rows.h"
#include "cw-change-steps.h"
#include "cw-change-sums.h"
#include "cw-changes-view.h"
#include "cw-diff-view.h"
#include "cw-focus.h"
#include "cw-mentions-view.h"
#include "cw-show.h"
#include "cw-split-view.h"

struct _CwChangesView
{
  AdwBin parent_instance;

  CwSplitView    *split;
  GtkListBox     *places;
  GtkWidget      *overview_row;
  GtkWidget      *mentions_row;
  GtkWidget      *completeness_icon;
  GtkLabel       *completeness;
  GtkLabel       *sums;
  GtkStack       *list_stack;
  GtkListView    *list;
  GtkWidget      *back;
  GtkStack       *content;
  AdwBin         *overview;
  CwMentionsView *mentions;
  CwChangeNote   *note;
  CwDiffView     *diff;

  CwDesk             *desk;         /* (owned) (nullable): of the preparation whose plan it is */
  CwPlan             *plan;         /* (owned) (nullable) */
  GStrv               repositories; /* (nullable): all without */
  int                 n_open;       /* as the stage counts that the review is a part of; -1 without one */
  gboolean            waits;        /* something of it can't be known yet */
  gboolean            closed;       /* nothing can be left out any more */
  gboolean            opened;       /* what is seen in place of the list was opened from there */
  GtkSingleSelection *selection;    /* (owned) (nullable): of a GtkTreeListModel of CwChangeRow */
};

enum {
  LEAVE_OUT,
  TAKE_BACK,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwChangesView, cw_changes_view, ADW_TYPE_BIN)

static CwChangeRow *
get_selected (CwChangesView *self)
{
  GtkTreeListRow *row = self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;

  return row != NULL ? gtk_tree_list_row_get_item (row) : NULL;
}

static void
show_place (CwChangesView *self,
            GtkWidget     *row)
{
  gtk_stack_set_visible_child_name (self->content, row == self->overview_row ? "overview" : "mentions");
  gtk_list_box_select_row (self->places, GTK_LIST_BOX_ROW (row));
  if (self->selection != NULL)
    gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
}

/* Going through the list by keyboard selects each row in passing; the selection stays with what is shown. */
static void
on_place_selected (CwChangesView *self,
                   GtkListBoxRow *row)
{
  const char *shown;
  GtkWidget *place;

  if (row == NULL)
    return;
  shown = gtk_stack_get_visible_child_name (self->content);
  place = g_strcmp0 (shown, "overview") == 0 ? self->overview_row
          : g_strcmp0 (shown, "mentions") == 0 ? self->mentions_row : NULL;
  if (GTK_WIDGET (row) != place)
    gtk_list_box_select_row (self->places, (GtkListBoxRow *) place);
}

static void
on_note_deed (CwChangesView *self)
{
  g_autoptr (CwChangeRow) row = get_selected (self);
  g_auto (GStrv) edits = row != NULL ? cw_change_row_list_edits (row) : NULL;

  if (row == NULL)
    return;
  if (cw_change_row_get_kind (row) == CW_CHANGE_ROW_LEFT_OUT)
    g_signal_emit (self, signals[TAKE_BACK], 0, edits);
  else
    g_signal_emit (self, signals[LEAVE_OUT], 0, edits, cw_change_row_get_title (row));
}

/* Under the name of the first. */
static void
leave_out (CwChangesView     *self,
           const char *const *edits)
{
  const CwMention *mention = edits[0] != NULL ? cw_change_edits_find (self->plan, edits[0]) : NULL;
  g_autofree char *name = mention != NULL ? cw_change_edits_name (mention) : NULL;

  if (mention != NULL)
    g_signal_emit (self, signals[LEAVE_OUT], 0, edits, name);
}

static void
on_mention_leave_out (CwChangesView *self,
                      const char    *edit)
{
  const char *edits[] = { edit, NULL };

  leave_out (self, edits);
}

static void
on_mention_take_back (CwChangesView *self,
                      const char    *edit)
{
  const char *edits[] = { edit, NULL };

  g_signal_emit (self, signals[TAKE_BACK], 0, edits);
}

/* The edits of the selected file on these lines of its old side. */
static GStrv
list_edits_between (CwChangesView *self,
                    guint          first,
                    guint          last)
{
  g_autoptr (CwChangeRow) row = get_selected (self);

  return cw_change_edits_between (self->plan, row, first, last);
}

static gboolean
on_can_leave_out (CwChangesView *self,
                  guint          first,
                  guint          last)
{
  g_auto (GStrv) edits = list_edits_between (self, first, last);

  return !self->closed && edits[0] != NULL;
}

static void
on_diff_leave_out (CwChangesView *self,
                   guint          first,
                   guint          last)
{
  g_auto (GStrv) edits = list_edits_between (self, first, last);

  leave_out (self, (const char *const *) edits);
}

static void
show_selected (CwChangesView *self)
{
  g_autoptr (CwChangeRow) row = get_selected (self);
  const CwFileChange *file = row != NULL ? cw_change_row_get_file (row) : NULL;

  if (row != NULL)
    {
      gtk_stack_set_visible_child_name (self->content, "change");
      gtk_list_box_unselect_all (self->places);
    }
  cw_change_note_set_row (self->note, row, !self->closed);
  gtk_widget_set_visible (GTK_WIDGET (self->diff), file != NULL || row == NULL);
  cw_change_steps_show (self->diff, row);
}

/* Escape leads back to where a person came from; who didn't come from the list leaves the window by it. */
static void
set_opened (CwChangesView *self,
            gboolean       opened)
{
  self->opened = opened;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "changes.escape",
                                 opened && cw_split_view_get_folded (self->split));
}

static void
on_place_activated (CwChangesView *self,
                    GtkListBoxRow *row)
{
  show_place (self, GTK_WIDGET (row));
  cw_split_view_set_show_content (self->split, TRUE);
  set_opened (self, TRUE);
}

/* Ctrl+F: in the file that is shown, else over all mentions. */
static void
search (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  CwChangesView *self = CW_CHANGES_VIEW (widget);

  if (self->plan == NULL)
    return;
  cw_split_view_set_show_content (self->split, TRUE);
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->content), "change") == 0
      && gtk_widget_activate_action (GTK_WIDGET (self->diff), "diff.search", NULL))
    return;
  show_place (self, self->mentions_row);
  cw_mentions_view_search (self->mentions);
}

/* From the list as in the file that it shows: "changes.next" is the file's "diff.next"; where no change is shown, it
 * leads to the first one. */
static void
go_in_file (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  CwChangesView *self = CW_CHANGES_VIEW (widget);
  g_autofree char *name = g_strconcat ("diff", strchr (action, '.'), NULL);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->content), "change") == 0)
    gtk_widget_activate_action (GTK_WIDGET (self->diff), name, NULL);
  else if (self->selection != NULL && g_str_has_suffix (action, ".next")
           && cw_change_steps_to_file (self->selection, self->list, self->diff, 1))
    {
      cw_split_view_set_show_content (self->split, TRUE);
      cw_changes_view_focus (self);
    }
}

static void
leave_list (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  CwChangesView *self = CW_CHANGES_VIEW (widget);

  if (cw_split_view_get_folded (self->split)
      || !gtk_widget_child_focus (GTK_WIDGET (self->content), GTK_DIR_TAB_FORWARD))
    cw_focus_after (widget);
}

static void
go_back (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  CwChangesView *self = CW_CHANGES_VIEW (widget);

  if (!cw_split_view_get_folded (self->split))
    return;
  cw_split_view_set_show_content (self->split, FALSE);
  set_opened (self, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
on_folded (CwChangesView *self)
{
  gboolean folded = cw_split_view_get_folded (self->split);

  set_opened (self, self->opened);
  gtk_widget_set_visible (self->back, folded);
  gtk_list_view_set_single_click_activate (self->list, folded);
}

static void
on_activate (CwChangesView *self,
             guint          position)
{
  g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  gtk_single_selection_set_selected (self->selection, position);
  if (gtk_tree_list_row_is_expandable (row))
    gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
  else if (!cw_split_view_get_folded (self->split))
    gtk_widget_child_focus (GTK_WIDGET (self->diff), GTK_DIR_TAB_FORWARD);
  else
    {
      cw_split_view_set_show_content (self->split, TRUE);
      set_opened (self, TRUE);
    }
}

static void
on_past_end (CwChangesView *self,
             int            direction)
{
  cw_change_steps_to_file (self->selection, self->list, self->diff, direction);
}

static void
cw_changes_view_dispose (GObject *object)
{
  CwChangesView *self = CW_CHANGES_VIEW (object);

  g_clear_object (&self->selection);
  g_clear_object (&self->plan);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->repositories, g_strfreev);
  G_OBJECT_CLASS (cw_changes_view_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-changes-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, split);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, places);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, overview_row);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, mentions_row);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, completeness_icon);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, completeness);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, sums);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, list_stack);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, list);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, back);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, content);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, overview);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, mentions);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, note);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, diff);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_folded);
  gtk_widget_class_bind_template_callback (widget_class, on_past_end);
  gtk_widget_class_bind_template_callback (widget_class, on_note_deed);
  gtk_widget_class_bind_template_callback (widget_class, on_mention_leave_out);
  gtk_widget_class_bind_template_callback (widget_class, on_mention_take_back);
  gtk_widget_class_bind_template_callback (widget_class, on_can_leave_out);
  gtk_widget_class_bind_template_callback (widget_class, on_diff_leave_out);
  gtk_widget_class_bind_template_callback (widget_class, on_place_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_place_selected);
}

static void
cw_changes_view_class_init (CwChangesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_changes_view_dispose;
  g_type_ensure (CW_TYPE_CHANGE_NOTE);
  g_type_ensure (CW_TYPE_DIFF_VIEW);
  g_type_ensure (CW_TYPE_MENTIONS_VIEW);
  g_type_ensure (CW_TYPE_SPLIT_VIEW);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "changes.leave-list", NULL, leave_list);
  gtk_widget_class_install_action (widget_class, "changes.back", NULL, go_back);
  gtk_widget_class_install_action (widget_class, "changes.search", NULL, search);
  gtk_widget_class_install_action (widget_class, "changes.next", NULL, go_in_file);
  gtk_widget_class_install_action (widget_class, "changes.previous", NULL, go_in_file);
  gtk_widget_class_install_action (widget_class, "changes.escape", NULL, go_back);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "changes.escape", NULL);
  signals[LEAVE_OUT] = g_signal_new ("leave-out", CW_TYPE_CHANGES_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 2, G_TYPE_STRV, G_TYPE_STRING);
  signals[TAKE_BACK] = g_signal_new ("take-back", CW_TYPE_CHANGES_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRV);
}

static void
cw_changes_view_init (CwChangesView *self)
{
  g_autoptr (GtkListItemFactory) factory = cw_change_item_make_factory ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->n_open = -1;
  gtk_list_view_set_factory (self->list, factory);
  set_opened (self, FALSE);
}

static void
show_sums (CwChangesView *self)
{
  CwProcedure *procedure = self->desk != NULL ? cw_desk_get_procedure (self->desk) : NULL;
  g_autofree char *completeness = NULL, *sums = NULL;
  const char *icon = cw_change_sums_make (self->plan, procedure, (const char *const *) self->repositories, self->n_open,
                                          self->waits, &completeness, &sums);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->completeness_icon), icon);
  cw_show_line (self->completeness, completeness);
  cw_show_line (self->sums, sums);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->mentions_row), GTK_ACCESSIBLE_PROPERTY_LABEL, completeness, -1);
}

/**
 * cw_changes_view_new:
 *
 * Returns: (transfer floating): an empty view
 */
GtkWidget *
cw_changes_view_new (void)
{
  return g_object_new (CW_TYPE_CHANGES_VIEW, NULL);
}

/**
 * cw_changes_view_set_overview:
 * @self: the view
 * @overview: what stands there first, before a change is chosen
 */
void
cw_changes_view_set_overview (CwChangesView *self,
                              GtkWidget     *overview)
{
  g_return_if_fail (CW_IS_CHANGES_VIEW (self) && GTK_IS_WIDGET (overview));

  adw_bin_set_child (self->overview, overview);
  gtk_widget_set_visible (self->overview_row, TRUE);
  cw_changes_view_show_overview (self);
}

/**
 * cw_changes_view_show_overview:
 * @self: a view with an overview
 *
 * Shows it in place of a change.
 */
void
cw_changes_view_show_overview (CwChangesView *self)
{
  g_return_if_fail (CW_IS_CHANGES_VIEW (self));

  show_place (self, self->overview_row);
  cw_split_view_set_show_content (self->split, TRUE);
}

/**
 * cw_changes_view_shows_overview:
 * @self: the view
 *
 * Returns: whether the overview is what is seen
 */
gboolean
cw_changes_view_shows_overview (CwChangesView *self)
{
  g_return_val_if_fail (CW_IS_CHANGES_VIEW (self), FALSE);

  return g_strcmp0 (gtk_stack_get_visible_child_name (self->content), "overview") == 0
         && (!cw_split_view_get_folded (self->split) || cw_split_view_get_show_content (self->split));
}

/**
 * cw_changes_view_set_repositories:
 * @self: the view
 * @repositories: (array zero-terminated=1): ids of those whose changes are shown, from the next plan on
 */
void
cw_changes_view_set_repositories (CwChangesView     *self,
                                  const char *const *repositories)
{
  g_return_if_fail (CW_IS_CHANGES_VIEW (self));

  g_strfreev (self->repositories);
  self->repositories = g_strdupv ((char **) repositories);
}

/**
 * cw_changes_view_set_desk:
 * @self: the view
 * @desk: of the preparation whose plan is shown from now on
 * @answers: whether questions are answered and warnings waved through here
 */
void
cw_changes_view_set_desk (CwChangesView *self,
                          CwDesk        *desk,
                          gboolean       answers)
{
  g_return_if_fail (CW_IS_CHANGES_VIEW (self) && CW_IS_DESK (desk));

  g_set_object (&self->desk, desk);
  if (answers)
    cw_change_note_set_desk (self->note, desk);
}

/**
 * cw_changes_view_focus:
 * @self: the view
 *
 * Moves the focus to the list, or to the change where that alone is seen.
 */
void
cw_changes_view_focus (CwChangesView *self)
{
  g_return_if_fail (CW_IS_CHANGES_VIEW (self));

  if (cw_split_view_get_folded (self->split) && cw_split_view_get_show_content (self->split))
    gtk_widget_child_focus (GTK_WIDGET (self->content), GTK_DIR_TAB_FORWARD);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

/**
 * cw_changes_view_set_closed:
 * @self: the view
 * @closed: whether it is to be read only: nothing is left out, taken back or answered any more
 */
void
cw_changes_view_set_closed (CwChangesView *self,
                            gboolean       closed)
{
  g_return_if_fail (CW_IS_CHANGES_VIEW (self));

  self->closed = closed;
  gtk_widget_action_set_enabled (GTK_WIDGET (self->mentions), "mentions.leave-out", !closed);
  gtk_widget_action_set_enabled (GTK_WIDGET (self->mentions), "mentions.take-back", !closed);
}

/* What was looked at stays; without it the overview, where there is one, else the first change. What was waved through
 * or taken back goes to another part of the list, and is followed there. */
static void
select_again (CwChangesView *self,
              CwChangeRow   *before,
              guint          was)
{
  guint position = cw_change_place_find (G_LIST_MODEL (self->selection), before);

  if (position == GTK_INVALID_LIST_POSITION && !gtk_widget_get_visible (self->overview_row))
    position = cw_change_place_find_first (G_LIST_MODEL (self->selection));
  else if (position == GTK_INVALID_LIST_POSITION
           && g_strcmp0 (gtk_stack_get_visible_child_name (self->content), "change") == 0)
    show_place (self, self->overview_row);
  gtk_single_selection_set_selected (self->selection, position);
  if (before != NULL && position != was)
    cw_change_steps_follow (self->list, position);
}

/**
 * cw_changes_view_set_open:
 * @self: the view
 * @n_open: how much of the site is open at the stage that the review is a part of
 * @waits: whether something about the site can't be known yet
 *
 * Lets the sums say, from the next plan on, what the stage says, in place of counting the plan's questions alone.
 */
void
cw_changes_view_set_open (CwChangesView *self,
                          guint          n_open,
                          gboolean       waits)
{
  g_return_if_fail (CW_IS_CHANGES_VIEW (self));

  self->n_open = (int) n_open;
  self->waits = waits;
}

/**
 * cw_changes_view_set_plan:
 * @self: the view
 * @plan: (nullable): what is reviewed; a reference is taken
 *
 * Shows a plan. What was selected stays selected where the new plan has it, too.
 */
void
cw_changes_view_set_plan (CwChangesView *self,
                          CwPlan        *plan)
{
  g_autoptr (CwChangeRow) before = NULL;
  guint was = GTK_INVALID_LIST_POSITION;
  CwView *view = self->desk != NULL ? cw_desk_get_view (self->desk) : NULL;
  gboolean any;

  g_return_if_fail (CW_IS_CHANGES_VIEW (self));
  g_return_if_fail (plan == NULL || CW_IS_PLAN (plan));

  before = get_selected (self);
  if (before != NULL)
    was = gtk_single_selection_get_selected (self->selection);
  g_set_object (&self->plan, plan);
  g_clear_object (&self->selection);
  gtk_widget_set_visible (self->mentions_row, plan != NULL);
  if (plan != NULL)
    show_sums (self);
  self->selection
    = cw_change_place_make_selection (cw_change_rows_new (plan, (const char *const *) self->repositories, view));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  any = g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0;
  gtk_stack_set_visible_child_name (self->list_stack, any ? "list" : "empty");
  /* Where there is room for one pane only, a review begins with what is reviewed. */
  if (before == NULL && !gtk_widget_get_visible (self->overview_row))
    cw_split_view_set_show_content (self->split, any);
  cw_mentions_view_set_plan (self->mentions, plan, (const char *const *) self->repositories);
  select_again (self, before, was);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (show_selected), self,
                           G_CONNECT_SWAPPED);
  show_selected (self);
}
