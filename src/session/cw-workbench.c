/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-workbench"

#include "config.h"

#include "cw-bench-private.h"
#include "cw-session-follow.h"
#include "cw-worker.h"

/* How often somebody else's progress is looked for, seconds. */
#define PACE 1

struct _CwWorkbench
{
  GObject parent_instance;

  CwWorker *worker;
  CwBench *bench;
  CwView *view;
  char *progress;
  char *address;
  gboolean owned;
  guint n_running;
  guint follow_timeout;  /* while somebody else's work is read along */
  gboolean following;    /* a look is on its way */
};

enum {
  PROP_VIEW = 1,
  PROP_OWNED,
  PROP_BUSY,
  PROP_PROGRESS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (CwWorkbench, cw_workbench, G_TYPE_OBJECT)

typedef struct {
  CwWorkbench *workbench;
  char *what;
} Progress;

static gboolean
show_progress (gpointer data)
{
  Progress *progress = data;
  CwWorkbench *self = progress->workbench;

  g_free (self->progress);
  self->progress = g_steal_pointer (&progress->what);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
  g_object_unref (self);
  g_free (progress);
  return G_SOURCE_REMOVE;
}

/* In the worker: the words travel to the main context, where the workbench lives. */
static void
take_progress (GObject    *owner,
               const char *what)
{
  Progress *progress = g_new0 (Progress, 1);

  progress->workbench = CW_WORKBENCH (owner);
  progress->what = g_strdup (what);
  g_idle_add (show_progress, progress);
}

static void
cw_workbench_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  CwWorkbench *self = CW_WORKBENCH (object);

  switch (id)
    {
    case PROP_VIEW:
      g_value_set_object (value, self->view);
      break;
    case PROP_OWNED:
      g_value_set_boolean (value, self->owned);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->n_running > 0);
      break;
    case PROP_PROGRESS:
      g_value_set_string (value, self->progress);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* A worker's last reference waits for what still runs there; that may be a request to a slow service. */
static gpointer
let_go (gpointer worker)
{
  g_object_unref (worker);
  cw_bench_finish_end ();
  return NULL;
}

/**
 * cw_workbench_end:
 * @self: a workbench
 *
 * Lets the preparation go: nothing more can be asked for. What is asked for already is done first. The next preparation
 * that this process opens waits for that.
 */
void
cw_workbench_end (CwWorkbench *self)
{
  g_return_if_fail (CW_IS_WORKBENCH (self));

  g_clear_handle_id (&self->follow_timeout, g_source_remove);
  if (self->worker == NULL)
    return;
  cw_bench_begin_end ();
  cw_worker_call (self->worker, cw_errand_end, cw_errand_new (self->bench), cw_errand_free, NULL, NULL, NULL, NULL);
  g_thread_unref (g_thread_new ("closing", let_go, g_steal_pointer (&self->worker)));
}

static void
cw_workbench_dispose (GObject *object)
{
  CwWorkbench *self = CW_WORKBENCH (object);

  cw_workbench_end (self);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (cw_workbench_parent_class)->dispose (object);
}

static void
cw_workbench_finalize (GObject *object)
{
  CwWorkbench *self = CW_WORKBENCH (object);

  g_clear_pointer (&self->bench, cw_bench_unref);
  g_free (self->progress);
  g_free (self->address);

  G_OBJECT_CLASS (cw_workbench_parent_class)->finalize (object);
}

static void
cw_workbench_class_init (CwWorkbenchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cw_workbench_get_property;
  object_class->dispose = cw_workbench_dispose;
  object_class->finalize = cw_workbench_finalize;

  props[PROP_VIEW] = g_param_spec_object ("view", NULL, NULL, CW_TYPE_VIEW,
                                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_OWNED] = g_param_spec_boolean ("owned", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_PROGRESS] = g_param_spec_string ("progress", NULL, NULL, NULL,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
cw_workbench_init (CwWorkbench *self)
{
  self->worker = cw_worker_new ("session");
}

/**
 * cw_workbench_new:
 * @config: where and as whom; copied, its progress is not used
 *
 * Returns: (transfer full): a workbench without a preparation
 */
CwWorkbench *
cw_workbench_new (const CwSessionConfig *config)
{
  CwWorkbench *self;

  g_return_val_if_fail (config != NULL && config->data_dir != NULL, NULL);

  self = g_object_new (CW_TYPE_WORKBENCH, NULL);
  self->bench = cw_bench_new (config, G_OBJECT (self), take_progress);
  return self;
}

static gboolean follow (gpointer data);

static void
follow_or_not (CwWorkbench *self)
{
  gboolean reads = self->worker != NULL && self->view != NULL && cw_view_is_reading (self->view);

  if (!reads)
    g_clear_handle_id (&self->follow_timeout, g_source_remove);
  else if (self->follow_timeout == 0)
    self->follow_timeout = g_timeout_add_seconds (PACE, follow, self);
}

static void
take_view (CwWorkbench *self)
{
  gboolean owned = cw_bench_has_owner (self->bench);
  g_autoptr (CwView) view = cw_bench_dup_view (self->bench);

  if (self->address == NULL)
    self->address = cw_bench_dup_address (self->bench);
  if (g_set_object (&self->view, view))
    {
      follow_or_not (self);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VIEW]);
    }
  if (owned == self->owned)
    return;
  self->owned = owned;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OWNED]);
}

static void
errand_ended (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CwWorkbench *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  cw_worker_call_finish (NULL, result, &error);
  self->n_running--;
  take_view (self);
  if (self->n_running == 0)
    {
      g_clear_pointer (&self->progress, g_free);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
    }
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/* In the worker. */
static gboolean
do_follow (CwSession     *session,
           gpointer       data,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr (GPtrArray) events = cw_session_is_reading (session) ? cw_session_follow (session, cancellable, error)
                                                                 : g_ptr_array_new ();

  return events != NULL;
}

/* What can't be read now is read in the next second. */
static void
followed (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  CwWorkbench *self = CW_WORKBENCH (source);
  g_autoptr (GError) error = NULL;

  self->following = FALSE;
  if (!cw_workbench_finish (self, result, &error))
    g_debug ("Nothing to follow: %s", error->message);
}

static gboolean
follow (gpointer data)
{
  CwWorkbench *self = data;

  if (!self->following)
    cw_workbench_do_quietly (self, do_follow, NULL, NULL, NULL, followed, NULL);
  self->following = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
send_errand (CwWorkbench         *self,
             CwErrand            *errand,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, send_errand);
  g_task_set_check_cancellable (task, FALSE);
  if (self->n_running++ == 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
  cw_worker_call (self->worker, cw_errand_run, errand, cw_errand_free, NULL, cancellable, errand_ended, task);
}

/**
 * cw_workbench_create:
 * @self: a workbench without a preparation
 * @facts: (element-type utf8 JsonNode): as of cw_session_create(); must not change any more
 * @cancellable: (nullable): a cancellable
 * @callback: called in the main context
 * @user_data: for @callback
 *
 * Makes a new preparation.
 */
void
cw_workbench_create (CwWorkbench         *self,
                     GHashTable          *facts,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  CwErrand *errand;

  g_return_if_fail (CW_IS_WORKBENCH (self) && facts != NULL);

  errand = cw_errand_new (self->bench);
  errand->facts = g_hash_table_ref (facts);
  send_errand (self, errand, cancellable, callback, user_data);
}

/**
 * cw_workbench_open:
 * @self: a workbench without a preparation
 * @id: the preparation's name
 * @cancellable: (nullable): a cancellable
 * @callback: called in the main context; @user_data is its
 */
void
cw_workbench_open (CwWorkbench         *self,
                   const char          *id,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  CwErrand *errand;

  g_return_if_fail (CW_IS_WORKBENCH (self) && id != NULL);

  errand = cw_errand_new (self->bench);
  errand->id = g_strdup (id);
  send_errand (self, errand, cancellable, callback, user_data);
}

/**
 * cw_workbench_take_over:
 * @self: a workbench whose preparation is read along
 * @cancellable: (nullable): a cancellable
 * @callback: called in the main context
 * @user_data: for @callback
 *
 * Opens the preparation to work on it, once nobody else does; with %CW_ERROR_BUSY it is read along as before.
 */
void
cw_workbench_take_over (CwWorkbench         *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  CwErrand *errand;

  g_return_if_fail (CW_IS_WORKBENCH (self));

  errand = cw_errand_new (self->bench);
  errand->takes_over = TRUE;
  send_errand (self, errand, cancellable, callback, user_data);
}

/**
 * cw_workbench_do:
 * @self: a workbench with a preparation
 * @deed: what is to be done, in the worker
 * @data: for @deed
 * @data_free: (nullable): frees @data, in any thread
 * @cancellable: (nullable): a cancellable
 * @callback: (nullable): called in the main context, after the new view is there
 * @user_data: for @callback
 */
void
cw_workbench_do (CwWorkbench         *self,
                 CwWorkbenchDeed      deed,
                 gpointer             data,
                 GDestroyNotify       data_free,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  CwErrand *errand;

  g_return_if_fail (CW_IS_WORKBENCH (self) && deed != NULL);

  errand = cw_errand_new (self->bench);
  errand->deed = deed;
  errand->data = data;
  errand->data_free = data_free;
  send_errand (self, errand, cancellable, callback, user_data);
}

static void
quiet_ended (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CwWorkbench *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  cw_worker_call_finish (NULL, result, &error);
  take_view (self);
  if (self->n_running == 0)
    g_clear_pointer (&self->progress, g_free);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * cw_workbench_do_quietly:
 * @self: a workbench with a preparation
 * @deed: what is to be done, in the worker
 * @data: for @deed
 * @data_free: (nullable): frees @data, in any thread
 * @cancellable: (nullable): a cancellable
 * @callback: called in the main context
 * @user_data: for @callback
 *
 * Like cw_workbench_do(), but the workbench isn't busy meanwhile: nobody asked for it, or nobody waits.
 */
void
cw_workbench_do_quietly (CwWorkbench         *self,
                         CwWorkbenchDeed      deed,
                         gpointer             data,
                         GDestroyNotify       data_free,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  CwErrand *errand;
  GTask *task;

  g_return_if_fail (CW_IS_WORKBENCH (self) && deed != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, cw_workbench_do_quietly);
  errand = cw_errand_new (self->bench);
  errand->deed = deed;
  errand->data = data;
  errand->data_free = data_free;
  cw_worker_call (self->worker, cw_errand_run, errand, cw_errand_free, NULL, cancellable, quiet_ended, task);
}

gboolean
cw_workbench_finish (CwWorkbench   *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

CwView *
cw_workbench_get_view (CwWorkbench *self)
{
  g_return_val_if_fail (CW_IS_WORKBENCH (self), NULL);

  return self->view;
}

/**
 * cw_workbench_is_owned:
 * @self: a workbench
 *
 * Returns: whether somebody works on the preparation: this workbench, or another window or program
 */
gboolean
cw_workbench_is_owned (CwWorkbench *self)
{
  g_return_val_if_fail (CW_IS_WORKBENCH (self), FALSE);

  return self->owned;
}

gboolean
cw_workbench_get_busy (CwWorkbench *self)
{
  g_return_val_if_fail (CW_IS_WORKBENCH (self), FALSE);

  return self->n_running > 0;
}

const char *
cw_workbench_get_progress (CwWorkbench *self)
{
  g_return_val_if_fail (CW_IS_WORKBENCH (self), NULL);

  return self->progress;
}

/**
 * cw_workbench_get_address:
 * @self: a workbench
 *
 * Returns: (transfer none) (nullable): where a browser sees what a rehearsal created
 */
const char *
cw_workbench_get_address (CwWorkbench *self)
{
  g_return_val_if_fail (CW_IS_WORKBENCH (self), NULL);

  return self->address;
}

gboolean
cw_workbench_is_rehearsal (CwWorkbench *self)
{
  g_return_val_if_fail (CW_IS_WORKBENCH (self), FALSE);

  return cw_bench_is_rehearsal (self->bench);
}
