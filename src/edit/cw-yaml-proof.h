/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-yaml.h"

G_BEGIN_DECLS

/**
 * CwYamlChangeKind:
 * @CW_YAML_CHANGE_SET: a node has another value or content
 * @CW_YAML_CHANGE_REMOVE: a node is gone
 * @CW_YAML_CHANGE_EMPTY: a mapping or sequence lost all that it had
 * @CW_YAML_CHANGE_ADD: a mapping or sequence got one more
 * @CW_YAML_CHANGE_RENAME: a node stands under another key
 */
typedef enum {
  CW_YAML_CHANGE_SET,
  CW_YAML_CHANGE_REMOVE,
  CW_YAML_CHANGE_EMPTY,
  CW_YAML_CHANGE_ADD,
  CW_YAML_CHANGE_RENAME,
} CwYamlChangeKind;

/**
 * CwYamlChange:
 * @kind: what it does
 * @node: (nullable): the node before; for an addition the one that gets more, %NULL for the document
 * @index: for an addition: how many of @node's children stand before it
 * @key: (owned) (nullable): for an addition to a mapping and for renaming: the key
 * @value: (owned) (nullable): the scalar's new value; without @value and @content it is only known that it differs
 * @content: (nullable): what stands there afterwards
 * @piece: (owned) (nullable): the tree that @content is from
 *
 * What is meant to be different in a tree afterwards.
 */
typedef struct {
  CwYamlChangeKind  kind;
  const CwYamlNode *node;
  guint             index;
  char             *key;
  char             *value;
  const CwYamlNode *content;
  CwYaml           *piece;
} CwYamlChange;

CwYamlChange *cw_yaml_change_new  (CwYamlChangeKind  kind,
                                   const CwYamlNode *node);
void          cw_yaml_change_free (CwYamlChange     *self);

gboolean      cw_yaml_is_content  (const CwYamlNode *content,
                                   const CwYamlNode *after);

gboolean      cw_yaml_prove       (const CwYaml     *before,
                                   const CwYaml     *after,
                                   GPtrArray        *changes,
                                   GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwYamlChange, cw_yaml_change_free)

G_END_DECLS
