/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-store"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "cw-error.h"
#include "cw-file.h"
#include "cw-json.h"

#include "cw-rehearsal-folder.h"
#include "cw-rehearsal-json.h"
#include "cw-rehearsal-seed.h"
#include "cw-rehearsal-store.h"

#define STATE_BYTES ((gsize) 256 * 1024 * 1024)

/*
 * CwRehearsalStore:
 *
 * What the loopback services remember, in one folder: `state.json`, `token` (mode 0600), `git/`, and `lock`, which is
 * held as long as the object lives. Main thread only. Addresses are never kept: the port differs at each start.
 */
struct _CwRehearsalStore
{
  GObject parent_instance;

  char *directory;   /* (owned) */
  char *path;        /* (owned): of state.json */
  char *token;       /* (owned) */
  char *base;        /* (owned) (nullable): `http://127.0.0.1:PORT` */
  JsonObject *world; /* (owned) */
  JsonObject *state; /* (owned) */
  GTimeSpan offset;  /* our now minus the machine's */
  int lock;
  gboolean dirty;
};

G_DEFINE_FINAL_TYPE (CwRehearsalStore, cw_rehearsal_store, G_TYPE_OBJECT)

static gboolean
read_state (CwRehearsalStore *self,
            GError          **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) root = NULL;

  if (!g_file_test (self->path, G_FILE_TEST_EXISTS))
    {
      self->state = json_object_new ();
      cw_rehearsal_seed (self);
      self->dirty = TRUE;
      return cw_rehearsal_store_save (self, error);
    }
  bytes = cw_file_read (self->path, STATE_BYTES, error);
  if (bytes != NULL)
    root = cw_json_parse (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), STATE_BYTES, error);
  if (root == NULL)
    {
      g_prefix_error (error, _ ("The rehearsal’s state “%s” can’t be read, move it away to begin anew: "), self->path);
      return FALSE;
    }
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA,
                   _ ("The rehearsal’s state “%s” is no JSON object: move it away to begin anew"), self->path);
      return FALSE;
    }
  self->state = json_object_ref (json_node_get_object (root));
  return TRUE;
}

static void
cw_rehearsal_store_finalize (GObject *object)
{
  CwRehearsalStore *self = CW_REHEARSAL_STORE (object);

  g_free (self->directory);
  g_free (self->path);
  g_free (self->token);
  g_free (self->base);
  g_clear_pointer (&self->world, json_object_unref);
  g_clear_pointer (&self->state, json_object_unref);
  if (self->lock >= 0)
    close (self->lock);

  G_OBJECT_CLASS (cw_rehearsal_store_parent_class)->finalize (object);
}

static void
cw_rehearsal_store_class_init (CwRehearsalStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_rehearsal_store_finalize;
}

static void
cw_rehearsal_store_init (CwRehearsalStore *self)
{
  self->lock = -1;
}

/**
 * cw_rehearsal_store_open:
 * @directory: the state's folder; made where it is missing
 * @world: the made-up world, with which an empty state begins
 * @error: where to store an error
 *
 * Takes the folder's lock and reads the state. A state that can't be read is refused and left as it is.
 *
 * Returns: (transfer full): the store, or %NULL with @error set
 */
CwRehearsalStore *
cw_rehearsal_store_open (const char *directory,
                         JsonObject *world,
                         GError    **error)
{
  g_autoptr (CwRehearsalStore) self = NULL;

  g_return_val_if_fail (directory != NULL, NULL);
  g_return_val_if_fail (world != NULL, NULL);

  self = g_object_new (CW_TYPE_REHEARSAL_STORE, NULL);
  self->directory = g_canonicalize_filename (directory, NULL);
  self->path = g_build_filename (self->directory, "state.json", NULL);
  self->world = json_object_ref (world);
  if (g_mkdir_with_parents (self->directory, 0700) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_STORAGE, _ ("Making the folder “%s”: %s"), self->directory,
                   g_strerror (errno));
      return NULL;
    }
  self->lock = cw_rehearsal_folder_lock (self->directory, error);
  if (self->lock < 0)
    return NULL;
  self->token = cw_rehearsal_folder_token (self->directory, error);
  if (self->token == NULL || !read_state (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * cw_rehearsal_store_get_world:
 * @self: a store
 *
 * Returns: (transfer none): the made-up world, which nobody changes
 */
JsonObject *
cw_rehearsal_store_get_world (CwRehearsalStore *self)
{
  g_return_val_if_fail (CW_IS_REHEARSAL_STORE (self), NULL);

  return self->world;
}

/**
 * cw_rehearsal_store_get_state:
 * @self: a store
 *
 * Returns: (transfer none): all that the services remember; call cw_rehearsal_store_touch() after a change
 */
JsonObject *
cw_rehearsal_store_get_state (CwRehearsalStore *self)
{
  g_return_val_if_fail (CW_IS_REHEARSAL_STORE (self), NULL);

  return self->state;
}

/**
 * cw_rehearsal_store_get_list:
 * @self: a store
 * @name: a list of the state, such as `messages`
 *
 * Returns: (transfer none): the list; an empty one where the state had none
 */
JsonArray *
cw_rehearsal_store_get_list (CwRehearsalStore *self,
                             const char       *name)
{
  g_return_val_if_fail (CW_IS_REHEARSAL_STORE (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (cw_json_get_array (self->state, name) == NULL)
    json_object_set_array_member (self->state, name, json_array_new ());
  return json_object_get_array_member (self->state, name);
}

/**
 * cw_rehearsal_store_get_map:
 * @self: a store
 * @name: an object of the state, such as `issues`
 *
 * Returns: (transfer none): the object; an empty one where the state had none
 */
JsonObject *
cw_rehearsal_store_get_map (CwRehearsalStore *self,
                            const char       *name)
{
  g_return_val_if_fail (CW_IS_REHEARSAL_STORE (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (cw_json_get_object (self->state, name) == NULL)
    json_object_set_object_member (self->state, name, json_object_new ());
  return json_object_get_object_member (self->state, name);
}

/**
 * cw_rehearsal_store_get_directory:
 * @self: a store
 *
 * Returns: (transfer none): the absolute path of the state's folder
 */
const char *
cw_rehearsal_store_get_directory (CwRehearsalStore *self)
{
  g_return_val_if_fail (CW_IS_REHEARSAL_STORE (self), NULL);

  return self->directory;
}

/**
 * cw_rehearsal_store_get_token:
 * @self: a store
 *
 * Returns: (transfer none): the secret that all services ask for
 */
const char *
cw_rehearsal_store_get_token (CwRehearsalStore *self)
{
  g_return_val_if_fail (CW_IS_REHEARSAL_STORE (self), NULL);

  return self->token;
}

/**
 * cw_rehearsal_store_get_base:
 * @self: a store
 *
 * Returns: (transfer none): `http://127.0.0.1:PORT`
 */
const char *
cw_rehearsal_store_get_base (CwRehearsalStore *self)
{
  g_return_val_if_fail (CW_IS_REHEARSAL_STORE (self), NULL);

  return self->base;
}

/**
 * cw_rehearsal_store_set_base:
 * @self: a store
 * @base: `http://127.0.0.1:PORT`, without a slash at its end
 */
void
cw_rehearsal_store_set_base (CwRehearsalStore *self,
                             const char       *base)
{
  g_return_if_fail (CW_IS_REHEARSAL_STORE (self));
  g_return_if_fail (base != NULL);

  g_free (self->base);
  self->base = g_strdup (base);
}

/**
 * cw_rehearsal_store_set_now:
 * @self: a store
 * @now: what time it shall be; the clock runs on from there
 */
void
cw_rehearsal_store_set_now (CwRehearsalStore *self,
                            GDateTime        *now)
{
  g_autoptr (GDateTime) machine = g_date_time_new_now_utc ();

  g_return_if_fail (CW_IS_REHEARSAL_STORE (self));
  g_return_if_fail (now != NULL);

  self->offset = g_date_time_difference (now, machine);
}

/**
 * cw_rehearsal_store_now:
 * @self: a store
 *
 * Returns: (transfer full): what time it is in the rehearsal, UTC
 */
GDateTime *
cw_rehearsal_store_now (CwRehearsalStore *self)
{
  g_autoptr (GDateTime) machine = g_date_time_new_now_utc ();

  g_return_val_if_fail (CW_IS_REHEARSAL_STORE (self), NULL);

  return g_date_time_add (machine, self->offset);
}

/**
 * cw_rehearsal_store_stamp:
 * @self: a store
 *
 * Returns: (transfer full): the time as the state keeps it: `2026-11-23T12:00:00.000Z`
 */
char *
cw_rehearsal_store_stamp (CwRehearsalStore *self)
{
  g_autoptr (GDateTime) now = cw_rehearsal_store_now (self);
  g_autofree char *seconds = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%03dZ", seconds, g_date_time_get_microsecond (now) / 1000);
}

/**
 * cw_rehearsal_store_next:
 * @self: a store
 * @counter: the name of a counter that the seed has set
 *
 * Returns: the counter's number, never given before
 */
gint64
cw_rehearsal_store_next (CwRehearsalStore *self,
                         const char       *counter)
{
  JsonObject *counters;
  gint64 number;

  g_return_val_if_fail (CW_IS_REHEARSAL_STORE (self), 0);
  g_return_val_if_fail (counter != NULL, 0);

  counters = cw_rehearsal_store_get_map (self, "counters");
  number = cw_json_get_int (counters, counter, 1);
  json_object_set_int_member (counters, counter, number + 1);
  self->dirty = TRUE;
  return number;
}

/**
 * cw_rehearsal_store_reset:
 * @self: a store
 *
 * Forgets all that happened: the state is as a new rehearsal has it.
 */
void
cw_rehearsal_store_reset (CwRehearsalStore *self)
{
  g_return_if_fail (CW_IS_REHEARSAL_STORE (self));

  json_object_unref (self->state);
  self->state = json_object_new ();
  cw_rehearsal_seed (self);
  self->dirty = TRUE;
}

/**
 * cw_rehearsal_store_touch:
 * @self: a store
 *
 * Says that the state has changed.
 */
void
cw_rehearsal_store_touch (CwRehearsalStore *self)
{
  g_return_if_fail (CW_IS_REHEARSAL_STORE (self));

  self->dirty = TRUE;
}

/**
 * cw_rehearsal_store_save:
 * @self: a store
 * @error: where to store a %CW_ERROR_STORAGE
 *
 * Writes the state, if it has changed: whole or not at all.
 *
 * Returns: %FALSE with @error set when it could not be written
 */
gboolean
cw_rehearsal_store_save (CwRehearsalStore *self,
                         GError          **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (CW_IS_REHEARSAL_STORE (self), FALSE);

  if (!self->dirty)
    return TRUE;
  root = cw_rehearsal_json_own (json_object_ref (self->state));
  text = json_to_string (root, TRUE);
  if (!g_file_set_contents_full (self->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    {
      cw_error_convert (error, _ ("Writing the rehearsal’s state"));
      return FALSE;
    }
  self->dirty = FALSE;
  return TRUE;
}
