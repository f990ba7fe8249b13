/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-check-list"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-check-list.h"
#include "cw-check-row.h"
#include "cw-show.h"

struct _CwCheckList
{
  AdwBin parent_instance;

  char *shown;   /* what the rows say, so that they are made anew only when it changes */
};

G_DEFINE_FINAL_TYPE (CwCheckList, cw_check_list, ADW_TYPE_BIN)

static void
cw_check_list_finalize (GObject *object)
{
  g_free (CW_CHECK_LIST (object)->shown);

  G_OBJECT_CLASS (cw_check_list_parent_class)->finalize (object);
}

static void
cw_check_list_class_init (CwCheckListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_check_list_finalize;
}

static void
cw_check_list_init (CwCheckList *self)
{
}

static gboolean
has_own_row (const CwViewStage *stage,
             const CwCheck     *check)
{
  for (guint i = 0; i < stage->items->len; i++)
    if (g_str_equal (cw_effect_get_id (((const CwViewItem *) g_ptr_array_index (stage->items, i))->effect), check->id))
      return TRUE;
  return FALSE;
}

static GPtrArray *
list_checks (const CwViewStage *stage,
             const char        *site,
             gboolean           settled)
{
  GPtrArray *checks = g_ptr_array_new ();

  for (guint i = 0; i < stage->result->checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (stage->result->checks, i);

      if (site != NULL && check->site != NULL && !g_str_equal (site, check->site))
        continue;
      if (cw_check_is_settled (check) == settled && !has_own_row (stage, check))
        g_ptr_array_add (checks, (gpointer) check);
    }
  return checks;
}

static char *
describe (GPtrArray *checks)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (checks, i);

      g_string_append_printf (text, "%s\t%d\t%s\n", check->id, check->state, check->text);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static guint
count_state (GPtrArray    *checks,
             CwCheckState  state)
{
  guint n = 0;

  for (guint i = 0; i < checks->len; i++)
    n += ((const CwCheck *) g_ptr_array_index (checks, i))->state == state;
  return n;
}

/* Takes the words for @n. */
static void
add_count (GString *text,
           guint    n,
           char    *words)
{
  if (n > 0)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", words);
  g_free (words);
}

/* What was waved through, or wasn't checked, holds for nobody. */
static char *
count_settled (GPtrArray *checks)
{
  guint n_waved = count_state (checks, CW_CHECK_WAVED), n_skipped = count_state (checks, CW_CHECK_SKIPPED);
  guint n_held = checks->len - n_waved - n_skipped;
  g_autoptr (GString) text = g_string_new (NULL);

  add_count (text, n_held, g_strdup_printf (ngettext ("%u check holds", "%u checks hold", n_held), n_held));
  add_count (text, n_waved, g_strdup_printf (ngettext ("%u warning was waved through",
                                                       "%u warnings were waved through", n_waved), n_waved));
  add_count (text, n_skipped, g_strdup_printf (ngettext ("%u check was not made", "%u checks were not made", n_skipped),
                                               n_skipped));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
make_settled (CwDesk    *desk,
              GPtrArray *checks)
{
  GtkWidget *row = adw_expander_row_new ();
  g_autofree char *title = count_settled (checks);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  for (guint i = 0; i < checks->len; i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row), cw_check_row_new (desk, g_ptr_array_index (checks, i)));
  return row;
}

/**
 * cw_check_list_update:
 * @self: the list
 * @desk: where warnings are waved through
 * @stage: the stage; not kept
 * @site: (nullable): id of the site whose checks are shown, beside those of the whole cycle; %NULL for all
 */
void
cw_check_list_update (CwCheckList       *self,
                      CwDesk            *desk,
                      const CwViewStage *stage,
                      const char        *site)
{
  g_autoptr (GPtrArray) open = list_checks (stage, site, FALSE);
  g_autoptr (GPtrArray) settled = list_checks (stage, site, TRUE);
  g_autofree char *open_text = describe (open), *settled_text = describe (settled);
  gboolean closed = cw_view_is_closed (cw_desk_get_view (desk));
  g_autofree char *text = g_strconcat (open_text, settled_text, closed ? "closed" : "", NULL);
  gboolean focused;
  GtkWidget *group;

  g_return_if_fail (CW_IS_CHECK_LIST (self));

  if (g_strcmp0 (text, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
  gtk_widget_set_visible (GTK_WIDGET (self), open->len + settled->len > 0);
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Checks"));
  for (guint i = 0; i < open->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), cw_check_row_new (desk, g_ptr_array_index (open, i)));
  if (settled->len > 0)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_settled (desk, settled));
  focused = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;
  adw_bin_set_child (ADW_BIN (self), group);
  /* Whoever waved one through goes on to the next. */
  if (focused)
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}
