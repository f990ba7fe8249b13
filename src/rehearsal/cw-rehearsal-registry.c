/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-registry"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-registry.h"
#include "cw-rehearsal-world.h"

#define LIST_SIZE 1000
#define MANIFEST_TYPE "application/vnd.docker.distribution.manifest.v2+json"

static void
refuse (CwRehearsalRequest *request,
        const char         *code,
        const char         *message)
{
  cw_rehearsal_request_answer (request, SOUP_STATUS_NOT_FOUND,
                               cw_rehearsal_pack ("{errors:[{code:s message:s detail:{}}]}", code, message));
}

static JsonObject *
registry_of (CwRehearsalRequest *request)
{
  return cw_json_get_object (cw_rehearsal_store_get_world (request->store), "registry");
}

/* The tags that the world, and somebody from outside, say for @image beside the cycles' ones. */
static void
add_own_tags (GPtrArray  *tags,
              JsonArray  *images,
              const char *image)
{
  for (guint i = 0; images != NULL && i < json_array_get_length (images); i++)
    {
      JsonObject *entry = cw_rehearsal_json_item (images, i);
      JsonArray *own = cw_json_get_array (entry, "tags");

      if (g_strcmp0 (cw_json_get_string (entry, "image", NULL), image) != 0)
        continue;
      for (guint j = 0; own != NULL && j < json_array_get_length (own); j++)
        if (!g_ptr_array_find_with_equal_func (tags, cw_rehearsal_json_word (own, j), g_str_equal, NULL))
          g_ptr_array_add (tags, g_strdup (cw_rehearsal_json_word (own, j)));
    }
}

static void
add_cycle_tags (GPtrArray  *tags,
                JsonObject *registry,
                JsonArray  *missing)
{
  JsonArray *cycles = cw_json_get_array (registry, "cycles");

  for (guint i = 0; cycles != NULL && i < json_array_get_length (cycles); i++)
    {
      JsonObject *cycle = cw_rehearsal_json_item (cycles, i);
      const char *tag = cw_json_get_string (cycle, "tag", NULL);
      JsonArray *revisions = cw_json_get_array (cycle, "revisions");

      if (!cw_rehearsal_json_has (missing, tag))
        g_ptr_array_add (tags, g_strdup (tag));
      for (guint j = 0; j < json_array_get_length (revisions); j++)
        {
          g_autofree char *full = g_strdup_printf ("%s.%03d", tag, (int) json_array_get_int_element (revisions, j));

          if (!cw_rehearsal_json_has (missing, full))
            g_ptr_array_add (tags, g_steal_pointer (&full));
        }
    }
}

/* All tags of @image in the order in which they were pushed; NULL when there is no such image. */
static GPtrArray *
tags_of (CwRehearsalRequest *request,
         const char         *image)
{
  JsonObject *world = cw_rehearsal_store_get_world (request->store), *registry = registry_of (request);
  JsonObject *special = cw_rehearsal_json_find (cw_json_get_array (registry, "images"), "image", image);
  JsonObject *missing = cw_rehearsal_json_find (cw_json_get_array (registry, "missing"), "image", image);
  JsonArray *pushed = cw_rehearsal_store_get_list (request->store, "images");
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func (g_free);

  if (cw_rehearsal_json_find (cw_json_get_array (world, "components"), "image", image) != NULL)
    add_cycle_tags (tags, registry, cw_json_get_array (missing, "tags"));
  else if (special == NULL && cw_rehearsal_json_find (pushed, "image", image) == NULL)
    return NULL;
  add_own_tags (tags, cw_json_get_array (registry, "images"), image);
  add_own_tags (tags, pushed, image);
  return g_steal_pointer (&tags);
}

static void
answer_tags (CwRehearsalRequest *request,
             const char         *image)
{
  g_autoptr (GPtrArray) tags = tags_of (request, image);
  const char *last = cw_rehearsal_request_query (request, "last");
  gint64 most = MAX (cw_rehearsal_request_query_int (request, "n", LIST_SIZE, LIST_SIZE), 1);
  JsonArray *page;
  guint start = 0, end;

  if (tags == NULL)
    {
      refuse (request, "NAME_UNKNOWN", "repository name not known to registry");
      return;
    }
  if (last != NULL && g_ptr_array_find_with_equal_func (tags, last, g_str_equal, &start))
    start++;
  end = (guint) MIN ((gint64) start + most, (gint64) tags->len);
  page = json_array_new ();
  for (guint i = start; i < end; i++)
    json_array_add_string_element (page, g_ptr_array_index (tags, i));
  if (end < tags->len)
    {
      g_autofree char *link = g_strdup_printf ("</v2/%s/tags/list?last=%s&n=%" G_GINT64_FORMAT ">; rel=\"next\"", image,
                                               (char *) g_ptr_array_index (tags, end - 1), most);

      cw_rehearsal_request_set_header (request, "Link", link);
    }
  cw_rehearsal_request_answer (request, SOUP_STATUS_OK,
                               cw_rehearsal_pack ("{name:s tags:o}", image, cw_rehearsal_json_list (page)));
}

/* A bare tag of a cycle floats: it is the image of the newest revision that there is. */
static const char *
resolve_tag (GPtrArray  *tags,
             const char *tag)
{
  g_autofree char *prefix = g_strconcat (tag, ".", NULL);
  const char *newest = tag;

  for (guint i = 0; i < tags->len; i++)
    {
      const char *other = g_ptr_array_index (tags, i);

      if (g_str_has_prefix (other, prefix) && strcmp (other, newest) > 0)
        newest = other;
    }
  return newest;
}

static void
answer_manifest (CwRehearsalRequest *request,
                 const char         *image,
                 const char         *tag)
{
  g_autoptr (GPtrArray) tags = tags_of (request, image);
  g_autofree char *seed = NULL, *config = NULL, *text = NULL, *digest = NULL, *full = NULL;
  g_autoptr (JsonNode) manifest = NULL;

  if (tags == NULL || !g_ptr_array_find_with_equal_func (tags, tag, g_str_equal, NULL))
    {
      refuse (request, tags == NULL ? "NAME_UNKNOWN" : "MANIFEST_UNKNOWN", "manifest unknown");
      return;
    }
  seed = g_strconcat (image, ":", resolve_tag (tags, tag), NULL);
  config = g_compute_checksum_for_string (G_CHECKSUM_SHA256, seed, -1);
  full = g_strconcat ("sha256:", config, NULL);
  manifest = cw_rehearsal_pack ("{schemaVersion:i mediaType:s config:{mediaType:s size:i digest:s} layers:[]}", 2,
                                MANIFEST_TYPE, "application/vnd.docker.container.image.v1+json", 1024, full);
  text = cw_json_to_text (manifest, FALSE);
  g_free (full);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  full = g_strconcat ("sha256:", digest, NULL);
  cw_rehearsal_request_set_header (request, "Docker-Content-Digest", full);
  cw_rehearsal_request_answer_text (request, SOUP_STATUS_OK, MANIFEST_TYPE, text);
}

/* An image's name may have slashes of its own: it is all between `v2` and the last two segments. */
static char *
image_of (GStrv segments,
          guint count)
{
  GString *name = g_string_new (NULL);

  for (guint i = 1; i < count - 2; i++)
    {
      if (i > 1)
        g_string_append_c (name, '/');
      g_string_append (name, segments[i]);
    }
  return g_string_free (name, FALSE);
}

/**
 * cw_rehearsal_registry_serve:
 * @request: a request below `/v2`
 *
 * Plays the reading half of a Docker registry, API version 2. Anybody may read.
 */
void
cw_rehearsal_registry_serve (CwRehearsalRequest *request)
{
  guint count;
  g_autofree char *image = NULL;

  g_return_if_fail (request != NULL);

  cw_rehearsal_request_set_header (request, "Docker-Distribution-Api-Version", "registry/2.0");
  count = g_strv_length (request->segments);
  if (strcmp (request->method, "GET") != 0 && strcmp (request->method, "HEAD") != 0)
    {
      cw_rehearsal_request_answer (request, SOUP_STATUS_METHOD_NOT_ALLOWED,
                                   cw_rehearsal_pack ("{errors:[{code:s message:s}]}", "UNSUPPORTED",
                                                      "The operation is unsupported."));
      return;
    }
  if (count < 4)
    {
      cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_pack ("{}"));
      return;
    }
  image = image_of (request->segments, count);
  /* Where a challenge leads that a test asked for: this registry itself lets anybody read. */
  if (strcmp (request->path, "/v2/auth/any/token") == 0)
    cw_rehearsal_request_answer (request, SOUP_STATUS_OK, cw_rehearsal_pack ("{token:s expires_in:i}", "anybody", 300));
  else if (strcmp (request->segments[count - 2], "tags") == 0 && strcmp (request->segments[count - 1], "list") == 0)
    answer_tags (request, image);
  else if (strcmp (request->segments[count - 2], "manifests") == 0)
    answer_manifest (request, image, request->segments[count - 1]);
  else
    refuse (request, "NAME_UNKNOWN", "no such page");
}
