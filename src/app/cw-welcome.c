/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-welcome"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-clock.h"
#include "cw-cycle.h"
#include "cw-date.h"
#include "cw-preparations.h"
#include "cw-show.h"
#include "cw-welcome.h"
#include "cw-worker.h"

/* The made-up sites of a rehearsal are at cycle 44 (data/rehearsal). */
#define FIRST_REHEARSED 45

#define INFO "cw-info"

struct _CwWelcome
{
  AdwBin parent_instance;

  CwWorker *worker;
  GDateTime *now;       /* as the rehearsals have it */
  GPtrArray *infos;     /* (nullable): CwPreparationInfo, newest first */
  gboolean opening;     /* the page was just come to: the focus isn't where a person put it */

  GtkWidget *rehearse;
  GtkWidget *emblem;
  GtkWidget *prepare;
  GtkWidget *enter_accounts;
  GtkWidget *trouble;
  GtkWidget *list_box;
  GtkWidget *list;
  GtkWidget *given_up_box;
  GtkWidget *given_up_list;
};

static guint chosen_signal;

G_DEFINE_FINAL_TYPE (CwWelcome, cw_welcome, ADW_TYPE_BIN)

static void
row_activated (CwWelcome     *self,
               GtkListBoxRow *row)
{
  const CwPreparationInfo *info = g_object_get_data (G_OBJECT (row), INFO);

  if (info != NULL && info->trouble == NULL)
    g_signal_emit (self, chosen_signal, 0, info->id, info->rehearsal);
}

/* How far it got, and what comes next. */
static char *
describe_progress (CwWelcome               *self,
                   const CwPreparationInfo *info)
{
  int next = cw_preparation_info_find_next (info, self->now);
  g_autofree char *done = NULL, *when = NULL;

  if (info->n_stages > 0)
    done = g_strdup_printf (ngettext ("%u of %u stage done", "%u of %u stages done", info->n_stages), info->n_done,
                            info->n_stages);
  if (next >= 0)
    {
      const char *site = info->names[next];
      g_autofree char *start = cw_date_show_civil (info->starts->pdata[next], info->zone_name);

      when = g_strdup_printf (_ ("next %s, %s"), site, start);
    }
  if (done != NULL && when != NULL)
    return g_strdup_printf (_ ("%s · %s"), done, when);
  return g_strdup (done != NULL ? done : when);
}

static char *
describe (CwWelcome               *self,
          const CwPreparationInfo *info)
{
  g_autoptr (GDateTime) created = g_date_time_new_from_unix_local (info->created / G_USEC_PER_SEC);
  g_autofree char *day = created != NULL ? cw_date_show_day (created) : g_strdup ("–");
  g_autofree char *begun = g_strdup_printf (_ ("%s · begun on %s"), info->procedure, day);
  g_autofree char *progress = NULL;

  if (info->trouble != NULL)
    return g_strdup (info->trouble);
  if (info->given_up != NULL)
    return g_strdup_printf (_ ("%s · begun on %s · given up: %s"), info->procedure, day, info->given_up);
  progress = describe_progress (self, info);
  return progress != NULL ? g_strdup_printf ("%s\n%s", progress, begun) : g_steal_pointer (&begun);
}

static char *
name (const CwPreparationInfo *info)
{
  g_autofree char *text = NULL;
  CwCycle cycle;

  if (info->tag == NULL || !cw_cycle_parse (info->tag, &cycle, NULL))
    return g_strdup (info->id);
  text = cw_cycle_to_text (&cycle);
  return info->rehearsal ? g_strdup_printf (_ ("%s, rehearsal"), text) : g_steal_pointer (&text);
}

static GtkWidget *
make_row (CwWelcome               *self,
          const CwPreparationInfo *info)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = name (info);
  g_autofree char *subtitle = describe (self, info);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name (info->trouble == NULL ? "go-next-symbolic"
                                                                                 : "dialog-warning-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), info->trouble == NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data (G_OBJECT (row), INFO, (gpointer) info);
  return row;
}

static void
fill (CwWelcome *self,
      GtkWidget *list,
      GtkWidget *box,
      gboolean   given_up)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (list), GTK_WIDGET (row));
  for (guint i = 0; self->infos != NULL && i < self->infos->len; i++)
    {
      const CwPreparationInfo *info = g_ptr_array_index (self->infos, i);

      if ((info->given_up != NULL) == given_up)
        gtk_list_box_append (GTK_LIST_BOX (list), make_row (self, info));
    }
  gtk_widget_set_visible (box, gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0) != NULL);
}

/* With what was given up nobody goes on: it stands below, to be looked up. */
static void
fill_lists (CwWelcome *self)
{
  fill (self, self->list, self->list_box, FALSE);
  fill (self, self->given_up_list, self->given_up_box, TRUE);
  gtk_widget_set_visible (self->emblem, self->infos == NULL || self->infos->len == 0);
}

/* On what one most likely came for: the newest preparation, or a first one. */
static void
focus_first (CwWelcome *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0);

  gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row) : self->rehearse);
}

static gpointer
list_preparations (gpointer       input,
                   GCancellable  *cancellable,
                   GError       **error)
{
  return cw_preparations_list (input, error);
}

static void
listed (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (CwWelcome) self = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *infos = cw_worker_call_finish (NULL, result, &error);

  cw_welcome_show_trouble (self, error != NULL ? error->message : NULL);
  g_clear_pointer (&self->infos, g_ptr_array_unref);
  self->infos = infos;
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  fill_lists (self);
  if (self->opening)
    focus_first (self);
  self->opening = FALSE;
}

static void
cw_welcome_dispose (GObject *object)
{
  g_clear_object (&CW_WELCOME (object)->worker);

  G_OBJECT_CLASS (cw_welcome_parent_class)->dispose (object);
}

static void
cw_welcome_finalize (GObject *object)
{
  g_clear_pointer (&CW_WELCOME (object)->infos, g_ptr_array_unref);
  g_clear_pointer (&CW_WELCOME (object)->now, g_date_time_unref);

  G_OBJECT_CLASS (cw_welcome_parent_class)->finalize (object);
}

static void
cw_welcome_class_init (CwWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_welcome_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_welcome_finalize;
  chosen_signal = g_signal_new ("chosen", CW_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                G_TYPE_STRING, G_TYPE_BOOLEAN);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/cyclewright/Cyclewright/ui/cw-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, CwWelcome, emblem);
  gtk_widget_class_bind_template_child (widget_class, CwWelcome, rehearse);
  gtk_widget_class_bind_template_child (widget_class, CwWelcome, prepare);
  gtk_widget_class_bind_template_child (widget_class, CwWelcome, enter_accounts);
  gtk_widget_class_bind_template_child (widget_class, CwWelcome, trouble);
  gtk_widget_class_bind_template_child (widget_class, CwWelcome, list_box);
  gtk_widget_class_bind_template_child (widget_class, CwWelcome, list);
  gtk_widget_class_bind_template_child (widget_class, CwWelcome, given_up_box);
  gtk_widget_class_bind_template_child (widget_class, CwWelcome, given_up_list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
}

static void
cw_welcome_init (CwWelcome *self)
{
  self->worker = cw_worker_new ("preparations");
  self->now = g_date_time_new_now_utc ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * cw_welcome_reload:
 * @self: the welcome page, just come to
 * @data_dir: the person's data folder
 * @now: (nullable): another "now" of the rehearsals
 *
 * Lists the preparations anew, and takes the focus to them.
 */
void
cw_welcome_reload (CwWelcome  *self,
                   const char *data_dir,
                   const char *now)
{
  GDateTime *instant;

  g_return_if_fail (CW_IS_WELCOME (self) && data_dir != NULL);

  instant = now != NULL ? cw_clock_parse (now, NULL) : NULL;
  g_date_time_unref (self->now);
  self->now = instant != NULL ? instant : g_date_time_new_now_utc ();

  self->opening = TRUE;
  cw_worker_call (self->worker, list_preparations, g_strdup (data_dir), g_free, (GDestroyNotify) g_ptr_array_unref,
                  NULL, listed, g_object_ref (self));
}

/**
 * cw_welcome_leave:
 * @self: the welcome page, in whose place another one is shown
 *
 * A list that is still being read takes the focus from nobody.
 */
void
cw_welcome_leave (CwWelcome *self)
{
  g_return_if_fail (CW_IS_WELCOME (self));

  self->opening = FALSE;
}

/**
 * cw_welcome_bind_accounts:
 * @self: the welcome page
 * @accounts: an object with a property `any`
 *
 * Real work is offered while there is an account, and until then the place where one is entered.
 */
void
cw_welcome_bind_accounts (CwWelcome *self,
                          GObject   *accounts)
{
  g_return_if_fail (CW_IS_WELCOME (self) && G_IS_OBJECT (accounts));

  g_object_bind_property (accounts, "any", self->prepare, "visible", G_BINDING_SYNC_CREATE);
  g_object_bind_property (accounts, "any", self->enter_accounts, "visible",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
}

/**
 * cw_welcome_show_trouble:
 * @self: the welcome page
 * @trouble: (nullable): a sentence, or %NULL to take it away
 *
 * Says on the page why the list of preparations couldn't be read.
 */
void
cw_welcome_show_trouble (CwWelcome  *self,
                         const char *trouble)
{
  g_return_if_fail (CW_IS_WELCOME (self));

  cw_show_text (self->trouble, trouble);
}

/**
 * cw_welcome_dup_next:
 * @self: the welcome page
 * @rehearsal: whether a rehearsal is meant
 *
 * Returns: (transfer full) (nullable): the number after the newest cycle that is known
 */
char *
cw_welcome_dup_next (CwWelcome *self,
                     gboolean   rehearsal)
{
  guint next = rehearsal ? FIRST_REHEARSED : 0;

  g_return_val_if_fail (CW_IS_WELCOME (self), NULL);

  for (guint i = 0; self->infos != NULL && i < self->infos->len; i++)
    {
      const CwPreparationInfo *info = g_ptr_array_index (self->infos, i);
      CwCycle cycle;

      if (info->rehearsal == rehearsal && info->tag != NULL && cw_cycle_parse (info->tag, &cycle, NULL)
          && cycle.number + 1 > next)
        next = cycle.number + 1;
    }
  return next > 0 ? g_strdup_printf ("%u", next) : NULL;
}
