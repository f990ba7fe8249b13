/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Limits of a YAML text: outside data is bounded. */
#define CW_YAML_MAX_SIZE (8 * 1024 * 1024)
#define CW_YAML_MAX_DEPTH 128
#define CW_YAML_MAX_NODES 1000000

typedef enum {
  CW_YAML_SCALAR,
  CW_YAML_MAPPING,
  CW_YAML_SEQUENCE,
  CW_YAML_ALIAS,
} CwYamlKind;

typedef enum {
  CW_YAML_PLAIN,
  CW_YAML_SINGLE_QUOTED,
  CW_YAML_DOUBLE_QUOTED,
  CW_YAML_LITERAL,
  CW_YAML_FOLDED,
} CwYamlStyle;

typedef struct _CwYamlNode CwYamlNode;

/**
 * CwYamlNode:
 * @kind: what it is
 * @style: how a scalar is written
 * @start: byte offset of its first byte, anchor and tag included
 * @content: byte offset behind anchor and tag: where a scalar's quotes or text begin
 * @end: byte offset behind its last byte; a block scalar ends where the next line that isn't its own begins
 * @value: (nullable): a scalar's value, or an alias's anchor
 * @anchor: (nullable): the anchor that it sets
 * @parent: (nullable): the mapping or sequence that it stands in
 * @key: (nullable): in a mapping: the scalar that is its key
 * @target: (nullable): what an alias stands for: the last node before it that sets its anchor
 * @children: (nullable) (element-type CwYamlNode): a mapping's values or a sequence's items
 * @line: the line of @content, counted from 1
 * @index: its place in @parent, from 0
 * @turn: in a mapping: how many of the same key stand before it
 * @flow: whether a mapping or sequence is written with brackets
 *
 * A node belongs to its #CwYaml. Aliases are never followed: a node is text that stands at one place.
 */
struct _CwYamlNode
{
  CwYamlKind  kind;
  CwYamlStyle style;
  gsize       start;
  gsize       content;
  gsize       end;
  char       *value;
  char       *anchor;
  CwYamlNode *parent;
  CwYamlNode *key;
  CwYamlNode *target;
  GPtrArray  *children;
  guint       line;
  guint       index;
  guint       turn;
  gboolean    flow;
};

/**
 * CwYaml:
 *
 * A YAML text read into a tree that knows where each node stands. Immutable; any thread may read it.
 */
typedef struct _CwYaml CwYaml;

CwYaml           *cw_yaml_read           (GBytes           *text,
                                          GError          **error);
gboolean          cw_yaml_is_sound       (GBytes           *text);
CwYaml           *cw_yaml_read_fragment  (GBytes           *text,
                                          GError          **error);
guint             cw_yaml_find_line      (const char       *message);
CwYaml           *cw_yaml_ref            (CwYaml           *self);
void              cw_yaml_unref          (CwYaml           *self);

GBytes           *cw_yaml_get_text       (const CwYaml     *self);
const CwYamlNode *cw_yaml_get_root       (const CwYaml     *self);
GPtrArray        *cw_yaml_get_nodes      (const CwYaml     *self);
GPtrArray        *cw_yaml_get_duplicates (const CwYaml     *self);
const CwYamlNode *cw_yaml_lookup         (const CwYaml     *self,
                                          const char       *path);
const CwYamlNode *cw_yaml_find_at        (const CwYaml     *self,
                                          gsize             offset);

const CwYamlNode *cw_yaml_node_get_child (const CwYamlNode *self,
                                          const char       *key);
const CwYamlNode *cw_yaml_node_find_value (const CwYamlNode *self,
                                          const char       *key);
const char       *cw_yaml_node_get_key   (const CwYamlNode *self);
gboolean          cw_yaml_node_is_block  (const CwYamlNode *self);
char             *cw_yaml_node_dup_path  (const CwYamlNode *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwYaml, cw_yaml_unref)

G_END_DECLS
