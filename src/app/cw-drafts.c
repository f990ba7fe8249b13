/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-drafts"

#include "config.h"

#include <string.h>

#include "cw-drafts.h"

/* How long typing may go on before the disk has it, milliseconds. */
#define PATIENCE 400

struct _CwDrafts
{
  GObject parent_instance;

  CwWorkbench *workbench;
  GHashTable *texts;     /* key → how far the person got */
  GHashTable *dirty;     /* keys whose text the journal doesn't have yet */
  guint timeout;
};

static guint failed_signal;
static guint loaded_signal;

G_DEFINE_FINAL_TYPE (CwDrafts, cw_drafts, G_TYPE_OBJECT)

/* In the session's worker. */
static gboolean
write_texts (CwSession     *session,
             gpointer       data,
             GCancellable  *cancellable,
             GError       **error)
{
  GHashTableIter iter;
  gpointer key, text;

  g_hash_table_iter_init (&iter, data);
  while (g_hash_table_iter_next (&iter, &key, &text))
    if (!cw_session_set_draft (session, key, text, error))
      return FALSE;
  return TRUE;
}

static void
written (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (CwDrafts) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!cw_workbench_finish (CW_WORKBENCH (source), result, &error) && self != NULL)
    g_signal_emit (self, failed_signal, 0, error->message);
}

/* @hears: (nullable): told of a failure; while the drafts go nobody is left to hear of it */
static void
write_dirty (CwDrafts *self,
             CwDrafts *hears)
{
  GHashTable *texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->dirty);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_replace (texts, g_strdup (key), g_strdup (g_hash_table_lookup (self->texts, key)));
  g_hash_table_remove_all (self->dirty);
  cw_workbench_do_quietly (self->workbench, write_texts, texts, (GDestroyNotify) g_hash_table_unref, NULL, written,
                           hears != NULL ? g_object_ref (hears) : NULL);
}

/* What is typed where somebody else works is kept once it can be. */
static gboolean
can_write (CwDrafts *self)
{
  CwView *view = cw_workbench_get_view (self->workbench);

  return view == NULL || !cw_view_is_reading (view);
}

static gboolean
write_now (gpointer data)
{
  CwDrafts *self = data;

  self->timeout = 0;
  if (can_write (self))
    write_dirty (self, self);
  return G_SOURCE_REMOVE;
}

static void
cw_drafts_dispose (GObject *object)
{
  CwDrafts *self = CW_DRAFTS (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->workbench != NULL && g_hash_table_size (self->dirty) > 0 && can_write (self))
    write_dirty (self, NULL);
  g_clear_object (&self->workbench);

  G_OBJECT_CLASS (cw_drafts_parent_class)->dispose (object);
}

static void
cw_drafts_finalize (GObject *object)
{
  CwDrafts *self = CW_DRAFTS (object);

  g_hash_table_unref (self->texts);
  g_hash_table_unref (self->dirty);

  G_OBJECT_CLASS (cw_drafts_parent_class)->finalize (object);
}

static void
cw_drafts_class_init (CwDraftsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_drafts_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_drafts_finalize;
  failed_signal = g_signal_new ("failed", CW_TYPE_DRAFTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_STRING);
  loaded_signal = g_signal_new ("loaded", CW_TYPE_DRAFTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cw_drafts_init (CwDrafts *self)
{
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->dirty = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * cw_drafts_new:
 * @workbench: whose preparation they belong to
 *
 * Returns: (transfer full): no drafts
 */
CwDrafts *
cw_drafts_new (CwWorkbench *workbench)
{
  CwDrafts *self;

  g_return_val_if_fail (CW_IS_WORKBENCH (workbench), NULL);

  self = g_object_new (CW_TYPE_DRAFTS, NULL);
  self->workbench = g_object_ref (workbench);
  return self;
}

typedef struct {
  CwDrafts *drafts;
  GHashTable *texts;   /* (nullable): as the journal has them; the worker's until it is through */
} Loading;

/* In the session's worker. */
static gboolean
read_texts (CwSession     *session,
            gpointer       data,
            GCancellable  *cancellable,
            GError       **error)
{
  Loading *loading = data;

  loading->texts = cw_session_read_drafts (session, error);
  return loading->texts != NULL;
}

static void
texts_read (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Loading *loading = user_data;
  g_autoptr (CwDrafts) self = loading->drafts;
  g_autoptr (GHashTable) texts = NULL;
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer key, text;

  if (!cw_workbench_finish (CW_WORKBENCH (source), result, &error))
    g_signal_emit (self, failed_signal, 0, error->message);
  texts = loading->texts != NULL ? loading->texts : g_hash_table_new (g_str_hash, g_str_equal);
  g_free (loading);
  g_hash_table_iter_init (&iter, texts);
  while (g_hash_table_iter_next (&iter, &key, &text))
    if (!g_hash_table_contains (self->dirty, key))
      g_hash_table_replace (self->texts, g_strdup (key), g_strdup (text));
  g_signal_emit (self, loaded_signal, 0);
}

/**
 * cw_drafts_load:
 * @self: drafts
 *
 * Reads what the journal of a preparation that was just opened has; `loaded` says when they are there.
 */
void
cw_drafts_load (CwDrafts *self)
{
  Loading *loading = g_new0 (Loading, 1);

  g_return_if_fail (CW_IS_DRAFTS (self));

  loading->drafts = g_object_ref (self);
  cw_workbench_do_quietly (self->workbench, read_texts, loading, NULL, NULL, texts_read, loading);
}

/**
 * cw_drafts_get:
 * @self: drafts
 * @key: what is being typed
 *
 * Returns: (transfer none) (nullable): how far the person got
 */
const char *
cw_drafts_get (CwDrafts   *self,
               const char *key)
{
  g_return_val_if_fail (CW_IS_DRAFTS (self) && key != NULL, NULL);

  return g_hash_table_lookup (self->texts, key);
}

/**
 * cw_drafts_keep:
 * @self: drafts of a preparation
 * @key: what is being typed
 * @text: (nullable): how far the person got; %NULL when it became something, or was thrown away
 */
void
cw_drafts_keep (CwDrafts   *self,
                const char *key,
                const char *text)
{
  g_return_if_fail (CW_IS_DRAFTS (self) && key != NULL);

  if (g_strcmp0 (g_hash_table_lookup (self->texts, key), text) == 0)
    return;
  if (text != NULL)
    g_hash_table_replace (self->texts, g_strdup (key), g_strdup (text));
  else
    g_hash_table_remove (self->texts, key);
  g_hash_table_add (self->dirty, g_strdup (key));
  if (self->timeout == 0)
    self->timeout = g_timeout_add (PATIENCE, write_now, self);
}

/**
 * cw_drafts_note:
 * @self: drafts of a preparation
 * @key: what is being typed
 * @kept: whether the session keeps something of it
 *
 * For texts that the session keeps by itself, with what they are made from: that there is one is known here, too.
 */
void
cw_drafts_note (CwDrafts   *self,
                const char *key,
                gboolean    kept)
{
  g_return_if_fail (CW_IS_DRAFTS (self) && key != NULL);

  if (kept == g_hash_table_contains (self->texts, key))
    return;
  if (kept)
    g_hash_table_insert (self->texts, g_strdup (key), g_strdup (""));
  else
    g_hash_table_remove (self->texts, key);
  g_signal_emit (self, loaded_signal, 0);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * cw_drafts_list:
 * @self: drafts
 * @prefix: what the keys begin with
 *
 * Returns: (transfer full): the rest of each such key, in order
 */
GStrv
cw_drafts_list (CwDrafts   *self,
                const char *prefix)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_return_val_if_fail (CW_IS_DRAFTS (self) && prefix != NULL, NULL);

  g_hash_table_iter_init (&iter, self->texts);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (g_str_has_prefix (key, prefix))
      g_ptr_array_add (found, g_strdup ((const char *) key + strlen (prefix)));
  g_ptr_array_sort (found, compare_texts);
  g_ptr_array_add (found, NULL);
  return (GStrv) g_ptr_array_steal (found, NULL);
}
