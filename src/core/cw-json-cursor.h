/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * CwJsonDocument:
 *
 * A JSON tree that knows from which file and place each of its parts came, also when it was put together from several
 * files. Owns its tree.
 */
typedef struct _CwJsonDocument CwJsonDocument;

/**
 * CwJsonCursor:
 * @document: the document
 * @parent: (nullable): the place around this one; %NULL at the root
 * @member: (nullable): the name under which @parent holds it; %NULL in an array
 * @index: its index where @parent is an array
 * @node: (nullable): the value; %NULL where there is none
 *
 * A place in a document. A plain value that lives on the stack, inside the life of its parent.
 */
typedef struct _CwJsonCursor CwJsonCursor;
struct _CwJsonCursor {
  CwJsonDocument     *document;
  const CwJsonCursor *parent;
  const char         *member;
  guint               index;
  JsonNode           *node;
};

CwJsonDocument *cw_json_document_new           (JsonNode           *root,
                                                const char         *file);
void            cw_json_document_free          (CwJsonDocument     *self);
const char     *cw_json_document_get_file      (CwJsonDocument     *self);
JsonNode       *cw_json_document_get_root      (CwJsonDocument     *self);
void            cw_json_document_set_root      (CwJsonDocument     *self,
                                                JsonNode           *root);
void            cw_json_document_note_origin   (CwJsonDocument     *self,
                                                JsonNode           *node,
                                                const CwJsonCursor *place);
void            cw_json_document_adopt_origins (CwJsonDocument     *self,
                                                CwJsonDocument     *other);
CwJsonDocument *cw_json_document_merge         (CwJsonDocument     *base,
                                                CwJsonDocument     *over);

CwJsonCursor    cw_json_cursor_root         (CwJsonDocument     *document);
CwJsonCursor    cw_json_cursor_member       (const CwJsonCursor *self,
                                             const char         *member);
CwJsonCursor    cw_json_cursor_element      (const CwJsonCursor *self,
                                             guint               index);
gboolean        cw_json_cursor_is_text      (const CwJsonCursor *self);
gboolean        cw_json_cursor_is_absent    (const CwJsonCursor *self);
char           *cw_json_cursor_where        (const CwJsonCursor *self);
gboolean        cw_json_cursor_refuse       (const CwJsonCursor *self,
                                             GError            **error,
                                             const char         *format,
                                             ...) G_GNUC_PRINTF (3, 4);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwJsonDocument, cw_json_document_free)

G_END_DECLS
