/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-procedure"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-file.h"
#include "cw-json.h"
#include "cw-procedure-private.h"

#define MAX_BYTES ((gsize) 1024 * 1024)

/* A procedure may extend one that extends another; more than this is a circle. */
#define MAX_EXTENDS 8

static CwJsonDocument *read_document (const char *text,
                                      gssize      length,
                                      const char *name,
                                      guint       depth,
                                      GError    **error);

static CwJsonDocument *
read_file (const char *path,
           guint       depth,
           GError    **error)
{
  g_autoptr (GBytes) bytes = cw_file_read (path, MAX_BYTES, error);
  gconstpointer data;
  gsize size;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  return read_document (size > 0 ? data : "", (gssize) size, path, depth, error);
}

/* What @over extends is looked for beside it, then among the shipped procedures; so a person's own file may extend the
 * shipped one of its own name. */
static CwJsonDocument *
read_base (CwJsonDocument *over,
           guint           depth,
           GError        **error)
{
  const char *file = cw_json_document_get_file (over);
  CwJsonCursor root = cw_json_cursor_root (over);
  CwJsonCursor extends = cw_json_cursor_member (&root, "extends");
  g_autofree char *folder = g_path_is_absolute (file) || strchr (file, '/') != NULL ? g_path_get_dirname (file) : NULL;
  g_autofree char *path = NULL;

  if (!cw_json_cursor_is_text (&extends))
    {
      cw_json_cursor_refuse (&extends, error, _ ("expected a text such as “%s”"), "rubin-2026");
      return NULL;
    }
  if (depth >= MAX_EXTENDS)
    {
      cw_json_cursor_refuse (&extends, error, _ ("these files extend one another in a circle"));
      return NULL;
    }
  path = cw_procedure_path_for_name (json_node_get_string (extends.node), folder);
  if (g_strcmp0 (path, file) == 0)
    {
      g_free (path);
      path = cw_procedure_path_for_name (json_node_get_string (extends.node), NULL);
    }
  if (path == NULL)
    {
      cw_json_cursor_refuse (&extends, error,
                             _ ("there is no procedure “%s”, neither beside this file nor among the shipped ones"),
                             json_node_get_string (extends.node));
      return NULL;
    }
  return read_file (path, depth + 1, error);
}

static CwJsonDocument *
extend (CwJsonDocument *document,
        guint           depth,
        GError        **error)
{
  g_autoptr (CwJsonDocument) over = document;
  CwJsonCursor root = cw_json_cursor_root (over);
  CwJsonDocument *base, *whole;

  if (!json_object_has_member (json_node_get_object (root.node), "id"))
    {
      cw_json_cursor_refuse (&root, error,
                             _ ("“id” is missing: a procedure that extends another needs one of its own"));
      return NULL;
    }
  base = read_base (over, depth, error);
  if (base == NULL)
    return NULL;

  whole = cw_json_document_merge (base, g_steal_pointer (&over));
  json_object_remove_member (json_node_get_object (cw_json_document_get_root (whole)), "extends");
  return whole;
}

static CwJsonDocument *
read_document (const char *text,
               gssize      length,
               const char *name,
               guint       depth,
               GError    **error)
{
  g_autoptr (CwJsonDocument) document = NULL;
  JsonNode *root = cw_json_parse (text, length, MAX_BYTES, error);

  if (root == NULL)
    {
      if (error != NULL)
        cw_error_convert (error, name);
      return NULL;
    }
  document = cw_json_document_new (root, name);
  if (JSON_NODE_HOLDS_OBJECT (root) && json_object_has_member (json_node_get_object (root), "extends"))
    return extend (g_steal_pointer (&document), depth, error);
  return g_steal_pointer (&document);
}

static CwProcedure *
make_procedure (CwJsonDocument *document,
                GError        **error)
{
  g_autoptr (CwJsonDocument) whole = document;
  g_autofree char *text = NULL;

  if (whole == NULL)
    return NULL;
  text = cw_json_to_text (cw_json_document_get_root (whole), TRUE);
  return cw_procedure_new_for_document (whole, text, error);
}

/**
 * cw_procedure_parse:
 * @text: a procedure file's text
 * @length: its bytes, or -1 up to the NUL
 * @name: the file's name, for messages; with a folder in it, what the procedure extends is looked for there first
 * @error: where to store a %CW_ERROR_INVALID_DATA that names the file, and line and column or the JSON pointer, and
 *   what is expected there
 *
 * Returns: (transfer full) (nullable): the procedure
 */
CwProcedure *
cw_procedure_parse (const char *text,
                    gssize      length,
                    const char *name,
                    GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  CwProcedure *self;

  g_return_val_if_fail (text != NULL && name != NULL, NULL);

  self = make_procedure (read_document (text, length, name, 0, &local_error), &local_error);
  if (self == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return self;
}

/**
 * cw_procedure_load:
 * @path: a procedure file
 * @error: where to store what is wrong with it, as cw_procedure_parse() does, or why it can't be read
 *
 * Returns: (transfer full) (nullable): the procedure
 */
CwProcedure *
cw_procedure_load (const char *path,
                   GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  CwProcedure *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = make_procedure (read_file (path, 0, &local_error), &local_error);
  if (self == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return self;
}
