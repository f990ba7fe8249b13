/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CwOperationKind:
 * @CW_OPERATION_SET: give the value at a path another one
 * @CW_OPERATION_ADD: add a key, with the blocks above it that are missing, or a list item
 * @CW_OPERATION_REMOVE: take out a value with its key, or a list item
 * @CW_OPERATION_RENAME: put a value under another key, where it stands
 * @CW_OPERATION_REPLACE: replace a part of a text
 * @CW_OPERATION_COPY: add a copy of a block of another file or of the same one, words replaced
 * @CW_OPERATION_MOVE: take a block of the same file to another place
 * @CW_OPERATION_SET_VARIABLE: set or add a variable, however the block lists them: as keys, as `KEY=value`, or as
 *   name and value
 * @CW_OPERATION_REMOVE_VARIABLE: take such a variable out
 */
typedef enum {
  CW_OPERATION_SET,
  CW_OPERATION_ADD,
  CW_OPERATION_REMOVE,
  CW_OPERATION_RENAME,
  CW_OPERATION_REPLACE,
  CW_OPERATION_COPY,
  CW_OPERATION_MOVE,
  CW_OPERATION_SET_VARIABLE,
  CW_OPERATION_REMOVE_VARIABLE,
} CwOperationKind;

/**
 * CwOrigin:
 * @CW_ORIGIN_ASK: refuse, and say who else would change
 * @CW_ORIGIN_HERE: override the value where the path leads
 * @CW_ORIGIN_SOURCE: change it where the anchor stands, for all
 *
 * What to do with a value that comes through an alias or a merge.
 */
typedef enum {
  CW_ORIGIN_ASK,
  CW_ORIGIN_HERE,
  CW_ORIGIN_SOURCE,
} CwOrigin;

/**
 * CwOperation:
 * @kind: what to do
 * @path: (owned): where, as cw_yaml_path_read() takes it; in an env file the variable's name
 * @value: (owned) (nullable): the new value, key or text; for adding %NULL is nothing
 * @is_yaml: whether @value is YAML of its own, quotes and all; else it is quoted as its neighbours are
 * @part: (owned) (nullable): of a replacement: the part of the text that goes; of a variable: its name
 * @before: (owned) (nullable): of an addition: the key, or `[0]` or `[name=value]` of a list, that it goes before
 * @after: (owned) (nullable): or behind
 * @source: (owned) (nullable): of a copy: the other file; %NULL for the same
 * @source_path: (owned) (nullable): of a copy or move: what is taken
 * @replacements: (owned) (nullable) (element-type CwReplacement): of a copy: words of the other site
 * @origin: what to do with values that come from an anchor
 * @retypes: whether a value may become one of another type, a text a number
 * @prunes: of a removal: whether a block that would be left empty goes as well
 *
 * One structural edit of a YAML or env file, as a person asks for it.
 */
typedef struct {
  CwOperationKind kind;
  char           *path;
  char           *value;
  gboolean        is_yaml;
  char           *part;
  char           *before;
  char           *after;
  GBytes         *source;
  char           *source_path;
  GPtrArray      *replacements;
  CwOrigin        origin;
  gboolean        retypes;
  gboolean        prunes;
} CwOperation;

/**
 * CwOperationNoteKind:
 * @CW_OPERATION_NOTE_ALSO: this path changes as well, for it comes from the same anchor
 * @CW_OPERATION_NOTE_REPLACED: a word of the other site was replaced here
 * @CW_OPERATION_NOTE_ANCHOR: what was copied uses an anchor of this file, which says something else than its own
 */
typedef enum {
  CW_OPERATION_NOTE_ALSO,
  CW_OPERATION_NOTE_REPLACED,
  CW_OPERATION_NOTE_ANCHOR,
} CwOperationNoteKind;

/**
 * CwOperationNote:
 * @kind: what it says
 * @operation: which operation, from 0
 * @path: (owned) (nullable): the path in the file as it was then
 * @line: of a replacement: the line of what was copied, from 1; of an anchor: its line in the file as it was
 * @from: (owned) (nullable): of a replacement: the word that stood there; of an anchor: its name
 * @to: (owned) (nullable): and what stands there now
 *
 * What a person should know about an operation that was done.
 */
typedef struct {
  CwOperationNoteKind kind;
  guint               operation;
  char               *path;
  guint               line;
  char               *from;
  char               *to;
} CwOperationNote;

CwOperation *cw_operation_new       (CwOperationKind  kind,
                                     const char      *path,
                                     const char      *value);
void         cw_operation_free      (CwOperation     *self);
void         cw_operation_note_free (CwOperationNote *self);

GBytes      *cw_operations_apply    (const char      *name,
                                     GBytes          *text,
                                     GPtrArray       *operations,
                                     GPtrArray       *notes,
                                     GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwOperation, cw_operation_free)

G_END_DECLS
