/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-workbench"

#include "config.h"

#include "cw-error.h"
#include "cw-worker.h"
#include "cw-workbench.h"

/* What lives in the worker. Counted, since a deed may still run there when the workbench goes. */
typedef struct {
  gatomicrefcount refs;
  char *data_dir;
  gboolean rehearsal;
  char *now;
  char *procedure;
  CwAccounts *accounts;
  char *actor;
  char *script;
  CwSession *session;     /* touched in the worker only */
  GMutex lock;            /* over the two below */
  CwView *view;
  char *address;
  GWeakRef workbench;     /* for the progress, which travels to the main context */
} Bench;

struct _CwWorkbench
{
  GObject parent_instance;

  CwWorker *worker;
  Bench *bench;
  CwView *view;
  char *progress;
  char *address;
  guint n_running;
};

typedef struct {
  Bench *bench;
  GHashTable *facts;      /* (nullable): make a preparation of these */
  char *id;               /* (nullable): open this one */
  CwWorkbenchDeed deed;   /* (nullable): do this */
  gpointer data;
  GDestroyNotify data_free;
} Errand;

enum {
  PROP_VIEW = 1,
  PROP_BUSY,
  PROP_PROGRESS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (CwWorkbench, cw_workbench, G_TYPE_OBJECT)

/* Sessions of this process that are to end: until then they have their journals and the rehearsal's services. */
static GMutex ending_lock;
static GCond ending_over;
static guint n_ending;

/**
 * cw_workbench_wait:
 * @seconds: how long at most
 *
 * Blocks until the preparations of this process that are let go have ended, with the request that ran then.
 */
void
cw_workbench_wait (guint seconds)
{
  gint64 deadline = g_get_monotonic_time () + seconds * G_TIME_SPAN_SECOND;

  g_mutex_lock (&ending_lock);
  while (n_ending > 0 && g_cond_wait_until (&ending_over, &ending_lock, deadline))
    ;
  g_mutex_unlock (&ending_lock);
}

static Bench *
bench_ref (Bench *bench)
{
  g_atomic_ref_count_inc (&bench->refs);
  return bench;
}

static void
bench_unref (Bench *bench)
{
  if (!g_atomic_ref_count_dec (&bench->refs))
    return;
  g_clear_object (&bench->session);
  g_clear_object (&bench->view);
  g_weak_ref_clear (&bench->workbench);
  g_mutex_clear (&bench->lock);
  g_clear_pointer (&bench->accounts, cw_accounts_free);
  g_free (bench->data_dir);
  g_free (bench->now);
  g_free (bench->procedure);
  g_free (bench->actor);
  g_free (bench->script);
  g_free (bench->address);
  g_free (bench);
}

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  g_clear_pointer (&errand->facts, g_hash_table_unref);
  if (errand->data_free != NULL)
    errand->data_free (errand->data);
  g_free (errand->id);
  bench_unref (errand->bench);
  g_free (errand);
}

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
take_progress (const char *what,
               gpointer    data)
{
  Bench *bench = data;
  CwWorkbench *workbench = g_weak_ref_get (&bench->workbench);
  Progress *progress;

  if (workbench == NULL)
    return;
  progress = g_new0 (Progress, 1);
  progress->workbench = workbench;
  progress->what = g_strdup (what);
  g_idle_add (show_progress, progress);
}

static void
fill_config (Bench           *bench,
             CwSessionConfig *config)
{
  *config = (CwSessionConfig) {
    .data_dir = bench->data_dir,
    .rehearsal = bench->rehearsal,
    .now = bench->now,
    .procedure = bench->procedure,
    .accounts = bench->accounts,
    .actor = bench->actor,
    .script = bench->script,
    .progress = take_progress,
    .progress_data = bench,
  };
}

static gboolean
do_errand (Errand        *errand,
           GCancellable  *cancellable,
           GError       **error)
{
  Bench *bench = errand->bench;
  CwSessionConfig config;

  if (errand->deed != NULL)
    return errand->deed (bench->session, errand->data, cancellable, error);
  cw_workbench_wait (CW_WORKBENCH_PATIENCE);
  fill_config (bench, &config);
  bench->session = errand->facts != NULL ? cw_session_create (&config, errand->facts, cancellable, error)
                                         : cw_session_open (&config, errand->id, cancellable, error);
  return bench->session != NULL;
}

/* In the worker. */
static gpointer
run_errand (gpointer       input,
            GCancellable  *cancellable,
            GError       **error)
{
  Errand *errand = input;
  Bench *bench = errand->bench;
  gboolean done;

  if (errand->deed != NULL && bench->session == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INTERNAL, "No preparation is open");
      return NULL;
    }
  done = do_errand (errand, cancellable, error);
  g_mutex_lock (&bench->lock);
  if (bench->session != NULL)
    g_set_object (&bench->view, cw_session_get_view (bench->session));
  if (bench->session != NULL && bench->address == NULL)
    bench->address = g_strdup (cw_session_get_address (bench->session));
  g_mutex_unlock (&bench->lock);
  return done ? GINT_TO_POINTER (TRUE) : NULL;
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

/* The session ends where it lived: in the worker, after what is still queued. */
static gpointer
end_session (gpointer       input,
             GCancellable  *cancellable,
             GError       **error)
{
  Errand *errand = input;

  g_clear_object (&errand->bench->session);
  g_mutex_lock (&ending_lock);
  n_ending--;
  g_cond_broadcast (&ending_over);
  g_mutex_unlock (&ending_lock);
  return GINT_TO_POINTER (TRUE);
}

/* A worker's last reference waits for what still runs there; that may be a request to a slow service. */
static gpointer
let_go (gpointer worker)
{
  g_object_unref (worker);
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
  Errand *errand;

  g_return_if_fail (CW_IS_WORKBENCH (self));

  if (self->worker == NULL)
    return;
  g_mutex_lock (&ending_lock);
  n_ending++;
  g_mutex_unlock (&ending_lock);
  errand = g_new0 (Errand, 1);
  errand->bench = bench_ref (self->bench);
  cw_worker_call (self->worker, end_session, errand, errand_free, NULL, NULL, NULL, NULL);
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

  g_clear_pointer (&self->bench, bench_unref);
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
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_PROGRESS] = g_param_spec_string ("progress", NULL, NULL, NULL,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
cw_workbench_init (CwWorkbench *self)
{
  self->worker = cw_worker_new ("session");
  self->bench = g_new0 (Bench, 1);
  g_atomic_ref_count_init (&self->bench->refs);
  g_mutex_init (&self->bench->lock);
  g_weak_ref_init (&self->bench->workbench, self);
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
  self->bench->data_dir = g_strdup (config->data_dir);
  self->bench->rehearsal = config->rehearsal;
  self->bench->now = g_strdup (config->now);
  self->bench->procedure = g_strdup (config->procedure);
  self->bench->accounts = config->accounts != NULL ? cw_accounts_copy (config->accounts) : cw_accounts_new ();
  self->bench->actor = g_strdup (config->actor);
  self->bench->script = g_strdup (config->script);
  return self;
}

static void
take_view (CwWorkbench *self)
{
  g_autoptr (CwView) view = NULL;

  g_mutex_lock (&self->bench->lock);
  view = self->bench->view != NULL ? g_object_ref (self->bench->view) : NULL;
  if (self->address == NULL)
    self->address = g_strdup (self->bench->address);
  g_mutex_unlock (&self->bench->lock);
  if (g_set_object (&self->view, view))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VIEW]);
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

static void
send_errand (CwWorkbench         *self,
             Errand              *errand,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, send_errand);
  g_task_set_check_cancellable (task, FALSE);
  errand->bench = bench_ref (self->bench);
  if (self->n_running++ == 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
  cw_worker_call (self->worker, run_errand, errand, errand_free, NULL, cancellable, errand_ended, task);
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
  Errand *errand;

  g_return_if_fail (CW_IS_WORKBENCH (self) && facts != NULL);

  errand = g_new0 (Errand, 1);
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
  Errand *errand;

  g_return_if_fail (CW_IS_WORKBENCH (self) && id != NULL);

  errand = g_new0 (Errand, 1);
  errand->id = g_strdup (id);
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
  Errand *errand;

  g_return_if_fail (CW_IS_WORKBENCH (self) && deed != NULL);

  errand = g_new0 (Errand, 1);
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
  g_autoptr (GError) error = NULL;

  cw_worker_call_finish (NULL, result, &error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * cw_workbench_do_quietly:
 * @self: a workbench with a preparation
 * @deed: what is to be done, in the worker; nothing that a view shows may change by it
 * @data: for @deed
 * @data_free: (nullable): frees @data, in any thread
 * @callback: called in the main context
 * @user_data: for @callback
 *
 * Like cw_workbench_do(), but the workbench isn't busy meanwhile and has the same view afterwards.
 */
void
cw_workbench_do_quietly (CwWorkbench         *self,
                         CwWorkbenchDeed      deed,
                         gpointer             data,
                         GDestroyNotify       data_free,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  Errand *errand;
  GTask *task;

  g_return_if_fail (CW_IS_WORKBENCH (self) && deed != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cw_workbench_do_quietly);
  errand = g_new0 (Errand, 1);
  errand->deed = deed;
  errand->data = data;
  errand->data_free = data_free;
  errand->bench = bench_ref (self->bench);
  cw_worker_call (self->worker, run_errand, errand, errand_free, NULL, NULL, quiet_ended, task);
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

  return self->bench->rehearsal;
}
