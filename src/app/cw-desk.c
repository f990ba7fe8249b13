/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-desk"

#include "config.h"

#include "cw-clock.h"
#include "cw-desk-private.h"

enum {
  PROP_BUSY = 1,
  PROP_PROGRESS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint changed_signal;

G_DEFINE_FINAL_TYPE (CwDesk, cw_desk, G_TYPE_OBJECT)

/* For the desk's own files. */
void
cw_desk_emit_changed (CwDesk *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
busy_changed (CwDesk *self)
{
  if (!cw_workbench_get_busy (self->workbench))
    self->n_sent = self->n_to_send = 0;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

static void
progress_changed (CwDesk *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
}

static void
cw_desk_get_property (GObject    *object,
                      guint       id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  CwDesk *self = CW_DESK (object);

  switch (id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, cw_desk_is_busy (self));
      break;
    case PROP_PROGRESS:
      g_value_set_string (value, cw_desk_get_progress (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cw_desk_dispose (GObject *object)
{
  CwDesk *self = CW_DESK (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  cw_desk_stop_checking (self);
  if (self->drafts != NULL)
    g_signal_handlers_disconnect_by_data (self->drafts, self);
  g_clear_object (&self->drafts);
  if (self->checkouts != NULL)
    g_object_run_dispose (G_OBJECT (self->checkouts));
  g_clear_object (&self->checkouts);
  g_clear_pointer (&self->doubts, cw_doubt_watch_free);
  if (self->workbench != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->workbench, self);
      cw_workbench_end (self->workbench);
    }
  g_clear_object (&self->workbench);

  G_OBJECT_CLASS (cw_desk_parent_class)->dispose (object);
}

static void
cw_desk_finalize (GObject *object)
{
  CwDesk *self = CW_DESK (object);

  g_clear_object (&self->procedure);
  g_free (self->data_dir);
  g_clear_pointer (&self->now, g_date_time_unref);
  g_ptr_array_unref (self->sending);
  g_hash_table_unref (self->troubles);
  g_hash_table_unref (self->reviewed);

  G_OBJECT_CLASS (cw_desk_parent_class)->finalize (object);
}

static void
cw_desk_class_init (CwDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cw_desk_get_property;
  object_class->dispose = cw_desk_dispose;
  object_class->finalize = cw_desk_finalize;

  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_PROGRESS] = g_param_spec_string ("progress", NULL, NULL, NULL,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  changed_signal = g_signal_new ("changed", CW_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_desk_init (CwDesk *self)
{
  self->cancellable = g_cancellable_new ();
  self->sending = g_ptr_array_new_with_free_func (g_free);
  self->troubles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->reviewed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/* For the desk's own files: of what belongs to no row. */
void
cw_desk_tell_trouble (CwDesk     *self,
                      const char *reason)
{
  g_hash_table_replace (self->troubles, g_strdup (""), g_strdup (reason));
  cw_desk_emit_changed (self);
}

/**
 * cw_desk_new:
 * @config: where and as whom; copied
 * @procedure: the procedure that a new preparation is made with
 *
 * Returns: (transfer full): a desk without a preparation
 */
CwDesk *
cw_desk_new (const CwSessionConfig *config,
             CwProcedure           *procedure)
{
  CwDesk *self;

  g_return_val_if_fail (config != NULL && CW_IS_PROCEDURE (procedure), NULL);

  self = g_object_new (CW_TYPE_DESK, NULL);
  self->procedure = g_object_ref (procedure);
  self->data_dir = g_strdup (config->data_dir);
  self->now = config->now != NULL ? cw_clock_parse (config->now, NULL) : NULL;
  self->workbench = cw_workbench_new (config);
  self->drafts = cw_drafts_new (self->workbench);
  self->checkouts = cw_checkouts_new (self);
  self->doubts = cw_doubt_watch_new (self);
  g_signal_connect_swapped (self->drafts, "loaded", G_CALLBACK (cw_desk_emit_changed), self);
  g_signal_connect_swapped (self->drafts, "failed", G_CALLBACK (cw_desk_tell_trouble), self);
  g_signal_connect_swapped (self->workbench, "notify::view", G_CALLBACK (cw_desk_emit_changed), self);
  g_signal_connect_swapped (self->workbench, "notify::owned", G_CALLBACK (cw_desk_emit_changed), self);
  g_signal_connect_swapped (self->workbench, "notify::busy", G_CALLBACK (busy_changed), self);
  g_signal_connect_swapped (self->workbench, "notify::progress", G_CALLBACK (progress_changed), self);
  return self;
}

const char *
cw_desk_get_data_dir (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), NULL);

  return self->data_dir;
}

/**
 * cw_desk_get_procedure:
 * @self: a desk
 *
 * Returns: (transfer none): the procedure of the preparation that is open, else the one for a new one
 */
CwProcedure *
cw_desk_get_procedure (CwDesk *self)
{
  CwView *view;

  g_return_val_if_fail (CW_IS_DESK (self), NULL);

  view = cw_desk_get_view (self);
  return view != NULL ? cw_deployment_get_procedure (cw_view_get_deployment (view)) : self->procedure;
}

CwView *
cw_desk_get_view (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), NULL);

  return self->workbench != NULL ? cw_workbench_get_view (self->workbench) : NULL;
}

CwWorkbench *
cw_desk_get_workbench (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), NULL);

  return self->workbench;
}

/**
 * cw_desk_dup_now:
 * @self: a desk
 *
 * Returns: (transfer full): the time as the preparation has it, or as one that is begun here would have it
 */
GDateTime *
cw_desk_dup_now (CwDesk *self)
{
  CwView *view;

  g_return_val_if_fail (CW_IS_DESK (self), NULL);

  view = cw_desk_get_view (self);
  if (view != NULL)
    return g_date_time_ref (cw_view_get_now (view));
  return self->now != NULL ? g_date_time_ref (self->now) : g_date_time_new_now_utc ();
}

/**
 * cw_desk_get_drafts:
 * @self: a desk
 *
 * Returns: (transfer none): the half-typed texts of its preparation
 */
CwDrafts *
cw_desk_get_drafts (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), NULL);

  return self->drafts;
}

const char *
cw_desk_get_address (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), NULL);

  return cw_workbench_get_address (self->workbench);
}

gboolean
cw_desk_is_rehearsal (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), FALSE);

  return cw_workbench_is_rehearsal (self->workbench);
}

/**
 * cw_desk_is_reading:
 * @self: a desk
 *
 * Returns: whether its preparation is only read along: nothing can be done here until it is taken over
 */
gboolean
cw_desk_is_reading (CwDesk *self)
{
  CwView *view = cw_desk_get_view (self);

  return view != NULL && cw_view_is_reading (view);
}

/**
 * cw_desk_is_owned:
 * @self: a desk
 *
 * Returns: whether somebody works on its preparation, here or in another window or program
 */
gboolean
cw_desk_is_owned (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), FALSE);

  return self->workbench != NULL && cw_workbench_is_owned (self->workbench);
}

gboolean
cw_desk_is_busy (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), FALSE);

  return self->workbench != NULL && cw_workbench_get_busy (self->workbench);
}

const char *
cw_desk_get_progress (CwDesk *self)
{
  g_return_val_if_fail (CW_IS_DESK (self), NULL);

  return self->workbench != NULL ? cw_workbench_get_progress (self->workbench) : NULL;
}

/**
 * cw_desk_get_trouble:
 * @self: a desk
 * @about: id of an effect, key of a fact, or "" for the preparation as a whole
 *
 * Returns: (transfer none) (nullable): why the last deed about it went wrong
 */
const char *
cw_desk_get_trouble (CwDesk     *self,
                     const char *about)
{
  g_return_val_if_fail (CW_IS_DESK (self) && about != NULL, NULL);

  return g_hash_table_lookup (self->troubles, about);
}

/**
 * cw_desk_forget_trouble:
 * @self: a desk
 * @about: as of cw_desk_get_trouble()
 *
 * For what went wrong with something that the person changes now.
 */
void
cw_desk_forget_trouble (CwDesk     *self,
                        const char *about)
{
  g_return_if_fail (CW_IS_DESK (self) && about != NULL);

  if (g_hash_table_remove (self->troubles, about))
    cw_desk_emit_changed (self);
}

/**
 * cw_desk_get_reviewed:
 * @self: a desk
 * @effect_id: id of an effect
 *
 * The journal keeps what was approved, but not the files' content; that is known only as long as the window is there.
 *
 * Returns: (transfer none) (nullable): the effect as it was when it was approved at this desk
 */
CwEffect *
cw_desk_get_reviewed (CwDesk     *self,
                      const char *effect_id)
{
  g_return_val_if_fail (CW_IS_DESK (self) && effect_id != NULL, NULL);

  return g_hash_table_lookup (self->reviewed, effect_id);
}

/* For the desk’s own files: the effect with this payload is what a person saw when they approved it. */
void
cw_desk_remember_reviewed (CwDesk     *self,
                           const char *effect_id,
                           const char *hash)
{
  const CwViewItem *item = cw_desk_get_view (self) != NULL ? cw_view_find (cw_desk_get_view (self), effect_id) : NULL;

  if (item != NULL && hash != NULL && g_strcmp0 (cw_effect_get_hash (item->effect), hash) == 0)
    g_hash_table_replace (self->reviewed, g_strdup (effect_id), g_object_ref (item->effect));
}

gboolean
cw_desk_is_sending (CwDesk     *self,
                    const char *effect_id)
{
  g_return_val_if_fail (CW_IS_DESK (self) && effect_id != NULL, FALSE);

  return g_ptr_array_find_with_equal_func (self->sending, effect_id, g_str_equal, NULL);
}

/**
 * cw_desk_is_queued:
 * @self: a desk
 * @effect_id: id of an effect
 *
 * Returns: whether it is asked for, and waits behind something else that is being sent
 */
gboolean
cw_desk_is_queued (CwDesk     *self,
                   const char *effect_id)
{
  guint place = 0;

  g_return_val_if_fail (CW_IS_DESK (self) && effect_id != NULL, FALSE);

  return g_ptr_array_find_with_equal_func (self->sending, effect_id, g_str_equal, &place) && place > 0;
}

/**
 * cw_desk_count_sending:
 * @self: a desk
 * @n_done: (out): how many of the things asked for together are through
 * @n_all: (out): how many there are; 0 when nothing is being sent
 */
void
cw_desk_count_sending (CwDesk *self,
                       guint  *n_done,
                       guint  *n_all)
{
  g_return_if_fail (CW_IS_DESK (self));

  *n_done = self->n_sent;
  *n_all = self->n_to_send;
}
