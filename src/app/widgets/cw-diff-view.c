/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-diff-view"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-diff-pane.h"
#include "cw-diff-search.h"
#include "cw-diff-view.h"
#include "cw-edit.h"
#include "cw-text.h"

#define N_CONTEXT 3
/* Reasons named of one change. */
#define MAX_REASONS 5

struct _CwDiffView
{
  AdwBin parent_instance;

  GtkWidget       *header;
  GtkLabel        *title;
  GtkLabel        *sums;
  GtkToggleButton *side_by_side;
  GtkToggleButton *whole_file;
  CwDiffSearch    *search;
  CwDiffPane      *old_pane;
  CwDiffPane      *pane;
  GtkLabel        *nothing;
  GtkWidget       *foot;
  GtkLabel        *caption;
  GtkWidget       *leave_out;

  char       *path;      /* (nullable): nothing is shown without it */
  GBytes     *old_bytes; /* (nullable) */
  GBytes     *new_bytes; /* (nullable) */
  GPtrArray  *edits;     /* (nullable) (element-type CwEdit): a reference */
  CwDiffText *text;      /* (nullable): what @pane shows */
  CwDiffText *old_text;  /* (nullable): side by side: what @old_pane shows */
  gboolean    unfolded;  /* a line far from all changes is to be seen */
};

enum {
  PAST_END,
  CAN_LEAVE_OUT,
  LEAVE_OUT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwDiffView, cw_diff_view, ADW_TYPE_BIN)

static const CwDiffChange *
get_change (CwDiffView *self,
            guint       index)
{
  return &g_array_index (self->text->changes, CwDiffChange, index);
}

/* The old lines of @change; those around it where it only adds. */
static void
find_old_lines (CwDiffView         *self,
                const CwDiffChange *change,
                guint              *first,
                guint              *last)
{
  guint begin = change->first, end = change->first + change->n_rows;

  *first = G_MAXUINT;
  *last = 0;
  if (g_array_index (self->text->rows, CwDiffRow, begin).old_line == 0)
    {
      begin = begin > 0 ? begin - 1 : 0;
      end = MIN (end + 1, self->text->rows->len);
    }
  for (guint i = begin; i < end; i++)
    {
      guint line = g_array_index (self->text->rows, CwDiffRow, i).old_line;

      *first = line > 0 ? MIN (*first, line) : *first;
      *last = MAX (*last, line);
    }
}

/* Why the lines of @change change: the reasons of the edits on its old lines, each once. */
static char *
find_reasons (CwDiffView         *self,
              const CwDiffChange *change)
{
  g_autoptr (GPtrArray) reasons = g_ptr_array_new ();
  guint first = 0, last = 0;

  find_old_lines (self, change, &first, &last);
  for (guint i = 0; self->edits != NULL && i < self->edits->len && reasons->len < MAX_REASONS; i++)
    {
      const CwEdit *edit = self->edits->pdata[i];
      const char *reason = edit->reason != NULL ? edit->reason : edit->rule;

      if (edit->line >= first && edit->line <= last && reason != NULL
          && !g_ptr_array_find_with_equal_func (reasons, reason, g_str_equal, NULL))
        g_ptr_array_add (reasons, (gpointer) reason);
    }
  g_ptr_array_add (reasons, NULL);
  return g_strjoinv (" · ", (char **) reasons->pdata);
}

/* Whether the edits of @change can be left out is known to whoever shows the file. */
static void
show_leave_out (CwDiffView         *self,
                const CwDiffChange *change)
{
  guint first = 0, last = 0;
  gboolean can = FALSE;

  if (change != NULL)
    {
      find_old_lines (self, change, &first, &last);
      g_signal_emit (self, signals[CAN_LEAVE_OUT], 0, first, last, &can);
    }
  gtk_widget_set_visible (self->leave_out, can);
}

static const CwDiffChange *
get_current (CwDiffView *self)
{
  guint row = cw_diff_pane_get_row (self->pane);

  for (guint i = 0; i < cw_diff_view_get_n_changes (self); i++)
    {
      const CwDiffChange *change = get_change (self, i);

      if (row >= change->first && row < change->first + change->n_rows)
        return change;
    }
  return NULL;
}

static void
on_leave_out (CwDiffView *self)
{
  const CwDiffChange *change = get_current (self);
  guint first = 0, last = 0;

  if (change == NULL)
    return;
  find_old_lines (self, change, &first, &last);
  g_signal_emit (self, signals[LEAVE_OUT], 0, first, last);
}

static void
show_caption (CwDiffView *self)
{
  guint row = cw_diff_pane_get_row (self->pane), n_changes = cw_diff_view_get_n_changes (self);
  g_autofree char *text = g_strdup ("");

  for (guint i = 0; i < n_changes; i++)
    {
      const CwDiffChange *change = get_change (self, i);
      g_autofree char *reasons = NULL, *clean = NULL;

      if (row < change->first || row >= change->first + change->n_rows)
        continue;
      reasons = find_reasons (self, change);
      clean = cw_text_clean (reasons);
      g_free (text);
      text = *clean != '\0' ? g_strdup_printf (_ ("Change %u of %u: %s"), i + 1, n_changes, clean)
                            : g_strdup_printf (_ ("Change %u of %u"), i + 1, n_changes);
    }
  if (*text == '\0' && n_changes > 0)
    {
      g_free (text);
      text = g_strdup_printf (ngettext ("%u change", "%u changes", n_changes), n_changes);
    }
  gtk_label_set_text (self->caption, text);
  gtk_widget_set_visible (self->foot, *text != '\0');
  show_leave_out (self, get_current (self));
}

/* The change before or after the cursor; -1 where there is none. */
static int
find_change (CwDiffView *self,
             int         direction)
{
  guint row = cw_diff_pane_get_row (self->pane), n_changes = cw_diff_view_get_n_changes (self);
  int found = -1;

  for (guint i = 0; i < n_changes; i++)
    {
      const CwDiffChange *change = get_change (self, i);

      if (direction > 0 && change->first > row)
        return (int) i;
      if (direction < 0 && change->first + change->n_rows <= row)
        found = (int) i;
    }
  return found;
}

static void
go (CwDiffView *self,
    int         direction)
{
  int index = find_change (self, direction);

  if (index < 0)
    g_signal_emit (self, signals[PAST_END], 0, direction);
  else
    cw_diff_view_go_to_change (self, (guint) index);
}

static void
go_next (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  go (CW_DIFF_VIEW (widget), 1);
}

static void
go_previous (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  go (CW_DIFF_VIEW (widget), -1);
}

static void
begin_search (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  cw_diff_search_begin (CW_DIFF_VIEW (widget)->search);
}

/* Says why there is no text; %NULL where there is. */
static void
show_nothing (CwDiffView *self,
              const char *why)
{
  gtk_label_set_text (self->nothing, why != NULL ? why : "");
  gtk_widget_set_visible (GTK_WIDGET (self->nothing), why != NULL);
  gtk_text_view_set_cursor_visible (GTK_TEXT_VIEW (cw_diff_pane_get_view (self->pane)), why == NULL);
}

static void
show_sums (CwDiffView    *self,
           const CwPatch *patch)
{
  /* Kept from left to right, whatever the window's direction. */
  g_autofree char *text = g_strdup_printf ("\u2066+%u −%u\u2069", patch->n_added, patch->n_removed);
  g_autofree char *added = g_strdup_printf (ngettext ("%u line added", "%u lines added", patch->n_added),
                                            patch->n_added);
  g_autofree char *removed = g_strdup_printf (ngettext ("%u line removed", "%u lines removed", patch->n_removed),
                                              patch->n_removed);
  g_autofree char *words = g_strdup_printf ("%s, %s", added, removed);

  gtk_label_set_text (self->sums, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sums), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
name_panes (CwDiffView *self,
            const char *name)
{
  g_autofree char *before = g_strdup_printf (_ ("%s, before"), name);

  gtk_accessible_update_property (GTK_ACCESSIBLE (cw_diff_pane_get_view (self->pane)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cw_diff_pane_get_view (self->old_pane)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, before, -1);
}

static void
forget_texts (CwDiffView *self)
{
  cw_diff_pane_clear (self->pane);
  cw_diff_pane_clear (self->old_pane);
  g_clear_pointer (&self->text, cw_diff_text_free);
  g_clear_pointer (&self->old_text, cw_diff_text_free);
}

static void
show_text (CwDiffView    *self,
           const CwPatch *patch)
{
  gboolean sides = gtk_toggle_button_get_active (self->side_by_side);
  g_autoptr (CwDiffText) unified = cw_diff_text_new (patch);

  forget_texts (self);
  gtk_widget_set_visible (GTK_WIDGET (self->old_pane), sides);
  if (sides)
    {
      cw_diff_text_split (unified, &self->old_text, &self->text);
      cw_diff_pane_set_text (self->old_pane, self->path, self->old_text, CW_DIFF_OLD);
    }
  else
    self->text = g_steal_pointer (&unified);
  cw_diff_pane_set_text (self->pane, self->path, self->text, sides ? CW_DIFF_NEW : CW_DIFF_BOTH);
}

static void
show_patch (CwDiffView *self)
{
  gboolean whole = self->unfolded || gtk_toggle_button_get_active (self->whole_file);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPatch) patch = cw_patch_new (self->old_bytes, self->new_bytes, self->path,
                                            whole ? CW_PATCH_WHOLE_FILE : N_CONTEXT, &error);

  if (patch == NULL)
    {
      show_nothing (self, error->message);
      return;
    }
  show_sums (self, patch);
  show_text (self, patch);
  if (g_bytes_equal (self->old_bytes, self->new_bytes))
    show_nothing (self, _ ("Nothing changes in this file."));
  else if (patch->hunks->len == 0)
    show_nothing (self, _ ("A binary file: its content can’t be shown as text."));
  else
    show_nothing (self, NULL);
  if (self->text->changes->len > 0)
    cw_diff_view_go_to_change (self, 0);
  show_caption (self);
}

/* In another layout; the reader stays at the change where they were. */
static void
show_again (CwDiffView *self)
{
  const CwDiffChange *current = self->path != NULL ? get_current (self) : NULL;
  guint index = 0;

  if (self->path == NULL)
    return;
  self->unfolded = FALSE;
  while (current != NULL && get_change (self, index) != current)
    index++;
  show_patch (self);
  if (index > 0 && index < cw_diff_view_get_n_changes (self))
    cw_diff_view_go_to_change (self, index);
}

/* The new side's cursor is where the reader is, whichever side they click. */
static void
old_row_changed (CwDiffView *self)
{
  if (self->old_text != NULL && gtk_widget_has_focus (GTK_WIDGET (cw_diff_pane_get_view (self->old_pane))))
    cw_diff_pane_set_row (self->pane, cw_diff_pane_get_row (self->old_pane));
}

static void
cw_diff_view_dispose (GObject *object)
{
  CwDiffView *self = CW_DIFF_VIEW (object);

  if (self->pane != NULL)
    cw_diff_view_clear (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), CW_TYPE_DIFF_VIEW);
  G_OBJECT_CLASS (cw_diff_view_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/cyclewright/Cyclewright/ui/cw-diff-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CwDiffView, header);
  gtk_widget_class_bind_template_child (widget_class, CwDiffView, title);
  gtk_widget_class_bind_template_child (widget_class, CwDiffView, sums);
  gtk_widget_class_bind_template_child (widget_class, CwDiffView, whole_file);
  gtk_widget_class_bind_template_child (widget_class, CwDiffView, search);
  gtk_widget_class_bind_template_child (widget_class, CwDiffView, side_by_side);
  gtk_widget_class_bind_template_child (widget_class, CwDiffView, old_pane);
  gtk_widget_class_bind_template_child (widget_class, CwDiffView, pane);
  gtk_widget_class_bind_template_child (widget_class, CwDiffView, nothing);
  gtk_widget_class_bind_template_child (widget_class, CwDiffView, foot);
  gtk_widget_class_bind_template_child (widget_class, CwDiffView, caption);
  gtk_widget_class_bind_template_child (widget_class, CwDiffView, leave_out);
  gtk_widget_class_bind_template_callback (widget_class, show_again);
  gtk_widget_class_bind_template_callback (widget_class, show_caption);
  gtk_widget_class_bind_template_callback (widget_class, on_leave_out);
}

static void
cw_diff_view_class_init (CwDiffViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_diff_view_dispose;
  g_type_ensure (CW_TYPE_DIFF_PANE);
  g_type_ensure (CW_TYPE_DIFF_SEARCH);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "diff.next", NULL, go_next);
  gtk_widget_class_install_action (widget_class, "diff.previous", NULL, go_previous);
  gtk_widget_class_install_action (widget_class, "diff.search", NULL, begin_search);
  signals[PAST_END] = g_signal_new ("past-end", CW_TYPE_DIFF_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                    1, G_TYPE_INT);
  signals[CAN_LEAVE_OUT] = g_signal_new ("can-leave-out", CW_TYPE_DIFF_VIEW, G_SIGNAL_RUN_LAST, 0,
                                         g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 2, G_TYPE_UINT,
                                         G_TYPE_UINT);
  signals[LEAVE_OUT] = g_signal_new ("leave-out", CW_TYPE_DIFF_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static void
cw_diff_view_init (CwDiffView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cw_diff_search_set_views (self->search, cw_diff_pane_get_view (self->old_pane),
                            cw_diff_pane_get_view (self->pane));
  cw_diff_pane_scroll_with (self->old_pane, self->pane);
  g_signal_connect_object (self->old_pane, "row-changed", G_CALLBACK (old_row_changed), self, G_CONNECT_SWAPPED);
  cw_diff_view_clear (self);
}

/**
 * cw_diff_view_new:
 *
 * Returns: (transfer floating): an empty view
 */
GtkWidget *
cw_diff_view_new (void)
{
  return g_object_new (CW_TYPE_DIFF_VIEW, NULL);
}

/**
 * cw_diff_view_set_file:
 * @self: the view
 * @path: the file's path; the language is guessed from it
 * @old_bytes: the file before
 * @new_bytes: the file after
 * @edits: (nullable) (element-type CwEdit): what changes, for the reasons; a reference is taken
 *
 * Shows the change of a file and puts the cursor on its first change.
 */
void
cw_diff_view_set_file (CwDiffView *self,
                       const char *path,
                       GBytes     *old_bytes,
                       GBytes     *new_bytes,
                       GPtrArray  *edits)
{
  g_autofree char *name = NULL;

  g_return_if_fail (CW_IS_DIFF_VIEW (self));
  g_return_if_fail (path != NULL && old_bytes != NULL && new_bytes != NULL);

  cw_diff_view_clear (self);
  self->path = g_strdup (path);
  self->old_bytes = g_bytes_ref (old_bytes);
  self->new_bytes = g_bytes_ref (new_bytes);
  self->edits = edits != NULL ? g_ptr_array_ref (edits) : NULL;
  name = cw_text_clean (path);
  gtk_label_set_text (self->title, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), name);
  name_panes (self, name);
  gtk_widget_set_visible (self->header, TRUE);
  show_patch (self);
}

/**
 * cw_diff_view_clear:
 * @self: the view
 *
 * Shows nothing.
 */
void
cw_diff_view_clear (CwDiffView *self)
{
  g_return_if_fail (CW_IS_DIFF_VIEW (self));

  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->old_bytes, g_bytes_unref);
  g_clear_pointer (&self->new_bytes, g_bytes_unref);
  g_clear_pointer (&self->edits, g_ptr_array_unref);
  self->unfolded = FALSE;
  forget_texts (self);
  gtk_widget_set_visible (self->header, FALSE);
  gtk_widget_set_visible (self->foot, FALSE);
  show_nothing (self, _ ("Choose a file to see what changes in it."));
}

/**
 * cw_diff_view_get_n_changes:
 * @self: the view
 *
 * Returns: how many changes are shown: lines removed and added that stand together
 */
guint
cw_diff_view_get_n_changes (CwDiffView *self)
{
  g_return_val_if_fail (CW_IS_DIFF_VIEW (self), 0);

  return self->text != NULL ? self->text->changes->len : 0;
}

/**
 * cw_diff_view_go_to_change:
 * @self: the view
 * @index: below cw_diff_view_get_n_changes()
 *
 * Puts the cursor on a change and scrolls there.
 */
void
cw_diff_view_go_to_change (CwDiffView *self,
                           guint       index)
{
  g_return_if_fail (CW_IS_DIFF_VIEW (self));
  g_return_if_fail (index < cw_diff_view_get_n_changes (self));

  cw_diff_pane_scroll_to_row (self->pane, get_change (self, index)->first);
}

/* The row of a line; -1 where it isn't shown. */
static int
find_row (CwDiffView *self,
          guint       line,
          gboolean    after)
{
  const CwDiffText *text = !after && self->old_text != NULL ? self->old_text : self->text;

  for (guint i = 0; text != NULL && i < text->rows->len; i++)
    {
      const CwDiffRow *row = &g_array_index (text->rows, CwDiffRow, i);

      if ((after ? row->new_line : row->old_line) == line)
        return (int) i;
    }
  return -1;
}

/**
 * cw_diff_view_go_to_line:
 * @self: the view
 * @line: a line of the file, from 1
 * @after: whether that is one of the file after the change, else of the one before
 *
 * Puts the cursor on a line and scrolls there. Where it is far from all changes the whole file is shown; of a
 * line that the file doesn't have the reader is at the first change.
 */
void
cw_diff_view_go_to_line (CwDiffView *self,
                         guint       line,
                         gboolean    after)
{
  int row;

  g_return_if_fail (CW_IS_DIFF_VIEW (self));

  if (self->path == NULL || line == 0)
    return;
  row = find_row (self, line, after);
  if (row < 0)
    {
      self->unfolded = TRUE;
      show_patch (self);
      row = find_row (self, line, after);
    }
  if (row >= 0)
    cw_diff_pane_scroll_to_row (self->pane, (guint) row);
}
