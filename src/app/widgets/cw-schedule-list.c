/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-schedule-list"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-date.h"
#include "cw-schedule-list.h"
#include "cw-show.h"

struct _CwScheduleList
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (CwScheduleList, cw_schedule_list, ADW_TYPE_BIN)

static void
cw_schedule_list_class_init (CwScheduleListClass *klass)
{
}

static void
cw_schedule_list_init (CwScheduleList *self)
{
}

static void
add_entry (GtkWidget             *group,
           const CwScheduleEntry *entry)
{
  GDateTime *when = cw_schedule_entry_get_when (entry);
  g_autofree char *day = when != NULL ? cw_date_show_day (when) : g_strdup ("–");
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (day);

  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "dim-label");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), cw_procedure_say (entry->title));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_widget_set_focusable (row, FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_warning (GtkWidget               *group,
             const CwScheduleWarning *warning)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new ();

  cw_show_icon (icon, "dialog-warning-symbolic", "warning", _ ("Warning"));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), warning->text);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_widget_set_focusable (row, FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/**
 * cw_schedule_list_show:
 * @self: the list
 * @schedule: what it shows
 * @with_warnings: whether warnings that concern all sites stand here, or elsewhere on the page
 */
void
cw_schedule_list_show (CwScheduleList *self,
                       CwSchedule     *schedule,
                       gboolean        with_warnings)
{
  GPtrArray *entries = cw_schedule_get_entries (schedule);
  GPtrArray *warnings = cw_schedule_get_warnings (schedule);
  GtkWidget *group = adw_preferences_group_new ();

  g_return_if_fail (CW_IS_SCHEDULE_LIST (self));

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Schedule"));
  for (guint i = 0; with_warnings && i < warnings->len; i++)
    if (((const CwScheduleWarning *) g_ptr_array_index (warnings, i))->site == NULL)
      add_warning (group, g_ptr_array_index (warnings, i));
  for (guint i = 0; i < entries->len; i++)
    add_entry (group, g_ptr_array_index (entries, i));
  adw_bin_set_child (ADW_BIN (self), group);
}
