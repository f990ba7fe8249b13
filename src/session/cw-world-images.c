/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-world"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* What the registry has of all that the plans resolve to; several are asked for at once. */

/* How many requests are on their way at the same time. */
#define MAX_ASKERS 6

/* One image, while it is asked for. Only one thread has it at a time. */
typedef struct {
  const char *image;  /* `NAME:TAG` */
  char *digest;       /* (nullable): of what is there */
  gboolean left;      /* a revision leaves it as it is, on purpose */
  gboolean newer;     /* it is the cycle's first revision, and the floating tag means another one */
} Inquiry;

/* What the threads share. */
typedef struct {
  CwWorld *world;
  GCancellable *cancellable;
  GMutex mutex;       /* guards what follows, and the world's digests */
  GError *error;      /* (nullable): the first one; the other inquiries are let go */
} Office;

static void
free_inquiry (gpointer data)
{
  Inquiry *inquiry = data;

  g_free (inquiry->digest);
  g_free (inquiry);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The images of all plans, once each, in a stable order. */
static GPtrArray *
list_images (GHashTable *plans)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *images = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer plan;

  g_hash_table_iter_init (&iter, plans);
  while (g_hash_table_iter_next (&iter, NULL, &plan))
    {
      GPtrArray *own = cw_plan_get_images (plan);

      for (guint i = 0; i < own->len; i++)
        if (g_hash_table_add (seen, g_ptr_array_index (own, i)))
          g_ptr_array_add (images, g_ptr_array_index (own, i));
    }
  g_ptr_array_sort (images, compare_texts);
  return images;
}

/* Whether the plans are those of a revision, and none of them brings this image. */
static gboolean
is_left (GHashTable *plans,
         const char *image)
{
  GHashTableIter iter;
  gpointer plan;

  g_hash_table_iter_init (&iter, plans);
  while (g_hash_table_iter_next (&iter, NULL, &plan))
    {
      GPtrArray *resolutions = cw_plan_get_resolutions (plan);

      if (!cw_cycle_is_incremental (cw_plan_get_target (plan)))
        return FALSE;
      for (guint i = 0; i < resolutions->len; i++)
        {
          const CwResolution *one = g_ptr_array_index (resolutions, i);

          if (g_str_equal (one->after, image) && g_strcmp0 (one->before, image) != 0)
            return FALSE;
        }
    }
  return TRUE;
}

/* A revision is built once and stays what it is; a floating tag is asked for each time. */
static gboolean
is_lasting (const char *tag)
{
  CwCycle cycle;

  return cw_cycle_parse (tag, &cycle, NULL) && cw_cycle_is_incremental (&cycle);
}

static gboolean
find_digest (Office      *office,
             const char  *name,
             const char  *tag,
             char       **digest,
             GError     **error)
{
  g_autofree char *key = g_strdup_printf ("%s:%s", name, tag);

  g_mutex_lock (&office->mutex);
  *digest = g_strdup (g_hash_table_lookup (office->world->digests, key));
  g_mutex_unlock (&office->mutex);
  if (*digest != NULL)
    return TRUE;
  if (!cw_registry_service_find_tag (office->world->registry, name, tag, digest, office->cancellable, error))
    return FALSE;
  if (*digest == NULL || !is_lasting (tag))
    return TRUE;
  g_mutex_lock (&office->mutex);
  g_hash_table_replace (office->world->digests, g_steal_pointer (&key), g_strdup (*digest));
  g_mutex_unlock (&office->mutex);
  return TRUE;
}

/* Whether the cycle's first revision is named, and its floating tag means a newer one by now. */
static gboolean
look_for_newer (Office      *office,
                Inquiry     *inquiry,
                const char  *name,
                const char  *tag,
                GError     **error)
{
  g_autofree char *bare = NULL, *floating = NULL;

  if (inquiry->left || inquiry->digest == NULL || !g_str_has_suffix (tag, ".000"))
    return TRUE;
  bare = g_strndup (tag, strlen (tag) - strlen (".000"));
  if (!find_digest (office, name, bare, &floating, error))
    return FALSE;
  inquiry->newer = floating != NULL && !g_str_equal (floating, inquiry->digest);
  return TRUE;
}

/* In one of the pool's threads. */
static void
ask (gpointer data,
     gpointer user_data)
{
  Inquiry *inquiry = data;
  Office *office = user_data;
  const char *colon = strrchr (inquiry->image, ':');
  g_autofree char *name = g_strndup (inquiry->image, (gsize) (colon - inquiry->image));
  g_autoptr (GError) local = NULL;
  gboolean over;

  g_mutex_lock (&office->mutex);
  over = office->error != NULL;
  g_mutex_unlock (&office->mutex);
  if (over
      || (find_digest (office, name, colon + 1, &inquiry->digest, &local)
          && look_for_newer (office, inquiry, name, colon + 1, &local)))
    return;
  g_mutex_lock (&office->mutex);
  if (office->error == NULL)
    office->error = g_steal_pointer (&local);
  g_mutex_unlock (&office->mutex);
}

static JsonNode *
describe (GPtrArray *inquiries)
{
  JsonArray *there = json_array_new (), *missing = json_array_new (), *older = json_array_new ();
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "total", inquiries->len);
  json_object_set_array_member (object, "missing", missing);
  json_object_set_array_member (object, "older", older);
  json_object_set_array_member (object, "there", there);
  for (guint i = 0; i < inquiries->len; i++)
    {
      const Inquiry *inquiry = g_ptr_array_index (inquiries, i);

      json_array_add_string_element (inquiry->digest != NULL ? there : missing, inquiry->image);
      if (inquiry->newer)
        json_array_add_string_element (older, inquiry->image);
    }
  return cw_json_node_object (object);
}

static JsonNode *
ask_registry (CwWorld       *self,
              GHashTable    *plans,
              GPtrArray     *images,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr (GPtrArray) inquiries = g_ptr_array_new_with_free_func (free_inquiry);
  Office office = { .world = self, .cancellable = cancellable };
  GThreadPool *pool;

  g_mutex_init (&office.mutex);
  pool = g_thread_pool_new (ask, &office, MAX_ASKERS, FALSE, NULL);
  for (guint i = 0; i < images->len; i++)
    {
      Inquiry *inquiry = g_new0 (Inquiry, 1);

      inquiry->image = g_ptr_array_index (images, i);
      inquiry->left = is_left (plans, inquiry->image);
      g_ptr_array_add (inquiries, inquiry);
      g_thread_pool_push (pool, inquiry, NULL);
    }
  g_thread_pool_free (pool, FALSE, TRUE);
  g_mutex_clear (&office.mutex);
  if (office.error == NULL)
    return describe (inquiries);
  g_propagate_error (error, office.error);
  return NULL;
}

gboolean
cw_world_add_images (CwWorld       *self,
                     GHashTable    *plans,
                     GHashTable    *observations,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autoptr (GPtrArray) images = list_images (plans);
  g_autoptr (GError) local = NULL;
  JsonNode *answer;

  if (images->len == 0)
    return TRUE;
  cw_world_say (self, ngettext ("Asking the registry for %u image", "Asking the registry for %u images", images->len),
                images->len);
  answer = ask_registry (self, plans, images, cancellable, &local);
  if (answer == NULL && cw_error_is_cancelled (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (answer == NULL)
    answer = cw_json_node_object (cw_json_object ("trouble", local->message, NULL));
  g_hash_table_replace (observations, g_strdup ("images"), answer);
  return TRUE;
}

/* What the registry has of one plan's images: (transfer full), as cw_pins_list() takes it. */
JsonObject *
cw_world_ask_images (CwWorld       *self,
                     CwPlan        *plan,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autoptr (GHashTable) plans = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) observations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                               (GDestroyNotify) json_node_unref);
  JsonNode *images;

  g_hash_table_insert (plans, (gpointer) cw_plan_get_site (plan), plan);
  if (!cw_world_add_images (self, plans, observations, cancellable, error))
    return NULL;
  images = g_hash_table_lookup (observations, "images");
  return images != NULL ? json_object_ref (json_node_get_object (images)) : json_object_new ();
}
