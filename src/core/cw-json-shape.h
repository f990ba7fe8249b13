/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-json-cursor.h"

G_BEGIN_DECLS

typedef struct _CwJsonShape CwJsonShape;

/**
 * CwJsonType:
 * @CW_JSON_TEXT: a text → `char *`
 * @CW_JSON_TEXTS: a list of texts → #GStrv
 * @CW_JSON_FLAG: true or false → #gboolean
 * @CW_JSON_INTEGER: a whole number within the field's bounds → `int`
 * @CW_JSON_INTEGERS: a list of those → (element-type int) #GArray
 * @CW_JSON_CHOICE: one of the field's words → `int`, the word's index
 * @CW_JSON_OBJECT: an object of the field's shape → pointer to a new structure
 * @CW_JSON_LIST: a list of those → #GPtrArray of pointers to structures
 * @CW_JSON_LISTS: an object whose members are such lists → (element-type utf8 GPtrArray) #GHashTable
 * @CW_JSON_MAP: an object whose members are texts → (element-type utf8 utf8) #GHashTable
 * @CW_JSON_RAW: any object, kept as it is → #JsonObject
 * @CW_JSON_IGNORED: a text that is allowed and not kept
 *
 * What a member holds and what it becomes.
 */
typedef enum {
  CW_JSON_TEXT,
  CW_JSON_TEXTS,
  CW_JSON_FLAG,
  CW_JSON_INTEGER,
  CW_JSON_INTEGERS,
  CW_JSON_CHOICE,
  CW_JSON_OBJECT,
  CW_JSON_LIST,
  CW_JSON_LISTS,
  CW_JSON_MAP,
  CW_JSON_RAW,
  CW_JSON_IGNORED,
} CwJsonType;

/**
 * CwJsonNeed:
 * @CW_JSON_REQUIRED: the member must be there
 * @CW_JSON_OPTIONAL: %NULL or 0 where it is not
 * @CW_JSON_EMPTY: an empty text, list or table where it is not
 */
typedef enum {
  CW_JSON_REQUIRED,
  CW_JSON_OPTIONAL,
  CW_JSON_EMPTY,
} CwJsonNeed;

/**
 * CwJsonCheck:
 * @text: a text
 * @context: what was given to cw_json_shape_read()
 *
 * Returns: (transfer full) (nullable): what is expected instead, for a person; %NULL when @text is right
 */
typedef char *(*CwJsonCheck) (const char *text,
                              gpointer    context);

/**
 * CwJsonVerify:
 * @place: where the object stands
 * @data: (inout): the structure, filled
 * @context: what was given to cw_json_shape_read()
 * @error: where to store what is wrong
 *
 * Checks (and completes) a structure as a whole.
 */
typedef gboolean (*CwJsonVerify) (const CwJsonCursor *place,
                                  gpointer            data,
                                  gpointer            context,
                                  GError            **error);

/**
 * CwJsonField:
 * @name: the member's name
 * @type: what it holds
 * @offset: where its value goes in the structure
 * @need: what happens where it is absent
 * @check: (nullable): for each text in it
 * @check_key: (nullable): for each name of a member (lists, map)
 * @context: (nullable): of a text for the person at the screen: gettext's context of its translation
 * @example: (nullable): a text to show in messages
 * @words: (nullable): the words of a choice, %NULL-terminated
 * @shape: (nullable): of the objects in it
 * @minimum: of numbers
 * @maximum: of numbers
 */
typedef struct {
  const char        *name;
  CwJsonType         type;
  gsize              offset;
  CwJsonNeed         need;
  CwJsonCheck        check;
  CwJsonCheck        check_key;
  const char        *context;
  const char        *example;
  const char *const *words;
  const CwJsonShape *shape;
  int                minimum;
  int                maximum;
} CwJsonField;

/**
 * CwJsonShape:
 * @size: of the structure
 * @fields: its members, ended by one without a name; no others are allowed
 * @short_form: (nullable): name of the text member which a plain text in place of the object stands for
 * @has_id: whether the structure begins with `char *id`, which is unique in a list
 * @verify: (nullable): checks the whole
 *
 * How a JSON object fills a structure. The same table frees it.
 */
struct _CwJsonShape {
  gsize              size;
  const CwJsonField *fields;
  const char        *short_form;
  gboolean           has_id;
  CwJsonVerify       verify;
};

gpointer cw_json_shape_read (const CwJsonShape  *shape,
                             const CwJsonCursor *place,
                             gpointer            context,
                             GError            **error);
void     cw_json_shape_free (const CwJsonShape  *shape,
                             gpointer            data);

G_END_DECLS
