/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-round-list"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-round-button.h"
#include "cw-round-list.h"
#include "cw-show.h"

struct _CwRoundList
{
  AdwBin parent_instance;

  char *shown;  /* the branches of the rows, so that they are made anew only when these change */
};

G_DEFINE_FINAL_TYPE (CwRoundList, cw_round_list, ADW_TYPE_BIN)

static void
cw_round_list_finalize (GObject *object)
{
  g_free (CW_ROUND_LIST (object)->shown);

  G_OBJECT_CLASS (cw_round_list_parent_class)->finalize (object);
}

static void
cw_round_list_class_init (CwRoundListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_round_list_finalize;
}

static void
cw_round_list_init (CwRoundList *self)
{
}

/**
 * cw_round_list_new:
 *
 * Makes the list of a site's branches that can have another round.
 *
 * Returns: (transfer floating): the list
 */
GtkWidget *
cw_round_list_new (void)
{
  return g_object_new (CW_TYPE_ROUND_LIST, NULL);
}

static void
list_pushed_of (const CwViewStage *stage,
                GPtrArray         *pushed)
{
  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);

      if (g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_GIT_BRANCH)
          && cw_effect_state_is_settled (item->state) && !cw_show_is_way_back (item))
        g_ptr_array_add (pushed, (gpointer) item);
    }
}

static GPtrArray *
list_pushed (CwView *view)
{
  GPtrArray *stages = cw_view_get_stages (view);
  GPtrArray *pushed = g_ptr_array_new ();

  for (guint i = 0; i < stages->len; i++)
    list_pushed_of (g_ptr_array_index (stages, i), pushed);
  return pushed;
}

static char *
describe (GPtrArray *pushed)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < pushed->len; i++)
    g_string_append_printf (text, "%s\n",
                            cw_effect_get_id (((const CwViewItem *) g_ptr_array_index (pushed, i))->effect));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* An effect's id ends with stage, repository and round. */
static GtkWidget *
make_row (CwDesk           *desk,
          const CwViewItem *item)
{
  g_auto (GStrv) parts = g_strsplit (cw_effect_get_id (item->effect), "/", -1);
  guint n_parts = g_strv_length (parts);
  const char *repository = n_parts > 2 ? parts[n_parts - 2] : "";
  const char *key = item->record != NULL ? cw_effect_record_get_key (item->record) : NULL;
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), cw_effect_get_title (item->effect));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), key != NULL ? key : item->words);
  gtk_widget_set_focusable (row, FALSE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             cw_round_button_new (desk, cw_effect_get_site (item->effect), repository));
  return row;
}

/**
 * cw_round_list_update:
 * @self: the list
 * @desk: where another change is begun
 */
void
cw_round_list_update (CwRoundList *self,
                      CwDesk      *desk)
{
  CwView *view;
  g_autoptr (GPtrArray) pushed = NULL;
  g_autofree char *text = NULL;
  GtkWidget *group;

  g_return_if_fail (CW_IS_ROUND_LIST (self) && CW_IS_DESK (desk));

  view = cw_desk_get_view (desk);
  pushed = view != NULL && !cw_view_is_closed (view) ? list_pushed (view) : g_ptr_array_new ();
  text = describe (pushed);
  gtk_widget_set_visible (GTK_WIDGET (self), pushed->len > 0);
  if (g_strcmp0 (text, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Another Change on a Ticket"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _ ("It is planned, reviewed and pushed like the first one."));
  for (guint i = 0; i < pushed->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_row (desk, g_ptr_array_index (pushed, i)));
  adw_bin_set_child (ADW_BIN (self), group);
}
