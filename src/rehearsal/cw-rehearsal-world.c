/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-world"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-data.h"
#include "cw-file.h"
#include "cw-json.h"

#include "cw-rehearsal-json.h"
#include "cw-rehearsal-world.h"

#define FORMAT 1

/**
 * cw_rehearsal_world_find:
 * @name: a file's name
 *
 * Returns: (transfer full): where the rehearsal's data file is (see cw_data_folder())
 */
char *
cw_rehearsal_world_find (const char *name)
{
  g_autofree char *data = cw_data_folder ();

  g_return_val_if_fail (name != NULL, NULL);

  return g_build_filename (data, "rehearsal", name, NULL);
}

static JsonNode *
read_json (const char *path,
           GError    **error)
{
  g_autoptr (GBytes) bytes = cw_file_read (path, CW_JSON_DEFAULT_MAX_BYTES, error);
  JsonNode *root;

  if (bytes == NULL)
    return NULL;
  root = cw_json_parse (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), CW_JSON_DEFAULT_MAX_BYTES,
                        error);
  if (root == NULL)
    g_prefix_error (error, _ ("Reading the rehearsal’s world “%s”: "), path);
  return root;
}

/**
 * cw_rehearsal_world_load:
 * @path: a world file; data/rehearsal/README.md describes it
 * @error: where to store a %CW_ERROR_INVALID_DATA
 *
 * Returns: (transfer full): the world, or %NULL with @error set
 */
JsonObject *
cw_rehearsal_world_load (const char *path,
                         GError    **error)
{
  static const char *const sections[] = { "jira", "confluence", "slack", "github", "registry" };
  g_autoptr (JsonNode) root = NULL;
  JsonObject *world;

  g_return_val_if_fail (path != NULL, NULL);

  root = read_json (path, error);
  if (root == NULL)
    return NULL;
  world = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  if (cw_json_get_int (world, "format", 0) != FORMAT || cw_json_get_array (world, "users") == NULL
      || cw_json_get_array (world, "components") == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA,
                   _ ("“%s” is no world of format %d with “users” and “components”"), path, FORMAT);
      return NULL;
    }
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    if (cw_json_get_object (world, sections[i]) == NULL)
      {
        g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("The world “%s” has no object “%s”"), path,
                     sections[i]);
        return NULL;
      }
  return json_object_ref (world);
}

/**
 * cw_rehearsal_world_user:
 * @world: the world
 * @name: by what to look: `account`, `email`, `login`, `slack`
 * @value: (nullable): what it shall be
 *
 * Returns: (transfer none) (nullable): the person
 */
JsonObject *
cw_rehearsal_world_user (JsonObject *world,
                         const char *name,
                         const char *value)
{
  g_return_val_if_fail (world != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return cw_rehearsal_json_find (cw_json_get_array (world, "users"), name, value);
}

/**
 * cw_rehearsal_world_list:
 * @world: the world
 * @section: a section, such as `slack`
 * @name: a list in it, such as `channels`
 *
 * Returns: (transfer none) (nullable): that list
 */
JsonArray *
cw_rehearsal_world_list (JsonObject *world,
                         const char *section,
                         const char *name)
{
  g_return_val_if_fail (world != NULL, NULL);
  g_return_val_if_fail (section != NULL && name != NULL, NULL);

  return cw_json_get_array (cw_json_get_object (world, section), name);
}
