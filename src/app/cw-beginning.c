/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-beginning"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "cw-beginning.h"
#include "cw-cycle.h"
#include "cw-preparations.h"
#include "cw-worker.h"

#define OPEN "open"
#define AGAIN "again"

struct _CwBeginning
{
  GObject parent_instance;

  CwWorker *worker;
  gboolean asking;     /* the other ones are looked for, or the person is asked */
};

/* What is begun. */
typedef struct {
  CwBeginning *beginning;
  CwDesk *desk;
  GtkWidget *parent;
  GHashTable *facts;
  CwPreparationInfo *other;   /* (nullable) */
} Start;

/* What the worker looks for. */
typedef struct {
  char *data_dir;
  gboolean rehearsal;
  GHashTable *facts;
} Wanted;

G_DEFINE_FINAL_TYPE (CwBeginning, cw_beginning, G_TYPE_OBJECT)

static void
cw_beginning_dispose (GObject *object)
{
  g_clear_object (&CW_BEGINNING (object)->worker);

  G_OBJECT_CLASS (cw_beginning_parent_class)->dispose (object);
}

static void
cw_beginning_class_init (CwBeginningClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_beginning_dispose;
}

static void
cw_beginning_init (CwBeginning *self)
{
  self->worker = cw_worker_new ("beginning");
}

/**
 * cw_beginning_new:
 *
 * Makes the page on which a preparation is begun.
 *
 * Returns: (transfer floating): the page
 */
CwBeginning *
cw_beginning_new (void)
{
  return g_object_new (CW_TYPE_BEGINNING, NULL);
}

static void
start_free (gpointer  data,
            GClosure *closure)
{
  Start *start = data;

  start->beginning->asking = FALSE;
  g_object_unref (start->beginning);
  g_object_unref (start->desk);
  g_object_unref (start->parent);
  g_hash_table_unref (start->facts);
  g_clear_pointer (&start->other, cw_preparation_info_free);
  g_free (start);
}

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->data_dir);
  g_hash_table_unref (wanted->facts);
  g_free (wanted);
}

/* In the worker. */
static gpointer
find_same (gpointer       input,
           GCancellable  *cancellable,
           GError       **error)
{
  Wanted *wanted = input;

  return cw_preparations_find_same (wanted->data_dir, wanted->rehearsal, wanted->facts, error);
}

static void
answered (AdwMessageDialog *dialog,
          const char       *response,
          gpointer          user_data)
{
  Start *start = user_data;

  if (g_str_equal (response, AGAIN))
    cw_desk_create (start->desk, start->facts);
  else if (g_str_equal (response, OPEN))
    gtk_widget_activate_action (start->parent, "win.open", "(sb)", start->other->id, start->other->rehearsal);
}

/* "Cycle 45 for Summit, TTS": what both prepare. */
static char *
name_work (Start *start)
{
  g_autofree char *sites = g_strjoinv (", ", start->other->names);
  g_autofree char *cycle = NULL;
  CwCycle value;

  cycle = cw_cycle_parse (start->other->tag, &value, NULL) ? cw_cycle_to_text (&value) : g_strdup (start->other->tag);
  /* Translators: a cycle and the sites for which it is prepared: "Cycle 45 for Summit, TTS". */
  return g_strdup_printf (_ ("%s for %s"), cycle, sites);
}

static void
ask (Start *start)
{
  GtkRoot *root = gtk_widget_get_root (start->parent);
  g_autofree char *work = name_work (start);
  g_autofree char *body =
    g_strdup_printf (_ ("%s is being prepared already, as “%s”. Both would work on the same tickets, branches and "
                        "messages."), work, start->other->id);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (root), _ ("Prepare It Twice?"), body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), AGAIN, _ ("_Prepare Anyway"),
                                    OPEN, _ ("_Open the Other"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), OPEN, ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), OPEN);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered), start, start_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* What can't be looked through is said by the making itself. */
static void
looked (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  Start *start = user_data;

  start->other = cw_worker_call_finish (NULL, result, NULL);
  if (start->other != NULL && GTK_IS_WINDOW (gtk_widget_get_root (start->parent)))
    {
      ask (start);
      return;
    }
  if (start->other == NULL)
    cw_desk_create (start->desk, start->facts);
  start_free (start, NULL);
}

/**
 * cw_beginning_start:
 * @self: a beginning
 * @desk: a desk without a preparation
 * @facts: (element-type utf8 JsonNode): what it is to prepare; must not change any more
 * @parent: the page
 *
 * Begins a preparation, or leads to the one that there is.
 */
void
cw_beginning_start (CwBeginning *self,
                    CwDesk      *desk,
                    GHashTable  *facts,
                    GtkWidget   *parent)
{
  Start *start;
  Wanted *wanted;

  g_return_if_fail (CW_IS_BEGINNING (self) && CW_IS_DESK (desk) && facts != NULL && GTK_IS_WIDGET (parent));

  if (self->asking)
    return;
  self->asking = TRUE;
  start = g_new0 (Start, 1);
  start->beginning = g_object_ref (self);
  start->desk = g_object_ref (desk);
  start->parent = g_object_ref (parent);
  start->facts = g_hash_table_ref (facts);
  wanted = g_new0 (Wanted, 1);
  wanted->data_dir = g_strdup (cw_desk_get_data_dir (desk));
  wanted->rehearsal = cw_desk_is_rehearsal (desk);
  wanted->facts = g_hash_table_ref (facts);
  cw_worker_call (self->worker, find_same, wanted, wanted_free, (GDestroyNotify) cw_preparation_info_free, NULL, looked,
                  start);
}
