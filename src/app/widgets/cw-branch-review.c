/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-branch-review"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-branch-review.h"
#include "cw-changes-view.h"
#include "cw-edit-choice.h"
#include "cw-file-list.h"
#include "cw-json.h"
#include "cw-payload-view.h"
#include "cw-show.h"
#include "cw-since-view.h"
#include "cw-wrap-box.h"

/* Where a branch's id, c0045/summit/configuration/phalanx/2, has its site and its repository. */
#define SITE_PART 1
#define REPOSITORY_PART 3
#define N_PARTS 5

struct _CwBranchReview
{
  AdwBin parent_instance;

  CwDesk *desk;
  char *site;
  char *repository;

  GtkWidget *subject;
  GtkWidget *place;
  GtkWidget *edit;
  GtkWidget *since_row;
  GtkWidget *since;
  GtkWidget *changes;
  GtkWidget *details;
  GtkWidget *payload;
};

G_DEFINE_FINAL_TYPE (CwBranchReview, cw_branch_review, ADW_TYPE_BIN)

static GtkWindow *
get_window (CwBranchReview *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
edit_file (CwBranchReview *self)
{
  cw_file_list_present (self->desk, self->site, self->repository, get_window (self));
}

static void
leave_out (CwBranchReview *self,
           char          **edits,
           const char     *what)
{
  cw_edit_choice_leave_out (GTK_WIDGET (self), self->desk, edits, what);
}

static void
take_back (CwBranchReview *self,
           char          **edits)
{
  cw_edit_choice_take_back (self->desk, edits);
}

static void
cw_branch_review_dispose (GObject *object)
{
  g_clear_object (&CW_BRANCH_REVIEW (object)->desk);

  G_OBJECT_CLASS (cw_branch_review_parent_class)->dispose (object);
}

static void
cw_branch_review_finalize (GObject *object)
{
  CwBranchReview *self = CW_BRANCH_REVIEW (object);

  g_free (self->site);
  g_free (self->repository);

  G_OBJECT_CLASS (cw_branch_review_parent_class)->finalize (object);
}

static void
cw_branch_review_class_init (CwBranchReviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_branch_review_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_branch_review_finalize;

  g_type_ensure (CW_TYPE_CHANGES_VIEW);
  g_type_ensure (CW_TYPE_PAYLOAD_VIEW);
  g_type_ensure (CW_TYPE_SINCE_VIEW);
  g_type_ensure (CW_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-branch-review.ui");
  gtk_widget_class_bind_template_child (widget_class, CwBranchReview, subject);
  gtk_widget_class_bind_template_child (widget_class, CwBranchReview, place);
  gtk_widget_class_bind_template_child (widget_class, CwBranchReview, edit);
  gtk_widget_class_bind_template_child (widget_class, CwBranchReview, since_row);
  gtk_widget_class_bind_template_child (widget_class, CwBranchReview, since);
  gtk_widget_class_bind_template_child (widget_class, CwBranchReview, changes);
  gtk_widget_class_bind_template_child (widget_class, CwBranchReview, details);
  gtk_widget_class_bind_template_child (widget_class, CwBranchReview, payload);
  gtk_widget_class_bind_template_callback (widget_class, edit_file);
  gtk_widget_class_bind_template_callback (widget_class, leave_out);
  gtk_widget_class_bind_template_callback (widget_class, take_back);
}

static void
cw_branch_review_init (CwBranchReview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* (nullable): what the branch changes; a way back bears its repository's name with a suffix */
static const CwChangeSet *
find_changes (CwView           *view,
              const CwViewItem *item)
{
  g_auto (GStrv) parts = g_strsplit (cw_effect_get_id (item->effect), "/", -1);
  CwPlan *plan = cw_view_get_plan_of (view, cw_effect_get_id (item->effect));
  GPtrArray *sets = plan != NULL ? cw_plan_get_change_sets (plan) : NULL;

  if (sets != NULL && cw_show_is_way_back (item))
    return sets->len > 0 ? g_ptr_array_index (sets, 0) : NULL;
  return plan != NULL ? cw_plan_get_change_set (plan, parts[REPOSITORY_PART]) : NULL;
}

static gboolean
has_same_files (const CwChangeSet *changes,
                JsonObject        *payload)
{
  JsonArray *files = cw_json_get_array (payload, "files");

  if (files == NULL || json_array_get_length (files) != changes->files->len)
    return FALSE;
  for (guint i = 0; i < changes->files->len; i++)
    {
      const CwFileChange *file = g_ptr_array_index (changes->files, i);

      if (g_strcmp0 (cw_json_get_string (json_array_get_object_element (files, i), "new", ""), file->new_blob) != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * cw_branch_review_can_show:
 * @view: the view that has @item
 * @item: an effect
 *
 * Returns: whether it is a branch and its changes are known: what is to be pushed, not what was in an earlier round
 */
gboolean
cw_branch_review_can_show (CwView           *view,
                           const CwViewItem *item)
{
  const CwChangeSet *changes;
  JsonNode *payload = cw_effect_get_payload (item->effect);

  if (payload == NULL || !g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_GIT_BRANCH))
    return FALSE;
  changes = find_changes (view, item);
  return changes != NULL && changes->files->len > 0 && has_same_files (changes, json_node_get_object (payload));
}

/* Which branch, and on top of what: the other site's commit, for instance, where two share a ticket. */
static char *
describe_place (JsonObject *payload,
                guint       n_files)
{
  const char *repository = cw_json_get_string (payload, "repository", "");
  const char *branch = cw_json_get_string (payload, "branch", "");
  const char *base = cw_json_get_string (payload, "base-name", "");
  const char *tip = cw_json_get_string (payload, "expected", "");

  if (*tip == '\0' || g_str_equal (tip, cw_json_get_string (payload, "base", "")))
    /* Translators: the repository, the branch that is pushed, the branch that it starts from, and how many files. */
    return g_strdup_printf (ngettext ("%s · branch %s, from %s · %u file", "%s · branch %s, from %s · %u files", n_files),
                            repository, branch, base, n_files);
  /* Translators: the repository, the branch that is pushed, the id of its last commit there, and how many files. */
  return g_strdup_printf (ngettext ("%s · branch %s, on top of %.10s that is there · %u file",
                                    "%s · branch %s, on top of %.10s that is there · %u files", n_files),
                          repository, branch, tip, n_files);
}

static void
show_words (CwBranchReview *self,
            JsonObject     *payload)
{
  const char *message = cw_json_get_string (payload, "message", "");
  JsonArray *files = cw_json_get_array (payload, "files");
  g_auto (GStrv) lines = g_strsplit (message, "\n", 2);
  g_autofree char *place = describe_place (payload, files != NULL ? json_array_get_length (files) : 0);

  cw_show_text (self->subject, lines[0]);
  cw_show_text (self->place, place);
}

/**
 * cw_branch_review_show:
 * @self: the review
 * @desk: where a file is edited
 * @item: a branch that can be shown; not kept
 */
void
cw_branch_review_show (CwBranchReview   *self,
                       CwDesk           *desk,
                       const CwViewItem *item)
{
  g_auto (GStrv) parts = g_strsplit (cw_effect_get_id (item->effect), "/", -1);
  CwView *view = cw_desk_get_view (desk);
  const char *repositories[] = { NULL, NULL };

  g_return_if_fail (CW_IS_BRANCH_REVIEW (self));

  g_set_object (&self->desk, desk);
  g_free (self->site);
  g_free (self->repository);
  self->site = g_strdup (parts[SITE_PART]);
  self->repository = g_strdup (find_changes (view, item)->repository);
  repositories[0] = self->repository;
  show_words (self, json_node_get_object (cw_effect_get_payload (item->effect)));
  gtk_widget_set_visible (self->edit, cw_show_can_send (item) && !cw_show_is_way_back (item));
  cw_since_view_show (CW_SINCE_VIEW (self->since), cw_desk_get_procedure (desk), item,
                      cw_desk_get_reviewed (desk, cw_effect_get_id (item->effect)));
  gtk_widget_set_visible (self->since_row, gtk_widget_get_visible (self->since));
  cw_changes_view_set_desk (CW_CHANGES_VIEW (self->changes), desk, FALSE);
  cw_changes_view_set_repositories (CW_CHANGES_VIEW (self->changes), repositories);
  cw_changes_view_set_plan (CW_CHANGES_VIEW (self->changes),
                            cw_view_get_plan_of (view, cw_effect_get_id (item->effect)));
  cw_payload_view_show (CW_PAYLOAD_VIEW (self->payload), cw_desk_get_procedure (desk), item, TRUE);
}

/**
 * cw_branch_review_show_between:
 * @self: a review that shows @after
 * @before: the branch as a person saw it
 * @after: the branch as it is now
 *
 * Shows what changed between the two instead of what changed since the last review.
 */
void
cw_branch_review_show_between (CwBranchReview *self,
                               CwEffect       *before,
                               CwEffect       *after)
{
  g_return_if_fail (CW_IS_BRANCH_REVIEW (self));

  cw_since_view_show_between (CW_SINCE_VIEW (self->since), cw_desk_get_procedure (self->desk), before, after);
  gtk_widget_set_visible (self->since_row, gtk_widget_get_visible (self->since));
}

/**
 * cw_branch_review_focus:
 * @self: the review
 *
 * Moves the focus to the changes, which the arrows go through.
 */
void
cw_branch_review_focus (CwBranchReview *self)
{
  g_return_if_fail (CW_IS_BRANCH_REVIEW (self));

  cw_changes_view_focus (CW_CHANGES_VIEW (self->changes));
}
