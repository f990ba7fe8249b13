/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-json-cursor"

#include "config.h"

#include "cw-error.h"
#include "cw-json-cursor.h"

typedef struct {
  char *file;
  char *pointer;
} Origin;

struct _CwJsonDocument
{
  JsonNode *root;
  char *file;
  GHashTable *origins; /* JsonNode → Origin, for parts that stand elsewhere than the part around them */
};

static void
origin_free (gpointer data)
{
  Origin *origin = data;

  g_free (origin->file);
  g_free (origin->pointer);
  g_free (origin);
}

static char *
escape_token (const CwJsonCursor *self)
{
  g_autoptr (GString) token = NULL;

  if (self->member == NULL)
    return g_strdup_printf ("/%u", self->index);

  token = g_string_new (self->member);
  g_string_replace (token, "~", "~0", 0);
  g_string_replace (token, "/", "~1", 0);
  g_string_prepend_c (token, '/');
  return g_string_free (g_steal_pointer (&token), FALSE);
}

/* The nearest place around that is known to come from elsewhere gives the file and the pointer's beginning. */
static char *
find_place (const CwJsonCursor *self,
            const char        **file)
{
  g_autoptr (GString) pointer = g_string_new (NULL);

  *file = self->document->file;
  for (; self != NULL; self = self->parent)
    {
      Origin *origin = self->node != NULL ? g_hash_table_lookup (self->document->origins, self->node) : NULL;
      g_autofree char *token = NULL;

      if (origin != NULL)
        {
          *file = origin->file;
          g_string_prepend (pointer, origin->pointer);
          break;
        }
      if (self->parent == NULL)
        break;
      token = escape_token (self);
      g_string_prepend (pointer, token);
    }
  return g_string_free (g_steal_pointer (&pointer), FALSE);
}

/**
 * cw_json_document_new:
 * @root: (transfer full): the tree
 * @file: the file's name, for messages
 *
 * Returns: (transfer full): a document
 */
CwJsonDocument *
cw_json_document_new (JsonNode   *root,
                      const char *file)
{
  CwJsonDocument *self;

  g_return_val_if_fail (root != NULL && file != NULL, NULL);

  self = g_new0 (CwJsonDocument, 1);
  self->root = root;
  self->file = g_strdup (file);
  self->origins = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) json_node_unref, origin_free);
  return self;
}

void
cw_json_document_free (CwJsonDocument *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->origins);
  g_clear_pointer (&self->root, json_node_unref);
  g_free (self->file);
  g_free (self);
}

/**
 * cw_json_document_get_root:
 * @self: a document
 *
 * Returns: (transfer none): its tree
 */
JsonNode *
cw_json_document_get_root (CwJsonDocument *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->root;
}

const char *
cw_json_document_get_file (CwJsonDocument *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->file;
}

/**
 * cw_json_document_set_root:
 * @self: a document
 * @root: (transfer full): its new tree
 */
void
cw_json_document_set_root (CwJsonDocument *self,
                           JsonNode       *root)
{
  g_return_if_fail (self != NULL && root != NULL);

  json_node_unref (self->root);
  self->root = root;
}

/**
 * cw_json_document_note_origin:
 * @self: a document
 * @node: a part of its tree
 * @place: where it stands, perhaps in another document
 */
void
cw_json_document_note_origin (CwJsonDocument     *self,
                              JsonNode           *node,
                              const CwJsonCursor *place)
{
  Origin *origin;
  const char *file;

  g_return_if_fail (self != NULL && node != NULL && place != NULL);

  origin = g_new0 (Origin, 1);
  origin->pointer = find_place (place, &file);
  origin->file = g_strdup (file);
  g_hash_table_replace (self->origins, json_node_ref (node), origin);
}

/**
 * cw_json_document_adopt_origins:
 * @self: a document
 * @other: another, whose parts become parts of @self
 */
void
cw_json_document_adopt_origins (CwJsonDocument *self,
                                CwJsonDocument *other)
{
  GHashTableIter iter;
  gpointer node, value;

  g_return_if_fail (self != NULL && other != NULL);

  g_hash_table_iter_init (&iter, other->origins);
  while (g_hash_table_iter_next (&iter, &node, &value))
    {
      const Origin *origin = value;
      Origin *copy = g_new0 (Origin, 1);

      copy->file = g_strdup (origin->file);
      copy->pointer = g_strdup (origin->pointer);
      g_hash_table_replace (self->origins, json_node_ref (node), copy);
    }
}

/**
 * cw_json_cursor_root:
 * @document: a document
 *
 * Returns: its outermost place
 */
CwJsonCursor
cw_json_cursor_root (CwJsonDocument *document)
{
  g_assert (document != NULL);

  return (CwJsonCursor) { .document = document, .node = document->root };
}

/**
 * cw_json_cursor_member:
 * @self: a place that holds an object
 * @member: a member's name; must live as long as the cursor
 *
 * Returns: the place of that member, whether it is there or not
 */
CwJsonCursor
cw_json_cursor_member (const CwJsonCursor *self,
                       const char         *member)
{
  g_assert (self != NULL && JSON_NODE_HOLDS_OBJECT (self->node));

  return (CwJsonCursor) {
    .document = self->document,
    .parent = self,
    .member = member,
    .node = json_object_get_member (json_node_get_object (self->node), member),
  };
}

/**
 * cw_json_cursor_element:
 * @self: a place that holds an array
 * @index: an index inside it
 *
 * Returns: the place of that element
 */
CwJsonCursor
cw_json_cursor_element (const CwJsonCursor *self,
                        guint               index)
{
  g_assert (self != NULL && JSON_NODE_HOLDS_ARRAY (self->node));

  return (CwJsonCursor) {
    .document = self->document,
    .parent = self,
    .index = index,
    .node = json_array_get_element (json_node_get_array (self->node), index),
  };
}

/**
 * cw_json_cursor_is_text:
 * @self: a place
 *
 * Returns: whether a text stands there
 */
gboolean
cw_json_cursor_is_text (const CwJsonCursor *self)
{
  g_assert (self != NULL);

  return self->node != NULL && JSON_NODE_HOLDS_VALUE (self->node)
         && json_node_get_value_type (self->node) == G_TYPE_STRING;
}

/**
 * cw_json_cursor_is_absent:
 * @self: a place
 *
 * Returns: whether nothing stands there, or `null`, by which a file takes back what it extends
 */
gboolean
cw_json_cursor_is_absent (const CwJsonCursor *self)
{
  g_assert (self != NULL);

  return self->node == NULL || JSON_NODE_HOLDS_NULL (self->node);
}

/**
 * cw_json_cursor_where:
 * @self: a place
 *
 * Returns: (transfer full): the file and the JSON pointer (RFC 6901) of this place as it stands there,
 *   `rubin.json: /sites/1/channel`
 */
char *
cw_json_cursor_where (const CwJsonCursor *self)
{
  g_autofree char *pointer = NULL;
  const char *file;

  g_return_val_if_fail (self != NULL, NULL);

  pointer = find_place (self, &file);
  return g_strdup_printf ("%s: %s", file, pointer[0] != '\0' ? pointer : "/");
}

/**
 * cw_json_cursor_refuse:
 * @self: the place that is wrong
 * @error: where to store the %CW_ERROR_INVALID_DATA
 * @format: what is expected there, for a person
 * @...: what @format asks for
 *
 * Returns: %FALSE
 */
gboolean
cw_json_cursor_refuse (const CwJsonCursor *self,
                       GError            **error,
                       const char         *format,
                       ...)
{
  g_autofree char *where = NULL;
  g_autofree char *message = NULL;
  va_list arguments;

  g_return_val_if_fail (self != NULL && format != NULL, FALSE);

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  where = cw_json_cursor_where (self);
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA, "%s: %s", where, message);
  return FALSE;
}
