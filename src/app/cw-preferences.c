/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-preferences"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-preferences.h"

static GtkWidget *
add_entry (GtkWidget  *group,
           GSettings  *settings,
           const char *key,
           const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  g_settings_bind (settings, key, row, "text", G_SETTINGS_BIND_DEFAULT);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

static GtkWidget *
add_group (GtkWidget  *page,
           const char *title,
           const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  return group;
}

static void
add_folder (GtkWidget  *group,
            const char *data_dir)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Preparations are kept in"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), data_dir);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/**
 * cw_preferences_new:
 * @settings: the application's
 * @data_dir: where preparations are kept
 *
 * Returns: (transfer floating): the preferences' window
 */
GtkWidget *
cw_preferences_new (GSettings  *settings,
                    const char *data_dir)
{
  GtkWidget *window = adw_preferences_window_new ();
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group;

  g_return_val_if_fail (G_IS_SETTINGS (settings) && data_dir != NULL, NULL);

  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (page), _ ("General"));
  adw_preferences_page_set_icon_name (ADW_PREFERENCES_PAGE (page), "preferences-system-symbolic");
  group = add_group (page, _ ("You"), _ ("Who decides stands beside each decision in the record"));
  add_entry (group, settings, "author-name", _ ("_Name; empty: that of your account"));
  group = add_group (page, _ ("Preparations"), _ ("For those that begin from now on"));
  add_entry (group, settings, "procedure", _ ("_Procedure, by name or as a file"));
  add_entry (group, settings, "announcement-script", _ ("_Announcements’ script; empty: looked for on the PATH"));
  add_folder (group, data_dir);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), ADW_PREFERENCES_PAGE (page));
  adw_preferences_window_set_search_enabled (ADW_PREFERENCES_WINDOW (window), FALSE);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  return window;
}
