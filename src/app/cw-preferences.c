/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-preferences"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-preferences.h"
#include "cw-procedure.h"
#include "cw-show.h"
#include "cw-worker.h"

#define CHECK "cw-check"

/* What was typed is looked at in a worker; what is wrong with it, or what it is, stands below it. */
typedef struct {
  CwWorker *worker;
  CwWorkerFunc check;
  char *folder;        /* where the person's own procedures are */
  GtkWidget *entry;    /* the window's, like the label; the entry owns this */
  GtkWidget *label;
  guint turn;          /* of the newest text: answers to earlier ones come too late */
} Check;

typedef struct {
  GtkWidget *entry;    /* a reference */
  guint turn;
} Asked;

static void
check_free (gpointer data)
{
  Check *check = data;

  g_object_unref (check->worker);
  g_free (check->folder);
  g_free (check);
}

/* In the worker. */
static gpointer
check_procedure (gpointer       input,
                 GCancellable  *cancellable,
                 GError       **error)
{
  const char *const *texts = input;
  g_autoptr (CwProcedure) procedure = cw_procedure_find (texts[0], texts[1], error);

  return procedure != NULL ? g_strdup (cw_procedure_get_title (procedure)) : NULL;
}

/* In the worker. */
static gpointer
check_script (gpointer       input,
              GCancellable  *cancellable,
              GError       **error)
{
  const char *const *texts = input;
  g_autofree char *program = *texts[0] != '\0' ? g_find_program_in_path (texts[0]) : NULL;

  if (*texts[0] == '\0')
    return g_strdup (_ ("Where none is found, the procedure’s own texts are used"));
  if (program != NULL)
    return g_strdup_printf (_ ("%s can be run"), program);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               _ ("“%s” is no program that can be run: give its whole path, and see that it is executable"), texts[0]);
  return NULL;
}

static void
checked (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Asked *asked = user_data;
  g_autoptr (GtkWidget) entry = asked->entry;
  Check *check = g_object_get_data (G_OBJECT (entry), CHECK);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = cw_worker_call_finish (NULL, result, &error);
  guint turn = asked->turn;

  g_free (asked);
  if (gtk_widget_get_root (entry) == NULL || turn != check->turn)
    return;
  cw_show_text (check->label, error != NULL ? error->message : text);
  if (error != NULL)
    {
      gtk_widget_add_css_class (entry, "error");
      gtk_widget_add_css_class (check->label, "error");
      gtk_widget_remove_css_class (check->label, "dim-label");
    }
  else
    {
      gtk_widget_remove_css_class (entry, "error");
      gtk_widget_remove_css_class (check->label, "error");
      gtk_widget_add_css_class (check->label, "dim-label");
    }
}

static void
look_at (Check *check)
{
  const char *texts[] = { gtk_editable_get_text (GTK_EDITABLE (check->entry)), check->folder, NULL };
  Asked *asked = g_new0 (Asked, 1);

  asked->entry = g_object_ref (check->entry);
  asked->turn = ++check->turn;
  cw_worker_call (check->worker, check->check, g_strdupv ((char **) texts), (GDestroyNotify) g_strfreev, g_free, NULL,
                  checked, asked);
}

static void
add_check (GtkWidget    *group,
           GtkWidget    *entry,
           CwWorker     *worker,
           const char   *data_dir,
           CwWorkerFunc  function)
{
  Check *check = g_new0 (Check, 1);

  check->worker = g_object_ref (worker);
  check->check = function;
  check->folder = g_build_filename (data_dir, "procedures", NULL);
  check->entry = entry;
  check->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (check->label), 0);
  gtk_label_set_wrap (GTK_LABEL (check->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (check->label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (check->label, "caption");
  gtk_widget_add_css_class (check->label, "field-note");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), check->label);
  g_object_set_data_full (G_OBJECT (entry), CHECK, check, check_free);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (look_at), check);
  look_at (check);
}

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
  g_autoptr (CwWorker) worker = cw_worker_new ("preferences");
  GtkWidget *group, *entry;

  g_return_val_if_fail (G_IS_SETTINGS (settings) && data_dir != NULL, NULL);

  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (page), _ ("General"));
  adw_preferences_page_set_icon_name (ADW_PREFERENCES_PAGE (page), "preferences-system-symbolic");
  group = add_group (page, _ ("You"), _ ("Who decides stands beside each decision in the record"));
  add_entry (group, settings, "author-name", _ ("_Name; empty: that of your account"));
  group = add_group (page, _ ("Preparations"), _ ("For those that begin from now on"));
  entry = add_entry (group, settings, "procedure", _ ("_Procedure, by name or as a file"));
  add_check (group, entry, worker, data_dir, check_procedure);
  group = add_group (page, _ ("Announcements"), NULL);
  entry = add_entry (group, settings, "announcement-script", _ ("_Announcements’ script; empty: looked for on the PATH"));
  add_check (group, entry, worker, data_dir, check_script);
  group = add_group (page, _ ("Data"), NULL);
  add_folder (group, data_dir);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), ADW_PREFERENCES_PAGE (page));
  adw_preferences_window_set_search_enabled (ADW_PREFERENCES_WINDOW (window), FALSE);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  return window;
}
