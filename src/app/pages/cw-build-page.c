/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-build-page"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-build-page.h"
#include "cw-note-list.h"
#include "cw-show.h"

/* How many missing images stand on the page; the others are unfolded. */
#define FIRST_MISSING 8

struct _CwBuildPage
{
  CwStagePage parent_instance;

  char *shown;        /* the missing images on screen */

  GtkWidget *count;
  GtkWidget *bar;
  GtkWidget *state;
  GtkWidget *missing;
  GtkWidget *notes;
};

G_DEFINE_FINAL_TYPE (CwBuildPage, cw_build_page, CW_TYPE_STAGE_PAGE)

static CwDesk *
get_desk (CwBuildPage *self)
{
  return cw_stage_page_get_desk (CW_STAGE_PAGE (self));
}

static const char *
find_check (const CwViewStage *stage,
            const char        *id)
{
  for (guint i = 0; i < stage->result->checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (stage->result->checks, i);

      if (g_str_equal (check->id, id))
        return check->text;
    }
  return NULL;
}

static GtkWidget *
make_missing (CwBuildPage     *self,
              const CwMissing *missing)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new ();
  g_autofree char *when =
    missing->since > 0 ? cw_show_instant (cw_desk_get_procedure (get_desk (self)), missing->since) : NULL;
  g_autofree char *since = when != NULL ? g_strdup_printf (_ ("Missing since %s"), when)
                                        : g_strdup (_ ("Missing"));

  cw_show_icon (icon, "dialog-warning-symbolic", "warning", _ ("Missing"));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), missing->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), since);
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, missing->name, -1);
  return row;
}

/* In a list of its own: Tab gives a list up whose first row can't take the focus. */
static GtkWidget *
make_rest (CwBuildPage *self,
           GPtrArray   *missing)
{
  GtkWidget *list = cw_show_make_list (_ ("Missing Images")), *row = adw_expander_row_new ();
  guint more = missing->len - FIRST_MISSING;
  g_autofree char *title = g_strdup_printf (ngettext ("%u more", "%u more", more), more);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  for (guint i = FIRST_MISSING; i < missing->len; i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row), make_missing (self, g_ptr_array_index (missing, i)));
  return list;
}

static char *
describe_missing (GPtrArray *missing)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < missing->len; i++)
    {
      const CwMissing *one = g_ptr_array_index (missing, i);

      g_string_append_printf (text, "%s\t%" G_GINT64_FORMAT "\n", one->name, one->since);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_missing (CwBuildPage *self,
              GPtrArray   *missing)
{
  g_autofree char *text = describe_missing (missing);
  guint n_first = missing->len > FIRST_MISSING + 1 ? FIRST_MISSING : missing->len;
  GtkWidget *box, *group;

  gtk_widget_set_visible (self->missing, missing->len > 0);
  if (g_strcmp0 (self->shown, text) == 0)
    return;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Missing Images"));
  for (guint i = 0; i < n_first; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_missing (self, g_ptr_array_index (missing, i)));
  gtk_box_append (GTK_BOX (box), group);
  if (n_first < missing->len)
    gtk_box_append (GTK_BOX (box), make_rest (self, missing));
  adw_bin_set_child (ADW_BIN (self->missing), box);
  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
}

/* Out of reach is an answer of its own, and keeps nothing from being done. */
static void
show_count (CwBuildPage       *self,
            const CwViewStage *stage)
{
  guint n_parts = stage->result->n_parts, n_missing = MIN (stage->result->missing->len, n_parts);
  gboolean away = stage->result->out_of_reach->len > 0;
  g_autofree char *text = NULL, *name = NULL;

  gtk_widget_set_visible (self->bar, n_parts > 0);
  if (n_parts == 0)
    {
      gtk_label_set_text (GTK_LABEL (self->count), _ ("Images: not known"));
      cw_show_text (self->state, away ? _ ("Seen as soon as the registry answers again") : find_check (stage, "images"));
      return;
    }
  text = g_strdup_printf (ngettext ("%u of %u image", "%u of %u images", n_parts), n_parts - n_missing, n_parts);
  name = g_strdup_printf (_ ("%s in the registry"), text);
  gtk_label_set_text (GTK_LABEL (self->count), text);
  if (away)
    cw_show_text (self->state, _ ("in the registry when it last answered; it is out of reach now"));
  else
    cw_show_text (self->state, n_missing == 0 ? _ ("All that the plans resolve to are in the registry")
                                              : _ ("in the registry; those that are missing come first"));
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), (double) (n_parts - n_missing) / n_parts);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
cw_build_page_update (CwStagePage       *page,
                      const CwViewStage *stage)
{
  CwBuildPage *self = CW_BUILD_PAGE (page);

  if (stage == NULL)
    return;
  show_count (self, stage);
  show_missing (self, stage->result->missing);
  cw_note_list_update (CW_NOTE_LIST (self->notes), get_desk (self));
}

static void
cw_build_page_finalize (GObject *object)
{
  g_free (CW_BUILD_PAGE (object)->shown);

  G_OBJECT_CLASS (cw_build_page_parent_class)->finalize (object);
}

static void
cw_build_page_class_init (CwBuildPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_build_page_finalize;
  CW_STAGE_PAGE_CLASS (klass)->update = cw_build_page_update;
}

static GtkWidget *
make_images (CwBuildPage *self)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "paper");
  gtk_widget_add_css_class (self->count, "title-2");
  gtk_label_set_xalign (GTK_LABEL (self->count), 0);
  gtk_label_set_wrap (GTK_LABEL (self->count), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->state), 0);
  gtk_label_set_wrap (GTK_LABEL (self->state), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->state), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (self->state, "dim-label");
  gtk_box_append (GTK_BOX (card), self->count);
  gtk_box_append (GTK_BOX (card), self->bar);
  gtk_box_append (GTK_BOX (card), self->state);
  return card;
}

static void
cw_build_page_init (CwBuildPage *self)
{
  self->count = gtk_label_new (NULL);
  self->bar = gtk_progress_bar_new ();
  self->state = gtk_label_new (NULL);
  self->missing = adw_bin_new ();
  self->notes = cw_note_list_new ();
  cw_stage_page_add_above (CW_STAGE_PAGE (self), make_images (self));
  cw_stage_page_add_above (CW_STAGE_PAGE (self), self->missing);
  cw_stage_page_add_below (CW_STAGE_PAGE (self), self->notes);
}
