/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test-audit.h"
#include "cw-app-test-desk.h"
#include "cw-app-test-picture.h"
#include "cw-app-test.h"
#include "cw-pins-window.h"
#include "cw-test.h"

/* The pins of a rehearsed site: what is said of them, what a person makes of all and of one, and a site without any. */

#define SITE "summit"

static CwProcedure *procedure;

static GtkWidget *
show_pins (CwDesk     *desk,
           const char *site,
           GtkWidget  *parent)
{
  GtkWidget *window;

  cw_pins_window_present (desk, site, GTK_WINDOW (parent));
  cw_app_test_settle ();
  window = cw_app_test_find_window (CW_TYPE_PINS_WINDOW);
  g_assert_nonnull (window);
  return g_object_ref (window);
}

static const char *
get_answer (CwDesk     *desk,
            const char *choice)
{
  return cw_deployment_get_text (cw_view_get_deployment (cw_desk_get_view (desk)), "answer.%s", choice);
}

static GtkAccessible *
find_choice (GtkWidget *window,
             guint      index)
{
  return GTK_ACCESSIBLE (cw_app_test_find (window, GTK_TYPE_DROP_DOWN, index));
}

static void
choose (CwDesk     *desk,
        GtkWidget  *window,
        guint       index,
        const char *word)
{
  GtkDropDown *choice = GTK_DROP_DOWN (find_choice (window, index));
  GtkStringList *words = GTK_STRING_LIST (gtk_drop_down_get_model (choice));
  guint at = 0;

  while (g_strcmp0 (gtk_string_list_get_string (words, at), word) != 0)
    g_assert_cmpuint (++at, <, g_list_model_get_n_items (G_LIST_MODEL (words)));
  gtk_drop_down_set_selected (choice, at);
  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  cw_app_test_settle ();
}

static void
try_site (CwDesk    *desk,
          GtkWidget *parent)
{
  GtkWidget *window = show_pins (desk, SITE, parent);

  g_assert_nonnull (cw_app_test_find_label (window, "Not in the registry"));
  g_assert_nonnull (cw_app_test_find_label (window, "Pinned to a revision"));
  g_assert_nonnull (cw_app_test_find_label (window, "lasertracker:c0044.000 → lasertracker:c0045.000"));
  gtk_test_accessible_assert_role (find_choice (window, 0), GTK_ACCESSIBLE_ROLE_COMBO_BOX);
  gtk_test_accessible_assert_property (find_choice (window, 1), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "What becomes of the pin of lasertracker1");
  g_assert_nonnull (cw_app_test_find_label (window, "mtaircompressor:c0045.000"));
  g_assert_null (get_answer (desk, SITE "/pins"));

  choose (desk, window, 0, "Take out");
  g_assert_cmpstr (get_answer (desk, SITE "/pins"), ==, "remove");
  g_assert_null (cw_app_test_find_label (window, "mtaircompressor:c0045.000"));
  /* A service of a compose file has its revision from the env file beside it, and no pin that could be taken out. */
  g_assert_nonnull (cw_app_test_find_label (window, "lasertracker:c0044.000 → lasertracker:c0045.000"));
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)),
                                         GTK_WIDGET (find_choice (window, 0)))
                 || gtk_window_get_focus (GTK_WINDOW (window)) == GTK_WIDGET (find_choice (window, 0)));
  g_assert_nonnull (cw_app_test_find_label (window, "lasertracker:c0045: the registry was not asked"));
  choose (desk, window, 1, "Back to 0");
  g_assert_nonnull (cw_app_test_find_label (window, "ataos:c0045.000: in the registry"));
  cw_app_test_try_window (window);
}

/* Nothing is known of a site that isn't prepared, and there is nothing to choose. */
static void
try_other_site (CwDesk    *desk,
                GtkWidget *parent)
{
  GtkWidget *window = show_pins (desk, "bts", parent), *label;

  g_assert_cmpuint (cw_app_test_count (window, GTK_TYPE_DROP_DOWN), ==, 0);
  label = cw_app_test_find_label (window, "No component of this site names an image");
  g_assert_nonnull (label);
  g_assert_true (gtk_widget_get_mapped (label));
  cw_app_test_take_picture (window, "no-pins");
  cw_app_test_try_window (window);
}

static void
test_pins (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  CwDesk *desk = cw_app_test_desk_begin (procedure, data_dir, SITE);
  GtkWidget *parent = g_object_ref (gtk_window_new ());

  gtk_window_present (GTK_WINDOW (parent));
  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  try_site (desk, parent);
  try_other_site (desk, parent);
  gtk_window_destroy (GTK_WINDOW (parent));
  g_assert_finalize_object (parent);
  g_assert_finalize_object (desk);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  procedure = cw_app_test_procedure ("rubin-2026");
  g_test_add_func ("/app/pins-window", test_pins);
  status = g_test_run ();
  g_object_unref (procedure);
  return status;
}
