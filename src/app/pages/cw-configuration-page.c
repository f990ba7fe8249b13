/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-configuration-page"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-changes-view.h"
#include "cw-configuration-page.h"

struct _CwConfigurationPage
{
  CwStagePage parent_instance;

  GtkWidget *sums;
};

G_DEFINE_FINAL_TYPE (CwConfigurationPage, cw_configuration_page, CW_TYPE_STAGE_PAGE)

static char *
describe (CwPlan            *plan,
          const CwChangeSet *changes)
{
  guint n_files = changes->files->len;
  guint changed = cw_plan_count (plan, changes->repository, CW_FATE_CHANGED);
  guint kept = cw_plan_count (plan, changes->repository, CW_FATE_KEPT);
  guint apart = cw_plan_count (plan, changes->repository, CW_FATE_NOT_PART);
  guint open = cw_plan_count (plan, changes->repository, CW_FATE_QUESTION);
  g_autofree char *files = g_strdup_printf (ngettext ("%u of %u file changes", "%u of %u files change",
                                                      changes->n_files), n_files, changes->n_files);

  return g_strdup_printf (_ ("on %s · %s · mentions: %u changed, %u kept, %u not part of the cycle, %u open"),
                          changes->base_name, files, changed, kept, apart, open);
}

static void
add_row (GtkWidget         *group,
         CwPlan            *plan,
         const CwChangeSet *changes)
{
  GtkWidget *row = adw_action_row_new ();
  const CwCycle *target = cw_plan_get_target (plan);
  g_autofree char *from = changes->present.number > 0 ? cw_cycle_to_tag (&changes->present) : g_strdup ("–");
  g_autofree char *to = cw_cycle_to_tag (target);
  g_autofree char *step = g_strdup_printf ("%s → %s", from, to);
  g_autofree char *text = describe (plan, changes);
  GtkWidget *label = gtk_label_new (step);

  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, "caption");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), changes->repository);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_widget_set_focusable (row, FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static gboolean
is_of_stage (CwProcedure *procedure,
             const char  *repository,
             const char  *stage)
{
  const CwRepository *found = cw_procedure_get_repository (procedure, repository);

  return found != NULL && g_str_equal (found->stage, stage);
}

/* The diff wants the width that a page doesn't have: it opens in a window of its own, one for each look. */
static void
open_review (GtkButton *button,
             gpointer   user_data)
{
  CwPlan *plan = user_data;
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *changes = cw_changes_view_new ();
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (button));
  const char *title = g_object_get_data (G_OBJECT (button), "cw-title");

  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), adw_window_title_new (title, NULL));
  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_default_size (GTK_WINDOW (window), 1100, 720);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (root));
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_widget_set_vexpand (changes, TRUE);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), changes);
  adw_window_set_content (ADW_WINDOW (window), box);
  cw_changes_view_set_plan (CW_CHANGES_VIEW (changes), plan);
  gtk_window_present (GTK_WINDOW (window));
}

static GtkWidget *
make_review_button (CwPlan     *plan,
                    const char *title)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Review changes"));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "cw-title", g_strdup (title), g_free);
  g_signal_connect_data (button, "clicked", G_CALLBACK (open_review), g_object_ref (plan),
                         (GClosureNotify) (void (*) (void)) g_object_unref, 0);
  return button;
}

static void
add_site (CwConfigurationPage *self,
          CwProcedure         *procedure,
          const CwSite        *site,
          CwPlan              *plan)
{
  GPtrArray *sets = cw_plan_get_change_sets (plan);
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *name = g_markup_escape_text (site->name, -1);
  g_autofree char *title = g_strdup_printf (_ ("Changes for %s"), name);
  g_autofree char *plain_title = NULL;
  guint shown = 0;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  plain_title = g_strdup_printf (_ ("Changes for %s"), site->name);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), make_review_button (plan, plain_title));
  for (guint i = 0; i < sets->len; i++)
    {
      const CwChangeSet *changes = g_ptr_array_index (sets, i);

      if (!is_of_stage (procedure, changes->repository, cw_stage_page_get_id (CW_STAGE_PAGE (self))))
        continue;
      add_row (group, plan, changes);
      shown++;
    }
  gtk_widget_set_visible (group, shown > 0);
  gtk_box_append (GTK_BOX (self->sums), group);
}

static void
cw_configuration_page_update (CwStagePage       *page,
                              const CwViewStage *stage)
{
  CwConfigurationPage *self = CW_CONFIGURATION_PAGE (page);
  CwView *view = cw_desk_get_view (cw_stage_page_get_desk (page));
  g_autoptr (GPtrArray) sites = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->sums)) != NULL)
    gtk_box_remove (GTK_BOX (self->sums), child);
  if (view == NULL)
    return;
  sites = cw_deployment_get_sites (cw_view_get_deployment (view));
  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      CwPlan *plan = cw_view_get_plan (view, site->id);

      if (plan != NULL)
        add_site (self, cw_deployment_get_procedure (cw_view_get_deployment (view)), site, plan);
    }
}

static void
cw_configuration_page_class_init (CwConfigurationPageClass *klass)
{
  CW_STAGE_PAGE_CLASS (klass)->update = cw_configuration_page_update;
}

static void
cw_configuration_page_init (CwConfigurationPage *self)
{
  self->sums = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  cw_stage_page_add_below (CW_STAGE_PAGE (self), self->sums);
}
