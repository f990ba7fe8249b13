/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-application"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-accounts-page.h"
#include "cw-application.h"
#include "cw-child-window.h"
#include "cw-json.h"
#include "cw-log.h"
#include "cw-preferences.h"
#include "cw-show.h"
#include "cw-tooltips.h"
#include "cw-window.h"
#include "cw-worker.h"

struct _CwApplication
{
  AdwApplication parent_instance;

  GSettings *settings;
  CwAccounts *accounts;      /* of the environment */
  CwAccountDesk *account_desk;
  char *data_dir;
  char *procedure;       /* (nullable): as said on the command line */
  char *chosen;          /* (nullable): as the settings have it */
  char *script;          /* (nullable): as said on the command line */
  char *chosen_script;   /* (nullable): as the settings have it */
  char *now;
  char *actor;
};

G_DEFINE_FINAL_TYPE (CwApplication, cw_application, ADW_TYPE_APPLICATION)

static void
open_window (CwApplication *self)
{
  gtk_window_present (GTK_WINDOW (cw_window_new (self, self->settings)));
}

static void
cw_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window != NULL)
    gtk_window_present (window);
  else
    open_window (CW_APPLICATION (application));
}

static void
new_window (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  open_window (user_data);
}

static void
close_windows (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (user_data));

  /* Each window says whether it may go, and takes along what stands over it. */
  for (GList *l = windows; l != NULL; l = l->next)
    if (g_list_find (gtk_application_get_windows (user_data), l->data) != NULL && CW_IS_WINDOW (l->data))
      gtk_window_close (l->data);
}

static char *
describe_system (CwApplication *self)
{
  return g_strdup_printf ("Cyclewright %s\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\nGLib %u.%u.%u\n%s: %s\n", CW_VERSION,
                          gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version (),
                          adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version (),
                          glib_major_version, glib_minor_version, glib_micro_version, _ ("Data"), self->data_dir);
}

static void
show_about (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  CwApplication *self = user_data;
  g_autofree char *debug = describe_system (self);
  GtkWidget *about = adw_about_window_new ();

  g_object_set (about, "application-name", "Cyclewright", "application-icon", CW_APPLICATION_ID, "version", CW_VERSION,
                "developer-name", _ ("The Cyclewright authors"), "license-type", GTK_LICENSE_GPL_3_0, "comments",
                _ ("Prepares a control-system cycle for deployment: plans every change, shows exactly what will be "
                   "sent, sends it once, and proves that nothing was forgotten."),
                "debug-info", debug, "debug-info-filename", "cyclewright-debug.txt", NULL);
  cw_child_window_present (GTK_WINDOW (about), gtk_application_get_active_window (GTK_APPLICATION (self)));
}

static void
open_preferences (CwApplication *self,
                  const char    *page)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autofree char *procedure = g_settings_get_string (self->settings, "procedure");
  GtkWidget *preferences;

  if (ADW_IS_PREFERENCES_WINDOW (parent))
    return;
  preferences = cw_preferences_new (self->settings, self->data_dir);
  cw_account_desk_set_procedure (self->account_desk, self->procedure != NULL ? self->procedure : procedure);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (preferences),
                              ADW_PREFERENCES_PAGE (cw_accounts_page_new (self->account_desk)));
  if (page != NULL)
    adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), page);
  cw_child_window_present (GTK_WINDOW (preferences), parent);
}

static void
show_preferences (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  open_preferences (user_data, NULL);
}

static void
show_accounts (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  open_preferences (user_data, "accounts");
}

static const GActionEntry actions[] = {
  { "new-window", new_window },
  { "quit", close_windows },
  { "about", show_about },
  { "preferences", show_preferences },
  { "accounts", show_accounts },
};

static void
set_accels (GtkApplication *application)
{
  static const struct {
    const char *action;
    const char *accels[3];
  } accels[] = {
    { "app.new-window", { "<Control>n" } },
    { "app.quit", { "<Control>q" } },
    { "app.preferences", { "<Control>comma" } },
    { "win.show-help-overlay", { "F1", "<Control>question" } },
    { "window.close", { "<Control>w" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (application, accels[i].action, accels[i].accels);
}

static void
read_accounts (CwApplication *self)
{
  g_auto (GStrv) environment = g_get_environ ();
  g_autoptr (GError) error = NULL;

  self->accounts = cw_accounts_new_from_environment ((const char *const *) environment, &error);
  if (self->accounts == NULL)
    {
      g_printerr ("cyclewright: %s\n", error->message);
      self->accounts = cw_accounts_new ();
    }
}

static void
cw_application_startup (GApplication *application)
{
  CwApplication *self = CW_APPLICATION (application);

  cw_worker_mark_main_thread ();
  G_APPLICATION_CLASS (cw_application_parent_class)->startup (application);

  cw_tooltips_keep_to_active_window ();
  gtk_window_set_default_icon_name (CW_APPLICATION_ID);
  /* A text to look at isn't marked as if it were to be replaced only because it comes first in a window. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);
  if (self->data_dir == NULL)
    self->data_dir = g_build_filename (g_get_user_data_dir (), "cyclewright", NULL);
  self->settings = g_settings_new (CW_APPLICATION_ID);
  read_accounts (self);
  self->account_desk = cw_account_desk_new (self->accounts, self->data_dir);
  cw_account_desk_look (self->account_desk);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  set_accels (GTK_APPLICATION (self));
}

static int
cw_application_handle_local_options (GApplication *application,
                                     GVariantDict *options)
{
  CwApplication *self = CW_APPLICATION (application);
  gboolean debug = g_variant_dict_contains (options, "debug");

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Cyclewright %s\n", CW_VERSION);
      return 0;
    }
  cw_log_init (debug);
  g_variant_dict_lookup (options, "data-dir", "^ay", &self->data_dir);
  g_variant_dict_lookup (options, "procedure", "s", &self->procedure);
  g_variant_dict_lookup (options, "rehearsal-now", "s", &self->now);
  g_variant_dict_lookup (options, "script", "^ay", &self->script);
  return -1;
}

static void
cw_application_finalize (GObject *object)
{
  CwApplication *self = CW_APPLICATION (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->account_desk);
  g_clear_pointer (&self->accounts, cw_accounts_free);
  g_free (self->data_dir);
  g_free (self->procedure);
  g_free (self->chosen);
  g_free (self->script);
  g_free (self->chosen_script);
  g_free (self->now);
  g_free (self->actor);

  G_OBJECT_CLASS (cw_application_parent_class)->finalize (object);
}

static void
cw_application_class_init (CwApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_application_finalize;
  application_class->activate = cw_application_activate;
  application_class->startup = cw_application_startup;
  application_class->handle_local_options = cw_application_handle_local_options;
}

static void
cw_application_init (CwApplication *self)
{
  static const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Where preparations are kept"), "FOLDER" },
    { "procedure", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("The procedure, by name or as a file"), "NAME|FILE" },
    { "rehearsal-now", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Another “now” for a rehearsal, ISO 8601"), "TIME" },
    { "script", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("The announcements’ script, else looked for on PATH"), "FILE" },
    { "debug", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Say on standard error what is done, secrets removed"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
}

/**
 * cw_application_new:
 *
 * Returns: (transfer full): the application
 */
CwApplication *
cw_application_new (void)
{
  return g_object_new (CW_TYPE_APPLICATION, "application-id", CW_APPLICATION_ID, "resource-base-path",
                       "/io/github/cyclewright/Cyclewright", NULL);
}

const char *
cw_application_get_data_dir (CwApplication *self)
{
  g_return_val_if_fail (CW_IS_APPLICATION (self), NULL);

  return self->data_dir;
}

/**
 * cw_application_get_accounts:
 * @self: the application
 *
 * Returns: (transfer none): its accounts
 */
CwAccountDesk *
cw_application_get_accounts (CwApplication *self)
{
  g_return_val_if_fail (CW_IS_APPLICATION (self), NULL);

  return self->account_desk;
}

static const char *
find_actor (CwApplication *self)
{
  const char *name = g_get_real_name ();

  g_free (self->actor);
  self->actor = g_settings_get_string (self->settings, "author-name");
  if (*self->actor != '\0')
    return self->actor;
  return name != NULL && *name != '\0' && !g_str_equal (name, "Unknown") ? name : g_get_user_name ();
}

/**
 * cw_application_fill_config:
 * @self: the application
 * @rehearsal: whether a rehearsal is meant
 * @config: (out caller-allocates): what a session needs to know; its texts are the application's
 */
void
cw_application_fill_config (CwApplication   *self,
                            gboolean         rehearsal,
                            CwSessionConfig *config)
{
  const char *script;

  g_return_if_fail (CW_IS_APPLICATION (self) && config != NULL);

  g_free (self->chosen);
  self->chosen = g_settings_get_string (self->settings, "procedure");
  g_free (self->chosen_script);
  self->chosen_script = g_settings_get_string (self->settings, "announcement-script");
  script = self->script != NULL ? self->script : self->chosen_script;
  *config = (CwSessionConfig) {
    .data_dir = self->data_dir,
    .rehearsal = rehearsal,
    .now = rehearsal ? self->now : NULL,
    .procedure = self->procedure != NULL ? self->procedure
                 : rehearsal             ? CW_APPLICATION_REHEARSAL_PROCEDURE
                                         : self->chosen,
    .accounts = self->accounts,
    .actor = find_actor (self),
    .script = *script != '\0' ? script : NULL,
  };
}

/**
 * cw_application_add_author:
 * @self: the application
 * @facts: (element-type utf8 JsonNode): what a real preparation begins with
 *
 * Adds whom its commits are by, where the preferences say so; else git is asked.
 */
void
cw_application_add_author (CwApplication *self,
                           GHashTable    *facts)
{
  g_autofree char *email = NULL;

  g_return_if_fail (CW_IS_APPLICATION (self) && facts != NULL);

  email = g_strstrip (g_settings_get_string (self->settings, "author-email"));
  if (*email != '\0')
    g_hash_table_replace (facts, g_strdup ("author"),
                          cw_json_node_object (cw_json_object ("name", find_actor (self), "email", email, NULL)));
}
