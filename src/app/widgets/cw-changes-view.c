/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-changes-view"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-change-rows.h"
#include "cw-changes-view.h"
#include "cw-diff-view.h"
#include "cw-split-view.h"
#include "cw-text.h"

struct _CwChangesView
{
  AdwBin parent_instance;

  CwSplitView *split;
  GtkLabel    *completeness;
  GtkLabel    *sums;
  GtkStack    *list_stack;
  GtkListView *list;
  GtkWidget   *back;
  GtkWidget   *note;
  GtkLabel    *note_title;
  GtkLabel    *note_text;
  GtkLabel    *note_line;
  CwDiffView  *diff;

  CwPlan             *plan;      /* (owned) (nullable) */
  GtkSingleSelection *selection; /* (owned) (nullable): of a GtkTreeListModel of CwChangeRow */
};

G_DEFINE_FINAL_TYPE (CwChangesView, cw_changes_view, ADW_TYPE_BIN)

static const struct
{
  const char *icon;
  const char *style; /* (nullable) */
  const char *word;
} looks[] = {
  [CW_CHANGE_ROW_QUESTION] = { "dialog-question-symbolic", "warning", N_ ("Question") },
  [CW_CHANGE_ROW_WARNING] = { "dialog-warning-symbolic", "warning", N_ ("Warning") },
  [CW_CHANGE_ROW_FILE] = { "text-x-generic-symbolic", NULL, N_ ("File") },
  [CW_CHANGE_ROW_GROUP] = { "view-list-symbolic", NULL, N_ ("Equal edits") },
};

static GListModel *
get_children (gpointer item,
              gpointer data)
{
  GListModel *children = cw_change_row_get_children (item);

  return children != NULL ? g_object_ref (children) : NULL;
}

static GtkWidget *
make_line (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (style != NULL)
    {
      gtk_widget_add_css_class (label, style);
      gtk_widget_add_css_class (label, "dim-label");
    }
  return label;
}

static void
on_setup (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_set_margin_top (row, 6);
  gtk_widget_set_margin_bottom (row, 6);
  gtk_box_append (GTK_BOX (lines), make_line (NULL));
  gtk_box_append (GTK_BOX (lines), make_line ("caption"));
  gtk_box_append (GTK_BOX (row), gtk_image_new ());
  gtk_box_append (GTK_BOX (row), lines);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), row);
  gtk_list_item_set_child (item, expander);
}

static void
bind_icon (GtkWidget      *image,
           CwChangeRowKind kind)
{
  const char *classes[] = { looks[kind].style, NULL };

  gtk_image_set_from_icon_name (GTK_IMAGE (image), looks[kind].icon);
  gtk_widget_set_css_classes (image, classes);
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (looks[kind].word), -1);
}

/* Of a path both ends tell files apart, of everything else the start. Questions and warnings are read whole. */
static void
bind_line (GtkWidget      *label,
           const char     *text,
           CwChangeRowKind kind,
           gboolean        path)
{
  gboolean whole = kind == CW_CHANGE_ROW_QUESTION || kind == CW_CHANGE_ROW_WARNING;

  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_label_set_wrap (GTK_LABEL (label), whole);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_ellipsize (GTK_LABEL (label), whole  ? PANGO_ELLIPSIZE_NONE
                                              : path ? PANGO_ELLIPSIZE_MIDDLE
                                                     : PANGO_ELLIPSIZE_END);
  gtk_widget_set_visible (label, *text != '\0');
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  GtkTreeListRow *tree_row = gtk_list_item_get_item (item);
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (item));
  g_autoptr (CwChangeRow) row = gtk_tree_list_row_get_item (tree_row);
  CwChangeRowKind kind = cw_change_row_get_kind (row);
  GtkWidget *icon = gtk_widget_get_first_child (gtk_tree_expander_get_child (expander));
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_next_sibling (icon));
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (expander));
  g_autofree char *name = g_strdup_printf ("%s: %s, %s", _ (looks[kind].word), cw_change_row_get_title (row),
                                           cw_change_row_get_subtitle (row));
  g_autofree char *tip = g_strdup_printf ("%s\n%s", cw_change_row_get_title (row), cw_change_row_get_subtitle (row));

  gtk_tree_expander_set_list_row (expander, tree_row);
  bind_icon (icon, kind);
  bind_line (title, cw_change_row_get_title (row), kind, kind == CW_CHANGE_ROW_FILE);
  bind_line (gtk_widget_get_next_sibling (title), cw_change_row_get_subtitle (row), kind, FALSE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (expander), tip);
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static CwChangeRow *
get_selected (CwChangesView *self)
{
  GtkTreeListRow *row = self->selection != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;

  return row != NULL ? gtk_tree_list_row_get_item (row) : NULL;
}

static void
set_line (GtkLabel   *label,
          const char *text)
{
  g_autofree char *clean = g_strstrip (cw_text_clean (text != NULL ? text : ""));

  gtk_label_set_text (label, clean);
  gtk_widget_set_visible (GTK_WIDGET (label), *clean != '\0');
}

static void
show_note (CwChangesView *self,
           CwChangeRow   *row)
{
  CwChangeRowKind kind = row != NULL ? cw_change_row_get_kind (row) : CW_CHANGE_ROW_FILE;
  const CwMention *mention = row != NULL ? cw_change_row_get_mention (row) : NULL;
  gboolean wanted = kind == CW_CHANGE_ROW_QUESTION || kind == CW_CHANGE_ROW_WARNING;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->note, wanted);
  if (!wanted)
    return;
  gtk_label_set_text (self->note_title, cw_change_row_get_title (row));
  if (mention != NULL && mention->target != NULL)
    text = g_strdup_printf (_ ("%s It would become %s."), mention->reason, mention->target);
  set_line (self->note_text, text != NULL      ? text
                             : mention != NULL ? mention->reason
                                               : cw_change_row_get_subtitle (row));
  set_line (self->note_line, mention != NULL ? mention->text : NULL);
}

static void
show_selected (CwChangesView *self)
{
  g_autoptr (CwChangeRow) row = get_selected (self);
  const CwFileChange *file = row != NULL ? cw_change_row_get_file (row) : NULL;

  show_note (self, row);
  if (file != NULL)
    cw_diff_view_set_file (self->diff, file->path, file->old_bytes, file->new_bytes, file->edits);
  else
    cw_diff_view_clear (self->diff);
}

static void
leave_list (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  CwChangesView *self = CW_CHANGES_VIEW (widget);

  if (!cw_split_view_get_folded (self->split))
    gtk_widget_child_focus (GTK_WIDGET (self->diff), GTK_DIR_TAB_FORWARD);
}

static void
go_back (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  CwChangesView *self = CW_CHANGES_VIEW (widget);

  cw_split_view_set_show_content (self->split, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
on_folded (CwChangesView *self)
{
  gboolean folded = cw_split_view_get_folded (self->split);

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
  else if (cw_split_view_get_folded (self->split))
    cw_split_view_set_show_content (self->split, TRUE);
  else
    gtk_widget_child_focus (GTK_WIDGET (self->diff), GTK_DIR_TAB_FORWARD);
}

/* Groups are opened on the way: their first file is what they show themselves. */
static void
on_past_end (CwChangesView *self,
             int            direction)
{
  guint position = gtk_single_selection_get_selected (self->selection);
  g_autoptr (GtkTreeListRow) row = NULL;

  if (position == GTK_INVALID_LIST_POSITION || (direction < 0 && position == 0))
    return;
  row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  if (direction > 0 && gtk_tree_list_row_is_expandable (row))
    {
      gtk_tree_list_row_set_expanded (row, TRUE);
      position++;
    }
  position = direction > 0 ? position + 1 : position - 1;
  if (position >= g_list_model_get_n_items (G_LIST_MODEL (self->selection)))
    return;
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
}

static void
cw_changes_view_dispose (GObject *object)
{
  CwChangesView *self = CW_CHANGES_VIEW (object);

  g_clear_object (&self->selection);
  g_clear_object (&self->plan);
  G_OBJECT_CLASS (cw_changes_view_parent_class)->dispose (object);
}

static void
cw_changes_view_class_init (CwChangesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_changes_view_dispose;
  g_type_ensure (CW_TYPE_DIFF_VIEW);
  g_type_ensure (CW_TYPE_SPLIT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-changes-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, split);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, completeness);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, sums);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, list_stack);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, list);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, back);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, note);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, note_title);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, note_text);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, note_line);
  gtk_widget_class_bind_template_child (widget_class, CwChangesView, diff);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_folded);
  gtk_widget_class_bind_template_callback (widget_class, on_past_end);
  gtk_widget_class_install_action (widget_class, "changes.leave-list", NULL, leave_list);
  gtk_widget_class_install_action (widget_class, "changes.back", NULL, go_back);
}

static void
cw_changes_view_init (CwChangesView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static gboolean
is_same (CwChangeRow *a,
         CwChangeRow *b)
{
  return cw_change_row_get_kind (a) == cw_change_row_get_kind (b)
         && g_str_equal (cw_change_row_get_title (a), cw_change_row_get_title (b))
         && g_str_equal (cw_change_row_get_subtitle (a), cw_change_row_get_subtitle (b));
}

static gboolean
has_child (CwChangeRow *row,
           CwChangeRow *wanted)
{
  GListModel *children = cw_change_row_get_children (row);

  for (guint i = 0; children != NULL && i < g_list_model_get_n_items (children); i++)
    {
      g_autoptr (CwChangeRow) child = g_list_model_get_item (children, i);

      if (is_same (child, wanted))
        return TRUE;
    }
  return FALSE;
}

/* What was looked at stays selected where the new plan has it, too; its group is opened for that. */
static guint
find_position (CwChangesView *self,
               CwChangeRow   *wanted)
{
  GListModel *model = G_LIST_MODEL (self->selection);

  for (guint i = 0; wanted != NULL && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkTreeListRow) tree_row = g_list_model_get_item (model, i);
      g_autoptr (CwChangeRow) row = gtk_tree_list_row_get_item (tree_row);

      if (is_same (row, wanted))
        return i;
      if (has_child (row, wanted))
        gtk_tree_list_row_set_expanded (tree_row, TRUE);
    }
  return 0;
}

static void
show_sums (CwChangesView *self)
{
  GPtrArray *sets = cw_plan_get_change_sets (self->plan);
  g_autofree char *completeness = cw_change_rows_completeness (self->plan);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *sums = NULL;

  for (guint i = 0; i < sets->len; i++)
    g_ptr_array_add (lines, cw_change_rows_sums (self->plan, sets->pdata[i]));
  g_ptr_array_add (lines, NULL);
  sums = g_strjoinv ("\n", (char **) lines->pdata);
  set_line (self->completeness, completeness);
  set_line (self->sums, sums);
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
  GListModel *rows = NULL;

  g_return_if_fail (CW_IS_CHANGES_VIEW (self));
  g_return_if_fail (plan == NULL || CW_IS_PLAN (plan));

  before = get_selected (self);
  g_set_object (&self->plan, plan);
  g_clear_object (&self->selection);
  set_line (self->completeness, NULL);
  set_line (self->sums, NULL);
  if (plan != NULL)
    {
      show_sums (self);
      rows = cw_change_rows_new (plan);
    }
  else
    rows = G_LIST_MODEL (g_list_store_new (CW_TYPE_CHANGE_ROW));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (gtk_tree_list_model_new (rows, FALSE, FALSE, get_children,
                                                                                     NULL, NULL)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  gtk_stack_set_visible_child_name (self->list_stack,
                                    g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0 ? "list" : "empty");
  gtk_single_selection_set_selected (self->selection, find_position (self, before));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (show_selected), self,
                           G_CONNECT_SWAPPED);
  show_selected (self);
}
