/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CwEditKind:
 * @CW_EDIT_SET: a value becomes another one
 * @CW_EDIT_REMOVE: a value goes, with its key
 * @CW_EDIT_ADD: a mapping gets one more key
 * @CW_EDIT_EMPTY: all that a mapping or list has goes; it stays, empty
 *
 * What an edit does to what stands at its path.
 */
typedef enum {
  CW_EDIT_SET,
  CW_EDIT_REMOVE,
  CW_EDIT_ADD,
  CW_EDIT_EMPTY,
} CwEditKind;

/**
 * CwEdit:
 * @kind: what it does at @path
 * @start: byte offset at which it begins
 * @length: how many bytes are replaced; 0 inserts
 * @replacement: (not nullable): the bytes that come there
 * @line: the line of @start, counted from 1
 * @before: (nullable): that line before the edit, without its line end
 * @after: (nullable): that line afterwards, with all edits of the line; set by cw_edits_describe()
 * @path: (nullable): the YAML path or the key of the env file that changes
 * @key: (nullable): the key that the mapping at @path gets
 * @value: (nullable): the scalar's new value, checked afterwards; %NULL when only a part of the scalar changes
 * @rule: (nullable): id of the rule that asks for it
 * @reason: (nullable): why, for the person
 *
 * One change of a text: a byte range and what comes in its place. All other bytes stay as they are.
 */
typedef struct {
  CwEditKind kind;
  gsize      start;
  gsize      length;
  GBytes    *replacement;
  guint      line;
  char      *before;
  char      *after;
  char      *path;
  char      *key;
  char      *value;
  char      *rule;
  char      *reason;
} CwEdit;

CwEdit *cw_edit_new       (gsize        start,
                           gsize        length,
                           const char  *replacement);
void    cw_edit_free      (CwEdit      *self);

GBytes *cw_edits_apply    (GBytes      *text,
                           GPtrArray   *edits,
                           GError     **error);
void    cw_edits_describe (GBytes      *text,
                           GPtrArray   *edits);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwEdit, cw_edit_free)

G_END_DECLS
