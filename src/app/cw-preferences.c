/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-preferences"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-application.h"
#include "cw-preferences.h"
#include "cw-procedure.h"
#include "cw-script-check.h"
#include "cw-show.h"
#include "cw-worker.h"

#define CHECK "cw-check"

/* What was typed is looked at in a worker; what is wrong with it, or what it is, stands below it. */
typedef struct {
  CwWorker *worker;
  char *folder;        /* where the person's own procedures are */
  GtkWidget *entry;    /* the window's, like the label; the entry owns this */
  GtkWidget *label;
  GtkWidget *test;
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
look (Check        *check,
      CwWorkerFunc  function)
{
  const char *texts[] = { gtk_editable_get_text (GTK_EDITABLE (check->entry)), check->folder, NULL };
  Asked *asked = g_new0 (Asked, 1);

  asked->entry = g_object_ref (check->entry);
  asked->turn = ++check->turn;
  cw_worker_call (check->worker, function, g_strdupv ((char **) texts), (GDestroyNotify) g_strfreev, g_free, NULL,
                  checked, asked);
}

/* Each keystroke: nothing is run. */
static void
look_at (Check *check)
{
  gtk_widget_set_sensitive (check->test, *gtk_editable_get_text (GTK_EDITABLE (check->entry)) != '\0');
  look (check, check_script);
}

/* In the worker. */
static gpointer
run_script (gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  const char *const *texts = input;
  g_autofree char *answer = cw_script_check (texts[0], cancellable, error);

  return answer != NULL ? g_strdup_printf (_ ("It answers: %s"), answer) : NULL;
}

static void
test_script (Check *check)
{
  cw_show_text (check->label, _ ("Running it with --help…"));
  look (check, run_script);
}

static void
add_test (Check *check)
{
  check->test = gtk_button_new_with_mnemonic (_ ("_Test"));
  gtk_widget_set_valign (check->test, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (check->test, "flat");
  gtk_widget_set_tooltip_text (check->test, _ ("Run it with --help, which writes no announcement"));
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (check->entry), check->test);
  g_signal_connect_swapped (check->test, "clicked", G_CALLBACK (test_script), check);
}

static void
add_check (GtkWidget    *group,
           GtkWidget    *entry,
           CwWorker     *worker,
           const char   *data_dir)
{
  Check *check = g_new0 (Check, 1);

  check->worker = g_object_ref (worker);
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
  add_test (check);
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

/* The procedures that there are, while the row shows them. */
typedef struct {
  GtkWidget *row;
  GSettings *settings;
  GStrv found;         /* (nullable): names and titles in turn */
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_object_unref (choice->settings);
  g_strfreev (choice->found);
  g_free (choice);
}

/* (nullable): its name and its title */
static char **
find_procedure (Choice *choice)
{
  guint index = adw_combo_row_get_selected (ADW_COMBO_ROW (choice->row));

  return choice->found != NULL && 2 * index < g_strv_length (choice->found) ? choice->found + 2 * index : NULL;
}

static void
show_procedure (Choice *choice)
{
  char **procedure = find_procedure (choice);

  if (procedure != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (choice->row), procedure[1]);
}

static void
procedure_chosen (Choice *choice)
{
  char **procedure = find_procedure (choice);

  if (procedure == NULL)
    return;
  show_procedure (choice);
  g_settings_set_string (choice->settings, "procedure", procedure[0]);
}

/* In the worker: names and titles in turn; one that is kept as a file, or can't be read, has no title here. */
static gpointer
list_procedures (gpointer       input,
                 GCancellable  *cancellable,
                 GError       **error)
{
  const char *const *texts = input;
  g_auto (GStrv) names = cw_procedure_list (texts[1]);
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = g_strv_length (names); i > 0; i--)
    {
      g_autoptr (CwProcedure) procedure = cw_procedure_find (names[i - 1], texts[1], NULL);

      if (procedure == NULL)
        continue;
      g_ptr_array_add (found, g_strdup (names[i - 1]));
      g_ptr_array_add (found, g_markup_escape_text (cw_procedure_get_title (procedure), -1));
    }
  if (!g_strv_contains ((const char *const *) names, texts[0]))
    {
      g_ptr_array_add (found, g_strdup (texts[0]));
      g_ptr_array_add (found, g_strdup (""));
    }
  g_ptr_array_add (found, NULL);
  return g_ptr_array_free (found, FALSE);
}

static void
procedures_listed (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GtkWidget) row = user_data;
  Choice *choice = g_object_get_data (G_OBJECT (row), CHECK);
  g_auto (GStrv) found = cw_worker_call_finish (NULL, result, NULL);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *current = g_settings_get_string (choice->settings, "procedure");
  guint selected = 0;

  for (guint i = 0; found != NULL && found[i] != NULL; i += 2)
    {
      if (g_str_equal (found[i], current))
        selected = i / 2;
      gtk_string_list_append (names, found[i]);
    }
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  choice->found = g_steal_pointer (&found);
  show_procedure (choice);
}

static void
add_procedures (GtkWidget  *group,
                GSettings  *settings,
                CwWorker   *worker,
                const char *data_dir)
{
  GtkWidget *row = adw_combo_row_new ();
  Choice *choice = g_new0 (Choice, 1);
  g_autofree char *own = g_build_filename (data_dir, "procedures", NULL);
  g_autofree char *current = g_settings_get_string (settings, "procedure");
  const char *texts[] = { current, own, NULL };

  choice->row = row;
  choice->settings = g_object_ref (settings);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("_Procedure"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), CHECK, choice, choice_free);
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (procedure_chosen), choice);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  cw_worker_call (worker, list_procedures, g_strdupv ((char **) texts), (GDestroyNotify) g_strfreev,
                  (GDestroyNotify) g_strfreev, NULL, procedures_listed, g_object_ref (row));
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
  g_autofree char *described = NULL;
  GtkWidget *group, *entry;

  g_return_val_if_fail (G_IS_SETTINGS (settings) && data_dir != NULL, NULL);

  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (page), _ ("General"));
  adw_preferences_page_set_icon_name (ADW_PREFERENCES_PAGE (page), "preferences-system-symbolic");
  group = add_group (page, _ ("You"), _ ("Who decides stands beside each decision in the record"));
  add_entry (group, settings, "author-name", _ ("_Name; empty: that of your account"));
  add_entry (group, settings, "author-email", _ ("_E-mail address in commits; empty: git’s"));
  /* Translators: %s is the name of a procedure: "rubin-2023" */
  described = g_strdup_printf (_ ("For those that begin from now on; a rehearsal follows %s. Your own procedures stand "
                                  "in “procedures” of the data folder."), CW_APPLICATION_REHEARSAL_PROCEDURE);
  group = add_group (page, _ ("Preparations"), described);
  add_procedures (group, settings, worker, data_dir);
  group = add_group (page, _ ("Announcements"), NULL);
  entry = add_entry (group, settings, "announcement-script", _ ("_Announcements’ script; empty: looked for on the PATH"));
  add_check (group, entry, worker, data_dir);
  group = add_group (page, _ ("Data"), NULL);
  add_folder (group, data_dir);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), ADW_PREFERENCES_PAGE (page));
  adw_preferences_window_set_search_enabled (ADW_PREFERENCES_WINDOW (window), FALSE);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  return window;
}
