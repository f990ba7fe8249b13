/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-page-page"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-document-view.h"
#include "cw-entry-draft.h"
#include "cw-lines-row.h"
#include "cw-page-page.h"
#include "cw-wrap-box.h"

#define VERSION "cw-version"

struct _CwPagePage
{
  CwStagePage parent_instance;

  GtkWidget *changes;
  GtkWidget *problems;
  GtkWidget *artifacts;
  GPtrArray *versions;     /* AdwEntryRow, the name of its package as data */
  gboolean showing;

  GtkWidget *versions_row;
  GtkWidget *preview_group;
  GtkWidget *preview;
};

G_DEFINE_FINAL_TYPE (CwPagePage, cw_page_page, CW_TYPE_STAGE_PAGE)

static CwDesk *
get_desk (CwPagePage *self)
{
  return cw_stage_page_get_desk (CW_STAGE_PAGE (self));
}

static void
version_applied (CwPagePage *self,
                 GtkWidget  *entry)
{
  g_autofree char *fact = g_strconcat ("version.", (char *) g_object_get_data (G_OBJECT (entry), VERSION), NULL);

  cw_desk_set_text (get_desk (self), fact, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
artifacts_changed (CwPagePage *self)
{
  if (!self->showing)
    cw_desk_set_flag (get_desk (self), "artifacts", gtk_switch_get_active (GTK_SWITCH (self->artifacts)));
}

static void
add_version (CwPagePage      *self,
             const CwVersion *version)
{
  GtkWidget *entry = adw_entry_row_new ();
  g_autofree char *title = version->key != NULL ? g_strdup_printf (_ ("%s; empty: from the build manifest"),
                                                                   version->name)
                                                : g_strdup (version->name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (entry), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), title);
  cw_entry_draft_show_apply (ADW_ENTRY_ROW (entry));
  g_object_set_data_full (G_OBJECT (entry), VERSION, g_strdup (version->name), g_free);
  g_signal_connect_object (entry, "apply", G_CALLBACK (version_applied), self, G_CONNECT_SWAPPED);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self->versions_row), entry);
  g_ptr_array_add (self->versions, entry);
}

static void
cw_page_page_set_up (CwStagePage *page)
{
  CwPagePage *self = CW_PAGE_PAGE (page);
  const CwWikiTemplate *wiki = cw_procedure_get_wiki (cw_desk_get_procedure (get_desk (self)));

  cw_lines_row_set_up (CW_LINES_ROW (self->changes), get_desk (self), "page.changes");
  cw_lines_row_set_up (CW_LINES_ROW (self->problems), get_desk (self), "page.problems");
  for (guint i = 0; i < wiki->versions->len; i++)
    add_version (self, g_ptr_array_index (wiki->versions, i));
}

static void
show_inputs (CwPagePage   *self,
             CwDeployment *deployment)
{
  self->showing = TRUE;
  cw_lines_row_update (CW_LINES_ROW (self->changes));
  cw_lines_row_update (CW_LINES_ROW (self->problems));
  gtk_switch_set_active (GTK_SWITCH (self->artifacts), cw_deployment_get_flag (deployment, "artifacts"));
  for (guint i = 0; i < self->versions->len; i++)
    {
      GtkWidget *entry = g_ptr_array_index (self->versions, i);
      g_autofree char *fact = g_strconcat ("version.", (char *) g_object_get_data (G_OBJECT (entry), VERSION), NULL);
      const char *text = cw_deployment_get_text (deployment, "%s", fact);

      cw_entry_draft_show (entry, cw_desk_get_drafts (get_desk (self)), fact, text != NULL ? text : "");
    }
  self->showing = FALSE;
}

static void
show_preview (CwPagePage        *self,
              const CwViewStage *stage)
{
  CwDocument *document = NULL;

  for (guint i = 0; document == NULL && i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);

      if (g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_WIKI_PAGE))
        document = cw_effect_get_document (item->effect);
    }
  gtk_widget_set_visible (self->preview_group, document != NULL);
  if (document != NULL)
    cw_document_view_set_document (CW_DOCUMENT_VIEW (self->preview), document);
}

static void
cw_page_page_update (CwStagePage       *page,
                     const CwViewStage *stage)
{
  CwPagePage *self = CW_PAGE_PAGE (page);

  if (stage == NULL)
    return;
  show_inputs (self, cw_view_get_deployment (cw_desk_get_view (get_desk (self))));
  show_preview (self, stage);
}

static void
cw_page_page_finalize (GObject *object)
{
  g_ptr_array_unref (CW_PAGE_PAGE (object)->versions);

  G_OBJECT_CLASS (cw_page_page_parent_class)->finalize (object);
}

static void
cw_page_page_class_init (CwPagePageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_page_page_finalize;
  CW_STAGE_PAGE_CLASS (klass)->set_up = cw_page_page_set_up;
  CW_STAGE_PAGE_CLASS (klass)->update = cw_page_page_update;
}

static GtkWidget *
add_lines (GtkWidget  *group,
           const char *title)
{
  GtkWidget *row = cw_lines_row_new (title);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

static void
add_artifacts (CwPagePage *self,
               GtkWidget  *group)
{
  GtkWidget *row = adw_action_row_new ();

  self->artifacts = gtk_switch_new ();
  gtk_widget_set_valign (self->artifacts, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("_Base artifacts are built"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               _ ("Your word, where the build’s tasks don’t say it; the announcement waits for it"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->artifacts);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), self->artifacts);
  g_signal_connect_object (self->artifacts, "notify::active", G_CALLBACK (artifacts_changed), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
cw_page_page_init (CwPagePage *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  self->versions = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("What the Page Says"));
  self->changes = add_lines (group, _ ("_Operational changes, one a line"));
  self->problems = add_lines (group, _ ("_Known problems, one a line"));
  self->versions_row = adw_expander_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->versions_row), _ ("Versions of the core packages"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self->versions_row),
                                 _ ("Those that you type take the place of the build manifest’s"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->versions_row);
  add_artifacts (self, group);
  self->preview = cw_document_view_new ();
  gtk_widget_add_css_class (self->preview, "card");
  gtk_widget_add_css_class (self->preview, "paper");
  self->preview_group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->preview_group), _ ("The Page as It Will Look"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->preview_group), self->preview);
  cw_stage_page_add_input (CW_STAGE_PAGE (self), group);
  /* What is typed stands beside what becomes of it. */
  cw_stage_page_add_below (CW_STAGE_PAGE (self),
                           g_object_new (CW_TYPE_WRAP_BOX, "even", TRUE, "start", group, "end", self->preview_group, NULL));
}
