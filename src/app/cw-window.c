/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-window"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-child-window.h"
#include "cw-dialogs.h"
#include "cw-held-key.h"
#include "cw-leaving.h"
#include "cw-notice.h"
#include "cw-preparation-view.h"
#include "cw-preparations.h"
#include "cw-procedure-chooser.h"
#include "cw-transfer-dialogs.h"
#include "cw-welcome.h"
#include "cw-window.h"
#include "cw-worker.h"

#define PREPARATION "preparation"
#define CLOSE "window.close"

struct _CwWindow
{
  AdwApplicationWindow parent_instance;

  CwWorker *worker;
  GSettings *settings;

  GtkWidget *stack;
  GtkWidget *welcome;
};

/* What a preparation is to be opened with, while its procedure is read. */
typedef struct {
  CwWindow *window;
  gboolean rehearsal;
  char *id;        /* (nullable): an existing one */
  char *cycle;     /* (nullable): suggested for a new one */
  char *procedure; /* (nullable): chosen for a new one */
} Opening;

G_DEFINE_FINAL_TYPE (CwWindow, cw_window, ADW_TYPE_APPLICATION_WINDOW)

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->window);
  g_free (opening->id);
  g_free (opening->cycle);
  g_free (opening->procedure);
  g_free (opening);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static CwApplication *
get_application (CwWindow *self)
{
  return CW_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
}

static CwPreparationView *
get_preparation (CwWindow *self)
{
  GtkWidget *child = gtk_stack_get_child_by_name (GTK_STACK (self->stack), PREPARATION);

  return child != NULL ? CW_PREPARATION_VIEW (child) : NULL;
}

/* Lets the preparation go, so that it can be opened again: the request that runs is finished, nothing more is begun. */
static void
leave (CwWindow *self)
{
  CwPreparationView *preparation = get_preparation (self);
  g_autoptr (CwDesk) desk = NULL;

  cw_child_window_close_all (GTK_WINDOW (self));
  if (preparation == NULL)
    return;
  desk = g_object_ref (cw_preparation_view_get_desk (preparation));
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->welcome);
  gtk_stack_remove (GTK_STACK (self->stack), GTK_WIDGET (preparation));
  /* Deeds on their way keep their desk; it lets its session end all the same. */
  g_object_run_dispose (G_OBJECT (desk));
}

static void
show_home (CwWindow *self)
{
  CwSessionConfig config;

  leave (self);
  cw_application_fill_config (get_application (self), TRUE, &config);
  cw_welcome_reload (CW_WELCOME (self->welcome), config.data_dir, config.now);
}

static void
show_preparation (CwWindow    *self,
                  Opening     *opening,
                  CwProcedure *procedure)
{
  g_autoptr (CwDesk) desk = NULL;
  CwSessionConfig config;
  GtkWidget *view;

  cw_application_fill_config (get_application (self), opening->rehearsal, &config);
  if (opening->procedure != NULL)
    config.procedure = opening->procedure;
  desk = cw_desk_new (&config, procedure);
  cw_notice_watch (desk, GTK_WINDOW (self));
  view = cw_preparation_view_new (desk, opening->id, opening->cycle);
  gtk_stack_add_named (GTK_STACK (self->stack), view, PREPARATION);
  cw_welcome_leave (CW_WELCOME (self->welcome));
  gtk_stack_set_visible_child (GTK_STACK (self->stack), view);
  cw_preparation_view_go_to (CW_PREPARATION_VIEW (view), 0);
}

/* In the worker. */
static gpointer
find_procedure (gpointer       input,
                GCancellable  *cancellable,
                GError       **error)
{
  const char *const *texts = input;

  return cw_procedure_find (texts[0], texts[1], error);
}

static void
procedure_found (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (Opening) opening = user_data;
  CwWindow *self = opening->window;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProcedure) procedure = cw_worker_call_finish (NULL, result, &error);

  if (gtk_window_get_application (GTK_WINDOW (self)) == NULL)
    return;
  cw_welcome_show_trouble (CW_WELCOME (self->welcome), error != NULL ? error->message : NULL);
  if (procedure != NULL && get_preparation (self) == NULL)
    show_preparation (self, opening, procedure);
}

static void
open_preparation (CwWindow   *self,
                  gboolean    rehearsal,
                  const char *id,
                  const char *cycle,
                  const char *procedure)
{
  Opening *opening = g_new0 (Opening, 1);
  g_autofree char *own = g_build_filename (cw_application_get_data_dir (get_application (self)), "procedures", NULL);
  const char *texts[] = { NULL, own, NULL };
  CwSessionConfig config;

  opening->window = g_object_ref (self);
  opening->rehearsal = rehearsal;
  opening->id = g_strdup (id);
  opening->cycle = g_strdup (cycle);
  opening->procedure = g_strdup (procedure);
  cw_application_fill_config (get_application (self), rehearsal, &config);
  texts[0] = procedure != NULL ? procedure : config.procedure;
  cw_worker_call (self->worker, find_procedure, g_strdupv ((char **) texts), (GDestroyNotify) g_strfreev,
                  g_object_unref, NULL, procedure_found, opening);
}

static void
chosen (CwWindow   *self,
        const char *id,
        gboolean    rehearsal)
{
  open_preparation (self, rehearsal, id, NULL, NULL);
}

static void
begin_rehearsal (CwWindow *self)
{
  g_autofree char *next = cw_welcome_dup_next (CW_WELCOME (self->welcome), TRUE);

  open_preparation (self, TRUE, NULL, next, NULL);
}

static void
procedure_chosen (const char *name,
                  gpointer    data)
{
  CwWindow *self = data;
  g_autofree char *next = cw_welcome_dup_next (CW_WELCOME (self->welcome), FALSE);

  open_preparation (self, FALSE, NULL, next, name);
}

/* In the worker: all procedures that can be read, the newest first. */
static gpointer
list_procedures (gpointer       input,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_autoptr (GPtrArray) procedures = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (GStrv) names = cw_procedure_list (input);

  for (guint i = g_strv_length (names); i > 0; i--)
    {
      CwProcedure *procedure = cw_procedure_find (names[i - 1], input, procedures->len == 0 && i == 1 ? error : NULL);

      if (procedure != NULL)
        g_ptr_array_add (procedures, procedure);
    }
  return procedures->len > 0 ? g_steal_pointer (&procedures) : NULL;
}

static void
procedures_listed (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (CwWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) procedures = cw_worker_call_finish (NULL, result, &error);
  CwSessionConfig config;

  if (gtk_window_get_application (GTK_WINDOW (self)) == NULL)
    return;
  cw_welcome_show_trouble (CW_WELCOME (self->welcome), error != NULL ? error->message : NULL);
  if (procedures == NULL || get_preparation (self) != NULL)
    return;
  cw_application_fill_config (get_application (self), FALSE, &config);
  cw_procedure_chooser_ask (GTK_WIDGET (self), procedures, config.procedure, procedure_chosen, g_object_ref (self),
                            g_object_unref);
}

static void
rehearse (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  begin_rehearsal (CW_WINDOW (widget));
}

static void
prepare (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  CwWindow *self = CW_WINDOW (widget);
  g_autofree char *own = g_build_filename (cw_application_get_data_dir (get_application (self)), "procedures", NULL);

  cw_worker_call (self->worker, list_procedures, g_steal_pointer (&own), g_free, (GDestroyNotify) g_ptr_array_unref,
                  NULL, procedures_listed, g_object_ref (self));
}

static void
export_preparation (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  CwWindow *self = CW_WINDOW (widget);
  CwPreparationView *preparation = get_preparation (self);
  CwDesk *desk = preparation != NULL ? cw_preparation_view_get_desk (preparation) : NULL;
  CwSessionConfig config;

  if (desk == NULL || cw_desk_get_view (desk) == NULL)
    return;
  cw_application_fill_config (get_application (self), cw_desk_is_rehearsal (desk), &config);
  cw_transfer_dialogs_export (widget, self->worker, &config, cw_view_get_id (cw_desk_get_view (desk)));
}

/* What is taken over is opened, which compares it with the services. */
static void
taken_over (const CwTransfer *transfer,
            const GError     *error,
            gpointer          data)
{
  CwWindow *self = data;
  g_autofree char *text = transfer != NULL ? cw_transfer_to_text (transfer) : NULL;

  if (gtk_window_get_application (GTK_WINDOW (self)) == NULL)
    return;
  cw_welcome_show_trouble (CW_WELCOME (self->welcome), error != NULL ? error->message : NULL);
  if (transfer == NULL || get_preparation (self) != NULL)
    return;
  show_home (self);
  open_preparation (self, transfer->rehearsal, transfer->id, NULL, NULL);
  cw_dialogs_tell (GTK_WIDGET (self), _ ("The Preparation Is Taken Over"), text);
}

static void
import_preparation (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  CwWindow *self = CW_WINDOW (widget);
  CwSessionConfig config;

  cw_application_fill_config (get_application (self), TRUE, &config);
  cw_transfer_dialogs_import (widget, self->worker, &config, taken_over, g_object_ref (self), g_object_unref);
}

/* What the person wanted to do while something was being sent. */
typedef struct {
  CwWindow *window;
  char *action;
  GVariant *parameter; /* (nullable) */
} Leaving;

static void
leaving_free (gpointer data)
{
  Leaving *leaving = data;

  g_object_unref (leaving->window);
  g_free (leaving->action);
  g_clear_pointer (&leaving->parameter, g_variant_unref);
  g_free (leaving);
}

static void
leave_anyway (gpointer data)
{
  const Leaving *leaving = data;

  leave (leaving->window);
  gtk_widget_activate_action_variant (GTK_WIDGET (leaving->window), leaving->action, leaving->parameter);
}

/* Where something is being sent the person is asked, and @action is taken once they agree. */
static gboolean
may_leave (CwWindow   *self,
           const char *action,
           GVariant   *parameter)
{
  CwPreparationView *preparation = get_preparation (self);
  CwDesk *desk = preparation != NULL ? cw_preparation_view_get_desk (preparation) : NULL;
  guint n_done = 0, n_all = 0;
  Leaving *leaving;

  if (desk != NULL)
    cw_desk_count_sending (desk, &n_done, &n_all);
  if (n_all == 0)
    return TRUE;
  leaving = g_new0 (Leaving, 1);
  leaving->window = g_object_ref (self);
  leaving->action = g_strdup (action);
  leaving->parameter = parameter != NULL ? g_variant_ref (parameter) : NULL;
  cw_leaving_ask (GTK_WINDOW (self), desk, g_str_equal (action, CLOSE), leave_anyway, leaving, leaving_free);
  return FALSE;
}

/* In place of what is open. */
static void
open_other (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  CwWindow *self = CW_WINDOW (widget);
  gboolean rehearsal;
  const char *id;

  if (!may_leave (self, name, parameter))
    return;
  g_variant_get (parameter, "(&sb)", &id, &rehearsal);
  show_home (self);
  open_preparation (self, rehearsal, id, NULL, NULL);
}

static void
go_home (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  CwWindow *self = CW_WINDOW (widget);

  if (may_leave (self, name, parameter))
    show_home (self);
}

static void
start_anew (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  CwWindow *self = CW_WINDOW (widget);

  if (!may_leave (self, name, parameter))
    return;
  show_home (self);
  begin_rehearsal (self);
}

static void
keep_size (CwWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->settings, "width", width);
  g_settings_set_int (self->settings, "height", height);
  g_settings_set_boolean (self->settings, "maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
}

static gboolean
cw_window_close_request (GtkWindow *window)
{
  CwWindow *self = CW_WINDOW (window);

  keep_size (self);
  cw_child_window_close_all (window);
  if (!may_leave (self, CLOSE, NULL))
    return TRUE;
  leave (self);
  return GTK_WINDOW_CLASS (cw_window_parent_class)->close_request (window);
}

static void
cw_window_dispose (GObject *object)
{
  CwWindow *self = CW_WINDOW (object);

  g_clear_object (&self->worker);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (cw_window_parent_class)->dispose (object);
}

static void
cw_window_class_init (CwWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = cw_window_close_request;

  g_type_ensure (CW_TYPE_WELCOME);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/cyclewright/Cyclewright/ui/cw-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CwWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CwWindow, welcome);
  gtk_widget_class_install_action (widget_class, "win.rehearse", NULL, rehearse);
  gtk_widget_class_install_action (widget_class, "win.prepare", NULL, prepare);
  gtk_widget_class_install_action (widget_class, "win.export", NULL, export_preparation);
  gtk_widget_class_install_action (widget_class, "win.import", NULL, import_preparation);
  gtk_widget_class_install_action (widget_class, "win.home", NULL, go_home);
  gtk_widget_class_install_action (widget_class, "win.open", "(sb)", open_other);
  gtk_widget_class_install_action (widget_class, "win.start-anew", NULL, start_anew);
}

static void
cw_window_init (CwWindow *self)
{
  g_autoptr (GtkWindowGroup) group = gtk_window_group_new ();

  /* What stands over one window and asks doesn't keep the others from work. */
  gtk_window_group_add_window (group, GTK_WINDOW (self));
  self->worker = cw_worker_new ("window");
  gtk_widget_init_template (GTK_WIDGET (self));
  cw_held_key_ignore (GTK_WINDOW (self), GDK_CONTROL_MASK);
  g_signal_connect_object (self->welcome, "chosen", G_CALLBACK (chosen), self, G_CONNECT_SWAPPED);
}

/**
 * cw_window_new:
 * @application: the application
 * @settings: where the window's size is kept
 *
 * Returns: (transfer none): a window with the welcome page
 */
GtkWidget *
cw_window_new (CwApplication *application,
               GSettings     *settings)
{
  CwWindow *self;
  CwSessionConfig config;

  g_return_val_if_fail (CW_IS_APPLICATION (application) && G_IS_SETTINGS (settings), NULL);

  self = g_object_new (CW_TYPE_WINDOW, "application", application, NULL);
  self->settings = g_object_ref (settings);
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "width"),
                               g_settings_get_int (settings, "height"));
  if (g_settings_get_boolean (settings, "maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  cw_welcome_bind_accounts (CW_WELCOME (self->welcome), G_OBJECT (cw_application_get_accounts (application)));
  cw_application_fill_config (application, TRUE, &config);
  cw_welcome_reload (CW_WELCOME (self->welcome), config.data_dir, config.now);
  return GTK_WIDGET (self);
}
