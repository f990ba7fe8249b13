/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-review-view"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-branch-review.h"
#include "cw-changes-view.h"
#include "cw-drift.h"
#include "cw-edit-choice.h"
#include "cw-json.h"
#include "cw-message-editor.h"
#include "cw-payload-view.h"
#include "cw-review-view.h"
#include "cw-show.h"
#include "cw-since-view.h"

/* More of them are no help in deciding. */
#define MAX_DIFFERENCES 6

struct _CwReviewView
{
  AdwBin parent_instance;

  CwDesk *desk;
  char *effect_id;
  char *hash;         /* (nullable): of the payload on screen */
  CwEffect *seen;     /* what the person looked at last */
  gboolean changed;   /* the payload changed while the person looked at it */

  GtkWidget *notice;
  GtkWidget *notice_text;
  GtkWidget *stack;
  GtkWidget *scroller;
  GtkWidget *heading;
  GtkWidget *since;
  GtkWidget *editor;
  GtkWidget *payload;
  GtkWidget *diff;
  GtkWidget *changes;
  GtkWidget *branch;
};

G_DEFINE_FINAL_TYPE (CwReviewView, cw_review_view, ADW_TYPE_BIN)

static void
leave_out (CwReviewView *self,
           char        **edits,
           const char   *what)
{
  cw_edit_choice_leave_out (GTK_WIDGET (self), self->desk, edits, what);
}

static void
take_back (CwReviewView *self,
           char        **edits)
{
  cw_edit_choice_take_back (self->desk, edits);
}

static void
cw_review_view_dispose (GObject *object)
{
  g_clear_object (&CW_REVIEW_VIEW (object)->desk);
  g_clear_object (&CW_REVIEW_VIEW (object)->seen);

  G_OBJECT_CLASS (cw_review_view_parent_class)->dispose (object);
}

static void
cw_review_view_finalize (GObject *object)
{
  CwReviewView *self = CW_REVIEW_VIEW (object);

  g_free (self->effect_id);
  g_free (self->hash);

  G_OBJECT_CLASS (cw_review_view_parent_class)->finalize (object);
}

static void
cw_review_view_class_init (CwReviewViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_review_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_review_view_finalize;

  g_type_ensure (CW_TYPE_BRANCH_REVIEW);
  g_type_ensure (CW_TYPE_CHANGES_VIEW);
  g_type_ensure (CW_TYPE_MESSAGE_EDITOR);
  g_type_ensure (CW_TYPE_PAYLOAD_VIEW);
  g_type_ensure (CW_TYPE_SINCE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-review-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CwReviewView, notice);
  gtk_widget_class_bind_template_child (widget_class, CwReviewView, notice_text);
  gtk_widget_class_bind_template_child (widget_class, CwReviewView, stack);
  gtk_widget_class_bind_template_child (widget_class, CwReviewView, scroller);
  gtk_widget_class_bind_template_child (widget_class, CwReviewView, heading);
  gtk_widget_class_bind_template_child (widget_class, CwReviewView, since);
  gtk_widget_class_bind_template_child (widget_class, CwReviewView, editor);
  gtk_widget_class_bind_template_child (widget_class, CwReviewView, payload);
  gtk_widget_class_bind_template_child (widget_class, CwReviewView, diff);
  gtk_widget_class_bind_template_child (widget_class, CwReviewView, changes);
  gtk_widget_class_bind_template_child (widget_class, CwReviewView, branch);
  gtk_widget_class_bind_template_callback (widget_class, leave_out);
  gtk_widget_class_bind_template_callback (widget_class, take_back);
}

static void
cw_review_view_init (CwReviewView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Whether the payload is another one only because the person wrote its text here. */
static gboolean
is_own_change (CwReviewView     *self,
               const CwViewItem *item)
{
  g_autofree char *typed = cw_message_editor_dup_text (CW_MESSAGE_EDITOR (self->editor));

  return cw_message_editor_can_edit (cw_desk_get_view (self->desk), item)
         && g_strcmp0 (typed, cw_effect_get_preview (self->seen)) != 0
         && g_strcmp0 (typed, cw_effect_get_preview (item->effect)) == 0;
}

/* What a pull request asks to merge is its site's change of that repository. */
static const CwChangeSet *
find_merged (CwView           *view,
             CwProcedure      *procedure,
             const CwViewItem *item)
{
  GPtrArray *repositories = cw_procedure_get_repositories (procedure);
  const char *site = cw_effect_get_site (item->effect);
  JsonNode *payload = cw_effect_get_payload (item->effect);
  CwPlan *plan = site != NULL ? cw_view_get_plan (view, site) : NULL;

  if (plan == NULL || payload == NULL || !g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_PULL_REQUEST))
    return NULL;
  for (guint i = 0; i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);

      if (g_strcmp0 (repository->name, cw_json_get_string (json_node_get_object (payload), "repository", "")) == 0)
        return cw_plan_get_change_set (plan, repository->id);
    }
  return NULL;
}

static void
show_diff (CwReviewView     *self,
           const CwViewItem *item)
{
  CwView *view = cw_desk_get_view (self->desk);
  const CwChangeSet *merged = find_merged (view, cw_desk_get_procedure (self->desk), item);
  const char *repositories[] = { merged != NULL ? merged->repository : NULL, NULL };
  gboolean shown = merged != NULL && merged->files->len > 0;

  gtk_widget_set_visible (self->diff, shown);
  if (!shown)
    return;
  cw_changes_view_set_desk (CW_CHANGES_VIEW (self->changes), self->desk, FALSE);
  cw_changes_view_set_repositories (CW_CHANGES_VIEW (self->changes), repositories);
  cw_changes_view_set_plan (CW_CHANGES_VIEW (self->changes), cw_view_get_plan (view, cw_effect_get_site (item->effect)));
}

/* What waits for something else may have no text before that is there. */
static gboolean
has_content (const CwViewItem *item)
{
  const char *preview = cw_effect_get_preview (item->effect);

  return cw_effect_get_payload (item->effect) != NULL || cw_effect_get_document (item->effect) != NULL
         || (preview != NULL && *preview != '\0');
}

static void
show_payload (CwReviewView     *self,
              const CwViewItem *item)
{
  CwView *view = cw_desk_get_view (self->desk);
  gboolean branch = cw_branch_review_can_show (view, item);
  gboolean editable = cw_message_editor_can_edit (view, item);
  gboolean nothing = !editable && !has_content (item);

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), branch ? "branch" : nothing ? "nothing" : "text");
  if (branch)
    {
      cw_branch_review_show (CW_BRANCH_REVIEW (self->branch), self->desk, item);
      return;
    }
  cw_show_text (self->heading, cw_effect_get_preview_title (item->effect));
  cw_since_view_show (CW_SINCE_VIEW (self->since), cw_desk_get_procedure (self->desk), item,
                      cw_desk_get_reviewed (self->desk, self->effect_id));
  cw_payload_view_show (CW_PAYLOAD_VIEW (self->payload), cw_desk_get_procedure (self->desk), item, editable);
  show_diff (self, item);
}

/* What becomes of the differences when ours is sent. */
static const char *
say_fate (const CwViewItem *item)
{
  if (cw_drift_is_unfinished (item))
    /* Translators: followed by a list of the differences. */
    return _ ("Not all of this was taken. Sending tries the rest again:");
  if (cw_drift_is_contested (item))
    /* Translators: followed by a list of the differences. */
    return _ ("This was taken over as it is there, and ours has changed since. Sending puts ours in its place:");
  if (cw_drift_stays (item))
    /* Translators: followed by a list of the differences. */
    return _ ("This was taken over as it is there. Sending leaves it so:");
  /* Translators: followed by a list of the differences. */
  return _ ("This was changed there. Sending puts ours in its place:");
}

/* What somebody changed there, or what was taken over as it is: sending ours would undo that. */
static char *
describe_drift (CwReviewView *self)
{
  const CwViewItem *item = cw_view_find (cw_desk_get_view (self->desk), self->effect_id);
  gboolean differs = item != NULL && (item->state == CW_EFFECT_DRIFTED || item->state == CW_EFFECT_OUTDATED);
  g_autoptr (GPtrArray) lines = differs ? cw_drift_describe (item) : NULL;
  g_autofree char *all = NULL;

  if (lines == NULL || lines->len == 0)
    return NULL;
  g_ptr_array_set_size (lines, (int) MIN (lines->len, MAX_DIFFERENCES));
  g_ptr_array_add (lines, NULL);
  all = g_strjoinv ("\n• ", (char **) lines->pdata);
  return g_strconcat (say_fate (item), "\n• ", all, NULL);
}

static void
show_notice (CwReviewView *self)
{
  const char *trouble = cw_desk_get_trouble (self->desk, self->effect_id);
  g_autofree char *drift = describe_drift (self);

  if (trouble == NULL)
    trouble = drift;
  if (trouble == NULL && self->changed)
    trouble = _ ("This changed while you looked at it. What stands here now is what would be sent.");
  gtk_label_set_text (GTK_LABEL (self->notice_text), trouble != NULL ? trouble : "");
  gtk_widget_set_visible (self->notice, trouble != NULL);
}

static void
begin (CwReviewView *self,
       const char   *id)
{
  g_free (self->effect_id);
  self->effect_id = g_strdup (id);
  g_clear_pointer (&self->hash, g_free);
  self->changed = FALSE;
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)), 0);
}

/**
 * cw_review_view_show:
 * @self: the view
 * @desk: whose effect it is
 * @item: an effect of the desk's view; not kept
 *
 * Shows it as it is now; what the person is typing stays.
 */
void
cw_review_view_show (CwReviewView     *self,
                     CwDesk           *desk,
                     const CwViewItem *item)
{
  const char *id = cw_effect_get_id (item->effect), *hash = cw_effect_get_hash (item->effect);
  gboolean first = g_strcmp0 (self->effect_id, id) != 0;
  gboolean editable;

  g_return_if_fail (CW_IS_REVIEW_VIEW (self) && CW_IS_DESK (desk));

  g_set_object (&self->desk, desk);
  if (first)
    begin (self, id);
  else if (g_strcmp0 (self->hash, hash) != 0)
    self->changed |= !is_own_change (self, item);
  if (!self->changed)
    g_set_object (&self->seen, item->effect);
  if (first || g_strcmp0 (self->hash, hash) != 0)
    show_payload (self, item);
  g_free (self->hash);
  self->hash = g_strdup (hash);
  editable = cw_message_editor_can_edit (cw_desk_get_view (desk), item);
  gtk_widget_set_visible (self->editor, editable);
  if (editable)
    cw_message_editor_show (CW_MESSAGE_EDITOR (self->editor), desk, item);
  show_notice (self);
}

/**
 * cw_review_view_get_hash:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): hash of the payload that is on screen
 */
const char *
cw_review_view_get_hash (CwReviewView *self)
{
  g_return_val_if_fail (CW_IS_REVIEW_VIEW (self), NULL);

  return self->hash;
}

/**
 * cw_review_view_has_changed:
 * @self: the view
 *
 * Returns: whether what is on screen changed under the person's eyes, who hasn't asked yet what did
 */
gboolean
cw_review_view_has_changed (CwReviewView *self)
{
  g_return_val_if_fail (CW_IS_REVIEW_VIEW (self), FALSE);

  return self->changed;
}

/**
 * cw_review_view_look:
 * @self: a view that changed
 *
 * Shows what changed while the person looked at it.
 */
void
cw_review_view_look (CwReviewView *self)
{
  const CwViewItem *item;

  g_return_if_fail (CW_IS_REVIEW_VIEW (self));

  item = cw_view_find (cw_desk_get_view (self->desk), self->effect_id);
  if (item == NULL)
    return;
  if (cw_branch_review_can_show (cw_desk_get_view (self->desk), item))
    cw_branch_review_show_between (CW_BRANCH_REVIEW (self->branch), self->seen, item->effect);
  else
    cw_since_view_show_between (CW_SINCE_VIEW (self->since), cw_desk_get_procedure (self->desk), self->seen,
                                item->effect);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)), 0);
  self->changed = FALSE;
  g_set_object (&self->seen, item->effect);
  show_notice (self);
}

/**
 * cw_review_view_dup_edited:
 * @self: the view
 *
 * Returns: (transfer full) (nullable): the text on screen, where it isn't what the preparation would send now
 */
char *
cw_review_view_dup_edited (CwReviewView *self)
{
  g_return_val_if_fail (CW_IS_REVIEW_VIEW (self), NULL);

  return gtk_widget_get_visible (self->editor) ? cw_message_editor_dup_edited (CW_MESSAGE_EDITOR (self->editor)) : NULL;
}

/**
 * cw_review_view_focus:
 * @self: the view
 *
 * Moves the focus to what is to be read, so that keys scroll it and none of them sends.
 */
void
cw_review_view_focus (CwReviewView *self)
{
  g_return_if_fail (CW_IS_REVIEW_VIEW (self));

  if (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->stack)), "branch") == 0)
    cw_branch_review_focus (CW_BRANCH_REVIEW (self->branch));
  else
    gtk_widget_grab_focus (self->scroller);
}

/**
 * cw_review_view_is_blank:
 * @self: the view
 *
 * Returns: whether a message's text is for editing, and there is none
 */
gboolean
cw_review_view_is_blank (CwReviewView *self)
{
  g_return_val_if_fail (CW_IS_REVIEW_VIEW (self), FALSE);

  return gtk_widget_get_visible (self->editor) && cw_message_editor_is_blank (CW_MESSAGE_EDITOR (self->editor));
}

/**
 * cw_review_view_keep:
 * @self: the view
 *
 * Makes what was typed the person's own text, before another effect is shown.
 */
void
cw_review_view_keep (CwReviewView *self)
{
  g_return_if_fail (CW_IS_REVIEW_VIEW (self));

  if (gtk_widget_get_visible (self->editor))
    cw_message_editor_keep (CW_MESSAGE_EDITOR (self->editor));
}
